//! Activity days: which days of a month a branch should have met on, by its profile, its own fixed days and the published holidays; and
//! the year's calendar as people print it. Says nothing about what was held.

mod rows;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::model::holiday::{HolidayYear, Holidays};
use crate::model::org::OwnDay;
use crate::model::profile::{ActivityDay, DayRule, HolidayRule};
use crate::model::time::Month;

pub use rows::CalendarRow;

/// The published years, asked by day.
#[derive(Clone, Debug)]
pub struct Calendar {
    holidays: Holidays,
}

/// One activity day: what the rule names, and what the holidays make of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ActivityDate {
    /// By the rule alone.
    pub nominal: NaiveDate,
    /// After holidays; in a month whose days are not judged it stays the nominal day.
    pub date: NaiveDate,
}

/// How the day of an activity is to be judged in a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judge {
    /// Against the days given.
    Fixed,
    /// The profile wants no certain day: DAY001 does not apply.
    NoFixedDay,
    /// Any day of this month will do; the reason in Chinese.
    AnyDay(String),
    /// Cannot be judged this month; the reason in Chinese.
    NotAssessable(String),
}

/// The activity days of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthDays {
    /// By date; none if the profile wants no certain day.
    pub days: Vec<ActivityDate>,
    /// How to judge.
    pub judge: Judge,
    /// The day on which the branch must exist for the month to be due: the first activity day, else the 1st.
    pub existence: NaiveDate,
    /// For the calendar: what holidays did to the days; may be empty.
    pub note: String,
}

impl MonthDays {
    /// Was a document of the day `from` in force on the month's first activity day, or, where no certain day is wanted, on its last? Undated: always.
    pub fn in_force(&self, from: Option<NaiveDate>, month: Month) -> bool {
        let day = self.days.first().map_or(month.last_day(), |day| day.date);
        from.is_none_or(|from| from <= day)
    }
}

impl Calendar {
    /// From the published years.
    pub fn new(holidays: Holidays) -> Self {
        Calendar { holidays }
    }

    fn year(&self, date: NaiveDate) -> Option<&HolidayYear> {
        self.holidays.years.get(&date.year())
    }

    /// Is it a day off by the State Council's notice? `None` when its year has no notice yet.
    pub fn is_holiday(&self, date: NaiveDate) -> Option<bool> {
        self.year(date).map(|y| y.off.contains_key(&date))
    }

    /// Is it worked: no day off by notice, and no weekend unless the notice makes it a working day? `None` when its year has no notice yet.
    pub fn is_working_day(&self, date: NaiveDate) -> Option<bool> {
        let year = self.year(date)?;
        let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        Some(year.worked.contains(&date) || (!weekend && !year.off.contains_key(&date)))
    }

    /// The festival of a day off, if it is one.
    pub fn festival(&self, date: NaiveDate) -> Option<&str> {
        self.year(date)?.off.get(&date).map(|name| &**name)
    }

    /// The activity days of `month` under `rule`, for a branch whose own fixed days are `own` (they replace the rule's days, not what it says
    /// about holidays).
    pub fn month_days(&self, rule: &ActivityDay, own: &[OwnDay], month: Month) -> MonthDays {
        let mut nominal = nominal_days(rule, own, month);
        nominal.sort_unstable();
        nominal.dedup();
        let Some(first) = nominal.first().copied() else {
            let judge = match rule.rule {
                DayRule::Own => Judge::NotAssessable("应自行固定活动日，花名册未填固定活动日".to_string()),
                _ => Judge::NoFixedDay,
            };
            return MonthDays { days: Vec::new(), judge, existence: month.first_day(), note: String::new() };
        };
        let mut month_days = MonthDays {
            days: nominal.iter().map(|d| ActivityDate { nominal: *d, date: *d }).collect(),
            judge: Judge::Fixed,
            existence: first,
            note: String::new(),
        };
        self.observe_holidays(rule, month, &mut month_days);
        month_days.days.sort_by_key(|d| (d.date, d.nominal));
        month_days.existence = month_days.days.first().map_or(first, |d| d.date);
        month_days
    }

    fn observe_holidays(&self, rule: &ActivityDay, month: Month, found: &mut MonthDays) {
        if !self.holidays.years.contains_key(&month.year()) {
            return pending(month.year(), found);
        }
        let mut notes = Vec::new();
        for n in 0..found.days.len() {
            let day = found.days[n].nominal;
            let Some(reason) = self.off(rule, day) else { continue };
            let told = format!("{}逢{reason}", short(day));
            let moved = match rule.on_holiday {
                HolidayRule::NextWorkingDay => self.forward(day, 1, |d| self.is_working_day(d)),
                HolidayRule::NextWeek => self.forward(day, 7, |d| self.year(d).map(|_| self.off(rule, d).is_none())),
                HolidayRule::AnyDay => {
                    notes.push(format!("{told}，当月任意一天均可"));
                    continue;
                }
                HolidayRule::Filing => {
                    notes.push(format!("{told}，改期须备案"));
                    continue;
                }
                HolidayRule::Silent => {
                    notes.push(format!("{told}，文件未规定如何处理，当月不作判定"));
                    continue;
                }
            };
            match moved {
                Ok(date) => {
                    found.days[n].date = date;
                    notes.push(format!("{told}，顺延至{}", short(date)));
                }
                // the day rolled into a year without a notice
                Err(year) => return pending(year, found),
            }
        }
        found.note = notes.join("；");
        match rule.on_holiday {
            HolidayRule::AnyDay if !notes.is_empty() => found.judge = Judge::AnyDay(found.note.clone()),
            HolidayRule::Silent if !notes.is_empty() => found.judge = Judge::NotAssessable(found.note.clone()),
            _ => {}
        }
    }

    /// Why a day is no ordinary day: the festival, or 周末 where the profile counts weekends as holidays.
    fn off(&self, rule: &ActivityDay, day: NaiveDate) -> Option<String> {
        if let Some(name) = self.festival(day) {
            return Some(format!("{name}放假"));
        }
        let weekend = rule.weekend_is_holiday && self.is_working_day(day) == Some(false);
        weekend.then(|| "周末".to_string())
    }

    /// The first day after `day`, in steps, that `good` accepts. Errors: the year that has no notice yet.
    fn forward(&self, day: NaiveDate, step: u64, good: impl Fn(NaiveDate) -> Option<bool>) -> Result<NaiveDate, i32> {
        let mut date = day;
        loop {
            date = date.checked_add_days(Days::new(step)).ok_or(day.year())?;
            match good(date) {
                Some(true) => return Ok(date),
                Some(false) => {}
                None => return Err(date.year()),
            }
        }
    }
}

/// No prediction: without a notice the nominal days stand and nothing is judged.
fn pending(year: i32, found: &mut MonthDays) {
    let told = format!("{year} 年节假日安排待定");
    for day in &mut found.days {
        day.date = day.nominal;
    }
    found.judge = Judge::NotAssessable(told.clone());
    found.note = told;
}

fn nominal_days(rule: &ActivityDay, own: &[OwnDay], month: Month) -> Vec<NaiveDate> {
    if !own.is_empty() {
        return own.iter().map(|d| own_day(*d, month)).collect();
    }
    match rule.rule {
        DayRule::Any | DayRule::Own => Vec::new(),
        DayRule::DaysOfMonth => rule.days.iter().map(|d| day_or_last(month, *d)).collect(),
        DayRule::NthWeekday => rule.nth.zip(rule.weekday).map(|(n, weekday)| nth_weekday(month, n, weekday)).into_iter().collect(),
    }
}

fn own_day(day: OwnDay, month: Month) -> NaiveDate {
    match day {
        OwnDay::DayOfMonth(d) => day_or_last(month, d),
        OwnDay::NthWeekday(n, weekday) => nth_weekday(month, n, weekday),
    }
}

/// The 31st of a month that has none is its last day.
fn day_or_last(month: Month, day: u32) -> NaiveDate {
    month.day(day.max(1)).unwrap_or_else(|| month.last_day())
}

/// The n-th weekday of the calendar month; a fifth that does not exist is the last one.
fn nth_weekday(month: Month, n: u32, weekday: Weekday) -> NaiveDate {
    (1..=n)
        .rev()
        .find_map(|n| NaiveDate::from_weekday_of_month_opt(month.year(), month.month(), weekday, n as u8))
        .unwrap_or(month.first_day())
}

/// `10月5日`.
fn short(date: NaiveDate) -> String {
    format!("{}月{}日", date.month(), date.day())
}

#[cfg(test)]
mod tests;
