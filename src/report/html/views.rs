//! The views of the page: how each is called in the address, and how an address is written. A view without an entry here goes by its sheet's name.

use crate::report::xlsx::plain;

/// Sheets whose views have a shorter name in the address.
const SHORT: [(&str, &str); 7] = [
    ("缺报清单", "缺报"),
    ("参与率预警", "参与率"),
    (plain::FINDINGS, "问题"),
    ("党员预警", "党员"),
    ("抽查名单", "抽查"),
    ("督查整改", "督查"),
    ("规则说明", "规则"),
];

/// What a sheet's view is called in the address.
pub(super) fn id(sheet: &str) -> &str {
    SHORT.iter().find(|(name, _)| *name == sheet).map_or(sheet, |(_, view)| view)
}

/// A name as a part of an address: what could be taken for a sign of it is written in percent.
pub(super) fn part(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_ascii() && !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.' | '~') {
            out.push_str(&format!("%{:02X}", c as u32));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_leave_their_part_of_an_address() {
        assert_eq!(part("a/b%#?=<\"村"), "a%2Fb%25%23%3F%3D%3C%22村");
        assert_eq!((id("缺报清单"), id("支部排名")), ("缺报", "支部排名"));
    }
}
