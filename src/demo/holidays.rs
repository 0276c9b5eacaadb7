//! The demo's own short list of days off, 2016–2019, kept apart from the program's calendar on purpose: the truth must not be computed by
//! what it is meant to check. Days off by the State Council's yearly notices, exchange days included, and weekend days made working days.

use chrono::{Datelike, NaiveDate, Weekday};

/// First and last year that the list covers.
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 2016..=2019;

/// (year, month, first day, last day) off.
const OFF: &[(i32, u32, u32, u32)] = &[
    (2016, 1, 1, 1),
    (2016, 2, 7, 13),
    (2016, 4, 4, 4),
    (2016, 5, 1, 2),
    (2016, 6, 9, 11),
    (2016, 9, 15, 17),
    (2016, 10, 1, 7),
    (2017, 1, 1, 2),
    (2017, 1, 27, 31),
    (2017, 2, 1, 2),
    (2017, 4, 2, 4),
    (2017, 5, 1, 1),
    (2017, 5, 28, 30),
    (2017, 10, 1, 8),
    (2018, 1, 1, 1),
    (2018, 2, 15, 21),
    (2018, 4, 5, 7),
    (2018, 4, 29, 30),
    (2018, 5, 1, 1),
    (2018, 6, 18, 18),
    (2018, 9, 24, 24),
    (2018, 10, 1, 7),
    (2018, 12, 30, 31),
    (2019, 1, 1, 1),
    (2019, 2, 4, 10),
    (2019, 4, 5, 5),
    (2019, 5, 1, 4),
    (2019, 6, 7, 7),
    (2019, 9, 13, 13),
    (2019, 10, 1, 7),
];

/// Weekend days worked in exchange.
const WORKED: &[(i32, u32, u32)] = &[
    (2016, 2, 6),
    (2016, 2, 14),
    (2016, 6, 12),
    (2016, 9, 18),
    (2016, 10, 8),
    (2016, 10, 9),
    (2017, 1, 22),
    (2017, 2, 4),
    (2017, 4, 1),
    (2017, 5, 27),
    (2017, 9, 30),
    (2018, 2, 11),
    (2018, 2, 24),
    (2018, 4, 8),
    (2018, 4, 28),
    (2018, 9, 29),
    (2018, 9, 30),
    (2018, 12, 29),
    (2019, 2, 2),
    (2019, 2, 3),
    (2019, 4, 28),
    (2019, 5, 5),
    (2019, 9, 29),
    (2019, 10, 12),
];

/// A day off by notice.
pub(super) fn is_off(day: NaiveDate) -> bool {
    OFF.iter().any(|(y, m, from, to)| (day.year(), day.month()) == (*y, *m) && (*from..=*to).contains(&day.day()))
}

/// A working day: an ordinary weekday that is not off, or a weekend day worked in exchange.
pub(super) fn is_working(day: NaiveDate) -> bool {
    let exchanged = WORKED.contains(&(day.year(), day.month(), day.day()));
    exchanged || !(is_off(day) || matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
}
