//! Text as it may be shown: identity numbers masked.

/// Masks every identity number in a text: 18 characters (17 digits and a digit or X) or 15 digits, standing alone among digits, keep the
/// first three and the last four. Anything longer or shorter is no identity number and stays.
pub fn mask_identity(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_ascii_digit() {
            out.push(chars[at]);
            at += 1;
            continue;
        }
        let digits = chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
        let check = digits == 17 && chars.get(at + 17).is_some_and(|c| matches!(c, 'x' | 'X'));
        let length = digits + usize::from(check);
        if length == 18 || length == 15 {
            out.extend(&chars[at..at + 3]);
            out.extend(std::iter::repeat_n('*', length - 7));
            out.extend(&chars[at + length - 4..at + length]);
        } else {
            out.extend(&chars[at..at + length]);
        }
        at += length;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::mask_identity;

    #[test]
    fn numbers_of_fifteen_and_eighteen_places_are_masked() {
        assert_eq!(mask_identity("320102199001011234"), "320***********1234");
        assert_eq!(mask_identity("张三（32010219900101123x）请假"), "张三（320***********123x）请假");
        assert_eq!(mask_identity("320102900101123"), "320********1123");
        assert_eq!(mask_identity("一320102199001011234二320102199001011234"), "一320***********1234二320***********1234");
    }

    #[test]
    fn other_numbers_stay() {
        for text in ["", "13800000000", "2017-07-05", "1234567890123456789", "应到20人", "12345678901234567"] {
            assert_eq!(mask_identity(text), text);
        }
    }
}
