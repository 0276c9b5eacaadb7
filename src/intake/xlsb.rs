//! Workbooks with binary parts. calamine streams the cells. Its reader leaves the short cell records of some other programs out without a
//! word, and has no merged ranges; a walk over the records of our own finds both.

use std::io::{Cursor, Read};
use std::sync::Arc;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsb, XlsbError};
use zip::ZipArchive;

use super::archive::zip_fault;
use super::fault::Fault;
use super::package::{self, Package};
use super::serial;
use super::sheet::{BookBuilder, MAX_COLS, MAX_ROWS, merge};
use crate::model::book::{RawSheet, Value};
use crate::model::cell::CellRef;

/// Cell records without a row and column of their own (BrtShortBlank … BrtShortIsst).
const SHORT_CELLS: std::ops::RangeInclusive<u16> = 12..=18;
const BRT_MERGE_CELL: u16 = 0x00B0;
const BRT_BEGIN_SHEET_DATA: u16 = 0x0091;
const BRT_END_SHEET_DATA: u16 = 0x0092;
const BRT_BUNDLE_SHEET: u16 = 0x009C;

/// Reads a package that has passed the guard.
pub(super) fn read(bytes: &[u8], book: &mut BookBuilder<'_>) -> Result<(), Fault> {
    let mut workbook: Xlsb<_> = Xlsb::new(Cursor::new(bytes)).map_err(|e| fault(&e))?;
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| zip_fault(&e))?;
    let parts = sheet_parts(&mut zip);
    let is_1904 = workbook.has_1904_epoch();
    let sheets = workbook.sheets_metadata().to_vec();
    for (position, about) in sheets.iter().enumerate() {
        if about.typ != SheetType::WorkSheet {
            continue;
        }
        let mut sheet = book.open(&about.name, position as u32, about.visible != SheetVisible::Visible)?;
        let part = parts.get(position).and_then(|name| package::find(&zip, name));
        let outcome = match part {
            Some(part) => walk(&mut zip, part, &mut sheet),
            None => Ok(()),
        };
        match outcome.and_then(|()| cells(&mut workbook, &about.name, is_1904, &mut sheet, book)) {
            Ok(()) => book.close(sheet),
            Err(fault @ (Fault::Limit(..) | Fault::Time(_))) => return Err(fault),
            Err(fault) => book.fail(sheet, &fault),
        }
    }
    Ok(())
}

fn cells(
    workbook: &mut Xlsb<Cursor<&[u8]>>,
    name: &str,
    is_1904: bool,
    sheet: &mut RawSheet,
    book: &mut BookBuilder<'_>,
) -> Result<(), Fault> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(|e| fault(&e))?;
    loop {
        let cell = match reader.next_cell() {
            Ok(Some(cell)) => cell,
            Ok(None) => return Ok(()),
            Err(XlsbError::CellError(_) | XlsbError::WideStr { .. }) => {
                book.tick()?;
                book.bad(None)?;
                continue;
            }
            Err(error) => return Err(fault(&error)),
        };
        book.tick()?;
        let (row, col) = cell.get_position();
        match cell.get_value() {
            DataRef::Empty => {}
            DataRef::SharedString(text) => book.put_shared(sheet, row, col, text)?,
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => book.put_text(sheet, row, col, text)?,
            DataRef::Int(number) => book.put(sheet, row, col, Value::Number(*number as f64))?,
            DataRef::Float(number) => book.put(sheet, row, col, Value::Number(*number))?,
            DataRef::Bool(truth) => book.put(sheet, row, col, Value::Bool(*truth))?,
            DataRef::DateTime(when) => {
                book.put(sheet, row, col, serial::from_serial(when.as_f64(), when.is_duration(), is_1904))?;
            }
            DataRef::Error(error) => book.put(sheet, row, col, Value::Error(Arc::from(error.to_string())))?,
        }
    }
}

/// Looks over a sheet's records: merged ranges are added, short cell records are a fault.
fn walk(zip: &mut Package<'_>, part: usize, sheet: &mut RawSheet) -> Result<(), Fault> {
    let mut in_data = false;
    let mut short = false;
    each_record(zip, part, |kind, body| {
        match kind {
            BRT_BEGIN_SHEET_DATA => in_data = true,
            BRT_END_SHEET_DATA => in_data = false,
            BRT_MERGE_CELL => {
                if let (Some(r1), Some(r2), Some(c1), Some(c2)) = (u32_at(body, 0), u32_at(body, 4), u32_at(body, 8), u32_at(body, 12))
                    && r2 < MAX_ROWS
                    && c2 < MAX_COLS
                {
                    merge(sheet, CellRef::new(r1, c1), CellRef::new(r2, c2));
                }
            }
            _ => short |= in_data && SHORT_CELLS.contains(&kind),
        }
        !short
    });
    if short { Err(Fault::ShortRecords) } else { Ok(()) }
}

/// The names of the parts of the sheets, by position.
fn sheet_parts(zip: &mut Package<'_>) -> Vec<String> {
    let mut targets = std::collections::BTreeMap::new();
    if let Some(part) = package::small_part(zip, "xl/_rels/workbook.bin.rels") {
        package::each_start(&part, |e| {
            if let (Some(id), Some(target)) = (super::xml::attribute(e, "Id"), super::xml::attribute(e, "Target")) {
                targets.insert(id, format!("xl/{target}"));
            }
        });
    }
    let mut parts = Vec::new();
    if let Some(workbook) = package::find(zip, "xl/workbook.bin") {
        each_record(zip, workbook, |kind, body| {
            if kind == BRT_BUNDLE_SHEET
                && let Some(length) = u32_at(body, 8).filter(|n| *n != u32::MAX)
            {
                let id = body.get(12..12 + length as usize * 2).unwrap_or_default();
                let id = encoding_rs::UTF_16LE.decode_without_bom_handling(id).0;
                parts.push(targets.get(&*id).cloned().unwrap_or_default());
            }
            true
        });
    }
    parts
}

/// Calls back with each record until it says to stop, or the part ends.
fn each_record(zip: &mut Package<'_>, part: usize, mut take: impl FnMut(u16, &[u8]) -> bool) {
    let Ok(file) = zip.by_index(part) else { return };
    let mut source = std::io::BufReader::new(file);
    let mut body = Vec::new();
    while let Some((kind, length)) = header(&mut source) {
        body.clear();
        if source.by_ref().take(length).read_to_end(&mut body).is_err() || !take(kind, &body) {
            return;
        }
    }
}

/// Kind (one or two bytes) and length (one to four bytes of seven bits each) of a record.
fn header(source: &mut impl Read) -> Option<(u16, u64)> {
    let mut byte = || {
        let mut byte = [0_u8];
        source.read_exact(&mut byte).ok().map(|()| byte[0])
    };
    let first = byte()?;
    let kind = if first & 0x80 == 0 { u16::from(first) } else { u16::from(first & 0x7F) | (u16::from(byte()? & 0x7F) << 7) };
    let mut length = 0_u64;
    for shift in [0, 7, 14, 21] {
        let next = byte()?;
        length |= u64::from(next & 0x7F) << shift;
        if next & 0x80 == 0 {
            break;
        }
    }
    Some((kind, length))
}

fn u32_at(body: &[u8], at: usize) -> Option<u32> {
    body.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes)
}

fn fault(error: &XlsbError) -> Fault {
    match error {
        XlsbError::Password => Fault::Encrypted,
        XlsbError::Zip(error) => zip_fault(error),
        XlsbError::Io(error) => Fault::io(error),
        XlsbError::FileNotFound(_) | XlsbError::WorksheetNotFound(_) => Fault::damaged("缺少必要的部件"),
        _ => Fault::damaged("表格内容不符合格式"),
    }
}
