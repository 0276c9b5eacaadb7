//! Lists for the desk: a sheet has a title, lines on what limits it, and one table with headings that stand on every page. Rows are handed over one by one
//! and written as they come, so that a country's hundred thousand rows need no room.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use crate::model::figure::{Points, Rate};
use crate::model::own::OwnKind;
use crate::report::ReportError;
use crate::report::paper::measure::{full, lines, tall};
use crate::report::paper::style::{Formats, Ink, on};
use crate::report::paper::{self, paging};

/// Rows that a sheet takes; what is more stands in the tables alone, and that is told.
const MOST: usize = 1_000_000;
/// Height of a row of one line.
const ROW: f64 = 18.0;

/// A cell.
pub enum Cell<'a> {
    /// Text, left.
    Text(Cow<'a, str>),
    /// Text, centred.
    Center(Cow<'a, str>),
    /// To be filled in.
    Field,
    /// A number.
    Count(u64),
    /// A rate, floored, as percent.
    Percent(Rate),
    /// Its fraction.
    Fraction(Rate),
    /// Mean of points, floored to hundredths.
    Points(Rate),
    /// A rank; a dash where there is none.
    Rank(Option<u32>),
}

impl<'a> Cell<'a> {
    /// Text, left.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Cell::Text(text.into())
    }

    /// Text, centred.
    pub fn center(text: impl Into<Cow<'a, str>>) -> Self {
        Cell::Center(text.into())
    }

    /// How it looks, and what it says.
    fn said(self) -> (Ink, Cow<'a, str>, Option<f64>) {
        let center = |text: String| (Ink::Center, Cow::Owned(text), None);
        match self {
            Cell::Text(text) => (Ink::Text, text, None),
            Cell::Center(text) => (Ink::Center, text, None),
            Cell::Field => (Ink::Field, Cow::Borrowed(""), None),
            Cell::Count(n) => (Ink::Center, Cow::Borrowed(""), Some(n as f64)),
            Cell::Percent(rate) => center(rate.percent()),
            Cell::Fraction(rate) if rate.applies() => center(format!("{}/{}", rate.part, rate.of)),
            Cell::Points(rate) if rate.applies() => {
                let hundredths = u128::from(rate.part) * 100 / u128::from(rate.of);
                center(Points::from_hundredths(i64::try_from(hundredths).unwrap_or(i64::MAX)).to_string())
            }
            Cell::Rank(Some(rank)) => (Ink::Bold, Cow::Borrowed(""), Some(rank.into())),
            Cell::Fraction(_) | Cell::Points(_) | Cell::Rank(None) => center("—".to_string()),
        }
    }
}

/// A sheet with its rows.
pub struct Sheet<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it says above its rows.
    pub head: Head<'a>,
    /// Its rows.
    pub rows: Vec<Vec<Cell<'a>>>,
}

/// The bytes of a workbook of such sheets, made on that day.
///
/// # Errors
/// Those of writing.
pub fn workbook(title: &str, day: NaiveDate, sheets: Vec<Sheet<'_>>) -> Result<Vec<u8>, ReportError> {
    let ink = Formats::default();
    let build = || -> Result<Vec<u8>, XlsxError> {
        let mut book = paper::book(title, day, OwnKind::Report)?;
        for sheet in sheets {
            let ws = book.add_worksheet();
            ws.set_name(sheet.name)?;
            write(ws, &sheet.head, sheet.rows.into_iter(), &ink)?;
        }
        book.save_to_buffer()
    };
    build().map_err(|source| ReportError::Xlsx { path: title.into(), source })
}

/// What a sheet says above its rows.
pub struct Head<'a> {
    /// Title.
    pub title: String,
    /// Lines below it.
    pub notes: &'a [String],
    /// Headings with the widths of their columns.
    pub columns: &'a [(&'a str, f64)],
    /// Said where there are no rows.
    pub none: &'a str,
}

/// Writes a sheet; rows come in order.
///
/// # Errors
/// Those of writing.
pub fn write<'a>(
    ws: &mut Worksheet,
    head: &Head<'_>,
    rows: impl ExactSizeIterator<Item = Vec<Cell<'a>>>,
    ink: &Formats,
) -> Result<(), XlsxError> {
    let last = u16::try_from(head.columns.len()).unwrap_or(u16::MAX) - 1;
    let mut widths: Vec<f64> = head.columns.iter().map(|(_, width)| *width).collect();
    let sheet = paging::choose(&mut widths, head.columns.len());
    let whole: f64 = widths.iter().sum();
    for (at, width) in widths.iter().enumerate() {
        ws.set_column_width(at as u16, *width)?;
    }
    ws.set_row_height(0, 30.0)?;
    wide(ws, 0, last, &head.title, &ink[Ink::Title])?;
    let mut row = 1;
    let count = rows.len();
    let cut = (count > MOST).then(|| format!("本表共 {count} 行，此处列出前 {MOST} 行，全部见 data 文件夹中的表格。"));
    for note in head.notes.iter().chain(&cut) {
        ws.set_row_height(row, tall(note, whole, Ink::Lead.size()))?;
        wide(ws, row, last, note, &ink[Ink::Lead])?;
        row += 1;
    }
    ws.set_row_height(row, 32.0)?;
    for (at, (name, _)) in head.columns.iter().enumerate() {
        ws.write_string_with_format(row, at as u16, *name, &ink[Ink::Head])?;
    }
    let heading = row;
    ws.set_repeat_rows(heading, heading)?;
    ws.set_freeze_panes(heading + 1, 2.min(last))?;
    if count == 0 {
        row += 1;
        wide(ws, row, last, head.none, &ink[Ink::Text])?;
    } else {
        ws.autofilter(heading, 0, heading + count.min(MOST) as u32, last)?;
    }
    for cells in rows.take(MOST) {
        row += 1;
        let mut height = ROW;
        for (at, cell) in cells.into_iter().enumerate() {
            let (look, text, number) = cell.said();
            let width = widths.get(at).copied().unwrap_or(full(10.0) as f64);
            match number {
                Some(number) => ws.write_number_with_format(row, at as u16, number, &ink[look])?,
                None => {
                    if lines(&text, width) > 1 {
                        height = height.max(tall(&text, width, look.size()));
                    }
                    ws.write_string_with_format(row, at as u16, paper::clean(&text), &ink[look])?
                }
            };
        }
        ws.set_row_height(row, height)?;
    }
    on(ws, sheet, [""; 2]);
    ws.set_print_area(0, 0, row, last)?;
    Ok(())
}

/// Writes a text over all columns; a single one is not merged with itself.
fn wide(ws: &mut Worksheet, row: u32, last: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
    let text = paper::clean(text);
    if last == 0 {
        ws.write_string_with_format(row, 0, text, format).map(drop)
    } else {
        ws.merge_range(row, 0, row, last, &text, format).map(drop)
    }
}
