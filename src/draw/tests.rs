//! Draws on small frames: repeatable, provable, fair to certain and resting units.

use crate::model::draw::Draw;
use crate::model::figure::Share;
use crate::model::finding::{Code, Level, Status};
use crate::model::fixture::{Fixture, day};
use crate::model::org::BranchType;
use crate::model::profile::{DrawUnit, Sampling, Stratify};

use super::{Lots, PastDraw, default_seed, read, verify};

/// Branches b01, b02 … of which every third is a school; `min` to draw.
fn fixture(branches: usize, sampling: Sampling) -> Fixture {
    let mut f = Fixture::new("2017Q3", "2017-12-31");
    f.profile.sampling = sampling;
    for n in 1..=branches {
        let kind = if n % 3 == 0 { BranchType::School } else { BranchType::Rural };
        f.branch(&format!("b{n:02}"), &format!("支部{n:02}"), "镇党委", kind);
    }
    f.build()
}

fn draw(f: &Fixture, seed: Option<&str>, number: u32, history: &[PastDraw]) -> Draw {
    super::draw(&f.profile, &f.corpus, &f.judgement, Lots { unit: "某县", seed, number, history })
}

fn run(f: &Fixture) -> Draw {
    draw(f, Some("种子"), 1, &[])
}

fn names(draw: &Draw) -> Vec<&str> {
    draw.drawn.iter().map(|d| d.unit.unit.strip_prefix("某县/").unwrap()).collect()
}

fn past(period: &str, units: &[&str]) -> PastDraw {
    PastDraw { period: period.parse().unwrap(), units: units.iter().map(|u| u.to_string()).collect() }
}

#[test]
fn the_smallest_tickets_are_drawn_and_drawn_again() {
    let f = fixture(12, Sampling { min: 4, ..Sampling::default() });
    let first = run(&f);
    assert_eq!(first, run(&f));
    assert_eq!(first.drawn.len(), 4);
    let mut tickets: Vec<_> = first.frame.iter().map(|u| (super::ticket("种子", 1, &u.unit), u.unit.as_str())).collect();
    tickets.sort();
    assert_eq!(names(&first), tickets[..4].iter().map(|t| t.1.strip_prefix("某县/").unwrap()).collect::<Vec<_>>());
    assert!(first.drawn.iter().all(|d| d.probability == "0.3333" && d.reason == "随机抽取" && d.variate.is_empty()));
    assert!(verify(&first).is_ok());
    let other = draw(&f, Some("种子"), 2, &[]);
    assert_ne!(names(&first), names(&other));
}

#[test]
fn without_a_seed_jurisdiction_and_period_serve() {
    let f = fixture(3, Sampling { min: 1, ..Sampling::default() });
    let drawn = draw(&f, None, 1, &[]);
    assert_eq!((drawn.seed.as_str(), default_seed(&f.profile, f.corpus.period).as_str()), ("chizhou-2017Q3", "chizhou-2017Q3"));
}

#[test]
fn only_units_that_exist_at_the_end_and_can_be_visited_are_in_the_frame() {
    let mut f = fixture(4, Sampling { min: 9, ..Sampling::default() });
    f.corpus.branches[0].dissolved = Some(day("2017-09-30"));
    f.corpus.branches[1].dissolved = Some(day("2018-01-01"));
    // dissolved since: nobody is there to be visited
    f.corpus.branches[3].dissolved = Some(day("2017-12-31"));
    let drawn = run(&f);
    assert_eq!(drawn.frame.iter().map(|u| u.unit.as_str()).collect::<Vec<_>>(), ["某县/b02", "某县/b03"]);
    assert_eq!(drawn.drawn.len(), 2);
    assert!(drawn.drawn.iter().all(|d| d.probability == "1.0000"));
}

#[test]
fn certain_units_come_first_and_take_places() {
    let sampling = Sampling {
        min: 3,
        always_rules: vec![Code::SUB001, Code::INS001],
        always_types: vec![BranchType::Hospital],
        ..Sampling::default()
    };
    let mut f = fixture(9, sampling);
    f.corpus.branches[8].kind = BranchType::Hospital;
    let ix = crate::model::finding::BranchIx;
    f.on_month(Code::SUB001, ix(4), "2017-07");
    f.on_month(Code::SUB001, ix(4), "2017-08");
    f.on_month(Code::SUB001, ix(5), "2017-07").status = Status::Waived;
    f.on_month(Code::SUB001, ix(6), "2017-07").level = Level::Info;
    f.on_month(Code::SUB001, ix(7), "2017-01");
    let drawn = run(&f);
    assert_eq!(drawn.drawn.len(), 3);
    assert_eq!((drawn.drawn[0].unit.unit.as_str(), drawn.drawn[0].reason.as_str()), ("某县/b05", "必查：SUB001 2 项"));
    assert_eq!((drawn.drawn[1].unit.unit.as_str(), drawn.drawn[1].reason.as_str()), ("某县/b09", "必查：医院全覆盖"));
    assert_eq!((drawn.drawn[2].order, drawn.drawn[2].reason.as_str(), drawn.drawn[2].probability.as_str()), (3, "随机抽取", "0.1428"));
    assert!(verify(&drawn).is_ok());
    // more certain units than places: all of them, and nobody else
    f.profile.sampling.min = 1;
    assert_eq!(names(&run(&f)), ["b05", "b09"]);
}

#[test]
fn units_at_rest_step_back_and_fill_up_only_to_the_least() {
    let mut f = fixture(5, Sampling { min: 2, max: Some(3), rest_months: 3, ..Sampling::default() });
    let history = [past("2017Q2", &["b01", "b02", "b03"]), past("2017Q1", &["b05"]), past("2017Q4", &["b04"])];
    let go = |f: &Fixture, history: &[PastDraw]| draw(f, Some("s"), 1, history);
    let drawn = go(&f, &history);
    // two are free, three at rest: the free ones reach the least
    let mut free = names(&drawn);
    free.sort();
    assert_eq!(free, ["b04", "b05"]);
    assert_eq!(drawn.history, ["2017Q2"]);
    assert_eq!(drawn.frame[0].resting, Some(1));
    f.profile.sampling.min = 3;
    let drawn = go(&f, &history);
    assert_eq!((drawn.drawn.len(), drawn.drawn[2].reason.as_str()), (3, "轮休单位补足"));
    assert_eq!(drawn.drawn[2].probability, "0.3333");
    assert!(verify(&drawn).is_ok());
    // who rests decides about the outcome: it cannot be changed afterwards and the draw made anew to fit
    let mut bent = drawn.clone();
    bent.frame[3].resting = Some(1);
    bent.drawn = super::select::select(&bent.frame, &bent.parameters, &bent.seed, bent.draw_number);
    assert!(verify(&bent).unwrap_err()[0].contains("摘要不符"));
    f.profile.sampling.rest_months = 0;
    assert!(go(&f, &history).frame.iter().all(|u| u.resting.is_none()));
}

#[test]
fn places_are_divided_among_strata_or_hold_in_each() {
    let sampling = Sampling { min: 3, strata: Stratify::Type, ..Sampling::default() };
    let mut f = fixture(9, sampling);
    let count = |d: &Draw, stratum: &str| d.drawn.iter().filter(|u| u.unit.stratum == stratum).count();
    let drawn = run(&f);
    assert_eq!((count(&drawn, "农村"), count(&drawn, "学校")), (2, 1));
    f.profile.sampling.per_stratum = true;
    let drawn = run(&f);
    assert_eq!((count(&drawn, "农村"), count(&drawn, "学校")), (3, 3));
    f.profile.sampling.share = Share::from_f64(0.5);
    f.profile.sampling.min = 1;
    let drawn = run(&f);
    assert_eq!((count(&drawn, "农村"), count(&drawn, "学校")), (3, 2));
    assert!(verify(&drawn).is_ok());
}

#[test]
fn committees_can_be_drawn() {
    let mut f = Fixture::new("2017-07", "2017-12-31");
    f.profile.sampling = Sampling { unit: DrawUnit::Committee, min: 2, max: Some(3), ..Sampling::default() };
    for name in ["丁镇党委", "丙镇党委", "乙镇党委", "甲镇党委"] {
        f.branch(name, name, name, BranchType::Rural);
    }
    let drawn = run(&f.build());
    assert_eq!((drawn.frame.len(), drawn.drawn.len(), drawn.parameters.unit.as_str()), (4, 3, "committee"));
    assert!(drawn.drawn.iter().all(|d| d.unit.branch_id.is_empty()
        && d.unit.stratum == "全部"
        && d.unit.committee == format!("{}党委", &d.unit.unit["某县/".len()..])));
}

#[test]
fn risk_makes_a_unit_likelier() {
    let mut f = fixture(20, Sampling { min: 1, risk_weighted: true, ..Sampling::default() });
    for _ in 0..99 {
        f.on_month(Code::SUB001, crate::model::finding::BranchIx(6), "2017-07");
    }
    let hits = |f: &Fixture| (1..=200).filter(|n| names(&draw(f, Some("s"), *n, &[])) == ["b07"]).count();
    // 100 of 119: about 168 of 200
    assert!((150..=185).contains(&hits(&f)), "{}", hits(&f));
    let drawn = run(&f);
    assert_eq!((drawn.frame[6].weight, drawn.frame[0].weight), (100, 1));
    assert_eq!(drawn.drawn[0].variate.split_once('.').unwrap().1.len(), 12);
    assert!(verify(&drawn).is_ok());
    f.profile.sampling.risk_weighted = false;
    assert!(hits(&f) < 30);
}

#[test]
fn verification_tells_what_was_changed() {
    let f = fixture(9, Sampling { min: 3, ..Sampling::default() });
    let honest = run(&f);
    let faults = |change: &dyn Fn(&mut Draw)| {
        let mut draw = honest.clone();
        change(&mut draw);
        verify(&draw).err().unwrap_or_default().join("\n")
    };
    assert!(faults(&|d| d.frame[0].stratum = "x".into()).contains("抽样名册摘要不符"));
    assert!(faults(&|d| d.frame.swap(0, 1)).contains("未按单位编号排序"));
    assert!(faults(&|d| d.drawn[0].ticket = "0".repeat(64)).contains("签号不符"));
    assert!(faults(&|d| d.drawn[0].probability = "0.9".into()).contains("入样概率不符"));
    assert!(faults(&|d| d.seed = "别的".into()).contains("签号不符"));
    assert!(faults(&|d| d.version = 7).contains("版本"));
    assert!(faults(&|d| d.drawn[1].unit.branch = "别名".into()).contains("与抽样名册不一致"));
    let left_out = honest.frame.iter().find(|u| !names(&honest).contains(&&u.unit["某县/".len()..])).unwrap().clone();
    let told = faults(&|d| d.drawn[2].unit = left_out.clone());
    assert!(told.contains("未抽中") && told.contains("但名单中没有"));
    let twice = faults(&|d| d.drawn.push(d.drawn[0].clone()));
    assert!(twice.contains("重复列出"));
}

#[test]
fn a_draw_survives_its_json() {
    let drawn = run(&fixture(9, Sampling { min: 3, ..Sampling::default() }));
    let one = serde_json::to_string(&drawn).unwrap();
    assert_eq!(read(&one).unwrap(), std::slice::from_ref(&drawn));
    assert_eq!(read(&format!("[{one},{one}]")).unwrap().len(), 2);
    assert!(read("{").is_err());
}

#[test]
fn units_are_keys_and_draws_of_long_ago_are_understood() {
    let mut f = Fixture::new("2017Q3", "2017-12-31");
    f.profile.sampling = Sampling { min: 1, rest_months: 6, ..Sampling::default() };
    for (id, name) in
        [("丙320102 19900101 1234支部", "丙320102 19900101 1234支部"), ("340825002000001", "乙支部"), ("340825001000001", "甲支部")]
    {
        f.branch(id, name, "柳塘镇党委", BranchType::Rural);
    }
    let f = f.build();
    let drawn = draw(&f, Some("s"), 1, &[]);
    let units: Vec<&str> = drawn.frame.iter().map(|u| u.unit.as_str()).collect();
    assert_eq!(units[..2], ["某县/340825001000001", "某县/340825002000001"]);
    assert!(units[2].starts_with("某县/柳塘镇/丙320") && units[2].contains("*"));
    assert!(drawn.frame.iter().all(|u| !u.branch.contains("19900101") && !u.branch_id.contains("19900101")));
    assert_eq!(drawn.frame[0].branch_id, "340825001000001");
    assert!(verify(&drawn).is_ok());
    for (was, resting) in [("某县/340825002000001", 1), ("340********0001", 2), ("丙320*** ******** 1234支部", 1), ("乙支部", 0)] {
        let frame = draw(&f, Some("s"), 1, &[past("2017Q2", &[was])]).frame;
        assert_eq!(frame.iter().filter(|u| u.resting.is_some()).count(), resting, "{was}");
    }
}

#[test]
fn draws_of_the_first_version_are_still_verified() {
    let mut old = run(&fixture(9, Sampling { min: 3, ..Sampling::default() }));
    let text = serde_json::to_string(&old).unwrap().replace("\"draw_unit\"", "\"unit\"").replace("\"version\":2", "\"version\":1");
    let text = text.replacen("\"unit\":\"某县\",", "", 1);
    let read = read(&text).unwrap();
    (old.version, old.unit) = (1, String::new());
    assert_eq!(read, [old]);
    assert!(verify(&read[0]).is_ok());
}
