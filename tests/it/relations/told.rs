//! What the generated workspaces showed, each in the smallest ledger that says it: names and texts that lines and gaps part, branches that only a folder
//! tells, blank columns under a group's heading, tables below each other, reports of nothing, what is told of copies.

use std::path::Path;

use crate::door::{Judged, book};

const OPTIONS: &[&str] = &["-j", "chizhou", "-p", "2018Q3", "--as-of", "2018-11-15"];

fn run(fill: impl FnOnce(&Path)) -> Judged {
    Judged::run(
        |dir| {
            let roster: [&[&str]; 5] = [
                &["编号", "党支部名称", "上级党组织", "类型", "党员人数"],
                &["B1", "平安村党支部", "青石镇党委", "农村", "20"],
                &["B2", "和平村党支部", "青石镇党委", "农村", "12"],
                &["B3", "和平村党支部", "白水镇党委", "农村", "10"],
                &["B4", "第一党支部", "白水镇党委", "机关", "10"],
            ];
            book(&dir.join("党组织花名册.xlsx"), &[("花名册", &roster)]);
            fill(dir);
        },
        OPTIONS,
    )
}

/// `branch_id date due actual content` of what counts.
fn activities(judged: &Judged) -> Vec<String> {
    let rows = judged.table("activities.csv").into_iter().filter(|r| r["standing"] == "计入");
    rows.map(|r| ["branch_id", "date", "due", "actual", "content"].map(|k| r[k].clone()).join(" ").replace('\n', "/")).collect()
}

#[test]
fn a_value_goes_on_behind_a_line_or_a_gap() {
    let form = |name: &str, counts: &str, content: &str| -> Vec<String> {
        let judged = run(|dir| {
            let who = format!("党组织（盖章）：{name}　　　2018年7月5日");
            let rows: [&[&str]; 6] =
                [&["党日活动记录表"], &[&who], &["活动主题：集中学习"], &["活动时间：14:30-16:00"], &[counts], &[content]];
            book(&dir.join("青石镇党委/记录表.xlsx"), &[("Sheet1", &rows)]);
        });
        activities(&judged)
    };
    let whole = "B1 2018-07-05 20 18 集中学习；/党课；/交纳党费";
    assert_eq!(form("平安村党支部", "参加情况：应参加党员20人，\n实际参加党员18人", "活动内容：集中学习；\n党课；\n交纳党费"), [whole]);
    assert_eq!(form("平安村\n党支部", "参加情况：应参加党员20人，　　实际参加党员18人", "活动内容：集中学习；\n党课；\n交纳党费"), [whole]);
    assert_eq!(form("平安　村党支部", "参加情况：应参加党员20人　实际参加党员18人", "活动内容：集中学习；\n党课；\n交纳党费"), [whole]);
    // what stands further off is another thing
    assert_eq!(
        form("平安村党支部　　　　青石镇党委", "参加情况：应参加党员20人，实际参加党员18人", "活动内容：集中学习"),
        ["B1 2018-07-05 20 18 集中学习"]
    );
}

#[test]
fn a_folder_tells_whose_a_ledger_is() {
    let head = ["活动日期", "活动主题", "应到人数", "实到人数"];
    let row = ["2018-07-05", "学习", "10", "9"];
    let of = |path: &str| activities(&run(|dir| book(&dir.join(path), &[("Sheet1", &[&head, &row])])));
    assert_eq!(of("青石镇党委/平安村党支部/7月台账.xlsx"), ["B1 2018-07-05 10 9 "]);
    // namesakes: the committee in whose folder it lies has one of them
    assert_eq!(of("青石镇党委/和平村党支部/7月台账.xlsx"), ["B2 2018-07-05 10 9 "]);
    assert_eq!(of("白水镇党委/和平村党支部2018年台账.xlsx"), ["B3 2018-07-05 10 9 "]);
    assert!(of("和平村党支部/7月台账.xlsx").is_empty(), "two branches are called so");
    assert!(of("青石镇党委/7月台账.xlsx").is_empty(), "a committee is no branch");
    // 第一 stands in 第一季度 as well
    assert_eq!(of("白水镇党委/第一党支部2018年台账.xlsx"), ["B4 2018-07-05 10 9 "]);
    assert_eq!(of("白水镇党委/第一支部/台账.xlsx"), ["B4 2018-07-05 10 9 "]);
    assert!(of("白水镇党委/2018年第一季度台账.xlsx").is_empty(), "a quarter is no branch");
}

#[test]
fn a_blank_column_under_a_group_is_no_column_of_it() {
    let fill = |dir: &Path, blank: bool| {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        let plain = rust_xlsxwriter::Format::new();
        let gap = u16::from(blank);
        sheet.merge_range(0, 4, 0, 6 + gap, "整改情况", &plain).unwrap();
        for (col, head) in ["日期", "党支部名称", "方式", "发现问题"].into_iter().enumerate() {
            sheet.merge_range(0, col as u16, 1, col as u16, head, &plain).unwrap();
        }
        let columns = [4, 5, 6 + gap];
        for (col, head) in columns.into_iter().zip(["整改要求", "整改期限", "整改完成日期"]) {
            sheet.write_string(1, col, head).unwrap();
        }
        let row = ["2018-07-10", "平安村党支部", "实地查看", "记录不全", "补齐", "2018-07-31", "2018-07-20"];
        for (col, text) in (0..4).chain(columns).zip(row) {
            sheet.write_string(2, col, text).unwrap();
        }
        workbook.save(dir.join("督查记录.xlsx")).unwrap();
    };
    for blank in [false, true] {
        let judged = run(|dir| fill(dir, blank));
        let problems = judged.table("inspection_problems.csv");
        assert_eq!(problems.iter().map(|r| r["done"].as_str()).collect::<Vec<_>>(), ["2018-07-20"], "{blank}");
        assert!(judged.findings("INS001").is_empty() && judged.findings("ING006").is_empty(), "{blank}");
    }
}

#[test]
fn what_a_column_holds_is_told_by_its_own_table() {
    let judged = run(|dir| {
        let rows: [&[&str]; 7] = [
            &["党支部名称", "开展时间", "活动主题", "活动时间", "应到人数", "实到人数"],
            &["平安村党支部", "2018年7月5日", "学习", "14:00-16:00", "20", "18"],
            &[],
            &["青石镇8月台账"],
            &["填报单位：青石镇党委", "", "", "填报日期：2018年8月31日"],
            &["党支部名称", "活动主题", "活动时间", "开展时间", "应到人数", "实到人数"],
            &["平安村党支部", "学习", "14:00-16:00", "2018年8月5日", "20", "17"],
        ];
        book(&dir.join("青石镇党委/青石镇2018年台账.xlsx"), &[("台账", &rows)]);
    });
    assert_eq!(activities(&judged), ["B1 2018-07-05 20 18 ", "B1 2018-08-05 20 17 "]);
    assert!(judged.findings("ING006").is_empty());
}

#[test]
fn a_second_column_in_which_nothing_stands_is_not_told() {
    let of = |time: &str| {
        run(|dir| {
            let rows: [&[&str]; 2] = [
                &["党支部名称", "所属月份", "开展时间", "活动时间", "活动主题", "应到人数", "实到人数"],
                &["平安村党支部", "2018年7月", "", time, "", "", ""],
            ];
            book(&dir.join("青石镇党委/青石镇2018年7月台账.xlsx"), &[("台账", &rows)]);
        })
    };
    let empty = of("");
    assert!(empty.findings("ING006").is_empty());
    let july = empty.table("matrix.csv").into_iter().find(|r| r["branch_id"] == "B1" && r["month"] == "2018-07").unwrap();
    assert_eq!(july["status"], "空报");
}

/// Of a file that is a copy throughout nothing is told again; the same fault of another table is.
#[test]
fn what_is_wrong_in_a_copy_is_told_once() {
    let ledger = |date: &str| -> Vec<Vec<String>> {
        let rows: [&[&str]; 3] = [
            &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"],
            &["平安村党支部", date, "学习", "20", "18"],
            &["合计", "", "", "20", "19"],
        ];
        rows.iter().map(|r| r.iter().map(ToString::to_string).collect()).collect()
    };
    let put = |dir: &Path, name: &str, date: &str| {
        let rows = ledger(date);
        let lines: Vec<Vec<&str>> = rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
        let lines: Vec<&[&str]> = lines.iter().map(Vec::as_slice).collect();
        book(&dir.join("青石镇党委").join(name), &[("台账", &lines)]);
    };
    let visits: [&[&str]; 2] = [&["日期", "党支部名称", "方式", "发现问题"], &["2018-07-10", "北坡村党支部", "实地查看", "记录不全"]];
    let judged = run(|dir| {
        put(dir, "7月台账.xlsx", "2018-07-05");
        put(dir, "7月台账（1）.xlsx", "2018-07-05");
        put(dir, "8月台账.xlsx", "2018-08-05");
        book(&dir.join("督查记录.xlsx"), &[("督查", &visits)]);
        book(&dir.join("督查记录 - 副本.xlsx"), &[("督查", &visits)]);
    });
    assert_eq!(judged.findings("ING005").len(), 2, "July's once, and August's");
    assert_eq!(judged.findings("ING003").len(), 1);
    assert_eq!(judged.summary()["rows"]["duplicate"], 2);
}
