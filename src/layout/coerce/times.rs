//! Times of day and lengths: `9:00-11:30`, `下午2:30-5:00`, `半天`, `2.5h`, `150分钟`.

use chrono::{NaiveTime, Timelike};

use super::tokens::{Part, Token, tokens};
use super::{minute_of, number_text, plain, time_of_fraction, unsaid, zoned};
use crate::model::book::Value;
use crate::model::record::TimeOfDay;
use crate::model::say::Say;

/// Reads a cell of a time column. The error is the reason, without a full stop.
pub fn read(value: &Value) -> Result<TimeOfDay, Say> {
    match value {
        Value::Text(text) => match zoned(text) {
            Some(moment) => read(&Value::Date(moment)),
            None => of_tokens(&tokens(text)).ok_or_else(|| say!("不是时间")),
        },
        Value::Date(moment) if whole(moment.time()) != NaiveTime::MIN => {
            Ok(TimeOfDay { start: Some(whole(moment.time())), ..TimeOfDay::default() })
        }
        Value::Date(_) | Value::Part(_) => Err(say!("只有日期，没有时刻")),
        Value::Duration(days) | Value::Number(days) if *days > 0.0 && *days < 1.0 => {
            Ok(TimeOfDay { start: time_of_fraction(*days), ..TimeOfDay::default() })
        }
        value => Err(unsaid(value).unwrap_or_else(|| say!("不是时间"))),
    }
}

/// Is it a time of day as nobody writes a date: `9:00-11:00`, 上午九点半, a fraction of a day?
pub fn is_clock_alone(value: &Value) -> bool {
    let of_clock = |c: char| c.is_ascii_digit() || c == ' ' || ":-至到时点分半上下午早晚中一二三四五六七八九十".contains(c);
    match value {
        Value::Text(text) => {
            let plain = plain(text);
            plain.contains([':', '点', '时', '午']) && plain.chars().all(of_clock) && read(value).is_ok()
        }
        Value::Number(_) | Value::Duration(_) => read(value).is_ok(),
        _ => false,
    }
}

/// Longest activity that is believed: a week, in minutes.
const LONGEST: u32 = 1440 * 7;

fn whole(time: NaiveTime) -> NaiveTime {
    time.with_second(0).and_then(|t| t.with_nanosecond(0)).unwrap_or(time)
}

/// The time of day among the tokens of a cell; `None` if there is none.
pub fn of_tokens(tokens: &[Token]) -> Option<TimeOfDay> {
    let mut part = None;
    let mut said_half = false;
    let mut clocks: Vec<(u32, u32, Option<Part>)> = Vec::new();
    let mut minutes = None;
    for token in tokens {
        match token {
            Token::Part(p) => {
                part = Some(*p);
                said_half = said_half || matches!(p, Part::Morning | Part::Afternoon);
            }
            Token::HalfDay => said_half = true,
            Token::Length(m) if *m <= LONGEST => minutes = Some(minutes.unwrap_or(0) + m),
            Token::Clock(h, m) => clocks.push((*h, *m, part.take())),
            _ => {}
        }
    }
    if clocks.is_empty() && !said_half && minutes.is_none() {
        return None;
    }
    let times = settle(&clocks);
    let mut out = TimeOfDay { minutes, ..TimeOfDay::default() };
    out.start = times.first().and_then(|m| time_at(*m));
    match times[..] {
        [start, end] if end > start => {
            out.end = time_at(end);
            // 24:00 is no time of any day, but an end all the same
            if out.end.is_none() {
                out.minutes = out.minutes.or(Some(end - start));
            }
        }
        [start, end] => out.minutes = out.minutes.or(past_midnight(start, end)),
        // morning and afternoon in one cell: the sum of both
        [_, _, _, _] => {
            let sum: u32 = times.chunks(2).map(|p| p[1].saturating_sub(p[0])).sum();
            out.minutes = out.minutes.or(Some(sum));
        }
        _ => {}
    }
    out.half_day = said_half && out.end.is_none() && out.minutes.is_none();
    (out != TimeOfDay::default()).then_some(out)
}

/// Minutes of a day.
const DAY: u32 = 1440;

/// A time of day by its minutes; `None` for the end of the day.
fn time_at(minutes: u32) -> Option<NaiveTime> {
    NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0)
}

/// Length of what begins in the evening and ends in the small hours; other ends before the beginning are slips.
pub fn past_midnight(start: u32, end: u32) -> Option<u32> {
    (start >= 18 * 60 && end < 6 * 60).then(|| DAY - start + end)
}

/// Length from a time of day to an end that a cell of its own says: 24:00, or 0:30 after an evening. `None` for all ends of the same day.
pub fn beyond_day(start: NaiveTime, end: &Value) -> Option<u32> {
    let start = minute_of(start);
    let midnight = match end {
        Value::Duration(days) | Value::Number(days) => *days == 1.0,
        Value::Text(text) => matches!(tokens(text)[..], [Token::Clock(24, 0)]),
        _ => false,
    };
    if midnight {
        return Some(DAY - start);
    }
    let end = read(end).ok()?;
    past_midnight(start, minute_of(end.end.or(end.start)?))
}

/// Clock tokens to minutes of the day: 下午 and 晚上 add twelve hours and carry over to the end of the range; 24:00 is the end of the day.
fn settle(clocks: &[(u32, u32, Option<Part>)]) -> Vec<u32> {
    let mut carried: Option<Part> = None;
    let mut out: Vec<u32> = Vec::new();
    for (i, (hour, minute, part)) in clocks.iter().enumerate() {
        let part = part.or(if i % 2 == 1 { carried } else { None });
        carried = part;
        let hour = match part {
            Some(Part::Afternoon | Part::Evening) if *hour < 12 => hour + 12,
            Some(Part::Evening) if *hour == 12 && i % 2 == 1 => 24,
            Some(Part::Noon) if *hour < 10 => hour + 12,
            _ => *hour,
        };
        let end = i % 2 == 1 && (hour, *minute) == (24, 0);
        out.extend((hour < 24 && *minute < 60 || end).then_some(hour * 60 + minute));
    }
    out
}

/// Does the text hold a clock time and nothing but clock times (a sign-in time)?
pub fn only_clocks(text: &str) -> bool {
    let tokens = tokens(text);
    tokens.iter().any(|t| matches!(t, Token::Clock(..)))
        && tokens.iter().all(|t| matches!(t, Token::Clock(..) | Token::Range | Token::Part(_)))
}

/// A 时长 cell: minutes, or half a day. `minutes_unit`: the heading says 分钟.
pub fn length(value: &Value, minutes_unit: bool) -> Result<TimeOfDay, Say> {
    let given = |minutes: f64| -> Result<TimeOfDay, Say> {
        let rounded = minutes.round();
        if !(0.0..=f64::from(LONGEST)).contains(&rounded) || minutes <= 0.0 {
            return Err(say!("时长不合理"));
        }
        Ok(TimeOfDay { minutes: Some(rounded as u32), ..TimeOfDay::default() })
    };
    let bare = |n: f64| match n {
        n if minutes_unit => given(n),
        n if n > 24.0 => Err(say!("没有写明是小时还是分钟")),
        n => given(n * 60.0),
    };
    match value {
        Value::Number(n) => bare(*n),
        Value::Duration(days) => given(days * 1440.0),
        Value::Date(moment) if moment.time() != NaiveTime::MIN => given(f64::from(minute_of(moment.time()))),
        Value::Text(text) => {
            let text = plain(text);
            if let Ok(n) = text.parse::<f64>() {
                return bare(n);
            }
            let days = text.strip_suffix('天').map(str::trim).and_then(day_share);
            let half_day = TimeOfDay { half_day: true, ..TimeOfDay::default() };
            if days.is_some() {
                return days.filter(|d| *d >= 0.5).map(|_| half_day).ok_or_else(|| say!("时长不足半天且没有写明小时数"));
            }
            let tokens = tokens(&text);
            if let [Token::Clock(h, m)] = tokens[..] {
                return given(f64::from(h) * 60.0 + f64::from(m));
            }
            let mut read = of_tokens(&tokens).ok_or_else(|| say!("不是时长"))?;
            if let (Some(start), Some(end), None) = (read.start, read.end, read.minutes) {
                read = TimeOfDay { minutes: minute_of(end).checked_sub(minute_of(start)), ..TimeOfDay::default() };
            }
            read.start = None;
            read.end = None;
            if read == TimeOfDay::default() { Err(say!("不是时长")) } else { Ok(read) }
        }
        value => Err(unsaid(value).unwrap_or_else(|| say!("不是时长"))),
    }
}

/// Half days that a cell says and nothing besides: 半天, 上午, 下午 are one, 全天 and 一天 two, 1.5天 three.
pub fn half_days(text: &str) -> Option<u32> {
    let text = plain(text);
    match text.trim_end_matches('。') {
        "半天" | "半日" | "上午" | "下午" | "一上午" | "一下午" | "半个工作日" => Some(1),
        "全天" | "整天" | "全日" | "一整天" | "上下午" => Some(2),
        text => {
            let halves = day_share(text.strip_suffix('天')?.trim())? * 2.0;
            (halves.fract() == 0.0 && (1.0..=14.0).contains(&halves)).then_some(halves as u32)
        }
    }
}

/// `1`, `0.5`, `1/2`, `半`, `一` before 天.
fn day_share(text: &str) -> Option<f64> {
    if matches!(text, "半" | "1/2") {
        return Some(0.5);
    }
    let number: Option<f64> = text.parse().ok();
    number.or_else(|| super::chinese_number(text).map(f64::from))
}

/// A time as written, for the consolidated table.
pub fn written(value: &Value) -> String {
    match value {
        Value::Number(n) if *n > 0.0 && *n < 1.0 => time_of_fraction(*n).map_or_else(|| number_text(*n), |t| t.format("%H:%M").to_string()),
        _ => super::text_of(value).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(time: &TimeOfDay) -> String {
        let clock = |t: Option<NaiveTime>| t.map_or(String::new(), |t| t.format("%H:%M").to_string());
        let minutes = time.minutes.map_or(String::new(), |m| format!(" {m}分"));
        format!("{}-{}{minutes}{}", clock(time.start), clock(time.end), if time.half_day { " 半天" } else { "" })
    }

    #[test]
    fn times_of_day() {
        for (text, want) in [
            ("9:00-11:30", "09:00-11:30"),
            ("９：００—１１：３０", "09:00-11:30"),
            ("14:30—17:00", "14:30-17:00"),
            ("下午2:30-5:00", "14:30-17:00"),
            ("下午14:30", "14:30- 半天"),
            ("上午9时", "09:00- 半天"),
            ("9点半", "09:30-"),
            ("上午9点至11点半", "09:00-11:30"),
            ("9-11点", "09:00-11:00"),
            ("9时30分至11时", "09:30-11:00"),
            ("晚上7点-9点", "19:00-21:00"),
            ("晚7:00", "19:00-"),
            ("中午12:00-2:00", "12:00-14:00"),
            ("上午9:00-下午4:00", "09:00-16:00"),
            ("2017年7月5日（星期三）上午9:00-11:30", "09:00-11:30"),
            ("2019/10/8 星期二 8:20", "08:20-"),
            ("1.8下午", "- 半天"),
            ("半天", "- 半天"),
            ("全天", "- 半天"),
            ("上午", "- 半天"),
            ("8:30-11:30，14:00-16:00", "08:30- 300分"),
            ("9:00-3:00", "09:00-"),
            ("19:30-24:00", "19:30- 270分"),
            ("22:00-0:30", "22:00- 150分"),
            ("晚上9点-12点", "21:00- 180分"),
            ("3小时", "- 180分"),
        ] {
            let read = read(&Value::Text(text.into())).expect(text);
            assert_eq!(show(&read), want, "{text}");
        }
        assert_eq!(read(&Value::Duration(0.375)).map(|t| show(&t)), Ok("09:00-".to_string()));
        assert_eq!(read(&Value::Number(0.375)).map(|t| show(&t)), Ok("09:00-".to_string()));
        for value in [Value::Text("党日当天".into()), Value::Number(9.0), Value::Error("#N/A".into()), Value::Text("25:70".into())] {
            assert!(read(&value).is_err(), "{value:?}");
        }
    }

    #[test]
    fn days_are_told_in_halves() {
        let halves =
            ["半天", "上午", "下午", "1/2天", "0.5天", "全天", "一天", "1天", "两天", "1.5天", "0.3天", "上午9点", "15天", "3小时"];
        let read = halves.map(half_days);
        assert_eq!(read[..7], [Some(1), Some(1), Some(1), Some(1), Some(1), Some(2), Some(2)]);
        assert_eq!(read[7..], [Some(2), Some(4), Some(3), None, None, None, None]);
    }

    #[test]
    fn ends_beyond_the_day() {
        let start = |h, m| NaiveTime::from_hms_opt(h, m, 0).expect("a time");
        assert_eq!(beyond_day(start(19, 0), &Value::Duration(1.0)), Some(300));
        assert_eq!(beyond_day(start(19, 30), &Value::Text("24:00".into())), Some(270));
        assert_eq!(beyond_day(start(22, 0), &Value::Text("0:30".into())), Some(150));
        assert_eq!(beyond_day(start(9, 0), &Value::Text("3:00".into())), None);
        assert_eq!(beyond_day(start(9, 0), &Value::Duration(0.5)), None);
    }

    #[test]
    fn lengths() {
        for (value, minutes_unit, want) in [
            (Value::Text("3小时".into()), false, "- 180分"),
            (Value::Text("2.5h".into()), false, "- 150分"),
            (Value::Text("2.5小时".into()), false, "- 150分"),
            (Value::Text("150分钟".into()), false, "- 150分"),
            (Value::Text("1小时30分".into()), false, "- 90分"),
            (Value::Text("两个半小时".into()), false, "- 150分"),
            (Value::Text("半小时".into()), false, "- 30分"),
            (Value::Text("1:30".into()), false, "- 90分"),
            (Value::Text("9:00-11:30".into()), false, "- 150分"),
            (Value::Text("半天".into()), false, "- 半天"),
            (Value::Text("1/2天".into()), false, "- 半天"),
            (Value::Text("一天".into()), false, "- 半天"),
            (Value::Text("0.5天".into()), false, "- 半天"),
            (Value::Text("3".into()), false, "- 180分"),
            (Value::Number(2.5), false, "- 150分"),
            (Value::Number(150.0), true, "- 150分"),
            (Value::Duration(0.125), false, "- 180分"),
        ] {
            assert_eq!(length(&value, minutes_unit).map(|t| show(&t)), Ok(want.to_string()), "{value:?}");
        }
        assert!(length(&Value::Number(150.0), false).is_err_and(|e| e.message().contains("小时还是分钟")));
        assert!(length(&Value::Text("较长".into()), false).is_err());
        assert!(length(&Value::Number(-1.0), true).is_err());
    }
}
