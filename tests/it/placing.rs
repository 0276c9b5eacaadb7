//! Files that somebody made survive byte for byte, whatever command is told to write in their place; a file of ours gives way, and the very same
//! file is left as it lies.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::door::{book, dangri, dangri_ok, tree};

const HEADS: &[&str] = &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数", "活动内容"];

fn workspace(dir: &Path) -> String {
    let at = dir.join("台账");
    let roster: &[&[&str]] = &[
        &["编号", "党支部名称", "上级党组织", "类型", "党员人数"],
        &["001", "东村党支部", "城关镇党委", "农村", "20"],
        &["002", "西村党支部", "城关镇党委", "农村", "20"],
    ];
    book(&at.join("党组织花名册.xlsx"), &[("花名册", roster)]);
    let row = ["东林村党支部", "2017-07-10", "学习", "20", "20", "学习"];
    book(&at.join("城关镇党委/7月.xlsx"), &[("台账", &[HEADS, &row])]);
    at.to_str().unwrap().to_string()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Every file of before is there still, under its name or one beside.
fn survived(dir: &Path, before: &BTreeMap<String, Vec<u8>>) {
    let after = tree(dir);
    for (name, bytes) in before {
        assert!(after.values().any(|now| now == bytes), "{name} is gone: {:?}", after.keys());
    }
    assert!(!after.keys().any(|name| name.contains(".~")), "nothing is left lying about: {:?}", after.keys());
}

#[test]
fn a_calendar_takes_the_place_of_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("日历.csv");
    let calendar = |year: &str| dangri_ok(&["calendar", "-j", "chizhou", "--year", year, "--format", "csv", "-o", text(&path)]);
    fs::write(&path, "会议记录").unwrap();
    let before = tree(dir.path());
    assert!(calendar("2017").contains("已改名为“日历-旧-1.csv”保留"));
    survived(dir.path(), &before);
    let before = tree(dir.path());
    assert_eq!(calendar("2017"), "", "the same is left alone");
    assert_eq!(tree(dir.path()), before);
    let written = fs::read_to_string(&path).unwrap();
    fs::write(&path, written + "我的备注\r\n").unwrap();
    let before = tree(dir.path());
    calendar("2017");
    survived(dir.path(), &before);
    assert!(dir.path().join("日历-旧-2.csv").is_file());
}

#[test]
fn a_draw_gives_way_only_if_it_proves_itself() {
    let dir = tempfile::tempdir().unwrap();
    let (ledgers, out) = (workspace(dir.path()), dir.path().join("抽查"));
    let draw = |number: &str| {
        let args = ["sample", &ledgers, "-j", "chizhou", "-p", "2017-07", "--as-of", "2017-10-15", "--draw", number, "-o", text(&out)];
        dangri_ok(&args)
    };
    fs::create_dir(&out).unwrap();
    fs::write(out.join("sample.csv"), "别人的").unwrap();
    fs::write(out.join("sample.json"), "{}").unwrap();
    let before = tree(&out);
    assert!(draw("1").contains("已改名为“sample-旧-1.json”保留"));
    survived(&out, &before);
    draw("2");
    let names: Vec<String> = tree(&out).into_keys().collect();
    let kept = ["sample-旧-1.csv", "sample-旧-1.json", "sample.csv", "sample.json", "抽查纪要-旧-1.docx", "抽查纪要.docx"];
    assert_eq!(names, kept, "one draw of ours takes the place of another, but for the minute, which somebody may have signed");
    let edited = fs::read_to_string(out.join("sample.csv")).unwrap() + "批示：同意\r\n";
    fs::write(out.join("sample.csv"), edited).unwrap();
    let before = tree(&out);
    draw("3");
    survived(&out, &before);
    assert!(out.join("sample-旧-2.csv").is_file() && out.join("sample-旧-2.json").is_file(), "both are kept: one proves the other");
}

#[test]
fn a_foreign_list_beside_templates_stays() {
    let dir = tempfile::tempdir().unwrap();
    let (ledgers, out) = (workspace(dir.path()), dir.path().join("空白"));
    fs::create_dir(&out).unwrap();
    fs::write(out.join(".dangri-template.json"), "{\"笔记\": \"不要删\"}").unwrap();
    let before = tree(&out);
    let make = || dangri_ok(&["template", &ledgers, "-j", "chizhou", "-p", "2017-07", "-o", text(&out)]);
    make();
    survived(&out, &before);
    let before = tree(&out);
    make();
    assert_eq!(tree(&out), before, "made again, nothing changes");
}

fn columns(path: &Path, extra: &str) {
    // the table as a clerk leaves it: read, and written anew with a column of one's own
    use calamine::Reader;
    let mut old = calamine::open_workbook_auto(path).unwrap();
    let mut new = rust_xlsxwriter::Workbook::new();
    for name in old.sheet_names() {
        let range = old.worksheet_range(&name).unwrap();
        let sheet = new.add_worksheet().set_name(&name).unwrap();
        let start = range.start().unwrap_or_default();
        for (row, col, value) in range.used_cells() {
            sheet.write_string(start.0 + row as u32, (start.1 as usize + col) as u16, value.to_string()).unwrap();
        }
        if name == "待确认" && !extra.is_empty() {
            sheet.write_string(6, 15, extra).unwrap();
        }
    }
    new.save(path).unwrap();
}

#[test]
fn a_name_table_is_kept_where_it_holds_more_than_is_carried_over() {
    let dir = tempfile::tempdir().unwrap();
    let ledgers = workspace(dir.path());
    let table: PathBuf = dir.path().join("台账/名称核对.xlsx");
    let names = || dangri_ok(&["match", &ledgers]);
    assert!(!names().contains("保留"));
    let once = tree(&dir.path().join("台账"));
    names();
    assert_eq!(tree(&dir.path().join("台账")), once);
    columns(&table, "");
    assert!(!names().contains("已改名"), "nothing would be lost");
    columns(&table, "电话问过张书记");
    let before = tree(&dir.path().join("台账"));
    assert!(names().contains("已改名为“名称核对-旧-1.xlsx”保留"));
    survived(&dir.path().join("台账"), &before);
    let run = dangri(&["check", "-j", "chizhou", text(&dir.path().join("台账"))]);
    assert!(
        String::from_utf8_lossy(&run.stdout).contains("名称核对-旧-1.xlsx（已由新表取代的名称核对表）"),
        "it is passed over, and that is told"
    );
}

#[test]
fn a_demo_is_written_into_nothing_but_an_empty_folder() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("笔记.txt"), "x").unwrap();
    let before = tree(dir.path());
    assert_eq!(dangri(&["demo", text(dir.path())]).status.code(), Some(2));
    assert_eq!(tree(dir.path()), before);
}
