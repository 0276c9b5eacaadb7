//! `points`: members' accounts, a row for each line of each month; `balance` is that of the month's end, `total` and `band` are those of the
//! account. By member (committee, branch, name), month, then in the scheme's order. A member without any line is in `members` alone.

use super::table::{Table, col};
use super::value::Kind::{Count, Flag, Name, Points, Span, Word};
use super::whose::{About, Row, Whose, rows};
use crate::model::assessment::{MemberFigures, Outcome};
use crate::model::points::{PointAccount, PointLine};
use crate::model::results::Results;
use crate::model::time::Month;

/// A line of a member's account.
#[derive(Clone, Copy)]
struct Entry<'a> {
    figures: &'a MemberFigures,
    account: &'a PointAccount,
    month: Month,
    line: &'a PointLine,
}

type Line<'a> = Row<'a, Entry<'a>>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        let corpus = &self.outcome.corpus;
        Whose::branch(self.outcome, corpus.branch(corpus.members[self.of.figures.member].branch))
    }
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("member", Name, |l: &Line<'_>| (&l.outcome.corpus.members[l.of.figures.member].name).into()),
        col("month", Span, |l| l.of.month.into()),
        col("event", Word, |l| l.of.line.event.name().into()),
        col("count", Count, |l| l.of.line.count.into()),
        col("points", Points, |l| l.of.line.points.into()),
        col("capped", Flag, |l| l.of.line.capped.into()),
        col("balance", Points, |l| l.of.account.balance.get(&l.of.month).copied().into()),
        col("total", Points, |l| l.of.account.total.into()),
        col("band", Word, |l| (&l.of.account.band).into()),
    ];
    Table::new("points", results, rows(results, of_outcome), columns)
}

fn of_outcome(outcome: &Outcome) -> impl Iterator<Item = Entry<'_>> {
    outcome.members.iter().filter_map(|m| Some((m, m.points.as_ref()?))).flat_map(|(figures, account)| {
        let lines = account.months.iter().flat_map(|(month, lines)| lines.iter().map(move |line| (*month, line)));
        lines.map(move |(month, line)| Entry { figures, account, month, line })
    })
}
