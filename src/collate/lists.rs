//! Lists that committees hand in beside the office's: rosters, members, names, explanations. Each holds for the committee's own branches alone; a
//! branch that the office's roster has not is told and takes no part until that roster has it. Without a roster of the office's the committees'
//! together are the roster.

use std::collections::HashSet;
use std::sync::Arc;

use crate::model::finding::{BranchIx, Code, Issue};
use crate::model::org::{Branch, BranchSpan, BranchType};
use crate::model::record::{AliasRow, BranchRow, Field, OrgHint, RowHead};
use crate::model::say::Say;
use crate::names::{Directory, fold_branch, fold_committee};

use super::handed::Handed;
use super::resolver::Resolver;
use super::tally::{Fate, Outcomes};

/// A directory that knows the committees of a roster and nothing else: enough to tell whose a folder is.
pub fn committees(rows: &[BranchRow]) -> Directory {
    let mut seen = HashSet::new();
    let stand_in = |committee: &Arc<str>| Branch {
        id: committee.clone(),
        name: committee.clone(),
        committee: committee.clone(),
        kind: BranchType::Other,
        member_count: None,
        founded: None,
        dissolved: None,
        own_days: Vec::new(),
        former_names: Vec::new(),
        spans: vec![BranchSpan { name: committee.clone(), committee: committee.clone(), members: None, from: None, to: None }],
        place: None,
        exempt_members: None,
        secretary: "".into(),
    };
    let named = rows.iter().map(|row| &row.committee).filter(|committee| seen.insert((*committee).clone()));
    Directory::new(&named.map(stand_in).collect::<Vec<_>>(), &[]).0
}

/// The rows of the roster, the office's first, each in order of submission.
pub fn roster(mut rows: Vec<BranchRow>, handed: &mut Handed<'_>, outcomes: &mut Outcomes, issues: &mut Vec<Issue>) -> Vec<BranchRow> {
    rows.sort_by(|a, b| a.head.by_submission(&b.head));
    let (mut kept, others): (Vec<BranchRow>, Vec<BranchRow>) = rows.into_iter().partition(|row| handed.by(&row.head.table).is_none());
    if kept.is_empty() {
        return others;
    }
    let name = |row: &BranchRow| (fold_committee(&row.committee), fold_branch(&row.name));
    let ids: HashSet<Arc<str>> = kept.iter().filter_map(|row| row.id.clone()).collect();
    let names: HashSet<(String, String)> = kept.iter().map(name).collect();
    for row in others {
        let Some(by) = handed.by(&row.head.table) else { continue };
        let known = names.contains(&name(&row)) || row.id.as_ref().is_some_and(|id| ids.contains(id));
        let (raw, committee) = (&row.name, &row.committee);
        let say = match fold_committee(committee) == fold_committee(&by) {
            true if known => {
                kept.push(row);
                continue;
            }
            true => say!(
                "组织部的党组织花名册中没有“{raw}”，{by}报来的这一行未采用，该党支部不参加统计和排名；";
                "确有该党支部的，请在组织部的花名册中登记。"
            ),
            false => say!(
                "本花名册由{by}报送，“{raw}”属于{committee}，本行未采用；";
                "请在组织部或者其所属党委的花名册中登记。"
            ),
        };
        outcomes.count(&row.head, Fate::Rejected);
        issues.push(not_theirs(&row.head, Field::Branch, raw, say));
    }
    kept
}

/// Names that a committee explains hold where that committee is named.
pub fn aliases(rows: &mut [AliasRow], handed: &mut Handed<'_>) {
    for row in rows {
        if let Some(by) = handed.by(&row.head.table) {
            row.committee = Some(by);
        }
    }
}

/// Rows without those that another committee than the branch's own handed in. With `unless_alone` such a row is taken where nobody else handed in any
/// of the branch.
pub fn own<T>(
    rows: Vec<T>,
    of: impl Fn(&T) -> (&RowHead, &Arc<OrgHint>),
    unless_alone: bool,
    (handed, resolver): (&mut Handed<'_>, &mut Resolver<'_>),
    outcomes: &mut Outcomes,
) -> Vec<T> {
    let mut strangers: Vec<Option<(BranchIx, Arc<str>)>> = Vec::with_capacity(rows.len());
    for row in &rows {
        let (head, who) = of(row);
        let branch = handed.by(&head.table).and_then(|_| resolver.resolve(who).ok());
        strangers.push(branch.and_then(|branch| Some((branch, handed.stranger(&head.table, branch)?))));
    }
    if strangers.iter().all(Option::is_none) {
        return rows;
    }
    let others = rows.iter().zip(&strangers).filter(|(_, stranger)| unless_alone && stranger.is_none());
    let told: HashSet<BranchIx> = others.filter_map(|(row, _)| resolver.resolve(of(row).1).ok()).collect();
    let mut kept = Vec::with_capacity(rows.len());
    for (row, stranger) in rows.into_iter().zip(strangers) {
        let taken = match &stranger {
            None => true,
            Some((branch, _)) => unless_alone && !told.contains(branch),
        };
        if let Some((branch, by)) = stranger {
            handed.note(of(&row).0, branch, by, taken);
        }
        if taken {
            kept.push(row);
        } else {
            outcomes.count(of(&row).0, Fate::Rejected);
        }
    }
    kept
}

fn not_theirs(head: &RowHead, field: Field, raw: &str, say: Say) -> Issue {
    Issue {
        row: head.number(),
        field: field.name().into(),
        raw: raw.into(),
        expected: "组织部花名册中的党支部".to_string(),
        rejects_row: true,
        taints: false,
        ..Issue::new(Code::ING007, head.place(field), say)
    }
}
