//! Grades by bands of the score. The best band has two gates more: no veto, and a place within the quota.

use std::sync::Arc;

use crate::model::assessment::BranchAssessment;
use crate::model::figure::{Points, Share};
use crate::model::profile::{Grade, Profile};

use super::rank::waits;

/// Grades ranked branches.
pub(super) fn grade(branches: &mut [BranchAssessment], profile: &Profile) {
    let allowed = profile.excellence.quota.map(|quota| places(branches.len(), quota));
    for branch in branches.iter_mut().filter(|branch| !waits(branch)) {
        let within = allowed.is_none_or(|n| branch.rank.is_some_and(|rank| rank <= n));
        branch.grade = band(&profile.score.grades, branch.score, branch.eligible && within);
    }
}

/// Places that the quota leaves, floored; a tie at the edge goes in whole, because equals share a rank.
fn places(branches: usize, quota: Share) -> u32 {
    (branches as u64 * u64::from(quota.parts()) / u64::from(Share::WHOLE)) as u32
}

/// The band of a score; whoever may not have the best falls to the second. Empty when the score reaches no band.
fn band(bands: &[Grade], score: Points, best_allowed: bool) -> Arc<str> {
    let from = usize::from(!best_allowed);
    bands.iter().skip(from).find(|band| band.min <= score).map_or_else(Arc::default, |band| band.name.clone())
}
