//! Who else is named in the record of an activity: names of the roster's branches, found in a text by their longest form. A name that several branches
//! bear is nobody's: nothing is guessed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::corpus::{Activity, Corpus};
use crate::model::finding::BranchIx;
use crate::names::{fold_branch, fold_committee};
use crate::rules::content;

/// Shortest name that is looked for in running text by itself, in characters: shorter ones (机关, 新村, 一) are words of their own, and a branch is
/// meant by them only where the text goes on as the names of branches do.
const SHORTEST: usize = 3;
/// How names of branches go on.
const ENDINGS: &[&str] = &["党支部", "支部", "党总支", "总支", "联合党支部"];

/// The names of the roster.
pub(super) struct Names {
    /// Folded name, and the branches that bear it or bore it.
    known: HashMap<String, Vec<BranchIx>>,
    /// Lengths of names in characters, longest first.
    lengths: Vec<usize>,
}

/// What a text names.
#[derive(Default)]
pub(super) struct Named {
    /// Branches that are named beyond doubt.
    pub branches: BTreeSet<BranchIx>,
    /// A name in it is borne by several.
    pub doubtful: bool,
}

impl Names {
    /// The names that branches of the roster bear and bore.
    pub fn new(corpus: &Corpus) -> Self {
        let mut known: HashMap<String, Vec<BranchIx>> = HashMap::new();
        for (at, branch) in corpus.branches.iter().enumerate() {
            let names = std::iter::once(&branch.name).chain(&branch.former_names).chain(branch.spans.iter().map(|span| &span.name));
            // the place of its own committee before a name may be left out
            let place = fold_committee(&branch.committee);
            let forms = |name: String| {
                let short = name.strip_prefix(&*place).map(str::to_string);
                std::iter::once(name).chain(short)
            };
            let names: BTreeSet<String> = names.map(|name| fold_branch(name)).flat_map(forms).filter(|name| !name.is_empty()).collect();
            names.into_iter().for_each(|name| known.entry(name).or_default().push(BranchIx(at)));
        }
        let lengths: BTreeSet<usize> = known.keys().map(|name| name.chars().count()).collect();
        Names { known, lengths: lengths.into_iter().rev().collect() }
    }

    /// Branches other than its own that the record of an activity names: in set actions, theme and content, in place and remark.
    pub fn besides(&self, activity: &Activity, corpus: &Corpus) -> Named {
        let row = &activity.row;
        let text = format!("{}\n{}\n{}", content(activity), row.venue, row.remark);
        let own = &corpus.branch(activity.branch).committee;
        let mut named = Named::default();
        let chars: Vec<(usize, char)> = text.char_indices().collect();
        let mut at = 0;
        while at < chars.len() {
            let found = self.lengths.iter().find_map(|length| {
                let to = at + length;
                let end = if to == chars.len() { text.len() } else { chars.get(to)?.0 };
                let bearers = self.known.get(&text[chars[at].0..end])?;
                let meant = *length >= SHORTEST || ENDINGS.iter().any(|ending| text[end..].starts_with(ending));
                meant.then_some((*length, bearers))
            });
            let Some((length, bearers)) = found else {
                at += 1;
                continue;
            };
            at += length;
            if bearers.contains(&activity.branch) {
                continue;
            }
            // one of the same committee is meant before its namesakes elsewhere only where it alone is of that committee
            let near: Vec<BranchIx> = bearers.iter().copied().filter(|ix| corpus.branch(*ix).committee == *own).collect();
            match (&bearers[..], &near[..]) {
                ([only], _) | (_, [only]) => drop(named.branches.insert(*only)),
                _ => named.doubtful = true,
            }
        }
        named
    }
}

/// Pairs of branches, the first by its place in the roster first.
pub(super) type Pairs<'a> = BTreeMap<(BranchIx, BranchIx), &'a Activity>;
