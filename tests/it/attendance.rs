//! Attendance through the whole program: what several columns, rows and sheets say of one member comes to the same whatever their order, names are one
//! however they are typed, and a list of other people changes no figure.

use std::path::Path;

use crate::door::{Judged, book};

const OPTIONS: &[&str] = &["-j", "chizhou", "-p", "2025Q1", "--as-of", "2025-04-20"];

/// A branch with three members in the roster.
fn rosters(workspace: &Path) {
    let branches: &[&[&str]] =
        &[&["党组织花名册"], &["编号", "党支部名称", "上级党组织", "类型", "党员人数"], &["B1", "平安村党支部", "青石镇党委", "农村", "3"]];
    book(&workspace.join("党组织花名册.xlsx"), &[("花名册", branches)]);
    let members: &[&[&str]] = &[
        &["党员花名册"],
        &["姓名", "所在党支部", "党员类型", "免考勤"],
        &["阿依古丽·买买提", "平安村党支部", "正式党员", ""],
        &["王己", "平安村党支部", "正式党员", ""],
        &["李四", "平安村党支部", "正式党员", ""],
    ];
    book(&workspace.join("党员花名册.xlsx"), &[("党员", members)]);
    let ledger: &[&[&str]] = &[
        &["2025年主题党日活动台账"],
        &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"],
        &["青石镇平安村党支部", "2025-01-10", "学习", "3", "3"],
    ];
    book(&workspace.join("青石镇党委/台账.xlsx"), &[("台账", ledger)]);
}

fn run(sheets: &[(&str, &[&[&str]])]) -> Judged {
    let fill = |workspace: &Path| {
        rosters(workspace);
        for (name, rows) in sheets {
            book(&workspace.join(format!("青石镇党委/{name}.xlsx")), &[("考勤", rows)]);
        }
    };
    Judged::run(fill, OPTIONS)
}

/// `name present/absent/leave/unclear` of each member.
fn members(judged: &Judged) -> Vec<String> {
    let rows = judged.table("members.csv").into_iter();
    let mut all: Vec<String> =
        rows.map(|r| format!("{} {}/{}/{}/{}", r["member"], r["present"], r["absent"], r["leave"], r["unclear"])).collect();
    all.sort();
    all
}

/// A mark that nobody knows is told once, however often the sheet lies there; another of the same name on another sheet is another.
#[test]
fn what_a_copied_sheet_says_is_told_once() {
    let sheet: &[&[&str]] = &[
        &["平安村党支部2025年主题党日考勤表"],
        &["姓名", "1月", "2月"],
        &["李四", "√", "※"],
        &["王己", "√", "√"],
        &["阿依古丽·买买提", "√", "√"],
    ];
    let other: &[&[&str]] = &[&["平安村党支部2025年主题党日考勤表"], &["姓名", "1月", "2月"], &["王己", "※", "√"]];
    let judged = run(&[("考勤", sheet), ("考勤（1）", sheet), ("补", other)]);
    let told: Vec<_> = judged.table("findings.csv").into_iter().filter(|r| r["rule"] == "ING004").collect();
    let of = |r: &std::collections::BTreeMap<String, String>| format!("{} {} {}", r["file"], r["cell"], r["month"]);
    assert_eq!(told.iter().map(of).collect::<Vec<_>>(), ["青石镇党委/补.xlsx B3 2025-01", "青石镇党委/考勤.xlsx C3 2025-02"]);
}

#[test]
fn two_marks_of_one_month_are_none_whichever_came_first() {
    let sheet = |first: &'static str, second: &'static str| -> Vec<Vec<&'static str>> {
        vec![
            vec!["平安村党支部2025年主题党日考勤表"],
            vec!["姓名", "1月10日", "1月25日", "2月10日"],
            vec!["李四", first, second, "×"],
            vec!["王己", "√", "√", "√"],
            vec!["阿依古丽·买买提", "√", "迟到", ""],
        ]
    };
    let wanted = ["李四 0/1/0/1", "王己 2/0/0/0", "阿依古丽·买买提 1/0/0/0"];
    for (first, second) in [("√", "△"), ("△", "√"), ("×", "√"), ("√", "×")] {
        // two columns of one row
        let rows = sheet(first, second);
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        let judged = run(&[("考勤", &rows)]);
        assert_eq!(members(&judged), wanted, "{first}{second}");
        assert_eq!(judged.findings("ING004"), ["平安村党支部 2025-01 C3"], "{first}{second}");
        assert!(judged.findings("PAR005").is_empty(), "what nobody can tell accuses nobody");
        // two sheets
        let (one, other) = (sheet(first, first), sheet(second, second));
        let one: Vec<&[&str]> = one.iter().map(Vec::as_slice).collect();
        let other: Vec<&[&str]> = other.iter().map(Vec::as_slice).collect();
        let judged = run(&[("考勤1", &one), ("考勤2", &other)]);
        assert_eq!(members(&judged), wanted, "{first} and {second}");
        assert_eq!(judged.findings("ING004"), ["平安村党支部 2025-01 B3"], "{first} and {second}");
    }
    let rows = sheet("√", "√");
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let judged = run(&[("考勤", &rows)]);
    assert_eq!(members(&judged)[0], "李四 1/1/0/0", "equal marks are one");
    assert!(judged.findings("ING004").is_empty() && judged.findings("PAR005").is_empty());
}

#[test]
fn one_person_however_the_name_is_typed_and_two_who_only_look_alike() {
    let rows: &[&[&str]] = &[
        &["平安村党支部2025年考勤表"],
        &["姓名", "1月"],
        &["阿依古丽•买买提", "√"],
        &["王\u{ad}己", "√"],
        &["李  四", "×"],
        &["王已", "×"],
    ];
    let judged = run(&[("考勤", rows)]);
    assert_eq!(members(&judged), ["李四 0/1/0/0", "王己 1/0/0/0", "王已 0/1/0/0", "阿依古丽·买买提 1/0/0/0"]);
    let told = judged.table("findings.csv").into_iter().find(|r| r["rule"] == "ING004").expect("told");
    assert!(told["message"].contains("第2字“己”（U+5DF1）与“已”（U+5DF2）"), "{}", told["message"]);
}

#[test]
fn lists_of_other_people_change_no_figure() {
    let own: &[&[&str]] = &[&["平安村党支部2025年考勤表"], &["姓名", "1月"], &["阿依古丽·买买提", "√"], &["王己", "√"], &["李四", "√"]];
    let alone = run(&[("考勤", own)]);
    let course: &[&[&str]] = &[&["姓名", "党支部", "签到"], &["李四", "平安村党支部", "×"], &["钱七", "平安村党支部", "√"]];
    let guests: &[&[&str]] = &[&["平安村党支部2025年1月签到表"], &["姓名", "签到"], &["钱七", "√"], &["孙八", "√"]];
    let with = run(&[("考勤", own), ("2025年1月入党积极分子培训班签到表", course), ("签到", guests)]);
    assert_eq!(members(&with), members(&alone));
    assert!(with.findings("PAR005").is_empty() && with.findings("ING002").len() == 1);
    assert_eq!(with.findings("ING004"), ["平安村党支部  A3", "平安村党支部  A4"], "returned, each with its reason");
}
