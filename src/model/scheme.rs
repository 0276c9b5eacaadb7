//! What a jurisdiction makes of the findings: switches of single rules, the draw, steps against those in charge. Points and grades stand in `score`,
//! eligibility in `excellence`.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::figure::Share;
use super::finding::{Code, Level};
use super::kind::Clause;
use super::org::BranchType;
use super::section::{Section, Tell};
use super::time::Month;

pub use super::excellence::*;
pub use super::score::*;

/// A rule switched off, dated, or given another level.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
pub struct RuleSwitch {
    /// The rule does not run.
    #[serde(default)]
    #[schemars(description = "true 表示停用")]
    pub off: bool,
    /// Level instead of the rule's own.
    #[schemars(description = "级别：info 提示；warning 警告；error 错误")]
    pub level: Option<Level>,
    /// In an earlier span the rule only informs.
    #[schemars(description = "自哪个月起施行，写作 2017-10；此前只作提示")]
    pub from: Option<Month>,
    /// Clause instead of the parameter's.
    #[schemars(description = "条款，代替参数所列条款")]
    pub clause: Option<Clause>,
}

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum DrawUnit {
    #[default]
    Branch,
    Committee,
}

/// What the strata are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Stratify {
    #[default]
    None,
    Type,
    Committee,
}

/// Inspection draw. The number lies between `min` and `max`; `share` of the frame (rounded up) is brought into that range. Without `share`: `max`,
/// and `min` only if rested units had to step back.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
pub struct Sampling {
    /// What is drawn.
    #[schemars(description = "抽查单位：branch 支部；committee 党委")]
    pub unit: DrawUnit,
    /// What the strata are.
    #[serde(default)]
    #[schemars(description = "分层：none 不分；type 按支部类型；committee 按党委")]
    pub strata: Stratify,
    /// Fewest.
    #[serde(default)]
    #[schemars(description = "最少抽几个", range(max = 100000))]
    pub min: u32,
    /// Most; `None`: no bound.
    #[schemars(description = "最多抽几个；与 share 至少写一项", range(min = 1, max = 100000))]
    pub max: Option<u32>,
    /// Share of the frame to draw.
    #[schemars(description = "抽取比例，0—1，向上取整")]
    pub share: Option<Share>,
    /// The numbers hold for each stratum.
    #[serde(default)]
    #[schemars(description = "上述数目是否为每层的数目")]
    pub per_stratum: bool,
    /// As long as they are open.
    #[serde(default)]
    #[schemars(description = "统计期内有这些问题的必查")]
    pub always_rules: Vec<Code>,
    /// Types that are all visited.
    #[serde(default)]
    #[schemars(description = "全覆盖检查的支部类型")]
    pub always_types: Vec<BranchType>,
    /// Before the period.
    #[serde(default)]
    #[schemars(description = "几个月内查过的暂不再抽", range(max = 120))]
    pub rest_months: u32,
    /// Weight = 1 + number of open findings of the period at level error.
    #[serde(default)]
    #[schemars(description = "是否按问题多少加权")]
    pub risk_weighted: bool,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Section for Sampling {
    fn check(&self, tell: &mut Tell) {
        if self.max.is_some_and(|max| max < self.min) {
            tell.at("max", "最多抽取数不应小于最少抽取数");
        }
        if self.max.is_none() && self.share.is_none() {
            tell.at("", "抽取数未定：“max”与“share”至少写一项");
        }
        if self.per_stratum && self.strata == Stratify::None {
            tell.at("per_stratum", "不分层时不应写“per_stratum = true”");
        }
    }
}

/// What becomes of those in charge when a branch fails again and again.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
pub struct Escalation {
    /// Rules whose failing makes a month a failed one.
    #[schemars(description = "有这些问题的月份算未落实的月份", length(min = 1))]
    pub rules: Vec<Code>,
    /// Months looked back, the period's last one included.
    #[schemars(description = "向前看几个月，含统计期最后一个月", range(min = 1, max = 120))]
    pub window_months: u32,
    /// Steps from the mildest up.
    #[schemars(description = "处理措施，自轻至重", length(min = 1))]
    pub steps: Vec<Step>,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

/// A step and from how many failed months on it is taken.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct Step {
    /// What it is called.
    #[schemars(description = "措施名称，如“提醒”", length(min = 1))]
    pub name: Arc<str>,
    /// How many.
    #[schemars(description = "未落实达几个月", range(min = 1, max = 120))]
    pub count: u32,
}

impl Section for Escalation {
    fn check(&self, tell: &mut Tell) {
        for (n, pair) in self.steps.windows(2).enumerate().filter(|(_, pair)| pair[0].count >= pair[1].count) {
            tell.at(format!("steps.{}", n + 1), format!("措施“{}”的月数应大于上一措施，自轻至重排列", pair[1].name));
        }
        if self.steps.last().is_some_and(|last| last.count > self.window_months) {
            tell.at("window_months", "向前看的月数少于最重一级措施所需的月数，该措施永远不会用到");
        }
    }
}

/// Who may approve an explanation beside the branch's own committee.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Waiving {
    /// Words of which any one tells a superior.
    #[schemars(description = "批准单位、批准人栏中表示上级的字样；支部所属党委的名称本来就算", inner(length(min = 1)))]
    pub approvers: Vec<Arc<str>>,
}
