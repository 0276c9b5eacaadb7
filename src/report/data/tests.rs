//! Whole `data/` folders, written and read back.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use crate::assess::{assess, matrix, members, quarters};
use crate::draw::{Lots, draw, read, verify};
use crate::frame::{ActivitiesFrame, participation_by_committee_month};
use crate::model::assessment::{Escalated, FollowUp, InspectionCounts, InspectionFigures, Outcome, ServiceFigures, Verdict};
use crate::model::book::FileOutcome;
use crate::model::cell::Place;
use crate::model::figure::{Points, Rate};
use crate::model::finding::{Code, Level, Status};
use crate::model::fixture::{Fixture, day, month, place};
use crate::model::org::BranchType;
use crate::model::points::{PointEvent, PointRule, PointScheme};
use crate::model::record::{Mark, Note, RowTally};
use crate::report::{Results, RunInfo, exporters};

fn tally(accepted: u64, rejected: u64) -> RowTally {
    RowTally { total: accepted + rejected, accepted, rejected, ..RowTally::default() }
}

/// Ten points to begin with, a half for coming, one off for staying away.
fn scheme() -> PointScheme {
    let rule = |event, h| {
        let points = Points::from_hundredths(h);
        PointRule { event, points, from: 1, cap_month: None, cap_year: None, clause: "二".into() }
    };
    PointScheme {
        name: "积分".into(),
        base: Points::from_hundredths(1000),
        floor: None,
        ceiling: None,
        rules: vec![rule(PointEvent::Attendance, 50), rule(PointEvent::Absence, -100)],
        bands: Vec::new(),
        notice: false,
        clause: "二".into(),
    }
}

/// Two branches of one committee; a missing month, a waived one, a rejected row, a name that is a formula.
fn outcome(id: &str) -> Outcome {
    let mut f = Fixture::new("2017H2", "2017-12-31");
    (f.profile.id, f.profile.sampling.min) = (id.into(), 1);
    let a = f.branch("001", "=甲支部", "镇党委", BranchType::Rural);
    let b = f.branch("002", "乙支部", "镇党委", BranchType::School);
    f.activity(a, "2017-07-05", 30, 23);
    f.activity(a, "2017-08-05", 10, 9).row.remark = "-320102199001011234".into();
    f.activity(b, "2017-07-05", 5, 5);
    f.on_month(Code::SUB001, b, "2017-08").place = Some(place("台账/乙.xlsx", "8月", 4, 2));
    f.on_month(Code::PAR001, a, "2017-07").member = Some("张三320102199001011234".into());
    f.on_month(Code::DAY001, a, "2017-07").status = Status::Waived;
    let lead = f.on_month(Code::ACT009, a, "2017-07");
    (lead.level, lead.status) = (Level::Info, Status::Requested);
    f.judgement.verdicts.insert(Code::SUB002, vec![Verdict::Passed, Verdict::NotAssessable("未填报送日期".into())].into());
    f.judgement.verdicts.insert(Code::MEM003, vec![Verdict::NotAssessable("无考勤表".into()); 2].into());
    f.member(b, "李四", &[("2017-07", Mark::Absent), ("2017-08", Mark::Present)]);
    f.profile.points = Some(scheme());
    f.issue(Code::ING004, 7, "6.1 6.2");
    f.issue(Code::ING003, 3, "甲乙丙支部");
    f.issue(Code::ING005, 9, "10");
    f.file(&format!("{id}/甲.xlsx"), FileOutcome::Read, tally(3, 2));
    f.file(&format!("{id}/坏.xlsx"), FileOutcome::Unreadable, tally(0, 0));
    f.file("共用/说明.docx", FileOutcome::Skipped, tally(0, 0));
    f.corpus.tallies = BTreeMap::from([("activity_ledger".into(), tally(3, 2)), ("branch_roster".into(), tally(2, 0))]);
    f.corpus.notes.push(Note { place: Place::file(&"甲.xlsx".into()), text: "含隐藏行".into() });
    let Fixture { profile, corpus, judgement } = f.build();
    Outcome {
        matrix: matrix(&corpus, &profile, &judgement),
        members: members(&corpus, &profile, &judgement),
        assessed: assess(&corpus, &profile, &judgement, corpus.period, true),
        quarters: quarters(&corpus, &profile, &judgement, true),
        draw: draw(&profile, &corpus, &judgement, Lots { unit: "chizhou", seed: Some("s"), number: 1, history: &[] }),
        profile: Arc::new(profile),
        corpus,
        judgement,
        inspections: InspectionFigures {
            total: InspectionCounts { visits: 2, units: 1, settled: 3, problems: 2, put_right: 1, put_right_late: 1, open: 0, overdue: 1 },
            committees: BTreeMap::from([("镇党委".into(), InspectionCounts { visits: 2, ..InspectionCounts::default() })]),
            problems: Vec::new(),
        },
        services: vec![
            ServiceFigures { persons: 2, services: 3, activities: 2, minutes: 100, complete: 1, ..ServiceFigures::default() },
            ServiceFigures { committee: "镇党委".into(), branch: Some(b), services: 1, ..ServiceFigures::default() },
        ],
        escalated: vec![Escalated {
            branch: b,
            step: 1,
            name: "函询".into(),
            months: vec![(month("2017-05"), vec![Code::SUB001, Code::PAR001], false), (month("2017-08"), vec![Code::SUB001], true)],
            basis: "《意见》三".into(),
        }],
        follow_ups: vec![FollowUp {
            period: "2017-06".into(),
            committee: "镇党委".into(),
            branch_id: "001".into(),
            branch: "=甲支部".into(),
            code: Code::MEM003,
            month: "2017-06".into(),
            member: "张三".into(),
            state: "已整改",
        }],
        earlier_runs: vec!["2017-05".into(), if id == "a" { "2017Q2" } else { "2017-06" }.into()],
        records: Vec::new(),
        unit: String::new(),
    }
}

fn results(ids: &[&str]) -> Results {
    let info = RunInfo {
        version: "0.1.0".into(),
        period: "2017H2".parse().unwrap(),
        as_of: day("2017-12-31"),
        options: BTreeMap::from([("seed".to_string(), "s".to_string())]),
        schemas: BTreeMap::new(),
        trial: Vec::new(),
        office: None,
        files: Vec::new(),
        notes: vec!["未使用历史抽查记录".into()],
    };
    Results { info, outcomes: ids.iter().map(|id| outcome(id)).collect(), rules: Vec::new() }
}

fn write(results: &Results) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for exporter in exporters() {
        for path in exporter.write(results, dir.path()).unwrap() {
            assert!(dir.path().join(path).is_file());
        }
    }
    dir
}

fn text(dir: &Path, name: &str) -> String {
    std::fs::read_to_string(dir.join("data").join(name)).unwrap()
}

/// Headings and records of a table.
fn csv(dir: &Path, name: &str) -> (String, Vec<Vec<String>>) {
    let text = text(dir, name);
    let body = text.strip_prefix('\u{feff}').unwrap();
    let mut reader = csv::Reader::from_reader(body.as_bytes());
    let records = reader.records().map(|r| r.unwrap().iter().map(str::to_string).collect()).collect();
    (body.split("\r\n").next().unwrap().to_string(), records)
}

#[test]
fn headings_are_those_of_the_contract() {
    let dir = write(&results(&["a"]));
    let contract = [
        (
            "findings.csv",
            "rule,level,jurisdiction,committee,branch_id,branch,member,month,observed,expected,message,basis,file,sheet,cell,status",
        ),
        (
            "ranking.csv",
            "rank,rank_in_type,branch_id,branch,committee,type,score,grade,months_due,months_held,completeness,timeliness,participation,errors,warnings,excellent_eligible,veto",
        ),
        ("committees.csv", "rank,committee,branches,months_due,months_held,completeness,timeliness,participation,score,errors,warnings"),
        ("matrix.csv", "branch_id,branch,committee,month,due,held,activities,due_count,actual_count,participation,absences_allowed,status"),
        (
            "members.csv",
            "member,branch,committee,absent,leave,caught_up,present,points,status,exempt,absent_run,missed_run,months_missed,services,service_hours",
        ),
        ("eligibility.csv", "branch_id,branch,committee,eligible,rule,count,reason,basis"),
        ("sample.csv", "order,draw_unit,committee,branch_id,branch,stratum,probability,reason"),
        ("rejects.csv", "file,sheet,row,cell,field,raw,rule,message"),
        (
            "quarters.csv",
            "period,jurisdiction,committee,branch_id,branch,type,score,grade,months_due,months_held,completeness,timeliness,participation,rank",
        ),
    ];
    for (name, headings) in contract {
        assert_eq!(csv(dir.path(), name).0, headings, "{name}");
    }
}

#[test]
fn findings_are_sorted_masked_and_disarmed() {
    let dir = write(&results(&["a"]));
    let (_, rows) = csv(dir.path(), "findings.csv");
    let keys: Vec<_> = rows.iter().map(|r| (r[5].as_str(), r[7].as_str(), r[0].as_str(), r[15].as_str())).collect();
    assert_eq!(
        keys,
        [
            ("'=甲支部", "2017-07", "ACT009", "requested"),
            ("'=甲支部", "2017-07", "DAY001", "waived"),
            ("'=甲支部", "2017-07", "PAR001", "open"),
            ("乙支部", "2017-08", "SUB001", "open"),
        ]
    );
    assert_eq!(rows[2][6], "张三320***********1234");
    assert_eq!(&rows[3][12..15], ["台账/乙.xlsx", "8月", "C5"]);
}

#[test]
fn ranking_matrix_and_eligibility_agree() {
    let dir = write(&results(&["a"]));
    let (_, ranking) = csv(dir.path(), "ranking.csv");
    assert_eq!(ranking[0][..8], ["1", "1", "001", "'=甲支部", "镇党委", "农村", "95", "优秀"]);
    // 2017-12 is not over on the as-of day: five months are due
    assert_eq!(ranking[0][8..], ["5", "2", "0.4000", "1.0000", "0.8000", "1", "0", "true", ""]);
    assert_eq!(ranking[1][0..2], ["2", "1"]);
    assert_eq!(ranking[1][15..], ["false", "SUB001"]);
    let (_, matrix) = csv(dir.path(), "matrix.csv");
    assert_eq!(matrix.len(), 12);
    assert_eq!(matrix[0][3..], ["2017-07", "true", "true", "1", "30", "23", "0.7666", "6", "按时"]);
    assert_eq!(matrix[11][3..], ["2017-12", "false", "false", "0", "0", "0", "", "", "未到期"]);
    let held = matrix.iter().filter(|r| r[4] == "true" && r[5] == "true").count();
    assert_eq!(held, ranking.iter().map(|r| r[9].parse::<usize>().unwrap()).sum::<usize>());
    let (_, eligibility) = csv(dir.path(), "eligibility.csv");
    assert_eq!(eligibility[0], ["001", "'=甲支部", "镇党委", "true", "", "", "", ""]);
    assert_eq!(eligibility[1][3..], ["false", "SUB001", "1", "统计期内缺报 1 个月（2017-08）", "《意见》四.2"]);
    let (_, committees) = csv(dir.path(), "committees.csv");
    assert_eq!(committees, [["1", "镇党委", "2", "10", "3", "0.3000", "1.0000", "0.8222", "92.5", "2", "0"]]);
    let (_, quarters) = csv(dir.path(), "quarters.csv");
    assert_eq!(
        quarters.iter().map(|r| (r[0].as_str(), r[8].as_str())).collect::<Vec<_>>(),
        [("2017Q3", "3"), ("2017Q3", "3"), ("2017Q4", "2"), ("2017Q4", "2")]
    );
}

#[test]
fn rejects_hold_names_and_cells_alone_and_members_their_marks() {
    let dir = write(&results(&["a"]));
    let (_, rejects) = csv(dir.path(), "rejects.csv");
    assert_eq!(rejects.len(), 2);
    assert_eq!(rejects[0], ["台账/甲.xlsx", "7月", "3", "B3", "活动日期", "甲乙丙支部", "ING003", "日期无法识别。"]);
    assert_eq!(rejects[1][2], "7");
    let (_, members) = csv(dir.path(), "members.csv");
    let row = ["李四", "乙支部", "镇党委", "1", "0", "0", "1", "9.5", "正常", "0", "1", "1", "2017-07", "0", "0.00"];
    assert_eq!(members, [row]);
}

#[test]
fn conclusions_beside_the_scores_have_a_table_each() {
    let dir = write(&results(&["a"]));
    let (headings, points) = csv(dir.path(), "points.csv");
    assert_eq!(headings, "jurisdiction,committee,branch_id,branch,member,month,event,count,points,capped,balance,total,band");
    let row = |month, event, points, balance| {
        ["a", "镇党委", "002", "乙支部", "李四", month, event, "1", points, "false", balance, "9.5", ""].map(str::to_string).to_vec()
    };
    assert_eq!(points, [row("2017-07", "无故缺席", "-1", "9"), row("2017-08", "参加活动", "0.5", "9.5")]);
    let (headings, services) = csv(dir.path(), "services.csv");
    assert_eq!(headings, "jurisdiction,committee,branch_id,branch,persons,services,activities,hours,complete");
    assert_eq!(services[0], ["a", "", "", "", "2", "3", "2", "1.66", "1"]);
    assert_eq!(services[1], ["a", "镇党委", "002", "乙支部", "0", "1", "0", "0.00", "0"]);
    let (headings, inspections) = csv(dir.path(), "inspections.csv");
    assert_eq!(headings, "jurisdiction,committee,visits,units,settled,problems,put_right,put_right_late,open,overdue");
    assert_eq!(inspections[0], ["a", "", "2", "1", "3", "2", "1", "1", "0", "1"]);
    assert_eq!(inspections[1], ["a", "镇党委", "2", "0", "0", "0", "0", "0", "0", "0"]);
    let (headings, problems) = csv(dir.path(), "inspection_problems.csv");
    assert_eq!(headings, "jurisdiction,committee,branch_id,branch,date,method,problem,demand,deadline,done,state,finding,file,sheet,cell");
    assert!(problems.is_empty());
    let (headings, escalation) = csv(dir.path(), "escalation.csv");
    assert_eq!(headings, "jurisdiction,committee,branch_id,branch,step,name,count,months,rules,earlier,basis");
    let row = ["a", "镇党委", "002", "乙支部", "2", "函询", "2", "2017-05;2017-08", "SUB001+PAR001;SUB001", "2017-05", "《意见》三"];
    assert_eq!(escalation, [row]);
    let (headings, follow_up) = csv(dir.path(), "follow_up.csv");
    assert_eq!(headings, "jurisdiction,period,committee,branch_id,branch,rule,month,member,state");
    assert_eq!(follow_up, [["a", "2017-06", "镇党委", "001", "'=甲支部", "MEM003", "2017-06", "张三", "已整改"]]);
}

#[test]
fn the_summary_names_the_earlier_runs_of_all() {
    let dir = write(&results(&["a", "b"]));
    let s: Value = serde_json::from_str(&text(dir.path(), "summary.json")).unwrap();
    assert_eq!(s["earlier_runs"], serde_json::json!(["2017-05", "2017Q2", "2017-06"]));
    assert_eq!(s["members"][1]["earlier_runs"], serde_json::json!(["2017-05", "2017-06"]));
}

#[test]
fn the_consolidated_table_is_the_same_in_csv_and_parquet() {
    let results = results(&["a", "b"]);
    let dir = write(&results);
    let (headings, rows) = csv(dir.path(), "activities.csv");
    let frame = ActivitiesFrame::read_parquet(&dir.path().join("data/activities.parquet")).unwrap();
    assert_eq!((rows.len(), frame.len(), headings.split(',').count()), (6, 6, 26));
    assert_eq!(rows[1][22], "'-320***********1234");
    assert_eq!(rows[0][..7], ["a", "镇党委", "001", "'=甲支部", "农村", "2017-07-05", "2017-07"]);
    let months = participation_by_committee_month(&results.outcomes).unwrap();
    assert_eq!((months.len(), months[0].participation, months[2].jurisdiction.as_str()), (4, Rate::new(28, 35), "b"));
}

#[test]
fn a_drawn_list_can_be_verified_from_its_json() {
    let dir = write(&results(&["a", "b"]));
    let draws = read(&text(dir.path(), "sample.json")).unwrap();
    assert_eq!(draws.len(), 2);
    assert!(draws.iter().all(|d| verify(d).is_ok()));
    let single = write(&results(&["a"]));
    assert!(text(single.path(), "sample.json").starts_with('{'));
    let (_, rows) = csv(single.path(), "sample.csv");
    assert_eq!((rows.len(), rows[0][0].as_str(), rows[0][6].as_str()), (1, "1", "0.5000"));
}

#[test]
fn sums_of_the_summary_add_up() {
    let dir = write(&results(&["a", "b"]));
    let text = text(dir.path(), "summary.json");
    assert!(text.starts_with("{\n  \"version\": \"0.1.0\",\n  \"jurisdiction\": \"a,b\",") && text.ends_with("}\n"));
    let s: Value = serde_json::from_str(&text).unwrap();
    let sum = |v: &Value| v.as_object().unwrap().iter().filter(|(k, _)| *k != "total").map(|(_, n)| n.as_u64().unwrap()).sum::<u64>();
    for part in [&s, &s["members"][0], &s["members"][1]] {
        assert_eq!(sum(&part["files"]), part["files"]["total"]);
        assert_eq!(sum(&part["rows"]), part["rows"]["total"]);
        let layouts = part["rows_by_layout"].as_object().unwrap();
        assert_eq!(layouts.values().map(|v| v["total"].as_u64().unwrap()).sum::<u64>(), part["rows"]["total"]);
    }
    // the shared file is counted once at the top
    assert_eq!((&s["files"]["total"], &s["members"][0]["files"]["total"]), (&5.into(), &3.into()));
    assert_eq!((&s["rows"]["total"], &s["months_due"], &s["months_held"]), (&14.into(), &20.into(), &6.into()));
    assert_eq!(s["participation"], serde_json::json!({"part": 74, "of": 90, "decimal": 0.8222}));
    assert_eq!(s["findings"]["DAY001"], serde_json::json!({"open": 0, "requested": 0, "waived": 2}));
    assert_eq!(s["findings"]["SUB002"]["open"], 0);
    assert_eq!(s["not_assessable"]["SUB002"], serde_json::json!({"branches": 2, "reasons": {"未填报送日期": 2}}));
    assert_eq!((&s["quarters"][1]["period"], &s["quarters"][1]["months_due"]), (&"2017Q4".into(), &8.into()));
    assert_eq!((s["inputs"].as_array().unwrap().len(), s["notes"].as_array().unwrap().len()), (5, 3));
}

#[test]
fn one_jurisdiction_has_no_members_and_its_own_digest() {
    let dir = write(&results(&["a"]));
    let s: Value = serde_json::from_str(&text(dir.path(), "summary.json")).unwrap();
    assert_eq!((&s["jurisdiction"], &s["profile_digest"], s.get("members")), (&"a".into(), &"d1".into(), None));
}

#[test]
fn the_same_results_give_the_same_bytes_and_no_identity_number() {
    let [a, b] = [write(&results(&["a"])), write(&results(&["a"]))];
    let mut names: Vec<_> = std::fs::read_dir(a.path().join("data")).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names.len(), 19);
    for name in names {
        let bytes = |dir: &tempfile::TempDir| std::fs::read(dir.path().join("data").join(&name)).unwrap();
        assert_eq!(bytes(&a), bytes(&b), "{name:?}");
        assert!(!bytes(&a).windows(18).any(|w| w == b"320102199001011234"), "{name:?}");
    }
}
