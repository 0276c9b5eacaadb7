//! Finished runs of several units put together one level up: sums of integers, ranks among what is comparable, and of everything that was named or
//! expected whether it counts, and why not.

use std::ops::AddAssign;

use chrono::NaiveDate;

use super::corpus::FileCounts;
use super::figure::Rate;
use super::identity::masked;
use super::record::RowTally;

/// Several units put together.
#[derive(Clone, Debug)]
pub struct Rolled {
    /// Version of the program.
    pub version: String,
    /// Id of the question.
    pub run_id: String,
    /// The period of all.
    pub period: String,
    /// The latest day as of which one of them was judged.
    pub as_of: NaiveDate,
    /// Parameters that all of them were run with for trial.
    pub trial: Vec<String>,
    /// By whose rules, in order of jurisdiction and digest.
    pub policies: Vec<Policy>,
    /// The units that count, in order of their codes.
    pub units: Vec<UnitSums>,
    /// Their committees, in order of unit, rank and name.
    pub committees: Vec<CommitteeLine>,
    /// Their months.
    pub months: Vec<MonthLine>,
    /// What was found, by unit and rule.
    pub rules: Vec<RuleLine>,
    /// Over all, then over each policy.
    pub totals: Vec<Total>,
    /// Everything that was named or expected.
    pub sources: Vec<SourceLine>,
    /// What limits the comparison.
    pub limits: Vec<Limit>,
}

/// What limits the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// So many policies: points and timeliness are compared within each alone.
    Policies(usize),
    /// Months that are not due yet, on different days: rates are of different months, so that there are no ranks by them.
    AsOf,
    /// A unit was run without ranks: there are none.
    NoRanking,
    /// Versions of the program, or of layouts and holidays, differ among the units that count.
    Mixed,
    /// Months that are 待核, and rows returned, over all units: ranks may change.
    Open(u64, u64),
}

/// Rules that units were judged by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// `A`, `B` …
    pub letter: String,
    /// Whose.
    pub jurisdiction: String,
    /// SHA-256 of the profile as used.
    pub digest: String,
    /// Parameters that are not the same in all policies, in order of path.
    pub differs: Vec<Parameter>,
}

/// A parameter as a policy has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub struct Parameter {
    pub path: String,
    pub types: String,
    pub value: String,
    pub clause: String,
}

/// Whose a row is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct UnitHead {
    pub unit: String,
    pub unit_name: String,
    pub jurisdiction: String,
    pub period: String,
    pub run_id: String,
}

/// Sums of integers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Branches.
    pub branches: u64,
    /// Activities.
    pub activities: u64,
    /// Held due months ÷ due months.
    pub completeness: Rate,
    /// In time ÷ report known.
    pub timeliness: Rate,
    /// Σ actual ÷ Σ due.
    pub participation: Rate,
    /// Branch-months that are 待核.
    pub pending: u64,
    /// Branch-months that are not due yet.
    pub not_yet: u64,
    /// Findings that are errors.
    pub errors: u64,
    /// Findings that are warnings.
    pub warnings: u64,
    /// Branches that must not be rated 优秀.
    pub barred: u64,
    /// Σ hundredths of points · due months ÷ Σ due months · 100; only to be added up where the rules are the same.
    pub score: Rate,
}

impl AddAssign for Sums {
    fn add_assign(&mut self, other: Sums) {
        self.branches += other.branches;
        self.activities += other.activities;
        self.completeness += other.completeness;
        self.timeliness += other.timeliness;
        self.participation += other.participation;
        self.pending += other.pending;
        self.not_yet += other.not_yet;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.barred += other.barred;
        self.score += other.score;
    }
}

/// A unit.
#[derive(Clone, Debug)]
pub struct UnitSums {
    /// Which.
    pub head: UnitHead,
    /// Place in `policies`.
    pub policy: usize,
    /// Version of the program that judged it.
    pub version: String,
    /// The day as of which it was judged.
    pub as_of: NaiveDate,
    /// Its sums.
    pub sums: Sums,
    /// Files by outcome.
    pub files: FileCounts,
    /// Rows by outcome.
    pub rows: RowTally,
    /// Ranks over all units.
    pub by_completeness: Option<u32>,
    /// By participation.
    pub by_participation: Option<u32>,
    /// Ranks within the policy.
    pub by_timeliness: Option<u32>,
    /// By points.
    pub by_score: Option<u32>,
}

/// A committee.
#[derive(Clone, Debug)]
pub struct CommitteeLine {
    /// Place in `units`.
    pub unit: usize,
    /// Its name.
    pub committee: String,
    /// Rank within its unit, as its own run has it.
    pub rank: Option<u32>,
    /// Rank among the committees of all units with the same rules.
    pub in_policy: Option<u32>,
    /// Its points as shown, after what its own faults cost.
    pub points: Rate,
    /// Its sums; `score` is the mean of its branches, before that.
    pub sums: Sums,
}

/// A month of a unit.
#[derive(Clone, Debug)]
pub struct MonthLine {
    /// Place in `units`.
    pub unit: usize,
    /// `2017-07`.
    pub month: String,
    /// Its sums; points, findings and branches are not told by month.
    pub sums: Sums,
}

/// What a rule found in a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct RuleLine {
    pub unit: usize,
    pub rule: String,
    pub level: String,
    pub open: u64,
    pub requested: u64,
    pub waived: u64,
    /// Outside the period: in none of the other numbers.
    pub outside: u64,
}

/// A sum over units.
#[derive(Clone, Copy, Debug)]
pub struct Total {
    /// Place in `policies`; `None`: all.
    pub policy: Option<usize>,
    /// How many.
    pub units: u64,
    /// Their sums. Over several policies there is no `score`.
    pub sums: Sums,
}

/// Something that was named or expected.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceLine {
    /// The unit, where that can be told.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Whose rules.
    pub jurisdiction: String,
    /// Its period.
    pub period: String,
    /// Id of its run.
    pub run_id: String,
    /// Where it lies: the name of the result's folder, or the list in the data set.
    pub place: String,
    /// Does it count?
    pub state: SourceState,
    /// Which file or column, which version.
    pub detail: String,
}

/// Does something count, and why not?
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum SourceState {
    Counted,
    /// The very same as one that counts.
    Same,
    Missing,
    Double,
    Torn,
    /// The sums of its tables do not agree.
    Disagrees,
    OtherVersion,
    Trial,
    OtherPeriod,
    Unexpected,
    Stray,
}

impl SourceState {
    /// As data files have it.
    pub fn as_str(self) -> &'static str {
        match self {
            SourceState::Counted => "counted",
            SourceState::Same => "same",
            SourceState::Missing => "missing",
            SourceState::Double => "double",
            SourceState::Torn => "torn",
            SourceState::Disagrees => "disagrees",
            SourceState::OtherVersion => "other_version",
            SourceState::Trial => "trial",
            SourceState::OtherPeriod => "other_period",
            SourceState::Unexpected => "unexpected",
            SourceState::Stray => "stray",
        }
    }

    /// As people read it.
    pub fn words(self) -> &'static str {
        match self {
            SourceState::Counted => "已汇总",
            SourceState::Same => "与已汇总的一份完全相同，只计一次",
            SourceState::Missing => "未报送",
            SourceState::Double => "同一单位、同一统计期有几份不同的结果，均未计入",
            SourceState::Torn => "不完整，或写出后有改动，未计入",
            SourceState::Disagrees => "各表合计不一致，未计入",
            SourceState::OtherVersion => "由其他版本的程序写出，未计入",
            SourceState::Trial => "试算结果，未计入",
            SourceState::OtherPeriod => "其他统计期，未计入",
            SourceState::Unexpected => "不在应报单位名单中，未计入",
            SourceState::Stray => "没有清单可以证明的文件，未计入",
        }
    }

    /// Is something left out that somebody should look at?
    pub fn is_gap(self) -> bool {
        !matches!(self, SourceState::Counted | SourceState::Same | SourceState::OtherPeriod)
    }
}

impl Rolled {
    /// Names of the units judged by a policy: the first so many, and how many there are.
    pub fn under(&self, policy: usize) -> String {
        /// Names that are told.
        const NAMED: usize = 3;
        let names: Vec<&str> = self.units.iter().filter(|unit| unit.policy == policy).map(|unit| unit.head.unit_name.as_str()).collect();
        let shown = masked(&names[..names.len().min(NAMED)].join("、")).into_owned();
        if names.len() > NAMED { format!("{shown}等 {} 个单位", names.len()) } else { shown }
    }

    /// Sources that are left out though somebody may have meant them.
    pub fn gaps(&self) -> impl Iterator<Item = &SourceLine> {
        self.sources.iter().filter(|source| source.state.is_gap())
    }
}
