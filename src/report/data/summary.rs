//! `summary.json`: what was read, what came out, on which profile and inputs. Sums add up: files and rows by outcome, rows also by layout.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::model::assessment::{Outcome, PeriodAssessment, Totals};
use crate::model::corpus::{FileCounts, InputFile};
use crate::model::figure::Rate;
use crate::model::finding::Status;
use crate::model::identity::mask_identity;
use crate::model::record::RowTally;
use crate::model::time::Period;
use crate::report::Results;

/// The file. Several jurisdictions: the sums on top, each one's own under `members`.
#[derive(Serialize)]
pub(super) struct Summary {
    version: String,
    /// Id; several joined by commas.
    jurisdiction: String,
    jurisdiction_name: String,
    /// SHA-256 of the profile as used; of several: over a line `id digest LF` for each.
    profile_digest: String,
    period: String,
    as_of: String,
    /// Parameters that were changed for this run alone; with any it is a trial.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    trial: Vec<String>,
    #[serde(flatten)]
    figures: Figures,
    quarters: Vec<Quarter>,
    /// Periods of the earlier runs that were drawn on, oldest first.
    earlier_runs: Vec<String>,
    inputs: Vec<Input>,
    options: BTreeMap<String, String>,
    schemas: BTreeMap<String, String>,
    notes: Vec<NoteLine>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    members: Vec<MemberSummary>,
}

/// One of several jurisdictions.
#[derive(Serialize)]
struct MemberSummary {
    jurisdiction: String,
    jurisdiction_name: String,
    profile_digest: String,
    #[serde(flatten)]
    figures: Figures,
    quarters: Vec<Quarter>,
    earlier_runs: Vec<String>,
}

/// What can be summed.
#[derive(Serialize)]
struct Figures {
    files: FileCounts,
    rows: RowTally,
    rows_by_layout: BTreeMap<String, RowTally>,
    #[serde(flatten)]
    totals: TotalsLine,
    findings: BTreeMap<&'static str, FindingCounts>,
    not_assessable: BTreeMap<&'static str, NotAssessable>,
}

#[derive(Serialize)]
struct TotalsLine {
    branches: u32,
    activities: u64,
    months_due: u64,
    months_held: u64,
    completeness: RateLine,
    timeliness: RateLine,
    participation: RateLine,
}

/// A rate as its fraction and as four decimals, floored; null when nothing is due.
#[derive(Serialize)]
struct RateLine {
    part: u64,
    of: u64,
    decimal: Option<f64>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
struct FindingCounts {
    open: u64,
    requested: u64,
    waived: u64,
}

/// Branches for which a rule lacks data, and what they lack.
#[derive(Default, Serialize)]
struct NotAssessable {
    branches: u64,
    reasons: BTreeMap<String, u64>,
}

#[derive(Serialize)]
struct Quarter {
    period: String,
    #[serde(flatten)]
    totals: TotalsLine,
}

#[derive(Serialize)]
struct Input {
    path: String,
    sha256: String,
    bytes: u64,
    outcome: &'static str,
}

#[derive(Serialize)]
struct NoteLine {
    file: String,
    sheet: String,
    cell: String,
    text: String,
}

pub(super) fn summary(results: &Results) -> Summary {
    let info = &results.info;
    let outcomes: Vec<&Outcome> = results.outcomes.iter().collect();
    let files = files(results.files());
    let join = |part: fn(&Outcome) -> &str| outcomes.iter().map(|o| part(o)).collect::<Vec<_>>().join(",");
    let members = if outcomes.len() > 1 { outcomes.iter().map(|o| member(o)).collect() } else { Vec::new() };
    Summary {
        version: info.version.clone(),
        jurisdiction: join(|o| &o.profile.id),
        jurisdiction_name: join(|o| &o.profile.name),
        profile_digest: profile_digest(&outcomes),
        period: info.period.to_string(),
        as_of: info.as_of.to_string(),
        trial: info.trial.clone(),
        figures: figures(&outcomes, FileCounts::of(results.files())),
        quarters: quarters(&outcomes),
        earlier_runs: earlier_runs(&outcomes),
        inputs: files.values().map(|f| input(f)).collect(),
        options: info.options.iter().map(|(k, v)| (k.clone(), mask_identity(v))).collect(),
        schemas: info.schemas.clone(),
        notes: notes(results),
        members,
    }
}

fn member(outcome: &Outcome) -> MemberSummary {
    MemberSummary {
        jurisdiction: outcome.profile.id.to_string(),
        jurisdiction_name: outcome.profile.name.to_string(),
        profile_digest: outcome.profile.digest.to_string(),
        figures: figures(&[outcome], FileCounts::of(&outcome.corpus.files)),
        quarters: quarters(&[outcome]),
        earlier_runs: outcome.earlier_runs.clone(),
    }
}

/// Files by path, each once.
fn files<'a>(all: impl Iterator<Item = &'a InputFile>) -> BTreeMap<&'a str, &'a InputFile> {
    let mut by_path = BTreeMap::new();
    all.for_each(|file| _ = by_path.entry(&*file.path).or_insert(file));
    by_path
}

fn figures(outcomes: &[&Outcome], files: FileCounts) -> Figures {
    let mut rows = RowTally::default();
    let mut rows_by_layout: BTreeMap<String, RowTally> = BTreeMap::new();
    for (layout, tally) in outcomes.iter().flat_map(|o| &o.corpus.tallies) {
        rows.add(*tally);
        rows_by_layout.entry(layout.to_string()).or_default().add(*tally);
    }
    Figures {
        files,
        rows,
        rows_by_layout,
        totals: totals(outcomes.iter().map(|o| &o.assessed.total)),
        findings: findings(outcomes),
        not_assessable: not_assessable(outcomes),
    }
}

fn totals<'a>(parts: impl Iterator<Item = &'a Totals>) -> TotalsLine {
    let mut sum = Totals::default();
    for part in parts {
        sum.branches += part.branches;
        sum.activities += part.activities;
        sum.completeness += part.completeness;
        sum.timeliness += part.timeliness;
        sum.participation += part.participation;
    }
    TotalsLine {
        branches: sum.branches,
        activities: sum.activities,
        months_due: sum.completeness.of,
        months_held: sum.completeness.part,
        completeness: rate(sum.completeness),
        timeliness: rate(sum.timeliness),
        participation: rate(sum.participation),
    }
}

fn rate(rate: Rate) -> RateLine {
    RateLine { part: rate.part, of: rate.of, decimal: rate.cell_value() }
}

/// Every rule that was judged or found something; a rule that was judged and found nothing shows noughts.
fn findings(outcomes: &[&Outcome]) -> BTreeMap<&'static str, FindingCounts> {
    let judged = outcomes.iter().flat_map(|o| o.judgement.verdicts.keys());
    let mut counts: BTreeMap<&str, FindingCounts> = judged.map(|code| (code.as_str(), FindingCounts::default())).collect();
    for finding in outcomes.iter().flat_map(|o| &o.judgement.findings) {
        let count = counts.entry(finding.code.as_str()).or_default();
        match finding.status {
            Status::Open => count.open += 1,
            Status::Requested => count.requested += 1,
            Status::Waived => count.waived += 1,
        }
    }
    counts
}

fn not_assessable(outcomes: &[&Outcome]) -> BTreeMap<&'static str, NotAssessable> {
    let mut rules: BTreeMap<&str, NotAssessable> = BTreeMap::new();
    for (code, verdicts) in outcomes.iter().flat_map(|o| &o.judgement.verdicts) {
        for (reason, count) in verdicts.lacking() {
            let rule = rules.entry(code.as_str()).or_default();
            rule.branches += count;
            *rule.reasons.entry(mask_identity(reason)).or_default() += count;
        }
    }
    rules
}

fn quarters(outcomes: &[&Outcome]) -> Vec<Quarter> {
    let mut by_period: BTreeMap<_, Vec<&Totals>> = BTreeMap::new();
    for quarter in outcomes.iter().flat_map(|o| &o.quarters) {
        let PeriodAssessment { period, total, .. } = quarter;
        by_period.entry((period.first(), period.to_string())).or_default().push(total);
    }
    by_period.into_iter().map(|((_, period), parts)| Quarter { period, totals: totals(parts.into_iter()) }).collect()
}

/// Of all jurisdictions together, each period once.
fn earlier_runs(outcomes: &[&Outcome]) -> Vec<String> {
    let mut runs: Vec<&String> = outcomes.iter().flat_map(|o| &o.earlier_runs).collect();
    runs.sort_by_cached_key(|text| (text.parse::<Period>().ok().map(|p| (p.last(), p.first())), text.to_string()));
    runs.dedup();
    runs.into_iter().cloned().collect()
}

fn input(file: &InputFile) -> Input {
    Input { path: mask_identity(&file.path), sha256: file.digest.clone(), bytes: file.bytes, outcome: file.outcome.word() }
}

/// Notes of the run, then those of places.
fn notes(results: &Results) -> Vec<NoteLine> {
    let of_run = results.info.notes.iter().map(|text| NoteLine {
        file: String::new(),
        sheet: String::new(),
        cell: String::new(),
        text: mask_identity(text),
    });
    let of_places = results.outcomes.iter().flat_map(|o| &o.corpus.notes).map(|note| NoteLine {
        file: mask_identity(&note.place.file),
        sheet: mask_identity(&note.place.sheet),
        cell: note.place.cell_text(),
        text: mask_identity(&note.text),
    });
    of_run.chain(of_places).collect()
}

fn profile_digest(outcomes: &[&Outcome]) -> String {
    if let [one] = outcomes {
        return one.profile.digest.to_string();
    }
    let mut hash = Sha256::new();
    for outcome in outcomes {
        hash.update(format!("{} {}\n", outcome.profile.id, outcome.profile.digest));
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
