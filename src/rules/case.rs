//! A branch before the rules: its months, activities, members and filings, its parameters, and the spans that may be judged.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::ops::Range;
use std::sync::Arc;

use crate::calendar::{Calendar, MonthDays};
use crate::model::corpus::{Activity, Adjustment, BranchMonth, Corpus, MemberMarks, Standing};
use crate::model::finding::BranchIx;
use crate::model::org::Branch;
use crate::model::profile::{ActivityDay, Adjust, Every, FiledBy, MemberParams, Params};
use crate::model::record::Mark;
use crate::model::returned::Open;
use crate::model::returns::{CadreAct, Filed, Inspection, Planned, Service};
use crate::model::time::{Month, Span};

use super::rule::Seen;

mod asked;
mod copies;
mod gatherings;
mod joining;
mod owing;
mod pictures;
mod said;

pub use copies::{Copies, letters};
pub use gatherings::{Gathering, asked};
pub use owing::Owing;
pub use pictures::{Pictures, Repeat};
pub use said::Said;

/// Why a rule cannot judge a branch of which nothing came in.
pub const NO_ACTIVITY: &str = "统计期内没有计入统计的活动记录，报送台账后可评估";
/// Why a rule cannot judge a branch of which something was returned that may be what it looks for.
pub const PENDING: &str = "有退回或未采用的内容可能属于本支部（月份待核），更正重报后可评估";
/// Why a rule cannot judge what is missing when no roster says who must report.
pub const NO_ROSTER: &str = "未提供党组织花名册，无法确定应报送的党支部和月份，提供花名册后可评估";

/// Look-ups over the whole corpus, made once for all branches.
#[derive(Default)]
pub struct Index {
    /// Long texts that stand in more than one record (REC003).
    pub copies: Copies,
    /// Pictures that stand in more than one record (REC004).
    pub pictures: Pictures,
    /// Concentrated activities of the years that may be judged (ACT010).
    pub gatherings: Vec<Gathering>,
    /// Filings by branch.
    own: HashMap<BranchIx, Vec<usize>>,
    /// Filings of whole committees.
    committee: BTreeMap<Arc<str>, Vec<usize>>,
    /// Returned filings, by branch and month that they may be of.
    moves_returned: Open,
    /// What was handed in beside ledgers.
    returns: ReturnsIndex,
}

/// Rows of `Corpus::returns` (by index, in order of submission) by whom they concern.
#[derive(Default)]
struct ReturnsIndex {
    plans: HashMap<BranchIx, Vec<usize>>,
    inspections: HashMap<BranchIx, Vec<usize>>,
    services: HashMap<BranchIx, Vec<usize>>,
    member_services: HashMap<usize, Vec<usize>>,
    cadres: HashMap<BranchIx, Vec<usize>>,
    filings: HashMap<Arc<str>, Vec<usize>>,
}

impl ReturnsIndex {
    fn new(corpus: &Corpus) -> Self {
        let returns = &corpus.returns;
        ReturnsIndex {
            plans: by(&returns.plans, |p| Some(p.branch)),
            inspections: by(&returns.inspections, |i| i.branch),
            services: by(&returns.services, |s| Some(s.branch)),
            member_services: by(&returns.services, |s| Some(s.member)),
            cadres: by(&returns.cadres, |c| c.branch),
            filings: filings_by_committee(corpus),
        }
    }
}

fn by<T, K: Eq + Hash>(rows: &[T], key: impl Fn(&T) -> Option<K>) -> HashMap<K, Vec<usize>> {
    let mut index: HashMap<K, Vec<usize>> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        if let Some(key) = key(row) {
            index.entry(key).or_default().push(at);
        }
    }
    index
}

/// Rows of 报送登记 (indices) by committee, those of its branches included: the first of each kind by its date, which is all that deadlines ask
/// for, so that a register of thousands of like rows is not read anew for every branch.
pub fn filings_by_committee(corpus: &Corpus) -> HashMap<Arc<str>, Vec<usize>> {
    let rows = &corpus.returns.filings;
    let mut first: HashMap<(&str, bool, Span, &str), usize> = HashMap::new();
    for (at, filed) in rows.iter().enumerate() {
        let known = first.entry((&filed.committee, filed.branch.is_some(), filed.row.span, &filed.row.affair)).or_insert(at);
        if filed.row.date < rows[*known].row.date {
            *known = at;
        }
    }
    let mut first: Vec<usize> = first.into_values().collect();
    first.sort();
    let mut index: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
    for at in first {
        index.entry(rows[at].committee.clone()).or_default().push(at);
    }
    index
}

fn picked<'a, T>(at: Option<&'a Vec<usize>>, rows: &'a [T]) -> impl Iterator<Item = &'a T> + use<'a, T> {
    at.into_iter().flatten().map(move |at| &rows[*at])
}

impl Index {
    /// The look-ups of a corpus.
    pub fn new(corpus: &Corpus) -> Self {
        let mut index =
            Index { returns: ReturnsIndex::new(corpus), moves_returned: Open::of_moves(&corpus.issues, corpus.period), ..Index::default() };
        for (at, adjustment) in corpus.adjustments.iter().enumerate() {
            match adjustment.branch {
                Some(branch) => index.own.entry(branch).or_default().push(at),
                None => index.committee.entry(adjustment.committee.clone()).or_default().push(at),
            }
        }
        index
    }
}

/// One branch in the dock.
pub struct Case<'a> {
    /// All that was handed in.
    pub corpus: &'a Corpus,
    /// Parameters of the branch's type.
    pub params: &'a Params,
    /// Activity days.
    pub calendar: &'a Calendar,
    /// Look-ups.
    pub index: &'a Index,
    /// The branch.
    pub ix: BranchIx,
    /// What its activities say, each read once however many rules ask.
    pub said: Said,
}

impl<'a> Case<'a> {
    /// The branch.
    pub fn branch(&self) -> &'a Branch {
        self.corpus.branch(self.ix)
    }

    /// Its months of the period.
    pub fn months(&self) -> &'a [BranchMonth] {
        self.corpus.months_of(self.ix)
    }

    /// Is the span behind the as-of day?
    pub fn is_over(&self, span: Span) -> bool {
        self.corpus.as_of > span.last().last_day()
    }

    /// Months that are over and in which something was held: what month-span rules look at.
    pub fn held(&self, seen: &mut Seen) -> Vec<&'a BranchMonth> {
        let over = |m: &&BranchMonth| self.is_over(Span::Month(m.month));
        if self.months().iter().any(BranchMonth::pending) {
            seen.lacks(PENDING);
        }
        if self.months().iter().filter(over).any(|m| m.exists && !m.held()) {
            seen.lacks(NO_ACTIVITY);
        }
        self.months().iter().filter(over).filter(|m| m.held()).collect()
    }

    /// Months held in which the branch existed on the activity day: what rules about missed duties of a month look at.
    pub fn bound(&self, seen: &mut Seen) -> Vec<&'a BranchMonth> {
        self.held(seen).into_iter().filter(|m| m.exists).collect()
    }

    /// The activities that count in a month.
    pub fn activities(&self, month: &'a BranchMonth) -> impl Iterator<Item = &'a Activity> + use<'a> {
        let corpus = self.corpus;
        month.activities.iter().map(move |ix| corpus.activity(*ix))
    }

    /// Every activity that counts in the period: what row rules look at.
    pub fn counting(&self, seen: &mut Seen) -> Vec<&'a Activity> {
        let all: Vec<_> = self.months().iter().flat_map(|m| self.activities(m)).collect();
        if all.is_empty() && self.months().iter().any(BranchMonth::pending) {
            seen.lacks(PENDING);
        }
        if all.is_empty() && self.months().iter().any(|m| m.exists && self.is_over(Span::Month(m.month))) {
            seen.lacks(NO_ACTIVITY);
        }
        all
    }

    /// The activities of the period's months before the document was in force: listed, and in no sum.
    pub fn before_force(&self) -> impl Iterator<Item = &'a Activity> + use<'a> {
        let corpus = self.corpus;
        let early = |a: &&Activity| a.standing == Standing::BeforeForce && corpus.period.contains(a.month);
        corpus.activities_of(self.ix).iter().filter(early)
    }

    /// The activities that count in a span of the period.
    pub fn within(&self, span: Span) -> Vec<&'a Activity> {
        let (first, last) = (span.first(), span.last());
        self.months().iter().filter(|m| first <= m.month && m.month <= last).flat_map(|m| self.activities(m)).collect()
    }

    /// The spans by whose activities a branch may be judged: months held; quarters, halves and years that may be judged at all, that hold an
    /// activity (where every month is missing that alone is told), and of which no month is 待核 (what is looked for may be what was returned).
    pub fn spans(&self, every: Every, seen: &mut Seen) -> Vec<Span> {
        let mut spans = self.spans_of_anything(every, seen);
        if every == Every::Month {
            return spans;
        }
        spans.retain(|span| self.answered(*span, seen).is_some());
        spans
    }

    /// The span if it holds an activity and no month of it is 待核.
    pub fn answered(&self, span: Span, seen: &mut Seen) -> Option<Span> {
        let (held, pending) = (self.months_in(span).any(BranchMonth::held), self.months_in(span).any(BranchMonth::pending));
        if pending {
            seen.lacks(PENDING);
        } else if !held {
            seen.lacks(NO_ACTIVITY);
        }
        (held && !pending).then_some(span)
    }

    /// The branch's months of a span.
    pub(super) fn months_in(&self, span: Span) -> impl Iterator<Item = &'a BranchMonth> {
        self.months().iter().filter(move |m| span.first() <= m.month && m.month <= span.last())
    }

    /// The spans that may be judged whatever was held in them: months held; quarters, halves and years that the period covers, that are over,
    /// and throughout which the branch existed.
    pub fn spans_of_anything(&self, every: Every, seen: &mut Seen) -> Vec<Span> {
        let period = self.corpus.period;
        let spans = match every {
            Every::Month => return self.bound(seen).iter().map(|m| Span::Month(m.month)).collect(),
            Every::Quarter => period.quarters(),
            Every::Half => period.halves(),
            Every::Year => period.years(),
        };
        spans.into_iter().filter(|s| self.stood_throughout(*s, seen)).collect()
    }

    /// Is the span over and did the branch exist on every activity day of it? Without a roster nobody says so, except activities in all of
    /// its months.
    pub fn stood_throughout(&self, span: Span, seen: &mut Seen) -> bool {
        let (first, last) = (span.first(), span.last());
        let months = || self.months().iter().filter(|m| first <= m.month && m.month <= last);
        if !self.is_over(span) || !months().all(|m| m.exists) {
            return false;
        }
        let known = self.corpus.has_roster || months().all(BranchMonth::held);
        if !known {
            seen.lacks(NO_ROSTER);
        }
        known
    }

    /// The activity days of a month for this branch.
    pub fn days(&self, month: Month) -> MonthDays {
        self.calendar.month_days(&self.params.the::<ActivityDay>(), &self.branch().own_days, month)
    }

    /// Was a filing returned that may be of that month of this branch?
    pub fn filing_returned(&self, month: Month) -> bool {
        self.index.moves_returned.of(self.ix, month) > 0
    }

    /// The filings that say that the month's activity was moved to the day on which this one was held, the branch's own first.
    pub fn filings(&self, activity: &Activity) -> Vec<&'a Adjustment> {
        let branch = self.branch();
        let committees: Vec<&Arc<str>> = {
            let covers = |from: Option<_>, to: Option<_>| from.is_none_or(|f| f <= activity.date) && to.is_none_or(|t| activity.date <= t);
            let mut all: Vec<_> = branch.spans.iter().filter(|s| covers(s.from, s.to)).map(|s| &s.committee).collect();
            if all.is_empty() {
                all.push(&branch.committee);
            }
            all.sort();
            all.dedup();
            all
        };
        let own = self.index.own.get(&self.ix).into_iter().flatten();
        let shared = committees.into_iter().filter_map(|c| self.index.committee.get(c)).flatten();
        let by = self.params.get::<Adjust>().map(|adjust| adjust.by);
        own.chain(shared)
            .map(|at| &self.corpus.adjustments[*at])
            .filter(|a| by != Some(FiledBy::Committee) || a.branch.is_none() || a.row.names_committee())
            .filter(|a| a.row.month == activity.month && a.row.adjusted == activity.date)
            .collect()
    }

    /// Members of the branch (indices in `Corpus::members`).
    pub fn members(&self) -> Range<usize> {
        self.corpus.members_of(self.ix)
    }

    /// The attendance rows of the branch's members.
    pub fn attendance(&self) -> &'a [MemberMarks] {
        let members = self.members();
        let all = &self.corpus.attendance;
        &all[all.partition_point(|a| a.member < members.start)..all.partition_point(|a| a.member < members.end)]
    }
}

impl<'a> Case<'a> {
    /// Activities that the branch planned.
    pub fn plans(&self) -> impl Iterator<Item = &'a Planned> + use<'a> {
        picked(self.index.returns.plans.get(&self.ix), &self.corpus.returns.plans)
    }

    /// Inspections of the branch.
    pub fn inspections(&self) -> impl Iterator<Item = &'a Inspection> + use<'a> {
        picked(self.index.returns.inspections.get(&self.ix), &self.corpus.returns.inspections)
    }

    /// Service of the branch's members.
    pub fn services(&self) -> impl Iterator<Item = &'a Service> + use<'a> {
        picked(self.index.returns.services.get(&self.ix), &self.corpus.returns.services)
    }

    /// Service of one member (index in `Corpus::members`).
    pub fn services_of(&self, member: usize) -> impl Iterator<Item = &'a Service> + use<'a> {
        picked(self.index.returns.member_services.get(&member), &self.corpus.returns.services)
    }

    /// What cadres of the branch attended.
    pub fn cadre_acts(&self) -> impl Iterator<Item = &'a CadreAct> + use<'a> {
        picked(self.index.returns.cadres.get(&self.ix), &self.corpus.returns.cadres)
    }

    /// What a committee and its branches handed in by 报送登记, the first of each kind.
    pub fn filings_of(&self, committee: &str) -> impl Iterator<Item = &'a Filed> + use<'a> {
        picked(self.index.returns.filings.get(committee), &self.corpus.returns.filings)
    }
}

impl Case<'_> {
    /// Did any attendance sheet with a mark come in for the branch, in whatever month?
    pub fn has_attendance(&self) -> bool {
        self.attendance().iter().any(|a| !a.marks.is_empty())
    }

    /// Does the mark count as an absence?
    pub fn is_absence(&self, mark: Mark) -> bool {
        self.params.the::<MemberParams>().is_absence(mark)
    }
}
