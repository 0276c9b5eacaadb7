//! Pictures in a package: which part stands at which cell, and its digest. Nothing of a picture is kept but that. A package without pictures costs
//! one look at its names.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;

use quick_xml::events::Event;
use sha2::{Digest, Sha256};

use super::limits::Limits;
use super::package::{self, Package, Relationship};
use super::sheet::{MAX_COLS, MAX_ROWS};
use super::xml;
use crate::model::book::{RawPicture, RawSheet, Value};
use crate::model::cell::CellRef;

/// The part in which WPS keeps the pictures that cells show by `DISPIMG`.
const CELL_IMAGES: &str = "xl/cellimages.xml";
/// A cell that shows one.
const SHOWS: &str = "DISPIMG(\"";
const PIECE: usize = 64 << 10;

/// The pictures of one package, each digested when first met.
pub(super) struct Gallery {
    parts: HashMap<String, usize>,
    prints: HashMap<usize, Option<([u8; 32], u64)>>,
    /// Parts of the pictures that cells show, by their name in formulas.
    cell_images: HashMap<String, String>,
    /// Bytes that may yet be digested.
    bytes_left: u64,
    /// Pictures that may yet be hung.
    left: usize,
}

impl Gallery {
    /// `None` for a package that holds no picture below one of these folders.
    pub(super) fn open(zip: &mut Package<'_>, folders: &[&str], limits: &Limits) -> Option<Self> {
        let name = |zip: &Package<'_>, ix| zip.by_index_data(ix).map(|e| package::normalised(e.name_raw())).unwrap_or_default();
        let names: Vec<String> = (0..zip.len()).map(|ix| name(zip, ix)).collect();
        if !names.iter().any(|name| folders.iter().any(|folder| name.starts_with(folder) && !name.ends_with('/'))) {
            return None;
        }
        // Of two parts with one name the first is the one that other readers take.
        let parts: HashMap<String, usize> = names.into_iter().enumerate().rev().map(|(ix, name)| (name, ix)).collect();
        let (bytes_left, left) = (limits.picture_bytes, limits.pictures);
        let mut gallery = Gallery { parts, prints: HashMap::new(), cell_images: HashMap::new(), bytes_left, left };
        if gallery.parts.contains_key(CELL_IMAGES) {
            gallery.cell_images = cell_images(zip);
        }
        Some(gallery)
    }

    /// Hangs the pictures of the sheet that the part `of` holds: drawings by their anchors, and what its cells show.
    pub(super) fn hang(&mut self, zip: &mut Package<'_>, of: Option<usize>, sheet: &mut RawSheet) {
        let name = of.and_then(|part| zip.by_index_data(part).ok()).map(|entry| package::normalised(entry.name_raw()));
        let beside = name.map(|name| related(zip, &name)).unwrap_or_default();
        for drawing in beside.into_iter().filter(|r| r.kind.ends_with("/drawing")) {
            let Some(part) = package::small_part(zip, &drawing.target) else { continue };
            let targets = by_id(related(zip, &drawing.target));
            for anchor in anchors(&part, self.left) {
                if let Some(target) = targets.get(&anchor.id) {
                    self.add(zip, target, anchor.from, anchor.to, sheet);
                }
            }
        }
        if self.cell_images.is_empty() {
            return;
        }
        let shown: Vec<(CellRef, String)> = sheet
            .cells
            .iter()
            .filter_map(|cell| match &cell.value {
                Value::Text(text) => Some((cell.at, text.split_once(SHOWS)?.1.split_once('"')?.0)),
                _ => None,
            })
            .filter_map(|(at, id)| Some((at, self.cell_images.get(id)?.clone())))
            .collect();
        for (at, target) in shown {
            self.add(zip, &target, at, at, sheet);
        }
    }

    /// Hangs one picture by the name of its part.
    pub(super) fn add(&mut self, zip: &mut Package<'_>, target: &str, from: CellRef, to: CellRef, sheet: &mut RawSheet) {
        if self.left == 0 {
            return;
        }
        if let Some((print, bytes)) = self.print(zip, target) {
            self.left -= 1;
            sheet.pictures.push(RawPicture { from, to, print, bytes });
        }
    }

    /// Digest and length of a part; `None` when it is not there, damaged, or over what may be looked at.
    fn print(&mut self, zip: &mut Package<'_>, name: &str) -> Option<([u8; 32], u64)> {
        let part = *self.parts.get(&package::normalised(name.as_bytes()))?;
        if let Some(known) = self.prints.get(&part) {
            return *known;
        }
        let print = self.digest(zip, part);
        self.prints.insert(part, print);
        print
    }

    fn digest(&mut self, zip: &mut Package<'_>, part: usize) -> Option<([u8; 32], u64)> {
        let mut file = zip.by_index(part).ok().filter(|file| file.size() <= self.bytes_left)?;
        let mut hash = Sha256::new();
        let mut piece = vec![0_u8; PIECE];
        let mut length = 0_u64;
        loop {
            let got = file.read(&mut piece).ok()?;
            if got == 0 {
                return Some((hash.finalize().into(), length));
            }
            // A declared size may be a lie.
            self.bytes_left = self.bytes_left.checked_sub(got as u64)?;
            length += got as u64;
            hash.update(&piece[..got]);
        }
    }
}

/// A picture's place in a drawing, and what its part is called there.
struct Anchor {
    from: CellRef,
    to: CellRef,
    id: String,
}

/// The anchored pictures of a drawing, at most so many, up to the first fault in the XML.
fn anchors(part: &[u8], most: usize) -> Vec<Anchor> {
    let mut found = Vec::new();
    let (mut from, mut to) = (CellRef::new(0, 0), CellRef::new(0, 0));
    let (mut at_end, mut number, mut pending) = (false, String::new(), Vec::new());
    let mut reader = xml::reader(part);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(e)) => match e.local_name().as_ref() {
                "twoCellAnchor" | "oneCellAnchor" | "absoluteAnchor" => (from, to) = (CellRef::new(0, 0), CellRef::new(0, 0)),
                "from" => at_end = false,
                "to" => at_end = true,
                "row" | "col" => number.clear(),
                "blip" => pending.extend(xml::attribute(&e, "embed")),
                _ => {}
            },
            Ok(Event::Text(text)) if number.len() < 16 => number.push_str(text.xml10_content().trim()),
            Ok(Event::End(e)) => match e.local_name().as_ref() {
                "row" | "col" => {
                    let corner = if at_end { &mut to } else { &mut from };
                    let value = number.parse().unwrap_or(0_u32);
                    if e.local_name().as_ref() == "row" {
                        corner.row = value.min(MAX_ROWS - 1);
                    } else {
                        corner.col = value.min(MAX_COLS - 1);
                    }
                }
                "from" => to = from,
                "twoCellAnchor" | "oneCellAnchor" | "absoluteAnchor" => {
                    let to = CellRef::new(to.row.max(from.row), to.col.max(from.col));
                    found.extend(pending.drain(..).map(|id| Anchor { from, to, id }));
                    if found.len() >= most {
                        found.truncate(most);
                        return found;
                    }
                }
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

/// The pictures of cells: name in formulas → part.
fn cell_images(zip: &mut Package<'_>) -> HashMap<String, String> {
    let targets = by_id(related(zip, CELL_IMAGES));
    let mut found = HashMap::new();
    let mut name = None;
    if let Some(part) = package::small_part(zip, CELL_IMAGES) {
        package::each_start(&part, |e| match e.local_name().as_ref() {
            "cNvPr" => name = xml::attribute(e, "name"),
            "blip" => {
                let target = xml::attribute(e, "embed").and_then(|id| targets.get(&id));
                if let Some((name, target)) = name.take().zip(target) {
                    found.insert(name, target.clone());
                }
            }
            _ => {}
        });
    }
    found
}

fn by_id(related: Vec<Relationship>) -> BTreeMap<String, String> {
    related.into_iter().map(|r| (r.id, r.target)).collect()
}

/// What a part is related to, targets without `..`.
fn related(zip: &mut Package<'_>, part: &str) -> Vec<Relationship> {
    let mut found = package::related(zip, part);
    for relationship in &mut found {
        let mut steps: Vec<&str> = Vec::new();
        for step in relationship.target.split(['/', '\\']) {
            match step {
                "" | "." => {}
                ".." => drop(steps.pop()),
                step => steps.push(step),
            }
        }
        relationship.target = steps.join("/");
    }
    found
}
