//! Findings by their ids: what is gone and why, what is new, how many are still open.

use std::collections::BTreeMap;

use super::Pair;
use super::facts::{FindingChange, Sums};
use super::gone::{Gone, Judge};
use crate::frame::Rows;
use crate::run::finished::Unfinished;

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
    let gone: Vec<usize> = counted(&then).filter(|row| !after.contains_key(then.text(*row, "finding_id"))).collect();
    // nothing is gone: the tables that would tell why need not be read
    let judge = if gone.is_empty() { None } else { Some(Judge::new(pair, &then, &gone, &now)?) };
    for row in counted(&then) {
        let became = match (after.get(then.text(row, "finding_id")), &judge) {
            (Some(same), _) if now.text(*same, "status") == WAIVED => "waived",
            (Some(same), _) if now.flag(*same, "in_period") == Some(true) => {
                sums.open += 1;
                continue;
            }
            (None, Some(judge)) => match judge.why(&then, row) {
                Gone::Graver => {
                    sums.open += 1;
                    continue;
                }
                why => why.as_str(),
            },
            _ => Gone::NotAsked.as_str(),
        };
        match became {
            "waived" => sums.waived += 1,
            "not_asked" => sums.not_asked += 1,
            "pending" => sums.pending += 1,
            "not_assessable" => sums.not_assessable += 1,
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
