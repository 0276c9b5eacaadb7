//! What a table's columns are once its header is known, where headings alone do not say: merged headings, record items, and the date among
//! columns of time. What stands below decides.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::coerce::dates::DateContext;
use super::coerce::{dates, text_of, times};
use super::fit::{item_of, readings_field};
use super::grid::{Grid, Seen};
use super::header::Label;
use super::index::{Index, Words};
use super::table::is_negation;
use crate::model::book::Value;
use crate::model::record::Field;

/// Lines below a header that are looked at to tell what a column holds.
pub const PEEK: usize = 100;

/// Cells that make a line a row of a table.
const ROW: usize = 3;
/// Cells that make a line one of headings, and no row of data.
const HEADINGS: usize = 3;
/// Longest text that is looked at as a heading.
const LONGEST: usize = 60;

/// The lines below a header that tell what its columns hold: up to the next headings, whose columns may be others.
pub fn own_lines(grid: &Grid<'_>, index: &Index<'_>, words: &Words<'_>, below: usize) -> Range<usize> {
    let heading_of = |text: &str| index.heading(text).is_some_and(|folded| words.field(&folded).is_some());
    let named = |seen: &Seen<'_>| matches!(seen.value, Value::Text(t) if t.len() <= LONGEST && heading_of(t));
    let heading = |ix: &usize| grid.line(*ix).distinct(0, u32::MAX).filter(named).take(HEADINGS).count() == HEADINGS;
    let end = grid.len().min(below + PEEK);
    below..(below..end).find(heading).unwrap_or(end)
}

/// Cells of a column in these lines.
fn column<'g>(grid: &'g Grid<'_>, lines: Range<usize>, col: u32) -> impl Iterator<Item = &'g Value> {
    lines.filter_map(move |ix| grid.line(ix).get(col).map(|s| s.value))
}

/// Does a column of times hold clocks, and nothing that tells a day?
pub fn is_of_clocks(grid: &Grid<'_>, below: &Range<usize>, col: u32) -> bool {
    let rows = below.clone().filter(|ix| grid.line(*ix).distinct(0, u32::MAX).take(ROW).count() == ROW);
    let mut cells = rows.filter_map(|ix| grid.line(ix).get(col)).map(|s| s.value).filter(|value| !is_negation(&text_of(value))).peekable();
    cells.peek().is_some() && cells.all(times::is_clock_alone)
}

/// Without a date column, one of two time columns (开展时间, 活动时间) may hold the dates and the other the clock: what is written decides.
pub fn date_among_times(grid: &Grid<'_>, words: &Words<'_>, below: &Range<usize>, slots: &mut BTreeMap<Field, u32>, run: &[Label]) {
    if slots.contains_key(&Field::Date) || slots.contains_key(&Field::Day) {
        return;
    }
    let times: Vec<u32> =
        run.iter().filter(|l| readings_field(words, l, false).is_some_and(|(f, _)| f == Field::Time)).map(|l| l.col).collect();
    let year = DateContext { year: Some(2000), ..DateContext::default() };
    // 填报日期 above the next table is no date of an activity: lines of few cells stand around tables
    let rows: Vec<usize> = below.clone().filter(|ix| grid.line(*ix).distinct(0, u32::MAX).take(ROW).count() == ROW).collect();
    let date = |ix: usize, col: u32| grid.line(ix).get(col).is_some_and(|s| dates::read(s.value, &year).is_ok());
    let dates = |col: u32| rows.iter().filter(|ix| date(**ix, col)).count();
    let dated: Vec<u32> = times.iter().copied().filter(|col| dates(*col) > 0).collect();
    if let ([date], Some(clock)) = (&dated[..], times.iter().find(|col| !dated.contains(col))) {
        slots.insert(Field::Date, *date);
        slots.insert(Field::Time, *clock);
    }
}

/// Columns of record items. A heading that is also a field's (活动内容) is an item only where it stands a second time, or where ticks and
/// not texts stand below it.
pub fn record_items(
    grid: &Grid<'_>,
    index: &Index<'_>,
    below: &Range<usize>,
    slots: &BTreeMap<Field, u32>,
    run: &[Label],
) -> Vec<(Arc<str>, u32)> {
    // 材料 over a single item is that item's column, and no list of materials
    let a_field = |col: u32| slots.iter().any(|(f, c)| *c == col && *f != Field::Materials);
    let ticks = |col: u32| {
        let (short, long): (Vec<usize>, Vec<usize>) =
            column(grid, below.clone(), col).map(|v| text_of(v).chars().count()).partition(|n| *n <= 2);
        short.len() > long.len()
    };
    let mut items: Vec<(Arc<str>, u32)> = Vec::new();
    for label in run.iter().filter(|l| !a_field(l.col)).chain(run.iter().filter(|l| a_field(l.col) && ticks(l.col))) {
        if let Some(name) = item_of(index, label)
            && !items.iter().any(|(n, _)| n == name)
        {
            items.push((name.clone(), label.col));
        }
    }
    items.sort_by_key(|(_, col)| *col);
    items
}

/// A heading merged over several columns names them all: the slot is the one with most cells below, the others stand behind it.
pub fn spans(grid: &Grid<'_>, below: &Range<usize>, slots: &mut BTreeMap<Field, u32>, run: &[Label]) -> BTreeMap<Field, Vec<u32>> {
    let mut spans = BTreeMap::new();
    for (field, slot) in slots.iter_mut() {
        let Some(own) = run.iter().find(|l| l.col == *slot).map(Label::anchors) else { continue };
        let mut cols: Vec<u32> = run.iter().filter(|l| l.anchors() == own).map(|l| l.col).collect();
        if cols.len() < 2 {
            continue;
        }
        let filled = |col: u32| below.clone().filter(|ix| grid.line(*ix).get(col).is_some()).count();
        // the leftmost of the fullest
        let best = cols.iter().copied().rev().max_by_key(|col| filled(*col)).unwrap_or(*slot);
        cols.retain(|col| *col != best);
        *slot = best;
        spans.insert(*field, cols);
    }
    spans
}
