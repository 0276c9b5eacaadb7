//! 0 wrong findings: synthetic workspaces are judged, and the outcome is compared with what was planted. The planting computes its expectations
//! from its own plan, never with the program's rules.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::door::{csv_rows, dangri_ok, json, tree};
use crate::filled::{cells, fill, find};

type Row = BTreeMap<String, String>;
/// Row and column from 0, and what is written there.
type Cell = ((u32, u32), String);

const JURISDICTIONS: [&str; 10] =
    ["yangzhou", "chizhou", "huiji", "suizhou-gaoxin", "kecheng", "qujiang", "longyou", "jiangshan", "changshan", "kaihua"];

/// Rules that a committee as such may fail.
const OF_COMMITTEES: [&str; 7] = ["ACT010", "PLN002", "PLN004", "PLN005", "INS001", "INS002", "DAY005"];

/// How often each combination of the columns stands in the rows.
fn counted(rows: &[Row], columns: &[&str]) -> BTreeMap<Vec<String>, i64> {
    let mut counts = BTreeMap::new();
    for row in rows {
        let key = columns.iter().map(|c| row.get(*c).unwrap_or_else(|| panic!("no column {c}")).clone()).collect();
        *counts.entry(key).or_insert(0) += 1;
    }
    counts
}

/// Lines that say where two tables differ on the columns.
fn differences(name: &str, planted: &[Row], found: &[Row], columns: &[&str]) -> Vec<String> {
    let (planted, found) = (counted(planted, columns), counted(found, columns));
    let mut lines = Vec::new();
    for (key, count) in &planted {
        let got = found.get(key).copied().unwrap_or(0);
        if got < *count {
            lines.push(format!("{name}: missing {}× {key:?}", count - got));
        }
    }
    for (key, count) in &found {
        let wanted = planted.get(key).copied().unwrap_or(0);
        if wanted < *count {
            lines.push(format!("{name}: too many {}× {key:?}", count - wanted));
        }
    }
    lines
}

/// Lines that say where what was found differs from what was planted; `truth` holds what was planted.
fn compare(truth: &Path, out: &Path) -> Vec<String> {
    let data = out.join("data");
    let pair = |name: &str| (csv_rows(&truth.join(name), false), csv_rows(&data.join(name), true));
    let mut lines = Vec::new();
    let (planted, mut found) = pair("findings.csv");
    assert!(!planted.is_empty(), "nothing planted in {}", truth.display());
    // The committee is planted where it is found itself, not where its branch is.
    for row in found.iter_mut().filter(|r| !r["branch_id"].is_empty() || !OF_COMMITTEES.contains(&r["rule"].as_str())) {
        row.insert("committee".to_string(), String::new());
    }
    lines.extend(differences("findings", &planted, &found, &["rule", "branch_id", "committee", "month", "member", "level", "status"]));
    let tables: [(&str, &[&str]); 4] = [
        ("matrix", &["branch_id", "month", "due", "held", "activities", "due_count", "actual_count", "status"]),
        ("committees", &["committee", "branches", "months_due", "months_held"]),
        ("eligibility", &["branch_id", "eligible", "rule", "count"]),
        (
            "members",
            &[
                "branch_id",
                "member",
                "present",
                "absent",
                "leave",
                "caught_up",
                "exempt",
                "unclear",
                "late",
                "left_early",
                "official_leave",
            ],
        ),
    ];
    for (name, columns) in tables {
        let (planted, mut found) = pair(&format!("{name}.csv"));
        // committees are judged beside their branches, by what is planted among the findings
        found.retain(|row| row.get("kind").is_none_or(|kind| kind == "branch"));
        lines.extend(differences(name, &planted, &found, columns));
    }
    lines
}

/// Where every row and every file went.
fn compare_rows(truth: &Path, out: &Path) -> Vec<String> {
    let (planted, found) = (json(&truth.join("rows.json")), json(&out.join("data/summary.json")));
    let wrong = ["rows", "rows_by_layout", "files"].into_iter().filter(|part| planted[part] != found[part]);
    wrong.map(|part| format!("{part}: planted {} found {}", planted[part], found[part])).collect()
}

/// A fresh workspace and where its result goes.
fn made(root: &Path, (jurisdiction, start): (&str, &str), shape: &str, mess: &str, seed: &str) -> (PathBuf, PathBuf) {
    let name = format!("{jurisdiction}-{shape}-{mess}-{seed}");
    let (workspace, out) = (root.join(&name), root.join(format!("{name}-结果")));
    let dir = workspace.to_str().unwrap();
    let size = ["--branches", "24", "--months", "12", "--start", start, "--shape", shape];
    dangri_ok(&[&["demo", dir, "-j", jurisdiction, "--seed", seed, "--mess", mess][..], &size].concat());
    (workspace, out)
}

fn run(workspace: &Path, out: &Path, formats: &str) {
    dangri_ok(&["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap(), "--format", formats]);
}

fn judged_as_planted(jurisdiction: &str, start: &str, shape: &str, seeds: std::ops::RangeInclusive<u32>) {
    let wrong = against_planted(jurisdiction, start, shape, seeds);
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}

fn against_planted(jurisdiction: &str, start: &str, shape: &str, seeds: std::ops::RangeInclusive<u32>) -> Vec<String> {
    let root = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for mess in ["0", "1", "2", "3"] {
        for seed in seeds.clone() {
            let (workspace, out) = made(root.path(), (jurisdiction, start), shape, mess, &seed.to_string());
            run(&workspace, &out, "csv,json");
            let truth = workspace.join("_truth");
            let found = compare(&truth, &out).into_iter().chain(compare_rows(&truth, &out));
            wrong.extend(found.map(|line| format!("{jurisdiction} {shape} mess {mess} seed {seed}: {line}")));
            let _ = std::fs::remove_dir_all(&workspace);
            let _ = std::fs::remove_dir_all(&out);
        }
    }
    wrong
}

/// Nothing rests on a month that is 待核: the printed list of what is missing holds what was planted as missing, and no reminder names another.
fn nobody_is_accused(workspace: &Path, out: &Path) -> Vec<String> {
    let planted = csv_rows(&workspace.join("_truth/matrix.csv"), false);
    let of = |state: &[&str]| -> BTreeSet<(String, String)> {
        let rows = planted.iter().filter(|r| state.contains(&r["status"].as_str()));
        rows.map(|r| (r["branch_id"].clone(), r["month"].clone())).collect()
    };
    let (missing, pending) = (of(&["缺报", "空报"]), of(&["待核"]));
    let list = cells(&out.join("汇总报告.xlsx"), "缺报清单");
    let (head, id) = find(&list, "支部编号");
    let (_, month) = find(&list, "缺报月份");
    let told = list.iter().skip(head as usize + 1).map(|row| (row[id as usize].clone(), row[month as usize].chars().take(7).collect()));
    let told: BTreeSet<(String, String)> = told.filter(|(id, _)| !id.is_empty()).collect();
    let mut lines: Vec<String> = Vec::new();
    if told != missing {
        lines.push(format!("缺报清单: planted {missing:?} found {told:?}"));
    }
    let names: BTreeMap<String, String> =
        csv_rows(&out.join("data/matrix.csv"), true).into_iter().map(|r| (r["branch_id"].clone(), r["branch"].clone())).collect();
    let letters = tree(&out.join("反馈")).into_keys().filter(|name| name.ends_with("催报单.xlsx"));
    for letter in letters {
        let rows = cells(&out.join("反馈").join(&letter), "催报单");
        for (id, month) in &pending {
            let month = format!("{}年{}月", &month[..4], month[5..].trim_start_matches('0'));
            if rows.iter().any(|row| row.contains(&names[id]) && row.contains(&month)) {
                lines.push(format!("{letter} reminds {id} of {month}, which is 待核"));
            }
        }
    }
    lines
}

/// A cell's name as row and column from 0.
fn position(cell: &str) -> (u32, u32) {
    let letters = cell.chars().take_while(char::is_ascii_alphabetic).fold(0, |col, c| col * 26 + (c as u32 - 'A' as u32 + 1));
    let row: u32 = cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().expect("a row");
    (row - 1, letters - 1)
}

/// What is returned comes back in marked copies, put right, and is laid beside the ledgers: the copies take their place, nothing that was wrong
/// before is told any more, and the first report still says what is late.
fn corrected_as_planted(jurisdiction: &str, shape: &str, seed: &str) {
    let (put_right, wrong) = against_corrected(jurisdiction, shape, seed);
    assert!(put_right > 0, "{jurisdiction} {shape} seed {seed}: nothing to put right");
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}

/// How many cells there were to put right, and what differs afterwards.
fn against_corrected(jurisdiction: &str, shape: &str, seed: &str) -> (usize, Vec<String>) {
    let root = tempfile::tempdir().unwrap();
    let (workspace, out) = made(root.path(), (jurisdiction, FIRST), shape, "2", seed);
    run(&workspace, &out, "csv,json,xlsx");
    let mut wrong = compare(&workspace.join("_truth"), &out);
    wrong.extend(nobody_is_accused(&workspace, &out));
    let corrections = csv_rows(&workspace.join("_truth/corrections.csv"), false);
    let mut by_file: BTreeMap<(String, String), Vec<Cell>> = BTreeMap::new();
    for row in &corrections {
        by_file.entry((row["file"].clone(), row["sheet"].clone())).or_default().push((position(&row["cell"]), row["value"].clone()));
    }
    for ((file, sheet), values) in &by_file {
        let (folder, name) = file.rsplit_once('/').unwrap();
        let copy = workspace.join(folder).join(format!("改正_{name}"));
        if !copy.exists() {
            std::fs::copy(out.join("反馈").join(folder).join("台账标注").join(name), &copy).unwrap_or_else(|e| panic!("{file}: {e}"));
        }
        fill(&copy, sheet, values);
    }
    let again = root.path().join("再次");
    run(&workspace, &again, "csv,json");
    wrong.extend(compare(&workspace.join("_truth/corrected"), &again).into_iter().map(|line| format!("put right: {line}")));
    let wrong = wrong.into_iter().map(|line| format!("{jurisdiction} {shape} seed {seed}: {line}"));
    (corrections.len(), wrong.collect())
}

/// First month: 池州's document came in force in the midst of that year, and the next is its first whole one.
const FIRST: &str = "2017-01";
const NEXT: &str = "2018-01";

macro_rules! jurisdictions {
    ($($test:ident $id:literal $start:ident $shape:literal;)*) => { $(#[test] fn $test() { judged_as_planted($id, $start, $shape, 1..=2); })* };
}

jurisdictions! {
    yangzhou "yangzhou" FIRST "townships";
    chizhou "chizhou" FIRST "townships";
    chizhou_next "chizhou" NEXT "mixed";
    chizhou_forms "chizhou" FIRST "forms";
    huiji "huiji" FIRST "townships";
    huiji_mixed "huiji" FIRST "mixed";
    suizhou "suizhou-gaoxin" FIRST "townships";
    kecheng "kecheng" FIRST "townships";
    qujiang "qujiang" FIRST "townships";
    longyou "longyou" FIRST "townships";
    jiangshan "jiangshan" FIRST "townships";
    changshan "changshan" FIRST "townships";
    kaihua "kaihua" FIRST "mixed";
}

#[test]
fn what_comes_back_put_right() {
    let chosen = [
        ("chizhou", "townships", "5"),
        ("suizhou-gaoxin", "townships", "3"),
        ("huiji", "mixed", "4"),
        ("yangzhou", "townships", "12"),
        ("changshan", "townships", "11"),
    ];
    for (jurisdiction, shape, seed) in chosen {
        corrected_as_planted(jurisdiction, shape, seed);
    }
}

/// The same over many more workspaces; a quarter of an hour long.
#[test]
#[ignore = "long: cargo test truth -- --ignored"]
fn many_workspaces_are_judged_as_planted() {
    let all = JURISDICTIONS.iter().enumerate();
    let wrong = all.flat_map(|(n, id)| against_planted(id, [FIRST, NEXT][n % 2], ["townships", "forms", "mixed"][n % 3], 11..=15));
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
#[ignore = "long: cargo test truth -- --ignored"]
fn what_comes_back_put_right_in_many_workspaces() {
    let mut wrong: Vec<String> = Vec::new();
    for (n, jurisdiction) in JURISDICTIONS.iter().enumerate() {
        let each = (11..=13).map(|seed: u32| against_corrected(jurisdiction, ["townships", "mixed"][n % 2], &seed.to_string()));
        let (put_right, differs): (Vec<usize>, Vec<Vec<String>>) = each.unzip();
        // by chance one of them may have nothing
        assert!(put_right.iter().any(|cells| *cells > 0), "{jurisdiction}: nothing to put right");
        wrong.extend(differs.into_iter().flatten());
    }
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}
