//! Headers: one to three lines of labels over a table, recognised by the layout that they satisfy. A sheet row may hold the headers of several
//! blocks side by side.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::coerce::counts::Order;
use super::coerce::{months, text_of};
use super::columns::{date_among_times, record_items, spans};
use super::cut::{blocks, is_data, is_pairs};
use super::fit::{About, Fit, Why, fit};
use super::grid::Grid;
use super::index::Index;
use super::sessions::{self, MonthColumn, Sessions};
use crate::model::book::{Shows, Value};
use crate::model::cell::CellRef;
use crate::model::record::{Field, RecordKind};
use crate::model::text::fold_heading;

/// Most lines of a header.
const DEEPEST: usize = 3;

/// A header of one block.
#[derive(Clone, Debug)]
pub struct Header {
    /// Index of its first and last line in the grid.
    pub first: usize,
    pub last: usize,
    /// The sheet's row of its last line, from 0.
    pub row: u32,
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
    /// Further columns for fields that have one.
    pub doubles: BTreeMap<Field, Vec<u32>>,
    /// All columns with a heading, as written: what is not used is told by it.
    pub written: BTreeMap<u32, String>,
    /// Which count stands first where one column holds both.
    pub order: Order,
}

impl Header {
    /// Does the other header name the same columns alike (the header repeated on a further page)? Without the title above it, it may look like another's.
    pub fn repeats(&self, other: &Header) -> bool {
        if (self.from, self.to) == (other.from, other.to) && self.written == other.written {
            return true;
        }
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

    /// The words over a heading that is known without them, where they reach over further columns.
    pub fn group(&self, known: impl Fn(&str) -> bool) -> Option<String> {
        let words: Vec<&Part> = self.parts.iter().filter(|p| !p.folded.is_empty()).collect();
        let lowest = words.last()?;
        let whole = self.readings.first().is_some_and(|whole| known(whole));
        if whole || words.len() < 2 || !known(&lowest.folded) {
            return None;
        }
        let over: String = words[..words.len() - 1].iter().filter(|p| p.width > 1).map(|p| p.folded.as_str()).collect();
        (!over.is_empty()).then_some(over)
    }

    /// The labels as written, from top to bottom.
    pub fn written(&self) -> String {
        let words = self.parts.iter().map(|p| p.raw.split_whitespace().collect::<String>()).filter(|t| !t.is_empty());
        words.collect::<Vec<_>>().join("·")
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

/// Labels that a header beginning in the `first`-th line could have, the deepest first; none where no header begins.
pub fn candidates(grid: &Grid<'_>, index: &Index<'_>, first: usize) -> impl Iterator<Item = Vec<Label>> {
    let deepest = if promising(grid, index, first) { deepest(grid, index, first) } else { 0 };
    (1..=deepest).rev().map(move |depth| labels(grid, first, depth))
}

/// How many lines a header that begins here has at most.
fn deepest(grid: &Grid<'_>, index: &Index<'_>, first: usize) -> usize {
    let mut depth = 1;
    while depth < DEEPEST && continues(grid, index, first, first + depth) {
        depth += 1;
    }
    depth
}

/// The last line of a header that puts several months side by side: no line of it is a header of its own.
pub fn months_aside(grid: &Grid<'_>, index: &Index<'_>, first: usize, about: &dyn Fn() -> About) -> Option<usize> {
    let mut above: Option<About> = None;
    let mut aside = |labels: &[Label]| {
        let about = above.get_or_insert_with(about);
        index.layouts.iter().any(|words| fit(words, labels, about).is_err_and(|why| why == Why::MonthsAside))
    };
    let depth = if promising(grid, index, first) { deepest(grid, index, first) } else { 0 };
    (2..=depth).rev().find(|depth| aside(&labels(grid, first, *depth))).map(|depth| first + depth - 1)
}

/// Headers that begin in the `first`-th line, from left to right. `about` is what stands above: title and sheet name.
pub fn at(grid: &Grid<'_>, index: &Index<'_>, first: usize, about: &dyn Fn() -> About) -> Vec<Header> {
    let mut above: Option<About> = None;
    let mut depth = if promising(grid, index, first) { deepest(grid, index, first) } else { 0 };
    while depth > 0 {
        let labels = labels(grid, first, depth);
        // the lines of a form hold headings, too: what stands above is looked at only where a table could begin
        let blocks = match index.may_be_any(labels.iter().flat_map(Label::readings)) {
            true => blocks(grid, first + depth, index, &labels, above.get_or_insert_with(about)),
            false => Vec::new(),
        };
        if !blocks.is_empty() && !is_data(grid, first, first + depth - 1) {
            return blocks.into_iter().map(|(layout, fit, run)| header(grid, index, first, depth, layout, fit, run)).collect();
        }
        depth -= 1;
    }
    Vec::new()
}

/// Two known headings in the row (months count beside one other), or one that stands over a second line; and no line of labels with their values.
fn promising(grid: &Grid<'_>, index: &Index<'_>, ix: usize) -> bool {
    headed(grid, index, ix) && !is_pairs(grid, index, ix)
}

fn headed(grid: &Grid<'_>, index: &Index<'_>, ix: usize) -> bool {
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
    match value {
        Value::Date(_) => true,
        Value::Part(part) => matches!(part.shows, Shows::Month | Shows::YearMonth | Shows::MonthDay),
        _ => false,
    }
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
    if wide && above.distinct(0, u32::MAX).count() > 1 {
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
    let parents = own.iter().all(|s| above.get(s.col).is_none() || parent(&s) || single(&s));
    let labels = own.iter().filter(|s| known(s)).count();
    let words = labels > 1 && own.iter().all(|s| known(s) || matches!(s.value, Value::Text(_)));
    fills_blank && parents && above.distinct(0, u32::MAX).count() > 1 && (labels == own.len() || words)
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
            if let Some(own) = columns.get_mut(&left).and_then(|parts| parts.first_mut()) {
                own.width = own.width.max(2);
            }
        }
    }
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
    let both = [Field::Attendance, Field::Actual].iter().find_map(|f| fit.slots.get(f));
    let heading = both.and_then(|col| run.iter().find(|l| l.col == *col));
    let order = heading.map_or(Order::Unsaid, |l| Order::of(&l.parts.iter().map(|p| p.raw.as_str()).collect::<String>()));
    let spans = spans(grid, below, &mut fit.slots, run);
    // what the dates turned out to stand in is no second time
    fit.doubles.values_mut().for_each(|cols| cols.retain(|col| !fit.slots.values().any(|slot| slot == col)));
    fit.doubles.retain(|_, cols| !cols.is_empty());
    let written = run.iter().map(|l| (l.col, l.written())).filter(|(_, text)| !text.is_empty()).collect();
    let (from, to) = (run.first().map_or(0, |l| l.col), run.last().map_or(0, |l| l.col));
    Header {
        first,
        last: first + depth - 1,
        row: grid.line(below - 1).row(),
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
        doubles: fit.doubles,
        written,
        order,
    }
}
