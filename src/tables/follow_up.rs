//! `follow_up`: what became of the findings of earlier runs. By period of the earlier run, then committee, branch, month, rule, member.

use super::table::{Table, col};
use super::value::Kind::{Name, Span, Word};
use super::whose::{About, Named, Row, Whose, rows};
use crate::model::assessment::FollowUp;
use crate::model::results::Results;

type Line<'a> = Row<'a, &'a FollowUp>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        let known = !self.of.branch.is_empty() || !self.of.branch_id.is_empty();
        let branch = known.then_some(Named::Written(&self.of.branch_id, &self.of.branch));
        Whose { outcome: self.outcome, committee: &self.of.committee, branch }
    }
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("earlier_period", Span, |l: &Line<'_>| (&l.of.period).into()),
        col("rule", Word, |l| l.of.code.into()),
        col("month", Span, |l| (&l.of.month).into()),
        col("member", Name, |l| (&l.of.member).into()),
        col("state", Word, |l| l.of.state.as_str().into()),
    ];
    Table::new("follow_up", results, rows(results, |o| &o.follow_ups), columns)
}
