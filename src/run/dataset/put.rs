//! A unit's tables put into a data set. They are written aside, listed, and moved into place one by one; then the list. Who is stopped in between leaves
//! tables and a list that do not agree, which nobody counts, and the next attempt knows them for ours by what the stopped one listed.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::entry::{Entry, is_as_listed};
use super::{ASIDE, Dataset, ENDING, STAGING, partition, stem};
use crate::model::own::MANIFEST;
use crate::model::time::Period;
use crate::run::error::RunError;
use crate::run::result::lock::{Lock, Note};
use crate::run::result::{FileLine, naming, system};
use crate::run::{digest, scratch};

/// Folder of the tables as the exporter writes them.
const WRITTEN: &str = "data";

/// What became of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    /// The unit.
    pub unit: String,
    /// Its list, below the data set.
    pub list: String,
    /// What its tables took the place of.
    pub became: Became,
    /// What lay there and is not proven to be ours, where it is now.
    pub aside: Vec<PathBuf>,
}

/// What a unit's tables took the place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Became {
    /// Nothing.
    New,
    /// An earlier run of the unit.
    Replaced,
    /// The very same lay there already; nothing was done.
    Same,
}

/// A unit's tables, written and not yet in place. Dropped without `commit` they are taken away.
#[derive(Debug)]
pub struct Staged {
    dataset: PathBuf,
    dir: PathBuf,
    lock: Option<Lock>,
    entry: Entry,
    /// Lists of earlier attempts: by them files are known to be ours.
    earlier: Vec<Entry>,
    list: PathBuf,
}

impl Dataset {
    /// Writes the tables of one unit aside. `entry` tells what they are an answer to, `write` puts them into `data/` of the folder that it is given.
    ///
    /// # Errors
    /// Another run writes the unit, or the disk refuses.
    pub fn stage(&self, entry: Entry, write: impl FnOnce(&Path) -> Result<(), RunError>) -> Result<Staged, RunError> {
        let Ok(period) = entry.period.parse::<Period>() else { return Err(RunError::output(&self.dir, io::ErrorKind::InvalidData.into())) };
        let (folder, name) = (partition(period), stem(&entry.unit));
        let target = self.dir.join(STAGING).join(&folder).join(&name);
        let fail = |e| RunError::output(&target, e);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(fail)?;
        }
        let (mut lock, note) = Lock::take(&target)?;
        let list = self.list_of(period, &entry.unit);
        let mut earlier: Vec<Entry> = Entry::load(&list).into_iter().collect();
        // what a stopped attempt listed may stand in place already
        if let Some(note) = note.filter(|note| naming::is_staging(&target, &note.staging)) {
            let left = target.with_file_name(&note.staging);
            earlier.extend(Entry::load(&left.join(MANIFEST)));
            if left.is_dir() {
                fs::remove_dir_all(&left).map_err(fail)?;
            }
        }
        // not before: the lock names what was left, should this attempt be stopped as well
        scratch::begin(lock.path());
        let staging = naming::staging(&target, 0);
        let dir = target.with_file_name(&staging);
        lock.note(&Note::of(&staging, false)).map_err(fail)?;
        scratch::make(&dir).map_err(fail)?;
        let mut staged = Staged { dataset: self.dir.clone(), dir, lock: Some(lock), entry, earlier, list };
        write(&staged.dir)?;
        let mut files = Vec::new();
        for found in fs::read_dir(staged.dir.join(WRITTEN)).map_err(fail)? {
            let path = found.map_err(fail)?.path();
            let Some(table) = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()) else { continue };
            if path.extension().is_none_or(|ending| ending != ENDING) {
                continue;
            }
            let (bytes, sha256) = digest::of_file(&path).map_err(fail)?;
            files.push(FileLine { path: format!("{table}/{folder}/{name}.{ENDING}"), bytes, sha256 });
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        staged.entry.files = files;
        let own = staged.dir.join(MANIFEST);
        fs::write(&own, staged.entry.text().map_err(fail)?).map_err(fail)?;
        system::flush(&staged.dir).map_err(fail)?;
        Ok(staged)
    }
}

impl Staged {
    /// The unit.
    pub fn unit(&self) -> &str {
        &self.entry.unit
    }

    /// Moves the tables into place, then the list.
    ///
    /// # Errors
    /// The disk refuses; then the unit counts as torn until it is handed in again.
    pub fn commit(self) -> Result<Put, RunError> {
        let list = self.list.strip_prefix(&self.dataset).unwrap_or(&self.list).to_string_lossy().replace('\\', "/");
        let mut put = Put { unit: self.entry.unit.clone(), list, became: Became::New, aside: Vec::new() };
        let stands = Entry::load(&self.list);
        if stands.as_ref() == Some(&self.entry) && self.entry.stands(&self.dataset) {
            put.became = Became::Same;
            return Ok(put);
        }
        if stands.is_some() {
            put.became = Became::Replaced;
        }
        let fail = |e| RunError::output(&self.list, e);
        // nothing stops the program between the first table and the list
        put.aside = scratch::settle_file(&self.dir, || self.move_all()).map_err(fail)?;
        Ok(put)
    }

    fn move_all(&self) -> io::Result<Vec<PathBuf>> {
        let mut aside = Vec::new();
        let ours: BTreeSet<&FileLine> = self.earlier.iter().chain([&self.entry]).flat_map(|entry| &entry.files).collect();
        let is_ours = |path: &str| ours.iter().any(|line| line.path == path && is_as_listed(&self.dataset, line));
        for file in &self.entry.files {
            let place = self.dataset.join(&file.path);
            let Some((folder, table)) = place.parent().zip(file.path.split('/').next()) else { continue };
            fs::create_dir_all(folder)?;
            if fs::symlink_metadata(&place).is_ok() && !is_ours(&file.path) {
                aside.push(self.set_aside(&file.path)?);
            }
            fs::rename(self.dir.join(WRITTEN).join(format!("{table}.{ENDING}")), &place)?;
            system::flush_names(folder);
        }
        // tables of an earlier edition that there are no more
        let now: BTreeSet<&str> = self.entry.files.iter().map(|file| file.path.as_str()).collect();
        for old in ours.iter().filter(|line| !now.contains(line.path.as_str())) {
            if fs::symlink_metadata(self.dataset.join(&old.path)).is_ok() && is_ours(&old.path) {
                fs::remove_file(self.dataset.join(&old.path))?;
            }
        }
        if let Some(folder) = self.list.parent() {
            fs::create_dir_all(folder)?;
            if fs::symlink_metadata(&self.list).is_ok() && Entry::load(&self.list).is_none() {
                let path = self.list.strip_prefix(&self.dataset).unwrap_or(&self.list).to_string_lossy().into_owned();
                aside.push(self.set_aside(&path)?);
            }
            fs::rename(self.dir.join(MANIFEST), &self.list)?;
            system::flush_names(folder);
        }
        Ok(aside)
    }

    /// Moves what is not proven to be ours out of the tables, so that nobody reads it as one.
    fn set_aside(&self, path: &str) -> io::Result<PathBuf> {
        let place = self.dataset.join(ASIDE).join(path);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)?;
        }
        naming::aside(&self.dataset.join(path), &place, true)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
        scratch::end(&self.dir);
        if let Some(lock) = self.lock.take() {
            scratch::end(lock.path());
            // what could not be removed is named there for the next attempt
            if !self.dir.exists() {
                lock.release();
            }
        }
    }
}
