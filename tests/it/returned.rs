//! What was returned: nothing is concluded from it, it is told once, and what comes back put right takes its place.

use std::fs;
use std::path::{Path, PathBuf};

use crate::door::{Judged, book, dangri_ok, tree};
use crate::filled::{cells, fill, find, sheets};

const HEAD: &[&str] = &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数", "报送日期"];

fn roster(dir: &Path) {
    let rows: &[&[&str]] = &[
        &["党组织花名册"],
        &["编号", "党支部名称", "上级党组织", "类型", "党员人数"],
        &["001", "东河村党支部", "东河镇党委", "农村", "20"],
        &["002", "东山村党支部", "东河镇党委", "农村", "20"],
        &["003", "东岭村党支部", "东河镇党委", "农村", "20"],
        &["004", "西山村党支部", "西山镇党委", "农村", "20"],
    ];
    book(&dir.join("党组织花名册.xlsx"), &[("花名册", rows)]);
}

fn ledger(dir: &Path, name: &str, rows: &[&[&str]]) {
    let all: Vec<&[&str]> = std::iter::once(HEAD).chain(rows.iter().copied()).collect();
    book(&dir.join(name), &[("7月", &all)]);
}

const OPTIONS: [&str; 6] = ["-j", "chizhou", "-p", "2018-07", "--as-of", "2018-08-15"];

fn town(fill: impl FnOnce(&Path)) -> Judged {
    let all = |dir: &Path| {
        roster(dir);
        fill(dir);
    };
    Judged::run(all, &OPTIONS)
}

/// How July stands for the branches of the roster, by number.
fn july(judged: &Judged) -> [String; 4] {
    let rows = judged.table("matrix.csv");
    ["001", "002", "003", "004"].map(|id| rows.iter().find(|r| r["branch_id"] == id).unwrap()["status"].clone())
}

fn rows(judged: &Judged) -> [u64; 4] {
    let rows = &judged.summary()["rows_by_layout"]["activity_ledger"];
    ["accepted", "rejected", "duplicate", "superseded"].map(|k| rows[k].as_u64().unwrap())
}

const GOOD: &[&str] = &["东河村党支部", "2018-07-05", "学习", "20", "18", "2018-07-06"];
/// One whose date is none, one whose branch nobody knows but as two of the roster's.
const BAD_DATE: &[&str] = &["东山村党支部", "2018.02.30", "学习", "20", "18", "2018-07-06"];
const BAD_NAME: &[&str] = &["东岭树村党支部", "2018-07-05", "学习", "20", "18", "2018-07-06"];

#[test]
fn a_month_of_which_something_was_returned_is_neither_held_nor_missing() {
    let judged = town(|dir| ledger(dir, "东河镇党委/台账.xlsx", &[GOOD, BAD_DATE, BAD_NAME]));
    assert_eq!(july(&judged), ["按时", "待核", "待核", "缺报"]);
    assert_eq!(judged.findings("SUB001"), ["西山村党支部 2018-07 B6"]);
    let committee = judged.table("committees.csv").into_iter().find(|r| r["committee"] == "东河镇党委").unwrap();
    let figure = |name: &str| committee[name].clone();
    assert_eq!((figure("months_due"), figure("months_held"), figure("months_pending")), ("1".into(), "1".into(), "2".into()));
    let barred: Vec<String> =
        judged.table("eligibility.csv").into_iter().filter(|r| r["eligible"] == "false").map(|r| r["branch_id"].clone()).collect();
    assert_eq!(barred, ["004"]);
    let ranks: Vec<String> = judged.table("ranking.csv").into_iter().map(|r| format!("{} {}", r["branch_id"], r["rank"])).collect();
    assert_eq!(ranks, ["001 1", "004 2", "002 ", "003 "]);
}

#[test]
fn a_file_that_cannot_be_read_leaves_its_committees_months_open() {
    let judged = town(|dir| {
        fs::create_dir_all(dir.join("西山镇党委")).unwrap();
        fs::write(dir.join("西山镇党委/7月台账.rar"), b"Rar!\x1a\x07\x00").unwrap();
        fs::write(dir.join("8月台账.rar"), b"Rar!\x1a\x07\x00").unwrap();
    });
    assert_eq!(july(&judged), ["缺报", "缺报", "缺报", "待核"]);
    let judged = town(|dir| {
        fs::create_dir_all(dir.join("西山镇党委")).unwrap();
        fs::write(dir.join("西山镇党委/2018年6月台账.rar"), b"Rar!\x1a\x07\x00").unwrap();
    });
    assert_eq!(july(&judged)[3], "缺报", "a file of another month");
}

#[test]
fn every_paper_with_ranks_or_names_says_how_much_is_out() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = dir.path().join("台账");
    roster(&workspace);
    ledger(&workspace, "东河镇党委/台账.xlsx", &[GOOD, BAD_DATE]);
    let out = dir.path().join("结果");
    dangri_ok(&[&["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap(), "--format", "xlsx,html"][..], &OPTIONS].concat());
    let said = "尚有 1 行数据已退回（东河镇党委 1 行），更正重报前不计入统计。因此有 1 个党支部的 1 个月次“待核”，不算开展也不算缺报，名次、等次和名单均为暂定。";
    let book = out.join("汇总报告.xlsx");
    for sheet in ["总览", "党委排名", "支部排名", "月度矩阵", "缺报清单", "不得评优", "抽查名单"] {
        let line = cells(&book, sheet).into_iter().take(3).flatten().any(|cell| cell.contains(said));
        assert!(line, "{sheet}");
    }
    let page = fs::read_to_string(out.join("报告.html")).unwrap();
    assert!(page.contains(said) && page.contains("待核"));
    let letter: PathBuf = out.join("反馈/东河镇党委/催报单.xlsx");
    let missing = cells(&letter, "催报单").concat().concat();
    assert!(missing.contains("东岭村党支部") && !missing.contains("东山村党支部") && missing.contains("尚有 1 行数据已退回"), "{missing}");
}

#[test]
fn a_copied_file_tells_its_returned_rows_once() {
    let rows_of: &[&[&str]] = &[GOOD, BAD_DATE, BAD_DATE, BAD_NAME];
    let judged = town(|dir| {
        ledger(dir, "东河镇党委/台账.xlsx", rows_of);
        ledger(dir, "东河镇党委/台账 - 副本.xlsx", rows_of);
    });
    assert_eq!(rows(&judged), [1, 3, 4, 0]);
    assert_eq!((judged.findings("ING003").len(), judged.findings("ING004").len()), (1, 2));
    // and the copy says where they are told
    let notes = judged.summary()["notes"].to_string();
    assert!(
        notes.contains("另有 3 处问题与“东河镇党委/台账 - 副本.xlsx”中的逐字相同")
            || notes.contains("另有 3 处问题与“东河镇党委/台账.xlsx”中的逐字相同"),
        "{notes}"
    );
}

#[test]
fn a_marked_copy_that_was_put_right_takes_the_place_of_its_ledger() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = dir.path().join("台账");
    roster(&workspace);
    let late: &[&str] = &["东河村党支部", "2018-07-05", "学习", "20", "25", "2018-07-06"];
    ledger(&workspace, "东河镇党委/台账.xlsx", &[late, BAD_DATE, BAD_NAME]);
    let out = dir.path().join("结果");
    dangri_ok(&[&["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap(), "--format", "xlsx"][..], &OPTIONS].concat());
    let copies = out.join("反馈/东河镇党委/台账标注");
    let name = tree(&copies).into_keys().next().unwrap();
    let judged = town(|dir| {
        fs::create_dir_all(dir.join("东河镇党委")).unwrap();
        fs::copy(workspace.join("东河镇党委/台账.xlsx"), dir.join("东河镇党委/台账.xlsx")).unwrap();
        let copy = dir.join("东河镇党委/改正后.xlsx");
        fs::copy(copies.join(&name), &copy).unwrap();
        let all = cells(&copy, "7月");
        let (head, date) = find(&all, "活动日期");
        let (_, actual) = find(&all, "实到人数");
        let (_, branch) = find(&all, "党支部名称");
        let right = [((head + 1, actual), "18"), ((head + 2, date), "2018-07-05"), ((head + 3, branch), "东岭村党支部")];
        fill(&copy, "7月", &right.map(|(at, text)| (at, text.to_string())));
    });
    assert_eq!(july(&judged), ["按时", "按时", "按时", "缺报"]);
    for gone in ["ING003", "ING004", "SUB004", "PAR002", "SUB002"] {
        assert!(judged.findings(gone).is_empty(), "{gone}: {:?}", judged.findings(gone));
    }
    assert_eq!(rows(&judged), [3, 0, 0, 3]);
}

#[test]
fn a_ledger_with_its_materials_in_another_order_is_a_copy() {
    let with = |items: [&'static str; 3], ticks: [&'static str; 3]| -> Vec<Vec<&'static str>> {
        let head = [HEAD, &items].concat();
        vec![head, [GOOD, &ticks].concat()]
    };
    let judged = town(|dir| {
        for (name, rows) in [
            ("甲.xlsx", with(["文字记录", "照片", "视频"], ["√", "√", ""])),
            ("乙.xlsx", with(["视频", "照片", "文字记录"], ["", "√", "√"])),
        ] {
            let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
            book(&dir.join("东河镇党委").join(name), &[("7月", &rows)]);
        }
    });
    assert_eq!(rows(&judged), [1, 0, 1, 0]);
    assert!(judged.findings("SUB004").is_empty());
}

#[test]
fn branches_whose_long_numbers_were_cut_stay_apart() {
    let all = |dir: &Path| {
        let rows: &[&[&str]] = &[
            &["党组织花名册"],
            &["编号", "党支部名称", "上级党组织", "类型", "党员人数"],
            &["34000000000000000", "东河村党支部", "东河镇党委", "农村", "20"],
            &["34000000000000000", "东山村党支部", "东河镇党委", "农村", "20"],
        ];
        book(&dir.join("党组织花名册.xlsx"), &[("花名册", rows)]);
        ledger(dir, "台账.xlsx", &[GOOD]);
    };
    let judged = Judged::run(all, &OPTIONS);
    let ids: Vec<String> = judged.table("ranking.csv").into_iter().map(|r| r["branch"].clone()).collect();
    assert_eq!(ids, ["东河村党支部", "东山村党支部"]);
    let told: Vec<String> =
        judged.table("findings.csv").into_iter().filter(|r| r["rule"] == "ING004").map(|r| r["level"].clone()).collect();
    assert_eq!(told, ["warning", "warning"]);
}

#[test]
fn a_marked_attendance_sheet_that_was_put_right_takes_the_place_of_its_own() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = dir.path().join("台账");
    roster(&workspace);
    ledger(&workspace, "东河镇党委/台账.xlsx", &[GOOD]);
    let marks: &[&[&str]] = &[
        &["姓名", "党支部", "2018年7月"],
        &["张一", "东河村党支部", "√"],
        &["张二", "东河村党支部", "甲乙"],
        &["张三", "东河村党支部", "×"],
        &["李四", "不知何处党支部", "√"],
    ];
    book(&workspace.join("东河镇党委/考勤.xlsx"), &[("考勤", marks)]);
    let out = dir.path().join("结果");
    let ran = dangri_ok(&[&["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap(), "--format", "xlsx"][..], &OPTIONS].concat());
    drop(ran);
    let copies = out.join("反馈/东河镇党委/台账标注");
    let name = tree(&copies).into_keys().find(|name| name.contains("考勤")).expect("a marked copy of the attendance sheet");
    let come_back = |without: u32| {
        town(|dir| {
            fs::create_dir_all(dir.join("东河镇党委")).unwrap();
            for file in ["台账.xlsx", "考勤.xlsx"] {
                fs::copy(workspace.join("东河镇党委").join(file), dir.join("东河镇党委").join(file)).unwrap();
            }
            let copy = dir.join("东河镇党委/改正后.xlsx");
            fs::copy(copies.join(&name), &copy).unwrap();
            let all = cells(&copy, "考勤");
            let (head, mark) = find(&all, "2018年7月");
            let (_, branch) = find(&all, "党支部");
            let (_, member) = find(&all, "姓名");
            let mut right = vec![((head + 2, mark), "√"), ((head + 3, mark), "√"), ((head + 4, branch), "东岭村党支部")];
            // a clerk who hands only some of the rows in
            right.extend(
                (4..4 + without).flat_map(|row| [((head + row, mark), ""), ((head + row, branch), ""), ((head + row, member), "")]),
            );
            fill(&copy, "考勤", &right.into_iter().map(|(at, text)| (at, text.to_string())).collect::<Vec<_>>());
        })
    };
    let judged = come_back(0);
    for gone in ["ING003", "ING004"] {
        assert!(judged.findings(gone).is_empty(), "{gone}: {:?}", judged.findings(gone));
    }
    let absences = |judged: &Judged| {
        let of = |row: &std::collections::BTreeMap<String, String>| format!("{} {}", row["member"], row["absent"]);
        judged.table("members.csv").iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(absences(&judged), ["李四 0", "张一 0", "张三 0", "张二 0"]);
    // the row that was not handed in again stands as it was first handed in: returned
    let fewer = come_back(1);
    assert_eq!(absences(&fewer), ["张一 0", "张三 0", "张二 0"]);
    assert_eq!(fewer.findings("ING003").len(), 1);
}

/// The ledger as it was first handed in, and beside it its marked copy with these cells (rows below the headings) put right.
fn put_right(name: &str, write: impl Fn(&Path), values: &[(u32, &str, &str)]) -> Judged {
    let dir = tempfile::tempdir().unwrap();
    let workspace = dir.path().join("台账");
    roster(&workspace);
    fs::create_dir_all(workspace.join("东河镇党委")).unwrap();
    write(&workspace.join("东河镇党委").join(name));
    let out = dir.path().join("结果");
    dangri_ok(&[&["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap(), "--format", "xlsx"][..], &OPTIONS].concat());
    let copies = out.join("反馈/东河镇党委/台账标注");
    let marked = tree(&copies).into_keys().next().expect("a marked copy");
    town(|dir| {
        fs::create_dir_all(dir.join("东河镇党委")).unwrap();
        fs::copy(workspace.join("东河镇党委").join(name), dir.join("东河镇党委").join(name)).unwrap();
        let copy = dir.join("东河镇党委/改正后.xlsx");
        fs::copy(copies.join(&marked), &copy).unwrap();
        let sheet = sheets(&copy).remove(0);
        let all = cells(&copy, &sheet);
        let right = values.iter().map(|(below, heading, value)| {
            let (head, col) = find(&all, heading);
            ((head + below, col), value.to_string())
        });
        fill(&copy, &sheet, &right.collect::<Vec<_>>());
    })
}

#[test]
fn a_copy_of_a_ledger_whose_table_has_no_name_takes_its_place_as_well() {
    let csv = |path: &Path| {
        let lines: Vec<String> = [HEAD, GOOD, BAD_DATE, BAD_NAME].iter().map(|row| row.join(",")).collect();
        fs::write(path, lines.join("\n")).unwrap();
    };
    let judged = put_right("台账.csv", csv, &[(2, "活动日期", "2018-07-05"), (3, "党支部名称", "东岭村党支部")]);
    assert_eq!(july(&judged), ["按时", "按时", "按时", "缺报"]);
    assert_eq!(["ING003", "ING004", "SUB004"].map(|rule| judged.findings(rule)).concat(), [] as [&str; 0]);
    assert_eq!(rows(&judged), [3, 0, 0, 3]);
}

#[test]
fn a_table_whose_headings_were_put_right_is_no_longer_told() {
    let unread = |path: &Path| {
        let head = ["党支部名称", "活动日期", "活动主题", "应到人数", "到场数目", "报送日期"];
        book(path, &[("7月", &[&head, GOOD, &["东山村党支部", "2018-07-05", "学习", "20", "19", "2018-07-06"]])]);
    };
    let judged = put_right("台账.xlsx", unread, &[(0, "到场数目", "实到人数")]);
    assert_eq!(july(&judged), ["按时", "按时", "缺报", "缺报"]);
    assert_eq!(["ING002", "ING006"].map(|rule| judged.findings(rule)).concat(), [] as [&str; 0]);
}

#[test]
fn a_date_of_another_month_that_was_put_right_leaves_nothing_behind() {
    let wrong = |path: &Path| {
        let june: &[&str] = &["东河村党支部", "2018-06-05", "学习", "20", "25", "2018-07-06"];
        ledger(path.parent().unwrap().parent().unwrap(), "东河镇党委/台账.xlsx", &[june, BAD_DATE]);
    };
    let right = [(1, "活动日期", "2018-07-05"), (1, "实到人数", "25"), (2, "活动日期", "2018-07-05")];
    let judged = put_right("台账.xlsx", wrong, &right);
    let days: Vec<String> =
        judged.table("activities.csv").into_iter().filter(|r| r["branch_id"] == "001").map(|r| r["date"].clone()).collect();
    assert_eq!(days, ["2018-07-05"]);
    assert_eq!(rows(&judged), [2, 0, 0, 2]);
}
