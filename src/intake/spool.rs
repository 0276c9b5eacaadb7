//! Bytes of an archive within an archive: in memory while they are few, else in a file without a name, which goes when the program does however
//! that ends. Read by many threads, each at its own place.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

/// The bytes.
#[derive(Clone)]
pub(super) enum Spool {
    Memory(Arc<[u8]>),
    File(Arc<File>, u64),
}

impl Spool {
    /// Puts bytes away, on disk where asked.
    pub(super) fn new(bytes: Vec<u8>, on_disk: bool) -> io::Result<Self> {
        if !on_disk {
            return Ok(Spool::Memory(Arc::from(bytes)));
        }
        let mut file = tempfile::tempfile()?;
        file.write_all(&bytes)?;
        Ok(Spool::File(Arc::new(file), bytes.len() as u64))
    }

    pub(super) fn len(&self) -> u64 {
        match self {
            Spool::Memory(bytes) => bytes.len() as u64,
            Spool::File(_, length) => *length,
        }
    }

    /// A reader at the start.
    pub(super) fn reader(&self) -> SpoolReader {
        SpoolReader { spool: self.clone(), at: 0 }
    }
}

/// A reader with a place of its own.
pub(super) struct SpoolReader {
    spool: Spool,
    at: u64,
}

impl Read for SpoolReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = match &self.spool {
            Spool::Memory(bytes) => bytes.get(usize::try_from(self.at).unwrap_or(usize::MAX)..).unwrap_or_default().read(buffer)?,
            Spool::File(file, _) => read_at(file, buffer, self.at)?,
        };
        self.at += got as u64;
        Ok(got)
    }
}

impl Seek for SpoolReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.spool.len().checked_add_signed(by),
        };
        self.at = place.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, at)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_read_alike() {
        for on_disk in [false, true] {
            let spool = Spool::new(b"0123456789".to_vec(), on_disk).unwrap();
            let (mut a, mut b) = (spool.reader(), spool.reader());
            a.seek(SeekFrom::End(-4)).unwrap();
            let mut text = String::new();
            b.by_ref().take(3).read_to_string(&mut text).unwrap();
            a.read_to_string(&mut text).unwrap();
            assert_eq!((text.as_str(), spool.len()), ("0126789", 10));
            a.seek(SeekFrom::Start(99)).unwrap();
            assert_eq!(a.read(&mut [0; 4]).unwrap(), 0);
        }
    }
}
