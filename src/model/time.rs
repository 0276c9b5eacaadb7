//! Months, periods and spans, as the ledgers and the reports write them: `2017-07`, `2017Q3`, `2017H2`, `2017`.

use std::fmt;
use std::num::NonZeroU8;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::period_words;

/// A calendar month. Ordered; shown as `2017-07`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    // small: every row has one, or two
    year: i16,
    month: NonZeroU8,
}

impl Month {
    /// Month `month` (1–12) of `year` (1–9999); `None` outside those ranges.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        ((1..=12).contains(&month) && (1..=9999).contains(&year)).then(|| Month::at(year, month))
    }

    /// Month `month`, known to be one of twelve.
    fn at(year: i32, month: u32) -> Self {
        let year = year.clamp(i16::MIN.into(), i16::MAX.into()) as i16;
        Month { year, month: NonZeroU8::new(month as u8).unwrap_or(NonZeroU8::MIN) }
    }

    /// The month that holds `date`.
    pub fn of(date: NaiveDate) -> Self {
        Month::at(date.year(), date.month())
    }

    /// Calendar year.
    pub fn year(self) -> i32 {
        self.year.into()
    }

    /// Month of the year, 1–12.
    pub fn month(self) -> u32 {
        self.month.get().into()
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year(), self.month(), 1).unwrap_or(NaiveDate::MAX)
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        self.next().first_day().pred_opt().unwrap_or(NaiveDate::MAX)
    }

    /// The day `day` (1–31) of this month, if it exists.
    pub fn day(self, day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year(), self.month(), day)
    }

    /// Does `date` lie in this month?
    pub fn contains(self, date: NaiveDate) -> bool {
        Month::of(date) == self
    }

    /// The month after.
    pub fn next(self) -> Self {
        self.plus(1)
    }

    /// `n` months later (earlier when negative).
    pub fn plus(self, n: i32) -> Self {
        let index = self.year() * 12 + self.month() as i32 - 1 + n;
        Month::at(index.div_euclid(12), index.rem_euclid(12) as u32 + 1)
    }

    /// Months from `earlier` to `self` (negative when `earlier` is later).
    pub fn since(self, earlier: Month) -> i32 {
        (self.year() - earlier.year()) * 12 + self.month() as i32 - earlier.month() as i32
    }

    /// Quarter of the year, 1–4.
    pub fn quarter(self) -> u32 {
        (self.month() - 1) / 3 + 1
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl FromStr for Month {
    type Err = ();
    fn from_str(s: &str) -> Result<Self, ()> {
        let (y, m) = s.split_once('-').ok_or(())?;
        if y.len() != 4 || m.len() != 2 {
            return Err(());
        }
        Month::new(y.parse().map_err(|_| ())?, m.parse().map_err(|_| ())?).ok_or(())
    }
}

/// As people write it, or as two numbers where nobody reads along.
impl Serialize for Month {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() { to.collect_str(self) } else { (self.year, self.month).serialize(to) }
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        if !from.is_human_readable() {
            let (year, month) = <(i16, u8)>::deserialize(from)?;
            return Month::new(year.into(), month.into()).ok_or_else(|| D::Error::custom("no such month"));
        }
        let text = String::deserialize(from)?;
        text.parse().map_err(|()| D::Error::custom(format_args!("“{text}”不是月份，应写作 2017-07")))
    }
}

/// What a finding's `month` column holds, and what span a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Span {
    /// One month.
    Month(Month),
    /// Year and quarter 1–4.
    Quarter(i32, u32),
    /// Year and half 1–2.
    Half(i32, u32),
    /// A year.
    Year(i32),
}

impl Span {
    /// First month of the span.
    pub fn first(self) -> Month {
        match self {
            Span::Month(m) => m,
            Span::Quarter(y, q) => Month::at(y, q * 3 - 2),
            Span::Half(y, h) => Month::at(y, h * 6 - 5),
            Span::Year(y) => Month::at(y, 1),
        }
    }

    /// Last month of the span.
    pub fn last(self) -> Month {
        match self {
            Span::Month(m) => m,
            Span::Quarter(y, q) => Month::at(y, q * 3),
            Span::Half(y, h) => Month::at(y, h * 6),
            Span::Year(y) => Month::at(y, 12),
        }
    }

    /// Its months in order.
    pub fn months(self) -> impl Iterator<Item = Month> {
        let first = self.first();
        let count = self.last().since(first);
        (0..=count).map(move |n| first.plus(n))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Span::Month(m) => m.fmt(f),
            Span::Quarter(y, q) => write!(f, "{y:04}Q{q}"),
            Span::Half(y, h) => write!(f, "{y:04}H{h}"),
            Span::Year(y) => write!(f, "{y:04}"),
        }
    }
}

/// The months a run judges: one or more whole months without a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    first: Month,
    last: Month,
}

impl Period {
    /// From `first` to `last`, both included; `None` when reversed or longer than 100 years.
    pub fn new(first: Month, last: Month) -> Option<Self> {
        (0..1200).contains(&last.since(first)).then_some(Period { first, last })
    }

    /// The period of a span.
    pub fn of(span: Span) -> Self {
        Period { first: span.first(), last: span.last() }
    }

    /// The span that it is; `None` for months that go by no name together.
    pub fn named(self) -> Option<Span> {
        let (year, half) = (self.first.year(), if self.first.month() <= 6 { 1 } else { 2 });
        let named = [Span::Month(self.first), Span::Quarter(year, self.first.quarter()), Span::Half(year, half), Span::Year(year)];
        named.into_iter().find(|span| Period::of(*span) == self)
    }

    /// The span that it is; the year in which it begins, if it is none.
    pub fn named_span(self) -> Span {
        self.named().unwrap_or(Span::Year(self.first.year()))
    }

    /// First month.
    pub fn first(self) -> Month {
        self.first
    }

    /// Last month.
    pub fn last(self) -> Month {
        self.last
    }

    /// Months in order.
    pub fn months(self) -> impl Iterator<Item = Month> {
        let first = self.first;
        (0..=self.last.since(first)).map(move |n| first.plus(n))
    }

    /// Does the month lie in the period?
    pub fn contains(self, month: Month) -> bool {
        self.first <= month && month <= self.last
    }

    /// Does the period hold the whole span?
    pub fn covers(self, span: Span) -> bool {
        self.first <= span.first() && span.last() <= self.last
    }

    /// Whole quarters inside the period.
    pub fn quarters(self) -> Vec<Span> {
        self.spans(|y| (1..=4).map(|q| Span::Quarter(y, q)).collect())
    }

    /// Whole halves inside the period.
    pub fn halves(self) -> Vec<Span> {
        self.spans(|y| (1..=2).map(|h| Span::Half(y, h)).collect())
    }

    /// Whole years inside the period.
    pub fn years(self) -> Vec<Span> {
        self.spans(|y| vec![Span::Year(y)])
    }

    fn spans(self, of_year: impl Fn(i32) -> Vec<Span>) -> Vec<Span> {
        (self.first.year()..=self.last.year()).flat_map(of_year).filter(|s| self.covers(*s)).collect()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.named() {
            Some(span) => span.fmt(f),
            None => write!(f, "{}..{}", self.first, self.last),
        }
    }
}

impl FromStr for Period {
    type Err = String;

    /// `2017-07`, `2017Q3`, `2017H2`, `2017`, `2017-03..2017-09`, and what people write (`period_words`). The error is a message for the user.
    fn from_str(text: &str) -> Result<Self, String> {
        let s = period_words::canonical(text);
        let fail = || {
            format!(
                "统计期“{text}”无法识别，应写作 2017-07、2017Q3、2017H2、2017 或 2017-03..2017-09，也可写作 2017年7月、2017年第三季度、2017年下半年"
            )
        };
        let year = |y: &str| -> Option<i32> { (y.len() == 4).then(|| y.parse().ok()).flatten().filter(|y| *y > 0) };
        if let Some((a, b)) = s.split_once("..") {
            let first = a.trim().parse().map_err(|()| fail())?;
            let last = b.trim().parse().map_err(|()| fail())?;
            return Period::new(first, last).ok_or_else(|| format!("统计期“{text}”的起止月份颠倒或超过 100 年，应先写起始月份"));
        }
        if let Some((y, q)) = s.split_once('Q') {
            let span = year(y).zip(q.parse().ok().filter(|q| (1..=4).contains(q))).ok_or_else(fail)?;
            return Ok(Period::of(Span::Quarter(span.0, span.1)));
        }
        if let Some((y, h)) = s.split_once('H') {
            let span = year(y).zip(h.parse().ok().filter(|h| (1..=2).contains(h))).ok_or_else(fail)?;
            return Ok(Period::of(Span::Half(span.0, span.1)));
        }
        if let Ok(month) = s.parse::<Month>() {
            return Ok(Period { first: month, last: month });
        }
        year(&s).map(|y| Period::of(Span::Year(y))).ok_or_else(fail)
    }
}
