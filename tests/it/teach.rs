//! What the clerk says once of headings and lists, from the workbook over the next run to the line that says why; and layout files of one's own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::door::{book, csv_rows, dangri, dangri_ok, data_without_id, json};

const HEAD: &[&str] = &["党支部名称", "活动日期", "活动主题", "应到人数", "到场数", "活动内容", "经办人证件"];
const LEDGER: &str = "主题党日活动台账";

/// A folder with a roster, the ledgers of two committees, and an address book.
struct Office {
    dir: tempfile::TempDir,
}

impl Office {
    fn new() -> Self {
        let office = Office { dir: tempfile::tempdir().unwrap() };
        let roster: &[&[&str]] = &[
            &["编号", "党支部名称", "上级党组织", "类型", "党员人数"],
            &["Z01", "桃源村党支部", "青山镇党委", "农村", "20"],
            &["Z02", "柳河村党支部", "青山镇党委", "农村", "18"],
            &["Z03", "沙湾村党支部", "白沙镇党委", "农村", "16"],
        ];
        book(&office.at("党组织花名册.xlsx"), &[("花名册", roster)]);
        office.ledger("青山镇党委/7月.xlsx", &[["桃源村党支部", "20", "18"], ["柳河村党支部", "18", "17"]]);
        office.ledger("白沙镇党委/7月.xlsx", &[["沙湾村党支部", "16", "15"]]);
        let address: &[&[&str]] = &[
            &["全县党组织通讯录"],
            &["党支部名称", "上级党组织", "书记", "电话"],
            &["桃源村党支部", "青山镇党委", "王建国", "0566-1"],
            &["石桥村党支部", "青山镇党委", "李秀英", "0566-2"],
        ];
        book(&office.at("通讯录.xlsx"), &[("支部", address)]);
        office
    }

    fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join("台账").join(name)
    }

    fn ledger(&self, name: &str, rows: &[[&str; 3]]) {
        let rows: Vec<Vec<&str>> = rows
            .iter()
            .map(|[branch, due, actual]| vec![*branch, "2017-07-05", "学习党章", due, actual, "交纳党费", "34290119790101123X"])
            .collect();
        let title: &[&str] = &["2017年7月主题党日活动台账"];
        let all: Vec<&[&str]> = [title, HEAD].into_iter().chain(rows.iter().map(Vec::as_slice)).collect();
        book(&self.at(name), &[("7月", &all)]);
    }

    fn workspace(&self) -> String {
        self.dir.path().join("台账").to_str().unwrap().to_string()
    }

    fn out(&self) -> PathBuf {
        self.dir.path().join("结果")
    }

    /// Runs and gives what was told at the end.
    fn run(&self) -> String {
        let out = self.out();
        let args = ["run", &self.workspace(), "-o", out.to_str().unwrap(), "-j", "chizhou", "-p", "2017-07", "--as-of", "2017-10-15"];
        dangri_ok(&[&args[..], &["--format", "csv,json,xlsx"]].concat())
    }

    fn matched(&self) -> String {
        dangri_ok(&["match", &self.workspace()])
    }

    /// Accepted rows of ledgers.
    fn accepted(&self) -> u64 {
        json(&self.out().join("data/summary.json"))["rows_by_layout"]["activity_ledger"]["accepted"].as_u64().unwrap_or(0)
    }

    /// Findings of a rule as `file cell`.
    fn found(&self, rule: &str) -> Vec<String> {
        let rows = csv_rows(&self.out().join("data/findings.csv"), true).into_iter().filter(|r| r["rule"] == rule);
        rows.map(|r| format!("{} {}", r["file"], r["cell"])).collect()
    }

    fn told(&self, rule: &str, word: &str) -> usize {
        let rows = csv_rows(&self.out().join("data/findings.csv"), true);
        rows.iter().filter(|r| r["rule"] == rule && r["message"].contains(word)).count()
    }

    fn branches(&self) -> Vec<String> {
        csv_rows(&self.out().join("data/ranking.csv"), true).into_iter().map(|r| r["branch"].clone()).collect()
    }

    /// Confirms in a workbook of that name.
    fn confirm(&self, name: &str, headings: &[[&str; 3]], lists: &[[&str; 3]]) {
        let mut first: Vec<Vec<&str>> = vec![vec!["未识别栏目核对表"], vec!["序号", "栏目名称", "所在表种", "采用为（在此选择）", "备注"]];
        first.extend(headings.iter().map(|[heading, layout, choice]| vec!["1", *heading, *layout, *choice, "问过"]));
        let mut second: Vec<Vec<&str>> = vec![vec!["疑似花名册核对表"], vec!["序号", "文件", "工作表", "认定（在此选择）", "备注"]];
        second.extend(lists.iter().map(|[file, sheet, choice]| vec!["1", *file, *sheet, *choice, ""]));
        let names: &[&[&str]] = &[&["填报名称", "花名册名称"]];
        let first: Vec<&[&str]> = first.iter().map(Vec::as_slice).collect();
        let second: Vec<&[&str]> = second.iter().map(Vec::as_slice).collect();
        book(&self.at(name), &[("待确认", names), ("栏目", &first), ("疑似花名册", &second)]);
    }
}

/// Rows of a sheet by heading; the header is the first row with a cell so named.
fn sheet(file: &Path, name: &str, head: &str) -> Vec<BTreeMap<String, String>> {
    let mut book: Xlsx<_> = open_workbook(file).unwrap();
    let range = book.worksheet_range(name).unwrap();
    let text = |cell: &Data| cell.to_string();
    let mut rows = range.rows().skip_while(|r| !r.iter().any(|c| text(c) == head));
    let names: Vec<String> = rows.next().unwrap().iter().map(text).collect();
    rows.map(|r| names.iter().cloned().zip(r.iter().map(text)).collect()).collect()
}

/// All texts of a sheet.
fn texts(file: &Path, name: &str) -> String {
    let mut book: Xlsx<_> = open_workbook(file).unwrap();
    book.worksheet_range(name).unwrap().rows().flatten().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

const CHOICE: &str = "采用为（在此选择）";

#[test]
fn a_heading_counts_once_it_is_confirmed_and_the_run_says_so() {
    let office = Office::new();
    office.run();
    assert_eq!((office.accepted(), office.found("ING002").len()), (0, 3));

    let said = office.matched();
    assert!(said.contains("到场数（主题党日活动台账，3 行）→ 可能是实到人数"), "{said}");
    let workbook = office.at("名称核对.xlsx");
    let rows = sheet(&workbook, "栏目", "栏目名称");
    let row = |name: &str| rows.iter().find(|r| r["栏目名称"] == name).unwrap_or_else(|| panic!("{name}: {rows:#?}"));
    let count = row("到场数");
    assert_eq!((count["涉及\n（文件／工作表／行）"].as_str(), count["内容类型"].as_str()), ("2／2／3", "人数、次数"));
    assert!(count["候选栏目"].starts_with("实到人数：") && count["提示"].contains("缺少“实到人数”栏") && count[CHOICE].is_empty());
    // identity numbers are masked, and nothing is proposed for what is like nothing
    let paper = row("经办人证件");
    assert!(paper["内容举例"].contains("***") && !paper["内容举例"].contains("19790101") && paper["候选栏目"].is_empty(), "{paper:?}");

    // the workbook as it is made decides nothing
    let before = data_without_id(&office.out());
    office.run();
    assert!(office.accepted() == 0 && data_without_id(&office.out())["findings.csv"] == before["findings.csv"]);

    office.confirm("名称核对.xlsx", &[["到场数", LEDGER, "实到人数"], ["经办人证件", LEDGER, "不采用"]], &[]);
    let said = office.run();
    assert!(said.contains("采用的栏目（1）：“到场数”作“实到人数”（主题党日活动台账），2 张表"), "{said}");
    assert!(said.contains("不采用的栏目（1）：“经办人证件”（主题党日活动台账）"), "{said}");
    assert_eq!((office.accepted(), office.found("ING006")), (3, Vec::<String>::new()));
    let held = csv_rows(&office.out().join("data/activities.csv"), true);
    let counts: Vec<(&str, &str)> = held.iter().map(|r| (r["actual"].as_str(), r["actual_cell"].as_str())).collect();
    assert_eq!(counts, [("15", "E3"), ("17", "E4"), ("18", "E3")]);
    let quality = texts(&office.out().join("汇总报告.xlsx"), "数据质量");
    assert!(quality.contains("E列“到场数”按名称核对表中的确认，作“实到人数”采用"), "{quality}");

    // another choice reads anew, whatever was kept; matching again keeps what was confirmed, with its note
    office.matched();
    let rows = sheet(&workbook, "栏目", "栏目名称");
    let kept: Vec<(&str, &str, &str)> = rows.iter().map(|r| (r["栏目名称"].as_str(), r[CHOICE].as_str(), r["备注"].as_str())).collect();
    assert!(kept.contains(&("到场数", "实到人数", "问过")) && kept.contains(&("经办人证件", "不采用", "问过")), "{kept:?}");
    office.run();
    assert_eq!(office.accepted(), 3, "the workbook that match wrote says the same");
    office.confirm("名称核对.xlsx", &[["到场数", LEDGER, "不采用"]], &[]);
    office.run();
    assert_eq!(office.accepted(), 0);
    fs::remove_file(&workbook).unwrap();
    office.run();
    assert_eq!((office.accepted(), data_without_id(&office.out())["rejects.csv"] == before["rejects.csv"]), (0, true));
}

/// Of a form every label is used or told, and what is confirmed of one is read from then on; names side by side in a list are no labels.
#[test]
fn a_label_of_a_form_is_used_or_told_and_can_be_confirmed() {
    let office = Office::new();
    fs::remove_dir_all(office.at("青山镇党委")).unwrap();
    fs::remove_dir_all(office.at("白沙镇党委")).unwrap();
    let form: &[&[&str]] = &[
        &["主题党日活动记录表"],
        &["党支部名称", "桃源村党支部", "活动时间", "2017年7月5日"],
        &["活动主题", "集中学习", "活动地点", "村部"],
        &["应到人数", "20", "出席人次", "18"],
        &["督导员", "张三", "天气", ""],
        &["参加人员签到"],
        &["王建国", "李秀英", "赵大山", "钱小雨"],
        &["孙正", "周平"],
        &["活动内容", "集中学习，交纳党费。"],
    ];
    book(&office.at("青山镇党委/记录表.xlsx"), &[("记录表", form)]);
    office.run();
    let told = |rule: &str, word: &str| office.told(rule, word);
    assert_eq!((told("ING006", "C4“出席人次”"), told("ING006", "督导员")), (1, 0));
    let quality = texts(&office.out().join("汇总报告.xlsx"), "数据质量");
    assert!(quality.contains("有 1 项内容不在模板中，没有采用：A5“督导员”"), "{quality}");
    assert!(!quality.contains("王建国") && !quality.contains("孙正") && !quality.contains("天气"), "{quality}");

    let said = office.matched();
    assert!(said.contains("出席人次（党日活动记录表，1 行）→ 可能是实到人数"), "{said}");
    office.confirm("名称核对.xlsx", &[["出席人次", "党日活动记录表", "实到人数"], ["督导员", "党日活动记录表", "不采用"]], &[]);
    let said = office.run();
    assert!(said.contains("“出席人次”作“实到人数”（党日活动记录表），1 张表"), "{said}");
    let held = csv_rows(&office.out().join("data/activities.csv"), true);
    assert_eq!((held[0]["due"].as_str(), held[0]["actual"].as_str(), held[0]["actual_cell"].as_str()), ("20", "18", "D4"));
    assert_eq!(told("ING006", "出席人次"), 0);
}

#[test]
fn what_contradicts_is_told_and_not_used() {
    let office = Office::new();
    let lines = [
        ["到场数", LEDGER, "实到人数"],
        ["经办人证件", LEDGER, "活动内容"],
        ["应到人数", LEDGER, "实到人数"],
        ["参会证", LEDGER, "帽子"],
        ["参会证", "日记", "活动内容"],
        ["甲", LEDGER, "活动地点"],
        ["甲", LEDGER, "备注"],
    ];
    office.confirm("名称核对.xlsx", &lines, &[]);
    office.run();
    let wrong = office.found("ING004");
    let told: Vec<String> = ["D5", "D6", "D7", "D8", "D9"].iter().map(|cell| format!("名称核对.xlsx {cell}")).collect();
    assert_eq!(wrong, told);
    // the table has its content already: the other column is told, and the content stays what it was
    assert_eq!((office.accepted(), office.told("ING006", "确认为“活动内容”")), (3, 2));
    let held = csv_rows(&office.out().join("data/activities.csv"), true);
    assert!(held.iter().all(|r| r["content"] == "交纳党费" && r["due"] != r["actual"]), "{held:?}");
    // two columns of a table that are confirmed for one field: neither is used
    let head: &[&str] = &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数", "会场甲", "会场乙"];
    book(&office.at("青山镇党委/8月.xlsx"), &[("8月", &[head, &["桃源村党支部", "2017-07-12", "学习", "20", "19", "村部", "学校"]])]);
    office.confirm("名称核对.xlsx", &[["会场甲", LEDGER, "活动地点"], ["会场乙", LEDGER, "活动地点"]], &[]);
    office.run();
    assert_eq!(office.told("ING006", "有几栏都确认为“活动地点”"), 2);
    let held = csv_rows(&office.out().join("data/activities.csv"), true);
    assert!(held.len() == 1 && held[0]["venue"].is_empty(), "{held:?}");
}

#[test]
fn a_list_is_what_the_clerk_says_and_one_that_is_gone_is_told() {
    let office = Office::new();
    office.matched();
    let rows = sheet(&office.at("名称核对.xlsx"), "疑似花名册", "文件");
    assert_eq!(rows.iter().map(|r| r["文件"].as_str()).collect::<Vec<_>>(), ["通讯录.xlsx"], "a ledger is no list: {rows:#?}");
    assert!(
        rows[0]["作为花名册可增加的内容"].contains("1 个党组织花名册没有：石桥村党支部") && rows[0]["没有采用的原因"].contains("通讯录")
    );
    office.run();
    let plain = office.branches();
    assert!(!plain.contains(&"石桥村党支部".to_string()));

    let list = |choice: &'static str| office.confirm("名称核对.xlsx", &[], &[["通讯录.xlsx", "支部", choice]]);
    list("不是花名册");
    let said = office.run();
    assert!(said.contains("不作花名册的名单（1）：通讯录.xlsx｜支部"), "{said}");
    assert!(office.branches() == plain && !office.found("ING002").iter().any(|f| f.starts_with("通讯录")));
    list("作为党组织花名册");
    let said = office.run();
    assert!(said.contains("采用的名单（1）：通讯录.xlsx｜支部作为党组织花名册"), "{said}");
    assert!(office.branches().contains(&"石桥村党支部".to_string()), "{:?}", office.branches());
    // it has no column of members
    list("作为党员花名册");
    office.run();
    assert_eq!((office.told("ING004", "没有所需的"), office.branches() == plain), (1, true));
    list("是花名册");
    office.run();
    assert_eq!((office.told("ING004", "不是可选的内容"), office.branches() == plain), (1, true));
    list("作为党组织花名册");
    fs::rename(office.at("通讯录.xlsx"), office.at("通讯录（新）.xlsx")).unwrap();
    office.run();
    assert_eq!((office.told("ING004", "没有读到"), office.branches() == plain), (1, true));
    office.matched();
    let rows = sheet(&office.at("名称核对.xlsx"), "疑似花名册", "文件");
    let old = rows.iter().find(|r| r["文件"] == "通讯录.xlsx").unwrap();
    assert!(old["提示"].contains("已不在工作目录中") && old["认定（在此选择）"] == "作为党组织花名册", "{rows:#?}");
}

#[test]
fn a_committees_workbook_holds_for_its_own_files() {
    let office = Office::new();
    let lesson = [["到场数", LEDGER, "实到人数"]];
    office.confirm("青山镇党委/名称核对.xlsx", &lesson, &[["通讯录.xlsx", "支部", "作为党组织花名册"]]);
    let said = office.run();
    assert_eq!(office.accepted(), 2, "{said}");
    assert!(office.found("ING002").iter().any(|f| f.starts_with("白沙镇党委/7月.xlsx")), "{:?}", office.found("ING002"));
    assert_eq!(office.told("ING004", "不在本核对表所在的文件夹中"), 1);
    assert!(!office.branches().contains(&"石桥村党支部".to_string()));
    assert!(texts(&office.out().join("汇总报告.xlsx"), "数据质量").contains("只用于该文件夹中的文件"));
    fs::remove_file(office.at("青山镇党委/名称核对.xlsx")).unwrap();
    // at the top, but called by a committee's name
    office.confirm("白沙镇名称核对.xlsx", &lesson, &[]);
    office.run();
    assert_eq!(office.accepted(), 1);
    // the office's own speaks for all, and goes before a committee's
    office.confirm("名称核对.xlsx", &lesson, &[]);
    office.confirm("白沙镇名称核对.xlsx", &[["到场数", LEDGER, "不采用"]], &[]);
    office.run();
    assert_eq!((office.accepted(), office.told("ING004", "已确认为其他内容")), (3, 1));
    fs::remove_file(office.at("白沙镇名称核对.xlsx")).unwrap();
    // under another name it is not looked for, and that is told
    fs::rename(office.at("名称核对.xlsx"), office.at("栏目.xlsx")).unwrap();
    office.run();
    assert_eq!((office.accepted(), office.told("ING004", "没有“核对”二字")), (0, 1));
}

#[test]
fn without_a_roster_lists_are_asked_for_and_headings_all_the_same() {
    let office = Office::new();
    fs::remove_file(office.at("党组织花名册.xlsx")).unwrap();
    let said = office.matched();
    assert!(said.contains("没有党组织花名册，名称无从核对") && said.contains("通讯录.xlsx｜支部") && said.contains("到场数"), "{said}");
    assert!(!said.contains("个名称在花名册中找不到"), "{said}");
}

#[test]
fn layout_files_of_ones_own_add_and_are_looked_over() {
    let office = Office::new();
    let rules = office.dir.path().join("规则");
    let put = |name: &str, text: &str| {
        let path = rules.join("layouts").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_string()
    };
    let good = put("本县.toml", "extends = \"activity_ledger\"\n[[column]]\nfield = \"actual\"\nheadings = [\"到场数\"]\n");
    assert!(dangri_ok(&["profiles", "--check", &good]).contains("在台账版式“主题党日活动台账”上增加写法"));
    assert!(dangri_ok(&["profiles", "--check", rules.to_str().unwrap()]).contains("制度 10 个，台账版式 14 个"));
    let out = office.out();
    let args = ["run", &office.workspace(), "-o", out.to_str().unwrap(), "-j", "chizhou", "-p", "2017-07", "--as-of", "2017-10-15"];
    dangri_ok(&[&args[..], &["--format", "csv,json", "--schemas", rules.to_str().unwrap()]].concat());
    assert_eq!(office.accepted(), 3, "the rest of the layout stays as it was");

    let bad = put(
        "坏.toml",
        "extends = \"activity_ledger\"\nsign = [\"甲\"]\n[[column]]\nfield = \"due\"\nheadings = [\"实到人数\", \"\"]\n[[column]]\nfield = \"hat\"\nheadings = []\n",
    );
    let told = dangri(&["profiles", "--check", &bad]);
    let text = String::from_utf8_lossy(&told.stderr).into_owned();
    assert_eq!(told.status.code(), Some(2));
    for wanted in ["第 2 行：未知的键“sign”", "第 5 行：表头“”", "第 7 行：字段“hat”", "第 8 行：headings"]
    {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    let bad = put("坏.toml", "extends = \"activity_ledger\"\n[[column]]\nfield = \"due\"\nheadings = [\"实到人数\"]\n");
    let text = String::from_utf8_lossy(&dangri(&["profiles", "--check", &bad]).stderr).into_owned();
    assert!(text.contains("坏.toml 第 4 行") && text.contains("已是字段 actual"), "{text}");
    let twice = put("坏.toml", include_str!("../../schemas/layouts/alias.toml"));
    let text = String::from_utf8_lossy(&dangri(&["profiles", "--check", &twice]).stderr).into_owned();
    assert!(text.contains("版式代码“alias”与") && text.contains("extends = \"alias\""), "{text}");
}
