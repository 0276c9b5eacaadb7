//! Rows and cells as a sheet's own markup: what the library would write for the same values, made without a worksheet, so that any thread can make
//! any part of a sheet. Text stands in the cell itself (an inline string), since a table of strings would have to be shared.

use std::borrow::Cow;
use std::fmt::Write;

use chrono::NaiveDate;
use rust_xlsxwriter::{Format, Formula, IntoExcelDateTime, Worksheet, XlsxError};

/// Length of `_xHHHH_`, which programs read as a character.
const ESCAPE: usize = 7;
/// Height of a row that no height is written for, in points.
pub const USUAL: f64 = 15.0;

/// What a cell holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value<'a> {
    /// Nothing but its format.
    #[default]
    Blank,
    /// A text that is fit for a cell.
    Text(Cow<'a, str>),
    Number(f64),
    /// A formula (without `=`) with its result, a text: few cells hold one, and the many others are small for it.
    Formula(Box<[Cow<'a, str>; 2]>),
}

impl<'a> Value<'a> {
    /// A text that is fit for a cell; nothing if it is empty.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Value::Blank } else { Value::Text(text) }
    }

    /// A formula (without `=`) with its result.
    pub fn formula(formula: impl Into<Cow<'a, str>>, result: impl Into<Cow<'a, str>>) -> Self {
        Value::Formula(Box::new([formula.into(), result.into()]))
    }

    /// A day, as the number that sheets keep.
    pub fn day(day: NaiveDate) -> Self {
        Value::Number(day.to_excel_serial_date())
    }

    /// The rest of a cell, from the end of its attributes on.
    fn rest(&self, out: &mut String) {
        match self {
            Value::Blank => out.push_str("/>"),
            Value::Number(n) => {
                out.push_str("><v>");
                decimal(out, *n);
                out.push_str("</v></c>");
            }
            Value::Text(text) => {
                out.push_str(" t=\"inlineStr\"><is><t");
                out.push_str(with_spaces(text));
                out.push('>');
                escape(out, text);
                out.push_str("</t></is></c>");
            }
            Value::Formula(both) => {
                let [formula, result] = &**both;
                out.push_str(" t=\"str\"><f>");
                escape(out, formula);
                out.push_str("</f><v>");
                escape(out, result);
                out.push_str("</v></c>");
            }
        }
    }

    /// Writes it by the library.
    pub fn put(self, ws: &mut Worksheet, (row, col): (u32, u16), format: &Format) -> Result<(), XlsxError> {
        match self {
            Value::Blank => ws.write_blank(row, col, format)?,
            Value::Text(text) => ws.write_string_with_format(row, col, text, format)?,
            Value::Number(n) => ws.write_number_with_format(row, col, n, format)?,
            Value::Formula(both) => {
                let [formula, result] = *both;
                ws.write_formula_with_format(row, col, Formula::new(formula).set_result(result), format)?
            }
        };
        Ok(())
    }
}

/// Adds a cell: letters of its column, number of its row, number of its format.
pub fn cell(out: &mut String, at: [&str; 2], format: &str, value: &Value<'_>) {
    out.push_str("<c r=\"");
    out.extend(at);
    out.extend(["\" s=\"", format, "\""]);
    value.rest(out);
}

/// Begins a row (`number` from 1) of that height in points.
pub fn row(out: &mut String, number: &str, height: f64) {
    out.extend(["<row r=\"", number, "\""]);
    if height != USUAL {
        let _ = write!(out, " ht=\"{height}\" customHeight=\"1\"");
    }
    out.push('>');
}

/// A number in its shortest form. Counts, dates, points and rates are whole thousandths, for which the general way would be slow.
fn decimal(out: &mut String, value: f64) {
    let thousandths = (value * 1000.0).round();
    if !(0.0..1e12).contains(&thousandths) || thousandths / 1000.0 != value {
        let _ = write!(out, "{value}");
        return;
    }
    let (whole, mut part) = (thousandths as u64 / 1000, thousandths as u64 % 1000);
    digits(out, whole);
    if part > 0 {
        out.push('.');
    }
    while part > 0 {
        out.push(char::from(b'0' + (part / 100) as u8));
        part = part % 100 * 10;
    }
}

fn digits(out: &mut String, value: u64) {
    if value >= 10 {
        digits(out, value / 10);
    }
    out.push(char::from(b'0' + (value % 10) as u8));
}

/// White space that is lost at a text's ends unless the markup says otherwise.
const SPACE: [char; 3] = ['\t', '\n', ' '];

/// What says so.
fn with_spaces(text: &str) -> &'static str {
    if text.starts_with(SPACE) || text.ends_with(SPACE) { " xml:space=\"preserve\"" } else { "" }
}

/// Text between tags. A text that looks like an escaped character is escaped itself.
pub fn escape(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    if memchr::memchr3(b'&', b'<', b'>', bytes).is_none() && memchr::memchr(b'_', bytes).is_none() {
        return out.push_str(text);
    }
    let mut from = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let instead = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'_' if is_escape(&bytes[at..]) => "_x005F_",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(instead);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}

fn is_escape(bytes: &[u8]) -> bool {
    bytes.len() >= ESCAPE && bytes[1] == b'x' && bytes[ESCAPE - 1] == b'_' && bytes[2..ESCAPE - 1].iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_the_shortest_that_say_the_number() {
        for value in [0.0, 0.1, 0.799, 0.05, 1.0, 85.5, 42952.0, 1234567.0, 9e14, -3.25, 0.0001, 1e300, 0.1 + 0.2] {
            let mut text = String::new();
            decimal(&mut text, value);
            assert_eq!(text, value.to_string());
        }
        for n in 0..=10_000 {
            let mut text = String::new();
            decimal(&mut text, f64::from(n) / 1000.0);
            assert_eq!(text, (f64::from(n) / 1000.0).to_string());
        }
    }
}
