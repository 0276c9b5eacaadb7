//! The rows of a long table as markup, with the lines that lead elsewhere.

use std::fmt::Write;

use super::item::Item;
use crate::report::paper::{markup as paper, measure, text};

/// What the cells of a table need to know beside their items.
pub(super) struct Columns {
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

impl Columns {
    /// Adds a row (`row` from 1). `links`: how many more may lead somewhere.
    pub fn row(&self, markup: &mut Markup, row: u32, items: &[Item<'_>], links: &mut usize) {
        let lines = items.iter().zip(&self.widths).map(|(item, w)| item.lines(*w)).max().unwrap_or(1);
        let height = measure::pixels(measure::height(lines));
        let number = row.to_string();
        paper::row(&mut markup.rows, &number, height);
        for (item, letters) in items.iter().zip(&self.letters) {
            let link = item.is_link() && *links > 0;
            if link {
                *links -= 1;
                leads(&mut markup.links, letters, &number, item);
            }
            let (look, value) = item.value(link);
            paper::cell(&mut markup.rows, [letters, &number], &self.formats[look as usize], &value);
        }
        markup.rows.push_str("</row>");
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::figure::Rate;
    use crate::report::xlsx::style::Look;

    fn made(items: &[Item<'_>], links: usize) -> Markup {
        let letters = ["A", "B", "C", "D"].map(String::from).to_vec();
        let columns = Columns { formats: (100..140).map(|n: u32| n.to_string()).collect(), letters, widths: vec![40.0; 4] };
        let mut markup = Markup::default();
        columns.row(&mut markup, 7, items, &mut { links });
        markup
    }

    #[test]
    fn text_is_escaped_and_its_ends_are_kept() {
        let rows = made(&[Item::text("a<b>&\"_x0041_ _x00"), Item::text(" 前"), Item::text("=1"), Item::Blank], 0).rows;
        assert!(rows.starts_with("<row r=\"7\" ht=\"19.5\" customHeight=\"1\"><c r=\"A7\" s=\"100\" t=\"inlineStr\">"), "{rows}");
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
    fn links_beyond_the_limit_are_plain_text() {
        let items = [Item::Jump("台账明细(2)".into(), 9, "第9行".into()), Item::Jump("台账明细".into(), 5, "第5行".into())];
        let markup = made(&items, 1);
        assert_eq!(markup.links, "<hyperlink ref=\"A7\" location=\"'台账明细(2)'!A9\" display=\"第9行\"/>");
        assert!(markup.rows.contains(&format!("<c r=\"B7\" s=\"{}\"", 100 + Look::Center as u32)));
    }
}
