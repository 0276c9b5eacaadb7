//! What documents ask of an activity's record: materials, fields that must be filled in.

use std::collections::BTreeSet;
use std::sync::Arc;

use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Deserializer};

use super::kind::Clause;
use super::record::Field;
use super::section::{Section, Tell, list_of};

/// REC001.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct RequiredRecords {
    /// May be empty.
    #[serde(default)]
    #[schemars(description = "文件对这些材料的统称，如 六有、八有；用于检查表", length(min = 1))]
    pub name: Arc<str>,
    /// Of each activity, or of the month's together.
    #[serde(default)]
    #[schemars(description = "activity 每次活动都要有（不写即是）；month 当月各次活动合起来有即可")]
    pub per: RecordsPer,
    /// Points that inspectors look at besides; no rule asks for them.
    #[serde(default)]
    #[schemars(description = "另列入检查表的要点，只供现场检查，规则不判定", inner(length(min = 1)))]
    pub points: Vec<Arc<str>>,
    /// Clause of the points, where it is another.
    #[serde(default)]
    #[schemars(with = "String", description = "检查要点的条款，与材料相同的不写")]
    pub points_clause: Clause,
    /// Items that must be there.
    #[schemars(description = "必备材料逐项", length(min = 1))]
    pub required: Vec<RecordItem>,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

/// What must show each record item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordsPer {
    /// Every activity.
    #[default]
    Activity,
    /// One of the month's activities at least.
    Month,
}

/// A record item with the headings it goes by.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct RecordItem {
    /// What it is called.
    #[schemars(description = "材料名称，本身即是一种表头写法", length(min = 1))]
    pub name: Arc<str>,
    /// Other headings that it goes by.
    #[serde(default)]
    #[schemars(description = "其他表头写法", inner(length(min = 1)))]
    pub headings: Vec<Arc<str>>,
}

impl Section for RequiredRecords {
    fn check(&self, tell: &mut Tell) {
        let mut seen = BTreeSet::new();
        for (n, item) in self.required.iter().enumerate() {
            // a heading that stands for two items could not tell which of them is there
            for heading in std::iter::once(&item.name).chain(&item.headings).filter(|h| !seen.insert(*h)) {
                tell.at(format!("required.{n}"), format!("材料名称或表头“{heading}”重复"));
            }
        }
    }
}

/// REC002.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct RequiredFields {
    /// Fields that must be filled in.
    #[serde(deserialize_with = "fields")]
    #[schemars(with = "Vec<String>", description = "必填栏目的标准名称", length(min = 1), transform = only_fields)]
    pub required: Vec<Field>,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

/// Activity fields that REC002 may require, by their standard names.
const FIELDS: &[Field] = &[
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

fn only_fields(schema: &mut Schema) {
    list_of(schema, FIELDS.iter().map(|f| f.name()).collect());
}

fn fields<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Field>, D::Error> {
    chosen(deserializer, FIELDS.iter().map(|f| (f.name(), *f)))
}

/// The fields whose names are given, in the order of `all`.
pub(super) fn chosen<'de, D: Deserializer<'de>>(
    deserializer: D,
    all: impl Iterator<Item = (&'static str, Field)>,
) -> Result<Vec<Field>, D::Error> {
    let given = Vec::<String>::deserialize(deserializer)?;
    Ok(all.filter(|(name, _)| given.iter().any(|g| g == name)).map(|(_, field)| field).collect())
}

impl Section for RequiredFields {}
