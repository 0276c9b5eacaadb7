//! Every format of the workbook, by name. Typefaces are ones that Office and WPS both carry: 黑体 for headings, 宋体 for the body.
//! Colours keep apart for the colour-blind, and whatever a colour says a word or a mark says too.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

/// Typeface of titles and headings.
const HEADING: &str = "黑体";
/// Typeface of everything else.
const BODY: &str = "宋体";
/// GB2312 in the font record, so that programs without the typeface choose another Chinese one.
const CHINESE: u8 = 134;

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
    looks: Vec<(Look, Format, Format)>,
}

impl Styles {
    /// All of them.
    pub fn new() -> Self {
        let heading = |size: f64| font(HEADING, size).set_font_color(INK);
        let card = font(HEADING, 16.0).set_font_color(BLUE).set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
        let card = card.set_background_color(PALE).set_border_left(FormatBorder::Thin).set_border_right(FormatBorder::Thin);
        let card = card.set_border_left_color(LINE).set_border_right_color(LINE);
        let small = card.clone().set_font_name(BODY).set_font_size(9.0).set_font_color(GREY);
        let centred = |f: Format| f.set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
        Styles {
            title: centred(heading(18.0)),
            subtitle: font(BODY, 10.0)
                .set_font_color(GREY)
                .set_align(FormatAlign::Left)
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap(),
            note: font(BODY, 10.0).set_font_color(INK).set_align(FormatAlign::Left).set_align(FormatAlign::VerticalCenter).set_text_wrap(),
            section: heading(12.0)
                .set_font_color(RED)
                .set_align(FormatAlign::Left)
                .set_align(FormatAlign::Bottom)
                .set_border_bottom(FormatBorder::Medium)
                .set_border_bottom_color(RED),
            header: bordered(centred(heading(10.0)).set_text_wrap().set_background_color(HEADER)),
            card_label: small.clone().set_border_top(FormatBorder::Thin).set_border_top_color(LINE),
            card_count: card.clone().set_num_format("#,##0"),
            card_percent: card.clone().set_num_format("0.0%"),
            card_text: card,
            card_foot: small.set_border_bottom(FormatBorder::Thin).set_border_bottom_color(LINE),
            looks: looks(),
        }
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

fn font(name: &str, size: f64) -> Format {
    Format::new().set_font_name(name).set_font_size(size).set_font_charset(CHINESE)
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
