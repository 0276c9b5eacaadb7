//! Committees' own faults: what they cost, that branches pay nothing for them, and when they bar.

use std::collections::BTreeMap;

use super::{of, run, score};
use crate::assess::lookback::{Lookback, YearFact};
use crate::assess::{Known, assess_after, quarters};
use crate::model::assessment::{CommitteeAssessment, PeriodAssessment, YearSeen};
use crate::model::figure::{Points, Rate};
use crate::model::finding::{BranchIx, Code, Level, Status};
use crate::model::fixture::{Fixture, month};
use crate::model::org::BranchType;
use crate::model::profile::{CommitteeScore, CommitteeVeto, Deduction};
use crate::model::time::Span;

/// Two committees with a branch each that hold every month of the period.
fn town(period: &str) -> (Fixture, BranchIx) {
    let mut f = Fixture::new(period, "2018-03-31");
    let costs = [(Code::PLN002, 200, Some(400)), (Code::PLN004, 200, Some(800)), (Code::ACT010, 500, None)];
    let points = Points::from_hundredths;
    let deductions = costs.map(|(code, each, cap)| (code, Deduction { points: points(each), cap: cap.map(points) })).into_iter().collect();
    f.profile.score.committee = Some(CommitteeScore { deductions, clause: "".into() });
    f.profile.excellence.committee =
        Some(CommitteeVeto { rules: vec![Code::PLN002, Code::PLN004, Code::ACT010], count: 2, clause: "五".into() });
    let east = f.branch("1", "a", "东镇党委", BranchType::Rural);
    let west = f.branch("2", "b", "西镇党委", BranchType::Rural);
    let months: Vec<_> = f.corpus.period.months().collect();
    for ix in [east, west] {
        for month in &months {
            f.activity(ix, &format!("{month}-10"), 10, 10);
        }
    }
    (f, east)
}

/// A finding on 东镇党委 as such.
fn fault(f: &mut Fixture, code: Code, span: Span) {
    let finding = f.finding(code, BranchIx(0), Some(span));
    (finding.branch, finding.committee) = (None, Some("东镇党委".into()));
}

fn east(assessed: &PeriodAssessment) -> &CommitteeAssessment {
    assessed.committees.iter().find(|c| &*c.committee == "东镇党委").expect("a committee")
}

#[test]
fn own_faults_cost_the_committee_and_no_branch() {
    let (mut f, ix) = town("2017");
    for quarter in 1..=3 {
        fault(&mut f, Code::PLN004, Span::Quarter(2017, quarter));
    }
    (0..3).for_each(|_| fault(&mut f, Code::PLN002, Span::Year(2017)));
    f.judgement.findings[0].status = Status::Waived;
    let f = f.build();
    let assessed = run(&f);
    let committee = east(&assessed);
    // 2×2 of the summaries that are not waived, 3×2 capped at 4
    assert_eq!((committee.mean, committee.own_cost().to_string()), (Rate::new(120_000, 12), "8".to_string()));
    assert_eq!((committee.score, committee.rank), (Rate::new(110_400, 12), Some(2)));
    let lines: Vec<_> = committee.deductions.iter().map(|l| (l.code, l.count, l.cost.to_string(), l.capped)).collect();
    assert_eq!(lines, [(Code::PLN002, 3, "4".to_string(), true), (Code::PLN004, 2, "4".to_string(), false)]);
    assert_eq!((score(of(&assessed, ix)), of(&assessed, ix).eligible), ("100".to_string(), true));
    // each quarter has its own
    let of_quarter = quarters(&f.corpus, &f.profile, &f.judgement, true, Known::default());
    assert_eq!(of_quarter.iter().map(|q| east(q).own_cost().to_string()).collect::<Vec<_>>(), ["0", "2", "2", "0"]);
}

#[test]
fn problems_of_branches_and_of_the_committee_itself_are_told_apart() {
    let (mut f, ix) = town("2017Q3");
    fault(&mut f, Code::PLN004, Span::Quarter(2017, 3));
    f.on_month(Code::SUB001, ix, "2017-07");
    f.on_month(Code::DAY001, ix, "2017-08").level = Level::Warning;
    let f = f.build();
    let assessed = run(&f);
    let committee = east(&assessed);
    assert_eq!((committee.errors, committee.warnings), (2, 1));
    assert_eq!((committee.own_errors, committee.own_warnings, committee.of_branches()), (1, 0, (1, 1)));
}

#[test]
fn a_score_never_falls_under_nought_and_nothing_due_has_none() {
    let (mut f, _) = town("2017-03");
    f.profile.score.base = Points::from_hundredths(300);
    fault(&mut f, Code::ACT010, Span::Year(2017));
    let mut f = f.build();
    assert_eq!(east(&run(&f)).score, Rate::new(0, 1));
    f.corpus.as_of = crate::model::fixture::day("2017-03-10");
    let f = f.build();
    let assessed = run(&f);
    assert_eq!((east(&assessed).score, east(&assessed).rank, east(&assessed).deductions.len()), (Rate::default(), None, 0));
}

#[test]
fn two_faults_of_the_year_bar_the_committee() {
    let (mut f, _) = town("2017Q3");
    fault(&mut f, Code::PLN004, Span::Quarter(2017, 3));
    let f = f.build();
    let alone = run(&f);
    assert_eq!((east(&alone).eligible, east(&alone).grounds.len()), (Some(true), 0));
    let earlier = YearFact { code: Code::PLN004, span: Span::Quarter(2017, 1), run: Some("2017Q1".into()) };
    let seen = YearSeen {
        span: "2017-01..2017-09".parse().expect("a period"),
        ledgers: Vec::new(),
        runs: vec![month("2017-01")],
        uncounted: Vec::new(),
        unknown: Vec::new(),
        listed: Default::default(),
    };
    let committees = BTreeMap::from([("东镇党委".into(), vec![earlier])]);
    let year = Lookback { seen, branches: BTreeMap::new(), committees, rates: BTreeMap::new() };
    let known = Known { year: Some(&year), ..Known::default() };
    let assessed = assess_after(&f.corpus, &f.profile, &f.judgement, f.corpus.period, true, known);
    let committee = east(&assessed);
    assert_eq!(committee.eligible, Some(false));
    let told: Vec<_> = committee.grounds.iter().map(|g| (g.rule.as_str(), g.count, g.reason.as_str(), g.basis.as_str())).collect();
    let reason = "当年（2017年1月至9月）党委（党工委）自身问题合计 2 项，达到 2 项；其中季度总结未报 2 项（2017年第一季度、2017年第三季度，其中2017年第一季度据2017年第一季度的运行记录）";
    assert_eq!(told, [("PLN004", 2, reason, "《意见》五")]);
    // points are the period's alone
    assert_eq!(committee.own_cost().to_string(), "2");
    assert!(assessed.branches.iter().all(|b| b.eligible));
}
