//! The way down: jurisdiction, committee, branch, month, activity, and the cells that each figure stands in.

use std::collections::BTreeMap;

use serde::Serialize;

use super::card::{Card, Rules};
use super::duties::{Duties, Fault};
use super::pool::Pool;
use crate::model::assessment::{BranchAssessment, MatrixRow, MonthStatus, Outcome};
use crate::model::corpus::Activity;
use crate::model::finding::BranchIx;
use crate::model::record::{Count, Field};
use crate::model::results::Results;
use crate::model::time::Period;
use crate::report::xlsx::plain::shown;

/// The tone of a month on the page.
pub(super) fn tone(status: MonthStatus) -> &'static str {
    match status {
        MonthStatus::OnTime => "on",
        MonthStatus::Late => "late",
        MonthStatus::Reported => "",
        MonthStatus::Pending => "pending",
        MonthStatus::Empty => "empty",
        MonthStatus::Missing => "missing",
        MonthStatus::NotYetDue | MonthStatus::NotApplicable => "faint",
    }
}

/// A jurisdiction: name, its committees.
#[derive(Serialize)]
pub(super) struct Place(u32, Vec<usize>);

/// A committee: name, jurisdiction, its branches, name in the address (0: its own), what it came to, what of it was returned, what it has to put right.
#[derive(Serialize)]
pub(super) struct Committee(u32, usize, Vec<usize>, u32, Option<Card>, u32, Vec<Fault>);

/// A branch: name, number, type, secretary, committee, place in the roster, months, activities, name in the address (0: its own), what it came to.
#[derive(Serialize)]
pub(super) struct Branch(u32, u32, u32, u32, usize, [u32; 3], Vec<MonthLine>, Vec<ActivityLine>, u32, Option<Card>);

/// A month: month, status, mark, tone, due, activities, actual, due count, absences allowed (−1: not applicable), below the floor.
#[derive(Serialize)]
pub(super) struct MonthLine(u32, u32, u32, &'static str, u8, u32, u64, u64, i64, u8);

/// An activity: month, date, standing, theme, venue, due, actual, minutes, reported, file, sheet, row, cells (date, due, actual, reported).
#[derive(Serialize)]
pub(super) struct ActivityLine(u32, u32, u32, u32, u32, u32, u32, u32, u32, u32, u32, u32, [u32; 4]);

/// All of it, and where a name in a table leads.
#[derive(Serialize)]
pub(super) struct Tree {
    #[serde(rename = "J")]
    places: Vec<Place>,
    #[serde(rename = "C")]
    committees: Vec<Committee>,
    #[serde(rename = "B")]
    branches: Vec<Branch>,
    /// Activities that found no room.
    #[serde(rename = "left")]
    pub left: usize,
    #[serde(skip)]
    by_committee: BTreeMap<(String, String), usize>,
    /// By which each committee goes in an address, parallel to `committees`.
    #[serde(skip)]
    keys: Vec<String>,
    /// `None`: two branches of one committee have one name.
    #[serde(skip)]
    by_branch: BTreeMap<(String, String, String), Option<usize>>,
}

impl Tree {
    /// The organisations, their months and their activities.
    pub fn new(results: &Results, pool: &mut Pool) -> Self {
        let mut tree = Tree {
            places: Vec::new(),
            committees: Vec::new(),
            branches: Vec::new(),
            left: 0,
            by_committee: BTreeMap::new(),
            keys: Vec::new(),
            by_branch: BTreeMap::new(),
        };
        for (unit, outcome) in results.outcomes.iter().enumerate() {
            let lines = results.rules.get(unit).map_or(&[][..], |(_, lines)| lines);
            let rules = lines.iter().map(|line| (line.code, (&*line.name, &*line.clause))).collect();
            tree.outcome(outcome, &rules, pool);
        }
        tree.name_committees(pool);
        tree
    }

    /// Puts what each committee has to put right where it belongs.
    pub fn take(&mut self, duties: Vec<Duties>, results: &Results) {
        for Duties { unit, committee, returned, faults, left } in duties {
            let place = shown(&results.outcomes[unit].profile.name);
            self.left += left;
            if let Some(at) = self.by_committee.get(&(place, committee)) {
                let own = &mut self.committees[*at];
                (own.5, own.6) = (returned, faults);
            }
        }
    }

    /// By which a committee goes in an address.
    pub fn key(&self, place: &str, committee: &str) -> Option<&str> {
        self.by_committee.get(&(place.to_string(), committee.to_string())).map(|at| self.keys[*at].as_str())
    }

    /// Committees of one name are told apart by their unit.
    fn name_committees(&mut self, pool: &mut Pool) {
        let mut bearers: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, name) in self.by_committee.keys() {
            *bearers.entry(name).or_default() += 1;
        }
        self.keys = vec![String::new(); self.committees.len()];
        for ((place, name), at) in &self.by_committee {
            let several = bearers[name.as_str()] > 1;
            self.keys[*at] = if several { format!("{place}·{name}") } else { name.clone() };
            self.committees[*at].3 = if several { pool.put(&self.keys[*at]) } else { 0 };
        }
    }

    /// Where a row leads: a branch (its number), a committee (−1 − its number), or nowhere.
    pub fn find(&self, place: &str, committee: &str, branch: &str) -> Option<i64> {
        if branch.is_empty() {
            let at = self.by_committee.get(&(place.to_string(), committee.to_string()))?;
            return Some(-1 - *at as i64);
        }
        let at = (*self.by_branch.get(&(place.to_string(), committee.to_string(), branch.to_string()))?)?;
        Some(at as i64)
    }

    fn outcome(&mut self, outcome: &Outcome, rules: &Rules<'_>, pool: &mut Pool) {
        let place = shown(&outcome.profile.name);
        let own = self.places.len();
        let assessed: BTreeMap<BranchIx, &BranchAssessment> = outcome.assessed.branches.iter().map(|b| (b.branch, b)).collect();
        let mut bearers: BTreeMap<(&str, &str), u32> = BTreeMap::new();
        let mut months: BTreeMap<BranchIx, Vec<&MatrixRow>> = BTreeMap::new();
        for row in &outcome.matrix {
            months.entry(row.branch).or_default().push(row);
        }
        let mut members = Vec::new();
        for (ix, branch) in outcome.corpus.branches.iter().enumerate() {
            let ix = BranchIx(ix);
            let (committee, name) = (shown(&branch.committee), shown(&branch.name));
            let at = *self.by_committee.entry((place.clone(), committee.clone())).or_insert_with(|| {
                let came_to = outcome.assessed.committees.iter().find(|c| c.committee == branch.committee);
                let card = came_to.map(|c| Card::committee(c, outcome, rules, pool));
                self.committees.push(Committee(pool.put(&committee), own, Vec::new(), 0, card, 0, Vec::new()));
                members.push(self.committees.len() - 1);
                self.committees.len() - 1
            });
            let rows = months.remove(&ix).unwrap_or_default();
            let floor = outcome.profile.params(branch.kind).floor();
            let months = rows.into_iter().map(|r| month(r, r.participation.below(floor), pool)).collect();
            let mut activities = Vec::new();
            for activity in outcome.corpus.activities_of(ix) {
                if pool.full() {
                    self.left += 1;
                } else {
                    activities.push(line(activity, outcome.corpus.period, pool));
                }
            }
            let number = self.branches.len();
            let bearer = bearers.entry((&branch.committee, &branch.name)).or_default();
            *bearer += 1;
            let key = if *bearer > 1 { pool.put(&format!("{name}·{bearer}")) } else { 0 };
            let card = assessed.get(&ix).map(|b| Card::branch(b, outcome, rules, pool));
            pool.charge(120);
            let roster =
                branch.place.as_ref().map_or([0; 3], |p| [pool.put(&shown(&p.file)), pool.put(&shown(&p.sheet)), pool.put(&p.cell_text())]);
            self.branches.push(Branch(
                pool.put(&name),
                pool.put(&branch.shown_id()),
                pool.put(branch.kind.as_str()),
                pool.put(&shown(&branch.secretary)),
                at,
                roster,
                months,
                activities,
                key,
                card,
            ));
            self.committees[at].2.push(number);
            self.by_branch.entry((place.clone(), committee, name)).and_modify(|n| *n = None).or_insert(Some(number));
        }
        self.places.push(Place(pool.put(&place), members));
    }
}

fn month(row: &MatrixRow, low: bool, pool: &mut Pool) -> MonthLine {
    let (sign, tone) = (row.status.sign(), tone(row.status));
    let sign = if low { format!("{sign}▼") } else { sign.to_string() };
    pool.charge(40);
    MonthLine(
        pool.put(&row.month.to_string()),
        pool.put(row.status.as_str()),
        pool.put(&sign),
        tone,
        row.due.into(),
        row.activities,
        row.participation.part,
        row.participation.of,
        row.absences_allowed.map_or(-1, |n| n.min(i64::MAX as u64) as i64),
        low.into(),
    )
}

fn line(activity: &Activity, period: Period, pool: &mut Pool) -> ActivityLine {
    let row = &activity.row;
    let mut count = |count: &Count| match count {
        Count::Given(n) => pool.put(&n.to_string()),
        Count::Missing => 0,
        Count::Bad(raw) | Count::Unread(_, raw) => pool.put(&format!("无法识别：{}", shown(raw))),
    };
    let (due, actual) = (count(&row.due), count(&row.actual));
    let mut cell = |fields: &[Field]| pool.put(&row.head.place_of_first(fields).cell_text());
    let cells = [
        cell(&[Field::Date, Field::Day]),
        cell(&[Field::Due, Field::Attendance]),
        cell(&[Field::Actual, Field::Attendance]),
        cell(&[Field::Reported]),
    ];
    pool.charge(80);
    ActivityLine(
        pool.put(&activity.month.to_string()),
        pool.put(&activity.date.to_string()),
        pool.put(activity.stands(period)),
        pool.put(&shown(&row.theme)),
        pool.put(&shown(&row.venue)),
        due,
        actual,
        pool.put(&row.time.minutes.map(|m| m.to_string()).unwrap_or_default()),
        pool.put(&row.reported.map(|d| d.to_string()).unwrap_or_default()),
        pool.put(&shown(&row.head.table.file)),
        pool.put(&shown(&row.head.table.sheet)),
        row.head.number(),
        cells,
    )
}
