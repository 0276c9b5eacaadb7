//! OpenDocument spreadsheets, streamed. Repeat counts are expanded only for cells that hold something, and into the budget: a kilobyte of
//! repeats can stand for a hundred million cells.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Cursor};

use arcstr::ArcStr;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::archive::zip_fault;
use super::fault::Fault;
use super::format::{Made, seen, shown_by};
use super::package;
use super::pictures::Gallery;
use super::serial;
use super::sheet::{BookBuilder, Hidden, MAX_COLS, MAX_ROWS, merge};
use super::totals;
use super::xml;
use crate::model::book::{RawSheet, Value};
use crate::model::cell::CellRef;

/// Most blanks that one `text:s` may stand for.
const MAX_BLANKS: usize = 1_000;

/// Reads a package that has passed the guard.
pub(super) fn read(bytes: &[u8], book: &mut BookBuilder<'_>) -> Result<(), Fault> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| zip_fault(&e))?;
    let index = package::find(&zip, "content.xml").ok_or_else(|| Fault::damaged("缺少必要的部件"))?;
    let part = zip.by_index(index).map_err(|e| zip_fault(&e))?;
    let pictures = content(xml::reader(BufReader::new(part)), book)?;
    if let Some(mut gallery) = Gallery::open(&mut zip, &["pictures/", "media/"], book.limits()) {
        for Shown { sheet, at, part } in pictures {
            if let Some(sheet) = book.closed(sheet) {
                gallery.add(&mut zip, part.trim_start_matches("./"), at, at, sheet);
            }
        }
    }
    Ok(())
}

/// A picture of a sheet, which is counted among those that are closed.
struct Shown {
    sheet: usize,
    at: CellRef,
    part: String,
}

/// Reads a flat document: the same content as one XML file.
pub(super) fn read_flat(text: &str, book: &mut BookBuilder<'_>) -> Result<(), Fault> {
    content(xml::reader(text.as_bytes()), book).map(drop)
}

/// Reads the sheets and gives the pictures on them.
fn content(mut reader: Reader<impl BufRead>, book: &mut BookBuilder<'_>) -> Result<Vec<Shown>, Fault> {
    let mut pictures = Vec::new();
    let mut buffer = Vec::new();
    let mut hidden_styles = BTreeSet::new();
    let mut style = None;
    let mut position = 0;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(e)) => match e.local_name().as_ref() {
                "style" => style = xml::attribute(&e, "name"),
                "table-properties" if xml::attribute(&e, "display").as_deref() == Some("false") => hidden_styles.extend(style.take()),
                // Older states of cells under change tracking look like cells.
                "tracked-changes" => {
                    let end = e.to_end().into_owned();
                    reader.read_to_end_into(end.name(), &mut Vec::new()).map_err(|_| cut())?;
                }
                "table" => {
                    let name = xml::attribute(&e, "name").unwrap_or_default();
                    let hidden = xml::attribute(&e, "style-name").is_some_and(|s| hidden_styles.contains(&s));
                    let sheet = book.open(&name, position, hidden)?;
                    position += 1;
                    let mut table = Table { sheet, hidden: Hidden::default(), row: 0, col: 0, column: 0, pictures: Vec::new() };
                    table.read(&mut reader, book)?;
                    table.hidden.apply(&mut table.sheet);
                    let sheet = book.close(table.sheet);
                    if pictures.len() < book.limits().pictures {
                        pictures.extend(table.pictures.into_iter().map(|(at, part)| Shown { sheet, at, part }));
                    }
                }
                _ => {}
            },
            Ok(Event::Eof) => return if position > 0 { Ok(pictures) } else { Err(Fault::damaged("没有工作表")) },
            Ok(_) => {}
            Err(_) => return Err(cut()),
        }
    }
}

fn cut() -> Fault {
    Fault::damaged("表格内容不完整")
}

/// A table on the way through its rows.
struct Table {
    sheet: RawSheet,
    hidden: Hidden,
    row: u32,
    col: u32,
    /// Next column of the column definitions.
    column: u32,
    /// Pictures and their parts.
    pictures: Vec<(CellRef, String)>,
}

impl Table {
    fn read(&mut self, reader: &mut Reader<impl BufRead>, book: &mut BookBuilder<'_>) -> Result<(), Fault> {
        let mut buffer = Vec::new();
        let mut row_repeat = 1;
        // The cells of the row at hand: with repeats, they are put down once per row.
        let mut row: Vec<(u32, u32, Cell)> = Vec::new();
        let mut row_bytes = 0;
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer) {
                Ok(Event::Start(e)) => match e.local_name().as_ref() {
                    "table-column" => {
                        let repeat = repeat(&e, "number-columns-repeated");
                        let end = self.column.saturating_add(repeat).min(MAX_COLS);
                        if is_hidden(&e) {
                            self.hidden.cols(self.column, repeat);
                        }
                        self.column = end;
                    }
                    "table-row" => {
                        row_repeat = repeat(&e, "number-rows-repeated");
                        self.col = 0;
                        if is_hidden(&e) {
                            self.hidden.rows(self.row, row_repeat);
                        }
                    }
                    "table-cell" | "covered-table-cell" => {
                        let covered = e.local_name().as_ref() == "covered-table-cell";
                        let repeat = repeat(&e, "number-columns-repeated");
                        let mut cell = Cell::of(&e);
                        book.tick()?;
                        let at = CellRef::new(self.row.min(MAX_ROWS - 1), self.col.min(MAX_COLS - 1));
                        let mut shows = |part| {
                            if self.pictures.len() < book.limits().pictures {
                                self.pictures.push((at, part));
                            }
                        };
                        cell.text = paragraphs(reader, book.limits().cell_chars, &mut shows)?;
                        row_bytes += cell.text.len();
                        if row_bytes > book.limits().string_bytes {
                            return Err(Fault::Limit("文字总量（字节）", book.limits().string_bytes as u64));
                        }
                        if let Some((cols, rows)) = cell.span {
                            let from = CellRef::new(self.row, self.col);
                            let to = CellRef::new(self.row.saturating_add(rows - 1), self.col.saturating_add(cols - 1));
                            merge(&mut self.sheet, from, to);
                        }
                        if !covered && cell.holds_something() {
                            row.push((self.col, repeat, cell));
                        }
                        self.col = self.col.saturating_add(repeat);
                    }
                    // One that is bound to the page stands before all rows.
                    "image" if self.pictures.len() < book.limits().pictures => {
                        self.pictures.extend(xml::attribute(&e, "href").map(|part| (CellRef::new(0, 0), part)));
                    }
                    _ => {}
                },
                Ok(Event::End(e)) => match e.local_name().as_ref() {
                    "table-row" => {
                        self.put_row(&row, row_repeat, book)?;
                        row.clear();
                        row_bytes = 0;
                        self.row = self.row.saturating_add(row_repeat);
                    }
                    "table" => return Ok(()),
                    _ => {}
                },
                Ok(Event::Eof) | Err(_) => return Err(cut()),
                Ok(_) => {}
            }
        }
    }

    fn put_row(&mut self, row: &[(u32, u32, Cell)], times: u32, book: &mut BookBuilder<'_>) -> Result<(), Fault> {
        if row.is_empty() {
            return Ok(());
        }
        for step in 0..times {
            for (col, repeat, cell) in row {
                for at in *col..col.saturating_add(*repeat) {
                    let row = self.row.saturating_add(step);
                    book.tick()?;
                    if row < MAX_ROWS && cell.formula.as_deref().is_some_and(|formula| totals::adds_up(formula, row)) {
                        self.sheet.totals.insert(row);
                    }
                    match cell.value() {
                        Some(Made::Value(value)) => book.put(&mut self.sheet, row, at, value)?,
                        Some(Made::Text(text)) => book.put_text(&mut self.sheet, row, at, &text)?,
                        None => book.put_text(&mut self.sheet, row, at, &cell.text)?,
                    }
                }
            }
        }
        Ok(())
    }
}

/// A cell as its attributes tell it.
#[derive(Default)]
struct Cell {
    kind: String,
    number: Option<f64>,
    date: Option<String>,
    time: Option<String>,
    truth: Option<bool>,
    string: Option<String>,
    formula: Option<String>,
    error: bool,
    /// Columns and rows of a merged cell.
    span: Option<(u32, u32)>,
    text: String,
}

impl Cell {
    fn of(e: &BytesStart<'_>) -> Self {
        let mut cell = Cell::default();
        let (mut cols, mut rows) = (1, 1);
        for attribute in e.html_attributes().with_checks(false).filter_map(Result::ok) {
            let text = quick_xml::escape::unescape(&attribute.value).map_or_else(|_| attribute.value.to_string(), |t| t.into_owned());
            match attribute.key.as_ref() {
                "calcext:value-type" => cell.error = text == "error",
                key => match key.rsplit(':').next().unwrap_or(key) {
                    "value-type" => cell.kind = text,
                    "value" => cell.number = text.trim().parse().ok(),
                    "date-value" => cell.date = Some(text),
                    "time-value" => cell.time = Some(text),
                    "boolean-value" => cell.truth = Some(text.eq_ignore_ascii_case("true")),
                    "string-value" => cell.string = Some(text),
                    "formula" => cell.formula = Some(text),
                    "number-columns-spanned" => cols = text.parse().unwrap_or(1).clamp(1, MAX_COLS),
                    "number-rows-spanned" => rows = text.parse().unwrap_or(1).clamp(1, MAX_ROWS),
                    _ => {}
                },
            }
        }
        cell.span = (cols > 1 || rows > 1).then_some((cols, rows));
        cell
    }

    fn holds_something(&self) -> bool {
        !self.kind.is_empty() || self.formula.is_some() || !self.text.trim().is_empty()
    }

    /// Its value as it shows; `None` when it is the text.
    fn value(&self) -> Option<Made> {
        if self.error {
            return Some(Made::Value(Value::Error(ArcStr::from(self.text.trim()))));
        }
        let value = match self.kind.as_str() {
            "float" | "currency" => self.number.map(Value::Number),
            "percentage" => self.number.map(Value::Percent),
            "date" => {
                let value = self.date.as_deref().and_then(serial::from_iso)?;
                let parts = shown_by(&self.text, &value);
                return Some(seen(value, parts));
            }
            "time" => self.time.as_deref().and_then(serial::from_iso_duration),
            "boolean" => self.truth.map(Value::Bool),
            "" if self.formula.is_some() && self.text.trim().is_empty() => Some(Value::Uncalculated),
            _ => None,
        };
        value.map(Made::Value)
    }
}

/// The text of the cell that was just entered, up to its end; notes on it are left out, pictures are told. Cut well beyond what a cell may hold.
fn paragraphs(reader: &mut Reader<impl BufRead>, most: usize, shows: &mut impl FnMut(String)) -> Result<String, Fault> {
    let mut text = String::new();
    let mut buffer = Vec::new();
    let (mut depth, mut in_paragraph) = (0_usize, 0_usize);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| cut())? {
            Event::Start(e) => match e.local_name().as_ref() {
                "annotation" | "table" => {
                    let end = e.to_end().into_owned();
                    reader.read_to_end_into(end.name(), &mut Vec::new()).map_err(|_| cut())?;
                }
                name => {
                    let room = text.len() <= most * 4;
                    match name {
                        "p" | "h" => {
                            if !text.is_empty() && room {
                                text.push('\n');
                            }
                            in_paragraph += 1;
                        }
                        "s" if room => text.extend(std::iter::repeat_n(' ', xml::number(&e, "c").unwrap_or(1).min(MAX_BLANKS))),
                        "image" => xml::attribute(&e, "href").into_iter().for_each(&mut *shows),
                        "tab" if room => text.push('\t'),
                        "line-break" if room => text.push('\n'),
                        _ => {}
                    }
                    depth += 1;
                }
            },
            Event::End(e) => {
                if depth == 0 {
                    return Ok(text);
                }
                depth -= 1;
                if matches!(e.local_name().as_ref(), "p" | "h") {
                    in_paragraph = in_paragraph.saturating_sub(1);
                }
            }
            Event::Text(t) if in_paragraph > 0 && text.len() <= most * 4 => text.push_str(&t.xml10_content()),
            Event::CData(t) if in_paragraph > 0 && text.len() <= most * 4 => text.push_str(&t.xml10_content()),
            Event::GeneralRef(r) if in_paragraph > 0 && text.len() <= most * 4 => xml::push_reference(&r, &mut text),
            Event::Eof => return Err(cut()),
            _ => {}
        }
    }
}

fn repeat(e: &BytesStart<'_>, name: &str) -> u32 {
    xml::number(e, name).unwrap_or(1_u32).max(1)
}

fn is_hidden(e: &BytesStart<'_>) -> bool {
    matches!(xml::attribute(e, "visibility").as_deref(), Some("collapse" | "filter"))
}
