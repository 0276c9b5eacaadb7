//! Columns of 主题党日活动台账 and of the other tables of rows.

use super::{codes, line, lines, tally};
use crate::layout::testing::{grid_sheet, merge, read, read_with};
use crate::model::book::Value;
use crate::model::org::OwnDay;
use crate::model::profile::RecordItem;
use crate::model::record::{Count, Field, Tick, Unread};

#[test]
fn the_unit_above_stands_for_the_branch() {
    let out = read(
        "a.xlsx",
        vec![grid_sheet(
            "s",
            &[&["填报单位：", "甲支部", "填报日期：2019年1月1日"], &["活动日期", "应到人数", "实到人数"], &["2017-07-05", "#20", "#18"]],
        )],
    );
    assert_eq!(lines(&out), ["甲支部 2017-07-05 20/18"]);
    let out = read("甲支部2017年.xlsx", vec![grid_sheet("甲支部", &[&["活动日期", "应到人数", "实到人数"], &["7月5日", "#20", "#18"]])]);
    // whose it is may stand in sheet or file alone: the roster tells
    assert_eq!((lines(&out), tally(&out, "activity_ledger")), (vec![" 2017-07-05 20/18".to_string()], (1, 0)));
    assert!(out.records.activities[0].who.around.by_sheet && out.issues.is_empty());
    let head: &[&str] = &["党支部名称", "活动日期", "应到人数", "实到人数"];
    let out = read("甲支部2017年.xlsx", vec![grid_sheet("甲支部", &[head, &["", "7月5日", "#20", "#18"]])]);
    assert_eq!((lines(&out).len(), tally(&out, "activity_ledger")), (0, (1, 1)), "a blank cell of the column is a fault of the row");
    assert!(out.issues[0].rejects_row && &*out.issues[0].field == "党支部名称");
}

#[test]
fn the_year_comes_from_what_is_nearest_and_never_from_the_filing_date() {
    let head: &[&str] = &["党支部名称", "活动日期", "应到人数", "实到人数"];
    let row: &[&str] = &["甲支部", "7月5日", "#20", "#18"];
    for (path, sheet, title, want) in [
        ("2015年/2016.xlsx", "2017年", "2018年台账", Some("2018")),
        ("2015年/2016.xlsx", "2017年", "台账", Some("2017")),
        ("2015年/2016.xlsx", "s", "台账", Some("2016")),
        ("2014/2015年/a.xlsx", "s", "台账", Some("2015")),
        ("a.xlsx", "s", "填报日期：2018年1月1日", None),
    ] {
        let out = read(path, vec![grid_sheet(sheet, &[&[title], head, row])]);
        let year = out.records.activities.first().and_then(|a| a.date).map(|d| d.format("%Y").to_string());
        assert_eq!(year.as_deref(), want, "{path} {sheet} {title}");
    }
}

#[test]
fn the_time_column_may_hold_the_date() {
    let out = read(
        "a.xlsx",
        vec![grid_sheet(
            "s",
            &[
                &["党支部名称", "活动时间", "活动主题", "应到人数", "实到人数"],
                &["甲支部", "2017年7月5日（星期三）上午9:00-11:30", "学习", "#20", "#18"],
                &["乙支部", "2017年7月5日（星期五）", "学习", "#20", "#18"],
                &["丙支部", "2017.7.5-6", "学习", "#20", "#18"],
            ],
        )],
    );
    let row = &out.records.activities[0];
    assert_eq!(line(row), "甲支部 2017-07-05 20/18");
    assert_eq!(
        (row.time.start.map(|t| t.to_string()), row.time.end.map(|t| t.to_string())),
        (Some("09:00:00".into()), Some("11:30:00".into()))
    );
    assert_eq!(row.head.place(Field::Date).cell_text(), "B2");
    assert_eq!(codes(&out), ["ING004 B3 活动时间"]);
    assert_eq!(out.issues[0].level, Some(crate::model::finding::Level::Warning));
    assert_eq!((out.records.activities[2].until.map(|d| d.to_string()), out.notes.len()), (Some("2017-07-06".into()), 1));
}

#[test]
fn months_and_days_in_columns_of_their_own() {
    let out = read(
        "2017年台账.xlsx",
        vec![grid_sheet(
            "s",
            &[
                &["党支部名称", "月份", "日", "应到人数", "实到人数"],
                &["甲支部", "7月", "5日", "#20", "#18"],
                &["乙支部", "#12", "#31", "#20", "#18"],
                &["丙支部", "2018年1月", "#5", "#20", "#18"],
                &["丁支部", "6月", "31", "#20", "#18"],
            ],
        )],
    );
    assert_eq!(lines(&out), ["甲支部 2017-07-05 20/18", "乙支部 2017-12-31 20/18", "丙支部 2018-01-05 20/18"]);
    assert_eq!(out.records.activities[0].month.map(|m| m.to_string()), Some("2017-07".into()));
    assert_eq!(codes(&out), ["ING004 C5 日 rejected"]);
    let out = read(
        "a.xlsx",
        vec![grid_sheet("s", &[&["年份", "月份", "日", "党支部名称", "应到", "实到"], &["#2017", "#7", "#5", "甲支部", "#2", "#2"]])],
    );
    assert_eq!(lines(&out), ["甲支部 2017-07-05 2/2"]);
}

#[test]
fn empty_reports() {
    let head: &[&str] = &["党支部名称", "所属月份", "活动日期", "活动主题", "应到人数", "实到人数", "备注"];
    let out = read(
        "a.xlsx",
        vec![grid_sheet(
            "s",
            &[
                head,
                &["甲支部", "2017年7月", "", "", "", "", "未开展"],
                &["乙支部", "2017年7月", "  年  月  日"],
                &["丙支部", "2017年7月", "", "学习"],
                &["丁支部"],
            ],
        )],
    );
    assert_eq!(lines(&out), ["甲支部 - -/-", "乙支部 - -/-"]);
    assert_eq!(out.records.activities[0].month.map(|m| m.to_string()), Some("2017-07".into()));
    assert_eq!(tally(&out, "activity_ledger"), (1, 2));
    let bare: &[&str] = &["党支部名称", "活动日期", "应到人数", "实到人数"];
    let out = read("2017/a.xlsx", vec![grid_sheet("7月", &[bare, &["甲支部"], &["乙支部", "", "#0", "#0"]])]);
    assert_eq!(lines(&out), ["甲支部 - -/-", "乙支部 - 0/0"]);
    assert_eq!(out.records.activities[0].month.map(|m| m.to_string()), Some("2017-07".into()));
}

#[test]
fn counts_in_one_column_and_bad_counts() {
    let out = read(
        "a.xlsx",
        vec![grid_sheet(
            "s",
            &[
                &["党支部名称", "活动日期", "参加情况"],
                &["甲支部", "2017-07-05", "应到：20 实到：18 缺勤：2"],
                &["乙支部", "2017-07-05", "全体"],
            ],
        )],
    );
    assert_eq!(lines(&out), ["甲支部 2017-07-05 20/18", "乙支部 2017-07-05 -/-"]);
    assert_eq!(out.records.activities[1].actual, Count::Unread(Unread::All, "全体".into()));
    assert!(out.issues.is_empty());
}

#[test]
fn record_items_are_ticked() {
    let items = [
        RecordItem { name: "活动安排".into(), headings: vec!["详细的活动安排".into()] },
        RecordItem { name: "活动内容".into(), headings: vec!["具体的活动内容".into()] },
        RecordItem { name: "参会桌牌".into(), headings: vec![] },
    ];
    let mut sheet = grid_sheet(
        "s",
        &[
            &["党支部名称", "活动日期", "应到人数", "实到人数", "材料", "", ""],
            &["", "", "", "", "详细的活动安排", "参会桌牌", "具体的活动内容"],
            &["甲支部", "2017-07-05", "#20", "#18", "√", "×", "有"],
            &["乙支部", "2017-07-05", "#20", "#18", "无", "", "1"],
        ],
    );
    sheet.merges = vec![merge("A1:A2"), merge("B1:B2"), merge("C1:C2"), merge("D1:D2"), merge("E1:G1")];
    let out = read_with("a.xlsx", vec![sheet], &items);
    let names: Vec<_> = out.records.activities[0].head.table.record_items.iter().map(|(n, _)| n.to_string()).collect();
    assert_eq!(names, ["活动安排", "参会桌牌", "活动内容"]);
    assert_eq!(*out.records.activities[0].records, [Tick::Present, Tick::Missing, Tick::Present]);
    assert_eq!(*out.records.activities[1].records, [Tick::Missing, Tick::Missing, Tick::Present]);
}

#[test]
fn times_lengths_and_report_dates() {
    let out = read(
        "2017.xlsx",
        vec![grid_sheet(
            "s",
            &[
                &["党支部名称", "活动日期", "开始时间", "结束时间", "时长（分钟）", "应到人数", "实到人数", "报送日期", "所属月份"],
                &["甲支部", "12月28日", "上午9时", "11:30", "#150", "#20", "#18", "1月3日", "12月"],
                &["乙支部", "7月5日", "9点半", "", "", "#20", "#18", "尽快", "某月"],
            ],
        )],
    );
    let row = &out.records.activities[0];
    assert_eq!((row.time.minutes, row.reported.map(|d| d.to_string())), (Some(150), Some("2018-01-03".into())));
    assert_eq!(row.time.end.map(|t| t.to_string()), Some("11:30:00".into()));
    assert_eq!(row.month.map(|m| m.to_string()), Some("2017-12".into()));
    assert_eq!(codes(&out), ["ING004 I3 所属月份", "ING004 H3 报送日期"]);
    assert!(out.issues.iter().all(|i| !i.rejects_row && i.level.is_some()));
}

#[test]
fn date_cells_of_the_year_1900_and_serials() {
    let mut sheet = grid_sheet(
        "s",
        &[
            &["2017年台账"],
            &["党支部名称", "活动日期", "应到", "实到"],
            &["甲支部", "@1900-07-05", "#2", "#2"],
            &["乙支部", "#42921", "#2", "#2"],
        ],
    );
    sheet.cells.push(crate::model::book::RawCell { at: crate::layout::testing::cell("A5"), value: Value::Text("丙支部".into()) });
    sheet.cells.push(crate::model::book::RawCell { at: crate::layout::testing::cell("B5"), value: Value::Uncalculated });
    sheet.cells.push(crate::model::book::RawCell { at: crate::layout::testing::cell("C5"), value: Value::Number(2.0) });
    let out = read("a.xlsx", vec![sheet]);
    assert_eq!(lines(&out), ["甲支部 2017-07-05 2/2", "乙支部 2017-07-05 2/2"]);
    assert_eq!(codes(&out), ["ING004 B5 活动日期 rejected"]);
}

#[test]
fn the_branch_roster() {
    let out = read(
        "花名册.xlsx",
        vec![grid_sheet(
            "s",
            &[
                &["党组织花名册"],
                &["编号", "党支部名称", "上级党组织", "类型", "党员人数", "书记", "成立日期", "固定活动日", "曾用名"],
                &["#1001", "甲村党支部", "某镇党委", "行政村", "20人", "张三", "@2010-07-01", "每月5日、20日", "甲支部、老甲村支部"],
                &["1002", "乙支部", "某镇党委", "", "若干", "", "1969.01", "不定", ""],
                &["1003", "", "某镇党委"],
                &["1004", "丙支部", ""],
            ],
        )],
    );
    let branches = &out.records.branches;
    assert_eq!(branches.len(), 3);
    assert_eq!((branches[0].id.as_deref(), branches[0].kind.as_str(), branches[0].member_count), (Some("1001"), "农村", Some(20)));
    assert_eq!(branches[0].own_days, [OwnDay::DayOfMonth(5), OwnDay::DayOfMonth(20)]);
    assert_eq!(branches[0].former_names.len(), 2);
    assert_eq!(branches[0].founded.map(|d| d.to_string()), Some("2010-07-01".into()));
    assert_eq!(branches[1].founded.map(|d| d.to_string()), Some("1969-01-01".into()), "a month is a span, and a note says so");
    assert!(out.notes.iter().any(|n| n.text.contains("只写到月")));
    assert_eq!(codes(&out), ["ING004 E4 党员人数", "ING004 H4 固定活动日", "ING004 B5 党支部名称 rejected", "ING004 C6 上级党组织"]);
    assert_eq!(tally(&out, "branch_roster"), (2, 1));
}

#[test]
fn the_member_roster_and_masking() {
    let out = read(
        "a.xlsx",
        vec![grid_sheet(
            "党员花名册",
            &[
                &["姓　名", "身份证号", "所在党支部", "党员类型", "入党日期", "免考勤"],
                &["张三", "320102199001011234", "甲支部", "正式", "2010-07-01", "否"],
                &["李四", "320102199001011235", "甲支部", "预备", "320102199001011235", "年老体弱"],
                &["王五", "", ""],
            ],
        )],
    );
    let members = &out.records.members;
    assert_eq!(
        (members.len(), members[0].id.as_deref(), &*members[0].exempt, &*members[1].exempt),
        (2, Some("320102199001011234"), "", "年老体弱")
    );
    assert_eq!(codes(&out), ["ING004 E3 入党日期", "ING004 C4 党支部名称 rejected"]);
    assert_eq!(&*out.issues[0].raw, "320***********1235");
    assert!(!out.issues[0].say.message().contains("19900101"));
}

#[test]
fn adjustments() {
    let out = read(
        "2017/a.xlsx",
        vec![grid_sheet(
            "调整备案",
            &[
                &["党委", "党支部名称", "月份", "原定日期", "调整后日期", "原因", "备案日期", "批准单位"],
                &["", "甲支部", "", "7月5日", "7月8日", "防汛", "7月3日", "某镇党委"],
                &["某镇党委", "", "8月", "", "12日", "学习", "", ""],
                &["", "乙支部", "9月", "", "待定", "", "", ""],
                &["", "丙支部", "", "", "9月8日", "", "", ""],
                &["", "", "9月", "", "9月8日", "", "", ""],
            ],
        )],
    );
    let rows: Vec<_> =
        out.records.adjustments.iter().map(|a| format!("{} {:?} {}", a.month, a.original.map(|d| d.to_string()), a.adjusted)).collect();
    assert_eq!(rows, ["2017-07 Some(\"2017-07-05\") 2017-07-08", "2017-08 None 2017-08-12"]);
    assert!(out.records.adjustments[1].who.branch.is_none() && out.records.adjustments[1].who.committee.is_some());
    assert_eq!(codes(&out), ["ING004 E4 调整后日期 rejected", "ING004 D5 原定日期 rejected", "ING004 B6 党支部名称 rejected"]);
    assert_eq!(tally(&out, "adjustment"), (1, 3));
}

#[test]
fn a_unit_of_measure_is_no_branch() {
    let out = read(
        "a.xlsx",
        vec![grid_sheet("s", &[&["台账", "", "单位：人"], &["活动日期", "应到人数", "实到人数"], &["2017-07-05", "#20", "#18"]])],
    );
    assert_eq!((lines(&out), tally(&out, "activity_ledger")), (vec![" 2017-07-05 20/18".to_string()], (2, 0)));
    assert!(out.records.activities[0].who.around.unit.is_none());
}
