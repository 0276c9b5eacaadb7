//! The workbook's package with its long tables: all parts of the layout are taken over as the library packed them, but the sheets of long tables, whose
//! rows are packed part by part on all threads. A part ends where a byte ends, so parts that were packed apart stand behind each other as one.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use flate2::read::DeflateDecoder;
use flate2::{Compress, Compression, Crc, FlushCompress};
use rawzip::time::UtcDateTime;
use rawzip::{CompressionMethod, DataDescriptorOutput, ZipArchive, ZipArchiveWriter, ZipEntryWriter};
use rayon::prelude::*;
use rust_xlsxwriter::XlsxError;

use super::COMPRESSION;
use super::long::Long;

/// Parts that are packed before any is written: enough to keep all threads busy, little enough to hold.
const AT_ONCE: usize = 32;
/// End of packed data: a last block with nothing in it.
const END: [u8; 2] = [0x03, 0x00];
/// First day that a package can name, as the library has it.
pub(in crate::report) const NO_TIME: i64 = 315_532_800;

/// Writes the package: `laid` is the layout, `long` the long tables by number of the sheet from 0.
pub(super) fn write(path: &Path, laid: &[u8], long: &BTreeMap<usize, Long<'_, '_>>) -> Result<(), XlsxError> {
    let archive = ZipArchive::from_slice(laid).map_err(odd)?;
    let sheets: BTreeMap<String, &Long<'_, '_>> =
        long.iter().map(|(at, table)| (format!("xl/worksheets/sheet{}.xml", at + 1), table)).collect();
    let mut package = ZipArchiveWriter::new(BufWriter::new(File::create(path)?));
    for entry in archive.entries() {
        let entry = entry.map_err(odd)?;
        let name = String::from_utf8_lossy(entry.file_path().as_bytes()).into_owned();
        let data = archive.get_entry(entry.wayfinder()).map_err(odd)?.data();
        let file = package.new_file(&name).compression_method(entry.compression_method()).last_modified(UtcDateTime::from_unix(NO_TIME));
        let (mut file, _) = file.start().map_err(odd)?;
        let end = match sheets.get(&name).filter(|_| entry.compression_method() == CompressionMethod::DEFLATE) {
            Some(table) => {
                let mut xml = String::new();
                DeflateDecoder::new(data).read_to_string(&mut xml)?;
                sheet(&mut file, &xml, table)?
            }
            None => {
                file.write_all(data)?;
                DataDescriptorOutput::new(entry.crc32(), entry.uncompressed_size_hint())
            }
        };
        file.finish(end).map_err(odd)?;
    }
    package.finish().map_err(odd)?.flush()?;
    Ok(())
}

/// A worksheet with its long table.
fn sheet(file: &mut ZipEntryWriter<'_, impl Write>, xml: &str, table: &Long<'_, '_>) -> Result<DataDescriptorOutput, XlsxError> {
    let cut = table.cut(xml).ok_or_else(|| XlsxError::ParameterError("工作表的版式与预期不符".to_string()))?;
    let mut entry = Entry { file, crc: Crc::new(), length: 0 };
    entry.add(&Packed::new(cut.before)?)?;
    let mut links = String::new();
    let parts: Vec<usize> = (0..table.parts()).collect();
    for some in parts.chunks(AT_ONCE) {
        let make = |part: &usize| {
            let markup = table.part(*part, &cut.ink);
            Ok::<_, io::Error>((Packed::new(&markup.rows)?, markup.links))
        };
        for made in some.par_iter().with_max_len(1).map(make).collect::<Vec<_>>() {
            let (packed, more) = made?;
            entry.add(&packed)?;
            links.push_str(&more);
        }
    }
    if let Some(between) = cut.between {
        entry.add(&Packed::new(between)?)?;
        entry.add(&Packed::new(&links)?)?;
    }
    entry.add(&Packed::new(cut.behind)?)?;
    entry.file.write_all(&END)?;
    Ok(DataDescriptorOutput::new(entry.crc.sum(), entry.length))
}

/// Text as it stands in a package, without an end.
struct Packed {
    bytes: Vec<u8>,
    crc: Crc,
    length: u64,
}

impl Packed {
    fn new(text: &str) -> io::Result<Self> {
        let text = text.as_bytes();
        let mut crc = Crc::new();
        crc.update(text);
        let mut packer = Compress::new(Compression::new(COMPRESSION.into()), false);
        let mut bytes = Vec::with_capacity(text.len() / 8 + 64);
        loop {
            // fills the last byte up, and does not say that this is the end
            let rest = &text[packer.total_in() as usize..];
            packer.compress_vec(rest, &mut bytes, FlushCompress::Sync)?;
            // all of it is out only if there was room left
            if bytes.len() < bytes.capacity() && packer.total_in() == text.len() as u64 {
                break;
            }
            bytes.reserve(bytes.capacity() / 2);
        }
        Ok(Packed { bytes, crc, length: text.len() as u64 })
    }
}

/// A sheet being written.
struct Entry<'f, 'a, W> {
    file: &'f mut ZipEntryWriter<'a, W>,
    crc: Crc,
    length: u64,
}

impl<W: Write> Entry<'_, '_, W> {
    fn add(&mut self, packed: &Packed) -> io::Result<()> {
        self.crc.combine(&packed.crc);
        self.length += packed.length;
        self.file.write_all(&packed.bytes)
    }
}

pub(in crate::report) fn odd(error: rawzip::Error) -> XlsxError {
    XlsxError::IoError(io::Error::other(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_packed_apart_are_one_text() {
        // more than fits into the room first given, and nothing at all
        let odd: String = (0..40_000_u64).map(|n| format!("{:x}", n.wrapping_mul(0x9E37_79B9_7F4A_7C15))).collect();
        let parts = ["党支部", "", odd.as_str(), "</worksheet>"];
        let packed: Vec<Packed> = parts.iter().map(|p| Packed::new(p).unwrap()).collect();
        let mut bytes: Vec<u8> = packed.iter().flat_map(|p| p.bytes.clone()).collect();
        bytes.extend(END);
        let mut text = String::new();
        DeflateDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
        assert_eq!(text, parts.concat());
        let mut whole = Crc::new();
        packed.iter().for_each(|p| whole.combine(&p.crc));
        let mut told = Crc::new();
        told.update(text.as_bytes());
        assert_eq!(whole.sum(), told.sum());
    }
}
