//! Runs in a row, through the door: what a later run says of an earlier one, that a repeated run says the same, and that the memory may be
//! lost or damaged without harm.

use std::fs;
use std::path::{Path, PathBuf};

use crate::door::{book, csv_rows, dangri_ok, json, tree};

const HEAD: &[&str] = &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数", "规定动作"];

struct Office {
    dir: tempfile::TempDir,
}

impl Office {
    /// A workspace with a roster of three branches.
    fn new() -> Self {
        let office = Office { dir: tempfile::tempdir().unwrap() };
        let rows: &[&[&str]] = &[
            &["编号", "党支部名称", "上级党组织", "类型", "党员人数"],
            &["001", "金光村党支部", "廿里镇党委", "农村", "20"],
            &["002", "银光村党支部", "廿里镇党委", "农村", "20"],
            &["003", "星光村党支部", "廿里镇党委", "农村", "20"],
        ];
        book(&office.workspace().join("党组织花名册.xlsx"), &[("花名册", rows)]);
        office
    }

    fn workspace(&self) -> PathBuf {
        self.dir.path().join("台账")
    }

    fn history(&self) -> PathBuf {
        self.workspace().join(".dangri/history")
    }

    /// Hands in a ledger: branch, day, actual count of twenty due.
    fn ledger(&self, name: &str, rows: &[(&str, &str, &str)]) {
        let rows: Vec<[&str; 6]> = rows.iter().map(|(branch, day, actual)| [branch, day, "学习", "20", actual, "集中学习"]).collect();
        let all: Vec<&[&str]> = std::iter::once(HEAD).chain(rows.iter().map(|r| r.as_slice())).collect();
        book(&self.workspace().join(name), &[("台账", &all)]);
    }

    fn run(&self, jurisdiction: &str, period: &str, as_of: &str) -> Run {
        let out = self.dir.path().join(format!("结果-{period}"));
        let args = ["-j", jurisdiction, "-p", period, "--as-of", as_of, "--format", "csv,json"];
        let said = dangri_ok(&[&["run", self.workspace().to_str().unwrap(), "-o", out.to_str().unwrap()][..], &args].concat());
        Run { out, said }
    }

    /// July with one poor and two missing branches, judged in August.
    fn july(&self) -> Run {
        self.ledger("7月.xlsx", &[("金光村党支部", "2017-07-10", "10")]);
        self.run("qujiang", "2017-07", "2017-08-05")
    }
}

struct Run {
    out: PathBuf,
    said: String,
}

impl Run {
    /// Rows of a table, the columns named.
    fn table(&self, name: &str, columns: &[&str]) -> Vec<String> {
        let rows = csv_rows(&self.out.join("data").join(name), true);
        rows.iter().map(|r| columns.iter().map(|c| r[*c].as_str()).collect::<Vec<_>>().join(" ")).collect()
    }

    /// What became of the findings of some rules.
    fn followed(&self, rules: &[&str]) -> Vec<String> {
        let all = self.table("follow_up.csv", &["rule", "earlier_period", "branch_id", "month", "state"]);
        all.into_iter().filter(|line| rules.iter().any(|r| line.starts_with(r))).collect()
    }

    fn summary(&self) -> serde_json::Value {
        json(&self.out.join("data/summary.json"))
    }
}

fn files(dir: &Path) -> Vec<String> {
    tree(dir).into_keys().collect()
}

#[test]
fn what_was_handed_in_since_is_put_right() {
    let office = Office::new();
    let july = office.july();
    assert!(july.table("follow_up.csv", &["rule"]).is_empty());
    assert_eq!(july.summary()["earlier_runs"], serde_json::json!([]));
    assert_eq!(
        july.table("escalation.csv", &["branch_id", "name", "count"]),
        ["003 提醒 1", "001 提醒 1", "002 提醒 1"].map(|s| s.to_string())
    );

    office.ledger("7月补报.xlsx", &[("银光村党支部", "2017-07-12", "19")]);
    office.ledger("8月.xlsx", &[("金光村党支部", "2017-08-10", "19"), ("银光村党支部", "2017-08-10", "19")]);
    let august = office.run("qujiang", "2017-08", "2017-09-05");
    assert_eq!(
        august.followed(&["SUB001", "PAR001"]),
        ["SUB001 2017-07 003 2017-07 仍未整改", "PAR001 2017-07 001 2017-07 仍未整改", "SUB001 2017-07 002 2017-07 已整改",]
    );
    // the step counts what stands: 002 has put July right and held August
    assert_eq!(
        august.table("escalation.csv", &["branch_id", "step", "name", "months", "rules", "earlier"]),
        ["003 2 函询 2017-07;2017-08 SUB001;SUB001 2017-07", "001 1 提醒 2017-07 PAR001 2017-07"]
    );
    assert_eq!(august.summary()["earlier_runs"], serde_json::json!(["2017-07"]));
    let notes = august.summary()["notes"].to_string();
    assert!(notes.contains("以前统计期的运行记录（2017年7月）"), "{notes}");
    assert!(august.said.contains("以前统计期的运行记录（2017年7月）"), "{}", august.said);
}

#[test]
fn a_repeated_run_gives_the_same_bytes_and_changes_no_history() {
    let office = Office::new();
    office.july();
    office.ledger("8月.xlsx", &[("金光村党支部", "2017-08-10", "19")]);
    let first = office.run("qujiang", "2017-08", "2017-09-05");
    let (bytes, history) = (tree(&first.out), tree(&office.history()));
    assert_eq!(files(&office.history()), ["qujiang-2017-07.json", "qujiang-2017-08.json"]);
    let second = office.run("qujiang", "2017-08", "2017-09-05");
    assert!(bytes == tree(&second.out) && history == tree(&office.history()));
    // the earlier month again: later runs are none of its business
    let july = office.run("qujiang", "2017-07", "2017-08-05");
    assert_eq!(july.summary()["earlier_runs"], serde_json::json!([]));
}

#[test]
fn the_memory_may_be_deleted() {
    let office = Office::new();
    office.july();
    fs::remove_dir_all(office.workspace().join(".dangri")).unwrap();
    office.ledger("8月.xlsx", &[("金光村党支部", "2017-08-10", "19")]);
    let august = office.run("qujiang", "2017-08", "2017-09-05");
    assert!(august.table("follow_up.csv", &["rule"]).is_empty());
    assert_eq!(august.summary()["earlier_runs"], serde_json::json!([]));
    assert!(!august.said.contains("以前统计期"), "{}", august.said);
}

#[test]
fn a_damaged_memory_is_survived_and_told() {
    let office = Office::new();
    office.july();
    let whole = fs::read(office.history().join("qujiang-2017-07.json")).unwrap();
    for damage in [&whole[..whole.len() / 2], b"", b"\xff\xfe\x00", b"[1,2]", b"{\"version\":99,\"jurisdiction\":\"qujiang\"}"] {
        fs::write(office.history().join("qujiang-2017-07.json"), damage).unwrap();
        let august = office.run("qujiang", "2017-08", "2017-09-05");
        assert_eq!(august.summary()["earlier_runs"], serde_json::json!([]));
        let notes = august.summary()["notes"].to_string();
        assert!(notes.contains(".dangri/history/qujiang-2017-07.json") && notes.contains("无法读取"), "{notes}");
    }
}

#[test]
fn a_file_of_the_older_shape_still_makes_units_rest() {
    let office = Office::new();
    fs::create_dir_all(office.history()).unwrap();
    let old = "{\n  \"jurisdiction\": \"huiji\",\n  \"period\": \"2017-06\",\n  \"drawn\": [\"001\", \"002\"]\n}";
    fs::write(office.history().join("huiji-2017-06.json"), old).unwrap();
    office.ledger("7月.xlsx", &[("金光村党支部", "2017-07-14", "19")]);
    let july = office.run("huiji", "2017-07", "2017-08-05");
    let sample = json(&july.out.join("data/sample.json"));
    assert_eq!(sample["history"], serde_json::json!(["2017-06"]));
    assert_eq!(july.summary()["earlier_runs"], serde_json::json!(["2017-06"]));
    let drawn: Vec<&str> = sample["drawn"].as_array().unwrap().iter().map(|d| d["draw_unit"].as_str().unwrap()).collect();
    assert_eq!(drawn, ["huiji/003"]);
}

#[test]
fn a_poor_quarter_bars_for_the_year_in_every_later_run_of_it() {
    let office = Office::new();
    let months = ["01-13", "02-10", "03-10", "04-14", "05-12", "06-09", "07-14"];
    for (n, day) in months.iter().enumerate() {
        let day = format!("2017-{day}");
        let poor = if n < 3 { "14" } else { "20" };
        let rows = [("金光村党支部", &*day, poor), ("银光村党支部", &*day, "20"), ("星光村党支部", &*day, "20")];
        office.ledger(&format!("{day}.xlsx"), &rows);
    }
    let ground = |run: &Run| run.table("eligibility.csv", &["branch_id", "eligible", "rule", "reason"]);
    let bar = "001 false PAR001 2017年第一季度参与率70.0%（42/60），低于 80%，按季度考核规定，全年不得评为优秀";
    let quarter = ground(&office.run("huiji", "2017Q1", "2017-04-20"));
    assert!(quarter.contains(&bar.to_string()), "{quarter:?}");
    for period in ["2017Q2", "2017-07"] {
        let later = office.run("huiji", period, "2017-08-20");
        let told = ground(&later);
        assert!(told.contains(&bar.to_string()), "{period}: {told:?}");
        assert!(told.contains(&"002 true  ".to_string()), "{period}: {told:?}");
    }
    // the half year finds the quarter for itself, with no history at all
    fs::remove_dir_all(office.workspace().join(".dangri")).unwrap();
    let half = ground(&office.run("huiji", "2017H1", "2017-08-20"));
    assert_eq!(half.iter().filter(|line| line.starts_with("001 false PAR001")).collect::<Vec<_>>(), [bar]);
}
