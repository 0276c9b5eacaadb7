//! `members.csv`: attendance of every member, by committee, branch and name.

use crate::model::assessment::{MemberFigures, Outcome};
use crate::report::Results;

use super::csv_table::{Cell, Table};

const HEADINGS: &[&str] = &["member", "branch", "committee", "absent", "leave", "caught_up", "present", "points", "status"];

pub(super) fn table(results: &Results) -> Table {
    let of_outcome = |o: &Outcome| -> Vec<Vec<Cell>> { o.members.iter().map(|m| row(o, m)).collect() };
    Table::new(HEADINGS, results.outcomes.iter().flat_map(of_outcome).collect())
}

fn row(outcome: &Outcome, m: &MemberFigures) -> Vec<Cell> {
    let member = &outcome.corpus.members[m.member];
    let branch = outcome.corpus.branch(member.branch);
    vec![
        Cell::text(&member.name),
        Cell::text(&branch.name),
        Cell::text(&branch.committee),
        Cell::plain(m.absent),
        Cell::plain(m.leave),
        Cell::plain(m.caught_up),
        Cell::plain(m.present),
        Cell::option(m.points.as_ref().map(|p| p.total)),
        Cell::plain(m.status),
    ]
}
