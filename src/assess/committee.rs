//! Committees: the sums of their branches, the mean of their scores weighted by due months, and the findings on the committee itself.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::assessment::{BranchAssessment, CommitteeAssessment};
use crate::model::figure::Rate;

use super::figures::{PeriodSheet, by_level};
use super::rank::ranks;

/// Committees in order of rank, then name.
pub(super) fn committees(sheet: &PeriodSheet<'_>, branches: &[BranchAssessment], ranking: bool) -> Vec<CommitteeAssessment> {
    let mut by_name: BTreeMap<Arc<str>, CommitteeAssessment> = BTreeMap::new();
    for branch in branches {
        let name = &sheet.corpus.branch(branch.branch).committee;
        let committee = by_name.entry(name.clone()).or_insert_with(|| empty(name));
        committee.branches += 1;
        committee.completeness += branch.completeness;
        committee.timeliness += branch.timeliness;
        committee.participation += branch.participation;
        let due = branch.completeness.of;
        committee.score += Rate::new(branch.score.hundredths().max(0) as u64 * due, due);
        committee.errors += branch.errors;
        committee.pending += branch.pending;
        committee.warnings += branch.warnings;
    }
    for finding in &sheet.of_committees {
        let committee = finding.committee.as_ref().and_then(|name| by_name.get_mut(name));
        if let Some(committee) = committee {
            let (errors, warnings) = by_level(std::iter::once(*finding));
            committee.errors += errors;
            committee.warnings += warnings;
        }
    }
    let mut committees: Vec<CommitteeAssessment> = by_name.into_values().collect();
    if ranking {
        // one of which every due month is 待核 stands last, without a rank
        let waits = |c: &CommitteeAssessment| c.pending > 0 && !c.completeness.applies();
        committees.sort_by(|a, b| waits(a).cmp(&waits(b)).then_with(|| better(a, b)));
        let ranked = committees.partition_point(|c| !waits(c));
        let ranks = ranks(&committees[..ranked], better);
        for (committee, rank) in committees.iter_mut().zip(ranks) {
            committee.rank = Some(rank);
        }
    }
    committees
}

fn empty(name: &Arc<str>) -> CommitteeAssessment {
    CommitteeAssessment {
        committee: name.clone(),
        rank: None,
        branches: 0,
        completeness: Rate::default(),
        timeliness: Rate::default(),
        participation: Rate::default(),
        score: Rate::default(),
        errors: 0,
        warnings: 0,
        pending: 0,
    }
}

/// Less = stands before; the order by name underneath is kept by a stable sort.
fn better(a: &CommitteeAssessment, b: &CommitteeAssessment) -> Ordering {
    let by_rates = || b.completeness.compare(a.completeness).then_with(|| b.participation.compare(a.participation));
    b.score.compare(a.score).then_with(by_rates)
}
