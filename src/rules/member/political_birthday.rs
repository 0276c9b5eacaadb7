//! MEM006: no 政治生日 in the year.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::corpus::{Activity, BranchMonth};
use crate::model::finding::{Code, Level};
use crate::model::profile::{Clause, Params};
use crate::model::section::{Section, SectionKind};
use crate::model::spoken;
use crate::model::time::Span;
use crate::model::words::Words;
use crate::rules::activity::{content_place, headed, legible};
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};
use crate::rules::words::{in_quotes, list};

/// MEM006.
pub struct PoliticalBirthday;

/// When it is kept, and what tells it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct PoliticalBirthdayTerms {
    /// Words of which any one tells it.
    #[schemars(description = "认定用词", length(min = 1), inner(length(min = 1)))]
    pub words: Words,
    /// When it is kept.
    #[schemars(description = "year 每年集中一次；joining_month_and_july 党员入党的月份和7月")]
    pub when: BirthdayWhen,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

/// When a member's 政治生日 is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BirthdayWhen {
    /// Once a year, for all together.
    Year,
    /// In the month of joining and in July (七一).
    JoiningMonthAndJuly,
}

impl Section for PoliticalBirthdayTerms {}

static DOC: RuleDoc = RuleDoc {
    code: Code::MEM006,
    name: "未过政治生日",
    level: Level::Info,
    what: "全年没有为党员过政治生日，或者规定的月份没有过。",
    why: "文件要求为党员过政治生日，回顾入党经历，增强党员意识。",
    how: "在规定动作、活动主题、活动内容三栏中查找字样，每支部每年记一条。规定每年一次的，全年各次活动均未出现即记。规定入党月和七一的，看7月和党员花名册中有党员入党的月份\
          （不论年份，不晚于当月；免考勤的党员不计），当月有活动而未出现的，列出这些月份；全年均未出现的也记。党员花名册没有入党日期的，只看7月。\
          只在统计期包含整年、该年已经结束、党支部在各月活动日均存在时判定；文件年中施行的，当年不要求每年一次。该年的表格三栏都没有的，本规则不可评定。结果只供核实，不作为对党员的结论。",
    parameters: &[
        ("political_birthday.words", "政治生日的字样"),
        ("political_birthday.when", "每年一次（year），或者入党月和七一（joining_month_and_july）"),
    ],
    section: Some(SectionKind::of::<PoliticalBirthdayTerms>("political_birthday", "政治生日（MEM006）")),
    example: "规定入党月和七一：张三6月入党，6月、7月均有活动，只有7月提到政治生日：时段写2017，记一条，列出6月。",
};

impl Rule for PoliticalBirthday {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let asked = params.get::<PoliticalBirthdayTerms>()?;
        Some(Terms::clause(wanted(asked), &asked.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(asked) = case.params.get::<PoliticalBirthdayTerms>() else { return };
        for owing in case.owing_years(seen) {
            // once in the year: asked of whole years alone
            if asked.when == BirthdayWhen::Year && owing.share(1) == 0 {
                continue;
            }
            let Some(year) = case.answered(owing.span, seen) else { continue };
            let activities = case.within(year);
            if !legible(&activities, seen) {
                continue;
            }
            let shown = activities.iter().any(|a| case.speaks_of(a, &asked.words));
            let missed = match asked.when {
                BirthdayWhen::Year => Vec::new(),
                BirthdayWhen::JoiningMonthAndJuly => missed(case, asked, year),
            };
            if !shown || !missed.is_empty() {
                seen.finds(finding(case, asked, year, shown, &missed, &activities));
            }
        }
    }
}

/// The months of the year in which it should have been kept and was not, though something was held.
fn missed<'a>(case: &Case<'a>, asked: &PoliticalBirthdayTerms, year: Span) -> Vec<&'a BranchMonth> {
    let of_year = |m: &&BranchMonth| year.first() <= m.month && m.month <= year.last();
    let months = case.months().iter().filter(of_year);
    let due = months.filter(|m| m.month.month() == 7 || !case.joined_in(m.month).is_empty());
    due.filter(|m| {
        let activities: Vec<&Activity> = case.activities(m).collect();
        headed(&activities) && !activities.iter().any(|a| case.speaks_of(a, &asked.words))
    })
    .collect()
}

fn wanted(asked: &PoliticalBirthdayTerms) -> String {
    match asked.when {
        BirthdayWhen::Year => "每年为党员过1次政治生日".to_string(),
        BirthdayWhen::JoiningMonthAndJuly => "在党员入党月和七一过政治生日".to_string(),
    }
}

fn finding(
    case: &Case<'_>,
    asked: &PoliticalBirthdayTerms,
    year: Span,
    shown: bool,
    missed: &[&BranchMonth],
    activities: &[&Activity],
) -> Draft {
    let months = list(&missed.iter().map(|m| format!("{}月", m.month.month())).collect::<Vec<_>>());
    let observed = match (activities.len(), shown, missed.is_empty()) {
        (0, ..) => "无活动记录".to_string(),
        (_, false, true) => "全年未体现政治生日".to_string(),
        (_, false, false) => format!("全年未体现政治生日，其中{months}应过"),
        (_, true, _) => format!("{months}未体现政治生日"),
    };
    let when = if shown { format!("{months}的") } else { String::new() };
    let say = say!(
        "提示核实：{}{when}活动记录中未见政治生日（规定动作、活动主题、活动内容均未出现{}字样），文件要求{}；", spoken::span(year), in_quotes(&asked.words), wanted(asked);
        "已过的请在记录中写明后重报，未过的请安排补上。"
    );
    let places: Vec<&Activity> = missed.first().map_or_else(|| activities.to_vec(), |m| case.activities(m).collect());
    Draft::new(year, observed, wanted(asked), say).at(content_place(case, &places))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::assessment::Verdict;
    use crate::model::record::Field;
    use crate::rules::fixtures::{Act, Town, words};

    use BirthdayWhen::{JoiningMonthAndJuly, Year};

    fn town(when: BirthdayWhen) -> Town {
        let mut town = Town::new("2017", "2018-01-15");
        town.params().set(PoliticalBirthdayTerms { words: words(&["政治生日"]), when, clause: "二.1".into() });
        town
    }

    /// A town with an activity in each of these months; `true`: that shows the words.
    fn held(when: BirthdayWhen, months: &[(u32, bool)]) -> Town {
        let mut town = town(when);
        for (month, shows) in months {
            town.hold(Act::on(&format!("2017-{month:02}-05")).theme(if *shows { "集体 政治\n生日" } else { "学习" }));
        }
        town
    }

    fn observed(town: &mut Town) -> Vec<String> {
        town.judge().of(Code::MEM006).iter().map(|f| f.observed().to_string()).collect()
    }

    #[test]
    fn once_a_year_is_enough_where_so_wanted() {
        let said = held(Year, &[(5, false), (7, false)]).judge();
        let found = said.of(Code::MEM006);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].observed(), found[0].month(), found[0].level()), ("全年未体现政治生日", "2017".into(), Level::Info));
        assert_eq!((found[0].member(), found[0].cell()), ("", "台账.xlsx｜台账｜M2".into()));
        assert!(found[0].message().starts_with("提示核实：2017年活动记录"));
        assert_eq!(held(Year, &[(5, false), (7, true)]).judge().verdict(Code::MEM006), Verdict::Passed);
        assert!(observed(&mut held(Year, &[])).is_empty(), "where nothing was held the missing months speak");
    }

    #[test]
    fn july_and_joining_months_are_listed_in_one_finding() {
        let mut town = held(JoiningMonthAndJuly, &[(3, false), (6, false), (7, false), (9, true)]);
        town.member_joined("张三", "2003-06-30");
        town.member_joined("李四", "2010-09-01");
        town.member_joined("王五", "2017-12-31");
        town.member_joined("赵六", "2018-03-01");
        let said = town.judge();
        let found = said.of(Code::MEM006);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].observed(), found[0].cell()), ("6月、7月未体现政治生日", "台账.xlsx｜台账｜M3".into()));
        assert!(found[0].message().contains("2017年6月、7月的活动记录"));
    }

    #[test]
    fn exempt_members_months_without_activity_and_filed_months() {
        let mut town = held(JoiningMonthAndJuly, &[(6, false), (7, true)]);
        let member = town.member_joined("张三", "2003-06-30");
        town.member_joined("李四", "2003-05-30");
        assert_eq!(observed(&mut town), ["6月未体现政治生日"]);
        town.corpus.members[member].exempt = "流动".into();
        assert_eq!(town.judge().verdict(Code::MEM006), Verdict::Passed);
        town.corpus.members[member].exempt = "".into();
        town.hold(Act::on("2017-07-02").month("2017-06").content("政治生日"));
        assert_eq!(town.judge().verdict(Code::MEM006), Verdict::Passed);
    }

    #[test]
    fn without_joining_dates_july_and_the_year_are_judged() {
        assert_eq!(held(JoiningMonthAndJuly, &[(6, false), (7, true)]).judge().verdict(Code::MEM006), Verdict::Passed);
        assert_eq!(observed(&mut held(JoiningMonthAndJuly, &[(6, true), (7, false)])), ["7月未体现政治生日"]);
        assert_eq!(observed(&mut held(JoiningMonthAndJuly, &[(6, false)])), ["全年未体现政治生日"]);
        assert_eq!(observed(&mut held(JoiningMonthAndJuly, &[(7, false)])), ["全年未体现政治生日，其中7月应过"]);
        assert_eq!(held(JoiningMonthAndJuly, &[(6, true)]).judge().verdict(Code::MEM006), Verdict::Passed);
    }

    #[test]
    fn the_year_must_be_over_and_legible() {
        let mut early = held(Year, &[(5, false)]);
        early.as_of("2017-12-31");
        assert_eq!(early.judge().verdict(Code::MEM006), Verdict::NotApplicable);
        early.as_of("2018-01-01");
        assert_eq!(early.judge().count(Code::MEM006), 1);
        early.switch(Code::MEM006).off = true;
        assert_eq!(early.judge().count(Code::MEM006), 0);
        let mut blind = town(Year);
        blind.drop_headings(&[Field::Theme, Field::Content, Field::SetActions]);
        blind.hold(Act::on("2017-05-05").theme(""));
        assert!(matches!(blind.judge().verdict(Code::MEM006), Verdict::NotAssessable(_)));
        blind.params().clear::<PoliticalBirthdayTerms>();
        assert_eq!(blind.judge().verdict(Code::MEM006), Verdict::NotApplicable);
    }
}
