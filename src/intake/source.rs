//! A file to be read, wherever it lies.

use std::fmt::Write;
use std::io::{self, ErrorKind, Read};
use std::path::PathBuf;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::archive::Archive;
use super::fault::Fault;
use super::limits::Limits;
use super::own;
use super::read::guarded;
use crate::files;

/// A file of the workspace. Cheap to clone; may be read by any thread.
#[derive(Clone, Debug)]
pub struct Input {
    /// Workspace-relative path (`a.zip/b.xlsx` inside archives).
    pub path: Arc<str>,
    /// Size in bytes (inside archives: inflated, as declared).
    pub bytes: u64,
    pub(super) at: Locator,
}

/// Where its bytes are.
#[derive(Clone, Debug)]
pub(super) enum Locator {
    File(PathBuf),
    Member { archive: Arc<Archive>, index: usize },
}

/// A first look at a file: its bytes gone through once, nothing interpreted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// SHA-256 in hex.
    pub digest: String,
    /// It is of a kind that can be encrypted: a compound file or an OpenDocument package.
    pub may_be_sealed: bool,
}

/// First bytes of a compound file.
const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];
/// First bytes of a package.
const PACKAGE: &[u8; 4] = b"PK\x03\x04";
/// The part of an OpenDocument package that tells of its encryption.
const MANIFEST: &[u8] = b"META-INF/manifest.xml";

impl Input {
    /// Looks at the bytes; `None` when they cannot be had, or are over the limit.
    pub fn look(&self, limits: &Limits) -> Option<Look> {
        let bytes = self.load(limits).ok()?;
        let may_be_sealed = bytes.starts_with(COMPOUND) || memchr::memmem::find(&bytes, MANIFEST).is_some();
        Some(Look { digest: digest(&bytes), may_be_sealed })
    }

    /// The digest of the ledger that this file is a marked copy of, should it be one.
    pub fn copy_of(&self, limits: &Limits) -> Option<String> {
        let mut start = [0; PACKAGE.len()];
        let begins = self.stream(limits, |source| source.read_exact(&mut start).is_ok() && start == *PACKAGE);
        if !begins.ok()? {
            return None;
        }
        let bytes = self.load(limits).ok()?;
        guarded(|| Ok(own::original(&bytes))).ok().flatten()
    }

    /// Its bytes, within the limits.
    pub(super) fn load(&self, limits: &Limits) -> Result<Vec<u8>, Fault> {
        // What an archive promises is no fact: it may steer the first allocation only within reason.
        let room = match self.at {
            Locator::File(_) => self.bytes.min(limits.fitting(self.bytes).file_bytes),
            Locator::Member { .. } => self.bytes.min(16 << 20),
        };
        let mut bytes = Vec::with_capacity(room as usize);
        let outcome = self.stream(limits, |source| source.read_to_end(&mut bytes))?;
        outcome.map_err(|e| self.fault(&e, limits))?;
        Ok(bytes)
    }

    /// Gives a reader of its bytes, which fails past the limit, to `take`. Errors of the reader are for [`Input::fault`] to tell.
    pub(super) fn stream<T>(&self, limits: &Limits, take: impl FnOnce(&mut dyn Read) -> T) -> Result<T, Fault> {
        match &self.at {
            Locator::Member { archive, index } => archive.stream(*index, limits, take),
            Locator::File(path) => {
                let file = files::open_listed(path).map_err(|e| Fault::io(&e))?;
                let about = file.metadata().map_err(|e| Fault::io(&e))?;
                let limits = &limits.fitting(about.len());
                if about.len() > limits.file_bytes {
                    return Err(too_large(limits));
                }
                // The file may grow while it is read.
                Ok(take(&mut Bounded { source: file, left: limits.file_bytes }))
            }
        }
    }

    /// What an error of its reader means.
    pub(super) fn fault(&self, error: &io::Error, limits: &Limits) -> Fault {
        match (&self.at, error.kind()) {
            (_, ErrorKind::FileTooLarge) => too_large(limits),
            (Locator::File(_), _) | (_, ErrorKind::OutOfMemory) => Fault::io(error),
            (Locator::Member { .. }, _) => Fault::damaged("压缩包内容不完整"),
        }
    }
}

/// The fault of a file over the limit.
pub(super) fn too_large(limits: &Limits) -> Fault {
    Fault::Limit("文件大小（字节）", limits.file_bytes)
}

/// A reader that fails when there is more than it may give.
pub(super) struct Bounded<R> {
    pub(super) source: R,
    pub(super) left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.source.read(buffer)?;
        self.left = self.left.checked_sub(got as u64).ok_or(ErrorKind::FileTooLarge)?;
        Ok(got)
    }
}

/// SHA-256 in lower-case hex.
pub(super) fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The same of all that a reader gives.
pub(super) fn digest_of(source: &mut dyn Read) -> io::Result<String> {
    let mut hash = Sha256::new();
    io::copy(source, &mut hash)?;
    Ok(hex(&hash.finalize()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing into a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
