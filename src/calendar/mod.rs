//! Activity days (minimal).

use std::sync::Arc;

use chrono::{Datelike, NaiveDate, Weekday};

use crate::model::holiday::Holidays;
use crate::model::org::OwnDay;
use crate::model::profile::{ActivityDay, DayRule, HolidayRule};
use crate::model::time::Month;

/// Activity days by the published holidays.
pub struct Calendar {
    holidays: Holidays,
}

/// One activity day.
pub struct ActivityDate {
    pub nominal: NaiveDate,
    pub date: NaiveDate,
}

/// The activity days of a month.
pub struct MonthDays {
    pub days: Vec<ActivityDate>,
    pub judge: Judge,
    pub existence: NaiveDate,
    pub note: String,
}

/// How the month is judged.
pub enum Judge {
    Fixed,
    AnyDay(Arc<str>),
    NoFixedDay,
    NotAssessable(Arc<str>),
}

impl Calendar {
    /// A calendar.
    pub fn new(holidays: Holidays) -> Self {
        Calendar { holidays }
    }

    fn off(&self, day: NaiveDate, weekends: bool) -> bool {
        let Some(year) = self.holidays.years.get(&day.year()) else { return false };
        year.off.contains_key(&day) || (weekends && matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !year.worked.contains(&day))
    }

    /// The days of a month.
    pub fn month_days(&self, day: &ActivityDay, own: &[OwnDay], month: Month) -> MonthDays {
        let nth = |n: u32, w: Weekday| NaiveDate::from_weekday_of_month_opt(month.year(), month.month(), w, n as u8);
        let nominal: Vec<NaiveDate> = if own.is_empty() {
            match &day.days {
                DayRule::Any | DayRule::Own => Vec::new(),
                DayRule::DaysOfMonth(days) => days.iter().filter_map(|d| month.day(*d)).collect(),
                DayRule::NthWeekday(n, w) => nth(*n, *w).into_iter().collect(),
            }
        } else {
            own.iter()
                .filter_map(|o| match o {
                    OwnDay::DayOfMonth(d) => month.day(*d),
                    OwnDay::NthWeekday(n, w) => nth(*n, *w),
                })
                .collect()
        };
        let existence = nominal.first().copied().unwrap_or_else(|| month.first_day());
        if nominal.is_empty() {
            let judge = if day.days == DayRule::Own { Judge::NotAssessable("未填写固定活动日".into()) } else { Judge::NoFixedDay };
            return MonthDays { days: Vec::new(), judge, existence, note: String::new() };
        }
        let mut judge = Judge::Fixed;
        if !self.holidays.years.contains_key(&month.year()) {
            judge = Judge::NotAssessable(format!("{}年放假安排尚未公布", month.year()).into());
        }
        let mut note = String::new();
        let mut days = Vec::new();
        for nominal in nominal {
            let mut date = nominal;
            if self.off(nominal, day.weekend_is_holiday) {
                match day.holiday {
                    HolidayRule::Silent => judge = Judge::NotAssessable("活动日遇法定节假日，文件未作规定".into()),
                    HolidayRule::AnyDay => judge = Judge::AnyDay("活动日遇法定节假日，当月任一天均可".into()),
                    HolidayRule::Filing => {}
                    HolidayRule::NextWorkingDay => {
                        while self.off(date, true) {
                            date = date.succ_opt().unwrap_or(date);
                        }
                    }
                    HolidayRule::NextWeek => {
                        while self.off(date, false) {
                            date += chrono::Duration::days(7);
                        }
                    }
                }
                if date != nominal {
                    note = format!("原定{nominal}，遇法定节假日顺延");
                }
            }
            days.push(ActivityDate { nominal, date });
        }
        MonthDays { days, judge, existence, note }
    }
}
