//! `sample`: the drawn list, in order of the draw. What is needed to draw it again stands in `sample.json`.

use super::table::{Table, col};
use super::value::Kind::{FreeText, Key, Ordinal, Word};
use super::whose::{About, Named, Row, Whose, rows};
use crate::model::draw::Drawn;
use crate::model::results::Results;

type Line<'a> = Row<'a, &'a Drawn>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        let unit = &self.of.unit;
        // a committee that was drawn names no branch
        let branch = (!unit.branch.is_empty()).then_some(Named::Written(&unit.branch_id, &unit.branch));
        Whose { outcome: self.outcome, committee: &unit.committee, branch }
    }
}

/// Units as given, each in order of its draw.
pub fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("order", Ordinal, |l: &Line<'_>| l.of.order.into()),
        col("draw_unit", Key, |l| (&l.of.unit.unit).into()),
        col("stratum", Word, |l| (&l.of.unit.stratum).into()),
        col("probability", Word, |l| (&l.of.probability).into()),
        col("reason", FreeText, |l| (&l.of.reason).into()),
    ];
    Table::new("sample", results, rows(results, |o| &o.draw.drawn), columns)
}
