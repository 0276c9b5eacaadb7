//! Forms: label–value pairs in (merged) cells, one or several on a sheet, one above the other or side by side. Here they are found and cut apart;
//! `form_row` reads one.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::coerce::{dates, text_of};
use super::form_doubt::{differing, is_transposed};
use super::form_stray::{self, Stray};
use super::grid::{Grid, Seen};
use super::index::{Index, TAUGHT, Words, without_number};
use super::pairs;
use super::words::{PEOPLE, is_one};
use crate::model::book::Value;
use crate::model::cell::CellRef;
use crate::model::record::{Field, Named};
use crate::model::schema::Shape;
use crate::model::text::fold_heading;

/// Fields of which a seal, a date or another name may stand behind the value in the same cell.
const NAMES_AND_DAYS: [Field; 7] =
    [Field::Branch, Field::Committee, Field::Host, Field::Recorder, Field::Date, Field::Month, Field::Reported];

/// A label with its value.
#[derive(Clone, Debug)]
pub struct Hit {
    pub field: Option<Field>,
    /// How good the label is: 0 is the standard one.
    pub(super) rank: usize,
    label: String,
    pub(super) line: usize,
    pub(super) col: u32,
    /// The value's cell, filled or not.
    pub cell: CellRef,
    pub value: Option<Value>,
    /// Record item of the profile that the label names.
    pub item: Option<Arc<str>>,
}

impl Hit {
    /// The name that stands beside the label, if one does.
    pub fn named(&self) -> Option<Named> {
        let text = self.value.as_ref().map(text_of).filter(|text| !text.is_empty())?;
        Some(Named { text: (&*text).into(), cell: Some(self.cell) })
    }

    /// The label, folded.
    pub fn label(&self) -> &str {
        &self.label
    }
}

/// A form as found.
pub struct Form {
    /// Layout, as an index into the schemas.
    pub layout: usize,
    /// First row of the sheet that belongs to it.
    pub row: u32,
    /// Lines of the grid from its first to that of its last label.
    pub lines: std::ops::RangeInclusive<usize>,
    pub fields: BTreeMap<Field, Hit>,
    /// Counts that stand in two places and differ, as written.
    pub differing: BTreeMap<Field, String>,
    pub items: Vec<(Arc<str>, Hit)>,
    /// Labels that feed nothing, with what stands behind them.
    pub strays: Vec<Stray>,
    /// Title lines.
    pub title: String,
    /// Unlabelled dates above the first content label.
    pub headlines: Vec<(CellRef, Value)>,
}

impl Form {
    /// Is there a label that no field knows, or that one knows because the clerk has confirmed it?
    pub fn is_more_than_known(&self) -> bool {
        !self.strays.is_empty() || self.fields.values().any(|hit| hit.rank >= TAUGHT)
    }
}

/// Forms among the lines that belong to no table.
pub fn forms(grid: &Grid<'_>, index: &Index<'_>, free: &dyn Fn(usize) -> bool) -> Vec<Form> {
    let mut found: Vec<Form> = Vec::new();
    for (layout, words) in index.layouts.iter().enumerate().filter(|(_, w)| w.schema.shape == Shape::Form) {
        let hits = hits(grid, index, words, free);
        let bands = bands(&hits);
        for (k, from) in bands.iter().enumerate() {
            let to = bands.get(k + 1).map_or(u32::MAX, |next| next - 1);
            let own: Vec<&Hit> = hits.iter().filter(|h| (*from..=to).contains(&h.col)).collect();
            for (start, part) in cut(grid, &own, (*from, to)) {
                found.extend(form(grid, index, words, layout, start, part, (*from, to)));
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    found.sort_by_key(|f| f.row);
    found
}

pub(super) fn field_of(words: &Words<'_>, folded: &str) -> Option<(Field, usize)> {
    let known = words.field(folded).or_else(|| words.field(folded.trim_start_matches("本次")));
    known.or_else(|| words.taught(folded).map(|field| (field, TAUGHT)))
}

/// Is the cell a label, so that it cannot be another label's value?
pub(super) fn is_label(words: &Words<'_>, index: &Index<'_>, text: &str) -> bool {
    if text.len() > 120 {
        return false;
    }
    let folded = fold_heading(text);
    field_of(words, &folded).is_some()
        || index.item(&folded).is_some()
        || is_one(&folded, PEOPLE)
        || pairs::pairs(text).first().is_some_and(|p| field_of(words, &p.label).is_some() || is_one(&p.label, PEOPLE))
}

fn hits(grid: &Grid<'_>, index: &Index<'_>, words: &Words<'_>, free: &dyn Fn(usize) -> bool) -> Vec<Hit> {
    let mut out: Vec<Hit> = Vec::new();
    let mut values: HashSet<CellRef> = HashSet::new();
    for ix in (0..grid.len()).filter(|ix| free(*ix)) {
        let line = grid.line(ix);
        for seen in line.distinct(0, u32::MAX).filter(|s| s.at.row == line.row()) {
            let Value::Text(text) = seen.value else { continue };
            if values.contains(&seen.at) || text.len() > 600 {
                continue;
            }
            let mut hit = |label: &str, value: Option<(CellRef, Option<Value>)>, below: bool| {
                let item = index.item(label).cloned();
                let known = field_of(words, label);
                if known.is_none() && item.is_none() {
                    return;
                }
                let (cell, value) = value.unwrap_or_else(|| beside(grid, index, words, ix, seen, known.map(|k| k.0), below));
                if value.is_some() {
                    values.insert(grid_anchor(grid, cell));
                }
                let (field, rank) = known.map_or((None, usize::MAX), |(f, r)| (Some(f), r));
                out.push(Hit { field, rank, label: without_number(label).to_string(), line: ix, col: seen.col, cell, value, item });
            };
            let folded = fold_heading(text);
            if field_of(words, &folded).is_some() || index.item(&folded).is_some() {
                hit(&folded, None, true);
                continue;
            }
            let pairs = pairs::pairs(text);
            for (k, pair) in pairs.iter().enumerate() {
                let last = k + 1 == pairs.len();
                // what is told of an activity may have lines and gaps; names and days end where something stands apart
                let told = field_of(words, &pair.label).is_some_and(|(field, _)| !NAMES_AND_DAYS.contains(&field));
                let text = if told { &pair.whole } else { &pair.value };
                let value = if text.is_empty() && last { None } else { Some((seen.at, some_text(text))) };
                hit(&pair.label, value, false);
            }
            if pairs.is_empty() && text.contains("应参加") && text.contains("实际参加") {
                hit("参加党员情况", Some((seen.at, Some(seen.value.clone()))), false);
            }
        }
    }
    out
}

fn some_text(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| Value::Text(text.into()))
}

pub(super) fn grid_anchor(grid: &Grid<'_>, cell: CellRef) -> CellRef {
    grid.extent(cell).from
}

/// The value to the right of a label (or under one that spans the form); its cell even when blank.
fn beside(
    grid: &Grid<'_>,
    index: &Index<'_>,
    words: &Words<'_>,
    ix: usize,
    label: Seen<'_>,
    field: Option<Field>,
    below: bool,
) -> (CellRef, Option<Value>) {
    let extent = grid.extent(label.at);
    let line = grid.line(ix);
    let next = line.distinct(extent.to.col + 1, u32::MAX).next();
    let below = below && field == Some(Field::Content);
    // the date line beside a branch left blank is no branch
    let name = matches!(field, Some(Field::Branch | Field::Committee | Field::Theme | Field::Place | Field::Host | Field::Recorder));
    let date = |s: &Seen<'_>| dates::whole_date(s.value).is_some() || dates::is_unfilled(s.value);
    let labelled = |s: &Seen<'_>| matches!(s.value, Value::Text(t) if is_label(words, index, t));
    // `    年  月  日` behind the label 年月日 is its value, not filled in, though it reads like the label
    let unfilled = |s: &Seen<'_>| field == Some(Field::Date) && dates::is_unfilled(s.value);
    let fits = |s: &Seen<'_>| unfilled(s) || !(labelled(s) || name && date(s));
    // a blank value would be written to the right, or behind the label where that place is taken
    let blank = if line.get(extent.to.col + 1).is_some() { label.at } else { CellRef::new(label.at.row, extent.to.col + 1) };
    match next {
        Some(seen) if fits(&seen) => (seen.at, Some(continued(grid, ix, label, field, seen, &fits))),
        None if below && ix + 1 < grid.len() => {
            let under: Vec<Seen<'_>> = grid.line(ix + 1).distinct(extent.from.col, extent.to.col).collect();
            match under[..] {
                [seen] if fits(&seen) && (extent.to.col > extent.from.col || is_prose(words, grid, ix + 1, label, seen)) => {
                    (seen.at, Some(seen.value.clone()))
                }
                _ => (blank, None),
            }
        }
        _ => (blank, None),
    }
}

/// A label merged over several rows names all of them: what stands beside it in the further rows is one text with the first.
fn continued(
    grid: &Grid<'_>,
    ix: usize,
    label: Seen<'_>,
    field: Option<Field>,
    first: Seen<'_>,
    fits: &dyn Fn(&Seen<'_>) -> bool,
) -> Value {
    let extent = grid.extent(label.at);
    if matches!(field, Some(Field::Date | Field::Time)) {
        return in_parts(grid, ix, first).unwrap_or_else(|| first.value.clone());
    }
    if field != Some(Field::Content) || extent.to.row == extent.from.row {
        return first.value.clone();
    }
    let mut texts = vec![text_of(first.value).into_owned()];
    for line in (ix + 1..grid.len()).map(|at| grid.line(at)).take_while(|line| line.row() <= extent.to.row) {
        let beside = line.distinct(extent.to.col + 1, u32::MAX).next();
        texts.extend(beside.filter(|s| s.at.row == line.row() && fits(s)).map(|s| text_of(s.value).into_owned()));
    }
    if texts.len() == 1 { first.value.clone() } else { Value::Text(texts.join("\n").into()) }
}

/// `2025` `年` `2` `月` `10` `日` in cells of their own, as one text; what follows them in the line is read with them where it is a time.
fn in_parts(grid: &Grid<'_>, ix: usize, first: Seen<'_>) -> Option<Value> {
    let part = |s: &Seen<'_>| {
        let text = text_of(s.value);
        let bare = text.trim();
        let word = matches!(bare, "年" | "月" | "日" | "号" | "时" | "分" | "点" | "至" | ":" | "：" | "-" | "—" | "～");
        (word || !bare.is_empty() && bare.len() <= 4 && bare.chars().all(|c| c.is_ascii_digit())).then(|| bare.to_string())
    };
    let parts: Vec<String> = grid.line(ix).distinct(first.col, u32::MAX).map_while(|s| part(&s)).take(16).collect();
    let text = parts.concat();
    (parts.len() >= 4 && text.contains('年') && text.contains('月')).then(|| Value::Text(text.into()))
}

/// The text in the row under a label that has nothing beside it, unless it is a date, a note or the title of the next form.
fn is_prose(words: &Words<'_>, grid: &Grid<'_>, ix: usize, label: Seen<'_>, seen: Seen<'_>) -> bool {
    let Value::Text(text) = seen.value else { return false };
    let folded = fold_heading(text);
    let titled = folded.chars().count() < 40 && words.schema.title_words.iter().any(|word| folded.contains(&**word));
    grid.adjoins(ix)
        && grid.line(ix - 1).row() == label.at.row
        && seen.at.row == grid.line(ix).row()
        && !titled
        && !super::words::is_note(text)
        && dates::whole_date(seen.value).is_none()
        && !dates::is_unfilled(seen.value)
        && pairs::pairs(text).is_empty()
}

/// First columns of forms side by side: where the same label stands twice in a line.
fn bands(hits: &[Hit]) -> Vec<u32> {
    for line in hits.chunk_by(|a, b| a.line == b.line) {
        for hit in line.iter().filter(|h| h.field == Some(Field::Theme)) {
            let cols: Vec<u32> = line.iter().filter(|h| h.label == hit.label).map(|h| h.col).collect();
            if cols.len() > 1 {
                return std::iter::once(0).chain(cols.into_iter().skip(1)).collect();
            }
        }
    }
    vec![0]
}

/// Cuts the hits of a band where a label comes again. Each part with the line on which its form begins.
fn cut<'h>(grid: &Grid<'_>, hits: &[&'h Hit], band: (u32, u32)) -> Vec<(usize, Vec<&'h Hit>)> {
    let keys = [Field::Theme, Field::Branch, Field::Content, Field::Attendance, Field::Time, Field::Date];
    let mut parts: Vec<(usize, Vec<&Hit>)> = Vec::new();
    let mut seen: HashSet<&str> = HashSet::new();
    for hit in hits {
        let again = hit.field.is_some_and(|f| keys.contains(&f)) && seen.contains(&*hit.label);
        if parts.is_empty() || again {
            let floor = parts.last().and_then(|(_, p)| p.last()).map_or(0, |h| h.line + 1);
            let start = if parts.is_empty() { 0 } else { title_start(grid, floor, hit.line, band) };
            parts.push((start, Vec::new()));
            seen.clear();
        }
        seen.insert(&hit.label);
        if let Some((_, part)) = parts.last_mut() {
            part.push(hit);
        }
    }
    parts
}

/// Title lines (one cell to a line) directly above a form.
fn title_start(grid: &Grid<'_>, floor: usize, line: usize, (from, to): (u32, u32)) -> usize {
    let mut start = line;
    for ix in (floor..line).rev() {
        let cells: Vec<Seen<'_>> = grid.line(ix).distinct(from, to).filter(|s| s.at.row == grid.line(ix).row()).collect();
        match cells[..] {
            [] => {}
            [seen] if !super::words::is_note(&text_of(seen.value)) => start = ix,
            [_, seen] if dates::whole_date(seen.value).is_some() || dates::is_unfilled(seen.value) => start = ix,
            _ => break,
        }
    }
    start
}

fn form(
    grid: &Grid<'_>,
    index: &Index<'_>,
    words: &Words<'_>,
    layout: usize,
    start: usize,
    hits: Vec<&Hit>,
    (from, to): (u32, u32),
) -> Option<Form> {
    let lines: HashSet<usize> = hits.iter().filter(|h| h.field.is_some()).map(|h| h.line).collect();
    let mut fields: BTreeMap<Field, Hit> = BTreeMap::new();
    for hit in &hits {
        let Some(field) = hit.field else { continue };
        let better = |best: &Hit| {
            (best.value.is_none() && hit.value.is_some()) || (best.value.is_none() == hit.value.is_none() && hit.rank < best.rank)
        };
        if fields.get(&field).is_none_or(better) {
            fields.insert(field, (*hit).clone());
        }
    }
    let has = |f: &Field| fields.contains_key(f);
    let required = words.schema.columns.iter().filter(|c| c.required).all(|c| has(&c.field));
    // all labels may stand in one cell, a line of it each
    let in_one_cell = fields.len() >= 4 && hits.windows(2).all(|w| (w[0].line, w[0].col) == (w[1].line, w[1].col));
    if lines.len() < 3 && !in_one_cell || !required || !words.schema.any_of.iter().all(|group| group.iter().any(|set| set.iter().all(has)))
    {
        return None;
    }
    if is_transposed(grid, words, &fields) {
        return None;
    }
    let mut items: Vec<(Arc<str>, Hit)> = Vec::new();
    for hit in &hits {
        if let Some(name) = hit.item.clone().filter(|name| !items.iter().any(|(n, _)| n == name)) {
            items.push((name, (*hit).clone()));
        }
    }
    let first_content = hits
        .iter()
        .filter(|h| !matches!(h.field, Some(Field::Branch | Field::Committee | Field::Date | Field::Month)))
        .map(|h| h.line)
        .min()?;
    let told: Vec<CellRef> = fields.values().map(|hit| hit.cell).collect();
    let labels: HashSet<CellRef> = hits.iter().map(|h| CellRef::new(grid.line(h.line).row(), h.col)).collect();
    let used: HashSet<CellRef> = hits.iter().filter(|h| h.value.is_some()).map(|h| h.cell).collect();
    let mut title: Vec<String> = Vec::new();
    let mut headlines = Vec::new();
    for ix in start..first_content {
        for seen in grid.line(ix).distinct(from, to) {
            let text = text_of(seen.value);
            if labels.contains(&seen.at) || used.contains(&seen.at) {
                // 党组织（盖章）：甲支部　　2017年7月5日
                let tail = text.split(['\u{3000}', '\n', '\t']).flat_map(|t| t.split("  ")).filter_map(|t| some_text(t.trim()));
                headlines.extend(tail.filter(|v| *v != *seen.value && dates::whole_date(v).is_some()).map(|v| (seen.at, v)));
            } else if dates::whole_date(seen.value).is_some()
                || dates::is_unfilled(seen.value)
                || short_date(seen.value)
                || is_day(seen.value)
            {
                headlines.push((seen.at, seen.value.clone()));
            } else if matches!(seen.value, Value::Text(_)) && pairs::pairs(&text).is_empty() {
                title.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
            }
        }
    }
    // 时间 and 活动时间 on one form: one of them holds the day, the other the clock
    let other = |h: &&&Hit| matches!(h.field, Some(Field::Time | Field::Date)) && !told.contains(&h.cell);
    let days = hits.iter().filter(other).filter_map(|h| h.value.clone().map(|v| (h.cell, v)));
    headlines.extend(days.filter(|(_, v)| dates::whole_date(v).is_some() || short_date(v)));
    let row = (start..=first_content).find(|ix| grid.line(*ix).has_own(from, to)).map(|ix| grid.line(ix).row())?;
    let last = hits.iter().map(|h| h.line).max()?;
    let differing = [Field::Due, Field::Actual].into_iter().filter_map(|f| differing(grid, &hits, f).map(|text| (f, text))).collect();
    let strays = form_stray::strays(grid, index, words, &hits, (from, to));
    Some(Form { layout, row, lines: start..=last, fields, differing, items, strays, title: title.join(" "), headlines })
}

/// `2月30日`: a date line, whether or not there is such a day. It tells nothing but the day, so it is no title.
fn is_day(value: &Value) -> bool {
    let Value::Text(text) = value else { return false };
    let text = text.trim();
    let of_dates = |c: char| c.is_numeric() || matches!(c, '年' | '月' | '日' | '号' | '.' | '/' | '-' | '—' | '至' | '、' | ' ');
    text.len() <= 60
        && text.starts_with(char::is_numeric)
        && text.contains('月')
        && text.ends_with(['日', '号'])
        && text.chars().all(of_dates)
}

/// `7月5日`: a date line whose year stands elsewhere.
pub(super) fn short_date(value: &Value) -> bool {
    let context = dates::DateContext { year: Some(2000), month: None, ..Default::default() };
    matches!(value, Value::Text(t) if t.contains('日')) && dates::date_line(value, &context).is_some()
}
