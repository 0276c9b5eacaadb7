//! Parts of a workbook with binary parts (xlsb): records, strings, and what workbook, styles and shared strings say. A record's length is a
//! promise; none that is longer than what a cell may hold is taken into memory.

use std::io::{BufReader, Read};

use super::biff::{repaired, u16_at, u32_at};
use super::fault::Fault;
use super::format::{Formats, written};
use super::package::{self, Package};

pub(super) const ROW: u16 = 0;
const WORKBOOK_PROPERTIES: u16 = 153;
const SHEET: u16 = 156;
const CALCULATION: u16 = 157;
const SHARED_STRING: u16 = 19;
const FORMAT: u16 = 44;
const XF: u16 = 47;
const BEGIN_CELL_XFS: u16 = 617;
const END_CELL_XFS: u16 = 618;
/// Longest record that is looked into: a text of as many characters as a cell holds, with its formatting runs, is shorter.
const LONGEST: u64 = 4 << 20;
/// Formats and styles of a workbook that are taken note of.
const MOST_STYLES: usize = 1 << 20;

/// Calls back with each record until a callback gives a fault or says `false`. Gives true when it was told to stop, false when the part ended.
/// Records that are too long come without their body.
pub(super) fn each(zip: &mut Package<'_>, part: usize, mut take: impl FnMut(u16, &[u8]) -> Result<bool, Fault>) -> Result<bool, Fault> {
    let file = zip.by_index(part).map_err(|e| super::archive::zip_fault(&e))?;
    let mut source = BufReader::with_capacity(64 << 10, file);
    let mut body = Vec::new();
    while let Some((kind, length)) = header(&mut source)? {
        body.clear();
        let got = if length <= LONGEST {
            source.by_ref().take(length).read_to_end(&mut body).map(|n| n as u64)
        } else {
            std::io::copy(&mut source.by_ref().take(length), &mut std::io::sink())
        };
        if got.map_err(|e| Fault::io(&e))? < length {
            return Err(Fault::damaged("表格内容不完整"));
        }
        if !take(kind, &body)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Kind (one or two bytes) and length (one to four bytes of seven bits each) of a record; `None` at the end of the part.
fn header(source: &mut impl Read) -> Result<Option<(u16, u64)>, Fault> {
    let mut first = [0_u8];
    loop {
        match source.read(&mut first) {
            Ok(0) => return Ok(None),
            Ok(_) => break,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Fault::io(&error)),
        }
    }
    let mut byte = || {
        let mut byte = [0_u8];
        source.read_exact(&mut byte).map(|()| byte[0]).map_err(|e| Fault::io(&e))
    };
    let kind = match first[0] {
        low if low & 0x80 == 0 => u16::from(low),
        low => u16::from(low & 0x7F) | (u16::from(byte()? & 0x7F) << 7),
    };
    let mut length = 0_u64;
    for shift in [0, 7, 14, 21] {
        let next = byte()?;
        length |= u64::from(next & 0x7F) << shift;
        if next & 0x80 == 0 {
            break;
        }
    }
    Ok(Some((kind, length)))
}

/// A string with a four-byte length in characters, and the offset after it. `None` for one that is not there or is cut.
pub(super) fn wide(body: &[u8], at: usize) -> Option<(String, usize)> {
    let chars = u32_at(body, at)? as usize;
    let from = at + 4;
    let to = chars.checked_mul(2).and_then(|bytes| from.checked_add(bytes))?;
    let units: Vec<u16> = body.get(from..to)?.as_chunks::<2>().0.iter().map(|b| u16::from_le_bytes(*b)).collect();
    Some((repaired(String::from_utf16_lossy(&units)), to))
}

/// What the workbook says of a sheet.
pub(super) struct About {
    pub(super) name: String,
    pub(super) hidden: bool,
    /// Its part, where there is one.
    pub(super) part: Option<usize>,
    /// A sheet of cells, and no chart.
    pub(super) worksheet: bool,
}

/// The workbook, without its sheets' cells.
pub(super) struct Workbook {
    pub(super) sheets: Vec<About>,
    /// By number of style.
    pub(super) formats: Formats,
    /// Noughts of formulas are placeholders: the file asks to be calculated when it is opened.
    pub(super) placeholders: bool,
    pub(super) strings: Vec<String>,
}

impl Workbook {
    /// Reads the parts around the sheets; a fault past the budget of texts in bytes.
    pub(super) fn read(zip: &mut Package<'_>, budget: usize) -> Result<Self, Fault> {
        let root = package::root_part(zip).unwrap_or_else(|| "xl/workbook.bin".to_owned());
        let part = package::find(zip, &root).ok_or_else(|| Fault::damaged("缺少必要的部件"))?;
        let related = package::related(zip, &root);
        let of_kind =
            |zip: &Package<'_>, kind: &str| related.iter().find(|r| r.kind.ends_with(kind)).and_then(|r| package::find(zip, &r.target));
        let mut workbook = Workbook { sheets: Vec::new(), formats: Formats::default(), placeholders: false, strings: Vec::new() };
        let (mut found, mut is_1904) = (Vec::new(), false);
        each(zip, part, |kind, body| {
            match kind {
                WORKBOOK_PROPERTIES => is_1904 = body.first().is_some_and(|flags| flags & 1 != 0),
                CALCULATION => workbook.placeholders = u16_at(body, 24).is_some_and(|flags| flags & 1 != 0),
                SHEET => found.extend(sheet(body)),
                _ => {}
            }
            Ok(true)
        })?;
        for (hidden, id, name) in found {
            let target = related.iter().find(|r| r.id == id);
            workbook.sheets.push(About {
                name,
                hidden,
                part: target.and_then(|r| package::find(zip, &r.target)),
                worksheet: target.is_none_or(|r| !r.kind.ends_with("sheet") || r.kind.ends_with("/worksheet")),
            });
        }
        workbook.formats.is_1904 = is_1904;
        if let Some(part) = of_kind(zip, "/styles").or_else(|| package::find(zip, "xl/styles.bin")) {
            workbook.formats = styles(zip, part, is_1904)?;
        }
        if let Some(part) = of_kind(zip, "/sharedStrings").or_else(|| package::find(zip, "xl/sharedStrings.bin")) {
            workbook.strings = strings(zip, part, budget)?;
        }
        Ok(workbook)
    }
}

/// Hidden or not, id of the relationship, name.
fn sheet(body: &[u8]) -> Option<(bool, String, String)> {
    let hidden = u32_at(body, 0)? != 0;
    let (id, after) = match u32_at(body, 8)? {
        u32::MAX => (String::new(), 12),
        _ => wide(body, 8)?,
    };
    Some((hidden, id, wide(body, after)?.0))
}

/// What each style makes of a number.
fn styles(zip: &mut Package<'_>, part: usize, is_1904: bool) -> Result<Formats, Fault> {
    let mut formats = std::collections::BTreeMap::new();
    let (mut styles, mut in_cells) = (Vec::new(), false);
    each(zip, part, |kind, body| {
        match kind {
            FORMAT if formats.len() < MOST_STYLES => {
                if let (Some(id), Some((text, _))) = (u16_at(body, 0), wide(body, 2)) {
                    formats.insert(id, written(&text));
                }
            }
            BEGIN_CELL_XFS => in_cells = true,
            END_CELL_XFS => in_cells = false,
            XF if in_cells && styles.len() < MOST_STYLES => styles.push(u16_at(body, 2).unwrap_or(0)),
            _ => {}
        }
        Ok(true)
    })?;
    Ok(Formats::new(styles.into_iter(), &formats, is_1904))
}

fn strings(zip: &mut Package<'_>, part: usize, budget: usize) -> Result<Vec<String>, Fault> {
    let (mut strings, mut bytes) = (Vec::new(), 0);
    each(zip, part, |kind, body| {
        if kind == SHARED_STRING {
            let text = wide(body, 1).map(|(text, _)| text).unwrap_or_default();
            bytes += text.len() + size_of::<String>();
            if bytes > budget {
                return Err(Fault::Limit("文字总量（字节）", budget as u64));
            }
            strings.push(text);
        }
        Ok(true)
    })?;
    Ok(strings)
}
