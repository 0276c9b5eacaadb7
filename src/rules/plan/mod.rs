//! Plans and what committees hand in: the year's plan and when it was filed, the content announced in time, the summary of every quarter. A
//! committee's duty is judged once for the committee; its branches' verdicts follow it.

pub mod filed_late;
mod preview;
mod programme;
pub mod summary;
mod yearly_plan;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::case::{Case, filings_by_committee};
use super::rule::{Draft, Rule, Seen};
use super::words::squeezed;
use crate::model::corpus::Corpus;
use crate::model::org::Branch;
use crate::model::profile::{Clause, Params, Plan, Profile};
use crate::model::record::Field;
use crate::model::returns::Filed;
use crate::model::spoken;
use crate::model::time::{Month, Span};
use crate::model::words::Words;

/// The family's rules, by code.
pub const RULES: &[&dyn Rule] =
    &[&yearly_plan::YearlyPlan, &filed_late::FiledLate, &preview::Announced, &summary::QuarterSummary, &programme::Programme];

/// Why plans cannot be judged.
const NO_PLAN: &str = "未提供年度活动计划，报送后可评估";
/// Why committees' filings cannot be judged.
const NO_FILING: &str = "未提供报送登记，报送后可评估";
/// Why nobody knows which committees there are.
const NO_ROSTER: &str = "未提供党组织花名册，无法确定应报送的党委，提供花名册后可评估";

/// A plan that somebody must make: of a year or, where an exception begins later, of the rest of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct PlanTime {
    span: Span,
    /// First month planned; the last is December.
    from: Month,
    /// Another date of filing than every year's.
    due: Option<NaiveDate>,
}

/// The plans of the years that the period touches, in order.
fn plan_times(plan: &Plan, corpus: &Corpus) -> Vec<PlanTime> {
    let years = corpus.period.first().year()..=corpus.period.last().year();
    years.flat_map(|year| plans_of_year(plan, year)).collect()
}

fn plans_of_year(plan: &Plan, year: i32) -> Vec<PlanTime> {
    let mut times: Vec<PlanTime> = plan
        .exceptions
        .iter()
        .filter(|e| e.from.year() == year)
        .map(|e| {
            let span = match e.from.month() {
                7 => Span::Half(year, 2),
                10 => Span::Quarter(year, 4),
                _ => Span::Year(year),
            };
            PlanTime { span, from: e.from, due: Some(e.due) }
        })
        .collect();
    if times.is_empty() {
        times.push(PlanTime { span: Span::Year(year), from: Span::Year(year).first(), due: None });
    }
    times.sort_by_key(|t| t.from);
    times
}

/// What a committee must hand in by a day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Duty<'a> {
    span: Span,
    /// Last day.
    due: NaiveDate,
    /// `2017年年度活动计划`, as messages say it.
    what: String,
    /// `报备`, `召开`.
    verb: &'static str,
    /// 事项 words.
    words: &'a Words,
    clause: &'a Clause,
    /// A filing by one of its branches, or for the whole year, will do.
    wide: bool,
}

/// How a committee met it: the first filing counts.
enum Met<'a> {
    InTime,
    Late(&'a Filed),
    Never,
}

impl Duty<'_> {
    fn met<'a>(&self, filings: impl Iterator<Item = &'a Filed>) -> Met<'a> {
        let first = filings.filter(|f| self.is_about(f)).min_by_key(|f| f.row.date);
        match first {
            None => Met::Never,
            Some(filed) if filed.row.date <= self.due => Met::InTime,
            Some(filed) => Met::Late(filed),
        }
    }

    fn is_about(&self, filed: &Filed) -> bool {
        let span = filed.row.span;
        let within = self.span.first() <= span.first() && span.last() <= self.span.last();
        let fits = within && filed.branch.is_none() || self.wide && (within || span == Span::Year(self.span.first().year()));
        fits && self.words.are_in(&squeezed(&filed.row.affair))
    }

    /// The finding, if it was not met.
    fn draft(&self, met: Met<'_>) -> Option<Draft> {
        let Duty { what, verb, .. } = self;
        let due = spoken::day(self.due);
        let (observed, say, place) = match met {
            Met::InTime => return None,
            Met::Late(filed) => {
                let date = filed.row.date;
                let days = (date - self.due).num_days();
                let date = spoken::day(date);
                let say = say!("{what}于{date}{verb}，比规定的{due}晚{days}天；"; "请说明原因，今后按期{verb}。");
                (format!("{date}{verb}"), say, Some(filed.row.head.place(Field::Reported)))
            }
            Met::Never => {
                let say = say!("报送登记中未见{what}，规定不晚于{due}{verb}；"; "请尽快补办，确已按期{verb}的请补登报送登记并附依据。");
                (format!("未见{verb}"), say, None)
            }
        };
        Some(Draft::new(self.span, observed, format!("不晚于{due}{verb}"), say).item(what).at(place).on(self.clause))
    }
}

/// Judges one branch's committee: the branch's verdict follows the committee's.
fn follow_committee(case: &Case<'_>, duties: &[Duty<'_>], seen: &mut Seen) {
    for duty in duties {
        let Some(committee) = bound(case.branch(), duty) else { continue };
        if let Err(reason) = assessable(case.corpus) {
            seen.lacks(reason);
            continue;
        }
        match duty.met(case.filings_of(committee)) {
            Met::InTime => seen.looks(),
            _ => seen.committee_fails(),
        }
    }
}

/// Can committees be judged? If not: which data would make it so.
fn assessable(corpus: &Corpus) -> Result<(), &'static str> {
    match (corpus.returns.has("filing"), corpus.has_roster) {
        (false, _) => Err(NO_FILING),
        (_, false) => Err(NO_ROSTER),
        _ => Ok(()),
    }
}

/// What all committees failed to do: each duty once, whichever of its branches' types are asked for it.
fn sweep_committees<'p>(corpus: &Corpus, profile: &'p Profile, duties: impl Fn(&'p Params) -> Vec<Duty<'p>>) -> Vec<Draft> {
    if assessable(corpus).is_err() {
        return Vec::new();
    }
    let by_params: Vec<(&Params, Vec<Duty<'p>>)> = profile.all_params().map(|p| (p, duties(p))).collect();
    let mut asked: Vec<(&Arc<str>, &Duty<'p>)> = Vec::new();
    for branch in &corpus.branches {
        let params = profile.params(branch.kind);
        let own = by_params.iter().filter(|(p, _)| std::ptr::eq(*p, params)).flat_map(|(_, duties)| duties);
        asked.extend(own.filter_map(|duty| Some((bound(branch, duty)?, duty))));
    }
    asked.sort();
    asked.dedup_by(|a, b| a.0 == b.0 && (a.1.span, a.1.due, &a.1.what) == (b.1.span, b.1.due, &b.1.what));
    let filings: HashMap<Arc<str>, Vec<usize>> = filings_by_committee(corpus);
    let draft = |(committee, duty): (&Arc<str>, &Duty<'p>)| {
        let rows = filings.get(committee).into_iter().flatten().map(|at| &corpus.returns.filings[*at]);
        let draft = duty.draft(duty.met(rows))?;
        Some(Draft { committee: Some(committee.clone()), ..draft })
    };
    asked.into_iter().filter_map(draft).collect()
}

/// The committee that stood over the branch on the day by which it was to be handed in, if there was such a branch then.
fn bound<'b>(branch: &'b Branch, duty: &Duty<'_>) -> Option<&'b Arc<str>> {
    let day = duty.due.min(duty.span.last().last_day());
    let in_force = branch.spans.iter().rfind(|s| s.from.is_none_or(|f| f <= day) && s.to.is_none_or(|t| day <= t));
    let committee = in_force.map_or(&branch.committee, |s| &s.committee);
    (branch.exists_on(day) && !committee.is_empty()).then_some(committee)
}
