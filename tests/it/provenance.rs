//! Who handed it in: a file speaks for the branches of the committee in whose folder it lies, and for nobody else's.

use std::fs;
use std::path::Path;

use crate::door::{Judged, book, dangri_ok, tree};

const HEAD: &[&str] = &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数", "报送日期"];
const OWN: &[&str] = &["东河村党支部", "2018-07-05", "学习", "20", "18", "2018-07-06"];

fn put(dir: &Path, name: &str, rows: &[&[&str]]) {
    let path = dir.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    book(&path, &[("Sheet1", rows)]);
}

fn ledger(dir: &Path, name: &str, rows: &[&[&str]]) {
    let all: Vec<&[&str]> = std::iter::once(HEAD).chain(rows.iter().copied()).collect();
    put(dir, name, &all);
}

fn roster(dir: &Path, name: &str, rows: &[&[&str]]) {
    let head: &[&[&str]] = &[&["党组织花名册"], &["编号", "党支部名称", "上级党组织", "类型", "党员人数", "书记"]];
    put(dir, name, &[head, rows].concat());
}

/// Two committees of a branch each; 西山镇 hands in what is its own.
fn town(fill: impl FnOnce(&Path)) -> Judged {
    let all = |dir: &Path| {
        roster(
            dir,
            "党组织花名册.xlsx",
            &[&["001", "东河村党支部", "东河镇党委", "农村", "20", "张三"], &["002", "西山村党支部", "西山镇党委", "农村", "20", "李四"]],
        );
        ledger(dir, "西山镇党委/台账.xlsx", &[&["西山村党支部", "2018-07-05", "学习", "20", "18", "2018-07-06"]]);
        fill(dir);
    };
    Judged::run(all, &["-j", "chizhou", "-p", "2018-07", "--as-of", "2018-08-15"])
}

/// Due and actual count of 东河村 in July, as the matrix has it, and how the month stands.
fn east(judged: &Judged) -> (String, String) {
    let row = judged.table("matrix.csv").into_iter().find(|r| r["branch_id"] == "001").unwrap();
    (format!("{}/{}", row["actual_count"], row["due_count"]), row["status"].clone())
}

fn standings(judged: &Judged) -> Vec<String> {
    judged.table("activities.csv").into_iter().filter(|r| r["branch_id"] == "001").map(|r| r["standing"].clone()).collect()
}

fn pair(a: &str, b: &str) -> (String, String) {
    (a.to_string(), b.to_string())
}

#[test]
fn rows_for_anothers_branch_never_stand_against_its_own() {
    let newer: &[&str] = &["东河村党支部", "2018-07-05", "冒名", "20", "1", "2018-08-01"];
    let judged = town(|dir| {
        ledger(dir, "东河镇党委/台账.xlsx", &[OWN]);
        ledger(dir, "西山镇党委/补报.xlsx", &[newer]);
    });
    assert_eq!(east(&judged), pair("18/20", "按时"));
    assert_eq!(standings(&judged), ["计入", "他处报来未计入"]);
    let told: Vec<_> = judged.table("findings.csv").into_iter().filter(|r| r["rule"] == "ING007").collect();
    assert_eq!(told.len(), 1);
    assert_eq!((told[0]["committee"].as_str(), told[0]["branch"].as_str(), told[0]["level"].as_str()), ("西山镇党委", "", "warning"));
    assert!(told[0]["message"].contains("本处 1 行未采用"), "{}", told[0]["message"]);
    assert!(judged.findings("SUB004").is_empty());
}

#[test]
fn a_copy_of_rows_for_another_is_told_once() {
    let newer: &[&str] = &["东河村党支部", "2018-07-05", "冒名", "20", "1", "2018-08-01"];
    let judged = town(|dir| {
        ledger(dir, "东河镇党委/台账.xlsx", &[OWN]);
        ledger(dir, "西山镇党委/补报.xlsx", &[newer]);
        ledger(dir, "西山镇党委/补报 - 副本.xlsx", &[newer]);
    });
    assert_eq!(standings(&judged), ["计入", "他处报来未计入"]);
    assert_eq!(judged.findings("ING007").len(), 1);
}

/// A folder that is called after another's branch lies in the folder of who handed it in all the same.
#[test]
fn a_branchs_folder_in_a_committees_is_the_committees() {
    let newer: &[&str] = &["东河村党支部", "2018-07-05", "冒名", "20", "1", "2018-08-01"];
    let judged = town(|dir| {
        ledger(dir, "东河镇党委/台账.xlsx", &[OWN]);
        ledger(dir, "西山镇党委/东河镇东河村党支部/台账.xlsx", &[newer]);
        ledger(dir, "西山镇党委/西山村党支部/补报.xlsx", &[&["西山村党支部", "2018-07-20", "志愿服务", "20", "19", "2018-07-21"]]);
    });
    assert_eq!(east(&judged), pair("18/20", "按时"));
    assert_eq!(standings(&judged), ["计入", "他处报来未计入"]);
    assert_eq!(judged.findings("ING007").len(), 1);
}

/// A ledger with faults goes back to who handed it in, whatever its folder is called; one at the top, to the only committee whose branches stand in it.
#[test]
fn a_ledger_with_faults_goes_back_to_who_handed_it_in() {
    let [bad, later] = ["七月底", "七月末"].map(|day| ["西山村党支部", day, "学习", "20", "18", "2018-07-06"]);
    let (bad, later): (&[&str], &[&str]) = (&bad, &later);
    let nobody: &[&str] = &["无此村党支部", "2018-07-05", "学习", "20", "18", "2018-07-06"];
    let judged = town(|dir| {
        ledger(dir, "西山镇党委/东河镇东河村党支部/借名.xlsx", &[bad]);
        ledger(dir, "县里收的.xlsx", &[OWN, nobody]);
        ledger(dir, "县里合并的.xlsx", &[&["东河村党支部", "2018-07-20", "志愿服务", "20", "18", "2018-07-21"], later]);
    });
    let (workspace, out) = (judged.dir.path().join("台账"), judged.dir.path().join("全套"));
    let period = ["-j", "chizhou", "-p", "2018-07", "--as-of", "2018-08-15", "--format", "xlsx"];
    dangri_ok(&[&["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap()][..], &period].concat());
    let copies = tree(&out.join("反馈")).into_keys().filter(|path| path.contains("借名") || path.contains("县里"));
    let copies: Vec<String> = copies.collect();
    let wanted =
        ["东河镇党委/台账标注/县里收的.xlsx", "未归属/台账标注/县里合并的.xlsx", "西山镇党委/台账标注/东河镇东河村党支部_借名.xlsx"];
    assert_eq!(copies, wanted);
    // and the findings say the same
    let told = judged.table("findings.csv").into_iter().filter(|r| r["rule"] == "ING003");
    let whose: Vec<_> = told.map(|r| (r["committee"].clone(), r["file"].clone())).collect();
    assert_eq!(whose, [pair("东河镇党委", "县里收的.xlsx")]);
}

/// What leads to no branch is told of the committee that handed it in, whatever stands above the table; the office's own is told of nobody.
#[test]
fn a_row_of_nobody_goes_back_to_who_handed_it_in() {
    let nobody: &[&str] = &["无此村党支部", "2018-07-05", "学习", "20", "18", "2018-07-06"];
    let judged = town(|dir| {
        ledger(dir, "东河镇党委/台账.xlsx", &[OWN, nobody]);
        ledger(dir, "全县.xlsx", &[&["无此社区党支部", "2018-07-05", "学习", "20", "18", "2018-07-06"]]);
    });
    let told: Vec<_> = judged.table("findings.csv").into_iter().filter(|r| r["rule"] == "ING003").collect();
    let whose: Vec<_> = told.iter().map(|r| (r["committee"].as_str(), r["file"].as_str())).collect();
    assert_eq!(whose, [("", "全县.xlsx"), ("东河镇党委", "东河镇党委/台账.xlsx")]);
    let committees = judged.table("committees.csv");
    let errors = |name: &str| committees.iter().find(|r| r["committee"] == name).unwrap()["errors"].clone();
    assert_eq!((errors("东河镇党委"), errors("西山镇党委")), ("1".to_string(), "0".to_string()));
}

/// A committee that the roster does not know is nobody to be told.
#[test]
fn a_row_of_an_unknown_committee_goes_back_to_who_handed_it_in() {
    let rows: &[&[&str]] = &[
        &["党支部名称", "上级党组织", "活动日期", "活动主题", "应到人数", "实到人数"],
        &["无此村党支部", "无此镇党委", "2018-07-05", "学习", "20", "18"],
    ];
    let judged = town(|dir| {
        put(dir, "东河镇党委/台账.xlsx", rows);
        put(dir, "全县.xlsx", &[rows[0], &["没听说过的村党支部", "没听说过的镇党委", "2018-07-05", "学习", "20", "18"]]);
    });
    let told = judged.table("findings.csv").into_iter().filter(|r| r["rule"] == "ING003");
    let whose: Vec<_> = told.map(|r| (r["committee"].clone(), r["file"].clone())).collect();
    assert_eq!(whose, [pair("东河镇党委", "东河镇党委/台账.xlsx"), pair("没听说过的镇党委", "全县.xlsx")]);
}

#[test]
fn they_count_where_nothing_else_came() {
    let judged = town(|dir| ledger(dir, "西山镇党委/补报.xlsx", &[OWN]));
    assert_eq!((east(&judged), standings(&judged)), (pair("18/20", "按时"), vec!["计入".to_string()]));
    assert_eq!(judged.findings("ING007").len(), 1);
}

#[test]
fn the_offices_files_speak_for_all() {
    for (name, options) in [("全县台账.xlsx", ""), ("西山镇党委/汇总.xlsx", "office_files = [\"西山镇党委/汇总.xlsx\"]\n")]
    {
        let judged = town(|dir| {
            ledger(dir, name, &[OWN]);
            fs::write(dir.join("dangri.toml"), options).unwrap();
        });
        assert_eq!(east(&judged), pair("18/20", "按时"), "{name}");
        assert!(judged.findings("ING007").is_empty(), "{name}");
    }
}

#[test]
fn a_roster_from_a_committee_holds_for_its_own_branches() {
    let judged = town(|dir| {
        ledger(dir, "东河镇党委/台账.xlsx", &[OWN]);
        roster(
            dir,
            "西山镇党委/花名册.xlsx",
            &[
                &["001", "东河村党支部", "东河镇党委", "农村", "5", "假"],
                &["002", "西山村党支部", "西山镇党委", "农村", "20", "李四"],
                &["009", "虚构村党支部", "西山镇党委", "农村", "30", "假"],
            ],
        );
    });
    assert_eq!(judged.table("ranking.csv").iter().map(|r| r["branch_id"].clone()).collect::<Vec<_>>(), ["001", "002"]);
    assert_eq!(judged.findings("ING007").len(), 2);
    assert!(judged.findings("PAR003").is_empty(), "the office's 20 members stand");
    let rows = &judged.summary()["rows_by_layout"]["branch_roster"];
    assert_eq!((rows["accepted"].as_u64(), rows["duplicate"].as_u64(), rows["rejected"].as_u64()), (Some(2), Some(1), Some(2)));
}

#[test]
fn only_a_superior_approves() {
    let head: &[&str] = &["党支部名称", "月份", "规则", "说明", "批准人", "批准日期"];
    for (folder, approver, want) in [
        ("东河镇党委", "东河镇党委", "waived"),
        ("东河镇党委", "县委组织部", "waived"),
        ("东河镇党委", "我自己", "requested"),
        ("东河镇党委", "东河村党支部", "requested"),
        ("东河镇党委", "张三", "requested"),
        ("东河镇党委", "西山镇党委", "requested"),
        // another committee's explanation is none
        ("西山镇党委", "县委组织部", "open"),
    ] {
        let judged = town(|dir| {
            let row: &[&str] = &["东河村党支部", "2018年7月", "SUB001", "防汛", approver, "2018-08-10"];
            put(dir, &format!("{folder}/情况说明.xlsx"), &[&["情况说明"], head, row]);
        });
        let found = judged.table("findings.csv").into_iter().find(|r| r["rule"] == "SUB001").unwrap();
        assert_eq!(found["status"], want, "{folder} {approver}");
    }
}

#[test]
fn a_report_after_the_as_of_day_is_not_believed_and_the_first_report_decides() {
    let row = |reported: &'static str, actual: &'static str| ["东河村党支部", "2018-07-05", "学习", "20", actual, reported];
    let judged = town(|dir| {
        ledger(dir, "东河镇党委/台账.xlsx", &[&row("2018-07-06", "15")]);
        ledger(dir, "东河镇党委/更正.xlsx", &[&row("2018-08-01", "18")]);
        ledger(dir, "东河镇党委/再更正.xlsx", &[&row("2018-09-01", "1")]);
    });
    assert_eq!(east(&judged), pair("18/20", "按时"));
    assert!(judged.findings("SUB002").is_empty());
    assert_eq!(judged.findings("ING004").len(), 1);
}

/// Every kind of table that says something of a branch, in another committee's folder beside the branch's own.
#[test]
fn tables_of_every_kind_speak_for_their_own_committee_alone() {
    let marks = |mark: &'static str| [vec!["姓名", "党支部", "2018年7月"], vec!["张三", "东河村党支部", mark]];
    let checks = |problem: &'static str| {
        let head = vec!["检查日期", "党支部名称", "检查方式", "存在问题", "整改期限", "整改完成日期"];
        [head, vec!["2018-07-10", "东河村党支部", "实地检查", problem, "2018-07-20", "2018-07-18"]]
    };
    let moved = |day: &'static str| {
        let head = vec!["党组织名称", "月份", "原定日期", "调整后日期", "调整原因", "批准单位"];
        [head, vec!["东河镇党委", "2018年7月", "2018-07-05", day, "防汛", "县委组织部"]]
    };
    let plan = |theme: &'static str| [vec!["党支部名称", "计划月份", "计划主题"], vec!["东河村党支部", "2018年7月", theme]];
    let rows = |table: &[Vec<&'static str>]| table.to_vec();
    let kinds = [
        ("考勤表.xlsx", rows(&marks("√")), rows(&marks("×"))),
        ("督查记录.xlsx", rows(&checks("记录不全")), rows(&checks("没有开展活动"))),
        ("活动日调整备案表.xlsx", rows(&moved("2018-07-07")), rows(&moved("2018-07-25"))),
        ("年度活动计划.xlsx", rows(&plan("学习")), rows(&plan("外出"))),
    ];
    let lay = |dir: &Path, name: String, table: &[Vec<&'static str>]| {
        let lines: Vec<&[&str]> = table.iter().map(Vec::as_slice).collect();
        put(dir, &name, &lines);
    };
    let figures = |judged: &Judged| {
        let tables = ["ranking.csv", "matrix.csv", "members.csv", "committees.csv"].map(|name| judged.table(name));
        let less = |mut row: std::collections::BTreeMap<String, String>| {
            row.remove("run_id");
            // what is told of the committee that handed it in is its own matter
            if row.get("committee").is_some_and(|c| c == "西山镇党委") {
                row.remove("warnings");
            }
            row
        };
        tables.map(|rows| rows.into_iter().map(less).collect::<Vec<_>>())
    };
    for (name, own, foreign) in kinds {
        let alone = town(|dir| {
            ledger(dir, "东河镇党委/台账.xlsx", &[OWN]);
            lay(dir, format!("东河镇党委/{name}"), &own);
        });
        assert!(
            alone.findings("ING007").is_empty() && alone.findings("ING003").is_empty() && alone.findings("ING002").is_empty(),
            "{name}"
        );
        let both = town(|dir| {
            ledger(dir, "东河镇党委/台账.xlsx", &[OWN]);
            lay(dir, format!("东河镇党委/{name}"), &own);
            lay(dir, format!("西山镇党委/{name}"), &foreign);
        });
        assert_eq!(figures(&both), figures(&alone), "{name}");
        let told = both.findings("ING007");
        assert_eq!(told.len(), 1, "{name}: {told:?}");
        let only = town(|dir| {
            ledger(dir, "东河镇党委/台账.xlsx", &[OWN]);
            lay(dir, format!("西山镇党委/{name}"), &foreign);
        });
        let told: Vec<_> = only.table("findings.csv").into_iter().filter(|r| r["rule"] == "ING007").collect();
        assert!(told.len() == 1 && told[0]["message"].contains("1 行暂按本处采用"), "{name}: {told:?}");
    }
}
