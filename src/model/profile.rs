//! A jurisdiction's profile after validation: which rules speak, with which numbers, on which clause. The numbers come from
//! `schemas/jurisdictions/*.toml`; nothing here or in a rule knows one by itself. Parameters that differ by branch type are resolved by
//! `Profile::params`.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;

pub use super::activity_day::*;
pub use super::duties::*;
use super::finding::Code;
pub use super::kind::Clause;
use super::kind::{Date, codes};
pub use super::member_duties::*;
use super::org::BranchType;
pub use super::points::{PointEvent, PointRule, PointScheme};
pub use super::record_duties::*;
pub use super::scheme::*;
pub use super::section::Params;
use super::section::{Section, Tell};
use super::statistic::{ServiceHours, StatisticTerms};

/// How the clause of a number begins that the document does not give.
pub const OFFICE_SET: &str = "本单位自定";

/// Instead of a clause, for what is asked of everybody whatever the document says.
pub const UNIFORM: &str = "统一要求";

/// The profile: a whole file.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[schemars(title = "辖区规则", description = "一个辖区的主题党日规则：文件依据、活动日、各项参数、计分、评优、抽查")]
pub struct Profile {
    /// Its id.
    #[schemars(description = "辖区代号，与文件名相同：汉字、小写字母、数字和连字符，如“清源县”", length(min = 1))]
    pub id: Arc<str>,
    /// What it is called.
    #[schemars(description = "辖区名称，如“池州市”", length(min = 1))]
    pub name: Arc<str>,
    /// What the jurisdiction calls it.
    #[schemars(description = "本地对制度的称呼，如“党员活动日”", length(min = 1))]
    pub system: Arc<str>,
    /// Title of the document.
    #[schemars(description = "依据文件的标题，不加书名号", length(min = 1))]
    pub document: Arc<str>,
    /// May be empty.
    #[serde(default)]
    #[schemars(description = "文号或印发日期，没有可不写")]
    pub document_number: Arc<str>,
    /// First day on which the document was in force; `None`: undated, in force always. Months whose activity day lies before it are asked for by nothing.
    #[serde(default)]
    #[schemars(with = "Option<Date>", description = "文件施行（印发）日期；活动日早于该日的月份不作要求。文件没有日期的不写")]
    pub in_force: Option<NaiveDate>,
    /// Parameters for every branch without an override.
    #[serde(skip)]
    pub base: Arc<Params>,
    /// Overrides by type: the first whose types hold the branch's wins; each is complete (base merged in).
    #[serde(skip)]
    pub by_type: Vec<(Vec<BranchType>, Arc<Params>)>,
    #[serde(default)]
    /// Rules switched off, dated or given another level.
    #[schemars(
        with = "BTreeMap<String, RuleSwitch>",
        description = "单条规则的停用、升降级、施行起始月",
        extend("propertyNames" = {"enum": codes()})
    )]
    pub rules: BTreeMap<Code, RuleSwitch>,
    /// Points and grades.
    #[serde(default)]
    #[schemars(description = "计分与等次")]
    pub score: Score,
    /// Eligibility for 优秀.
    #[serde(default)]
    #[schemars(description = "评优门槛")]
    pub excellence: Excellence,
    /// Inspection draw.
    #[serde(default)]
    #[schemars(description = "抽查")]
    pub sampling: Sampling,
    /// Who may approve explanations.
    #[serde(default)]
    #[schemars(description = "情况说明由谁批准")]
    pub waiver: Waiving,
    /// Members' points, where there is a scheme.
    #[schemars(description = "党员积分")]
    pub points: Option<PointScheme>,
    /// Steps against those in charge, where there are any.
    #[schemars(description = "对负责人的逐级处理")]
    pub escalation: Option<Escalation>,
    /// What bulletins count; nothing by default.
    #[serde(default, rename = "statistic")]
    #[schemars(description = "通报统计：统计哪些数，按什么条款；不写不统计")]
    pub statistics: Vec<StatisticTerms>,
    /// What half a day of service is worth, where the office says so.
    pub service_hours: Option<ServiceHours>,
    /// What the file says, defaults and `--set` included: for those who ask a result later by which numbers it was judged.
    #[serde(skip)]
    pub written: Arc<[Written]>,
    /// SHA-256 (hex) of the profile as used, `--set` included.
    #[serde(skip)]
    pub digest: Arc<str>,
}

/// A parameter as the file has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Types of branches that it is set for apart; empty: all others.
    pub types: String,
    /// As `--set` names it: `participation.min`, `items.交纳党费.every`.
    pub path: String,
    /// The value; several with `;` between.
    pub value: String,
    /// The clause that it stands on; empty for what needs none.
    pub clause: String,
}

impl Section for Profile {
    fn check(&self, tell: &mut Tell) {
        tell.within("score", |tell| self.score.check(tell));
        tell.within("excellence", |tell| self.excellence.check(tell));
        tell.within("sampling", |tell| self.sampling.check(tell));
        tell.within("points", |tell| self.points.iter().for_each(|points| points.check(tell)));
        if self.escalation.is_none() && self.excellence.veto.iter().any(|veto| veto.rule == VetoRule::Step) {
            tell.at("excellence.veto", "ESC 以递进处置为据，应先写明“escalation”");
        }
        tell.within("escalation", |tell| self.escalation.iter().for_each(|steps| steps.check(tell)));
        tell.within("statistic", |tell| self.statistics.check(tell));
    }
}

impl Profile {
    /// The parameters that hold for branches of that type.
    pub fn params(&self, kind: BranchType) -> &Params {
        self.by_type.iter().find(|(types, _)| kind.is_in(types)).map_or(&*self.base, |(_, params)| params)
    }

    /// Every set of parameters that may hold for a branch of which the roster says no more than this: one, where the type is known or both halves of a
    /// composite are asked the same; all, where nobody knows the type.
    pub fn possible(&self, kind: BranchType) -> Vec<&Params> {
        if kind == BranchType::Unknown {
            return self.all_params().collect();
        }
        let mut possible: Vec<&Params> = kind.halves().iter().map(|half| self.params(*half)).collect();
        possible.dedup_by(|a, b| std::ptr::eq(*a, *b));
        possible
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
