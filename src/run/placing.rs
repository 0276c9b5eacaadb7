//! A single file put into place by a command that was told where: written beside under a name of its own and renamed, so that whoever stops the
//! program finds the old file or the new one, whole. What lies there and is not certainly ours stays: it is moved aside first, and that is told.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{result, scratch};
use crate::files;

/// How the name of a file begins that is not finished; a run that reads the folder meanwhile takes it for a lock file.
const PREFIX: &str = ".~dangri-";
/// No file that a command writes alone is larger.
const LARGEST: u64 = 256 << 20;

/// What became of the place.
#[derive(Debug, PartialEq, Eq)]
pub enum Placed {
    /// Nothing was there, or an earlier file of ours.
    Written,
    /// The very same bytes lay there already; nothing was done.
    Same,
    /// Written; what lay there is called so now.
    Aside(PathBuf),
}

impl Placed {
    /// For the user, where something was moved: what is called how now.
    pub fn told(&self, path: &Path) -> Option<String> {
        match self {
            Placed::Aside(aside) => {
                Some(format!("“{}”原有的文件可能已有人改动，或不是本程序写出的，已改名为“{}”保留。", path.display(), name(aside)))
            }
            Placed::Written | Placed::Same => None,
        }
    }
}

/// Puts bytes in a file. `is_ours` is asked of what lies there: is it certainly ours, with nothing of anybody else's in it?
///
/// # Errors
/// The folder cannot be made or written; the place is a folder; what lies there cannot be read or moved.
pub fn place(path: &Path, bytes: &[u8], is_ours: impl FnOnce(&[u8]) -> bool) -> io::Result<Placed> {
    let folder = folder(path);
    fs::create_dir_all(folder)?;
    sweep(folder);
    let found = match path.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
        Ok(meta) if meta.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
        // a link, a pipe or a device is nobody's to read: it is moved, not followed
        Ok(meta) if !meta.is_file() => Some(None),
        // what cannot be read is nobody's to replace
        Ok(_) => Some(files::read(path, LARGEST).ok()),
    };
    if found.as_ref().is_some_and(|old| old.as_deref() == Some(bytes)) {
        return Ok(Placed::Same);
    }
    let file = aside_file(folder, path)?;
    let temporary = file.path().to_path_buf();
    scratch::begin(&temporary);
    let write = |mut file: tempfile::NamedTempFile| {
        file.write_all(bytes)?;
        // Nothing stops the program between the two renames.
        scratch::settle_file(&temporary, || {
            let aside = match found {
                Some(old) if !old.as_deref().is_some_and(is_ours) => Some(result::set_aside(path)?),
                _ => None,
            };
            file.persist(path).map_err(|e| e.error)?;
            Ok(aside.map_or(Placed::Written, Placed::Aside))
        })
    };
    let placed = write(file);
    scratch::end(&temporary);
    placed
}

/// Puts bytes in a file that is not there yet, whole or not at all.
///
/// # Errors
/// Something lies there already (`AlreadyExists`), which stays as it is; the folder cannot be made or written.
pub fn place_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = folder(path);
    fs::create_dir_all(folder)?;
    sweep(folder);
    let mut file = aside_file(folder, path)?;
    let temporary = file.path().to_path_buf();
    scratch::begin(&temporary);
    let placed = file
        .write_all(bytes)
        .and_then(|()| scratch::settle_file(&temporary, || file.persist_noclobber(path).map(drop).map_err(|e| e.error)));
    scratch::end(&temporary);
    placed
}

/// The folder of a file.
fn folder(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// An empty file beside, whose name tells which process it belongs to.
fn aside_file(folder: &Path, path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let ending = path.extension().map(|e| format!(".{}", e.to_string_lossy())).unwrap_or_default();
    let prefix = format!("{PREFIX}{}-", std::process::id());
    let mut maker = tempfile::Builder::new();
    // A temporary file is private to its owner; what is written is for the office.
    #[cfg(unix)]
    let maker = {
        use std::os::unix::fs::PermissionsExt;
        maker.permissions(fs::Permissions::from_mode(0o644))
    };
    let file = maker.prefix(&prefix).suffix(&ending).tempfile_in(folder)?;
    // where a disk knows no locks, the number of the process alone tells
    let _ = file.as_file().try_lock();
    Ok(file)
}

/// Removes what processes that no longer live have left unfinished in a folder. What is not certainly that stays.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let owner = name.to_str().and_then(|n| n.strip_prefix(PREFIX)?.split_once('-')?.0.parse::<u32>().ok());
        // on a shared disk the process may live on another machine: then it holds the file
        let free = || fs::File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok());
        if owner.is_some_and(is_dead) && entry.file_type().is_ok_and(|kind| kind.is_file()) && free() {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// No process of that number lives.
#[cfg(unix)]
fn is_dead(process: u32) -> bool {
    let known = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw);
    known.is_some_and(|pid| rustix::process::test_kill_process(pid) == Err(rustix::io::Errno::SRCH))
}

/// Nobody can say.
#[cfg(not(unix))]
fn is_dead(_: u32) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        let mut all: Vec<String> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        all.sort();
        all
    }

    #[test]
    fn what_is_not_ours_is_moved_aside_and_the_same_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("日历.csv");
        assert_eq!(place(&path, b"1", |_| false).unwrap(), Placed::Written);
        assert_eq!(place(&path, b"1", |_| panic!("nothing is asked")).unwrap(), Placed::Same);
        assert_eq!(place(&path, b"2", |old| old == b"1").unwrap(), Placed::Written);
        for (number, new) in [(1, b"3"), (2, b"4")] {
            let old = fs::read(&path).unwrap();
            let aside = dir.path().join(format!("日历-旧-{number}.csv"));
            assert_eq!(place(&path, new, |_| false).unwrap(), Placed::Aside(aside.clone()));
            assert_eq!((fs::read(&path).unwrap(), fs::read(aside).unwrap()), (new.to_vec(), old));
        }
        assert_eq!(names(dir.path()), ["日历-旧-1.csv", "日历-旧-2.csv", "日历.csv"]);
        assert!(place(dir.path(), b"", |_| true).is_err(), "a folder is no file");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed_and_leavings_of_the_dead_are_swept() {
        let dir = tempfile::tempdir().unwrap();
        let (path, far) = (dir.path().join("a.csv"), dir.path().join("far.txt"));
        fs::write(&far, "远处").unwrap();
        std::os::unix::fs::symlink(&far, &path).unwrap();
        // no process has so high a number
        fs::write(dir.path().join(format!("{PREFIX}2147483646-x.csv")), "半").unwrap();
        fs::write(dir.path().join(format!("{PREFIX}{}-x.csv", std::process::id())), "活").unwrap();
        fs::write(dir.path().join(".~dangri-笔记.csv"), "别人的").unwrap();
        assert!(matches!(place(&path, b"1", |_| true).unwrap(), Placed::Aside(_)));
        assert_eq!(fs::read_to_string(&far).unwrap(), "远处");
        let own = format!("{PREFIX}{}-x.csv", std::process::id());
        assert_eq!(names(dir.path()), [own.as_str(), ".~dangri-笔记.csv", "a-旧-1.csv", "a.csv", "far.txt"]);
    }
}
