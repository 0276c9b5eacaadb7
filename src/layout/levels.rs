//! The lines of a header: which belong to it, and the labels that they put over each column, one below the other. Merged cells, blank cells to the
//! right and headings that an export repeats all stand for one label over several columns.

use std::collections::{BTreeMap, BTreeSet};

use super::coerce::{months, text_of};
use super::columns::PEEK;
use super::grid::Grid;
use super::header::{Label, Part, date_heading, is_month_date, month_number};
use super::index::Index;
use super::own::is_handed_out;
use super::sessions;
use crate::model::book::Value;
use crate::model::cell::CellRef;
use crate::model::text::fold_heading;

/// Is line `next` a further level of the header that began in line `first`?
pub fn continues(grid: &Grid<'_>, index: &Index<'_>, first: usize, next: usize) -> bool {
    if next >= grid.len() || !grid.adjoins(next) {
        return false;
    }
    let (above, below) = (grid.line(next - 1), grid.line(next));
    let top = grid.line(first).row();
    let label =
        |value: &Value| matches!(value, Value::Text(t) if t.chars().count() <= 30) || month_number(value).is_some() || is_month_date(value);
    // 25 under 1月
    let day = |s: &super::grid::Seen<'_>| {
        let number = matches!(s.value, Value::Number(n) if n.fract() == 0.0 && (1.0..=31.0).contains(n));
        number && above.get(s.col).is_some_and(|a| matches!(a.value, Value::Text(t) if t.len() < 40 && months::heading(t).is_some()))
    };
    // exports repeat a merged heading in every cell that it reached over: what repeats the heading above it is no label of its own
    // and what we said of the headings in a copy that came back is none, however long
    let own = below.distinct(0, u32::MAX).filter(|s| s.at.row == below.row() && !is_ours(s.value));
    let own: Vec<_> = own.filter(|s| !above.get(s.col).is_some_and(|a| same_words(a.value, s.value))).collect();
    if own.is_empty() || !own.iter().all(|s| label(s.value) || day(s)) {
        return false;
    }
    let deep = below.distinct(0, u32::MAX).any(|s| s.at.row >= top && s.at.row < below.row() && matches!(s.value, Value::Text(_)));
    let known = |s: &super::grid::Seen<'_>| {
        let part = |t: &str| t.len() < 80 && t.trim_start().starts_with(sessions::begins_part) && sessions::is_within_day(&fold_heading(t));
        let named = |t: &str| index.knows(t) || part(t);
        matches!(s.value, Value::Text(t) if named(t)) || month_number(s.value).is_some() || is_month_date(s.value) || day(s)
    };
    if deep {
        // cells merged downwards: the rest of the line must be labels, too
        let spanned = |s: &super::grid::Seen<'_>| above.get(s.col).is_some_and(|p| p.at.row < below.row());
        return own.iter().any(known) || own.iter().all(spanned) && !own.iter().any(|s| matches!(s.value, Value::Number(_)));
    }
    let wide = above.distinct(0, u32::MAX).any(|s| {
        let extent = grid.extent(s.at);
        extent.to.col > extent.from.col
            && own.iter().filter(|o| (extent.from.col..=extent.to.col).contains(&o.col)).filter(|o| known(o)).count() > 1
    });
    let repeated = repeats(above).any(|(from, to)| {
        own.iter().filter(|o| (from..=to).contains(&o.col) && matches!(o.value, Value::Text(t) if index.knows(t))).count() > 1
    });
    if (wide || repeated) && above.distinct(0, u32::MAX).count() > 1 {
        return true;
    }
    // without merges: labels below fill what is blank above, and a label above one below is the parent of several
    let fills_blank = own.iter().any(|s| above.get(s.col).is_none());
    let parent = |s: &&super::grid::Seen<'_>| above.get(s.col + 1).is_none() && below.get(s.col + 1).is_some();
    // beside a group of several columns one may stand over a single one
    let words = |s: Option<super::grid::Seen<'_>>| s.is_some_and(|s| matches!(s.value, Value::Text(_)));
    let single = |s: &&super::grid::Seen<'_>| {
        matches!(s.value, Value::Text(_)) && words(above.get(s.col)) && own.iter().any(|o| above.get(o.col).is_some() && parent(&o))
    };
    if parts(grid, index, next).is_some() {
        return true;
    }
    let parents = own.iter().all(|s| above.get(s.col).is_none() || parent(&s) || single(&s));
    let labels = own.iter().filter(|s| known(s)).count();
    let words = labels > 1 && own.iter().all(|s| known(s) || matches!(s.value, Value::Text(_)));
    fills_blank && parents && above.distinct(0, u32::MAX).count() > 1 && (labels == own.len() || words)
}

/// The columns of a line that names the parts of one heading above it (实到人数 over 正式党员 and 预备党员, nothing merged), whatever the parts are: words
/// side by side below a heading and the blanks to its right, and nothing else in the line.
pub fn parts(grid: &Grid<'_>, index: &Index<'_>, ix: usize) -> Option<(u32, u32)> {
    let above = grid.line(ix.checked_sub(1)?);
    let part = |s: &super::grid::Seen<'_>| matches!(s.value, Value::Text(t) if t.chars().count() <= 12 && !t.contains(|c: char| c.is_ascii_digit()));
    if ix >= grid.len() {
        return None;
    }
    let own: Vec<_> = grid.line(ix).distinct(0, u32::MAX).filter(|s| !is_ours(s.value)).collect();
    let [leftmost, others @ ..] = &own[..] else { return None };
    let headed = above.get(leftmost.col).is_some_and(|s| matches!(s.value, Value::Text(t) if index.heading(t).is_some()));
    let side_by_side = own.windows(2).all(|pair| pair[0].col + 1 == pair[1].col);
    let found = headed && !others.is_empty() && side_by_side && own.iter().all(part) && others.iter().all(|s| above.get(s.col).is_none());
    found.then(|| (leftmost.col, leftmost.col + others.len() as u32))
}

/// Is it the heading of a column that we handed out?
fn is_ours(value: &Value) -> bool {
    matches!(value, Value::Text(t) if is_handed_out(t))
}

fn same_words(a: &Value, b: &Value) -> bool {
    // a Han character that a heading begins with stays its first
    let differs = |a: &str, b: &str| {
        let [a, b] = [a, b].map(|text| text.chars().next().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)));
        a.is_some() && b.is_some() && a != b
    };
    matches!((a, b), (Value::Text(a), Value::Text(b)) if !differs(a, b) && fold_heading(a) == fold_heading(b))
}

/// Columns side by side in which a line has the same text, first and last.
fn repeats(line: super::grid::Line<'_>) -> impl Iterator<Item = (u32, u32)> {
    let cells: Vec<super::grid::Seen<'_>> = line.distinct(0, u32::MAX).filter(|s| matches!(s.value, Value::Text(_))).collect();
    let runs = cells.chunk_by(|a, b| a.col + 1 == b.col && same_words(a.value, b.value));
    runs.filter(|run| run.len() > 1).map(|run| (run[0].col, run[run.len() - 1].col)).collect::<Vec<_>>().into_iter()
}

pub fn labels(grid: &Grid<'_>, first: usize, depth: usize) -> Vec<Label> {
    let mut columns: BTreeMap<u32, Vec<Part>> = BTreeMap::new();
    for level in 0..depth {
        let line = grid.line(first + level);
        let repeated: Vec<(u32, u32)> = if depth > 1 { repeats(line).collect() } else { Vec::new() };
        for seen in line.cells(0, u32::MAX) {
            let parts = columns.entry(seen.col).or_default();
            if parts.iter().any(|p| p.at == seen.at) {
                continue;
            }
            let raw = match seen.value {
                Value::Date(d) => date_heading(d),
                value => text_of(value).into_owned(),
            };
            let extent = grid.extent(seen.at);
            let folded = fold_heading(&raw);
            if parts.last().is_some_and(|above| above.folded == folded) {
                continue;
            }
            let run = repeated.iter().find(|(from, to)| (*from..=*to).contains(&seen.col)).map_or(1, |(from, to)| to - from + 1);
            parts.push(Part { folded, raw, at: seen.at, width: run.max(extent.to.col - extent.from.col + 1) });
        }
    }
    inherit(grid, first, depth, &mut columns);
    vacant(grid, first, depth, &mut columns);
    columns.into_iter().map(|(col, parts)| Label::new(col, parts)).collect()
}

/// Where nothing is merged, a parent label reaches over the blank cells to its right; a column of ours that was laid beside the table has no part in it.
fn inherit(grid: &Grid<'_>, first: usize, depth: usize, columns: &mut BTreeMap<u32, Vec<Part>>) {
    if depth < 2 {
        return;
    }
    let top = grid.line(first);
    let cols: Vec<u32> = columns.keys().copied().collect();
    for pair in cols.windows(2) {
        let (left, col) = (pair[0], pair[1]);
        if top.get(col).is_some() || col != left + 1 || columns[&col].iter().any(|part| is_handed_out(&part.raw)) {
            continue;
        }
        let parent = columns.get(&left).filter(|parts| parts.len() > 1).and_then(|parts| parts.first()).cloned();
        if let (Some(mut parent), Some(parts)) = (parent, columns.get_mut(&col))
            && parent.at.row == top.row()
        {
            parent.width = 2;
            parts.insert(0, parent);
            if let Some(own) = columns.get_mut(&left).and_then(|parts| parts.first_mut()) {
                own.width = own.width.max(2);
            }
        }
    }
}

/// A blank column under a heading that is merged over a group is no column of the group: other columns have headings of their own there.
fn vacant(grid: &Grid<'_>, first: usize, depth: usize, columns: &mut BTreeMap<u32, Vec<Part>>) {
    let own = |parts: &[Part]| parts.iter().any(|p| p.width == 1 && !p.folded.is_empty());
    let groups: BTreeSet<CellRef> = columns.values().filter(|parts| own(parts)).flatten().filter(|p| p.width > 1).map(|p| p.at).collect();
    if groups.is_empty() {
        return;
    }
    let lines = first + depth..grid.len().min(first + depth + PEEK);
    let written = |col: u32| {
        lines.clone().filter_map(|ix| grid.line(ix).get(col)).any(|s| {
            let extent = grid.extent(s.at);
            extent.from.col == extent.to.col
        })
    };
    columns.retain(|col, parts| own(parts) || !parts.iter().any(|p| groups.contains(&p.at)) || written(*col));
}
