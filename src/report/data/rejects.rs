//! `rejects.csv`: names and cells that could not be understood (ING003, ING004), whether or not their row was left out. By place.

use crate::model::assessment::Outcome;
use crate::model::finding::{Code, Issue};
use crate::report::Results;

use super::csv_table::{Cell, Table};

const HEADINGS: &[&str] = &["file", "sheet", "row", "cell", "field", "raw", "rule", "message"];

pub(super) fn table<'a>(results: &'a Results) -> Table<'a> {
    let mut issues: Vec<&Issue> = results.outcomes.iter().flat_map(of_outcome).collect();
    issues.sort_by_key(|i| (&i.place, i.row, i.code, &i.field, &i.message));
    Table::new(HEADINGS, issues.into_iter().map(row).collect())
}

fn of_outcome(outcome: &Outcome) -> impl Iterator<Item = &Issue> {
    outcome.corpus.issues.iter().filter(|i| matches!(i.code, Code::ING003 | Code::ING004))
}

fn row<'a>(issue: &'a Issue) -> Vec<Cell<'a>> {
    vec![
        Cell::text(&issue.place.file),
        Cell::text(&issue.place.sheet),
        Cell::option((issue.row > 0).then_some(issue.row)),
        Cell::plain(issue.place.cell_text()),
        Cell::text(&issue.field),
        Cell::text(&issue.raw),
        Cell::plain(issue.code),
        Cell::text(&issue.message),
    ]
}
