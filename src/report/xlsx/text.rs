//! Text as a cell may hold it: identity numbers masked, what XML forbids removed, Excel's length kept.

use std::borrow::Cow;

use crate::model::text::mask_identity;

/// Most UTF-16 units in a cell.
const LIMIT: usize = 32_767;
/// What stands at the end of a text that was cut.
const CUT: &str = "…（内容过长，此处截断，全文见原台账）";

/// Fewest digits that are taken for an identity number.
const IDENTITY: usize = 15;

/// Makes a text fit to be written.
pub(in crate::report) fn clean(text: &str) -> Cow<'_, str> {
    if text.len() <= LIMIT && is_plain(text) {
        return Cow::Borrowed(text);
    }
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = unified.chars().filter(|c| !is_odd(*c)).collect();
    Cow::Owned(cut(mask_identity(&kept)))
}

/// Nothing odd, and too few digits for an identity number.
pub(in crate::report) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut digits = 0;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'0'..=b'9' => digits += 1,
            0..=0x08 | 0x0B..=0x1F | 0x7F => return false,
            // U+0080 to U+009F
            0xC2 if bytes[at + 1] < 0xA0 => return false,
            // full-width digits; U+FFFE and U+FFFF
            0xEF if bytes[at + 1] == 0xBC && (0x90..=0x99).contains(&bytes[at + 2]) => digits += 1,
            0xEF if bytes[at + 1] == 0xBF && bytes[at + 2] >= 0xBE => return false,
            _ => {}
        }
    }
    digits < IDENTITY
}

/// Would a spreadsheet take the text for a formula if somebody edited the cell?
pub(super) fn looks_like_formula(text: &str) -> bool {
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
        assert_eq!(clean("３２０１０２１９９００１０１１２３４"), "３２０***********１２３４");
        assert!(matches!(clean("2017年7月5日，电话13912345"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_long_text_is_cut_visibly_within_the_limit() {
        let long = clean(&"𠀀".repeat(20_000)).into_owned();
        assert!(long.ends_with(CUT));
        assert!(long.encode_utf16().count() <= LIMIT);
        assert_eq!(clean(&"一".repeat(LIMIT)).chars().count(), LIMIT);
    }

    #[test]
    fn formula_starts_are_known() {
        assert!(looks_like_formula("=1+1") && looks_like_formula("@a") && !looks_like_formula("党课"));
    }
}
