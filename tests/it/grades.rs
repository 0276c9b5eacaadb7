//! Grades, small branches, committees' own faults and what bars for a year, through the door.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::door::{book, csv_rows, dangri_ok, json};
use crate::filled::cells;

const HEAD: &[&str] = &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"];

type Row = BTreeMap<String, String>;

/// An office with a roster: number, name, committee, members.
struct Office {
    dir: tempfile::TempDir,
}

impl Office {
    fn new(roster: &[[&str; 4]]) -> Self {
        let office = Office { dir: tempfile::tempdir().unwrap() };
        let rows: Vec<[&str; 5]> = roster.iter().map(|[id, name, committee, members]| [*id, name, committee, "农村", members]).collect();
        let head: &[&str] = &["编号", "党支部名称", "上级党组织", "类型", "党员人数"];
        let all: Vec<&[&str]> = std::iter::once(head).chain(rows.iter().map(|r| r.as_slice())).collect();
        book(&office.workspace().join("党组织花名册.xlsx"), &[("花名册", &all)]);
        office
    }

    fn workspace(&self) -> PathBuf {
        self.dir.path().join("台账")
    }

    /// A ledger: branch, day, due, actual.
    fn ledger(&self, file: &str, rows: &[(&str, &str, &str, &str)]) {
        let rows: Vec<[&str; 5]> = rows.iter().map(|(branch, day, due, actual)| [*branch, day, "学习，交纳党费", due, actual]).collect();
        let all: Vec<&[&str]> = std::iter::once(HEAD).chain(rows.iter().map(|r| r.as_slice())).collect();
        book(&self.workspace().join(file), &[("台账", &all)]);
    }

    fn run(&self, jurisdiction: &str, period: &str, as_of: &str, more: &[&str]) -> Run {
        let out = self.dir.path().join(format!("结果-{period}"));
        let (workspace, target) = (self.workspace(), out.clone());
        let args = ["run", workspace.to_str().unwrap(), "-o", target.to_str().unwrap(), "-j", jurisdiction, "-p", period];
        dangri_ok(&[&args[..], &["--as-of", as_of, "--format", "csv,json,xlsx"], more].concat());
        Run { out }
    }

    fn forget(&self) {
        fs::remove_dir_all(self.workspace().join(".dangri")).unwrap();
    }
}

struct Run {
    out: PathBuf,
}

impl Run {
    fn table(&self, name: &str) -> Vec<Row> {
        csv_rows(&self.out.join("data").join(name), true)
    }

    /// The values of some columns of the rows in which a column has a value.
    fn of(&self, name: &str, (column, value): (&str, &str), columns: &[&str]) -> Vec<String> {
        let rows = self.table(name).into_iter().filter(|row| row[column] == value);
        rows.map(|row| columns.iter().map(|c| row[*c].as_str()).collect::<Vec<_>>().join("|")).collect()
    }

    fn barred(&self) -> Vec<String> {
        self.of("eligibility.csv", ("eligible", "false"), &["branch", "rule", "count", "reason"])
    }

    fn sheet(&self, name: &str) -> String {
        cells(&self.out.join("汇总报告.xlsx"), name).into_iter().flatten().collect::<Vec<_>>().join("｜")
    }
}

/// Days of months of 2018 on which 池州 holds its day.
const DAYS: [&str; 6] = ["2018-01-05", "2018-02-05", "2018-03-05", "2018-04-10", "2018-05-10", "2018-06-05"];

const VILLAGES: [[&str; 4]; 4] = [
    ["001", "东村党支部", "城关镇党委", "20"],
    ["002", "南村党支部", "城关镇党委", "20"],
    ["003", "西村党支部", "城关镇党委", "20"],
    ["004", "北村党支部", "城关镇党委", "20"],
];

/// The ledgers of some months, a file each; `without` holds branch and month (from 0) that are left out.
fn months(office: &Office, months: std::ops::Range<usize>, without: &[(&str, usize)]) {
    for month in months {
        let there = VILLAGES.iter().map(|row| row[1]).filter(|name| !without.contains(&(name, month)));
        let rows: Vec<(&str, &str, &str, &str)> = there.map(|name| (name, DAYS[month], "20", "20")).collect();
        office.ledger(&format!("{}.xlsx", &DAYS[month][..7]), &rows);
    }
}

#[test]
fn a_grade_asks_for_months_held_and_says_why_it_is_lower() {
    let office = Office::new(&VILLAGES);
    months(&office, 0..6, &[("西村党支部", 0), ("西村党支部", 1)]);
    let run = office.run("kecheng", "2018H1", "2018-09-30", &[]);
    let columns = ["branch", "score", "grade", "grade_reason"];
    let west = run.of("ranking.csv", ("branch_id", "003"), &columns);
    assert_eq!(west, ["西村党支部|80|不合格|合格及以上等次要求完整率不低于75%，现为66.6%（4/6）"]);
    assert_eq!(run.of("ranking.csv", ("branch_id", "001"), &columns), ["东村党支部|100|优秀|"]);
    assert!(run.sheet("支部排名").contains("合格及以上等次要求完整率不低于75%，现为66.6%（4/6）"));
    assert!(run.sheet("评分与等次").contains("合格：完整率不低于75%；良好：完整率不低于90%、参与率不低于规定下限"));
    // the number of months from which on they are asked is the office's
    let run = office.run("kecheng", "2018H1", "2018-09-30", &["--set", "score.conditions.months=7"]);
    assert_eq!(run.of("ranking.csv", ("branch_id", "003"), &columns), ["西村党支部|80|良好|"]);
}

#[test]
fn one_absence_in_a_small_branch_is_told_and_not_deducted() {
    let office = Office::new(&[["001", "小村党支部", "城关镇党委", "3"], ["002", "大村党支部", "城关镇党委", "30"]]);
    office.ledger("3月.xlsx", &[("小村党支部", "2018-03-05", "3", "2"), ("大村党支部", "2018-03-05", "30", "23")]);
    let run = office.run("kecheng", "2018-03", "2018-05-30", &[]);
    let findings = run.of("findings.csv", ("rule", "PAR001"), &["branch", "status", "not_deducted"]);
    assert_eq!(findings, ["大村党支部|open|false", "小村党支部|open|true"]);
    let deductions = run.of("deductions.csv", ("rule", "PAR001"), &["branch", "count", "applied", "not_deducted"]);
    assert_eq!(deductions, ["小村党支部|0|0|1", "大村党支部|1|5|0"]);
    assert_eq!(run.of("ranking.csv", ("branch_id", "001"), &["score", "errors", "excellent_eligible"]), ["100|1|true"]);
    assert_eq!(run.barred().len(), 1);
    assert!(run.sheet("问题清单").contains("不扣分") && run.sheet("支部排名").contains("（另 1 条不扣分）"));
    let strict = office.run("kecheng", "2018-03", "2018-05-30", &["--set", "score.small_branch.members=0"]);
    assert_eq!(strict.of("ranking.csv", ("branch_id", "001"), &["score", "excellent_eligible"]), ["95|false"]);
}

#[test]
fn branches_are_ranked_within_their_size_and_without_a_due_month_not_at_all() {
    let office = Office::new(&[
        ["001", "一村党支部", "城关镇党委", "9"],
        ["002", "二村党支部", "城关镇党委", "29"],
        ["003", "三村党支部", "城关镇党委", ""],
        ["004", "四村党支部", "城关镇党委", ""],
    ]);
    let rows = [("一村党支部", "2018-03-05", "9", "9"), ("二村党支部", "2018-03-05", "29", "28"), ("三村党支部", "2018-03-05", "50", "50")];
    office.ledger("3月.xlsx", &rows);
    let run = office.run("kecheng", "2018-03", "2018-05-30", &[]);
    let of =
        |run: &Run, id: &str| run.of("ranking.csv", ("branch_id", id), &["rank", "score", "grade", "size_band", "rank_in_band"]).remove(0);
    let told = ["001", "002", "003", "004"].map(|id| of(&run, id));
    assert_eq!(told, ["1|100|优秀|不足10人|1", "3|100|优秀|10—29人|1", "1|100|优秀|50人及以上|1", "4|90|良好||"]);
    // as long as the month is not over nothing is due
    let early = office.run("kecheng", "2018-03", "2018-03-20", &[]);
    assert_eq!(of(&early, "001"), "|||不足10人|");
    assert_eq!(early.of("eligibility.csv", ("branch_id", "004"), &["eligible", "rule"]), ["true|"]);
}

#[test]
fn a_veto_of_the_year_looks_at_ledgers_before_the_period() {
    let office = Office::new(&VILLAGES);
    months(&office, 0..6, &[("西村党支部", 1)]);
    let run = office.run("chizhou", "2018Q2", "2018-09-30", &[]);
    assert_eq!(run.barred(), ["西村党支部|SUB001|1|当年（2018年上半年）缺报 1 个月（2018年2月）"]);
    // it is told, and counts for nothing else
    let findings = run.of("findings.csv", ("rule", "SUB001"), &["branch", "month", "in_period"]);
    assert_eq!(findings, ["西村党支部|2018-02|false"]);
    assert_eq!(run.of("ranking.csv", ("branch_id", "003"), &["errors", "months_due", "months_held"]), ["0|3|3"]);
    assert!(!run.sheet("缺报清单").contains("2018-02-01"));
    assert!(run.sheet("不得评优").contains("评优查看当年（2018年上半年）：统计期以前的2018年1月、2月、3月依据工作目录中的台账。"));
    assert!(!run.out.join("反馈").exists() || !tree_says(&run.out.join("反馈"), "2018-02"));
}

fn tree_says(dir: &Path, name: &str) -> bool {
    crate::door::tree(dir).keys().any(|path| path.contains(name))
}

#[test]
fn of_months_without_ledgers_earlier_runs_tell_and_what_nobody_knows_is_said() {
    let office = Office::new(&VILLAGES);
    months(&office, 0..3, &[("西村党支部", 1)]);
    // 北村 is below the floor over the first quarter
    let rows: Vec<(&str, &str, &str, &str)> = VILLAGES[..3].iter().map(|v| (v[1], DAYS[0], "20", "20")).collect();
    office.ledger("2018-01.xlsx", &[&rows[..], &[("北村党支部", DAYS[0], "20", "2")]].concat());
    let quarter = office.run("chizhou", "2018Q1", "2018-04-30", &[]);
    assert_eq!(quarter.barred().len(), 2, "{:?}", quarter.barred());
    for month in &DAYS[..3] {
        fs::remove_file(office.workspace().join(format!("{}.xlsx", &month[..7]))).unwrap();
    }
    months(&office, 3..6, &[("北村党支部", 3)]);
    let later = office.run("chizhou", "2018Q2", "2018-09-30", &[]);
    let west = "西村党支部|SUB001|1|当年（2018年上半年）缺报 1 个月（2018年2月，其中2018年2月据2018年第一季度的运行记录）";
    let north = "北村党支部|SUB001|1|当年（2018年上半年）缺报 1 个月（2018年4月）";
    assert_eq!(later.barred(), [north, west], "the year's participation of 北村 is 82/100");
    assert_eq!(json(&later.out.join("data/summary.json"))["earlier_runs"], serde_json::json!(["2018Q1"]));
    // a run again says the same
    assert_eq!(office.run("chizhou", "2018Q2", "2018-09-30", &[]).barred(), [north, west]);
    office.forget();
    let blind = office.run("chizhou", "2018Q2", "2018-09-30", &[]);
    assert_eq!(blind.barred(), [north]);
    assert_eq!(blind.of("eligibility.csv", ("branch_id", "003"), &["months_unknown"]), ["2018-01;2018-02;2018-03"]);
    assert!(blind.sheet("不得评优").contains("2018年1月、2月、3月既无成批台账也无运行记录，未作认定"));
}

#[test]
fn participation_of_the_year_is_made_of_ledgers_and_of_what_earlier_runs_kept() {
    let office = Office::new(&VILLAGES);
    months(&office, 0..6, &[]);
    for day in &DAYS[..2] {
        let rows: Vec<(&str, &str, &str, &str)> =
            VILLAGES.iter().map(|v| (v[1], *day, "20", if v[1] == "北村党支部" { "2" } else { "20" })).collect();
        office.ledger(&format!("{}.xlsx", &day[..7]), &rows);
    }
    let low =
        "北村党支部|PAR001|1|当年（2018年上半年）参与率70.0%（84/120），低于 80%（其中统计期以前40.0%（24/60），统计期100.0%（60/60））";
    assert_eq!(office.run("chizhou", "2018Q2", "2018-09-30", &[]).barred(), [low]);
    let quarter = office.run("chizhou", "2018Q1", "2018-04-30", &[]);
    assert_eq!(quarter.barred(), ["北村党支部|PAR001|1|统计期内参与率40.0%（24/60），低于 80%"]);
    for day in &DAYS[..3] {
        fs::remove_file(office.workspace().join(format!("{}.xlsx", &day[..7]))).unwrap();
    }
    assert_eq!(office.run("chizhou", "2018Q2", "2018-09-30", &[]).barred(), [low], "from the earlier run");
    // a record of a program that kept no counts says so
    let record = office.workspace().join(".dangri/history/chizhou-2018Q1.json");
    let mut run: serde_json::Value = json(&record);
    run.as_object_mut().unwrap().remove("rates").expect("rates are kept");
    fs::write(&record, run.to_string()).unwrap();
    let later = office.run("chizhou", "2018Q2", "2018-09-30", &[]);
    assert!(later.barred().is_empty());
    assert!(later.sheet("不得评优").contains("2018年1月、2月、3月的运行记录未存参与人数，参与率未计入"));
}

#[test]
fn an_overdue_problem_of_the_year_is_counted_once() {
    let office = Office::new(&VILLAGES);
    months(&office, 0..6, &[]);
    let register: &[&[&str]] = &[
        &["党支部名称", "督查日期", "督查方式", "发现问题", "整改期限", "整改完成日期"],
        &["西村党支部", "2018-02-06", "实地检查", "记录不全", "2018-02-20", ""],
    ];
    let path = office.workspace().join("督查台账.xlsx");
    book(&path, &[("督查台账", register)]);
    let counts = |run: &Run| run.of("eligibility.csv", ("eligible", "false"), &["branch", "rule", "count"]);
    assert_eq!(counts(&office.run("chizhou", "2018Q1", "2018-04-30", &[])), ["西村党支部|INS001|1"]);
    assert_eq!(counts(&office.run("chizhou", "2018Q2", "2018-09-30", &[])), ["西村党支部|INS001|1"]);
    // the register has gone, and so have the ledgers of the months before
    fs::remove_file(path).unwrap();
    for day in &DAYS[..3] {
        fs::remove_file(office.workspace().join(format!("{}.xlsx", &day[..7]))).unwrap();
    }
    let later = office.run("chizhou", "2018Q2", "2018-09-30", &[]);
    assert_eq!(counts(&later), ["西村党支部|INS001|1"]);
    assert!(later.barred()[0].contains("据2018年第一季度的运行记录"), "{:?}", later.barred());
}

#[test]
fn one_running_ledger_accuses_nobody_else() {
    let office = Office::new(&VILLAGES);
    months(&office, 3..6, &[]);
    // 东村 hands in its ledger of the year, in which March is missing: of that nobody can say more than that it is not there
    office.ledger("东村.xlsx", &[("东村党支部", DAYS[0], "20", "20"), ("东村党支部", DAYS[1], "20", "20")]);
    let run = office.run("chizhou", "2018Q2", "2018-09-30", &[]);
    assert!(run.barred().is_empty(), "{:?}", run.barred());
    assert_eq!(run.of("eligibility.csv", ("branch_id", "002"), &["months_unknown"]), ["2018-01;2018-02;2018-03"]);
}

#[test]
fn a_step_bars_in_every_later_run_of_its_window() {
    let office = Office::new(&VILLAGES);
    office.ledger(
        "1月.xlsx",
        &[("东村党支部", "2018-01-08", "20", "20"), ("南村党支部", "2018-01-08", "20", "20"), ("北村党支部", "2018-01-08", "20", "20")],
    );
    office.run("qujiang", "2018-01", "2018-02-20", &[]);
    let rows: Vec<(&str, &str, &str, &str)> = VILLAGES.iter().map(|v| (v[1], "2018-02-08", "20", "20")).collect();
    office.ledger("2月.xlsx", &rows);
    let run = office.run("qujiang", "2018-02", "2018-03-20", &[]);
    assert_eq!(run.barred(), ["西村党支部|ESC|1|未落实的月份（2018年1月）已达到递进处置的“提醒”措施"]);
    assert!(run.sheet("不得评优").contains("递进处置"));
    let basis = run.of("eligibility.csv", ("rule", "ESC"), &["basis"]).remove(0);
    assert!(basis.contains('三'), "{basis}");
}

/// A year of 惠济 with a register in which two summaries are missing and one comes late.
fn huiji() -> Office {
    let office = Office::new(&[VILLAGES[0], ["005", "下村党支部", "花园口镇党委", "20"]]);
    let days = ["01-13", "02-10", "03-10", "04-14", "05-12", "06-09", "07-14", "08-11", "09-08", "10-13", "11-10", "12-08"];
    let days: Vec<String> = days.iter().map(|day| format!("2017-{day}")).collect();
    let rows: Vec<(&str, &str, &str, &str)> =
        days.iter().flat_map(|day| ["东村党支部", "下村党支部"].map(|name| (name, day.as_str(), "20", "20"))).collect();
    office.ledger("全年.xlsx", &rows);
    let head: &[&str] = &["党委", "事项", "所属期", "报送日期"];
    let register: &[&[&str]] = &[
        head,
        &["城关镇党委", "年度计划", "2017年", "2016-12-30"],
        &["花园口镇党委", "年度计划", "2017年", "2016-12-30"],
        &["城关镇党委", "动员大会", "2017年", "2017-01-20"],
        &["花园口镇党委", "动员大会", "2017年", "2017-01-20"],
        &["花园口镇党委", "季度总结", "2017年第一季度", "2017-04-10"],
        &["花园口镇党委", "季度总结", "2017年第二季度", "2017-07-10"],
        &["花园口镇党委", "季度总结", "2017年第三季度", "2017-10-10"],
        &["花园口镇党委", "季度总结", "2017年第四季度", "2018-01-10"],
        &["城关镇党委", "季度总结", "2017年第二季度", "2017-07-31"],
        &["城关镇党委", "季度总结", "2017年第三季度", "2017-10-10"],
        &["城关镇党委", "季度总结", "2017年第四季度", "2018-01-10"],
    ];
    book(&office.workspace().join("登记.xlsx"), &[("报送登记", register)]);
    office
}

#[test]
fn a_committees_own_faults_cost_it_points_and_bar_it_for_the_year() {
    let office = huiji();
    let year = office.run("huiji", "2017", "2018-03-15", &[]);
    let fault = |run: &Run| run.of("findings.csv", ("rule", "PLN004"), &["committee", "branch", "month"]);
    assert_eq!(fault(&year), ["城关镇党委||2017Q1", "城关镇党委||2017Q2"]);
    let own = year.of("deductions.csv", ("committee", "城关镇党委"), &["branch", "rule", "count", "applied"]);
    assert!(own.contains(&"|PLN004|2|4".to_string()), "{own:?}");
    let ids = year.of("findings.csv", ("rule", "PLN004"), &["finding_id"]).join(";");
    let lines = year.of("deductions.csv", ("rule", "PLN004"), &["finding_ids"]);
    assert_eq!(lines, [ids]);
    let columns = ["branch_mean", "own_deductions", "score"];
    let [mean, cost, score] =
        ["branch_mean", "own_deductions", "score"].map(|c| year.of("committees.csv", ("committee", "城关镇党委"), &[c]).remove(0));
    let value = |text: &str| text.parse::<f64>().unwrap_or_else(|_| panic!("“{text}” of {columns:?}"));
    assert_eq!(value(&mean) - value(&cost), value(&score));
    let barred = year.of("eligibility.csv", ("kind", "committee"), &["committee", "branch", "eligible", "rule", "count"]);
    assert_eq!(barred, ["城关镇党委||false|PLN004|2", "花园口镇党委||true||"]);
    assert!(year.sheet("不得评优").contains("不得评优的党委（党工委）及其书记：城关镇党委；"));
    assert!(year.sheet("党委不得评优").contains("季度总结未报 2 项（2017年第一季度、2017年第二季度）"));
    // every quarter has the committee with its own fault of that quarter
    let quarters = year.of("quarters.csv", ("committee", "城关镇党委"), &["quarter", "kind", "own_deductions"]);
    let committees: Vec<&String> = quarters.iter().filter(|line| line.contains("|committee|")).collect();
    assert_eq!(committees, ["2017Q1|committee|2", "2017Q2|committee|2", "2017Q3|committee|0", "2017Q4|committee|0"]);
}

#[test]
fn a_quarters_run_knows_the_faults_of_the_year_before_it() {
    let office = huiji();
    let columns = ["committee", "eligible", "rule", "count"];
    let first = office.run("huiji", "2017Q1", "2017-05-15", &[]);
    assert_eq!(first.of("eligibility.csv", ("kind", "committee"), &columns)[0], "城关镇党委|true||");
    let third = office.run("huiji", "2017Q3", "2017-11-15", &[]);
    assert_eq!(third.of("eligibility.csv", ("kind", "committee"), &columns)[0], "城关镇党委|false|PLN004|2");
    let told = third.of("findings.csv", ("rule", "PLN004"), &["month", "in_period"]);
    assert_eq!(told, ["2017Q1|false", "2017Q2|false"]);
    // points are the period's
    assert_eq!(third.of("committees.csv", ("committee", "城关镇党委"), &["own_deductions"]), ["0"]);
}

#[test]
fn a_profile_that_asks_for_nothing_deducts_nothing_and_bars_nobody() {
    let office = Office::new(&VILLAGES);
    months(&office, 0..6, &[("西村党支部", 0), ("西村党支部", 1), ("北村党支部", 5)]);
    let schemas = office.dir.path().join("schemas");
    fs::create_dir_all(schemas.join("jurisdictions")).unwrap();
    let text = "id = \"xin\"\nname = \"新县\"\nsystem = \"主题党日\"\ndocument = \"新县办法\"\n[activity_day]\nrule = \"days_of_month\"\ndays = [5, 10]\nclause = \"一\"\n";
    fs::write(schemas.join("jurisdictions/xin.toml"), text).unwrap();
    let run = office.run("xin", "2018H1", "2018-09-30", &["--schemas", schemas.to_str().unwrap()]);
    assert_eq!(run.of("findings.csv", ("rule", "SUB001"), &["month"]).len(), 3, "they are missing all the same");
    assert!(run.barred().is_empty() && run.table("deductions.csv").is_empty());
    assert!(run.table("ranking.csv").iter().all(|row| row["score"] == "100" && row["excellent_eligible"] == "true"));
    assert!(run.table("committees.csv").iter().all(|row| row["score"] == "100" && row["own_deductions"] == "0"));
}
