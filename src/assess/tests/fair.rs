//! Small branches: what they are spared, and that more attendance never makes anything worse.

use super::{of, run, score};
use crate::model::assessment::{BranchAssessment, PeriodAssessment};
use crate::model::finding::{BranchIx, Code, Status};
use crate::model::fixture::{Fixture, month};
use crate::model::org::BranchType;
use crate::model::profile::SmallBranch;

/// Branches with their due counts, and how many came in each month from January on; low months are found as the rule finds them.
fn town(branches: &[(u32, Vec<u32>)], small: SmallBranch) -> (Fixture, Vec<BranchIx>) {
    let months = branches[0].1.len();
    let mut f = Fixture::new(&format!("2017-01..2017-{months:02}"), "2018-03-31");
    f.profile.score.small_branch = small;
    f.profile.score.size_bands = vec![10, 30];
    let names = ["a", "b", "c", "d"];
    let all: Vec<BranchIx> = names.iter().take(branches.len()).map(|n| f.branch(n, n, "镇党委", BranchType::Rural)).collect();
    for (ix, (due, came)) in all.iter().zip(branches) {
        f.corpus.branches[ix.0].member_count = Some(*due);
        for (nth, actual) in came.iter().enumerate() {
            let on = format!("2017-{:02}", nth + 1);
            f.activity(*ix, &format!("{on}-10"), *due, *actual);
            if actual * 100 < due * 80 {
                f.on_month(Code::PAR001, *ix, &on);
            }
        }
    }
    (f.build(), all)
}

fn small(members: u32, absences: u32) -> SmallBranch {
    SmallBranch { members, absences, ..SmallBranch::default() }
}

#[test]
fn one_absence_in_a_small_branch_is_told_and_costs_nothing() {
    let (f, all) = town(&[(3, vec![2, 3, 2]), (3, vec![1, 3, 3]), (10, vec![7, 10, 10])], small(10, 1));
    let assessed = run(&f);
    let told = |ix: BranchIx| {
        let b = of(&assessed, ix);
        let line = &b.deductions[0];
        (score(b), line.count, line.spared, b.errors, b.eligible)
    };
    // the rate of all months is 7/9, of those that count 3/3
    assert_eq!(told(all[0]), ("100".into(), 0, 2, 2, true));
    // two absences, and a branch that is not small
    assert_eq!(told(all[1]), ("95".into(), 1, 0, 1, false));
    assert_eq!(told(all[2]), ("95".into(), 1, 0, 1, true));
    assert_eq!(assessed.spared.iter().copied().collect::<Vec<_>>(), [(all[0], month("2017-01")), (all[0], month("2017-03"))]);
    let (f, all) = town(&[(3, vec![2, 3, 2])], small(0, 1));
    assert_eq!((score(of(&run(&f), all[0])), of(&run(&f), all[0]).eligible), ("90".to_string(), false));
}

#[test]
fn absences_beyond_those_that_the_floor_allows_may_be_spared() {
    let over = SmallBranch { over_allowed: true, ..small(10, 1) };
    // the floor allows one of eight: two are spared, three are not
    let (f, all) = town(&[(8, vec![6, 8, 8]), (8, vec![5, 8, 8])], over);
    let assessed = run(&f);
    assert_eq!(all.iter().map(|ix| score(of(&assessed, *ix))).collect::<Vec<_>>(), ["100", "95"]);
}

#[test]
fn every_activity_of_the_month_is_looked_at() {
    let (mut f, all) = town(&[(4, vec![4])], small(10, 1));
    f.activity(all[0], "2017-01-20", 9, 5);
    f.on_month(Code::PAR001, all[0], "2017-01");
    assert_eq!(score(of(&run(&f.build()), all[0])), "95");
    // the month's largest due count says how large the branch is
    let (mut f, all) = town(&[(4, vec![3])], small(10, 1));
    f.activity(all[0], "2017-01-20", 12, 12);
    assert_eq!(score(of(&run(&f.build()), all[0])), "95");
}

#[test]
fn a_waived_month_is_waived_and_not_spared() {
    let (mut f, all) = town(&[(3, vec![2])], small(10, 1));
    f.judgement.findings[0].status = Status::Waived;
    let assessed = run(&f);
    assert!(assessed.spared.is_empty() && of(&assessed, all[0]).waived == 1);
}

#[test]
fn ranks_within_a_band_are_of_branches_as_large() {
    let (mut f, all) = town(&[(3, vec![3]), (12, vec![9]), (12, vec![12]), (50, vec![50])], small(10, 1));
    f.corpus.branches[all[3].0].member_count = None;
    let assessed = run(&f);
    let told: Vec<_> = all.iter().map(|ix| (of(&assessed, *ix).size_band, of(&assessed, *ix).rank_in_band)).collect();
    // the last one by its due count
    assert_eq!(told, [(Some(0), Some(1)), (Some(1), Some(2)), (Some(1), Some(1)), (Some(2), Some(1))]);
}

/// Numbers that look drawn and are the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((u64::from((self.0 >> 33) as u32) * u64::from(n)) >> 31) as u32
    }
}

/// Better is smaller: rank, rank within type and band, place of the grade, barred.
fn standing(f: &Fixture, assessed: &PeriodAssessment, ix: BranchIx) -> [i64; 6] {
    let b: &BranchAssessment = of(assessed, ix);
    let grade = f.profile.score.grades.iter().position(|g| g.name == b.grade).expect("a grade");
    let rank = |rank: Option<u32>| i64::from(rank.expect("a rank"));
    let score = b.score.expect("a score").hundredths();
    [rank(b.rank), rank(b.rank_in_type), rank(b.rank_in_band), grade as i64, i64::from(!b.eligible), -score]
}

#[test]
fn more_attendance_never_stands_worse() {
    let mut dice = Dice(7);
    let (mut better, mut spared) = (0, 0);
    for case in 0..400 {
        let terms = SmallBranch { over_allowed: case % 2 == 1, ..small(10, 1) };
        let mut branches: Vec<(u32, Vec<u32>)> = Vec::new();
        for _ in 0..4 {
            let due = 2 + dice.below(12);
            branches.push((due, (0..5).map(|_| due - dice.below(due.min(4) + 1)).collect()));
        }
        let (mut before, all) = town(&branches, terms.clone());
        crate::assess::tests::conditions(&mut before);
        let (who, when) = (dice.below(4) as usize, dice.below(5) as usize);
        let (due, came) = (branches[who].0, &mut branches[who].1[when]);
        if *came == due {
            continue;
        }
        *came += 1 + dice.below(due - *came);
        let (mut after, _) = town(&branches, terms);
        crate::assess::tests::conditions(&mut after);
        let (assessed, then) = (run(&after), run(&before));
        spared += then.spared.len();
        let (new, old) = (standing(&after, &assessed, all[who]), standing(&before, &then, all[who]));
        assert!(new.iter().zip(&old).all(|(new, old)| new <= old), "case {case}: {old:?} became {new:?}; {branches:?}");
        better += usize::from(new != old);
    }
    // the cases are worth something
    assert!(better > 100 && spared > 100, "{better} {spared}");
}
