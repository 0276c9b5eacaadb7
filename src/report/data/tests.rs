//! Whole `data/` folders, written and read back.

mod parquet;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use crate::assess::{assess, matrix, members, quarters};
use crate::draw::{Lots, draw, read, verify};
use crate::intake::{Discovery, Limits, Originals};
use crate::model::assessment::{Escalated, FollowState, FollowUp, InspectionCounts, InspectionFigures, Outcome, ServiceFigures, Verdict};
use crate::model::book::FileOutcome;
use crate::model::cell::Place;
use crate::model::figure::Points;
use crate::model::finding::{Code, Level, Status};
use crate::model::fixture::{Fixture, day, month, place};
use crate::model::org::BranchType;
use crate::model::points::{PointEvent, PointRule, PointScheme};
use crate::model::record::{Mark, Note, RowTally};
use crate::model::results::{Results, RunInfo};
use crate::report::{ExportJob, exporters};

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
    let Fixture { profile, corpus, mut judgement } = f.build();
    crate::rules::identify(&mut judgement, &corpus, "340825");
    Outcome {
        matrix: matrix(&corpus, &profile, &judgement),
        members: members(&corpus, &profile, &judgement),
        assessed: assess(&corpus, &profile, &judgement, corpus.period, true),
        quarters: quarters(&corpus, &profile, &judgement, true, Default::default()),
        draw: draw(&profile, &corpus, &judgement, Lots { unit: "chizhou", seed: Some("s"), number: 1, history: &[] }),
        profile: Arc::new(profile),
        corpus,
        judgement,
        inspections: InspectionFigures {
            total: InspectionCounts {
                visits: 2,
                units: 1,
                settled: 3,
                problems: 2,
                put_right: 1,
                put_right_late: 1,
                open: 0,
                overdue: 1,
                ..InspectionCounts::default()
            },
            committees: BTreeMap::from([("镇党委".into(), InspectionCounts { visits: 2, ..InspectionCounts::default() })]),
            problems: Vec::new(),
        },
        services: vec![
            ServiceFigures { persons: 2, services: 3, activities: 2, minutes: 100, complete: 1, ..ServiceFigures::default() },
            ServiceFigures { committee: "镇党委".into(), branch: Some(b), services: 1, ..ServiceFigures::default() },
        ],
        statistics: Default::default(),
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
            state: FollowState::PutRight,
        }],
        earlier_runs: vec!["2017-05".into(), if id == "a" { "2017Q2" } else { "2017-06" }.into()],
        records: Vec::new(),
        papers: Default::default(),
        unit: "340825".into(),
    }
}

fn results(ids: &[&str]) -> Results {
    let info = RunInfo {
        version: "0.1.0".into(),
        run_id: "0123456789abcdef".into(),
        period: "2017H2".parse().unwrap(),
        as_of: day("2017-12-31"),
        options: BTreeMap::from([("seed".to_string(), "s".to_string())]),
        schemas: BTreeMap::new(),
        trial: Vec::new(),
        office: None,
        files: Vec::new(),
        notes: vec!["未使用历史抽查记录".into()],
    };
    Results::new(info, ids.iter().map(|id| outcome(id)).collect(), Vec::new())
}

fn write(results: &Results) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let originals = Originals::new(Discovery::default(), &Limits::default());
    let job = ExportJob { results, dir: dir.path(), originals: &originals };
    for exporter in exporters() {
        for path in exporter.write(&job).unwrap() {
            assert!(dir.path().join(path).is_file());
        }
    }
    dir
}

fn text(dir: &Path, name: &str) -> String {
    std::fs::read_to_string(dir.join("data").join(name)).unwrap()
}

/// The columns that every table begins with, by which intake knows it for ours.
const COMMON: &str = "unit,unit_name,jurisdiction,period,run_id,committee,branch_id,branch_key,branch";

/// A table as it is read back.
struct Read {
    headings: String,
    rows: Vec<BTreeMap<String, String>>,
}

impl Read {
    /// Those columns of a row.
    fn row(&self, at: usize, columns: &str) -> String {
        columns.split(',').map(|column| self.rows[at][column].as_str()).collect::<Vec<_>>().join("|")
    }

    fn all(&self, columns: &str) -> Vec<String> {
        (0..self.rows.len()).map(|at| self.row(at, columns)).collect()
    }
}

fn csv(dir: &Path, name: &str) -> Read {
    let text = text(dir, name);
    let body = text.strip_prefix('\u{feff}').unwrap();
    let mut reader = csv::Reader::from_reader(body.as_bytes());
    let heads: Vec<String> = reader.headers().unwrap().iter().map(str::to_string).collect();
    let rows = reader.records().map(|r| heads.iter().cloned().zip(r.unwrap().iter().map(str::to_string)).collect()).collect();
    Read { headings: body.split("\r\n").next().unwrap().to_string(), rows }
}

#[test]
fn headings_are_those_of_the_contract() {
    let dir = write(&results(&["a"]));
    let rate = |name: &str| format!("{name},{name}_part,{name}_of");
    let rates = ["completeness", "timeliness", "participation"].map(rate).join(",");
    let contract = [
        ("activities", "branch_type,date,month,theme,start,end,minutes,venue,due,actual,content,set_actions,host,recorder,absentees,make_up,reported,standing,remark,file,sheet,row,due_cell,actual_cell,date_cell,left_out,reported_cell,first_reported".to_string()),
        ("findings", "rule,level,member,month,observed,expected,message,basis,file,sheet,cell,status,finding_id,in_period,not_deducted".to_string()),
        ("ranking", format!("rank,rank_in_type,type,{},grade,months_due,months_held,{rates},errors,warnings,excellent_eligible,veto,months_pending,size_band,rank_in_band,grade_reason,months_least,not_assessable", rate("score"))),
        ("committees", format!("rank,branches,months_due,months_held,{rates},{},errors,warnings,months_pending,{}", rate("score"), ["branch_mean", "own_deductions"].map(rate).join(","))),
        ("matrix", format!("month,due,held,activities,due_count,actual_count,{},absences_allowed,status,on_time,report_known,returned", rate("participation"))),
        ("members", format!("member,absent,leave,caught_up,present,{},status,exempt,absent_run,missed_run,months_missed,services,{},late,left_early,unclear,official_leave", rate("points"), rate("service_hours"))),
        ("eligibility", "eligible,rule,count,reason,basis,kind,months_unknown".to_string()),
        ("deductions", format!("rule,count,{},finding_ids,not_deducted,not_deducted_ids", ["points", "cap", "applied"].map(rate).join(","))),
        ("sample", "order,draw_unit,stratum,probability,reason".to_string()),
        ("rejects", "file,sheet,row,cell,field,raw,rule,message".to_string()),
        ("quarters", format!("quarter,type,{},grade,months_due,months_held,{rates},rank,months_pending,kind,{}", rate("score"), rate("own_deductions"))),
        ("points", format!("member,month,event,count,{},capped,{},band", rate("points"), ["balance", "total"].map(rate).join(","))),
        ("services", format!("persons,services,activities,{},complete", rate("hours"))),
        ("inspections", "visits,units,settled,problems,put_right,put_right_late,open,overdue,trips,overdue_later,left_over".to_string()),
        ("inspection_problems", "date,method,problem,demand,deadline,done,state,finding,file,sheet,cell,left_over".to_string()),
        ("statistics", "id,name,item,value,of,measure,printed,definition,basis,lacks".to_string()),
        ("statistics_list", "id,item,member,month,date,what,amount,counted,file,sheet,cell".to_string()),
        ("record_match", "month,planned_date,planned_theme,planned_file,planned_sheet,planned_cell,held_date,held_theme,file,sheet,cell,records,gaps".to_string()),
        ("escalation", "step,name,count,months,rules,earlier,basis".to_string()),
        ("parameters", "types,parameter,value,clause".to_string()),
        ("bulletin", format!("part,told_period,rule,count,branches,months,{rates}")),
        ("outlook", format!("year,months_counted,{},below,months_left,due_each,may_come,needed,reachable,activities,planned,activities_left,months_pending,months_unknown,months_uncounted", ["participation", "floor"].map(rate).join(","))),
        ("member_outlook", "member,absences,step,at".to_string()),
        ("deadlines", "date,kind,what,holder,types,basis".to_string()),
        ("secretaries", "kind,secretary,moves,lecture,problems,put_right,overdue,own_problems,own_put_right,own_overdue".to_string()),
        ("follow_up", "earlier_period,rule,month,member,state".to_string()),
    ];
    assert_eq!(contract.len(), crate::tables::TABLES.len());
    assert_eq!(crate::model::own::COMMON.join(","), COMMON);
    for (name, headings) in contract {
        assert_eq!(csv(dir.path(), &format!("{name}.csv")).headings, format!("{COMMON},{headings}"), "{name}");
    }
}

#[test]
fn every_row_says_whose_it_is() {
    let dir = write(&results(&["a"]));
    let ranking = csv(dir.path(), "ranking.csv");
    assert_eq!(ranking.row(0, COMMON), "340825|池州市|a|2017H2|0123456789abcdef|镇党委|001|001|'=甲支部");
    let committees = csv(dir.path(), "committees.csv");
    assert_eq!(committees.row(0, COMMON), "340825|池州市|a|2017H2|0123456789abcdef|镇党委|||");
}

#[test]
fn findings_stand_as_they_were_judged_masked_and_disarmed() {
    let dir = write(&results(&["a"]));
    let findings = csv(dir.path(), "findings.csv");
    assert_eq!(
        findings.all("branch,month,rule,status,in_period"),
        [
            "乙支部|2017-08|SUB001|open|true",
            "'=甲支部|2017-07|PAR001|open|true",
            "'=甲支部|2017-07|DAY001|waived|true",
            "'=甲支部|2017-07|ACT009|requested|true",
        ]
    );
    assert_eq!(findings.rows[1]["member"], "张三320***********1234");
    assert_eq!(findings.row(0, "file,sheet,cell"), "台账/乙.xlsx|8月|C5");
}

#[test]
fn ranking_matrix_and_eligibility_agree() {
    let dir = write(&results(&["a"]));
    let ranking = csv(dir.path(), "ranking.csv");
    let columns = "rank,rank_in_type,type,score,score_part,score_of,grade";
    assert_eq!(ranking.row(0, columns), "1|1|农村|95|9500|100|优秀");
    // 2017-12 is not over on the as-of day: five months are due
    let columns = "months_due,months_held,completeness,completeness_part,completeness_of,timeliness,participation,errors,warnings,excellent_eligible,veto";
    assert_eq!(ranking.row(0, columns), "5|2|0.4000|2|5|1.0000|0.8000|1|0|true|");
    assert_eq!(ranking.row(1, "rank,rank_in_type,excellent_eligible,veto"), "2|1|false|SUB001");
    let matrix = csv(dir.path(), "matrix.csv");
    assert_eq!(matrix.rows.len(), 12);
    let columns = "month,due,held,activities,due_count,actual_count,participation,absences_allowed,status,on_time,report_known";
    assert_eq!(matrix.row(0, columns), "2017-07|true|true|1|30|23|0.7666|6|按时|true|true");
    assert_eq!(matrix.row(11, columns), "2017-12|false|false|0|0|0|||未到期|false|false");
    let count = |column: &str| matrix.rows.iter().filter(|r| r["due"] == "true" && r[column] == "true").count();
    let sum = |column: &str| ranking.rows.iter().map(|r| r[column].parse::<usize>().unwrap()).sum::<usize>();
    assert_eq!(count("held"), sum("months_held"));
    assert_eq!((count("on_time"), count("report_known")), (sum("timeliness_part"), sum("timeliness_of")));
    let eligibility = csv(dir.path(), "eligibility.csv");
    assert_eq!(eligibility.row(0, "branch_id,eligible,rule,count,reason,basis,kind"), "001|true|||||branch");
    assert_eq!(eligibility.row(1, "eligible,rule,count,reason,basis"), "false|SUB001|1|统计期内缺报 1 个月（2017年8月）|《意见》四.2");
    let committees = csv(dir.path(), "committees.csv");
    let columns = "rank,committee,branches,months_due,months_held,completeness,timeliness,participation,score,errors,warnings";
    assert_eq!(committees.all(columns), ["1|镇党委|2|10|3|0.3000|1.0000|0.8222|92.5|2|0"]);
    assert_eq!(committees.row(0, "score_part,score_of"), "92500|1000");
    let quarters = csv(dir.path(), "quarters.csv");
    assert_eq!(quarters.all("quarter,months_due,period"), ["2017Q3|3|2017H2", "2017Q3|3|2017H2", "2017Q4|2|2017H2", "2017Q4|2|2017H2"]);
}

#[test]
fn a_deduction_names_the_findings_that_it_counts() {
    let dir = write(&results(&["a"]));
    let deductions = csv(dir.path(), "deductions.csv");
    assert_eq!(deductions.all("branch_id,rule,count,points,applied"), ["001|PAR001|1|5|5", "002|SUB001|1|10|10"]);
    let findings = csv(dir.path(), "findings.csv");
    let id = |rule: &str| findings.rows.iter().find(|r| r["rule"] == rule).unwrap()["finding_id"].clone();
    assert_eq!(deductions.all("finding_ids"), [id("PAR001"), id("SUB001")]);
    assert_eq!(id("PAR001").len(), 16);
}

#[test]
fn rejects_hold_names_and_cells_alone_and_members_their_marks() {
    let dir = write(&results(&["a"]));
    let rejects = csv(dir.path(), "rejects.csv");
    assert_eq!(rejects.rows.len(), 2);
    assert_eq!(
        rejects.row(0, "file,sheet,row,cell,field,raw,rule,message"),
        "台账/甲.xlsx|7月|3|B3|活动日期|甲乙丙支部|ING003|日期无法识别。"
    );
    assert_eq!(rejects.rows[1]["row"], "7");
    let members = csv(dir.path(), "members.csv");
    let columns = "member,branch,committee,absent,leave,caught_up,present,points,status,exempt,absent_run,missed_run,months_missed,services,service_hours,late,left_early,unclear";
    assert_eq!(members.all(columns), ["李四|乙支部|镇党委|1|0|0|1|9.5|正常|0|1|1|2017-07|0|0.00|0|0|0"]);
}

#[test]
fn conclusions_beside_the_scores_have_a_table_each() {
    let dir = write(&results(&["a"]));
    let all = |name: &str, columns: &str| csv(dir.path(), name).all(columns);
    let columns = "jurisdiction,committee,branch_id,branch,member,month,event,count,points,capped,balance,total,band";
    assert_eq!(
        all("points.csv", columns),
        ["a|镇党委|002|乙支部|李四|2017-07|无故缺席|1|-1|false|9|9.5|", "a|镇党委|002|乙支部|李四|2017-08|参加活动|1|0.5|false|9.5|9.5|"]
    );
    assert_eq!(
        all("services.csv", "committee,branch_id,branch,persons,services,activities,hours,hours_part,hours_of,complete"),
        ["|||2|3|2|1.66|100|60|1", "镇党委|002|乙支部|0|1|0|0.00|0|60|0"]
    );
    assert_eq!(
        all("inspections.csv", "committee,visits,units,settled,problems,put_right,put_right_late,open,overdue"),
        ["|2|1|3|2|1|1|0|1", "镇党委|2|0|0|0|0|0|0|0"]
    );
    assert!(all("inspection_problems.csv", "state").is_empty());
    assert_eq!(
        all("escalation.csv", "committee,branch_id,branch,step,name,count,months,rules,earlier,basis"),
        ["镇党委|002|乙支部|2|函询|2|2017-05;2017-08|SUB001+PAR001;SUB001|2017-05|《意见》三"]
    );
    assert_eq!(
        all("follow_up.csv", "earlier_period,committee,branch_id,branch_key,branch,rule,month,member,state"),
        ["2017-06|镇党委|001|001|'=甲支部|MEM003|2017-06|张三|已整改"]
    );
}

#[test]
fn the_summary_names_the_earlier_runs_of_all() {
    let dir = write(&results(&["a", "b"]));
    let s: Value = serde_json::from_str(&text(dir.path(), "summary.json")).unwrap();
    assert_eq!(s["earlier_runs"], serde_json::json!(["2017-05", "2017Q2", "2017-06"]));
    assert_eq!(s["members"][1]["earlier_runs"], serde_json::json!(["2017-05", "2017-06"]));
}

#[test]
fn a_drawn_list_can_be_verified_from_its_json() {
    let dir = write(&results(&["a", "b"]));
    let draws = read(&text(dir.path(), "sample.json")).unwrap();
    assert_eq!(draws.len(), 2);
    assert!(draws.iter().all(|d| verify(d).is_ok()));
    let single = write(&results(&["a"]));
    assert!(text(single.path(), "sample.json").starts_with('{'));
    assert_eq!(csv(single.path(), "sample.csv").all("order,probability"), ["1|0.5000"]);
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
    assert_eq!(names.len(), 2 * crate::tables::TABLES.len() + 2);
    for name in names {
        let bytes = |dir: &tempfile::TempDir| std::fs::read(dir.path().join("data").join(&name)).unwrap();
        assert_eq!(bytes(&a), bytes(&b), "{name:?}");
        assert!(!bytes(&a).windows(18).any(|w| w == b"320102199001011234"), "{name:?}");
    }
}
