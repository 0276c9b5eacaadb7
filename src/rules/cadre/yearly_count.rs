//! CAD001: a cadre's yearly count below the number wanted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::cell::Place;
use crate::model::corpus::Corpus;
use crate::model::finding::{Code, Level};
use crate::model::profile::{Clause, Params, Profile};
use crate::model::record::{Count, Field};
use crate::model::returns::CadreAct;
use crate::model::section::{Section, SectionKind, Tell};
use crate::model::words::Words;
use crate::rules::case::{Case, Owing};
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};
use crate::rules::words::{at_most, has_any, list, squeezed};

/// CAD001.
pub struct YearlyCount;

/// So much of a kind in the year, of cadres of certain ranks.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct CadreDuty {
    /// What it is called.
    #[schemars(description = "名称，如“联系点走访”", length(min = 1))]
    pub name: Arc<str>,
    /// Words of which any one tells it.
    #[schemars(description = "领导干部参加情况“事项”中的用词", length(min = 1), inner(length(min = 1)))]
    pub words: Words,
    /// Words that mean something else though they hold one of the others.
    #[serde(default)]
    #[schemars(description = "含有认定用词而不算的写法，如“调研报告”不算“调研”", inner(length(min = 1)))]
    pub not_words: Vec<Arc<str>>,
    /// Words in 级别; empty: every cadre.
    #[serde(default)]
    #[schemars(description = "适用的级别用词；不写为表中所列的全部领导干部", inner(length(min = 1)))]
    pub ranks: Vec<Arc<str>>,
    /// Words in 级别 of those of whom it is not asked; a cadre of whom several ranks are known is asked by any other.
    #[serde(default)]
    #[schemars(description = "不适用的级别用词，如“支部书记”", inner(length(min = 1)))]
    pub not_ranks: Vec<Arc<str>>,
    /// With whom each, where rows name a counterpart; without a name the sum is looked at.
    #[schemars(
        description = "逐人计算的对象：members 所在支部的每名党员；secretaries 所在党委所辖的每名支部书记。表中填了对象的逐人核对，没有填的只看合计；不写为只看合计"
    )]
    pub with: Option<Counterparts>,
    /// Fewest.
    #[schemars(description = "全年最少数量", range(min = 1, max = 366))]
    pub min: u32,
    /// 次, 天, 篇.
    #[schemars(description = "单位，如“次”“天”“篇”", length(min = 1))]
    pub unit: Arc<str>,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

/// With whom a cadre owes so many talks each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Counterparts {
    /// Every member of the cadre's branch.
    Members,
    /// The secretary of every branch under the cadre's committee.
    Secretaries,
}

impl Section for Vec<CadreDuty> {
    fn check(&self, tell: &mut Tell) {
        tell.twice(self.iter().map(|duty| &duty.name), "领导干部事项", |n| format!("{n}.name"));
    }
}

static DOC: RuleDoc = RuleDoc {
    code: Code::CAD001,
    name: "领导干部次数不足",
    level: Level::Info,
    what: "领导干部全年参加活动、走访联系、讲党课等登记的次数少于规定。",
    why: "文件要求领导干部带头参加组织生活、联系基层，不同级别有不同的次数要求。",
    how: "看两类人：领导干部参加情况中登记的每一个人，以及党员花名册中职务级别符合某项要求的党员。要求限定级别的，只对登记或者花名册的级别含有该用词的人；\
          不限级别的，对登记的每一个人；列为不适用的级别除外。谈心谈话规定逐人计算的，表中填有对象的，按花名册逐人核对，没有填的只看合计。该年登记的各行中，事项写有该项用词的，数量相加（数量空白的算1，填写有误的算0），少于规定的，每人每项记一条。\
          同一支部同名的登记合为一人；所在支部不明的，记在所属党委名下。党员花名册注明免考勤的不判定。\
          只在统计期包含整年、该年已经结束、且所在支部在该年每月活动日均存在时判定；文件年中施行的，只看施行以后的月份，次数按月份比例折算，不足一次的舍去。没有任何人报送领导干部参加情况的，本规则不可评定。结果只供核实，不作为对干部的结论。",
    parameters: &[("cadre", "各级领导干部全年的要求：名称、用词、级别（ranks、not_ranks）、逐人计算的对象（with）、数量")],
    section: Some(SectionKind::of::<Vec<CadreDuty>>("cadre", "领导干部参加情况（CAD001）")),
    example: "规定县处级干部全年到联系点走访2次：某同志全年登记1次，记一条，时段写2017。",
};

impl Rule for YearlyCount {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let duties: Vec<&CadreDuty> = params.list::<CadreDuty>().iter().filter(|d| d.min > 0).collect();
        let of = |d: &&CadreDuty| if d.ranks.is_empty() { String::new() } else { format!("{}：", list(&d.ranks)) };
        let asked: Vec<String> = duties.iter().map(|d| format!("{}{}全年不少于{}{}", of(d), d.name, d.min, d.unit)).collect();
        duties.first().map(|d| Terms::clause(asked.join("；"), &d.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let mut cadres = listed(case.cadre_acts(), case.corpus);
        for member in &case.corpus.members[case.members()] {
            let name = squeezed(&member.name);
            let asked =
                member.place.is_some() && case.params.list::<CadreDuty>().iter().any(|d| !d.ranks.is_empty() && ranked(&member.rank, d));
            if !member.exempt.trim().is_empty() {
                cadres.remove(&name);
            } else if let Some(cadre) = cadres.get_mut(&name) {
                cadre.name = member.name.clone();
                cadre.ranks.push(member.rank.clone());
            } else if asked {
                let cadre =
                    Cadre { name: member.name.clone(), ranks: vec![member.rank.clone()], acts: Vec::new(), place: member.place.clone() };
                cadres.insert(name, cadre);
            }
        }
        for owing in case.owing_years(seen) {
            if !case.corpus.returns.has("cadre") {
                seen.lacks("未提供领导干部参加情况，报送后可评估");
                continue;
            }
            for cadre in cadres.values() {
                for duty in cadre.duties(case.params) {
                    let min = owing.share(duty.min);
                    if min == 0 {
                        continue;
                    }
                    seen.looks();
                    let whom = duty.with.map(|with| whom(case, with, &cadre.name)).unwrap_or_default();
                    cadre.short_of(duty, min, &owing, &whom).into_iter().for_each(|draft| seen.finds(draft));
                }
            }
        }
    }

    /// Cadres of whom nobody knows the branch: their committee is told.
    fn sweep(&self, corpus: &Corpus, profile: &Profile) -> Vec<Draft> {
        let mut by_committee: BTreeMap<&Arc<str>, Vec<&CadreAct>> = BTreeMap::new();
        for act in corpus.returns.cadres.iter().filter(|c| c.branch.is_none()) {
            by_committee.entry(&act.committee).or_default().push(act);
        }
        let years: Vec<Owing> = corpus.period.years().into_iter().filter_map(|year| Owing::of_all(corpus, year)).collect();
        let mut drafts = Vec::new();
        for (committee, acts) in by_committee {
            for cadre in listed(acts.into_iter(), corpus).values() {
                let short =
                    years.iter().flat_map(|y| cadre.duties(&profile.base).filter_map(|d| cadre.short_of(d, y.share(d.min), y, &[])));
                let owner = (!committee.is_empty()).then(|| committee.clone());
                drafts.extend(short.map(|draft| Draft { committee: owner.clone(), ..draft }));
            }
        }
        drafts
    }
}

/// One cadre with all that was handed in.
struct Cadre<'a> {
    name: Arc<str>,
    /// 级别 of the rows and of the roster.
    ranks: Vec<Arc<str>>,
    acts: Vec<&'a CadreAct>,
    /// First row, else the roster's.
    place: Option<Place>,
}

/// The cadres whom rows name, by name.
fn listed<'a>(acts: impl Iterator<Item = &'a CadreAct>, corpus: &Corpus) -> BTreeMap<String, Cadre<'a>> {
    let mut cadres: BTreeMap<String, Cadre<'a>> = BTreeMap::new();
    for act in acts {
        let member = act.member.and_then(|at| corpus.members.get(at));
        if member.is_some_and(|m| !m.exempt.trim().is_empty()) {
            continue;
        }
        let cadre = cadres.entry(squeezed(&act.row.name)).or_insert_with(|| Cadre {
            name: squeezed(&act.row.name).into(),
            ranks: Vec::new(),
            acts: Vec::new(),
            place: Some(act.row.head.place(Field::Member)),
        });
        cadre.ranks.push(act.row.rank.clone());
        cadre.ranks.extend(member.map(|m| m.rank.clone()));
        cadre.acts.push(act);
    }
    cadres
}

impl Cadre<'_> {
    /// The duties of the cadre's ranks; one without ranks is asked of those who were listed.
    fn duties<'p>(&self, params: &'p Params) -> impl Iterator<Item = &'p CadreDuty> {
        let excepted = |rank: &Arc<str>, d: &CadreDuty| has_any(&squeezed(rank), &d.not_ranks);
        let known = || self.ranks.iter().filter(|rank| !rank.trim().is_empty());
        let applies = |d: &&CadreDuty| match &d.ranks[..] {
            // of nobody whose every known rank is excepted
            [] => !self.acts.is_empty() && (known().next().is_none() || known().any(|rank| !excepted(rank, d))),
            _ => self.ranks.iter().any(|rank| ranked(rank, d) && !excepted(rank, d)),
        };
        params.list::<CadreDuty>().iter().filter(|d| d.min > 0).filter(applies).collect::<Vec<_>>().into_iter()
    }

    /// The duty's number of the months in force against what was handed in of them; of each of `whom`, where rows say with whom.
    fn short_of(&self, duty: &CadreDuty, min: u32, owing: &Owing, whom: &[Arc<str>]) -> Option<Draft> {
        let (first, last) = owing.days();
        let ours = |a: &&&CadreAct| {
            let said = || duty.words.are_in_without(&squeezed(&a.row.affair), &duty.not_words);
            first <= a.row.date && a.row.date <= last && said()
        };
        let acts: Vec<&&CadreAct> = self.acts.iter().filter(ours).collect();
        let total: u64 = acts.iter().map(|a| quantity(&a.row.quantity)).sum();
        let CadreDuty { name, unit, .. } = duty;
        let (when, all) = (owing.words(), whom.len());
        if acts.iter().any(|a| !a.row.counterpart.is_empty()) && all > 0 {
            // a row names its counterparts, each of them its number of times
            let with = |name: &&Arc<str>| {
                let name = squeezed(name);
                let rows = acts.iter().filter(|a| squeezed(&a.row.counterpart).contains(&name));
                rows.map(|a| quantity(&a.row.quantity)).sum::<u64>()
            };
            let missed: Vec<&Arc<str>> = whom.iter().filter(|name| with(name) < u64::from(min)).collect();
            if missed.is_empty() {
                return None;
            }
            let names = at_most(NAMES, &missed, "人");
            let say = say!(
                "提示核实：领导干部参加情况中{when}与应谈的{all}人中的{}人{name}不足{min}{unit}：{names}；", missed.len();
                "请核对有无漏登，属实的请说明情况并作出安排。"
            );
            let draft = Draft::new(owing.span, format!("{}人不足{min}{unit}", missed.len()), format!("与{all}人各不少于{min}{unit}"), say);
            return Some(draft.item(name).of(&self.name).at(self.place.clone()).on(&duty.clause));
        }
        if total >= u64::from(min) {
            return None;
        }
        let say = say!(
            "提示核实：领导干部参加情况中{when}登记{name}{total}{unit}，少于规定的{min}{unit}；";
            "请核对有无漏登，属实的请说明情况并作出安排。"
        );
        let draft = Draft::new(owing.span, format!("{name}{total}{unit}"), format!("{name}不少于{min}{unit}"), say);
        Some(draft.item(name).of(&self.name).at(self.place.clone()).on(&duty.clause))
    }
}

/// With whom the cadre of the branch owes talks: those whom the rosters name, but for the cadre.
fn whom(case: &Case<'_>, with: Counterparts, cadre: &str) -> Vec<Arc<str>> {
    let own = case.branch();
    let names: BTreeSet<Arc<str>> = match with {
        Counterparts::Members => {
            let members = case.corpus.members[case.members()].iter();
            members.filter(|m| m.place.is_some() && m.exempt.trim().is_empty()).map(|m| m.name.clone()).collect()
        }
        Counterparts::Secretaries => {
            let under = case.corpus.branches.iter().filter(|b| b.committee == own.committee && !b.secretary.is_empty());
            under.map(|b| b.secretary.clone()).collect()
        }
    };
    names.into_iter().filter(|name| squeezed(name) != squeezed(cadre)).collect()
}

/// Most names that a finding spells out.
const NAMES: usize = 8;

fn ranked(rank: &str, duty: &CadreDuty) -> bool {
    has_any(&squeezed(rank), &duty.ranks)
}

fn quantity(count: &Count) -> u64 {
    match count {
        Count::Given(n) => u64::from(*n),
        Count::Missing => 1,
        Count::Bad(_) | Count::Unread(..) => 0,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::CadreDuty;
    use crate::model::assessment::Verdict;
    use crate::model::finding::{BranchIx, Code, Level};
    use crate::model::org::BranchType;
    use crate::model::record::Count;
    use crate::rules::fixtures::{Said, Town, words};

    fn duty(name: &str, ranks: &[&str], min: u32, unit: &str) -> CadreDuty {
        let arcs = |words: &[&str]| words.iter().map(|w| Arc::from(*w)).collect();
        CadreDuty {
            name: name.into(),
            words: words(&[name]),
            not_words: Vec::new(),
            ranks: arcs(ranks),
            not_ranks: Vec::new(),
            with: None,
            min,
            unit: unit.into(),
            clause: format!("{name}条").into(),
        }
    }

    fn town(duties: Vec<CadreDuty>) -> Town {
        let mut town = Town::new("2017", "2018-01-15");
        town.params().set(duties);
        town.handed_in("cadre");
        town
    }

    fn told(said: &Said) -> Vec<(&str, &str)> {
        said.of(Code::CAD001).iter().map(|f| (f.member(), f.observed())).collect()
    }

    #[test]
    fn quantities_of_the_year_are_summed_by_affair() {
        let mut town = town(vec![duty("走访", &[], 2, "次"), duty("驻点", &[], 3, "天")]);
        town.cadre("张 三", "2017-01-01", "联系点走访");
        town.cadre("张三", "2017-12-31", "走 访慰问");
        town.cadre("张三", "2018-01-01", "驻点").row.quantity = Count::Given(3);
        town.cadre("张三", "2017-05-01", "驻点").row.quantity = Count::Given(2);
        town.cadre("张三", "2017-06-01", "驻点").row.quantity = Count::Bad("若干".into());
        let said = town.judge();
        let found = said.of(Code::CAD001);
        assert_eq!(told(&said), [("张三", "驻点2天")]);
        assert_eq!((found[0].branch(), found[0].month(), found[0].level()), ("第一党支部", "2017".into(), Level::Info));
        assert_eq!((found[0].expected(), found[0].cell()), ("驻点不少于3天", "干部.xlsx｜干部｜A2".into()));
        assert_eq!(found[0].basis(), "《意见》（某组〔2017〕1号）驻点条");
        assert!(found[0].message().starts_with("提示核实："));
        town.cadre("张三", "2017-07-01", "驻点");
        assert_eq!(town.judge().verdict(Code::CAD001), Verdict::Passed);
    }

    #[test]
    fn ranks_of_rows_and_roster_decide_whom_a_duty_binds() {
        let mut town = town(vec![duty("党课", &["县处级", "处级"], 1, "次"), duty("谈心", &["科级"], 1, "次")]);
        town.cadre("张三", "2017-03-01", "走访").row.rank = "副县 处级".into();
        town.cadre("李四", "2017-03-01", "走访");
        let zhao = town.listed("赵六");
        town.corpus.members[zhao].rank = "正科级".into();
        let wang = town.listed("王五");
        town.corpus.members[wang].rank = "办事员".into();
        let said = town.judge();
        assert_eq!(told(&said), [("张三", "党课0次"), ("赵六", "谈心0次")]);
        assert_eq!(said.of(Code::CAD001)[1].cell(), "党员.xlsx｜名册｜B2");
        let li = town.listed("李四");
        town.corpus.members[li].rank = "处级".into();
        assert!(told(&town.judge()).contains(&("李四", "党课0次")), "the roster knows the rank");
    }

    #[test]
    fn a_duty_without_ranks_is_asked_of_listed_cadres_alone() {
        let mut town = town(vec![duty("参加所在支部", &[], 12, "次")]);
        let member = town.listed("赵六");
        town.corpus.members[member].rank = "正科级".into();
        assert_eq!(town.judge().verdict(Code::CAD001), Verdict::NotApplicable);
        town.cadre("张三", "2017-03-01", "参加所在支部活动").row.quantity = Count::Given(11);
        assert_eq!(told(&town.judge()), [("张三", "参加所在支部11次")]);
    }

    #[test]
    fn exempt_members_are_out() {
        let mut town = town(vec![duty("党课", &["处级"], 1, "次")]);
        for (name, rank) in [("张三", "处级"), ("李四", "处级")] {
            let member = town.listed(name);
            town.corpus.members[member].rank = rank.into();
            town.corpus.members[member].exempt = "长期患病".into();
        }
        town.cadre("李四", "2017-03-01", "走访");
        assert_eq!(town.judge().verdict(Code::CAD001), Verdict::NotApplicable);
    }

    #[test]
    fn a_cadre_without_a_branch_is_told_to_the_committee() {
        let mut town = town(vec![duty("走访", &[], 2, "次")]);
        for committee in ["甲镇党委", "乙镇党委", ""] {
            let act = town.cadre("张三", "2017-03-01", "走访");
            (act.branch, act.committee) = (None, committee.into());
        }
        let said = town.judge();
        let found: Vec<_> = said.of(Code::CAD001).iter().map(|f| (f.committee(), f.branch(), f.observed())).collect();
        assert_eq!(found, [("", "", "走访1次"), ("乙镇党委", "", "走访1次"), ("甲镇党委", "", "走访1次")]);
        assert_eq!(said.verdict(Code::CAD001), Verdict::NotApplicable, "no cadre is known to be of the branch");
        town.as_of("2017-12-31");
        assert_eq!(town.judge().count(Code::CAD001), 0);
    }

    #[test]
    fn without_any_table_it_is_not_assessable_and_part_years_are_not_judged() {
        let mut town = town(vec![duty("走访", &[], 2, "次")]);
        town.corpus.returns.seen.clear();
        assert_eq!(town.judge().verdict(Code::CAD001), Verdict::NotAssessable("未提供领导干部参加情况，报送后可评估".into()));
        let mut part = Town::new("2017H2", "2018-01-15");
        part.params().set(vec![duty("走访", &[], 2, "次")]);
        part.cadre("张三", "2017-08-01", "走访");
        assert_eq!(part.judge().verdict(Code::CAD001), Verdict::NotApplicable);
    }

    #[test]
    fn asked_of_one_type_only_it_binds_that_types_cadres() {
        let mut town = town(vec![duty("走访", &[], 2, "次")]);
        let second = town.add_branch("002", "第二党支部", "甲镇党委");
        town.cadre("张三", "2017-03-01", "走访");
        town.cadre("李四", "2017-03-01", "走访").branch = Some(second);
        town.cadre("王五", "2017-03-01", "走访").branch = None;
        town.corpus.branches[second.0].kind = BranchType::Organ;
        let organ = (*town.profile.base).clone();
        town.params().clear::<Vec<CadreDuty>>();
        town.profile.by_type = vec![(vec![BranchType::Organ], Arc::new(organ))];
        let said = town.judge();
        assert_eq!(told(&said), [("李四", "走访1次")]);
        assert_eq!(said.of(Code::CAD001)[0].basis(), "《意见》（某组〔2017〕1号）走访条");
        assert_eq!(said.verdict(Code::CAD001), Verdict::NotApplicable);
        assert_eq!(BranchIx(1), second);
    }
}
