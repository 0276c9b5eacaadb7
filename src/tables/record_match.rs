//! `record_match`: plan, record and pictures of each branch and month side by side, where the profile asks for it, and what does not bear the rest
//! out. `records` and `gaps` are lists joined by semicolons.

use super::table::{Table, col};
use super::value::Kind::{Cell, Date, FreeText, Name, Span, Word};
use super::value::Value;
use super::whose::{About, Row, Whose, rows};
use crate::model::results::Results;
use crate::model::statistic::{Gap, RecordMatch};

type Line<'a> = Row<'a, &'a RecordMatch>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        Whose::branch(self.outcome, self.outcome.corpus.branch(self.of.branch))
    }
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("month", Span, |l: &Line<'_>| l.of.month.into()),
        col("planned_date", Date, |l| l.of.planned.as_ref().and_then(|(date, ..)| *date).into()),
        col("planned_theme", FreeText, |l| l.of.planned.as_ref().map(|(_, theme, _)| theme).into()),
        col("planned_file", Name, |l| l.of.planned.as_ref().map(|(.., place)| &place.file).into()),
        col("planned_sheet", Name, |l| l.of.planned.as_ref().map(|(.., place)| &place.sheet).into()),
        col("planned_cell", Cell, |l| l.of.planned.as_ref().map(|(.., place)| place.cell_text()).into()),
        col("held_date", Date, |l| l.of.held.as_ref().map(|(date, ..)| *date).into()),
        col("held_theme", FreeText, |l| l.of.held.as_ref().map(|(_, theme, _)| theme).into()),
        col("file", Name, |l| l.of.held.as_ref().map(|(.., place)| &place.file).into()),
        col("sheet", Name, |l| l.of.held.as_ref().map(|(.., place)| &place.sheet).into()),
        col("cell", Cell, |l| l.of.held.as_ref().map(|(.., place)| place.cell_text()).into()),
        col("records", Word, |l| Value::list(l.of.records.iter().map(|(name, there)| format!("{name}{}", sign(*there))))),
        col("gaps", Word, |l| Value::list(l.of.gaps.iter().map(Gap::words))),
    ];
    Table::new("record_match", results, rows(results, |o| &o.statistics.matches), columns)
}

/// √, ×, or that nothing says so.
fn sign(there: Option<bool>) -> &'static str {
    match there {
        Some(true) => "√",
        Some(false) => "×",
        None => "—",
    }
}
