//! Everything handed in, resolved against the roster and sorted: what rules judge. Built by collation; nothing below it changes it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::book::FileOutcome;
use super::cell::Place;
use super::figure::Rate;
use super::finding::{BranchIx, Issue, IssueIx};
use super::org::{Branch, Member};
use super::record::{AdjustmentRow, BoxedRow, Mark, Note, RowTally};
use super::returns::Returns;
use super::time::{Month, Period};
use super::understood::TaughtUse;

/// Index of an activity in `Corpus::activities`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActivityIx(pub usize);

/// Whether an accepted activity enters sums and rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Counts.
    Counts,
    /// Lost against an equal-ranking conflicting row (SUB004): in no sum and no other rule.
    Conflict,
    /// Handed in by another committee than the branch's own, where the branch's own had something (ING007): in no sum.
    Foreign,
    /// Dated after the as-of day or before the branch was founded (ING004, warning): in no sum.
    OutOfTime,
    /// Of a month before the document was in force: in no sum.
    BeforeForce,
}

/// Why the counts of an activity that counts enter no rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// One row tells of an activity of several branches: nobody says who of them came.
    Joint,
    /// The due count still holds members whom the roster exempts.
    HoldsExempt,
}

impl LeftOut {
    /// As tables say it.
    pub fn words(self) -> &'static str {
        match self {
            LeftOut::Joint => "几个支部合填，人数不计入参与率",
            LeftOut::HoldsExempt => "应到含免考勤党员，人数不计入参与率",
        }
    }
}

/// An accepted activity of a known branch.
#[derive(Clone, Debug)]
pub struct Activity {
    /// The branch.
    pub branch: BranchIx,
    /// The day.
    pub date: NaiveDate,
    /// 所属月份, else the month of a filed move's 原定日期, else the date's month.
    pub month: Month,
    /// Whether it enters sums and rules.
    pub standing: Standing,
    /// When it was first reported, where a row that this one takes the place of, or a copy of it, was reported earlier.
    pub first: Option<NaiveDate>,
    /// Why its counts enter no rate, where they would.
    pub left_out: Option<LeftOut>,
    /// What the ledger said.
    pub row: BoxedRow,
}

impl Activity {
    /// The day of its first report, if one is known: by that it is in time or late. Who is told to report anew is not late for it.
    pub fn reported(&self) -> Option<NaiveDate> {
        self.first.or(self.row.reported)
    }

    /// Due and actual count, if both are given and enter rates.
    pub fn rated(&self) -> Option<(u32, u32)> {
        let given = (self.row.due.value()?, self.row.actual.value()?);
        self.left_out.is_none().then_some(given)
    }

    /// Does one row tell of it for several branches?
    pub fn is_joint(&self) -> bool {
        self.left_out == Some(LeftOut::Joint)
    }

    /// Do both come of one row, which tells of several branches?
    pub fn is_same_row(&self, other: &Activity) -> bool {
        let place = |a: &Activity| (a.row.head.table.file.clone(), a.row.head.table.sheet.clone(), a.row.head.number());
        self.is_joint() && other.is_joint() && place(self) == place(other)
    }

    /// Whether it enters the sums of a period, and why not: 计入, 期外未计入, 重复冲突未计入, 他处报来未计入, 时间不符未计入, 施行前未计入.
    pub fn stands(&self, period: Period) -> &'static str {
        match self.standing {
            Standing::Counts if period.contains(self.month) => "计入",
            Standing::Counts => "期外未计入",
            Standing::Conflict => "重复冲突未计入",
            Standing::Foreign => "他处报来未计入",
            Standing::OutOfTime => "时间不符未计入",
            Standing::BeforeForce => "施行前未计入",
        }
    }
}

/// A report without date, counts and theme.
#[derive(Clone, Debug)]
pub struct EmptyReport {
    /// The branch.
    pub branch: BranchIx,
    /// The month.
    pub month: Month,
    /// Where it stands.
    pub place: Place,
}

/// Marks of one member of one branch.
#[derive(Clone, Debug)]
pub struct MemberMarks {
    /// Index in `Corpus::members`.
    pub member: usize,
    /// By month, with the cell.
    pub marks: BTreeMap<Month, (Mark, Place)>,
    /// Months of which nobody can tell what they were: marks that differ, or none that could be read. They are in no count, neither as present
    /// nor as absent.
    pub unclear: BTreeMap<Month, Place>,
}

/// A filed change of date, resolved.
#[derive(Clone, Debug)]
pub struct Adjustment {
    /// The branch, or `None` when a whole committee filed.
    pub branch: Option<BranchIx>,
    /// The committee as in the roster (the branch's own if `branch` is given).
    pub committee: Arc<str>,
    /// What the filing said.
    pub row: AdjustmentRow,
}

/// The facts of one branch in one month of the period.
#[derive(Clone, Debug)]
pub struct BranchMonth {
    /// The branch.
    pub branch: BranchIx,
    /// The month.
    pub month: Month,
    /// The branch exists on the month's activity day (no fixed day: on the 1st), and the document was in force.
    pub exists: bool,
    /// The document was in force on the month's activity day (no fixed day: on its last).
    pub in_force: bool,
    /// Must be held by now: exists, and as-of is later than the month's last day plus the days for reporting.
    pub due: bool,
    /// Activities that count, in order of date, then submission.
    pub activities: SmallVec<[ActivityIx; 2]>,
    /// An empty report came in.
    pub empty_report: Option<Box<Place>>,
    /// Σ actual ÷ Σ due over activities with both counts.
    pub participation: Rate,
    /// Activities with both counts.
    pub counted: u32,
    /// Rows, sheets, columns and files that may be about this month of this branch and were returned or not used.
    pub returned: u32,
}

impl BranchMonth {
    /// At least one activity counts.
    pub fn held(&self) -> bool {
        !self.activities.is_empty()
    }

    /// 待核: due, nothing counts, and something that may be about it was returned. Nobody can say that nothing was held.
    pub fn pending(&self) -> bool {
        self.due && self.returned > 0 && !self.held()
    }
}

/// One input file, for manifests and counts.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// Path below the workspace.
    pub path: Arc<str>,
    /// SHA-256 of its bytes, hex; empty for skipped files.
    pub digest: String,
    /// Its size.
    pub bytes: u64,
    /// What became of it.
    pub outcome: FileOutcome,
    /// Layouts recognised in it (Chinese names), for 数据质量.
    pub layouts: Vec<Arc<str>>,
    /// Rows by outcome.
    pub rows: RowTally,
    /// The committee to which it goes back if something is wrong in it; `None`: its rows are several committees', or it is the office's roster.
    pub committee: Option<Arc<str>>,
}

/// Files by outcome; `total` is the sum of the rest. Whoever tells such numbers counts with this.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileCounts {
    /// The sum of the rest.
    pub total: u64,
    /// Read whole.
    pub read: u64,
    /// Read in part.
    pub partly: u64,
    /// Opened, and nothing in it was recognised.
    pub unrecognised: u64,
    /// Could not be opened.
    pub unreadable: u64,
    /// Passed over.
    pub skipped: u64,
}

impl FileCounts {
    /// Counts files, each path once (as it is listed first).
    pub fn of<'f>(files: impl IntoIterator<Item = &'f InputFile>) -> Self {
        let mut seen = BTreeSet::new();
        let mut counts = FileCounts::default();
        for file in files.into_iter().filter(|f| seen.insert(&*f.path)) {
            counts.total += 1;
            *match file.outcome {
                FileOutcome::Read => &mut counts.read,
                FileOutcome::Partly => &mut counts.partly,
                FileOutcome::Unrecognised => &mut counts.unrecognised,
                FileOutcome::Unreadable => &mut counts.unreadable,
                FileOutcome::Skipped => &mut counts.skipped,
            } += 1;
        }
        counts
    }

    /// Files that could be read, whole or in part, of those that were not passed over. One in which nothing was recognised was not read: none
    /// of it came into the result.
    pub fn readable(self) -> Rate {
        Rate::new(self.read + self.partly, self.total - self.skipped)
    }
}

/// All that was handed in, for one jurisdiction.
#[derive(Clone, Debug)]
pub struct Corpus {
    /// The period.
    pub period: Period,
    /// The day on which it is judged what is due.
    pub as_of: NaiveDate,
    /// False: no 党组织花名册 was found; branches are those that ledgers name, and nothing that needs a roster can be judged.
    pub has_roster: bool,
    /// A 党员花名册 was found.
    pub has_member_roster: bool,
    /// Sorted by committee, name, id.
    pub branches: Vec<Branch>,
    /// Sorted by branch, name, key.
    pub members: Vec<Member>,
    /// Sorted by branch, date, submission order. Accepted ones only.
    pub activities: Vec<Activity>,
    /// Sorted by member.
    pub attendance: Vec<MemberMarks>,
    /// Filed changes of date.
    pub adjustments: Vec<Adjustment>,
    /// Reports without date, counts and theme.
    pub empty_reports: Vec<EmptyReport>,
    /// Plans, inspections, service, cadres' attendance, filings, explanations.
    pub returns: Returns,
    /// A row per branch and month of the period, branch-major.
    pub months: Vec<BranchMonth>,
    /// All issues, branches resolved where possible, in order of place.
    pub issues: Vec<Issue>,
    /// Files handed in.
    pub files: Vec<InputFile>,
    /// By layout id.
    pub tallies: BTreeMap<Arc<str>, RowTally>,
    /// What a reader should know that is not wrong.
    pub notes: Vec<Note>,
    /// What confirmations of the clerk's came to, in order of place.
    pub taught: Vec<TaughtUse>,
}

impl Corpus {
    /// The branch.
    pub fn branch(&self, ix: BranchIx) -> &Branch {
        &self.branches[ix.0]
    }

    /// The issue.
    pub fn issue(&self, ix: IssueIx) -> Option<&Issue> {
        self.issues.get(ix.0 as usize)
    }

    /// The activity.
    pub fn activity(&self, ix: ActivityIx) -> &Activity {
        &self.activities[ix.0]
    }

    /// The branch's months, in order.
    pub fn months_of(&self, ix: BranchIx) -> &[BranchMonth] {
        let n = self.period.months().count();
        &self.months[ix.0 * n..(ix.0 + 1) * n]
    }

    /// The branch's accepted activities, in order, whatever their month or standing.
    pub fn activities_of(&self, ix: BranchIx) -> &[Activity] {
        let from = self.activities.partition_point(|a| a.branch < ix);
        let to = self.activities.partition_point(|a| a.branch <= ix);
        &self.activities[from..to]
    }

    /// Members of a branch (indices in `members`).
    pub fn members_of(&self, ix: BranchIx) -> std::ops::Range<usize> {
        self.members.partition_point(|m| m.branch < ix)..self.members.partition_point(|m| m.branch <= ix)
    }
}
