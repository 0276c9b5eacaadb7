//! Titles, headers of several levels, repeated headers, blocks.

use super::{codes, lines, tally};
use crate::layout::testing::{grid_sheet, merge, read};
use crate::model::book::FileOutcome;
use crate::model::record::Field;

const HEAD: &[&str] = &["序号", "党支部名称", "活动日期", "活动主题", "应到人数", "实到人数", "备注"];

#[test]
fn a_plain_ledger_under_a_merged_title() {
    let mut sheet = grid_sheet(
        "Sheet1",
        &[
            &["附件1"],
            &["某镇2017年7月主题党日活动台账"],
            &["填报单位（盖章）：某镇党委　　填报日期：2017年8月1日"],
            HEAD,
            &["#1", "甲村党支部", "@2017-07-05", "学党章", "#20", "#18"],
            &["#2", "乙村党支部", "7月6日", "", "15人", "１５"],
            &["合计", "", "", "", "#35", "#33"],
            &["注：本表于每月5日前报送"],
            &["制表人：张三", "", "审核人：李四", "", "", "2017年8月1日"],
        ],
    );
    sheet.merges = vec![merge("A1:G1"), merge("A2:G2"), merge("A3:G3"), merge("A8:G8")];
    let out = read("镇/7月.xlsx", vec![sheet]);
    assert_eq!(lines(&out), ["甲村党支部 2017-07-05 20/18", "乙村党支部 2017-07-06 15/15"]);
    assert_eq!(codes(&out), [] as [&str; 0]);
    assert_eq!(tally(&out, "activity_ledger"), (7, 0));
    assert_eq!(out.outcome, FileOutcome::Read);
    let row = &out.records.activities[0];
    assert_eq!(row.head.place(Field::Actual).cell_text(), "F5");
    assert_eq!(&*row.head.table.title, "附件1 某镇2017年7月主题党日活动台账");
    assert_eq!(row.who.around.unit.as_ref().map(|n| &*n.text), Some("某镇党委"));
    assert_eq!(row.month, None);
}

#[test]
fn two_level_header_with_merges() {
    let mut sheet = grid_sheet(
        "2017年",
        &[
            &["台账"],
            &["党支部名称", "活动日期", "参加人数", "", "", "备注"],
            &["", "", "应到", "实到", "请假", ""],
            &["甲支部", "7月5日", "#20", "#18", "#2"],
        ],
    );
    sheet.merges = vec![merge("A1:F1"), merge("A2:A3"), merge("B2:B3"), merge("C2:E2"), merge("F2:F3")];
    let out = read("a.xlsx", vec![sheet]);
    assert_eq!(lines(&out), ["甲支部 2017-07-05 20/18"]);
    assert_eq!(tally(&out, "activity_ledger"), (3, 0));
}

#[test]
fn two_level_header_without_merges() {
    let sheet = grid_sheet(
        "",
        &[&["党支部名称", "活动日期", "参加人数", "", "备注"], &["", "", "应到", "实到", ""], &["甲支部", "2017/7/5", "20", "18", "无"]],
    );
    let out = read("a.csv", vec![sheet]);
    assert_eq!(lines(&out), ["甲支部 2017-07-05 20/18"]);
    assert_eq!(tally(&out, "activity_ledger"), (2, 0));
}

#[test]
fn three_level_header() {
    let mut sheet = grid_sheet(
        "2017年",
        &[
            &["党支部", "活动开展情况", "", "", "", ""],
            &["", "活动时间", "", "到会情况", "", "主题"],
            &["", "月", "日", "应到\n人数", "实到\n人数", ""],
            &["甲支部", "#7", "#5", "#20", "#18", "学习"],
        ],
    );
    sheet.merges = vec![merge("A1:A3"), merge("B1:F1"), merge("B2:C2"), merge("D2:E2"), merge("F2:F3")];
    let out = read("a.xlsx", vec![sheet]);
    assert_eq!(lines(&out), ["甲支部 2017-07-05 20/18"]);
    assert_eq!(out.records.activities[0].month.map(|m| m.to_string()), Some("2017-07".to_string()));
    assert_eq!(&*out.records.activities[0].theme, "学习");
    assert_eq!(tally(&out, "activity_ledger"), (3, 0));
}

#[test]
fn the_header_repeated_on_each_page() {
    let out = read(
        "a.xlsx",
        vec![grid_sheet(
            "s",
            &[
                HEAD,
                &["#1", "甲支部", "2017-07-05", "学习", "#20", "#18"],
                HEAD,
                &["#2", "乙支部", "2017-07-06", "学习", "#10", "#9"],
                &["合计", "", "", "", "#30", "#27"],
            ],
        )],
    );
    assert_eq!(lines(&out), ["甲支部 2017-07-05 20/18", "乙支部 2017-07-06 10/9"]);
    assert_eq!(tally(&out, "activity_ledger"), (3, 0));
    assert!(out.issues.is_empty());
}

#[test]
fn a_sheet_per_month_with_days_alone() {
    let head: &[&str] = &["党支部名称", "日", "活动主题", "应到人数", "实到人数"];
    let row: &[&str] = &["甲支部", "#5", "学习", "#20", "#18"];
    let out = read(
        "2017年/甲支部.xlsx",
        vec![
            grid_sheet("7月", &[head, row]),
            grid_sheet("26年2月", &[head, row]),
            grid_sheet("5月 ", &[head, row]),
            grid_sheet("4月", &[&["2017年3月主题党日台账"], head, row]),
        ],
    );
    assert_eq!(lines(&out), ["甲支部 2017-07-05 20/18", "甲支部 2026-02-05 20/18", "甲支部 2017-05-05 20/18", "甲支部 2017-03-05 20/18"]);
}

#[test]
fn stacked_blocks_each_with_title_and_header() {
    let head: &[&str] = &["党支部名称", "活动日期", "应到人数", "实到人数"];
    let out = read(
        "2017.xlsx",
        vec![grid_sheet(
            "s",
            &[
                &["7月台账"],
                head,
                &["甲支部", "5日", "#20", "#18"],
                &["合计", "", "#20", "#18"],
                &[],
                &["8月台账"],
                head,
                &["甲支部", "6日", "#20", "#17"],
                &["合计", "", "#20", "#16"],
            ],
        )],
    );
    assert_eq!(lines(&out), ["甲支部 2017-07-05 20/18", "甲支部 2017-08-06 20/17"]);
    assert_eq!(tally(&out, "activity_ledger"), (6, 0));
    assert_eq!(codes(&out), ["ING005 D9 实到人数"]);
}

#[test]
fn blocks_of_different_layouts_on_one_sheet() {
    let out = read(
        "2017.xlsx",
        vec![grid_sheet(
            "s",
            &[
                &["党支部名称", "活动日期", "应到人数", "实到人数"],
                &["甲支部", "7月5日", "#20", "#18"],
                &["活动日调整备案表"],
                &["党支部名称", "原定日期", "调整后日期", "调整原因"],
                &["甲支部", "8月5日", "8月8日", "防汛"],
            ],
        )],
    );
    assert_eq!(out.records.activities.len(), 1);
    assert_eq!(out.records.adjustments.len(), 1);
    assert_eq!((tally(&out, "activity_ledger"), tally(&out, "adjustment")), ((1, 0), (2, 0)));
}

#[test]
fn blocks_side_by_side_and_two_by_two() {
    let head: &[&str] = &["姓名", "1月", "2月", "", "姓名", "1月", "2月"];
    let out = read(
        "2017.xlsx",
        vec![grid_sheet(
            "s",
            &[
                &["甲支部2017年考勤表"],
                head,
                &["张一", "√", "×", "", "张二", "√", "√"],
                &["张三", "√", "√", "", "", "", ""],
                &[],
                head,
                &["张四", "√", "√", "", "张五", "√", "假"],
            ],
        )],
    );
    let names: Vec<_> = out.records.attendance.iter().map(|r| (r.name.to_string(), r.marks.len())).collect();
    assert_eq!(names, [("张一", 2), ("张三", 2), ("张四", 2), ("张二", 2), ("张五", 2)].map(|(n, m)| (n.to_string(), m)));
    assert_eq!(tally(&out, "attendance_matrix").1, 0);
}

#[test]
fn side_by_side_without_a_gap() {
    let head: &[&str] = &["填报名称", "花名册名称", "填报名称", "花名册名称"];
    let out = read("a.xlsx", vec![grid_sheet("名称对照表", &[head, &["甲", "甲支部", "乙", "乙支部"]])]);
    assert_eq!(out.records.aliases.len(), 2);
    assert_eq!(tally(&out, "alias"), (2, 0));
}

#[test]
fn names_that_nobody_has_confirmed_say_nothing_and_are_counted() {
    let rows: &[&[&str]] = &[
        &["填报名称", "所在党委（线索）", "候选一", "花名册名称（在此选择）", "备注"],
        &["甲支部", "天马镇党委", "甲村党支部", "", "待问"],
        &["乙支部", "天马镇党委", "乙村党支部", "乙村党支部", ""],
        &["", "", "", "丙村党支部", ""],
    ];
    let out = read("名称核对.xlsx", vec![grid_sheet("待确认", rows)]);
    let [alias] = out.records.aliases.as_slice() else { panic!("{:?}", out.records.aliases) };
    assert_eq!((&*alias.reported, &*alias.roster, alias.committee.as_deref()), ("乙支部", "乙村党支部", Some("天马镇党委")));
    let [proposal] = out.records.proposals.as_slice() else { panic!("{:?}", out.records.proposals) };
    assert_eq!((&*proposal.reported, &*proposal.roster, &*proposal.remark), ("甲支部", "", "待问"));
    assert_eq!(tally(&out, "alias"), (2, 1), "header and proposal ignored, the line without a reported name returned");
    assert!(out.notes.iter().any(|n| n.text.contains("有 1 行尚未填写花名册名称")), "{:?}", out.notes);
}

#[test]
fn lists_parked_to_the_right_and_leftover_columns() {
    let out = read(
        "a.xlsx",
        vec![grid_sheet(
            "党组织花名册",
            &[
                &["党支部名称", "上级党组织", "党员人数", "", "", "类型"],
                &["甲支部", "某镇党委", "#20", "", "", "农村"],
                &["乙支部", "某镇党委", "#8", "", "", "社区"],
                &["", "", "", "", "", "机关"],
            ],
        )],
    );
    assert_eq!(out.records.branches.len(), 2);
    assert_eq!(out.records.branches[0].kind.as_str(), "类型不明");
    assert_eq!(tally(&out, "branch_roster"), (1, 0));
}

#[test]
fn unrecognised_blank_and_hidden_sheets() {
    let other = grid_sheet("其他", &[&["品名", "数量", "单价"], &["纸", "#3", "#5"]]);
    let ledger = grid_sheet("s", &[HEAD, &["#1", "甲支部", "2017-07-05", "学习", "#20", "#18"]]);
    let mut dictionary = grid_sheet("字典", &[&["农村"], &["社区"]]);
    dictionary.hidden = true;
    let mut hidden = ledger.clone();
    hidden.hidden = true;
    hidden.hidden_rows.insert(1);
    let out = read("a.xlsx", vec![ledger.clone(), grid_sheet("Sheet2", &[]), dictionary.clone()]);
    assert_eq!((out.outcome, out.issues.len(), out.notes.len()), (FileOutcome::Read, 0, 1));
    let out = read("a.xlsx", vec![other.clone(), hidden]);
    assert_eq!((out.outcome, codes(&out)), (FileOutcome::Partly, vec!["ING002 A1 ".to_string()]));
    assert!(out.issues[0].say.message().contains("品名、数量、单价"));
    assert_eq!(out.notes.len(), 2);
    assert_eq!(out.records.activities.len(), 1);
    assert_eq!(read("a.xlsx", vec![other]).outcome, FileOutcome::Unrecognised);
    let empty = read("a.xlsx", vec![grid_sheet("Sheet1", &[])]);
    assert_eq!((empty.outcome, empty.notes.len(), empty.issues.len()), (FileOutcome::Unrecognised, 1, 0));
    assert!(empty.notes[0].text.contains("没有任何内容"));
}

#[test]
fn merged_data_cells_fill_every_row() {
    let mut sheet = grid_sheet(
        "s",
        &[
            &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"],
            &["甲支部", "2017-07-05", "学习", "#20", "#18"],
            &["", "2017-07-20", "服务", "", "#17"],
        ],
    );
    sheet.merges = vec![merge("A2:A3"), merge("D2:D3")];
    let out = read("a.xlsx", vec![sheet]);
    assert_eq!(lines(&out), ["甲支部 2017-07-05 20/18", "甲支部 2017-07-20 20/17"]);
    let row = &out.records.activities[1];
    assert_eq!(row.head.place(Field::Branch).cell_text(), "A3");
}

#[test]
fn a_merged_heading_names_every_column_that_it_spans() {
    let mut sheet = grid_sheet(
        "s",
        &[
            &["党支部名称", "活动日期", "", "应到人数", "", "实到人数"],
            &["甲支部", "", "2017-07-05", "#20", "", "#18"],
            &["乙支部", "2017-07-06", "", "", "#10", "#9"],
            &["丙支部", "", "2017-07-07", "", "#10", "#8"],
        ],
    );
    sheet.merges = vec![merge("B1:C1"), merge("D1:E1")];
    let out = read("a.xlsx", vec![sheet]);
    assert_eq!(lines(&out), ["甲支部 2017-07-05 20/18", "乙支部 2017-07-06 10/9", "丙支部 2017-07-07 10/8"]);
    assert_eq!(out.records.activities[0].head.place(Field::Date).cell_text(), "C2");
}

#[test]
fn two_columns_for_one_field_agree_by_what_they_say() {
    let rows: &[&[&str]] = &[
        &["党支部名称", "活动日期", "召开时间", "出勤情况", "", "", ""],
        &["", "", "", "应到人数", "应参加人数", "实到人数", "实到"],
        &["甲支部", "2017-07-05", "2017年7月5日", "31人", "31.0", "#30", "３０"],
        &["乙支部", "2017-07-05", "7月5日", "#12", "12", "#11", "#10"],
    ];
    let mut sheet = grid_sheet("2017年", rows);
    sheet.merges = vec![merge("A1:A2"), merge("B1:B2"), merge("C1:C2"), merge("D1:G1")];
    let out = read("a.xlsx", vec![sheet]);
    let told: Vec<(&str, bool)> = out.issues.iter().map(|i| (i.code.as_str(), i.row == 0)).collect();
    assert_eq!(lines(&out), ["甲支部 2017-07-05 31/30", "乙支部 2017-07-05 12/-"], "{:?}", out.issues);
    assert!(told.iter().all(|(code, of_sheet)| *code == "ING006" && *of_sheet), "{told:?}");
}

#[test]
fn a_header_that_comes_again_is_read_as_it_was_the_first_time() {
    let head: &[&str] = &["党支部名称", "召开时间", "活动时间", "应到人数", "实到人数", "所属月份"];
    let rows: &[&[&str]] = &[
        head,
        &["甲支部", "2017-06-05", "9:00-11:00", "#20", "#18", "2017年6月"],
        head,
        // a report of nothing: below this header no day tells which of the two columns holds days
        &["乙支部", "", "", "", "", "2017年6月"],
    ];
    let out = read("a.xlsx", vec![grid_sheet("6月", rows)]);
    assert!(out.issues.is_empty(), "{:?}", out.issues);
    assert_eq!(out.records.activities.len(), 2);
}
