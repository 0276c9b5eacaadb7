//! Where the table of a sheet stands: which kind of list it is by its file's name, its heading lines, its rows. Enough of an understanding to
//! change a sheet as a clerk would, and none of the program's own.

use chrono::{Datelike, NaiveDate};

use super::grid::{Book, Cell, Sheet};

/// Kinds of lists in a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Ledger,
    Form,
    Attendance,
    Plan,
    Roster,
    Members,
    Moves,
    Visits,
    Service,
    Cadres,
    Filings,
    Waivers,
    Aliases,
}

/// Words of the files' names, the longer first.
const NAMES: [(&str, Kind); 13] = [
    ("活动记录表", Kind::Form),
    ("考勤表", Kind::Attendance),
    ("计划表", Kind::Plan),
    ("党组织花名册", Kind::Roster),
    ("党员花名册", Kind::Members),
    ("调整备案表", Kind::Moves),
    ("督查记录", Kind::Visits),
    ("志愿服务", Kind::Service),
    ("领导干部", Kind::Cadres),
    ("报送登记表", Kind::Filings),
    ("情况说明表", Kind::Waivers),
    ("名称对照表", Kind::Aliases),
    ("台账", Kind::Ledger),
];

const BRANCH: [&str; 6] = ["党支部名称", "支部名称", "所在党支部", "党组织名称", "所属党支部", "党支部"];
const COMMITTEE: [&str; 4] = ["所属党委", "上级党组织", "党委", "所在党委"];
pub const DUE: [&str; 3] = ["应到人数", "应到", "应参加人数"];
pub const ACTUAL: [&str; 3] = ["实到人数", "实到", "参加人数"];
const DAYS: [&str; 5] = ["日期", "开展时间", "召开时间", "报送时间", "整改期限"];

/// A table on a sheet.
#[derive(Clone, Debug)]
pub struct Table {
    pub kind: Kind,
    /// Heading lines, the first of them; a form has none.
    pub head: usize,
    pub depth: usize,
    /// Rows that say something, and rows with their sums.
    pub body: Vec<usize>,
    pub totals: Vec<usize>,
    /// Heading lines that stand again further down.
    pub again: Vec<usize>,
    /// The lowest heading of each column.
    pub columns: Vec<String>,
}

impl Table {
    /// What the sheet holds; none for a blank one.
    pub fn of(book: &Book, sheet: &Sheet) -> Option<Self> {
        if sheet.is_blank() {
            return None;
        }
        let stem = book.stem();
        let kind = NAMES.iter().find(|(word, _)| stem.contains(word)).map(|(_, kind)| *kind)?;
        if kind == Kind::Form {
            let body = (0..sheet.cells.len()).collect();
            return Some(Table { kind, head: 0, depth: 0, body, totals: Vec::new(), again: Vec::new(), columns: Vec::new() });
        }
        let least = if kind == Kind::Aliases { 2 } else { 3 };
        let filled = |row: usize| sheet.cells[row].iter().filter(|c| !c.is_blank()).count();
        let head = (0..sheet.cells.len()).find(|row| filled(*row) >= least)?;
        let depth = sheet.merges.iter().filter(|m| m[0] == head).map(|m| m[2] - head + 1).max().unwrap_or(1);
        let lowest = |col| (head..head + depth).rev().map(|row| sheet.cell(row, col)).find(|c| !c.is_blank());
        let columns = (0..sheet.width()).map(|col| lowest(col).map(Cell::squeezed).unwrap_or_default()).collect();
        let mut table = Table { kind, head, depth, body: Vec::new(), totals: Vec::new(), again: Vec::new(), columns };
        for row in head + depth..sheet.cells.len() {
            let first = sheet.cells[row].iter().find(|c| !c.is_blank()).map(Cell::squeezed).unwrap_or_default();
            let heading = (head..head + depth).any(|h| sheet.cells[row] == sheet.cells[h]);
            match () {
                () if first.is_empty() || ["注：", "制表人", "图例"].iter().any(|w| first.starts_with(w)) => {}
                () if heading => table.again.push(row),
                () if first == "合计" => table.totals.push(row),
                () => table.body.push(row),
            }
        }
        (!table.body.is_empty()).then_some(table)
    }

    /// Heading lines, rows and sums: all that a column consists of.
    pub fn rows(&self) -> Vec<usize> {
        let heads = self.head..self.head + self.depth;
        let mut all: Vec<usize> = heads.chain(self.body.iter().chain(&self.totals).chain(&self.again).copied()).collect();
        all.sort_unstable();
        all
    }

    pub fn column(&self, words: &[&str]) -> Option<usize> {
        self.columns.iter().position(|c| words.contains(&c.as_str()))
    }

    pub fn branch(&self) -> Option<usize> {
        self.column(&BRANCH)
    }

    pub fn committee(&self) -> Option<usize> {
        self.column(&COMMITTEE)
    }

    /// Columns of days.
    pub fn days(&self) -> Vec<usize> {
        (0..self.columns.len()).filter(|c| DAYS.iter().any(|w| self.columns[*c].ends_with(w))).collect()
    }

    /// Both counts of a ledger.
    pub fn counts(&self) -> Option<(usize, usize)> {
        let found = (self.kind == Kind::Ledger).then(|| (self.column(&DUE), self.column(&ACTUAL)));
        found.and_then(|(due, actual)| Some((due?, actual?)))
    }
}

/// A day that a cell names wholly, in any of the notations that the generator uses.
pub fn day(cell: &Cell) -> Option<NaiveDate> {
    let text = match cell {
        Cell::Day(d) => return Some(*d),
        Cell::Number(n) if (19_000_101.0..21_000_101.0).contains(n) => format!("{n}"),
        Cell::Text(t) => t.chars().map(narrow).filter(|c| !c.is_whitespace()).collect(),
        _ => return None,
    };
    let (plain, weekday) = match text.split_once("（星期") {
        Some((plain, rest)) => (plain.to_string(), rest.chars().next()),
        None => (text, None),
    };
    if plain.len() == 8 && plain.bytes().all(|b| b.is_ascii_digit()) {
        return NaiveDate::parse_from_str(&plain, "%Y%m%d").ok();
    }
    let parts: Vec<&str> = plain.trim_end_matches('日').split(['-', '/', '.', '年', '月']).collect();
    let [y, m, d] = parts[..] else { return None };
    let found = NaiveDate::from_ymd_opt(y.parse().ok().filter(|y| *y > 1900)?, m.parse().ok()?, d.parse().ok()?)?;
    // a weekday that the day has not is a fault that must stay what it is
    weekday.is_none_or(|w| w == letter(found)).then_some(found)
}

/// 一 to 日.
pub fn letter(day: NaiveDate) -> char {
    ['一', '二', '三', '四', '五', '六', '日'][day.weekday().num_days_from_monday() as usize]
}

/// A number of persons that a cell names.
pub fn count(cell: &Cell) -> Option<u32> {
    match cell {
        Cell::Number(n) if *n >= 0.0 && n.fract() == 0.0 => Some(*n as u32),
        Cell::Text(t) => {
            let plain: String = t.chars().map(narrow).collect();
            let plain = plain.trim_start_matches("应到").trim_start_matches("实到").trim_end_matches('人');
            plain.strip_suffix(".0").unwrap_or(plain).parse().ok()
        }
        _ => None,
    }
}

fn narrow(c: char) -> char {
    if ('！'..='～').contains(&c) { char::from_u32(c as u32 - 0xfee0).unwrap_or(c) } else { c }
}

/// Digits in full width.
pub fn wide(t: &str) -> String {
    t.chars().map(|c| if c.is_ascii_digit() { char::from_u32(c as u32 + 0xfee0).unwrap_or(c) } else { c }).collect()
}
