//! What `diff` tells, as facts: names are kept, since scripts read them.

use serde::Serialize;

/// Two finished runs side by side.
#[derive(Clone, Debug, Serialize)]
pub struct Compared {
    /// Version of this form: raised when a key changes its meaning.
    pub version: u32,
    /// The first.
    pub a: Side,
    /// The second.
    pub b: Side,
    /// What differs in the question, before anything that may follow from it.
    pub question: Vec<Asked>,
    /// How many of each.
    pub sums: Sums,
    /// Findings that are not the same in both; still open ones are counted alone.
    pub findings: Vec<FindingChange>,
    /// Branches whose rank, score, grade or eligibility moved.
    pub ranks: Vec<RankChange>,
    /// Branches that crossed a threshold: what a trial is asked for.
    pub crossed: Vec<Crossed>,
    /// Activities and their counts that differ.
    pub cells: Vec<CellChange>,
}

/// One of the two.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Side {
    pub run_id: String,
    pub units: String,
    pub period: String,
    pub as_of: String,
    pub trial: Vec<String>,
}

/// Something that was asked otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// `version`, `units`, `period`, `as_of`, `trial`, `option`, `parameter`, `schemas`, `inputs`, `history`.
    pub what: &'static str,
    /// Which option, parameter or file.
    pub name: String,
    /// Then; empty where it was not there.
    pub a: String,
    /// Now.
    pub b: String,
}

/// How many findings went which way, how many branches and activities moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Sums {
    pub put_right: u64,
    pub waived: u64,
    pub pending: u64,
    pub not_assessable: u64,
    pub ledger_gone: u64,
    pub not_asked: u64,
    pub new: u64,
    pub open: u64,
    pub ranks: u64,
    pub cells: u64,
}

impl Sums {
    /// Is there any difference?
    pub fn any(&self) -> bool {
        Sums { open: 0, ..*self } != Sums::default()
    }
}

/// A finding that is in one of the runs alone, or stands otherwise.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct FindingChange {
    /// `put_right` (asked again, judged, not found), `waived`, `pending` (the month is open again), `not_assessable` (what the rule needs is no longer
    /// there), `ledger_gone`, `not_asked` (outside the other's question) or `new`.
    pub became: &'static str,
    pub finding_id: String,
    pub rule: String,
    pub unit: String,
    pub committee: String,
    pub branch: String,
    pub branch_key: String,
    pub month: String,
    pub member: String,
    pub observed: String,
    pub file: String,
    pub sheet: String,
    pub cell: String,
}

/// Part and whole of a rate; `None` where it does not apply.
pub type Fraction = Option<(i64, i64)>;

/// A branch whose standing moved.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct RankChange {
    pub unit: String,
    pub committee: String,
    pub branch: String,
    pub branch_key: String,
    pub rank: (Option<i64>, Option<i64>),
    /// In hundredths.
    pub score: (Option<i64>, Option<i64>),
    pub grade: (String, String),
    pub eligible: (Option<bool>, Option<bool>),
    /// Held months ÷ due months, then and now: numerator and denominator. Ranks go by it after the score.
    pub completeness: (Fraction, Fraction),
    /// Present ÷ due, by which ranks go last.
    pub participation: (Fraction, Fraction),
    /// Held months that it takes to be ranked by score; 0 where nothing asks for any.
    pub months_least: (Option<i64>, Option<i64>),
    /// What was lost by a rule, in hundredths, then and now; rules of which it is the same are left out.
    pub causes: Vec<Cause>,
}

/// A branch that crossed a threshold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Crossed {
    /// `participation` (the period's rate and the floor), `grade`, `eligible` (for 优秀).
    pub what: &'static str,
    pub unit: String,
    pub committee: String,
    pub branch: String,
    pub branch_key: String,
    pub a: Standing,
    pub b: Standing,
}

/// How a branch stands at a threshold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// `reached`, `missed`, or the grade; empty where there is none.
    pub stands: String,
    /// Numerator and denominator, where it is a rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<(i64, i64)>,
    /// The floor in ten-thousandths, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor: Option<u32>,
}

/// A rule by which more or less was lost.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Cause {
    pub rule: String,
    pub applied: (i64, i64),
}

/// A value of an activity that differs, or an activity that one of the runs alone has.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct CellChange {
    /// `due`, `actual`, `theme`, `reported`, `standing`, or `activity`.
    pub what: &'static str,
    pub unit: String,
    pub committee: String,
    pub branch: String,
    pub branch_key: String,
    pub date: String,
    pub a: String,
    pub b: String,
    pub file: String,
    pub sheet: String,
    pub cell: String,
}
