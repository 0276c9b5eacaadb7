//! Explanations: how many were approved or asked for, and what score and rank would be without them.

use super::{of, run, score, steady};
use crate::assess::{Known, quarters};
use crate::model::finding::{Code, Level, Status};
use crate::model::fixture::Fixture;
use crate::model::org::BranchType;

#[test]
fn score_and_rank_before_explanations_stand_beside_those_after() {
    let (mut f, all) = steady(&["a", "b", "c"]);
    f.on_month(Code::SUB001, all[0], "2017-07").status = Status::Waived;
    f.on_month(Code::DAY001, all[0], "2017-08").status = Status::Waived;
    let lead = f.on_month(Code::DAY001, all[0], "2017-09");
    (lead.status, lead.level) = (Status::Waived, Level::Info);
    f.on_month(Code::DAY001, all[1], "2017-07").status = Status::Requested;
    let f = f.build();
    let assessed = run(&f);
    let told: Vec<_> = all
        .iter()
        .map(|ix| {
            let b = of(&assessed, *ix);
            let before = b.before_waivers.map(|(score, rank)| (score.to_string(), rank.unwrap()));
            (b.waived, b.requested, score(b), b.rank.unwrap(), before.unwrap())
        })
        .collect();
    assert_eq!(
        told,
        [(2, 0, "100".into(), 1, ("88".into(), 3)), (0, 1, "98".into(), 3, ("98".into(), 2)), (0, 0, "100".into(), 1, ("100".into(), 1)),]
    );
    let plain = crate::assess::assess(&f.corpus, &f.profile, &f.judgement, f.corpus.period, false);
    assert_eq!(of(&plain, all[0]).before_waivers.map(|(score, rank)| (score.to_string(), rank)), Some(("88".into(), None)));
}

#[test]
fn without_an_approved_explanation_there_is_no_before() {
    let (mut f, all) = steady(&["a", "b"]);
    f.on_month(Code::SUB001, all[0], "2017-07").status = Status::Requested;
    let assessed = run(&f.build());
    assert!(assessed.branches.iter().all(|b| b.before_waivers.is_none() && b.waived == 0));
    assert_eq!(of(&assessed, all[0]).requested, 1);
}

#[test]
fn a_quarter_counts_its_own_explanations() {
    let mut f = Fixture::new("2017H2", "2018-03-31");
    let a = f.branch("a", "a", "镇党委", BranchType::Rural);
    f.on_month(Code::SUB001, a, "2017-08").status = Status::Waived;
    f.on_month(Code::SUB001, a, "2017-11").status = Status::Waived;
    let f = f.build();
    let quarters = quarters(&f.corpus, &f.profile, &f.judgement, true, Known::default());
    let told: Vec<_> = quarters.iter().map(|q| (of(q, a).waived, of(q, a).before_waivers.map(|(score, _)| score.to_string()))).collect();
    assert_eq!(told, [(1, Some("90".to_string())), (1, Some("90".to_string()))]);
    assert_eq!((of(&run(&f), a).waived, score(of(&run(&f), a))), (2, "100".into()));
}
