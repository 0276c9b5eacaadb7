//! What is counted over a result, each figure in one place: the console, the workbook, the page and `summary.json` all tell these. Findings outside
//! the period stand apart (`outside`) and are in no other number; waived ones are in none but `waived`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::assessment::{MatrixRow, MonthStatus, Outcome, Totals};
use super::corpus::{FileCounts, InputFile};
use super::figure::Rate;
use super::finding::{Code, Finding, Level, Status};
use super::org::BranchType;
use super::record::RowTally;
use super::returned::Returned;
use super::time::{Month, Period};

/// Findings by level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct ByLevel {
    pub error: u64,
    pub warning: u64,
    pub info: u64,
}

impl ByLevel {
    fn add(&mut self, level: Level) {
        *match level {
            Level::Error => &mut self.error,
            Level::Warning => &mut self.warning,
            Level::Info => &mut self.info,
        } += 1;
    }

    /// Is there anything at that level or above?
    pub fn any_at(self, level: Level) -> bool {
        let above = match level {
            Level::Error => self.error,
            Level::Warning => self.error + self.warning,
            Level::Info => self.error + self.warning + self.info,
        };
        above > 0
    }
}

/// Findings by where they stand with explanations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct ByStatus {
    pub open: u64,
    pub requested: u64,
    pub waived: u64,
}

impl ByStatus {
    fn add(&mut self, status: Status) {
        *match status {
            Status::Open => &mut self.open,
            Status::Requested => &mut self.requested,
            Status::Waived => &mut self.waived,
        } += 1;
    }

    /// Those that count.
    pub fn counting(self) -> u64 {
        self.open + self.requested
    }
}

/// A rule over all branches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleCount {
    /// The gravest level at which it spoke; `None` if it did not.
    pub level: Option<Level>,
    /// Findings of the period.
    pub findings: ByStatus,
    /// Findings outside the period.
    pub outside: u64,
    /// Branches with a finding that is not waived.
    pub branches: u64,
    /// Branches for which it lacks data, by what it lacks.
    pub lacking: BTreeMap<Arc<str>, u64>,
    /// The rule was judged (it may have found nothing).
    pub judged: bool,
}

impl RuleCount {
    /// Branches for which it lacks data.
    pub fn unassessable(&self) -> u64 {
        self.lacking.values().sum()
    }
}

/// How a month that is over may stand.
pub const STANDING: [MonthStatus; 6] =
    [MonthStatus::OnTime, MonthStatus::Late, MonthStatus::Reported, MonthStatus::Pending, MonthStatus::Empty, MonthStatus::Missing];

/// Branch-months, summed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MonthSums {
    /// Held of due months, without those that are 待核.
    pub held: Rate,
    /// Σ actual ÷ Σ due.
    pub participation: Rate,
    /// Activities that count.
    pub activities: u64,
    /// Months that are over, by how they stand: those of `STANDING`, in its order.
    pub statuses: [u64; STANDING.len()],
}

impl MonthSums {
    /// The sums of some rows of the matrix.
    pub fn of<'m>(rows: impl IntoIterator<Item = &'m MatrixRow>) -> Self {
        let mut sums = MonthSums::default();
        rows.into_iter().for_each(|row| sums.add(row));
        sums
    }

    fn add(&mut self, row: &MatrixRow) {
        if row.due && row.status != MonthStatus::Pending {
            self.held += Rate::new(u64::from(row.held), 1);
        }
        self.participation += row.participation;
        self.activities += u64::from(row.activities);
        if let Some(at) = STANDING.iter().position(|status| *status == row.status) {
            self.statuses[at] += 1;
        }
    }
}

/// A committee of a unit, month by month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitteeMonths {
    /// Number of the unit among the outcomes counted.
    pub unit: usize,
    /// The committee.
    pub committee: Arc<str>,
    /// Parallel to `Counts::months`.
    pub months: Vec<MonthSums>,
}

/// Branches of a type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct TypeCount {
    pub branches: u64,
    pub completeness: Rate,
    pub participation: Rate,
}

/// A quarter over all units.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct QuarterCount {
    pub period: Period,
    pub totals: Totals,
    pub errors: u64,
}

/// Everything that is counted over some outcomes.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// Sums of the assessed period.
    pub totals: Totals,
    /// Committees.
    pub committees: u64,
    /// Branches that may not be rated 优秀.
    pub barred: u64,
    /// Units drawn.
    pub drawn: u64,
    /// Files by outcome, each once.
    pub files: FileCounts,
    /// Rows by outcome.
    pub rows: RowTally,
    /// The same by layout id.
    pub rows_by_layout: BTreeMap<Arc<str>, RowTally>,
    /// Findings that are not waived.
    pub levels: ByLevel,
    /// Findings at level error or warning.
    pub explained: ByStatus,
    /// Findings outside the period, at whatever level.
    pub outside: u64,
    /// Every rule that was judged or found something.
    pub rules: BTreeMap<Code, RuleCount>,
    /// Every month of the period.
    pub months: Vec<(Month, MonthSums)>,
    /// Every committee in every month: by unit, then committee.
    pub committee_months: Vec<CommitteeMonths>,
    /// Branches by grade, the best first; those without one stand last, under no name.
    pub grades: Vec<(Arc<str>, u64)>,
    /// Branches by type.
    pub types: BTreeMap<BranchType, TypeCount>,
    /// Whole quarters, in order.
    pub quarters: Vec<QuarterCount>,
    /// What was returned or not used, and the months that wait for it.
    pub returned: Returned,
}

impl Counts {
    /// Counts outcomes of one period; `files` are those of the outcomes and whatever belongs to none.
    pub fn of<'a>(outcomes: &[&Outcome], files: impl Iterator<Item = &'a InputFile>) -> Self {
        let mut counts = Counts { files: FileCounts::of(files), ..Counts::default() };
        for (unit, outcome) in outcomes.iter().enumerate() {
            counts.totals += outcome.assessed.total;
            counts.committees += outcome.assessed.committees.len() as u64;
            counts.barred += outcome.assessed.branches.iter().filter(|b| !b.eligible).count() as u64;
            counts.drawn += outcome.draw.drawn.len() as u64;
            let rejected = outcome.corpus.tallies.values().map(|tally| tally.rejected).sum();
            let place = if outcomes.len() > 1 { outcome.profile.name.clone() } else { Arc::default() };
            counts.returned.add(&outcome.corpus, &outcome.assessed.branches, place, rejected);
            for (layout, tally) in &outcome.corpus.tallies {
                counts.rows.add(*tally);
                counts.rows_by_layout.entry(layout.clone()).or_default().add(*tally);
            }
            counts.add_findings(outcome);
            counts.add_matrix(unit, outcome);
            for branch in &outcome.assessed.branches {
                counts.add_grade(outcome, &branch.grade);
                let count = counts.types.entry(outcome.corpus.branch(branch.branch).kind).or_default();
                count.branches += 1;
                count.completeness += branch.completeness;
                count.participation += branch.participation;
            }
            counts.add_quarters(outcome);
        }
        counts
    }

    /// Grades stand as the first profile that knows them orders them; those without one last.
    fn add_grade(&mut self, outcome: &Outcome, grade: &str) {
        if self.grades.is_empty() {
            self.grades.push((Arc::default(), 0));
        }
        for known in &outcome.profile.score.grades {
            if !self.grades.iter().any(|(name, _)| **name == *known.name) {
                let last = self.grades.len() - 1;
                self.grades.insert(last, (known.name.clone(), 0));
            }
        }
        match self.grades.iter_mut().find(|(name, _)| **name == *grade) {
            Some((_, count)) => *count += 1,
            None => self.grades.insert(0, (grade.into(), 1)),
        }
    }

    fn add_findings(&mut self, outcome: &Outcome) {
        let mut branches: BTreeSet<(Code, usize)> = BTreeSet::new();
        for finding in &outcome.judgement.findings {
            self.add_finding(finding, outcome.corpus.period, &mut branches);
        }
        for (code, verdicts) in &outcome.judgement.verdicts {
            let count = self.rules.entry(*code).or_default();
            count.judged = true;
            for (reason, branches) in verdicts.lacking() {
                *count.lacking.entry(reason.into()).or_default() += branches;
            }
        }
    }

    fn add_finding(&mut self, finding: &Finding, period: Period, branches: &mut BTreeSet<(Code, usize)>) {
        let rule = self.rules.entry(finding.code).or_default();
        if !finding.in_period(period) {
            rule.outside += 1;
            self.outside += 1;
            return;
        }
        rule.level = rule.level.max(Some(finding.level));
        rule.findings.add(finding.status);
        if finding.level != Level::Info {
            self.explained.add(finding.status);
        }
        if finding.status != Status::Waived {
            self.levels.add(finding.level);
            if finding.branch.is_some_and(|branch| branches.insert((finding.code, branch.0))) {
                rule.branches += 1;
            }
        }
    }

    fn add_matrix(&mut self, unit: usize, outcome: &Outcome) {
        if self.months.is_empty() {
            self.months = outcome.corpus.period.months().map(|month| (month, MonthSums::default())).collect();
        }
        let mut committees: BTreeMap<&Arc<str>, Vec<MonthSums>> = BTreeMap::new();
        for row in &outcome.matrix {
            let Some(at) = self.months.iter().position(|(month, _)| *month == row.month) else { continue };
            self.months[at].1.add(row);
            let months = committees.entry(&outcome.corpus.branch(row.branch).committee);
            months.or_insert_with(|| vec![MonthSums::default(); self.months.len()])[at].add(row);
        }
        let lines = committees.into_iter().map(|(committee, months)| CommitteeMonths { unit, committee: committee.clone(), months });
        self.committee_months.extend(lines);
    }

    fn add_quarters(&mut self, outcome: &Outcome) {
        for quarter in &outcome.quarters {
            let at = self.quarters.iter().position(|q| q.period == quarter.period).unwrap_or_else(|| {
                self.quarters.push(QuarterCount { period: quarter.period, totals: Totals::default(), errors: 0 });
                self.quarters.len() - 1
            });
            self.quarters[at].totals += quarter.total;
            self.quarters[at].errors += quarter.branches.iter().map(|b| u64::from(b.errors)).sum::<u64>();
        }
        self.quarters.sort_by_key(|q| (q.period.first(), q.period.last()));
    }
}
