//! Packages: what the library laid out taken apart, and its parts, old and new, put together again. A text is packed up to where a byte ends without
//! saying that this is the end, so that texts that were packed apart stand behind each other as one part.

use std::cell::RefCell;
use std::io::{self, Read, Write};

use crc32fast::Hasher;
use flate2::read::DeflateDecoder;
use flate2::{Compress, Compression, FlushCompress};
use rawzip::time::UtcDateTime;
use rawzip::{CompressionMethod, DataDescriptorOutput, ZipArchive, ZipArchiveWriter, ZipEntryWriter};
use rust_xlsxwriter::XlsxError;

use crate::report::QUICK;

/// End of packed data: a last block with nothing in it.
const END: [u8; 2] = [0x03, 0x00];
/// First day that a package can name, as the library has it.
const NO_TIME: i64 = 315_532_800;

/// A part as it lies in a package.
pub struct Part {
    pub name: String,
    /// Packed, with its end.
    pub bytes: Vec<u8>,
    pub crc: u32,
    /// Bytes of its text.
    pub length: u64,
}

/// The parts of a package that the library wrote.
pub fn parts(package: &[u8]) -> Result<Vec<Part>, XlsxError> {
    let archive = ZipArchive::from_slice(package).map_err(odd)?;
    let part = |entry: Result<rawzip::ZipFileHeaderRecord<'_>, rawzip::Error>| {
        let entry = entry.map_err(odd)?;
        let name = String::from_utf8_lossy(entry.file_path().as_bytes()).into_owned();
        let bytes = archive.get_entry(entry.wayfinder()).map_err(odd)?.data().to_vec();
        let part = Part { name, bytes, crc: entry.crc32(), length: entry.uncompressed_size_hint() };
        if entry.compression_method() == CompressionMethod::DEFLATE { Ok(part) } else { Err(unlike()) }
    };
    archive.entries().map(part).collect()
}

impl Part {
    /// What it says.
    pub fn text(&self) -> io::Result<String> {
        let mut text = String::new();
        DeflateDecoder::new(self.bytes.as_slice()).read_to_string(&mut text)?;
        Ok(text)
    }
}

/// Text as it stands in a package, without an end.
pub struct Packed {
    bytes: Vec<u8>,
    pub crc: Hasher,
    pub length: u64,
}

impl Packed {
    /// Packs a text.
    pub fn new(text: &str) -> io::Result<Self> {
        thread_local! {
            // a packer's tables are larger than most of what it packs
            static PACKER: RefCell<Compress> = RefCell::new(Compress::new(Compression::new(QUICK.into()), false));
        }
        let text = text.as_bytes();
        let mut crc = Hasher::new();
        crc.update(text);
        let mut bytes = Vec::with_capacity(text.len() / 6 + 128);
        PACKER.with_borrow_mut(|packer| {
            packer.reset();
            loop {
                let rest = &text[packer.total_in() as usize..];
                packer.compress_vec(rest, &mut bytes, FlushCompress::Sync)?;
                // all of it is out only if there was room left
                if bytes.len() < bytes.capacity() && packer.total_in() == text.len() as u64 {
                    return Ok::<_, io::Error>(());
                }
                bytes.reserve(bytes.capacity() / 2);
            }
        })?;
        Ok(Packed { bytes, crc, length: text.len() as u64 })
    }
}

/// A package being written.
pub struct Package<W: Write>(ZipArchiveWriter<W>);

impl<W: Write> Package<W> {
    /// Nothing in it yet.
    pub fn new(out: W) -> Self {
        Package(ZipArchiveWriter::new(out))
    }

    /// Adds a part as it lies in another package.
    pub fn keep(&mut self, part: &Part) -> Result<(), XlsxError> {
        self.part(&part.name, |entry| {
            entry.file.write_all(&part.bytes)?;
            Ok(DataDescriptorOutput::new(part.crc, part.length))
        })
    }

    /// Adds a part that consists of what `fill` adds to it.
    pub fn add(&mut self, name: &str, fill: impl FnOnce(&mut Entry<'_, '_, W>) -> Result<(), XlsxError>) -> Result<(), XlsxError> {
        self.part(name, |entry| {
            fill(entry)?;
            entry.file.write_all(&END)?;
            Ok(DataDescriptorOutput::new(entry.crc.clone().finalize(), entry.length))
        })
    }

    fn part(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut Entry<'_, '_, W>) -> Result<DataDescriptorOutput, XlsxError>,
    ) -> Result<(), XlsxError> {
        let file = self.0.new_file(name).compression_method(CompressionMethod::DEFLATE);
        let (mut file, _) = file.last_modified(UtcDateTime::from_unix(NO_TIME)).start().map_err(odd)?;
        let end = fill(&mut Entry { file: &mut file, crc: Hasher::new(), length: 0 })?;
        file.finish(end).map_err(odd)?;
        Ok(())
    }

    /// All of it.
    pub fn finish(self) -> Result<W, XlsxError> {
        self.0.finish().map_err(odd)
    }
}

/// A part being written.
pub struct Entry<'f, 'a, W> {
    file: &'f mut ZipEntryWriter<'a, W>,
    crc: Hasher,
    length: u64,
}

impl<W: Write> Entry<'_, '_, W> {
    /// Adds a text.
    pub fn add(&mut self, packed: &Packed) -> io::Result<()> {
        self.crc.combine(&packed.crc);
        self.length += packed.length;
        self.file.write_all(&packed.bytes)
    }
}

fn odd(error: rawzip::Error) -> XlsxError {
    XlsxError::IoError(io::Error::other(error))
}

/// The library does not lay out as it used to.
pub fn unlike() -> XlsxError {
    XlsxError::ParameterError("工作簿的版式与预期不符".to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_packed_apart_are_one_text() {
        // more than fits into the room first given, and nothing at all
        let odd: String = (0..40_000_u64).map(|n| format!("{:x}", n.wrapping_mul(0x9E37_79B9_7F4A_7C15))).collect();
        let texts = ["党支部", "", odd.as_str(), "</worksheet>"];
        let mut package = Package::new(Vec::new());
        package.add("a.xml", |entry| Ok(texts.iter().try_for_each(|text| entry.add(&Packed::new(text)?))?)).unwrap();
        let bytes = package.finish().unwrap();
        let parts = parts(&bytes).unwrap();
        assert_eq!(parts[0].text().unwrap(), texts.concat());
        let mut told = Hasher::new();
        told.update(texts.concat().as_bytes());
        assert_eq!((parts.len(), parts[0].crc, parts[0].length), (1, told.finalize(), texts.concat().len() as u64));
        // as a reader of packages has it, which checks the sum
        let mut zip = zip::ZipArchive::new(io::Cursor::new(&bytes)).unwrap();
        assert_eq!(io::read_to_string(zip.by_name("a.xml").unwrap()).unwrap(), texts.concat());
        // carried over as it lies
        let mut other = Package::new(Vec::new());
        other.keep(&parts[0]).unwrap();
        assert_eq!(other.finish().unwrap(), bytes);
    }
}
