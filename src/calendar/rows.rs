//! The activity days of a year, a row each, for `dangri calendar`.

use chrono::NaiveDate;

use super::{Calendar, MonthDays};
use crate::model::org::BranchType;
use crate::model::profile::{ActivityDay, DayRule, JulyFirstTerms, Params, Profile};
use crate::model::time::{Month, Span};

/// What stands in `branch_type` when all types share the day.
const ALL_TYPES: &str = "全部";

/// A row of the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarRow {
    /// Jurisdiction id.
    pub jurisdiction: String,
    /// Calendar year.
    pub year: i32,
    /// The month whose activity it is.
    pub month: Month,
    /// `农村`, or `全部` when all types share the day.
    pub branch_type: String,
    /// The day after holidays.
    pub date: NaiveDate,
    /// The day by the rule alone.
    pub nominal: NaiveDate,
    /// What holidays did, 待定, or 七一; may be empty.
    pub note: String,
}

impl Calendar {
    /// The year's activity days: a row for each type that has a day of its own (`全部` if all share it), two rows for two days, none for a
    /// type without a day, and the unified 七一 activity. By date, then in the order of the types.
    pub fn year_rows(&self, profile: &Profile, year: i32) -> Vec<CalendarRow> {
        let mut rows: Vec<(usize, CalendarRow)> = Vec::new();
        let row = |month: Month, branch_type: &str, date, nominal, note: String| CalendarRow {
            jurisdiction: profile.id.to_string(),
            year,
            month,
            branch_type: branch_type.to_string(),
            date,
            nominal,
            note,
        };
        for (order, name, kind) in kinds(profile, |a, b| a.the::<ActivityDay>() == b.the::<ActivityDay>()) {
            let rule = profile.params(kind).the::<ActivityDay>();
            if matches!(rule.rule, DayRule::Any | DayRule::Own) {
                continue;
            }
            for month in Span::Year(year).months() {
                let MonthDays { days, note, .. } = self.month_days(&rule, &[], month);
                for day in days {
                    rows.push((order, row(month, name, day.date, day.nominal, note.clone())));
                }
            }
        }
        for (order, name, kind) in kinds(profile, |a, b| a.get::<JulyFirstTerms>().is_some() == b.get::<JulyFirstTerms>().is_some()) {
            let july = Month::new(year, 7);
            if let (Some(month), Some(asked)) = (july, profile.params(kind).get::<JulyFirstTerms>()) {
                let day = month.first_day();
                let note = format!("“七一”统一活动，前{}天、后{}天以内开展", asked.before, asked.after);
                rows.push((order, row(month, name, day, day, note)));
            }
        }
        rows.sort_by(|(a, x), (b, y)| (x.date, a, x.nominal, &x.note).cmp(&(y.date, b, y.nominal, &y.note)));
        rows.into_iter().map(|(_, row)| row).collect()
    }
}

/// Each type with its place in the order, or one entry 全部 when all types are alike.
fn kinds(profile: &Profile, alike: impl Fn(&Params, &Params) -> bool) -> Vec<(usize, &'static str, BranchType)> {
    let shared = profile.all_params().all(|p| alike(p, &profile.base));
    if shared {
        return vec![(0, ALL_TYPES, BranchType::Other)];
    }
    BranchType::ALL.iter().filter(|kind| kind.is_plain()).enumerate().map(|(n, kind)| (n + 1, kind.as_str(), *kind)).collect()
}
