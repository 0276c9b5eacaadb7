//! Inspections as bulletins count them: trips, visits, visits by method, matters settled, problems found and put right.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Count, entry, number, whole};
use crate::assess::inspect::{of_period, state};
use crate::model::assessment::ProblemState;
use crate::model::corpus::Corpus;
use crate::model::record::Field;
use crate::model::returns::Inspection;
use crate::model::statistic::{FigureDoc, Listed};
use crate::model::time::Month;
use crate::rules::folded;

const NONE_HANDED_IN: &str = "未报送督查记录";
/// A method that none of the profile's groups names.
const OTHER: &str = "其他方式";
/// A visit whose record names no method.
const UNNAMED: &str = "未写明方式";

static TRIPS: FigureDoc =
    number("inspection_trips", "督查次数", "次", |_, _| "督查记录中统计期内的督查，同一党委（含所属党支部）同一天为一次。".into());
static VISITS: FigureDoc = number("inspection_visits", "到访单位次", "单位次", |_, _| {
    "督查记录中统计期内的督查，同一单位、同一日期、同一方式为一单位次。".into()
});
static METHODS: FigureDoc = number("inspection_methods", "按方式到访单位次", "单位次", |terms, _| {
    let groups: Vec<String> = terms.groups.iter().map(|g| format!("“{}”（写有{}）", g.name, g.words.join("、"))).collect();
    format!("到访单位次按督查记录“方式”栏分列：{}，其余归入{OTHER}或{UNNAMED}。", groups.join("、"))
});
static SETTLED: FigureDoc = number("inspection_settled", "协调解决事项", "件", |_, _| {
    "统计期内督查记录“协调解决事项”栏之和，写数字的按数字，写文字的为一件。".into()
});
static PROBLEMS: FigureDoc =
    number("inspection_problems", "发现问题", "个", |_, _| "统计期内督查记录“发现问题”栏写有内容的行数，一行为一个。".into());
static PUT_RIGHT: FigureDoc = number("inspection_put_right", "整改问题", "个", |_, _| {
    "统计期内督查发现的问题中，截至判定日已填整改完成日期的，含逾期整改的。".into()
});

/// The figures.
pub(super) fn count(count: &mut Count<'_, '_>) {
    let corpus = count.corpus;
    if !corpus.returns.has("inspection") {
        [&TRIPS, &VISITS, &SETTLED, &PROBLEMS, &PUT_RIGHT].into_iter().for_each(|doc| count.lacks(doc, NONE_HANDED_IN));
        return;
    }
    let none = whole();
    let asked = |i: &&Inspection| of_period(i, corpus) && i.branch.is_none_or(|ix| count.asks(corpus.branch(ix).kind));
    let all: Vec<&Inspection> = corpus.returns.inspections.iter().filter(asked).collect();
    let mut trips = BTreeMap::new();
    let mut visits = BTreeMap::new();
    for inspection in &all {
        trips.entry((inspection.row.date, &inspection.committee)).or_insert(*inspection);
        let unit = (&inspection.committee, inspection.branch);
        visits.entry((inspection.row.date, unit, inspection.row.method.trim())).or_insert(*inspection);
    }
    let listed = trips.values().map(|i| Listed { branch: None, what: whole(), ..of(&TRIPS, i, Field::Date) });
    count.figure(&TRIPS, &none, listed.collect());
    count.figure(&VISITS, &none, visits.values().map(|i| Listed { what: i.row.method.clone(), ..of(&VISITS, i, Field::Date) }).collect());
    if !count.terms.groups.is_empty() {
        methods(count, &visits.into_values().collect::<Vec<_>>());
    }
    let settled = all.iter().filter(|i| i.row.settled > 0);
    let listed = settled.map(|i| Listed { what: whole(), amount: i.row.settled.into(), ..of(&SETTLED, i, Field::Settled) });
    count.figure(&SETTLED, &none, listed.collect());
    let problems = || all.iter().filter(|i| !i.row.problem.trim().is_empty());
    count.figure(&PROBLEMS, &none, problems().map(|i| of(&PROBLEMS, i, Field::Problem)).collect());
    let right = |i: &&&Inspection| is_put_right(i, corpus);
    count.figure(&PUT_RIGHT, &none, problems().filter(right).map(|i| of(&PUT_RIGHT, i, Field::Done)).collect());
}

fn is_put_right(inspection: &Inspection, corpus: &Corpus) -> bool {
    matches!(state(&inspection.row, corpus), ProblemState::PutRight | ProblemState::PutRightLate)
}

/// Visits by method; the groups of the profile in its order, also those that nobody used.
fn methods(count: &mut Count<'_, '_>, visits: &[&Inspection]) {
    let groups = &count.terms.groups;
    let group = |i: &Inspection| {
        let method = folded(&i.row.method);
        let known = groups.iter().find(|g| g.words.are_in(&method)).map(|g| &*g.name);
        known.unwrap_or(if method.is_empty() { UNNAMED } else { OTHER })
    };
    let names = groups.iter().map(|g| (&*g.name, true)).chain([(OTHER, false), (UNNAMED, false)]);
    for (name, always) in names {
        let of_group = visits.iter().filter(|i| group(i) == name);
        let listed: Vec<Listed> = of_group.map(|i| Listed { what: i.row.method.clone(), ..of(&METHODS, i, Field::Method) }).collect();
        if always || !listed.is_empty() {
            count.figure(&METHODS, &Arc::from(name), listed);
        }
    }
}

fn of(doc: &'static FigureDoc, inspection: &Inspection, field: Field) -> Listed {
    Listed {
        committee: inspection.committee.clone(),
        branch: inspection.branch,
        month: Some(Month::of(inspection.row.date)),
        date: Some(inspection.row.date),
        what: inspection.row.problem.clone(),
        place: Some(inspection.row.head.place_of_first(&[field, Field::Date])),
        ..entry(doc)
    }
}
