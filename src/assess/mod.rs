//! Scores, ranks, grades, eligibility: what the findings and the branch-months amount to over a period. The same findings serve the run's
//! own period and each of its quarters. Beside them stand members and their points, service, inspections, the statistics of bulletins, and steps against those in charge.
//! Nothing here looks at a ledger, and nothing here knows a number that the profile does not give.

mod bulletin;
mod committee;
mod deadlines;
mod escalate;
mod figures;
mod grade;
mod grounds;
mod inspect;
mod lookback;
mod matrix;
mod member;
mod outlook;
mod points;
mod quarterly;
mod rank;
mod score;
mod secretary;
mod service;
mod statistics;
mod year;

pub use bulletin::bulletin;
pub use deadlines::deadlines;
pub use escalate::{EarlierFailure, escalate, failed_month, window};
pub use inspect::inspections;
pub use lookback::{Known, Lookback, YearFact, before, looks_at_the_year, vetoing_months};
pub use matrix::matrix;
pub use member::members;
pub use outlook::{near_steps, outlook};
pub use quarterly::{EarlierQuarter, bears_on};
pub use secretary::secretaries;
pub use service::services;
pub use statistics::statistics;

use std::collections::HashMap;

use rayon::prelude::*;

use crate::model::assessment::{BranchAssessment, Judgement, PeriodAssessment, Totals};
use crate::model::corpus::Corpus;
use crate::model::figure::Points;
use crate::model::finding::{BranchIx, Status};
use crate::model::profile::Profile;
use crate::model::time::Period;

use figures::{PeriodSheet, Waivers};

/// Assesses the branches that exist on some day of `period`, their committees and the jurisdiction. `period` is the run's own or lies within
/// it. Without `ranking`, or without a roster, there are scores and eligibility but neither ranks nor grades.
pub fn assess(corpus: &Corpus, profile: &Profile, judgement: &Judgement, period: Period, ranking: bool) -> PeriodAssessment {
    assess_after(corpus, profile, judgement, period, ranking, Known::default())
}

/// The same, knowing what was before: quarters that bar for the year, the year's months before the period, steps that branches have reached. It counts
/// only where the profile lets it bar.
pub fn assess_after(
    corpus: &Corpus,
    profile: &Profile,
    judgement: &Judgement,
    period: Period,
    ranking: bool,
    known: Known<'_>,
) -> PeriodAssessment {
    let terms = Terms { corpus, profile, judgement, period, ranking, known };
    // what the score would be had no explanation been approved, where one was
    let explained = judgement.findings.iter().any(|f| f.status == Status::Waived);
    let before = || explained.then(|| as_it_stands(&terms, Waivers::Ignored));
    let (mut assessed, before) = rayon::join(|| as_it_stands(&terms, Waivers::Hold), before);
    if let Some(before) = before {
        let before: HashMap<BranchIx, (Points, Option<u32>)> =
            before.branches.into_iter().filter_map(|b| Some((b.branch, (b.score?, b.rank)))).collect();
        for branch in &mut assessed.branches {
            branch.before_waivers = before.get(&branch.branch).copied();
        }
    }
    assessed
}

/// What is assessed, and by what.
struct Terms<'a> {
    corpus: &'a Corpus,
    profile: &'a Profile,
    judgement: &'a Judgement,
    period: Period,
    ranking: bool,
    known: Known<'a>,
}

fn as_it_stands(terms: &Terms<'_>, waivers: Waivers) -> PeriodAssessment {
    let Terms { corpus, profile, judgement, period, ranking, known } = *terms;
    let ranking = ranking && corpus.has_roster;
    let sheet = PeriodSheet::new(corpus, profile, judgement, period, waivers);
    // a veto may look further back in the run's period than to the period assessed
    let wider = grounds::within_the_year(profile, corpus.period, period);
    let wider = wider.map(|span| PeriodSheet::new(corpus, profile, judgement, span, waivers));
    let looked_at = wider.as_ref().unwrap_or(&sheet);
    let standing: Vec<BranchIx> = sheet.branches().collect();
    let mut branches: Vec<BranchAssessment> = standing.into_par_iter().map(|ix| branch(&sheet, looked_at, ix, known)).collect();
    quarterly::bar(&mut branches, corpus, profile, judgement, (period, waivers), known.quarters);
    if ranking {
        rank::rank_branches(&mut branches, corpus);
        grade::grade(&mut branches, &sheet);
    }
    let committees = committee::committees(&sheet, &branches, ranking, known);
    let total = totals(&sheet, &branches);
    let year = known.year.map(|year| year.seen.clone());
    PeriodAssessment { period, branches, committees, total, spared: sheet.spared, year }
}

/// Assesses each whole quarter of the run's period; empty when the period is no longer than one.
pub fn quarters(corpus: &Corpus, profile: &Profile, judgement: &Judgement, ranking: bool, known: Known<'_>) -> Vec<PeriodAssessment> {
    // what was before the run was before a quarter in the same year
    let year = |quarter: Period| known.year.filter(|year| year.seen.span.first().year() == quarter.first().year());
    let known = |quarter: Period| Known { year: year(quarter), ..Known::default() };
    let spans = corpus.period.quarters().into_par_iter().map(Period::of);
    spans.filter(|q| *q != corpus.period).map(|q| assess_after(corpus, profile, judgement, q, ranking, known(q))).collect()
}

/// `looked_at` is of the time that a veto looks at.
fn branch(sheet: &PeriodSheet<'_>, looked_at: &PeriodSheet<'_>, ix: BranchIx, known: Known<'_>) -> BranchAssessment {
    let (score, deductions) = score::score(sheet, ix);
    let grounds = grounds::grounds(sheet, looked_at, ix, known);
    let (errors, warnings) = sheet.counts(ix);
    let (waived, requested) = sheet.explained(ix);
    BranchAssessment {
        branch: ix,
        rank: None,
        rank_in_type: None,
        size_band: sheet.size(ix).and_then(|members| sheet.profile.score.band_of(members)),
        rank_in_band: None,
        score,
        deductions,
        grade: "".into(),
        lowered: Vec::new(),
        completeness: sheet.completeness(ix),
        timeliness: sheet.timeliness(ix),
        participation: sheet.participation(ix),
        errors,
        warnings,
        waived,
        requested,
        before_waivers: None,
        pending: sheet.pending(ix),
        least_held: grade::least_held(&sheet.profile.score, sheet.completeness(ix)),
        eligible: grounds.is_empty(),
        grounds,
    }
}

fn totals(sheet: &PeriodSheet<'_>, branches: &[BranchAssessment]) -> Totals {
    let mut total = Totals { branches: branches.len() as u32, ..Totals::default() };
    for branch in branches {
        total.completeness += branch.completeness;
        total.timeliness += branch.timeliness;
        total.participation += branch.participation;
        total.pending += u64::from(branch.pending);
        total.activities += sheet.months(branch.branch).map(|m| m.activities.len() as u64).sum::<u64>();
    }
    total
}

#[cfg(test)]
mod tests;
