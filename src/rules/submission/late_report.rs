//! SUB002: reported later than the document allows.

use chrono::Days;

use crate::model::finding::{Code, Level};
use crate::model::profile::{Params, Report};
use crate::model::record::Field;
use crate::model::section::SectionKind;
use crate::model::spoken;
use crate::model::time::Span;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};

/// SUB002.
pub struct LateReport;

static DOC: RuleDoc = RuleDoc {
    code: Code::SUB002,
    name: "迟报",
    level: Level::Warning,
    what: "活动记录的报送日期超过了规定期限。",
    why: "文件规定活动后若干日内把记录报上级党组织；超期报送难以及时掌握情况，也难以核实。",
    how: "按自然日计算，活动当日为第0日；活动连续数日的，从最后一日起算。报送日期在活动之前的按第0日。每次活动单独判定。\
          更正后重报的，按首次报送的日期判定。没有填写报送日期的活动不判定；统计期内全部活动都没有报送日期的，本规则不可评定。",
    parameters: &[("report.within_days", "活动后几日内报送")],
    section: Some(SectionKind::of::<Report>("report", "报送时限（SUB002）")),
    example: "期限3日，7月5日活动，7月8日报送为按时，7月9日报送（第4日）为迟报。",
};

impl Rule for LateReport {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let report = params.get::<Report>()?;
        Some(Terms::clause(format!("活动后{}日内报送", report.within_days), &report.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(report) = case.params.get::<Report>() else { return };
        for activity in case.counting(seen) {
            let Some(reported) = activity.reported() else {
                seen.lacks("活动记录均未填写报送日期，补填后可评估");
                continue;
            };
            seen.looks();
            let ended = activity.row.until.map_or(activity.date, |until| until.max(activity.date));
            let Some(last) = ended.checked_add_days(Days::new(u64::from(report.within_days))) else { continue };
            if reported <= last {
                continue;
            }
            let day = (reported - ended).num_days();
            let (held, reported, last) = (spoken::day(ended), spoken::day(reported), spoken::day(last));
            let say = say!(
                "{held}的活动于{reported}报送，是活动后第{day}天，超过{}日的期限；", report.within_days;
                "请在活动后及时报送，并说明迟报原因。"
            );
            let observed = format!("第{day}天报送（{reported}）");
            let expected = format!("活动后{}日内报送，即不晚于{last}", report.within_days);
            let draft = Draft::new(Span::Month(activity.month), observed, expected, say).about(activity);
            seen.finds(draft.at(activity.row.head.place(Field::Reported)));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::profile::Report;
    use crate::rules::fixtures::{Act, Town};

    #[test]
    fn day_three_is_in_time_and_day_four_is_late() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.hold(Act::on("2017-07-05").reported("2017-07-08"));
        town.hold(Act::on("2017-07-10").reported("2017-07-14"));
        let said = town.judge();
        let found = said.of(Code::SUB002);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].observed(), "第4天报送（2017年7月14日）");
        assert_eq!((found[0].month(), found[0].level()), ("2017-07".to_string(), Level::Warning));
        assert_eq!(found[0].cell(), "台账.xlsx｜台账｜S3");
        assert_eq!(found[0].basis(), "《意见》（某组〔2017〕1号）附件");
    }

    #[test]
    fn a_report_before_the_activity_is_in_time() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.hold(Act::on("2017-07-05").reported("2017-06-30"));
        let said = town.judge();
        assert_eq!(said.count(Code::SUB002), 0);
        assert_eq!(said.verdict(Code::SUB002), Verdict::Passed);
    }

    #[test]
    fn days_run_from_the_last_day_of_an_activity() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.hold(Act::on("2017-07-05").until("2017-07-06").reported("2017-07-09"));
        assert_eq!(town.judge().count(Code::SUB002), 0);
    }

    #[test]
    fn without_report_dates_or_without_a_limit_nothing_is_said() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.hold(Act::on("2017-07-05").unreported());
        assert!(matches!(town.judge().verdict(Code::SUB002), Verdict::NotAssessable(_)));
        town.params().clear::<Report>();
        assert_eq!(town.judge().verdict(Code::SUB002), Verdict::NotApplicable);
    }
}
