//! Filed changes of date: resolved to a branch or a whole committee, and the month that a moved activity belongs to.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::corpus::{Activity, Adjustment};
use crate::model::finding::{BranchIx, Issue};
use crate::model::org::Branch;
use crate::model::record::{AdjustmentRow, Field};
use crate::model::time::Month;
use crate::names::{Directory, Unresolved};

use super::issue::{print_of, unknown_branch};
use super::resolver::Resolver;
use super::returns::first;
use super::tally::{Fate, Outcomes};

/// Resolves filings. A filing that names a branch is that branch's; one that names only a committee holds for all its branches.
pub fn adjustments(
    mut rows: Vec<AdjustmentRow>,
    resolver: &mut Resolver<'_>,
    directory: &Directory,
    outcomes: &mut Outcomes,
    issues: &mut Vec<Issue>,
) -> Vec<Adjustment> {
    rows.sort_by(|a, b| a.head.by_submission(&b.head));
    let mut kept: Vec<Adjustment> = Vec::new();
    let mut seen = HashSet::new();
    for row in rows {
        let own_column = row.who.branch.is_some();
        let branch = if own_column || row.who.committee.is_none() { resolver.resolve(&row.who) } else { Err(Unresolved::Nobody) };
        let committee_name = row.who.committee.as_ref().or(row.who.around.unit.as_ref()).or(row.who.branch.as_ref());
        let committee = committee_name.and_then(|c| directory.committee(&c.text));
        let (branch, committee) = match (branch, committee) {
            (Ok(branch), committee) => (Some(branch), committee.unwrap_or_else(|| Arc::from(""))),
            (Err(_), Some(committee)) if !own_column => (None, committee),
            // 党支部名称 may hold a committee's name when a whole committee files.
            (Err(_), _) if own_column && whole_committee(&row, directory).is_some() => {
                (None, whole_committee(&row, directory).unwrap_or_else(|| Arc::from("")))
            }
            (Err(unresolved), _) => {
                outcomes.count(&row.head, Fate::Rejected);
                let mut issue = unknown_branch(&row.head, &row.who, Field::Branch, &unresolved);
                issue.month = Some(row.month);
                issue.print = print_of(&(row.original, row.adjusted, &row.reason, row.filed, &row.approver, row.approved));
                issues.push(issue);
                continue;
            }
        };
        let said = (row.month, row.original, row.adjusted, row.reason.clone(), row.filed, row.approver.clone(), row.approved);
        if first(&mut seen, (branch, committee.clone(), said), &row.head, outcomes) {
            kept.push(Adjustment { branch, committee, row });
        }
    }
    kept
}

fn whole_committee(row: &AdjustmentRow, directory: &Directory) -> Option<Arc<str>> {
    row.who.branch.as_ref().and_then(|b| directory.committee(&b.text))
}

/// A filed move into another month keeps the month of its 原定日期, unless the row itself says 所属月份.
pub fn assign_months(activities: &mut [Activity], adjustments: &[Adjustment], branches: &[Branch]) {
    let mut own: HashMap<(BranchIx, NaiveDate), Month> = HashMap::new();
    let mut whole: HashMap<(&str, NaiveDate), Month> = HashMap::new();
    for Adjustment { branch, committee, row } in adjustments {
        match branch {
            Some(branch) => own.entry((*branch, row.adjusted)).or_insert(row.month),
            None => whole.entry((committee, row.adjusted)).or_insert(row.month),
        };
    }
    for activity in activities.iter_mut().filter(|a| a.row.month.is_none()) {
        let committee = &*branches[activity.branch.0].committee;
        if let Some(month) = own.get(&(activity.branch, activity.date)).or_else(|| whole.get(&(committee, activity.date))) {
            activity.month = *month;
        }
    }
}
