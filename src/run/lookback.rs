//! The months of the year before a run's period, for what bars for a year. Where the workspace holds their ledgers, they are judged again; where it does
//! not, earlier runs say what they found; what is known from neither is told as such. A month that only a few branches' ledgers speak of (one that runs on
//! from month to month) accuses nobody else of having held nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::Days;

use crate::assess::{self, Lookback, YearFact};
use crate::calendar::Calendar;
use crate::collate;
use crate::model::assessment::{Judgement, YearSeen};
use crate::model::corpus::Corpus;
use crate::model::figure::Rate;
use crate::model::finding::{BranchIx, Code, Finding, FindingId, Level, Status};
use crate::model::profile::{Excellence, Profile, Report, VetoSpan};
use crate::model::time::{Month, Period, Span};
use crate::rules;

use super::follow_up::{Judge, UnitIndex, Who};
use super::history::{self, PastFinding, PastRun};

/// What there is of the year before the period.
pub struct Before {
    /// For the grounds.
    pub lookback: Lookback,
    /// Findings of those months that grounds may rest on, to be listed beside the run's own; none that the run has itself.
    pub findings: Vec<Finding>,
    /// Periods of the runs that were drawn on.
    pub runs: BTreeSet<String>,
}

/// Looks at the year before the period. `None` where nothing in the profile asks for it, the period begins with the year, or nothing was asked before.
pub fn look_back(
    runs: &[(Period, PastRun)],
    corpus: &Corpus,
    profile: &Profile,
    calendar: &Calendar,
    judge: Judge<'_>,
    (unit, own): (&str, &Judgement),
) -> Option<Before> {
    let before = assess::before(corpus.period).filter(|_| assess::looks_at_the_year(profile) && corpus.has_roster)?;
    let again = collate::with_period(corpus, profile, calendar, before);
    let mut judgement = judge(&again);
    rules::identify(&mut judgement, &again, unit);
    let past = Past { runs, corpus: &again, profile };
    let there = There::new(&again, &profile.excellence);
    let first = there.asked().next()?;
    let mut looked =
        Looked { past, there, judgement: &judgement, branches: BTreeMap::new(), committees: BTreeMap::new(), drawn_on: BTreeSet::new() };
    let told = looked.take_ledgers();
    looked.take_runs();
    let (rates, mut seen) = (looked.rates(), looked.seen(Period::new(first, corpus.period.last())?));
    let known: HashSet<FindingId> = own.findings.iter().map(|f| f.id).collect();
    let findings: Vec<Finding> = told.into_iter().filter(|f| !known.contains(&f.id)).cloned().collect();
    seen.listed = findings.iter().map(|f| f.id).collect();
    let Looked { mut branches, mut committees, drawn_on, .. } = looked;
    branches.values_mut().chain(committees.values_mut()).for_each(|facts| facts.sort());
    Some(Before { lookback: Lookback { seen, branches, committees, rates }, findings, runs: drawn_on })
}

/// Of which months the workspace holds the ledgers.
struct There<'a> {
    corpus: &'a Corpus,
    /// Months in which the document was in force and somebody had to hold something: is the share of those who did large enough?
    months: BTreeMap<Month, bool>,
}

impl<'a> There<'a> {
    fn new(corpus: &'a Corpus, terms: &Excellence) -> Self {
        let mut sums: BTreeMap<Month, Rate> = BTreeMap::new();
        for month in corpus.months.iter().filter(|m| m.due) {
            *sums.entry(month.month).or_default() += Rate::new(u64::from(month.held()), 1);
        }
        let months = sums.into_iter().map(|(month, held)| (month, held.part > 0 && !held.below(terms.year_ledgers))).collect();
        There { corpus, months }
    }

    /// Months that were asked for.
    fn asked(&self) -> impl Iterator<Item = Month> {
        self.months.keys().copied()
    }

    /// The ledgers of the month are there, as far as they are anybody's.
    fn whole(&self, month: Month) -> bool {
        self.months.get(&month).copied().unwrap_or(false)
    }

    /// The ledgers tell of a branch in all months of a span: they are there as a whole, or this branch's is.
    fn of_branch(&self, ix: BranchIx, span: Span) -> bool {
        let mut months = self.corpus.months_of(ix).iter().filter(|m| Period::of(span).contains(m.month));
        months.all(|m| self.whole(m.month) || m.held())
    }

    /// They tell of a committee: all months of the span that were asked for are there.
    fn of_committee(&self, span: Span) -> bool {
        self.asked().filter(|month| Period::of(span).contains(*month)).all(|month| self.whole(month))
    }

    /// A register of inspections tells of all problems that it holds, whatever ledgers there are; what is still open is the period's own finding.
    fn of(&self, who: &Whose, code: Code, span: Span) -> bool {
        match who {
            _ if is_of_register(code) => !self.corpus.returns.inspections.is_empty(),
            Whose::Branch(ix) => self.of_branch(*ix, span),
            Whose::Committee(_) => self.of_committee(span),
        }
    }
}

/// Against whom something counts, in today's roster.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Whose {
    Branch(BranchIx),
    Committee(Arc<str>),
}

impl Whose {
    fn of(finding: &Finding) -> Option<Self> {
        match (finding.branch, &finding.committee) {
            (Some(ix), _) => Some(Whose::Branch(ix)),
            (None, Some(committee)) => Some(Whose::Committee(committee.clone())),
            (None, None) => None,
        }
    }
}

/// The earlier runs.
struct Past<'a> {
    runs: &'a [(Period, PastRun)],
    corpus: &'a Corpus,
    profile: &'a Profile,
}

impl<'a> Past<'a> {
    /// The latest run whose period holds the span, made when everything of it had to be in.
    fn covering(&self, span: Span) -> Option<&'a PastRun> {
        let grace = self.profile.all_params().filter_map(|p| p.get::<Report>()).map(|r| u64::from(r.within_days)).max().unwrap_or(0);
        let over = span.last().last_day().checked_add_days(Days::new(grace))?;
        let complete = |run: &PastRun| run.as_of.is_some_and(|as_of| as_of > over);
        self.runs.iter().rev().find(|(period, run)| period.covers(span) && complete(run)).map(|(_, run)| run)
    }

    /// Whom each of a run's units is today.
    fn units(&self, run: &PastRun) -> Vec<Option<Whose>> {
        let index = UnitIndex::new(self.corpus, run.version);
        let named: HashMap<String, &Arc<str>> =
            self.corpus.branches.iter().map(|b| (history::committee_name(&b.committee, run.version), &b.committee)).collect();
        let today = |who: Who| match who {
            Who::Branch(ix) => Some(Whose::Branch(ix)),
            Who::Committee(name) => named.get(&name).map(|name| Whose::Committee((*name).clone())),
        };
        run.units.iter().map(|unit| index.find(unit).and_then(today)).collect()
    }
}

/// What is gathered.
struct Looked<'a> {
    past: Past<'a>,
    there: There<'a>,
    judgement: &'a Judgement,
    branches: BTreeMap<BranchIx, Vec<YearFact>>,
    committees: BTreeMap<Arc<str>, Vec<YearFact>>,
    drawn_on: BTreeSet<String>,
}

impl<'a> Looked<'a> {
    fn add(&mut self, who: Whose, fact: YearFact) {
        match who {
            Whose::Branch(ix) => self.branches.entry(ix).or_default().push(fact),
            Whose::Committee(name) => self.committees.entry(name).or_default().push(fact),
        }
    }

    /// Does a ground rest on findings of that rule?
    fn wanted(&self, who: &Whose, code: Code) -> bool {
        let terms = &self.past.profile.excellence;
        match who {
            Whose::Branch(_) => terms.span == VetoSpan::Year && terms.veto.iter().any(|veto| veto.rule == code),
            Whose::Committee(_) => terms.committee.as_ref().is_some_and(|veto| veto.rules.contains(&code)),
        }
    }

    /// What the ledgers show, unless a run that had everything before it saw nothing of it: then a ledger has been left out since.
    fn take_ledgers(&mut self) -> Vec<&'a Finding> {
        let judgement = self.judgement;
        let mut seen_then: HashMap<String, HashSet<(Whose, Code, String)>> = HashMap::new();
        let mut told = Vec::new();
        for finding in judgement.findings.iter().filter(|f| f.counts()) {
            let (Some(who), Some(span)) = (Whose::of(finding), finding.span) else { continue };
            if is_of_register(finding.code)
                || !self.wanted(&who, finding.code)
                || !self.past.corpus.period.covers(span)
                || !self.there.of(&who, finding.code, span)
            {
                continue;
            }
            if let Some(run) = self.past.covering(span) {
                let then = seen_then.entry(run.period.clone()).or_insert_with(|| {
                    let units = self.past.units(run);
                    run.findings
                        .iter()
                        .filter(|f| stands(f))
                        .filter_map(|f| Some((units[f.unit].clone()?, f.code, f.span.clone())))
                        .collect()
                });
                self.drawn_on.insert(run.period.clone());
                if !then.contains(&(who.clone(), finding.code, span.to_string())) {
                    continue;
                }
            }
            told.push(finding);
            // the rate as a whole bars, and not the months that are below
            if finding.code != Code::PAR001 {
                self.add(who, YearFact { code: finding.code, span, run: None });
            }
        }
        told
    }

    /// What earlier runs found in months of which the ledgers are not there, unless it has been explained since.
    fn take_runs(&mut self) {
        let explained: HashSet<(Whose, Code, Span)> = self
            .judgement
            .findings
            .iter()
            .filter(|f| f.status == Status::Waived)
            .filter_map(|f| Some((Whose::of(f)?, f.code, f.span?)))
            .collect();
        for (_, run) in self.past.runs {
            let units = self.past.units(run);
            for finding in run.findings.iter().filter(|f| stands(f) && f.code != Code::PAR001) {
                let (Some(who), Some(span)) = (units[finding.unit].clone(), history::span(&finding.span)) else { continue };
                let latest = || self.past.covering(span).is_some_and(|covering| covering.period == run.period);
                if self.wanted(&who, finding.code)
                    && self.past.corpus.period.covers(span)
                    && !self.there.of(&who, finding.code, span)
                    && !explained.contains(&(who.clone(), finding.code, span))
                    && latest()
                {
                    self.add(who, YearFact { code: finding.code, span, run: Some(run.period.clone()) });
                }
            }
        }
    }

    /// Participation in the months that are known.
    fn rates(&self) -> BTreeMap<BranchIx, Rate> {
        let mut rates: BTreeMap<BranchIx, Rate> = BTreeMap::new();
        if self.past.profile.excellence.span != VetoSpan::Year {
            return rates;
        }
        for (ix, month, rate) in assess::vetoing_months(self.past.corpus, self.past.profile, self.judgement) {
            *rates.entry(ix).or_default() += rate;
            debug_assert!(self.there.of_branch(ix, Span::Month(month)), "a month with counts is a ledger's");
        }
        let by_run: BTreeMap<&str, (&PastRun, Vec<Month>)> = self.told_by_runs().fold(BTreeMap::new(), |mut by_run, (month, run)| {
            by_run.entry(run.period.as_str()).or_insert_with(|| (run, Vec::new())).1.push(month);
            by_run
        });
        for (run, months) in by_run.into_values() {
            let units = self.past.units(run);
            for (unit, kept) in run.rates.iter().flatten() {
                let Some(Some(Whose::Branch(ix))) = units.get(*unit) else { continue };
                let of_run = kept.iter().filter(|(month, ..)| months.contains(month) && !self.there.of_branch(*ix, Span::Month(*month)));
                of_run.for_each(|(_, part, of)| *rates.entry(*ix).or_default() += Rate::new(*part, *of));
            }
        }
        rates
    }

    /// Months of which the ledgers are not there and a run tells.
    fn told_by_runs(&self) -> impl Iterator<Item = (Month, &'a PastRun)> {
        let missing = self.there.asked().filter(|month| !self.there.whole(*month));
        missing.filter_map(|month| Some((month, self.past.covering(Span::Month(month))?)))
    }

    /// Which months are known, and from where.
    fn seen(&mut self, span: Period) -> YearSeen {
        let told: Vec<(Month, &PastRun)> = self.told_by_runs().collect();
        self.drawn_on.extend(told.iter().map(|(_, run)| run.period.clone()));
        let runs: Vec<Month> = told.iter().map(|(month, _)| *month).collect();
        let counts = self.past.profile.excellence.span == VetoSpan::Year;
        let uncounted = told.iter().filter(|(_, run)| counts && run.rates.is_none()).map(|(month, _)| *month).collect();
        let (ledgers, missing): (Vec<Month>, Vec<Month>) = self.there.asked().partition(|month| self.there.whole(*month));
        let unknown = missing.into_iter().filter(|month| !runs.contains(month)).collect();
        YearSeen { span, ledgers, runs, uncounted, unknown, listed: BTreeSet::new() }
    }
}

/// Told by the register of inspections.
fn is_of_register(code: Code) -> bool {
    code == Code::INS001
}

/// A finding of an earlier run that counted.
fn stands(finding: &PastFinding) -> bool {
    finding.level >= Level::Warning && finding.status != Status::Waived
}
