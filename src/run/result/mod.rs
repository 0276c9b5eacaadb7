//! The folder of a result, from the first lock to the proof years later. It is written beside its place and put there in one step; a list in it
//! (`结果清单.json`) says what it is an answer to and what each of its files was. Only what that list proves to be ours and untouched is ever
//! removed. Anything else that lies in the way is moved aside whole, and that is told.

mod examine;
mod leftovers;
pub(super) mod lock;
pub(super) mod manifest;
pub(super) mod naming;
mod publish;
mod question;
mod staging;
pub(super) mod system;

#[cfg(test)]
mod tests;

pub use examine::{Examined, examine};
pub use manifest::{FileLine, Manifest, ReadCounts, Seal};
pub use publish::Placed;
pub use question::{InputLine, PastLine, Question, UnitLine, own_folder};
pub use staging::Staging;
pub(super) use staging::absolute;

use std::io;
use std::path::{Path, PathBuf};

/// What became of folders that were there before: facts, worded by whoever tells them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// The previous folder was moved aside whole.
    Aside {
        /// Where it stands now.
        to: PathBuf,
        /// Why.
        why: Why,
    },
    /// A stopped run had left a finished result beside its place; it has been put there.
    Finished(PathBuf),
    /// A stopped run had taken the previous result away; it is back.
    Restored(PathBuf),
    /// What a stopped run had left unfinished was taken away.
    Swept(PathBuf),
    /// The previous folder could be neither removed nor moved; it lies here until the next run.
    Left(PathBuf, String),
}

/// Why a folder was moved aside and not replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// These files or folders in it are not ours, or were changed since they were written; relative to the folder, in byte order.
    Touched(Vec<String>),
    /// It answers another question: this period, these units, or a trial.
    Other(String),
    /// It has no list that proves what was written.
    Unproven,
}

/// Moves a file that is not ours out of the way of one that is: `<stem>-旧-1.<ending>` beside it. Gives where it stands now.
///
/// # Errors
/// It cannot be moved.
pub fn set_aside(path: &Path) -> io::Result<PathBuf> {
    naming::aside(path, path, true)
}
