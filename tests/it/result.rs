//! The folder of a result through the door: nothing that a person made is ever lost, a result proves itself, a trial says that it is one.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::door::{book, dangri, dangri_ok, json, tree};

pub const HEAD: &[&str] = &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"];

/// A workspace of two branches and what lies around it.
pub struct Office {
    pub dir: tempfile::TempDir,
}

impl Office {
    pub fn new() -> Self {
        let office = Office { dir: tempfile::tempdir().unwrap() };
        let roster: &[&[&str]] = &[
            &["编号", "党支部名称", "上级党组织", "类型", "党员人数"],
            &["001", "金光村党支部", "廿里镇党委", "农村", "20"],
            &["002", "银光村党支部", "廿里镇党委", "农村", "20"],
        ];
        book(&office.at("台账/党组织花名册.xlsx"), &[("花名册", roster)]);
        let rows: &[&[&str]] = &[
            HEAD,
            &["金光村党支部", "2017-07-10", "学习", "20", "9"],
            &["银光村党支部", "2017-07-10", "学习", "20", "二十人左右"],
            &["铜光村党支部", "2017-07-10", "学习", "20", "20"],
        ];
        book(&office.at("台账/廿里镇党委/7月.xlsx"), &[("台账", rows)]);
        office
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The command line of a run into `out`, or to the default place.
    pub fn line(&self, out: Option<&str>, more: &[&str]) -> Vec<String> {
        let base = ["run", "-j", "qujiang", "--as-of", "2017-09-15"].map(String::from);
        let at = |name: &str| self.at(name).to_str().unwrap().to_string();
        let out = out.into_iter().flat_map(|out| ["-o".to_string(), at(out)]);
        base.into_iter().chain([at("台账")]).chain(out).chain(more.iter().map(ToString::to_string)).collect()
    }

    pub fn run(&self, out: Option<&str>, more: &[&str]) -> String {
        dangri_ok(&self.line(out, more))
    }

    pub fn verify(&self, name: &str) -> (i32, String) {
        let output = dangri(&["verify", self.at(name).to_str().unwrap()]);
        (output.status.code().unwrap(), text(&output))
    }

    /// Names at the top.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(self.dir.path()).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

pub fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn a_folder_of_other_things_is_never_taken_for_a_result() {
    let office = Office::new();
    office.run(Some("旧"), &["-p", "2017-07"]);
    for (name, content) in [("会议纪要.docx", "纪要"), ("照片/1.jpg", "像"), ("data/findings.csv", "自己的表")] {
        put(&office.at("办公").join(name), content);
    }
    fs::copy(office.at("旧/汇总报告.xlsx"), office.at("办公/汇总报告.xlsx")).unwrap();
    let before = tree(&office.at("办公"));
    let output = dangri(&office.line(Some("办公"), &["-p", "2017-07"]));
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    assert!(text(&output).contains("不是以前的结果") && text(&output).contains("未作任何改动"), "{}", text(&output));
    assert!(tree(&office.at("办公")) == before);
    assert_eq!(office.names(), ["办公", "台账", "旧"]);
}

#[test]
fn periods_stand_beside_each_other_and_what_was_added_goes_aside() {
    let office = Office::new();
    office.run(None, &["-p", "2017-07"]);
    office.run(None, &["-p", "2017Q3"]);
    let results = office.at("台账-结果");
    let july = tree(&results.join("2017-07"));
    assert!(results.join("2017Q3/汇总报告.xlsx").is_file());
    // an inspection form that somebody filled in, and a note
    let form = july.keys().find(|name| name.starts_with("抽查/") && name.contains("督查记录")).expect("a form").clone();
    fs::write(results.join("2017-07").join(&form), "填好了").unwrap();
    put(&results.join("2017-07/批示.txt"), "请查实");
    let said = office.run(None, &["-p", "2017-07"]);
    assert!(said.contains("2017-07-旧-1") && said.contains("批示.txt") && said.contains(form.as_str()), "{said}");
    let aside = tree(&results.join("2017-07-旧-1"));
    assert_eq!(String::from_utf8_lossy(&aside["批示.txt"]), "请查实");
    assert_eq!(String::from_utf8_lossy(&aside[&form]), "填好了");
    assert_eq!(aside.len(), july.len() + 1);
    assert!(tree(&results.join("2017-07")) == july, "the new one says what the old one said");
    // nothing of it is left in the new one, so it is replaced without a word
    let said = office.run(None, &["-p", "2017-07", "--no-cache"]);
    assert!(!said.contains("旧"), "{said}");
}

#[test]
fn a_result_of_the_first_edition_goes_aside_whole() {
    let office = Office::new();
    put(&office.at("结果/data/summary.json"), "{\"profile_digest\": \"x\", \"rows_by_layout\": {}}");
    put(&office.at("结果/我的笔记.txt"), "留着");
    let said = office.run(Some("结果"), &["-p", "2017-07"]);
    assert!(said.contains("没有结果清单"), "{said}");
    assert_eq!(fs::read_to_string(office.at("结果-旧-1/我的笔记.txt")).unwrap(), "留着");
    assert_eq!(office.verify("结果").0, 0);
}

#[test]
fn a_result_proves_every_byte_of_itself_and_its_inputs() {
    let office = Office::new();
    // neither is ever opened
    put(&office.at("台账/往年.rar"), "Rar!");
    put(&office.at("台账/照片.jpg"), "x");
    let id = || json(&office.at("结果/结果清单.json"))["run_id"].clone();
    office.run(Some("结果"), &["-p", "2017-07"]);
    let before = id();
    // a report that lies among the ledgers is no part of the question, nor anything new
    fs::copy(office.at("结果/汇总报告.xlsx"), office.at("台账/上期汇总.xlsx")).unwrap();
    office.run(Some("结果"), &["-p", "2017-07"]);
    let (code, said) = office.verify("结果");
    assert!(code == 0 && said.contains("均与写出时一致") && said.contains("均与运行时相同"), "{said}");
    assert_eq!(id(), before);
    let whole = tree(&office.at("结果"));
    for (name, bytes) in &whole {
        let mut torn = bytes.clone();
        let at = torn.len() / 2;
        torn[at] ^= 0x20;
        fs::write(office.at("结果").join(name), &torn).unwrap();
        let (code, said) = office.verify("结果");
        assert!(code == 1 && said.contains(name.as_str()), "{name}: {said}");
        fs::write(office.at("结果").join(name), bytes).unwrap();
    }
    put(&office.at("结果/批示.txt"), "x");
    fs::remove_file(office.at("结果/data/ranking.csv")).unwrap();
    put(&office.at("台账/廿里镇党委/7月.xlsx"), "换了");
    put(&office.at("台账/新.csv"), "a,b");
    put(&office.at("台账/往年.rar"), "Rar!!");
    let (code, said) = office.verify("结果");
    assert_eq!(code, 1);
    for (title, name) in
        [("不是本程序写出的", "批示.txt"), ("缺少", "data/ranking.csv"), ("已改动", "廿里镇党委/7月.xlsx"), ("新增", "新.csv")]
    {
        let list = said.split(title).nth(1).unwrap_or_default();
        assert!(list.lines().nth(1).is_some_and(|line| line.trim() == name), "{title} {name}: {said}");
    }
    fs::write(office.at("结果/结果清单.json"), "{\"program\":").unwrap();
    let (code, said) = office.verify("结果");
    assert!(code == 1 && said.contains("不是一份完整的结果"), "{said}");
    assert_eq!(dangri(&["verify", office.at("没有").to_str().unwrap()]).status.code(), Some(2));
}

#[test]
fn the_list_says_what_the_result_answers() {
    let office = Office::new();
    put(&office.at("台账/dangri.toml"), "unit = \"330803\"\nunit_name = \"清源县\"\noffice = \"中共清源县委组织部\"\n");
    office.run(Some("甲"), &["-p", "2017-07", "--jobs", "1"]);
    office.run(Some("乙"), &["-p", "2017-07", "--jobs", "2", "--no-cache"]);
    assert!(tree(&office.at("甲")) == tree(&office.at("乙")));
    let list = json(&office.at("甲/结果清单.json"));
    let summary = json(&office.at("甲/data/summary.json"));
    assert_eq!(list["counts"]["files"], summary["files"]);
    assert_eq!(list["counts"]["rows"], summary["rows"]);
    let units = &list["question"]["units"][0];
    assert_eq!(
        (units["unit"].as_str(), units["unit_name"].as_str(), units["jurisdiction"].as_str()),
        (Some("330803"), Some("清源县"), Some("qujiang"))
    );
    let id = |out: &str| json(&office.at(out).join("结果清单.json"))["run_id"].as_str().unwrap().to_string();
    assert_eq!(id("甲").len(), 16);
    // every part of the question is in it
    for (out, more) in
        [("丙", &["-p", "2017-08"][..]), ("丁", &["-p", "2017-07", "--seed", "另"]), ("戊", &["-p", "2017-07", "--unit", "9"])]
    {
        office.run(Some(out), more);
        assert_ne!(id(out), id("甲"), "{out}");
    }
    book(&office.at("台账/8月.xlsx"), &[("台账", &[HEAD, &["金光村党支部", "2017-08-10", "学习", "20", "19"]])]);
    office.run(Some("己"), &["-p", "2017-07"]);
    assert_ne!(id("己"), id("甲"));
    let sheet = first_lines(&office.at("甲/汇总报告.xlsx"));
    assert!(sheet.iter().all(|(_, first)| first.contains("清源县")), "{sheet:?}");
}

/// The first cell of every sheet of a workbook, by its name.
fn first_lines(path: &Path) -> BTreeMap<String, String> {
    use calamine::Reader;
    let mut workbook = calamine::open_workbook_auto(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let names = workbook.sheet_names();
    let first = |name: &String| {
        let range = workbook.worksheet_range(name).unwrap();
        (name.clone(), range.get_value((0, 0)).map(ToString::to_string).unwrap_or_default())
    };
    names.iter().map(first).collect()
}

#[test]
fn a_trial_says_so_first_everywhere_and_is_not_remembered() {
    let office = Office::new();
    let memory = |office: &Office| tree(&office.at("台账/.dangri/history"));
    office.run(None, &["-p", "2017-07"]);
    let before = memory(&office);
    assert_eq!(before.len(), 1);
    let said = office.run(None, &["-p", "2017-07", "--set", "participation.min=0.95"]);
    assert!(said.starts_with("试算（participation.min=0.95）"), "{said}");
    let trial = office.at("台账-结果/2017-07-试算");
    for (name, _) in tree(&trial).iter().filter(|(name, _)| name.ends_with(".xlsx")) {
        for (sheet, first) in first_lines(&trial.join(name)) {
            // the hidden lists behind drop-downs are no pages
            assert!(first.starts_with("【试算：participation.min=0.95】") || sheet == "名单", "{name} {sheet}: {first}");
        }
    }
    let page = fs::read_to_string(trial.join("报告.html")).unwrap();
    assert!(page.contains("<h1>【试算：participation.min=0.95】"));
    assert_eq!(json(&trial.join("data/summary.json"))["trial"][0], "participation.min=0.95");
    // nothing that would be handed to others
    assert!(!trial.join("反馈").exists() && office.at("台账-结果/2017-07/反馈").is_dir());
    // [set] is a trial as well
    put(&office.at("台账/dangri.toml"), "[set]\nparticipation.min = 0.7\n");
    let said = office.run(None, &["-p", "2017-08"]);
    assert!(said.starts_with("试算（participation.min=0.7）") && office.at("台账-结果/2017-08-试算").is_dir(), "{said}");
    fs::remove_file(office.at("台账/dangri.toml")).unwrap();
    assert!(memory(&office) == before);
    // the next month sees the real July and no trial
    let said = office.run(None, &["-p", "2017-08"]);
    assert!(said.contains("以前统计期的运行记录（2017年7月）"), "{said}");
}

#[test]
fn a_memory_elsewhere_gives_the_same_draw_on_a_fresh_machine() {
    let (one, other) = (Office::new(), Office::new());
    // the very same ledgers: a workbook knows the second in which it was made
    tree(&one.at("台账")).into_iter().for_each(|(name, bytes)| fs::write(other.at("台账").join(name), bytes).unwrap());
    let memory = one.at("记录");
    let history = ["--history", memory.to_str().unwrap()];
    one.run(Some("七月"), &[&history[..], &["-p", "2017-07"]].concat());
    assert!(!one.at("台账/.dangri/history").exists() && memory.join("qujiang-2017-07.json").is_file());
    for office in [&one, &other] {
        office.run(Some("八月"), &[&history[..], &["-p", "2017-08"]].concat());
    }
    let files = tree(&one.at("八月"));
    assert!(files == tree(&other.at("八月")));
    let list = json(&one.at("八月/结果清单.json"));
    assert_eq!(list["question"]["history"][0]["file"], "qujiang-2017-07.json");
    assert_eq!(list["question"]["history"].as_array().unwrap().len(), 1);
}

#[test]
fn a_packed_workspace_asks_what_is_judged_and_nothing_else() {
    let office = Office::new();
    let precious = office.at("重要");
    put(&precious.join("文件.txt"), "不能丢");
    let toml = format!(
        "jurisdiction = \"qujiang\"\nperiod = \"2017-07\"\nas_of = 2017-09-15\noutput = \"{0}\"\npassword_file = \"{0}/文件.txt\"\nschemas = \"{0}\"\njobs = 1\n[set]\nparticipation.min = 0.1\n",
        precious.to_str().unwrap()
    );
    put(&office.at("台账/dangri.toml"), &toml);
    let zip = office.at("交来.zip");
    let mut writer = zip::ZipWriter::new(fs::File::create(&zip).unwrap());
    for (name, bytes) in tree(&office.at("台账")) {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut writer, &bytes).unwrap();
    }
    writer.finish().unwrap();
    let output = dangri(&["run", zip.to_str().unwrap(), "--format", "csv,json"]);
    assert!(output.status.success(), "{}", text(&output));
    let told = text(&output);
    for key in ["jobs", "output", "password_file", "schemas", "set"] {
        assert!(told.lines().any(|line| line.contains("未采用") && line.contains(key)), "{key}: {told}");
    }
    assert_eq!(tree(&precious).len(), 1);
    let result = office.at("交来-结果/2017-07");
    assert_eq!(json(&result.join("data/summary.json"))["trial"], serde_json::Value::Null);
    assert!(!fs::read_to_string(result.join("data/summary.json")).unwrap().contains("不能丢"));
    // in a folder it is honoured, and told first
    let toml = "jurisdiction = \"qujiang\"\nperiod = \"2017-07\"\nas_of = 2017-09-15\noutput = \"../别处\"\n"
        .replace("..", office.dir.path().to_str().unwrap());
    put(&office.at("台账/dangri.toml"), &toml);
    let output = dangri(&["run", office.at("台账").to_str().unwrap(), "--format", "csv,json"]);
    let first = String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or_default().to_string();
    assert!(first.contains("工作目录之外") && first.contains("别处"), "{first}");
    assert!(office.at("别处/结果清单.json").is_file());
}

#[test]
#[cfg(unix)]
fn a_linked_cache_is_somebody_elses() {
    let office = Office::new();
    put(&office.at("别处/cache/pack-0123456789abcdef.pack"), "别人的");
    put(&office.at("别处/history/qujiang-2017-06.json"), "别人的");
    std::os::unix::fs::symlink(office.at("别处"), office.at("台账/.dangri")).unwrap();
    let before = tree(&office.at("别处"));
    office.run(Some("结果"), &["-p", "2017-07"]);
    assert!(tree(&office.at("别处")) == before);
    // nor is what lies in a folder of ours under another name than ours
    fs::remove_file(office.at("台账/.dangri")).unwrap();
    for name in ["cache/照片.pack", "cache/stamp-笔记.json", "cache/a.写入中", "history/笔记.json"] {
        put(&office.at("台账/.dangri").join(name), "别人的");
    }
    for out in ["结果", "结果2"] {
        office.run(Some(out), &["-p", "2017-07"]);
    }
    let own = tree(&office.at("台账/.dangri"));
    assert_eq!(own.values().filter(|bytes| bytes.as_slice() == "别人的".as_bytes()).count(), 4);
}
