//! The facts of each branch in each month: does it exist, is the month due, what was held, how many came.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use crate::calendar::Calendar;
use crate::model::corpus::{Activity, ActivityIx, BranchMonth, EmptyReport, Standing};
use crate::model::figure::Rate;
use crate::model::finding::BranchIx;
use crate::model::org::Branch;
use crate::model::profile::Profile;
use crate::model::time::{Month, Period};

/// A row for every branch and month of the period, branch-major. Activities are sorted by branch and date already.
#[allow(clippy::too_many_arguments)]
pub fn months(
    activities: &[Activity],
    empty_reports: &[EmptyReport],
    branches: &[Branch],
    profile: &Profile,
    calendar: &Calendar,
    period: Period,
    as_of: NaiveDate,
    has_roster: bool,
) -> Vec<BranchMonth> {
    let empty: BTreeMap<(BranchIx, Month), &EmptyReport> = empty_reports.iter().map(|e| ((e.branch, e.month), e)).collect();
    let mut rows = Vec::with_capacity(branches.len() * period.months().count());
    for (i, branch) in branches.iter().enumerate() {
        let ix = BranchIx(i);
        let params = profile.params(branch.kind);
        let grace = Days::new(params.report.as_ref().map_or(0, |r| u64::from(r.within_days)));
        let from = activities.partition_point(|a| a.branch < ix);
        let to = activities.partition_point(|a| a.branch <= ix);
        for month in period.months() {
            let day = calendar.month_days(&params.activity_day, &branch.own_days, month).existence;
            let exists = branch.exists_on(day);
            let over = month.last_day().checked_add_days(grace).is_some_and(|last| as_of > last);
            let mut row = BranchMonth {
                branch: ix,
                month,
                exists,
                due: has_roster && exists && over,
                activities: Vec::new(),
                empty_report: empty.get(&(ix, month)).map(|e| e.place.clone()),
                participation: Rate::default(),
                counted: 0,
            };
            for (at, activity) in activities.iter().enumerate().take(to).skip(from) {
                if activity.month != month || activity.standing != Standing::Counts {
                    continue;
                }
                row.activities.push(ActivityIx(at));
                if let (Some(due), Some(actual)) = (activity.row.due.value(), activity.row.actual.value()) {
                    row.participation += Rate::new(u64::from(actual), u64::from(due));
                    row.counted += 1;
                }
            }
            rows.push(row);
        }
    }
    rows
}
