//! When a branch's members joined the Party: what duties of the joining month go by.

use chrono::Datelike;

use super::Case;
use crate::model::org::Member;
use crate::model::time::Month;

impl<'a> Case<'a> {
    /// Does the member roster say of any member of the branch when he joined? If not: which data would make it known.
    pub fn joining_dates(&self) -> Result<(), &'static str> {
        match self.corpus.members[self.members()].iter().any(|m| m.joined.is_some()) {
            true => Ok(()),
            false if self.corpus.has_member_roster => Err("党员花名册未填入党日期，补报后可评估"),
            false => Err("未提供党员花名册，报送花名册（含入党日期）后可评估"),
        }
    }

    /// The members, not exempt, who joined in this month of that or an earlier year.
    pub fn joined_in(&self, month: Month) -> Vec<&'a Member> {
        let theirs = |m: &&Member| m.joined.is_some_and(|day| day.month() == month.month() && day <= month.last_day());
        self.corpus.members[self.members()].iter().filter(theirs).filter(|m| m.exempt.trim().is_empty()).collect()
    }
}
