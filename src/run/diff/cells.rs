//! Activities by branch and day: counts and words that differ, activities that one of the runs alone has.

use std::collections::BTreeMap;

use super::Pair;
use super::facts::CellChange;
use crate::frame::Rows;
use crate::run::finished::Unfinished;

const COLUMNS: &[&str] = &[
    "unit",
    "committee",
    "branch_key",
    "branch",
    "date",
    "theme",
    "due",
    "actual",
    "reported",
    "standing",
    "file",
    "sheet",
    "row",
    "due_cell",
    "actual_cell",
    "date_cell",
    "reported_cell",
];

/// Unit, key of the branch, day, and which of that day's.
type Key<'r> = (&'r str, &'r str, Option<chrono::NaiveDate>, usize);

/// In order of unit, branch and day.
pub(super) fn cells(pair: &Pair<'_>) -> Result<Vec<CellChange>, Unfinished> {
    let (then, now) = pair.tables("activities", COLUMNS)?;
    let (before, mut after) = (by_day(&then), by_day(&now));
    let mut all = Vec::new();
    for (key, a) in &before {
        match after.remove(key) {
            Some(b) => values(&then, *a, &now, b, &mut all),
            None => all.push(whole(&then, *a, (shown(&then, *a, "theme"), String::new()))),
        }
    }
    all.extend(after.into_values().map(|b| whole(&now, b, (String::new(), shown(&now, b, "theme")))));
    all.sort_by(|a, b| (&a.unit, &a.branch_key, &a.date).cmp(&(&b.unit, &b.branch_key, &b.date)));
    Ok(all)
}

fn by_day(rows: &Rows) -> BTreeMap<Key<'_>, usize> {
    let mut all: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    for row in 0..rows.len() {
        let mut key = (rows.text(row, "unit"), rows.text(row, "branch_key"), rows.date(row, "date"), 0);
        while all.contains_key(&key) {
            key.3 += 1;
        }
        all.insert(key, row);
    }
    all
}

/// A value as text.
fn shown(rows: &Rows, row: usize, column: &str) -> String {
    match column {
        "due" | "actual" => rows.int(row, column).map_or_else(String::new, |n| n.to_string()),
        "date" | "reported" => rows.date(row, column).map_or_else(String::new, |day| day.to_string()),
        _ => rows.text(row, column).to_string(),
    }
}

fn values(then: &Rows, a: usize, now: &Rows, b: usize, all: &mut Vec<CellChange>) {
    for (what, cell) in [("due", "due_cell"), ("actual", "actual_cell"), ("theme", ""), ("reported", "reported_cell"), ("standing", "")] {
        let (was, is) = (shown(then, a, what), shown(now, b, what));
        if was != is {
            let cell = if cell.is_empty() { String::new() } else { now.text(b, cell).to_string() };
            all.push(CellChange { what, cell, ..whole(now, b, (was, is)) });
        }
    }
}

/// An activity as a whole, at the cell of its day.
fn whole(rows: &Rows, row: usize, (a, b): (String, String)) -> CellChange {
    let text = |column: &str| rows.text(row, column).to_string();
    CellChange {
        what: "activity",
        unit: text("unit"),
        committee: text("committee"),
        branch: text("branch"),
        branch_key: text("branch_key"),
        date: shown(rows, row, "date"),
        a,
        b,
        file: text("file"),
        sheet: text("sheet"),
        cell: text("date_cell"),
    }
}
