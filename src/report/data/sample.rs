//! `sample.csv` and `sample.json`: the drawn list, and everything needed to draw it again.

use serde::Serialize;

use crate::model::draw::{Draw, Drawn};
use crate::report::Results;

use super::csv_table::{Cell, Table};

const HEADINGS: &[&str] = &["order", "draw_unit", "committee", "branch_id", "branch", "stratum", "probability", "reason"];

/// Jurisdictions as given, each in order of its draw.
pub(super) fn table(results: &Results) -> Table<'_> {
    drawn(results.outcomes.iter().map(|o| &o.draw))
}

/// The same of draws alone.
pub(super) fn drawn<'a>(draws: impl Iterator<Item = &'a Draw>) -> Table<'a> {
    Table::new(HEADINGS, draws.flat_map(|draw| draw.drawn.iter().map(row)).collect())
}

fn row<'a>(d: &'a Drawn) -> Vec<Cell<'a>> {
    vec![
        Cell::plain(d.order),
        Cell::key(d.unit.unit.as_str()),
        Cell::text(&d.unit.committee),
        Cell::key(d.unit.branch_id.as_str()),
        Cell::text(&d.unit.branch),
        Cell::text(&d.unit.stratum),
        Cell::plain(&d.probability),
        Cell::text(&d.reason),
    ]
}

/// One draw, or a list of them where there are several jurisdictions.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Sample<'a> {
    One(&'a Draw),
    Several(Vec<&'a Draw>),
}

pub(super) fn json(results: &Results) -> Sample<'_> {
    of_draws(results.outcomes.iter().map(|o| &o.draw).collect())
}

/// The same of draws alone.
pub(super) fn of_draws(draws: Vec<&Draw>) -> Sample<'_> {
    match draws.as_slice() {
        [one] => Sample::One(one),
        _ => Sample::Several(draws),
    }
}
