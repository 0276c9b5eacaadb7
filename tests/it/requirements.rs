//! Every requirement of the five documents, one file each in `tests/requirements/`: what is asked, which rule or output answers, which parameter
//! carries it, and two small workspaces as data, one in which it fires and one in which it stays silent. One test finds and runs them all;
//! `docs/policy-coverage.md` is written from them and from the profiles, and is held true (`UPDATE_DOCS=1` writes it anew).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use rayon::prelude::*;
use serde::Deserialize;

use crate::door::{book, csv_rows, dangri, json, root};
use crate::scene::{self, Expectation};

/// How many requirements there are.
const COUNT: u32 = 86;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Requirement {
    number: u32,
    /// Jurisdiction as the table prints it; `all` for what holds everywhere.
    jurisdiction: String,
    clause: String,
    asks: String,
    /// Rules that judge it.
    #[serde(default)]
    rules: Vec<String>,
    /// What is produced besides: a file, a sheet, a command.
    #[serde(default)]
    outputs: Vec<String>,
    /// Keys of the profile that carry it (`report.within_days`).
    #[serde(default)]
    parameters: Vec<String>,
    /// Profile that is run.
    profile: String,
    fires: Scene,
    silent: Scene,
}

/// A workspace as data, the options of its run, and what must come out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scene {
    period: String,
    as_of: String,
    /// Further options of the run.
    #[serde(default)]
    options: Vec<String>,
    /// Rows of the roster: 编号|党支部名称|上级党组织|类型|党员人数|书记|固定活动日. Two villages when left out.
    #[serde(default)]
    roster: Option<String>,
    /// `file.xlsx/sheet` → lines of cells parted by `|`.
    #[serde(default)]
    sheets: BTreeMap<String, String>,
    /// Periods that are run before (history), with the workspace as it is.
    #[serde(default)]
    earlier: Vec<Earlier>,
    /// Findings of the requirement's rules, exactly these: `RULE branch month member`, trailing parts may be left out.
    #[serde(default)]
    finds: Vec<String>,
    /// The rules are expected to be not assessable, with this word in the reason.
    #[serde(default)]
    lacking: Option<String>,
    /// Further expectations on what is written.
    #[serde(default)]
    expect: Vec<Expectation>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Earlier {
    period: String,
    as_of: String,
    /// Sheets that were not there yet.
    #[serde(default)]
    without: Vec<String>,
}

fn all() -> Vec<(String, Requirement)> {
    let mut files: Vec<_> = fs::read_dir(root().join("tests/requirements")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let read = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let requirement = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap_or_else(|e| panic!("{name}: {e}"));
        (name, requirement)
    };
    files.iter().filter(|p| p.extension().is_some_and(|e| e == "toml")).map(read).collect()
}

const ROSTER: &str = "001|东村党支部|城关镇党委|农村|20|张东|\n002|西村党支部|城关镇党委|农村|10|李西|";

impl Scene {
    fn write(&self, dir: &Path, without: &[String]) {
        let head = ["编号|党支部名称|上级党组织|类型|党员人数|书记|固定活动日"];
        let roster = self.roster.as_deref().unwrap_or(ROSTER);
        let lines: Vec<&str> = head.into_iter().chain(roster.lines()).collect();
        let mut books: BTreeMap<&str, Vec<(&str, Vec<&str>)>> = BTreeMap::new();
        if !lines[1..].is_empty() {
            books.entry("党组织花名册.xlsx").or_default().push(("花名册", lines));
        }
        for (at, text) in self.sheets.iter().filter(|(at, _)| !without.contains(at)) {
            let (file, sheet) = at.rsplit_once('/').unwrap_or_else(|| panic!("“{at}” names no sheet"));
            books.entry(file).or_default().push((sheet, text.lines().filter(|l| !l.trim().is_empty()).collect()));
        }
        for (file, sheets) in books {
            let cells: Vec<(&str, Vec<Vec<&str>>)> =
                sheets.iter().map(|(name, lines)| (*name, lines.iter().map(|l| l.split('|').map(str::trim).collect()).collect())).collect();
            let rows: Vec<(&str, Vec<&[&str]>)> =
                cells.iter().map(|(name, rows)| (*name, rows.iter().map(Vec::as_slice).collect())).collect();
            let sheets: Vec<(&str, &[&[&str]])> = rows.iter().map(|(name, rows)| (*name, rows.as_slice())).collect();
            book(&dir.join(file), &sheets);
        }
    }

    fn run(&self, profile: &str, workspace: &Path, out: &Path, period: &str, as_of: &str) -> Result<(), String> {
        let mut args = vec!["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap(), "-j", profile, "-p", period, "--as-of", as_of];
        if !self.options.iter().any(|o| o == "--format") {
            args.extend(["--format", "csv,json"]);
        }
        args.extend(self.options.iter().map(String::as_str));
        let output = dangri(&args);
        output.status.success().then_some(()).ok_or_else(|| String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// Plays the scene; says all that is not as expected.
    fn play(&self, of: &Requirement, fires: bool) -> Vec<String> {
        let home = tempfile::tempdir().unwrap();
        let (workspace, out) = (home.path().join("台账"), home.path().join("结果"));
        let mut wrong = Vec::new();
        for earlier in &self.earlier {
            for entry in fs::read_dir(&workspace).into_iter().flatten().flatten().filter(|e| e.path().is_file()) {
                fs::remove_file(entry.path()).unwrap();
            }
            self.write(&workspace, &earlier.without);
            wrong.extend(self.run(&of.profile, &workspace, &out, &earlier.period, &earlier.as_of).err());
        }
        self.write(&workspace, &[]);
        if let Err(told) = self.run(&of.profile, &workspace, &out, &self.period, &self.as_of) {
            wrong.push(told);
            return wrong;
        }
        let findings = csv_rows(&out.join("data/findings.csv"), true);
        let said: Vec<String> = findings
            .iter()
            .filter(|r| of.rules.contains(&r["rule"]))
            .map(|r| {
                let who = if r["branch"].is_empty() { &r["committee"] } else { &r["branch"] };
                format!("{} {} {} {}", r["rule"], who, r["month"], r["member"]).trim_end().to_string()
            })
            .collect();
        let mut left = said.clone();
        for want in &self.finds {
            match left.iter().position(|s| s == want || s.strip_prefix(want.as_str()).is_some_and(|rest| rest.starts_with(' '))) {
                Some(at) => drop(left.remove(at)),
                None => wrong.push(format!("missing “{want}” among {said:?}")),
            }
        }
        wrong.extend(left.iter().map(|s| format!("not expected: “{s}”")));
        if fires && self.finds.is_empty() && self.expect.is_empty() {
            wrong.push("nothing is expected of the scene that fires".to_string());
        }
        wrong.extend(self.assessable(of, &json(&out.join("data/summary.json")), fires));
        wrong.extend(self.expect.iter().filter_map(|e| scene::check(e, &out).err()));
        wrong
    }

    /// A rule that could not look is no silence: unless the scene is about lacking data, every rule must have been assessable.
    fn assessable(&self, of: &Requirement, summary: &serde_json::Value, fires: bool) -> Option<String> {
        let told: Vec<String> = of.rules.iter().filter_map(|r| summary["not_assessable"].get(r)).map(|v| v.to_string()).collect();
        match &self.lacking {
            None if !fires && !told.is_empty() => Some(format!("not assessable: {told:?}")),
            Some(word) if !told.iter().any(|t| t.contains(word.as_str())) => Some(format!("“{word}” is not in {told:?}")),
            _ => None,
        }
    }
}

#[test]
fn each_requirement_fires_and_stays_silent() {
    let wrong: Vec<String> = all()
        .par_iter()
        .flat_map_iter(|(name, r)| {
            let told = |what: &'static str, lines: Vec<String>| lines.into_iter().map(move |l| format!("{name} {what}: {l}"));
            told("fires", r.fires.play(r, true)).chain(told("silent", r.silent.play(r, false))).collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn there_is_one_file_for_each_requirement() {
    let all = all();
    let numbers: Vec<u32> = all.iter().map(|(_, r)| r.number).collect();
    assert_eq!(numbers, (1..=COUNT).collect::<Vec<_>>());
    for (name, r) in &all {
        assert!(name.starts_with(&format!("{:02}-", r.number)), "{name}");
        assert!(!r.rules.is_empty() || !r.outputs.is_empty(), "{name}: neither rule nor output");
        let silent = &r.silent;
        assert!(silent.finds.is_empty(), "{name}: a silent scene finds nothing");
    }
}

/// The value of a profile's parameter with its clause, as the table prints it.
fn value(profile: &toml::Table, defaults: &toml::Table, key: &str) -> Option<(String, String)> {
    let find = |table: &toml::Table| {
        let mut clause = String::new();
        let mut at = toml::Value::Table(table.clone());
        for part in key.split('.') {
            at = match &at {
                toml::Value::Table(t) => t.get(part)?.clone(),
                toml::Value::Array(list) => {
                    list.iter().find(|v| ["name", "kind"].iter().any(|key| v.get(*key).and_then(|n| n.as_str()) == Some(part)))?.clone()
                }
                _ => return None,
            };
            if let Some(text) = at.get("clause").and_then(|c| c.as_str()) {
                clause = text.to_string();
            }
        }
        Some((shown(&at), clause))
    };
    find(profile).or_else(|| find(defaults))
}

fn shown(value: &toml::Value) -> String {
    match value {
        toml::Value::String(s) => s.clone(),
        toml::Value::Array(list) => list.iter().map(shown).collect::<Vec<_>>().join("、"),
        toml::Value::Table(t) => match t.get("name").or(t.get("event")) {
            Some(name) => shown(name),
            None => t.iter().filter(|(k, _)| *k != "clause").map(|(k, v)| format!("{k} {}", shown(v))).collect::<Vec<_>>().join("，"),
        },
        other => other.to_string(),
    }
}

#[test]
fn the_coverage_table_is_true() {
    let read = |path: String| -> toml::Table { toml::from_str(&fs::read_to_string(root().join(path)).unwrap()).unwrap() };
    let defaults = read("schemas/defaults.toml".to_string());
    let mut text = String::from(
        "# Policy coverage\n\nWritten from `tests/requirements/` and `schemas/`; a test keeps it true. Each requirement of the five documents, what answers it, \
         which parameter of which profile carries it with which value and on which clause, and the two workspaces (one that fires, one that stays silent) that \
         prove it.\n\n\
         | # | jurisdiction | clause | asks | rule or output | parameter | profile | fixture |\n|---|---|---|---|---|---|---|---|\n",
    );
    let mut missing = Vec::new();
    for (name, r) in all() {
        let profile = read(format!("schemas/jurisdictions/{}.toml", r.profile));
        let rules = r.rules.iter().map(|c| {
            assert!(root().join(format!("docs/rules/{c}.md")).exists(), "{name}: no page for {c}");
            format!("[{c}](rules/{c}.md)")
        });
        let answers: Vec<String> = rules.chain(r.outputs.iter().cloned()).collect();
        let parameters: Vec<String> = r
            .parameters
            .iter()
            .map(|key| match value(&profile, &defaults, key) {
                Some((value, clause)) => format!("`{key}` = {} ({clause})", value.replace('|', "/")),
                None => {
                    missing.push(format!("{name}: {key}"));
                    String::new()
                }
            })
            .collect();
        let parameters = if parameters.is_empty() { "–".to_string() } else { parameters.join("<br>") };
        let row = [
            r.number.to_string(),
            r.jurisdiction.clone(),
            r.clause.clone(),
            r.asks.clone(),
            answers.join(", "),
            parameters,
            format!("[{0}](../schemas/jurisdictions/{0}.toml)", r.profile),
            format!("[{name}](../tests/requirements/{name})"),
        ];
        assert!(row.iter().all(|cell| !cell.trim().is_empty()), "{name}: an empty cell in {row:?}");
        writeln!(text, "| {} |", row.join(" | ")).unwrap();
    }
    assert!(missing.is_empty(), "no such parameter: {missing:?}");
    let path = root().join("docs/policy-coverage.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == text, "docs/policy-coverage.md is not up to date; run UPDATE_DOCS=1 cargo test coverage");
    let codes: BTreeSet<&str> = text.lines().flat_map(|l| l.split("[").skip(1)).filter_map(|l| l.split(']').next()).collect();
    assert!(codes.len() > COUNT as usize);
}

#[test]
fn the_samples_show_each_requirement() {
    let mut unseen = Vec::new();
    for (name, r) in all() {
        let kept = |table: &str| csv_rows(&root().join("tests/golden").join(&r.profile).join(table), true);
        let told: BTreeSet<String> = kept("findings.csv").into_iter().map(|row| row["rule"].clone()).collect();
        unseen.extend(
            r.rules.iter().filter(|rule| !told.contains(*rule)).map(|rule| format!("{name}: no {rule} in sample_data/{}", r.profile)),
        );
        let tables = r.outputs.iter().filter_map(|o| o.trim_matches('`').strip_prefix("data/"));
        unseen.extend(
            tables.filter(|table| kept(table).is_empty()).map(|table| format!("{name}: sample_data/{} leaves {table} empty", r.profile)),
        );
    }
    assert!(unseen.is_empty(), "{}", unseen.join("\n"));
}
