//! Dates as people write them, and what is none.

use super::*;
use crate::model::time::{Month, Period};

fn context() -> DateContext {
    DateContext { year: Some(2017), month: Some(7), near: None, ..DateContext::default() }
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn moment(y: i32, m: u32, d: u32) -> Value {
    Value::Date(NaiveDate::from_ymd_opt(y, m, d).and_then(|d| d.and_hms_opt(0, 0, 0)).expect("a date"))
}

fn part(y: i32, m: u32, d: u32, shows: Shows) -> Value {
    Value::Part(PartDate { day: NaiveDate::from_ymd_opt(y, m, d).expect("a date"), shows })
}

#[test]
fn a_date_without_its_year_takes_it_from_what_stands_around() {
    let period = |from: (i32, u32), to: (i32, u32)| {
        let month = |(y, m)| Month::new(y, m).expect("a month");
        Beyond { named: None, period: Period::new(month(from), month(to)), span: None }
    };
    let read = |month: u32, beyond: Beyond| {
        read(&part(2019, month, 5, Shows::MonthDay), &DateContext { beyond, ..DateContext::default() }).map(|r| r.date.year()).ok()
    };
    assert_eq!(read(7, Beyond::default()), None);
    assert_eq!(read(7, period((2017, 7), (2017, 9))), Some(2017));
    assert_eq!(read(6, period((2017, 7), (2017, 9))), Some(2017));
    assert_eq!(read(12, period((2017, 9), (2018, 2))), Some(2017));
    assert_eq!(read(1, period((2017, 9), (2018, 2))), Some(2018));
    assert_eq!(read(5, period((2017, 9), (2018, 2))), None);
    assert_eq!(read(9, period((2017, 9), (2018, 9))), None);
    assert_eq!(read(7, Beyond { named: Some(2016), ..period((2017, 7), (2017, 9)) }), Some(2016));
    let told = super::read(&part(2018, 7, 5, Shows::MonthDay), &context()).expect("a date");
    assert_eq!(told.stored, NaiveDate::from_ymd_opt(2018, 7, 5));
}

#[test]
fn notations_that_are_dates() {
    for (value, want) in [
        (text("2017年7月5日（星期三）上午9:00-11:30"), "2017-07-05"),
        (text("2019/10/8 星期二 8:20"), "2019-10-08"),
        (text("2019/2/3  14:30"), "2019-02-03"),
        (text("2020.08.20"), "2020-08-20"),
        (text("2017-07-05T09:00:00"), "2017-07-05"),
        (text("2017-07-04T16:00:00.000Z"), "2017-07-05"),
        (text("2017-07-05T08:00:00+08:00"), "2017-07-05"),
        (part(2018, 7, 5, Shows::MonthDay), "2017-07-05"),
        (part(2018, 7, 5, Shows::Day), "2017-07-05"),
        (text("２０１７年７月５日"), "2017-07-05"),
        (text("二〇一七年七月五日"), "2017-07-05"),
        (text("17年7月5日"), "2017-07-05"),
        (text("20170705"), "2017-07-05"),
        (Value::Number(20170705.0), "2017-07-05"),
        (Value::Number(42921.0), "2017-07-05"),
        (text("42921"), "2017-07-05"),
        (text("45383"), "2024-04-01"),
        (text("7月5日"), "2017-07-05"),
        (text("7月5号"), "2017-07-05"),
        (text("七月五日"), "2017-07-05"),
        (text("7.5"), "2017-07-05"),
        (Value::Number(7.5), "2017-07-05"),
        (text("7/5"), "2017-07-05"),
        (text("6.30"), "2017-06-30"),
        (Value::Number(6.15), "2017-06-15"),
        (text("6.5"), "2017-06-05"),
        (text("5日"), "2017-07-05"),
        (Value::Number(5.0), "2017-07-05"),
        (text("1.8下午"), "2017-01-08"),
        (text("2017.7.5日"), "2017-07-05"),
        (text("7/15/2017"), "2017-07-15"),
        (moment(2017, 7, 5), "2017-07-05"),
        (moment(1900, 1, 10), "2017-01-10"),
        (text("2017年7月5日下午在村部召开"), "2017-07-05"),
        (text("2017-7-5 9:00 至 2017-7-5 11:30"), "2017-07-05"),
    ] {
        assert_eq!(read(&value, &context()).map(|r| r.date.to_string()), Ok(want.to_string()), "{value:?}");
    }
}

#[test]
fn ranges_count_by_their_first_day() {
    for (cell, first, last) in [
        ("5.18-19", "2017-05-18", "2017-05-19"),
        ("2021.2.26-3.1", "2021-02-26", "2021-03-01"),
        ("7月5日-6日", "2017-07-05", "2017-07-06"),
        ("7月5-6日", "2017-07-05", "2017-07-06"),
        ("5-7日", "2017-07-05", "2017-07-07"),
        ("12月30日至1月2日", "2017-12-30", "2018-01-02"),
    ] {
        let read = read(&text(cell), &context()).expect(cell);
        assert_eq!((read.date.to_string(), read.until.map(|d| d.to_string())), (first.to_string(), Some(last.to_string())), "{cell}");
    }
}

#[test]
fn what_is_refused_and_why() {
    for (value, reason) in [
        (text("6.1"), "可能是"),
        (text("6.2"), "可能是"),
        (Value::Number(6.3), "可能是"),
        (text("2021.5.7   10.8    12.24"), "多个日期"),
        (text("7月5日、12日"), "多个日期"),
        (text("    年  月  日"), "没有填写完整"),
        (text("2025年X月"), "没有填写完整"),
        (text("2017年7月"), "没有日"),
        (text("1969.01"), "没有日"),
        (Value::Number(1980.3), "没有日"),
        (Value::Number(198003.0), "没有日"),
        (text("'17-7-5"), "年份只有两位"),
        (text("5/7/2017"), "分不清"),
        (text("2017年6月31日"), "没有 6 月 31 日"),
        (text("2017-13-01"), "没有 13 月"),
        (text("7月上旬"), "不确定"),
        (text("7月5日左右"), "不确定"),
        (text("已开展"), "不是日期"),
        (text("5.9-5.6"), "颠倒"),
        (Value::Number(4.505e18), "不是日期"),
        (Value::Bool(true), "逻辑值"),
        (Value::Error("#N/A".into()), "公式"),
        (Value::Uncalculated, "重新计算"),
        (moment(1899, 12, 31), "空值"),
        (part(2017, 7, 1, Shows::YearMonth), "没有日"),
        (part(2017, 7, 1, Shows::Month), "没有日"),
        (part(2016, 2, 29, Shows::MonthDay), "没有 2 月 29 日"),
        (Value::Percent(0.5), "百分比"),
    ] {
        let error = read(&value, &context()).expect_err(&format!("{value:?}"));
        assert!(error.message().contains(reason), "{value:?}: {error}");
    }
    let blind = DateContext::default();
    assert!(read(&text("7月5日"), &blind).expect_err("no year").message().contains("年份"));
    assert!(read(&moment(1900, 7, 5), &blind).expect_err("no year").message().contains("年份"));
    assert!(read(&text("5日"), &blind).expect_err("no month").message().contains("月份"));
}

#[test]
fn a_year_and_a_month_without_a_day() {
    for (value, want) in [
        (text("2017年9月"), Some((2017, Some(9)))),
        (text("1998.07"), Some((1998, Some(7)))),
        (text("1998年"), Some((1998, None))),
        (text("1998"), Some((1998, None))),
        (Value::Number(2017.9), Some((2017, Some(9)))),
        (Value::Number(1998.0), Some((1998, None))),
        (Value::Number(198_003.0), Some((1980, Some(3)))),
        (part(2017, 9, 1, Shows::YearMonth), Some((2017, Some(9)))),
        (Value::Number(2017.1), None),
        (text("2017-09-01"), None),
        (Value::Number(42_921.0), None),
        (text("9月"), None),
        (text("2017.13"), None),
        (text("建党初期"), None),
    ] {
        assert_eq!(year_and_month(&value), want, "{value:?}");
    }
}

#[test]
fn a_contradicting_weekday_is_told() {
    assert_eq!(read(&text("2017年7月5日 星期三"), &context()).map(|r| r.wrong_weekday), Ok(None));
    assert_eq!(read(&text("2017年7月5日（周五）"), &context()).map(|r| r.wrong_weekday), Ok(Some(Weekday::Fri)));
}

#[test]
fn a_report_date_takes_the_year_nearest_to_its_activity() {
    let near = DateContext { near: NaiveDate::from_ymd_opt(2017, 12, 28), ..context() };
    assert_eq!(read(&text("1月3日"), &near).map(|r| r.date.to_string()), Ok("2018-01-03".to_string()));
}

#[test]
fn a_form_line_is_a_date_only_when_whole() {
    assert!(whole_date(&text("2017年7月5日")).is_some());
    assert!(whole_date(&text("7月5日")).is_none());
    assert!(whole_date(&text("2017年7月5日台账")).is_none());
    assert!(is_unfilled(&text("  年  月  日")) && !is_unfilled(&text("2017年  月  日")));
}
