//! ACT008: no oath in a month in which members joined, or in July.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::corpus::BranchMonth;
use crate::model::finding::{Code, Level};
use crate::model::org::Member;
use crate::model::profile::{Clause, Params};
use crate::model::section::{Section, SectionKind, Tell};
use crate::model::spoken;
use crate::model::time::Span;
use crate::model::words::Words;
use crate::rules::case::{Case, NO_ACTIVITY, PENDING};
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};
use crate::rules::words::{at_most, in_quotes};

use super::{content_place, legible};

/// ACT008.
pub struct Oath;

/// Most names that a finding spells out.
const NAMES: usize = 5;

/// When the oath is renewed, and what tells it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct OathTerms {
    /// Words of which any one tells it.
    #[schemars(description = "认定用词", length(min = 1), inner(length(min = 1)))]
    pub words: Words,
    /// Of any year.
    #[schemars(description = "有党员入党的月份应重温")]
    pub joining_month: bool,
    /// Wanted of all in July.
    #[schemars(description = "“七一”所在的7月应重温")]
    pub july: bool,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Section for OathTerms {
    fn check(&self, tell: &mut Tell) {
        if !self.joining_month && !self.july {
            tell.at("", "“joining_month”与“july”至少一项为 true；都不要求的请删去本节");
        }
    }
}

static DOC: RuleDoc = RuleDoc {
    code: Code::ACT008,
    name: "未重温入党誓词",
    level: Level::Warning,
    what: "有党员入党的月份（或者七一所在的7月）活动中没有重温入党誓词。",
    why: "文件规定在党员入党当月、七一期间组织重温入党誓词，强化党员意识。",
    how: "党员花名册中入党日期的月份（不论年份，不晚于当月）与活动月份相同的，该月应重温入党誓词；免考勤的党员不计。规定七一全体重温的，7月一律应重温。\
          在规定动作、活动主题、活动内容三栏中查找字样，当月任何一次活动出现即可。当月有活动且已结束才判定，没有活动的月份只记缺报；一个月份记一条，列出有关党员姓名，\
          与七一重合的也只记一条。党员花名册没有该支部党员的入党日期的，入党月不可评定，7月照常判定；当月表格三栏都没有的，该月不可评定。",
    parameters: &[
        ("oath.words", "重温入党誓词的字样"),
        ("oath.joining_month", "党员入党的月份应重温"),
        ("oath.july", "每年7月（七一）应重温"),
    ],
    section: Some(SectionKind::of::<OathTerms>("oath", "重温入党誓词（ACT008）")),
    example: "张三2003年6月入党，2017年6月的活动记录没有入党誓词字样：2017-06记一条。",
};

impl Rule for Oath {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let asked = params.get::<OathTerms>()?;
        let when = when(asked.joining_month, asked.july)?;
        Some(Terms::clause(format!("{when}重温入党誓词"), &asked.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(asked) = case.params.get::<OathTerms>() else { return };
        let over = |m: &&BranchMonth| m.exists && case.is_over(Span::Month(m.month));
        for month in case.months().iter().filter(over) {
            let mut joined: Vec<&Member> = Vec::new();
            if asked.joining_month {
                match case.joining_dates() {
                    Ok(()) => joined = case.joined_in(month.month),
                    Err(reason) if month.held() => seen.lacks(reason),
                    Err(_) => seen.lacks(NO_ACTIVITY),
                }
            }
            let july = asked.july && month.month.month() == 7;
            let Some(expected) = when(!joined.is_empty(), july) else { continue };
            if !month.held() {
                seen.lacks(if month.pending() { PENDING } else { NO_ACTIVITY });
                continue;
            }
            let activities: Vec<_> = case.activities(month).collect();
            if !legible(&activities, seen) || activities.iter().any(|a| case.speaks_of(a, &asked.words)) {
                continue;
            }
            let draft = finding(asked, Span::Month(month.month), &expected, &joined, july, activities.len());
            seen.finds(draft.at(content_place(case, &activities)));
        }
    }
}

/// `党员入党当月、七一`; `None` if neither is wanted.
fn when(joining: bool, july: bool) -> Option<String> {
    match (joining, july) {
        (true, true) => Some("党员入党当月、七一".to_string()),
        (true, false) => Some("党员入党当月".to_string()),
        (false, true) => Some("七一".to_string()),
        (false, false) => None,
    }
}

fn finding(asked: &OathTerms, span: Span, expected: &str, joined: &[&Member], july: bool, held: usize) -> Draft {
    let names = at_most(NAMES, &joined.iter().map(|m| &*m.name).collect::<Vec<_>>(), "人");
    let mut reasons = Vec::new();
    if !joined.is_empty() {
        reasons.push(format!("当月是{names}的入党月份"));
    }
    if july {
        reasons.push("七一应组织全体党员重温".to_string());
    }
    let who = if joined.is_empty() { String::new() } else { format!("（当月入党：{names}）") };
    let say = say!(
        "{}的活动记录中未见重温入党誓词（规定动作、活动主题、活动内容均未出现{}字样）；{}。", spoken::span(span), in_quotes(&asked.words), reasons.join("，");
        "已开展的请在记录中写明后重报，未开展的请及时补上。"
    );
    Draft::new(span, format!("{held}次活动均未体现重温入党誓词{who}"), format!("{expected}重温入党誓词"), say)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::assessment::Verdict;
    use crate::model::record::Field;
    use crate::rules::fixtures::{Act, Town, words};

    fn town(joining_month: bool, july: bool) -> Town {
        let mut town = Town::new("2017-06..2017-07", "2017-10-15");
        town.params().set(OathTerms { words: words(&["入党誓词"]), joining_month, july, clause: "三(一)2".into() });
        town
    }

    fn months(town: &mut Town) -> Vec<String> {
        town.judge().of(Code::ACT008).iter().map(|f| f.month()).collect()
    }

    #[test]
    fn the_month_of_joining_wants_the_oath_whatever_the_year() {
        let mut town = town(true, false);
        town.member_joined("张三", "2003-06-30");
        town.member_joined("李四", "2017-06-15");
        town.member_joined("王五", "1999-05-31");
        town.hold(Act::on("2017-06-05").theme("学习"));
        town.hold(Act::on("2017-07-05").theme("学习"));
        let said = town.judge();
        let found = said.of(Code::ACT008);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].month(), found[0].level(), found[0].member()), ("2017-06".into(), Level::Warning, ""));
        assert_eq!(found[0].observed(), "1次活动均未体现重温入党誓词（当月入党：张三、李四）");
        assert_eq!((found[0].cell(), found[0].expected()), ("台账.xlsx｜台账｜M2".into(), "党员入党当月重温入党誓词"));
    }

    #[test]
    fn one_activity_of_the_month_is_enough_across_blanks() {
        let mut town = town(true, false);
        town.member_joined("张三", "2003-06-30");
        town.hold(Act::on("2017-06-05").theme("学习"));
        town.hold(Act::on("2017-06-20").content("重温 入党\n誓　词"));
        assert_eq!(town.judge().verdict(Code::ACT008), Verdict::Passed);
    }

    #[test]
    fn a_month_counts_as_filed() {
        let mut town = town(true, false);
        town.member_joined("张三", "2003-06-30");
        town.hold(Act::on("2017-07-05").theme("入党誓词"));
        town.hold(Act::on("2017-06-05").theme("学习"));
        assert_eq!(months(&mut town), ["2017-06"]);
        town.hold(Act::on("2017-07-01").month("2017-06").theme("重温入党誓词"));
        assert!(months(&mut town).is_empty());
    }

    #[test]
    fn july_and_joining_make_one_finding() {
        let mut town = town(true, true);
        for n in 1..=6 {
            town.member_joined(&format!("党员{n}"), "2010-07-01");
        }
        town.hold(Act::on("2017-07-05").theme("学习"));
        let said = town.judge();
        let found = said.of(Code::ACT008);
        assert_eq!(found.len(), 1);
        assert!(found[0].observed().ends_with("（当月入党：党员1、党员2、党员3、党员4、党员5等6人）"));
        assert!(found[0].message().contains("入党月份，七一应组织"));
        assert_eq!(found[0].expected(), "党员入党当月、七一重温入党誓词");
        town.params().edit::<OathTerms>().joining_month = false;
        assert_eq!(town.judge().of(Code::ACT008)[0].observed(), "1次活动均未体现重温入党誓词");
    }

    #[test]
    fn exempt_members_and_those_who_joined_later_want_nothing() {
        let mut town = town(true, false);
        let member = town.member_joined("张三", "2003-06-30");
        town.corpus.members[member].exempt = "长期患病".into();
        town.member_joined("李四", "2018-06-01");
        town.hold(Act::on("2017-06-05").theme("学习"));
        assert_eq!(town.judge().verdict(Code::ACT008), Verdict::NotApplicable);
    }

    #[test]
    fn without_joining_dates_only_july_is_judged() {
        let reason = |town: &mut Town| match town.judge().verdict(Code::ACT008) {
            Verdict::NotAssessable(reason) => reason.to_string(),
            other => panic!("{other:?}"),
        };
        let mut town = town(true, true);
        town.hold(Act::on("2017-06-05").theme("学习"));
        assert_eq!(reason(&mut town), "未提供党员花名册，报送花名册（含入党日期）后可评估");
        town.member("张三");
        town.corpus.has_member_roster = true;
        assert_eq!(reason(&mut town), "党员花名册未填入党日期，补报后可评估");
        town.hold(Act::on("2017-07-05").theme("学习"));
        assert_eq!(months(&mut town), ["2017-07"]);
    }

    #[test]
    fn months_without_activity_end_or_headings_are_not_judged() {
        let mut empty = town(true, true);
        empty.member_joined("张三", "2003-06-30");
        assert_eq!(empty.judge().count(Code::ACT008), 0);
        let mut early = town(true, true);
        early.as_of("2017-07-31");
        early.hold(Act::on("2017-07-05").theme("学习"));
        assert_eq!(early.judge().count(Code::ACT008), 0);
        early.as_of("2017-08-01");
        assert_eq!(early.judge().count(Code::ACT008), 1);
        let mut blind = town(false, true);
        blind.drop_headings(&[Field::Theme, Field::Content, Field::SetActions]);
        blind.hold(Act::on("2017-07-05").theme(""));
        assert!(matches!(blind.judge().verdict(Code::ACT008), Verdict::NotAssessable(_)));
    }

    #[test]
    fn it_may_be_switched_off_or_ask_nothing() {
        let mut off = town(false, true);
        off.hold(Act::on("2017-07-05").theme("学习"));
        assert_eq!(off.judge().count(Code::ACT008), 1);
        off.switch(Code::ACT008).off = true;
        assert_eq!(off.judge().count(Code::ACT008), 0);
        let mut nothing = town(false, false);
        nothing.hold(Act::on("2017-07-05").theme("学习"));
        assert_eq!(nothing.judge().verdict(Code::ACT008), Verdict::NotApplicable);
    }
}
