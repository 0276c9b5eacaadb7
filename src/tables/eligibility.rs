//! `eligibility`: a row for each ground against rating somebody 优秀, or one without a ground. By committee, branch, rule.

use super::table::{Table, col};
use super::value::Kind::{Count, Flag, FreeText, Word};
use super::whose::{About, Row, Whose, rows};
use crate::model::assessment::{BranchAssessment, Ground, Outcome};
use crate::model::results::Results;

type Line<'a> = Row<'a, (&'a BranchAssessment, Option<&'a Ground>)>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        Whose::branch(self.outcome, self.outcome.corpus.branch(self.of.0.branch))
    }
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("eligible", Flag, |l: &Line<'_>| l.of.0.eligible.into()),
        col("rule", Word, |l| l.of.1.map(|g| g.code).into()),
        col("count", Count, |l| l.of.1.map(|g| g.count).into()),
        col("reason", FreeText, |l| l.of.1.map(|g| &g.reason).into()),
        col("basis", FreeText, |l| l.of.1.map(|g| &g.basis).into()),
        col("kind", Word, |_| "branch".into()),
    ];
    Table::new("eligibility", results, rows(results, of_outcome), columns)
}

fn of_outcome(outcome: &Outcome) -> Vec<(&BranchAssessment, Option<&Ground>)> {
    let mut branches: Vec<&BranchAssessment> = outcome.assessed.branches.iter().collect();
    branches.sort_by_key(|b| b.branch);
    let grounds = |b: &BranchAssessment| if b.grounds.is_empty() { 1 } else { b.grounds.len() };
    branches.into_iter().flat_map(|b| (0..grounds(b)).map(move |at| (b, b.grounds.get(at)))).collect()
}
