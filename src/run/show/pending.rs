//! Why a month is 待核: what was returned or not used and may be of it, each with file, sheet and cell, as far as the findings of the result tell. They name
//! the branch or the committee, and the month, where these are known; the branches that a row without either may mean are not among the tables.

use super::Tables;
use super::facts::Input;
use crate::model::finding::Code;
use crate::model::time::{Month, Period};

/// Rules of what is left out and may hold activities.
pub(super) const RULES: [Code; 5] = [Code::ING001, Code::ING002, Code::ING003, Code::ING004, Code::ING006];

/// How sure it is that something concerns the branch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Near {
    Branch,
    Committee,
    Unit,
}

impl Near {
    fn words(self) -> &'static str {
        match self {
            Near::Branch => "",
            Near::Committee => "，看不出属于哪个党支部，可能有该月的活动",
            Near::Unit => "，看不出属于哪个党委，可能有该月的活动",
        }
    }
}

/// What may be of that month; the nearest alone where these are just as many as the matrix counts.
pub(super) fn inputs(tables: &Tables, row: usize) -> Vec<Input> {
    let month = tables.matrix.text(row, "month");
    let wanted = tables.matrix.int(row, "returned").and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
    // that of which the month is known before that which may be of any
    let whole = |at: usize| tables.returned.text(at, "month").is_empty();
    let mut found: Vec<(Near, bool, usize)> =
        (0..tables.returned.len()).filter_map(|at| Some((near(tables, at, month)?, whole(at), at))).collect();
    found.sort();
    let ends = |n: usize| found.get(n).is_none_or(|next| found.get(n - 1).is_none_or(|last| (last.0, last.1) != (next.0, next.1)));
    if wanted > 0 && wanted < found.len() && ends(wanted) {
        found.truncate(wanted);
    }
    found.into_iter().map(|(near, _, at)| input(tables, at, month, near)).collect()
}

/// May it be of that month of the branch, and how surely?
fn near(tables: &Tables, at: usize, month: &str) -> Option<Near> {
    let rows = &tables.returned;
    let own = |column: &str| rows.text(at, column) == tables.matrix.text(0, column);
    // a row that stays has its cell told as a warning, and leaves nothing out
    let cell = [Code::ING003.as_str(), Code::ING004.as_str()].contains(&rows.text(at, "rule"));
    if cell && rows.text(at, "level") == "warning" {
        return None;
    }
    let (span, month) = (rows.text(at, "month").parse::<Period>().ok(), month.parse::<Month>().ok()?);
    if span.is_some_and(|span| !span.contains(month)) {
        return None;
    }
    match (rows.text(at, "branch_key"), rows.text(at, "committee")) {
        ("", "") => Some(Near::Unit),
        ("", _) => own("committee").then_some(Near::Committee),
        _ => own("branch_key").then_some(Near::Branch),
    }
}

fn input(tables: &Tables, at: usize, month: &str, near: Near) -> Input {
    let text = |column: &str| tables.returned.text(at, column).to_string();
    let code = text("rule");
    Input {
        what: "returned",
        month: month.to_string(),
        value: text("observed"),
        file: text("file"),
        sheet: text("sheet"),
        cell: text("cell"),
        stands: format!("{code} {}{}", super::rule_name(&code), near.words()),
    }
}
