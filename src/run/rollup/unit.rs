//! The tables of one unit, read and added up. Only the columns that are asked for are read, and one table at a time. A unit whose tables do not add up to
//! the same sums is left out: somebody's program or disk is wrong.

use std::collections::BTreeMap;
use std::io;

use super::source::{CHANGED, MISSING, Source, UNREADABLE};
use crate::frame::{self, FrameError, Rows};
use crate::model::assessment::MonthStatus;
use crate::model::figure::Rate;
use crate::model::finding::Level;
use crate::model::rolled::{CommitteeLine, MonthLine, Parameter, RuleLine, SourceState, Sums};
use crate::tables::{Declared, declared};

/// Faults that are told of a unit.
const NAMED: usize = 3;

/// How the tables are declared.
pub(super) struct Tables(BTreeMap<&'static str, Declared>);

impl Tables {
    pub(super) fn new() -> Self {
        Tables(declared().into_iter().map(|table| (table.name, table)).collect())
    }
}

/// Why a unit does not count after all.
#[derive(Debug)]
pub(super) struct Unreadable {
    pub(super) state: SourceState,
    pub(super) detail: String,
}

/// What a unit comes to. `unit` of the lines is nought.
#[derive(Debug)]
pub(super) struct Summed {
    pub(super) sums: Sums,
    pub(super) committees: Vec<CommitteeLine>,
    pub(super) months: Vec<MonthLine>,
    pub(super) rules: Vec<RuleLine>,
}

fn torn(detail: impl Into<String>) -> Unreadable {
    Unreadable { state: SourceState::Torn, detail: detail.into() }
}

impl Source {
    /// Is everything there, as it was written?
    pub(super) fn is_whole(&self) -> bool {
        self.faults().is_empty()
    }

    /// Some columns of a table; only if it is as it was written.
    fn read(&self, tables: &Tables, name: &str, only: &[&str]) -> Result<Rows, Unreadable> {
        let line = self.tables.get(name).ok_or_else(|| torn(format!("没有表格 {name}")))?;
        let declared = tables.0.get(name).ok_or_else(|| torn(format!("没有表格 {name}")))?;
        let columns: Vec<_> = declared.columns.iter().filter(|(column, _)| only.contains(&column.id.as_str())).cloned().collect();
        let changed = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => torn(format!("{} {MISSING}", line.path)),
            io::ErrorKind::InvalidData => torn(format!("{} {CHANGED}", line.path)),
            _ => torn(format!("{} {UNREADABLE}", line.path)),
        };
        let bytes = self.bytes(line).map_err(changed)?;
        let path = self.dir.join(&line.path);
        let read = match line.path.ends_with(".csv") {
            true => frame::read_csv(&path, &columns, None),
            false => frame::parse_parquet(&bytes, &path, &columns),
        };
        read.map_err(|error| match error {
            FrameError::Column { column, .. } => torn(format!("{} 中没有 {column} 一栏，或类型不同", line.path)),
            _ => torn(format!("{} {UNREADABLE}", line.path)),
        })
    }
}

/// A rate of a row.
fn rate(rows: &Rows, row: usize, [part, of]: [&str; 2]) -> Rate {
    Rate::new(count(rows, row, part), count(rows, row, of))
}

/// A count of a row; what is not known is nought.
fn count(rows: &Rows, row: usize, column: &str) -> u64 {
    rows.int(row, column).and_then(|n| u64::try_from(n).ok()).unwrap_or_default()
}

fn rank(rows: &Rows, row: usize, column: &str) -> Option<u32> {
    rows.int(row, column).and_then(|n| u32::try_from(n).ok())
}

/// Reads a unit.
///
/// # Errors
/// Its tables are not as they were written, or do not agree.
pub(super) fn summed(source: &Source, tables: &Tables) -> Result<Summed, Unreadable> {
    let faults = source.faults();
    if !faults.is_empty() {
        return Err(torn(named(&faults)));
    }
    let (by_branch, committees) = (branches(source, tables)?, committees(source, tables)?);
    let months = months(source, tables)?;
    let mut sums = by_branch;
    let (mut of_months, mut of_committees) = (Sums::default(), Sums::default());
    months.iter().for_each(|line| of_months += line.sums);
    committees.iter().for_each(|line| of_committees += line.sums);
    let same = |a: &Sums, b: &Sums| {
        (a.completeness, a.timeliness, a.participation, a.pending) == (b.completeness, b.timeliness, b.participation, b.pending)
    };
    for (name, other) in [("matrix", &of_months), ("committees", &of_committees)] {
        if !same(&sums, other) {
            return Err(Unreadable { state: SourceState::Disagrees, detail: format!("ranking、{name}") });
        }
    }
    (sums.activities, sums.not_yet, sums.score) = (of_months.activities, of_months.not_yet, of_committees.score);
    let rules = rules(source, tables)?;
    (sums.errors, sums.warnings) = (counting(&rules, Level::Error), counting(&rules, Level::Warning));
    Ok(Summed { sums, committees, months, rules })
}

/// Findings of a level that are not waived, whomever they are about: those of committees and those that nobody can be told to have count in a run, too.
fn counting(rules: &[RuleLine], level: Level) -> u64 {
    rules.iter().filter(|line| line.level == level.as_str()).map(|line| line.open + line.requested).sum()
}

/// The first of several faults, and how many there are.
fn named(faults: &[String]) -> String {
    let more = if faults.len() > NAMED { format!("等 {} 处", faults.len()) } else { String::new() };
    format!("{}{more}", faults[..faults.len().min(NAMED)].join("、"))
}

/// Over the branches; what was found is counted over the findings, since not all of them are branches' own.
fn branches(source: &Source, tables: &Tables) -> Result<Sums, Unreadable> {
    const COLUMNS: &[&str] = &[
        "unit",
        "months_due",
        "months_held",
        "timeliness_part",
        "timeliness_of",
        "participation_part",
        "participation_of",
        "excellent_eligible",
        "months_pending",
    ];
    let rows = source.read(tables, "ranking", COLUMNS)?;
    whose(source, &rows, "ranking")?;
    let mut sums = Sums::default();
    for row in 0..rows.len() {
        sums += Sums {
            branches: 1,
            completeness: rate(&rows, row, ["months_held", "months_due"]),
            timeliness: rate(&rows, row, ["timeliness_part", "timeliness_of"]),
            participation: rate(&rows, row, ["participation_part", "participation_of"]),
            pending: count(&rows, row, "months_pending"),
            barred: u64::from(rows.flag(row, "excellent_eligible") == Some(false)),
            ..Sums::default()
        };
    }
    Ok(sums)
}

/// A table that was put in another unit's place vouches for nothing, whatever its list says.
fn whose(source: &Source, rows: &Rows, name: &str) -> Result<(), Unreadable> {
    let foreign = rows.texts("unit").is_none_or(|mut units| units.any(|unit| unit != source.entry.unit));
    if foreign { Err(torn(format!("{name} 中有其他单位的行"))) } else { Ok(()) }
}

fn committees(source: &Source, tables: &Tables) -> Result<Vec<CommitteeLine>, Unreadable> {
    const COLUMNS: &[&str] = &[
        "unit",
        "committee",
        "rank",
        "branches",
        "months_due",
        "months_held",
        "timeliness_part",
        "timeliness_of",
        "participation_part",
        "participation_of",
        "score_part",
        "score_of",
        "errors",
        "warnings",
        "months_pending",
        "branch_mean_part",
        "branch_mean_of",
    ];
    let rows = source.read(tables, "committees", COLUMNS)?;
    whose(source, &rows, "committees")?;
    let line = |row: usize| CommitteeLine {
        unit: 0,
        committee: rows.text(row, "committee").to_string(),
        rank: rank(&rows, row, "rank"),
        in_policy: None,
        points: rate(&rows, row, ["score_part", "score_of"]),
        sums: Sums {
            branches: count(&rows, row, "branches"),
            completeness: rate(&rows, row, ["months_held", "months_due"]),
            timeliness: rate(&rows, row, ["timeliness_part", "timeliness_of"]),
            participation: rate(&rows, row, ["participation_part", "participation_of"]),
            pending: count(&rows, row, "months_pending"),
            errors: count(&rows, row, "errors"),
            warnings: count(&rows, row, "warnings"),
            score: rate(&rows, row, ["branch_mean_part", "branch_mean_of"]),
            ..Sums::default()
        },
    };
    Ok((0..rows.len()).map(line).collect())
}

/// By month. The longest table: its columns are walked side by side.
fn months(source: &Source, tables: &Tables) -> Result<Vec<MonthLine>, Unreadable> {
    const COLUMNS: &[&str] = &["month", "due", "held", "activities", "due_count", "actual_count", "status", "on_time", "report_known"];
    let rows = source.read(tables, "matrix", COLUMNS)?;
    months_of(&rows).ok_or_else(|| torn("matrix"))
}

fn months_of(rows: &Rows) -> Option<Vec<MonthLine>> {
    let (pending, not_yet) = (MonthStatus::Pending.as_str(), MonthStatus::NotYetDue.as_str());
    let (mut due, mut held, mut on_time, mut known) =
        (rows.flags("due")?, rows.flags("held")?, rows.flags("on_time")?, rows.flags("report_known")?);
    let (mut due_count, mut actual, mut activities) = (rows.ints("due_count")?, rows.ints("actual_count")?, rows.ints("activities")?);
    let mut status = rows.texts("status")?;
    let mut by_month: Vec<MonthLine> = Vec::new();
    let mut last = 0;
    let whole = |n: Option<Option<i64>>| n.flatten().and_then(|n| u64::try_from(n).ok()).unwrap_or_default();
    for month in rows.texts("month")? {
        let is = |flag: Option<Option<bool>>| flag.flatten() == Some(true);
        let (due, held, on_time, known) = (is(due.next()), is(held.next()), is(on_time.next()), is(known.next()));
        let status = status.next().unwrap_or_default();
        let counts = due && status != pending;
        // months come in order, a branch's one after the other
        last += 1;
        if by_month.get(last).is_none_or(|line| line.month != month) {
            last = by_month.iter().position(|line| line.month == month).unwrap_or_else(|| {
                by_month.push(MonthLine { unit: 0, month: month.to_string(), sums: Sums::default() });
                by_month.len() - 1
            });
        }
        by_month[last].sums += Sums {
            activities: whole(activities.next()),
            completeness: Rate::new(u64::from(counts && held), u64::from(counts)),
            timeliness: Rate::new(u64::from(known && on_time), u64::from(known)),
            participation: Rate::new(whole(actual.next()), whole(due_count.next())),
            pending: u64::from(status == pending),
            not_yet: u64::from(status == not_yet),
            ..Sums::default()
        };
    }
    by_month.sort_by(|a, b| a.month.cmp(&b.month));
    Some(by_month)
}

fn rules(source: &Source, tables: &Tables) -> Result<Vec<RuleLine>, Unreadable> {
    let rows = source.read(tables, "findings", &["rule", "level", "status", "in_period"])?;
    let mut by_rule: BTreeMap<(String, String), RuleLine> = BTreeMap::new();
    for row in 0..rows.len() {
        let (rule, level) = (rows.text(row, "rule"), rows.text(row, "level"));
        let line = by_rule.entry((rule.to_string(), level.to_string())).or_insert_with(|| RuleLine {
            unit: 0,
            rule: rule.to_string(),
            level: level.to_string(),
            open: 0,
            requested: 0,
            waived: 0,
            outside: 0,
        });
        let count = match (rows.flag(row, "in_period"), rows.text(row, "status")) {
            (Some(true), "open") => &mut line.open,
            (Some(true), "requested") => &mut line.requested,
            (Some(true), "waived") => &mut line.waived,
            (Some(false), _) => &mut line.outside,
            (_, other) => return Err(torn(format!("findings 中有不认识的状态“{other}”"))),
        };
        *count += 1;
    }
    Ok(by_rule.into_values().collect())
}

/// By which numbers it was judged.
///
/// # Errors
/// The table is not as it was written, or there is none.
pub(super) fn parameters(source: &Source, tables: &Tables) -> Result<Vec<Parameter>, Unreadable> {
    let rows = source.read(tables, "parameters", &["types", "parameter", "value", "clause"])?;
    let text = |row: usize, column: &str| rows.text(row, column).to_string();
    let line = |row: usize| Parameter {
        path: text(row, "parameter"),
        types: text(row, "types"),
        value: text(row, "value"),
        clause: text(row, "clause"),
    };
    let mut all: Vec<Parameter> = (0..rows.len()).map(line).collect();
    all.sort();
    Ok(all)
}
