//! Rows of 活动日调整备案表.

use super::activity::Outcome;
use super::coerce::dates::{self, DateContext};
use super::coerce::{months, raw_of};
use super::issues::Sink;
use super::table::{DATE, Row};
use crate::model::record::{AdjustmentRow, Field};
use crate::model::time::Month;

/// A row of 活动日调整备案表. The month is that of 原定日期, else 月份.
pub fn adjustment(row: &Row<'_>, sink: &mut Sink) -> Outcome<AdjustmentRow> {
    let hints = &row.scope.hints;
    let mut good = true;
    if row.who.branch.is_none() && row.who.committee.is_none() && row.who.around.unit.is_none() {
        sink.reject(row.fault(Field::Branch, "", say!("没有写明是哪个党支部或党委"), "花名册中的名称"));
        good = false;
    }
    let years = row.years();
    let said = row.filled(Field::Month);
    let number = said.and_then(|s| months::parts(s.value).ok());
    let year = number.and_then(|n| n.0).or(years.told);
    let context = row.around(year, number.map(|n| n.1).or(hints.month()));
    let mut original = None;
    if let Some(seen) = row.filled(Field::OriginalDate).filter(|s| !dates::is_unfilled(s.value)) {
        match dates::read(seen.value, &context) {
            Ok(read) => {
                row.year_note(Field::OriginalDate, &read, sink);
                original = Some(read.date);
            }
            Err(reason) if said.is_some() => sink.warn(row.fault(Field::OriginalDate, &raw_of(seen.value), reason, DATE)),
            Err(reason) => {
                sink.reject(row.fault(Field::OriginalDate, &raw_of(seen.value), reason, DATE));
                good = false;
            }
        }
    }
    let month = match (original, said) {
        (Some(date), _) => Some(Month::of(date)),
        (None, Some(seen)) => match row.month_of(Field::Month, seen, sink) {
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
    let context = DateContext { near: original, ..row.around(month.map(Month::year).or(years.told), month.map(Month::month)) };
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
