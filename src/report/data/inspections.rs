//! `inspections.csv`: what the period's inspections came to. A row for the jurisdiction (no committee), then one for each committee visited;
//! no row where nothing was handed in.

use crate::model::assessment::{InspectionCounts, Outcome};
use crate::report::Results;

use super::csv_table::{Cell, Table};

const HEADINGS: &[&str] =
    &["jurisdiction", "committee", "visits", "units", "settled", "problems", "put_right", "put_right_late", "open", "overdue"];

pub(super) fn table<'a>(results: &'a Results) -> Table<'a> {
    Table::new(HEADINGS, results.outcomes.iter().flat_map(of_outcome).collect())
}

fn of_outcome<'a>(outcome: &'a Outcome) -> Vec<Vec<Cell<'a>>> {
    let figures = &outcome.inspections;
    let total = (figures.total.visits > 0).then_some(("", &figures.total));
    let committees = figures.committees.iter().map(|(name, counts)| (&**name, counts));
    total.into_iter().chain(committees).map(|(name, counts)| row(outcome, name, counts)).collect()
}

fn row<'a>(outcome: &'a Outcome, committee: &'a str, c: &'a InspectionCounts) -> Vec<Cell<'a>> {
    let mut cells = vec![Cell::text(&outcome.profile.id), Cell::text(committee)];
    let counts = [c.visits, c.units, c.settled, c.problems, c.put_right, c.put_right_late, c.open, c.overdue];
    cells.extend(counts.map(Cell::plain));
    cells
}
