//! Where activities stand in 台账明细, so that a finding leads to the row that it is about. Only files that findings name are looked through.

use std::collections::HashMap;
use std::ops::Range;

use super::ledger::{self, FIRST_ROW};
use crate::model::assessment::Outcome;
use crate::model::finding::{BranchIx, Finding};
use crate::model::results::Results;
use crate::model::time::{Month, Span};
use crate::report::order::RosterOrder;

/// The layout whose sheet is one activity: any of its cells is that activity's.
const FORM: &str = "activity_form";

/// An activity's row in its own sheet (from 0), and its number in 台账明细.
type Spot = (u32, u32);

/// Positions in 台账明细.
pub(super) struct Details<'a> {
    /// Rows on each of its sheets.
    most: usize,
    /// By file and sheet, in order of row; and whether the sheet holds forms.
    sheets: HashMap<(&'a str, &'a str), (bool, Vec<Spot>)>,
    /// Number of each branch's first activity, by where its outcome stands in memory: two may share a profile.
    starts: HashMap<usize, Vec<usize>>,
}

impl<'a> Details<'a> {
    /// Looks up what findings may ask for; `most` rows stand on each sheet.
    pub fn new(results: &'a Results, orders: &[RosterOrder], most: usize) -> Self {
        let places = results.outcomes.iter().flat_map(|o| &o.judgement.findings).filter_map(|f| f.place.as_ref());
        let mut sheets: HashMap<(&str, &str), (bool, Vec<Spot>)> = places.map(|p| ((&*p.file, &*p.sheet), (false, Vec::new()))).collect();
        let mut starts = HashMap::new();
        let mut number = 0;
        for (outcome, order) in results.outcomes.iter().zip(orders) {
            let mut firsts = vec![number; outcome.corpus.branches.len()];
            for ix in order.listed(outcome) {
                firsts[ix.0] = number;
                for activity in &outcome.corpus.activities[run_of(outcome, ix)] {
                    let table = &activity.row.head.table;
                    if let Some((form, spots)) = sheets.get_mut(&(&*table.file, &*table.sheet)) {
                        *form |= &*table.layout == FORM;
                        spots.push((activity.row.head.row, number as u32));
                    }
                    number += 1;
                }
            }
            starts.insert(address(outcome), firsts);
        }
        for (_, spots) in sheets.values_mut() {
            spots.shrink_to_fit();
            spots.sort_unstable();
        }
        Details { most: most.max(1), sheets, starts }
    }

    /// Sheet and row (from 1) of the activity that a finding is about: the one at its place, else the branch's first of its month.
    pub fn of(&self, outcome: &Outcome, finding: &Finding) -> Option<(String, u32)> {
        let number = self.placed(finding).or_else(|| self.of_month(outcome, finding))?;
        Some((ledger::name(number / self.most), FIRST_ROW + (number % self.most) as u32))
    }

    fn placed(&self, finding: &Finding) -> Option<usize> {
        let place = finding.place.as_ref()?;
        let row = place.cell?.row;
        let (form, spots) = self.sheets.get(&(&*place.file, &*place.sheet))?;
        let after = spots.partition_point(|(r, _)| *r <= row);
        let (at, number) = spots.get(after.checked_sub(1)?)?;
        (*form || *at == row).then_some(*number as usize)
    }

    /// Of a finding on a whole month: the first activity that counts in it.
    fn of_month(&self, outcome: &Outcome, finding: &Finding) -> Option<usize> {
        let (Some(branch), Some(Span::Month(month)), None) = (finding.branch, finding.span, &finding.member) else { return None };
        let at = first_of(outcome, branch, month)?;
        Some(self.starts.get(&address(outcome))?.get(branch.0)? + at)
    }
}

/// Number of a branch's first activity of a month, among its own.
fn first_of(outcome: &Outcome, branch: BranchIx, month: Month) -> Option<usize> {
    outcome.corpus.activities[run_of(outcome, branch)].iter().position(|a| a.month == month)
}

/// Where a branch's activities lie: they are sorted by branch.
pub(super) fn run_of(outcome: &Outcome, branch: BranchIx) -> Range<usize> {
    let all = &outcome.corpus.activities;
    all.partition_point(|a| a.branch < branch)..all.partition_point(|a| a.branch <= branch)
}

fn address(outcome: &Outcome) -> usize {
    std::ptr::from_ref(outcome).addr()
}
