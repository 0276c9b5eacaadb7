//! Sheets that are written line by line, and what a workbook says about itself.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use super::Leaf;
use super::measure::{height, lines, tall};
use super::paging;
use super::press;
use super::style::{Ink, Sheet as Paper, on};
use super::text::{clean, fit};
use crate::model::own::OwnKind;
use crate::report::{QUICK, seal};

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum PageCell {
    Text(String),
    Center(String),
    /// Centred, bold and shaded.
    Strong(String),
    /// To be filled in, with what is known already.
    Field(String),
    /// What tells one thing from another: never masked.
    Key(Ink, String),
    Count(u64),
}

impl PageCell {
    /// Text, left.
    pub fn text(text: impl Into<String>) -> Self {
        PageCell::Text(text.into())
    }

    /// Text, centred.
    pub fn center(text: impl Into<String>) -> Self {
        PageCell::Center(text.into())
    }
}

/// What a page is printed on.
pub struct PageSheet {
    /// Its place in the workbook; the mark of that number is the page's last row.
    pub number: u32,
    pub name: &'static str,
    /// Of its columns, narrower on paper that they would not fit.
    pub widths: &'static [f64],
    /// Row of the headings, down to which it is frozen and repeated.
    pub head: Option<u32>,
    pub landscape: bool,
}

impl PageSheet {
    /// Widths of the columns, and the paper that they fit.
    fn chosen(&self) -> (Vec<f64>, Paper) {
        let mut widths = self.widths.to_vec();
        let paper = paging::keep(&mut widths, if self.landscape { Paper::Across } else { Paper::Upright });
        (widths, paper)
    }

    /// The sheet, without rows.
    pub fn lay(&self) -> Result<Worksheet, XlsxError> {
        let (widths, paper) = self.chosen();
        let mut ws = Worksheet::new();
        ws.set_name(self.name)?;
        for (at, width) in widths.iter().enumerate() {
            ws.set_column_width(at as u16, *width)?;
        }
        if let Some(head) = self.head {
            ws.set_freeze_panes(head + 1, 0)?;
            ws.set_repeat_rows(0, head)?;
        }
        on(&mut ws, paper, [""; 2]);
        ws.set_print_area(0, 0, press::mark(self.number), self.widths.len().max(1) as u16 - 1)?;
        press::hold(&mut ws)?;
        Ok(ws)
    }
}

/// A sheet's rows, growing line by line.
pub struct Page {
    pub leaf: Leaf,
    /// Next row.
    pub row: u32,
    sheet: &'static PageSheet,
    widths: Vec<f64>,
}

impl Page {
    /// No rows yet.
    pub fn new(sheet: &'static PageSheet) -> Self {
        Page { leaf: Leaf::default(), row: 0, sheet, widths: sheet.chosen().0 }
    }

    /// A line over the whole width, at least so high (in points).
    pub fn line(&mut self, text: &str, ink: Ink, least: f64) {
        self.spread(clean(text), ink, least);
    }

    /// The same of a key, which is never masked.
    pub fn key(&mut self, text: &str, ink: Ink, least: f64) {
        self.spread(fit(text), ink, least);
    }

    fn spread(&mut self, text: Cow<'_, str>, ink: Ink, least: f64) {
        let last = self.sheet.widths.len().max(1) as u16 - 1;
        let width: f64 = self.widths.iter().sum();
        self.leaf.height(self.row, tall(&text, width, ink.size()).max(least));
        self.leaf.span((self.row, 0), (self.row, last), ink);
        self.leaf.fit(self.row, 0, text.into_owned(), ink);
        self.row += 1;
    }

    /// Headings.
    pub fn heads(&mut self, heads: &[&str]) {
        debug_assert!(self.sheet.head.is_none_or(|head| head == self.row), "{} is frozen elsewhere", self.sheet.name);
        self.leaf.height(self.row, 30.0);
        for (at, head) in heads.iter().enumerate() {
            self.leaf.text(self.row, at as u16, *head, Ink::Head);
        }
        self.row += 1;
    }

    /// A row of a table.
    pub fn cells(&mut self, cells: &[PageCell]) {
        let mut most = 1;
        for (at, (cell, width)) in cells.iter().zip(&self.widths).enumerate() {
            let (ink, text) = match cell {
                PageCell::Text(t) => (Ink::Text, clean(t)),
                PageCell::Center(t) => (Ink::Center, clean(t)),
                PageCell::Strong(t) => (Ink::Strong, clean(t)),
                PageCell::Field(t) => (Ink::Field, clean(t)),
                PageCell::Key(ink, t) => (*ink, fit(t)),
                PageCell::Count(n) => {
                    self.leaf.number(self.row, at as u16, *n as f64, Ink::Center);
                    continue;
                }
            };
            most = most.max(lines(&text, *width));
            self.leaf.fit(self.row, at as u16, text.into_owned(), ink);
        }
        self.leaf.height(self.row, height(most).max(20.0));
        self.row += 1;
    }

    /// All rows.
    pub fn finish(mut self) -> Leaf {
        self.leaf.mark(self.sheet.number, self.row.max(1) - 1);
        self.leaf
    }
}

/// What a workbook says about itself but for its title: made on the given day, at midnight.
pub fn properties(day: NaiveDate) -> Result<DocProperties, XlsxError> {
    let made = ExcelDateTime::from_ymd(day.year().clamp(1900, 9999) as u16, day.month() as u8, day.day() as u8)?;
    Ok(DocProperties::new().set_creation_datetime(&made))
}

/// A workbook made on that day.
pub fn book(title: &str, day: NaiveDate, kind: OwnKind) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    book.set_zip_compression_level(QUICK);
    book.set_properties(&seal::told(properties(day)?.set_title(clean(title)), kind));
    Ok(book)
}
