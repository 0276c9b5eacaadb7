//! The sections beyond the month's activity: what the ten files ask, and what is told of a broken one.

use super::*;
use crate::model::figure::Points;
use crate::model::org::BranchType;
use crate::model::points::PointEvent;
use crate::model::profile::{BirthdayWhen, Params};
use crate::model::time::Month;

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
    assert_eq!(with(&|p| p.plan.is_some()), ["changshan", "chizhou", "huiji"]);
    assert_eq!(with(&|p| p.mobilisation.is_some()), ["huiji"]);
    assert_eq!(with(&|p| p.preview.is_some()), ["yangzhou"]);
    assert_eq!(with(&|p| p.summary.is_some()), ["huiji"]);
    assert_eq!(with(&|p| p.secretary_lecture.is_some()), ["suizhou-gaoxin"]);
    assert_eq!(with(&|p| p.oath.is_some()), ["suizhou-gaoxin"]);
    assert_eq!(with(&|p| p.themes.is_some()), ["changshan", "huiji", "qujiang", "suizhou-gaoxin"]);
    assert_eq!(with(&|p| p.concentrated.is_some()), ["yangzhou"]);
    assert_eq!(with(&|p| !p.modes.is_empty()), ["huiji", "kaihua", "kecheng"]);
    assert_eq!(with(&|p| p.volunteer.is_some()), ["jiangshan", "kecheng", "yangzhou"]);
    assert_eq!(with(&|p| p.political_birthday.is_some()), ["kaihua", "yangzhou"]);
    assert_eq!(with(&|p| !p.cadre.is_empty()), ["huiji", "suizhou-gaoxin", "yangzhou"]);
    assert_eq!(with(&|p| p.inspection.is_some() && p.same_text.as_ref().is_some_and(|s| s.min_chars == 80)).len(), 10);
    let ids = |f: &dyn Fn(&Profile) -> bool| -> Vec<&str> { schemas.ids().into_iter().filter(|id| f(&of(id))).collect() };
    assert_eq!(ids(&|p| p.escalation.is_some()), ["qujiang"]);
    assert_eq!(ids(&|p| p.excellence.quarterly.is_some()), ["huiji"]);
    let base = |id: &str| of(id).points.map(|p| (p.base.to_string(), p.notice));
    let bases = ["longyou", "jiangshan", "qujiang"].map(base).map(Option::unwrap);
    assert_eq!(bases, [("0".to_string(), false), ("60".to_string(), false), ("60".to_string(), true)]);
}

#[test]
fn numbers_and_dates_of_the_documents() {
    let schemas = shipped();
    let of = |id: &str| schemas.profile(id, &[]).expect("valid");
    let huiji = of("huiji");
    let plan = huiji.base.plan.as_ref().expect("plan");
    assert_eq!((plan.min, plan.due, plan.exceptions[0]), (None, None, (month("2017-01"), date("2016-12-30").expect("date"))));
    assert_eq!(huiji.base.mobilisation.as_ref().map(|m| m.due), date("2017-01-20"));
    assert_eq!(huiji.base.themes.as_ref().map(|t| t.guidance.len()), Some(12));
    let yangzhou = of("yangzhou");
    let duties = |kind: BranchType| yangzhou.params(kind).volunteer.as_ref().map(|v| v.duties.len());
    assert_eq!((duties(BranchType::Rural), duties(BranchType::Organ)), (Some(1), Some(3)));
    assert_eq!(yangzhou.base.concentrated.as_ref().map(|c| (c.min_jurisdiction, c.min_committee)), Some((2, 2)));
    assert_eq!(yangzhou.base.preview.as_ref().map(|p| p.by_day), Some(10));
    assert!(of("changshan").base.plan.as_ref().is_some_and(|p| p.planned_only && p.min == Some(12)));
    assert_eq!(of("kaihua").base.political_birthday.as_ref().map(|b| b.when), Some(BirthdayWhen::JoiningMonthAndJuly));
    let qujiang = of("qujiang");
    let points = qujiang.points.as_ref().expect("points");
    let steps: Vec<_> = points.rules.iter().filter(|r| r.event == PointEvent::Absence).map(|r| (r.from, r.points)).collect();
    assert_eq!(steps, [(1, Points::from_hundredths(-200)), (3, Points::from_hundredths(-400))]);
    let escalation = qujiang.escalation.as_ref().expect("steps");
    let steps: Vec<_> = escalation.steps.iter().map(|(name, count)| format!("{name}{count}")).collect();
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
