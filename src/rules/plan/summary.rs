//! PLN004: a committee's quarterly summary missing or late.

use chrono::Days;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::corpus::Corpus;
use crate::model::finding::{Code, Level};
use crate::model::profile::{Clause, Params, Profile};
use crate::model::section::{Section, SectionKind};
use crate::model::spoken;
use crate::model::time::Span;
use crate::model::words::Words;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};

use super::{Duty, follow_committee, sweep_committees};

/// PLN004.
pub struct QuarterSummary;

/// When a quarter's summary is due, and what it is called.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Summary {
    /// Days.
    #[schemars(description = "季度结束后几日内报送", range(max = 366))]
    pub within_days: u32,
    /// Words of which any one tells it.
    #[schemars(description = "报送登记“事项”中的用词", length(min = 1), inner(length(min = 1)))]
    pub words: Words,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Section for Summary {}

static DOC: RuleDoc = RuleDoc {
    code: Code::PLN004,
    name: "季度总结未报",
    level: Level::Warning,
    what: "党委没有报送季度总结，或者报送晚于规定期限。",
    why: "文件要求党委每季度总结活动开展情况并形成报告上报。",
    how: "统计期内的每个整季度，报送登记中党委自己报送的、事项属于季度总结、季度相符的，取最早的报送日期；晚于季度最后一天加规定日数的，或者没有登记的，\
          记党委一条。所属党支部报送的总结不算。季度末没有党支部的党委不判定。判定日晚于期限才判定。没有任何人报送登记、或者没有党组织花名册的，本规则不可评定。\
          问题只记在党委名下，不计入所属党支部的问题和扣分；所属党支部本规则的判定结果随党委。",
    parameters: &[("summary.within_days", "季度结束后几日内报送"), ("summary.words", "报送登记中表示季度总结的用词")],
    section: Some(SectionKind::of::<Summary>("summary", "季度总结（PLN004）")),
    example: "期限为季度结束后15日：第三季度的总结10月15日报送为按期，10月16日报送记一条，时段写2017Q3。",
};

impl Rule for QuarterSummary {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let summary = params.get::<Summary>()?;
        Some(Terms::clause(format!("季度总结于季度结束后{}日内报送", summary.within_days), &summary.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        follow_committee(case, &duties(case.params, case.corpus), seen);
    }

    fn sweep(&self, corpus: &Corpus, profile: &Profile) -> Vec<Draft> {
        sweep_committees(corpus, profile, |params| duties(params, corpus))
    }
}

/// The quarters whose summary is due by now.
fn duties<'p>(params: &'p Params, corpus: &Corpus) -> Vec<Duty<'p>> {
    let Some(summary) = params.get::<Summary>() else { return Vec::new() };
    let duty = |span: Span| {
        let due = span.last().last_day().checked_add_days(Days::new(u64::from(summary.within_days)))?;
        let what = format!("{}总结", spoken::span(span));
        Some(Duty { span, due, what, verb: "报送", words: &summary.words, clause: &summary.clause, wide: false })
    };
    corpus.period.quarters().into_iter().filter_map(duty).filter(|d| corpus.as_of > d.due).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Summary;
    use crate::model::assessment::Verdict;
    use crate::model::finding::{BranchIx, Code, Level};
    use crate::model::org::BranchType;
    use crate::model::time::Span;
    use crate::rules::fixtures::Town;

    const Q3: Span = Span::Quarter(2017, 3);

    fn summary() -> Summary {
        Summary { within_days: 15, words: vec!["季度总结".into(), "总结报告".into()].into(), clause: "五".into() }
    }

    fn town() -> Town {
        let mut town = Town::new("2017Q3", "2017-10-31");
        town.params().set(summary());
        town.handed_in("filing");
        town
    }

    #[test]
    fn fifteen_days_after_the_quarter_are_in_time() {
        for (day, count) in [("2017-09-20", 0), ("2017-10-15", 0), ("2017-10-16", 1)] {
            let mut town = town();
            town.filed("三季度 总结报告", Q3, day);
            let said = town.judge();
            assert_eq!(said.count(Code::PLN004), count, "{day}");
            if let [found] = &said.of(Code::PLN004)[..] {
                assert_eq!((found.committee(), found.branch(), found.month()), ("甲镇党委", "", "2017Q3".to_string()));
                assert_eq!((found.observed(), found.expected()), ("2017年10月16日报送", "不晚于2017年10月15日报送"));
                assert_eq!((found.cell(), found.level()), ("登记.xlsx｜登记｜F2".into(), Level::Warning));
                assert_eq!(found.basis(), "《意见》（某组〔2017〕1号）五");
                assert!(found.message().contains("晚1天"), "{}", found.message());
            }
        }
    }

    #[test]
    fn the_first_of_several_counts_and_branches_other_quarters_and_affairs_do_not() {
        let mut town = town();
        town.filed("季度总结", Q3, "2017-11-20");
        town.filed("季度总结", Q3, "2017-10-10");
        assert_eq!(town.judge().verdict(Code::PLN004), Verdict::Passed);
        let mut missing = self::town();
        missing.filed("季度总结", Span::Quarter(2017, 2), "2017-07-10");
        missing.filed("季度总结", Span::Year(2017), "2017-10-10");
        missing.filed("年度计划", Q3, "2017-10-10");
        missing.filed("季度总结", Q3, "2017-10-10").branch = Some(BranchIx(0));
        missing.filed("季度总结", Q3, "2017-10-10").committee = "乙镇党委".into();
        let said = missing.judge();
        let found = said.of(Code::PLN004);
        assert_eq!(found.iter().map(|f| (f.committee(), f.observed())).collect::<Vec<_>>(), [("甲镇党委", "未见报送")]);
        assert_eq!(said.verdict(Code::PLN004), Verdict::Failed);
    }

    #[test]
    fn each_committee_with_branches_is_asked_once() {
        let mut town = town();
        town.add_branch("002", "第二党支部", "甲镇党委");
        let third = town.add_branch("003", "第三党支部", "乙镇党委");
        let young = town.add_branch("004", "第四党支部", "丙镇党委");
        town.corpus.branches[young.0].founded = "2017-10-01".parse().ok();
        town.filed("季度总结", Q3, "2017-10-10").committee = "乙镇党委".into();
        let said = town.judge();
        assert_eq!(said.of(Code::PLN004).iter().map(|f| f.committee()).collect::<Vec<_>>(), ["甲镇党委"]);
        let verdicts = &said.judgement.verdicts[&Code::PLN004];
        assert_eq!(verdicts.iter().take(2).collect::<Vec<_>>(), [Verdict::Failed, Verdict::Failed]);
        assert_eq!((verdicts.of(third), verdicts.of(young)), (Verdict::Passed, Verdict::NotApplicable));
    }

    #[test]
    fn a_branch_answers_to_the_committee_that_it_had_at_the_quarters_end() {
        let mut town = town();
        let span = town.branch().spans[0].clone();
        let mut later = span.clone();
        (later.committee, later.from) = ("乙镇党委".into(), "2017-10-01".parse().ok());
        town.branch().spans[0].to = "2017-09-30".parse().ok();
        town.branch().spans.push(later);
        town.branch().committee = "乙镇党委".into();
        let said = town.judge();
        assert_eq!(said.of(Code::PLN004).iter().map(|f| f.committee()).collect::<Vec<_>>(), ["甲镇党委"]);
    }

    #[test]
    fn before_the_deadline_has_passed_and_for_parts_of_quarters_nothing_is_said() {
        let mut town = town();
        town.as_of("2017-10-15");
        assert_eq!(town.judge().verdict(Code::PLN004), Verdict::NotApplicable);
        town.as_of("2017-10-16");
        assert_eq!(town.judge().count(Code::PLN004), 1);
        let mut part = Town::new("2017-07..2017-08", "2017-10-31");
        part.params().set(summary());
        part.handed_in("filing");
        assert_eq!(part.judge().verdict(Code::PLN004), Verdict::NotApplicable);
    }

    #[test]
    fn without_a_register_or_a_roster_it_is_not_assessable() {
        let mut none = town();
        none.corpus.returns.seen.clear();
        assert_eq!(none.judge().verdict(Code::PLN004), Verdict::NotAssessable("未提供报送登记，报送后可评估".into()));
        let mut town = town();
        town.corpus.has_roster = false;
        let said = town.judge();
        assert!(matches!(said.verdict(Code::PLN004), Verdict::NotAssessable(_)));
        assert_eq!(said.count(Code::PLN004), 0);
    }

    #[test]
    fn asked_of_one_type_only_it_keeps_clause_and_level() {
        let mut town = town();
        let organ = town.add_branch("002", "第二党支部", "乙镇党委");
        town.corpus.branches[organ.0].kind = BranchType::Organ;
        let mut params = (*town.profile.base).clone();
        params.edit::<Summary>().clause = "六".into();
        town.params().clear::<Summary>();
        town.profile.by_type = vec![(vec![BranchType::Organ], Arc::new(params))];
        town.switch(Code::PLN004).level = Some(Level::Error);
        let said = town.judge();
        let found = said.of(Code::PLN004);
        assert_eq!(
            found.iter().map(|f| (f.committee(), f.basis(), f.level())).collect::<Vec<_>>(),
            [("乙镇党委", "《意见》（某组〔2017〕1号）六", Level::Error)]
        );
        assert_eq!(said.verdict(Code::PLN004), Verdict::NotApplicable);
    }
}
