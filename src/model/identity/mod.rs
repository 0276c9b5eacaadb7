//! Identity and mobile numbers in free text, found however they are broken up, and masked: `320***********1234`, `139****5678`. Nearly all text
//! has none, and is told so after a look at its digits. What is a key (a digest, a ticket, the 编号 of a branch) never comes here: whoever writes a
//! value knows what it is.
//!
//! A number is looked for in *groups* of digits of any script; what cannot be seen (zero-width characters, soft hyphens) does not part a group, and
//! blanks, line breaks and up to three marks part it from the next. Taken for a number are, in this order:
//!
//! - 18 characters over several groups, from the start of one to the end of another: a province's code first, a day of birth from 1900 to 2030 at
//!   the seventh (GB 11643—1999), and either the right check digit or a grouping that dates, clocks and counts do not have (`shape`);
//! - a group of 15 digits and more, an `X` after it included, whatever they mean;
//! - 11 digits from 13 to 19, as one group (after 0 or 86 too) or as 3-4-4, 3-8 or 7-4: a mobile number;
//! - 15 digits over several groups, as before 1999: province, two-digit year, month and day, and a grouping that is hardly anything else;
//! - a number that a spreadsheet wrote with an exponent (`3.20102199001011E+17`).
//!
//! A SHA-256 digest, 64 characters in a row, is passed over. So dates, clocks, counts and lists of either stay as they are, even where they come to 15 digits and more. The digits between the first three
//! and the last four become stars, all else stays, and masking what is masked changes nothing.

mod glyph;
mod group;
mod shape;

use std::borrow::Cow;

use super::lanes;
use glyph::{Script, is_rare_lead};

/// Fewest digits that are looked at: those of a mobile number.
const LEAST: usize = 11;

/// The text with identity and mobile numbers masked.
pub fn masked(text: &str) -> Cow<'_, str> {
    if may_hold(text) { find_and_mask(text).map_or(Cow::Borrowed(text), Cow::Owned) } else { Cow::Borrowed(text) }
}

/// The same of a text that may be a copy already.
pub fn masked_copy(text: Cow<'_, str>) -> Cow<'_, str> {
    match masked(&text) {
        Cow::Owned(new) => Cow::Owned(new),
        Cow::Borrowed(_) => text,
    }
}

/// The same as a text of its own.
pub fn mask_identity(text: &str) -> String {
    masked(text).into_owned()
}

/// Does the text hold a number that would be masked?
pub fn holds(text: &str) -> bool {
    matches!(masked(text), Cow::Owned(_))
}

/// A free text that stands for a unit, as a key that may be written down: itself, or, where it holds a number, its masked form with a digest behind
/// it, so that two never become one.
pub fn key(text: &str) -> Cow<'_, str> {
    use sha2::{Digest, Sha256};
    match masked(text) {
        Cow::Borrowed(_) => Cow::Borrowed(text),
        Cow::Owned(masked) => {
            let digest = Sha256::digest(text);
            Cow::Owned(format!("{masked}#{:02x}{:02x}{:02x}{:02x}", digest[0], digest[1], digest[2], digest[3]))
        }
    }
}

/// A key of `key`, as it is shown to people.
pub fn shown_key(key: &str) -> &str {
    match key.rsplit_once('#') {
        Some((masked, digest)) if masked.contains('*') && digest.len() == 8 && digest.bytes().all(|b| b.is_ascii_hexdigit()) => masked,
        _ => key,
    }
}

/// Are there digits enough for a number? False is certain.
pub fn may_hold(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() < LEAST {
        return false;
    }
    let (mut digits, mut rare, mut leads) = (0_usize, 0_u8, 0_u8);
    lanes::each(bytes, |step| {
        let mut some = 0_u8;
        for byte in step {
            some += u8::from(byte.is_ascii_digit());
            rare |= u8::from(is_rare_lead(*byte));
            leads |= u8::from(*byte == 0xEF);
        }
        digits += usize::from(some);
    });
    let wide = |at: &usize| bytes[at + 1] == 0xBC && (0x90..=0x99).contains(&bytes[at + 2]);
    let plain = digits;
    if leads > 0 {
        digits += memchr::memchr_iter(0xEF, bytes).filter(wide).count();
    }
    let many = match (rare > 0, digits == plain) {
        (false, false) => digits >= LEAST,
        (false, true) => digits >= LEAST && near_each_other(bytes),
        (true, _) => text.chars().filter(|c| Script::Any.digit(*c).is_some()).count() >= LEAST,
    };
    many || may_hold_han(text)
}

/// Digits enough of ASCII that no letter and no usual Han character parts: between groups of one number stand but blanks and marks. Ledgers are
/// full of dates, clocks and counts with words between them.
fn near_each_other(bytes: &[u8]) -> bool {
    let mut digits = 0;
    bytes.iter().enumerate().any(|(at, byte)| {
        match byte {
            b'0'..=b'9' => digits += 1,
            // U+4000 to U+9FFF, which are all letters but for the hexagrams at U+4DC0
            b'a'..=b'z' | b'A'..=b'Z' | 0xE5..=0xE9 => digits = 0,
            0xE4 if bytes[at + 1] != 0xB7 => digits = 0,
            _ => {}
        }
        digits >= LEAST
    })
}

/// A run of so many Han numerals, three bytes each, covers one of the places looked at.
fn may_hold_han(text: &str) -> bool {
    let step = 3 * (LEAST - 1);
    (step..text.len()).step_by(step).any(|at| {
        let at = (at - 3..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(at);
        let part = |c: &char| Script::Han.digit(*c).is_some() || !(glyph::is_usual_han(*c) || c.is_alphanumeric() || glyph::is_star(*c));
        let (before, after) = (&text[..at], &text[at..]);
        if !after.starts_with(|c: char| part(&c)) {
            return false;
        }
        let count = |c: &char| Script::Han.digit(*c).is_some();
        let behind = before.chars().rev().take_while(part).take(4 * LEAST).filter(count).count();
        behind + after.chars().take_while(part).take(4 * LEAST).filter(count).count() >= LEAST
    })
}

/// Masks until nothing more is found: what is left of one number must not make another with its neighbours.
fn find_and_mask(text: &str) -> Option<String> {
    let once = |text: &str| group::once(text, Script::Any).or_else(|| group::once(text, Script::Han));
    let mut masked = once(text)?;
    while let Some(again) = once(&masked) {
        masked = again;
    }
    Some(masked)
}

#[cfg(test)]
mod tests;
