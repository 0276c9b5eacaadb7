//! Results of earlier runs in a workspace, whole and in parts, under any name, loose and packed: no figure differs for them. What went out to be
//! filled in comes back once somebody has written in it, and not before.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::door::{dangri, dangri_ok, data_without_id, json as read_json, tree};
use crate::filled::{cells, fill, find, serial};
use crate::ledger::zipped;

const LIST: &str = "结果清单.json";

/// A small county and a result of it in all formats.
struct County {
    dir: tempfile::TempDir,
}

impl County {
    fn new() -> Self {
        let county = County { dir: tempfile::tempdir().unwrap() };
        let workspace = county.at("台账");
        let small = ["--branches", "10", "--months", "2", "--mess", "2"];
        dangri_ok(&[&["demo", workspace.to_str().unwrap(), "-q"][..], &small].concat());
        county.run("台账", "结果", &["--format", "xlsx,html,csv,json,parquet"]);
        county
    }

    fn at(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    /// Runs a workspace; gives what was printed.
    fn run(&self, workspace: &str, out: &str, more: &[&str]) -> String {
        let (workspace, out) = (self.at(workspace), self.at(out));
        dangri_ok(&[&["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap(), "-p", "2017-01..2017-02"][..], more].concat())
    }

    /// A workspace of the same ledgers and these other files.
    fn with(&self, name: &str, more: &BTreeMap<String, Vec<u8>>) {
        let ledgers = tree(&self.at("台账")).into_iter().filter(|(path, _)| !path.starts_with(".dangri"));
        for (path, bytes) in ledgers.chain(more.iter().map(|(path, bytes)| (path.clone(), bytes.clone()))) {
            let path = self.at(name).join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }

    /// Runs such a workspace and wants the figures of the ledgers alone. Gives what was printed, and how many files more were passed over.
    fn same(&self, name: &str, more: &BTreeMap<String, Vec<u8>>) -> (String, u64) {
        self.with(name, more);
        let out = format!("{name}的结果");
        let said = self.run(name, &out, &["--format", "csv,json"]);
        let (before, after) = (data_without_id(&self.at("结果")), data_without_id(&self.at(&out)));
        for (table, bytes) in before.iter().filter(|(name, _)| name.ends_with(".csv")) {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            assert!(*bytes == after[table], "{name}: {table}\n{}", added(&text(bytes), &text(&after[table])));
        }
        let summary = |of: &str| read_json(&self.at(of).join("data/summary.json"));
        let (before, after) = (summary("结果"), summary(&out));
        for part in ["rows", "rows_by_layout", "totals", "findings"] {
            assert_eq!(before[part], after[part], "{name}: {part}");
        }
        let count = |of: &serde_json::Value, what: &str| of["files"][what].as_u64().unwrap();
        assert_eq!(count(&after, "total"), count(&before, "total") + more.len() as u64, "{name}: {}", after["files"]);
        (said, count(&after, "skipped") - count(&before, "skipped"))
    }
}

/// Lines that only the second text has.
fn added(before: &str, after: &str) -> String {
    after.lines().filter(|line| !before.lines().any(|old| old == *line)).take(5).collect::<Vec<_>>().join("\n")
}

fn below(folder: &str, files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    files.iter().map(|(path, bytes)| (format!("{folder}{path}"), bytes.clone())).collect()
}

/// The list that a result holds.
fn list(files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let digest = |bytes: &[u8]| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let line = |(path, bytes): (&String, &Vec<u8>)| json!({"path": path, "bytes": bytes.len(), "sha256": digest(bytes)});
    serde_json::to_vec(&json!({"program": "dangri", "files": files.iter().map(line).collect::<Vec<_>>()})).unwrap()
}

/// Each file by itself, under a name that says nothing; json alone is known by its ending.
fn renamed(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let name = |(at, path): (usize, &String)| {
        let ending = path.rsplit('.').next().unwrap();
        format!("收文/{at}/副本.{}", if ending == "html" { "xls" } else { ending })
    };
    files.keys().enumerate().map(name).zip(files.values().cloned()).collect()
}

#[test]
fn an_earlier_result_changes_no_figure_wherever_it_lies() {
    let county = County::new();
    let result: BTreeMap<String, Vec<u8>> = tree(&county.at("结果")).into_iter().filter(|(path, _)| path != LIST).collect();
    let workbooks = result.keys().filter(|path| path.ends_with(".xlsx")).count();
    assert!(workbooks > 8 && result.keys().any(|path| path.contains("台账标注")), "{:?}", result.keys());
    let mut listed = result.clone();
    listed.insert(LIST.to_owned(), list(&result));
    let zip = |files: &BTreeMap<String, Vec<u8>>| zipped(&files.iter().map(|(p, b)| (p.clone(), b.clone())).collect::<Vec<_>>());
    let whole = [below("以前/", &listed), below("甲镇/上季度/", &result)].into_iter().flatten().collect();
    let (said, skipped) = county.same("整个", &whole);
    assert_eq!(skipped, whole.len() as u64);
    // one without a list cannot say what was changed in it
    assert!(!said.contains("“以前”") && said.contains("“甲镇/上季度”是以前的结果，未读取"), "{said}");
    let parts = [renamed(&result), result.clone()].into_iter().flatten().collect::<BTreeMap<_, _>>();
    assert_eq!(county.same("散件", &parts).1, parts.len() as u64);
    // the list without its files says nothing of the ledgers beside it
    let (some, _): (Vec<_>, Vec<_>) = listed.clone().into_iter().partition(|(path, _)| path == LIST || path.ends_with("汇总报告.xlsx"));
    assert_eq!(county.same("部分", &some.into_iter().collect()).1, 2);
    assert_eq!(county.same("顶层", &listed).1, listed.len() as u64);
    county.with(
        "压缩",
        &BTreeMap::from([("资料.zip".to_owned(), zip(&below("一/", &listed).into_iter().chain(renamed(&result)).collect()))]),
    );
    county.run("压缩", "压缩的结果", &["--format", "csv,json"]);
    let (before, after) = (data_without_id(&county.at("结果")), data_without_id(&county.at("压缩的结果")));
    for table in ["ranking.csv", "matrix.csv", "findings.csv", "activities.csv", "rejects.csv", "sample.csv"] {
        assert!(before[table] == after[table], "{table}");
    }
    // kept or not, a file that was passed over once is passed over again
    let csv =
        |out: &str| data_without_id(&county.at(out)).into_iter().filter(|(path, _)| path.ends_with(".csv")).collect::<BTreeMap<_, _>>();
    let first = csv("散件的结果");
    county.run("散件", "又一次", &["--format", "csv,json"]);
    county.run("散件", "不缓存", &["--format", "csv,json", "--no-cache"]);
    assert!(first == csv("又一次") && first == csv("不缓存"));
    let summary = |out: &str| fs::read(county.at(out).join("data/summary.json")).unwrap();
    assert!(summary("又一次") == summary("不缓存"));
}

#[test]
fn what_somebody_changed_in_a_result_is_told_once_and_not_read() {
    let county = County::new();
    let result = tree(&county.at("结果")).into_iter().filter(|(path, _)| path != LIST).collect::<BTreeMap<_, _>>();
    let mut listed = result.clone();
    listed.insert(LIST.to_owned(), list(&result));
    let form = result.keys().find(|path| path.contains("督查记录")).unwrap().clone();
    let ledger = tree(&county.at("台账")).into_iter().find(|(path, _)| path.ends_with(".xlsx") && path.contains('/')).unwrap().1;
    listed.get_mut(&form).unwrap().push(b' ');
    // of one size, and another all the same
    let report = listed.get_mut("汇总报告.xlsx").unwrap();
    *report.last_mut().unwrap() ^= 1;
    listed.insert("另存.xlsx".to_owned(), ledger);
    listed.insert("照片.jpg".to_owned(), b"\xFF\xD8\xFF".to_vec());
    let (said, skipped) = county.same("改动", &below("以前/", &listed));
    assert_eq!(skipped, listed.len() as u64);
    let told: Vec<&str> = said.lines().filter(|line| line.contains("以前的结果")).collect();
    assert_eq!(told.len(), 1, "{said}");
    for word in ["“以前”", "3 个文件", &format!("{form}（已改动）"), "另存.xlsx（另行放入）", "汇总报告.xlsx（已改动）", "移出该文件夹"]
    {
        assert!(told[0].contains(word), "{word}: {}", told[0]);
    }
}

#[test]
fn forms_come_back_once_they_are_filled_in() {
    let county = County::new();
    let folder = county.at("结果/抽查");
    let form = fs::read_dir(&folder).unwrap().flatten().map(|e| e.path()).find(|p| p.to_string_lossy().contains("督查记录")).unwrap();
    let check = |file: &Path| {
        let output = dangri(&["check", file.to_str().unwrap()]);
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, _, words) = check(&form);
    assert!(code == Some(2) && words.contains("发出后没有填写或改动"), "{words}");
    let before = cells(&form, "督查记录");
    let (header, _) = find(&before, "检查要点");
    let at = |heading: &str| find(&before[header as usize..], heading).1;
    let day = ((header + 1, at("检查日期")), serial("2017-02-20"));
    fill(&form, "督查记录", &[day, ((header + 1, at("是否符合")), "符合".to_owned())]);
    let (_, told, words) = check(&form);
    assert!(told.contains("督查") && !words.contains("没有可检查的台账"), "{told}{words}");
    // what is read alone says so, whatever it is called
    let report = county.at("上期(1).xlsx");
    fs::copy(county.at("结果/汇总报告.xlsx"), &report).unwrap();
    let (code, _, words) = check(&report);
    assert!(code == Some(2) && words.contains("上期(1).xlsx（这是程序输出的结果，不是台账"), "{words}");
    assert!(check(&county.at("结果/data/findings.csv")).2.contains("程序输出"));
}
