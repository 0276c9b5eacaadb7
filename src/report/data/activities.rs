//! `activities.csv` and `activities.parquet`: the normalised activities, with the same columns.

use std::path::Path;

use crate::frame::{ActivitiesFrame, ActivityColumn, ActivityLine, FrameError, Kind, activity_lines};
use crate::report::Results;

use super::csv_table::{Cell, Table};

pub(super) fn table<'a>(results: &'a Results) -> Table<'a> {
    let headings: Vec<&'static str> = ActivityColumn::ALL.iter().map(|c| c.name()).collect();
    let all = results.outcomes.iter().flat_map(|o| o.corpus.activities.iter().map(move |a| (o, a)));
    Table::made(&headings, all.collect(), |(o, a)| row(&ActivityLine::of(&o.profile.id, &o.corpus, a)))
}

fn row<'a>(line: &ActivityLine<'a>) -> Vec<Cell<'a>> {
    let cell = |column: &ActivityColumn| match column.kind() {
        Kind::Text => Cell::Text(line.cell(*column)),
        Kind::Count | Kind::Date => Cell::Plain(line.cell(*column)),
    };
    ActivityColumn::ALL.iter().map(cell).collect()
}

pub(super) fn parquet(results: &Results, path: &Path) -> Result<(), FrameError> {
    ActivitiesFrame::from_lines(&activity_lines(&results.outcomes))?.write_parquet(path)
}
