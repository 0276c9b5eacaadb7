//! A draw and everything needed to draw it again: frame, seed, parameters, tickets, outcome. This is also the shape of `sample.json`.

use serde::{Deserialize, Serialize};

/// A unit of the frame.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FrameUnit {
    /// What its ticket is made of: `unit/branch_key` or `unit/` and the committee's folded name.
    #[serde(rename = "draw_unit", alias = "unit")]
    pub unit: String,
    /// Committee, as it is shown.
    pub committee: String,
    /// Branch id, as it is shown; empty when committees are drawn.
    pub branch_id: String,
    /// Branch name, as it is shown; empty when committees are drawn.
    pub branch: String,
    /// Stratum; `全部` when there is only one.
    pub stratum: String,
    /// Risk weight (1 where the profile asks for none).
    pub weight: u32,
    /// Why the unit is certain, empty if it is not.
    pub certain: String,
    /// Months since it was last drawn, if it rests.
    pub resting: Option<u32>,
}

/// Parameters of the draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct DrawParams {
    pub unit: String,
    pub strata: String,
    pub min: u32,
    pub max: Option<u32>,
    /// Ten-thousandths.
    pub share_parts: Option<u32>,
    pub per_stratum: bool,
    pub rest_months: u32,
    pub risk_weighted: bool,
    pub basis: String,
}

/// A drawn unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drawn {
    /// 1, 2, 3 …
    pub order: u32,
    /// The unit.
    #[serde(flatten)]
    pub unit: FrameUnit,
    /// SHA-256 ticket in hex.
    pub ticket: String,
    /// −ln(u) ÷ weight in decimal, where the draw is weighted; empty otherwise.
    pub variate: String,
    /// Inclusion probability, four decimals, floored (`1.0000` for certainty units).
    pub probability: String,
    /// 必查：… / 随机抽取 / 轮休补足.
    pub reason: String,
}

/// The draw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Draw {
    pub version: u32,
    /// Whom the draw is about: the first part of every unit's key. Empty in draws of the first version.
    #[serde(default)]
    pub unit: String,
    pub jurisdiction: String,
    pub period: String,
    pub seed: String,
    pub draw_number: u32,
    /// How a ticket is made, and how the frame's digest is: for whoever checks them without this program.
    #[serde(default)]
    pub ticket_recipe: String,
    #[serde(default)]
    pub frame_digest_recipe: String,
    /// SHA-256 over the frame's lines.
    pub frame_digest: String,
    pub parameters: DrawParams,
    /// Sorted by unit.
    pub frame: Vec<FrameUnit>,
    pub drawn: Vec<Drawn>,
    /// Earlier periods whose draws made units rest.
    pub history: Vec<String>,
}
