//! What a user meets at the command line: help, bad usage, the same bytes whatever the threads, results that are whole or absent.

use std::fs;
use std::path::Path;

use crate::door::{csv_rows, dangri, dangri_ok, json, root, tree};

fn demo(dir: &Path, extra: &[&str]) {
    let args = [&["demo", dir.to_str().unwrap(), "--branches", "12", "--months", "6", "--mess", "2"][..], extra].concat();
    dangri_ok(&args);
}

/// Exit status and what stderr said.
fn refused(args: &[&str]) -> (i32, String) {
    let output = dangri(args);
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.chars().any(|c| c > '\u{4e00}'), "no Chinese message for {args:?}: {text}");
    assert!(!text.contains("panicked"), "{text}");
    (output.status.code().unwrap_or(-1), text)
}

#[test]
fn help_is_chinese_and_names_every_command() {
    let help = dangri_ok(&["--help"]);
    for word in ["用法", "run", "calendar", "sample", "explain", "profiles", "demo", "地区"] {
        assert!(help.contains(word), "{word} is not in\n{help}");
    }
    for command in ["run", "calendar", "sample", "explain", "profiles", "demo", "show", "diff"] {
        let help = dangri_ok(&[command, "--help"]);
        assert!(help.contains("用法") && help.contains("选项"), "{help}");
        for english in ["Usage", "Options", "Print help", "Arguments", "default:", "possible values"] {
            assert!(!help.contains(english), "{command}: {english} in\n{help}");
        }
    }
}

#[test]
fn bad_usage_is_told_in_one_message_and_nothing_is_written() {
    let temp = tempfile::tempdir().unwrap();
    let at = |name: &str| temp.path().join(name).to_str().unwrap().to_string();
    fs::create_dir_all(at("空")).unwrap();
    let full = temp.path().join("台账");
    demo(&full, &[]);
    let full = full.to_str().unwrap().to_string();
    let before = fs::read_dir(temp.path()).unwrap().count();

    for (args, says) in [
        (vec!["run".to_string(), at("没有")], "找不到工作目录"),
        (vec!["run".into(), at("空"), "-j".into(), "chizhou".into()], "没有可读取的台账"),
        (vec!["run".into(), at("空")], "未指定地区"),
        (vec!["run".into(), full.clone(), "-j".into(), "nowhere".into()], "没有地区“nowhere”"),
        (vec!["run".into(), full.clone(), "-p".into(), "2017-13".into()], "统计期"),
        (vec!["run".into(), full.clone(), "--format".into(), "odt".into()], "输出格式"),
        (vec!["run".into(), full.clone(), "--set".into(), "participation.mini=0.9".into()], "participation"),
        (vec!["run".into(), full.clone(), "--as-of".into(), "昨天".into()], "日期"),
        (vec!["run".into(), full.clone(), "--fail-on".into(), "x".into()], "fail-on"),
        (vec!["run".into(), full.clone(), "--bogus".into()], "没有选项"),
        (vec!["runn".into()], "没有命令"),
        (vec!["explain".into(), "XYZ999".into()], "没有规则"),
        (vec!["calendar".into(), "-j".into(), "nowhere".into(), "--year".into(), "2017".into()], "没有地区"),
    ] {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let (code, text) = refused(&args);
        assert_eq!(code, 2, "{args:?}: {text}");
        assert!(text.contains(says), "{args:?}: {text}");
    }
    let file_in_the_way = at("文件");
    fs::write(&file_in_the_way, "x").unwrap();
    let (code, _) = refused(&["run", &full, "-o", &format!("{file_in_the_way}/结果")]);
    assert_eq!(code, 3);
    let (code, text) = refused(&["run", &full, "-o", temp.path().to_str().unwrap()]);
    assert_eq!(code, 2, "{text}");
    assert_eq!(fs::read_dir(temp.path()).unwrap().count(), before + 1, "nothing half-written");
}

#[test]
fn a_foreign_folder_is_never_replaced_and_an_old_result_is() {
    let temp = tempfile::tempdir().unwrap();
    let workspace = temp.path().join("台账");
    demo(&workspace, &[]);
    let out = temp.path().join("台账-结果/2017-07");
    fs::create_dir_all(&out).unwrap();
    fs::write(out.join("重要.docx"), "x").unwrap();
    let line = ["run", workspace.to_str().unwrap(), "--format", "csv,json", "-p", "2017-07"];
    let (code, text) = refused(&line);
    assert_eq!(code, 2, "{text}");
    assert!(out.join("重要.docx").is_file());
    fs::remove_file(out.join("重要.docx")).unwrap();
    for _ in 0..2 {
        dangri_ok(&line);
        assert!(out.join("data/summary.json").is_file());
    }
}

#[test]
fn same_bytes_whatever_the_threads_and_on_a_second_run() {
    let temp = tempfile::tempdir().unwrap();
    let workspace = temp.path().join("台账");
    demo(&workspace, &["-j", "changshan"]);
    let run = |name: &str, jobs: &str| {
        let out = temp.path().join(name);
        dangri_ok(&["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap(), "--jobs", jobs]);
        tree(&out)
    };
    let first = run("一", "1");
    assert!(first.contains_key("汇总报告.xlsx") && first.contains_key("data/activities.parquet"), "{:?}", first.keys());
    for (name, jobs) in [("二", "8"), ("三", "1")] {
        let again = run(name, jobs);
        assert_eq!(first.keys().collect::<Vec<_>>(), again.keys().collect::<Vec<_>>());
        for (file, bytes) in &first {
            assert!(again[file] == *bytes, "{file} differs with --jobs {jobs}");
        }
    }
}

#[test]
fn a_zipped_workspace_gives_the_figures_of_the_folder() {
    let temp = tempfile::tempdir().unwrap();
    let workspace = temp.path().join("台账");
    demo(&workspace, &[]);
    let zip = temp.path().join("台账.zip");
    let mut writer = zip::ZipWriter::new(fs::File::create(&zip).unwrap());
    for (name, bytes) in tree(&workspace) {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut writer, &bytes).unwrap();
    }
    writer.finish().unwrap();
    let out = |name: &str| temp.path().join(name);
    dangri_ok(&["run", workspace.to_str().unwrap(), "-o", out("甲").to_str().unwrap(), "--format", "csv,json"]);
    dangri_ok(&["run", zip.to_str().unwrap(), "-o", out("乙").to_str().unwrap(), "--format", "csv,json"]);
    // An archive inside the archive is one level too deep, so the demo's zips are told instead of read: compare what both can read.
    let rows = |name: &str| json(&out(name).join("data/summary.json"))["rows"]["total"].as_u64().unwrap();
    assert!(rows("乙") > 0 && rows("乙") <= rows("甲"));
}

#[test]
fn without_a_roster_the_ledgers_are_still_consolidated() {
    let temp = tempfile::tempdir().unwrap();
    let workspace = temp.path().join("台账");
    demo(&workspace, &["-j", "kaihua"]);
    let roster: Vec<_> = tree(&workspace).into_keys().filter(|n| n.contains("党组织花名册")).collect();
    assert!(!roster.is_empty());
    roster.iter().for_each(|name| fs::remove_file(workspace.join(name)).unwrap());
    let out = temp.path().join("结果");
    let text = dangri_ok(&["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap(), "--format", "csv,json"]);
    assert!(text.contains("未找到党组织花名册"), "{text}");
    assert!(!csv_rows(&out.join("data/activities.csv"), true).is_empty());
    let findings = csv_rows(&out.join("data/findings.csv"), true);
    assert!(findings.iter().all(|f| f["rule"] != "SUB001" && f["rule"] != "ING003"), "nothing can be missing without a roster");
    assert!(csv_rows(&out.join("data/ranking.csv"), true).iter().all(|r| r["rank"].is_empty()));
}

#[test]
fn the_twelve_dates_of_huiji_and_the_form_of_the_calendar() {
    let text = dangri_ok(&["calendar", "-j", "huiji", "--year", "2017", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap(), vec!["jurisdiction", "year", "month", "branch_type", "date", "nominal", "note"]);
    let dates: Vec<String> = reader.records().map(|r| r.unwrap()[4].to_string()).collect();
    let printed = ["01-13", "02-10", "03-10", "04-14", "05-12", "06-09", "07-14", "08-11", "09-08", "10-13", "11-10", "12-08"];
    assert_eq!(dates, printed.map(|d| format!("2017-{d}")));
}

#[test]
fn a_draw_proves_itself_and_a_changed_one_does_not() {
    let temp = tempfile::tempdir().unwrap();
    let workspace = temp.path().join("台账");
    demo(&workspace, &["-j", "changshan"]);
    let out = temp.path().join("结果");
    dangri_ok(&["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap(), "--format", "csv,json", "--seed", "2017 抽查"]);
    let sample = out.join("data/sample.json");
    assert!(dangri_ok(&["sample", "--verify", sample.to_str().unwrap()]).contains("一致"));
    let mut draw = json(&sample);
    let drawn = draw["drawn"].as_array().unwrap().len();
    assert!((2..=3).contains(&drawn), "{drawn} townships drawn");
    draw["seed"] = "另一个种子".into();
    let forged = temp.path().join("改动.json");
    fs::write(&forged, draw.to_string()).unwrap();
    let output = dangri(&["sample", "--verify", forged.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("不一致"));
}

#[test]
fn explain_tells_the_rule_and_its_clauses() {
    let page = dangri_ok(&["explain", "PAR001"]);
    for word in ["PAR001", "80%", "扬州", "衢江", "本单位自定", "participation.min"] {
        assert!(page.contains(word), "{word} is not in\n{page}");
    }
    let list = dangri_ok(&["explain"]);
    assert!(list.contains("ING005") && list.contains("SUB001"));
    assert!(dangri_ok(&["profiles"]).lines().count() >= 11);
    assert!(root().join("schemas/jurisdictions/chizhou.toml").is_file());
}
