//! PLN001: no plan of the year, or fewer activities planned than wanted.

use crate::model::finding::{Code, Level};
use crate::model::profile::{Params, Plan};
use crate::model::record::Field;
use crate::model::returns::Planned;
use crate::model::section::SectionKind;
use crate::model::spoken;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};
use crate::rules::words::is_bare;

use super::{NO_PLAN, PlanTime, plan_times};

/// PLN001.
pub struct YearlyPlan;

static DOC: RuleDoc = RuleDoc {
    code: Code::PLN001,
    name: "计划缺失或不足",
    level: Level::Error,
    what: "党支部没有报送年度活动计划，或者计划的活动次数少于规定次数。",
    why: "文件要求年初制定计划、全年活动不少于规定次数；没有计划，活动容易流于临时安排。",
    how: "年度活动计划中该支部该年的每一行算计划一次活动，重复报送的只算一次。只在统计期包含整年、该年已经结束、且党支部在该年每月活动日均存在时判定。\
          文件对某年另有规定、计划从年中开始的，该年只看起始月份以后的计划，次数按月份比例折算（不足一次的舍去）；从7月开始的，统计期包含下半年即可判定，\
          时段写下半年。文件施行以前的月份不作要求，同样折算。规定每季度有重点的，计划有“季度重点”栏而某季度各行都空白的，另记一条提示。没有任何人报送计划的，本规则不可评定；别的支部报了而本支部没有的，记未报。",
    parameters: &[
        ("plan.min", "全年最少计划次数"),
        ("plan.exceptions", "计划从年中开始的年份及其报备期限"),
        ("plan.quarter_focus", "每季度写明重点"),
    ],
    section: Some(SectionKind::of::<Plan>("plan", "年度活动次数与计划（SUB003、PLN001、PLN002）")),
    example: "规定全年12次，2017年的计划从7月开始，应计划6次：下半年计划了5次的支部记一条，时段写2017H2。",
};

impl Rule for YearlyPlan {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let plan = params.get::<Plan>()?;
        let min = plan.min.filter(|min| *min > 0)?;
        let parts = plan.exceptions.iter().map(|e| e.from).filter(|from| from.month() > 1);
        let parts: String = parts.map(|from| format!("；{}年自{}月起，按月份比例折算", from.year(), from.month())).collect();
        Some(Terms::clause(format!("年度计划不少于{min}次{parts}"), &plan.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some((plan, min)) = case.params.get::<Plan>().and_then(|p| Some((p, p.min?))) else { return };
        if plan.quarter_focus {
            focus(case, seen);
        }
        for time in times(plan, case) {
            let Some(owing) = case.owing(time.span, time.from, seen) else { continue };
            let wanted = owing.share(min) as usize;
            if wanted == 0 {
                continue;
            }
            if !case.corpus.returns.has("annual_plan") {
                seen.lacks(NO_PLAN);
                continue;
            }
            seen.looks();
            let rows: Vec<&Planned> = case.plans().filter(|p| owing.first <= p.row.month && p.row.month <= owing.last).collect();
            if rows.len() >= wanted {
                continue;
            }
            let when = if owing.first == time.from { spoken::span(time.span) } else { owing.words() };
            let expected = format!("{when}计划不少于{wanted}次");
            let draft = match rows.first() {
                None => {
                    let say = say!(
                        "{when}未见本支部的活动计划，规定计划不少于{wanted}次；";
                        "请补报计划，逐月列明活动主题；已经报送的，请核对有无因填写错误退回的行。"
                    );
                    Draft::new(time.span, "未报年度计划", expected, say).at(case.branch().place.clone())
                }
                Some(first) => {
                    let say = say!("{when}计划活动{}次，少于规定的{wanted}次；", rows.len(); "请补充计划后重新报送。");
                    Draft::new(time.span, format!("计划{}次", rows.len()), expected, say).at(first.row.head.line())
                }
            };
            seen.finds(draft);
        }
    }
}

/// Quarters of the period for which the branch's plan, where it has a column for it, names no focus.
fn focus(case: &Case<'_>, seen: &mut Seen) {
    for quarter in case.corpus.period.quarters() {
        let within = |p: &&Planned| quarter.first() <= p.row.month && p.row.month <= quarter.last();
        let rows: Vec<&Planned> = case.plans().filter(|p| p.row.head.table.has(Field::Focus)).filter(within).collect();
        let Some(first) = rows.first() else { continue };
        seen.looks();
        if rows.iter().all(|p| is_bare(&p.row.focus)) {
            let when = spoken::span(quarter);
            let say = say!("{when}的活动计划没有写明季度重点；"; "请补充后重新报送。");
            let draft = Draft::new(quarter, "未写季度重点", "每季度写明重点", say).item("季度重点").at(first.row.head.place(Field::Focus));
            seen.finds(Draft { level: Some(Level::Info), ..draft });
        }
    }
}

/// Plans of which the period holds all.
fn times(plan: &Plan, case: &Case<'_>) -> Vec<PlanTime> {
    plan_times(plan, case.corpus).into_iter().filter(|t| case.corpus.period.covers(t.span)).collect()
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::profile::{Plan, PlanException};
    use crate::rules::fixtures::Town;

    fn town(period: &str, months: std::ops::RangeInclusive<u32>) -> Town {
        let mut town = Town::new(period, "2018-01-15");
        for month in months {
            town.plan(&format!("2017-{month:02}"));
        }
        town
    }

    fn from_july(town: &mut Town) {
        let due = "2017-07-31".parse().unwrap();
        town.params().edit::<Plan>().exceptions = vec![PlanException { from: "2017-07".parse().unwrap(), due }];
    }

    #[test]
    fn eleven_are_too_few_and_twelve_enough() {
        let said = town("2017", 1..=11).judge();
        let found = said.of(Code::PLN001);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].month(), found[0].observed(), found[0].level()), ("2017".to_string(), "计划11次", Level::Error));
        assert_eq!((found[0].cell(), found[0].basis()), ("计划.xlsx｜计划｜A2".into(), "《意见》（某组〔2017〕1号）四.1"));
        assert_eq!(town("2017", 1..=12).judge().verdict(Code::PLN001), Verdict::Passed);
    }

    #[test]
    fn who_planned_nothing_while_others_did_has_no_plan() {
        let mut town = town("2017", 1..=12);
        let second = town.add_branch("002", "第二党支部", "甲镇党委");
        let said = town.judge();
        assert_eq!(said.of(Code::PLN001).iter().map(|f| (f.branch(), f.observed())).collect::<Vec<_>>(), [("第二党支部", "未报年度计划")]);
        assert_eq!(said.judgement.verdicts[&Code::PLN001].of(second), Verdict::Failed);
        assert_eq!(said.verdict(Code::PLN001), Verdict::Passed);
    }

    #[test]
    fn nobodys_plan_is_not_assessable_and_part_years_are_not_judged() {
        let reason = "未提供年度活动计划，报送后可评估";
        assert_eq!(Town::new("2017", "2018-01-15").judge().verdict(Code::PLN001), Verdict::NotAssessable(reason.into()));
        assert_eq!(town("2017H2", 7..=8).judge().verdict(Code::PLN001), Verdict::NotApplicable);
        let mut early = town("2017", 1..=2);
        early.as_of("2017-12-31");
        assert_eq!(early.judge().verdict(Code::PLN001), Verdict::NotApplicable);
        early.as_of("2018-01-01");
        assert_eq!(early.judge().count(Code::PLN001), 1);
        early.branch().founded = "2017-01-06".parse().ok();
        assert_eq!(early.judge().count(Code::PLN001), 0);
    }

    #[test]
    fn a_plan_that_begins_in_july_wants_half_of_the_number() {
        for period in ["2017", "2017H2", "2017-05..2017-12"] {
            let mut five = town(period, 1..=11);
            from_july(&mut five);
            let said = five.judge();
            let found = said.of(Code::PLN001);
            assert_eq!(found.len(), 1, "{period}");
            assert_eq!((found[0].month(), found[0].observed()), ("2017H2".to_string(), "计划5次"));
            assert_eq!((found[0].expected(), found[0].cell()), ("2017年下半年计划不少于6次", "计划.xlsx｜计划｜A8".into()));
            let mut six = town(period, 7..=12);
            from_july(&mut six);
            assert_eq!(six.judge().verdict(Code::PLN001), Verdict::Passed);
        }
        let mut quarter = town("2017Q4", 1..=2);
        from_july(&mut quarter);
        assert_eq!(quarter.judge().verdict(Code::PLN001), Verdict::NotApplicable);
    }

    #[test]
    fn the_exception_leaves_other_years_alone_and_shares_are_rounded_down() {
        let mut town = Town::new("2016", "2017-01-15");
        from_july(&mut town);
        town.params().edit::<Plan>().min = Some(5);
        for _ in 0..4 {
            town.plan("2016-03");
        }
        assert_eq!(town.judge().of(Code::PLN001)[0].observed(), "计划4次");
        let mut half = self::town("2017H2", 8..=8);
        from_july(&mut half);
        half.params().edit::<Plan>().min = Some(5);
        assert_eq!(half.judge().of(Code::PLN001)[0].expected(), "2017年下半年计划不少于2次");
    }

    #[test]
    fn without_a_number_it_does_not_apply() {
        let mut town = town("2017", 1..=2);
        town.params().edit::<Plan>().min = None;
        assert_eq!(town.judge().verdict(Code::PLN001), Verdict::NotApplicable);
    }
}
