//! How an attendance sheet writes its marks: the standing ones, signs that a legend on the sheet explains (so that one sign says one thing here and
//! another there), and pairs of which each half is known by the other.

use super::activities::Sign;
use super::dice::Dice;

/// A sheet's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signs {
    /// √ × 假 补 免.
    Standing,
    /// ○ is 补课.
    RingCaughtUp,
    /// ▲ is 请假.
    TriangleLeave,
    /// ▲ is 到会, and ○ 请假.
    TrianglePresent,
    /// Only one of two boxes is explained.
    Boxes,
    /// 是 and 否.
    YesNo,
    /// 正常 and 缺勤.
    Words,
}

impl Signs {
    /// Draws one that is not the standing way, or that way.
    pub fn draw(mess: u8, dice: &mut Dice) -> Self {
        use Signs as S;
        let all = [S::TriangleLeave, S::TrianglePresent, S::Boxes, S::YesNo, S::Words];
        if mess >= 2 && dice.permille(450) { all[dice.below(all.len())] } else { S::Standing }
    }

    /// The line that explains them.
    pub fn legend(self) -> Option<&'static str> {
        match self {
            Signs::RingCaughtUp => Some("图例：√=到 ×=缺 假=请假 ○=补课"),
            Signs::TriangleLeave => Some("图例：√到会　×缺席　▲请假　补＝补课"),
            Signs::TrianglePresent => Some("注：▲表示到会，×表示缺席，○表示请假，补表示补课"),
            Signs::Boxes => Some("说明：☑为到会"),
            Signs::Standing | Signs::YesNo | Signs::Words => None,
        }
    }

    /// How a mark is written.
    pub fn of(self, sign: Sign) -> &'static str {
        let present = matches!(sign, Sign::Present);
        match (self, sign) {
            (_, Sign::Exempt) => "免",
            (_, Sign::Unknown) => "※",
            // What these signs do not tell stands in words.
            (_, Sign::Official) => "公假",
            (Signs::RingCaughtUp, Sign::CaughtUp) => "○",
            (_, Sign::CaughtUp) => "补",
            (Signs::TriangleLeave, Sign::Leave) => "▲",
            (Signs::TrianglePresent, Sign::Leave) => "○",
            (_, Sign::Leave) => "请假",
            (Signs::TrianglePresent, Sign::Present) => "▲",
            (Signs::Boxes, _) => {
                if present {
                    "☑"
                } else {
                    "☒"
                }
            }
            (Signs::YesNo, _) => {
                if present {
                    "是"
                } else {
                    "否"
                }
            }
            (Signs::Words, _) => {
                if present {
                    "正常"
                } else {
                    "缺勤"
                }
            }
            (_, Sign::Present) => "√",
            (_, Sign::Absent) => "×",
        }
    }
}
