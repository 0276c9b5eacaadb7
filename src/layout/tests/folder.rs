//! What lies in the same folder as the ledgers: attendance at work and of courses, rosters of a firm, lines of labels, lists of people who are no members.

use super::{codes, lines, tally};
use crate::layout::testing::{grid_sheet, merge, read};
use crate::model::record::{FileRecords, Mark};

fn whys(out: &FileRecords) -> Vec<String> {
    out.issues.iter().map(|i| format!("{} {}", i.code, i.say.message())).collect()
}

/// `name month mark …`, √ for presence.
fn marks(out: &FileRecords) -> Vec<String> {
    let mark = |m: Mark| if m == Mark::Present { "√" } else { "×" };
    let row = |r: &crate::model::record::AttendanceRow| {
        std::iter::once(r.name.to_string()).chain(r.marks.iter().map(|(m, k, _)| format!("{m}{}", mark(*k)))).collect::<Vec<_>>().join(" ")
    };
    out.records.attendance.iter().map(row).collect()
}

fn nothing(out: &FileRecords) -> bool {
    let r = &out.records;
    r.attendance.is_empty() && r.activities.is_empty() && r.members.is_empty() && r.branches.is_empty()
}

#[test]
fn parts_of_a_day_are_of_the_day_above_them() {
    let rows: &[&[&str]] = &[
        &["甲支部2025年党员考勤表"],
        &["序号", "姓名", "2月10日", "", "3月10日", ""],
        &["", "", "上午", "下午", "上午（9:00）", "下午"],
        &["#1", "张三", "√", "√", "√", "×"],
    ];
    let merged = |ranges: &[&str]| {
        let mut sheet = grid_sheet("s", rows);
        sheet.merges = ranges.iter().map(|m| merge(m)).collect();
        read("a.xlsx", vec![sheet])
    };
    for ranges in [&["A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:F2"] as &[&str], &[]] {
        let out = merged(ranges);
        assert_eq!(marks(&out), ["张三 2025-02√ 2025-02√ 2025-03√ 2025-03×"], "{ranges:?}: {:?}", whys(&out));
        assert_eq!(tally(&out, "attendance_matrix"), (3, 0), "{ranges:?}");
    }
    // of one meeting, whose day the title tells
    let one: &[&[&str]] = &[&["甲支部2025年2月10日主题党日签到表"], &["姓名", "上午", "下午"], &["张三", "√", "×"]];
    assert_eq!(marks(&read("a.xlsx", vec![grid_sheet("s", one)])), ["张三 2025-02√ 2025-02×"]);
    // days of the month that the title names
    let days: &[&[&str]] = &[&["甲支部2025年2月考勤表"], &["姓名", "10日", ""], &["", "上午", "下午"], &["张三", "√", "√"]];
    let mut sheet = grid_sheet("s", days);
    sheet.merges = vec![merge("A2:A3"), merge("B2:C2")];
    assert_eq!(marks(&read("a.xlsx", vec![sheet])), ["张三 2025-02√ 2025-02√"]);
}

#[test]
fn a_number_that_is_no_day_is_of_no_month() {
    let rows: &[&[&str]] = &[
        &["甲支部2025年2月考勤表"],
        &["姓名", "#45698", "", "#45726", ""],
        &["", "上午", "下午", "上午", "下午"],
        &["张三", "√", "√", "×", "×"],
    ];
    let mut sheet = grid_sheet("s", rows);
    sheet.merges = vec![merge("A2:A3"), merge("B2:C2"), merge("D2:E2")];
    let out = read("a.xlsx", vec![sheet]);
    assert!(nothing(&out) && whys(&out)[0].contains("“45698、45698、45726、45726”等数字"), "{:?}", whys(&out));
}

#[test]
fn attendance_at_work_and_of_courses_is_told_once() {
    let log = |days: &[u32]| {
        let dates: Vec<String> = days.iter().map(|day| format!("2025-02-{day:02} 08:05:00")).collect();
        let mut rows: Vec<Vec<&str>> = vec![vec!["2025年2月考勤记录"], vec!["姓名", "党支部", "签到时间"]];
        rows.extend(dates.iter().map(|at| vec!["张三", "甲支部", at.as_str()]));
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        read("a.xlsx", vec![grid_sheet("s", &rows)])
    };
    for days in [&[3u32, 4, 5, 6] as &[u32], &[3, 5, 7, 11, 13, 17, 19]] {
        let out = log(days);
        assert!(nothing(&out) && out.issues.len() == 1 && whys(&out)[0].contains("日常上班"), "{days:?}: {:?}", whys(&out));
    }
    let out = log(&[10, 11, 20]);
    assert_eq!((out.records.attendance.len(), codes(&out)), (3, vec![]), "meetings may be on days that follow each other");
    // a column of dates, merged over the people of each day
    let mut duty = grid_sheet(
        "2月",
        &[
            &["2025年2月签到表"],
            &["日期", "姓名", "上午", "下午"],
            &["2月3日", "张三", "张三", ""],
            &["", "李四", "", "李四"],
            &["2月4日", "张三", "张三", ""],
            &["2月5日", "张三", "张三", ""],
            &["2月6日", "张三", "张三", ""],
        ],
    );
    duty.merges = vec![merge("A3:A4")];
    let out = read("a.xlsx", vec![duty]);
    assert!(nothing(&out) && whys(&out)[0].contains("日常上班"), "{:?}", whys(&out));
    // dates in the heading
    let week = |dates: &[&str]| {
        let head: Vec<&str> = std::iter::once("姓名").chain(dates.iter().copied()).collect();
        let row: Vec<&str> = std::iter::once("张三").chain(dates.iter().map(|_| "√")).collect();
        read("a.xlsx", vec![grid_sheet("s", &[&["甲支部出勤表"], &head, &row])])
    };
    let out = week(&["2025.05.29", "2025.05.30", "2025.05.31", "2025.06.01"]);
    assert!(nothing(&out) && whys(&out)[0].contains("连续 4 天"), "{:?}", whys(&out));
    assert_eq!(marks(&week(&["2025.05.09", "2025.06.10", "2025.07.10", "2025.08.10"])).len(), 1);
    // days of several branches on one sheet: nobody was there on all of them
    let days: Vec<String> = (1..=8).map(|k| format!("2月{}日", k * 2)).collect();
    let head: Vec<&str> = ["姓名", "党支部"].into_iter().chain(days.iter().map(String::as_str)).collect();
    let rows: Vec<Vec<&str>> = (0..8)
        .map(|k| {
            let mut row = vec![["张三", "李四"][k % 2], ["甲支部", "乙支部"][k % 2]];
            row.extend((0..8).map(|d| if d == k { "√" } else { "" }));
            row
        })
        .collect();
    let all: Vec<&[&str]> = [&["2025年党员考勤表"] as &[&str], &head].into_iter().chain(rows.iter().map(Vec::as_slice)).collect();
    assert_eq!(marks(&read("a.xlsx", vec![grid_sheet("s", &all)])).len(), 8);
    // a course tells itself by its columns
    let course: &[&[&str]] =
        &[&["姓名", "学号", "签到状态", "课程名称", "授课班级", "任课教师"], &["张三", "1", "已签到", "英语", "一班", "李四"]];
    assert!(nothing(&read("甲支部2025年2月出勤.xlsx", vec![grid_sheet("s", course)])));
}

#[test]
fn labels_with_their_values_are_no_header() {
    let form: &[&[&str]] = &[
        &["2025年2月绩效考评表"],
        &["姓名：", "张三", "岗位", "前端", "组长：", "李四", "考评日期：", "2025年2月8日"],
        &["维度", "权重", "项目", "任务", "完成", "评分", "自评", "备注"],
        &["质量", "60%", "网站", "页面", "是", "99", "98", ""],
    ];
    let out = read("甲支部考勤.xlsx", vec![grid_sheet("s", form)]);
    assert!(nothing(&out), "{:?}", marks(&out));
    let unfilled: &[&[&str]] =
        &[&["汇总审批表"], &["支部名称：", "上报时间：", "年 月 日"], &["序号", "学号", "名字", "民主评议"], &["#1", "7", "张三", "好"]];
    let out = read("a.xlsx", vec![grid_sheet("s", unfilled)]);
    assert!(!whys(&out)[0].contains("主题党日活动台账"), "{:?}", whys(&out));
    // 填报单位： beside the headings of a table leaves it a header, and so do colons behind all of them
    for head in [
        &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数", "填报单位：", "甲镇"] as &[&str],
        &["党支部名称：", "活动日期：", "活动主题：", "应到人数：", "实到人数："],
    ] {
        let rows: &[&[&str]] = &[head, &["甲支部", "2025-02-10", "学习", "#20", "#18"]];
        assert_eq!(lines(&read("a.xlsx", vec![grid_sheet("台账", rows)])), ["甲支部 2025-02-10 20/18"], "{head:?}");
    }
}

#[test]
fn what_any_list_has_comes_near_to_no_layout() {
    let near = |sheet: &[&[&str]]| whys(&read("a.xlsx", vec![grid_sheet("s", sheet)]))[0].clone();
    let lists: [&[&[&str]]; 4] = [
        &[&["员工花名册"], &["序号", "姓名", "部门", "职务", "工号", "入职时间"], &["#1", "张三", "财务", "会计", "7", "2020-01-01"]],
        &[&["时间", "目的港", "20GP", "起", "止"], &["2025-02-01", "上海", "#7", "2025-02-01", "2025-02-28"]],
        &[&["姓名", "日期", "积分"], &["张三", "2025-02-01", "#7"]],
        &[&["姓名", "标题", "开始时间", "结束时间", "时长"], &["张三", "请假", "2025-02-01", "2025-02-02", "2天"]],
    ];
    for list in lists {
        assert!(near(list).contains("没有找到已知台账的表头"), "{}", near(list));
    }
    // what is the Party's own is still told what it lacks
    let roster = near(&[&["甲镇党员花名册"], &["序号", "姓名", "身份证号", "职务"], &["#1", "张三", "1", "无"]]);
    assert!(roster.contains("像是“党员花名册”，但缺少"), "{roster}");
    let ledger = near(&[&["党支部名称", "活动主题", "活动时间", "地点"], &["甲支部", "学习", "2025-02-10", "村部"]]);
    assert!(ledger.contains("像是“主题党日活动台账”，但缺少"), "{ledger}");
    let list = near(&[&["姓名", "所在党支部", "性别"], &["张三", "甲支部", "男"]]);
    assert!(list.contains("与“党员花名册”相近"), "{list}");
    let others = near(&[&["发展党员信息表"], &["姓名", "所在党支部", "申请时间"], &["张三", "甲支部", "2025-01-01"]]);
    assert!(others.contains("“发展党员”字样"), "{others}");
}

#[test]
fn people_who_are_no_members_are_in_no_count() {
    let rows: &[&[&str]] = &[
        &["甲支部2025年2月党员、入党积极分子签到表"],
        &["姓名", "身份", "签到"],
        &["张三", "正式党员", "√"],
        &["李四", "预备党员", "×"],
        &["王五", "入党积极分子", "×"],
        &["赵六", "群众", "√"],
        &["孙七", "教职工", "√"],
        &["周八", "", "√"],
    ];
    let out = read("a.xlsx", vec![grid_sheet("s", rows)]);
    assert_eq!(marks(&out), ["张三 2025-02√", "李四 2025-02×", "孙七 2025-02√", "周八 2025-02√"]);
    assert_eq!((codes(&out), tally(&out, "attendance_matrix")), (vec![], (4, 0)));
    for (title, word) in [("2025年2月签到表（入党积极分子）", "积极分子"), ("2025年2月党员签到表（培训班）", "培训班")]
    {
        let out = read("a.xlsx", vec![grid_sheet("s", &[&[title], &["姓名", "签到"], &["张三", "√"]])]);
        assert!(nothing(&out) && whys(&out)[0].contains(word), "{title}: {:?}", whys(&out));
    }
    assert!(out.notes.iter().any(|n| n.text.contains("有 2 行") && n.place.cell_text() == "B2"), "{:?}", out.notes);
}

#[test]
fn a_ledger_that_says_who_came_alone_is_one_where_its_title_says_so() {
    let rows: &[&[&str]] =
        &[&["2025年甲村党支部党建活动台账"], &["活动类型", "名称", "活动时间", "参与人数"], &["主题党日", "学习", "2025-01-10", "#5"]];
    let out = read("a.xlsx", vec![grid_sheet("s", rows)]);
    assert_eq!(lines(&out), [" 2025-01-10 -/5"]);
    assert!(out.records.activities[0].who.around.title.contains("甲村党支部"));
    let untitled = read("a.xlsx", vec![grid_sheet("s", &rows[1..])]);
    assert!(nothing(&untitled) && whys(&untitled)[0].contains("像是“主题党日活动台账”"), "{:?}", whys(&untitled));
    // a plan has the same columns, and its header comes again on the next page without the title
    let head: &[&str] = &["时间", "活动主题", "活动内容", "活动地点", "参加人数"];
    let row: &[&str] = &["7月", "学习", "学习党章", "村部", "#20"];
    let plan = read("党建活动台账.xlsx", vec![grid_sheet("s", &[&["甲支部2025年主题党日活动计划表"], head, row, head, row])]);
    assert!(plan.records.activities.is_empty() && plan.records.plans.len() == 2, "{:?}", plan.recognised);
}
