//! Paper that goes out to committees and members: formats, text that fits, sheets written line by line, A4. Han characters are measured as two
//! units, for the library takes them too narrow.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::Leaf;
use super::measure::{TABLE, height, lines, tall};
use super::press::{self, Pen};
use super::text::{clean, looks_like_formula};
use crate::model::own::OwnKind;
use crate::report::{QUICK, seal};

/// Han character set, so that programs without the typeface choose another Chinese one.
const CHINESE: u8 = 134;
/// A4 in Excel's list of papers.
const A4: u8 = 9;

/// Formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    Title,
    /// Title of a letter.
    Letterhead,
    Lead,
    Head,
    Text,
    Center,
    Strong,
    /// To be filled in.
    Field,
    /// A day to be filled in.
    Day,
    /// Running text of a letter.
    Body,
    Right,
    /// As above, of what a program would take for a formula.
    QuotedText,
    QuotedCenter,
    QuotedStrong,
    QuotedField,
}

impl Pen for Ink {
    const ALL: &'static [Self] = &[
        Ink::Title,
        Ink::Letterhead,
        Ink::Lead,
        Ink::Head,
        Ink::Text,
        Ink::Center,
        Ink::Strong,
        Ink::Field,
        Ink::Day,
        Ink::Body,
        Ink::Right,
        Ink::QuotedText,
        Ink::QuotedCenter,
        Ink::QuotedStrong,
        Ink::QuotedField,
    ];

    fn number(self) -> usize {
        self as usize
    }

    fn format(self) -> Format {
        let font = |name: &str, size: f64| Format::new().set_font_name(name).set_font_size(size).set_font_charset(CHINESE);
        let line = |f: Format| f.set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x7F7F7F));
        let left = |f: Format| f.set_align(FormatAlign::Left).set_align(FormatAlign::VerticalCenter).set_text_wrap();
        let centre = |f: Format| f.set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter).set_text_wrap();
        let cell = || line(font("宋体", TABLE));
        match self {
            Ink::Title => centre(font("黑体", self.size())),
            Ink::Letterhead => centre(font("黑体", self.size())),
            Ink::Lead => left(font("宋体", TABLE)).set_font_color(Color::RGB(0x404040)),
            Ink::Head => centre(line(font("黑体", TABLE))).set_background_color(Color::RGB(0xDCE6F1)),
            Ink::Text => left(cell()),
            Ink::Center => centre(cell()),
            Ink::Strong => centre(cell()).set_bold().set_background_color(Color::RGB(0xF6D5C3)),
            Ink::Field => left(cell()).set_background_color(Color::RGB(0xFFF9DB)),
            Ink::Day => Ink::Field.format().set_num_format("yyyy\\-mm\\-dd"),
            Ink::Body => left(font("仿宋", self.size())),
            Ink::Right => font("仿宋", self.size()).set_align(FormatAlign::Right).set_align(FormatAlign::VerticalCenter),
            Ink::QuotedText => Ink::Text.format().set_quote_prefix(),
            Ink::QuotedCenter => Ink::Center.format().set_quote_prefix(),
            Ink::QuotedStrong => Ink::Strong.format().set_quote_prefix(),
            Ink::QuotedField => Ink::Field.format().set_quote_prefix(),
        }
    }
}

impl Ink {
    /// Points.
    fn size(self) -> f64 {
        match self {
            Ink::Title => 18.0,
            Ink::Letterhead => 22.0,
            Ink::Body | Ink::Right => 14.0,
            _ => TABLE,
        }
    }
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    Center(String),
    /// Centred, bold and shaded.
    Strong(String),
    /// To be filled in, with what is known already.
    Field(String),
    Count(u64),
}

impl Cell {
    /// Text, left.
    pub fn text(text: impl Into<String>) -> Self {
        Cell::Text(text.into())
    }

    /// Text, centred.
    pub fn center(text: impl Into<String>) -> Self {
        Cell::Center(text.into())
    }

    fn shown(&self) -> String {
        match self {
            Cell::Text(t) | Cell::Center(t) | Cell::Strong(t) | Cell::Field(t) => clean(t).into_owned(),
            Cell::Count(n) => n.to_string(),
        }
    }
}

/// What a page is printed on.
pub struct Sheet {
    /// Its place in the workbook; the mark of that number is the page's last row.
    pub number: u32,
    pub name: &'static str,
    /// Of its columns.
    pub widths: &'static [f64],
    /// Row of the headings, down to which it is frozen and repeated.
    pub head: Option<u32>,
    pub landscape: bool,
}

impl Sheet {
    /// The sheet, without rows.
    ///
    /// # Errors
    /// Those of writing.
    pub fn lay(&self) -> Result<Worksheet, XlsxError> {
        let mut ws = Worksheet::new();
        ws.set_name(self.name)?;
        for (at, width) in self.widths.iter().enumerate() {
            ws.set_column_width(at as u16, *width)?;
        }
        if let Some(head) = self.head {
            ws.set_freeze_panes(head + 1, 0)?;
            ws.set_repeat_rows(0, head)?;
        }
        paper(&mut ws, self.landscape);
        ws.set_print_area(0, 0, press::mark(self.number), self.widths.len().max(1) as u16 - 1)?;
        press::hold::<Ink>(&mut ws)?;
        Ok(ws)
    }
}

/// A sheet's rows, growing line by line.
pub struct Page {
    pub leaf: Leaf<Ink>,
    /// Next row.
    pub row: u32,
    sheet: &'static Sheet,
}

impl Page {
    /// No rows yet.
    pub fn new(sheet: &'static Sheet) -> Self {
        Page { leaf: Leaf::default(), row: 0, sheet }
    }

    /// A line over the whole width, at least so high (in points).
    pub fn line(&mut self, text: &str, ink: Ink, least: f64) {
        let text = clean(text);
        let last = self.sheet.widths.len().max(1) as u16 - 1;
        let width: f64 = self.sheet.widths.iter().sum();
        self.leaf.height(self.row, tall(&text, width, ink.size()).max(least));
        self.leaf.merge((self.row, 0), (self.row, last), text, ink);
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
    pub fn cells(&mut self, cells: &[Cell]) {
        let texts: Vec<String> = cells.iter().map(Cell::shown).collect();
        let most = texts.iter().zip(self.sheet.widths).map(|(t, w)| lines(t, *w)).max().unwrap_or(1);
        self.leaf.height(self.row, height(most).max(20.0));
        for (at, (cell, text)) in cells.iter().zip(texts).enumerate() {
            let quoted = looks_like_formula(&text);
            let ink = match cell {
                Cell::Text(_) => [Ink::Text, Ink::QuotedText],
                Cell::Center(_) | Cell::Count(_) => [Ink::Center, Ink::QuotedCenter],
                Cell::Strong(_) => [Ink::Strong, Ink::QuotedStrong],
                Cell::Field(_) => [Ink::Field, Ink::QuotedField],
            }[usize::from(quoted)];
            match cell {
                Cell::Count(n) => self.leaf.number(self.row, at as u16, *n as f64, ink),
                _ => self.leaf.text(self.row, at as u16, text, ink),
            }
        }
        self.row += 1;
    }

    /// All rows.
    pub fn finish(mut self) -> Leaf<Ink> {
        self.leaf.mark(self.sheet.number, self.row.max(1) - 1);
        self.leaf
    }
}

/// A4, one page wide, page numbers.
pub fn paper(ws: &mut Worksheet, landscape: bool) {
    if landscape {
        ws.set_landscape();
    }
    ws.set_paper_size(A4)
        .set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3)
        .set_print_fit_to_pages(1, 0)
        .set_print_center_horizontally(true)
        .set_screen_gridlines(false)
        .set_footer("&C&\"宋体,常规\"&9第 &P 页，共 &N 页");
}

/// What a workbook says about itself but for its title: made on the given day, at midnight.
///
/// # Errors
/// Those of writing.
pub fn properties(day: NaiveDate) -> Result<DocProperties, XlsxError> {
    let made = ExcelDateTime::from_ymd(day.year().clamp(1900, 9999) as u16, day.month() as u8, day.day() as u8)?;
    Ok(DocProperties::new().set_creation_datetime(&made))
}

/// A workbook made on that day.
///
/// # Errors
/// Those of writing.
pub fn book(title: &str, day: NaiveDate, kind: OwnKind) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    book.set_zip_compression_level(QUICK);
    book.set_properties(&seal::told(properties(day)?.set_title(clean(title)), kind));
    Ok(book)
}

/// 2017年7月31日.
pub fn day_words(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}
