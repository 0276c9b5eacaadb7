//! ACT004: no 民主评议党员 in the year.

use crate::model::finding::{Code, Level};
use crate::model::profile::{Params, ReviewTerms};
use crate::model::section::SectionKind;
use crate::model::spoken;
use crate::model::time::Span;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};

use super::content_place;
use super::occurrence::{every_text, found, none};

/// ACT004.
pub struct Review;

static DOC: RuleDoc = RuleDoc {
    code: Code::ACT004,
    name: "未民主评议",
    level: Level::Error,
    what: "全年没有开展民主评议党员，或者没有在规定的第四季度开展。",
    why: "文件规定每年开展一次民主评议党员，有的要求在第四季度。",
    how: "在规定动作、活动主题、活动内容三栏中查找民主评议字样。只在统计期包含整年、该年已经结束、党支部在各月活动日均存在时判定；要求第四季度开展的，\
          须出现在10月至12月的活动中。该年的表格三栏都没有的，本规则不可评定。",
    parameters: &[("review.every", "频次"), ("review.in_fourth_quarter", "须在第四季度"), ("review.words", "字样")],
    section: Some(SectionKind::of::<ReviewTerms>("review", "民主评议党员（ACT004）")),
    example: "规定第四季度开展，而只在5月开展：时段写2017，记一条。",
};

impl Rule for Review {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let ReviewTerms(review) = params.get()?;
        let fourth = if review.in_fourth_quarter { "，在第四季度开展" } else { "" };
        Some(Terms::clause(format!("{}开展1次民主评议党员{fourth}", every_text(review.every)), &review.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(ReviewTerms(review)) = case.params.get() else { return };
        for span in case.spans(review.every, seen) {
            let Some(held) = found(case, span, &review.words, &[], seen) else { continue };
            if held.is_empty() {
                let wanted = format!("{}开展1次民主评议党员", every_text(review.every));
                seen.finds(none(case, span, "民主评议党员", &wanted, &review.words));
                continue;
            }
            let fourth = Span::Quarter(span.last().year(), 4);
            if !review.in_fourth_quarter || span.last() != fourth.last() || held.iter().any(|a| a.month.quarter() == 4) {
                continue;
            }
            let days = spoken::days(held.iter().map(|a| a.date), "、");
            let say = say!(
                "{}民主评议党员在{days}开展，不在规定的第四季度；", spoken::span(span);
                "请按规定时间组织开展，已在第四季度开展的请在记录中写明后重报。"
            );
            let draft = Draft::new(span, days, "第四季度开展1次民主评议党员", say);
            seen.finds(draft.at(content_place(case, &held)));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::profile::{Every, Occurrence, ReviewTerms};
    use crate::rules::fixtures::{Act, Town, occurrence};

    fn town(fourth: bool, held: &[&str]) -> Town {
        let mut town = Town::new("2017", "2018-01-15");
        town.params()
            .set(ReviewTerms(Occurrence { in_fourth_quarter: fourth, ..occurrence(Every::Year, &["民主评议党员", "民主评议"]) }));
        town.hold(Act::on("2017-01-05").theme("学习"));
        for day in held {
            town.hold(Act::on(day).theme("民主评议"));
        }
        town
    }

    #[test]
    fn a_year_without_review_is_told() {
        let said = town(false, &[]).judge();
        let found = said.of(Code::ACT004);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].month(), found[0].level()), ("2017".into(), Level::Error));
        assert_eq!(town(false, &["2017-05-05"]).judge().verdict(Code::ACT004), Verdict::Passed);
    }

    #[test]
    fn where_wanted_it_must_lie_in_the_fourth_quarter() {
        let said = town(true, &["2017-05-05"]).judge();
        let found = said.of(Code::ACT004);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].month(), found[0].observed(), found[0].cell()), ("2017".into(), "2017年5月5日", "台账.xlsx｜台账｜M3".into()));
        assert_eq!(town(true, &["2017-10-05"]).judge().count(Code::ACT004), 0);
    }

    #[test]
    fn a_half_year_is_no_year() {
        let mut half = Town::new("2017H2", "2018-01-15");
        half.params().set(ReviewTerms(occurrence(Every::Year, &["民主评议"])));
        half.hold(Act::on("2017-07-05").theme("学习"));
        assert_eq!(half.judge().verdict(Code::ACT004), Verdict::NotApplicable);
    }
}
