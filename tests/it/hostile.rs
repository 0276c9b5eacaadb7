//! Hostile files beside good ones: the run ends well, each file is told once, and no figure differs for them. The larger ones are made by
//! `tests/data/hostile/make.py`; `docs/hostile-files.md` holds what becomes of them.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::door::{csv_rows, dangri_ok, data_without_id, json, root};
use crate::ledger::{fixture, xlsx, zipped};

/// Names and bytes.
fn hostile() -> Vec<(String, Vec<u8>)> {
    let package = xlsx();
    let part = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    let book = |sheet: &str, strings: Option<&str>| {
        let rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let mut parts = vec![
            part("[Content_Types].xml", "<Types/>"),
            part(
                "_rels/.rels",
                &format!(r#"<Relationships><Relationship Id="a" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
            ),
            part(
                "xl/workbook.xml",
                &format!(r#"<workbook xmlns:r="{rel}"><sheets><sheet name="a" sheetId="1" r:id="b"/></sheets></workbook>"#),
            ),
            part(
                "xl/_rels/workbook.xml.rels",
                &format!(
                    r#"<Relationships><Relationship Id="b" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="c" Type="{rel}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#
                ),
            ),
            part("xl/worksheets/sheet1.xml", &format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>")),
        ];
        parts.extend(strings.map(|text| part("xl/sharedStrings.xml", text)));
        zipped(&parts)
    };
    let repeats = r#"<d><table:table table:name="a"><table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/></table:table-row></table:table></d>"#;
    let far = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    let named: Vec<(&str, Vec<u8>)> = vec![
        ("空.xlsx", Vec::new()),
        ("零.xls", vec![0; 4096]),
        ("半.xlsx", package[..package.len() / 2].to_vec()),
        ("尾.xlsx", package[..package.len() - 9].to_vec()),
        ("密.xlsx", fixture("encrypted/agile-sha512-aes256.xlsx")),
        ("密.xls", fixture("encrypted/rc4-40.xls")),
        ("远.xlsx", book(far, None)),
        ("谎.xlsx", book("", Some(r#"<sst uniqueCount="4294967295"><si><t>a</t></si></sst>"#))),
        ("深.xlsx", book(&"<a>".repeat(400_000), None)),
        (
            "深.xml",
            format!("<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">{}", "<a>".repeat(100_000))
                .into_bytes(),
        ),
        ("多.ods", zipped(&[part("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), part("content.xml", repeats)])),
        ("号.csv", vec![b','; 3_000_000]),
        ("引.csv", [b"\"".to_vec(), b"a,b\n".repeat(600_000)].concat()),
        ("网.html", [b"<table><tr>".to_vec(), b"<td colspan=999999999>x".repeat(3_000)].concat()),
        ("包.zip", zipped(&[("内.zip".to_owned(), zipped(&[("台账.xlsx".to_owned(), package.clone())]))])),
        ("逃.zip", zipped(&[("../../逃.txt".to_owned(), b"\x00\x01\x02".to_vec())])),
        ("卷.rar", b"Rar!\x1A\x07\x00".to_vec()),
        ("~$锁.xlsx", b"\x05user".to_vec()),
    ];
    named.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn hostile_files_change_no_figure_and_stop_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let (clean, mixed) = (root().join("sample_data/kaihua"), temp.path().join("混合"));
    copy(&clean, &mixed);
    let files = hostile();
    fs::create_dir_all(mixed.join("杂件")).unwrap();
    for (name, bytes) in &files {
        fs::write(mixed.join("杂件").join(name), bytes).unwrap();
    }
    let run = |workspace: &Path, out: &str| {
        let out = temp.path().join(out);
        dangri_ok(&["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap(), "--format", "csv,json"]);
        out
    };
    let (before, after) = (run(&clean, "甲"), run(&mixed, "乙"));
    let (data, data_after) = (data_without_id(&before), data_without_id(&after));
    for table in ["ranking.csv", "matrix.csv", "committees.csv", "eligibility.csv", "sample.csv"] {
        assert_eq!(data[table], data_after[table], "{table}");
    }
    let (before, summary) = (json(&before.join("data/summary.json")), json(&after.join("data/summary.json")));
    assert_eq!(before["rows"], summary["rows"]);
    let count = |of: &serde_json::Value| of["files"]["total"].as_u64().unwrap();
    assert_eq!(count(&summary), count(&before) + files.len() as u64, "{}", summary["files"]);
    let findings = csv_rows(&after.join("data/findings.csv"), true);
    for (name, _) in files.iter().filter(|(name, _)| !name.starts_with("~$")) {
        let of = format!("杂件/{name}");
        let told = findings.iter().filter(|r| r["file"] == of || r["file"].starts_with(&format!("{of}/"))).count();
        let empty = matches!(name.as_str(), "号.csv" | "远.xlsx") || told == 1;
        assert!(empty, "{name}: told {told} times");
    }
}

#[test]
fn a_reader_who_leaves_is_no_panic() {
    for args in [&["profiles"][..], &["calendar", "-j", "kaihua", "--year", "2017"], &["explain", "SUB001"], &["--help"]] {
        let mut child =
            Command::new(env!("CARGO_BIN_EXE_dangri")).args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let words = String::from_utf8_lossy(&output.stderr);
        assert!(!words.contains("panicked") && output.status.code() == Some(0), "{args:?}: {:?} {words}", output.status);
    }
}
