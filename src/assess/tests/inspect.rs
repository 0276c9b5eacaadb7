//! Inspections: visits, units, problems and where they stand.

use super::rows::visit;
use crate::assess::inspections;
use crate::model::assessment::{InspectionCounts, ProblemState};
use crate::model::fixture::{Fixture, day};
use crate::model::org::BranchType;

#[test]
fn problems_stand_as_the_as_of_day_sees_them() {
    let mut f = Fixture::new("2017Q3", "2017-10-15");
    let a = f.branch("a", "a", "镇党委", BranchType::Rural);
    for (deadline, done) in [
        (Some("2017-10-14"), None),
        (Some("2017-10-15"), None),
        (Some("2017-09-30"), Some("2017-10-16")),
        (Some("2017-09-30"), Some("2017-09-30")),
        (Some("2017-09-30"), Some("2017-10-01")),
        (None, Some("2017-10-01")),
        (None, None),
    ] {
        let row = visit(&mut f, Some(a), "镇党委", "2017-09-01", "记录不全");
        (row.deadline, row.done) = (deadline.map(day), done.map(day));
    }
    let figures = inspections(&f.corpus);
    use ProblemState::{Open, Overdue, OverdueLater, PutRight, PutRightLate};
    assert_eq!(figures.problems, [(2, Overdue), (3, PutRight), (4, PutRightLate), (0, OverdueLater), (1, Open), (5, PutRight), (6, Open)]);
    let counts = InspectionCounts {
        trips: 1,
        visits: 1,
        units: 1,
        settled: 0,
        problems: 7,
        put_right: 3,
        put_right_late: 1,
        open: 2,
        overdue: 1,
        overdue_later: 1,
        left_over: 0,
    };
    assert_eq!((figures.total, figures.committees["镇党委"]), (counts, counts));
    assert_eq!(counts.put_right + counts.open + counts.overdue + counts.overdue_later, counts.problems);
}

#[test]
fn one_unit_day_and_method_is_one_visit() {
    let mut f = Fixture::new("2017Q3", "2017-10-15");
    let [a, b] = ["a", "b"].map(|n| f.branch(n, n, "东镇党委", BranchType::Rural));
    visit(&mut f, Some(a), "东镇党委", "2017-07-03", "甲").settled = 2;
    visit(&mut f, Some(a), "东镇党委", "2017-07-03", "乙").settled = 1;
    visit(&mut f, Some(a), "东镇党委", "2017-07-03", "").method = "暗访".into();
    visit(&mut f, Some(a), "东镇党委", "2017-07-04", "");
    visit(&mut f, Some(b), "东镇党委", "2017-07-03", "");
    visit(&mut f, None, "东镇党委", "2017-07-03", "丙");
    visit(&mut f, None, "西镇党委", "2017-07-03", "");
    visit(&mut f, Some(a), "东镇党委", "2017-06-30", "不在本期");
    visit(&mut f, Some(a), "东镇党委", "2017-10-16", "尚未发生");
    let figures = inspections(&f.corpus);
    let counts = |c: &InspectionCounts| (c.trips, c.visits, c.units, c.settled, c.problems);
    assert_eq!(counts(&figures.total), (3, 6, 4, 3, 3));
    let committees: Vec<_> = figures.committees.iter().map(|(name, c)| (&**name, counts(c))).collect();
    assert_eq!(committees, [("东镇党委", (2, 5, 3, 3, 3)), ("西镇党委", (1, 1, 1, 0, 0))]);
    assert_eq!(inspections(&Fixture::new("2017Q3", "2017-10-15").corpus), Default::default());
}

#[test]
fn what_earlier_visits_left_overdue_is_told_apart_and_the_rest_of_them_is_not() {
    let mut f = Fixture::new("2017Q3", "2017-10-15");
    let a = f.branch("a", "a", "镇党委", BranchType::Rural);
    for (deadline, done) in [
        (Some("2017-06-01"), None),
        (Some("2017-06-01"), Some("2017-08-01")),
        (Some("2017-10-01"), None),
        (None, None),
        (Some("2017-09-30"), None),
    ] {
        let row = visit(&mut f, Some(a), "镇党委", "2017-05-10", "记录不全");
        (row.deadline, row.done) = (deadline.map(day), done.map(day));
    }
    let figures = inspections(&f.corpus);
    assert_eq!(figures.problems, [(0, ProblemState::Overdue), (4, ProblemState::Overdue)]);
    assert_eq!(figures.total, InspectionCounts { left_over: 2, ..InspectionCounts::default() });
    assert_eq!(figures.committees["镇党委"], figures.total);
}
