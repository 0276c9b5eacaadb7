//! A second opinion on a sheet that our own reader takes for damaged: calamine reads some packages that we do not follow. It knows values and not
//! how they show, so it is asked only where the alternative is nothing.

use std::io::Cursor;

use arcstr::ArcStr;
use calamine::{DataRef, Reader, Xlsx, XlsxError};

use super::fault::Fault;
use super::serial;
use super::sheet::BookBuilder;
use crate::model::book::{RawSheet, Value};

/// Reads the cells of a sheet.
pub(super) fn cells(bytes: &[u8], name: &str, sheet: &mut RawSheet, book: &mut BookBuilder<'_>) -> Result<(), Fault> {
    let refused = |_: XlsxError| Fault::damaged("表格内容不符合格式");
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(refused)?;
    let is_1904 = workbook.has_1904_epoch();
    let mut reader = workbook.worksheet_cells_reader(name).map_err(refused)?;
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(refused)? {
        book.tick()?;
        let (row, col) = cell.pos;
        match cell.value {
            DataRef::Empty if cell.formula.is_some() => book.put(sheet, row, col, Value::Uncalculated)?,
            DataRef::Empty => {}
            DataRef::SharedString(text) => book.put_text(sheet, row, col, text)?,
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
    Ok(())
}
