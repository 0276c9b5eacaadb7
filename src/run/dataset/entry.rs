//! The list of a unit in a data set: what its tables are an answer to, and each of them with size and digest. It is the list of a result in short: of the
//! ledgers it keeps how many there were and one digest over all, since a country has sixty million of them.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::files;
use crate::model::own::PROGRAM;
use crate::run::digest;
use crate::run::result::manifest::{sealed, with_seal};
use crate::run::result::{FileLine, Question, ReadCounts, UnitLine};

/// Version of the list's shape.
const SHAPE: u32 = 1;
/// No such list is longer.
const LONGEST: u64 = 16 << 20;

/// The list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Always `dangri`.
    pub program: String,
    /// Version of this list's shape.
    pub shape: u32,
    /// Version of the program.
    pub version: String,
    /// The commit that the program was built from, or why it is not known.
    pub commit: String,
    /// Id of the question of the run, as it stands in every row.
    pub run_id: String,
    /// Who the tables are about.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Whose rules it was judged by.
    pub jurisdiction: String,
    /// SHA-256 of the profile as used.
    pub profile_digest: String,
    /// SHA-256 over layouts and holidays as used.
    pub schemas: String,
    /// As written (`2017Q3`).
    pub period: String,
    /// The day as of which it judges.
    pub as_of: NaiveDate,
    /// Options as used.
    pub options: BTreeMap<String, String>,
    /// The ledgers in short.
    pub inputs: InputSums,
    /// Files and rows by outcome.
    pub counts: ReadCounts,
    /// The tables, by path below the data set.
    pub files: Vec<FileLine>,
}

/// The ledgers in short.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputSums {
    /// How many.
    pub files: u64,
    /// Their size.
    pub bytes: u64,
    /// SHA-256 over a line `sha256 TAB path LF` for each, in order of path.
    pub sha256: String,
}

impl InputSums {
    /// Of a question.
    pub fn of(question: &Question) -> Self {
        let mut text = String::new();
        question.inputs.iter().for_each(|input| text.extend([&input.sha256, "\t", &input.path, "\n"]));
        InputSums {
            files: question.inputs.len() as u64,
            bytes: question.inputs.iter().map(|input| input.bytes).sum(),
            sha256: digest::hex(text.as_bytes()),
        }
    }
}

impl Entry {
    /// Of a result about one unit.
    pub fn new(question: &Question, unit: &UnitLine, commit: &str, counts: ReadCounts, mut files: Vec<FileLine>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Entry {
            program: PROGRAM.to_string(),
            shape: SHAPE,
            version: question.version.clone(),
            commit: commit.to_string(),
            run_id: question.run_id(),
            unit: unit.unit.clone(),
            unit_name: unit.unit_name.clone(),
            jurisdiction: unit.jurisdiction.clone(),
            profile_digest: unit.profile_digest.clone(),
            schemas: question.schemas.clone(),
            period: question.period.clone(),
            as_of: question.as_of,
            options: question.options.clone(),
            inputs: InputSums::of(question),
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

    /// Reads a list. `None`: there is none, or it is not as it was written.
    pub fn load(path: &Path) -> Option<Self> {
        let bytes = files::whole(files::open_listed(path).ok()?, LONGEST).ok()?;
        let entry: Entry = serde_json::from_slice(&bytes).ok()?;
        (entry.program == PROGRAM && entry.shape == SHAPE && sealed(&bytes)).then_some(entry)
    }

    /// Are all its tables there, as they were written?
    pub fn stands(&self, dataset: &Path) -> bool {
        self.files.iter().all(|file| is_as_listed(dataset, file))
    }
}

/// Does the file have the bytes that the list tells?
pub fn is_as_listed(dataset: &Path, file: &FileLine) -> bool {
    digest::of_file(&dataset.join(&file.path)).is_ok_and(|found| found == (file.bytes, file.sha256.clone()))
}
