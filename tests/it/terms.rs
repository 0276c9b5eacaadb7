//! One word for one thing: what `docs/用语.md` says is not said stands on no printed sheet of a workbook, and neither does what only machines read.

use std::path::Path;

use crate::door::dangri_ok;
use crate::filled::{cells, sheets};

/// What is for those who check, hidden and never printed.
const TECHNICAL: &str = "技术信息";

/// Terms with the words that are not said instead.
fn terms() -> Vec<(String, Vec<String>)> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/用语.md")).unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ").collect();
        let [term, _, not] = cells[..] else { panic!("three columns: {line}") };
        (term != "用语").then(|| (term.to_string(), not.split('、').map(str::to_string).collect()))
    };
    text.lines().filter_map(row).collect()
}

/// `2017Q3`, `2017H2` in a text.
fn span_of_machines(text: &str) -> bool {
    let marks: Vec<char> = text.chars().collect();
    marks.windows(6).any(|w| w[..4].iter().all(char::is_ascii_digit) && "QH".contains(w[4]) && w[5].is_ascii_digit())
}

/// A digest: 32 hex digits and more without a break.
fn digest(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_hexdigit()).any(|run| run.len() >= 32)
}

#[test]
fn a_workbook_says_one_word_for_one_thing() {
    let terms = terms();
    let unsaid: Vec<&str> = terms.iter().flat_map(|(_, not)| not).map(String::as_str).collect();
    assert!(terms.len() > 20 && unsaid.iter().all(|word| !word.trim().is_empty()), "{terms:?}");
    assert!(terms.iter().all(|(term, _)| !unsaid.contains(&term.as_str())), "a term that is not to be said");
    let dir = tempfile::tempdir().unwrap();
    for sample in ["chizhou", "quzhou"] {
        let out = dir.path().join(sample);
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data").join(sample);
        dangri_ok(&["run", from.to_str().unwrap(), "-o", out.to_str().unwrap(), "--format", "xlsx"]);
        let book = out.join("汇总报告.xlsx");
        let names = sheets(&book);
        assert!(names.iter().any(|name| name == TECHNICAL));
        let mut seen = 0;
        for sheet in names.iter().filter(|name| *name != TECHNICAL) {
            for text in cells(&book, sheet).into_iter().flatten() {
                seen += usize::from(!text.is_empty());
                let said = unsaid.iter().find(|word| text.contains(**word));
                assert!(said.is_none(), "{sample}, {sheet}: “{}” in “{text}”", said.unwrap());
                assert!(!span_of_machines(&text) && !digest(&text), "{sample}, {sheet}: “{text}”");
            }
        }
        assert!(seen > 1_000, "{sample}: only {seen} texts");
        // and the tests of machine words can fail
        let hidden = cells(&book, TECHNICAL).concat();
        assert!(hidden.iter().any(|text| digest(text)));
    }
    assert!(span_of_machines("本期（2017Q3）") && !span_of_machines("2017年第三季度"));
}
