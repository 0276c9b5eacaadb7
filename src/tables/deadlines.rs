//! `deadlines`: what is due within a year from the as-of day on, by day, and who owes it. `holder` is `branch`, `committee`, `county` or `jurisdiction`; a
//! row of one unit alone (a problem of an inspection) names it.

use super::table::{Table, col};
use super::value::Kind::{Date, FreeText, Word};
use super::whose::{About, Named, Row, Whose, rows};
use crate::model::paper_facts::Deadline;
use crate::model::profile::DutyHolder;
use crate::model::results::Results;

type Line<'a> = Row<'a, &'a Deadline>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        let branch = self.of.branch.map(|ix| Named::Known(self.outcome.corpus.branch(ix)));
        Whose { outcome: self.outcome, committee: &self.of.committee, branch }
    }
}

fn holder(of: DutyHolder) -> &'static str {
    match of {
        DutyHolder::Branch => "branch",
        DutyHolder::Committee => "committee",
        DutyHolder::County => "county",
        DutyHolder::Jurisdiction => "jurisdiction",
    }
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("date", Date, |l: &Line<'_>| l.of.day.into()),
        col("kind", Word, |l| l.of.kind.word().into()),
        col("what", FreeText, |l| (&l.of.what).into()),
        col("holder", Word, |l| holder(l.of.holder).into()),
        col("types", Word, |l| (&l.of.types).into()),
        col("basis", FreeText, |l| (&l.of.basis).into()),
    ];
    Table::new("deadlines", results, rows(results, |o| &o.papers.deadlines), columns)
}
