//! Each of the ten documents to the letter: a branch that does everything has nothing held against it and is rated 优秀, one that does nothing is
//! 不合格. What is asked is read from the shipped file, so that a new demand is met here or shows.

use std::collections::BTreeMap;

use crate::door::{book, csv_rows, dangri, dangri_ok, root};

/// Profile, year (one in which it is in force throughout), type of the branch.
const PLACES: &[(&str, &str, &str)] = &[
    ("yangzhou", "2017", "农村"),
    ("chizhou", "2018", "农村"),
    ("huiji", "2017", "农村"),
    ("suizhou-gaoxin", "2017", "农村"),
    ("kecheng", "2017", "农村"),
    ("qujiang", "2017", "农村"),
    ("longyou", "2017", "农村"),
    ("jiangshan", "2017", "农村"),
    ("changshan", "2017", "农村"),
    ("kaihua", "2017", "农村"),
];

/// First words of what a list of the profile asks.
fn words(profile: &toml::Table, list: &str) -> Vec<String> {
    let all = profile.get(list).and_then(|v| v.as_array()).into_iter().flatten();
    all.filter_map(|item| item.get("words")?.as_array()?.first()?.as_str().map(str::to_string)).collect()
}

fn word(profile: &toml::Table, section: &str) -> Option<String> {
    profile.get(section)?.get("words")?.as_array()?.first()?.as_str().map(str::to_string)
}

/// The activity day of each month by the program's own calendar; the 15th where any will do.
fn days(id: &str, year: &str, kind: &str) -> BTreeMap<u32, String> {
    let out = dangri(&["calendar", "-j", id, "--year", year, "--format", "csv"]);
    let text = String::from_utf8(out.stdout).unwrap();
    let mut days: BTreeMap<u32, String> = (1..=12).map(|m| (m, format!("{year}-{m:02}-15"))).collect();
    let mut seen = std::collections::BTreeSet::new();
    for line in text.trim_start_matches('\u{feff}').lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let month: u32 = cells[2].parse().unwrap();
        if [kind, "全部"].contains(&cells[3]) && !line.contains("七一") && seen.insert(month) {
            days.insert(month, cells[4].to_string());
        }
    }
    days
}

#[test]
fn who_does_everything_is_rated_best_and_who_does_nothing_fails() {
    for (id, year, kind) in PLACES {
        let profile: toml::Table =
            toml::from_str(&std::fs::read_to_string(root().join(format!("schemas/jurisdictions/{id}.toml"))).unwrap()).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let at = dir.path().join("台账");
        let head: &[&str] = &["编号", "党支部名称", "上级党组织", "类型", "党员人数", "书记"];
        let roster = [head, &["1", "甲村党支部", "城关镇党委", kind, "10", "张三"], &["2", "乙村党支部", "柳溪镇党委", kind, "10", "李四"]];
        book(&at.join("党组织花名册.xlsx"), &[("党组织花名册", &roster)]);

        let materials: Vec<String> = profile
            .get("records")
            .and_then(|r| r.get("required"))
            .and_then(|r| r.as_array())
            .into_iter()
            .flatten()
            .map(|item| item.get("headings").and_then(|h| h.as_array()).and_then(|h| h.first()).unwrap_or(&item["name"]))
            .map(|name| name.as_str().unwrap().to_string())
            .collect();
        let mut all: Vec<String> = words(&profile, "items");
        for section in ["lecture", "org_life", "review", "charter", "oath", "political_birthday", "concentrated"] {
            all.extend(word(&profile, section));
        }
        all.extend(["书记讲党课".to_string(), "讨论交流".to_string()]);
        let guidance = |month: u32| {
            let listed = profile.get("themes")?.get("guidance")?.get(format!("{year}-{month:02}"))?.as_array()?.first()?.as_str()?;
            Some(listed.to_string())
        };
        let days = days(id, year, kind);
        let columns = [
            "党支部名称",
            "活动日期",
            "活动主题",
            "活动时间",
            "活动地点",
            "活动内容",
            "应到人数",
            "实到人数",
            "主持人",
            "记录人",
            "报送日期",
        ];
        let mut rows: Vec<Vec<String>> = vec![
            columns.iter().map(|c| c.to_string()).chain(materials.iter().filter(|m| !columns.contains(&m.as_str())).cloned()).collect(),
        ];
        let mut row = |day: &str, theme: String| {
            let own = ["甲村党支部", day, &theme, "9:00-12:00", "村部", "按计划开展", "10", "10", "张三", "王五", day];
            let marks = vec!["√".to_string(); rows[0].len() - columns.len()];
            rows.push(own.iter().map(|c| c.to_string()).chain(marks).collect());
        };
        for (month, day) in &days {
            let theme = [all.join("、"), guidance(*month).unwrap_or_default(), format!("主题{month}")].join("、");
            row(day, theme);
        }
        row(&format!("{year}-07-01"), format!("庆七一、建党节、{}", all.join("、")));
        let cells: Vec<Vec<&str>> = rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
        book(&at.join("城关镇党委/甲村台账.xlsx"), &[("台账", &cells.iter().map(Vec::as_slice).collect::<Vec<_>>())]);

        let plan: Vec<[String; 5]> = (1..=12)
            .map(|m| ["甲村党支部".to_string(), format!("{m}月"), format!("主题{m}"), "中心工作".to_string(), format!("{year}-{m:02}-01")])
            .collect();
        let plan: Vec<Vec<&str>> = plan.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
        let heading: &[&str] = &["党支部名称", "月份", "主题", "季度重点", "预告日期"];
        let plan: Vec<&[&str]> = std::iter::once(heading).chain(plan.iter().map(Vec::as_slice)).collect();
        book(&at.join(format!("城关镇党委/{year}年度活动计划.xlsx")), &[("年度活动计划", &plan)]);

        let (out, as_of) = (dir.path().join("结果"), format!("{}-02-15", year.parse::<i32>().unwrap() + 1));
        let args = ["run", at.to_str().unwrap(), "-o", out.to_str().unwrap(), "-j", id, "-p", year, "--as-of", &as_of, "--format", "csv"];
        dangri_ok(&args);
        let findings = csv_rows(&out.join("data/findings.csv"), true);
        let against: Vec<String> = findings
            .iter()
            .filter(|f| f["branch"] == "甲村党支部" && f["rule"] != "ACT011")
            .map(|f| format!("{} {} {}", f["rule"], f["month"], f["message"]))
            .collect();
        assert!(against.is_empty(), "{id}: {against:#?}");
        let ranking = csv_rows(&out.join("data/ranking.csv"), true);
        let of = |branch: &str| ranking.iter().find(|r| r["branch"] == branch).unwrap_or_else(|| panic!("{id}: no {branch}"));
        let (best, worst) = (of("甲村党支部"), of("乙村党支部"));
        assert_eq!((&*best["grade"], &*best["excellent_eligible"], &*best["rank"]), ("优秀", "true", "1"), "{id}: {best:?}");
        assert_eq!((&*worst["grade"], &*worst["rank"]), ("不合格", "2"), "{id}: {worst:?}");
    }
}
