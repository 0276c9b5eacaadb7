//! A sheet cut into tables: where each header stands, which lines above belong to it, and how far its rows reach.

use std::collections::{BTreeMap, HashSet};

use super::coerce::{dates, text_of};
use super::fit::About;
use super::grid::{Grid, Seen};
use super::header::{self, Header};
use super::index::Index;
use super::lead::Lead;
use super::pairs;
use super::words::{PEOPLE, UNIT, is_note, is_one, looks_like_title, total};
use crate::model::book::Value;
use crate::model::record::{Field, RecordKind, Slot};
use crate::model::text::fold_heading;
use crate::model::understood::ListIs;

/// A table of a sheet.
pub struct Block {
    pub header: Header,
    pub lead: Lead,
    /// First column that belongs to it: 0 for the leftmost block.
    pub from: u32,
    /// Last column that may belong to it: the one before the next block.
    pub to: u32,
    /// Lines of the grid with its rows: after the header, up to (not including) this end.
    pub end: usize,
    /// Lines that repeat the header.
    pub repeated: HashSet<usize>,
    /// Lines of title and key–value cells, counted once however many blocks share them, and the block's own header lines.
    pub above: Vec<usize>,
}

impl Block {
    /// Columns of the fields. Where the time's column holds the dates, or one column both counts, the field points there, too.
    pub fn slots(&self, record: RecordKind) -> BTreeMap<Field, Slot> {
        let mut slots = self.header.slots.clone();
        let mut stands_for = |field: Field, others: &[Field]| {
            if let Some(col) = others.iter().find_map(|f| slots.get(f)).copied() {
                slots.entry(field).or_insert(col);
            }
        };
        let above = self.header.day_above.then(|| self.lead.day()).flatten();
        if record == RecordKind::Activity {
            if above.is_none() {
                stands_for(Field::Date, &[Field::Day, Field::Time, Field::Start]);
            }
            stands_for(Field::Due, &[Field::Attendance]);
            stands_for(Field::Actual, &[Field::Attendance]);
        }
        let columns = slots.into_iter().map(|(field, col)| (field, Slot::Column(col)));
        columns.chain(above.map(|(cell, _)| (Field::Date, Slot::Cell(cell)))).collect()
    }
}

/// All tables of the sheet, from top to bottom and left to right. `file`: the file's name without its ending; `is`: what the clerk has said that the
/// sheet is.
pub fn blocks(grid: &Grid<'_>, index: &Index<'_>, sheet_name: &str, file: &str, is: Option<ListIs>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut claimed: HashSet<usize> = HashSet::new();
    let mut ix = 0;
    // lines before this one belong to a header already found
    let mut floor = 0;
    while ix < grid.len() {
        let about = || About { is, ..about(grid, floor, ix, sheet_name, file) };
        let begins = (ix, header::depth(grid, index, ix));
        let mut headers = header::at(grid, index, begins, &about);
        if headers.is_empty() {
            headers.extend(again(grid, &blocks, ix));
        }
        let Some(last) = headers.first().map(|h| h.last) else {
            ix = header::months_aside(grid, index, begins, &about).unwrap_or(ix) + 1;
            continue;
        };
        place(grid, &mut blocks, &mut claimed, headers);
        floor = last + 1;
        ix = last + 1;
    }
    blocks
}

/// The header of a table above, word for word: what told of which list it is may stand above the first alone.
fn again(grid: &Grid<'_>, blocks: &[Block], ix: usize) -> Option<Header> {
    let same = |a: usize, b: usize| {
        let words = |ix: usize| grid.line(ix).distinct(0, u32::MAX).map(|s| (s.col, text_of(s.value)));
        words(a).eq(words(b))
    };
    let open = blocks.iter().filter(|block| block.end == usize::MAX && block.from == 0 && block.to == u32::MAX);
    let of_all = open.map(|block| &block.header).find(|header| {
        let lines = header.last - header.first + 1;
        header.slots.len() > 2 && ix + lines <= grid.len() && (0..lines).all(|nth| same(header.first + nth, ix + nth))
    })?;
    let last = ix + of_all.last - of_all.first;
    Some(Header { first: ix, last, row: grid.line(last).row(), ..of_all.clone() })
}

/// What stands around a line of a sheet that is no table.
pub fn around(grid: &Grid<'_>, ix: usize, sheet_name: &str, file: &str) -> About {
    about(grid, 0, ix, sheet_name, file)
}

/// What stands above a line, folded: for title words.
fn about(grid: &Grid<'_>, floor: usize, ix: usize, sheet_name: &str, file: &str) -> About {
    let mut about = About { near: fold_heading(sheet_name), lead: String::new(), file: fold_heading(file), is: None, day: false };
    let mut lead = Lead::default();
    // rows of the table before are no title of the next
    let start = if floor == 0 { 0 } else { lead_start(grid, floor, ix, 0, u32::MAX) };
    for line in (start.max(ix.saturating_sub(6))..ix).map(|i| grid.line(i)) {
        let mut waiting = false;
        lead.line(&line.distinct(0, u32::MAX).take(6).collect::<Vec<_>>());
        for seen in line.distinct(0, u32::MAX).take(6) {
            let Value::Text(text) = seen.value else { continue };
            let folded = if text.len() < 300 { fold_heading(text) } else { continue };
            let labelled = pairs::is_labelled(text);
            let bare = pairs::is_label(&folded);
            let value = std::mem::replace(&mut waiting, bare);
            let into = if labelled || bare || value || is_note(text) { &mut about.lead } else { &mut about.near };
            into.push(' ');
            into.push_str(&folded);
        }
    }
    about.day = lead.day().is_some();
    about
}

fn overlaps(a: (u32, u32), b: (u32, u32)) -> bool {
    a.0 <= b.1 && b.0 <= a.1
}

fn place(grid: &Grid<'_>, blocks: &mut Vec<Block>, claimed: &mut HashSet<usize>, headers: Vec<Header>) {
    let Some((first, last)) = headers.first().map(|h| (h.first, h.last)) else { return };
    let columns = |h: &Header| (h.from, h.to);
    let under = |b: &Block, h: &Header| b.end == usize::MAX && overlaps(columns(&b.header), columns(h));
    let reach = (headers.first().map_or(0, |h| h.from), headers.last().map_or(0, |h| h.to));
    let above: Vec<&Block> = blocks.iter().filter(|b| b.end == usize::MAX && overlaps(columns(&b.header), reach)).collect();
    let floor = above.iter().map(|b| b.header.last + 1).max();
    let left = if above.is_empty() && blocks.iter().any(|b| b.end == usize::MAX) { reach.0 } else { 0 };
    let top = floor.map_or(0, |floor| lead_start(grid, floor, first, left, reach.1));
    let bare = floor.is_some_and(|_| top == first);
    let repeats = bare && headers.iter().all(|h| above.iter().any(|b| b.header.repeats(h)));
    if repeats {
        for block in blocks.iter_mut().filter(|b| headers.iter().any(|h| under(b, h))) {
            block.repeated.extend(first..=last);
        }
        return;
    }
    for block in blocks.iter_mut().filter(|b| headers.iter().any(|h| under(b, h))) {
        block.end = top;
    }
    let mut shared: Vec<usize> = (top..first).filter(|ix| grid.line(*ix).has_own(left, u32::MAX) && claimed.insert(*ix)).collect();
    let count = headers.len();
    let edges: Vec<(u32, u32)> = headers.iter().map(columns).collect();
    for (k, header) in headers.into_iter().enumerate() {
        let from = if k == 0 { left } else { header.from };
        let to = if k + 1 == count { u32::MAX } else { edges[k + 1].0 - 1 };
        let mut lead = Lead::default();
        for line in (top..first).map(|ix| grid.line(ix)) {
            let all: Vec<Seen<'_>> = line.distinct(left, u32::MAX).collect();
            let mine: Vec<Seen<'_>> = if all.len() == 1 {
                all
            } else {
                all.into_iter().filter(|s| overlaps((s.at.col, grid.extent(s.at).to.col), (from, to))).collect()
            };
            lead.line(&mine);
        }
        // a page with other columns is of the same sheet: what stands over the first holds for it
        let earlier = blocks.iter().rev().find(|b| b.header.layout == header.layout && overlaps(columns(&b.header), columns(&header)));
        let lead = if let Some(earlier) = earlier { lead.below(&earlier.lead) } else { lead };
        // a title over two blocks is one row; each block has its own header
        let mut above = std::mem::take(&mut shared);
        above.extend((first..=last).filter(|ix| grid.line(*ix).has_own(header.from, header.to)));
        blocks.push(Block { header, lead, from, to, end: usize::MAX, repeated: HashSet::new(), above });
    }
}

/// First line above a header that belongs to it, when another table ends above.
fn lead_start(grid: &Grid<'_>, floor: usize, first: usize, from: u32, to: u32) -> usize {
    let mut start = first;
    for ix in (floor..first).rev() {
        if !grid.line(ix).has_own(from, to) {
            continue;
        }
        if !is_lead(grid, ix, from, to) {
            break;
        }
        start = ix;
    }
    start
}

/// Could the line be a title or a key–value line of the table below?
fn is_lead(grid: &Grid<'_>, ix: usize, from: u32, to: u32) -> bool {
    let line = grid.line(ix);
    let cells: Vec<Seen<'_>> = line.distinct(from, to).collect();
    let texts: Vec<_> = cells.iter().map(|s| text_of(s.value)).collect();
    if texts.iter().any(|t| total(t, false).is_some())
        || texts.first().is_some_and(|t| is_note(t) && pairs::pairs(t).iter().all(|p| !is_one(&p.label, UNIT)))
    {
        return false;
    }
    if let ([seen], [text]) = (&cells[..], &texts[..]) {
        let apart = !grid.adjoins(ix);
        let wide = grid.extent(seen.at).to.col > seen.at.col;
        let named = pairs::pairs(text).iter().any(|p| is_one(&p.label, UNIT));
        return matches!(seen.value, Value::Text(_)) && (wide || apart || named || looks_like_title(text)) && !signed(text);
    }
    let pair = |t: &str| !pairs::pairs(t).is_empty() || is_one(&fold_heading(t), UNIT);
    texts.iter().any(|t| pair(t))
        && !texts.iter().any(|t| signed(t))
        && cells.iter().zip(&texts).enumerate().all(|(i, (s, t))| {
            let beside = i > 0 && pair(&texts[i - 1]);
            pair(t) || beside || looks_like_title(t) || dates::whole_date(s.value).is_some()
        })
}

fn signed(text: &str) -> bool {
    pairs::pairs(text).iter().any(|p| is_one(&p.label, PEOPLE)) && pairs::pairs(text).iter().all(|p| !is_one(&p.label, UNIT))
}
