//! Rows of attendance sheets, and the legends around them. A mark belongs to the month of its column; where a column has none (签到, 签名), to the date
//! in the cell or in the row, else to the month that the sheet is about. All columns of a month are read; what two of them come to is for collation to
//! say.

use std::collections::BTreeSet;

use super::activity::Outcome;
use super::coerce::dates::{self, DateContext};
use super::coerce::legend::{self, Legend};
use super::coerce::{marks, plain_text, raw_of, text_of};
use super::grid::{Grid, Line, Seen};
use super::group;
use super::issues::Sink;
use super::rows::{Judge, Kind, NO_TOTALS};
use super::sheet::Block;
use super::table::Row;
use crate::model::book::Value;
use crate::model::cell::CellRef;
use crate::model::record::{AttendanceRow, Field, Mark, RecordKind};
use crate::model::say::Say;
use crate::model::spoken;
use crate::model::time::Month;
use crate::names::fold_person;

/// What the marks of a sheet mean, and what its blank cells do.
#[derive(Default)]
pub struct Meanings {
    legend: Legend,
    /// Columns in which anything is marked: nobody was absent from what was not held.
    marked: BTreeSet<u32>,
}

impl Meanings {
    /// The lines around a table, the cells beside it, and which of its columns are marked.
    pub fn new(grid: &Grid<'_>, block: &Block, end: usize) -> Self {
        let legend = legends(grid, block, end);
        let mut meanings = Meanings { legend, marked: BTreeSet::new() };
        if meanings.blank().is_some() {
            let header = &block.header;
            let columns: Vec<u32> = header.mark_columns().collect();
            let mut judge = Judge::new(header, RecordKind::Attendance, block.from, NO_TOTALS);
            for line in (header.last + 1..end).map(|ix| grid.line(ix)) {
                if judge.kind(line) == Kind::Data {
                    let written = |col: &&u32| line.get(**col).is_some_and(|s| !text_of(s.value).is_empty());
                    meanings.marked.extend(columns.iter().filter(written));
                }
            }
        }
        meanings
    }

    /// What the sheet says that a blank cell means.
    pub fn blank(&self) -> Option<Mark> {
        legend::of_blank(&self.legend)
    }

    /// Does the sheet say something of its blank cells that nobody could hold to?
    pub fn says_unclearly_of_blank(&self) -> bool {
        legend::says_of_blank(&self.legend) && self.blank().is_none()
    }

    fn blank_in(&self, col: u32) -> Option<Mark> {
        self.blank().filter(|_| self.marked.contains(&col))
    }
}

/// A member's row.
pub fn read(row: &Row<'_>, meanings: &Meanings, sink: &mut Sink) -> Outcome<AttendanceRow> {
    let Some(name) = row.named(Field::Member) else {
        sink.reject(row.fault(Field::Member, "", say!("考勤表每行应有姓名"), "党员姓名"));
        return Outcome::Rejected;
    };
    let hints = &row.scope.hints;
    let header = row.scope.header;
    let mut found = Found { row, meanings, name: &name.text, marks: Vec::new(), unread: Vec::new(), explained: explained(row, meanings) };
    for (col, year, number) in header.months.iter().copied() {
        let years = hints.years().nearer(year);
        let Some(month) = years.month(number) else {
            return found.undated(col, sink);
        };
        if years.are_borrowed() {
            sink.borrowed_year("考勤月份", Some(CellRef::new(header.row, col)), month.year());
        }
        found.cell(col, month, sink);
    }
    let own = || hints.years().month(hints.month()?);
    for (col, day) in header.sessions.days.iter().copied() {
        let Some(month) = own() else { return found.undated(col, sink) };
        if day > chrono::Datelike::day(&month.last_day()) && row.line.get(col).is_some_and(|s| !text_of(s.value).is_empty()) {
            found.unknown(col, month, say!("{}没有{day}日", spoken::month(month)), sink);
            continue;
        }
        found.cell(col, month, sink);
    }
    // months stand for themselves; 签到 beside them is a total
    if header.months.is_empty() && header.sessions.days.is_empty() {
        let dated = row.filled(Field::Date).and_then(|s| day_of(s.value, row.around(hints.year(), hints.month())));
        let signed = header.sessions.signs.iter().filter_map(|col| row.line.get(*col));
        // what stands beside a punched time is of the same day
        let dated = dated.or_else(|| signed.filter_map(|s| when(s.value)).map(Month::of).next());
        for col in header.sessions.signs.iter().copied() {
            let Some(seen) = row.line.get(col) else {
                if let Some(month) = dated.or_else(own) {
                    found.cell(col, month, sink);
                }
                continue;
            };
            let punched = when(seen.value);
            match punched.map(Month::of).or(dated).or_else(own) {
                Some(month) if punched.is_some() && own().is_some_and(|own| own != month) => {
                    found.unknown(col, month, say!("签到日期不在标题所写的月份"), sink);
                }
                Some(month) if punched.is_some() => found.marks.push((month, Mark::Present, CellRef::new(row.line.row(), col))),
                Some(month) => found.cell(col, month, sink),
                None if text_of(seen.value).is_empty() => {}
                None => return found.undated(col, sink),
            }
        }
    }
    let Found { marks, unread, .. } = found;
    Outcome::Accepted(AttendanceRow { head: row.head(), who: row.who.clone(), id: row.id(), name: name.name(), marks, unread })
}

/// The remark of a row in which nothing is marked, where blank cells have a meaning.
fn explained(row: &Row<'_>, meanings: &Meanings) -> Option<String> {
    meanings.blank()?;
    let written = |col: u32| row.line.get(col).is_some_and(|seen| !text_of(seen.value).is_empty());
    let remark = row.filled(Field::Remark).filter(|_| !row.scope.header.mark_columns().any(written))?;
    Some(text_of(remark.value).into_owned())
}

/// Is the row of somebody who is no member (积极分子, 群众 …), as a column of it says?
pub fn is_outsider(row: &Row<'_>) -> bool {
    row.filled(Field::MemberKind).is_some_and(|kind| group::is_outsider(&plain_text(&text_of(kind.value))))
}

/// The month of a row's date.
fn day_of(value: &Value, context: DateContext) -> Option<Month> {
    dates::read(value, &context).ok().map(|read| Month::of(read.date))
}

/// The day that a cell of a sign-in sheet tells, whole.
pub fn when(value: &Value) -> Option<chrono::NaiveDate> {
    dates::whole_date(value).map(|read| read.date).or_else(|| punched(value))
}

/// The day of `2025-02-10 14:00:05`.
fn punched(value: &Value) -> Option<chrono::NaiveDate> {
    match value {
        Value::Date(moment) => Some(moment.date()),
        Value::Text(text) => {
            let text = plain_text(text);
            let (date, clock) = text.split_once([' ', 'T'])?;
            clock.contains(':').then(|| dates::whole_date(&Value::Text(date.into())).map(|read| read.date)).flatten()
        }
        _ => None,
    }
}

/// What a row has given so far.
struct Found<'r, 'a> {
    row: &'r Row<'a>,
    meanings: &'r Meanings,
    name: &'r str,
    marks: Vec<(Month, Mark, CellRef)>,
    unread: Vec<(Month, CellRef)>,
    /// Nothing is marked in the row, and a remark may say why: blank cells are not taken for what they mean in other rows.
    explained: Option<String>,
}

impl Found<'_, '_> {
    /// Reads the mark in a column.
    fn cell(&mut self, col: u32, month: Month, sink: &mut Sink) {
        let seen = self.row.line.get(col);
        let read = seen.map_or(Ok(None), |seen| marks::read(seen.value, &self.meanings.legend));
        let blank = || self.meanings.blank_in(col).filter(|_| seen.is_none_or(|seen| text_of(seen.value).is_empty()));
        let mark = match read {
            Ok(None) if self.explained.is_some() && blank().is_some() => return self.unsaid(col, month, sink),
            Ok(mark) => mark.or_else(blank),
            // whoever signs with his name was there
            Err(_) if seen.is_some_and(|seen| self.signed(seen.value)) => Some(Mark::Present),
            Err(reason) => return self.unknown(col, month, reason, sink),
        };
        self.marks.extend(mark.map(|mark| (month, mark, CellRef::new(self.row.line.row(), col))));
    }

    fn signed(&self, value: &Value) -> bool {
        matches!(value, Value::Text(text) if fold_person(text) == fold_person(self.name))
    }

    /// A blank cell in a row that its remark explains: nobody was said to be absent. Told once in a row.
    fn unsaid(&mut self, col: u32, month: Month, sink: &mut Sink) {
        let cell = CellRef::new(self.row.line.row(), col);
        if let Some(remark) = self.explained.as_deref().filter(|_| self.unread.is_empty()) {
            let mut fault = self.row.fault(Field::Attendance, remark, Say::default(), "√、×、假、补、免等考勤标记");
            (fault.name, fault.cell, fault.month) = ("考勤标记", Some(cell), Some(month));
            fault.say = Some(say!(
                "“{}”一行没有任何考勤标记，而备注写有“{}”，不按表上对空白的说明计；", self.name, fault.shown();
                "请按实际情况填写标记，免考勤的填“免”。"
            ));
            sink.warn(fault);
        }
        self.unread.push((month, cell));
    }

    /// A mark that cannot be read is told, and the month is in no count.
    fn unknown(&mut self, col: u32, month: Month, reason: Say, sink: &mut Sink) {
        let cell = CellRef::new(self.row.line.row(), col);
        let raw = self.row.line.get(col).map(|s| raw_of(s.value)).unwrap_or_default();
        let mut fault = self.row.fault(Field::Attendance, &raw, Say::default(), "√、×、假、补、免等考勤标记");
        (fault.name, fault.cell, fault.month) = ("考勤标记", Some(cell), Some(month));
        let say = say!(
            "“{}”{}月的考勤标记“{}”无法识别：{reason}；该标记未计入，", self.name, month.month(), fault.shown();
            "请改用规定的标记，或在表下注明图例（如 ○＝请假）。"
        );
        fault.say = Some(say.with(&reason));
        sink.warn(fault);
        self.unread.push((month, cell));
    }

    /// The row's marks belong to no month that anybody could name.
    fn undated<T>(&self, col: u32, sink: &mut Sink) -> Outcome<T> {
        let mut fault = self.row.fault(Field::Month, self.name, Say::default(), "标题中写明年份，如 2017年考勤表");
        fault.cell = Some(CellRef::new(self.row.line.row(), col));
        fault.say = Some(say!(
            "“{}”的考勤无法归入月份：考勤表没有写明年份或月份，标题、表名、文件名、文件夹名中也找不到；该行未计入，", fault.shown();
            "请在标题中写明年份和月份后重新报送。"
        ));
        sink.reject(fault);
        Outcome::Rejected
    }
}

/// Marks that the lines around a table and the cells beside it define.
fn legends(grid: &Grid<'_>, block: &Block, end: usize) -> Legend {
    let mut found = Legend::new();
    let mut judge = Judge::new(&block.header, RecordKind::Attendance, block.from, NO_TOTALS);
    let above = block.above.first().copied().unwrap_or(block.header.first)..block.header.last + 1;
    let mut beside: Vec<String> = Vec::new();
    let mut headed = false;
    for ix in above.chain(block.header.last + 1..end) {
        let line = grid.line(ix);
        let own = ix <= block.header.last;
        if ix < block.header.first || !own && !matches!(judge.kind(line), Kind::Data | Kind::Outside) {
            let texts: Vec<String> = line.distinct(0, u32::MAX).map(|s| text_of(s.value).into_owned()).collect();
            legend::join(&mut found, legend::legend(&texts.join("  ")));
            continue;
        }
        let texts: Vec<String> = outside(line, grid, block).collect();
        if texts.is_empty() {
            continue;
        }
        headed = headed || texts.iter().any(|t| legend::begins(t));
        beside.push(texts.join("  "));
    }
    // beside the rows only what is plainly a legend is one: a stray tick with a remark is not
    for text in beside {
        let several = legend::legend(&text);
        if headed || several.len() > 1 {
            legend::join(&mut found, several);
        }
    }
    found
}

/// Texts of a line that stand in no column of the table, and in boxes merged over several of its rows.
fn outside<'g>(line: Line<'g>, grid: &'g Grid<'_>, block: &'g Block) -> impl Iterator<Item = String> + use<'g> {
    let header = &block.header;
    let last = header.mark_columns().chain(header.slots.values().copied()).max();
    let behind = line.cells(last.unwrap_or(header.to) + 1, u32::MAX);
    let remark = header.slots.get(&Field::Remark).and_then(|col| line.get(*col));
    let boxed = remark.filter(move |s| grid.extent(s.at).to.row > s.at.row);
    let remark_col = header.slots.get(&Field::Remark).copied();
    let own = move |s: &Seen<'_>| s.at.row == line.row() && matches!(s.value, Value::Text(_));
    boxed.into_iter().chain(behind.filter(move |s| Some(s.col) != remark_col)).filter(own).map(|s| text_of(s.value).into_owned())
}
