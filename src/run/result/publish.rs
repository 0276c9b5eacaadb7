//! Putting a finished result in its place, and what becomes of the one that stood there: removed if every byte of it is proven to be ours, else
//! moved aside whole. The new one stands first; nobody ever finds nothing where the system can exchange two folders in one step.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::examine::examine;
use super::lock::{Lock, Note};
use super::manifest::{Manifest, Seal};
use super::question::Question;
use super::{Told, Why, naming, system};
use crate::model::io_words::io_words;
use crate::model::own::MANIFEST;

/// A result in its place.
#[derive(Debug)]
pub struct Placed {
    /// Where it stands.
    pub target: PathBuf,
    /// What became of what was there before.
    pub told: Vec<Told>,
}

/// Moves `staging` to `target`. Gives where the folder is now that stood there.
///
/// # Errors
/// The system refuses; what stood there stands there still.
pub fn put_in(staging: &Path, target: &Path, lock: &mut Lock) -> io::Result<Option<PathBuf>> {
    let name = staging.file_name().unwrap_or_default().to_string_lossy().into_owned();
    lock.note(&Note::of(&name, true))?;
    let moved = if fs::symlink_metadata(target).is_err() {
        fs::rename(staging, target).map(|()| None)
    } else if system::exchange(staging, target)? {
        Ok(Some(staging.to_path_buf()))
    } else {
        in_two_steps(staging, target).map(Some)
    };
    if let Some(parent) = target.parent() {
        system::flush_names(parent);
    }
    moved
}

/// Where two folders cannot be exchanged.
fn in_two_steps(staging: &Path, target: &Path) -> io::Result<PathBuf> {
    let taken = naming::taken(staging);
    system::move_to_free(target, &taken)?;
    match fs::rename(staging, target) {
        Ok(()) => Ok(taken),
        Err(error) => {
            // Should that fail too, the next run brings it back: the lock names it.
            let _ = fs::rename(&taken, target);
            Err(error)
        }
    }
}

/// Removes a folder that was taken out of its place, if it is a result of ours, untouched, and about the same as `now`; moves it beside `target`
/// otherwise, and gives where and why.
///
/// # Errors
/// It can be neither removed nor moved.
pub fn retire(folder: &Path, target: &Path, now: Option<&Question>) -> io::Result<Option<(PathBuf, Why)>> {
    // An empty folder is nobody's work.
    if fs::remove_dir(folder).is_ok() {
        return Ok(None);
    }
    let why = match Manifest::load(folder) {
        Some((list, Seal::Whole)) if now.is_none_or(|now| now.is_kin(&list.question)) => {
            let found = examine(folder, &list)?;
            if found.is_ours() && remove(folder, &found.same, &found.folders)? {
                return Ok(None);
            }
            Why::Touched(found.touched())
        }
        Some((list, Seal::Whole)) => Why::Other(list.question.shown()),
        Some((_, Seal::Broken)) => Why::Touched(vec![MANIFEST.to_string()]),
        None => Why::Unproven,
    };
    naming::aside(folder, target, false).map(|to| Some((to, why)))
}

/// Removes these files and folders, then the list, then the folder. False: something has come into it meanwhile, and is still there.
fn remove(dir: &Path, files: &[String], folders: &[String]) -> io::Result<bool> {
    // With all threads: a province's result has ten thousand files.
    files.par_iter().try_for_each(|file| fs::remove_file(dir.join(file)))?;
    for folder in folders.iter().rev() {
        if fs::remove_dir(dir.join(folder)).is_err() {
            return Ok(false);
        }
    }
    // Last, so that what a killed run leaves of a folder can still be told for what it is.
    let alone = fs::read_dir(dir)?.flatten().all(|entry| entry.file_name() == MANIFEST);
    if alone {
        fs::remove_file(dir.join(MANIFEST))?;
    }
    Ok(alone && fs::remove_dir(dir).is_ok())
}

/// Clears the previous folder away, now that the new one stands.
pub fn clear(old: Option<PathBuf>, target: &Path, now: &Question, lock: Lock) -> Vec<Told> {
    let Some(old) = old else {
        lock.release();
        return Vec::new();
    };
    match retire(&old, target, Some(now)) {
        Ok(aside) => {
            lock.release();
            aside.into_iter().map(|(to, why)| Told::Aside { to, why }).collect()
        }
        // The lock file stays and names it: the next run tries again.
        Err(error) => vec![Told::Left(old, io_words(&error))],
    }
}
