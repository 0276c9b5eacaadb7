//! A finished run read again from its folder alone: its list, and its tables as typed rows. What does not stand as it was written is refused by its
//! name, so that nobody explains, compares or sums up what somebody has edited since.

mod subject;
mod terms;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::digest;
use super::result::{Manifest, Question, Seal};
use super::verify::{self, Inputs};
use crate::frame::{self, FrameError, Rows, Wanted};
use crate::model::own::MANIFEST;
use crate::tables::{Declared, Kind, StoredColumn, declared};

pub use subject::{Named, NotOne, Subject, find};
pub use terms::Terms;

/// Folder of the tables.
const FOLDER: &str = "data";
/// Endings of tables, the better first: csv cannot tell every text from its disarmed form.
const ENDINGS: [&str; 2] = ["parquet", "csv"];

/// Why a run cannot be read again.
#[derive(Debug, thiserror::Error)]
pub enum Unfinished {
    /// There is no such folder.
    #[error("“{}”不是文件夹。请写结果目录，即含有“{MANIFEST}”的文件夹。", .0.display())]
    NoFolder(PathBuf),
    /// It is no whole result.
    #[error("“{}”不是一份完整的结果：没有结果清单（{MANIFEST}），或者清单已损坏、被改动。请重新运行 dangri run。", .0.display())]
    NoList(PathBuf),
    /// A table is not as it was written.
    #[error("结果中的“{0}”与写出时不一致或已不在，不能据以说明。请用 dangri verify 核对，或者重新运行 dangri run。")]
    Changed(String),
    /// The run wrote no tables.
    #[error("结果中没有表格“{0}”：运行时没有输出 csv 或 parquet，或者是旧版程序写出的。请重新运行 dangri run。")]
    NoTable(&'static str),
    /// A table cannot be read.
    #[error("{0}。")]
    Frame(#[from] FrameError),
}

impl Unfinished {
    /// 2: this is no result to work with; 3: reading failed.
    pub fn exit_code(&self) -> u8 {
        match self {
            Unfinished::Frame(FrameError::Io { .. } | FrameError::Library(_)) => 3,
            _ => 2,
        }
    }
}

/// A finished run.
#[derive(Debug)]
pub struct Finished {
    dir: PathBuf,
    list: Manifest,
    declared: BTreeMap<&'static str, Declared>,
}

impl Finished {
    /// Opens the folder of a result.
    ///
    /// # Errors
    /// It is none, or its list is not as it was written.
    pub fn open(dir: &Path) -> Result<Self, Unfinished> {
        if !dir.is_dir() {
            return Err(Unfinished::NoFolder(dir.to_path_buf()));
        }
        match Manifest::load(dir) {
            Some((list, Seal::Whole)) => {
                let declared = declared().into_iter().map(|table| (table.name, table)).collect();
                Ok(Finished { dir: dir.to_path_buf(), list, declared })
            }
            _ => Err(Unfinished::NoList(dir.to_path_buf())),
        }
    }

    /// What it answers.
    pub fn question(&self) -> &Question {
        &self.list.question
    }

    /// Id of its question.
    pub fn run_id(&self) -> &str {
        &self.list.run_id
    }

    /// Does it hold a table of that name?
    pub fn has(&self, name: &str) -> bool {
        ENDINGS.iter().any(|ending| self.listed(&format!("{FOLDER}/{name}.{ending}")).is_some())
    }

    fn listed(&self, path: &str) -> Option<&super::result::FileLine> {
        self.list.files.iter().find(|file| file.path == path)
    }

    /// The rows of a table, or those of them that are wanted.
    ///
    /// # Errors
    /// There is none, it is not as it was written, or it cannot be read.
    pub fn table(&self, name: &'static str, wanted: Option<&Wanted<'_>>) -> Result<Rows, Unfinished> {
        let all = &self.declared.get(name).ok_or(Unfinished::NoTable(name))?.columns;
        self.read(name, all, wanted)
    }

    /// The same with only these columns (of a ratio, its two sums): a million rows need not be read whole.
    ///
    /// # Errors
    /// As of [`Finished::table`].
    pub fn columns(&self, name: &'static str, only: &[&str], wanted: Option<&Wanted<'_>>) -> Result<Rows, Unfinished> {
        let all = &self.declared.get(name).ok_or(Unfinished::NoTable(name))?.columns;
        let some: Vec<_> = all.iter().filter(|(column, _)| only.contains(&column.id.as_str())).cloned().collect();
        self.read(name, &some, wanted)
    }

    fn read(&self, name: &'static str, columns: &[(StoredColumn, Kind)], wanted: Option<&Wanted<'_>>) -> Result<Rows, Unfinished> {
        for ending in ENDINGS {
            let path = format!("{FOLDER}/{name}.{ending}");
            let Some(line) = self.listed(&path) else { continue };
            let file = self.dir.join(FOLDER).join(format!("{name}.{ending}"));
            if digest::of_file(&file).ok() != Some((line.bytes, line.sha256.clone())) {
                return Err(Unfinished::Changed(path));
            }
            let read = if ending == "csv" { frame::read_csv } else { frame::read_parquet };
            return Ok(read(&file, columns, wanted)?);
        }
        Err(Unfinished::NoTable(name))
    }

    /// How the ledgers stand that it was made from: of the workspace named, or of the one that is found.
    pub fn inputs(&self, workspace: Option<&Path>) -> Inputs {
        verify::inputs_since(&self.dir, &self.list.question, workspace)
    }
}
