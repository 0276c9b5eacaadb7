//! `ranking` and `quarters`: the branches over the run's period, by rank, then name (without ranks by committee and name); and over each whole
//! quarter of it (the period itself where it is one), by committee and branch.

use super::table::{Column, Table, col};
use super::value::Kind::{Count, Flag, Ordinal, Points, Rate, Span, Word};
use super::value::Value;
use super::whose::{About, Row, Whose, rows};
use crate::model::assessment::{BranchAssessment, Outcome, PeriodAssessment};
use crate::model::results::Results;
use crate::model::time::Period;

/// A branch over a period.
type Line<'a> = Row<'a, (&'a PeriodAssessment, &'a BranchAssessment)>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        Whose::branch(self.outcome, self.outcome.corpus.branch(self.of.1.branch))
    }
}

/// What both tables tell of a branch.
fn figures<'a>() -> Vec<Column<'a, Line<'a>>> {
    vec![
        col("type", Word, |l| l.outcome.corpus.branch(l.of.1.branch).kind.as_str().into()),
        col("score", Points, |l| l.of.1.score.into()),
        col("grade", Word, |l| (&l.of.1.grade).into()),
        col("months_due", Count, |l| l.of.1.completeness.of.into()),
        col("months_held", Count, |l| l.of.1.completeness.part.into()),
        col("completeness", Rate, |l| l.of.1.completeness.into()),
        col("timeliness", Rate, |l| l.of.1.timeliness.into()),
        col("participation", Rate, |l| l.of.1.participation.into()),
    ]
}

pub(super) fn ranking(results: &Results) -> Table<'_> {
    let mut columns =
        vec![col("rank", Ordinal, |l: &Line<'_>| l.of.1.rank.into()), col("rank_in_type", Ordinal, |l| l.of.1.rank_in_type.into())];
    columns.extend(figures());
    columns.extend([
        col("errors", Count, |l: &Line<'_>| l.of.1.errors.into()),
        col("warnings", Count, |l| l.of.1.warnings.into()),
        col("excellent_eligible", Flag, |l| l.of.1.eligible.into()),
        col("veto", Word, |l| Value::list(l.of.1.grounds.iter().map(|g| g.code))),
        col("months_pending", Count, |l| l.of.1.pending.into()),
    ]);
    Table::new("ranking", results, rows(results, |o| o.assessed.branches.iter().map(|b| (&o.assessed, b))), columns)
}

pub(super) fn quarters(results: &Results) -> Table<'_> {
    let mut columns = vec![col("quarter", Span, |l: &Line<'_>| l.of.0.period.to_string().into())];
    columns.extend(figures());
    columns.extend([col("rank", Ordinal, |l: &Line<'_>| l.of.1.rank.into()), col("months_pending", Count, |l| l.of.1.pending.into())]);
    Table::new("quarters", results, rows(results, of_quarters), columns)
}

fn of_quarters(outcome: &Outcome) -> impl Iterator<Item = (&PeriodAssessment, &BranchAssessment)> {
    let assessed = &outcome.assessed;
    let is_quarter = assessed.period.quarters().into_iter().map(Period::of).any(|q| q == assessed.period);
    let own = (is_quarter && outcome.quarters.is_empty()).then_some(assessed);
    own.into_iter().chain(&outcome.quarters).flat_map(|quarter| {
        let mut branches: Vec<&BranchAssessment> = quarter.branches.iter().collect();
        branches.sort_by_key(|b| b.branch);
        branches.into_iter().map(move |branch| (quarter, branch))
    })
}
