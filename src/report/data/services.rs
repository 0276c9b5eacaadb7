//! `services.csv`: volunteer service of the period. A row for the jurisdiction (neither committee nor branch), then committees (no branch), then
//! branches; those alone of which there is a record.

use crate::model::assessment::{Outcome, ServiceFigures};
use crate::report::Results;

use super::csv_table::{Cell, Table};

const HEADINGS: &[&str] = &["jurisdiction", "committee", "branch_id", "branch", "persons", "services", "activities", "hours", "complete"];

pub(super) fn table<'a>(results: &'a Results) -> Table<'a> {
    let of_outcome = |o: &'a Outcome| -> Vec<Vec<Cell<'a>>> { o.services.iter().map(|s| row(o, s)).collect() };
    Table::new(HEADINGS, results.outcomes.iter().flat_map(of_outcome).collect())
}

fn row<'a>(outcome: &'a Outcome, s: &'a ServiceFigures) -> Vec<Cell<'a>> {
    let branch = s.branch.map(|ix| outcome.corpus.branch(ix));
    vec![
        Cell::text(&outcome.profile.id),
        Cell::text(&s.committee),
        Cell::id(branch),
        Cell::text(branch.map_or("", |b| &b.name)),
        Cell::plain(s.persons),
        Cell::plain(s.services),
        Cell::plain(s.activities),
        Cell::plain(hours(s.minutes)),
        Cell::plain(s.complete),
    ]
}

/// Minutes as hours with two decimals, floored.
pub(super) fn hours(minutes: u64) -> String {
    format!("{}.{:02}", minutes / 60, minutes % 60 * 100 / 60)
}

#[cfg(test)]
mod tests {
    use super::hours;

    #[test]
    fn hours_are_floored() {
        assert_eq!([0, 59, 60, 100, 150].map(hours), ["0.00", "0.98", "1.00", "1.66", "2.50"]);
    }
}
