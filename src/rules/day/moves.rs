//! Where the activities of a month lie against its activity days, and which filings speak for them: what DAY001 to DAY003 share.

use chrono::NaiveDate;

use crate::calendar::{Judge, MonthDays};
use crate::model::corpus::{Activity, Adjustment, BranchMonth};
use crate::model::profile::{ActivityDay, Adjust, Consent, DayRule, FiledBy, Params};
use crate::model::spoken;
use crate::rules::case::Case;
use crate::rules::rule::Seen;

/// Why no day can be judged without a roster.
const NO_ROSTER: &str = "未提供党组织花名册，不知道党支部的类型和自定的固定活动日，提供花名册后可评估";

/// An activity that was not held on an activity day of its month.
pub struct Move<'a> {
    pub activity: &'a Activity,
    /// Calendar days to the nearest activity day of its month.
    pub distance: u64,
    /// The filings that name the day on which it was held.
    pub filings: Vec<&'a Adjustment>,
}

/// A month of which no activity was held on an activity day.
pub struct MovedMonth<'a> {
    pub month: &'a BranchMonth,
    pub days: MonthDays,
    /// By date; never empty.
    pub moves: Vec<Move<'a>>,
}

impl<'a> MovedMonth<'a> {
    /// The move that is judged: among filed ones if there are any, the nearest to an activity day.
    pub fn judged(&self) -> Option<&Move<'a>> {
        let filed = self.moves.iter().any(|m| !m.filings.is_empty());
        self.moves.iter().filter(|m| !filed || !m.filings.is_empty()).min_by_key(|m| m.distance)
    }

    /// The activity days as findings show them.
    pub fn wanted(&self) -> String {
        let days = spoken::days(self.days.days.iter().map(|d| d.date), "或");
        if self.days.note.is_empty() { days } else { format!("{days}（{}）", self.days.note) }
    }
}

/// Looks at every month that can be judged and returns those moved: each rule says itself whether it could judge them. Months on the day
/// pass. Where the document leaves the day open, a day
/// that a branch fixed for itself binds nobody.
pub fn moved<'a>(case: &Case<'a>, seen: &mut Seen) -> Vec<MovedMonth<'a>> {
    let mut all = Vec::new();
    if case.params.the::<ActivityDay>().rule == DayRule::Any {
        return all;
    }
    // a branch may have a day of its own, and only the roster says so
    if !case.corpus.has_roster {
        seen.lacks(NO_ROSTER);
        return all;
    }
    for month in case.bound(seen) {
        let days = case.days(month.month);
        match &days.judge {
            Judge::NoFixedDay => continue,
            Judge::NotAssessable(reason) => {
                seen.lacks(reason.clone());
                continue;
            }
            Judge::AnyDay(_) => {
                seen.looks();
                continue;
            }
            Judge::Fixed => {}
        }
        let distance = |a: &Activity| days.days.iter().map(|d| apart(a, d.date)).min();
        let moves: Vec<Move<'a>> = case
            .activities(month)
            .filter_map(|activity| Some(Move { activity, distance: distance(activity)?, filings: case.filings(activity) }))
            .collect();
        if !moves.is_empty() && moves.iter().all(|m| m.distance > 0) {
            all.push(MovedMonth { month, days, moves });
        } else {
            seen.looks();
        }
    }
    all
}

/// Days between an activity and a day; 0 if it went on over that day.
fn apart(activity: &Activity, day: NaiveDate) -> u64 {
    let first = activity.date;
    let last = activity.row.until.map_or(first, |until| until.max(first));
    let days = if day < first {
        first - day
    } else if day > last {
        day - last
    } else {
        return 0;
    };
    days.num_days().unsigned_abs()
}

/// What the document says about a change of date, for pages and 规则说明.
pub fn adjust_text(adjust: &Adjust) -> String {
    let needs = match (adjust.needs, adjust.by) {
        (Consent::Filing, FiledBy::Branch) => "须备案",
        (Consent::Filing, FiledBy::Committee) => "由党委备案",
        (Consent::Approval, FiledBy::Branch) => "须经上级党组织批准",
        (Consent::Approval, FiledBy::Committee) => "由党委报经上级党组织批准",
    };
    match adjust.within_days {
        Some(days) => format!("可调整至活动日前后{days}日内，{needs}"),
        None => format!("可调整，{needs}"),
    }
}

/// Does the document know a change of date?
pub fn may_move(params: &Params) -> bool {
    params.get::<Adjust>().is_some()
}
