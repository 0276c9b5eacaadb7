//! Does a name table hold anything of the clerk's that a new one would not? Choices and notes are carried over; columns, sheets, comments, pictures
//! and colours of one's own are not, and a table that has any is kept beside.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::model::book::{RawBook, RawSheet, Value};
use crate::report::xlsx::names::{CHOICES, CONFIRMED, NONE_PENDING, NamesBook, PENDING};
use crate::report::xlsx::teach::{FIELDS, HEADING_COLUMNS, HEADINGS, LIST_COLUMNS, LISTS};

/// Parts of a workbook in which somebody has put something that is no cell.
const OWN_PARTS: &[&str] = &["comment", "drawing", "media/", "chart", "embedding", "vba", "externallink"];
/// Columns of the sheet of pending names: the name, the choice, the note, and how many there are.
const NAME: u32 = 1;
const CHOICE: u32 = 10;
const NOTE: u32 = 11;
const PENDING_COLUMNS: u32 = 13;
/// Columns of the sheet of confirmed names.
const CONFIRMED_COLUMNS: u32 = 4;

/// `old` as read and as it lies on disk, `new` with its bytes.
pub fn beyond(old: &RawBook, old_bytes: &[u8], new: &NamesBook, new_bytes: &[u8]) -> bool {
    let (Some(was), Some(is)) = (looks(old_bytes), looks(new_bytes)) else { return true };
    !was.is_subset(&is) || !old.issues.is_empty() || old.sheets.iter().any(|sheet| more(sheet, new))
}

/// What is more than cells and formats of ours: parts with things of one's own, and colours behind cells.
fn looks(bytes: &[u8]) -> Option<BTreeSet<String>> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let names: Vec<String> = zip.file_names().map(|name| name.map(|n| n.to_lowercase())).collect::<Result<_, _>>().ok()?;
    let mut found: BTreeSet<String> = names.into_iter().filter(|name| OWN_PARTS.iter().any(|part| name.contains(part))).collect();
    let mut styles = String::new();
    zip.by_name("xl/styles.xml").ok()?.take(16 << 20).read_to_string(&mut styles).ok()?;
    found.extend(styles.split("<fgColor ").skip(1).filter_map(|rest| rest.split("/>").next()).map(|colour| colour.trim().to_string()));
    Some(found)
}

fn more(sheet: &RawSheet, new: &NamesBook) -> bool {
    let columns = match &*sheet.name {
        PENDING => PENDING_COLUMNS,
        CONFIRMED => CONFIRMED_COLUMNS,
        // the lists behind the drop-downs are hidden, and nobody's to write in
        CHOICES | FIELDS => return false,
        HEADINGS => {
            return taught(sheet, HEADING_COLUMNS, |line| {
                new.headings.iter().any(|r| line == [&r.heading, &r.layout, &r.choice, &r.remark])
            });
        }
        LISTS => return taught(sheet, LIST_COLUMNS, |line| new.lists.iter().any(|r| line == [&r.file, &r.sheet, &r.choice, &r.remark])),
        _ => return !sheet.cells.is_empty(),
    };
    if sheet.cells.iter().any(|cell| cell.at.col >= columns) {
        return true;
    }
    *sheet.name == *PENDING && rows(sheet).iter().any(|row| lost(row, new))
}

/// Name, choice and note of each line below the header. A line without a name is somebody's own.
fn rows(sheet: &RawSheet) -> Vec<[String; 3]> {
    texts(sheet, [NAME, CHOICE, NOTE])
}

/// The texts of some columns in the lines below the header.
fn texts<const N: usize>(sheet: &RawSheet, columns: [u32; N]) -> Vec<[String; N]> {
    let text = |value: &Value| if let Value::Text(text) = value { text.trim().to_string() } else { "…".to_string() };
    let header = sheet.cells.iter().find(|cell| cell.at.col == 0 && text(&cell.value) == "序号").map(|cell| cell.at.row);
    let below: BTreeSet<u32> = sheet
        .cells
        .iter()
        .filter(|cell| text(&cell.value) != NONE_PENDING)
        .map(|cell| cell.at.row)
        .filter(|row| header.is_none_or(|header| *row > header))
        .collect();
    let at = |row: u32, col: u32| {
        let cell = sheet.cells.iter().find(|cell| cell.at.row == row && cell.at.col == col);
        cell.map(|cell| text(&cell.value)).unwrap_or_default()
    };
    below.into_iter().map(|row| columns.map(|col| at(row, col))).collect()
}

/// Does a sheet of headings or lists hold more columns than ours, or a line with a choice or a note that is not carried over?
fn taught(sheet: &RawSheet, (at, columns): ([u32; 4], u32), carried: impl Fn([&String; 4]) -> bool) -> bool {
    let lost = |[a, b, choice, note]: &[String; 4]| (!choice.is_empty() || !note.is_empty()) && !carried([a, b, choice, note]);
    sheet.cells.iter().any(|cell| cell.at.col >= columns) || texts(sheet, at).iter().any(lost)
}

/// A choice or a note that the new table does not show.
fn lost([name, choice, note]: &[String; 3], new: &NamesBook) -> bool {
    let pending = new.pending.iter().filter(|p| p.written == *name);
    let confirmed = new.confirmed.iter().filter(|c| c.written == *name);
    let chosen = choice.is_empty() || confirmed.clone().next().is_some() || pending.clone().any(|p| p.hint.contains(choice.as_str()));
    let noted = note.is_empty() || pending.map(|p| &p.remark).chain(confirmed.map(|c| &c.remark)).any(|remark| remark == note);
    name.is_empty() || !chosen || !noted
}
