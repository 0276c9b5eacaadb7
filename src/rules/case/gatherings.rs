//! Concentrated theme activities of a year: on which days the jurisdiction as a whole held one, and on which days each committee that owes some did.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::Owing;
use crate::model::corpus::{Activity, Corpus, Standing};
use crate::model::finding::BranchIx;
use crate::model::org::Branch;
use crate::model::profile::Profile;
use crate::model::time::Month;
use crate::rules::activity::concentrated::ConcentratedTerms;
use crate::rules::words::{has_content, speaks_of};

/// A year.
#[derive(Debug)]
pub struct Gathering {
    /// The year.
    pub year: i32,
    /// What the document's months in force leave of the year's numbers.
    pub owing: Owing,
    /// Days on which at least two committees held one (with a single committee: every day).
    pub shared: BTreeSet<NaiveDate>,
    /// Can the content of any activity be judged? True where there was none at all.
    pub legible: bool,
    /// A month of some branch is 待核: one more may have been held.
    pub pending: bool,
    /// Committees that owe some by the profile, with a branch that existed throughout the months in force.
    pub committees: BTreeMap<Arc<str>, Own>,
}

/// A committee's year.
#[derive(Debug, Default)]
pub struct Own {
    /// Days on which a branch of it held one.
    pub held: BTreeSet<NaiveDate>,
    /// Can the content of any of its activities be judged? True where there was none at all.
    pub legible: bool,
    /// A month of one of its branches is 待核.
    pub pending: bool,
}

/// What is asked, of whichever types; the base's own words first.
pub fn asked(profile: &Profile) -> Option<&ConcentratedTerms> {
    profile.all_params().find_map(|p| p.get::<ConcentratedTerms>())
}

impl Gathering {
    /// The whole years of the period that are over. None without a roster, or if the profile asks nothing.
    pub fn all(corpus: &Corpus, profile: &Profile) -> Vec<Self> {
        let Some(terms) = asked(profile).filter(|_| corpus.has_roster) else { return Vec::new() };
        let years = corpus.period.years().into_iter().filter_map(|year| Owing::of_all(corpus, year));
        years.map(|owing| Gathering::of(corpus, profile, terms, owing)).collect()
    }

    fn of(corpus: &Corpus, profile: &Profile, terms: &ConcentratedTerms, owing: Owing) -> Self {
        let within = |month: Month| owing.first <= month && month <= owing.last;
        let counts = |a: &&Activity| a.standing == Standing::Counts && within(a.month);
        let read = |a: &Activity| Read {
            committee: committee_on(corpus.branch(a.branch), a.date).clone(),
            legible: has_content(a),
            day: speaks_of(a, &terms.words).then_some(a.date),
        };
        let all: Vec<Read> = corpus.activities.par_iter().filter(counts).map(read).collect();

        let mut found: BTreeMap<Arc<str>, (BTreeSet<NaiveDate>, bool)> = BTreeMap::new();
        for activity in &all {
            let (days, legible) = found.entry(activity.committee.clone()).or_default();
            days.extend(activity.day);
            *legible |= activity.legible;
        }
        let waits = corpus.months.iter().filter(|m| within(m.month) && m.pending());
        let waiting: BTreeSet<&Arc<str>> = waits.map(|m| &corpus.branch(m.branch).committee).collect();
        let shared = shared(corpus, &found);
        let mut committees: BTreeMap<Arc<str>, Own> = BTreeMap::new();
        for (at, branch) in corpus.branches.iter().enumerate() {
            let stood = || corpus.months_of(BranchIx(at)).iter().filter(|m| within(m.month)).all(|m| m.exists);
            let asked = profile.params(branch.kind).get::<ConcentratedTerms>().is_some_and(|terms| terms.binds(&branch.committee));
            if !asked || committees.contains_key(&branch.committee) || !stood() {
                continue;
            }
            let (held, legible) = found.get(&branch.committee).cloned().unwrap_or((BTreeSet::new(), true));
            let pending = waiting.contains(&branch.committee);
            committees.insert(branch.committee.clone(), Own { held, legible, pending });
        }
        let legible = all.is_empty() || all.iter().any(|a| a.legible);
        Gathering { year: owing.first.year(), owing, shared, legible, pending: !waiting.is_empty(), committees }
    }
}

/// What an activity says.
struct Read {
    committee: Arc<str>,
    legible: bool,
    day: Option<NaiveDate>,
}

/// The jurisdiction's own days.
fn shared(corpus: &Corpus, found: &BTreeMap<Arc<str>, (BTreeSet<NaiveDate>, bool)>) -> BTreeSet<NaiveDate> {
    let mut committees_on: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    for day in found.values().flat_map(|(days, _)| days) {
        *committees_on.entry(*day).or_default() += 1;
    }
    let mut all = corpus.branches.iter().map(|b| &b.committee);
    let single = all.next().is_none_or(|first| all.all(|other| other == first));
    if single {
        return committees_on.into_keys().collect();
    }
    committees_on.into_iter().filter(|(_, committees)| *committees >= 2).map(|(day, _)| day).collect()
}

/// The committee that the branch stood under on that day.
fn committee_on(branch: &Branch, day: NaiveDate) -> &Arc<str> {
    let in_force = branch.spans.iter().rfind(|s| s.from.is_none_or(|f| f <= day) && s.to.is_none_or(|t| day <= t));
    in_force.map_or(&branch.committee, |span| &span.committee)
}
