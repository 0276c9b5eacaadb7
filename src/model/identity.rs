//! Identity numbers told from other text without copying it: nearly all text has none.

use std::borrow::Cow;

use super::text::mask_identity;

/// Fewest digits in a row that are taken for an identity number.
const LEAST: usize = 15;

/// The text with identity numbers masked, as `mask_identity` does.
pub fn masked(text: &str) -> Cow<'_, str> {
    if digits(text) < LEAST { Cow::Borrowed(text) } else { Cow::Owned(mask_identity(text)) }
}

/// The same of a text that may be a copy already.
pub fn masked_copy(text: Cow<'_, str>) -> Cow<'_, str> {
    if digits(&text) < LEAST { text } else { Cow::Owned(mask_identity(&text)) }
}

/// Digits in the text, full-width ones too.
pub fn digits(text: &str) -> usize {
    let bytes = text.as_bytes();
    let wide = |at: &usize| bytes[at + 1] == 0xBC && (0x90..=0x99).contains(&bytes[at + 2]);
    bytes.iter().filter(|b| b.is_ascii_digit()).count() + memchr::memchr_iter(0xEF, bytes).filter(wide).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_copied_only_to_be_masked() {
        for text in ["320102199001011234", "甲３２０１０２１９９００１０１１２３４", "电话13912345678，2017年7月", "", "，。！０９ａ"]
        {
            assert_eq!(masked(text), mask_identity(text));
        }
        assert!(matches!(masked("2017-07-05，实到 13 人"), Cow::Borrowed(_)));
        assert_eq!(digits("０９：1２，ａ："), 4);
    }
}
