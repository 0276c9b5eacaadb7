//! What a run left beside a result when it was killed. The lock that it held names its folder; nothing else is touched. The folder may hold a
//! half-written result (goes), a finished one that was not put in its place yet, or the previous one that had been taken out of it.

use std::fs;
use std::path::{Path, PathBuf};

use super::examine::examine;
use super::lock::Note;
use super::manifest::{Manifest, Seal};
use super::{Told, naming, publish};

/// Puts right what a dead process left. Gives what was done.
pub fn put_right(target: &Path, note: &Note) -> Vec<Told> {
    let mut told = Vec::new();
    if !naming::is_staging(target, &note.staging) {
        return told;
    }
    let staging = target.with_file_name(&note.staging);
    let taken = naming::taken(&staging);
    if is_folder(&taken) {
        if fs::symlink_metadata(target).is_err() {
            told.extend(bring_back(target, &staging, &taken));
        }
        if is_folder(&taken) {
            told.push(clear(&taken, target));
        }
    }
    if is_folder(&staging) {
        told.push(if note.swapping || staging.join(crate::model::own::MANIFEST).exists() {
            clear(&staging, target)
        } else {
            // Half-written, by us alone.
            match fs::remove_dir_all(&staging) {
                Ok(()) => Told::Swept(staging),
                Err(error) => Told::Left(staging, crate::model::io_words::io_words(&error)),
            }
        });
    }
    told
}

/// The process died between taking the previous result out and putting the new one in: the new one goes in if it is whole, else the previous
/// one comes back.
fn bring_back(target: &Path, staging: &Path, taken: &Path) -> Option<Told> {
    if is_whole(staging) && fs::rename(staging, target).is_ok() {
        return Some(Told::Finished(target.to_path_buf()));
    }
    fs::rename(taken, target).ok().map(|()| Told::Restored(target.to_path_buf()))
}

/// Removes a folder that is a result of ours and untouched; moves it aside if it is anything else.
fn clear(folder: &Path, target: &Path) -> Told {
    match publish::retire(folder, target, None) {
        Ok(None) => Told::Swept(folder.to_path_buf()),
        Ok(Some((to, why))) => Told::Aside { to, why },
        Err(error) => Told::Left(folder.to_path_buf(), crate::model::io_words::io_words(&error)),
    }
}

fn is_whole(folder: &Path) -> bool {
    let list = Manifest::load(folder).filter(|(_, seal)| *seal == Seal::Whole);
    list.is_some_and(|(list, _)| examine(folder, &list).is_ok_and(|found| found.is_ours() && found.missing.is_empty()))
}

fn is_folder(path: &PathBuf) -> bool {
    fs::symlink_metadata(path).is_ok_and(|about| about.is_dir())
}
