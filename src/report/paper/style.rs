//! The style book: typefaces, sizes, colours, borders and the paper, each named once, and the looks that cells of what goes out are made in. Typefaces
//! are those of official documents (小标宋 for titles, 黑体 for headings, 楷体 and 仿宋 for lines of text, 宋体 for tables); each names its family and
//! character set, by which a computer without it falls back on a Chinese face of the same kind. The colours are those of the palette (`report::palette`).

use std::ops::Index;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet};

use crate::report::palette;

/// A typeface with its family in the font record (1 with serifs, 2 without, 3 of even width, 4 written).
pub type Face = (&'static str, u8);

/// Titles. Where it is not installed its family leads to 宋体.
pub const TITLE: Face = ("方正小标宋简体", 1);
/// Headings of sections and columns, figures of cards.
pub const HEADING: Face = ("黑体", 3);
/// The line below the title of a report.
pub const LEAD: Face = ("楷体", 3);
/// Notes, explanations, letters.
pub const PROSE: Face = ("仿宋", 3);
/// Tables.
pub const BODY: Face = ("宋体", 1);
/// GB2312 in the font record, so that programs without the typeface choose another Chinese one.
const CHINESE: u8 = 134;

/// Sizes in points: of tables, of forms and notes, of letters.
pub const TABLE: f64 = 10.0;
/// The same.
pub const FORM: f64 = 11.0;
const LETTER: f64 = 14.0;

pub const INK: Color = Color::RGB(palette::INK);
pub const GREY: Color = Color::RGB(palette::GREY);
pub const LINE: Color = Color::RGB(palette::LINE);
pub const RED: Color = Color::RGB(palette::RED);
pub const BLUE: Color = Color::RGB(palette::BLUE);
/// Ground of sums and cards.
pub const PALE: Color = Color::RGB(palette::PALE);
/// Ground of headings.
const HEADER: Color = Color::RGB(palette::HEAD);
/// Ground of what is grave.
pub const GRAVE: Color = Color::RGB(palette::GRAVE);
/// Ground of what is given and locked.
const GIVEN: Color = Color::RGB(palette::GIVEN);
/// Ground of what is to be filled in.
pub const OPEN: Color = Color::RGB(palette::OPEN);

/// Dates as numbers.
pub const DAY: &str = "yyyy\\-mm\\-dd";
/// Months as numbers.
pub const MONTH: &str = "yyyy\"年\"m\"月\"";
/// Smallest print in points, whatever a page is scaled to.
pub const SMALLEST: f64 = 7.5;
/// Margins in inches: left and right, top, bottom.
const SIDES: f64 = 0.4;
const TOP: f64 = 0.5;
const BOTTOM: f64 = 0.6;

/// A sheet of paper, as it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// A4 upright.
    Upright,
    /// A4 across.
    Across,
    /// A3 across.
    Large,
}

impl Sheet {
    /// Its number in Excel's list of papers.
    fn number(self) -> u8 {
        if self == Sheet::Large { 8 } else { 9 }
    }

    /// Points within the margins: how wide, how tall.
    pub fn room(self) -> (f64, f64) {
        let (wide, tall) = match self {
            Sheet::Upright => (595.3, 841.9),
            Sheet::Across => (841.9, 595.3),
            Sheet::Large => (1190.6, 841.9),
        };
        (wide - 2.0 * SIDES * 72.0, tall - (TOP + BOTTOM) * 72.0)
    }
}

/// A typeface in a size.
pub fn font((name, family): Face, size: f64) -> Format {
    let format = Format::new().set_font_name(name).set_font_family(family).set_font_size(size).set_font_charset(CHINESE);
    format.set_font_color(INK).set_align(FormatAlign::VerticalCenter)
}

/// Within thin lines.
pub fn framed(format: Format) -> Format {
    format.set_border(FormatBorder::Thin).set_border_color(LINE)
}

/// Left, wrapped.
pub fn left(format: Format) -> Format {
    format.set_align(FormatAlign::Left).set_text_wrap()
}

/// Centred, wrapped.
pub fn centre(format: Format) -> Format {
    format.set_align(FormatAlign::Center).set_text_wrap()
}

fn text(format: Format) -> Format {
    left(framed(format))
}

fn middle(format: Format) -> Format {
    centre(framed(format))
}

/// How a form sets a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Set {
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

fn set(format: Format, set: Set) -> Format {
    match set {
        Set::Left => text(format),
        Set::Center => middle(format),
        Set::Date => middle(format).set_num_format(DAY),
        Set::Time => middle(format).set_num_format("h:mm"),
        Set::Count => middle(format).set_num_format("0"),
    }
}

/// A cell of a form that is filled in already.
pub fn given(how: Set) -> Format {
    set(font(BODY, FORM), how).set_background_color(GIVEN)
}

/// A cell of a form to be filled in.
pub fn open(how: Set) -> Format {
    set(font(BODY, FORM), how).set_background_color(OPEN).set_unlocked()
}

/// A list of looks: what each is for, its typeface, its size in points, what else it is.
macro_rules! looks {
    ($(#[$of:meta])* $all:ident { $($(#[$about:meta])* $name:ident: $face:expr, $size:expr, $make:expr;)* }) => {
        $(#[$of])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $all { $($(#[$about])* $name,)* }

        impl $all {
            /// All of them, in order.
            pub const ALL: &'static [$all] = &[$($all::$name),*];

            /// Typeface, size in points, and what else it is.
            fn made(self) -> ($crate::report::paper::style::Face, f64, fn(Format) -> Format) {
                match self { $($all::$name => ($face, $size, $make),)* }
            }

            /// Its format.
            pub fn format(self) -> Format {
                let (face, size, make) = self.made();
                make(font(face, size))
            }
        }
    };
}
pub(in crate::report) use looks;

looks! {
    /// Looks of what goes out.
    Ink {
        Title: TITLE, 18.0, centre;
        /// Title of a letter.
        Letterhead: HEADING, 22.0, centre;
        /// Lines above and below tables.
        Lead: PROSE, FORM, left;
        Section: HEADING, 12.0, |f: Format| {
            let lined = f.set_border_bottom(FormatBorder::Medium).set_border_bottom_color(RED);
            lined.set_font_color(RED).set_align(FormatAlign::Left).set_align(FormatAlign::Bottom)
        };
        Head: HEADING, TABLE, |f| middle(f).set_background_color(HEADER);
        Text: BODY, TABLE, text;
        Center: BODY, TABLE, middle;
        Bold: BODY, TABLE, |f| middle(f).set_bold();
        /// Bold and shaded.
        Strong: BODY, TABLE, |f| middle(f).set_bold().set_background_color(GRAVE);
        /// To be filled in.
        Field: BODY, TABLE, |f| text(f).set_background_color(OPEN);
        /// A day to be filled in.
        Day: BODY, TABLE, |f| text(f).set_background_color(OPEN).set_num_format(DAY);
        /// As above, of what a program would take for a formula.
        QuotedText: BODY, TABLE, |f| text(f).set_quote_prefix();
        QuotedCenter: BODY, TABLE, |f| middle(f).set_quote_prefix();
        QuotedField: BODY, TABLE, |f| text(f).set_background_color(OPEN).set_quote_prefix();
        /// Running text of a letter.
        Body: PROSE, LETTER, left;
        Right: PROSE, LETTER, |f: Format| f.set_align(FormatAlign::Right);
        Small: BODY, 9.0, |f| left(f).set_font_color(GREY);
        /// Where paper is cut.
        Cut: BODY, TABLE, |f: Format| f.set_border_bottom(FormatBorder::Dashed).set_border_bottom_color(GREY);
        /// Heading or label of a form.
        Label: HEADING, FORM, |f| middle(f).set_background_color(HEADER);
        /// On a form, for reading alone.
        Shown: BODY, FORM, text;
        ShownCenter: BODY, FORM, middle;
        /// On a form, filled in and locked.
        Given: BODY, FORM, |_| given(Set::Left);
        GivenCenter: BODY, FORM, |_| given(Set::Center);
        GivenCount: BODY, FORM, |_| given(Set::Count);
        /// On a form, to be filled in.
        Open: BODY, FORM, |_| open(Set::Left);
        OpenCenter: BODY, FORM, |_| open(Set::Center);
        OpenDate: BODY, FORM, |_| open(Set::Date);
    }
}

impl Ink {
    /// The same for a text that a program would take for a formula.
    pub fn quoted(self) -> Self {
        match self {
            Ink::Text | Ink::Strong => Ink::QuotedText,
            Ink::Center => Ink::QuotedCenter,
            Ink::Field => Ink::QuotedField,
            other => other,
        }
    }

    /// Points.
    pub fn size(self) -> f64 {
        self.made().1
    }
}

/// The formats of all looks, made once.
pub struct Formats(Vec<Format>);

impl Default for Formats {
    fn default() -> Self {
        Formats(Ink::ALL.iter().map(|ink| ink.format()).collect())
    }
}

impl Index<Ink> for Formats {
    type Output = Format;

    fn index(&self, ink: Ink) -> &Format {
        &self.0[ink as usize]
    }
}

/// A4, upright or across, with margins and foot.
pub fn page(ws: &mut Worksheet, landscape: bool, feet: [&str; 2]) {
    on(ws, if landscape { Sheet::Across } else { Sheet::Upright }, feet);
}

/// Paper, margins and foot of a page: as wide as the table, page numbers in the middle, what is given (in the codes of a foot) at the left and right. The
/// foot keeps its size whatever the page is scaled to.
pub fn on(ws: &mut Worksheet, sheet: Sheet, [left, right]: [&str; 2]) {
    let face = "&\"宋体,常规\"&10";
    let side = |code: &str, text: &str| if text.is_empty() { String::new() } else { format!("&{code}{face}{text}") };
    if sheet != Sheet::Upright {
        ws.set_landscape();
    }
    ws.set_paper_size(sheet.number())
        .set_margins(SIDES, SIDES, TOP, BOTTOM, 0.2, 0.3)
        .set_header_footer_scale_with_doc(false)
        .set_print_fit_to_pages(1, 0)
        .set_print_center_horizontally(true)
        .set_screen_gridlines(false)
        .set_footer(format!("{}&C{face}第 &P 页，共 &N 页{}", side("L", left), side("R", right)));
}
