//! Put right since: what earlier runs found is looked at again with what the workspace holds today. Each earlier period is judged anew, and
//! a finding that the rules no longer make has been put right, provided that the ledgers which once showed it (or would show it again) are
//! still there: a finding does not vanish by leaving a ledger out.

mod evidence;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::assess::{self, EarlierFailure};
use crate::calendar::Calendar;
use crate::collate;
use crate::model::assessment::{FollowState, FollowUp, Judgement};
use crate::model::corpus::Corpus;
use crate::model::finding::{BranchIx, Code, Finding, Level, Status};
use crate::model::identity::{mask_identity, shown_key};
use crate::model::profile::Profile;
use crate::model::time::{Period, Span};

use super::history::{self, PastFinding, PastRun, PastUnit};
use evidence::Evidence;

/// How far back runs are judged again: each costs a judging of the whole corpus.
const REACH_MONTHS: i32 = 12;

/// What earlier runs come to today.
#[derive(Debug, Default)]
pub struct Followed {
    /// By period (oldest first), then committee, branch, month, rule, member.
    pub follow_ups: Vec<FollowUp>,
    /// Months that branches failed according to earlier runs, and that stand.
    pub failures: Vec<EarlierFailure>,
    /// Periods of the runs that were looked at and held findings.
    pub periods: BTreeSet<String>,
}

/// Judges a corpus; the run's own way of doing it.
pub type Judge<'a> = &'a dyn Fn(&Corpus) -> Judgement;

/// Looks at the earlier runs again. `runs` are those of earlier periods, oldest first.
pub fn follow_up(runs: &[(Period, PastRun)], corpus: &Corpus, profile: &Profile, calendar: &Calendar, judge: Judge<'_>) -> Followed {
    let mut followed = Followed::default();
    let window = profile.escalation.as_ref().and_then(|e| assess::window(e, corpus.period));
    let since = corpus.period.first().plus(-REACH_MONTHS);
    // A finding that a later run tells again (a month's, then the quarter's) is followed up once, from there.
    let mut told: HashSet<PastKey<'_>> = HashSet::new();
    for (period, run) in runs.iter().rev() {
        let reached = period.last() >= since;
        let in_window = window.is_some_and(|w| period.last() >= w.first());
        if !(reached || in_window) {
            continue;
        }
        let of_run: Vec<(&PastFinding, &PastUnit)> =
            run.findings.iter().filter(|f| counts(f)).filter_map(|f| Some((f, run.units.get(f.unit)?))).collect();
        let counting: Vec<_> = of_run.iter().filter(|(f, unit)| !told.contains(&past_key(f, unit))).copied().collect();
        told.extend(of_run.iter().map(|(f, unit)| past_key(f, unit)));
        if counting.is_empty() {
            continue;
        }
        followed.periods.insert(run.period.clone());
        let units = UnitIndex::new(corpus, run.version);
        let today = reached.then(|| {
            let again = collate::with_period(corpus, profile, calendar, *period);
            let judgement = judge(&again);
            Today::new(again, judgement, run.version)
        });
        let mut left = today.as_ref().map(Today::tally).unwrap_or_default();
        let evidence = today.as_ref().map(|t| Evidence::new(&t.corpus, &t.judgement, profile, run));
        for (finding, unit) in counting {
            let Some(span) = history::span(&finding.span) else { continue };
            let who = units.find(unit);
            let state = evidence.as_ref().map(|e| state(e, &mut left, who.as_ref(), finding, span));
            if let Some(state) = state {
                followed.follow_ups.push(line(run, unit, finding, state));
            }
            let settled = matches!(state, Some(FollowState::PutRight | FollowState::Explained));
            if let (Some(Who::Branch(branch)), false) = (who, settled) {
                let month = assess::failed_month(span, *period);
                followed.failures.push(EarlierFailure { branch, month, code: finding.code });
            }
        }
    }
    let order = |f: &FollowUp| (f.committee.clone(), f.branch.clone(), f.branch_id.clone(), f.month.clone(), f.code, f.member.clone());
    let place: BTreeMap<&str, usize> = runs.iter().enumerate().map(|(at, (_, run))| (run.period.as_str(), at)).collect();
    followed.follow_ups.sort_by_cached_key(|f| (place.get(f.period.as_str()).copied(), order(f), f.state));
    followed
}

/// A finding that was to be put right.
fn counts(finding: &PastFinding) -> bool {
    finding.level >= Level::Warning && finding.status != Status::Waived
}

/// What makes two findings of earlier runs the same one.
type PastKey<'a> = (&'a PastUnit, Code, &'a str, &'a str);

fn past_key<'a>(finding: &'a PastFinding, unit: &'a PastUnit) -> PastKey<'a> {
    (unit, finding.code, &finding.span, &finding.member)
}

fn line(run: &PastRun, unit: &PastUnit, finding: &PastFinding, state: FollowState) -> FollowUp {
    FollowUp {
        period: run.period.clone(),
        committee: shown_key(&unit.committee).to_string(),
        branch_id: shown_key(&unit.id).to_string(),
        branch: unit.name.clone(),
        code: finding.code,
        month: finding.span.clone(),
        member: finding.member.clone(),
        state,
    }
}

/// Whom a finding is about, in today's corpus.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    Branch(BranchIx),
    Committee(String),
}

/// Units of earlier runs in today's corpus.
pub(super) struct UnitIndex {
    by_id: BTreeMap<String, Vec<(String, BranchIx)>>,
}

impl UnitIndex {
    /// Named as runs of that version named them.
    pub fn new(corpus: &Corpus, version: u32) -> Self {
        let mut by_id: BTreeMap<String, Vec<(String, BranchIx)>> = BTreeMap::new();
        for (at, branch) in corpus.branches.iter().enumerate() {
            let committee = history::committee_name(&branch.committee, version);
            by_id.entry(history::branch_id(branch, version)).or_default().push((committee, BranchIx(at)));
        }
        UnitIndex { by_id }
    }

    /// By id; branches without numbers may share a name, and then the committee tells them apart. `None`: no longer in the roster.
    pub fn find(&self, unit: &PastUnit) -> Option<Who> {
        if unit.id.is_empty() {
            return Some(Who::Committee(unit.committee.clone()));
        }
        match self.by_id.get(&unit.id)?.as_slice() {
            [(_, only)] => Some(Who::Branch(*only)),
            several => several.iter().find(|(committee, _)| *committee == unit.committee).map(|(_, ix)| Who::Branch(*ix)),
        }
    }
}

/// What makes two findings the same one.
type Key = (Who, Code, Span, String);

/// Findings of the earlier period as they stand today: how many still count, how many are waived.
type Tally = BTreeMap<Key, (u32, u32)>;

/// The earlier period, judged today.
struct Today {
    corpus: Corpus,
    judgement: Judgement,
    /// Of the run that is followed up.
    version: u32,
}

impl Today {
    fn new(corpus: Corpus, judgement: Judgement, version: u32) -> Self {
        Today { corpus, judgement, version }
    }

    fn tally(&self) -> Tally {
        let mut tally = Tally::new();
        for (finding, span) in self.judgement.findings.iter().filter_map(|f| Some((f, f.span?))) {
            let Some(who) = who(finding, self.version) else { continue };
            let member = finding.member.as_ref().map(|m| mask_identity(m)).unwrap_or_default();
            let (open, waived) = tally.entry((who, finding.code, span, member)).or_default();
            *if finding.status == Status::Waived { waived } else { open } += 1;
        }
        tally
    }
}

fn who(finding: &Finding, version: u32) -> Option<Who> {
    match (finding.branch, &finding.committee) {
        (Some(ix), _) => Some(Who::Branch(ix)),
        (None, Some(committee)) => Some(Who::Committee(history::committee_name(committee, version))),
        (None, None) => None,
    }
}

/// Where a finding stands. Several that are alike are taken off the tally one by one.
fn state(evidence: &Evidence<'_>, left: &mut Tally, who: Option<&Who>, finding: &PastFinding, span: Span) -> FollowState {
    let Some(who) = who else { return FollowState::Unknown };
    if !evidence.holds_ledgers(who, finding.code, span) {
        return FollowState::Unknown;
    }
    let take = |count: &mut u32| {
        let there = *count > 0;
        *count = count.saturating_sub(1);
        there
    };
    if let Some((open, waived)) = left.get_mut(&(who.clone(), finding.code, span, finding.member.clone())) {
        if take(open) {
            return FollowState::Still;
        }
        if take(waived) {
            return FollowState::Explained;
        }
    }
    if evidence.shows(who, finding, span) { FollowState::PutRight } else { FollowState::Unknown }
}

#[cfg(test)]
mod tests;
