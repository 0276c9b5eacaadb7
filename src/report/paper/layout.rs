//! A workbook as the library laid it out, taken apart: sheets cut where rows, merged ranges and sizes go; parts that name a mark or the title as text;
//! all others as they lie in the package, packed once.

use std::mem;

use crc32fast::Hasher;
use rust_xlsxwriter::XlsxError;

use super::Leaf;
use super::markup::escape;
use super::package::{self, Package, Packed, unlike};
use super::press::{MARKS, TITLE};
use super::style::Ink;
use super::text::clean;
use crate::model::own::{OwnKind, PartMark};
use crate::report::seal;

/// The part that names print areas and repeated rows.
const BOOK: &str = "xl/workbook.xml";

/// A workbook to print from.
pub struct Layout {
    kind: OwnKind,
    parts: Vec<(String, Part)>,
    /// Numbers of the formats of all looks.
    formats: Vec<String>,
}

enum Part {
    /// The same in every workbook.
    Kept(package::Part),
    /// Holds marks or the title.
    Text(String),
    /// A sheet, by its number.
    Sheet(usize, Cut),
}

/// A sheet's text around what differs.
struct Cut {
    /// Up to its dimension.
    start: String,
    /// From there to its rows.
    head: String,
    /// From its rows to its merged ranges.
    middle: String,
    tail: String,
}

impl Layout {
    /// Takes a workbook apart whose sheets all hold the formats of all looks.
    pub(super) fn new(kind: OwnKind, laid: &[u8]) -> Result<Self, XlsxError> {
        let mut parts = Vec::new();
        let mut formats = None;
        for laid in package::parts(laid)?.into_iter().filter(|laid| laid.name != seal::PART) {
            let (name, text) = (laid.name.clone(), laid.text()?);
            let number = name.strip_prefix("xl/worksheets/sheet").and_then(|rest| rest.strip_suffix(".xml"));
            let part = match number.and_then(|n| n.parse::<usize>().ok()) {
                // a sheet that holds no formats is the same in every workbook
                Some(number) => match Cut::new(&text) {
                    Some(cut) => {
                        formats = formats.or_else(|| numbers(&text));
                        Part::Sheet(number - 1, cut)
                    }
                    None => Part::Kept(laid),
                },
                None if text.contains(TITLE) || name == BOOK => Part::Text(text),
                None => Part::Kept(laid),
            };
            parts.push((name, part));
        }
        Ok(Layout { kind, parts, formats: formats.ok_or_else(unlike)? })
    }

    /// Packs a leaf that is written for this layout and complete, if it is large: it then takes a tenth of the room.
    ///
    /// # Errors
    /// None that could be expected: the packer has no room.
    pub fn settle(&self, leaf: &mut Leaf) -> Result<(), XlsxError> {
        Ok(leaf.settle(&self.formats)?)
    }

    /// A workbook with these rows on its sheets, one leaf for each of them; each is let go once it is written.
    pub fn print(&self, title: &str, mut leaves: Vec<Leaf>) -> Result<Vec<u8>, XlsxError> {
        let mut marks: Vec<(String, String)> = Vec::new();
        for (number, row) in leaves.iter().flat_map(|leaf| &leaf.marks) {
            marks.push(((MARKS + number + 1).to_string(), (row + 1).to_string()));
        }
        let marked = |text: &str| marks.iter().fold(text.to_string(), |text, (mark, row)| text.replace(mark.as_str(), row));
        let mut package = Package::new(Vec::with_capacity(32 << 10));
        let mut sums: Vec<PartMark> = Vec::with_capacity(self.parts.len());
        for (name, part) in &self.parts {
            let (sum, length) = match part {
                Part::Kept(kept) => {
                    package.keep(kept)?;
                    (kept.crc, kept.length)
                }
                Part::Text(text) => {
                    let mut plain = String::new();
                    escape(&mut plain, &clean(title));
                    written(&mut package, name, &[Packed::new(&marked(text).replace(TITLE, &plain))?])?
                }
                Part::Sheet(at, cut) => {
                    let leaf = leaves.get_mut(*at).map(mem::take).ok_or_else(unlike)?;
                    let (head, tail) = (marked(&cut.head), marked(&cut.tail));
                    let around = [&cut.start, &head, &cut.middle, &tail].map(String::as_str);
                    written(&mut package, name, &leaf.print(&self.formats, around)?)?
                }
            };
            sums.push((name.clone().into_bytes(), sum, length));
        }
        // the last, since it seals all others
        let own = Packed::new(&seal::part(self.kind, sums))?;
        package.add(seal::PART, |entry| Ok(entry.add(&own)?))?;
        package.finish()
    }
}

/// Adds a part made of these texts; gives its sum and its length.
fn written(package: &mut Package<Vec<u8>>, name: &str, texts: &[Packed]) -> Result<(u32, u64), XlsxError> {
    let (mut sum, mut length) = (Hasher::new(), 0);
    package.add(name, |entry| {
        for text in texts {
            sum.combine(&text.crc);
            length += text.length;
            entry.add(text)?;
        }
        Ok(())
    })?;
    Ok((sum.finalize(), length))
}

impl Cut {
    fn new(text: &str) -> Option<Cut> {
        let (start, rest) = text.split_once("<dimension ref=\"")?;
        let (head, rest) = rest[rest.find('"')?..].split_once("<sheetData>")?;
        let (_, rest) = rest.split_once("</sheetData>")?;
        let (middle, rest) = rest.split_once("<mergeCells ")?;
        let (_, tail) = rest.split_once("</mergeCells>")?;
        Some(Cut {
            start: format!("{start}<dimension ref=\""),
            head: format!("{head}<sheetData>"),
            middle: format!("</sheetData>{middle}"),
            tail: tail.to_string(),
        })
    }
}

/// Numbers of the formats that stand in a sheet's first column.
fn numbers(text: &str) -> Option<Vec<String>> {
    let of = |ink: &Ink| {
        let (_, rest) = text.split_once(&format!("<c r=\"A{}\" s=\"", *ink as usize + 1))?;
        rest.split('"').next().map(str::to_string)
    };
    Ink::ALL.iter().map(of).collect()
}
