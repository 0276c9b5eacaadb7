//! A branch or a date written in the first row of a group alone, without merged cells. That is how many ledgers are grouped, and a name that was
//! forgotten looks the same; so it holds for the rows below only where the whole table is written so: every name once, every group of two rows and
//! more, and no two rows of a group alike in what tells them apart.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::coerce::text_of;
use super::grid::{Grid, Line, Seen};
use super::header::Header;
use super::rows::{Judge, Kind};
use super::sheet::Block;
use crate::model::book::Value;
use crate::model::cell::CellRef;
use crate::model::record::{Field, RecordKind};

/// The value that holds for rows whose own cell is blank.
#[derive(Default)]
pub struct Carried {
    field: Option<(Field, CellRef)>,
    /// By row of the sheet.
    rows: BTreeMap<u32, (CellRef, Value)>,
    /// Names written as 同上 or 〃, by field and row: the name above that they stand for.
    dittos: BTreeMap<(Field, u32), (CellRef, Value)>,
}

/// Is it a sign for what stands above?
fn is_ditto(value: &Value) -> bool {
    matches!(value, Value::Text(text) if text.len() <= 12 && matches!(text.trim(), "〃" | "″" | "\"" | "＂" | "〞" | "”" | "同上" | "々" | "''"))
}

/// What 同上 stands for in the columns of names.
fn dittos(grid: &Grid<'_>, block: &Block) -> BTreeMap<(Field, u32), (CellRef, Value)> {
    let mut found = BTreeMap::new();
    for field in [Field::Branch, Field::Committee] {
        let Some(col) = block.header.slots.get(&field).copied() else { continue };
        let mut above: Option<(CellRef, &Value)> = None;
        let below = block.header.last + 1..block.end.min(grid.len());
        for line in below.filter(|ix| !block.repeated.contains(ix)).map(|ix| grid.line(ix)) {
            let Some(seen) = line.get(col) else { continue };
            match above {
                Some((at, value)) if is_ditto(seen.value) => {
                    found.insert((field, line.row()), (at, value.clone()));
                }
                _ => above = Some((seen.at, seen.value)),
            }
        }
    }
    found
}

impl Carried {
    /// Looks whether a ledger is grouped.
    pub fn new(grid: &Grid<'_>, block: &Block, record: RecordKind, totals: &BTreeSet<u32>) -> Self {
        Carried { dittos: dittos(grid, block), ..Carried::of_groups(grid, block, record, totals) }
    }

    fn of_groups(grid: &Grid<'_>, block: &Block, record: RecordKind, totals: &BTreeSet<u32>) -> Self {
        if record != RecordKind::Activity {
            return Carried::default();
        }
        let dates = [Field::Date, Field::Day, Field::Time];
        let date = dates.into_iter().find(|f| block.header.slots.contains_key(f));
        let Some((date, branch)) = date.zip(block.header.slots.contains_key(&Field::Branch).then_some(Field::Branch)) else {
            return Carried::default();
        };
        let tries = [(branch, date), (date, branch)];
        tries.into_iter().find_map(|(field, other)| grouped(grid, block, (record, totals), field, other)).unwrap_or_default()
    }

    /// The field, and where its column begins.
    pub fn told(&self) -> Option<(Field, CellRef)> {
        self.field
    }

    /// The first name that is written as 同上: its field and cell.
    pub fn first_ditto(&self) -> Option<(Field, CellRef)> {
        let ((field, row), (at, _)) = self.dittos.iter().next()?;
        Some((*field, CellRef::new(*row, at.col)))
    }

    /// The name that 同上 stands for in the row.
    pub fn ditto(&self, field: Field, row: u32) -> Option<Seen<'_>> {
        if self.dittos.is_empty() {
            return None;
        }
        self.dittos.get(&(field, row)).map(|(at, value)| Seen { col: at.col, at: *at, value })
    }

    /// What holds for the row.
    pub fn get(&self, field: Field, row: u32) -> Option<Seen<'_>> {
        self.field.filter(|(own, _)| *own == field)?;
        self.rows.get(&row).map(|(at, value)| Seen { col: at.col, at: *at, value })
    }
}

type Rows<'t> = (RecordKind, &'t BTreeSet<u32>);

fn grouped(grid: &Grid<'_>, block: &Block, (record, totals): Rows<'_>, field: Field, other: Field) -> Option<Carried> {
    let header: &Header = &block.header;
    let (col, beside) = (*header.slots.get(&field)?, *header.slots.get(&other)?);
    let filled = |line: Line<'_>, col: u32| line.get(col).is_some_and(|s| !text_of(s.value).is_empty());
    // hardly any table is: its first two rows tell at once
    let mut first = (header.last + 1..block.end.min(grid.len())).map(|ix| grid.line(ix)).filter(|l| filled(*l, beside)).take(2);
    if !first.next().is_some_and(|l| filled(l, col)) || first.next().is_none_or(|l| filled(l, col)) {
        return None;
    }
    let mut judge = Judge::new(header, record, block.from, totals);
    let mut carried = Carried { field: Some((field, CellRef::new(header.row, col))), ..Carried::default() };
    let (mut names, mut told_apart): (HashSet<String>, HashSet<String>) = (HashSet::new(), HashSet::new());
    let (mut current, mut size): (Option<(CellRef, Value)>, usize) = (None, 0);
    for ix in (header.last + 1..block.end.min(grid.len())).filter(|ix| !block.repeated.contains(ix)) {
        let line = grid.line(ix);
        if judge.kind(line) != Kind::Data {
            continue;
        }
        match line.get(col).filter(|s| !text_of(s.value).is_empty()) {
            Some(seen) => {
                if current.is_some() && size < 2 || !names.insert(text_of(seen.value).into_owned()) {
                    return None;
                }
                (current, size) = (Some((seen.at, seen.value.clone())), 1);
                told_apart.clear();
            }
            None => {
                carried.rows.insert(line.row(), current.clone()?);
                size += 1;
            }
        }
        let mark = line.get(beside).map(|s| text_of(s.value).into_owned()).filter(|t| !t.is_empty())?;
        if !told_apart.insert(mark) {
            return None;
        }
    }
    // one name over one blank cell is as well a name that was forgotten
    (size >= 2 && (names.len() > 1 || size > 2)).then_some(carried)
}
