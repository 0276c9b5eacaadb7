//! Blank ledgers, from the roster over what somebody fills in to what a check and a run make of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::door::{book, csv_rows, dangri, dangri_ok, json, root, tree};
use crate::filled::{cells, fill, fill_row, find, parts, saved_anew, serial, sheets};

const KINDS: &str = "activity,form,attendance,plan,adjustment,inspection,waiver";

/// A workspace with a roster, members included, and room for what is filled in.
struct Office {
    dir: tempfile::TempDir,
    jurisdiction: &'static str,
}

impl Office {
    fn new(jurisdiction: &'static str) -> Self {
        let office = Office { dir: tempfile::tempdir().unwrap(), jurisdiction };
        let roster: &[&[&str]] = &[
            &["编号", "党支部名称", "上级党组织", "类型", "党员人数", "书记"],
            &["Z01", "第一党支部", "桃园镇党委", "农村", "3", "王一"],
            &["Z02", "城北党支部", "桃园镇党委", "机关", "20", "王二"],
            &["Z03", "第一党支部", "柳溪镇党委", "农村", "20", "王三"],
        ];
        book(&office.workspace().join("党组织花名册.xlsx"), &[("花名册", roster)]);
        let people: &[&[&str]] = &[
            &["编号", "姓名", "所在党支部", "上级党组织", "党员类型", "入党日期"],
            &["M01", "张三", "第一党支部", "桃园镇党委", "正式", "2001-07-01"],
            &["M02", "李四", "第一党支部", "桃园镇党委", "正式", "2002-07-01"],
        ];
        book(&office.workspace().join("党员花名册.xlsx"), &[("党员", people)]);
        office
    }

    fn workspace(&self) -> PathBuf {
        self.dir.path().join("台账")
    }

    /// Makes blank ledgers into the workspace.
    fn blanks(&self, kind: &str, per: &str, period: &str) -> PathBuf {
        let out = self.workspace().join("填报");
        let args =
            ["template", text(&self.workspace()), "-o", text(&out), "-j", self.jurisdiction, "-p", period, "--kind", kind, "--per", per]
                .map(String::from);
        dangri_ok(&args);
        out
    }

    /// Runs the workspace and gives findings of entry and reading (`rule field-cell`), and summary.json.
    fn run(&self, period: &str) -> (Vec<String>, serde_json::Value) {
        let out = self.dir.path().join("结果");
        let workspace = self.workspace();
        let args = ["run", text(&workspace), "-o", text(&out), "-j", self.jurisdiction, "-p", period, "--as-of", "2018-12-31"];
        dangri_ok(&[&args[..], &["--format", "csv,json"]].concat());
        let told = ["ING", "PAR002", "PAR004", "SUB004"];
        let findings = csv_rows(&out.join("data/findings.csv"), true);
        let ours = findings.iter().filter(|f| told.iter().any(|t| f["rule"].starts_with(t)));
        (ours.map(|f| format!("{} {}", f["rule"], f["cell"])).collect(), json(&out.join("data/summary.json")))
    }

    fn matrix(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for row in csv_rows(&self.dir.path().join("结果/data/matrix.csv"), true) {
            *counts.entry(row["status"].clone()).or_default() += 1;
        }
        counts
    }

    /// Codes that a check of one file tells about reading and filling in.
    fn check(&self, file: &Path) -> Vec<String> {
        let roster = self.workspace().join("党组织花名册.xlsx");
        let args = ["check", text(file), "-j", self.jurisdiction, "--roster", text(&roster), "--as-of", "2018-12-31", "--format", "json"];
        let told: serde_json::Value = serde_json::from_slice(&dangri(&args).stdout).unwrap();
        let files = told["files"].as_array().unwrap();
        let messages = files.iter().flat_map(|f| f["messages"].as_array().unwrap().clone());
        let codes = messages.map(|m| m["code"].as_str().unwrap().to_string());
        codes.filter(|c| c.starts_with("ING") || c == "PAR002" || c == "PAR004" || c == "SUB004").collect()
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn rows(summary: &serde_json::Value, layout: &str, what: &str) -> u64 {
    summary["rows_by_layout"][layout][what].as_u64().unwrap_or_default()
}

fn only(dir: &Path, part: &str) -> PathBuf {
    let found: Vec<String> = tree(dir).into_keys().filter(|n| part.split('*').all(|p| n.contains(p))).collect();
    assert_eq!(found.len(), 1, "{part}: {found:?}");
    dir.join(&found[0])
}

#[test]
fn blank_ledgers_of_every_jurisdiction_say_nothing() {
    for jurisdiction in ["chizhou", "changshan", "qujiang", "suizhou-gaoxin", "jiangshan", "huiji"] {
        let office = Office::new(jurisdiction);
        office.blanks(KINDS, "committee", "2018Q3");
        office.blanks(KINDS, "branch", "2018Q3");
        saved_anew(&office.workspace());
        let (told, summary) = office.run("2018Q3");
        assert_eq!(told, Vec::<String>::new(), "{jurisdiction}");
        assert_eq!(
            (summary["rows"]["rejected"].as_u64(), summary["rows"]["accepted"].as_u64()),
            (Some(0), Some(5)),
            "{jurisdiction}: {summary}"
        );
        for layout in ["activity_ledger", "activity_form", "attendance_matrix", "annual_plan", "adjustment", "inspection", "waiver"] {
            assert!(rows(&summary, layout, "ignored") > 0, "{jurisdiction}: {layout} was not recognised");
        }
        let files = &summary["files"];
        assert_eq!((files["partly"].as_u64(), files["unrecognised"].as_u64()), (Some(0), Some(0)), "{jurisdiction}: {files}");
        assert!(!office.matrix().contains_key("空报"), "{jurisdiction}: {:?}", office.matrix());
    }
}

/// The kind with values of a good row, by heading, and a value that is wrong in a column with what must be told of it.
struct Kind {
    key: &'static str,
    layout: &'static str,
    good: Vec<(&'static str, String)>,
    bad: Vec<(&'static str, &'static str, &'static str)>,
}

fn owned(values: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    values.iter().map(|(h, v)| (*h, v.to_string())).collect()
}

fn kinds() -> Vec<Kind> {
    let (day, later) = (serial("2018-07-05"), serial("2018-07-20"));
    vec![
        Kind {
            key: "activity",
            layout: "activity_ledger",
            good: owned(&[
                ("活动日期", &day),
                ("活动主题", "学习党章"),
                ("活动时间", "9:00-11:00"),
                ("活动地点", "会议室"),
                ("应到人数", "3"),
                ("实到人数", "3"),
                ("活动内容", "集中学习，交纳党费"),
                ("主持人", "王一"),
                ("报送日期", &day),
            ]),
            bad: vec![
                ("活动日期", "7月32日", "ING004"),
                ("应到人数", "若干", "PAR004"),
                ("实到人数", "9", "PAR002"),
                ("报送日期", "上周", "ING004"),
                ("党支部名称", "火星党支部", "ING003"),
            ],
        },
        Kind {
            key: "plan",
            layout: "annual_plan",
            good: owned(&[("主题", "学习党章"), ("报备日期", &serial("2018-06-20"))]),
            bad: vec![("计划日期", "7.32", "ING004"), ("主题", "无", "ING004"), ("月份", "十三月", "ING004")],
        },
        Kind {
            key: "adjustment",
            layout: "adjustment",
            good: owned(&[("调整后日期", &later), ("原因", "防汛"), ("备案日期", &day), ("批准单位", "桃园镇党委")]),
            bad: vec![("调整后日期", "另定", "ING004"), ("备案日期", "改天", "ING004"), ("原定日期", "7月35日", "ING004")],
        },
        Kind {
            key: "inspection",
            layout: "inspection",
            good: owned(&[
                ("日期", &later),
                ("方式", "实地查看"),
                ("发现问题", "签到不全"),
                ("整改要求", "补齐"),
                ("整改期限", &serial("2018-08-01")),
            ]),
            bad: vec![("日期", "某日", "ING004"), ("整改期限", "尽快", "ING004"), ("党支部名称", "火星党支部", "ING003")],
        },
        Kind {
            key: "waiver",
            layout: "waiver",
            good: owned(&[("月份", "2018年7月"), ("规则", "SUB001 缺报"), ("说明", "防汛值守"), ("批准人", "王二"), ("批准日期", &later)]),
            bad: vec![("规则", "其他", "ING004"), ("月份", "十三月", "ING004"), ("批准日期", "改天", "ING004")],
        },
    ]
}

#[test]
fn a_filled_table_reads_back_and_each_bad_value_is_told_once() {
    for kind in kinds() {
        let office = Office::new("chizhou");
        let dir = office.blanks(kind.key, "committee", "2018-07");
        let file = only(&dir, "桃园镇党委");
        let sheet = sheets(&file)[0].clone();
        let blank = fs::read(&file).unwrap();
        let good: Vec<(&str, &str)> = kind.good.iter().map(|(h, v)| (*h, v.as_str())).collect();
        fill_row(&file, &sheet, 1, &good);
        let (told, summary) = office.run("2018-07");
        assert_eq!(told, Vec::<String>::new(), "{}", kind.key);
        assert_eq!(rows(&summary, kind.layout, "accepted"), 1, "{}: {summary}", kind.key);
        assert_eq!(summary["rows"]["rejected"], 0, "{}", kind.key);
        assert_eq!(office.check(&file), Vec::<String>::new(), "{}", kind.key);
        for (heading, wrong, code) in &kind.bad {
            fs::write(&file, &blank).unwrap();
            let mut values = good.clone();
            values.retain(|(h, _)| h != heading);
            values.push((heading, wrong));
            fill_row(&file, &sheet, 1, &values);
            let (told, _) = office.run("2018-07");
            let codes: Vec<&str> = told.iter().map(|t| &t[..6]).collect();
            assert_eq!(codes, [*code], "{} {heading}={wrong}: {told:?}", kind.key);
            assert_eq!(office.check(&file), [*code], "{} {heading}={wrong}", kind.key);
        }
    }
}

#[test]
fn a_filled_form_and_attendance_sheet_read_back() {
    let office = Office::new("qujiang");
    let dir = office.blanks("form,attendance", "branch", "2018-07");
    let form = only(&dir, "桃园镇党委/第一党支部*记录表");
    let put = |values: &[(&str, &str)]| {
        let all = cells(&form, "2018年7月");
        let at = |h: &str| {
            let (row, col) = find(&all, h);
            (row, col + 1)
        };
        fill(&form, "2018年7月", &values.iter().map(|(h, v)| (at(h), v.to_string())).collect::<Vec<_>>());
    };
    let (blank, day) = (fs::read(&form).unwrap(), serial("2018-07-25"));
    let good = [
        ("活动主题", "学习党章"),
        ("活动日期", day.as_str()),
        ("应到人数", "3"),
        ("实到人数", "3"),
        ("活动内容", "集中学习"),
        ("学习笔记", "√"),
    ];
    put(&good);
    let sheet = only(&dir, "桃园镇党委/第一党支部*考勤表");
    fill_row(&sheet, "考勤表", 1, &[("7月", "√")]);
    fill_row(&sheet, "考勤表", 2, &[("7月", "假")]);
    let (told, summary) = office.run("2018-07");
    assert_eq!(told, Vec::<String>::new());
    assert_eq!((rows(&summary, "activity_form", "accepted"), rows(&summary, "attendance_matrix", "accepted")), (1, 2), "{summary}");
    let members = csv_rows(&office.dir.path().join("结果/data/members.csv"), true);
    let of = |name: &str| members.iter().find(|m| m["member"] == name).unwrap_or_else(|| panic!("{members:?}"));
    assert_eq!((of("张三")["present"].as_str(), of("李四")["leave"].as_str()), ("1", "1"));
    for (heading, wrong, code) in [("活动日期", "7月32日", "ING004"), ("应到人数", "若干", "PAR004"), ("实到人数", "9", "PAR002")]
    {
        fs::write(&form, &blank).unwrap();
        put(&good.iter().map(|(h, v)| if *h == heading { (*h, wrong) } else { (*h, *v) }).collect::<Vec<_>>());
        let (told, _) = office.run("2018-07");
        assert_eq!(told.iter().map(|t| &t[..6]).collect::<Vec<_>>(), [code], "{heading}={wrong}: {told:?}");
    }
    fs::write(&form, &blank).unwrap();
    fill_row(&sheet, "考勤表", 1, &[("7月", "※")]);
    let (told, _) = office.run("2018-07");
    assert_eq!(told.iter().map(|t| &t[..6]).collect::<Vec<_>>(), ["ING004"], "{told:?}");
}

#[test]
fn a_month_without_activity_is_said_and_not_guessed() {
    let office = Office::new("chizhou");
    let dir = office.blanks("activity", "branch", "2018Q3");
    let file = only(&dir, "桃园镇党委/城北党支部");
    fill_row(&file, "2018年第三季度", 2, &[("活动主题", "无")]);
    let (told, _) = office.run("2018Q3");
    assert_eq!(told, Vec::<String>::new());
    let rows = csv_rows(&office.dir.path().join("结果/data/matrix.csv"), true);
    let empty: Vec<_> = rows.iter().filter(|r| r["status"] == "空报").map(|r| (r["branch"].as_str(), r["month"].as_str())).collect();
    assert_eq!(empty, [("城北党支部", "2018-08")]);
}

#[test]
fn every_cell_is_guarded_the_way_office_programs_keep() {
    let office = Office::new("changshan");
    let dir = office.blanks(KINDS, "committee", "2018");
    for (name, _) in tree(&dir).into_iter().filter(|(n, _)| n.ends_with(".xlsx")) {
        let parts = parts(&dir.join(&name));
        let mut rules = 0;
        for (part, bytes) in parts.iter().filter(|(p, _)| p.starts_with("xl/worksheets/")) {
            let xml = String::from_utf8(bytes.clone()).unwrap();
            let lists = xml.split("<dataValidation ").skip(1).map(|rule| rule.split("</dataValidation>").next().unwrap());
            for rule in lists {
                rules += 1;
                let attribute =
                    |key: &str| rule.split_once(&format!(" {key}=\"")).map(|(_, r)| r.split('"').next().unwrap()).unwrap_or_default();
                if rule.contains("type=\"list\"") {
                    let list = rule.split_once("<formula1>").unwrap().1.split_once("</formula1>").unwrap().0;
                    assert!(list.encode_utf16().count() <= 257, "{name} {part}: {list}");
                }
                assert!(attribute("prompt").encode_utf16().count() <= 255 && attribute("error").encode_utf16().count() <= 225, "{rule}");
                assert!(!attribute("prompt").is_empty() || !attribute("error").is_empty(), "{name} {part}: {rule}");
            }
            let listed = !xml.contains("<sheetProtection");
            // The hidden sheet behind the lists alone is not locked: nobody sees it.
            assert!(!listed || !xml.contains("<pageSetup"), "{name} {part} is open");
            assert!(listed || (xml.contains("paperSize=\"9\"") && !xml.contains("password=")), "{name} {part}");
        }
        assert!(rules >= 3, "{name}: {rules} rules");
    }
    let ledger = only(&dir, "桃园镇党委2018年度*日台账");
    let all = cells(&ledger, "2018年10月");
    let header = &all[find(&all, "填报自查").0 as usize];
    assert!(header.contains(&"参会桌牌".to_string()) && header.contains(&"具体的活动内容".to_string()), "{header:?}");
}

#[test]
fn what_somebody_filled_in_is_never_written_over() {
    let office = Office::new("chizhou");
    let dir = office.blanks("activity,plan", "committee", "2018-07");
    let first = tree(&dir);
    office.blanks("activity,plan", "committee", "2018-07");
    assert_eq!(tree(&dir), first, "the same again gives the same bytes");
    let file = only(&dir, "桃园镇党委2018年7月党员活动日台账");
    fill_row(&file, "2018年7月", 1, &[("活动主题", "学习党章")]);
    let filled = tree(&dir);
    let workspace = office.workspace();
    let args = ["template", text(&workspace), "-o", text(&dir), "-j", "chizhou", "-p", "2018-07"];
    let refused = dangri(&args);
    let message = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(2), "{message}");
    assert!(message.contains("桃园镇党委2018年7月党员活动日台账.xlsx") && message.contains("未写入任何文件"), "{message}");
    assert_eq!(tree(&dir), filled);
    let elsewhere = office.dir.path().join("另一处");
    let one = [&args[..3], &[text(&elsewhere)], &args[4..], &["--jobs", "1"]].concat();
    dangri_ok(&one);
    let again = tree(&elsewhere);
    let name = "桃园镇党委2018年7月党员活动日台账.xlsx";
    assert_eq!(again[name], first[name], "threads and places change nothing");
}

#[test]
fn names_that_file_systems_refuse_still_get_their_file() {
    let office = Office::new("chizhou");
    let long = "很长的名称".repeat(30);
    let roster: &[&[&str]] = &[
        &["编号", "党支部名称", "上级党组织"],
        &["1", "甲/乙:丙*党支部", "桃园?镇党委"],
        &["2", "CON", "桃园?镇党委"],
        &["3", &long, "桃园?镇党委"],
        &["4", "A党支部", "桃园?镇党委"],
        &["5", "a党支部", "桃园?镇党委"],
    ];
    fs::remove_file(office.workspace().join("党员花名册.xlsx")).unwrap();
    book(&office.workspace().join("党组织花名册.xlsx"), &[("花名册", roster)]);
    let dir = office.blanks("activity,form", "branch", "2018-07");
    let names: Vec<String> = tree(&dir).into_keys().filter(|n| n.ends_with(".xlsx")).collect();
    assert_eq!(names.len(), 10, "{names:?}");
    for name in &names {
        assert!(!name.contains(['<', '>', ':', '"', '\\', '|', '?', '*']), "{name}");
        assert!(name.split('/').all(|part| part.len() <= 255), "{name}");
    }
    let lower: std::collections::BTreeSet<String> = names.iter().map(|n| n.to_lowercase()).collect();
    assert_eq!(lower.len(), names.len());
    let per_committee = office.dir.path().join("按党委");
    dangri_ok(&["template", text(&office.workspace()), "-o", text(&per_committee), "-j", "chizhou", "-p", "2018-07", "--kind", "form"]);
    assert_eq!(sheets(&only(&per_committee, "记录表")).len(), 6);
}

#[test]
fn what_is_missing_is_said_in_plain_words() {
    let dir = tempfile::tempdir().unwrap();
    let told = |args: &[&str]| {
        let output = dangri(args);
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let workspace = text(dir.path());
    let (code, message) = told(&["template", workspace, "-j", "chizhou"]);
    assert!(code == Some(2) && message.contains("没有党组织花名册"), "{code:?} {message}");
    let (code, message) = told(&["template", workspace, "-j", "chizhou", "--kind", "roster"]);
    assert!(code == Some(2) && message.contains("没有“roster”这种空白台账") && message.contains("attendance（考勤表）"), "{message}");
    let (code, message) = told(&["template", workspace, "-j", "chizhou", "--per", "member"]);
    assert!(code == Some(2) && message.contains("--per member"), "{message}");
    let (code, message) = told(&["template", workspace]);
    assert!(code == Some(2) && message.contains("未指定地区"), "{message}");
    let (code, message) = told(&["template", workspace, "-j", "chizhou", "-p", "七月"]);
    assert!(code == Some(2) && !message.is_empty(), "{message}");
    let (code, message) = told(&["template", workspace, "-j", "chizhou", "-p", "2010-01..2018-12"]);
    assert!(code == Some(2) && message.contains("过长"), "{message}");
}

#[test]
fn each_member_of_a_prefecture_gets_its_own_folder() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = dir.path().join("衢州");
    for member in ["常山县", "衢江区"] {
        fs::create_dir_all(workspace.join(member)).unwrap();
        fs::copy(
            root().join("sample_data/quzhou").join(member).join("党组织花名册.xlsx"),
            workspace.join(member).join("党组织花名册.xlsx"),
        )
        .unwrap();
    }
    let options =
        "[[member]]\npath = \"常山县\"\njurisdiction = \"changshan\"\n[[member]]\npath = \"衢江区\"\njurisdiction = \"qujiang\"\n";
    fs::write(workspace.join("dangri.toml"), format!("period = \"2018Q3\"\n{options}")).unwrap();
    let told = dangri_ok(&["template", text(&workspace)]);
    assert!(told.contains("衢州市常山县") && told.contains("衢州市衢江区"), "{told}");
    let names: Vec<String> = tree(&dir.path().join("衢州-空白台账")).into_keys().collect();
    assert!(names.iter().any(|n| n.starts_with("常山县/")) && names.iter().any(|n| n.starts_with("衢江区/")), "{names:?}");
    assert!(names.iter().all(|n| !n.ends_with(".xlsx") || n.contains("2018年第三季度")), "{names:?}");
}
