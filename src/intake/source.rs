//! A file to be read, wherever it lies.

use std::fmt::Write;
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::archive::Archive;
use super::fault::Fault;
use super::limits::Limits;

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

impl Input {
    /// Its bytes, within the limits.
    pub(super) fn load(&self, limits: &Limits) -> Result<Vec<u8>, Fault> {
        match &self.at {
            Locator::Member { archive, index } => archive.read(*index, limits),
            Locator::File(path) => {
                let file = File::open(path).map_err(|e| Fault::io(&e))?;
                let size = file.metadata().map_err(|e| Fault::io(&e))?.len();
                if size > limits.file_bytes {
                    return Err(Fault::Limit("文件大小（字节）", limits.file_bytes));
                }
                let mut bytes = Vec::with_capacity(size as usize);
                // The file may grow while it is read.
                file.take(limits.file_bytes + 1).read_to_end(&mut bytes).map_err(|e| Fault::io(&e))?;
                if bytes.len() as u64 > limits.file_bytes {
                    return Err(Fault::Limit("文件大小（字节）", limits.file_bytes));
                }
                Ok(bytes)
            }
        }
    }
}

/// SHA-256 in lower-case hex.
pub(super) fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing into a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
