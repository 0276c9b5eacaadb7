//! Dates and times as workbooks store them: serial numbers under a date format, and ISO texts.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use crate::model::book::Value;

/// Serial of the day after 9999-12-31 in the 1900 system; from here on the office programs show ####.
const END_OF_SERIALS: f64 = 2_958_466.0;
/// Days between the 1900 and the 1904 epoch.
const EPOCH_1904: f64 = 1462.0;
const MS_PER_DAY: f64 = 86_400_000.0;
/// Seconds by which clocks in China are ahead.
const CHINA: i32 = 8 * 3600;

/// A number under a date or time format. `elapsed`: the format counts hours beyond 24 (`[h]:mm`). Under 1 it is a time of day; negative
/// and over-large numbers stay numbers.
pub(super) fn from_serial(serial: f64, elapsed: bool, is_1904: bool) -> Value {
    if !serial.is_finite() || serial < 0.0 {
        return Value::Number(serial);
    }
    if elapsed || serial < 1.0 {
        return Value::Duration(serial);
    }
    let shifted = if is_1904 { serial + EPOCH_1904 } else { serial };
    if shifted >= END_OF_SERIALS {
        return Value::Number(serial);
    }
    // The 1900 system believes in a 29 February 1900: serials before it count one day more.
    let days = if shifted < 60.0 { shifted + 1.0 } else { shifted };
    let ms = (days * MS_PER_DAY).round() as i64;
    match NaiveDate::from_ymd_opt(1899, 12, 30).and_then(|d| d.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::milliseconds(ms))) {
        Some(when) => Value::Date(when),
        None => Value::Number(serial),
    }
}

/// `2017-07-05`, `2017-07-05T14:30:00`, with `Z` or fractions; a bare time, or one on the day of an epoch (1899-12-30, -31), is a time of day.
pub(super) fn from_iso(text: &str) -> Option<Value> {
    let text = text.trim();
    // a moment with its zone, as clocks in China showed it
    if let Some(moment) = text.contains('T').then(|| DateTime::parse_from_rfc3339(text).ok()).flatten() {
        return Some(Value::Date(moment.with_timezone(&FixedOffset::east_opt(CHINA)?).naive_local()));
    }
    let text = text.trim_end_matches('Z');
    if let Some(time) = parse_time(text.trim_start_matches('T')) {
        return Some(Value::Duration(day_fraction(time)));
    }
    let (date, time) = match text.split_once(['T', ' ']) {
        Some((date, time)) => (date, parse_time(time)?),
        None => (text, NaiveTime::MIN),
    };
    let date = NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?;
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    if date >= epoch && Some(date) < epoch.checked_add_days(Days::new(2)) {
        return Some(Value::Duration(day_fraction(time)));
    }
    Some(Value::Date(NaiveDateTime::new(date, time)))
}

/// `PT9H30M00S`, `P1DT2H`: days.
pub(super) fn from_iso_duration(text: &str) -> Option<Value> {
    let text = text.trim();
    let (negative, body) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let mut seconds = 0.0_f64;
    let mut number = String::new();
    let mut in_time = false;
    for c in body.strip_prefix('P')?.chars() {
        match c {
            'T' => in_time = true,
            '0'..='9' | '.' => number.push(c),
            ',' => number.push('.'),
            'D' | 'H' | 'M' | 'S' => {
                let unit = match (c, in_time) {
                    ('D', false) => 86_400.0,
                    ('H', true) => 3_600.0,
                    ('M', true) => 60.0,
                    ('S', true) => 1.0,
                    _ => return None,
                };
                seconds += number.parse::<f64>().ok()? * unit;
                number.clear();
            }
            _ => return None,
        }
    }
    let days = seconds / 86_400.0;
    (number.is_empty() && days.is_finite()).then_some(Value::Duration(if negative { -days } else { days }))
}

fn parse_time(text: &str) -> Option<NaiveTime> {
    ["%H:%M:%S%.f", "%H:%M"].iter().find_map(|format| NaiveTime::parse_from_str(text, format).ok())
}

fn day_fraction(time: NaiveTime) -> f64 {
    time.signed_duration_since(NaiveTime::MIN).num_milliseconds() as f64 / MS_PER_DAY
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(y: i32, m: u32, d: u32, h: u32, min: u32) -> Value {
        Value::Date(NaiveDate::from_ymd_opt(y, m, d).unwrap().and_hms_opt(h, min, 0).unwrap())
    }

    #[test]
    fn serials() {
        assert_eq!(from_serial(42921.0, false, false), date(2017, 7, 5, 0, 0));
        assert_eq!(from_serial(42_921.604_166_666_67, false, false), date(2017, 7, 5, 14, 30));
        assert_eq!(from_serial(1.0, false, false), date(1900, 1, 1, 0, 0));
        assert_eq!(from_serial(10.0, false, false), date(1900, 1, 10, 0, 0));
        assert_eq!(from_serial(59.0, false, false), date(1900, 2, 28, 0, 0));
        assert_eq!(from_serial(61.0, false, false), date(1900, 3, 1, 0, 0));
        assert_eq!(from_serial(41459.0, false, true), date(2017, 7, 5, 0, 0));
        assert_eq!(from_serial(0.375, false, false), Value::Duration(0.375));
        assert_eq!(from_serial(1.5, true, false), Value::Duration(1.5));
        assert_eq!(from_serial(-3.0, false, false), Value::Number(-3.0));
        assert_eq!(from_serial(20_170_705.0, false, false), Value::Number(20_170_705.0));
    }

    #[test]
    fn iso_texts() {
        assert_eq!(from_iso("2017-07-05"), Some(date(2017, 7, 5, 0, 0)));
        assert_eq!(from_iso("2017-07-04T16:00:00.000Z"), Some(date(2017, 7, 5, 0, 0)));
        assert_eq!(from_iso("1899-12-31T09:00:00.000"), Some(Value::Duration(0.375)));
        assert_eq!(from_iso("09:00:00"), Some(Value::Duration(0.375)));
        assert_eq!(from_iso("七月五日"), None);
        assert_eq!(from_iso_duration("PT9H00M00S"), Some(Value::Duration(0.375)));
        assert_eq!(from_iso_duration("P1DT12H"), Some(Value::Duration(1.5)));
        assert_eq!(from_iso_duration("PT"), Some(Value::Duration(0.0)));
        assert_eq!(from_iso_duration("9H"), None);
    }
}
