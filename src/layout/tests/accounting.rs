//! Every non-blank row of a recognised table once: accepted, rejected or ignored.

use super::{codes, lines, tally};
use crate::layout::testing::{grid_sheet, merge, read};

const HEAD: &[&str] = &["序号", "党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"];

#[test]
fn totals_at_the_top_in_between_and_at_the_bottom() {
    let out = read(
        "a.xlsx",
        vec![grid_sheet(
            "s",
            &[
                HEAD,
                &["总 计", "", "", "", "#45", "#40"],
                &["#1", "甲支部", "2017-07-05", "学习", "#20", "#18"],
                &["#2", "乙支部", "2017-07-05", "学习", "#10", "#9"],
                &["", "某镇小计", "", "", "#30", "#27"],
                &["#3", "丙支部", "2017-07-05", "学习", "#15", "#14"],
                &["", "某街道小计", "", "", "#15", "#14"],
                &["", "总合计", "", "", "#45", "#41"],
            ],
        )],
    );
    assert_eq!(lines(&out).len(), 3);
    assert_eq!(tally(&out, "activity_ledger"), (5, 0));
    assert_eq!(codes(&out), ["ING005 F2 实到人数"]);
    assert!(out.issues[0].say.message().contains("40") && out.issues[0].say.message().contains("41"));
}

#[test]
fn padding_hints_and_notes() {
    let mut sheet = grid_sheet(
        "s",
        &[
            &["党日活动台账"],
            HEAD,
            &["", "必填", "必填", "选填", "必填", "必填"],
            &["", "", "（yyyy-MM-dd）", "", "（人）", "（人）"],
            &["", "请填全称", "（yyyy-MM-dd）", "不超过20字", "填整数", "填整数"],
            &["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
            &["示例", "某支部", "2017-01-05", "学习", "#20", "#18"],
            &["#1", "甲支部", "2017-07-05", "学习", "#20", "#18"],
            &["#2"],
            &["#3", "", "", "", "#0", "#0"],
            &[],
            &["填表说明："],
            &["1.本表由党支部填写，一式三份"],
            &["2.每月5日前报送"],
            &["", "", "", "", "（盖章）"],
            &["", "", "", "", "2017年7月31日"],
        ],
    );
    sheet.merges = vec![merge("A1:F1")];
    let out = read("a.xlsx", vec![sheet]);
    assert_eq!(lines(&out), ["甲支部 2017-07-05 20/18"]);
    assert_eq!(codes(&out), [] as [&str; 0]);
    assert_eq!(tally(&out, "activity_ledger"), (14, 0));
}

#[test]
fn rejected_rows_are_counted_and_told() {
    let out = read(
        "a.xlsx",
        vec![grid_sheet(
            "s",
            &[
                HEAD,
                &["#1", "甲支部", "7月5日", "学习", "#20", "#18"],
                &["#2", "甲支部", "", "学习", "#20", "#18"],
                &["#3", "", "2017-07-05", "学习", "#20", "#18"],
                &["#4", "甲支部", "6.1", "学习", "#20", "#18"],
                &["#5", "", "待定", "学习", "#20", "#18"],
                &["#6", "甲支部"],
                &["#7", "甲支部", "2017-07-05", "学习", "无", "张三"],
            ],
        )],
    );
    assert_eq!(lines(&out), ["甲支部 2017-07-05 -/-"]);
    assert_eq!(tally(&out, "activity_ledger"), (1, 6));
    assert_eq!(
        codes(&out),
        [
            "ING004 C2 活动日期 rejected",
            "ING004 C3 活动日期 rejected",
            "ING004 B4 党支部名称 rejected",
            "ING004 C5 活动日期 rejected",
            "ING004 B6 党支部名称 rejected",
            "ING004 C6 活动日期 rejected",
            "ING004 C7 活动日期 rejected",
        ]
    );
    assert!(out.issues[0].say.message().contains("没有年份") && out.issues[0].say.message().ends_with('。'));
    assert_eq!(out.issues[0].row, 2);
    assert_eq!(out.issues[0].who.as_ref().and_then(|w| w.branch.as_ref()).map(|b| b.text.to_string()), Some("甲支部".to_string()));
}

#[test]
fn the_sum_is_every_row_of_the_sheet() {
    let rows: Vec<Vec<String>> = (0..500)
        .map(|i| match i % 10 {
            0 => vec!["".into(), "小计".into(), "".into(), "".into(), "1".into(), "1".into()],
            1 => vec![],
            2 => vec![format!("{i}")],
            3 => vec![format!("{i}"), "甲支部".into(), "某日".into(), "".into(), "1".into(), "1".into()],
            _ => vec![format!("{i}"), "甲支部".into(), format!("2017-07-{:02}", i % 28 + 1), "学习".into(), "1".into(), "1".into()],
        })
        .collect();
    let borrowed: Vec<Vec<&str>> = rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
    let mut all: Vec<&[&str]> = vec![HEAD];
    all.extend(borrowed.iter().map(Vec::as_slice));
    let out = read("a.xlsx", vec![grid_sheet("s", &all)]);
    let (ignored, rejected) = tally(&out, "activity_ledger");
    assert_eq!((ignored, rejected, out.records.activities.len()), (101, 50, 300));
}

#[test]
fn side_by_side_rows_count_once_for_each_block() {
    let mut sheet = grid_sheet(
        "2017年",
        &[&["考勤表"], &["姓名", "1月", "", "姓名", "1月"], &["张一", "√", "", "李一", "√"], &["张二", "√", "", "", ""], &["注：√为到会"]],
    );
    sheet.merges = vec![merge("A1:E1")];
    let out = read("a.xlsx", vec![sheet]);
    assert_eq!(out.records.attendance.len(), 3);
    // the title once, a header for each block, the note once
    assert_eq!(tally(&out, "attendance_matrix"), (4, 0));
}

#[test]
fn book_issues_and_outcomes() {
    use crate::model::book::{FileOutcome, RawBook};
    let schemas = crate::layout::testing::schemas();
    let book = RawBook { path: "a.xlsx".into(), sheets: Vec::new(), issues: Vec::new(), passed: None };
    assert_eq!(crate::layout::read_book(&book, schemas, &[]).outcome, FileOutcome::Unrecognised);
    let out = read("a.xlsx", vec![grid_sheet("s", &[HEAD])]);
    assert_eq!((out.outcome, tally(&out, "activity_ledger")), (FileOutcome::Read, (1, 0)));
    let broken = RawBook { issues: out_issue(), ..book };
    assert_eq!(crate::layout::read_book(&broken, schemas, &[]).outcome, FileOutcome::Unreadable);
}

fn out_issue() -> Vec<crate::model::finding::Issue> {
    let mut out = read("a.xlsx", vec![grid_sheet("s", &[&["x", "y"]])]);
    out.issues.iter_mut().for_each(|i| i.code = crate::model::finding::Code::ING001);
    out.issues
}

#[test]
fn a_repeated_header_after_a_total_begins_a_new_sum() {
    let out = read(
        "a.xlsx",
        vec![grid_sheet(
            "s",
            &[
                HEAD,
                &["#1", "甲支部", "2017-07-05", "学习", "#20", "#18"],
                &["合计", "", "", "", "#20", "#18"],
                HEAD,
                &["#1", "甲支部", "2017-08-05", "学习", "#20", "#17"],
                &["合计", "", "", "", "#20", "#17"],
            ],
        )],
    );
    assert_eq!((codes(&out), lines(&out).len(), tally(&out, "activity_ledger")), (Vec::new(), 2, (4, 0)));
}

#[test]
fn a_note_under_the_header_hides_no_rows() {
    let mut sheet = grid_sheet("2017年7月", &[HEAD, &["注：每月5日前报送"], &["#1", "甲支部"], &["#2", "乙支部", "/", "无", "/", "/"]]);
    sheet.merges = vec![merge("A2:F2")];
    let out = read("a.xlsx", vec![sheet]);
    assert_eq!(lines(&out), ["甲支部 - -/-", "乙支部 - -/-"]);
    assert_eq!((codes(&out).len(), tally(&out, "activity_ledger")), (0, (2, 0)));
}
