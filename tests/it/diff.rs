//! `dangri diff` through the door: what was changed in the ledgers or asked otherwise is what is told, nothing more, and the sums are those of the
//! tables.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::door::{book, csv_rows, dangri, dangri_ok};
use crate::show::{HEAD, ITEMS, judge, run, scene};

fn compared(a: &Path, b: &Path, more: &[&str]) -> Value {
    let args = [&["diff", a.to_str().expect("UTF-8"), b.to_str().expect("UTF-8"), "--format", "json"][..], more].concat();
    serde_json::from_str(&dangri_ok(&args)).expect("json")
}

fn list<'v>(value: &'v Value, key: &str) -> &'v Vec<Value> {
    value[key].as_array().expect("a list")
}

/// `became branch month rule` of findings of these rules.
fn findings(value: &Value) -> BTreeSet<String> {
    let text = |f: &Value| ["became", "branch_key", "month", "rule"].map(|key| f[key].as_str().expect("a text").to_string()).join(" ");
    list(value, "findings").iter().map(text).filter(|line| line.ends_with("PAR001") || line.ends_with("SUB001")).collect()
}

/// Ids of the findings that count.
fn ids(result: &Path) -> BTreeSet<String> {
    let rows = csv_rows(&result.join("data/findings.csv"), true);
    rows.into_iter().filter(|r| r["status"] != "waived" && r["in_period"] == "true").map(|r| r["finding_id"].clone()).collect()
}

#[test]
fn what_was_put_right_is_told_with_the_ranks_and_cells_that_moved() {
    let dir = tempfile::tempdir().expect("a folder");
    let a = run(dir.path(), "前", "6", false, "csv,parquet");
    scene(&dir.path().join("后"), "8", true);
    // what nobody touched is the same to the byte
    for file in ["党组织花名册.xlsx", "青山镇党委/台账.xlsx"] {
        fs::copy(dir.path().join("前").join(file), dir.path().join("后").join(file)).expect("a copy");
    }
    let b = judge(dir.path(), "后", "csv");
    let there = compared(&a, &b, &[]);
    assert_eq!(findings(&there), BTreeSet::from(["put_right B1 2017-07 PAR001".to_string(), "put_right B2 2017-09 SUB001".to_string()]));
    let (before, after) = (ids(&a), ids(&b));
    let sums = &there["sums"];
    let gone = ["put_right", "waived", "pending", "not_assessable", "ledger_gone", "not_asked"]
        .iter()
        .map(|key| sums[key].as_u64().expect("a number"))
        .sum::<u64>();
    assert_eq!(gone as usize, before.difference(&after).count());
    assert_eq!(sums["new"].as_u64().expect("a number") as usize, after.difference(&before).count());
    assert_eq!(sums["open"].as_u64().expect("a number") as usize, before.intersection(&after).count());
    // the ledger of one committee changed, and nothing else was asked otherwise
    let asked: Vec<&str> = list(&there, "question").iter().map(|q| q["name"].as_str().expect("a name")).collect();
    assert_eq!(asked, ["白沙镇党委/台账.xlsx"]);
    let cell = list(&there, "cells").iter().find(|c| c["what"] == "actual").expect("a cell");
    assert_eq!([&cell["branch_key"], &cell["a"], &cell["b"], &cell["cell"]], ["B1", "6", "8", "E5"]);
    let new = list(&there, "cells").iter().find(|c| c["what"] == "activity").expect("an activity");
    assert_eq!([&new["branch_key"], &new["date"], &new["a"]], ["B2", "2017-09-10", ""]);
    // ranks and scores are those of the two tables, for every branch whose standing moved
    let of = |result: &Path, id: &str, column: &str| {
        let rows = csv_rows(&result.join("data/ranking.csv"), true);
        rows.iter().find(|r| r["branch_id"] == id).expect("a branch")[column].parse::<i64>().expect("a number")
    };
    assert!(list(&there, "ranks").len() >= 2);
    for moved in list(&there, "ranks") {
        let id = moved["branch_key"].as_str().expect("a key");
        for (at, result) in [&a, &b].into_iter().enumerate() {
            assert_eq!(
                (moved["rank"][at].as_i64(), moved["score"][at].as_i64()),
                (Some(of(result, id, "rank")), Some(of(result, id, "score_part"))),
                "{moved}"
            );
        }
        let lost: i64 =
            list(moved, "causes").iter().map(|c| c["applied"][1].as_i64().expect("now") - c["applied"][0].as_i64().expect("then")).sum();
        assert_eq!(moved["score"][0].as_i64().expect("then") - lost, moved["score"][1].as_i64().expect("now"), "{moved}");
    }
    // the other way round everything that was gone is new
    let back = compared(&b, &a, &[]);
    assert_eq!(findings(&back), BTreeSet::from(["new B1 2017-07 PAR001".to_string(), "new B2 2017-09 SUB001".to_string()]));
    assert_eq!([&back["sums"]["new"], &back["sums"]["cells"]], [&Value::from(gone), &sums["cells"]]);

    let east = compared(&a, &b, &["--branch", "白沙镇党委／东村党支部", "--only", "gone"]);
    assert_eq!(findings(&east), BTreeSet::from(["put_right B1 2017-07 PAR001".to_string()]));
    assert!(list(&east, "ranks").is_empty() && list(&east, "cells").is_empty());
    let text = dangri_ok(&["diff", a.to_str().expect("UTF-8"), b.to_str().expect("UTF-8"), "--by", "rule"]);
    for words in ["台账改动 1 个：白沙镇党委/台账.xlsx", "PAR001 参与率不达标（1）", "PAR001 扣分消除（5）", "台账 E5 实到 6→8"]
    {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

/// What became of findings of a rule, as `became month`.
fn became(value: &Value, rule: &str) -> Vec<String> {
    let of_rule = list(value, "findings").iter().filter(|f| f["rule"] == rule);
    of_rule.map(|f| format!("{} {}", f["became"].as_str().expect("a word"), f["month"].as_str().expect("a month"))).collect()
}

#[test]
fn what_can_no_longer_be_judged_is_not_put_right() {
    let dir = tempfile::tempdir().expect("a folder");
    // six of ten came; then nobody can read how many did, then the whole activity is gone from the ledger, then its date cannot be read
    let a = run(dir.path(), "前", "6", false, "csv");
    let unread = compared(&a, &run(dir.path(), "不清", "十几", false, "csv"), &[]);
    assert_eq!(findings(&unread), BTreeSet::from(["not_assessable B1 2017-07 PAR001".to_string()]));
    assert_eq!((&unread["sums"]["put_right"], &unread["sums"]["not_assessable"]), (&Value::from(0), &Value::from(1)));
    assert_eq!(became(&unread, "PAR004"), ["new 2017-07"]);
    let again = |name: &str, july: &[&[&str]]| {
        scene(&dir.path().join(name), "6", false);
        let west = ["2017-07-10", "2017-08-10"].map(|day| ["西村党支部", day, "学习", "10", "10", ITEMS]);
        let east = ["2017-08-10", "2017-09-10"].map(|day| ["东村党支部", day, "学习", "10", "9", ITEMS]);
        let rest = west.iter().chain(&east).map(|row| row.as_slice());
        let rows: Vec<&[&str]> = std::iter::once(HEAD).chain(july.iter().copied()).chain(rest).collect();
        book(&dir.path().join(name).join("白沙镇党委/台账.xlsx"), &[("台账", &rows)]);
        compared(&a, &judge(dir.path(), name, "csv"), &[])
    };
    let dropped = again("删行", &[]);
    assert_eq!(findings(&dropped), BTreeSet::from(["not_assessable B1 2017-07 PAR001".to_string(), "new B1 2017-07 SUB001".to_string()]));
    let returned = again("退回", &[&["东村党支部", "7月32日", "学习", "10", "6", ITEMS]]);
    assert_eq!(findings(&returned), BTreeSet::from(["pending B1 2017-07 PAR001".to_string()]));
    let counted = again("改正", &[&["东村党支部", "2017-07-10", "学习", "10", "8", ITEMS]]);
    assert_eq!(findings(&counted), BTreeSet::from(["put_right B1 2017-07 PAR001".to_string()]));
    // a second activity, of which nobody can read who came, is no reason why the first is
    let besides = again(
        "另一次",
        &[&["东村党支部", "2017-07-10", "学习", "10", "十几", ITEMS], &["东村党支部", "2017-07-20", "参观", "10", "10", ITEMS]],
    );
    assert_eq!(findings(&besides), BTreeSet::from(["not_assessable B1 2017-07 PAR001".to_string()]));
    let off = judge_with(dir.path(), "前", "停用", &["-p", "2017Q3", "--set", "rules.PAR001.off=true"]);
    assert_eq!(findings(&compared(&a, &off, &[])), BTreeSet::from(["not_asked B1 2017-07 PAR001".to_string()]));
    let text = dangri_ok(&["diff", a.to_str().expect("UTF-8"), dir.path().join("不清-结果/季").to_str().expect("UTF-8")]);
    for words in ["改正 0，", "无法再判定 1，", "缺少数据、无法再判定的问题："] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[test]
fn a_count_that_no_attendance_sheet_stands_against_any_more_is_not_put_right() {
    let dir = tempfile::tempdir().expect("a folder");
    // nine of ten in every month by the ledger; by the sheet eight in August
    let with = |name: &str, third: &str| {
        scene(&dir.path().join(name), "9", true);
        let marks: Vec<[&str; 5]> = ["甲一", "乙二", "丙三", "丁四", "戊五", "己六", "庚七", "辛八", "壬九", "癸十"]
            .into_iter()
            .map(|who| match who {
                "甲一" => ["东村党支部", who, "×", "×", "×"],
                "丙三" => ["东村党支部", who, "√", third, "√"],
                _ => ["东村党支部", who, "√", "√", "√"],
            })
            .collect();
        let head: &[&str] = &["党支部名称", "姓名", "7月", "8月", "9月"];
        let rows: Vec<&[&str]> = std::iter::once(head).chain(marks.iter().map(|row| row.as_slice())).collect();
        book(&dir.path().join(name).join("白沙镇党委/考勤表.xlsx"), &[("2017年考勤", &rows)]);
        judge(dir.path(), name, "csv")
    };
    let a = with("前", "×");
    let put_right = compared(&a, &with("改", "√"), &[]);
    assert_eq!(became(&put_right, "PAR005"), ["put_right 2017-08"]);
    let without = run(dir.path(), "无", "9", true, "csv");
    assert_eq!(became(&compared(&a, &without, &[]), "PAR005"), ["not_assessable 2017-08"]);
    // the ranking says of which branches the rule could not be judged, and `show` repeats it
    let lacking = |result: &Path, id: &str| {
        let rows = csv_rows(&result.join("data/ranking.csv"), true);
        let row = rows.iter().find(|r| r["branch_id"] == id).expect("a branch");
        row["not_assessable"].split(';').any(|code| code == "PAR005")
    };
    assert_eq!(["B1", "B2"].map(|id| (lacking(&a, id), lacking(&without, id))), [(false, true), (true, true)]);
    let shown = |result: &Path| dangri_ok(&["show", result.to_str().expect("UTF-8"), "B1"]);
    assert!(
        shown(&without).contains("PAR005 实到与考勤表不符") && !shown(&a).contains("  PAR005 实到与考勤表不符\n"),
        "{}",
        shown(&without)
    );
}

/// The workspace of that name, run otherwise.
fn judge_with(dir: &Path, workspace: &str, name: &str, more: &[&str]) -> PathBuf {
    let (from, to) = (dir.join(workspace), dir.join(name));
    let terms = ["-j", "kecheng", "--as-of", "2017-12-01", "--seed", "甲", "--format", "csv"];
    let args = [&["run", from.to_str().expect("UTF-8"), "-o", to.to_str().expect("UTF-8")][..], &terms, more].concat();
    dangri_ok(&args);
    to
}

#[test]
fn a_problem_left_over_is_the_same_in_every_period_until_it_is_put_right() {
    let dir = tempfile::tempdir().expect("a folder");
    let inspected = |name: &str, done: &str| {
        scene(&dir.path().join(name), "8", true);
        let rows: &[&[&str]] = &[
            &["日期", "党支部名称", "方式", "发现问题", "整改要求", "整改期限", "整改完成日期"],
            &["2017-03-05", "西村党支部", "实地查看", "台账缺页", "补齐", "2017-04-01", done],
        ];
        book(&dir.path().join(name).join("督查记录.xlsx"), &[("督查", rows)]);
    };
    inspected("未改", "");
    inspected("已改", "2017-08-01");
    let spring = judge_with(dir.path(), "未改", "春", &["-p", "2017Q2"]);
    let autumn = judge_with(dir.path(), "未改", "秋", &["-p", "2017Q3"]);
    let id = |result: &Path| {
        let rows = csv_rows(&result.join("data/findings.csv"), true);
        let row = rows.into_iter().find(|r| r["rule"] == "INS001").expect("a problem");
        (row["month"].clone(), row["finding_id"].clone())
    };
    let (then, now) = (id(&spring), id(&autumn));
    assert_eq!((then.0.as_str(), now.0.as_str()), ("2017-04", "2017-07"));
    assert_eq!(then.1, now.1);
    assert!(became(&compared(&spring, &autumn, &[]), "INS001").is_empty(), "it is open still");
    let done = judge_with(dir.path(), "已改", "秋已改", &["-p", "2017Q3"]);
    assert_eq!(became(&compared(&spring, &done, &[]), "INS001"), ["put_right 2017-04"]);
    assert_eq!(became(&compared(&autumn, &done, &[]), "INS001"), ["put_right 2017-07"]);
}

#[test]
fn what_is_asked_of_a_year_is_not_put_right_by_a_quarter() {
    let dir = tempfile::tempdir().expect("a folder");
    let at = |name: &str| dir.path().join(name).to_str().expect("UTF-8").to_string();
    let demo = ["-j", "huiji", "--branches", "6", "--months", "12", "--seed", "7", "--mess", "2", "--start", "2018-01", "-q"];
    dangri_ok(&[&["demo", &at("台账")][..], &demo].concat());
    let judge = |name: &str, period: &str| {
        dangri_ok(&["run", &at("台账"), "-o", &at(name), "-p", period, "--as-of", "2019-02-28", "--seed", "1", "--format", "csv"]);
        dir.path().join(name)
    };
    let (year, quarter) = (judge("年", "2018"), judge("季", "2018Q3"));
    let there = compared(&year, &quarter, &[]);
    // the very same ledgers put nothing right, whatever was asked of them
    let sums = &there["sums"];
    assert!(["put_right", "waived", "pending", "not_assessable", "ledger_gone", "new"].iter().all(|key| sums[key] == 0), "{sums}");
    let gone: BTreeSet<String> = ids(&year).difference(&ids(&quarter)).cloned().collect();
    assert_eq!(sums["not_asked"].as_u64().expect("a number") as usize, gone.len());
    assert!(list(&there, "findings").iter().any(|f| f["month"] == "2018"), "{there}");
    // and where a rule looked at the same year again, it did ask
    let again = compared(&year, &judge("年又", "2018"), &[]);
    assert_eq!((again["sums"]["not_asked"].as_u64(), again["sums"]["open"].as_u64()), (Some(0), Some(ids(&year).len() as u64)));
}

#[test]
fn a_rate_that_moved_a_rank_is_its_cause() {
    let dir = tempfile::tempdir().expect("a folder");
    // nobody loses a point: eight of ten each month, level with its namesake, then all ten, level with the best
    let of = |name: &str, came: &str| {
        scene(&dir.path().join(name), "8", true);
        let days = ["2017-07-10", "2017-08-10", "2017-09-10"];
        let east = days.map(|day| ["东村党支部", day, "学习", "10", came, ITEMS]);
        let west = days.map(|day| ["西村党支部", day, "学习", "10", "10", ITEMS]);
        let rows: Vec<&[&str]> = std::iter::once(HEAD).chain(east.iter().chain(&west).map(|row| row.as_slice())).collect();
        book(&dir.path().join(name).join("白沙镇党委/台账.xlsx"), &[("台账", &rows)]);
        judge(dir.path(), name, "csv")
    };
    let (a, b) = (of("前", "8"), of("后", "10"));
    let there = compared(&a, &b, &[]);
    let moved: Vec<(&str, [i64; 2])> = list(&there, "ranks")
        .iter()
        .map(|r| (r["branch_key"].as_str().expect("a key"), [0usize, 1].map(|at| r["rank"][at].as_i64().expect("a rank"))))
        .collect();
    assert_eq!(moved, [("B1", [3, 1]), ("B4", [2, 3]), ("B3", [3, 4])]);
    let east = &list(&there, "ranks")[0];
    assert_eq!((&east["participation"], &east["causes"]), (&serde_json::json!([[24, 30], [30, 30]]), &serde_json::json!([])));
    assert_eq!(east["completeness"], serde_json::json!([[3, 3], [3, 3]]));
    let text = dangri_ok(&["diff", a.to_str().expect("UTF-8"), b.to_str().expect("UTF-8"), "--only", "rank"]);
    let line = |whom: &str| text.lines().find(|line| line.trim_start().starts_with(whom)).expect("a line").to_string();
    assert!(line("白沙镇党委 东村党支部").ends_with("3→1：参与率 80.0%（24/30）→100.0%（30/30）"), "{text}");
    // only of those that did not change is it said so
    assert!(line("青山镇党委 河湾村党支部").ends_with("2→3：自身没有变化，其他党支部有升降"), "{text}");
}

#[test]
fn the_same_is_the_same_and_a_difference_may_be_asked_as_exit_status() {
    let dir = tempfile::tempdir().expect("a folder");
    let (a, b) = (run(dir.path(), "前", "6", false, "csv"), run(dir.path(), "后", "7", false, "csv"));
    let status = |b: &Path, more: &[&str]| {
        let args = [&["diff", a.to_str().expect("UTF-8"), b.to_str().expect("UTF-8")][..], more].concat();
        dangri(&args).status.code()
    };
    assert_eq!((status(&a, &["--exit-code"]), status(&b, &["--exit-code"]), status(&b, &[])), (Some(0), Some(1), Some(0)));
    let same = compared(&a, &a, &[]);
    assert!(["question", "findings", "ranks", "cells"].iter().all(|key| list(&same, key).is_empty()), "{same}");
    assert_eq!(same["sums"]["open"].as_u64().expect("a number") as usize, ids(&a).len());
    assert_eq!(status(&b, &["--branch", "没有这个支部"]), Some(2));
    assert_eq!(status(dir.path(), &[]), Some(2));
}

#[test]
fn a_ledger_that_is_gone_puts_nothing_right_and_an_explanation_is_no_correction() {
    let dir = tempfile::tempdir().expect("a folder");
    let at = |name: &str| dir.path().join(name).to_str().expect("UTF-8").to_string();
    dangri_ok(&["demo", &at("台账"), "--branches", "12", "--start", "2018-01", "--months", "6", "--mess", "2"]);
    let judge = |name: &str, more: &[&str]| {
        dangri_ok(&[&["run", &at("台账"), "-o", &at(name), "--format", "csv"][..], more].concat());
        dir.path().join(name)
    };
    let whole = judge("全", &[]);
    let waived: BTreeSet<String> = csv_rows(&whole.join("data/findings.csv"), true)
        .into_iter()
        .filter(|r| r["status"] == "waived" && r["in_period"] == "true")
        .map(|r| r["finding_id"].clone())
        .collect();
    assert!(!waived.is_empty(), "the workspace has an approved explanation");
    let strict = judge("严", &["--set", "participation.min=0.9"]);
    let there = compared(&whole, &strict, &[]);
    let asked: BTreeSet<(&str, &str)> =
        list(&there, "question").iter().map(|q| (q["what"].as_str().expect("a word"), q["name"].as_str().expect("a name"))).collect();
    assert_eq!(asked, BTreeSet::from([("trial", ""), ("option", "set participation.min"), ("parameter", "participation.min")]));
    assert!(findings(&there).iter().all(|line| line.starts_with("new ") && line.ends_with("PAR001")) && !findings(&there).is_empty());

    for entry in walk(&dir.path().join("台账")) {
        if entry.contains("情况说明") {
            fs::remove_file(&entry).expect("a file");
        }
    }
    let bare = judge("无说明", &[]);
    let explained = compared(&bare, &whole, &[]);
    let became: BTreeSet<String> = list(&explained, "findings")
        .iter()
        .filter(|f| f["became"] == "waived")
        .map(|f| f["finding_id"].as_str().expect("an id").to_string())
        .collect();
    assert_eq!(became, waived);
    assert_eq!(explained["sums"]["put_right"], 0, "{explained}");

    // a ledger with a finding of its own goes: that finding is not put right
    let rows = csv_rows(&bare.join("data/findings.csv"), true);
    let row =
        rows.iter().find(|r| r["rule"] == "PAR001" && !r["file"].contains(".zip")).or_else(|| rows.iter().find(|r| r["rule"] == "ACT005"));
    let row = row.expect("a finding in a ledger");
    fs::remove_file(dir.path().join("台账").join(&row["file"])).expect("a file");
    let less = compared(&bare, &judge("少一本", &[]), &[]);
    let became = list(&less, "findings").iter().find(|f| f["finding_id"] == row["finding_id"].as_str()).expect("the finding");
    assert_eq!(became["became"], "ledger_gone", "{became}");
}

#[test]
fn a_trial_tells_who_crosses_the_line_that_it_draws() {
    let dir = tempfile::tempdir().expect("a folder");
    let at = |name: &str| dir.path().join(name).to_str().expect("UTF-8").to_string();
    dangri_ok(&["demo", &at("台账"), "-j", "huiji", "--branches", "24", "--months", "6", "--mess", "2"]);
    let judge = |name: &str, more: &[&str]| {
        dangri_ok(&[&["run", &at("台账"), "-o", &at(name), "--format", "csv"][..], more].concat());
        dir.path().join(name)
    };
    let (whole, strict) = (judge("全", &[]), judge("严", &["--set", "participation.min=0.9"]));
    let there = compared(&whole, &strict, &[]);
    // who crossed which line: as the two tables have it, each by its own floor
    let rate = |result: &Path, key: &str| {
        let rows = csv_rows(&result.join("data/ranking.csv"), true);
        let row = rows.into_iter().find(|r| r["branch_key"] == key).expect("a branch");
        (row["participation_part"].parse::<u64>().expect("a number"), row["participation_of"].parse::<u64>().expect("a number"))
    };
    let crossed: BTreeSet<&str> = list(&there, "crossed")
        .iter()
        .filter(|c| c["what"] == "participation")
        .inspect(|c| {
            assert_eq!(
                [&c["a"]["stands"], &c["b"]["stands"], &c["b"]["floor"]],
                ["reached", "missed", "9000"].map(|w| w.parse::<u64>().map_or_else(|_| Value::from(w), Value::from)).each_ref()
            )
        })
        .map(|c| c["branch_key"].as_str().expect("a key"))
        .collect();
    let rows = csv_rows(&whole.join("data/ranking.csv"), true);
    let between = |key: &str| {
        let (part, of) = rate(&whole, key);
        of > 0 && part * 100 >= of * 80 && part * 100 < of * 90
    };
    let keys: BTreeSet<&str> = rows.iter().map(|r| r["branch_key"].as_str()).filter(|key| between(key)).collect();
    assert_eq!(crossed, keys);
    let book = dir.path().join("比较.xlsx");
    dangri_ok(&[
        "diff",
        whole.to_str().expect("UTF-8"),
        strict.to_str().expect("UTF-8"),
        "--format",
        "xlsx",
        "-o",
        book.to_str().expect("UTF-8"),
    ]);
    let mut sheets: calamine::Xlsx<_> = calamine::open_workbook(&book).expect("a workbook");
    let range = calamine::Reader::worksheet_range(&mut sheets, "问题变化").expect("a sheet");
    let texts: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    let heading = texts.iter().position(|row| row.contains(&"应作处理".to_string())).expect("a heading");
    assert_eq!(texts.len() - heading - 1, list(&there, "findings").len());
    assert!(texts[heading + 1..].iter().all(|row| row[7] == "反馈党委（党工委），限期整改" && row[8].is_empty()), "{texts:?}");
    assert!(!keys.is_empty(), "somebody stands between the two lines");
}

fn walk(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).expect("a folder").flatten();
    let of = |path: std::path::PathBuf| if path.is_dir() { walk(&path) } else { vec![path.to_str().expect("UTF-8").to_string()] };
    entries.flat_map(|entry| of(entry.path())).collect()
}
