//! From a raw workbook to records: what each sheet is, where its headers stand, what its cells mean. Sheets are recognised by their headings alone
//! (`schemas/layouts/*.toml`); every non-blank row of a recognised table becomes a record, is rejected with a reason (ING004), or is ignored as
//! title, key–value line, header, total or note, and is counted once.
//!
//! The way through: `grid` (merged cells laid out) → `header` (where labels stand) → `fit` (which layout they satisfy) → `sheet` (tables and the lines above them) →
//! `rows` (data, total, note) → one reader per kind of record, which hands cells to `coerce`. Forms go through `form` instead.

mod activity;
mod attendance;
mod batch;
mod carried;
pub mod coerce;
mod columns;
mod continued;
mod cut;
mod everyday;
mod explain;
mod filings;
mod fit;
mod form;
mod form_doubt;
mod form_row;
mod form_stray;
mod forms;
mod grid;
mod group;
mod header;
mod index;
mod issues;
mod lead;
mod levels;
mod moves;
mod near;
pub mod own;
mod pairs;
mod pictures;
mod plans;
mod reader;
mod rosters;
mod row_dates;
mod row_fields;
mod rows;
mod scope;
mod section;
mod service;
mod sessions;
mod sheet;
mod sums;
mod table;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod unknown;
mod unread;
mod unused;
mod visits;
mod words;

pub use coerce::years::Beyond;
pub use reader::{Layouts, beyond, read_book};
