//! How wide a text stands in a cell, and how many lines it takes. The library measures Han too narrow, so this does it: a Han
//! character is two units wide, everything else as `unicode-width` says.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::style::TABLE;

/// Narrowest column.
const NARROWEST: f64 = 6.5;
/// Units that a column's unit has room for, times the size of the text in points: a Han character is 4/3 pixels wide a point, a column's unit 7.
const FILL: f64 = 10.5;
/// What indent and padding take of a column.
const PADDING: f64 = 2.0;
/// The same of a heading, which is centred without indent.
const LITTLE: f64 = 0.4;
/// Height of a line of text, by the size of it.
const LINE: f64 = 1.45;
/// Above and below a row's text, in points.
const AIR: f64 = 5.0;
/// Excel's highest row, in points.
const HIGHEST: f64 = 409.0;

/// Units of a text on one line, if all of it is of the kind that most text is: ASCII, Han, and the signs that go with them. Anything else is left to
/// the library, which looks at what stands beside each character.
fn plain(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut units, mut at) = (0, 0);
    while let Some(byte) = bytes.get(at) {
        let (wide, long) = match byte {
            b' '..=b'~' => (1, 1),
            // U+5000 to U+9FFF
            0xE5..=0xE9 => (2, 3),
            _ => text[at..].chars().next().and_then(|c| Some((plain_char(c)?, c.len_utf8())))?,
        };
        (units, at) = (units + wide, at + long);
    }
    Some(units)
}

fn plain_char(c: char) -> Option<usize> {
    match c {
        ' '..='~' => Some(1),
        '\u{4E00}'..='\u{9FFF}' | '\u{3001}'..='\u{3011}' | '\u{FF01}'..='\u{FF60}' => Some(2),
        _ => None,
    }
}

/// Units of the longest line of a text.
pub fn units(text: &str) -> usize {
    if let Some(units) = plain(text) {
        return units;
    }
    text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0)
}

/// Column width for a longest line of that many units, not above `cap`.
pub fn column(units: usize, cap: f64) -> f64 {
    let wide = units as f64 * 1.1 + 2.0;
    ((wide.clamp(NARROWEST, cap.max(NARROWEST))) * 10.0).ceil() / 10.0
}

/// Units from which on a column of that `cap` becomes no wider.
pub fn full(cap: f64) -> usize {
    ((cap.max(NARROWEST) - 2.0) / 1.1).ceil() as usize + 1
}

/// Lines that a table's text takes in a column of that width when wrapped: Han characters break anywhere, runs of others only between runs.
pub fn lines(text: &str, width: f64) -> usize {
    within(text, room(width - PADDING, TABLE))
}

/// Units of text of that size (points) in so much of a column's width.
fn room(width: f64, size: f64) -> usize {
    (width * FILL / size).max(2.0) as usize
}

fn within(text: &str, room: usize) -> usize {
    // no character is wider than its bytes are many
    if text.len() <= room && !text.contains('\n') {
        return 1;
    }
    text.split('\n').map(|line| wrapped(line, room)).sum::<usize>().max(1)
}

fn wrapped(line: &str, room: usize) -> usize {
    if plain(line).unwrap_or_else(|| line.width()) <= room {
        return 1;
    }
    let (mut count, mut used, mut run) = (1, 0, 0);
    let mut place = |run: usize| {
        if used + run <= room {
            used += run;
        } else if run <= room {
            count += 1;
            used = run;
        } else {
            // A run longer than a line starts on a line of its own and is cut.
            count += usize::from(used > 0) + (run - 1) / room;
            used = (run - 1) % room + 1;
        }
    };
    for c in line.chars() {
        let wide = plain_char(c).or_else(|| c.width()).unwrap_or(0);
        if wide >= 2 || c == ' ' {
            place(std::mem::take(&mut run));
            place(wide);
        } else {
            run += wide;
        }
    }
    place(run);
    count
}

/// Height in points of a table's row whose tallest cell has that many lines.
pub fn height(lines: usize) -> f64 {
    high(lines, TABLE)
}

/// Height in points of a row for a text of that size in a column, or merged columns, of that width.
pub fn tall(text: &str, width: f64, size: f64) -> f64 {
    high(within(text, room(width - PADDING, size)), size)
}

/// Height in points of a row of headings of that size, each with the width of its column.
pub fn heads<'t>(heads: impl IntoIterator<Item = (&'t str, f64)>, size: f64) -> f64 {
    high(heads.into_iter().map(|(head, width)| within(head, room(width - LITTLE, size))).max().unwrap_or(1), size)
}

fn high(lines: usize, size: f64) -> f64 {
    (lines as f64 * LINE * size + AIR).min(HIGHEST)
}

/// Points of a height brought to whole pixels, as the library does.
pub fn pixels(points: f64) -> f64 {
    (points * 4.0 / 3.0).round() * 0.75
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_counts_double() {
        assert_eq!(units("党支部A"), 7);
        assert_eq!(units("一\n二三"), 4);
        assert_eq!(column(22, 60.0), 26.2);
        assert_eq!(column(200, 40.0), 40.0);
        assert_eq!(column(0, 40.0), NARROWEST);
        for cap in [3.0, 6.5, 8.0, 22.5, 90.0] {
            assert_eq!(column(full(cap), cap), column(usize::MAX, cap));
        }
    }

    #[test]
    fn plain_text_is_as_wide_as_the_library_says() {
        for c in (' '..='~').chain('\u{4E00}'..='\u{9FFF}').chain('\u{3001}'..='\u{3011}').chain('\u{FF01}'..='\u{FF60}') {
            let text = format!("党{c}a{c}");
            assert_eq!(plain(&text), Some(text.width()), "{c}");
            assert_eq!(plain_char(c), c.width());
        }
        for text in ["\u{FF01}\u{FE00}", "☺️", "a\tb", "Ａ\u{301}", "“引号”"] {
            assert!(plain(text).is_none(), "{text}");
            assert!(text.width() <= text.len());
        }
    }

    #[test]
    fn wrapping_breaks_between_han_and_keeps_runs_whole() {
        assert_eq!(lines("一二三四五六七八九十", 12.0), 2);
        assert_eq!(lines("一二三四五", 12.0), 1);
        assert_eq!(lines("一二三abcdefg", 12.0), 2);
        assert_eq!(lines(&"a".repeat(25), 12.0), 3);
        assert_eq!(lines("一\n二", 12.0), 2);
        assert_eq!(lines("", 12.0), 1);
        assert_eq!(height(1), LINE * TABLE + AIR);
        assert_eq!(tall("一二三四五", 12.0, 14.0), high(2, 14.0));
        assert_eq!((heads([("会议记录", 6.0)], 11.0), heads([("序号", 5.5), ("月", 2.0)], 11.0)), (high(2, 11.0), high(1, 11.0)));
        assert_eq!(height(1000), HIGHEST);
    }
}
