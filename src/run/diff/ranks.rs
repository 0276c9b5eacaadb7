//! Branches whose standing moved, and by what.

use std::collections::{BTreeMap, BTreeSet};

use super::Pair;
use super::facts::{Cause, RankChange};
use crate::frame::Rows;
use crate::run::finished::Unfinished;

/// All that decides a rank, and what hangs on it.
const COLUMNS: &[&str] = &[
    "unit",
    "committee",
    "branch_key",
    "branch",
    "rank",
    "score_part",
    "grade",
    "excellent_eligible",
    "completeness_part",
    "completeness_of",
    "participation_part",
    "participation_of",
    "months_least",
];

/// Unit and key of a branch.
type Whose<'r> = (&'r str, &'r str);

/// By unit and rank now, those that are gone last.
pub(super) fn ranks(pair: &Pair<'_>) -> Result<Vec<RankChange>, Unfinished> {
    let (then, now) = pair.tables("ranking", COLUMNS)?;
    let (lost_then, lost_now) = pair.tables("deductions", &["unit", "committee", "branch_key", "rule", "applied_part"])?;
    let (lost_then, lost_now) = (lost(&lost_then), lost(&lost_now));
    let (before, after) = (by_branch(&then), by_branch(&now));
    let mut all = Vec::new();
    for whose in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
        let (a, b) = (before.get(whose).copied(), after.get(whose).copied());
        let int = |column: &str| (a.and_then(|row| then.int(row, column)), b.and_then(|row| now.int(row, column)));
        let text = |column: &str| (a.map_or("", |row| then.text(row, column)), b.map_or("", |row| now.text(row, column)));
        let own = |column: &str| (if b.is_some() { text(column).1 } else { text(column).0 }).to_string();
        let eligible = (a.and_then(|row| then.flag(row, "excellent_eligible")), b.and_then(|row| now.flag(row, "excellent_eligible")));
        let (rank, score, grade) = (int("rank"), int("score_part"), text("grade"));
        if rank.0 == rank.1 && score.0 == score.1 && grade.0 == grade.1 && eligible.0 == eligible.1 {
            continue;
        }
        let rate = |rows: &Rows, row: usize, of: [&str; 2]| rows.int(row, of[0]).zip(rows.int(row, of[1]));
        let rates = |of: [&str; 2]| (a.and_then(|row| rate(&then, row, of)), b.and_then(|row| rate(&now, row, of)));
        let none = BTreeMap::new();
        let (was, is) = (lost_then.get(whose).unwrap_or(&none), lost_now.get(whose).unwrap_or(&none));
        let of = |rule: &&str| Cause {
            rule: rule.to_string(),
            applied: (was.get(*rule).copied().unwrap_or_default(), is.get(*rule).copied().unwrap_or_default()),
        };
        let causes = was.keys().chain(is.keys()).collect::<BTreeSet<_>>().into_iter().map(of);
        all.push(RankChange {
            unit: whose.0.to_string(),
            committee: own("committee"),
            branch: own("branch"),
            branch_key: whose.1.to_string(),
            rank,
            score,
            grade: (grade.0.to_string(), grade.1.to_string()),
            eligible,
            completeness: rates(["completeness_part", "completeness_of"]),
            participation: rates(["participation_part", "participation_of"]),
            months_least: int("months_least"),
            causes: causes.filter(|cause| cause.applied.0 != cause.applied.1).collect(),
        });
    }
    let last = |rank: Option<i64>| rank.unwrap_or(i64::MAX);
    all.sort_by(|a, b| (&a.unit, last(a.rank.1), &a.branch_key).cmp(&(&b.unit, last(b.rank.1), &b.branch_key)));
    Ok(all)
}

fn by_branch(rows: &Rows) -> BTreeMap<Whose<'_>, usize> {
    (0..rows.len()).map(|row| ((rows.text(row, "unit"), rows.text(row, "branch_key")), row)).collect()
}

/// What each branch lost, by rule.
fn lost(rows: &Rows) -> BTreeMap<Whose<'_>, BTreeMap<&str, i64>> {
    let mut all: BTreeMap<Whose<'_>, BTreeMap<&str, i64>> = BTreeMap::new();
    for row in 0..rows.len() {
        let applied = rows.int(row, "applied_part").unwrap_or_default();
        *all.entry((rows.text(row, "unit"), rows.text(row, "branch_key"))).or_default().entry(rows.text(row, "rule")).or_default() +=
            applied;
    }
    all
}
