//! Headers: one to three lines of labels over a table, recognised by the layout that they satisfy. A sheet row may hold the headers of several
//! blocks side by side.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::coerce::{months, text_of};
use super::columns::{date_among_times, record_items, spans};
use super::fit::{About, Fit, best, item_of, readings_field, sure};
use super::grid::Grid;
use super::index::Index;
use super::sessions::{self, MonthColumn, Sessions};
use crate::model::book::Value;
use crate::model::cell::CellRef;
use crate::model::record::{Field, RecordKind};
use crate::model::schema::Shape;
use crate::model::text::fold_heading;

/// Most lines of a header.
const DEEPEST: usize = 3;

/// A header of one block.
#[derive(Clone, Debug)]
pub struct Header {
    /// Index of its first and last line in the grid.
    pub first: usize,
    pub last: usize,
    /// Columns, both included.
    pub from: u32,
    pub to: u32,
    /// Layout, as an index into the schemas.
    pub layout: usize,
    pub slots: BTreeMap<Field, u32>,
    /// Further columns that a merged heading spans: looked at where the slot's cell is blank.
    pub spans: BTreeMap<Field, Vec<u32>>,
    /// Month columns of an attendance sheet.
    pub months: Vec<MonthColumn>,
    /// Its other columns of marks.
    pub sessions: Sessions,
    /// A column of years beside one of months.
    pub year: Option<u32>,
    pub items: Vec<(Arc<str>, u32)>,
    /// The heading of 时长 says minutes.
    pub minutes: bool,
}

impl Header {
    /// Does the other header name the same columns alike (the header repeated on a further page)?
    pub fn repeats(&self, other: &Header) -> bool {
        self.layout == other.layout
            && self.from == other.from
            && self.to == other.to
            && self.slots == other.slots
            && self.months == other.months
            && self.sessions == other.sessions
    }
}

/// One label of a column.
#[derive(Clone, Debug)]
pub struct Part {
    pub folded: String,
    pub raw: String,
    at: CellRef,
    width: u32,
}

/// A column with its labels from top to bottom.
#[derive(Clone, Debug)]
pub struct Label {
    pub col: u32,
    /// From top to bottom.
    pub parts: Vec<Part>,
    readings: Vec<String>,
}

impl Label {
    /// The cells that the labels stand in.
    pub fn anchors(&self) -> Vec<CellRef> {
        self.parts.iter().map(|p| p.at).collect()
    }

    /// Ways to read the labels, best first: all together, the last two, the lowest, and the upper one where it belongs to this column alone.
    pub fn readings(&self) -> &[String] {
        &self.readings
    }

    fn new(col: u32, parts: Vec<Part>) -> Self {
        let words: Vec<&Part> = parts.iter().filter(|p| !p.folded.is_empty()).collect();
        let joined = |parts: &[&Part]| parts.iter().map(|p| p.folded.as_str()).collect::<String>();
        let mut readings = vec![joined(&words)];
        if words.len() > 2 {
            readings.push(joined(&words[words.len() - 2..]));
        }
        if words.len() > 1 {
            readings.push(joined(&words[words.len() - 1..]));
            readings.extend(words.iter().rev().skip(1).filter(|p| p.width == 1).map(|p| p.folded.clone()));
        }
        Label { col, parts, readings }
    }
}

/// Headers that begin in the `first`-th line, from left to right. `about` is what stands above: title and sheet name.
pub fn at(grid: &Grid<'_>, index: &Index<'_>, first: usize, about: &dyn Fn() -> About) -> Vec<Header> {
    if !promising(grid, index, first) {
        return Vec::new();
    }
    let mut depth = 1;
    while depth < DEEPEST && continues(grid, index, first, first + depth) {
        depth += 1;
    }
    let mut above: Option<About> = None;
    while depth > 0 {
        let labels = labels(grid, first, depth);
        // the lines of a form hold headings, too: what stands above is looked at only where a table could begin
        let blocks = match index.may_be_any(labels.iter().flat_map(Label::readings)) {
            true => blocks(index, &labels, above.get_or_insert_with(about)),
            false => Vec::new(),
        };
        if !blocks.is_empty() {
            return blocks.into_iter().map(|(layout, fit, run)| header(grid, index, first, depth, layout, fit, run)).collect();
        }
        depth -= 1;
    }
    Vec::new()
}

/// Two known headings in the row (months count beside one other), or one that stands over a second line.
fn promising(grid: &Grid<'_>, index: &Index<'_>, ix: usize) -> bool {
    let known = |ix: usize| {
        let line = grid.line(ix);
        line.distinct(0, u32::MAX).filter(|s| matches!(s.value, Value::Text(t) if index.heading(t).is_some())).take(2).count()
    };
    match known(ix) {
        0 => false,
        1 => {
            let month = |s: &super::grid::Seen<'_>| {
                month_number(s.value).is_some()
                    || is_month_date(s.value)
                    || matches!(s.value, Value::Text(t) if index.knows(t))
                    || sessions::is_dotted(s.value)
            };
            let beside = grid.line(ix).distinct(0, u32::MAX).filter(month).take(2).count() > 1;
            beside
                || ix + 1 < grid.len()
                    && grid.line(ix + 1).row() == grid.line(ix).row() + 1
                    && (known(ix + 1) > 0 || months_in(grid, index, ix + 1))
        }
        _ => true,
    }
}

fn months_in(grid: &Grid<'_>, index: &Index<'_>, ix: usize) -> bool {
    let month = |s: &super::grid::Seen<'_>| {
        month_number(s.value).is_some() || is_month_date(s.value) || matches!(s.value, Value::Text(t) if index.knows(t))
    };
    grid.line(ix).distinct(0, u32::MAX).filter(month).take(6).count() > 2
}

/// A date cell: a month, as a heading shown like 2017年7月, or the day of a meeting.
fn is_month_date(value: &Value) -> bool {
    matches!(value, Value::Date(_))
}

/// A date cell as a heading: the first of a month stands for the month, and a date without a year has none.
fn date_heading(date: &chrono::NaiveDateTime) -> String {
    use chrono::Datelike;
    let format = match (date.year() > 1904, date.day() == 1) {
        (true, true) => "%Y年%-m月",
        (true, false) => "%Y年%-m月%-d日",
        (false, true) => "%-m月",
        (false, false) => "%-m月%-d日",
    };
    date.format(format).to_string()
}

fn month_number(value: &Value) -> Option<u32> {
    match value {
        Value::Number(n) if n.fract() == 0.0 && (1.0..=12.0).contains(n) => Some(*n as u32),
        Value::Text(text) => text.trim().parse().ok().filter(|n| (1..=12).contains(n)),
        _ => None,
    }
}

/// Is line `next` a further level of the header that began in line `first`?
fn continues(grid: &Grid<'_>, index: &Index<'_>, first: usize, next: usize) -> bool {
    if next >= grid.len() || grid.line(next).row() != grid.line(next - 1).row() + 1 {
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
    let own: Vec<_> = below.distinct(0, u32::MAX).filter(|s| s.at.row == below.row()).collect();
    if own.is_empty() || !own.iter().all(|s| label(s.value) || day(s)) {
        return false;
    }
    let deep = below.distinct(0, u32::MAX).any(|s| s.at.row >= top && s.at.row < below.row() && matches!(s.value, Value::Text(_)));
    let known = |s: &super::grid::Seen<'_>| {
        matches!(s.value, Value::Text(t) if index.knows(t)) || month_number(s.value).is_some() || is_month_date(s.value) || day(s)
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
    if wide && above.distinct(0, u32::MAX).count() > 1 {
        return true;
    }
    // without merges: labels below fill what is blank above, and a label above one below is the parent of several
    let fills_blank = own.iter().any(|s| above.get(s.col).is_none());
    let parents = own.iter().all(|s| above.get(s.col).is_none() || (above.get(s.col + 1).is_none() && below.get(s.col + 1).is_some()));
    fills_blank && parents && above.distinct(0, u32::MAX).count() > 1 && own.iter().all(known)
}

fn labels(grid: &Grid<'_>, first: usize, depth: usize) -> Vec<Label> {
    let mut columns: BTreeMap<u32, Vec<Part>> = BTreeMap::new();
    for level in 0..depth {
        let line = grid.line(first + level);
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
            parts.push(Part { folded, raw, at: seen.at, width: extent.to.col - extent.from.col + 1 });
        }
    }
    inherit(grid, first, depth, &mut columns);
    columns.into_iter().map(|(col, parts)| Label::new(col, parts)).collect()
}

/// Where nothing is merged, a parent label reaches over the blank cells to its right.
fn inherit(grid: &Grid<'_>, first: usize, depth: usize, columns: &mut BTreeMap<u32, Vec<Part>>) {
    if depth < 2 {
        return;
    }
    let top = grid.line(first);
    let cols: Vec<u32> = columns.keys().copied().collect();
    for pair in cols.windows(2) {
        let (left, col) = (pair[0], pair[1]);
        if top.get(col).is_some() || col != left + 1 {
            continue;
        }
        let parent = columns.get(&left).filter(|parts| parts.len() > 1).and_then(|parts| parts.first()).cloned();
        if let (Some(mut parent), Some(parts)) = (parent, columns.get_mut(&col))
            && parent.at.row == top.row()
        {
            parent.width = 2;
            parts.insert(0, parent);
        }
    }
}

/// Blocks among the labels of a header, each with the layout that fits it best.
fn blocks<'l>(index: &Index<'_>, labels: &'l [Label], about: &About) -> Vec<(usize, Fit, &'l [Label])> {
    let runs: Vec<&[Label]> = labels.chunk_by(|a, b| b.col == a.col + 1).collect();
    let mut out: Vec<(usize, Fit, &[Label])> = Vec::new();
    for run in &runs {
        out.extend(split(index, run, about));
    }
    if out.is_empty() {
        // no run fits alone: a column without heading may stand between them
        return best(index, labels, about).map(|(layout, fit)| (layout, fit, labels)).into_iter().collect();
    }
    if let [(layout, fit, run)] = &mut out[..] {
        // one column without heading, and behind it nothing but new fields of the same layout: still the same table
        let start = labels.len() - labels.iter().rev().take_while(|l| l.col >= run[0].col).count();
        let mut end = start + run.len();
        for next in runs.iter().filter(|r| r[0].col > run[run.len() - 1].col) {
            let words = &index.layouts[*layout];
            let loose = sure(words, about);
            let gap = next[0].col - labels[end - 1].col;
            let months = words.schema.shape == Shape::Matrix && !fit.months.is_empty();
            let month = |l: &Label| months && l.readings().iter().any(|r| months::heading(r).is_some());
            let fresh = next.iter().all(|l| {
                readings_field(words, l, loose).is_some_and(|(f, _)| !fit.slots.contains_key(&f)) || item_of(index, l).is_some() || month(l)
            });
            // months without names before them are those of the names to the left, however wide the gap
            if gap != 2 && !next.iter().all(month) || !fresh {
                break;
            }
            end += next.len();
        }
        if end > start + run.len()
            && let Some((wider, wide_fit)) = best(index, &labels[start..end], about)
            && wider == *layout
        {
            (*fit, *run) = (wide_fit, &labels[start..end]);
        }
    }
    out
}

/// A run whose first heading comes again may be two blocks without a gap.
fn split<'l>(index: &Index<'_>, run: &'l [Label], about: &About) -> Vec<(usize, Fit, &'l [Label])> {
    let same = |a: &Label, b: &Label| a.readings() == b.readings();
    let cuts: Vec<usize> = (1..run.len()).filter(|i| same(&run[0], &run[*i])).collect();
    if !cuts.is_empty() {
        let bounds: Vec<usize> = std::iter::once(0).chain(cuts).chain(std::iter::once(run.len())).collect();
        let parts: Vec<_> =
            bounds.windows(2).map(|b| &run[b[0]..b[1]]).map(|part| best(index, part, about).map(|(l, f)| (l, f, part))).collect();
        if parts.iter().all(Option::is_some) {
            return parts.into_iter().flatten().collect();
        }
    }
    best(index, run, about).map(|(layout, fit)| (layout, fit, run)).into_iter().collect()
}

fn header(grid: &Grid<'_>, index: &Index<'_>, first: usize, depth: usize, layout: usize, mut fit: Fit, run: &[Label]) -> Header {
    let schema = index.layouts[layout].schema;
    let year = run.iter().find(|l| l.readings().iter().any(|r| matches!(r.as_str(), "年" | "年份" | "年度"))).map(|l| l.col);
    let below = first + depth;
    let mut items: Vec<(Arc<str>, u32)> = Vec::new();
    if schema.record == RecordKind::Activity {
        date_among_times(grid, &index.layouts[layout], below, &mut fit.slots, run);
        items = record_items(grid, index, below, &fit.slots, run);
    }
    let minutes = fit
        .slots
        .get(&Field::Duration)
        .and_then(|col| run.iter().find(|l| l.col == *col))
        .is_some_and(|l| l.parts.iter().any(|p| p.raw.contains("分钟") || p.raw.to_lowercase().contains("min")));
    let spans = spans(grid, below, &mut fit.slots, run);
    let (from, to) = (run.first().map_or(0, |l| l.col), run.last().map_or(0, |l| l.col));
    Header {
        first,
        last: first + depth - 1,
        from,
        to,
        layout,
        slots: fit.slots,
        spans,
        months: fit.months,
        sessions: fit.sessions,
        year,
        items,
        minutes,
    }
}
