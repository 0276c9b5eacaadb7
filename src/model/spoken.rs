//! Time as people say it: 2018年1月, 2018年第一季度, 2018年1月13日. All that is read by people, sentences and cells alike, takes its words from here;
//! what programs read is written by `Display` (`2018-01`, `2018Q1`, `2018-01-13`).

use chrono::{Datelike, NaiveDate};

use super::time::{Month, Period, Span};

/// 2018年1月.
pub fn month(month: Month) -> String {
    format!("{}年{}月", month.year(), month.month())
}

/// 2018年1月, 2018年第一季度, 2018年下半年, 2018年.
pub fn span(span: Span) -> String {
    match span {
        Span::Month(m) => month(m),
        Span::Quarter(y, q) => format!("{y}年第{}季度", ["一", "二", "三", "四"][(q.clamp(1, 4) - 1) as usize]),
        Span::Half(y, h) => format!("{y}年{}半年", if h == 1 { "上" } else { "下" }),
        Span::Year(y) => format!("{y}年"),
    }
}

/// A run's period: 2018年第三季度; 2018年3月至9月, 2018年11月至2019年2月 where it has no name.
pub fn period(period: Period) -> String {
    let (first, last) = (period.first(), period.last());
    match period.named() {
        Some(named) => span(named),
        None if first.year() == last.year() => format!("{}至{}月", month(first), last.month()),
        None => format!("{}至{}", month(first), month(last)),
    }
}

/// A span or period as data write it (`2018-07`, `2018Q3`), in words; anything else as it stands.
pub fn written(text: &str) -> String {
    text.parse().map_or_else(|_| text.to_string(), period)
}

/// Each once, in order, the year where it changes: 2018年11月、12月、2019年1月.
pub fn spans(all: impl IntoIterator<Item = Span>) -> String {
    let mut all: Vec<Span> = all.into_iter().collect();
    all.sort_by_key(|s| (s.first(), s.last()));
    all.dedup();
    noted(all.into_iter().map(|span| (span, String::new())))
}

/// The same of months.
pub fn months(all: impl IntoIterator<Item = Month>) -> String {
    spans(all.into_iter().map(Span::Month))
}

/// As given, what is to be said of each behind it: 2018年11月（缺）、12月（假）.
pub fn noted(all: impl IntoIterator<Item = (Span, String)>) -> String {
    let mut year = None;
    let word = |(one, note): (Span, String)| match one {
        Span::Month(m) if year == Some(m.year()) => format!("{}月{note}", m.month()),
        other => {
            year = Some(other.first().year());
            format!("{}{note}", span(other))
        }
    };
    all.into_iter().map(word).collect::<Vec<_>>().join("、")
}

/// 2018年1月13日.
pub fn day(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// Each once, in order, the year where it changes, with `between` between them: 2018年1月5日或1月10日.
pub fn days(all: impl IntoIterator<Item = NaiveDate>, between: &str) -> String {
    let mut all: Vec<NaiveDate> = all.into_iter().collect();
    all.sort_unstable();
    all.dedup();
    noted_days(all.into_iter().map(|day| (day, String::new())), between)
}

/// As given, what is to be said of each behind it: 2018年1月5日（3个）、1月10日（1个）.
pub fn noted_days(all: impl IntoIterator<Item = (NaiveDate, String)>, between: &str) -> String {
    let mut year = None;
    let word = |(one, note): (NaiveDate, String)| match year.replace(one.year()) {
        Some(said) if said == one.year() => format!("{}月{}日{note}", one.month(), one.day()),
        _ => format!("{}{note}", day(one)),
    };
    all.into_iter().map(word).collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_said_with_the_year_where_it_changes() {
        let month = |text: &str| Span::Month(text.parse().unwrap());
        assert_eq!(spans([month("2018-02"), month("2017-12"), month("2018-02"), month("2018-01")]), "2017年12月、2018年1月、2月");
        assert_eq!(spans([Span::Quarter(2017, 3), month("2017-08"), Span::Half(2018, 2)]), "2017年第三季度、8月、2018年下半年");
        assert_eq!(noted([(month("2017-07"), "（缺）".into()), (month("2017-08"), "（假）".into())]), "2017年7月（缺）、8月（假）");
        assert_eq!((spans([]), written("2018Q3"), written("上半年")), (String::new(), "2018年第三季度".into(), "上半年".into()));
    }

    #[test]
    fn periods_and_days_are_said_in_words() {
        let said = |text: &str| period(text.parse().unwrap());
        let words = ["2017-07", "2017Q3", "2017H1", "2017", "2017-03..2017-09", "2017-11..2018-02"].map(said);
        assert_eq!(words, ["2017年7月", "2017年第三季度", "2017年上半年", "2017年", "2017年3月至9月", "2017年11月至2018年2月"]);
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert_eq!(days([day(2018, 1, 10), day(2018, 1, 5), day(2018, 1, 5)], "或"), "2018年1月5日或1月10日");
        assert_eq!(days([day(2018, 1, 2), day(2017, 12, 31)], "、"), "2017年12月31日、2018年1月2日");
    }
}
