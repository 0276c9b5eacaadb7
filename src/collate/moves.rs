//! Filed changes of date: resolved to a branch or a whole committee, and the month that a moved activity belongs to.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::corpus::{Activity, Adjustment};
use crate::model::finding::{BranchIx, Issue};
use crate::model::org::Branch;
use crate::model::record::{AdjustmentRow, Field};
use crate::model::time::Month;
use crate::names::{Directory, Unresolved};

use super::issue::{Resolver, unknown_branch};
use super::tally::{Fate, Outcomes};

/// Resolves filings. A filing that names a branch is that branch's; one that names only a committee holds for all its branches.
pub fn adjustments(
    mut rows: Vec<AdjustmentRow>,
    resolver: &mut Resolver<'_>,
    directory: &Directory,
    outcomes: &mut Outcomes,
    issues: &mut Vec<Issue>,
) -> Vec<Adjustment> {
    rows.sort_by(|a, b| a.head.order().cmp(&b.head.order()));
    let mut kept: Vec<Adjustment> = Vec::new();
    for row in rows {
        let own_column = row.who.branch.is_some();
        let branch = if own_column || row.who.committee.is_none() { resolver.resolve(&row.who) } else { Err(Unresolved::Nobody) };
        let committee_name = row.who.committee.as_ref().or(row.who.unit.as_ref()).or(row.who.branch.as_ref());
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
                issues.push(issue);
                continue;
            }
        };
        let copy = kept.iter().any(|k| k.branch == branch && k.committee == committee && same_filing(&k.row, &row));
        outcomes.count(&row.head, if copy { Fate::Duplicate } else { Fate::Accepted });
        if !copy {
            kept.push(Adjustment { branch, committee, row });
        }
    }
    kept
}

fn whole_committee(row: &AdjustmentRow, directory: &Directory) -> Option<Arc<str>> {
    row.who.branch.as_ref().and_then(|b| directory.committee(&b.text))
}

fn same_filing(a: &AdjustmentRow, b: &AdjustmentRow) -> bool {
    let key = |r: &AdjustmentRow| (r.month, r.original, r.adjusted, r.reason.clone(), r.filed, r.approver.clone(), r.approved);
    key(a) == key(b)
}

/// A filed move into another month keeps the month of its 原定日期, unless the row itself says 所属月份.
pub fn assign_months(activities: &mut [Activity], adjustments: &[Adjustment], branches: &[Branch]) {
    let mut moves: BTreeMap<(Option<BranchIx>, Arc<str>, NaiveDate), Month> = BTreeMap::new();
    for filing in adjustments {
        let committee = if filing.branch.is_some() { Arc::from("") } else { filing.committee.clone() };
        moves.entry((filing.branch, committee, filing.row.adjusted)).or_insert(filing.row.month);
    }
    for activity in activities.iter_mut().filter(|a| a.row.month.is_none()) {
        let own = (Some(activity.branch), Arc::from(""), activity.date);
        let whole = (None, branches[activity.branch.0].committee.clone(), activity.date);
        if let Some(month) = moves.get(&own).or_else(|| moves.get(&whole)) {
            activity.month = *month;
        }
    }
}
