//! Rows as a sheet's own markup: what the library would write for the same items, made without a worksheet, so that any thread can make any part of
//! a long table. Text stands in the cell itself (an inline string), since a table of strings would have to be shared.

use std::fmt::Write;

use rust_xlsxwriter::IntoExcelDateTime;

use super::item::{Item, fraction, tenths};
use super::style::Look;
use crate::report::paper::{measure, text};

/// Length of `_xHHHH_`, which programs read as a character.
const ESCAPE: usize = 7;
/// Height of a row that no height is written for, in points.
const USUAL: f64 = 15.0;

/// What the cells of a table need to know beside their items.
pub(super) struct Ink {
    /// Numbers of the formats in the workbook, by look.
    pub formats: Vec<String>,
    /// Letters of the columns.
    pub letters: Vec<String>,
    pub widths: Vec<f64>,
}

/// Part of a table.
#[derive(Default)]
pub(super) struct Markup {
    /// `<row>` and all in it.
    pub rows: String,
    /// `<hyperlink>`, for the place below the rows.
    pub links: String,
}

/// Bytes that a cell takes as a rule.
const CELL: usize = 80;

impl Markup {
    /// Room for so many rows of so many columns.
    pub fn with_room(rows: usize, columns: usize) -> Self {
        Markup { rows: String::with_capacity(rows * columns * CELL), links: String::new() }
    }
}

impl Ink {
    /// Adds a row (`row` from 1). `links`: how many more may lead somewhere.
    pub fn row(&self, markup: &mut Markup, row: u32, items: &[Item<'_>], links: &mut usize) {
        let lines = items.iter().zip(&self.widths).map(|(item, w)| item.lines(*w)).max().unwrap_or(1);
        let height = measure::pixels(measure::height(lines));
        let out = &mut markup.rows;
        let _ = write!(out, "<row r=\"{row}\" spans=\"1:{}\"", items.len());
        if height != USUAL {
            let _ = write!(out, " ht=\"{height}\" customHeight=\"1\"");
        }
        out.push('>');
        let number = row.to_string();
        for (item, letters) in items.iter().zip(&self.letters) {
            let link = item.is_link() && *links > 0;
            if link {
                *links -= 1;
                leads(&mut markup.links, letters, &number, item);
            }
            self.cell(&mut markup.rows, [letters, &number], item, link);
        }
        markup.rows.push_str("</row>");
    }

    fn cell(&self, out: &mut String, at: [&str; 2], item: &Item<'_>, link: bool) {
        let open = |out: &mut String, look: Look| {
            out.push_str("<c r=\"");
            out.extend(at);
            out.extend(["\" s=\"", &self.formats[look as usize], "\""]);
        };
        let number = |out: &mut String, look: Look, value: f64| {
            open(out, look);
            out.push_str("><v>");
            decimal(out, value);
            out.push_str("</v></c>");
        };
        let string = |out: &mut String, look: Look, text: &str| {
            open(out, look);
            if text.is_empty() {
                return out.push_str("/>");
            }
            out.push_str(" t=\"inlineStr\"><is><t");
            out.push_str(with_spaces(text));
            out.push('>');
            escape(out, text);
            out.push_str("</t></is></c>");
        };
        match item {
            Item::Blank => string(out, Look::Text, ""),
            Item::Text(t) => {
                let clean = text::clean(t);
                let look = if text::looks_like_formula(&clean) { Look::Quoted } else { Look::Text };
                string(out, look, &clean);
            }
            Item::Center(t) => string(out, Look::Center, &text::clean(t)),
            Item::Marked(look, t) => string(out, *look, &text::clean(t)),
            Item::Key(look, t) => {
                let fit = text::fit(t);
                let look = if *look == Look::Text && text::looks_like_formula(&fit) { Look::Quoted } else { *look };
                string(out, look, &fit);
            }
            Item::Count(n) => number(out, Look::Count, *n as f64),
            Item::Percent(rate) | Item::PercentLow(rate) => match tenths(*rate) {
                Some(value) => number(out, item.look(), value),
                None => string(out, item.look(), &rate.percent()),
            },
            Item::Fraction(rate) => string(out, Look::Fraction, &fraction(*rate)),
            Item::Points(points) => number(out, Look::Points, points.value()),
            Item::Date(day) => number(out, Look::Date, day.to_excel_serial_date()),
            Item::Link(_, t) | Item::Jump(_, _, t) if link => string(out, item.look(), &text::clean(t)),
            Item::Link(..) | Item::Jump(..) => self.cell(out, at, &item.unlinked(), false),
        }
    }
}

/// A number in its shortest form. Counts, dates, points and rates are whole thousandths, for which the general way would be slow.
pub(in crate::report) fn decimal(out: &mut String, value: f64) {
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
pub(in crate::report) fn with_spaces(text: &str) -> &'static str {
    if text.starts_with(SPACE) || text.ends_with(SPACE) { " xml:space=\"preserve\"" } else { "" }
}

/// The line that makes a cell lead to a row of a sheet.
fn leads(out: &mut String, letters: &str, number: &str, item: &Item<'_>) {
    let (sheet, row, text) = match item {
        Item::Link(sheet, text) => (sheet, 1, text),
        Item::Jump(sheet, row, text) => (sheet, *row, text),
        _ => return,
    };
    let quoted =
        |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\n', "&#xA;");
    let (sheet, text) = (quoted(sheet), quoted(&text::clean(text)));
    let _ = write!(out, "<hyperlink ref=\"{letters}{number}\" location=\"'{sheet}'!A{row}\" display=\"{text}\"/>");
}

/// Text between tags. A text that looks like an escaped character is escaped itself.
pub(in crate::report) fn escape(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
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
    use crate::model::figure::Rate;

    fn made(items: &[Item<'_>], links: usize) -> Markup {
        let letters = ["A", "B", "C", "D"].map(String::from).to_vec();
        let ink = Ink { formats: (100..140).map(|n: u32| n.to_string()).collect(), letters, widths: vec![40.0; 4] };
        let mut markup = Markup::default();
        ink.row(&mut markup, 7, items, &mut { links });
        markup
    }

    #[test]
    fn text_is_escaped_and_its_ends_are_kept() {
        let rows = made(&[Item::text("a<b>&\"_x0041_ _x00"), Item::text(" 前"), Item::text("=1"), Item::Blank], 0).rows;
        assert!(
            rows.starts_with("<row r=\"7\" spans=\"1:4\" ht=\"19.5\" customHeight=\"1\"><c r=\"A7\" s=\"100\" t=\"inlineStr\">"),
            "{rows}"
        );
        assert!(rows.contains("<t>a&lt;b&gt;&amp;\"_x005F_x0041_ _x00</t>"), "{rows}");
        assert!(rows.contains("<t xml:space=\"preserve\"> 前</t>"), "{rows}");
        assert!(rows.contains(&format!("<c r=\"C7\" s=\"{}\"", 100 + Look::Quoted as u32)), "{rows}");
        assert!(rows.ends_with("<c r=\"D7\" s=\"100\"/></row>"), "{rows}");
    }

    #[test]
    fn numbers_are_numbers() {
        let day = chrono::NaiveDate::from_ymd_opt(2017, 8, 5).unwrap();
        let rows = made(&[Item::Count(1234), Item::Percent(Rate::new(4, 5)), Item::Percent(Rate::default()), Item::Date(day)], 0).rows;
        for value in ["<v>1234</v>", "<v>0.8</v>", "<t>不适用</t>", "<v>42952</v>"] {
            assert!(rows.contains(value), "{value}: {rows}");
        }
    }

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

    #[test]
    fn links_beyond_the_limit_are_plain_text() {
        let items = [Item::Jump("台账明细(2)".into(), 9, "第9行".into()), Item::Jump("台账明细".into(), 5, "第5行".into())];
        let markup = made(&items, 1);
        assert_eq!(markup.links, "<hyperlink ref=\"A7\" location=\"'台账明细(2)'!A9\" display=\"第9行\"/>");
        assert!(markup.rows.contains(&format!("<c r=\"B7\" s=\"{}\"", 100 + Look::Center as u32)));
    }
}
