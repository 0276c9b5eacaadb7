//! The looks of the workbook's tables, each with its twin for sums, and of what stands beside them. What they are made of is in the style book
//! (`paper::style`).

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline, Worksheet};

use crate::report::palette;
use crate::report::paper::style::{
    self, BLUE, BODY, DAY, FORM, Formats, GRAVE, GREY, HEADING, LEAD, LINE, MONTH, PALE, TABLE, centre, font, framed, left, looks,
};

/// Most UTF-16 units that a program takes of a footer's text, with room for its codes.
const FOOTER: usize = 180;

fn text(format: Format) -> Format {
    left(framed(format)).set_indent(1)
}

fn middle(format: Format) -> Format {
    centre(framed(format))
}

fn right(format: Format) -> Format {
    framed(format).set_align(FormatAlign::Right)
}

fn link(format: Format) -> Format {
    format.set_font_color(BLUE).set_underline(FormatUnderline::Single)
}

fn mark(format: Format, fill: u32) -> Format {
    middle(format).set_background_color(Color::RGB(fill))
}

fn card(format: Format) -> Format {
    let sides = format.set_border_left(FormatBorder::Thin).set_border_right(FormatBorder::Thin);
    sides.set_border_left_color(LINE).set_border_right_color(LINE).set_align(FormatAlign::Center).set_background_color(PALE)
}

fn figure(format: Format) -> Format {
    card(format).set_font_color(BLUE)
}

fn label(format: Format) -> Format {
    card(format).set_font_color(GREY).set_border_top(FormatBorder::Thin).set_border_top_color(LINE)
}

looks! {
    /// Formats of the body.
    Look {
        Text: BODY, TABLE, text;
        /// A text that a spreadsheet might take for a formula.
        Quoted: BODY, TABLE, |f| text(f).set_quote_prefix();
        Center: BODY, TABLE, middle;
        /// Thousands separated.
        Count: BODY, TABLE, |f| right(f).set_num_format("#,##0");
        /// One decimal; the value is floored already.
        Percent: BODY, TABLE, |f| right(f).set_num_format("0.0%");
        /// The same, below the floor: ▼ before the number.
        PercentLow: BODY, TABLE, |f| right(f).set_num_format("\"▼\"0.0%").set_background_color(GRAVE).set_bold();
        /// Two decimals.
        Points: BODY, TABLE, |f| right(f).set_num_format("0.00");
        Date: BODY, TABLE, |f| middle(f).set_num_format(DAY);
        Month: BODY, TABLE, |f| middle(f).set_num_format(MONTH);
        /// Text: fractions.
        Fraction: BODY, TABLE, right;
        /// A link to another sheet.
        Link: BODY, TABLE, |f| link(text(f));
        /// A link to a row.
        Jump: BODY, TABLE, |f| link(middle(f));
        /// 错误.
        Error: BODY, TABLE, |f| middle(f).set_background_color(GRAVE).set_bold();
        /// 警告.
        Warning: BODY, TABLE, |f| mark(f, palette::WARNING);
        /// ✓.
        OnTime: BODY, TABLE, |f| mark(f, palette::ON);
        /// ✓ with participation below the floor.
        OnTimeLow: BODY, TABLE, |f| mark(f, palette::ON_LOW).set_bold();
        /// 迟.
        Late: BODY, TABLE, |f| mark(f, palette::LATE);
        /// 迟 with participation below the floor.
        LateLow: BODY, TABLE, |f| mark(f, palette::LATE_LOW).set_bold();
        /// 报.
        Reported: BODY, TABLE, middle;
        /// 报 with participation below the floor.
        ReportedLow: BODY, TABLE, |f| mark(f, palette::REPORTED_LOW).set_bold();
        /// 核.
        Pending: BODY, TABLE, |f| mark(f, palette::PENDING).set_bold();
        /// 空.
        Empty: BODY, TABLE, |f| mark(f, palette::EMPTY).set_bold();
        /// 缺.
        Missing: BODY, TABLE, |f| mark(f, palette::MISSING).set_font_color(Color::White).set_bold();
        /// · and —.
        Faint: BODY, TABLE, |f| middle(f).set_font_color(GREY);
        /// The line below the title.
        Subtitle: LEAD, FORM, |f| left(f).set_font_color(GREY);
        CardLabel: BODY, 9.5, label;
        /// Label of a card that leads to a sheet.
        CardLink: BODY, 9.5, |f| link(label(f));
        CardCount: HEADING, 16.0, |f| figure(f).set_num_format("#,##0");
        CardPercent: HEADING, 16.0, |f| figure(f).set_num_format("0.0%");
        CardText: HEADING, 16.0, figure;
        CardFoot: BODY, 9.5, |f| card(f).set_font_color(GREY).set_border_bottom(FormatBorder::Thin).set_border_bottom_color(LINE);
        /// Headings and figures beside the printed page, which charts are drawn from.
        Backstage: BODY, 9.0, |f: Format| f.set_font_color(GREY);
        BackstagePercent: BODY, 9.0, |f: Format| f.set_font_color(GREY).set_num_format("0.0%");
    }
}

/// The formats.
#[derive(Default)]
pub(super) struct Styles {
    /// Of what every paper has: titles, headings, notes.
    pub ink: Formats,
    /// Unit and date of making, at the left of every page's foot; may be empty.
    pub footer: String,
    looks: Looks,
}

/// Of each look, and its twin.
struct Looks(Vec<[Format; 2]>);

impl Default for Looks {
    fn default() -> Self {
        let sum = |look: &Look| look.format().set_background_color(PALE).set_bold().set_border_top(FormatBorder::Medium);
        Looks(Look::ALL.iter().map(|look| [look.format(), sum(look)]).collect())
    }
}

impl Styles {
    /// All of them, with what stands at the left of every page's foot.
    pub fn with_footer(footer: &str) -> Self {
        // an ampersand begins a code there
        let kept: String = footer.chars().take(FOOTER).collect();
        Styles { footer: kept.replace('&', "&&"), ..Styles::default() }
    }

    /// Paper and foot of the page, the sheet's name at its right, or at the left if nothing else is to stand there.
    pub fn page(&self, ws: &mut Worksheet, paper: style::Sheet) {
        style::on(ws, paper, if self.footer.is_empty() { ["&A", ""] } else { [&self.footer, "&A"] });
    }

    /// The format of a body cell; `total` gives the one for sums.
    pub fn look(&self, look: Look, total: bool) -> &Format {
        &self.looks.0[look as usize][usize::from(total)]
    }
}
