//! Grades by bands of the score, held back by what a grade asks besides: enough months held, the floor of participation. These conditions add up from
//! the lowest grade. The best grade has two gates more: no veto, and a place within the quota. Why a grade is lower than the points alone would give
//! stands beside it.

use std::sync::Arc;

use crate::model::assessment::{BranchAssessment, Lowered};
use crate::model::figure::{Points, Rate, Share};
use crate::model::profile::{NeededRate, Score, ScoreGrade};

use super::figures::PeriodSheet;
use super::rank::unranked;

/// Grades ranked branches.
pub(super) fn grade(branches: &mut [BranchAssessment], sheet: &PeriodSheet<'_>) {
    let profile = sheet.profile;
    let ranked = branches.iter().filter(|branch| !unranked(branch)).count();
    let quota = profile.excellence.quota.map(|quota| (quota, places(ranked, quota)));
    for branch in branches.iter_mut().filter(|branch| !unranked(branch)) {
        let Some(score) = branch.score else { continue };
        let Some(by_points) = band(&profile.score.grades, score) else { continue };
        let held = held_back(sheet, branch);
        let mut reasons: Vec<Lowered> = Vec::new();
        let conditions = held.iter().map(|(least, _)| *least).max().unwrap_or(0);
        reasons.extend(held.into_iter().filter(|(least, _)| *least > by_points).map(|(_, why)| why));
        // the gates of the best grade
        let mut best = 0;
        if !branch.eligible {
            best = 1;
            reasons.extend((by_points == 0).then_some(Lowered::Barred));
        } else if let Some((share, _)) = quota.filter(|(_, places)| branch.rank.is_none_or(|rank| rank > *places)) {
            best = 1;
            reasons.extend((by_points == 0).then_some(Lowered::Quota(share)));
        }
        branch.grade = profile.score.grades.get(by_points.max(conditions).max(best)).map_or_else(Arc::default, |grade| grade.name.clone());
        branch.lowered = reasons;
    }
}

/// Places that the quota leaves, floored; a tie at the edge goes in whole, because equals share a rank.
fn places(branches: usize, quota: Share) -> u32 {
    (branches as u64 * u64::from(quota.parts()) / u64::from(Share::WHOLE)) as u32
}

/// The band of a score; `None` when the score reaches no band.
fn band(bands: &[ScoreGrade], score: Points) -> Option<usize> {
    bands.iter().position(|band| band.min <= score)
}

/// Due months that the lowest grade with such a condition asks to be held; 0 where none does, or too few months are due.
pub(super) fn least_held(scheme: &Score, completeness: Rate) -> u64 {
    if completeness.of < u64::from(scheme.conditions.months) {
        return 0;
    }
    let asked = (0..scheme.grades.len()).rev().find_map(|at| scheme.needs(at).completeness);
    asked.map_or(0, |asked| completeness.of - completeness.absences_allowed(asked))
}

/// The conditions that are not met: the best grade that each leaves, and what it is. Of conditions of one kind the lowest grade's is told that the
/// branch does not meet, since no grade above it can be had.
fn held_back(sheet: &PeriodSheet<'_>, branch: &BranchAssessment) -> Vec<(usize, Lowered)> {
    let scheme: &Score = &sheet.profile.score;
    let mut unmet = Vec::new();
    if branch.completeness.of < u64::from(scheme.conditions.months) {
        return unmet;
    }
    let from_below = || (0..scheme.grades.len()).rev().map(|at| (at, scheme.needs(at), &scheme.grades[at].name));
    let incomplete = from_below().find_map(|(at, needs, grade)| {
        let (grade, rate) = (grade.clone(), branch.completeness);
        let asked = needs.completeness.filter(|asked| rate.below(*asked))?;
        Some((at + 1, Lowered::Completeness { grade, asked, rate }))
    });
    unmet.extend(incomplete);
    let asks = from_below().find(|(_, needs, _)| needs.participation == Some(NeededRate::Floor));
    if let Some((at, _, grade)) = asks {
        let floor = sheet.profile.params(sheet.corpus.branch(branch.branch).kind).floor();
        let below = sheet.vetoing_participation(branch.branch).filter(|vetoing| vetoing.rate.below(floor));
        unmet.extend(below.map(|vetoing| (at + 1, Lowered::Participation { grade: grade.clone(), floor, rate: vetoing.rate })));
    }
    unmet
}
