//! A workbook as the library laid it out, taken apart: sheets cut where rows, merged ranges and sizes go; parts that name a mark or the title as text;
//! all others as they lie in the package, packed once.

use std::cell::RefCell;
use std::io::{self, Read, Write};
use std::marker::PhantomData;

use flate2::read::DeflateDecoder;
use flate2::{Compress, Compression, Crc, FlushCompress, Status};
use rawzip::time::UtcDateTime;
use rawzip::{CompressionMethod, DataDescriptorOutput, ZipArchive, ZipArchiveWriter};
use rust_xlsxwriter::XlsxError;

use super::Leaf;
use super::press::{MARKS, Pen, TITLE};
use super::text::clean;
use crate::model::own::{OwnKind, PartMark};
use crate::report::xlsx::markup::escape;
use crate::report::xlsx::package::{NO_TIME, odd};
use crate::report::{QUICK, seal};

/// The part that names print areas and repeated rows.
const BOOK: &str = "xl/workbook.xml";

/// A workbook to print from.
pub struct Layout<P> {
    kind: OwnKind,
    parts: Vec<(String, Part)>,
    /// Numbers of the pens' formats.
    formats: Vec<String>,
    pens: PhantomData<fn(P)>,
}

enum Part {
    /// Packed, and the same in every workbook.
    Kept(Packed),
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

#[derive(Clone)]
struct Packed {
    bytes: Vec<u8>,
    crc: u32,
    length: u64,
}

impl<P: Pen> Layout<P> {
    /// Takes a workbook apart whose sheets all hold the pens' formats.
    pub(super) fn new(kind: OwnKind, laid: &[u8]) -> Result<Self, XlsxError> {
        let archive = ZipArchive::from_slice(laid).map_err(odd)?;
        let mut parts = Vec::new();
        let mut formats = None;
        for entry in archive.entries() {
            let entry = entry.map_err(odd)?;
            let name = String::from_utf8_lossy(entry.file_path().as_bytes()).into_owned();
            if name == seal::PART {
                continue;
            }
            let mut text = String::new();
            let data = archive.get_entry(entry.wayfinder()).map_err(odd)?.data();
            match entry.compression_method() {
                CompressionMethod::DEFLATE => DeflateDecoder::new(data).read_to_string(&mut text)?,
                _ => return Err(unlike()),
            };
            let number = name.strip_prefix("xl/worksheets/sheet").and_then(|rest| rest.strip_suffix(".xml"));
            let part = match number.and_then(|n| n.parse::<usize>().ok()) {
                // a sheet that holds no formats is the same in every workbook
                Some(number) => match Cut::new(&text) {
                    Some(cut) => {
                        formats = formats.or_else(|| numbers::<P>(&text));
                        Part::Sheet(number - 1, cut)
                    }
                    None => Part::Kept(pack(text.as_bytes())?),
                },
                None if text.contains(TITLE) || name == BOOK => Part::Text(text),
                None => Part::Kept(pack(text.as_bytes())?),
            };
            parts.push((name, part));
        }
        Ok(Layout { kind, parts, formats: formats.ok_or_else(unlike)?, pens: PhantomData })
    }

    /// A workbook with these rows on its sheets, one leaf for each of them.
    ///
    /// # Errors
    /// The package could not be put together.
    pub fn print(&self, title: &str, leaves: &[Leaf<P>]) -> Result<Vec<u8>, XlsxError> {
        let mut marks: Vec<(String, String)> = Vec::new();
        for (number, row) in leaves.iter().flat_map(|leaf| &leaf.marks) {
            marks.push(((MARKS + number + 1).to_string(), (row + 1).to_string()));
        }
        let marked = |text: &str| marks.iter().fold(text.to_string(), |text, (mark, row)| text.replace(mark.as_str(), row));
        let mut package = ZipArchiveWriter::new(Vec::with_capacity(32 << 10));
        let mut sums: Vec<PartMark> = Vec::with_capacity(self.parts.len());
        for (name, part) in &self.parts {
            let fresh = match part {
                Part::Kept(_) => None,
                Part::Text(text) => {
                    let mut plain = String::new();
                    escape(&mut plain, &clean(title));
                    Some(marked(text).replace(TITLE, &plain))
                }
                Part::Sheet(at, cut) => {
                    let leaf = leaves.get(*at).ok_or_else(unlike)?;
                    let (head, tail) = (marked(&cut.head), marked(&cut.tail));
                    Some(
                        [&cut.start, &leaf.dimension(), &head, &leaf.rows(&self.formats), &cut.middle, &leaf.merged(), &tail]
                            .map(String::as_str)
                            .concat(),
                    )
                }
            };
            let made;
            let packed = match (part, fresh) {
                (Part::Kept(packed), _) => packed,
                (_, fresh) => {
                    made = pack(fresh.unwrap_or_default().as_bytes())?;
                    &made
                }
            };
            add(&mut package, name, packed)?;
            sums.push((name.clone().into_bytes(), packed.crc, packed.length));
        }
        // the last, since it seals all others
        add(&mut package, seal::PART, &pack(seal::part(self.kind, sums).as_bytes())?)?;
        package.finish().map_err(odd)
    }
}

fn add(package: &mut ZipArchiveWriter<Vec<u8>>, name: &str, packed: &Packed) -> Result<(), XlsxError> {
    let file = package.new_file(name).compression_method(CompressionMethod::DEFLATE);
    let (mut file, _) = file.last_modified(UtcDateTime::from_unix(NO_TIME)).start().map_err(odd)?;
    file.write_all(&packed.bytes)?;
    file.finish(DataDescriptorOutput::new(packed.crc, packed.length)).map_err(odd)?;
    Ok(())
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
fn numbers<P: Pen>(text: &str) -> Option<Vec<String>> {
    let of = |pen: &P| {
        let (_, rest) = text.split_once(&format!("<c r=\"A{}\" s=\"", pen.number() + 1))?;
        rest.split('"').next().map(str::to_string)
    };
    P::ALL.iter().map(of).collect()
}

fn pack(text: &[u8]) -> io::Result<Packed> {
    thread_local! {
        // a packer's tables are larger than most of what it packs here
        static PACKER: RefCell<Compress> = RefCell::new(Compress::new(Compression::new(QUICK.into()), false));
    }
    let mut crc = Crc::new();
    crc.update(text);
    let mut bytes = Vec::with_capacity(text.len() / 4 + 128);
    PACKER.with_borrow_mut(|packer| {
        packer.reset();
        loop {
            let rest = &text[packer.total_in() as usize..];
            if packer.compress_vec(rest, &mut bytes, FlushCompress::Finish)? == Status::StreamEnd {
                return Ok::<_, io::Error>(());
            }
            bytes.reserve(bytes.capacity());
        }
    })?;
    Ok(Packed { bytes, crc: crc.sum(), length: text.len() as u64 })
}

/// The library does not lay out as it used to.
fn unlike() -> XlsxError {
    XlsxError::ParameterError("工作簿的版式与预期不符".to_string())
}
