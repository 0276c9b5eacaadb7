//! The sums that 总览 shows: over all jurisdictions, by month, by quarter, by rule.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::assessment::{MonthStatus, Outcome, PeriodAssessment, Totals, Verdict};
use crate::model::figure::Rate;
use crate::model::finding::{Code, Level, Status};
use crate::model::time::Month;
use crate::report::xlsx::context::Context;
use crate::report::xlsx::matrix;

/// Sums of several assessments.
pub(super) fn totals<'a>(parts: impl Iterator<Item = &'a PeriodAssessment>) -> Totals {
    let mut sum = Totals::default();
    for part in parts.map(|p| p.total) {
        sum.branches += part.branches;
        sum.completeness += part.completeness;
        sum.timeliness += part.timeliness;
        sum.participation += part.participation;
        sum.activities += part.activities;
    }
    sum
}

/// Findings that are not waived, by level: error, warning, info.
pub(super) fn by_level(outcomes: &[Outcome]) -> [u64; 3] {
    let mut counts = [0; 3];
    let open = outcomes.iter().flat_map(|o| &o.judgement.findings).filter(|f| f.status != Status::Waived);
    for finding in open {
        counts[match finding.level {
            Level::Error => 0,
            Level::Warning => 1,
            Level::Info => 2,
        }] += 1;
    }
    counts
}

/// A month over all branches.
#[derive(Default)]
pub(super) struct MonthSum {
    pub held: Rate,
    pub participation: Rate,
    pub activities: u64,
    /// 按时, 迟报, 空报, 缺报.
    pub statuses: [u64; 4],
}

/// Every month of the period.
pub(super) fn months(cx: &Context<'_>) -> Vec<(Month, MonthSum)> {
    let of = |month: Month| {
        let rows = || cx.results.outcomes.iter().flat_map(|o| &o.matrix).filter(|r| r.month == month);
        let (held, participation) = matrix::sums(rows());
        let mut sum = MonthSum { held, participation, ..MonthSum::default() };
        for row in rows() {
            sum.activities += u64::from(row.activities);
            let at = match row.status {
                MonthStatus::OnTime => 0,
                MonthStatus::Late => 1,
                MonthStatus::Empty => 2,
                MonthStatus::Missing => 3,
                MonthStatus::NotYetDue | MonthStatus::NotApplicable => continue,
            };
            sum.statuses[at] += 1;
        }
        (month, sum)
    };
    cx.results.info.period.months().map(of).collect()
}

/// A rule over all jurisdictions.
#[derive(Default)]
pub(super) struct RuleSum {
    pub level: Option<Level>,
    pub open: u64,
    pub requested: u64,
    pub waived: u64,
    /// Branches with a finding that is not waived.
    pub branches: u64,
    pub unassessable: u64,
}

/// Every rule with something to tell, in order of code.
pub(super) fn rules(cx: &Context<'_>) -> BTreeMap<Code, RuleSum> {
    let mut sums: BTreeMap<Code, RuleSum> = BTreeMap::new();
    for outcome in &cx.results.outcomes {
        let mut branches: BTreeSet<(Code, usize)> = BTreeSet::new();
        for finding in &outcome.judgement.findings {
            let sum = sums.entry(finding.code).or_default();
            sum.level = sum.level.max(Some(finding.level));
            match finding.status {
                Status::Open => sum.open += 1,
                Status::Requested => sum.requested += 1,
                Status::Waived => sum.waived += 1,
            }
            if let Some(branch) = finding.branch.filter(|_| finding.status != Status::Waived)
                && branches.insert((finding.code, branch.0))
            {
                sum.branches += 1;
            }
        }
        for (code, verdicts) in &outcome.judgement.verdicts {
            let count = verdicts.iter().filter(|v| matches!(v, Verdict::NotAssessable(_))).count() as u64;
            if count > 0 {
                sums.entry(*code).or_default().unassessable += count;
            }
        }
    }
    sums
}
