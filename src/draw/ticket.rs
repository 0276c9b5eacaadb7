//! Digest, tickets and variates: plain arithmetic that gives the same on every machine.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::model::draw::FrameUnit;

/// SHA-256 (lower-case hex) over the frame's lines, `unit TAB stratum TAB weight TAB certain TAB resting LF`: all that decides about a unit
/// but its ticket.
pub fn digest(frame: &[FrameUnit]) -> String {
    let mut hash = Sha256::new();
    for unit in frame {
        let resting = unit.resting.map(|months| months.to_string()).unwrap_or_default();
        hash.update(format!("{}\t{}\t{}\t{}\t{resting}\n", unit.unit, unit.stratum, unit.weight, unit.certain));
    }
    hex(&hash.finalize())
}

/// A unit's ticket: SHA-256 over `seed,number,unit`, lower-case hex.
pub fn ticket(seed: &str, number: u32, unit: &str) -> String {
    hex(&Sha256::digest(format!("{seed},{number},{unit}")))
}

/// −ln(u) ÷ weight, where u in (0, 1) comes from the ticket's first 52 bits (13 hex digits): 52 bits and a half fit a double exactly.
pub(super) fn variate(ticket: &str, weight: u32) -> f64 {
    let bits = ticket.get(..13).and_then(|head| u64::from_str_radix(head, 16).ok()).unwrap_or(0);
    let u = (bits as f64 + 0.5) / (1u64 << 52) as f64;
    -ln(u) / f64::from(weight.max(1))
}

/// A variate as shown, twelve decimals.
pub(super) fn shown(variate: f64) -> String {
    format!("{variate:.12}")
}

/// Natural logarithm of a positive normal number. The library's may differ in its last bit from machine to machine; this one uses only
/// sums, products and quotients, which do not. u = m·2ᵉ with m around 1, ln m = 2·artanh((m−1)/(m+1)).
fn ln(u: f64) -> f64 {
    let bits = u.to_bits();
    let mut exponent = ((bits >> 52) & 0x7ff) as i32 - 1023;
    let mut m = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) | (1023 << 52));
    if m > std::f64::consts::SQRT_2 {
        m /= 2.0;
        exponent += 1;
    }
    let s = (m - 1.0) / (m + 1.0);
    let square = s * s;
    let mut sum = 0.0;
    for k in (0..16).rev() {
        sum = sum * square + 1.0 / f64::from(2 * k + 1);
    }
    f64::from(exponent) * std::f64::consts::LN_2 + 2.0 * s * sum
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut out, byte| {
        // writing to a string cannot fail
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::{ln, ticket, variate};

    #[test]
    fn a_ticket_is_what_sha256sum_says() {
        // printf '%s' '2017-10 抽查,1,0012' | sha256sum
        assert_eq!(ticket("2017-10 抽查", 1, "0012"), "5f28840c1a1c56d8c4bcaa20faa0399ae5c3c9f073b1cc41ba9fd9fbff13b449");
    }

    #[test]
    fn the_logarithm_is_one() {
        for u in [1e-16, 0.001, 0.3, 0.5, std::f64::consts::FRAC_1_SQRT_2, 0.75, 0.999_999_999] {
            assert!((ln(u) - u.ln()).abs() <= 1e-14 * u.ln().abs().max(1.0), "{u}");
        }
    }

    #[test]
    fn variates_are_positive_and_finite_at_both_ends() {
        let (least, most) = ("f".repeat(64), "0".repeat(64));
        assert!(variate(&least, 9) > 0.0 && variate(&least, 1) < 1e-15);
        assert!(variate(&most, 1) > 36.0 && variate(&most, 1).is_finite());
    }
}
