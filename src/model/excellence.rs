//! Eligibility for 优秀: what bars a branch or a committee from the best grade, how far back it is looked, and how many may have it.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::figure::Share;
use super::finding::Code;
use super::kind::Clause;
use super::score::OF_COMMITTEES;
use super::section::{Section, Tell};

/// Eligibility for 优秀.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
pub struct Excellence {
    /// What bars from the best grade.
    #[serde(default)]
    #[schemars(description = "不得评优的情形")]
    pub veto: Vec<Veto>,
    /// How far back it is looked.
    #[serde(default)]
    #[schemars(description = "不得评优看哪一段时间：period 统计期（不写即为此）；year 当年 1 月（或文件施行）至统计期末")]
    pub span: VetoSpan,
    /// Of the months before the period, those are judged by the ledgers in the workspace of which at least this share of the due branches has one.
    #[serde(default)]
    #[schemars(description = "看当年的，统计期以前某月有活动记录的党支部达到应开展党支部的几成（0—1），才按工作目录中的台账认定该月")]
    pub year_ledgers: Share,
    /// What bars a committee, and its secretary with it; `None`: nothing.
    #[schemars(description = "党委（党工委）及其书记不得评优的情形")]
    pub committee: Option<CommitteeVeto>,
    /// Largest share that may have the best grade.
    #[schemars(description = "优秀比例上限，0—1；不写为不限")]
    pub quota: Option<Share>,
    /// Clause of the quota.
    #[serde(default)]
    #[schemars(with = "String", description = "比例上限的条款")]
    pub quota_clause: Clause,
    /// Each quarter is assessed by itself, and grounds found in one bar for the whole year; the clause.
    #[schemars(description = "按季度考核、季度内开展不力即影响全年评优的条款；不按季度的不写")]
    pub quarterly: Option<Clause>,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

/// How far back a veto looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum VetoSpan {
    /// At the period alone.
    #[default]
    Period,
    /// From 1 January, or the first month in which the document was in force, to the period's end.
    Year,
}

/// A ground: the rule and from how many findings on it bars. PAR001 stands for the rate of the whole time looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct Veto {
    /// The rule.
    #[schemars(
        with = "String",
        description = "SUB001 缺月；PAR001 统计期参与率不达标；DAY001 擅自变更活动日；INS001 督查问题逾期；ESC 达到递进处置的任一措施",
        extend("enum" = ["SUB001", "PAR001", "DAY001", "INS001", "ESC"])
    )]
    pub rule: VetoRule,
    /// How many.
    #[schemars(description = "达到几次", range(min = 1, max = 1000))]
    pub count: u32,
}

/// What bars: findings of a rule, or a step against those in charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum VetoRule {
    /// A step of the escalation has been reached.
    #[serde(rename = "ESC")]
    Step,
    /// Findings of a rule.
    #[serde(untagged)]
    Rule(Code),
}

impl VetoRule {
    /// `SUB001`, `ESC`.
    pub fn as_str(self) -> &'static str {
        match self {
            VetoRule::Step => "ESC",
            VetoRule::Rule(code) => code.as_str(),
        }
    }

    /// The rule, if it is one.
    pub fn code(self) -> Option<Code> {
        if let VetoRule::Rule(code) = self { Some(code) } else { None }
    }
}

impl From<Code> for VetoRule {
    fn from(code: Code) -> Self {
        VetoRule::Rule(code)
    }
}

impl PartialEq<Code> for VetoRule {
    fn eq(&self, code: &Code) -> bool {
        *self == VetoRule::Rule(*code)
    }
}

impl fmt::Display for VetoRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What bars a committee: so many findings of its own in the year, of whichever of the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct CommitteeVeto {
    /// The rules.
    #[schemars(with = "Vec<String>", description = "计入的规则", length(min = 1), extend("items" = {"enum": OF_COMMITTEES}))]
    pub rules: Vec<Code>,
    /// How many.
    #[schemars(description = "当年合计达到几项", range(min = 1, max = 1000))]
    pub count: u32,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Section for Excellence {
    fn check(&self, tell: &mut Tell) {
        for (n, ground) in self.veto.iter().enumerate().filter(|(n, ground)| self.veto[..*n].iter().any(|v| v.rule == ground.rule)) {
            tell.at(format!("veto.{n}"), format!("{} 重复列出，只应列一次", ground.rule));
        }
        if self.quota.is_some() && self.quota_clause.is_empty() {
            tell.at("quota", "设了优秀比例上限，应写明其条款“quota_clause”");
        }
    }
}
