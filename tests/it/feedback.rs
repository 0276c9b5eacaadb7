//! What goes back to the committees: the workbook of what to put right, the reply that comes back, the reminder, and the marked copies, which must be
//! the ledgers as handed in but for their marks.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use calamine::{Data, Range, Reader, open_workbook_auto};
use rust_xlsxwriter::{Format, Image, Workbook};

use crate::door::{book, csv_rows, dangri_ok, root, tree};

const HEADS: &[&str] = &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数", "活动内容"];
const ROSTER: &[&[&str]] = &[
    &["编号", "党支部名称", "上级党组织", "类型", "党员人数", "书记"],
    &["001", "东村党支部", "城关镇党委", "农村", "20", "张东"],
    &["002", "西村党支部", "城关镇党委", "农村", "10", "李西"],
    &["003", "南村党支部", "乌石镇党委", "农村", "12", "王南"],
];
const ID: &str = "320102199001011234";

/// A workspace of two committees and its result.
struct Scene {
    dir: tempfile::TempDir,
}

impl Scene {
    fn new(fill: impl FnOnce(&Path)) -> Self {
        let scene = Scene { dir: tempfile::tempdir().unwrap() };
        book(&scene.at("台账/党组织花名册.xlsx"), &[("花名册", ROSTER)]);
        fill(&scene.at("台账"));
        scene.run("结果", &[]);
        scene
    }

    fn at(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn run(&self, out: &str, more: &[&str]) {
        let (workspace, out) = (self.at("台账"), self.at(out));
        let args = ["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap(), "-j", "changshan", "-p", "2017-07..2017-08"];
        dangri_ok(&[&args[..], &["--as-of", "2017-10-15", "--format", "xlsx,csv"], more].concat());
    }

    fn findings(&self, out: &str) -> Vec<BTreeMap<String, String>> {
        csv_rows(&self.at(out).join("data/findings.csv"), true)
    }
}

fn sheet(path: &Path, name: &str) -> Range<Data> {
    let mut book = open_workbook_auto(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    book.worksheet_range(name).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn said(range: &Range<Data>) -> String {
    range.used_cells().map(|(_, _, d)| d.to_string()).collect::<Vec<_>>().join("｜")
}

fn parts(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let names: Vec<String> = zip.file_names().map(|n| n.unwrap().to_string()).collect();
    let mut part = |name: String| {
        let mut bytes = Vec::new();
        zip.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
        (name, bytes)
    };
    names.into_iter().map(&mut part).collect()
}

/// A ledger with all that a package may hold: title, merged cells, a formula, a picture, widths, two sheets, identity numbers.
fn rich(path: &Path) {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let ws = book.add_worksheet().set_name("台账").unwrap();
    ws.merge_range(0, 0, 0, 5, "城关镇党委2017年主题党日台账", &bold).unwrap();
    for (at, head) in HEADS.iter().enumerate() {
        ws.write_string_with_format(1, at as u16, *head, &bold).unwrap();
    }
    let rows = [("东村党支部", "2017-07-10", 20.0, 8.0), ("西村党支部", "2017.6.3 7.3", 10.0, 10.0)];
    for (at, (branch, day, due, actual)) in rows.into_iter().enumerate() {
        let row = at as u32 + 2;
        ws.write_string(row, 0, branch).unwrap();
        ws.write_string(row, 1, day).unwrap();
        ws.write_string(row, 2, "学习").unwrap();
        ws.write_number(row, 3, due).unwrap();
        ws.write_number(row, 4, actual).unwrap();
        ws.write_string(row, 5, format!("学习党章，联系人{ID}")).unwrap();
    }
    ws.write_string(5, 0, "合计").unwrap();
    ws.write_formula(5, 3, rust_xlsxwriter::Formula::new("=SUM(D3:D4)").set_result("30")).unwrap();
    ws.write_number(7, 1, 320_102_199_001_011_234_f64).unwrap();
    ws.set_column_range_width(0, 20, 12).unwrap();
    ws.insert_image(9, 1, &Image::new_from_buffer(PNG).unwrap()).unwrap();
    let other = book.add_worksheet().set_name("说明").unwrap();
    other.write_string(0, 0, "本表由支部填写。").unwrap();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    book.save(path).unwrap();
}

/// One red dot.
const PNG: &[u8] = &[
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0, 0x90,
    0x77, 0x53, 0xDE, 0, 0, 0, 0x0C, 0x49, 0x44, 0x41, 0x54, 0x08, 0xD7, 0x63, 0xF8, 0xCF, 0xC0, 0, 0, 3, 1, 1, 0, 0x18, 0xDD, 0x8D, 0xB0,
    0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
];

#[test]
fn a_marked_copy_is_the_ledger_but_for_its_marks() {
    let mut before = Vec::new();
    let scene = Scene::new(|dir| {
        rich(&dir.join("城关镇党委/台账.xlsx"));
        before = fs::read(dir.join("城关镇党委/台账.xlsx")).unwrap();
    });
    let (original, copy) = (scene.at("台账/城关镇党委/台账.xlsx"), scene.at("结果/反馈/城关镇党委/台账标注/台账.xlsx"));
    assert_eq!(fs::read(&original).unwrap(), before, "the original is left alone");
    let (old, new) = (sheet(&original, "台账"), sheet(&copy, "台账"));
    let column = 6;
    for (row, col, value) in old.used_cells() {
        let (text, masked) = (value.to_string(), new.get((row, col)).map(ToString::to_string).unwrap_or_default());
        let want = if text.contains("1990") { text.replace(ID, "320***********1234") } else { text.clone() };
        let number = text.starts_with("32010219900101");
        assert!(masked == want || (number && masked.starts_with("320***********")), "{row},{col}: {text} → {masked}");
    }
    for (row, col, value) in new.used_cells().filter(|(r, c, _)| old.get((*r, *c)).is_none_or(|v| *v == Data::Empty)) {
        assert_eq!(col, column, "nothing but remarks is added: {row},{col} {value}");
    }
    assert_eq!(new.get((1, column)), Some(&Data::String("问题说明".into())), "beside the header");
    let remark = |row: usize| new.get((row, column)).map(ToString::to_string).unwrap_or_default();
    assert!(remark(2).contains("【E3】参与率不达标："), "{}", remark(2));
    assert!(remark(3).contains("【B4】单元格无法识别："), "{}", remark(3));

    let (old, new) = (parts(&original), parts(&copy));
    // what it is stands in a part of its own
    let own = "docProps/custom.xml".to_string();
    assert_eq!(old.keys().chain([&own]).collect::<BTreeSet<_>>(), new.keys().collect::<BTreeSet<_>>());
    let changed: Vec<&str> = old.iter().filter(|(name, bytes)| new[*name] != **bytes).map(|(name, _)| name.as_str()).collect();
    assert_eq!(changed, ["[Content_Types].xml", "_rels/.rels", "xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"]);
    let text = |name: &str| String::from_utf8(new[name].clone()).unwrap();
    let part = text("xl/worksheets/sheet1.xml");
    assert!(part.contains("<f>SUM(D3:D4)</f>") && part.contains("<mergeCell ref=\"A1:F1\"/>") && part.contains("<drawing "), "{part}");
    assert!(part.contains("<dimension ref=\"A1:G8\"/>"), "{part}");
    // six columns fit a page upright, with the remarks beside them they do not
    let old_part = String::from_utf8(old["xl/worksheets/sheet1.xml"].clone()).unwrap();
    assert!(!old_part.contains("landscape") && part.contains("<pageSetup paperSize=\"9\" orientation=\"landscape\"/>"), "{part}");
    assert!(new.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("19900101")), "identity numbers are masked everywhere");
    let fill = |cell: &str| {
        let tag = part.split(&format!("<c r=\"{cell}\"")).nth(1).and_then(|t| t.split('>').next()).unwrap_or_default().to_string();
        let style: usize = tag.split("s=\"").nth(1).and_then(|t| t.split('"').next()).map_or(0, |s| s.parse().unwrap());
        let styles = text("xl/styles.xml");
        let formats = styles.split("<cellXfs").nth(1).unwrap().split("</cellXfs>").next().unwrap().to_string();
        formats.split("<xf ").nth(style + 1).unwrap().split("fillId=\"").nth(1).unwrap().split('"').next().unwrap().to_string()
    };
    assert_eq!(fill("E3"), fill("B4"));
    assert_ne!(fill("E3"), fill("E4"), "only faulty cells are marked");
}

#[test]
fn a_marked_copy_handed_in_again_says_the_same() {
    let scene = Scene::new(|dir| rich(&dir.join("城关镇党委/台账.xlsx")));
    let copy = fs::read(scene.at("结果/反馈/城关镇党委/台账标注/台账.xlsx")).unwrap();
    fs::write(scene.at("台账/城关镇党委/台账.xlsx"), copy).unwrap();
    scene.run("再次", &[]);
    // what is said of a masked number may differ
    let told = |out: &str| -> Vec<[String; 6]> {
        let rows = scene.findings(out).into_iter();
        rows.map(|r| ["rule", "branch", "month", "sheet", "cell", "observed"].map(|column| r[column].clone())).collect()
    };
    assert_eq!(told("结果"), told("再次"));
}

fn plain(dir: &Path) {
    let row = |branch: &'static str, day: &'static str, due: &'static str, actual: &'static str| [branch, day, "学习", due, actual, "学习"];
    let (east, west) = (row("东村党支部", "2017-07-10", "20", "8"), row("东村党支部", "2017-08-10", "20", "20"));
    let south = row("南村党支部", "2017-07-10", "12", "12");
    book(&dir.join("城关镇党委/台账.xlsx"), &[("台账", &[HEADS, &east, &west])]);
    fs::create_dir_all(dir.join("乌石镇党委")).unwrap();
    let mut text = format!("{}\n{}\n", HEADS.join(","), south.join(","));
    text.push_str(&format!("南村党支部,2017-08-10,学习,若干,12,身份证{ID}\n"));
    fs::write(dir.join("乌石镇党委/台账.csv"), text).unwrap();
}

#[test]
fn each_committee_gets_what_is_its_own() {
    let scene = Scene::new(plain);
    let at = |path: &str| scene.at("结果/反馈").join(path);
    let todo = said(&sheet(&at("城关镇党委/整改反馈.xlsx"), "问题整改"));
    assert!(todo.contains("西村党支部") && todo.contains("2017年7月、8月") && todo.contains("参与率不达标"), "{todo}");
    assert!(!todo.contains("南村党支部"), "{todo}");
    let text = said(&sheet(&at("城关镇党委/整改反馈.xlsx"), "可直接粘贴的文字"));
    assert!(text.contains("东村党支部：\n截至2017年10月15日") && text.contains("请于"), "{text}");
    let reminder = said(&sheet(&at("城关镇党委/催报单.xlsx"), "催报单"));
    assert!(reminder.contains("城关镇党委：") && reminder.contains("西村党支部") && reminder.contains("李西"), "{reminder}");
    assert!(!reminder.contains("东村党支部"), "{reminder}");
    let receipt = said(&sheet(&at("城关镇党委/催报单.xlsx"), "回执"));
    assert!(["西村党支部", "2017年7月、8月", "补报日期", "不能补报的原因"].iter().all(|word| receipt.contains(word)), "{receipt}");
    assert!(!receipt.contains("东村党支部"), "{receipt}");
    assert!(!at("乌石镇党委/催报单.xlsx").exists(), "nothing is missing there");
    assert!(!at("未归属").exists(), "nothing belongs to nobody");
    // the roster says where a branch stands, not what it failed to do
    assert!(!tree(&at("")).keys().any(|f| f.contains("花名册")));
}

#[test]
fn a_sheet_that_would_say_nothing_is_left_out() {
    let scene = Scene::new(|dir| {
        plain(dir);
        fs::remove_file(dir.join("乌石镇党委/台账.csv")).unwrap();
        let all = "党性教育、组织生活、民情沟通、党费收缴、服务中心、志愿服务";
        let row = |day: &'static str| ["南村党支部", day, "学习", "12", "12", all];
        book(&dir.join("乌石镇党委/台账.xlsx"), &[("台账", &[HEADS, &row("2017-07-10"), &row("2017-08-10"), &row("2017.6.3 7.3")])]);
    });
    let names = |path: &str| open_workbook_auto(scene.at("结果/反馈").join(path)).unwrap().sheet_names();
    assert_eq!(names("城关镇党委/整改反馈.xlsx"), ["问题整改", "台账副本", "情况说明", "可直接粘贴的文字"]);
    // nothing there is anything that a branch failed to do: nothing to put right but what was written, nothing to explain
    assert_eq!(names("乌石镇党委/整改反馈.xlsx"), ["退回台账", "台账副本", "可直接粘贴的文字"]);
}

#[test]
fn nobody_is_told_in_codes_or_commands() {
    let scene = Scene::new(plain);
    let folder = scene.at("结果/反馈");
    let code = |text: &str| {
        let signs: Vec<char> = text.chars().collect();
        signs.windows(6).any(|w| w[..3].iter().all(char::is_ascii_uppercase) && w[3..].iter().all(char::is_ascii_digit))
    };
    let books: Vec<String> = tree(&folder).into_keys().filter(|file| file.ends_with(".xlsx")).collect();
    assert!(books.len() >= 5, "{books:?}");
    for file in books {
        let mut book = open_workbook_auto(folder.join(&file)).unwrap();
        for name in book.sheet_names() {
            let text = said(&book.worksheet_range(&name).unwrap());
            assert!(!code(&text), "{file} {name}: {text}");
            assert!(
                ["dangri", "--", "sha256", "2017-07", "2017Q3"].iter().all(|word| !text.contains(word) || file.contains("标注")),
                "{file} {name}: {text}"
            );
        }
    }
}

#[test]
fn each_missing_month_has_its_own_term_and_none_is_made_up() {
    let scene = Scene::new(plain);
    let due = |out: &str| {
        let range = sheet(&scene.at(out).join("反馈/城关镇党委/催报单.xlsx"), "催报单");
        let row = range.rows().find(|row| row.iter().any(|cell| *cell == "西村党支部")).unwrap();
        row[5].to_string()
    };
    assert_eq!(due("结果"), "未规定", "the document has no term");
    let (workspace, out) = (scene.at("台账"), scene.at("池州"));
    let args = ["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap(), "-j", "chizhou", "-p", "2018-07..2018-08"];
    dangri_ok(&[&args[..], &["--as-of", "2018-10-15", "--format", "xlsx"]].concat());
    assert_eq!(due("池州"), "7月：2018年8月3日\n8月：2018年9月3日");
}

#[test]
fn other_formats_are_laid_out_again_at_the_same_cells() {
    let scene = Scene::new(plain);
    let path = scene.at("结果/反馈/乌石镇党委/台账标注/台账.xlsx");
    let range = sheet(&path, "台账");
    let at = |row: u32, col: u32| range.get_value((row, col)).map(ToString::to_string).unwrap_or_default();
    assert_eq!((at(0, 0), at(2, 3), at(2, 5)), ("党支部名称".into(), "若干".into(), "身份证320***********1234".into()));
    assert!(at(0, 6).starts_with("问题说明（本件由程序按原台账转出，非原件"), "{}", at(0, 6));
    assert!(at(2, 6).contains("【D3】人数填写有误："), "{}", at(2, 6));
}

/// The workbook written anew with some cells of a sheet filled in, as a secretary would.
fn answered(from: &Path, to: &Path, fill: impl Fn(&str, u32, u32, &str) -> Option<String>) {
    let mut book = open_workbook_auto(from).unwrap();
    let mut out = Workbook::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).unwrap();
        let ws = out.add_worksheet().set_name(&name).unwrap();
        let (rows, columns) = range.end().unwrap();
        for row in 0..=rows {
            for col in 0..=columns {
                let old = range.get_value((row, col)).map(ToString::to_string).unwrap_or_default();
                let rule = range.get_value((row, 4)).map(ToString::to_string).unwrap_or_default();
                let new = if name == "情况说明" { fill(&rule, row, col, &old).unwrap_or(old) } else { old };
                if !new.is_empty() {
                    ws.write_string(row, col as u16, new).unwrap();
                }
            }
        }
    }
    out.save(to).unwrap();
}

#[test]
fn a_reply_comes_back_and_the_rest_of_the_workbook_says_nothing() {
    let scene = Scene::new(plain);
    let from = scene.at("结果/反馈/城关镇党委/整改反馈.xlsx");
    let reply = scene.at("台账/城关镇党委/整改反馈.xlsx");
    answered(&from, &reply, |rule, _, col, _| match (rule.split(' ').next(), col) {
        (Some("参与率不达标"), 6) => Some("当日防汛值班".into()),
        (Some("参与率不达标"), 7) => Some("县委组织部".into()),
        (Some("参与率不达标"), 8) => Some("2017-09-01".into()),
        _ => None,
    });
    scene.run("再次", &[]);
    let (before, after) = (scene.findings("结果"), scene.findings("再次"));
    let key = |r: &BTreeMap<String, String>| (r["rule"].clone(), r["branch"].clone(), r["month"].clone(), r["cell"].clone());
    assert_eq!(
        before.iter().map(key).collect::<Vec<_>>(),
        after.iter().map(key).collect::<Vec<_>>(),
        "no finding comes of the reply itself"
    );
    let status = |rows: &[BTreeMap<String, String>], rule: &str| -> Vec<String> {
        rows.iter().filter(|r| r["rule"] == rule).map(|r| r["status"].clone()).collect()
    };
    assert_eq!((status(&before, "PAR001"), status(&after, "PAR001")), (vec!["open".to_string()], vec!["waived".to_string()]));
    assert!(status(&after, "SUB001").iter().all(|s| s == "open"), "what nobody answered stays open");
    assert!(csv_rows(&scene.at("再次/data/rejects.csv"), true).iter().all(|r| !r["file"].contains("整改反馈")));
}

#[test]
fn what_a_password_protects_is_not_copied() {
    let out = tempfile::tempdir().unwrap();
    let target = out.path().join("结果");
    let workspace = out.path().join("台账");
    copy_tree(&root().join("sample_data/changshan"), &workspace);
    dangri_ok(&["run", workspace.to_str().unwrap(), "-o", target.to_str().unwrap(), "--format", "xlsx"]);
    let files = tree(&target.join("反馈"));
    let closed = tree(&workspace).into_keys().find(|f| f.contains("加密")).unwrap();
    let (committee, _) = closed.split_once('/').unwrap();
    assert!(files.keys().any(|f| f.contains("/台账标注/")), "{:?}", files.keys());
    assert!(!files.keys().any(|f| f.contains("加密")), "{:?}", files.keys());
    let returned = said(&sheet(&target.join(format!("反馈/{committee}/整改反馈.xlsx")), "退回台账"));
    assert!(returned.contains(&closed), "{returned}");
}

fn copy_tree(from: &Path, to: &Path) {
    for (name, bytes) in tree(from) {
        let path = to.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn hostile_names_and_shared_ledgers_find_a_safe_place() {
    let scene = Scene { dir: tempfile::tempdir().unwrap() };
    let committees = ["..", "CON", "a/b:c", "A_b_c", "未归属"];
    let mut rows: Vec<Vec<String>> = vec![ROSTER[0].iter().map(ToString::to_string).collect()];
    for (at, committee) in committees.iter().enumerate() {
        rows.push([&format!("{at}"), &format!("{at}号村党支部"), *committee, "农村", "9", "张"].map(str::to_string).to_vec());
    }
    let refs: Vec<Vec<&str>> = rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
    let slices: Vec<&[&str]> = refs.iter().map(Vec::as_slice).collect();
    book(&scene.at("台账/党组织花名册.xlsx"), &[("花名册", &slices)]);
    let row = |branch: &'static str| [branch, "2017-07-10", "学习", "9", "3", "学习"];
    book(&scene.at("台账/全县.xlsx"), &[("台账", &[HEADS, &row("0号村党支部"), &row("1号村党支部")])]);
    scene.run("结果", &["--jobs", "1"]);
    scene.run("再次", &["--jobs", "2"]);
    let files = tree(&scene.at("结果/反馈"));
    let folders: std::collections::BTreeSet<&str> = files.keys().filter_map(|f| f.split('/').next()).collect();
    let want = ["A_b_c", "未命名", "_CON", "a／b：c", "未归属", "未归属（2）"];
    let lower = |all: &mut dyn Iterator<Item = &str>| all.map(str::to_lowercase).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(lower(&mut folders.into_iter()), lower(&mut want.into_iter()));
    assert!(files.contains_key("未归属/台账标注/全县.xlsx"), "a ledger of several committees goes to none: {:?}", files.keys());
    assert_eq!(tree(&scene.at("结果")), tree(&scene.at("再次")), "same bytes on one thread and on two");
}

#[test]
fn matters_of_a_branch_stand_by_month() {
    let dir = tempfile::tempdir().unwrap();
    let (workspace, out) = (dir.path().join("台账"), dir.path().join("结果"));
    book(&workspace.join("党组织花名册.xlsx"), &[("花名册", ROSTER)]);
    for month in [1, 2, 9, 10, 12] {
        let date = format!("2018-{month:02}-05");
        let row: &[&str] = &["东村党支部", &date, "集中学习", "20", "8", "集中学习并讨论，交纳党费"];
        book(&workspace.join(format!("2018年{month}月.xlsx")), &[("台账", &[HEADS, row])]);
    }
    let args = ["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap(), "-j", "chizhou", "-p", "2018"];
    dangri_ok(&[&args[..], &["--as-of", "2019-03-01", "--format", "xlsx"]].concat());
    let back = out.join("反馈/城关镇党委/整改反馈.xlsx");
    let lines =
        |name: &str| -> Vec<Vec<String>> { sheet(&back, name).rows().map(|row| row.iter().map(ToString::to_string).collect()).collect() };
    let rows = lines("问题整改");
    let of_east: Vec<&Vec<String>> = rows.iter().filter(|row| row[1] == "东村党支部").collect();
    let low: Vec<&str> = of_east.iter().filter(|row| row[2] == "参与率不达标").map(|row| row[3].as_str()).collect();
    assert_eq!(low, ["2018年1月", "2018年2月", "2018年9月", "2018年10月", "2018年12月"], "{of_east:#?}");
    // the year's own matters stand behind its last month, and the numbers follow the order
    let year = of_east.iter().position(|row| row[3] == "2018年").unwrap();
    assert!(of_east[year..].iter().all(|row| row[3] == "2018年"), "{of_east:#?}");
    assert!(of_east.windows(2).all(|pair| pair[0][0].parse::<f64>().unwrap() < pair[1][0].parse::<f64>().unwrap()), "{of_east:#?}");
    // so do the matters of the text that is sent
    let texts = lines("可直接粘贴的文字");
    let text = &texts.iter().find(|row| row[0] == "东村党支部").unwrap()[2];
    let at = |month: &str| text.find(&format!("{month}参与率为")).unwrap_or_else(|| panic!("{month}: {text}"));
    assert!(at("2018年2月") < at("2018年9月") && at("2018年9月") < at("2018年10月"), "{text}");
}
