//! Putting a result in place: written beside the target, moved in when all is complete. A run that is stopped leaves the previous result as
//! it was, and a folder that is not a result of ours is never replaced.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::error::RunError;
use super::scratch;

/// The files by which a result is known, whatever formats it was written in.
const MARKS: &[&str] = &["data/summary.json", "汇总报告.xlsx", "报告.html", "data/findings.csv", "data/activities.parquet"];

/// A result being written. Dropped without `publish` it leaves nothing behind.
pub struct Staging {
    target: PathBuf,
    dir: tempfile::TempDir,
}

impl Staging {
    /// Prepares to write the result `target`: checks that it may be replaced and that its parent can be written, before any work is done.
    pub fn open(target: &Path, workspace: &Path) -> Result<Self, RunError> {
        let target = absolute(target)?;
        let workspace = absolute(workspace)?;
        if workspace.starts_with(&target) {
            return Err(RunError::OutputOverWorkspace(target));
        }
        if target.exists() && !replaceable(&target) {
            return Err(RunError::ForeignOutput(target));
        }
        let parent = target.parent().map_or_else(|| PathBuf::from("/"), Path::to_path_buf);
        fs::create_dir_all(&parent).map_err(|e| RunError::output(&parent, e))?;
        let mut prefix = OsString::from(".");
        prefix.push(target.file_name().unwrap_or_default());
        prefix.push("-写入中-");
        let dir = tempfile::Builder::new().prefix(&prefix).tempdir_in(&parent).map_err(|e| RunError::output(&target, e))?;
        scratch::begin(dir.path());
        // A temporary folder is private to its owner; the result is for the office.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).map_err(|e| RunError::output(&target, e))?;
        }
        Ok(Staging { target, dir })
    }

    /// The folder to write into.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Where the result will stand.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Moves the result into place. The previous one is put aside first and brought back if that fails.
    pub fn publish(self) -> Result<PathBuf, RunError> {
        let path = self.dir.path().to_path_buf();
        let (target, aside) = scratch::settle_but(&path, || {
            let placed = self.place();
            let aside = placed.as_ref().ok().and_then(|(_, aside)| aside.clone());
            (placed, aside)
        })?;
        if let Some(aside) = aside {
            remove(&aside).map_err(|e| RunError::output(&aside, e))?;
            scratch::end(&aside);
        }
        Ok(target)
    }

    /// Gives the result's place and where the previous one has been put aside.
    fn place(self) -> Result<(PathBuf, Option<PathBuf>), RunError> {
        let Staging { target, dir } = self;
        let fail = |e| RunError::output(&target, e);
        let written = dir.keep();
        if !target.exists() {
            fs::rename(&written, &target).map_err(|e| clean(&written, fail(e)))?;
            return Ok((target, None));
        }
        let mut aside = target.clone().into_os_string();
        aside.push(format!("-旧-{}", std::process::id()));
        let aside = PathBuf::from(aside);
        fs::rename(&target, &aside).map_err(|e| clean(&written, fail(e)))?;
        if let Err(e) = fs::rename(&written, &target) {
            // Nothing else can be done if the old result cannot be brought back either: it stands beside under its new name.
            let _ = fs::rename(&aside, &target);
            return Err(clean(&written, fail(e)));
        }
        Ok((target, Some(aside)))
    }
}

/// Removes a result with all threads: a province's has ten thousand files.
fn remove(dir: &Path) -> io::Result<()> {
    let entries = fs::read_dir(dir)?.collect::<io::Result<Vec<_>>>()?;
    entries.into_par_iter().try_for_each(|entry| match entry.file_type()?.is_dir() {
        true => remove(&entry.path()),
        false => fs::remove_file(entry.path()),
    })?;
    fs::remove_dir(dir)
}

fn clean(written: &Path, error: RunError) -> RunError {
    let _ = fs::remove_dir_all(written);
    error
}

fn absolute(path: &Path) -> Result<PathBuf, RunError> {
    let full = std::path::absolute(path).map_err(|e| RunError::output(path, e))?;
    // Links and `..` are resolved as far as the path exists, so that a folder is recognised as itself.
    Ok(full.canonicalize().unwrap_or(full))
}

fn replaceable(target: &Path) -> bool {
    let Ok(mut entries) = fs::read_dir(target) else { return false };
    entries.next().is_none() || MARKS.iter().any(|mark| target.join(mark).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_replaced_whole_and_anything_else_is_left_alone() {
        let root = tempfile::tempdir().unwrap();
        let (workspace, target) = (root.path().join("台账"), root.path().join("台账-结果"));
        fs::create_dir_all(&workspace).unwrap();
        let staging = Staging::open(&target, &workspace).unwrap();
        fs::create_dir_all(staging.dir().join("data")).unwrap();
        fs::write(staging.dir().join(MARKS[0]), "{}").unwrap();
        fs::write(staging.dir().join("旧.txt"), "1").unwrap();
        staging.publish().unwrap();

        let dropped = Staging::open(&target, &workspace).unwrap();
        fs::write(dropped.dir().join("半成品"), "x").unwrap();
        drop(dropped);
        assert!(target.join("旧.txt").is_file());
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 2, "nothing half-written stays");

        let again = Staging::open(&target, &workspace).unwrap();
        fs::create_dir_all(again.dir().join("data")).unwrap();
        fs::write(again.dir().join(MARKS[0]), "{}").unwrap();
        again.publish().unwrap();
        assert!(!target.join("旧.txt").exists());

        let foreign = root.path().join("照片");
        fs::create_dir_all(&foreign).unwrap();
        fs::write(foreign.join("a.jpg"), "x").unwrap();
        assert!(matches!(Staging::open(&foreign, &workspace), Err(RunError::ForeignOutput(_))));
        assert!(matches!(Staging::open(root.path(), &workspace), Err(RunError::OutputOverWorkspace(_))));
    }
}
