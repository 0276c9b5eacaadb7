//! By what a branch is put in order of rank: the one comparison that ranks branches, and that explains their ranks afterwards.

use std::cmp::Ordering;

use super::figure::Rate;

/// Score, completeness, participation, compared exactly in this order (CONTRACT, *rank*). A branch that held fewer months than the lowest grade asks
/// for stands behind those that held enough, and among such completeness is compared first: what a missing month costs has a cap, so that by score
/// alone one that held nothing could stand before one that held every month with faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Hundredths of a point.
    pub score: i64,
    /// Held due months ÷ due months.
    pub completeness: Rate,
    /// Σ actual ÷ Σ due.
    pub participation: Rate,
    /// Due months that have to be held to be ranked by score; 0 where nothing asks for any.
    pub least_held: u64,
}

impl Standing {
    /// Less = stands before; equal = shares the rank.
    pub fn compare(&self, other: &Standing) -> Ordering {
        let too_few = |of: &Standing| of.completeness.part < of.least_held;
        let by_completeness = || other.completeness.compare(self.completeness);
        let first = if too_few(self) && too_few(other) { by_completeness() } else { too_few(self).cmp(&too_few(other)) };
        let by_rates = || by_completeness().then_with(|| other.participation.compare(self.participation));
        first.then_with(|| other.score.cmp(&self.score)).then_with(by_rates)
    }
}

/// How ranks come about, for whoever reads them.
pub const RANK_WORDS: &str =
    "依次比较得分、完整率、参与率，三项都相同的并列；开展月次不足最低等次要求的，排在其他党支部之后，相互之间先比完整率";

#[cfg(test)]
mod tests {
    use super::*;

    fn of(score: i64, held: u64, least_held: u64) -> Standing {
        Standing { score, completeness: Rate::new(held, 12), participation: Rate::new(8, 10), least_held }
    }

    #[test]
    fn who_held_nothing_stands_behind_who_held_all_with_faults() {
        let (nothing, faulty, some) = (of(6000, 0, 9), of(5800, 12, 9), of(4000, 3, 9));
        assert_eq!(faulty.compare(&nothing), Ordering::Less);
        assert_eq!(some.compare(&nothing), Ordering::Less);
        assert_eq!(faulty.compare(&some), Ordering::Less);
        // where nothing is asked, the score alone
        assert_eq!(of(6000, 0, 0).compare(&of(5800, 12, 0)), Ordering::Less);
        assert_eq!(of(6000, 9, 9).compare(&of(5800, 12, 9)), Ordering::Less);
        assert_eq!(nothing.compare(&nothing), Ordering::Equal);
    }
}
