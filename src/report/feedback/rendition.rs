//! A ledger that cannot be marked in place, laid out again: every value at its own cell, merged ranges and hidden sheets as they were, marks and
//! remarks as in an edited copy. The heading of the remarks says that it is no original.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::edit::mask;
use super::edit::print::{self, Fit};
use super::edit::sheet::{REMARK_WIDTH, heading_row, height};
use super::marks::{FileMarks, HEADING, Keys, SheetMarks};
use super::paper;
use crate::model::book::{RawBook, RawSheet, Value, percent_text};
use crate::model::cell::CellRef;
use crate::model::own::OwnKind;
use crate::report::file_name::Taken;
use crate::report::palette;
use crate::report::paper::measure;
use crate::report::paper::style::{BODY, DAY, RED, TABLE, font, page};
use crate::report::paper::text::{self, fit};

/// Most cells of a rendition; a ledger has thousands.
const MOST_CELLS: usize = 300_000;
/// Last column that leaves room for the remarks.
const LAST_COLUMN: u32 = 16_382;
/// Widest column.
const WIDEST: f64 = 40.0;
/// What no column is made narrower than.
const NARROWEST: f64 = 8.0;
/// Most rows that column widths are measured on.
const MEASURED: u32 = 500;

/// The workbook's bytes; `None`: it is too large, or not to be written.
pub fn write(book: &RawBook, marks: &FileMarks<'_>) -> Option<Vec<u8>> {
    let cells: usize = book.sheets.iter().map(|s| s.cells.len()).sum();
    if cells > MOST_CELLS || book.sheets.is_empty() {
        return None;
    }
    build(book, marks).ok()?.save_to_buffer().ok()
}

fn build(book: &RawBook, marks: &FileMarks<'_>) -> Result<Workbook, XlsxError> {
    let epoch = NaiveDateTime::default().date();
    let mut made = paper::book("标注件（转出）", epoch, OwnKind::MarkedCopy)?;
    let mut taken = Taken::default();
    let mut shown = false;
    for sheet in &book.sheets {
        let name = taken.sheet(if sheet.name.trim().is_empty() { "台账" } else { &sheet.name });
        let mut ws = Worksheet::new();
        ws.set_name(&name)?;
        if sheet.hidden && shown {
            ws.set_hidden(true);
        }
        shown |= !sheet.hidden;
        fill(&mut ws, sheet, marks.sheets.get(&*sheet.name), &marks.keys)?;
        made.push_worksheet(ws);
    }
    Ok(made)
}

/// Formats of a sheet.
struct Looks {
    plain: Format,
    date: Format,
    time: Format,
    duration: Format,
    /// Text that a program would take for a formula once somebody edits the cell.
    quoted: Format,
}

impl Looks {
    fn new(marked: bool) -> Self {
        let base = font(BODY, TABLE).set_text_wrap();
        let base = if marked { base.set_background_color(Color::RGB(palette::MARKED)) } else { base };
        Looks {
            date: base.clone().set_num_format(DAY),
            time: base.clone().set_num_format("yyyy\\-mm\\-dd hh:mm"),
            duration: base.clone().set_num_format("[h]:mm"),
            quoted: base.clone().set_quote_prefix(),
            plain: base,
        }
    }
}

fn fill(ws: &mut Worksheet, sheet: &RawSheet, marks: Option<&SheetMarks<'_>>, keys: &Keys) -> Result<(), XlsxError> {
    let (plain, yellow) = (Looks::new(false), Looks::new(true));
    let anchor = |at: CellRef| {
        let holds = |m: &&crate::model::book::Merge| (m.from.row..=m.to.row).contains(&at.row) && (m.from.col..=m.to.col).contains(&at.col);
        sheet.merges.iter().find(holds).map_or(at, |m| m.from)
    };
    let marked: BTreeSet<CellRef> = marks.into_iter().flat_map(|m| m.cells.keys()).map(|at| anchor(*at)).collect();
    let mut widths: BTreeMap<u32, usize> = BTreeMap::new();
    for merge in &sheet.merges {
        if merge.from != merge.to && merge.to.col <= LAST_COLUMN {
            ws.merge_range(merge.from.row, merge.from.col as u16, merge.to.row, merge.to.col as u16, "", &plain.plain)?;
        }
    }
    for at in &marked {
        ws.write_blank(at.row, col(*at)?, &yellow.plain)?;
    }
    for cell in &sheet.cells {
        let look = if marked.contains(&cell.at) { &yellow } else { &plain };
        let text = value(ws, cell.at, &cell.value, look, keys)?;
        if cell.at.row < MEASURED && anchor(cell.at) == cell.at && !sheet.merges.iter().any(|m| m.from == cell.at) {
            let most = widths.entry(cell.at.col).or_default();
            *most = (*most).max(measure::units(&text));
        }
    }
    let beside = if marks.is_some() { REMARK_WIDTH } else { 0.0 };
    let widths: Vec<(u32, f64)> = widths.into_iter().map(|(at, units)| (at, measure::column(units, WIDEST))).collect();
    let wanted: f64 = widths.iter().map(|(_, units)| units).sum();
    // texts are wrapped: rather higher than cut off at the side of the page
    let share = ((print::most_units(TABLE) - beside) / wanted.max(1.0)).min(1.0);
    let mut wide = beside;
    for (at, units) in widths {
        let units = (units * share).max(units.min(NARROWEST));
        wide += units;
        ws.set_column_width(at as u16, units)?;
    }
    paged(ws, wide);
    for row in sheet.hidden_rows.iter().take(100_000) {
        ws.set_row_hidden(*row)?;
    }
    for at in sheet.hidden_cols.iter().filter(|c| **c <= LAST_COLUMN) {
        ws.set_column_hidden(*at as u16)?;
    }
    match marks {
        Some(marks) => remarks(ws, sheet, marks),
        None => Ok(()),
    }
}

/// On A4, so many units wide: across, and on the width of a page where that can be read.
fn paged(ws: &mut Worksheet, units: f64) {
    page(ws, true, [""; 2]);
    // nothing else parts the cells from each other
    ws.set_screen_gridlines(true).set_print_gridlines(true);
    match print::across(units, TABLE) {
        Fit::Percent(percent) => _ = ws.set_print_scale(percent as u16),
        Fit::As | Fit::Across => _ = ws.set_print_scale(100),
        Fit::Width => {}
    }
}

fn col(at: CellRef) -> Result<u16, XlsxError> {
    if at.col > LAST_COLUMN { Err(XlsxError::RowColumnLimitError) } else { Ok(at.col as u16) }
}

/// Writes a value; gives it as a reader sees it.
fn value(ws: &mut Worksheet, at: CellRef, value: &Value, look: &Looks, keys: &Keys) -> Result<String, XlsxError> {
    let (row, col) = (at.row, col(at)?);
    let mut text = |t: &str| -> Result<String, XlsxError> {
        let clean = if keys.contains(t.trim()) { fit(t) } else { paper::clean(t) };
        let look = if text::looks_like_formula(&clean) { &look.quoted } else { &look.plain };
        ws.write_string_with_format(row, col, &*clean, look)?;
        Ok(clean.into_owned())
    };
    match value {
        Value::Text(t) => text(t),
        Value::Error(t) => text(t),
        Value::Uncalculated => text("（公式未计算）"),
        Value::Bool(b) => {
            ws.write_boolean_with_format(row, col, *b, &look.plain)?;
            Ok("FALSE".to_string())
        }
        Value::Number(n) => match mask::number(&format!("{n}"), keys) {
            Some(masked) => text(&masked),
            None => {
                ws.write_number_with_format(row, col, *n, &look.plain)?;
                Ok(format!("{n}"))
            }
        },
        Value::Percent(n) => text(&percent_text(*n)),
        Value::Part(part) => text(&part.text()),
        Value::Duration(d) => {
            ws.write_number_with_format(row, col, *d, &look.duration)?;
            Ok("00:00".to_string())
        }
        Value::Date(moment) => {
            let whole = moment.time() == chrono::NaiveTime::MIN;
            let format = if whole { &look.date } else { &look.time };
            if ExcelDateTime::parse_from_str(&moment.format("%Y-%m-%d").to_string()).is_err() {
                return text(&moment.to_string());
            }
            ws.write_datetime_with_format(row, col, moment, format)?;
            Ok("2000-00-00 00:00"[..if whole { 10 } else { 16 }].to_string())
        }
    }
}

fn remarks(ws: &mut Worksheet, sheet: &RawSheet, marks: &SheetMarks<'_>) -> Result<(), XlsxError> {
    let filled = sheet.cells.iter().map(|c| c.at.col).chain(sheet.merges.iter().map(|m| m.to.col));
    let column = col(CellRef::new(0, filled.max().map_or(0, |c| c + 1)))?;
    let look =
        font(BODY, TABLE).set_font_color(RED).set_text_wrap().set_align(FormatAlign::Top).set_background_color(Color::RGB(palette::SAID));
    ws.set_column_width(column, REMARK_WIDTH)?;
    let remarks = marks.remarks();
    for (row, text) in &remarks {
        ws.write_string_with_format(*row, column, paper::clean(text), &look)?;
        ws.set_row_height(*row, height(text).max(15.0))?;
    }
    let first = remarks.keys().next().copied().unwrap_or(0);
    let heading = format!("{HEADING}（本件由程序按原台账转出，非原件；单元格位置与原件一致）");
    if let Some(row) = heading_row(sheet.cells.iter().map(|c| c.at.row), first) {
        ws.write_string_with_format(row, column, &heading, &look.clone().set_bold())?;
    }
    Ok(())
}
