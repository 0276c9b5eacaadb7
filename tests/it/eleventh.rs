//! An eleventh jurisdiction is one TOML: a county that meets on the last Wednesday, wants 85 % and two lectures a year, without a line of code.

use std::fs;
use std::path::Path;

use crate::door::{Judged, book, csv_rows, dangri, dangri_ok};

const PROFILE: &str = r#"# 新县：每月最后一个周三
id = "xinxian"
name = "新县"
system = "主题党日"
document = "新县主题党日活动办法"
document_number = "新组发〔2017〕3号"

[activity_day]
rule = "nth_weekday"
nth = 5
weekday = "周三"
on_holiday = "next_week"
clause = "第二条"

# 参与率不低于 85%。
[participation]
min = 0.85
clause = "第三条"

# 每年两次党课。
[lecture]
every = "year"
min = 2
words = ["党课"]
clause = "第四条"
"#;

/// The last Wednesdays of 2017.
const DAYS: [&str; 12] = [
    "2017-01-25",
    "2017-02-22",
    "2017-03-29",
    "2017-04-26",
    "2017-05-31",
    "2017-06-28",
    "2017-07-26",
    "2017-08-30",
    "2017-09-27",
    "2017-10-25",
    "2017-11-29",
    "2017-12-27",
];

fn schemas(dir: &Path) {
    fs::create_dir_all(dir.join("jurisdictions")).unwrap();
    fs::write(dir.join("jurisdictions/xinxian.toml"), PROFILE).unwrap();
}

fn workspace(dir: &Path) {
    let roster: &[&[&str]] = &[
        &["编号", "党支部名称", "上级党组织", "类型", "党员人数"],
        &["1", "东村党支部", "城关镇党委", "农村", "20"],
        &["2", "西村党支部", "城关镇党委", "农村", "20"],
    ];
    book(&dir.join("党组织花名册.xlsx"), &[("花名册", roster)]);
    let mut rows: Vec<[String; 5]> = vec![["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"].map(String::from)];
    for (n, day) in DAYS.iter().enumerate() {
        // the east keeps to everything: 17 of 20 is 85 %
        rows.push(["东村党支部", day, if n == 2 || n == 8 { "上党课" } else { "集中学习" }, "20", "17"].map(String::from));
        let date = if n == 6 { "2017-07-19" } else { day };
        let actual = if n == 3 { "16" } else { "17" };
        rows.push(["西村党支部", date, if n == 4 { "上党课" } else { "集中学习" }, "20", actual].map(String::from));
    }
    let rows: Vec<Vec<&str>> = rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    book(&dir.join("城关镇台账.xlsx"), &[("2017年", &rows)]);
}

#[test]
fn a_county_of_ones_own_is_judged_by_its_own_file() {
    let home = tempfile::tempdir().unwrap();
    schemas(home.path());
    let dir = home.path().to_str().unwrap();
    let judged = Judged::run(workspace, &["--schemas", dir, "-j", "xinxian", "-p", "2017", "--as-of", "2018-01-15"]);
    assert_eq!(judged.findings("DAY001"), ["西村党支部 2017-07 B15"]);
    assert_eq!(judged.findings("PAR001"), ["西村党支部 2017-04 E9"]);
    assert_eq!(judged.findings("ACT002"), ["西村党支部 2017 C11"]);
    assert!(judged.findings("SUB001").is_empty());
    let findings = judged.table("findings.csv");
    let of = |rule: &str, column: &str| findings.iter().find(|r| r["rule"] == rule).map(|r| r[column].clone()).unwrap();
    assert_eq!(of("PAR001", "basis"), "《新县主题党日活动办法》（新组发〔2017〕3号）第三条");
    assert_eq!(
        (of("PAR001", "observed"), of("PAR001", "expected")),
        ("80.0%（16/20）".to_string(), "不低于85%（应到20人最多缺席3人）".to_string())
    );
    assert_eq!(of("ACT002", "observed"), "1次党课");
    assert!(of("DAY001", "message").contains("不是规定的活动日2017年7月26日"), "{}", of("DAY001", "message"));
    let ranking = judged.table("ranking.csv");
    assert_eq!((&*ranking[0]["branch"], &*ranking[0]["score"]), ("东村党支部", "100"));
}

#[test]
fn its_calendar_is_that_of_last_wednesdays() {
    let home = tempfile::tempdir().unwrap();
    schemas(home.path());
    let dir = home.path().to_str().unwrap();
    let text = dangri_ok(&["calendar", "--schemas", dir, "-j", "xinxian", "--year", "2017", "--format", "csv"]);
    let file = home.path().join("calendar.csv");
    fs::write(&file, &text).unwrap();
    let dates: Vec<String> = csv_rows(&file, false).into_iter().map(|r| r["date"].clone()).collect();
    assert_eq!(dates, DAYS);
}

#[test]
fn a_file_is_checked_whole_with_line_and_remedy() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("xinxian.toml");
    fs::write(&file, PROFILE).unwrap();
    let good = dangri(&["profiles", "--check", file.to_str().unwrap()]);
    assert_eq!(good.status.code(), Some(0), "{}", String::from_utf8_lossy(&good.stderr));
    assert!(String::from_utf8_lossy(&good.stdout).contains("没有错误"));

    let broken = PROFILE
        .replace("min = 0.85", "min = 85")
        .replace("weekday = \"周三\"", "weekday = \"星期三\"")
        .replace("[lecture]", "[lectures]")
        .replace("clause = \"第三条\"\n", "");
    fs::write(&file, broken).unwrap();
    let bad = dangri(&["profiles", "--check", file.to_str().unwrap()]);
    let told = String::from_utf8_lossy(&bad.stderr);
    assert_eq!(bad.status.code(), Some(2), "{told}");
    for (line, word) in [(11, "周三"), (17, "0 至 1"), (16, "clause"), (20, "lecture")] {
        let at = format!("xinxian.toml 第 {line} 行");
        assert!(told.lines().any(|l| l.contains(&at) && l.contains(word)), "{at} {word}\n{told}");
    }
}
