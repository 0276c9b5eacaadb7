//! `dangri rollup` and the data set through the door: what units put together come to is what a run of them as members comes to, whatever the pair; a
//! unit that is handed in again replaces itself; what is torn, stray, double, missing or of another version is named and never counted.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::door::{csv_rows, dangri, dangri_ok, json, tree};

type Row = BTreeMap<String, String>;

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// A county with its ledgers.
#[derive(Clone, Debug)]
struct County {
    place: &'static str,
    branches: u32,
    months: u32,
    seed: u64,
    mess: u8,
}

impl County {
    fn write(&self, dir: &Path) {
        let numbers = [self.branches.to_string(), self.months.to_string(), self.seed.to_string(), self.mess.to_string()];
        let [branches, months, seed, mess] = &numbers;
        let args = ["demo", text(dir), "-j", self.place, "--branches", branches, "--months", months, "--seed", seed, "--mess", mess, "-q"];
        dangri_ok(&args);
        // what the demo asks for would be the county's own and not the prefecture's
        let _ = fs::remove_file(dir.join("dangri.toml"));
        // what was planted is no ledger; it is passed over at the top of a workspace alone
        fs::remove_dir_all(dir.join("_truth")).expect("a folder");
    }
}

/// Judges a county by itself.
fn judge(dir: &Path, (folder, unit): (&str, &str), county: &County, more: &[&str]) -> PathBuf {
    dangri_ok(&line(dir, (folder, unit), county, &[&["--seed", "1"], more].concat()));
    dir.join(format!("{unit}-结果"))
}

/// The command line that judges it.
fn line(dir: &Path, (folder, unit): (&str, &str), county: &County, more: &[&str]) -> Vec<String> {
    let (out, workspace) = (dir.join(format!("{unit}-结果")), dir.join(folder).join(unit));
    let args = ["run", text(&workspace), "-j", county.place, "--unit", unit, "-o", text(&out), "-q"];
    let terms = ["-p", "2017H1", "--as-of", "2018-01-31", "--format", "csv,json,parquet"];
    [&args[..], &terms, more].concat().into_iter().map(String::from).collect()
}

/// Rows of a table without what tells the source of a row apart.
fn rows(result: &Path, table: &str) -> Vec<Row> {
    csv_rows(&result.join("data").join(format!("{table}.csv")), true)
}

/// Sums of columns of a table's rows, by unit.
fn summed(rows: &[Row], columns: &[&str]) -> BTreeMap<String, Vec<u64>> {
    let mut sums: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for row in rows {
        let of_unit = sums.entry(row["unit"].clone()).or_insert_with(|| vec![0; columns.len()]);
        for (sum, column) in of_unit.iter_mut().zip(columns) {
            *sum += row[*column].parse::<u64>().unwrap_or_else(|_| u64::from(row[*column] == "true"));
        }
    }
    sums
}

const RATES: &[&str] = &["months_due", "months_held", "timeliness_part", "timeliness_of", "participation_part", "participation_of"];

/// Errors and warnings that count, by unit: whomever they are about.
fn errors_and_warnings(units: &[Row], findings: &[Row]) -> BTreeMap<String, Vec<u64>> {
    let mut sums: BTreeMap<String, Vec<u64>> = units.iter().map(|row| (row["unit"].clone(), vec![0; 2])).collect();
    for row in findings.iter().filter(|row| row["in_period"] == "true" && row["status"] != "waived") {
        let of_unit = sums.entry(row["unit"].clone()).or_insert_with(|| vec![0; 2]);
        of_unit[0] += u64::from(row["level"] == "error");
        of_unit[1] += u64::from(row["level"] == "warning");
    }
    sums
}

/// A pair rolled up is the pair as members.
fn same_as_members(pair: &[(&str, County); 2]) {
    let dir = tempfile::tempdir().expect("a folder");
    let all = dir.path().join("台账");
    fs::create_dir_all(&all).expect("a folder");
    let mut members = String::new();
    for (unit, county) in pair {
        county.write(&all.join(unit));
        // apart, since a run leaves its cache and history in the workspace
        county.write(&dir.path().join("单独").join(unit));
        members += &format!("[[member]]\npath = \"{unit}\"\njurisdiction = \"{}\"\nunit = \"{unit}\"\n", county.place);
    }
    let alone: Vec<PathBuf> = pair.iter().map(|(unit, county)| judge(dir.path(), ("单独", unit), county, &[])).collect();
    fs::write(all.join("dangri.toml"), members).expect("a file");
    let (both, set) = (dir.path().join("合"), dir.path().join("数据集"));
    let terms = ["-p", "2017H1", "--as-of", "2018-01-31", "--seed", "1", "--format", "csv,json,parquet", "--dataset", text(&set), "-q"];
    dangri_ok(&[&["run", text(&all), "-o", text(&both)][..], &terms].concat());
    let (rolled, of_members, of_set) = (dir.path().join("汇总"), dir.path().join("汇总-成员"), dir.path().join("汇总-数据集"));
    dangri_ok(&["rollup", text(&alone[0]), text(&alone[1]), "-o", text(&rolled)]);
    dangri_ok(&["rollup", text(&both), "-o", text(&of_members)]);
    dangri_ok(&["rollup", text(&set), "-o", text(&of_set)]);
    for table in ["units", "totals", "committees", "months", "rules", "policies"] {
        assert_eq!(rows(&rolled, table), rows(&of_members, table), "{table} {pair:?}");
        assert_eq!(rows(&rolled, table), rows(&of_set, table), "{table} {pair:?}");
    }

    // the sums of what the members' own run has branch by branch, month by month, finding by finding
    let units = rows(&rolled, "units");
    assert_eq!(units.len(), 2);
    let ranking = rows(&both, "ranking");
    assert_eq!(summed(&units, RATES), summed(&ranking, RATES), "{pair:?}");
    let of_both = errors_and_warnings(&units, &rows(&both, "findings"));
    assert_eq!(summed(&units, &["errors", "warnings"]), of_both, "{pair:?}");
    let branches = |unit: &str| ranking.iter().filter(|row| row["unit"] == unit).count().to_string();
    assert!(units.iter().all(|row| row["branches"] == branches(&row["unit"])));
    let counts = |rows: &[Row], due: &str, actual: &str| summed(rows, &["activities", due, actual]);
    let months = rows(&rolled, "months");
    assert_eq!(counts(&months, "participation_of", "participation_part"), counts(&rows(&both, "matrix"), "due_count", "actual_count"));
    let own = |row: &Row| -> Row {
        let shared =
            ["unit", "committee", "rank", "branches", "months_due", "months_held", "score", "score_part", "participation", "errors"];
        shared.iter().map(|column| (column.to_string(), row[*column].clone())).collect()
    };
    let sorted = |rows: Vec<Row>| rows.iter().map(own).collect::<BTreeSet<_>>();
    assert_eq!(sorted(rows(&rolled, "committees")), sorted(rows(&both, "committees")), "{pair:?}");
    let mut found: BTreeMap<(String, String, String), u64> = BTreeMap::new();
    for row in rows(&both, "findings").into_iter().filter(|row| row["in_period"] == "true") {
        *found.entry((row["unit"].clone(), row["rule"].clone(), row["status"].clone())).or_default() += 1;
    }
    let mut told: BTreeMap<(String, String, String), u64> = BTreeMap::new();
    for row in rows(&rolled, "rules") {
        for status in ["open", "requested", "waived"] {
            let count: u64 = row[status].parse().expect("a number");
            if count > 0 {
                *told.entry((row["unit"].clone(), row["rule"].clone(), status.to_string())).or_default() += count;
            }
        }
    }
    assert_eq!(told, found, "{pair:?}");

    // the totals are those that the members' run tells of itself
    let (sum, whole) = (json(&rolled.join("data/summary.json")), json(&both.join("data/summary.json")));
    for key in ["branches", "activities", "months_due", "months_held", "completeness", "timeliness", "participation"] {
        assert_eq!(sum["total"][key], whole[key], "{key} {pair:?}");
    }
    let count = |at: usize| of_both.values().map(|of_unit| of_unit[at]).sum::<u64>();
    assert_eq!(
        (&sum["total"]["errors"], &sum["total"]["warnings"]),
        (&serde_json::Value::from(count(0)), &serde_json::Value::from(count(1))),
        "{pair:?}"
    );
    // points are ranked across units only under the same rules
    let alike = pair[0].1.place == pair[1].1.place;
    let ranks: BTreeSet<&str> = units.iter().map(|row| row["rank_score_in_policy"].as_str()).collect();
    let policies: BTreeSet<&str> = units.iter().map(|row| row["policy"].as_str()).collect();
    assert_eq!(policies.len(), if alike { 1 } else { 2 });
    assert!(alike || ranks.is_subset(&BTreeSet::from(["1", ""])), "{ranks:?}");
    let first = rows(&rolled, "totals").into_iter().find(|row| row["policy"].is_empty()).expect("a total");
    assert_eq!(first["branch_mean"].is_empty(), !alike, "points of two policies are not averaged");
}

#[test]
fn a_pair_rolled_up_is_the_pair_as_members() {
    let county = |units: [&'static str; 2]| {
        let place = prop_oneof![Just("chizhou"), Just("huiji"), Just("yangzhou"), Just("qujiang"), Just("changshan")];
        let one = || (place.clone(), 3..14u32, 3..9u32, 0..1000u64, 0..4u8);
        (one(), one(), any::<bool>()).prop_map(move |(a, b, alike)| {
            let of = |(place, branches, months, seed, mess)| County { place, branches, months, seed, mess };
            let (a, b) = (of(a), of(b));
            let place = if alike { a.place } else { b.place };
            [(units[0], a), (units[1], County { place, ..b })]
        })
    };
    // few, since each starts the program ten times; always the same, so that what fails fails again
    let config = Config { cases: 4, failure_persistence: None, max_shrink_iters: 0, ..Config::default() };
    let rng = proptest::test_runner::TestRng::deterministic_rng(config.rng_algorithm);
    let mut runner = TestRunner::new_with_rng(config, rng);
    runner
        .run(&county(["340825", "甲县"]), |pair| {
            same_as_members(&pair);
            Ok(())
        })
        .expect("every pair");
}

/// Two small counties, each in the data set.
fn two(dir: &Path) -> (PathBuf, [County; 2]) {
    let county = |seed| County { place: "chizhou", branches: 4, months: 6, seed, mess: 0 };
    let both = [county(1), county(2)];
    let set = dir.join("数据集");
    for (unit, county) in ["甲", "乙"].iter().zip(&both) {
        county.write(&dir.join("台账").join(unit));
        judge(dir, ("台账", unit), county, &["--dataset", text(&set)]);
    }
    (set, both)
}

/// Rolls up; gives the exit status and what became of each source.
fn states(dir: &Path, args: &[&str]) -> (Option<i32>, BTreeSet<String>) {
    let out = dir.join("汇总");
    let output = dangri(&[&["rollup", "-o", text(&out)][..], args].concat());
    let told = |row: &Row| format!("{} {} {}", row["unit"], row["state"], row["detail"]).trim_end().to_string();
    let states = match output.status.code() {
        Some(0 | 1) => rows(&out, "sources").iter().map(told).collect(),
        _ => BTreeSet::from([String::from_utf8_lossy(&output.stderr).into_owned()]),
    };
    (output.status.code(), states)
}

fn set_of(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|word| word.to_string()).collect()
}

#[test]
fn what_is_torn_stray_or_missing_is_named_and_never_counted() {
    let dir = tempfile::tempdir().expect("a folder");
    let dir = dir.path();
    let (set, counties) = two(dir);
    assert_eq!(states(dir, &[text(&set)]), (Some(0), set_of(&["乙 counted", "甲 counted"])));
    let whole = rows(&dir.join("汇总"), "units");

    // whoever is expected and not there, and whoever is there and not expected
    fs::write(dir.join("名单.csv"), "单位代码,单位名称\n甲,甲县\n丙,丙县\n").expect("a file");
    let expect = dir.join("名单.csv");
    assert_eq!(states(dir, &[text(&set), "--expect", text(&expect)]), (Some(1), set_of(&["丙 missing", "乙 unexpected", "甲 counted"])));
    let (gbk, ..) = encoding_rs::GBK.encode("单位代码\r\n甲\r\n乙\r\n");
    fs::write(&expect, gbk).expect("a file");
    assert_eq!(states(dir, &[text(&set), "--expect", text(&expect)]).0, Some(0));
    fs::write(&expect, "名称\n甲\n").expect("a file");
    assert_eq!(states(dir, &[text(&set), "--expect", text(&expect)]).0, Some(2));

    // one and the same in two places counts once; two that differ count for nobody
    let alone = dir.join("甲-结果");
    assert_eq!(states(dir, &[text(&set), text(&alone)]), (Some(0), set_of(&["乙 counted", "甲 counted", "甲 same"])));
    let later = judge(dir, ("台账", "甲"), &counties[0], &["--set", "score.base=90"]);
    let (code, told) = states(dir, &[text(&set), text(&later)]);
    assert_eq!((code, told), (Some(1), set_of(&["乙 counted", "甲 counted", "甲 trial score.base=90"])));
    assert_eq!(states(dir, &[text(&set), text(&later), "--allow-mixed"]), (Some(1), set_of(&["乙 counted", "甲 double"])));
    // all of them tried in the same way is a trial one level up
    assert_eq!(states(dir, &[text(&later)]), (Some(0), set_of(&["甲 counted"])));

    // a table that somebody changed, one that is gone, one that nobody vouches for, a list that was edited
    let table = set.join("ranking/p=h2017-1/甲.parquet");
    let good = fs::read(&table).expect("a file");
    let mut bad = good.clone();
    *bad.last_mut().expect("a byte") ^= 1;
    fs::write(&table, &bad).expect("a file");
    let torn = "甲 torn ranking/p=h2017-1/甲.parquet 与写出时不一致";
    assert_eq!(states(dir, &[text(&set)]), (Some(1), set_of(&["乙 counted", torn])));
    assert_eq!(
        rows(&dir.join("汇总"), "units"),
        whole
            .iter()
            .filter(|row| row["unit"] == "乙")
            .map(|row| {
                let mut row = row.clone();
                for rank in ["rank_completeness", "rank_participation", "rank_timeliness_in_policy", "rank_score_in_policy"] {
                    if !row[rank].is_empty() {
                        row.insert(rank.to_string(), "1".to_string());
                    }
                }
                row
            })
            .collect::<Vec<_>>()
    );
    fs::remove_file(&table).expect("a file");
    assert_eq!(states(dir, &[text(&set)]).1, set_of(&["乙 counted", "甲 torn ranking/p=h2017-1/甲.parquet 已不在"]));
    fs::write(&table, &good).expect("a file");
    fs::write(set.join("ranking/p=h2017-1/丁.parquet"), &good).expect("a file");
    assert_eq!(states(dir, &[text(&set)]), (Some(1), set_of(&[" stray", "乙 counted", "甲 counted"])));
    fs::remove_file(set.join("ranking/p=h2017-1/丁.parquet")).expect("a file");
    let list = set.join("_runs/p=h2017-1/甲.json");
    let sealed = fs::read_to_string(&list).expect("a file");
    fs::write(&list, sealed.replacen("\"rejected\": 0", "\"rejected\": 1", 1)).expect("a file");
    let (code, told) = states(dir, &[text(&set)]);
    assert!(code == Some(1) && told.contains(" torn") && told.contains("乙 counted") && !told.contains("甲 counted"), "{told:?}");
    // a copy under another name vouches for nothing
    fs::write(&list, &sealed).expect("a file");
    fs::write(set.join("_runs/p=h2017-1/戊.json"), &sealed).expect("a file");
    assert_eq!(states(dir, &[text(&set)]), (Some(1), set_of(&[" torn", "乙 counted", "甲 counted"])));
    fs::remove_file(set.join("_runs/p=h2017-1/戊.json")).expect("a file");
    // nothing counts: nothing is written
    fs::remove_dir_all(dir.join("汇总")).expect("a folder");
    assert_eq!(states(dir, &[text(&set), "-p", "2016"]).0, Some(2));
    assert!(!dir.join("汇总").exists());
    assert_eq!(states(dir, &[text(&dir.join("台账"))]).0, Some(2));
}

#[test]
fn a_result_of_which_anything_beside_its_tables_was_changed_is_not_counted() {
    let dir = tempfile::tempdir().expect("a folder");
    let dir = dir.path();
    two(dir);
    let (one, other) = (dir.join("甲-结果"), dir.join("乙-结果"));
    let of = || states(dir, &[text(&one), text(&other)]);
    assert_eq!(of(), (Some(0), set_of(&["乙 counted", "甲 counted"])));
    // Parquet is what is read, and csv is what people edit
    let matrix = one.join("data/matrix.csv");
    let good = fs::read(&matrix).expect("a file");
    fs::write(&matrix, [&good[..], b"1\r\n"].concat()).expect("a file");
    assert_eq!(of(), (Some(1), set_of(&["乙 counted", "甲 torn data/matrix.csv 与写出时不一致"])));
    fs::remove_file(&matrix).expect("a file");
    assert_eq!(of(), (Some(1), set_of(&["乙 counted", "甲 torn data/matrix.csv 已不在"])));
    fs::write(&matrix, &good).expect("a file");
    fs::write(one.join("data/matrix2.csv"), &good).expect("a file");
    assert_eq!(of(), (Some(1), set_of(&["乙 counted", "甲 torn data/matrix2.csv 不在结果清单中"])));
    fs::remove_file(one.join("data/matrix2.csv")).expect("a file");
    // what is written for people may be filled in: the tables stand
    fs::write(one.join("批注.txt"), "已阅").expect("a file");
    assert_eq!(of(), (Some(0), set_of(&["乙 counted", "甲 counted"])));
    // in a data set every table is vouched for, those that are not read as well
    let table = dir.join("数据集/activities/p=h2017-1/甲.parquet");
    let mut bytes = fs::read(&table).expect("a file");
    *bytes.last_mut().expect("a byte") ^= 1;
    fs::write(&table, bytes).expect("a file");
    let torn = "甲 torn activities/p=h2017-1/甲.parquet 与写出时不一致";
    assert_eq!(states(dir, &[text(&dir.join("数据集"))]), (Some(1), set_of(&["乙 counted", torn])));
}

#[test]
#[cfg(unix)]
fn a_unit_whose_run_is_stopped_counts_as_it_was_or_is_named_as_torn() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path();
    let (set, counties) = two(dir);
    // two answers in turn, so that each run has something to replace
    let start = |n: u32| {
        let seed = if n.is_multiple_of(2) { "甲" } else { "乙" };
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_dangri"));
        command.args(line(dir, ("台账", "甲"), &counties[0], &["--dataset", text(&set), "--seed", seed]));
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap()
    };
    let begun = std::time::Instant::now();
    assert!(start(1).wait().unwrap().success());
    let (whole, count) = (begun.elapsed() * 11 / 10, 16);
    let both = (Some(0), set_of(&["乙 counted", "甲 counted"]));
    for n in 0..count {
        let mut child = start(n);
        std::thread::sleep(whole * n / count);
        child.kill().unwrap();
        child.wait().unwrap();
        let (code, told) = states(dir, &[text(&set)]);
        let torn = told.iter().any(|line| line.starts_with("甲 torn")) && !told.contains("甲 counted") && told.contains("乙 counted");
        assert!((code, &told) == (both.0, &both.1) || (code == Some(1) && torn), "{n}: {code:?} {told:?}");
    }
    assert!(start(count).wait().unwrap().success());
    assert_eq!(states(dir, &[text(&set)]), both, "the next run puts it right");
}

#[test]
fn a_unit_that_is_handed_in_again_replaces_itself_and_nothing_else() {
    let dir = tempfile::tempdir().expect("a folder");
    let dir = dir.path();
    let (set, [first, _]) = two(dir);
    let before = tree(&set);
    let again = |more: &[&str]| {
        let unit = dir.join("台账/甲");
        let args = ["run", text(&unit), "-j", "chizhou", "--unit", "甲", "-p", "2017H1", "--as-of", "2018-01-31", "--seed", "1"];
        let out = dir.join("甲-结果");
        dangri_ok(&[&args[..], &["--format", "csv,json,parquet", "-o", text(&out), "--dataset", text(&set)], more].concat())
    };
    assert!(again(&[]).contains("没有变化"));
    assert!(again(&["--no-cache"]).contains("数据集：未变 1 个单位（甲）"));
    assert_eq!(tree(&set), before);
    // a table is gone: what would have changed nothing is done again
    fs::remove_file(set.join("matrix/p=h2017-1/甲.parquet")).expect("a file");
    assert!(again(&[]).contains("数据集：替换 1 个单位（甲）"));
    assert_eq!(tree(&set), before);
    // what somebody edited is kept, out of the tables
    let table = set.join("matrix/p=h2017-1/甲.parquet");
    fs::write(&table, "别人的").expect("a file");
    assert!(again(&[]).contains("_aside"));
    let after = tree(&set);
    assert_eq!(after["_aside/matrix/p=h2017-1/甲-旧-1.parquet"], "别人的".as_bytes());
    assert_eq!(after.into_iter().filter(|(name, _)| !name.starts_with("_aside")).collect::<BTreeMap<_, _>>(), before);
    // other ledgers
    County { seed: 9, ..first }.write(&dir.join("台账/新"));
    fs::remove_dir_all(dir.join("台账/甲")).expect("a folder");
    fs::rename(dir.join("台账/新"), dir.join("台账/甲")).expect("a folder");
    assert!(again(&[]).contains("数据集：替换 1 个单位（甲）"));
    let changed = tree(&set);
    let others = |all: &BTreeMap<String, Vec<u8>>| -> BTreeMap<String, Vec<u8>> {
        all.iter().filter(|(name, _)| !name.contains('甲') && !name.starts_with('_')).map(|(n, b)| (n.clone(), b.clone())).collect()
    };
    assert_eq!(others(&changed), others(&before));
    assert_ne!(changed["_runs/p=h2017-1/甲.json"], before["_runs/p=h2017-1/甲.json"]);
    // a data set of one's own runs, put together from results
    let copy = dir.join("另一数据集");
    let out = dir.join("汇总");
    dangri_ok(&["rollup", text(&dir.join("甲-结果")), text(&dir.join("乙-结果")), "-o", text(&out), "--dataset", text(&copy)]);
    let plain =
        |all: BTreeMap<String, Vec<u8>>| all.into_iter().filter(|(name, _)| !name.starts_with("_aside")).collect::<BTreeMap<_, _>>();
    assert_eq!(plain(tree(&copy)), plain(tree(&set)));
}

#[test]
fn what_cannot_be_a_data_set_is_refused_before_anything_is_read() {
    let dir = tempfile::tempdir().expect("a folder");
    let dir = dir.path();
    County { place: "chizhou", branches: 3, months: 3, seed: 1, mess: 0 }.write(&dir.join("台账"));
    fs::create_dir(dir.join("别的")).expect("a folder");
    fs::write(dir.join("别的/笔记.txt"), "笔记").expect("a file");
    let (workspace, out) = (dir.join("台账"), dir.join("结果"));
    let refused = |set: &Path, more: &[&str]| {
        let args = ["run", text(&workspace), "-j", "chizhou", "-p", "2017Q1", "-o", text(&out), "--dataset", text(set)];
        let output = dangri(&[&args[..], more].concat());
        output.status.code() == Some(2) && !out.exists()
    };
    assert!(refused(&dir.join("台账/数据集"), &[]));
    assert!(refused(&dir.join("结果/数据集"), &[]));
    assert!(refused(&dir.join("别的"), &[]));
    assert!(refused(&dir.join("数据集"), &["--set", "score.base=90"]));
    assert_eq!(fs::read_to_string(dir.join("别的/笔记.txt")).expect("a file"), "笔记");
}
