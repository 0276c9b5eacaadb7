//! What stands in one cell for several rows, or above the table for all of them: one activity over several rows, counts over several branches, the day
//! in a title, and rows of averages and rates.

use super::{codes, lines, tally};
use crate::layout::testing::{grid_sheet, merge, read};
use crate::model::book::RawSheet;
use crate::model::field::{Field, Slot};
use crate::model::record::{Count, FileRecords, Unread};

const ALL: &[&str] = &["党支部名称", "活动日期", "活动内容", "应到人数", "实到人数"];

fn of(rows: &[&[&str]], merges: &[&str]) -> FileRecords {
    let sheet = grid_sheet("s", rows);
    read("a.xlsx", vec![RawSheet { merges: merges.iter().map(|range| merge(range)).collect(), ..sheet }])
}

#[test]
fn words_of_further_rows_go_with_the_activity_that_they_are_merged_with() {
    let rows: &[&[&str]] = &[
        &["党员活动日台账"],
        ALL,
        &["甲村党支部", "2018年1月5日", "集中学习", "#20", "#18"],
        &["", "", "缴纳党费", "", ""],
        &["乙村党支部", "2018年1月5日", "志愿服务", "#9", "#9"],
    ];
    let out = of(rows, &["A3:A4", "B3:B4", "D3:D4", "E3:E4"]);
    assert_eq!(lines(&out), ["甲村党支部 2018-01-05 20/18", "乙村党支部 2018-01-05 9/9"]);
    assert_eq!(out.records.activities[0].content.text(), "集中学习；缴纳党费");
    assert_eq!((codes(&out).len(), tally(&out, "activity_ledger")), (0, (3, 0)));
    assert!(out.notes.iter().any(|note| note.text.contains("有 1 行与其上一行合并填写同一次活动")), "{:?}", out.notes);
    // nothing goes on with an example
    let example: &[&[&str]] =
        &[&["党员活动日台账"], ALL, &["示例", "2018年1月5日", "集中学习", "#20", "#18"], &["", "", "缴纳党费", "", ""]];
    let below = of(example, &["A3:A4", "B3:B4", "D3:D4", "E3:E4"]);
    assert!(!below.notes.iter().any(|note| note.text.contains("合并填写")), "{:?}", below.notes);
    // with counts or a day of its own a row is an activity of its own
    let counted = of(rows, &["A3:A4", "B3:B4"]);
    assert_eq!(lines(&counted)[1], "甲村党支部 2018-01-05 -/-");
}

#[test]
fn counts_merged_over_several_branches_are_nobodys() {
    let rows: &[&[&str]] = &[
        &["党员活动日台账"],
        ALL,
        &["甲村党支部", "2018年1月5日", "学习", "#20", "#18"],
        &["乙村党支部", "2018年1月5日", "学习", "", ""],
        &["丙村党支部", "2018年1月5日", "学习", "#9", "#9"],
        &["丙村党支部", "2018年1月12日", "学习", "", ""],
        &["合计", "", "", "#29", "#27"],
    ];
    let out = of(rows, &["D3:D4", "E3:E4", "D5:D6", "E5:E6"]);
    let shared = |n: usize| (out.records.activities[n].due.clone(), out.records.activities[n].actual.clone());
    let unread = |text: &str| Count::Unread(Unread::Shared, text.into());
    assert_eq!([shared(0), shared(1)], [(unread("20"), unread("18")), (unread("20"), unread("18"))]);
    assert_eq!([shared(2), shared(3)], [(Count::Given(9), Count::Given(9)), (Count::Given(9), Count::Given(9))], "of one branch");
    // and what the rows come to nobody can say
    assert_eq!(codes(&out), [] as [&str; 0]);
}

#[test]
fn the_day_of_all_rows_may_stand_above_them() {
    let heads: &[&str] = &["党支部名称", "活动主题", "应到人数", "实到人数"];
    let rows: &[&[&str]] = &[&["甲村党支部", "学习", "#20", "#18"], &["乙村党支部", "学习", "#9", "#9"], &["丙村党支部", "", "#0", "#0"]];
    let under = |above: &[&[&str]]| of(&[above, &[heads], rows].concat(), &[]);
    for above in [
        &[&["2018年1月5日党员活动日情况统计表"][..]][..],
        &[&["党员活动日情况统计表"], &["活动时间：2018年1月5日", "", "填报日期：2018年1月8日"]],
        &[&["党员活动日情况统计表"], &["活动日期", "@2018-01-05"]],
    ] {
        let out = under(above);
        assert_eq!(
            lines(&out),
            ["甲村党支部 2018-01-05 20/18", "乙村党支部 2018-01-05 9/9", "丙村党支部 - -/-"].map(|line| line.replace("-/-", "0/0"))
        );
        assert_eq!(out.records.activities[2].month.map(|month| month.to_string()), Some("2018-01".into()), "{above:?}");
        let slot = out.records.activities[0].head.table.slots.get(&Field::Date).copied();
        assert!(matches!(slot, Some(Slot::Cell(cell)) if (cell.row as usize) < above.len()), "{slot:?}");
    }
    // a column of times may tell days of its own
    let timed: &[&[&str]] = &[
        &["2018年1月5日党员活动日情况统计表"],
        &["党支部名称", "活动主题", "活动时间", "应到人数", "实到人数"],
        &["甲村党支部", "学习", "2018年1月9日9:00", "#20", "#18"],
    ];
    let out = of(timed, &[]);
    assert_eq!(lines(&out), ["甲村党支部 2018-01-09 20/18"]);
    assert_eq!(out.records.activities[0].head.table.slots.get(&Field::Date), Some(&Slot::Column(2)));
    // clocks alone tell none
    let clocks = |other: &str| {
        let rows: &[&[&str]] = &[
            &["2018年1月5日党员活动日情况统计表"],
            &["党支部名称", "活动主题", "活动时间", "应到人数", "实到人数"],
            &["甲村党支部", "学习", "9:00-11:00", "#20", "#18"],
            &["乙村党支部", "学习", "", "#9", "#9"],
            &["丙村党支部", "学习", other, "#9", "#8"],
        ];
        lines(&of(rows, &[]))
    };
    let all = ["甲村党支部 2018-01-05 20/18", "乙村党支部 2018-01-05 9/9", "丙村党支部 2018-01-05 9/8"];
    assert_eq!([clocks("下午2点半"), clocks("14：30")], [all, all]);
    // but one that tells a day makes all of them doubtful
    assert_eq!([clocks("9日14:30"), clocks("1月9日14:30")], [["丙村党支部 2018-01-09 9/8"]; 2]);
    for above in [
        // a day of report, the end of a time, no day, and two of them
        &[&["党员活动日情况统计表"][..], &["填报日期：2018年1月5日"]][..],
        &[&["2018年1月5日前报送的党员活动日情况统计表"]],
        &[&["2018年1月党员活动日情况统计表"]],
        &[&["2018年1月5日党员活动日情况统计表"], &["活动时间：2018年1月9日"]],
    ] {
        assert_eq!(lines(&under(above)), [] as [&str; 0], "{above:?}");
    }
}

#[test]
fn a_title_over_two_years_gives_each_row_its_own() {
    let rows: &[&[&str]] = &[
        &["2017年12月—2018年2月党员活动日台账"],
        ALL,
        &["甲村党支部", "12月5日", "学习", "#20", "#18"],
        &["甲村党支部", "1月5日", "学习", "#20", "#18"],
        &["甲村党支部", "3月5日", "学习", "#20", "#18"],
    ];
    // whatever year the file's name tells
    let out = read("2018年台账.xlsx", vec![grid_sheet("s", rows)]);
    assert_eq!(lines(&out), ["甲村党支部 2017-12-05 20/18", "甲村党支部 2018-01-05 20/18"]);
    assert_eq!(codes(&out), ["ING004 B5 活动日期 rejected"]);
    assert!(out.issues[0].say.message().contains("起止月份"), "{:?}", out.issues[0].say);
}

#[test]
fn a_title_of_two_whole_years_gives_no_row_a_year() {
    for title in ["2017—2018年度党员活动日台账", "2017年至2018年党员活动日台账", "17-18年度党员活动日台账"] {
        let rows: &[&[&str]] =
            &[&[title], ALL, &["甲村党支部", "12月5日", "学习", "#20", "#18"], &["甲村党支部", "2018年1月5日", "学习", "#20", "#18"]];
        let out = read("2018年台账.xlsx", vec![grid_sheet("s", rows)]);
        assert_eq!(lines(&out), ["甲村党支部 2018-01-05 20/18"], "{title}");
        assert_eq!(codes(&out), ["ING004 B3 活动日期 rejected"], "{title}");
        assert!(out.issues[0].say.message().contains("不止一个 12 月"), "{:?}", out.issues[0].say);
    }
}

#[test]
fn averages_and_rates_are_no_rows() {
    let mut rows: Vec<&[&str]> = vec![&["党员活动日台账"], ALL, &["甲村党支部", "2018年1月5日", "学习", "#20", "#18"]];
    rows.extend([
        &["平均", "", "", "#20", "#18"][..],
        &["参与率", "", "", "", "90%"],
        &["全镇平均参与率", "", "", "", "90%"],
        &["", "出勤率", "", "", "90%"],
    ]);
    let out = of(&rows, &[]);
    assert_eq!((lines(&out).len(), codes(&out).len(), tally(&out, "activity_ledger")), (1, 0, (6, 0)));
}

#[test]
fn a_line_between_the_rows_that_tells_another_day_or_month_is_of_the_rows_below_it() {
    let dayless: &[&str] = &["党支部名称", "活动主题", "应到人数", "实到人数"];
    let row = |name: &'static str| [name, "集中学习", "#20", "#18"];
    let (a, b) = (row("甲村党支部"), row("乙村党支部"));
    for between in [["活动时间：2018年2月5日", "", "", ""], ["2018年2月5日党员活动日情况统计表", "", "", ""]] {
        let rows: &[&[&str]] = &[&["2018年1月5日党员活动日情况统计表"], dayless, &a, &b, &between, &a, &b];
        let out = of(rows, &[]);
        let want = ["甲村党支部 2018-01-05", "乙村党支部 2018-01-05", "甲村党支部 2018-02-05", "乙村党支部 2018-02-05"];
        assert_eq!(lines(&out), want.map(|line| format!("{line} 20/18")), "{between:?}: {:?}", codes(&out));
    }
    for (between, want) in [
        ("2018年2月党员活动日情况统计表", "2018-02-05"),
        ("二、2月份", "2018-02-05"),
        ("2017年党员活动日台账", "2017-01-05"),
        ("活动时间：2018年2月5日", "2018-02-05"),
    ] {
        let row = ["甲村党支部", if want.starts_with("2017") { "1月5日" } else { "5日" }, "集中学习", "#20", "#18"];
        let rows: &[&[&str]] = &[&["2018年1月党员活动日台账"], ALL, &row, &[between, "", "", "", ""], &row];
        let out = of(rows, &[]);
        let want = ["2018-01-05", want].map(|day| format!("甲村党支部 {day} 20/18"));
        assert_eq!(lines(&out), want, "{between}: {:?}", codes(&out));
    }
}

#[test]
fn a_day_on_which_a_sheet_was_made_is_no_day_of_an_activity() {
    let row: &[&str] = &["甲村党支部", "集中学习", "#20", "#18"];
    let dayless: &[&str] = &["党支部名称", "活动主题", "应到人数", "实到人数"];
    for (title, held) in [
        ("2018年1月5日党员活动日情况统计表", true),
        ("2018年1月5日凤山镇党员活动日台账", true),
        ("2018年1月20日上报党员活动日情况统计表", false),
        ("2018年1月20日印发党员活动日情况统计表", false),
        ("2018年1月20日制 党员活动日情况统计表", false),
        ("2018年1月20日更新党员活动日情况统计表", false),
        ("2018年1月20日检查党员活动日情况统计表", false),
        ("2018年1月20日镇党委会议通过的党员活动日情况统计表", false),
    ] {
        let out = of(&[&[title], dayless, row], &[]);
        assert_eq!(out.records.activities.iter().any(|row| row.date.is_some()), held, "{title}: {:?}", codes(&out));
    }
}

#[test]
fn one_name_over_one_blank_cell_may_be_forgotten() {
    let rows = |n: usize| {
        let days = ["2018年1月5日", "2018年2月5日", "2018年3月5日"];
        let first = ["甲村党支部", "", ""].into_iter().zip(days).take(n);
        let lines: Vec<[&str; 5]> = first.map(|(name, day)| [name, day, "学习", "#20", "#18"]).collect();
        let all: Vec<&[&str]> = [&["党员活动日台账"][..], ALL].into_iter().chain(lines.iter().map(|line| &line[..])).collect();
        of(&all, &[])
    };
    assert_eq!(rows(3).records.activities.iter().filter(|row| row.who.branch.is_some()).count(), 3);
    assert_eq!(rows(2).records.activities.iter().filter(|row| row.who.branch.is_some()).count(), 1);
}

#[test]
fn a_second_table_has_the_headings_of_the_first_and_a_day_of_its_own() {
    let dayless: &[&str] = &["党支部名称", "活动主题", "应到人数", "实到人数"];
    let row: &[&str] = &["甲村党支部", "集中学习", "#20", "#18"];
    let day = |text: &'static str| [text, "", "", ""];
    let (first, second) = (day("活动时间：2018年1月5日"), day("活动时间：2018年2月5日"));
    for gap in [&[][..], &[&["", "", "", ""][..]]] {
        let head: &[&[&str]] = &[&["党员活动日情况统计表"], &first, dayless, row];
        let rows: Vec<&[&str]> = head.iter().chain(gap).copied().chain([&second[..], dayless, row]).collect();
        let out = of(&rows, &[]);
        assert_eq!(lines(&out), ["甲村党支部 2018-01-05 20/18", "甲村党支部 2018-02-05 20/18"], "{:?}", codes(&out));
        assert!(codes(&out).is_empty(), "{:?}", codes(&out));
    }
}
