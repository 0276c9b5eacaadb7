//! The tables of units put together, a row for each unit, committee, month, rule, policy or source. They begin with the same columns as those of a run.

mod lines;
mod policies;
mod units;

use super::table::{Column, Table, col};
use super::value::Kind::{Key, Name, Span};
use super::value::Value;
use crate::model::rolled::{Rolled, UnitHead};

/// Makes such a table.
pub type MakeRolled = for<'a> fn(&'a Rolled) -> Table<'a>;

/// All of them.
pub const ROLLED: &[MakeRolled] =
    &[lines::committees, lines::months, lines::rules, units::units, units::totals, policies::policies, policies::sources];

/// A row: whose it is, and what it tells.
#[derive(Clone, Copy)]
struct Line<'a, T> {
    rolled: &'a Rolled,
    head: &'a UnitHead,
    committee: &'a str,
    of: T,
}

/// The columns that all tables begin with.
fn lead<'a, T>() -> Vec<Column<'a, Line<'a, T>>> {
    vec![
        col("unit", Key, |l: &Line<'a, T>| (&l.head.unit).into()),
        col("unit_name", Name, |l| (&l.head.unit_name).into()),
        col("jurisdiction", Key, |l| (&l.head.jurisdiction).into()),
        col("period", Span, |l| (&l.head.period).into()),
        col("run_id", Key, |l| (&l.head.run_id).into()),
        col("committee", Name, |l| l.committee.into()),
        col("branch_id", Key, |_| Value::None),
        col("branch_key", Key, |_| Value::None),
        col("branch", Name, |_| Value::None),
    ]
}

/// A table with those columns before its own.
fn table<'a, T: Send + Sync + 'a>(name: &'static str, rows: Vec<Line<'a, T>>, own: Vec<Column<'a, Line<'a, T>>>) -> Table<'a> {
    let mut columns = lead();
    columns.extend(own);
    Table::plain(name, rows, columns)
}
