//! `committees`: the committees over the run's period. By rank, then name.

use super::table::{Table, col};
use super::value::Kind::{Count, Ordinal, Points, Rate};
use super::value::Value;
use super::whose::{About, Row, Whose, rows};
use crate::model::assessment::CommitteeAssessment;
use crate::model::results::Results;

type Line<'a> = Row<'a, &'a CommitteeAssessment>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        Whose::committee(self.outcome, &self.of.committee)
    }
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("rank", Ordinal, |l: &Line<'_>| l.of.rank.into()),
        col("branches", Count, |l| l.of.branches.into()),
        col("months_due", Count, |l| l.of.completeness.of.into()),
        col("months_held", Count, |l| l.of.completeness.part.into()),
        col("completeness", Rate, |l| l.of.completeness.into()),
        col("timeliness", Rate, |l| l.of.timeliness.into()),
        col("participation", Rate, |l| l.of.participation.into()),
        col("score", Points, |l| Value::mean(l.of.score)),
        col("errors", Count, |l| l.of.errors.into()),
        col("warnings", Count, |l| l.of.warnings.into()),
        col("months_pending", Count, |l| l.of.pending.into()),
        // the mean of its branches, before what its own faults cost
        col("branch_mean", Points, |l| Value::mean(l.of.mean)),
        col("own_deductions", Points, |l| l.of.own_cost().into()),
    ];
    Table::new("committees", results, rows(results, |o| &o.assessed.committees), columns)
}
