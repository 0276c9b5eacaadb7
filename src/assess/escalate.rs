//! Steps against those in charge of branches that fail again and again, as far as a document has them (提醒, 函询, 诫勉).

use std::collections::{BTreeMap, BTreeSet};

use crate::model::assessment::{Escalated, Judgement};
use crate::model::corpus::Corpus;
use crate::model::finding::{BranchIx, Code, Finding, Level, Status};
use crate::model::profile::{Escalation, Profile};
use crate::model::time::{Month, Period, Span};

/// A rule that a branch failed in a month, as an earlier run saw it and as it still stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EarlierFailure {
    pub branch: BranchIx,
    pub month: Month,
    pub code: Code,
}

/// The rules that a branch failed in a month, and whether the run itself saw one of them.
type Failed = BTreeMap<Month, (BTreeSet<Code>, bool)>;

/// The months that are looked back on from a period.
pub fn window(escalation: &Escalation, period: Period) -> Option<Period> {
    let months = i32::try_from(escalation.window_months).ok()?;
    Period::new(period.last().plus(1 - months), period.last())
}

/// The month that a finding makes a failed one: its span's last, but none that lies after the run that found it (absences are told by the
/// year before the year is over).
pub fn failed_month(span: Span, run: Period) -> Month {
    span.last().min(run.last())
}

/// Branches that have reached a step: from the gravest down, then by committee and name.
pub fn escalate(corpus: &Corpus, profile: &Profile, judgement: &Judgement, earlier: &[EarlierFailure]) -> Vec<Escalated> {
    let Some(escalation) = &profile.escalation else { return Vec::new() };
    let Some(window) = window(escalation, corpus.period) else { return Vec::new() };
    let mut failed: BTreeMap<BranchIx, Failed> = BTreeMap::new();
    let mut add = |branch: BranchIx, month: Month, code: Code, own: bool| {
        if window.contains(month) && escalation.rules.contains(&code) {
            let entry = failed.entry(branch).or_default().entry(month).or_default();
            entry.0.insert(code);
            entry.1 |= own;
        }
    };
    let counts = |f: &&Finding| f.level >= Level::Warning && f.status != Status::Waived;
    for finding in judgement.findings.iter().filter(counts) {
        if let (Some(branch), Some(span)) = (finding.branch, finding.span) {
            add(branch, failed_month(span, corpus.period), finding.code, true);
        }
    }
    for failure in earlier {
        add(failure.branch, failure.month, failure.code, false);
    }
    let basis = profile.basis(&escalation.clause);
    let reached = |(branch, months): (BranchIx, Failed)| {
        let count = months.len() as u32;
        let step = escalation.steps.iter().rposition(|step| step.count > 0 && step.count <= count)?;
        let months = months.into_iter().map(|(month, (codes, own))| (month, codes.into_iter().collect(), own)).collect();
        Some(Escalated { branch, step, name: escalation.steps[step].name.clone(), months, basis: basis.clone() })
    };
    let mut escalated: Vec<Escalated> = failed.into_iter().filter_map(reached).collect();
    // branches are numbered in order of committee and name
    escalated.sort_by_key(|e| (std::cmp::Reverse(e.step), e.branch));
    escalated
}
