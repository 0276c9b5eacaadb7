//! ACT003: no 组织生活会 in a half year, or none in the fourth quarter where wanted.

use crate::model::finding::{Code, Level};
use crate::model::profile::{Every, OrgLifeTerms, Params};
use crate::model::section::SectionKind;
use crate::model::time::Span;
use crate::rules::case::Case;
use crate::rules::rule::{Rule, RuleDoc, Seen, Terms};

use super::occurrence::{every_text, found, none};

/// ACT003.
pub struct OrgLife;

static DOC: RuleDoc = RuleDoc {
    code: Code::ACT003,
    name: "未开组织生活会",
    level: Level::Error,
    what: "半年内没有召开组织生活会，或者规定第四季度召开的没有召开。",
    why: "文件规定每半年召开一次组织生活会，有的要求其中一次在第四季度。",
    how: "在规定动作、活动主题、活动内容三栏中查找组织生活会字样。半年内没有的记一条，时段写该半年；要求第四季度召开、下半年虽有但第四季度没有的，\
          记一条，时段写第四季度。时段须在统计期内并已结束，党支部在各月活动日均存在。该时段的表格三栏都没有的，本规则不可评定。",
    parameters: &[("org_life.every", "频次"), ("org_life.in_fourth_quarter", "其中一次须在第四季度"), ("org_life.words", "字样")],
    section: Some(SectionKind::of::<OrgLifeTerms>("org_life", "组织生活会（ACT003）")),
    example: "下半年只在8月召开，而规定第四季度须召开：2017Q4记一条。",
};

impl Rule for OrgLife {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let OrgLifeTerms(life) = params.get()?;
        let fourth = if life.in_fourth_quarter { "，其中一次在第四季度" } else { "" };
        Some(Terms::clause(format!("{}召开1次组织生活会{fourth}", every_text(life.every)), &life.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(OrgLifeTerms(life)) = case.params.get() else { return };
        let mut missed = Vec::new();
        for span in case.spans(life.every, seen) {
            if found(case, span, &life.words, &[], seen).is_some_and(|all| all.is_empty()) {
                let wanted = format!("{}召开1次组织生活会", every_text(life.every));
                seen.finds(none(case, span, "组织生活会", &wanted, &life.words));
                missed.push(span);
            }
        }
        if !life.in_fourth_quarter {
            return;
        }
        for quarter in case.spans(Every::Quarter, seen).into_iter().filter(|s| matches!(s, Span::Quarter(_, 4))) {
            let told = missed.iter().any(|s| s.first() <= quarter.first() && quarter.last() <= s.last());
            if !told && found(case, quarter, &life.words, &[], seen).is_some_and(|all| all.is_empty()) {
                seen.finds(none(case, quarter, "组织生活会", "第四季度召开1次组织生活会", &life.words));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::finding::{Code, Level};
    use crate::model::profile::{Every, Occurrence, OrgLifeTerms};
    use crate::rules::fixtures::{Act, Town, occurrence};

    fn town(fourth: bool, held: &[&str]) -> Town {
        let mut town = Town::new("2017", "2018-01-15");
        town.params().set(OrgLifeTerms(Occurrence { in_fourth_quarter: fourth, ..occurrence(Every::Half, &["组织生活会"]) }));
        for month in 1..=12 {
            let day = format!("2017-{month:02}-05");
            let theme = if held.contains(&day.as_str()) { "召开组织生活会" } else { "学习" };
            town.hold(Act::on(&day).theme(theme));
        }
        town
    }

    fn spans(town: &mut Town) -> Vec<String> {
        town.judge().of(Code::ACT003).iter().map(|f| f.month()).collect()
    }

    #[test]
    fn each_half_without_any_is_told() {
        assert_eq!(spans(&mut town(false, &["2017-08-05"])), ["2017H1"]);
        assert_eq!(spans(&mut town(false, &[])), ["2017H1", "2017H2"]);
        assert_eq!(town(false, &[]).judge().of(Code::ACT003)[0].level(), Level::Error);
    }

    #[test]
    fn the_fourth_quarter_is_told_only_when_the_half_had_one() {
        assert_eq!(spans(&mut town(true, &["2017-03-05", "2017-08-05"])), ["2017Q4"]);
        assert_eq!(spans(&mut town(true, &["2017-03-05"])), ["2017H2"]);
        assert!(spans(&mut town(true, &["2017-03-05", "2017-12-05"])).is_empty());
        assert!(spans(&mut town(false, &["2017-03-05", "2017-08-05"])).is_empty());
    }

    #[test]
    fn a_branch_founded_in_autumn_owes_the_fourth_quarter_alone() {
        let mut young = town(true, &["2017-08-05"]);
        young.branch().founded = Some("2017-09-10".parse().unwrap());
        assert_eq!(spans(&mut young), ["2017Q4"]);
    }
}
