//! What a clerk has chosen elsewhere than in the workbook: on a page. It goes into the workbook as if it had been chosen there, so that what is
//! decided lies in one place, for people to read. Only what is offered can be chosen.

use serde::Deserialize;

use crate::model::understood::ListIs;
use crate::names::Candidates;
use crate::report::xlsx::names::ConfirmedName;
use crate::report::xlsx::teach::{DECLINE, HeadingRow, ListRow};
use crate::run::RunError;

use super::Pending;

/// All choices.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Answers {
    /// Of names.
    pub names: Vec<NameAnswer>,
    /// Of headings.
    pub headings: Vec<HeadingAnswer>,
    /// Of lists that could be rosters.
    pub lists: Vec<ListAnswer>,
}

/// A name means a branch (or committee).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameAnswer {
    /// Folder of the member; empty for a single jurisdiction.
    #[serde(default)]
    pub member: String,
    /// As written.
    pub written: String,
    /// The committee around it; may be empty.
    #[serde(default)]
    pub committee: String,
    /// A label of the roster.
    pub choice: String,
}

/// A heading means a field, or nothing.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadingAnswer {
    /// Folder of the member.
    #[serde(default)]
    pub member: String,
    /// As written.
    pub heading: String,
    /// Chinese name of the layout.
    pub layout: String,
    /// Name of the field, or 不采用.
    pub choice: String,
}

/// A list is a roster, or none.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListAnswer {
    /// Folder of the member.
    #[serde(default)]
    pub member: String,
    /// Path of the file.
    pub file: String,
    /// Its sheet.
    #[serde(default)]
    pub sheet: String,
    /// What it is.
    pub choice: String,
}

impl Answers {
    /// Those for one member.
    pub fn of(&self, member: &str) -> Answers {
        Answers {
            names: self.names.iter().filter(|a| a.member == member).cloned().collect(),
            headings: self.headings.iter().filter(|a| a.member == member).cloned().collect(),
            lists: self.lists.iter().filter(|a| a.member == member).cloned().collect(),
        }
    }

    /// Is nothing chosen?
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.headings.is_empty() && self.lists.is_empty()
    }

    /// Names that were chosen wait no longer; they are confirmed.
    pub(super) fn names(
        &self,
        pending: &mut Vec<Pending>,
        confirmed: &mut Vec<ConfirmedName>,
        candidates: &Candidates,
    ) -> Result<(), RunError> {
        for answer in &self.names {
            let same = |p: &Pending| *p.written == *answer.written && p.clue.as_deref().unwrap_or_default() == answer.committee;
            let at = pending.iter().position(same).ok_or_else(|| gone(&answer.written))?;
            let offered = if pending[at].is_committee { candidates.committee_labels() } else { candidates.labels(None) };
            if !offered.iter().any(|label| **label == *answer.choice) {
                return Err(unknown(&answer.written, &answer.choice));
            }
            pending.remove(at);
            confirmed.push(ConfirmedName {
                written: answer.written.clone(),
                committee: answer.committee.clone(),
                roster: answer.choice.clone(),
                remark: String::new(),
            });
        }
        Ok(())
    }

    pub(super) fn headings(&self, rows: &mut [HeadingRow]) -> Result<(), RunError> {
        for answer in &self.headings {
            let same = |row: &&mut HeadingRow| row.heading == answer.heading && row.layout == answer.layout;
            let row = rows.iter_mut().find(same).ok_or_else(|| gone(&answer.heading))?;
            if answer.choice != DECLINE && !row.choices.contains(&answer.choice) {
                return Err(unknown(&answer.heading, &answer.choice));
            }
            row.choice = answer.choice.clone();
        }
        Ok(())
    }

    pub(super) fn lists(&self, rows: &mut [ListRow]) -> Result<(), RunError> {
        for answer in &self.lists {
            let row = rows.iter_mut().find(|row| row.file == answer.file && row.sheet == answer.sheet);
            let row = row.ok_or_else(|| gone(&answer.file))?;
            if !ListIs::ALL.iter().any(|is| is.word() == answer.choice) {
                return Err(unknown(&answer.file, &answer.choice));
            }
            row.choice = answer.choice.clone();
        }
        Ok(())
    }
}

fn gone(what: &str) -> RunError {
    RunError::BadOption(format!("“{what}”已不在待确认之列，台账或核对表可能已经改动。没有写入任何选择，请重新查看后再选。"))
}

fn unknown(what: &str, choice: &str) -> RunError {
    RunError::BadOption(format!("“{what}”不能选为“{choice}”，可选的内容中没有这一项。没有写入任何选择，请重新查看后再选。"))
}
