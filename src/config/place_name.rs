//! What a jurisdiction may be called: an id that is safe in the names of files and in keys, and the shorter names that people type for a place.

/// Words for what a place is, at the end of its name.
const KINDS: &[&str] = &["自治县", "市", "县", "区", "旗"];
/// Fewest characters of a name that something was left off.
const SHORTEST: usize = 2;
/// Most characters of an id.
const LONGEST: usize = 40;

/// Fit to be an id: Chinese characters, small letters, digits and hyphens, and no hyphen first, where it would be taken for an option. Characters
/// that are written in two ways (compatibility forms) are left out: a file system may give back the other.
pub fn is_id(id: &str) -> bool {
    let han = |c: char| matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{2f7ff}');
    let fit = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || han(c);
    !id.is_empty() && !id.starts_with('-') && id.chars().count() <= LONGEST && id.chars().all(fit)
}

/// Is a place of this name meant? The name whole or without what it lies in, each with and without the word for what it is.
pub fn is_called(name: &str, typed: &str) -> bool {
    // 惠济区 of 郑州市惠济区, and never what follows the last 市 of 沙市
    let own = name.char_indices().filter(|(_, c)| matches!(c, '市' | '州' | '盟')).map(|(at, c)| &name[at + c.len_utf8()..]);
    let own = own.filter(|rest| !rest.starts_with('市') && KINDS.iter().any(|kind| rest.strip_suffix(kind).is_some_and(long_enough)));
    std::iter::once(name).chain(own).any(|name| typed == name || bare(name).is_some_and(|bare| bare == typed))
}

/// Does a text name the place, by any of the names that it goes by?
pub fn occurs(name: &str, text: &str) -> bool {
    let own = name.char_indices().filter(|(_, c)| matches!(c, '市' | '州' | '盟')).map(|(at, c)| &name[at + c.len_utf8()..]);
    let own = own.filter(|rest| KINDS.iter().any(|kind| rest.strip_suffix(kind).is_some_and(long_enough)));
    std::iter::once(name).chain(own).any(|name| text.contains(name) || bare(name).is_some_and(|bare| text.contains(bare)))
}

/// 池州 of 池州市.
fn bare(name: &str) -> Option<&str> {
    KINDS.iter().find_map(|kind| name.strip_suffix(kind)).filter(|bare| long_enough(bare))
}

fn long_enough(name: &str) -> bool {
    name.chars().count() >= SHORTEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_fit_for_files_and_keys() {
        for id in ["chizhou", "suizhou-gaoxin", "清源县", "清源县2025", "𠮷县"] {
            assert!(is_id(id), "{id}");
        }
        for id in ["", "-县", "清源 县", "a/b", "清源县.", "Qingyuan", "清源县（试行）", "..", "清\u{f9dc}", "县\u{200b}"] {
            assert!(!is_id(id), "{id}");
        }
        assert!(!is_id(&"县".repeat(LONGEST + 1)));
    }

    #[test]
    fn a_place_goes_by_its_name_and_by_what_people_call_it() {
        for (name, typed) in
            [("池州市", "池州市"), ("池州市", "池州"), ("郑州市惠济区", "惠济区"), ("郑州市惠济区", "惠济"), ("衢州市江山市", "江山市")]
        {
            assert!(is_called(name, typed), "{name} {typed}");
        }
        for (name, typed) in [
            ("池州市", "池"),
            ("池州市", "池州县"),
            ("郑州市惠济区", "郑州市"),
            ("郑州市惠济区", "郑州"),
            ("清源县", "源县"),
            ("池州市", ""),
        ] {
            assert!(!is_called(name, typed), "{name} {typed}");
        }
    }
}
