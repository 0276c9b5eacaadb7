//! Schemes of points for members, as profiles give them, and what they come to. Points are data: what earns how many, under which cap.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::figure::Points;
use super::profile::Clause;
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

/// One line of a scheme.
#[derive(Clone, Debug)]
pub struct PointRule {
    pub event: PointEvent,
    /// Points for each, negative for a deduction.
    pub points: Points,
    /// Holds from the n-th such event of the year on (1: from the first). Of several lines for one event the one with the largest `from` that is
    /// reached holds: steps.
    pub from: u32,
    /// Most that the line gives (or costs) in a month.
    pub cap_month: Option<Points>,
    /// Most that the line gives (or costs) in a year.
    pub cap_year: Option<Points>,
    pub clause: Clause,
}

/// A scheme.
#[derive(Clone, Debug)]
pub struct PointScheme {
    /// 放心指数, 优学优做积分, 零基积分.
    pub name: Arc<str>,
    /// Start of each year.
    pub base: Points,
    /// Never below.
    pub floor: Option<Points>,
    /// Never above.
    pub ceiling: Option<Points>,
    pub rules: Vec<PointRule>,
    /// Year-end bands from the best down: name and lowest points. The last one's lowest is not asked for.
    pub bands: Vec<(Arc<str>, Points)>,
    /// A notice goes to each member every month.
    pub notice: bool,
    pub clause: Clause,
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
