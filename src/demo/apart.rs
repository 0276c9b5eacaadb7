//! Ledgers beside those of a branch's own committee: one committee hands in rows for another's branch, and two branches stand in one row.

use std::collections::BTreeMap;

use crate::model::finding::Code;
use crate::model::time::Month;

use super::Options;
use super::activities::{Fate, Num, World, clean};
use super::dice::Dice;
use super::grid::{Book, Container};
use super::ledger::{self, Sheet};
use super::shelf::Shelf;
use super::words as w;

/// Photographs of joint activities are nobody else's.
const JOINT_PHOTOS: u64 = 100;

/// Where a row is handed in apart from its branch's own ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Apart {
    /// By this committee, which is not the branch's own.
    Foreign(usize),
    /// In this committee's list of what its branches held together.
    Joint(usize),
}

/// Plants such rows, when all else is decided.
pub(super) fn plant(world: &mut World, seed: u64) {
    if world.mess < 2 {
        return;
    }
    let mut dice = Dice::new(seed, 20);
    if world.committees.len() > 1 {
        for k in 0..dice.range(1, 3) {
            // The first stands against what the branch's own committee handed in.
            let nothing_came = k > 0 && dice.permille(500);
            foreign(world, nothing_came, &mut dice);
        }
    }
    for _ in 0..dice.range(0, 2) {
        joint(world, &mut dice);
    }
}

/// A branch-month that is due, of a branch that everybody names as the roster does, with its regular entry.
fn some_month(world: &World, dice: &mut Dice, good: impl Fn(&Fate) -> bool) -> Option<(usize, Month, usize)> {
    for _ in 0..200 {
        let b = dice.below(world.branches.len());
        let months: Vec<Month> = world.period.months().collect();
        let m = dice.below(months.len());
        let branch = &world.branches[b];
        let Some(regular) = world.regular[b][m] else { continue };
        let plain = well_known(world, b) && branch.whole_month(months[m]) && world.due(b, months[m]);
        let alone = world.entries.iter().filter(|e| e.branch == b && e.month == months[m]).count() == 1;
        if plain && alone && good(&world.entries[regular].fate) {
            return Some((b, months[m], regular));
        }
    }
    None
}

/// Has it one name, and is that no other's?
fn well_known(world: &World, b: usize) -> bool {
    let branch = &world.branches[b];
    let own = branch.former.is_none() && branch.renamed.is_none() && branch.alias.is_none();
    own && branch.name.starts_with(&world.committees[branch.committee].stem)
}

/// "Rows for another's branch are told, never supersede or conflict with rows from the branch's own committee, and count only where nothing
/// else came."
fn foreign(world: &mut World, nothing_came: bool, dice: &mut Dice) {
    let found = some_month(world, dice, |fate| *fate == if nothing_came { Fate::Never } else { Fate::Counts });
    let Some((b, month, regular)) = found else { return };
    let others: Vec<usize> = (0..world.committees.len()).filter(|c| *c != world.branches[b].committee).collect();
    let by = *dice.pick(&others);
    let own = world.entries[regular].clone();
    let day = if dice.permille(500) { Some(own.date) } else { month.day(dice.range(2, 27)).filter(|d| !world.busy(b, *d)) };
    let Some(date) = day else { return };
    let mut entry = clean(world, b, month, date, dice);
    entry.apart = Some(Apart::Foreign(by));
    entry.no_record.clear();
    if !nothing_came {
        // Newer than the branch's own, with a figure that would be told if it counted.
        entry.fate = Fate::Foreign;
        entry.actual = Num::Given(1);
        entry.reported = Some(world.as_of);
    }
    world.entries.push(entry);
}

/// 甲支部、乙支部 in one cell, with the figures of both together: of each an activity, and of neither a rate.
fn joint(world: &mut World, dice: &mut Dice) {
    let nothing_came = dice.permille(600);
    let found = some_month(world, dice, |fate| *fate == if nothing_came { Fate::Never } else { Fate::Counts });
    let Some((b, month, regular)) = found else { return };
    let committee = world.branches[b].committee;
    let fits = |other: &usize| {
        *other != b
            && world.branches[*other].committee == committee
            && well_known(world, *other)
            && world.branches[*other].whole_month(month)
    };
    let day = if nothing_came { Some(world.entries[regular].date) } else { month.day(dice.range(2, 27)) };
    // A day on which neither handed in anything else: it is an activity of its own.
    let Some(date) = day.filter(|day| *day <= world.as_of) else { return };
    let open = |b: usize| !world.entries.iter().any(|e| e.branch == b && e.date == date && e.fate != Fate::Never);
    let others: Vec<usize> = (0..world.branches.len()).filter(|other| fits(other) && open(*other)).collect();
    if others.is_empty() || !open(b) {
        return;
    }
    let other = *dice.pick(&others);
    let mut entry = clean(world, b, month, date, dice);
    let sign = *dice.pick(&["、", "、", "，", "\n", "和"]);
    entry.written = format!("{}{sign}{}", world.branches[b].name, world.branches[other].name);
    let together = (world.branches[b].eligible() + world.branches[other].eligible()).max(2);
    // So few that nobody would pass, if it entered a rate.
    (entry.due, entry.actual) = (Num::Given(together), Num::Given(together.div_ceil(3)));
    // One text and one photograph of one row: nobody copied them.
    let mut all = w::SENTENCES.to_vec();
    dice.shuffle(&mut all);
    entry.content = Some(all[..4].join("，"));
    if dice.permille(500) {
        world.photos.insert(world.entries.len(), JOINT_PHOTOS + world.photos.len() as u64);
    }
    (entry.fate, entry.apart) = (Fate::Joint(other), Some(Apart::Joint(committee)));
    world.entries.push(entry);
}

/// Writes them: a workbook for each committee and month.
pub(super) fn books(world: &World, shelf: &mut Shelf, options: &Options) {
    let mut books: BTreeMap<(Apart, Month), Vec<usize>> = BTreeMap::new();
    for (n, entry) in world.entries.iter().enumerate() {
        if let Some(apart) = entry.apart {
            books.entry((apart, entry.month)).or_default().push(n);
        }
    }
    let system = world.policy.system;
    for (k, ((apart, month), ids)) in books.iter().enumerate() {
        let mut dice = Dice::new(options.seed, 6_000_000 + k as u64);
        let (by, what) = match apart {
            Apart::Foreign(by) => (*by, "补报"),
            Apart::Joint(by) => (*by, "联合开展"),
        };
        let (year, name) = (month.year(), &world.committees[by].name);
        let path = format!("{name}/{name}{year}年{}月{system}台账（{what}）.xlsx", month.month());
        let title = format!("{name}{year}年{}月{system}活动台账", month.month());
        let sheet = Sheet { name: format!("{}月", month.month()), title, unit: Some(name), own: false, ids };
        let style = ledger::draw(world, ids, &mut dice);
        let grid = ledger::plain(world, shelf, &path, &sheet, &style, &mut dice);
        let mut told: Vec<usize> = ids.iter().filter(|_| matches!(apart, Apart::Foreign(_))).map(|n| world.entries[*n].branch).collect();
        told.sort_unstable();
        told.dedup();
        // "Rows for another's branch are told": of a sheet and branch once.
        told.iter().for_each(|_| shelf.issue(Code::ING007, None, None, &path, &sheet.name, None));
        shelf.add(Book { path, archive: None, container: Container::Xlsx, grids: vec![grid] });
    }
}
