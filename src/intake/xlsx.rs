//! Sheets of Office Open XML workbooks, streamed cell by cell: values as they show under their formats, merged ranges, what is hidden, and which
//! formulas have no result. Promises (dimensions, counts) are not looked at.

use std::io::{Cursor, Read};
use std::mem::take;

use arcstr::ArcStr;
use zip::ZipArchive;

use super::archive::zip_fault;
use super::fault::Fault;
use super::format::{Made, seen};
use super::package::Package;
use super::pictures::Gallery;
use super::scan::{Event, Scan, Tag, number, push_text};
use super::second;
use super::serial;
use super::sheet::{BookBuilder, Hidden, MAX_COLS, MAX_ROWS, merge};
use super::totals;
use super::workbook::{self, About, Shared, Workbook, unescaped};
use crate::model::book::{RawSheet, Value};
use crate::model::cell::CellRef;

/// Longest formula that is looked at.
const LONGEST_FORMULA: usize = 512;

/// Reads a package that has passed the guard.
pub(super) fn read(bytes: &[u8], book: &mut BookBuilder<'_>) -> Result<(), Fault> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| zip_fault(&e))?;
    let workbook = Workbook::read(&mut zip, book)?;
    let mut gallery = Gallery::open(&mut zip, &["xl/media/"], book.limits());
    for (position, about) in workbook.sheets.iter().enumerate().filter(|(_, about)| about.worksheet) {
        let mut sheet = book.open(&about.name, position as u32, about.hidden)?;
        match cells(&mut zip, about, &workbook, &mut sheet, book) {
            Ok(()) => {
                if let Some(gallery) = &mut gallery {
                    gallery.hang(&mut zip, about.part, &mut sheet);
                }
                book.close(sheet);
            }
            Err(fault @ (Fault::Limit(..) | Fault::Time(_))) => return Err(fault),
            Err(fault) => {
                // what this reader cannot follow, another may: values without their formats are better than none
                let mut again = book.open(&about.name, position as u32, about.hidden)?;
                match second::cells(bytes, &about.name, &mut again, book) {
                    Ok(()) if !again.cells.is_empty() => drop(book.close(again)),
                    Err(fault @ (Fault::Limit(..) | Fault::Time(_))) => return Err(fault),
                    _ => book.fail(sheet, &fault),
                }
            }
        }
    }
    Ok(())
}

fn cells(zip: &mut Package<'_>, about: &About, workbook: &Workbook, sheet: &mut RawSheet, book: &mut BookBuilder<'_>) -> Result<(), Fault> {
    let part = about.part.ok_or_else(|| Fault::damaged("缺少必要的部件"))?;
    let mut reader = SheetReader { workbook, sheet, book, row: 0, col: 0, cell: Cell::default(), hidden: Hidden::default(), tables: false };
    reader.read(&mut Scan::new(workbook::open(zip, part)?))?;
    let tables = reader.tables;
    take(&mut reader.hidden).apply(sheet);
    if tables {
        sheet.totals.extend(totals::of_tables(zip, part));
    }
    Ok(())
}

/// The type of a cell.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Number,
    Shared,
    /// The text of a formula.
    Str,
    Inline,
    Bool,
    Error,
    Iso,
    /// None is written, or none that is known.
    Open,
}

/// Where text goes.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Into {
    #[default]
    Nowhere,
    Value,
    Formula,
}

/// The cell at hand.
#[derive(Default)]
struct Cell {
    /// Its place; `None` for one that lies nowhere.
    at: Option<(u32, u32)>,
    kind: Kind,
    style: usize,
    text: String,
    formula: String,
    has_formula: bool,
    into: Into,
    in_string: bool,
    phonetic: bool,
}

struct SheetReader<'r, 'l> {
    workbook: &'r Workbook,
    sheet: &'r mut RawSheet,
    book: &'r mut BookBuilder<'l>,
    /// Where the next row and cell stand that do not say it.
    row: u32,
    col: u32,
    cell: Cell,
    hidden: Hidden,
    tables: bool,
}

impl SheetReader<'_, '_> {
    fn read(&mut self, scan: &mut Scan<impl Read>) -> Result<(), Fault> {
        let (mut seen_any, mut in_data, mut done, mut in_cell) = (false, false, false, false);
        loop {
            let event = match scan.next() {
                Ok(event) => event,
                // What stands after the cells is of use and no more.
                Err(_) if done => return Ok(()),
                Err(fault) => return Err(fault),
            };
            match event {
                Event::Start(tag) => {
                    seen_any = true;
                    match tag.name {
                        b"sheetData" if !done => {
                            in_data = !tag.empty;
                            done = tag.empty;
                        }
                        b"c" if in_data => {
                            self.begin(&tag);
                            in_cell = !tag.empty;
                            if tag.empty {
                                self.end()?;
                            }
                        }
                        b"row" if in_data => self.row(&tag),
                        _ if in_cell => self.cell.start(&tag),
                        _ if !in_data => self.around(&tag),
                        _ => {}
                    }
                }
                Event::End(name) => match name {
                    b"c" if in_cell => {
                        in_cell = false;
                        self.end()?;
                    }
                    b"row" if in_data => {
                        self.row = self.row.saturating_add(1);
                        self.col = 0;
                    }
                    b"sheetData" if in_data => (in_data, done) = (false, true),
                    name if in_cell => self.cell.stop(name),
                    _ => {}
                },
                Event::Text(raw) if self.cell.into != Into::Nowhere => self.cell.take(raw, true, self.book.longest_text())?,
                Event::Data(raw) if self.cell.into != Into::Nowhere => self.cell.take(raw, false, self.book.longest_text())?,
                // A dialog in the place of a sheet has no data; a part that ends within them is cut.
                Event::Eof if in_data || !seen_any => return Err(Fault::damaged("表格内容不完整")),
                Event::Eof => return Ok(()),
                _ => {}
            }
            let taken = scan.taken();
            if taken > 0 {
                self.book.advance(taken)?;
            }
        }
    }

    fn row(&mut self, tag: &Tag<'_>) {
        if let Some(row) = tag.number(b"r").filter(|r| (1..=MAX_ROWS).contains(r)) {
            self.row = row - 1;
        }
        self.col = 0;
        if tag.flag(b"hidden") {
            self.hidden.rows(self.row, 1);
        }
        if tag.empty {
            self.row = self.row.saturating_add(1);
        }
    }

    /// What stands before and after the cells.
    fn around(&mut self, tag: &Tag<'_>) {
        match tag.name {
            b"col" if tag.flag(b"hidden") => {
                if let (Some(first @ 1..), Some(last)) = (tag.number(b"min"), tag.number(b"max")) {
                    self.hidden.cols(first - 1, last.saturating_add(1).saturating_sub(first));
                }
            }
            b"mergeCell" => {
                if let Some((from, to)) = tag.attribute(b"ref").and_then(range) {
                    merge(self.sheet, from, to);
                }
            }
            b"tablePart" => self.tables = true,
            _ => {}
        }
    }

    fn begin(&mut self, tag: &Tag<'_>) {
        let cell = &mut self.cell;
        cell.text.clear();
        cell.formula.clear();
        (cell.kind, cell.style, cell.has_formula, cell.into) = (Kind::Open, 0, false, Into::Nowhere);
        (cell.in_string, cell.phonetic) = (false, false);
        let mut place = Some((self.row, self.col));
        for (name, value) in tag.attributes() {
            match name {
                b"r" => place = position(value),
                b"s" => cell.style = number(value).unwrap_or(0) as usize,
                b"t" => {
                    cell.kind = match value {
                        b"n" => Kind::Number,
                        b"s" => Kind::Shared,
                        b"str" => Kind::Str,
                        b"inlineStr" => Kind::Inline,
                        b"b" => Kind::Bool,
                        b"e" => Kind::Error,
                        b"d" => Kind::Iso,
                        _ => Kind::Open,
                    }
                }
                _ => {}
            }
        }
        cell.at = place;
        if let Some((row, col)) = place {
            (self.row, self.col) = (row, col);
        }
        self.col = self.col.saturating_add(1);
    }

    /// Puts the cell down.
    fn end(&mut self) -> Result<(), Fault> {
        let SheetReader { workbook, sheet, book, cell, .. } = self;
        cell.into = Into::Nowhere;
        book.tick()?;
        let bare = cell.text.trim();
        if bare.is_empty() && !cell.has_formula {
            return Ok(());
        }
        let Some((row, col)) = cell.at else { return book.bad(None) };
        let here = Some(CellRef::new(row, col));
        if cell.has_formula {
            if totals::adds_up(&cell.formula, row) {
                sheet.totals.insert(row);
            }
            // The result of a text formula may well be nothing; that of any other is missing.
            let blank = bare.is_empty() && (cell.kind != Kind::Str || workbook.placeholders);
            let nought = matches!(cell.kind, Kind::Number | Kind::Open) && workbook.placeholders && bare.parse() == Ok(0.0);
            if blank || nought {
                return book.put(sheet, row, col, Value::Uncalculated);
            }
        }
        match cell.kind {
            Kind::Shared => match number(bare.as_bytes()).and_then(|i| workbook.strings.get(i as usize)) {
                Some(Shared::Text(text)) => book.put(sheet, row, col, Value::Text(text.clone())),
                Some(Shared::Blank) => Ok(()),
                Some(Shared::TooLong) | None => book.bad(here),
            },
            Kind::Str | Kind::Inline => book.put_text(sheet, row, col, &unescaped(&cell.text)),
            Kind::Bool => book.put(sheet, row, col, Value::Bool(matches!(bare, "1" | "true"))),
            Kind::Error => book.put(sheet, row, col, Value::Error(ArcStr::from(bare))),
            Kind::Iso => match serial::from_iso(bare).map(|value| seen(value, workbook.formats.parts(cell.style))) {
                Some(Made::Value(value)) => book.put(sheet, row, col, value),
                Some(Made::Text(text)) => book.put_text(sheet, row, col, &text),
                None => book.put_text(sheet, row, col, &cell.text),
            },
            Kind::Number | Kind::Open => match bare.parse::<f64>() {
                Ok(number) => workbook.formats.put(cell.style, number, (row, col), sheet, book),
                Err(_) if cell.kind == Kind::Open => book.put_text(sheet, row, col, &unescaped(&cell.text)),
                Err(_) => book.bad(here),
            },
        }
    }
}

impl Cell {
    /// An element in the cell begins.
    fn start(&mut self, tag: &Tag<'_>) {
        let into = |wanted: bool, into: Into| if wanted && !tag.empty { into } else { Into::Nowhere };
        match tag.name {
            b"v" => self.into = into(true, Into::Value),
            b"f" => {
                self.has_formula = true;
                self.into = into(true, Into::Formula);
            }
            b"is" => self.in_string = !tag.empty,
            b"rPh" => self.phonetic = !tag.empty,
            b"t" => self.into = into(self.in_string && !self.phonetic, Into::Value),
            _ => {}
        }
    }

    /// An element in it ends.
    fn stop(&mut self, name: &[u8]) {
        match name {
            b"v" | b"f" | b"t" => self.into = Into::Nowhere,
            b"is" => self.in_string = false,
            b"rPh" => self.phonetic = false,
            _ => {}
        }
    }

    fn take(&mut self, raw: &[u8], references: bool, most: usize) -> Result<(), Fault> {
        let (text, most) = match self.into {
            Into::Formula => (&mut self.formula, LONGEST_FORMULA),
            _ => (&mut self.text, most),
        };
        if text.len() > most {
            return Ok(());
        }
        let sound = match (references, std::str::from_utf8(raw)) {
            (true, _) => push_text(raw, text),
            (false, Ok(raw)) => {
                text.push_str(raw);
                true
            }
            (false, Err(_)) => false,
        };
        if sound { Ok(()) } else { Err(Fault::damaged("表格内容不完整")) }
    }
}

/// `A1:C3`.
fn range(text: &[u8]) -> Option<(CellRef, CellRef)> {
    let colon = text.iter().position(|b| *b == b':')?;
    let cell =
        |text: &[u8]| position(text).filter(|(row, col)| *row < MAX_ROWS && *col < MAX_COLS).map(|(row, col)| CellRef::new(row, col));
    cell(&text[..colon]).zip(cell(&text[colon + 1..]))
}

/// `C7`, `$C$7` as row and column from 0. Those beyond any sheet are for others to refuse.
fn position(text: &[u8]) -> Option<(u32, u32)> {
    let (mut col, mut row, mut letters, mut digits) = (0_u32, 0_u32, 0, 0);
    for byte in text {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' if digits == 0 && letters < 4 => {
                col = col * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1;
                letters += 1;
            }
            b'0'..=b'9' if letters > 0 && digits < 9 => {
                row = row * 10 + u32::from(byte - b'0');
                digits += 1;
            }
            b'$' => {}
            _ => return None,
        }
    }
    (row > 0 && col > 0).then(|| (row - 1, col - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        assert_eq!(position(b"A1"), Some((0, 0)));
        assert_eq!(position(b"$AA$10"), Some((9, 26)));
        assert_eq!(position(b"XFD1048576"), Some((1_048_575, 16_383)));
        for nowhere in [&b"A0"[..], b"1", b"A", b"1A", b"A1B", b"", b"A-1", b"ABCDE1"] {
            assert_eq!(position(nowhere), None, "{nowhere:?}");
        }
        assert_eq!(range(b"B2:AA9"), Some((CellRef::new(1, 1), CellRef::new(8, 26))));
        assert_eq!(range(b"XFE1:XFF2"), None);
    }
}
