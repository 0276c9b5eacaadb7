//! The demo's own reading of the activity day, written from the contract's sentences and independent of the program's calendar.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::model::org::{BranchType, OwnDay};
use crate::model::time::Month;

use super::holidays::{is_off, is_working};
use super::policy::{Day, Holiday, Policy};

/// What a month asks of a branch.
#[derive(Clone, Debug)]
pub(super) struct MonthDay {
    /// "the branch exists on the month's activity day (a type without a fixed day: on the 1st)"; "with several days the first counts for existence".
    pub existence: NaiveDate,
    /// "A month is asked for if its activity day (else its last day) is on or after" the day of the document.
    pub in_force: bool,
    /// Days that satisfy DAY001; `None`: any day, or DAY rules not assessable.
    pub valid: Option<Vec<NaiveDate>>,
    /// Two readings of the contract differ here: the planner keeps the branch on its own nominal day and away from edges.
    pub delicate: bool,
    /// Nominal days before any holiday moved them.
    pub nominal: Vec<NaiveDate>,
}

/// The n-th weekday of a month.
pub(super) fn nth_weekday(month: Month, n: u32, weekday: Weekday) -> Option<NaiveDate> {
    NaiveDate::from_weekday_of_month_opt(month.year(), month.month(), weekday, n as u8)
}

/// The month's day or days for a branch.
pub(super) fn month_day(policy: &Policy, kind: BranchType, own: Option<OwnDay>, month: Month) -> MonthDay {
    let first = month.first_day();
    let from = policy.in_force.and_then(super::duties::day);
    let since = |day: NaiveDate| from.is_none_or(|from| from <= day);
    let any = MonthDay { existence: first, in_force: since(month.last_day()), valid: None, delicate: false, nominal: Vec::new() };
    // "固定活动日 replaces the profile's days".
    let by_policy: Vec<NaiveDate> = match policy.day_of(kind) {
        Some(Day::Days(days)) => days.iter().filter_map(|d| month.day(*d)).collect(),
        Some(Day::Nth(n, weekday)) => nth_weekday(month, n, weekday).into_iter().collect(),
        // "A type that must fix its own day and has none: any day, DAY001 not assessable."
        Some(Day::Own | Day::Any) | None => Vec::new(),
    };
    let nominal: Vec<NaiveDate> = match own {
        Some(OwnDay::DayOfMonth(d)) => month.day(d).into_iter().collect(),
        Some(OwnDay::NthWeekday(n, weekday)) => nth_weekday(month, n, weekday).into_iter().collect(),
        None => by_policy.clone(),
    };
    let Some(&existence) = nominal.first() else { return any };
    let holiday = nominal.iter().any(|d| is_off(*d));
    let stays = |days: Vec<NaiveDate>| MonthDay {
        existence,
        in_force: since(existence),
        valid: Some(days),
        delicate: false,
        nominal: nominal.clone(),
    };
    match policy.holiday {
        // "Chizhou: in a month whose 5th, 10th or own day is a holiday, any day will do." With an own day that is no holiday while the 5th or
        // 10th is one, the sentence can be read both ways.
        Holiday::AnyDay if holiday => MonthDay { valid: None, delicate: true, ..stays(Vec::new()) },
        Holiday::AnyDay => MonthDay { delicate: by_policy.iter().any(|d| is_off(*d)), ..stays(nominal.clone()) },
        _ if !holiday => stays(nominal.clone()),
        // "the calendar keeps the nominal day with a note, and the DAY rules are not assessable that month"
        Holiday::Silent => MonthDay { valid: None, delicate: true, ..stays(Vec::new()) },
        Holiday::Filing => stays(nominal.clone()),
        Holiday::NextWorkingDay => {
            let moved = shift(existence, 1, is_working);
            MonthDay { existence: moved, in_force: since(moved), delicate: true, ..stays(vec![moved]) }
        }
        Holiday::NextWeek => {
            let moved = shift(existence, 7, |d| !is_off(d));
            MonthDay { existence: moved, in_force: since(moved), delicate: true, ..stays(vec![moved]) }
        }
    }
}

fn shift(from: NaiveDate, step: u64, good: impl Fn(NaiveDate) -> bool) -> NaiveDate {
    let mut day = from + Days::new(step);
    while !good(day) {
        day = day + Days::new(step);
    }
    day
}

/// First and last of the "days around 1 July".
pub(super) fn july_window(year: i32, days: u64) -> Option<(NaiveDate, NaiveDate)> {
    let first = NaiveDate::from_ymd_opt(year, 7, 1)?;
    Some((first - Days::new(days), first + Days::new(days)))
}

/// Chinese weekday letter.
pub(super) fn weekday_letter(day: NaiveDate) -> &'static str {
    ["一", "二", "三", "四", "五", "六", "日"][day.weekday().num_days_from_monday() as usize]
}

#[cfg(test)]
mod tests {
    use super::super::policy::find;
    use super::*;

    #[test]
    fn huiji_has_the_twelve_dates_printed_in_its_scheme() {
        let policy = find("huiji").unwrap();
        let days: Vec<u32> =
            (1..=12).map(|m| month_day(policy, BranchType::Rural, None, Month::new(2017, m).unwrap()).existence.day()).collect();
        assert_eq!(days, [13, 10, 10, 14, 12, 9, 14, 11, 8, 13, 10, 8]);
    }

    #[test]
    fn holidays_move_the_day_as_each_document_says() {
        let suizhou = month_day(find("suizhou-gaoxin").unwrap(), BranchType::Rural, None, Month::new(2017, 10).unwrap());
        assert_eq!(suizhou.valid.unwrap()[0].to_string(), "2017-10-13");
        let yangzhou = month_day(find("yangzhou").unwrap(), BranchType::Rural, None, Month::new(2018, 2).unwrap());
        assert_eq!(yangzhou.valid.unwrap()[0].to_string(), "2018-02-22");
        assert!(month_day(find("chizhou").unwrap(), BranchType::Rural, None, Month::new(2017, 10).unwrap()).valid.is_none());
        assert!(month_day(find("longyou").unwrap(), BranchType::Organ, None, Month::new(2017, 5).unwrap()).valid.is_none());
    }

    #[test]
    fn a_month_is_asked_for_from_the_first_activity_day_in_force_on() {
        let chizhou = find("chizhou").unwrap();
        let asked = |own: Option<OwnDay>, m: u32| month_day(chizhou, BranchType::Rural, own, Month::new(2017, m).unwrap()).in_force;
        assert_eq!([6, 7, 8].map(|m| asked(None, m)), [false, false, true]);
        // A unit may fix its own day.
        assert_eq!([12, 13, 20].map(|day| asked(Some(OwnDay::DayOfMonth(day)), 7)), [false, true, true]);
    }

    #[test]
    fn of_a_kind_that_may_be_several_only_what_all_of_them_are_asked_holds() {
        let day = |policy: &str, kind| find(policy).unwrap().day_of(kind);
        assert_eq!(day("suizhou-gaoxin", BranchType::RuralOrCommunity), Some(Day::Nth(1, Weekday::Fri)));
        assert_eq!(day("suizhou-gaoxin", BranchType::Unknown), None);
        assert_eq!(day("longyou", BranchType::RuralOrCommunity), None);
        assert_eq!(day("kecheng", BranchType::Unknown), Some(Day::Any));
    }
}
