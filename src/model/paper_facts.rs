//! What papers of the office tell beside scores and lists: the period against the one before, who is commended and who is named, what each branch still
//! needs in the year, who stands one step before a talk, what is due next and by whom, and what a secretary's review rests on. Made in `assess`, shown
//! by tables and papers; none of it concludes anything on a person.

use std::sync::Arc;

use chrono::NaiveDate;

use super::assessment::Totals;
use super::duties::DutyHolder;
use super::figure::Rate;
use super::finding::{BranchIx, Code};
use super::time::{Month, Period};
use super::verdict::Verdict;

/// All of them, of one jurisdiction.
#[derive(Clone, Debug, Default)]
pub struct PaperFacts {
    /// The period just before of the same length, as its run left it.
    pub previous: Option<Previous>,
    /// What a bulletin tells, in its order.
    pub bulletin: Vec<BulletinLine>,
    /// By branch.
    pub outlook: Vec<BranchOutlook>,
    /// By branch and name.
    pub near: Vec<NearStep>,
    /// By day.
    pub deadlines: Vec<Deadline>,
    /// Branches, then committees.
    pub secretaries: Vec<SecretaryFigures>,
}

/// A period before, as far as it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Previous {
    /// The period.
    pub period: Period,
    /// Its sums.
    pub total: Totals,
}

/// What a line of a bulletin is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BulletinPart {
    /// The whole unit in the period.
    Whole,
    /// The whole unit in the period before.
    Previous,
    /// Every due month held, participation at the floor, nothing amiss.
    Commended,
    /// A due month was not held.
    Incomplete,
    /// Participation over the period lies below the floor.
    BelowFloor,
    /// A kind of problem over all.
    Problem,
    /// A kind of problem of one unit.
    ProblemOf,
}

impl BulletinPart {
    /// As tables say it.
    pub fn word(self) -> &'static str {
        match self {
            BulletinPart::Whole => "本期",
            BulletinPart::Previous => "上期",
            BulletinPart::Commended => "表现较好",
            BulletinPart::Incomplete => "有月份未开展",
            BulletinPart::BelowFloor => "参与率低于下限",
            BulletinPart::Problem => "问题合计",
            BulletinPart::ProblemOf => "问题分布",
        }
    }
}

/// A line of a bulletin: of a branch, of a committee (no branch), or of the unit (neither).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulletinLine {
    /// What it is about.
    pub part: BulletinPart,
    /// Its committee; empty for the unit.
    pub committee: Arc<str>,
    /// Its branch.
    pub branch: Option<BranchIx>,
    /// The rule, of a problem.
    pub rule: Option<Code>,
    /// The period that it tells of.
    pub period: Period,
    /// Problems, or branches of the unit.
    pub count: u64,
    /// Branches with that problem.
    pub branches: u64,
    /// Months of the problems, in order, each once; empty where they have none.
    pub months: Vec<Month>,
    /// Held of due months.
    pub completeness: Rate,
    /// Reported in time of those whose report is known.
    pub timeliness: Rate,
    /// Σ actual of Σ due.
    pub participation: Rate,
}

/// What a branch has come to in the year by the period's end, and what it still needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BranchOutlook {
    /// The branch.
    pub branch: BranchIx,
    /// The year.
    pub year: i32,
    /// Months up to the period's end with counts in the ledgers that are there.
    pub months_counted: u32,
    /// Σ actual of Σ due of these.
    pub participation: Rate,
    /// The floor, in ten-thousandths.
    pub floor: super::figure::Share,
    /// Months of the year after the period's end in which the branch has to meet.
    pub months_left: u32,
    /// Members due in each of these; `None`: neither roster nor ledger tells.
    pub due_each: Option<u32>,
    /// Of the members due in these months, how many must come in all for the year to reach the floor.
    pub needed: Option<u64>,
    /// Activities of the year that count, up to the period's end.
    pub activities: u32,
    /// Activities that the year asks for; `None`: none, or the branch did not stand throughout.
    pub planned: Option<u32>,
}

impl BranchOutlook {
    /// Of how many that may come; `None` where nobody knows.
    pub fn may_come(&self) -> Option<u64> {
        Some(u64::from(self.due_each?) * u64::from(self.months_left))
    }

    /// Can the year still reach the floor? `None` where nobody knows, or nothing is counted.
    pub fn reachable(&self) -> Option<bool> {
        Some(self.needed? <= self.may_come()?)
    }

    /// Activities that the year still asks for.
    pub fn activities_left(&self) -> Option<u32> {
        self.planned.map(|planned| planned.saturating_sub(self.activities))
    }

    /// Does one activity a month no longer make up the year's number?
    pub fn falls_short_monthly(&self) -> bool {
        self.activities_left().is_some_and(|left| left > self.months_left)
    }

    /// Does the year so far lie below the floor?
    pub fn is_below(&self) -> bool {
        self.participation.below(self.floor)
    }
}

/// A member one absence before a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NearStep {
    /// Index in `Corpus::members`.
    pub member: usize,
    /// Absences of the year that count.
    pub absences: u32,
    /// The step that the next one reaches.
    pub step: Code,
    /// At how many.
    pub at: u32,
}

/// What kind of deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum DeadlineKind {
    Activity,
    JulyFirst,
    Preview,
    Report,
    Plan,
    Mobilisation,
    Summary,
    Rectify,
}

impl DeadlineKind {
    /// As tables and calendars say it.
    pub fn word(self) -> &'static str {
        match self {
            DeadlineKind::Activity => "活动日",
            DeadlineKind::JulyFirst => "七一活动",
            DeadlineKind::Preview => "活动预告",
            DeadlineKind::Report => "报送记录",
            DeadlineKind::Plan => "计划报备",
            DeadlineKind::Mobilisation => "动员部署",
            DeadlineKind::Summary => "季度总结",
            DeadlineKind::Rectify => "问题整改",
        }
    }
}

/// Something due on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The last day.
    pub day: NaiveDate,
    /// What kind.
    pub kind: DeadlineKind,
    /// What is due, in a few words.
    pub what: String,
    /// Who owes it.
    pub holder: DutyHolder,
    /// Types of branches that it holds for; 全部 for all.
    pub types: String,
    /// The committee that owes it, where it is one alone.
    pub committee: Arc<str>,
    /// The branch that owes it, where it is one alone.
    pub branch: Option<BranchIx>,
    /// Document and clause.
    pub basis: String,
}

impl DutyHolder {
    /// Who that is, for people.
    pub fn words(self) -> &'static str {
        match self {
            DutyHolder::Branch => "党支部",
            DutyHolder::Committee => "党委（党工委）",
            DutyHolder::County => "县级党委组织部门",
            DutyHolder::Jurisdiction => "制定文件的单位",
        }
    }
}

/// What a secretary's review rests on, beside the figures of the branch or committee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretaryFigures {
    /// The committee.
    pub committee: Arc<str>,
    /// The branch; `None`: the committee's own secretary.
    pub branch: Option<BranchIx>,
    /// Changes of date filed for the period.
    pub moves: u32,
    /// Has the secretary given a lecture, as far as that is asked?
    pub lecture: Verdict,
    /// Problems that inspections found.
    pub problems: u32,
    /// Of these, put right.
    pub put_right: u32,
    /// Of these, past the deadline.
    pub overdue: u32,
}

impl SecretaryFigures {
    /// 已讲 未见记录 不可评定 不适用.
    pub fn lecture_words(&self) -> &'static str {
        match self.lecture {
            Verdict::Passed => "已讲",
            Verdict::Failed => "未见记录",
            Verdict::NotAssessable(_) => "不可评定",
            Verdict::NotApplicable => "不适用",
        }
    }
}
