//! Resubmissions, names and the roster, file by file: what counts, what is a copy, what was corrected, what contradicts, and whose it is.

use std::path::Path;

use crate::door::{Judged, book};

const HEAD: &[&str] = &["党支部名称", "活动日期", "活动主题", "活动时间", "应到人数", "实到人数", "报送日期"];

fn roster(dir: &Path) {
    let rows: &[&[&str]] = &[
        &["编号", "党支部名称", "上级党组织", "类型", "党员人数", "成立日期", "撤销日期", "曾用名"],
        &["001", "金光村党支部", "天马镇党委", "农村", "20", "", "", "光明村党支部"],
        &["002", "机关党支部", "天马镇党委", "机关", "10", "", "", ""],
        &["003", "机关党支部", "辉埠镇党委", "机关", "12", "", "", ""],
        &["004", "新设党支部", "辉埠镇党委", "农村", "8", "2017-07-20", "", ""],
    ];
    book(&dir.join("党组织花名册.xlsx"), &[("花名册", rows)]);
}

fn ledger(dir: &Path, name: &str, rows: &[&[&str]]) {
    let all: Vec<&[&str]> = std::iter::once(HEAD).chain(rows.iter().copied()).collect();
    book(&dir.join(name), &[("7月", &all)]);
}

fn july(fill: impl FnOnce(&Path)) -> Judged {
    let all = |dir: &Path| {
        roster(dir);
        fill(dir);
    };
    Judged::run(all, &["-j", "changshan", "-p", "2017-07", "--as-of", "2017-08-15"])
}

fn rows(judged: &Judged) -> [u64; 6] {
    let rows = &judged.summary()["rows_by_layout"]["activity_ledger"];
    ["total", "accepted", "rejected", "duplicate", "superseded", "ignored"].map(|k| rows[k].as_u64().unwrap())
}

fn counts(judged: &Judged, branch: &str) -> Vec<(String, String, String)> {
    let of = judged.table("activities.csv").into_iter().filter(|r| r["branch_id"] == branch);
    of.map(|r| (r["due"].clone(), r["actual"].clone(), r["standing"].clone())).collect()
}

#[test]
fn the_newest_dated_report_wins_and_copies_are_copies() {
    let judged = july(|dir| {
        ledger(dir, "a.xlsx", &[&["金光村党支部", "2017-07-10", "学习", "9:00-11:00", "20", "18", ""]]);
        ledger(dir, "b.xlsx", &[&["金光村党支部", "2017-07-10", "学习", "9:00-11:00", "20", "15", "2017-07-12"]]);
        ledger(dir, "c.xlsx", &[&["金光村党支部", "2017年7月10日", "学 习", "9:00-11:00", "20人", "17", "2017-07-14"]]);
        ledger(dir, "d.xlsx", &[&["中共金光村支部委员会", "2017/7/10", "学习", "9:00-11:00", "20", "１７", "2017.07.14"]]);
    });
    assert_eq!(rows(&judged), [8, 1, 0, 1, 2, 4]);
    assert_eq!(counts(&judged, "001"), [("20".into(), "17".into(), "计入".into())]);
    assert!(judged.findings("SUB004").is_empty());
}

/// A row of two branches is of both, where a line breaks between their names or for want of room within one.
#[test]
fn a_line_break_in_a_row_of_two_branches_takes_neither_away() {
    for name in ["金光村党支部\n辉埠镇党委机关党支部", "金光村党\n支部和辉埠镇党委机关党支部", "金光村党支部、辉埠镇党委机\n关党支部"]
    {
        let judged = july(|dir| ledger(dir, "a.xlsx", &[&[name, "2017-07-10", "共建", "9:00-11:00", "30", "28", ""]]));
        let held = |branch: &str| judged.table("matrix.csv").into_iter().find(|r| r["branch_id"] == branch).unwrap()["activities"].clone();
        assert_eq!((held("001"), held("003"), held("002")), ("1".to_string(), "1".to_string(), "0".to_string()), "{name}");
        assert!(judged.findings("ING003").is_empty(), "{name}");
    }
}

#[test]
fn rows_that_contradict_each_other_are_one_conflict_and_the_first_counts() {
    let judged = july(|dir| {
        ledger(dir, "甲.xlsx", &[&["金光村党支部", "2017-07-10", "学习", "", "20", "18", ""]]);
        ledger(dir, "乙.xlsx", &[&["金光村党支部", "2017-07-10", "学习", "", "20", "12", ""]]);
        ledger(dir, "丙.xlsx", &[&["金光村党支部", "2017-07-10", "学习", "", "20", "11", ""]]);
    });
    // 丙 (U+4E19) < 乙 (U+4E59) < 甲 (U+7532) in byte order
    assert_eq!(judged.findings("SUB004").len(), 1);
    assert_eq!(rows(&judged), [6, 3, 0, 0, 0, 3]);
    let matrix = judged.table("matrix.csv").into_iter().find(|r| r["branch_id"] == "001").unwrap();
    assert_eq!((matrix["actual_count"].as_str(), matrix["activities"].as_str()), ("11", "1"));
    assert_eq!(judged.findings("PAR001"), ["金光村党支部 2017-07 F2"]);
}

/// A sheet that sums the months up lacks columns of theirs: it is no second account, whichever stands first, and what it contradicts is told.
#[test]
fn a_sheet_that_sums_up_is_a_copy_for_the_columns_that_it_has() {
    const SUMS: &[&str] = &["党支部名称", "活动日期", "应到人数", "实到人数", "报送日期"];
    let own: &[&str] = &["金光村党支部", "2017-07-10", "学习", "9:00-11:00", "20", "18", ""];
    for (name, actual, told) in [("汇总.xlsx", "18", 0), ("a汇总.xlsx", "18", 0), ("汇总.xlsx", "17", 1)] {
        let judged = july(|dir| {
            ledger(dir, "b.xlsx", &[own]);
            book(&dir.join(name), &[("汇总", &[SUMS, &["金光村党支部", "2017年7月10日", "20", actual, ""]])]);
        });
        assert_eq!(judged.findings("SUB004").len(), told, "{name} {actual}");
        let counted: Vec<_> = judged.table("activities.csv").into_iter().filter(|r| r["standing"] == "计入").collect();
        let themes: Vec<&str> = counted.iter().map(|r| r["theme"].as_str()).collect();
        assert_eq!((themes, counted[0]["actual"].as_str()), (vec!["学习"], "18"), "{name} {actual}");
        assert_eq!(rows(&judged)[3], 1 - told as u64, "{name} {actual}");
    }
}

#[test]
fn other_theme_and_other_time_make_two_activities() {
    let judged = july(|dir| {
        let rows: &[&[&str]] = &[
            &["金光村党支部", "2017-07-10", "学习", "9:00-10:00", "20", "18", ""],
            &["金光村党支部", "2017-07-10", "走访", "14:00-16:00", "20", "19", ""],
        ];
        ledger(dir, "a.xlsx", rows);
    });
    assert!(judged.findings("SUB004").is_empty());
    let matrix = judged.table("matrix.csv").into_iter().find(|r| r["branch_id"] == "001").unwrap();
    assert_eq!((matrix["due_count"].as_str(), matrix["actual_count"].as_str(), matrix["participation"].as_str()), ("40", "37", "0.9250"));
}

#[test]
fn a_name_of_two_branches_is_settled_by_the_nearest_committee_or_returned() {
    let row: &[&str] = &["机关党支部", "2017-07-10", "学习", "", "10", "10", ""];
    let judged = july(|dir| {
        ledger(dir, "天马镇/7月.xlsx", &[row]);
        ledger(dir, "其他/7月.xlsx", &[row]);
        ledger(dir, "其他/曾用名.xlsx", &[&["光明村支部", "2017-07-10", "学习", "", "20", "20", ""]]);
        ledger(dir, "其他/没有.xlsx", &[&["金光林党支部", "2017-07-10", "学习", "", "20", "20", ""]]);
    });
    let held = |id: &str| judged.table("matrix.csv").into_iter().find(|r| r["branch_id"] == id).unwrap()["held"].clone();
    assert_eq!(["001", "002", "003"].map(held), ["true", "true", "false"]);
    let rejects = judged.table("rejects.csv");
    assert_eq!(rejects.len(), 2, "{rejects:?}");
    assert!(rejects.iter().all(|r| r["rule"] == "ING003" && r["cell"] == "A2"));
    assert!(rejects[0]["message"].contains("天马镇党委／机关党支部") && rejects[0]["message"].contains("辉埠镇党委／机关党支部"));
    assert!(rejects[1]["message"].contains("金光村党支部"));
    // either may be meant, so that of neither it is said that nothing came
    assert!(judged.findings("SUB001").is_empty());
    assert_eq!(judged.table("matrix.csv").into_iter().find(|r| r["branch_id"] == "003").unwrap()["status"], "待核");
}

#[test]
fn before_its_founding_a_branch_owes_nothing_and_its_rows_enter_no_sum() {
    let judged = july(|dir| ledger(dir, "a.xlsx", &[&["新设党支部", "2017-07-10", "学习", "", "8", "2", ""]]));
    let matrix = judged.table("matrix.csv").into_iter().find(|r| r["branch_id"] == "004").unwrap();
    assert_eq!((matrix["due"].as_str(), matrix["held"].as_str(), matrix["status"].as_str()), ("false", "false", "不适用"));
    assert_eq!(judged.findings("ING004"), ["新设党支部 2017-07 B2"]);
    assert!(judged.findings("PAR001").is_empty());
    assert_eq!(rows(&judged), [2, 1, 0, 0, 0, 1]);
}

#[test]
fn identity_numbers_leave_no_trace_and_formulas_cannot_run() {
    let number = "320102199001011234";
    let judged = july(|dir| {
        ledger(dir, "a.xlsx", &[&["金光村党支部", "2017-07-10", "=cmd|' /C calc'!A0", number, "20", "18", ""]]);
        let members: &[&[&str]] = &[&["身份证号", "姓名", "所在党支部"], &[number, "张三", "金光村党支部"]];
        book(&dir.join("党员花名册.xlsx"), &[("党员", members)]);
    });
    for (name, bytes) in crate::door::tree(&judged.dir.path().join("结果")) {
        assert!(!String::from_utf8_lossy(&bytes).contains(number), "{name}");
    }
    assert_eq!(judged.table("activities.csv")[0]["theme"], "'=cmd|' /C calc'!A0");
}

#[test]
fn what_branches_file_together_each_of_them_has_filed() {
    let filed = |whose: &'static str| {
        let fill = move |dir: &Path| {
            let branch = |id, name| [id, name, "清源镇党委", "农村", "20", ""];
            let head = ["编号", "党支部名称", "上级党组织", "类型", "党员人数", "固定活动日"];
            let roster: &[&[&str]] = &[&head, &branch("001", "金光村党支部"), &branch("002", "新村党支部")];
            book(&dir.join("党组织花名册.xlsx"), &[("花名册", roster)]);
            let row = |name| [name, "2018-01-16", "学习", "9:00-11:00", "10", "10", "2018-01-18"];
            ledger(dir, "a.xlsx", &[&row("金光村党支部"), &row("新村党支部")]);
            let moved: &[&[&str]] = &[
                &["党支部名称", "上级党组织", "原定日期", "调整后日期", "调整原因", "备案日期"],
                &[whose, "清源镇党委", "2018-01-12", "2018-01-16", "防汛", "2018-01-08"],
            ];
            book(&dir.join("活动日调整备案表.xlsx"), &[("备案", moved)]);
        };
        Judged::run(fill, &["-j", "huiji", "-p", "2018-01", "--as-of", "2018-02-15"])
    };
    let off = |judged: &Judged| -> Vec<String> {
        let days = judged.table("findings.csv").into_iter().filter(|r| r["rule"] == "DAY001");
        days.map(|r| format!("{} {}", r["rule"], r["branch_id"])).collect()
    };
    let one = off(&filed("金光村党支部"));
    assert!(!one.is_empty() && one.iter().all(|found| found.ends_with("002")), "{one:?}");
    for whose in ["金光村党支部、新村党支部", "金光村党支部\n新村党支部"] {
        let both = filed(whose);
        assert_eq!(off(&both), [] as [&str; 0]);
        assert_eq!(both.summary()["rows_by_layout"]["adjustment"]["accepted"], 1);
    }
}
