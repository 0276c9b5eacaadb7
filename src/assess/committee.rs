//! Committees: the sums of their branches, the mean of their scores weighted by due months less what their own faults cost them, and what bars them
//! and their secretaries from the best rating.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::assessment::{BranchAssessment, CommitteeAssessment, Ground};
use crate::model::figure::{Points, Rate};
use crate::model::finding::{Code, Finding};
use crate::model::profile::CommitteeVeto;
use crate::model::time::Month;

use super::figures::{PeriodSheet, by_level};
use super::grounds::{when_found, year_words};
use super::lookback::{Known, YearFact};
use super::rank::ranks;
use super::score::deductions;

/// Committees in order of rank, then name.
pub(super) fn committees(
    sheet: &PeriodSheet<'_>,
    branches: &[BranchAssessment],
    ranking: bool,
    known: Known<'_>,
) -> Vec<CommitteeAssessment> {
    let mut by_name: BTreeMap<Arc<str>, CommitteeAssessment> = BTreeMap::new();
    for branch in branches {
        let name = &sheet.corpus.branch(branch.branch).committee;
        let committee = by_name.entry(name.clone()).or_insert_with(|| empty(name));
        committee.branches += 1;
        committee.completeness += branch.completeness;
        committee.timeliness += branch.timeliness;
        committee.participation += branch.participation;
        let due = branch.completeness.of;
        committee.mean += Rate::new(branch.score.map_or(0, Points::hundredths).max(0) as u64 * due, due);
        committee.errors += branch.errors;
        committee.pending += branch.pending;
        committee.warnings += branch.warnings;
    }
    let mut own: BTreeMap<&Arc<str>, Vec<&Finding>> = BTreeMap::new();
    for finding in &sheet.of_committees {
        finding.committee.iter().for_each(|name| own.entry(name).or_default().push(finding));
    }
    let mut committees: Vec<CommitteeAssessment> = by_name.into_values().collect();
    // the first month of the year that anything was asked for
    let bars = sheet.profile.excellence.committee.is_some();
    let asked = || sheet.branches().filter_map(|ix| sheet.asked_from(ix)).min();
    let first = known.year.map(|year| year.seen.span.first()).or_else(|| if bars { asked() } else { None });
    for committee in &mut committees {
        let own = own.get(&committee.committee).map(Vec::as_slice).unwrap_or_default();
        (committee.own_errors, committee.own_warnings) = by_level(own.iter().copied());
        committee.errors += committee.own_errors;
        committee.warnings += committee.own_warnings;
        score(sheet, own, committee);
        bar(sheet, own, committee, known, first.unwrap_or(sheet.period.first()));
    }
    if ranking {
        // one of which no month is due, or every due month is 待核, stands last, without a rank
        let unranked = |c: &CommitteeAssessment| !c.completeness.applies();
        committees.sort_by(|a, b| unranked(a).cmp(&unranked(b)).then_with(|| better(a, b)));
        let ranked = committees.partition_point(|c| !unranked(c));
        let ranks = ranks(&committees[..ranked], better);
        for (committee, rank) in committees.iter_mut().zip(ranks) {
            committee.rank = Some(rank);
        }
    }
    committees
}

/// The mean of its branches less what its own faults cost, never under 0. Without a branch with a due month there is no mean, and nothing to lose.
fn score(sheet: &PeriodSheet<'_>, own: &[&Finding], committee: &mut CommitteeAssessment) {
    committee.score = committee.mean;
    let Some(scheme) = sheet.profile.score.committee.as_ref().filter(|_| committee.mean.applies()) else { return };
    committee.deductions = deductions(&scheme.deductions, own.iter().map(|f| (f.code, false)));
    let cost: i64 = committee.deductions.iter().map(|line| line.cost.hundredths()).sum();
    let cost = u64::try_from(cost).unwrap_or(0);
    committee.score.part = committee.mean.part.saturating_sub(cost.saturating_mul(committee.mean.of));
}

/// Its own findings of the year against the number that bars.
fn bar(sheet: &PeriodSheet<'_>, own: &[&Finding], committee: &mut CommitteeAssessment, known: Known<'_>, first: Month) {
    let Some(veto) = &sheet.profile.excellence.committee else { return };
    let of_rule = |code: Code| veto.rules.contains(&code);
    let own: Vec<&&Finding> = own.iter().filter(|f| of_rule(f.code)).collect();
    let earlier = known.year.and_then(|year| year.committees.get(&committee.committee)).map(Vec::as_slice).unwrap_or_default();
    let earlier: Vec<&YearFact> = earlier.iter().filter(|fact| of_rule(fact.code)).collect();
    if (own.len() + earlier.len()) as u64 >= u64::from(veto.count.max(1)) {
        let basis = sheet.profile.basis(&veto.clause);
        committee.grounds = grounds(veto, &own, &earlier, &year_words(first, sheet.period), &basis);
    }
    committee.eligible = Some(committee.grounds.is_empty());
}

/// A ground for each rule: together they bar.
fn grounds(veto: &CommitteeVeto, own: &[&&Finding], earlier: &[&YearFact], when: &str, basis: &str) -> Vec<Ground> {
    let total = own.len() + earlier.len();
    let mut codes = veto.rules.clone();
    codes.sort();
    codes.dedup();
    let of_code = |code: Code| {
        let own: Vec<_> = own.iter().filter(|f| f.code == code).map(|f| f.span).collect();
        let earlier: Vec<&YearFact> = earlier.iter().copied().filter(|fact| fact.code == code).collect();
        let count = (own.len() + earlier.len()) as u32;
        let found = when_found(own, &earlier);
        let reason = format!("{when}党委（党工委）自身问题合计 {total} 项，达到 {} 项；其中{} {count} 项{found}", veto.count, code.name());
        (count > 0).then(|| Ground { rule: code.into(), count, reason, basis: basis.to_string() })
    };
    codes.into_iter().filter_map(of_code).collect()
}

fn empty(name: &Arc<str>) -> CommitteeAssessment {
    CommitteeAssessment {
        committee: name.clone(),
        rank: None,
        branches: 0,
        completeness: Rate::default(),
        timeliness: Rate::default(),
        participation: Rate::default(),
        mean: Rate::default(),
        deductions: Vec::new(),
        score: Rate::default(),
        eligible: None,
        grounds: Vec::new(),
        errors: 0,
        warnings: 0,
        own_errors: 0,
        own_warnings: 0,
        pending: 0,
    }
}

/// Less = stands before; the order by name underneath is kept by a stable sort.
fn better(a: &CommitteeAssessment, b: &CommitteeAssessment) -> Ordering {
    let by_rates = || b.completeness.compare(a.completeness).then_with(|| b.participation.compare(a.participation));
    b.score.compare(a.score).then_with(by_rates)
}
