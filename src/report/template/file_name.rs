//! Names that every file system and every spreadsheet takes: what Windows forbids is replaced, long names are cut, equal ones are told apart.

use std::collections::BTreeSet;

/// Most characters of one part of a path: with three bytes each they stay below 255.
const MOST: usize = 70;
/// Most characters of a sheet's name.
const MOST_SHEET: usize = 31;

/// A part of a path.
pub fn safe(name: &str) -> String {
    let replaced: String = name
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}'))
        .map(|c| match c {
            '<' => '＜',
            '>' => '＞',
            ':' => '：',
            '"' => '＂',
            '/' => '／',
            '\\' => '＼',
            '|' => '｜',
            '?' => '？',
            '*' => '＊',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .take(MOST)
        .collect();
    let bare = replaced.trim().trim_end_matches(['.', ' ']).trim_start_matches('.');
    // A leading `~$` or `-` has a meaning of its own for office programs and shells.
    let bare = bare.trim_start_matches(['~', '-', ' ']);
    if bare.is_empty() {
        return "未命名".to_string();
    }
    let stem = bare.split('.').next().unwrap_or_default().trim().to_ascii_uppercase();
    let numbered = |p: &str| stem.strip_prefix(p).is_some_and(|n| n.len() == 1 && n.chars().all(|c| c.is_ascii_digit()));
    let reserved = matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT");
    if reserved { format!("_{bare}") } else { bare.to_string() }
}

/// Names given out so far; `A` and `a` are the same file for many systems.
#[derive(Debug, Default)]
pub struct Taken(BTreeSet<String>);

impl Taken {
    /// The name, or the name with a number behind it.
    pub fn unique(&mut self, name: String) -> String {
        let mut chosen = name.clone();
        let mut n = 2;
        while !self.0.insert(chosen.to_lowercase()) {
            chosen = format!("{name}（{n}）");
            n += 1;
        }
        chosen
    }

    /// The same for a sheet, whose name is short.
    pub fn sheet(&mut self, name: &str) -> String {
        let clean: String = name
            .chars()
            .filter(|c| !c.is_control())
            .map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') { '_' } else { c })
            .collect();
        let clean = clean.trim().trim_matches('\'');
        let clean = if clean.is_empty() { "表" } else { clean };
        let cut = |room: usize| {
            let mut used = 0;
            clean
                .chars()
                .take_while(|c| {
                    used += c.len_utf16();
                    used <= room
                })
                .collect::<String>()
        };
        let mut chosen = cut(MOST_SHEET);
        let mut n = 2;
        while !self.0.insert(chosen.to_lowercase()) {
            let tail = format!("（{n}）");
            chosen = format!("{}{tail}", cut(MOST_SHEET - tail.chars().count()));
            n += 1;
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_windows_forbids_is_replaced() {
        assert_eq!(safe("甲/乙:丙*?.xlsx "), "甲／乙：丙＊？.xlsx");
        assert_eq!(safe("con"), "_con");
        assert_eq!(safe("COM1.支部"), "_COM1.支部");
        assert_eq!(safe(" .. "), "未命名");
        assert_eq!(safe("支部. ."), "支部");
        assert_eq!(safe(&"长".repeat(300)).chars().count(), MOST);
        assert_eq!(safe("~$甲"), "$甲");
    }

    #[test]
    fn equal_names_are_told_apart() {
        let mut taken = Taken::default();
        assert_eq!([taken.unique("A支部".into()), taken.unique("a支部".into())], ["A支部", "a支部（2）"]);
        let long = "很".repeat(40);
        let (first, second) = (taken.sheet(&long), taken.sheet(&long));
        assert!(first != second && second.chars().count() <= MOST_SHEET && second.ends_with("（2）"));
        assert_eq!(taken.sheet("甲/乙[丙]"), "甲_乙_丙_");
    }
}
