//! The month matrix: for every roster branch and month, whether it was due, whether it was held, and how.

use rayon::prelude::*;

use crate::model::assessment::{Judgement, MatrixRow, MonthStatus};
use crate::model::corpus::{BranchMonth, Corpus};
use crate::model::profile::Profile;

use super::figures::{is_dated, late_months, report_known};

/// The matrix, parallel to `corpus.months`.
pub fn matrix(corpus: &Corpus, profile: &Profile, judgement: &Judgement) -> Vec<MatrixRow> {
    let late = late_months(judgement);
    let row = |m: &BranchMonth| {
        let (known, is_late) = (report_known(corpus, profile, m), late.contains(&(m.branch, m.month)));
        let floor = profile.params(corpus.branch(m.branch).kind).floor();
        MatrixRow {
            branch: m.branch,
            month: m.month,
            due: m.due,
            held: m.held(),
            activities: m.activities.len() as u32,
            participation: m.participation,
            absences_allowed: m.participation.applies().then(|| m.participation.absences_allowed(floor)),
            status: status(corpus, m, is_dated(corpus, profile, m), is_late),
            report_known: known,
            on_time: known && !is_late,
            returned: m.returned,
        }
    };
    corpus.months.par_iter().map(row).collect()
}

fn status(corpus: &Corpus, month: &BranchMonth, dated: bool, late: bool) -> MonthStatus {
    match (month.held(), month.due) {
        _ if !month.exists => MonthStatus::NotApplicable,
        (true, _) if late => MonthStatus::Late,
        (true, _) if dated => MonthStatus::OnTime,
        (true, _) => MonthStatus::Reported,
        (false, true) if month.pending() => MonthStatus::Pending,
        (false, true) if month.empty_report.is_some() => MonthStatus::Empty,
        (false, true) => MonthStatus::Missing,
        // without a roster nothing ever falls due
        (false, false) if !corpus.has_roster => MonthStatus::NotApplicable,
        (false, false) => MonthStatus::NotYetDue,
    }
}
