//! What ledgers hold beside the columns that are asked: headings that no field knows, a second column for one field, figures of members of
//! several kinds side by side, and counts that are formulas which nobody has calculated yet. Drawn for each sheet from a stream of its own.

use std::collections::BTreeMap;

use super::activities::{Entry, Fate, Num, World};
use super::cells::{Col, count};
use super::dice::Dice;
use super::grid::{Calculated, Val, text};
use super::shelf::{Open, Shelf, Whose};
use super::style::{CountStyle, Style};
use crate::model::finding::Code;
use crate::model::time::Month;

/// A column that no ledger asks for.
#[derive(Clone, Debug)]
pub(super) struct Beside {
    pub heading: &'static str,
    /// What stands above it in a two-line header.
    pub group: Option<&'static str>,
    /// The column that it stands behind.
    pub behind: Col,
    pub cells: BTreeMap<usize, Val>,
}

/// What a sheet has beside.
#[derive(Clone, Debug, Default)]
pub(super) struct Extra {
    pub columns: Vec<Beside>,
    /// What stands above 应到 and 实到 themselves.
    pub group: Option<&'static str>,
    /// What stands in a cell instead of the plain value.
    pub instead: BTreeMap<(usize, Col), Val>,
    /// Counts that nobody can understand, with the column in which the number would put it right.
    pub unread: BTreeMap<(usize, Col), Option<Col>>,
    /// How many things are told (ING006) of each table of the sheet.
    pub told: u32,
    /// One of them may be of an activity, so that months stay open.
    pub taints: bool,
    /// Counts stand in it in other ways than plainly: no total is printed.
    pub counts: bool,
}

/// Headings that are plainly of something else.
const OF_OTHERS: &[&str] = &["联系电话", "天气情况", "审核意见"];
/// Headings of counts that no field knows: they may be what an activity is judged by.
const OF_COUNTS: &[&str] = &["实到老党员数", "实到女党员数", "实到群众数"];
/// Formulas such as clerks write for a count.
const FORMULA: &str = "=COUNTA(AX2:AX60)";

/// Which sheet it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Here {
    pub whose: Whose,
    /// Its month; a branch's own workbook holds the month's year.
    pub month: Month,
    /// It can hold formulas and merged headings.
    pub xlsx: bool,
}

/// Draws what a sheet has beside, and makes the style fit it.
pub(super) fn draw(world: &World, shelf: &Shelf, ids: &[usize], here: Here, style: &mut Style, seed: u64) -> Extra {
    let (own, stream) = match here.whose {
        Whose::Branch(b) => (true, 10_000_000 + b as u64 * 40),
        Whose::Committee(c) => (false, 20_000_000 + c as u64 * 40),
    };
    let mut dice = Dice::new(seed, stream + here.month.since(world.period.first()).max(0) as u64);
    let (dice, xlsx) = (&mut dice, here.xlsx);
    if world.mess < 2 || ids.is_empty() {
        return Extra::default();
    }
    let plain = ids.iter().all(|n| given(&world.entries[*n]).is_some());
    match dice.below(1000) {
        0..60 => unknown(ids, OF_OTHERS, false, dice),
        60..110 => unknown(ids, OF_COUNTS, true, dice),
        110..160 => double(world, shelf, ids, style, false, dice),
        160..210 => double(world, shelf, ids, style, true, dice),
        210..250 if xlsx && plain => parts(world, ids, style, true),
        250..280 if xlsx && plain && own => parts(world, ids, style, false),
        280..370 if xlsx => formulas(world, shelf, ids, dice),
        _ => Extra::default(),
    }
}

fn given(entry: &Entry) -> Option<(u32, u32)> {
    match (entry.due, entry.actual) {
        (Num::Given(due), Num::Given(actual)) => Some((due, actual)),
        _ => None,
    }
}

/// A counting row with both numbers that is the only one of its branch and day: what is not understood of it is nobody else's.
pub(super) fn alone(world: &World, shelf: &Shelf, n: usize) -> bool {
    let entry = &world.entries[n];
    entry.counts() && given(entry).is_some() && shelf.days.get(&(entry.branch, entry.date)) == Some(&1)
}

/// One or two rows in which something is not understood.
fn some(world: &World, shelf: &Shelf, ids: &[usize], dice: &mut Dice) -> Vec<usize> {
    let mut open: Vec<usize> = ids.iter().copied().filter(|n| alone(world, shelf, *n)).collect();
    dice.shuffle(&mut open);
    open.truncate(dice.range(1, 2) as usize);
    open
}

/// "A heading that no field knows and under which data stand."
fn unknown(ids: &[usize], headings: &[&'static str], counts: bool, dice: &mut Dice) -> Extra {
    let heading = dice.word(headings);
    let value = |dice: &mut Dice| match heading {
        "联系电话" => text(format!("2{:06}", dice.below(1_000_000))),
        "天气情况" => text(*dice.pick(&["晴", "多云", "小雨"])),
        "审核意见" => text(*dice.pick(&["属实", "已核"])),
        _ => Some(Val::Int(i64::from(dice.range(1, 5)))),
    };
    let cells = ids.iter().filter_map(|n| Some((*n, value(dice)?))).collect();
    let behind = if counts { Col::Actual } else { Col::Recorder };
    Extra { columns: vec![Beside { heading, group: None, behind, cells }], told: 1, taints: counts, ..Extra::default() }
}

/// Two columns for one count, under two of its headings; `differ`: not in every row the same.
fn double(world: &World, shelf: &Shelf, ids: &[usize], style: &Style, differ: bool, dice: &mut Dice) -> Extra {
    // Two cells that show an error are told as such, one by one.
    let faulty = |n: &usize| [world.entries[*n].due, world.entries[*n].actual].contains(&Num::Bad("#N/A"));
    if ids.iter().any(faulty) {
        return Extra::default();
    }
    let mut extra = Extra { told: 1, taints: true, counts: true, ..Extra::default() };
    let called = |col: Col| col.heading(world, &Style { noise: false, ..style.clone() });
    // 参加人数 may be of all who came: beside 实到人数 it is no second column for the same.
    let col = if dice.permille(500) || called(Col::Actual) == "参加人数" { Col::Due } else { Col::Actual };
    let own = called(col);
    let heading = match &*own {
        "应参加人数" => "应到人数",
        "应到人数" | "应到" => "应参加人数",
        "实到人数" => "实到",
        _ => "实到人数",
    };
    let changed = if differ { some(world, shelf, ids, dice) } else { Vec::new() };
    let mut cells = BTreeMap::new();
    for n in ids {
        let num = if col == Col::Due { world.entries[*n].due } else { world.entries[*n].actual };
        let num = match num {
            Num::Given(k) if changed.contains(n) => {
                extra.unread.insert((*n, col), Some(Col::Beside(0)));
                Num::Given(k + 1)
            }
            other => other,
        };
        if world.entries[*n].fate != Fate::Empty {
            cells.extend(count(num, "", if dice.permille(300) { CountStyle::Ren } else { CountStyle::Number }).map(|val| (*n, val)));
        }
    }
    extra.columns.push(Beside { heading, group: col.group(), behind: col, cells });
    extra
}

/// "A group heading that says whose figures these are (正式党员 / 预备党员 / 合计)": with the figures of all, those count; without them nobody can
/// tell which of two columns is meant, and where they differ neither is.
fn parts(world: &World, ids: &[usize], style: &mut Style, all: bool) -> Extra {
    style.depth = 2;
    let mut extra = Extra { told: if all { 1 } else { 2 }, taints: true, counts: true, ..Extra::default() };
    let (formal, fresh) = ("正式党员", "预备党员");
    let mut columns = [
        (formal, "应到", Col::Due, BTreeMap::new()),
        (formal, "实到", Col::Actual, BTreeMap::new()),
        (fresh, "应到", Col::Due, BTreeMap::new()),
        (fresh, "实到", Col::Actual, BTreeMap::new()),
    ];
    for n in ids {
        let Some((due, actual)) = given(&world.entries[*n]) else { continue };
        let new = u32::from(due > 2 && actual > 2);
        for (column, k) in columns.iter_mut().zip([due - new, actual - new, new, new]) {
            column.3.insert(*n, Val::Int(i64::from(k)));
        }
        if !all {
            for (k, (col, number)) in [(Col::Due, due), (Col::Actual, actual)].into_iter().enumerate() {
                if number != 2 * new {
                    extra.unread.insert((*n, col), None);
                }
                // The own columns stand under the first group, the others behind them.
                extra.instead.extend(columns[k].3.get(n).cloned().map(|val| ((*n, col), val)));
            }
        }
    }
    extra.group = Some(if all { "合计" } else { formal });
    let kept = columns.into_iter().skip(if all { 0 } else { 2 });
    extra.columns.extend(kept.map(|(group, heading, _, cells)| {
        let behind = if all { Col::SetActions } else { Col::Actual };
        Beside { heading, group: Some(group), behind, cells }
    }));
    extra
}

/// "A formula without a result, or with a placeholder in a workbook that asks to be calculated on load, is *not calculated*: … never 0, never
/// blank". Others in the column have their results.
fn formulas(world: &World, shelf: &Shelf, ids: &[usize], dice: &mut Dice) -> Extra {
    let mut extra = Extra { counts: true, ..Extra::default() };
    let col = if dice.permille(350) { Col::Due } else { Col::Actual };
    let result = if dice.permille(500) { Calculated::Placeholder } else { Calculated::No };
    let chosen = some(world, shelf, ids, dice);
    for n in ids.iter().filter(|n| alone(world, shelf, **n)) {
        let number = if col == Col::Due { world.entries[*n].due } else { world.entries[*n].actual };
        let result = match number.value() {
            _ if chosen.contains(n) => result,
            // A nought that was calculated looks like one that was not.
            Some(number) if number > 0 => Calculated::Yes(number),
            _ => continue,
        };
        extra.instead.insert((*n, col), Val::Formula(FORMULA, result));
    }
    extra.unread.extend(chosen.into_iter().map(|n| ((n, col), Some(col))));
    extra
}

/// What a sheet has beside is told of each of its tables, and leaves months open where it may be of an activity: those of the sheet's own month, else
/// of the year in its name.
pub(super) fn tell(shelf: &mut Shelf, path: &str, sheet: &str, tables: u32, extra: &Extra, here: Here) {
    let (branch, month) = match here.whose {
        Whose::Branch(b) => (Some(b), None),
        Whose::Committee(_) => (None, Some(here.month)),
    };
    for _ in 0..extra.told * tables {
        shelf.issue(Code::ING006, branch, month, path, sheet, None);
    }
    if extra.taints {
        let year = here.month.year();
        let span = month.map(|m| (m, m)).or(Month::new(year, 1).zip(Month::new(year, 12)));
        shelf.open.extend(span.map(|(first, last)| Open { whose: here.whose, first, last }));
    }
}
