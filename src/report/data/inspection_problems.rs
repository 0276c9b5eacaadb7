//! `inspection_problems.csv`: every problem that the period's visits found, with its state on the as-of day (按期整改, 逾期整改, 整改中, 逾期未改). In
//! order of deadline, those without one last; `finding` is the status of its INS001 finding, empty where there is none.

use crate::model::assessment::{Outcome, ProblemState};
use crate::model::finding::Code;
use crate::model::record::Field;
use crate::report::Results;

use super::csv_table::{Cell, Table};

const HEADINGS: &[&str] = &[
    "jurisdiction",
    "committee",
    "branch_id",
    "branch",
    "date",
    "method",
    "problem",
    "demand",
    "deadline",
    "done",
    "state",
    "finding",
    "file",
    "sheet",
    "cell",
];

pub(super) fn table<'a>(results: &'a Results) -> Table<'a> {
    let of_outcome =
        |o: &'a Outcome| -> Vec<Vec<Cell<'a>>> { o.inspections.problems.iter().map(|(at, state)| row(o, *at, *state)).collect() };
    Table::new(HEADINGS, results.outcomes.iter().flat_map(of_outcome).collect())
}

fn row<'a>(outcome: &'a Outcome, at: usize, state: ProblemState) -> Vec<Cell<'a>> {
    let visit = &outcome.corpus.returns.inspections[at];
    let branch = visit.branch.map(|ix| outcome.corpus.branch(ix));
    let place = visit.row.head.place(Field::Deadline);
    let found = outcome.judgement.findings.iter().find(|f| f.code == Code::INS001 && f.place.as_ref() == Some(&place));
    vec![
        Cell::text(&outcome.profile.id),
        Cell::text(&visit.committee),
        Cell::id(branch),
        Cell::text(branch.map_or("", |b| &b.name)),
        Cell::plain(visit.row.date),
        Cell::text(&visit.row.method),
        Cell::text(&visit.row.problem),
        Cell::text(&visit.row.demand),
        Cell::option(visit.row.deadline),
        Cell::option(visit.row.done),
        Cell::plain(state.as_str()),
        Cell::option(found.map(|f| f.status.as_str())),
        Cell::Text(place.file.to_string().into()),
        Cell::Text(place.sheet.to_string().into()),
        Cell::plain(place.cell_text()),
    ]
}
