//! What the window knows, in files: which workspace was chosen, and a folder for each job. Nothing is held in memory alone that anybody would miss.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::system;
use crate::files;

/// Longest file of its own that is read.
const LARGEST: u64 = 16 << 20;

/// What was chosen.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Chosen {
    /// The workspace.
    pub workspace: Option<PathBuf>,
}

/// The folder.
#[derive(Debug)]
pub struct Store {
    home: PathBuf,
}

impl Store {
    /// Opens it, making what is not there.
    ///
    /// # Errors
    /// The folder cannot be made or written.
    pub fn open(home: &Path) -> io::Result<Self> {
        system::make_private(home)?;
        let store = Store { home: std::path::absolute(home)? };
        for dir in [store.jobs(), store.uploads(), store.drafts()] {
            system::make_private(&dir)?;
        }
        Ok(store)
    }

    /// Folders of jobs, by number.
    pub fn jobs(&self) -> PathBuf {
        self.home.join("jobs")
    }

    /// Folders of what was uploaded, by number.
    pub fn uploads(&self) -> PathBuf {
        self.home.join("uploads")
    }

    /// Choices that have not been written into the workbook of names yet, a file for each workspace.
    pub fn drafts(&self) -> PathBuf {
        self.home.join("drafts")
    }

    /// What was chosen the last time.
    pub fn chosen(&self) -> Chosen {
        read(&self.home.join("chosen.json")).unwrap_or_default()
    }

    /// Chooses a workspace.
    ///
    /// # Errors
    /// It cannot be written down.
    pub fn choose(&self, workspace: &Path) -> io::Result<()> {
        write(&self.home.join("chosen.json"), &Chosen { workspace: Some(std::path::absolute(workspace)?) })
    }

    /// A page that leads to the address, for the system to open: on a command line other users could read the token.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn door(&self, address: &str) -> io::Result<tempfile::NamedTempFile> {
        let mut file = tempfile::Builder::new().prefix("打开-").suffix(".html").tempfile_in(&self.home)?;
        // The address is made here, of digits and letters.
        write!(
            file,
            "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\"><meta http-equiv=\"refresh\" content=\"0; url={address}\"><title>党日</title><p><a href=\"{address}\">打开党日</a>"
        )?;
        file.flush()?;
        Ok(file)
    }

    /// A new folder with the next number. Two windows never get the same.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn numbered(dir: &Path) -> io::Result<(u32, PathBuf)> {
        loop {
            let next = numbers(dir).last().map_or(1, |last| last + 1);
            let path = dir.join(next.to_string());
            match system::private_dir(&path, false) {
                Ok(()) => return Ok((next, path)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// Numbers that folders bear, rising.
pub fn numbers(dir: &Path) -> Vec<u32> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let mut all: Vec<u32> = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
    all.sort_unstable();
    all
}

/// A value in a file of ours; `None` where there is none that can be read.
pub fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Option<T> {
    serde_json::from_slice(&files::read(path, LARGEST).ok()?).ok()
}

/// A new file of ours, to be written.
///
/// # Errors
/// Of the file system; it is there already.
pub fn create(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    system::keep_private(&mut options);
    options.open(path)
}

/// Writes a value aside and puts it in place whole.
///
/// # Errors
/// Of the file system.
pub fn write(path: &Path, value: &impl Serialize) -> io::Result<()> {
    let dir = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let mut file = tempfile::NamedTempFile::new_in(dir)?;
    serde_json::to_writer(&mut file, value)?;
    file.persist(path)?;
    Ok(())
}
