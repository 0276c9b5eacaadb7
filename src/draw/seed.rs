//! A seed stands in the result as it is, or nobody could make the tickets again. So one that would have to be masked is none.

use crate::model::identity;

/// Refuses a seed that holds an identity or mobile number, or what is masked like one.
///
/// # Errors
/// What is wrong with it, for the user.
pub fn check(seed: &str) -> Result<(), String> {
    if identity::holds(seed) {
        return Err("抽查种子（seed）中含有身份证号、手机号或 15 位以上的连续数字。种子要原样公布才能核验抽查结果，请改用不涉及个人信息的文字或较短的数字。".to_string());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn a_seed_that_would_be_masked_is_refused() {
        for seed in ["320102199001011234", "抽查 320102 19900101 1234", "139-1234-5678", "123456789012345"] {
            assert!(check(seed).is_err_and(|told| !told.contains(&seed[seed.len() - 6..])), "{seed}");
        }
        for seed in ["2017年第三季度抽查", "2017-10-15 03 11 18 22 29 31 07", "20171015"] {
            assert!(check(seed).is_ok(), "{seed}");
        }
    }
}
