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

pub(super) fn table<'a>(results: &'a Results) -> Table<'a> {
    let all = results.outcomes.iter().flat_map(|o| o.matrix.iter().map(move |m| (o, m)));
    Table::made(HEADINGS, all.collect(), |(o, m)| row(o, m))
}

fn row<'a>(outcome: &'a Outcome, m: &'a MatrixRow) -> Vec<Cell<'a>> {
    let branch = outcome.corpus.branch(m.branch);
    vec![
        Cell::id(Some(branch)),
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
