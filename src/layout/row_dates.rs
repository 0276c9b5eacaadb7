//! Dates and months of a row: read with what stands around them, and told where year, weekday or span are not as written.

use chrono::{Datelike, NaiveDate};

use super::coerce::dates::{self, DateContext, DateRead};
use super::coerce::years::Years;
use super::coerce::{months, raw_of, text_of};
use super::grid::Seen;
use super::issues::Sink;
use super::table::{DATE, Row, is_negation, is_vague, two_columns, weekday_name};
use crate::model::book::Value;
use crate::model::record::Field;
use crate::model::say::Say;
use crate::model::spoken;
use crate::model::time::Month;

impl Row<'_> {
    /// What completes a date of this row, with a year and a month that are known.
    pub fn around(&self, year: Option<i32>, month: Option<u32>) -> DateContext {
        DateContext { year, month, near: None, beyond: self.scope.hints.beyond() }
    }

    /// An optional date: a warning and nothing when it cannot be understood.
    pub fn date(&self, field: Field, near: Option<NaiveDate>, sink: &mut Sink) -> Option<NaiveDate> {
        let seen = self.filled(field)?;
        if let Some(both) = self.differing(field) {
            sink.warn(self.fault(field, &both, two_columns(), DATE));
            return None;
        }
        let context = DateContext { near, ..self.around(self.scope.hints.year(), None) };
        match dates::read(seen.value, &context) {
            Ok(read) => {
                self.year_note(field, &read, sink);
                Some(read.date)
            }
            Err(_) if dates::is_unfilled(seen.value) || is_negation(&text_of(seen.value)) => None,
            Err(reason) => {
                sink.warn(self.fault(field, &raw_of(seen.value), reason, DATE));
                None
            }
        }
    }

    /// Year of the row: of a column of years, else of title, sheet, file, folder.
    pub fn year(&self) -> Option<i32> {
        let own = self.scope.header.year.and_then(|col| self.line.get(col));
        own.and_then(|s| months::hint(&format!("{}年", text_of(s.value))).year).or(self.scope.hints.year())
    }

    /// What gives a year to a month of the row that has none.
    pub fn years(&self) -> Years {
        self.scope.hints.years().nearer(self.year())
    }

    /// A month cell of the row. One whose year comes from around the ledgers is noted.
    pub fn month_of(&self, field: Field, seen: Seen<'_>, sink: &mut Sink) -> Result<Month, Say> {
        let month = months::read(seen.value, self.years())?;
        if self.years().are_borrowed() && months::parts(seen.value).is_ok_and(|(year, _)| year.is_none()) {
            sink.borrowed_year(self.name(field), self.cell(field), month.year());
        }
        Ok(month)
    }

    /// A date without which the row is nothing: `None` after the row was rejected.
    pub fn needed_date(&self, field: Field, blank: Say, sink: &mut Sink) -> Option<NaiveDate> {
        let seen = self.filled(field).filter(|s| !is_negation(&text_of(s.value)));
        let Some(seen) = seen else {
            sink.reject(self.fault(field, "", blank, DATE));
            return None;
        };
        if let Some(both) = self.differing(field) {
            sink.reject(self.fault(field, &both, two_columns(), DATE));
            return None;
        }
        let context = self.around(self.year(), self.scope.hints.month());
        match dates::read(seen.value, &context) {
            Ok(read) => {
                self.remarks(field, seen, &read, sink);
                Some(read.date)
            }
            Err(reason) => {
                sink.reject(self.fault(field, &raw_of(seen.value), reason, DATE));
                None
            }
        }
    }

    /// The same where a whole month will do: its first day stands for it, and a note says so.
    pub fn day_or_month(&self, field: Field, blank: Say, sink: &mut Sink) -> Option<NaiveDate> {
        let month = self.filled(field).filter(|s| matches!(s.value, Value::Text(_)) && text_of(s.value).contains('月'));
        let context = self.around(self.year(), None);
        let month = month
            .filter(|s| dates::read(s.value, &context).is_err_and(|reason| reason == dates::month_alone()))
            .and_then(|s| self.month_of(field, s, sink).ok());
        if let Some(month) = month {
            sink.note(self.cell(field), format!("{}只写到月，按{}的第一天计。", self.name(field), spoken::month(month)));
            return Some(month.first_day());
        }
        self.needed_date(field, blank, sink)
    }

    /// A planned date: 中旬, 月底 and a bare month are no day, and nothing is wrong with that.
    pub fn vague_date(&self, field: Field, context: &DateContext, sink: &mut Sink) -> Option<NaiveDate> {
        let seen = self.filled(field).filter(|s| !dates::is_unfilled(s.value) && !is_negation(&text_of(s.value)))?;
        match dates::read(seen.value, context) {
            Ok(read) => Some(read.date),
            Err(_) if is_vague(&text_of(seen.value)) => None,
            Err(reason) => {
                sink.warn(self.fault(field, &raw_of(seen.value), reason, DATE));
                None
            }
        }
    }

    /// A date that shows no year: told where its year came from.
    pub fn year_note(&self, field: Field, read: &DateRead, sink: &mut Sink) {
        if let Some(stored) = read.stored {
            sink.without_year(self.name(field), self.cell(field), read.date, stored);
        } else if read.borrowed {
            sink.borrowed_year(self.name(field), self.cell(field), read.date.year());
        }
    }

    /// A weekday beside the date that is another, a range of days, a year that the cell does not show: told, the date stands.
    pub fn remarks(&self, field: Field, seen: Seen<'_>, read: &DateRead, sink: &mut Sink) {
        self.year_note(field, read, sink);
        if let Some(weekday) = read.wrong_weekday {
            let raw = raw_of(seen.value);
            let mut fault = self.fault(field, &raw, Say::default(), "星期与日期一致");
            fault.month = Some(Month::of(read.date));
            fault.say = Some(say!(
                "{}“{}”中所写的星期与日期不符，{}不是{}，按日期计；该行已计入，",
                self.name(field), fault.shown(), spoken::day(read.date), weekday_name(weekday);
                "请核实日期和星期哪一个写错。"
            ));
            sink.warn(fault);
        }
        if let Some(until) = read.until {
            sink.note(
                self.cell(field),
                format!("{}为{}至{}的一段日期，按第一天计。", self.name(field), spoken::day(read.date), spoken::day(until)),
            );
        }
    }
}
