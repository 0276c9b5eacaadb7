//! Pipes and devices under names that the program opens: none is waited for. Names of files that would steer a terminal are shown and not obeyed.
//! An archive of bad files is told once.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Output;
use std::time::Duration;

use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::door::{book, csv_rows, dangri_ok, json, tree};
use crate::ledger::zipped;

/// Longest that anything here may take; whatever waits for a pipe waits for ever.
const LONGEST: Duration = Duration::from_secs(120);

fn pipe(path: &Path) {
    mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
}

/// Starts the program, and fails when it hangs.
fn bounded(args: &[&str]) -> Output {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_dangri"));
    let output = command.args(args).timeout(LONGEST).output().unwrap();
    assert!(output.status.code().is_some(), "{args:?} hangs");
    output
}

/// A roster and a ledger.
fn workspace(dir: &Path) {
    book(&dir.join("花名册.xlsx"), &[("花名册", &[&["党支部名称", "上级党组织", "党支部类型"], &["城东党支部", "城关镇党委", "社区"]])]);
    let row = ["城东党支部", "2017-07-05", "学习党章", "10", "10"];
    book(&dir.join("城关镇党委/7月.xlsx"), &[("7月", &[&["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"], &row])]);
}

#[test]
fn pipes_and_devices_are_never_waited_for() {
    let temp = tempfile::tempdir().unwrap();
    let at = |path: &str| temp.path().join(path).to_str().unwrap().to_owned();
    workspace(&temp.path().join("台账"));
    for name in ["台账.xlsx", "结果清单.json", "资料.zip", "7月.csv", "data/summary.json", "上期-结果/结果清单.json"] {
        let path = temp.path().join("台账/甲").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        pipe(&path);
    }
    symlink("/dev/zero", at("台账/无尽.xlsx")).unwrap();
    let run = ["-j", "chizhou", "-p", "2017-07", "--format", "csv,json"];
    let output = bounded(&[&["run", &at("台账"), "-o", &at("结果")][..], &run].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(json(&temp.path().join("结果/data/summary.json"))["files"]["skipped"], 7);

    let (fifo, list) = (at("管道"), at("名单.txt"));
    pipe(Path::new(&fifo));
    fs::write(&list, "密码\n").unwrap();
    fs::create_dir_all(at("制度/jurisdictions")).unwrap();
    pipe(Path::new(&at("制度/jurisdictions/x.toml")));
    let file = at("台账/城关镇党委/7月.xlsx");
    for args in [
        vec!["run", &fifo, "-j", "chizhou"],
        vec!["run", "/dev/zero", "-j", "chizhou"],
        vec!["run", &at("台账"), "-j", "chizhou", "-o", &at("二"), "--password-file", &fifo],
        vec!["run", &at("台账"), "-j", "chizhou", "-o", &at("二"), "--password-file", "/dev/zero"],
        vec!["run", &at("台账"), "-j", "chizhou", "-o", &at("二"), "--schemas", &at("制度")],
        vec!["check", &fifo],
        vec!["check", "/dev/zero"],
        vec!["check", &file, "--roster", &fifo],
        vec!["sample", &at("台账"), "--verify", &fifo],
        vec!["sample", &at("台账"), "--verify", "/dev/zero"],
        vec!["match", &fifo],
        vec!["template", &fifo, "-j", "chizhou", "-p", "2017-07"],
    ] {
        let output = bounded(&args);
        let words = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(2 | 3)) && !words.contains("panicked"), "{args:?}: {:?} {words}", output.status);
    }
    assert!(!temp.path().join("二").exists());
}

#[test]
fn settings_are_a_plain_file_of_the_workspace() {
    let temp = tempfile::tempdir().unwrap();
    let (dir, out) = (temp.path().join("台账"), temp.path().join("结果"));
    workspace(&dir);
    let settings = dir.join("dangri.toml");
    let run = || bounded(&["run", dir.to_str().unwrap(), "-o", out.to_str().unwrap(), "-p", "2017-07", "--format", "json"]);
    let refused = |output: Output, word: &str| {
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(matches!(output.status.code(), Some(2 | 3)) && words.contains(word), "{words}");
    };
    pipe(&settings);
    refused(run(), "不是普通文件");
    for outside in ["/dev/zero", "/etc/passwd"] {
        fs::remove_file(&settings).unwrap();
        symlink(outside, &settings).unwrap();
        refused(run(), "链接");
    }
    fs::remove_file(&settings).unwrap();
    fs::write(dir.join("设置.toml"), "jurisdiction = \"chizhou\"\n").unwrap();
    symlink("设置.toml", &settings).unwrap();
    assert!(run().status.success());
}

#[test]
fn no_name_steers_a_terminal() {
    let temp = tempfile::tempdir().unwrap();
    let (dir, out) = (temp.path().join("台账"), temp.path().join("结果"));
    workspace(&dir);
    let name = "\u{1b}]0;改名\u{7}\u{1b}[31m红\n行\u{9b}2J\u{202e}xslx.xlsx";
    fs::write(dir.join(name), "PK\u{3}\u{4}坏").unwrap();
    fs::write(
        dir.join("城关镇党委/8月.csv"),
        "党支部名称,活动日期,活动主题,应到人数,实到人数\n城\u{1b}[2J西党支部,2017-07-40,讲\u{7}\u{9b}课,10,9\n",
    )
    .unwrap();
    let path = dir.to_str().unwrap();
    let odd = dir.join(name);
    let loud = |c: char| (c.is_control() && !matches!(c, '\n' | '\t' | '\r')) || c == '\u{202e}';
    for args in [
        vec!["run", path, "-j", "chizhou", "-p", "2017-07", "-o", out.to_str().unwrap()],
        vec!["check", path],
        vec!["check", path, "--format", "json"],
        vec!["check", odd.to_str().unwrap()],
        vec!["match", path, "-o", temp.path().join("名称.xlsx").to_str().unwrap()],
        vec!["run", "没有\u{1b}[31m的目录\u{7}"],
        vec!["run", path, "--format", "\u{1b}[31m"],
        vec!["\u{1b}[31m\u{9b}"],
        vec!["--\u{1b}[31m"],
        vec!["explain", "\u{1b}[31m\u{202e}"],
    ] {
        let output = bounded(&args);
        for text in [output.stdout, output.stderr] {
            let text = String::from_utf8(text).unwrap();
            assert!(!text.contains(loud), "{args:?}: {text:?}");
            // a line end of a name is none of ours
            assert!(!text.contains("红\n"), "{args:?}: {text:?}");
        }
    }
    for (file, bytes) in tree(&out).into_iter().filter(|(file, _)| [".csv", ".html", ".json"].iter().any(|end| file.ends_with(end))) {
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r')), "{file}");
    }
    let findings = csv_rows(&out.join("data/findings.csv"), true);
    assert!(findings.iter().any(|row| row["file"].contains("␛[31m红␊行")), "{findings:?}");
}

#[test]
fn an_archive_of_bad_files_is_told_once() {
    let temp = tempfile::tempdir().unwrap();
    let (dir, out) = (temp.path().join("台账"), temp.path().join("结果"));
    workspace(&dir);
    let bad: Vec<(String, Vec<u8>)> = (0..1_500).map(|n| (format!("{n:04}.bin"), vec![0, 1, 2])).collect();
    fs::write(dir.join("城关镇党委/附件.zip"), zipped(&bad)).unwrap();
    dangri_ok(&["run", dir.to_str().unwrap(), "-o", out.to_str().unwrap(), "-j", "chizhou", "-p", "2017-07", "--format", "csv,json"]);
    let findings = csv_rows(&out.join("data/findings.csv"), true);
    let told: Vec<_> = findings.iter().filter(|row| row["rule"] == "ING001").collect();
    assert_eq!(told.len(), 21);
    let last = told.iter().find(|row| row["file"].ends_with("附件.zip")).unwrap();
    assert!(last["message"].contains("另有 1480 个文件原因相同"), "{last:?}");
    assert_eq!(json(&out.join("data/summary.json"))["files"]["unreadable"], 1_500);
}
