//! Whom a row is about, and the columns that say so in every table: tables of several units can be laid over each other and joined.

use std::borrow::Cow;

use super::table::{Column, col};
use super::value::Kind::{Key, Name, Span};
use crate::model::assessment::Outcome;
use crate::model::org::Branch;
use crate::model::results::{Results, RunInfo};
use crate::names::{branch_key, key_of};

/// A branch as a row names it.
#[derive(Clone, Copy)]
pub enum Named<'a> {
    /// One of the roster (or, without one, of the ledgers).
    Known(&'a Branch),
    /// One of an earlier run or of a draw, by what was written down of it: id and name.
    Written(&'a str, &'a str),
}

/// Whom a row is about: a unit, one of its committees (empty: none), one of its branches.
#[derive(Clone, Copy)]
pub struct Whose<'a> {
    /// The unit.
    pub outcome: &'a Outcome,
    /// The committee.
    pub committee: &'a str,
    /// The branch.
    pub branch: Option<Named<'a>>,
}

impl<'a> Whose<'a> {
    /// A unit as a whole, or one of its committees.
    pub fn committee(outcome: &'a Outcome, committee: &'a str) -> Self {
        Whose { outcome, committee, branch: None }
    }

    /// A branch of a unit.
    pub fn branch(outcome: &'a Outcome, branch: &'a Branch) -> Self {
        Whose { outcome, committee: &branch.committee, branch: Some(Named::Known(branch)) }
    }
}

/// A row that is about somebody.
pub trait About<'a> {
    /// Whom it is about.
    fn whose(&self) -> Whose<'a>;
}

type Common<'a> = (&'a RunInfo, Whose<'a>);

/// The columns that all tables begin with.
pub(super) fn common<'a>() -> Vec<Column<'a, Common<'a>>> {
    vec![
        col("unit", Key, |(_, w)| w.outcome.unit.as_str().into()),
        col("unit_name", Name, |(_, w)| (&w.outcome.profile.name).into()),
        col("jurisdiction", Key, |(_, w)| (&w.outcome.profile.id).into()),
        col("period", Span, |(info, _)| info.period.to_string().into()),
        col("run_id", Key, |(info, _)| info.run_id.as_str().into()),
        col("committee", Name, |(_, w)| w.committee.into()),
        col("branch_id", Key, |(_, w)| w.branch.map(id).into()),
        col("branch_key", Key, |(_, w)| w.branch.map(|branch| key(branch, w.committee)).into()),
        col("branch", Name, |(_, w)| w.branch.map(name).into()),
    ]
}

fn id(branch: Named<'_>) -> Cow<'_, str> {
    match branch {
        Named::Known(branch) => branch.shown_id(),
        Named::Written(id, _) => id.into(),
    }
}

fn key<'a>(branch: Named<'a>, committee: &str) -> Cow<'a, str> {
    match branch {
        Named::Known(branch) => branch.number().map_or_else(|| branch_key(branch).into(), Cow::Borrowed),
        Named::Written(id, name) if id.is_empty() || id == name => key_of(committee, name).into(),
        Named::Written(id, _) => id.into(),
    }
}

fn name(branch: Named<'_>) -> &str {
    match branch {
        Named::Known(branch) => &branch.name,
        Named::Written(_, name) => name,
    }
}

/// A row: what it is made of, in the unit that it belongs to.
#[derive(Clone, Copy)]
pub struct Row<'a, T> {
    /// The unit.
    pub outcome: &'a Outcome,
    /// What the row tells.
    pub of: T,
}

/// Rows of all units, in order.
pub fn rows<'a, T, I: IntoIterator<Item = T>>(results: &'a Results, of: impl Fn(&'a Outcome) -> I) -> Vec<Row<'a, T>> {
    results.outcomes.iter().flat_map(|outcome| of(outcome).into_iter().map(move |of| Row { outcome, of })).collect()
}
