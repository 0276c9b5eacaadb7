//! A table: its columns, each declared once, and its rows. Whoever renders it (csv, Parquet, a sheet) sees heads and values, and nothing of what a
//! row is made of.

use super::value::{Kind, Store, Value};
use super::whose::{About, common};
use crate::model::results::Results;

/// A column of rows of a kind: what it is called in data and by people, what it holds, and how it is found.
pub struct Column<'a, R> {
    id: &'static str,
    kind: Kind,
    value: fn(&R) -> Value<'a>,
}

/// A column.
pub fn col<'a, R>(id: &'static str, kind: Kind, value: fn(&R) -> Value<'a>) -> Column<'a, R> {
    Column { id, kind, value }
}

/// A column as renderers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its name in data files.
    pub id: &'static str,
    /// What it holds.
    pub kind: Kind,
}

/// A stored column: a ratio is two of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredColumn {
    /// Its name in data files.
    pub id: String,
    /// Its type.
    pub store: Store,
    /// Column of the table.
    pub at: usize,
    /// For a ratio: is it the divisor?
    pub divisor: bool,
}

type Cell<'a> = Box<dyn Fn(usize, usize) -> Value<'a> + Send + Sync + 'a>;

/// A table.
pub struct Table<'a> {
    /// Name of its files, without ending.
    pub name: &'static str,
    heads: Vec<Head>,
    count: usize,
    cell: Cell<'a>,
}

impl<'a> Table<'a> {
    /// A table of those rows; the columns that all tables have stand before its own.
    pub fn new<R>(name: &'static str, results: &'a Results, rows: Vec<R>, own: Vec<Column<'a, R>>) -> Self
    where
        R: About<'a> + Send + Sync + 'a,
    {
        let first = common();
        let heads = first.iter().map(|c| (c.id, c.kind)).chain(own.iter().map(|c| (c.id, c.kind))).map(|(id, kind)| Head { id, kind });
        let heads = heads.collect();
        let count = rows.len();
        let info = &results.info;
        let cell: Cell<'a> = Box::new(move |row, at| match first.get(at) {
            Some(column) => (column.value)(&(info, rows[row].whose())),
            None => (own[at - first.len()].value)(&rows[row]),
        });
        Table { name, heads, count, cell }
    }

    /// A table of rows that belong to no single run; the columns say whose a row is.
    pub(super) fn plain<R: Send + Sync + 'a>(name: &'static str, rows: Vec<R>, columns: Vec<Column<'a, R>>) -> Self {
        let heads = columns.iter().map(|c| Head { id: c.id, kind: c.kind }).collect();
        let count = rows.len();
        let cell: Cell<'a> = Box::new(move |row, at| (columns[at].value)(&rows[row]));
        Table { name, heads, count, cell }
    }

    /// Its columns.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// Number of its rows.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Are there no rows?
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// A value, by row and column.
    pub fn value(&self, row: usize, column: usize) -> Value<'a> {
        (self.cell)(row, column)
    }

    /// Its columns as they are stored where columns have types.
    pub fn stored(&self) -> Vec<StoredColumn> {
        let of = |(at, head): (usize, &Head)| {
            let one = |ending: &str, divisor| StoredColumn { id: format!("{}{ending}", head.id), store: head.kind.store(), at, divisor };
            if head.kind.is_ratio() { vec![one("_part", false), one("_of", true)] } else { vec![one("", false)] }
        };
        self.heads.iter().enumerate().flat_map(of).collect()
    }
}
