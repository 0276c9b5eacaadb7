//! Attendance sheets: months, years, legends, merged names.

use super::{codes, tally};
use crate::layout::testing::{grid_sheet, merge, read};
use crate::model::record::{FileRecords, Mark};

fn marks(out: &FileRecords) -> Vec<String> {
    let mark = |m: Mark| match m {
        Mark::Present => "到",
        Mark::Absent => "缺",
        Mark::Leave => "假",
        Mark::OfficialLeave => "公",
        Mark::CaughtUp => "补",
        Mark::Exempt => "免",
        Mark::Late => "迟",
        Mark::LeftEarly => "早",
    };
    let row = |r: &crate::model::record::AttendanceRow| {
        let marks: Vec<String> = r.marks.iter().map(|(m, k, _)| format!("{m}{}", mark(*k))).collect();
        format!("{} {}", r.name, marks.join(" "))
    };
    out.records.attendance.iter().map(row).collect()
}

#[test]
fn a_year_of_marks_with_a_legend() {
    let mut sheet = grid_sheet(
        "s",
        &[
            &["甲支部党员2017年考勤表"],
            &["序号", "姓名", "考勤情况", "", "", "备注"],
            &["", "", "1月", "2 月", "三月", ""],
            &["#1", "张三", "√", "○", "×补", ""],
            &["#2", "李四", "", "★", "8:25", ""],
            &["", "实到人数", "#1", "#1", "#2", ""],
            &["图例：√ 到会　○ 缺席　△ 请假"],
        ],
    );
    sheet.merges = vec![merge("A1:F1"), merge("A2:A3"), merge("B2:B3"), merge("C2:E2"), merge("F2:F3"), merge("A7:F7")];
    let out = read("a.xlsx", vec![sheet]);
    assert_eq!(marks(&out), ["张三 2017-01到 2017-02缺 2017-03补", "李四 2017-03到"]);
    assert_eq!(codes(&out), ["ING004 D5 考勤标记"]);
    assert_eq!(tally(&out, "attendance_matrix"), (5, 0));
    assert_eq!(out.records.attendance[0].marks[1].2.to_string(), "D4");
}

#[test]
fn months_as_numbers_years_and_dates() {
    let numbers: &[&str] = &["姓名", "党支部", "#1", "#2", "#3", "#4", "#5", "#6", "#7", "#8", "#9", "#10", "#11", "#12"];
    let row: &[&str] = &["张三", "甲支部", "#1", "#0", "", "", "", "", "", "", "", "", "", "√"];
    let out = read("2017年/考勤.xlsx", vec![grid_sheet("s", &[numbers, row])]);
    assert_eq!(marks(&out), ["张三 2017-01到 2017-02缺 2017-12到"]);
    let out = read("a.xlsx", vec![grid_sheet("s", &[&["姓名", "2016年12月", "2017年1月"], &["张三", "√", "假"]])]);
    assert_eq!(marks(&out), ["张三 2016-12到 2017-01假"]);
    let out = read("a.xlsx", vec![grid_sheet("s", &[&["姓名", "@2017-01-01", "@2017-02-01"], &["张三", "√", "假"]])]);
    assert_eq!(marks(&out), ["张三 2017-01到 2017-02假"]);
}

#[test]
fn without_a_year_every_row_is_rejected() {
    let out = read("a.xlsx", vec![grid_sheet("s", &[&["姓名", "1月", "2月"], &["张三", "√", "√"], &["李四", "√", "√"]])]);
    assert_eq!(tally(&out, "attendance_matrix"), (1, 2));
    assert!(out.issues.iter().all(|i| i.rejects_row && i.say.message().contains("年份")));
}

#[test]
fn names_merged_over_rows_and_rows_without_a_name() {
    let mut sheet = grid_sheet("2017年", &[&["姓名", "1月", "2月"], &["张三", "√", ""], &["", "", "×"], &["", "√", "√"]]);
    sheet.merges = vec![merge("A2:A3")];
    let out = read("a.xlsx", vec![sheet]);
    assert_eq!(marks(&out), ["张三 2017-01到", "张三 2017-02缺"]);
    assert_eq!(codes(&out), ["ING004 A4 姓名 rejected"]);
}

#[test]
fn the_sign_in_sheet_of_one_month() {
    let rows: &[&[&str]] =
        &[&["甲支部2017年7月主题党日签到表"], &["姓名", "党支部", "签到"], &["张三", "甲支部", "√"], &["李四", "甲支部", "事假"]];
    let out = read("a.xlsx", vec![grid_sheet("s", rows)]);
    assert_eq!(marks(&out), ["张三 2017-07到", "李四 2017-07假"]);
    let out = read("a.xlsx", vec![grid_sheet("s", &rows[1..])]);
    assert_eq!(codes(&out), ["ING002 A1 "]);
}

#[test]
fn a_table_of_dues_is_no_attendance_sheet() {
    let out = read("2017.xlsx", vec![grid_sheet("s", &[&["党费收缴登记表"], &["姓名", "1月", "2月"], &["张三", "#5", "#5"]])]);
    assert_eq!(codes(&out), ["ING002 A2 "]);
}

fn whys(out: &FileRecords) -> Vec<String> {
    out.issues.iter().map(|i| format!("{} {}", i.code, i.say.message())).collect()
}

/// 1 to `n` as number cells behind a name's heading.
fn numbered(n: u32) -> Vec<String> {
    std::iter::once("姓名".to_string()).chain((1..=n).map(|i| format!("#{i}"))).collect()
}

fn refs(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

#[test]
fn all_columns_of_a_month_are_read() {
    let mut sheet = grid_sheet(
        "考勤",
        &[
            &["甲支部2025年主题党日考勤表"],
            &["序号", "姓名", "1月", "", "2月", ""],
            &["", "", "10日", "25日", "#10", "#25"],
            &["#1", "张三", "√", "△", "×", "√"],
        ],
    );
    sheet.merges = vec![merge("A2:A3"), merge("B2:B3"), merge("C2:D2"), merge("E2:F2")];
    assert_eq!(marks(&read("a.xlsx", vec![sheet])), ["张三 2025-01到 2025-01假 2025-02缺 2025-02到"]);
}

#[test]
fn headings_that_are_days_of_meetings() {
    let title: &[&str] = &["甲支部2025年主题党日考勤表"];
    for heads in [
        &["姓名", "1.10", "2.10", "3.10"][..],
        &["姓名", "1月10日", "2月10日", "3月10日"],
        &["姓名", "1/10", "2/10", "3/10"],
        &["姓名", "@2025-01-10", "@2025-02-10", "@2025-03-10"],
        &["姓名", "@1900-01-10", "@1900-02-10", "@1900-03-10"],
        &["姓名", "2025-01-10", "2025年2月10日", "2025.3.10"],
        &["姓名", "#1.1", "#2.1", "#3.1"],
    ] {
        let out = read("考勤.xlsx", vec![grid_sheet("s", &[title, heads, &["张三", "√", "×", "△"]])]);
        assert_eq!(marks(&out), ["张三 2025-01到 2025-02缺 2025-03假"], "{heads:?} {:?}", whys(&out));
    }
    // of no attendance sheet
    let scores: &[&[&str]] = &[&["2025年测评表"], &["姓名", "1.1", "1.2", "1.3"], &["张三", "#1", "#0", "#1"]];
    assert!(marks(&read("a.xlsx", vec![grid_sheet("s", scores)])).is_empty());
}

#[test]
fn days_of_the_month_that_the_sheet_is_about() {
    let heads = numbered(31);
    let mut row = vec![""; 32];
    (row[0], row[10]) = ("张三", "√");
    let week: Vec<&str> = std::iter::once("").chain(["一", "二", "三", "四", "五", "六", "日"].into_iter().cycle().take(31)).collect();
    let rows: &[&[&str]] = &[&["甲支部2025年2月党员考勤表"], &refs(&heads), &week, &row];
    let out = read("a.xlsx", vec![grid_sheet("s", rows)]);
    assert_eq!((marks(&out), codes(&out)), (vec!["张三 2025-02到".to_string()], vec![]));
    let mut late = row.clone();
    late[31] = "×";
    let out = read("a.xlsx", vec![grid_sheet("s", &[rows[0], rows[1], &late])]);
    assert_eq!(codes(&out), ["ING004 AF3 考勤标记"], "there is no 31 February");
    let out = read("2025年考勤表.xlsx", vec![grid_sheet("s", &[&["甲支部党员考勤表"], rows[1], &row])]);
    assert!(marks(&out).is_empty() && whys(&out)[0].contains("没有写明是哪年哪月"), "{:?}", whys(&out));
    let everyday: Vec<&str> = std::iter::once("张三").chain(std::iter::repeat_n("√", 31)).collect();
    let out = read("a.xlsx", vec![grid_sheet("s", &[rows[0], rows[1], &everyday])]);
    assert!(marks(&out).is_empty() && whys(&out)[0].contains("日常上班"), "{:?}", whys(&out));
}

#[test]
fn numbers_are_months_only_where_they_are_all_twelve() {
    for (n, read_so) in [(4, false), (5, false), (8, false), (11, false), (12, true)] {
        let heads = numbered(n);
        let row: Vec<&str> = std::iter::once("张三").chain(std::iter::repeat_n("√", n as usize)).collect();
        let out = read("2025年签到表.xlsx", vec![grid_sheet("签到", &[&["甲支部签到表"], &refs(&heads), &row])]);
        assert_eq!(!marks(&out).is_empty(), read_so, "{n}");
        assert_eq!(whys(&out).iter().any(|w| w.contains("不能确定是月份、日期还是第几次活动")), !read_so, "{n}: {:?}", whys(&out));
    }
    let heads = numbered(12);
    let row: Vec<&str> = std::iter::once("张三").chain(std::iter::repeat_n("√", 12)).collect();
    let out = read("a.xlsx", vec![grid_sheet("s", &[&["甲支部2025年2月签到表"], &refs(&heads), &row])]);
    assert!(marks(&out).is_empty() && whys(&out)[0].contains("不能确定"), "{:?}", whys(&out));
    // 月份 over them says what they are
    let mut sheet = grid_sheet("s", &[&["姓名", "月份", "", ""], &["", "#1", "#2", "#3"], &["张三", "√", "×", "√"]]);
    sheet.merges = vec![merge("A1:A2"), merge("B1:D1")];
    assert_eq!(marks(&read("2025年.xlsx", vec![sheet])), ["张三 2025-01到 2025-02缺 2025-03到"]);
}

#[test]
fn a_blank_column_ends_no_attendance_sheet() {
    let rows: &[&[&str]] = &[
        &["姓名", "1月", "2月", "", "3月", "", "", "4月"],
        &["张三", "√", "×", "", "△", "", "", "√"],
        &[],
        &["李四", "√", "√", "", "√", "", "", "×"],
    ];
    let out = read("2025年考勤.xlsx", vec![grid_sheet("s", rows)]);
    assert_eq!(marks(&out), ["张三 2025-01到 2025-02缺 2025-03假 2025-04到", "李四 2025-01到 2025-02到 2025-03到 2025-04缺"]);
}

#[test]
fn sign_in_sheets_of_one_meeting() {
    let rows: &[&[&str]] = &[
        &["主题党日签到表"],
        &["活动名称：主题党日  时间：2025年2月10日  地点：活动室  单位：甲支部"],
        &["序号", "姓名", "签名", "备注"],
        &["#1", "张三", "张 三", ""],
        &["#2", "李四", "王五", ""],
        &["#3", "赵六", "", ""],
    ];
    let out = read("2月签到表.xlsx", vec![grid_sheet("s", rows)]);
    assert_eq!(
        (marks(&out), codes(&out)),
        (vec!["张三 2025-02到".into(), "李四 ".into(), "赵六 ".into()], vec!["ING004 C5 考勤标记".to_string()])
    );
    assert_eq!(out.records.attendance[0].who.around.unit.as_ref().map(|u| u.text.to_string()), Some("甲支部".into()));
    // two columns side by side, two times of day, signing out
    let mut sheet = grid_sheet(
        "签到",
        &[
            &["甲支部主题党日签到签退表"],
            &["日期：2025年2月10日"],
            &["上午", "", "", "下午", "", ""],
            &["姓名", "签到", "签退", "姓名", "签到", "签退"],
            &["张三", "√", "√", "李四", "√", "×"],
        ],
    );
    sheet.merges = vec![merge("A3:C3"), merge("D3:F3")];
    assert_eq!(marks(&read("a.xlsx", vec![sheet])), ["张三 2025-02到 2025-02到", "李四 2025-02到 2025-02缺"]);
    // the day on which a sheet was made is no day of a meeting
    let made: &[&[&str]] = &[&["甲支部主题党日签到表"], &["填表日期：2025年3月1日"], &["姓名", "签到"], &["张三", "√"]];
    let out = read("a.xlsx", vec![grid_sheet("s", made)]);
    assert!(marks(&out).is_empty() && whys(&out)[0].contains("没有写明是哪年哪月的活动"), "{:?}", whys(&out));
    // the title's month goes before 日期
    let other: &[&[&str]] = &[&["甲支部2025年2月主题党日签到表"], &["日期：2025年3月1日"], &["姓名", "签到"], &["张三", "√"]];
    assert_eq!(marks(&read("a.xlsx", vec![grid_sheet("s", other)])), ["张三 2025-02到"]);
    // a list on which people sign for what they get
    let gifts: &[&[&str]] = &[&["2025年2月慰问品领取表"], &["姓名", "签名"], &["张三", "张三"]];
    assert!(marks(&read("a.xlsx", vec![grid_sheet("s", gifts)])).is_empty());
}

#[test]
fn punched_times_tell_the_month_themselves() {
    let rows: &[&[&str]] = &[
        &["姓名", "所在支部", "签到时间", "状态"],
        &["张三", "甲支部", "2025-02-10 14:00:05", "已签到"],
        &["李四", "甲支部", "2025-03-10 14:30:00", "迟到"],
        &["王五", "甲支部", "", "未签到"],
    ];
    let out = read("考勤签到.xlsx", vec![grid_sheet("签到导出", rows)]);
    assert_eq!((marks(&out).len(), codes(&out)), (2, vec!["ING004 D4 所属月份 rejected".to_string()]), "{:?}", whys(&out));
    assert_eq!(marks(&out)[0], "张三 2025-02到 2025-02到");
}

#[test]
fn boxes_that_nobody_has_ticked_are_no_absences() {
    let mut sheet = grid_sheet("s", &[&["姓名", "1月", "2月"], &["张三", "x", "x"], &["李四", "x", "x"]]);
    for cell in sheet.cells.iter_mut().filter(|c| c.at.row > 0 && c.at.col > 0) {
        cell.value = crate::model::book::Value::Bool(cell.at.row == 1 && cell.at.col == 1);
    }
    let out = read("2025年考勤.xlsx", vec![sheet]);
    assert_eq!(marks(&out), ["张三 2025-01到", "李四 2025-01缺"]);
    assert!(out.notes.iter().any(|n| n.text.contains("没有勾选")));
}

#[test]
fn lists_of_other_people_are_told_and_not_read() {
    let body: &[&[&str]] = &[&["姓名", "签到"], &["张三", "√"]];
    for (title, word) in [
        ("甲支部2025年2月入党积极分子培训班签到表", "培训班"),
        ("2025年2月发展对象签到表", "发展对象"),
        ("2025年2月党员发展对象签到表", "发展对象"),
        ("甲村2025年2月村民代表会议签到表", "村民代表"),
        ("2025年2月群众大会签到表", "群众"),
    ] {
        let out = read("a.xlsx", vec![grid_sheet("s", &[&[title], body[0], body[1]])]);
        assert!(marks(&out).is_empty() && whys(&out)[0].contains(word) && whys(&out)[0].starts_with("ING002"), "{title}: {:?}", whys(&out));
    }
    for title in ["2025年2月甲支部党员、入党积极分子考勤表", "2025年2月学生党支部签到表", "2025年2月群众路线教育主题党日签到表"]
    {
        let out = read("a.xlsx", vec![grid_sheet("s", &[&[title], body[0], body[1]])]);
        assert_eq!(marks(&out), ["张三 2025-02到"], "{title}: {:?}", whys(&out));
    }
}

#[test]
fn legends_above_below_beside_and_in_boxes() {
    let rows = |legend: &'static str, place: usize| -> Vec<Vec<&'static str>> {
        let mut rows = vec![
            vec!["甲支部2025年考勤表"],
            vec!["姓名", "1月", "2月", "", ""],
            vec!["张三", "▲", "B", "", ""],
            vec!["李四", "√", "√", "", ""],
        ];
        match place {
            0 => rows.insert(1, vec![legend]),
            1 => rows.push(vec![legend]),
            _ => rows[2][4] = legend,
        }
        rows
    };
    for place in 0..3 {
        for legend in ["注：√出勤 ▲早退 B病假", "图例：出勤√；早退▲；病假B", "说明：“▲”表示早退，“B”表示病假"]
        {
            let rows = rows(legend, place);
            let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
            let out = read("a.xlsx", vec![grid_sheet("s", &rows)]);
            assert_eq!(marks(&out), ["张三 2025-01早 2025-02假", "李四 2025-01到 2025-02到"], "{place} {legend}: {:?}", whys(&out));
        }
    }
    // in cells of their own
    let cells: &[&[&str]] =
        &[&["姓名", "1月", "2月", "", "图例", ""], &["张三", "▲", "B", "", "▲", "早退"], &["李四", "√", "√", "", "B", "病假"]];
    let out = read("2025年考勤.xlsx", vec![grid_sheet("s", cells)]);
    assert_eq!(marks(&out), ["张三 2025-01早 2025-02假", "李四 2025-01到 2025-02到"], "{:?}", whys(&out));
    // a stray tick with a remark redefines nothing
    let stray: &[&[&str]] = &[&["姓名", "1月", "2月", "", ""], &["张三", "√", "√", "", ""], &["李四", "√", "√", "√", "请假"]];
    assert_eq!(marks(&read("2025年考勤.xlsx", vec![grid_sheet("s", stray)]))[0], "张三 2025-01到 2025-02到");
}

#[test]
fn a_blank_cell_means_what_the_sheet_says() {
    let rows: &[&[&str]] = &[
        &["甲支部党员2017年考勤表"],
        &["序号", "姓名", "1月", "2月", "3月"],
        &["#1", "张三", "√", "√", ""],
        &["#2", "李四", "√", "", ""],
        &["#3", "王五", "", "", ""],
        &["图例：√到会，空白为缺席"],
    ];
    let out = read("a.xlsx", vec![grid_sheet("s", rows)]);
    // nobody was absent from the third, of which nothing is marked; a name without a mark is a row
    assert_eq!(marks(&out), ["张三 2017-01到 2017-02到", "李四 2017-01到 2017-02缺", "王五 2017-01缺 2017-02缺"]);
    assert_eq!(out.records.attendance[2].marks[1].2.to_string(), "D5");
    assert!(out.notes.iter().any(|note| note.text.contains("空白表示缺席")), "{:?}", out.notes);
    let silent = read("a.xlsx", vec![grid_sheet("s", &rows[..5])]);
    assert_eq!(marks(&silent), ["张三 2017-01到 2017-02到", "李四 2017-01到", "王五 "]);
}

#[test]
fn a_legend_alone_in_the_column_of_names_is_no_member() {
    for (legend, third) in [
        ("空白为缺席", "张三 2025-01到 2025-02缺"),
        ("√到会，空白缺席", "张三 2025-01到 2025-02缺"),
        ("到会打√，缺席打×", "张三 2025-01到"),
        ("注：未打√的为缺席", "张三 2025-01到 2025-02缺"),
        ("注：空白不代表缺席", "张三 2025-01到"),
    ] {
        let rows: &[&[&str]] = &[&["甲支部2025年考勤表"], &["姓名", "1月", "2月"], &["张三", "√", ""], &["李四", "√", "√"], &[legend]];
        let out = read("a.xlsx", vec![grid_sheet("s", rows)]);
        assert_eq!(marks(&out), [third, "李四 2025-01到 2025-02到"], "{legend}: {:?}", whys(&out));
        let unclear = out.notes.iter().any(|note| note.text.contains("没有读懂"));
        assert_eq!(unclear, legend.contains('不'), "{legend}: {:?}", out.notes);
    }
}

#[test]
fn a_blank_row_that_its_remark_explains_is_no_absence() {
    let rows: &[&[&str]] = &[
        &["甲支部2025年考勤表"],
        &["姓名", "1月", "2月", "备注"],
        &["张三", "√", "", ""],
        &["李四", "", "", "流动党员，外出务工"],
        &["王五", "√", "√", ""],
        &["注：空白为缺席"],
    ];
    let out = read("a.xlsx", vec![grid_sheet("s", rows)]);
    assert_eq!(marks(&out), ["张三 2025-01到 2025-02缺", "李四 ", "王五 2025-01到 2025-02到"], "{:?}", whys(&out));
    assert!(whys(&out).iter().any(|why| why.contains("流动党员，外出务工") && why.contains("不按表上对空白的说明计")), "{:?}", whys(&out));
}
