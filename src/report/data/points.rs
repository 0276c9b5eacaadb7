//! `points.csv`: members' accounts, a row for each line of each month; `balance` is that of the month's end, `total` and `band` are those of
//! the account. By member (committee, branch, name), month, then in the scheme's order. A member without any line is in `members.csv` alone.

use crate::model::assessment::{MemberFigures, Outcome};
use crate::report::Results;

use super::csv_table::{Cell, Table};

const HEADINGS: &[&str] = &[
    "jurisdiction",
    "committee",
    "branch_id",
    "branch",
    "member",
    "month",
    "event",
    "count",
    "points",
    "capped",
    "balance",
    "total",
    "band",
];

pub(super) fn table<'a>(results: &'a Results) -> Table<'a> {
    let of_outcome = |o: &'a Outcome| -> Vec<Vec<Cell<'a>>> { o.members.iter().flat_map(|m| rows(o, m)).collect() };
    Table::new(HEADINGS, results.outcomes.iter().flat_map(of_outcome).collect())
}

fn rows<'a>(outcome: &'a Outcome, figures: &'a MemberFigures) -> Vec<Vec<Cell<'a>>> {
    let Some(account) = &figures.points else { return Vec::new() };
    let member = &outcome.corpus.members[figures.member];
    let branch = outcome.corpus.branch(member.branch);
    let lines = account.months.iter().flat_map(|(month, lines)| lines.iter().map(move |line| (month, line)));
    lines
        .map(|(month, line)| {
            vec![
                Cell::text(&outcome.profile.id),
                Cell::text(&branch.committee),
                Cell::id(Some(branch)),
                Cell::text(&branch.name),
                Cell::text(&member.name),
                Cell::plain(month),
                Cell::plain(line.event.name()),
                Cell::plain(line.count),
                Cell::plain(line.points),
                Cell::plain(line.capped),
                Cell::option(account.balance.get(month)),
                Cell::plain(account.total),
                Cell::text(&account.band),
            ]
        })
        .collect()
}
