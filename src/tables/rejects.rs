//! `rejects`: names and cells that could not be understood (ING003, ING004), whether or not their row was left out. By place.

use super::table::{Table, col};
use super::value::Kind::{Cell, FreeText, Name, Ordinal, Word};
use super::whose::{About, Named, Row, Whose, rows};
use crate::model::finding::{Code, Issue};
use crate::model::results::Results;

type Line<'a> = Row<'a, &'a Issue>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        let branch = self.of.branch.map(|ix| self.outcome.corpus.branch(ix));
        Whose { outcome: self.outcome, committee: branch.map_or("", |b| &b.committee), branch: branch.map(Named::Known) }
    }
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("file", Name, |l: &Line<'_>| (&l.of.place.file).into()),
        col("sheet", Name, |l| (&l.of.place.sheet).into()),
        col("row", Ordinal, |l| (l.of.row > 0).then_some(l.of.row).into()),
        col("cell", Cell, |l| l.of.place.cell_text().into()),
        col("field", Word, |l| (&l.of.field).into()),
        col("raw", FreeText, |l| (&l.of.raw).into()),
        col("rule", Word, |l| l.of.code.into()),
        col("message", FreeText, |l| l.of.say.message().into()),
    ];
    let mut rows = rows(results, |o| o.corpus.issues.iter().filter(|i| matches!(i.code, Code::ING003 | Code::ING004)));
    rows.sort_by_key(|l| (&l.of.place, l.of.row, l.of.code, &l.of.field, l.of.say.message()));
    Table::new("rejects", results, rows, columns)
}
