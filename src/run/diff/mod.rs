//! `dangri diff`: two finished runs side by side. First what differs in the question, since everything else may follow from that; then the findings by
//! their ids, the branches by their keys, the activities by branch and day.

mod book;
mod cells;
mod crossed;
pub mod facts;
mod findings;
mod gone;
mod question;
mod ranks;
mod side;
mod text;

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::finished::{Finished, NotOne, Unfinished, find};
use crate::frame::{Rows, Wanted};
use facts::{Compared, Side};

pub use book::workbook;
pub use text::{By, text};

/// Version of the form that scripts read.
const VERSION: u32 = 1;

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct DiffRequest {
    /// The first result.
    pub a: PathBuf,
    /// The second.
    pub b: PathBuf,
    /// Only this branch or committee.
    pub whom: Option<String>,
    /// Only these parts.
    pub only: BTreeSet<Part>,
}

/// A part of what is told; none chosen is all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// New findings.
    New,
    /// Findings that are gone or stand otherwise.
    Gone,
    /// Both.
    Changed,
    /// Ranks, scores, grades.
    Rank,
    /// Cells.
    Cells,
}

/// Why nothing is compared.
#[derive(Debug)]
pub enum NotCompared {
    /// One of the results cannot be used.
    Result(Unfinished),
    /// The name leads to nobody, or to several.
    Name(NotOne),
}

impl From<Unfinished> for NotCompared {
    fn from(error: Unfinished) -> Self {
        NotCompared::Result(error)
    }
}

/// The rows of both runs that are compared.
struct Pair<'r> {
    a: &'r Finished,
    b: &'r Finished,
    /// Column and value that narrow all tables.
    whose: Option<(&'static str, BTreeSet<String>)>,
}

impl Pair<'_> {
    /// A table of both, with only these columns.
    fn tables(&self, name: &'static str, columns: &[&str]) -> Result<(Rows, Rows), Unfinished> {
        let wanted = self.whose.as_ref().map(|(column, any)| Wanted { column, any });
        Ok((self.a.columns(name, columns, wanted.as_ref())?, self.b.columns(name, columns, wanted.as_ref())?))
    }
}

/// Compares two results.
///
/// # Errors
/// One of them is none; nobody is called so.
pub fn diff(request: &DiffRequest) -> Result<Compared, NotCompared> {
    let (a, b) = (Finished::open(&request.a)?, Finished::open(&request.b)?);
    let mut pair = Pair { a: &a, b: &b, whose: None };
    if let Some(whom) = &request.whom {
        let (then, now) = pair.tables("matrix", &["unit", "unit_name", "committee", "branch_id", "branch_key", "branch"])?;
        // whoever is no longer there is looked for in the first
        let subject = find(&now, whom, None).or_else(|why| find(&then, whom, None).map_err(|_| why)).map_err(NotCompared::Name)?;
        pair.whose = Some(match subject.branch {
            Some(branch) => ("branch_key", BTreeSet::from([branch.key])),
            None => ("committee", BTreeSet::from([subject.committee])),
        });
    }
    let wants = |parts: &[Part]| request.only.is_empty() || parts.iter().any(|part| request.only.contains(part));
    let mut findings = findings::findings(&pair)?;
    let mut sums = findings.1;
    let ranks = if wants(&[Part::Rank]) { ranks::ranks(&pair)? } else { Vec::new() };
    let crossed = if wants(&[Part::Rank]) { crossed::crossed(&pair)? } else { Vec::new() };
    let cells = if wants(&[Part::Cells]) { cells::cells(&pair)? } else { Vec::new() };
    findings.0.retain(|f| if f.became == "new" { wants(&[Part::New, Part::Changed]) } else { wants(&[Part::Gone, Part::Changed]) });
    (sums.ranks, sums.cells) = (ranks.len() as u64, cells.len() as u64);
    Ok(Compared {
        version: VERSION,
        question: question::differences(&a, &b)?,
        a: side(&a),
        b: side(&b),
        sums,
        findings: findings.0,
        ranks,
        crossed,
        cells,
    })
}

fn side(run: &Finished) -> Side {
    let question = run.question();
    Side {
        run_id: run.run_id().to_string(),
        units: question.units.iter().map(|u| u.unit_name.as_str()).collect::<Vec<_>>().join("、"),
        period: question.period.clone(),
        as_of: question.as_of.to_string(),
        trial: question.trial.clone(),
    }
}
