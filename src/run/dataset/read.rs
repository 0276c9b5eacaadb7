//! What a data set holds: its lists, in order of period and unit, and the files that no list vouches for.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::entry::Entry;
use super::{ENDING, RUNS};

/// A list that was found.
#[derive(Debug)]
pub struct Found {
    /// Below the data set.
    pub path: String,
    /// `None`: it is not as it was written.
    pub entry: Option<Entry>,
}

/// A file among the tables that no whole list vouches for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stray(pub String);

/// The lists, in order of their paths.
///
/// # Errors
/// The folder cannot be listed.
pub fn entries(dataset: &Path) -> io::Result<Vec<Found>> {
    let mut found = Vec::new();
    for period in sorted(&dataset.join(RUNS))? {
        if !period.is_dir() {
            continue;
        }
        for path in sorted(&period)?.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "json")) {
            let entry = Entry::load(&path).filter(|entry| is_in_place(entry, dataset, &path));
            found.push(Found { path: below(dataset, &path), entry });
        }
    }
    Ok(found)
}

/// A list that was copied to another unit's or period's name vouches for nothing.
fn is_in_place(entry: &Entry, dataset: &Path, path: &Path) -> bool {
    let period = entry.period.parse().ok();
    period
        .is_some_and(|period| dataset.join(RUNS).join(super::partition(period)).join(format!("{}.json", super::stem(&entry.unit))) == path)
}

/// Files among the tables that none of the lists names, in order.
///
/// # Errors
/// A folder cannot be listed.
pub fn strays(dataset: &Path, lists: &[Found]) -> io::Result<Vec<Stray>> {
    let known: BTreeSet<&str> =
        lists.iter().filter_map(|found| found.entry.as_ref()).flat_map(|e| &e.files).map(|f| f.path.as_str()).collect();
    let mut stray = Vec::new();
    for table in sorted(dataset)?.into_iter().filter(|path| path.is_dir() && !is_passed_over(path)) {
        for period in sorted(&table)?.into_iter().filter(|path| path.is_dir()) {
            let files = sorted(&period)?.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == ENDING));
            stray.extend(files.map(|path| below(dataset, &path)).filter(|path| !known.contains(path.as_str())).map(Stray));
        }
    }
    Ok(stray)
}

/// Engines pass over these names.
fn is_passed_over(path: &Path) -> bool {
    path.file_name().is_none_or(|name| name.to_string_lossy().starts_with(['_', '.']))
}

fn sorted(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(dir)?.map(|found| found.map(|f| f.path())).collect::<io::Result<_>>()?;
    paths.retain(|path| !path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.')));
    paths.sort();
    Ok(paths)
}

fn below(dataset: &Path, path: &Path) -> String {
    path.strip_prefix(dataset).unwrap_or(path).to_string_lossy().replace('\\', "/")
}
