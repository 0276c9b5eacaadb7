//! MEM004: a member's volunteer services below the yearly number.

use std::ops::Range;

use crate::model::finding::{Code, Level};
use crate::model::profile::{Clause, Params, ServiceDuty, Volunteer};
use crate::model::returns::Service;
use crate::model::section::SectionKind;
use crate::rules::case::{Case, Owing};
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};
use crate::rules::words::{has_any, list, squeezed};

use super::NO_SERVICE;

/// MEM004.
pub struct ServiceNumber;

static DOC: RuleDoc = RuleDoc {
    code: Code::MEM004,
    name: "志愿服务不足",
    level: Level::Info,
    what: "党员全年登记的志愿服务少于规定次数。",
    why: "文件要求每名党员每年参加一定次数的志愿服务。",
    how: "逐人数该年志愿服务记录的行数，每项要求分别计数：记录的内容或者成效写有该项用词的算一次，没有用词的要求任何一次都算。一人有几项不足的合为一条。\
          有党员花名册的，看花名册所列党员，注明免考勤的、规定不在此列的和该年以后入党的不判定；当年入党的，次数按入党以后的月份折算；没有的，看考勤表和志愿服务记录中出现的党员。\
          只在统计期包含整年、该年已经结束、且党支部在该年每月活动日均存在时判定；文件年中施行的，只看施行以后的月份，次数按月份比例折算，不足一次的舍去。没有任何人报送志愿服务记录的，本规则不可评定。结果只供核实，不作为对党员的结论。",
    parameters: &[
        ("volunteer.duties", "每名党员全年的志愿服务要求"),
        ("volunteer.not_members", "不在此列的党员（党员类型、职务级别中的用词）"),
    ],
    section: Some(SectionKind::of::<Volunteer>("volunteer", "党员志愿服务（MEM004、MEM005）")),
    example: "规定每名党员全年志愿服务2次：张三全年登记1次，记一条，时段写2017。",
};

impl Rule for ServiceNumber {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let volunteer = params.get::<Volunteer>()?;
        let asked: Vec<String> = duties(volunteer).map(|duty| asked(duty, duty.min)).collect();
        (!asked.is_empty()).then(|| Terms::clause(format!("每名党员全年{}", list(&asked)), &volunteer.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(volunteer) = case.params.get::<Volunteer>() else { return };
        for owing in case.owing_years(seen) {
            if duties(volunteer).all(|duty| owing.share(duty.min) == 0) {
                continue;
            }
            if !case.corpus.returns.has("volunteer") {
                seen.lacks(NO_SERVICE);
                continue;
            }
            let members = members(case, volunteer);
            if members.is_empty() {
                seen.lacks("没有本支部的党员名单，报送党员花名册后可评估");
                continue;
            }
            seen.looks();
            for member in members {
                look(case, volunteer, &owing, member, seen);
            }
        }
    }
}

fn duties(volunteer: &Volunteer) -> impl Iterator<Item = &ServiceDuty> {
    volunteer.duties.iter().filter(|d| d.min > 0)
}

fn asked(duty: &ServiceDuty, min: u32) -> String {
    format!("{}不少于{min}次", duty.name)
}

/// Members who can be asked: those of the roster, without one all who are known. Indices in `Corpus::members`.
fn members(case: &Case<'_>, volunteer: &Volunteer) -> Vec<usize> {
    let all: Range<usize> = case.members();
    all.filter(|at| {
        let member = &case.corpus.members[*at];
        let left_out = [&member.kind, &member.rank].iter().any(|text| has_any(&squeezed(text), &volunteer.not_members));
        member.exempt.trim().is_empty() && !left_out && (member.place.is_some() || !case.corpus.has_member_roster)
    })
    .collect()
}

fn look(case: &Case<'_>, volunteer: &Volunteer, owing: &Owing, at: usize, seen: &mut Seen) {
    let member = &case.corpus.members[at];
    let (first, last) = owing.days();
    if member.joined.is_some_and(|day| day > last) {
        return;
    }
    let owed = |min: u32| owing.share_from(min, member.joined);
    let served: Vec<&Service> = case.services_of(at).filter(|s| first <= s.row.date && s.row.date <= last).collect();
    let texts: Vec<String> = served.iter().map(|s| [&s.row.content, &s.row.effect].map(|t| squeezed(t)).join("\n")).collect();
    let number = |duty: &ServiceDuty| texts.iter().filter(|text| duty.words.is_empty() || duty.words.are_in(text)).count();
    let unmet: Vec<(&ServiceDuty, usize)> =
        duties(volunteer).map(|d| (d, number(d))).filter(|(d, number)| *number < owed(d.min) as usize).collect();
    if unmet.is_empty() {
        return;
    }
    let observed = list(&unmet.iter().map(|(d, n)| format!("{}{n}次", d.name)).collect::<Vec<_>>());
    let expected = list(&unmet.iter().map(|(d, _)| asked(d, owed(d.min))).collect::<Vec<_>>());
    let say = say!(
        "提示核实：志愿服务记录中{}登记{observed}，规定{expected}；", owing.words();
        "请核对有无漏登，属实的请联系本人了解情况并作出安排。"
    );
    let place = member.place.clone().or_else(|| served.first().map(|s| s.row.head.line())).or_else(|| case.branch().place.clone());
    let names = list(&unmet.iter().map(|(d, _)| &d.name).collect::<Vec<_>>());
    let draft = Draft::new(owing.span, observed, expected, say).item(&names).of(&member.name).at(place);
    seen.finds(match one_clause(unmet.iter().map(|(d, _)| &d.clause)) {
        Some(clause) => draft.on(clause),
        None => draft,
    });
}

/// The clause, if all stand on the same one.
fn one_clause<'a>(mut clauses: impl Iterator<Item = &'a Clause>) -> Option<&'a Clause> {
    let first = clauses.next()?;
    (!first.is_empty() && clauses.all(|c| c == first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::org::BranchType;
    use crate::model::profile::{ServiceDuty, Volunteer};
    use crate::rules::fixtures::Town;

    fn duty(name: &str, min: u32, words: &[&str], clause: &str) -> ServiceDuty {
        ServiceDuty { name: name.into(), min, words: words.iter().map(|w| Arc::from(*w)).collect(), clause: clause.into() }
    }

    fn town(duties: Vec<ServiceDuty>) -> Town {
        let mut town = Town::new("2017", "2018-01-15");
        town.params().set(Volunteer { not_members: Vec::new(), duties, required: Vec::new(), clause: "二".into() });
        town.handed_in("volunteer");
        town
    }

    fn two() -> Town {
        town(vec![duty("志愿服务", 2, &[], "二.2")])
    }

    #[test]
    fn one_service_is_too_few_and_two_are_enough() {
        let mut town = two();
        for (name, dates) in
            [("张三", &["2017-03-01"][..]), ("李四", &["2017-01-01", "2017-12-31"]), ("王五", &["2016-12-31", "2018-01-01"])]
        {
            let member = town.listed(name);
            dates.iter().for_each(|date| {
                town.service(member, date, "清扫河道");
            });
        }
        let said = town.judge();
        let found = said.of(Code::MEM004);
        assert_eq!(
            found.iter().map(|f| (f.member(), f.observed())).collect::<Vec<_>>(),
            [("张三", "志愿服务1次"), ("王五", "志愿服务0次")]
        );
        assert_eq!((found[0].month(), found[0].level(), found[0].cell()), ("2017".into(), Level::Info, "党员.xlsx｜名册｜B2".into()));
        assert_eq!((found[0].expected(), found[0].basis()), ("志愿服务不少于2次", "《意见》（某组〔2017〕1号）二.2"));
        assert!(found[0].message().starts_with("提示核实："));
        assert_eq!(said.verdict(Code::MEM004), Verdict::Failed);
    }

    #[test]
    fn each_kind_is_counted_by_its_words_and_all_stand_in_one_finding() {
        let mut town = town(vec![
            duty("志愿服务", 2, &[], "二.2"),
            duty("社区志愿服务", 1, &["社区"], "二.2"),
            duty("合理化建议", 1, &["建议"], "二.3"),
        ]);
        let (zhang, li) = (town.listed("张三"), town.listed("李四"));
        town.service(zhang, "2017-03-01", "到社 区巡查");
        town.service(zhang, "2017-04-01", "提出建议");
        town.service(li, "2017-03-01", "植树").row.effect = "社区环境改善".into();
        let said = town.judge();
        let found = said.of(Code::MEM004);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].member(), found[0].observed()), ("李四", "志愿服务1次、合理化建议0次"));
        assert_eq!(found[0].basis(), "《意见》（某组〔2017〕1号）二", "kinds on different clauses: the part's own");
    }

    #[test]
    fn exempt_members_new_members_and_those_of_no_roster_are_out() {
        let mut town = two();
        let (zhang, li) = (town.listed("张三"), town.listed("李四"));
        town.corpus.members[zhang].exempt = "年老体弱".into();
        town.corpus.members[li].joined = "2018-01-01".parse().ok();
        town.member("王五");
        let said = town.judge();
        assert_eq!((said.count(Code::MEM004), said.verdict(Code::MEM004)), (0, Verdict::Passed));
        town.corpus.members[li].joined = "2017-12-31".parse().ok();
        assert_eq!(town.judge().count(Code::MEM004), 0, "two of twelve months' share of one month is nothing");
        town.corpus.members[li].joined = "2017-01-31".parse().ok();
        assert_eq!(town.judge().of(Code::MEM004)[0].member(), "李四");
    }

    #[test]
    fn without_a_member_roster_those_whom_sheets_name_are_asked() {
        let mut town = two();
        assert!(matches!(town.judge().verdict(Code::MEM004), Verdict::NotAssessable(_)));
        let member = town.member("张三");
        town.service(member, "2017-03-01", "植树");
        let said = town.judge();
        assert_eq!((said.of(Code::MEM004)[0].member(), said.of(Code::MEM004)[0].cell()), ("张三", "志愿.xlsx｜志愿｜A2".into()));
        town.corpus.has_member_roster = true;
        assert!(matches!(town.judge().verdict(Code::MEM004), Verdict::NotAssessable(_)), "the roster lists nobody of the branch");
    }

    #[test]
    fn without_any_record_it_is_not_assessable_and_part_years_are_not_judged() {
        let mut town = two();
        town.listed("张三");
        town.corpus.returns.seen.clear();
        assert_eq!(town.judge().verdict(Code::MEM004), Verdict::NotAssessable("未提供志愿服务记录，报送后可评估".into()));
        let mut early = two();
        early.listed("张三");
        early.as_of("2017-12-31");
        assert_eq!(early.judge().verdict(Code::MEM004), Verdict::NotApplicable);
    }

    #[test]
    fn a_type_may_be_asked_more() {
        let mut town = two();
        let member = town.listed("张三");
        town.service(member, "2017-03-01", "植树");
        town.service(member, "2017-04-01", "植树");
        assert_eq!(town.judge().verdict(Code::MEM004), Verdict::Passed);
        let mut organ = (*town.profile.base).clone();
        organ.edit::<Volunteer>().duties.push(duty("社区志愿服务", 2, &["社区"], "二.2"));
        town.profile.by_type = vec![(vec![BranchType::Organ], Arc::new(organ))];
        town.branch().kind = BranchType::Organ;
        assert_eq!(town.judge().of(Code::MEM004)[0].observed(), "社区志愿服务0次");
    }
}
