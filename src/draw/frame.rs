//! The frame: every unit that exists at the period's end and can still be visited on the as-of day, with its stratum, its weight, why it is certain, and whether it rests.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::assessment::Judgement;
use crate::model::corpus::Corpus;
use crate::model::draw::FrameUnit;
use crate::model::finding::{BranchIx, Code, Finding, Level, Status};
use crate::model::identity::mask_identity;
use crate::model::org::{Branch, BranchType};
use crate::model::profile::{DrawUnit, Profile, Stratify};
use crate::model::time::Period;
use crate::names::{branch_key, committee_key};

use super::PastDraw;

/// Name of the only stratum where there is one.
const WHOLE: &str = "全部";

/// A branch or committee on its way into the frame.
struct Candidate<'a> {
    unit: FrameUnit,
    /// As runs of long ago called it.
    old_name: String,
    kind: Option<BranchType>,
    findings: Vec<&'a Finding>,
}

/// The frame, sorted by unit, and the earlier periods whose draws make units of it rest.
pub(super) fn freeze(
    profile: &Profile,
    corpus: &Corpus,
    judgement: &Judgement,
    place: &str,
    history: &[PastDraw],
) -> (Vec<FrameUnit>, Vec<String>) {
    let candidates = match profile.sampling.unit {
        DrawUnit::Branch => branches(profile, corpus, judgement, place),
        DrawUnit::Committee => committees(corpus, judgement, place),
    };
    let resting = resting(profile, corpus.period, history);
    let mut rested_by = BTreeSet::new();
    let mut frame: Vec<FrameUnit> = candidates
        .into_iter()
        .map(|c| {
            let mut unit = c.unit;
            unit.certain = certain(profile, c.kind, &c.findings);
            unit.weight = weight(profile, &c.findings);
            let latest = [&unit.unit, &c.old_name].into_iter().filter_map(|name| resting.get(name)).min_by_key(|(months, _)| *months);
            if let Some((months, period)) = latest {
                unit.resting = Some(*months);
                rested_by.insert((period.first(), period.last()));
            }
            unit
        })
        .collect();
    frame.sort();
    let periods = rested_by.into_iter().filter_map(|(first, last)| Period::new(first, last)).map(|p| p.to_string());
    (frame, periods.collect())
}

/// Key of a branch in the frame.
pub fn branch_unit(place: &str, branch: &Branch) -> String {
    one_line(&format!("{place}/{}", branch_key(branch)))
}

/// Key of a committee in the frame.
pub fn committee_unit(place: &str, committee: &str) -> String {
    one_line(&format!("{place}/{}", committee_key(committee)))
}

fn branches<'a>(profile: &Profile, corpus: &Corpus, judgement: &'a Judgement, place: &str) -> Vec<Candidate<'a>> {
    let mut findings: BTreeMap<BranchIx, Vec<&Finding>> = BTreeMap::new();
    for (ix, finding) in counting(corpus, judgement).filter_map(|f| f.branch.map(|ix| (ix, f))) {
        findings.entry(ix).or_default().push(finding);
    }
    let candidate = |ix: BranchIx| {
        let branch = corpus.branch(ix);
        let stratum = match profile.sampling.strata {
            Stratify::None => WHOLE,
            Stratify::Type => branch.kind.as_str(),
            Stratify::Committee => &branch.committee,
        };
        let unit = unit(branch_unit(place, branch), &branch.committee, one_line(&branch.shown_id()), &branch.name, stratum);
        let old_name = plain(&branch.id);
        Candidate { unit, old_name, kind: Some(branch.kind), findings: findings.remove(&ix).unwrap_or_default() }
    };
    existing(corpus).map(candidate).collect()
}

/// Committees are one stratum: a type belongs to a branch, and a stratum of one committee each would leave nothing to chance.
fn committees<'a>(corpus: &Corpus, judgement: &'a Judgement, place: &str) -> Vec<Candidate<'a>> {
    let names: BTreeSet<&Arc<str>> = existing(corpus).map(|ix| &corpus.branch(ix).committee).collect();
    let mut findings: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in counting(corpus, judgement) {
        let of_branch = finding.branch.map(|ix| &*corpus.branch(ix).committee);
        if let Some(name) = of_branch.or(finding.committee.as_deref()) {
            findings.entry(name).or_default().push(finding);
        }
    }
    let candidate = |name: &Arc<str>| Candidate {
        unit: unit(committee_unit(place, name), name, String::new(), "", WHOLE),
        old_name: plain(name),
        kind: None,
        findings: findings.remove(&**name).unwrap_or_default(),
    };
    names.into_iter().map(candidate).collect()
}

fn unit(unit: String, committee: &str, branch_id: String, branch: &str, stratum: &str) -> FrameUnit {
    FrameUnit {
        unit,
        committee: plain(committee),
        branch_id,
        branch: plain(branch),
        stratum: plain(stratum),
        weight: 1,
        certain: String::new(),
        resting: None,
    }
}

fn existing(corpus: &Corpus) -> impl Iterator<Item = BranchIx> + '_ {
    let end = corpus.period.last().last_day();
    // one dissolved since cannot be visited, and would keep another off the list
    let there = [end, end.max(corpus.as_of)];
    (0..corpus.branches.len()).map(BranchIx).filter(move |ix| there.iter().all(|day| corpus.branch(*ix).exists_on(*day)))
}

/// Findings of the period that are neither waived nor mere information.
fn counting<'a>(corpus: &Corpus, judgement: &'a Judgement) -> impl Iterator<Item = &'a Finding> {
    let (first, last) = (corpus.period.first(), corpus.period.last());
    let in_period = move |f: &Finding| f.span.is_none_or(|s| s.first() <= last && first <= s.last());
    judgement.findings.iter().filter(move |f| f.status != Status::Waived && f.level != Level::Info && in_period(f))
}

/// `SUB001 2 项；非公全覆盖`; empty for a unit that chance decides about.
fn certain(profile: &Profile, kind: Option<BranchType>, findings: &[&Finding]) -> String {
    let sampling = &profile.sampling;
    let mut counts: BTreeMap<Code, u32> = BTreeMap::new();
    for finding in findings.iter().filter(|f| sampling.always_rules.contains(&f.code)) {
        *counts.entry(finding.code).or_default() += 1;
    }
    let mut reasons: Vec<String> = counts.into_iter().map(|(code, n)| format!("{code} {n} 项")).collect();
    // an empty list of types stands for none here, not for all
    if let Some(kind) = kind.filter(|k| !sampling.always_types.is_empty() && k.is_in(&sampling.always_types)) {
        reasons.push(format!("{}全覆盖", kind.as_str()));
    }
    reasons.join("；")
}

fn weight(profile: &Profile, findings: &[&Finding]) -> u32 {
    let errors = findings.iter().filter(|f| f.level == Level::Error).count() as u32;
    if profile.sampling.risk_weighted { 1 + errors } else { 1 }
}

/// Months since a unit was last drawn, by unit, as far as it still rests.
fn resting(profile: &Profile, period: Period, history: &[PastDraw]) -> BTreeMap<String, (u32, Period)> {
    let mut resting: BTreeMap<String, (u32, Period)> = BTreeMap::new();
    for past in history.iter().filter(|past| past.period.last() < period.first()) {
        let months = period.first().since(past.period.last()).unsigned_abs();
        if months > profile.sampling.rest_months {
            continue;
        }
        for unit in &past.units {
            let latest = resting.entry(unit.clone()).or_insert((months, past.period));
            if months < latest.0 {
                *latest = (months, past.period);
            }
        }
    }
    resting
}

/// Free text as it may stand in the frame: identity numbers masked, no tab or line end.
fn plain(text: &str) -> String {
    one_line(&mask_identity(text))
}

/// A key as it may stand in a line of the frame.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
