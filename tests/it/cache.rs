//! What a run keeps for the next one: same bytes with and without, only changed files read again, damage never trusted, and a run that would
//! change nothing leaves everything as it is.

use std::fs;
use std::path::{Path, PathBuf};

use crate::door::{book, dangri, dangri_ok, tree};

const HEAD: &[&str] = &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"];

struct Office {
    dir: tempfile::TempDir,
}

impl Office {
    fn new() -> Self {
        let office = Office { dir: tempfile::tempdir().unwrap() };
        let roster: &[&[&str]] = &[
            &["编号", "党支部名称", "上级党组织", "类型", "党员人数"],
            &["001", "金光村党支部", "廿里镇党委", "农村", "20"],
            &["002", "银光村党支部", "廿里镇党委", "农村", "20"],
        ];
        book(&office.at("党组织花名册.xlsx"), &[("花名册", roster)]);
        office.ledger("7月.xlsx", "金光村党支部", "2017-07-10", "18");
        office.ledger("8月.xlsx", "银光村党支部", "2017-08-10", "9");
        fs::write(office.at("坏.xlsx"), b"PK\x03\x04 not a workbook").unwrap();
        office
    }

    fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join("台账").join(name)
    }

    fn ledger(&self, name: &str, branch: &str, day: &str, actual: &str) {
        book(&self.at(name), &[("台账", &[HEAD, &[branch, day, "学习", "20", actual]])]);
    }

    fn run(&self, out: &str, more: &[&str]) -> (String, Vec<(String, Vec<u8>)>) {
        let target = self.dir.path().join(out);
        let (workspace, to) = (self.at(""), target.to_str().unwrap().to_string());
        let args = ["run", workspace.to_str().unwrap(), "-o", &to, "-j", "qujiang", "-p", "2017-07..2017-08", "--as-of", "2017-09-15"];
        let said = dangri_ok(&[&args[..], &["--format", "xlsx,csv,json"], more].concat());
        (said, contents(&target))
    }

    fn packs(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.at(".dangri/cache")) else { return Vec::new() };
        entries.map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "pack")).collect()
    }
}

fn contents(dir: &Path) -> Vec<(String, Vec<u8>)> {
    tree(dir).into_iter().map(|(name, bytes)| (name.to_string(), bytes.to_vec())).collect()
}

fn unchanged(said: &str) -> bool {
    said.contains("结果没有变化")
}

#[test]
fn kept_records_give_the_same_bytes_and_only_what_changed_is_read() {
    let office = Office::new();
    let (_, without) = office.run("甲", &["--no-cache"]);
    assert!(office.packs().is_empty(), "asked to keep nothing");
    let (_, cold) = office.run("乙", &[]);
    let (_, warm) = office.run("丙", &[]);
    assert!(cold == without && warm == without);
    assert_eq!(office.packs().len(), 1, "the second run had nothing to add");

    office.ledger("8月.xlsx", "银光村党支部", "2017-08-10", "10");
    fs::rename(office.at("7月.xlsx"), office.at("七月.xlsx")).unwrap();
    let (_, changed) = office.run("丁", &[]);
    let (_, anew) = office.run("戊", &["--no-cache"]);
    assert!(changed == anew && changed != warm, "a moved file is called by its new name");
}

#[test]
fn a_damaged_cache_is_rebuilt() {
    let office = Office::new();
    let (_, first) = office.run("甲", &[]);
    for damage in 0..4 {
        let pack = office.packs().pop().unwrap();
        let mut bytes = fs::read(&pack).unwrap();
        let end = bytes.len();
        match damage {
            0 => bytes[10] ^= 1,
            1 => bytes[end - 60] ^= 1,
            2 => bytes.truncate(end / 2),
            _ => bytes.clear(),
        }
        fs::write(&pack, bytes).unwrap();
        let (_, again) = office.run("乙", &[]);
        assert!(again == first, "damage {damage}");
        fs::remove_dir_all(office.dir.path().join("乙")).unwrap();
        assert!(!office.packs().is_empty());
    }
}

#[test]
fn a_run_that_would_change_nothing_leaves_everything_alone() {
    let office = Office::new();
    let (said, first) = office.run("结果", &[]);
    assert!(!unchanged(&said));
    let summary = office.dir.path().join("结果/data/summary.json");
    let written = fs::metadata(&summary).unwrap().modified().unwrap();
    let (again, second) = office.run("结果", &[]);
    assert!(unchanged(&again) && second == first);
    assert_eq!(fs::metadata(&summary).unwrap().modified().unwrap(), written);
    let told = |said: &str| said.lines().filter(|l| !l.starts_with("结果")).map(str::to_string).collect::<Vec<_>>();
    assert_eq!(told(&again), told(&said), "the words at the end are the same");

    // another option, a result that was touched, a ledger that was, a history that is gone
    assert!(!unchanged(&office.run("结果", &["--set", "participation.min=0.3"]).0));
    assert!(!unchanged(&office.run("结果", &[]).0));
    assert!(unchanged(&office.run("结果", &[]).0));
    fs::write(&summary, "{}").unwrap();
    let (said, restored) = office.run("结果", &[]);
    assert!(!unchanged(&said) && restored == first);
    office.ledger("9月.xlsx", "银光村党支部", "2017-08-11", "9");
    assert!(!unchanged(&office.run("结果", &[]).0));
    fs::remove_dir_all(office.at(".dangri/history")).unwrap();
    assert!(!unchanged(&office.run("结果", &[]).0));
    assert!(unchanged(&office.run("结果", &[]).0));
    assert!(!unchanged(&office.run("结果", &["--no-cache"]).0));
}

#[test]
fn what_a_password_opens_is_not_laid_down_in_the_clear() {
    let office = Office::new();
    fs::write(office.at("老台账.xls"), [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 600]].concat()).unwrap();
    office.run("甲", &["--password", "开门"]);
    let (said, _) = office.run("甲", &["--password", "开门"]);
    assert!(!unchanged(&said), "a run with passwords leaves no stamp");
    let (_, again) = office.run("乙", &["--limit", "cache_mb=0"]);
    assert!(office.run("丙", &[]).1 == again);
}

/// Text that no packing makes much smaller, another for each seed.
fn noise(seed: u64, chars: usize) -> String {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from_u32(0x4e00 + (state % 20_000) as u32).unwrap()
    };
    (0..chars).map(next).collect()
}

#[test]
fn the_cache_keeps_within_its_bound() {
    let office = Office::new();
    for file in 0..6 {
        let texts: Vec<String> = (0..120).map(|row| noise(file * 1000 + row, 1200)).collect();
        let mut rows: Vec<Vec<&str>> = vec![[HEAD, &["活动内容"]].concat()];
        rows.extend(texts.iter().map(|text| vec!["金光村党支部", "2017-07-10", "学习", "20", "18", text]));
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        book(&office.at(&format!("长{file}.xlsx")), &[("台账", &rows)]);
    }
    let weigh = || office.packs().iter().map(|p| fs::metadata(p).unwrap().len()).sum::<u64>();
    let (_, all) = office.run("甲", &["--limit", "cache_mb=64"]);
    assert!(weigh() > 1 << 20, "{} bytes are too few to show anything", weigh());
    let (_, some) = office.run("乙", &["--limit", "cache_mb=1"]);
    assert!(weigh() <= 1 << 20, "{} bytes are kept", weigh());
    let (_, again) = office.run("丙", &["--limit", "cache_mb=1"]);
    // the summary tells the options, the tables do not
    let tables = |of: &[(String, Vec<u8>)]| of.iter().filter(|(name, _)| name.ends_with(".csv")).cloned().collect::<Vec<_>>();
    assert!(!tables(&all).is_empty() && tables(&all) == tables(&some) && some == again);
}

#[test]
fn entries_of_files_that_changed_do_not_pile_up() {
    let office = Office::new();
    for day in 1..=28 {
        office.ledger("8月.xlsx", "银光村党支部", &format!("2017-08-{day:02}"), "9");
        office.run("甲", &[]);
        assert!(office.packs().len() <= 9, "{} packs after {day} runs", office.packs().len());
    }
    let (_, warm) = office.run("乙", &[]);
    let (_, without) = office.run("丙", &["--no-cache"]);
    assert!(warm == without);
}

#[test]
fn a_workspace_that_keeps_nothing_is_judged_all_the_same() {
    let office = Office::new();
    let (_, first) = office.run("甲", &["--no-cache"]);
    let _ = fs::remove_dir_all(office.at(".dangri"));
    fs::write(office.at(".dangri"), "no folder").unwrap();
    let (_, kept_nowhere) = office.run("乙", &[]);
    let data = |of: &[(String, Vec<u8>)]| of.iter().filter(|(name, _)| name.starts_with("data/") && name.ends_with(".csv")).count();
    assert_eq!(data(&kept_nowhere), data(&first));
    assert!(first.iter().filter(|(name, _)| name.ends_with(".csv")).all(|table| kept_nowhere.contains(table)));
    let (said, _) = office.run("乙", &[]);
    assert!(!unchanged(&said), "nothing was kept to know it by");
}

#[test]
fn a_result_that_stands_still_fails_where_it_failed() {
    let office = Office::new();
    let (workspace, out) = (office.at(""), office.dir.path().join("结果"));
    let args = ["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap(), "-j", "qujiang", "-p", "2017-07..2017-08"];
    let run = |more: &[&str]| dangri(&[&args[..], &["--as-of", "2017-09-15", "--format", "csv,json"], more].concat());
    let first = run(&["--fail-on", "error"]);
    let again = run(&["--fail-on", "error"]);
    assert_eq!((first.status.code(), again.status.code()), (Some(1), Some(1)));
    assert!(unchanged(&String::from_utf8_lossy(&again.stdout)));
    assert_eq!(run(&["--fail-on", "never"]).status.code(), Some(0));
}
