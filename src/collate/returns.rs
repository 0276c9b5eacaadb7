//! Plans, inspections, filings and explanations: resolved to branches and committees; equal rows are copies, rows that differ all count.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use crate::model::finding::BranchIx;
use crate::model::record::RowHead;
use crate::model::returns::{Filed, FilingRow, Inspection, InspectionRow, PlanRow, Planned, Waiver, WaiverRow};

use super::tally::{Fate, Outcomes};
use super::whose::Owners;

/// Text as it is compared: without blanks.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Counts a row as accepted, or as a copy of one that had the same key.
pub fn first<K: Eq + Hash>(seen: &mut HashSet<K>, key: K, head: &RowHead, outcomes: &mut Outcomes) -> bool {
    let fresh = seen.insert(key);
    outcomes.count(head, if fresh { Fate::Accepted } else { Fate::Duplicate });
    fresh
}

/// The same for a row that several branches hand in together: it is a copy only where it is for each of them.
pub fn first_of_each<K: Eq + Hash>(seen: &mut HashSet<K>, keys: Vec<K>, head: &RowHead, outcomes: &mut Outcomes) -> Vec<bool> {
    let fresh: Vec<bool> = keys.into_iter().map(|key| seen.insert(key)).collect();
    outcomes.count(head, if fresh.contains(&true) { Fate::Accepted } else { Fate::Duplicate });
    fresh
}

/// Planned activities. Several of one month are legitimate.
pub fn plans(mut rows: Vec<PlanRow>, owners: &mut Owners<'_, '_>) -> Vec<Planned> {
    rows.sort_by(|a, b| a.head.by_submission(&b.head));
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for row in rows {
        let said = (row.month, row.planned, &row.theme, row.filed, row.announced);
        let Some(branches) = owners.branches(&row.head, &row.who, &said) else { continue };
        let key = |branch: &BranchIx| (*branch, row.month, row.planned, squeezed(&row.theme), row.filed, row.announced);
        let fresh = first_of_each(&mut seen, branches.iter().map(key).collect(), &row.head, owners.outcomes);
        let kept_of = branches.into_iter().zip(fresh).filter(|(_, fresh)| *fresh);
        kept.extend(kept_of.map(|(branch, _)| Planned { branch, row: row.clone() }));
    }
    kept
}

/// Inspections. A problem handed in again with its 整改完成日期, which it lacked before, takes the place of the earlier row.
pub fn inspections(mut rows: Vec<InspectionRow>, owners: &mut Owners<'_, '_>) -> Vec<Inspection> {
    rows.sort_by(|a, b| a.head.by_submission(&b.head));
    let mut resolved = Vec::new();
    for row in rows {
        let said = (row.date, [&row.method, &row.problem, &row.demand], row.deadline, row.done, row.settled);
        let Some(owner) = owners.owner(&row.head, &row.who, &said) else { continue };
        resolved.push((owner, row));
    }
    let mut groups: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (at, (owner, row)) in resolved.iter().enumerate() {
        let texts = (squeezed(&row.method), squeezed(&row.problem), squeezed(&row.demand));
        groups.entry((owner.clone(), row.date, texts, row.deadline, row.settled)).or_default().push(at);
    }
    let mut fates = vec![Fate::Accepted; resolved.len()];
    for group in groups.values() {
        let mut dates = BTreeSet::new();
        let problem = group.first().is_some_and(|at| !resolved[*at].1.problem.is_empty());
        let done = problem && group.iter().any(|at| resolved[*at].1.done.is_some());
        for at in group {
            let day = resolved[*at].1.done;
            fates[*at] = match day {
                None if done => Fate::Superseded,
                _ if dates.insert(day) => Fate::Accepted,
                _ => Fate::Duplicate,
            };
        }
    }
    let mut kept = Vec::new();
    for ((owner, row), fate) in resolved.into_iter().zip(fates) {
        owners.outcomes.count(&row.head, fate);
        if fate == Fate::Accepted {
            kept.push(Inspection { branch: owner.branch, committee: owner.committee, row });
        }
    }
    kept
}

/// What was handed in, by committees and branches.
pub fn filings(mut rows: Vec<FilingRow>, owners: &mut Owners<'_, '_>) -> Vec<Filed> {
    rows.sort_by(|a, b| a.head.by_submission(&b.head));
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for row in rows {
        let Some(owner) = owners.owner(&row.head, &row.who, &(&row.affair, row.span, row.date)) else { continue };
        let key = (owner.clone(), squeezed(&row.affair), row.span, row.date);
        if first(&mut seen, key, &row.head, owners.outcomes) {
            kept.push(Filed { branch: owner.branch, committee: owner.committee, row });
        }
    }
    kept
}

/// Explanations. A request and its approval both count: the rule that weighs them takes the approved one.
pub fn waivers(mut rows: Vec<WaiverRow>, owners: &mut Owners<'_, '_>) -> Vec<Waiver> {
    rows.sort_by(|a, b| a.head.by_submission(&b.head));
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for row in rows {
        let said = (row.span, row.code, [&row.member, &row.explanation, &row.approver], row.approved);
        let Some(branch) = owners.branch(&row.head, &row.who, &said) else { continue };
        let texts: [String; 3] = [&row.member, &row.explanation, &row.approver].map(|t: &Arc<str>| squeezed(t));
        if first(&mut seen, (branch, row.span, row.code, texts, row.approved), &row.head, owners.outcomes) {
            kept.push(Waiver { branch, row });
        }
    }
    kept
}
