//! `parameters`: by which numbers a unit was judged, each as the profile has it after defaults and trial settings, with its clause. In order of the
//! path, those of all branches before those of certain types.

use super::table::{Table, col};
use super::value::Kind::{FreeText, Word};
use super::whose::{About, Row, Whose, rows};
use crate::model::profile::Written;
use crate::model::results::Results;

type Line<'a> = Row<'a, &'a Written>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        Whose::committee(self.outcome, "")
    }
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("types", Word, |l: &Line<'_>| (&l.of.types).into()),
        col("parameter", FreeText, |l| (&l.of.path).into()),
        col("value", FreeText, |l| (&l.of.value).into()),
        col("clause", FreeText, |l| (&l.of.clause).into()),
    ];
    Table::new("parameters", results, rows(results, |o| &*o.profile.written), columns)
}
