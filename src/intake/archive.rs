//! A zip of ledgers, parsed once and then read by many threads: each read opens its own handle and goes straight to the member.

use std::io::{BufReader, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use encoding_rs::GB18030;
use zip::ZipArchive;
use zip::read::{ZipArchiveMetadata, ZipReadOptions};
use zip::result::ZipError;

use super::fault::Fault;
use super::limits::Limits;
use super::source::{Bounded, too_large};
use super::spool::Spool;
use crate::files;
use crate::model::text::without_controls;

/// Where the bytes of the archive are.
#[derive(Clone)]
enum Store {
    File(PathBuf),
    Spool(Spool),
}

/// A parsed archive.
pub(super) struct Archive {
    store: Store,
    index: Arc<ZipArchiveMetadata>,
}

impl std::fmt::Debug for Archive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Archive({} entries)", self.index.len())
    }
}

/// A file in an archive.
pub(super) struct Member {
    /// Place in the central directory.
    pub(super) index: usize,
    /// `/` between folders, no `.` or `..`, no leading `/`.
    pub(super) name: String,
    /// Declared inflated size.
    pub(super) bytes: u64,
    /// Needs a password.
    pub(super) encrypted: bool,
}

impl Archive {
    /// Parses the central directory of a file.
    pub(super) fn open(path: &Path, limits: &Limits) -> Result<Self, Fault> {
        let file = files::open_listed(path).map_err(|e| Fault::io(&e))?;
        let bytes = file.metadata().map_err(|e| Fault::io(&e))?.len();
        if bytes > limits.archive_bytes {
            return Err(Fault::Limit("压缩包大小（字节）", limits.archive_bytes));
        }
        Self::parse(BufReader::new(file), Store::File(path.to_owned()), bytes, limits)
    }

    /// Parses an archive that came out of another one.
    pub(super) fn spooled(spool: Spool, limits: &Limits) -> Result<Self, Fault> {
        let length = spool.len();
        Self::parse(BufReader::new(spool.reader()), Store::Spool(spool), length, limits)
    }

    fn parse<R: Read + Seek>(mut reader: R, store: Store, length: u64, limits: &Limits) -> Result<Self, Fault> {
        let too_many = || Fault::Limit("压缩包内文件数", limits.archive_entries as u64);
        if promised(&mut reader).map_err(|e| Fault::io(&e))? > limits.archive_entries as u64 {
            return Err(too_many());
        }
        let index = ZipArchive::new(reader).map_err(|e| archive_fault(&e))?.metadata();
        if index.len() > limits.archive_entries {
            return Err(too_many());
        }
        let archive = Archive { store, index };
        archive.check_sizes(length, limits)?;
        Ok(archive)
    }

    /// What its files come to when unpacked, over what the archive itself is: files that share their packed bytes are counted as often as
    /// they are there, and their bytes once.
    fn check_sizes(&self, length: u64, limits: &Limits) -> Result<(), Fault> {
        let entries = (0..self.index.len()).filter_map(|i| self.index.entry(i).ok());
        let inflated = entries.fold(0_u64, |sum, entry| sum.saturating_add(entry.size()));
        if inflated > limits.ratio_from && inflated / length.max(1) > limits.ratio {
            return Err(Fault::Limit("压缩比", limits.ratio));
        }
        Ok(())
    }

    /// Its files, folders and symbolic links left out.
    pub(super) fn members(&self) -> Vec<Member> {
        (0..self.index.len())
            .filter_map(|index| {
                let entry = self.index.entry(index).ok()?;
                let raw = entry.name_raw();
                if entry.is_dir() || entry.is_symlink() || raw.ends_with(b"/") || raw.ends_with(b"\\") {
                    return None;
                }
                let name = member_name(raw);
                (!name.is_empty()).then(|| Member { index, name, bytes: entry.size(), encrypted: entry.encrypted() })
            })
            .collect()
    }

    /// True when the entries are those of one office document rather than files that somebody packed.
    pub(super) fn is_document(&self) -> bool {
        (0..self.index.len()).filter_map(|i| self.index.entry(i).ok()).any(|entry| is_document_part(entry.name_raw()))
    }

    /// The bytes of a member, at most `limits.file_bytes`.
    pub(super) fn read(&self, index: usize, limits: &Limits) -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        let outcome = self.stream(index, limits, |source| source.read_to_end(&mut bytes))?;
        outcome.map_err(|e| match e.kind() {
            ErrorKind::FileTooLarge => too_large(limits),
            ErrorKind::OutOfMemory => Fault::io(&e),
            _ => Fault::damaged("压缩包内容不完整"),
        })?;
        Ok(bytes)
    }

    /// Gives a reader of a member to `take`; it fails past `limits.file_bytes`.
    pub(super) fn stream<T>(&self, index: usize, limits: &Limits, take: impl FnOnce(&mut dyn Read) -> T) -> Result<T, Fault> {
        match &self.store {
            Store::File(path) => {
                self.stream_from(BufReader::new(files::open_listed(path).map_err(|e| Fault::io(&e))?), index, limits, take)
            }
            Store::Spool(spool) => self.stream_from(BufReader::new(spool.reader()), index, limits, take),
        }
    }

    fn stream_from<R: Read + Seek, T>(
        &self,
        mut reader: R,
        index: usize,
        limits: &Limits,
        take: impl FnOnce(&mut dyn Read) -> T,
    ) -> Result<T, Fault> {
        let entry = self.index.entry(index).map_err(|e| zip_fault(&e))?;
        if entry.encrypted() {
            return Err(Fault::Locked);
        }
        if entry.size() > limits.file_bytes {
            return Err(too_large(limits));
        }
        let source = entry.with_reader(&mut reader, ZipReadOptions::new()).map_err(|e| zip_fault(&e))?;
        Ok(take(&mut Bounded { source, left: limits.file_bytes }))
    }
}

/// Bytes at the end of a zip in which its own end may stand: the longest comment and the records before it.
const END: u64 = (64 << 10) + 256;

/// The most entries that a zip promises, by its large form; the small one cannot promise many. Looked at before the zip is parsed, because
/// room is made for as many.
pub(super) fn promised<R: Read + Seek>(reader: &mut R) -> std::io::Result<u64> {
    let length = reader.seek(SeekFrom::End(0))?;
    let mut end = Vec::new();
    reader.seek(SeekFrom::Start(length.saturating_sub(END)))?;
    reader.by_ref().take(END).read_to_end(&mut end)?;
    let long = |bytes: &[u8], at: usize| bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map(u64::from_le_bytes);
    let mut most = 0;
    for at in memchr::memmem::find_iter(&end, b"PK\x06") {
        match end.get(at + 3).copied().unwrap_or(0) {
            6 => most = most.max(long(&end, at + 32).unwrap_or(0)),
            // It names where the record is.
            7 => {
                let mut record = Vec::new();
                reader.seek(SeekFrom::Start(long(&end, at + 8).unwrap_or(0).min(length)))?;
                reader.by_ref().take(56).read_to_end(&mut record)?;
                if record.starts_with(b"PK\x06\x06") {
                    most = most.max(long(&record, 32).unwrap_or(0));
                }
            }
            _ => {}
        }
    }
    reader.seek(SeekFrom::Start(0))?;
    Ok(most)
}

/// A part that only office documents have.
pub(super) fn is_document_part(raw: &[u8]) -> bool {
    let name = String::from_utf8_lossy(raw).replace('\\', "/").to_ascii_lowercase();
    matches!(name.as_str(), "[content_types].xml" | "mimetype" | "xl/workbook.xml" | "xl/workbook.bin")
}

/// True when the first local header of a zip names a part of an office document, so that its directory need not be looked at.
pub(super) fn starts_like_document(head: &[u8]) -> bool {
    let (Some(low), Some(high)) = (head.get(26), head.get(27)) else { return false };
    let length = usize::from(u16::from_le_bytes([*low, *high]));
    head.get(30..30 + length).is_some_and(is_document_part)
}

/// Names are UTF-8 where that is valid, else GBK. Decoded before separators are looked at, since `\` may be half of a GBK character.
fn member_name(raw: &[u8]) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => GB18030.decode_without_bom_handling(raw).0.into_owned(),
    };
    let parts: Vec<String> =
        name.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | "..")).map(|part| without_controls(part).into_owned()).collect();
    parts.join("/")
}

/// A zip error in words of the office.
pub(super) fn zip_fault(error: &ZipError) -> Fault {
    match error {
        ZipError::Io(error) => Fault::io(error),
        ZipError::UnsupportedArchive(text) if text.contains("assword") || text.contains("ncrypt") => Fault::Locked,
        ZipError::UnsupportedArchive(_) => Fault::damaged("压缩方式不受支持"),
        ZipError::InvalidPassword => Fault::Locked,
        _ => Fault::damaged("压缩结构不完整"),
    }
}

/// The same for an archive of ledgers, which no office program opens or mends.
fn archive_fault(error: &ZipError) -> Fault {
    match error {
        ZipError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => Fault::io(error),
        ZipError::UnsupportedArchive(_) => Fault::Archive("压缩方式不受支持"),
        _ => Fault::Archive("文件已损坏或不完整"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(member_name("甲/乙.xlsx".as_bytes()), "甲/乙.xlsx");
        assert_eq!(member_name(&encoding_rs::GBK.encode("甲\\乙.xlsx").0), "甲/乙.xlsx");
        // 乗 is 81 5C in GBK: its second byte looks like a separator.
        assert_eq!(member_name(&[0x81, 0x5C, b'/', b'a']), "乗/a");
        assert_eq!(member_name(b"../../etc/passwd"), "etc/passwd");
        assert_eq!(member_name(b"C:\\x\\.\\y.xls"), "C:/x/y.xls");
    }
}
