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

macro_rules! numbered {
    ($($type:ty as $as:ty, $numbers:expr, $of:expr;)*) => {$(
        impl Numbered for $type {
            type As = $as;

            fn numbers(&self) -> $as {
                ($numbers)(self)
            }

            fn of(numbers: $as) -> Option<Self> {
                ($of)(numbers)
            }
        }
    )*};
}

// days from the year 1; seconds from midnight, and nanoseconds
numbered! {
    NaiveDate as i32, NaiveDate::num_days_from_ce, NaiveDate::from_num_days_from_ce_opt;
    NaiveTime as (u32, u32), |t: &NaiveTime| (t.num_seconds_from_midnight(), t.nanosecond()),
        |(seconds, nanos)| NaiveTime::from_num_seconds_from_midnight_opt(seconds, nanos);
    NaiveDateTime as (i32, (u32, u32)), |t: &NaiveDateTime| (t.date().numbers(), t.time().numbers()),
        |(date, time)| Some(NaiveDate::of(date)?.and_time(NaiveTime::of(time)?));
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
