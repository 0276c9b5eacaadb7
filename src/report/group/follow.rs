//! Follow-on errors: what would vanish by itself once another message of the same report is put right. A message that surely follows is left out
//! and counted at its cause; one that may follow stays, and says so.

use std::collections::{BTreeMap, BTreeSet};

use super::said::Said;
use crate::model::field::Field;
use crate::model::finding::{BranchIx, Code};
use crate::model::spoken;
use crate::model::time::Span;

/// Something that stays, with what follows from it and with a hint where it may itself follow from a returned row.
pub struct Kept<'a> {
    pub said: Said<'a>,
    /// Code, whose and when of what was left out because of it.
    pub follows: Vec<(Code, String)>,
    /// Rows of the branch that were returned in the same span and may put this right.
    pub doubtful: u32,
}

/// Rules that find something missing in a span: a returned row may be what is missing.
const ABSENCES: &[Code] = &[
    Code::SUB001,
    Code::SUB003,
    Code::SUB005,
    Code::DAY001,
    Code::ACT001,
    Code::ACT002,
    Code::ACT003,
    Code::ACT004,
    Code::ACT005,
    Code::ACT006,
    Code::ACT007,
    Code::ACT008,
    Code::REC001,
];

/// A returned row: file, sheet, row.
type Row<'a> = (&'a str, &'a str, u32);

/// Sorts out what follows from what.
pub fn sift(all: Vec<Said<'_>>) -> Vec<Kept<'_>> {
    let (cause, doubtful): (Vec<Option<usize>>, Vec<u32>) = {
        let seen = Seen::new(&all);
        all.iter().enumerate().map(|(at, said)| (seen.cause(at), seen.doubtful(said))).unzip()
    };
    let mut follows: BTreeMap<usize, Vec<(Code, String)>> = BTreeMap::new();
    for (at, cause) in cause.iter().enumerate() {
        if let Some(cause) = cause {
            let said = &all[at];
            let when = said.span.map(spoken::span).unwrap_or_default();
            let what = [said.name, when.as_str()].iter().filter(|t| !t.is_empty()).copied().collect::<Vec<_>>().join(" ");
            follows.entry(*cause).or_default().push((said.code, what));
        }
    }
    let kept = all.into_iter().enumerate().filter(|(at, _)| cause[*at].is_none());
    kept.map(|(at, said)| Kept { said, follows: follows.remove(&at).unwrap_or_default(), doubtful: doubtful[at] }).collect()
}

/// Look-ups over all that is said.
#[derive(Default)]
struct Seen<'s, 'a> {
    all: &'s [Said<'a>],
    /// Files that were not read at all.
    lost: BTreeMap<&'a str, usize>,
    /// First message that left a row out or made a count unusable, by sheet.
    uncounted: BTreeMap<(&'a str, &'a str), usize>,
    /// First message of a returned row by branch and month (`None`: the month is not known).
    returned: BTreeMap<(BranchIx, Option<Span>), (usize, BTreeSet<Row<'a>>)>,
    /// Counts that are missing, by row.
    counts: BTreeMap<Row<'a>, usize>,
    /// Missing months of a branch that no returned row of that month explains.
    unexplained: BTreeMap<BranchIx, usize>,
}

impl<'s, 'a> Seen<'s, 'a> {
    fn new(all: &'s [Said<'a>]) -> Self {
        let mut seen = Seen { all, ..Seen::default() };
        for (at, said) in all.iter().enumerate() {
            if said.code == Code::ING001 && said.sheet.is_empty() && said.row == 0 {
                seen.lost.entry(said.file).or_insert(at);
            }
            if said.returned || said.code == Code::PAR004 {
                seen.uncounted.entry((said.file, said.sheet)).or_insert(at);
            }
            if said.code == Code::PAR004 {
                seen.counts.entry((said.file, said.sheet, said.row)).or_insert(at);
            }
            if let (true, Some(branch)) = (said.returned, said.branch) {
                let entry = seen.returned.entry((branch, said.span)).or_insert((at, BTreeSet::new()));
                entry.1.insert((said.file, said.sheet, said.row));
            }
        }
        for said in all.iter().filter(|s| s.code == Code::SUB001) {
            if let Some(branch) = said.branch.filter(|b| !seen.returned.contains_key(&(*b, said.span))) {
                *seen.unexplained.entry(branch).or_default() += 1;
            }
        }
        seen
    }

    /// The message from which this one surely follows.
    fn cause(&self, at: usize) -> Option<usize> {
        let said = &self.all[at];
        if let Some(lost) = self.lost.get(said.file).filter(|lost| **lost != at) {
            return Some(*lost);
        }
        match said.code {
            Code::SUB001 => {
                let branch = said.branch?;
                if let Some((cause, _)) = self.returned.get(&(branch, said.span)) {
                    return Some(*cause);
                }
                // Rows whose month nobody can tell explain as many missing months as they are, and no more.
                let (cause, rows) = self.returned.get(&(branch, None))?;
                (self.unexplained.get(&branch).copied().unwrap_or(0) <= rows.len()).then_some(*cause)
            }
            // A total cannot agree with rows of which some were not counted.
            Code::ING005 => self.uncounted.get(&(said.file, said.sheet)).copied(),
            Code::REC002 => {
                let only_counts = said.facts?.blank.iter().all(|f| matches!(f, Field::Due | Field::Actual));
                self.counts.get(&(said.file, said.sheet, said.row)).copied().filter(|_| only_counts)
            }
            _ => None,
        }
    }

    /// Returned rows of the branch within the span of something missing.
    fn doubtful(&self, said: &Said<'_>) -> u32 {
        let (Some(branch), Some(span), true) = (said.branch, said.span, ABSENCES.contains(&said.code)) else { return 0 };
        let within = |when: &Option<Span>| when.is_none_or(|w| span.first() <= w.first() && w.last() <= span.last());
        let rows: BTreeSet<&Row<'_>> =
            self.returned.iter().filter(|((b, when), _)| *b == branch && within(when)).flat_map(|(_, (_, rows))| rows).collect();
        rows.len() as u32
    }
}
