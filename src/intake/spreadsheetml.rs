//! Excel 2003 XML (SpreadsheetML), which many systems export under the name of xls.

use std::collections::BTreeMap;

use arcstr::ArcStr;
use quick_xml::events::{BytesStart, Event};

use super::fault::Fault;
use super::format::{self, Made, Shown};
use super::serial;
use super::sheet::{BookBuilder, Hidden, MAX_COLS, MAX_ROWS, merge};
use super::xml;
use crate::model::book::{RawSheet, Value};
use crate::model::cell::CellRef;

/// Where in the sheet the reader is.
#[derive(Default)]
struct Cursor {
    /// Next row, column and column definition, from 0.
    row: u32,
    col: u32,
    column: u32,
    /// The cell at hand: a formula, the type of its data, its text while inside `Data`.
    formula: bool,
    kind: Option<String>,
    text: String,
    in_data: bool,
    /// Columns that the cell covers besides its own, and rows that the row stands for besides itself.
    across: u32,
    span: u32,
    filled: bool,
    hidden: Hidden,
    /// Inside `Visible` of the sheet's options.
    in_visible: bool,
    style: Option<String>,
}

/// Number formats by style: those that a style says itself, and the name of the style that it is made of.
#[derive(Default)]
struct Styles {
    formats: BTreeMap<String, Shown>,
    at_hand: Option<String>,
}

impl Styles {
    fn start(&mut self, e: &BytesStart<'_>) {
        match e.local_name().as_ref() {
            "Style" => {
                self.at_hand = xml::attribute(e, "ID");
                let parent = xml::attribute(e, "Parent").and_then(|parent| self.formats.get(&parent).cloned());
                if let (Some(id), Some(parent)) = (&self.at_hand, parent) {
                    self.formats.insert(id.clone(), parent);
                }
            }
            "NumberFormat" if self.formats.len() < MOST_STYLES => {
                if let (Some(id), Some(format)) = (&self.at_hand, xml::attribute(e, "Format")) {
                    self.formats.insert(id.clone(), named(&format));
                }
            }
            _ => {}
        }
    }
}

/// A format by its name or as written.
fn named(format: &str) -> Shown {
    match format {
        "Percent" => Shown::Percent,
        "General Date" => format::written("yyyy/m/d h:mm"),
        "Long Date" | "Medium Date" | "Short Date" => format::written("yyyy/m/d"),
        "Long Time" | "Medium Time" | "Short Time" => format::written("h:mm"),
        "General Number" | "Currency" | "Euro Currency" | "Fixed" | "Standard" | "Scientific" | "Yes/No" | "True/False" | "On/Off" => {
            Shown::Number
        }
        written => format::written(written),
    }
}

/// Styles of a workbook that are taken note of.
const MOST_STYLES: usize = 100_000;

/// Reads the decoded text.
pub(super) fn read(text: &str, book: &mut BookBuilder<'_>) -> Result<(), Fault> {
    let mut reader = xml::reader(text.as_bytes());
    let mut buffer = Vec::new();
    let mut position = 0;
    let mut open: Option<RawSheet> = None;
    let mut cursor = Cursor::default();
    let mut styles = Styles::default();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(e)) => match (e.local_name().as_ref(), open.as_mut()) {
                ("Worksheet", None) => {
                    open = Some(book.open(&xml::attribute(&e, "Name").unwrap_or_default(), position, false)?);
                    position += 1;
                    cursor = Cursor::default();
                }
                (_, Some(sheet)) => cursor.start(&e, sheet, book)?,
                _ => styles.start(&e),
            },
            Ok(Event::Text(t)) if cursor.in_data || cursor.in_visible => cursor.text.push_str(&t.xml10_content()),
            Ok(Event::CData(t)) if cursor.in_data => cursor.text.push_str(&t.xml10_content()),
            Ok(Event::GeneralRef(r)) if cursor.in_data => xml::push_reference(&r, &mut cursor.text),
            Ok(Event::End(e)) => match (e.local_name().as_ref(), open.as_mut()) {
                ("Worksheet", Some(_)) => {
                    if let Some(mut sheet) = open.take() {
                        std::mem::take(&mut cursor.hidden).apply(&mut sheet);
                        book.close(sheet);
                    }
                }
                (name, Some(sheet)) => cursor.end(name, &styles, sheet, book)?,
                _ => {}
            },
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(_) => return Err(Fault::damaged("表格内容不完整")),
        }
    }
    match open {
        // The file ends inside a sheet.
        Some(_) => Err(Fault::damaged("表格内容不完整")),
        None if position == 0 => Err(Fault::damaged("没有工作表")),
        None => Ok(()),
    }
}

impl Cursor {
    fn start(&mut self, e: &BytesStart<'_>, sheet: &mut RawSheet, book: &mut BookBuilder<'_>) -> Result<(), Fault> {
        match e.local_name().as_ref() {
            "Column" => {
                self.column = at(e).unwrap_or(self.column);
                let count = xml::number(e, "Span").unwrap_or(0_u32).saturating_add(1);
                if xml::flag(e, "Hidden") {
                    self.hidden.cols(self.column, count);
                }
                self.column = self.column.saturating_add(count);
            }
            "Row" => {
                self.row = at(e).unwrap_or(self.row);
                self.col = 0;
                // A span stands for that many more rows without cells.
                self.span = xml::number(e, "Span").unwrap_or(0_u32).min(MAX_ROWS);
                if xml::flag(e, "Hidden") {
                    self.hidden.rows(self.row, 1 + self.span);
                }
            }
            "Cell" => {
                book.tick()?;
                self.col = at(e).unwrap_or(self.col);
                let across = xml::number(e, "MergeAcross").unwrap_or(0_u32).min(MAX_COLS);
                let down = xml::number(e, "MergeDown").unwrap_or(0_u32).min(MAX_ROWS);
                if across > 0 || down > 0 {
                    let to = CellRef::new(self.row.saturating_add(down), self.col.saturating_add(across));
                    merge(sheet, CellRef::new(self.row, self.col), to);
                }
                self.across = across;
                self.formula = xml::attribute(e, "Formula").is_some();
                self.style = xml::attribute(e, "StyleID");
                self.filled = false;
            }
            "Data" => {
                self.kind = xml::attribute(e, "Type");
                self.text.clear();
                self.in_data = true;
            }
            "Visible" => {
                self.text.clear();
                self.in_visible = true;
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str, styles: &Styles, sheet: &mut RawSheet, book: &mut BookBuilder<'_>) -> Result<(), Fault> {
        match name {
            "Row" => self.row = self.row.saturating_add(1 + self.span),
            "Cell" => {
                if self.formula && !self.filled {
                    book.put(sheet, self.row, self.col, Value::Uncalculated)?;
                }
                self.col = self.col.saturating_add(1 + self.across);
            }
            "Data" if self.in_data => {
                self.in_data = false;
                self.filled = true;
                match self.value(styles) {
                    Some(Made::Value(value)) => book.put(sheet, self.row, self.col, value)?,
                    Some(Made::Text(text)) => book.put_text(sheet, self.row, self.col, &text)?,
                    None => book.put_text(sheet, self.row, self.col, &self.text)?,
                }
            }
            "Visible" => {
                self.in_visible = false;
                sheet.hidden |= self.text.trim().starts_with("SheetHidden") || self.text.trim().starts_with("SheetVeryHidden");
            }
            _ => {}
        }
        Ok(())
    }

    /// The value by its type; `None` when it is the text.
    fn value(&self, styles: &Styles) -> Option<Made> {
        let text = self.text.trim();
        let shown = self.style.as_ref().and_then(|style| styles.formats.get(style));
        let value = match self.kind.as_deref() {
            // a date has a type of its own here; under a format of dates a number is one that somebody typed
            Some("Number") => match (text.parse().ok()?, shown) {
                (n, Some(shown @ (Shown::Percent | Shown::Worded(_)))) => return Some(format::make(shown, n, false)),
                (n, _) => Some(Value::Number(n)),
            },
            Some("DateTime") => {
                let value = serial::from_iso(text)?;
                return Some(if let Some(Shown::Date(parts)) = shown { format::seen(value, *parts) } else { Made::Value(value) });
            }
            Some("Boolean") => Some(Value::Bool(matches!(text, "1" | "true"))),
            Some("Error") => Some(Value::Error(ArcStr::from(text))),
            _ => None,
        };
        value.map(Made::Value)
    }
}

/// `ss:Index`, from 0.
fn at(e: &BytesStart<'_>) -> Option<u32> {
    xml::number::<u32>(e, "Index").and_then(|n| n.checked_sub(1))
}
