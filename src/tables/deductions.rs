//! `deductions`: what each branch lost over the run's period by each rule, with the findings that it lost it for. In order of `ranking`, then rule.

use std::collections::BTreeMap;

use super::table::{Table, col};
use super::value::Kind::{Count, Key, Points, Word};
use super::whose::{About, Row, Whose};
use crate::model::assessment::{BranchAssessment, DeductionLine, Outcome};
use crate::model::figure;
use crate::model::finding::{BranchIx, Code};
use crate::model::results::Results;

/// A branch's line of the score, and the ids of the findings it counts.
type Line<'a> = Row<'a, (&'a BranchAssessment, &'a DeductionLine, String)>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        Whose::branch(self.outcome, self.outcome.corpus.branch(self.of.0.branch))
    }
}

fn cap(line: &Line<'_>) -> Option<figure::Points> {
    line.outcome.profile.score.deductions.get(&line.of.1.code)?.cap
}

fn full(line: &DeductionLine) -> figure::Points {
    figure::Points::from_hundredths(line.each.hundredths().saturating_mul(line.count.into()))
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("rule", Word, |l: &Line<'_>| l.of.1.code.into()),
        col("count", Count, |l| l.of.1.count.into()),
        col("points", Points, |l| full(l.of.1).into()),
        col("cap", Points, |l| cap(l).into()),
        col("applied", Points, |l| l.of.1.cost.into()),
        col("finding_ids", Key, |l| l.of.2.clone().into()),
    ];
    Table::new("deductions", results, results.outcomes.iter().flat_map(of_outcome).collect(), columns)
}

fn of_outcome(outcome: &Outcome) -> Vec<Line<'_>> {
    let mut ids: BTreeMap<(BranchIx, Code), Vec<String>> = BTreeMap::new();
    let period = outcome.assessed.period;
    for finding in &outcome.judgement.findings {
        if let Some(branch) = finding.branch.filter(|_| finding.counts() && finding.in_period(period)) {
            ids.entry((branch, finding.code)).or_default().push(finding.id.to_string());
        }
    }
    let lines = outcome.assessed.branches.iter().flat_map(|branch| branch.deductions.iter().map(move |line| (branch, line)));
    let of = |(branch, line): (&'_ BranchAssessment, &'_ DeductionLine)| ids.get(&(branch.branch, line.code)).map(|ids| ids.join(";"));
    lines.map(|(branch, line)| Row { outcome, of: (branch, line, of((branch, line)).unwrap_or_default()) }).collect()
}
