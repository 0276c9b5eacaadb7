//! A result being written: checks first that it may be written at all, then a folder beside its place. Dropped without `publish` it leaves nothing
//! behind, and the previous result as it was.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::examine::name_below;
use super::lock::{Lock, Note};
use super::manifest::{FileLine, Manifest, ReadCounts};
use super::publish::{self, Placed};
use super::question::Question;
use super::{Told, leftovers, naming, system};
use crate::files;
use crate::model::own::MANIFEST;
use crate::run::digest;
use crate::run::error::RunError;
use crate::run::own_folder::UNFINISHED;
use crate::run::scratch;

/// What a result of the first edition is known by: its sums, which name two things that nobody else's do.
const FIRST_EDITION: &str = "data/summary.json";
/// Numbers that are tried for a folder's name.
const NUMBERS: u32 = 1000;

/// A result being written.
#[derive(Debug)]
pub struct Staging {
    target: PathBuf,
    dir: PathBuf,
    lock: Option<Lock>,
    /// Folders over the target that were not there before, the outermost first.
    made: Vec<PathBuf>,
    told: Vec<Told>,
}

impl Staging {
    /// Prepares to write the result `target`: checks that it may be replaced and that its parent can be written, before any work is done, and
    /// puts right what a killed run left there.
    ///
    /// # Errors
    /// `target` is, or holds, the workspace; it holds what is no result; another run writes it; or the disk refuses.
    pub fn open(target: &Path, workspace: &Path) -> Result<Self, RunError> {
        let target = absolute(target)?;
        if absolute(workspace)?.starts_with(&target) {
            return Err(RunError::OutputOverWorkspace(target));
        }
        // Told before anything is made on the disk.
        check(&target)?;
        let Some(parent) = target.parent().map(Path::to_path_buf) else { return Err(RunError::ForeignOutput(target)) };
        let made = missing(&parent);
        let mut staging = Staging { dir: PathBuf::new(), lock: None, made, told: Vec::new(), target: target.clone() };
        fs::create_dir_all(&parent).map_err(|e| RunError::output(&parent, e))?;
        let (mut lock, note) = Lock::take(&target)?;
        // Without locks nobody can say whether the process is dead.
        if let Some(note) = note.filter(|_| lock.certain) {
            staging.told = leftovers::put_right(&target, &note);
        }
        if let Some(Told::Left(path, why)) = staging.told.iter().find(|told| matches!(told, Told::Left(..))) {
            // Its name stays written down until somebody has made room.
            return Err(RunError::Leftover { path: path.clone(), why: why.clone() });
        }
        // Not before: a run that is stopped takes its lock away, and with it the name of what was still to be put right.
        scratch::begin(lock.path());
        let made = check(&target).and_then(|()| make(&target, &mut lock).map_err(|e| RunError::output(&target, e)));
        staging.lock = Some(lock);
        staging.dir = made?;
        Ok(staging)
    }

    /// The folder to write into.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Where the result will stand.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// What was put right when it was opened.
    pub fn told(&self) -> &[Told] {
        &self.told
    }

    /// Writes the list of a folder of this result; `within` is below it, or empty for the result itself.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn list(&self, within: &str, question: Question, commit: &str, counts: ReadCounts) -> Result<Manifest, RunError> {
        let dir = self.dir.join(within);
        let fail = |e| RunError::output(&dir, e);
        let list = Manifest::new(question, commit, counts, files(&dir).map_err(fail)?);
        // In one step: a folder that holds half a list could be somebody's result that was torn, and would be kept for ever.
        let unfinished = dir.join(format!("{MANIFEST}.{UNFINISHED}"));
        fs::write(&unfinished, list.text().map_err(fail)?).and_then(|()| system::flush_file(&unfinished)).map_err(fail)?;
        fs::rename(&unfinished, dir.join(MANIFEST)).map_err(fail)?;
        Ok(list)
    }

    /// Writes the list and moves the result into place; then clears the previous one away, or moves it aside.
    ///
    /// # Errors
    /// The disk refuses; the previous result stands.
    pub fn publish(mut self, question: Question, commit: &str, counts: ReadCounts) -> Result<(Placed, Manifest), RunError> {
        let fail = |e| RunError::output(&self.target, e);
        // A list that reached the disk before what it lists would vouch for files that are not there.
        system::flush(&self.dir).map_err(fail)?;
        let list = self.list("", question, commit, counts)?;
        system::flush_names(&self.dir);
        let Some(mut lock) = self.lock.take() else { return Err(fail(io::ErrorKind::NotFound.into())) };
        let (dir, target) = (std::mem::take(&mut self.dir), self.target.clone());
        let lock_file = lock.path().to_path_buf();
        let placed = scratch::settle(&[&dir, &lock_file], &target, || publish::put_in(&dir, &target, &mut lock));
        let old = match placed {
            Ok(old) => old,
            Err(error) => {
                (self.dir, self.lock) = (dir, Some(lock));
                return Err(RunError::output(&target, error));
            }
        };
        let mut told = std::mem::take(&mut self.told);
        told.extend(publish::clear(old, &target, &list.question, lock));
        self.made.clear();
        Ok((Placed { target, told }, list))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.dir.as_os_str().is_empty() {
            let _ = fs::remove_dir_all(&self.dir);
            scratch::end(&self.dir);
        }
        if let Some(lock) = self.lock.take() {
            scratch::end(lock.path());
            // What could not be removed is named there for the next run.
            if !self.dir.exists() || self.dir.as_os_str().is_empty() {
                lock.release();
            }
        }
        // Only those that are empty.
        for folder in self.made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Makes the folder, once the lock says what it is called.
fn make(target: &Path, lock: &mut Lock) -> io::Result<PathBuf> {
    for number in 0..NUMBERS {
        let name = naming::staging(target, number);
        let dir = target.with_file_name(&name);
        if fs::symlink_metadata(&dir).is_ok() {
            continue;
        }
        lock.note(&Note::of(&name, false))?;
        match scratch::make(&dir) {
            Ok(()) => return Ok(dir),
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            Err(_) => {}
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// May a result be put there?
fn check(target: &Path) -> Result<(), RunError> {
    let about = match fs::symlink_metadata(target) {
        Ok(about) => about,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(RunError::output(target, error)),
    };
    let foreign = || RunError::ForeignOutput(target.to_path_buf());
    if !about.is_dir() {
        return Err(foreign());
    }
    let empty = fs::read_dir(target).map_err(|e| RunError::output(target, e))?.next().is_none();
    // One that was torn or edited may be nobody's but ours all the same: it is moved aside, never removed.
    let listed = fs::symlink_metadata(target.join(MANIFEST)).is_ok_and(|about| about.is_file());
    if empty || listed || is_first_edition(target) { Ok(()) } else { Err(foreign()) }
}

fn is_first_edition(target: &Path) -> bool {
    let path = target.join(FIRST_EDITION);
    let plain = fs::symlink_metadata(&path).is_ok_and(|about| about.is_file());
    let sums = plain.then(|| fs::read(&path).ok()).flatten().and_then(|b| serde_json::from_slice::<serde_json::Value>(&b).ok());
    sums.is_some_and(|sums| ["profile_digest", "rows_by_layout"].iter().all(|key| sums.get(key).is_some()))
}

/// The files of a folder, the list itself left out.
fn files(dir: &Path) -> io::Result<Vec<FileLine>> {
    let entries: Vec<walkdir::DirEntry> = WalkDir::new(dir).into_iter().collect::<Result<_, _>>()?;
    let one = |entry: &walkdir::DirEntry| {
        let path = name_below(dir, entry.path()).ok_or(io::ErrorKind::InvalidFilename)?;
        let (bytes, sha256) = digest::of_file(entry.path())?;
        Ok(FileLine { path, bytes, sha256 })
    };
    let own = dir.join(MANIFEST);
    entries.par_iter().filter(|e| e.file_type().is_file() && e.path() != own).map(one).collect()
}

/// Folders that are not there yet, the outermost first.
fn missing(folder: &Path) -> Vec<PathBuf> {
    let mut missing: Vec<PathBuf> = folder.ancestors().take_while(|f| !f.exists()).map(Path::to_path_buf).collect();
    missing.reverse();
    missing
}

/// The full path, links and `..` resolved as far as it exists.
pub(in crate::run) fn absolute(path: &Path) -> Result<PathBuf, RunError> {
    let full = std::path::absolute(path).map_err(|e| RunError::output(path, e))?;
    if let Ok(full) = files::resolved(&full) {
        return Ok(full);
    }
    // Links and `..` are resolved as far as the path exists, so that a folder is recognised as itself.
    let there = full.ancestors().find_map(|a| Some((files::resolved(a).ok()?, full.strip_prefix(a).ok()?.to_path_buf())));
    Ok(there.map_or_else(|| full.clone(), |(there, rest)| there.join(rest)))
}
