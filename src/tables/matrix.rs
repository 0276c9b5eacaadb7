//! `matrix`: every roster branch and month of the period.

use super::table::{Table, col};
use super::value::Kind::{Count, Flag, Rate, Span, Word};
use super::whose::{About, Row, Whose, rows};
use crate::model::assessment::MatrixRow;
use crate::model::results::Results;

type Line<'a> = Row<'a, &'a MatrixRow>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        Whose::branch(self.outcome, self.outcome.corpus.branch(self.of.branch))
    }
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("month", Span, |l: &Line<'_>| l.of.month.into()),
        col("due", Flag, |l| l.of.due.into()),
        col("held", Flag, |l| l.of.held.into()),
        col("activities", Count, |l| l.of.activities.into()),
        col("due_count", Count, |l| l.of.participation.of.into()),
        col("actual_count", Count, |l| l.of.participation.part.into()),
        col("participation", Rate, |l| l.of.participation.into()),
        col("absences_allowed", Count, |l| l.of.absences_allowed.into()),
        col("status", Word, |l| l.of.status.as_str().into()),
        col("on_time", Flag, |l| l.of.on_time.into()),
        col("report_known", Flag, |l| l.of.report_known.into()),
        col("returned", Count, |l| l.of.returned.into()),
    ];
    Table::new("matrix", results, rows(results, |o| &o.matrix), columns)
}
