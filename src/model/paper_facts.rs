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

/// How a month of the year stands for a branch that has to meet in it, on the as-of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum YearMonth {
    /// Held, and its counts are in the sums.
    Counted,
    /// Held, and none of its counts is in a sum.
    Uncounted,
    /// Over, and nothing was held: in no sum.
    Missing,
    /// 待核: over, and what may be its activity was returned.
    Pending,
    /// Over, and nobody can tell: it lies outside the period and nothing of it was read, or no roster says that it had to be held.
    Unknown,
    /// Not over yet, and nothing held so far.
    Left,
}

/// What a branch has come to in the year by the as-of day, and what it still needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BranchOutlook {
    /// The branch.
    pub branch: BranchIx,
    /// The year.
    pub year: i32,
    /// Months of the year in which it has to meet, or did, in order.
    pub months: Vec<(Month, YearMonth)>,
    /// Σ actual of Σ due of those that are counted.
    pub participation: Rate,
    /// The floor, in ten-thousandths.
    pub floor: super::figure::Share,
    /// Members due in each month that is left; `None`: neither roster nor ledger tells.
    pub due_each: Option<u32>,
    /// Of the members due in these months, how many must come in all for the year to reach the floor; `None` where the year so far is not known whole.
    pub needed: Option<u64>,
    /// Activities of the year that count.
    pub activities: u32,
    /// Activities that the year asks for; `None`: none, or the branch did not stand throughout.
    pub planned: Option<u32>,
}

impl BranchOutlook {
    /// Its months that stand so.
    pub fn standing(&self, as_this: YearMonth) -> impl Iterator<Item = Month> + '_ {
        self.months.iter().filter(move |(_, how)| *how == as_this).map(|(month, _)| *month)
    }

    /// How many these are.
    pub fn number(&self, as_this: YearMonth) -> u32 {
        self.standing(as_this).count() as u32
    }

    /// Is it known of every month that is over whether it was held? What is not rests on nothing, and nothing may rest on it.
    pub fn is_known(&self) -> bool {
        !self.months.iter().any(|(_, how)| matches!(how, YearMonth::Pending | YearMonth::Unknown))
    }

    /// Is it known, too, how many came wherever something was held?
    pub fn is_counted(&self) -> bool {
        self.is_known() && self.number(YearMonth::Uncounted) == 0
    }

    /// Of how many that may come; `None` where nobody knows.
    pub fn may_come(&self) -> Option<u64> {
        Some(u64::from(self.due_each?) * u64::from(self.number(YearMonth::Left)))
    }

    /// Can the year still reach the floor? `None` where nobody knows, nothing is counted, or the year so far is not known whole.
    pub fn reachable(&self) -> Option<bool> {
        Some(self.needed? <= self.may_come()?)
    }

    /// Activities that the year still asks for; `None` where nobody knows how many there were.
    pub fn activities_left(&self) -> Option<u32> {
        self.planned.filter(|_| self.is_known()).map(|planned| planned.saturating_sub(self.activities))
    }

    /// Does one activity a month no longer make up the year's number?
    pub fn falls_short_monthly(&self) -> bool {
        self.activities_left().is_some_and(|left| left > self.number(YearMonth::Left))
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

/// Problems that inspections found, and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProblemSums {
    /// Found.
    pub found: u32,
    /// Of these, put right.
    pub put_right: u32,
    /// Of these, past the deadline.
    pub overdue: u32,
}

/// What a secretary's review rests on, beside the figures of the branch or committee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretaryFigures {
    /// The committee.
    pub committee: Arc<str>,
    /// The branch; `None`: the committee's own secretary.
    pub branch: Option<BranchIx>,
    /// Changes of date that it filed for the period.
    pub moves: u32,
    /// Has the secretary given a lecture, as far as that is asked?
    pub lecture: Verdict,
    /// Problems that inspections found: of a committee, in it and in its branches.
    pub problems: ProblemSums,
    /// Those of them that were found in this unit itself.
    pub own_problems: ProblemSums,
}

impl SecretaryFigures {
    /// Problems that inspections found in the branches of a committee.
    pub fn problems_below(&self) -> u32 {
        self.problems.found - self.own_problems.found
    }

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
