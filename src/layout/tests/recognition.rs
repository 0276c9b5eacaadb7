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

/// Lists that have the columns of a roster, and what a clerk is told of each.
#[test]
fn lists_of_other_things_are_no_rosters() {
    let branches: &[&[&str]] =
        &[&["所属党委", "党支部", "书记", "联系电话"], &["某镇党委", "甲村党支部", "王", "1"], &["某镇党委", "乙村党支部", "李", "2"]];
    let members: &[&[&str]] = &[&["序号", "姓名", "所在党支部", "入党时间"], &["#1", "张三", "甲村党支部", "2010-07-01"]];
    for (path, sheet, title, rows) in [
        ("书记通讯录.xlsx", "Sheet1", "", branches),
        ("x.xlsx", "Sheet1", "基层党组织联系表", branches),
        ("x.xlsx", "党支部考核", "", branches),
        ("x.xlsx", "Sheet1", "党组织书记述职评议结果", branches),
        ("x.xlsx", "Sheet1", "", branches),
        ("入党积极分子名册.xlsx", "Sheet1", "", members),
        ("x.xlsx", "Sheet1", "困难党员慰问名册", members),
        ("x.xlsx", "预备党员名单", "", members),
        ("x.xlsx", "Sheet1", "优秀共产党员推荐名单", members),
        ("党员通讯录.xlsx", "Sheet1", "", members),
        ("党员培训报名表.xlsx", "Sheet1", "", members),
        ("x.xlsx", "Sheet1", "", members),
    ] {
        let mut all: Vec<&[&str]> = Vec::new();
        let title = [title];
        if !title[0].is_empty() {
            all.push(&title);
        }
        all.extend(rows);
        let out = read(path, vec![grid_sheet(sheet, &all)]);
        assert!(out.recognised.is_empty(), "{path} {sheet} {title:?}");
        let [issue] = out.issues.as_slice() else { panic!("{:?}", out.issues) };
        assert_eq!(issue.code, crate::model::finding::Code::ING002);
        let told = issue.say.message();
        assert!(told.contains("花名册") && (told.contains("名单") || told.contains("没有写明")), "{told}");
    }
    // the same columns under a roster's name, wherever it stands; what is said in brackets changes nothing
    for (path, sheet, title) in [
        ("x.xlsx", "Sheet1", "某镇党员花名册（含预备党员）"),
        ("x.xlsx", "党员名册", ""),
        ("党员花名册.xlsx", "Sheet1", ""),
        ("党员考核.xlsx", "党员花名册", ""),
    ] {
        let title = [title];
        let mut all: Vec<&[&str]> = if title[0].is_empty() { Vec::new() } else { vec![&title] };
        all.extend(members);
        assert_eq!(recognised(path, grid_sheet(sheet, &all)), ["member_roster"], "{path} {sheet} {title:?}");
    }
}

/// Rows that hold words of headings stay rows.
#[test]
fn no_row_of_data_is_a_header() {
    for rows in [
        &[
            &["值班日期", "带班领导", "身份", "值班人员"][..],
            &["@2025-02-01", "子一", "党员", "子二"],
            &["@2025-02-02", "子三", "党员", "子四"],
        ][..],
        &[&["东桥村党支部", "甲一", "党员", "@2025-02-10"], &["东桥村党支部", "甲二", "党员", "@2025-02-10"]],
        &[&["领用日期", "物品", "领用人类别", "数量"], &["@2025-03-01", "党徽", "党员", "#3"], &["@2025-03-02", "党徽", "群众", "#3"]],
    ] {
        let out = read("x.xlsx", vec![grid_sheet("Sheet1", rows)]);
        assert!(out.recognised.is_empty() && out.issues.len() == 1, "{:?} {:?}", out.recognised, out.issues);
    }
}
