//! Columns of a table under which data stand and that feed nothing: every column is used or told.

use super::grid::Line;
use super::header::Header;
use super::own;
use super::table::Scope;
use crate::model::cell::{CellRef, column_letters};
use crate::model::record::Field;
use crate::model::schema::LayoutSchema;
use crate::model::text::heading_key;
use crate::model::understood::{Taught, TaughtUse};

/// Most columns that are named one by one.
const NAMED: usize = 12;

/// Most columns behind the last heading that are kept apart.
const MOST: usize = 64;

/// Has the clerk said that the heading is of no use?
pub fn is_declined(schema: &LayoutSchema, heading: &str) -> bool {
    !schema.declined.is_empty() && schema.declined.iter().any(|own| **own == *heading_key(heading))
}

/// Columns that feed nothing, and where data were first seen in them.
pub struct Unused<'h> {
    header: &'h Header,
    /// With a heading (a single cell under it is data), or without one between others (a single cell is somebody's remark).
    blank: Vec<u32>,
    seen: Vec<CellRef>,
    /// First cells of columns without a heading in which nothing else stands so far, or that stand behind the last heading: remarks, lists of choices.
    lone: Vec<CellRef>,
    /// Further columns of a field in which something stands.
    doubled: Vec<u32>,
    /// Last column with a heading, and the last that may belong to the table.
    edge: (u32, u32),
    rows: bool,
}

impl<'h> Unused<'h> {
    /// `from` to `to`: columns that belong to the table.
    pub fn new(header: &'h Header, from: u32, to: u32) -> Self {
        let used = |col: &u32| {
            header.slots.values().chain(header.spans.values().flatten()).chain(header.doubles.values().flatten()).any(|c| c == col)
                || header.months.iter().any(|m| m.0 == *col)
                || header.year == Some(*col)
                || header.sessions.columns().any(|c| c == *col)
                || header.items.iter().any(|i| i.1 == *col)
                || header.written.get(col).is_some_and(|heading| own::is_handed_out(heading))
        };
        let blank = (from.min(header.from)..=header.to).filter(|col| !used(col)).collect();
        Unused { header, blank, seen: Vec::new(), lone: Vec::new(), doubled: Vec::new(), edge: (header.to, to), rows: false }
    }

    /// Looks at a row of data.
    pub fn see(&mut self, line: Line<'_>) {
        self.rows = true;
        for k in (0..self.blank.len()).rev() {
            let col = self.blank[k];
            let found = line.get(col).filter(|s| s.at.row == line.row() && !super::coerce::is_zero(s.value));
            if let Some(found) = found
                && self.found(found.at)
            {
                self.blank.swap_remove(k);
            }
        }
        for col in self.header.doubles.values().flatten() {
            if line.get(*col).is_some() && !self.doubled.contains(col) {
                self.doubled.push(*col);
            }
        }
        let (last, to) = self.edge;
        if line.last_col().is_some_and(|col| col > last) && self.seen.len() + self.lone.len() < MOST {
            let beyond: Vec<CellRef> = line.cells(last + 1, to).filter(|s| s.at.row == line.row()).map(|s| s.at).collect();
            for at in beyond {
                self.found(at);
            }
        }
    }

    /// A filled cell. True: the column is known to hold data.
    fn found(&mut self, at: CellRef) -> bool {
        let first = self.lone.iter().position(|lone| lone.col == at.col);
        let beyond = at.col > self.edge.0;
        match first {
            Some(_) if beyond => false,
            None if beyond || !self.header.written.contains_key(&at.col) => {
                self.lone.push(at);
                false
            }
            first => {
                self.seen.push(first.map_or(at, |k| self.lone.swap_remove(k)));
                true
            }
        }
    }

    /// Has there been a row of data?
    pub fn saw_rows(&self) -> bool {
        self.rows
    }

    /// Tells what the clerk's confirmations came to: headings that were used because of them, those that are of no use, and those that contradict.
    fn confirmed(&mut self, scope: &Scope<'_>, schema: &LayoutSchema, sink: &mut super::issues::Sink, taught: &mut Vec<TaughtUse>) {
        let header = self.header;
        if header.taught.is_empty() && schema.declined.is_empty() {
            return;
        }
        let mut told = |what: Taught| {
            let (file, sheet) = (scope.table.file.clone(), scope.table.sheet.clone());
            taught.push(TaughtUse { file, sheet, what });
        };
        let layout = || schema.name.clone();
        for (col, field) in header.taught.iter().filter(|(col, field)| header.slots.get(field) == Some(*col)) {
            let (heading, field) = (super::issues::shorten(&header.written[col]), schema.field_name(*field));
            let text = format!("{}列“{heading}”按名称核对表中的确认，作“{field}”采用。", column_letters(*col));
            sink.note(Some(CellRef::new(header.row, *col)), text);
            told(Taught::Heading { layout: layout(), heading, field: field.to_string() });
        }
        let month = scope.hints.own_month();
        let mut kept = Vec::new();
        for at in std::mem::take(&mut self.seen) {
            let Some(written) = header.written.get(&at.col) else {
                kept.push(at);
                continue;
            };
            let heading = super::issues::shorten(written);
            if let Some(field) = header.taught.get(&at.col) {
                let field_name = schema.field_name(*field);
                let other = header.slots.get(field).and_then(|col| header.written.get(col));
                sink.contradicts(at, (&heading, field_name), other.map(String::as_str), &scope.above, month);
                told(Taught::Contradicts { layout: layout(), heading, field: field_name.to_string() });
            } else if is_declined(schema, written) {
                sink.note(Some(at), format!("{}列“{heading}”按名称核对表中的确认，不采用。", column_letters(at.col)));
                told(Taught::Declined { layout: layout(), heading });
            } else {
                kept.push(at);
            }
        }
        self.seen = kept;
    }

    /// Tells what was not used, and which fields have two columns.
    pub fn tell(&mut self, scope: &Scope<'_>, schema: &LayoutSchema, sink: &mut super::issues::Sink, taught: &mut Vec<TaughtUse>) {
        let header = self.header;
        let name = |col: u32| match header.written.get(&col) {
            Some(heading) => format!("{}列“{}”", column_letters(col), super::issues::shorten(heading)),
            None => format!("{}列（无栏目名称）", column_letters(col)),
        };
        self.seen.sort_by_key(|at| at.col);
        self.lone.sort();
        for at in self.lone.iter().take(NAMED) {
            sink.note(Some(*at), "该格在表格各栏之外，该格及其下的内容没有采用。".to_string());
        }
        let month = scope.hints.own_month();
        self.confirmed(scope, schema, sink, taught);
        if let Some(first) = self.seen.first() {
            let mut names: Vec<String> = self.seen.iter().take(NAMED).map(|at| name(at.col)).collect();
            if self.seen.len() > NAMED {
                names.push(format!("另有 {} 栏", self.seen.len() - NAMED));
            }
            sink.unused(*first, &names, &scope.above, month);
        }
        let row = header.row;
        for (field, cols) in &header.doubles {
            let Some(used) = header.slots.get(field) else { continue };
            // a second column that nobody filled in says nothing else
            let cols: Vec<u32> = cols.iter().copied().filter(|col| self.doubled.contains(col)).collect();
            if cols.is_empty() {
                continue;
            }
            let others: Vec<String> = cols.iter().map(|col| name(*col)).collect();
            if !super::table::is_single(*field) {
                let text =
                    format!("“{}”有 {} 栏（{}、{}），内容已合并采用。", field.name(), cols.len() + 1, name(*used), others.join("、"));
                sink.note(Some(CellRef::new(row, *used)), text);
                continue;
            }
            let field_name = if *field == Field::Date { "日期" } else { field.name() };
            sink.double(CellRef::new(row, *used), (field_name, &name(*used)), &others, &scope.above, month);
        }
    }
}
