//! What leaves the house: one finished result (`Results`), one trait (`Exporter`), one list (`exporters`). A format is a file or folder in
//! this room plus one line in that list. Writers judge nothing: they print what the assessment says. They write into the folder that they are
//! given; putting it in the place of an older result, whole or not at all, is the run's business.

pub mod data;
pub mod drawn;
mod error;
pub mod feedback;
pub mod file_name;
pub mod group;
pub mod html;
pub mod notice;
mod press;
mod seal;
pub mod template;
pub mod xlsx;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;

pub use error::ReportError;

use crate::model::assessment::Outcome;
use crate::model::corpus::InputFile;
use crate::model::finding::{Code, Level};
use crate::model::record::RowTally;
use crate::model::time::Period;

/// Compression of workbooks that go out by the hundred and are small whatever is done: the quickest.
pub(crate) const QUICK: u8 = 1;

/// What a run was, apart from what it found: everything that outputs say about their own making. Holds no clock time and no host, so that
/// the same inputs give the same bytes.
#[derive(Clone, Debug)]
pub struct RunInfo {
    /// Version of the program.
    pub version: String,
    /// The run's period.
    pub period: Period,
    /// The day on which the run judges what is due.
    pub as_of: NaiveDate,
    /// Options as used (`seed`, `set participation.min`, `format` …), defaults included where they matter.
    pub options: BTreeMap<String, String>,
    /// Schema files as used, built in or given: name and SHA-256 (hex).
    pub schemas: BTreeMap<String, String>,
    /// Parameters that were changed for this run alone (`participation.min=0.85`): with any it is a trial, and everything that is printed says so.
    pub trial: Vec<String>,
    /// Who makes the result (`中共清源县委组织部`), where that was said.
    pub office: Option<String>,
    /// Input files that belong to no jurisdiction's corpus (a county's workspace has none). Listing a file here and in a corpus does no harm:
    /// files are counted once by path.
    pub files: Vec<InputFile>,
    /// What the whole run should tell its readers (`本次抽查避让了 2017Q2 已抽单位`), in Chinese.
    pub notes: Vec<String>,
}

impl RunInfo {
    /// Parameters were changed for this run alone: it answers a question of the office and concerns nobody outside it.
    pub fn is_trial(&self) -> bool {
        !self.trial.is_empty()
    }

    /// A title as it is printed: a trial says first that it is one, and what was changed.
    pub fn titled(&self, title: &str) -> String {
        if self.is_trial() { format!("【试算：{}】{title}", self.trial.join("，")) } else { title.to_string() }
    }
}

/// A finished run.
#[derive(Clone, Debug)]
pub struct Results {
    /// About the run.
    pub info: RunInfo,
    /// One per jurisdiction, in order of the workspace; several for a prefecture.
    pub outcomes: Vec<Outcome>,
    /// What every rule asks, by jurisdiction (`Profile::name`), parallel to `outcomes`; in order of code.
    pub rules: Vec<(Arc<str>, Vec<RuleLine>)>,
}

impl Results {
    /// Every file of the run; one that is listed twice stands first as its jurisdiction has it.
    pub fn files(&self) -> impl Iterator<Item = &InputFile> {
        self.outcomes.iter().flat_map(|o| &o.corpus.files).chain(&self.info.files)
    }

    /// Rows by outcome, over all layouts and jurisdictions.
    pub fn rows(&self) -> RowTally {
        let mut rows = RowTally::default();
        self.outcomes.iter().flat_map(|o| o.corpus.tallies.values()).for_each(|tally| rows.add(*tally));
        rows
    }
}

/// A rule as a jurisdiction uses it, for people.
#[derive(Clone, Debug)]
pub struct RuleLine {
    /// Its code.
    pub code: Code,
    /// Chinese name (`缺报`).
    pub name: Arc<str>,
    /// Level after the profile had its say.
    pub level: Level,
    /// Does the profile ask it of anybody?
    pub applies: bool,
    /// Parameters in words (`参与率下限 80%`); may be empty.
    pub parameters: String,
    /// Document and clause; may be empty.
    pub clause: String,
    /// How it is judged, in a sentence or two.
    pub how: String,
}

/// A format that results can be written in.
pub trait Exporter: Sync {
    /// The word that `--format` knows it by.
    fn name(&self) -> &'static str;

    /// Writes below `dir`, which exists; gives the files written, relative to `dir`, in order.
    fn write(&self, results: &Results, dir: &Path) -> Result<Vec<PathBuf>, ReportError>;
}

/// The consolidated workbook.
struct Workbook;

impl Exporter for Workbook {
    fn name(&self) -> &'static str {
        "xlsx"
    }

    fn write(&self, results: &Results, dir: &Path) -> Result<Vec<PathBuf>, ReportError> {
        xlsx::write(results, dir).map(|_| vec![PathBuf::from(xlsx::FILE)])
    }
}

/// All formats, in the order in which they are written.
pub fn exporters() -> &'static [&'static dyn Exporter] {
    &[&Workbook, &html::Page, &drawn::DrawnUnits, &notice::Notices, &data::Csv, &data::Json, &data::Parquet]
}
