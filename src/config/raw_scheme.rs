//! The other half of the raw jurisdiction file: what is made of the findings. Rule switches, points and grades, eligibility, the draw.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema};
use serde::Deserialize;

use super::raw::list_of;
use crate::model::finding::{Code, Level};
use crate::model::org::BranchType;
use crate::model::profile::{DrawUnit, Stratify};

/// All rule codes, for keys and lists.
pub fn codes() -> Vec<&'static str> {
    Code::ALL.iter().map(|c| c.as_str()).collect()
}

pub(super) fn only_codes(schema: &mut Schema) {
    list_of(schema, codes());
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawRule {
    #[serde(default)]
    #[schemars(description = "true 表示停用")]
    pub off: bool,
    #[schemars(description = "级别：info 提示；warning 警告；error 错误")]
    pub level: Option<Level>,
    #[schemars(description = "自哪个月起施行，写作 2017-10；此前只作提示")]
    pub from: Option<String>,
    #[schemars(description = "条款，代替参数所列条款", length(min = 1))]
    pub clause: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawScore {
    #[schemars(description = "基础分", range(min = 0.0, max = 10000.0))]
    pub base: f64,
    #[serde(default)]
    #[schemars(description = "各规则扣分", extend("propertyNames" = {"enum": codes()}))]
    pub deductions: BTreeMap<String, RawDeduction>,
    #[schemars(description = "等次，自高至低，末档为 0 分起", length(min = 1))]
    pub grades: Vec<RawGrade>,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawDeduction {
    #[schemars(description = "每个问题扣几分，至多两位小数", range(min = 0.0, max = 10000.0))]
    pub points: f64,
    #[schemars(description = "该规则最多扣几分；不写为不封顶", range(min = 0.0, max = 10000.0))]
    pub cap: Option<f64>,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawGrade {
    #[schemars(description = "等次名称", length(min = 1))]
    pub name: String,
    #[schemars(description = "最低分", range(min = 0.0, max = 10000.0))]
    pub min: f64,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawExcellence {
    #[serde(default)]
    #[schemars(description = "不得评优的情形")]
    pub veto: Vec<RawVeto>,
    #[schemars(description = "优秀比例上限，0—1；不写为不限", range(min = 0.0, max = 1.0))]
    pub quota: Option<f64>,
    #[schemars(description = "比例上限的条款")]
    pub quota_clause: Option<String>,
    #[schemars(description = "按季度考核、季度内开展不力即影响全年评优的条款；不按季度的不写", length(min = 1))]
    pub quarterly: Option<String>,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawVeto {
    #[schemars(
        description = "SUB001 缺月；PAR001 统计期参与率不达标；DAY001 擅自变更活动日；INS001 督查问题逾期",
        extend("enum" = ["SUB001", "PAR001", "DAY001", "INS001"])
    )]
    pub rule: String,
    #[schemars(description = "达到几次", range(min = 1, max = 1000))]
    pub count: u32,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawSampling {
    #[schemars(description = "抽查单位：branch 支部；committee 党委")]
    pub unit: DrawUnit,
    #[schemars(description = "分层：none 不分；type 按支部类型；committee 按党委")]
    pub strata: Option<Stratify>,
    #[schemars(description = "最少抽几个", range(max = 100000))]
    pub min: Option<u32>,
    #[schemars(description = "最多抽几个；与 share 至少写一项", range(min = 1, max = 100000))]
    pub max: Option<u32>,
    #[schemars(description = "抽取比例，0—1，向上取整", range(min = 0.0, max = 1.0))]
    pub share: Option<f64>,
    #[schemars(description = "上述数目是否为每层的数目")]
    pub per_stratum: Option<bool>,
    #[serde(default)]
    #[schemars(description = "统计期内有这些问题的必查", transform = only_codes)]
    pub always_rules: Vec<String>,
    #[serde(default)]
    #[schemars(description = "全覆盖检查的支部类型")]
    pub always_types: Vec<BranchType>,
    #[schemars(description = "几个月内查过的暂不再抽", range(max = 120))]
    pub rest_months: Option<u32>,
    #[schemars(description = "是否按问题多少加权")]
    pub risk_weighted: Option<bool>,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}
