//! INS001: an inspection problem past its deadline.

use crate::model::corpus::Corpus;
use crate::model::finding::{Code, Level};
use crate::model::profile::{InspectionTerms, Params, Profile};
use crate::model::record::Field;
use crate::model::returns::Inspection;
use crate::model::section::SectionKind;
use crate::model::spoken;
use crate::model::time::{Month, Span};
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};
use crate::rules::words::quoted;

/// INS001.
pub struct Overdue;

/// Characters of a problem that a message shows.
const SHOWN: usize = 40;

static DOC: RuleDoc = RuleDoc {
    code: Code::INS001,
    name: "督查问题逾期",
    level: Level::Error,
    what: "督查发现的问题过了整改期限仍未整改完成。",
    why: "督查发现的问题限期整改；逾期不改，督查就失去作用。",
    how: "督查记录中写有发现问题和整改期限的每一行：期限早于判定日，整改完成日期空白或者晚于判定日的，记一条，位置指向整改期限。期限当日完成的不算逾期；\
          逾期后已经完成的不记。没有整改期限的不算逾期。期限在统计期以前、至今未改的，时段写统计期的第一个月；期限在统计期以后的不判定。\
          督查党支部的记在党支部名下，督查党委的只记在党委名下，不影响所属党支部的判定。没有任何人提供督查记录的，本规则不可评定；没有被督查的党支部不适用。",
    parameters: &[("inspection", "是否核查督查问题的整改")],
    section: Some(SectionKind::of::<InspectionTerms>("inspection", "督查整改（INS001）")),
    example: "7月20日督查发现的问题限8月20日前整改，判定日为10月15日，整改完成日期空白：记一条，时段写2017-08。",
};

impl Rule for Overdue {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        params.get::<InspectionTerms>().map(|i| Terms::clause("督查发现的问题按期整改", &i.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        if !case.corpus.returns.has("inspection") {
            seen.lacks("未提供督查记录，提供后可评估");
            return;
        }
        for inspection in case.inspections().filter(|i| Month::of(i.row.date) <= case.corpus.period.last()) {
            seen.looks();
            overdue(inspection, case.corpus).into_iter().for_each(|draft| seen.finds(draft));
        }
    }

    /// Committees that were inspected themselves.
    fn sweep(&self, corpus: &Corpus, profile: &Profile) -> Vec<Draft> {
        let Some(terms) = profile.all_params().find_map(|p| p.get::<InspectionTerms>()) else { return Vec::new() };
        let of_committees = corpus.returns.inspections.iter().filter(|i| i.branch.is_none() && !i.committee.is_empty());
        let draft = |i: &Inspection| Some(Draft { committee: Some(i.committee.clone()), ..overdue(i, corpus)?.on(&terms.clause) });
        of_committees.filter_map(draft).collect()
    }
}

fn overdue(inspection: &Inspection, corpus: &Corpus) -> Option<Draft> {
    let (row, as_of, period) = (&inspection.row, corpus.as_of, corpus.period);
    let deadline = row.deadline.filter(|deadline| *deadline < as_of && Month::of(*deadline) <= period.last())?;
    let open = !row.problem.trim().is_empty() && row.done.is_none_or(|done| done > as_of);
    if !open {
        return None;
    }
    let days = (as_of - deadline).num_days();
    let problem = quoted(&row.problem, SHOWN);
    let method = if row.method.trim().is_empty() { String::new() } else { format!("（{}）", quoted(&row.method, SHOWN)) };
    let until = spoken::day(deadline);
    let say = say!(
        "{}督查{method}发现的问题“{problem}”限{until}前整改，至{}未见整改完成日期，逾期{days}天；", spoken::day(row.date), spoken::day(as_of);
        "请立即整改并报告结果，已经整改的请补填整改完成日期。"
    );
    // one of before the period is listed under its first month, and stays the problem that it was
    let (own, span) = (Month::of(deadline), Span::Month(Month::of(deadline).max(period.first())));
    let mut draft = Draft::new(span, format!("逾期{days}天未整改：{problem}"), format!("不晚于{until}整改完成"), say);
    draft.facts().known_by = Some(Span::Month(own));
    Some(draft.about_record(row.date, &row.problem).at(row.head.place(Field::Deadline)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::org::BranchType;
    use crate::model::profile::InspectionTerms;
    use crate::rules::fixtures::Town;

    fn town() -> Town {
        let mut town = Town::new("2017Q3", "2017-10-15");
        town.params().set(InspectionTerms { clause: "二".into() });
        town
    }

    /// A problem of July with that deadline and date of completion.
    fn problem(deadline: &str, done: &str) -> Town {
        let mut town = town();
        let row = &mut town.inspection("2017-07-20", "台账 缺页").row;
        (row.deadline, row.done) = (deadline.parse().ok(), done.parse().ok());
        town
    }

    #[test]
    fn past_the_deadline_and_not_put_right_is_told() {
        let said = problem("2017-08-20", "").judge();
        let found = said.of(Code::INS001);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].branch(), found[0].month(), found[0].level()), ("第一党支部", "2017-08".into(), Level::Error));
        assert_eq!((found[0].observed(), found[0].expected()), ("逾期56天未整改：台账缺页", "不晚于2017年8月20日整改完成"));
        assert_eq!((found[0].cell(), found[0].basis()), ("督查.xlsx｜督查｜G2".into(), "《意见》（某组〔2017〕1号）二"));
        assert!(found[0].message().starts_with("2017年7月20日督查（实地查看）发现的问题“台账缺页”限2017年8月20日前整改"));
    }

    #[test]
    fn the_deadline_day_the_day_of_completion_and_no_deadline_are_not_overdue() {
        for (deadline, done, count) in [
            ("2017-10-15", "", 0),
            ("2017-08-20", "2017-08-20", 0),
            ("2017-08-20", "2017-10-15", 0),
            ("2017-08-20", "2017-10-16", 1),
            ("", "", 0),
        ] {
            let said = problem(deadline, done).judge();
            assert_eq!(said.count(Code::INS001), count, "{deadline} {done}");
            assert_eq!(said.verdict(Code::INS001), if count > 0 { Verdict::Failed } else { Verdict::Passed });
        }
        let mut town = problem("2017-09-30", "");
        town.as_of("2017-09-30");
        assert_eq!(town.judge().count(Code::INS001), 0);
        town.as_of("2017-10-01");
        assert_eq!(town.judge().of(Code::INS001)[0].observed(), "逾期1天未整改：台账缺页");
    }

    #[test]
    fn deadlines_after_the_period_wait_and_old_ones_stand_in_its_first_month() {
        assert_eq!(problem("2017-10-01", "").judge().count(Code::INS001), 0);
        let mut old = town();
        old.inspection("2017-03-01", "台账缺页").row.deadline = "2017-04-01".parse().ok();
        assert_eq!(old.judge().of(Code::INS001)[0].month(), "2017-07");
    }

    #[test]
    fn a_visit_without_a_problem_passes_and_an_unvisited_branch_is_not_asked() {
        let mut town = town();
        town.inspection("2017-07-20", "").row.deadline = "2017-08-20".parse().ok();
        let second = town.add_branch("002", "第二党支部", "甲镇党委");
        let said = town.judge();
        assert_eq!((said.count(Code::INS001), said.verdict(Code::INS001)), (0, Verdict::Passed));
        assert_eq!(said.judgement.verdicts[&Code::INS001].of(second), Verdict::NotApplicable);
    }

    #[test]
    fn a_committees_problem_is_the_committees_alone() {
        let mut town = problem("2017-08-20", "2017-08-01");
        let inspection = town.inspection("2017-07-21", "未部署");
        (inspection.branch, inspection.row.deadline) = (None, "2017-08-21".parse().ok());
        let said = town.judge();
        let found = said.of(Code::INS001);
        assert_eq!(found.iter().map(|f| (f.committee(), f.branch())).collect::<Vec<_>>(), [("甲镇党委", "")]);
        assert_eq!((said.verdict(Code::INS001), found[0].cell()), (Verdict::Passed, "督查.xlsx｜督查｜G3".into()));
    }

    #[test]
    fn without_records_it_is_not_assessable_and_without_terms_it_does_not_apply() {
        let mut town = town();
        assert_eq!(town.judge().verdict(Code::INS001), Verdict::NotAssessable("未提供督查记录，提供后可评估".into()));
        let mut silent = problem("2017-08-20", "");
        silent.params().clear::<InspectionTerms>();
        silent.inspection("2017-07-21", "未部署").branch = None;
        assert_eq!((silent.judge().count(Code::INS001), silent.judge().verdict(Code::INS001)), (0, Verdict::NotApplicable));
    }

    #[test]
    fn asked_of_one_type_only_clause_and_level_come_out_right() {
        let mut town = problem("2017-08-20", "");
        let inspection = town.inspection("2017-07-21", "未部署");
        (inspection.branch, inspection.row.deadline) = (None, "2017-08-21".parse().ok());
        let organ = (*town.profile.base).clone();
        town.params().clear::<InspectionTerms>();
        town.profile.by_type = vec![(vec![BranchType::Organ], Arc::new(organ))];
        town.branch().kind = BranchType::Organ;
        town.switch(Code::INS001).level = Some(Level::Warning);
        let said = town.judge();
        let told: Vec<_> = said.of(Code::INS001).iter().map(|f| (f.basis(), f.level())).collect();
        assert_eq!(told, [("《意见》（某组〔2017〕1号）二", Level::Warning); 2]);
    }
}
