//! `.dangri` in a workspace: cache and history, which may be deleted at any time. It is ours only if it is a plain folder: what a link leads to is
//! somebody else's, and is neither read nor written. While a run uses a folder it holds a lock on it, so that the next one knows whether what
//! lies there unfinished belongs to a living process.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Its name at the top of a workspace.
const NAME: &str = ".dangri";
/// Ending of a file that is being written.
pub const UNFINISHED: &str = "写入中";

/// A folder of ours, in use. Others may use it at the same time.
#[derive(Debug)]
pub struct OwnFolder {
    path: PathBuf,
    /// Released when it is dropped.
    _lock: Option<File>,
}

impl OwnFolder {
    /// The folder of that name below `.dangri`, made where it is not there. `None`: the workspace is no folder, takes none, or something else goes by
    /// one of the names.
    pub fn in_workspace(workspace: &Path, name: &str) -> Option<Self> {
        if !workspace.is_dir() {
            return None;
        }
        let own = workspace.join(NAME);
        let made = !own.exists();
        let opened = plain(&own).and_then(|()| plain(&own.join(name))).ok().map(|()| Self::open(&own.join(name)));
        if opened.is_none() && made {
            // Only if it is empty.
            let _ = fs::remove_dir(&own);
        }
        opened
    }

    /// A folder that the user named, made where it is not there.
    ///
    /// # Errors
    /// It cannot be made, or is no folder.
    pub fn given(path: &Path) -> io::Result<Self> {
        fs::create_dir_all(path)?;
        match path.is_dir() {
            true => Ok(Self::open(path)),
            false => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn open(path: &Path) -> Self {
        OwnFolder { path: path.to_path_buf(), _lock: in_use(path) }
    }
}

/// Sees to it that a plain folder is there.
fn plain(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(about) if about.is_dir() => Ok(()),
        Ok(_) => Err(io::ErrorKind::NotADirectory.into()),
        Err(_) => fs::create_dir(path),
    }
}

/// Marks a folder as in use. Where nobody else uses it, what was left unfinished in it is cleared away first.
#[cfg(unix)]
fn in_use(path: &Path) -> Option<File> {
    let folder = File::open(path).ok()?;
    if folder.try_lock().is_ok() {
        sweep(path);
        folder.unlock().ok()?;
    }
    folder.try_lock_shared().ok()?;
    Some(folder)
}

/// Folders cannot be locked here: what is unfinished goes when it is old.
#[cfg(not(unix))]
fn in_use(path: &Path) -> Option<File> {
    use std::time::{Duration, SystemTime};
    const STALE: Duration = Duration::from_secs(24 * 3600);
    let stale = |path: &Path| {
        let age = fs::metadata(path).and_then(|m| m.modified()).ok().and_then(|t| SystemTime::now().duration_since(t).ok());
        age.is_some_and(|age| age > STALE)
    };
    unfinished(path).iter().filter(|path| stale(path)).for_each(|path| drop(fs::remove_file(path)));
    None
}

#[cfg(unix)]
fn sweep(path: &Path) {
    unfinished(path).iter().for_each(|path| drop(fs::remove_file(path)));
}

/// Files of ours that are not finished: named as [`writing`] names them.
fn unfinished(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let ours = |name: &str| {
        let stem = name.strip_suffix(&format!(".{UNFINISHED}"));
        stem.and_then(|stem| stem.rsplit_once('-')).is_some_and(|(kind, drawn)| {
            ["pack", "run", "stamp"].contains(&kind) && drawn.len() == 6 && drawn.bytes().all(|b| b.is_ascii_alphanumeric())
        })
    };
    let is_ours = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|t| t.is_file()) && entry.file_name().to_str().is_some_and(ours);
    entries.flatten().filter(is_ours).map(|entry| entry.path()).collect()
}

/// A file to be written in a folder of ours and moved into its place there. Dropped it is gone.
///
/// # Errors
/// The folder takes none.
pub fn writing(kind: &str, folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().prefix(&format!("{kind}-")).suffix(&format!(".{UNFINISHED}")).rand_bytes(6).tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn what_a_dead_process_left_goes_and_nothing_else_does() {
        let dir = tempfile::tempdir().unwrap();
        let folder = OwnFolder::in_workspace(dir.path(), "cache").unwrap();
        let dead = writing("pack", folder.path()).unwrap().into_temp_path().keep().unwrap();
        let foreign = folder.path().join("笔记.写入中");
        fs::write(&foreign, "x").unwrap();
        // it may belong to whoever holds the folder
        let second = OwnFolder::in_workspace(dir.path(), "cache").unwrap();
        assert!(dead.exists());
        drop((folder, second));
        let third = OwnFolder::in_workspace(dir.path(), "cache").unwrap();
        assert!(!dead.exists() && foreign.exists() && third.path().ends_with(".dangri/cache"));
    }

    #[test]
    #[cfg(unix)]
    fn what_a_link_leads_to_is_not_ours() {
        let dir = tempfile::tempdir().unwrap();
        let (workspace, elsewhere) = (dir.path().join("台账"), dir.path().join("别处"));
        fs::create_dir_all(elsewhere.join("cache")).unwrap();
        fs::create_dir(&workspace).unwrap();
        std::os::unix::fs::symlink(&elsewhere, workspace.join(".dangri")).unwrap();
        assert!(OwnFolder::in_workspace(&workspace, "cache").is_none());
        fs::remove_file(workspace.join(".dangri")).unwrap();
        fs::create_dir(workspace.join(".dangri")).unwrap();
        std::os::unix::fs::symlink(elsewhere.join("cache"), workspace.join(".dangri/cache")).unwrap();
        assert!(OwnFolder::in_workspace(&workspace, "cache").is_none());
        assert!(OwnFolder::in_workspace(&workspace, "history").is_some());
    }
}
