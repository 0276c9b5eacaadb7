//! The board that 总览 and 情况分析 are laid out on: twelve even columns; cards, tables and lines of text take so many of them.

use rust_xlsxwriter::{Format, Url, Worksheet, XlsxError};

use crate::report::paper::style::{FORM, Ink, TABLE};
use crate::report::paper::{measure, text};
use crate::report::xlsx::item::Item;
use crate::report::xlsx::style::{Look, Styles};

/// Columns of the board.
pub(super) const COLUMNS: u16 = 12;
/// Points that a section's heading wants below it on its page.
const FOLLOWS: f64 = 110.0;
/// Points of a row that nobody gave a height.
const LINE: f64 = 15.0;

/// A figure in large type.
pub(super) struct Card<'a> {
    pub label: &'a str,
    pub value: Item<'a>,
    /// In small type below: a fraction or a split.
    pub foot: String,
    /// The sheet that tells more.
    pub to: Option<&'a str>,
}

/// A heading with the columns it takes.
pub(super) type Head<'a> = (&'a str, u16);

/// The board, written from top to bottom.
pub(super) struct Board<'s> {
    pub ws: Worksheet,
    pub row: u32,
    pub styles: &'s Styles,
    /// Units of each column.
    width: f64,
    /// Points of a page, and how many of them the rows that are repeated take; and those taken of the page that is being filled.
    page: f64,
    top: f64,
    taken: f64,
    /// Rows before which a page begins.
    breaks: Vec<u32>,
}

impl<'s> Board<'s> {
    /// An empty board.
    pub fn new(name: &str, styles: &'s Styles, width: f64) -> Result<Self, XlsxError> {
        let mut ws = Worksheet::new();
        ws.set_name(name)?;
        ws.set_column_range_width(0, COLUMNS - 1, width)?;
        Ok(Board { ws, row: 0, styles, width, page: f64::INFINITY, top: 0.0, taken: 0.0, breaks: Vec::new() })
    }

    /// From here on pages of so many points are filled, each with what stands so far at its top: what does not fit whole begins the next one.
    pub fn paged(&mut self, points: f64) {
        (self.page, self.top) = (points, self.taken);
    }

    /// Begins a page, unless nothing stands on this one yet.
    pub fn turn(&mut self) {
        if self.taken > self.top {
            self.breaks.push(self.row);
            self.taken = self.top;
        }
    }

    /// Begins a page if so many points are not left.
    fn want(&mut self, points: f64) {
        if self.taken + points > self.page {
            self.turn();
        }
    }

    /// Puts the breaks between its pages.
    pub fn bind(&mut self) -> Result<(), XlsxError> {
        if !self.breaks.is_empty() {
            self.ws.set_page_breaks(&self.breaks)?;
        }
        Ok(())
    }

    /// The next row's height.
    fn high(&mut self, points: f64) -> Result<(), XlsxError> {
        self.ws.set_row_height(self.row, points)?;
        self.taken += points;
        Ok(())
    }

    /// A line over the whole board, as high as its text needs, or `height`.
    pub fn line(&mut self, content: &str, format: &Format, height: f64) -> Result<(), XlsxError> {
        let clean = text::clean(content);
        let needed = measure::tall(&clean, self.width * f64::from(COLUMNS), FORM);
        let height = if height > 0.0 { height } else { needed };
        self.want(height);
        self.high(height)?;
        self.ws.merge_range(self.row, 0, self.row, COLUMNS - 1, &clean, format)?;
        self.row += 1;
        Ok(())
    }

    /// A section's heading.
    pub fn section(&mut self, heading: &str) -> Result<(), XlsxError> {
        self.want(FOLLOWS);
        self.high(8.0)?;
        self.row += 1;
        let styles = self.styles;
        self.line(heading, &styles.ink[Ink::Section], 22.0)
    }

    /// A section's heading with so many rows for charts below it on its page.
    pub fn section_above(&mut self, heading: &str, rows: u32) -> Result<(), XlsxError> {
        self.want(30.0 + f64::from(rows) * LINE);
        self.section(heading)
    }

    /// A line of plain text.
    pub fn say(&mut self, content: &str) -> Result<(), XlsxError> {
        let styles = self.styles;
        self.line(content, &styles.ink[Ink::Lead], 0.0)
    }

    /// Room of so many rows for charts; gives its first row.
    pub fn room(&mut self, rows: u32) -> u32 {
        self.want(f64::from(rows) * LINE);
        let first = self.row;
        self.row += rows;
        self.taken += f64::from(rows) * LINE;
        first
    }

    /// Cards, six to a row.
    pub fn cards(&mut self, cards: &[Card<'_>]) -> Result<(), XlsxError> {
        let styles = self.styles;
        for six in cards.chunks(6) {
            self.want(17.0 + 25.0 + 16.0);
            for (at, height) in [17.0, 25.0, 16.0].into_iter().enumerate() {
                self.ws.set_row_height(self.row + at as u32, height)?;
                self.taken += height;
            }
            for (at, card) in six.iter().enumerate() {
                let col = at as u16 * 2;
                let format = match card.value {
                    Item::Count(_) => styles.look(Look::CardCount, false),
                    Item::Percent(_) => styles.look(Look::CardPercent, false),
                    _ => styles.look(Look::CardText, false),
                };
                let label = if card.to.is_some() { styles.look(Look::CardLink, false) } else { styles.look(Look::CardLabel, false) };
                self.ws.merge_range(self.row, col, self.row, col + 1, card.label, label)?;
                if let Some(sheet) = card.to {
                    let url = Url::new(format!("internal:'{sheet}'!A1")).set_text(card.label);
                    self.ws.write_url_with_format(self.row, col, url, label)?;
                }
                self.ws.merge_range(self.row + 1, col, self.row + 1, col + 1, "", format)?;
                card.value.value(false).1.put(&mut self.ws, (self.row + 1, col), format)?;
                self.ws.merge_range(self.row + 2, col, self.row + 2, col + 1, &card.foot, styles.look(Look::CardFoot, false))?;
            }
            self.row += 3;
        }
        Ok(())
    }

    /// A table; gives the row of its first line of data.
    pub fn table(&mut self, heads: &[Head<'_>], rows: &[Vec<Item<'_>>]) -> Result<u32, XlsxError> {
        let styles = self.styles;
        let height = |row: &[Item<'_>], width: f64| {
            let lines = row.iter().zip(heads).map(|(i, (_, span))| i.lines(width * f64::from(*span))).max();
            measure::height(lines.unwrap_or(1))
        };
        let spans = heads.iter().map(|(head, span)| (*head, self.width * f64::from(*span)));
        let head = measure::heads(spans, TABLE);
        self.want(head + rows.first().map_or(0.0, |row| height(row, self.width)));
        self.heads(heads, head)?;
        let first = self.row;
        for row in rows {
            let tall = height(row, self.width);
            if self.taken + tall > self.page {
                self.turn();
                self.heads(heads, head)?;
            }
            self.high(tall)?;
            let mut col = 0;
            for (item, (_, span)) in row.iter().zip(heads) {
                self.span(col, *span, styles.look(item.look(), false))?;
                item.put(&mut self.ws, (self.row, col), styles, false, true)?;
                col += span;
            }
            self.row += 1;
        }
        Ok(first)
    }

    fn heads(&mut self, heads: &[Head<'_>], height: f64) -> Result<(), XlsxError> {
        let styles = self.styles;
        self.high(height)?;
        let mut col = 0;
        for (head, span) in heads {
            self.span(col, *span, &styles.ink[Ink::Head])?;
            self.ws.write_string_with_format(self.row, col, *head, &styles.ink[Ink::Head])?;
            col += span;
        }
        self.row += 1;
        Ok(())
    }

    fn span(&mut self, col: u16, span: u16, format: &Format) -> Result<(), XlsxError> {
        if span > 1 {
            self.ws.merge_range(self.row, col, self.row, col + span - 1, "", format)?;
        }
        Ok(())
    }
}
