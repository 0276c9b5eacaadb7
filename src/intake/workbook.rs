//! What an Office Open XML package says around its sheets: their names and parts, number formats, shared texts, and whether the results of its
//! formulas are results. Everything is streamed; no number that a part promises is believed, and what is missing is done without, as the office
//! programs do.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use arcstr::ArcStr;
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use quick_xml::escape::unescape;

use super::archive::zip_fault;
use super::at_once::at_once;
use super::fault::Fault;
use super::format::{self, Formats};
use super::package::{self, Package, Relationship};
use super::scan::{Event, Scan, push_text};
use super::sheet::{BookBuilder, Text};
use super::xml;

/// Formats and styles of a workbook that are taken note of.
const MOST_STYLES: usize = 1 << 20;
/// Bytes that a shared text costs besides its letters, so that a million blank ones cost something.
const TEXT_COST: usize = size_of::<Shared>() + 8;
/// Bytes of a part in which its encoding is declared.
const HEAD: u64 = 256;
/// Programs that write formulas with a placeholder for their result and no order of calculation; those that calculate write one, or say who they are.
const NEVER_CALCULATES: [&str; 2] = ["<Application>Microsoft Excel", "<Application>Apache POI"];
/// Said in the custom properties by a program that calculates and calls itself by another's name.
const CALCULATES: &[u8] = b"KSOProductBuildVer";

/// What the workbook says of a sheet.
pub(super) struct About {
    pub(super) name: String,
    pub(super) hidden: bool,
    /// Its part, where there is one.
    pub(super) part: Option<usize>,
    /// A sheet of cells, and no chart.
    pub(super) worksheet: bool,
}

/// A text of the table of shared ones.
pub(super) enum Shared {
    Blank,
    Text(ArcStr),
    /// Longer than a cell may be.
    TooLong,
}

/// The workbook without its sheets' cells.
pub(super) struct Workbook {
    pub(super) sheets: Vec<About>,
    pub(super) formats: Formats,
    pub(super) strings: Vec<Shared>,
    /// Noughts and blanks of formulas are placeholders: the file was never calculated since it was written.
    pub(super) placeholders: bool,
}

impl Workbook {
    /// Reads the parts around the sheets.
    pub(super) fn read(zip: &mut Package<'_>, book: &mut BookBuilder<'_>) -> Result<Self, Fault> {
        let root = package::root_part(zip).unwrap_or_else(|| "xl/workbook.xml".to_owned());
        let part = package::small_part(zip, &root).ok_or_else(|| Fault::damaged("缺少必要的部件"))?;
        let related = package::related(zip, &root);
        let (mut sheets, mut is_1904, mut on_load) = (Vec::new(), false, false);
        package::each_start(&part, |e| match e.local_name().as_ref() {
            "workbookPr" => is_1904 = xml::flag(e, "date1904"),
            "calcPr" => on_load = xml::flag(e, "fullCalcOnLoad"),
            "sheet" => {
                let relation = xml::attribute(e, "id").and_then(|id| related.iter().find(|r| r.id == id));
                sheets.push(About {
                    name: xml::attribute(e, "name").unwrap_or_default(),
                    hidden: xml::attribute(e, "state").is_some_and(|s| s != "visible"),
                    part: relation.and_then(|r| package::find(zip, &r.target)),
                    worksheet: relation.is_none_or(|r| !r.kind.ends_with("sheet") || r.kind.ends_with("/worksheet")),
                });
            }
            _ => {}
        });
        let styles = part_of(zip, &related, "/styles", "xl/styles.xml");
        let formats = styles
            .and_then(|part| formats(zip, part, is_1904).ok())
            .unwrap_or_else(|| Formats::new(std::iter::empty(), &BTreeMap::new(), is_1904));
        let strings = match part_of(zip, &related, "/sharedStrings", "xl/sharedStrings.xml") {
            Some(part) => strings(zip, part, book)?,
            None => Vec::new(),
        };
        let placeholders = on_load || part_of(zip, &related, "/calcChain", "xl/calcChain.xml").is_none() && never_calculated(zip);
        Ok(Workbook { sheets, formats, strings, placeholders })
    }
}

/// The part that a relationship of this kind names, else the one that usually holds it.
fn part_of(zip: &Package<'_>, related: &[Relationship], kind: &str, usual: &str) -> Option<usize> {
    related.iter().find(|r| r.kind.ends_with(kind)).and_then(|r| package::find(zip, &r.target)).or_else(|| package::find(zip, usual))
}

/// Was it written by a program that does not calculate?
fn never_calculated(zip: &mut Package<'_>) -> bool {
    let Some(about) = package::small_part(zip, "docProps/app.xml") else { return false };
    NEVER_CALCULATES.iter().any(|name| memchr::memmem::find(&about, name.as_bytes()).is_some())
        && package::small_part(zip, "docProps/custom.xml").is_none_or(|part| memchr::memmem::find(&part, CALCULATES).is_none())
}

/// A part as UTF-8, whatever it is written in.
pub(super) fn open<'z>(zip: &'z mut Package<'_>, part: usize) -> Result<Box<dyn Read + 'z>, Fault> {
    if let Some(whole) = at_once(zip, part) {
        return Ok(Box::new(Cursor::new(as_utf8(whole))));
    }
    let mut file = zip.by_index(part).map_err(|e| zip_fault(&e))?;
    let mut head = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut head).map_err(|e| Fault::io(&e))?;
    match encoding(&head) {
        None => Ok(Box::new(Cursor::new(head).chain(file))),
        Some(encoding) => {
            file.read_to_end(&mut head).map_err(|e| Fault::io(&e))?;
            Ok(Box::new(Cursor::new(encoding.decode(&head).0.into_owned().into_bytes())))
        }
    }
}

/// What XML that begins so is written in; `None` for UTF-8.
pub(super) fn encoding(head: &[u8]) -> Option<&'static Encoding> {
    match head {
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => return Some(UTF_16LE),
        [0xFE, 0xFF, ..] | [0, b'<', ..] => return Some(UTF_16BE),
        _ => {}
    }
    let declaration = head.strip_prefix(b"<?xml")?;
    let declaration = &declaration[..memchr::memmem::find(declaration, b"?>")?];
    let at = memchr::memmem::find(declaration, b"encoding")?;
    let label = declaration[at + 8..].split(|b| matches!(b, b'"' | b'\'')).nth(1)?;
    // what calls itself UTF-16 and is not is UTF-8
    Encoding::for_label(label).filter(|e| *e != encoding_rs::UTF_8 && e.is_ascii_compatible())
}

/// Number formats by style.
fn formats(zip: &mut Package<'_>, part: usize, is_1904: bool) -> Result<Formats, Fault> {
    let mut scan = Scan::new(open(zip, part)?);
    let (mut written, mut styles, mut in_cells) = (BTreeMap::new(), Vec::new(), false);
    loop {
        match scan.next()? {
            Event::Start(tag) => match tag.name {
                b"numFmt" if written.len() < MOST_STYLES => {
                    let id = tag.number(b"numFmtId").and_then(|n| u16::try_from(n).ok());
                    let code = tag.attribute(b"formatCode").and_then(|code| std::str::from_utf8(code).ok());
                    if let (Some(id), Some(code)) = (id, code) {
                        written.insert(id, format::written(&unescape(code).unwrap_or(code.into())));
                    }
                }
                b"cellXfs" => in_cells = !tag.empty,
                b"xf" if in_cells && styles.len() < MOST_STYLES => styles.push(tag.number(b"numFmtId").unwrap_or(0) as u16),
                _ => {}
            },
            Event::End(b"cellXfs") => in_cells = false,
            Event::Eof => return Ok(Formats::new(styles.into_iter(), &written, is_1904)),
            _ => {}
        }
    }
}

/// The shared texts, within the budget of the file's texts.
fn strings(zip: &mut Package<'_>, part: usize, book: &mut BookBuilder<'_>) -> Result<Vec<Shared>, Fault> {
    let mut scan = Scan::new(open(zip, part)?);
    let most = book.longest_text();
    let (mut strings, mut text, mut inside, mut in_text, mut phonetic) = (Vec::new(), String::new(), false, false, false);
    loop {
        match scan.next().map_err(strings_fault)? {
            Event::Start(tag) => match tag.name {
                b"si" if tag.empty => add(&mut strings, "", book)?,
                b"si" => {
                    inside = true;
                    text.clear();
                }
                b"rPh" => phonetic = !tag.empty,
                b"t" => in_text = inside && !phonetic && !tag.empty,
                _ => {}
            },
            Event::End(name) => match name {
                b"t" => in_text = false,
                b"rPh" => phonetic = false,
                b"si" if inside => {
                    (inside, in_text, phonetic) = (false, false, false);
                    add(&mut strings, &text, book)?;
                }
                _ => {}
            },
            Event::Text(raw) if in_text && text.len() <= most && !push_text(raw, &mut text) => {
                return Err(Fault::damaged("共享文字部分无法解析"));
            }
            Event::Data(raw) if in_text && text.len() <= most => text.push_str(&String::from_utf8_lossy(raw)),
            Event::Eof => break,
            _ => {}
        }
        let taken = scan.taken();
        if taken > 0 {
            book.advance(taken)?;
        }
    }
    strings.shrink_to_fit();
    Ok(strings)
}

fn strings_fault(fault: Fault) -> Fault {
    if matches!(fault, Fault::Damaged(_)) { Fault::damaged("共享文字部分无法解析") } else { fault }
}

fn add(strings: &mut Vec<Shared>, text: &str, book: &mut BookBuilder<'_>) -> Result<(), Fault> {
    book.spend(TEXT_COST)?;
    strings.push(match book.text(&unescaped(text))? {
        Text::Blank => Shared::Blank,
        Text::Of(text) => Shared::Text(text),
        Text::TooLong => Shared::TooLong,
    });
    Ok(())
}

/// `_x000D_` and its like, by which the office programs write signs that XML cannot hold.
pub(super) fn unescaped(text: &str) -> std::borrow::Cow<'_, str> {
    let unit = |text: &str| {
        let hex = text.strip_prefix("_x")?.get(..5)?.strip_suffix('_')?;
        hex.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u16::from_str_radix(hex, 16).ok()).flatten()
    };
    if !text.contains("_x") {
        return text.into();
    }
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        units.extend(rest[..at].encode_utf16());
        rest = &rest[at..];
        match unit(rest) {
            Some(code) => {
                units.push(code);
                rest = &rest[7..];
            }
            None => {
                units.extend("_x".encode_utf16());
                rest = &rest[2..];
            }
        }
    }
    units.extend(rest.encode_utf16());
    String::from_utf16_lossy(&units).into()
}

/// A small part in UTF-8, so that those who look into it need not ask.
pub(super) fn as_utf8(bytes: Vec<u8>) -> Vec<u8> {
    match encoding(&bytes[..bytes.len().min(HEAD as usize)]) {
        Some(encoding) => encoding.decode(&bytes).0.into_owned().into_bytes(),
        None => bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_xml_cannot_hold() {
        for (text, want) in
            [("甲_x000D_乙", "甲\r乙"), ("_x005F_x000D_", "_x000D_"), ("a_xyz_b_x12", "a_xyz_b_x12"), ("_xD83D__xDE00_", "😀")]
        {
            assert_eq!(unescaped(text), want);
        }
    }

    #[test]
    fn encodings() {
        assert_eq!(encoding(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>"), None);
        assert_eq!(encoding(b"<?xml version='1.0' encoding='GB2312'?>"), Some(encoding_rs::GBK));
        assert_eq!(encoding(b"<\0?\0"), Some(UTF_16LE));
        assert_eq!(encoding(b"\xFE\xFF\0<"), Some(UTF_16BE));
        assert_eq!(encoding(b"<worksheet>"), None);
    }
}
