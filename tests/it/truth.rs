//! 0 wrong findings: synthetic workspaces are judged, and the outcome is compared with what was planted. The planting computes its expectations
//! from its own plan, never with the program's rules.

use std::collections::BTreeMap;
use std::path::Path;

use crate::door::{csv_rows, dangri_ok, json};

type Row = BTreeMap<String, String>;

/// Rules that a committee as such may fail.
const OF_COMMITTEES: [&str; 4] = ["ACT010", "PLN002", "PLN004", "INS001"];

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

fn compare(workspace: &Path, out: &Path) -> Vec<String> {
    let truth = workspace.join("_truth");
    let data = out.join("data");
    let pair = |name: &str| (csv_rows(&truth.join(name), false), csv_rows(&data.join(name), true));
    let mut lines = Vec::new();
    let (planted, mut found) = pair("findings.csv");
    assert!(!planted.is_empty(), "nothing planted in {}", workspace.display());
    // The committee is planted where it is found itself, not where its branch is.
    for row in found.iter_mut().filter(|r| !r["branch_id"].is_empty() || !OF_COMMITTEES.contains(&r["rule"].as_str())) {
        row.insert("committee".to_string(), String::new());
    }
    lines.extend(differences("findings", &planted, &found, &["rule", "branch_id", "committee", "month", "member", "level", "status"]));
    let (planted, found) = pair("matrix.csv");
    let columns = ["branch_id", "month", "due", "held", "activities", "due_count", "actual_count", "status"];
    lines.extend(differences("matrix", &planted, &found, &columns));
    let (planted, found) = pair("committees.csv");
    lines.extend(differences("committees", &planted, &found, &["committee", "branches", "months_due", "months_held"]));
    let (planted, found) = pair("eligibility.csv");
    lines.extend(differences("eligibility", &planted, &found, &["branch_id", "eligible", "rule", "count"]));
    let (planted, found) = (json(&truth.join("rows.json")), json(&data.join("summary.json")));
    for part in ["rows", "rows_by_layout", "files"] {
        if planted[part] != found[part] {
            lines.push(format!("{part}: planted {} found {}", planted[part], found[part]));
        }
    }
    lines
}

fn judged_as_planted(jurisdiction: &str, shape: &str) {
    let root = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for mess in ["0", "1", "2", "3"] {
        for seed in ["1", "2"] {
            let workspace = root.path().join(format!("{shape}-{mess}-{seed}"));
            let out = root.path().join(format!("{shape}-{mess}-{seed}-结果"));
            let dir = workspace.to_str().unwrap();
            let size = ["--branches", "24", "--months", "12", "--shape", shape];
            dangri_ok(&[&["demo", dir, "-j", jurisdiction, "--seed", seed, "--mess", mess][..], &size].concat());
            dangri_ok(&["run", dir, "-o", out.to_str().unwrap(), "--format", "csv,json"]);
            wrong.extend(
                compare(&workspace, &out).into_iter().map(|line| format!("{jurisdiction} {shape} mess {mess} seed {seed}: {line}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}

macro_rules! jurisdictions {
    ($($test:ident $id:literal $shape:literal;)*) => { $(#[test] fn $test() { judged_as_planted($id, $shape); })* };
}

jurisdictions! {
    yangzhou "yangzhou" "townships";
    chizhou "chizhou" "townships";
    chizhou_forms "chizhou" "forms";
    huiji "huiji" "townships";
    huiji_mixed "huiji" "mixed";
    suizhou "suizhou-gaoxin" "townships";
    kecheng "kecheng" "townships";
    qujiang "qujiang" "townships";
    longyou "longyou" "townships";
    jiangshan "jiangshan" "townships";
    changshan "changshan" "townships";
    kaihua "kaihua" "mixed";
}
