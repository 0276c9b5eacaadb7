//! Changes of how a ledger is written that must not move a figure: where its columns stand, what stands around them, how dates, counts and names are
//! written, into how many files it is cut, and what else lies in the folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::door::{Judged, book};

type Rows = Vec<Vec<String>>;

const HEAD: [&str; 8] = ["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数", "活动内容", "主持人", "报送日期"];
const OPTIONS: &[&str] = &["-j", "chizhou", "-p", "2018Q3", "--as-of", "2018-11-15"];

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(ToString::to_string).collect()
}

/// What 青石镇 hands in: two branches, three months.
fn ledger() -> Rows {
    let mut rows = vec![row(&HEAD)];
    for month in ["07", "08", "09"] {
        for (branch, due, actual) in [("平安村党支部", "20", "18"), ("红旗村党支部", "12", "9")] {
            let (date, sent) = (format!("2018-{month}-05"), format!("2018-{month}-07"));
            rows.push(row(&[branch, &date, "集中学习、交纳党费", due, actual, "三会一课、党课", "王一", &sent]));
        }
    }
    rows
}

fn put(dir: &Path, name: &str, sheet: &str, rows: &Rows) {
    let path = dir.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let lines: Vec<Vec<&str>> = rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
    let lines: Vec<&[&str]> = lines.iter().map(Vec::as_slice).collect();
    book(&path, &[(sheet, &lines)]);
}

/// The office's rosters, another committee's ledger and an attendance sheet: the same in every folder.
fn around(dir: &Path) {
    let roster = [
        &["编号", "党支部名称", "上级党组织", "类型", "党员人数", "书记"],
        &["B1", "平安村党支部", "青石镇党委", "农村", "20", "王一"],
        &["B2", "红旗村党支部", "青石镇党委", "农村", "12", "王二"],
        &["B3", "新华机关党支部", "白水镇党委", "机关", "10", "王三"],
    ];
    put(dir, "党组织花名册.xlsx", "花名册", &roster.iter().map(|r| row(*r)).collect());
    let other = ["2018-07-05", "2018-08-05"].map(|d| row(&["新华机关党支部", d, "学习", "10", "10", "三会一课", "王三", d]));
    put(dir, "白水镇党委/2018年台账.xlsx", "台账", &std::iter::once(row(&HEAD)).chain(other).collect());
    let marks = [
        row(&["姓名", "党支部", "7月", "8月", "9月"]),
        row(&["甲一", "平安村党支部", "√", "×", "√"]),
        row(&["甲二", "平安村党支部", "√", "√", "√"]),
    ];
    put(dir, "青石镇党委/2018年考勤表.xlsx", "考勤", &marks.to_vec());
}

/// All figures of a result, without what names a run, a finding or where something was written.
fn figures(judged: &Judged, less: &[&str]) -> BTreeMap<&'static str, Vec<BTreeMap<String, String>>> {
    let tables = ["ranking.csv", "matrix.csv", "committees.csv", "members.csv", "eligibility.csv"];
    let of = |table: &'static str| {
        let mut rows = judged.table(table);
        for row in &mut rows {
            row.retain(|key, _| key != "run_id" && !less.contains(&key.as_str()));
        }
        (table, rows)
    };
    tables.into_iter().map(of).collect()
}

fn run(fill: impl FnOnce(&Path)) -> Judged {
    Judged::run(
        |dir| {
            around(dir);
            fill(dir);
        },
        OPTIONS,
    )
}

fn at_home(dir: &Path, rows: &Rows) {
    put(dir, "青石镇党委/青石镇2018年台账.xlsx", "台账", rows);
}

fn insert(rows: &mut Rows, col: usize, what: impl Fn(usize) -> String) {
    for (n, row) in rows.iter_mut().enumerate() {
        row.insert(col, what(n));
    }
}

fn each(rows: &mut Rows, col: usize, change: impl Fn(&str) -> String) {
    for row in rows.iter_mut().skip(1) {
        row[col] = change(&row[col]);
    }
}

type Cut = (&'static str, fn(&Path));
type Change = (&'static str, Box<dyn Fn(&mut Rows)>);

/// Ways to write one ledger.
fn changes() -> Vec<Change> {
    let mut all: Vec<Change> = Vec::new();
    let mut add = |name: &'static str, change: Box<dyn Fn(&mut Rows)>| all.push((name, change));
    add("a blank column behind the first", Box::new(|r| insert(r, 1, |_| String::new())));
    add("a blank column in the middle", Box::new(|r| insert(r, 5, |_| String::new())));
    add("two blank columns", Box::new(|r| (0..2).for_each(|_| insert(r, 5, |_| String::new()))));
    add("a blank column before the first", Box::new(|r| insert(r, 0, |_| String::new())));
    add("blank rows", Box::new(|r| (0..3).for_each(|n| r.insert(2 + 2 * n, Vec::new()))));
    add("serial numbers", Box::new(|r| insert(r, 0, |n| if n == 0 { "序号".into() } else { n.to_string() })));
    add("columns the other way round", Box::new(|r| r.iter_mut().for_each(|row| row.reverse())));
    add("a title and who filled it in", {
        Box::new(|r| {
            r.insert(0, row(&["填报单位：青石镇党委　　填报日期：2019年1月3日"]));
            r.insert(0, row(&["青石镇2018年主题党日活动台账"]));
        })
    });
    add("a note and a signature below", {
        Box::new(|r| {
            r.push(row(&["注：本表一式两份，每月报送"]));
            r.push(row(&["制表人：张三　　审核人：李四"]));
        })
    });
    add("a total", Box::new(|r| r.push(row(&["合计", "", "", "96", "81"]))));
    add("the header again", Box::new(|r| r.insert(3, row(&HEAD))));
    add("a row of hints", Box::new(|r| r.insert(1, vec!["必填".to_string(); 8])));
    add("dates with points", Box::new(|r| each(r, 1, |d| d.replace('-', "."))));
    add("dates in words", Box::new(|r| each(r, 1, |d| format!("{}年{}月{}日", &d[..4], &d[5..7], &d[8..]))));
    add("dates with a weekday", Box::new(|r| each(r, 1, |d| format!("{d} 14:30"))));
    add("dates without a year", Box::new(|r| each(r, 1, |d| format!("{}月{}日", &d[5..7], &d[8..]))));
    add("counts with their unit", Box::new(|r| (3..5).for_each(|c| each(r, c, |n| format!("{n}人")))));
    add(
        "counts in full width",
        Box::new(|r| (3..5).for_each(|c| each(r, c, |n| n.chars().map(|d| char::from_u32(d as u32 + 0xfee0).unwrap()).collect()))),
    );
    add("both counts in one column", {
        Box::new(|r| {
            for (n, row) in r.iter_mut().enumerate() {
                let actual = row.remove(4);
                row[3] = if n == 0 { "应到/实到人数".into() } else { format!("{}/{actual}", row[3]) };
            }
        })
    });
    add("both counts in words", {
        Box::new(|r| {
            for (n, row) in r.iter_mut().enumerate() {
                let actual = row.remove(4);
                row[3] = if n == 0 { "参加情况".into() } else { format!("应到{}人，实到{actual}人", row[3]) };
            }
        })
    });
    add("whole names", Box::new(|r| each(r, 0, |b| format!("中共{}支部委员会", b.trim_end_matches("党支部")))));
    add("the place before the name", Box::new(|r| each(r, 0, |b| format!("青石镇{b}"))));
    add("signs that nobody sees", Box::new(|r| each(r, 0, |b| format!("\u{feff}{}\u{ad}{}", &b[..3], &b[3..]))));
    add(
        "blanks and hints in the headings",
        Box::new(|r| r[0].iter_mut().for_each(|h| *h = format!(" {}\u{3000}{}（必填）\n", &h[..3], &h[3..]))),
    );
    add(
        "other words for the headings",
        Box::new(|r| r[0] = row(&["所在党支部", "开展日期", "主题", "应参加人数", "实际参加人数", "主要内容", "主持", "报送时间"])),
    );
    add("a heading over the counts", {
        Box::new(|r| {
            r[0] = row(&["党支部名称", "活动日期", "活动主题", "参加人数", "", "活动内容", "主持人", "报送日期"]);
            r.insert(1, row(&["", "", "", "应到", "实到"]));
        })
    });
    add("names once for each group", {
        Box::new(|r| {
            r[1..].sort();
            for n in (2..r.len()).rev() {
                if r[n][0] == r[n - 1][0] {
                    r[n][0].clear();
                }
            }
        })
    });
    add("counts of others beside those of members", {
        Box::new(|r| {
            insert(r, 5, |n| if n == 0 { "群众".into() } else { "3".into() });
            r[0] = row(&["党支部名称", "活动日期", "活动主题", "党员", "", "群众", "活动内容", "主持人", "报送日期"]);
            r.insert(1, row(&["", "", "", "应到", "实到", "人数"]));
        })
    });
    all
}

#[test]
fn how_a_ledger_is_written_moves_no_figure() {
    let plain = figures(&run(|dir| at_home(dir, &ledger())), &[]);
    assert!(plain["matrix.csv"].iter().any(|r| r["actual_count"] == "18") && plain["matrix.csv"].iter().any(|r| r["status"] == "缺报"));
    for (name, change) in changes() {
        let mut rows = ledger();
        change(&mut rows);
        let judged = run(|dir| at_home(dir, &rows));
        // what is told of a column that is not used is a warning of the committee
        let less = if name.starts_with("counts of others") { &["warnings"][..] } else { &[] };
        let want = if less.is_empty() { plain.clone() } else { figures(&run(|dir| at_home(dir, &ledger())), less) };
        assert_eq!(figures(&judged, less), want, "{name}\n{rows:?}");
        assert_eq!(judged.summary()["rows"]["rejected"], 0, "{name}");
    }
}

#[test]
fn into_how_many_files_it_is_cut_moves_no_figure() {
    let plain = figures(&run(|dir| at_home(dir, &ledger())), &[]);
    let cuts: [Cut; 6] = [
        ("a file for each month", |dir| {
            for (n, month) in [7, 8, 9].into_iter().enumerate() {
                let rows = ledger();
                let part = std::iter::once(rows[0].clone()).chain(rows[1 + 2 * n..3 + 2 * n].iter().cloned()).collect();
                put(dir, &format!("青石镇党委/青石镇2018年{month}月台账.xlsx"), "台账", &part);
            }
        }),
        ("a file for each branch, named in the file's name alone", |dir| {
            for name in ["平安村党支部", "红旗村党支部"] {
                let rows: Rows = ledger().into_iter().filter(|r| r[0] == name || r[0] == HEAD[0]).map(|mut r| r.split_off(1)).collect();
                put(dir, &format!("青石镇党委/{name}2018年台账.xlsx"), "Sheet1", &rows);
            }
        }),
        ("a file for each branch, named in the title alone", |dir| {
            for (n, name) in ["平安村党支部", "红旗村党支部"].into_iter().enumerate() {
                let mut rows: Rows = ledger().into_iter().filter(|r| r[0] == name || r[0] == HEAD[0]).map(|mut r| r.split_off(1)).collect();
                rows.insert(0, row(&[&format!("{name}2018年主题党日活动台账")]));
                put(dir, &format!("青石镇党委/{n}.xlsx"), "Sheet1", &rows);
            }
        }),
        ("the same file twice", |dir| {
            at_home(dir, &ledger());
            put(dir, "青石镇党委/青石镇2018年台账（电子版）.xlsx", "台账", &ledger());
        }),
        ("as text, separated by commas", |dir| {
            let lines: Vec<String> = ledger().iter().map(|r| r.join(",")).collect();
            fs::write(dir.join("青石镇党委/青石镇2018年台账.csv"), lines.join("\r\n")).unwrap();
        }),
        ("with a line break in a heading of the text", |dir| {
            let mut rows = ledger();
            rows[0][3] = "\"应到\n人数\"".into();
            let lines: Vec<String> = rows.iter().map(|r| r.join(",")).collect();
            fs::write(dir.join("青石镇党委/青石镇2018年台账.csv"), lines.join("\r\n")).unwrap();
        }),
    ];
    for (name, cut) in cuts {
        let judged = run(cut);
        assert_eq!(figures(&judged, &[]), plain, "{name}");
    }
}

/// Lists of other things: none is a roster, a ledger or an attendance sheet, each is told once, and no figure moves.
#[test]
fn what_else_lies_in_the_folder_moves_no_figure() {
    let plain = figures(&run(|dir| at_home(dir, &ledger())), &[]);
    let branches = |title: &str, last: &str| -> Rows {
        let rows = [
            row(&[title]),
            row(&["所属党委", "党支部", "书记", last]),
            row(&["青石镇党委", "平安村党支部", "王一", "1"]),
            row(&["青石镇党委", "北坡村党支部", "王九", "2"]),
        ];
        rows.to_vec()
    };
    let members = |title: &str, last: &str| -> Rows {
        let rows = [
            row(&[title]),
            row(&["序号", "姓名", "所在党支部", last]),
            row(&["1", "甲一", "平安村党支部", "x"]),
            row(&["2", "丁九", "平安村党支部", "y"]),
        ];
        rows.to_vec()
    };
    for (file, rows) in [
        ("书记通讯录.xlsx", branches("", "联系电话")),
        ("联系表.xlsx", branches("基层党组织联系表", "联系电话")),
        ("考核.xlsx", branches("党支部年度考核结果", "考核结果")),
        ("述职.xlsx", branches("党组织书记述职评议结果", "等次")),
        ("换届.xlsx", branches("党支部换届情况统计表", "换届时间")),
        ("星级.xlsx", branches("党支部评星定级结果", "星级")),
        ("某表.xlsx", branches("", "备注")),
        ("积极分子名册.xlsx", members("入党积极分子名册", "入党时间")),
        ("慰问.xlsx", members("困难党员慰问名册", "慰问金")),
        ("推荐.xlsx", members("优秀共产党员推荐名单", "主要事迹")),
        ("培训.xlsx", members("党员培训班报名表", "联系电话")),
        ("预备.xlsx", members("预备党员名单", "入党时间")),
        ("通讯.xlsx", members("党员通讯录", "联系电话")),
        ("学时.xlsx", members("党员学时统计", "学时")),
        ("评议.xlsx", members("民主评议党员结果", "评议等次")),
        ("签到.xlsx", members("入党积极分子培训班签到表", "签到")),
    ] {
        for folder in ["青石镇党委/", ""] {
            let judged = run(|dir| {
                at_home(dir, &ledger());
                put(dir, &format!("{folder}{file}"), "Sheet1", &rows);
            });
            assert_eq!(figures(&judged, &["warnings"]), drop_warnings(&plain), "{folder}{file}");
            let told = judged.table("findings.csv").into_iter().filter(|r| r["rule"] == "ING002").count();
            assert_eq!(told, 1, "{folder}{file}");
        }
    }
}

fn drop_warnings(all: &BTreeMap<&'static str, Vec<BTreeMap<String, String>>>) -> BTreeMap<&'static str, Vec<BTreeMap<String, String>>> {
    let mut all = all.clone();
    all.values_mut().flatten().for_each(|row| drop(row.remove("warnings")));
    all
}

/// Two columns for one field: equal they are one, where they differ neither counts, and every column that feeds nothing is named.
#[test]
fn every_column_is_used_or_told() {
    let second = |values: fn(usize) -> &'static str| {
        let mut rows = ledger();
        insert(&mut rows, 4, |n| if n == 0 { "应到党员".into() } else { values(n).into() });
        insert(&mut rows, 9, |n| if n == 0 { "联系电话".into() } else { "12345".into() });
        run(|dir| at_home(dir, &rows))
    };
    let same = second(|n| if n % 2 == 1 { "20" } else { "12人" });
    let told: Vec<String> =
        same.table("findings.csv").into_iter().filter(|r| r["rule"] == "ING006").map(|r| r["message"].clone()).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told.iter().any(|m| m.contains("J列“联系电话”"))
            && told.iter().any(|m| m.contains("“应到人数”有 2 栏：D列“应到人数”、E列“应到党员”")),
        "{told:?}"
    );
    let rate = |judged: &Judged| judged.table("ranking.csv").into_iter().find(|r| r["branch_id"] == "B1").unwrap()["participation"].clone();
    assert_eq!(rate(&same), "0.9000");
    let other = second(|n| {
        if n == 1 {
            "19"
        } else if n % 2 == 1 {
            "20"
        } else {
            "12"
        }
    });
    let bad: Vec<_> = other.table("findings.csv").into_iter().filter(|r| r["rule"] == "PAR004").collect();
    assert_eq!(bad.len(), 1, "{bad:?}");
    assert_eq!((bad[0]["branch"].as_str(), bad[0]["month"].as_str()), ("平安村党支部", "2018-07"));
    assert!(bad[0]["message"].contains("各栏填写不一致") && bad[0]["observed"].contains("20（应到人数）／19（应到党员）"), "{bad:?}");
    assert_eq!(rate(&other), "0.9000", "the other months' figures stand");
}

/// Months side by side, or a table on its side: nobody can say which cells belong together, so nothing of it counts and the months are left open.
#[test]
fn a_sheet_of_several_activities_to_a_row_is_returned_whole() {
    let aside = [
        row(&["党支部名称", "7月", "", "", "8月", "", ""]),
        row(&["", "活动日期", "应到人数", "实到人数", "活动日期", "应到人数", "实到人数"]),
        row(&["平安村党支部", "2018-07-05", "20", "18", "2018-08-05", "20", "1"]),
    ];
    let side = [
        row(&["平安村党支部2018年主题党日活动情况"]),
        row(&["项目", "7月", "8月"]),
        row(&["活动日期", "2018-07-05", "2018-08-05"]),
        row(&["活动主题", "学习", "党课"]),
        row(&["应到人数", "20", "20"]),
        row(&["实到人数", "18", "1"]),
    ];
    for rows in [aside.to_vec(), side.to_vec()] {
        let judged = run(|dir| put(dir, "青石镇党委/平安村党支部2018年.xlsx", "Sheet1", &rows));
        assert_eq!(judged.findings("ING002").len(), 1, "{rows:?}");
        let states: Vec<String> =
            judged.table("matrix.csv").into_iter().filter(|r| r["branch_id"] == "B1").map(|r| r["status"].clone()).collect();
        assert_eq!(states, ["待核", "待核", "待核"], "{rows:?}");
        assert!(!judged.table("findings.csv").iter().any(|r| r["rule"] == "SUB001" && r["branch_id"] == "B1"));
    }
}
