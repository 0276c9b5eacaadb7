//! One run at a time writes one result: a lock file beside it, held by the system for as long as the process lives, so that one left by a dead
//! process holds nobody up. It names the folder that is being written, so that the next run knows what to clear away.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::naming;
use crate::model::own::PROGRAM;
use crate::run::error::RunError;

/// Bytes of a lock file: written in one go and always as many, so that it is never half one note and half another.
const LENGTH: usize = 1024;
/// How often a lock is tried that others take away at the same moment.
const TRIES: usize = 100;

/// What a lock file says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    program: String,
    /// Number of the process.
    pub process: u32,
    /// Name of the folder beside the result that is being written.
    pub staging: String,
    /// The new result is being put in place, or stands there already: the folder may hold the previous one.
    pub swapping: bool,
}

impl Note {
    /// Of this process.
    pub fn of(staging: &str, swapping: bool) -> Self {
        Note { program: PROGRAM.to_string(), process: std::process::id(), staging: staging.to_string(), swapping }
    }
}

/// A lock that is held.
#[derive(Debug)]
pub struct Lock {
    file: File,
    path: PathBuf,
    /// The system knows locks on this disk; else nobody can say whether another run is at work.
    pub certain: bool,
}

impl Lock {
    /// Takes the lock of a result. Gives what the last one who held it and did not finish wrote.
    ///
    /// # Errors
    /// Another run holds it, a file of that name is not ours, or the folder cannot be written.
    pub fn take(target: &Path) -> Result<(Self, Option<Note>), RunError> {
        let path = naming::lock(target);
        let fail = |e| RunError::output(target, e);
        for _ in 0..TRIES {
            if fs::symlink_metadata(&path).is_ok_and(|about| !about.is_file()) {
                return Err(RunError::ForeignLock(path));
            }
            let mut file = open(&path).map_err(fail)?;
            let certain = match file.try_lock() {
                Ok(()) => true,
                Err(TryLockError::WouldBlock) => {
                    let process = read(&mut file).ok().flatten().map(|note| note.process);
                    return Err(RunError::Busy { target: target.to_path_buf(), process });
                }
                Err(TryLockError::Error(_)) => false,
            };
            // Whoever held it may have taken the file away while we waited for it: then it locks nothing.
            if !is_at(&file, &path) {
                continue;
            }
            let note = read(&mut file).map_err(|_| RunError::ForeignLock(path.clone()))?;
            return Ok((Lock { file, path, certain }, note));
        }
        Err(RunError::Busy { target: target.to_path_buf(), process: None })
    }

    /// Writes down what the next run is to know should this one not finish.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn note(&mut self, note: &Note) -> io::Result<()> {
        let mut text = serde_json::to_vec(note)?;
        if text.len() > LENGTH {
            return Err(io::ErrorKind::InvalidFilename.into());
        }
        text.resize(LENGTH, b' ');
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&text)?;
        self.file.sync_data()
    }

    /// The lock file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes the file away: all is done.
    pub fn release(self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Opens the file, or makes it; never one behind a link.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, rustix::fs::OFlags::NOFOLLOW.bits() as i32);
    options.open(path)
}

/// What it says; `None` for one that is empty. Errors: it is none of ours.
fn read(file: &mut File) -> io::Result<Option<Note>> {
    let mut text = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(LENGTH as u64 + 1).read_to_end(&mut text)?;
    if text.is_empty() {
        return Ok(None);
    }
    let note: Note = serde_json::from_slice(&text)?;
    if text.len() == LENGTH && note.program == PROGRAM { Ok(Some(note)) } else { Err(io::ErrorKind::InvalidData.into()) }
}

/// Is the open file still the one of that name?
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let same = |a: &fs::Metadata, b: &fs::Metadata| (a.dev(), a.ino()) == (b.dev(), b.ino());
    matches!((file.metadata(), fs::symlink_metadata(path)), (Ok(a), Ok(b)) if same(&a, &b))
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}
