//! Spans of time as a filing or an explanation names them: `2017年`, `2017年第三季度`, `2017Q3`, `下半年`, `7-9月`, `7月`. A year that is not
//! written is taken from what stands near; a span that is no month, quarter, half or year is refused.

use chrono::Datelike;

use super::years::Years;
use super::{chinese_number, dates, months, number_text, plain};
use crate::model::book::Value;
use crate::model::say::Say;
use crate::model::time::{Month, Span};

/// What a bare number means in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bare {
    /// 年度: `2017`.
    Year,
    /// 季度: `3`, 三.
    Quarter,
    /// 月份: `7`, 七.
    Month,
}

/// Reads a cell. `years` complete a span that has none: that of its first month. The error is the reason, without a full stop.
pub fn read(value: &Value, years: impl Into<Years>, bare: Bare) -> Result<Span, Say> {
    let years = years.into();
    let text = match value {
        Value::Text(text) => plain(text).split_whitespace().collect::<String>(),
        Value::Number(n) if n.fract() == 0.0 && *n > 0.0 && *n < 1e9 => number_text(*n),
        Value::Part(_) => return months::read(value, years).map(Span::Month),
        Value::Date(d) if d.year() >= 1900 => return months::read(value, years).map(Span::Month),
        Value::Uncalculated => return Err(super::uncalculated()),
        _ => return months::read(value, years).map(Span::Month).map_err(|_| no_span()),
    };
    let (written, rest) = split_year(&text);
    let needed = |year: Option<i32>, month| written.or(year).ok_or_else(|| years.untold(month));
    if let Some(part) = part(rest, bare, written.is_some()) {
        let year = needed(part.year(years), part.first_month())?;
        return match part {
            Part::Year => Ok(Span::Year(year)),
            Part::Half(h) => Ok(Span::Half(year, h)),
            Part::Quarter(q) => Ok(Span::Quarter(year, q)),
            Part::Month(m) => Month::new(year, m).map(Span::Month).ok_or_else(|| say!("没有 {year} 年 {m} 月")),
        };
    }
    if let Some((first, last)) = months_of_range(rest) {
        return whole(needed(years.of(first), Some(first))?, first, last)
            .ok_or_else(|| say!("起止月份不是一个季度、半年或全年，应一行写一个月或一个季度"));
    }
    months::read(value, years).map(Span::Month).map_err(|reason| if reason == months::no_month() { no_span() } else { reason })
}

fn no_span() -> Say {
    say!("不是年度、半年、季度或月份")
}

enum Part {
    Year,
    Half(u32),
    Quarter(u32),
    Month(u32),
}

impl Part {
    /// The year that a part is of, where none is written.
    fn year(&self, years: Years) -> Option<i32> {
        self.first_month().map_or_else(|| years.only(), |month| years.of(month))
    }

    /// Its first month (1–12), where it is less than a year.
    fn first_month(&self) -> Option<u32> {
        match self {
            Part::Year => None,
            Part::Half(h) => Some(h * 6 - 5),
            Part::Quarter(q) => Some(q * 3 - 2),
            Part::Month(m) => Some(*m),
        }
    }
}

/// A year at the beginning (`2017年度`, `2017`, `17年`, `二〇一七年`), and what follows.
fn split_year(text: &str) -> (Option<i32>, &str) {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (run, rest) = text.split_at(digits);
    let after = rest.strip_prefix("年度").or_else(|| rest.strip_prefix('年'));
    let number: Option<u32> = run.parse().ok();
    match (digits, number) {
        (4, Some(n)) if (1900..2200).contains(&n) => {
            let rest = after.unwrap_or(rest);
            // 2017-07 and 2017.7 are months, for `months` to read
            if after.is_none() && rest.starts_with(['-', '.', '/']) && rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
                return (None, text);
            }
            return (Some(n as i32), rest.trim_start_matches(['-', '.', '/', ',']));
        }
        (2, Some(n)) if after.is_some() => return (Some(dates::year_from_two(n)), after.unwrap_or(rest)),
        _ => {}
    }
    if let Some((head, rest)) = text.split_once('年')
        && let Some(n) = chinese_number(head).filter(|n| (1900..2200).contains(n))
    {
        return (Some(n as i32), rest.strip_prefix('度').unwrap_or(rest));
    }
    (None, text)
}

/// The part of the year that the rest names.
fn part(rest: &str, bare: Bare, year_written: bool) -> Option<Part> {
    let upper = rest.to_ascii_uppercase();
    match upper.as_str() {
        "" if year_written => return Some(Part::Year),
        "全年" | "年度" | "本年度" | "本年" | "全年度" | "年" | "当年" | "整年" => return Some(Part::Year),
        "上半年" | "上半年度" | "前半年" | "H1" => return Some(Part::Half(1)),
        "下半年" | "下半年度" | "后半年" | "H2" => return Some(Part::Half(2)),
        _ => {}
    }
    let named = upper.strip_suffix("季度").or_else(|| upper.strip_suffix('季')).map(|t| t.strip_prefix('第').unwrap_or(t));
    let named = named.or_else(|| upper.strip_prefix('Q'));
    let named = named.or_else(|| if bare == Bare::Quarter { Some(upper.strip_prefix('第').unwrap_or(&upper)) } else { None });
    if let Some(number) = named.and_then(small) {
        return (1..=4).contains(&number).then_some(Part::Quarter(number));
    }
    match bare {
        Bare::Month if !year_written => small(rest).filter(|n| (1..=12).contains(n)).map(Part::Month),
        _ => {
            let month = rest.strip_suffix("月份").or_else(|| rest.strip_suffix('月'))?;
            small(month).filter(|n| (1..=12).contains(n)).map(Part::Month)
        }
    }
}

fn small(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { chinese_number(text) }.filter(|n| *n < 100)
}

/// `7-9月`, `7月至9月`, `一至三月`.
fn months_of_range(rest: &str) -> Option<(u32, u32)> {
    let bare = rest.strip_suffix("月份").or_else(|| rest.strip_suffix('月'))?;
    let (first, last) = bare.split_once(['-', '至', '到'])?;
    let first = first.strip_suffix("月份").or_else(|| first.strip_suffix('月')).unwrap_or(first);
    small(first).zip(small(last)).filter(|(a, b)| (1..=12).contains(a) && (1..=12).contains(b))
}

/// The span that these months are.
fn whole(year: i32, first: u32, last: u32) -> Option<Span> {
    let named = [Span::Year(year), Span::Half(year, 1), Span::Half(year, 2)];
    let quarters = (1..=4).map(|q| Span::Quarter(year, q));
    let month = Month::new(year, first).map(Span::Month);
    named.into_iter().chain(quarters).chain(month).find(|s| (s.first().month(), s.last().month()) == (first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str, bare: Bare) -> String {
        read(&Value::Text(text.into()), Some(2016), bare).map_or_else(|e| e.to_string(), |s| s.to_string())
    }

    #[test]
    fn spans_as_people_write_them() {
        for (text, want) in [
            ("2017年", "2017"),
            ("2017年度", "2017"),
            ("2017", "2017"),
            ("２０１７年", "2017"),
            ("17年", "2017"),
            ("二〇一七年", "2017"),
            ("2017年全年", "2017"),
            ("全年", "2016"),
            ("本年度", "2016"),
            ("2017年第三季度", "2017Q3"),
            ("2017年 三季度", "2017Q3"),
            ("2017年3季度", "2017Q3"),
            ("2017年度第3季度", "2017Q3"),
            ("2017Q3", "2017Q3"),
            ("2017-q3", "2017Q3"),
            ("第三季度", "2016Q3"),
            ("三季度", "2016Q3"),
            ("2017年下半年", "2017H2"),
            ("2017H2", "2017H2"),
            ("上半年", "2016H1"),
            ("2017年7月", "2017-07"),
            ("2017年07月份", "2017-07"),
            ("2017-07", "2017-07"),
            ("2017.7", "2017-07"),
            ("201707", "2017-07"),
            ("7月", "2016-07"),
            ("七月份", "2016-07"),
            ("2017年7-9月", "2017Q3"),
            ("7月至9月", "2016Q3"),
            ("1—6月", "2016H1"),
            ("2017年1-12月", "2017"),
            ("七至九月", "2016Q3"),
        ] {
            for bare in [Bare::Year, Bare::Quarter, Bare::Month] {
                assert_eq!(show(text, bare), want, "{text} {bare:?}");
            }
        }
        for (text, bare, want) in [
            ("3", Bare::Quarter, "2016Q3"),
            ("三", Bare::Quarter, "2016Q3"),
            ("第3", Bare::Quarter, "2016Q3"),
            ("7", Bare::Month, "2016-07"),
            ("七", Bare::Month, "2016-07"),
            ("12", Bare::Month, "2016-12"),
        ] {
            assert_eq!(show(text, bare), want, "{text} {bare:?}");
        }
        assert_eq!(read(&Value::Number(2017.0), None, Bare::Year), Ok(Span::Year(2017)));
        assert_eq!(read(&Value::Number(3.0), Some(2017), Bare::Quarter), Ok(Span::Quarter(2017, 3)));
        assert_eq!(read(&Value::Number(7.0), Some(2017), Bare::Month).map(|s| s.to_string()), Ok("2017-07".to_string()));
    }

    #[test]
    fn what_is_no_span() {
        for (text, bare, reason) in [
            ("第五季度", Bare::Quarter, "不是年度"),
            ("2017年7-8月", Bare::Month, "起止月份"),
            ("7、8月", Bare::Month, "多个月份"),
            ("某期", Bare::Year, "不是年度"),
            ("13", Bare::Month, "不是年度"),
            ("13月", Bare::Month, "没有 13 月"),
            ("", Bare::Year, "不是年度"),
        ] {
            assert!(show(text, bare).contains(reason), "{text}: {}", show(text, bare));
        }
        assert!(read(&Value::Text("三季度".into()), None, Bare::Quarter).is_err_and(|e| e.message().contains("年份")));
        assert!(read(&Value::Bool(true), Some(2017), Bare::Year).is_err());
    }
}
