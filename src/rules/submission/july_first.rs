//! SUB005: no activity around 1 July, where the document wants a unified one.

use chrono::{Days, NaiveDate};

use crate::model::corpus::{Activity, Standing};
use crate::model::finding::{Code, Level};
use crate::model::profile::{JulyFirstTerms, Params};
use crate::model::section::SectionKind;
use crate::model::spoken;
use crate::model::time::{Month, Span};
use crate::rules::case::{Case, NO_ROSTER, PENDING};
use crate::rules::day::date_place;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};
use crate::rules::words::in_quotes;

/// SUB005.
pub struct JulyFirst;

static DOC: RuleDoc = RuleDoc {
    code: Code::SUB005,
    name: "七一活动未开展",
    level: Level::Error,
    what: "7月1日前后规定的天数以内没有开展“七一”活动。",
    why: "文件要求每年七一统一组织一次活动。",
    how: "看7月1日前后规定天数以内计入统计的活动，不论其所属月份，也不论是否在统计期以内。当月的活动日正在其内的，在活动日开展的活动须在规定动作、活动主题、活动内容中写明“七一”“建党”等用词才算；\
          在其他日子开展的，有即可。判定日晚于最后一天、党支部在7月1日存在时才判定；7月没有任何活动的，只记缺报。最后几天以前的月份没有报来台账、其内又没有活动的，不可评定。",
    parameters: &[
        ("july_first.before", "7月1日以前的天数"),
        ("july_first.after", "7月1日以后的天数"),
        ("july_first.words", "活动日正在其内时须出现的用词"),
    ],
    section: Some(SectionKind::of::<JulyFirstTerms>("july_first", "“七一”统一活动（SUB005）")),
    example: "规定前后各3天：6月28日至7月4日。支部7月只在7日活动：记一条。",
};

impl Rule for JulyFirst {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let asked = params.get::<JulyFirstTerms>()?;
        Some(Terms::clause(format!("每年7月1日前{}天、后{}天以内统一开展一次活动", asked.before, asked.after), &asked.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(asked) = case.params.get::<JulyFirstTerms>() else { return };
        for july in case.months().iter().filter(|m| m.month.month() == 7 && m.in_force) {
            let Some((first, from, to)) = window(asked, july.month) else { continue };
            if case.corpus.as_of <= to || !case.branch().exists_on(first) {
                continue;
            }
            let all = || case.corpus.activities_of(case.ix).iter().filter(|a| a.standing == Standing::Counts);
            let within = |a: &Activity| a.date <= to && a.row.until.unwrap_or(a.date) >= from;
            if all().any(|a| within(a) && serves(case, asked, a)) {
                seen.looks();
                continue;
            }
            let Some(shown) = case.activities(july).next() else { continue };
            if !case.corpus.has_roster && !all().any(|a| a.date < from) {
                seen.lacks(NO_ROSTER);
                continue;
            }
            if case.months().iter().any(|m| m.month == Month::of(from) && m.pending()) {
                seen.lacks(PENDING);
                continue;
            }
            // the days before July are in a ledger that nobody may have handed in for this period
            if Month::of(from) < july.month && !case.corpus.activities.iter().any(|a| a.month == Month::of(from)) {
                seen.lacks("没有报来上月的台账，7月1日以前的几天无法核对，补报后可评估");
                continue;
            }
            let (from, to) = (spoken::day(from), spoken::day(to));
            let days = spoken::days(case.activities(july).map(|a| a.date), "、");
            let say = say!(
                "七一前后（{from}至{to}）没有开展“七一”活动，当月活动日期为{days}；文件要求七一统一开展活动，";
                "请核实并说明情况；在活动日一并开展的，请在记录中写明{}等后重报。", in_quotes(&asked.words[..asked.words.len().min(2)])
            );
            let draft = Draft::new(Span::Month(july.month), days, format!("{from}至{to}至少1次“七一”活动"), say);
            seen.finds(draft.at(date_place(shown)));
        }
    }
}

/// 1 July, and the first and last day of the window around it.
fn window(asked: &JulyFirstTerms, july: Month) -> Option<(NaiveDate, NaiveDate, NaiveDate)> {
    let first = july.first_day();
    let from = first.checked_sub_days(Days::new(asked.before.into()))?;
    Some((first, from, first.checked_add_days(Days::new(asked.after.into()))?))
}

/// The regular party day serves only if it says what it is for; on any other day the day itself does.
fn serves(case: &Case<'_>, asked: &JulyFirstTerms, activity: &Activity) -> bool {
    let regular = case.days(Month::of(activity.date)).days.iter().any(|day| day.date == activity.date);
    !regular || case.speaks_of(activity, &asked.words)
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::org::OwnDay;
    use crate::model::profile::JulyFirstTerms;
    use crate::rules::fixtures::{Act, Town, words};

    fn town(as_of: &str) -> Town {
        let mut town = Town::new("2017Q3", as_of);
        let words = words(&["七一", "建党"]);
        town.params().set(JulyFirstTerms { before: 3, after: 3, words, clause: "二(一)3".into() });
        town
    }

    #[test]
    fn the_window_holds_its_first_and_last_day() {
        for (day, count) in [("2017-06-27", 1), ("2017-06-28", 0), ("2017-07-04", 0), ("2017-07-11", 1)] {
            let mut town = town("2017-10-15");
            town.hold(Act::on("2017-06-10"));
            town.hold(Act::on(day));
            town.hold(Act::on("2017-07-20"));
            assert_eq!(town.judge().count(Code::SUB005), count, "{day}");
        }
    }

    #[test]
    fn the_finding_shows_the_days_held() {
        let mut town = town("2017-07-21");
        town.hold(Act::on("2017-06-10"));
        town.hold(Act::on("2017-07-07"));
        town.hold(Act::on("2017-07-20"));
        let said = town.judge();
        let found = said.of(Code::SUB005);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].observed(), found[0].level(), found[0].month()),
            ("2017年7月7日、7月20日", Level::Error, "2017-07".to_string())
        );
        assert_eq!(found[0].cell(), "台账.xlsx｜台账｜B3");
    }

    #[test]
    fn the_regular_party_day_serves_only_if_it_says_what_it_is_for() {
        for (theme, count) in [("学习", 1), ("庆祝建党96周年", 0)] {
            let mut town = town("2017-10-15");
            town.branch().own_days = vec![OwnDay::DayOfMonth(3)];
            town.hold(Act::on("2017-06-10"));
            town.hold(Act::on("2017-07-03").theme(theme));
            assert_eq!(town.judge().count(Code::SUB005), count, "{theme}");
        }
    }

    #[test]
    fn without_a_ledger_of_june_nobody_knows() {
        let mut town = town("2017-10-15");
        town.hold(Act::on("2017-07-20"));
        assert!(matches!(town.judge().verdict(Code::SUB005), Verdict::NotAssessable(_)));
    }

    #[test]
    fn in_a_july_without_activity_only_the_missing_month_speaks() {
        let said = town("2017-10-15").judge();
        assert_eq!((said.count(Code::SUB005), said.count(Code::SUB001)), (0, 3));
    }

    #[test]
    fn before_the_week_is_over_or_the_branch_founded_nothing_is_said() {
        let mut early = town("2017-07-04");
        early.hold(Act::on("2017-06-20"));
        assert_eq!(early.judge().verdict(Code::SUB005), Verdict::NotApplicable);
        let mut young = town("2017-10-15");
        young.branch().founded = Some("2017-07-02".parse().unwrap());
        young.hold(Act::on("2017-07-07"));
        assert_eq!(young.judge().count(Code::SUB005), 0);
    }

    #[test]
    fn without_a_roster_the_branch_must_have_been_seen_before() {
        let mut town = town("2017-10-15");
        town.corpus.has_roster = false;
        town.hold(Act::on("2017-07-07"));
        assert!(matches!(town.judge().verdict(Code::SUB005), Verdict::NotAssessable(_)));
        town.hold(Act::on("2017-06-07"));
        assert_eq!(town.judge().count(Code::SUB005), 1);
    }
}
