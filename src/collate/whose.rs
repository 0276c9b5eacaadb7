//! Whose a row is, where a branch or a whole committee may stand: inspections, registers of what was filed.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

use crate::model::finding::{BranchIx, Issue};
use crate::model::org::Branch;
use crate::model::record::{Field, Named, OrgHint, RowHead};
use crate::names::{Directory, Likely, Unresolved, fold_committee};

use super::issue::{print_of, unknown_branch};
use super::resolver::Resolver;
use super::tally::{Fate, Outcomes};

/// How many candidates a message names at most.
const CANDIDATES: usize = 3;

/// A branch, or a committee as a whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owner {
    pub branch: Option<BranchIx>,
    /// As in the roster; the branch's own if `branch` is given.
    pub committee: Arc<str>,
}

/// Resolves branches and committees, and keeps account of the rows that it cannot.
pub struct Owners<'a, 'd> {
    pub resolver: &'a mut Resolver<'d>,
    pub directory: &'a Directory,
    pub branches: &'a [Branch],
    /// Without a roster a committee is what the first row calls it.
    pub has_roster: bool,
    pub outcomes: &'a mut Outcomes,
    pub issues: &'a mut Vec<Issue>,
    spellings: BTreeMap<String, Arc<str>>,
}

impl<'a, 'd> Owners<'a, 'd> {
    pub fn new(
        resolver: &'a mut Resolver<'d>,
        directory: &'a Directory,
        branches: &'a [Branch],
        has_roster: bool,
        outcomes: &'a mut Outcomes,
        issues: &'a mut Vec<Issue>,
    ) -> Self {
        Owners { resolver, directory, branches, has_roster, outcomes, issues, spellings: BTreeMap::new() }
    }

    /// The row's branch; `None` after ING003 was raised and the row counted as rejected. `said`: what else the row says.
    pub fn branch(&mut self, head: &RowHead, who: &Arc<OrgHint>, said: &dyn Debug) -> Option<BranchIx> {
        match self.resolver.resolve(who) {
            Ok(branch) => Some(branch),
            Err(unresolved) => {
                let unresolved = self.several(who).unwrap_or(unresolved);
                self.reject(head, Issue { print: print_of(said), ..unknown_branch(head, who, Field::Branch, &unresolved) });
                None
            }
        }
    }

    /// The branches of a row that may name several (`甲村党支部、乙村党支部`); `None` after ING003.
    pub fn branches(&mut self, head: &RowHead, who: &Arc<OrgHint>, said: &dyn Debug) -> Option<Vec<BranchIx>> {
        match self.resolver.of_several(who) {
            Some(branches) => Some(branches),
            None => self.branch(head, who, said).map(|branch| vec![branch]),
        }
    }

    /// The row's branch or committee; `None` after ING003.
    pub fn owner(&mut self, head: &RowHead, who: &Arc<OrgHint>, said: &dyn Debug) -> Option<Owner> {
        let found = if let Some(name) = &who.branch {
            self.either(who, name)
        } else if let Some(name) = who.committee.as_ref().filter(|_| head.table.has(Field::Committee) || who.around.unit.is_none()) {
            self.committee(name).map_err(|near| nobody(name, near))
        } else if let Some(name) = &who.around.unit {
            self.either(who, name)
        } else {
            Err((None, Unresolved::Nobody))
        };
        match found {
            Ok(owner) => Some(owner),
            Err((named, unresolved)) => {
                let mut issue = unknown_owner(head, who, named, &unresolved);
                issue.who = Some(self.resolver.with_committee(who));
                issue.print = print_of(said);
                self.reject(head, issue);
                None
            }
        }
    }

    /// Does the row name several branches, all of them known?
    fn several(&mut self, who: &OrgHint) -> Option<Unresolved> {
        self.resolver.of_several(who).map(|all| Unresolved::Several(all.len()))
    }

    /// Counts a row as rejected and tells why.
    pub fn reject(&mut self, head: &RowHead, issue: Issue) {
        self.outcomes.count(head, Fate::Rejected);
        self.issues.push(issue);
    }

    /// A name that may be a branch's or a committee's: what it calls itself is tried first.
    fn either(&mut self, who: &Arc<OrgHint>, name: &Named) -> Result<Owner, (Option<Named>, Unresolved)> {
        let says_branch = name.text.contains("支部") || name.text.contains("总支");
        let says_committee = !says_branch && ["党委", "工委", "委员会"].iter().any(|w| name.text.contains(w));
        if says_committee && let Ok(owner) = self.committee(name) {
            return Ok(owner);
        }
        match self.resolver.resolve(who) {
            Ok(branch) => Ok(Owner { branch: Some(branch), committee: self.branches[branch.0].committee.clone() }),
            Err(unresolved) => match self.committee(name) {
                Ok(owner) if !says_branch => Ok(owner),
                Err(near) if says_committee => Err(nobody(name, near)),
                _ => Err((Some(name.clone()), self.several(who).unwrap_or(unresolved))),
            },
        }
    }

    /// The committee as in the roster, or the names nearest to it.
    pub fn committee(&mut self, name: &Named) -> Result<Owner, Vec<String>> {
        if let Some(committee) = self.directory.committee(&name.text) {
            return Ok(Owner { branch: None, committee });
        }
        let key = fold_committee(&name.text);
        if !self.has_roster {
            let committee = self.spellings.entry(key).or_insert_with(|| name.name()).clone();
            return Ok(Owner { branch: None, committee });
        }
        let mut near: Vec<(i64, String)> = Vec::new();
        for branch in self.branches {
            let other = fold_committee(&branch.committee);
            let contained = other.contains(&key) || key.contains(&other);
            let likeness = strsim::normalized_damerau_levenshtein(&other, &key).max(if contained { 0.6 } else { 0.0 });
            if likeness >= 0.5 {
                near.push((-(likeness * 10_000.0) as i64, branch.committee.to_string()));
            }
        }
        near.sort();
        near.dedup();
        Err(near.into_iter().take(CANDIDATES).map(|(_, name)| name).collect())
    }
}

/// Nothing is called so; the committees nearest to it.
fn nobody(name: &Named, near: Vec<String>) -> (Option<Named>, Unresolved) {
    let committee = |label| Likely { label, branch: None };
    (Some(name.clone()), Unresolved::Unknown(near.into_iter().map(committee).collect()))
}

/// ING003 for a name that is neither a branch's nor a committee's.
fn unknown_owner(head: &RowHead, who: &Arc<OrgHint>, named: Option<Named>, unresolved: &Unresolved) -> Issue {
    let field = if head.table.has(Field::Branch) { Field::Branch } else { Field::Committee };
    // the name that was looked for stands in for the branch, so that the message and the cell are its own
    let asked = Arc::new(OrgHint { branch: named.or_else(|| who.branch.clone()), ..OrgHint::clone(who) });
    let mut issue = unknown_branch(head, &asked, field, unresolved);
    if *unresolved == Unresolved::Nobody {
        issue.say = say!("未填写党支部或党委名称，本行未计入；"; "请补填全称后重新报送。");
    }
    issue.expected = "党组织花名册中唯一的党支部或党委名称".to_string();
    issue
}
