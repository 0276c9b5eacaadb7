//! `escalation`: branches that have failed often enough for a step against those in charge, from the gravest step down. `step` counts from 1, the
//! mildest; `rules` stands beside `months`, month by month; `earlier` are the months that an earlier run saw and this one does not.

use super::table::{Table, col};
use super::value::Kind::{Count, FreeText, Ordinal, Word};
use super::value::Value;
use super::whose::{About, Row, Whose, rows};
use crate::model::assessment::Escalated;
use crate::model::finding::Code;
use crate::model::results::Results;

type Line<'a> = Row<'a, &'a Escalated>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        Whose::branch(self.outcome, self.outcome.corpus.branch(self.of.branch))
    }
}

fn together(codes: &[Code]) -> String {
    codes.iter().map(|c| c.as_str()).collect::<Vec<_>>().join("+")
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("step", Ordinal, |l: &Line<'_>| (l.of.step + 1).into()),
        col("name", Word, |l| (&l.of.name).into()),
        col("count", Count, |l| l.of.months.len().into()),
        col("months", Word, |l| Value::list(l.of.months.iter().map(|(month, ..)| month))),
        col("rules", Word, |l| Value::list(l.of.months.iter().map(|(_, codes, _)| together(codes)))),
        col("earlier", Word, |l| Value::list(l.of.months.iter().filter(|(.., own)| !own).map(|(month, ..)| month))),
        col("basis", FreeText, |l| (&l.of.basis).into()),
    ];
    Table::new("escalation", results, rows(results, |o| &o.escalated), columns)
}
