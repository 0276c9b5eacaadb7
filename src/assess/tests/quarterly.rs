//! Quarters that bar for the year: in the quarter's own run, in the year's, and in later runs that know it from history.

use std::collections::BTreeMap;

use super::of;
use crate::assess::{EarlierQuarter, Known, assess, assess_after, quarters};
use crate::model::assessment::PeriodAssessment;
use crate::model::finding::{BranchIx, Code, Status};
use crate::model::fixture::Fixture;
use crate::model::org::BranchType;
use crate::model::time::Period;

/// Two branches; the first's participation is poor in the first quarter and good after.
fn town(period: &str) -> (Fixture, BranchIx, BranchIx) {
    let mut f = Fixture::new(period, "2018-03-31");
    f.profile.excellence.quarterly = Some("五".into());
    let [a, b] = ["a", "b"].map(|n| f.branch(n, n, "镇党委", BranchType::Rural));
    for ix in [a, b] {
        for month in 1..=12 {
            let poor = ix == a && month <= 3;
            f.activity(ix, &format!("2017-{month:02}-10"), 10, if poor { 5 } else { 10 });
        }
    }
    (f, a, b)
}

fn after(f: &Fixture, earlier: &[EarlierQuarter]) -> PeriodAssessment {
    assess_after(&f.corpus, &f.profile, &f.judgement, f.corpus.period, true, Known { quarters: earlier, ..Known::default() })
}

fn reasons(assessed: &PeriodAssessment, ix: BranchIx) -> Vec<&str> {
    let branch = of(assessed, ix);
    assert_eq!(branch.eligible, branch.grounds.is_empty());
    assert!(branch.eligible || &*branch.grade != "优秀");
    branch.grounds.iter().map(|g| g.reason.as_str()).collect()
}

const POOR: &str = "2017年第一季度参与率50.0%（15/30），低于 80%，按季度考核规定，全年不得评为优秀";

#[test]
fn a_quarter_that_the_years_sum_would_hide_bars_for_the_year() {
    let (mut f, a, b) = town("2017");
    f = f.build();
    let year = after(&f, &[]);
    assert_eq!((reasons(&year, a), reasons(&year, b)), (vec![POOR], vec![]));
    assert_eq!(of(&year, a).grounds[0].basis, "《意见》四.2；《意见》五");
    assert_eq!((&*of(&year, a).grade, &*of(&year, b).grade), ("良好", "优秀"));
    // each quarter by itself: the first is barred, the later ones are not
    let quarters = quarters(&f.corpus, &f.profile, &f.judgement, true, Known::default());
    assert_eq!(quarters.iter().map(|q| reasons(q, a).len()).collect::<Vec<_>>(), [1, 0, 0, 0]);
    f.profile.excellence.quarterly = None;
    assert!(reasons(&after(&f, &[]), a).is_empty());
}

#[test]
fn what_the_year_itself_holds_against_a_branch_is_told_once() {
    let (mut f, a, _) = town("2017");
    f.on_month(Code::SUB001, a, "2017-02");
    f.on_month(Code::SUB001, a, "2017-08");
    for activity in f.corpus.activities.iter_mut().filter(|x| x.branch == a) {
        activity.row.actual = crate::model::record::Count::Given(5);
    }
    let f = f.build();
    assert_eq!(reasons(&after(&f, &[]), a), ["统计期内缺报 2 个月（2017年2月、8月）", "统计期内参与率50.0%（60/120），低于 80%"]);
}

#[test]
fn a_quarters_own_run_says_that_it_holds_for_the_year() {
    let (mut f, a, b) = town("2017Q1");
    f.on_month(Code::SUB001, b, "2017-02");
    for month in ["2017-01", "2017-02", "2017-03"] {
        f.on_month(Code::DAY001, b, month);
    }
    let f = f.build();
    let quarter = after(&f, &[]);
    assert_eq!(reasons(&quarter, a), [POOR]);
    assert_eq!(
        reasons(&quarter, b),
        [
            "2017年第一季度缺报 1 个月（2017年2月），按季度考核规定，全年不得评为优秀",
            "2017年第一季度 3 个月未在活动日开展活动且未备案（2017年1月、2月、3月），按季度考核规定，全年不得评为优秀",
        ]
    );
}

fn earlier(quarter: &str, branch: BranchIx, code: Code, reason: &str) -> EarlierQuarter {
    let grounds = BTreeMap::from([(branch, vec![(code.into(), 1, reason.to_string())])]);
    EarlierQuarter { quarter: quarter.parse().unwrap(), grounds }
}

#[test]
fn later_runs_of_the_year_know_the_quarter_from_history() {
    for period in ["2017-08", "2017Q3", "2017H2", "2017-05..2017-09"] {
        let (mut f, a, b) = town(period);
        f.on_month(Code::SUB001, a, "2017-08");
        let f = f.build();
        let known = [
            earlier("2017Q2", b, Code::SUB001, "第二季度"),
            earlier("2017Q1", a, Code::PAR001, POOR),
            earlier("2017Q1", a, Code::SUB001, "第一季度"),
            earlier("2016Q4", b, Code::PAR001, "上一年"),
            earlier("2017-02", b, Code::PAR001, "不是季度"),
        ];
        let assessed = after(&f, &known);
        let own = reasons(&assess(&f.corpus, &f.profile, &f.judgement, f.corpus.period, true), a)[0].to_string();
        assert_eq!(reasons(&assessed, a), [own.as_str(), "第一季度", POOR], "{period}");
        let second = if f.corpus.period.first() > "2017-06".parse().unwrap() { vec!["第二季度"] } else { vec![] };
        assert_eq!(reasons(&assessed, b), second, "{period}");
    }
    // a month in which nothing is due yet does not lift the bar
    let (f, a, _) = town("2017-05");
    let mut f = f;
    f.corpus.as_of = crate::model::fixture::day("2017-05-10");
    let f = f.build();
    assert_eq!(reasons(&after(&f, &[earlier("2017Q1", a, Code::PAR001, POOR)]), a), [POOR]);
}

#[test]
fn a_waived_month_is_no_ground_of_its_quarter() {
    let (mut f, a, _) = town("2017");
    for month in ["2017-01", "2017-02", "2017-03"] {
        f.on_month(Code::PAR001, a, month).status = Status::Waived;
    }
    let f = f.build();
    assert!(reasons(&after(&f, &[]), a).is_empty());
    assert!(crate::assess::bears_on("2017Q1".parse::<Period>().unwrap(), "2017-04".parse().unwrap()));
    assert!(!crate::assess::bears_on("2017Q2".parse::<Period>().unwrap(), "2017-06".parse().unwrap()));
}
