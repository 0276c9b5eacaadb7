//! Activity ledgers: a committee's by month or by year with a sheet for each month, and the workbooks of branches that keep their own.

use std::collections::BTreeMap;

use crate::model::time::Month;

use super::Options;
use super::activities::{Entry, Fate, Num, World};
use super::cells::{Col, value};
use super::dice::Dice;
use super::extra::{self, Extra, Here};
use super::grid::{Book, Container, Grid, Line, Val, text};
use super::header;
use super::org::Medium;
use super::policy::Needed;
use super::shelf::{Placement, Shelf, Whose};
use super::style::Style;

const LAYOUT: &str = "activity_ledger";

/// What a sheet is for.
pub(super) struct Sheet<'a> {
    pub name: String,
    pub title: String,
    /// 填报单位; a committee, or the branch itself where there is no branch column.
    pub unit: Option<&'a str>,
    pub own: bool,
    pub ids: &'a [usize],
}

/// Writes all ledgers.
pub(super) fn books(world: &World, shelf: &mut Shelf, options: &Options) {
    let mut tables: BTreeMap<(usize, Month), Vec<usize>> = BTreeMap::new();
    let mut own: BTreeMap<(usize, i32), Vec<usize>> = BTreeMap::new();
    for (n, entry) in world.entries.iter().enumerate().filter(|(_, e)| e.fate != Fate::Never && e.apart.is_none()) {
        let branch = &world.branches[entry.branch];
        match branch.medium {
            Medium::Table => tables.entry((branch.committee, entry.book)).or_default().push(n),
            Medium::OwnBook => own.entry((entry.branch, entry.book.year())).or_default().push(n),
            Medium::Form => {}
        }
    }
    for ids in tables.values_mut().chain(own.values_mut()) {
        // The regular row first: of two rows that conflict, the upper one counts.
        ids.sort_by_key(|n| (world.entries[*n].branch, world.entries[*n].book, *n));
    }
    for committee in 0..world.committees.len() {
        let mut dice = Dice::new(options.seed, 1000 + committee as u64);
        let mine: Vec<(Month, &Vec<usize>)> = tables.iter().filter(|((c, _), _)| *c == committee).map(|((_, m), ids)| (*m, ids)).collect();
        if world.mess >= 2 && dice.permille(250) {
            yearly(world, shelf, committee, &mine, options.seed, &mut dice);
        } else {
            monthly(world, shelf, committee, &mine, options.seed, &mut dice);
        }
    }
    for ((b, year), ids) in &own {
        let mut dice = Dice::new(options.seed, 1_000_000 + *b as u64);
        let branch = &world.branches[*b];
        let name = world.name_on(*b, world.period.last().last_day());
        let mut style = Style { committee_col: false, side_by_side: false, key_line: true, ..draw(world, ids, &mut dice) };
        let first = Month::new(*year, 1).unwrap_or(world.period.first()).max(world.period.first());
        let here = Here { whose: Whose::Branch(*b), month: first, xlsx: true };
        let extra = extra::draw(world, shelf, ids, here, &mut style, options.seed);
        let folder = &world.committees[branch.committee].name;
        let path = format!("{folder}/{name}{year}年{}台账.xlsx", world.policy.system);
        let sheet = Sheet {
            name: format!("{year}年"),
            title: format!("{name}{year}年{}活动台账", world.policy.system),
            unit: Some(&name),
            own: true,
            ids,
        };
        let grid = build(world, shelf, &path, &sheet, (&style, &extra), &mut dice);
        extra::tell(shelf, &path, &sheet.name, tables_on(&sheet, &style), &extra, here);
        shelf.add(Book { path, archive: None, container: Container::Xlsx, grids: vec![grid] });
    }
}

fn monthly(world: &World, shelf: &mut Shelf, committee: usize, mine: &[(Month, &Vec<usize>)], seed: u64, dice: &mut Dice) {
    let name = &world.committees[committee].name;
    let system = world.policy.system;
    // The archive's members have names in GBK, as old Windows tools pack them.
    let archive = (world.mess >= 2 && dice.permille(150)).then(|| format!("{name}/{name}{system}台账报送.zip"));
    let habit = draw(world, &[], dice);
    for (month, ids) in mine {
        let year = month.year();
        let mut style = if dice.permille(700) { fit(habit.clone(), world, ids) } else { draw(world, ids, dice) };
        let container = container(world.mess, dice);
        if container != Container::Xlsx {
            style = style.for_text();
        }
        let stem = format!("{name}{year}年{}月{system}台账", month.month());
        let file = match container {
            Container::Xlsx => format!("{stem}.xlsx"),
            Container::Csv(_) | Container::CsvGbk => format!("{stem}.csv"),
            Container::TabXls | Container::HtmlXls => format!("{stem}.xls"),
        };
        let path = if archive.is_some() { file } else { format!("{name}/{file}") };
        let mut book = Book { path, archive: archive.clone(), container, grids: Vec::new() };
        let sheet_name = if world.mess == 0 { "台账".to_string() } else { format!("{}月", month.month()) };
        let sheet = Sheet {
            name: if container == Container::Xlsx { sheet_name } else { String::new() },
            title: format!("{name}{year}年{}月{system}活动台账", month.month()),
            unit: Some(name),
            own: false,
            ids,
        };
        let here = Here { whose: Whose::Committee(committee), month: *month, xlsx: container == Container::Xlsx };
        let extra = extra::draw(world, shelf, ids, here, &mut style, seed);
        let grid = build(world, shelf, &book.full_path(), &sheet, (&style, &extra), dice);
        extra::tell(shelf, &book.full_path(), &sheet.name, tables_on(&sheet, &style), &extra, here);
        book.grids.push(grid);
        if container == Container::Xlsx && world.mess >= 1 && dice.permille(100) {
            book.grids.push(Grid { name: "Sheet2".to_string(), ..Grid::default() });
        }
        shelf.add(book);
    }
}

fn yearly(world: &World, shelf: &mut Shelf, committee: usize, mine: &[(Month, &Vec<usize>)], seed: u64, dice: &mut Dice) {
    let name = &world.committees[committee].name;
    let system = world.policy.system;
    let mut years: Vec<i32> = mine.iter().map(|(m, _)| m.year()).collect();
    years.dedup();
    for year in years {
        let path = format!("{name}/{name}{year}年{system}台账.xlsx");
        let mut book = Book { path: path.clone(), archive: None, container: Container::Xlsx, grids: Vec::new() };
        let habit = draw(world, &[], dice);
        for (month, ids) in mine.iter().filter(|(m, _)| m.year() == year) {
            let mut style = fit(habit.clone(), world, ids);
            // A blank after the name, as it happens.
            let tail = if dice.permille(150) { " " } else { "" };
            let title = format!("{name}{year}年{}月{system}活动台账", month.month());
            let sheet = Sheet { name: format!("{}月{tail}", month.month()), title, unit: Some(name), own: false, ids };
            let here = Here { whose: Whose::Committee(committee), month: *month, xlsx: true };
            let extra = extra::draw(world, shelf, ids, here, &mut style, seed);
            let mut grid = build(world, shelf, &path, &sheet, (&style, &extra), dice);
            extra::tell(shelf, &path, &sheet.name, tables_on(&sheet, &style), &extra, here);
            grid.hidden = !book.grids.is_empty() && dice.permille(60);
            book.grids.push(grid);
        }
        shelf.add(book);
    }
}

/// As what such a table is saved.
pub(super) fn container(mess: u8, dice: &mut Dice) -> Container {
    match (mess, dice.below(1000)) {
        (2.., 0..50) => Container::CsvGbk,
        (2.., 50..80) => Container::Csv(true),
        (2.., 80..100) => Container::Csv(false),
        (3, 100..130) => Container::TabXls,
        (3, 130..160) => Container::HtmlXls,
        _ => Container::Xlsx,
    }
}

/// Draws a style that these rows allow.
pub(super) fn draw(world: &World, ids: &[usize], dice: &mut Dice) -> Style {
    fit(Style::draw(world.mess, dice), world, ids)
}

/// Takes back what these rows do not allow, so that the planted meaning stays unambiguous.
fn fit(mut style: Style, world: &World, ids: &[usize]) -> Style {
    let rows = || ids.iter().map(|n| &world.entries[*n]);
    style.month_col |= rows().any(|e| e.fate == Fate::Empty);
    style.reported |= world.policy.report_days.is_some() || rows().any(|e| e.fate == Fate::Superseded);
    style.split_date &= !style.month_col && rows().all(|e| e.plain_date() && e.month == e.book && Month::of(e.date) == e.book);
    // 活动时间 is a required field where REC002 asks for it: one column, not two.
    style.start_end &= !world.policy.fields.contains(&Needed::Time);
    style.duration &= world.policy.min_minutes.is_some();
    // "rows above it": totals only where every row above is an ordinary one with both counts.
    let plain = |e: &Entry| e.counts() && matches!((e.due, e.actual), (Num::Given(_), Num::Given(_)));
    if ids.is_empty() || !rows().all(plain) || style.blocks > 1 || style.side_by_side {
        style.total &= ids.is_empty();
    }
    style
}

fn columns(world: &World, sheet: &Sheet, style: &Style, extra: &Extra) -> Vec<Col> {
    let policy = world.policy;
    let mut cols = Vec::new();
    let mut add = |on: bool, col: Col| {
        if on {
            cols.push(col);
        }
    };
    add(style.serial_col, Col::Serial);
    add(style.committee_col, Col::Committee);
    add(!sheet.own, Col::Branch);
    add(style.month_col || style.split_date, Col::Month);
    add(!style.split_date, Col::Date);
    add(style.split_date, Col::Day);
    add(true, Col::Theme);
    add(!style.start_end, Col::Time);
    add(style.start_end, Col::Start);
    add(style.start_end, Col::End);
    add(style.duration, Col::Duration);
    add(true, Col::Place);
    add(true, Col::Content);
    add(super::cells::has_set_actions(world), Col::SetActions);
    add(true, Col::Due);
    add(true, Col::Actual);
    add(true, Col::Absentees);
    add(policy.make_up, Col::MakeUp);
    add(true, Col::Host);
    add(true, Col::Recorder);
    (0..policy.records.len() as u8).for_each(|n| add(true, Col::Record(n)));
    add(style.reported, Col::Reported);
    add(style.remark, Col::Remark);
    for (k, beside) in extra.columns.iter().enumerate() {
        let behind = cols.iter().position(|c| *c == beside.behind).map(|at| at + 1);
        let mut at = behind.or(cols.iter().position(|c| *c == Col::Due)).unwrap_or(cols.len());
        while matches!(cols.get(at), Some(Col::Beside(_))) {
            at += 1;
        }
        cols.insert(at, Col::Beside(k as u8));
    }
    cols
}

/// A sheet with the columns that are asked and no others.
pub(super) fn plain(world: &World, shelf: &mut Shelf, file: &str, sheet: &Sheet, style: &Style, dice: &mut Dice) -> Grid {
    build(world, shelf, file, sheet, (style, &Extra::default()), dice)
}

fn build(world: &World, shelf: &mut Shelf, file: &str, sheet: &Sheet, (style, extra): (&Style, &Extra), dice: &mut Dice) -> Grid {
    let mut grid = Grid::new(sheet.name.clone(), LAYOUT);
    let cols = columns(world, sheet, style, extra);
    shelf.unread.extend(extra.unread.iter().map(|(count, stands)| (*count, *stands)));
    let width = cols.len() as u32;
    let mut row = 0;
    if style.annex {
        grid.ignored(row, &["附件1"]);
        row += 1;
    }
    if style.title {
        grid.ignored(row, &[&sheet.title]);
        grid.merge(row, 0, row, width - 1);
        row += 1;
    }
    if style.key_line || sheet.own {
        // 填报日期 is never a source of the year.
        let day = sheet.ids.first().map_or_else(|| world.period.last().last_day(), |n| world.entries[*n].book.last_day());
        let (unit, filled) =
            (format!("填报单位：{}", sheet.unit.unwrap_or_default()), format!("填报日期：{}", day.format("%Y年%-m月%-d日")));
        if dice.permille(500) && !sheet.own {
            grid.ignored(row, &[&format!("{unit}　　　　{filled}")]);
        } else {
            grid.put(row, 4, text(filled));
            grid.ignored(row, &[&unit]);
        }
        row += 1;
    }
    let mut place = Painter { world, shelf, file, sheet, style, extra, cols: &cols, dice };
    if style.side_by_side && sheet.ids.len() >= 4 {
        // Two blocks beside each other, one column between: both start on the same row.
        let (left, right) = sheet.ids.split_at(half(world, sheet.ids));
        let a = place.block(&mut grid, row, 0, left);
        let b = place.block(&mut grid, row, width + 1, right);
        row = a.max(b);
    } else if style.blocks > 1 && sheet.ids.len() >= 4 {
        let (upper, lower) = sheet.ids.split_at(half(world, sheet.ids));
        row = place.block(&mut grid, row, 0, upper) + 1;
        row = place.block(&mut grid, row, 0, lower);
    } else {
        row = place.block(&mut grid, row, 0, sheet.ids);
    }
    if style.total && !extra.counts {
        total(&mut grid, row, &cols, world, sheet, place.shelf, file, place.dice);
        row += 1;
    }
    if style.notes {
        grid.ignored(row, &["注：本表一式两份，党支部留存一份，报上级党组织一份。"]);
        grid.ignored(row + 1, &["制表人：", "", "", "审核人："]);
        row += 2;
    }
    if style.parked && style.repeat_header.is_none() && style.blocks == 1 {
        // A look-up list that somebody left far to the right: it has no lines of its own.
        for (n, t) in ["选项", "正常", "补报"].iter().enumerate().take(sheet.ids.len()) {
            grid.put(row.saturating_sub(n as u32 + 1), width + 6, text(*t));
        }
        let rows: Vec<u32> = grid.cells.keys().filter(|(_, c)| *c < width).map(|(r, _)| *r).collect();
        grid.cells.retain(|(r, c), _| *c < width || rows.contains(r));
    }
    if style.ghosts {
        grid.ghosts = Some((row + 1, row + 30));
    }
    grid
}

/// How many tables stand on the sheet. The same header again, lower down, begins none of its own.
fn tables_on(sheet: &Sheet, style: &Style) -> u32 {
    if style.side_by_side && sheet.ids.len() >= 4 { 2 } else { 1 }
}

/// Splits so that rows of one branch stay together.
fn half(world: &World, ids: &[usize]) -> usize {
    let mut at = ids.len() / 2;
    while at > 1 && world.entries[ids[at]].branch == world.entries[ids[at - 1]].branch {
        at -= 1;
    }
    at
}

#[allow(clippy::too_many_arguments)]
fn total(grid: &mut Grid, row: u32, cols: &[Col], world: &World, sheet: &Sheet, shelf: &mut Shelf, file: &str, dice: &mut Dice) {
    let sum = |of: fn(&Entry) -> Num| sheet.ids.iter().filter_map(|n| of(&world.entries[*n]).value()).sum::<u32>();
    let (due, actual) = (sum(|e| e.due), sum(|e| e.actual));
    let wrong = dice.permille(120);
    grid.put(row, 0, text("合计"));
    for (n, col) in cols.iter().enumerate() {
        match col {
            Col::Due => grid.put(row, n as u32, Val::Int(i64::from(due))),
            Col::Actual => {
                grid.put(row, n as u32, Val::Int(i64::from(actual) + if wrong { 7 } else { 0 }));
                if wrong {
                    // A branch's own sheet, with its name above the table, is that branch's; a township's is nobody's in particular.
                    let branch = sheet.ids.first().filter(|_| sheet.own).map(|n| world.entries[*n].branch);
                    shelf.wrong_total(branch, file, &sheet.name, row, n as u32);
                }
            }
            _ => {}
        }
    }
    grid.lines.push(Line::Ignored);
}

/// Writes blocks of rows and notes where every row went.
struct Painter<'a, 'b> {
    world: &'a World,
    shelf: &'b mut Shelf,
    file: &'a str,
    sheet: &'a Sheet<'a>,
    style: &'a Style,
    extra: &'a Extra,
    cols: &'a [Col],
    dice: &'b mut Dice,
}

impl Painter<'_, '_> {
    fn block(&mut self, grid: &mut Grid, top: u32, left: u32, ids: &[usize]) -> u32 {
        let mut row = header::write(grid, (top, left), self.world, self.cols, self.style, self.extra);
        let mut run: Option<(u32, usize)> = None;
        for (n, id) in ids.iter().enumerate() {
            if n > 0 && self.style.repeat_header.is_some_and(|every| n % every == 0) && left == 0 && !self.style.side_by_side {
                let again = Style { required_row: false, ..self.style.clone() };
                row = header::write(grid, (row, left), self.world, self.cols, &again, self.extra);
                run = None;
            } else if n > 0 && self.style.blank_every.is_some_and(|every| n % every == 0) {
                row += 1;
                run = None;
            }
            run = self.row(grid, row, left, *id, n, run);
            row += 1;
        }
        row
    }

    fn row(&mut self, grid: &mut Grid, row: u32, left: u32, id: usize, n: usize, run: Option<(u32, usize)>) -> Option<(u32, usize)> {
        let entry = &self.world.entries[id];
        let mut cells = BTreeMap::new();
        // One name over the rows of a branch: "A merged data cell fills every row that it spans."
        let same = run.is_some_and(|(_, prior)| self.world.entries[prior].written == entry.written);
        let merged = self.style.merge_names && same && entry.fate != Fate::Empty;
        let mut from = row;
        for (k, col) in self.cols.iter().enumerate() {
            let at = left + k as u32;
            cells.insert(*col, (row, at));
            let val = match col {
                Col::Serial => Some(Val::Int(n as i64 + 1)),
                Col::Branch if merged => {
                    from = run.map_or(row, |(r, _)| r);
                    grid.merges.retain(|m| !(m[1] == at && m[0] == from));
                    grid.merge(from, at, row, at);
                    None
                }
                _ => value(self.world, entry, *col, self.style, self.dice),
            };
            let val = match col {
                Col::Beside(k) => self.extra.columns[*k as usize].cells.get(&id).cloned(),
                col => self.extra.instead.get(&(id, *col)).cloned().or(val),
            };
            grid.put(row, at, val);
        }
        if let Some(photo) = self.world.photos.get(&id) {
            grid.pictures.push((row, left + self.cols.len() as u32 - 1, *photo));
        }
        let file = self.file.to_string();
        let sheet = self.sheet.name.clone();
        let month_shown = self.style.month_col;
        self.shelf.placements[id] = Some(Placement { file, sheet, cells, month_shown });
        grid.lines.push(line(entry));
        Some((from, id))
    }
}

/// What becomes of a row.
pub(super) fn line(entry: &Entry) -> Line {
    match entry.fate {
        Fate::Counts | Fate::Loser | Fate::OutOfTime | Fate::Empty | Fate::Foreign | Fate::Joint(_) | Fate::Never => Line::Accepted,
        Fate::Superseded => Line::Superseded,
        Fate::BadDate(_) | Fate::Stranger => Line::Rejected,
    }
}
