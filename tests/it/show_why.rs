//! `dangri show` on what does not count: a count whose other half is none, a month that waits for what was returned, and what a committee lost by its own
//! faults; each says so, with its place, and the formula gives the value.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::door::{book, csv_rows, dangri_ok};
use crate::show::{HEAD, ITEMS, counted, inputs, judge, run, scene, shown};

#[test]
fn a_count_in_no_sum_says_so_and_why() {
    let dir = tempfile::tempdir().expect("a folder");
    let result = run(dir.path(), "台账", "十几", false, "csv");
    let (july, august) = (shown(&result, "B1", &["--figure", "2017-07"]), shown(&result, "B1", &["--figure", "2017-08"]));
    let (july, august) = (&july["figures"][0], &august["figures"][0]);
    let of = |what: &'static str| {
        let input = inputs(july, what).next().expect("a count");
        ["value", "stands", "cell"].map(|key| input[key].as_str().expect("a text").to_string())
    };
    assert_eq!(of("due"), ["10", "未计入：另一项人数无效", "D4"]);
    assert_eq!(of("actual"), ["没有有效人数", "未计入：没有有效人数", "E4"]);
    assert_eq!((july["of"].as_i64(), &july["agrees"]), (Some(0), &Value::Bool(true)));
    assert!(inputs(august, "due").chain(inputs(august, "actual")).all(|input| counted(&input)), "{august}");
}

#[test]
fn a_month_that_waits_tells_for_what_with_file_sheet_and_cell() {
    let dir = tempfile::tempdir().expect("a folder");
    scene(&dir.path().join("台账"), "8", true);
    let rows = |name: &'static str, days: [&'static str; 3]| days.map(|day| [name, day, "学习", "10", "10", ITEMS]);
    let write = |committee: &str, all: &[[&str; 6]]| {
        let lines: Vec<&[&str]> = std::iter::once(HEAD).chain(all.iter().map(|row| row.as_slice())).collect();
        book(&dir.path().join("台账").join(committee).join("台账.xlsx"), &[("台账", &lines)]);
    };
    let days = ["2017-07-10", "2017-08-10", "2017-09-10"];
    // a day that there is none of, in the third row; a name that nobody has, in the third row of the others
    write("白沙镇党委", &[rows("西村党支部", ["2017-07-10", "9月32日", "2017-08-10"]), rows("东村党支部", days)].concat());
    let mut green = [rows("河湾村党支部", days), rows("东村党支部", days)].concat();
    green[1][0] = "河弯村党支部";
    write("青山镇党委", &green);
    let result = judge(dir.path(), "台账", "csv");
    let why = |whom: &str, figure: &str| -> Vec<[String; 6]> {
        let whole = shown(&result, whom, &["--figure", figure]);
        let all = inputs(&whole["figures"][0], "returned").cloned().collect::<Vec<Value>>();
        let text =
            |input: &Value| ["month", "value", "file", "sheet", "cell", "stands"].map(|key| input[key].as_str().expect("a text").into());
        all.iter().map(text).collect()
    };
    let day = ["2017-09", "9月32日", "白沙镇党委/台账.xlsx", "台账", "B3", "ING004 单元格无法识别"].map(String::from);
    for figure in ["months_pending", "completeness", "2017-09"] {
        assert_eq!(why("B2", figure), vec![day.clone()], "{figure}");
    }
    let name = "ING003 支部名称无法对应，看不出属于哪个党支部，可能有该月的活动";
    assert_eq!(why("B4", "months_pending"), [["2017-08", "河弯村党支部", "青山镇党委/台账.xlsx", "台账", "A3", name].map(String::from)]);
    // a month that does not wait has nothing of the kind
    assert!(why("B2", "2017-08").is_empty() && why("B1", "completeness").is_empty());
    let text = dangri_ok(&["show", result.to_str().expect("UTF-8"), "B2", "--figure", "待核月份"]);
    assert!(text.contains("退回或未采用  9月32日  ING004 单元格无法识别  白沙镇党委/台账.xlsx 台账 B3"), "{text}");
}

#[test]
fn the_score_of_a_committee_is_what_its_formula_gives() {
    let dir = tempfile::tempdir().expect("a folder");
    let (workspace, result) = (dir.path().join("台账"), dir.path().join("结果"));
    let demo = ["-j", "huiji", "--branches", "6", "--months", "12", "--seed", "7", "--mess", "2", "--start", "2018-01", "-q"];
    dangri_ok(&[&["demo", workspace.to_str().expect("UTF-8")][..], &demo].concat());
    let out = result.to_str().expect("UTF-8");
    dangri_ok(&["run", workspace.to_str().expect("UTF-8"), "-o", out, "-p", "2018", "--as-of", "2019-02-28", "--format", "csv"]);
    let ranking = csv_rows(&result.join("data/ranking.csv"), true);
    let (mut with, number) = (0, |row: &BTreeMap<String, String>, key: &str| row[key].parse::<i64>().expect("a number"));
    for committee in csv_rows(&result.join("data/committees.csv"), true) {
        let whole = shown(&result, &committee["committee"], &[]);
        let score = whole["figures"].as_array().expect("figures").iter().find(|f| f["key"] == "score").expect("a score");
        let own = ranking.iter().filter(|row| row["committee"] == committee["committee"]);
        let (sum, months) =
            own.fold((0, 0), |s, row| (s.0 + number(row, "score_part") * number(row, "months_due"), s.1 + number(row, "months_due")));
        let lost = number(&committee, "own_deductions_part");
        // hundredths: the weighted mean, less what its own faults cost
        assert_eq!((score["part"].as_i64(), score["of"].as_i64()), (Some(sum - lost * months), Some(months * 100)), "{score}");
        assert_eq!(score["agrees"], true);
        let told: i64 = whole["deductions"].as_array().expect("a list").iter().map(|d| d["applied"].as_i64().expect("points")).sum();
        assert_eq!(told, lost);
        let rules = inputs(score, "rule").count();
        assert_eq!(score["numbers"].as_str().expect("a text").matches('－').count(), rules, "{score}");
        with += usize::from(lost > 0 && rules > 0);
    }
    assert!(with > 0, "one of them lost points by its own faults");
}
