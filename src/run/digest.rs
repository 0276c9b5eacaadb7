//! SHA-256 as the files of a result tell it.

use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::files;

/// SHA-256 of bytes, 64 lower-case hex digits.
pub fn hex(bytes: &[u8]) -> String {
    words(&Sha256::digest(bytes))
}

/// Size in bytes and SHA-256 of a file, read once from its start to its end; a plain file, never one behind a link.
///
/// # Errors
/// The file cannot be opened or read.
pub fn of_file(path: &Path) -> io::Result<(u64, String)> {
    let mut hash = Sha256::new();
    let bytes = io::copy(&mut files::open_listed(path)?, &mut hash)?;
    Ok((bytes, words(&hash.finalize())))
}

fn words(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
