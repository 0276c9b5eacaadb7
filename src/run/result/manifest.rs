//! `结果清单.json`: what a result is an answer to, what came of it, and each of its files with size and digest. Written last; its own last line is
//! the digest of all before it, so that not one byte of the list itself can change unseen.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::question::Question;
use crate::files;
use crate::model::corpus::FileCounts;
use crate::model::own::{MANIFEST, PROGRAM};
use crate::model::record::RowTally;
use crate::model::results::Results;
use crate::run::digest::hex;

/// Version of the list's shape.
const SHAPE: u32 = 1;
/// No list is longer.
const LONGEST: u64 = 256 << 20;
/// What stands before the digest and after it, at the end of the file.
const BEFORE: &str = ",\n  \"seal\": \"";
const AFTER: &str = "\"\n}\n";
/// Hex digits of a digest.
const DIGITS: usize = 64;

/// The list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `dangri`.
    pub program: String,
    /// Version of this list's shape.
    pub shape: u32,
    /// The commit that the program was built from, or why it is not known.
    pub commit: String,
    /// Id of its question.
    pub run_id: String,
    /// What it answers.
    pub question: Question,
    /// Files and rows by outcome.
    pub counts: ReadCounts,
    /// By path.
    pub files: Vec<FileLine>,
}

/// Files and rows by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadCounts {
    /// Files by outcome.
    pub files: FileCounts,
    /// Rows by outcome.
    pub rows: RowTally,
}

impl ReadCounts {
    /// Of a run: each file once by its path.
    pub fn of(results: &Results) -> Self {
        ReadCounts { files: results.counts.files, rows: results.counts.rows }
    }
}

/// A file of the result.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FileLine {
    /// Below the folder, with `/`.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
}

/// Is a list as it was written?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seal {
    /// Every line of it is as it was written.
    Whole,
    /// Its bytes are not those that were written, though it can be read.
    Broken,
}

impl Manifest {
    /// The list of these files.
    pub fn new(question: Question, commit: &str, counts: ReadCounts, mut files: Vec<FileLine>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Manifest {
            program: PROGRAM.to_string(),
            shape: SHAPE,
            commit: commit.to_string(),
            run_id: question.run_id(),
            question,
            counts,
            files,
        }
    }

    /// As it is written.
    ///
    /// # Errors
    /// It cannot be put into json.
    pub fn text(&self) -> io::Result<String> {
        with_seal(self)
    }

    /// The list in a folder, and whether it is as it was written. `None`: there is none, or what goes by its name is none of ours.
    pub fn load(dir: &Path) -> Option<(Self, Seal)> {
        // What goes by the name may be a pipe, or lead elsewhere.
        let file = files::open_listed(&dir.join(MANIFEST)).ok()?;
        Self::parse(&files::whole(file, LONGEST).ok()?)
    }

    fn parse(bytes: &[u8]) -> Option<(Self, Seal)> {
        let list: Manifest = serde_json::from_slice(bytes).ok().filter(|list: &Manifest| list.program == PROGRAM)?;
        let whole = sealed(bytes) && list.run_id == list.question.run_id();
        Some((list, if whole { Seal::Whole } else { Seal::Broken }))
    }
}

/// A list as json, its last line the digest of all before it.
///
/// # Errors
/// It cannot be put into json.
pub fn with_seal(list: &impl Serialize) -> io::Result<String> {
    let text = serde_json::to_string_pretty(list).map_err(io::Error::other)?;
    let body = text.trim_end().strip_suffix('}').map(str::trim_end).ok_or(io::ErrorKind::InvalidData)?;
    Ok(format!("{body}{BEFORE}{}{AFTER}", hex(body.as_bytes())))
}

/// Do the bytes end with the digest of all before it?
pub fn sealed(bytes: &[u8]) -> bool {
    let tail = BEFORE.len() + DIGITS + AFTER.len();
    let Some(at) = bytes.len().checked_sub(tail) else { return false };
    let (body, rest) = bytes.split_at(at);
    let (before, rest) = rest.split_at(BEFORE.len());
    let (digest, after) = rest.split_at(DIGITS);
    before == BEFORE.as_bytes() && after == AFTER.as_bytes() && digest == hex(body).as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_byte_of_the_list_can_change_unseen() {
        let files = vec![FileLine { path: "data/findings.csv".into(), bytes: 3, sha256: "00".repeat(32) }];
        let list = Manifest::new(Question { period: "2017Q3".into(), ..Question::default() }, "abc", ReadCounts::default(), files);
        let text = list.text().unwrap();
        assert_eq!(Manifest::parse(text.as_bytes()), Some((list, Seal::Whole)));
        for at in 0..text.len() {
            let mut torn = text.clone().into_bytes();
            torn[at] ^= 1;
            assert!(Manifest::parse(&torn).is_none_or(|(_, seal)| seal == Seal::Broken), "byte {at}");
        }
        assert!(Manifest::parse(&text.as_bytes()[..text.len() / 2]).is_none());
        assert!(Manifest::parse(b"{\"program\": \"other\"}").is_none());
    }
}
