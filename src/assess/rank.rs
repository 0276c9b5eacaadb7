//! Ranks: score, then completeness, then participation, compared exactly; equal on all three share a rank (1, 2, 2, 4).
//! A branch of which every due month is 待核 stands last, without a rank.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::model::assessment::BranchAssessment;
use crate::model::corpus::Corpus;
use crate::model::org::BranchType;

/// Puts the branches in order of rank (then name, committee, id) and numbers them, over all and within their type.
pub(super) fn rank_branches(branches: &mut [BranchAssessment], corpus: &Corpus) {
    let name = |b: &BranchAssessment| {
        let branch = corpus.branch(b.branch);
        (&branch.name, &branch.committee, &branch.id)
    };
    branches.par_sort_by(|a, b| waits(a).cmp(&waits(b)).then_with(|| better(a, b)).then_with(|| name(a).cmp(&name(b))));
    let ranked = branches.partition_point(|b| !waits(b));
    let ranks = ranks(&branches[..ranked], better);
    let mut by_type: BTreeMap<BranchType, Vec<usize>> = BTreeMap::new();
    for (n, branch) in branches.iter_mut().enumerate().take(ranked) {
        branch.rank = Some(ranks[n]);
        by_type.entry(corpus.branch(branch.branch).kind).or_default().push(n);
    }
    for places in by_type.into_values() {
        let of_type: Vec<&BranchAssessment> = places.iter().map(|n| &branches[*n]).collect();
        let ranks = self::ranks(&of_type, |a, b| better(a, b));
        for (place, rank) in places.into_iter().zip(ranks) {
            branches[place].rank_in_type = Some(rank);
        }
    }
}

/// Every month that is due is 待核: there is nothing yet to rank it by.
pub(super) fn waits(branch: &BranchAssessment) -> bool {
    branch.pending > 0 && !branch.completeness.applies()
}

/// Less = stands before.
fn better(a: &BranchAssessment, b: &BranchAssessment) -> Ordering {
    let by_rates = || b.completeness.compare(a.completeness).then_with(|| b.participation.compare(a.participation));
    b.score.cmp(&a.score).then_with(by_rates)
}

/// Ranks of sorted things: equals share the rank of the first of them.
pub(super) fn ranks<T>(sorted: &[T], order: impl Fn(&T, &T) -> Ordering) -> Vec<u32> {
    let mut ranks: Vec<u32> = Vec::with_capacity(sorted.len());
    for (n, this) in sorted.iter().enumerate() {
        let shared = n.checked_sub(1).filter(|before| order(&sorted[*before], this).is_eq());
        ranks.push(shared.map_or(n as u32 + 1, |before| ranks[before]));
    }
    ranks
}
