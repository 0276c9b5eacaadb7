//! What a period amounts to, told on small jurisdictions.

use crate::model::assessment::{BranchAssessment, MonthStatus, PeriodAssessment};
use crate::model::figure::{Points, Rate, Share};
use crate::model::finding::{BranchIx, Code, Issue, Level, Status};
use crate::model::fixture::{Fixture, day, month, place};
use crate::model::org::BranchType;
use crate::model::profile::{Conditions, NeededRate, Needs, Report, RuleSwitch};
use crate::model::record::Mark;
use crate::model::time::Span;

use super::{Known, assess, matrix, members, quarters};

mod committees;
mod escalate;
mod fair;
mod grades;
mod inspect;
mod points;
mod quarterly;
mod rows;
mod service;
mod waivers;

const RURAL: BranchType = BranchType::Rural;

fn run(f: &Fixture) -> PeriodAssessment {
    assess(&f.corpus, &f.profile, &f.judgement, f.corpus.period, true)
}

fn score(branch: &BranchAssessment) -> String {
    branch.score.expect("a score").to_string()
}

fn of(assessed: &PeriodAssessment, ix: BranchIx) -> &BranchAssessment {
    assessed.branches.iter().find(|b| b.branch == ix).unwrap()
}

/// The conditions of grades that the defaults have.
fn conditions(f: &mut Fixture) {
    let share = |parts| Share::from_parts(parts);
    let good = Needs { completeness: share(9000), participation: Some(NeededRate::Floor) };
    let grades = [("合格", Needs { completeness: share(7500), participation: None }), ("良好", good)];
    let grades = grades.into_iter().map(|(name, needs)| (name.into(), needs)).collect();
    f.profile.score.conditions = Conditions { months: 4, grades, clause: "".into() };
}

/// One committee, one branch, one activity in each month of 2017Q3.
fn steady(names: &[&str]) -> (Fixture, Vec<BranchIx>) {
    let mut f = Fixture::new("2017Q3", "2017-12-31");
    let all: Vec<BranchIx> = names.iter().map(|n| f.branch(n, n, "镇党委", RURAL)).collect();
    for ix in &all {
        for date in ["2017-07-05", "2017-08-05", "2017-09-05"] {
            f.activity(*ix, date, 10, 9);
        }
    }
    (f, all)
}

#[test]
fn equals_share_a_rank_and_the_next_one_is_skipped() {
    let (mut f, all) = steady(&["a", "b", "c", "d"]);
    f.on_month(Code::DAY001, all[1], "2017-07");
    f.on_month(Code::DAY001, all[0], "2017-07");
    f.on_month(Code::SUB001, all[2], "2017-07");
    let assessed = run(&f.build());
    let table: Vec<_> = assessed.branches.iter().map(|b| (b.rank.unwrap(), b.branch.0, score(b))).collect();
    assert_eq!(table, [(1, 3, "100".into()), (2, 0, "98".into()), (2, 1, "98".into()), (4, 2, "90".into())]);
}

#[test]
fn rates_break_ties_exactly_and_nothing_due_has_no_rank() {
    let mut f = Fixture::new("2017-07", "2017-12-31");
    let [a, b, c] = ["a", "b", "c"].map(|n| f.branch(n, n, "镇党委", RURAL));
    f.activity(a, "2017-07-05", 3, 2);
    f.activity(b, "2017-07-05", 1_000_000, 666_667);
    f.corpus.branches[c.0].founded = Some(day("2017-07-15"));
    let assessed = run(&f.build());
    let order: Vec<_> = assessed.branches.iter().map(|x| (x.branch, x.rank)).collect();
    assert_eq!(order, [(b, Some(1)), (a, Some(2)), (c, None)]);
    let newcomer = of(&assessed, c);
    assert!(!newcomer.completeness.applies() && newcomer.eligible && newcomer.grounds.is_empty());
    assert!(newcomer.score.is_none() && newcomer.grade.is_empty());
}

#[test]
fn rank_within_the_type_is_its_own() {
    let mut f = Fixture::new("2017-07", "2017-12-31");
    let a = f.branch("a", "a", "镇党委", RURAL);
    let b = f.branch("b", "b", "镇党委", BranchType::School);
    let c = f.branch("c", "c", "镇党委", BranchType::School);
    f.on_month(Code::DAY001, b, "2017-07");
    f.on_month(Code::SUB001, c, "2017-07");
    let assessed = run(&f.build());
    let ranks: Vec<_> = [a, b, c].iter().map(|ix| (of(&assessed, *ix).rank, of(&assessed, *ix).rank_in_type)).collect();
    assert_eq!(ranks, [(Some(1), Some(1)), (Some(2), Some(1)), (Some(3), Some(2))]);
}

#[test]
fn deductions_are_capped_and_the_score_never_falls_under_nought() {
    let mut f = Fixture::new("2017", "2018-12-31");
    let a = f.branch("a", "a", "镇党委", RURAL);
    for m in 1..=6 {
        f.on_month(Code::SUB001, a, &format!("2017-{m:02}"));
    }
    let f = f.build();
    let assessed = run(&f);
    let line = &of(&assessed, a).deductions[0];
    assert_eq!((line.count, line.cost.to_string(), line.capped), (6, "40".to_string(), true));
    assert_eq!(score(of(&assessed, a)), "60");

    let mut harsh = f;
    harsh.profile.score.deductions.get_mut(&Code::SUB001).unwrap().cap = None;
    harsh.profile.score.base = Points::from_hundredths(5000);
    assert_eq!(of(&run(&harsh), a).score, Some(Points::default()));
}

#[test]
fn waived_and_informing_findings_cost_and_veto_nothing() {
    let (mut f, all) = steady(&["a", "b", "c"]);
    f.on_month(Code::SUB001, all[0], "2017-07").status = Status::Waived;
    f.on_month(Code::SUB001, all[1], "2017-07").level = Level::Info;
    f.on_month(Code::SUB001, all[2], "2017-07").status = Status::Requested;
    let assessed = run(&f.build());
    for ix in &all[..2] {
        let branch = of(&assessed, *ix);
        assert_eq!((score(branch), branch.errors, branch.eligible, &*branch.grade), ("100".into(), 0, true, "优秀"));
    }
    let requested = of(&assessed, all[2]);
    assert_eq!((score(requested), requested.errors, requested.eligible), ("90".into(), 1, false));
    assert_eq!(&*requested.grade, "良好");
    assert_eq!(requested.grounds[0].reason, "统计期内缺报 1 个月（2017年7月）");
    assert_eq!(requested.grounds[0].basis, "《意见》四.2");
}

#[test]
fn participation_just_below_the_floor_vetoes_and_exactly_on_it_does_not() {
    let mut f = Fixture::new("2017-07", "2017-12-31");
    let [a, b] = ["a", "b"].map(|n| f.branch(n, n, "镇党委", RURAL));
    f.activity(a, "2017-07-05", 10_000, 7_996);
    f.activity(b, "2017-07-05", 30, 24);
    let assessed = run(&f.build());
    assert_eq!(of(&assessed, a).grounds[0].reason, "统计期内参与率79.9%（7996/10000），低于 80%");
    assert!(of(&assessed, b).eligible);
}

#[test]
fn an_explained_month_is_left_out_of_the_vetoing_rate() {
    let mut f = Fixture::new("2017Q3", "2017-12-31");
    let a = f.branch("a", "a", "镇党委", RURAL);
    f.activity(a, "2017-07-05", 10, 1);
    f.activity(a, "2017-08-05", 10, 9);
    f.on_month(Code::PAR001, a, "2017-07").status = Status::Waived;
    let mut f = f.build();
    assert_eq!(of(&run(&f), a).participation, Rate::new(10, 20));
    // 2017-09 is missing but raised no finding here, so only the rate could veto
    assert!(of(&run(&f), a).eligible);
    f.judgement.findings[0].status = Status::Open;
    assert!(!of(&run(&f), a).eligible);
    f.profile.rules.insert(Code::PAR001, RuleSwitch { from: Some(month("2017-08")), ..RuleSwitch::default() });
    assert!(of(&run(&f), a).eligible);
    f.profile.rules.insert(Code::PAR001, RuleSwitch { off: true, ..RuleSwitch::default() });
    assert!(of(&run(&f), a).eligible);
}

#[test]
fn a_vetoing_rate_that_is_not_that_of_all_months_says_so() {
    let mut f = Fixture::new("2017Q3", "2017-12-31");
    let a = f.branch("a", "a", "镇党委", RURAL);
    for (day, actual) in [("2017-07-05", 1), ("2017-08-05", 7), ("2017-09-05", 7)] {
        f.activity(a, day, 10, actual);
    }
    f.on_month(Code::PAR001, a, "2017-07").status = Status::Waived;
    let reason = of(&run(&f.build()), a).grounds[0].reason.clone();
    assert_eq!(reason, "统计期内参与率70.0%（14/20），低于 80%（2017年7月的情况说明已获批准，未计入；全部月份为50.0%（15/30））");
}

#[test]
fn three_moved_months_veto_two_do_not() {
    let (mut f, all) = steady(&["a", "b"]);
    for m in ["2017-07", "2017-08", "2017-09"] {
        f.on_month(Code::DAY001, all[0], m).level = Level::Warning;
    }
    f.on_month(Code::DAY001, all[1], "2017-07");
    f.on_month(Code::DAY001, all[1], "2017-08");
    let assessed = run(&f.build());
    let ground = &of(&assessed, all[0]).grounds[0];
    assert_eq!((ground.rule, ground.count), (Code::DAY001.into(), 3));
    assert_eq!(ground.reason, "统计期内 3 个月未在活动日开展活动且未备案（2017年7月、8月、9月）");
    assert_eq!((of(&assessed, all[0]).errors, of(&assessed, all[0]).warnings), (0, 3));
    assert!(of(&assessed, all[1]).eligible);
}

#[test]
fn the_quota_is_floored_and_a_tie_at_its_edge_goes_in_whole() {
    let (mut f, all) = steady(&["a", "b", "c", "d", "e"]);
    f.profile.excellence.quota = Share::from_f64(0.5);
    for ix in &all[1..4] {
        f.on_month(Code::DAY001, *ix, "2017-07");
    }
    f.on_month(Code::DAY001, all[4], "2017-07");
    f.on_month(Code::DAY001, all[4], "2017-08");
    let mut f = f.build();
    let grades = |f: &Fixture| run(f).branches.iter().map(|b| b.grade.to_string()).collect::<Vec<_>>();
    assert_eq!(grades(&f), ["优秀", "优秀", "优秀", "优秀", "良好"]);
    f.profile.excellence.quota = Share::from_f64(0.39);
    assert_eq!(grades(&f), ["优秀", "良好", "良好", "良好", "良好"]);
}

#[test]
fn without_ranking_or_roster_there_are_neither_ranks_nor_grades() {
    let (f, all) = steady(&["a"]);
    let mut f = f.build();
    let plain = assess(&f.corpus, &f.profile, &f.judgement, f.corpus.period, false);
    assert_eq!((of(&plain, all[0]).rank, &*of(&plain, all[0]).grade, plain.committees[0].rank), (None, "", None));
    assert_eq!(score(of(&plain, all[0])), "100");
    f.corpus.has_roster = false;
    assert_eq!(of(&run(&f), all[0]).rank, None);
}

#[test]
fn branches_that_exist_on_no_day_of_the_period_are_left_out() {
    let (mut f, all) = steady(&["a", "b", "c", "d"]);
    f.corpus.branches[1].dissolved = Some(day("2017-07-01"));
    f.corpus.branches[2].dissolved = Some(day("2017-07-02"));
    f.corpus.branches[3].founded = Some(day("2017-10-01"));
    let assessed = run(&f.build());
    let here: Vec<_> = assessed.branches.iter().map(|b| b.branch).collect();
    assert_eq!(here.len(), 2);
    assert!(here.contains(&all[0]) && here.contains(&all[2]));
    assert_eq!((assessed.total.branches, assessed.committees[0].branches), (2, 2));
}

#[test]
fn a_quarter_takes_only_what_lies_in_it() {
    let mut f = Fixture::new("2017H2", "2018-12-31");
    let a = f.branch("a", "a", "镇党委", RURAL);
    f.activity(a, "2017-08-05", 10, 9);
    f.on_month(Code::SUB001, a, "2017-07");
    f.finding(Code::PLN001, a, Some(Span::Half(2017, 2)));
    f.finding(Code::PLN001, a, None);
    f.finding(Code::MEM001, a, Some(Span::Year(2017))).level = Level::Warning;
    let f = f.build();
    let whole = run(&f);
    assert_eq!((score(of(&whole, a)), of(&whole, a).errors, of(&whole, a).warnings), ("80".into(), 3, 1));
    let quarters = quarters(&f.corpus, &f.profile, &f.judgement, true, Known::default());
    let figures: Vec<_> =
        quarters.iter().map(|q| (q.period.to_string(), score(of(q, a)), of(q, a).completeness, of(q, a).errors)).collect();
    assert_eq!(
        figures,
        [("2017Q3".into(), "90".into(), Rate::new(1, 3), 1), ("2017Q4".to_string(), "100".to_string(), Rate::new(0, 3), 0)]
    );
    let one = Fixture::new("2017Q3", "2018-12-31").build();
    assert!(super::quarters(&one.corpus, &one.profile, &one.judgement, true, Known::default()).is_empty());
}

#[test]
fn timeliness_knows_only_months_with_a_report_date() {
    let mut f = Fixture::new("2017Q3", "2017-12-31");
    let a = f.branch("a", "a", "镇党委", RURAL);
    f.activity(a, "2017-07-05", 10, 9);
    f.activity(a, "2017-08-05", 10, 9);
    f.activity(a, "2017-09-05", 10, 9).row.reported = None;
    f.on_month(Code::SUB002, a, "2017-07").status = Status::Waived;
    let mut f = f.build();
    assert_eq!(of(&run(&f), a).timeliness, Rate::new(1, 2));
    let statuses: Vec<_> = matrix(&f.corpus, &f.profile, &f.judgement).iter().map(|r| r.status).collect();
    assert_eq!(statuses, [MonthStatus::Late, MonthStatus::OnTime, MonthStatus::Reported]);
    // without a term nobody can be in time or late
    f.judgement.findings.clear();
    std::sync::Arc::make_mut(&mut f.profile.base).clear::<Report>();
    assert_eq!(of(&run(&f), a).timeliness, Rate::default());
    assert!(matrix(&f.corpus, &f.profile, &f.judgement).iter().all(|r| r.status == MonthStatus::Reported && !r.report_known));
}

#[test]
fn the_matrix_tells_empty_missing_and_not_yet_due_apart() {
    let mut f = Fixture::new("2017-06..2017-10", "2017-10-15");
    let a = f.branch("a", "a", "镇党委", RURAL);
    f.corpus.branches[0].founded = Some(day("2017-06-20"));
    f.activity(a, "2017-07-05", 3, 3);
    let empty = crate::model::corpus::EmptyReport { branch: a, month: month("2017-08"), place: place("台账/甲.xlsx", "8月", 3, 0) };
    f.corpus.empty_reports.push(empty);
    let f = f.build();
    let rows = matrix(&f.corpus, &f.profile, &f.judgement);
    let statuses: Vec<_> = rows.iter().map(|r| r.status.as_str()).collect();
    assert_eq!(statuses, ["不适用", "按时", "空报", "缺报", "未到期"]);
    assert_eq!((rows[1].absences_allowed, rows[2].absences_allowed), (Some(0), None));
}

#[test]
fn committees_weigh_scores_by_due_months_and_carry_their_own_findings() {
    let mut f = Fixture::new("2017Q3", "2017-12-31");
    let a = f.branch("a", "a", "东镇党委", RURAL);
    let b = f.branch("b", "b", "东镇党委", RURAL);
    f.branch("c", "c", "西镇党委", RURAL);
    f.corpus.branches[b.0].founded = Some(day("2017-08-15"));
    f.on_month(Code::SUB001, a, "2017-07");
    let own = f.finding(Code::PLN004, a, Some(Span::Quarter(2017, 3)));
    (own.branch, own.committee, own.level) = (None, Some("东镇党委".into()), Level::Warning);
    let assessed = run(&f.build());
    let east = assessed.committees.iter().find(|c| &*c.committee == "东镇党委").unwrap();
    // 90 points over three due months and 100 over one: 370 ÷ 4
    assert_eq!((east.score, east.rank), (Rate::new(37_000, 4), Some(2)));
    assert_eq!((east.branches, east.errors, east.warnings), (2, 1, 1));
    assert_eq!(&*assessed.committees[0].committee, "西镇党委");
}

#[test]
fn members_are_counted_from_january_and_reach_their_step() {
    let mut f = Fixture::new("2017Q3", "2017-12-31");
    let a = f.branch("a", "a", "镇党委", RURAL);
    use Mark::{Absent, CaughtUp, Exempt, Leave, Present};
    f.member(a, "丁", &[("2016-12", Absent), ("2017-01", Absent), ("2017-02", Leave), ("2017-10", Absent), ("2017-07", CaughtUp)]);
    f.member(a, "丙", &[("2017-01", Absent), ("2017-02", Leave), ("2017-07", Absent), ("2017-08", Present)]);
    f.member(a, "乙", &[("2017-01", Exempt)]);
    f.member(a, "甲", &[]);
    let months: Vec<String> = (1..=6).map(|m| format!("2017-{m:02}")).collect();
    let absent: Vec<(&str, Mark)> = months.iter().map(|m| (m.as_str(), Absent)).collect();
    f.member(a, "戊", &absent);
    f.on_month(Code::MEM002, a, "2017-07").member = Some("戊".into());
    let mut f = f.build();
    let figures = members(&f.corpus, &f.profile, &f.judgement);
    let statuses: Vec<_> = figures.iter().map(|m| m.status.as_str()).collect();
    assert_eq!(statuses, ["正常", "提醒谈话", "免考勤", "无记录", "提示核实"]);
    assert_eq!((figures[0].absent, figures[0].leave, figures[0].caught_up), (1, 1, 1));
    f.judgement.findings[0].status = Status::Waived;
    assert_eq!(members(&f.corpus, &f.profile, &f.judgement)[4].status.as_str(), "正常");
}

#[test]
fn what_is_pending_stands_in_no_rate_and_has_no_rank_alone() {
    let mut f = Fixture::new("2017Q3", "2017-12-31");
    let a = f.branch("a", "a", "镇党委", RURAL);
    let b = f.branch("b", "b", "镇党委", RURAL);
    f.activity(a, "2017-07-05", 10, 9);
    for (branch, months) in [(a, ["2017-08", "2017-08"]), (b, ["2017-06", "2017-09"])] {
        let [first, last] = months.map(month);
        let issue = Issue::new(Code::ING004, place("台账/甲.xlsx", "7月", 3, 0), say!("退回。"));
        f.corpus.issues.push(Issue { branch: Some(branch), within: Some((first, last)), rejects_row: true, ..issue });
    }
    let f = f.build();
    let assessed = run(&f);
    let (of_a, of_b) = (of(&assessed, a), of(&assessed, b));
    assert_eq!((of_a.completeness, of_a.pending, of_a.rank), (Rate::new(1, 2), 1, Some(1)));
    assert_eq!((of_b.completeness, of_b.pending, of_b.rank, &*of_b.grade, of_b.eligible), (Rate::default(), 3, None, "", true));
    assert_eq!((assessed.total.completeness, assessed.total.pending), (Rate::new(1, 2), 4));
    let rows = matrix(&f.corpus, &f.profile, &f.judgement);
    let statuses: Vec<_> = rows.iter().map(|r| r.status.as_str()).collect();
    assert_eq!(statuses, ["按时", "待核", "缺报", "待核", "待核", "待核"]);
    assert!(rows[1].due && !rows[1].held);
    assert_eq!(crate::model::counts::MonthSums::of(&rows).held, Rate::new(1, 2));
}
