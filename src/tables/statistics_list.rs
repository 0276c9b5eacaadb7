//! `statistics_list`: what the figures of `statistics` count, one by one, each with its place. The amounts of those that are `counted` add up to the
//! figure; those of all add up to what it is a part of.

use super::table::{Table, col};
use super::value::Kind::{Cell, Count, Date, Flag, FreeText, Name, Span, Word};
use super::whose::{About, Named, Row, Whose, rows};
use crate::model::results::Results;
use crate::model::statistic::Listed;

type Line<'a> = Row<'a, &'a Listed>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        let branch = self.of.branch.map(|ix| Named::Known(self.outcome.corpus.branch(ix)));
        Whose { outcome: self.outcome, committee: &self.of.committee, branch }
    }
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("id", Word, |l: &Line<'_>| l.of.doc.id.into()),
        col("item", FreeText, |l| (&l.of.item).into()),
        col("member", Name, |l| l.of.member.map(|at| &l.outcome.corpus.members[at].name).into()),
        col("month", Span, |l| l.of.month.into()),
        col("date", Date, |l| l.of.date.into()),
        col("what", FreeText, |l| (&l.of.what).into()),
        col("amount", Count, |l| l.of.amount.into()),
        col("counted", Flag, |l| l.of.counts.into()),
        col("file", Name, |l| l.of.place.as_ref().map(|p| &p.file).into()),
        col("sheet", Name, |l| l.of.place.as_ref().map(|p| &p.sheet).into()),
        col("cell", Cell, |l| l.of.place.as_ref().map(|p| p.cell_text()).into()),
    ];
    Table::new("statistics_list", results, rows(results, |o| &o.statistics.listed), columns)
}
