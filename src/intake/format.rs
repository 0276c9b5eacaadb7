//! Number formats: what a person sees in a cell that holds a number. A date whose format leaves out the year, a percentage, a number with a word
//! behind it are shown as something else than the number that is stored, and what is shown is what was meant.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveTime};

use super::fault::Fault;
use super::serial;
use super::sheet::BookBuilder;
use crate::model::book::{PartDate, RawSheet, Shows, Value};

/// Formats with words in them that are kept apart; a workbook holds no more.
const MOST_WORDED: usize = 65_000;
/// Decimals that are laid out; more show what is stored.
const MOST_DECIMALS: usize = 15;

/// Which parts of a moment a format shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) year: bool,
    pub(super) month: bool,
    pub(super) day: bool,
    pub(super) time: bool,
}

const WHOLE: Parts = Parts { year: true, month: true, day: true, time: false };
const CLOCK: Parts = Parts { year: false, month: false, day: false, time: true };
const MOMENT: Parts = Parts { time: true, ..WHOLE };
const MONTH_DAY: Parts = Parts { year: false, ..WHOLE };
const YEAR_MONTH: Parts = Parts { day: false, ..WHOLE };

/// What a number format makes of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Number,
    Percent,
    /// A date, a date-time or a time of day.
    Date(Parts),
    /// Hours beyond 24.
    Elapsed,
    /// Digits among words, or with so many decimals that a nought at the end shows.
    Worded(Worded),
}

/// A number between words: `0"月"`, `"第"0"次"`; or without words and with decimals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Worded {
    before: String,
    after: String,
    /// Decimals; `None` for as many as there are.
    decimals: Option<usize>,
}

/// The formats that are known by number alone (27–36 and 50–58 are dates in East Asian versions).
pub(super) fn built_in(id: u16) -> Shown {
    match id {
        2 => written("0.00"),
        9 | 10 => Shown::Percent,
        14 | 15 | 30 | 31 => Shown::Date(WHOLE),
        16 | 28 | 29 | 51 | 53 | 54 | 58 => Shown::Date(MONTH_DAY),
        17 | 27 | 36 | 50 | 52 | 57 => Shown::Date(YEAR_MONTH),
        18..=21 | 32..=35 | 45 | 47 | 55 | 56 => Shown::Date(CLOCK),
        22 => Shown::Date(MOMENT),
        46 => Shown::Elapsed,
        _ => Shown::Number,
    }
}

/// A piece of a format's first section.
enum Piece {
    Literal(String),
    /// A run of one letter of dates and times, in lower case.
    Run(char, usize),
    Digits,
    Point,
    Comma,
    Percent,
    General,
    Elapsed,
    /// What is neither shown nor a literal: colours, widths, fills.
    Silent,
    /// What is not laid out here: conditions, fractions, powers of ten, texts.
    Strange,
}

/// A written format; only its first section counts.
pub(super) fn written(format: &str) -> Shown {
    let pieces = pieces(format);
    if pieces.iter().any(|p| matches!(p, Piece::Elapsed)) {
        return Shown::Elapsed;
    }
    if pieces.iter().any(|p| matches!(p, Piece::Run('y' | 'm' | 'd' | 'h' | 's' | 'a', _))) {
        return Shown::Date(parts(&pieces));
    }
    if pieces.iter().any(|p| matches!(p, Piece::Percent)) {
        return Shown::Percent;
    }
    worded(&pieces).map_or(Shown::Number, Shown::Worded)
}

fn pieces(format: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let literal = |pieces: &mut Vec<Piece>, text: &str| match pieces.last_mut() {
        Some(Piece::Literal(before)) => before.push_str(text),
        _ => pieces.push(Piece::Literal(text.to_owned())),
    };
    let mut rest = format;
    while let Some(c) = rest.chars().next() {
        let general = ["General", "GENERAL", "general", "G/通用格式"].iter().find(|w| rest.starts_with(**w));
        let half = ["AM/PM", "am/pm", "A/P", "a/p", "上午/下午"].iter().find(|w| rest.starts_with(**w));
        if let Some(word) = general {
            pieces.push(Piece::General);
            rest = &rest[word.len()..];
            continue;
        }
        if let Some(word) = half {
            pieces.push(Piece::Silent);
            rest = &rest[word.len()..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            '"' => {
                let (inside, after) = rest.split_once('"').unwrap_or((rest, ""));
                literal(&mut pieces, inside);
                rest = after;
            }
            '\\' | '!' => {
                let next = rest.chars().next().map_or("", |c| &rest[..c.len_utf8()]);
                literal(&mut pieces, next);
                rest = &rest[next.len()..];
            }
            '_' | '*' => {
                rest = rest.chars().next().map_or("", |c| &rest[c.len_utf8()..]);
                pieces.push(Piece::Silent);
            }
            '[' => {
                let (inside, after) = rest.split_once(']').unwrap_or((rest, ""));
                rest = after;
                let inside = inside.to_ascii_lowercase();
                let elapsed = !inside.is_empty() && ["h", "m", "s"].iter().any(|unit| inside.chars().all(|c| unit.contains(c)));
                pieces.push(match inside.starts_with(['<', '>', '=']) {
                    _ if elapsed => Piece::Elapsed,
                    true => Piece::Strange,
                    false => Piece::Silent,
                });
            }
            ';' => break,
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'a' | 'A' | 'e' => {
                let letter = c.to_ascii_lowercase();
                match pieces.last_mut() {
                    Some(Piece::Run(last, count)) if *last == letter => *count += 1,
                    _ => pieces.push(Piece::Run(letter, 1)),
                }
            }
            '0' | '#' | '?' => {
                if !matches!(pieces.last(), Some(Piece::Digits)) {
                    pieces.push(Piece::Digits);
                }
                // decimals are counted one by one
                if pieces.iter().any(|p| matches!(p, Piece::Point)) {
                    pieces.push(Piece::Digits);
                }
            }
            '.' => pieces.push(Piece::Point),
            ',' => pieces.push(Piece::Comma),
            '%' => pieces.push(Piece::Percent),
            '@' | 'E' | '/' => pieces.push(Piece::Strange),
            c => literal(&mut pieces, c.encode_utf8(&mut [0; 4])),
        }
    }
    pieces
}

/// What of a moment is shown: an m behind hours or before seconds is a minute; three and more d, and a, are weekdays.
fn parts(pieces: &[Piece]) -> Parts {
    let runs: Vec<(char, usize)> = pieces.iter().filter_map(|p| if let Piece::Run(c, n) = p { Some((*c, *n)) } else { None }).collect();
    let mut parts = Parts::default();
    for (i, (letter, count)) in runs.iter().enumerate() {
        let before = i.checked_sub(1).map(|i| runs[i].0);
        let after = runs.get(i + 1).map(|r| r.0);
        match letter {
            'y' | 'e' => parts.year = true,
            'm' if before == Some('h') || after == Some('s') => parts.time = true,
            'm' => parts.month = true,
            'd' if *count < 3 => parts.day = true,
            'h' | 's' => parts.time = true,
            _ => {}
        }
    }
    parts
}

/// Words around one run of digits; `None` where a number shows as it is.
fn worded(pieces: &[Piece]) -> Option<Worded> {
    let mut worded = Worded::default();
    let (mut number, mut ended, mut decimals) = (false, false, None);
    for piece in pieces {
        match piece {
            Piece::Silent => {}
            Piece::Literal(text) => {
                ended |= number;
                if number { &mut worded.after } else { &mut worded.before }.push_str(text);
            }
            Piece::Digits | Piece::General | Piece::Point | Piece::Comma if ended => return None,
            Piece::Digits => {
                number = true;
                decimals = decimals.map(|n: usize| n + 1);
            }
            Piece::General => {
                number = true;
                worded.decimals = None;
            }
            Piece::Point => decimals = Some(0),
            Piece::Comma => {}
            Piece::Run(..) | Piece::Percent | Piece::Elapsed | Piece::Strange => return None,
        }
    }
    let general = pieces.iter().any(|p| matches!(p, Piece::General));
    // a point makes the scanner count the first decimal twice: once as a run, once as a decimal
    let places = decimals.map_or(0, |n| n.saturating_sub(1)).min(MOST_DECIMALS);
    worded.decimals = (!general).then_some(places);
    let words = [&worded.before, &worded.after].iter().any(|t| t.chars().any(char::is_alphanumeric));
    (number && (words || places > 0)).then_some(worded)
}

impl Worded {
    /// What is shown of a number; `None` where that is the number itself, or is less than the number.
    fn text(&self, n: f64) -> Option<String> {
        if !(n.is_finite() && (0.0..1e15).contains(&n)) {
            return None;
        }
        let digits = match self.decimals {
            None => format!("{n}"),
            Some(places) => format!("{n:.places$}"),
        };
        let whole = digits.parse::<f64>().is_ok_and(|shown| (shown - n).abs() < 1e-9);
        let words = self.before.chars().chain(self.after.chars()).any(char::is_alphanumeric);
        match (whole, words) {
            (true, true) => Some(format!("{}{digits}{}", self.before.trim_start(), self.after.trim_end())),
            // 6.1 under 0.00 shows 6.10; 15.00 says no more than 15
            (true, false) if n.fract() != 0.0 => Some(digits),
            _ => None,
        }
    }
}

/// The formats of a workbook, by style.
#[derive(Default)]
pub(super) struct Formats {
    /// By style; numbers of `kinds`.
    styles: Vec<u16>,
    kinds: Vec<Shown>,
    pub(super) is_1904: bool,
}

/// A number as it is shown: a value, or a text that was never typed.
#[derive(Debug, PartialEq)]
pub(super) enum Made {
    Value(Value),
    Text(String),
}

impl Formats {
    /// From the formats' numbers by style, and the formats that are written out.
    pub(super) fn new(styles: impl Iterator<Item = u16>, written_out: &BTreeMap<u16, Shown>, is_1904: bool) -> Self {
        let mut formats = Formats { styles: Vec::new(), kinds: vec![Shown::Number], is_1904 };
        let mut known: BTreeMap<u16, u16> = BTreeMap::new();
        for id in styles {
            let kind = *known.entry(id).or_insert_with(|| {
                let shown = written_out.get(&id).cloned().unwrap_or_else(|| built_in(id));
                if shown == Shown::Number || formats.kinds.len() >= MOST_WORDED {
                    return 0;
                }
                formats.kinds.push(shown);
                (formats.kinds.len() - 1) as u16
            });
            formats.styles.push(kind);
        }
        formats
    }

    fn shown(&self, style: usize) -> &Shown {
        const NUMBER: &Shown = &Shown::Number;
        self.styles.get(style).and_then(|kind| self.kinds.get(usize::from(*kind))).unwrap_or(NUMBER)
    }

    /// What of a moment shows under a style: all of it where the style is none of dates.
    pub(super) fn parts(&self, style: usize) -> Parts {
        if let Shown::Date(parts) = self.shown(style) { *parts } else { MOMENT }
    }

    /// A number as it shows under a style.
    pub(super) fn made(&self, style: usize, number: f64) -> Made {
        make(self.shown(style), number, self.is_1904)
    }

    /// Puts a number as it shows.
    pub(super) fn put(
        &self,
        style: usize,
        number: f64,
        (row, col): (u32, u32),
        sheet: &mut RawSheet,
        book: &mut BookBuilder<'_>,
    ) -> Result<(), Fault> {
        match self.made(style, number) {
            Made::Value(value) => book.put(sheet, row, col, value),
            Made::Text(text) => book.put_text(sheet, row, col, &text),
        }
    }
}

/// A number as a format shows it.
pub(super) fn make(shown: &Shown, number: f64, is_1904: bool) -> Made {
    Made::Value(match shown {
        Shown::Number => Value::Number(number),
        Shown::Percent => Value::Percent(number),
        Shown::Elapsed => serial::from_serial(number, true, is_1904),
        Shown::Date(parts) => return seen(serial::from_serial(number, false, is_1904), *parts),
        Shown::Worded(words) => match words.text(number) {
            Some(text) => return Made::Text(text),
            None => Value::Number(number),
        },
    })
}

/// Which parts of a moment a text shows that was made of it: `7月5日` has no year, `2017年7月` no day. All of them where the text tells nothing.
pub(super) fn shown_by(text: &str, value: &Value) -> Parts {
    let Value::Date(moment) = value else { return MOMENT };
    let runs: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).collect();
    let year = moment.year().to_string();
    let four = runs.contains(&year.as_str());
    let is = |run: &str, n: u32| run.parse() == Ok(n);
    let time = text.contains([':', '时', '点']);
    match runs[..] {
        [_, _] if !four && text.contains(['月', '/', '-', '.']) && is(runs[0], moment.month()) && is(runs[1], moment.day()) => MONTH_DAY,
        [y, m] if y == year && is(m, moment.month()) => YEAR_MONTH,
        [m] if text.contains('月') && is(m, moment.month()) => Parts { month: true, ..Parts::default() },
        [_, _, _] => WHOLE,
        [] | [_] | [_, _] => MOMENT,
        _ => Parts { time, ..WHOLE },
    }
}

/// What is seen of a moment of which these parts are shown.
pub(super) fn seen(value: Value, parts: Parts) -> Made {
    let Value::Date(moment) = value else { return Made::Value(value) };
    let day = moment.date();
    let shows = match (parts.year, parts.month, parts.day) {
        // weekdays alone, and days without their month, are rarer than formats that are read wrongly
        (true, _, true) | (false, false, false) => {
            let whole = if parts.time { moment } else { day.and_time(NaiveTime::MIN) };
            return Made::Value(Value::Date(whole));
        }
        (false, true, true) => Shows::MonthDay,
        (true, true, false) => Shows::YearMonth,
        (false, true, false) => Shows::Month,
        (false, false, true) => Shows::Day,
        (true, false, false) => Shows::Year,
    };
    let part = PartDate { day, shows };
    if parts.time { Made::Text(format!("{} {}", part.text(), moment.format("%H:%M"))) } else { Made::Value(Value::Part(part)) }
}

#[cfg(test)]
mod tests;
