//! `inspections`: what the period's inspections came to. A row for the unit (no committee), then one for each committee visited; no row where
//! nothing was handed in.

use super::table::{Table, col};
use super::value::Kind::Count;
use super::whose::{About, Row, Whose, rows};
use crate::model::assessment::{InspectionCounts, Outcome};
use crate::model::results::Results;

type Line<'a> = Row<'a, (&'a str, &'a InspectionCounts)>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        Whose::committee(self.outcome, self.of.0)
    }
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("visits", Count, |l: &Line<'_>| l.of.1.visits.into()),
        col("units", Count, |l| l.of.1.units.into()),
        col("settled", Count, |l| l.of.1.settled.into()),
        col("problems", Count, |l| l.of.1.problems.into()),
        col("put_right", Count, |l| l.of.1.put_right.into()),
        col("put_right_late", Count, |l| l.of.1.put_right_late.into()),
        col("open", Count, |l| l.of.1.open.into()),
        col("overdue", Count, |l| l.of.1.overdue.into()),
        col("trips", Count, |l| l.of.1.trips.into()),
        col("overdue_later", Count, |l| l.of.1.overdue_later.into()),
        col("left_over", Count, |l| l.of.1.left_over.into()),
    ];
    Table::new("inspections", results, rows(results, of_outcome), columns)
}

fn of_outcome(outcome: &Outcome) -> impl Iterator<Item = (&str, &InspectionCounts)> {
    let figures = &outcome.inspections;
    let total = (figures.total.visits > 0 || figures.total.left_over > 0).then_some(("", &figures.total));
    total.into_iter().chain(figures.committees.iter().map(|(name, counts)| (&**name, counts)))
}
