//! `bulletin`: what a 通报 tells, in its order: the unit over the period and the one before, who did well, who left months out or lies below the floor,
//! and problems by rule, first over all, then by committee and branch. `count`: problems, or branches of the unit.

use super::table::{Table, col};
use super::value::Kind::{Count, Rate, Span, Word};
use super::value::Value;
use super::whose::{About, Row, Whose, rows};
use crate::model::paper_facts::BulletinLine;
use crate::model::results::Results;

type Line<'a> = Row<'a, &'a BulletinLine>;

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
        col("part", Word, |l: &Line<'_>| l.of.part.word().into()),
        col("told_period", Span, |l| l.of.period.to_string().into()),
        col("rule", Word, |l| l.of.rule.into()),
        col("count", Count, |l| l.of.count.into()),
        col("branches", Count, |l| l.of.branches.into()),
        col("months", Word, |l| Value::list(&l.of.months)),
        col("completeness", Rate, |l| l.of.completeness.into()),
        col("timeliness", Rate, |l| l.of.timeliness.into()),
        col("participation", Rate, |l| l.of.participation.into()),
    ];
    Table::new("bulletin", results, rows(results, |o| &o.papers.bulletin), columns)
}
