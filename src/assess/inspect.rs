//! What inspections came to: the counts that a bulletin prints, and where each problem stands on the as-of day. Counted are the visits of the
//! period, as far as the as-of day has seen them, and the problems that these visits found.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::assessment::{InspectionCounts, InspectionFigures, ProblemState};
use crate::model::corpus::Corpus;
use crate::model::finding::BranchIx;
use crate::model::returns::{Inspection, InspectionRow};
use crate::model::time::Month;

/// A branch, or a committee as such.
type Unit<'a> = (Option<BranchIx>, &'a str);

/// Visits and units seen, with the sums of one committee or of all.
#[derive(Default)]
struct Sum<'a> {
    visits: BTreeSet<(Unit<'a>, NaiveDate, &'a str)>,
    units: BTreeSet<Unit<'a>>,
    counts: InspectionCounts,
}

/// Figures of the period.
pub fn inspections(corpus: &Corpus) -> InspectionFigures {
    let mut total = Sum::default();
    let mut committees: BTreeMap<Arc<str>, Sum<'_>> = BTreeMap::new();
    let mut problems: Vec<(usize, ProblemState)> = Vec::new();
    for (at, visit) in corpus.returns.inspections.iter().enumerate() {
        if !corpus.period.contains(Month::of(visit.row.date)) || visit.row.date > corpus.as_of {
            continue;
        }
        let state = (!visit.row.problem.is_empty()).then(|| state(&visit.row, corpus.as_of));
        problems.extend(state.map(|state| (at, state)));
        total.add(visit, state);
        if !visit.committee.is_empty() {
            committees.entry(visit.committee.clone()).or_default().add(visit, state);
        }
    }
    // without a deadline last; the list itself stands in order of submission
    problems.sort_by_key(|(at, _)| (corpus.returns.inspections[*at].row.deadline.unwrap_or(NaiveDate::MAX), *at));
    let committees = committees.into_iter().map(|(name, sum)| (name, sum.counts())).collect();
    InspectionFigures { total: total.counts(), committees, problems }
}

impl<'a> Sum<'a> {
    fn add(&mut self, visit: &'a Inspection, state: Option<ProblemState>) {
        let unit = (visit.branch, if visit.branch.is_some() { "" } else { &*visit.committee });
        self.visits.insert((unit, visit.row.date, visit.row.method.trim()));
        self.units.insert(unit);
        let counts = &mut self.counts;
        counts.settled = counts.settled.saturating_add(visit.row.settled);
        counts.problems += u32::from(state.is_some());
        match state {
            Some(ProblemState::PutRight) => counts.put_right += 1,
            Some(ProblemState::PutRightLate) => {
                counts.put_right += 1;
                counts.put_right_late += 1;
            }
            Some(ProblemState::Open) => counts.open += 1,
            Some(ProblemState::Overdue) => counts.overdue += 1,
            None => {}
        }
    }

    fn counts(&self) -> InspectionCounts {
        InspectionCounts { visits: self.visits.len() as u32, units: self.units.len() as u32, ..self.counts }
    }
}

/// Where a problem stands. Without a deadline nothing is ever late.
fn state(row: &InspectionRow, as_of: NaiveDate) -> ProblemState {
    match (row.done.filter(|done| *done <= as_of), row.deadline) {
        (Some(done), Some(deadline)) if done > deadline => ProblemState::PutRightLate,
        (Some(_), _) => ProblemState::PutRight,
        (None, Some(deadline)) if deadline < as_of => ProblemState::Overdue,
        (None, _) => ProblemState::Open,
    }
}
