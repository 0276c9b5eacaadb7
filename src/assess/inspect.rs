//! What inspections came to: the counts that a bulletin prints, and where each problem stands on the as-of day. Counted are the visits of the
//! period, as far as the as-of day has seen them, and the problems that these visits found; what earlier visits left undone is counted apart. A
//! problem is overdue here exactly where INS001 says so of it.

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
    trips: BTreeSet<(&'a str, NaiveDate)>,
    visits: BTreeSet<(Unit<'a>, NaiveDate, &'a str)>,
    units: BTreeSet<Unit<'a>>,
    counts: InspectionCounts,
}

/// Figures of the period.
pub fn inspections<'a>(corpus: &'a Corpus) -> InspectionFigures {
    let mut total = Sum::default();
    let mut committees: BTreeMap<Arc<str>, Sum<'a>> = BTreeMap::new();
    let mut problems: Vec<(usize, ProblemState)> = Vec::new();
    for (at, visit) in corpus.returns.inspections.iter().enumerate() {
        let state = (!visit.row.problem.trim().is_empty()).then(|| state(&visit.row, corpus));
        let add: fn(&mut Sum<'a>, &'a Inspection, Option<ProblemState>) = match of_period(visit, corpus) {
            true => Sum::add,
            // what an earlier visit found is told as long as it is overdue
            false if is_earlier(visit, corpus) && state == Some(ProblemState::Overdue) => Sum::leave,
            false => continue,
        };
        problems.extend(state.map(|state| (at, state)));
        add(&mut total, visit, state);
        if !visit.committee.is_empty() {
            add(committees.entry(visit.committee.clone()).or_default(), visit, state);
        }
    }
    // without a deadline last; the list itself stands in order of submission
    problems.sort_by_key(|(at, _)| (corpus.returns.inspections[*at].row.deadline.unwrap_or(NaiveDate::MAX), *at));
    let committees = committees.into_iter().map(|(name, sum)| (name, sum.counts())).collect();
    InspectionFigures { total: total.counts(), committees, problems }
}

/// A visit of the period that the as-of day has seen.
pub(super) fn of_period(visit: &Inspection, corpus: &Corpus) -> bool {
    corpus.period.contains(Month::of(visit.row.date)) && visit.row.date <= corpus.as_of
}

fn is_earlier(visit: &Inspection, corpus: &Corpus) -> bool {
    Month::of(visit.row.date) < corpus.period.first()
}

impl<'a> Sum<'a> {
    fn leave(&mut self, _: &'a Inspection, _: Option<ProblemState>) {
        self.counts.left_over += 1;
    }

    fn add(&mut self, visit: &'a Inspection, state: Option<ProblemState>) {
        let unit = (visit.branch, if visit.branch.is_some() { "" } else { &*visit.committee });
        self.trips.insert((&visit.committee, visit.row.date));
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
            Some(ProblemState::OverdueLater) => counts.overdue_later += 1,
            None => {}
        }
    }

    fn counts(&self) -> InspectionCounts {
        let [trips, visits, units] = [self.trips.len(), self.visits.len(), self.units.len()].map(|n| n as u32);
        InspectionCounts { trips, visits, units, ..self.counts }
    }
}

/// Where a problem stands. Without a deadline nothing is ever late.
pub(super) fn state(row: &InspectionRow, corpus: &Corpus) -> ProblemState {
    let as_of = corpus.as_of;
    match (row.done.filter(|done| *done <= as_of), row.deadline) {
        (Some(done), Some(deadline)) if done > deadline => ProblemState::PutRightLate,
        (Some(_), _) => ProblemState::PutRight,
        (None, Some(deadline)) if deadline >= as_of => ProblemState::Open,
        (None, Some(deadline)) if Month::of(deadline) > corpus.period.last() => ProblemState::OverdueLater,
        (None, Some(_)) => ProblemState::Overdue,
        (None, None) => ProblemState::Open,
    }
}
