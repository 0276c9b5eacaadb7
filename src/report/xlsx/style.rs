//! The looks of the workbook's tables, each with its twin for sums, and of what stands beside them. What they are made of is in the style book
//! (`paper::style`).

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline, Worksheet};

use crate::report::paper::style::{
    self, BLUE, BODY, DAY, FORM, GRAVE, GREY, HEADING, Ink, LEAD, LINE, PALE, TABLE, centre, font, framed, left, looks,
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
        /// Text: fractions.
        Fraction: BODY, TABLE, right;
        /// A link to another sheet.
        Link: BODY, TABLE, |f| link(text(f));
        /// A link to a row.
        Jump: BODY, TABLE, |f| link(middle(f));
        /// 错误.
        Error: BODY, TABLE, |f| middle(f).set_background_color(GRAVE).set_bold();
        /// 警告.
        Warning: BODY, TABLE, |f| mark(f, 0xFFF2CC);
        /// ✓.
        OnTime: BODY, TABLE, |f| mark(f, 0xE3EEF9);
        /// ✓ with participation below the floor.
        OnTimeLow: BODY, TABLE, |f| mark(f, 0xB7CDE8).set_bold();
        /// 迟.
        Late: BODY, TABLE, |f| mark(f, 0xFFF2CC);
        /// 迟 with participation below the floor.
        LateLow: BODY, TABLE, |f| mark(f, 0xF2D58A).set_bold();
        /// 空.
        Empty: BODY, TABLE, |f| mark(f, 0xF0C4A4).set_bold();
        /// 缺.
        Missing: BODY, TABLE, |f| mark(f, 0xB5460F).set_font_color(Color::White).set_bold();
        /// · and —.
        Faint: BODY, TABLE, |f| middle(f).set_font_color(GREY);
    }
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
    /// Of each look, and its twin.
    looks: Vec<[Format; 2]>,
}

impl Styles {
    /// All of them.
    pub fn new() -> Self {
        let card = font(HEADING, 16.0).set_font_color(BLUE).set_align(FormatAlign::Center);
        let card = card.set_background_color(PALE).set_border_left(FormatBorder::Thin).set_border_right(FormatBorder::Thin);
        let card = card.set_border_left_color(LINE).set_border_right_color(LINE);
        let small = card.clone().set_font_name(BODY.0).set_font_family(BODY.1).set_font_size(9.0).set_font_color(GREY);
        let label = small.clone().set_border_top(FormatBorder::Thin).set_border_top_color(LINE);
        let backstage = font(BODY, 9.0).set_font_color(GREY);
        let sum = |look: &Look| look.format().set_background_color(PALE).set_bold().set_border_top(FormatBorder::Medium);
        Styles {
            title: Ink::Title.format(),
            subtitle: left(font(LEAD, FORM)).set_font_color(GREY),
            note: Ink::Lead.format(),
            section: Ink::Section.format(),
            header: Ink::Head.format(),
            card_link: link(label.clone()),
            card_label: label,
            backstage_percent: backstage.clone().set_num_format("0.0%"),
            backstage,
            footer: String::new(),
            card_count: card.clone().set_num_format("#,##0"),
            card_percent: card.clone().set_num_format("0.0%"),
            card_text: card,
            card_foot: small.set_border_bottom(FormatBorder::Thin).set_border_bottom_color(LINE),
            looks: Look::ALL.iter().map(|look| [look.format(), sum(look)]).collect(),
        }
    }

    /// The same with what stands at the left of every page's foot.
    pub fn with_footer(footer: &str) -> Self {
        // an ampersand begins a code there
        let kept: String = footer.chars().take(FOOTER).collect();
        Styles { footer: kept.replace('&', "&&"), ..Styles::new() }
    }

    /// Paper and foot of the page, the sheet's name at its right, or at the left if nothing else is to stand there.
    pub fn page(&self, ws: &mut Worksheet) {
        style::page(ws, true, if self.footer.is_empty() { ["&A", ""] } else { [&self.footer, "&A"] });
    }

    /// The format of a body cell; `total` gives the one for sums.
    pub fn look(&self, look: Look, total: bool) -> &Format {
        &self.looks[look as usize][usize::from(total)]
    }
}
