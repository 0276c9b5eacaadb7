//! Steps against those in charge: which months fail, in which window, and which step they reach.

use crate::assess::{EarlierFailure, escalate};
use crate::model::assessment::Escalated;
use crate::model::finding::{BranchIx, Code, Level, Status};
use crate::model::fixture::{Fixture, month};
use crate::model::org::BranchType;
use crate::model::profile::{Escalation, Step};
use crate::model::time::Span;

fn town(period: &str) -> (Fixture, [BranchIx; 3]) {
    let mut f = Fixture::new(period, "2018-03-31");
    let all = ["a", "b", "c"].map(|n| f.branch(n, n, "镇党委", BranchType::Rural));
    f.profile.escalation = Some(Escalation {
        rules: vec![Code::SUB001, Code::PAR001, Code::ACT002, Code::MEM001],
        window_months: 6,
        steps: [("提醒", 1), ("函询", 2), ("诫勉", 4)].map(|(name, count)| Step { name: name.into(), count }).to_vec(),
        clause: "三".into(),
    });
    (f, all)
}

fn told(escalated: &[Escalated]) -> Vec<String> {
    let months = |e: &Escalated| {
        let month = |(month, codes, own): &(crate::model::time::Month, Vec<Code>, bool)| {
            let codes: Vec<_> = codes.iter().map(|c| c.as_str()).collect();
            format!("{month}{}{}", if *own { "" } else { "*" }, codes.join("+"))
        };
        e.months.iter().map(month).collect::<Vec<_>>().join(" ")
    };
    escalated.iter().map(|e| format!("{}{} {} {}", e.branch.0, e.name, e.step, months(e))).collect()
}

#[test]
fn the_highest_step_reached_holds_and_the_gravest_stand_first() {
    let (mut f, [a, b, _]) = town("2017H2");
    f.on_month(Code::SUB001, a, "2017-08");
    f.on_month(Code::PAR001, a, "2017-08");
    for m in ["2017-07", "2017-09", "2017-12"] {
        f.on_month(Code::PAR001, b, m);
    }
    let found = escalate(&f.corpus, &f.profile, &f.judgement, &[]);
    assert_eq!(told(&found), ["1函询 1 2017-07PAR001 2017-09PAR001 2017-12PAR001", "0提醒 0 2017-08SUB001+PAR001"]);
    assert_eq!(found[0].basis, "《意见》三");
}

#[test]
fn earlier_failures_count_within_the_window_alone() {
    let (mut f, [a, b, _]) = town("2017-10");
    f.on_month(Code::SUB001, a, "2017-10");
    let earlier = |branch, m: &str, code| EarlierFailure { branch, month: month(m), code };
    let failures = [
        earlier(a, "2017-04", Code::SUB001),
        earlier(a, "2017-05", Code::SUB001),
        earlier(a, "2017-05", Code::SUB001),
        earlier(b, "2017-09", Code::DAY001),
        earlier(b, "2017-04", Code::PAR001),
    ];
    assert_eq!(told(&escalate(&f.corpus, &f.profile, &f.judgement, &failures)), ["0函询 1 2017-05*SUB001 2017-10SUB001"]);
    // a longer window reaches April
    f.profile.escalation.as_mut().unwrap().window_months = 7;
    let found = escalate(&f.corpus, &f.profile, &f.judgement, &failures);
    assert_eq!(told(&found), ["0函询 1 2017-04*SUB001 2017-05*SUB001 2017-10SUB001", "1提醒 0 2017-04*PAR001"]);
}

#[test]
fn what_is_waived_or_merely_told_or_of_no_branch_fails_no_month() {
    let (mut f, [a, ..]) = town("2017H2");
    f.on_month(Code::SUB001, a, "2017-07").status = Status::Waived;
    f.on_month(Code::SUB001, a, "2017-08").level = Level::Info;
    f.on_month(Code::SUB001, a, "2017-09").branch = None;
    f.on_month(Code::DAY001, a, "2017-10");
    f.finding(Code::SUB001, a, None);
    assert_eq!(told(&escalate(&f.corpus, &f.profile, &f.judgement, &[])), Vec::<String>::new());
    f.on_month(Code::SUB001, a, "2017-11").status = Status::Requested;
    assert_eq!(told(&escalate(&f.corpus, &f.profile, &f.judgement, &[])), ["0提醒 0 2017-11SUB001"]);
    f.profile.escalation = None;
    assert!(escalate(&f.corpus, &f.profile, &f.judgement, &[]).is_empty());
}

#[test]
fn a_quarter_fails_its_last_month_and_a_year_that_is_not_over_the_runs_own() {
    let (mut f, [a, b, _]) = town("2017H2");
    f.finding(Code::ACT002, a, Some(Span::Quarter(2017, 3)));
    f.finding(Code::ACT002, a, Some(Span::Quarter(2017, 4)));
    assert_eq!(told(&escalate(&f.corpus, &f.profile, &f.judgement, &[])), ["0函询 1 2017-09ACT002 2017-12ACT002"]);
    let (mut g, _) = town("2017-08");
    g.finding(Code::MEM001, b, Some(Span::Year(2017))).member = Some("张三".into());
    assert_eq!(told(&escalate(&g.corpus, &g.profile, &g.judgement, &[])), ["1提醒 0 2017-08MEM001"]);
}
