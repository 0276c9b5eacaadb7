//! ACT011: joint and 主题党日+ activities, counted and never judged.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::corpus::Activity;
use crate::model::finding::{Code, Level};
use crate::model::profile::{Clause, Params};
use crate::model::section::{Section, SectionKind, Tell};
use crate::model::spoken;
use crate::model::words::Words;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};
use crate::rules::words::{CONTENT_FIELDS, list};

use super::legible;

/// ACT011.
pub struct Modes;

/// Most days that a finding spells out.
const DAYS: usize = 6;

/// A form of activity that is counted, never judged.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Mode {
    /// What it is called.
    #[schemars(description = "名称", length(min = 1))]
    pub name: Arc<str>,
    /// Words of which any one tells it.
    #[schemars(description = "认定用词", length(min = 1), inner(length(min = 1)))]
    pub words: Words,
    /// Words that mean something else though they hold one of the others.
    #[serde(default)]
    #[schemars(description = "含有认定用词而不算的写法，如“与困难户结对”不算“结对”", inner(length(min = 1)))]
    pub not_words: Vec<Arc<str>>,
    /// A row that names several branches is of this kind whatever it says.
    #[serde(default)]
    #[schemars(description = "一行写明几个党支部的是否都算，不写为 false")]
    pub joint: bool,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Mode {
    /// Is the activity with this content (`rules::content`) one of this form? Statistics ask the same.
    pub fn is_told_by(&self, activity: &Activity, content: &str) -> bool {
        self.joint && activity.is_joint() || self.words.are_in_without(content, &self.not_words)
    }
}

impl Section for Vec<Mode> {
    fn check(&self, tell: &mut Tell) {
        tell.twice(self.iter().map(|mode| &mode.name), "活动形式", |n| format!("{n}.name"));
    }
}

static DOC: RuleDoc = RuleDoc {
    code: Code::ACT011,
    name: "联建与特色活动",
    level: Level::Info,
    what: "统计联建共建、主题党日+等特色形式的活动次数，不是问题。",
    why: "文件倡导联建共建和富有特色的活动形式，通报时须有次数。",
    how: "在规定动作、活动主题、活动内容三栏中查找各种形式的字样，每次活动每种形式计一次，一次活动可以计入几种形式。每支部每种形式在统计期内有一次以上的记一条，\
          写明次数，位置指向第一次。时段为统计期所在的月、季、半年或年；统计期不是这些的，写起始月份所在的年。只作统计，不扣分，不影响评优。表格三栏都没有的，本规则不可评定。",
    parameters: &[("modes", "各种形式的名称（name）、字样（words）、不算的写法（not_words）、合填一行的是否都算（joint）")],
    section: Some(SectionKind::of::<Vec<Mode>>("modes", "只作统计的活动形式（ACT011）")),
    example: "第三季度有2次活动写明与社区联建共建：时段写2017Q3，记“2次”。",
};

impl Rule for Modes {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        if params.list::<Mode>().is_empty() {
            return None;
        }
        let mut clauses: Vec<&Clause> = Vec::new();
        for mode in params.list::<Mode>().iter().filter(|m| !m.clause.is_empty()) {
            if !clauses.contains(&&mode.clause) {
                clauses.push(&mode.clause);
            }
        }
        let names: Vec<_> = params.list::<Mode>().iter().map(|m| &m.name).collect();
        Some(Terms::clause(format!("统计{}的次数，不扣分", list(&names)), &list(&clauses).into()))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let activities = case.counting(seen);
        if activities.is_empty() || !legible(&activities, seen) {
            return;
        }
        let period = case.corpus.period;
        for mode in case.params.list::<Mode>() {
            let shown: Vec<&Activity> = activities.iter().copied().filter(|a| mode.is_told_by(a, &case.content(a))).collect();
            let Some(first) = shown.first() else { continue };
            let days: Vec<_> = shown.iter().map(|a| a.date).collect();
            let more = if days.len() > DAYS { "等" } else { "" };
            let say = say!(
                "统计期内开展{}{}次（{}{more}）；只作统计，不扣分，", mode.name, shown.len(), spoken::days(days.into_iter().take(DAYS), "、");
                "请核对次数是否属实。"
            );
            let draft = Draft::new(period.named_span(), format!("{}次", shown.len()), format!("{}：只作统计", mode.name), say);
            seen.finds(draft.item(&mode.name).on(&mode.clause).at(first.row.head.place_of_first(&CONTENT_FIELDS)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::assessment::Verdict;
    use crate::model::record::Field;
    use crate::rules::fixtures::{Act, Town, words};

    fn town(period: &str) -> Town {
        let mut town = Town::new(period, "2018-10-15");
        let mode = |name: &str, all: &[&str], clause: &str| Mode {
            name: name.into(),
            words: words(all),
            not_words: Vec::new(),
            joint: false,
            clause: clause.into(),
        };
        town.params().set(vec![mode("联建共建", &["共建", "结对"], "三"), mode("主题党日+微党课", &["主题党日+微党课", "微党课"], "二")]);
        town
    }

    #[test]
    fn each_mode_is_counted_over_the_period() {
        let mut town = town("2017Q3");
        town.hold(Act::on("2017-07-05").theme("学习"));
        town.hold(Act::on("2017-08-05").theme("结 对共建").content("主题党日＋微党课"));
        town.hold(Act::on("2017-09-05").content("与社区共建"));
        town.hold(Act::on("2017-10-05").theme("共建"));
        let said = town.judge();
        let found = said.of(Code::ACT011);
        let seen: Vec<_> = found.iter().map(|f| (f.expected(), f.observed(), f.month(), f.cell())).collect();
        let cell = |row: u32| format!("台账.xlsx｜台账｜M{row}");
        assert_eq!(
            seen,
            [("联建共建：只作统计", "2次", "2017Q3".into(), cell(3)), ("主题党日+微党课：只作统计", "1次", "2017Q3".into(), cell(3))]
        );
        assert_eq!((found[0].level(), found[0].basis()), (Level::Info, "《意见》（某组〔2017〕1号）三"));
        assert!(found[0].message().contains("2017年8月5日、9月5日"));
    }

    #[test]
    fn the_span_is_the_periods_or_its_first_year() {
        for (period, span) in [
            ("2017-07", "2017-07"),
            ("2017Q3", "2017Q3"),
            ("2017H2", "2017H2"),
            ("2017", "2017"),
            ("2017-07..2017-08", "2017"),
            ("2016-12..2017-07", "2016"),
        ] {
            let mut town = town(period);
            town.hold(Act::on("2017-08-01").month("2017-07").theme("共建"));
            assert_eq!(town.judge().of(Code::ACT011)[0].month(), span, "{period}");
        }
    }

    #[test]
    fn many_days_are_cut() {
        let mut town = town("2017");
        (1..=7).for_each(|n| town.hold(Act::on(&format!("2017-0{n}-05")).theme("共建")));
        let said = town.judge();
        let found = said.of(Code::ACT011);
        assert_eq!(found[0].observed(), "7次");
        assert!(found[0].message().contains("6月5日等）"));
    }

    #[test]
    fn none_passes_and_no_heading_is_not_assessable() {
        let mut none = town("2017-07");
        none.hold(Act::on("2017-07-05").theme("学习"));
        assert_eq!(none.judge().verdict(Code::ACT011), Verdict::Passed);
        let mut blind = town("2017-07");
        blind.drop_headings(&[Field::Theme, Field::Content, Field::SetActions]);
        blind.hold(Act::on("2017-07-05").theme(""));
        assert!(matches!(blind.judge().verdict(Code::ACT011), Verdict::NotAssessable(_)));
        assert!(matches!(town("2017-07").judge().verdict(Code::ACT011), Verdict::NotAssessable(_)));
        let mut off = town("2017-07");
        off.hold(Act::on("2017-07-05").theme("共建"));
        off.switch(Code::ACT011).off = true;
        assert_eq!(off.judge().count(Code::ACT011), 0);
    }
}
