//! The jurisdiction file as it is written. These types are the only description of its structure: serde reads them, and the JSON Schema
//! that editors and the structure check use is generated from them. Descriptions are what a clerk's editor shows, hence Chinese.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde_json::json;

use super::raw_duties::*;
use super::raw_scheme::{RawExcellence, RawRule, RawSampling, RawScore, codes};
use crate::model::org::BranchType;
use crate::model::profile::{Consent, Every, HolidayRule};
use crate::model::record::Field;

/// Activity fields that REC002 may require, by their standard names.
pub const FIELDS: &[Field] = &[
    Field::Theme,
    Field::Start,
    Field::End,
    Field::Time,
    Field::Duration,
    Field::Place,
    Field::Content,
    Field::SetActions,
    Field::Host,
    Field::Recorder,
    Field::Absentees,
    Field::MakeUp,
    Field::Reported,
    Field::Remark,
];

/// Weekday names, Monday first.
pub const WEEKDAYS: &[&str] = &["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

fn only_fields(schema: &mut Schema) {
    list_of(schema, FIELDS.iter().map(|f| f.name()).collect());
}

/// Restricts the elements of a list to certain words.
pub fn list_of(schema: &mut Schema, words: Vec<&str>) {
    schema.insert("items".to_string(), json!({ "type": "string", "enum": words }));
}

/// A whole file.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(title = "辖区规则", description = "一个辖区的主题党日规则：文件依据、活动日、各项参数、计分、评优、抽查")]
pub struct RawProfile {
    #[schemars(description = "辖区代号，与文件名相同，小写字母、数字和连字符", length(min = 1))]
    pub id: String,
    #[schemars(description = "辖区名称，如“池州市”", length(min = 1))]
    pub name: String,
    #[schemars(description = "本地对制度的称呼，如“党员活动日”", length(min = 1))]
    pub system: String,
    #[schemars(description = "依据文件的标题，不加书名号", length(min = 1))]
    pub document: String,
    #[schemars(description = "文号或印发日期，没有可不写")]
    pub document_number: Option<String>,
    #[serde(flatten)]
    pub params: RawParams,
    #[schemars(description = "单条规则的停用、升降级、施行起始月", extend("propertyNames" = {"enum": codes()}))]
    pub rules: Option<BTreeMap<String, RawRule>>,
    #[schemars(description = "计分与等次")]
    pub score: RawScore,
    #[schemars(description = "评优门槛")]
    pub excellence: RawExcellence,
    #[schemars(description = "抽查")]
    pub sampling: RawSampling,
    #[schemars(description = "党员积分")]
    pub points: Option<RawPoints>,
    #[schemars(description = "对负责人的逐级处理")]
    pub escalation: Option<RawEscalation>,
    #[serde(default, rename = "override")]
    #[schemars(description = "按支部类型另定的参数，在通用参数之上合并；先列者优先")]
    pub overrides: Vec<RawOverride>,
}

/// Parameters of the rules.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawParams {
    #[schemars(description = "活动日")]
    pub activity_day: RawActivityDay,
    #[schemars(description = "“七一”统一活动（SUB005）")]
    pub july_first: Option<RawDemand>,
    #[schemars(description = "报送时限（SUB002）")]
    pub report: Option<RawReport>,
    #[schemars(description = "年度活动次数与计划（SUB003、PLN001、PLN002）")]
    pub plan: Option<RawPlan>,
    #[schemars(description = "动员会（PLN002）")]
    pub mobilisation: Option<RawMobilisation>,
    #[schemars(description = "活动预告（PLN003）")]
    pub preview: Option<RawPreview>,
    #[schemars(description = "季度总结（PLN004）")]
    pub summary: Option<RawSummary>,
    #[schemars(description = "参与率（PAR001）")]
    pub participation: RawParticipation,
    #[schemars(description = "应到人数与花名册的容差（PAR003）")]
    pub due_count: RawDueCount,
    #[schemars(description = "活动时长（DAY004）")]
    pub duration: Option<RawDuration>,
    #[schemars(description = "活动日调整（DAY002、DAY003）；文件未规定调整的，不写本节")]
    pub adjust: Option<RawAdjust>,
    #[serde(default)]
    #[schemars(description = "规定动作（ACT001）")]
    pub items: Vec<RawItem>,
    #[schemars(description = "党课（ACT002）")]
    pub lecture: Option<RawOccurrence>,
    #[schemars(description = "组织生活会（ACT003）")]
    pub org_life: Option<RawOccurrence>,
    #[schemars(description = "民主评议党员（ACT004）")]
    pub review: Option<RawOccurrence>,
    #[schemars(description = "不得代替党日的活动（ACT005）")]
    pub substitution: Option<RawWords>,
    #[schemars(description = "诵读党章全文（ACT006）")]
    pub charter: Option<RawWords>,
    #[schemars(description = "书记讲党课（ACT007）")]
    pub secretary_lecture: Option<RawSecretaryLecture>,
    #[schemars(description = "重温入党誓词（ACT008）")]
    pub oath: Option<RawOath>,
    #[schemars(description = "活动主题（ACT009）")]
    pub themes: Option<RawThemes>,
    #[schemars(description = "集中主题活动（ACT010）")]
    pub concentrated: Option<RawConcentrated>,
    #[serde(default)]
    #[schemars(description = "只作统计的活动形式（ACT011）")]
    pub modes: Vec<RawMode>,
    #[schemars(description = "必备材料（REC001）")]
    pub records: Option<RawRecords>,
    #[schemars(description = "必填内容（REC002）")]
    pub fields: Option<RawFields>,
    #[schemars(description = "雷同文字的比对（REC003），只作线索")]
    pub same_text: Option<RawSameText>,
    #[schemars(description = "雷同图片的比对（REC004），只作线索")]
    pub same_picture: Option<RawSamePicture>,
    #[schemars(description = "党员参加活动情况（MEM001—MEM003）")]
    pub member: RawMember,
    #[schemars(description = "党员志愿服务（MEM004、MEM005）")]
    pub volunteer: Option<RawVolunteer>,
    #[schemars(description = "政治生日（MEM006）")]
    pub political_birthday: Option<RawPoliticalBirthday>,
    #[serde(default)]
    #[schemars(description = "领导干部参加情况（CAD001）")]
    pub cadre: Vec<RawCadreDuty>,
    #[schemars(description = "督查整改（INS001）")]
    pub inspection: Option<RawDemand>,
}

/// A section that only says that something is wanted.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawDemand {
    #[serde(default)]
    #[schemars(description = "true 表示不适用，用于在按类型另定的参数中取消通用要求")]
    pub off: bool,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RawDayRule {
    Any,
    DaysOfMonth,
    NthWeekday,
    Own,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawActivityDay {
    #[schemars(description = "any 每月任意一天；days_of_month 每月固定日期；nth_weekday 每月第几个周几；own 由支部自行固定")]
    pub rule: RawDayRule,
    #[serde(default)]
    #[schemars(description = "固定日期，逐一列出，任意一天均可", inner(range(min = 1, max = 31)))]
    pub days: Vec<u32>,
    #[schemars(description = "第几个；最后一个写 5", range(min = 1, max = 5))]
    pub nth: Option<u32>,
    #[schemars(description = "周几", extend("enum" = WEEKDAYS))]
    pub weekday: Option<String>,
    #[schemars(
        description = "遇法定节假日：silent 文件未规定；next_working_day 顺延至下一工作日；next_week 顺延至下周同一天；any_day 当月任意一天；filing 仍为当天，改期须备案"
    )]
    pub on_holiday: Option<HolidayRule>,
    #[schemars(description = "普通周末是否视同节假日，默认否")]
    pub weekend_is_holiday: Option<bool>,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawReport {
    #[serde(default)]
    #[schemars(description = "true 表示不适用")]
    pub off: bool,
    #[schemars(description = "活动后几日内报送，活动当日为第 0 日", range(max = 366))]
    pub within_days: u32,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawPlan {
    #[serde(default)]
    #[schemars(description = "true 表示不适用")]
    pub off: bool,
    #[schemars(description = "全年最少活动次数；只要求报备、不规定次数的不写", range(min = 1, max = 366))]
    pub min: Option<u32>,
    #[serde(default)]
    #[schemars(description = "次数只约束计划（PLN001），不要求全年开展次数（SUB003）")]
    pub planned_only: bool,
    #[serde(default = "plan_words")]
    #[schemars(description = "报送登记“事项”中指年度计划的用词", length(min = 1), inner(length(min = 1)))]
    pub words: Vec<String>,
    #[schemars(description = "年度计划备案的截止日，写作 03-25")]
    pub due: Option<String>,
    #[serde(default)]
    #[schemars(description = "个别计划的另定截止日")]
    pub exceptions: Vec<RawPlanException>,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

fn plan_words() -> Vec<String> {
    ["年度计划", "活动计划", "活动安排"].map(String::from).to_vec()
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawPlanException {
    #[schemars(description = "计划所含的第一个月，写作 2017-07")]
    pub from: String,
    #[schemars(description = "截止日，写作 2017-07-31")]
    pub due: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawParticipation {
    #[schemars(description = "参与率下限，0—1，至多四位小数；低于此数为不达标，等于为达标", range(min = 0.0, max = 1.0))]
    pub min: f64,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawDueCount {
    #[schemars(description = "容许相差的人数，与按比例算得的人数取大者", range(max = 100000))]
    pub persons: u32,
    #[schemars(description = "容许相差的比例，0—1", range(min = 0.0, max = 1.0))]
    pub share: f64,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawDuration {
    #[serde(default)]
    #[schemars(description = "true 表示不适用")]
    pub off: bool,
    #[schemars(description = "每次活动最短时长（小时）", range(min = 0.0, max = 24.0))]
    pub min_hours: f64,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawAdjust {
    #[serde(default)]
    #[schemars(description = "true 表示不适用")]
    pub off: bool,
    #[schemars(description = "与活动日前后相差不超过几天；不写为不限", range(max = 366))]
    pub within_days: Option<u32>,
    #[schemars(description = "filing 须备案；approval 须上级同意")]
    pub needs: Consent,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawItem {
    #[schemars(description = "名称", length(min = 1))]
    pub name: String,
    #[schemars(description = "month 每月；quarter 每季度；half 每半年；year 每年")]
    pub every: Every,
    #[schemars(description = "认定用词，活动主题、活动内容、规定动作中出现任何一个即算", length(min = 1), inner(length(min = 1)))]
    pub words: Vec<String>,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawOccurrence {
    #[serde(default)]
    #[schemars(description = "true 表示不适用")]
    pub off: bool,
    #[schemars(description = "month 每月；quarter 每季度；half 每半年；year 每年")]
    pub every: Every,
    #[serde(default = "once")]
    #[schemars(description = "每个时段至少几次，不写为一次；只有党课可以多于一次", range(min = 1, max = 366))]
    pub min: u32,
    #[serde(default)]
    #[schemars(description = "是否须有一次在第四季度，用于每半年、每年的要求")]
    pub in_fourth_quarter: bool,
    #[schemars(description = "认定用词", length(min = 1), inner(length(min = 1)))]
    pub words: Vec<String>,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

fn once() -> u32 {
    1
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawWords {
    #[serde(default)]
    #[schemars(description = "true 表示不适用")]
    pub off: bool,
    #[schemars(description = "认定用词", length(min = 1), inner(length(min = 1)))]
    pub words: Vec<String>,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawRecords {
    #[serde(default)]
    #[schemars(description = "true 表示不适用")]
    pub off: bool,
    #[schemars(description = "文件对这些材料的统称，如 六有、八有；用于检查表", length(min = 1))]
    pub name: Option<String>,
    #[schemars(description = "必备材料逐项", length(min = 1))]
    pub required: Vec<RawRecordItem>,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawRecordItem {
    #[schemars(description = "材料名称，本身即是一种表头写法", length(min = 1))]
    pub name: String,
    #[serde(default)]
    #[schemars(description = "其他表头写法", inner(length(min = 1)))]
    pub headings: Vec<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawFields {
    #[serde(default)]
    #[schemars(description = "true 表示不适用")]
    pub off: bool,
    #[schemars(description = "必填栏目的标准名称", length(min = 1), transform = only_fields)]
    pub required: Vec<String>,
    #[schemars(description = "条款", length(min = 1))]
    pub clause: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawMember {
    #[schemars(description = "一年缺席几次应谈话提醒", range(min = 1, max = 366))]
    pub absent_remind: Option<u32>,
    #[schemars(description = "一年缺席几次及以上应提示核实", range(min = 1, max = 366))]
    pub absent_unqualified: Option<u32>,
    #[schemars(description = "请假是否计入缺席")]
    pub leave_counts: bool,
    #[schemars(description = "条款；规定了缺席次数的必填")]
    pub clause: Option<String>,
    #[schemars(description = "缺席党员须补课（MEM003）")]
    pub make_up: Option<RawDemand>,
}

/// An override: its types, and any of the parameter sections with any of their keys. What it leaves out comes from the base, so only the
/// types are read here; the parameters are read after merging.
#[derive(Debug, Deserialize)]
pub struct RawOverride {
    pub types: Vec<BranchType>,
}

impl JsonSchema for RawOverride {
    fn schema_name() -> Cow<'static, str> {
        "RawOverride".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = RawParams::json_schema(generator);
        let types =
            json!({ "description": "适用的支部类型", "type": "array", "minItems": 1, "items": generator.subschema_for::<BranchType>() });
        if let Some(properties) = schema.ensure_object().get_mut("properties").and_then(|p| p.as_object_mut()) {
            properties.insert("types".to_string(), types);
        }
        schema.insert("required".to_string(), json!(["types"]));
        schema
    }
}
