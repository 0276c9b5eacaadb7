//! All files of the workspace before they are written, and where every planned row went.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Options;
use super::activities::{Fate, World};
use super::cells::Col;
use super::dice::Dice;
use super::grid::{Book, Container, Grid, Line};
use super::handed::{self, Spots};
use super::{apart, attendance, debris, form, ledger, lists, other_lists};
use crate::model::finding::Code;
use crate::model::time::Month;

/// Where an entry is written.
#[derive(Clone, Debug)]
pub(super) struct Placement {
    pub file: String,
    pub sheet: String,
    pub cells: BTreeMap<Col, (u32, u32)>,
    /// 所属月份 is filled in.
    pub month_shown: bool,
}

/// Something planted in a file rather than in a row's matter: ING findings.
#[derive(Clone, Debug)]
pub(super) struct Planted {
    pub code: Code,
    pub branch: Option<usize>,
    pub month: Option<Month>,
    pub file: String,
    pub sheet: String,
    pub cell: Option<(u32, u32)>,
    /// The row stays.
    pub warning: bool,
}

/// "A file, sheet or unused column belongs to the branch or committee … and to the month that its own name, place or folder tells, else to all
/// months".
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub whose: Whose,
    pub first: Month,
    pub last: Month,
}

/// A branch, or all of a committee.
#[derive(Clone, Copy, Debug)]
pub(super) enum Whose {
    Branch(usize),
    Committee(usize),
}

impl Open {
    /// May it be about that month of that branch?
    pub fn holds(&self, world: &World, branch: usize, month: Month) -> bool {
        let whose = match self.whose {
            Whose::Branch(b) => b == branch,
            Whose::Committee(c) => world.branches[branch].committee == c,
        };
        whose && self.first <= month && month <= self.last
    }
}

/// The files.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    pub books: Vec<Book>,
    /// Files that are no books: damaged, packed, skipped.
    pub raws: Vec<(String, Vec<u8>)>,
    pub placements: Vec<Option<Placement>>,
    pub issues: Vec<Planted>,
    /// Where the lines of the other tables stand.
    pub spots: Spots,
    /// How many rows are handed in of a branch and day.
    pub days: BTreeMap<(usize, NaiveDate), u32>,
    /// What cannot be read or is not used, and whose and of which months it may be.
    pub open: Vec<Open>,
    /// Counts (entry and column) that nobody can understand although the entry has a number; with the column in which the number would put it right.
    pub unread: BTreeMap<(usize, Col), Option<Col>>,
    /// How often members came late and left early, by branch and member.
    pub tardy: BTreeMap<(usize, usize), [u32; 2]>,
    /// Files by outcome: read, partly, unrecognised, unreadable, skipped.
    pub files: BTreeMap<&'static str, u32>,
}

impl Shelf {
    /// Puts a book on the shelf.
    pub fn add(&mut self, book: Book) {
        self.books.push(book);
    }

    /// Notes a planted issue.
    pub fn issue(&mut self, code: Code, branch: Option<usize>, month: Option<Month>, file: &str, sheet: &str, cell: Option<(u32, u32)>) {
        self.issues.push(Planted { code, branch, month, file: file.to_string(), sheet: sheet.to_string(), cell, warning: false });
    }

    /// ING005: "a printed total that differs from the rows above it".
    pub fn wrong_total(&mut self, branch: Option<usize>, file: &str, sheet: &str, row: u32, col: u32) {
        self.issue(Code::ING005, branch, None, file, sheet, Some((row, col)));
    }

    /// Counts the books when all are there.
    pub fn close(&mut self) {
        for n in 0..self.books.len() {
            let filled: Vec<&Grid> = self.books[n].grids.iter().filter(|g| !g.cells.is_empty()).collect();
            let known = filled.iter().filter(|g| g.layout.is_some()).count();
            // "Read: every sheet with data was recognised"; a blank Sheet2 is no data.
            let outcome = match known {
                0 => "unrecognised",
                k if k == filled.len() => "read",
                _ => "partly",
            };
            self.tally(outcome);
        }
    }

    /// Counts a file by its outcome.
    pub fn tally(&mut self, outcome: &'static str) {
        *self.files.entry(outcome).or_insert(0) += 1;
    }
}

/// Renders everything but the explanations, for which the findings must be known.
pub(super) fn fill(world: &World, options: &Options) -> Shelf {
    let mut shelf = Shelf { placements: vec![None; world.entries.len()], ..Shelf::default() };
    for entry in world.entries.iter().filter(|e| e.fate != Fate::Never) {
        *shelf.days.entry((entry.branch, entry.date)).or_insert(0) += 1;
    }
    lists::books(world, &mut shelf, options.seed);
    ledger::books(world, &mut shelf, options);
    form::books(world, &mut shelf, options);
    apart::books(world, &mut shelf, options);
    attendance::books(world, &mut shelf, options);
    handed::books(world, &mut shelf, options.seed);
    if world.mess >= 2 {
        copies(world, &mut shelf, options.seed);
        debris::skipped(world, &mut shelf);
        other_lists::books(world, &mut shelf, options.seed);
    }
    if world.mess >= 3 {
        debris::broken(world, &mut shelf, options.seed);
    }
    shelf
}

/// "so a copied file is all duplicates": a few faultless ledgers lie there twice. Of equal rows the first by path is the accepted one.
fn copies(world: &World, shelf: &mut Shelf, seed: u64) {
    let mut dice = Dice::new(seed, 6);
    let mut by_file: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (n, place) in shelf.placements.iter().enumerate() {
        if let Some(place) = place {
            by_file.entry(&place.file).or_default().push(n);
        }
    }
    let faultless = |book: &Book| {
        let rows = by_file.get(book.path.as_str());
        let plain = rows.is_some_and(|ids| ids.iter().all(|n| world.entries[*n].counts() && !world.entries[*n].wrong_weekday));
        plain && book.archive.is_none() && book.container == Container::Xlsx && !shelf.issues.iter().any(|i| i.file == book.path)
    };
    let mut open: Vec<usize> = (0..shelf.books.len()).filter(|n| faultless(&shelf.books[*n])).collect();
    dice.shuffle(&mut open);
    open.truncate(open.len().div_ceil(60).min(40));
    for n in open {
        let original = shelf.books[n].clone();
        let stem = original.path.trim_end_matches(".xlsx").to_string();
        let tail = *dice.pick(&[" - 副本", "（1）", "(最新版)", "_更正"]);
        let mut copy = original.clone();
        copy.path = format!("{stem}{tail}.xlsx");
        let earlier = copy.path < original.path;
        let later = if earlier { &mut shelf.books[n] } else { &mut copy };
        for line in later.grids.iter_mut().flat_map(|g| g.lines.iter_mut()).filter(|l| **l == Line::Accepted) {
            *line = Line::Duplicate;
        }
        if earlier {
            for place in shelf.placements.iter_mut().flatten().filter(|p| p.file == original.path) {
                place.file.clone_from(&copy.path);
            }
        }
        shelf.books.push(copy);
    }
    other_copies(shelf, &mut dice);
}

/// One of the other tables lies there twice: all of the second is duplicate.
fn other_copies(shelf: &mut Shelf, dice: &mut Dice) {
    let kinds = ["annual_plan", "volunteer", "cadre", "filing"];
    let faultless = |b: &&Book| {
        let known = b.grids.len() == 1 && b.grids[0].layout.is_some_and(|l| kinds.contains(&l));
        known && b.container == Container::Xlsx && !shelf.issues.iter().any(|i| i.file == b.path)
    };
    let open: Vec<&Book> = shelf.books.iter().filter(faultless).collect();
    if open.is_empty() {
        return;
    }
    let mut copy = open[dice.below(open.len())].clone();
    // The tail sorts behind the full stop: the first is the accepted one.
    copy.path = format!("{}（最终版）.xlsx", copy.path.trim_end_matches(".xlsx"));
    for line in copy.grids.iter_mut().flat_map(|g| g.lines.iter_mut()).filter(|l| **l == Line::Accepted) {
        *line = Line::Duplicate;
    }
    shelf.books.push(copy);
}
