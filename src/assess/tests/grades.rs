//! What a grade asks besides points: the conditions add up, apply from some due months on, and say why a grade is lower.

use super::{conditions, of, run};
use crate::model::assessment::PeriodAssessment;
use crate::model::finding::{BranchIx, Code};
use crate::model::fixture::Fixture;
use crate::model::org::BranchType;
use crate::model::profile::Needs;

/// Three branches over so many months: the first holds all, the second misses the first one, the third the first two. Nothing costs points, nobody is barred.
fn town(months: u32) -> (Fixture, Vec<BranchIx>) {
    let mut f = Fixture::new(&format!("2017-01..2017-{months:02}"), "2018-03-31");
    f.profile.excellence.veto.clear();
    f.profile.score.deductions.clear();
    let all: Vec<BranchIx> = ["a", "b", "c"].map(|n| f.branch(n, n, "镇党委", BranchType::Rural)).to_vec();
    for (missed, ix) in all.iter().enumerate() {
        for month in 1 + missed as u32..=months {
            f.activity(*ix, &format!("2017-{month:02}-10"), 10, 9);
        }
    }
    conditions(&mut f);
    (f, all)
}

fn told(assessed: &PeriodAssessment, all: &[BranchIx]) -> Vec<String> {
    all.iter().map(|ix| of(assessed, *ix)).map(|b| format!("{} {}", b.grade, b.lowered_words())).collect()
}

#[test]
fn months_held_hold_a_grade_back_and_say_so() {
    let (f, all) = town(6);
    assert_eq!(
        told(&run(&f.build()), &all),
        ["优秀 ", "合格 良好及以上等次要求完整率不低于90%，现为83.3%（5/6）", "不合格 合格及以上等次要求完整率不低于75%，现为66.6%（4/6）",]
    );
}

#[test]
fn few_due_months_ask_for_nothing_and_four_do() {
    let (f, all) = town(3);
    assert_eq!(told(&run(&f.build()), &all), ["优秀 ", "优秀 ", "优秀 "]);
    let (f, all) = town(4);
    assert_eq!(told(&run(&f.build()), &all)[1], "合格 良好及以上等次要求完整率不低于90%，现为75.0%（3/4）");
}

#[test]
fn a_grade_may_ask_for_nothing_or_for_something_of_its_own() {
    let (mut f, all) = town(6);
    f.profile.score.grades[2].needs = Some(Needs::default());
    let assessed = run(&f.build());
    // 合格 asks for nothing any more, 良好 still does
    assert_eq!(told(&assessed, &all)[2], "合格 良好及以上等次要求完整率不低于90%，现为66.6%（4/6）");
    let (mut f, all) = town(6);
    f.profile.score.grades[0].needs = Some(Needs { completeness: crate::model::figure::Share::from_f64(1.0), ..Needs::default() });
    f.profile.score.conditions.grades.clear();
    assert_eq!(told(&run(&f.build()), &all)[1], "良好 优秀及以上等次要求完整率不低于100%，现为83.3%（5/6）");
}

#[test]
fn the_floor_holds_a_grade_back_and_a_rate_that_does_not_apply_fails_nobody() {
    let (mut f, all) = town(6);
    for activity in f.corpus.activities.iter_mut().filter(|a| a.branch == all[0]) {
        activity.row.actual = crate::model::record::Count::Given(7);
    }
    for activity in f.corpus.activities.iter_mut().filter(|a| a.branch == all[1]) {
        activity.row.actual = crate::model::record::Count::Missing;
    }
    let assessed = run(&f.build());
    assert_eq!(told(&assessed, &all)[0], "合格 良好及以上等次要求参与率不低于80%，现为70.0%（42/60）");
    assert_eq!(told(&assessed, &all)[1], "合格 良好及以上等次要求完整率不低于90%，现为83.3%（5/6）");
}

#[test]
fn a_veto_and_a_full_quota_are_reasons_too() {
    let (mut f, all) = town(3);
    f.profile.excellence.veto = vec![crate::model::profile::Veto { rule: Code::SUB001.into(), count: 1 }];
    f.profile.excellence.quota = crate::model::figure::Share::from_f64(0.34);
    f.on_month(Code::SUB001, all[1], "2017-01");
    assert_eq!(told(&run(&f.build()), &all), ["优秀 ", "良好 有不得评优的情形", "良好 未进入优秀比例（34%）"]);
}
