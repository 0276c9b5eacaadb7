//! The directory of the roster: from what a row says to the branch it means, or to the reason why that cannot be said. Never a guess: a name
//! that fits no branch, or more than one, is returned with candidates and the clerk decides.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::finding::BranchIx;
use crate::model::org::Branch;
use crate::model::record::OrgHint;

use super::fold::{fold_branch, fold_committee};

/// How many candidates a message names at most.
const CANDIDATES: usize = 3;

/// Why a name led to no branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unresolved {
    /// The row names nobody.
    Nobody,
    /// The roster does not know the name; the nearest names, best first.
    Unknown(Vec<String>),
    /// Several branches answer to the name (`党委／支部`).
    Ambiguous(Vec<String>),
}

/// Names of branches and committees, folded, with aliases.
pub struct Directory {
    by_name: BTreeMap<String, BTreeSet<BranchIx>>,
    by_alias: BTreeMap<String, BTreeSet<BranchIx>>,
    /// Folded committee → its branches, over all spans.
    committees: BTreeMap<String, BTreeSet<BranchIx>>,
    /// Folded committee → as in the roster.
    committee_names: BTreeMap<String, Arc<str>>,
    /// (committee, name) for candidates.
    labels: Vec<(Arc<str>, Arc<str>)>,
}

impl Directory {
    /// A directory of these branches. `aliases` are (填报名称, 花名册名称) pairs; those whose roster name leads to no single branch are returned.
    pub fn new(branches: &[Branch], aliases: &[(Arc<str>, Arc<str>)]) -> (Self, Vec<(usize, Unresolved)>) {
        let mut directory = Directory {
            by_name: BTreeMap::new(),
            by_alias: BTreeMap::new(),
            committees: BTreeMap::new(),
            committee_names: BTreeMap::new(),
            labels: branches.iter().map(|b| (b.committee.clone(), b.name.clone())).collect(),
        };
        for (i, branch) in branches.iter().enumerate() {
            let ix = BranchIx(i);
            directory.by_name.entry(fold_branch(&branch.name)).or_default().insert(ix);
            for span in &branch.spans {
                if fold_branch(&span.name) != fold_branch(&branch.name) {
                    directory.by_alias.entry(fold_branch(&span.name)).or_default().insert(ix);
                }
                let committee = fold_committee(&span.committee);
                directory.committees.entry(committee.clone()).or_default().insert(ix);
                directory.committee_names.entry(committee).or_insert_with(|| span.committee.clone());
            }
            directory.committee_names.insert(fold_committee(&branch.committee), branch.committee.clone());
            for former in &branch.former_names {
                directory.by_alias.entry(fold_branch(former)).or_default().insert(ix);
            }
        }
        let mut wrong = Vec::new();
        for (i, (reported, roster)) in aliases.iter().enumerate() {
            match directory.by_exact_roster_name(branches, roster) {
                Ok(ix) => {
                    directory.by_alias.entry(fold_branch(reported)).or_default().insert(ix);
                }
                Err(unresolved) => wrong.push((i, unresolved)),
            }
        }
        (directory, wrong)
    }

    /// An alias's target is written by the clerk: the very spelling decides before the folded one.
    fn by_exact_roster_name(&self, branches: &[Branch], name: &str) -> Result<BranchIx, Unresolved> {
        let mut exact = branches.iter().enumerate().filter(|(_, b)| b.name.trim() == name.trim());
        match (exact.next(), exact.next()) {
            (Some((i, _)), None) => Ok(BranchIx(i)),
            _ => self.find(name, &[]),
        }
    }

    /// The branch that a row means: its own column, else 填报单位. Exact first, then alias and 曾用名, then within the committee named nearest.
    pub fn resolve(&self, who: &OrgHint) -> Result<BranchIx, Unresolved> {
        if who.by_sheet && who.branch.is_none() {
            return self.resolve_sheet(who);
        }
        let name = who.branch.as_ref().or(who.unit.as_ref()).ok_or(Unresolved::Nobody)?;
        self.find(&name.text, &self.contexts(who))
    }

    /// For attendance sheets, whose branch may also stand in title, sheet or file name alone.
    fn resolve_sheet(&self, who: &OrgHint) -> Result<BranchIx, Unresolved> {
        let contexts = self.contexts(who);
        let first = match &who.unit {
            Some(unit) if self.committee(&unit.text).is_none() => self.find(&unit.text, &contexts),
            _ => Err(Unresolved::Nobody),
        };
        if first.is_ok() {
            return first;
        }
        let stem = who.file.rsplit('/').next().map(|n| n.split('.').next().unwrap_or(n)).unwrap_or_default();
        for text in [&*who.sheet, stem] {
            if let Ok(ix) = self.find(text, &contexts) {
                return Ok(ix);
            }
        }
        for text in [&*who.title, &*who.sheet, stem] {
            if let Some(ix) = self.named_inside(text) {
                return Ok(ix);
            }
        }
        match first {
            Err(Unresolved::Nobody) => Err(Unresolved::Nobody),
            other => other,
        }
    }

    /// The only branch whose folded name stands inside the text, the longest name winning over names inside it.
    fn named_inside(&self, text: &str) -> Option<BranchIx> {
        let text = fold_branch(text);
        let mut found: Vec<(&String, &BTreeSet<BranchIx>)> =
            self.by_name.iter().filter(|(name, _)| name.chars().count() >= 2 && text.contains(name.as_str())).collect();
        found.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        let (longest, branches) = found.first()?;
        let others_inside = found.iter().all(|(name, _)| longest.contains(name.as_str()));
        (branches.len() == 1 && others_inside).then(|| branches.first().copied()).flatten()
    }

    fn find(&self, name: &str, contexts: &[BTreeSet<BranchIx>]) -> Result<BranchIx, Unresolved> {
        let key = fold_branch(name);
        let mut several: Option<BTreeSet<BranchIx>> = None;
        for index in [&self.by_name, &self.by_alias] {
            let Some(found) = index.get(&key) else { continue };
            if let Some(only) = single(found) {
                return Ok(only);
            }
            for context in contexts {
                let narrowed: BTreeSet<BranchIx> = found.intersection(context).copied().collect();
                if let Some(only) = single(&narrowed) {
                    return Ok(only);
                }
            }
            several.get_or_insert_with(|| found.clone());
        }
        match several {
            Some(found) => Err(Unresolved::Ambiguous(found.iter().map(|ix| self.label(*ix)).collect())),
            None => Err(Unresolved::Unknown(self.candidates(&key))),
        }
    }

    /// Branches of the committees that the row's surroundings name, nearest first.
    fn contexts(&self, who: &OrgHint) -> Vec<BTreeSet<BranchIx>> {
        let mut contexts = Vec::new();
        let named = [who.committee.as_ref(), who.unit.as_ref()];
        for name in named.into_iter().flatten() {
            if let Some(branches) = self.committees.get(&fold_committee(&name.text)) {
                contexts.push(branches.clone());
            }
        }
        for text in std::iter::once(&*who.sheet).chain(who.file.rsplit('/')) {
            if let Some(branches) = self.committee_inside(text) {
                contexts.push(branches);
            }
        }
        contexts
    }

    /// Branches of the committee whose name stands inside a sheet, file or folder name, if exactly one does (the longest wins over parts of it).
    fn committee_inside(&self, text: &str) -> Option<BTreeSet<BranchIx>> {
        let text = fold_committee(text);
        let mut found: Vec<&String> =
            self.committees.keys().filter(|name| name.chars().count() >= 2 && text.contains(name.as_str())).collect();
        found.sort_by_key(|name| std::cmp::Reverse(name.len()));
        let longest = *found.first()?;
        found.iter().all(|name| longest.contains(name.as_str())).then(|| self.committees[longest].clone())
    }

    /// The committee as the roster writes it.
    pub fn committee(&self, name: &str) -> Option<Arc<str>> {
        self.committee_names.get(&fold_committee(name)).cloned()
    }

    fn label(&self, ix: BranchIx) -> String {
        let (committee, name) = &self.labels[ix.0];
        if committee.is_empty() { name.to_string() } else { format!("{committee}／{name}") }
    }

    fn candidates(&self, key: &str) -> Vec<String> {
        let mut near: Vec<(i64, String)> = Vec::new();
        for (name, branches) in self.by_name.iter().chain(&self.by_alias) {
            let contained = name.contains(key) || key.contains(name.as_str());
            let likeness = strsim::normalized_damerau_levenshtein(name, key).max(if contained { 0.6 } else { 0.0 });
            if likeness >= 0.5 {
                near.extend(branches.iter().map(|ix| (-(likeness * 10_000.0) as i64, self.label(*ix))));
            }
        }
        near.sort();
        near.dedup_by(|a, b| a.1 == b.1);
        near.into_iter().take(CANDIDATES).map(|(_, label)| label).collect()
    }
}

fn single(found: &BTreeSet<BranchIx>) -> Option<BranchIx> {
    if found.len() == 1 { found.first().copied() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::org::{BranchSpan, BranchType};
    use crate::model::record::Named;

    fn branch(committee: &str, name: &str, former: &[&str]) -> Branch {
        Branch {
            id: name.into(),
            name: name.into(),
            committee: committee.into(),
            kind: BranchType::Rural,
            member_count: None,
            founded: None,
            dissolved: None,
            own_days: vec![],
            former_names: former.iter().map(|f| Arc::from(*f)).collect(),
            spans: vec![BranchSpan { name: name.into(), committee: committee.into(), members: None, from: None, to: None }],
            place: None,
            exempt_members: None,
            secretary: "".into(),
        }
    }

    fn who(branch: &str, unit: &str, sheet: &str, file: &str) -> OrgHint {
        let named = |t: &str| (!t.is_empty()).then(|| Named { text: t.into(), cell: None });
        OrgHint {
            branch: named(branch),
            committee: None,
            unit: named(unit),
            title: "".into(),
            sheet: sheet.into(),
            file: file.into(),
            by_sheet: false,
        }
    }

    fn directory() -> Directory {
        let branches = [
            branch("天马镇党委", "机关党支部", &[]),
            branch("辉埠镇党委", "机关党支部", &["镇政府支部"]),
            branch("天马镇党委", "金光村党支部", &[]),
        ];
        let (directory, wrong) = Directory::new(&branches, &[("光金村".into(), "金光村党支部".into()), ("x".into(), "没有的支部".into())]);
        assert_eq!(wrong.len(), 1);
        directory
    }

    #[test]
    fn exact_then_alias_then_committee_named_nearest() {
        let d = directory();
        assert_eq!(d.resolve(&who("中共金光村支部委员会", "", "", "")), Ok(BranchIx(2)));
        assert_eq!(d.resolve(&who("光金村党支部", "", "", "")), Ok(BranchIx(2)));
        assert_eq!(d.resolve(&who("镇政府党支部", "", "", "")), Ok(BranchIx(1)));
        assert!(matches!(d.resolve(&who("机关支部", "", "", "")), Err(Unresolved::Ambiguous(c)) if c.len() == 2));
        assert_eq!(d.resolve(&who("机关支部", "中共辉埠镇委员会", "", "天马镇/7月.xlsx")), Ok(BranchIx(1)));
        assert_eq!(d.resolve(&who("机关支部", "", "7月", "天马镇/7月.xlsx")), Ok(BranchIx(0)));
        assert_eq!(d.resolve(&who("", "金光村党支部", "", "")), Ok(BranchIx(2)));
        assert_eq!(d.resolve(&who("", "", "", "")), Err(Unresolved::Nobody));
    }

    #[test]
    fn unknown_names_come_with_candidates_and_are_never_guessed() {
        let d = directory();
        let Err(Unresolved::Unknown(candidates)) = d.resolve(&who("天马镇金光村党支部", "", "", "")) else { panic!("guessed") };
        assert_eq!(candidates[0], "天马镇党委／金光村党支部");
    }

    #[test]
    fn attendance_sheets_may_name_the_branch_in_title_sheet_or_file() {
        let d = directory();
        let who = |unit: &str, sheet: &str| OrgHint { by_sheet: true, ..who("", unit, sheet, "考勤.xlsx") };
        let mut hint = who("天马镇党委", "Sheet1");
        hint.title = "金光村党支部2017年度党员考勤表".into();
        assert_eq!(d.resolve(&hint), Ok(BranchIx(2)));
        assert_eq!(d.resolve(&who("", "金光村")), Ok(BranchIx(2)));
        assert!(d.resolve(&who("天马镇党委", "Sheet1")).is_err());
    }
}
