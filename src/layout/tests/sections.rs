//! Lines between the rows of a table: whose the rows below are, and what is no such line; and what a figure's words must not make of a row.

use super::{codes, lines, tally};
use crate::layout::testing::{grid_sheet, merge, read};
use crate::model::book::RawSheet;
use crate::model::record::FileRecords;

const OWN: &[&str] = &["活动日期", "活动主题", "应到人数", "实到人数"];
const ALL: &[&str] = &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"];

fn of(rows: &[&[&str]], merges: &[&str]) -> FileRecords {
    let sheet = grid_sheet("s", rows);
    read("a.xlsx", vec![RawSheet { merges: merges.iter().map(|range| merge(range)).collect(), ..sheet }])
}

fn names(out: &FileRecords) -> Vec<String> {
    let marks = out.records.attendance.iter().map(|row| {
        let unit = row.who.around.unit.as_ref().map_or_else(String::new, |unit| unit.text.to_string());
        format!("{unit} {} {}", row.name, row.marks.len())
    });
    marks.collect()
}

#[test]
fn a_line_says_whose_the_rows_below_it_are() {
    let (one, two): (&[&str], &[&str]) = (&["@2018-01-05", "学习", "#20", "#18"], &["@2018-02-05", "学习", "#20", "#9"]);
    let wanted = ["甲村党支部 2018-01-05 20/18", "乙村党支部 2018-02-05 20/9"];
    let units = of(&[&["填报单位：甲村党支部"], OWN, one, &["填报单位：乙村党支部", "", "填报日期：2018年3月1日"], two], &[]);
    assert_eq!((lines(&units), codes(&units).len(), tally(&units, "activity_ledger")), (wanted.map(String::from).to_vec(), 0, (3, 0)));
    assert!(units.notes.iter().any(|note| note.text.contains("1 行写明其下各行的单位或时间")), "{:?}", units.notes);
    let names = of(&[&["2018年台账"], OWN, &["一、甲村党支部（20人）"], one, &["二、乙村党支部（15人）："], two], &["A3:D3", "A5:D5"]);
    assert_eq!(lines(&names), wanted);
    let titles = of(&[&["甲村党支部2018年台账"], OWN, one, &["乙村党支部2018年台账"], two], &["A1:D1", "A4:D4"]);
    let told: Vec<&str> = titles.records.activities.iter().map(|row| &*row.who.around.title).collect();
    assert_eq!(told, ["甲村党支部2018年台账", "乙村党支部2018年台账"]);
    // who filled it in may stand below as well: then nobody is named above the first rows, and nothing is below the last
    let below = of(&[OWN, one, &["填报单位：甲村党支部", "", "填表人：张三"], two, &["填报单位：乙村党支部", "", "填表人：李四"]], &[]);
    assert!(below.records.activities.iter().all(|row| row.who.around.unit.is_none()), "{:?}", lines(&below));
}

#[test]
fn a_group_of_branches_is_no_branch_and_a_committee_holds_for_its_own() {
    let rows: &[&[&str]] = &[
        &["2018年台账"],
        ALL,
        &["甲镇党委"],
        &["机关党支部", "1月5日", "学习", "#20", "#18"],
        &["乙镇党委"],
        &["机关党支部", "1月6日", "学习", "#15", "#15"],
        &["农村党支部"],
        &["丙村党支部", "1月7日", "学习", "#9", "#8"],
    ];
    let out = of(rows, &["A3:E3", "A5:E5", "A7:E7"]);
    assert_eq!(lines(&out), ["机关党支部 2018-01-05 20/18", "机关党支部 2018-01-06 15/15", "丙村党支部 2018-01-07 9/8"]);
    let committee = |n: usize| out.records.activities[n].who.committee.as_ref().map(|named| named.text.to_string());
    assert_eq!([committee(0), committee(1), committee(2)], ["甲镇党委", "乙镇党委", "乙镇党委"].map(|name| Some(name.to_string())));
    assert!(out.records.activities[2].who.around.unit.is_none());
}

#[test]
fn a_second_title_says_the_month_and_keeps_the_year() {
    let day = |day: &'static str| ["甲村党支部", day, "学习", "#20", "#18"];
    let (fifth, tenth) = (day("5日"), day("10日"));
    for title in ["2018年2月党员活动日台账", "2月份", "二月", "二月份："] {
        let merges: &[&str] = if title.len() > 9 { &["A1:E1", "A4:E4"] } else { &["A1:E1"] };
        let out = of(&[&["2018年1月党员活动日台账"], ALL, &fifth, &[title], &tenth], merges);
        assert_eq!(lines(&out), ["甲村党支部 2018-01-05 20/18", "甲村党支部 2018-02-10 20/18"], "{title}");
    }
}

#[test]
fn a_page_with_other_columns_is_of_the_same_sheet() {
    let rows: &[&[&str]] = &[
        &["甲村党支部2017年党员活动日台账"],
        OWN,
        &["1月5日", "学习", "#20", "#18"],
        &["续表"],
        &["活动主题", "活动日期", "实到人数", "应到人数"],
        &["学习", "2月5日", "#17", "#20"],
    ];
    let out = of(rows, &["A1:D1", "A4:D4"]);
    assert_eq!(lines(&out), [" 2017-01-05 20/18", " 2017-02-05 20/17"]);
    assert!(out.records.activities.iter().all(|row| row.who.around.title.starts_with("甲村党支部2017年")), "the title holds for both");
    assert!(out.notes.iter().all(|note| !note.text.contains("没有写年份")), "{:?}", out.notes);
}

#[test]
fn members_below_a_note_or_with_a_star_are_members() {
    let sign: &[&str] = &["姓名", "1月"];
    let rows: &[&[&str]] = &[
        &["甲村党支部2018年考勤表"],
        &["填报单位：甲村党支部"],
        sign,
        &["第一党小组"],
        &["张三", "√"],
        &["注：以下为第二党小组"],
        &["★李四", "×"],
        &["王五", "假"],
        &["√到会", "×缺席"],
        &["填报单位：乙村党支部"],
        &["赵六", "√"],
    ];
    let out = of(rows, &["A1:B1", "A4:B4", "A6:B6"]);
    assert_eq!(names(&out), ["甲村党支部 张三 1", "甲村党支部 ★李四 1", "甲村党支部 王五 1", "乙村党支部 赵六 1"]);
}

#[test]
fn a_figure_that_says_together_is_no_total() {
    let head: &[&str] = &["党支部名称", "活动日期", "应到人数", "实到人数", "缺席人员", "活动地点"];
    let rows: &[&[&str]] = &[
        head,
        &["甲村党支部", "2018-01-05", "共计20人", "#18", "共计2人", "村部"],
        &["乙村党支部", "2018-01-06", "#20", "#18", "", "汇总室"],
        &["合计", "", "#40", "#36", "合计2人", ""],
        &["", "小计", "#40", "#36", "", ""],
    ];
    let out = of(rows, &[]);
    assert_eq!(lines(&out)[1..], ["乙村党支部 2018-01-06 20/18"]);
    assert_eq!((lines(&out).len(), tally(&out, "activity_ledger")), (2, (3, 0)));
}

#[test]
fn of_counts_below_one_heading_the_sum_is_taken_else_none() {
    let top: &[&str] = &["党支部名称", "活动日期", "应到人数", "实到人数", "", ""];
    let row: &[&str] = &["甲村党支部", "2018-01-05", "#20", "#12", "#6", "#18"];
    let merges = ["A1:A2", "B1:B2", "C1:C2", "D1:F1"];
    let summed = of(&[top, &["", "", "", "男", "女", "合计"], row], &merges);
    assert_eq!(lines(&summed), ["甲村党支部 2018-01-05 20/18"]);
    assert_eq!(codes(&summed), ["ING006 D3 "]);
    let bare = of(&[top, row], &["D1:F1"]);
    assert_eq!(lines(&bare), ["甲村党支部 2018-01-05 20/-"]);
    let parts = of(&[top, &["", "", "", "现场", "线上", ""], &["甲村党支部", "2018-01-05", "#20", "#12", "#6", ""]], &merges);
    assert_eq!(lines(&parts), ["甲村党支部 2018-01-05 20/-"]);
    let unmerged = of(&[top, &["", "", "", "正式党员", "预备党员", ""], &["甲村党支部", "2018-01-05", "#20", "#12", "#6", ""]], &[]);
    assert_eq!(lines(&unmerged), ["甲村党支部 2018-01-05 20/-"]);
}

#[test]
fn a_looser_word_of_another_group_is_that_groups_figure() {
    let top: &[&str] = &["党支部名称", "活动日期", "正式党员", "", "预备党员", ""];
    let below: &[&str] = &["", "", "应参加人数", "参加人数", "应到", "实到"];
    let out = of(&[top, below, &["甲村党支部", "2018-01-05", "#42", "#41", "#1", "#1"]], &["A1:A2", "B1:B2", "C1:D1", "E1:F1"]);
    assert_eq!(lines(&out), ["甲村党支部 2018-01-05 -/-"]);
    assert_eq!(codes(&out).len(), 2, "both counts are told: {:?}", codes(&out));
}

#[test]
fn below_headings_that_are_not_understood_nothing_is_read() {
    let row = |day: &'static str| ["甲村党支部", day, "学习", "#20", "#18"];
    let again: &[&str] = &["支部", "时间", "主题", "到会", "应到会"];
    let out = of(&[&["2018年台账"], ALL, &row("1月5日"), &["续表"], again, &row("2月5日"), ALL, &row("3月5日")], &["A1:E1", "A4:E4"]);
    assert_eq!(lines(&out), ["甲村党支部 2018-01-05 20/18", "甲村党支部 2018-03-05 20/18"]);
    assert_eq!(codes(&out), ["ING004 B6 活动日期 rejected"]);
}

#[test]
fn the_same_sign_names_what_stands_above() {
    let row = |name: &'static str, day: &'static str| [name, day, "学习", "#20", "#18"];
    let out = of(&[ALL, &row("甲村党支部", "2018-01-05"), &row("〃", "2018-02-05"), &row("同上", "2018-03-05")], &[]);
    assert_eq!(lines(&out), ["01", "02", "03"].map(|month| format!("甲村党支部 2018-{month}-05 20/18")));
    assert!(out.notes.iter().any(|note| note.text.contains("同上")), "{:?}", out.notes);
    let first = of(&[ALL, &row("同上", "2018-01-05")], &[]);
    assert_eq!(lines(&first), ["同上 2018-01-05 20/18"], "nothing stands above: the name is told as unknown");
}

#[test]
fn two_days_of_one_activity_are_told() {
    let head: &[&str] = &["党支部名称", "活动日期", "活动时间", "活动主题", "应到人数", "实到人数"];
    let row = |day: &'static str, time: &'static str| ["甲村党支部", day, time, "学习", "#20", "#18"];
    let other = of(&[head, &row("2018-01-05", "1月10日上午")], &[]);
    assert_eq!((lines(&other).len(), codes(&other)), (1, vec!["ING004 C2 活动时间".to_string()]));
    let month = of(&[head, &row("2018-01-05", "2018年2月5日上午")], &[]);
    assert_eq!((lines(&month).len(), codes(&month)), (0, vec!["ING004 B2 活动日期 rejected".to_string()]));
    let same = of(&[head, &row("2018-01-05", "1月5日9:00-11:30")], &[]);
    assert_eq!((lines(&same).len(), codes(&same).len()), (1, 0));
}

#[test]
fn a_dates_own_year_is_that_of_the_month_beside_it() {
    let head: &[&str] = &["党支部名称", "月份", "活动日期", "活动主题", "应到人数", "实到人数"];
    let row = |month: &'static str, day: &'static str| ["甲村党支部", month, day, "学习", "#20", "#18"];
    let out = of(&[&["2018年台账"], head, &row("1月", "2017-1-5"), &row("12月", "2019-1-3"), &row("2月", "2月5日")], &["A1:F1"]);
    let months: Vec<String> = out.records.activities.iter().filter_map(|row| row.month).map(|month| month.to_string()).collect();
    assert_eq!(months, ["2017-01", "2018-12", "2018-02"]);
}
