//! Rows of 主题党日活动台账.

use arcstr::ArcStr;
use chrono::NaiveDate;

use super::coerce::counts::{self, Both};
use super::coerce::dates::{self, DateContext, DateRead};
use super::coerce::{is_zero, months, raw_of, text_of, times};
use super::grid::Seen;
use super::issues::{Sink, shorten};
use super::table::{DATE, Row, is_negation, two_columns};
use crate::model::book::Value;
use crate::model::record::{ActivityRow, BoxedRow, Count, Field, Tick, TimeOfDay, Unread};
use crate::model::say::Say;
use crate::model::spoken;
use crate::model::time::Month;

/// What a row came to.
pub enum Outcome<T> {
    Accepted(T),
    /// An ING004 has been raised.
    Rejected,
}

/// The month, the date and the time that a row's cells give.
#[derive(Default)]
struct When {
    month: Option<Month>,
    /// The month said without a year, or by the table.
    month_number: Option<u32>,
    year: Option<i32>,
    /// The year of the month is written in its own cell or column.
    own_year: bool,
}

impl When {
    /// The month where no date tells its year.
    fn undated(&self, row: &Row<'_>) -> Option<Month> {
        self.month.or_else(|| row.years().month(self.month_number?))
    }
}

/// Reads a row.
pub fn read(row: &Row<'_>, sink: &mut Sink) -> Outcome<BoxedRow> {
    let Both { due, actual, all } = both_counts(row);
    if all {
        all_note(row, &due, sink);
    }
    let theme = row.cell_text(Field::Theme);
    let when = when(row, sink);
    let said_nothing = date_cells(row).all(|(_, s)| is_negation(&text_of(s.value)));
    let nothing = said_nothing && (theme.is_empty() || is_negation(&theme)) && idle(&due) && idle(&actual);
    let ownerless = row.who.branch.is_none() && row.who.around.unit.is_none() && !row.who.around.by_sheet;
    if ownerless {
        reject_ownerless(row, when.undated(row), sink);
    }
    let mut time = TimeOfDay::default();
    let (date, until, month) = if nothing {
        let of_day = || row.scope.day.as_ref().and_then(|(_, day)| dates::whole_date(day)).map(|read| Month::of(read.date));
        match when.undated(row).or_else(of_day).or_else(|| row.scope.hints.own_month()) {
            Some(month) => {
                if when.month.is_none() && row.years().are_borrowed() {
                    sink.borrowed_year(row.name(Field::Month), row.cell(Field::Month), month.year());
                }
                (None, None, Some(month))
            }
            None => {
                let raw = date_cells(row).next().map(|(_, s)| raw_of(s.value)).unwrap_or_default();
                sink.reject(row.fault(date_field(row), &raw, say!("没有活动日期，也看不出是哪个月"), DATE));
                return Outcome::Rejected;
            }
        }
    } else {
        let (read, whole) = match date(row, &when) {
            Ok((field, seen, read)) => {
                row.remarks(field, seen, &read, sink);
                if let Some((other, said, day)) = day_of_time(row, field, &read, &when) {
                    let raw = format!("{}／{said}", raw_of(seen.value));
                    if Month::of(day) != Month::of(read.date) {
                        let reason = say!("{}与{}不在同一个月，无法判断以哪个为准", row.name(field), other.name());
                        let mut fault = row.fault(field, &raw, reason, DATE);
                        fault.also = wrong_counts(&due, &actual);
                        sink.reject(fault);
                        return Outcome::Rejected;
                    }
                    let mut fault = row.fault(other, &raw, Say::default(), "与活动日期一致的日期");
                    fault.month = Some(Month::of(read.date));
                    let (date, time) = (spoken::day(read.date), spoken::day(day));
                    fault.say = Some(say!("{}{date}与{}中的{time}不一致，暂按前者统计；", row.name(field), other.name(); "请核实改正。"));
                    sink.warn(fault);
                }
                let whole = dates::whole_date(seen.value).is_some();
                (read, whole)
            }
            Err((field, raw, reason)) => {
                let mut fault = row.fault(field, &raw, reason, DATE);
                (fault.month, fault.also) = (when.undated(row), wrong_counts(&due, &actual));
                sink.reject(fault);
                return Outcome::Rejected;
            }
        };
        time = times::of_tokens(&read.tokens).unwrap_or_default();
        time.start = time.start.or(read.clock);
        let nearest = || when.month_number.and_then(|m| nearest_month(m, read.date));
        // a date with its year tells that of the month beside it, whatever stands above the table
        let month = if whole && !when.own_year { nearest() } else { when.month.or_else(nearest) };
        (Some(read.date), read.until, month)
    };
    if ownerless {
        return Outcome::Rejected;
    }
    let has_date = date.is_some();
    let time_text = time_of(row, &mut time, has_date, sink);
    Outcome::Accepted(Box::new(ActivityRow {
        head: row.head(),
        who: row.who.clone(),
        date,
        until,
        month,
        theme,
        time: time.into(),
        time_text,
        venue: row.cell_text(Field::Place),
        due,
        actual,
        content: row.cell_text(Field::Content).into(),
        set_actions: row.cell_text(Field::SetActions),
        host: row.cell_text(Field::Host),
        recorder: row.cell_text(Field::Recorder),
        absentees: row.cell_text(Field::Absentees),
        make_up: row.cell_text(Field::MakeUp),
        records: row.scope.header.items.iter().map(|(_, col)| tick(row.line.get(*col).map(|s| s.value))).collect::<Vec<_>>().into(),
        reported: reported(row, date, sink),
        remark: row.cell_text(Field::Remark),
        pictures: Box::default(),
    }))
}

/// No count, the nought of a formula, or 无.
fn idle(count: &Count) -> bool {
    match count {
        Count::Missing | Count::Given(0) => true,
        Count::Given(_) => false,
        Count::Bad(text) => is_negation(text),
        Count::Unread(..) => false,
    }
}

fn reject_ownerless(row: &Row<'_>, month: Option<Month>, sink: &mut Sink) {
    let raw = row.seen(Field::Branch).map(|s| raw_of(s.value).into_owned()).unwrap_or_default();
    let mut fault = row.fault(Field::Branch, &raw, say!("没有写明是哪个党支部，表上方也没有填报单位"), "党支部全称");
    fault.month = month;
    sink.reject(fault);
}

/// What is wrong with the counts of a row that is returned for its date: rules will never see it.
pub fn wrong_counts(due: &Count, actual: &Count) -> Vec<Say> {
    let bad = |field: Field, count: &Count| match count {
        Count::Bad(raw) => Some(say!("{}“{}”不是人数", field.name(), shorten(raw)).apart(field.name())),
        Count::Unread(why, raw) => Some(say!("{}“{}”{}", field.name(), shorten(raw), why.words().0).apart(field.name())),
        _ => None,
    };
    let mut wrong: Vec<Say> = [bad(Field::Due, due), bad(Field::Actual, actual)].into_iter().flatten().collect();
    if let (Some(due), Some(actual)) = (due.value(), actual.value())
        && actual > due
    {
        wrong.push(say!("实到{actual}人多于应到{due}人"));
    }
    wrong
}

/// Counts of their own columns, or of the one that holds both.
fn both_counts(row: &Row<'_>) -> Both {
    let value = |field: Field| row.seen(field).map(|s| s.value);
    let both = row.filled(Field::Attendance).map(|s| s.value);
    let mut read = counts::read_all(value(Field::Due), value(Field::Actual), both, row.scope.header.order);
    for (field, count) in [(Field::Due, &mut read.due), (Field::Actual, &mut read.actual)] {
        if let Some(differing) = row.differing(field) {
            *count = Count::Unread(Unread::TwoColumns, differing.into());
        }
    }
    if let Some(differing) = row.differing(Field::Attendance) {
        for count in [&mut read.due, &mut read.actual] {
            *count = Count::Unread(Unread::TwoColumns, ArcStr::from(differing.as_str()));
        }
    }
    for (field, count) in [(Field::Due, &mut read.due), (Field::Actual, &mut read.actual)] {
        if let Some(shared) =
            row.over_several(field).or_else(|| row.seen(field).is_none().then(|| row.over_several(Field::Attendance)).flatten())
        {
            *count = Count::Unread(Unread::Shared, shared.into());
        }
    }
    // a cell that nobody filled in is no answer to a heading of its own
    let own = |field: Field| row.scope.header.slots.contains_key(&field);
    if both.is_some() && (own(Field::Due) || own(Field::Actual)) {
        for count in [&mut read.due, &mut read.actual] {
            if matches!(count, Count::Bad(_) | Count::Unread(..)) && value(Field::Due).is_none() && value(Field::Actual).is_none() {
                *count = Count::Missing;
            }
        }
    }
    read
}

/// 全体 was taken for the number of those who were due.
fn all_note(row: &Row<'_>, due: &Count, sink: &mut Sink) {
    let field = if row.seen(Field::Actual).is_some() { Field::Actual } else { Field::Attendance };
    let written = row.seen(field).map(|s| raw_of(s.value)).unwrap_or_default();
    sink.note(row.cell(field), all_text(&written, due));
}

/// How it is told that 全体 was taken for the number of those who were due.
pub fn all_text(written: &str, due: &Count) -> String {
    format!("实到人数写作“{}”，按应到人数 {} 计。", shorten(written), due.value().unwrap_or_default())
}

/// The month column, with the year of a column of its own, of the cell or of what stands nearest.
fn when(row: &Row<'_>, sink: &mut Sink) -> When {
    let year_cell =
        row.scope.header.year.and_then(|col| row.line.get(col)).and_then(|s| months::hint(&format!("{}年", text_of(s.value))).year);
    let year = year_cell.or(row.scope.hints.year());
    let Some(seen) = row.filled(Field::Month) else {
        return When { year, ..When::default() };
    };
    if let Some(both) = row.differing(Field::Month) {
        sink.warn(row.fault(Field::Month, &both, two_columns(), "形如 2017年7月 的月份"));
        return When { year, ..When::default() };
    }
    match months::parts(seen.value) {
        Ok((written, number)) => {
            let own_year = written.is_some() || year_cell.is_some();
            let year = written.or(year);
            When { month: year.and_then(|y| Month::new(y, number)), month_number: Some(number), year, own_year }
        }
        Err(_) if is_negation(&text_of(seen.value)) => When { year, ..When::default() },
        Err(reason) => {
            sink.warn(row.fault(Field::Month, &raw_of(seen.value), reason, "形如 2017年7月 的月份"));
            When { year, ..When::default() }
        }
    }
}

/// A month without any year: the one nearest to the date.
fn nearest_month(number: u32, date: NaiveDate) -> Option<Month> {
    let of = Month::of(date);
    (-1..=1).filter_map(|n| Month::new(of.year() + n, number)).min_by_key(|m| m.since(of).abs())
}

const DATE_FIELDS: [Field; 4] = [Field::Date, Field::Day, Field::Time, Field::Start];

/// Filled cells that may hold the date, best first. An unfilled `年 月 日` counts as blank.
fn date_cells<'r>(row: &'r Row<'_>) -> impl Iterator<Item = (Field, Seen<'r>)> {
    let own = row.scope.header.slots.contains_key(&Field::Date);
    DATE_FIELDS.into_iter().filter_map(move |field| row.filled(field).map(|s| (field, s))).filter(move |(field, s)| {
        let time_alone = matches!(field, Field::Time | Field::Start) && (own || row.scope.header.slots.contains_key(&Field::Day));
        !dates::is_unfilled(s.value) && (!time_alone || dates::whole_date(s.value).is_some())
    })
}

/// The column that a missing date is told of.
fn date_field(row: &Row<'_>) -> Field {
    DATE_FIELDS.into_iter().find(|f| row.scope.header.slots.contains_key(f)).unwrap_or(Field::Date)
}

type NoDate = (Field, String, Say);

fn date<'r>(row: &'r Row<'_>, when: &When) -> Result<(Field, Seen<'r>, DateRead), NoDate> {
    let context = row.around(when.year, when.month_number.or(row.scope.hints.month()));
    let mut first: Option<NoDate> = None;
    // a row that names a month of its own was not held on a day of another
    let of_month = |value: &Value| {
        when.month_number.is_none_or(|own| dates::whole_date(value).is_none_or(|read| chrono::Datelike::month(&read.date) == own))
    };
    let above = row.scope.day.as_ref().filter(|(_, value)| of_month(value));
    let above = above.map(|(at, value)| (Field::Date, Seen { col: at.col, at: *at, value }));
    for (field, seen) in date_cells(row).chain(above) {
        if let Some(both) = row.differing(field) {
            return Err((field, both, two_columns()));
        }
        match dates::read(seen.value, &context) {
            Ok(read) => return Ok((field, seen, read)),
            Err(reason) => {
                first.get_or_insert((field, raw_of(seen.value).into_owned(), reason));
            }
        }
    }
    Err(first.unwrap_or_else(|| {
        let field = date_field(row);
        let seen = row.seen(field);
        let unfilled = seen.is_some_and(|s| dates::is_unfilled(s.value));
        let reason = if unfilled { say!("年、月、日没有填写完整") } else { say!("没有活动日期") };
        (field, seen.filter(|s| !is_zero(s.value)).map(|s| raw_of(s.value).into_owned()).unwrap_or_default(), reason)
    }))
}

/// Another day that the column of the time tells beside its clock (1月10日上午), with what is written there.
fn day_of_time(row: &Row<'_>, date: Field, read: &DateRead, when: &When) -> Option<(Field, String, NaiveDate)> {
    // a day without its year is of the year nearest to the date beside it
    let context = DateContext { near: Some(read.date), ..row.around(when.year, when.month_number.or(row.scope.hints.month())) };
    [Field::Time, Field::Start].into_iter().filter(|field| *field != date).find_map(|field| {
        let seen = row.filled(field)?;
        let other = dates::tells_day(seen.value).then(|| dates::read(seen.value, &context).ok()).flatten()?;
        (!other.same_days(read)).then(|| (field, raw_of(seen.value).into_owned(), other.date))
    })
}

/// Times of their own columns over those of the date cell; what is written, for the table.
fn time_of(row: &Row<'_>, time: &mut TimeOfDay, has_date: bool, sink: &mut Sink) -> ArcStr {
    let header = row.scope.header;
    let date_is_time = !header.slots.contains_key(&Field::Date);
    let mut written: Vec<String> = Vec::new();
    for field in [Field::Time, Field::Start, Field::End] {
        let Some(seen) = row.filled(field) else { continue };
        if let Some(both) = row.differing(field) {
            sink.warn(row.fault(field, &both, two_columns(), "形如 9:00 的时刻"));
            continue;
        }
        let text = times::written(seen.value);
        let beyond = (field == Field::End).then(|| time.start.and_then(|start| times::beyond_day(start, seen.value))).flatten();
        match times::read(seen.value) {
            _ if beyond.is_some() => {
                time.minutes = time.minutes.or(beyond);
                time.end = None;
            }
            Ok(read) => merge(time, &read, field),
            // an activity time that is a date alone says no time; words stay as they are
            Err(_) if has_date && (date_is_time || dates::whole_date(seen.value).is_some() || field == Field::Time) => {}
            Err(_) if is_negation(&text) => {}
            Err(reason) => sink.warn(row.fault(field, &raw_of(seen.value), reason, "形如 9:00 的时刻")),
        }
        written.push(text);
    }
    if let Some(seen) = row.filled(Field::Duration) {
        match times::length(seen.value, header.minutes) {
            Ok(read) => {
                time.minutes = read.minutes.or(time.minutes);
                time.half_day = read.half_day || time.half_day;
            }
            Err(_) if is_negation(&text_of(seen.value)) => {}
            Err(reason) => sink.warn(row.fault(Field::Duration, &raw_of(seen.value), reason, "形如 3小时 的时长")),
        }
    }
    if time.end.is_some_and(|e| time.start.is_some_and(|s| e <= s)) {
        time.end = None;
    }
    if written.is_empty() { shown(time) } else { ArcStr::from(written.join("-")) }
}

fn merge(time: &mut TimeOfDay, read: &TimeOfDay, field: Field) {
    match field {
        Field::End => {
            time.end = read.end.or(read.start).or(time.end);
            return;
        }
        Field::Start => time.start = read.start.or(time.start),
        _ => {
            *time = TimeOfDay { start: read.start.or(time.start), end: read.end, minutes: read.minutes, half_day: read.half_day };
            return;
        }
    }
    time.end = read.end.or(time.end);
    time.half_day = read.half_day || time.half_day;
}

/// A time that stood in the date cell.
pub fn shown(time: &TimeOfDay) -> ArcStr {
    let clock = |t: Option<chrono::NaiveTime>| t.map(|t| t.format("%H:%M").to_string());
    match (clock(time.start), clock(time.end)) {
        (Some(start), Some(end)) => ArcStr::from(format!("{start}-{end}")),
        (Some(start), None) => ArcStr::from(start),
        _ => ArcStr::default(),
    }
}

/// 报送日期 of the row, else of the line above the table.
fn reported(row: &Row<'_>, date: Option<NaiveDate>, sink: &mut Sink) -> Option<NaiveDate> {
    if row.filled(Field::Reported).is_some() || row.scope.header.slots.contains_key(&Field::Reported) {
        return row.date(Field::Reported, date, sink);
    }
    let (_, value) = row.scope.reported.as_ref()?;
    let context = DateContext { near: date, ..row.around(row.scope.hints.year(), None) };
    dates::read(value, &context).ok().map(|r| r.date)
}

/// A tick of a record-material column.
pub fn tick(value: Option<&Value>) -> Tick {
    let Some(value) = value else { return Tick::Missing };
    let text = super::coerce::plain_text(&text_of(value));
    let missing = matches!(
        text.as_str(),
        "" | "×"
            | "✗"
            | "✘"
            | "✕"
            | "x"
            | "X"
            | "无"
            | "否"
            | "0"
            | "缺"
            | "未"
            | "没有"
            | "-"
            | "/"
            | "未提供"
            | "缺失"
            | "不齐"
            | "FALSE"
            | "N"
            | "n"
            | "□"
    );
    if missing || text.starts_with("未") || text.starts_with("缺") || matches!(value, Value::Error(_)) {
        Tick::Missing
    } else {
        Tick::Present
    }
}
