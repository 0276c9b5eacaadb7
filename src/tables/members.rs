//! `members`: attendance and service of every member from 1 January on, by committee, branch and name. `absent_run` and `missed_run` are the
//! longest runs of months absent without leave, and missed with or without; `months_missed` lists the latter.
//! `present` counts those who came late or left early, too; `unclear` are months whose marks differ or could not be read: in no other figure.

use super::table::{Table, col};
use super::value::Kind::{Count, Hours, Name, Points, Word};
use super::value::Value;
use super::whose::{About, Row, Whose, rows};
use crate::model::assessment::MemberFigures;
use crate::model::results::Results;

type Line<'a> = Row<'a, &'a MemberFigures>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        let corpus = &self.outcome.corpus;
        Whose::branch(self.outcome, corpus.branch(corpus.members[self.of.member].branch))
    }
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("member", Name, |l: &Line<'_>| (&l.outcome.corpus.members[l.of.member].name).into()),
        col("absent", Count, |l| l.of.absent.into()),
        col("leave", Count, |l| l.of.leave.into()),
        col("caught_up", Count, |l| l.of.caught_up.into()),
        col("present", Count, |l| l.of.present.into()),
        col("points", Points, |l| l.of.points.as_ref().map(|p| p.total).into()),
        col("status", Word, |l| l.of.status.as_str().into()),
        col("exempt", Count, |l| l.of.exempt.into()),
        col("absent_run", Count, |l| l.of.absent_run.into()),
        col("missed_run", Count, |l| l.of.missed_run.into()),
        col("months_missed", Word, |l| Value::list(l.of.missed.iter().map(|(month, _)| month))),
        col("services", Count, |l| l.of.services.into()),
        col("service_hours", Hours, |l| Value::minutes(l.of.service_minutes.into())),
        col("late", Count, |l| l.of.late.into()),
        col("left_early", Count, |l| l.of.left_early.into()),
        col("unclear", Count, |l| l.of.unclear.into()),
        col("official_leave", Count, |l| l.of.official_leave.into()),
    ];
    Table::new("members", results, rows(results, |o| &o.members), columns)
}
