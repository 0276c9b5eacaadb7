//! The score and what it is made of: base minus the deductions, each rule's with its own cap, never under 0.

use std::collections::BTreeMap;

use crate::model::assessment::DeductionLine;
use crate::model::figure::Points;
use crate::model::finding::{BranchIx, Code};
use crate::model::profile::Deduction;

use super::figures::PeriodSheet;

/// Score of a branch and the lines that led to it, in the order of the rules.
pub(super) fn score(sheet: &PeriodSheet<'_>, ix: BranchIx) -> (Points, Vec<DeductionLine>) {
    let scheme = &sheet.profile.score;
    let mut counts: BTreeMap<Code, u32> = BTreeMap::new();
    for finding in sheet.findings(ix) {
        *counts.entry(finding.code).or_default() += 1;
    }
    let costing = counts.into_iter().filter_map(|(code, count)| scheme.deductions.get(&code).map(|d| (code, count, d)));
    let lines: Vec<DeductionLine> =
        costing.filter(|(_, _, d)| d.points != Points::default()).map(|(code, count, d)| line(code, count, d)).collect();
    let cost: i64 = lines.iter().map(|l| l.cost.hundredths()).sum();
    let score = scheme.base.hundredths().saturating_sub(cost).max(0);
    (Points::from_hundredths(score), lines)
}

/// A scheme that adds gives negative points; its cap holds the same way round.
fn line(code: Code, count: u32, deduction: &Deduction) -> DeductionLine {
    let full = deduction.points.hundredths().saturating_mul(count.into());
    let cost = match deduction.cap.map(|c| c.hundredths().abs()) {
        Some(cap) => full.clamp(-cap, cap),
        None => full,
    };
    DeductionLine { code, count, each: deduction.points, cost: Points::from_hundredths(cost), capped: cost != full }
}
