//! The raw sections for what a document asks beyond the month's activity: notices, themes, oaths, service, cadres, points, steps against those
//! in charge. As in the rest of the raw file, these types are the only description of the structure.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema};
use serde::Deserialize;

use super::raw::list_of;
use super::raw_scheme::{RawGrade, only_codes};
use crate::model::points::PointEvent;
use crate::model::profile::BirthdayWhen;
use crate::model::record::Field;

/// What a volunteer record can be asked to carry, and what it is called there.
pub const SERVICE_FIELDS: &[(&str, Field)] = &[("时长", Field::Duration), ("内容", Field::Content), ("成效", Field::Effect)];

fn only_service_fields(schema: &mut Schema) {
    list_of(schema, SERVICE_FIELDS.iter().map(|(name, _)| *name).collect());
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawMobilisation {
    #[serde(default)]
    #[schemars(description = "true 表示不适用")]
    pub off: bool,
    #[schemars(description = "最迟召开的日期，写作 2017-01-20")]
    pub due: String,
    #[schemars(description = "报送登记“事项”中的用词", length(min = 1), inner(length(min = 1)))]
    pub words: Vec<String>,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawPreview {
    #[serde(default)]
    #[schemars(description = "true 表示不适用")]
    pub off: bool,
    #[schemars(description = "最迟在当月几日预告", range(min = 1, max = 31))]
    pub by_day: u32,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawSummary {
    #[serde(default)]
    #[schemars(description = "true 表示不适用")]
    pub off: bool,
    #[schemars(description = "季度结束后几日内报送", range(max = 366))]
    pub within_days: u32,
    #[schemars(description = "报送登记“事项”中的用词", length(min = 1), inner(length(min = 1)))]
    pub words: Vec<String>,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawSecretaryLecture {
    #[serde(default)]
    #[schemars(description = "true 表示不适用")]
    pub off: bool,
    #[schemars(description = "书记全年最少讲党课几次", range(min = 1, max = 366))]
    pub min: u32,
    #[schemars(description = "党课的用词；主持人或内容中有书记姓名的，算书记所讲", length(min = 1), inner(length(min = 1)))]
    pub words: Vec<String>,
    #[serde(default)]
    #[schemars(description = "本身即表明由书记所讲的用词", inner(length(min = 1)))]
    pub by_secretary: Vec<String>,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawOath {
    #[serde(default)]
    #[schemars(description = "true 表示不适用")]
    pub off: bool,
    #[schemars(description = "认定用词", length(min = 1), inner(length(min = 1)))]
    pub words: Vec<String>,
    #[schemars(description = "有党员入党的月份应重温")]
    pub joining_month: bool,
    #[schemars(description = "“七一”所在的7月应重温")]
    pub july: bool,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawThemes {
    #[serde(default)]
    #[schemars(description = "true 表示不适用")]
    pub off: bool,
    #[serde(default)]
    #[schemars(description = "各月指导性主题的用词，月份写作 \"2017-01\"")]
    pub guidance: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    #[schemars(description = "各月均可的主题用词", inner(length(min = 1)))]
    pub any_month: Vec<String>,
    #[schemars(description = "与本支部年度计划中该月的主题一致的，是否也算合乎安排")]
    pub own_by_plan: bool,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawConcentrated {
    #[serde(default)]
    #[schemars(description = "true 表示不适用")]
    pub off: bool,
    #[schemars(description = "认定用词", length(min = 1), inner(length(min = 1)))]
    pub words: Vec<String>,
    #[schemars(description = "全辖区一年最少组织几次", range(max = 366))]
    pub min_per_year: u32,
    #[schemars(description = "每个党委一年最少另外组织几次", range(max = 366))]
    pub min_per_committee: u32,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawMode {
    #[schemars(description = "名称", length(min = 1))]
    pub name: String,
    #[schemars(description = "认定用词", length(min = 1), inner(length(min = 1)))]
    pub words: Vec<String>,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawSameText {
    #[serde(default)]
    #[schemars(description = "true 表示不适用")]
    pub off: bool,
    #[schemars(description = "至少多少字的活动内容才比对（不计空格和标点）", range(min = 20, max = 100000))]
    pub min_chars: u32,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawSamePicture {
    #[serde(default)]
    #[schemars(description = "true 表示不适用")]
    pub off: bool,
    #[schemars(description = "至少多大的图片才比对，单位 KiB", range(min = 1, max = 10240))]
    pub min_kib: u32,
    #[schemars(description = "同一党委至少多少个支部都有的图片，才可能视为表样自带的标志、印章", range(min = 2, max = 100000))]
    pub template_branches: u32,
    #[schemars(description = "且占该党委报送了图片的支部的百分比达到多少，才视为表样自带", range(min = 1, max = 100))]
    pub template_percent: u32,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawPoliticalBirthday {
    #[serde(default)]
    #[schemars(description = "true 表示不适用")]
    pub off: bool,
    #[schemars(description = "认定用词", length(min = 1), inner(length(min = 1)))]
    pub words: Vec<String>,
    #[schemars(description = "year 每年集中一次；joining_month_and_july 党员入党的月份和7月")]
    pub when: BirthdayWhen,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawVolunteer {
    #[serde(default)]
    #[schemars(description = "true 表示不适用")]
    pub off: bool,
    #[serde(default)]
    #[schemars(description = "每名党员全年的次数要求（MEM004），逐类列出；没有要求的不写")]
    pub duties: Vec<RawServiceDuty>,
    #[serde(default)]
    #[schemars(description = "服务记录必备的内容（MEM005）", transform = only_service_fields)]
    pub required: Vec<String>,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawServiceDuty {
    #[schemars(description = "名称，如“志愿服务”“社区志愿服务”", length(min = 1))]
    pub name: String,
    #[schemars(description = "全年最少次数", range(min = 1, max = 366))]
    pub min: u32,
    #[serde(default)]
    #[schemars(description = "服务内容、成效中的认定用词；不写为任何服务均可", inner(length(min = 1)))]
    pub words: Vec<String>,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawCadreDuty {
    #[schemars(description = "名称，如“联系点走访”", length(min = 1))]
    pub name: String,
    #[schemars(description = "领导干部参加情况“事项”中的用词", length(min = 1), inner(length(min = 1)))]
    pub words: Vec<String>,
    #[serde(default)]
    #[schemars(description = "适用的级别用词；不写为表中所列的全部领导干部", inner(length(min = 1)))]
    pub ranks: Vec<String>,
    #[schemars(description = "全年最少数量", range(min = 1, max = 366))]
    pub min: u32,
    #[schemars(description = "单位，如“次”“天”“篇”", length(min = 1))]
    pub unit: String,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawPoints {
    #[schemars(description = "积分名称", length(min = 1))]
    pub name: String,
    #[schemars(description = "每年年初的基础分", range(min = 0.0, max = 10000.0))]
    pub base: f64,
    #[schemars(description = "最低分；不写为不设", range(min = -10000.0, max = 10000.0))]
    pub floor: Option<f64>,
    #[schemars(description = "最高分；不写为不设", range(min = 0.0, max = 100000.0))]
    pub ceiling: Option<f64>,
    #[schemars(description = "计分项目", length(min = 1))]
    pub events: Vec<RawPointRule>,
    #[serde(default)]
    #[schemars(description = "年终档次，自高至低")]
    pub bands: Vec<RawGrade>,
    #[serde(default)]
    #[schemars(description = "是否按月生成每名党员的积分通知")]
    pub notice: bool,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawPointRule {
    #[schemars(
        description = "attendance 参加活动；caught_up 补课；leave 请假；absence 无故缺席；service 志愿服务一次；service_hour 志愿服务一小时；lecture 讲党课"
    )]
    pub event: PointEvent,
    #[schemars(description = "每次（小时）几分，扣分写负数，至多两位小数", range(min = -1000.0, max = 1000.0))]
    pub points: f64,
    #[serde(default = "first")]
    #[schemars(description = "自当年第几次起按本行计，用于逐次加重；不写为第一次起", range(min = 1, max = 366))]
    pub from: u32,
    #[schemars(description = "每月最多计（扣）几分", range(min = 0.0, max = 10000.0))]
    pub cap_month: Option<f64>,
    #[schemars(description = "每年最多计（扣）几分", range(min = 0.0, max = 10000.0))]
    pub cap_year: Option<f64>,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

fn first() -> u32 {
    1
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawEscalation {
    #[schemars(description = "有这些问题的月份算未落实的月份", length(min = 1), transform = only_codes)]
    pub rules: Vec<String>,
    #[schemars(description = "向前看几个月，含统计期最后一个月", range(min = 1, max = 120))]
    pub window_months: u32,
    #[schemars(description = "处理措施，自轻至重", length(min = 1))]
    pub steps: Vec<RawStep>,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawStep {
    #[schemars(description = "措施名称，如“提醒”", length(min = 1))]
    pub name: String,
    #[schemars(description = "未落实达几个月", range(min = 1, max = 120))]
    pub count: u32,
}
