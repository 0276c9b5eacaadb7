//! A jurisdiction's profile after validation: which rules speak, with which numbers, on which clause. The numbers come from
//! `schemas/jurisdictions/*.toml`; nothing here or in a rule knows one by itself. Parameters that differ by branch type are resolved by
//! `Profile::params`.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Weekday;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use super::duties::*;
use super::figure::{Points, Share};
use super::finding::{Code, Level};
use super::org::BranchType;
pub use super::points::{PointEvent, PointRule, PointScheme};
use super::record::Field;
use super::time::Month;

/// A clause of the jurisdiction's document (`四.1`), or a word on why the office set the number itself.
pub type Clause = Arc<str>;

/// How the clause of a number begins that the document does not give.
pub const OFFICE_SET: &str = "本单位自定";

/// The profile.
#[derive(Clone, Debug)]
pub struct Profile {
    /// `chizhou`.
    pub id: Arc<str>,
    /// 池州市.
    pub name: Arc<str>,
    /// What the jurisdiction calls it: 党员活动日, 主题党日 …
    pub system: Arc<str>,
    /// Title of the document, without 书名号.
    pub document: Arc<str>,
    /// Number or date of the document; may be empty.
    pub document_number: Arc<str>,
    /// Parameters for every branch without an override.
    pub base: Arc<Params>,
    /// Overrides by type: the first whose types hold the branch's wins; each is complete (base merged in).
    pub by_type: Vec<(Vec<BranchType>, Arc<Params>)>,
    /// Rule switches.
    pub rules: BTreeMap<Code, RuleSwitch>,
    /// Points and grades.
    pub score: Score,
    /// Eligibility for 优秀.
    pub excellence: Excellence,
    /// Inspection draw.
    pub sampling: Sampling,
    /// Members' points, where the document (or the office) has a scheme.
    pub points: Option<PointScheme>,
    /// Steps against those in charge, where the document has them.
    pub escalation: Option<Escalation>,
    /// SHA-256 (hex) of the profile as used, `--set` included.
    pub digest: Arc<str>,
}

impl Profile {
    /// The parameters that hold for branches of that type.
    pub fn params(&self, kind: BranchType) -> &Params {
        self.by_type.iter().find(|(types, _)| kind.is_in(types)).map_or(&*self.base, |(_, params)| params)
    }

    /// Base and all overrides: for questions such as "does any type ask for this?".
    pub fn all_params(&self) -> impl Iterator<Item = &Params> {
        std::iter::once(&*self.base).chain(self.by_type.iter().map(|(_, p)| &**p))
    }

    /// Document and clause, as findings print it: 《…》（文号）四.1. What the office set itself does not pass for the document's.
    pub fn basis(&self, clause: &str) -> String {
        if clause.is_empty() || clause.starts_with(OFFICE_SET) {
            return clause.to_string();
        }
        let number = if self.document_number.is_empty() { String::new() } else { format!("（{}）", self.document_number) };
        format!("《{}》{number}{clause}", self.document)
    }
}

/// A rule switched off, dated, or given another level.
#[derive(Clone, Debug, Default)]
pub struct RuleSwitch {
    /// Off: the rule does not run.
    pub off: bool,
    /// Level instead of the rule's own.
    pub level: Option<Level>,
    /// In force from this month on: in an earlier span the rule only informs.
    pub from: Option<Month>,
    /// Clause instead of the parameter's.
    pub clause: Option<Clause>,
}

/// Parameters of the rules. An absent part means that the document asks nothing: the rules that need it do not apply.
#[derive(Clone, Debug, Default)]
pub struct Params {
    /// DAY001.
    pub activity_day: ActivityDay,
    /// SUB005: a unified activity in the week of 1 July.
    pub july_first: Option<Clause>,
    /// SUB002.
    pub report: Option<Report>,
    /// SUB003, PLN001, PLN002.
    pub plan: Option<Plan>,
    /// PLN002 for the meeting that opens the year.
    pub mobilisation: Option<Mobilisation>,
    /// PLN003.
    pub preview: Option<Preview>,
    /// PLN004.
    pub summary: Option<Summary>,
    /// PAR001.
    pub participation: Participation,
    /// PAR003.
    pub due_count: DueCount,
    /// DAY004.
    pub duration: Option<Duration>,
    /// DAY002, DAY003; absent: the document knows no change of date.
    pub adjust: Option<Adjust>,
    /// ACT001, and the charter of ACT006 apart.
    pub items: Vec<Item>,
    /// ACT002.
    pub lecture: Option<Occurrence>,
    /// ACT003.
    pub org_life: Option<Occurrence>,
    /// ACT004.
    pub review: Option<Occurrence>,
    /// ACT005.
    pub substitution: Option<Words>,
    /// ACT006.
    pub charter: Option<Words>,
    /// ACT007.
    pub secretary_lecture: Option<SecretaryLecture>,
    /// ACT008.
    pub oath: Option<Oath>,
    /// ACT009.
    pub themes: Option<Themes>,
    /// ACT010.
    pub concentrated: Option<Concentrated>,
    /// ACT011.
    pub modes: Vec<Mode>,
    /// REC001.
    pub records: Option<RequiredRecords>,
    /// REC002.
    pub fields: Option<RequiredFields>,
    /// REC003.
    pub same_text: Option<SameText>,
    /// REC004.
    pub same_picture: Option<SamePicture>,
    /// MEM001–MEM003.
    pub member: MemberParams,
    /// MEM004, MEM005.
    pub volunteer: Option<Volunteer>,
    /// MEM006.
    pub political_birthday: Option<PoliticalBirthday>,
    /// CAD001.
    pub cadre: Vec<CadreDuty>,
    /// INS001.
    pub inspection: Option<InspectionTerms>,
}

/// How a month's activity day is found.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ActivityDay {
    /// The days.
    pub days: DayRule,
    /// What happens on a statutory holiday.
    pub holiday: HolidayRule,
    /// Ordinary weekends count as holidays.
    pub weekend_is_holiday: bool,
    /// Clause.
    pub clause: Clause,
}

/// Which days.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum DayRule {
    /// Any day, once a month.
    #[default]
    Any,
    /// One or more days of the month; any of them will do.
    DaysOfMonth(Vec<u32>),
    /// The n-th weekday of the calendar month; 5 is the last one, whether or not there is a fifth.
    NthWeekday(u32, Weekday),
    /// The branch must fix its own day (固定活动日).
    Own,
}

/// What happens when the day falls on a statutory holiday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
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

/// SUB002.
#[derive(Clone, Debug)]
pub struct Report {
    /// Calendar days after the activity, whose own day is day 0.
    pub within_days: u32,
    pub clause: Clause,
}

/// PAR001.
#[derive(Clone, Debug, Default)]
pub struct Participation {
    pub min: Share,
    pub clause: Clause,
}

impl Default for Share {
    fn default() -> Self {
        Share::from_parts(0).unwrap_or_else(|| unreachable!("0 is a share"))
    }
}

/// PAR003: tolerance = the larger of `persons` and `share` of 党员人数.
#[derive(Clone, Debug, Default)]
pub struct DueCount {
    pub persons: u32,
    pub share: Share,
    pub clause: Clause,
}

/// DAY004.
#[derive(Clone, Debug)]
pub struct Duration {
    /// Fewest minutes.
    pub min_minutes: u32,
    pub clause: Clause,
}

/// DAY002, DAY003.
#[derive(Clone, Debug)]
pub struct Adjust {
    /// Calendar days either side of the activity day; absent: no limit (DAY002 does not apply).
    pub within_days: Option<u32>,
    /// What a filing must carry.
    pub needs: Consent,
    pub clause: Clause,
}

/// What a change of date must show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// A filing with its date of filing (备案日期).
    Filing,
    /// The superior's consent (批准单位, else 批准日期).
    Approval,
}

/// How often something is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Every {
    Month,
    Quarter,
    Half,
    Year,
}

/// ACT001: an item of the set content.
#[derive(Clone, Debug)]
pub struct Item {
    /// Chinese name for people (`交纳党费`).
    pub name: Arc<str>,
    pub every: Every,
    /// Any of these in 规定动作, 活动主题 or 活动内容.
    pub words: Vec<Arc<str>>,
    pub clause: Clause,
}

/// ACT002–ACT004: so often in every span.
#[derive(Clone, Debug)]
pub struct Occurrence {
    pub every: Every,
    /// How often in the span; more than once for lectures alone.
    pub min: u32,
    /// For halves: one of them in the fourth quarter. For the year: in the fourth quarter.
    pub in_fourth_quarter: bool,
    pub words: Vec<Arc<str>>,
    pub clause: Clause,
}

/// Words with their clause (ACT005, ACT006).
#[derive(Clone, Debug)]
pub struct Words {
    pub words: Vec<Arc<str>>,
    pub clause: Clause,
}

/// REC001.
#[derive(Clone, Debug)]
pub struct RequiredRecords {
    /// What the document calls them together (八有); may be empty.
    pub name: Arc<str>,
    pub required: Vec<RecordItem>,
    pub clause: Clause,
}

/// A record item with the headings it goes by (the name itself is always one).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordItem {
    pub name: Arc<str>,
    pub headings: Vec<Arc<str>>,
}

/// REC002.
#[derive(Clone, Debug)]
pub struct RequiredFields {
    pub required: Vec<Field>,
    pub clause: Clause,
}

/// MEM001–MEM003.
#[derive(Clone, Debug, Default)]
pub struct MemberParams {
    /// MEM001: absences in the year that call for a reminder talk.
    pub absent_remind: Option<u32>,
    /// MEM002: absences that call for verification.
    pub absent_unqualified: Option<u32>,
    /// Leave counts as absent.
    pub leave_counts: bool,
    /// Clause of the absence steps.
    pub clause: Clause,
    /// MEM003: an absent member must be caught up; its clause.
    pub make_up: Option<Clause>,
}

/// Score and grades.
#[derive(Clone, Debug, Default)]
pub struct Score {
    pub base: Points,
    /// Per rule: points per finding (positive number = deducted), and the most that the rule may cost (`None`: no cap).
    pub deductions: BTreeMap<Code, Deduction>,
    /// Bands from the best down: grade name and lowest score.
    pub grades: Vec<(Arc<str>, Points)>,
    pub clause: Clause,
}

/// What a finding costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deduction {
    pub points: Points,
    pub cap: Option<Points>,
}

/// Eligibility for 优秀.
#[derive(Clone, Debug, Default)]
pub struct Excellence {
    /// Grounds: the rule and from how many findings on it vetoes. PAR001 stands for the period's rate.
    pub veto: Vec<(Code, u32)>,
    /// Largest share of branches that may be rated with the best grade.
    pub quota: Option<Share>,
    pub clause: Clause,
    /// Clause of the quota.
    pub quota_clause: Clause,
    /// Each quarter is assessed by itself, and grounds found in one bar for the whole year; the clause. `None`: only the period's own grounds do.
    pub quarterly: Option<Clause>,
}

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum DrawUnit {
    #[default]
    Branch,
    Committee,
}

/// What the strata are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Stratify {
    #[default]
    None,
    Type,
    Committee,
}

/// Inspection draw.
#[derive(Clone, Debug, Default)]
pub struct Sampling {
    pub unit: DrawUnit,
    pub strata: Stratify,
    /// Number to draw over all strata or in each (`per_stratum`): between `min` and `max`; `share` of the frame (rounded up) is brought into that range.
    /// Without `share`: `max`, and `min` only if rested units had to step back.
    pub min: u32,
    pub max: Option<u32>,
    pub share: Option<Share>,
    /// The numbers hold for each stratum.
    pub per_stratum: bool,
    /// Rules whose open findings in the period put a unit on the list.
    pub always_rules: Vec<Code>,
    /// Types that are all visited (full coverage).
    pub always_types: Vec<BranchType>,
    /// Units drawn within so many months before the period step back.
    pub rest_months: u32,
    /// Weight = 1 + number of open findings of the period at level error: a riskier unit is likelier drawn.
    pub risk_weighted: bool,
    pub clause: Clause,
}
