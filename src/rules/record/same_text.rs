//! REC003: the same long text in the record of another branch or month. A lead to look into, never a deduction.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::corpus::{Activity, ActivityIx};
use crate::model::finding::{Code, Level};
use crate::model::profile::{Clause, Params};
use crate::model::record::Field;
use crate::model::section::{Section, SectionKind};
use crate::model::spoken;
use crate::model::time::Span;
use crate::rules::case::{Case, letters};
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};

/// REC003.
pub struct SameText;

/// Which texts are worth comparing.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct SameTextTerms {
    /// Fewest characters, without blanks and punctuation.
    #[schemars(description = "至少多少字的活动内容才比对（不计空格和标点）", range(min = 20, max = 100000))]
    pub min_chars: u32,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Section for SameTextTerms {}

static DOC: RuleDoc = RuleDoc {
    code: Code::REC003,
    name: "文字雷同",
    level: Level::Info,
    what: "活动内容的文字与其他党支部，或者本支部其他月份的记录完全相同。",
    why: "活动记录应当如实反映本支部当月的活动，成段雷同的文字值得核实是否照抄照搬。",
    how: "比较统计期内各次活动的活动内容，全角换半角、去掉空格和标点后达到规定字数的才比较，逐字相同即为雷同。雷同的记录按日期、支部编号、所在位置排序，\
          第一处不记，其后每个支部每月记一条，写明第一处的支部、月份和位置。同一支部同一月份之内的不算。只作线索，不扣分，不作为结论。\
          表格没有活动内容栏的，本规则不可评定。",
    parameters: &[("same_text.min_chars", "参与比较的最少字数（不含空格和标点）")],
    section: Some(SectionKind::of::<SameTextTerms>("same_text", "雷同文字的比对（REC003），只作线索")),
    example: "甲支部7月与乙支部8月的活动内容均为同一段120字的文字：乙支部2017-08记一条，写明与甲支部7月的记录相同。",
};

/// Why texts cannot be compared.
const NO_TEXT: &str = "报送的表格没有活动内容栏，补填活动内容后可评估";

impl Rule for SameText {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let asked = params.get::<SameTextTerms>()?;
        Some(Terms::clause(format!("活动内容{}字以上雷同的列为线索", asked.min_chars), &asked.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(asked) = case.params.get::<SameTextTerms>() else { return };
        let activities = case.counting(seen);
        if !activities.is_empty() {
            let headed = activities.iter().any(|a| a.row.head.table.has(Field::Content));
            if headed { seen.looks() } else { seen.lacks(NO_TEXT) }
        }
        let mut text = String::new();
        for at in case.months().iter().flat_map(|m| &m.activities) {
            let Some(original) = case.index.copies.original(*at) else { continue };
            let copy = case.corpus.activity(*at);
            let count = letters(&copy.row.content.text(), &mut text);
            if count >= asked.min_chars as usize {
                seen.finds(lead(case, copy, original, count));
            }
        }
    }
}

/// The lead that one record repeats another.
fn lead(case: &Case<'_>, copy: &Activity, original: ActivityIx, count: usize) -> Draft {
    let first = case.corpus.activity(original);
    let month = spoken::span(Span::Month(first.month));
    let whose = if first.branch == case.ix {
        format!("本支部{month}")
    } else {
        let branch = case.corpus.branch(first.branch);
        format!("{}{}{month}", branch.committee, branch.name)
    };
    let say = say!(
        "线索，提示核实：{}的活动内容与{whose}的记录（{}）逐字相同，不计空格和标点共{count}字；", spoken::day(copy.date), first.row.head.place(Field::Content);
        "请核对是否如实记录，属统一印发材料的请注明，照搬照抄的请据实重写。"
    );
    let draft = Draft::new(Span::Month(copy.month), format!("与{whose}的记录相同"), "据实记录本支部当月活动", say);
    draft.about(copy).at(copy.row.head.place(Field::Content))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::assessment::Verdict;
    use crate::model::finding::BranchIx;
    use crate::model::org::BranchType;
    use crate::rules::fixtures::{Act, Town};

    const TEXT: &str = "全体党员集中学习，交流心得";

    /// Three branches; texts of ten letters and more.
    fn town() -> Town {
        let mut town = Town::new("2017Q3", "2017-10-15");
        town.add_branch("002", "第二党支部", "甲镇党委");
        town.add_branch("003", "第三党支部", "乙镇党委");
        town.params().set(SameTextTerms { min_chars: 10, clause: "本单位自定".into() });
        town
    }

    fn hold(town: &mut Town, branch: usize, day: &str, text: &str) {
        town.hold_by(BranchIx(branch), Act::on(day).content(text));
    }

    /// Branch, month, cell and what was seen.
    fn told(town: &mut Town) -> Vec<String> {
        let said = town.judge();
        said.of(Code::REC003).iter().map(|f| format!("{} {} {} {}", f.branch(), f.month(), f.cell(), f.observed())).collect()
    }

    #[test]
    fn every_record_but_the_first_points_at_the_first() {
        let mut town = town();
        hold(&mut town, 2, "2017-09-05", TEXT);
        hold(&mut town, 1, "2017-08-05", " 全体党员 集中学习\n交流心得。");
        hold(&mut town, 0, "2017-07-05", TEXT);
        assert_eq!(
            told(&mut town),
            [
                "第三党支部 2017-09 台账.xlsx｜台账｜L2 与甲镇党委第一党支部2017年7月的记录相同",
                "第二党支部 2017-08 台账.xlsx｜台账｜L3 与甲镇党委第一党支部2017年7月的记录相同",
            ]
        );
        let said = town.judge();
        let found = said.of(Code::REC003);
        assert_eq!((found[0].level(), found[0].basis()), (Level::Info, "本单位自定"));
        assert!(found[0].message().contains("（台账.xlsx｜台账｜L4）逐字相同，不计空格和标点共12字"), "{}", found[0].message());
        assert_eq!(said.verdict(Code::REC003), Verdict::Passed);
    }

    #[test]
    fn one_month_of_one_branch_is_told_once_and_never_against_itself() {
        let mut town = town();
        for day in ["2017-07-05", "2017-07-06"] {
            hold(&mut town, 0, day, TEXT);
        }
        assert!(told(&mut town).is_empty());
        for day in ["2017-08-05", "2017-08-06"] {
            hold(&mut town, 0, day, TEXT);
        }
        assert_eq!(told(&mut town), ["第一党支部 2017-08 台账.xlsx｜台账｜L4 与本支部2017年7月的记录相同"]);
    }

    #[test]
    fn on_one_day_the_branchs_number_decides_which_is_the_first() {
        let mut town = town();
        town.corpus.branches[2].id = "000".into();
        for branch in 0..3 {
            hold(&mut town, branch, "2017-07-05", TEXT);
        }
        let said = told(&mut town);
        assert_eq!(said.len(), 2);
        assert!(said.iter().all(|line| line.ends_with("与乙镇党委第三党支部2017年7月的记录相同")), "{said:?}");
    }

    #[test]
    fn length_is_counted_without_blanks_and_punctuation() {
        for (text, count) in [("一二三四五六七八九十", 1), ("一二三四五，六七 八九。。", 0), ("２０１７年７月５日学习", 1)]
        {
            let mut town = town();
            hold(&mut town, 0, "2017-07-05", text);
            hold(&mut town, 1, "2017-08-05", &crate::model::text::half_width(text));
            assert_eq!(told(&mut town).len(), count, "{text}");
        }
    }

    #[test]
    fn texts_that_differ_in_a_letter_are_two() {
        let mut town = town();
        hold(&mut town, 0, "2017-07-05", TEXT);
        hold(&mut town, 1, "2017-07-05", "全体党员集中学习，交流体会");
        assert!(told(&mut town).is_empty());
    }

    #[test]
    fn what_does_not_count_or_lies_outside_the_period_is_not_compared() {
        let mut town = town();
        hold(&mut town, 0, "2017-06-05", TEXT);
        hold(&mut town, 1, "2017-07-05", TEXT);
        town.hold_by(BranchIx(2), Act::on("2017-08-05").content(TEXT).out_of_time());
        assert!(told(&mut town).is_empty());
        town.hold(Act::on("2017-06-30").month("2017-07").content(TEXT));
        assert_eq!(told(&mut town), ["第二党支部 2017-07 台账.xlsx｜台账｜L3 与甲镇党委第一党支部2017年7月的记录相同"]);
    }

    #[test]
    fn types_are_asked_by_their_own_length() {
        let mut town = town();
        town.corpus.branches[1].kind = BranchType::Organ;
        let mut organ = (*town.profile.base).clone();
        organ.set(SameTextTerms { min_chars: 13, clause: "".into() });
        town.profile.by_type = vec![(vec![BranchType::Organ], Arc::new(organ))];
        for branch in 0..3 {
            hold(&mut town, branch, &format!("2017-0{}-05", branch + 7), TEXT);
        }
        assert_eq!(told(&mut town).len(), 1);
        assert!(told(&mut town)[0].starts_with("第三党支部"));
    }

    #[test]
    fn without_the_heading_it_is_not_assessable() {
        let mut blind = town();
        blind.drop_headings(&[Field::Content]);
        hold(&mut blind, 0, "2017-07-05", "");
        assert_eq!(blind.judge().verdict(Code::REC003), Verdict::NotAssessable(NO_TEXT.into()));
        let mut off = town();
        hold(&mut off, 0, "2017-07-05", TEXT);
        hold(&mut off, 1, "2017-07-05", TEXT);
        assert_eq!(told(&mut off).len(), 1);
        off.switch(Code::REC003).off = true;
        assert!(told(&mut off).is_empty());
        off.switch(Code::REC003).off = false;
        off.params().clear::<SameTextTerms>();
        assert_eq!(off.judge().verdict(Code::REC003), Verdict::NotApplicable);
    }
}
