//! Is it a number of a person, or do some digits merely come to as many? What the digits mean, and how they are parted.

use super::glyph::Mark;

/// Codes of provinces (the first two digits).
const PROVINCES: [u8; 35] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82,
    83,
];
/// Weights of the first seventeen digits (ISO 7064, MOD 11-2).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check digit by remainder; 10 is written X.
const CHECK: [u8; 11] = [1, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2];

/// What parts two groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Blanks and line breaks alone.
    Blank,
    Mark(Mark),
    /// Marks of several kinds.
    Mixed,
}

/// Groups that may be a number.
pub(super) struct Candidate<'a> {
    /// All digits; a last X is 10.
    pub digits: &'a [u8],
    /// Digits of each group.
    pub sizes: &'a [usize],
    /// What parts the groups, one fewer than these.
    pub gaps: &'a [Gap],
    /// Nothing like these gaps leads to further digits before or behind.
    pub alone: bool,
    /// The words before it say that it is one.
    pub named: bool,
}

fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |n, d| n * 10 + u32::from(*d))
}

/// Could it be a month and a day?
fn is_day(digits: &[u8]) -> bool {
    (1..=12).contains(&number(&digits[..2])) && (1..=31).contains(&number(&digits[2..4]))
}

fn is_year(digits: &[u8]) -> bool {
    (1900..=2030).contains(&number(digits))
}

fn in_province(digits: &[u8]) -> bool {
    PROVINCES.contains(&(number(&digits[..2]) as u8))
}

impl Candidate<'_> {
    /// A number of today's form.
    pub fn is_number(&self) -> bool {
        let d = self.digits;
        let meant = d.len() == 18 && in_province(d) && is_year(&d[6..10]) && is_day(&d[10..14]);
        meant && (self.named || (self.checks() && !self.tells_time()) || self.is_parted_as_one())
    }

    /// A number of the form before 1999.
    pub fn is_old_number(&self) -> bool {
        let d = self.digits;
        let meant = d.len() == 15 && in_province(d) && is_day(&d[8..12]);
        let quiet = matches!(self.gaps.first(), Some(Gap::Blank | Gap::Mark(Mark::Dash | Mark::Other(_))));
        let several = (0..10).filter(|n| d.contains(n)).count() >= 4;
        let known = self.sizes == [6, 6, 3]
            || (quiet && self.sizes.len() == 2)
            || (quiet && self.alone && several && matches!(self.uniform(), Some(1 | 4)));
        meant && (self.named || (self.is_even() && known))
    }

    fn checks(&self) -> bool {
        let sum: u32 = WEIGHTS.iter().zip(self.digits).map(|(w, d)| w * u32::from(*d)).sum();
        self.digits[17] == CHECK[sum as usize % 11]
    }

    /// `9:30` somewhere in it: one in eleven of such would have the right check digit by chance.
    fn tells_time(&self) -> bool {
        let pairs = self.sizes.windows(2).zip(self.gaps);
        self.gaps.iter().any(|g| *g != self.gaps[0])
            && pairs.into_iter().any(|(s, g)| *g == Gap::Mark(Mark::Colon) && s[0] <= 2 && s[1] == 2)
    }

    /// One kind of gap throughout.
    fn is_even(&self) -> bool {
        self.gaps.iter().all(|g| *g == self.gaps[0])
    }

    /// Size of the groups if all are alike; the last may be shorter.
    fn uniform(&self) -> Option<usize> {
        let (last, others) = self.sizes.split_last()?;
        let size = *others.first()?;
        (others.iter().all(|s| *s == size) && *last <= size).then_some(size)
    }

    /// Does a group end after so many digits?
    fn breaks_at(&self, digits: usize) -> bool {
        let mut sum = 0;
        self.sizes.iter().any(|size| {
            sum += size;
            sum == digits
        })
    }

    /// A grouping that people give to such numbers and to nothing else.
    fn is_parted_as_one(&self) -> bool {
        let quiet = matches!(self.gaps.first(), Some(Gap::Blank | Gap::Mark(Mark::Dash)));
        // 6-8-4, whatever stands between
        if self.sizes.starts_with(&[6, 8]) {
            return true;
        }
        let parts = self.sizes.len() == 2 || self.sizes.iter().any(|s| *s >= 9);
        let at_birth = self.breaks_at(6) && self.breaks_at(14) && (quiet || self.sizes[0] == 6);
        let steps = self.uniform().is_some_and(|size| size >= 3 || self.alone);
        self.is_even() && (parts || at_birth || steps)
    }
}

/// A mobile number: digits by groups, and what stands between.
pub(super) fn is_mobile(digits: &[u8], sizes: &[usize], gaps: &[Gap]) -> bool {
    let starts = |d: &[u8]| d[0] == 1 && (3..=9).contains(&d[1]);
    let quiet = gaps.iter().all(|g| *g == gaps[0] && matches!(g, Gap::Blank | Gap::Mark(Mark::Dash | Mark::Dot)));
    match sizes {
        [11] => starts(digits),
        [12] => digits[0] == 0 && starts(&digits[1..]),
        [13] => digits[..2] == [8, 6] && starts(&digits[2..]),
        // a count and a date, or a count and two years, come to as many
        [3, 8] => quiet && starts(digits) && !(is_year(&digits[3..7]) && is_day(&digits[7..])),
        [3, 4, 4] => quiet && starts(digits) && !(is_year(&digits[3..7]) && (is_day(&digits[7..]) || is_year(&digits[7..]))),
        [7, 4] => quiet && starts(digits),
        _ => false,
    }
}
