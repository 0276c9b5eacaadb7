//! Ranks, by `Standing`; equals share a rank (1, 2, 2, 4).
//! A branch of which no month is due, or every due month is 待核, stands last, without a rank.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::model::assessment::BranchAssessment;
use crate::model::corpus::Corpus;
use crate::model::figure::Points;
use crate::model::org::BranchType;
use crate::model::standing::Standing;

/// Puts the branches in order of rank (then name, committee, id) and numbers them, over all, within their type and within their band of sizes.
pub(super) fn rank_branches(branches: &mut [BranchAssessment], corpus: &Corpus) {
    let name = |b: &BranchAssessment| {
        let branch = corpus.branch(b.branch);
        (&branch.name, &branch.committee, &branch.id)
    };
    branches.par_sort_by(|a, b| unranked(a).cmp(&unranked(b)).then_with(|| better(a, b)).then_with(|| name(a).cmp(&name(b))));
    let ranked = branches.partition_point(|b| !unranked(b));
    let ranks = ranks(&branches[..ranked], better);
    let mut by_type: BTreeMap<BranchType, Vec<usize>> = BTreeMap::new();
    let mut by_size: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (n, branch) in branches.iter_mut().enumerate().take(ranked) {
        branch.rank = Some(ranks[n]);
        by_type.entry(corpus.branch(branch.branch).kind).or_default().push(n);
        branch.size_band.into_iter().for_each(|band| by_size.entry(band).or_default().push(n));
    }
    rank_within(branches, by_type.into_values(), |branch, rank| branch.rank_in_type = Some(rank));
    rank_within(branches, by_size.into_values(), |branch, rank| branch.rank_in_band = Some(rank));
}

/// Numbers the branches of each group, given by their places in the order over all.
fn rank_within(branches: &mut [BranchAssessment], groups: impl Iterator<Item = Vec<usize>>, set: impl Fn(&mut BranchAssessment, u32)) {
    for places in groups {
        let of_group: Vec<&BranchAssessment> = places.iter().map(|n| &branches[*n]).collect();
        let ranks = ranks(&of_group, |a, b| better(a, b));
        for (place, rank) in places.into_iter().zip(ranks) {
            set(&mut branches[place], rank);
        }
    }
}

/// There is nothing to rank it by: no month is due, or every month that is due is 待核.
pub(super) fn unranked(branch: &BranchAssessment) -> bool {
    branch.score.is_none() || (branch.pending > 0 && !branch.completeness.applies())
}

fn standing(branch: &BranchAssessment) -> Standing {
    Standing {
        score: branch.score.map_or(0, Points::hundredths),
        completeness: branch.completeness,
        participation: branch.participation,
        least_held: branch.least_held,
    }
}

/// Less = stands before.
fn better(a: &BranchAssessment, b: &BranchAssessment) -> Ordering {
    standing(a).compare(&standing(b))
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
