//! What a rating stands on beside its points: grounds against the best grade, why a grade is lower than the points alone would give, and how much of
//! the year was there to be looked at.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::assessment::{BranchAssessment, CommitteeAssessment};
use super::excellence::VetoRule;
use super::figure::{Points, Rate, Share};
use super::finding::FindingId;
use super::time::{Month, Period};
use crate::model::spoken;

/// Why a branch or a committee may not be rated 优秀.
#[derive(Clone, Debug, PartialEq)]
pub struct Ground {
    /// The rule.
    pub rule: VetoRule,
    /// How many.
    pub count: u32,
    /// The reason, in Chinese.
    pub reason: String,
    /// Document and clause.
    pub basis: String,
}

/// Why a grade is lower than the points alone would give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lowered {
    /// It may not be rated with the best grade.
    Barred,
    /// The places that the best grade has are taken by others.
    Quota(Share),
    /// A grade asks for more months held.
    Completeness {
        /// The lowest grade that asks for it.
        grade: Arc<str>,
        /// What it asks.
        asked: Share,
        /// What there is.
        rate: Rate,
    },
    /// A grade asks for the floor of participation.
    Participation {
        /// The lowest grade that asks for it.
        grade: Arc<str>,
        /// The floor.
        floor: Share,
        /// What there is, without the months that no such rate counts.
        rate: Rate,
    },
}

impl Lowered {
    /// In words.
    pub fn words(&self) -> String {
        match self {
            Lowered::Barred => "有不得评优的情形".to_string(),
            Lowered::Quota(share) => format!("未进入优秀比例（{share}）"),
            Lowered::Completeness { grade, asked, rate } => format!("{grade}及以上等次要求完整率不低于{asked}，现为{}", rate.shown()),
            Lowered::Participation { grade, floor, rate } => format!("{grade}及以上等次要求参与率不低于{floor}，现为{}", rate.shown()),
        }
    }
}

impl YearSeen {
    /// From where each month is known, and of which nothing is.
    pub fn words(&self) -> String {
        let listed = |months: &[Month]| spoken::months(months.iter().copied());
        let parts = [
            (&self.ledgers, "依据工作目录中的台账"),
            (&self.runs, "依据以前统计期的运行记录"),
            (&self.uncounted, "的运行记录未存参与人数，参与率未计入"),
            (&self.unknown, "既无成批台账也无运行记录，未作认定"),
        ];
        let parts: Vec<String> =
            parts.iter().filter(|(months, _)| !months.is_empty()).map(|(months, why)| format!("{}{why}", listed(months))).collect();
        format!("评优查看当年（{}）：统计期以前的{}。", spoken::period(self.span), parts.join("；"))
    }
}

impl CommitteeAssessment {
    /// Errors and warnings of its branches alone.
    pub fn of_branches(&self) -> (u32, u32) {
        (self.errors - self.own_errors, self.warnings - self.own_warnings)
    }

    /// What its own faults cost it.
    pub fn own_cost(&self) -> Points {
        Points::from_hundredths(self.deductions.iter().map(|line| line.cost.hundredths()).sum())
    }
}

impl BranchAssessment {
    /// Why its grade is lower than the points alone would give, in words; empty where it is not.
    pub fn lowered_words(&self) -> String {
        self.lowered.iter().map(Lowered::words).collect::<Vec<_>>().join("；")
    }
}

/// The year as far as grounds were looked for in it: the months before the period, each in one list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearSeen {
    /// From the first month asked to the period's end.
    pub span: Period,
    /// Judged by the ledgers in the workspace.
    pub ledgers: Vec<Month>,
    /// Known from earlier runs.
    pub runs: Vec<Month>,
    /// Of these, months of which the earlier run did not keep how many came.
    pub uncounted: Vec<Month>,
    /// Known from neither.
    pub unknown: Vec<Month>,
    /// Findings of those months that are listed because grounds may rest on them, and for nothing else.
    pub listed: BTreeSet<FindingId>,
}
