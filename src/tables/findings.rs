//! `findings`: every finding, waived ones and those outside the period too. By committee, branch, month, rule, member, place.

use super::table::{Table, col};
use super::value::Kind::{Cell, Flag, FreeText, Key, Name, Span, Word};
use super::whose::{About, Named, Row, Whose, rows};
use crate::model::finding::Finding;
use crate::model::results::Results;

type Line<'a> = Row<'a, &'a Finding>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        let branch = self.of.branch.map(|ix| self.outcome.corpus.branch(ix));
        let committee = branch.map_or_else(|| self.of.committee.as_deref().unwrap_or_default(), |b| &*b.committee);
        Whose { outcome: self.outcome, committee, branch: branch.map(Named::Known) }
    }
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("rule", Word, |l: &Line<'_>| l.of.code.into()),
        col("level", Word, |l| l.of.level.as_str().into()),
        col("member", Name, |l| l.of.member.as_deref().into()),
        col("month", Span, |l| l.of.span.map(|s| s.to_string()).into()),
        col("observed", FreeText, |l| (&l.of.observed).into()),
        col("expected", FreeText, |l| (&l.of.expected).into()),
        col("message", FreeText, |l| l.of.say.message().into()),
        col("basis", FreeText, |l| (&l.of.basis).into()),
        col("file", Name, |l| l.of.place.as_ref().map(|p| &p.file).into()),
        col("sheet", Name, |l| l.of.place.as_ref().map(|p| &p.sheet).into()),
        col("cell", Cell, |l| l.of.place.as_ref().map(|p| p.cell_text()).into()),
        col("status", Word, |l| l.of.status.as_str().into()),
        col("finding_id", Key, |l| l.of.id.to_string().into()),
        col("in_period", Flag, |l| l.of.in_period(l.outcome.corpus.period).into()),
        col("not_deducted", Flag, |l| l.outcome.assessed.spares(l.of).into()),
    ];
    Table::new("findings", results, rows(results, |o| &o.judgement.findings), columns)
}
