//! Unknown names, from the returned row over the clerk's choice to the row that counts.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::door::{book, csv_rows, dangri, dangri_ok, data_without_id, json};

const HEAD: &[&str] = &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"];

/// A folder with a roster, ledgers of two committees and one of nobody's.
struct Town {
    dir: tempfile::TempDir,
}

impl Town {
    fn new() -> Self {
        let town = Town { dir: tempfile::tempdir().unwrap() };
        let roster: &[&[&str]] = &[
            &["编号", "党支部名称", "上级党组织", "类型", "党员人数"],
            &["Z01", "城北党支部", "桃园镇党委", "农村", "20"],
            &["Z02", "第一党支部", "桃园镇党委", "国企", "20"],
            &["Z03", "机关党支部", "桃园镇党委", "机关", "20"],
            &["Z04", "新沟村党支部", "柳溪镇党委", "农村", "20"],
            &["Z05", "柳溪镇第一党支部", "柳溪镇党委", "国企", "20"],
            &["Z06", "机关党支部", "柳溪镇党委", "机关", "20"],
        ];
        book(&town.workspace().join("党组织花名册.xlsx"), &[("花名册", roster)]);
        town.ledger("桃园镇/7月.xlsx", &["桃园镇党委城北社区党支部", "第1支部", "桃园镇党委城北社区党支部"]);
        town.ledger("柳溪镇/7月.xlsx", &["第1支部", "火车站党支部"]);
        town.ledger("其他/7月.xlsx", &["机关支部"]);
        let moves: &[&[&str]] = &[&["党委", "月份", "调整后日期", "原因"], &["桃圆镇党工委", "2017年7月", "2017-07-20", "防汛"]];
        book(&town.workspace().join("备案表.xlsx"), &[("备案", moves)]);
        town
    }

    fn workspace(&self) -> PathBuf {
        self.dir.path().join("台账")
    }

    fn ledger(&self, name: &str, branches: &[&str]) {
        let days: Vec<String> = (0..branches.len()).map(|n| format!("2017-07-{:02}", n + 5)).collect();
        let rows: Vec<Vec<&str>> = branches.iter().zip(&days).map(|(b, day)| vec![*b, day.as_str(), "学习", "20", "18"]).collect();
        let all: Vec<&[&str]> = std::iter::once(HEAD).chain(rows.iter().map(Vec::as_slice)).collect();
        book(&self.workspace().join(name), &[("7月", &all)]);
    }

    /// Runs and gives the names of ING003, and rows (accepted, rejected) of ledgers.
    fn run(&self) -> (Vec<String>, (u64, u64)) {
        let out = self.dir.path().join("结果");
        let (workspace, target) = (self.workspace(), out.clone());
        let args = ["run", path(&workspace), "-o", path(&target), "-j", "chizhou", "-p", "2017-07", "--as-of", "2017-10-15"];
        dangri_ok(&[&args[..], &["--format", "csv,json"]].concat());
        let findings = csv_rows(&out.join("data/findings.csv"), true);
        let mut names: Vec<String> = findings.iter().filter(|f| f["rule"] == "ING003").map(|f| f["observed"].clone()).collect();
        assert!(findings.iter().all(|f| f["rule"] != "ING002" && f["rule"] != "ING004"), "{findings:?}");
        names.sort();
        let rows = &json(&out.join("data/summary.json"))["rows_by_layout"]["activity_ledger"];
        (names, (rows["accepted"].as_u64().unwrap(), rows["rejected"].as_u64().unwrap()))
    }

    fn workbook(&self) -> PathBuf {
        self.workspace().join("名称核对.xlsx")
    }

    /// Writes choices where the clerk would: the workbook anew, with what was there and `chosen` by (name, committee).
    fn choose(&self, chosen: &[(&str, &str, &str)]) {
        let pending = sheet(&self.workbook(), "待确认");
        let kept = sheet(&self.workbook(), "已确认");
        let pick = |row: &BTreeMap<String, String>| {
            let found = chosen.iter().find(|(name, committee, _)| row["填报名称"] == *name && row["所在党委（线索）"] == *committee);
            found.map_or("", |(_, _, choice)| *choice)
        };
        let mut rows: Vec<Vec<&str>> = vec![vec!["填报名称", "所在党委（线索）", "花名册名称（在此选择）", "备注"]];
        rows.extend(pending.iter().map(|r| vec![r["填报名称"].as_str(), r["所在党委（线索）"].as_str(), pick(r), "问过"]));
        let mut old: Vec<Vec<&str>> = vec![vec!["填报名称", "所在党委", "花名册名称", "备注"]];
        old.extend(kept.iter().map(|r| ["填报名称", "所在党委", "花名册名称", "备注"].map(|h| r[h].as_str()).to_vec()));
        let slices =
            |rows: &'_ [Vec<&'_ str>]| -> Vec<Vec<String>> { rows.iter().map(|r| r.iter().map(ToString::to_string).collect()).collect() };
        let (rows, old) = (slices(&rows), slices(&old));
        write(&self.workbook(), &[("待确认", &rows), ("已确认", &old)]);
    }
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn write(path: &Path, sheets: &[(&str, &[Vec<String>])]) {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).unwrap();
        for (r, row) in rows.iter().enumerate() {
            for (c, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(r as u32, c as u16, cell).unwrap();
            }
        }
    }
    workbook.save(path).unwrap();
}

/// Rows of a sheet by heading; the header is the first row with 填报名称.
fn sheet(file: &Path, name: &str) -> Vec<BTreeMap<String, String>> {
    let mut book: Xlsx<_> = open_workbook(file).unwrap();
    let Ok(range) = book.worksheet_range(name) else { return Vec::new() };
    let text = |cell: &Data| cell.to_string();
    let mut rows = range.rows().skip_while(|r| !r.iter().any(|c| text(c) == "填报名称"));
    let Some(head) = rows.next() else { return Vec::new() };
    let head: Vec<String> = head.iter().map(text).collect();
    let all = rows.map(|r| head.iter().cloned().zip(r.iter().map(text)).collect::<BTreeMap<_, _>>());
    all.filter(|r| !r["填报名称"].is_empty() && r["填报名称"] != "尚无已确认的名称。").collect()
}

fn part(file: &Path, name: &str) -> String {
    let mut zip = zip::ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

const ALL: [&str; 7] =
    ["机关支部", "桃园镇党委城北社区党支部", "桃园镇党委城北社区党支部", "桃圆镇党工委", "火车站党支部", "第1支部", "第1支部"];

fn sorted(names: &[&str]) -> Vec<String> {
    let mut names: Vec<String> = names.iter().map(ToString::to_string).collect();
    names.sort();
    names
}

#[test]
fn what_the_clerk_confirms_counts_and_what_is_left_blank_says_nothing() {
    let town = Town::new();
    assert_eq!(town.run(), (sorted(&ALL), (0, 6)));
    let said = dangri_ok(&["match", path(&town.workspace())]);
    assert!(said.contains("有 6 个名称") && said.contains("7 行记录") && said.contains("等字样不同"), "{said}");

    // The workbook as it is made decides nothing.
    let findings = || data_without_id(&town.dir.path().join("结果")).remove("findings.csv").unwrap();
    let before = findings();
    assert_eq!(town.run(), (sorted(&ALL), (0, 6)));
    assert!(findings() == before, "an unconfirmed workbook changes findings");

    let pending = sheet(&town.workbook(), "待确认");
    let first = &pending[0];
    assert_eq!((first["填报名称"].as_str(), first["所在党委（线索）"].as_str()), ("桃园镇党委城北社区党支部", "桃园镇党委"));
    assert!(first["候选一"].starts_with("城北党支部（桃园镇党委）"), "{first:?}");
    assert!(first["首次出处"].ends_with("桃园镇/7月.xlsx｜7月｜A2") && first["待计入的行"].contains("第 2、4 行"), "{first:?}");
    assert!(pending.iter().all(|r| r["花名册名称（在此选择）"].is_empty()), "never a silent guess");
    let xml = part(&town.workbook(), "xl/worksheets/sheet1.xml");
    assert_eq!(xml.matches("<dataValidation ").count(), 6);
    assert!(xml.contains("type=\"list\"") && xml.contains("名单"), "{xml}");
    assert!(part(&town.workbook(), "xl/workbook.xml").contains("state=\"hidden\""));

    town.choose(&[
        ("桃园镇党委城北社区党支部", "桃园镇党委", "城北党支部"),
        ("第1支部", "桃园镇党委", "第一党支部"),
        ("机关支部", "", "柳溪镇党委／机关党支部"),
        ("桃圆镇党工委", "", "桃园镇党委"),
        ("火车站党支部", "柳溪镇党委", "没有的支部"),
    ]);
    let (left, rows) = town.run();
    // 第1支部 of the other committee is not taken for the one that was confirmed; the alias that leads nowhere is told.
    assert_eq!((left, rows), (sorted(&["没有的支部", "火车站党支部", "第1支部"]), (4, 2)));
    let held = csv_rows(&town.dir.path().join("结果/data/activities.csv"), true);
    let ids: Vec<&str> = held.iter().map(|r| r["branch_id"].as_str()).collect();
    assert_eq!(ids, ["Z06", "Z01", "Z01", "Z02"]);

    let said = dangri_ok(&["match", path(&town.workspace())]);
    assert!(said.contains("有 2 个名称") && said.contains("已确认的 4 个名称已保留") && said.contains("1 行的花名册名称"), "{said}");
    let pending = sheet(&town.workbook(), "待确认");
    let names: Vec<&str> = pending.iter().map(|r| r["填报名称"].as_str()).collect();
    assert_eq!(names, ["火车站党支部", "第1支部"]);
    assert!(pending[0]["提示"].contains("上次所填“没有的支部”") && pending[0]["备注"] == "问过", "{pending:?}");
    assert_eq!(pending[1]["备注"], "问过", "the clerk's notes are kept");
    assert_eq!(sheet(&town.workbook(), "已确认").len(), 4);

    town.choose(&[("火车站党支部", "柳溪镇党委", "新沟村党支部"), ("第1支部", "柳溪镇党委", "柳溪镇第一党支部")]);
    assert_eq!(town.run(), (Vec::new(), (6, 0)));
    let before = fs::read(town.workbook()).unwrap();
    assert!(dangri_ok(&["match", path(&town.workspace())]).contains("均能与花名册对应"));
    assert!(fs::read(town.workbook()).unwrap() == before, "nothing waits, nothing is written");
}

#[test]
fn what_was_chosen_elsewhere_is_kept_but_must_be_brought_into_the_workspace() {
    let town = Town::new();
    let elsewhere = town.dir.path().join("核对/名称.xlsx");
    let said = dangri_ok(&["match", path(&town.workspace()), "-o", path(&elsewhere)]);
    assert!(elsewhere.is_file() && said.contains("请放入工作目录"), "{said}");
    let rows = [vec!["填报名称", "花名册名称"], vec!["火车站党支部", "新沟村党支部"]];
    let rows: Vec<Vec<String>> = rows.iter().map(|r| r.iter().map(ToString::to_string).collect()).collect();
    write(&elsewhere, &[("待确认", &rows)]);
    let said = dangri_ok(&["match", path(&town.workspace()), "-o", path(&elsewhere)]);
    assert!(said.contains("有 5 个名称") && said.contains("已确认的 1 个"), "{said}");
    assert_eq!(sheet(&elsewhere, "已确认")[0]["花名册名称"], "新沟村党支部");
    assert!(town.run().0.contains(&"火车站党支部".to_string()), "not read from there");
}

#[test]
fn the_same_workspace_gives_the_same_workbook() {
    let town = Town::new();
    let made = |name: &str| {
        let target = town.dir.path().join(name);
        dangri_ok(&["match", path(&town.workspace()), "-o", path(&target), "-q"]);
        fs::read(target).unwrap()
    };
    assert!(made("甲.xlsx") == made("乙.xlsx"));
}

#[test]
fn a_foreign_file_is_not_overwritten_and_a_roster_is_needed() {
    let town = Town::new();
    fs::write(town.workbook(), "重要内容").unwrap();
    let refused = dangri(&["match", path(&town.workspace())]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("不是名称核对表"));
    assert_eq!(fs::read(town.workbook()).unwrap(), "重要内容".as_bytes());
    fs::remove_file(town.workspace().join("党组织花名册.xlsx")).unwrap();
    fs::remove_file(town.workbook()).unwrap();
    let refused = dangri(&["match", path(&town.workspace())]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("没有党组织花名册"));
    assert!(!town.workbook().exists());
}
