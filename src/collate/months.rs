//! The facts of each branch in each month: does it exist, is the month due, what was held, how many came.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rayon::prelude::*;
use smallvec::SmallVec;

use crate::calendar::Calendar;
use crate::model::corpus::{Activity, ActivityIx, BranchMonth, EmptyReport, LeftOut, MemberMarks, Standing};
use crate::model::figure::Rate;
use crate::model::finding::BranchIx;
use crate::model::org::{Branch, Member};
use crate::model::profile::{ActivityDay, Profile};
use crate::model::returned::Open;
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
    open: &Open,
) -> Vec<BranchMonth> {
    let empty: BTreeMap<(BranchIx, Month), &EmptyReport> = empty_reports.iter().map(|e| ((e.branch, e.month), e)).collect();
    let of_branch = |(i, branch): (usize, &Branch)| {
        let ix = BranchIx(i);
        let params = profile.params(branch.kind);
        let row = |month: Month| {
            let days = calendar.month_days(&params.the::<ActivityDay>(), &branch.own_days, month);
            let in_force = days.in_force(profile.in_force, month);
            let exists = branch.exists_on(days.existence) && in_force;
            BranchMonth {
                branch: ix,
                month,
                exists,
                in_force,
                due: has_roster && exists && params.is_over(month, as_of),
                activities: SmallVec::new(),
                empty_report: empty.get(&(ix, month)).map(|e| Box::new(e.place.clone())),
                participation: Rate::default(),
                counted: 0,
                returned: if in_force { open.of(ix, month) } else { 0 },
            }
        };
        let mut rows: Vec<BranchMonth> = period.months().map(row).collect();
        let from = activities.partition_point(|a| a.branch < ix);
        let to = activities.partition_point(|a| a.branch <= ix);
        for (at, activity) in activities.iter().enumerate().take(to).skip(from).filter(|(_, a)| a.standing == Standing::Counts) {
            let month = usize::try_from(activity.month.since(period.first())).ok();
            let Some(row) = month.and_then(|nth| rows.get_mut(nth)) else { continue };
            row.activities.push(ActivityIx(at));
            if let Some((due, actual)) = activity.rated() {
                row.participation += Rate::new(u64::from(actual), u64::from(due));
                row.counted += 1;
            }
        }
        rows
    };
    branches.par_iter().enumerate().flat_map_iter(of_branch).collect()
}

/// Counts that still hold members whom the roster exempts enter no rate until they are put right.
pub fn leave_out(activities: &mut [Activity], branches: &[Branch]) {
    activities.par_iter_mut().filter(|a| a.left_out.is_none()).for_each(|activity| {
        let holds = |due| branches[activity.branch.0].holds_exempt(due, activity.date);
        activity.left_out = activity.row.due.value().is_some_and(holds).then_some(LeftOut::HoldsExempt);
    });
}

/// Activities of months before the document was in force stay listed and enter no sum.
pub fn set_before_force(activities: &mut [Activity], branches: &[Branch], profile: &Profile, calendar: &Calendar) {
    let Some(from) = profile.in_force else { return };
    for activity in activities.iter_mut().filter(|a| a.standing == Standing::Counts && a.month <= Month::of(from)) {
        let branch = &branches[activity.branch.0];
        let days = calendar.month_days(&profile.params(branch.kind).the::<ActivityDay>(), &branch.own_days, activity.month);
        if !days.in_force(profile.in_force, activity.month) {
            activity.standing = Standing::BeforeForce;
        }
    }
}

/// Takes attendance of months before the document was in force away: absences count from then on. Gives how many marks that are.
pub fn drop_before_force(
    attendance: &mut [MemberMarks],
    members: &[Member],
    branches: &[Branch],
    profile: &Profile,
    calendar: &Calendar,
) -> usize {
    let Some(from) = profile.in_force else { return 0 };
    let mut dropped = 0;
    for marks in attendance {
        let branch = &branches[members[marks.member].branch.0];
        let params = profile.params(branch.kind);
        let asked = |month: &Month| {
            *month > Month::of(from) || {
                let days = calendar.month_days(&params.the::<ActivityDay>(), &branch.own_days, *month);
                days.in_force(profile.in_force, *month)
            }
        };
        let before = marks.marks.len() + marks.unclear.len();
        marks.marks.retain(|month, _| asked(month));
        marks.unclear.retain(|month, _| asked(month));
        dropped += before - marks.marks.len() - marks.unclear.len();
    }
    dropped
}
