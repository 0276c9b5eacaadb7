//! The sums that 总览 shows: over all jurisdictions, by month, by quarter, by rule.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::assessment::{MonthStatus, Outcome, PeriodAssessment, Totals};
use crate::model::figure::Rate;
use crate::model::finding::{Code, Level, Status};
use crate::model::org::BranchType;
use crate::model::record::Note;
use crate::model::time::Month;
use crate::report::xlsx::context::Context;
use crate::report::xlsx::matrix;
use crate::rules as judged;

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

/// What explanations cover: open, requested, waived findings at level error or warning.
pub(super) fn explained(outcomes: &[Outcome]) -> [u64; 3] {
    let mut counts = [0; 3];
    for finding in outcomes.iter().flat_map(|o| &o.judgement.findings).filter(|f| f.level != Level::Info) {
        counts[match finding.status {
            Status::Open => 0,
            Status::Requested => 1,
            Status::Waived => 2,
        }] += 1;
    }
    counts
}

/// What is said of explanations of the period that fit no finding.
pub(super) fn idle(outcomes: &[Outcome]) -> Vec<Note> {
    outcomes.iter().flat_map(|o| judged::idle_waivers(&o.judgement, &o.corpus)).collect()
}

/// Completeness and participation by type of branch, with the number of branches; the most numerous first.
pub(super) fn types(cx: &Context<'_>) -> Vec<(BranchType, u64, Rate, Rate)> {
    let mut sums: BTreeMap<BranchType, (u64, Rate, Rate)> = BTreeMap::new();
    for outcome in &cx.results.outcomes {
        for branch in &outcome.assessed.branches {
            let sum = sums.entry(outcome.corpus.branch(branch.branch).kind).or_default();
            sum.0 += 1;
            sum.1 += branch.completeness;
            sum.2 += branch.participation;
        }
    }
    let mut all: Vec<_> = sums.into_iter().map(|(kind, (count, held, part))| (kind, count, held, part)).collect();
    all.sort_by_key(|(kind, count, ..)| (std::cmp::Reverse(*count), *kind));
    all
}

/// What is lacking, with the rules that wait for it and the branches concerned (of each rule the most), by number of branches.
pub(super) fn lacking<'a>(cx: &Context<'a>) -> Vec<(&'a str, Vec<Code>, u64)> {
    let mut reasons: BTreeMap<&str, BTreeMap<Code, u64>> = BTreeMap::new();
    for (code, verdicts) in cx.results.outcomes.iter().flat_map(|o| &o.judgement.verdicts) {
        for (reason, count) in verdicts.lacking() {
            *reasons.entry(reason).or_default().entry(*code).or_default() += count;
        }
    }
    let line = |(reason, codes): (&'a str, BTreeMap<Code, u64>)| {
        let most = codes.values().copied().max().unwrap_or(0);
        (reason, codes.into_keys().collect::<Vec<_>>(), most)
    };
    let mut all: Vec<_> = reasons.into_iter().map(line).collect();
    all.sort_by_key(|(reason, _, most)| (std::cmp::Reverse(*most), *reason));
    all
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
            let count = verdicts.lacking().into_values().sum::<u64>();
            if count > 0 {
                sums.entry(*code).or_default().unassessable += count;
            }
        }
    }
    sums
}
