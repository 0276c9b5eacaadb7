//! Ranks among what is comparable, compared exactly; equals share a rank (1, 2, 2, 4). Rates of completeness and participation are the same thing under
//! every policy; points and timeliness only under the same one.

use std::cmp::Ordering;

use crate::model::figure::Rate;
use crate::model::rolled::{CommitteeLine, Limit, Rolled, UnitSums};

/// Gives the ranks.
pub(super) fn give(rolled: &mut Rolled) {
    if rolled.limits.contains(&Limit::NoRanking) {
        return;
    }
    let Rolled { units, committees, policies, limits, .. } = rolled;
    let all: Vec<usize> = (0..units.len()).collect();
    let rates = !limits.contains(&Limit::AsOf);
    if rates {
        ranked(units, &all, |u| u.sums.completeness, |u, rank| u.by_completeness = rank);
        ranked(units, &all, |u| u.sums.participation, |u, rank| u.by_participation = rank);
    }
    for policy in 0..policies.len() {
        let group: Vec<usize> = all.iter().copied().filter(|at| units[*at].policy == policy).collect();
        if rates {
            ranked(units, &group, |u| u.sums.timeliness, |u, rank| u.by_timeliness = rank);
            ranked(units, &group, |u| u.sums.score, |u, rank| u.by_score = rank);
            // who has no rank at home has none here
            let of_policy = |c: &CommitteeLine| units[c.unit].policy == policy && c.rank.is_some();
            let mut places: Vec<usize> = (0..committees.len()).filter(|at| of_policy(&committees[*at])).collect();
            places.sort_by(|a, b| better(&committees[*a], &committees[*b]));
            number(&places, |a, b| better(&committees[a], &committees[b])).into_iter().for_each(|(at, rank)| {
                committees[at].in_policy = Some(rank);
            });
        }
    }
}

/// Less = stands before: points, then completeness, then participation, as within a unit.
fn better(a: &CommitteeLine, b: &CommitteeLine) -> Ordering {
    let by_rates = || b.sums.completeness.compare(a.sums.completeness).then_with(|| b.sums.participation.compare(a.sums.participation));
    b.points.compare(a.points).then_with(by_rates)
}

/// Numbers the units of a group by a rate; who has none has no rank.
fn ranked(units: &mut [UnitSums], group: &[usize], rate: impl Fn(&UnitSums) -> Rate, set: impl Fn(&mut UnitSums, Option<u32>)) {
    let mut places: Vec<usize> = group.iter().copied().filter(|at| rate(&units[*at]).applies()).collect();
    places.sort_by(|a, b| rate(&units[*b]).compare(rate(&units[*a])));
    let numbers = number(&places, |a, b| rate(&units[b]).compare(rate(&units[a])));
    numbers.into_iter().for_each(|(at, rank)| set(&mut units[at], Some(rank)));
}

/// Ranks of sorted places: equals share the rank of the first of them.
fn number(sorted: &[usize], order: impl Fn(usize, usize) -> Ordering) -> Vec<(usize, u32)> {
    let mut ranks: Vec<(usize, u32)> = Vec::with_capacity(sorted.len());
    for (n, at) in sorted.iter().enumerate() {
        let shared = ranks.last().filter(|(before, _)| order(*before, *at).is_eq()).map(|(_, rank)| *rank);
        ranks.push((*at, shared.unwrap_or(n as u32 + 1)));
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_share_a_rank_and_the_next_is_counted_on() {
        let rates = [Rate::new(1, 2), Rate::new(3, 3), Rate::new(2, 4), Rate::new(0, 5)];
        let mut places: Vec<usize> = (0..4).collect();
        places.sort_by(|a, b| rates[*b].compare(rates[*a]));
        assert_eq!(number(&places, |a, b| rates[b].compare(rates[a])), [(1, 1), (0, 2), (2, 2), (3, 4)]);
    }
}
