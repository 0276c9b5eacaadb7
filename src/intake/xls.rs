//! Binary workbooks (xls of Excel 5 to 2003, et of WPS). Read record by record: the general reader lays every sheet out as one dense block as
//! soon as it is opened, so a kilobyte with a cell in the last corner would ask for gigabytes.

use super::biff::{Pieces, Record, Records, error_text, f64_at, rk, shared_strings, u16_at, u32_at};
use super::fault::Fault;
use super::format::{Formats, written};
use super::sheet::{BookBuilder, Hidden, merge};
use crate::model::book::{RawSheet, Value};
use crate::model::cell::CellRef;
use arcstr::ArcStr;

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const WORKSHEET: u8 = 0;
/// Flag of a formula that is to be calculated when the file is opened.
const CALCULATE_ON_LOAD: u16 = 2;
/// BOF type of a stream that is one worksheet without a workbook.
const LONE_WORKSHEET: u16 = 0x0010;

/// What the workbook's own part says.
#[derive(Default)]
struct Globals {
    biff8: bool,
    code_page: Option<u16>,
    strings: Vec<String>,
    /// By XF number.
    formats: Formats,
    sheets: Vec<About>,
}

struct About {
    name: String,
    at: usize,
    hidden: bool,
    worksheet: bool,
}

/// Reads the workbook stream.
pub(super) fn read(stream: Vec<u8>, book: &mut BookBuilder<'_>) -> Result<(), Fault> {
    let globals = globals(&stream, book.limits().string_bytes)?;
    for (position, about) in globals.sheets.iter().enumerate() {
        if !about.worksheet {
            continue;
        }
        let mut sheet = book.open(&about.name, position as u32, about.hidden)?;
        match cells(&stream, about.at, &globals, &mut sheet, book) {
            Ok(()) => drop(book.close(sheet)),
            Err(fault @ (Fault::Limit(..) | Fault::Time(_))) => return Err(fault),
            Err(fault) => book.fail(sheet, &fault),
        }
    }
    Ok(())
}

fn globals(stream: &[u8], budget: usize) -> Result<Globals, Fault> {
    let mut globals = Globals::default();
    let mut formats = std::collections::BTreeMap::new();
    let (mut xfs, mut is_1904) = (Vec::new(), false);
    let mut records = Records::new(stream, 0);
    let first = records.next().filter(|r| r.id == BOF).ok_or_else(|| Fault::damaged("工作簿开头不符合格式"))?;
    globals.biff8 = u16_at(first.data, 0) != Some(0x0500);
    let lone = u16_at(first.data, 2) == Some(LONE_WORKSHEET);
    while let Some(record) = records.next() {
        match record.id {
            EOF => break,
            0x0022 => is_1904 = u16_at(record.data, 0) == Some(1),
            0x0042 => globals.code_page = u16_at(record.data, 0),
            0x00E0 => xfs.push(u16_at(record.data, 2).unwrap_or(0)),
            0x041E => {
                if let (Some(id), Some(text)) = (u16_at(record.data, 0), format_text(&record, &globals)) {
                    formats.insert(id, written(&text));
                }
            }
            0x0085 => globals.sheets.extend(about(&record, &globals)),
            0x00FC => globals.strings = shared_strings(&mut records.with_continues(record.data), budget)?,
            _ => {}
        }
    }
    globals.formats = Formats::new(xfs.into_iter(), &formats, is_1904);
    if globals.sheets.is_empty() && lone {
        globals.sheets.push(About { name: "Sheet1".to_owned(), at: 0, hidden: false, worksheet: true });
    }
    Ok(globals)
}

fn format_text(record: &Record<'_>, globals: &Globals) -> Option<String> {
    let data = record.data.get(2..)?;
    let mut pieces = Pieces::of(data);
    if globals.biff8 {
        let chars = pieces.word()?;
        pieces.unicode(usize::from(chars))
    } else {
        let bytes = pieces.byte()?;
        pieces.legacy(usize::from(bytes), globals.code_page)
    }
}

fn about(record: &Record<'_>, globals: &Globals) -> Option<About> {
    let at = u32_at(record.data, 0)? as usize;
    let (state, kind) = (*record.data.get(4)?, *record.data.get(5)?);
    let mut pieces = Pieces::of(record.data.get(6..)?);
    let length = usize::from(pieces.byte()?);
    let name = if globals.biff8 { pieces.unicode(length)? } else { pieces.legacy(length, globals.code_page)? };
    Some(About { name: name.replace('\0', ""), at, hidden: state & 3 != 0, worksheet: kind == WORKSHEET })
}

fn cells(stream: &[u8], from: usize, globals: &Globals, sheet: &mut RawSheet, book: &mut BookBuilder<'_>) -> Result<(), Fault> {
    let mut records = Records::new(stream, from);
    if records.next().is_none_or(|r| r.id != BOF) {
        return Err(Fault::damaged("工作表位置有误"));
    }
    // Charts that lie on the sheet are streams within the stream; their cells are not the sheet's.
    let mut depth = 0_usize;
    let mut formula_at = None;
    let mut hidden = Hidden::default();
    while let Some(record) = records.next() {
        match record.id {
            BOF => depth += 1,
            EOF if depth == 0 => {
                hidden.apply(sheet);
                return uncalculated(&mut formula_at, sheet, book);
            }
            EOF => depth -= 1,
            _ if depth > 0 => {}
            0x002F => return Err(Fault::Cipher("只加密了个别工作表")),
            0x0207 => {
                if let Some((row, col)) = formula_at.take() {
                    let mut pieces = records.with_continues(record.data);
                    match string(&mut pieces, globals) {
                        Some(text) => book.put_text(sheet, row, col, &text)?,
                        None => book.bad(Some(CellRef::new(row, col)))?,
                    }
                }
            }
            0x00E5 => merges(record.data, sheet),
            0x0208 => {
                if let (Some(row), Some(flags)) = (u16_at(record.data, 0), u16_at(record.data, 12))
                    && flags & 0x20 != 0
                {
                    hidden.rows(u32::from(row), 1);
                }
            }
            0x007D => {
                if let (Some(first), Some(last), Some(flags)) = (u16_at(record.data, 0), u16_at(record.data, 2), u16_at(record.data, 8))
                    && flags & 1 != 0
                {
                    hidden.cols(u32::from(first), (u32::from(last) + 1).saturating_sub(u32::from(first)));
                }
            }
            0x0203 | 0x027E | 0x00BD | 0x0204 | 0x00D6 | 0x00FD | 0x0205 | 0x0006 | 0x0206 | 0x0406 => {
                book.tick()?;
                let (Some(row), Some(col)) = (u16_at(record.data, 0), u16_at(record.data, 2)) else {
                    book.bad(None)?;
                    continue;
                };
                let (row, col) = (u32::from(row), u32::from(col));
                uncalculated(&mut formula_at, sheet, book)?;
                match cell(&record, globals, row, col, sheet, book)? {
                    Read::Done => {}
                    Read::TextFollows => formula_at = Some((row, col)),
                    Read::Bad => book.bad(Some(CellRef::new(row, col)))?,
                }
            }
            _ => {}
        }
    }
    Err(Fault::damaged("工作表内容不完整"))
}

/// A formula that announced a text which never came has not been calculated.
fn uncalculated(formula_at: &mut Option<(u32, u32)>, sheet: &mut RawSheet, book: &mut BookBuilder<'_>) -> Result<(), Fault> {
    match formula_at.take() {
        Some((row, col)) => book.put(sheet, row, col, Value::Uncalculated),
        None => Ok(()),
    }
}

/// How a cell record came out.
enum Read {
    Done,
    /// A formula whose text comes in the next record.
    TextFollows,
    Bad,
}

fn cell(
    record: &Record<'_>,
    globals: &Globals,
    row: u32,
    col: u32,
    sheet: &mut RawSheet,
    book: &mut BookBuilder<'_>,
) -> Result<Read, Fault> {
    let data = record.data;
    let style = |at: usize| u16_at(data, at).map_or(usize::MAX, usize::from);
    let mut number = |n: Option<f64>, at: (u32, u32), style: usize, book: &mut BookBuilder<'_>| match n {
        Some(n) => globals.formats.put(style, n, at, sheet, book).map(|()| Read::Done),
        None => Ok(Read::Bad),
    };
    let value = match record.id {
        0x0203 => return number(f64_at(data, 6), (row, col), style(4), book),
        0x027E => return number(u32_at(data, 6).map(rk), (row, col), style(4), book),
        0x00BD => {
            let numbers = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
            for (step, pair) in numbers.as_chunks::<6>().0.iter().enumerate() {
                book.tick()?;
                let raw = u32::from_le_bytes([pair[2], pair[3], pair[4], pair[5]]);
                number(Some(rk(raw)), (row, col + step as u32), style(4 + step * 6), book)?;
            }
            return Ok(Read::Done);
        }
        0x0204 | 0x00D6 => {
            return match data.get(6..).and_then(|rest| string(&mut Pieces::of(rest), globals)) {
                Some(text) => book.put_text(sheet, row, col, &text).map(|()| Read::Done),
                None => Ok(Read::Bad),
            };
        }
        0x00FD => {
            return match u32_at(data, 6).and_then(|i| globals.strings.get(i as usize)) {
                Some(text) => book.put_shared(sheet, row, col, text).map(|()| Read::Done),
                None => Ok(Read::Bad),
            };
        }
        0x0205 => data.get(6).zip(data.get(7)).and_then(|(value, is_error)| match is_error {
            0 => Some(Value::Bool(*value != 0)),
            _ => error(*value),
        }),
        _ => match data.get(6..14) {
            Some([kind, _, value, _, _, _, 0xFF, 0xFF]) => match kind {
                0 => return Ok(Read::TextFollows),
                1 => Some(Value::Bool(*value != 0)),
                2 => error(*value),
                _ => return Ok(Read::Done),
            },
            _ => return formula(data, globals, (row, col), sheet, book),
        },
    };
    match value {
        Some(value) => book.put(sheet, row, col, value).map(|()| Read::Done),
        None => Ok(Read::Bad),
    }
}

/// A string with a two-byte length.
fn string(pieces: &mut Pieces<'_>, globals: &Globals) -> Option<String> {
    let length = usize::from(pieces.word()?);
    if globals.biff8 { pieces.unicode(length) } else { pieces.legacy(length, globals.code_page) }
}

/// A formula whose result is a number. One that is marked to be calculated when the file is opened has a placeholder in its place.
fn formula(data: &[u8], globals: &Globals, at: (u32, u32), sheet: &mut RawSheet, book: &mut BookBuilder<'_>) -> Result<Read, Fault> {
    let Some(n) = f64_at(data, 6) else { return Ok(Read::Bad) };
    let on_load = u16_at(data, 14).is_some_and(|flags| flags & CALCULATE_ON_LOAD != 0);
    if n == 0.0 && on_load {
        return book.put(sheet, at.0, at.1, Value::Uncalculated).map(|()| Read::Done);
    }
    let style = u16_at(data, 4).map_or(usize::MAX, usize::from);
    globals.formats.put(style, n, at, sheet, book).map(|()| Read::Done)
}

fn error(code: u8) -> Option<Value> {
    error_text(code).map(|text| Value::Error(ArcStr::from(text)))
}

fn merges(data: &[u8], sheet: &mut RawSheet) {
    for range in data.get(2..).unwrap_or_default().as_chunks::<8>().0.iter().take(u16_at(data, 0).map_or(0, usize::from)) {
        let at = |i: usize| u32::from(u16::from_le_bytes([range[i], range[i + 1]]));
        merge(sheet, CellRef::new(at(0), at(4)), CellRef::new(at(2), at(6)));
    }
}
