//! From a frozen frame to the drawn units. Looks at nothing but frame, parameters, seed and number: what `verify` repeats.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::model::draw::{DrawParams, Drawn, FrameUnit};

use super::quota::{divide, number};
use super::ticket::{shown, ticket, variate};

/// A unit with its ticket.
struct Lot<'a> {
    unit: &'a FrameUnit,
    ticket: String,
    variate: f64,
}

/// Units of each stratum.
type Strata<'l, 'a> = BTreeMap<&'a str, Vec<&'l Lot<'a>>>;

/// Why a unit was taken.
#[derive(Clone, Copy)]
enum Lane {
    Random,
    Rested,
}

/// The drawn units in order: certain ones first, then those drawn at random, then those taken in spite of their rest; within each by
/// stratum, then by lot (certain ones: by unit).
pub(super) fn select(frame: &[FrameUnit], params: &DrawParams, seed: &str, draw_number: u32) -> Vec<Drawn> {
    let lots: Vec<Lot<'_>> = frame
        .par_iter()
        .map(|unit| {
            let ticket = ticket(seed, draw_number, &unit.unit);
            Lot { unit, variate: variate(&ticket, unit.weight), ticket }
        })
        .collect();
    let mut groups: BTreeMap<&str, Vec<&Lot<'_>>> = BTreeMap::new();
    for lot in &lots {
        let group = if params.per_stratum { lot.unit.stratum.as_str() } else { "" };
        groups.entry(group).or_default().push(lot);
    }
    let mut drawn: Vec<(u8, Drawn)> = groups.values().flat_map(|group| from_group(group, params)).collect();
    drawn.sort_by_key(|(lane, _)| *lane);
    let number = |(n, (_, drawn)): (usize, (u8, Drawn))| Drawn { order: n as u32 + 1, ..drawn };
    drawn.into_iter().enumerate().map(number).collect()
}

/// Draws from the strata that share one number.
fn from_group(group: &[&Lot<'_>], params: &DrawParams) -> Vec<(u8, Drawn)> {
    let number = number(params, group.len());
    let (certain, chance): (Vec<&Lot<'_>>, Vec<&Lot<'_>>) = group.iter().partition(|lot| !lot.unit.certain.is_empty());
    let (rested, fresh): (Vec<&Lot<'_>>, Vec<&Lot<'_>>) = chance.into_iter().partition(|lot| lot.unit.resting.is_some());
    let mut drawn: Vec<(u8, Drawn)> = strata(&certain)
        .into_values()
        .flatten()
        .map(|lot| (0, drawn_as(lot, params, "1.0000".to_string(), format!("必查：{}", lot.unit.certain))))
        .collect();
    let places = number.aim.saturating_sub(certain.len()).min(fresh.len());
    drawn.extend(at_random(&fresh, places, params, Lane::Random));
    let short = number.least.saturating_sub(certain.len() + places);
    drawn.extend(at_random(&rested, short, params, Lane::Rested));
    drawn
}

/// The first lots of each stratum, as many as its part of `places` says.
fn at_random<'a>(pool: &[&Lot<'a>], places: usize, params: &DrawParams, lane: Lane) -> Vec<(u8, Drawn)> {
    let mut strata = strata(pool);
    let sizes = strata.iter().map(|(name, lots)| (*name, lots.len())).collect();
    let parts = divide(places, &sizes);
    let mut drawn = Vec::new();
    for (name, lots) in &mut strata {
        let part = parts.get(name).copied().unwrap_or(0);
        let weights: u64 = lots.iter().map(|lot| weight(lot.unit)).sum();
        if params.risk_weighted {
            lots.sort_by(|a, b| a.variate.total_cmp(&b.variate).then_with(|| by_ticket(a, b)));
        } else {
            lots.sort_by(|a, b| by_ticket(a, b));
        }
        for lot in lots.iter().take(part) {
            let probability = if params.risk_weighted {
                four_decimals(part as u64 * weight(lot.unit), weights)
            } else {
                four_decimals(part as u64, lots.len() as u64)
            };
            let (order, reason) = match lane {
                Lane::Random if params.risk_weighted => (1, "按风险加权随机抽取"),
                Lane::Random => (1, "随机抽取"),
                Lane::Rested => (2, "轮休单位补足"),
            };
            drawn.push((order, drawn_as(lot, params, probability, reason.to_string())));
        }
    }
    drawn
}

fn strata<'l, 'a>(lots: &[&'l Lot<'a>]) -> Strata<'l, 'a> {
    let mut strata = Strata::new();
    for lot in lots {
        strata.entry(lot.unit.stratum.as_str()).or_default().push(lot);
    }
    strata
}

fn by_ticket(a: &Lot<'_>, b: &Lot<'_>) -> std::cmp::Ordering {
    a.ticket.cmp(&b.ticket).then_with(|| a.unit.cmp(b.unit))
}

fn weight(unit: &FrameUnit) -> u64 {
    u64::from(unit.weight.max(1))
}

/// A probability, floored, never above one. For weighted draws it is the approximation n·w ÷ Σw.
fn four_decimals(part: u64, of: u64) -> String {
    let parts = if of == 0 { 0 } else { (u128::from(part) * 10_000 / u128::from(of)).min(10_000) };
    format!("{}.{:04}", parts / 10_000, parts % 10_000)
}

fn drawn_as(lot: &Lot<'_>, params: &DrawParams, probability: String, reason: String) -> Drawn {
    Drawn {
        order: 0,
        unit: lot.unit.clone(),
        ticket: lot.ticket.clone(),
        variate: if params.risk_weighted { shown(lot.variate) } else { String::new() },
        probability,
        reason,
    }
}
