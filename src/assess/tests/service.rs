//! Volunteer service, of all and of each; and what members' own figures make of it.

use std::sync::Arc;

use super::rows::service;
use crate::assess::{members, services};
use crate::model::fixture::Fixture;
use crate::model::org::BranchType;
use crate::model::profile::Volunteer;
use crate::model::record::{Field, Mark};

fn town() -> Fixture {
    let mut f = Fixture::new("2017Q3", "2017-09-15");
    let a = f.branch("a", "a", "东镇党委", BranchType::Rural);
    let b = f.branch("b", "b", "东镇党委", BranchType::School);
    f.branch("c", "c", "东镇党委", BranchType::Rural);
    f.member(a, "张三", &[]);
    f.member(a, "李四", &[]);
    f.member(b, "王五", &[]);
    for member in [0, 1] {
        service(&mut f, member, "2017-07-08", Some(90), "清洁 家园");
    }
    service(&mut f, 0, "2017-07-08", Some(30), "清洁家园");
    service(&mut f, 0, "2017-08-08", None, "助老");
    service(&mut f, 2, "2017-08-08", Some(60), "");
    service(&mut f, 2, "2017-06-30", Some(600), "上季度");
    service(&mut f, 2, "2017-09-20", Some(600), "尚未发生");
    f
}

fn told(f: &Fixture) -> Vec<String> {
    let of = |s: &crate::model::assessment::ServiceFigures| {
        let who = s.branch.map_or_else(|| s.committee.to_string(), |ix| f.corpus.branch(ix).name.to_string());
        format!("{who} {}人 {}次 {}场 {}分 全{}", s.persons, s.services, s.activities, s.minutes, s.complete)
    };
    services(&f.corpus, &f.profile).iter().map(of).collect()
}

#[test]
fn what_many_did_together_is_one_activity() {
    let f = town().build();
    assert_eq!(
        told(&f),
        [" 3人 5次 3场 270分 全3", "东镇党委 3人 5次 3场 270分 全3", "a 2人 4次 2场 210分 全3", "b 1人 1次 1场 60分 全0",]
    );
    assert!(services(&Fixture::new("2017Q3", "2017-09-15").corpus, &f.profile).is_empty());
}

#[test]
fn a_record_is_complete_by_what_the_branchs_document_wants() {
    let mut f = town();
    let mut school = (*f.profile.base).clone();
    school.set(Volunteer { not_members: Vec::new(), duties: Vec::new(), required: vec![Field::Duration], clause: "一".into() });
    f.profile.by_type = vec![(vec![BranchType::School], Arc::new(school))];
    f.corpus.returns.services[0].row.effect = " ".into();
    let f = f.build();
    assert_eq!(told(&f)[2..], ["a 2人 4次 2场 210分 全2", "b 1人 1次 1场 60分 全1"]);
}

#[test]
fn members_services_count_from_january_to_the_as_of_day() {
    let f = town().build();
    let figures = members(&f.corpus, &f.profile, &f.judgement);
    let served: Vec<_> = figures.iter().map(|m| (m.services, m.service_minutes, m.status.as_str())).collect();
    assert_eq!(served, [(3, 120, "无记录"), (1, 90, "无记录"), (2, 660, "无记录")]);
}

#[test]
fn runs_of_absence_and_of_what_was_missed_are_kept_apart() {
    use Mark::{Absent as A, CaughtUp as C, Exempt as E, Leave as L, Present as P};
    let mut f = Fixture::new("2017", "2018-01-31");
    let a = f.branch("a", "a", "镇党委", BranchType::Rural);
    let year = |marks: &[(u32, Mark)]| -> Vec<(String, Mark)> { marks.iter().map(|(m, mark)| (format!("2017-{m:02}"), *mark)).collect() };
    for marks in [
        // a month without a mark breaks no run
        year(&[(1, A), (3, A), (4, L), (6, A), (7, P), (8, L)]),
        year(&[(1, L), (2, L), (3, C), (4, A), (5, E), (6, A)]),
        year(&[(1, P), (2, E)]),
    ] {
        let marks: Vec<(&str, Mark)> = marks.iter().map(|(m, mark)| (m.as_str(), *mark)).collect();
        f.member(a, "某", &marks);
    }
    let f = f.build();
    let figures = members(&f.corpus, &f.profile, &f.judgement);
    let runs: Vec<_> = figures.iter().map(|m| (m.absent_run, m.missed_run, m.absent, m.leave, m.exempt)).collect();
    assert_eq!(runs, [(2, 4, 3, 2, 0), (1, 2, 2, 2, 1), (0, 0, 0, 0, 1)]);
    let missed: Vec<String> = figures[0].missed.iter().map(|(m, mark)| format!("{m}{mark:?}")).collect();
    assert_eq!(missed, ["2017-01Absent", "2017-03Absent", "2017-04Leave", "2017-06Absent", "2017-08Leave"]);
}
