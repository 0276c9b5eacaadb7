//! `committees`, `months`, `rules`: what stands below a unit.

use super::{Line, table};
use crate::model::rolled::{CommitteeLine, MonthLine, Rolled, RuleLine};
use crate::tables::table::{Table, col};
use crate::tables::value::Kind::{Count, Ordinal, Points, Rate, Span, Word};

type Committee<'a> = Line<'a, &'a CommitteeLine>;
type Month<'a> = Line<'a, &'a MonthLine>;
type Rule<'a> = Line<'a, &'a RuleLine>;

pub(super) fn committees<'a>(rolled: &'a Rolled) -> Table<'a> {
    let row = |line: &'a CommitteeLine| -> Committee<'a> {
        Line { rolled, head: &rolled.units[line.unit].head, committee: &line.committee, of: line }
    };
    let columns = vec![
        // as its own run has it
        col("rank", Ordinal, |l: &Committee<'a>| l.of.rank.into()),
        col("rank_in_policy", Ordinal, |l| l.of.in_policy.into()),
        col("policy", Word, |l| (&l.rolled.policies[l.rolled.units[l.of.unit].policy].letter).into()),
        col("branches", Count, |l| l.of.sums.branches.into()),
        col("months_due", Count, |l| l.of.sums.completeness.of.into()),
        col("months_held", Count, |l| l.of.sums.completeness.part.into()),
        col("completeness", Rate, |l| l.of.sums.completeness.into()),
        col("timeliness", Rate, |l| l.of.sums.timeliness.into()),
        col("participation", Rate, |l| l.of.sums.participation.into()),
        col("score", Points, |l| l.of.points.into()),
        col("errors", Count, |l| l.of.sums.errors.into()),
        col("warnings", Count, |l| l.of.sums.warnings.into()),
        col("months_pending", Count, |l| l.of.sums.pending.into()),
        col("branch_mean", Points, |l| l.of.sums.score.into()),
    ];
    table("committees", rolled.committees.iter().map(row).collect(), columns)
}

pub(super) fn months<'a>(rolled: &'a Rolled) -> Table<'a> {
    let row = |line: &'a MonthLine| -> Month<'a> { Line { rolled, head: &rolled.units[line.unit].head, committee: "", of: line } };
    let columns = vec![
        col("month", Span, |l: &Month<'a>| (&l.of.month).into()),
        col("activities", Count, |l| l.of.sums.activities.into()),
        col("months_due", Count, |l| l.of.sums.completeness.of.into()),
        col("months_held", Count, |l| l.of.sums.completeness.part.into()),
        col("completeness", Rate, |l| l.of.sums.completeness.into()),
        col("timeliness", Rate, |l| l.of.sums.timeliness.into()),
        col("participation", Rate, |l| l.of.sums.participation.into()),
        col("months_pending", Count, |l| l.of.sums.pending.into()),
        col("months_not_yet", Count, |l| l.of.sums.not_yet.into()),
    ];
    table("months", rolled.months.iter().map(row).collect(), columns)
}

pub(super) fn rules<'a>(rolled: &'a Rolled) -> Table<'a> {
    let row = |line: &'a RuleLine| -> Rule<'a> { Line { rolled, head: &rolled.units[line.unit].head, committee: "", of: line } };
    let columns = vec![
        col("rule", Word, |l: &Rule<'a>| (&l.of.rule).into()),
        col("level", Word, |l| (&l.of.level).into()),
        col("open", Count, |l| l.of.open.into()),
        col("requested", Count, |l| l.of.requested.into()),
        col("waived", Count, |l| l.of.waived.into()),
        col("outside", Count, |l| l.of.outside.into()),
    ];
    table("rules", rolled.rules.iter().map(row).collect(), columns)
}
