//! One ledger in every format gives one result. Only the file's name may differ, and where a format has no sheets or no breaks inside a line, what
//! follows from that: an empty sheet, rows one further down.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::door::{book, csv_rows, dangri_ok, json};
use crate::ledger::{fixture, gbk, gbk_zip, html, repacked, separated, strict, utf16, xlsb, xlsx};

/// How a format differs from a workbook with one sheet called 台账.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Workbook,
    /// One sheet, called like the file.
    Page,
    /// No sheet, and a row for each line, also of a cell with a line break.
    Lines,
}

fn roster(workspace: &Path) {
    let rows: &[&[&str]] = &[
        &["编号", "党支部名称", "上级党组织", "类型", "党员人数"],
        &["01", "金星村党支部", "华埠镇党委", "农村", "20"],
        &["02", "华阳社区党支部", "华埠镇党委", "社区", "15"],
        &["03", "机关党支部", "华埠镇党委", "机关", "12"],
        &["04", "东岸村党支部", "华埠镇党委", "农村", "31"],
        &["05", "青联村党支部", "华埠镇党委", "农村", "18"],
    ];
    book(&workspace.join("党组织花名册.xlsx"), &[("花名册", rows)]);
}

type Table = Vec<BTreeMap<String, String>>;

/// What a run says of a ledger: activities, findings, rejects, counts of rows.
#[derive(Debug, PartialEq)]
struct Said {
    activities: Table,
    findings: Table,
    rejects: Table,
    rows: serde_json::Value,
    files: serde_json::Value,
}

fn run(name: &str, bytes: &[u8], shape: Shape) -> Said {
    let temp = tempfile::tempdir().unwrap();
    let (workspace, out) = (temp.path().join("台账"), temp.path().join("结果"));
    roster(&workspace);
    fs::write(workspace.join(name), bytes).unwrap();
    dangri_ok(&[
        "run",
        workspace.to_str().unwrap(),
        "-o",
        out.to_str().unwrap(),
        "-j",
        "kaihua",
        "-p",
        "2017-07",
        "--as-of",
        "2017-08-10",
        "--format",
        "csv,json",
        "--password",
        "支部2017",
        "--password",
        "zhibu-2017",
    ]);
    let table = |file: &str| levelled(csv_rows(&out.join("data").join(file), true), shape);
    let summary = json(&out.join("data/summary.json"));
    Said {
        activities: table("activities.csv"),
        findings: table("findings.csv"),
        rejects: table("rejects.csv"),
        rows: summary["rows_by_layout"].clone(),
        files: summary["files"].clone(),
    }
}

/// The rows as a workbook would give them, without the file's name.
fn levelled(mut table: Table, shape: Shape) -> Table {
    for row in &mut table {
        let of_ledger = row.insert("file".into(), String::new()).is_some_and(|file| !file.is_empty() && !file.contains("花名册"));
        if !of_ledger {
            continue;
        }
        if shape != Shape::Workbook {
            row.insert("sheet".into(), "台账".into());
        }
        // The cell with a line break stands in the fourth row: in lines, all below it come one later.
        if shape == Shape::Lines {
            let up = |number: &str| number.parse::<u32>().map(|n| if n > 4 { n - 1 } else { n }.to_string()).unwrap_or_default();
            if let Some(number) = row.get("row").map(|n| up(n)) {
                row.insert("row".into(), number);
            }
            for column in ["cell", "due_cell", "actual_cell", "date_cell", "reported_cell"] {
                if let Some(cell) = row.get_mut(column).filter(|c| !c.is_empty()) {
                    let digits = cell.find(|c: char| c.is_ascii_digit()).unwrap_or(cell.len());
                    *cell = format!("{}{}", &cell[..digits], up(&cell[digits..]));
                }
            }
        }
    }
    table
}

fn same(formats: &[(&str, Vec<u8>, Shape)]) {
    let want = run("台账.xlsx", &xlsx(), Shape::Workbook);
    for (name, bytes, shape) in formats {
        let got = run(name, bytes, *shape);
        assert_eq!(got.activities, want.activities, "{name}: activities");
        assert_eq!(got.findings, want.findings, "{name}: findings");
        assert_eq!(got.rejects, want.rejects, "{name}: rejects");
        assert_eq!((&got.rows, &got.files), (&want.rows, &want.files), "{name}: counts");
    }
}

#[test]
fn the_ledger_says_what_it_is_meant_to_say() {
    let said = run("台账.xlsx", &xlsx(), Shape::Workbook);
    let of = |row: &BTreeMap<String, String>, names: &[&str]| names.iter().map(|n| row[*n].clone()).collect::<Vec<_>>().join(" ");
    let activities: Vec<String> =
        said.activities.iter().map(|r| of(r, &["branch_id", "date", "start", "end", "due", "actual", "reported", "row"])).collect();
    assert_eq!(
        activities,
        [
            "04 2017-07-15 08:30 09:15 31 31  7",
            "02 2017-07-15 14:30 16:00 15 16 2017-07-18 5",
            "03 2017-07-14 09:00 10:30 12 6 2017-07-19 6",
            "01 2017-07-15 09:00 11:30 20 18 2017-07-17 4",
        ]
    );
    assert_eq!(said.activities[3]["content"], "一、集中学习；\n二、民主评议");
    assert_eq!((said.activities[2]["remark"].as_str(), said.activities[3]["remark"].as_str()), ("0012", "√"));
    let rejects: Vec<String> = said.rejects.iter().map(|r| of(r, &["rule", "cell", "raw"])).collect();
    assert_eq!(rejects, ["ING004 B8 6.1 6.2 6.3", "ING003 A9 不知名党支部"]);
    let rules: Vec<String> = said.findings.iter().map(|r| of(r, &["rule", "branch_id", "cell"])).collect();
    for rule in ["PAR001 03 H6", "PAR002 02 H5", "ING003  A9", "ING004 01 B8", "SUB001 05 B6"] {
        assert!(rules.iter().any(|r| r == rule), "{rule} is not in {rules:?}");
    }
}

#[test]
fn office_packages() {
    let plain = xlsx();
    let macros = |_: &str, xml: String| {
        xml.replace(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        )
    };
    let backslash = repacked(&plain, |name| name.replace('/', "\\"), |_, xml| xml);
    same(&[
        ("台账.xlsm", repacked(&plain, str::to_owned, macros), Shape::Workbook),
        ("台账", plain.clone(), Shape::Workbook),
        ("其实是.xls", plain.clone(), Shape::Workbook),
        ("反斜杠.xlsx", backslash, Shape::Workbook),
        ("严格.xlsx", strict(), Shape::Workbook),
        ("二进制.xlsb", xlsb(), Shape::Workbook),
        ("微软.xlsx", fixture("formats/ledger.xlsx"), Shape::Workbook),
        ("从1904起.xlsx", fixture("formats/ledger1904.xlsx"), Shape::Workbook),
        ("报送.zip", gbk_zip("华埠镇党委/台账（终稿）.xlsx", &plain), Shape::Workbook),
    ]);
}

#[test]
fn binary_workbooks_and_open_documents() {
    same(&[
        ("台账.xls", fixture("formats/ledger.xls"), Shape::Workbook),
        ("台账.et", fixture("formats/ledger.xls"), Shape::Workbook),
        ("从1904起.xls", fixture("formats/ledger1904.xls"), Shape::Workbook),
        ("很旧.xls", fixture("formats/ledger5.xls"), Shape::Workbook),
        ("很旧.et", fixture("formats/ledger5.xls"), Shape::Workbook),
        ("台账.ods", fixture("formats/ledger.ods"), Shape::Workbook),
        ("从1904起.ods", fixture("formats/ledger1904.ods"), Shape::Workbook),
        ("台账.fods", fixture("formats/ledger.fods"), Shape::Workbook),
    ]);
}

#[test]
fn pages_and_xml_under_the_name_of_xls() {
    same(&[
        ("表格2003.xls", fixture("formats/ledger.xml"), Shape::Workbook),
        ("网页.xls", html("utf-8").into_bytes(), Shape::Workbook),
        ("网页gbk.xls", gbk(&html("gb2312")), Shape::Workbook),
        ("网页lo.xls", fixture("formats/ledger.html"), Shape::Page),
    ]);
}

#[test]
fn separated_text_in_every_encoding() {
    let comma = separated(',');
    let bom = |bytes: Vec<u8>, bom: &[u8]| [bom, &bytes].concat();
    same(&[
        ("utf8.csv", comma.clone().into_bytes(), Shape::Lines),
        ("utf8bom.csv", format!("\u{feff}{comma}").into_bytes(), Shape::Lines),
        ("gbk.csv", gbk(&comma), Shape::Lines),
        ("utf16le.csv", utf16(&comma, true), Shape::Lines),
        ("utf16be.csv", utf16(&comma, false), Shape::Lines),
        ("utf16le带标记.txt", bom(utf16(&separated('\t'), true), b"\xFF\xFE"), Shape::Lines),
        ("utf16be带标记.csv", bom(utf16(&comma, false), b"\xFE\xFF"), Shape::Lines),
        ("制表符.txt", separated('\t').into_bytes(), Shape::Lines),
        ("分号.csv", gbk(&separated(';')), Shape::Lines),
        ("只有回车.csv", gbk(&comma.replace("\r\n", "\r").replace('\n', "\r")), Shape::Lines),
        ("只有换行.csv", comma.replace("\r\n", "\n").into_bytes(), Shape::Lines),
        ("其实是文本.xls", gbk(&separated('\t')), Shape::Lines),
        ("lo.csv", fixture("formats/ledger-gb18030.csv"), Shape::Lines),
    ]);
}

#[test]
fn encrypted_ones() {
    same(&[
        ("标准.xlsx", fixture("encrypted/lo.xlsx"), Shape::Workbook),
        ("敏捷.xlsx", fixture("encrypted/agile-sha1-aes128.xlsx"), Shape::Workbook),
        ("加密.xls", fixture("encrypted/cryptoapi-128.xls"), Shape::Workbook),
        ("加密.et", fixture("encrypted/rc4-40.xls"), Shape::Workbook),
        ("很旧.xls", fixture("encrypted/xor-biff5.xls"), Shape::Workbook),
        ("加密.ods", fixture("encrypted/lo-aes.ods"), Shape::Workbook),
    ]);
}
