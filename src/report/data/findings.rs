//! `findings.csv`: every finding, waived ones too.

use rayon::prelude::*;

use crate::model::assessment::Outcome;
use crate::model::finding::Finding;
use crate::model::org::Branch;
use crate::report::Results;

use super::csv_table::{Cell, Table};

const HEADINGS: &[&str] = &[
    "rule",
    "level",
    "jurisdiction",
    "committee",
    "branch_id",
    "branch",
    "member",
    "month",
    "observed",
    "expected",
    "message",
    "basis",
    "file",
    "sheet",
    "cell",
    "status",
];

pub(super) fn table<'a>(results: &'a Results) -> Table<'a> {
    Table::made(HEADINGS, results.outcomes.iter().flat_map(sorted).collect(), |(o, f)| row(o, f))
}

/// The findings of an outcome by whom they are about, when, and where.
fn sorted(outcome: &Outcome) -> Vec<(&Outcome, &Finding)> {
    let key = |f: &'_ Finding| (f.span.map(|s| s.to_string()).unwrap_or_default(), f.code.as_str());
    let all = outcome.judgement.findings.par_iter();
    let mut all: Vec<_> = all.map(|f| (key(f), f)).collect();
    all.par_sort_by(|((span, code), f), ((other_span, other_code), other)| {
        let by_whom = |f| {
            let (committee, _, branch) = who(outcome, f);
            (committee, branch)
        };
        by_whom(f)
            .cmp(&by_whom(other))
            .then_with(|| (span, code).cmp(&(other_span, other_code)))
            .then_with(|| f.member.as_deref().unwrap_or_default().cmp(other.member.as_deref().unwrap_or_default()))
            .then_with(|| f.place.cmp(&other.place))
    });
    all.into_iter().map(|(_, f)| (outcome, f)).collect()
}

/// Committee, branch and branch name, as far as the finding has them.
fn who<'a>(outcome: &'a Outcome, finding: &'a Finding) -> (&'a str, Option<&'a Branch>, &'a str) {
    match finding.branch {
        Some(ix) => {
            let branch = outcome.corpus.branch(ix);
            (&branch.committee, Some(branch), &branch.name)
        }
        None => (finding.committee.as_deref().unwrap_or_default(), None, ""),
    }
}

fn span(finding: &Finding) -> String {
    finding.span.map(|s| s.to_string()).unwrap_or_default()
}

fn row<'a>(outcome: &'a Outcome, f: &'a Finding) -> Vec<Cell<'a>> {
    let (committee, id, branch) = who(outcome, f);
    let place = f.place.as_ref();
    vec![
        Cell::plain(f.code),
        Cell::plain(f.level.as_str()),
        Cell::text(&outcome.profile.id),
        Cell::text(committee),
        Cell::id(id),
        Cell::text(branch),
        Cell::text(f.member.as_deref().unwrap_or_default()),
        Cell::plain(span(f)),
        Cell::text(&f.observed),
        Cell::text(&f.expected),
        Cell::text(&f.message),
        Cell::text(&f.basis),
        Cell::text(place.map_or("", |p| &p.file)),
        Cell::text(place.map_or("", |p| &p.sheet)),
        Cell::option(place.map(|p| p.cell_text())),
        Cell::plain(f.status.as_str()),
    ]
}
