//! `eligibility`: a row for each ground against rating somebody 优秀, or one without a ground: the branches by committee, branch, rule; then, where the
//! profile bars committees too, the committees with their secretaries.

use super::table::{Table, col};
use super::value::Kind::{Count, Flag, FreeText, Span, Word};
use super::value::Value;
use super::whose::{About, Row, Whose, rows};
use crate::model::assessment::{BranchAssessment, CommitteeAssessment, Ground, Outcome};
use crate::model::results::Results;

/// Whom a row is about.
#[derive(Clone, Copy)]
enum Rated<'a> {
    Branch(&'a BranchAssessment),
    Committee(&'a CommitteeAssessment),
}

impl<'a> Rated<'a> {
    fn eligible(self) -> bool {
        match self {
            Rated::Branch(branch) => branch.eligible,
            Rated::Committee(committee) => committee.eligible.unwrap_or(true),
        }
    }

    fn kind(self) -> &'static str {
        match self {
            Rated::Branch(_) => "branch",
            Rated::Committee(_) => "committee",
        }
    }

    fn grounds(self) -> &'a [Ground] {
        match self {
            Rated::Branch(branch) => &branch.grounds,
            Rated::Committee(committee) => &committee.grounds,
        }
    }
}

type Line<'a> = Row<'a, (Rated<'a>, Option<&'a Ground>)>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        match self.of.0 {
            Rated::Branch(branch) => Whose::branch(self.outcome, self.outcome.corpus.branch(branch.branch)),
            Rated::Committee(committee) => Whose::committee(self.outcome, &committee.committee),
        }
    }
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("eligible", Flag, |l: &Line<'_>| l.of.0.eligible().into()),
        col("rule", Word, |l| l.of.1.map(|g| g.rule).into()),
        col("count", Count, |l| l.of.1.map(|g| g.count).into()),
        col("reason", FreeText, |l| l.of.1.map(|g| &g.reason).into()),
        col("basis", FreeText, |l| l.of.1.map(|g| &g.basis).into()),
        col("kind", Word, |l| l.of.0.kind().into()),
        // months of the year before the period that nobody can tell anything of
        col("months_unknown", Span, |l| l.outcome.assessed.year.as_ref().map(|year| Value::list(&year.unknown)).into()),
    ];
    Table::new("eligibility", results, rows(results, of_outcome), columns)
}

fn of_outcome(outcome: &Outcome) -> Vec<(Rated<'_>, Option<&Ground>)> {
    let mut branches: Vec<&BranchAssessment> = outcome.assessed.branches.iter().collect();
    branches.sort_by_key(|b| b.branch);
    let mut committees: Vec<&CommitteeAssessment> = outcome.assessed.committees.iter().filter(|c| c.eligible.is_some()).collect();
    committees.sort_by_key(|c| &c.committee);
    let rated = branches.into_iter().map(Rated::Branch).chain(committees.into_iter().map(Rated::Committee));
    rated.flat_map(|of| (0..of.grounds().len().max(1)).map(move |at| (of, of.grounds().get(at)))).collect()
}
