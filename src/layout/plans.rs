//! Rows of 年度活动计划.

use super::activity::Outcome;
use super::coerce::dates::{self, DateContext};
use super::coerce::{raw_of, text_of};
use super::issues::Sink;
use super::table::{DATE, Row, is_negation};
use crate::model::record::Field;
use crate::model::returns::PlanRow;
use crate::model::time::Month;

/// Reads a row. The month is that of 月份, else of 计划日期; a plan without a month or a theme plans nothing.
pub fn plan(row: &Row<'_>, sink: &mut Sink) -> Outcome<PlanRow> {
    let theme = row.text(Field::Theme);
    let mut good = true;
    if theme.is_empty() || is_negation(&theme) {
        sink.reject(row.fault(Field::Theme, &theme, say!("计划每行应有活动主题"), "活动主题"));
        good = false;
    }
    let said = row.filled(Field::Month).filter(|s| !is_negation(&text_of(s.value)));
    let planned = |month: Option<Month>, sink: &mut Sink| {
        let context = row.around(month.map(Month::year).or(row.year()), month.map(Month::month));
        row.vague_date(Field::PlannedDate, &context, sink)
    };
    let (month, day) = match said {
        Some(seen) => match row.month_of(Field::Month, seen, sink) {
            Ok(month) => (Some(month), planned(Some(month), sink)),
            Err(reason) => {
                sink.reject(row.fault(Field::Month, &raw_of(seen.value), reason, "形如 2017年7月 的月份"));
                (None, None)
            }
        },
        None => {
            let hint = row.scope.hints.own_month();
            let day = planned(hint, sink);
            let month = day
                .map(Month::of)
                .or_else(|| row.seen(Field::PlannedDate).and_then(|s| row.month_of(Field::PlannedDate, s, sink).ok()))
                .or(hint);
            if month.is_none() {
                let field = if row.scope.table.has(Field::Month) { Field::Month } else { Field::PlannedDate };
                let raw = row.seen(field).map(|s| raw_of(s.value).into_owned()).unwrap_or_default();
                sink.reject(row.fault(field, &raw, say!("没有写明计划在哪个月开展"), "形如 2017年7月 的月份"));
            }
            (month, day)
        }
    };
    let (Some(month), true) = (month, good) else { return Outcome::Rejected };
    // a plan goes up before or within its year: a date without a year is of the plan's year; the preview stands near its month
    let filed = row.filled(Field::Filed).filter(|s| !dates::is_unfilled(s.value) && !is_negation(&text_of(s.value)));
    let filed = filed.and_then(|seen| {
        let context = DateContext { year: Some(month.year()), month: None, ..Default::default() };
        let read = dates::read(seen.value, &context);
        read.map_err(|reason| sink.warn(row.fault(Field::Filed, &raw_of(seen.value), reason, DATE))).ok()
    });
    Outcome::Accepted(PlanRow {
        head: row.head(),
        who: row.who.clone(),
        month,
        planned: day,
        theme,
        filed: filed.map(|read| read.date),
        announced: row.date(Field::Announced, Some(month.first_day()), sink),
        focus: row.said(Field::Focus),
    })
}
