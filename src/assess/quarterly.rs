//! Documents that assess each quarter by itself and let a poor quarter bar for the whole year. The year then shows its own grounds first, and
//! beside them a line for each quarter and rule that the year as a whole would hide: a missing month is a ground of the year anyway and names
//! its month, a quarter's low participation may vanish in the year's sum. Quarters of the year before the run's period are known from earlier
//! runs alone; nothing of theirs can be a ground of the period, so all of their lines are kept.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::assessment::{BranchAssessment, Ground, Judgement};
use crate::model::corpus::Corpus;
use crate::model::finding::BranchIx;
use crate::model::profile::{Profile, VetoRule};
use crate::model::time::{Period, Span};

use super::figures::{PeriodSheet, Waivers};
use super::grounds::grounds;
use super::lookback::Known;

/// What an earlier run of a quarter held against branches, in the words of that run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierQuarter {
    /// The quarter.
    pub quarter: Period,
    /// What the quarter held against branches: rule, count, reason.
    pub grounds: BTreeMap<BranchIx, Vec<(VetoRule, u32, String)>>,
}

/// Does an earlier run's quarter bear on a period? It must be a quarter of the year in which the period begins, and lie before it.
pub fn bears_on(quarter: Period, period: Period) -> bool {
    span(quarter).is_some() && quarter.first().year() == period.first().year() && quarter.last() < period.first()
}

/// The quarter that a period is.
pub(super) fn span(period: Period) -> Option<Span> {
    period.quarters().into_iter().find(|q| Period::of(*q) == period)
}

/// 2017年第三季度.
pub(super) fn words(quarter: Span) -> String {
    let first = quarter.first();
    let ordinal = ["一", "二", "三", "四"][first.quarter() as usize - 1];
    format!("{}年第{ordinal}季度", first.year())
}

/// On what a quarter's ground stands: the veto's clause, and the one that lets it bar for the year.
pub(super) fn basis(profile: &Profile) -> String {
    let excellence = &profile.excellence;
    let mut parts = vec![profile.basis(&excellence.clause)];
    parts.extend(excellence.quarterly.as_ref().map(|clause| profile.basis(clause)));
    parts.retain(|part| !part.is_empty());
    parts.dedup();
    parts.join("；")
}

/// Adds to the period's own grounds what the quarters hold against the branches.
pub(super) fn bar(
    branches: &mut [BranchAssessment],
    corpus: &Corpus,
    profile: &Profile,
    judgement: &Judgement,
    (period, waivers): (Period, Waivers),
    earlier: &[EarlierQuarter],
) {
    if profile.excellence.quarterly.is_none() {
        return;
    }
    let own = period.quarters().into_iter().map(Period::of).filter(|q| *q != period);
    let sheets: Vec<PeriodSheet<'_>> = own.map(|quarter| PeriodSheet::new(corpus, profile, judgement, quarter, waivers)).collect();
    let mut before: Vec<&EarlierQuarter> = earlier.iter().filter(|q| bears_on(q.quarter, period)).collect();
    before.sort_by_key(|q| q.quarter.first());
    for branch in branches {
        let whole: BTreeSet<VetoRule> = branch.grounds.iter().map(|g| g.rule).collect();
        let told = before.iter().filter_map(|q| q.grounds.get(&branch.branch)).flatten();
        branch.grounds.extend(told.map(|(rule, count, reason)| Ground {
            rule: *rule,
            count: *count,
            reason: reason.clone(),
            basis: basis(profile),
        }));
        let hidden =
            sheets.iter().flat_map(|sheet| grounds(sheet, sheet, branch.branch, Known::default())).filter(|g| !whole.contains(&g.rule));
        branch.grounds.extend(hidden);
        branch.grounds.sort_by_key(|g| g.rule);
        branch.eligible = branch.grounds.is_empty();
    }
}
