//! A modern workbook as it was handed in, with faulty cells marked and a column of remarks. The package is not written anew: three or four of its
//! parts are changed where they must be, every other is carried over as it lies in the zip (formulas, pictures, print settings). What acts when
//! the file is opened is taken out first (`active` is the list, `parts` and `inert` do it), a signature with it, for it would no longer be true;
//! identity numbers are masked. What cannot be done without breaking the file is not done at all: `None`, and the caller shows the cells in a
//! workbook of its own making.

pub mod active;
mod area;
mod formula;
mod inert;
pub mod mask;
mod parts;
pub mod print;
pub mod scan;
pub mod sheet;
pub mod styles;
pub mod xml;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use self::active::Active;
use self::parts::Inert;
use super::marks::{FileMarks, Keys};
use crate::intake::Parts;
use crate::model::own::OwnKind;
use crate::report::opened::Opened;
use crate::report::seal;

/// A marked package.
pub struct Marked {
    pub bytes: Vec<u8>,
    pub extension: &'static str,
    /// What was taken out.
    pub told: BTreeSet<Active>,
}

/// The package with its marks, sealed as the copy of the ledger of that digest.
pub fn marked(parts: &Parts, marks: &FileMarks<'_>, of: &str) -> Option<Marked> {
    let mut opened = Opened::new(parts.bytes.as_slice())?;
    let Inert { mut changed, dropped, told, extension } = parts::inert(&mut opened)?;
    let mut seen = sheets(&mut opened, parts, marks, &mut changed)?;
    seen.extend(&dropped);
    for index in (0..opened.zip.len()).filter(|index| !seen.contains(index)) {
        let name = opened.zip.by_index_raw(index).ok()?.name().ok()?.replace('\\', "/").to_ascii_lowercase();
        if name.ends_with(".xml") || name.ends_with(".vml") || name.ends_with(".rels") {
            others(&mut opened, index, &name, (parts, &marks.keys), &mut changed)?;
        }
    }
    let bytes = seal::written_sealed(&mut opened, changed, dropped, OwnKind::MarkedCopy, of)?;
    Some(Marked { bytes, extension, told })
}

/// Sheets and formats. Gives the parts that have been masked along.
fn sheets(opened: &mut Opened<'_>, parts: &Parts, marks: &FileMarks<'_>, changed: &mut BTreeMap<usize, String>) -> Option<BTreeSet<usize>> {
    let mut wanted: BTreeMap<usize, &super::marks::SheetMarks<'_>> = BTreeMap::new();
    for (name, sheet) in &marks.sheets {
        wanted.insert(*parts.sheets.get(*name)?, sheet);
    }
    let styles = opened.now(parts.styles?, changed)?;
    let mut texts: BTreeMap<usize, Rc<str>> = BTreeMap::new();
    for index in parts.sheets.values() {
        let text = opened.now(*index, changed)?;
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
    let letters = styles::sizes(&styles)?;
    for (index, scan) in &scans {
        let new = sheet::edit(&texts[index], scan, wanted.get(index).copied(), (&styled, &letters), &marks.keys)?;
        changed.insert(*index, new);
    }
    changed.insert(parts.styles?, styled.xml);
    let remarks = marks.sheets.iter().filter_map(|(name, of)| Some((*name, sheet::last_remark(&scans[parts.sheets.get(*name)?], of)?)));
    let zip = &mut opened.zip;
    let workbook = (0..zip.len()).find(|at| zip.by_index_raw(*at).is_ok_and(|part| part.name().is_ok_and(|name| is_workbook(&name))));
    if let Some(workbook) = workbook {
        let old = opened.now(workbook, changed)?;
        let new = area::widen(&old, &remarks.collect())?;
        if *new != *old {
            changed.insert(workbook, new);
        }
    }
    Some(scans.into_keys().chain(parts.styles).collect())
}

/// The part that lists the sheets.
fn is_workbook(name: &str) -> bool {
    let name = name.replace('\\', "/").to_ascii_lowercase();
    name == "workbook.xml" || name.ends_with("/workbook.xml")
}

/// Identity numbers anywhere else.
fn others(
    opened: &mut Opened<'_>,
    index: usize,
    name: &str,
    (parts, keys): (&Parts, &Keys),
    changed: &mut BTreeMap<usize, String>,
) -> Option<()> {
    // UTF-16, as a rule, is told by `None`: no number of it could be seen
    let text = opened.now(index, changed)?;
    let shared = parts.strings == Some(index) || name.ends_with("sharedstrings.xml");
    let new = if shared { mask::strings(&text, keys)? } else { mask::plain(&text, keys)? };
    if let Cow::Owned(new) = new
        && *new != *text
    {
        changed.insert(index, new);
    }
    Some(())
}
