//! What scripts, shells and systems ask of the program: json on standard output and nothing else there, completions, the manual page, choices in a file.

use std::fs;

use serde_json::{Value, json};

use crate::door::{book, dangri, dangri_ok};

fn value(args: &[&str]) -> Value {
    let text = dangri_ok(args);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{args:?}: {error}: {text}"))
}

#[test]
fn lists_come_as_json() {
    let profiles = value(&["profiles", "--format", "json"]);
    let chizhou = profiles.as_array().unwrap().iter().find(|p| p["id"] == "chizhou").unwrap();
    assert_eq!(chizhou["name"], "池州市");
    let rules = value(&["explain", "--format", "json"]);
    assert!(rules.as_array().unwrap().iter().any(|rule| rule["code"] == "PAR001" && !rule["name"].as_str().unwrap().is_empty()));
    let rule = value(&["explain", "PAR001", "--format", "json"]);
    assert_eq!(rule["code"], "PAR001");
    assert!(rule["page"].as_str().unwrap().contains("池州市"), "{rule}");
}

#[test]
fn shells_and_systems_are_told_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = dangri_ok(&["completions", shell]);
        assert!(script.contains("dangri") && script.contains("no-ranking"), "{shell}");
    }
    let page = dangri_ok(&["man"]);
    assert!(page.contains(".TH dangri") && page.contains("dangri\\-window"), "{page}");
}

#[test]
fn a_run_tells_its_numbers_and_its_files() {
    let dir = tempfile::tempdir().unwrap();
    let (workspace, out) = (dir.path().join("台账"), dir.path().join("结果"));
    let rows: &[&[&str]] = &[
        &["上级党组织", "党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"],
        &["杏山镇党委", "东村党支部", "2017-07-10", "学习党章", "10", "9"],
    ];
    book(&workspace.join("台账.xlsx"), &[("台账", rows)]);
    let line =
        ["run", workspace.to_str().unwrap(), "-j", "chizhou", "-p", "2017-07", "-o", out.to_str().unwrap(), "--summary", "json", "-v"];
    let written = fs::read_to_string(out.join("data/summary.json"));
    assert!(written.is_err());
    let output = dangri(&line);
    let written: Value = serde_json::from_slice(&fs::read(out.join("data/summary.json")).unwrap()).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&output.stdout).unwrap(), written);
    assert!(String::from_utf8_lossy(&output.stderr).contains("读取：台账.xlsx"));
    // Nothing has changed: the same numbers once more.
    assert_eq!(serde_json::from_slice::<Value>(&dangri(&line).stdout).unwrap(), written);
}

#[test]
fn choices_in_a_file_are_choices_in_the_workbook() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = dir.path().join("台账");
    let roster: &[&[&str]] = &[&["上级党组织", "党支部名称", "党员人数"], &["杏山镇党委", "西村党支部", "12"]];
    book(&workspace.join("党组织花名册.xlsx"), &[("花名册", roster)]);
    let rows: &[&[&str]] =
        &[&["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"], &["西村老党支部", "2017-07-10", "学习党章", "12", "12"]];
    book(&workspace.join("杏山镇党委/台账.xlsx"), &[("台账", rows)]);
    let folder = workspace.to_str().unwrap();
    let waiting = value(&["match", folder, "--format", "json"]);
    let name = &waiting[0]["names"][0];
    assert_eq!((&name["written"], &name["rows"]), (&json!("西村老党支部"), &json!(1)), "{waiting}");
    let answers = dir.path().join("answers.json");
    let answer = |choice: &Value| {
        let chosen = json!({ "names": [{ "written": name["written"], "committee": name["committee"], "choice": choice }] });
        fs::write(&answers, chosen.to_string()).unwrap();
        dangri(&["match", folder, "--answers", answers.to_str().unwrap(), "--format", "json"])
    };
    let before = fs::read(workspace.join("名称核对.xlsx")).unwrap();
    let refused = answer(&json!("没有这个党支部"));
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(fs::read(workspace.join("名称核对.xlsx")).unwrap(), before, "nothing that is not offered is chosen");
    assert!(answer(&name["choices"][0]).status.success());
    let after = value(&["match", folder, "--format", "json"]);
    assert_eq!((&after[0]["names"], &after[0]["confirmed"]), (&json!([]), &json!(1)), "{after}");
}
