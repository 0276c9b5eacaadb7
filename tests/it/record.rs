//! How a run ends for those who start it by the clock: the exit status by what could be read, the record, and numbers that are the same wherever
//! they are told.

use std::fs;
use std::path::Path;

use crate::door::{book, dangri, json};

const HEADS: &[&str] = &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数", "活动内容"];

/// Of four files to be read (roster, ledger, one sheet too many, one damaged) three can be; a picture is passed over.
fn workspace(dir: &Path) -> String {
    let at = dir.join("台账");
    let roster: &[&[&str]] =
        &[&["编号", "党支部名称", "上级党组织", "类型", "党员人数"], &["001", "东村党支部", "城关镇党委", "农村", "20"]];
    book(&at.join("党组织花名册.xlsx"), &[("花名册", roster)]);
    let row = ["东村党支部", "2017-07-10", "学习", "20", "20", "学习"];
    book(&at.join("城关镇党委/7月.xlsx"), &[("台账", &[HEADS, &row])]);
    let other: &[&[&str]] = &[&["物资", "数量"], &["桌子", "3"]];
    book(
        &at.join("城关镇党委/8月.xlsx"),
        &[("台账", &[HEADS, &["东村党支部", "2017-08-10", "学习", "20", "20", "学习"]]), ("采购", other)],
    );
    fs::write(at.join("城关镇党委/坏.xlsx"), b"PK\x03\x04 torn").unwrap();
    fs::write(at.join("照片.jpg"), "x").unwrap();
    at.to_str().unwrap().to_string()
}

fn run(dir: &Path, more: &[&str]) -> (Option<i32>, String, String) {
    let (workspace, out) = (dir.join("台账"), dir.join("结果"));
    let args = ["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap(), "-j", "changshan", "-p", "2017-07..2017-08"];
    let output = dangri(&[&args[..], &["--as-of", "2017-10-15", "--format", "json"], more].concat());
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn too_few_files_read_is_an_exit_status_of_one() {
    let dir = tempfile::tempdir().unwrap();
    workspace(dir.path());
    for (share, code) in [("0.75", 0), ("75%", 0), ("0.7501", 1), ("100%", 1), ("0", 0)] {
        let (exit, _, said) = run(dir.path(), &["--min-read", share]);
        assert_eq!(exit, Some(code), "{share}: {said}");
        assert_eq!(said.contains("应读 4 个，读取和部分读取 3 个（75.0%）"), code == 1, "{share}: {said}");
    }
    let (exit, _, said) = run(dir.path(), &["--min-read", "1.5"]);
    assert_eq!((exit, said.contains("应写作 0.95 或 95%")), (Some(2), true), "{said}");
}

#[test]
fn the_console_tells_the_numbers_of_the_summary() {
    let dir = tempfile::tempdir().unwrap();
    workspace(dir.path());
    let closed = dir.path().join("台账/乌石镇党委");
    fs::create_dir(&closed).unwrap();
    fs::write(closed.join("台账.csv"), "x").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    }
    let (_, said, _) = run(dir.path(), &[]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let summary = json(&dir.path().join("结果/data/summary.json"));
    let n = |key: &str| summary["files"][key].as_u64().unwrap();
    let counts = format!(
        "共 {} 个，读取 {}，部分读取 {}，未识别 {}，无法读取 {}，跳过 {}。",
        n("total"),
        n("read"),
        n("partly"),
        n("unrecognised"),
        n("unreadable"),
        n("skipped")
    );
    assert!(said.contains(&counts), "{counts} in {said}");
    for (list, key) in [("个文件无法读取", "unreadable"), ("个文件只读取了一部分", "partly")] {
        assert!(n(key) > 0 && said.contains(&format!("{} {list}", n(key))), "{list} {}: {said}", n(key));
    }
}

#[test]
fn a_record_tells_what_a_run_took_and_replaces_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let ledgers = workspace(dir.path());
    let path = dir.path().join("运行记录.json");
    let record = path.to_str().unwrap();
    for again in [false, true] {
        let (exit, _, said) = run(dir.path(), &["--record", record, "--min-read", "1"]);
        assert_eq!(exit, Some(1), "{said}");
        let page = json(&path);
        assert_eq!(
            (page["record"].as_str(), page["exit"].as_u64(), page["period"].as_str()),
            (Some("dangri"), Some(1), Some("2017-07..2017-08"))
        );
        assert_eq!(page["files"], json(&dir.path().join("结果/data/summary.json"))["files"]);
        assert_eq!(page["rows"], json(&dir.path().join("结果/data/summary.json"))["rows"]);
        assert_eq!(page["unchanged"], again);
        assert!(page["start"].as_str().unwrap() <= page["end"].as_str().unwrap() && page["seconds"].as_f64().is_some());
        assert!(!cfg!(unix) || page["peak_memory_bytes"]["own"].as_u64().unwrap() > 0);
    }
    // of a run that failed, too
    let (exit, ..) = run(dir.path(), &["--record", record, "--jobs", "0"]);
    assert_eq!((exit, json(&path)["exit"].as_u64(), json(&path)["files"].is_null()), (Some(2), Some(2), true));
    let foreign = dir.path().join("我的.json");
    fs::write(&foreign, "{\"record\": \"别的\"}").unwrap();
    fs::create_dir_all(dir.path().join("空")).unwrap();
    let inside = [format!("{ledgers}/a.json"), dir.path().join("结果/a.json").to_str().unwrap().to_string()];
    let refused = [foreign.to_str().unwrap(), &inside[0], &inside[1], dir.path().join("没有/a.json").to_str().unwrap()].map(str::to_string);
    for path in &refused {
        let (exit, _, said) = run(dir.path(), &["--record", path]);
        assert!(exit == Some(2) && said.contains("--record"), "{path}: {said}");
    }
    assert_eq!(fs::read_to_string(&foreign).unwrap(), "{\"record\": \"别的\"}");
    assert!(inside.iter().all(|path| !Path::new(path).exists()));
}
