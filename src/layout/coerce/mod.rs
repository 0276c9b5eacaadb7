//! Cells to values: one file per kind of content. Every reader gives a value or the reason, in Chinese, why the cell cannot be understood;
//! none guesses, none panics, none knows of rows, columns or rules.

mod blanks;
mod count_labels;
pub mod counts;
pub mod dates;
mod digits;
pub mod legend;
pub mod marks;
pub mod months;
pub mod own_day;
pub mod spans;
pub mod times;
mod tokens;
pub mod years;

use std::borrow::Cow;

use chrono::{DateTime, FixedOffset, NaiveDateTime, NaiveTime, Timelike};

use crate::model::book::{Value, percent_text};
use crate::model::say::Say;
use crate::model::text::half_width;

/// A cell as a person reads it, trimmed. A formula without a value reads as nothing.
pub fn text_of(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Text(text) => Cow::Borrowed(text.trim()),
        Value::Number(n) => Cow::Owned(number_text(*n)),
        Value::Percent(n) => Cow::Owned(percent_text(*n)),
        Value::Part(part) => Cow::Owned(part.text()),
        Value::Date(d) if d.time() == NaiveTime::MIN => Cow::Owned(d.format("%Y-%m-%d").to_string()),
        Value::Date(d) => Cow::Owned(d.format("%Y-%m-%d %H:%M").to_string()),
        Value::Duration(days) => Cow::Owned(clock_text(*days)),
        Value::Bool(true) => Cow::Borrowed("TRUE"),
        Value::Bool(false) => Cow::Borrowed("FALSE"),
        Value::Error(text) => Cow::Borrowed(text),
        Value::Uncalculated => Cow::Borrowed(""),
    }
}

/// A cell for a message: like [`text_of`], but a formula without a value is named.
pub fn raw_of(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Uncalculated => Cow::Borrowed("（公式未计算）"),
        _ => text_of(value),
    }
}

/// A number without a superfluous fraction.
pub fn number_text(n: f64) -> String {
    if n.fract() == 0.0 && n.abs() < 1e18 { (n as i64).to_string() } else { n.to_string() }
}

/// Days as `9:00` or, beyond a day, `26:30`.
fn clock_text(days: f64) -> String {
    let minutes = (days * 1440.0).round().clamp(0.0, 1e9) as u64;
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// Half-width, with the many dashes, dots and colons that stand for one another made one.
pub(super) fn plain(text: &str) -> String {
    let wide = half_width(text);
    let trimmed = wide.trim();
    let mut out = String::with_capacity(trimmed.len());
    out.extend(trimmed.chars().map(|c| match c {
        '—' | '–' | '－' | '―' | '‐' | '‑' | '−' | '─' | '～' | '~' | '〜' | '∼' => '-',
        '∶' | '︰' | '﹕' => ':',
        '．' | '﹒' | '·' => '.',
        '点' | '點' => '点',
        '時' => '时',
        c => c,
    }));
    out
}

/// `plain` for the rooms above: half-width with one kind of dash and colon.
pub fn plain_text(text: &str) -> String {
    plain(text)
}

/// 十五 → 15, 二十三 → 23, 一百二十 → 120, 二〇一七 → 2017; `None` for anything else.
pub fn chinese_number(text: &str) -> Option<u32> {
    let digit = |c: char| "零一二三四五六七八九".chars().position(|d| d == c).map(|d| d as u32);
    let chars: Vec<char> = text
        .chars()
        .map(|c| match c {
            '〇' | '○' => '零',
            '两' => '二',
            '元' => '一',
            c => c,
        })
        .collect();
    if chars.is_empty() || chars.len() > 9 {
        return None;
    }
    if chars.len() > 1 && chars.iter().all(|c| digit(*c).is_some()) {
        return if chars.len() == 4 { chars.iter().try_fold(0, |sum, c| Some(sum * 10 + digit(*c)?)) } else { None };
    }
    let (mut total, mut last) = (0u32, None);
    for c in chars {
        match c {
            '十' => total += last.take().unwrap_or(1) * 10,
            '廿' => total += 20,
            '百' => total += last.take()? * 100,
            '零' if last.is_none() => {}
            c => {
                if last.is_some() {
                    return None;
                }
                last = Some(digit(c)?);
            }
        }
    }
    Some(total + last.unwrap_or(0))
}

/// Why a formula that was never calculated says nothing, and what is to be done.
pub fn uncalculated() -> Say {
    say!("公式没有计算结果，应在 WPS 或 Excel 中打开，待其重新计算后保存")
}

/// Why a formula that failed says nothing.
pub fn faulty() -> Say {
    say!("公式出错，单元格显示的是错误值，应改正公式或直接填写")
}

/// A number of more digits than a spreadsheet keeps: what is stored is no longer what was typed, and two of them may have become one.
pub fn lost_digits(value: &Value) -> bool {
    let large = |n: f64| n.abs() >= 1e15;
    match value {
        Value::Number(n) => large(*n),
        Value::Text(text) => {
            let text = text.trim();
            let power =
                text.len() <= 32 && text.bytes().any(|b| b.eq_ignore_ascii_case(&b'e')) && text.starts_with(|c: char| c.is_ascii_digit());
            power && text.contains('+') && text.parse().is_ok_and(large)
        }
        _ => false,
    }
}

/// The reason why such a cell says nothing, whatever it should say; `None` for all others.
pub fn unsaid(value: &Value) -> Option<Say> {
    match value {
        Value::Uncalculated => Some(uncalculated()),
        Value::Error(_) => Some(faulty()),
        _ => None,
    }
}

/// A moment with its zone (`2017-07-04T16:00:00.000Z`), as clocks in China showed it; `None` for whatever has no zone.
pub(super) fn zoned(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim();
    // the shape first: parsing every text would cost
    let shaped = (20..=40).contains(&text.len()) && text.as_bytes()[4] == b'-' && text.as_bytes()[13] == b':';
    let moment = shaped.then(|| DateTime::parse_from_rfc3339(text).ok()).flatten()?;
    Some(moment.with_timezone(&FixedOffset::east_opt(8 * 3600)?).naive_local())
}

/// A number in words, for the rooms above.
pub fn number_in_words(text: &str) -> Option<u32> {
    chinese_number(text)
}

/// A formula zero or a dash of an empty formula: `0`, `0.0`, the date 1899-12-30/31, 0:00.
pub fn is_zero(value: &Value) -> bool {
    use chrono::Datelike;
    match value {
        Value::Number(n) | Value::Percent(n) | Value::Duration(n) => *n == 0.0,
        Value::Part(part) => part.day.year() < 1900,
        Value::Date(d) => d.year() < 1900,
        Value::Text(text) => matches!(text.trim(), "0" | "0.0" | "0.00"),
        Value::Uncalculated => true,
        _ => false,
    }
}

/// Days (or the fraction of a date) as a time of day.
pub(super) fn time_of_fraction(days: f64) -> Option<NaiveTime> {
    let minutes = (days.fract() * 1440.0).round();
    (days >= 0.0 && minutes < 1440.0).then(|| NaiveTime::from_hms_opt(minutes as u32 / 60, minutes as u32 % 60, 0)).flatten()
}

/// Minutes since midnight.
pub(super) fn minute_of(time: NaiveTime) -> u32 {
    time.hour() * 60 + time.minute()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_numbers() {
        for (text, want) in [
            ("十五", Some(15)),
            ("二十", Some(20)),
            ("二十三", Some(23)),
            ("廿一", Some(21)),
            ("七", Some(7)),
            ("一百零二", Some(102)),
            ("二〇一七", Some(2017)),
            ("三三", None),
            ("会", None),
        ] {
            assert_eq!(chinese_number(text), want, "{text}");
        }
    }

    #[test]
    fn numbers_read_without_fraction() {
        assert_eq!(text_of(&Value::Number(15.0)), "15");
        assert_eq!(text_of(&Value::Number(6.3)), "6.3");
        assert_eq!(text_of(&Value::Duration(0.375)), "9:00");
    }
}
