//! Attendance sheets: months, years, legends, merged names.

use super::{codes, tally};
use crate::layout::testing::{grid_sheet, merge, read};
use crate::model::record::{FileRecords, Mark};

fn marks(out: &FileRecords) -> Vec<String> {
    let mark = |m: Mark| match m {
        Mark::Present => "到",
        Mark::Absent => "缺",
        Mark::Leave => "假",
        Mark::CaughtUp => "补",
        Mark::Exempt => "免",
    };
    let row = |r: &crate::model::record::AttendanceRow| {
        let marks: Vec<String> = r.marks.iter().map(|(m, k, _)| format!("{m}{}", mark(*k))).collect();
        format!("{} {}", r.name, marks.join(" "))
    };
    out.records.attendance.iter().map(row).collect()
}

#[test]
fn a_year_of_marks_with_a_legend() {
    let mut sheet = grid_sheet(
        "s",
        &[
            &["甲支部党员2017年考勤表"],
            &["序号", "姓名", "考勤情况", "", "", "备注"],
            &["", "", "1月", "2 月", "三月", ""],
            &["#1", "张三", "√", "○", "×补", ""],
            &["#2", "李四", "", "★", "8:25", ""],
            &["", "实到人数", "#1", "#1", "#2", ""],
            &["图例：√ 到会　○ 缺席　△ 请假"],
        ],
    );
    sheet.merges = vec![merge("A1:F1"), merge("A2:A3"), merge("B2:B3"), merge("C2:E2"), merge("F2:F3"), merge("A7:F7")];
    let out = read("a.xlsx", vec![sheet]);
    assert_eq!(marks(&out), ["张三 2017-01到 2017-02缺 2017-03补", "李四 2017-03到"]);
    assert_eq!(codes(&out), ["ING004 D5 考勤标记"]);
    assert_eq!(tally(&out, "attendance_matrix"), (5, 0));
    assert_eq!(out.records.attendance[0].marks[1].2.to_string(), "D4");
}

#[test]
fn months_as_numbers_years_and_dates() {
    let numbers: &[&str] = &["姓名", "党支部", "#1", "#2", "#3", "#4", "#5", "#6", "#7", "#8", "#9", "#10", "#11", "#12"];
    let row: &[&str] = &["张三", "甲支部", "#1", "#0", "", "", "", "", "", "", "", "", "", "√"];
    let out = read("2017年/考勤.xlsx", vec![grid_sheet("s", &[numbers, row])]);
    assert_eq!(marks(&out), ["张三 2017-01到 2017-02缺 2017-12到"]);
    let out = read("a.xlsx", vec![grid_sheet("s", &[&["姓名", "2016年12月", "2017年1月"], &["张三", "√", "假"]])]);
    assert_eq!(marks(&out), ["张三 2016-12到 2017-01假"]);
    let out = read("a.xlsx", vec![grid_sheet("s", &[&["姓名", "@2017-01-01", "@2017-02-01"], &["张三", "√", "假"]])]);
    assert_eq!(marks(&out), ["张三 2017-01到 2017-02假"]);
}

#[test]
fn without_a_year_every_row_is_rejected() {
    let out = read("a.xlsx", vec![grid_sheet("s", &[&["姓名", "1月", "2月"], &["张三", "√", "√"], &["李四", "√", "√"]])]);
    assert_eq!(tally(&out, "attendance_matrix"), (1, 2));
    assert!(out.issues.iter().all(|i| i.rejects_row && i.say.message().contains("年份")));
}

#[test]
fn names_merged_over_rows_and_rows_without_a_name() {
    let mut sheet = grid_sheet("2017年", &[&["姓名", "1月", "2月"], &["张三", "√", ""], &["", "", "×"], &["", "√", "√"]]);
    sheet.merges = vec![merge("A2:A3")];
    let out = read("a.xlsx", vec![sheet]);
    assert_eq!(marks(&out), ["张三 2017-01到", "张三 2017-02缺"]);
    assert_eq!(codes(&out), ["ING004 A4 姓名 rejected"]);
}

#[test]
fn the_sign_in_sheet_of_one_month() {
    let rows: &[&[&str]] =
        &[&["甲支部2017年7月主题党日签到表"], &["姓名", "党支部", "签到"], &["张三", "甲支部", "√"], &["李四", "甲支部", "事假"]];
    let out = read("a.xlsx", vec![grid_sheet("s", rows)]);
    assert_eq!(marks(&out), ["张三 2017-07到", "李四 2017-07假"]);
    let out = read("a.xlsx", vec![grid_sheet("s", &rows[1..])]);
    assert_eq!(codes(&out), ["ING002 A1 "]);
}

#[test]
fn a_table_of_dues_is_no_attendance_sheet() {
    let out = read("2017.xlsx", vec![grid_sheet("s", &[&["党费收缴登记表"], &["姓名", "1月", "2月"], &["张三", "#5", "#5"]])]);
    assert_eq!(codes(&out), ["ING002 A2 "]);
}
