//! `findings.csv`: every finding, waived ones too.

use crate::model::assessment::Outcome;
use crate::model::finding::Finding;
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

pub(super) fn table(results: &Results) -> Table {
    Table::new(HEADINGS, results.outcomes.iter().flat_map(of_outcome).collect())
}

fn of_outcome(outcome: &Outcome) -> Vec<Vec<Cell>> {
    let mut findings: Vec<&Finding> = outcome.judgement.findings.iter().collect();
    findings.sort_by_cached_key(|f| {
        let (committee, _, branch) = who(outcome, f);
        let member = f.member.as_deref().unwrap_or_default().to_string();
        (committee.to_string(), branch.to_string(), span(f), f.code.as_str(), member, f.place.clone())
    });
    findings.into_iter().map(|f| row(outcome, f)).collect()
}

/// Committee, branch id and branch name, as far as the finding has them.
fn who<'a>(outcome: &'a Outcome, finding: &'a Finding) -> (&'a str, &'a str, &'a str) {
    match finding.branch {
        Some(ix) => {
            let branch = outcome.corpus.branch(ix);
            (&branch.committee, &branch.id, &branch.name)
        }
        None => (finding.committee.as_deref().unwrap_or_default(), "", ""),
    }
}

fn span(finding: &Finding) -> String {
    finding.span.map(|s| s.to_string()).unwrap_or_default()
}

fn row(outcome: &Outcome, f: &Finding) -> Vec<Cell> {
    let (committee, id, branch) = who(outcome, f);
    let place = f.place.as_ref();
    vec![
        Cell::plain(f.code),
        Cell::plain(f.level.as_str()),
        Cell::text(&outcome.profile.id),
        Cell::text(committee),
        Cell::text(id),
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
