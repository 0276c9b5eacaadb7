//! Small helpers to write sheets in tests.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use crate::config::layouts;
use crate::model::book::{Merge, RawBook, RawCell, RawSheet, Value};
use crate::model::cell::CellRef;
use crate::model::profile::RecordItem;
use crate::model::record::FileRecords;
use crate::model::schema::LayoutSchema;

/// The built-in layouts.
pub fn schemas() -> &'static [LayoutSchema] {
    static SCHEMAS: OnceLock<Vec<LayoutSchema>> = OnceLock::new();
    SCHEMAS.get_or_init(layouts::shipped)
}

/// A sheet from texts; blank texts are no cells, `#7` is the number 7, `@2017-07-05` a date cell.
pub fn grid_sheet(name: &str, rows: &[&[&str]]) -> RawSheet {
    let mut cells = Vec::new();
    for (row, line) in rows.iter().enumerate() {
        for (col, text) in line.iter().enumerate().filter(|(_, t)| !t.is_empty()) {
            let value = match (
                text.strip_prefix('#').and_then(|n| n.parse().ok()),
                text.strip_prefix('@').and_then(|d| d.parse::<chrono::NaiveDate>().ok()),
            ) {
                (Some(number), _) => Value::Number(number),
                (_, Some(date)) => Value::Date(date.and_hms_opt(0, 0, 0).expect("midnight")),
                _ => Value::Text(arcstr::ArcStr::from(*text)),
            };
            cells.push(RawCell { at: CellRef::new(row as u32, col as u32), value });
        }
    }
    RawSheet {
        name: Arc::from(name),
        position: 0,
        hidden: false,
        hidden_rows: BTreeSet::new(),
        hidden_cols: BTreeSet::new(),
        pictures: Vec::new(),
        totals: BTreeSet::new(),
        merges: Vec::new(),
        cells,
    }
}

/// `A1:C2`.
pub fn merge(range: &str) -> Merge {
    let (from, to) = range.split_once(':').expect("a range");
    Merge { from: cell(from), to: cell(to) }
}

/// `C7` (one letter).
pub fn cell(name: &str) -> CellRef {
    let col = u32::from(name.as_bytes()[0] - b'A');
    CellRef::new(name[1..].parse::<u32>().expect("a row") - 1, col)
}

/// Reads sheets as a file of that path with the built-in layouts.
pub fn read(path: &str, sheets: Vec<RawSheet>) -> FileRecords {
    read_with(path, sheets, &[])
}

/// The same with record items.
pub fn read_with(path: &str, mut sheets: Vec<RawSheet>, items: &[RecordItem]) -> FileRecords {
    for (position, sheet) in sheets.iter_mut().enumerate() {
        sheet.position = position as u32;
    }
    super::read_book(&RawBook { path: Arc::from(path), sheets, issues: Vec::new(), passed: None }, schemas(), items)
}
