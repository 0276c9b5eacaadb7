//! 党日活动记录表: one sheet is one activity, in the shape of the official form or with a label before every value.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;

use super::Options;
use super::activities::{Entry, Fate, Num, World};
use super::cells::{Col, bad_date, clock_range, content};
use super::dice::Dice;
use super::grid::{Book, Container, Grid, text};
use super::ledger::line;
use super::org::Medium;
use super::policy::Needed;
use super::shelf::{Placement, Shelf};

const LAYOUT: &str = "activity_form";

/// Writes all forms: a workbook each, or (messier) a branch's forms of a year as sheets of one workbook.
pub(super) fn books(world: &World, shelf: &mut Shelf, options: &Options) {
    let mut by_branch: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (n, entry) in world.entries.iter().enumerate() {
        if entry.fate != Fate::Never && entry.apart.is_none() && world.branches[entry.branch].medium == Medium::Form {
            by_branch.entry(entry.branch).or_default().push(n);
        }
    }
    for (b, mut ids) in by_branch {
        let mut dice = Dice::new(options.seed, 2_000_000 + b as u64);
        ids.sort_by_key(|n| (world.entries[*n].book, *n));
        let bundle = world.mess >= 2 && dice.permille(250);
        let labelled = world.mess >= 1 && dice.permille(250);
        if bundle { bundled(world, shelf, b, &ids, labelled, &mut dice) } else { single(world, shelf, b, &ids, labelled, &mut dice) }
    }
}

fn single(world: &World, shelf: &mut Shelf, b: usize, ids: &[usize], labelled: bool, dice: &mut Dice) {
    let branch = &world.branches[b];
    let folder = format!("{}/{}", world.committees[branch.committee].name, branch.name);
    let mut paths = BTreeSet::new();
    for id in ids {
        let entry = &world.entries[*id];
        let stem = format!("{folder}/{}年{}月{}活动记录表", entry.book.year(), entry.book.month(), world.policy.system);
        let mut path = format!("{stem}.xlsx");
        let mut n = 1;
        // A later file of the same month sorts behind the first: of two that conflict, the first by path counts.
        while !paths.insert(path.clone()) {
            n += 1;
            path = format!("{stem}（{n}）.xlsx");
        }
        let grid = form(world, shelf, *id, "Sheet1", &path, labelled, dice);
        shelf.add(Book { path, archive: None, container: Container::Xlsx, grids: vec![grid] });
    }
}

fn bundled(world: &World, shelf: &mut Shelf, b: usize, ids: &[usize], labelled: bool, dice: &mut Dice) {
    let branch = &world.branches[b];
    let mut books: BTreeMap<i32, (Book, BTreeSet<String>)> = BTreeMap::new();
    for id in ids {
        let entry = &world.entries[*id];
        let year = entry.book.year();
        let path = format!("{}/{}{year}年{}活动记录表.xlsx", world.committees[branch.committee].name, branch.name, world.policy.system);
        let (book, names) = books.entry(year).or_insert_with(|| {
            (Book { path: path.clone(), archive: None, container: Container::Xlsx, grids: Vec::new() }, BTreeSet::new())
        });
        let mut name = format!("{}月", entry.book.month());
        let mut n = 1;
        while !names.insert(name.clone()) {
            n += 1;
            name = format!("{}月（{n}）", entry.book.month());
        }
        let grid = form(world, shelf, *id, &name, &path, labelled, dice);
        book.grids.push(grid);
    }
    for (book, _) in books.into_values() {
        shelf.add(book);
    }
}

/// The date as the form shows it.
fn day(entry: &Entry, dice: &mut Dice) -> String {
    let (y, m, d) = (entry.date.year(), entry.date.month(), entry.date.day());
    match (&entry.fate, entry.until) {
        (Fate::BadDate(kind), _) => bad_date(*kind, m, dice),
        (_, Some(until)) => format!("{y}.{m}.{d}-{}.{}", until.month(), until.day()),
        _ if entry.wrong_weekday => {
            let wrong = entry.date.succ_opt().unwrap_or(entry.date);
            format!("{y}年{m}月{d}日（星期{}）", super::calendar::weekday_letter(wrong))
        }
        _ => format!("{y}年{m}月{d}日"),
    }
}

/// "应参加党员 N 人，实际参加党员 N 人"; what is no number is left open here.
fn attendance(entry: &Entry) -> String {
    let n = |n: Num| n.value().map_or("   ".to_string(), |n| format!(" {n} "));
    format!("应参加党员{}人，实际参加党员{}人（附签名）。", n(entry.due), n(entry.actual))
}

fn form(world: &World, shelf: &mut Shelf, id: usize, sheet: &str, path: &str, labelled: bool, dice: &mut Dice) -> Grid {
    let entry = &world.entries[id];
    let mut g = Grid::new(sheet, LAYOUT);
    g.put(0, 0, text(format!("{}党日活动记录表", world.policy.name)));
    g.merge(0, 0, 0, 3);
    g.heads.push(0);
    let mut cells = BTreeMap::new();
    let date = day(entry, dice);
    if labelled {
        g.put(1, 0, text("党组织"));
        g.put(1, 1, text(&*entry.written));
        g.put(1, 2, text("活动日期"));
        cells.insert(Col::Branch, (1, 1));
    } else {
        g.put(1, 0, text(format!("党组织（盖章）：{}", entry.written)));
        g.merge(1, 0, 1, 2);
        cells.insert(Col::Branch, (1, 0));
    }
    g.put(1, 3, text(date));
    cells.insert(Col::Date, (1, 3));
    let blank = |f: Needed| entry.no_field.contains(&f);
    g.put(2, 0, text("活动主题"));
    g.put(2, 1, entry.theme.clone().filter(|_| !blank(Needed::Theme)).and_then(text));
    g.merge(2, 1, 2, 3);
    g.put(3, 0, text("活动时间"));
    let time = entry.half_day.map_or_else(|| clock_range(entry), str::to_string);
    g.put(3, 1, text(time).filter(|_| !blank(Needed::Time)));
    g.put(3, 2, text("活动地点"));
    g.put(3, 3, text(&*entry.place).filter(|_| !blank(Needed::Place)));
    g.put(4, 0, text("参加党员\n情    况"));
    g.put(4, 1, text(attendance(entry)));
    g.merge(4, 1, 4, 3);
    g.put(5, 0, text("活\n动\n内\n容"));
    g.put(5, 1, text(content(entry, true)));
    g.merge(5, 1, 5, 3);
    let fields = [(Col::Theme, 2, 1), (Col::Time, 3, 1), (Col::Place, 3, 3), (Col::Due, 4, 1), (Col::Actual, 4, 1), (Col::Content, 5, 1)];
    cells.extend(fields.map(|(col, row, at)| (col, (row, at))));
    let mut row = 6;
    if let Some(reported) = entry.reported {
        g.put(row, 0, text("报送日期"));
        g.put(row, 1, text(reported.format("%Y-%m-%d").to_string()));
        cells.insert(Col::Reported, (row, 1));
        row += 1;
    }
    g.put(row, 0, text("说明：此表一式两份，党支部留存一份，报上级党组织一份。"));
    if let Some(photo) = world.photos.get(&id) {
        g.pictures.push((5, 1, *photo));
    }
    // "a form is one row"
    g.lines.push(line(entry));
    shelf.placements[id] = Some(Placement { file: path.to_string(), sheet: sheet.to_string(), cells, month_shown: false });
    g
}
