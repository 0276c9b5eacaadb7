//! How far a run is, told to whoever watches. The run says it; only the command line shows it.

use super::set_up::Notice;

/// A stage of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Looking for files.
    Discover,
    /// Looking at so many files, whether they have changed.
    Look(u64),
    /// Reading so many files.
    Read(u64),
    /// Judging so many branches.
    Judge(u64),
    /// Writing so many outputs.
    Write(u64),
}

impl Stage {
    /// How many things it goes through; 0 where that is not known.
    pub fn total(self) -> u64 {
        match self {
            Stage::Discover => 0,
            Stage::Look(n) | Stage::Read(n) | Stage::Judge(n) | Stage::Write(n) => n,
        }
    }
}

/// A watcher. Called from several threads.
pub trait Progress: Sync {
    /// A stage begins.
    fn stage(&self, stage: Stage);
    /// One more of the stage's things is done.
    fn step(&self);
    /// A large file is being read: bytes of its content gone through before and now, of how many.
    fn within(&self, _file: &str, _before: u64, _now: u64, _total: u64) {}
    /// What the user should know before anything is done; may be empty.
    fn notices(&self, _: &[Notice]) {}
}

/// Nobody watches.
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _: Stage) {}
    fn step(&self) {}
}
