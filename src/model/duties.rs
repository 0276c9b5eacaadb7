//! Parameters for what a document asks beyond the month's activity: plans and notices, themes, oaths, service, cadres, inspections. Each part
//! carries its clause; a part that is absent asks nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::finding::Code;
use super::profile::Clause;
use super::record::Field;
use super::time::Month;

/// SUB003, PLN001, PLN002.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Fewest activities in a year: planned (PLN001) and, unless `planned_only`, held (SUB003). `None`: no number is wanted, only the filing.
    pub min: Option<u32>,
    /// The number binds the plan alone.
    pub planned_only: bool,
    pub clause: Clause,
    /// 事项 words in 报送登记 that mean the plan.
    pub words: Vec<Arc<str>>,
    /// Last day (month, day) of the plan's own year on which the committee may file it (PLN002).
    pub due: Option<(u32, u32)>,
    /// Other dates, for the plan that begins with that month (`2017-07`: second half of 2017; `2017-01`: all of 2017). A year with an exception
    /// has no other date.
    pub exceptions: Vec<(Month, NaiveDate)>,
}

/// PLN002: a meeting that committees must have held by a day.
#[derive(Clone, Debug)]
pub struct Mobilisation {
    /// Last day.
    pub due: NaiveDate,
    /// 事项 words in 报送登记.
    pub words: Vec<Arc<str>>,
    pub clause: Clause,
}

/// PLN003.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Last day of the month (1–31) on which its content may be announced.
    pub by_day: u32,
    pub clause: Clause,
}

/// PLN004.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Days after the quarter's last day.
    pub within_days: u32,
    /// 事项 words in 报送登记.
    pub words: Vec<Arc<str>>,
    pub clause: Clause,
}

/// ACT007.
#[derive(Clone, Debug)]
pub struct SecretaryLecture {
    /// Fewest lectures by the secretary in a year.
    pub min: u32,
    /// Words of a lecture (`党课`).
    pub words: Vec<Arc<str>>,
    /// Words that say by themselves that the secretary gave it (`书记讲党课`).
    pub by_secretary: Vec<Arc<str>>,
    pub clause: Clause,
}

/// ACT008.
#[derive(Clone, Debug)]
pub struct Oath {
    pub words: Vec<Arc<str>>,
    /// Wanted in each month in which a member of the branch joined the Party (any year).
    pub joining_month: bool,
    /// Wanted of all in July.
    pub july: bool,
    pub clause: Clause,
}

/// ACT009.
#[derive(Clone, Debug)]
pub struct Themes {
    /// Guidance by month: themes with the words that tell them.
    pub guidance: BTreeMap<Month, Vec<Arc<str>>>,
    /// Themes that will do in any month.
    pub any_month: Vec<Arc<str>>,
    /// A theme of the branch's own will do if its plan for the month names it.
    pub own_by_plan: bool,
    pub clause: Clause,
}

/// ACT010.
#[derive(Clone, Debug)]
pub struct Concentrated {
    pub words: Vec<Arc<str>>,
    /// Fewest days in the year on which the whole jurisdiction holds one.
    pub min_jurisdiction: u32,
    /// Fewest in the year for each committee.
    pub min_committee: u32,
    pub clause: Clause,
}

/// ACT011: a form of activity that is counted, never judged.
#[derive(Clone, Debug)]
pub struct Mode {
    /// 联建共建, 主题党日+微党课 …
    pub name: Arc<str>,
    pub words: Vec<Arc<str>>,
    pub clause: Clause,
}

/// MEM006.
#[derive(Clone, Debug)]
pub struct PoliticalBirthday {
    pub words: Vec<Arc<str>>,
    pub when: BirthdayWhen,
    pub clause: Clause,
}

/// When a member's 政治生日 is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BirthdayWhen {
    /// Once a year, for all together.
    Year,
    /// In the month of joining and in July (七一).
    JoiningMonthAndJuly,
}

/// MEM004, MEM005.
#[derive(Clone, Debug)]
pub struct Volunteer {
    /// Services wanted of every member in a year, each kind by itself.
    pub duties: Vec<ServiceDuty>,
    /// What a record must carry (时长, 内容, 成效): MEM005.
    pub required: Vec<Field>,
    pub clause: Clause,
}

/// MEM004: so many services of a kind in the year.
#[derive(Clone, Debug)]
pub struct ServiceDuty {
    /// 志愿服务, 社区志愿服务, 合理化建议 …
    pub name: Arc<str>,
    pub min: u32,
    /// Words in 内容 that make a service one of this kind; empty: any service.
    pub words: Vec<Arc<str>>,
    pub clause: Clause,
}

/// CAD001: so much of a kind in the year, of cadres of certain ranks.
#[derive(Clone, Debug)]
pub struct CadreDuty {
    /// 联系点走访, 驻点, 党课 …
    pub name: Arc<str>,
    /// Words in 事项.
    pub words: Vec<Arc<str>>,
    /// Words in 级别; empty: every cadre listed.
    pub ranks: Vec<Arc<str>>,
    pub min: u32,
    /// 次, 天, 篇.
    pub unit: Arc<str>,
    pub clause: Clause,
}

/// INS001.
#[derive(Clone, Debug)]
pub struct InspectionTerms {
    pub clause: Clause,
}

/// REC003: a lead, never a deduction.
#[derive(Clone, Debug)]
pub struct SameText {
    /// Fewest characters (without blanks and punctuation) of a text that is worth comparing.
    pub min_chars: u32,
    pub clause: Clause,
}

/// REC004: a lead, never a deduction.
#[derive(Clone, Debug)]
pub struct SamePicture {
    /// Least size of a picture that is worth comparing, in KiB: seals and logos are smaller than photographs.
    pub min_kib: u32,
    /// Branches of one committee that must show a picture for it to count as part of a form handed out …
    pub template_branches: u32,
    /// … and their least share, in percent, of the committee's branches that show any picture.
    pub template_percent: u32,
    pub clause: Clause,
}

/// What becomes of those in charge when a branch fails again and again.
#[derive(Clone, Debug, Default)]
pub struct Escalation {
    /// Rules whose failing makes a month a failed one.
    pub rules: Vec<Code>,
    /// Months looked back, the period's last month included.
    pub window_months: u32,
    /// Steps from the mildest up: name (提醒, 函询, 诫勉) and from how many failed months on.
    pub steps: Vec<(Arc<str>, u32)>,
    pub clause: Clause,
}
