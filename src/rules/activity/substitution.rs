//! ACT005: a meeting, volunteering or professional training alone in place of the party day.

use std::borrow::Cow;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::corpus::Activity;
use crate::model::finding::{Code, Level};
use crate::model::profile::{Clause, Every, Item, Params};
use crate::model::section::{Section, SectionKind};
use crate::model::spoken;
use crate::model::time::{Month, Span};
use crate::model::words::{Words, without};
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};
use crate::rules::words::{folded, list, quoted};

use super::{content_place, legible};

/// ACT005.
pub struct Substitution;

/// Activities that may not stand for the month's own.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct SubstitutionTerms {
    /// Words of which any one tells it.
    #[schemars(description = "认定用词", length(min = 1), inner(length(min = 1)))]
    pub words: Words,
    /// The item that may not be all there is (a 学习日); told at level info. Its name.
    #[serde(default)]
    #[schemars(description = "当月只有这一项、没有其他内容的提示为“学习日”，写规定动作的名称；不写为不提示")]
    pub study: Option<Arc<str>>,
    /// Words of content besides it.
    #[serde(default)]
    #[schemars(description = "学习以外内容的用词，出现任何一个即不是“学习日”", inner(length(min = 1)))]
    pub others: Words,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Section for SubstitutionTerms {}

static DOC: RuleDoc = RuleDoc {
    code: Code::ACT005,
    name: "以其他活动代替",
    level: Level::Warning,
    what: "当月只有会议、志愿服务或业务培训之类的活动，没有规定的每月内容（交纳党费之类不算）。",
    why: "文件要求每次活动有规定的内容，不得以单一的会议、志愿服务或业务培训代替党日活动。",
    how: "当月各次活动的规定动作、活动主题、活动内容都没有出现文件规定的任何一项每月内容的字样，且每次活动都出现了代替性活动的字样，记一条。\
          只有学习的不算代替，文件要求不简化为学习日的，各项规定动作、活动主题和活动内容的每一句都只写学习（或交纳党费之类）的，另作提示（级别为提示，不扣分）；“业务学习”之类代替性活动的字样不当作其中所含的“学习”。文件没有规定每月内容的不适用；当月表格三栏都没有的，该月不可评定。当月结束后判定。",
    parameters: &[
        ("substitution.words", "代替性活动的字样"),
        ("substitution.study", "不得为当月唯一内容的规定动作"),
        ("substitution.others", "学习以外内容的用词"),
        ("items", "每月内容及其字样"),
    ],
    section: Some(SectionKind::of::<SubstitutionTerms>("substitution", "不得代替党日的活动（ACT005）")),
    example: "8月只开展一次“志愿服务清洁家园”，没有学习等规定内容：记一条。",
};

impl Rule for Substitution {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let substitution = params.get::<SubstitutionTerms>()?;
        contents(params).next()?;
        let words = list(&substitution.words);
        Some(Terms::clause(format!("不得以{words}代替当月规定内容"), &substitution.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(substitution) = case.params.get::<SubstitutionTerms>() else { return };
        if contents(case.params).next().is_none() {
            return;
        }
        for month in case.held(seen) {
            let activities: Vec<_> = case.activities(month).collect();
            if !legible(&activities, seen) {
                continue;
            }
            let texts: Vec<Cow<'_, str>> = activities.iter().map(|a| case.content(a)).collect();
            let alone = texts.iter().all(|t| substitution.words.are_in(t) && !holds_content(t, case.params, substitution));
            if !alone {
                if let Some(item) = study_alone(&texts, case.params, substitution) {
                    seen.finds(study_day(case, month.month, item, &activities));
                }
                continue;
            }
            let seen_words: Vec<&Arc<str>> =
                substitution.words.iter().filter(|w| texts.iter().any(|t| substitution.words.found_in(t).any(|f| f == *w))).collect();
            let themes: Vec<String> = activities.iter().map(|a| quoted(&a.row.theme, 30)).filter(|t| !t.is_empty()).collect();
            let observed = if themes.is_empty() { list(&seen_words) } else { list(&themes) };
            let span = Span::Month(month.month);
            let say = say!(
                "{}的活动只有{}，没有规定的每月内容，有以其他活动代替的情形；", spoken::span(span), list(&seen_words);
                "请核实活动内容，确有规定内容的请补写后重报，没有的应补上。"
            );
            let expected = format!("当月活动包含规定内容（{}）", list(&names(case.params)));
            let draft = Draft::new(span, observed, expected, say).about(activities.first().copied());
            seen.finds(draft.at(content_place(case, &activities)));
        }
    }
}

/// Does the text hold one of the monthly items that are activities? Words of a substitution that merely hold an item's word inside are not it (业务学习 is
/// not the 学习 that is asked for).
fn holds_content(text: &str, params: &Params, substitution: &SubstitutionTerms) -> bool {
    contents(params).any(|item| {
        let holders = substitution.words.iter().filter(|word| item.words.are_in(&folded(word)) && !item.words.contains(word));
        let not: Vec<Arc<str>> = holders.chain(&item.not_words).cloned().collect();
        item.words.are_in_without(text, &not)
    })
}

/// The item, if the month held it and nothing besides: no other item, no word of other content, and nothing told that does not speak of it. No list of
/// words knows all that a branch may do: a theme or a sentence about something else is something else.
fn study_alone<'a>(texts: &[Cow<'_, str>], params: &'a Params, asked: &SubstitutionTerms) -> Option<&'a Item> {
    let items = params.list::<Item>();
    let item = items.iter().find(|item| Some(&item.name) == asked.study.as_ref())?;
    let other = |text: &str| items.iter().any(|i| i.is_activity && i.name != item.name && i.words.are_in_without(text, &i.not_words));
    let alone = |text: &Cow<'_, str>| {
        let held = item.words.are_in_without(text, &item.not_words);
        held && !other(text) && !asked.others.are_in(text) && !asked.words.are_in(&without(text, &item.not_words))
    };
    let beside = |piece: &str| !items.iter().any(|i| (i.name == item.name || !i.is_activity) && i.words.are_in(piece));
    texts.iter().all(|text| alone(text) && !pieces(text).any(beside)).then_some(item)
}

/// What an activity's record tells, piece by piece: each of 规定动作, the theme, each sentence of the content.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let (actions, rest) = text.split_once('\n').unwrap_or(("", text));
    let listed = actions.split(['、', ',', '，', ';', '；', '。']);
    let told = listed.chain(rest.split(['\n', ';', '；', '。', '!', '！']));
    told.filter(|piece| piece.chars().any(char::is_alphanumeric))
}

fn study_day(case: &Case<'_>, month: Month, item: &Item, activities: &[&Activity]) -> Draft {
    let span = Span::Month(month);
    let say = say!(
        "{}的活动只有{}，没有其他内容，有简化为“学习日”的情形；", spoken::span(span), item.name;
        "请核实活动内容，确有其他内容的请补写后重报。"
    );
    let draft = Draft::new(span, format!("只有{}", item.name), "不简化为学习日", say).item("学习日").about(activities.first().copied());
    Draft { level: Some(Level::Info), ..draft.at(content_place(case, activities)) }
}

/// Monthly items that are activities.
fn contents(params: &Params) -> impl Iterator<Item = &Item> {
    params.list::<Item>().iter().filter(|i| i.every == Every::Month && i.is_activity)
}

fn names(params: &Params) -> Vec<Arc<str>> {
    contents(params).map(|i| i.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::SubstitutionTerms;
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::profile::{Every, Item};
    use crate::model::record::Field;
    use crate::model::words::Words;
    use crate::rules::fixtures::{Act, Town};

    fn town() -> Town {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.item("集中学习", Every::Month, &["学习"]);
        town.params().set(SubstitutionTerms {
            words: vec!["志愿服务".into(), "工作会议".into()].into(),
            study: None,
            others: Words::default(),
            clause: "三".into(),
        });
        town
    }

    #[test]
    fn professional_study_is_not_the_study_that_is_asked_for() {
        let mut town = town();
        town.params().set(SubstitutionTerms {
            words: vec!["业务学习".into(), "志愿服务".into()].into(),
            study: None,
            others: Words::default(),
            clause: "三".into(),
        });
        town.hold(Act::on("2017-07-05").theme("业务学习"));
        assert_eq!(town.judge().count(Code::ACT005), 1);
        town.hold(Act::on("2017-07-10").theme("业务学习；集中学习"));
        assert_eq!(town.judge().count(Code::ACT005), 0);
    }

    #[test]
    fn volunteering_alone_is_told() {
        let mut town = town();
        town.hold(Act::on("2017-07-05").theme("志愿服务进社区"));
        let said = town.judge();
        let found = said.of(Code::ACT005);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].observed(), found[0].level(), found[0].month()), ("志愿服务进社区", Level::Warning, "2017-07".into()));
        assert_eq!(found[0].cell(), "台账.xlsx｜台账｜M2");
    }

    #[test]
    fn with_a_monthly_item_or_another_activity_it_is_not_alone() {
        let mut with_item = town();
        with_item.hold(Act::on("2017-07-05").theme("志愿服务").content("会前集体学习"));
        assert_eq!(with_item.judge().verdict(Code::ACT005), Verdict::Passed);
        let mut beside = town();
        beside.hold(Act::on("2017-07-05").theme("志愿服务"));
        beside.hold(Act::on("2017-07-06").theme("参观纪念馆"));
        assert_eq!(beside.judge().count(Code::ACT005), 0);
        let mut study = town();
        study.hold(Act::on("2017-07-05").theme("学习"));
        assert_eq!(study.judge().count(Code::ACT005), 0);
    }

    #[test]
    fn study_with_nothing_else_is_told_and_what_speaks_of_something_else_is_not() {
        let told = |actions: &str, theme: &str, content: &str| {
            let mut town = town();
            town.params().edit::<SubstitutionTerms>().study = Some("集中学习".into());
            town.hold(Act::on("2017-07-05").actions(actions).theme(theme).content(content));
            let said = town.judge();
            said.of(Code::ACT005).iter().map(|f| f.level()).collect::<Vec<_>>()
        };
        assert_eq!(told("集中学习", "学习会议精神", "上午学习文件，下午继续学习。"), [Level::Info]);
        assert_eq!(told("", "学习会议精神", ""), [Level::Info]);
        // no list holds what was done, and it was something else
        assert!(told("集中学习", "清理河道", "").is_empty());
        assert!(told("集中学习", "学习会议精神", "学习文件。清理河道杂物。").is_empty());
        assert!(told("集中学习、清理河道", "学习会议精神", "").is_empty());
    }

    #[test]
    fn without_content_or_monthly_items_nothing_is_said() {
        let mut blind = town();
        blind.drop_headings(&[Field::Theme, Field::Content, Field::SetActions]);
        blind.hold(Act::on("2017-07-05").theme(""));
        assert!(matches!(blind.judge().verdict(Code::ACT005), Verdict::NotAssessable(_)));
        let mut free = town();
        free.params().clear::<Vec<Item>>();
        free.hold(Act::on("2017-07-05").theme("志愿服务"));
        assert_eq!(free.judge().verdict(Code::ACT005), Verdict::NotApplicable);
    }
}
