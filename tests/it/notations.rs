//! Every way of writing that the catalogue of real ledgers lists: read as it is meant, or refused with the reason where it can mean several things.
//! Each stands in a row of its own, of a branch of its own, and goes through the whole program.

use std::collections::BTreeMap;
use std::path::Path;

use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

use crate::door::{Judged, book};

/// What stands in a cell.
#[derive(Clone, Copy, Debug)]
enum Cell {
    Text(&'static str),
    Number(f64),
    /// A number that is shown as a date.
    Day(f64),
    /// A formula with the result that was stored.
    Result(&'static str, &'static str),
}

use Cell::{Day, Number, Result, Text};

impl Cell {
    fn write(self, sheet: &mut Worksheet, row: u32, col: u16) {
        match self {
            Text(text) => sheet.write_string(row, col, text).map(drop),
            Number(number) => sheet.write_number(row, col, number).map(drop),
            Day(serial) => sheet.write_number_with_format(row, col, serial, &Format::new().set_num_format("yyyy-mm-dd")).map(drop),
            Result(formula, result) => sheet.write_formula(row, col, Formula::new(formula).set_result(result)).map(drop),
        }
        .unwrap();
    }
}

fn branch(row: usize) -> String {
    format!("第{row}村党支部")
}

/// A ledger of 2019, a row for each line: date, due, actual.
fn ledger(lines: &[[Cell; 3]]) -> Judged {
    let fill = |workspace: &Path| {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet().set_name("台账").unwrap();
        sheet.write(0, 0, "2019年主题党日活动台账").unwrap();
        for (col, head) in ["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"].into_iter().enumerate() {
            sheet.write(1, col as u16, head).unwrap();
        }
        for (row, [date, due, actual]) in lines.iter().enumerate() {
            let at = row as u32 + 2;
            sheet.write(at, 0, branch(row)).unwrap();
            sheet.write(at, 2, "学习").unwrap();
            date.write(sheet, at, 1);
            due.write(sheet, at, 3);
            actual.write(sheet, at, 4);
        }
        workbook.save(workspace.join("台账.xlsx")).unwrap();
    };
    Judged::run(fill, &["-j", "kaihua", "-p", "2019", "--as-of", "2026-01-10"])
}

/// The value of a column of activities.csv by branch.
fn column(judged: &Judged, name: &str) -> BTreeMap<String, String> {
    judged.table("activities.csv").into_iter().map(|row| (row["branch"].clone(), row[name].clone())).collect()
}

#[test]
fn dates_are_read_or_refused_with_the_reason() {
    let cases: &[(Cell, std::result::Result<&str, &str>)] = &[
        (Day(43_499.0), Ok("2019-02-03")),
        (Text("2019/2/3  14:30"), Ok("2019-02-03")),
        (Text("2019/10/8 星期二 8:20"), Ok("2019-10-08")),
        (Text("2020.08.20"), Ok("2020-08-20")),
        (Text("1969.01"), Err("没有日")),
        (Number(1980.3), Err("没有日")),
        (Number(19_800_301.0), Ok("1980-03-01")),
        (Number(198_003.0), Err("没有日")),
        (Text("6.30"), Ok("2019-06-30")),
        (Text("6.15"), Ok("2019-06-15")),
        (Number(6.5), Ok("2019-06-05")),
        (Text("6.1"), Err("可能是")),
        (Text("6.3"), Err("可能是")),
        (Number(6.2), Err("可能是")),
        (Number(6.3), Err("可能是")),
        (Text("5.18-19"), Ok("2019-05-18")),
        (Text("2021.2.26-3.1"), Ok("2021-02-26")),
        (Text("2021.5.7   10.8    12.24"), Err("多个日期")),
        (Text("1.8下午"), Ok("2019-01-08")),
        (Text("2017年7月5日（星期三）上午9:00-11:30"), Ok("2017-07-05")),
        // only month and day were typed: a serial of 1900, shown as a date
        (Day(10.0), Ok("2019-01-10")),
        (Text("45383"), Ok("2024-04-01")),
        (Number(45_383.0), Ok("2024-04-01")),
        (Text("21"), Err("")),
        (Number(21.0), Err("")),
        (Text("    年  月  日"), Err("")),
        (Text("2025年X月"), Err("")),
        (Text("２０１９年７月５日"), Ok("2019-07-05")),
        (Text("二〇一九年七月五日"), Ok("2019-07-05")),
        (Text("待定"), Err("")),
        (Result("NA()", "#N/A"), Err("公式出错")),
    ];
    let lines: Vec<[Cell; 3]> = cases.iter().map(|(cell, _)| [*cell, Number(20.0), Number(20.0)]).collect();
    let judged = ledger(&lines);
    let dates = column(&judged, "date");
    let rejects = judged.table("rejects.csv");
    let mut wrong = Vec::new();
    for (row, (cell, wanted)) in cases.iter().enumerate() {
        let line = (row + 3).to_string();
        let why: Vec<&str> = rejects.iter().filter(|r| r["row"] == line).map(|r| r["message"].as_str()).collect();
        let right = match (wanted, dates.get(&branch(row))) {
            (Ok(date), Some(read)) => date == read && why.is_empty(),
            (Err(reason), None) => why.len() == 1 && why[0].contains(reason) && why[0].ends_with('。'),
            _ => false,
        };
        if !right {
            wrong.push(format!("{cell:?}: wanted {wanted:?}, got {:?} {why:?}", dates.get(&branch(row))));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn counts_are_read_or_told_and_the_row_stays() {
    let cases: &[(Cell, Option<u32>)] = &[
        (Text("15人"), Some(15)),
        (Text("１５"), Some(15)),
        (Text("应到20人"), Some(20)),
        (Text("15.0"), Some(15)),
        (Number(15.0), Some(15)),
        (Text("十五人"), Some(15)),
        (Text("应到：20 实到：18 缺勤：2"), Some(20)),
        (Text("张三、李四、王五"), None),
        (Text("1/2天"), None),
        (Text("1万"), None),
        (Text("无"), None),
        (Text("暂不享受"), None),
        (Text(" 020100"), None),
        (Number(4.505e18), None),
        (Number(-3.0), None),
        (Number(15.5), None),
        (Result("NA()", "#N/A"), None),
    ];
    let lines: Vec<[Cell; 3]> = cases.iter().map(|(cell, _)| [Text("2019-07-05"), *cell, Number(12.0)]).collect();
    let judged = ledger(&lines);
    let due = column(&judged, "due");
    let told: Vec<String> =
        judged.table("findings.csv").into_iter().filter(|r| r["rule"] == "PAR004").map(|r| r["branch"].clone()).collect();
    let mut wrong = Vec::new();
    for (row, (cell, wanted)) in cases.iter().enumerate() {
        let read = due.get(&branch(row)).cloned();
        let is_told = told.contains(&branch(row));
        if read.as_deref() != Some(&wanted.map(|n| n.to_string()).unwrap_or_default()) || is_told == wanted.is_some() {
            wrong.push(format!("{cell:?}: wanted {wanted:?}, read {read:?}, told {is_told}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(judged.summary()["rows"]["rejected"], 0);
}

/// An attendance sheet of one month, a member for each mark; `last` is a line below. Gives the members with what the program counts for them,
/// and those whose mark it does not know.
fn attendance(marks: &[&str], last: &str) -> (BTreeMap<String, [String; 4]>, Vec<u32>) {
    let fill = |workspace: &Path| {
        let roster: &[&[&str]] =
            &[&["编号", "党支部名称", "上级党组织", "类型", "党员人数"], &["B1", "金星村党支部", "华埠镇党委", "农村", "10"]];
        book(&workspace.join("党组织花名册.xlsx"), &[("花名册", roster)]);
        let names: Vec<String> = (0..marks.len()).map(|n| format!("张{}", char::from_u32(0x4e00 + n as u32).unwrap())).collect();
        let mut rows: Vec<Vec<&str>> = vec![vec!["金星村党支部2019年党员考勤表"], vec!["姓名", "党支部", "7月"]];
        rows.extend(names.iter().zip(marks).map(|(name, mark)| vec![name.as_str(), "金星村党支部", *mark]));
        rows.push(vec![last]);
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        book(&workspace.join("考勤表.xlsx"), &[("考勤", &rows)]);
    };
    let judged = Judged::run(fill, &["-j", "kaihua", "-p", "2019-07", "--as-of", "2019-12-10"]);
    let members = judged.table("members.csv").into_iter();
    let counted = members.map(|r| (r["member"].clone(), ["present", "absent", "leave", "caught_up"].map(|c| r[c].clone()))).collect();
    let unknown = judged.table("findings.csv").into_iter().filter(|r| r["rule"] == "ING004").map(|r| {
        let digits: String = r["cell"].chars().filter(char::is_ascii_digit).collect();
        digits.parse().unwrap_or(0)
    });
    let mut unknown: Vec<u32> = unknown.collect();
    unknown.sort();
    (counted, unknown)
}

#[test]
fn marks_without_a_legend_are_the_common_ones_and_others_are_told() {
    let known = [
        ("√ ✓ 到 出 1 8:25 是 正常 迟到 早退 线上参会", 0),
        ("× ✗ 缺 旷 0 否 X ☒ 未签到", 1),
        ("假 请 请假 年假 事假 病假 公假 公差 产假 出差 △", 2),
        ("补 补课", 3),
    ];
    // What each of them means differs from workbook to workbook.
    let unknown = ["○", "★", "▲", "◎", "X1", "休", "补休", "甲", "Yes", "No", "半天", "外出", "送学"];
    let all: Vec<(&str, Option<usize>)> = known
        .iter()
        .flat_map(|(marks, kind)| marks.split(' ').map(|mark| (mark, Some(*kind))))
        .chain(unknown.iter().map(|mark| (*mark, None)))
        .collect();
    let (members, told) = attendance(&all.iter().map(|(mark, _)| *mark).collect::<Vec<_>>(), "制表人：张三");
    let mut wrong = Vec::new();
    for (n, (mark, kind)) in all.iter().enumerate() {
        let name = format!("张{}", char::from_u32(0x4e00 + n as u32).unwrap());
        let counted = members.get(&name).cloned().unwrap_or_default();
        let is_told = told.contains(&(n as u32 + 3));
        let right = match kind {
            Some(kind) => !is_told && counted[*kind] == "1",
            None => is_told && counted.iter().all(|count| count.is_empty() || count == "0"),
        };
        if !right {
            wrong.push(format!("{mark}: wanted {kind:?}, counted {counted:?}, told {is_told}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_legend_gives_a_mark_its_meaning_for_its_table() {
    let (without, told) = attendance(&["★", "√"], "制表人：张三");
    assert_eq!((told.as_slice(), without.get("张一").is_none_or(|c| c[1] != "1")), (&[3][..], true));
    let (with, told) = attendance(&["★", "√"], "图例：★ 缺席  √ 出席");
    assert!(told.is_empty(), "{told:?}");
    assert_eq!(with["张一"][1], "1");
}
