//! Names of files and folders made from what ledgers say: what Windows forbids is replaced, reserved names are changed, long ones cut, and
//! two that differ in case alone do not meet.

use std::collections::BTreeSet;

use crate::model::text::mask_identity;

/// Most bytes of a name without its extension: file systems end at 255, and copies add a few.
const LONGEST: usize = 150;
const RESERVED: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$"];

/// A safe name; never empty, never `.` or `..`, no separator.
pub fn safe(name: &str) -> String {
    let forbidden = |c: char| {
        c.is_control()
            || matches!(c, '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    // stars of the mask are forbidden, too
    let plain: String = mask_identity(name).chars().map(|c| if forbidden(c) { '_' } else { c }).collect();
    let mut name = plain.trim().trim_end_matches(['.', ' ']).to_string();
    while name.len() > LONGEST {
        name.pop();
    }
    let name = name.trim_end_matches(['.', ' ']).trim_start().to_string();
    let stem = name.split('.').next().unwrap_or("").trim_end().to_ascii_lowercase();
    let port = stem.len() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem.ends_with(|c: char| c.is_ascii_digit());
    if name.is_empty() || RESERVED.contains(&stem.as_str()) || port || name.starts_with('~') || name.starts_with('.') {
        return format!("_{name}");
    }
    name
}

/// Names of one folder that have been given out.
#[derive(Debug, Default)]
pub struct Taken(BTreeSet<String>);

impl Taken {
    /// A safe name that nobody in the folder has, whatever the case of its letters: `甲`, `甲（2）`, …
    pub fn name(&mut self, name: &str) -> String {
        let base = safe(name);
        let mut next = base.clone();
        let mut count = 2;
        while !self.0.insert(next.to_lowercase()) {
            next = format!("{base}（{count}）");
            count += 1;
        }
        next
    }
}

/// The last part of a path without its extension, and the extension in lower case.
pub fn parts(path: &str) -> (&str, String) {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, extension.to_ascii_lowercase()),
        _ => (name, String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_safe() {
        for (raw, want) in [
            ("城关镇党委", "城关镇党委"),
            ("../../etc", "_.._.._etc"),
            ("..", "_"),
            ("", "_"),
            ("a/b\\c:d", "a_b_c_d"),
            ("CON", "_CON"),
            ("nul.xlsx", "_nul.xlsx"),
            ("com1", "_com1"),
            ("台账. . ", "台账"),
            ("~$台账", "_~$台账"),
            ("320102199001011234", "320___________1234"),
        ] {
            assert_eq!(safe(raw), want, "{raw}");
        }
        assert!(safe(&"党".repeat(300)).len() <= LONGEST);
    }

    #[test]
    fn nobody_has_the_same_name_twice() {
        let mut taken = Taken::default();
        assert_eq!([taken.name("A/b"), taken.name("a_B"), taken.name("a_b（2）")], ["A_b", "a_B（2）", "a_b（2）（2）"]);
        assert_eq!(parts("甲/乙.zip/丙.v2.XLSX"), ("丙.v2", "xlsx".to_string()));
        assert_eq!(parts(".xlsx"), (".xlsx", String::new()));
    }
}
