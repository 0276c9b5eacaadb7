//! All layouts against each other: the standard headings and messy variants of each are recognised as that layout and nothing else, and what is
//! none of them stays unrecognised.

use super::headings::CASES;
use crate::layout::testing::{grid_sheet, merge, read};
use crate::model::book::RawSheet;

/// Recognised layouts of a sheet.
fn recognised(path: &str, sheet: RawSheet) -> Vec<String> {
    let out = read(path, vec![sheet]);
    out.recognised.iter().map(|(layout, _)| layout.to_string()).collect()
}

#[test]
fn every_layout_is_recognised_as_itself_alone() {
    let ids: std::collections::BTreeSet<&str> = CASES.iter().map(|c| c.0).collect();
    assert_eq!(ids.len(), 12, "all tables but the form");
    for (layout, path, sheet, rows) in CASES {
        assert_eq!(recognised(path, grid_sheet(sheet, rows)), [*layout], "{rows:?}");
    }
}

#[test]
fn merged_titles_and_repeated_headers_change_nothing() {
    for (layout, path, sheet, rows) in CASES {
        let (data, head) = (rows[rows.len() - 1], rows[rows.len() - 2]);
        let mut all: Vec<&[&str]> = vec![&["附件3"], &[]];
        all.extend(&rows[..rows.len() - 2]);
        all.extend([head, data, &[], head, data, &["合计"], &["注：本表一式三份"], &["制表人：李四　　审核人：王五"]]);
        let mut sheet = grid_sheet(sheet, &all);
        sheet.merges = vec![merge("A1:F1")];
        assert_eq!(recognised(path, sheet), [*layout], "{rows:?}");
    }
}

#[test]
fn blank_columns_and_noise_in_headings_change_nothing() {
    for (layout, path, sheet, rows) in CASES.iter().filter(|c| c.0 != "attendance_matrix") {
        let noisy: Vec<Vec<String>> = rows
            .iter()
            .enumerate()
            .map(|(i, row)| match i + 2 == rows.len() {
                // 姓　名※, a hint in brackets, a line break
                true => row.iter().map(|h| h.chars().map(|c| c.to_string()).collect::<Vec<_>>().join("\u{3000}") + "※\n（必填）").collect(),
                false => row.iter().map(ToString::to_string).collect(),
            })
            .collect();
        let borrowed: Vec<Vec<&str>> = noisy.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
        let all: Vec<&[&str]> = borrowed.iter().map(Vec::as_slice).collect();
        assert_eq!(recognised(path, grid_sheet(sheet, &all)), [*layout], "{rows:?}");
    }
}

#[test]
fn a_form_of_an_activity_is_none_of_the_tables() {
    let rows: &[&[&str]] = &[
        &["党支部主题党日活动计划及记录表"],
        &["党组织", "甲村党支部", "活动主题", "学习"],
        &["活动时间", "2017年7月5日", "活动地点", "村部"],
        &["参加情况", "应到20人，实到18人", "主持人", "张三"],
        &["活动内容", "学习党章"],
        &["存在问题", "无", "整改要求", "无"],
    ];
    assert_eq!(recognised("a.xlsx", grid_sheet("督查", rows)), ["activity_form"]);
}

#[test]
fn what_is_none_of_them_stays_unrecognised() {
    for (path, sheet, rows) in [
        // a ledger without counts is no plan
        ("a.xlsx", "s", &[&["党支部名称", "月份", "活动主题", "活动地点", "活动内容"][..], &["甲", "7月", "学习", "村部", "学习"]][..]),
        ("a.xlsx", "s", &[&["党支部名称", "活动日期", "活动主题", "活动内容"], &["甲", "2017-07-05", "学习", "学习"]]),
        (
            "主题党日台账.xlsx",
            "台账",
            &[&["上级党组织", "党支部名称", "月份", "活动主题", "活动地点"], &["乙", "甲", "7月", "学习", "村部"]],
        ),
        // themes for everybody are no branch's plan
        ("a.xlsx", "s", &[&["2017年全县指导性主题安排"], &["月份", "主题"], &["7月", "重温誓词"]]),
        ("a.xlsx", "s", &[&["姓名", "日期"], &["张三", "2017-07-05"]]),
        ("a.xlsx", "s", &[&["姓名", "日期", "事项", "请假天数"], &["张三", "2017-07-05", "探亲", "3"]]),
        ("a.xlsx", "s", &[&["日期", "党支部名称", "金额"], &["2017-07-05", "甲村党支部", "#30"]]),
        ("a.xlsx", "s", &[&["谈心谈话记录"], &["姓名", "日期", "内容", "成效"], &["张三", "2017-07-05", "谈心", "好"]]),
        ("a.xlsx", "s", &[&["党员学习培训登记"], &["姓名", "时间", "学习内容", "学时"], &["张三", "2017-07-05", "党章", "2"]]),
        ("a.xlsx", "s", &[&["姓名", "存在问题", "整改措施", "整改期限"], &["张三", "学习不够", "加强", "2017-12-31"]]),
        ("a.xlsx", "s", &[&["党支部", "说明"], &["甲村党支部", "无"]]),
        ("a.xlsx", "s", &[&["收文登记"], &["序号", "来文单位", "文件标题", "收文日期"], &["1", "某镇党委", "通知", "2017-07-05"]]),
        ("a.xlsx", "s", &[&["品名", "数量", "单价"], &["纸", "#3", "#5"]]),
    ] {
        let out = read(path, vec![grid_sheet(sheet, rows)]);
        let issues: Vec<&str> = out.issues.iter().map(|i| i.code.as_str()).collect();
        assert_eq!((out.recognised.len(), &issues[..]), (0, &["ING002"][..]), "{rows:?}: {:?}", out.recognised);
    }
}
