//! `summary.json` of units put together: what scripts ask first.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::figure::Rate;
use crate::model::identity::masked;
use crate::model::rolled::{Limit, Rolled, Sums, Total};

/// The file. Its `program` and `rollup` tell it from that of a run.
#[derive(Serialize)]
pub(super) struct Summary<'a> {
    version: &'a str,
    rollup: bool,
    run_id: &'a str,
    period: &'a str,
    as_of: String,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    trial: &'a [String],
    policies: Vec<PolicyLine<'a>>,
    total: Option<TotalLine>,
    by_policy: BTreeMap<&'a str, TotalLine>,
    /// Sources by what became of them.
    sources: BTreeMap<&'static str, u64>,
    /// Those that are left out.
    left_out: Vec<LeftOut<'a>>,
    limits: Vec<LimitLine>,
}

#[derive(Serialize)]
struct PolicyLine<'a> {
    policy: &'a str,
    jurisdiction: &'a str,
    profile_digest: &'a str,
}

#[derive(Serialize)]
struct TotalLine {
    units: u64,
    branches: u64,
    activities: u64,
    months_due: u64,
    months_held: u64,
    completeness: RateLine,
    timeliness: RateLine,
    participation: RateLine,
    months_pending: u64,
    months_not_yet: u64,
    errors: u64,
    warnings: u64,
    barred: u64,
}

/// As in the summary of a run.
#[derive(Serialize)]
struct RateLine {
    part: u64,
    of: u64,
    decimal: Option<f64>,
}

#[derive(Serialize)]
struct LeftOut<'a> {
    unit: &'a str,
    state: &'static str,
    place: String,
    detail: String,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case", tag = "limit")]
enum LimitLine {
    Policies { count: usize },
    AsOf,
    NoRanking,
    Mixed,
    Open { months_pending: u64, rows_rejected: u64 },
}

fn rate(rate: Rate) -> RateLine {
    RateLine { part: rate.part, of: rate.of, decimal: rate.cell_value() }
}

fn total(total: &Total) -> TotalLine {
    let Sums { branches, activities, completeness, timeliness, participation, pending, not_yet, errors, warnings, barred, .. } = total.sums;
    TotalLine {
        units: total.units,
        branches,
        activities,
        months_due: completeness.of,
        months_held: completeness.part,
        completeness: rate(completeness),
        timeliness: rate(timeliness),
        participation: rate(participation),
        months_pending: pending,
        months_not_yet: not_yet,
        errors,
        warnings,
        barred,
    }
}

pub(super) fn summary(rolled: &Rolled) -> Summary<'_> {
    let mut sources: BTreeMap<&'static str, u64> = BTreeMap::new();
    rolled.sources.iter().for_each(|source| *sources.entry(source.state.as_str()).or_default() += 1);
    let limit = |limit: &Limit| match *limit {
        Limit::Policies(count) => LimitLine::Policies { count },
        Limit::AsOf => LimitLine::AsOf,
        Limit::NoRanking => LimitLine::NoRanking,
        Limit::Mixed => LimitLine::Mixed,
        Limit::Open(months_pending, rows_rejected) => LimitLine::Open { months_pending, rows_rejected },
    };
    let of_policy = |t: &Total| Some((rolled.policies[t.policy?].letter.as_str(), total(t)));
    Summary {
        version: &rolled.version,
        rollup: true,
        run_id: &rolled.run_id,
        period: &rolled.period,
        as_of: rolled.as_of.to_string(),
        trial: &rolled.trial,
        policies: rolled
            .policies
            .iter()
            .map(|p| PolicyLine { policy: &p.letter, jurisdiction: &p.jurisdiction, profile_digest: &p.digest })
            .collect(),
        total: rolled.totals.iter().find(|t| t.policy.is_none()).map(total),
        by_policy: rolled.totals.iter().filter_map(of_policy).collect(),
        sources,
        left_out: rolled
            .gaps()
            .map(|s| LeftOut {
                unit: &s.unit,
                state: s.state.as_str(),
                place: masked(&s.place).into_owned(),
                detail: masked(&s.detail).into_owned(),
            })
            .collect(),
        limits: rolled.limits.iter().map(limit).collect(),
    }
}
