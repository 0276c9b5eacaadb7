//! ACT006: the constitution not read through in the year.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::finding::{Code, Level};
use crate::model::profile::{Clause, Every, Params};
use crate::model::section::{Section, SectionKind};
use crate::model::words::Words;
use crate::rules::case::Case;
use crate::rules::rule::{Rule, RuleDoc, Seen, Terms};

use super::occurrence::{found, none};

/// ACT006.
pub struct Charter;

/// What tells that the charter was read.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct CharterTerms {
    /// Words of which any one tells it.
    #[schemars(description = "认定用词", length(min = 1), inner(length(min = 1)))]
    pub words: Words,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Section for CharterTerms {}

static DOC: RuleDoc = RuleDoc {
    code: Code::ACT006,
    name: "未诵读党章",
    level: Level::Warning,
    what: "全年没有诵读党章全文。",
    why: "文件规定每年至少诵读一遍党章。",
    how: "在规定动作、活动主题、活动内容三栏中查找诵读党章的字样。只在统计期包含整年、该年已经结束、党支部在各月活动日均存在时判定。\
          该年的表格三栏都没有的，本规则不可评定。",
    parameters: &[("charter.words", "字样")],
    section: Some(SectionKind::of::<CharterTerms>("charter", "诵读党章全文（ACT006）")),
    example: "全年活动记录均未提到诵读党章：时段写2017，记一条。",
};

impl Rule for Charter {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        params.get::<CharterTerms>().map(|charter| Terms::clause("每年至少诵读1遍党章", &charter.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(charter) = case.params.get::<CharterTerms>() else { return };
        for year in case.spans(Every::Year, seen) {
            if found(case, year, &charter.words, &[], seen).is_some_and(|all| all.is_empty()) {
                seen.finds(none(case, year, "诵读党章", "每年至少诵读1遍党章", &charter.words));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CharterTerms;
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::rules::fixtures::{Act, Town};

    fn town(theme: &str) -> Town {
        let mut town = Town::new("2017", "2018-01-15");
        town.params().set(CharterTerms { words: vec!["诵读党章".into()].into(), clause: "三(一)3".into() });
        town.hold(Act::on("2017-05-05").theme(theme));
        town
    }

    #[test]
    fn a_year_without_it_is_told() {
        let said = town("学习").judge();
        let found = said.of(Code::ACT006);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].month(), found[0].level()), ("2017".into(), Level::Warning));
        assert_eq!(town("诵读党章").judge().verdict(Code::ACT006), Verdict::Passed);
    }

    #[test]
    fn before_the_end_of_the_year_nothing_is_said() {
        let mut early = town("学习");
        early.as_of("2017-12-31");
        assert_eq!(early.judge().count(Code::ACT006), 0);
    }
}
