//! Schemes of points for members, as profiles give them, and what they come to. Points are data: what earns how many, under which cap.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::figure::Points;
use super::kind::Clause;
use super::scheme::Grade;
use super::section::{Section, Tell};
use super::time::Month;

/// What earns or costs points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PointEvent {
    /// A month marked present.
    Attendance,
    /// A month marked as caught up.
    CaughtUp,
    /// A month on leave.
    Leave,
    /// A month absent without leave.
    Absence,
    /// A volunteer service.
    Service,
    /// A full hour of volunteer service (the minutes of the month together, floored).
    ServiceHour,
    /// A lecture given (领导干部参加情况, 事项 党课; or host of an activity whose theme says 党课).
    Lecture,
}

impl PointEvent {
    /// Chinese name.
    pub fn name(self) -> &'static str {
        match self {
            PointEvent::Attendance => "参加活动",
            PointEvent::CaughtUp => "补课",
            PointEvent::Leave => "请假",
            PointEvent::Absence => "无故缺席",
            PointEvent::Service => "志愿服务（次）",
            PointEvent::ServiceHour => "志愿服务（小时）",
            PointEvent::Lecture => "讲党课",
        }
    }
}

/// One line of a scheme. Of several lines for one event the one with the largest `from` that is reached holds: steps.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct PointRule {
    #[schemars(
        description = "attendance 参加活动；caught_up 补课；leave 请假；absence 无故缺席；service 志愿服务一次；service_hour 志愿服务一小时；lecture 讲党课"
    )]
    pub event: PointEvent,
    #[schemars(description = "每次（小时）几分，扣分写负数，至多两位小数", range(min = -1000.0, max = 1000.0))]
    pub points: Points,
    #[serde(default = "first")]
    #[schemars(description = "自当年第几次起按本行计，用于逐次加重；不写为第一次起", range(min = 1, max = 366))]
    pub from: u32,
    #[schemars(description = "每月最多计（扣）几分", range(min = 0.0, max = 10000.0))]
    pub cap_month: Option<Points>,
    #[schemars(description = "每年最多计（扣）几分", range(min = 0.0, max = 10000.0))]
    pub cap_year: Option<Points>,
    pub clause: Clause,
}

fn first() -> u32 {
    1
}

/// A scheme.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct PointScheme {
    #[schemars(description = "积分名称", length(min = 1))]
    pub name: Arc<str>,
    #[schemars(description = "每年年初的基础分", range(min = 0.0, max = 10000.0))]
    pub base: Points,
    #[schemars(description = "最低分；不写为不设", range(min = -10000.0, max = 10000.0))]
    pub floor: Option<Points>,
    #[schemars(description = "最高分；不写为不设", range(min = 0.0, max = 100000.0))]
    pub ceiling: Option<Points>,
    #[serde(rename = "events")]
    #[schemars(description = "计分项目", length(min = 1))]
    pub rules: Vec<PointRule>,
    /// The last one's lowest is not asked for.
    #[serde(default)]
    #[schemars(description = "年终档次，自高至低")]
    pub bands: Vec<Grade>,
    #[serde(default)]
    #[schemars(description = "是否按月生成每名党员的积分通知")]
    pub notice: bool,
    pub clause: Clause,
}

impl Section for PointScheme {
    fn check(&self, tell: &mut Tell) {
        if self.floor.is_some_and(|f| f > self.base) || self.ceiling.is_some_and(|c| c < self.base) {
            tell.at("base", "基础分应在最低分与最高分之间");
        }
        let mut seen = BTreeSet::new();
        for (n, line) in self.rules.iter().enumerate().filter(|(_, line)| !seen.insert((line.event, line.from))) {
            tell.at(format!("events.{n}.event"), format!("“{}”自第{}次起的计分重复", line.event.name(), line.from));
        }
        for (n, pair) in self.bands.windows(2).enumerate().filter(|(_, pair)| pair[0].min <= pair[1].min) {
            tell.at(format!("bands.{}", n + 1), format!("档次“{}”应低于上一档，自高至低排列", pair[1].name));
        }
    }
}

/// A line of a member's account.
#[derive(Clone, Debug, PartialEq)]
pub struct PointLine {
    pub event: PointEvent,
    /// How many such events (hours for hours).
    pub count: u32,
    /// What they came to after the caps.
    pub points: Points,
    /// A cap cut it.
    pub capped: bool,
}

/// A member's account over the year up to the period's end.
#[derive(Clone, Debug, PartialEq)]
pub struct PointAccount {
    /// By month from January on: its lines, in the scheme's order. Months without any event are not listed.
    pub months: BTreeMap<Month, Vec<PointLine>>,
    /// Balance at the end of each listed month (base, floor and ceiling applied).
    pub balance: BTreeMap<Month, Points>,
    /// Balance at the period's end.
    pub total: Points,
    /// Band, once the year is over (whole-year periods); else empty.
    pub band: Arc<str>,
}
