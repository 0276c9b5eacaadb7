//! All rules over all branches: switches, levels, basis, verdicts and order. Branches are judged side by side; what they say is put in
//! one order before anybody sees it.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::calendar::Calendar;
use crate::model::assessment::{Judgement, Verdict, Verdicts};
use crate::model::corpus::Corpus;
use crate::model::finding::{BranchIx, Code, Finding, FindingId, Level, Status};
use crate::model::profile::{Profile, RuleSwitch, UNIFORM};
use crate::model::time::{Month, Span};

use super::case::{Case, Index, Said};
use super::rule::{Basis, Draft, Rule, Seen};
use super::rules;
use super::waive::waive;

/// Branches that are judged in one go.
const PART: usize = 256;

/// What the rules say about the corpus by the profile, explanations applied.
pub fn judge(corpus: &Corpus, profile: &Profile, calendar: &Calendar) -> Judgement {
    let index = Index::new(corpus).asked_by(corpus, profile);
    let switched: Vec<(&dyn Rule, RuleSwitch)> = rules()
        .map(|rule| (rule, profile.rules.get(&rule.doc().code).cloned().unwrap_or_default()))
        .filter(|(_, switch)| !switch.off)
        .collect();
    let judge_some = |part: std::ops::Range<usize>| {
        let mut verdicts: Vec<Verdicts> = switched.iter().map(|_| Verdicts::default()).collect();
        let mut findings = Vec::new();
        for at in part {
            let ix = BranchIx(at);
            let params = profile.params(corpus.branch(ix).kind);
            let case = Case { corpus, params, calendar, index: &index, ix, said: Said::default() };
            for ((rule, switch), verdicts) in switched.iter().zip(&mut verdicts) {
                let (verdict, found) = try_branch(*rule, switch, &case, profile);
                verdicts.push(&verdict);
                findings.extend(found);
            }
        }
        (verdicts, findings)
    };
    let count = corpus.branches.len();
    let parts: Vec<(Vec<Verdicts>, Vec<Finding>)> =
        (0..count.div_ceil(PART)).into_par_iter().with_max_len(1).map(|n| judge_some(n * PART..count.min((n + 1) * PART))).collect();

    let mut judgement = Judgement::default();
    for code in rules().map(|r| r.doc().code) {
        judgement.verdicts.insert(code, Verdicts::none(count));
    }
    judgement.findings.reserve_exact(parts.iter().map(|(_, findings)| findings.len()).sum());
    let mut first = 0;
    for (verdicts, findings) in parts {
        for ((rule, _), verdicts) in switched.iter().zip(&verdicts) {
            for (at, verdict) in verdicts.iter().enumerate() {
                set(&mut judgement.verdicts, rule.doc().code, BranchIx(first + at), &verdict);
            }
        }
        first += verdicts.first().map_or(0, Verdicts::len);
        judgement.findings.extend(findings);
    }
    for (rule, switch) in &switched {
        // a rule may be asked of some types only: then its basis stands in their parameters
        let of_profile = profile.all_params().find_map(|p| rule.terms(p)).map_or(Basis::DataQuality, |t| t.basis);
        for draft in rule.sweep(corpus, profile) {
            let own = draft.branch.and_then(|ix| rule.terms(profile.params(corpus.branch(ix).kind)));
            let basis = own.map_or_else(|| of_profile.clone(), |t| t.basis);
            if let Some(branch) = draft.branch {
                set(&mut judgement.verdicts, rule.doc().code, branch, &Verdict::Failed);
            }
            judgement.findings.push(finish(draft, *rule, switch, &basis, profile));
        }
    }
    sort(&mut judgement.findings, corpus);
    waive(&mut judgement, corpus, profile);
    judgement
}

fn set(verdicts: &mut BTreeMap<Code, Verdicts>, code: Code, branch: BranchIx, verdict: &Verdict) {
    if let Some(all) = verdicts.get_mut(&code) {
        all.set(branch, verdict);
    }
}

/// Why a rule that asks something else of some types of branches cannot be judged.
const NO_TYPE: &str = "未提供党组织花名册，不知道党支部的类型，而文件对不同类型的要求不同，提供花名册后可评估";

/// Why the same cannot be judged of a branch whose type the roster does not say, or not in words that anybody knows.
const UNKNOWN_TYPE: &str = "花名册没有写明党支部的类型，或者写法不能确定是哪一类，而文件对不同类型的要求不同，核对花名册类型栏后可评估";

fn try_branch(rule: &dyn Rule, switch: &RuleSwitch, case: &Case<'_>, profile: &Profile) -> (Verdict, Vec<Finding>) {
    let terms = rule.terms(case.params);
    let mut seen = Seen::default();
    // only the roster says of which type a branch is
    if !case.corpus.has_roster && profile.by_type.iter().any(|(_, params)| rule.terms(params) != terms) {
        seen.lacks(NO_TYPE);
        return (seen.verdict(), Vec::new());
    }
    if profile.possible(case.branch().kind).into_iter().any(|params| rule.terms(params) != terms) {
        seen.lacks(UNKNOWN_TYPE);
        return (seen.verdict(), Vec::new());
    }
    let Some(terms) = terms else { return (Verdict::NotApplicable, Vec::new()) };
    rule.check(case, &mut seen);
    let verdict = seen.verdict();
    let findings = seen
        .into_findings()
        .into_iter()
        .map(|draft| finish(Draft { branch: Some(case.ix), ..draft }, rule, switch, &terms.basis, profile))
        .collect();
    (verdict, findings)
}

/// A draft with level and basis.
fn finish(draft: Draft, rule: &dyn Rule, switch: &RuleSwitch, basis: &Basis, profile: &Profile) -> Finding {
    let basis = draft.clause.map_or_else(|| basis.clone(), Basis::Clause);
    Finding {
        code: rule.doc().code,
        level: level(&draft.level, draft.span.map(|s| s.first()), rule.doc().level, switch),
        branch: draft.branch,
        committee: draft.committee,
        member: draft.member,
        span: draft.span,
        observed: draft.observed,
        expected: draft.expected,
        say: draft.say,
        facts: draft.facts,
        from: draft.from,
        basis: basis_text(&basis, switch, profile),
        place: draft.place,
        status: Status::Open,
        id: FindingId::default(),
    }
}

/// The profile's level wins over the rule's; a finding's own (of a row that stays) is never raised by it. A span that began before the
/// rule was in force is only informed of.
fn level(own: &Option<Level>, begins: Option<Month>, rule: Level, switch: &RuleSwitch) -> Level {
    if switch.from.is_some_and(|from| begins.is_some_and(|month| month < from)) {
        return Level::Info;
    }
    match (*own, switch.level) {
        (Some(own), Some(set)) => own.min(set),
        (Some(level), None) | (None, Some(level)) => level,
        (None, None) => rule,
    }
}

/// What findings and pages print as basis.
pub fn basis_text(basis: &Basis, switch: &RuleSwitch, profile: &Profile) -> String {
    let clause = match (&switch.clause, basis) {
        (Some(clause), _) => clause,
        (None, Basis::Clause(clause)) => clause,
        (None, Basis::Uniform) => return UNIFORM.to_string(),
        (None, Basis::DataQuality) => return "数据质量要求".to_string(),
    };
    let text = profile.basis(clause);
    if text.is_empty() { UNIFORM.to_string() } else { text }
}

/// Puts findings in the order in which everybody sees them.
pub fn sort(findings: &mut [Finding], corpus: &Corpus) {
    findings.par_sort_by(|a, b| in_order(a, b, corpus));
}

/// Committee, branch, month, rule, member, place: by code point.
fn in_order(a: &Finding, b: &Finding, corpus: &Corpus) -> Ordering {
    let whose = match (a.branch, b.branch) {
        // neighbours are of one branch more often than not
        (Some(a), Some(b)) if a == b => Ordering::Equal,
        _ => who(a, corpus).cmp(&who(b, corpus)),
    };
    let month = || if a.span == b.span { Ordering::Equal } else { shown(a.span).cmp(&shown(b.span)) };
    let rest = || (a.code.as_str(), &a.member, &a.place).cmp(&(b.code.as_str(), &b.member, &b.place));
    whose.then_with(month).then_with(rest)
}

/// Committee, name and number; of what is a committee's own, the committee alone.
fn who<'f>(finding: &'f Finding, corpus: &'f Corpus) -> (&'f str, &'f str, &'f str) {
    match finding.branch.and_then(|ix| corpus.branches.get(ix.0)) {
        Some(branch) => (&branch.committee, &branch.name, &branch.id),
        None => (finding.committee.as_deref().unwrap_or_default(), "", ""),
    }
}

/// A span as its column shows it.
fn shown(span: Option<Span>) -> String {
    span.map(|s| s.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::org::BranchType;
    use crate::model::profile::Report;
    use crate::rules::fixtures::{Act, Town};

    #[test]
    fn findings_stand_in_order_of_committee_branch_month_and_rule() {
        let mut town = Town::new("2017-07..2017-08", "2017-10-15");
        let second = town.add_branch("002", "第二党支部", "甲镇党委");
        let other = town.add_branch("003", "一党支部", "乙镇党委");
        town.hold(Act::on("2017-07-12").counts(10, 1));
        town.hold_by(second, Act::on("2017-07-05"));
        town.hold_by(other, Act::on("2017-08-05"));
        let said = town.judge();
        let seen: Vec<String> =
            said.all().iter().map(|f| format!("{} {} {} {}", f.branch(), f.month(), f.code(), f.level().as_str())).collect();
        assert_eq!(
            seen,
            [
                "一党支部 2017-07 SUB001 error",
                "第一党支部 2017-07 DAY001 warning",
                "第一党支部 2017-07 PAR001 error",
                "第一党支部 2017-08 SUB001 error",
                "第二党支部 2017-08 SUB001 error",
            ]
        );
        assert!(said.judgement.verdicts.values().all(|v| v.len() == 3));
    }

    #[test]
    fn a_rule_may_be_switched_off_or_given_level_and_clause() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.hold(Act::on("2017-07-12"));
        town.switch(Code::DAY001).level = Some(Level::Error);
        town.switch(Code::DAY001).clause = Some("补充通知".into());
        let said = town.judge();
        assert_eq!(said.of(Code::DAY001)[0].level(), Level::Error);
        assert_eq!(said.of(Code::DAY001)[0].basis(), "《意见》（某组〔2017〕1号）补充通知");
        town.switch(Code::DAY001).off = true;
        let said = town.judge();
        assert_eq!((said.count(Code::DAY001), said.verdict(Code::DAY001)), (0, Verdict::NotApplicable));
    }

    #[test]
    fn a_rule_newer_than_the_span_only_informs() {
        let mut town = Town::new("2017-07..2017-08", "2017-10-15");
        town.switch(Code::SUB001).from = "2017-08".parse().ok();
        let said = town.judge();
        let levels: Vec<_> = said.of(Code::SUB001).iter().map(|f| (f.month(), f.level())).collect();
        assert_eq!(levels, [("2017-07".to_string(), Level::Info), ("2017-08".to_string(), Level::Error)]);
    }

    #[test]
    fn parameters_are_those_of_the_branchs_type() {
        let mut town = Town::new("2017-07", "2017-10-15");
        let second = town.add_branch("002", "第二党支部", "甲镇党委");
        town.branch().kind = BranchType::Organ;
        for ix in [town.ix(), second] {
            town.hold_by(ix, Act::on("2017-07-05").reported("2017-07-30"));
        }
        let mut organ = (*town.profile.base).clone();
        organ.clear::<Report>();
        town.profile.by_type = vec![(vec![BranchType::Organ], Arc::new(organ))];
        let said = town.judge();
        assert_eq!(said.of(Code::SUB002).iter().map(|f| f.branch()).collect::<Vec<_>>(), ["第二党支部"]);
        assert_eq!(said.verdict(Code::SUB002), Verdict::NotApplicable);
    }

    #[test]
    fn conflicting_and_untimely_rows_enter_no_rule() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.hold(Act::on("2017-07-05"));
        town.hold(Act::on("2017-07-05").counts(10, 99).reported("2017-09-01").out_of_time());
        assert_eq!(town.judge().all().len(), 0);
    }

    #[test]
    fn a_wholly_empty_corpus_is_judged_without_a_word() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.corpus.branches.clear();
        let said = town.judge();
        assert!(said.all().is_empty() && said.judgement.verdicts.values().all(Verdicts::is_empty));
    }
}
