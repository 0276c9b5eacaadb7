//! `rules`: how often each rule found something, unit by unit.

use super::table::{Table, col};
use super::value::Kind::{Count, Word};
use super::whose::{About, Row, Whose};
use crate::model::counts::RuleCount;
use crate::model::finding::Code;
use crate::model::results::Results;

type Line<'a> = Row<'a, (Code, &'a RuleCount)>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        Whose::committee(self.outcome, "")
    }
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("rule", Word, |l: &Line<'_>| l.of.0.into()),
        col("counting", Count, |l| l.of.1.findings.counting().into()),
        col("branches_concerned", Count, |l| l.of.1.branches.into()),
    ];
    let of_each = results.outcomes.iter().zip(&results.of_each);
    let rows = of_each.flat_map(|(outcome, counts)| counts.rules.iter().map(move |(code, count)| Row { outcome, of: (*code, count) }));
    Table::new("rules", results, rows.collect(), columns)
}
