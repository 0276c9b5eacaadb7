//! Office Open XML workbooks: calamine streams the cells, a scan of our own finds merged ranges and what is hidden.

use std::io::Cursor;

use arcstr::ArcStr;
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use zip::ZipArchive;

use super::archive::zip_fault;
use super::facets;
use super::fault::Fault;
use super::package;
use super::pictures::Gallery;
use super::serial;
use super::sheet::BookBuilder;
use crate::model::book::{RawSheet, Value};

/// Reads a package that has passed the guard.
pub(super) fn read(bytes: &[u8], book: &mut BookBuilder<'_>) -> Result<(), Fault> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| fault(&e))?;
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| zip_fault(&e))?;
    let parts = package::sheet_parts(&mut zip);
    let mut gallery = Gallery::open(&mut zip, &["xl/media/"], book.limits());
    let is_1904 = workbook.has_1904_epoch();
    let sheets = workbook.sheets_metadata().to_vec();
    for (position, about) in sheets.iter().enumerate() {
        if about.typ != SheetType::WorkSheet {
            continue;
        }
        let hidden = about.visible != SheetVisible::Visible;
        let mut sheet = book.open(&about.name, position as u32, hidden)?;
        match cells(&mut workbook, &about.name, is_1904, &mut sheet, book) {
            Ok(()) => {}
            Err(fault @ (Fault::Limit(..) | Fault::Time(_))) => return Err(fault),
            Err(fault) => {
                book.fail(sheet, &fault);
                continue;
            }
        }
        if !sheet.cells.is_empty() {
            match parts.get(position).copied().flatten() {
                Some(part) => facets::add(&mut zip, part, &mut sheet),
                None => facets::add_merges(&workbook.merge_cells_by_sheet_name(&about.name).unwrap_or_default(), &mut sheet),
            }
        }
        if let Some(gallery) = &mut gallery {
            gallery.hang(&mut zip, parts.get(position).copied().flatten(), &mut sheet);
        }
        book.close(sheet);
    }
    Ok(())
}

fn cells(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    is_1904: bool,
    sheet: &mut RawSheet,
    book: &mut BookBuilder<'_>,
) -> Result<(), Fault> {
    let mut reader = match workbook.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        // A chart or dialog in the place of a sheet.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
        Err(error) => return Err(fault(&error)),
    };
    loop {
        let cell = match reader.next_cell_with_formula_metadata() {
            Ok(Some(cell)) => cell,
            Ok(None) => return Ok(()),
            Err(error @ (XlsxError::Xml(_) | XlsxError::XmlEof(_) | XlsxError::Io(_) | XlsxError::Zip(_))) => return Err(fault(&error)),
            // One cell that makes no sense (#SPILL!, a string that is not there): the next one may.
            Err(_) => {
                book.tick()?;
                book.bad(None)?;
                continue;
            }
        };
        book.tick()?;
        let (row, col) = cell.pos;
        match cell.value {
            DataRef::Empty if cell.formula.is_some() => book.put(sheet, row, col, Value::Uncalculated)?,
            DataRef::Empty => {}
            DataRef::SharedString(text) => book.put_shared(sheet, row, col, text)?,
            DataRef::String(text) => book.put_text(sheet, row, col, &text)?,
            DataRef::Int(number) => book.put(sheet, row, col, Value::Number(number as f64))?,
            DataRef::Float(number) => book.put(sheet, row, col, Value::Number(number))?,
            DataRef::Bool(truth) => book.put(sheet, row, col, Value::Bool(truth))?,
            DataRef::DateTime(when) => {
                let value = serial::from_serial(when.as_f64(), when.is_duration(), is_1904);
                book.put(sheet, row, col, value)?;
            }
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => match serial::from_iso(&text) {
                Some(value) => book.put(sheet, row, col, value)?,
                None => book.put_text(sheet, row, col, &text)?,
            },
            DataRef::Error(error) => book.put(sheet, row, col, Value::Error(ArcStr::from(error.to_string())))?,
        }
    }
}

fn fault(error: &XlsxError) -> Fault {
    match error {
        XlsxError::Password => Fault::Encrypted { tried: 0 },
        XlsxError::Zip(error) => zip_fault(error),
        XlsxError::Io(error) => Fault::io(error),
        XlsxError::Xml(_) | XlsxError::XmlEof(_) | XlsxError::XmlAttr(_) | XlsxError::Encoding(_) => Fault::damaged("表格内容不完整"),
        XlsxError::FileNotFound(_) | XlsxError::RelationshipNotFound | XlsxError::WorksheetNotFound(_) => Fault::damaged("缺少必要的部件"),
        _ => Fault::damaged("表格内容不符合格式"),
    }
}
