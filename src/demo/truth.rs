//! The planted truth as files: expected findings, month matrix, committee sums, eligibility and row counts, in the columns of a run's outputs.

use std::collections::{BTreeMap, BTreeSet};

use super::activities::{Fate, Sign, World};
use super::cells::Col;
use super::corrected::Correction;
use super::grid::Line;
use super::oracle::{Oracle, signs};
use super::returns::WaiverLine;
use super::shelf::Shelf;
use super::spans::grounds;
use super::{handed, waivers};
use crate::model::cell::CellRef;
use crate::model::finding::{Code, Level, Status};
use crate::model::time::{Month, Span};

/// Where something was planted.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct At {
    pub file: String,
    pub sheet: String,
    pub cell: Option<(u32, u32)>,
}

/// A finding that a run must make.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    pub code: Code,
    pub branch: Option<usize>,
    /// A committee as such; without it and a branch: the whole jurisdiction, or nobody that is known.
    pub committee: Option<usize>,
    pub member: String,
    pub span: Option<Span>,
    pub at: At,
    /// Another level than the rule's.
    pub level: Option<Level>,
    /// What an explanation makes of it.
    pub status: Status,
}

impl Expected {
    /// A finding of that rule, with all else left open.
    pub fn of(code: Code) -> Self {
        Expected {
            code,
            branch: None,
            committee: None,
            member: String::new(),
            span: None,
            at: At::default(),
            level: None,
            status: Status::Open,
        }
    }
}

/// One branch-month.
#[derive(Clone, Debug)]
struct MatrixLine {
    branch: usize,
    month: Month,
    due: bool,
    held: bool,
    activities: usize,
    sums: (u64, u64),
    status: &'static str,
}

/// All of it.
pub(super) struct Truth {
    pub findings: Vec<Expected>,
    matrix: Vec<MatrixLine>,
    grounds: Vec<Vec<(String, u32)>>,
}

impl Truth {
    /// Judges the plan; the findings to which explanations are found put those on the shelf.
    pub fn of(world: &World, shelf: &mut Shelf, seed: u64) -> (Self, Vec<WaiverLine>) {
        let found = found(world, shelf);
        let explained = waivers::draw(world, &found, seed);
        handed::waivers(world, shelf, &explained, seed);
        shelf.close();
        (Truth::concluded(world, shelf, found, &explained), explained)
    }

    /// Judges the plan again, when some of what was handed in has been put right; the explanations are those that were handed in before.
    pub fn again(world: &World, shelf: &Shelf, explained: &[WaiverLine]) -> Self {
        Truth::concluded(world, shelf, found(world, shelf), explained)
    }

    fn concluded(world: &World, shelf: &Shelf, found: Vec<Expected>, explained: &[WaiverLine]) -> Self {
        let mut oracle = Oracle::new(world, shelf);
        oracle.out = found;
        oracle.out.iter_mut().for_each(|f| f.status = waivers::status(f, explained, world));
        let late: BTreeSet<(usize, Month)> =
            oracle.out.iter().filter(|f| f.code == Code::SUB002).filter_map(|f| f.branch.zip(f.span.map(Span::first))).collect();
        let empties: BTreeSet<(usize, Month)> =
            world.entries.iter().filter(|e| e.fate == Fate::Empty).map(|e| (e.branch, e.month)).collect();
        let mut matrix = Vec::new();
        for branch in 0..world.branches.len() {
            for month in world.period.months() {
                let held = oracle.held(branch, month);
                let (exists, due) = (world.asked(branch, month), world.due(branch, month));
                // "按时 迟报 已报 待核 空报 缺报 未到期 不适用. 已报: no report date known, or the profile has no term".
                let dated = |n: &usize| oracle.entry(*n).reported.is_some() && oracle.has(*n, Col::Reported);
                let known = world.policy.report_days.is_some() && held.iter().any(dated);
                let status = match (exists, held.is_empty(), due) {
                    (false, _, _) => "不适用",
                    (_, false, _) if late.contains(&(branch, month)) => "迟报",
                    (_, false, _) if known => "按时",
                    (_, false, _) => "已报",
                    (_, true, true) if oracle.pending(branch, month) => "待核",
                    (_, true, true) if empties.contains(&(branch, month)) => "空报",
                    (_, true, true) => "缺报",
                    _ => "未到期",
                };
                matrix.push(MatrixLine {
                    branch,
                    month,
                    due,
                    held: !held.is_empty(),
                    activities: held.len(),
                    sums: oracle.sums(held),
                    status,
                });
            }
        }
        let grounds = grounds(world, &oracle);
        let mut findings = oracle.out;
        findings.extend(shelf.issues.iter().map(|i| Expected {
            branch: i.branch,
            span: i.month.map(Span::Month),
            at: At { file: i.file.clone(), sheet: i.sheet.clone(), cell: i.cell },
            level: i.warning.then_some(Level::Warning),
            ..Expected::of(i.code)
        }));
        Truth { findings, matrix, grounds }
    }

    /// Name and text of every file.
    pub fn files(&self, world: &World, shelf: &Shelf) -> Vec<(&'static str, String)> {
        vec![
            ("findings.csv", self.findings_csv(world)),
            ("matrix.csv", self.matrix_csv(world)),
            ("committees.csv", self.committees_csv(world)),
            ("eligibility.csv", self.eligibility_csv(world)),
            ("members.csv", members_csv(world, shelf)),
            ("rows.json", rows_json(shelf)),
        ]
    }

    fn findings_csv(&self, world: &World) -> String {
        let mut rows: Vec<Vec<String>> = self
            .findings
            .iter()
            .map(|f| {
                let branch = f.branch.map(|b| &world.branches[b]);
                let level = f.level.unwrap_or_else(|| level(f.code));
                vec![
                    f.code.to_string(),
                    branch.map(|b| b.id.clone()).unwrap_or_default(),
                    branch.map(|b| b.name.clone()).unwrap_or_default(),
                    f.member.clone(),
                    f.span.map(|s| s.to_string()).unwrap_or_default(),
                    level.as_str().to_string(),
                    f.at.file.clone(),
                    f.at.sheet.clone(),
                    f.at.cell.map(|(r, c)| CellRef::new(r, c).to_string()).unwrap_or_default(),
                    f.committee.map(|c| world.committees[c].name.clone()).unwrap_or_default(),
                    f.status.as_str().to_string(),
                ]
            })
            .collect();
        rows.sort();
        csv(&["rule", "branch_id", "branch", "member", "month", "level", "file", "sheet", "cell", "committee", "status"], rows)
    }

    fn matrix_csv(&self, world: &World) -> String {
        let rows = self.matrix.iter().map(|m| {
            vec![
                world.branches[m.branch].id.clone(),
                m.month.to_string(),
                m.due.to_string(),
                m.held.to_string(),
                m.activities.to_string(),
                m.sums.0.to_string(),
                m.sums.1.to_string(),
                m.status.to_string(),
            ]
        });
        csv(&["branch_id", "month", "due", "held", "activities", "due_count", "actual_count", "status"], rows.collect())
    }

    fn committees_csv(&self, world: &World) -> String {
        let mut sums: BTreeMap<&str, [u64; 5]> = BTreeMap::new();
        for branch in &world.branches {
            // "`branches` counts those that exist on some day of it" (the period).
            let begins = branch.founded.is_none_or(|f| f <= world.period.last().last_day());
            let lasts = branch.dissolved.is_none_or(|d| d > world.period.first().first_day());
            sums.entry(&world.committees[branch.committee].name).or_default()[0] += u64::from(begins && lasts);
        }
        for m in &self.matrix {
            let row = sums.entry(&world.committees[world.branches[m.branch].committee].name).or_default();
            row[1] += u64::from(m.due && m.status != "待核");
            // "completeness = held due months ÷ due months".
            row[2] += u64::from(m.due && m.held);
            row[3] += m.sums.0;
            row[4] += m.sums.1;
        }
        let rows = sums.into_iter().map(|(name, n)| std::iter::once(name.to_string()).chain(n.map(|x| x.to_string())).collect());
        csv(&["committee", "branches", "months_due", "months_held", "due_count", "actual_count"], rows.collect())
    }

    fn eligibility_csv(&self, world: &World) -> String {
        let mut rows = Vec::new();
        for (b, grounds) in self.grounds.iter().enumerate() {
            let id = world.branches[b].id.clone();
            // "one row per ground; one with empty ground if eligible".
            if grounds.is_empty() {
                rows.push(vec![id, "true".to_string(), String::new(), String::new()]);
            } else {
                rows.extend(grounds.iter().map(|(code, n)| vec![id.clone(), "false".to_string(), code.to_string(), n.to_string()]));
            }
        }
        csv(&["branch_id", "eligible", "rule", "count"], rows)
    }
}

/// What the rules find, before anything is explained.
fn found(world: &World, shelf: &Shelf) -> Vec<Expected> {
    let mut oracle = Oracle::new(world, shelf);
    oracle.months_and_activities();
    oracle.counts_before_force();
    oracle.spans();
    oracle.rites();
    oracle.returns();
    oracle.out
}

/// The cells that are put right, and what is written there.
pub(super) fn corrections_csv(corrections: &[Correction]) -> String {
    let rows = corrections.iter().map(|c| {
        let cell = c.at.cell.map(|(row, col)| CellRef::new(row, col).to_string()).unwrap_or_default();
        vec![c.at.file.clone(), c.at.sheet.clone(), cell, c.value.clone()]
    });
    csv(&["file", "sheet", "cell", "value"], rows.collect())
}

/// What the attendance sheets say of every member, from 1 January of the period's last year to its end.
fn members_csv(world: &World, shelf: &Shelf) -> String {
    let year = world.period.last().year();
    let mut rows = Vec::new();
    for (b, branch) in world.branches.iter().enumerate() {
        for (n, member) in branch.members.iter().enumerate() {
            let count = |of: Sign| signs(world, b, n).filter(|(m, sign)| m.year() == year && *sign == of).count();
            let [late, early] = shelf.tardy.get(&(b, n)).copied().unwrap_or_default().map(|n| n.to_string());
            let mut row = vec![branch.id.clone(), member.name.clone()];
            // What is official is a leave all the same.
            let official = count(Sign::Official);
            let counts = [count(Sign::Present), count(Sign::Absent), count(Sign::Leave) + official];
            row.extend(counts.into_iter().chain([Sign::CaughtUp, Sign::Exempt, Sign::Unknown].map(count)).map(|n| n.to_string()));
            row.extend([late, early, official.to_string()]);
            rows.push(row);
        }
    }
    let counts = ["present", "absent", "leave", "caught_up", "exempt", "unclear", "late", "left_early", "official_leave"];
    csv(&[&["branch_id", "member"][..], &counts].concat(), rows)
}

/// Levels as the contract's list of rules gives them.
fn level(code: Code) -> Level {
    use Code as C;
    match code {
        C::SUB001 | C::SUB003 | C::SUB004 | C::SUB005 | C::PAR001 | C::PAR002 | C::DAY002 | C::DAY003 => Level::Error,
        C::ACT002 | C::ACT003 | C::ACT004 | C::MEM002 | C::ING001 | C::ING003 | C::ING004 => Level::Error,
        C::PLN001 | C::INS001 => Level::Error,
        C::ING005
        | C::ACT009
        | C::ACT011
        | C::REC003
        | C::REC004
        | C::MEM004
        | C::MEM005
        | C::MEM006
        | C::CAD001
        | C::DAY005
        | C::PLN005
        | C::INS002 => Level::Info,
        _ => Level::Warning,
    }
}

fn csv(header: &[&str], rows: Vec<Vec<String>>) -> String {
    let mut out = String::from("\u{feff}");
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let written = std::iter::once(header.iter().map(|h| h.to_string()).collect())
        .chain(rows)
        .try_for_each(|row: Vec<String>| writer.write_record(row));
    if let (Ok(()), Ok(bytes)) = (written, writer.into_inner()) {
        out.push_str(&String::from_utf8_lossy(&bytes));
    }
    out
}

/// "Every non-blank row … is exactly one of accepted, rejected, duplicate, superseded, ignored"; "(a form is one row)".
fn rows_json(shelf: &Shelf) -> String {
    let tally = |lines: &[Line]| {
        let count = |of: Line| lines.iter().filter(|l| **l == of).count();
        serde_json::json!({
            "total": lines.len(),
            "accepted": count(Line::Accepted),
            "rejected": count(Line::Rejected),
            "duplicate": count(Line::Duplicate),
            "superseded": count(Line::Superseded),
            "ignored": count(Line::Ignored),
        })
    };
    let mut by: BTreeMap<&str, Vec<Line>> = BTreeMap::new();
    for grid in shelf.books.iter().flat_map(|b| &b.grids) {
        if let Some(layout) = grid.layout {
            by.entry(layout).or_default().extend(&grid.lines);
        }
    }
    let all: Vec<Line> = by.values().flatten().copied().collect();
    let count = |key: &str| shelf.files.get(key).copied().unwrap_or(0);
    let value = serde_json::json!({
        "rows": tally(&all),
        "rows_by_layout": by.iter().map(|(layout, lines)| (layout.to_string(), tally(lines))).collect::<BTreeMap<_, _>>(),
        "files": {
            "total": shelf.files.values().sum::<u32>(),
            "read": count("read"),
            "partly": count("partly"),
            "unrecognised": count("unrecognised"),
            "unreadable": count("unreadable"),
            "skipped": count("skipped"),
        },
    });
    format!("{value:#}\n")
}
