//! Text as a cell may hold it: identity numbers masked, what XML forbids removed, Excel's length kept.

use std::borrow::Cow;

use crate::model::identity::{mask_identity, may_hold};
use crate::model::lanes;

/// Most UTF-16 units in a cell.
const LIMIT: usize = 32_767;
/// What stands at the end of a text that was cut.
const CUT: &str = "…（内容过长，此处截断，全文见原台账）";

/// Makes a text fit to be written.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.len() <= LIMIT && is_plain(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(cut(mask_identity(&kept(text))))
}

/// Makes a key fit to be written: never masked.
pub fn fit(text: &str) -> Cow<'_, str> {
    if text.len() <= LIMIT && nothing_odd(text) { Cow::Borrowed(text) } else { Cow::Owned(cut(kept(text))) }
}

/// What a cell may hold of it.
fn kept(text: &str) -> String {
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    unified.chars().filter(|c| !is_odd(*c)).collect()
}

/// Nothing odd, and too few digits for an identity number.
fn is_plain(text: &str) -> bool {
    nothing_odd(text) && !may_hold(text)
}

/// The beginning of a text, with `…` where it had more than so many characters.
pub fn short(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some(_) => Cow::Owned(text.chars().take(most.saturating_sub(1)).chain(['…']).collect()),
        None => Cow::Borrowed(text),
    }
}

/// Without a character that a cell may not hold.
fn nothing_odd(text: &str) -> bool {
    let bytes = text.as_bytes();
    // what leads to U+0080 and beyond it is looked at below
    let odd = |b: u8| (b < 0x20 && b != b'\n' && b != b'\t') || b == 0x7F || b == 0xC2;
    if lanes::any(bytes, odd) && !bytes.iter().enumerate().filter(|(_, b)| odd(**b)).all(|(at, b)| *b == 0xC2 && bytes[at + 1] >= 0xA0) {
        return false;
    }
    // U+FFFE and U+FFFF
    !memchr::memchr_iter(0xEF, bytes).any(|at| matches!(bytes[at + 1..], [0xBF, 0xBE..=0xBF, ..]))
}

/// Would a spreadsheet take the text for a formula if somebody edited the cell?
pub fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t'])
}

/// Control characters and non-characters; line feed and tab stay.
fn is_odd(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

fn cut(text: String) -> String {
    if text.encode_utf16().count() <= LIMIT {
        return text;
    }
    let room = LIMIT - CUT.encode_utf16().count();
    let mut used = 0;
    let mut short: String = text
        .chars()
        .take_while(|c| {
            used += c.len_utf16();
            used <= room
        })
        .collect();
    short.push_str(CUT);
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_go_and_line_breaks_stay() {
        assert_eq!(clean("一\u{1}二\r\n三\u{FFFF}\r四"), "一二\n三\n四");
        assert_eq!(clean("一\u{85}二\u{7F}三\u{A0}四"), "一二三\u{A0}四");
        assert_eq!(clean("主题党日"), "主题党日");
    }

    #[test]
    fn identity_numbers_are_masked() {
        assert_eq!(clean("身份证320102199001011234"), "身份证320***********1234");
        assert_eq!(fit("340825001000001\u{1}"), "340825001000001");
        assert_eq!(clean("３２０１０２１９９００１０１１２３４"), "３２０***********１２３４");
        assert_eq!(clean("320102\u{a0}19900101\u{a0}1234"), "320***\u{a0}********\u{a0}1234");
        assert!(matches!(clean("2017年7月5日，电话1391"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_long_text_is_cut_visibly_within_the_limit() {
        let long = clean(&"𠀀".repeat(20_000)).into_owned();
        assert!(long.ends_with(CUT));
        assert!(long.encode_utf16().count() <= LIMIT);
        assert_eq!(clean(&"一".repeat(LIMIT)).chars().count(), LIMIT);
    }

    #[test]
    fn a_short_text_says_that_it_was_longer() {
        assert_eq!((short("党支部", 3), short("党支部", 2)), ("党支部".into(), "党…".into()));
    }

    #[test]
    fn formula_starts_are_known() {
        assert!(looks_like_formula("=1+1") && looks_like_formula("@a") && !looks_like_formula("党课"));
    }
}
