//! `deductions`: what each branch lost over the run's period by each rule, with the findings that it lost it for and those that it was spared, in order
//! of `ranking`, then rule; then what each committee lost by its own faults, in order of `committees`.

use std::collections::BTreeMap;

use super::table::{Table, col};
use super::value::Kind::{Count, Key, Points, Word};
use super::whose::{About, Row, Whose};
use crate::model::assessment::{DeductionLine, Outcome};
use crate::model::figure;
use crate::model::finding::{BranchIx, Code};
use crate::model::results::Results;

/// Who lost it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Loser<'a> {
    Branch(BranchIx),
    Committee(&'a str),
}

/// A line of a score, and the ids of the findings that cost and of those that were spared.
struct Lost<'a> {
    who: Loser<'a>,
    line: &'a DeductionLine,
    cost: String,
    spared: String,
}

type Line<'a> = Row<'a, Lost<'a>>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        match self.of.who {
            Loser::Branch(ix) => Whose::branch(self.outcome, self.outcome.corpus.branch(ix)),
            Loser::Committee(name) => Whose::committee(self.outcome, name),
        }
    }
}

fn cap(line: &Line<'_>) -> Option<figure::Points> {
    let score = &line.outcome.profile.score;
    let scheme = match line.of.who {
        Loser::Branch(_) => &score.deductions,
        Loser::Committee(_) => &score.committee.as_ref()?.deductions,
    };
    scheme.get(&line.of.line.code)?.cap
}

fn full(line: &DeductionLine) -> figure::Points {
    figure::Points::from_hundredths(line.each.hundredths().saturating_mul(line.count.into()))
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("rule", Word, |l: &Line<'_>| l.of.line.code.into()),
        col("count", Count, |l| l.of.line.count.into()),
        col("points", Points, |l| full(l.of.line).into()),
        col("cap", Points, |l| cap(l).into()),
        col("applied", Points, |l| l.of.line.cost.into()),
        col("finding_ids", Key, |l| l.of.cost.clone().into()),
        col("not_deducted", Count, |l| l.of.line.spared.into()),
        col("not_deducted_ids", Key, |l| l.of.spared.clone().into()),
    ];
    Table::new("deductions", results, results.outcomes.iter().flat_map(of_outcome).collect(), columns)
}

fn of_outcome(outcome: &Outcome) -> Vec<Line<'_>> {
    let assessed = &outcome.assessed;
    let mut ids: BTreeMap<(Loser<'_>, Code, bool), Vec<String>> = BTreeMap::new();
    for finding in outcome.judgement.findings.iter().filter(|f| f.counts() && f.in_period(assessed.period)) {
        let who = match (finding.branch, &finding.committee) {
            (Some(branch), _) => Loser::Branch(branch),
            (None, Some(committee)) => Loser::Committee(committee),
            (None, None) => continue,
        };
        ids.entry((who, finding.code, assessed.spares(finding))).or_default().push(finding.id.to_string());
    }
    let of = |who, code, spared| ids.get(&(who, code, spared)).map(|ids| ids.join(";")).unwrap_or_default();
    let branches = assessed.branches.iter().flat_map(|b| b.deductions.iter().map(move |line| (Loser::Branch(b.branch), line)));
    let committees = assessed.committees.iter().flat_map(|c| c.deductions.iter().map(move |line| (Loser::Committee(&c.committee), line)));
    let mut lines = Vec::new();
    for (who, line) in branches.chain(committees) {
        let (cost, spared) = (of(who, line.code, false), of(who, line.code, true));
        lines.push(Row { outcome, of: Lost { who, line, cost, spared } });
    }
    lines
}
