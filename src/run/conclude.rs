//! From a judged corpus to the outcome: this run's own conclusions, and those that earlier runs bear on (rest months of the draw, quarters that
//! bar for the year, steps against those in charge, what has been put right since).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use crate::assess::{self, EarlierQuarter, Known};
use crate::calendar::Calendar;
use crate::draw;
use crate::model::assessment::{Ground, Judgement, Outcome};
use crate::model::corpus::Corpus;
use crate::model::finding::BranchIx;
use crate::model::org::Branch;
use crate::model::paper_facts::PaperFacts;
use crate::model::profile::Profile;
use crate::model::spoken;
use crate::model::time::Period;
use crate::rules;

use super::follow_up::{Judge, follow_up};
use super::history::{self, PastRun, Written};
use super::lookback::look_back;

/// What a jurisdiction is concluded with, apart from its data.
pub struct Terms<'a> {
    /// Who it is about.
    pub unit: &'a str,
    /// Folder of the records of earlier runs, if there is one.
    pub history: Option<&'a Path>,
    /// The jurisdiction's folder in a workspace of several.
    pub folder: &'a str,
    pub calendar: &'a Calendar,
    pub ranking: bool,
    pub seed: Option<&'a str>,
    pub draw_number: u32,
    /// How a corpus is judged: earlier periods are judged again.
    pub judge: Judge<'a>,
}

/// One jurisdiction, finished.
pub fn conclude_one(mut corpus: Corpus, mut judgement: Judgement, profile: Arc<Profile>, terms: &Terms<'_>) -> Outcome {
    let period = corpus.period;
    rules::identify(&mut judgement, &corpus, terms.unit);
    let earlier = history::earlier(terms.history, &profile.id, terms.folder, period);
    corpus.notes.extend(earlier.notes);
    corpus.notes.extend(rules::idle_waivers(&judgement, &corpus));
    corpus.notes.sort();
    let past: Vec<draw::PastDraw> =
        earlier.runs.iter().map(|(period, run)| draw::PastDraw { period: *period, units: run.drawn.clone() }).collect();
    let quarters = earlier_quarters(&earlier.runs, &corpus, &profile);
    let followed = follow_up(&earlier.runs, &corpus, &profile, terms.calendar, terms.judge);
    let Terms { ranking, unit, seed, draw_number, .. } = *terms;
    let escalated = assess::escalate(&corpus, &profile, &judgement, &followed.failures);
    let before = look_back(&earlier.runs, &corpus, &profile, terms.calendar, terms.judge, (unit, &judgement));
    let steps: BTreeMap<BranchIx, _> = escalated.iter().map(|e| (e.branch, e)).collect();
    let known = Known { quarters: &quarters, year: before.as_ref().map(|before| &before.lookback), escalated: Some(&steps) };
    // They read the same, and none needs another.
    let assessed = || {
        let own = || assess::assess_after(&corpus, &profile, &judgement, period, ranking, known);
        rayon::join(own, || assess::quarters(&corpus, &profile, &judgement, ranking, known))
    };
    let listed = || {
        let draw = || draw::draw(&profile, &corpus, &judgement, draw::Lots { unit, seed, number: draw_number, history: &past });
        let members = || assess::members(&corpus, &profile, &judgement);
        rayon::join(draw, || rayon::join(members, || assess::matrix(&corpus, &profile, &judgement)))
    };
    let ((assessed, by_quarter), (draw, (members, matrix))) = rayon::join(assessed, listed);
    let mut used = followed.periods;
    used.extend(draw.history.iter().cloned());
    used.extend(quarters.iter().map(|q| q.quarter.to_string()));
    if let Some(before) = before {
        used.extend(before.runs);
        judgement.findings.extend(before.findings);
        rules::sort(&mut judgement.findings, &corpus);
    }
    let inspections = assess::inspections(&corpus);
    let previous = history::previous(&earlier.runs, period);
    let papers = PaperFacts {
        bulletin: assess::bulletin(&corpus, &profile, &judgement, &assessed, previous.as_ref()),
        previous,
        outlook: assess::outlook(&corpus, &profile, terms.calendar),
        near: assess::near_steps(&corpus, &profile, &members),
        deadlines: assess::deadlines(&corpus, &profile, terms.calendar, &inspections),
        secretaries: assess::secretaries(&corpus, &judgement, &assessed, &inspections),
    };
    Outcome {
        unit: terms.unit.to_string(),
        records: earlier.records,
        papers,
        matrix,
        members,
        assessed,
        quarters: by_quarter,
        draw,
        inspections,
        services: assess::services(&corpus, &profile),
        statistics: assess::statistics(&corpus, &profile),
        escalated,
        follow_ups: followed.follow_ups,
        earlier_runs: in_order(&earlier.runs, &used),
        profile,
        corpus,
        judgement,
    }
}

/// Quarters of the year whose runs held something against branches that are still there.
fn earlier_quarters(runs: &[(Period, PastRun)], corpus: &Corpus, profile: &Profile) -> Vec<EarlierQuarter> {
    if profile.excellence.quarterly.is_none() {
        return Vec::new();
    }
    let quarter = |(period, run): &(Period, PastRun)| {
        let named = |b: &Branch| (history::branch_id(b, run.version), history::committee_name(&b.committee, run.version));
        let by_id: BTreeMap<(String, String), BranchIx> =
            corpus.branches.iter().enumerate().map(|(at, b)| (named(b), BranchIx(at))).collect();
        let of_unit = |(unit, grounds): (&usize, &Vec<history::PastGround>)| {
            let unit = run.units.get(*unit)?;
            // a branch that has gone over to another committee is known by its number alone
            let same = by_id.get(&(unit.id.clone(), unit.committee.clone())).copied();
            let mut alike = by_id.range((unit.id.clone(), String::new())..).take_while(|((id, _), _)| *id == unit.id).map(|(_, ix)| *ix);
            let ix = same.or_else(|| alike.next().filter(|_| alike.next().is_none()))?;
            Some((ix, grounds.iter().map(|g| (g.rule, g.count, g.reason.clone())).collect()))
        };
        EarlierQuarter { quarter: *period, grounds: run.grounds.iter().filter_map(of_unit).collect() }
    };
    let bearing = runs.iter().filter(|(period, _)| assess::bears_on(*period, corpus.period));
    bearing.map(quarter).filter(|q| !q.grounds.is_empty()).collect()
}

/// Periods that were drawn on, oldest first.
fn in_order(runs: &[(Period, PastRun)], used: &BTreeSet<String>) -> Vec<String> {
    let mut periods: Vec<String> = runs.iter().map(|(period, _)| period.to_string()).filter(|p| used.contains(p)).collect();
    periods.dedup();
    periods
}

/// A line for readers who should know that earlier runs are in the result; `None` if none is.
pub fn note(outcome: &Outcome, several: bool) -> Option<String> {
    if outcome.earlier_runs.is_empty() {
        return None;
    }
    let of = if several { format!("【{}】", outcome.profile.name) } else { String::new() };
    Some(format!(
        "{of}本结果引用了以前统计期的运行记录（{}），用于抽查轮休、连续问题处置、按季度考核、当年评优和整改跟踪；删去工作目录中的 .dangri 即不再引用。",
        outcome.earlier_runs.iter().map(|run| spoken::written(run)).collect::<Vec<_>>().join("、")
    ))
}

/// Said where grounds of the year were looked for in months before the period: from where each is known, and of which nothing is.
pub fn year_note(outcome: &Outcome, several: bool) -> Option<String> {
    let words = outcome.assessed.year.as_ref()?.words();
    let of = if several { format!("【{}】", outcome.profile.name) } else { String::new() };
    Some(format!("{of}{words}"))
}

/// Writes the run down for later ones, to be kept once its result is in place.
pub fn remember(history: &Path, folder: &str, outcome: &Outcome) -> Option<Written> {
    history::write(history, &PastRun::of(outcome, folder, &own_grounds(outcome))).ok()
}

/// What the period itself holds against branches: without what earlier quarters do, or every later quarter would hand that on again.
fn own_grounds(outcome: &Outcome) -> BTreeMap<usize, Vec<Ground>> {
    let (corpus, judgement) = (&outcome.corpus, &outcome.judgement);
    let own = match &outcome.profile.excellence.quarterly {
        Some(_) => &assess::assess(corpus, &outcome.profile, judgement, corpus.period, false),
        None => &outcome.assessed,
    };
    let of_branch = own.branches.iter().filter(|b| !b.grounds.is_empty());
    of_branch.map(|b| (b.branch.0, b.grounds.clone())).collect()
}
