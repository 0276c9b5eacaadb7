//! DAY005: the branches of a committee met on different days of a month, where the document wants one day for all.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::corpus::Corpus;
use crate::model::finding::{BranchIx, Code, Level};
use crate::model::profile::{Clause, Params, Profile};
use crate::model::section::{Section, SectionKind};
use crate::model::spoken;
use crate::model::time::{Month, Span};
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};

/// DAY005.
pub struct SameDay;

/// The branches of a committee meet on one day.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct SameDayTerms {
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Section for SameDayTerms {}

/// On which days each branch met.
type Days = BTreeMap<BranchIx, BTreeSet<NaiveDate>>;

/// Most days that a finding spells out.
const DAYS: usize = 6;

static DOC: RuleDoc = RuleDoc {
    code: Code::DAY005,
    name: "所辖支部未同日开展",
    level: Level::Info,
    what: "同一党委所辖的党支部当月没有在同一天开展活动。",
    why: "文件原则上要求同一党委所辖党支部在同一天开展活动，便于统一安排和督促指导。",
    how: "按党委逐月看：当月已经结束、所辖支部有两个以上开展了活动，而没有一天是各支部都开展了活动的，记党委一条，列出各日期和支部数。没有开展活动的支部不看。\
          只作提示，不扣分，不记在党支部名下。没有党组织花名册的，无法确定党委，本规则不可评定。",
    parameters: &[("same_day", "同一党委所辖支部在同一天开展")],
    section: Some(SectionKind::of::<SameDayTerms>("same_day", "同一天开展（DAY005）")),
    example: "某镇党委所辖5个支部，4个在11日、1个在18日开展活动：记党委一条。",
};

impl Rule for SameDay {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        params.get::<SameDayTerms>().map(|asked| Terms::clause("同一党委所辖党支部在同一天开展活动", &asked.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        if !case.corpus.has_roster {
            seen.lacks("未提供党组织花名册，无法确定党支部所属党委，提供花名册后可评估");
        } else if !case.held(seen).is_empty() {
            seen.looks();
        }
    }

    fn sweep(&self, corpus: &Corpus, profile: &Profile) -> Vec<Draft> {
        if !corpus.has_roster {
            return Vec::new();
        }
        // of each committee and month: on which days each branch held something
        let mut held: BTreeMap<(&Arc<str>, Month), Days> = BTreeMap::new();
        for month in corpus.months.iter().filter(|m| corpus.as_of > m.month.last_day() && !m.activities.is_empty()) {
            let branch = corpus.branch(month.branch);
            let asked = profile.params(branch.kind).get::<SameDayTerms>().is_some();
            if asked && month.in_force && !branch.committee.is_empty() {
                let days = month.activities.iter().map(|a| corpus.activity(*a).date);
                held.entry((&branch.committee, month.month)).or_default().entry(month.branch).or_default().extend(days);
            }
        }
        held.into_iter().filter_map(|((committee, month), branches)| apart(committee, month, &branches)).collect()
    }
}

/// The finding, if no day is common to all.
fn apart(committee: &Arc<str>, month: Month, branches: &Days) -> Option<Draft> {
    let mut on: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    for day in branches.values().flatten() {
        *on.entry(*day).or_default() += 1;
    }
    if branches.len() < 2 || on.values().any(|n| *n == branches.len()) {
        return None;
    }
    let span = Span::Month(month);
    let more = if on.len() > DAYS { format!("等{}天", on.len()) } else { String::new() };
    let days = spoken::noted_days(on.iter().take(DAYS).map(|(day, n)| (*day, format!("（{n}个）"))), "、");
    let days = format!("{days}{more}");
    let say = say!(
        "{}{committee}所辖{}个支部分别在{days}开展活动，没有一天是各支部都开展的；", spoken::span(span), branches.len();
        "原则上应在同一天开展，请核对日期，确有需要的请统一安排并备案。"
    );
    let draft = Draft::new(span, days, "所辖支部在同一天开展", say);
    Some(Draft { committee: Some(committee.clone()), ..draft })
}

#[cfg(test)]
mod tests {
    use super::SameDayTerms;
    use crate::model::finding::{BranchIx, Code, Level};
    use crate::rules::fixtures::{Act, Town};

    fn town() -> Town {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.add_branch("002", "第二党支部", "甲镇党委");
        town.params().set(SameDayTerms { clause: "怎么开展".into() });
        town
    }

    #[test]
    fn days_apart_are_told_of_the_committee_and_a_common_day_is_enough() {
        let mut town = town();
        town.hold(Act::on("2017-07-14"));
        assert_eq!(town.judge().count(Code::DAY005), 0, "one branch alone agrees with itself");
        town.hold_by(BranchIx(1), Act::on("2017-07-21"));
        let said = town.judge();
        let found = said.of(Code::DAY005);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].committee(), found[0].branch(), found[0].level()), ("甲镇党委", "", Level::Info));
        assert_eq!(found[0].observed(), "2017年7月14日（1个）、7月21日（1个）");
        town.hold(Act::on("2017-07-21").theme("补学"));
        assert_eq!(town.judge().count(Code::DAY005), 0, "one day is common to all");
    }

    #[test]
    fn nothing_is_told_where_nothing_is_asked_or_nobody_knows_the_committees() {
        let mut town = town();
        town.hold(Act::on("2017-07-14"));
        town.hold_by(BranchIx(1), Act::on("2017-07-21"));
        town.corpus.has_roster = false;
        assert_eq!(town.judge().count(Code::DAY005), 0);
        town.corpus.has_roster = true;
        town.params().clear::<SameDayTerms>();
        assert_eq!(town.judge().count(Code::DAY005), 0);
    }
}
