//! `dangri profiles --new` through the door: answers go in, a file comes out that checks and runs; what is wrong is told with its line and nothing is
//! written; a place goes by its name.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;

use crate::door::{csv_rows, dangri, dangri_ok, json};

const ANSWERS: &str = "# 清源县的答案\n\
    地区名称：清源县\n\
    文件名称：关于建立主题党日制度的实施意见\n\
    文号：清组发〔2017〕6号\n\n\
    活动日：每月5日或10日｜二.1\n\
    遇节假日：当月任意一天均可\n\
    报送：3日内｜三.2\n\
    参与率下限：85%\n\
    规定动作：每月：集中学习（学习讨论）、交纳党费｜二.3；每季度：三会一课\n\
    抽查：2个｜五\n";

/// Starts the program in a folder, with lines on standard input.
fn new(dir: &Path, args: &[&str], answers: &str) -> Output {
    let args = [&["profiles", "--new"], args].concat();
    Command::new(env!("CARGO_BIN_EXE_dangri")).current_dir(dir).args(args).write_stdin(answers).output().expect("the program starts")
}

fn refused(dir: &Path, args: &[&str], answers: &str) -> String {
    let output = new(dir, args, answers);
    assert_eq!(output.status.code(), Some(2), "{answers}");
    assert!(!dir.join("规则").exists() || args.is_empty(), "{answers}");
    String::from_utf8(output.stderr).expect("UTF-8")
}

#[test]
fn answers_become_a_file_that_checks_and_runs_under_the_places_name() {
    let dir = tempfile::tempdir().expect("a folder");
    let at = |name: &str| dir.path().join(name).to_str().expect("UTF-8").to_string();
    fs::write(at("答案.txt"), ANSWERS).expect("answers");
    let output = new(dir.path(), &["--answers", "答案.txt"], "");
    let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.contains("--schemas 规则 -j 清源县"), "{told}");
    let file = at("规则/jurisdictions/清源县.toml");
    let text = fs::read_to_string(&file).expect("a file");
    for line in [
        "days = [5, 10]",
        "within_days = 3",
        "clause = \"三.2\"",
        "min = 0.85",
        "clause = \"本单位自定\"",
        "words = [\"集中学习\", \"学习讨论\"]",
        "max = 2",
    ] {
        assert!(text.lines().any(|l| l == line), "{line}\n{text}");
    }
    assert!(dangri_ok(&["profiles", "--check", &file]).contains("清源县"));

    dangri_ok(&["demo", &at("台账"), "--branches", "6", "--months", "2"]);
    for (typed, to) in [("清源县", "全名"), ("清源", "简称")] {
        dangri_ok(&["run", &at("台账"), "--schemas", &at("规则"), "-j", typed, "-o", &at(to), "--format", "csv,json"]);
    }
    let ranking = csv_rows(Path::new(&at("全名/data/ranking.csv")), true);
    assert!(ranking.iter().all(|row| row["unit"] == "清源县" && row["jurisdiction"] == "清源县") && ranking.len() == 6);
    assert_eq!(csv_rows(Path::new(&at("全名/data/sample.csv")), true)[0]["draw_unit"].split('/').next(), Some("清源县"));
    assert_eq!(json(Path::new(&at("全名/结果清单.json")))["run_id"], json(Path::new(&at("简称/结果清单.json")))["run_id"]);
    dangri_ok(&["sample", "--verify", &at("全名/data/sample.json")]);
    assert!(dangri_ok(&["calendar", "--schemas", &at("规则"), "-j", "清源县", "--year", "2017"]).contains("2017-04-10"));
}

#[test]
fn lines_in_the_order_of_the_questions_do_as_well() {
    let dir = tempfile::tempdir().expect("a folder");
    let lines = "白云区\nbaiyun\n\n关于主题党日的通知\n\n\n不固定\n\n2次\n\n\n\n不设\n";
    assert!(new(dir.path(), &["baiyun.toml"], &lines.replacen("baiyun\n", "", 1)).status.success());
    let text = fs::read_to_string(dir.path().join("baiyun.toml")).expect("a file");
    assert!(text.contains("rule = \"any\"") && text.contains("min = 2") && text.contains("veto = []"), "{text}");
    // a folder of rules: under the id that was answered
    fs::create_dir_all(dir.path().join("本县规则")).expect("a folder");
    assert!(new(dir.path(), &["本县规则"], lines).status.success());
    assert_eq!(fs::read_to_string(dir.path().join("本县规则/jurisdictions/baiyun.toml")).expect("a file"), text);
}

#[test]
fn a_wrong_answer_is_told_with_its_line_and_nothing_is_written() {
    let dir = tempfile::tempdir().expect("a folder");
    for (answers, says) in [
        ("甲县\n\n\n办法\n\n\n每月下旬\n", &["第 7 行", "每月第二个周五"][..]),
        ("地区名称：甲县\n文件名称：办法\n\n参与率下限：八十\n", &["第 4 行", "80%"]),
        ("地区名称：甲县\n参与率下限：80%\n", &["第 2 行", "文件名称"]),
        ("地区名称：甲县\n文件名称：办法\n遇节假日：顺延至下周\n", &["第 3 行", "不适用"]),
        ("地区名称：甲县\n文件名称：办法\n文件名称：办法\n", &["第 3 行", "已经"]),
        ("地区名称：甲县\n甲\n", &["第 2 行", "哪一项"]),
        ("甲县\n", &["文件名称", "不能空着"]),
        ("", &["地区名称"]),
        ("甲 县\n\n\n办法\n", &["第 2 行", "代号", "不能空着"]),
    ] {
        let told = refused(dir.path(), &[], answers);
        assert!(says.iter().all(|word| told.contains(word)), "{answers}: {told}");
    }
    let many = format!("甲县\n\n\n办法\n{}多一行\n", "\n".repeat(20));
    assert!(refused(dir.path(), &[], &many).contains("第 15 行：各项都已回答"));
    assert!(!dir.path().join("规则").exists());
    assert!(refused(dir.path(), &["甲县.txt"], ANSWERS).contains(".toml"));
    assert!(refused(dir.path(), &["Jia.toml"], ANSWERS).contains("小写字母"));
    assert_eq!(dangri(&["profiles", "--answers", "x"]).status.code(), Some(2));
}

#[test]
fn a_file_that_is_there_is_never_written_over() {
    let dir = tempfile::tempdir().expect("a folder");
    assert!(new(dir.path(), &[], ANSWERS).status.success());
    let file = dir.path().join("规则/jurisdictions/清源县.toml");
    let before = fs::read(&file).expect("a file");
    for args in [&[][..], &["规则"], &["规则/jurisdictions/清源县.toml"]] {
        let output = new(dir.path(), args, &ANSWERS.replace("85%", "90%"));
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("已经存在"));
    }
    assert_eq!(fs::read(&file).expect("a file"), before);
    assert_eq!(fs::read_dir(file.parent().expect("a folder")).expect("a folder").count(), 1);
}

#[test]
fn a_built_in_place_goes_by_its_name_too() {
    let by = |typed: &str| dangri_ok(&["calendar", "-j", typed, "--year", "2017"]);
    assert_eq!(by("chizhou"), by("池州市"));
    assert_eq!(by("chizhou"), by("池州"));
    assert_eq!(by("huiji"), by("惠济区"));
    assert_eq!(by("jiangshan"), by("江山市"));
    for typed in ["衢州市", "池", "池州县"] {
        assert_eq!(dangri(&["calendar", "-j", typed, "--year", "2017"]).status.code(), Some(2), "{typed}");
    }
}
