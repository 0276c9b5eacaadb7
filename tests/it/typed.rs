//! Words that people use on the command line and in dangri.toml, through the public door.

use std::fs;
use std::path::Path;

use crate::door::{book, dangri, dangri_ok, json};

fn ledgers(dir: &Path) {
    let rows: &[&[&str]] = &[
        &["上级党组织", "党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"],
        &["杏山镇党委", "东村党支部", "2017-07-10", "学习党章", "10", "9"],
    ];
    book(&dir.join("台账.xlsx"), &[("台账", rows)]);
}

fn refused(args: &[&str]) -> String {
    let output = dangri(args);
    assert_eq!(output.status.code(), Some(2), "{args:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_line_typed_with_an_input_method_does_what_was_meant() {
    let dir = tempfile::tempdir().unwrap();
    let (workspace, out) = (dir.path().join("台账"), dir.path().join("结果"));
    ledgers(&workspace);
    let (workspace, out) = (workspace.to_str().unwrap(), out.to_str().unwrap());
    let line = [
        "ｒｕｎ",
        workspace,
        "－j",
        "池州市",
        "——period＝２０１７年第三季度",
        "—o",
        out,
        "－－format",
        "json",
        "--as-of",
        "2017年10月15日",
    ];
    dangri_ok(&line);
    let summary = json(&Path::new(out).join("data/summary.json"));
    assert_eq!(summary["period"], "2017Q3");
    assert_eq!(summary["as_of"], "2017-10-15");
}

#[test]
fn a_changed_parameter_may_be_typed_full_width() {
    let dir = tempfile::tempdir().unwrap();
    let (workspace, out) = (dir.path().join("台账"), dir.path().join("结果"));
    ledgers(&workspace);
    let out = out.to_str().unwrap();
    let line = [
        "run",
        workspace.to_str().unwrap(),
        "-j",
        "池州",
        "-p",
        "2017-7",
        "-o",
        out,
        "--format",
        "json",
        "--set",
        "participation.min＝０．８５",
    ];
    let told = dangri_ok(&line);
    assert!(told.contains("试算（participation.min=0.85）"), "{told}");
}

#[test]
fn set_up_files_are_read_however_windows_wrote_them() {
    let text = "jurisdiction = \"chizhou\"\r\nperiod = \"2017年7月\"\r\nunit_name = \"清源县\"\r\nformat = \"json\"\r\n";
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let gbk = encoding_rs::GBK.encode(text).0.into_owned();
    for (name, bytes) in [
        ("dangri.toml", utf16),
        ("dangri.toml", gbk),
        ("dangri.toml", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
        ("dangri.toml.txt", text.as_bytes().to_vec()),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let (workspace, out) = (dir.path().join("台账"), dir.path().join("结果"));
        ledgers(&workspace);
        fs::write(workspace.join(name), bytes).unwrap();
        let output = dangri(&["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap()]);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{name}: {told}");
        assert_eq!(told.contains("多了 .txt"), name.ends_with(".txt"), "{told}");
        assert_eq!(json(&out.join("data/summary.json"))["period"], "2017-07");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(told.contains("【清源县】"), "{name}: {told}");
    }
}

#[test]
fn a_wrong_word_is_answered_with_the_right_one() {
    assert!(refused(&["运行", "台账"]).contains("是否为“run”"));
    assert!(refused(&["runn"]).contains("是否为“run”"));
    assert!(refused(&["run", "--perid", "2017"]).contains("是否为“--period”"));
    let told = refused(&["没有这个文件夹"]);
    assert!(told.contains("没有命令“没有这个文件夹”") && told.contains("请核对路径"), "{told}");
    let told = refused(&["run", ".", "-p", "第三季度"]);
    assert!(told.contains("2017年第三季度"), "{told}");
}
