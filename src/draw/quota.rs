//! How many: the number to draw from a group of strata, and its fair division among them.

use std::collections::BTreeMap;

use crate::model::draw::DrawParams;
use crate::model::figure::Share;

/// What is asked of a group: `aim` if enough units are free, `least` even if units at rest must be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    pub aim: usize,
    pub least: usize,
}

/// The number to draw from a frame (or stratum) of `units`: a share of it, rounded up and brought between `min` and `max`; without a share
/// `max`, of which `min` must be reached. Never more than there are.
pub(super) fn number(params: &DrawParams, units: usize) -> Number {
    let (min, max) = (params.min as usize, params.max.map(|m| m as usize));
    let (aim, least) = match params.share_parts {
        Some(parts) => {
            let share = (units as u64 * u64::from(parts)).div_ceil(u64::from(Share::WHOLE)) as usize;
            let aim = share.max(min).min(max.unwrap_or(usize::MAX));
            (aim, aim)
        }
        None => {
            let aim = max.unwrap_or(min);
            (aim, min.min(aim))
        }
    };
    Number { aim: aim.min(units), least: least.min(units) }
}

/// Divides `n` places among strata in proportion to their sizes by largest remainder; equal remainders go by the stratum's name. No
/// stratum gets more than its size as long as `n` is no more than all of them together.
pub(super) fn divide<'a>(n: usize, sizes: &BTreeMap<&'a str, usize>) -> BTreeMap<&'a str, usize> {
    let whole: usize = sizes.values().sum();
    if whole == 0 {
        return BTreeMap::new();
    }
    let n = n.min(whole);
    let mut places: BTreeMap<&str, usize> = sizes.iter().map(|(name, size)| (*name, n * size / whole)).collect();
    let mut remainders: Vec<(usize, &str)> = sizes.iter().map(|(name, size)| (n * size % whole, *name)).collect();
    remainders.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let left = n - places.values().sum::<usize>();
    for (_, name) in remainders.into_iter().take(left) {
        *places.entry(name).or_default() += 1;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::{Number, divide, number};
    use crate::model::draw::DrawParams;

    fn params(min: u32, max: Option<u32>, share_parts: Option<u32>) -> DrawParams {
        let text = String::new;
        DrawParams {
            unit: text(),
            strata: text(),
            min,
            max,
            share_parts,
            per_stratum: false,
            rest_months: 0,
            risk_weighted: false,
            basis: text(),
        }
    }

    #[test]
    fn a_share_is_rounded_up_and_kept_between_least_and_most() {
        let aim = |units| number(&params(2, Some(5), Some(1000)), units).aim;
        assert_eq!([1, 15, 31, 90].map(aim), [1, 2, 4, 5]);
    }

    #[test]
    fn without_a_share_the_most_is_aimed_at_and_the_least_must_be() {
        assert_eq!(number(&params(2, Some(3), None), 10), Number { aim: 3, least: 2 });
        assert_eq!(number(&params(2, None, None), 10), Number { aim: 2, least: 2 });
        assert_eq!(number(&params(2, Some(3), None), 1), Number { aim: 1, least: 1 });
    }

    #[test]
    fn places_go_by_largest_remainder_then_name() {
        let sizes = [("机关", 5), ("农村", 10), ("社区", 5)].into_iter().collect();
        let places: Vec<_> = divide(5, &sizes).into_iter().collect();
        // 1.25, 2.5, 1.25
        assert_eq!(places, [("农村", 3), ("机关", 1), ("社区", 1)]);
        let even = [("b", 1), ("a", 1), ("c", 1)].into_iter().collect();
        assert_eq!(divide(2, &even).into_iter().collect::<Vec<_>>(), [("a", 1), ("b", 1), ("c", 0)]);
        assert!(divide(3, &Default::default()).is_empty());
    }
}
