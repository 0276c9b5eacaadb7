//! Unfinished things on disk, so that a run that is stopped from the keyboard takes them away again: destructors do not run then. While a
//! result is being moved into place nothing can stop it half-way.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

static OPEN: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Tries to remove a folder that other threads may still be writing into.
const TRIES: u32 = 20;

fn open() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file or folder that must not stay behind.
pub(super) fn begin(path: &Path) {
    open().insert(path.to_path_buf());
}

/// Finishes one: `work` is not interrupted, and what it leaves stays.
pub(super) fn settle<T>(path: &Path, work: impl FnOnce() -> T) -> T {
    settle_but(path, || (work(), None))
}

/// The same of work that leaves something unfinished behind.
pub(super) fn settle_but<T>(path: &Path, work: impl FnOnce() -> (T, Option<PathBuf>)) -> T {
    let mut open = open();
    let (done, left) = work();
    open.remove(path);
    open.extend(left);
    done
}

/// One that is gone.
pub(super) fn end(path: &Path) {
    open().remove(path);
}

/// Takes away whatever is unfinished. Nothing can be begun or settled any more, so the caller ends the program.
pub fn abandon() {
    let open = open();
    for path in open.iter() {
        for _ in 0..TRIES {
            let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
            if !path.exists() {
                break;
            }
        }
    }
    // Held for good: a thread that is about to move a result into place waits here until the end.
    std::mem::forget(open);
}
