//! What is for machines and stands in texts for people: options, commands, digests, keys of periods, codes of rules. Read from the files themselves, so that
//! what is on the screen alone is seen as well.

use std::path::Path;

use calamine::{Reader, SheetVisible, open_workbook_auto};

use crate::filled::cells;

/// What may stand where it is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct May {
    /// Seeds, tickets and digests of a draw, and how to prove them.
    pub prove: bool,
    /// Commands: what stands on a terminal is for those who type them.
    pub command: bool,
}

/// What of a text is for machines.
pub fn machine(text: &str, may: May) -> Option<String> {
    let marks: Vec<char> = text.chars().collect();
    let found = |at: usize, length: usize| Some(marks[at..(at + length).min(marks.len())].iter().collect::<String>());
    let ascii = |c: Option<&char>| c.is_some_and(char::is_ascii_alphanumeric);
    let free = |at: usize, length: usize| {
        let before = at.checked_sub(1).and_then(|before| marks.get(before));
        !ascii(before) && !ascii(marks.get(at + length))
    };
    for (at, w) in marks.windows(6).enumerate() {
        // a way of making digests is no rule
        let digest = w[..3] == ['S', 'H', 'A'];
        if free(at, 6) && !digest && w[..3].iter().all(char::is_ascii_uppercase) && w[3..].iter().all(char::is_ascii_digit) {
            return found(at, 6);
        }
        if free(at, 6) && w[..4].iter().all(char::is_ascii_digit) && "QH".contains(w[4]) && w[5].is_ascii_digit() {
            return found(at, 6);
        }
    }
    // a month as data write it; a day, or a file's name, goes on
    for (at, w) in marks.windows(7).enumerate() {
        let around = [at.checked_sub(1).and_then(|before| marks.get(before)), marks.get(at + 7)];
        let month = w[..4].iter().all(char::is_ascii_digit) && w[4] == '-' && w[5..].iter().all(char::is_ascii_digit);
        if month && around.iter().all(|c| !c.is_some_and(char::is_ascii)) {
            return found(at, 7);
        }
    }
    if !may.command {
        let option = marks.windows(3).position(|w| w[..2] == ['-', '-'] && w[2].is_ascii_lowercase());
        if let Some(at) = option {
            return found(at, 16);
        }
        if let Some((_, rest)) = text.split_once("dangri") {
            return Some(format!("dangri{}", rest.chars().take(16).collect::<String>()));
        }
    }
    if text.contains(".toml") {
        return Some(".toml".into());
    }
    let digest =
        |run: &&str| run.len() >= 16 && run.contains(|c: char| c.is_ascii_alphabetic()) && run.contains(|c: char| c.is_ascii_digit());
    (!may.prove).then(|| text.split(|c: char| !c.is_ascii_hexdigit()).find(digest).map(str::to_string))?
}

/// One or several codes of rules and nothing else.
fn codes(text: &str) -> bool {
    let code = |part: &str| {
        part.len() == 6 && part.chars().take(3).all(|c| c.is_ascii_uppercase()) && part.chars().skip(3).all(|c| c.is_ascii_digit())
    };
    !text.is_empty() && text.split(['、', '，', ' ']).all(code)
}

/// A heading of a column of codes.
fn of_codes(heading: &str) -> bool {
    matches!(heading, "规则" | "规则代码" | "代码")
}

/// What is for machines in the visible sheets of a workbook, each with its place.
pub fn workbook(path: &Path, may: May) -> Vec<String> {
    let book = open_workbook_auto(path).expect("a workbook");
    let shown = book.sheets_metadata().iter().filter(|sheet| sheet.visible == SheetVisible::Visible);
    shown.flat_map(|sheet| sheet_words(&sheet.name, &cells(path, &sheet.name), may)).collect()
}

fn sheet_words(name: &str, rows: &[Vec<String>], may: May) -> Vec<String> {
    let (mut said, mut headed, mut of_runs) = (Vec::new(), Vec::new(), Vec::new());
    for (r, row) in rows.iter().enumerate() {
        headed.resize(headed.len().max(row.len()), false);
        of_runs.resize(headed.len(), false);
        for (c, text) in row.iter().enumerate() {
            headed[c] |= of_codes(text);
            of_runs[c] |= text == "运行编号";
            let id = of_runs[c] && text.len() == 16 && text.chars().all(|c| c.is_ascii_hexdigit());
            if id || headed[c] && codes(text) {
                continue;
            }
            said.extend(machine(text, may).map(|word| format!("{name}, row {}, column {}: {word} in “{text}”", r + 1, c + 1)));
        }
    }
    said
}

#[test]
fn words_for_machines_are_told_from_those_for_people() {
    let strict = May::default();
    let told = |text: &str| machine(text, strict);
    for text in [
        "2017Q3 抽查",
        "见 PAR002。",
        "加 --force 重新运行",
        "运行 dangri match",
        "摘要 7bdd2c3982999d434e",
        "schemas/words.toml",
        "缺报（2018-02）",
    ] {
        assert!(told(text).is_some(), "{text}");
    }
    for text in [
        "2017年第三季度",
        "Z00021",
        "GB2312 编码",
        "3210221990010112345",
        "——",
        "————————————————",
        "党支部 ABCD1234",
        "于2018-02-05报送",
        "台账2018-02.xlsx",
    ] {
        assert_eq!(told(text), None);
    }
    assert_eq!(machine("dangri match 台账", May { command: true, ..strict }), None);
    assert_eq!(machine("7bdd2c3982999d434e", May { prove: true, ..strict }), None);
    let row = |cells: &[&str]| cells.iter().map(|c| c.to_string()).collect::<Vec<_>>();
    let sheet = |heading: &str| sheet_words("表", &[row(&["名称", heading]), row(&["缺报", "SUB001"])], strict).len();
    assert_eq!((sheet("规则"), sheet("说明")), (0, 1));
    assert_eq!(sheet_words("表", &[row(&["规则"]), row(&["SUB001 缺报"])], strict).len(), 1);
}
