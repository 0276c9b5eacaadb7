//! ACT007: no lecture by the secretary in the year.

use chrono::{Datelike, NaiveDate};
use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::corpus::Activity;
use crate::model::finding::{Code, Level};
use crate::model::profile::{Clause, Every, Params};
use crate::model::record::Count;
use crate::model::section::{Section, SectionKind};
use crate::model::spoken;
use crate::model::time::Span;
use crate::model::words::Words;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};
use crate::rules::words::{folded, in_quotes};

use super::{NO_CONTENT, content_place, headed};

/// ACT007.
pub struct SecretaryLecture;

/// How often the secretary lectures, and what tells it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct SecretaryLectureTerms {
    /// Fewest.
    #[schemars(description = "书记全年最少讲党课几次", range(min = 1, max = 366))]
    pub min: u32,
    /// Words of which any one tells it.
    #[schemars(description = "党课的用词；主持人或内容中有书记姓名的，算书记所讲", length(min = 1), inner(length(min = 1)))]
    pub words: Words,
    /// Words that say by themselves that the secretary gave it.
    #[serde(default)]
    #[schemars(description = "本身即表明由书记所讲的用词", inner(length(min = 1)))]
    pub by_secretary: Words,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Section for SecretaryLectureTerms {}

static DOC: RuleDoc = RuleDoc {
    code: Code::ACT007,
    name: "书记未讲党课",
    level: Level::Warning,
    what: "全年的报送材料中，书记讲党课的次数少于规定次数。",
    why: "文件规定党支部书记每年至少讲一次党课，发挥带头作用。",
    how: "在规定动作、活动主题、活动内容三栏中查找。出现“书记讲党课”一类字样的活动计一次；出现党课字样，且主持人是花名册中的书记，或者三栏写有书记姓名的，也计一次。\
          领导干部参加情况中本支部书记的党课事项，按所填数量一并计入，与台账同一天的不重复计。只在统计期包含整年、该年已经结束、党支部在各月活动日均存在时判定。\
          花名册未填书记，又没有书记讲党课字样的，无法认定由谁主讲，本规则不可评定；该年的表格三栏都没有的，也不可评定。结果只供核实，不作为对个人的结论。",
    parameters: &[
        ("secretary_lecture.min", "书记全年讲党课的最少次数"),
        ("secretary_lecture.words", "党课的字样"),
        ("secretary_lecture.by_secretary", "直接说明由书记主讲的字样"),
    ],
    section: Some(SectionKind::of::<SecretaryLectureTerms>("secretary_lecture", "书记讲党课（ACT007）")),
    example: "花名册书记为张三，全年4次党课的主持人均为李四，记录中也没有张三的姓名：时段写2017，记一条，提示核实。",
};

/// Why nobody can say who gave the lectures.
const NO_SECRETARY: &str = "花名册未填书记，活动记录也没有写明由书记讲党课，补填后可评估";

impl Rule for SecretaryLecture {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let asked = params.get::<SecretaryLectureTerms>().filter(|a| a.min > 0)?;
        Some(Terms::clause(format!("书记每年至少讲{}次党课", asked.min), &asked.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(asked) = case.params.get::<SecretaryLectureTerms>() else { return };
        for span in case.spans(Every::Year, seen) {
            let activities = case.within(span);
            let year = Lectures::of(case, asked, span, &activities);
            if year.by_secretary >= asked.min {
                seen.looks();
            } else if !activities.is_empty() && !headed(&activities) {
                seen.lacks(NO_CONTENT);
            } else if year.unknown_who && (year.by_secretary == 0 || year.by_secretary + year.unattributed >= asked.min) {
                seen.lacks(NO_SECRETARY);
            } else {
                seen.finds(finding(case, asked, span, &year, &activities));
            }
        }
    }
}

/// The lectures of a year.
#[derive(Default)]
struct Lectures<'a> {
    by_secretary: u32,
    /// Lectures of which nobody says that the secretary gave them.
    unattributed: u32,
    /// The roster names no secretary.
    unknown_who: bool,
    others: Vec<&'a Activity>,
}

impl<'a> Lectures<'a> {
    fn of(case: &Case<'a>, asked: &SecretaryLectureTerms, span: Span, activities: &[&'a Activity]) -> Self {
        let names = names(&case.branch().secretary);
        let mut year = Lectures { unknown_who: names.is_empty(), ..Lectures::default() };
        let mut days: BTreeSet<NaiveDate> = BTreeSet::new();
        for activity in activities {
            let text = case.content(activity);
            if asked.by_secretary.are_in(&text) || (asked.words.are_in(&text) && is_by(activity, &text, &names)) {
                year.by_secretary += 1;
                days.insert(activity.date);
            } else if asked.words.are_in(&text) {
                year.unattributed += 1;
                year.others.push(*activity);
            }
        }
        for act in case.cadre_acts().map(|a| &a.row) {
            let theirs = names.contains(&folded(&act.name).into_owned()) && act.date.year() == span.first().year();
            if !theirs || act.date > case.corpus.as_of || !asked.words.are_in(&folded(&act.affair)) {
                continue;
            }
            let quantity = match act.quantity {
                Count::Given(n) => n,
                Count::Missing => 1,
                Count::Bad(_) | Count::Unread(..) => 0,
            };
            year.by_secretary = year.by_secretary.saturating_add(quantity.saturating_sub(u32::from(days.contains(&act.date))));
        }
        year
    }
}

/// Did one of these people preside, or is one named in the activity's content?
fn is_by(activity: &Activity, text: &str, names: &[String]) -> bool {
    let host = folded(&activity.row.host);
    let titled = ["书记", "支部书记", "党支部书记"].contains(&&*host);
    !names.is_empty() && (titled || names.iter().any(|name| text.contains(name.as_str()) || self::names(&host).contains(name)))
}

/// The persons that a cell names: what stands in brackets and the office before the name left out, at least two characters each.
fn names(text: &str) -> Vec<String> {
    let mut bare = String::new();
    let mut depth = 0u32;
    for c in folded(text).chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => bare.push(c),
            _ => (),
        }
    }
    bare.split(['、', ',', ';', '/']).map(person).filter(|name| name.chars().count() >= 2).collect()
}

/// A person without the label before it (`主持人：`) and the office before or after (`党支部书记张三`, `张三书记`).
fn person(part: &str) -> String {
    let part = part.rsplit(':').next().unwrap_or(part);
    let name = match part.rsplit_once("书记") {
        Some((_, after)) if after.chars().count() >= 2 => after,
        Some((before, _)) => before.trim_start_matches("党支部").trim_start_matches("支部"),
        None => part,
    };
    name.trim_end_matches("同志").to_string()
}

fn finding(case: &Case<'_>, asked: &SecretaryLectureTerms, span: Span, year: &Lectures<'_>, activities: &[&Activity]) -> Draft {
    let (when, number) = (spoken::span(span), year.by_secretary);
    let observed = match (activities.len(), number, year.others.len()) {
        (0, 0, _) => "无活动记录".to_string(),
        (_, _, 0) => format!("书记讲党课{number}次"),
        (_, _, others) => format!("书记讲党课{number}次，另有党课{others}次未写明由书记主讲"),
    };
    let say = say!(
        "提示核实：{when}的活动记录和领导干部参加情况中，书记讲党课{number}次，少于规定的{}次；", asked.min;
        "已讲的请在记录中写明主讲人（如{}）后重报，未讲的请安排补上。", asked.by_secretary.first().map_or_else(|| "“书记讲党课”".to_string(), |word| in_quotes(&[word]))
    );
    let place = if year.others.is_empty() { content_place(case, activities) } else { content_place(case, &year.others) };
    Draft::new(span, observed, format!("书记全年讲党课不少于{}次", asked.min), say).at(place)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::assessment::Verdict;
    use crate::model::finding::BranchIx;
    use crate::model::record::{Field, OrgHint};
    use crate::model::returns::{CadreAct, CadreRow};
    use crate::rules::fixtures::{Act, Town, words};

    fn town() -> Town {
        let mut town = Town::new("2017", "2018-01-15");
        town.params().set(SecretaryLectureTerms {
            min: 1,
            words: words(&["党课"]),
            by_secretary: words(&["书记讲党课"]),
            clause: "三(一)5".into(),
        });
        town.secretary("张 三");
        town.hold(Act::on("2017-03-05").theme("学习").host("张三"));
        town
    }

    fn with(act: Act) -> Town {
        let mut town = town();
        town.hold(act);
        town
    }

    fn cadre(town: &mut Town, name: &str, date: &str, affair: &str, quantity: Count) {
        let head = town.corpus.activities[0].row.head.clone();
        let (who, date) = (Arc::new(OrgHint::default()), date.parse().unwrap());
        let row = CadreRow { head, who, name: name.into(), rank: "".into(), date, affair: affair.into(), quantity, counterpart: "".into() };
        town.corpus.returns.cadres.push(CadreAct { branch: Some(BranchIx(0)), committee: "甲镇党委".into(), member: None, row });
    }

    #[test]
    fn a_year_in_which_others_lectured_is_told_and_nobody_accused() {
        let said = with(Act::on("2017-05-05").theme("上党课").host("李四")).judge();
        let found = said.of(Code::ACT007);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].month(), found[0].level(), found[0].member()), ("2017".into(), Level::Warning, ""));
        assert_eq!(found[0].observed(), "书记讲党课0次，另有党课1次未写明由书记主讲");
        assert_eq!(found[0].cell(), "台账.xlsx｜台账｜M3");
        assert!(found[0].message().starts_with("提示核实：2017年"));
    }

    #[test]
    fn host_name_or_words_say_that_it_was_the_secretary() {
        for act in [
            Act::on("2017-05-05").theme("党课").host("张　三"),
            Act::on("2017-05-05").theme("党课").host("党支部书记：张三（主讲）"),
            Act::on("2017-05-05").theme("党课").host("支部书记"),
            Act::on("2017-05-05").theme("党课").host("李四、张三"),
            Act::on("2017-05-05").content("张三同志上党\n课").host("李四"),
            Act::on("2017-05-05").actions("书记 讲党课"),
        ] {
            assert_eq!(with(act).judge().verdict(Code::ACT007), Verdict::Passed);
        }
        for act in [
            Act::on("2017-05-05").theme("党课").host("张三丰"),
            Act::on("2017-05-05").theme("学习").host("张三"),
            Act::on("2016-05-05").theme("书记讲党课"),
            Act::on("2017-05-05").theme("书记讲党课").out_of_time(),
        ] {
            assert_eq!(with(act).judge().count(Code::ACT007), 1);
        }
    }

    #[test]
    fn persons_are_told_from_labels_and_offices() {
        for (text, want) in [
            ("张　三", vec!["张三"]),
            ("党支部书记：张三（兼）、李四同志", vec!["张三", "李四"]),
            ("党总支书记张三;李四书记", vec!["张三", "李四"]),
            ("支部书记", vec![]),
            ("（空缺）", vec![]),
            ("张", vec![]),
        ] {
            assert_eq!(names(text), want, "{text}");
        }
    }

    #[test]
    fn an_activity_counts_for_the_year_in_which_its_month_lies() {
        assert_eq!(with(Act::on("2018-01-05").month("2017-12").theme("书记讲党课")).judge().verdict(Code::ACT007), Verdict::Passed);
        assert_eq!(with(Act::on("2017-01-05").month("2016-12").theme("书记讲党课")).judge().count(Code::ACT007), 1);
    }

    #[test]
    fn the_number_is_reached_exactly() {
        let twice = |n: usize| {
            let mut town = town();
            town.params().edit::<SecretaryLectureTerms>().min = 2;
            (0..n).for_each(|n| town.hold(Act::on(&format!("2017-0{}-05", n + 4)).theme("书记讲党课")));
            town.judge().count(Code::ACT007)
        };
        assert_eq!([0, 1, 2, 3].map(twice), [1, 1, 0, 0]);
    }

    #[test]
    fn the_cadres_table_counts_with_its_quantity_and_the_same_day_once() {
        let told = |name: &str, date: &str, affair: &str, quantity: Count| {
            let mut town = with(Act::on("2017-05-05").theme("书记讲党课"));
            town.params().edit::<SecretaryLectureTerms>().min = 2;
            cadre(&mut town, name, date, affair, quantity);
            town.judge().count(Code::ACT007)
        };
        assert_eq!(told("张三", "2017-06-05", "讲党课", Count::Missing), 0);
        assert_eq!(told("张三", "2017-05-05", "讲党课", Count::Given(1)), 1);
        assert_eq!(told("张三", "2017-05-05", "讲党课", Count::Given(2)), 0);
        assert_eq!(told("张三", "2017-06-05", "讲党课", Count::Bad("若干".into())), 1);
        assert_eq!(told("李四", "2017-06-05", "讲党课", Count::Missing), 1);
        assert_eq!(told("张三", "2017-06-05", "联系点走访", Count::Missing), 1);
        assert_eq!(told("张三", "2016-06-05", "讲党课", Count::Missing), 1);
    }

    #[test]
    fn without_a_secretary_in_the_roster_nobody_can_tell() {
        let mut town = with(Act::on("2017-05-05").theme("党课").host("李四"));
        town.secretary("");
        let Verdict::NotAssessable(reason) = town.judge().verdict(Code::ACT007) else { panic!() };
        assert!(reason.contains("花名册未填书记"));
        town.hold(Act::on("2017-06-05").theme("书记讲党课"));
        assert_eq!(town.judge().verdict(Code::ACT007), Verdict::Passed);
        town.params().edit::<SecretaryLectureTerms>().min = 2;
        assert!(matches!(town.judge().verdict(Code::ACT007), Verdict::NotAssessable(_)));
        town.params().edit::<SecretaryLectureTerms>().min = 3;
        assert_eq!(town.judge().verdict(Code::ACT007), Verdict::Failed);
    }

    #[test]
    fn without_headings_or_before_the_years_end_nothing_is_said() {
        let mut blind = Town::new("2017", "2018-01-15");
        blind.params().set(town().params().get::<SecretaryLectureTerms>().unwrap().clone());
        blind.secretary("张三");
        blind.drop_headings(&[Field::Theme, Field::Content, Field::SetActions]);
        blind.hold(Act::on("2017-05-05").theme(""));
        assert_eq!(blind.judge().verdict(Code::ACT007), Verdict::NotAssessable(NO_CONTENT.into()));
        let mut early = town();
        early.as_of("2017-12-31");
        assert_eq!(early.judge().verdict(Code::ACT007), Verdict::NotApplicable);
        let mut off = town();
        off.switch(Code::ACT007).off = true;
        assert_eq!(off.judge().count(Code::ACT007), 0);
        let mut silent = town();
        silent.params().clear::<SecretaryLectureTerms>();
        assert_eq!(silent.judge().verdict(Code::ACT007), Verdict::NotApplicable);
    }
}
