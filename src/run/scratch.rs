//! Unfinished things on disk, so that a run that is stopped takes them away again: destructors do not run then. While a result is being moved
//! into place nothing can stop it half-way.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

static OPEN: Mutex<Open> = Mutex::new(Open { unfinished: BTreeSet::new(), stands: None });

/// Tries to remove a folder that other threads may still be writing into.
const TRIES: u32 = 20;

struct Open {
    unfinished: BTreeSet<PathBuf>,
    /// The new result, once it is in its place.
    stands: Option<PathBuf>,
}

fn open() -> MutexGuard<'static, Open> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file or folder that must not stay behind.
pub(super) fn begin(path: &Path) {
    open().unfinished.insert(path.to_path_buf());
}

/// The same of a folder, made in the same step: else one who is stopped between the two would take nothing away, and the folder be made after it.
pub(super) fn make(path: &Path) -> std::io::Result<()> {
    let mut open = open();
    fs::create_dir(path)?;
    open.unfinished.insert(path.to_path_buf());
    Ok(())
}

/// Puts a result in its place: `work` is not interrupted, and once it has succeeded these stay where they are.
pub(super) fn settle<T, E>(paths: &[&Path], target: &Path, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let mut open = open();
    let done = work()?;
    open.unfinished.retain(|path| !paths.contains(&path.as_path()));
    open.stands = Some(target.to_path_buf());
    Ok(done)
}

/// Puts a file in its place, likewise.
pub(super) fn settle_file<T>(path: &Path, work: impl FnOnce() -> T) -> T {
    let mut open = open();
    let done = work();
    open.unfinished.remove(path);
    done
}

/// One that is gone.
pub(super) fn end(path: &Path) {
    open().unfinished.remove(path);
}

/// Takes away whatever is unfinished. Nothing can be begun or settled any more, so the caller ends the program. Gives the new result's place if
/// it stands already.
pub fn abandon() -> Option<PathBuf> {
    let open = open();
    let (locks, rest): (Vec<&PathBuf>, Vec<&PathBuf>) = open.unfinished.iter().partition(|p| p.extension().is_some_and(|e| e == "lock"));
    let gone = rest.into_iter().filter(|path| !take_away(path)).count() == 0;
    // A lock names what could not be taken away, for the next run.
    if gone {
        locks.into_iter().for_each(|lock| drop(fs::remove_file(lock)));
    }
    let stands = open.stands.clone();
    // Held for good: a thread that is about to move a result into place waits here until the end.
    std::mem::forget(open);
    stands
}

fn take_away(path: &Path) -> bool {
    for _ in 0..TRIES {
        let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        if !path.exists() {
            return true;
        }
    }
    false
}
