//! SUB001: a due month without an activity.

use crate::model::finding::{Code, Level};
use crate::model::profile::Params;
use crate::model::spoken;
use crate::model::time::Span;
use crate::rules::case::{Case, NO_ROSTER, PENDING};
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};

/// SUB001.
pub struct MissingMonth;

static DOC: RuleDoc = RuleDoc {
    code: Code::SUB001,
    name: "缺报",
    level: Level::Error,
    what: "应报月份没有一次计入统计的活动。",
    why: "各地文件均要求党支部每月至少开展一次活动；缺报的月份无从了解活动是否开展，也无法统计参与率。",
    how: "应报月份：党支部在当月活动日已经成立、尚未撤销（不设统一活动日的，看当月1日），且判定日晚于月末加报送期限。应报月份没有计入统计的活动，记一条。\
          只报来空表（写明支部和月份，但日期、人数、主题均空白）的不算开展，位置指向空表。有退回的行、无法读取的文件、未识别的工作表或未采用的栏目\
          可能属于该支部该月的，该月为“待核”，既不算开展也不记缺报，更正重报后再行判定。未提供党组织花名册时，无法确定应报范围，不作判定。",
    parameters: &[("report.within_days", "报送期限（日），推迟月份到期的时间")],
    section: None,
    example: "某支部7月未报送任何活动，判定日为2017-10-15：7月记缺报一条。",
};

impl Rule for MissingMonth {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, _: &Params) -> Option<Terms> {
        Some(Terms::uniform("每月至少开展一次活动"))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        if !case.corpus.has_roster {
            seen.lacks(NO_ROSTER);
            return;
        }
        for month in case.months().iter().filter(|m| m.due) {
            if month.pending() {
                seen.lacks(PENDING);
                continue;
            }
            seen.looks();
            if month.held() {
                continue;
            }
            let when = spoken::span(Span::Month(month.month));
            let say = match &month.empty_report {
                Some(_) => say!("{when}只报来空表，未填写活动日期、人数和主题，视为未开展活动；"; "请补填后重新报送。"),
                None => say!("{when}应报未报，没有计入统计的活动；"; "请补报当月活动记录，确未开展的请书面说明情况。"),
            };
            let observed = if month.empty_report.is_some() { "报来空表" } else { "无活动记录" };
            let place = month.empty_report.as_deref().cloned().or_else(|| case.branch().place.clone());
            seen.finds(Draft::new(Span::Month(month.month), observed, "当月至少1次活动", say).at(place));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::rules::fixtures::{Act, Town};

    #[test]
    fn each_due_month_without_activity_is_missing() {
        let mut town = Town::new("2017Q3", "2017-10-15");
        town.hold(Act::on("2017-07-05"));
        town.empty_report("2017-09", 8);
        let said = town.judge();
        let found = said.of(Code::SUB001);
        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[0].month(), found[0].observed(), found[0].cell()),
            ("2017-08".into(), "无活动记录", "花名册.xlsx｜名册｜B2".into())
        );
        assert_eq!((found[1].month(), found[1].observed(), found[1].cell()), ("2017-09".into(), "报来空表", "台账.xlsx｜台账｜A9".into()));
        assert_eq!(found[0].level(), Level::Error);
        assert_eq!(found[0].basis(), "统一要求");
    }

    #[test]
    fn a_month_is_due_only_after_its_end_and_the_days_for_reporting() {
        let mut town = Town::new("2017-07", "2017-08-03");
        assert_eq!(town.judge().count(Code::SUB001), 0);
        assert_eq!(town.judge().verdict(Code::SUB001), Verdict::NotApplicable);
        town.as_of("2017-08-04");
        assert_eq!(town.judge().count(Code::SUB001), 1);
    }

    #[test]
    fn a_branch_founded_after_the_activity_day_owes_nothing() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.branch().founded = Some("2017-07-06".parse().unwrap());
        assert_eq!(town.judge().count(Code::SUB001), 0);
        town.branch().founded = Some("2017-07-05".parse().unwrap());
        assert_eq!(town.judge().count(Code::SUB001), 1);
    }

    #[test]
    fn nobody_is_missing_without_a_roster() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.corpus.has_roster = false;
        let said = town.judge();
        assert_eq!(said.count(Code::SUB001), 0);
        assert!(matches!(said.verdict(Code::SUB001), Verdict::NotAssessable(_)));
    }

    #[test]
    fn an_untimely_row_is_not_held() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.hold(Act::on("2017-07-05").out_of_time());
        assert_eq!(town.judge().count(Code::SUB001), 1);
    }

    #[test]
    fn a_month_of_which_a_row_was_returned_is_not_missing() {
        let mut town = Town::new("2017Q3", "2017-10-15");
        town.rejected_row("2017-07", 5);
        town.empty_report("2017-07", 8);
        // of another kind of table
        town.rejected_row("2017-08", 6);
        town.corpus.issues[1].taints = false;
        let said = town.judge();
        assert_eq!(said.of(Code::SUB001).iter().map(|f| f.month()).collect::<Vec<_>>(), ["2017-08", "2017-09"]);
        // a file of which nobody knows the month
        let file = town.issue(Code::ING001, "2017-07", 0);
        (file.month, file.may_be) = (None, [crate::model::finding::BranchIx(0)].into());
        let said = town.judge();
        assert_eq!(said.count(Code::SUB001), 0);
        assert!(matches!(said.verdict(Code::SUB001), Verdict::NotAssessable(_)));
    }

    #[test]
    fn what_was_returned_of_a_month_held_changes_nothing() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.hold(Act::on("2017-07-05"));
        town.rejected_row("2017-07", 5);
        assert_eq!(town.judge().verdict(Code::SUB001), Verdict::Passed);
    }
}
