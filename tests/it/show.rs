//! `dangri show` through the door: figures are made anew from the very cells that it names, with another reader; names lead to one or to nobody; what
//! has changed since is told; what it says would have changed does change so.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use calamine::{Data, Range, Reader, open_workbook_auto};
use serde_json::Value;

use crate::door::{book, csv_rows, dangri, dangri_ok};

pub fn shown(result: &Path, whom: &str, more: &[&str]) -> Value {
    let args = [&["show", result.to_str().expect("UTF-8"), whom, "--format", "json"][..], more].concat();
    serde_json::from_str(&dangri_ok(&args)).expect("json")
}

fn refused(result: &Path, args: &[&str]) -> String {
    let output = dangri(&[&["show", result.to_str().expect("UTF-8")][..], args].concat());
    assert_eq!(output.status.code(), Some(2), "{args:?}");
    String::from_utf8(output.stderr).expect("UTF-8")
}

/// Cells of ledgers, by file and sheet.
struct Cells {
    workspace: PathBuf,
    sheets: BTreeMap<(String, String), Range<Data>>,
}

impl Cells {
    /// The cell of an input, as it stands in the ledger.
    fn of(&mut self, input: &Value) -> Data {
        let text = |key: &str| input[key].as_str().expect("a text").to_string();
        let (file, sheet, cell) = (text("file"), text("sheet"), text("cell"));
        let range = self.sheets.entry((file.clone(), sheet.clone())).or_insert_with(|| {
            let mut workbook = open_workbook_auto(self.workspace.join(&file)).unwrap_or_else(|e| panic!("{file}: {e}"));
            workbook.worksheet_range(&sheet).unwrap_or_else(|e| panic!("{file} {sheet}: {e}"))
        });
        let letters = cell.trim_end_matches(|c: char| c.is_ascii_digit());
        let column = letters.bytes().fold(0u32, |n, b| n * 26 + u32::from(b - b'A') + 1) - 1;
        let row: u32 = cell[letters.len()..].parse().expect("a row");
        range.get_value((row - 1, column)).cloned().unwrap_or(Data::Empty)
    }
}

/// The numbers in a cell, in order.
fn numbers(cell: &Data) -> Vec<u64> {
    if let Data::Float(n) = cell {
        return vec![*n as u64];
    }
    let text = cell.to_string();
    text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).map(|run| run.parse().expect("a number")).collect()
}

/// A count: the only number of its cell, or the first or second of two.
fn count(cells: &mut Cells, input: &Value) -> u64 {
    let found = numbers(&cells.of(input));
    match (found.as_slice(), input["what"].as_str()) {
        ([only], _) | ([only, _], Some("due")) | ([_, only], Some("actual")) => *only,
        _ => panic!("{input}: {found:?}"),
    }
}

/// A day in its cell, as days since 1900 do or as it is written.
fn day(cells: &mut Cells, input: &Value) -> chrono::NaiveDate {
    let value: chrono::NaiveDate = input["value"].as_str().expect("a text").parse().expect("a date");
    let cell = cells.of(input);
    let serial = match &cell {
        Data::DateTime(moment) => Some(moment.as_f64()),
        Data::Float(n) if *n > 30_000.0 => Some(*n),
        _ => None,
    };
    match serial {
        Some(serial) => chrono::NaiveDate::from_ymd_opt(1899, 12, 30).expect("a day") + chrono::Days::new(serial as u64),
        None => {
            let (m, d) = (value.format("%-m").to_string(), value.format("%-d").to_string());
            let found = numbers(&cell);
            assert!(found.windows(2).any(|pair| [pair[0].to_string(), pair[1].to_string()] == [m.clone(), d.clone()]), "{input}: {cell:?}");
            value
        }
    }
}

pub fn inputs<'v>(figure: &'v Value, what: &'static str) -> impl Iterator<Item = &'v Value> {
    figure["inputs"].as_array().expect("a list").iter().filter(move |input| input["what"] == what)
}

pub fn counted(input: &&Value) -> bool {
    input["stands"] == "计入"
}

/// Makes a figure anew from the cells that it names: its numerator and denominator. `None`: it is of a kind that has no cells.
fn made_anew(cells: &mut Cells, figure: &Value, base: i64, term: i64) -> Option<(i64, i64)> {
    let key = figure["key"].as_str().expect("a key");
    match key {
        "completeness" => {
            let (mut held, mut due) = (0, 0);
            for month in inputs(figure, "month") {
                let stands = month["stands"].as_str().expect("a state");
                let dates: Vec<&Value> = inputs(figure, "date").filter(counted).filter(|i| i["month"] == month["month"]).collect();
                dates.iter().for_each(|date| assert_eq!(day(cells, date).to_string(), date["value"].as_str().expect("a date")));
                match stands {
                    "按时" | "迟报" | "已报" => {
                        assert!(!dates.is_empty(), "{month}");
                        (held, due) = (held + 1, due + 1);
                    }
                    "缺报" | "空报" => {
                        assert!(dates.is_empty(), "{month}");
                        due += 1;
                    }
                    _ => {}
                }
            }
            Some((held, due))
        }
        "timeliness" => {
            let months: Vec<&str> = inputs(figure, "month").map(|m| m["month"].as_str().expect("a month")).collect();
            let mut on_time = 0;
            for month in &months {
                let of = |what| inputs(figure, what).filter(counted).filter(|i| i["month"] == *month).collect::<Vec<_>>();
                let (dates, reports) = (of("date"), of("reported"));
                let late = dates.iter().zip(&reports).any(|(date, report)| {
                    let known = !report["value"].as_str().expect("a text").is_empty();
                    let reported = |cells: &mut Cells| match report["cell"].as_str() {
                        Some("") => report["value"].as_str().expect("a text").parse().expect("a date"),
                        _ => day(cells, report),
                    };
                    known && (reported(cells) - day(cells, date)).num_days() > term
                });
                on_time += i64::from(!late);
            }
            Some((on_time, months.len() as i64))
        }
        "score" => {
            let lost: f64 = inputs(figure, "rule").map(|i| i["value"].as_str().expect("points").parse::<f64>().expect("points")).sum();
            Some(((base * 100 - (lost * 100.0).round() as i64).max(0), 100))
        }
        key if key == "participation" || key.starts_with("20") => {
            let (mut part, mut of) = (0, 0);
            for (due, actual) in inputs(figure, "due").zip(inputs(figure, "actual")).filter(|(due, _)| counted(due)) {
                if due["value"] == "没有有效人数" || actual["value"] == "没有有效人数" {
                    continue;
                }
                of += count(cells, due);
                part += count(cells, actual);
            }
            Some((part as i64, of as i64))
        }
        _ => None,
    }
}

#[test]
fn two_hundred_figures_made_anew_from_the_cells_that_it_names() {
    let dir = tempfile::tempdir().expect("a folder");
    let (workspace, result) = (dir.path().join("台账"), dir.path().join("结果"));
    dangri_ok(&["demo", workspace.to_str().expect("UTF-8"), "--branches", "24", "--months", "12", "--mess", "1", "--seed", "7"]);
    dangri_ok(&["run", workspace.to_str().expect("UTF-8"), "-o", result.to_str().expect("UTF-8"), "--format", "csv,parquet"]);
    let parameters = csv_rows(&result.join("data/parameters.csv"), true);
    let number = |path: &str| -> i64 {
        parameters.iter().find(|row| row["parameter"] == path).and_then(|row| row["value"].parse().ok()).unwrap_or_else(|| panic!("{path}"))
    };
    let (base, term) = (number("score.base"), number("report.within_days"));
    let ranking = csv_rows(&result.join("data/ranking.csv"), true);
    let mut figures: Vec<(String, Value)> = Vec::new();
    for row in &ranking {
        let whole = shown(&result, &row["branch_id"], &[]);
        assert_eq!(whole["inputs"]["state"], "same");
        // each rate stands in the table as it is told, and nothing disagrees with its inputs
        for figure in whole["figures"].as_array().expect("figures") {
            assert_ne!(figure["agrees"], false, "{} {figure}", row["branch"]);
            let key = figure["key"].as_str().expect("a key");
            if let Some(part) = row.get(&format!("{key}_part")) {
                assert_eq!([part, &row[&format!("{key}_of")]], [&figure["part"].to_string(), &figure["of"].to_string()], "{key}");
            }
            figures.push((row["branch"].clone(), figure.clone()));
        }
    }
    let mut cells = Cells { workspace, sheets: BTreeMap::new() };
    let (mut state, mut compared, mut kinds) = (20_170_701_u64, 0, BTreeSet::new());
    while compared < 200 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (branch, figure) = &figures[(state >> 33) as usize % figures.len()];
        let Some((part, of)) = made_anew(&mut cells, figure, base, term) else { continue };
        assert_eq!((figure["part"].as_i64(), figure["of"].as_i64()), (Some(part), Some(of)), "{branch} {figure}");
        kinds.insert(figure["key"].as_str().expect("a key").split('-').next().expect("a part").to_string());
        compared += 1;
    }
    assert_eq!(kinds.len(), 5, "{kinds:?}");
}

pub const HEAD: &[&str] = &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数", "规定动作"];
pub const ITEMS: &str = "集中学习、交纳党费、党课";

/// Four branches over a quarter; east has `came` of ten in July, west holds nothing in September unless `september`.
pub fn scene(workspace: &Path, came: &str, september: bool) {
    let roster: &[&[&str]] = &[
        &["编号", "党支部名称", "上级党组织", "类型"],
        &["B1", "东村党支部", "白沙镇党委", "农村"],
        &["B2", "西村党支部", "白沙镇党委", "农村"],
        &["B3", "东村党支部", "青山镇党委", "农村"],
        &["B4", "河湾村党支部", "青山镇党委", "农村"],
    ];
    book(&workspace.join("党组织花名册.xlsx"), &[("花名册", roster)]);
    let mut rows: Vec<Vec<&str>> = Vec::new();
    for month in ["2017-07-10", "2017-08-10", "2017-09-10"] {
        rows.push(vec!["西村党支部", month, "学习", "10", "10", ITEMS]);
        if month == "2017-09-10" && !september {
            rows.pop();
        }
        rows.push(vec!["河湾村党支部", month, "学习", "20", "19", ITEMS]);
    }
    let mut white: Vec<Vec<&str>> = rows.iter().filter(|row| row[0] == "西村党支部").cloned().collect();
    white.extend(
        [("2017-07-10", came), ("2017-08-10", "9"), ("2017-09-10", "9")]
            .map(|(day, came)| vec!["东村党支部", day, "学习", "10", came, ITEMS]),
    );
    let mut green: Vec<Vec<&str>> = rows.iter().filter(|row| row[0] == "河湾村党支部").cloned().collect();
    green.extend(["2017-07-10", "2017-08-10", "2017-09-10"].map(|day| vec!["东村党支部", day, "学习", "10", "8", ITEMS]));
    for (committee, rows) in [("白沙镇党委", white), ("青山镇党委", green)] {
        let lines: Vec<&[&str]> = std::iter::once(HEAD).chain(rows.iter().map(Vec::as_slice)).collect();
        book(&workspace.join(committee).join("台账.xlsx"), &[("台账", &lines)]);
    }
}

/// The scene, run into `<name>-结果/季`.
pub fn run(dir: &Path, name: &str, came: &str, september: bool, format: &str) -> PathBuf {
    scene(&dir.join(name), came, september);
    judge(dir, name, format)
}

/// A workspace as it lies there, run into `<name>-结果/季`.
pub fn judge(dir: &Path, name: &str, format: &str) -> PathBuf {
    let (workspace, result) = (dir.join(name), dir.join(format!("{name}-结果/季")));
    let (from, to) = (workspace.to_str().expect("UTF-8"), result.to_str().expect("UTF-8"));
    dangri_ok(&["run", from, "-o", to, "-j", "kecheng", "-p", "2017Q3", "--as-of", "2017-12-01", "--seed", "甲", "--format", format]);
    result
}

/// Score and rank of a branch.
fn standing(result: &Path, id: &str) -> (i64, i64) {
    let rows = csv_rows(&result.join("data/ranking.csv"), true);
    let row = rows.iter().find(|row| row["branch_id"] == id).expect("a branch");
    (row["score_part"].parse().expect("points"), row["rank"].parse().expect("a rank"))
}

#[test]
fn what_it_says_would_have_changed_does_change_so() {
    let dir = tempfile::tempdir().expect("a folder");
    let was = run(dir.path(), "原", "6", false, "csv");
    let change = |whom: &str, kind: &str| -> Value {
        let whole = shown(&was, whom, &[]);
        whole["changes"]
            .as_array()
            .expect("changes")
            .iter()
            .find(|c| c["kind"] == kind)
            .unwrap_or_else(|| panic!("{kind}: {whole}"))
            .clone()
    };
    let pair = |value: &Value| (value[0].as_i64().expect("before"), value[1].as_i64().expect("after"));
    // one more is not enough, two are
    let one = change("B1", "one_more_attendee");
    assert_eq!((pair(&one["before"]), pair(&one["after"]), &one["clears"]), ((6, 10), (7, 10), &Value::Bool(false)));
    let enough = change("B1", "enough_attendees");
    assert_eq!((enough["more"].as_i64(), pair(&enough["after"]), &enough["clears"]), (Some(2), (8, 10), &Value::Bool(true)));
    let month = change("B2", "one_more_month");
    assert_eq!((pair(&month["before"]), pair(&month["after"]), month["month"].as_str()), ((2, 3), (3, 3), Some("2017-09")));
    for (change, id, came, september) in [(&one, "B1", "7", false), (&enough, "B1", "8", false), (&month, "B2", "6", true)] {
        let name = format!("改{id}{came}");
        let then = run(dir.path(), &name, came, september, "csv");
        let ((score_was, score), (rank_was, rank)) = (pair(&change["score"]), pair(&change["rank"]));
        assert_eq!((score_was, rank_was), standing(&was, id), "{change}");
        assert_eq!((score, rank), standing(&then, id), "{change}");
    }
}

#[test]
fn a_name_leads_to_one_or_to_nobody() {
    let dir = tempfile::tempdir().expect("a folder");
    let result = run(dir.path(), "台账", "6", false, "csv,parquet");
    let id = |whom: &str| shown(&result, whom, &[])["subject"]["branch_id"].as_str().expect("an id").to_string();
    assert_eq!([id("西村"), id("中共白沙镇西村党支部"), id("B2"), id("白沙镇党委／西村党支部")], ["B2"; 4].map(String::from));
    assert_eq!([id("青山镇党委／东村党支部"), id("青山镇/东村")], ["B3"; 2].map(String::from));
    let several = refused(&result, &["东村党支部"]);
    assert!(several.contains("白沙镇党委／东村党支部") && several.contains("青山镇党委／东村党支部"), "{several}");
    let nobody = refused(&result, &["河弯村党支部"]);
    assert!(nobody.contains("没有党支部或党委") && nobody.contains("青山镇党委／河湾村党支部"), "{nobody}");
    assert!(refused(&result, &["西村", "--figure", "出勤"]).contains("参与率（participation）"));
    assert!(refused(&result, &["西村", "--rule", "XYZ"]).contains("没有规则"));
    let committee = shown(&result, "白沙镇", &[]);
    assert_eq!(committee["subject"]["kind"], "committee");
    let rate = committee["figures"].as_array().expect("figures").iter().find(|f| f["key"] == "completeness").expect("a rate");
    assert_eq!((rate["part"].as_i64(), rate["of"].as_i64(), &rate["agrees"]), (Some(5), Some(6), &Value::Bool(true)));
    assert_eq!(inputs(rate, "branch").count(), 2);
    let text = dangri_ok(&["show", result.to_str().expect("UTF-8"), "白沙镇"]);
    assert!(text.contains("80.0%（24/30）   东村党支部") && text.contains("100.0%（20/20）  西村党支部"), "{text}");
}

#[test]
fn only_what_was_asked_and_the_same_from_csv_as_from_parquet() {
    let dir = tempfile::tempdir().expect("a folder");
    let columns = run(dir.path(), "台账", "6", false, "parquet");
    let whole = shown(&columns, "B1", &[]);
    let lines = dir.path().join("台账-结果/行");
    let from = dir.path().join("台账");
    let (from, to) = (from.to_str().expect("UTF-8"), lines.to_str().expect("UTF-8"));
    dangri_ok(&["run", from, "-o", to, "-j", "kecheng", "-p", "2017Q3", "--as-of", "2017-12-01", "--seed", "甲", "--format", "csv"]);
    let mut other = shown(&lines, "B1", &[]);
    other["run"]["run_id"] = whole["run"]["run_id"].clone();
    assert_eq!(whole, other);

    let july = shown(&columns, "B1", &["--figure", "2017-07"]);
    assert_eq!(july["figures"].as_array().map(Vec::len), Some(1));
    assert_eq!(july["figures"][0]["inputs"][2]["cell"], "E4");
    let rule = shown(&columns, "B1", &["--rule", "参与率不达标"]);
    let rules: BTreeSet<&str> = rule["findings"].as_array().expect("findings").iter().filter_map(|f| f["rule"].as_str()).collect();
    assert_eq!(rules, BTreeSet::from(["PAR001"]));
    assert!(rule["deductions"][0]["finding_ids"][0] == rule["findings"][0]["finding_id"], "{rule}");

    let text = dangri_ok(&["show", columns.to_str().expect("UTF-8"), "B1"]);
    for words in [
        "白沙镇党委 东村党支部（编号 B1，农村）",
        "参与率：80.0%",
        "数字：24÷30，达到下限 80%",
        "白沙镇党委/台账.xlsx 台账 E4",
        "2017-07 多到 2 人",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let page = dangri_ok(&["show", columns.to_str().expect("UTF-8"), "B1", "--format", "html"]);
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("<td>白沙镇党委/台账.xlsx 台账 E4</td>"), "{page}");
    assert!(!page.contains("http:") && !page.contains("https:") && !page.contains("<script"));
}

#[test]
fn what_has_changed_since_is_told_and_an_edited_table_is_not_believed() {
    let dir = tempfile::tempdir().expect("a folder");
    let result = run(dir.path(), "台账", "6", false, "csv");
    assert_eq!(shown(&result, "B1", &[])["inputs"]["state"], "same");
    fs::write(dir.path().join("台账/白沙镇党委/台账.xlsx"), "改").expect("a file");
    let told = shown(&result, "B1", &[]);
    assert_eq!((told["inputs"]["state"].as_str(), told["inputs"]["changed"][0].as_str()), (Some("changed"), Some("白沙镇党委/台账.xlsx")));
    assert!(dangri_ok(&["show", result.to_str().expect("UTF-8"), "B1"]).contains("注意：运行以后台账有变化"));

    let ranking = result.join("data/ranking.csv");
    let text = fs::read_to_string(&ranking).expect("a table");
    fs::write(&ranking, text.replace("B2", "B9")).expect("a table");
    assert!(refused(&result, &["B1"]).contains("data/ranking.csv"));
    fs::write(&ranking, text).expect("a table");
    assert_eq!(shown(&result, "B1", &[])["subject"]["branch_id"], "B1");
    fs::remove_file(result.join("结果清单.json")).expect("a list");
    assert!(refused(&result, &["B1"]).contains("不是一份完整的结果"));
    assert!(refused(dir.path().join("没有").as_path(), &["B1"]).contains("不是文件夹"));
    let bare = run(dir.path(), "无表", "6", false, "json");
    assert!(refused(&bare, &["B1"]).contains("没有表格"));
}
