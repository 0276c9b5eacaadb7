//! A modern workbook as it was handed in, with faulty cells marked and a column of remarks. The package is not written anew: three or four of its
//! parts are changed where they must be, every other is carried over as it lies in the zip (formulas, pictures, print settings, macros). A
//! signature is dropped, for it would no longer be true; identity numbers are masked. What cannot be done without breaking the file is not
//! done at all: `None`, and the caller shows the cells in a workbook of its own making.

pub mod mask;
pub mod scan;
pub mod sheet;
pub mod styles;
pub mod xml;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::marks::{FileMarks, Keys};
use crate::intake::Parts;
use crate::report::QUICK;

/// Largest part that is changed.
const MOST_BYTES: u64 = 64 << 20;
/// As for the small workbooks of our own.
const COMPRESSION: i64 = QUICK as i64;

/// The package with its marks.
pub fn marked(parts: &Parts, marks: &FileMarks<'_>) -> Option<Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(parts.bytes.as_slice())).ok()?;
    let mut changed: BTreeMap<usize, String> = BTreeMap::new();
    sheets(&mut zip, parts, marks, &mut changed)?;
    let mut dropped = BTreeSet::new();
    for index in 0..zip.len() {
        let name = zip.by_index_raw(index).ok()?.name().ok()?.replace('\\', "/").to_ascii_lowercase();
        if name.contains("/embeddings/") {
            // a workbook or document inside, which nobody has looked into
            return None;
        }
        if name.starts_with("_xmlsignatures/") {
            dropped.insert(index);
        } else if (name.ends_with(".xml") || name.ends_with(".vml") || name.ends_with(".rels")) && !changed.contains_key(&index) {
            others(&mut zip, index, &name, (parts, &marks.keys), &mut changed)?;
        }
    }
    if !dropped.is_empty() {
        unsign(&mut zip, &mut changed)?;
    }
    pack(&mut zip, &changed, &dropped)
}

/// Sheets and formats.
fn sheets(zip: &mut Zip<'_>, parts: &Parts, marks: &FileMarks<'_>, changed: &mut BTreeMap<usize, String>) -> Option<()> {
    let mut wanted: BTreeMap<usize, &super::marks::SheetMarks<'_>> = BTreeMap::new();
    for (name, sheet) in &marks.sheets {
        wanted.insert(*parts.sheets.get(*name)?, sheet);
    }
    let styles = text(zip, parts.styles?)?;
    let mut texts: BTreeMap<usize, String> = BTreeMap::new();
    for index in parts.sheets.values() {
        let text = text(zip, *index)?;
        if wanted.contains_key(index) || mask::suspicious(&text) {
            texts.insert(*index, text);
        }
    }
    let mut scans = BTreeMap::new();
    for (index, text) in &texts {
        // A chart in the place of a sheet has no cells.
        match scan::scan(text) {
            Some(scan) => drop(scans.insert(*index, scan)),
            None if wanted.contains_key(index) || text.contains("sheetData") => return None,
            None => {}
        }
    }
    let bases: Vec<u32> = wanted.iter().flat_map(|(index, marks)| sheet::bases(&texts[index], &scans[index], marks)).collect();
    let styled = styles::add(&styles, bases)?;
    for (index, scan) in &scans {
        let new = sheet::edit(&texts[index], scan, wanted.get(index).copied(), Some(&styled), &marks.keys)?;
        changed.insert(*index, new);
    }
    changed.insert(parts.styles?, styled.xml);
    Some(())
}

/// Identity numbers anywhere else.
fn others(
    zip: &mut Zip<'_>,
    index: usize,
    name: &str,
    (parts, keys): (&Parts, &Keys),
    changed: &mut BTreeMap<usize, String>,
) -> Option<()> {
    let mut raw = Vec::new();
    zip.by_index(index).ok()?.take(MOST_BYTES + 1).read_to_end(&mut raw).ok()?;
    if raw.len() as u64 > MOST_BYTES {
        return None;
    }
    let Ok(text) = String::from_utf8(raw) else {
        // UTF-16, as a rule: no number of it could be seen
        return None;
    };
    let shared = parts.strings == Some(index) || name.ends_with("sharedstrings.xml");
    let new = if shared { mask::strings(&text, keys)? } else { mask::plain(&text, keys)? };
    if let Cow::Owned(new) = new
        && new != text
    {
        changed.insert(index, new);
    }
    Some(())
}

/// No relationship and no content type names a signature any longer.
fn unsign(zip: &mut Zip<'_>, changed: &mut BTreeMap<usize, String>) -> Option<()> {
    for (part, word) in [("_rels/.rels", "digital-signature"), ("[Content_Types].xml", "_xmlsignatures")] {
        let index = zip.index_for_name(part)?;
        let old = match changed.remove(&index) {
            Some(text) => text,
            None => text(zip, index)?,
        };
        let mut splices = xml::Splices::default();
        xml::each_tag(&old, |tag| {
            if tag.kind == xml::TagKind::Empty && old[tag.start..tag.end].contains(word) {
                splices.put(tag.start, tag.end, "");
            }
            true
        })?;
        changed.insert(index, splices.apply(&old)?);
    }
    Some(())
}

type Zip<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// A part as text.
fn text(zip: &mut Zip<'_>, index: usize) -> Option<String> {
    let mut raw = Vec::new();
    zip.by_index(index).ok()?.take(MOST_BYTES + 1).read_to_end(&mut raw).ok()?;
    if raw.len() as u64 > MOST_BYTES { None } else { String::from_utf8(raw).ok() }
}

fn pack(zip: &mut Zip<'_>, changed: &BTreeMap<usize, String>, dropped: &BTreeSet<usize>) -> Option<Vec<u8>> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for index in (0..zip.len()).filter(|i| !dropped.contains(i)) {
        let part = zip.by_index_raw(index).ok()?;
        match changed.get(&index) {
            Some(text) => {
                let options = SimpleFileOptions::default()
                    .compression_method(CompressionMethod::Deflated)
                    .compression_level(Some(COMPRESSION))
                    .last_modified_time(part.last_modified().unwrap_or_default());
                let name = part.name().ok()?.into_owned();
                drop(part);
                out.start_file(name, options).ok()?;
                out.write_all(text.as_bytes()).ok()?;
            }
            None => out.raw_copy_file(part).ok()?,
        }
    }
    out.finish().ok().map(Cursor::into_inner)
}
