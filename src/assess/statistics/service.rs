//! Volunteer service as bulletins count it: party days on which there was some, by how many and how long; service on other days apart; the share of
//! members who served; a service week by its words.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;

use super::{Count, entry, number, of_activity, share, whole};
use crate::model::corpus::Activity;
use crate::model::finding::BranchIx;
use crate::model::record::Field;
use crate::model::returns::Service;
use crate::model::statistic::{FigureDoc, Listed, Measure, StatisticTerms};
use crate::model::time::Month;
use crate::rules::folded;

const NONE_HANDED_IN: &str = "未报送志愿服务记录";
const NO_ROSTER: &str = "未报送党员花名册，党员总数无从得知";
/// Longest span of days that is looked through for service; longer ones count by their first days.
const LONGEST: usize = 31;

const fn minutes(id: &'static str, name: &'static str, define: fn(&StatisticTerms, &str) -> String) -> FigureDoc {
    FigureDoc { measure: Measure::Minutes, ..number(id, name, "", define) }
}

static DAYS: FigureDoc = number("service_days", "开展志愿服务的主题党日", "次", |_, _| {
    "计入统计的主题党日中，当天本支部有志愿服务记录的，同一支部同一天为一次。".into()
});
static PERSONS: FigureDoc = number("service_day_persons", "主题党日中参加志愿服务的党员", "名", |_, _| {
    "在上述主题党日当天有志愿服务记录的党员，一人只计一次。".into()
});
static MINUTES: FigureDoc = minutes("service_day_minutes", "主题党日中的志愿服务时长", |_, _| {
    "上述主题党日当天各条志愿服务记录的时长之和，未写时长的不计。".into()
});
static UNMEASURED: FigureDoc = number("service_day_unmeasured", "其中没有时长的记录", "条", |_, _| {
    "上述主题党日当天的志愿服务记录中，没有写明时长、未计入时长的。".into()
});
static ELSEWHERE: FigureDoc = number("service_other_days", "其他日期的志愿服务", "人次", |_, _| {
    "统计期内的志愿服务记录中，当天本支部没有计入统计的主题党日的，不计入前列各数。".into()
});
static ELSEWHERE_MINUTES: FigureDoc = minutes("service_other_minutes", "其他日期的志愿服务时长", |_, _| {
    "其他日期的志愿服务记录的时长之和，未写时长的不计。".into()
});
static MEMBERS: FigureDoc = share("service_members", "参加志愿服务的党员", "名", |terms, _| {
    format!("党员花名册所列{}党员中，统计期内有志愿服务记录的，一人只计一次；总数为花名册所列党员数。", kinds_of(terms))
});
static STRANGERS: FigureDoc = number("service_strangers", "花名册以外的参加者", "名", |_, _| {
    "统计期内有志愿服务记录、党员花名册没有列出的人，不计入前列各数。".into()
});
static WEEK: FigureDoc = number("service_week", "志愿服务周的服务", "人次", |terms, _| {
    format!("统计期内的志愿服务记录中，服务内容写有“{}”字样的。", terms.words.join("”“"))
});
static WEEK_PERSONS: FigureDoc =
    number("service_week_persons", "志愿服务周的参加党员", "名", |_, _| "有上述志愿服务周记录的党员，一人只计一次。".into());

fn kinds_of(terms: &StatisticTerms) -> String {
    if terms.types.is_empty() { String::new() } else { super::kinds(&terms.types) }
}

/// Service on party days and on others.
pub(super) fn days(count: &mut Count<'_, '_>) {
    let corpus = count.corpus;
    if !corpus.returns.has("volunteer") {
        return [&DAYS, &PERSONS, &MINUTES, &ELSEWHERE].into_iter().for_each(|doc| count.lacks(doc, NONE_HANDED_IN));
    }
    let party_days = party_days(count);
    // looked up by branch and day alone: nothing is listed in its order
    let mut served: BTreeMap<(BranchIx, NaiveDate), &Activity> = BTreeMap::new();
    let (mut on, mut off): (Vec<&Service>, Vec<&Service>) = (Vec::new(), Vec::new());
    for service in of_period(count) {
        match party_days.get(&(service.branch, service.row.date)) {
            Some(activity) => {
                served.entry((service.branch, activity.date)).or_insert(activity);
                on.push(service);
            }
            None => off.push(service),
        }
    }
    count.figure(&DAYS, &whole(), served.into_values().map(|a| of_activity(corpus, &DAYS, a)).collect());
    count.figure(&PERSONS, &whole(), persons(count, &PERSONS, &on));
    count.figure(&MINUTES, &whole(), lengths(count, &MINUTES, &on));
    let unmeasured = on.iter().filter(|s| s.row.minutes.is_none());
    count.figure(&UNMEASURED, &whole(), unmeasured.map(|s| of(count, &UNMEASURED, s)).collect());
    count.figure(&ELSEWHERE, &whole(), off.iter().map(|s| of(count, &ELSEWHERE, s)).collect());
    count.figure(&ELSEWHERE_MINUTES, &whole(), by_branch(count, &ELSEWHERE_MINUTES, &off));
}

/// Days of the activities that count, with the first activity of each.
fn party_days<'a>(count: &Count<'a, '_>) -> HashMap<(BranchIx, NaiveDate), &'a Activity> {
    let mut days = HashMap::new();
    for activity in count.activities() {
        let last = activity.row.until.unwrap_or(activity.date);
        for day in activity.date.iter_days().take_while(|day| *day <= last).take(LONGEST) {
            days.entry((activity.branch, day)).or_insert(activity);
        }
    }
    days
}

/// Services of the period, as far as the as-of day has seen them, of the branches that the statistic is about.
fn of_period<'a>(count: &Count<'a, '_>) -> impl Iterator<Item = &'a Service> + use<'a> {
    let (corpus, terms) = (count.corpus, count.terms);
    corpus.returns.services.iter().filter(move |s| {
        let date = s.row.date;
        corpus.period.contains(Month::of(date)) && date <= corpus.as_of && corpus.branch(s.branch).kind.is_in(&terms.types)
    })
}

/// Everybody once, by the first record.
fn persons(count: &Count<'_, '_>, doc: &'static FigureDoc, services: &[&Service]) -> Vec<Listed> {
    let mut first: BTreeMap<usize, &Service> = BTreeMap::new();
    for service in services {
        first.entry(service.member).or_insert(service);
    }
    first.into_values().map(|s| of(count, doc, s)).collect()
}

fn lengths(count: &Count<'_, '_>, doc: &'static FigureDoc, services: &[&Service]) -> Vec<Listed> {
    let measured = services.iter().filter_map(|s| Some((s, s.row.minutes?)));
    measured
        .map(|(s, minutes)| Listed { amount: minutes.into(), place: Some(s.row.head.place(Field::Duration)), ..of(count, doc, s) })
        .collect()
}

/// Lengths by branch: the services themselves are listed already.
fn by_branch(count: &Count<'_, '_>, doc: &'static FigureDoc, services: &[&Service]) -> Vec<Listed> {
    let mut sums: BTreeMap<BranchIx, (&Service, u64)> = BTreeMap::new();
    for (service, minutes) in services.iter().filter_map(|s| Some((*s, s.row.minutes?))) {
        sums.entry(service.branch).or_insert((service, 0)).1 += u64::from(minutes);
    }
    let what: Arc<str> = "本支部各条之和，逐条见“其他日期的志愿服务”".into();
    let line = |(first, minutes): (&Service, u64)| Listed {
        member: None,
        month: None,
        date: None,
        what: what.clone(),
        amount: minutes,
        place: Some(first.row.head.place(Field::Duration)),
        ..of(count, doc, first)
    };
    sums.into_values().map(line).collect()
}

fn of(count: &Count<'_, '_>, doc: &'static FigureDoc, service: &Service) -> Listed {
    Listed {
        committee: count.corpus.branch(service.branch).committee.clone(),
        branch: Some(service.branch),
        member: Some(service.member),
        month: Some(Month::of(service.row.date)),
        date: Some(service.row.date),
        what: service.row.content.clone(),
        place: Some(service.row.head.line()),
        ..entry(doc)
    }
}

/// Members of the roster who served, of all that it lists.
pub(super) fn members(count: &mut Count<'_, '_>) {
    let corpus = count.corpus;
    if !corpus.has_member_roster {
        return count.lacks(&MEMBERS, NO_ROSTER);
    }
    if !corpus.returns.has("volunteer") {
        return count.lacks(&MEMBERS, NONE_HANDED_IN);
    }
    let all: Vec<&Service> = of_period(count).collect();
    let (mut listed, strangers): (Vec<Listed>, Vec<Listed>) =
        persons(count, &MEMBERS, &all).into_iter().partition(|one| one.member.is_some_and(|at| corpus.members[at].place.is_some()));
    let served: BTreeSet<usize> = listed.iter().filter_map(|one| one.member).collect();
    listed.extend(count.rest_of_roster(&MEMBERS, "花名册所列、没有志愿服务记录的党员", &served));
    count.figure(&MEMBERS, &whole(), listed);
    if !strangers.is_empty() {
        count.figure(&STRANGERS, &whole(), strangers);
    }
}

/// Service that calls itself that of a service week.
pub(super) fn week(count: &mut Count<'_, '_>) {
    if !count.corpus.returns.has("volunteer") {
        return [&WEEK, &WEEK_PERSONS].into_iter().for_each(|doc| count.lacks(doc, NONE_HANDED_IN));
    }
    let named: Vec<&Service> = of_period(count).filter(|s| count.terms.words.are_in(&folded(&s.row.content))).collect();
    count.figure(&WEEK, &whole(), named.iter().map(|s| of(count, &WEEK, s)).collect());
    count.figure(&WEEK_PERSONS, &whole(), persons(count, &WEEK_PERSONS, &named));
}
