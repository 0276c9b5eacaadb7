//! DAY004: shorter than the minimum.

use crate::model::cell::Place;
use crate::model::corpus::Activity;
use crate::model::finding::{Code, Level};
use crate::model::profile::{Duration, Params};
use crate::model::record::Field;
use crate::model::section::SectionKind;
use crate::model::spoken;
use crate::model::time::Span;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};

/// DAY004.
pub struct TooShort;

static DOC: RuleDoc = RuleDoc {
    code: Code::DAY004,
    name: "时长不足",
    level: Level::Warning,
    what: "一次活动的时长短于规定的最短时长。",
    why: "文件规定了活动的最短时长，不得随意压缩。",
    how: "每次活动单独判定。填有时长的以时长为准；没有时长的用结束时间减开始时间；只写上午、下午、半天、全天的，视为达到半天。连续数日的活动未写时长的，视为达到。\
          时间无从得知的活动不判定；全部活动都没有时间的，本规则不可评定。恰好等于最短时长的不记。",
    parameters: &[("duration.min_hours", "最短时长（小时）")],
    section: Some(SectionKind::of::<Duration>("duration", "活动时长（DAY004）")),
    example: "不少于半天（3小时）：9:00至12:00可以，9:00至11:30记一条。",
};

impl Rule for TooShort {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let duration = params.get::<Duration>()?;
        Some(Terms::clause(format!("每次不少于{}", hours(duration.min.0)), &duration.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(duration) = case.params.get::<Duration>() else { return };
        for activity in case.counting(seen) {
            let Some(lasted) = lasted(activity) else {
                seen.lacks("活动记录均未填写时长或起止时间，补填后可评估");
                continue;
            };
            seen.looks();
            let Lasted::Minutes(minutes) = lasted else { continue };
            if minutes >= duration.min.0 {
                continue;
            }
            let least = hours(duration.min.0);
            let say = say!("{}的活动时长{}，少于规定的{least}；", spoken::day(activity.date), hours(minutes); "请保证活动时长，填写有误的请更正。");
            let draft = Draft::new(Span::Month(activity.month), hours(minutes), format!("不少于{least}"), say);
            seen.finds(draft.about(activity).at(time_place(activity)));
        }
    }
}

enum Lasted {
    Minutes(u32),
    /// Half a day or more, by what the time field says.
    LongEnough,
}

/// 时长 before times, clock times before words.
fn lasted(activity: &Activity) -> Option<Lasted> {
    let time = &activity.row.time;
    if let Some(minutes) = time.minutes {
        return Some(Lasted::Minutes(minutes));
    }
    if activity.row.until.is_some_and(|until| until > activity.date) {
        return Some(Lasted::LongEnough);
    }
    if let (Some(start), Some(end)) = (time.start, time.end) {
        let minutes = (end - start).num_minutes();
        if let Ok(minutes @ 1..) = u32::try_from(minutes) {
            return Some(Lasted::Minutes(minutes));
        }
    }
    time.half_day.then_some(Lasted::LongEnough)
}

fn time_place(activity: &Activity) -> Place {
    let fields: &[Field] = match activity.row.time.minutes {
        Some(_) => &[Field::Duration, Field::Time, Field::Start],
        None => &[Field::End, Field::Time, Field::Start, Field::Date],
    };
    activity.row.head.place_of_first(fields)
}

/// `3小时`, `2小时30分`, `45分钟`.
fn hours(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, m) => format!("{m}分钟"),
        (h, 0) => format!("{h}小时"),
        (h, m) => format!("{h}小时{m}分"),
    }
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::kind::Minutes;
    use crate::model::profile::Duration;
    use crate::rules::fixtures::{Act, Town};

    fn town(act: Act) -> Town {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.params().set(Duration { min: Minutes(180), clause: "活动时间".into() });
        town.hold(act);
        town
    }

    #[test]
    fn three_hours_pass_and_a_minute_less_does_not() {
        let act = || Act::on("2017-07-05");
        assert_eq!(town(act().times("09:00", "12:00")).judge().verdict(Code::DAY004), Verdict::Passed);
        assert_eq!(town(act().minutes(180)).judge().count(Code::DAY004), 0);
        let said = town(act().times("09:00", "11:59")).judge();
        let found = said.of(Code::DAY004);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].observed(), found[0].expected(), found[0].level()), ("2小时59分", "不少于3小时", Level::Warning));
        assert_eq!(found[0].cell(), "台账.xlsx｜台账｜F2");
    }

    #[test]
    fn the_duration_goes_before_times_and_words_stand_for_half_a_day() {
        let act = || Act::on("2017-07-05");
        let said = town(act().times("09:00", "12:00").minutes(90)).judge();
        assert_eq!((said.of(Code::DAY004)[0].observed(), said.of(Code::DAY004)[0].cell()), ("1小时30分", "台账.xlsx｜台账｜H2".into()));
        assert_eq!(town(act().no_time().half_day()).judge().verdict(Code::DAY004), Verdict::Passed);
        assert_eq!(town(act().times("09:00", "11:00").half_day()).judge().count(Code::DAY004), 1);
        assert_eq!(town(act().times("09:00", "11:00").until("2017-07-06")).judge().count(Code::DAY004), 0);
    }

    #[test]
    fn unknown_times_are_not_assessable() {
        assert!(matches!(town(Act::on("2017-07-05").no_time()).judge().verdict(Code::DAY004), Verdict::NotAssessable(_)));
        assert!(matches!(town(Act::on("2017-07-05").times("14:00", "09:00")).judge().verdict(Code::DAY004), Verdict::NotAssessable(_)));
        let mut none = town(Act::on("2017-07-05").minutes(10));
        none.params().clear::<Duration>();
        assert_eq!(none.judge().verdict(Code::DAY004), Verdict::NotApplicable);
    }
}
