//! The program without a command at a terminal: a real one, made by the system, with a person's answers typed into it.
#![cfg(unix)]

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::door::book;

/// Longest talk.
const PATIENCE: Duration = Duration::from_secs(120);

/// What stands on the terminal in the end, and the exit status. Each answer is typed once its question stands there.
fn talk(args: &[&Path], answers: &[(&str, &str)]) -> (String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dangri"));
    command.args(args);
    talk_to(command, answers)
}

/// The same with a command of one's own.
pub fn talk_to(mut command: Command, answers: &[(&str, &str)]) -> (String, i32) {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&ours).unwrap();
    unlockpt(&ours).unwrap();
    let name = ptsname(&ours, Vec::new()).unwrap().into_string().unwrap();
    let theirs = || File::options().read(true).write(true).open(&name).unwrap();
    command.stdin(Stdio::from(theirs())).stdout(Stdio::from(theirs())).stderr(Stdio::from(theirs()));
    let mut child = command.spawn().unwrap();
    drop(command);
    let mut ours = File::from(ours);
    let mut read_end = ours.try_clone().unwrap();
    let (sender, heard) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut part = [0; 4096];
        while let Ok(n @ 1..) = read_end.read(&mut part) {
            if sender.send(part[..n].to_vec()).is_err() {
                break;
            }
        }
    });
    let (mut bytes, mut from) = (Vec::new(), 0);
    let end = Instant::now() + PATIENCE;
    let mut waiting = answers.iter();
    let mut next = waiting.next();
    loop {
        if let Ok(part) = heard.recv_timeout(Duration::from_millis(50)) {
            bytes.extend(part);
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((question, answer)) = next
            && let Some(at) = text[from..].find(question)
        {
            from += at + question.len();
            ours.write_all(answer.as_bytes()).unwrap();
            next = waiting.next();
        }
        if let Some(status) = child.try_wait().unwrap() {
            while let Ok(part) = heard.recv_timeout(Duration::from_millis(100)) {
                bytes.extend(part);
            }
            let text = String::from_utf8_lossy(&bytes).into_owned();
            assert!(next.is_none(), "never asked {next:?}: {text}");
            return (text, status.code().unwrap_or(-1));
        }
        if Instant::now() > end {
            child.kill().unwrap();
            panic!("no end, waiting for {next:?}: {text}");
        }
    }
}

/// A small county: a roster and two months of one committee.
pub fn county(dir: &Path) {
    let roster: &[&[&str]] =
        &[&["上级党组织", "党支部名称", "党员人数"], &["杏山镇党委", "东村党支部", "10"], &["杏山镇党委", "西村党支部", "12"]];
    book(&dir.join("党组织花名册.xlsx"), &[("花名册", roster)]);
    let ledger: &[&[&str]] = &[
        &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"],
        &["东村党支部", "2017-07-10", "学习党章", "10", "9"],
        &["东村党支部", "2017-08-10", "志愿服务", "10", "10"],
        &["西村党支部", "2017-09-10", "学习党章", "12", "12"],
    ];
    book(&dir.join("杏山镇党委/台账.xlsx"), &[("台账", ledger)]);
}

#[test]
fn a_folder_alone_is_asked_about_and_run() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = dir.path().join("池州市三季度台账");
    county(&workspace);
    let answers = [
        ("地区〔池州市", "\n"),
        ("统计期，如", "２０１７年第三季度\n"),
        ("现在运行吗", "\n"),
        ("以后不必再填吗", "是\n"),
        ("按回车键", "\n"),
    ];
    let (text, code) = talk(&[&workspace], &answers);
    assert_eq!(code, 0, "{text}");
    for words in ["文件夹名称中提到", "党组织花名册：有", "2017年7月（1）", "台账所记的月份", "-j chizhou -p 2017Q3", "结果已写入"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    let out = dir.path().join("池州市三季度台账-结果/2017Q3");
    assert!(out.join("结果清单.json").is_file(), "{text}");
    let set_up = fs::read_to_string(workspace.join("dangri.toml")).unwrap();
    assert!(set_up.contains("jurisdiction = \"chizhou\""), "{set_up}");

    // The next time the place is known, and what stands there is left alone.
    let (text, code) =
        talk(&[&workspace], &[("dangri.toml 中的设置〕", "\n"), ("统计期", "\n"), ("现在运行吗", "否\n"), ("按回车键", "\n")]);
    assert_eq!(code, 0, "{text}");
    assert_eq!(fs::read_to_string(workspace.join("dangri.toml")).unwrap(), set_up);
}

#[test]
fn nothing_is_guessed_where_nothing_tells_the_place() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = dir.path().join("台账");
    county(&workspace);
    let typed = format!("'{}'\n", workspace.display());
    let answers = [
        ("台账所在的文件夹", "没有这个文件夹\n"),
        ("找不到", ""),
        ("台账所在的文件夹", typed.as_str()),
        ("地区（名称或代码）", "\n"),
        ("不能空着", ""),
        ("地区（名称或代码）", "某县\n"),
        ("没有地区", ""),
        ("地区（名称或代码）", "\u{4}"),
    ];
    let (text, code) = talk(&[], &answers);
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("没有运行"), "{text}");
    assert!(!dir.path().join("台账-结果").exists() && !workspace.join("dangri.toml").exists());
}

#[test]
fn lone_ledgers_are_looked_over_and_not_ranked() {
    let dir = tempfile::tempdir().unwrap();
    county(dir.path());
    let files = [dir.path().join("杏山镇党委/台账.xlsx"), dir.path().join("党组织花名册.xlsx")];
    let (text, _) = talk(&[&files[0], &files[1]], &[("按回车键", "\n")]);
    assert!(text.contains("运行的命令：dangri check") && text.contains("台账.xlsx"), "{text}");
    let (text, _) = talk(&[&files[0]], &[("请选择〔1〕", "3\n"), ("请选择〔1〕", "1\n"), ("按回车键", "\n")]);
    assert!(text.contains("请回答 1 或 2") && text.contains("dangri check"), "{text}");
}

#[test]
fn a_window_that_shows_an_error_stays_until_it_has_been_read() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = dir.path().join("台账");
    county(&workspace);
    fs::write(workspace.join("dangri.toml"), "jurisdiction = 3\n").unwrap();
    let (text, code) = talk(&[&workspace], &[("按回车键结束", "\n")]);
    assert!(code == 2 && text.contains("dangri.toml"), "{code}: {text}");
}
