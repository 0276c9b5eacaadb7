//! `members.csv`: attendance and service of every member from 1 January on, by committee, branch and name. `absent_run` and `missed_run` are the
//! longest runs of months absent without leave, and missed with or without; `months_missed` lists the latter.

use crate::model::assessment::{MemberFigures, Outcome};
use crate::report::Results;

use super::csv_table::{Cell, Table};
use super::services::hours;

const HEADINGS: &[&str] = &[
    "member",
    "branch",
    "committee",
    "absent",
    "leave",
    "caught_up",
    "present",
    "points",
    "status",
    "exempt",
    "absent_run",
    "missed_run",
    "months_missed",
    "services",
    "service_hours",
];

pub(super) fn table<'a>(results: &'a Results) -> Table<'a> {
    let all = results.outcomes.iter().flat_map(|o| o.members.iter().map(move |m| (o, m)));
    Table::made(HEADINGS, all.collect(), |(o, m)| row(o, m))
}

fn row<'a>(outcome: &'a Outcome, m: &'a MemberFigures) -> Vec<Cell<'a>> {
    let member = &outcome.corpus.members[m.member];
    let branch = outcome.corpus.branch(member.branch);
    vec![
        Cell::text(&member.name),
        Cell::text(&branch.name),
        Cell::text(&branch.committee),
        Cell::plain(m.absent),
        Cell::plain(m.leave),
        Cell::plain(m.caught_up),
        Cell::plain(m.present),
        Cell::option(m.points.as_ref().map(|p| p.total)),
        Cell::plain(m.status),
        Cell::plain(m.exempt),
        Cell::plain(m.absent_run),
        Cell::plain(m.missed_run),
        Cell::plain(m.missed.iter().map(|(month, _)| month.to_string()).collect::<Vec<_>>().join(";")),
        Cell::plain(m.services),
        Cell::plain(hours(m.service_minutes.into())),
    ]
}
