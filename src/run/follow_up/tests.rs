//! Two runs, one after the other: what the second says of the first, told on small workspaces.

use std::path::Path;
use std::sync::Arc;

use crate::calendar::Calendar;
use crate::model::assessment::{Judgement, Outcome, Verdict};
use crate::model::corpus::Corpus;
use crate::model::finding::{BranchIx, Code, Finding, Status};
use crate::model::fixture::{Fixture, day, place};
use crate::model::org::BranchType;
use crate::model::profile::{Escalation, Profile, Step};
use crate::model::record::{Mark, OrgHint, RowHead, SourceTable};
use crate::model::returns::{Inspection, InspectionRow};
use crate::model::time::Span;
use crate::rules;
use crate::run::conclude::{Terms, conclude_one, remember};

/// Three branches of a committee, in whose workspace nothing is yet.
fn town(period: &str) -> (Fixture, [BranchIx; 3]) {
    let mut f = Fixture::new(period, "2017-12-31");
    let all = ["001", "002", "003"].map(|id| f.branch(id, &format!("{id}支部"), "镇党委", BranchType::Rural));
    // as many as the activities below have due
    f.corpus.branches.iter_mut().for_each(|b| b.member_count = Some(10));
    (f, all)
}

/// Concludes by `judge` and keeps the run.
fn conclude_by(f: Fixture, dir: &Path, judge: &dyn Fn(&Corpus, &Profile) -> Judgement) -> Outcome {
    let Fixture { profile, corpus, .. } = f.build();
    let judge = |corpus: &Corpus| judge(corpus, &profile);
    let judgement = judge(&corpus);
    let calendar = Calendar::new(Default::default());
    let terms = Terms {
        unit: "chizhou",
        history: Some(dir),
        folder: "",
        calendar: &calendar,
        ranking: true,
        seed: None,
        draw_number: 1,
        judge: &judge,
    };
    let outcome = conclude_one(corpus, judgement, Arc::new(profile.clone()), &terms);
    remember(dir, "", &outcome).unwrap().keep().unwrap();
    outcome
}

/// Concludes by the rules of the house.
fn conclude(f: Fixture, dir: &Path) -> Outcome {
    conclude_by(f, dir, &|corpus, profile| rules::judge(corpus, profile, &Calendar::new(Default::default())))
}

fn told(outcome: &Outcome) -> Vec<String> {
    let line =
        |f: &super::FollowUp| format!("{} {}{} {} {}{}", f.period, f.branch_id, f.committee, f.code, f.month, f.member) + f.state.as_str();
    outcome.follow_ups.iter().map(line).map(|l| l.replace("镇党委", "")).collect()
}

#[test]
fn a_ledger_handed_in_since_puts_a_missing_month_right() {
    let dir = tempfile::tempdir().unwrap();
    let (mut july, [a, b, _]) = town("2017-07");
    july.activity(a, "2017-07-05", 10, 5);
    let july = conclude(july, dir.path());
    assert!(july.follow_ups.is_empty() && july.earlier_runs.is_empty());

    let (mut august, [a, b2, c]) = town("2017-08");
    assert_eq!(b, b2);
    august.activity(a, "2017-07-05", 10, 5);
    august.activity(a, "2017-08-05", 10, 9);
    august.activity(b, "2017-07-06", 10, 9);
    let august = conclude(august, dir.path());
    assert_eq!(
        told(&august),
        ["2017-07 001 PAR001 2017-07仍未整改", "2017-07 002 SUB001 2017-07已整改", "2017-07 003 SUB001 2017-07仍未整改"]
    );
    assert_eq!((august.earlier_runs, c), (vec!["2017-07".to_string()], BranchIx(2)));
}

#[test]
fn a_workspace_without_that_period_can_tell_nothing_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let (mut july, [a, ..]) = town("2017-07");
    july.activity(a, "2017-07-05", 10, 5);
    conclude(july, dir.path());
    let (mut august, [a, ..]) = town("2017-08");
    august.activity(a, "2017-08-05", 10, 9);
    let states: Vec<_> = conclude(august, dir.path()).follow_ups.iter().map(|f| f.state.as_str()).collect();
    assert_eq!(states, ["无法核对"; 3]);
}

#[test]
fn a_ledger_left_out_puts_nothing_right() {
    let dir = tempfile::tempdir().unwrap();
    let (mut july, [a, b, c]) = town("2017-07");
    for ix in [a, b, c] {
        july.activity(ix, "2017-07-05", 10, 5);
    }
    conclude(july, dir.path());
    // one has corrected its figures, of another nothing is there any more, the third has left the roster
    let (mut august, [a, ..]) = town("2017-08");
    august.corpus.branches.pop();
    august.activity(a, "2017-07-05", 10, 9);
    assert_eq!(
        told(&conclude(august, dir.path())),
        ["2017-07 001 PAR001 2017-07已整改", "2017-07 002 PAR001 2017-07无法核对", "2017-07 003 PAR001 2017-07无法核对"]
    );
}

#[test]
fn what_was_explained_since_is_told_apart_from_what_was_put_right() {
    let dir = tempfile::tempdir().unwrap();
    let (mut july, [a, ..]) = town("2017-07");
    july.activity(a, "2017-07-05", 10, 5);
    conclude(july, dir.path());
    let (mut august, [a, ..]) = town("2017-08");
    august.activity(a, "2017-07-05", 10, 5);
    let explained = |corpus: &Corpus, profile: &Profile| {
        let mut judgement = rules::judge(corpus, profile, &Calendar::new(Default::default()));
        judgement.findings.iter_mut().filter(|f| f.code == Code::PAR001).for_each(|f| f.status = Status::Waived);
        judgement
    };
    let august = conclude_by(august, dir.path(), &explained);
    assert_eq!(told(&august)[0], "2017-07 001 PAR001 2017-07已说明");
    // the waived finding of August's own run is nothing to follow up in September
    let (september, _) = town("2017-09");
    assert!(told(&conclude(september, dir.path())).iter().all(|line| !line.starts_with("2017-08 001 PAR001")));
}

#[test]
fn a_finding_that_a_longer_run_tells_again_is_followed_up_once() {
    let dir = tempfile::tempdir().unwrap();
    for period in ["2017-05", "2017Q2"] {
        let (mut f, [a, b, c]) = town(period);
        for ix in [a, b, c] {
            for month in ["2017-04", "2017-05", "2017-06"] {
                let poor = (ix, month) == (a, "2017-05");
                f.activity(ix, &format!("{month}-05"), 10, if poor { 5 } else { 9 });
            }
        }
        conclude(f, dir.path());
    }
    let (f, _) = town("2017-07");
    let july = conclude(f, dir.path());
    assert_eq!(told(&july), ["2017Q2 001 PAR001 2017-05无法核对"]);
    assert_eq!(july.earlier_runs, ["2017Q2"]);
}

#[test]
fn failed_months_of_earlier_runs_lead_to_steps_unless_they_were_put_right() {
    let escalation = Escalation {
        rules: vec![Code::SUB001],
        window_months: 24,
        steps: [("提醒", 1), ("函询", 2), ("诫勉", 3)].map(|(name, count)| Step { name: name.into(), count }).to_vec(),
        clause: "三".into(),
    };
    let dir = tempfile::tempdir().unwrap();
    let mut last = None;
    for period in ["2016-03", "2017-06", "2017-07", "2017-08"] {
        let (mut f, [a, ..]) = town(period);
        f.profile.escalation = Some(escalation.clone());
        if period == "2017-08" {
            f.activity(a, "2017-06-05", 10, 9);
        }
        last = Some(conclude(f, dir.path()));
    }
    let last = last.unwrap();
    // 2016-03 is counted as it was found, being too far back to be judged again; 001 has handed in June since
    let told: Vec<String> = last
        .escalated
        .iter()
        .map(|e| format!("{} {} {}", e.branch.0, e.name, e.months.iter().map(|(m, ..)| m.to_string()).collect::<Vec<_>>().join(" ")))
        .collect();
    assert_eq!(
        told,
        ["0 诫勉 2016-03 2017-07 2017-08", "1 诫勉 2016-03 2017-06 2017-07 2017-08", "2 诫勉 2016-03 2017-06 2017-07 2017-08"]
    );
    assert!(last.follow_ups.iter().all(|f| f.period != "2016-03"));
    assert_eq!(last.earlier_runs, ["2016-03", "2017-06", "2017-07"]);
}

/// A finding of the first run, on its own month if no span is given.
fn finding(code: Code, branch: Option<BranchIx>, member: &str) -> Finding {
    let (mut f, [a, ..]) = town("2017-07");
    let finding = f.finding(code, branch.unwrap_or(a), Some(Span::Month("2017-07".parse().unwrap())));
    finding.branch = branch;
    finding.committee = branch.is_none().then(|| "镇党委".into());
    finding.member = (!member.is_empty()).then(|| member.into());
    f.judgement.findings.remove(0)
}

/// What becomes of one finding of July when the rules find nothing any more and call every branch passed. `august` fills the workspace.
fn gone(finding: Finding, august: impl Fn(&mut Fixture, BranchIx)) -> &'static str {
    let dir = tempfile::tempdir().unwrap();
    let (mut july, [a, ..]) = town("2017-07");
    july.activity(a, "2017-07-05", 10, 9);
    conclude_by(july, dir.path(), &|_, _| Judgement { findings: vec![finding.clone()], verdicts: Default::default() });
    let (mut f, [a, ..]) = town("2017-08");
    f.activity(a, "2017-07-05", 10, 9);
    august(&mut f, a);
    let passed = [Code::PAR005, Code::MEM001, Code::MEM003, Code::DAY003, Code::REC001].map(|code| (code, vec![Verdict::Passed; 3].into()));
    let lacking = (Code::SUB002, vec![Verdict::NotAssessable("未填报送日期".into()); 3].into());
    let verdicts = passed.into_iter().chain([lacking]).collect();
    let found = f.judgement.findings.clone();
    let outcome = conclude_by(f, dir.path(), &|_, _| Judgement { findings: found.clone(), verdicts: std::clone::Clone::clone(&verdicts) });
    outcome.follow_ups[0].state.as_str()
}

#[test]
fn a_finding_is_put_right_only_if_the_sheet_that_showed_it_is_still_there() {
    let a = Some(BranchIx(0));
    let nothing = |_: &mut Fixture, _: BranchIx| {};
    assert_eq!(gone(finding(Code::REC001, a, ""), nothing), "已整改");
    assert_eq!(gone(finding(Code::SUB002, a, ""), nothing), "无法核对", "no report dates any more");
    assert_eq!(gone(finding(Code::ACT001, a, ""), nothing), "无法核对", "the rule is no longer asked");

    let marked = |f: &mut Fixture, a: BranchIx| f.member(a, "张三", &[("2017-07", Mark::CaughtUp)]);
    let other = |f: &mut Fixture, a: BranchIx| f.member(a, "李四", &[("2017-07", Mark::Present)]);
    assert_eq!(gone(finding(Code::MEM003, a, "张三"), marked), "已整改");
    assert_eq!(gone(finding(Code::MEM003, a, "张三"), other), "无法核对");
    assert_eq!(gone(finding(Code::MEM003, a, ""), nothing), "已整改");
    assert_eq!(gone(finding(Code::PAR005, a, ""), other), "已整改");
    assert_eq!(gone(finding(Code::PAR005, a, ""), nothing), "无法核对");

    let year = |code| Finding { span: Some(Span::Year(2017)), ..finding(code, a, "张三") };
    let thrice = |f: &mut Fixture, a: BranchIx| {
        f.member(
            a,
            "张三",
            &[("2017-01", Mark::CaughtUp), ("2017-03", Mark::Absent), ("2017-07", Mark::Absent), ("2017-08", Mark::Absent)],
        );
    };
    assert_eq!(gone(year(Code::MEM001), thrice), "已整改");
    assert_eq!(gone(year(Code::MEM001), marked), "无法核对", "the other months' marks are gone, not the absences");

    let unfiled = |f: &mut Fixture, a: BranchIx| {
        f.on_month(Code::DAY001, a, "2017-07");
    };
    assert_eq!(gone(finding(Code::DAY003, a, ""), nothing), "已整改");
    assert_eq!(gone(finding(Code::DAY003, a, ""), unfiled), "无法核对", "the filing itself is no longer there");
}

#[test]
fn committees_and_inspections_are_looked_up_in_their_own_sheets() {
    let nothing = |_: &mut Fixture, _: BranchIx| {};
    let register = |f: &mut Fixture, _: BranchIx| {
        f.corpus.returns.seen.insert("filing".into());
    };
    assert_eq!(gone(finding(Code::PLN004, None, ""), register), "已整改");
    assert_eq!(gone(finding(Code::PLN004, None, ""), nothing), "无法核对");
    let problem = |f: &mut Fixture, branch: Option<BranchIx>, done: Option<&str>| {
        let table = SourceTable {
            layout: "inspection".into(),
            file: place("督查.xlsx", "", 0, 0).file,
            sheet: "".into(),
            sheet_position: 0,
            slots: Default::default(),
            record_items: Vec::new(),
            unit: None,
            title: "".into(),
        };
        let row = InspectionRow {
            head: RowHead { table: Arc::new(table), row: 1 },
            who: Arc::new(OrgHint::default()),
            date: day("2017-06-20"),
            method: "".into(),
            problem: "记录不全".into(),
            demand: "".into(),
            deadline: Some(day("2017-07-10")),
            done: done.map(day),
            settled: 0,
        };
        f.corpus.returns.inspections.push(Inspection { branch, committee: "镇党委".into(), row });
    };
    let overdue = |branch| finding(Code::INS001, branch, "");
    let a = Some(BranchIx(0));
    assert_eq!(gone(overdue(a), |f, a| problem(f, Some(a), Some("2017-08-01"))), "已整改");
    assert_eq!(gone(overdue(None), |f, _| problem(f, None, Some("2017-08-01"))), "已整改");
    assert_eq!(gone(overdue(None), |f, a| problem(f, Some(a), Some("2017-08-01"))), "无法核对", "another unit's problem");
    assert_eq!(gone(overdue(a), |f, a| problem(f, Some(a), None)), "无法核对");
    assert_eq!(gone(overdue(a), nothing), "无法核对");
}

#[test]
fn a_quarter_run_hands_on_its_own_grounds_alone() {
    let dir = tempfile::tempdir().unwrap();
    let quarter = |period: &str| {
        let (mut f, [a, b, c]) = town(period);
        f.profile.excellence.quarterly = Some("五".into());
        for month in 1..=12 {
            for ix in [a, b, c] {
                let poor = (ix == a && month <= 3) || (ix == b && (4..=6).contains(&month));
                f.activity(ix, &format!("2017-{month:02}-05"), 10, if poor { 5 } else { 9 });
            }
        }
        f.corpus.activities.sort_by_key(|x| (x.branch, x.date));
        conclude(f, dir.path())
    };
    quarter("2017Q1");
    quarter("2017Q2");
    let third = quarter("2017Q3");
    let grounds = |o: &Outcome, ix: usize| -> Vec<String> {
        let branch = o.assessed.branches.iter().find(|b| b.branch.0 == ix).unwrap();
        assert_eq!(branch.eligible, branch.grounds.is_empty());
        branch.grounds.iter().map(|g| g.reason.chars().take(10).collect()).collect()
    };
    assert_eq!([0, 1, 2].map(|ix| grounds(&third, ix)), [vec!["2017年第一季度参"], vec!["2017年第二季度参"], vec![]]);
    assert_eq!(third.earlier_runs, ["2017Q1", "2017Q2"]);
    // the third quarter had nothing of its own: October still knows each bar once
    let october = quarter("2017-10");
    assert_eq!([0, 1, 2].map(|ix| grounds(&october, ix).len()), [1, 1, 0]);
    assert!(quarter("2017Q1").assessed.branches.iter().all(|b| b.grounds.len() <= 1));
}
