//! One ledger, `tests/data/formats/ledger.tsv`, in every format: whatever program wrote the file, the same values stand in the same cells.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{NaiveDate, NaiveTime, Timelike};

use super::*;

pub(super) const PASSWORD: &str = "支部2017";
pub(super) const ASCII: &str = "zhibu-2017";

pub(super) fn fixture(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// What each cell holds: dates are dates, times are times, numbers are numbers.
fn typed() -> BTreeMap<CellRef, Value> {
    cells(|kind, word| match kind {
        "d" => Value::Date(word.parse::<NaiveDate>().unwrap().and_hms_opt(0, 0, 0).unwrap()),
        "t" => Value::Duration(NaiveTime::parse_from_str(word, "%H:%M").unwrap().num_seconds_from_midnight() as f64 / 86_400.0),
        "n" => Value::Number(word.parse().unwrap()),
        _ => Value::Text(arcstr::ArcStr::from(word)),
    })
}

/// What each cell shows: all a text file can hold.
fn shown() -> BTreeMap<CellRef, Value> {
    cells(|_, word| Value::Text(arcstr::ArcStr::from(word)))
}

fn cells(value: impl Fn(&str, &str) -> Value) -> BTreeMap<CellRef, Value> {
    let source = String::from_utf8(fixture("formats/ledger.tsv")).unwrap();
    let mut cells = BTreeMap::new();
    for (row, line) in source.lines().enumerate() {
        for (col, word) in line.split('\t').enumerate().filter(|(_, word)| !word.is_empty()) {
            let (kind, rest) = word.split_once(':').filter(|(kind, _)| matches!(*kind, "d" | "t" | "n")).unwrap_or(("", word));
            cells.insert(CellRef::new(row as u32, col as u32), value(kind, &rest.replace("\\n", "\n")));
        }
    }
    assert_eq!(cells.len(), 80);
    cells
}

/// Wants the sheet to hold exactly these cells.
pub(super) fn same(name: &str, sheet: &RawSheet, want: &BTreeMap<CellRef, Value>) {
    let got: BTreeMap<CellRef, Value> = sheet.cells.iter().map(|c| (c.at, c.value.clone())).collect();
    for (at, want) in want {
        let near = match (got.get(at), want) {
            // A time of day that went through a file's decimal digits.
            (Some(Value::Duration(got)), Value::Duration(want)) => (got - want).abs() < 1e-9,
            (got, want) => got == Some(want),
        };
        assert!(near, "{name} {at}: {:?} where {want:?} stands", got.get(at));
    }
    assert_eq!(got.len(), want.len(), "{name} holds more");
}

fn open(name: &str, passwords: &[&str]) -> Loaded {
    let passwords = Passwords::new(passwords.iter().map(ToString::to_string)).unwrap();
    load_with(name.rsplit('/').next().unwrap(), &fixture(name), &passwords)
}

#[test]
fn every_office_file_holds_the_ledger() {
    for name in ["ledger.xlsx", "ledger.xls", "ledger.ods", "ledger.fods", "ledger.xml", "ledger5.xls"] {
        let sheets = good(name, &fixture(&format!("formats/{name}")));
        assert_eq!((sheets.len(), &*sheets[0].name), (1, "台账"), "{name}");
        same(name, &sheets[0], &typed());
    }
}

#[test]
fn workbooks_that_count_from_1904_hold_the_same_days() {
    for name in ["ledger1904.xlsx", "ledger1904.xls", "ledger1904.ods"] {
        same(name, &good(name, &fixture(&format!("formats/{name}")))[0], &typed());
    }
}

#[test]
fn encrypted_files_hold_the_ledger() {
    for (name, password) in [
        ("agile-sha512-aes256.xlsx", PASSWORD),
        ("agile-sha384-aes192.xlsx", PASSWORD),
        ("agile-sha256-aes128.xlsx", PASSWORD),
        ("agile-sha1-aes128.xlsx", PASSWORD),
        ("lo.xlsx", PASSWORD),
        ("lo-rc4.xls", PASSWORD),
        ("lo-aes.ods", PASSWORD),
        ("rc4-40.xls", PASSWORD),
        ("cryptoapi-40.xls", PASSWORD),
        ("cryptoapi-128.xls", PASSWORD),
        ("xor-biff8.xls", ASCII),
        ("xor-biff5.xls", ASCII),
    ] {
        let loaded = open(&format!("encrypted/{name}"), &[password]);
        assert!(loaded.book.issues.is_empty(), "{name}: {:?}", loaded.book.issues);
        same(name, &loaded.book.sheets[0], &typed());
    }
}

#[test]
fn without_the_right_password_nothing_is_read_and_none_is_named() {
    for name in ["agile-sha512-aes256.xlsx", "lo.xlsx", "lo-rc4.xls", "cryptoapi-128.xls", "xor-biff8.xls", "xor-biff5.xls", "lo-aes.ods"] {
        for (given, says) in [(&[][..], "打开密码"), (&["Zhibu-2017", "支部2018"], "2 个密码均未能打开")] {
            let loaded = open(&format!("encrypted/{name}"), given);
            assert!(loaded.unreadable && loaded.book.sheets.is_empty(), "{name}");
            let message = loaded.book.issues[0].say.message();
            assert!(message.contains(says) && message.contains("密码") && message.contains("重新报送"), "{name}: {message}");
            assert!(given.iter().all(|password| !message.contains(password)), "{name}: {message}");
        }
    }
}

#[test]
fn what_excel_opens_without_asking_is_opened_without_asking() {
    for name in ["agile-unasked.xlsx", "xor-unasked.et"] {
        same(name, &good(name, &fixture(&format!("encrypted/{name}")))[0], &typed());
    }
}

#[test]
fn text_as_shown_holds_the_ledger() {
    let sheets = good("ledger.csv", &fixture("formats/ledger-gb18030.csv"));
    // The break inside a cell takes a line of its own, and rows are lines.
    let below = |at: CellRef| CellRef::new(at.row + u32::from(at.row > 3), at.col);
    let want = shown().into_iter().map(|(at, value)| (below(at), value)).collect();
    same("ledger.csv", &sheets[0], &want);
}
