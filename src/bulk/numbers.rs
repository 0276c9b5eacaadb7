//! Days and times written as numbers, where chrono would write them out as texts: `#[serde(with = "numbers")]`.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value that numbers say in full.
pub trait Numbered: Sized {
    /// The numbers.
    type As: Serialize + DeserializeOwned;
    /// Gives them.
    fn numbers(&self) -> Self::As;
    /// The value of such numbers; `None` when there is none.
    fn of(numbers: Self::As) -> Option<Self>;
}

impl Numbered for NaiveDate {
    /// Days from the year 1.
    type As = i32;

    fn numbers(&self) -> i32 {
        self.num_days_from_ce()
    }

    fn of(days: i32) -> Option<Self> {
        NaiveDate::from_num_days_from_ce_opt(days)
    }
}

impl Numbered for NaiveTime {
    /// Seconds from midnight, and nanoseconds.
    type As = (u32, u32);

    fn numbers(&self) -> (u32, u32) {
        (self.num_seconds_from_midnight(), self.nanosecond())
    }

    fn of((seconds, nanoseconds): (u32, u32)) -> Option<Self> {
        NaiveTime::from_num_seconds_from_midnight_opt(seconds, nanoseconds)
    }
}

impl Numbered for NaiveDateTime {
    type As = (i32, (u32, u32));

    fn numbers(&self) -> Self::As {
        (self.date().numbers(), self.time().numbers())
    }

    fn of((date, time): Self::As) -> Option<Self> {
        Some(NaiveDate::of(date)?.and_time(NaiveTime::of(time)?))
    }
}

impl<T: Numbered> Numbered for Option<T> {
    type As = Option<T::As>;

    fn numbers(&self) -> Self::As {
        self.as_ref().map(T::numbers)
    }

    fn of(numbers: Self::As) -> Option<Self> {
        numbers.map_or(Some(None), |numbers| T::of(numbers).map(Some))
    }
}

/// Writes the numbers.
pub fn serialize<T: Numbered, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
    value.numbers().serialize(to)
}

/// Reads them.
pub fn deserialize<'de, T: Numbered, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    T::of(T::As::deserialize(from)?).ok_or_else(|| D::Error::custom("no such day or time"))
}
