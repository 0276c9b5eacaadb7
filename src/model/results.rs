//! A finished run as reports see it: about the run, one outcome for each jurisdiction, and what was asked of whom.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::assessment::Outcome;
use super::corpus::InputFile;
use super::counts::Counts;
use super::finding::{Code, Level};
use super::time::Period;

/// What a run was, apart from what it found: everything that outputs say about their own making. Holds no clock time and no host, so that
/// the same inputs give the same bytes.
#[derive(Clone, Debug)]
pub struct RunInfo {
    /// Version of the program.
    pub version: String,
    /// The question that the result answers, as 16 hex digits: the same on whatever machine and whenever it was made.
    pub run_id: String,
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
    /// What is counted over all of them.
    pub counts: Counts,
    /// The same of each by itself, parallel to `outcomes`.
    pub of_each: Vec<Counts>,
}

impl Results {
    /// A finished run, counted.
    pub fn new(info: RunInfo, outcomes: Vec<Outcome>, rules: Vec<(Arc<str>, Vec<RuleLine>)>) -> Self {
        let of_each = outcomes.iter().map(|o| Counts::of(&[o], o.corpus.files.iter())).collect();
        let files = outcomes.iter().flat_map(|o| &o.corpus.files).chain(&info.files);
        let counts = Counts::of(&outcomes.iter().collect::<Vec<_>>(), files);
        Results { info, outcomes, rules, counts, of_each }
    }

    /// Every file of the run; one that is listed twice stands first as its jurisdiction has it.
    pub fn files(&self) -> impl Iterator<Item = &InputFile> {
        self.outcomes.iter().flat_map(|o| &o.corpus.files).chain(&self.info.files)
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
