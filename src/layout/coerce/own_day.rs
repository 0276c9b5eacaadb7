//! 固定活动日: `15`, `15日`, `每月15日`, `每月第一个周五`, `每月5日、20日`.

use chrono::Weekday;

use super::{chinese_number, plain, text_of, unsaid};
use crate::model::book::{Shows, Value};
use crate::model::org::OwnDay;
use crate::model::say::Say;

/// Reads a 固定活动日 cell. The error is the reason, without a full stop.
pub fn read(value: &Value) -> Result<Vec<OwnDay>, Say> {
    if !matches!(value, Value::Text(_) | Value::Number(_)) && !matches!(value, Value::Part(p) if p.shows == Shows::Day) {
        return Err(unsaid(value).unwrap_or_else(|| say!("应写作 15、每月15日或每月第一个周五")));
    }
    let text: String = plain(&text_of(value)).chars().filter(|c| !c.is_whitespace()).collect();
    let parts: Vec<&str> = text.split([',', '、', ';', '和', '或', '及', '/']).filter(|p| !p.is_empty()).collect();
    let days: Vec<OwnDay> = parts.iter().map(|p| one(p)).collect::<Result<_, _>>()?;
    if days.is_empty() { Err(say!("没有写明哪一天")) } else { Ok(days) }
}

fn one(part: &str) -> Result<OwnDay, Say> {
    let fail = || say!("“{part}”不能确定是每月哪一天");
    let rest = ["每个月的", "每个月", "每月的", "每月", "逐月", "的"].iter().fold(part, |t, w| t.strip_prefix(w).unwrap_or(t));
    let number = |t: &str| t.parse::<u32>().ok().or_else(|| chinese_number(t));
    // the fifth weekday stands for the last one, as in profiles
    let last = rest.strip_prefix("最后").map(|tail| format!("五{}", tail.trim_start_matches(['一', '1'])));
    if let Some(nth) = last.as_deref().or(rest.strip_prefix('第')) {
        let at = ["星期", "礼拜", "周"].iter().filter_map(|w| nth.find(w).map(|at| (at, w.len()))).min().ok_or_else(fail)?;
        let count = number(nth[..at.0].trim_end_matches('个')).filter(|n| (1..=5).contains(n)).ok_or_else(fail)?;
        let weekday = match nth[at.0 + at.1..].trim_end_matches(|c| "上下午全天晚".contains(c) && !nth[at.0 + at.1..].starts_with(c))
        {
            "一" | "1" => Weekday::Mon,
            "二" | "2" => Weekday::Tue,
            "三" | "3" => Weekday::Wed,
            "四" | "4" => Weekday::Thu,
            "五" | "5" => Weekday::Fri,
            "六" | "6" => Weekday::Sat,
            "日" | "天" | "七" => Weekday::Sun,
            _ => return Err(fail()),
        };
        return Ok(OwnDay::NthWeekday(count, weekday));
    }
    let day = rest.strip_suffix(['日', '号']).unwrap_or(rest);
    number(day).filter(|d| (1..=31).contains(d)).map(OwnDay::DayOfMonth).ok_or_else(fail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use OwnDay::{DayOfMonth, NthWeekday};

    #[test]
    fn own_days() {
        for (value, want) in [
            (Value::Number(15.0), vec![DayOfMonth(15)]),
            (Value::Text("15".into()), vec![DayOfMonth(15)]),
            (Value::Text("15日".into()), vec![DayOfMonth(15)]),
            (Value::Text("每月15日".into()), vec![DayOfMonth(15)]),
            (Value::Text("每月１５号".into()), vec![DayOfMonth(15)]),
            (Value::Text("每月十五日".into()), vec![DayOfMonth(15)]),
            (Value::Text("每月5日、20日".into()), vec![DayOfMonth(5), DayOfMonth(20)]),
            (Value::Text("每月 5 日或 10 日".into()), vec![DayOfMonth(5), DayOfMonth(10)]),
            (Value::Text("每月第一个周五".into()), vec![NthWeekday(1, Weekday::Fri)]),
            (Value::Text("第2个星期一".into()), vec![NthWeekday(2, Weekday::Mon)]),
            (Value::Text("每月第三个星期日".into()), vec![NthWeekday(3, Weekday::Sun)]),
            (Value::Text("每月最后一个周五".into()), vec![NthWeekday(5, Weekday::Fri)]),
            (Value::Text("最后1个星期三".into()), vec![NthWeekday(5, Weekday::Wed)]),
        ] {
            assert_eq!(read(&value), Ok(want), "{value:?}");
        }
        for text in ["每月下旬", "每月最后一天", "不定期", "32日", "周五", "、"] {
            assert!(read(&Value::Text(text.into())).is_err(), "{text}");
        }
        assert!(read(&Value::Bool(true)).is_err());
    }
}
