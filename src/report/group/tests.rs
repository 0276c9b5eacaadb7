//! Grouping, follow-on errors and order, on small sets of things said.

use super::*;
use crate::model::field::Field;
use crate::model::finding::{BranchIx, Facts};
use crate::model::say::Say;
use crate::model::time::Month;

fn month(text: &str) -> Option<Span> {
    text.parse::<Month>().ok().map(Span::Month)
}

fn said(code: Code, row: u32, raw: &'static str, say: Say) -> Said<'static> {
    Said {
        code,
        level: Level::Error,
        status: Status::Open,
        file: "甲.xlsx",
        sheet: "7月",
        cell: Some(CellRef::new(row - 1, 1)),
        row,
        field: "活动日期",
        raw,
        say: Box::leak(Box::new(say)),
        expected: "形如 2017-07-05 的日期",
        basis: "",
        branch: Some(BranchIx(0)),
        name: "城北党支部",
        member: "",
        span: month("2017-07"),
        returned: false,
        facts: None,
    }
}

fn bad_date(row: u32, raw: &'static str) -> Said<'static> {
    let say = say!("活动日期“{raw}”无法识别：可能是 6 月 {} 日；该行未计入，", &raw[2..]; "请改正后重新报送。");
    Said { returned: true, ..said(Code::ING004, row, raw, say) }
}

fn missing(span: &str) -> Said<'static> {
    let all = said(Code::SUB001, 1, "无活动记录", say!("2017年7月应报未报；"; "请补报。"));
    Said { file: "", sheet: "", cell: None, row: 0, field: "", span: month(span), ..all }
}

#[test]
fn equal_faults_are_one_message_with_its_cells() {
    let messages = group(vec![bad_date(9, "6.1"), bad_date(5, "6.3"), bad_date(6, "6.3"), bad_date(7, "6.3")]);
    let [one] = messages.as_slice() else { panic!("{messages:#?}") };
    assert_eq!((one.cells().as_str(), one.spots.len(), one.first_row()), ("B5–B7、B9", 4, 5));
    assert_eq!(one.entries(), "“6.3”、“6.1”");
    assert_eq!(one.problem, "活动日期“6.3”无法识别：可能是 6 月 3 日；该行未计入。");
    assert_eq!(one.remedy, "请改正后重新报送。");
    assert!(one.returned);
}

#[test]
fn other_sheets_files_kinds_and_names_stand_apart_in_order() {
    let sheet = |name: &'static str| Said { sheet: name, ..bad_date(5, "6.3") };
    let unknown = |row, raw| Said {
        field: "党支部名称", ..said(Code::ING003, row, raw, say!("花名册中没有“甲”，"; "请核对。"))
    };
    let messages = group(vec![
        Said { file: "乙.xlsx", ..bad_date(2, "6.3") },
        sheet("10月"),
        sheet("2月"),
        unknown(3, "丙支部"),
        unknown(4, "丁支部"),
        unknown(8, "丙支部"),
        missing("2018-01"),
    ]);
    let seen: Vec<String> = messages.iter().map(|m| format!("{} {} {}", m.file, m.sheets()[0], m.cells())).collect();
    assert_eq!(seen, ["乙.xlsx 7月 B2", "甲.xlsx 2月 B5", "甲.xlsx 7月 B3、B8", "甲.xlsx 7月 B4", "甲.xlsx 10月 B5", "  "]);
}

#[test]
fn a_workbook_that_no_layout_knows_is_one_message() {
    let sheet = |name: &'static str, raw| Said {
        sheet: name,
        field: "",
        span: None,
        ..said(Code::ING002, 1, raw, say!("该工作表有内容（{raw}）。"; "请删除。"))
    };
    let messages = group(vec![sheet("1月", "物资"), sheet("2月", "数量")]);
    assert_eq!(messages.len(), 1);
    assert_eq!((messages[0].sheets(), messages[0].cells()), (vec!["1月", "2月"], "1月｜B1、2月｜B1".to_string()));
    // what one sheet lacks is not said of the others
    let say = say!("是日常上班考勤；"; "请另报。");
    let work = Said { say: &say, ..sheet("3月", "考勤") };
    let messages = group(vec![sheet("1月", "物资"), sheet("2月", "数量"), work]);
    assert_eq!(
        messages.iter().map(|m| (m.sheets(), m.problem.as_str())).collect::<Vec<_>>(),
        [(vec!["1月", "2月"], "该工作表有内容（物资）。"), (vec!["3月"], "是日常上班考勤。")]
    );
}

#[test]
fn a_month_missing_because_its_row_was_returned_is_no_message_of_its_own() {
    let messages = group(vec![bad_date(5, "6.3"), missing("2017-07"), missing("2017-08")]);
    assert_eq!(messages.iter().map(|m| m.code).collect::<Vec<_>>(), [Code::ING004, Code::SUB001]);
    assert_eq!(messages[0].follows, [(Code::SUB001, "城北党支部 2017年7月".to_string())]);
    assert_eq!(messages[1].spots[0].span, month("2017-08"));
}

#[test]
fn rows_without_a_month_explain_no_more_missing_months_than_they_are() {
    let undated = || Said { span: None, ..bad_date(5, "6.3") };
    let one = group(vec![undated(), missing("2017-07")]);
    assert_eq!((one.len(), one[0].follows.len()), (1, 1));
    let two = group(vec![undated(), missing("2017-07"), missing("2017-08")]);
    assert_eq!(two.len(), 2, "{two:#?}");
    assert_eq!(two[1].spots.len(), 2);
    assert!(two[1].remedy.contains("另有 1 行记录被退回"), "{}", two[1].remedy);
    let other = group(vec![Said { branch: Some(BranchIx(1)), ..undated() }, missing("2017-07")]);
    assert_eq!(other.len(), 2, "another branch's row explains nothing");
}

#[test]
fn totals_and_blank_counts_follow_from_the_rows() {
    let total = || Said {
        field: "实到人数",
        ..said(Code::ING005, 20, "40", say!("实到人数的合计数为 40，与各行相加的 20 不一致；"; "请核实。"))
    };
    assert_eq!(group(vec![total()]).len(), 1);
    assert_eq!(group(vec![total(), bad_date(5, "6.3")]).len(), 1);
    assert_eq!(group(vec![total(), Said { sheet: "8月", ..bad_date(5, "6.3") }]).len(), 2);
    let blank = |blank: [Field; 2]| Said {
        field: "",
        facts: Some(Box::leak(Box::new(Facts { blank: Box::new(blank), ..Facts::default() }))),
        ..said(Code::REC002, 5, "未填写", say!("未填写，"; "请补填。"))
    };
    let count = || Said { field: "", ..said(Code::PAR004, 5, "未填写", say!("应到人数未填写；"; "请改填。")) };
    assert_eq!(group(vec![blank([Field::Due, Field::Actual]), count()]).len(), 1);
    assert_eq!(group(vec![blank([Field::Due, Field::Recorder]), count()]).len(), 2);
}

#[test]
fn a_lost_file_says_nothing_else() {
    let lost = Said { sheet: "", cell: None, row: 0, field: "", ..said(Code::ING001, 1, "", say!("文件已损坏；"; "请重报。")) };
    let messages = group(vec![bad_date(5, "6.3"), lost]);
    assert_eq!(messages.len(), 1);
    assert_eq!((messages[0].code, messages[0].cells().as_str()), (Code::ING001, ""));
}

#[test]
fn identity_numbers_are_masked_and_many_entries_counted() {
    let raws = ["320102199001011234", "甲", "乙", "丙", "丁", "戊"];
    let all = raws.iter().enumerate().map(|(i, raw)| said(Code::ING004, i as u32 + 5, raw, say!("无法识别。"))).collect();
    assert_eq!(group(all)[0].entries(), "“320***********1234”、“甲”、“乙”、“丙”、“丁” 等 6 种");
}
