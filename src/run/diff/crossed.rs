//! Who crossed a threshold between two runs: the floor of participation (each run by its own), grades, and whether a branch may be rated 优秀. That is what
//! a trial is asked for before a document is issued.

use std::collections::{BTreeMap, BTreeSet};

use super::Pair;
use super::facts::{Crossed, Standing};
use crate::frame::Rows;
use crate::model::figure::Rate;
use crate::model::org::BranchType;
use crate::run::finished::{Finished, Terms, Unfinished};

const COLUMNS: &[&str] =
    &["unit", "committee", "branch_key", "branch", "type", "grade", "excellent_eligible", "participation_part", "participation_of"];

/// A run's branches, and by which numbers its units were judged.
struct Side<'r> {
    rows: &'r Rows,
    terms: BTreeMap<String, Terms>,
}

/// In order of unit and branch, for each the floor, the grade, the right to be rated.
pub(super) fn crossed(pair: &Pair<'_>) -> Result<Vec<Crossed>, Unfinished> {
    let (then, now) = pair.tables("ranking", COLUMNS)?;
    let (a, b) = (Side { rows: &then, terms: terms(pair.a)? }, Side { rows: &now, terms: terms(pair.b)? });
    let (before, after) = (by_branch(&then), by_branch(&now));
    let mut all = Vec::new();
    // who is in one of them alone crossed nothing
    for whose in before.keys().collect::<BTreeSet<_>>() {
        let Some((was, is)) = before.get(whose).copied().zip(after.get(whose).copied()) else { continue };
        let participation = (a.participation(was), b.participation(is));
        let (grade, eligible) = ((a.grade(was), b.grade(is)), (a.eligible(was), b.eligible(is)));
        for (what, (one, other)) in [("participation", participation), ("grade", grade), ("eligible", eligible)] {
            if one.stands != other.stands {
                let text = |column: &str| now.text(is, column).to_string();
                let (unit, committee, branch, branch_key) = (text("unit"), text("committee"), text("branch"), text("branch_key"));
                all.push(Crossed { what, unit, committee, branch, branch_key, a: one, b: other });
            }
        }
    }
    Ok(all)
}

fn by_branch(rows: &Rows) -> BTreeMap<(&str, &str), usize> {
    (0..rows.len()).map(|row| ((rows.text(row, "unit"), rows.text(row, "branch_key")), row)).collect()
}

fn terms(run: &Finished) -> Result<BTreeMap<String, Terms>, Unfinished> {
    if !run.has("parameters") {
        return Ok(BTreeMap::new());
    }
    let rows = run.columns("parameters", &["unit", "types", "parameter", "value", "clause"], None)?;
    Ok(run.question().units.iter().map(|unit| (unit.unit.clone(), Terms::of(Some(&rows), &unit.unit))).collect())
}

impl Side<'_> {
    /// The period's rate at the floor.
    fn participation(&self, row: usize) -> Standing {
        let kind = BranchType::from_words(self.rows.text(row, "type"));
        let floor = self.terms.get(self.rows.text(row, "unit")).and_then(|terms| terms.share("participation.min", kind));
        let (part, of) = (self.rows.int(row, "participation_part"), self.rows.int(row, "participation_of"));
        let Some(((part, of), floor)) = part.zip(of).filter(|(_, of)| *of > 0).zip(floor) else { return Standing::default() };
        let rate = Rate::new(u64::try_from(part).unwrap_or_default(), u64::try_from(of).unwrap_or_default());
        let stands = if rate.below(floor) { "missed" } else { "reached" };
        Standing { stands: stands.to_string(), rate: Some((part, of)), floor: Some(floor.parts()) }
    }

    fn grade(&self, row: usize) -> Standing {
        Standing { stands: self.rows.text(row, "grade").to_string(), ..Standing::default() }
    }

    fn eligible(&self, row: usize) -> Standing {
        let stands = match self.rows.flag(row, "excellent_eligible") {
            Some(true) => "reached",
            Some(false) => "missed",
            None => "",
        };
        Standing { stands: stands.to_string(), ..Standing::default() }
    }
}
