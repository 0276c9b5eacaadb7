//! Equal attendance, equal chance: branches of which every member comes with the same likelihood, judged as handed in, and how many of each size come
//! to be 优秀. The shares stand in `docs/fairness.md` (`UPDATE_DOCS=1` writes them anew).

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::door::{csv_rows, dangri_ok, root};

const SIZES: [u32; 7] = [3, 5, 8, 12, 15, 30, 60];
/// Branches of each size.
const EACH: u32 = 150;

/// Numbers that look drawn and are the same everywhere.
struct Dice(u64);

impl Dice {
    /// Does a member come, of whom so many of a thousand do?
    fn comes(&mut self, likely: u64) -> bool {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % 1000 < likely
    }
}

/// A roster and a year's ledger.
fn write(workspace: &Path, likely: u64) {
    let mut dice = Dice(2018);
    let mut book = rust_xlsxwriter::Workbook::new();
    let mut ledger = rust_xlsxwriter::Workbook::new();
    let (roster, rows) = (book.add_worksheet().set_name("花名册").unwrap(), ledger.add_worksheet().set_name("台账").unwrap());
    for (at, head) in ["编号", "党支部名称", "上级党组织", "类型", "党员人数"].iter().enumerate() {
        roster.write_string(0, at as u16, *head).unwrap();
    }
    for (at, head) in ["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"].iter().enumerate() {
        rows.write_string(0, at as u16, *head).unwrap();
    }
    let (mut at, mut line) = (0, 0);
    for size in SIZES {
        for n in 1..=EACH {
            at += 1;
            let name = format!("{size}人第{n}村党支部");
            for (column, text) in [format!("{at:05}"), name.clone(), "城关镇党委".into(), "农村".into()].iter().enumerate() {
                roster.write_string(at, column as u16, text).unwrap();
            }
            roster.write_number(at, 4, size).unwrap();
            for month in 1..=12 {
                line += 1;
                let came = (0..size).filter(|_| dice.comes(likely)).count() as u32;
                for (column, text) in [name.as_str(), &format!("2018-{month:02}-08"), "学习"].iter().enumerate() {
                    rows.write_string(line, column as u16, *text).unwrap();
                }
                rows.write_number(line, 3, size).unwrap();
                rows.write_number(line, 4, came).unwrap();
            }
        }
    }
    fs::create_dir_all(workspace).unwrap();
    book.save(workspace.join("党组织花名册.xlsx")).unwrap();
    ledger.save(workspace.join("2018年台账.xlsx")).unwrap();
}

/// Of each size, how many are 优秀.
fn excellent(workspace: &Path, out: &Path, set: &[&str]) -> Vec<u32> {
    let mut args =
        vec!["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap(), "-j", "kecheng", "-p", "2018", "--as-of", "2019-02-28"];
    args.extend(["--format", "csv"]);
    set.iter().for_each(|set| args.extend(["--set", set]));
    dangri_ok(&args);
    let rows = csv_rows(&out.join("data/ranking.csv"), true);
    assert_eq!(rows.len(), SIZES.len() * EACH as usize);
    let of = |size: u32| rows.iter().filter(|r| r["branch"].starts_with(&format!("{size}人第")) && r["grade"] == "优秀").count() as u32;
    SIZES.iter().map(|size| of(*size)).collect()
}

/// Percent with one decimal, floored.
fn percent(n: u32) -> String {
    let permille = n * 1000 / EACH;
    format!("{}.{}%", permille / 10, permille % 10)
}

/// Shares of 优秀 by size: with nobody spared, by default, and with what the floor allows and one more spared, under ten and under twenty.
fn shares(likely: u64) -> [Vec<u32>; 4] {
    let dir = tempfile::tempdir().unwrap();
    let workspace = dir.path().join("台账");
    write(&workspace, likely);
    let run = |name: &str, set: &[&str]| excellent(&workspace, &dir.path().join(name), set);
    [
        run("不照顾", &["score.small_branch.members=0"]),
        run("通用", &[]),
        run("另加", &["score.small_branch.over_allowed=true"]),
        run("另加二十", &["score.small_branch.over_allowed=true", "score.small_branch.members=20"]),
    ]
}

fn table(all: &[Vec<u32>; 4]) -> String {
    let mut table = String::from(
        "| members | nobody spared | default (under 10, 1 absence) | `over_allowed` | `over_allowed`, under 20 |\n|---|---|---|---|---|\n",
    );
    for (at, size) in SIZES.iter().enumerate() {
        let cells: Vec<String> = all.iter().map(|shares| percent(shares[at])).collect();
        writeln!(table, "| {size} | {} |", cells.join(" | ")).unwrap();
    }
    table
}

#[test]
fn equal_attendance_and_its_chances() {
    let (good, poor) = (shares(900), shares(750));
    for all in [&good, &poor] {
        // nobody is worse off for what others are spared
        assert!(all.windows(2).all(|pair| pair[0].iter().zip(&pair[1]).all(|(before, after)| before <= after)), "{all:?}");
    }
    let spread = |shares: &[u32]| (shares.iter().max().unwrap() - shares.iter().min().unwrap()) * 100 / EACH;
    // three in the default, all sizes where the floor's own absences are counted on top
    assert!(spread(&good[0]) > 50 && good[1][0] * 100 >= 95 * EACH, "{good:?}");
    assert!(spread(&good[3]) <= 5, "{good:?}");

    let path = root().join("docs/fairness.md");
    let mut text = fs::read_to_string(&path).unwrap();
    for (name, shares) in [("900", &good), ("750", &poor)] {
        let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end {name} -->"));
        let (before, rest) = text.split_once(&begin).expect("where the table begins");
        let (kept, after) = rest.split_once(&end).expect("where the table ends");
        let new = table(shares);
        assert!(kept == new || std::env::var_os("UPDATE_DOCS").is_some(), "docs/fairness.md is stale: run the tests with UPDATE_DOCS=1");
        text = format!("{before}{begin}{new}{end}{after}");
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, text).unwrap();
    }
}
