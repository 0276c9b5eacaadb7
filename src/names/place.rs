//! The place before a branch's name: `青石镇平安村党支部`, `清源县青石镇平安村党支部`, `中共青石镇平安村支部委员会` for the branch 平安村党支部 of 青石镇党委, and the
//! other way round, where the roster writes the place and a ledger does not. The place is folded only where it is that of the branch's own
//! committee, and one branch alone fits; a county's name counts before its committee, since alone it may be another county's.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::finding::BranchIx;
use crate::model::org::Branch;

use super::fold::{fold_branch, fold_committee};

/// Words that a committee's name may end with before a branch's.
const TAILS: &[&str] = &["党工委", "党委", "工委"];
/// What the name of a county or city ends with.
const COUNTIES: &[char] = &['县', '市', '区', '旗', '州', '省'];
/// Longest name of county and city before a committee's, in characters.
const LONGEST: usize = 12;

/// Branches by what is left of their names without the committee's place.
#[derive(Default)]
pub(super) struct Places {
    /// Folded name without the committee's place → branches, each with its folded committees.
    bare: BTreeMap<String, BTreeSet<BranchIx>>,
    /// The folded committees of each branch, over all spans.
    of_branch: Vec<BTreeSet<String>>,
}

impl Places {
    pub(super) fn new(branches: &[Branch]) -> Self {
        let mut places = Places::default();
        let mut folded: BTreeMap<Arc<str>, String> = BTreeMap::new();
        for (i, branch) in branches.iter().enumerate() {
            let spans = branch.spans.iter().map(|s| (&s.name, &s.committee)).chain(std::iter::once((&branch.name, &branch.committee)));
            let mut own = BTreeSet::new();
            for (name, committee) in spans {
                let committee = folded.entry(committee.clone()).or_insert_with(|| fold_committee(committee)).clone();
                let name = fold_branch(name);
                let bare = without(&name, &committee).map(str::to_string).unwrap_or(name);
                places.bare.entry(bare).or_default().insert(BranchIx(i));
                if committee.chars().count() > 1 {
                    own.insert(committee);
                }
            }
            places.of_branch.push(own);
        }
        places
    }

    /// Branches that the folded name means once the place before it is taken for their committee's; `around`: folded committees named near it, for a
    /// name that carries no place itself.
    pub(super) fn find(&self, key: &str, around: &[String]) -> BTreeSet<BranchIx> {
        let mut found = BTreeSet::new();
        // the place ends somewhere in the name: few characters, and a look-up for each
        for (at, _) in key.char_indices().skip(2) {
            let (place, rest) = key.split_at(at);
            let place = TAILS.iter().find_map(|tail| place.strip_suffix(tail)).unwrap_or(place);
            let Some(branches) = self.bare.get(rest) else { continue };
            let fits = |ix: &&BranchIx| self.of_branch[ix.0].iter().any(|committee| self.is_place(place, committee));
            found.extend(branches.iter().filter(fits).copied());
        }
        if found.is_empty()
            && let Some(branches) = self.bare.get(key)
        {
            let near = |ix: &&BranchIx| around.is_empty() || self.of_branch[ix.0].iter().any(|c| around.contains(c));
            found.extend(branches.iter().filter(near).copied());
        }
        found
    }

    /// Is this the committee's place, perhaps with the county's name before it? What may be another branch's name is no county's: two names in one
    /// cell are nobody's.
    fn is_place(&self, place: &str, committee: &str) -> bool {
        let county = |county: &str| is_county(county) && !county.contains(committee) && !self.bare.contains_key(county);
        place.strip_suffix(committee).is_some_and(|before| before.is_empty() || county(before))
    }
}

fn is_county(text: &str) -> bool {
    text.ends_with(COUNTIES) && !text.ends_with("社区") && (2..=LONGEST).contains(&text.chars().count())
}

/// The name behind its committee's place.
fn without<'n>(name: &'n str, committee: &str) -> Option<&'n str> {
    let at = if committee.chars().count() > 1 { name.find(committee)? } else { return None };
    let rest = &name[at + committee.len()..];
    let rest = TAILS.iter().find_map(|tail| rest.strip_prefix(tail)).unwrap_or(rest);
    ((at == 0 || is_county(&name[..at])) && !rest.is_empty()).then_some(rest)
}
