//! `statistics`: what bulletins count, as far as the profile asks. Of each figure a row for the unit, then one for each committee that has a part in
//! it; with its definition, the clause behind it, and what the document itself prints. `value` is empty where it cannot be told; then `lacks` says why.

use super::table::{Table, col};
use super::value::Kind::{Count, FreeText, Name, Word};
use super::whose::{About, Row, Whose, rows};
use crate::model::results::Results;
use crate::model::statistic::Figure;

type Line<'a> = Row<'a, &'a Figure>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        Whose::committee(self.outcome, &self.of.committee)
    }
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("id", Word, |l: &Line<'_>| l.of.doc.id.into()),
        col("name", Word, |l| l.of.doc.name.into()),
        col("item", FreeText, |l| (&l.of.item).into()),
        col("value", Count, |l| l.of.value.into()),
        col("of", Count, |l| l.of.of.into()),
        col("measure", Word, |l| l.of.doc.measure.word().into()),
        col("printed", Name, |l| l.of.printed(&l.outcome.profile).into()),
        col("definition", FreeText, |l| l.of.definition(&l.outcome.profile).into()),
        col("basis", FreeText, |l| l.of.basis(&l.outcome.profile).into()),
        col("lacks", Word, |l| l.of.lacks.into()),
    ];
    Table::new("statistics", results, rows(results, |o| &o.statistics.figures), columns)
}
