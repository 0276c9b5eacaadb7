//! A gate for what an office hands out. Demonstration workspaces are judged, everything that is made of them is set as pages, and the test fails on what
//! nobody could hand out: print too small to read, a page of a table without its headings, a heading alone at a page's foot, a cell that does not fit, words of
//! machines in texts for people, and a figure that differs from one place to the next.
//!
//! 24 branches always; 300 and 2,000 where the environment says `DANGRI_GATE=all` (minutes with a slow binary).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use calamine::{Reader, SheetVisible, open_workbook_auto};

use crate::door::{book, dangri_ok, tree};
use crate::filled::cells;
use crate::gate_print::{PrintedPage, can_print, print};
use crate::gate_words::{May, machine, workbook};
use crate::{gate_figures, papers};

/// A judged workspace.
struct Office {
    dir: tempfile::TempDir,
    /// What the terminal said at the end.
    said: String,
}

impl Office {
    fn new(place: &str, branches: u32) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (workspace, out, branches) = (dir.path().join("台账"), dir.path().join("结果"), branches.to_string());
        let [workspace, out] = [&workspace, &out].map(|path| path.to_str().unwrap());
        dangri_ok(&["demo", workspace, "-j", place, "--branches", &branches, "--mess", "2", "-q"]);
        let said = dangri_ok(&["run", workspace, "-o", out, "-p", "2017Q3", "--as-of", "2017-10-20", "--unit", place]);
        Office { dir, said }
    }

    fn out(&self) -> PathBuf {
        self.dir.path().join("结果")
    }

    /// Files that are handed out, by kind; of each kind no more than so many.
    fn files(&self, most: usize) -> Vec<PathBuf> {
        let mut kinds: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
        for name in tree(&self.out()).into_keys().filter(|n| n.ends_with(".xlsx") || n.ends_with(".docx")) {
            kinds.entry(kind(&name)).or_default().push(self.out().join(name));
        }
        for wanted in ["汇总报告", "公文/通报", "公文/成绩单", "反馈/整改反馈", "反馈/台账标注", "抽查/抽查名单", "抽查/督查记录"]
        {
            assert!(kinds.contains_key(wanted), "no {wanted} among {:?}", kinds.keys());
        }
        kinds.into_values().flat_map(|files| files.into_iter().take(most)).collect()
    }
}

/// What kind of thing a file is: those of one kind differ by the unit that they are about.
fn kind(name: &str) -> String {
    let name = name.rsplit_once('.').unwrap().0;
    let parts: Vec<&str> = name.split('/').collect();
    match parts[..] {
        ["反馈", _, "台账标注", _] => "反馈/台账标注".into(),
        ["反馈", _, paper] => format!("反馈/{paper}"),
        ["抽查", paper] if paper.ends_with("督查记录") => "抽查/督查记录".into(),
        ["公文", folder, _] => format!("公文/{folder}"),
        ["通知", ..] => "通知".into(),
        _ => name.to_string(),
    }
}

/// A sheet as it should print.
struct Planned {
    name: String,
    /// Of its table, where it is one table.
    headings: Vec<String>,
}

/// Visible sheets of a workbook of tables.
fn planned(path: &Path) -> Vec<Planned> {
    let book = open_workbook_auto(path).unwrap();
    let areas: Vec<(String, String)> = book.defined_names().iter().filter(|(name, _)| name.ends_with("Print_Area")).cloned().collect();
    let shown = book.sheets_metadata().iter().filter(|sheet| sheet.visible == SheetVisible::Visible);
    let sheet = |name: &str| {
        let quoted = [format!("'{name}'!"), format!("{name}!")];
        let area = areas.iter().find_map(|(_, area)| quoted.iter().find_map(|q| area.strip_prefix(q.as_str())));
        let columns = area.map_or(usize::MAX, printed_columns);
        // several small tables on a page
        let headings = if ["总览", "情况分析"].contains(&name) { Vec::new() } else { headings(&cells(path, name), columns) };
        Planned { name: name.to_string(), headings }
    };
    shown.map(|s| sheet(&s.name)).collect()
}

/// Columns of `$A$1:$M$6`.
fn printed_columns(area: &str) -> usize {
    let last = area.split(':').nth(1).unwrap_or(area).trim_start_matches('$');
    last.chars().take_while(char::is_ascii_uppercase).fold(0, |n, c| n * 26 + (c as usize - 'A' as usize) + 1)
}

/// The row that heads a table: the first that fills most printed columns.
fn headings(rows: &[Vec<String>], columns: usize) -> Vec<String> {
    let filled =
        |row: &Vec<String>| row.iter().take(columns).filter(|text| !text.is_empty()).map(|text| one_line(text)).collect::<Vec<_>>();
    let widest = rows.iter().map(|row| filled(row).len()).max().unwrap_or(0);
    rows.iter().map(filled).find(|row| row.len() > 2 && row.len() * 10 >= widest * 8).unwrap_or_default()
}

fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Sheets that pages belong to: by the name in the foot, else in order.
fn sheets_of<'a>(pages: &[&PrintedPage], plan: &'a [Planned]) -> Vec<Option<&'a Planned>> {
    let mut at = 0;
    let sheet_of = |page: &&PrintedPage| {
        if let Some(named) = page.foot.last().and_then(|word| plan.iter().find(|sheet| sheet.name == word.text)) {
            return Some(named);
        }
        let next = (at..plan.len())
            .find(|n| plan[*n].headings.is_empty() && *n == at || page.shows(&plan[*n].headings) && !plan[*n].headings.is_empty());
        at = next.unwrap_or(at);
        next.map(|n| &plan[n])
    };
    pages.iter().map(sheet_of).collect()
}

/// What is wrong with the pages of a file.
fn on_paper(name: &str, path: &Path, pages: &[PrintedPage]) -> Vec<String> {
    let what = kind(name);
    let tables = ["汇总报告", "反馈/整改反馈", "抽查/抽查名单", "逐级汇总"].contains(&what.as_str());
    let plan = if tables { planned(path) } else { Vec::new() };
    // where a table fills its last page to the last line, LibreOffice may add a bare one, without so much as the foot: no sheet of ours
    let bare = |page: &&PrintedPage| page.words.is_empty() && page.foot.is_empty();
    let pages: Vec<&PrintedPage> = pages.iter().filter(|page| !(tables && bare(page))).collect();
    let sheets = if tables { sheets_of(&pages, &plan) } else { Vec::new() };
    // columns of a copy are as wide as its author's typeface makes them, and wider where another takes its place
    let copy = what == "反馈/台账标注";
    let share = if copy { 0.75 } else { 1.0 };
    let mut faults = Vec::new();
    for (at, page) in pages.iter().enumerate() {
        let mut say = |fault: String| faults.push(format!("{name}, page {}: {fault}", at + 1));
        page.small(share).into_iter().for_each(&mut say);
        let headings = match sheets.get(at) {
            Some(None) => {
                say("shows the headings of no sheet".into());
                &[][..]
            }
            Some(Some(sheet)) => {
                if !page.shows(&sheet.headings) {
                    say(format!("{} goes on without its headings {:?}", sheet.name, sheet.headings));
                }
                &sheet.headings
            }
            None => &[],
        };
        if at + 1 < pages.len() {
            page.alone(headings).into_iter().for_each(&mut say);
        }
        if !copy && page.words.iter().any(|word| word.text.contains("###")) {
            say("a cell does not fit its column".into());
        }
        page.lines()
            .filter_map(|line| machine(&line, May { prove: may_on_paper(&what).prove || what == "逐级汇总", ..May::default() }))
            .for_each(|word| {
                // codes stand in columns of their own, which the workbook itself is asked about
                if !(word.len() == 6 && word.is_ascii()) {
                    say(format!("prints {word}"));
                }
            });
    }
    if what == "抽查/督查记录" {
        let headings = ["检查要点", "是否符合", "整改期限"].map(String::from);
        let first = pages.iter().position(|page| page.shows(&headings)).unwrap_or(pages.len());
        let without = (first + 1..pages.len()).filter(|at| !pages[*at].shows(&headings));
        faults.extend(without.map(|at| format!("{name}, page {}: the table to be filled in goes on without its headings", at + 1)));
        if first == pages.len() {
            faults.push(format!("{name}: no page shows the table to be filled in"));
        }
    }
    if what == "汇总报告" {
        let first = sheets.iter().filter(|sheet| sheet.is_some_and(|s| s.name == "总览")).count();
        if first != 1 {
            faults.push(format!("{name}: 总览 takes {first} pages"));
        }
    }
    faults
}

fn may_on_paper(kind: &str) -> May {
    May { prove: matches!(kind, "抽查/抽查名单" | "公文/抽查纪要" | "抽查/督查记录"), ..May::default() }
}

/// Words of machines in a file for people.
fn in_text(name: &str, path: &Path) -> Vec<String> {
    let may = may_on_paper(&kind(name));
    let words = if name.ends_with(".xlsx") {
        workbook(path, may)
    } else {
        let paper = papers::read(&std::fs::read(path).unwrap());
        paper.iter().filter_map(|text| machine(text, may).map(|word| format!("{word} in “{text}”"))).collect()
    };
    words.into_iter().map(|said| format!("{name}: {said}")).collect()
}

/// Long tables of a paper whose heading no page repeats.
fn unheaded(name: &str, path: &Path) -> Vec<String> {
    if kind(name) == "公文/述职评议依据表" {
        // a form on a page of its own for everybody: labels and what is filled in
        return Vec::new();
    }
    let parts = crate::filled::parts(path);
    let (_, bytes) = parts.iter().find(|(part, _)| part == "word/document.xml").unwrap();
    let text = String::from_utf8_lossy(bytes);
    let tables = text.split("<w:tbl>").skip(1).map(|table| table.split("</w:tbl>").next().unwrap());
    let unheaded = |table: &&str| table.matches("<w:tr>").count() + table.matches("<w:tr ").count() > 8 && !table.contains("<w:tblHeader");
    let count = tables.filter(unheaded).count();
    (count > 0).then(|| format!("{name}: {count} long tables whose headings are not repeated")).into_iter().collect()
}

/// Everything that is wrong with what an office hands out.
fn faults(office: &Office, most: usize) -> Vec<String> {
    let out = office.out();
    let mut faults = gate_figures::differences(&out, &office.said);
    let typed = May { command: true, ..May::default() };
    faults.extend(office.said.lines().filter_map(|line| machine(line, typed).map(|word| format!("the terminal: {word} in “{line}”"))));
    let files = office.files(most);
    let name = |path: &Path| path.strip_prefix(&out).unwrap().to_string_lossy().into_owned();
    for path in &files {
        faults.extend(in_text(&name(path), path));
        if path.extension().is_some_and(|x| x == "docx") {
            faults.extend(unheaded(&name(path), path));
        }
    }
    if can_print() {
        let printed = print(&files, &office.dir.path().join("打印"));
        faults.extend(printed.iter().flat_map(|(path, pages)| on_paper(&name(path), path, pages)));
    }
    faults
}

fn pass(place: &str, branches: u32, most: usize) -> Office {
    let office = Office::new(place, branches);
    let faults = faults(&office, most);
    assert!(faults.is_empty(), "{place}, {branches} branches: {} faults\n{}", faults.len(), faults.join("\n"));
    office
}

#[test]
fn what_an_office_hands_out_can_be_handed_out() {
    let offices = [pass("chizhou", 24, 6), pass("qujiang", 24, 6)];
    let dir = tempfile::tempdir().unwrap();
    let (out, from) = (dir.path().join("逐级"), offices.each_ref().map(Office::out));
    let [first, second, out] = [&from[0], &from[1], &out].map(|path| path.to_str().unwrap());
    dangri_ok(&["rollup", first, second, "-o", out]);
    let path = Path::new(out).join("逐级汇总.xlsx");
    let mut faults = in_text("逐级汇总.xlsx", &path);
    if can_print() {
        let pages = print(std::slice::from_ref(&path), &dir.path().join("打印"));
        faults.extend(on_paper("逐级汇总.xlsx", &path, &pages[&path]));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Runs with `DANGRI_GATE=all`; says so elsewhere.
fn pass_large(place: &str, branches: u32) {
    match std::env::var("DANGRI_GATE").as_deref() {
        Ok("all") => drop(pass(place, branches, 1)),
        _ => eprintln!("skipped: {branches} branches are looked at where DANGRI_GATE=all"),
    }
}

/// Run with `DANGRI_GATE=all`.
#[test]
fn what_an_office_of_300_branches_hands_out_can_be_handed_out() {
    pass_large("chizhou", 300);
}

/// Run with `DANGRI_GATE=all`; it takes minutes.
#[test]
fn what_an_office_of_2000_branches_hands_out_can_be_handed_out() {
    pass_large("qujiang", 2000);
}

#[test]
fn remarks_of_a_copy_lie_within_what_its_author_prints() {
    let dir = tempfile::tempdir().unwrap();
    let (workspace, out) = (dir.path().join("台账"), dir.path().join("结果"));
    let roster: &[&[&str]] = &[&["编号", "党支部名称", "上级党组织"], &["001", "东村党支部", "城关镇党委"]];
    book(&workspace.join("党组织花名册.xlsx"), &[("花名册", roster)]);
    let ledger = [["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"], ["东村党支部", "2017-08-05", "学习", "3", "4"]];
    let mut made = rust_xlsxwriter::Workbook::new();
    let sheet = made.add_worksheet().set_name("8月").unwrap();
    for (r, row) in ledger.iter().enumerate() {
        for (c, cell) in row.iter().enumerate() {
            sheet.write_string(r as u32, c as u16, *cell).unwrap();
        }
    }
    sheet.set_print_area(0, 0, 1, 4).unwrap();
    std::fs::create_dir_all(workspace.join("城关镇党委")).unwrap();
    made.save(workspace.join("城关镇党委/台账.xlsx")).unwrap();
    let [from, to] = [&workspace, &out].map(|path| path.to_str().unwrap());
    dangri_ok(&["run", from, "-j", "chizhou", "-p", "2017-08", "--as-of", "2017-09-20", "-o", to, "--format", "xlsx"]);
    let copy = open_workbook_auto(out.join("反馈/城关镇党委/台账标注/台账.xlsx")).unwrap();
    let areas: Vec<&str> =
        copy.defined_names().iter().filter(|(name, _)| name.ends_with("Print_Area")).map(|(_, area)| area.as_str()).collect();
    assert!(matches!(areas[..], [area] if area.ends_with("!$A$1:$F$2")), "{areas:?}");
    let remarks = cells(&out.join("反馈/城关镇党委/台账标注/台账.xlsx"), "8月");
    assert!(remarks[0][5] == "问题说明" && !remarks[1][5].is_empty(), "{remarks:?}");
}
