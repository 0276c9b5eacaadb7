//! Points and grades: what findings cost branches and committees, which small branches are spared, how branches are put side by side by their size,
//! and what a grade asks besides points. The numbers are the profile's; where it is silent, `defaults.toml` has some that the office may change.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::figure::{Points, Share};
use super::finding::Code;
use super::kind::{Clause, codes};
use super::section::{Section, Tell};

/// Score and grades.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
pub struct Score {
    /// Points to begin with.
    #[schemars(description = "基础分", range(min = 0.0, max = 10000.0))]
    pub base: Points,
    /// What a finding of each rule costs.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Deduction>", description = "各规则扣分", extend("propertyNames" = {"enum": codes()}))]
    pub deductions: BTreeMap<Code, Deduction>,
    /// Grades from the best down.
    #[schemars(description = "等次，自高至低，末档为 0 分起", length(min = 1))]
    pub grades: Vec<ScoreGrade>,
    /// What grades ask besides points, where the grade itself does not say.
    #[serde(default)]
    #[schemars(description = "等次的附加条件")]
    pub conditions: Conditions,
    /// Branches so small that one absence brings them under the floor.
    #[serde(default)]
    #[schemars(description = "小支部的照顾办法")]
    pub small_branch: SmallBranch,
    /// Where a band of sizes ends and the next begins; empty: no bands.
    #[serde(default)]
    #[schemars(description = "按党员人数分组的界限，自小至大；如 [10, 30, 50] 分为不足10人、10—29人、30—49人、50人及以上")]
    pub size_bands: Vec<u32>,
    /// What a committee's own faults cost it; `None`: nothing.
    #[schemars(description = "党委（党工委）自身问题的扣分")]
    pub committee: Option<CommitteeScore>,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

/// What a finding costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct Deduction {
    /// Points, in hundredths.
    #[schemars(description = "每个问题扣几分，至多两位小数", range(min = 0.0, max = 10000.0))]
    pub points: Points,
    /// Most that the rule may cost; `None`: no cap.
    #[schemars(description = "该规则最多扣几分；不写为不封顶", range(min = 0.0, max = 10000.0))]
    pub cap: Option<Points>,
}

/// What a committee's own faults cost it. Its branches lose nothing by them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct CommitteeScore {
    /// By rule.
    #[schemars(
        with = "BTreeMap<String, Deduction>",
        description = "各规则扣分：PLN002 逾期报备；PLN004 季度总结未报；ACT010 集中活动不足；INS001 督查问题逾期",
        extend("propertyNames" = {"enum": OF_COMMITTEES})
    )]
    pub deductions: BTreeMap<Code, Deduction>,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

/// Rules that a committee as such may fail.
pub const OF_COMMITTEES: [&str; 4] = ["PLN002", "PLN004", "ACT010", "INS001"];

/// A band of scores or points.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct Grade {
    /// What it is called.
    #[schemars(description = "等次名称", length(min = 1))]
    pub name: Arc<str>,
    /// Fewest points.
    #[schemars(description = "最低分", range(min = 0.0, max = 10000.0))]
    pub min: Points,
}

/// A grade of branches.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct ScoreGrade {
    /// What it is called.
    #[schemars(description = "等次名称", length(min = 1))]
    pub name: Arc<str>,
    /// Fewest points.
    #[schemars(description = "最低分", range(min = 0.0, max = 10000.0))]
    pub min: Points,
    /// What it asks besides; `None`: what `conditions` has for a grade of that name.
    #[schemars(description = "附加条件，代替 conditions 中同名等次的条件；写 {} 为不设条件")]
    pub needs: Option<Needs>,
}

/// What a grade asks besides points. A figure that does not apply fails nobody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct Needs {
    /// Lowest completeness.
    #[schemars(description = "完整率不低于，0—1")]
    pub completeness: Option<Share>,
    /// The period's participation must reach the floor.
    #[schemars(description = "floor：统计期参与率不低于规定下限")]
    pub participation: Option<NeededRate>,
}

/// Which rate is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NeededRate {
    /// The floor that holds for the branch's type.
    Floor,
}

/// Conditions of grades. They add up from the lowest grade.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct Conditions {
    /// Asked of branches with so many due months and more.
    #[schemars(description = "应开展月次达到几个月才适用附加条件", range(min = 1, max = 120))]
    pub months: u32,
    /// By the name of the grade.
    #[serde(default)]
    #[schemars(description = "各等次的附加条件，以等次名称为项名；自低至高累加，不适用的指标不影响等次")]
    pub grades: BTreeMap<Arc<str>, Needs>,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

/// A month costs a small branch nothing for low participation if hardly anybody was absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct SmallBranch {
    /// Branches with fewer due members than this in the month (the largest due count) are small; 0: none is.
    #[schemars(description = "当月应到人数（取各次活动中最大的）少于几人的算小支部；0 为不照顾", range(max = 1000))]
    pub members: u32,
    /// Most absences at any of the month's activities.
    #[schemars(description = "当月每次活动缺席都不超过几人的，参与率不达标不扣分", range(max = 1000))]
    pub absences: u32,
    /// Not so many absences altogether, but so many more than the floor allows.
    #[serde(default)]
    #[schemars(description = "true 表示上述人数是在下限所允许的缺席人数之外另加的")]
    pub over_allowed: bool,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Score {
    /// What the grade at `at` asks besides points. The last one asks nothing: somebody must have it.
    pub fn needs(&self, at: usize) -> Needs {
        match self.grades.get(at) {
            Some(grade) if at + 1 < self.grades.len() => {
                grade.needs.or_else(|| self.conditions.grades.get(&grade.name).copied()).unwrap_or_default()
            }
            _ => Needs::default(),
        }
    }

    /// The band of sizes that so many members belong to, from 0; `None` where there are no bands.
    pub fn band_of(&self, members: u32) -> Option<usize> {
        (!self.size_bands.is_empty()).then(|| self.size_bands.partition_point(|bound| *bound <= members))
    }

    /// What a band is called: 不足10人, 10—29人, 50人及以上.
    pub fn band_words(&self, band: usize) -> String {
        let below = band.checked_sub(1).and_then(|before| self.size_bands.get(before));
        match (below, self.size_bands.get(band)) {
            (None, Some(to)) => format!("不足{to}人"),
            (Some(from), Some(to)) => format!("{from}—{}人", to - 1),
            (Some(from), None) => format!("{from}人及以上"),
            (None, None) => String::new(),
        }
    }
}

impl Section for Score {
    fn check(&self, tell: &mut Tell) {
        let capped = |tell: &mut Tell, whole: &str, deductions: &BTreeMap<Code, Deduction>| {
            for (code, _) in deductions.iter().filter(|(_, d)| d.cap.is_some_and(|cap| cap < d.points)) {
                tell.at(format!("{whole}.{code}"), format!("{code} 的封顶分不应小于每次扣分"));
            }
        };
        capped(tell, "deductions", &self.deductions);
        self.committee.iter().for_each(|committee| capped(tell, "committee.deductions", &committee.deductions));
        tell.twice(self.grades.iter().map(|grade| &grade.name), "等次", |n| format!("grades.{n}"));
        for (n, pair) in self.grades.windows(2).enumerate().filter(|(_, pair)| pair[0].min <= pair[1].min) {
            tell.at(format!("grades.{}", n + 1), format!("等次“{}”应低于上一等次，等次自高至低排列", pair[1].name));
        }
        if self.grades.last().is_some_and(|last| last.min.hundredths() != 0) {
            tell.at("grades", "末档等次应从 0 分起，否则低分支部没有等次");
        }
        if self.grades.last().and_then(|last| last.needs).is_some_and(|needs| needs != Needs::default()) {
            tell.at(format!("grades.{}", self.grades.len() - 1), "末档等次不应设附加条件，否则不符合条件的支部没有等次");
        }
        for (n, pair) in self.size_bands.windows(2).enumerate().filter(|(_, pair)| pair[0] >= pair[1]) {
            tell.at(format!("size_bands.{}", n + 1), format!("人数界限应自小至大排列，{} 不大于 {}", pair[1], pair[0]));
        }
        if self.size_bands.first() == Some(&0) {
            tell.at("size_bands.0", "人数界限应大于 0");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_members_has_one_band() {
        let score = Score { size_bands: vec![10, 30, 50], ..Score::default() };
        let named = [0, 9, 10, 29, 30, 49, 50, 4000].map(|n| score.band_words(score.band_of(n).expect("a band")));
        let expected = ["不足10人", "不足10人", "10—29人", "10—29人", "30—49人", "30—49人", "50人及以上", "50人及以上"];
        assert_eq!(named, expected.map(String::from));
        assert_eq!(Score::default().band_of(12), None);
    }
}
