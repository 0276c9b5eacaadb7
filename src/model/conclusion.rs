//! What a run concludes beside scores and ranks: members' figures, service, inspections, steps against those in charge, what earlier runs found
//! and what became of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::finding::{BranchIx, Code};
use super::points::PointAccount;
use super::record::Mark;
use super::time::Month;

/// A member's figures from 1 January to the period's end, for 党员预警 and members.csv.
#[derive(Clone, Debug, Default)]
pub struct MemberFigures {
    /// Index in `Corpus::members`.
    pub member: usize,
    /// Months absent without leave.
    pub absent: u32,
    /// Months on leave.
    pub leave: u32,
    /// Of these, months on official leave.
    pub official_leave: u32,
    /// Months missed and caught up.
    pub caught_up: u32,
    /// Months present, late and early leavers among them.
    pub present: u32,
    /// Months present, but late.
    pub late: u32,
    /// Months present, but not to the end.
    pub left_early: u32,
    /// Months whose marks differ or could not be read: in no other figure.
    pub unclear: u32,
    /// Months marked exempt.
    pub exempt: u32,
    /// Months missed (absent or on leave) in order.
    pub missed: Vec<(Month, Mark)>,
    /// Longest run of recorded months without leave and absent; a month without a mark does not break it, any other mark does.
    pub absent_run: u32,
    /// Longest run of recorded months missed, excused or not.
    pub missed_run: u32,
    /// Volunteer services in the same span, and their minutes as far as given.
    pub services: u32,
    /// Minutes of service, as far as given.
    pub service_minutes: u32,
    /// Of these services, those whose record has everything that the profile wants of it.
    pub services_complete: u32,
    /// Account of points; `None` where the profile has no scheme.
    pub points: Option<PointAccount>,
    /// A step is a matter to verify, never a conclusion on a person.
    pub status: MemberStatus,
}

/// What attendance says of a member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum MemberStatus {
    /// Absent so often that it should be verified (MEM002).
    Verify,
    /// Absent so often that a talk is due (MEM001).
    Talk,
    /// Neither.
    Ordinary,
    /// Excused from attendance.
    Excused,
    /// No sheet says anything.
    #[default]
    Unrecorded,
}

impl MemberStatus {
    /// 提示核实 提醒谈话 正常 免考勤 无记录.
    pub fn as_str(self) -> &'static str {
        match self {
            MemberStatus::Verify => "提示核实",
            MemberStatus::Talk => "提醒谈话",
            MemberStatus::Ordinary => "正常",
            MemberStatus::Excused => "免考勤",
            MemberStatus::Unrecorded => "无记录",
        }
    }

    /// A step is reached.
    pub fn is_step(self) -> bool {
        matches!(self, MemberStatus::Verify | MemberStatus::Talk)
    }
}

/// What became of a finding of an earlier run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FollowState {
    /// Still there.
    Still,
    /// Put right.
    PutRight,
    /// Covered by an approved explanation since.
    Explained,
    /// The ledgers that would tell are no longer in the workspace.
    Unknown,
}

impl FollowState {
    /// 仍未整改 已整改 已说明 无法核对.
    pub fn as_str(self) -> &'static str {
        match self {
            FollowState::Still => "仍未整改",
            FollowState::PutRight => "已整改",
            FollowState::Explained => "已说明",
            FollowState::Unknown => "无法核对",
        }
    }
}

/// Inspections of the period: visits made in it, and the problems that they found, as they stand on the as-of day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InspectionFigures {
    /// Of the whole unit.
    pub total: InspectionCounts,
    /// By committee.
    pub committees: BTreeMap<Arc<str>, InspectionCounts>,
    /// Problems (indices in `Corpus::returns.inspections`), with their state, in order of deadline, then submission. Those that earlier visits found
    /// are among them where they are overdue: so every problem that INS001 tells is one of these.
    pub problems: Vec<(usize, ProblemState)>,
}

/// The counts that a bulletin prints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InspectionCounts {
    /// Trips: distinct committee and date, however many of its branches were seen on that day.
    pub trips: u32,
    /// Visits: distinct unit, date and method.
    pub visits: u32,
    /// Units visited.
    pub units: u32,
    /// Matters settled on the spot.
    pub settled: u32,
    /// Problems found.
    pub problems: u32,
    /// Put right, late or not.
    pub put_right: u32,
    /// Of these, after the deadline.
    pub put_right_late: u32,
    /// Neither put right nor past the deadline.
    pub open: u32,
    /// Past the deadline and not put right, where the deadline lies no later than the period (INS001).
    pub overdue: u32,
    /// Past the deadline and not put right, where the deadline lies after the period: INS001 of a later one.
    pub overdue_later: u32,
    /// Problems of visits before the period that are past a deadline no later than it and not put right: INS001 tells them, `problems` does not count them.
    pub left_over: u32,
}

/// Where a problem stands on the as-of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum ProblemState {
    Overdue,
    OverdueLater,
    Open,
    PutRightLate,
    PutRight,
}

impl ProblemState {
    /// 逾期未改 期后逾期 整改中 逾期整改 按期整改. 期后逾期: past its deadline on the as-of day, but the deadline lies after the period.
    pub fn as_str(self) -> &'static str {
        match self {
            ProblemState::Overdue => "逾期未改",
            ProblemState::OverdueLater => "期后逾期",
            ProblemState::Open => "整改中",
            ProblemState::PutRightLate => "逾期整改",
            ProblemState::PutRight => "按期整改",
        }
    }
}

/// Volunteer service of a jurisdiction, committee or branch in the period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceFigures {
    /// Empty for the jurisdiction as a whole.
    pub committee: Arc<str>,
    /// `None` for a committee or the jurisdiction.
    pub branch: Option<BranchIx>,
    /// Distinct members who served.
    pub persons: u32,
    /// Records.
    pub services: u32,
    /// Distinct branch, date and content: what many members did together is one activity.
    pub activities: u32,
    /// Σ minutes of the records that give them.
    pub minutes: u64,
    /// Records with everything that the profile wants of them.
    pub complete: u32,
}

/// A branch that has failed often enough for a step against those in charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalated {
    /// The branch.
    pub branch: BranchIx,
    /// From 0, the mildest.
    pub step: usize,
    /// 提醒, 函询, 诫勉.
    pub name: Arc<str>,
    /// Failed months of the window with the rules failed, oldest first, and whether the run itself or an earlier one saw it.
    pub months: Vec<(Month, Vec<Code>, bool)>,
    /// Document and clause.
    pub basis: String,
}

/// A finding of an earlier run, looked at again with what the workspace holds today.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FollowUp {
    /// Period of the earlier run.
    pub period: String,
    /// Its committee.
    pub committee: String,
    /// 编号 of the branch.
    pub branch_id: String,
    /// Name of the branch.
    pub branch: String,
    /// The rule.
    pub code: Code,
    /// Span as written in findings.csv.
    pub month: String,
    /// Name of the member; may be empty.
    pub member: String,
    /// As the workspace has it today.
    pub state: FollowState,
}
