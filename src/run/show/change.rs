//! What little more would have changed: one more who came, as many as the floor asks, one month more. Only the rule of that month is put otherwise; all
//! else stays as it was found.

use super::Tables;
use super::branch::{before, order};
use super::facts::Change;
use super::figure::rate;
use crate::model::assessment::MonthStatus;
use crate::model::figure::Rate;
use crate::model::standing::Standing;

/// For each month below the floor or without an activity.
pub(super) fn changes(tables: &Tables) -> Vec<Change> {
    let mut all = Vec::new();
    let whole = rate(&tables.ranking, 0, "completeness").filter(|_| !tables.ranking.is_empty());
    let attended = rate(&tables.ranking, 0, "participation").unwrap_or_default();
    for row in 0..tables.matrix.len() {
        let month = tables.matrix.text(row, "month").to_string();
        let status = tables.matrix.text(row, "status");
        let given = rate(&tables.matrix, row, "participation").unwrap_or_default();
        let floor = tables.terms.share("participation.min", tables.kind);
        if let Some(floor) = floor.filter(|floor| given.below(*floor)) {
            let lacking = given.of.saturating_sub(given.absences_allowed(floor)).saturating_sub(given.part);
            let told = finding(tables, "PAR001", &month);
            let with = |kind, more: u64| {
                let after = Rate::new(given.part + more, given.of);
                let clears = told.filter(|_| !after.below(floor));
                let whole = whole.unwrap_or_default();
                let (score, rank) = put(tables, clears, whole, Rate::new(attended.part + more, attended.of));
                let clears = clears.is_some();
                Change { kind, month: month.clone(), more: int(more), before: two(given), after: two(after), clears, score, rank }
            };
            all.push(with("one_more_attendee", 1));
            if lacking > 1 {
                all.push(with("enough_attendees", lacking));
            }
        }
        let missing = [MonthStatus::Missing.as_str(), MonthStatus::Empty.as_str()].contains(&status);
        if let Some(whole) = whole.filter(|_| missing && tables.matrix.flag(row, "due") == Some(true)) {
            let after = Rate::new(whole.part + 1, whole.of);
            let clears = finding(tables, "SUB001", &month);
            let (score, rank) = put(tables, clears, after, attended);
            let clears = clears.is_some();
            all.push(Change { kind: "one_more_month", month, more: 1, before: two(whole), after: two(after), clears, score, rank });
        }
    }
    all
}

fn int(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn two(rate: Rate) -> (i64, i64) {
    (int(rate.part), int(rate.of))
}

/// The finding of the rule on that month, if there is one that counts: its id.
fn finding<'t>(tables: &'t Tables, rule: &str, month: &str) -> Option<&'t str> {
    let rows = &tables.findings;
    let is = |row: &usize| rows.text(*row, "rule") == rule && rows.text(*row, "month") == month && rows.text(*row, "status") != "waived";
    (0..rows.len()).find(is).map(|row| rows.text(row, "finding_id"))
}

/// A value before and after.
type Pair = Option<(i64, i64)>;

/// Score and rank without that finding and with these rates.
fn put(tables: &Tables, without: Option<&str>, completeness: Rate, participation: Rate) -> (Pair, Pair) {
    let Some(score) = tables.ranking.int(0, "score_part") else { return (None, None) };
    let Some(base) = tables.terms.points("score.base") else { return (None, None) };
    let rows = &tables.deductions;
    let lost = |row: usize| {
        let applied = rows.int(row, "applied_part").unwrap_or_default();
        let count = rows.int(row, "count").unwrap_or_default();
        // a finding that cost nothing gives nothing back
        let costs = without.is_some_and(|id| rows.text(row, "finding_ids").split(';').any(|other| other == id));
        if !costs || count <= 0 {
            return applied;
        }
        let full = rows.int(row, "points_part").unwrap_or_default() / count * (count - 1);
        match rows.int(row, "cap_part").map(i64::abs) {
            Some(cap) => full.clamp(-cap, cap),
            None => full,
        }
    };
    let after = (base.hundredths() - (0..rows.len()).map(lost).sum::<i64>()).max(0);
    let rank = tables.ranking.int(0, "rank").map(|rank| {
        let least_held = tables.ranking.int(0, "months_least").and_then(|least| u64::try_from(least).ok()).unwrap_or_default();
        let mine = Standing { score: after, completeness, participation, least_held };
        let own = tables.ranking.text(0, "branch_key");
        let others =
            (0..tables.all.len()).filter(|row| tables.all.int(*row, "rank").is_some() && tables.all.text(*row, "branch_key") != own);
        (rank, others.filter(|row| before(&order(tables, *row), &mine)).count() as i64 + 1)
    });
    (Some((score, after)), rank)
}
