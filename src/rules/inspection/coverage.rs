//! INS002: a committee has not inspected every branch that it must cover. The duty is the committee's own; no draw of the office above answers for it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::corpus::Corpus;
use crate::model::finding::{BranchIx, Code, Level};
use crate::model::org::BranchType;
use crate::model::profile::{Clause, Params, Profile};
use crate::model::section::{Section, SectionKind, Tell};
use crate::model::time::{Month, Period};
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};
use crate::rules::words::{at_most, list};

/// INS002.
pub struct Coverage;

/// Types of branches that committees must inspect one and all.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct CoverageTerms {
    /// Which.
    #[schemars(description = "须逐个检查的支部类型", length(min = 1))]
    pub types: Vec<BranchType>,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Section for CoverageTerms {
    fn check(&self, tell: &mut Tell) {
        let names: Vec<Arc<str>> = self.types.iter().map(|t| Arc::from(t.as_str())).collect();
        tell.twice(names.iter(), "类型", |n| format!("types.{n}"));
    }
}

/// Most names that a finding spells out.
const NAMES: usize = 8;

static DOC: RuleDoc = RuleDoc {
    code: Code::INS002,
    name: "检查未全覆盖",
    level: Level::Info,
    what: "党委没有对规定类型的党支部逐个检查。",
    why: "文件要求镇党委和部门对这些类型的党支部检查全覆盖；上级的随机抽查不能代替。",
    how: "按党委看统计期内的督查记录：规定类型、统计期末仍存在的党支部，没有一条督查记录的，列入未检查；有未检查的记党委一条，列出支部。谁去检查，督查记录没有写的不区分。\
          只作提示，不扣分，不记在党支部名下。没有任何人提供督查记录、或者没有党组织花名册的，本规则不可评定。",
    parameters: &[("coverage.types", "须逐个检查的支部类型")],
    section: Some(SectionKind::of::<CoverageTerms>("coverage", "检查全覆盖（INS002）")),
    example: "某镇党委有3个非公支部，统计期内督查记录只有其中2个：记党委一条，列出1个。",
};

/// Why nobody can tell.
const NO_RECORD: &str = "未提供督查记录，提供后可评估";
const NO_ROSTER: &str = "未提供党组织花名册，不知道党支部的类型和所属党委，提供花名册后可评估";

impl Rule for Coverage {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let asked = params.get::<CoverageTerms>()?;
        let types: Vec<&str> = asked.types.iter().map(|t| t.as_str()).collect();
        Some(Terms::clause(format!("{}党支部由党委检查全覆盖", list(&types)), &asked.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let asked = case.params.get::<CoverageTerms>().is_some_and(|asked| case.branch().kind.is_in(&asked.types));
        match (asked, case.corpus.has_roster, case.corpus.returns.has("inspection")) {
            (false, ..) => {}
            (_, false, _) => seen.lacks(NO_ROSTER),
            (.., false) => seen.lacks(NO_RECORD),
            _ => seen.looks(),
        }
    }

    fn sweep(&self, corpus: &Corpus, profile: &Profile) -> Vec<Draft> {
        if !corpus.has_roster || !corpus.returns.has("inspection") {
            return Vec::new();
        }
        let within = |month: Month| corpus.period.contains(month);
        let visited: BTreeSet<BranchIx> =
            corpus.returns.inspections.iter().filter(|i| within(Month::of(i.row.date))).filter_map(|i| i.branch).collect();
        let mut bound: BTreeMap<&Arc<str>, (usize, Vec<&Arc<str>>)> = BTreeMap::new();
        let last = corpus.period.last().last_day();
        for (at, branch) in corpus.branches.iter().enumerate().filter(|(_, b)| b.exists_on(last) && !b.committee.is_empty()) {
            if profile.params(branch.kind).get::<CoverageTerms>().is_some_and(|asked| branch.kind.is_in(&asked.types)) {
                let (number, missed) = bound.entry(&branch.committee).or_default();
                *number += 1;
                missed.extend((!visited.contains(&BranchIx(at))).then_some(&branch.name));
            }
        }
        let missing = bound.into_iter().filter(|(_, (_, missed))| !missed.is_empty());
        missing.map(|(committee, (number, missed))| draft(corpus.period, committee, number, &missed)).collect()
    }
}

fn draft(period: Period, committee: &Arc<str>, number: usize, missed: &[&Arc<str>]) -> Draft {
    let done = number - missed.len();
    let names = at_most(NAMES, missed, "个支部");
    let say = say!(
        "{committee}应检查全覆盖的支部{number}个，督查记录中有{done}个，未见检查的有{names}；";
        "请逐个检查并报送督查记录，已检查的请补登。"
    );
    let draft = Draft::new(period.named_span(), format!("已检查{done}个，未检查{}个", missed.len()), format!("应检查{number}个"), say);
    Draft { committee: Some(committee.clone()), ..draft }
}

#[cfg(test)]
mod tests {
    use super::CoverageTerms;
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::org::BranchType;
    use crate::rules::fixtures::Town;

    fn town() -> Town {
        let mut town = Town::new("2017Q3", "2017-10-15");
        let second = town.add_branch("002", "第二党支部", "甲镇党委");
        town.branch().kind = BranchType::Private;
        town.corpus.branches[second.0].kind = BranchType::Social;
        town.params().set(CoverageTerms { types: vec![BranchType::Private, BranchType::Social], clause: "四.1".into() });
        town
    }

    #[test]
    fn who_was_not_visited_is_told_of_the_committee() {
        let mut town = town();
        assert_eq!(town.judge().verdict(Code::INS002), Verdict::NotAssessable("未提供督查记录，提供后可评估".into()));
        town.inspection("2017-08-01", "");
        let said = town.judge();
        let found = said.of(Code::INS002);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].committee(), found[0].branch(), found[0].level()), ("甲镇党委", "", Level::Info));
        assert_eq!((found[0].observed(), found[0].expected()), ("已检查1个，未检查1个", "应检查2个"));
        assert!(found[0].message().contains("第二党支部"));
    }

    #[test]
    fn other_types_are_not_asked_for() {
        let mut town = town();
        town.corpus.branches[1].kind = BranchType::Rural;
        town.inspection("2017-08-01", "");
        assert_eq!(town.judge().count(Code::INS002), 0);
    }
}
