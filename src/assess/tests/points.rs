//! Members' accounts: what earns what, under which cap, and what the balance is whatever happens.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::rows::{cadre, service};
use crate::assess::members;
use crate::assess::points::{Events, account, band};
use crate::model::figure::Points;
use crate::model::fixture::{Fixture, month};
use crate::model::org::BranchType;
use crate::model::points::{PointAccount, PointEvent, PointRule, PointScheme};
use crate::model::profile::Grade;
use crate::model::record::{Count, Mark};
use crate::model::time::Month;

fn grade(name: &str, min: i64) -> Grade {
    Grade { name: name.into(), min: points(min) }
}

fn points(hundredths: i64) -> Points {
    Points::from_hundredths(hundredths)
}

fn rule(event: PointEvent, hundredths: i64) -> PointRule {
    PointRule { event, points: points(hundredths), from: 1, cap_month: None, cap_year: None, clause: "二".into() }
}

fn scheme(base: i64, rules: Vec<PointRule>) -> PointScheme {
    PointScheme {
        name: "积分".into(),
        base: points(base),
        floor: None,
        ceiling: None,
        rules,
        bands: Vec::new(),
        notice: false,
        clause: "二".into(),
    }
}

/// So many events of a kind in each month from January on.
fn events(event: PointEvent, counts: &[u32]) -> Events {
    let of_month = |(n, count): (usize, &u32)| (month("2017-01").plus(n as i32), BTreeMap::from([(event, *count)]));
    counts.iter().enumerate().map(of_month).collect()
}

/// Lines of an account as `month×count=points`, a capped one with `!`.
fn told(account: &PointAccount) -> Vec<String> {
    let line = |(month, lines): (&Month, &Vec<_>)| -> Vec<String> {
        let tell =
            |l: &crate::model::points::PointLine| format!("{}×{}={}{}", month.month(), l.count, l.points, if l.capped { "!" } else { "" });
        lines.iter().map(tell).collect()
    };
    account.months.iter().flat_map(line).collect()
}

#[test]
fn steps_price_each_event_by_the_highest_line_it_reaches() {
    let later = PointRule { from: 3, ..rule(PointEvent::Absence, -500) };
    let scheme = scheme(6000, vec![rule(PointEvent::Absence, -200), later]);
    let account = account(&scheme, &events(PointEvent::Absence, &[1, 1, 1, 0, 1]));
    assert_eq!(told(&account), ["1×1=-2", "2×1=-2", "3×1=-5", "5×1=-5"]);
    assert_eq!((account.total.to_string(), account.balance.len()), ("46".into(), 4));
    // one month may be priced by two lines, and what comes before the first step earns nothing
    let stepped = |from| PointRule { from, ..rule(PointEvent::Service, 100 * i64::from(from)) };
    let scheme = self::scheme(0, vec![stepped(2), stepped(4)]);
    assert_eq!(told(&super::super::points::account(&scheme, &events(PointEvent::Service, &[1, 5]))), ["2×2=4", "2×3=12"]);
}

#[test]
fn a_month_is_cut_before_the_year_is() {
    let capped = PointRule { cap_month: Some(points(500)), cap_year: Some(points(800)), ..rule(PointEvent::ServiceHour, 100) };
    let account = account(&scheme(0, vec![capped]), &events(PointEvent::ServiceHour, &[7, 2, 6, 1]));
    assert_eq!(told(&account), ["1×7=5!", "2×2=2", "3×6=1!", "4×1=0!"]);
    assert_eq!(account.total, points(800));
}

#[test]
fn a_cap_bounds_deductions_alike_and_may_be_written_either_way_round() {
    for cap in [300, -300] {
        let capped = PointRule { cap_year: Some(points(cap)), ..rule(PointEvent::Leave, -200) };
        let account = account(&scheme(1000, vec![capped]), &events(PointEvent::Leave, &[1, 1, 1]));
        assert_eq!(told(&account), ["1×1=-2", "2×1=-1!", "3×1=0!"]);
        assert_eq!(account.total, points(700));
    }
}

#[test]
fn floor_and_ceiling_bound_the_balance_and_not_the_lines() {
    let mut scheme = scheme(9900, vec![rule(PointEvent::Attendance, 200), rule(PointEvent::Absence, -500)]);
    scheme.ceiling = Some(points(10_000));
    let mut happened = events(PointEvent::Attendance, &[1, 1]);
    happened.insert(month("2017-03"), BTreeMap::from([(PointEvent::Absence, 1)]));
    let account = account(&scheme, &happened);
    assert_eq!(account.balance.values().map(ToString::to_string).collect::<Vec<_>>(), ["100", "100", "98"]);
    scheme.floor = Some(points(9950));
    let floored = super::super::points::account(&scheme, &events(PointEvent::Absence, &[9]));
    assert_eq!((told(&floored), floored.total.to_string()), (vec!["1×9=-45".to_string()], "99.5".to_string()));
}

#[test]
fn the_band_is_the_first_that_is_reached_and_the_last_takes_the_rest() {
    let mut scheme = scheme(0, Vec::new());
    scheme.bands = vec![grade("优秀", 9000), grade("合格", 6000), grade("不合格", 0)];
    let bands = [9000, 8999, 6000, 5999, -100].map(|total| band(&scheme, points(total)).to_string());
    assert_eq!(bands, ["优秀", "合格", "合格", "不合格", "不合格"]);
}

/// A member with a year behind him: one present, one absent month, two services of 50 and 40 minutes in May, one of an hour in June.
fn town(period: &str, as_of: &str) -> Fixture {
    let mut f = Fixture::new(period, as_of);
    let a = f.branch("a", "a", "镇党委", BranchType::Rural);
    f.member(a, "张三", &[("2017-01", Mark::Present), ("2017-02", Mark::Absent), ("2016-12", Mark::Absent)]);
    f.member(a, "李四", &[("2017-01", Mark::Absent), ("2017-02", Mark::Leave)]);
    f.member(a, "王五", &[]);
    f.corpus.members[1].exempt = "年老体弱".into();
    for (date, minutes) in [("2017-05-03", 50), ("2017-05-20", 40), ("2017-06-01", 60)] {
        service(&mut f, 0, date, Some(minutes), "清洁");
    }
    let mut scheme = scheme(
        6000,
        vec![
            rule(PointEvent::Attendance, 200),
            rule(PointEvent::Absence, -300),
            rule(PointEvent::Leave, -100),
            rule(PointEvent::ServiceHour, 100),
            rule(PointEvent::Lecture, 500),
        ],
    );
    scheme.bands = vec![grade("好", 6100), grade("一般", 0)];
    f.profile.points = Some(scheme);
    f
}

fn accounts(f: &Fixture) -> Vec<PointAccount> {
    members(&f.corpus, &f.profile, &f.judgement).into_iter().map(|m| m.points.unwrap()).collect()
}

#[test]
fn marks_and_full_hours_of_a_month_enter_the_account() {
    let f = town("2017", "2018-01-10").build();
    let all = accounts(&f);
    // 90 minutes of May are one hour, 60 of June another
    assert_eq!(told(&all[0]), ["1×1=2", "2×1=-3", "5×1=1", "6×1=1"]);
    assert_eq!((all[0].total.to_string(), &*all[0].band), ("61".into(), "好"));
    // whoever need not come loses nothing, and nobody is put in a band of whom nothing is known
    assert_eq!((told(&all[1]).len(), all[1].total.to_string(), &*all[1].band), (0, "60".into(), ""));
    assert_eq!((all[2].total.to_string(), &*all[2].band), ("60".into(), ""));
}

#[test]
fn bands_wait_for_the_end_of_a_whole_year() {
    for (period, as_of) in [("2017", "2017-12-31"), ("2017H2", "2018-01-10"), ("2017-12", "2018-01-10")] {
        let all = accounts(&town(period, as_of).build());
        assert_eq!((all[0].total.to_string(), &*all[0].band), ("61".into(), ""), "{period}");
    }
    let spring = accounts(&town("2017-05", "2017-05-10").build());
    assert_eq!(told(&spring[0]), ["1×1=2", "2×1=-3"], "the service of 20 May is still to come");
}

#[test]
fn a_lecture_told_by_both_sheets_is_one() {
    let mut f = town("2017", "2018-01-10");
    let a = crate::model::finding::BranchIx(0);
    let lecture = |f: &mut Fixture, date: &str, theme: &str, host: &str| {
        let row = &mut f.activity(a, date, 10, 9).row;
        (row.theme, row.host) = (theme.into(), host.into());
    };
    lecture(&mut f, "2017-03-10", "书记讲党课", "张 三");
    lecture(&mut f, "2017-04-10", "学习", "张三");
    lecture(&mut f, "2017-07-10", "七一党课", "张三");
    lecture(&mut f, "2017-08-10", "党课", "别人");
    cadre(&mut f, 0, "2017-03-10", "讲党课", Count::Missing);
    cadre(&mut f, 0, "2017-09-01", "上党课", Count::Given(2));
    cadre(&mut f, 0, "2017-10-01", "走访", Count::Given(4));
    cadre(&mut f, 0, "2017-10-01", "党课", Count::Bad("若干".into()));
    let mut f = f.build();
    let lectures = |f: &Fixture| told(&accounts(f)[0]).into_iter().filter(|l| l.ends_with("=5") || l.ends_with("=10")).collect::<Vec<_>>();
    assert_eq!(lectures(&f), ["3×1=5", "7×1=5", "9×2=10"]);
    // two of one name: the ledger cannot say whose lecture it was, the cadres' table can
    f.corpus.members[1].name = "张三".into();
    assert_eq!(lectures(&f), ["3×1=5", "9×2=10"]);
}

fn any_event() -> impl Strategy<Value = PointEvent> {
    proptest::sample::select(vec![PointEvent::Attendance, PointEvent::Absence, PointEvent::Service, PointEvent::ServiceHour])
}

prop_compose! {
    fn any_rule()(
        event in any_event(),
        each in -2000i64..2000,
        from in 0u32..6,
        cap_month in proptest::option::of(-3000i64..3000),
        cap_year in proptest::option::of(-9000i64..9000),
    ) -> PointRule {
        PointRule { event, points: points(each), from, cap_month: cap_month.map(points), cap_year: cap_year.map(points), clause: "".into() }
    }
}

prop_compose! {
    fn any_scheme()(
        base in -10_000i64..10_000,
        rules in proptest::collection::vec(any_rule(), 0..7),
        floor in proptest::option::of(-10_000i64..0),
        ceiling in proptest::option::of(0i64..10_000),
    ) -> PointScheme {
        PointScheme { floor: floor.map(points), ceiling: ceiling.map(points), ..scheme(base, rules) }
    }
}

fn any_events() -> impl Strategy<Value = Events> {
    let month = (0i32..12).prop_map(|n| month("2017-01").plus(n));
    proptest::collection::btree_map(month, proptest::collection::btree_map(any_event(), 0u32..9, 0..4), 0..12)
}

/// The same account event by event, from the definitions: what a slow clerk would do.
fn by_hand(scheme: &PointScheme, events: &Events) -> (Vec<(Month, usize, u32)>, i64) {
    let mut priced: BTreeMap<(Month, usize), u32> = BTreeMap::new();
    let mut seen: BTreeMap<PointEvent, u32> = BTreeMap::new();
    for (month, counts) in events {
        for (event, count) in counts {
            for _ in 0..*count {
                let nth = seen.entry(*event).or_default();
                *nth += 1;
                let reached = scheme.rules.iter().enumerate().filter(|(_, r)| r.event == *event && r.from.max(1) <= *nth);
                // the largest `from`, and of equals the first
                if let Some((line, _)) = reached.rev().max_by_key(|(_, r)| r.from.max(1)) {
                    *priced.entry((*month, line)).or_default() += 1;
                }
            }
        }
    }
    let cut = |value: i64, cap: Option<Points>| match cap.map(|c| c.hundredths().abs()) {
        Some(cap) if value > cap => cap,
        Some(cap) if value < -cap => -cap,
        _ => value,
    };
    let mut of_year: BTreeMap<usize, i64> = BTreeMap::new();
    for ((_, line), count) in &priced {
        let rule = &scheme.rules[*line];
        let sum = of_year.entry(*line).or_default();
        *sum = cut(*sum + cut(rule.points.hundredths() * i64::from(*count), rule.cap_month), rule.cap_year);
    }
    let sum = scheme.base.hundredths() + of_year.values().sum::<i64>();
    (priced.into_iter().map(|((month, line), count)| (month, line, count)).collect(), sum)
}

proptest! {
    #[test]
    fn an_account_is_what_a_slow_clerk_would_write(scheme in any_scheme(), events in any_events()) {
        let account = account(&scheme, &events);
        let (priced, sum) = by_hand(&scheme, &events);
        let lines: Vec<(Month, PointEvent, u32)> =
            account.months.iter().flat_map(|(m, lines)| lines.iter().map(|l| (*m, l.event, l.count))).collect();
        let expected: Vec<(Month, PointEvent, u32)> = priced.iter().map(|(m, line, n)| (*m, scheme.rules[*line].event, *n)).collect();
        prop_assert_eq!(lines, expected);
        let raised = scheme.floor.map_or(sum, |f| sum.max(f.hundredths()));
        let bounded = scheme.ceiling.map_or(raised, |c| raised.min(c.hundredths()));
        prop_assert_eq!(account.total.hundredths(), bounded);
    }

    #[test]
    fn no_line_is_ever_over_its_caps_and_the_balance_is_base_and_lines_clipped(scheme in any_scheme(), events in any_events()) {
        let account = account(&scheme, &events);
        // lines of one event stand in the scheme's order, so that a line is known by which of its event's lines priced the month
        let (priced, _) = by_hand(&scheme, &events);
        let mut of_year: BTreeMap<usize, i64> = BTreeMap::new();
        let lines = account.months.values().flatten();
        for ((_, at, count), line) in priced.iter().zip(lines) {
            let rule = &scheme.rules[*at];
            let got = line.points.hundredths();
            prop_assert!(rule.cap_month.is_none_or(|c| got.abs() <= c.hundredths().abs()));
            let sum = of_year.entry(*at).or_default();
            *sum += got;
            prop_assert!(rule.cap_year.is_none_or(|c| sum.abs() <= c.hundredths().abs()));
            let full = rule.points.hundredths() * i64::from(*count);
            prop_assert_eq!(line.capped, got != full);
            prop_assert!(got == 0 || got.signum() == full.signum());
        }
        let mut sum = scheme.base.hundredths();
        for (month, lines) in &account.months {
            sum += lines.iter().map(|l| l.points.hundredths()).sum::<i64>();
            let raised = scheme.floor.map_or(sum, |f| sum.max(f.hundredths()));
            let bounded = scheme.ceiling.map_or(raised, |c| raised.min(c.hundredths()));
            prop_assert_eq!(account.balance[month].hundredths(), bounded);
        }
        prop_assert_eq!(account.balance.keys().collect::<Vec<_>>(), account.months.keys().collect::<Vec<_>>());
        prop_assert_eq!(account.total, account.balance.values().last().copied().unwrap_or(account.total));
    }
}
