//! In which order townships and branches are listed where nothing ranks them: as the roster names them, in the workbook and in the papers alike.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::assessment::Outcome;
use crate::model::finding::BranchIx;

/// The order of one outcome's roster. What no roster names stands behind, by name.
pub struct RosterOrder {
    /// By committee: where its first branch stands.
    committees: BTreeMap<Arc<str>, usize>,
    /// By branch.
    branches: Vec<usize>,
}

impl RosterOrder {
    /// Looks the roster over once.
    pub fn of(outcome: &Outcome) -> Self {
        let all = &outcome.corpus.branches;
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by_key(|at| (all[*at].place.is_none(), all[*at].place.as_ref(), *at));
        let mut this = RosterOrder { committees: BTreeMap::new(), branches: vec![0; all.len()] };
        for (seat, at) in order.into_iter().enumerate() {
            this.branches[at] = seat;
            this.committees.entry(all[at].committee.clone()).or_insert(seat);
        }
        this
    }

    /// All branches: committee by committee, each as the roster names them.
    pub fn listed(&self, outcome: &Outcome) -> Vec<BranchIx> {
        let mut all: Vec<BranchIx> = (0..self.branches.len()).map(BranchIx).collect();
        all.sort_by_key(|ix| {
            let committee = &outcome.corpus.branch(*ix).committee;
            (self.committee(committee), committee, self.branch(Some(*ix)))
        });
        all
    }

    /// Where a committee stands; `None`: behind all that the roster names, so that sorting needs the name besides.
    pub fn committee(&self, name: &str) -> usize {
        self.committees.get(name).copied().unwrap_or(usize::MAX)
    }

    /// Where a branch stands; a committee's own matters stand before its branches'.
    pub fn branch(&self, branch: Option<BranchIx>) -> usize {
        branch.and_then(|ix| self.branches.get(ix.0)).map_or(0, |seat| seat + 1)
    }
}
