//! `ranking`: the branches over the run's period, by rank, then name (without ranks by committee and name). `not_assessable` lists the rules that could
//! not be judged of a branch for want of data.

use super::table::{Table, col};
use super::value::Kind::{Count, Flag, FreeText, Ordinal, Points, Rate, Word};
use super::value::Value;
use super::whose::{About, Row, Whose, rows};
use crate::model::assessment::BranchAssessment;
use crate::model::results::Results;

type Line<'a> = Row<'a, &'a BranchAssessment>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        Whose::branch(self.outcome, self.outcome.corpus.branch(self.of.branch))
    }
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("rank", Ordinal, |l: &Line<'_>| l.of.rank.into()),
        col("rank_in_type", Ordinal, |l| l.of.rank_in_type.into()),
        col("type", Word, |l| l.outcome.corpus.branch(l.of.branch).kind.as_str().into()),
        col("score", Points, |l| l.of.score.into()),
        col("grade", Word, |l| (&l.of.grade).into()),
        col("months_due", Count, |l| l.of.completeness.of.into()),
        col("months_held", Count, |l| l.of.completeness.part.into()),
        col("completeness", Rate, |l| l.of.completeness.into()),
        col("timeliness", Rate, |l| l.of.timeliness.into()),
        col("participation", Rate, |l| l.of.participation.into()),
        col("errors", Count, |l| l.of.errors.into()),
        col("warnings", Count, |l| l.of.warnings.into()),
        col("excellent_eligible", Flag, |l| l.of.eligible.into()),
        col("veto", Word, |l| Value::list(l.of.grounds.iter().map(|g| g.rule))),
        col("months_pending", Count, |l| l.of.pending.into()),
        col("size_band", Word, |l| l.of.size_band.map(|band| l.outcome.profile.score.band_words(band)).into()),
        col("rank_in_band", Ordinal, |l| l.of.rank_in_band.into()),
        col("grade_reason", FreeText, |l| l.of.lowered_words().into()),
        col("months_least", Count, |l| l.of.least_held.into()),
        col("not_assessable", Word, |l| Value::list(l.outcome.judgement.not_assessable(l.of.branch))),
    ];
    Table::new("ranking", results, rows(results, |o| &o.assessed.branches), columns)
}
