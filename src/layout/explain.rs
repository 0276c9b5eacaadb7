//! How a table, a form or a list was understood, for those who ask: which column became what, what stands in those that became nothing, and what is told
//! around them. Nothing here decides anything.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::coerce::dates::{self, DateContext};
use super::coerce::{is_zero, text_of};
use super::fit::readings_field;
use super::form::Form;
use super::grid::Grid;
use super::header::{self, Header};
use super::index::{Index, TAUGHT, Words};
use super::issues::shorten;
use super::sheet::Block;
use super::table::{Hints, Scope};
use super::unused;
use crate::model::book::Value;
use crate::model::cell::CellRef;
use crate::model::identity::mask_identity;
use crate::model::record::{Field, OrgHint, RecordKind};
use crate::model::schema::LayoutSchema;
use crate::model::text::heading_key;
use crate::model::understood::{Around, Becomes, ColumnSeen, Held, ListSeen, TableSeen};

/// How many different values are shown of a column.
const SAMPLES: usize = 5;
/// Rows below a header that are looked at for what a column holds.
const LOOKED_AT: usize = 2_000;
/// Lines of a sheet among which the header of a list is looked for.
const LINES: usize = 30;
/// Fewest names that make a column one of names.
const FEWEST: usize = 2;

/// Rows by what became of them: made, returned, passed over.
pub type Tally = (u64, u64, u64);

/// A table. `data`: its lines with data.
pub fn table(
    grid: &Grid<'_>,
    block: &Block,
    scope: &Scope<'_>,
    schema: &LayoutSchema,
    data: &[usize],
    (made, returned, ignored): Tally,
) -> TableSeen {
    let header = &block.header;
    let end = data.last().map_or(header.row, |ix| grid.line(*ix).row());
    TableSeen {
        sheet: scope.table.sheet.clone(),
        layout: schema.id.clone(),
        lacks: Vec::new(),
        form: false,
        header: (grid.line(header.first).row() + 1, header.row + 1),
        end: end + 1,
        columns: columns(grid, header, schema, data),
        made,
        returned,
        ignored,
        above: (*scope.above).clone(),
        month: around(&scope.hints, |h| h.month),
        year: around(&scope.hints, |h| h.year),
    }
}

fn columns(grid: &Grid<'_>, header: &Header, schema: &LayoutSchema, data: &[usize]) -> Vec<ColumnSeen> {
    let column = |(col, heading): (&u32, &String)| {
        let becomes = becomes(header, schema, *col, heading);
        let looked = !matches!(becomes, Becomes::Field(_) | Becomes::Marks | Becomes::Item | Becomes::Year | Becomes::Own);
        let held = if looked { held(grid, *col, data) } else { Held::default() };
        ColumnSeen { at: CellRef::new(header.row, *col), heading: mask_identity(heading), becomes, held }
    };
    let mut all: Vec<ColumnSeen> = header.written.iter().map(column).collect();
    // data without a heading between others
    let bare = (header.from..=header.to).filter(|col| !header.written.contains_key(col));
    for col in bare {
        let held = held(grid, col, data);
        if held.rows > 1 {
            all.push(ColumnSeen { at: CellRef::new(header.row, col), heading: String::new(), becomes: Becomes::Unknown, held });
        }
    }
    all.sort_by_key(|c| c.at.col);
    all
}

fn becomes(header: &Header, schema: &LayoutSchema, col: u32, heading: &str) -> Becomes {
    let taught = header.taught.get(&col).copied();
    if let Some((field, _)) = header.slots.iter().find(|(_, slot)| **slot == col) {
        return if taught == Some(*field) { Becomes::Taught(*field) } else { Becomes::Field(*field) };
    }
    let under = |of: &std::collections::BTreeMap<Field, Vec<u32>>| of.iter().find(|(_, cols)| cols.contains(&col)).map(|(field, _)| *field);
    if let Some(field) = under(&header.doubles) {
        return Becomes::Double(field);
    }
    if let Some(field) = under(&header.spans) {
        return Becomes::Beside(field);
    }
    if header.months.iter().any(|m| m.0 == col) || header.sessions.columns().any(|c| c == col) {
        return Becomes::Marks;
    }
    if header.year == Some(col) {
        return Becomes::Year;
    }
    if header.items.iter().any(|item| item.1 == col) {
        return Becomes::Item;
    }
    if super::own::is_handed_out(heading) {
        return Becomes::Own;
    }
    match taught {
        Some(field) => Becomes::Contradicts(field),
        None if unused::is_declined(schema, heading) => Becomes::Declined,
        None => Becomes::Unknown,
    }
}

fn held(grid: &Grid<'_>, col: u32, data: &[usize]) -> Held {
    let mut held = Held::default();
    for (n, ix) in data.iter().enumerate() {
        let line = grid.line(*ix);
        let Some(seen) = line.get(col).filter(|s| s.at.row == line.row() && !is_zero(s.value)) else { continue };
        if n < LOOKED_AT {
            hold(&mut held, seen.value);
        } else {
            held.rows += 1;
        }
    }
    held
}

/// Takes a value into what a column, or a label of a form, holds.
fn hold(held: &mut Held, value: &Value) {
    let year = DateContext { year: Some(2000), ..DateContext::default() };
    held.rows += 1;
    let text = text_of(value);
    let number = text.trim().trim_end_matches(['人', '名', '个', '次']);
    let counts = !number.is_empty() && number.len() < 6 && number.bytes().all(|b| b.is_ascii_digit());
    held.counts += u64::from(counts);
    held.dates += u64::from(!counts && dates::read(value, &year).is_ok());
    if held.samples.len() < SAMPLES {
        let shown = shorten(&mask_identity(text.trim()));
        if !shown.is_empty() && !held.samples.contains(&shown) {
            held.samples.push(shown);
        }
    }
}

fn around<T>(hints: &Hints, of: impl Fn(&super::coerce::months::Hint) -> Option<T>) -> Option<(Around, T)> {
    let near = [(Around::Title, &hints.title), (Around::Sheet, &hints.sheet), (Around::File, &hints.file), (Around::Folder, &hints.folder)];
    near.into_iter().find_map(|(at, hint)| Some((at, of(hint)?)))
}

/// A form.
pub fn form(
    grid: &Grid<'_>,
    form: &Form,
    schema: &LayoutSchema,
    above: OrgHint,
    hints: &Hints,
    (made, returned, ignored): Tally,
) -> TableSeen {
    let row = |ix: usize| grid.line(ix).row() + 1;
    let mut columns: Vec<ColumnSeen> = Vec::new();
    let mut add = |hit: &super::form::Hit, becomes: Becomes| {
        columns.push(ColumnSeen { at: hit.cell, heading: hit.label().to_string(), becomes, held: Held::default() });
    };
    let taught = |hit: &super::form::Hit| hit.rank >= TAUGHT;
    form.fields.iter().for_each(|(field, hit)| add(hit, if taught(hit) { Becomes::Taught(*field) } else { Becomes::Field(*field) }));
    form.items.iter().for_each(|(_, hit)| add(hit, Becomes::Item));
    for stray in &form.strays {
        let becomes = if unused::is_declined(schema, &stray.label) { Becomes::Declined } else { Becomes::Unknown };
        let mut held = Held::default();
        hold(&mut held, &stray.value);
        columns.push(ColumnSeen { at: stray.cell, heading: shorten(&stray.label), becomes, held });
    }
    columns.sort_by_key(|c| c.at);
    TableSeen {
        sheet: above.around.sheet.clone(),
        layout: schema.id.clone(),
        lacks: Vec::new(),
        form: true,
        header: (row(*form.lines.start()), row(*form.lines.end())),
        end: row(*form.lines.end()),
        columns,
        made,
        returned,
        ignored,
        above,
        month: around(hints, |h| h.month),
        year: around(hints, |h| h.year),
    }
}

/// A sheet that lacks a column of the layout that it comes nearest to.
pub fn lacking(
    grid: &Grid<'_>,
    words: &Words<'_>,
    (first, labels): &(usize, Vec<header::Label>),
    lacks: &[&str],
    above: OrgHint,
    hints: &Hints,
) -> TableSeen {
    let depth = labels.iter().map(|l| l.parts.len()).max().unwrap_or(1);
    let data: Vec<usize> = (first + depth..grid.len()).collect();
    let row = |ix: usize| grid.line(ix).row();
    let mut taken = BTreeSet::new();
    let column = |label: &header::Label| {
        let field = readings_field(words, label, true).map(|(field, _)| field);
        let becomes = match field {
            Some(field) if taken.insert(field) => Becomes::Field(field),
            Some(field) => Becomes::Double(field),
            None => Becomes::Unknown,
        };
        let held = if field.is_none() { held(grid, label.col, &data) } else { Held::default() };
        ColumnSeen { at: CellRef::new(row(first + depth - 1), label.col), heading: mask_identity(&label.written()), becomes, held }
    };
    TableSeen {
        sheet: above.around.sheet.clone(),
        layout: words.schema.id.clone(),
        lacks: lacks.iter().map(ToString::to_string).collect(),
        form: false,
        header: (row(*first) + 1, row(first + depth - 1) + 1),
        end: data.last().map_or(row(*first), |ix| row(*ix)) + 1,
        columns: labels.iter().map(column).collect(),
        made: 0,
        returned: data.len() as u64,
        ignored: (first + depth) as u64,
        above,
        month: around(hints, |h| h.month),
        year: around(hints, |h| h.year),
    }
}

/// A sheet that no layout knows, if it has a column of names of branches or members.
pub fn list(grid: &Grid<'_>, index: &Index<'_>, sheet: &Arc<str>, why: &str) -> Option<ListSeen> {
    let mut best: Option<(usize, ListSeen)> = None;
    for ix in 0..grid.len().min(LINES) {
        for labels in header::candidates(grid, index, ix) {
            let depth = labels.iter().map(|l| l.parts.len()).max().unwrap_or(1);
            for kind in [RecordKind::BranchRoster, RecordKind::MemberRoster] {
                let Some(words) = index.layouts.iter().find(|w| w.schema.record == kind) else { continue };
                let field = |l: &header::Label| l.readings().iter().find_map(|r| words.field_if(r, true)).map(|(field, _)| field);
                let fields: BTreeSet<Field> = labels.iter().filter_map(field).collect();
                let key = if kind == RecordKind::BranchRoster { Field::Branch } else { Field::Member };
                let Some(label) = labels.iter().find(|l| field(l) == Some(key)) else { continue };
                let data: Vec<usize> = (ix + depth..grid.len()).collect();
                let names = names(grid, label.col, &data);
                // members' lists name their branches as well
                let weight = fields.len() * 2 + usize::from(kind == RecordKind::MemberRoster && fields.contains(&Field::Member));
                if names.len() < FEWEST || best.as_ref().is_some_and(|(most, _)| *most >= weight) {
                    continue;
                }
                let lacks = words.schema.columns.iter().filter(|c| c.required && !fields.contains(&c.field));
                let lacks =
                    lacks.filter(|c| c.field != Field::Branch || kind == RecordKind::BranchRoster).map(|c| c.field.name().to_string());
                let headings: Vec<String> = labels.iter().map(header::Label::written).filter(|t| !t.is_empty()).collect();
                best = Some((
                    weight,
                    ListSeen {
                        sheet: sheet.clone(),
                        headings: shorten(&mask_identity(&headings.join("、"))),
                        kind,
                        column: label.written(),
                        rows: data.iter().filter(|ix| grid.line(**ix).get(label.col).is_some()).count() as u64,
                        names,
                        lacks: lacks.collect(),
                        why: why.to_string(),
                    },
                ));
            }
        }
    }
    best.map(|(_, list)| list)
}

/// Different texts of a column that may be names.
fn names(grid: &Grid<'_>, col: u32, data: &[usize]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut names = Vec::new();
    for ix in data.iter().take(LOOKED_AT) {
        let line = grid.line(*ix);
        let Some(Value::Text(text)) = line.get(col).filter(|s| s.at.row == line.row()).map(|s| s.value) else { continue };
        let name = mask_identity(text.trim());
        if !name.is_empty() && name.chars().count() <= 40 && seen.insert(heading_key(&name)) {
            names.push(name);
        }
    }
    names
}
