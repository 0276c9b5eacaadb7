//! 抽查/: the list proves itself, and what an inspector writes into a form is in the next run.

use std::fs;
use std::path::{Path, PathBuf};

use crate::door::{book, csv_rows, dangri_ok, json, root, tree};
use crate::filled::{cells, fill, find, serial};
use sha2::Digest;

fn copy(from: &Path, to: &Path) {
    for (name, bytes) in tree(from) {
        let path = to.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

struct Round {
    dir: tempfile::TempDir,
}

impl Round {
    fn new(sample: &str) -> Self {
        let round = Round { dir: tempfile::tempdir().unwrap() };
        copy(&root().join("sample_data").join(sample), &round.workspace());
        // What was inspected before would be counted with what is filled in here.
        std::fs::remove_file(round.workspace().join("督查记录.xlsx")).unwrap();
        round
    }

    fn workspace(&self) -> PathBuf {
        self.dir.path().join("台账")
    }

    fn run(&self, name: &str, options: &[&str]) -> PathBuf {
        let out = self.dir.path().join(name);
        let (workspace, target) = (self.workspace(), out.clone());
        let args = ["run", workspace.to_str().unwrap(), "-o", target.to_str().unwrap()];
        dangri_ok(&[&args[..], options].concat());
        out
    }
}

fn forms(out: &Path) -> Vec<PathBuf> {
    let names = tree(&out.join("抽查")).into_keys().filter(|n| n.ends_with("督查记录.xlsx"));
    names.map(|n| out.join("抽查").join(n)).collect()
}

#[test]
fn what_is_written_into_a_form_comes_back_as_an_inspection() {
    let round = Round::new("chizhou");
    let first = round.run("结果", &["--format", "xlsx,csv,json"]);
    let drawn = csv_rows(&first.join("data/sample.csv"), true);
    let made = forms(&first);
    assert_eq!(made.len(), drawn.len());
    let list = cells(&first.join("抽查/抽查名单.xlsx"), "抽查名单");
    let words: String = list.iter().flatten().cloned().collect();
    let sample = json(&first.join("data/sample.json"));
    assert!(words.contains(sample["frame_digest"].as_str().unwrap()) && words.contains("certutil"), "{words}");
    // whoever sorts the frame by its tickets finds who was drawn by chance
    let frame = cells(&first.join("抽查/抽查名单.xlsx"), "抽样名册");
    for unit in sample["frame"].as_array().unwrap() {
        let key = unit["draw_unit"].as_str().unwrap();
        let text = format!("{},{},{key}", sample["seed"].as_str().unwrap(), sample["draw_number"]);
        let ticket = sha2::Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert!(frame.iter().any(|row| row.iter().any(|c| c == key) && row.last() == Some(&ticket)), "{key} {ticket}");
    }
    assert!(
        dangri_ok(&["sample", "--verify", first.join("抽查").to_str().unwrap()]).contains("一致"),
        "the folder of forms leads to the draw"
    );
    let accounted = json(&first.join("data/summary.json"));

    // All of 抽查/ goes into the workspace, one form filled in, the others as they came.
    copy(&first.join("抽查"), &round.workspace().join("抽查"));
    let form = round.workspace().join("抽查").join(made[0].file_name().unwrap());
    let all = cells(&form, "督查记录");
    assert!(all.iter().flatten().any(|c| c == &drawn[0]["branch"]), "{all:?}");
    let (header, _) = find(&all, "检查要点");
    let at = |heading: &str| find(&all[header as usize..], heading).1;
    let mut values = vec![((header + 1, at("检查日期")), serial("2019-01-20")), ((header + 1, at("检查方式")), "暗访".to_string())];
    values.extend((1..=12).map(|line| ((header + line, at("是否符合")), "符合".to_string())));
    let bad = |line: u32| {
        [
            ((header + line, at("是否符合")), "不符合".to_string()),
            ((header + line, at("发现问题")), "缺页".to_string()),
            ((header + line, at("整改期限")), serial("2019-02-01")),
        ]
    };
    values.extend(bad(2).into_iter().chain(bad(3)));
    values.push(((header + 5, at("是否符合")), "不符合".to_string()));
    fill(&form, "督查记录", &values);
    let second = round.run("结果二", &["-p", "2019-01", "--as-of", "2019-03-01", "--format", "csv,json"]);
    let summary = json(&second.join("data/summary.json"));
    let inspection = &summary["rows_by_layout"]["inspection"];
    // the visit and three problems: equal words at two points are two problems
    assert_eq!(
        (inspection["accepted"].as_u64(), inspection["rejected"].as_u64(), inspection["duplicate"].as_u64()),
        (Some(4), Some(0), Some(0)),
        "{inspection}"
    );
    for layout in ["activity_ledger", "activity_form", "branch_roster", "annual_plan", "attendance_matrix"] {
        assert_eq!(
            summary["rows_by_layout"][layout], accounted["rows_by_layout"][layout],
            "{layout}: nothing of a form may be read as a report"
        );
    }
    let findings = csv_rows(&second.join("data/findings.csv"), true);
    let ours: Vec<_> = findings.iter().filter(|f| f["file"].starts_with("抽查/")).collect();
    assert!(ours.iter().all(|f| f["rule"] == "INS001"), "{ours:?}");
    let inspections = csv_rows(&second.join("data/inspections.csv"), true);
    let whole = inspections.iter().find(|r| r["committee"].is_empty()).unwrap();
    let counts = ["visits", "units", "problems", "overdue_later"].map(|column| whole[column].as_str());
    assert_eq!(counts, ["1", "1", "3", "2"], "{inspections:?}");
}

#[test]
fn committees_get_forms_too_with_the_points_of_their_document() {
    let round = Round::new("changshan");
    let first = round.run("结果", &["--format", "xlsx,csv"]);
    let made = forms(&first);
    assert!(!made.is_empty());
    let all = cells(&made[0], "督查记录");
    let words: String = all.iter().flatten().cloned().collect();
    assert!(words.contains("八有：有") && words.contains("参会桌牌"), "{words}");
    let (header, col) = find(&all, "检查日期");
    assert_eq!(all[header as usize][0], "党委");
    copy(&first.join("抽查"), &round.workspace().join("抽查"));
    let form = round.workspace().join("抽查").join(made[0].file_name().unwrap());
    fill(&form, "督查记录", &[((header + 1, col), serial("2018-01-10"))]);
    let second = round.run("结果二", &["--format", "csv,json"]);
    let inspection = &json(&second.join("data/summary.json"))["rows_by_layout"]["inspection"];
    let before = csv_rows(&second.join("data/findings.csv"), true);
    assert!(before.iter().all(|f| !f["file"].starts_with("抽查/")), "{before:?}");
    assert_eq!(inspection["rejected"].as_u64(), Some(0), "{inspection}");
}

#[test]
fn the_same_run_gives_the_same_forms() {
    let round = Round::new("chizhou");
    let (one, two) = (round.run("甲", &["--format", "xlsx", "--jobs", "1"]), round.run("乙", &["--format", "xlsx", "--jobs", "4"]));
    assert_eq!(tree(&one.join("抽查")), tree(&two.join("抽查")));
}

#[test]
fn counts_stand_as_everywhere_else_and_one_that_was_not_understood_is_not_missing() {
    let dir = tempfile::tempdir().unwrap();
    let (workspace, out) = (dir.path().join("台账"), dir.path().join("结果"));
    let roster: &[&[&str]] =
        &[&["编号", "党支部名称", "上级党组织", "类型", "党员人数"], &["001", "东村党支部", "城关镇党委", "农村", "10"]];
    let ledger: &[&[&str]] = &[
        &["党支部名称", "活动日期", "活动主题", "活动内容", "应到人数", "实到人数"],
        &["东村党支部", "2018-07-05", "集中学习", "学习", "10", "若干"],
        &["东村党支部", "2018-08-10", "集中学习", "学习", "10", ""],
        &["东村党支部", "2018-09-05", "集中学习", "学习", "10", "9"],
    ];
    book(&workspace.join("党组织花名册.xlsx"), &[("花名册", roster)]);
    book(&workspace.join("台账.xlsx"), &[("台账", ledger)]);
    let args = ["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap(), "-j", "chizhou", "-p", "2018Q3"];
    dangri_ok(&[&args[..], &["--as-of", "2018-10-20", "--format", "xlsx"]].concat());
    let made = forms(&out);
    let all = cells(&made[0], "督查记录");
    let (head, col) = find(&all, "所报到会（实到/应到）");
    let said: Vec<&str> = (1..=3).map(|below| all[(head + below) as usize][col as usize].as_str()).collect();
    assert_eq!(said, ["无法识别/10", "未填/10", "9/10"]);
}
