//! 报告.html as a file: it asks for nothing, what ledgers say is never markup, and the same inputs give the same bytes.

use std::fs;
use std::path::{Path, PathBuf};

use crate::door::{book, dangri_ok, root, tree};

/// What a ledger may say to break out of wherever it is put.
pub const BRANCH: &str = "<script>alert(1)</script>村党支部";
pub const COMMITTEE: &str = "\"><img src=x onerror=alert(2)>镇党委";
pub const THEME: &str = "</script><script>document.title='坏'</script>{{7*7}}<!--";

/// A workspace of two branches, one of them hostile, with a missing month and an identity number.
pub fn hostile(dir: &Path) -> PathBuf {
    let workspace = dir.join("台账");
    let roster: &[&[&str]] = &[
        &["编号", "党支部名称", "上级党组织", "类型", "党员人数"],
        &["001", BRANCH, COMMITTEE, "农村", "20"],
        &["002", "银光村党支部", COMMITTEE, "农村", "20"],
        &["003", "星光村党支部", "廿里镇党委", "社区", "20"],
    ];
    book(&workspace.join("党组织花名册.xlsx"), &[("花名册", roster)]);
    let ledger: &[&[&str]] = &[
        &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数", "规定动作"],
        &[BRANCH, "2017-07-10", THEME, "20", "10", "集中学习"],
        &["银光村党支部", "2017-07-10", "学习 330825199001011234", "20", "<b>二</b>330825199001011234", "集中学习"],
        &["没有的<svg onload=alert(3)>党支部", "2017-07-10", "学习", "20", "20", "集中学习"],
    ];
    book(&workspace.join("7月'\"&.xlsx"), &[("台<b>账", ledger)]);
    workspace
}

/// Runs a workspace; gives the page.
pub fn page(workspace: &Path, out: &Path, more: &[&str]) -> PathBuf {
    let args = ["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap(), "--format", "html"];
    dangri_ok(&[&args, more].concat());
    out.join("报告.html")
}

const JULY: [&str; 6] = ["-j", "qujiang", "-p", "2017-07", "--as-of", "2017-08-15"];

/// The page of the hostile workspace.
pub fn hostile_page(dir: &Path) -> PathBuf {
    page(&hostile(dir), &dir.join("结果"), &JULY)
}

/// A sample of the project, copied so that no history is written into it.
pub fn sample(name: &str, dir: &Path) -> PathBuf {
    let target = dir.join(name);
    for (file, bytes) in tree(&root().join("sample_data").join(name)) {
        let path = target.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    page(&target, &dir.join(format!("{name}-出")), &[])
}

/// The page without its data and script.
fn markup(text: &str) -> &str {
    text.split("<script").next().unwrap()
}

fn data(text: &str) -> serde_json::Value {
    let from = text.split_once("<script type=\"application/json\" id=\"data\">").expect("data").1;
    serde_json::from_str(from.split_once("</script>").unwrap().0).expect("json")
}

#[test]
fn what_ledgers_say_is_never_markup() {
    let dir = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(hostile_page(dir.path())).unwrap();
    assert_eq!(text.matches("<script").count(), 2, "the data and the script, no other");
    assert_eq!(text.matches("</script").count(), 2);
    for tag in ["<img", "<svg onload", "<b>", "<iframe", "<link", "<object", "<form", "<!--"] {
        assert!(!text.contains(tag), "{tag}");
    }
    let shown = markup(&text);
    assert!(shown.contains("&#60;script&#62;alert(1)&#60;/script&#62;村党支部"), "escaped where it is readable without script");
    assert!(shown.contains("&#34;&#62;&#60;img src=x onerror=alert(2)&#62;镇党委"));
    let texts: Vec<String> = serde_json::from_value(data(&text)["S"].clone()).unwrap();
    for said in [BRANCH, COMMITTEE, THEME, "7月'\"&.xlsx", "台<b>账"] {
        assert!(texts.iter().any(|t| t == said), "carried as it was written: {said}");
    }
}

#[test]
fn the_page_asks_for_nothing_and_hides_identity_numbers() {
    let dir = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(hostile_page(dir.path())).unwrap();
    for word in ["http://", "https://", "src=\"", "url(", "@import", "fetch(", "XMLHttpRequest", "import(", " style=\"", " onclick"] {
        assert!(!text.replace("src=x", "").contains(word), "{word}");
    }
    for word in ["default-src &#39;none&#39;", "script-src &#39;sha256-", "style-src &#39;sha256-", "base-uri &#39;none&#39;"] {
        assert!(text.contains(word), "{word}");
    }
    assert!(!text.contains("330825199001011234") && text.contains("330***********1234"));
}

#[test]
fn threads_make_no_difference() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = hostile(dir.path());
    let bytes = |jobs: &str| {
        let out = dir.path().join(format!("结果-{jobs}"));
        fs::read(page(&workspace, &out, &[&JULY[..], &["--jobs", jobs]].concat())).unwrap()
    };
    assert!(bytes("1") == bytes("2"));
}

#[test]
fn a_prefecture_stands_on_one_page_and_each_county_on_its_own() {
    let dir = tempfile::tempdir().unwrap();
    let path = sample("quzhou", dir.path());
    let text = fs::read_to_string(&path).unwrap();
    let carried = data(&text);
    assert_eq!(carried["J"].as_array().unwrap().len(), 6);
    let branches = carried["B"].as_array().unwrap().len();
    let own: usize = ["常山县", "开化县", "柯城区", "江山市", "衢江区", "龙游县"]
        .iter()
        .map(|county| {
            assert!(markup(&text).contains(county), "{county}");
            let own = fs::read_to_string(path.parent().unwrap().join(county).join("报告.html")).unwrap();
            data(&own)["B"].as_array().unwrap().len()
        })
        .sum();
    assert!(own == branches && own > 6, "{own} {branches}");
    let ranking = carried["T"].as_array().unwrap().iter().find(|t| t["cap"] == "支部排名").unwrap();
    let refs = ranking["refs"].as_array().unwrap();
    assert!(!refs.is_empty() && refs.iter().all(serde_json::Value::is_u64), "every row leads to its branch: {refs:?}");
}

#[test]
fn without_a_roster_there_are_branches_and_no_ranks() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = hostile(dir.path());
    fs::remove_file(workspace.join("党组织花名册.xlsx")).unwrap();
    let text = fs::read_to_string(page(&workspace, &dir.path().join("出"), &JULY)).unwrap();
    assert!(markup(&text).contains("银光村党支部") && markup(&text).contains("未提供党组织花名册"), "{}", markup(&text).len());
    let ranking = data(&text)["T"].as_array().unwrap().iter().find(|t| t["cap"] == "支部排名").unwrap().clone();
    let dash = data(&text)["S"].as_array().unwrap().iter().position(|t| t == "—").unwrap();
    assert!(ranking["rows"].as_array().unwrap().iter().all(|r| r[0] == dash), "no rank");
}

#[test]
fn figures_and_rankings_are_readable_without_script() {
    let dir = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(sample("chizhou", dir.path())).unwrap();
    let shown = markup(&text);
    for word in ["完整率", "<svg viewBox", "各月完整率与参与率", "各党委参与率", "各类问题条数", "党支部类型", "各党委逐月开展情况"]
    {
        assert!(shown.contains(word), "{word}");
    }
    for landmark in
        ["<header", "<nav", "<main", "<footer", "lang=\"zh-CN\"", "class=\"skip\"", "<caption", "scope=\"col\"", "scope=\"row\""]
    {
        assert!(shown.contains(landmark), "{landmark}");
    }
    let rows = shown.split("id=\"t2\"").nth(1).expect("支部排名").split("</table>").next().unwrap().matches("<tr>").count();
    assert_eq!(rows, 1 + data(&text)["B"].as_array().unwrap().len(), "every branch in the ranking");
}

#[test]
fn what_is_told_beside_a_finding_is_its_own() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["chizhou", "quzhou"] {
        let text = fs::read_to_string(sample(name, dir.path())).unwrap();
        let carried = data(&text);
        let said = |cell: &serde_json::Value| {
            let at = cell.as_u64().or_else(|| cell[0].as_u64()).expect("a text");
            carried["S"][at as usize].as_str().unwrap().to_string()
        };
        let found = carried["T"].as_array().unwrap().iter().find(|t| t.get("more").is_some()).expect("问题清单");
        let column = |id: &str| found["ids"].as_array().unwrap().iter().position(|own| own == id).expect("a column");
        let (rule, month) = (column("rule"), column("month"));
        let (rows, more) = (found["rows"].as_array().unwrap(), found["more"].as_array().unwrap());
        assert!(rows.len() == more.len() && rows.len() > 20, "{name}: {} {}", rows.len(), more.len());
        for (row, more) in rows.iter().zip(more) {
            assert_eq!(said(&row[rule]), said(&more[1]), "{name}: what to do is of another finding");
            let (words, key) = (said(&row[month]), said(&more[3]));
            let told = key.split_once('-').map(|(year, month)| format!("{year}年{}月", month.trim_start_matches('0')));
            assert!(told.map_or(!words.contains('月'), |told| told == words), "{name}: {words} {key}");
        }
    }
}

#[test]
fn every_name_in_the_page_is_given_once() {
    let dir = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(sample("chizhou", dir.path())).unwrap();
    let mut ids: Vec<&str> = markup(&text).split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert!(all > 40 && ids.len() == all, "{} of {all}", ids.len());
}
