//! Dates of plans and meetings as ten documents set them.

use chrono::NaiveDate;

use crate::model::assessment::Verdict;
use crate::model::finding::{BranchIx, Code, Level};
use crate::model::kind::YearDay;
use crate::model::profile::{Plan, PlanException};
use crate::model::record::Field;
use crate::model::time::{Month, Span};
use crate::rules::fixtures::{Town, without};
use crate::rules::plan::filed_late::Mobilisation;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Plans every year by 25 March, and somebody handed in a register.
fn town(period: &str, as_of: &str) -> Town {
    let mut town = Town::new(period, as_of);
    town.params().edit::<Plan>().due = Some(YearDay(3, 25));
    town.handed_in("filing");
    town
}

fn exception(town: &mut Town, from: &str, due: &str) {
    let from: Month = from.parse().unwrap();
    town.params().edit::<Plan>().exceptions.push(PlanException { from, due: day(due) });
}

#[test]
fn the_deadline_itself_is_in_time() {
    for (date, count) in [("2016-03-25", 0), ("2016-03-26", 1)] {
        let mut town = town("2016", "2016-06-01");
        town.filed("2016年度计划", Span::Year(2016), date);
        let said = town.judge();
        assert_eq!(said.count(Code::PLN002), count, "{date}");
        if let [found] = &said.of(Code::PLN002)[..] {
            assert_eq!((found.committee(), found.branch(), found.month()), ("甲镇党委", "", "2016".to_string()));
            assert_eq!((found.observed(), found.expected()), ("2016年3月26日报备", "不晚于2016年3月25日报备"));
            assert_eq!((found.cell(), found.level()), ("登记.xlsx｜登记｜F2".into(), Level::Warning));
            assert_eq!(found.message(), "2016年年度活动计划于2016年3月26日报备，比规定的2016年3月25日晚1天；请说明原因，今后按期报备。");
        }
    }
}

#[test]
fn it_speaks_from_the_day_after_the_deadline_without_waiting_for_the_years_end() {
    let mut town = town("2016", "2016-03-25");
    assert_eq!(town.judge().verdict(Code::PLN002), Verdict::NotApplicable);
    town.as_of("2016-03-26");
    let said = town.judge();
    assert_eq!(said.of(Code::PLN002).iter().map(|f| f.observed()).collect::<Vec<_>>(), ["未见报备"]);
    assert_eq!(said.verdict(Code::PLN002), Verdict::Failed);
    let mut part = self::town("2016-01..2016-11", "2017-03-01");
    assert_eq!(part.judge().verdict(Code::PLN002), Verdict::NotApplicable);
}

#[test]
fn the_first_filing_counts_and_one_by_a_branch_will_do() {
    let mut town = town("2016", "2016-06-01");
    town.filed("年度计划（修订）", Span::Year(2016), "2016-05-01");
    town.filed("年度计划", Span::Year(2016), "2016-03-20").branch = Some(BranchIx(0));
    assert_eq!(town.judge().verdict(Code::PLN002), Verdict::Passed);
    let mut other = self::town("2016", "2016-06-01");
    other.filed("年度计划", Span::Year(2015), "2015-03-20");
    other.filed("季度总结", Span::Year(2016), "2016-03-20");
    other.filed("年度计划", Span::Year(2016), "2016-03-20").committee = "乙镇党委".into();
    assert_eq!(other.judge().of(Code::PLN002)[0].observed(), "未见报备");
}

#[test]
fn an_exception_from_july_replaces_the_years_date() {
    for (period, span, date, count) in [
        ("2017H2", Span::Half(2017, 2), "2017-07-31", 0),
        ("2017H2", Span::Half(2017, 2), "2017-08-01", 1),
        ("2017", Span::Year(2017), "2017-07-31", 0),
        ("2017", Span::Year(2017), "2017-08-01", 1),
        ("2017", Span::Half(2017, 1), "2017-03-01", 1),
    ] {
        let mut town = town(period, "2017-08-31");
        exception(&mut town, "2017-07", "2017-07-31");
        town.filed("年度计划", span, date);
        let said = town.judge();
        assert_eq!(said.count(Code::PLN002), count, "{period} {date}");
        assert!(said.of(Code::PLN002).iter().all(|f| f.month() == "2017H2" && f.expected() == "不晚于2017年7月31日报备"));
    }
    let mut half = town("2017H1", "2017-08-31");
    exception(&mut half, "2017-07", "2017-07-31");
    assert_eq!(half.judge().verdict(Code::PLN002), Verdict::NotApplicable);
}

#[test]
fn the_plan_of_a_year_may_be_due_before_it_begins() {
    for (date, count) in [("2016-12-30", 0), ("2016-12-31", 1)] {
        let mut town = town("2017", "2017-02-01");
        town.params().edit::<Plan>().due = None;
        exception(&mut town, "2017-01", "2016-12-30");
        town.filed("年度计划", Span::Year(2017), date);
        let said = town.judge();
        assert_eq!(said.count(Code::PLN002), count, "{date}");
        assert!(said.of(Code::PLN002).iter().all(|f| f.month() == "2017"));
        let mut next = self::town("2018", "2018-06-01");
        next.params().edit::<Plan>().due = None;
        exception(&mut next, "2017-01", "2016-12-30");
        assert_eq!(next.judge().verdict(Code::PLN002), Verdict::NotApplicable, "no date is set for other years");
    }
}

#[test]
fn a_branchs_own_plan_shows_when_it_was_filed() {
    let mut town = town("2016", "2016-06-01");
    town.filed("年度计划", Span::Year(2016), "2016-03-20");
    town.plan("2016-01").row.filed = Some(day("2016-04-02"));
    town.plan("2016-02").row.filed = Some(day("2016-04-01"));
    town.plan("2016-03");
    let said = town.judge();
    let found = said.of(Code::PLN002);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].branch(), found[0].observed(), found[0].cell()), ("第一党支部", "2016年4月1日报备", "计划.xlsx｜计划｜E3".into()));
    assert_eq!(said.verdict(Code::PLN002), Verdict::Failed);
    town.plan("2016-04").row.filed = Some(day("2016-03-25"));
    assert_eq!(town.judge().verdict(Code::PLN002), Verdict::Passed);
}

#[test]
fn without_a_register_the_plan_alone_is_judged_and_without_either_nothing() {
    let mut town = town("2016", "2016-06-01");
    town.corpus.returns.seen.clear();
    assert_eq!(town.judge().verdict(Code::PLN002), Verdict::NotAssessable("未提供报送登记，报送后可评估".into()));
    without(&mut town.plan("2016-01").row.head, Field::Filed);
    assert!(matches!(town.judge().verdict(Code::PLN002), Verdict::NotAssessable(_)));
    town.plan("2016-02").row.filed = Some(day("2016-03-25"));
    assert_eq!(town.judge().verdict(Code::PLN002), Verdict::Passed);
    assert_eq!(town.judge().count(Code::PLN002), 0);
}

#[test]
fn without_a_roster_committees_are_not_judged() {
    let mut town = town("2016", "2016-06-01");
    town.corpus.has_roster = false;
    let said = town.judge();
    assert_eq!(said.count(Code::PLN002), 0);
    assert!(matches!(said.verdict(Code::PLN002), Verdict::NotAssessable(_)));
}

#[test]
fn a_committee_without_branches_on_the_day_owes_nothing() {
    let mut town = town("2016", "2016-06-01");
    town.branch().founded = Some(day("2016-03-26"));
    assert_eq!(town.judge().verdict(Code::PLN002), Verdict::NotApplicable);
    town.branch().founded = Some(day("2016-03-25"));
    assert_eq!(town.judge().count(Code::PLN002), 1);
}

#[test]
fn the_meeting_has_a_date_words_and_a_clause_of_its_own() {
    for (date, count) in [("2017-01-20", 0), ("2017-01-21", 1)] {
        let mut town = Town::new("2017", "2017-02-01");
        town.params().set(Mobilisation { due: day("2017-01-20"), words: vec!["动员".into()].into(), clause: "四.2".into() });
        town.filed("动员部署会", Span::Year(2017), date);
        let said = town.judge();
        let found = said.of(Code::PLN002);
        assert_eq!(found.len(), count, "{date}");
        if let [found] = &found[..] {
            assert_eq!((found.committee(), found.month(), found.basis()), ("甲镇党委", "2017".into(), "《意见》（某组〔2017〕1号）四.2"));
            assert!(found.message().starts_with("2017年动员大会于2017年1月21日召开，比规定的2017年1月20日晚1天"), "{}", found.message());
        }
    }
}

#[test]
fn plan_and_meeting_are_two_findings_of_a_committee() {
    let mut town = town("2017", "2017-06-01");
    town.params().set(Mobilisation { due: day("2017-01-20"), words: vec!["动员".into()].into(), clause: "四.2".into() });
    town.add_branch("002", "第二党支部", "甲镇党委");
    let said = town.judge();
    assert_eq!(said.of(Code::PLN002).iter().map(|f| f.observed()).collect::<Vec<_>>(), ["未见召开", "未见报备"]);
}
