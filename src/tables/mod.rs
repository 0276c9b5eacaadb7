//! The tables of a result, each in a file of its own: what a row is about, and its columns, declared once with what they are called and what they
//! hold. csv, Parquet and whatever else is written of a table are renderings of it; none of them knows a row from within. A new table is a file
//! here and a line in `TABLES`.

mod activities;
mod bulletin;
mod committees;
mod deadlines;
mod declared;
mod deductions;
mod eligibility;
mod escalation;
mod findings;
mod follow_up;
mod inspection_problems;
mod inspections;
mod matrix;
mod member_outlook;
mod members;
mod outlook;
mod parameters;
mod points;
mod quarters;
mod ranking;
mod record_match;
mod rejects;
mod rolled;
mod sample;
mod secretaries;
mod services;
mod statistics;
mod statistics_list;
mod table;
mod value;
mod whose;

pub use declared::{Declared, declared};
pub use rolled::ROLLED;
pub use sample::table as drawn;
pub use table::{Head, StoredColumn, Table};
pub use value::{Kind, Store, Value};
pub use whose::{Row, rows};

use crate::model::results::Results;

/// Makes a table of a result.
pub type Make = for<'a> fn(&'a Results) -> Table<'a>;

/// All tables, the longest first: they are written side by side.
pub const TABLES: &[Make] = &[
    activities::table,
    findings::table,
    matrix::table,
    ranking::table,
    quarters::table,
    deductions::table,
    members::table,
    outlook::table,
    points::table,
    eligibility::table,
    rejects::table,
    bulletin::table,
    secretaries::table,
    committees::table,
    services::table,
    statistics_list::table,
    statistics::table,
    record_match::table,
    inspections::table,
    inspection_problems::table,
    escalation::table,
    follow_up::table,
    member_outlook::table,
    deadlines::table,
    sample::table,
    parameters::table,
];
