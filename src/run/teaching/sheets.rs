//! The two sheets on which the clerk confirms headings and lists, read back: found by their titles, their columns by their headings.

use std::collections::BTreeMap;

use crate::layout::own::{self, HEADINGS_TITLE};
use crate::model::book::{RawBook, RawSheet, Value};
use crate::model::cell::CellRef;
use crate::model::text::fold_heading;
use crate::report::xlsx::teach;

/// What a workbook confirms, line by line; lines without a choice are among them.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// Of headings.
    pub headings: Vec<HeadingLine>,
    /// Of lists.
    pub lists: Vec<ListLine>,
}

/// A line about a heading.
#[derive(Clone, Debug)]
pub struct HeadingLine {
    /// Name of the sheet, and the cell of the choice.
    pub at: (String, CellRef),
    /// As written in the ledgers.
    pub heading: String,
    /// Chinese name of the layout.
    pub layout: String,
    /// What the clerk chose; may be empty.
    pub choice: String,
    /// The clerk's own note.
    pub remark: String,
}

/// A line about a list.
#[derive(Clone, Debug)]
pub struct ListLine {
    /// Name of the sheet, and the cell of the choice.
    pub at: (String, CellRef),
    /// The file, as the workbook names it.
    pub file: String,
    /// Its sheet; empty for a text file.
    pub sheet: String,
    /// What the clerk chose; may be empty.
    pub choice: String,
    /// The clerk's own note.
    pub remark: String,
}

/// Reads what a workbook confirms; nothing where it has no such sheet.
pub fn lines(book: &RawBook) -> Lines {
    let mut lines = Lines::default();
    for sheet in &book.sheets {
        let Some(title) = own::confirms(sheet) else { continue };
        if title == HEADINGS_TITLE {
            let each = rows(sheet, &[teach::HEADING, teach::LAYOUT, teach::USE, teach::REMARK], 2);
            lines.headings.extend(each.map(|(at, [heading, layout, choice, remark])| HeadingLine { at, heading, layout, choice, remark }));
        } else {
            let each = rows(sheet, &[teach::FILE, teach::SHEET, teach::IS, teach::REMARK], 2);
            lines.lists.extend(each.map(|(at, [file, sheet, choice, remark])| ListLine { at, file, sheet, choice, remark }));
        }
    }
    lines.headings.retain(|line| !line.heading.is_empty());
    lines.lists.retain(|line| !line.file.is_empty());
    lines
}

type Place = (String, CellRef);

/// The rows below the header of a sheet: the texts of four columns, and the cell of the one at `choice`.
fn rows<'s>(sheet: &'s RawSheet, heads: &'s [&'s str; 4], choice: usize) -> Box<dyn Iterator<Item = (Place, [String; 4])> + 's> {
    let mut by_row: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
    for cell in &sheet.cells {
        by_row.entry(cell.at.row).or_default().insert(cell.at.col, text(&cell.value));
    }
    let columns = |cells: &BTreeMap<u32, String>| -> Option<[u32; 4]> {
        let mut found = [0; 4];
        for (slot, head) in found.iter_mut().zip(heads) {
            *slot = cells.iter().find(|(_, text)| fold_heading(text) == fold_heading(head)).map(|(col, _)| *col)?;
        }
        Some(found)
    };
    let header = by_row.iter().find_map(|(row, cells)| Some((*row, columns(cells)?)));
    let Some((header, columns)) = header else { return Box::new(std::iter::empty()) };
    let name = sheet.name.to_string();
    Box::new(by_row.into_iter().filter(move |(row, _)| *row > header).map(move |(row, cells)| {
        let texts = columns.map(|col| cells.get(&col).cloned().unwrap_or_default());
        ((name.clone(), CellRef::new(row, columns[choice])), texts)
    }))
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.trim().to_string(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}
