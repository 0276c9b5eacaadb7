//! The score and what it is made of: base minus the deductions, each rule's with its own cap, never under 0.

use std::collections::BTreeMap;

use crate::model::assessment::DeductionLine;
use crate::model::figure::Points;
use crate::model::finding::{BranchIx, Code};
use crate::model::profile::Deduction;

use super::figures::PeriodSheet;

/// Score of a branch and the lines that led to it, in the order of the rules. A branch of which no month was due has none.
pub(super) fn score(sheet: &PeriodSheet<'_>, ix: BranchIx) -> (Option<Points>, Vec<DeductionLine>) {
    if !sheet.is_due(ix) {
        return (None, Vec::new());
    }
    let scheme = &sheet.profile.score;
    let lines = deductions(&scheme.deductions, sheet.findings(ix).iter().map(|f| (f.code, sheet.spares(f))));
    let cost: i64 = lines.iter().map(|l| l.cost.hundredths()).sum();
    let score = scheme.base.hundredths().saturating_sub(cost).max(0);
    (Some(Points::from_hundredths(score)), lines)
}

/// What findings cost by a scheme, in the order of the rules; of each its rule, and whether it is spared.
pub(super) fn deductions(scheme: &BTreeMap<Code, Deduction>, findings: impl Iterator<Item = (Code, bool)>) -> Vec<DeductionLine> {
    let mut counts: BTreeMap<Code, (u32, u32)> = BTreeMap::new();
    for (code, spared) in findings {
        let (count, left) = counts.entry(code).or_default();
        *(if spared { left } else { count }) += 1;
    }
    let costing = counts.into_iter().filter_map(|(code, counts)| scheme.get(&code).map(|d| (code, counts, d)));
    costing.filter(|(_, _, d)| d.points != Points::default()).map(|(code, (count, spared), d)| line(code, count, spared, d)).collect()
}

/// A scheme that adds gives negative points; its cap holds the same way round.
fn line(code: Code, count: u32, spared: u32, deduction: &Deduction) -> DeductionLine {
    let full = deduction.points.hundredths().saturating_mul(count.into());
    let cost = match deduction.cap.map(|c| c.hundredths().abs()) {
        Some(cap) => full.clamp(-cap, cap),
        None => full,
    };
    DeductionLine { code, count, each: deduction.points, spared, cost: Points::from_hundredths(cost), capped: cost != full }
}
