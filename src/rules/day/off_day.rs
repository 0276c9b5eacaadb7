//! DAY001: no activity of the month on the activity day, and no filing.

use crate::model::finding::{Code, Level};
use crate::model::profile::{ActivityDay, DayRule, HolidayRule, Params};
use crate::model::section::SectionKind;
use crate::model::spoken;
use crate::model::time::Span;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};

use super::date_place;
use super::moves::{may_move, moved};

/// DAY001.
pub struct OffDay;

/// Why a month off its day is not judged.
const RETURNED: &str = "有退回的调整备案可能属于本支部当月，更正重报后可评估";

static DOC: RuleDoc = RuleDoc {
    code: Code::DAY001,
    name: "未在活动日开展",
    level: Level::Warning,
    what: "当月没有一次活动在规定的活动日开展，也没有调整备案。",
    why: "文件规定了统一（或支部自定）的活动日，不得随意变更。",
    how: "活动日按文件规定推算，支部填有固定活动日的以固定活动日为准；文件不定活动日、每月任选一天的不适用。遇法定节假日按文件规定顺延。当月任何一次活动在活动日开展即可，连续数日的活动覆盖活动日也算。\
          调整备案表中有本支部或其上级党组织当月的备案，且调整后日期就是活动日期的，不记；文件没有规定可以调整的，备案不免除本条。\
          可能属于本支部当月的备案被退回的，更正以前该月不可评定。\
          文件未规定节假日如何处理而活动日恰逢节假日、或当年放假安排尚未公布的，该月不可评定。当月结束后判定。",
    parameters: &[("activity_day", "活动日及遇节假日的处理"), ("adjust", "是否允许备案调整")],
    section: Some(SectionKind::always::<ActivityDay>("activity_day", "活动日")),
    example: "活动日为每月5日，支部7月只在12日活动，没有备案：记一条，位置指向活动日期。",
};

impl Rule for OffDay {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let day = params.the::<ActivityDay>();
        let text = match day.rule {
            DayRule::Any => return None,
            DayRule::DaysOfMonth => format!("每月{}日", day.days.iter().map(u32::to_string).collect::<Vec<_>>().join("日或")),
            DayRule::NthWeekday => {
                let (nth, weekday) = day.nth.zip(day.weekday)?;
                let name = ["一", "二", "三", "四", "五", "六", "日"][weekday.num_days_from_monday() as usize];
                let nth = ["第一", "第二", "第三", "第四", "最后一"][(nth.saturating_sub(1) as usize).min(4)];
                format!("每月{nth}个周{name}")
            }
            DayRule::Own => "支部自定的固定活动日".to_string(),
        };
        let holiday = match day.on_holiday {
            HolidayRule::Silent => "；遇法定节假日文件未作规定",
            HolidayRule::NextWorkingDay => "；遇法定节假日顺延至下一工作日",
            HolidayRule::NextWeek => "；遇法定节假日顺延至下周同一日",
            HolidayRule::AnyDay => "；遇法定节假日当月任一天均可",
            HolidayRule::Filing => "；遇法定节假日改期须备案",
        };
        Some(Terms::clause(format!("{text}{holiday}"), &day.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        for month in moved(case, seen) {
            let filing = month.moves.iter().flat_map(|m| &m.filings).next();
            // what was handed in and cannot be read may be the filing of this very day
            if filing.is_none() && may_move(case.params) && case.filing_returned(month.month.month) {
                seen.lacks(RETURNED);
                continue;
            }
            seen.looks();
            if filing.is_some() && may_move(case.params) {
                continue;
            }
            let Some(nearest) = month.moves.iter().min_by_key(|m| m.distance) else { continue };
            let held = spoken::days(month.moves.iter().map(|m| m.activity.date), "、");
            let (span, wanted) = (Span::Month(month.month.month), month.wanted());
            let when = spoken::span(span);
            let say = match filing.map(|filing| filing.row.head.line()) {
                Some(filed) => say!(
                    "{when}活动在{held}开展，不是规定的活动日{wanted}；虽有调整备案（{filed}），但文件未规定可以调整，";
                    "请说明情况。"
                ),
                None => say!(
                    "{when}活动在{held}开展，不是规定的活动日{wanted}，{}；",
                    if may_move(case.params) { "也没有查到相应的调整备案" } else { "文件未规定可以调整" };
                    "请按规定日期开展活动，本次请说明原因。"
                ),
            };
            seen.finds(Draft::new(span, held, wanted, say).at(date_place(nearest.activity)));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{BranchIx, Code, Level};
    use crate::model::org::OwnDay;
    use crate::model::profile::{ActivityDay, Consent, DayRule, HolidayRule};
    use crate::rules::fixtures::{Act, Town};

    fn town(day: &str) -> Town {
        let mut town = Town::new("2017", "2018-01-15");
        town.hold(Act::on(day));
        town
    }

    #[test]
    fn off_the_day_is_told_and_on_the_day_is_not() {
        let said = town("2017-07-12").judge();
        let found = said.of(Code::DAY001);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].observed(), found[0].expected(), found[0].level()), ("2017年7月12日", "2017年7月5日", Level::Warning));
        assert_eq!((found[0].month(), found[0].cell()), ("2017-07".to_string(), "台账.xlsx｜台账｜B2".to_string()));
        assert_eq!(town("2017-07-05").judge().verdict(Code::DAY001), Verdict::Passed);
    }

    #[test]
    fn one_activity_on_the_day_or_over_it_is_enough() {
        let mut two = town("2017-07-12");
        two.hold(Act::on("2017-07-05"));
        assert_eq!(two.judge().count(Code::DAY001), 0);
        let mut long = Town::new("2017", "2018-01-15");
        long.hold(Act::on("2017-07-04").until("2017-07-06"));
        assert_eq!(long.judge().count(Code::DAY001), 0);
    }

    #[test]
    fn either_of_two_days_will_do_and_the_branchs_own_day_replaces_them() {
        let mut two = town("2017-07-10");
        two.params().edit::<ActivityDay>().days = vec![5, 10];
        assert_eq!(two.judge().count(Code::DAY001), 0);
        two.branch().own_days = vec![OwnDay::DayOfMonth(15)];
        let said = two.judge();
        assert_eq!(said.of(Code::DAY001)[0].expected(), "2017年7月15日");
    }

    #[test]
    fn a_matching_filing_silences_it_only_where_the_document_knows_changes() {
        let mut town = town("2017-07-12");
        town.filing("2017-07", "2017-07-12");
        assert_eq!(town.judge().count(Code::DAY001), 1);
        assert!(town.judge().of(Code::DAY001)[0].message().contains("备案.xlsx"));
        town.adjust(Some(7), Consent::Filing);
        assert_eq!(town.judge().count(Code::DAY001), 0);
        town.corpus.adjustments[0].branch = None;
        assert_eq!(town.judge().count(Code::DAY001), 0, "上级党组织也可备案");
        town.corpus.adjustments[0].committee = "乙镇党委".into();
        assert_eq!(town.judge().count(Code::DAY001), 1);
    }

    #[test]
    fn a_filing_for_another_day_or_month_does_not_match() {
        let mut town = town("2017-07-12");
        town.adjust(Some(7), Consent::Filing);
        town.filing("2017-07", "2017-07-13");
        town.filing("2017-06", "2017-07-12");
        assert_eq!(town.judge().count(Code::DAY001), 1);
    }

    #[test]
    fn holidays_shift_the_day_or_leave_it_open() {
        let mut october = town("2017-10-09");
        assert!(matches!(october.judge().verdict(Code::DAY001), Verdict::NotAssessable(_)));
        let mut gap = Town::new("2017-10..2017-11", "2018-01-15");
        gap.hold(Act::on("2017-10-09"));
        let reason = gap.judge().verdict(Code::DAY001);
        assert!(matches!(&reason, Verdict::NotAssessable(why) if why.contains("国庆节")), "{reason:?}");
        october.params().edit::<ActivityDay>().on_holiday = HolidayRule::NextWorkingDay;
        assert_eq!(october.judge().verdict(Code::DAY001), Verdict::Passed);
        october.params().edit::<ActivityDay>().on_holiday = HolidayRule::AnyDay;
        assert_eq!(october.judge().verdict(Code::DAY001), Verdict::Passed);
        let mut late = town("2017-10-10");
        late.params().edit::<ActivityDay>().on_holiday = HolidayRule::NextWorkingDay;
        assert!(late.judge().of(Code::DAY001)[0].expected().starts_with("2017年10月9日（"));
    }

    #[test]
    fn a_year_without_published_holidays_is_not_assessable() {
        let mut town = Town::new("2031-07", "2031-10-15");
        town.hold(Act::on("2031-07-12"));
        assert!(matches!(town.judge().verdict(Code::DAY001), Verdict::NotAssessable(_)));
    }

    #[test]
    fn any_day_will_do_where_none_is_fixed_and_before_the_branch_was_founded() {
        let mut any = town("2017-07-12");
        any.params().edit::<ActivityDay>().rule = DayRule::Any;
        any.adjust(Some(1), Consent::Filing);
        any.branch().own_days = vec![OwnDay::DayOfMonth(20)];
        assert_eq!((any.judge().verdict(Code::DAY001), any.judge().count(Code::DAY002)), (Verdict::NotApplicable, 0));
        let mut young = town("2017-07-12");
        young.branch().founded = Some("2017-07-06".parse().unwrap());
        assert_eq!(young.judge().count(Code::DAY001), 0);
    }

    #[test]
    fn a_returned_filing_may_be_the_one_that_is_asked_for() {
        let mut may = town("2017-07-12");
        may.adjust(Some(7), Consent::Filing);
        assert_eq!(may.judge().count(Code::DAY001), 1);
        let issue = may.issue(Code::ING003, "2017-07", 3);
        (issue.rejects_row, issue.files_move, issue.may_be) = (true, true, [BranchIx(0)].into());
        let said = may.judge();
        assert_eq!((said.count(Code::DAY001), said.verdict(Code::DAY001)), (0, Verdict::NotAssessable(super::RETURNED.into())));
    }
}
