//! What a member's cell of an attendance sheet means.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an attendance mark means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// √ 到 …
    Present,
    /// × 缺 …
    Absent,
    /// 假 事假 病假 …
    Leave,
    /// 公假 公差 公出 出差 产假.
    OfficialLeave,
    /// 补课.
    CaughtUp,
    /// 免, 流动.
    Exempt,
    /// 迟到: there, but not from the beginning.
    Late,
    /// 早退: there, but not to the end.
    LeftEarly,
}

impl Mark {
    /// Was the member there, if only for a part?
    pub fn was_there(self) -> bool {
        matches!(self, Mark::Present | Mark::Late | Mark::LeftEarly)
    }

    /// 到会 缺席 …
    pub fn word(self) -> &'static str {
        match self {
            Mark::Present => "到会",
            Mark::Absent => "缺席",
            Mark::Leave => "请假",
            Mark::OfficialLeave => "公假",
            Mark::CaughtUp => "补课",
            Mark::Exempt => "免考勤",
            Mark::Late => "迟到",
            Mark::LeftEarly => "早退",
        }
    }
}
