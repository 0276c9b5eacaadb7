//! Activity days of made-up rules, each against a date worked out by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::*;
use crate::model::holiday::HolidayYear;
use crate::model::profile::{ActivityDay, DayRule, HolidayRule};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

/// 2017 with the National Day week and two exchanges, and nothing else.
fn calendar() -> Calendar {
    let off = (1..=8).map(|d| (NaiveDate::from_ymd_opt(2017, 10, d).expect("a date"), Arc::from("国庆节")));
    let mut off: BTreeMap<NaiveDate, Arc<str>> = off.collect();
    off.insert(day("2017-12-30"), "元旦".into());
    off.insert(day("2017-12-31"), "元旦".into());
    let worked = BTreeSet::from([day("2017-09-30")]);
    let year = HolidayYear { notice: "国办发明电〔2016〕17号".into(), off, worked };
    Calendar::new(Holidays { years: BTreeMap::from([(2017, year)]) })
}

fn rule(rule: DayRule, days: &[u32], on_holiday: HolidayRule) -> ActivityDay {
    ActivityDay { rule, days: days.to_vec(), on_holiday, clause: "一".into(), ..ActivityDay::default() }
}

#[test]
fn exchange_days_and_weekends() {
    let c = calendar();
    assert_eq!(c.is_working_day(day("2017-09-30")), Some(true));
    assert_eq!(c.is_working_day(day("2017-09-23")), Some(false));
    assert_eq!(c.is_holiday(day("2017-09-23")), Some(false));
    assert_eq!(c.is_holiday(day("2018-01-01")), None);
    assert_eq!(c.is_working_day(day("2018-01-02")), None);
}

#[test]
fn what_each_rule_makes_of_a_holiday() {
    let on = |h| calendar().month_days(&rule(DayRule::DaysOfMonth, &[6], h), &[], month("2017-10"));
    assert_eq!(on(HolidayRule::NextWorkingDay).days[0].date, day("2017-10-09"));
    assert_eq!(on(HolidayRule::NextWeek).days[0].date, day("2017-10-13"));
    assert_eq!(on(HolidayRule::NextWeek).existence, day("2017-10-13"));
    assert_eq!(on(HolidayRule::Filing).judge, Judge::Fixed);
    assert_eq!(on(HolidayRule::Filing).days[0].date, day("2017-10-06"));
    assert!(matches!(on(HolidayRule::AnyDay).judge, Judge::AnyDay(_)));
    let silent = on(HolidayRule::Silent);
    assert!(matches!(silent.judge, Judge::NotAssessable(_)));
    assert_eq!((silent.days[0].date, silent.note.is_empty()), (day("2017-10-06"), false));
}

#[test]
fn one_holiday_among_several_days_frees_the_month() {
    let days = rule(DayRule::DaysOfMonth, &[5, 10], HolidayRule::AnyDay);
    let october = calendar().month_days(&days, &[], month("2017-10"));
    assert!(matches!(october.judge, Judge::AnyDay(_)));
    assert_eq!((october.days.len(), october.existence), (2, day("2017-10-05")));
    // its own day is no holiday: the profile's days no longer matter
    let own = calendar().month_days(&days, &[OwnDay::DayOfMonth(25)], month("2017-10"));
    assert_eq!((own.judge, own.existence), (Judge::Fixed, day("2017-10-25")));
}

#[test]
fn an_ordinary_weekend_is_no_holiday_unless_the_profile_says_so() {
    let mut days = rule(DayRule::DaysOfMonth, &[20], HolidayRule::NextWorkingDay);
    assert_eq!(calendar().month_days(&days, &[], month("2017-05")).days[0].date, day("2017-05-20"));
    days.weekend_is_holiday = true;
    assert_eq!(calendar().month_days(&days, &[], month("2017-05")).days[0].date, day("2017-05-22"));
    days.days = vec![30];
    assert_eq!(calendar().month_days(&days, &[], month("2017-09")).days[0].date, day("2017-09-30"));
}

#[test]
fn days_that_a_month_does_not_have() {
    let any = rule(DayRule::Any, &[], HolidayRule::Silent);
    let at = |own, m| calendar().month_days(&any, &[own], month(m)).days[0].nominal;
    assert_eq!(at(OwnDay::DayOfMonth(31), "2017-02"), day("2017-02-28"));
    assert_eq!(at(OwnDay::NthWeekday(5, Weekday::Fri), "2017-02"), day("2017-02-24"));
    assert_eq!(at(OwnDay::NthWeekday(1, Weekday::Fri), "2017-09"), day("2017-09-01"));
}

#[test]
fn no_day_and_no_own_day() {
    let any = calendar().month_days(&rule(DayRule::Any, &[], HolidayRule::Silent), &[], month("2017-07"));
    assert_eq!((any.judge, any.existence), (Judge::NoFixedDay, day("2017-07-01")));
    let own = calendar().month_days(&rule(DayRule::Own, &[], HolidayRule::Silent), &[], month("2017-07"));
    assert!(matches!(own.judge, Judge::NotAssessable(_)) && own.days.is_empty());
}

#[test]
fn a_year_without_notice_is_pending() {
    let days = rule(DayRule::DaysOfMonth, &[31], HolidayRule::NextWorkingDay);
    for m in ["2018-05", "2017-12"] {
        let found = calendar().month_days(&days, &[], month(m));
        assert!(matches!(&found.judge, Judge::NotAssessable(told) if told == "2018 年节假日安排待定"), "{found:?}");
        assert_eq!(found.days[0].date, found.days[0].nominal);
    }
}
