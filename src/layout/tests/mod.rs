//! Whole sheets through `read_book`, by what makes them messy.

mod accounting;
mod activities;
mod attendance;
mod chance;
mod folder;
mod forms;
mod headings;
mod plans;
mod recognition;
mod returns;
mod sections;
mod seen;
mod shapes;
mod together;

use crate::model::record::{ActivityRow, FileRecords, RowTally};

/// Ignored and rejected rows of a layout.
fn tally(out: &FileRecords, layout: &str) -> (u64, u64) {
    let t: RowTally = out.tallies.get(layout).copied().unwrap_or_default();
    assert_eq!(t.total, t.ignored + t.rejected);
    (t.ignored, t.rejected)
}

fn branch(row: &ActivityRow) -> String {
    let name = row.who.branch.as_ref().or(row.who.around.unit.as_ref());
    name.map(|n| n.text.to_string()).unwrap_or_default()
}

/// `branch date due/actual`, for short assertions.
fn line(row: &ActivityRow) -> String {
    let date = row.date.map_or("-".to_string(), |d| d.to_string());
    let count = |c: &crate::model::record::Count| c.value().map_or("-".to_string(), |n| n.to_string());
    format!("{} {date} {}/{}", branch(row), count(&row.due), count(&row.actual))
}

fn lines(out: &FileRecords) -> Vec<String> {
    out.records.activities.iter().map(|row| line(row)).collect()
}

fn codes(out: &FileRecords) -> Vec<String> {
    out.issues
        .iter()
        .map(|i| format!("{} {} {}{}", i.code, i.place.cell_text(), i.field, if i.rejects_row { " rejected" } else { "" }))
        .collect()
}

/// `branch|committee|unit above` as written.
fn whose(who: &crate::model::record::OrgHint) -> String {
    let text = |n: &Option<crate::model::record::Named>| n.as_ref().map_or_else(String::new, |n| n.text.to_string());
    format!("{}|{}|{}", text(&who.branch), text(&who.committee), text(&who.around.unit))
}

fn day(date: Option<chrono::NaiveDate>) -> String {
    date.map_or("-".to_string(), |d| d.to_string())
}
