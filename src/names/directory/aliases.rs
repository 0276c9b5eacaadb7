//! What the lines of 名称对照表 stand for.

use super::{Alias, Directory, Unresolved, fold_branch, fold_committee};
use crate::model::finding::BranchIx;
use crate::model::org::Branch;

/// What an alias stands for.
enum Target {
    Branch(BranchIx),
    Committee(String),
}

impl Directory {
    /// Committees first: a branch's alias may hold within one of them.
    pub(super) fn take_aliases(&mut self, branches: &[Branch], aliases: &[Alias]) -> Vec<(usize, Unresolved)> {
        let mut wrong = Vec::new();
        let mut of_branches: Vec<(&Alias, BranchIx)> = Vec::new();
        for (i, alias) in aliases.iter().enumerate() {
            match self.target(branches, &alias.roster) {
                Ok(Target::Branch(ix)) => of_branches.push((alias, ix)),
                Ok(Target::Committee(key)) => {
                    let reported = fold_committee(&alias.reported);
                    if let (Some(own), Some(name)) = (self.committees.get(&key).cloned(), self.committee_names.get(&key).cloned()) {
                        self.committees.entry(reported.clone()).or_insert(own);
                        self.committee_names.entry(reported).or_insert(name);
                    }
                }
                Err(unresolved) => wrong.push((i, unresolved)),
            }
        }
        for (alias, ix) in of_branches {
            let reported = fold_branch(&alias.reported);
            match alias.committee.as_ref().and_then(|c| self.committee(c)) {
                Some(own) => self.scoped.entry(reported).or_default().push((own, ix)),
                None => drop(self.by_alias.entry(reported).or_default().insert(ix)),
            }
        }
        wrong
    }

    /// An alias's target is written by the clerk: the very spelling decides before the folded one, and namesakes may be told apart by
    /// `党委／支部` or by their 编号.
    fn target(&self, branches: &[Branch], name: &str) -> Result<Target, Unresolved> {
        let name = name.trim();
        let only = |meant: &dyn Fn(&Branch) -> bool| {
            let mut found = branches.iter().enumerate().filter(|(_, b)| meant(b));
            found.next().filter(|_| found.next().is_none()).map(|(i, _)| Target::Branch(BranchIx(i)))
        };
        let within = |(committee, branch): (&str, &str)| {
            let (committee, branch) = (fold_committee(committee), fold_branch(branch));
            only(&|b| fold_committee(&b.committee) == committee && fold_branch(&b.name) == branch)
        };
        let exact = only(&|b| b.name.trim() == name)
            .or_else(|| name.split_once(['／', '/']).and_then(within))
            .or_else(|| only(&|b| *b.id == *name));
        if let Some(target) = exact {
            return Ok(target);
        }
        let committee = fold_committee(name);
        match self.find(name, &[]) {
            Err(_) if self.committees.contains_key(&committee) => Ok(Target::Committee(committee)),
            found => found.map(Target::Branch),
        }
    }
}
