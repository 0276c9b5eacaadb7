//! The colours of all that leaves the house, each named once by what it says: the workbook takes them as numbers, the page as variables of its style
//! sheet (`css`). They keep apart for the colour-blind, and whatever a colour says a word or a mark says too.

/// A list of colours: what each is for, its name here, its name in a style sheet, red, green and blue in one number.
macro_rules! palette {
    ($($(#[$about:meta])* $name:ident, $css:literal: $rgb:expr;)*) => {
        $($(#[$about])* pub const $name: u32 = $rgb;)*

        /// All of them, by their names in a style sheet, in order.
        pub const ALL: &[(&str, u32)] = &[$(($css, $name)),*];
    };
}

palette! {
    /// Text.
    INK, "ink": 0x1F1F1F;
    /// Text that steps back.
    GREY, "grey": 0x595959;
    /// Text and ground of the paper.
    WHITE, "white": 0xFFFFFF;
    /// Lines of tables.
    LINE, "line": 0xA6A6A6;
    /// Lines behind charts.
    GRID, "grid": 0xD9D9D9;
    /// Ground of sums and cards.
    PALE, "pale": 0xF5F7FA;
    /// Ground of headings.
    HEAD, "head": 0xDCE6F1;
    /// Titles and headings of sections.
    RED, "red": 0x9C1C1C;
    /// Links, figures, what was done.
    BLUE, "blue": 0x0B4F8A;
    /// What is wanting, the floor.
    ORANGE, "orange": 0xB5460F;
    /// What was late.
    AMBER, "amber": 0xE0A030;
    /// Sheets of checks.
    GREEN, "green": 0x5B7F3A;
    /// Sheets of data.
    SLATE, "slate": 0x7F7F7F;
    /// Bars of rates behind a number.
    BAR, "bar": 0xC5D9EF;
    /// Ground of an error, of a rate below the floor, of what bars.
    GRAVE, "grave": 0xF6D5C3;
    /// Ground of a warning.
    WARNING, "warning": 0xFFF2CC;
    /// 按时.
    ON, "on": 0xE3EEF9;
    /// 按时, below the floor.
    ON_LOW, "on-low": 0xB7CDE8;
    /// 迟报.
    LATE, "late": 0xFFF2CC;
    /// 迟报, below the floor.
    LATE_LOW, "late-low": 0xF2D58A;
    /// 已报, below the floor.
    REPORTED_LOW, "reported-low": 0xE4E7EC;
    /// 待核.
    PENDING, "pending": 0xE6DDF0;
    /// 空报.
    EMPTY, "empty": 0xF0C4A4;
    /// 缺报; the text on it is white.
    MISSING, "miss": 0xB5460F;
    /// Ground of what is given and locked.
    GIVEN, "given": 0xEDEDED;
    /// Ground of what is to be filled in.
    OPEN, "open": 0xFFF9DB;
    /// Ground of a cell that is marked in a copy.
    MARKED, "marked": 0xFFD966;
    /// Ground of what is said of a marked cell.
    SAID, "said": 0xFFF5DC;
    /// A rate at its best and, step by step, worse; the text on the last is white.
    HEAT_FULL, "heat-full": 0xF2F7FC;
    /// The second step.
    HEAT_HIGH, "heat-high": 0xCFE1F2;
    /// The third.
    HEAT_MID, "heat-mid": 0x8FB8DE;
    /// The last.
    HEAT_LOW, "heat-low": 0x0B4F8A;
}

/// The variables of a style sheet: `:root{--ink:#1f1f1f;…}`.
pub fn css() -> String {
    let variables: Vec<String> = ALL.iter().map(|(name, rgb)| format!("--{name}:#{rgb:06x}")).collect();
    format!(":root{{{}}}", variables.join(";"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_sheet_gets_every_colour_once() {
        let css = css();
        assert!(css.starts_with(":root{--ink:#1f1f1f;") && css.ends_with('}'), "{css}");
        for (name, _) in ALL {
            assert_eq!(css.matches(&format!("--{name}:#")).count(), 1, "{name}");
        }
    }

    /// Relative luminance as the accessibility guidelines define it.
    fn light(rgb: u32) -> f64 {
        let part = |shift: u32| {
            let c = f64::from((rgb >> shift) & 0xFF) / 255.0;
            if c <= 0.03928 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
    }

    #[test]
    fn text_can_be_read_on_every_ground() {
        let contrast = |a: u32, b: u32| {
            let (a, b) = (light(a), light(b));
            (a.max(b) + 0.05) / (a.min(b) + 0.05)
        };
        let grounds = [PALE, HEAD, GRAVE, WARNING, ON, ON_LOW, LATE_LOW, REPORTED_LOW, PENDING, EMPTY, OPEN, MARKED, SAID, HEAT_MID];
        for ground in grounds {
            assert!(contrast(INK, ground) >= 4.5, "{ground:06x}");
        }
        for ground in [MISSING, HEAT_LOW, RED] {
            assert!(contrast(WHITE, ground) >= 4.5, "{ground:06x}");
        }
    }
}
