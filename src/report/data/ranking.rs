//! `ranking.csv`, `committees.csv`, `quarters.csv`: the assessed periods, in order of rank.

use crate::model::assessment::{BranchAssessment, CommitteeAssessment, Outcome, PeriodAssessment};
use crate::model::figure::{Points, Rate};
use crate::model::time::Period;
use crate::report::Results;

use super::csv_table::{Cell, Table};

const BRANCHES: &[&str] = &[
    "rank",
    "rank_in_type",
    "branch_id",
    "branch",
    "committee",
    "type",
    "score",
    "grade",
    "months_due",
    "months_held",
    "completeness",
    "timeliness",
    "participation",
    "errors",
    "warnings",
    "excellent_eligible",
    "veto",
];

const COMMITTEES: &[&str] = &[
    "rank",
    "committee",
    "branches",
    "months_due",
    "months_held",
    "completeness",
    "timeliness",
    "participation",
    "score",
    "errors",
    "warnings",
];

const QUARTERS: &[&str] = &[
    "period",
    "jurisdiction",
    "committee",
    "branch_id",
    "branch",
    "type",
    "score",
    "grade",
    "months_due",
    "months_held",
    "completeness",
    "timeliness",
    "participation",
    "rank",
];

/// `ranking.csv`: jurisdictions as given, then by rank, then name; without ranks by committee and name.
pub(super) fn branches<'a>(results: &'a Results) -> Table<'a> {
    let all = results.outcomes.iter().flat_map(|o| o.assessed.branches.iter().map(move |b| (o, b)));
    Table::made(BRANCHES, all.collect(), |(o, b)| branch(o, b))
}

fn branch<'a>(outcome: &'a Outcome, b: &'a BranchAssessment) -> Vec<Cell<'a>> {
    let of = outcome.corpus.branch(b.branch);
    let veto: Vec<&str> = b.grounds.iter().map(|g| g.code.as_str()).collect();
    let mut cells = vec![
        Cell::option(b.rank),
        Cell::option(b.rank_in_type),
        Cell::id(Some(of)),
        Cell::text(&of.name),
        Cell::text(&of.committee),
        Cell::plain(of.kind.as_str()),
        Cell::plain(b.score),
        Cell::text(&b.grade),
    ];
    cells.extend(rates(b.completeness, b.timeliness, b.participation));
    cells.extend([Cell::plain(b.errors), Cell::plain(b.warnings), Cell::plain(b.eligible), Cell::plain(veto.join(";"))]);
    cells
}

/// months_due, months_held, completeness, timeliness, participation.
fn rates(completeness: Rate, timeliness: Rate, participation: Rate) -> [Cell<'static>; 5] {
    [
        Cell::plain(completeness.of),
        Cell::plain(completeness.part),
        Cell::plain(completeness.decimal4()),
        Cell::plain(timeliness.decimal4()),
        Cell::plain(participation.decimal4()),
    ]
}

/// `committees.csv`: jurisdictions as given, then by rank, then name.
pub(super) fn committees<'a>(results: &'a Results) -> Table<'a> {
    Table::new(COMMITTEES, results.outcomes.iter().flat_map(|o| o.assessed.committees.iter().map(committee)).collect())
}

fn committee<'a>(c: &'a CommitteeAssessment) -> Vec<Cell<'a>> {
    let mut cells = vec![Cell::option(c.rank), Cell::text(&c.committee), Cell::plain(c.branches)];
    cells.extend(rates(c.completeness, c.timeliness, c.participation));
    cells.extend([Cell::option(mean_score(c.score)), Cell::plain(c.errors), Cell::plain(c.warnings)]);
    cells
}

/// A mean of scores, floored to hundredths; nothing where no month was due.
fn mean_score(score: Rate) -> Option<Points> {
    score.part.checked_div(score.of).map(|h| Points::from_hundredths(i64::try_from(h).unwrap_or(i64::MAX)))
}

/// `quarters.csv`: jurisdictions as given, whole quarters in order (the run's own period where it is one), then by committee and branch.
pub(super) fn quarters<'a>(results: &'a Results) -> Table<'a> {
    let of_outcome = |o: &'a Outcome| {
        let is_quarter = o.assessed.period.quarters().into_iter().map(Period::of).any(|q| q == o.assessed.period);
        let own = (is_quarter && o.quarters.is_empty()).then_some(&o.assessed);
        own.into_iter().chain(&o.quarters).flat_map(move |q| sorted(q).map(move |b| (o, q, b)))
    };
    Table::made(QUARTERS, results.outcomes.iter().flat_map(of_outcome).collect(), |(o, q, b)| quarter(o, q, b))
}

/// By committee and branch.
fn sorted(period: &PeriodAssessment) -> impl Iterator<Item = &BranchAssessment> {
    let mut branches: Vec<&BranchAssessment> = period.branches.iter().collect();
    branches.sort_by_key(|b| b.branch);
    branches.into_iter()
}

fn quarter<'a>(outcome: &'a Outcome, period: &'a PeriodAssessment, b: &'a BranchAssessment) -> Vec<Cell<'a>> {
    let of = outcome.corpus.branch(b.branch);
    let mut cells = vec![
        Cell::plain(period.period),
        Cell::text(&outcome.profile.id),
        Cell::text(&of.committee),
        Cell::id(Some(of)),
        Cell::text(&of.name),
        Cell::plain(of.kind.as_str()),
        Cell::plain(b.score),
        Cell::text(&b.grade),
    ];
    cells.extend(rates(b.completeness, b.timeliness, b.participation));
    cells.push(Cell::option(b.rank));
    cells
}
