//! `member_outlook`: members of whom one more absence in the year reaches a step of the profile. A step is a matter to verify.

use super::table::{Table, col};
use super::value::Kind::{Count, Name, Word};
use super::whose::{About, Row, Whose, rows};
use crate::model::paper_facts::NearStep;
use crate::model::results::Results;

type Line<'a> = Row<'a, &'a NearStep>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        let corpus = &self.outcome.corpus;
        Whose::branch(self.outcome, corpus.branch(corpus.members[self.of.member].branch))
    }
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("member", Name, |l: &Line<'_>| (&l.outcome.corpus.members[l.of.member].name).into()),
        col("absences", Count, |l| l.of.absences.into()),
        col("step", Word, |l| l.of.step.into()),
        col("at", Count, |l| l.of.at.into()),
    ];
    Table::new("member_outlook", results, rows(results, |o| &o.papers.near), columns)
}
