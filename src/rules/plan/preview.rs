//! PLN003: the month's content not announced by the day wanted.

use crate::model::cell::Place;
use crate::model::corpus::BranchMonth;
use crate::model::finding::{Code, Level};
use crate::model::profile::{Params, Preview};
use crate::model::record::Field;
use crate::model::returns::Planned;
use crate::model::section::SectionKind;
use crate::model::spoken;
use crate::model::time::Span;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};

use super::NO_PLAN;

/// PLN003.
pub struct Announced;

static DOC: RuleDoc = RuleDoc {
    code: Code::PLN003,
    name: "未按时预告",
    level: Level::Warning,
    what: "当月活动的主要内容没有在规定日期以前预告。",
    why: "文件要求提前向党员预告活动内容，便于党员准备和安排时间。",
    how: "逐月看年度活动计划的预告日期：当月计划中最早的预告日期晚于当月规定日期的，记一条；都没有填写的，记未填预告日期；\
          当月开展了活动、该年的计划中却没有该月的，记一条。上月或更早预告的算按期。只看已到期的月份（没有花名册的，看已经结束的月份）中有计划或者开展了活动的。\
          没有报送计划、计划没有预告日期栏的，本规则不可评定。",
    parameters: &[("preview.by_day", "每月几日以前预告")],
    section: Some(SectionKind::of::<Preview>("preview", "活动预告（PLN003）")),
    example: "规定每月10日前预告：7月的活动7月10日预告为按期，7月11日预告记一条，6月28日预告为按期。",
};

impl Rule for Announced {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let preview = params.get::<Preview>()?;
        Some(Terms::clause(format!("每月{}日前预告当月活动内容", preview.by_day), &preview.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let ripe = |m: &&BranchMonth| m.due || (!case.corpus.has_roster && m.exists && case.is_over(Span::Month(m.month)));
        let months: Vec<&BranchMonth> = case.months().iter().filter(ripe).collect();
        let plans: Vec<&Planned> = case.plans().collect();
        if months.is_empty() {
            return;
        }
        if !case.corpus.returns.has("annual_plan") {
            seen.lacks(NO_PLAN);
        } else if plans.is_empty() {
            seen.lacks("未提供本支部的年度活动计划，报送后可评估");
        } else if !plans.iter().any(|p| headed(p)) {
            seen.lacks(NO_HEADING);
        } else {
            months.iter().for_each(|month| look(case, month, &plans, seen));
        }
    }
}

const NO_HEADING: &str = "年度活动计划没有预告日期栏，补充后可评估";

fn headed(plan: &Planned) -> bool {
    plan.row.head.table.has(Field::Announced)
}

fn look(case: &Case<'_>, month: &BranchMonth, plans: &[&Planned], seen: &mut Seen) {
    let Some(day) = case.params.get::<Preview>().map(|p| p.by_day) else { return };
    let span = Span::Month(month.month);
    let when = spoken::span(span);
    let last = month.month.day(day).unwrap_or(month.month.last_day());
    let expected = format!("不晚于{}预告", spoken::day(last));
    let planned: Vec<&Planned> = plans.iter().copied().filter(|p| p.row.month == month.month).collect();
    if planned.is_empty() {
        let Some(other) = plans.iter().find(|p| p.row.month.year() == month.month.year()).filter(|_| month.held()) else {
            if month.held() {
                seen.lacks(format!("未提供本支部{}年的活动计划，报送后可评估", month.month.year()));
            }
            return;
        };
        let say = say!("{when}开展了活动，该年的活动计划中却没有该月，无法说明已经预告；"; "请补报该月计划，并填写预告日期。");
        let place = Place { cell: None, ..other.row.head.line() };
        seen.finds(Draft::new(span, "计划中没有该月", expected, say).at(place));
        return;
    }
    let Some(first) = planned.iter().find(|p| headed(p)) else {
        seen.lacks(NO_HEADING);
        return;
    };
    seen.looks();
    let told = planned.iter().filter_map(|p| Some((p.row.announced?, p))).min_by_key(|(day, _)| *day);
    let (observed, say, at) = match told {
        Some((day, _)) if day <= last => return,
        Some((told, row)) => {
            let told = spoken::day(told);
            let say = say!("{when}的活动内容于{told}预告，晚于当月{day}日；"; "请在每月{day}日前向党员预告当月活动的主要内容。");
            (format!("{told}预告"), say, row)
        }
        None => {
            let say = say!("{when}的活动计划未填写预告日期，规定每月{day}日前预告；"; "请补填，确未预告的今后应按时预告。");
            ("未填预告日期".to_string(), say, first)
        }
    };
    seen.finds(Draft::new(span, observed, expected, say).at(at.row.head.place(Field::Announced)));
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::profile::Preview;
    use crate::model::record::Field;
    use crate::rules::fixtures::{Act, Town, without};

    fn town() -> Town {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.params().set(Preview { by_day: 10, clause: "三.1".into() });
        town
    }

    #[test]
    fn the_tenth_and_any_day_before_it_are_in_time() {
        for (day, count) in [("2017-07-10", 0), ("2017-07-11", 1), ("2017-06-28", 0)] {
            let mut town = town();
            town.plan("2017-07").row.announced = day.parse().ok();
            let said = town.judge();
            assert_eq!(said.count(Code::PLN003), count, "{day}");
            if let [found] = &said.of(Code::PLN003)[..] {
                assert_eq!(
                    (found.observed(), found.expected(), found.level()),
                    ("2017年7月11日预告", "不晚于2017年7月10日预告", Level::Warning)
                );
                assert_eq!((found.cell(), found.basis()), ("计划.xlsx｜计划｜F2".into(), "《意见》（某组〔2017〕1号）三.1"));
            }
        }
    }

    #[test]
    fn blank_dates_and_months_that_the_plan_leaves_out_are_told() {
        let mut blank = town();
        blank.plan("2017-07");
        assert_eq!(blank.judge().of(Code::PLN003)[0].observed(), "未填预告日期");
        let mut other = town();
        other.plan("2017-08");
        other.hold(Act::on("2017-07-05"));
        let said = other.judge();
        assert_eq!((said.of(Code::PLN003)[0].observed(), said.of(Code::PLN003)[0].cell()), ("计划中没有该月", "计划.xlsx｜计划".into()));
        let mut neither = town();
        neither.plan("2017-08").row.announced = "2017-08-01".parse().ok();
        assert_eq!(neither.judge().count(Code::PLN003), 0);
    }

    #[test]
    fn the_first_announcement_of_several_planned_activities_counts() {
        let mut town = town();
        town.plan("2017-07").row.announced = "2017-07-12".parse().ok();
        town.plan("2017-07").row.announced = "2017-07-09".parse().ok();
        town.plan("2017-07");
        assert_eq!(town.judge().verdict(Code::PLN003), Verdict::Passed);
    }

    #[test]
    fn without_plan_or_heading_it_is_not_assessable() {
        let verdict = |town: &mut Town| match town.judge().verdict(Code::PLN003) {
            Verdict::NotAssessable(reason) => reason.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(verdict(&mut town()), "未提供年度活动计划，报送后可评估");
        let mut others = town();
        others.handed_in("annual_plan");
        assert_eq!(verdict(&mut others), "未提供本支部的年度活动计划，报送后可评估");
        let mut bare = town();
        without(&mut bare.plan("2017-07").row.head, Field::Announced);
        assert_eq!(verdict(&mut bare), "年度活动计划没有预告日期栏，补充后可评估");
        let mut last_year = town();
        last_year.plan("2016-07");
        last_year.hold(Act::on("2017-07-05"));
        assert_eq!(verdict(&mut last_year), "未提供本支部2017年的活动计划，报送后可评估");
    }

    #[test]
    fn a_month_that_is_not_due_waits() {
        let mut town = town();
        town.plan("2017-07");
        town.as_of("2017-08-03");
        assert_eq!(town.judge().verdict(Code::PLN003), Verdict::NotApplicable);
        town.as_of("2017-08-04");
        assert_eq!(town.judge().count(Code::PLN003), 1);
        town.corpus.has_roster = false;
        town.as_of("2017-08-01");
        assert_eq!(town.judge().count(Code::PLN003), 1);
        town.params().clear::<Preview>();
        assert_eq!(town.judge().verdict(Code::PLN003), Verdict::NotApplicable);
    }

    #[test]
    fn a_day_that_the_month_lacks_is_its_last() {
        let mut town = Town::new("2017-02", "2017-10-15");
        town.params().set(Preview { by_day: 31, clause: "三.1".into() });
        town.plan("2017-02").row.announced = "2017-03-01".parse().ok();
        assert_eq!(town.judge().of(Code::PLN003)[0].expected(), "不晚于2017年2月28日预告");
    }
}
