//! ACT001: a required item is missing in its span.

use crate::model::finding::{Code, Level};
use crate::model::profile::{Clause, Item, Params};
use crate::model::section::SectionKind;
use crate::model::time::Span;
use crate::rules::case::Case;
use crate::rules::rule::{Rule, RuleDoc, Seen, Terms};
use crate::rules::words::list;

use super::occurrence::{every_text, found, none};

/// ACT001.
pub struct Items;

static DOC: RuleDoc = RuleDoc {
    code: Code::ACT001,
    name: "规定动作缺项",
    level: Level::Warning,
    what: "规定的活动内容在应开展的月、季、半年或年内没有开展。",
    why: "文件规定了每月或每季度、每半年、每年必须开展的内容。",
    how: "在规定动作、活动主题、活动内容三栏中查找该内容的字样（任一即可，忽略空格和换行；“未开展”之类写明没有做的不算，意思相同的字样照算）。设有人数要求的，只对党员达到该数的支部判定。每项内容、每个时段记一条。按月的，当月有活动且当月已结束才判定，\
          没有活动的月份只记缺报；按季、半年、年的，时段须在统计期内并已结束、支部在各月活动日均存在，整个时段没有活动的也记。\
          该时段的表格三栏都没有的，本规则不可评定。",
    parameters: &[("items", "各项内容的名称、频次（every）、字样（words）、不算的写法（not_words）、人数要求（min_members）")],
    section: Some(SectionKind::of::<Vec<Item>>("items", "规定动作（ACT001）")),
    example: "规定每月交纳党费，8月两次活动的记录均未提到：8月记一条。",
};

impl Rule for Items {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        if params.list::<Item>().is_empty() {
            return None;
        }
        let mut clauses: Vec<&Clause> = Vec::new();
        for item in params.list::<Item>().iter().filter(|i| !i.clause.is_empty()) {
            if !clauses.contains(&&item.clause) {
                clauses.push(&item.clause);
            }
        }
        let texts: Vec<String> = params.list::<Item>().iter().map(|i| format!("{}{}", every_text(i.every), i.name)).collect();
        Some(Terms::clause(list(&texts), &list(&clauses).into()))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        for item in case.params.list::<Item>() {
            for span in case.spans(item.every, seen) {
                if !is_asked(case, item, span, seen) {
                    continue;
                }
                if found(case, span, &item.words, &item.not_words, seen).is_some_and(|all| all.is_empty()) {
                    let wanted = format!("{}开展{}", every_text(item.every), item.name);
                    let draft = none(case, span, &format!("“{}”", item.name), &wanted, &item.words);
                    seen.finds(draft.item(&item.name).on(&item.clause));
                }
            }
        }
    }
}

/// Has the branch as many members as the item wants? By the roster, else by the largest number that was due; where neither says, nobody can tell.
fn is_asked(case: &Case<'_>, item: &Item, span: Span, seen: &mut Seen) -> bool {
    let Some(min) = item.min_members else { return true };
    let due = || case.within(span).iter().filter_map(|a| a.row.due.value()).max();
    let members = case.branch().members_on(span.last().last_day()).or_else(due);
    if members.is_none() {
        seen.lacks("党员人数不明，无法确定是否应设支委会等，花名册补填党员人数后可评估");
    }
    members.is_some_and(|n| n >= min)
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::profile::Every;
    use crate::model::record::Field;
    use crate::rules::fixtures::{Act, Town};

    fn town(period: &str) -> Town {
        let mut town = Town::new(period, "2018-01-15");
        town.item("交纳党费", Every::Month, &["交纳党费", "缴纳党费"]);
        town.item("三会一课", Every::Quarter, &["党员大会", "党课"]);
        town
    }

    #[test]
    fn one_finding_for_each_item_and_span() {
        let mut town = town("2017Q3");
        town.hold(Act::on("2017-07-05").theme("参观").content("缴纳\n党费"));
        town.hold(Act::on("2017-08-05").theme("学习"));
        let said = town.judge();
        let found: Vec<_> = said.of(Code::ACT001);
        assert_eq!(found.iter().map(|f| f.month()).collect::<Vec<_>>(), ["2017-08", "2017Q3"]);
        assert_eq!((found[0].cell(), found[0].level()), ("台账.xlsx｜台账｜M3".into(), Level::Warning));
        assert_eq!(found[0].basis(), "《意见》（某组〔2017〕1号）交纳党费条");
        assert_eq!(found[1].observed(), "2次活动均未体现“三会一课”");
        assert_eq!(said.verdict(Code::ACT001), Verdict::Failed);
    }

    #[test]
    fn the_words_may_stand_in_any_of_three_fields() {
        for act in [Act::on("2017-07-05").theme("交纳党费、党课"), Act::on("2017-07-05").actions("交纳党费").content("上党课")]
        {
            let mut town = town("2017Q3");
            town.hold(act);
            assert_eq!(town.judge().count(Code::ACT001), 0);
        }
    }

    #[test]
    fn where_nothing_was_held_only_the_missing_months_speak() {
        let mut town = town("2017Q3");
        let said = town.judge();
        assert_eq!((said.count(Code::ACT001), said.count(Code::SUB001)), (0, 3));
        assert!(matches!(said.verdict(Code::ACT001), Verdict::NotAssessable(_)));
        town.hold(Act::on("2017-07-05").theme("交纳党费"));
        assert_eq!(town.judge().of(Code::ACT001).iter().map(|f| f.month()).collect::<Vec<_>>(), ["2017Q3"]);
    }

    #[test]
    fn what_was_returned_may_be_what_the_quarter_lacks() {
        let mut town = town("2017Q3");
        town.hold(Act::on("2017-07-05").theme("交纳党费"));
        town.rejected_row("2017-08", 5);
        let said = town.judge();
        assert_eq!((said.count(Code::ACT001), said.count(Code::SUB001)), (0, 1));
    }

    #[test]
    fn part_of_a_quarter_and_an_unfinished_one_are_not_judged() {
        assert_eq!(town("2017-07..2017-08").judge().count(Code::ACT001), 0);
        let mut early = town("2017Q4");
        early.as_of("2017-12-31");
        assert_eq!(early.judge().count(Code::ACT001), 0);
        let mut young = town("2017Q3");
        young.branch().founded = Some("2017-07-06".parse().unwrap());
        assert_eq!(young.judge().count(Code::ACT001), 0);
    }

    #[test]
    fn without_the_three_headings_it_is_not_assessable() {
        let mut town = town("2017-07");
        town.drop_headings(&[Field::Theme, Field::Content, Field::SetActions]);
        town.hold(Act::on("2017-07-05").theme(""));
        assert!(matches!(town.judge().verdict(Code::ACT001), Verdict::NotAssessable(_)));
    }
}
