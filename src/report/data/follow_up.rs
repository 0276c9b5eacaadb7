//! `follow_up.csv`: what became of the findings of earlier runs. By period of the earlier run, then committee, branch, month, rule, member.

use crate::model::assessment::{FollowUp, Outcome};
use crate::report::Results;

use super::csv_table::{Cell, Table};

const HEADINGS: &[&str] = &["jurisdiction", "period", "committee", "branch_id", "branch", "rule", "month", "member", "state"];

pub(super) fn table<'a>(results: &'a Results) -> Table<'a> {
    let of_outcome = |o: &'a Outcome| -> Vec<Vec<Cell<'a>>> { o.follow_ups.iter().map(|f| row(o, f)).collect() };
    Table::new(HEADINGS, results.outcomes.iter().flat_map(of_outcome).collect())
}

fn row<'a>(outcome: &'a Outcome, f: &'a FollowUp) -> Vec<Cell<'a>> {
    vec![
        Cell::text(&outcome.profile.id),
        Cell::text(&f.period),
        Cell::text(&f.committee),
        Cell::key(f.branch_id.as_str()),
        Cell::text(&f.branch),
        Cell::plain(f.code),
        Cell::text(&f.month),
        Cell::text(&f.member),
        Cell::plain(f.state),
    ]
}
