//! `quarters`: the branches over each whole quarter of the run's period (the period itself where it is one), by committee and branch; where the document
//! assesses each quarter by itself, behind them the committees of the quarter with what their own faults leave of their score.

use super::table::{Table, col};
use super::value::Kind::{Count, Ordinal, Points, Rate, Span, Word};
use super::value::Value;
use super::whose::{About, Row, Whose, rows};
use crate::model::assessment::{BranchAssessment, CommitteeAssessment, Outcome, PeriodAssessment};
use crate::model::figure;
use crate::model::results::Results;
use crate::model::time::Period;

/// Whom a row is about.
#[derive(Clone, Copy)]
enum Of<'a> {
    Branch(&'a BranchAssessment),
    Committee(&'a CommitteeAssessment),
}

/// Somebody over a quarter.
type Line<'a> = Row<'a, (&'a PeriodAssessment, Of<'a>)>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        match self.of.1 {
            Of::Branch(branch) => Whose::branch(self.outcome, self.outcome.corpus.branch(branch.branch)),
            Of::Committee(committee) => Whose::committee(self.outcome, &committee.committee),
        }
    }
}

/// The figures that both have.
struct Figures {
    completeness: figure::Rate,
    timeliness: figure::Rate,
    participation: figure::Rate,
    rank: Option<u32>,
    pending: u32,
}

fn figures(line: &Line<'_>) -> Figures {
    match line.of.1 {
        Of::Branch(b) => Figures {
            completeness: b.completeness,
            timeliness: b.timeliness,
            participation: b.participation,
            rank: b.rank,
            pending: b.pending,
        },
        Of::Committee(c) => Figures {
            completeness: c.completeness,
            timeliness: c.timeliness,
            participation: c.participation,
            rank: c.rank,
            pending: c.pending,
        },
    }
}

fn of_branch<'a>(line: &Line<'a>) -> Option<&'a BranchAssessment> {
    if let Of::Branch(branch) = line.of.1 { Some(branch) } else { None }
}

fn score<'a>(line: &Line<'a>) -> Value<'a> {
    match line.of.1 {
        Of::Branch(branch) => branch.score.into(),
        Of::Committee(committee) => Value::mean(committee.score),
    }
}

fn own_cost<'a>(line: &Line<'a>) -> Value<'a> {
    match line.of.1 {
        Of::Branch(_) => Value::None,
        Of::Committee(committee) => committee.own_cost().into(),
    }
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("quarter", Span, |l: &Line<'_>| l.of.0.period.to_string().into()),
        col("type", Word, |l| of_branch(l).map(|b| l.outcome.corpus.branch(b.branch).kind.as_str()).into()),
        col("score", Points, score),
        col("grade", Word, |l| of_branch(l).map(|b| &b.grade).into()),
        col("months_due", Count, |l| figures(l).completeness.of.into()),
        col("months_held", Count, |l| figures(l).completeness.part.into()),
        col("completeness", Rate, |l| figures(l).completeness.into()),
        col("timeliness", Rate, |l| figures(l).timeliness.into()),
        col("participation", Rate, |l| figures(l).participation.into()),
        col("rank", Ordinal, |l| figures(l).rank.into()),
        col("months_pending", Count, |l| figures(l).pending.into()),
        col("kind", Word, |l| if of_branch(l).is_some() { "branch" } else { "committee" }.into()),
        col("own_deductions", Points, own_cost),
    ];
    Table::new("quarters", results, rows(results, of_quarters), columns)
}

fn of_quarters(outcome: &Outcome) -> impl Iterator<Item = (&PeriodAssessment, Of<'_>)> {
    let assessed = &outcome.assessed;
    let is_quarter = assessed.period.quarters().into_iter().map(Period::of).any(|q| q == assessed.period);
    let own = (is_quarter && outcome.quarters.is_empty()).then_some(assessed);
    let with_committees = outcome.profile.excellence.quarterly.is_some();
    own.into_iter().chain(&outcome.quarters).flat_map(move |quarter| {
        let mut branches: Vec<&BranchAssessment> = quarter.branches.iter().collect();
        branches.sort_by_key(|b| b.branch);
        let mut committees: Vec<&CommitteeAssessment> = quarter.committees.iter().filter(|_| with_committees).collect();
        committees.sort_by_key(|c| &c.committee);
        let all = branches.into_iter().map(Of::Branch).chain(committees.into_iter().map(Of::Committee));
        all.map(move |of| (quarter, of))
    })
}
