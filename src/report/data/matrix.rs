//! `matrix.csv`: every roster branch and month of the period.

use crate::model::assessment::{MatrixRow, Outcome};
use crate::report::Results;

use super::csv_table::{Cell, Table};

const HEADINGS: &[&str] = &[
    "branch_id",
    "branch",
    "committee",
    "month",
    "due",
    "held",
    "activities",
    "due_count",
    "actual_count",
    "participation",
    "absences_allowed",
    "status",
];

pub(super) fn table(results: &Results) -> Table {
    let of_outcome = |o: &Outcome| -> Vec<Vec<Cell>> { o.matrix.iter().map(|m| row(o, m)).collect() };
    Table::new(HEADINGS, results.outcomes.iter().flat_map(of_outcome).collect())
}

fn row(outcome: &Outcome, m: &MatrixRow) -> Vec<Cell> {
    let branch = outcome.corpus.branch(m.branch);
    vec![
        Cell::text(&branch.id),
        Cell::text(&branch.name),
        Cell::text(&branch.committee),
        Cell::plain(m.month),
        Cell::plain(m.due),
        Cell::plain(m.held),
        Cell::plain(m.activities),
        Cell::plain(m.participation.of),
        Cell::plain(m.participation.part),
        Cell::plain(m.participation.decimal4()),
        Cell::option(m.absences_allowed),
        Cell::plain(m.status.as_str()),
    ]
}
