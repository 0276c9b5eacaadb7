//! SUB005: no activity in the week of 1 July, where the document wants a unified one.

use chrono::{Datelike, Days, NaiveDate};

use crate::model::corpus::Standing;
use crate::model::finding::{Code, Level};
use crate::model::profile::{JulyFirstTerms, Params};
use crate::model::section::SectionKind;
use crate::model::time::{Month, Span};
use crate::rules::case::{Case, NO_ROSTER, PENDING};
use crate::rules::day::date_place;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};
use crate::rules::words::dates;

/// SUB005.
pub struct JulyFirst;

static DOC: RuleDoc = RuleDoc {
    code: Code::SUB005,
    name: "七一活动未开展",
    level: Level::Error,
    what: "7月1日所在的一周没有开展活动。",
    why: "文件要求每年七一统一组织一次活动。",
    how: "看7月1日所在的自然周（周一至周日），该周内有任何一次计入统计的活动即可，不论其所属月份。判定日晚于该周周日、党支部在7月1日存在时才判定；\
          7月没有任何活动的，只记缺报（SUB001）。",
    parameters: &[("july_first", "统一开展七一活动")],
    section: Some(SectionKind::of::<JulyFirstTerms>("july_first", "“七一”统一活动（SUB005）")),
    example: "2017年7月1日为周六，该周为6月26日至7月2日；支部7月只在7日活动：记一条。",
};

impl Rule for JulyFirst {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        params.get::<JulyFirstTerms>().map(|asked| Terms::clause("每年7月1日所在周统一开展一次活动", &asked.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        for july in case.months().iter().filter(|m| m.month.month() == 7) {
            let Some((first, monday, sunday)) = week(july.month) else { continue };
            if case.corpus.as_of <= sunday || !case.branch().exists_on(first) {
                continue;
            }
            let all = || case.corpus.activities_of(case.ix).iter().filter(|a| a.standing == Standing::Counts);
            let in_week = |day: NaiveDate| monday <= day && day <= sunday;
            if all().any(|a| in_week(a.date) || a.row.until.is_some_and(|until| a.date < monday && until >= monday)) {
                seen.looks();
                continue;
            }
            let Some(shown) = case.activities(july).next() else { continue };
            if !case.corpus.has_roster && !all().any(|a| a.date < monday) {
                seen.lacks(NO_ROSTER);
                continue;
            }
            if case.months().iter().any(|m| m.month == Month::of(monday) && m.pending()) {
                seen.lacks(PENDING);
                continue;
            }
            let days = dates(case.activities(july).map(|a| a.date));
            let say = say!(
                "七一所在周（{monday}至{sunday}）没有开展活动，当月活动日期为{days}；文件要求七一统一开展活动，";
                "请核实并说明情况。"
            );
            let draft = Draft::new(Span::Month(july.month), days, format!("{monday}至{sunday}至少1次活动"), say);
            seen.finds(draft.at(date_place(shown)));
        }
    }
}

/// 1 July, and Monday and Sunday of its week.
fn week(july: Month) -> Option<(NaiveDate, NaiveDate, NaiveDate)> {
    let first = july.first_day();
    let monday = first.checked_sub_days(Days::new(u64::from(first.weekday().num_days_from_monday())))?;
    Some((first, monday, monday.checked_add_days(Days::new(6))?))
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::profile::JulyFirstTerms;
    use crate::rules::fixtures::{Act, Town};

    fn town(as_of: &str) -> Town {
        let mut town = Town::new("2017Q3", as_of);
        town.params().set(JulyFirstTerms { clause: "二(一)3".into() });
        town
    }

    #[test]
    fn the_week_runs_from_monday_to_sunday() {
        for (day, count) in [("2017-06-25", 1), ("2017-06-26", 0), ("2017-07-02", 0), ("2017-07-03", 1)] {
            let mut town = town("2017-10-15");
            town.hold(Act::on(day));
            town.hold(Act::on("2017-07-20"));
            assert_eq!(town.judge().count(Code::SUB005), count, "{day}");
        }
    }

    #[test]
    fn the_finding_shows_the_days_held() {
        let mut town = town("2017-07-21");
        town.hold(Act::on("2017-07-07"));
        town.hold(Act::on("2017-07-20"));
        let said = town.judge();
        let found = said.of(Code::SUB005);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].observed(), found[0].level(), found[0].month()),
            ("2017-07-07、2017-07-20", Level::Error, "2017-07".to_string())
        );
        assert_eq!(found[0].cell(), "台账.xlsx｜台账｜B2");
    }

    #[test]
    fn in_a_july_without_activity_only_the_missing_month_speaks() {
        let said = town("2017-10-15").judge();
        assert_eq!((said.count(Code::SUB005), said.count(Code::SUB001)), (0, 3));
    }

    #[test]
    fn before_the_week_is_over_or_the_branch_founded_nothing_is_said() {
        let mut early = town("2017-07-02");
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
