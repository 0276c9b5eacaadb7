//! Files of a workspace by what became of them.

use serde::{Deserialize, Serialize};

use crate::model::book::FileOutcome;
use crate::model::corpus::InputFile;

/// How many files came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileCounts {
    pub total: u64,
    pub read: u64,
    pub partly: u64,
    pub unrecognised: u64,
    pub unreadable: u64,
    pub skipped: u64,
}

impl FileCounts {
    /// Of these files.
    pub fn of<'a>(files: impl Iterator<Item = &'a InputFile>) -> Self {
        let mut counts = FileCounts::default();
        for file in files {
            counts.total += 1;
            *match file.outcome {
                FileOutcome::Read => &mut counts.read,
                FileOutcome::Partly => &mut counts.partly,
                FileOutcome::Unrecognised => &mut counts.unrecognised,
                FileOutcome::Unreadable => &mut counts.unreadable,
                FileOutcome::Skipped => &mut counts.skipped,
            } += 1;
        }
        counts
    }
}
