//! Rows of 活动日调整备案表 and of attendance sheets.

use super::activity::Outcome;
use super::coerce::dates::{self, DateContext};
use super::coerce::marks::{self, Legend};
use super::coerce::{months, raw_of};
use super::issues::Sink;
use super::table::{DATE, Row};
use crate::model::cell::CellRef;
use crate::model::record::{AdjustmentRow, AttendanceRow, Field};
use crate::model::say::Say;
use crate::model::time::Month;

/// A row of 活动日调整备案表. The month is that of 原定日期, else 月份.
pub fn adjustment(row: &Row<'_>, sink: &mut Sink) -> Outcome<AdjustmentRow> {
    let hints = &row.scope.hints;
    let mut good = true;
    if row.who.branch.is_none() && row.who.committee.is_none() && row.who.unit.is_none() {
        sink.reject(row.fault(Field::Branch, "", say!("没有写明是哪个党支部或党委"), "花名册中的名称"));
        good = false;
    }
    let year = row.year();
    let said = row.filled(Field::Month);
    let number = said.and_then(|s| months::parts(s.value).ok());
    let context =
        DateContext { year: number.and_then(|n| n.0).or(year), month: number.map(|n| n.1).or(hints.month()), ..Default::default() };
    let mut original = None;
    if let Some(seen) = row.filled(Field::OriginalDate).filter(|s| !dates::is_unfilled(s.value)) {
        match dates::read(seen.value, &context) {
            Ok(read) => original = Some(read.date),
            Err(reason) if said.is_some() => sink.warn(row.fault(Field::OriginalDate, &raw_of(seen.value), reason, DATE)),
            Err(reason) => {
                sink.reject(row.fault(Field::OriginalDate, &raw_of(seen.value), reason, DATE));
                good = false;
            }
        }
    }
    let month = match (original, said) {
        (Some(date), _) => Some(Month::of(date)),
        (None, Some(seen)) => match months::read(seen.value, year) {
            Ok(month) => Some(month),
            Err(reason) => {
                sink.reject(row.fault(Field::Month, &raw_of(seen.value), reason, "形如 2017年7月 的月份"));
                good = false;
                None
            }
        },
        (None, None) => {
            if good {
                sink.reject(row.fault(Field::OriginalDate, "", say!("没有原定日期，也没有月份"), DATE));
                good = false;
            }
            None
        }
    };
    let context =
        DateContext { year: month.map(Month::year).or(year), month: month.map(Month::month), near: original, ..Default::default() };
    let adjusted = match row.filled(Field::AdjustedDate) {
        None => Err((String::new(), say!("没有填写调整后的日期"))),
        Some(seen) => dates::read(seen.value, &context).map_err(|reason| (raw_of(seen.value).into_owned(), reason)),
    };
    let adjusted = match adjusted {
        Ok(read) => {
            if let Some(seen) = row.filled(Field::AdjustedDate) {
                row.remarks(Field::AdjustedDate, seen, &read, sink);
            }
            Some(read.date)
        }
        Err((raw, reason)) => {
            let mut fault = row.fault(Field::AdjustedDate, &raw, reason, DATE);
            fault.month = month;
            sink.reject(fault);
            None
        }
    };
    let (Some(month), Some(adjusted), true) = (month, adjusted, good) else { return Outcome::Rejected };
    Outcome::Accepted(AdjustmentRow {
        head: row.head(),
        who: row.who.clone(),
        month,
        original,
        adjusted,
        reason: row.text(Field::Reason),
        filed: row.date(Field::Filed, Some(adjusted), sink),
        approver: row.text(Field::Approver),
        approved: row.date(Field::Approved, Some(adjusted), sink),
    })
}

/// A member's row of an attendance sheet.
pub fn attendance(row: &Row<'_>, legend: &Legend, sink: &mut Sink) -> Outcome<AttendanceRow> {
    let Some(name) = row.named(Field::Member) else {
        sink.reject(row.fault(Field::Member, "", say!("考勤表每行应有姓名"), "党员姓名"));
        return Outcome::Rejected;
    };
    let hints = &row.scope.hints;
    let header = row.scope.header;
    let single = header.months.is_empty().then(|| hints.month().zip(header.slots.get(&Field::Attendance))).flatten();
    let columns = header.months.iter().copied().chain(single.map(|(month, col)| (*col, None, month)));
    let mut marks = Vec::new();
    for (col, year, number) in columns {
        let Some(month) = year.or(hints.year()).and_then(|y| Month::new(y, number)) else {
            let mut fault = row.fault(Field::Month, &name.text, Say::default(), "标题中写明年份，如 2017年考勤表");
            fault.cell = Some(CellRef::new(row.line.row(), col));
            fault.say = Some(say!(
                "“{}”的考勤无法归入月份：考勤表没有写明年份，标题、表名、文件名、文件夹名中也找不到；该行未计入，", fault.shown();
                "请在标题中写明年份后重新报送。"
            ));
            sink.reject(fault);
            return Outcome::Rejected;
        };
        let Some(seen) = row.line.get(col) else { continue };
        let cell = CellRef::new(row.line.row(), col);
        match marks::read(seen.value, legend) {
            Ok(Some(mark)) => marks.push((month, mark, cell)),
            Ok(None) => {}
            Err(reason) => {
                let raw = raw_of(seen.value);
                let mut fault = row.fault(Field::Attendance, &raw, Say::default(), "√、×、假、补、免等考勤标记");
                (fault.name, fault.cell, fault.month) = ("考勤标记", Some(cell), Some(month));
                let say = say!(
                    "“{}”{}月的考勤标记“{}”无法识别：{reason}；该月按没有记录处理，", name.text, month.month(), fault.shown();
                    "请改用规定的标记，或在表下注明图例（如 ○＝请假）。"
                );
                fault.say = Some(say.with(&reason));
                sink.warn(fault);
            }
        }
    }
    let id = row.id();
    Outcome::Accepted(AttendanceRow { head: row.head(), who: row.who.clone(), id, name: name.name(), marks })
}
