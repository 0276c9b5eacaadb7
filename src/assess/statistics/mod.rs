//! What bulletins count, as far as the profile asks: each kind of statistic in a file of its own, with the definition of its figures. A figure is
//! made of the list behind it: what is counted is listed once, with its place, and the numbers of the unit and of its committees are sums of that
//! list. Nothing is judged here.

mod inspect;
mod items;
mod joint;
mod partners;
mod record_match;
mod same_day;
mod service;
mod tasks;
mod themes;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::corpus::{Activity, Corpus, Standing};
use crate::model::finding::BranchIx;
use crate::model::org::{Branch, BranchType};
use crate::model::profile::Profile;
use crate::model::statistic::{Figure, FigureDoc, Listed, Measure, StatisticKind, StatisticTerms, Statistics, ToldOf};

/// All that the profile asks for, in its order.
pub fn statistics(corpus: &Corpus, profile: &Profile) -> Statistics {
    let mut made = Statistics::default();
    for (at, terms) in profile.statistics.iter().enumerate() {
        let mut count = Count { corpus, profile, terms, at, made: &mut made };
        let before = count.made.figures.len();
        match terms.kind {
            StatisticKind::ServiceDays => service::days(&mut count),
            StatisticKind::ServiceMembers => service::members(&mut count),
            StatisticKind::ServiceWeek => service::week(&mut count),
            StatisticKind::Joint => joint::joint(&mut count),
            StatisticKind::WithoutJoint => joint::without(&mut count),
            StatisticKind::Forms => joint::forms(&mut count),
            StatisticKind::Inspections => inspect::count(&mut count),
            StatisticKind::Themes => themes::count(&mut count),
            StatisticKind::SameDay => same_day::count(&mut count),
            StatisticKind::RecordMatch => record_match::count(&mut count),
            StatisticKind::Items => items::items(&mut count),
            StatisticKind::Reports => items::reports(&mut count),
            StatisticKind::Tasks => tasks::count(&mut count),
        }
        let ids = terms.kind.figures();
        debug_assert!(made.figures[before..].iter().all(|f| ids.contains(&f.doc.id)), "{ids:?}");
    }
    made
}

/// One statistic while it is counted.
struct Count<'a, 's> {
    corpus: &'a Corpus,
    profile: &'a Profile,
    terms: &'a StatisticTerms,
    /// Which of the profile's.
    at: usize,
    made: &'s mut Statistics,
}

impl<'a> Count<'a, '_> {
    /// A figure of the list behind it: for the unit, and for every committee that stands in the list.
    fn figure(&mut self, doc: &'static FigureDoc, item: &Arc<str>, listed: Vec<Listed>) {
        let mut unit = (0, 0);
        let mut committees: BTreeMap<Arc<str>, (u64, u64)> = BTreeMap::new();
        for one in &listed {
            let of_committee =
                (doc.told_of != ToldOf::Unit && !one.committee.is_empty()).then(|| committees.entry(one.committee.clone()).or_default());
            for sum in std::iter::once(&mut unit).chain(of_committee) {
                sum.0 += if one.counts { one.amount } else { 0 };
                sum.1 += one.amount;
            }
        }
        let figure = |(committee, (value, of)): (Arc<str>, (u64, u64))| Figure {
            doc,
            terms: self.at,
            item: item.clone(),
            committee,
            value: Some(value),
            of: doc.share.then_some(of),
            lacks: "",
        };
        let unit = (doc.told_of != ToldOf::Committees).then(|| (Arc::from(""), unit));
        self.made.figures.extend(unit.into_iter().chain(committees).map(figure));
        self.made.listed.extend(listed.into_iter().map(|one| Listed { doc, item: item.clone(), ..one }));
    }

    /// A figure that cannot be told, and why.
    fn lacks(&mut self, doc: &'static FigureDoc, lacks: &'static str) {
        let none = Arc::from("");
        self.made.figures.push(Figure { doc, terms: self.at, item: Arc::clone(&none), committee: none, value: None, of: None, lacks });
    }

    /// Is the statistic about branches of that type?
    fn asks(&self, kind: BranchType) -> bool {
        kind.is_in(&self.terms.types)
    }

    /// The branches that it is about and that exist on some day of the period.
    fn branches(&self) -> impl Iterator<Item = (BranchIx, &'a Branch)> + use<'a> {
        let (corpus, terms) = (self.corpus, self.terms);
        let [first, last] = [corpus.period.first().first_day(), corpus.period.last().last_day()];
        let stands = move |b: &Branch| b.founded.is_none_or(|f| f <= last) && b.dissolved.is_none_or(|d| d > first);
        let all = corpus.branches.iter().enumerate().map(|(at, b)| (BranchIx(at), b));
        all.filter(move |(_, b)| stands(b) && b.kind.is_in(&terms.types))
    }

    /// What is left of the roster's members: they are many, so a line for each branch says how many.
    fn rest_of_roster(&self, doc: &'static FigureDoc, what: &str, without: &BTreeSet<usize>) -> Vec<Listed> {
        let corpus = self.corpus;
        let what: Arc<str> = what.into();
        let rest = |(ix, branch): (BranchIx, &'a Branch)| {
            let amount = corpus.members_of(ix).filter(|at| corpus.members[*at].place.is_some() && !without.contains(at)).count() as u64;
            let (committee, place) = (branch.committee.clone(), branch.place.clone());
            let line = Listed { branch: Some(ix), committee, what: what.clone(), amount, counts: false, place, ..entry(doc) };
            (amount > 0).then_some(line)
        };
        self.branches().filter_map(rest).collect()
    }

    /// The activities that count in the period.
    fn all_activities(&self) -> impl Iterator<Item = &'a Activity> + use<'a> {
        let corpus = self.corpus;
        corpus.activities.iter().filter(move |a| a.standing == Standing::Counts && corpus.period.contains(a.month))
    }

    /// Those of the branches that it is about.
    fn activities(&self) -> impl Iterator<Item = &'a Activity> + use<'a> {
        let (corpus, terms) = (self.corpus, self.terms);
        self.all_activities().filter(move |a| corpus.branch(a.branch).kind.is_in(&terms.types))
    }
}

/// A number of things, also of each committee.
const fn number(id: &'static str, name: &'static str, word: &'static str, define: fn(&StatisticTerms, &str) -> String) -> FigureDoc {
    FigureDoc { id, name, measure: Measure::Of(word), share: false, told_of: ToldOf::Both, define }
}

/// A part of a whole, also of each committee.
const fn share(id: &'static str, name: &'static str, word: &'static str, define: fn(&StatisticTerms, &str) -> String) -> FigureDoc {
    FigureDoc { share: true, ..number(id, name, word, define) }
}

/// Types of branches in words: 农村、社区党支部.
fn kinds(types: &[BranchType]) -> String {
    if types.is_empty() {
        "党支部".to_string()
    } else {
        format!("{}党支部", types.iter().map(|t| t.as_str()).collect::<Vec<_>>().join("、"))
    }
}

/// The first activity of each branch, in their order.
fn firsts<'a>(activities: impl IntoIterator<Item = &'a Activity>) -> BTreeMap<BranchIx, &'a Activity> {
    let mut first = BTreeMap::new();
    for activity in activities {
        first.entry(activity.branch).or_insert(activity);
    }
    first
}

/// Nothing to tell things apart by.
fn whole() -> Arc<str> {
    Arc::from("")
}

/// An entry of a list about an activity.
fn of_activity(corpus: &Corpus, doc: &'static FigureDoc, activity: &Activity) -> Listed {
    Listed {
        committee: corpus.branch(activity.branch).committee.clone(),
        branch: Some(activity.branch),
        month: Some(activity.month),
        date: Some(activity.date),
        what: Arc::from(&*activity.row.theme),
        place: Some(activity.row.head.line()),
        ..entry(doc)
    }
}

/// An entry of a list about nothing yet: one, and it counts.
fn entry(doc: &'static FigureDoc) -> Listed {
    let none: Arc<str> = Arc::from("");
    Listed {
        doc,
        item: none.clone(),
        committee: none.clone(),
        branch: None,
        member: None,
        month: None,
        date: None,
        what: none,
        amount: 1,
        counts: true,
        place: None,
    }
}
