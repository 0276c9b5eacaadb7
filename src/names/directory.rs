//! The directory of the roster: from what a row says to the branch it means, or to the reason why that cannot be said. Never a guess: a name
//! that fits no branch, or more than one, is returned with candidates and the clerk decides.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::model::finding::BranchIx;
use crate::model::identity;
use crate::model::org::Branch;
use crate::model::record::OrgHint;

use super::candidates::Candidates;
use super::fold::{fold_branch, fold_committee};
use super::person::{apart, confusable};
use super::place::Places;

mod aliases;
mod place;

use place::Inside;

/// How many candidates a message names at most.
const CANDIDATES: usize = 3;

/// Why a name led to no branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unresolved {
    /// The row names nobody.
    Nobody,
    /// The name is a committee's, so that nobody can tell which of its branches is meant.
    Committee,
    /// The roster does not know the name; the nearest names, best first.
    Unknown(Vec<Likely>),
    /// Several branches answer to the name.
    Ambiguous(Vec<Likely>),
    /// The text names so many branches where one is asked for.
    Several(usize),
}

/// Somebody who may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likely {
    /// As messages write it (`党委／支部`).
    pub label: String,
    /// The branch; `None` where it is a committee.
    pub branch: Option<BranchIx>,
}

impl fmt::Display for Likely {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.label)
    }
}

/// Names of branches and committees, folded, with aliases.
pub struct Directory {
    by_name: BTreeMap<String, BTreeSet<BranchIx>>,
    by_alias: BTreeMap<String, BTreeSet<BranchIx>>,
    /// Aliases that hold within a committee: folded name → (committee as in the roster, the branch meant).
    scoped: BTreeMap<String, Vec<(Arc<str>, BranchIx)>>,
    /// Folded committee → its branches, over all spans.
    committees: BTreeMap<String, BTreeSet<BranchIx>>,
    /// Folded committee → as in the roster.
    committee_names: BTreeMap<String, Arc<str>>,
    /// The branches, for messages.
    branches: Vec<Branch>,
    /// Names with and without the committee's place before them; made when the first name fits in no other way.
    places: OnceLock<Places>,
    /// Made when the first unknown name turns up.
    candidates: OnceLock<Candidates>,
    /// Made when the first text is looked through for names.
    inside: OnceLock<Inside>,
}

/// A line of 名称对照表.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// 填报名称.
    pub reported: Arc<str>,
    /// 花名册名称: a branch, a committee, `党委／支部` or a 编号.
    pub roster: Arc<str>,
    /// Where given and known: it holds for rows whose surroundings name this committee, or none at all.
    pub committee: Option<Arc<str>>,
}

impl Directory {
    /// A directory of these branches. Aliases whose roster name leads to no single branch or committee are returned.
    pub fn new(branches: &[Branch], aliases: &[Alias]) -> (Self, Vec<(usize, Unresolved)>) {
        let mut directory = Directory {
            by_name: BTreeMap::new(),
            by_alias: BTreeMap::new(),
            scoped: BTreeMap::new(),
            committees: BTreeMap::new(),
            committee_names: BTreeMap::new(),
            branches: branches.to_vec(),
            places: OnceLock::new(),
            candidates: OnceLock::new(),
            inside: OnceLock::new(),
        };
        // a committee is written once for each of its branches
        let mut folded: HashMap<&str, String> = HashMap::new();
        for (i, branch) in branches.iter().enumerate() {
            let ix = BranchIx(i);
            let name = fold_branch(&branch.name);
            for span in &branch.spans {
                if span.name != branch.name {
                    let other = fold_branch(&span.name);
                    if other != name {
                        directory.by_alias.entry(other).or_default().insert(ix);
                    }
                }
                let committee = folded.entry(&span.committee).or_insert_with(|| fold_committee(&span.committee));
                directory.committees.entry(committee.clone()).or_default().insert(ix);
                directory.committee_names.entry(committee.clone()).or_insert_with(|| span.committee.clone());
            }
            directory.by_name.entry(name).or_default().insert(ix);
            let committee = folded.entry(&branch.committee).or_insert_with(|| fold_committee(&branch.committee));
            directory.committee_names.insert(committee.clone(), branch.committee.clone());
            for former in &branch.former_names {
                directory.by_alias.entry(fold_branch(former)).or_default().insert(ix);
            }
        }
        let wrong = directory.take_aliases(branches, aliases);
        (directory, wrong)
    }

    /// The branch that a row means: its own column, else 填报单位. Exact first, then alias and 曾用名, then within the committee named nearest.
    pub fn resolve(&self, who: &OrgHint) -> Result<BranchIx, Unresolved> {
        let contexts = self.committees_around(who);
        if who.around.by_sheet && who.branch.is_none() {
            return self.resolve_sheet(who, &contexts);
        }
        let name = who.branch.as_ref().or(who.around.unit.as_ref()).ok_or(Unresolved::Nobody)?;
        self.find(&name.text, &contexts)
    }

    /// For tables whose branch may stand in title, sheet, file or folder alone; `contexts` are the committees around.
    pub fn resolve_sheet(&self, who: &OrgHint, contexts: &[Arc<str>]) -> Result<BranchIx, Unresolved> {
        let unit = who.around.unit.as_ref().filter(|unit| self.committee(&unit.text).is_none());
        if let Some(ix) = unit.and_then(|unit| self.meant(&unit.text, contexts).ok()) {
            return Ok(ix);
        }
        let mut parts = who.around.file.rsplit('/');
        let stem = parts.next().map(|n| n.split('.').next().unwrap_or(n)).unwrap_or_default();
        for text in [&*who.around.sheet, stem] {
            if let Ok(ix) = self.meant(text, contexts) {
                return Ok(ix);
            }
        }
        // folders from within, the committee's own is no branch's
        for text in
            [&*who.around.title, &*who.around.sheet, stem].into_iter().chain(parts.filter(|folder| self.committee(folder).is_none()))
        {
            if let Some(ix) = self.named_inside(text, contexts) {
                return Ok(ix);
            }
        }
        unit.map_or(Err(Unresolved::Nobody), |unit| self.find(&unit.text, contexts))
    }

    /// The only branch whose folded name stands inside the text, the longest name winning over names inside it; of namesakes that of the committee
    /// named nearest.
    fn named_inside(&self, text: &str, contexts: &[Arc<str>]) -> Option<BranchIx> {
        let found = self.names_told(text);
        let [longest] = found[..] else { return None };
        self.by_name.get(longest).and_then(|found| self.nearest(found, contexts))
    }

    /// The one of several, or the one that the nearest committee has.
    fn nearest(&self, found: &BTreeSet<BranchIx>, contexts: &[Arc<str>]) -> Option<BranchIx> {
        let within = |committee: &Arc<str>| {
            let own = self.committees.get(&fold_committee(committee))?;
            single(&found.intersection(own).copied().collect())
        };
        single(found).or_else(|| contexts.iter().find_map(within))
    }

    /// The branch that a name means where these committees stand around it, nearest first; else why it means none, with those that are likely.
    pub fn find(&self, name: &str, contexts: &[Arc<str>]) -> Result<BranchIx, Unresolved> {
        self.meant(name, contexts).map_err(|several| match several {
            Some(found) => Unresolved::Ambiguous(found.iter().map(|ix| self.likely(*ix)).collect()),
            None if self.committee(name).is_some() => Unresolved::Committee,
            None => Unresolved::Unknown(self.near(name, contexts)),
        })
    }

    /// The same for one who asks for no reason: the names that are alike are not looked for. The error holds the branches of an ambiguous name.
    pub fn meant(&self, name: &str, contexts: &[Arc<str>]) -> Result<BranchIx, Option<BTreeSet<BranchIx>>> {
        let key = fold_branch(name);
        let mut several: Option<BTreeSet<BranchIx>> = None;
        // what was confirmed was shown with its identity number masked
        let masked = || identity::holds(name).then(|| fold_branch(&identity::mask_identity(name)));
        let confirmed = match self.confirmed(&key, contexts) {
            Err(None) => masked().map_or(Err(None), |key| self.confirmed(&key, contexts)),
            found => found,
        };
        let aliases = match confirmed {
            Ok(only) => return self.by_name.get(&key).and_then(single).map_or(Ok(only), Ok),
            Err(aliases) => aliases,
        };
        for found in [self.by_name.get(&key), aliases.as_ref()].into_iter().flatten() {
            if let Some(only) = self.nearest(found, contexts) {
                return Ok(only);
            }
            several.get_or_insert_with(|| found.clone());
        }
        // nothing but the place before the name stands between it and a branch
        let placed = if several.is_none() { self.placed(&key, contexts) } else { BTreeSet::new() };
        if let Some(only) = single(&placed) {
            return Ok(only);
        }
        Err(several.or((!placed.is_empty()).then_some(placed)))
    }

    /// Branches that a folded name means but for the place before it. A committee's own name is none.
    fn placed(&self, key: &str, contexts: &[Arc<str>]) -> BTreeSet<BranchIx> {
        if self.committee_names.contains_key(key) {
            return BTreeSet::new();
        }
        let around: Vec<String> = contexts.iter().map(|c| fold_committee(c)).collect();
        self.places.get_or_init(|| Places::new(&self.branches)).find(key, &around)
    }

    /// What aliases say of a folded name: the branch confirmed for the nearest committee, else all that hold wherever the row stands.
    fn confirmed(&self, key: &str, contexts: &[Arc<str>]) -> Result<BranchIx, Option<BTreeSet<BranchIx>>> {
        let scoped = self.scoped.get(key).map_or(&[][..], Vec::as_slice);
        for context in contexts {
            let here: BTreeSet<BranchIx> = scoped.iter().filter(|(own, _)| own == context).map(|(_, ix)| *ix).collect();
            if let Some(only) = single(&here) {
                return Ok(only);
            }
        }
        let mut all = self.by_alias.get(key).cloned().unwrap_or_default();
        if contexts.is_empty() {
            all.extend(scoped.iter().map(|(_, ix)| *ix));
        }
        Err((!all.is_empty()).then_some(all))
    }

    /// The committees that the row's surroundings name, as the roster writes them, nearest first.
    pub fn committees_around(&self, who: &OrgHint) -> Vec<Arc<str>> {
        self.committees_by(who, |text| self.committee_inside(text))
    }

    /// The same, for one who remembers which committee a text holds (`committee_inside`).
    pub fn committees_by(&self, who: &OrgHint, inside: impl FnMut(&str) -> Option<Arc<str>>) -> Vec<Arc<str>> {
        let named = [who.committee.as_ref(), who.around.unit.as_ref()];
        let mut found: Vec<Arc<str>> = named.into_iter().flatten().filter_map(|n| self.committee(&n.text)).collect();
        found.extend(std::iter::once(&*who.around.sheet).chain(who.around.file.rsplit('/')).filter_map(inside));
        let mut seen = BTreeSet::new();
        found.retain(|c| seen.insert(c.clone()));
        found
    }

    /// The committee whose name stands inside a sheet, file or folder name, as the roster writes it, if exactly one does (the longest wins over
    /// parts of it).
    pub fn committee_inside(&self, text: &str) -> Option<Arc<str>> {
        let text = fold_committee(text);
        let mut found: Vec<&String> =
            self.committees.keys().filter(|name| text.contains(name.as_str()) && name.chars().count() >= 2).collect();
        found.sort_by_key(|name| std::cmp::Reverse(name.len()));
        let longest = *found.first()?;
        let only = found.iter().all(|name| longest.contains(name.as_str()));
        self.committee_names.get(longest).filter(|_| only).cloned()
    }

    /// The committee as the roster writes it.
    pub fn committee(&self, name: &str) -> Option<Arc<str>> {
        self.committee_names.get(&fold_committee(name)).cloned()
    }

    /// The branches of a committee, whatever span of theirs stood under it.
    pub fn branches_under(&self, committee: &str) -> impl Iterator<Item = BranchIx> + '_ {
        self.committees.get(&fold_committee(committee)).into_iter().flatten().copied()
    }

    fn likely(&self, ix: BranchIx) -> Likely {
        let Branch { committee, name, .. } = &self.branches[ix.0];
        Likely { label: label(committee, name), branch: Some(ix) }
    }

    /// The likeliest names for a message, best first.
    fn near(&self, name: &str, contexts: &[Arc<str>]) -> Vec<Likely> {
        let candidates = self.candidates.get_or_init(|| Candidates::new(&self.branches));
        let found = candidates.branches(name, contexts).into_iter().take(CANDIDATES);
        let key = fold_branch(name);
        found
            .map(|c| {
                let shown = label(&c.committee, &c.name);
                // two names that look alike are told apart by their characters
                let shown = match confusable(&key, &fold_branch(&c.name)).map(apart) {
                    Some(differs) => format!("{shown}（{differs}不是同一个字）"),
                    None => shown,
                };
                Likely { label: shown, branch: c.branch }
            })
            .collect()
    }
}

fn label(committee: &str, name: &str) -> String {
    if committee.is_empty() { name.to_string() } else { format!("{committee}／{name}") }
}

fn single(found: &BTreeSet<BranchIx>) -> Option<BranchIx> {
    if found.len() == 1 { found.first().copied() } else { None }
}

#[cfg(test)]
mod tests;
