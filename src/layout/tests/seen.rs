//! What a cell shows counts, and what it does not say is told: formulas without a result, totals without a word, numbers that lost digits, dates
//! without their year.

use std::collections::BTreeSet;

use super::*;
use crate::layout::testing::{grid_sheet, read, schemas};
use crate::layout::{Layouts, beyond};
use crate::model::book::{PartDate, RawBook, RawSheet, Shows, Value};
use crate::model::cell::CellRef;
use crate::model::record::{Count, Unread};
use crate::model::time::{Month, Period};

const HEAD: &[&str] = &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数", "活动内容"];

/// A ledger in which some cells are put in another's place.
fn ledger(rows: &[&[&str]], cells: &[(&str, Value)]) -> RawSheet {
    let mut lines: Vec<&[&str]> = vec![&["2017年主题党日活动台账"], HEAD];
    lines.extend(rows);
    let mut sheet = grid_sheet("s", &lines);
    for (at, value) in cells {
        let cell = sheet.cells.iter_mut().find(|c| c.at.to_string() == *at).expect("a cell");
        cell.value = value.clone();
    }
    sheet
}

fn part(y: i32, m: u32, d: u32) -> Value {
    Value::Part(PartDate { day: chrono::NaiveDate::from_ymd_opt(y, m, d).expect("a day"), shows: Shows::MonthDay })
}

#[test]
fn formulas_without_a_value_are_told_in_every_field() {
    let row: &[&str] = &["甲村党支部", "2017-07-05", "学习", "#20", "#18", "集中学习"];
    let values =
        [("C3", Value::Uncalculated), ("E3", Value::Uncalculated), ("F3", Value::Error("#N/A".into())), ("B4", Value::Uncalculated)];
    let out = read("a.xlsx", vec![ledger(&[row, row], &values)]);
    assert_eq!(codes(&out), ["ING004 C3 活动主题", "ING004 F3 活动内容", "ING004 B4 活动日期 rejected"]);
    assert!(out.issues.iter().all(|i| i.say.message().contains("公式")), "{:?}", out.issues);
    assert!(out.issues[0].say.message().contains("重新计算") && out.issues[2].say.message().contains("重新计算"));
    let [first] = &out.records.activities[..] else { panic!("one row") };
    assert_eq!((first.theme.as_str(), first.actual.clone()), ("", Count::Unread(Unread::Uncalculated, "（公式未计算）".into())));
}

#[test]
fn a_total_is_known_by_its_formulas() {
    let rows: &[&[&str]] = &[&["甲村党支部", "2017-07-05", "学习", "#20", "#18", "学习"], &["", "", "", "#20", "#18", ""]];
    let mut sheet = ledger(rows, &[]);
    sheet.totals = BTreeSet::from([3]);
    let out = read("a.xlsx", vec![sheet.clone()]);
    assert_eq!((lines(&out).len(), codes(&out).len()), (1, 0));
    // a row that names a branch is a record, whatever its formulas
    sheet.totals = BTreeSet::from([2]);
    assert_eq!(lines(&read("a.xlsx", vec![sheet])).len(), 1);
}

#[test]
fn an_id_that_lost_digits_is_no_key() {
    let head: &[&str] = &["编号", "党支部名称", "上级党组织"];
    let rows: Vec<&[&str]> = vec![
        &["党组织花名册"],
        head,
        &["#340825201700000000", "甲村党支部", "某镇党委"],
        &["3.40825E+17", "乙村党支部", "某镇党委"],
        &["340825201700000003", "丙村党支部", "某镇党委"],
    ];
    let out = read("花名册.xlsx", vec![grid_sheet("s", &rows)]);
    assert_eq!(codes(&out), ["ING004 A3 编号", "ING004 A4 编号"]);
    assert_eq!(out.records.branches.iter().map(|b| b.id.is_some()).collect::<Vec<_>>(), [false, false, true]);
}

#[test]
fn a_date_without_its_year_takes_it_from_what_stands_around() {
    let row: &[&str] = &["甲村党支部", "x", "学习", "#20", "#18", "学习"];
    let titled = read("a.xlsx", vec![ledger(&[row, row], &[("B3", part(2018, 7, 5)), ("B4", part(2017, 8, 5))])]);
    assert_eq!(lines(&titled), ["甲村党支部 2017-07-05 20/18", "甲村党支部 2017-08-05 20/18"]);
    assert_eq!(titled.notes.iter().filter(|n| n.text.contains("没有年份")).count(), 2);
    // nothing of its own names a year
    let mut sheet = ledger(&[row], &[("B3", part(2018, 7, 5))]);
    sheet.cells.retain(|c| c.at != CellRef::new(0, 0));
    let book = RawBook { path: "台账.xlsx".into(), sheets: vec![sheet], issues: Vec::new(), passed: None };
    let layouts = || Layouts::new(schemas(), &[]);
    let month = |y, m| Month::new(y, m).expect("a month");
    let quarter = Period::new(month(2016, 7), month(2016, 9)).expect("a period");
    let asked = layouts().within(beyond("三季度台账", quarter)).read(&book);
    assert!(asked.asked_beyond);
    assert_eq!(lines(&asked), ["甲村党支部 2016-07-05 20/18"]);
    let named = layouts().within(beyond("2015年台账", quarter)).read(&book);
    assert_eq!(lines(&named), ["甲村党支部 2015-07-05 20/18"]);
    assert_eq!(codes(&layouts().read(&book)), ["ING004 B3 活动日期 rejected"]);
}

#[test]
fn a_year_that_nobody_wrote_is_that_of_the_period_and_told() {
    let layouts = |first: (i32, u32), last: (i32, u32)| {
        let month = |(y, m)| Month::new(y, m).expect("a month");
        Layouts::new(schemas(), &[]).within(beyond("台账", Period::new(month(first), month(last)).expect("a period")))
    };
    let head: &[&str] = &["党支部名称", "月份", "活动日期", "活动主题", "应到人数", "实到人数"];
    let rows: Vec<&[&str]> = vec![
        head,
        &["甲村党支部", "7月", "5日", "学习", "#20", "#18"],
        &["甲村党支部", "8月", "8月5日", "学习", "#20", "#18"],
        &["甲村党支部", "9月", "无", "无", "", ""],
    ];
    let book = |name: &str| RawBook { path: name.into(), sheets: vec![grid_sheet("s", &rows)], issues: Vec::new(), passed: None };
    let read = layouts((2016, 7), (2016, 9)).read(&book("台账.xlsx"));
    assert_eq!(codes(&read), Vec::<String>::new());
    assert_eq!(lines(&read), ["甲村党支部 2016-07-05 20/18", "甲村党支部 2016-08-05 20/18", "甲村党支部 - -/-"]);
    assert_eq!(read.records.activities[2].month.map(|m| m.to_string()).as_deref(), Some("2016-09"));
    let noted: Vec<&str> =
        read.notes.iter().map(|n| n.text.as_str()).filter(|t| t.contains("按工作目录名称和统计时段的 2016 年计")).collect();
    assert_eq!(noted.len(), 2, "once for the dates, once for the month: {noted:?}");
    // the file's own name comes first, and nothing is noted
    let named = layouts((2016, 7), (2016, 9)).read(&book("2015年台账.xlsx"));
    assert_eq!(lines(&named)[0], "甲村党支部 2015-07-05 20/18");
    assert!(!named.notes.iter().any(|n| n.text.contains("统计时段")) && !named.asked_beyond);
    // of two years with that month neither is taken; of one that has it, that one
    let vague = layouts((2016, 7), (2017, 9)).read(&book("台账.xlsx"));
    assert_eq!(vague.records.activities.len(), 0);
    let winter = layouts((2016, 10), (2017, 8)).read(&book("台账.xlsx"));
    assert_eq!(lines(&winter)[..2], ["甲村党支部 2017-07-05 20/18", "甲村党支部 2017-08-05 20/18"]);
}

#[test]
fn attendance_adjustments_and_plans_take_the_year_of_the_period_too() {
    let month = |y, m| Month::new(y, m).expect("a month");
    let quarter = Period::new(month(2016, 7), month(2016, 9)).expect("a period");
    let read = |rows: &[&[&str]]| {
        let book = RawBook { path: "表.xlsx".into(), sheets: vec![grid_sheet("s", rows)], issues: Vec::new(), passed: None };
        Layouts::new(schemas(), &[]).within(beyond("台账", quarter)).read(&book)
    };
    let marks = read(&[&["姓名", "党支部", "7月", "8月"], &["甲一", "甲村党支部", "√", "×"], &["甲二", "甲村党支部", "√", "√"]]);
    let months: Vec<String> = marks.records.attendance[0].marks.iter().map(|m| m.0.to_string()).collect();
    assert_eq!(months, ["2016-07", "2016-08"], "{:?}", marks.issues);
    assert!(marks.notes.iter().any(|n| n.text.contains("2016 年计")));
    let moved = read(&[&["党支部", "月份", "原定日期", "调整日期", "调整原因"], &["甲村党支部", "8月", "8月5日", "8月7日", "防汛"]]);
    assert_eq!(moved.records.adjustments[0].adjusted.to_string(), "2016-08-07", "{:?}", moved.issues);
    let plan =
        read(&[&["年度活动计划"], &["党支部", "计划月份", "计划主题"], &["甲村党支部", "8月", "学习"], &["甲村党支部", "9月", "学习"]]);
    assert_eq!(plan.records.plans[0].month, month(2016, 8), "{:?}", plan.issues);
}

#[test]
fn merged_headings_that_an_export_repeats_are_one_heading() {
    let head: &[&str] = &["党支部名称", "活动日期", "活动主题", "参加情况", "参加情况", "备注"];
    let below: &[&str] = &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数", "备注"];
    let bare: &[&str] = &["", "", "", "应到", "实到", ""];
    let row: &[&str] = &["甲村党支部", "2017-07-05", "学习", "#20", "#18", ""];
    for below in [below, bare] {
        let out = read("a.xlsx", vec![grid_sheet("s", &[head, below, row, row])]);
        assert_eq!((lines(&out)[0].as_str(), codes(&out)), ("甲村党支部 2017-07-05 20/18", Vec::new()), "{below:?}");
    }
    // a second header further down is one, and two columns for one field with figures below are two columns
    let twice: &[&str] = &["党支部名称", "活动日期", "活动主题", "参加人数", "参加人数", "备注"];
    let figures: &[&str] = &["甲村党支部", "2017-07-05", "学习", "#12", "#10", ""];
    let out = read("a.xlsx", vec![grid_sheet("s", &[twice, figures])]);
    assert_eq!(out.records.activities.len(), 1, "{:?}", out.issues);
}

#[test]
fn a_heading_with_a_line_break_takes_two_lines_of_a_text_file() {
    let rows = ["党支部名称,活动日期,\"活动\n主题\",参加情况,,备注", ",,,应到,实到,", "甲村党支部,2017-07-05,学习,20,18,"];
    for text in [rows.join("\n"), rows.join("\r\n")] {
        let loaded = crate::intake::read_bytes("台账.csv", text.into_bytes(), &crate::intake::Limits::default());
        let out = crate::layout::read_book(&loaded.book, schemas(), &[]);
        assert_eq!(lines(&out), ["甲村党支部 2017-07-05 20/18"], "{:?}", out.issues);
        assert_eq!(out.records.activities[0].head.number(), 4, "rows are lines");
    }
}

#[test]
fn formulas_without_a_value_are_told_in_further_columns_of_a_field_too() {
    let head: &[&str] = &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数", "活动内容", "主要内容", "应到党员"];
    let row: &[&str] = &["甲村党支部", "2017-07-05", "学习", "#20", "#18", "集中学习", "观影", "#20"];
    let mut sheet = grid_sheet("s", &[&["2017年主题党日活动台账"], head, row]);
    for (at, value) in [("G3", Value::Error("#REF!".into())), ("H3", Value::Uncalculated)] {
        sheet.cells.iter_mut().find(|c| c.at.to_string() == at).expect("a cell").value = value;
    }
    let out = read("a.xlsx", vec![sheet]);
    let told: Vec<String> = codes(&out).into_iter().filter(|c| c.starts_with("ING004")).collect();
    assert_eq!(told, ["ING004 H3 应到人数", "ING004 G3 活动内容"]);
    let row = &out.records.activities[0];
    assert_eq!((&*row.content.text(), row.due.value()), ("集中学习", Some(20)));
}

#[test]
fn a_blank_column_between_groups_of_counts_begins_no_table() {
    let whole = |gap: &[usize]| {
        let with = |row: &[&'static str]| {
            let mut row = row.to_vec();
            gap.iter().rev().for_each(|at| row.insert(*at, ""));
            row
        };
        let rows = [
            with(&["党支部名称", "活动日期", "活动主题", "正式党员", "", "预备党员", "", "合计", "", "主持人"]),
            with(&["", "", "", "应到", "实到", "应到", "实到", "应到人数", "实到人数", ""]),
            with(&["甲村党支部", "2017-07-05", "学习", "#17", "#16", "#1", "#1", "#18", "#17", "张三"]),
            with(&["乙村党支部", "2017-07-05", "学习", "#9", "#9", "#1", "#0", "#10", "#9", "李四"]),
        ];
        let lines: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        read("a.xlsx", vec![grid_sheet("s", &lines)])
    };
    for gap in [&[][..], &[5], &[7], &[5, 7], &[9]] {
        let out = whole(gap);
        assert_eq!(lines(&out), ["甲村党支部 2017-07-05 18/17", "乙村党支部 2017-07-05 10/9"], "{gap:?} {:?}", out.issues);
        assert_eq!(&*out.records.activities[0].host, "张三", "{gap:?}");
    }
}
