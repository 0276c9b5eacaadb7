//! `secretaries`: what the yearly review of a secretary rests on beside the figures of his branch or committee. Branches first, then committees, of which
//! the roster names no secretary. `problems`, `put_right`, `overdue`: what inspections found, of a committee in it and in its branches; `own_…`: of these, in
//! the unit itself (of a branch the same).

use super::table::{Table, col};
use super::value::Kind::{Count, Name, Word};
use super::whose::{About, Row, Whose, rows};
use crate::model::paper_facts::SecretaryFigures;
use crate::model::results::Results;

type Line<'a> = Row<'a, &'a SecretaryFigures>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        match self.of.branch {
            Some(ix) => Whose::branch(self.outcome, self.outcome.corpus.branch(ix)),
            None => Whose::committee(self.outcome, &self.of.committee),
        }
    }
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("kind", Word, |l: &Line<'_>| if l.of.branch.is_some() { "branch" } else { "committee" }.into()),
        col("secretary", Name, |l| l.of.branch.map(|ix| &l.outcome.corpus.branch(ix).secretary).into()),
        col("moves", Count, |l| l.of.moves.into()),
        col("lecture", Word, |l| l.of.lecture_words().into()),
        col("problems", Count, |l| l.of.problems.found.into()),
        col("put_right", Count, |l| l.of.problems.put_right.into()),
        col("overdue", Count, |l| l.of.problems.overdue.into()),
        col("own_problems", Count, |l| l.of.own_problems.found.into()),
        col("own_put_right", Count, |l| l.of.own_problems.put_right.into()),
        col("own_overdue", Count, |l| l.of.own_problems.overdue.into()),
    ];
    Table::new("secretaries", results, rows(results, |o| &o.papers.secretaries), columns)
}
