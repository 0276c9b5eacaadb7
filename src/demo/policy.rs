//! What a jurisdiction may ask, as the demo knows it: days, holidays, changes of date, items, records, and of which kinds of branches.

use crate::model::org::BranchType as Kind;
use chrono::Weekday;

use super::duties::{Duties, Ymd};
pub(super) use super::policies::{CHARTER, LECTURE, ORG_LIFE, POLICIES, REVIEW, STUDIES, SUBSTITUTION, find};
use super::tags::Tag;

/// How a month's day is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    /// Any day, once a month.
    Any,
    /// Any of these days of the month; the first counts for existence.
    Days(&'static [u32]),
    /// The n-th weekday of the month.
    Nth(u32, Weekday),
    /// The branch's own day; without one: any.
    Own,
}

/// What happens on a statutory holiday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holiday {
    /// Document silent: DAY rules are not assessable that month.
    Silent,
    /// Next working day (yangzhou).
    NextWorkingDay,
    /// Same weekday a week later (suizhou-gaoxin).
    NextWeek,
    /// Any day will do (chizhou).
    AnyDay,
    /// The day stands, another needs a filing (huiji).
    Filing,
}

/// Span of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Every {
    Month,
    Quarter,
    Year,
}

/// A required item with its words.
#[derive(Debug)]
pub(super) struct Item {
    pub every: Every,
    pub words: &'static [&'static str],
    /// Dues are paid on the day and are no activity of their own.
    pub is_activity: bool,
    /// Asked of branches of this size and more.
    pub min_members: usize,
}

/// Who must have it among a month's activities (REC001).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// Each of them.
    ByEach,
    /// Any of them.
    InTheMonth,
}

/// What a filed move must carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Consent {
    Filing,
    Approval,
}

/// Change of date.
#[derive(Clone, Copy, Debug)]
pub(super) struct Adjust {
    pub within_days: Option<i64>,
    pub consent: Consent,
    /// The committee files; what a branch files by itself does not count.
    pub by_committee: bool,
}

/// A field that must be filled in (REC002).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Needed {
    Theme,
    Time,
    Place,
    Content,
    Host,
    Recorder,
}

/// One jurisdiction.
#[derive(Debug)]
pub(super) struct Policy {
    pub id: &'static str,
    pub name: &'static str,
    pub system: &'static str,
    /// The document's day: months whose activity day lies before it are not asked for.
    pub in_force: Option<Ymd>,
    pub kinds: &'static [(Kind, u32)],
    pub days: &'static [(Kind, Day)],
    /// Day of the kinds that `days` does not name.
    pub day: Day,
    pub holiday: Holiday,
    /// Off the day is told and no more: it costs nothing and vetoes nothing.
    pub day_informs: bool,
    /// DAY005: the branches of a committee meet on one day.
    pub same_day: bool,
    pub floor: u32,
    pub report_days: Option<i64>,
    pub plan_min: Option<u32>,
    pub adjust: Option<Adjust>,
    pub min_minutes: Option<u32>,
    pub items: &'static [Item],
    /// ACT002 once a quarter, ACT003 every half and in Q4, ACT006 once a year.
    pub lecture: bool,
    pub org_life: bool,
    pub charter: bool,
    /// ACT004: once a year; `Some(kinds)`: in the fourth quarter except for these.
    pub review: Option<&'static [Kind]>,
    /// ACT003 and ACT004 must lie in the fourth quarter (but for the kinds above).
    pub review_in_q4: bool,
    /// ACT005; and study with nothing else in the month is told.
    pub substitution: bool,
    /// SUB005: days before and after 1 July.
    pub july_first: Option<u64>,
    pub records: &'static [&'static str],
    pub kept: Kept,
    /// Kinds that `records` holds for; empty: all.
    pub record_kinds: &'static [Kind],
    pub fields: &'static [Needed],
    /// MEM001, MEM002.
    pub absent: Option<(u32, u32)>,
    pub make_up: bool,
    /// What a usual activity carries.
    pub usual: &'static [Tag],
    /// What is asked beyond the month's activity.
    pub duties: &'static Duties,
}

impl Policy {
    /// The day that holds for branches of this kind; `None` where the roster leaves open which of several rules holds.
    pub fn day_of(&self, kind: Kind) -> Option<Day> {
        let of = |kind: &Kind| self.days.iter().find(|(k, _)| k == kind).map_or(self.day, |(_, d)| *d);
        self.same_of_all(kind, of)
    }

    /// Record items wanted of this kind, as far as the kind says.
    pub fn records_of(&self, kind: Kind) -> &'static [&'static str] {
        let of = |kind: &Kind| if self.record_kinds.is_empty() || self.record_kinds.contains(kind) { self.records } else { &[] };
        self.same_of_all(kind, of).unwrap_or_default()
    }

    /// Does the document want the same of every kind that the roster's word may mean? "Where the two halves have the same rules they apply, else and
    /// for words that nobody knows the rules by type are not assessable."
    fn same_of_all<T: PartialEq>(&self, kind: Kind, of: impl Fn(&Kind) -> T) -> Option<T> {
        let mut all = meant(kind).iter().map(of);
        let first = all.next()?;
        all.all(|other| other == first).then_some(first)
    }

    /// May the 组织生活会 of the fourth quarter and the review lie anywhere in the year? `None`: the roster leaves it open.
    pub fn any_quarter(&self, kind: Kind) -> Option<bool> {
        self.same_of_all(kind, |kind| !self.review_in_q4 || self.review.is_some_and(|kinds| kinds.contains(kind)))
    }

    /// Is the rule the same for all kinds that the roster's word may mean? What is asked of absences differs in 随州 between offices and others.
    pub fn knows_make_up(&self, kind: Kind) -> bool {
        self.same_of_all(kind, |kind| *kind == Kind::Organ).is_some()
    }
}

/// What a roster's word for the kind may mean: a composite both of its halves, a word that nobody knows anything.
fn meant(kind: Kind) -> &'static [Kind] {
    match kind {
        Kind::RuralOrCommunity => &[Kind::Rural, Kind::Community],
        Kind::Unknown => &[Kind::Rural, Kind::Community, Kind::Organ, Kind::School, Kind::Private, Kind::Social, Kind::StateEnterprise],
        Kind::Rural => &[Kind::Rural],
        Kind::Community => &[Kind::Community],
        Kind::Organ => &[Kind::Organ],
        Kind::TownOrgan => &[Kind::TownOrgan],
        Kind::School => &[Kind::School],
        Kind::Private => &[Kind::Private],
        Kind::Social => &[Kind::Social],
        Kind::StateEnterprise => &[Kind::StateEnterprise],
        Kind::TwoNew => &[Kind::TwoNew],
        Kind::Enterprise => &[Kind::Enterprise],
        _ => &[Kind::Other],
    }
}
