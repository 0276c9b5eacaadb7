//! Plans and inspections: their shapes and their messy values.

use super::{codes, day, tally, whose};
use crate::layout::testing::{grid_sheet, merge, read};
use crate::model::record::FileRecords;

fn plans(out: &FileRecords) -> Vec<String> {
    let rows = out.records.plans.iter();
    rows.map(|r| format!("{} {} {} {} {} {}", whose(&r.who), r.month, day(r.planned), r.theme, day(r.filed), day(r.announced))).collect()
}

fn visits(out: &FileRecords) -> Vec<String> {
    let rows = out.records.inspections.iter();
    rows.map(|r| {
        let problem = if r.problem.is_empty() { "-" } else { &r.problem };
        format!("{} {} {} {problem} {} {} {}", whose(&r.who), r.date, r.method, day(r.deadline), day(r.done), r.settled)
    })
    .collect()
}

#[test]
fn a_branchs_own_plan_under_its_title() {
    let mut sheet = grid_sheet(
        "Sheet1",
        &[
            &["附件1"],
            &["中共甲村支部委员会2017年度主题党日活动计划表"],
            &["填报单位：甲村党支部（盖章）　　　填报日期：2016年12月20日"],
            &["月份", "活动主题", "计划时间", "报备时间", "预告时间", "责任人"],
            &["1月", "学习党章", "1月10日", "2016-12-28", "1月5日", "张三"],
            &["#2", "走访慰问", "2月中旬", "", "12月30日", "张三"],
            &["2017-03", "植树", "@2017-03-12", "  年  月  日", "/", "张三"],
            &["@2017-04-01", "缅怀先烈", "待定", "1月5日", "", ""],
            &["五月份", "联建共建", "#42865", "无", "已公示", ""],
            &[],
            &["6月", "", "6月5日", "", "", ""],
            &["第三季度", "学习", "", "", "", ""],
            &["", "无月份", "", "", "", ""],
            &["合计", "7次", "", "", "", ""],
            &["注：每月10日前预告"],
        ],
    );
    sheet.merges = vec![merge("A1:F1"), merge("A2:F2"), merge("A3:F3")];
    let out = read("a.xlsx", vec![sheet]);
    assert_eq!(
        plans(&out),
        [
            "||甲村党支部 2017-01 2017-01-10 学习党章 2016-12-28 2017-01-05",
            "||甲村党支部 2017-02 - 走访慰问 - 2016-12-30",
            "||甲村党支部 2017-03 2017-03-12 植树 - -",
            "||甲村党支部 2017-04 - 缅怀先烈 2017-01-05 -",
            "||甲村党支部 2017-05 2017-05-10 联建共建 - -",
        ]
    );
    assert_eq!(
        codes(&out),
        [
            "ING004 E9 预告日期",
            "ING004 B11 活动主题 rejected",
            "ING004 A12 所属月份 rejected",
            "ING004 A13 所属月份 rejected",
            "ING006 F5 "
        ]
    );
    assert_eq!(tally(&out, "annual_plan"), (6, 3));
}

#[test]
fn plans_by_merged_branches_two_level_headers_and_months_in_the_time() {
    let mut sheet = grid_sheet(
        "2017年计划",
        &[
            &["序号", "党支部", "活动安排", "", "备注"],
            &["", "", "时间", "主题", ""],
            &["#1", "甲村党支部", "7月5日", "学习", ""],
            &["#2", "", "8月", "服务", ""],
            &["序号", "党支部", "活动安排", "", "备注"],
            &["", "", "时间", "主题", ""],
            &["#3", "乙村党支部", "9月上旬", "党课", ""],
        ],
    );
    sheet.merges = vec![
        merge("A1:A2"),
        merge("B1:B2"),
        merge("C1:D1"),
        merge("E1:E2"),
        merge("B3:B4"),
        merge("A5:A6"),
        merge("B5:B6"),
        merge("C5:D5"),
        merge("E5:E6"),
    ];
    let out = read("a.xlsx", vec![sheet]);
    assert_eq!(
        plans(&out),
        ["甲村党支部|| 2017-07 2017-07-05 学习 - -", "甲村党支部|| 2017-08 - 服务 - -", "乙村党支部|| 2017-09 - 党课 - -"]
    );
    assert_eq!((codes(&out).len(), tally(&out, "annual_plan")), (0, (4, 0)));
}

#[test]
fn the_years_of_two_plans_come_from_sheet_and_folder() {
    let head: &[&str] = &["党支部名称", "月份", "主题", "预告日期"];
    let row: &[&str] = &["甲村党支部", "7月", "学习", "7月1日"];
    let out = read("2016年/a.xlsx", vec![grid_sheet("2017年", &[head, row]), grid_sheet("甲", &[head, row])]);
    assert_eq!(plans(&out), ["甲村党支部|| 2017-07 - 学习 - 2017-07-01", "甲村党支部|| 2016-07 - 学习 - 2016-07-01"]);
    let out = read("a.xlsx", vec![grid_sheet("甲", &[head, row])]);
    assert_eq!(codes(&out), ["ING004 B2 所属月份 rejected"]);
    assert!(out.issues[0].say.message().contains("没有年份"));
    assert_eq!(&*out.recognised[0].0, "annual_plan");
}

#[test]
fn visits_and_what_was_found() {
    let mut sheet = grid_sheet(
        "督查",
        &[
            &["某县2017年第三季度督查情况"],
            &["序号", "日期", "党委", "党支部名称", "督查方式", "发现问题", "整改要求", "整改期限", "整改完成日期", "协调解决事项"],
            &["#1", "7月20日", "某镇党委", "甲村党支部", "实地查看", "无会议记录", "补记", "8月5日前", "8月3日", "#2"],
            &["", "", "", "", "", "签到不全", "补签", "2017年8月底前", "已于8月10日整改完成", "3件"],
            &["#2", "7月21日", "某镇党委", "", "暗访", "未发现问题", "/", "", "", "无"],
            &["#3", "2017.7.22", "", "乙村党支部", "暗访", "无明显问题。", "", "", "", "解决桌椅不足"],
            &["#4", "#42940", "", "丙村党支部", "抽查", "无签到表", "补签", "7日内", "整改中", ""],
            &["#5", "7月24日", "", "丁村党支部", "抽查", "正常", "", "一周内", "已整改", "——"],
            &["#6", "7月25日", "", "戊村党支部", "抽查", "迟到", "限期", "立即整改", "未整改", "0"],
            &["#7", "", "", "己村党支部", "抽查", "早退", "", "", "", ""],
            &["#8", "7月26日", "", "", "抽查", "早退", "", "", "", ""],
            &["", "", "", "", "", "活动记录本与台账登记的主题、参加人数、主持人不一致，而且没有党员签到表；应当逐项核对。", "", "", "", ""],
            &["合计", "", "", "", "", "#5", "", "", "", "#6"],
            &["督查人：李四　　　　日期：2017年7月30日"],
        ],
    );
    sheet.merges = vec![merge("A1:J1"), merge("A3:A4"), merge("B3:B4"), merge("C3:C4"), merge("D3:D4"), merge("E3:E4")];
    let out = read("a.xlsx", vec![sheet]);
    assert_eq!(
        visits(&out),
        [
            "甲村党支部|某镇党委| 2017-07-20 实地查看 无会议记录 2017-08-05 2017-08-03 2",
            "甲村党支部|某镇党委| 2017-07-20 实地查看 签到不全 2017-08-31 2017-08-10 3",
            "|某镇党委| 2017-07-21 暗访 - - - 0",
            "乙村党支部|| 2017-07-22 暗访 - - - 1",
            "丙村党支部|| 2017-07-24 抽查 无签到表 2017-07-31 - 0",
            "丁村党支部|| 2017-07-24 抽查 - 2017-07-31 - 0",
            "戊村党支部|| 2017-07-25 抽查 迟到 - - 0",
        ]
    );
    assert_eq!(
        codes(&out),
        [
            "ING004 I8 整改完成日期",
            "ING004 H9 整改期限",
            "ING004 B10 日期 rejected",
            "ING004 D11 党支部名称 rejected",
            "ING004 D12 党支部名称 rejected",
            "ING004 B12 日期 rejected",
        ]
    );
    assert_eq!(tally(&out, "inspection"), (4, 3));
}

#[test]
fn what_counts_as_nothing_found() {
    let head: &[&str] = &["日期", "党支部名称", "发现问题"];
    for nothing in
        ["", "无", "未发现问题", "没有发现问题", "正常", "/", "—", "－", "暂无。", "未发现 明显问题", "一切正常", "符合要求", "0"]
    {
        let out = read("a.xlsx", vec![grid_sheet("督查", &[head, &["2017-07-20", "甲", nothing]])]);
        assert_eq!(visits(&out), ["甲|| 2017-07-20  - - - 0"], "{nothing}");
    }
    for problem in ["无记录", "未开展活动", "没有签到", "不正常", "无主题", "正常开展，但记录不全"] {
        let out = read("a.xlsx", vec![grid_sheet("督查", &[head, &["2017-07-20", "甲", problem]])]);
        assert_eq!(visits(&out), [format!("甲|| 2017-07-20  {problem} - - 0")]);
    }
}

#[test]
fn deadlines_as_people_write_them() {
    let head: &[&str] = &["日期", "党支部名称", "发现问题", "整改期限"];
    for (text, want) in [
        ("2017-07-31", "2017-07-31"),
        ("7月31日前", "2017-07-31"),
        ("7月31日之前", "2017-07-31"),
        ("2017年7月31日止", "2017-07-31"),
        ("8月底", "2017-08-31"),
        ("8月底前", "2017-08-31"),
        ("2018年2月底前", "2018-02-28"),
        ("7日内", "2017-07-27"),
        ("7天之内", "2017-07-27"),
        ("10个自然日内", "2017-07-30"),
        ("一周内", "2017-07-27"),
        ("两周内", "2017-08-03"),
        ("1个月内", "2017-08-20"),
        ("三个月以内", "2017-10-20"),
        ("1月10日前", "2018-01-10"),
        ("7月20日-7月31日", "2017-07-31"),
        ("无", "-"),
        ("/", "-"),
    ] {
        let out = read("2017.xlsx", vec![grid_sheet("督查", &[head, &["2017-07-20", "甲", "无记录", text]])]);
        let year = if text.starts_with("1月") { read_late(head, text) } else { day(out.records.inspections[0].deadline) };
        assert_eq!(year, want, "{text}");
        assert!(out.issues.is_empty(), "{text}");
    }
    for text in ["立行立改", "长期坚持", "15个工作日内", "下次检查前"] {
        let out = read("2017.xlsx", vec![grid_sheet("督查", &[head, &["2017-07-20", "甲", "无记录", text]])]);
        assert_eq!(
            (day(out.records.inspections[0].deadline).as_str(), codes(&out)),
            ("-", vec!["ING004 D2 整改期限".to_string()]),
            "{text}"
        );
    }
}

/// A deadline after the turn of the year, of a visit in December.
fn read_late(head: &[&str], text: &str) -> String {
    let out = read("2017.xlsx", vec![grid_sheet("督查", &[head, &["2017-12-20", "甲", "无记录", text]])]);
    day(out.records.inspections[0].deadline)
}
