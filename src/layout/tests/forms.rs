//! Record forms.

use super::{codes, lines, tally};
use crate::layout::testing::{cell, grid_sheet, merge, read};
use crate::model::book::{Merge, RawSheet, Value};
use crate::model::cell::CellRef;
use crate::model::record::{Count, Field, Slot, Unread};

type Lines = Vec<Vec<String>>;

fn chizhou(branch: &str, date: &str, theme: &str, counts: &str) -> Lines {
    let rows: [&[&str]; 8] = [
        &["池州市党日活动记录表"],
        &[&format!("党组织（盖章）：{branch}"), "", "", date],
        &["活动主题", theme],
        &["活动时间", "上午9:00-11:30", "活动地点", "党员活动室"],
        &["参加党员\n情    况", counts],
        &["活\n动\n内\n容", "集中学习，交纳党费。"],
        &["报送日期", "2017年7月7日"],
        &["说明：此表一式两份，于每次活动日后3日内报送。"],
    ];
    rows.iter().map(|r| r.iter().map(|t| t.to_string()).collect()).collect()
}

fn sheet(name: &str, lines: &Lines, merges: &[&str]) -> RawSheet {
    let rows: Vec<Vec<&str>> = lines.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let mut sheet = grid_sheet(name, &rows);
    sheet.merges = merges.iter().map(|m| merge(m)).collect();
    sheet
}

const MERGES: &[&str] = &["A1:D1", "A2:C2", "B3:D3", "B5:D5", "B6:D6", "A8:D8"];
const COUNTS: &str = "应参加党员 30 人，实际参加党员 28 人（附签名）。";

#[test]
fn the_form_of_chizhou() {
    let out = read("a.xls", vec![sheet("7月", &chizhou("甲村党支部", "2017年7月5日", "重温入党誓词", COUNTS), MERGES)]);
    assert_eq!(lines(&out), ["甲村党支部 2017-07-05 30/28"]);
    assert_eq!(codes(&out), [] as [&str; 0]);
    assert_eq!(tally(&out, "activity_form"), (0, 0));
    assert_eq!(out.recognised, [("activity_form".into(), "7月".into())]);
    let row = &out.records.activities[0];
    assert_eq!((&*row.theme, &*row.venue, &*row.content.text()), ("重温入党誓词", "党员活动室", "集中学习，交纳党费。"));
    assert_eq!(row.time.end.map(|t| t.to_string()), Some("11:30:00".into()));
    assert_eq!(row.reported.map(|d| d.to_string()), Some("2017-07-07".into()));
    assert_eq!(row.month, None);
    assert_eq!(row.head.table.slots.get(&Field::Theme), Some(&Slot::Cell(cell("B3"))));
    assert_eq!(row.head.place(Field::Actual).cell_text(), "B5");
    assert_eq!(row.head.place(Field::Date).cell_text(), "D2");
    assert_eq!(&*row.head.table.title, "池州市党日活动记录表");
}

#[test]
fn a_day_that_does_not_exist_is_told_where_it_stands_and_is_no_title() {
    for day in ["2月30日", "2017年2月30日", "2.5、2月31日"] {
        let out = read("2017年7月.xls", vec![sheet("表", &chizhou("甲村党支部", day, "重温入党誓词", COUNTS), MERGES)]);
        assert_eq!(out.records.activities.len(), 0, "{day}");
        let issue = &out.issues[0];
        assert_eq!((issue.place.cell, &*issue.raw), (Some(cell("D2")), day), "{day}");
        assert!(issue.who.as_ref().is_some_and(|who| !who.around.title.contains('月')), "{day}");
    }
}

#[test]
fn branch_in_the_next_cell_and_date_in_the_time() {
    let mut form = chizhou("", "", "学习", COUNTS);
    form[1] = ["党组织（盖章）：", "甲村党支部"].map(String::from).to_vec();
    form[3][1] = "2017年7月5日上午9:00".to_string();
    let out = read("a.xls", vec![sheet("s", &form, &["A1:D1", "B2:D2", "B3:D3", "B5:D5", "B6:D6"])]);
    assert_eq!(lines(&out), ["甲村党支部 2017-07-05 30/28"]);
    let mut form = chizhou("", "", "学习", COUNTS);
    form[1] = vec!["党组织（盖章）：甲村党支部　　　　2017年7月5日".to_string()];
    let out = read("a.xls", vec![sheet("s", &form, &["A1:D1", "A2:D2", "B3:D3", "B5:D5", "B6:D6"])]);
    assert_eq!(lines(&out), ["甲村党支部 2017-07-05 30/28"]);
}

/// An unlabelled date is the day on which the form was filled in as well as that of the activity; a label says which.
#[test]
fn of_two_dates_the_labelled_one_is_taken_and_two_months_need_a_third_to_decide() {
    let filled = |time: &str, line: &str| {
        let mut form = chizhou("甲村党支部", line, "学习", COUNTS);
        form[3][1] = time.to_string();
        form
    };
    let read_as = |name: &str, form: &Lines| {
        let out = read("2018年/a.xls", vec![sheet(name, form, MERGES)]);
        (lines(&out), codes(&out))
    };
    let day = filled("1月9日上午9:00", "2018年1月10日");
    assert_eq!(read_as("s", &day), (vec!["甲村党支部 2018-01-09 30/28".to_string()], Vec::new()));
    let month = filled("2月5日上午9:00", "2018年1月5日");
    assert_eq!(read_as("2月", &month), (vec!["甲村党支部 2018-02-05 30/28".to_string()], Vec::new()));
    assert_eq!(read_as("1月", &month), (vec!["甲村党支部 2018-01-05 30/28".to_string()], Vec::new()));
    let (accepted, told) = read_as("s", &month);
    assert_eq!((accepted.len(), told.len()), (0, 1), "{told:?}");
    assert!(told[0].ends_with("rejected"), "{told:?}");
}

#[test]
fn unfilled_forms() {
    let blank = "应参加党员   人，实际参加党员   人（附签名）。";
    let spare = |branch: &str| {
        let mut form = chizhou(branch, "  年  月  日", "", blank);
        form[3] = ["活动时间", "", "活动地点", ""].map(String::from).to_vec();
        form[5].truncate(1);
        form[6].truncate(1);
        form
    };
    let out = read("2017年/a.xls", vec![sheet("7月", &spare("甲村党支部"), MERGES)]);
    assert_eq!(lines(&out), ["甲村党支部 - -/-"]);
    assert_eq!(out.records.activities[0].month.map(|m| m.to_string()), Some("2017-07".into()));
    let out = read("a.xls", vec![sheet("s", &spare("甲村党支部"), MERGES)]);
    assert_eq!((lines(&out).len(), tally(&out, "activity_form")), (0, (0, 1)));
    let out = read("a.xls", vec![sheet("s", &spare(""), MERGES)]);
    assert_eq!((codes(&out).len(), tally(&out, "activity_form"), out.notes.len()), (0, (1, 0), 1));
    let out = read("a.xls", vec![sheet("s", &chizhou("甲村党支部", "  年  月  日", "学习", COUNTS), MERGES)]);
    assert_eq!(codes(&out), ["ING004 B4 活动时间 rejected"]);
    let out = read("a.xls", vec![sheet("s", &chizhou("", "2017年7月5日", "学习", COUNTS), MERGES)]);
    assert!(out.issues.is_empty() && out.records.activities[0].who.around.by_sheet, "title, sheet and file may tell whose it is");
}

#[test]
fn an_unfilled_date_behind_its_label_is_no_second_label() {
    let mut form = chizhou("", "", "学习", COUNTS);
    form[1] = ["党组织", "甲村党支部", "年月日", "    年  月  日"].map(String::from).to_vec();
    let out = read("a.xls", vec![sheet("s", &form, &["A1:D1", "B3:D3", "B5:D5", "B6:D6"])]);
    assert_eq!(codes(&out), ["ING004 B4 活动时间 rejected"], "只缺日期，不缺党组织");
    assert_eq!(tally(&out, "activity_form"), (0, 1));
}

#[test]
fn forms_one_above_the_other() {
    let mut all = chizhou("甲支部", "2017年7月5日", "学习", COUNTS);
    all.push(Vec::new());
    all.extend(chizhou("甲支部", "2017年8月5日", "服务", COUNTS));
    all.extend(chizhou("乙支部", "2017年8月6日", "服务", "应参加党员10人，实际参加党员9人"));
    let mut merges: Vec<Merge> = MERGES.iter().map(|m| merge(m)).collect();
    for down in [9, 17] {
        merges.extend(
            MERGES
                .iter()
                .map(|m| merge(m))
                .map(|m| Merge { from: CellRef::new(m.from.row + down, m.from.col), to: CellRef::new(m.to.row + down, m.to.col) }),
        );
    }
    let mut raw = sheet("s", &all, &[]);
    raw.merges = merges;
    let out = read("a.xls", vec![raw]);
    assert_eq!(lines(&out), ["甲支部 2017-07-05 30/28", "甲支部 2017-08-05 30/28", "乙支部 2017-08-06 10/9"]);
    assert_eq!(tally(&out, "activity_form"), (0, 0));
    let rows: Vec<u32> = out.records.activities.iter().map(|a| a.head.row).collect();
    assert_eq!(rows, [0, 9, 17]);
}

#[test]
fn forms_side_by_side_and_on_several_sheets() {
    let left = chizhou("甲支部", "2017年7月5日", "学习", COUNTS);
    let right = chizhou("乙支部", "2017年8月5日", "服务", "应参加党员10人，实际参加党员9人");
    let both: Lines = left
        .iter()
        .zip(&right)
        .map(|(l, r)| {
            let mut line = l.clone();
            line.resize(5, String::new());
            line.extend(r.clone());
            line
        })
        .collect();
    let one = sheet("7月", &left, MERGES);
    let out = read("a.xls", vec![sheet("s", &both, &[]), one.clone(), one]);
    assert_eq!(lines(&out), ["甲支部 2017-07-05 30/28", "乙支部 2017-08-05 10/9", "甲支部 2017-07-05 30/28", "甲支部 2017-07-05 30/28"]);
}

#[test]
fn the_official_record_form() {
    let out = read(
        "a.xlsx",
        vec![grid_sheet(
            "会议记录",
            &[
                &["党支部主题党日活动记录"],
                &["党支部名称", "甲支部"],
                &["活动（会议）名称", "七月主题党日"],
                &["时间", "2017年7月5日下午2:30-5:00", "地点", "会议室"],
                &["主持人", "张三", "记录人", "李四"],
                &["主题", "学党章"],
                &["应到人数", "#20", "实到人数", "#18"],
                &["缺席人员及原因", "王五（出差）"],
                &["主要内容"],
                &["一、学习；二、讨论。时间：两小时"],
            ],
        )],
    );
    assert_eq!(lines(&out), ["甲支部 2017-07-05 20/18"]);
    let row = &out.records.activities[0];
    assert_eq!((&*row.theme, &*row.host, &*row.recorder, &*row.absentees), ("学党章", "张三", "李四", "王五（出差）"));
    assert_eq!(row.time.start.map(|t| t.to_string()), Some("14:30:00".into()));
}

#[test]
fn the_content_may_stand_under_its_label_or_in_several_rows() {
    let head = [
        &["党日活动记录表"][..],
        &["党组织", "甲村党支部", "", "2017年7月5日"],
        &["活动主题", "学习"],
        &["活动时间", "9:00"],
        &["参加党员情况", COUNTS],
    ];
    let under = [&head[..], &[&["活动内容"][..], &["集中学习，交流发言。"], &["报送日期", "2017年7月7日"]]].concat();
    let out = read("a.xls", vec![grid_sheet("s", &under)]);
    assert_eq!(&*out.records.activities[0].content.text(), "集中学习，交流发言。");
    let beside = [&head[..], &[&["活动内容", "第一段"][..], &["", "第二段"], &["报送日期", "2017年7月7日"]]].concat();
    let mut sheet = grid_sheet("s", &beside);
    sheet.merges = vec![merge("A6:A7")];
    let out = read("a.xls", vec![sheet]);
    assert_eq!(&*out.records.activities[0].content.text(), "第一段\n第二段");
    assert_eq!(out.records.activities[0].reported.map(|d| d.to_string()), Some("2017-07-07".into()));
    // left blank: neither the next form's title, nor a seal's date, nor a note is the content
    for below in ["党日活动记录表", "2017年7月6日", "说明：此表一式两份。"] {
        let below = [below];
        let blank = [&head[..], &[&["活动内容"][..], &below]].concat();
        let out = read("a.xls", vec![grid_sheet("s", &blank)]);
        assert_eq!(&*out.records.activities[0].content.text(), "", "{below:?}");
    }
}

/// A form whose counts have labels of their own, further rows behind them.
fn counted(more: &[&[&str]]) -> Lines {
    let mut form = chizhou("甲村党支部", "2017年7月5日", "学习", "");
    form[4] = ["应到人数", "30人", "实到人数", "28"].map(String::from).to_vec();
    form.extend(more.iter().map(|row| row.iter().map(|t| t.to_string()).collect()));
    form
}

#[test]
fn a_count_in_two_places_that_differ_is_none() {
    let of = |form: &Lines| read("a.xls", vec![sheet("s", form, &["A1:D1", "A2:C2", "B3:D3", "B6:D6", "A8:D8"])]);
    let same = of(&counted(&[&["应到党员", "30"]]));
    assert_eq!((lines(&same), codes(&same)), (vec!["甲村党支部 2017-07-05 30/28".to_string()], vec![]));
    let out = of(&counted(&[&["应到党员", "32"]]));
    let row = &out.records.activities[0];
    assert_eq!(row.due, Count::Unread(Unread::TwoColumns, "30人（B5）／32（B9）".into()));
    assert_eq!(row.actual, Count::Given(28));
    // a sentence beside the labels
    let out = of(&counted(&[&["参加党员情况", "应参加党员 30 人，实际参加党员 27 人"]]));
    let row = &out.records.activities[0];
    assert_eq!((row.due.clone(), row.actual.value()), (Count::Given(30), None));
    assert!(
        matches!(&row.actual, Count::Unread(Unread::TwoColumns, text) if text.contains("28／") && text.contains("27")),
        "{:?}",
        row.actual
    );
    let out = of(&counted(&[&["参加党员情况", "应参加党员 30 人，实际参加党员 28 人"]]));
    assert_eq!(lines(&out), ["甲村党支部 2017-07-05 30/28"]);
}

#[test]
fn a_formula_without_a_result_is_told_on_a_form_as_well() {
    let with = |form: &Lines, cells: &[(&str, Value)]| {
        let mut sheet = sheet("s", form, MERGES);
        for (at, value) in cells {
            sheet.cells.iter_mut().find(|c| c.at.to_string() == *at).expect("a cell").value = value.clone();
        }
        read("a.xls", vec![sheet])
    };
    let form = chizhou("甲村党支部", "2017年7月5日", "学习", COUNTS);
    let out = with(&form, &[("B3", Value::Uncalculated), ("B6", Value::Error("#REF!".into()))]);
    assert_eq!(codes(&out), ["ING004 B3 活动主题", "ING004 B6 活动内容"]);
    assert!(out.issues.iter().all(|i| i.say.message().contains("公式")), "{:?}", out.issues);
    assert_eq!(out.records.activities[0].theme.as_str(), "");
    // nothing else is on it: it was filled in all the same
    let mut bare = chizhou("", "", "学习", "");
    (bare[3][1], bare[3][3], bare[5][1], bare[6][1]) = (String::new(), String::new(), String::new(), String::new());
    let out = with(&bare, &[("B3", Value::Uncalculated)]);
    assert!(codes(&out).iter().any(|c| c.starts_with("ING004 B3 活动主题")), "{:?} {:?}", codes(&out), out.notes);
    assert_eq!(tally(&out, "activity_form"), (0, 1));
}
