//! A folder held against the list of what was written into it. Nothing is followed out of the folder, and nothing but plain files is opened.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use rayon::prelude::*;
use walkdir::WalkDir;

use super::manifest::{FileLine, Manifest};
use crate::model::own::MANIFEST;
use crate::run::digest;

/// What a folder holds, by what the list says of it. Paths are relative to the folder, with `/`, in byte order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examined {
    /// As they were written.
    pub same: Vec<String>,
    /// On the list, and not as they were written, or not to be read.
    pub changed: Vec<String>,
    /// On the list, and gone.
    pub missing: Vec<String>,
    /// Not on the list: files, links, and folders in which the list has nothing (those end with `/`).
    pub foreign: Vec<String>,
    /// The folders that the list's files lie in, the innermost last.
    pub folders: Vec<String>,
}

impl Examined {
    /// Nothing in it that we did not write, and nothing changed since.
    pub fn is_ours(&self) -> bool {
        self.changed.is_empty() && self.foreign.is_empty()
    }

    /// What keeps it from being ours.
    pub fn touched(&self) -> Vec<String> {
        let mut all: Vec<String> = self.changed.iter().chain(&self.foreign).cloned().collect();
        all.sort();
        all
    }
}

/// Looks at every file below `dir`. The list itself is not looked at: whoever loaded it knows whether it is whole.
///
/// # Errors
/// A folder cannot be listed.
pub fn examine(dir: &Path, list: &Manifest) -> io::Result<Examined> {
    let known: BTreeMap<&str, &FileLine> = list.files.iter().map(|f| (f.path.as_str(), f)).collect();
    let ours: BTreeSet<&str> = known.keys().flat_map(|path| path.match_indices('/').map(|(at, _)| &path[..at])).collect();
    let mut found = Examined::default();
    let mut files: Vec<(String, &FileLine)> = Vec::new();
    let mut there: BTreeSet<String> = BTreeSet::new();
    for entry in WalkDir::new(dir).min_depth(1).sort_by_file_name() {
        let entry = entry.map_err(io::Error::from)?;
        let plain = entry.file_type().is_file();
        let name = name_below(dir, entry.path());
        match name.as_deref() {
            Some(MANIFEST) if plain => {}
            Some(name) if entry.file_type().is_dir() => match ours.contains(name) {
                true => found.folders.push(name.to_string()),
                // What it holds is told with it.
                false => found.foreign.push(format!("{name}/")),
            },
            Some(name) => match known.get(name).filter(|_| plain) {
                Some(line) => {
                    there.insert(name.to_string());
                    files.push((name.to_string(), line));
                }
                None => found.foreign.push(name.to_string()),
            },
            None => found.foreign.push(entry.path().strip_prefix(dir).unwrap_or(entry.path()).to_string_lossy().into_owned()),
        }
    }
    let same: Vec<bool> = files.par_iter().map(|(name, line)| is_same(&dir.join(name), line)).collect();
    for ((name, _), same) in files.into_iter().zip(same) {
        if same { found.same.push(name) } else { found.changed.push(name) }
    }
    found.missing = known.keys().filter(|path| !there.contains(**path)).map(ToString::to_string).collect();
    Ok(found)
}

/// With `/` between folders; `None` where the system's name is no text, which none of ours is.
pub(super) fn name_below(dir: &Path, path: &Path) -> Option<String> {
    let below = path.strip_prefix(dir).ok()?;
    let parts: Option<Vec<&str>> = below.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}

fn is_same(path: &Path, line: &FileLine) -> bool {
    let size = std::fs::symlink_metadata(path).is_ok_and(|about| about.is_file() && about.len() == line.bytes);
    size && digest::of_file(path).is_ok_and(|(bytes, sha256)| bytes == line.bytes && sha256 == line.sha256)
}
