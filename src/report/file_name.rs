//! Names of files, folders and sheets made from what ledgers say: what Windows and spreadsheets forbid is replaced, reserved names are changed,
//! long ones cut, identity numbers masked, and two that differ in case alone do not meet.

use std::collections::BTreeSet;

use crate::model::identity::mask_identity;

/// Most bytes of a name without its extension: file systems end at 255, and copies add a few.
const LONGEST: usize = 180;
/// Most characters of a sheet's name.
const LONGEST_SHEET: usize = 31;
const RESERVED: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$"];

/// A part of a path: never empty, never `.` or `..`, no separator.
pub fn safe(name: &str) -> String {
    let unseen =
        |c: &char| c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let wide = |c: char| match c {
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
    };
    let mut name: String = mask_identity(name).chars().filter(|c| !unseen(c)).map(wide).collect();
    while name.len() > LONGEST {
        name.pop();
    }
    // A leading dot hides a file; `~$` and `-` have a meaning of their own for office programs and shells.
    let name = name.trim_start_matches(['.', '~', '-', ' ']).trim_end_matches(['.', ' ']);
    if name.is_empty() {
        return "未命名".to_string();
    }
    let stem = name.split('.').next().unwrap_or("").trim_end().to_ascii_lowercase();
    let port = stem.len() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem.ends_with(|c: char| c.is_ascii_digit());
    if port || RESERVED.contains(&stem.as_str()) { format!("_{name}") } else { name.to_string() }
}

/// Names of one folder, or of the sheets of one workbook, that have been given out.
#[derive(Debug, Default)]
pub struct Taken(BTreeSet<String>);

impl Taken {
    /// A safe name that nobody in the folder has, whatever the case of its letters: `甲`, `甲（2）`, …
    pub fn name(&mut self, name: &str) -> String {
        let base = safe(name);
        self.first_free(|tail| format!("{base}{tail}"))
    }

    /// The same for a path whose parts are safe already.
    pub fn path(&mut self, path: &str) -> String {
        self.first_free(|tail| format!("{path}{tail}"))
    }

    /// The same for a sheet, whose name is short.
    pub fn sheet(&mut self, name: &str) -> String {
        let plain = |c: char| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') { '_' } else { c };
        let clean: String = mask_identity(name).chars().filter(|c| !c.is_control()).map(plain).collect();
        let clean = clean.trim().trim_matches('\'');
        let clean = if clean.is_empty() { "表" } else { clean };
        self.first_free(|tail| {
            let mut room = LONGEST_SHEET - tail.chars().count();
            let fits = |c: &char| {
                let left = room.checked_sub(c.len_utf16());
                room = left.unwrap_or(0);
                left.is_some()
            };
            let cut: String = clean.chars().take_while(fits).collect();
            format!("{cut}{tail}")
        })
    }

    fn first_free(&mut self, with: impl Fn(&str) -> String) -> String {
        let mut chosen = with("");
        let mut count = 2;
        while !self.0.insert(chosen.to_lowercase()) {
            chosen = with(&format!("（{count}）"));
            count += 1;
        }
        chosen
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
            ("../../etc", "／..／etc"),
            ("..", "未命名"),
            ("", "未命名"),
            ("甲/乙:丙*?.xlsx ", "甲／乙：丙＊？.xlsx"),
            ("CON", "_CON"),
            ("nul.xlsx", "_nul.xlsx"),
            ("COM1.支部", "_COM1.支部"),
            ("台账. . ", "台账"),
            ("~$台账", "$台账"),
            ("320102199001011234", "320＊＊＊＊＊＊＊＊＊＊＊1234"),
        ] {
            assert_eq!(safe(raw), want, "{raw}");
        }
        assert!(safe(&"党".repeat(300)).len() <= LONGEST);
    }

    #[test]
    fn nobody_has_the_same_name_twice() {
        let mut taken = Taken::default();
        assert_eq!([taken.name("A支部"), taken.name("a支部"), taken.name("a支部（2）")], ["A支部", "a支部（2）", "a支部（2）（2）"]);
        let long = "很".repeat(40);
        let (first, second) = (taken.sheet(&long), taken.sheet(&long));
        assert!(first != second && second.chars().count() <= LONGEST_SHEET && second.ends_with("（2）"));
        assert_eq!(taken.sheet("甲/乙[丙]"), "甲_乙_丙_");
        assert_eq!(parts("甲/乙.zip/丙.v2.XLSX"), ("丙.v2", "xlsx".to_string()));
        assert_eq!(parts(".xlsx"), (".xlsx", String::new()));
    }
}
