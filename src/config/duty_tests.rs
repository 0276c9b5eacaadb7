//! The sections beyond the month's activity: what the ten files ask, and what is told of a broken one.

use super::*;
use crate::model::figure::Points;
use crate::model::org::BranchType;
use crate::model::points::PointEvent;
use crate::model::profile::{InspectionTerms, Params, Plan, PlanException, Preview, Volunteer};
use crate::model::time::Month;
use crate::rules::activity::concentrated::ConcentratedTerms;
use crate::rules::activity::modes::Mode;
use crate::rules::activity::oath::OathTerms;
use crate::rules::activity::secretary_lecture::SecretaryLectureTerms;
use crate::rules::activity::themes::ThemesTerms;
use crate::rules::cadre::yearly_count::CadreDuty;
use crate::rules::member::political_birthday::{BirthdayWhen, PoliticalBirthdayTerms};
use crate::rules::plan::filed_late::Mobilisation;
use crate::rules::plan::summary::Summary;
use crate::rules::record::same_text::SameTextTerms;

fn shipped() -> Schemas {
    Schemas::load(None).unwrap_or_else(|faults| panic!("{faults}"))
}

fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

#[test]
fn duties_of_the_documents() {
    let schemas = shipped();
    let of = |id: &str| schemas.profile(id, &[]).expect("valid");
    let with = |f: &dyn Fn(&Params) -> bool| -> Vec<&str> { schemas.ids().into_iter().filter(|id| of(id).all_params().any(f)).collect() };
    assert_eq!(with(&|p| p.get::<Plan>().is_some()), ["changshan", "chizhou", "huiji"]);
    assert_eq!(with(&|p| p.get::<Mobilisation>().is_some()), ["huiji"]);
    assert_eq!(with(&|p| p.get::<Preview>().is_some()), ["yangzhou"]);
    assert_eq!(with(&|p| p.get::<Summary>().is_some()), ["huiji"]);
    assert_eq!(with(&|p| p.get::<SecretaryLectureTerms>().is_some()), ["suizhou-gaoxin"]);
    assert_eq!(with(&|p| p.get::<OathTerms>().is_some()), ["suizhou-gaoxin"]);
    assert_eq!(with(&|p| p.get::<ThemesTerms>().is_some()), ["changshan", "huiji", "qujiang", "suizhou-gaoxin"]);
    assert_eq!(with(&|p| p.get::<ConcentratedTerms>().is_some()), ["yangzhou"]);
    assert_eq!(with(&|p| !p.list::<Mode>().is_empty()), ["huiji", "kaihua", "kecheng"]);
    assert_eq!(with(&|p| p.get::<Volunteer>().is_some()), ["jiangshan", "kecheng", "yangzhou"]);
    assert_eq!(with(&|p| p.get::<PoliticalBirthdayTerms>().is_some()), ["kaihua", "yangzhou"]);
    assert_eq!(with(&|p| !p.list::<CadreDuty>().is_empty()), ["chizhou", "huiji", "suizhou-gaoxin", "yangzhou"]);
    assert_eq!(with(&|p| p.get::<InspectionTerms>().is_some() && p.get::<SameTextTerms>().is_some_and(|s| s.min_chars == 80)).len(), 10);
    let ids = |f: &dyn Fn(&Profile) -> bool| -> Vec<&str> { schemas.ids().into_iter().filter(|id| f(&of(id))).collect() };
    assert_eq!(ids(&|p| p.escalation.is_some()), ["qujiang"]);
    assert_eq!(ids(&|p| p.excellence.quarterly.is_some()), ["huiji"]);
    let base = |id: &str| of(id).points.map(|p| (p.base.to_string(), p.notice));
    let bases = ["longyou", "jiangshan", "qujiang"].map(base).map(Option::unwrap);
    assert_eq!(bases, [("0".to_string(), false), ("60".to_string(), false), ("60".to_string(), true)]);
}

fn ids_of<'s>(schemas: &'s Schemas, f: &dyn Fn(&Profile) -> bool) -> Vec<&'s str> {
    schemas.ids().into_iter().filter(|id| f(&schemas.profile(id, &[]).expect("valid"))).collect()
}

#[test]
fn numbers_and_dates_of_the_documents() {
    let schemas = shipped();
    let of = |id: &str| schemas.profile(id, &[]).expect("valid");
    let huiji = of("huiji");
    let plan = huiji.base.get::<Plan>().expect("plan");
    assert_eq!(
        (plan.min, plan.due, plan.exceptions[0]),
        (None, None, PlanException { from: month("2017-01"), due: date("2016-12-30").expect("date") })
    );
    assert_eq!(huiji.base.get::<Mobilisation>().map(|m| m.due), date("2017-01-20"));
    assert_eq!(huiji.base.get::<ThemesTerms>().map(|t| t.guidance.len()), Some(12));
    let yangzhou = of("yangzhou");
    let duties = |kind: BranchType| yangzhou.params(kind).get::<Volunteer>().map(|v| v.duties.len());
    assert_eq!((duties(BranchType::Rural), duties(BranchType::Organ)), (Some(1), Some(5)));
    assert_eq!(duties(BranchType::TownOrgan), Some(1), "offices of townships owe no more than others");
    assert_eq!(yangzhou.base.get::<ConcentratedTerms>().map(|c| (c.min_per_year, c.min_per_committee)), Some((2, 2)));
    assert_eq!(yangzhou.base.get::<Preview>().map(|p| p.by_day), Some(10));
    let since = |id: &str| of(id).in_force.map(|day| day.to_string());
    let dated = [("yangzhou", "2014-08-14"), ("chizhou", "2017-07-13"), ("huiji", "2017-01-01")];
    assert!(dated.iter().all(|(id, day)| since(id).as_deref() == Some(*day)));
    assert_eq!(ids_of(&schemas, &|p| p.in_force.is_some()), ["chizhou", "huiji", "yangzhou"]);
    assert!(!of("chizhou").base.get::<Plan>().is_some_and(|p| p.owed_by.is_judged()), "the county's own date");
    assert!(of("changshan").base.get::<Plan>().is_some_and(|p| p.planned_only && p.min == Some(12)));
    assert_eq!(of("kaihua").base.get::<PoliticalBirthdayTerms>().map(|b| b.when), Some(BirthdayWhen::JoiningMonthAndJuly));
    let qujiang = of("qujiang");
    let points = qujiang.points.as_ref().expect("points");
    let steps: Vec<_> = points.rules.iter().filter(|r| r.event == PointEvent::Absence).map(|r| (r.from, r.points)).collect();
    assert_eq!(steps, [(1, Points::from_hundredths(-200)), (3, Points::from_hundredths(-400))]);
    let escalation = qujiang.escalation.as_ref().expect("steps");
    let steps: Vec<_> = escalation.steps.iter().map(|step| format!("{}{}", step.name, step.count)).collect();
    assert_eq!(steps, ["提醒1", "函询2", "诫勉3"]);
}

#[test]
fn broken_duties_are_told_at_their_lines() {
    let head = "id = \"demo\"\nname = \"示例县\"\nsystem = \"主题党日\"\ndocument = \"示例办法\"\n";
    let text = "[mobilisation]\ndue = \"1月20日\"\nwords = [\"动员\"]\nclause = \"一\"\n[oath]\nwords = [\"誓词\"]\njoining_month = false\njuly = false\nclause = \"一\"\n\
                [themes]\nown_by_plan = true\nclause = \"一\"\n[themes.guidance]\n\"2017-13\" = [\"学习\"]\n\"2017-02\" = []\n\
                [points]\nname = \"积分\"\nbase = 10\nfloor = 20\nclause = \"一\"\n[[points.events]]\nevent = \"attendance\"\npoints = 0.001\nclause = \"一\"\n\
                [[points.events]]\nevent = \"attendance\"\npoints = 1\nclause = \"一\"\n\
                [escalation]\nrules = [\"SUB001\"]\nwindow_months = 2\nclause = \"一\"\nsteps = [{ name = \"提醒\", count = 2 }, { name = \"函询\", count = 2 }, { name = \"诫勉\", count = 3 }]\n";
    let read = |text: &str| read_profile("demo.toml", &format!("{head}{text}"), &defaults().expect("defaults"));
    let told = read(text).expect_err("broken");
    let lines: Vec<usize> = told.iter().map(|f| f.line - 4).collect();
    assert_eq!(lines, [2, 5, 14, 15, 18, 23, 26, 31, 33], "{told:#?}");
    let told = read("[volunteer]\nrequired = [\"时间\"]\nclause = \"一\"\n[preview]\nby_day = 40\nclause = \"\"\n").expect_err("broken");
    assert!(told[0].message.contains("时长") && told.len() == 3, "{told:#?}");
}
