//! How the program knows again what it wrote: the list that a finished result holds, and the property that each of its workbooks carries. What is
//! known is never read as a ledger; what goes out to be filled in comes back as one once somebody has written in it.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The list of a result, at the top of its folder, written last: a folder without it is no result.
pub const MANIFEST: &str = "结果清单.json";
/// `program` in that list, and the maker in the properties of workbooks.
pub const PROGRAM: &str = "dangri";
/// Custom document property of every workbook of ours: says what it is.
pub const PROPERTY: &str = "dangri";

/// What a workbook of ours is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnKind {
    /// To be read alone: 汇总报告, 抽查名单, 通知, lists of what goes back. Never a ledger.
    Report,
    /// To be filled in: blank ledgers, inspection forms, reply forms, name tables. A ledger once it is no longer as it went out.
    Form,
    /// A handed-in ledger with its faulty cells marked. A ledger once it is no longer as it went out.
    MarkedCopy,
}

impl OwnKind {
    /// All of them.
    pub const ALL: [OwnKind; 3] = [OwnKind::Report, OwnKind::Form, OwnKind::MarkedCopy];

    /// The word in the property.
    pub fn word(self) -> &'static str {
        match self {
            OwnKind::Report => "report",
            OwnKind::Form => "form",
            OwnKind::MarkedCopy => "marked-copy",
        }
    }
}

/// Why a file that was opened is passed over: it is no ledger, and nothing is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Passed {
    /// What an earlier run wrote to be read.
    Output,
    /// A form, blank ledger or marked copy of ours that is as it went out.
    Untouched,
    /// Columns for machines.
    Data,
    /// Appointments.
    Calendar,
}

impl Passed {
    /// The reason, as counts and lists give it.
    pub fn reason(self) -> &'static str {
        match self {
            Passed::Output => "程序输出",
            Passed::Untouched => "程序输出，未填写",
            Passed::Data => "数据文件",
            Passed::Calendar => "日历文件",
        }
    }

    /// The reason as a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Passed::Output => "这是程序输出的结果，不是台账，未读取。",
            Passed::Untouched => "这是程序发出的表格，发出后没有填写或改动，未读取；填写保存后即可读取。",
            Passed::Data => "这是数据文件，不是台账，未读取。",
            Passed::Calendar => "这是日历文件，不是台账，未读取。",
        }
    }
}

/// What a package's other parts are, as the seal of a form or marked copy sees them: name, CRC-32 and size.
pub type PartMark = (Vec<u8>, u32, u64);

/// The part that holds the property, lower case.
pub const PROPERTY_PART: &str = "docprops/custom.xml";

/// The seal of a package: SHA-256 over its parts but the one that holds the seal. Whoever types a word into the workbook, in an office program or
/// inside the zip, changes a part and breaks it.
pub fn seal(mut parts: Vec<PartMark>) -> String {
    parts.sort();
    let mut hash = Sha256::new();
    for (name, crc, size) in &parts {
        hash.update((name.len() as u64).to_le_bytes());
        hash.update(name);
        hash.update(crc.to_le_bytes());
        hash.update(size.to_le_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Sheets that 汇总报告.xlsx always has, in its order; together they are in no ledger.
pub const REPORT_SHEETS: &[&str] =
    &["总览", "党委排名", "支部排名", "月度矩阵", "缺报清单", "参与率预警", "问题清单", "数据质量", "规则说明"];

/// What every csv table begins with: whose row it is. A table with these columns in front is ours, whatever else it holds.
pub const COMMON: [&str; 9] = ["unit", "unit_name", "jurisdiction", "period", "run_id", "committee", "branch_id", "branch_key", "branch"];

/// Ids of the columns of csv files of ours without them (those of the first edition, the calendar's): a table whose heading line holds nothing
/// else is ours as well.
const COLUMNS: &[&str] = &[
    "absences_allowed",
    "absent",
    "absent_run",
    "absentees",
    "activities",
    "actual",
    "actual_count",
    "balance",
    "band",
    "basis",
    "branch",
    "branch_id",
    "branch_type",
    "branches",
    "capped",
    "caught_up",
    "cell",
    "committee",
    "complete",
    "completeness",
    "content",
    "count",
    "date",
    "deadline",
    "demand",
    "done",
    "draw_unit",
    "due",
    "due_count",
    "earlier",
    "eligible",
    "end",
    "errors",
    "event",
    "excellent_eligible",
    "exempt",
    "expected",
    "field",
    "file",
    "finding",
    "grade",
    "held",
    "host",
    "hours",
    "jurisdiction",
    "kind",
    "leave",
    "level",
    "make_up",
    "member",
    "message",
    "method",
    "minutes",
    "missed_run",
    "month",
    "months",
    "months_due",
    "months_held",
    "months_missed",
    "name",
    "nominal",
    "note",
    "observed",
    "open",
    "order",
    "overdue",
    "participation",
    "period",
    "persons",
    "points",
    "present",
    "probability",
    "problem",
    "problems",
    "put_right",
    "put_right_late",
    "rank",
    "rank_in_type",
    "raw",
    "reason",
    "recorder",
    "remark",
    "reported",
    "row",
    "rule",
    "rules",
    "score",
    "service_hours",
    "services",
    "set_actions",
    "settled",
    "sheet",
    "standing",
    "start",
    "state",
    "status",
    "step",
    "stratum",
    "theme",
    "timeliness",
    "total",
    "type",
    "unit",
    "units",
    "venue",
    "veto",
    "visits",
    "warnings",
    "year",
];
/// Fewest columns by which a table is known.
const LEAST_COLUMNS: usize = 3;
/// Columns without a `_` that only ours have: `date`, `start` and `end` may head anybody's list.
const TELLING: [&str; 3] = ["jurisdiction", "rule", "stratum"];

/// Is it the heading line of a table of ours? Blank cells at its end do not count.
pub fn is_heading<'a>(cells: impl DoubleEndedIterator<Item = &'a str>) -> bool {
    let mut cells: Vec<&str> = cells.map(|cell| cell.trim().trim_start_matches('\u{feff}')).collect();
    while cells.last().is_some_and(|cell| cell.is_empty()) {
        cells.pop();
    }
    let telling = |cell: &&str| cell.contains('_') || TELLING.contains(cell);
    cells.starts_with(&COMMON)
        || cells.len() >= LEAST_COLUMNS && cells.iter().all(|cell| COLUMNS.contains(cell)) && cells.iter().any(telling)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_ours_when_every_column_is() {
        assert!(is_heading(["\u{feff}rule", "level", "jurisdiction", "", ""].into_iter()));
        assert!(is_heading(COMMON.into_iter().chain(["何物", ""])));
        assert!(!is_heading(COMMON[..8].iter().copied().chain(["何物"])));
        assert!(!is_heading(["rule", "level"].into_iter()));
        assert!(!is_heading(["rule", "level", "党支部名称"].into_iter()));
        assert!(!is_heading(["rule", "", "level", "month"].into_iter()));
        for anybody in [["date", "start", "end"], ["name", "type", "status"], ["year", "month", "count"]] {
            assert!(!is_heading(anybody.into_iter()), "{anybody:?}");
        }
        assert!(is_heading(["member", "branch", "absent", "caught_up"].into_iter()));
    }

    #[test]
    fn a_seal_sees_names_sums_and_sizes_and_no_order() {
        let part = |name: &str, crc, size| (name.as_bytes().to_vec(), crc, size);
        let (a, b) = (part("a", 1, 2), part("b", 3, 4));
        let whole = seal(vec![a.clone(), b.clone()]);
        assert_eq!(whole, seal(vec![b.clone(), a.clone()]));
        for other in [vec![a.clone()], vec![a.clone(), part("b", 4, 4)], vec![a.clone(), part("b", 3, 5)], vec![a, part("c", 3, 4)]] {
            assert_ne!(whole, seal(other));
        }
    }
}
