//! Months: of a 所属月份 cell, of a heading of an attendance sheet, and the year and month that a title, sheet or file name gives away.

use chrono::Datelike;

use super::dates::{self, DateContext};
use super::tokens::{Partial, Token, tokens};
use super::years::Years;
use super::{number_text, plain, unsaid, zoned};
use crate::model::book::Value;
use crate::model::say::Say;
use crate::model::time::{Month, Period};

/// Said of what is nothing like a month.
pub fn no_month() -> Say {
    say!("不是月份")
}

/// Reads a month cell. `years` complete one that has none. The error is the reason, without a full stop.
pub fn read(value: &Value, years: impl Into<Years>) -> Result<Month, Say> {
    let (written, month) = parts(value)?;
    let years = years.into();
    let year = written.or_else(|| years.of(month)).ok_or_else(|| years.untold(Some(month)))?;
    Month::new(year, month).ok_or_else(|| say!("没有 {year} 年 {month} 月"))
}

/// Year (if written) and month of a cell.
pub fn parts(value: &Value) -> Result<(Option<i32>, u32), Say> {
    match value {
        Value::Date(d) if d.year() < 1900 => Err(say!("月份为空值")),
        Value::Date(d) => Ok((Some(d.year()).filter(|y| *y != 1900), d.month())),
        Value::Number(n) if n.fract() == 0.0 && (1.0..=12.0).contains(n) => Ok((None, *n as u32)),
        Value::Number(n) if n.fract() != 0.0 && number_text(*n).ends_with(".1") => Err(say!("可能是 1 月，也可能是 10 月，无法确定")),
        Value::Number(n) if *n > 0.0 && *n < 1e9 => text_parts(&number_text(*n)),
        Value::Text(text) => text_parts(text),
        Value::Part(part) => text_parts(&part.text()),
        value => Err(unsaid(value).unwrap_or_else(no_month)),
    }
}

fn text_parts(text: &str) -> Result<(Option<i32>, u32), Say> {
    if let Some(moment) = zoned(text) {
        return Ok((Some(moment.year()), moment.month()));
    }
    let tokens = tokens(text);
    let run = match &tokens[..] {
        [Token::Number(run)] => Some(run.as_str()),
        _ => None,
    };
    if let Some(run) = run {
        let number: u32 = run.parse().map_err(|_| no_month())?;
        return match run.len() {
            1 | 2 if (1..=12).contains(&number) => Ok((None, number)),
            6 if (1900..2200).contains(&(number / 100)) && (1..=12).contains(&(number % 100)) => {
                Ok((Some((number / 100) as i32), number % 100))
            }
            _ => Err(no_month()),
        };
    }
    if let Some(number) = super::chinese_number(text.trim()).filter(|n| (1..=12).contains(n)) {
        return Ok((None, number));
    }
    if tokens.contains(&Token::Unfilled) {
        return Err(say!("月份没有填写"));
    }
    let found: Vec<&Partial> = tokens.iter().filter_map(|t| if let Token::Date(p) = t { Some(p) } else { None }).collect();
    let range = tokens.contains(&Token::Range) || tokens.iter().any(|t| matches!(t, Token::Number(_)));
    match found[..] {
        // 2017.7 reads as year and month; 7.5 would be a day
        [p] if !range && !p.short_year && !p.reversed => match p.month {
            Some(month) if (1..=12).contains(&month) => Ok((p.year, month)),
            Some(month) => Err(say!("没有 {month} 月")),
            None => Err(no_month()),
        },
        [] => Err(no_month()),
        _ => Err(say!("写了多个月份，应一行写一个月")),
    }
}

/// Month of a column heading of an attendance sheet (`1月`, `3 月`, `2017年7月`, `一月份`, `7月5日`); bare numbers are for the caller to judge.
pub fn heading(text: &str) -> Option<(Option<i32>, u32)> {
    heading_day(text).map(|(year, month, _)| (year, month))
}

/// The same with the day, where the heading tells one.
pub fn heading_day(text: &str) -> Option<(Option<i32>, u32, Option<u32>)> {
    let text = plain(text);
    let digits = text.len() >= 6 && text.starts_with(['1', '2']);
    if !text.contains('月') && !digits {
        return None;
    }
    let tokens = tokens(&text);
    match &tokens[..] {
        [Token::Date(p)] | [Token::Date(p), Token::Word(_)] if !p.short_year && !p.reversed => {
            if let Some(Token::Word(word)) = tokens.get(1)
                && !matches!(word.as_str(), "考勤" | "出勤" | "签到" | "到会" | "到会情况" | "考勤情况" | "出勤情况")
            {
                return None;
            }
            p.month.filter(|m| (1..=12).contains(m)).map(|m| (p.year, m, p.day))
        }
        _ => None,
    }
}

/// Year and month that a title or a name gives away. Two different years (or months) give none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hint {
    /// The year, if it is told.
    pub year: Option<i32>,
    /// The month of the year (1–12), if it is told.
    pub month: Option<u32>,
    /// The months from the first to the last of two years (2017年12月—2018年2月), which give a month its year.
    pub span: Option<Period>,
}

/// Words that make a whole day before them the day of a report, and those that do it behind them.
const REPORTED_AFTER: &[&str] = &["填", "报", "上报", "报送", "提交", "制", "交", "送", "汇总", "打印", "导出"];
const REPORTED_BEFORE: &[&str] = &["填报", "填表", "报送", "上报", "提交", "制表", "截至", "截止", "打印", "导出"];

/// The text without the days on which it was filled in or handed in (2018年4月2日填, 报送于2018年4月2日): they tell no month of what is reported.
fn without_reports(text: &str) -> String {
    if !text.contains('日') || !REPORTED_AFTER.iter().chain(REPORTED_BEFORE).any(|word| text.contains(word)) {
        return text.to_string();
    }
    let mut rest = text.to_string();
    let mut from = 0;
    while let Some(at) = rest[from..].find('日').map(|at| from + at) {
        let (before, after) = (&rest[..at], rest[at + '日'.len_utf8()..].trim_start_matches([')', '）', ' ']));
        // back over 2018年4月2, which may be without its year
        let start = before.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '年' | '月' | ' ')).len();
        let day = &before[start..];
        let lead = before[..start].trim_end_matches([':', '：', '(', '（', '于', '时', '间', '期', '日', '至', ' ']);
        let by = REPORTED_AFTER.iter().any(|word| after.starts_with(word)) || REPORTED_BEFORE.iter().any(|word| lead.ends_with(word));
        if day.contains('月') && by {
            rest.replace_range(start..at + '日'.len_utf8(), " ");
            from = start + 1;
        } else {
            from = at + '日'.len_utf8();
        }
    }
    rest
}

/// Looks for a year (19xx, 20xx, or two digits before 年) and a month in a free text.
pub fn hint(text: &str) -> Hint {
    let text = without_reports(&plain(text));
    let mut years: Vec<i32> = Vec::new();
    let mut months: Vec<u32> = Vec::new();
    // how many months had been told when a year was, and whether it ends a range
    let mut told: Vec<(i32, usize, bool)> = Vec::new();
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at < chars.len() {
        let (start, mut before, seen) = (at, years.len(), months.len());
        let numerals = "〇○零一二三四五六七八九十元";
        let digits = chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
        let han = chars[at..].iter().take_while(|c| numerals.contains(**c)).count();
        let run = digits.max(han);
        if run == 0 {
            at += 1;
            continue;
        }
        let word: String = chars[at..at + run].iter().collect();
        let number = if digits > 0 { word.parse().unwrap_or(0u32) } else { super::chinese_number(&word).unwrap_or(0) };
        let mut end = at + run;
        while chars.get(end).is_some_and(|c| c.is_whitespace()) {
            end += 1;
        }
        let unit = chars.get(end).copied().unwrap_or(' ');
        let joined = at > 0 && (chars[at - 1].is_ascii_alphanumeric() || chars[at - 1] == '.');
        // 附件1 over 月泉镇 is no January
        let annex = at > 1 && chars[at - 2] == '附' && matches!(chars[at - 1], '件' | '表');
        match (run, unit) {
            (_, '月') if annex => {}
            (_, '月') if run <= 3 && (1..=12).contains(&number) => {
                // 1-6月 and 7、8月 are no single month
                months.extend(listed(&chars[..at]).then_some(0));
                months.push(number);
            }
            (2, '年') if digits == 2 && !joined => {
                let year = dates::year_from_two(number);
                // 17—18年度
                let other = year_before(&chars[..at]).filter(|first| first + 1 == year);
                told.extend(other.map(|first| (first, seen, false)));
                years.extend(other);
                before = years.len();
                years.push(year);
            }
            (4, '年') if is_year(number) => years.push(number as i32),
            (4, _) if digits == 4 && is_year(number) && !joined => {
                years.push(number as i32);
                let next = chars[at + 4..].iter().take(1).all(|c| matches!(c, '-' | '_' | '.' | '/'));
                let month: String = chars[at + 4..].iter().skip(1).take_while(|c| c.is_ascii_digit()).collect();
                if next && (1..=2).contains(&month.len()) && chars.get(at + 5 + month.len()) != Some(&'月') {
                    months.extend(month.parse::<u32>().ok().filter(|m| (1..=12).contains(m)));
                    end = at + 5 + month.len();
                }
            }
            (6 | 8, _) if digits == run => {
                let (year, month) = if run == 6 { (number / 100, number % 100) } else { (number / 10000, number / 100 % 100) };
                if is_year(year) && (1..=12).contains(&month) {
                    years.push(year as i32);
                    months.push(month);
                }
            }
            _ => {}
        }
        told.extend(years.get(before).map(|year| (*year, seen, ends_range(&chars[..start]))));
        at = end.max(at + run);
    }
    let span = across(&told, &months);
    let one = |mut all: Vec<u32>| {
        all.sort_unstable();
        all.dedup();
        if all.len() == 1 { all.first().copied() } else { None }
    };
    years.sort_unstable();
    years.dedup();
    Hint { year: if years.len() == 1 { years.first().copied() } else { None }, month: one(months).filter(|m| *m > 0), span }
}

/// Does what stands before a year say that a range ends with it? 截至 and 截止到 say until when was counted.
fn ends_range(before: &[char]) -> bool {
    let mut back = before.iter().rev().filter(|c| !c.is_whitespace());
    match back.next() {
        Some('至' | '到') => !matches!(back.next(), Some('截' | '止')),
        Some(c) => "-–—－~～".contains(*c),
        None => false,
    }
}

/// The year of two digits before a dash, where two of a later one follow.
fn year_before(before: &[char]) -> Option<i32> {
    let [rest @ .., tens, ones, '-' | '–' | '—' | '－' | '~' | '～' | '至' | '到'] = before else { return None };
    let number = tens.to_digit(10)? * 10 + ones.to_digit(10)?;
    (!rest.last().is_some_and(|c| c.is_ascii_alphanumeric() || *c == '.')).then(|| dates::year_from_two(number))
}

/// The span of a text that names a month of one year and then a month of a later one, and nothing else; of one that goes from a year to a later one
/// without months (2017—2018年度), all months of both, so that none of them gets a year by itself.
fn across(told: &[(i32, usize, bool)], months: &[u32]) -> Option<Period> {
    let months: Vec<u32> = months.iter().copied().filter(|month| *month > 0).collect();
    match (told, &months[..]) {
        ([.., (first, 0, _), (last, between, true)], [from, to]) if first < last && *between > 0 => {
            Period::new(Month::new(*first, *from)?, Month::new(*last, *to)?)
        }
        ([.., (first, no, _), (last, also, true)], _) if first < last && no == also => {
            Period::new(Month::new(*first, 1)?, Month::new(*last, 12)?)
        }
        _ => None,
    }
}

/// Does what stands before a month say that it is one of several?
fn listed(before: &[char]) -> bool {
    let mut back = before.iter().rev().filter(|c| !c.is_whitespace());
    back.next().is_some_and(|c| matches!(c, '-' | '、' | '至' | '到' | '/'))
        && back.next().is_some_and(|c| c.is_ascii_digit() || *c == '月' || "〇○零一二三四五六七八九十元".contains(*c))
}

fn is_year(number: u32) -> bool {
    (1900..2100).contains(&number)
}

/// Context of a date in a row that says its month.
pub fn context(year: Option<i32>, month: Option<u32>) -> DateContext {
    DateContext { year, month, ..DateContext::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn months_of_two_years_give_each_month_its_year() {
        let span = |text: &str| hint(text).span.map(|span| format!("{}/{}", span.first(), span.last()));
        for (text, want) in [
            ("2017年12月—2018年2月党员活动日台账", Some("2017-12/2018-02")),
            ("2018年度（2017.12—2018.11）台账", Some("2017-12/2018-11")),
            ("二〇一七年十二月至二〇一八年二月台账", Some("2017-12/2018-02")),
            ("2018年1月—2018年3月台账", None),
            ("2017年、2018年台账", None),
            ("2017—2018年度主题党日台账", Some("2017-01/2018-12")),
            ("2017年至2018年台账", Some("2017-01/2018-12")),
            ("2017-2018年台账", Some("2017-01/2018-12")),
            ("17—18年度台账", Some("2017-01/2018-12")),
            ("12-18年龄段", None),
            ("2017年度台账（截至2018年1月）", None),
            ("2017年度台账，截止到2018年", None),
            ("2017年12月台账 2018年1月10日", None),
            ("2018年2月报2017年12月台账", None),
        ] {
            assert_eq!(span(text).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn month_cells() {
        let text = |t: &str| Value::Text(t.into());
        for (value, want) in [
            (text("2017年7月"), Ok("2017-07")),
            (text("2017年07月份"), Ok("2017-07")),
            (text("17年7月"), Ok("2017-07")),
            (text("7月"), Ok("2016-07")),
            (text("7 月"), Ok("2016-07")),
            (text("七月"), Ok("2016-07")),
            (text("七"), Ok("2016-07")),
            (text("7"), Ok("2016-07")),
            (Value::Number(7.0), Ok("2016-07")),
            (text("2017-07"), Ok("2017-07")),
            (text("2017.7"), Ok("2017-07")),
            (text("2017/7"), Ok("2017-07")),
            (text("201707"), Ok("2017-07")),
            (Value::Number(201707.0), Ok("2017-07")),
            (Value::Number(2017.07), Ok("2017-07")),
            (text("2017-07-05"), Ok("2017-07")),
            (Value::Date(NaiveDate::from_ymd_opt(2017, 7, 1).and_then(|d| d.and_hms_opt(0, 0, 0)).expect("date")), Ok("2017-07")),
            (Value::Number(2017.1), Err("无法确定")),
            (text("7-8月"), Err("多个月份")),
            (text("第三季度"), Err("不是月份")),
            (text("13月"), Err("没有 13 月")),
            (text("2017年"), Err("不是月份")),
            (text("  年  月"), Err("没有填写")),
            (Value::Bool(true), Err("不是月份")),
        ] {
            let got = read(&value, Some(2016)).map(|m| m.to_string());
            match want {
                Ok(month) => assert_eq!(got, Ok(month.to_string()), "{value:?}"),
                Err(reason) => assert!(got.clone().is_err_and(|e| e.message().contains(reason)), "{value:?}: {got:?}"),
            }
        }
        assert!(read(&text("7月"), None).is_err_and(|e| e.message().contains("年份")));
    }

    #[test]
    fn hints_of_titles_and_names() {
        for (text, year, month) in [
            ("XX镇2017年7月主题党日活动台账", Some(2017), Some(7)),
            ("7月", None, Some(7)),
            ("5月 ", None, Some(5)),
            ("26年2月", Some(2026), Some(2)),
            ("二〇一七年七月份", Some(2017), Some(7)),
            ("2017-07台账", Some(2017), Some(7)),
            ("201707", Some(2017), Some(7)),
            ("2017_07_上报", Some(2017), Some(7)),
            ("2017年1-6月", Some(2017), None),
            ("2017年度", Some(2017), None),
            ("2017年第三季度", Some(2017), None),
            ("附件1", None, None),
            ("7月、8月汇总", None, None),
            ("七里村党支部", None, None),
            ("2017 年 7 月", Some(2017), Some(7)),
            ("附件1 月泉镇2017年台账", Some(2017), None),
            ("附表2月山镇2017年3月台账", Some(2017), Some(3)),
            ("党员活动日台账（2018年4月2日填）", None, None),
            ("白沙镇2018年4月2日报送一季度台账", None, None),
            ("2018年1月台账（报送日期：2018年2月3日）", Some(2018), Some(1)),
            ("2018年4月2日主题党日", Some(2018), Some(4)),
        ] {
            assert_eq!(hint(text), Hint { year, month, span: None }, "{text}");
        }
    }

    #[test]
    fn headings_of_attendance_sheets() {
        for (text, want) in [
            ("1月", Some((None, 1))),
            ("3 月", Some((None, 3))),
            ("2017年7月", Some((Some(2017), 7))),
            ("一月", Some((None, 1))),
            ("十二月份", Some((None, 12))),
            ("2017.07", Some((Some(2017), 7))),
            ("7月5日", Some((None, 7))),
            ("月份", None),
            ("姓名", None),
            ("1月工资", None),
        ] {
            assert_eq!(heading(text), want, "{text}");
        }
    }
}
