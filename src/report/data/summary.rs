//! `summary.json`: what was read, what came out, on which profile and inputs. Sums add up: files and rows by outcome, rows also by layout.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::model::assessment::{Outcome, Totals};
use crate::model::corpus::{FileCounts, InputFile};
use crate::model::counts::{ByStatus, Counts, RuleCount};
use crate::model::figure::Rate;
use crate::model::identity::mask_identity;
use crate::model::record::RowTally;
use crate::model::results::Results;
use crate::model::time::Period;

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

#[derive(Serialize)]
struct FindingCounts {
    open: u64,
    requested: u64,
    waived: u64,
    /// Findings whose span does not meet the period; in none of the other numbers.
    #[serde(skip_serializing_if = "is_nought")]
    outside: u64,
}

fn is_nought(n: &u64) -> bool {
    *n == 0
}

/// Branches for which a rule lacks data, and what they lack.
#[derive(Serialize)]
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
    let members = if outcomes.len() > 1 {
        results.outcomes.iter().zip(&results.of_each).map(|(o, counts)| member(o, counts)).collect()
    } else {
        Vec::new()
    };
    Summary {
        version: info.version.clone(),
        jurisdiction: join(|o| &o.profile.id),
        jurisdiction_name: join(|o| &o.profile.name),
        profile_digest: profile_digest(&outcomes),
        period: info.period.to_string(),
        as_of: info.as_of.to_string(),
        trial: info.trial.clone(),
        figures: figures(&results.counts),
        quarters: quarters(&results.counts),
        earlier_runs: earlier_runs(&outcomes),
        inputs: files.values().map(|f| input(f)).collect(),
        options: info.options.iter().map(|(k, v)| (k.clone(), mask_identity(v))).collect(),
        schemas: info.schemas.clone(),
        notes: notes(results),
        members,
    }
}

fn member(outcome: &Outcome, counts: &Counts) -> MemberSummary {
    MemberSummary {
        jurisdiction: outcome.profile.id.to_string(),
        jurisdiction_name: outcome.profile.name.to_string(),
        profile_digest: outcome.profile.digest.to_string(),
        figures: figures(counts),
        quarters: quarters(counts),
        earlier_runs: outcome.earlier_runs.clone(),
    }
}

/// Files by path, each once.
fn files<'a>(all: impl Iterator<Item = &'a InputFile>) -> BTreeMap<&'a str, &'a InputFile> {
    let mut by_path = BTreeMap::new();
    all.for_each(|file| _ = by_path.entry(&*file.path).or_insert(file));
    by_path
}

fn figures(counts: &Counts) -> Figures {
    Figures {
        files: counts.files,
        rows: counts.rows,
        rows_by_layout: counts.rows_by_layout.iter().map(|(layout, tally)| (layout.to_string(), *tally)).collect(),
        totals: totals(&counts.totals),
        findings: counts.rules.iter().map(|(code, count)| (code.as_str(), findings(count))).collect(),
        not_assessable: counts.rules.iter().filter_map(|(code, count)| Some((code.as_str(), not_assessable(count)?))).collect(),
    }
}

fn totals(sum: &Totals) -> TotalsLine {
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

/// A rule that was judged and found nothing shows noughts.
fn findings(count: &RuleCount) -> FindingCounts {
    let ByStatus { open, requested, waived } = count.findings;
    FindingCounts { open, requested, waived, outside: count.outside }
}

fn not_assessable(count: &RuleCount) -> Option<NotAssessable> {
    let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
    for (reason, branches) in &count.lacking {
        *reasons.entry(mask_identity(reason)).or_default() += branches;
    }
    (!reasons.is_empty()).then(|| NotAssessable { branches: count.unassessable(), reasons })
}

fn quarters(counts: &Counts) -> Vec<Quarter> {
    counts.quarters.iter().map(|q| Quarter { period: q.period.to_string(), totals: totals(&q.totals) }).collect()
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
