//! `escalation.csv`: branches that have failed often enough for a step against those in charge, from the gravest step down. `step` counts from
//! 1, the mildest; `rules` stands beside `months`, month by month; `earlier` are the months that an earlier run saw and this one does not.

use crate::model::assessment::{Escalated, Outcome};
use crate::report::Results;

use super::csv_table::{Cell, Table};

const HEADINGS: &[&str] =
    &["jurisdiction", "committee", "branch_id", "branch", "step", "name", "count", "months", "rules", "earlier", "basis"];

pub(super) fn table<'a>(results: &'a Results) -> Table<'a> {
    let of_outcome = |o: &'a Outcome| -> Vec<Vec<Cell<'a>>> { o.escalated.iter().map(|e| row(o, e)).collect() };
    Table::new(HEADINGS, results.outcomes.iter().flat_map(of_outcome).collect())
}

fn row<'a>(outcome: &'a Outcome, e: &'a Escalated) -> Vec<Cell<'a>> {
    let branch = outcome.corpus.branch(e.branch);
    let joined = |parts: Vec<String>| Cell::plain(parts.join(";"));
    let rules = |(_, codes, _): &(_, Vec<_>, bool)| codes.iter().map(ToString::to_string).collect::<Vec<_>>().join("+");
    vec![
        Cell::text(&outcome.profile.id),
        Cell::text(&branch.committee),
        Cell::id(Some(branch)),
        Cell::text(&branch.name),
        Cell::plain(e.step + 1),
        Cell::text(&e.name),
        Cell::plain(e.months.len()),
        joined(e.months.iter().map(|(month, ..)| month.to_string()).collect()),
        joined(e.months.iter().map(rules).collect()),
        joined(e.months.iter().filter(|(.., own)| !own).map(|(month, ..)| month.to_string()).collect()),
        Cell::text(&e.basis),
    ]
}
