//! Findings by their ids: what is gone and why, what is new, how many are still open.

use std::collections::{BTreeMap, BTreeSet};

use super::Pair;
use super::facts::{FindingChange, Sums};
use crate::frame::Rows;
use crate::model::assessment::MonthStatus;
use crate::model::time::Period;
use crate::run::finished::{Finished, Unfinished};

const COLUMNS: &[&str] = &[
    "unit",
    "committee",
    "branch_key",
    "branch",
    "rule",
    "member",
    "month",
    "observed",
    "file",
    "sheet",
    "cell",
    "status",
    "finding_id",
    "level",
    "in_period",
];

/// A rule that leads and counts, or an explanation that was approved, costs nobody anything.
const WAIVED: &str = "waived";

/// The changes in order of the tables, the gone before the new; and how many went which way.
pub(super) fn findings(pair: &Pair<'_>) -> Result<(Vec<FindingChange>, Sums), Unfinished> {
    let (then, now) = pair.tables("findings", COLUMNS)?;
    let (before, after) = (by_id(&then), by_id(&now));
    let (mut all, mut sums) = (Vec::new(), Sums::default());
    let open = pending(pair.b, pair)?;
    let ledgers: BTreeSet<&str> = pair.b.question().inputs.iter().map(|input| input.path.as_str()).collect();
    for row in counted(&then) {
        let became = match after.get(then.text(row, "finding_id")) {
            Some(same) if now.text(*same, "status") == WAIVED => "waived",
            Some(same) if now.flag(*same, "in_period") == Some(true) => {
                sums.open += 1;
                continue;
            }
            Some(_) => "not_asked",
            None => gone(&then, row, pair.b, &open, &ledgers),
        };
        match became {
            "waived" => sums.waived += 1,
            "not_asked" => sums.not_asked += 1,
            "pending" => sums.pending += 1,
            "ledger_gone" => sums.ledger_gone += 1,
            _ => sums.put_right += 1,
        }
        all.push(change(&then, row, became));
    }
    for row in counted(&now) {
        let known = before.get(now.text(row, "finding_id"));
        // one that was waived and counts again is new to whoever goes by what counts
        if known.is_none_or(|row| then.text(*row, "status") == WAIVED || then.flag(*row, "in_period") != Some(true)) {
            sums.new += 1;
            all.push(change(&now, row, "new"));
        }
    }
    Ok((all, sums))
}

fn by_id(rows: &Rows) -> BTreeMap<&str, usize> {
    // the first of equals: they are one finding
    (0..rows.len()).rev().map(|row| (rows.text(row, "finding_id"), row)).collect()
}

/// Findings that stand in the period and are not waived.
fn counted(rows: &Rows) -> impl Iterator<Item = usize> {
    (0..rows.len()).filter(|row| rows.text(*row, "status") != WAIVED && rows.flag(*row, "in_period") == Some(true))
}

/// Branch-months that are open again in the second run.
fn pending(run: &Finished, pair: &Pair<'_>) -> Result<BTreeSet<(String, String, String)>, Unfinished> {
    debug_assert!(std::ptr::eq(run, pair.b));
    let (_, rows) = pair.tables("matrix", &["unit", "committee", "branch_key", "month", "status"])?;
    let is = |row: &usize| rows.text(*row, "status") == MonthStatus::Pending.as_str();
    let name = |row: usize| ["unit", "branch_key", "month"].map(|column| rows.text(row, column).to_string()).into();
    Ok((0..rows.len()).filter(is).map(name).collect())
}

/// Why a finding is no longer there.
fn gone(then: &Rows, row: usize, now: &Finished, open: &BTreeSet<(String, String, String)>, ledgers: &BTreeSet<&str>) -> &'static str {
    let text = |column: &str| then.text(row, column);
    let period = now.question().period.parse::<Period>().ok();
    let span = text("month").parse::<Period>().ok();
    let outside = span.zip(period).is_some_and(|(span, period)| span.last() < period.first() || span.first() > period.last());
    let unit = now.question().units.iter().any(|unit| unit.unit == text("unit"));
    if outside || !unit {
        return "not_asked";
    }
    if open.contains(&(text("unit").to_string(), text("branch_key").to_string(), text("month").to_string())) {
        return "pending";
    }
    let file = text("file");
    if !file.is_empty() && !ledgers.contains(file) { "ledger_gone" } else { "put_right" }
}

fn change(rows: &Rows, row: usize, became: &'static str) -> FindingChange {
    let text = |column: &str| rows.text(row, column).to_string();
    FindingChange {
        became,
        finding_id: text("finding_id"),
        rule: text("rule"),
        unit: text("unit"),
        committee: text("committee"),
        branch: text("branch"),
        branch_key: text("branch_key"),
        month: text("month"),
        member: text("member"),
        observed: text("observed"),
        file: text("file"),
        sheet: text("sheet"),
        cell: text("cell"),
    }
}
