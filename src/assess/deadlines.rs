//! What is due within a year from the as-of day on, and by whom: activity days, previews, reports, plans, meetings, summaries, and problems of
//! inspections that still have time. What the office itself owes stands here and nowhere among faults.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::calendar::{Calendar, Judge};
use crate::model::activity_day::{ActivityDay, DayRule};
use crate::model::assessment::{InspectionFigures, ProblemState};
use crate::model::corpus::Corpus;
use crate::model::finding::BranchIx;
use crate::model::kind::YearDay;
use crate::model::paper_facts::{Deadline, DeadlineKind};
use crate::model::profile::{DutyHolder, InspectionTerms, JulyFirstTerms, Params, Plan, Preview, Profile, Report};
use crate::model::time::{Month, Span};
use crate::rules::plan::filed_late::Mobilisation;
use crate::rules::plan::summary::Summary;

/// What is due, apart from whom it holds for.
type Key = (NaiveDate, DeadlineKind, String, u8, String);

/// Deadlines by day, collected over the types of branches.
struct Found<'a> {
    profile: &'a Profile,
    from: NaiveDate,
    to: NaiveDate,
    /// By what is due: for which sets of parameters.
    due: BTreeMap<Key, (DutyHolder, BTreeSet<usize>)>,
}

impl Found<'_> {
    fn add(&mut self, set: usize, day: Option<NaiveDate>, kind: DeadlineKind, what: String, (holder, clause): (DutyHolder, &str)) {
        let Some(day) = day.filter(|day| self.from <= *day && *day <= self.to) else { return };
        let key = (day, kind, what, holder as u8, self.profile.basis(clause));
        self.due.entry(key).or_insert_with(|| (holder, BTreeSet::new())).1.insert(set);
    }
}

/// Deadlines from the as-of day on, for a year.
pub fn deadlines(corpus: &Corpus, profile: &Profile, calendar: &Calendar, inspections: &InspectionFigures) -> Vec<Deadline> {
    let from = corpus.as_of;
    let to = from.checked_add_months(Months::new(12)).unwrap_or(NaiveDate::MAX);
    let mut found = Found { profile, from, to, due: BTreeMap::new() };
    let sets: Vec<&Params> = profile.all_params().collect();
    for (set, params) in sets.iter().enumerate() {
        monthly(&mut found, set, params, calendar);
        yearly(&mut found, set, params);
    }
    let whole = sets.len();
    let names = |of: &BTreeSet<usize>| if of.len() == whole { "全部".to_string() } else { types(profile, of) };
    let due = found.due.into_iter().map(|((day, kind, what, _, basis), (holder, of))| Deadline {
        day,
        kind,
        what,
        holder,
        types: names(&of),
        committee: Arc::default(),
        branch: None,
        basis,
    });
    let mut all: Vec<Deadline> = due.chain(rectified(corpus, profile, inspections, from, to)).collect();
    all.sort_by(|a, b| (a.day, a.kind, &a.what, &a.committee, a.branch).cmp(&(b.day, b.kind, &b.what, &b.committee, b.branch)));
    all
}

/// Names of the types of branches that these sets of parameters hold for: the first is that of all types that have none of their own.
fn types(profile: &Profile, of: &BTreeSet<usize>) -> String {
    let name = |set: &usize| match set.checked_sub(1) {
        None => "其他类型".to_string(),
        Some(at) => profile.by_type[at].0.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join("、"),
    };
    of.iter().rev().map(name).collect::<Vec<_>>().join("、")
}

/// What comes back every month.
fn monthly(found: &mut Found<'_>, set: usize, params: &Params, calendar: &Calendar) {
    let rule = params.the::<ActivityDay>();
    let report = params.get::<Report>();
    let preview = params.get::<Preview>();
    let system = found.profile.system.clone();
    // a report of the month before may be due in the first one
    let first = Month::of(found.from).plus(-1);
    for month in (0..=14).map(|n| first.plus(n)) {
        let days = calendar.month_days(&rule, &[], month);
        if !days.in_force(found.profile.in_force, month) {
            continue;
        }
        let words = format!("{}年{}月", month.year(), month.month());
        let note = if days.note.is_empty() { String::new() } else { format!("（{}）", days.note) };
        let branch = |clause| (DutyHolder::Branch, clause);
        match (&days.judge, rule.rule) {
            (_, DayRule::Any) => {
                found.add(
                    set,
                    Some(month.last_day()),
                    DeadlineKind::Activity,
                    format!("开展{words}{system}（当月内）"),
                    branch(&*rule.clause),
                );
            }
            (Judge::NotAssessable(_), DayRule::Own) | (_, DayRule::Own) => {
                let what = format!("按支部固定活动日开展{words}{system}");
                found.add(set, Some(month.last_day()), DeadlineKind::Activity, what, branch(&*rule.clause));
            }
            _ => {
                for day in &days.days {
                    found.add(set, Some(day.date), DeadlineKind::Activity, format!("{words}{system}{note}"), branch(&*rule.clause));
                    let due = report.and_then(|report| day.date.checked_add_days(Days::new(report.within_days.into())));
                    let what = format!("报送{}月{}日开展的活动记录", day.date.month(), day.date.day());
                    found.add(set, due, DeadlineKind::Report, what, branch(report.map_or("", |report| &report.clause)));
                }
            }
        }
        if let Some(preview) = preview {
            let day = month.day(preview.by_day).unwrap_or(month.last_day());
            found.add(set, Some(day), DeadlineKind::Preview, format!("预告{words}活动主要内容"), branch(&*preview.clause));
        }
        if let (Some(july), 7) = (params.get::<JulyFirstTerms>(), month.month()) {
            let last = month.first_day().checked_add_days(Days::new(july.after.into()));
            found.add(set, last, DeadlineKind::JulyFirst, format!("开展{}年“七一”统一活动", month.year()), branch(&*july.clause));
        }
    }
}

/// What comes back every quarter or year, or once.
fn yearly(found: &mut Found<'_>, set: usize, params: &Params) {
    let years = found.from.year() - 1..=found.to.year() + 1;
    if let Some(plan) = params.get::<Plan>() {
        let holder = (plan.owed_by, &*plan.clause);
        for exception in &plan.exceptions {
            let what = format!("报备{}年{}月起的活动计划", exception.from.year(), exception.from.month());
            found.add(set, Some(exception.due), DeadlineKind::Plan, what, holder);
        }
        for year in years.clone().filter(|year| plan.exceptions.iter().all(|e| e.from.year() != *year)) {
            let Some(YearDay(month, day)) = plan.due else { break };
            let due = Month::new(year, month).map(|month| month.day(day).unwrap_or(month.last_day()));
            found.add(set, due, DeadlineKind::Plan, format!("报备{year}年年度活动计划"), holder);
        }
    }
    if let Some(meeting) = params.get::<Mobilisation>() {
        let what = format!("召开{}年动员大会", meeting.due.year());
        found.add(set, Some(meeting.due), DeadlineKind::Mobilisation, what, (DutyHolder::Committee, &meeting.clause));
    }
    if let Some(summary) = params.get::<Summary>() {
        for (year, quarter) in years.flat_map(|year| (1..=4).map(move |quarter| (year, quarter))) {
            let due = Span::Quarter(year, quarter).last().last_day().checked_add_days(Days::new(summary.within_days.into()));
            let ordinal = ["一", "二", "三", "四"][quarter as usize - 1];
            let what = format!("报送{year}年第{ordinal}季度总结");
            found.add(set, due, DeadlineKind::Summary, what, (DutyHolder::Committee, &summary.clause));
        }
    }
}

/// Problems that inspections found and that still have time.
fn rectified<'a>(
    corpus: &'a Corpus,
    profile: &'a Profile,
    inspections: &'a InspectionFigures,
    from: NaiveDate,
    to: NaiveDate,
) -> impl Iterator<Item = Deadline> + 'a {
    let open = inspections.problems.iter().filter(|(_, state)| *state == ProblemState::Open);
    open.filter_map(move |(at, _)| {
        let visit = &corpus.returns.inspections[*at];
        let day = visit.row.deadline.filter(|day| from <= *day && *day <= to)?;
        let holder = if visit.branch.is_some() { DutyHolder::Branch } else { DutyHolder::Committee };
        let kind = visit.branch.map_or(&profile.base, |BranchIx(at)| {
            let kind = corpus.branches[at].kind;
            profile.by_type.iter().find(|(types, _)| kind.is_in(types)).map_or(&profile.base, |(_, params)| params)
        });
        let basis = kind.get::<InspectionTerms>().map(|terms| profile.basis(&terms.clause)).unwrap_or_default();
        Some(Deadline {
            day,
            kind: DeadlineKind::Rectify,
            what: format!("整改督查发现的问题：{}", visit.row.problem.trim()),
            holder,
            types: String::new(),
            committee: visit.committee.clone(),
            branch: visit.branch,
            basis,
        })
    })
}
