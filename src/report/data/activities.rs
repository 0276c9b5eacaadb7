//! `activities.csv` and `activities.parquet`: the normalised activities, with the same columns.

use std::path::Path;

use crate::frame::{ActivitiesFrame, ActivityColumn, ActivityLine, FrameError, Kind, activity_lines};
use crate::report::Results;

use super::csv_table::{Cell, Table};

pub(super) fn table(results: &Results) -> Table {
    let headings: Vec<&'static str> = ActivityColumn::ALL.iter().map(|c| c.name()).collect();
    Table::new(&headings, activity_lines(&results.outcomes).iter().map(row).collect())
}

fn row(line: &ActivityLine) -> Vec<Cell> {
    let cell = |column: &ActivityColumn| match column.kind() {
        Kind::Text => Cell::Text(line.cell(*column)),
        Kind::Count | Kind::Date => Cell::Plain(line.cell(*column)),
    };
    ActivityColumn::ALL.iter().map(cell).collect()
}

pub(super) fn parquet(results: &Results, path: &Path) -> Result<(), FrameError> {
    ActivitiesFrame::from_lines(&activity_lines(&results.outcomes))?.write_parquet(path)
}
