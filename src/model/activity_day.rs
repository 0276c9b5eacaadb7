//! The day on which a month's activity is held, as a document fixes it, and what holidays do to it.

use chrono::Weekday;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use super::kind::Clause;
use super::section::{Section, Tell};

/// DAY001: how a month's activity day is found.
#[derive(Clone, Debug, PartialEq, Default, Deserialize, JsonSchema)]
pub struct ActivityDay {
    #[schemars(description = "any 每月任意一天；days_of_month 每月固定日期；nth_weekday 每月第几个周几；own 由支部自行固定")]
    pub rule: DayRule,
    /// In order.
    #[serde(default, deserialize_with = "in_order")]
    #[schemars(description = "固定日期，逐一列出，任意一天均可", inner(range(min = 1, max = 31)))]
    pub days: Vec<u32>,
    #[schemars(description = "第几个；最后一个写 5", range(min = 1, max = 5))]
    pub nth: Option<u32>,
    #[serde(default, deserialize_with = "weekday")]
    #[schemars(with = "Option<String>", description = "周几", extend("enum" = WEEKDAYS))]
    pub weekday: Option<Weekday>,
    #[serde(default)]
    #[schemars(
        description = "遇法定节假日：silent 文件未规定；next_working_day 顺延至下一工作日；next_week 顺延至下周同一天；any_day 当月任意一天；filing 仍为当天，改期须备案"
    )]
    pub on_holiday: HolidayRule,
    #[serde(default)]
    #[schemars(description = "普通周末是否视同节假日，默认否")]
    pub weekend_is_holiday: bool,
    pub clause: Clause,
}

/// Which days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayRule {
    /// Any day, once a month.
    #[default]
    Any,
    /// One or more days of the month (`days`); any of them will do.
    DaysOfMonth,
    /// The `nth` `weekday` of the calendar month; 5 is the last one, whether or not there is a fifth.
    NthWeekday,
    /// The branch must fix its own day (固定活动日).
    Own,
}

/// What happens when the day falls on a statutory holiday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HolidayRule {
    /// The document is silent: the nominal day stands with a note, DAY rules are not assessable that month.
    #[default]
    Silent,
    /// The next working day (exchange days worked count as working).
    NextWorkingDay,
    /// The same weekday of the next week, again and again until it is no holiday.
    NextWeek,
    /// Any day of that month will do.
    AnyDay,
    /// The nominal day stands; another day needs a filing.
    Filing,
}

/// Weekday names, Monday first.
const WEEKDAYS: &[&str] = &["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

fn weekday<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Weekday>, D::Error> {
    let name = String::deserialize(deserializer)?;
    Ok(WEEKDAYS.iter().position(|w| *w == name).and_then(|at| Weekday::try_from(at as u8).ok()))
}

fn in_order<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u32>, D::Error> {
    let mut days = Vec::deserialize(deserializer)?;
    days.sort_unstable();
    Ok(days)
}

impl Section for ActivityDay {
    fn check(&self, tell: &mut Tell) {
        if self.rule == DayRule::Any && (self.on_holiday != HolidayRule::Silent || self.weekend_is_holiday) {
            tell.at("on_holiday", "活动日为任意一天时，不应写遇节假日的处理办法");
        }
        for (key, given, rule) in [
            ("days", !self.days.is_empty(), DayRule::DaysOfMonth),
            ("nth", self.nth.is_some(), DayRule::NthWeekday),
            ("weekday", self.weekday.is_some(), DayRule::NthWeekday),
        ] {
            if given && self.rule != rule {
                tell.at(key, format!("“activity_day.{key}”与“rule”所选的方式不符，请删去或改“rule”"));
            }
            if !given && self.rule == rule {
                tell.at("rule", format!("“rule”所选的方式须写“activity_day.{key}”"));
            }
        }
        if self.days.windows(2).any(|pair| pair[0] == pair[1]) {
            tell.at("days", "固定日期有重复");
        }
    }
}
