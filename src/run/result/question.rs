//! What a result is an answer to. Two results with the same question have the same `run_id`, on whatever machine and whenever they were made: no
//! clock, no host, no path of this machine is in it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::config::Schemas;
use crate::model::book::FileOutcome;
use crate::model::corpus::InputFile;
use crate::model::identity::masked;
use crate::model::results::Results;
use crate::run::digest::hex;
use crate::run::request::{MemberPlan, Plan};

/// Hex digits of a `run_id`.
const ID_DIGITS: usize = 16;

/// The question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Version of the program.
    pub version: String,
    /// Who the result is about and by whose rules; one, or several for a prefecture.
    pub units: Vec<UnitLine>,
    /// SHA-256 over layouts and holidays as used.
    pub schemas: String,
    /// As written (`2017Q3`).
    pub period: String,
    /// The day as of which it judges.
    pub as_of: NaiveDate,
    /// Parameters that were changed for this run alone (`participation.min=0.85`); a run with any is a trial.
    pub trial: Vec<String>,
    /// Options as used; free text in them with identity numbers masked.
    pub options: BTreeMap<String, String>,
    /// Files of the workspace, by path; those that were passed over have no part in it.
    pub inputs: Vec<InputLine>,
    /// Records of earlier runs that were read, by name.
    pub history: Vec<PastLine>,
}

/// A unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitLine {
    /// Who the result is about (`340825`); the profile's id where nothing was said.
    pub unit: String,
    /// Its name (`清源县`).
    pub unit_name: String,
    /// Whose rules it was judged by.
    pub jurisdiction: String,
    /// SHA-256 of the profile as used, changed parameters included.
    pub profile_digest: String,
    /// Its folder in a workspace of several; empty for the whole workspace.
    pub folder: String,
}

impl UnitLine {
    /// Folder of its own result below one of several units.
    pub fn own_folder(&self) -> String {
        own_folder(&self.folder)
    }
}

/// What the folder of a member's own result is called, by its folder in the workspace.
pub fn own_folder(folder: &str) -> String {
    folder.trim_matches('/').replace('/', "-")
}

/// A file of the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputLine {
    /// Below the workspace; identity numbers in it masked.
    pub path: String,
    /// Of its bytes; empty for what could not be had.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// read, partly, unrecognised or unreadable.
    pub outcome: String,
}

/// A record of an earlier run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PastLine {
    /// Its name.
    pub file: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
}

impl Question {
    /// The first 16 hex digits of the SHA-256 of the question as compact json, its fields in the order above.
    pub fn run_id(&self) -> String {
        let text = serde_json::to_vec(self).unwrap_or_default();
        let mut id = hex(&text);
        id.truncate(ID_DIGITS);
        id
    }

    /// Of the same units, period and kind (trial or not) as another: one may stand in the place of the other.
    pub fn is_kin(&self, other: &Question) -> bool {
        let units = |q: &Question| q.units.iter().map(|u| (u.unit.clone(), u.jurisdiction.clone())).collect::<Vec<_>>();
        self.period == other.period && units(self) == units(other) && self.trial.is_empty() == other.trial.is_empty()
    }

    /// What it is about, in a few words for people.
    pub fn shown(&self) -> String {
        let names = self.units.iter().map(|u| u.unit_name.as_str()).collect::<Vec<_>>().join("、");
        let trial = if self.trial.is_empty() { "" } else { "（试算）" };
        format!("{names} {}{trial}", self.period)
    }
}

impl Question {
    /// Of a run, or of some of its members.
    pub fn of(plan: &Plan, members: &[MemberPlan], schemas: &Schemas, results: &Results) -> Self {
        let unit = |m: &MemberPlan| UnitLine {
            unit: m.unit.clone(),
            unit_name: m.profile.name.to_string(),
            jurisdiction: m.profile.id.to_string(),
            profile_digest: m.profile.digest.to_string(),
            folder: m.prefix.trim_end_matches('/').to_string(),
        };
        // What was passed over has no part in the answer: a picture, or an earlier result that lies there.
        let read = results.files().filter(|f| f.outcome != FileOutcome::Skipped);
        let by_path: BTreeMap<&str, &InputFile> = read.map(|f| (&*f.path, f)).collect();
        let input = |f: &&InputFile| InputLine {
            path: masked(&f.path).into_owned(),
            sha256: f.digest.clone(),
            bytes: f.bytes,
            outcome: f.outcome.word().to_string(),
        };
        let mut history: Vec<PastLine> =
            results.outcomes.iter().flat_map(|o| &o.records).map(|r| PastLine { file: r.file.clone(), sha256: r.sha256.clone() }).collect();
        history.sort();
        history.dedup();
        Question {
            version: env!("CARGO_PKG_VERSION").to_string(),
            units: members.iter().map(unit).collect(),
            schemas: schemas.print().to_string(),
            period: plan.period.to_string(),
            as_of: plan.as_of,
            trial: plan.trial.clone(),
            options: plan.options.iter().map(|(key, value)| (key.clone(), masked(value).into_owned())).collect(),
            inputs: by_path.values().map(input).collect(),
            history,
        }
    }
}
