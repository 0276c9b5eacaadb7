//! `outlook`: what each branch has come to in the year by the as-of day, and what the year still asks. Months are left that are not over on that day, whether in
//! the period or behind it. `needed`: of the members due in these, how many must come in all for the year to reach the floor; it and `reachable` are empty
//! where nothing was counted, nobody knows how many are due, or some month that is over is 待核, not known, or held without counts (the last three columns);
//! `activities_left` where some month is 待核 or not known.

use super::table::{Table, col};
use super::value::Kind::{Count, Flag, Ordinal, Rate};
use super::whose::{About, Row, Whose, rows};
use crate::model::figure::{Rate as Sums, Share};
use crate::model::paper_facts::{BranchOutlook, YearMonth};
use crate::model::results::Results;

type Line<'a> = Row<'a, &'a BranchOutlook>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        Whose::branch(self.outcome, self.outcome.corpus.branch(self.of.branch))
    }
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("year", Ordinal, |l: &Line<'_>| u32::try_from(l.of.year).unwrap_or(0).into()),
        col("months_counted", Count, |l| l.of.number(YearMonth::Counted).into()),
        col("participation", Rate, |l| l.of.participation.into()),
        col("floor", Rate, |l| Sums::new(l.of.floor.parts().into(), Share::WHOLE.into()).into()),
        col("below", Flag, |l| l.of.is_below().into()),
        col("months_left", Count, |l| l.of.number(YearMonth::Left).into()),
        col("due_each", Count, |l| l.of.due_each.into()),
        col("may_come", Count, |l| l.of.may_come().into()),
        col("needed", Count, |l| l.of.needed.into()),
        col("reachable", Flag, |l| l.of.reachable().into()),
        col("activities", Count, |l| l.of.activities.into()),
        col("planned", Count, |l| l.of.planned.into()),
        col("activities_left", Count, |l| l.of.activities_left().into()),
        col("months_pending", Count, |l| l.of.number(YearMonth::Pending).into()),
        col("months_unknown", Count, |l| l.of.number(YearMonth::Unknown).into()),
        col("months_uncounted", Count, |l| l.of.number(YearMonth::Uncounted).into()),
    ];
    Table::new("outlook", results, rows(results, |o| &o.papers.outlook), columns)
}
