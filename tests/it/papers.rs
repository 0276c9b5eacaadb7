//! Papers of the office: what they say is what the tables say, a trial and a run without ranks say so, members are named where they must be and nowhere
//! else, and the bytes do not depend on threads.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use crate::door::{book, csv_rows, dangri_ok, json, tree};
use crate::filled::cells;

const ROSTER: &[&[&str]] = &[
    &["编号", "党支部名称", "上级党组织", "类型", "党员人数", "书记"],
    &["001", "东村党支部", "城关镇党委", "农村", "10", "张东"],
    &["002", "西村党支部", "城关镇党委", "农村", "10", "李西320102199001011234"],
    &["003", "南村党支部", "河口镇党委", "农村", "10", "王南"],
];

/// 东村 holds all and well, 西村 leaves October out, 南村 lies below the floor.
const LEDGER: &[&[&str]] = &[
    &["党支部名称", "活动日期", "活动主题", "活动地点", "活动时间", "活动内容", "应到人数", "实到人数"],
    &["东村党支部", "2017-08-05", "集中学习", "村部", "上午", "集中学习并讨论，交纳党费，党课", "10", "10"],
    &["东村党支部", "2017-09-05", "集中学习", "村部", "上午", "集中学习并讨论，交纳党费，党课", "10", "9"],
    &["东村党支部", "2017-10-10", "集中学习", "村部", "上午", "集中学习并讨论，交纳党费，党课", "10", "9"],
    &["西村党支部", "2017-08-05", "集中学习", "村部", "上午", "集中学习并讨论，交纳党费，党课", "10", "9"],
    &["西村党支部", "2017-09-05", "集中学习", "村部", "上午", "集中学习并讨论，交纳党费，党课", "10", "9"],
    &["南村党支部", "2017-08-05", "集中学习", "村部", "上午", "集中学习并讨论，交纳党费，党课", "10", "5"],
    &["南村党支部", "2017-09-05", "集中学习", "村部", "上午", "集中学习并讨论，交纳党费，党课", "10", "6"],
    &["南村党支部", "2017-10-05", "集中学习", "村部", "上午", "集中学习并讨论，交纳党费，党课", "10", "6"],
];

const MARKS: &[&[&str]] = &[
    &["姓名", "党支部", "8月", "9月", "10月"],
    &["赵缺三", "南村党支部", "×", "×", "×"],
    &["钱缺二", "南村党支部", "×", "×", "√"],
    &["孙全到", "南村党支部", "√", "√", "√"],
];

fn workspace(dir: &Path) {
    let workspace = dir.join("台账");
    fs::create_dir_all(&workspace).unwrap();
    fs::write(
        workspace.join("dangri.toml"),
        "unit = \"341700\"\nunit_name = \"清源县\"\noffice = \"中共清源县委组织部\"\njurisdiction = \"chizhou\"\n",
    )
    .unwrap();
    book(&workspace.join("党组织花名册.xlsx"), &[("花名册", ROSTER)]);
    book(&workspace.join("台账.xlsx"), &[("台账", LEDGER)]);
    book(&workspace.join("考勤.xlsx"), &[("2017年", MARKS)]);
}

fn run(dir: &Path, out: &str, period: &str, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let (workspace, target) = (dir.join("台账"), dir.join(out));
    let args = [
        "run",
        workspace.to_str().unwrap(),
        "-o",
        target.to_str().unwrap(),
        "-p",
        period,
        "--as-of",
        "2017-11-20",
        "--format",
        "docx,csv,json",
    ];
    dangri_ok(&[&args[..], more].concat());
    tree(&target)
}

/// Paragraphs of a document, cells of tables among them, in order.
pub fn read(bytes: &[u8]) -> Vec<String> {
    let mut text = String::new();
    ZipArchive::new(Cursor::new(bytes)).unwrap().by_name("word/document.xml").unwrap().read_to_string(&mut text).unwrap();
    let mut reader = Reader::from_str(&text);
    let (mut all, mut line, mut within) = (Vec::new(), String::new(), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) if tag.name().as_ref() == "w:t" => within = true,
            Event::End(tag) if tag.name().as_ref() == "w:t" => within = false,
            Event::End(tag) if tag.name().as_ref() == "w:p" => all.push(std::mem::take(&mut line)),
            Event::Text(part) if within => line.push_str(&part),
            Event::Eof => return all,
            _ => {}
        }
    }
}

fn papers(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<String>> {
    let docs = files.iter().filter(|(name, _)| name.starts_with("公文/") && name.ends_with(".docx"));
    docs.map(|(name, bytes)| (name.trim_start_matches("公文/").to_string(), read(bytes))).collect()
}

fn says(paper: &[String], text: &str) -> bool {
    paper.iter().any(|line| line.contains(text))
}

/// A row of cells.
fn holds(paper: &[String], row: &[&str]) -> bool {
    paper.windows(row.len()).any(|cells| cells == row)
}

#[test]
fn what_papers_say_is_what_the_tables_say() {
    let dir = tempfile::tempdir().unwrap();
    workspace(dir.path());
    let files = run(dir.path(), "结果", "2017-08..2017-10", &[]);
    let papers = papers(&files);
    let table = |name: &str| csv_rows(&dir.path().join("结果/data").join(name), true);
    assert_eq!(
        papers.keys().map(String::as_str).collect::<Vec<_>>(),
        [
            "成绩单/城关镇党委.docx",
            "成绩单/河口镇党委.docx",
            "抽查纪要.docx",
            "时限日历.docx",
            "民主评议党员参考名册/河口镇党委.docx",
            "草稿/河口镇党委.docx",
            "述职评议依据表/城关镇党委.docx",
            "述职评议依据表/河口镇党委.docx",
            "通报.docx",
            "预警.docx"
        ]
    );
    let minute = &papers["抽查纪要.docx"];
    let drawn = table("sample.csv");
    assert!(!drawn.is_empty());
    for line in &drawn {
        assert!(holds(minute, &[&line["order"], &line["committee"], &line["branch"], &line["stratum"], &line["reason"]]), "{minute:?}");
    }
    let sample = json(&dir.path().join("结果/data/sample.json"));
    assert!(says(minute, sample["frame_digest"].as_str().unwrap()) && holds(minute, &["种子", sample["seed"].as_str().unwrap()]));
    assert!(holds(minute, &["参加抽取的单位", &format!("{}个", sample["frame"].as_array().unwrap().len())]));
    let bulletin = &papers["通报.docx"];
    let lines = table("bulletin.csv");
    let whole = lines.iter().find(|l| l["part"] == "本期").unwrap();
    for (name, rate, want) in [("完整率", "completeness", "8/9"), ("参与率", "participation", "63/80")] {
        let fraction = format!("{}/{}", whole[&format!("{rate}_part")], whole[&format!("{rate}_of")]);
        assert_eq!(fraction, want, "{name}");
        assert!(says(bulletin, &format!("（{fraction}）")), "{name}: {bulletin:#?}");
    }
    let kinds: Vec<_> = lines.iter().filter(|l| l["part"] == "问题合计").collect();
    assert!(kinds.len() >= 2, "{kinds:?}");
    for kind in &kinds {
        let of: Vec<_> = lines.iter().filter(|l| l["part"] == "问题分布" && l["rule"] == kind["rule"]).collect();
        assert_eq!(of.iter().map(|l| l["count"].parse::<u64>().unwrap()).sum::<u64>().to_string(), kind["count"]);
        // and as findings.csv has it
        let found = table("findings.csv")
            .into_iter()
            .filter(|f| f["rule"] == kind["rule"] && f["level"] != "info" && f["in_period"] == "true")
            .count();
        assert_eq!(found.to_string(), kind["count"], "{}", kind["rule"]);
        assert!(kinds.len() > 6 || says(bulletin, &format!("涉及{}个党支部、{}项", kind["branches"], kind["count"])), "{kind:?}");
    }
    assert!(
        says(bulletin, "西村党支部（10月）") && says(bulletin, "中共清源县委组织部") && says(bulletin, "2017年11月20日"),
        "{bulletin:#?}"
    );
    assert!(says(bulletin, "没有上一统计期的运行记录"));
    for member in ["赵缺三", "钱缺二", "孙全到"] {
        assert!(!says(bulletin, member), "a bulletin names no member");
    }
    let ranks = table("committees.csv");
    for committee in &ranks {
        let row = [
            committee["rank"].as_str(),
            &committee["committee"],
            &committee["branches"],
            &committee["months_due"],
            &committee["months_held"],
        ];
        assert!(holds(bulletin, &row), "{row:?} in {bulletin:#?}");
    }
    let early = &papers["预警.docx"];
    let outlook = table("outlook.csv");
    let south = outlook.iter().find(|o| o["branch"] == "南村党支部").unwrap();
    let number = |name: &str| south[name].parse::<u64>().unwrap();
    // ⌈0.8·(D + m·d)⌉ − A by hand: 17 of 30 so far, November and December left
    assert_eq!((number("participation_part"), number("participation_of"), number("months_left"), number("due_each")), (17, 30, 2, 10));
    assert_eq!((number("needed"), number("may_come"), south["reachable"].as_str()), (23, 20, "false"));
    assert!(holds(early, &["河口镇党委", "南村党支部", "3", "17/30", "56.6%", "2", "10", "20", "23"]), "{early:#?}");
    assert_eq!(outlook.iter().filter(|o| o["below"] == "true").count(), 1);
    let near = table("member_outlook.csv");
    assert_eq!(
        near.iter().map(|n| (n["member"].as_str(), n["absences"].as_str(), n["step"].as_str())).collect::<Vec<_>>(),
        [("钱缺二", "2", "MEM001")]
    );
    assert!(holds(early, &["河口镇党委", "南村党支部", "钱缺二", "2", "3"]), "{early:#?}");
    let letter = &papers["草稿/河口镇党委.docx"];
    assert_eq!(letter[0], "草稿，须经审批");
    assert!(says(letter, "赵缺三同志") && says(letter, "考勤.xlsx｜2017年｜") && !says(letter, "钱缺二"), "{letter:#?}");
    let roll = &papers["民主评议党员参考名册/河口镇党委.docx"];
    assert!(holds(roll, &["1", "孙全到", "3"]) || holds(roll, &["2", "孙全到", "3"]) || holds(roll, &["3", "孙全到", "3"]), "{roll:#?}");
    let due = table("deadlines.csv");
    let calendar = String::from_utf8(files["公文/时限日历.ics"].clone()).unwrap();
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), due.len());
    assert!(due.iter().any(|d| d["kind"] == "计划报备" && d["holder"] == "county" && d["date"] == "2018-03-25"), "{due:?}");
    for line in &due {
        assert!(says(&papers["时限日历.docx"], &line["what"]) && calendar.contains(&line["date"].replace('-', "")), "{line:?}");
    }
    let review = &papers["述职评议依据表/城关镇党委.docx"];
    assert!(says(review, "李西320***********1234") && !says(review, "199001011234"), "{review:#?}");
    let listed = json(&dir.path().join("结果/结果清单.json"));
    let listed: Vec<&str> = listed["files"].as_array().unwrap().iter().filter_map(|f| f["path"].as_str()).collect();
    assert!(files.keys().filter(|name| name.starts_with("公文/")).all(|name| listed.contains(&name.as_str())), "{listed:?}");
}

#[test]
fn bytes_do_not_depend_on_threads() {
    let dir = tempfile::tempdir().unwrap();
    workspace(dir.path());
    let of = |out: &str, jobs: &str| -> BTreeMap<_, _> {
        run(dir.path(), out, "2017-08..2017-10", &["--jobs", jobs]).into_iter().filter(|(name, _)| name.starts_with("公文/")).collect()
    };
    let one = of("一", "1");
    assert!(one.len() == 11 && one == of("二", "2"), "{:?}", one.keys());
}

#[test]
fn a_trial_says_so_first_and_drafts_no_letters() {
    let dir = tempfile::tempdir().unwrap();
    workspace(dir.path());
    let papers = papers(&run(dir.path(), "试算", "2017-08..2017-10", &["--set", "participation.min=0.85"]));
    assert!(papers.len() >= 7 && papers.keys().all(|name| !name.starts_with("草稿")), "{:?}", papers.keys());
    for (name, paper) in &papers {
        assert!(paper[0].starts_with("【试算：participation.min=0.85】"), "{name}: {}", paper[0]);
    }
    assert!(says(&papers["通报.docx"], "规定下限为85%"));
}

#[test]
fn without_ranking_nobody_is_ranked() {
    let dir = tempfile::tempdir().unwrap();
    workspace(dir.path());
    let with = papers(&run(dir.path(), "排名", "2017-08..2017-10", &[]));
    let without = papers(&run(dir.path(), "不排名", "2017-08..2017-10", &["--no-ranking"]));
    let told = |papers: &BTreeMap<String, Vec<String>>, word: &str| -> Vec<String> {
        papers.iter().filter(|(_, paper)| says(paper, word)).map(|(name, _)| name.clone()).collect()
    };
    assert!(told(&with, "名次").len() >= 5, "{:?}", told(&with, "名次"));
    assert_eq!((told(&without, "名次"), told(&without, "等次")), (Vec::new(), Vec::new()));
    assert!(says(&without["通报.docx"], "各党委（党工委）情况") && !says(&without["通报.docx"], "排名"));
}

#[test]
fn a_period_is_told_against_the_one_before_it() {
    let dir = tempfile::tempdir().unwrap();
    workspace(dir.path());
    run(dir.path(), "九月", "2017-09", &[]);
    let october = papers(&run(dir.path(), "十月", "2017-10", &[]));
    let bulletin = &october["通报.docx"];
    assert!(
        says(bulletin, "与2017年9月相比，完整率由100.0%（3/3）下降到66.6%（2/3）；参与率由80.0%（24/30）下降到75.0%（15/20）。"),
        "{bulletin:#?}"
    );
    let before = csv_rows(&dir.path().join("十月/data/bulletin.csv"), true).into_iter().find(|l| l["part"] == "上期").unwrap();
    assert_eq!(
        (before["told_period"].as_str(), before["participation_part"].as_str(), before["participation_of"].as_str()),
        ("2017-09", "24", "30")
    );
}

/// What 预警 and its table say of a run of the workspace.
fn outlook(dir: &Path, out: &str, period: &str) -> (Vec<String>, BTreeMap<String, BTreeMap<String, String>>) {
    let papers = papers(&run(dir, out, period, &[]));
    let rows = csv_rows(&dir.join(out).join("data/outlook.csv"), true);
    (papers["预警.docx"].clone(), rows.into_iter().map(|row| (row["branch"].clone(), row)).collect())
}

fn columns<'r>(row: &'r BTreeMap<String, String>, names: &[&str]) -> Vec<&'r str> {
    names.iter().map(|name| row[*name].as_str()).collect()
}

#[test]
fn months_are_left_by_the_day_and_not_by_the_period() {
    let dir = tempfile::tempdir().unwrap();
    workspace(dir.path());
    // the document is in force from August on; November has its days until 3 December
    let (paper, rows) = outlook(dir.path(), "全年", "2017");
    let names = ["months_counted", "months_left", "needed", "reachable", "activities_left", "months_unknown"];
    assert_eq!(columns(&rows["南村党支部"], &names), ["3", "2", "23", "false", "2", "0"]);
    assert_eq!(columns(&rows["西村党支部"], &names), ["2", "2", "14", "true", "3", "0"]);
    assert!(says(&paper, "按工作目录中2017年8月至10月的台账测算") && says(&paper, "在2017年11月至12月之内"), "{paper:#?}");
    // October was not held, so three are owed in two months
    assert!(holds(&paper, &["城关镇党委", "西村党支部", "5", "2", "3", "2"]), "{paper:#?}");

    // September and October are over and outside the period: what lies in the workspace counts, what does not is not known
    let (paper, rows) = outlook(dir.path(), "八月", "2017-08");
    assert_eq!(columns(&rows["南村党支部"], &names), ["3", "2", "23", "false", "2", "0"]);
    assert_eq!(columns(&rows["西村党支部"], &names), ["2", "2", "", "", "", "1"]);
    assert!(!holds(&paper, &["城关镇党委", "西村党支部", "5", "2"]), "{paper:#?}");
    assert!(says(&paper, "2017年10月中，有的党支部已经到期而没有读到台账") && says(&paper, "有1个党支部存在待核月份"), "{paper:#?}");
}

#[test]
fn who_waits_for_a_returned_row_is_not_named_as_unable_to_reach_the_year() {
    let dir = tempfile::tempdir().unwrap();
    workspace(dir.path());
    let bad = |branch: &'static str| -> [&'static str; 8] {
        [branch, "2017.10.32", "集中学习", "村部", "上午", "集中学习并讨论，交纳党费，党课", "10", "9"]
    };
    let (west, south) = (bad("西村党支部"), bad("南村党支部"));
    // 南村 lies below the floor and waits for October, too
    let rows: Vec<&[&str]> = LEDGER[..LEDGER.len() - 1].iter().copied().chain([&west[..], &south[..]]).collect();
    book(&dir.path().join("台账/台账.xlsx"), &[("台账", &rows)]);
    let (paper, rows) = outlook(dir.path(), "全年", "2017");
    let names = ["participation_part", "participation_of", "needed", "reachable", "activities_left", "months_pending"];
    assert_eq!(columns(&rows["西村党支部"], &names), ["18", "20", "", "", "", "1"]);
    assert_eq!(columns(&rows["南村党支部"], &names), ["11", "20", "", "", "", "1"]);
    assert!(says(&paper, "一、全年已不能达到参与率下限的党支部（0个）"), "{paper:#?}");
    assert!(says(&paper, "三、目前低于参与率下限、全年能否达到不作结论的党支部（1个）"), "{paper:#?}");
    assert!(holds(&paper, &["河口镇党委", "南村党支部", "2", "11/20", "55.0%", "2", "2017年10月待核"]), "{paper:#?}");
    assert!(says(&paper, "四、剩余月份每月一次仍达不到全年次数的党支部（0个）") && says(&paper, "有2个党支部存在待核月份"), "{paper:#?}");
}

#[test]
fn a_committees_secretary_answers_for_branches_and_committee_apart() {
    let dir = tempfile::tempdir().unwrap();
    workspace(dir.path());
    let visits: &[&[&str]] = &[
        &["日期", "党支部名称", "党委", "方式", "发现问题", "整改期限", "整改完成日期"],
        &["2017-09-12", "西村党支部", "", "明查", "无记录", "2017-10-10", ""],
        &["2017-09-12", "东村党支部", "", "明查", "无签到", "2017-10-10", "2017-10-01"],
        &["2017-09-20", "", "城关镇党委", "明查", "未部署", "2017-10-15", ""],
    ];
    book(&dir.path().join("台账/督查记录.xlsx"), &[("督查记录", visits)]);
    let papers = papers(&run(dir.path(), "结果", "2017-08..2017-10", &[]));
    let table = |name: &str| csv_rows(&dir.path().join("结果/data").join(name), true);
    let rows = table("secretaries.csv");
    let of = |committee: &str, branch: &str| {
        let row = rows.iter().find(|r| r["committee"] == committee && r["branch"] == branch).unwrap();
        columns(row, &["problems", "put_right", "overdue", "own_problems", "own_put_right", "own_overdue"])
    };
    assert_eq!(of("城关镇党委", ""), ["3", "1", "2", "1", "0", "1"]);
    assert_eq!(of("城关镇党委", "西村党支部"), ["1", "0", "1", "1", "0", "1"]);
    assert_eq!(of("河口镇党委", ""), ["0"; 6]);
    let review = &papers["述职评议依据表/城关镇党委.docx"];
    assert!(holds(review, &["督查发现问题", "3项，已整改1项，逾期未改2项（本级1项、所属党支部2项）"]), "{review:#?}");
    // what the list of findings has, of branches and of the committee itself
    let found = table("findings.csv");
    let count = |level: &str, own: bool| {
        let fits = |f: &&BTreeMap<String, String>| f["committee"] == "城关镇党委" && f["level"] == level && f["branch"].is_empty() == own;
        found.iter().filter(fits).count()
    };
    // 未部署 of the committee; 缺报 of October and 无记录 of 西村
    assert_eq!((count("error", true), count("error", false)), (1, 2), "{found:#?}");
    for (label, own) in [("所属支部问题", false), ("自身问题", true)] {
        let words = format!("错误{}项、警告{}项", count("error", own), count("warning", own));
        assert!(holds(review, &[label, &words]), "{label} {words}: {review:#?}");
    }
}

#[test]
fn a_rate_beside_the_one_before_it_has_its_fraction() {
    let dir = tempfile::tempdir().unwrap();
    workspace(dir.path());
    let (workspace, out) = (dir.path().join("台账"), dir.path().join("十月"));
    run(dir.path(), "九月", "2017-09", &[]);
    let args =
        ["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap(), "-p", "2017-10", "--as-of", "2017-11-20", "--format", "xlsx"];
    dangri_ok(&args);
    let all = cells(&out.join("汇总报告.xlsx"), "总览");
    let row = |label: &str| all.iter().find(|row| row[0].starts_with(label)).unwrap_or_else(|| panic!("{label}: {all:?}")).join("|");
    for (label, fractions) in [("上期（2017年9月）", ["|3/3|", "|24/30|"]), ("本期（2017年10月）", ["|2/3|", "|15/20|"])] {
        let row = row(label);
        assert!(fractions.iter().all(|fraction| format!("{row}|").contains(fraction)), "{row}");
    }
}
