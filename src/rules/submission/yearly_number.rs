//! SUB003: fewer activities in the year than wanted.

use crate::model::finding::{Code, Level};
use crate::model::profile::{Params, Plan};
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};

/// SUB003.
pub struct YearlyNumber;

static DOC: RuleDoc = RuleDoc {
    code: Code::SUB003,
    name: "全年次数不足",
    level: Level::Error,
    what: "全年计入统计的活动次数少于规定次数。",
    why: "文件规定了每年活动的最低次数。",
    how: "只在统计期包含整年、该年已经结束、且党支部在该年每月活动日均存在时判定。次数为该年各月计入统计的活动之和；冲突中未被采用的记录、\
          日期晚于判定日或早于成立日期的记录不计。",
    parameters: &[("plan.min", "全年最少活动次数")],
    section: None,
    example: "规定全年12次，实际开展11次：记一条，时段写2017。",
};

impl Rule for YearlyNumber {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let plan = params.get::<Plan>().filter(|p| !p.planned_only)?;
        Some(Terms::clause(format!("全年不少于{}次", plan.min?), &plan.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(min) = case.params.get::<Plan>().and_then(|p| p.min) else { return };
        for owing in case.owing_years(seen) {
            let Some(year) = case.answered(owing.span, seen) else { continue };
            seen.looks();
            let (held, min) = (case.within(year).len(), owing.share(min));
            if held >= min as usize {
                continue;
            }
            let when = owing.words();
            let say = say!("{when}共开展活动{held}次，少于规定的{min}次；"; "请核对有无漏报，未开展的应说明原因并整改。");
            let draft = Draft::new(year, format!("{held}次"), format!("{}不少于{min}次", owing.year_words()), say);
            seen.finds(draft.at(case.branch().place.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::rules::fixtures::{Act, Town};

    fn town(months: u32) -> Town {
        let mut town = Town::new("2017", "2018-01-15");
        for month in 1..=months {
            town.hold(Act::on(&format!("2017-{month:02}-05")));
        }
        town
    }

    #[test]
    fn eleven_are_too_few_and_twelve_enough() {
        let said = town(11).judge();
        let found = said.of(Code::SUB003);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].month(), found[0].observed(), found[0].level()), ("2017".to_string(), "11次", Level::Error));
        assert_eq!(town(12).judge().verdict(Code::SUB003), Verdict::Passed);
    }

    #[test]
    fn only_whole_years_that_are_over_and_branches_that_stood_throughout() {
        let mut early = town(6);
        early.as_of("2017-12-31");
        assert_eq!(early.judge().verdict(Code::SUB003), Verdict::NotApplicable);
        let mut young = town(6);
        young.branch().founded = Some("2017-01-06".parse().unwrap());
        assert_eq!(young.judge().count(Code::SUB003), 0);
        let mut part = Town::new("2017-02..2017-12", "2018-01-15");
        part.hold(Act::on("2017-02-05"));
        assert_eq!(part.judge().count(Code::SUB003), 0);
    }

    #[test]
    fn without_a_roster_a_gap_is_not_assessable() {
        let mut town = town(11);
        town.corpus.has_roster = false;
        assert!(matches!(town.judge().verdict(Code::SUB003), Verdict::NotAssessable(_)));
    }
}
