//! `inspection_problems`: every problem that the period's visits found, with its state on the as-of day, and those of earlier visits (`left_over`)
//! that are overdue. In order of deadline, those without one last; `finding` is the status of its INS001 finding, empty where there is none.

use super::table::{Table, col};
use super::value::Kind::{Cell, Date, Flag, FreeText, Name, Word};
use super::whose::{About, Named, Row, Whose, rows};
use crate::model::assessment::ProblemState;
use crate::model::finding::{Code, Finding};
use crate::model::record::Field;
use crate::model::results::Results;
use crate::model::returns::Inspection;
use crate::model::time::Month;

type Line<'a> = Row<'a, (&'a Inspection, ProblemState)>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        let branch = self.of.0.branch.map(|ix| Named::Known(self.outcome.corpus.branch(ix)));
        Whose { outcome: self.outcome, committee: &self.of.0.committee, branch }
    }
}

fn found<'a>(line: &Line<'a>) -> Option<&'a Finding> {
    let place = line.of.0.row.head.place(Field::Deadline);
    line.outcome.judgement.findings.iter().find(|f| f.code == Code::INS001 && f.place.as_ref() == Some(&place))
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("date", Date, |l: &Line<'_>| l.of.0.row.date.into()),
        col("method", FreeText, |l| (&l.of.0.row.method).into()),
        col("problem", FreeText, |l| (&l.of.0.row.problem).into()),
        col("demand", FreeText, |l| (&l.of.0.row.demand).into()),
        col("deadline", Date, |l| l.of.0.row.deadline.into()),
        col("done", Date, |l| l.of.0.row.done.into()),
        col("state", Word, |l| l.of.1.as_str().into()),
        col("finding", Word, |l| found(l).map(|f| f.status.as_str()).into()),
        col("file", Name, |l| (&l.of.0.row.head.table.file).into()),
        col("sheet", Name, |l| (&l.of.0.row.head.table.sheet).into()),
        col("cell", Cell, |l| l.of.0.row.head.cell_of(&[Field::Deadline]).map(|c| c.to_string()).into()),
        col("left_over", Flag, |l| (Month::of(l.of.0.row.date) < l.outcome.corpus.period.first()).into()),
    ];
    let problems = |o| {
        let outcome: &crate::model::assessment::Outcome = o;
        outcome.inspections.problems.iter().map(move |(at, state)| (&outcome.corpus.returns.inspections[*at], *state))
    };
    Table::new("inspection_problems", results, rows(results, problems), columns)
}
