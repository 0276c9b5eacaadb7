//! What may lie beside the ledgers without moving a figure: copies, marked copies that come back, an earlier result, lists of other things, blank
//! forms, what programs leave behind; and how the program is started.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::grid::{Book, Sheet, text};
use super::harness::{Change, Scene, judge, start};
use super::tables::{Kind, Table};
use crate::door::tree;

fn sheet(name: &str, rows: &[Vec<String>]) -> Sheet {
    Sheet::named(name, rows.iter().map(|r| r.iter().map(|c| text(c.as_str())).collect()).collect())
}

/// Copies of the workbooks of these kinds under another name.
fn copies(scene: &mut Scene, kinds: &[Kind], name: impl Fn(&Book) -> String) -> usize {
    let mut more = Vec::new();
    for book in &scene.books {
        let Some(table) = book.sheets.iter().find_map(|s| Table::of(book, s)).filter(|t| kinds.contains(&t.kind)) else { continue };
        scene.kinds.insert(table.kind);
        let path = name(book);
        if !scene.dir.join(&path).exists() {
            more.push((path, fs::read(scene.dir.join(&book.path)).unwrap()));
        }
    }
    more.iter().for_each(|(path, bytes)| scene.lay(path, bytes));
    more.len()
}

const HANDED: [Kind; 8] =
    [Kind::Ledger, Kind::Form, Kind::Attendance, Kind::Plan, Kind::Members, Kind::Service, Kind::Cadres, Kind::Waivers];

/// Lists of other things: name of the file, title, and the heading of the last column.
const OF_BRANCHES: [(&str, &str, &str); 7] = [
    ("书记通讯录", "", "联系电话"),
    ("联系表", "基层党组织联系表", "联系电话"),
    ("考核", "党支部年度考核结果", "考核结果"),
    ("述职", "党组织书记述职评议结果", "等次"),
    ("换届", "党支部换届情况统计表", "换届时间"),
    ("星级", "党支部评星定级结果", "星级"),
    ("某表", "", "备注"),
];
const OF_PERSONS: [(&str, &str, &str); 9] = [
    ("积极分子名册", "入党积极分子名册", "入党时间"),
    ("慰问", "困难党员慰问名册", "慰问金"),
    ("推荐", "优秀共产党员推荐名单", "主要事迹"),
    ("培训", "党员培训班报名表", "联系电话"),
    ("预备", "预备党员名单", "入党时间"),
    ("通讯", "党员通讯录", "联系电话"),
    ("学时", "党员学时统计", "学时"),
    ("评议", "民主评议党员结果", "评议等次"),
    ("签到", "入党积极分子培训班签到表", "签到"),
];

/// All lists of other things, of the workspace's own branches and some that it does not know.
fn lists(scene: &Scene, folder: &str) {
    let roster = scene.base.books.iter().find(|b| b.path == "党组织花名册.xlsx").unwrap();
    let table = Table::of(roster, &roster.sheets[0]).unwrap();
    let col = table.branch().unwrap();
    let names: Vec<String> =
        table.body.iter().take(3).map(|row| roster.sheets[0].cell(*row, col).text()).chain(["北坡村党支部".to_string()]).collect();
    let owned = |cells: &[&str]| cells.iter().map(ToString::to_string).collect::<Vec<_>>();
    let home = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    for (file, title, last) in OF_BRANCHES {
        let mut rows = vec![owned(&[title]), owned(&["所属党委", "党支部", "书记", last])];
        rows.extend(names.iter().enumerate().map(|(n, name)| owned(&[folder, name, "王一", &n.to_string()])));
        scene.lay(&format!("{home}{file}.xlsx"), &Book { path: String::new(), sheets: vec![sheet("Sheet1", &rows)] }.bytes());
    }
    for (file, title, last) in OF_PERSONS {
        let mut rows = vec![owned(&[title]), owned(&["序号", "姓名", "所在党支部", last])];
        rows.extend(names.iter().enumerate().map(|(n, name)| owned(&[&n.to_string(), "丁九", name, "x"])));
        scene.lay(&format!("{home}{file}.xlsx"), &Book { path: String::new(), sheets: vec![sheet("Sheet1", &rows)] }.bytes());
    }
}

/// Everything of a folder beside or within the ledgers.
fn lay_all(scene: &Scene, from: &Path, below: &str, only: impl Fn(&str) -> bool) -> usize {
    let files = tree(from);
    let kept: Vec<_> = files.iter().filter(|(path, _)| only(path)).collect();
    kept.iter().for_each(|(path, bytes)| scene.lay(&format!("{below}{path}"), bytes));
    kept.len()
}

/// A whole result of the base, written beside the copy.
fn whole_result(scene: &Scene) -> std::path::PathBuf {
    let out = scene.dir.with_file_name("全部结果");
    judge(&scene.base.workspace(), &out, &["--no-cache", "--format", "xlsx,html,csv,json"]).unwrap();
    out
}

/// Marked copies, by what a committee is handed.
fn marked(path: &str) -> bool {
    path.ends_with(".xlsx") && path.contains('/') && !path.rsplit('/').next().unwrap().starts_with("反馈")
}

fn additional(s: &mut Scene, name: &str, rows: &[&[&str]], hidden: bool) -> usize {
    let rows: Vec<Vec<String>> = rows.iter().map(|r| r.iter().map(ToString::to_string).collect()).collect();
    let mut count = 0;
    for book in &mut s.books {
        if book
            .sheets
            .iter()
            .any(|x| Table::of(&Book { path: book.path.clone(), sheets: Vec::new() }, x).is_some_and(|t| t.kind == Kind::Ledger))
        {
            book.sheets.push(Sheet { hidden, ..sheet(name, &rows) });
            count += 1;
        }
    }
    count
}

pub fn changes() -> Vec<Change> {
    let mut all = Vec::new();
    let mut add = |change: Change| all.push(change);
    add(Change::new("copies beside", |s| copies(s, &HANDED, |b| format!("{}（1）.xlsx", b.path.trim_end_matches(".xlsx")))));
    add(Change::new("copies that sort before", |s| {
        copies(s, &HANDED, |b| {
            let (folder, name) = b.path.rsplit_once('/').unwrap();
            format!("{folder}/!副本 {name}")
        })
    }));
    add(Change::new("copies in another folder of the committee", |s| {
        copies(s, &HANDED, |b| {
            let (folder, rest) = b.path.split_once('/').unwrap();
            format!("{folder}/备份/{rest}")
        })
    }));
    add(Change::new("copies of the office's lists", |s| {
        let kinds = [Kind::Roster, Kind::Visits, Kind::Moves, Kind::Filings, Kind::Aliases];
        copies(s, &kinds, |b| format!("{} - 副本.xlsx", b.path.trim_end_matches(".xlsx")))
    }));
    add(Change::new("copies saved anew", |s| {
        let copies: Vec<Book> = s
            .books
            .iter()
            .filter(|b| b.sheets.iter().find_map(|x| Table::of(b, x)).is_some_and(|t| t.kind == Kind::Ledger))
            .map(|b| Book { path: format!("{}（电子版）.xlsx", b.path.trim_end_matches(".xlsx")), sheets: b.sheets.clone() })
            .collect();
        let count = copies.len();
        s.books.extend(copies);
        count
    }));
    add(Change::new("marked copies that come back unchanged", |s| {
        let out = whole_result(s).join("反馈");
        if out.exists() { lay_all(s, &out, "", marked) } else { 0 }
    }));
    add(Change::new("an earlier result within", |s| {
        let out = whole_result(s);
        lay_all(s, &out, "2017结果/", |_| true)
    }));
    add(Change::new("a report of an earlier result alone", |s| {
        let out = whole_result(s);
        lay_all(s, &out, "", |path| path == "汇总报告.xlsx")
    }));
    add(Change::new("blank ledgers", |s| {
        let out = s.dir.with_file_name("空白表");
        start(&["template".into(), s.base.workspace().into(), "-o".into(), out.clone().into()]).unwrap();
        lay_all(s, &out, "", |path| path.ends_with(".xlsx"))
    }));
    add(Change::new("lists of other things among the ledgers", |s| {
        s.committees().iter().for_each(|f| lists(s, f));
        s.committees().len()
    })
    .told(&["ING002"]));
    add(Change::new("lists of other things at the top", |s| {
        lists(s, "");
        1
    })
    .told(&["ING002"]));
    add(Change::new("a sheet that explains the table", |s| {
        additional(
            s,
            "填表说明",
            &[&["填表说明"], &["1.本表由党支部填写，每月5日前报送。"], &["2.应到人数为支部党员总数，实到人数为签到人数。"]],
            false,
        )
    })
    .told(&["ING002"]));
    add(Change::new("a hidden sheet of choices", |s| {
        additional(s, "选项", &[&["活动类型", "是否"], &["集中学习", "是"], &["志愿服务", "否"], &["党课", ""]], true)
    })
    .told(&["ING002"]));
    add(Change::new("what programs leave behind", |s| {
        let mut lock = vec![5_u8];
        lock.resize(165, b' ');
        for folder in s.committees().iter().map(|f| format!("{f}/")).chain([String::new()]) {
            s.lay(&format!("{folder}~$2017年台账.xlsx"), &lock);
            s.lay(&format!("{folder}.~2017年考勤表.xlsx"), &lock);
            s.lay(&format!("{folder}.DS_Store"), b"\0\0\0\x01Bud1");
            s.lay(&format!("{folder}Thumbs.db"), &[0; 64]);
            s.lay(&format!("{folder}desktop.ini"), b"[.ShellClassInfo]\r\n");
            s.lay(&format!("{folder}__MACOSX/._2017年台账.xlsx"), b"\0\x05\x16\x07\0\x02\0\0Mac OS X        ");
        }
        s.committees().len()
    }));
    add(Change::new("pictures and papers", |s| {
        for folder in s.committees() {
            s.lay(&format!("{folder}/活动照片/IMG_0001.jpg"), b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xFF\xD9");
            s.lay(&format!("{folder}/通知.pdf"), b"%PDF-1.4\n%%EOF\n");
            s.lay(&format!("{folder}/会议记录.docx"), b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
        }
        s.committees().len()
    }));
    for (name, args) in [("one thread", vec!["--no-cache", "--jobs", "1"]), ("five threads", vec!["--no-cache", "--jobs", "5"])] {
        add(Change::new(name, move |s| {
            s.args = args.clone();
            s.books.len()
        }));
    }
    add(Change::new("from the cache", |s| {
        judge(&s.dir, &s.dir.with_file_name("先前结果"), &[]).unwrap();
        s.args = Vec::new();
        s.books.len()
    }));
    add(Change::new("from the cache after a change", |s| {
        let kept: BTreeSet<String> = tree(&s.dir).into_keys().collect();
        fs::write(s.dir.join("先前.csv"), "甲,乙\n1,2\n").unwrap();
        judge(&s.dir, &s.dir.with_file_name("先前结果"), &[]).unwrap();
        fs::remove_file(s.dir.join("先前.csv")).unwrap();
        s.args = Vec::new();
        kept.len()
    }));
    all
}
