//! ACT009: no theme, or one that is in neither guidance nor plan.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::corpus::Activity;
use crate::model::finding::{Code, Level};
use crate::model::profile::{Clause, Params};
use crate::model::record::Field;
use crate::model::section::{Section, SectionKind, Tell};
use crate::model::spoken;
use crate::model::time::{Month, Span};
use crate::model::words::Words;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};
use crate::rules::words::{at_most, folded, is_bare, list, quoted};

/// ACT009.
pub struct Themes;

/// Which themes will do.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct ThemesTerms {
    /// Themes with the words that tell them.
    #[serde(default)]
    #[schemars(description = "各月指导性主题的用词，月份写作 \"2017-01\"", extend("propertyNames" = {"format": "month"}))]
    pub guidance: BTreeMap<Month, Words>,
    /// Themes that will do in any month.
    #[serde(default)]
    #[schemars(description = "各月均可的主题用词", inner(length(min = 1)))]
    pub any_month: Words,
    /// A theme that the branch's own plan names will do.
    #[schemars(description = "与本支部年度计划中该月的主题一致的，是否也算合乎安排")]
    pub own_by_plan: bool,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Section for ThemesTerms {
    fn check(&self, tell: &mut Tell) {
        for (month, _) in self.guidance.iter().filter(|(_, words)| words.is_empty() || words.iter().any(|w| w.is_empty())) {
            tell.at(format!("guidance.{month}"), format!("{}的指导性主题应逐条写明用词，不能为空", spoken::month(*month)));
        }
    }
}

static DOC: RuleDoc = RuleDoc {
    code: Code::ACT009,
    name: "主题不合安排",
    level: Level::Info,
    what: "当月活动没有填写主题，或者主题既不在当月指导性主题、常设主题之内，也不在本支部年度活动计划之内。",
    why: "文件要求每月活动有明确的主题，按上级指导性主题或者本支部计划安排。",
    how: "把当月各次活动合起来看。各次活动的活动主题均空白的，记“未填主题”。有一次活动的规定动作、活动主题、活动内容出现当月指导性主题或常设主题的字样即为相符；\
          允许自定主题的，活动主题与本支部年度活动计划当月的主题相同或互相包含也为相符（忽略空格，两个字以上）。都不相符的记一条。既没有当月指导性主题和常设主题，\
          本支部计划也没有该月的，只判定是否填写主题，主题是否合乎安排不可评定。表格没有活动主题栏的，该月不可评定。当月有活动且已结束才判定。本规则只作提示。",
    parameters: &[
        ("themes.guidance", "各月指导性主题的字样"),
        ("themes.any_month", "任何月份均可的主题字样"),
        ("themes.own_by_plan", "允许按本支部年度活动计划自定主题"),
    ],
    section: Some(SectionKind::of::<ThemesTerms>("themes", "活动主题（ACT009）")),
    example: "7月指导性主题为“党性教育”，本支部计划7月为“走访慰问”，当月活动主题为“环境整治”：2017-07记一条。",
};

/// Most themes that a finding spells out.
const THEMES: usize = 8;

/// Why a theme cannot be found blank.
const NO_THEME: &str = "报送的表格没有活动主题栏，补填活动主题后可评估";
/// Why a theme cannot be compared.
const NOTHING_TO_COMPARE: &str = "该月没有指导性主题，无法核对主题，下发指导性主题后可评估";
/// The same, where the branch may choose.
const NO_PLAN: &str = "该月没有指导性主题，也未提供年度活动计划，无法核对主题，报送计划后可评估";
/// The same, where the branch's plan leaves the month out.
const NOT_PLANNED: &str = "该月没有指导性主题，年度活动计划也没有该月的主题，无法核对主题，补报计划后可评估";

impl Rule for Themes {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let asked = params.get::<ThemesTerms>()?;
        let mut will_do = Vec::new();
        if !asked.guidance.is_empty() {
            will_do.push("当月指导性主题".to_string());
        }
        if !asked.any_month.is_empty() {
            will_do.push(format!("常设主题（{}）", list(&asked.any_month)));
        }
        if asked.own_by_plan {
            will_do.push("本支部年度活动计划".to_string());
        }
        let text =
            if will_do.is_empty() { "每月填写活动主题".to_string() } else { format!("每月主题符合{}", will_do.join("或")) };
        Some(Terms::clause(text, &asked.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(asked) = case.params.get::<ThemesTerms>() else { return };
        for month in case.held(seen) {
            let activities: Vec<&Activity> = case.activities(month).collect();
            let headed: Vec<&Activity> = activities.iter().copied().filter(|a| a.row.head.table.has(Field::Theme)).collect();
            let Some(first) = headed.first() else {
                seen.lacks(NO_THEME);
                continue;
            };
            let span = Span::Month(month.month);
            if headed.iter().all(|a| is_bare(&a.row.theme)) {
                let say = say!("{}的活动未填写活动主题，文件要求每次活动有明确的主题；", spoken::span(span); "请补填后重报。");
                seen.finds(Draft::new(span, "未填主题", "填写活动主题", say).about(*first).at(first.row.head.place(Field::Theme)));
                continue;
            }
            match Wanted::of(case, asked, month.month) {
                Err(reason) => seen.lacks(reason),
                Ok(wanted) if wanted.fits(case, &activities) => seen.looks(),
                Ok(wanted) => seen.finds(wanted.missed(span, &headed, asked.own_by_plan)),
            }
        }
    }
}

/// The themes that will do in a month.
struct Wanted<'a> {
    /// Guidance of the month.
    guidance: Option<&'a Words>,
    /// What will do in any month.
    any_month: &'a Words,
    /// Themes of the branch's own plan, as written.
    planned: Vec<Arc<str>>,
}

impl<'a> Wanted<'a> {
    fn of(case: &Case<'_>, asked: &'a ThemesTerms, month: Month) -> Result<Self, &'static str> {
        let (guidance, any_month) = (asked.guidance.get(&month).filter(|words| !words.is_empty()), &asked.any_month);
        let mut planned: Vec<Arc<str>> = Vec::new();
        if asked.own_by_plan {
            planned.extend(case.plans().filter(|p| p.row.month == month && !is_bare(&p.row.theme)).map(|p| p.row.theme.clone()));
        }
        match (guidance.is_none() && any_month.is_empty() && planned.is_empty(), asked.own_by_plan) {
            (false, _) => Ok(Wanted { guidance, any_month, planned }),
            (true, false) => Err(NOTHING_TO_COMPARE),
            (true, true) if case.plans().next().is_some() => Err(NOT_PLANNED),
            (true, true) => Err(NO_PLAN),
        }
    }

    fn fits(&self, case: &Case<'_>, activities: &[&Activity]) -> bool {
        let guided = |a: &Activity| self.guidance.is_some_and(|words| case.speaks_of(a, words)) || case.speaks_of(a, self.any_month);
        activities.iter().any(|a| guided(a) || self.planned.iter().any(|theme| alike(theme, &a.row.theme)))
    }

    /// The finding that no activity fits.
    fn missed(&self, span: Span, headed: &[&Activity], own_by_plan: bool) -> Draft {
        let themes: Vec<String> = headed.iter().filter(|a| !is_bare(&a.row.theme)).map(|a| quoted(&a.row.theme, 30)).collect();
        let mut wanted: Vec<String> =
            self.guidance.into_iter().flat_map(|words| words.iter()).chain(self.any_month.iter()).map(|w| quoted(w, 30)).collect();
        wanted.extend(self.planned.iter().map(|t| format!("计划：{}", quoted(t, 30))));
        let advice = match (own_by_plan, self.planned.is_empty()) {
            (true, true) => "属自定主题的请列入年度活动计划并报送",
            (true, false) => "计划有调整的请报送调整后的计划",
            (false, _) => "请按指导性主题安排",
        };
        let first = headed.iter().copied().find(|a| !is_bare(&a.row.theme));
        let say = say!(
            "{}的活动主题（{}）不在当月可选主题之内；", spoken::span(span), list(&themes);
            "主题填写有误的请更正后重报，{advice}。"
        );
        let draft = Draft::new(span, list(&themes), format!("当月可选主题：{}", at_most(THEMES, &wanted, "项")), say);
        draft.about(first).at(first.map(|a| a.row.head.place(Field::Theme)))
    }
}

/// Are two themes the same, or does one hold the other? One-character themes hold nothing.
fn alike(planned: &str, held: &str) -> bool {
    let (planned, held) = (folded(planned), folded(held));
    let long_enough = |text: &str| text.chars().count() >= 2;
    long_enough(&planned) && long_enough(&held) && (held.contains(&*planned) || planned.contains(&*held))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::assessment::Verdict;
    use crate::model::record::OrgHint;
    use crate::model::returns::{PlanRow, Planned};
    use crate::rules::fixtures::{Act, Town, words};

    fn town(guidance: &[&str], any_month: &[&str], own_by_plan: bool) -> Town {
        let mut town = Town::new("2017-07..2017-08", "2017-10-15");
        let guidance = if guidance.is_empty() { Default::default() } else { [("2017-07".parse().unwrap(), words(guidance))].into() };
        town.params().set(ThemesTerms { guidance, any_month: words(any_month), own_by_plan, clause: "主题表".into() });
        town
    }

    fn plan(town: &mut Town, month: &str, theme: &str) {
        let head = town.corpus.activities[0].row.head.clone();
        let who = Arc::new(OrgHint::default());
        let month = month.parse().unwrap();
        let row = PlanRow { head, who, month, planned: None, theme: theme.into(), filed: None, announced: None, focus: "".into() };
        town.corpus.returns.plans.push(Planned { branch: town.ix(), row });
    }

    fn reason(town: &mut Town) -> String {
        match town.judge().verdict(Code::ACT009) {
            Verdict::NotAssessable(reason) => reason.to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_theme_in_neither_guidance_nor_plan_is_told() {
        let mut town = town(&["党性教育"], &["志愿服务"], true);
        town.hold(Act::on("2017-07-05").theme("环境 整治"));
        plan(&mut town, "2017-07", "走访慰问");
        let said = town.judge();
        let found = said.of(Code::ACT009);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].observed(), found[0].level(), found[0].month()), ("环境整治", Level::Info, "2017-07".into()));
        assert_eq!(found[0].expected(), "当月可选主题：党性教育、志愿服务、计划：走访慰问");
        assert_eq!(found[0].cell(), "台账.xlsx｜台账｜D2");
    }

    #[test]
    fn guidance_any_month_or_plan_will_do_in_one_of_the_activities() {
        for act in [
            Act::on("2017-07-06").theme("开展党性\n教育"),
            Act::on("2017-07-06").theme("座谈").content("党性教育"),
            Act::on("2017-07-06").theme("志愿服务进社区"),
            Act::on("2017-07-06").theme("走访慰问"),
            Act::on("2017-07-06").theme("走访 慰问困难党员"),
            Act::on("2017-07-06").theme("走访"),
        ] {
            let mut town = town(&["党性教育"], &["志愿服务"], true);
            town.hold(Act::on("2017-07-05").theme("环境整治"));
            plan(&mut town, "2017-07", "走访慰问");
            town.hold(act);
            assert_eq!(town.judge().verdict(Code::ACT009), Verdict::Passed);
        }
    }

    #[test]
    fn a_plan_counts_only_where_it_may_and_in_its_month() {
        let told = |own: bool, month: &str, theme: &str| {
            let mut town = town(&["党性教育"], &[], own);
            town.hold(Act::on("2017-07-05").theme("走访慰问"));
            plan(&mut town, month, theme);
            town.judge().count(Code::ACT009)
        };
        assert_eq!(told(true, "2017-07", "走访慰问"), 0);
        assert_eq!(told(false, "2017-07", "走访慰问"), 1);
        assert_eq!(told(true, "2017-08", "走访慰问"), 1);
        assert_eq!(told(true, "2017-07", "走"), 1);
        assert_eq!(told(true, "2017-07", ""), 1);
    }

    #[test]
    fn full_width_signs_are_half_width_ones() {
        let mut town = town(&["主题党日+微党课"], &[], false);
        town.hold(Act::on("2017-07-05").theme("主题党日＋微党课"));
        assert_eq!(town.judge().verdict(Code::ACT009), Verdict::Passed);
    }

    #[test]
    fn a_blank_theme_is_told_even_where_nothing_can_be_compared() {
        for (text, told) in [("", 1), ("　", 1), ("——", 1), ("无主题", 0)] {
            let mut town = town(&[], &[], true);
            town.hold(Act::on("2017-07-05").theme(text).content("党性教育"));
            town.hold(Act::on("2017-07-06").theme(""));
            let said = town.judge();
            assert_eq!(said.count(Code::ACT009), told, "{text}");
            if told == 1 {
                assert_eq!(
                    (said.of(Code::ACT009)[0].observed(), said.of(Code::ACT009)[0].cell()),
                    ("未填主题", "台账.xlsx｜台账｜D2".into())
                );
            }
        }
    }

    #[test]
    fn what_would_make_it_assessable_is_told() {
        let mut own = town(&[], &[], true);
        own.hold(Act::on("2017-07-05").theme("学习"));
        assert_eq!(reason(&mut own), NO_PLAN);
        plan(&mut own, "2017-08", "学习");
        assert_eq!(reason(&mut own), NOT_PLANNED);
        let mut guided = town(&["党性教育"], &[], false);
        guided.hold(Act::on("2017-08-05").theme("学习"));
        assert_eq!(reason(&mut guided), NOTHING_TO_COMPARE);
        let mut blind = town(&["党性教育"], &[], false);
        blind.drop_headings(&[Field::Theme]);
        blind.hold(Act::on("2017-07-05").theme("").content("党性教育"));
        assert_eq!(reason(&mut blind), NO_THEME);
    }

    #[test]
    fn it_goes_by_the_month_filed_and_waits_for_its_end() {
        let mut town = town(&["党性教育"], &[], false);
        town.hold(Act::on("2017-08-01").month("2017-07").theme("学习"));
        assert_eq!(town.judge().of(Code::ACT009)[0].month(), "2017-07");
        town.as_of("2017-07-31");
        assert_eq!(town.judge().verdict(Code::ACT009), Verdict::NotApplicable);
        town.as_of("2017-10-15");
        town.switch(Code::ACT009).off = true;
        assert_eq!(town.judge().count(Code::ACT009), 0);
    }
}
