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
use super::returns::first_of_each;
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
        let said = (row.month, row.original, row.adjusted, row.reason.clone(), row.filed, row.approver.clone(), row.approved);
        // what several branches file together each of them has filed
        let owners = match resolver.of_several(&row.who) {
            Some(branches) => {
                let committee = told_committee(&row, directory).unwrap_or_else(|| Arc::from(""));
                branches.into_iter().map(|branch| (Some(branch), committee.clone())).collect()
            }
            None => match owner(&row, resolver, directory) {
                Ok(owner) => vec![owner],
                Err(unresolved) => {
                    outcomes.count(&row.head, Fate::Rejected);
                    let mut issue = unknown_branch(&row.head, &row.who, Field::Branch, &unresolved);
                    issue.month = Some(row.month);
                    (issue.files_move, issue.may_be) = (true, resolver.named_by(&row.who, &unresolved));
                    issue.print = print_of(&(row.original, row.adjusted, &row.reason, row.filed, &row.approver, row.approved));
                    issues.push(issue);
                    continue;
                }
            },
        };
        let keys = owners.iter().map(|owner| (owner.clone(), said.clone())).collect();
        let fresh = first_of_each(&mut seen, keys, &row.head, outcomes);
        let kept_of = owners.into_iter().zip(fresh).filter(|(_, fresh)| *fresh);
        kept.extend(kept_of.map(|((branch, committee), _)| Adjustment { branch, committee, row: row.clone() }));
    }
    kept
}

/// A branch with its committee as far as it is told, or a whole committee.
type Owner = (Option<BranchIx>, Arc<str>);

/// Whose the filing is.
fn owner(row: &AdjustmentRow, resolver: &mut Resolver<'_>, directory: &Directory) -> Result<Owner, Unresolved> {
    let own_column = row.who.branch.is_some();
    let branch = if own_column || row.who.committee.is_none() { resolver.resolve(&row.who) } else { Err(Unresolved::Nobody) };
    match (branch, told_committee(row, directory)) {
        (Ok(branch), committee) => Ok((Some(branch), committee.unwrap_or_else(|| Arc::from("")))),
        (Err(_), Some(committee)) if !own_column => Ok((None, committee)),
        // 党支部名称 may hold a committee's name when a whole committee files.
        (Err(unresolved), _) => own_column.then(|| whole_committee(row, directory)).flatten().map(|whole| (None, whole)).ok_or(unresolved),
    }
}

/// The committee that the row or what stands around it names.
fn told_committee(row: &AdjustmentRow, directory: &Directory) -> Option<Arc<str>> {
    let named = row.who.committee.as_ref().or(row.who.around.unit.as_ref()).or(row.who.branch.as_ref());
    named.and_then(|named| directory.committee(&named.text))
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
