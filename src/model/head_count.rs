//! A count of heads as a ledger gives it: a number, nothing, or something that is none, and why.

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

/// A count as handed in.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Count {
    /// Understood.
    Given(u32),
    /// Heading there or not, nothing written.
    #[default]
    Missing,
    /// Written but not a count; as written.
    Bad(ArcStr),
    /// Something stands there that tells no count, for a reason that is not its wording; as shown.
    Unread(Unread, ArcStr),
}

/// Why a cell that is filled tells no count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Unread {
    /// A formula without a result.
    Uncalculated,
    /// A formula that failed.
    Error,
    /// A percentage.
    Percent,
    /// Two columns for it, which differ.
    TwoColumns,
    /// One cell over the rows of several branches.
    Shared,
    /// A date, which an office program made of something like 12/11.
    Date,
    /// 全体, and how many were due is not known.
    All,
}

impl Unread {
    /// What is wrong and what is to be done, in few words.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Unread::Uncalculated => ("公式没有计算结果", "请用 WPS 或 Excel 打开，待其重新计算后保存，再重新报送"),
            Unread::Error => ("公式出错", "请改正公式或直接填写整数（如 18）后重新报送"),
            Unread::Percent => ("是百分比，不是人数", "请改填整数（如 18）后重新报送"),
            Unread::Date => ("是日期，不是人数（可能是 12/11 一类写法被表格软件自动变成了日期）", "请改填整数（如 18）后重新报送"),
            Unread::TwoColumns => ("各栏填写不一致，无法判断以哪一栏为准", "请只保留一栏后重新报送"),
            Unread::Shared => ("是几个党支部合填的一格，分不清各支部的人数", "请分别填写各支部的人数后重新报送"),
            Unread::All => ("没有写出人数，而应到人数也未能确定", "请填写应到人数，并将实到人数改填整数（如 18）后重新报送"),
        }
    }
}

impl Count {
    /// The number, if there is one.
    pub fn value(&self) -> Option<u32> {
        match self {
            Count::Given(n) => Some(*n),
            _ => None,
        }
    }
}
