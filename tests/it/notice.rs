//! Notices of points: who gets one, what it says, and that nothing is said of those of whom nothing is known.

use std::path::Path;

use calamine::{Reader, open_workbook_auto};

use crate::door::{book, dangri_ok, tree};

const ROSTER: &[&[&str]] = &[
    &["编号", "党支部名称", "上级党组织", "类型", "党员人数", "书记"],
    &["001", "东村党支部", "城关镇党委", "农村", "3", "张东"],
    &["002", "西村党支部", "城关镇党委", "农村", "3", "李西"],
];

fn run(dir: &Path, jurisdiction: &str, out: &str, jobs: &str) -> std::collections::BTreeMap<String, Vec<u8>> {
    let workspace = dir.join("台账");
    book(&workspace.join("党组织花名册.xlsx"), &[("花名册", ROSTER)]);
    let members: &[&[&str]] = &[
        &["姓名", "党支部", "8月", "9月", "10月"],
        &["张三", "东村党支部", "√", "×", "√"],
        &["李四", "东村党支部", "", "√", "√"],
        &["王五", "东村党支部", "", "", "√"],
    ];
    book(&workspace.join("考勤.xlsx"), &[("2017年", members)]);
    let target = dir.join(out);
    let args = ["run", workspace.to_str().unwrap(), "-o", target.to_str().unwrap(), "-j", jurisdiction, "-p", "2017-08..2017-10"];
    // October is not over
    dangri_ok(&[&args[..], &["--as-of", "2017-10-20", "--format", "xlsx", "--jobs", jobs]].concat());
    tree(&target).into_iter().filter(|(name, _)| name.starts_with("通知")).collect()
}

#[test]
fn members_of_whom_something_is_recorded_are_told_month_by_month() {
    let dir = tempfile::tempdir().unwrap();
    let files = run(dir.path(), "qujiang", "结果", "1");
    assert_eq!(files.keys().collect::<Vec<_>>(), ["通知/城关镇党委/东村党支部.xlsx"]);
    let mut notices = open_workbook_auto(dir.path().join("结果/通知/城关镇党委/东村党支部.xlsx")).unwrap();
    assert_eq!(notices.sheet_names(), ["2017年9月", "2017年8月"]);
    let mut said =
        |sheet: &str| -> Vec<String> { notices.worksheet_range(sheet).unwrap().used_cells().map(|(_, _, d)| d.to_string()).collect() };
    let august = said("2017年8月");
    assert!(august.contains(&"张三".to_string()) && !august.contains(&"李四".to_string()), "{august:?}");
    assert!(august.contains(&"62 分（年初基数 60 分）".to_string()) && august.contains(&"+2".to_string()), "{august:?}");
    let september = said("2017年9月");
    assert!(september.contains(&"60 分（年初基数 60 分）".to_string()) && september.contains(&"-2".to_string()), "{september:?}");
    assert!(september.contains(&"李四".to_string()) && !september.contains(&"王五".to_string()), "{september:?}");
    assert!(september.iter().any(|t| t.contains("不作为对本人的评价结论")), "{september:?}");
    assert_eq!(files, run(dir.path(), "qujiang", "再次", "2"), "same bytes on one thread and on two");
}

#[test]
fn a_document_without_notices_gives_none() {
    let dir = tempfile::tempdir().unwrap();
    assert!(run(dir.path(), "jiangshan", "结果", "1").is_empty());
}

#[test]
fn a_slip_says_what_is_still_out() {
    let dir = tempfile::tempdir().unwrap();
    let ledger: &[&[&str]] = &[
        &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"],
        &["东村党支部", "2017-09-31", "学习", "3", "3"],
        &["西村党支部", "2017-09-05", "学习", "3", "3"],
    ];
    book(&dir.path().join("台账/城关镇党委/台账.xlsx"), &[("台账", ledger)]);
    run(dir.path(), "qujiang", "结果", "1");
    let mut notices = open_workbook_auto(dir.path().join("结果/通知/城关镇党委/东村党支部.xlsx")).unwrap();
    let said: Vec<String> = notices.worksheet_range("2017年9月").unwrap().used_cells().map(|(_, _, d)| d.to_string()).collect();
    let out = "尚有 1 行数据已退回，更正重报前不计入统计。";
    assert!(said.iter().filter(|text| text.contains(out)).count() == 2, "on each of two slips: {said:?}");
}
