//! What was made of each file is kept under `.dangri/cache/`, so that a run reads only files that are new or changed. An entry is known by
//! everything that it depends on: the file's bytes and path, the layouts, the record items looked for, the limits, and this very program.
//! Whatever cannot be read back exactly is as good as absent. Kept out: files that were unreadable (the next time may be better), and contents
//! that lay encrypted on disk. The cache is a convenience: when it cannot be written, the run goes on without a word.

mod pack;
pub(super) mod stamp;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use crate::bulk;
use crate::collate::FileFacts;
use crate::intake::Limits;
use crate::layout::Beyond;
use crate::model::once::Said;
use crate::model::profile::RecordItem;
use crate::model::record::FileRecords;
use crate::run::own_folder::OwnFolder;
use crate::run::teaching::Set;

use pack::{Key, Line, Pack, Writer};

/// Packs from which all are made one.
const MOST_PACKS: usize = 8;

/// The cache of a workspace, open for a run.
pub(super) struct Cache {
    folder: OwnFolder,
    packs: Vec<Pack>,
    held: HashMap<Key, Held>,
    fresh: Mutex<Fresh>,
    most: u64,
}

/// An entry that is there.
struct Held {
    pack: usize,
    line: Line,
    used: AtomicBool,
}

/// What this run adds.
#[derive(Default)]
struct Fresh {
    writer: Option<Writer>,
    /// Writing failed, or there is no more room.
    over: bool,
}

/// All that a file's records depend on, apart from the file.
#[derive(Clone)]
pub(super) struct Basis {
    /// For files that say all there is to know.
    own: [u8; 32],
    /// For those of which something depends on what stands around the ledgers.
    around: [u8; 32],
}

impl Basis {
    /// Of files that are read with the same layouts, and with the same decisions on lists.
    pub(super) fn new(set: &Set, items: &[RecordItem], limits: &Limits, beyond: &Beyond) -> Self {
        let mut hash = Sha256::new();
        hash.update(make());
        // The size of the cache says nothing of a file.
        let limits = Limits { cache_bytes: 0, ..limits.clone() };
        hash.update(format!("{:?}\n{items:?}\n{limits:?}", set.layouts));
        if !set.decided.is_empty() {
            hash.update(format!("{:?}", set.decided));
        }
        let own: [u8; 32] = hash.finalize().into();
        let around = Sha256::new().chain_update(own).chain_update(format!("{beyond:?}")).finalize().into();
        Basis { own, around }
    }

    /// With the file.
    fn key(&self, path: &str, digest: &str, asked_beyond: bool) -> Key {
        let mut hash = Sha256::new();
        hash.update(if asked_beyond { self.around } else { self.own });
        hash.update(digest);
        hash.update([0]);
        hash.update(path);
        hash.finalize().into()
    }
}

/// The program: another one may understand a ledger otherwise, even under the same version while it is being worked on.
pub(super) fn make() -> String {
    let about = std::env::current_exe().and_then(fs::metadata).ok();
    let built = about.as_ref().and_then(|a| a.modified().ok()).and_then(|t| t.duration_since(SystemTime::UNIX_EPOCH).ok());
    format!("{} {:?} {:?}\n", env!("CARGO_PKG_VERSION"), about.map(|a| a.len()), built)
}

impl Cache {
    /// Opens the cache in a folder. `None` when it can have none: the folder takes no file.
    pub(super) fn open(folder: OwnFolder, limits: &Limits) -> Option<Self> {
        let dir = folder.path();
        let mut found: Vec<PathBuf> =
            fs::read_dir(dir).ok()?.flatten().map(|entry| entry.path()).filter(|path| pack::is_ours(path)).collect();
        found.sort();
        let (mut packs, mut held) = (Vec::new(), HashMap::new());
        for path in found {
            match Pack::open(&path) {
                Ok((pack, list)) => {
                    held.extend(list.into_iter().map(|line| (line.key, Held { pack: packs.len(), line, used: AtomicBool::new(false) })));
                    packs.push(pack);
                }
                Err(_) => drop(fs::remove_file(&path)),
            }
        }
        // A folder that takes no file keeps none.
        tempfile::tempfile_in(dir).ok()?;
        Some(Cache { folder, packs, held, fresh: Mutex::default(), most: limits.cache_bytes })
    }

    /// Where it is.
    pub(super) fn dir(&self) -> &Path {
        self.folder.path()
    }

    /// Is there nothing in it yet?
    pub(super) fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// What was made of a file with these bytes.
    pub(super) fn get(&self, basis: &Basis, path: &str, digest: &str) -> Option<FileRecords> {
        let held = [false, true].into_iter().find_map(|asked| self.held.get(&basis.key(path, digest, asked)))?;
        let packed = self.packs[held.pack].take(&held.line)?;
        let bytes = zstd::stream::decode_all(packed.as_slice()).ok()?;
        let records = decoded(&bytes).filter(|records| *records.file == *path)?;
        held.used.store(true, Ordering::Relaxed);
        Some(records)
    }

    /// Keeps what was made of a file.
    pub(super) fn put(&self, basis: &Basis, records: &FileRecords, facts: &FileFacts) {
        if facts.digest.is_empty() {
            return;
        }
        let Some(packed) = encoded(records).and_then(|bytes| bulk::packed(&bytes)) else { return };
        self.add(basis.key(&records.file, &facts.digest, records.asked_beyond), &packed);
    }

    fn add(&self, key: Key, packed: &[u8]) {
        let mut fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        if fresh.over {
            return;
        }
        if fresh.writer.is_none() {
            fresh.writer = Writer::new(self.folder.path()).ok();
        }
        let room = |writer: &Writer| writer.bytes + packed.len() as u64 <= self.most;
        let done = fresh.writer.as_mut().is_some_and(|writer| room(writer) && writer.put(key, packed).is_ok());
        fresh.over = !done;
    }

    /// Puts what is new in place, and clears away what is of no use any more: entries of files that are gone or have changed.
    pub(super) fn finish(self) {
        let mut used = vec![0; self.packs.len()];
        for held in self.held.values().filter(|held| held.used.load(Ordering::Relaxed)) {
            used[held.pack] += held.line.length;
        }
        let many = self.packs.len() >= MOST_PACKS;
        // A pack half of which was of no use gives the rest to the new one; so do all when they are too many. One that was of no use at all
        // belongs to runs on other terms, and may stay as long as there is room.
        let leaves = |at: usize| many || (used[at] > 0 && used[at] * 2 < self.packs[at].bytes);
        for (key, held) in self.held.iter().filter(|(_, held)| leaves(held.pack) && held.used.load(Ordering::Relaxed)) {
            if let Some(bytes) = self.packs[held.pack].take(&held.line) {
                self.add(*key, &bytes);
            }
        }
        let fresh = self.fresh.into_inner().unwrap_or_else(PoisonError::into_inner);
        let Ok(written) = fresh.writer.map(|writer| writer.finish(self.folder.path())).transpose() else { return };
        // One that was damaged is written again under its own name.
        let stays = |pack: &Pack| written.as_ref() == Some(&pack.path);
        for (_, pack) in self.packs.iter().enumerate().filter(|(at, pack)| leaves(*at) && !stays(pack)) {
            let _ = fs::remove_file(&pack.path);
        }
        bound(self.folder.path(), self.most);
    }
}

/// Removes the oldest packs until the rest has room.
fn bound(dir: &Path, most: u64) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    let packs = entries.flatten().map(|e| e.path()).filter(|path| pack::is_ours(path));
    let about = |path: PathBuf| fs::metadata(&path).and_then(|m| Ok((m.modified()?, m.len(), path))).ok();
    let mut packs: Vec<(SystemTime, u64, PathBuf)> = packs.filter_map(about).collect();
    packs.sort_by(|a, b| b.cmp(a));
    let mut sum = 0;
    for (_, bytes, path) in packs {
        sum += bytes;
        if sum > most {
            let _ = fs::remove_file(path);
        }
    }
}

/// Records as bytes.
fn encoded(records: &FileRecords) -> Option<Vec<u8>> {
    Said::default().during(|| postcard::to_stdvec(records)).ok()
}

/// What these bytes are, all of them. Nothing is resolved yet, so a branch by its index could be anybody's.
fn decoded(bytes: &[u8]) -> Option<FileRecords> {
    let (records, rest): (FileRecords, _) = Said::default().during(|| postcard::take_from_bytes(bytes)).ok()?;
    (rest.is_empty() && records.issues.iter().all(|issue| issue.branch.is_none())).then_some(records)
}
