//! The sheet from which a period is assessed: which branches exist, which findings count, and the three rates, each from its two sums.

use std::collections::{BTreeSet, HashSet};

use crate::model::assessment::Judgement;
use crate::model::corpus::{BranchMonth, Corpus};
use crate::model::figure::Rate;
use crate::model::finding::{BranchIx, Code, Finding, Level, Status};
use crate::model::profile::{Profile, Report};
use crate::model::record::BoxedRow;
use crate::model::time::{Month, Period, Span};

/// Do approved explanations count?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waivers {
    Hold,
    /// As if none had been approved.
    Ignored,
}

/// Corpus, profile and findings, seen from one period.
pub(super) struct PeriodSheet<'a> {
    pub corpus: &'a Corpus,
    pub profile: &'a Profile,
    pub period: Period,
    /// Findings that count in the period, by branch; waived ones and those at level info are not here.
    counting: Vec<Vec<&'a Finding>>,
    /// The same for committees as such.
    pub of_committees: Vec<&'a Finding>,
    /// Findings of the period, by branch, that would count were they not covered by an approved explanation.
    waived: Vec<u32>,
    /// Branch-months with a late report, whatever became of the finding: a waived delay costs nothing but was one.
    late: HashSet<(BranchIx, Month)>,
    /// Branch-months whose low participation an approved explanation covers.
    waived_participation: HashSet<(BranchIx, Month)>,
    /// Branch-months whose low participation stands and costs nothing: the branch is small, and hardly anybody was absent.
    pub spared: BTreeSet<(BranchIx, Month)>,
}

impl<'a> PeriodSheet<'a> {
    pub fn new(corpus: &'a Corpus, profile: &'a Profile, judgement: &'a Judgement, period: Period, waivers: Waivers) -> Self {
        let is_waived = |f: &Finding| f.status == Status::Waived && waivers == Waivers::Hold;
        let mut sheet = PeriodSheet {
            corpus,
            profile,
            period,
            counting: vec![Vec::new(); corpus.branches.len()],
            of_committees: Vec::new(),
            waived: vec![0; corpus.branches.len()],
            late: late_months(judgement),
            waived_participation: HashSet::new(),
            spared: BTreeSet::new(),
        };
        for finding in &judgement.findings {
            if let (Code::PAR001, true, Some(ix), Some(Span::Month(m))) = (finding.code, is_waived(finding), finding.branch, finding.span) {
                sheet.waived_participation.insert((ix, m));
            }
            if finding.level == Level::Info || !sheet.in_period(finding) {
                continue;
            }
            match finding.branch {
                Some(ix) if is_waived(finding) => sheet.waived[ix.0] += 1,
                _ if is_waived(finding) => {}
                Some(ix) => {
                    if let (Code::PAR001, Some(Span::Month(m))) = (finding.code, finding.span)
                        && sheet.is_spared(ix, m)
                    {
                        sheet.spared.insert((ix, m));
                    }
                    sheet.counting[ix.0].push(finding);
                }
                None if finding.committee.is_some() => sheet.of_committees.push(finding),
                None => {}
            }
        }
        sheet
    }

    /// A finding belongs to a quarter if its span lies wholly in it. The run's own period also takes what has no span, and what reaches beyond
    /// it: absences are counted from 1 January on (MEM001, MEM002), all other rules speak of spans within the period.
    fn in_period(&self, finding: &Finding) -> bool {
        let whole_run = self.period == self.corpus.period;
        if whole_run { finding.in_period(self.period) } else { finding.span.is_some_and(|span| self.period.covers(span)) }
    }

    /// Was hardly anybody absent from any activity of the month, in a branch as small as the profile says? What has no counts says nothing.
    fn is_spared(&self, ix: BranchIx, month: Month) -> bool {
        let small = &self.profile.score.small_branch;
        let Some(month) = self.months(ix).find(|m| m.month == month) else { return false };
        let rows = || month.activities.iter().map(|a| &self.corpus.activity(*a).row);
        let floor = self.profile.params(self.corpus.branch(ix).kind).floor();
        let within = |row: &BoxedRow| {
            let Some((due, actual)) = row.due.value().zip(row.actual.value()) else { return true };
            let allowed = if small.over_allowed { Rate::new(actual.into(), due.into()).absences_allowed(floor) } else { 0 };
            u64::from(due.saturating_sub(actual)) <= allowed + u64::from(small.absences)
        };
        let due = rows().filter_map(|row| row.due.value()).max();
        due.is_some_and(|due| due < small.members) && rows().all(within)
    }

    /// The finding stands and costs nothing.
    pub fn spares(&self, finding: &Finding) -> bool {
        match (finding.code, finding.branch, finding.span) {
            (Code::PAR001, Some(ix), Some(Span::Month(month))) => self.spared.contains(&(ix, month)),
            _ => false,
        }
    }

    /// Any month of the branch is due.
    pub fn is_due(&self, ix: BranchIx) -> bool {
        self.months(ix).any(|m| m.due)
    }

    /// The first month of the period in which the document was in force for the branch.
    pub fn asked_from(&self, ix: BranchIx) -> Option<Month> {
        self.months(ix).find(|m| m.in_force).map(|m| m.month)
    }

    /// How many members the branch has: as the roster says, else the largest due count of the period; `None`: nobody says.
    pub fn size(&self, ix: BranchIx) -> Option<u32> {
        let counts = || self.months(ix).flat_map(|m| &m.activities).filter_map(|a| self.corpus.activity(*a).row.due.value());
        self.corpus.branch(ix).member_count.or_else(|| counts().max())
    }

    /// Branches that exist on some day of the period, in order of committee and name.
    pub fn branches(&self) -> impl Iterator<Item = BranchIx> + '_ {
        let (first, last) = (self.period.first().first_day(), self.period.last().last_day());
        let exists = move |ix: &BranchIx| {
            let branch = self.corpus.branch(*ix);
            // a founding day after the dissolution is a slip of the roster: such a branch exists on no day
            let (from, to) = (branch.founded.unwrap_or(first).max(first), branch.dissolved);
            from <= last && to.is_none_or(|d| from < d)
        };
        (0..self.corpus.branches.len()).map(BranchIx).filter(exists)
    }

    /// The branch's months of the period.
    pub fn months(&self, ix: BranchIx) -> impl Iterator<Item = &'a BranchMonth> {
        let period = self.period;
        self.corpus.months_of(ix).iter().filter(move |m| period.contains(m.month))
    }

    /// Findings of the branch that count in the period.
    pub fn findings(&self, ix: BranchIx) -> &[&'a Finding] {
        &self.counting[ix.0]
    }

    /// Errors and warnings.
    pub fn counts(&self, ix: BranchIx) -> (u32, u32) {
        by_level(self.findings(ix).iter().copied())
    }

    /// Findings with an approved explanation, and those with one that nobody has approved.
    pub fn explained(&self, ix: BranchIx) -> (u32, u32) {
        let requested = self.findings(ix).iter().filter(|f| f.status == Status::Requested).count();
        (self.waived[ix.0], requested as u32)
    }

    /// Held due months ÷ due months, without those that are 待核.
    pub fn completeness(&self, ix: BranchIx) -> Rate {
        let due = self.months(ix).filter(|m| m.due && !m.pending());
        due.fold(Rate::default(), |sum, m| Rate::new(sum.part + u64::from(m.held()), sum.of + 1))
    }

    /// Months that are 待核.
    pub fn pending(&self, ix: BranchIx) -> u32 {
        self.months(ix).filter(|m| m.pending()).count() as u32
    }

    /// Held due months without a late report ÷ held due months whose report date is known. Where no term is set there is no such rate.
    pub fn timeliness(&self, ix: BranchIx) -> Rate {
        let months = self.months(ix).filter(|m| report_known(self.corpus, self.profile, m));
        months.fold(Rate::default(), |sum, m| Rate::new(sum.part + u64::from(!self.late.contains(&(ix, m.month))), sum.of + 1))
    }

    /// Σ actual ÷ Σ due over the period.
    pub fn participation(&self, ix: BranchIx) -> Rate {
        sum(self.months(ix).map(|m| m.participation))
    }

    /// The participation that veto and grades ask for: without months whose low participation was explained and approved or costs a small branch
    /// nothing, and without months before the rule came into force. `None` where the rule is off or only informs.
    pub fn vetoing_participation(&self, ix: BranchIx) -> Option<Vetoing> {
        let switch = self.profile.rules.get(&Code::PAR001);
        if switch.is_some_and(|s| s.off || s.level == Some(Level::Info)) {
            return None;
        }
        let from = switch.and_then(|s| s.from);
        let mut vetoing = Vetoing::default();
        for month in self.months(ix) {
            let of_month = (ix, month.month);
            if from.is_some_and(|f| month.month < f) {
                vetoing.early.extend((month.participation.of > 0).then_some(month.month));
            } else if self.waived_participation.contains(&of_month) {
                vetoing.waived.push(month.month);
            } else if self.spared.contains(&of_month) {
                vetoing.spared.push(month.month);
            } else {
                vetoing.months.push((month.month, month.participation));
                vetoing.rate += month.participation;
            }
        }
        Some(vetoing)
    }
}

/// The rate that veto and grades ask for, and the months with a rate of their own that it leaves out.
#[derive(Default)]
pub struct Vetoing {
    pub rate: Rate,
    /// The months that it is made of.
    pub months: Vec<(Month, Rate)>,
    /// Before the rule came into force.
    pub early: Vec<Month>,
    /// Explained, and the explanation approved.
    pub waived: Vec<Month>,
    /// Of a small branch of which hardly anybody was absent.
    pub spared: Vec<Month>,
}

/// Due and held, and known to be in time or late.
pub(super) fn report_known(corpus: &Corpus, profile: &Profile, month: &BranchMonth) -> bool {
    month.due && is_dated(corpus, profile, month)
}

/// Held, with a report date, where a term is set for reporting.
pub(super) fn is_dated(corpus: &Corpus, profile: &Profile, month: &BranchMonth) -> bool {
    let term = || profile.params(corpus.branch(month.branch).kind).get::<Report>().is_some();
    month.activities.iter().any(|a| corpus.activity(*a).reported().is_some()) && term()
}

/// Branch-months in which an activity was reported late.
pub(super) fn late_months(judgement: &Judgement) -> HashSet<(BranchIx, Month)> {
    let late = judgement.findings.iter().filter(|f| f.code == Code::SUB002);
    late.filter_map(|f| match (f.branch, f.span) {
        (Some(ix), Some(Span::Month(m))) => Some((ix, m)),
        _ => None,
    })
    .collect()
}

/// Errors and warnings among findings.
pub(super) fn by_level<'f>(findings: impl Iterator<Item = &'f Finding>) -> (u32, u32) {
    findings.fold((0, 0), |(e, w), f| match f.level {
        Level::Error => (e + 1, w),
        Level::Warning => (e, w + 1),
        Level::Info => (e, w),
    })
}

fn sum(rates: impl Iterator<Item = Rate>) -> Rate {
    rates.fold(Rate::default(), |mut sum, rate| {
        sum += rate;
        sum
    })
}
