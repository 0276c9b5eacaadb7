//! Lists that committees hand in beside the office's: rosters, members, names, explanations. Each holds for the committee's own branches alone; a
//! branch that the office's roster has not is told and takes no part until that roster has it. Without a roster of the office's the committees'
//! together are the roster.

use std::collections::HashSet;
use std::sync::Arc;

use crate::model::finding::{Code, Issue};
use crate::model::org::{Branch, BranchSpan, BranchType};
use crate::model::record::{AliasRow, BranchRow, Field, OrgHint, RowHead};
use crate::model::say::Say;
use crate::names::{Directory, fold_branch, fold_committee};

use super::handed::{Handed, Subject};
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

/// What becomes of rows that another committee than the branch's own handed in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Strangers {
    /// They are never taken.
    Refused,
    /// They are taken where nobody else handed in any of the branch.
    IfAlone,
    /// The same where rows may be about a whole committee, too.
    IfAloneOrCommittee,
}

/// Tells rows of a branch's own committee from those of strangers.
pub struct Sieve<'s, 'a, 'd> {
    pub handed: &'s mut Handed<'a>,
    pub resolver: &'s mut Resolver<'d>,
    pub outcomes: &'s mut Outcomes,
}

impl Sieve<'_, '_, '_> {
    /// The rows that are taken; the others are counted, and all of strangers are noted.
    pub fn own<T>(&mut self, rows: Vec<T>, of: impl Fn(&T) -> (&RowHead, &Arc<OrgHint>), strangers: Strangers) -> Vec<T> {
        let mut found: Vec<Option<(Subject, Arc<str>)>> = Vec::with_capacity(rows.len());
        for row in &rows {
            let (head, who) = of(row);
            let subject = self.handed.by(&head.table).and_then(|_| self.subject(who, strangers));
            found.push(subject.and_then(|subject| Some((subject.clone(), self.handed.stranger_to(&head.table, &subject)?))));
        }
        if found.iter().all(Option::is_none) {
            return rows;
        }
        let mut told: HashSet<Subject> = HashSet::new();
        if strangers != Strangers::Refused {
            let others = rows.iter().zip(&found).filter(|(_, stranger)| stranger.is_none());
            told.extend(others.filter_map(|(row, _)| self.subject(of(row).1, strangers)));
        }
        let mut kept = Vec::with_capacity(rows.len());
        for (row, stranger) in rows.into_iter().zip(found) {
            let taken = match &stranger {
                None => true,
                Some((subject, _)) => strangers != Strangers::Refused && !told.contains(subject),
            };
            if let Some((subject, by)) = stranger {
                self.handed.note(of(&row).0, subject, by, taken);
            }
            if taken {
                kept.push(row);
            } else {
                self.outcomes.count(of(&row).0, Fate::Rejected);
            }
        }
        kept
    }

    fn subject(&mut self, who: &OrgHint, strangers: Strangers) -> Option<Subject> {
        match strangers {
            Strangers::IfAloneOrCommittee => self.handed.subject(who, self.resolver),
            _ => self.resolver.resolve(who).ok().map(Subject::Branch),
        }
    }
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
