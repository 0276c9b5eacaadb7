//! Why a branch may not be rated with the best grade: the profile's veto list against what the period shows, or the year up to its end. Where quarters
//! are assessed by themselves, a quarter's grounds name it and say that they hold for the year.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::assessment::{Escalated, Ground};
use crate::model::figure::Rate;
use crate::model::finding::{BranchIx, Code};
use crate::model::profile::{Profile, VetoRule, VetoSpan};
use crate::model::spoken;
use crate::model::time::{Month, Period, Span};

use super::figures::{PeriodSheet, Vetoing};
use super::lookback::{Known, YearFact};
use super::quarterly;

/// Grounds against the branch, in the order of the rules. A branch with no due month has none, unless earlier months of the year hold something
/// against it. `wide` is of all the time that the veto looks at, as far as it lies in the run's period.
pub(super) fn grounds(sheet: &PeriodSheet<'_>, wide: &PeriodSheet<'_>, ix: BranchIx, known: Known<'_>) -> Vec<Ground> {
    let excellence = &sheet.profile.excellence;
    let of_year = excellence.span == VetoSpan::Year;
    let year = known.year.filter(|_| of_year);
    let facts = year.and_then(|year| year.branches.get(&ix)).map(Vec::as_slice).unwrap_or_default();
    let rate = year.and_then(|year| year.rates.get(&ix)).copied().unwrap_or_default();
    let looked_at = wide.is_due(ix) || !facts.is_empty() || rate.applies();
    let quarter = quarterly::span(sheet.period).filter(|_| excellence.quarterly.is_some());
    let basis = if quarter.is_some() { quarterly::basis(sheet.profile) } else { sheet.profile.basis(&excellence.clause) };
    let first = || year.map(|year| year.seen.span.first()).or_else(|| wide.asked_from(ix)).unwrap_or(wide.period.first());
    let of_the_year = |what: String| format!("{}{what}", year_words(first(), sheet.period));
    let of_the_period = |what: String| match quarter {
        Some(quarter) => format!("{}{what}，按季度考核规定，全年不得评为优秀", quarterly::words(quarter)),
        None => format!("统计期内{what}"),
    };
    let mut grounds = Vec::new();
    for veto in &excellence.veto {
        let found = match veto.rule {
            VetoRule::Step => {
                let reached = known.escalated.and_then(|escalated| escalated.get(&ix));
                grounds.extend(reached.and_then(|reached| step(reached, veto.count, sheet.period, &basis)));
                None
            }
            VetoRule::Rule(_) if !looked_at => None,
            // a period below the floor bars although the year as a whole would not, and the year although the period would not
            VetoRule::Rule(Code::PAR001) => {
                low_participation(sheet, ix, Rate::default()).map(|what| (1, of_the_period(what))).or_else(|| {
                    let low = of_year.then(|| low_participation(wide, ix, rate)).flatten();
                    low.map(|what| (1, of_the_year(what)))
                })
            }
            VetoRule::Rule(code) => repeated(own(wide, ix, code), facts, code, veto.count)
                .map(|(count, what)| (count, if of_year && quarter.is_none() { of_the_year(what) } else { of_the_period(what) })),
        };
        grounds.extend(found.map(|(count, reason)| Ground { rule: veto.rule, count, reason, basis: basis.clone() }));
    }
    grounds.sort_by_key(|g| g.rule);
    grounds
}

/// 当年（2018年1月至9月）.
pub(super) fn year_words(first: Month, period: Period) -> String {
    // months of the year up to the period's last: never reversed
    Period::new(first, period.last()).map_or_else(|| "当年".to_string(), |year| format!("当年（{}）", spoken::period(year)))
}

/// The part of the run's period that a year's veto looks at from a period within it: from its year's first month on.
pub(super) fn within_the_year(profile: &Profile, run: Period, period: Period) -> Option<Period> {
    let january = period.first().plus(1 - period.first().month() as i32);
    let from = january.max(run.first());
    (profile.excellence.span == VetoSpan::Year && from < period.first()).then(|| Period::new(from, period.last())).flatten()
}

/// A step against those in charge that the branch has reached, by some month of the year in which the period ends: what was all last year's bars no more.
fn step(reached: &Escalated, from: u32, period: Period, basis: &str) -> Option<Ground> {
    let this_year = reached.months.iter().any(|(month, ..)| month.year() == period.last().year());
    if !this_year || (reached.months.len() as u32) < from {
        return None;
    }
    let months = spoken::months(reached.months.iter().map(|(month, ..)| *month));
    let reason = format!("未落实的月份（{months}）已达到递进处置的“{}”措施", reached.name);
    let mut parts = vec![basis.to_string(), reached.basis.clone()];
    parts.retain(|part| !part.is_empty());
    parts.dedup();
    Some(Ground { rule: VetoRule::Step, count: reached.months.len() as u32, reason, basis: parts.join("；") })
}

fn low_participation(sheet: &PeriodSheet<'_>, ix: BranchIx, earlier: Rate) -> Option<String> {
    let floor = sheet.profile.params(sheet.corpus.branch(ix).kind).floor();
    let Vetoing { rate: own, early, waived, spared, .. } = sheet.vetoing_participation(ix)?;
    let mut rate = own;
    rate += earlier;
    if !rate.below(floor) {
        return None;
    }
    // other tables have the rate of all months of the period: where it is another one, the cell says why
    let listed = |months: &[Month], why: &str| (!months.is_empty()).then(|| format!("{}{why}", spoken::months(months.iter().copied())));
    let left: Vec<String> =
        [listed(&waived, "的情况说明已获批准"), listed(&early, "尚未执行本规定"), listed(&spared, "人数少、缺席不超过规定人数")]
            .into_iter()
            .flatten()
            .collect();
    let mut beside = Vec::new();
    if !left.is_empty() {
        beside.push(format!("{}，未计入；全部月份为{}", left.join("，"), sheet.participation(ix).shown()));
    }
    if earlier.applies() {
        beside.push(format!("其中统计期以前{}，统计期{}", earlier.shown(), own.shown()));
    }
    let beside = if beside.is_empty() { String::new() } else { format!("（{}）", beside.join("；")) };
    Some(format!("参与率{}，低于 {floor}{beside}", rate.shown()))
}

/// Spans of the branch's own findings of a rule.
fn own(sheet: &PeriodSheet<'_>, ix: BranchIx, code: Code) -> Vec<Option<Span>> {
    sheet.findings(ix).iter().filter(|f| f.code == code).map(|f| f.span).collect()
}

/// Findings of a rule, those of the period and those before it.
fn repeated(own: Vec<Option<Span>>, earlier: &[YearFact], code: Code, from: u32) -> Option<(u32, String)> {
    let earlier: Vec<&YearFact> = earlier.iter().filter(|fact| fact.code == code).collect();
    let count = (own.len() + earlier.len()) as u32;
    (count > 0 && count >= from).then(|| (count, reason(code, count, &when_found(own, &earlier))))
}

/// （2018年2月、8月，其中2018年2月据2018年第一季度的运行记录）; empty where nothing has a span.
pub(super) fn when_found(own: Vec<Option<Span>>, earlier: &[&YearFact]) -> String {
    let spans: BTreeSet<Span> = own.into_iter().flatten().chain(earlier.iter().map(|fact| fact.span)).collect();
    if spans.is_empty() {
        return String::new();
    }
    let listed = |spans: &BTreeSet<Span>| spoken::spans(spans.iter().copied());
    let mut by_run: BTreeMap<&str, BTreeSet<Span>> = BTreeMap::new();
    for fact in earlier {
        if let Some(run) = &fact.run {
            by_run.entry(run).or_default().insert(fact.span);
        }
    }
    let from: String = by_run.iter().map(|(run, spans)| format!("，其中{}据{}的运行记录", listed(spans), spoken::written(run))).collect();
    format!("（{}{from}）", listed(&spans))
}

fn reason(code: Code, count: u32, when: &str) -> String {
    match code {
        Code::SUB001 => format!("缺报 {count} 个月{when}"),
        Code::DAY001 => format!(" {count} 个月未在活动日开展活动且未备案{when}"),
        Code::INS001 => format!("督查问题逾期未整改 {count} 项{when}"),
        code => format!("存在 {code} 问题 {count} 项{when}"),
    }
}
