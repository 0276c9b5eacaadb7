//! What a run says, as it stands on a terminal and as a script gets it.

use std::fs;
use std::path::Path;
use std::process::Command;

use unicode_width::UnicodeWidthStr;

use crate::door::{book, dangri, dangri_ok, tree};
use crate::talk::{county, talk_to};

/// What the terminal of so many columns shows in the end, colours and all, and the exit status.
fn shown(args: &[&str], columns: usize, colours: bool) -> (Vec<String>, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dangri"));
    command.args(args).env("COLUMNS", columns.to_string()).env("TERM", "xterm-256color").env_remove("NO_COLOR");
    if !colours {
        command.env("NO_COLOR", "1");
    }
    let (text, code) = talk_to(command, &[]);
    // bars are drawn over themselves: what stands after the last return of the carriage is what stays
    let stays = |line: &str| line.trim_end_matches('\r').rsplit('\r').next().unwrap_or("").trim_start_matches("\u{1b}[2K").to_string();
    (text.split('\n').map(stays).collect(), code)
}

fn run<'a>(workspace: &'a Path, out: &'a Path) -> Vec<&'a str> {
    let [workspace, out] = [workspace, out].map(|path| path.to_str().unwrap());
    vec!["run", workspace, "-o", out, "-j", "chizhou", "-p", "2018-07..2018-08", "--as-of", "2018-10-15", "--format", "xlsx,csv"]
}

/// A small county of which a name is not known, a file cannot be read and months are missing.
fn troubled(dir: &Path) {
    county(dir);
    let rows: &[&[&str]] = &[
        &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"],
        &["东村党支部", "2018-07-10", "学习党章", "10", "9"],
        &["没有登记过的党支部", "2018-08-10", "志愿服务", "10", "10"],
    ];
    book(&dir.join("杏山镇党委/2018年台账.xlsx"), &[("台账", rows)]);
    fs::write(dir.join("杏山镇党委/损坏的台账.xlsx"), b"PK\x03\x04").unwrap();
}

#[test]
fn a_terminal_shows_each_stage_once_and_breaks_no_line_in_a_path() {
    let dir = tempfile::tempdir().unwrap();
    let (workspace, out) = (dir.path().join("台账"), dir.path().join("结果 一"));
    troubled(&workspace);
    for columns in [60, 80, 120] {
        let (lines, code) = shown(&run(&workspace, &out), columns, false);
        assert_eq!(code, 0, "{lines:#?}");
        let text = lines.join("\n");
        assert!(!text.contains('\u{1b}') && !text.contains('█'), "{text}");
        for line in &lines {
            let whole = line.contains('/') || line.contains("dangri match");
            assert!(whole || line.width() <= columns, "{columns}: {line}");
        }
        let done: Vec<&String> = lines.iter().filter(|line| line.starts_with('✓')).collect();
        if columns == 60 {
            assert!(done.len() == 4 && done[1].starts_with("✓ 读取 4 个文件　") && done[1].ends_with(" 秒"), "{done:?}");
        } else {
            assert!(text.contains("结果没有变化"), "{text}");
        }
        assert!(text.contains(out.to_str().unwrap()), "{text}");
    }
}

#[test]
fn what_is_said_in_the_end_is_what_applies_in_order_of_weight() {
    let dir = tempfile::tempdir().unwrap();
    let (workspace, out) = (dir.path().join("台账"), dir.path().join("结果"));
    troubled(&workspace);
    let said = dangri_ok(&run(&workspace, &out));
    let at = |words: &str| said.find(words).unwrap_or_else(|| panic!("{words}: {said}"));
    let order = [
        "1 个文件无法读取",
        "1 行因支部名称与花名册对不上被退回",
        "dangri match",
        "打开和分发",
        "“汇总报告.xlsx”",
        "“反馈/”",
        "结果已写入",
    ];
    assert!(order.map(at).is_sorted(), "{said}");
    assert!(said.contains("2018年7月至8月") && said.contains("“杏山镇党委/损坏的台账.xlsx”"), "{said}");
    assert!(said.lines().all(|line| !line.contains('\u{1b}')) && !said.contains('✓') && !said.contains("通报"), "{said}");
    // what is named is there
    let there = tree(&out);
    for name in said.lines().filter_map(|line| line.strip_prefix("  “")?.split_once("” → ")).map(|(name, _)| name) {
        assert!(there.keys().any(|file| file.starts_with(name)), "{name}: {:?}", there.keys());
    }
    // an unchanged result says the same of a folder that is called otherwise by now
    let again = dangri_ok(&run(&workspace.join("."), &out));
    let facts = |text: &str| text.lines().filter(|l| !l.contains("结果") && !l.contains("dangri")).map(str::to_string).collect::<Vec<_>>();
    assert_eq!(facts(&said), facts(&again));
    assert!(again.contains(&format!("dangri match {}", workspace.join(".").display())), "{again}");
    assert!(dangri_ok(&[&run(&workspace, &out)[..], &["--quiet"]].concat()).is_empty());
}

#[test]
fn colours_mean_something_or_are_not_there() {
    let dir = tempfile::tempdir().unwrap();
    let (workspace, out) = (dir.path().join("台账"), dir.path().join("结果"));
    troubled(&workspace);
    let (lines, _) = shown(&run(&workspace, &out), 80, true);
    let line = |words: &str| lines.iter().find(|line| line.contains(words)).unwrap_or_else(|| panic!("{words}: {lines:#?}"));
    assert!(line("✓ 读取").starts_with("\u{1b}[32m") && line("1. 1 个文件无法读取").starts_with("\u{1b}[33m"), "{lines:#?}");
    assert!(line("文件：共").starts_with("  文件"), "{lines:#?}");
}

#[test]
fn nothing_wrong_is_said_and_nothing_is_left_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let (workspace, out) = (dir.path().join("台账"), dir.path().join("结果"));
    let roster: &[&[&str]] = &[&["上级党组织", "党支部名称", "党员人数"], &["杏山镇党委", "东村党支部", "10"]];
    book(&workspace.join("党组织花名册.xlsx"), &[("花名册", roster)]);
    let rows: &[&[&str]] =
        &[&["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"], &["东村党支部", "2017-07-05", "学习党章", "10", "10"]];
    book(&workspace.join("杏山镇党委/台账.xlsx"), &[("台账", rows)]);
    let [from, to] = [&workspace, &out].map(|path| path.to_str().unwrap());
    let said = dangri_ok(&["run", from, "-o", to, "-j", "changshan", "-p", "2017-07", "--as-of", "2017-08-15", "--format", "csv"]);
    assert!(!said.contains("下一步") && !said.contains("dangri match"), "{said}");
    let wrong = dangri(&["run", dir.path().join("没有").to_str().unwrap(), "-j", "changshan", "-p", "2017-07"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(wrong.stdout.is_empty() && String::from_utf8_lossy(&wrong.stderr).contains("找不到工作目录"));
}
