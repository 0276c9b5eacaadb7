//! What was before the run: quarters that bar for the year, the year's months before the period, steps that branches have reached. Grounds may rest on
//! it, scores and ranks never do.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::assessment::{Escalated, Judgement, YearSeen};
use crate::model::corpus::Corpus;
use crate::model::figure::Rate;
use crate::model::finding::{BranchIx, Code};
use crate::model::profile::{Profile, VetoSpan};
use crate::model::time::{Month, Period, Span};

use super::figures::{PeriodSheet, Waivers};
use super::quarterly::EarlierQuarter;

/// All of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// Quarters of the year before the period, as their runs saw them.
    pub quarters: &'a [EarlierQuarter],
    /// The year's months before the period.
    pub year: Option<&'a Lookback>,
    /// Branches that have reached a step.
    pub escalated: Option<&'a BTreeMap<BranchIx, &'a Escalated>>,
}

/// The months of the year before the run's period.
#[derive(Clone, Debug)]
pub struct Lookback {
    /// Which months are known, and from where.
    pub seen: YearSeen,
    /// What counts against branches in them.
    pub branches: BTreeMap<BranchIx, Vec<YearFact>>,
    /// What counts against committees as such.
    pub committees: BTreeMap<Arc<str>, Vec<YearFact>>,
    /// Participation in them, as a veto counts it.
    pub rates: BTreeMap<BranchIx, Rate>,
}

/// A rule failed before the period.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct YearFact {
    /// The rule.
    pub code: Code,
    /// When.
    pub span: Span,
    /// Period of the earlier run that says so; `None`: the ledgers do.
    pub run: Option<String>,
}

/// Does anything in the profile look at the year, however short the period?
pub fn looks_at_the_year(profile: &Profile) -> bool {
    let excellence = &profile.excellence;
    (excellence.span == VetoSpan::Year && !excellence.veto.is_empty()) || excellence.committee.is_some()
}

/// The months of the year that lie before a period that begins later in it.
pub fn before(period: Period) -> Option<Period> {
    let first = period.first();
    Period::new(first.plus(1 - first.month() as i32), first.plus(-1))
}

/// Participation of the branches in some months of a corpus, as a veto counts it: without months before the rule was in force, explained ones, and
/// those that cost a small branch nothing.
pub fn vetoing_months(corpus: &Corpus, profile: &Profile, judgement: &Judgement) -> Vec<(BranchIx, Month, Rate)> {
    let sheet = PeriodSheet::new(corpus, profile, judgement, corpus.period, Waivers::Hold);
    let of_branch = |ix: BranchIx| {
        let months = sheet.vetoing_participation(ix).map(|vetoing| vetoing.months).unwrap_or_default();
        months.into_iter().filter(|(_, rate)| rate.applies()).map(move |(month, rate)| (ix, month, rate))
    };
    (0..corpus.branches.len()).map(BranchIx).flat_map(of_branch).collect()
}
