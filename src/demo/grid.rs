//! A sheet before it is a file: values at positions, what is merged or hidden, and what the contract makes of each line.

use std::collections::BTreeMap;

use chrono::NaiveDate;

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Val {
    Text(String),
    Int(i64),
    Float(f64),
    /// A date cell; printed 2017-03-10 in text files.
    Date(NaiveDate),
    /// `#N/A`.
    NotAvailable,
    /// A formula with its result, or one that no office program has calculated yet.
    Formula(&'static str, Calculated),
}

/// What a file holds for a formula.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Calculated {
    Yes(u32),
    /// The writer put a nought there and asks for calculation on load.
    Placeholder,
    /// Nothing.
    No,
}

impl Val {
    /// As text files hold it.
    pub fn text(&self) -> String {
        match self {
            Val::Text(t) => t.clone(),
            Val::Int(n) => n.to_string(),
            Val::Float(f) => f.to_string(),
            Val::Date(d) => d.format("%Y-%m-%d").to_string(),
            Val::NotAvailable => "#N/A".to_string(),
            Val::Formula(_, Calculated::Yes(n)) => n.to_string(),
            Val::Formula(text, _) => text.to_string(),
        }
    }
}

/// Text, or nothing for an empty one.
pub(super) fn text(t: impl Into<String>) -> Option<Val> {
    let t = t.into();
    (!t.is_empty()).then_some(Val::Text(t))
}

/// "Every non-blank row of every recognised table is exactly one of accepted, rejected, duplicate, superseded, ignored".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Line {
    Accepted,
    Rejected,
    Duplicate,
    Superseded,
    Ignored,
}

/// A sheet.
#[derive(Clone, Debug, Default)]
pub(super) struct Grid {
    pub name: String,
    pub cells: BTreeMap<(u32, u32), Val>,
    /// First row, first column, last row, last column.
    pub merges: Vec<[u32; 4]>,
    pub hidden: bool,
    pub hidden_rows: Vec<u32>,
    /// Rows below the data that carry borders and nothing else.
    pub ghosts: Option<(u32, u32)>,
    /// Header rows, for the looks.
    pub heads: Vec<u32>,
    /// Layout id; `None`: no layout recognises the sheet.
    pub layout: Option<&'static str>,
    /// Row, column and number of photographs.
    pub pictures: Vec<(u32, u32, u64)>,
    /// What becomes of the lines. A form is one.
    pub lines: Vec<Line>,
}

impl Grid {
    /// An empty sheet of that name for that layout.
    pub fn new(name: impl Into<String>, layout: &'static str) -> Self {
        Grid { name: name.into(), layout: Some(layout), ..Grid::default() }
    }

    /// Writes a value, if there is one.
    pub fn put(&mut self, row: u32, col: u32, value: impl Into<Option<Val>>) {
        if let Some(value) = value.into() {
            self.cells.insert((row, col), value);
        }
    }

    /// Writes a line of texts that is ignored as data (title, header, note).
    pub fn ignored(&mut self, row: u32, texts: &[&str]) {
        for (col, t) in texts.iter().enumerate() {
            self.put(row, col as u32, text(*t));
        }
        self.lines.push(Line::Ignored);
    }

    /// Merges, unless it is one cell.
    pub fn merge(&mut self, r1: u32, c1: u32, r2: u32, c2: u32) {
        if (r1, c1) != (r2, c2) {
            self.merges.push([r1, c1, r2, c2]);
        }
    }
}

/// How a book is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    Xlsx,
    /// UTF-8 with or without BOM.
    Csv(bool),
    CsvGbk,
    /// `.xls` that is GBK tab text.
    TabXls,
    /// `.xls` that is an HTML table.
    HtmlXls,
}

/// A workbook or text file.
#[derive(Clone, Debug)]
pub(super) struct Book {
    /// Path inside the workspace, or inside the archive.
    pub path: String,
    /// Archive that it lies in.
    pub archive: Option<String>,
    pub container: Container,
    pub grids: Vec<Grid>,
}

impl Book {
    /// Path as outputs write it: `a.zip/b.xlsx`.
    pub fn full_path(&self) -> String {
        match &self.archive {
            Some(archive) => format!("{archive}/{}", self.path),
            None => self.path.clone(),
        }
    }
}
