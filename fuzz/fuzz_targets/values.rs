//! Cell values: dates, counts, marks, times, months, spans, days of one's own. The first two bytes choose the kind of cell.
#![no_main]

use std::sync::Arc;

use dangri_fuzz::layout::coerce::{counts, dates, marks, months, own_day, spans, times};
use dangri_fuzz::model::book::Value;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: dangri_fuzz::watch(), |data: &[u8]| {
    let Some(((kind, more), rest)) = data.split_first().and_then(|(a, r)| r.split_first().map(|(b, r)| ((*a, *b), r))) else { return };
    let text = String::from_utf8_lossy(rest);
    let number = rest.first_chunk::<8>().map_or(0.0, |b| f64::from_le_bytes(*b));
    let value = match kind % 8 {
        0 if number.is_finite() => Value::Number(number),
        1 if number.is_finite() => Value::Duration(number),
        2 => Value::Number(f64::from(u32::from_le_bytes(*rest.first_chunk::<4>().unwrap_or(&[0; 4]))) / 100.0),
        _ if text.trim().is_empty() => Value::Uncalculated,
        _ => Value::Text(Arc::from(&*text)),
    };
    let year = (more & 1 != 0).then_some(2017);
    let month = (more & 2 != 0).then_some(u32::from(more >> 2) % 12 + 1);
    if let Ok(read) = dates::read(&value, &months::context(year, month)) {
        assert!(read.until.is_none_or(|until| until > read.date));
    }
    dates::whole_date(&value);
    dates::is_unfilled(&value);
    for side in [counts::Side::Due, counts::Side::Actual] {
        assert!(counts::read(&value, side).value().is_none_or(|n| n < 100_000));
    }
    counts::read_both(&value);
    let legend = marks::legend(&text);
    assert!(legend.keys().all(|mark| !mark.is_empty()));
    let _ = marks::read(&value, &legend);
    if let Ok(time) = times::read(&value) {
        assert!(time.end.is_none_or(|end| time.start.is_some_and(|start| start < end)));
    }
    let _ = times::length(&value, more & 1 == 0);
    times::written(&value);
    if let Ok(month) = months::read(&value, year) {
        assert!((1..=12).contains(&month.month()));
    }
    months::heading(&text);
    assert!(months::hint(&text).month.is_none_or(|m| (1..=12).contains(&m)));
    for bare in [spans::Bare::Year, spans::Bare::Quarter, spans::Bare::Month] {
        assert!(spans::read(&value, year, bare).map_or(true, |s| s.months().count() <= 12));
    }
    assert!(own_day::read(&value).map_or(true, |days| !days.is_empty()));
});
