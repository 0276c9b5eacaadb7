//! What 总览 makes of the counts: in which order they are shown, and which rules wait for what.

use std::collections::BTreeMap;

use crate::model::assessment::Outcome;
use crate::model::counts::TypeCount;
use crate::model::finding::Code;
use crate::model::org::BranchType;
use crate::model::record::Note;
use crate::report::xlsx::context::Context;
use crate::rules as judged;

/// What is said of explanations of the period that fit no finding.
pub(super) fn idle(outcomes: &[Outcome]) -> Vec<Note> {
    outcomes.iter().flat_map(|o| judged::idle_waivers(&o.judgement, &o.corpus)).collect()
}

/// Types of branches, the most numerous first.
pub(super) fn types(cx: &Context<'_>) -> Vec<(BranchType, TypeCount)> {
    let mut all: Vec<_> = cx.results.counts.types.iter().map(|(kind, count)| (*kind, *count)).collect();
    all.sort_by_key(|(kind, count)| (std::cmp::Reverse(count.branches), *kind));
    all
}

/// What is lacking, with the rules that wait for it and the branches concerned (of each rule the most), by number of branches.
pub(super) fn lacking<'a>(cx: &Context<'a>) -> Vec<(&'a str, Vec<Code>, u64)> {
    let mut reasons: BTreeMap<&str, (Vec<Code>, u64)> = BTreeMap::new();
    for (code, count) in &cx.results.counts.rules {
        for (reason, branches) in &count.lacking {
            let (codes, most) = reasons.entry(reason).or_default();
            codes.push(*code);
            *most = (*most).max(*branches);
        }
    }
    let mut all: Vec<_> = reasons.into_iter().map(|(reason, (codes, most))| (reason, codes, most)).collect();
    all.sort_by_key(|(reason, _, most)| (std::cmp::Reverse(*most), *reason));
    all
}
