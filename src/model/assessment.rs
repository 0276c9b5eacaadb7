//! What a run concludes: findings, the month matrix, scores, ranks, grades, eligibility, committees, quarters, the draw. Reports read
//! this and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::corpus::Corpus;
use super::draw::Draw;
use super::figure::{Points, Rate};
use super::finding::{BranchIx, Code, Finding};
use super::paper_facts::PaperFacts;
use super::profile::Profile;
use super::statistic::Statistics;
use super::time::{Month, Period, Span};

/// Status of a branch-month in the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum MonthStatus {
    OnTime,
    Late,
    Reported,
    Pending,
    Empty,
    Missing,
    NotYetDue,
    NotApplicable,
}

impl MonthStatus {
    /// All of them, in the order in which they are told.
    pub const ALL: [MonthStatus; 8] = [
        MonthStatus::OnTime,
        MonthStatus::Late,
        MonthStatus::Reported,
        MonthStatus::Pending,
        MonthStatus::Empty,
        MonthStatus::Missing,
        MonthStatus::NotYetDue,
        MonthStatus::NotApplicable,
    ];

    /// 按时 迟报 已报 待核 空报 缺报 未到期 不适用: the one wording of each, wherever it is shown.
    pub fn as_str(self) -> &'static str {
        match self {
            MonthStatus::OnTime => "按时",
            MonthStatus::Late => "迟报",
            MonthStatus::Reported => "已报",
            MonthStatus::Pending => "待核",
            MonthStatus::Empty => "空报",
            MonthStatus::Missing => "缺报",
            MonthStatus::NotYetDue => "未到期",
            MonthStatus::NotApplicable => "不适用",
        }
    }

    /// The sign of a month that a cell has room for.
    pub fn sign(self) -> &'static str {
        match self {
            MonthStatus::OnTime => "✓",
            MonthStatus::Late => "迟",
            MonthStatus::Reported => "报",
            MonthStatus::Pending => "核",
            MonthStatus::Empty => "空",
            MonthStatus::Missing => "缺",
            MonthStatus::NotYetDue => "·",
            MonthStatus::NotApplicable => "—",
        }
    }

    /// What the signs mean, in one line: `✓ 按时　迟 迟报　…`.
    pub fn legend() -> String {
        MonthStatus::ALL.map(|status| format!("{} {}", status.sign(), status.as_str())).join("　")
    }
}

/// A row of the matrix; parallel to `Corpus::months`.
#[derive(Clone, Debug)]
pub struct MatrixRow {
    /// The branch.
    pub branch: BranchIx,
    /// The month.
    pub month: Month,
    /// It had to be held by now.
    pub due: bool,
    /// At least one activity counts.
    pub held: bool,
    /// Activities that count.
    pub activities: u32,
    /// Σ actual ÷ Σ due.
    pub participation: Rate,
    /// Absences the floor allows on Σ due; `None` when nothing is due.
    pub absences_allowed: Option<u64>,
    /// How the month stands.
    pub status: MonthStatus,
    /// Due and held, and it is known when it was reported: such months are what timeliness is a rate of.
    pub report_known: bool,
    /// Of these, none of its activities was reported late.
    pub on_time: bool,
    /// Rows, sheets, columns and files that may be about it and were returned or not used.
    pub returned: u32,
}

/// One line of a score.
#[derive(Clone, Debug, PartialEq)]
pub struct DeductionLine {
    /// The rule.
    pub code: Code,
    /// Open findings that cost.
    pub count: u32,
    /// Points each.
    pub each: Points,
    /// Open findings that cost nothing, because the branch is small and hardly anybody was absent.
    pub spared: u32,
    /// What it cost after the cap.
    pub cost: Points,
    /// The cap cut it.
    pub capped: bool,
}

/// Figures of a branch over a period.
#[derive(Clone, Debug)]
pub struct BranchAssessment {
    /// The branch.
    pub branch: BranchIx,
    /// `None` without a roster.
    pub rank: Option<u32>,
    /// Rank among branches of its type.
    pub rank_in_type: Option<u32>,
    /// Band of sizes that it belongs to; `None`: nobody knows how large it is, or there are no bands.
    pub size_band: Option<usize>,
    /// Rank among branches of its size.
    pub rank_in_band: Option<u32>,
    /// Score, in hundredths of a point; `None` where no month was due.
    pub score: Option<Points>,
    /// What it lost, by rule.
    pub deductions: Vec<DeductionLine>,
    /// Empty with `--no-ranking` or without a roster.
    pub grade: Arc<str>,
    /// Why the grade is lower than the points alone would give.
    pub lowered: Vec<Lowered>,
    /// Held due months ÷ due months.
    pub completeness: Rate,
    /// Held due months without SUB002 ÷ held due months with a known report date.
    pub timeliness: Rate,
    /// Σ actual ÷ Σ due.
    pub participation: Rate,
    /// Findings at level error that count.
    pub errors: u32,
    /// Findings at level warning that count.
    pub warnings: u32,
    /// Findings at level error or warning that an approved explanation covers.
    pub waived: u32,
    /// Findings at level error or warning with an explanation that nobody has approved: they count.
    pub requested: u32,
    /// Score and rank as they would be had no explanation been approved; `None` if none was approved in the whole jurisdiction.
    pub before_waivers: Option<(Points, Option<u32>)>,
    /// Months that are 待核 and stand in no rate.
    pub pending: u32,
    /// Months that it has to hold, of those that are due, to be ranked by its score: as many as the lowest grade asks for; 0 where none asks.
    pub least_held: u64,
    /// May be rated 优秀.
    pub eligible: bool,
    /// Why it may not be rated 优秀.
    pub grounds: Vec<Ground>,
}

/// Figures of a committee over a period.
#[derive(Clone, Debug)]
pub struct CommitteeAssessment {
    /// Its committee.
    pub committee: Arc<str>,
    /// Rank; `None` where nobody is ranked.
    pub rank: Option<u32>,
    /// Branches that exist on some day of the period.
    pub branches: u32,
    /// Held due months ÷ due months.
    pub completeness: Rate,
    /// Months reported in time ÷ months whose report date is known.
    pub timeliness: Rate,
    /// Σ actual ÷ Σ due.
    pub participation: Rate,
    /// Mean of its branches' scores weighted by due months, in hundredths: Σ score·due ÷ Σ due, exact.
    pub mean: Rate,
    /// What it lost by its own faults, by rule.
    pub deductions: Vec<DeductionLine>,
    /// The mean less these, never under 0; over the same divisor.
    pub score: Rate,
    /// It, and its secretary with it, may be rated 优秀; `None` where the profile bars no committee.
    pub eligible: Option<bool>,
    /// Why it may not be rated 优秀.
    pub grounds: Vec<Ground>,
    /// Findings at level error that count, its own and those of its branches.
    pub errors: u32,
    /// Findings at level warning that count, its own and those of its branches.
    pub warnings: u32,
    /// Of the errors, those of the committee itself.
    pub own_errors: u32,
    /// Of the warnings, those of the committee itself.
    pub own_warnings: u32,
    /// Branch-months that are 待核 and stand in no rate.
    pub pending: u32,
}

/// A period assessed: the run's own, or a quarter of it.
#[derive(Clone, Debug)]
pub struct PeriodAssessment {
    /// The period.
    pub period: Period,
    /// By rank, then committee and name; unranked last.
    pub branches: Vec<BranchAssessment>,
    /// By rank, then name.
    pub committees: Vec<CommitteeAssessment>,
    /// The whole jurisdiction.
    pub total: Totals,
    /// Branch-months in which a small branch's low participation costs nothing.
    pub spared: BTreeSet<(BranchIx, Month)>,
    /// The months before the period that grounds of the year were looked for in; `None` where nothing looks further than the period.
    pub year: Option<YearSeen>,
}

impl PeriodAssessment {
    /// The finding stands and costs nothing: a small branch of which hardly anybody was absent.
    pub fn spares(&self, finding: &Finding) -> bool {
        match (finding.code, finding.branch, finding.span) {
            (Code::PAR001, Some(branch), Some(Span::Month(month))) => finding.counts() && self.spared.contains(&(branch, month)),
            _ => false,
        }
    }

    /// The finding is of a month before the period, and is listed because grounds of the year may rest on it: no list of the period has it.
    pub fn looked_back(&self, finding: &Finding) -> bool {
        self.year.as_ref().is_some_and(|year| year.listed.contains(&finding.id))
    }
}

/// Sums over the jurisdiction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Branches that exist on some day of the period.
    pub branches: u32,
    /// Held due months ÷ due months.
    pub completeness: Rate,
    /// Months reported in time ÷ months whose report date is known.
    pub timeliness: Rate,
    /// Σ actual ÷ Σ due.
    pub participation: Rate,
    /// Activities that count.
    pub activities: u64,
    /// Branch-months that are 待核 and stand in no rate.
    pub pending: u64,
}

impl std::ops::AddAssign for Totals {
    fn add_assign(&mut self, other: Totals) {
        self.branches += other.branches;
        self.completeness += other.completeness;
        self.timeliness += other.timeliness;
        self.participation += other.participation;
        self.activities += other.activities;
        self.pending += other.pending;
    }
}

pub use super::conclusion::*;
pub use super::grounds::*;
pub use super::verdict::{Verdict, Verdicts};

/// What the rules said, for one jurisdiction.
#[derive(Clone, Debug, Default)]
pub struct Judgement {
    /// Sorted: committee, branch, month, rule, member, place.
    pub findings: Vec<Finding>,
    /// By rule.
    pub verdicts: BTreeMap<Code, Verdicts>,
}

impl Judgement {
    /// Rules that could not be judged of this branch for want of data, in the order of the contract.
    pub fn not_assessable(&self, branch: BranchIx) -> impl Iterator<Item = Code> + '_ {
        self.verdicts.iter().filter(move |(_, verdicts)| verdicts.lacks(branch)).map(|(code, _)| *code)
    }
}

/// A record of an earlier run that was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EarlierRecord {
    /// Name of its file.
    pub file: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
}

/// One jurisdiction, finished.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Who it is about; `profile` says by whose rules.
    pub unit: String,
    /// By whose rules.
    pub profile: Arc<Profile>,
    /// What was handed in.
    pub corpus: Corpus,
    /// What the rules said.
    pub judgement: Judgement,
    /// Parallel to `corpus.months`.
    pub matrix: Vec<MatrixRow>,
    /// Parallel to `corpus.members`.
    pub members: Vec<MemberFigures>,
    /// The run's period.
    pub assessed: PeriodAssessment,
    /// Its whole quarters, when the period is longer than one.
    pub quarters: Vec<PeriodAssessment>,
    /// The inspection draw.
    pub draw: Draw,
    /// What inspections found and what became of it.
    pub inspections: InspectionFigures,
    /// Volunteer service of the period: the jurisdiction (no committee), then each committee, then each branch, in order of committee and branch.
    pub services: Vec<ServiceFigures>,
    /// What bulletins count, as far as the profile asks.
    pub statistics: Statistics,
    /// Branches that have failed often enough for a step, by step from the gravest down, then committee and name.
    pub escalated: Vec<Escalated>,
    /// What became of the findings of earlier runs.
    pub follow_ups: Vec<FollowUp>,
    /// Periods of the earlier runs that rest months, escalation and follow-ups drew on, oldest first.
    pub earlier_runs: Vec<String>,
    /// All records of earlier runs that were read, whether anything came of them or not.
    pub records: Vec<EarlierRecord>,
    /// What the office's papers tell beside all this.
    pub papers: PaperFacts,
}
