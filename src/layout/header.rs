//! Headers: one to three lines of labels over a table, recognised by the layout that they satisfy. A sheet row may hold the headers of several
//! blocks side by side.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::coerce::counts::Order;
use super::columns::{date_among_times, is_of_clocks, own_lines, record_items, spans};
use super::cut::{blocks, is_data, is_pairs};
use super::fit::{About, Fit, Why, fit, readings_field};
use super::grid::Grid;
use super::index::{Index, TAUGHT};
use super::levels::{continues, labels, parts};
use super::own;
use super::sessions::{self, MonthColumn, Sessions};
use crate::model::book::{Shows, Value};
use crate::model::cell::CellRef;
use crate::model::record::{Field, RecordKind};

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
    /// No column tells the day of an activity: it stands above the table.
    pub day_above: bool,
    /// All columns with a heading, as written: what is not used is told by it.
    pub written: BTreeMap<u32, String>,
    /// Columns whose heading the clerk has confirmed for a field.
    pub taught: BTreeMap<u32, Field>,
    /// Which count stands first where one column holds both.
    pub order: Order,
}

impl Header {
    /// Does the other header name the same columns alike (the header repeated on a further page)? Without the title above it, it may look like another's.
    pub fn repeats(&self, other: &Header) -> bool {
        let same = || {
            (self.to == other.to || self.reach() == other.reach())
                && self.slots == other.slots
                && self.months == other.months
                && self.sessions == other.sessions
        };
        // of the same words the first are read by what stands below them: below the others may be too little to tell
        self.from == other.from && (self.headings().eq(other.headings()) || self.layout == other.layout && same())
    }

    /// Fields with their columns beyond the first: those below one heading, and doubles.
    pub fn further(&self) -> impl Iterator<Item = (&Field, &u32)> {
        self.spans.iter().chain(&self.doubles).flat_map(|(field, cols)| cols.iter().map(move |col| (field, col)))
    }

    /// Columns of marks: months, days, signatures.
    pub fn mark_columns(&self) -> impl Iterator<Item = u32> {
        self.months.iter().map(|month| month.0).chain(self.sessions.columns())
    }

    /// Its headings as written, without those of our own.
    fn headings(&self) -> impl Iterator<Item = (&u32, &String)> {
        self.written.iter().filter(|(_, heading)| !own::is_handed_out(heading))
    }

    /// Its last column that is not one of our own: remarks in a copy that came back stand beside the first header alone.
    fn reach(&self) -> Option<u32> {
        self.headings().last().map(|(col, _)| *col)
    }
}

/// One label of a column.
#[derive(Clone, Debug)]
pub struct Part {
    pub folded: String,
    pub raw: String,
    pub at: CellRef,
    pub width: u32,
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
        let lowest = self.parts.iter().rfind(|p| !p.folded.is_empty())?;
        if self.is_whole(&known) || !known(&lowest.folded) { None } else { self.over() }
    }

    /// Is the heading known with the words over it?
    pub fn is_whole(&self, known: impl Fn(&str) -> bool) -> bool {
        self.readings.first().is_some_and(|whole| known(whole))
    }

    /// The words over the heading that reach over further columns.
    pub fn over(&self) -> Option<String> {
        let words: Vec<&Part> = self.parts.iter().filter(|p| !p.folded.is_empty()).collect();
        let (_, above) = words.split_last()?;
        let over: String = above.iter().filter(|p| p.width > 1).map(|p| p.folded.as_str()).collect();
        (!over.is_empty()).then_some(over)
    }

    /// The labels as written, from top to bottom.
    pub fn written(&self) -> String {
        let words = self.parts.iter().map(|p| p.raw.split_whitespace().collect::<String>()).filter(|t| !t.is_empty());
        words.collect::<Vec<_>>().join("·")
    }

    pub fn new(col: u32, parts: Vec<Part>) -> Self {
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
        // 实到人数 over 男, 女, 合计: the last is what the words over it say, the others are parts of it
        if let [over @ .., lowest] = &words[..]
            && over.last().is_some_and(|p| p.width > 1)
            && matches!(lowest.folded.as_str(), "合计" | "总计" | "小计" | "总数" | "总人数" | "合计人数" | "合计数")
        {
            readings.push(joined(over));
        }
        Label { col, parts, readings }
    }
}

/// Labels that a header beginning in the `first`-th line could have, the deepest first; none where no header begins.
pub fn candidates(grid: &Grid<'_>, index: &Index<'_>, first: usize) -> impl Iterator<Item = Vec<Label>> {
    (1..=depth(grid, index, first)).rev().map(move |depth| labels(grid, first, depth))
}

/// How many lines a header that begins here has at most; 0 where none does.
pub fn depth(grid: &Grid<'_>, index: &Index<'_>, first: usize) -> usize {
    if promising(grid, index, first) { deepest(grid, index, first) } else { 0 }
}

fn deepest(grid: &Grid<'_>, index: &Index<'_>, first: usize) -> usize {
    let mut depth = 1;
    while depth < DEEPEST && continues(grid, index, first, first + depth) {
        depth += 1;
    }
    depth
}

/// The last line of a header that puts several months side by side: no line of it is a header of its own. `deepest`: as [`depth`] tells it.
pub fn months_aside(grid: &Grid<'_>, index: &Index<'_>, (first, deepest): (usize, usize), about: &dyn Fn() -> About) -> Option<usize> {
    let mut above: Option<About> = None;
    let mut aside = |labels: &[Label]| {
        let about = above.get_or_insert_with(about);
        index.layouts.iter().any(|words| fit(words, labels, about).is_err_and(|why| why == Why::MonthsAside))
    };
    (2..=deepest).rev().find(|depth| aside(&labels(grid, first, *depth))).map(|depth| first + depth - 1)
}

/// Headers that begin in the `first`-th line, from left to right. `depth`: as [`depth`] tells it. `about` is what stands above: title and sheet name.
pub fn at(grid: &Grid<'_>, index: &Index<'_>, (first, mut depth): (usize, usize), about: &dyn Fn() -> About) -> Vec<Header> {
    let mut above: Option<About> = None;
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
            beside || ix + 1 < grid.len() && grid.adjoins(ix + 1) && (known(ix + 1) > 0 || months_in(grid, index, ix + 1))
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
pub fn is_month_date(value: &Value) -> bool {
    match value {
        Value::Date(_) => true,
        Value::Part(part) => matches!(part.shows, Shows::Month | Shows::YearMonth | Shows::MonthDay),
        _ => false,
    }
}

/// A date cell as a heading: the first of a month stands for the month, and a date without a year has none.
pub fn date_heading(date: &chrono::NaiveDateTime) -> String {
    use chrono::Datelike;
    let format = match (date.year() > 1904, date.day() == 1) {
        (true, true) => "%Y年%-m月",
        (true, false) => "%Y年%-m月%-d日",
        (false, true) => "%-m月",
        (false, false) => "%-m月%-d日",
    };
    date.format(format).to_string()
}

pub fn month_number(value: &Value) -> Option<u32> {
    match value {
        Value::Number(n) if n.fract() == 0.0 && (1.0..=12.0).contains(n) => Some(*n as u32),
        Value::Text(text) => text.trim().parse().ok().filter(|n| (1..=12).contains(n)),
        _ => None,
    }
}

fn header(grid: &Grid<'_>, index: &Index<'_>, first: usize, depth: usize, layout: usize, mut fit: Fit, run: &[Label]) -> Header {
    let schema = index.layouts[layout].schema;
    let year = run.iter().find(|l| l.readings().iter().any(|r| matches!(r.as_str(), "年" | "年份" | "年度"))).map(|l| l.col);
    let below = first + depth;
    let lines = own_lines(grid, index, &index.layouts[layout], below);
    let mut items: Vec<(Arc<str>, u32)> = Vec::new();
    if schema.record == RecordKind::Activity {
        date_among_times(grid, &index.layouts[layout], &lines, &mut fit.slots, run);
        items = record_items(grid, index, &lines, &fit.slots, run);
    }
    // a column of times may tell days of its own
    let times = [Field::Time, Field::Start].into_iter().filter_map(|field| fit.slots.get(&field));
    let day_above = fit.day_above
        && ![Field::Date, Field::Day].iter().any(|field| fit.slots.contains_key(field))
        && times.copied().all(|col| is_of_clocks(grid, &lines, col));
    let minutes = fit
        .slots
        .get(&Field::Duration)
        .and_then(|col| run.iter().find(|l| l.col == *col))
        .is_some_and(|l| l.parts.iter().any(|p| p.raw.contains("分钟") || p.raw.to_lowercase().contains("min")));
    let both = [Field::Attendance, Field::Actual].iter().find_map(|f| fit.slots.get(f));
    let heading = both.and_then(|col| run.iter().find(|l| l.col == *col));
    let order = heading.map_or(Order::Unsaid, |l| Order::of(&l.parts.iter().map(|p| p.raw.as_str()).collect::<String>()));
    let mut spans = spans(grid, &lines, &mut fit.slots, run);
    // parts that no field knows: each column holds one of them, and none the whole
    let parts = parts(grid, index, below).filter(|(from, _)| fit.slots.values().any(|slot| slot == from));
    if let Some((from, to)) = parts {
        let over = [Field::Due, Field::Actual, Field::Attendance].into_iter().filter(|field| fit.slots.get(field) == Some(&from));
        over.for_each(|field| spans.entry(field).or_default().extend(from + 1..=to));
    }
    let last = below - 1 + usize::from(parts.is_some());
    // what the dates turned out to stand in is no second time
    fit.doubles.values_mut().for_each(|cols| cols.retain(|col| !fit.slots.values().any(|slot| slot == col)));
    fit.doubles.retain(|_, cols| !cols.is_empty());
    let written = run.iter().map(|l| (l.col, l.written())).filter(|(_, text)| !text.is_empty()).collect();
    let confirmed = |l: &Label| match readings_field(&index.layouts[layout], l, true) {
        Some((field, TAUGHT)) => Some((l.col, field)),
        _ => None,
    };
    let taught = run.iter().filter_map(confirmed).collect();
    let (from, to) = (run.first().map_or(0, |l| l.col), run.last().map_or(0, |l| l.col));
    Header {
        first,
        last,
        row: grid.line(last).row(),
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
        day_above,
        written,
        taught,
        order,
    }
}
