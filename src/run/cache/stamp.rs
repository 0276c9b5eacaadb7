//! When nothing has changed, nothing needs to be done: the stamp of a run says on what terms it ran, what it read, what it drew on and what it
//! wrote. If all of that is still so, byte for byte, the result stands as it is. The stamp is told apart by the folder of the result and lies in
//! the cache; without it, or when it is damaged, the run is simply done.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use walkdir::WalkDir;

use crate::model::corpus::FileCounts;
use crate::model::counts::ByLevel;
use crate::model::record::RowTally;
use crate::run::{digest, own_folder};

/// Stamps that are kept: results that are written in turn.
const MOST: usize = 16;
/// Hex digits in the name of a stamp.
const DIGITS: usize = 16;
/// Longest stamp that is believed.
const LONGEST: u64 = 64 << 20;

/// What a run was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Digest of program, schemas and options.
    pub terms: String,
    /// Digest of all that the workspace holds.
    pub inputs: String,
    /// What was said of files that could not be read, whole or in part: another try may end better.
    pub troubled: BTreeMap<String, String>,
    /// Digest of what earlier runs left.
    pub history: String,
    /// The files of the result, with their digests.
    pub outputs: BTreeMap<String, String>,
    /// Findings that are not waived.
    pub findings: ByLevel,
    /// Files of the run by outcome.
    pub files: FileCounts,
    /// Rows of the run by outcome.
    pub rows: RowTally,
    /// What the user was told at the end.
    pub words: Vec<String>,
}

/// A stamp as it lies on disk, with the digest of its text.
#[derive(Serialize, Deserialize)]
struct Sealed {
    digest: String,
    stamp: Stamp,
}

fn path(dir: &Path, target: &Path) -> PathBuf {
    dir.join(format!("stamp-{}.json", &digest::hex(target.as_os_str().as_encoded_bytes())[..DIGITS]))
}

fn seal(stamp: &Stamp) -> Option<String> {
    serde_json::to_vec(stamp).ok().map(|text| digest::hex(&text))
}

impl Stamp {
    /// The stamp of the run that wrote `target`.
    pub fn load(dir: &Path, target: &Path) -> Option<Self> {
        let path = path(dir, target);
        let sealed: Sealed = serde_json::from_slice(&crate::files::read(&path, LONGEST).ok()?).ok()?;
        (seal(&sealed.stamp)? == sealed.digest).then_some(sealed.stamp)
    }

    /// Keeps it.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn keep(self, dir: &Path, target: &Path) -> io::Result<()> {
        let digest = seal(&self).ok_or(io::ErrorKind::InvalidData)?;
        let mut file = own_folder::writing("stamp", dir)?;
        serde_json::to_writer(&mut file, &Sealed { digest, stamp: self }).map_err(io::Error::other)?;
        file.flush()?;
        file.persist(path(dir, target)).map_err(|e| e.error)?;
        clear(dir)
    }
}

/// Removes the stamps beyond the newest ones.
fn clear(dir: &Path) -> io::Result<()> {
    let digits = |name: &str| name.len() == DIGITS && name.bytes().all(|b| b.is_ascii_hexdigit());
    let name = |p: &PathBuf| Some(p.file_name()?.to_str()?.strip_prefix("stamp-")?.strip_suffix(".json")?.to_string());
    let is_stamp = |p: &PathBuf| name(p).as_deref().is_some_and(digits);
    let stamps = fs::read_dir(dir)?.flatten().map(|entry| entry.path()).filter(is_stamp);
    let mut stamps: Vec<_> = stamps.filter_map(|p| Some((fs::metadata(&p).ok()?.modified().ok()?, p))).collect();
    stamps.sort();
    let old = stamps.len().saturating_sub(MOST);
    stamps[..old].iter().try_for_each(|(_, path)| fs::remove_file(path))
}

/// The files below a folder with their digests; `None` when one cannot be read. A folder that is not there has none.
pub fn files(dir: &Path) -> Option<BTreeMap<String, String>> {
    if !dir.exists() {
        return Some(BTreeMap::new());
    }
    let entries: Vec<walkdir::DirEntry> = WalkDir::new(dir).into_iter().collect::<Result<_, _>>().ok()?;
    let files: Vec<walkdir::DirEntry> = entries.into_iter().filter(|entry| !entry.file_type().is_dir()).collect();
    let one = |entry: &walkdir::DirEntry| {
        let name = entry.path().strip_prefix(dir).ok()?.to_string_lossy().into_owned();
        // Never waits for a pipe.
        entry.file_type().is_file().then(|| digest::of_file(entry.path()).ok().map(|(_, sha256)| (name, sha256)))?
    };
    files.par_iter().with_max_len(1).map(one).collect()
}
