//! Members' accounts of points, by the profile's scheme, in whole hundredths from beginning to end.
//!
//! An account is made month by month from January on:
//!
//! 1. Events of the month are counted by kind. The k-th event of a kind in the year is priced by the line of that kind with the largest
//!    `from` not above k, so that one month may be priced by two lines.
//! 2. What a line gives in the month is cut to its `cap_month`, then to what its `cap_year` has left. A cap bounds what a line costs just
//!    as it bounds what it gives, and each line has caps of its own.
//! 3. The balance at a month's end is base plus all lines of the year so far, brought up to the floor and then down to the ceiling. Only the
//!    balance is bounded, never the lines: what was earned above the ceiling still offsets a later deduction, and the order in which events
//!    are reported changes nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::corpus::{Corpus, Standing};
use crate::model::figure::Points;
use crate::model::points::{PointAccount, PointEvent, PointLine, PointRule, PointScheme};
use crate::model::record::{Count, Mark};
use crate::model::text::half_width;
use crate::model::time::Month;

use super::year::Year;

/// What tells a lecture, in 事项 and in a theme.
const LECTURE: &str = "党课";

/// How often what happened to a member, by month.
pub(super) type Events = BTreeMap<Month, BTreeMap<PointEvent, u32>>;

/// Accounts of all members, parallel to `corpus.members`, without bands.
pub(super) fn accounts(corpus: &Corpus, scheme: &PointScheme, year: Year) -> Vec<PointAccount> {
    events(corpus, year).iter().map(|events| account(scheme, events)).collect()
}

/// The band of a total; empty without bands.
pub(super) fn band(scheme: &PointScheme, total: Points) -> Arc<str> {
    let reached = scheme.bands.iter().find(|band| band.min <= total).or(scheme.bands.last());
    reached.map_or_else(|| "".into(), |band| band.name.clone())
}

/// What the events of a year come to.
pub(super) fn account(scheme: &PointScheme, events: &Events) -> PointAccount {
    let mut before: BTreeMap<PointEvent, u64> = BTreeMap::new();
    let mut given = vec![0i64; scheme.rules.len()];
    let mut sum = scheme.base.hundredths();
    let mut account = PointAccount { months: BTreeMap::new(), balance: BTreeMap::new(), total: clipped(scheme, sum), band: Arc::from("") };
    for (month, counts) in events {
        let mut lines = Vec::new();
        for (at, rule) in scheme.rules.iter().enumerate() {
            let reached = before.get(&rule.event).copied().unwrap_or(0);
            let happened = u64::from(counts.get(&rule.event).copied().unwrap_or(0));
            let count = priced(scheme, at, reached, reached + happened);
            if count > 0 {
                lines.push(line(rule, count, &mut given[at]));
            }
        }
        for (event, count) in counts {
            *before.entry(*event).or_default() += u64::from(*count);
        }
        if lines.is_empty() {
            continue;
        }
        sum = lines.iter().fold(sum, |sum, line| sum.saturating_add(line.points.hundredths()));
        account.total = clipped(scheme, sum);
        account.balance.insert(*month, account.total);
        account.months.insert(*month, lines);
    }
    account
}

/// How many of the events after the `from`-th up to the `to`-th of the year the scheme's line `at` prices.
fn priced(scheme: &PointScheme, at: usize, from: u64, to: u64) -> u64 {
    let start = |rule: &PointRule| u64::from(rule.from.max(1));
    let own = &scheme.rules[at];
    let siblings = || scheme.rules.iter().enumerate().filter(|(_, r)| r.event == own.event);
    // two lines that begin alike are a slip of the scheme: the first holds
    if siblings().any(|(other, r)| other < at && start(r) == start(own)) {
        return 0;
    }
    let next = siblings().map(|(_, r)| start(r)).filter(|s| *s > start(own)).min();
    let first = start(own).max(from + 1);
    let last = next.map_or(to, |next| to.min(next - 1));
    (last + 1).saturating_sub(first)
}

/// A line of the month; `given` is what the same line of the scheme came to earlier in the year.
fn line(rule: &PointRule, count: u64, given: &mut i64) -> PointLine {
    let full = rule.points.hundredths().saturating_mul(i64::try_from(count).unwrap_or(i64::MAX));
    let within = |value: i64, cap: Option<Points>| cap.map_or(value, |c| value.clamp(-c.hundredths().abs(), c.hundredths().abs()));
    let of_month = within(full, rule.cap_month);
    let of_year = within(given.saturating_add(of_month), rule.cap_year);
    let points = of_year.saturating_sub(*given);
    *given = of_year;
    PointLine {
        event: rule.event,
        count: u32::try_from(count).unwrap_or(u32::MAX),
        points: Points::from_hundredths(points),
        capped: points != full,
    }
}

fn clipped(scheme: &PointScheme, sum: i64) -> Points {
    let raised = scheme.floor.map_or(sum, |floor| sum.max(floor.hundredths()));
    Points::from_hundredths(scheme.ceiling.map_or(raised, |ceiling| raised.min(ceiling.hundredths())))
}

/// What happened to each member in the year, parallel to `corpus.members`.
fn events(corpus: &Corpus, year: Year) -> Vec<Events> {
    let mut all = vec![Events::new(); corpus.members.len()];
    let mut add = |member: usize, month: Month, event: PointEvent, count: u32| {
        if let Some(events) = all.get_mut(member).filter(|_| count > 0) {
            let sum = events.entry(month).or_default().entry(event).or_default();
            *sum = sum.saturating_add(count);
        }
    };
    for marks in &corpus.attendance {
        // whoever the roster excuses from attendance loses nothing by it
        let excused = corpus.members.get(marks.member).is_some_and(|m| !m.exempt.is_empty());
        for (month, (mark, _)) in marks.marks.iter().filter(|(m, _)| year.holds(**m)) {
            match mark {
                Mark::Present | Mark::Late | Mark::LeftEarly => add(marks.member, *month, PointEvent::Attendance, 1),
                Mark::CaughtUp => add(marks.member, *month, PointEvent::CaughtUp, 1),
                Mark::Leave if !excused => add(marks.member, *month, PointEvent::Leave, 1),
                Mark::Absent if !excused => add(marks.member, *month, PointEvent::Absence, 1),
                Mark::Leave | Mark::OfficialLeave | Mark::Absent | Mark::Exempt => {}
            }
        }
    }
    let mut minutes: BTreeMap<(usize, Month), u64> = BTreeMap::new();
    for service in corpus.returns.services.iter().filter(|s| year.holds_day(s.row.date)) {
        let month = Month::of(service.row.date);
        add(service.member, month, PointEvent::Service, 1);
        *minutes.entry((service.member, month)).or_default() += u64::from(service.row.minutes.unwrap_or(0));
    }
    for ((member, month), minutes) in minutes {
        add(member, month, PointEvent::ServiceHour, u32::try_from(minutes / 60).unwrap_or(u32::MAX));
    }
    for ((member, _), (month, count)) in lectures(corpus, year) {
        add(member, month, PointEvent::Lecture, count);
    }
    all
}

/// Lectures by member and day, with the month that they belong to. The cadres' table and the ledger may both tell of a day's lecture: the
/// larger number of the two counts.
fn lectures(corpus: &Corpus, year: Year) -> BTreeMap<(usize, NaiveDate), (Month, u32)> {
    let mut told: BTreeMap<(usize, NaiveDate), (u32, u32)> = BTreeMap::new();
    let mut months: BTreeMap<(usize, NaiveDate), Month> = BTreeMap::new();
    for act in corpus.returns.cadres.iter().filter(|a| year.holds_day(a.row.date) && a.row.affair.contains(LECTURE)) {
        let Some(member) = act.member else { continue };
        let count = match act.row.quantity {
            Count::Given(n) => n,
            Count::Missing => 1,
            Count::Bad(_) | Count::Unread(..) => 0,
        };
        let key = (member, act.row.date);
        let by_table = &mut told.entry(key).or_default().0;
        *by_table = by_table.saturating_add(count);
        months.entry(key).or_insert_with(|| Month::of(act.row.date));
    }
    let held = corpus.activities.iter().filter(|a| a.standing == Standing::Counts && year.holds(a.month));
    for activity in held.filter(|a| a.row.theme.contains(LECTURE)) {
        let host = plain(&activity.row.host);
        let mut named = corpus.members_of(activity.branch).filter(|at| !host.is_empty() && plain(&corpus.members[*at].name) == host);
        // two of one name: nobody can say whose lecture it was
        if let (Some(member), None) = (named.next(), named.next()) {
            let key = (member, activity.date);
            told.entry(key).or_default().1 += 1;
            months.entry(key).or_insert(activity.month);
        }
    }
    told.into_iter().filter_map(|(key, (table, ledger))| Some((key, (*months.get(&key)?, table.max(ledger))))).collect()
}

/// A name as it is compared.
fn plain(name: &str) -> String {
    half_width(name).chars().filter(|c| !c.is_whitespace()).collect()
}
