//! ACT010: fewer concentrated theme activities in the year than wanted of the jurisdiction and of each committee.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::corpus::Corpus;
use crate::model::finding::{Code, Level};
use crate::model::profile::{Clause, Params, Profile};
use crate::model::section::{Section, SectionKind, Tell};
use crate::model::spoken;
use crate::model::words::Words;
use crate::rules::case::{Case, Gathering, PENDING, asked};
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};
use crate::rules::words::{folded, has_any, in_quotes};

use super::NO_CONTENT;

/// ACT010.
pub struct Concentrated;

/// How often in the year, and what tells it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct ConcentratedTerms {
    /// Words of which any one tells it.
    #[schemars(description = "认定用词", length(min = 1), inner(length(min = 1)))]
    pub words: Words,
    /// Days.
    #[schemars(description = "全辖区一年最少组织几次", range(max = 366))]
    pub min_per_year: u32,
    /// Fewest in a year for each committee.
    #[schemars(description = "须自行组织的党委一年最少几次", range(max = 366))]
    pub min_per_committee: u32,
    /// Words in the names of committees that owe `min_per_committee`; without any none does.
    #[serde(default)]
    #[schemars(description = "须自行组织的党委名称所含用词，如“县委”“市直”；不写为没有这样的党委", inner(length(min = 1)))]
    pub committees: Vec<Arc<str>>,
    /// Words in names that hold one of the others and are no such committee all the same.
    #[serde(default)]
    #[schemars(description = "名称含有这些用词的党委除外，如“社区”", inner(length(min = 1)))]
    pub not_committees: Vec<Arc<str>>,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Section for ConcentratedTerms {
    fn check(&self, tell: &mut Tell) {
        if self.min_per_committee > 0 && self.committees.is_empty() {
            tell.at("committees", "设了党委的次数，应写明哪些党委须自行组织，如 committees = [\"县委\", \"市直\"]");
        }
    }
}

impl ConcentratedTerms {
    /// Does a committee of this name owe some of its own?
    pub fn binds(&self, committee: &str) -> bool {
        let name = folded(committee);
        has_any(&name, &self.committees) && !has_any(&name, &self.not_committees)
    }
}

static DOC: RuleDoc = RuleDoc {
    code: Code::ACT010,
    name: "集中活动不足",
    level: Level::Warning,
    what: "全年集中主题活动的次数少于规定：本地区统一组织的不足，或者某个党委自行组织的不足。",
    why: "文件规定每年由本地区和各党委分别组织一定次数的集中主题活动。",
    how: "在规定动作、活动主题、活动内容三栏中查找集中主题活动的字样，按活动日期计，同一天计一次。两个以上党委同日开展的，计为本地区统一组织的一次，\
          也计入参加的各党委；其余日期计入各该党委。辖内只有一个党委的，各次都计为本地区的。只有名称含有规定用词的党委（县市区委、直属党委等）须自行组织，乡镇街道没有这项要求。\
          只在统计期包含整年、该年已经结束时判定；文件年中施行的，次数按施行以后的月份折算，不足一次的舍去。党委须有全年存在的党支部。问题记在本地区或党委名下，不记在党支部名下；党支部的判定结果随所在党委和本地区。表格三栏都没有的，本规则不可评定；\
          没有党组织花名册的，无法确定党委，也不可评定。",
    parameters: &[
        ("concentrated.words", "集中主题活动的字样"),
        ("concentrated.min_per_year", "本地区全年最少次数"),
        ("concentrated.min_per_committee", "须自行组织的党委全年最少次数"),
        ("concentrated.committees", "须自行组织的党委名称所含用词"),
        ("concentrated.not_committees", "名称含有这些用词的除外"),
    ],
    section: Some(SectionKind::of::<ConcentratedTerms>("concentrated", "集中主题活动（ACT010）")),
    example: "规定全市2次、各县区委和直属党委2次；市直机关工委全年只在9月20日开展1次：市直机关工委记一条。",
};

impl Rule for Concentrated {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let terms = params.get::<ConcentratedTerms>()?;
        let mut parts = Vec::new();
        if terms.min_per_year > 0 {
            parts.push(format!("本地区每年不少于{}次", terms.min_per_year));
        }
        if terms.min_per_committee > 0 {
            parts.push(format!("{}自行组织不少于{}次", in_quotes(&terms.committees), terms.min_per_committee));
        }
        (!parts.is_empty()).then(|| Terms::clause(format!("集中主题活动{}", parts.join("，")), &terms.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(terms) = case.params.get::<ConcentratedTerms>() else { return };
        for owing in case.owing_years(seen) {
            let Some(year) = case.index.gatherings.iter().find(|g| g.year == owing.first.year()) else { continue };
            let Some(own) = year.committees.get(&case.branch().committee) else { continue };
            let min = year.owing.share(terms.min_per_committee) as usize;
            let short = own.legible && own.held.len() < min;
            if min == 0 {
            } else if short && !own.pending {
                seen.committee_fails();
            } else if short {
                seen.lacks(PENDING);
            } else if own.legible {
                seen.looks();
            } else {
                seen.lacks(NO_CONTENT);
            }
        }
    }

    fn sweep(&self, corpus: &Corpus, profile: &Profile) -> Vec<Draft> {
        let Some(terms) = asked(profile) else { return Vec::new() };
        let mut drafts = Vec::new();
        let words = terms.words.iter().map(|w| format!("“{w}”")).collect::<Vec<_>>().join("或");
        for year in Gathering::all(corpus, profile) {
            let (span, when) = (year.owing.span, year.owing.words());
            let whole = whole_of(&profile.name);
            let (held, min) = (year.shared.len(), year.owing.share(terms.min_per_year));
            if year.legible && !year.pending && held < min as usize {
                let days = if held == 0 { String::new() } else { format!("（{}）", spoken::days(year.shared.iter().copied(), "、")) };
                let say = say!(
                    "{when}{whole}统一组织的集中主题活动{held}次{days}，少于规定的{min}次（记录中出现{words}字样、两个以上党委同日开展的计一次）；";
                    "请核对各党委有无漏报，次数确实不足的应补足。"
                );
                drafts.push(Draft::new(span, format!("{whole}{held}次"), format!("{whole}{}不少于{min}次", year.owing.year_words()), say));
            }
            let min = year.owing.share(terms.min_per_committee);
            for (committee, own) in year.committees.iter().filter(|(_, own)| own.legible && !own.pending) {
                let held = own.held.len();
                if held >= min as usize {
                    continue;
                }
                let days = if held == 0 { String::new() } else { format!("（{}）", spoken::days(own.held.iter().copied(), "、")) };
                let say = say!(
                    "{when}{committee}组织的集中主题活动{held}次{days}，少于规定的{min}次；";
                    "请核对所属党支部有无漏报，开展过而记录中未出现{words}字样的请写明后重报，次数确实不足的应补足。"
                );
                let draft = Draft::new(span, format!("{held}次"), format!("党委自行组织不少于{min}次"), say);
                drafts.push(Draft { committee: Some(committee.clone()), ..draft });
            }
        }
        drafts
    }
}

/// `全市`, `全区`, `全县`; what it is called elsewhere.
fn whole_of(jurisdiction: &str) -> String {
    match jurisdiction.chars().last().filter(|c| "市区县州盟旗镇乡".contains(*c)) {
        Some(kind) => format!("全{kind}"),
        None => "本地区".to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::assessment::Verdict;
    use crate::model::finding::BranchIx;
    use crate::model::org::{BranchSpan, BranchType};
    use crate::model::record::Field;
    use crate::rules::fixtures::{Act, Town, words};

    /// Two committees with a branch each; the city wants one, each committee one besides.
    fn town() -> Town {
        let mut town = Town::new("2017", "2018-01-15");
        town.add_branch("002", "第二党支部", "乙镇党委");
        town.params().set(ConcentratedTerms {
            words: words(&["集中主题活动"]),
            min_per_year: 1,
            min_per_committee: 1,
            committees: words(&["镇党委"]).to_vec(),
            not_committees: Vec::new(),
            clause: "四.2".into(),
        });
        town
    }

    fn hold(town: &mut Town, branch: usize, day: &str) {
        town.hold_by(BranchIx(branch), Act::on(day).theme("集中 主题活动"));
    }

    /// Committee (empty: the jurisdiction) and what was seen.
    fn told(town: &mut Town) -> Vec<(String, String)> {
        town.judge().of(Code::ACT010).iter().map(|f| (f.committee().to_string(), f.observed().to_string())).collect()
    }

    fn pair(committee: &str, observed: &str) -> (String, String) {
        (committee.into(), observed.into())
    }

    #[test]
    fn a_day_of_two_committees_is_the_jurisdictions_and_counts_for_each() {
        let mut town = town();
        town.params().edit::<ConcentratedTerms>().min_per_committee = 2;
        for (branch, day) in [(0, "2017-05-20"), (1, "2017-05-20"), (0, "2017-09-20")] {
            hold(&mut town, branch, day);
        }
        let said = town.judge();
        let found = said.of(Code::ACT010);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].committee(), found[0].branch(), found[0].observed()), ("乙镇党委", "", "1次"));
        assert_eq!((found[0].month(), found[0].level(), found[0].cell()), ("2017".into(), Level::Warning, String::new()));
        assert!(found[0].message().contains("（2017年5月20日）"));
        let verdicts = &said.judgement.verdicts[&Code::ACT010];
        assert_eq!(verdicts.iter().collect::<Vec<_>>(), [Verdict::Passed, Verdict::Failed]);
    }

    #[test]
    fn townships_owe_nothing_and_years_are_asked_in_proportion() {
        let mut free = town();
        free.params().edit::<ConcentratedTerms>().committees = words(&["县委", "市直"]).to_vec();
        assert_eq!(told(&mut free), [pair("", "全市0次")]);
        assert_eq!(free.judge().verdict(Code::ACT010), Verdict::NotApplicable);
        let mut late = town();
        late.params().edit::<ConcentratedTerms>().min_per_year = 2;
        late.profile.in_force = "2017-06-20".parse().ok();
        // seven months of twelve: one of two, none of one
        assert_eq!(told(&mut late), [pair("", "全市0次")]);
        late.profile.in_force = "2017-08-20".parse().ok();
        assert!(told(&mut late).is_empty());
    }

    #[test]
    fn a_year_without_a_common_day_is_the_jurisdictions() {
        let mut town = town();
        hold(&mut town, 0, "2017-05-20");
        hold(&mut town, 1, "2017-05-21");
        assert_eq!(told(&mut town), [pair("", "全市0次")]);
        assert_eq!(town.judge().verdict(Code::ACT010), Verdict::Passed, "what the jurisdiction owes is no fault of those below it");
        town.profile.name = "某管委会".into();
        assert_eq!(told(&mut town), [pair("", "本地区0次")]);
    }

    #[test]
    fn numbers_are_reached_exactly_and_a_day_counts_once() {
        let mut town = town();
        town.params().edit::<ConcentratedTerms>().min_per_committee = 2;
        for day in ["2017-05-20", "2017-09-20", "2017-10-20"] {
            hold(&mut town, 0, day);
        }
        for day in ["2017-05-20", "2017-05-20"] {
            hold(&mut town, 1, day);
        }
        assert_eq!(told(&mut town), [pair("乙镇党委", "1次")]);
        hold(&mut town, 1, "2017-12-20");
        assert!(told(&mut town).is_empty());
    }

    #[test]
    fn without_any_activity_all_fall_short() {
        assert_eq!(told(&mut town()), [pair("", "全市0次"), pair("乙镇党委", "0次"), pair("甲镇党委", "0次")]);
    }

    #[test]
    fn a_single_committees_days_are_the_jurisdictions_too() {
        let run = |days: usize| {
            let mut town = Town::new("2017", "2018-01-15");
            town.params().set(self::town().params().get::<ConcentratedTerms>().unwrap().clone());
            (0..days).for_each(|n| hold(&mut town, 0, &format!("2017-0{}-20", n + 1)));
            told(&mut town)
        };
        assert_eq!(run(0), [pair("", "全市0次"), pair("甲镇党委", "0次")]);
        assert!(run(1).is_empty());
    }

    #[test]
    fn a_branch_that_moved_counts_for_the_committee_of_the_day() {
        let mut town = town();
        let span = |committee: &str, from: Option<&str>, to: Option<&str>| {
            let day = |text: Option<&str>| text.map(|t| t.parse().unwrap());
            BranchSpan { name: "第一党支部".into(), committee: committee.into(), members: None, from: day(from), to: day(to) }
        };
        town.branch().spans = vec![span("乙镇党委", None, Some("2017-06-30")), span("甲镇党委", Some("2017-07-01"), None)];
        for (branch, day) in [(0, "2017-03-20"), (0, "2017-09-20"), (1, "2017-09-20")] {
            hold(&mut town, branch, day);
        }
        // the day in March is 乙镇's, as that in September; only the other day is 甲镇's
        assert!(told(&mut town).is_empty());
        town.params().edit::<ConcentratedTerms>().min_per_committee = 2;
        assert_eq!(told(&mut town), [pair("甲镇党委", "1次")]);
    }

    #[test]
    fn committees_that_nothing_is_asked_of_or_that_came_late_are_left_out() {
        let mut young = town();
        young.corpus.branches[1].founded = "2017-02-01".parse().ok();
        assert_eq!(told(&mut young), [pair("", "全市0次"), pair("甲镇党委", "0次")]);
        assert_eq!(young.judge().judgement.verdicts[&Code::ACT010].of(BranchIx(1)), Verdict::NotApplicable);
        let mut organ = town();
        organ.corpus.branches[1].kind = BranchType::Organ;
        let mut silent = (*organ.profile.base).clone();
        silent.clear::<ConcentratedTerms>();
        organ.profile.by_type = vec![(vec![BranchType::Organ], Arc::new(silent))];
        assert_eq!(told(&mut organ), [pair("", "全市0次"), pair("甲镇党委", "0次")]);
    }

    #[test]
    fn without_headings_or_roster_it_is_not_assessable() {
        let mut blind = town();
        hold(&mut blind, 1, "2017-09-20");
        blind.drop_headings(&[Field::Theme, Field::Content, Field::SetActions]);
        blind.hold(Act::on("2017-05-20").theme(""));
        blind.params().edit::<ConcentratedTerms>().min_per_year = 0;
        let said = blind.judge();
        assert_eq!(said.count(Code::ACT010), 0);
        assert_eq!(
            said.judgement.verdicts[&Code::ACT010].iter().collect::<Vec<_>>(),
            [Verdict::NotAssessable(NO_CONTENT.into()), Verdict::Passed]
        );
        let mut nobody = town();
        nobody.corpus.has_roster = false;
        nobody.hold(Act::on("2017-05-20"));
        let said = nobody.judge();
        assert_eq!(said.count(Code::ACT010), 0);
        assert!(matches!(said.verdict(Code::ACT010), Verdict::NotAssessable(_)));
    }

    #[test]
    fn years_that_are_not_over_or_not_whole_are_not_judged() {
        let mut early = town();
        early.as_of("2017-12-31");
        assert!(told(&mut early).is_empty());
        assert_eq!(early.judge().verdict(Code::ACT010), Verdict::NotApplicable);
        let mut off = town();
        off.switch(Code::ACT010).off = true;
        assert!(told(&mut off).is_empty());
        let mut none = town();
        none.params().clear::<ConcentratedTerms>();
        assert!(told(&mut none).is_empty());
    }
}
