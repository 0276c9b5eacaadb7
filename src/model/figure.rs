//! Counts, rates and points. A rate is two integers until it is printed, and printed floored: 79.96 % never reads as 80 %.

use std::cmp::Ordering;
use std::fmt;
use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

/// A rate as its two sums. `of` = 0 means that nothing was due: 不适用, never 0 %.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// Numerator (may exceed `of`: counts enter as reported).
    pub part: u64,
    /// Denominator.
    pub of: u64,
}

impl Rate {
    /// `part` of `of`.
    pub fn new(part: u64, of: u64) -> Self {
        Rate { part, of }
    }

    /// Is anything due at all?
    pub fn applies(self) -> bool {
        self.of > 0
    }

    /// Strictly below the floor, in integers; false when nothing is due.
    pub fn below(self, floor: Share) -> bool {
        self.of > 0 && (self.part as u128) * (Share::WHOLE as u128) < (self.of as u128) * (floor.parts() as u128)
    }

    /// Absences that the floor still allows: the largest `k` with (of − k) / of not below the floor.
    pub fn absences_allowed(self, floor: Share) -> u64 {
        let whole = Share::WHOLE as u128;
        let needed = (self.of as u128 * floor.parts() as u128).div_ceil(whole);
        (self.of as u128).saturating_sub(needed) as u64
    }

    /// Four decimals, floored (`0.7996`); empty when nothing is due. For csv.
    pub fn decimal4(self) -> String {
        if self.of == 0 {
            return String::new();
        }
        let v = (self.part as u128) * 10_000 / (self.of as u128);
        format!("{}.{:04}", v / 10_000, v % 10_000)
    }

    /// Percent with one decimal, floored (`79.9%`); `不适用` when nothing is due. For people.
    pub fn percent(self) -> String {
        if self.of == 0 {
            return "不适用".to_string();
        }
        let v = (self.part as u128) * 1000 / (self.of as u128);
        format!("{}.{}%", v / 10, v % 10)
    }

    /// Percent with its fraction (`79.9%（24/30）`).
    pub fn shown(self) -> String {
        if self.of == 0 { self.percent() } else { format!("{}（{}/{}）", self.percent(), self.part, self.of) }
    }

    /// Value for a number cell: floored to four decimals; `None` when nothing is due.
    pub fn cell_value(self) -> Option<f64> {
        (self.of > 0).then(|| ((self.part as u128) * 10_000 / (self.of as u128)) as f64 / 10_000.0)
    }

    /// Exact comparison; 不适用 ranks below every rate.
    pub fn compare(self, other: Rate) -> Ordering {
        match (self.of, other.of) {
            (0, 0) => Ordering::Equal,
            (0, _) => Ordering::Less,
            (_, 0) => Ordering::Greater,
            _ => (self.part as u128 * other.of as u128).cmp(&(other.part as u128 * self.of as u128)),
        }
    }
}

impl AddAssign for Rate {
    fn add_assign(&mut self, other: Rate) {
        self.part += other.part;
        self.of += other.of;
    }
}

/// A share between 0 and 1 from a profile, kept in ten-thousandths so that `0.80` compares exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(u32);

impl Share {
    /// Parts of a whole.
    pub const WHOLE: u32 = 10_000;

    /// From ten-thousandths, 0–10 000.
    pub fn from_parts(parts: u32) -> Option<Self> {
        (parts <= Self::WHOLE).then_some(Share(parts))
    }

    /// From a TOML number (0–1, at most four decimals).
    pub fn from_f64(value: f64) -> Option<Self> {
        let parts = (value * Self::WHOLE as f64).round();
        let exact = (parts / Self::WHOLE as f64 - value).abs() < 1e-9;
        (exact && (0.0..=Self::WHOLE as f64).contains(&parts)).then_some(Share(parts as u32))
    }

    /// As people type it, `0.95` or `95%`: digits alone, so that no rounding is between what is typed and what is compared.
    pub fn typed(text: &str) -> Option<Self> {
        let typed = text.trim();
        let (number, decimals) = match typed.strip_suffix(['%', '％']) {
            Some(number) => (number.trim_end(), 2),
            None => (typed, 4),
        };
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 4 || part.len() > decimals || !digits(whole) || !digits(part) {
            return None;
        }
        format!("{whole}{part:0<decimals$}").parse().ok().and_then(Share::from_parts)
    }

    /// Ten-thousandths.
    pub fn parts(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Share {
    /// `80%`, `82.5%`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:02}", self.0 / 100, self.0 % 100);
        write!(f, "{}%", text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// Points in hundredths, so that half points stay exact. Shown without superfluous decimals (`97.5`, `100`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Points(i64);

impl Points {
    /// From hundredths of a point.
    pub fn from_hundredths(h: i64) -> Self {
        Points(h)
    }

    /// From a TOML number with at most two decimals.
    pub fn from_f64(value: f64) -> Option<Self> {
        let h = (value * 100.0).round();
        ((h / 100.0 - value).abs() < 1e-9 && h.abs() < 1e12).then_some(Points(h as i64))
    }

    /// Hundredths of a point.
    pub fn hundredths(self) -> i64 {
        self.0
    }

    /// For a number cell.
    pub fn value(self) -> f64 {
        self.0 as f64 / 100.0
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.abs() / 100, self.0.abs() % 100);
        match part {
            0 => write!(f, "{sign}{whole}"),
            p if p % 10 == 0 => write!(f, "{sign}{whole}.{}", p / 10),
            p => write!(f, "{sign}{whole}.{p:02}"),
        }
    }
}
