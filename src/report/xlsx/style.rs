//! The style book: every format of the workbook, by name, and the paper. Typefaces are those of official documents (小标宋 for titles, 黑体
//! for headings, 楷体 and 仿宋 for lines of text, 宋体 for tables); each names its family and character set, by which a computer without it
//! falls back on a Chinese face of the same kind. Colours keep apart for the colour-blind, and whatever a colour says a word or a mark says too.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline, Worksheet};

/// A typeface with its family in the font record (1 with serifs, 2 without, 3 of even width, 4 written).
type Face = (&'static str, u8);

/// Titles. Where it is not installed its family leads to 宋体.
const TITLE: Face = ("方正小标宋简体", 1);
/// Headings of sections and columns, figures of cards.
const HEADING: Face = ("黑体", 3);
/// The line below the title.
const LEAD: Face = ("楷体", 3);
/// Notes and explanations.
const PROSE: Face = ("仿宋", 3);
/// Tables.
const BODY: Face = ("宋体", 1);
/// GB2312 in the font record, so that programs without the typeface choose another Chinese one.
const CHINESE: u8 = 134;
/// A4 in Excel's list of papers.
const A4: u8 = 9;
/// Most UTF-16 units that a program takes of a footer's text, with room for its codes.
const FOOTER: usize = 180;

/// Size of notes and of the line below the title, in points.
pub(super) const PROSE_SIZE: f64 = 11.0;

const INK: Color = Color::RGB(0x1F1F1F);
const GREY: Color = Color::RGB(0x595959);
const LINE: Color = Color::RGB(0xA6A6A6);
const HEADER: Color = Color::RGB(0xDCE6F1);
const RED: Color = Color::RGB(0x9C1C1C);
const BLUE: Color = Color::RGB(0x0B4F8A);
const PALE: Color = Color::RGB(0xF5F7FA);

/// Formats of the body, each with its twin for totals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Look {
    /// Left, wrapped.
    Text,
    /// Left, wrapped; a text that a spreadsheet might take for a formula.
    Quoted,
    /// Centred, wrapped.
    Center,
    /// Right, thousands separated.
    Count,
    /// Right, one decimal; the value is floored already.
    Percent,
    /// The same, below the floor: ▼ before the number.
    PercentLow,
    /// Right, two decimals.
    Points,
    /// Centred, yyyy-mm-dd.
    Date,
    /// Right, text: fractions.
    Fraction,
    /// A link to another sheet.
    Link,
    /// A link to a row, centred.
    Jump,
    /// Bold and framed: 错误.
    Error,
    /// 警告.
    Warning,
    /// ✓.
    OnTime,
    /// ✓ with participation below the floor.
    OnTimeLow,
    /// 迟.
    Late,
    /// 迟 with participation below the floor.
    LateLow,
    /// 空.
    Empty,
    /// 缺.
    Missing,
    /// · and —.
    Faint,
}

impl Look {
    /// All of them, in order.
    pub const ALL: &[Look] = &[
        Look::Text,
        Look::Quoted,
        Look::Center,
        Look::Count,
        Look::Percent,
        Look::PercentLow,
        Look::Points,
        Look::Date,
        Look::Fraction,
        Look::Link,
        Look::Jump,
        Look::Error,
        Look::Warning,
        Look::OnTime,
        Look::OnTimeLow,
        Look::Late,
        Look::LateLow,
        Look::Empty,
        Look::Missing,
        Look::Faint,
    ];
}

/// The formats.
pub(super) struct Styles {
    pub title: Format,
    pub subtitle: Format,
    pub note: Format,
    pub section: Format,
    pub header: Format,
    pub card_label: Format,
    pub card_count: Format,
    pub card_percent: Format,
    pub card_text: Format,
    pub card_foot: Format,
    /// Label of a card that leads to a sheet.
    pub card_link: Format,
    /// Headings and figures beside the printed page, which charts are drawn from.
    pub backstage: Format,
    pub backstage_percent: Format,
    /// Unit and date of making, at the left of every page's foot; may be empty.
    pub footer: String,
    looks: Vec<(Look, Format, Format)>,
}

impl Styles {
    /// All of them.
    pub fn new() -> Self {
        let heading = |size: f64| font(HEADING, size).set_font_color(INK);
        let text = |face: Face, size: f64| {
            let format = font(face, size).set_align(FormatAlign::Left).set_align(FormatAlign::VerticalCenter);
            format.set_text_wrap()
        };
        let card = font(HEADING, 16.0).set_font_color(BLUE).set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
        let card = card.set_background_color(PALE).set_border_left(FormatBorder::Thin).set_border_right(FormatBorder::Thin);
        let card = card.set_border_left_color(LINE).set_border_right_color(LINE);
        let small = card.clone().set_font_name(BODY.0).set_font_family(BODY.1).set_font_size(9.0).set_font_color(GREY);
        let label = small.clone().set_border_top(FormatBorder::Thin).set_border_top_color(LINE);
        let backstage = font(BODY, 9.0).set_font_color(GREY);
        let centred = |f: Format| f.set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
        Styles {
            title: centred(font(TITLE, 20.0).set_font_color(INK)),
            subtitle: text(LEAD, PROSE_SIZE).set_font_color(GREY),
            note: text(PROSE, PROSE_SIZE).set_font_color(INK),
            section: heading(12.0)
                .set_font_color(RED)
                .set_align(FormatAlign::Left)
                .set_align(FormatAlign::Bottom)
                .set_border_bottom(FormatBorder::Medium)
                .set_border_bottom_color(RED),
            header: bordered(centred(heading(10.0)).set_text_wrap().set_background_color(HEADER)),
            card_link: label.clone().set_font_color(BLUE).set_underline(FormatUnderline::Single),
            card_label: label,
            backstage_percent: backstage.clone().set_num_format("0.0%"),
            backstage,
            footer: String::new(),
            card_count: card.clone().set_num_format("#,##0"),
            card_percent: card.clone().set_num_format("0.0%"),
            card_text: card,
            card_foot: small.set_border_bottom(FormatBorder::Thin).set_border_bottom_color(LINE),
            looks: looks(),
        }
    }

    /// The same with what stands at the left of every page's foot.
    pub fn with_footer(footer: &str) -> Self {
        // an ampersand begins a code there
        let kept: String = footer.chars().take(FOOTER).collect();
        Styles { footer: kept.replace('&', "&&"), ..Styles::new() }
    }

    /// Paper, margins, foot of the page: A4 across, as wide as the table, page numbers in the middle, the sheet's name at the right.
    pub fn page(&self, ws: &mut Worksheet) {
        let face = "&\"宋体,常规\"&9";
        let left = if self.footer.is_empty() { "&A" } else { self.footer.as_str() };
        let right = if self.footer.is_empty() { "" } else { "&A" };
        ws.set_landscape()
            .set_paper_size(A4)
            .set_margins(0.4, 0.4, 0.5, 0.6, 0.2, 0.3)
            .set_print_fit_to_pages(1, 0)
            .set_print_center_horizontally(true)
            .set_screen_gridlines(false)
            .set_footer(format!("&L{face}{left}&C{face}第 &P 页，共 &N 页&R{face}{right}"));
    }

    /// The format of a body cell; `total` gives the one for sums.
    pub fn look(&self, look: Look, total: bool) -> &Format {
        let at = self.looks.iter().find(|(l, _, _)| *l == look).or(self.looks.first());
        match at {
            Some((_, _, sum)) if total => sum,
            Some((_, body, _)) => body,
            None => &self.note,
        }
    }
}

fn font((name, family): Face, size: f64) -> Format {
    Format::new().set_font_name(name).set_font_family(family).set_font_size(size).set_font_charset(CHINESE)
}

fn bordered(format: Format) -> Format {
    format.set_border(FormatBorder::Thin).set_border_color(LINE)
}

fn looks() -> Vec<(Look, Format, Format)> {
    let body = bordered(font(BODY, 10.0).set_font_color(INK).set_align(FormatAlign::VerticalCenter));
    let left = body.clone().set_align(FormatAlign::Left).set_indent(1).set_text_wrap();
    let center = body.clone().set_align(FormatAlign::Center).set_text_wrap();
    let right = body.clone().set_align(FormatAlign::Right);
    let mark = |fill: u32| center.clone().set_background_color(Color::RGB(fill));
    let all = [
        (Look::Text, left.clone()),
        (Look::Quoted, left.clone().set_quote_prefix()),
        (Look::Center, center.clone()),
        (Look::Count, right.clone().set_num_format("#,##0")),
        (Look::Percent, right.clone().set_num_format("0.0%")),
        (Look::PercentLow, right.clone().set_num_format("\"▼\"0.0%").set_background_color(Color::RGB(0xF6D5C3)).set_bold()),
        (Look::Points, right.clone().set_num_format("0.00")),
        (Look::Date, center.clone().set_num_format("yyyy\\-mm\\-dd")),
        (Look::Fraction, right),
        (Look::Link, left.set_font_color(BLUE).set_underline(FormatUnderline::Single)),
        (Look::Jump, center.clone().set_font_color(BLUE).set_underline(FormatUnderline::Single)),
        (Look::Error, mark(0xF6D5C3).set_bold()),
        (Look::Warning, mark(0xFFF2CC)),
        (Look::OnTime, mark(0xE3EEF9)),
        (Look::OnTimeLow, mark(0xB7CDE8).set_bold()),
        (Look::Late, mark(0xFFF2CC)),
        (Look::LateLow, mark(0xF2D58A).set_bold()),
        (Look::Empty, mark(0xF0C4A4).set_bold()),
        (Look::Missing, mark(0xB5460F).set_font_color(Color::White).set_bold()),
        (Look::Faint, center.set_font_color(GREY)),
    ];
    all.into_iter()
        .map(|(look, body)| {
            let sum = body.clone().set_background_color(PALE).set_bold().set_border_top(FormatBorder::Medium);
            (look, body, sum)
        })
        .collect()
}
