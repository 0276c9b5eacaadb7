//! Formats as workbooks write them, and what they make of a number.

use super::*;
use chrono::NaiveDate;

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

#[test]
fn what_formats_show_of_a_date() {
    for (format, want) in [
        ("yyyy\"年\"m\"月\"d\"日\";@", WHOLE),
        ("[$-804]yyyy-m-d", WHOLE),
        ("[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\"", WHOLE),
        ("yyyy年m月d日", WHOLE),
        ("e-m-d aaaa", WHOLE),
        ("m\"月\"d\"日\"", MONTH_DAY),
        ("m/d", MONTH_DAY),
        ("d-mmm", MONTH_DAY),
        ("yyyy\"年\"m\"月\"", YEAR_MONTH),
        ("mmm-yy", YEAR_MONTH),
        ("h:mm AM/PM", CLOCK),
        ("mm:ss", CLOCK),
        ("上午/下午h\"时\"mm\"分\"", CLOCK),
        ("yyyy/m/d h:mm", MOMENT),
        ("\\第d", Parts { day: true, ..Parts::default() }),
        ("aaaa", Parts::default()),
    ] {
        assert_eq!(written(format), Shown::Date(want), "{format}");
    }
    assert_eq!(written("[h]:mm:ss"), Shown::Elapsed);
    assert_eq!(built_in(57), Shown::Date(YEAR_MONTH));
}

#[test]
fn what_is_a_number() {
    for number in ["General", "#,##0;[Red]-#,##0", "@", "G/通用格式", "[DBNum1]0", "0.00E+00", "0", "0_ ", "¥#,##0", "[>9]0\"多\""] {
        assert_eq!(written(number), Shown::Number, "{number}");
    }
    for percent in ["0%", "0.00%", "0.0%;-0.0%"] {
        assert_eq!(written(percent), Shown::Percent, "{percent}");
    }
}

#[test]
fn numbers_among_words_and_with_decimals() {
    for (format, number, want) in [
        ("0\"月\"", 7.0, Made::Text("7月".into())),
        ("General\"人\"", 15.0, Made::Text("15人".into())),
        ("G/通用格式\"人\"", 15.0, Made::Text("15人".into())),
        ("\"第\"0\"次\"", 3.0, Made::Text("第3次".into())),
        ("0人", 15.0, Made::Text("15人".into())),
        ("0.00", 6.1, Made::Text("6.10".into())),
        ("0.00_ ", 1.25, Made::Text("1.25".into())),
        ("0.00", 15.0, Made::Value(Value::Number(15.0))),
        // what shows less than is stored stays what it is
        ("0\"人\"", 17.6, Made::Value(Value::Number(17.6))),
        ("0.0", 17.66, Made::Value(Value::Number(17.66))),
        ("0%", 1.0, Made::Value(Value::Percent(1.0))),
    ] {
        assert_eq!(make(&written(format), number, false), want, "{format}");
    }
}

#[test]
fn what_a_text_shows_of_a_date() {
    let moment = Value::Date(day(2018, 7, 5).and_hms_opt(9, 30, 0).unwrap());
    for (text, want) in [
        ("7月5日", MONTH_DAY),
        ("07-05", MONTH_DAY),
        ("2018年7月", YEAR_MONTH),
        ("7月", Parts { month: true, ..Parts::default() }),
        ("2018年7月5日", WHOLE),
        ("18-7-5", WHOLE),
        ("2018-07-05 09:30", MOMENT),
        ("09:30", MOMENT),
        ("", MOMENT),
        ("星期四", MOMENT),
    ] {
        assert_eq!(shown_by(text, &moment), want, "{text}");
    }
}

#[test]
fn a_value_is_what_the_person_sees() {
    let of = |format: &str, serial: f64| make(&written(format), serial, false);
    let part = |shows| Made::Value(Value::Part(PartDate { day: day(2018, 7, 5), shows }));
    assert_eq!(of("m\"月\"d\"日\"", 43_286.0), part(Shows::MonthDay));
    assert_eq!(of("yyyy\"年\"m\"月\"", 43_286.0), part(Shows::YearMonth));
    let midnight = Made::Value(Value::Date(day(2018, 7, 5).and_time(NaiveTime::MIN)));
    assert_eq!(of("yyyy/m/d", 43_286.0 + 43.0 / 86_400.0), midnight);
    assert_eq!(of("yyyy/m/d", 43_286.999_999_9), midnight);
    assert!(matches!(of("yyyy/m/d h:mm", 43_286.375), Made::Value(Value::Date(when)) if when.time() != NaiveTime::MIN));
    assert_eq!(of("m\"月\"d\"日\" h:mm", 43_286.375), Made::Text("7月5日 09:00".into()));
    assert_eq!(PartDate { day: day(2018, 7, 5), shows: Shows::MonthDay }.text(), "7月5日");
}
