//! Pictures that stand in more than one record. What a form brings along (logos, seals) is left out: small pictures, and those that most branches
//! of a committee show.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::model::corpus::{ActivityIx, Corpus, Standing};
use crate::model::finding::BranchIx;
use crate::model::record::Picture;
use crate::model::time::Month;
use crate::rules::record::same_picture::SamePictureTerms;

/// A picture that repeats an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// The later activity.
    pub copy: ActivityIx,
    /// Its picture.
    pub picture: Picture,
    /// The first activity that shows it.
    pub original: ActivityIx,
    /// The picture there.
    pub first: Picture,
}

/// Pictures of the period that repeat one of another branch or month.
#[derive(Debug, Default)]
pub struct Pictures {
    /// By branch, month, place.
    repeats: BTreeMap<(BranchIx, Month), Vec<Repeat>>,
}

/// An activity's picture.
type Shown = (ActivityIx, Picture);

impl Pictures {
    /// The repeats among counting activities of the period. Of one picture the first by date, branch id and place is the original; a branch's month
    /// repeats it once. `asked` says what is asked of a branch, if anything.
    pub fn find<'p>(corpus: &Corpus, asked: impl Fn(BranchIx) -> Option<&'p SamePictureTerms>) -> Self {
        let mut by_print: HashMap<[u8; 32], Vec<Shown>> = HashMap::new();
        // Branches that show any picture worth looking at, by committee.
        let mut showing: BTreeMap<&Arc<str>, BTreeSet<BranchIx>> = BTreeMap::new();
        let counting =
            corpus.activities.iter().enumerate().filter(|(_, a)| a.standing == Standing::Counts && corpus.period.contains(a.month));
        for (at, activity) in counting {
            let Some(asked) = asked(activity.branch) else { continue };
            for picture in activity.row.pictures.iter().filter(|p| p.bytes >= u64::from(asked.min_kib) << 10) {
                by_print.entry(picture.print).or_default().push((ActivityIx(at), *picture));
                showing.entry(&corpus.branch(activity.branch).committee).or_default().insert(activity.branch);
            }
        }
        let mut repeats: Vec<Repeat> = Vec::new();
        for mut shown in by_print.into_values().filter(|shown| shown.len() > 1) {
            let branches: BTreeSet<BranchIx> = shown.iter().map(|(at, _)| corpus.activity(*at).branch).collect();
            let of_form = of_a_form(corpus, &branches, &showing, &asked);
            shown.retain(|(at, _)| !of_form.contains(&&corpus.branch(corpus.activity(*at).branch).committee));
            repeats.extend(repeated(corpus, shown));
        }
        repeats.sort_by_cached_key(|r| (r.copy, r.picture.at, r.original, r.first.at, r.picture.print));
        let mut found: BTreeMap<(BranchIx, Month), Vec<Repeat>> = BTreeMap::new();
        for repeat in repeats {
            let copy = corpus.activity(repeat.copy);
            found.entry((copy.branch, copy.month)).or_default().push(repeat);
        }
        Pictures { repeats: found }
    }

    /// What a branch's month repeats, in order of place.
    pub fn of(&self, branch: BranchIx, month: Month) -> &[Repeat] {
        self.repeats.get(&(branch, month)).map_or(&[], Vec::as_slice)
    }
}

/// The committees whose forms bring the picture along.
fn of_a_form<'c, 'p>(
    corpus: &'c Corpus,
    branches: &BTreeSet<BranchIx>,
    showing: &BTreeMap<&'c Arc<str>, BTreeSet<BranchIx>>,
    asked: &impl Fn(BranchIx) -> Option<&'p SamePictureTerms>,
) -> BTreeSet<&'c Arc<str>> {
    let mut own: BTreeMap<&Arc<str>, Vec<BranchIx>> = BTreeMap::new();
    for branch in branches {
        own.entry(&corpus.branch(*branch).committee).or_default().push(*branch);
    }
    let is_form = |(committee, branches): &(&Arc<str>, Vec<BranchIx>)| {
        let (count, all) = (branches.len(), showing.get(*committee).map_or(0, BTreeSet::len));
        asked(branches[0])
            .is_some_and(|asked| count >= asked.template_branches as usize && count * 100 >= all * asked.template_percent as usize)
    };
    own.into_iter().filter(is_form).map(|(committee, _)| committee).collect()
}

/// Who repeats whom among activities that show one picture.
fn repeated(corpus: &Corpus, mut shown: Vec<Shown>) -> Vec<Repeat> {
    shown.sort_by_cached_key(|(at, picture)| {
        let activity = corpus.activity(*at);
        let head = &activity.row.head;
        (activity.date, &corpus.branch(activity.branch).id, head.table.file.clone(), head.table.sheet_position, picture.at, *at)
    });
    let branch_month = |at: ActivityIx| (corpus.activity(at).branch, corpus.activity(at).month);
    let Some((original, first)) = shown.first().copied() else { return Vec::new() };
    let mut told = BTreeSet::from([branch_month(original)]);
    // one row of several branches is no copy of itself
    let own = |at: ActivityIx| corpus.activity(at).is_same_row(corpus.activity(original));
    let later = shown.into_iter().skip(1).filter(|(at, _)| !own(*at) && told.insert(branch_month(*at)));
    later.map(|(copy, picture)| Repeat { copy, picture, original, first }).collect()
}
