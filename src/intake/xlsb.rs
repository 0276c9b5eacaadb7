//! Workbooks with binary parts, read record by record. The general reader leaves out the short cell records that some programs write, knows no
//! merged ranges, and gives up on a text that is not there.

use std::io::Cursor;

use arcstr::ArcStr;
use zip::ZipArchive;

use super::archive::zip_fault;
use super::biff::{error_text, f64_at, rk, u32_at};
use super::brt::{self, About, Workbook};
use super::fault::Fault;
use super::package::Package;
use super::pictures::Gallery;
use super::sheet::{BookBuilder, Hidden, MAX_COLS, MAX_ROWS, merge};
use crate::model::book::{RawSheet, Value};
use crate::model::cell::CellRef;

const COLUMN: u16 = 60;
const BEGIN_DATA: u16 = 145;
const END_DATA: u16 = 146;
const MERGE: u16 = 176;
const FORMULA_NUMBER: u16 = 9;

/// Reads a package that has passed the guard.
pub(super) fn read(bytes: &[u8], book: &mut BookBuilder<'_>) -> Result<(), Fault> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| zip_fault(&e))?;
    let workbook = Workbook::read(&mut zip, book.limits().string_bytes)?;
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
            Err(fault) => book.fail(sheet, &fault),
        }
    }
    Ok(())
}

fn cells(zip: &mut Package<'_>, about: &About, workbook: &Workbook, sheet: &mut RawSheet, book: &mut BookBuilder<'_>) -> Result<(), Fault> {
    let part = about.part.ok_or_else(|| Fault::damaged("缺少必要的部件"))?;
    let mut hidden = Hidden::default();
    let (mut in_data, mut ended) = (false, false);
    let mut row = None;
    let mut next_col = 0_u32;
    brt::each(zip, part, |kind, body| {
        match kind {
            BEGIN_DATA => in_data = true,
            END_DATA => (in_data, ended) = (false, true),
            brt::ROW if in_data => {
                row = u32_at(body, 0);
                next_col = 0;
                if let (Some(row), Some(flags)) = (row, body.get(11))
                    && flags & 0x10 != 0
                {
                    hidden.rows(row, 1);
                }
            }
            1..=18 | 62 if in_data => {
                book.tick()?;
                let short = (12..=18).contains(&kind);
                let col = if short { Some(next_col) } else { u32_at(body, 0) };
                let (Some(row), Some(col)) = (row.filter(|r| *r < MAX_ROWS), col.filter(|c| *c < MAX_COLS)) else {
                    book.bad(None)?;
                    return Ok(true);
                };
                next_col = col + 1;
                let at = if short { 0 } else { 4 };
                let style = style(body, at).unwrap_or(usize::MAX);
                put(kind, body.get(at + 4..).unwrap_or_default(), style, workbook, CellRef::new(row, col), sheet, book)?;
            }
            COLUMN => {
                if let (Some(first), Some(last), Some(flags)) = (u32_at(body, 0), u32_at(body, 4), body.get(16))
                    && flags & 1 != 0
                {
                    hidden.cols(first, last.saturating_add(1).saturating_sub(first));
                }
            }
            MERGE => {
                if let (Some(r1), Some(r2), Some(c1), Some(c2)) = (u32_at(body, 0), u32_at(body, 4), u32_at(body, 8), u32_at(body, 12))
                    && r2 < MAX_ROWS
                    && c2 < MAX_COLS
                {
                    merge(sheet, CellRef::new(r1, c1), CellRef::new(r2, c2));
                }
            }
            _ => {}
        }
        Ok(true)
    })?;
    if in_data && !ended {
        return Err(Fault::damaged("表格内容不完整"));
    }
    hidden.apply(sheet);
    Ok(())
}

/// Number of the cell's style, three bytes.
fn style(body: &[u8], at: usize) -> Option<usize> {
    body.get(at..at + 3).map(|b| usize::from(b[0]) | (usize::from(b[1]) << 8) | (usize::from(b[2]) << 16))
}

/// Puts a cell by the kind of its record; `data` is what follows column and style.
fn put(
    kind: u16,
    data: &[u8],
    style: usize,
    workbook: &Workbook,
    at: CellRef,
    sheet: &mut RawSheet,
    book: &mut BookBuilder<'_>,
) -> Result<(), Fault> {
    let number = |n: Option<f64>, sheet: &mut RawSheet, book: &mut BookBuilder<'_>| match n {
        // the result of a formula that was never calculated
        Some(n) if kind == FORMULA_NUMBER && n == 0.0 && workbook.placeholders => book.put(sheet, at.row, at.col, Value::Uncalculated),
        Some(n) => workbook.formats.put(style, n, (at.row, at.col), sheet, book),
        None => book.bad(Some(at)),
    };
    let value = match kind {
        1 | 12 => return Ok(()),
        2 | 13 => return number(u32_at(data, 0).map(rk), sheet, book),
        3 | 11 | 14 => data.first().map(|code| Value::Error(ArcStr::from(error_text(*code).unwrap_or("#ERROR!")))),
        4 | 10 | 15 => data.first().map(|truth| Value::Bool(*truth != 0)),
        5 | FORMULA_NUMBER | 16 => return number(f64_at(data, 0), sheet, book),
        6 | 8 | 17 | 62 => {
            return match brt::wide(data, usize::from(kind == 62)) {
                Some((text, _)) => book.put_text(sheet, at.row, at.col, &text),
                None => book.bad(Some(at)),
            };
        }
        _ => {
            return match u32_at(data, 0).and_then(|i| workbook.strings.get(i as usize)) {
                Some(text) => book.put_shared(sheet, at.row, at.col, text),
                None => book.bad(Some(at)),
            };
        }
    };
    match value {
        Some(value) => book.put(sheet, at.row, at.col, value),
        None => book.bad(Some(at)),
    }
}
