//! `services`: volunteer service of the period. A row for the unit (neither committee nor branch), then committees (no branch), then branches;
//! those alone of which there is a record.

use super::table::{Table, col};
use super::value::Kind::{Count, Hours};
use super::value::Value;
use super::whose::{About, Named, Row, Whose, rows};
use crate::model::assessment::ServiceFigures;
use crate::model::results::Results;

type Line<'a> = Row<'a, &'a ServiceFigures>;

impl<'a> About<'a> for Line<'a> {
    fn whose(&self) -> Whose<'a> {
        let branch = self.of.branch.map(|ix| Named::Known(self.outcome.corpus.branch(ix)));
        Whose { outcome: self.outcome, committee: &self.of.committee, branch }
    }
}

pub(super) fn table(results: &Results) -> Table<'_> {
    let columns = vec![
        col("persons", Count, |l: &Line<'_>| l.of.persons.into()),
        col("services", Count, |l| l.of.services.into()),
        col("activities", Count, |l| l.of.activities.into()),
        col("hours", Hours, |l| Value::minutes(l.of.minutes)),
        col("complete", Count, |l| l.of.complete.into()),
    ];
    Table::new("services", results, rows(results, |o| &o.services), columns)
}
