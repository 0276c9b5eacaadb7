//! Dates. A full date is taken as it is; a year or month that is not written comes from what stands nearest; what could mean two days is refused.

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Weekday};

use super::digits::full_year;
use super::tokens::{Partial, Token, tokens};
use super::years::{Beyond, Years};
use super::{faulty, number_text, time_of_fraction, uncalculated, zoned};
use crate::model::book::{PartDate, Shows, Value};
use crate::model::say::Say;
use crate::model::text::may_hold;

/// What stands near a date cell and may complete it.
#[derive(Clone, Copy, Debug, Default)]
pub struct DateContext {
    /// Year of the ledger: row, title, sheet, file, folder, nearest first.
    pub year: Option<i32>,
    /// Month of the row or the ledger, for a day that stands alone.
    pub month: Option<u32>,
    /// A date that this one belongs to (a report to its activity): a year that is not written is chosen nearest to it.
    pub near: Option<NaiveDate>,
    /// What stands around the ledgers, for a date of which nothing in the ledger tells the year.
    pub beyond: Beyond,
}

/// A date cell understood.
#[derive(Clone, Debug, PartialEq)]
pub struct DateRead {
    /// The day, or the first of a range.
    pub date: NaiveDate,
    /// Last day of a range.
    pub until: Option<NaiveDate>,
    /// Time of day in the same cell, as tokens for `times`.
    pub tokens: Vec<Token>,
    /// Time of day of a date-time cell.
    pub clock: Option<NaiveTime>,
    /// The weekday written beside the date, where it is another.
    pub wrong_weekday: Option<Weekday>,
    /// The cell is a date that shows no year; what it stores was not used.
    pub stored: Option<NaiveDate>,
    /// No year was written and none stands near: it was taken from around the ledgers.
    pub borrowed: bool,
}

/// Does the cell of a time tell a day beside its clock: a month (1月10日上午), or a whole date? Most hold a clock alone, which no date's reading is needed
/// to see.
pub fn tells_day(value: &Value) -> bool {
    match value {
        Value::Text(text) if text.contains('月') => true,
        Value::Text(text) if !text.as_bytes().windows(4).any(|four| four.iter().all(u8::is_ascii_digit)) => false,
        value => whole_date(value).is_some(),
    }
}

impl DateRead {
    /// Is one of the two the other, or within its range?
    pub fn same_days(&self, other: &DateRead) -> bool {
        let within = |day: NaiveDate, of: &DateRead| (of.date..=of.until.unwrap_or(of.date)).contains(&day);
        within(self.date, other) || within(other.date, self)
    }

    fn day(date: NaiveDate) -> Self {
        DateRead { date, until: None, tokens: Vec::new(), clock: None, wrong_weekday: None, stored: None, borrowed: false }
    }
}

/// Said of a date that names no day; some columns are content with that.
pub fn month_alone() -> Say {
    say!("只写到月份，没有日，应写明是哪一天")
}

/// Serial numbers of 1990-01-01 and 2100-12-31.
const SERIALS: std::ops::RangeInclusive<f64> = 32_874.0..=73_415.999;

/// Reads a date cell. The error is the reason, without a full stop.
pub fn read(value: &Value, context: &DateContext) -> Result<DateRead, Say> {
    match value {
        Value::Text(text) => read_text(text, context),
        Value::Date(moment) => read_moment(*moment, context),
        Value::Number(n) if SERIALS.contains(n) => serial(*n).ok_or_else(|| say!("数字不是有效的日期序号")),
        Value::Number(n) if *n >= 0.0 && *n < 1e9 => read_text(&number_text(*n), context),
        Value::Number(_) => Err(say!("数字不是日期")),
        Value::Percent(_) => Err(say!("是百分比，不是日期")),
        Value::Part(part) => read_part(part, context),
        Value::Duration(_) => Err(say!("只有时刻，没有日期")),
        Value::Bool(_) => Err(say!("是逻辑值，不是日期")),
        Value::Error(_) => Err(faulty()),
        Value::Uncalculated => Err(uncalculated()),
    }
}

/// Is the cell an unfilled `　年　月　日`, as blank forms have it?
pub fn is_unfilled(value: &Value) -> bool {
    let Value::Text(text) = value else { return false };
    // most cells hold none of the three, and a digit is never left unfilled
    if !may_hold(text, |c| matches!(c, '年' | '月' | '日')) || text.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    let tokens = tokens(text);
    tokens.contains(&Token::Unfilled) && tokens.iter().all(|t| matches!(t, Token::Unfilled))
}

/// A whole date (year, month, day) and nothing but dates, weekdays and times: the unlabelled date line of a form.
pub fn whole_date(value: &Value) -> Option<DateRead> {
    date_line(value, &DateContext::default())
}

/// The same where year and month may come from what stands near.
pub fn date_line(value: &Value, context: &DateContext) -> Option<DateRead> {
    match value {
        Value::Date(moment) if moment.year() > 1904 => read_moment(*moment, context).ok(),
        Value::Part(part) if part.shows == Shows::MonthDay => read_part(part, context).ok(),
        Value::Text(text) if may_be_date(text) => {
            let tokens = tokens(text);
            let only = tokens.iter().all(|t| !matches!(t, Token::Word(_) | Token::Number(_) | Token::Unfilled | Token::Length(_)));
            only.then(|| judge(tokens, context).ok()).flatten()
        }
        _ => None,
    }
}

/// Short, and with something to count days by: what lacks either is no date.
fn may_be_date(text: &str) -> bool {
    text.len() <= 160
        && text.chars().count() <= 40
        && may_hold(text, |c| c.is_ascii_digit() || "〇○零一二三四五六七八九十两廿元".contains(c))
}

fn serial(n: f64) -> Option<DateRead> {
    let date = NaiveDate::from_ymd_opt(1899, 12, 30)? + Duration::days(n.trunc() as i64);
    let clock = (n.fract() != 0.0).then(|| time_of_fraction(n.fract())).flatten();
    Some(DateRead { clock, ..DateRead::day(date) })
}

/// A date of which the cell shows a part: what is shown is read as if it had been typed.
fn read_part(part: &PartDate, context: &DateContext) -> Result<DateRead, Say> {
    if part.day.year() < 1900 {
        return Err(say!("日期为空值（显示为 1900-01-00）"));
    }
    let read = read_text(&part.text(), context)?;
    Ok(DateRead { stored: (part.shows == Shows::MonthDay).then_some(part.day), ..read })
}

fn read_moment(moment: NaiveDateTime, context: &DateContext) -> Result<DateRead, Say> {
    // seconds after midnight are what is left of a calculation, and no time of day
    let clock = (moment.hour() > 0 || moment.minute() > 0).then(|| moment.time());
    let mut date = moment.date();
    let mut borrowed = false;
    if date.year() < 1900 {
        return Err(say!("日期为空值（显示为 1900-01-00）"));
    }
    // only month and day were typed: the office program put 1900
    if date.year() == 1900 && context.year != Some(1900) {
        let (year, around) =
            year_of(date.month(), date.day(), context).ok_or_else(|| years_of(context, None).untold(Some(date.month())))?;
        borrowed = around;
        date = date.with_year(year).ok_or_else(|| say!("{year} 年没有 {} 月 {} 日", moment.month(), moment.day()))?;
    }
    sane(date)?;
    Ok(DateRead { clock, borrowed, ..DateRead::day(date) })
}

fn sane(date: NaiveDate) -> Result<(), Say> {
    if (1900..2200).contains(&date.year()) { Ok(()) } else { Err(say!("年份 {} 不合理", date.year())) }
}

fn read_text(text: &str, context: &DateContext) -> Result<DateRead, Say> {
    if let Some(moment) = zoned(text) {
        return read_moment(moment, context);
    }
    let mut tokens = tokens(text);
    if let [Token::Number(run)] = &tokens[..] {
        let number: f64 = run.parse().unwrap_or(-1.0);
        match run.len() {
            1 | 2 => tokens = vec![Token::Date(Partial { day: Some(number as u32), ..Partial::default() })],
            5 if SERIALS.contains(&number) => return serial(number).ok_or_else(|| say!("数字不是有效的日期序号")),
            4 => return Err(say!("只有年份，没有月和日")),
            6 => return Err(say!("只有年月，没有日")),
            _ => return Err(say!("数字不是日期")),
        }
    }
    // a serial with its time as text: 42921.375
    if let Ok(number) = text.trim().parse::<f64>()
        && SERIALS.contains(&number)
    {
        return serial(number).ok_or_else(|| say!("数字不是有效的日期序号"));
    }
    judge(tokens, context)
}

/// Judges the tokens of one cell.
fn judge(tokens: Vec<Token>, context: &DateContext) -> Result<DateRead, Say> {
    if tokens.contains(&Token::Unfilled) {
        return Err(say!("年、月、日没有填写完整"));
    }
    let vague = ["左右", "前后", "约", "旬", "月底", "底", "初", "拟", "待", "每", "未", "前", "后", "以来"];
    if tokens.iter().any(|t| matches!(t, Token::Word(w) if vague.iter().any(|v| w.starts_with(v) || w.ends_with(v)))) {
        return Err(say!("只有大概的时间，日期不确定，应写明是哪一天"));
    }
    let mut first: Option<Partial> = None;
    let mut last: Option<Partial> = None;
    let mut weekday = None;
    for (i, token) in tokens.iter().enumerate() {
        let after_range = i > 0 && tokens[i - 1] == Token::Range;
        let partial = match token {
            Token::Date(partial) => *partial,
            Token::Number(run)
                if after_range
                    && first.is_some()
                    && run.len() <= 2
                    && matches!(tokens.get(i - 2), Some(Token::Date(_) | Token::Weekday(_))) =>
            {
                Partial { day: run.parse().ok(), ..Partial::default() }
            }
            Token::Weekday(day) => {
                weekday = weekday.or(Some(*day));
                continue;
            }
            _ => continue,
        };
        match first {
            None => first = Some(partial),
            Some(f) if f == partial => {}
            Some(_) if after_range && last.is_none() => last = Some(partial),
            Some(_) => return Err(say!("一个单元格里有多个日期，应当一次活动写一行")),
        }
    }
    let clocked = tokens.iter().any(|token| matches!(token, Token::Clock(..)));
    let mut first = first.ok_or_else(|| match clocked {
        true => say!("只有时刻，没有日期，应写作 2018-01-05 9:00 或另加活动日期一栏"),
        false => say!("不是日期，这一栏只填日期，其他内容应写在备注栏"),
    })?;
    // a range was typed as text, so that no number lost its last nought: 6.3-4 are the third and the fourth
    first.shaky &= last.is_none();
    let (date, borrowed) = resolve(first, context)?;
    let until = last.map(|l| end_of_range(l, date)).transpose()?;
    let wrong_weekday = weekday.filter(|w| *w != date.weekday());
    Ok(DateRead { date, until: until.filter(|u| *u != date), tokens, clock: None, wrong_weekday, stored: None, borrowed })
}

/// The day, and whether its year was taken from around the ledgers.
fn resolve(partial: Partial, context: &DateContext) -> Result<(NaiveDate, bool), Say> {
    if partial.short_year {
        return Err(say!("年份只有两位，应写四位年份"));
    }
    if partial.reversed {
        return Err(say!("日和月的先后分不清，应按年、月、日的顺序书写"));
    }
    let Some(day) = partial.day else {
        return Err(if partial.month.is_some() { month_alone() } else { say!("只有年份，没有月和日") });
    };
    let no_month = || say!("只有日，没有月份，标题、表名、文件名中也找不到月份");
    let month = match partial.month {
        Some(month) => month,
        None if partial.year.is_some() => return Err(say!("缺少月份")),
        None => context.month.or(context.near.map(|d| d.month())).ok_or_else(no_month)?,
    };
    if !(1..=12).contains(&month) {
        return Err(say!("没有 {month} 月"));
    }
    // 2.3 can only be the third: there is no 30 February
    if partial.shaky && !(month == 2 && day == 3) {
        return Err(say!(
            "可能是 {month} 月 {day} 日，也可能是 {month} 月 {day}0 日（{month}.{day}0 在表格中会自动变成 {month}.{day}），无法确定"
        ));
    }
    let written = partial.year.map(|year| (year, false));
    let (year, borrowed) = written.or_else(|| year_of(month, day, context)).ok_or_else(|| years_of(context, None).untold(Some(month)))?;
    let date = NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| say!("{year} 年没有 {month} 月 {day} 日"))?;
    sane(date)?;
    Ok((date, borrowed))
}

/// The year nearest to a given date, else the ledger's, else that which stands around the ledgers; with whether it is of the last kind.
fn year_of(month: u32, day: u32, context: &DateContext) -> Option<(i32, bool)> {
    let nearest = context.near.and_then(|near| {
        let days = (-1..=1).filter_map(|n| NaiveDate::from_ymd_opt(near.year() + n, month, day));
        days.min_by_key(|d| (*d - near).num_days().abs()).map(|d| d.year())
    });
    let years = years_of(context, nearest);
    years.of(month).map(|year| (year, years.are_borrowed()))
}

fn years_of(context: &DateContext, nearest: Option<i32>) -> Years {
    Years { told: nearest.or(context.year), beyond: context.beyond }
}

fn end_of_range(last: Partial, first: NaiveDate) -> Result<NaiveDate, Say> {
    let day = last.day.ok_or_else(|| say!("起止日期写得不完整"))?;
    let month = last.month.unwrap_or(first.month());
    let mut year = last.year.unwrap_or(first.year());
    if last.year.is_none() && last.month.is_some() && (month, day) < (first.month(), first.day()) && first.month() > 9 && month < 4 {
        year += 1;
    }
    let until = NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| say!("{year} 年没有 {month} 月 {day} 日"))?;
    let days = (until - first).num_days();
    match days {
        0..=92 => Ok(until),
        ..0 => Err(say!("起止日期颠倒")),
        _ => Err(say!("起止日期相隔过长，不像一次活动")),
    }
}

/// A year with its month, or alone, where no day is written: `2017年9月`, 2017.9 as a number, `1998.07`, 198003, 1998. `None` for all that names a day, and
/// for what may be read in two ways (2017.1 is January, or October that lost its nought).
pub fn year_and_month(value: &Value) -> Option<(i32, Option<u32>)> {
    let years = 1900..2100;
    let of_number = |run: &str| -> Option<(i32, Option<u32>)> {
        let number: i32 = run.parse().ok()?;
        match run.len() {
            4 => years.contains(&number).then_some((number, None)),
            6 => (years.contains(&(number / 100)) && (1..=12).contains(&(number % 100)))
                .then_some((number / 100, Some((number % 100) as u32))),
            _ => None,
        }
    };
    let text = match value {
        Value::Text(text) => text.to_string(),
        Value::Number(n) if n.fract() == 0.0 => number_text(*n),
        Value::Number(n) if number_text(*n).ends_with(".1") => return None,
        Value::Number(n) => number_text(*n),
        Value::Part(part) if matches!(part.shows, Shows::YearMonth | Shows::Year) => part.text(),
        _ => return None,
    };
    match &tokens(&text)[..] {
        [Token::Number(run)] => of_number(run),
        [Token::Date(Partial { year: Some(year), month, day: None, short_year: false, reversed: false, .. })] => {
            (years.contains(year) && month.is_none_or(|m| (1..=12).contains(&m))).then_some((*year, *month))
        }
        _ => None,
    }
}

/// Two digits before 年, for other readers.
pub fn year_from_two(two: u32) -> i32 {
    full_year(two)
}

#[cfg(test)]
mod tests;
