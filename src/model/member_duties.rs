//! What documents ask of members: attendance and service, as far as more rooms than the rules read it.

use std::sync::Arc;

use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Deserializer};

use super::kind::Clause;
use super::mark::Mark;
use super::record::Field;
use super::record_duties::chosen;
use super::section::{Section, Tell, list_of, may_be_off};
use super::words::Words;

/// MEM001–MEM003.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
pub struct MemberParams {
    /// Absences in the year that call for a talk (MEM001).
    #[schemars(description = "一年缺席几次应谈话提醒", range(min = 1, max = 366))]
    pub absent_remind: Option<u32>,
    /// Absences in the year that call for verification (MEM002).
    #[schemars(description = "一年缺席几次及以上应提示核实", range(min = 1, max = 366))]
    pub absent_unqualified: Option<u32>,
    /// Leave counts as absent.
    #[serde(default)]
    #[schemars(description = "请假是否计入缺席")]
    pub leave_counts: bool,
    /// Official leave (公假, 公差, 公出, 出差, 产假) counts as absent.
    #[serde(default)]
    #[schemars(description = "公假、公差、公出、出差、产假是否计入缺席，不写为不计入")]
    pub official_leave_counts: bool,
    /// Clause of the document, or a word on why the office set it itself.
    #[serde(default)]
    #[schemars(with = "String", description = "条款；规定了缺席次数的必填")]
    pub clause: Clause,
    /// An absent member must be caught up (MEM003).
    #[schemars(description = "缺席党员须补课（MEM003）")]
    pub make_up: Option<Demand>,
}

impl MemberParams {
    /// Does the mark count as an absence?
    pub fn is_absence(&self, mark: Mark) -> bool {
        match mark {
            Mark::Absent => true,
            Mark::Leave => self.leave_counts,
            Mark::OfficialLeave => self.official_leave_counts,
            Mark::Present | Mark::Late | Mark::LeftEarly | Mark::CaughtUp | Mark::Exempt => false,
        }
    }

    /// Which leave counts, as terms and findings say it.
    pub fn leave_words(&self) -> &'static str {
        match (self.leave_counts, self.official_leave_counts) {
            (true, true) => "含请假和公假",
            (true, false) => "含请假，不含公假、出差等",
            (false, true) => "不含请假，含公假、出差等",
            (false, false) => "不含请假",
        }
    }
}

/// Something that is merely wanted.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(transform = may_be_off)]
pub struct Demand {
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Section for MemberParams {
    fn check(&self, tell: &mut Tell) {
        if self.clause.is_empty() && (self.absent_remind.is_some() || self.absent_unqualified.is_some()) {
            tell.at("", "规定了缺席次数，应写明条款“member.clause”");
        }
        if let (Some(remind), Some(unqualified)) = (self.absent_remind, self.absent_unqualified)
            && remind >= unqualified
        {
            tell.at("absent_unqualified", format!("提示核实的次数（{unqualified}）应大于谈话提醒的次数（{remind}）"));
        }
    }
}

/// MEM004, MEM005.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Volunteer {
    /// Services wanted of every member in a year.
    #[serde(default)]
    #[schemars(description = "每名党员全年的次数要求（MEM004），逐类列出；没有要求的不写")]
    pub duties: Vec<ServiceDuty>,
    /// Words in 党员类型, 职务级别 or 免考勤 of members of whom nothing is asked.
    #[serde(default)]
    #[schemars(description = "不在此列的党员：花名册党员类型、职务级别、免考勤各栏中的用词，如“离退休”", inner(length(min = 1)))]
    pub not_members: Vec<Arc<str>>,
    /// Fields that must be filled in.
    #[serde(default, deserialize_with = "service_fields")]
    #[schemars(with = "Vec<String>", description = "服务记录必备的内容（MEM005）", transform = only_service_fields)]
    pub required: Vec<Field>,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

/// MEM004: so many services of a kind in the year.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct ServiceDuty {
    /// What it is called.
    #[schemars(description = "名称，如“志愿服务”“社区志愿服务”", length(min = 1))]
    pub name: Arc<str>,
    /// Fewest.
    #[schemars(description = "全年最少次数", range(min = 1, max = 366))]
    pub min: u32,
    /// Words of which any one tells it.
    #[serde(default)]
    #[schemars(description = "服务内容、成效中的认定用词；不写为任何服务均可", inner(length(min = 1)))]
    pub words: Words,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

/// What a volunteer record can be asked to carry, and what it is called there.
const SERVICE_FIELDS: &[(&str, Field)] = &[("时长", Field::Duration), ("内容", Field::Content), ("成效", Field::Effect)];

fn only_service_fields(schema: &mut Schema) {
    list_of(schema, SERVICE_FIELDS.iter().map(|(name, _)| *name).collect());
}

fn service_fields<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Field>, D::Error> {
    chosen(deserializer, SERVICE_FIELDS.iter().copied())
}

impl Section for Volunteer {
    fn check(&self, tell: &mut Tell) {
        tell.twice(self.duties.iter().map(|duty| &duty.name), "服务类别", |n| format!("duties.{n}"));
    }
}
