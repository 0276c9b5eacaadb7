//! Laws of the figures: what one more present, a month less, a longer period and a second member of a county may do to them, and what must add up.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::grid::Cell;
use super::harness::{Base, PLACES, Scene, TIDY, differences, figures, judge};
use super::tables::{Kind, count};
use crate::door::{csv_rows, tree};

type Row = BTreeMap<String, String>;

const GRADES: [&str; 4] = ["不合格", "合格", "良好", "优秀"];

fn table(out: &Path, name: &str) -> Vec<Row> {
    csv_rows(&out.join("data").join(name), true)
}

fn number(row: &Row, key: &str) -> i64 {
    row[key].parse().unwrap_or_else(|_| panic!("{key} is “{}”", row[key]))
}

/// A scene that was changed, judged beside its folder.
fn judged(scene: &Scene, name: &str) -> PathBuf {
    scene.save();
    let out = scene.dir.with_file_name(name);
    judge(&scene.dir, &out, &scene.args).unwrap();
    out
}

/// What is better when greater: the numbers of a branch that a rate, a score and a grade stand for.
fn standing(row: &Row) -> [(&'static str, (i64, i64)); 5] {
    let rate = |part: &str, of: &str| (number(row, part), number(row, of).max(1));
    let grade = GRADES.iter().position(|g| *g == row["grade"]).map_or(-1, |n| n as i64);
    [
        ("completeness", rate("completeness_part", "completeness_of")),
        ("participation", rate("participation_part", "participation_of")),
        ("score", rate("score_part", "score_of")),
        ("grade", (grade, 1)),
        ("eligible", (i64::from(row["excellent_eligible"] == "true"), 1)),
    ]
}

/// Where a branch stands worse in the second result than in the first.
fn worse(branch: &str, before: &Path, after: &Path, but: &[&str]) -> Vec<String> {
    let of = |out: &Path| table(out, "ranking.csv").into_iter().find(|r| r["branch_id"] == branch);
    let (Some(a), Some(b)) = (of(before), of(after)) else { return vec![format!("{branch} is ranked in one alone")] };
    let mut lines = Vec::new();
    for ((what, (x, of_x)), (_, (y, of_y))) in standing(&a).into_iter().zip(standing(&b)) {
        if !but.contains(&what) && y * of_x < x * of_y {
            lines.push(format!("{branch}: {what} {x}/{of_x} → {y}/{of_y}"));
        }
    }
    if !but.contains(&"rank") && number(&b, "rank") > number(&a, "rank") {
        lines.push(format!("{branch}: rank {} → {}", a["rank"], b["rank"]));
    }
    lines
}

/// Findings of a branch that the second result has and the first has not.
fn new_findings(branch: &str, before: &Path, after: &Path) -> Vec<String> {
    let of = |out: &Path| -> BTreeSet<String> {
        let own = table(out, "findings.csv").into_iter().filter(|r| r["branch_id"] == branch);
        own.map(|r| format!("{} {} {}", r["rule"], r["month"], r["member"])).collect()
    };
    of(after).difference(&of(before)).map(|f| format!("{branch}: new {f}")).collect()
}

/// A row of a ledger: which book and sheet of the scene, and which row.
#[derive(Clone, Copy)]
struct Spot {
    book: usize,
    sheet: usize,
    row: usize,
}

/// Rows of ledgers that name a branch of the roster and its month plainly and whose both counts are numbers, with the branch's id and the day.
fn spots(scene: &Scene, out: &Path) -> Vec<(Spot, String, String)> {
    let mut by_place = BTreeMap::new();
    for row in
        table(out, "activities.csv").into_iter().filter(|r| r["standing"] == "计入" && !r["due"].is_empty() && !r["actual"].is_empty())
    {
        by_place.insert((row["file"].clone(), row["sheet"].clone(), row["row"].clone()), (row["branch_id"].clone(), row["month"].clone()));
    }
    let mut found = Vec::new();
    for (b, book) in scene.books.iter().enumerate() {
        for (s, sheet) in book.sheets.iter().enumerate() {
            let Some(table) = super::tables::Table::of(book, sheet).filter(|t| t.counts().is_some()) else { continue };
            for row in table.body {
                let key = (book.path.clone(), sheet.name.clone(), (row + 1).to_string());
                if let Some((branch, month)) = by_place.get(&key) {
                    found.push((Spot { book: b, sheet: s, row }, branch.clone(), month.clone()));
                }
            }
        }
    }
    found
}

/// A scene without the attendance sheets: one more present in the ledger alone would differ from them, and rightly be told.
fn without_attendance(place: usize, root: &Path) -> (Scene, PathBuf) {
    let mut scene = Scene::new(Base::of(place), root);
    scene.books.retain(|b| !b.path.contains("考勤表"));
    let out = judged(&scene, "之前");
    (scene, out)
}

fn one_more_present(place: usize, every: usize) {
    let root = tempfile::tempdir().unwrap();
    let (_, before) = without_attendance(place, root.path());
    let mut tried = 0;
    for n in 0.. {
        let own = tempfile::tempdir().unwrap();
        let mut scene = Scene::new(Base::of(place), own.path());
        scene.books.retain(|b| !b.path.contains("考勤表"));
        let (due_and_actual, open): (Vec<_>, Vec<_>) = spots(&scene, &before)
            .into_iter()
            .filter_map(|(spot, branch, _)| {
                let sheet = &scene.books[spot.book].sheets[spot.sheet];
                let (due, actual) = super::tables::Table::of(&scene.books[spot.book], sheet)?.counts()?;
                let pair = (count(sheet.cell(spot.row, due))?, count(sheet.cell(spot.row, actual))?);
                (pair.1 < pair.0).then_some(((actual, pair.1), (spot, branch)))
            })
            .unzip();
        let at = n * every;
        if at >= open.len() {
            break;
        }
        let ((col, present), (spot, branch)) = (due_and_actual[at], open[at].clone());
        scene.books[spot.book].sheets[spot.sheet].put(spot.row, col, Cell::Number(f64::from(present + 1)));
        let after = judged(&scene, "之后");
        let mut lines = worse(&branch, &before, &after, &[]);
        lines.extend(new_findings(&branch, &before, &after));
        // a total that is printed below is no longer right
        lines.retain(|l| !l.contains("ING005"));
        assert!(lines.is_empty(), "{}: row {} of {}\n{}", PLACES[place].0, spot.row + 1, scene.books[spot.book].path, lines.join("\n"));
        tried += 1;
    }
    assert!(place >= TIDY || tried > 0, "{}: nobody was absent", PLACES[place].0);
}

#[test]
fn one_more_present_never_lowers() {
    [0, 2, 3, 7].into_iter().for_each(|place| one_more_present(place, 37));
}

#[test]
#[ignore = "every row in every jurisdiction takes minutes"]
fn one_more_present_never_lowers_anywhere() {
    (0..PLACES.len()).for_each(|place| one_more_present(place, 5));
}

/// A month whose record is taken away: it is missing, and no longer held. That the rest of the year then has a better rate of participation is arithmetic.
fn a_month_less(place: usize, every: usize) {
    let before = Base::of(place).out();
    let mut tried = 0;
    for n in 0.. {
        let own = tempfile::tempdir().unwrap();
        let mut scene = Scene::new(Base::of(place), own.path());
        let all = spots(&scene, &before);
        let alone: Vec<_> = all.iter().filter(|(_, b, m)| all.iter().filter(|(_, x, y)| (x, y) == (b, m)).count() == 1).collect();
        let held =
            table(&before, "matrix.csv").into_iter().filter(|r| r["held"] == "true" && r["activities"] == "1" && r["returned"] == "0");
        let held: BTreeSet<(String, String)> = held.map(|r| (r["branch_id"].clone(), r["month"].clone())).collect();
        let alone: Vec<_> = alone.into_iter().filter(|(_, b, m)| held.contains(&(b.clone(), m.clone()))).collect();
        let Some((spot, branch, month)) = alone.get(n * every) else { break };
        scene.books[spot.book].sheets[spot.sheet].cells[spot.row].clear();
        let after = judged(&scene, "之后");
        let mut lines = worse(branch, &after, &before, &["participation"]);
        let of = |out: &Path| table(out, "matrix.csv").into_iter().find(|r| r["branch_id"] == *branch && r["month"] == *month).unwrap();
        if of(&after)["held"] != "false" || of(&after)["status"] != "缺报" {
            lines.push(format!("{month} is {:?}", of(&after)));
        }
        assert!(lines.is_empty(), "{}: {branch} {month} in {}\n{}", PLACES[place].0, scene.books[spot.book].path, lines.join("\n"));
        tried += 1;
    }
    assert!(place >= TIDY || tried > 0, "{}: no month stands alone", PLACES[place].0);
}

#[test]
fn a_month_less_never_raises() {
    [0, 2, 5, 8].into_iter().for_each(|place| a_month_less(place, 37));
}

#[test]
#[ignore = "every month in every jurisdiction takes minutes"]
fn a_month_less_never_raises_anywhere() {
    (0..PLACES.len()).for_each(|place| a_month_less(place, 3));
}

/// Rows of the matrix by branch and month, without what names the run.
fn matrix(out: &Path) -> BTreeMap<(String, String), Row> {
    let mut rows = table(out, "matrix.csv");
    rows.iter_mut().for_each(|r| drop(r.remove("period")));
    rows.into_iter().map(|r| ((r["branch_id"].clone(), r["month"].clone()), r)).collect()
}

/// The months of a year, judged each alone and in longer spans, are the same months, and their numbers add up.
fn months_add_up(place: usize, periods: &[(&str, &[&str])]) {
    let root = tempfile::tempdir().unwrap();
    let base = Base::of(place);
    let run = |period: &str| {
        let out = root.path().join(period);
        if !out.exists() {
            judge(&base.workspace(), &out, &["--no-cache", "-p", period]).unwrap();
        }
        out
    };
    for (whole, parts) in periods {
        let of_parts: BTreeMap<_, _> = parts.iter().flat_map(|p| matrix(&run(p))).collect();
        let of_whole = matrix(&run(whole));
        assert_eq!(of_whole.keys().collect::<Vec<_>>(), of_parts.keys().collect::<Vec<_>>(), "{} {whole}", base.id);
        for (key, row) in &of_whole {
            assert_eq!(*row, of_parts[key], "{} {whole} {key:?}", base.id);
        }
        for file in ["ranking.csv", "committees.csv"] {
            let sum = |outs: &[PathBuf]| {
                let mut sums: BTreeMap<(String, String, &str), i64> = BTreeMap::new();
                for row in outs.iter().flat_map(|out| table(out, file)) {
                    let numbers = [
                        "months_due",
                        "months_held",
                        "months_pending",
                        "participation_part",
                        "participation_of",
                        "timeliness_part",
                        "timeliness_of",
                    ];
                    for key in numbers {
                        *sums.entry((row["committee"].clone(), row["branch_id"].clone(), key)).or_default() += number(&row, key);
                    }
                }
                sums
            };
            let of_parts: Vec<PathBuf> = parts.iter().map(|p| run(p)).collect();
            assert_eq!(sum(&[run(whole)]), sum(&of_parts), "{} {whole} {file}", base.id);
        }
    }
}

const YEAR: &[(&str, &[&str])] = &[
    ("2017Q1", &["2017-01", "2017-02", "2017-03"]),
    ("2017Q2", &["2017-04", "2017-05", "2017-06"]),
    ("2017Q3", &["2017-07", "2017-08", "2017-09"]),
    ("2017Q4", &["2017-10", "2017-11", "2017-12"]),
    ("2017H1", &["2017Q1", "2017Q2"]),
    ("2017H2", &["2017Q3", "2017Q4"]),
    ("2017", &["2017H1", "2017H2"]),
];

#[test]
fn months_make_up_the_period() {
    months_add_up(1, &YEAR[..1]);
    months_add_up(8, &YEAR[3..4]);
    months_add_up(9, &[("2017", &["2017H1", "2017Q3", "2017Q4"])]);
}

#[test]
#[ignore = "every period in every jurisdiction takes minutes"]
fn months_make_up_the_period_everywhere() {
    (0..PLACES.len()).for_each(|place| months_add_up(place, YEAR));
}

/// What a committee and the whole come to is the sum of what the branches' months come to.
#[test]
fn the_whole_is_the_sum_of_its_parts() {
    let pairs = [
        ("months_due", "months_due"),
        ("months_held", "months_held"),
        ("months_pending", "months_pending"),
        ("participation_part", "participation_part"),
        ("participation_of", "participation_of"),
        ("timeliness_part", "timeliness_part"),
        ("timeliness_of", "timeliness_of"),
    ];
    for place in 0..TIDY {
        let base = Base::of(place);
        let (branches, committees) = (table(&base.out(), "ranking.csv"), table(&base.out(), "committees.csv"));
        assert_eq!(committees.iter().map(|c| number(c, "branches")).sum::<i64>(), branches.len() as i64, "{}", base.id);
        for committee in &committees {
            for (of_branch, of_committee) in pairs {
                let own = branches.iter().filter(|b| b["committee"] == committee["committee"]);
                let sum: i64 = own.map(|b| number(b, of_branch)).sum();
                assert_eq!(number(committee, of_committee), sum, "{} {} {of_committee}", base.id, committee["committee"]);
            }
        }
        let months = table(&base.out(), "matrix.csv");
        for branch in &branches {
            let own: Vec<&Row> = months.iter().filter(|m| m["branch_id"] == branch["branch_id"]).collect();
            let held = own.iter().filter(|m| m["due"] == "true" && m["held"] == "true").count() as i64;
            let pending = own.iter().filter(|m| m["status"] == "待核").count() as i64;
            let due = own.iter().filter(|m| m["due"] == "true").count() as i64;
            let sum = |key: &str| own.iter().map(|m| m[key].parse::<i64>().unwrap_or(0)).sum::<i64>();
            let is = ["months_held", "months_due", "months_pending", "participation_part", "participation_of"].map(|k| number(branch, k));
            let want = [held, due - pending, pending, sum("participation_part"), sum("participation_of")];
            assert_eq!(is, want, "{} {}", base.id, branch["branch"]);
        }
        let whole = &base.summary();
        assert!(whole["rows"]["total"].as_i64().unwrap() > 0);
    }
}

/// Two members of a county judged together are each what they are alone, in a folder of their own and among the tables of all.
#[test]
fn two_members_are_each_what_they_are_alone() {
    for pair in [[0, 4], [1, 5], [2, 9]] {
        let root = tempfile::tempdir().unwrap();
        let workspace = root.path().join("台账");
        let mut settings = String::from("period = \"2017\"\nas_of = \"2018-01-15\"\nseed = \"demo-3\"\n");
        let mut alone = Vec::new();
        for place in pair {
            let base = Base::of(place);
            for (path, bytes) in tree(&base.workspace()).into_iter().filter(|(p, _)| p != "dangri.toml") {
                let to = workspace.join(base.id).join(path);
                fs::create_dir_all(to.parent().unwrap()).unwrap();
                fs::write(to, bytes).unwrap();
            }
            settings += &format!("[[member]]\npath = \"{0}\"\njurisdiction = \"{0}\"\n", base.id);
            let out = root.path().join(format!("{}-结果", base.id));
            judge(&base.workspace(), &out, &["--no-cache", "--seed", "demo-3"]).unwrap();
            alone.push((base.id, out));
        }
        fs::write(workspace.join("dangri.toml"), settings).unwrap();
        let both = root.path().join("结果");
        judge(&workspace, &both, &["--no-cache"]).unwrap();
        let whole = figures(&both, &[]);
        for (id, out) in alone {
            let own = figures(&out, &[]);
            let moved = differences(&own, &figures(&both.join(id), &[]));
            assert!(moved.is_empty(), "{id} in its own folder\n{moved:#?}");
            let part =
                whole.iter().map(|(t, rows)| (*t, rows.iter().filter(|r| r.contains(&format!("unit={id} "))).cloned().collect())).collect();
            let moved = differences(&own, &part);
            assert!(moved.is_empty(), "{id} among all\n{moved:#?}");
        }
    }
}

/// A ledger that names nobody who was absent fares no better than one that names them.
#[test]
fn to_name_who_was_absent_is_never_worse() {
    for (place, (id, ..)) in PLACES.iter().enumerate().take(TIDY) {
        let own = tempfile::tempdir().unwrap();
        let mut scene = Scene::new(Base::of(place), own.path());
        let before = Base::of(place).out();
        let hidden = scene.each(&[Kind::Ledger], |sheet, table| {
            let Some(col) = table.column(&["缺席人员及原因"]) else { return false };
            let cols = [Some(col), table.column(&["补课情况"])];
            let filled = table.body.iter().any(|row| !sheet.cell(*row, col).is_blank());
            table.body.iter().for_each(|row| cols.iter().flatten().for_each(|c| sheet.put(*row, *c, Cell::Blank)));
            filled
        });
        assert!(hidden > 0);
        let after = judged(&scene, "之后");
        let branches = table(&before, "ranking.csv");
        let lines: Vec<String> = branches.iter().flat_map(|b| worse(&b["branch_id"], &after, &before, &[])).collect();
        assert!(lines.is_empty(), "{id}\n{}", lines.join("\n"));
    }
}
