//! How rules came out for branches. A province asks some forty rules of each of its branches; a verdict takes two bytes, and a reason that thousands
//! of branches share is held once.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::finding::BranchIx;

/// How a rule came out for a branch over the whole period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// At least one finding.
    Failed,
    /// Looked at, nothing found.
    Passed,
    /// Data were not handed in; the reason in Chinese says which.
    NotAssessable(Arc<str>),
    /// The profile asks nothing of this branch, or no span of it is in the period.
    NotApplicable,
}

/// Verdicts of one rule, one per branch (index = `BranchIx`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdicts {
    kinds: Vec<u16>,
    /// Reasons, by what their kind has above `REASON`.
    reasons: Vec<Arc<str>>,
}

const FAILED: u16 = 0;
const PASSED: u16 = 1;
const NOT_APPLICABLE: u16 = 2;
/// First kind that is a reason.
const REASON: u16 = 3;

impl Verdicts {
    /// Nothing asked of any of so many branches.
    pub fn none(branches: usize) -> Self {
        Verdicts { kinds: vec![NOT_APPLICABLE; branches], reasons: Vec::new() }
    }

    /// Number of branches.
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Are there no branches?
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// Verdicts in order of branches.
    pub fn iter(&self) -> impl Iterator<Item = Verdict> + '_ {
        self.kinds.iter().map(|kind| self.read(*kind))
    }

    /// The verdict on a branch; `NotApplicable` for one that there is none for.
    pub fn of(&self, branch: BranchIx) -> Verdict {
        self.kinds.get(branch.0).map_or(Verdict::NotApplicable, |kind| self.read(*kind))
    }

    /// Why branches could not be judged, and how many of them, in order of the reasons' texts.
    pub fn lacking(&self) -> BTreeMap<&str, u64> {
        let mut counts = BTreeMap::new();
        for reason in self.kinds.iter().filter_map(|kind| kind.checked_sub(REASON)) {
            *counts.entry(&*self.reasons[usize::from(reason)]).or_default() += 1;
        }
        counts
    }

    /// Were data that the rule needs of this branch not handed in?
    pub fn lacks(&self, branch: BranchIx) -> bool {
        self.kinds.get(branch.0).is_some_and(|kind| *kind >= REASON)
    }

    /// Sets the verdict on a branch that there is one for.
    pub fn set(&mut self, branch: BranchIx, verdict: &Verdict) {
        let kind = self.kind(verdict);
        if let Some(slot) = self.kinds.get_mut(branch.0) {
            *slot = kind;
        }
    }

    /// Adds the verdict on the next branch.
    pub fn push(&mut self, verdict: &Verdict) {
        let kind = self.kind(verdict);
        self.kinds.push(kind);
    }

    fn read(&self, kind: u16) -> Verdict {
        match kind {
            FAILED => Verdict::Failed,
            PASSED => Verdict::Passed,
            NOT_APPLICABLE => Verdict::NotApplicable,
            reason => Verdict::NotAssessable(self.reasons[usize::from(reason - REASON)].clone()),
        }
    }

    fn kind(&mut self, verdict: &Verdict) -> u16 {
        let reason = match verdict {
            Verdict::Failed => return FAILED,
            Verdict::Passed => return PASSED,
            Verdict::NotApplicable => return NOT_APPLICABLE,
            Verdict::NotAssessable(reason) => reason,
        };
        let at = self.reasons.iter().position(|known| known == reason).unwrap_or_else(|| {
            self.reasons.push(reason.clone());
            self.reasons.len() - 1
        });
        // a rule has a handful of reasons, a few more where they name a year
        u16::try_from(at).unwrap_or(u16::MAX - REASON).saturating_add(REASON)
    }
}

impl<'v> FromIterator<&'v Verdict> for Verdicts {
    fn from_iter<I: IntoIterator<Item = &'v Verdict>>(verdicts: I) -> Self {
        let mut all = Verdicts::default();
        verdicts.into_iter().for_each(|verdict| all.push(verdict));
        all
    }
}

impl From<Vec<Verdict>> for Verdicts {
    fn from(verdicts: Vec<Verdict>) -> Self {
        verdicts.iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_kept_as_they_were_given() {
        let lacking = |why: &str| Verdict::NotAssessable(why.into());
        let given =
            [Verdict::Passed, lacking("无考勤表"), Verdict::Failed, lacking("无花名册"), lacking("无考勤表"), Verdict::NotApplicable];
        let mut all = Verdicts::from(given.to_vec());
        assert_eq!(all.iter().collect::<Vec<_>>(), given);
        assert_eq!(all.reasons.len(), 2);
        assert_eq!(all.lacking().into_iter().collect::<Vec<_>>(), [("无考勤表", 2), ("无花名册", 1)]);
        all.set(BranchIx(0), &lacking("无花名册"));
        all.set(BranchIx(9), &Verdict::Failed);
        assert_eq!((all.of(BranchIx(0)), all.of(BranchIx(9)), all.len()), (lacking("无花名册"), Verdict::NotApplicable, 6));
        assert_eq!((0..7).filter(|at| all.lacks(BranchIx(*at))).collect::<Vec<_>>(), [0, 1, 3, 4]);
        assert_eq!(Verdicts::none(2).iter().collect::<Vec<_>>(), [Verdict::NotApplicable, Verdict::NotApplicable]);
    }
}
