//! What a value of a table is. The kind of a column says it once; how the value is masked, stored, written as text and laid out follows from it.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::figure::{Points, Rate};
use crate::model::finding::Code;
use crate::model::identity::masked_copy;
use crate::model::profile::VetoRule;
use crate::model::text::harmless;
use crate::model::time::Month;

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What somebody wrote, or a sentence that may quote it. Identity numbers in it are masked.
    FreeText,
    /// What a unit, a person or a file is called. Identity numbers in it are masked.
    Name,
    /// A word of this program's own, or of the profile: a code, a status, a grade.
    Word,
    /// What tells one thing from another: never masked, never shortened.
    Key,
    /// A number of things, to be summed.
    Count,
    /// A place in an order: a rank, a row, a step.
    Ordinal,
    /// A rate as its two sums. Its csv text is the quotient with four decimals, floored.
    Rate,
    /// Points in hundredths of a point. The csv text has two decimals at most, floored.
    Points,
    /// Minutes of an hour. The csv text has two decimals, floored.
    Hours,
    /// A day.
    Date,
    /// A month or span as `2017-07`, `2017Q3`, `2017H2`, `2017`.
    Span,
    /// A cell of a sheet as `C7`.
    Cell,
    /// Yes or no.
    Flag,
}

/// How a column is stored where columns have types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Store {
    Text,
    Int32,
    Int64,
    Flag,
    Date,
}

impl Kind {
    /// Two sums of which the quotient is meant: stored as `_part` and `_of`.
    pub fn is_ratio(self) -> bool {
        matches!(self, Kind::Rate | Kind::Points | Kind::Hours)
    }

    /// How its values are stored; those of a ratio each by themselves.
    pub fn store(self) -> Store {
        match self {
            Kind::FreeText | Kind::Name | Kind::Word | Kind::Key | Kind::Span | Kind::Cell => Store::Text,
            Kind::Ordinal => Store::Int32,
            Kind::Count | Kind::Rate | Kind::Points | Kind::Hours => Store::Int64,
            Kind::Date => Store::Date,
            Kind::Flag => Store::Flag,
        }
    }

    /// Text that came from outside, so that a spreadsheet could take it for a formula.
    pub fn is_foreign(self) -> bool {
        matches!(self, Kind::FreeText | Kind::Name | Kind::Key)
    }

    /// The text as it may be written anywhere: identity numbers masked where the kind may hold any, and nothing in it that steers a screen.
    pub fn shown<'t>(self, text: Cow<'t, str>) -> Cow<'t, str> {
        let text = if matches!(self, Kind::FreeText | Kind::Name) { masked_copy(text) } else { text };
        if !self.is_foreign() {
            return text;
        }
        match harmless(&text) {
            Cow::Owned(shown) => Cow::Owned(shown),
            Cow::Borrowed(_) => text,
        }
    }

    /// `part ÷ of` as text, floored; empty where nothing is due.
    pub fn quotient(self, part: i64, of: i64) -> String {
        let (scale, decimals) = if self == Kind::Rate { (10_000, 4) } else { (100, 2) };
        if of == 0 {
            return String::new();
        }
        let value = (i128::from(part) * scale).div_euclid(i128::from(of));
        if self == Kind::Points {
            return Points::from_hundredths(i64::try_from(value).unwrap_or(i64::MAX)).to_string();
        }
        let sign = if value < 0 { "-" } else { "" };
        format!("{sign}{}.{:0decimals$}", value.abs() / scale, value.abs() % scale)
    }
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Value<'a> {
    /// Nothing is known, or the column does not apply.
    None,
    Text(Cow<'a, str>),
    Int(i64),
    Ratio(i64, i64),
    Date(NaiveDate),
    Flag(bool),
}

impl<'a> Value<'a> {
    /// A mean of points from its sums: Σ hundredths·weight ÷ Σ weight.
    pub fn mean(score: Rate) -> Self {
        Value::Ratio(int(score.part), int(score.of).saturating_mul(100))
    }

    /// Minutes as hours.
    pub fn minutes(minutes: u64) -> Self {
        Value::Ratio(int(minutes), 60)
    }

    /// Several words as one text.
    pub fn list(words: impl IntoIterator<Item = impl ToString>) -> Self {
        Value::from(words.into_iter().map(|w| w.to_string()).collect::<Vec<_>>().join(";"))
    }
}

fn int(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

impl<'a> From<Cow<'a, str>> for Value<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        if text.is_empty() { Value::None } else { Value::Text(text) }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Cow::Borrowed(text).into()
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        text.as_str().into()
    }
}

impl<'a> From<&'a Arc<str>> for Value<'a> {
    fn from(text: &'a Arc<str>) -> Self {
        (**text).into()
    }
}

impl<'a> From<&'a arcstr::ArcStr> for Value<'a> {
    fn from(text: &'a arcstr::ArcStr) -> Self {
        text.as_str().into()
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Cow::<str>::Owned(text).into()
    }
}

impl From<Code> for Value<'_> {
    fn from(code: Code) -> Self {
        Value::Text(code.as_str().into())
    }
}

impl From<VetoRule> for Value<'_> {
    fn from(rule: VetoRule) -> Self {
        Value::Text(rule.as_str().into())
    }
}

impl From<Month> for Value<'_> {
    fn from(month: Month) -> Self {
        month.to_string().into()
    }
}

impl From<u32> for Value<'_> {
    fn from(n: u32) -> Self {
        Value::Int(n.into())
    }
}

impl From<u64> for Value<'_> {
    fn from(n: u64) -> Self {
        Value::Int(int(n))
    }
}

impl From<usize> for Value<'_> {
    fn from(n: usize) -> Self {
        Value::Int(int(n as u64))
    }
}

impl From<bool> for Value<'_> {
    fn from(flag: bool) -> Self {
        Value::Flag(flag)
    }
}

impl From<NaiveDate> for Value<'_> {
    fn from(day: NaiveDate) -> Self {
        Value::Date(day)
    }
}

impl From<Rate> for Value<'_> {
    fn from(rate: Rate) -> Self {
        Value::Ratio(int(rate.part), int(rate.of))
    }
}

impl From<Points> for Value<'_> {
    fn from(points: Points) -> Self {
        Value::Ratio(points.hundredths(), 100)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::None, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotients_are_floored() {
        assert_eq!([(7_9996, 10_0000), (1, 3), (5, 4), (0, 0)].map(|(p, o)| Kind::Rate.quotient(p, o)), ["0.7999", "0.3333", "1.2500", ""]);
        assert_eq!([0, 59, 60, 100, 150].map(|m| Kind::Hours.quotient(m, 60)), ["0.00", "0.98", "1.00", "1.66", "2.50"]);
        assert_eq!([(9750, 100), (-50, 100), (10000, 100)].map(|(p, o)| Kind::Points.quotient(p, o)), ["97.5", "-0.5", "100"]);
        // a mean between two hundredths
        assert_eq!(Value::mean(Rate::new(2 * 9250 + 8333, 3)), Value::Ratio(26_833, 300));
        assert_eq!(Kind::Points.quotient(26_833, 300), "89.44");
    }

    #[test]
    fn text_is_masked_where_people_write_and_a_key_never() {
        let text = || Cow::Borrowed("身份证320102199001011234");
        assert_eq!(Kind::FreeText.shown(text()), "身份证320***********1234");
        assert_eq!(Kind::Name.shown(text()), "身份证320***********1234");
        assert_eq!(Kind::Key.shown(text()), text());
        assert_eq!(Kind::FreeText.shown("\r=1\u{1b}[2J甲\r\n乙".into()), "␍=1␛[2J甲\r\n乙");
    }
}
