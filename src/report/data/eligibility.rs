//! `eligibility.csv`: a row for each ground against a branch, or one without a ground. By committee, branch, rule.

use crate::model::assessment::{BranchAssessment, Ground, Outcome};
use crate::report::Results;

use super::csv_table::{Cell, Table};

const HEADINGS: &[&str] = &["branch_id", "branch", "committee", "eligible", "rule", "count", "reason", "basis"];

pub(super) fn table<'a>(results: &'a Results) -> Table<'a> {
    Table::new(HEADINGS, results.outcomes.iter().flat_map(of_outcome).collect())
}

fn of_outcome<'a>(outcome: &'a Outcome) -> Vec<Vec<Cell<'a>>> {
    let mut branches: Vec<&BranchAssessment> = outcome.assessed.branches.iter().collect();
    branches.sort_by_key(|b| b.branch);
    let rows = |b: &'a BranchAssessment| -> Vec<Vec<Cell<'a>>> {
        match b.grounds.as_slice() {
            [] => vec![row(outcome, b, None)],
            grounds => grounds.iter().map(|g| row(outcome, b, Some(g))).collect(),
        }
    };
    branches.into_iter().flat_map(rows).collect()
}

fn row<'a>(outcome: &'a Outcome, b: &'a BranchAssessment, ground: Option<&'a Ground>) -> Vec<Cell<'a>> {
    let branch = outcome.corpus.branch(b.branch);
    vec![
        Cell::id(Some(branch)),
        Cell::text(&branch.name),
        Cell::text(&branch.committee),
        Cell::plain(b.eligible),
        Cell::option(ground.map(|g| g.code)),
        Cell::option(ground.map(|g| g.count)),
        Cell::text(ground.map_or("", |g| &g.reason)),
        Cell::text(ground.map_or("", |g| &g.basis)),
    ]
}
