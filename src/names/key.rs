//! What a unit is called in keys: the same in every run, readable, and never that of another. A key may be written down, so a name in which somebody
//! put an identity number is masked and told from others by a digest.

use super::{fold_branch, fold_committee};
use crate::model::identity;
use crate::model::org::Branch;

/// Key of a branch: 编号 as it stands, else folded committee and folded name.
pub fn branch_key(branch: &Branch) -> String {
    match branch.number() {
        Some(number) => number.to_string(),
        None => key_of(&branch.committee, &branch.name),
    }
}

/// Key of a branch without 编号.
pub fn key_of(committee: &str, name: &str) -> String {
    identity::key(&format!("{}/{}", fold_committee(committee), fold_branch(name))).into_owned()
}

/// Key of a committee: its folded name.
pub fn committee_key(committee: &str) -> String {
    identity::key(&fold_committee(committee)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixture::Fixture;
    use crate::model::org::BranchType;

    #[test]
    fn a_number_stays_whole_and_a_name_is_told_from_others() {
        let mut f = Fixture::new("2017-07", "2017-08-31");
        f.branch("乙村党支部", "乙村党支部", "中共柳塘镇委员会", BranchType::Rural);
        f.branch("丙320102199001011234支部", "丙320102199001011234支部", "柳塘镇党委", BranchType::Rural);
        f.branch("丙320102199002021234支部", "丙320102199002021234支部", "柳塘镇党委", BranchType::Rural);
        f.branch("340825001000001", "甲村党支部", "柳塘镇党委", BranchType::Rural);
        let mut keys: Vec<String> = f.build().corpus.branches.iter().map(branch_key).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys[0], "340825001000001");
        assert!(keys.len() == 4 && keys.contains(&"柳塘镇/乙村".to_string()) && keys.iter().skip(1).all(|k| !identity::holds(k)));
        assert_eq!(committee_key("中共柳塘镇委员会"), committee_key("柳塘镇党委"));
    }
}
