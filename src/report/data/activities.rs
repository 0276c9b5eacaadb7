//! `activities.csv` and `activities.parquet`: the normalised activities, with the same columns.

use std::path::Path;

use crate::frame::{ActivitiesFrame, ActivityColumn, ActivityLine, FrameError, Kind, activity_lines};
use crate::report::{ReportError, Results};

use super::csv_table::{Cell, Table};

/// Written line by line: a province's activities as text would take more memory than everything else.
pub(super) fn write(results: &Results, folder: &Path, name: &str) -> Result<(), ReportError> {
    let headings: Vec<&'static str> = ActivityColumn::ALL.iter().map(|c| c.name()).collect();
    let lines =
        results.outcomes.iter().flat_map(|o| o.corpus.activities.iter().map(move |a| ActivityLine::of(&o.profile.id, &o.corpus, a)));
    Table::write_rows(&headings, lines.map(|line| row(&line)), folder, name)
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
