//! A secretary's own look before handing in: what each faulty ledger is told, and what the exit status says.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use crate::door::{book, dangri, tree};

const HEAD: &[&str] = &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数", "活动内容"];
const GOOD: &[&str] = &["城北党支部", "2017-07-05", "学习党章", "20", "18", "交纳党费，学习党章"];

struct Desk {
    dir: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        Desk { dir: tempfile::tempdir().unwrap() }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// A ledger: title, header, rows.
    fn ledger(&self, name: &str, head: &[&str], rows: &[&[&str]]) -> PathBuf {
        let title: &[&str] = &["主题党日活动台账"];
        let all: Vec<&[&str]> = [title, head].into_iter().filter(|r| !r.is_empty()).chain(rows.iter().copied()).collect();
        book(&self.at(name), &[("台账", &all)]);
        self.at(name)
    }

    fn rows(&self, name: &str, rows: &[&[&str]]) -> PathBuf {
        self.ledger(name, HEAD, rows)
    }
}

fn check(paths: &[&Path], options: &[&str]) -> Output {
    let paths = paths.iter().map(|p| p.to_str().unwrap());
    let args: Vec<&str> = std::iter::once("check").chain(paths).chain(["--as-of", "2017-10-15"]).chain(options.iter().copied()).collect();
    dangri(&args)
}

fn told(path: &Path) -> (i32, String) {
    let output = check(&[path], &[]);
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

fn checked(paths: &[&Path], options: &[&str]) -> Value {
    let output = check(paths, &[options, &["--format", "json"]].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&output.stdout)))
}

/// `code cells` of every message of a check.
fn codes(checked: &Value) -> Vec<String> {
    let files = checked["files"].as_array().unwrap().iter().flat_map(|f| f["messages"].as_array().unwrap());
    let all = files.chain(checked["general"].as_array().unwrap());
    all.map(|m| {
        let cells: Vec<&str> = m["places"].as_array().unwrap().iter().filter_map(|p| p["cell"].as_str()).collect();
        format!("{} {}", m["code"].as_str().unwrap(), cells.join(","))
    })
    .collect()
}

/// The good row with some cells changed.
fn row<'a>(changes: &[(usize, &'a str)]) -> Vec<&'a str> {
    let mut row: Vec<&'a str> = GOOD.to_vec();
    changes.iter().for_each(|(at, text)| row[*at] = text);
    row
}

#[test]
fn a_sound_ledger_is_fine() {
    let desk = Desk::new();
    let (code, text) = told(&desk.rows("好.xlsx", &[GOOD]));
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("✔ 好.xlsx（主题党日活动台账）：未发现问题，读到 1 行记录"), "{text}");
    assert!(text.contains("均未发现问题") && text.contains("未指定地区"), "{text}");
}

#[test]
fn every_faulty_ledger_says_where_what_and_what_to_do() {
    let desk = Desk::new();
    let total: &[&str] = &["合计", "", "", "50", "18", ""];
    let cases: Vec<(PathBuf, Vec<&str>)> = vec![
        (desk.rows("日期.xlsx", &[&row(&[(1, "2017年7月上旬")])]), vec!["“台账”的 B3", "日期不确定", "形如 2017-07-05"]),
        (desk.rows("2017年台账.xlsx", &[&row(&[(1, "6.3")])]), vec!["6 月 3 日，也可能是 6 月 30 日", "6.30 在表格中会自动变成 6.3"]),
        (desk.rows("多日.xlsx", &[&row(&[(1, "2017.7.5  7.12  7.26")])]), vec!["多个日期", "一次活动写一行"]),
        (desk.rows("无年.xlsx", &[&row(&[(1, "7月5日")])]), vec!["没有年份", "应写明年份"]),
        (desk.rows("人数.xlsx", &[&row(&[(4, "张三、李四")])]), vec!["的 E3", "不是有效的人数", "请改填整数（如 18）"]),
        (desk.rows("多到.xlsx", &[&row(&[(4, "22")])]), vec!["实到22人，多于应到20人", "列席人员和群众不计入实到"]),
        (desk.ledger("无表头.xlsx", &[], &[GOOD]), vec!["没有找到已知台账的表头", "补上一行表头"]),
        (
            desk.ledger("缺栏.xlsx", &["党支部名称", "活动主题", "应到人数", "实到人数"], &[&["甲支部", "学习", "9", "9"]]),
            vec!["像是“主题党日活动台账”，但缺少“活动日期”栏"],
        ),
        (desk.rows("无支部.xlsx", &[&row(&[(0, "")])]), vec!["没有写明是哪个党支部"]),
        (desk.rows("矛盾.xlsx", &[GOOD, &row(&[(4, "12")])]), vec!["内容不一致的两份记录（实到人数不同）", "只保留正确的一行"]),
        (desk.rows("合计.xlsx", &[GOOD, total]), vec!["应到人数的合计数为 50，与各行相加的 20 不一致", "请核对各行人数和合计数"]),
        (desk.rows("空白模板.xlsx", &[]), vec!["没有填写任何记录", "请填写后重新报送"]),
    ];
    for (path, words) in &cases {
        let (code, text) = told(path);
        assert_eq!(code, 1, "{}: {text}", path.display());
        assert!(text.contains("✘ ") && text.contains("怎么改：请"), "{text}");
        for word in words {
            assert!(text.contains(word), "{}: {word} is not in\n{text}", path.display());
        }
    }
    book(&desk.at("空报.xlsx"), &[("2017年7月", &[HEAD, &["城北党支部"]])]);
    let (code, text) = told(&desk.at("空报.xlsx"));
    assert!(code == 1 && text.contains("2017年7月只报来空表") && text.contains("请补填后重新报送"), "{text}");
    let sheet: &[&[&str]] = &[&["城北党支部2017年考勤表"], &["姓名", "1月", "2月"], &["张三", "√", "○"], &["李四", "★", "√"]];
    book(&desk.at("考勤.xlsx"), &[("考勤", sheet)]);
    let (code, text) = told(&desk.at("考勤.xlsx"));
    assert!(code == 1 && text.contains("C3、B4（共 2 处）") && text.contains("在表下注明图例"), "{text}");
    assert!(!text.contains("未填写党支部名称"), "the title names the branch: {text}");
}

#[test]
fn files_that_no_reader_takes_are_told_like_any_other_fault() {
    let desk = Desk::new();
    let good = fs::read(desk.rows("好.xlsx", &[GOOD])).unwrap();
    fs::write(desk.at("坏.xlsx"), &good[..good.len() / 2]).unwrap();
    fs::write(desk.at("包.rar"), b"Rar!\x1a\x07\x00").unwrap();
    fs::write(desk.at("坏.zip"), "x").unwrap();
    fs::write(desk.at("总结.docx"), "x").unwrap();
    let all = ["坏.xlsx", "包.rar", "坏.zip"].map(|n| desk.at(n));
    for path in &all {
        let (code, text) = told(path);
        assert!(code == 1 && text.contains("整个文件") && text.contains("怎么改：请"), "{text}");
        assert_eq!(codes(&checked(&[path], &[])), ["ING001 "], "{}", path.display());
    }
    let folder = checked(&[desk.dir.path()], &[]);
    assert_eq!(folder["files"].as_array().unwrap().len(), 4, "{folder:#}");
    assert_eq!(folder["skipped"][0]["file"], "总结.docx");
}

#[test]
fn follow_on_errors_are_left_out_and_all_else_is_told_at_once() {
    let desk = Desk::new();
    let total: &[&str] = &["合计", "", "", "60", "55", ""];
    let rows: &[&[&str]] = &[&row(&[(1, "6.3"), (4, "张三")]), &row(&[(0, "城南党支部"), (1, "6.1")]), GOOD, total];
    let path = desk.rows("2017年台账.xlsx", rows);
    let (_, text) = told(&path);
    // what rows come to of which some were returned is not held against the printed total
    assert!(!text.contains("的合计数为") && !text.contains("合计与明细不符"), "{text}");
    assert!(text.contains("同一行的实到人数“张三”不是人数，请一并改正"), "{text}");
}

#[test]
fn a_missing_file_is_unusable_and_the_rest_is_checked_all_the_same() {
    let desk = Desk::new();
    let good = desk.rows("好.xlsx", &[GOOD]);
    let output = check(&[&good, &desk.at("没有.xlsx")], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stdout).contains("✔"));
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(error.contains("没有.xlsx") && error.contains("不存在"), "{error}");
    fs::create_dir_all(desk.at("空")).unwrap();
    for (args, word) in [(vec!["check"], "缺少"), (vec!["check", "好.xlsx", "--format", "xml"], "--format")] {
        let output = dangri(&args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(word), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(check(&[&desk.at("空")], &[]).status.code(), Some(2));
    assert_eq!(check(&[&good], &["-j", "nowhere"]).status.code(), Some(2));
}

#[test]
fn the_machine_readable_form_keeps_its_keys_and_masks_numbers() {
    let desk = Desk::new();
    let path = desk.rows("账.xlsx", &[&row(&[(4, "320102199001011234")]), &row(&[(0, "城南党支部"), (1, "2017-06-01"), (4, "约十人")])]);
    let all = checked(&[&path], &[]);
    assert_eq!((all["version"].as_u64(), all["ok"].as_bool(), all["problems"].as_u64()), (Some(1), Some(false), Some(2)));
    assert_eq!((all["period"].as_str(), all["as_of"].as_str()), (Some("2017-06..2017-07"), Some("2017-10-15")));
    let file = &all["files"][0];
    assert_eq!(
        (file["file"].as_str(), file["outcome"].as_str(), file["rows"]["accepted"].as_u64()),
        (Some("账.xlsx"), Some("read"), Some(2))
    );
    let message = &file["messages"][0];
    assert_eq!(
        (message["code"].as_str(), message["kind"].as_str(), message["level"].as_str()),
        (Some("PAR004"), Some("entry"), Some("warning"))
    );
    assert_eq!((message["places"][0]["cell"].as_str(), message["places"][1]["cell"].as_str()), (Some("E3"), Some("E4")));
    assert_eq!(message["places"][0]["raw"], "320***********1234");
    assert!(!all.to_string().contains("320102199001011234"));
}

#[test]
fn a_jurisdiction_judges_and_a_roster_knows_the_names() {
    let desk = Desk::new();
    let path = desk.rows("9月.xlsx", &[&row(&[(1, "2017-09-05"), (5, "学习")]), &row(&[(0, "城西党支部"), (1, "2017-09-05"), (4, "12")])]);
    assert_eq!(codes(&checked(&[&path], &[])), Vec::<String>::new());
    let plain = checked(&[&path], &["-j", "chizhou"]);
    let said = codes(&plain);
    assert!(said.contains(&"PAR001 E4".to_string()) && said.iter().any(|c| c.starts_with("ACT001")), "{said:?}");
    assert!(said.iter().all(|c| !c.starts_with("ING003") && !c.starts_with("SUB001")), "{said:?}");
    let roster: &[&[&str]] = &[
        &["编号", "党支部名称", "上级党组织", "党员人数"],
        &["1", "城北党支部", "桃园镇党委", "20"],
        &["2", "河东党支部", "桃园镇党委", "20"],
        &["3", "远山党支部", "柳溪镇党委", "20"],
    ];
    book(&desk.at("花名册.xlsx"), &[("花名册", roster)]);
    let known = checked(&[&path], &["--roster", desk.at("花名册.xlsx").to_str().unwrap()]);
    assert_eq!(codes(&known), ["ING003 A4"]);
    assert_eq!(known["absent"], serde_json::json!(["桃园镇党委／河东党支部"]));
    let text = String::from_utf8(check(&[&path], &["-j", "chizhou"]).stdout).unwrap();
    assert!(text.contains("与制度要求不符") && text.contains("不要为此改动数据") && text.contains("依据："), "{text}");
}

#[test]
fn nothing_is_written_and_a_wrong_year_is_noticed() {
    let desk = Desk::new();
    let rows: Vec<Vec<&str>> =
        ["2017-01-05", "2017-02-05", "2017-03-05", "2017-04-05", "2017-05-05", "2007-06-05"].iter().map(|d| row(&[(1, d)])).collect();
    let slices: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    desk.rows("账.xlsx", &slices);
    let before = tree(desk.dir.path());
    let all = checked(&[desk.dir.path()], &["-j", "chizhou"]);
    assert_eq!(all["period"], "2017-01..2017-05");
    assert!(codes(&all).contains(&"ING004 B8".to_string()), "{:?}", codes(&all));
    assert_eq!(tree(desk.dir.path()), before);
}

#[test]
fn how_each_table_was_read_is_told() {
    let desk = Desk::new();
    let head: &[&str] = &["序号", "党支部", "活动日期", "主题", "应到人数", "实到人数", "经办人", "活动内容"];
    let row: &[&str] = &["1", "城北党支部", "2017-07-05", "学习党章", "20", "18", "张三", "交纳党费"];
    let bad: &[&str] = &["2", "城南党支部", "7月上旬", "学习党章", "20", "18", "李四", "交纳党费"];
    let all: &[&[&str]] =
        &[&["青山镇2017年7月主题党日活动台账"], &["填报单位：青山镇党委"], head, row, bad, &["合计", "", "", "", "40", "36"]];
    book(&desk.at("7月.xlsx"), &[("台账", all)]);
    let told = checked(&[&desk.at("7月.xlsx")], &[]);
    let table = &told["files"][0]["tables"][0];
    assert_eq!(table["layout"], "主题党日活动台账");
    assert_eq!(table["header_rows"], serde_json::json!([3, 3]));
    assert_eq!(table["rows"], serde_json::json!({"read": 1, "returned": 1, "passed": 4}));
    let columns: Vec<String> = table["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| {
            let text = |key: &str| c[key].as_str().unwrap_or("-").to_string();
            format!("{} {} {} {}", text("column"), text("heading"), text("field"), text("use"))
        })
        .collect();
    assert_eq!((columns[1].as_str(), columns[6].as_str()), ("B 党支部 党支部名称 field", "G 经办人 - unused"), "{columns:?}");
    assert!(table["committee"].as_str().unwrap().contains("填报单位（青山镇党委）") && table["branch"] == "B 列“党支部”", "{table:#}");
    assert!(table["month"].as_str().unwrap().contains("C 列“活动日期”；没写年份的按标题的 2017 年"), "{table:#}");

    let text = String::from_utf8(check(&[&desk.at("7月.xlsx")], &[]).stdout).unwrap();
    assert!(text.contains("读法：工作表“台账”第 3 行为表头，按“主题党日活动台账”读取；读到 1 行，退回 1 行，略过 4 行"), "{text}");
    assert!(text.contains("G 经办人 → 未采用：栏目名称不在模板中") && text.contains("D 主题 → 活动主题"), "{text}");
    // arrows of one column of the page stand under each other, as wide characters are seen
    let lines: Vec<&str> = text.lines().filter(|l| l.matches(" → ").count() > 1).collect();
    let second = |line: &str| {
        unicode_width::UnicodeWidthStr::width(line.split_once("  ").map_or("", |_| {
            let at = line.trim_start().find("  ").unwrap() + (line.len() - line.trim_start().len());
            let rest = &line[at..];
            &line[..at + (rest.len() - rest.trim_start().len())]
        }))
    };
    assert!(lines.len() > 1 && lines.windows(2).all(|w| second(w[0]) == second(w[1])), "{lines:#?}");
    let short = String::from_utf8(check(&[&desk.at("7月.xlsx")], &["-q"]).stdout).unwrap();
    assert!(!short.contains("读法"), "{short}");

    // a form, and a sheet that lacks a column
    let form: &[&[&str]] = &[
        &["主题党日活动记录表"],
        &["党支部名称", "城北党支部", "活动日期", "2017年7月5日"],
        &["活动主题", "学习党章", "活动地点", "会议室"],
        &["应到人数", "20", "实到人数", "18"],
    ];
    book(&desk.at("记录.xlsx"), &[("记录表", form)]);
    let lacking: &[&[&str]] =
        &[&["党支部名称", "活动日期", "活动主题", "应到人数", "来了几个"], &["城北党支部", "2017-07-05", "学习", "20", "18"]];
    book(&desk.at("缺.xlsx"), &[("台账", lacking)]);
    let told = checked(&[&desk.at("记录.xlsx"), &desk.at("缺.xlsx")], &[]);
    let form = &told["files"][1]["tables"][0];
    assert!(form["form"] == true && form["branch"] == "B2 格“党支部名称”" && form["rows"]["read"] == 1, "{form:#}");
    let table = &told["files"][0]["tables"][0];
    assert_eq!((table["lacks"][0].as_str(), table["rows"]["read"].as_u64()), (Some("实到人数"), Some(0)), "{table:#}");
}

#[test]
fn without_a_roster_nobody_is_accused_of_what_only_the_roster_says() {
    let desk = Desk::new();
    let path = desk.rows("9月.xlsx", &[&row(&[(1, "2017-09-20")])]);
    let told = checked(&[&path], &["-j", "chizhou"]);
    assert!(!codes(&told).iter().any(|c| c.starts_with("DAY") || c.starts_with("PAR003") || c.starts_with("SUB001")), "{told:#}");
    let unjudged = told["unjudged"].as_array().unwrap();
    let why = |rule: &str| {
        let about = unjudged.iter().find(|u| u["rules"].as_array().unwrap().iter().any(|r| r == rule));
        about.map(|u| u["reason"].as_str().unwrap().to_string()).unwrap_or_default()
    };
    for rule in ["DAY001", "PAR003", "SUB001"] {
        assert!(why(rule).contains("未提供党组织花名册"), "{rule}: {}", why(rule));
    }
    let text = String::from_utf8(check(&[&path], &["-j", "chizhou"]).stdout).unwrap();
    assert_eq!(text.matches("未在活动日开展").count(), 1, "{text}");
    // what a document asks of some types alone waits for the roster as well
    let told = checked(&[&path], &["-j", "longyou"]);
    assert!(told["unjudged"].as_array().unwrap().iter().any(|u| u["reason"].as_str().unwrap().contains("不知道党支部的类型")), "{told:#}");
    // with one it is judged, by the branch's own day where it has one
    for (own, off) in [("", true), ("20", false)] {
        let head: &[&str] = &["编号", "党支部名称", "上级党组织", "类型", "党员人数", "固定活动日"];
        book(&desk.at("党组织花名册.xlsx"), &[("花名册", &[head, &["1", "城北党支部", "青山镇党委", "农村", "20", own]])]);
        let told = checked(&[&path], &["-j", "chizhou", "--roster", desk.at("党组织花名册.xlsx").to_str().unwrap()]);
        assert_eq!(codes(&told).iter().any(|c| c.starts_with("DAY001")), off, "{told:#}");
    }
}
