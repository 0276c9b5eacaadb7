//! `activities`: what the ledgers said of every accepted activity, with the place it came from. By committee, branch, date, order of submission.

use chrono::{NaiveTime, Timelike};

use super::table::{Table, col};
use super::value::Kind::{Cell, Count, Date, FreeText, Name, Ordinal, Span, Word};
use super::whose::{About, Row, Whose, rows};
use crate::model::corpus::Activity;
use crate::model::corpus::LeftOut;
use crate::model::record::{Field, TimeOfDay};
use crate::model::results::Results;

type Line<'a> = Row<'a, &'a Activity>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        Whose::branch(self.outcome, self.outcome.corpus.branch(self.of.branch))
    }
}

fn clock(time: Option<NaiveTime>) -> Option<String> {
    time.map(|t| format!("{:02}:{:02}", t.hour(), t.minute()))
}

/// 时长, else from start to end.
fn minutes(time: &TimeOfDay) -> Option<u32> {
    let between = || {
        let (start, end) = time.start.zip(time.end)?;
        u32::try_from((end - start).num_minutes()).ok()
    };
    time.minutes.or_else(between)
}

fn cell(line: &Line<'_>, fields: &[Field]) -> Option<String> {
    line.of.row.head.cell_of(fields).map(|cell| cell.to_string())
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("branch_type", Word, |l: &Line<'_>| l.outcome.corpus.branch(l.of.branch).kind.as_str().into()),
        col("date", Date, |l| l.of.date.into()),
        col("month", Span, |l| l.of.month.into()),
        col("theme", FreeText, |l| (&l.of.row.theme).into()),
        col("start", Word, |l| clock(l.of.row.time.start).into()),
        col("end", Word, |l| clock(l.of.row.time.end).into()),
        col("minutes", Count, |l| minutes(&l.of.row.time).into()),
        col("venue", FreeText, |l| (&l.of.row.venue).into()),
        col("due", Count, |l| l.of.row.due.value().into()),
        col("actual", Count, |l| l.of.row.actual.value().into()),
        col("content", FreeText, |l| l.of.row.content.text().into()),
        col("set_actions", FreeText, |l| (&l.of.row.set_actions).into()),
        col("host", Name, |l| (&l.of.row.host).into()),
        col("recorder", Name, |l| (&l.of.row.recorder).into()),
        col("absentees", FreeText, |l| (&l.of.row.absentees).into()),
        col("make_up", FreeText, |l| (&l.of.row.make_up).into()),
        col("reported", Date, |l| l.of.row.reported.into()),
        col("standing", Word, |l| l.of.stands(l.outcome.corpus.period).into()),
        col("remark", FreeText, |l| (&l.of.row.remark).into()),
        col("file", Name, |l| (&l.of.row.head.table.file).into()),
        col("sheet", Name, |l| (&l.of.row.head.table.sheet).into()),
        col("row", Ordinal, |l| l.of.row.head.number().into()),
        col("due_cell", Cell, |l| cell(l, &[Field::Due, Field::Attendance]).into()),
        col("actual_cell", Cell, |l| cell(l, &[Field::Actual, Field::Attendance]).into()),
        col("date_cell", Cell, |l| cell(l, &[Field::Date, Field::Day, Field::Month]).into()),
        col("left_out", Word, |l| l.of.left_out.map(LeftOut::words).unwrap_or_default().into()),
        col("reported_cell", Cell, |l| cell(l, &[Field::Reported]).into()),
        // by that it is in time or late; another than the row's own where an earlier row was reported first
        col("first_reported", Date, |l| l.of.reported().into()),
    ];
    Table::new("activities", results, rows(results, |o| &o.corpus.activities), columns)
}
