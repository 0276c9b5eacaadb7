//! Text as a cell may hold it: identity numbers masked, what XML forbids removed, Excel's length kept.

use std::borrow::Cow;

use crate::model::text::mask_identity;

/// Most UTF-16 units in a cell.
const LIMIT: usize = 32_767;
/// What stands at the end of a text that was cut.
const CUT: &str = "…（内容过长，此处截断，全文见原台账）";

/// Makes a text fit to be written.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let plain = text.len() <= LIMIT && !text.chars().any(|c| is_odd(c) || c.is_ascii_digit());
    if plain {
        return Cow::Borrowed(text);
    }
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = unified.chars().filter(|c| !is_odd(*c)).collect();
    Cow::Owned(cut(mask_identity(&kept)))
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
        assert_eq!(clean("主题党日"), "主题党日");
    }

    #[test]
    fn identity_numbers_are_masked() {
        assert_eq!(clean("身份证320102199001011234"), "身份证320***********1234");
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
