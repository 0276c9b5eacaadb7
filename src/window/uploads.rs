//! What is dropped on the page: files with their paths, put into a folder of its own. A path that leads anywhere else, or that some system could not
//! hold, is refused; nothing that lies there is written over.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use http_body_util::BodyExt;
use tokio::io::AsyncWriteExt;

use super::store::{self, Store};
use super::system;

/// Most bytes of one file.
const FILE: u64 = 512 << 20;
/// Deepest path.
const DEEPEST: usize = 16;
/// Longest part of a path, in bytes: what file systems hold.
const LONGEST: usize = 255;

/// Uploads that have begun and neither ended nor been given up: those alone take files, and those alone may be cleared away.
#[derive(Default)]
pub struct Open(Mutex<BTreeSet<u32>>);

impl Open {
    fn numbers(&self) -> MutexGuard<'_, BTreeSet<u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new folder for what is dropped.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn begin(&self, store: &Store) -> io::Result<u32> {
        let (number, _) = Store::numbered(&store.uploads())?;
        self.numbers().insert(number);
        Ok(number)
    }

    /// The folder of one that is open.
    pub fn folder(&self, store: &Store, number: u32) -> Option<PathBuf> {
        self.numbers().contains(&number).then(|| place(store, number)).filter(|path| path.is_dir())
    }

    /// Ends one: its folder is a workspace from now on.
    pub fn end(&self, store: &Store, number: u32) -> Option<PathBuf> {
        self.numbers().remove(&number).then(|| place(store, number)).filter(|path| path.is_dir())
    }

    /// Gives one up: what came of it is cleared away. `None`: no such upload is open.
    ///
    /// # Errors
    /// The system refuses.
    pub fn give_up(&self, store: &Store, number: u32) -> Option<io::Result<()>> {
        self.end(store, number).map(std::fs::remove_dir_all)
    }
}

fn place(store: &Store, number: u32) -> PathBuf {
    store.uploads().join(number.to_string())
}

/// The path below a folder that a file's own path names; `None` where it is refused.
pub fn below(folder: &Path, path: &str) -> Option<PathBuf> {
    let parts: Vec<&str> = path.split('/').collect();
    let fit = |part: &&str| !system::is_reserved(part) && part.len() <= LONGEST;
    let good = parts.len() <= DEEPEST && parts.iter().all(fit);
    good.then(|| parts.iter().fold(folder.to_path_buf(), |whole, part| whole.join(part)))
}

/// Takes a file in, piece by piece.
///
/// # Errors
/// With the status for the page: a path that is refused, a file that is there or too large, a disk that is full, a sender that
/// says nothing for longer than `patience`.
pub async fn take(folder: &Path, path: &str, mut body: Body, patience: Duration) -> Result<u64, StatusCode> {
    let target = below(folder, path).ok_or(StatusCode::BAD_REQUEST)?;
    let status = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => StatusCode::CONFLICT,
        _ => StatusCode::INSUFFICIENT_STORAGE,
    };
    let dir = target.parent().ok_or(StatusCode::BAD_REQUEST)?;
    system::private_dir(dir, true).map_err(status)?;
    let mut file = tokio::fs::File::from_std(store::create(&target).map_err(status)?);
    let mut bytes = 0;
    let done = loop {
        let Ok(frame) = tokio::time::timeout(patience, body.frame()).await else { break Err(StatusCode::REQUEST_TIMEOUT) };
        match frame {
            None => break file.flush().await.map_err(status),
            Some(Err(_)) => break Err(StatusCode::BAD_REQUEST),
            Some(Ok(frame)) => {
                let Ok(data) = frame.into_data() else { continue };
                bytes += data.len() as u64;
                if bytes > FILE {
                    break Err(StatusCode::PAYLOAD_TOO_LARGE);
                }
                if let Err(error) = file.write_all(&data).await {
                    break Err(status(error));
                }
            }
        }
    };
    if done.is_err() {
        // Half a file would be read as a whole one.
        drop(file);
        let _ = tokio::fs::remove_file(&target).await;
    }
    done.map(|()| bytes)
}

/// What an upload is as a workspace: a packed one, or the folder that was dropped where it was one, else the folder of all.
pub fn workspace(folder: &Path) -> PathBuf {
    let entries: Vec<PathBuf> = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    match entries.as_slice() {
        [only] if only.is_dir() || only.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip")) => only.clone(),
        _ => folder.to_path_buf(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_out_of_the_folder() {
        let root = Path::new("/上传/1");
        for path in ["../甲.xlsx", "甲/../../乙.xlsx", "/etc/passwd", "甲//乙", "", ".", "C:\\甲", "甲\\..\\乙", "甲/.", "甲\u{0}", "CON"]
        {
            assert_eq!(below(root, path), None, "{path:?}");
        }
        assert_eq!(below(root, &"甲/".repeat(20)), None);
        assert_eq!(below(root, &"长".repeat(90)), None);
        assert_eq!(below(root, "杏山镇/7月.xlsx"), Some(root.join("杏山镇/7月.xlsx")));
    }
}
