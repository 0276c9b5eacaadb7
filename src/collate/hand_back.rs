//! To whom a file with faults goes back: the committee in whose folder it lies or whose name its own carries, else the only one whose branches stand in
//! it. Decided once for each file, by the same reading of folders that says whose rows count; who prints copies only asks.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::model::corpus::{Activity, InputFile, MemberMarks};
use crate::model::finding::{BranchIx, Issue};
use crate::model::org::{Branch, Member};

use super::handed::Handed;

/// What was read of the files, by whom it is about.
pub struct Inside<'a> {
    pub branches: &'a [Branch],
    pub members: &'a [Member],
    pub activities: &'a [Activity],
    pub attendance: &'a [MemberMarks],
    pub issues: &'a [Issue],
}

impl Inside<'_> {
    /// Committees whose branches stand in each file.
    fn committees(&self) -> HashMap<&str, BTreeSet<&Arc<str>>> {
        let mut inside: HashMap<&str, BTreeSet<&Arc<str>>> = HashMap::new();
        let committee = |branch: BranchIx| self.branches.get(branch.0).map(|b| &b.committee);
        // a branch's activities stand in one table, as a rule
        for some in self.activities.chunk_by(|a, b| a.branch == b.branch && Arc::ptr_eq(&a.row.head.table, &b.row.head.table)) {
            inside.entry(&some[0].row.head.table.file).or_default().extend(committee(some[0].branch));
        }
        for marks in self.attendance {
            if let Some((_, place)) = marks.marks.values().next() {
                inside.entry(&place.file).or_default().extend(committee(self.members[marks.member].branch));
            }
        }
        for issue in self.issues {
            if let Some(branch) = issue.branch {
                inside.entry(&issue.place.file).or_default().extend(committee(branch));
            }
        }
        inside
    }
}

/// Sets the committee of every file; the office's own roster goes back to nobody.
pub fn assign(files: &mut [InputFile], handed: &mut Handed<'_>, read: &Inside<'_>) {
    let rosters: HashSet<&Arc<str>> = read.branches.iter().filter_map(|b| b.place.as_ref()).map(|place| &place.file).collect();
    let inside = read.committees();
    for file in files.iter_mut().filter(|file| !rosters.contains(&file.path)) {
        // one that is called like one committee and holds others' rows beside its own stays its own
        let only = || inside.get(&*file.path).filter(|all| all.len() == 1).and_then(|all| all.first()).map(|name| (*name).clone());
        file.committee = handed.named_by(&file.path).or_else(only).filter(|name| !name.trim().is_empty());
    }
}
