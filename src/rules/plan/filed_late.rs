//! PLN002: the plan filed, or the meeting that opens the year held, after its date.

use chrono::NaiveDate;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::corpus::Corpus;
use crate::model::finding::{Code, Level};
use crate::model::kind::{Date, YearDay};
use crate::model::profile::{Clause, DutyHolder, Params, Plan, Profile};
use crate::model::record::Field;
use crate::model::section::{Section, SectionKind};
use crate::model::spoken;
use crate::model::time::{Month, Span};
use crate::model::words::Words;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};

use super::{Duty, PlanTime, follow_committee, plan_times, sweep_committees};

/// PLN002.
pub struct FiledLate;

/// A meeting that committees must have held by a day.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Mobilisation {
    /// Last day.
    #[schemars(with = "Date", description = "最迟召开的日期，写作 2017-01-20")]
    pub due: NaiveDate,
    /// Words of which any one tells it.
    #[schemars(description = "报送登记“事项”中的用词", length(min = 1), inner(length(min = 1)))]
    pub words: Words,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Section for Mobilisation {}

static DOC: RuleDoc = RuleDoc {
    code: Code::PLN002,
    name: "逾期报备",
    level: Level::Warning,
    what: "年度活动计划没有在规定日期以前报备，或者动员大会没有在规定日期以前召开。",
    why: "文件规定了计划报备和动员部署的期限；逾期会影响全年安排。",
    how: "按党委判定：报送登记中该党委（含所属党支部）事项属于年度计划、年度为该年的，取最早的报送日期，晚于期限或者没有登记的，记党委一条。\
          文件对某年另有规定的，以另定的期限为准；计划从7月开始的，时段写下半年。动员大会按同样办法判定。统计期包含该时段、判定日晚于期限即判定，不等年度结束。\
          期限当日尚无党支部的党委不判定；文件把期限定给县级组织部门自己的（plan.owed_by），不对乡镇和支部判定。没有任何人报送登记、或者没有党组织花名册的，党委一项不可评定。\
          按党支部判定：年度活动计划填有报备日期、且都晚于期限的，记支部一条。\
          党委的问题只记在党委名下，不计入所属党支部的问题和扣分；所属党支部本规则的判定结果随党委。",
    parameters: &[
        ("plan.due", "每年计划报备的期限（月日）"),
        ("plan.exceptions", "个别年份另定的期限"),
        ("plan.owed_by", "按期报备由谁负责"),
        ("plan.words", "报送登记中表示计划的用词"),
        ("mobilisation.due", "动员大会的期限"),
        ("mobilisation.words", "报送登记中表示动员大会的用词"),
    ],
    section: Some(SectionKind::of::<Mobilisation>("mobilisation", "动员会（PLN002）")),
    example: "期限为3月25日：某镇党委的年度计划3月25日报送为按期，3月26日报送记一条。",
};

impl Rule for FiledLate {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let mut asked = Vec::new();
        let plan = params.get::<Plan>().filter(|p| p.owed_by.is_judged() && (p.due.is_some() || !p.exceptions.is_empty()));
        if let Some(plan) = plan {
            asked.extend(plan.due.map(|YearDay(month, day)| format!("年度计划每年{month}月{day}日前报备")));
            asked.extend(
                plan.exceptions.iter().map(|e| format!("{}年{}月起的计划{}前报备", e.from.year(), e.from.month(), spoken::day(e.due))),
            );
        }
        asked.extend(params.get::<Mobilisation>().map(|m| format!("动员大会{}前召开", spoken::day(m.due))));
        let clause = plan.map(|p| &p.clause).or(params.get::<Mobilisation>().map(|m| &m.clause))?;
        Some(Terms::clause(asked.join("；"), clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        by_plan(case, seen);
        let duties = duties(case.params, case.corpus);
        follow_committee(case, &duties, seen);
    }

    fn sweep(&self, corpus: &Corpus, profile: &Profile) -> Vec<Draft> {
        sweep_committees(corpus, profile, |params| duties(params, corpus))
    }
}

/// What the branch's own plan says of its filing.
fn by_plan(case: &Case<'_>, seen: &mut Seen) {
    let Some(plan) = case.params.get::<Plan>().filter(|p| p.owed_by.is_judged()) else { return };
    for (time, due) in plans_due(plan, case.corpus) {
        if !case.branch().exists_on(due) {
            continue;
        }
        let rows = case.plans().filter(|p| time.from <= p.row.month && p.row.month <= time.span.last());
        let Some((filed, row)) = rows.filter_map(|p| Some((p.row.filed?, &p.row))).min_by_key(|(filed, _)| *filed) else { continue };
        seen.looks();
        if filed <= due {
            continue;
        }
        let days = (filed - due).num_days();
        let (what, filed, due) = (plan_words(&time), spoken::day(filed), spoken::day(due));
        let say = say!("{what}于{filed}报备，比规定的{due}晚{days}天；"; "请说明原因，今后按期报备。");
        let draft = Draft::new(time.span, format!("{filed}报备"), format!("不晚于{due}报备"), say);
        seen.finds(draft.item(&what).at(row.head.place(Field::Filed)).on(&plan.clause));
    }
}

/// All that is due by now.
fn duties<'p>(params: &'p Params, corpus: &Corpus) -> Vec<Duty<'p>> {
    let mut duties = Vec::new();
    if let Some(plan) = params.get::<Plan>().filter(|p| p.owed_by == DutyHolder::Committee) {
        let (words, clause) = (&plan.words, &plan.clause);
        let duty = |(time, due): (PlanTime, NaiveDate)| {
            let what = plan_words(&time);
            Duty { span: time.span, due, what, verb: "报备", words, clause, wide: true }
        };
        duties.extend(plans_due(plan, corpus).into_iter().map(duty));
    }
    if let Some(meeting) = params.get::<Mobilisation>() {
        let span = Span::Year(Month::of(meeting.due).year());
        if corpus.period.covers(span) && corpus.as_of > meeting.due {
            let (due, what, words) = (meeting.due, format!("{}动员大会", spoken::span(span)), &meeting.words);
            duties.push(Duty { span, due, what, verb: "召开", words, clause: &meeting.clause, wide: true });
        }
    }
    duties
}

/// Plans whose date has passed, with it.
fn plans_due(plan: &Plan, corpus: &Corpus) -> Vec<(PlanTime, NaiveDate)> {
    let due = |time: &PlanTime| {
        let month = |YearDay(month, day)| {
            let month = Month::new(time.from.year(), month)?;
            Some(month.day(day).unwrap_or(month.last_day()))
        };
        time.due.or_else(|| plan.due.and_then(month))
    };
    let times = plan_times(plan, corpus).into_iter().filter(|t| corpus.period.covers(t.span));
    times.filter_map(|t| Some((t, due(&t)?))).filter(|(_, due)| corpus.as_of > *due).collect()
}

/// `2017年年度活动计划`, `2017年下半年活动计划`.
fn plan_words(time: &PlanTime) -> String {
    let year = if matches!(time.span, Span::Year(_)) { "年度" } else { "" };
    format!("{}{year}活动计划", spoken::span(time.span))
}

#[cfg(test)]
mod tests;
