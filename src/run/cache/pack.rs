//! A pack: many entries in one file, with a list of them at its end. Entries are checked when they are taken out, the list when the pack is
//! opened; whatever does not hold is as good as absent. Written beside its place and moved, so that a stopped run leaves no half pack.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::run::{own_folder, scratch};

/// What an entry is known by.
pub(super) type Key = [u8; 32];

const MAGIC: &[u8; 8] = b"dangri\x01\n";
/// Digest and length of the list, and the magic, at the end.
const TAIL: usize = 32 + 8 + MAGIC.len();
/// Longest list that is believed.
const MOST_LIST: u64 = 256 << 20;
/// Ending of a pack.
const ENDING: &str = "pack";
/// Hex digits in its name.
const DIGITS: usize = 16;

/// Is it a plain file with the name of a pack and the mark that each of ours ends with? Whatever else lies in the folder is not ours, damaged ones that
/// lost the mark among it: what somebody put there under such a name stays.
pub(super) fn is_ours(path: &Path) -> bool {
    let digits = |name: &str| name.len() == DIGITS && name.bytes().all(|b| b.is_ascii_hexdigit());
    let name = path.file_name().and_then(|n| n.to_str()).and_then(|n| n.strip_prefix("pack-")?.strip_suffix(&format!(".{ENDING}")));
    name.is_some_and(digits) && std::fs::symlink_metadata(path).is_ok_and(|about| about.is_file()) && is_marked(path).unwrap_or(false)
}

fn is_marked(path: &Path) -> io::Result<bool> {
    let mut file = crate::files::open_listed(path)?;
    let mut end = [0; MAGIC.len()];
    file.seek(SeekFrom::End(-(MAGIC.len() as i64)))?;
    file.read_exact(&mut end)?;
    Ok(end == *MAGIC)
}

/// Where an entry lies.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Line {
    pub(super) key: Key,
    offset: u64,
    pub(super) length: u64,
    check: [u8; 16],
}

fn check(bytes: &[u8]) -> [u8; 16] {
    let digest = Sha256::digest(bytes);
    std::array::from_fn(|at| digest[at])
}

/// A finished pack.
pub(super) struct Pack {
    pub(super) path: PathBuf,
    file: Mutex<File>,
    pub(super) bytes: u64,
}

impl Pack {
    /// Opens a pack and gives its list. Errors: it is damaged, or none.
    pub(super) fn open(path: &Path) -> io::Result<(Pack, Vec<Line>)> {
        let wrong = || io::Error::from(io::ErrorKind::InvalidData);
        let mut file = crate::files::open_listed(path)?;
        let bytes = file.metadata()?.len();
        let body = bytes.checked_sub(TAIL as u64).ok_or_else(wrong)?;
        let mut tail = [0; TAIL];
        file.seek(SeekFrom::Start(body))?;
        file.read_exact(&mut tail)?;
        let (digest, rest) = tail.split_at(32);
        let (length, magic) = rest.split_at(8);
        let length = u64::from_le_bytes(length.try_into().map_err(|_| wrong())?);
        if magic != MAGIC || length > body.min(MOST_LIST) {
            return Err(wrong());
        }
        let mut list = vec![0; length as usize];
        file.seek(SeekFrom::Start(body - length))?;
        file.read_exact(&mut list)?;
        if Sha256::digest(&list)[..] != *digest {
            return Err(wrong());
        }
        let lines: Vec<Line> = postcard::from_bytes(&list).map_err(|_| wrong())?;
        let inside = |line: &Line| line.offset.checked_add(line.length).is_some_and(|end| end <= body - length);
        if !lines.iter().all(inside) {
            return Err(wrong());
        }
        Ok((Pack { path: path.to_path_buf(), file: Mutex::new(file), bytes }, lines))
    }

    /// The bytes of an entry, if they are what was put in.
    pub(super) fn take(&self, line: &Line) -> Option<Vec<u8>> {
        let mut bytes = vec![0; usize::try_from(line.length).ok()?];
        {
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(line.offset)).ok()?;
            file.read_exact(&mut bytes).ok()?;
        }
        (check(&bytes) == line.check).then_some(bytes)
    }
}

/// A pack being written. Dropped unfinished it leaves nothing behind.
pub(super) struct Writer {
    out: BufWriter<tempfile::NamedTempFile>,
    lines: Vec<Line>,
    pub(super) bytes: u64,
}

impl Writer {
    pub(super) fn new(dir: &Path) -> io::Result<Self> {
        let file = own_folder::writing("pack", dir)?;
        scratch::begin(file.path());
        Ok(Writer { out: BufWriter::with_capacity(1 << 20, file), lines: Vec::new(), bytes: 0 })
    }

    pub(super) fn put(&mut self, key: Key, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        let length = bytes.len() as u64;
        self.lines.push(Line { key, offset: self.bytes, length, check: check(bytes) });
        self.bytes += length;
        Ok(())
    }

    /// Writes the list and moves the pack into place. Gives where it stands: a pack that held the same had the same name.
    pub(super) fn finish(self, dir: &Path) -> io::Result<PathBuf> {
        let Writer { mut out, mut lines, .. } = self;
        lines.sort_by_key(|line| line.key);
        let list = postcard::to_stdvec(&lines).map_err(io::Error::other)?;
        out.write_all(&list)?;
        out.write_all(&Sha256::digest(&list))?;
        out.write_all(&(list.len() as u64).to_le_bytes())?;
        out.write_all(MAGIC)?;
        let file = out.into_inner().map_err(|e| e.into_error())?;
        let mut name = String::from("pack-");
        for byte in &Sha256::digest(&list)[..8] {
            name.push_str(&format!("{byte:02x}"));
        }
        let (path, to) = (file.path().to_path_buf(), dir.join(format!("{name}.{ENDING}")));
        if to.symlink_metadata().is_ok() && !is_ours(&to) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        scratch::settle_file(&path, || file.persist(&to).map_err(|e| e.error))?;
        Ok(to)
    }
}
