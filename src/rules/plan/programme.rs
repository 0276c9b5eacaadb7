//! PLN005: the programme of a month that nobody filed, where the document wants each month's vetted by the committee and filed. No day is set.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::corpus::Corpus;
use crate::model::finding::{Code, Level};
use crate::model::profile::{Clause, Params, Profile};
use crate::model::section::{Section, SectionKind};
use crate::model::spoken;
use crate::model::time::Month;
use crate::model::words::Words;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};
use crate::rules::words::squeezed;

use super::{NO_FILING, NO_ROSTER};

/// PLN005.
pub struct Programme;

/// A programme is filed every month.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct ProgrammeTerms {
    /// Words of which any one tells it.
    #[schemars(description = "报送登记“事项”中的用词", length(min = 1), inner(length(min = 1)))]
    pub words: Words,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Section for ProgrammeTerms {}

/// Why nothing can be said of months.
const NO_PROGRAMME: &str = "报送登记中没有活动方案的报备，登记后可评估";

static DOC: RuleDoc = RuleDoc {
    code: Code::PLN005,
    name: "活动方案未报备",
    level: Level::Info,
    what: "党委没有逐月报备经审核的活动方案。",
    why: "文件要求基层党委对每次活动的方案集中审核把关，并报组织部门备案。",
    how: "按党委看：报送登记中事项属于活动方案的，所属月份逐月核对；登记写的是季度、半年或者年度的，其中各月都算。统计期内已经结束、党委有支部存在的月份没有登记的，\
          每个党委记一条，列出月份。没有规定日期，只作提示，不扣分，不记在党支部名下。报送登记中没有任何人登记活动方案的，本规则不可评定。",
    parameters: &[("programme.words", "报送登记中表示活动方案的用词")],
    section: Some(SectionKind::of::<ProgrammeTerms>("programme", "活动方案报备（PLN005）")),
    example: "某镇党委登记了1月、3月的活动方案，2月没有登记：记党委一条，列出2月。",
};

impl Rule for Programme {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        params.get::<ProgrammeTerms>().map(|asked| Terms::clause("每月活动方案由党委审核并报备", &asked.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(asked) = case.params.get::<ProgrammeTerms>() else { return };
        if !case.corpus.returns.has("filing") {
            seen.lacks(NO_FILING);
        } else if !case.corpus.has_roster {
            seen.lacks(NO_ROSTER);
        } else if !case.corpus.returns.filings.iter().any(|f| asked.words.are_in(&squeezed(&f.row.affair))) {
            seen.lacks(NO_PROGRAMME);
        } else if case.months().iter().any(|m| m.due) {
            seen.looks();
        }
    }

    fn sweep(&self, corpus: &Corpus, profile: &Profile) -> Vec<Draft> {
        let Some(asked) = profile.all_params().find_map(|p| p.get::<ProgrammeTerms>()).filter(|_| corpus.has_roster) else {
            return Vec::new();
        };
        let mut filed: BTreeMap<&Arc<str>, BTreeSet<Month>> = BTreeMap::new();
        for filing in corpus.returns.filings.iter().filter(|f| asked.words.are_in(&squeezed(&f.row.affair))) {
            let span = filing.row.span;
            let months = corpus.period.months().filter(|m| span.first() <= *m && *m <= span.last());
            filed.entry(&filing.committee).or_default().extend(months);
        }
        if filed.is_empty() {
            return Vec::new();
        }
        let mut owed: BTreeMap<&Arc<str>, BTreeSet<Month>> = BTreeMap::new();
        for month in corpus.months.iter().filter(|m| m.due) {
            let branch = corpus.branch(month.branch);
            if !branch.committee.is_empty() && profile.params(branch.kind).get::<ProgrammeTerms>().is_some() {
                owed.entry(&branch.committee).or_default().insert(month.month);
            }
        }
        let missing = |(committee, months): (&Arc<str>, BTreeSet<Month>)| {
            let left: Vec<Month> = months.iter().filter(|m| !filed.get(committee).is_some_and(|f| f.contains(m))).copied().collect();
            let names = spoken::months(left.iter().copied());
            let say = say!(
                "报送登记中未见{committee}以下月份的活动方案：{names}；";
                "请审核把关后补办报备，已报备的请补登。"
            );
            let draft =
                Draft::new(corpus.period.named_span(), format!("缺{}个月", left.len()), format!("逐月报备，应有{}个月", months.len()), say);
            (!left.is_empty()).then(|| Draft { committee: Some(committee.clone()), ..draft })
        };
        owed.into_iter().filter_map(missing).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::ProgrammeTerms;
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::time::Span;
    use crate::rules::fixtures::{Town, words};

    fn town() -> Town {
        let mut town = Town::new("2017Q3", "2017-12-15");
        town.params().set(ProgrammeTerms { words: words(&["活动方案"]), clause: "三.1".into() });
        town
    }

    #[test]
    fn months_without_a_programme_stand_in_one_finding_of_the_committee() {
        let mut town = town();
        assert!(matches!(town.judge().verdict(Code::PLN005), Verdict::NotAssessable(_)));
        town.filed("活动方案", Span::Month("2017-07".parse().unwrap()), "2017-07-05");
        let said = town.judge();
        let found = said.of(Code::PLN005);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].committee(), found[0].level(), found[0].observed()), ("甲镇党委", Level::Info, "缺2个月"));
        assert!(found[0].message().contains("2017年8月、9月"));
        town.filed("三季度活动方案", Span::Quarter(2017, 3), "2017-07-05");
        assert_eq!((town.judge().count(Code::PLN005), town.judge().verdict(Code::PLN005)), (0, Verdict::Passed));
    }
}
