//! Formats of blank ledgers: grey is given and locked, pale yellow is to be filled in.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// GB2312 in the font record, so that programs without the typeface choose another Chinese one.
const CHINESE: u8 = 134;
/// Size of what stands in the cells, in points.
pub const SIZE: f64 = 11.0;

const INK: Color = Color::RGB(0x1F1F1F);
const LINE: Color = Color::RGB(0x7F7F7F);
const GIVEN: Color = Color::RGB(0xEDEDED);
const OPEN: Color = Color::RGB(0xFFF9DB);
const HEADER: Color = Color::RGB(0xDCE6F1);

/// How a cell shows its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Look {
    /// Left, wrapped.
    #[default]
    Left,
    /// Centred, wrapped.
    Center,
    /// Centred, yyyy-mm-dd.
    Date,
    /// Centred, h:mm.
    Time,
    /// Centred, a whole number.
    Count,
}

fn font(name: &str, size: f64) -> Format {
    Format::new()
        .set_font_name(name)
        .set_font_size(size)
        .set_font_charset(CHINESE)
        .set_font_color(INK)
        .set_align(FormatAlign::VerticalCenter)
}

fn framed(format: Format) -> Format {
    format.set_border(FormatBorder::Thin).set_border_color(LINE)
}

/// Title of a sheet.
pub fn title() -> Format {
    font("方正小标宋简体", 18.0).set_align(FormatAlign::Center).set_text_wrap()
}

/// The line under the title and notes.
pub fn plain() -> Format {
    font("宋体", 10.5).set_align(FormatAlign::Left).set_text_wrap()
}

/// A heading within the sheet.
pub fn section() -> Format {
    font("黑体", 12.0).set_align(FormatAlign::Left)
}

/// Heading of a column, label of a form.
pub fn header() -> Format {
    framed(font("黑体", SIZE).set_align(FormatAlign::Center).set_text_wrap().set_background_color(HEADER))
}

fn body(look: Look) -> Format {
    let body = framed(font("宋体", SIZE)).set_text_wrap();
    match look {
        Look::Left => body.set_align(FormatAlign::Left),
        Look::Center => body.set_align(FormatAlign::Center),
        Look::Date => body.set_align(FormatAlign::Center).set_num_format("yyyy\\-mm\\-dd"),
        Look::Time => body.set_align(FormatAlign::Center).set_num_format("h:mm"),
        Look::Count => body.set_align(FormatAlign::Center).set_num_format("0"),
    }
}

/// A cell that is filled in already.
pub fn given(look: Look) -> Format {
    body(look).set_background_color(GIVEN)
}

/// A cell to be filled in.
pub fn open(look: Look) -> Format {
    body(look).set_background_color(OPEN).set_unlocked()
}

/// A cell that stands for reading alone.
pub fn shown(look: Look) -> Format {
    body(look)
}
