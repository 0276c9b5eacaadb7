//! What a cell can hold, and how each is put on a sheet. Text from ledgers only ever travels as `Text`, `Center` or `Marked` and is
//! written as a string with identity numbers masked, keys as `Key` and whole: never as a formula, never as a link.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_xlsxwriter::{Url, Worksheet, XlsxError};

use super::style::{Look, Styles};
use crate::model::figure::{Points, Rate, Share};
use crate::model::spoken;
use crate::model::time::{Month, Period, Span};
use crate::report::paper::markup::Value;
use crate::report::paper::{measure, text};

/// A date as it is shown.
const DATE: &str = "2000-00-00";

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item<'a> {
    /// Framed, nothing in it.
    Blank,
    /// Left, wrapped.
    Text(Cow<'a, str>),
    /// Centred, wrapped.
    Center(Cow<'a, str>),
    /// Centred text under a mark's colour.
    Marked(Look, Cow<'a, str>),
    /// What tells one thing from another (an id, a ticket, a digest), left or centred: never masked.
    Key(Look, Cow<'a, str>),
    /// A whole number.
    Count(u64),
    /// A rate as a number, floored to a tenth of a percent; 不适用 when nothing is due.
    Percent(Rate),
    /// The same, marked as below the floor.
    PercentLow(Rate),
    /// A rate as its fraction (`24/30`); empty when nothing is due.
    Fraction(Rate),
    /// Points.
    Points(Points),
    /// A date.
    Date(NaiveDate),
    /// A month, as a date so that it sorts and filters as one.
    Month(Month),
    /// A link to a sheet of this workbook: sheet, text.
    Link(Cow<'a, str>, Cow<'a, str>),
    /// A link to a row of a sheet (from 1): sheet, row, text.
    Jump(Cow<'a, str>, u32, Cow<'a, str>),
}

impl<'a> Item<'a> {
    /// Text, left.
    pub fn text(value: impl Into<Cow<'a, str>>) -> Self {
        Item::Text(value.into())
    }

    /// Text, centred.
    pub fn center(value: impl Into<Cow<'a, str>>) -> Self {
        Item::Center(value.into())
    }

    /// A rate, marked when it is below the floor.
    pub fn judged(rate: Rate, floor: Share) -> Self {
        if rate.below(floor) { Item::PercentLow(rate) } else { Item::Percent(rate) }
    }

    /// A date, or nothing.
    pub fn date(value: Option<NaiveDate>) -> Self {
        value.map_or(Item::Blank, Item::Date)
    }

    /// A span, or nothing.
    pub fn span(value: Option<Span>) -> Self {
        match value {
            Some(Span::Month(month)) => Item::Month(month),
            Some(longer) => Item::center(spoken::span(longer)),
            None => Item::Blank,
        }
    }

    /// A span or period as data write it (`2017-07`, `2017Q3`).
    pub fn written(span: &str) -> Self {
        match span.parse::<Period>() {
            Ok(period) if period.first() == period.last() => Item::Month(period.first()),
            Ok(period) => Item::center(spoken::period(period)),
            Err(_) => Item::center(span.to_string()),
        }
    }

    /// A count, or nothing.
    pub fn count(value: Option<impl Into<u64>>) -> Self {
        value.map_or(Item::Blank, |n| Item::Count(n.into()))
    }

    /// Units of its longest line.
    pub fn units(&self) -> usize {
        let digits = |n: u64| n.checked_ilog10().unwrap_or(0) as usize + 1;
        match self {
            Item::Text(t) | Item::Center(t) | Item::Marked(_, t) | Item::Key(_, t) | Item::Link(_, t) | Item::Jump(_, _, t) => {
                measure::units(t)
            }
            Item::Count(n) => digits(*n) + (digits(*n) - 1) / 3,
            Item::Fraction(rate) if rate.applies() => digits(rate.part) + 1 + digits(rate.of),
            Item::Percent(rate) => measure::units(&rate.percent()),
            Item::PercentLow(rate) => measure::units(&rate.percent()) + 1,
            Item::Points(p) => measure::units(&format!("{:.2}", p.value())),
            Item::Date(_) => DATE.len(),
            Item::Month(month) => measure::units(&spoken::month(*month)),
            Item::Blank | Item::Fraction(_) => 0,
        }
    }

    /// Lines that it takes in a column of that width. Numbers never wrap.
    pub fn lines(&self, width: f64) -> usize {
        match self {
            Item::Text(t) | Item::Center(t) | Item::Marked(_, t) | Item::Key(_, t) | Item::Link(_, t) | Item::Jump(_, _, t) => {
                measure::lines(t, width)
            }
            _ => 1,
        }
    }

    /// Does it lead somewhere?
    pub fn is_link(&self) -> bool {
        matches!(self, Item::Link(..) | Item::Jump(..))
    }

    /// How it looks.
    pub fn look(&self) -> Look {
        match self {
            Item::Blank | Item::Text(_) => Look::Text,
            Item::Center(_) => Look::Center,
            Item::Marked(look, _) | Item::Key(look, _) => *look,
            Item::Count(_) => Look::Count,
            Item::Percent(_) => Look::Percent,
            Item::PercentLow(_) => Look::PercentLow,
            Item::Fraction(_) => Look::Fraction,
            Item::Points(_) => Look::Points,
            Item::Date(_) => Look::Date,
            Item::Month(_) => Look::Month,
            Item::Link(..) => Look::Link,
            Item::Jump(..) => Look::Jump,
        }
    }

    /// How it looks, and what is written: masked and fit. `link`: it may lead somewhere.
    pub fn value(&self, link: bool) -> (Look, Value<'_>) {
        let look = match self {
            Item::Link(..) if !link => Look::Text,
            Item::Jump(..) if !link => Look::Center,
            _ => self.look(),
        };
        match self {
            Item::Blank => (look, Value::Blank),
            Item::Text(t) | Item::Center(t) | Item::Marked(_, t) | Item::Link(_, t) | Item::Jump(_, _, t) => text(look, text::clean(t)),
            Item::Key(_, t) => text(look, text::fit(t)),
            Item::Count(n) => (look, Value::Number(*n as f64)),
            Item::Percent(rate) | Item::PercentLow(rate) => {
                (look, tenths(*rate).map_or_else(|| Value::text(rate.percent()), Value::Number))
            }
            Item::Fraction(rate) => (look, Value::text(fraction(*rate))),
            Item::Points(points) => (look, Value::Number(points.value())),
            Item::Date(day) => (look, Value::day(*day)),
            Item::Month(month) => (look, Value::day(month.first_day())),
        }
    }

    /// Writes it; `total` for a row of sums, `link` if it may lead somewhere.
    pub fn put(&self, ws: &mut Worksheet, at: (u32, u16), styles: &Styles, total: bool, link: bool) -> Result<(), XlsxError> {
        let (look, value) = self.value(link);
        let format = styles.look(look, total);
        match self {
            Item::Link(sheet, t) if link => ws.write_url_with_format(at.0, at.1, url(sheet, 1, t), format).map(drop),
            Item::Jump(sheet, row, t) if link => ws.write_url_with_format(at.0, at.1, url(sheet, *row, t), format).map(drop),
            _ => value.put(ws, at, format),
        }
    }
}

/// A text, marked as one where a spreadsheet might take it for a formula once it is edited.
fn text(look: Look, text: Cow<'_, str>) -> (Look, Value<'_>) {
    let quoted = look == Look::Text && text::looks_like_formula(&text);
    (if quoted { Look::Quoted } else { look }, Value::text(text))
}

fn url(sheet: &str, row: u32, text: &str) -> Url {
    Url::new(format!("internal:'{sheet}'!A{row}")).set_text(text)
}

/// Value for a cell of format `0.0%`: floored to a tenth of a percent, so that the program that shows it has nothing left to round up.
pub(super) fn tenths(rate: Rate) -> Option<f64> {
    (rate.of > 0).then(|| ((rate.part as u128) * 1000 / (rate.of as u128)) as f64 / 1000.0)
}

/// `24/30`; empty when nothing is due.
pub(super) fn fraction(rate: Rate) -> String {
    if rate.applies() { format!("{}/{}", rate.part, rate.of) } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_floored_to_a_tenth_of_a_percent() {
        assert_eq!(tenths(Rate::new(7996, 10_000)), Some(0.799));
        assert_eq!(tenths(Rate::new(9999, 10_000)), Some(0.999));
        assert_eq!(tenths(Rate::new(4, 5)), Some(0.8));
        assert_eq!(tenths(Rate::default()), None);
        assert_eq!(fraction(Rate::new(24, 30)), "24/30");
        assert_eq!(fraction(Rate::default()), "");
    }

    #[test]
    fn numbers_are_measured_as_they_are_shown() {
        for (item, shown) in [
            (Item::Count(0), "0"),
            (Item::Count(999), "999"),
            (Item::Count(1_000), "1,000"),
            (Item::Count(1_234_567), "1,234,567"),
            (Item::Fraction(Rate::new(24, 300)), "24/300"),
            (Item::Fraction(Rate::default()), ""),
            (Item::Percent(Rate::new(1, 1)), "100.0%"),
            (Item::Percent(Rate::default()), "不适用"),
            (Item::PercentLow(Rate::new(1, 3)), "▼33.3%"),
            (Item::Points(Points::from_hundredths(8_550)), "85.50"),
            (Item::Date(NaiveDate::default()), "1970-01-01"),
            (Item::Month(Month::of(NaiveDate::default())), "1970年1月"),
        ] {
            assert_eq!(item.units(), measure::units(shown), "{shown}");
        }
    }
}
