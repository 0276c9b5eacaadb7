//! 督查整改: what inspections came to, in the counts that a bulletin prints; every problem with its state; the rule's findings on those past their
//! deadline; steps against those in charge of branches that fail again and again; and what became of the findings of earlier runs.

use std::collections::BTreeMap;

use super::context::{Context, branch_name, committee_of, place_item, span_words, status_words};
use super::item::Item;
use super::sheet::{Rows, Sheet, Table, bar, col, side};
use super::style::Look;
use crate::model::assessment::{Escalated, FollowUp, InspectionCounts, Outcome, ProblemState};
use crate::model::figure::Rate;
use crate::model::finding::{Code, Finding, Status};
use crate::model::record::Field;

/// The sheet.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let outcomes = || cx.results.outcomes.iter();
    let mut notes: Vec<String> = outcomes().filter_map(|o| bulletin(cx, o)).collect();
    if notes.is_empty() {
        notes.push("本期没有督查记录；报送“督查记录”表后可统计督查次数、发现问题和整改情况。".to_string());
    }
    let mut tables = Vec::new();
    if outcomes().any(|o| o.inspections.total.visits > 0) {
        tables.push(committees(cx));
    }
    tables.push(problems(cx));
    tables.push(overdue(cx));
    if outcomes().any(|o| o.profile.escalation.is_some()) {
        tables.push(steps(cx));
    }
    tables.push(follow_ups(cx));
    Sheet { name: "督查整改".into(), title: cx.title("督查整改情况"), subtitle: &cx.subtitle, notes, tables, freeze: cx.lead() }
}

/// The sentence of a bulletin.
fn bulletin(cx: &Context<'_>, outcome: &Outcome) -> Option<String> {
    let c = &outcome.inspections.total;
    let name = if cx.several { format!("【{}】", outcome.profile.name) } else { String::new() };
    (c.visits > 0).then(|| {
        format!(
            "{name}本期共督查 {} 次，涉及 {} 个单位，协调解决事项 {} 件；发现问题 {} 个，{}，整改率 {}。",
            c.visits,
            c.units,
            c.settled,
            c.problems,
            standing(c),
            Rate::new(c.put_right.into(), c.problems.into()).percent()
        )
    })
}

fn standing(c: &InspectionCounts) -> String {
    let late = if c.put_right_late > 0 { format!("（其中逾期整改 {} 个）", c.put_right_late) } else { String::new() };
    format!("已整改 {} 个{late}，整改中 {} 个，逾期未改 {} 个", c.put_right, c.open, c.overdue)
}

fn committees<'a>(cx: &'a Context<'a>) -> Table<'a> {
    let mut rows = Vec::new();
    for outcome in &cx.results.outcomes {
        for (name, counts) in &outcome.inspections.committees {
            let lead = [Item::Count(rows.len() as u64 + 1), Item::text(&**name)];
            rows.push(cx.row(outcome, lead.into_iter().chain(counts_items(counts)).collect()));
        }
    }
    let columns = vec![
        col("序号", 7.0),
        col("上级党组织", 18.0),
        col("督查单位数", 26.0),
        col("督查\n次数", 12.0),
        col("发现问题", 12.0),
        col("整改情况", 38.0),
        bar("整改率", 30.0),
        col("已整改", 12.0),
        col("其中：\n逾期整改", 12.0),
        col("整改中", 11.0),
        col("逾期\n未改", 11.0),
        col("协调解决\n事项", 10.0),
    ];
    Table::new(cx.columns(columns), Rows::Ready(rows), "本期未报送督查记录。").headed("督查情况（按党委）")
}

fn counts_items<'a>(c: &InspectionCounts) -> [Item<'a>; 10] {
    let n = |n: u32| Item::Count(n.into());
    let rate = Rate::new(c.put_right.into(), c.problems.into());
    let words = if c.problems > 0 { standing(c) } else { "未发现问题".to_string() };
    [
        n(c.units),
        n(c.visits),
        n(c.problems),
        Item::text(words),
        Item::Percent(rate),
        n(c.put_right),
        n(c.put_right_late),
        n(c.open),
        n(c.overdue),
        n(c.settled),
    ]
}

fn problems<'a>(cx: &'a Context<'a>) -> Table<'a> {
    let mut counts: BTreeMap<ProblemState, u64> = BTreeMap::new();
    let mut rows = Vec::new();
    for outcome in &cx.results.outcomes {
        for (at, state) in &outcome.inspections.problems {
            *counts.entry(*state).or_default() += 1;
            rows.push(problem(cx, rows.len(), outcome, *at, *state));
        }
    }
    let told: Vec<String> = counts.iter().map(|(state, n)| format!("{} {n}", state.as_str())).collect();
    let told = if told.is_empty() { String::new() } else { format!("（{}）", told.join("，")) };
    let columns = vec![
        col("序号", 7.0),
        col("上级党组织", 18.0),
        col("党支部", 26.0),
        col("督查日期", 12.0),
        col("方式", 12.0),
        col("发现问题", 38.0),
        col("整改要求", 30.0),
        col("整改期限", 12.0),
        col("整改完成\n日期", 12.0),
        col("整改状态", 11.0),
        col("逾期问题\n处理", 11.0),
        side("出处", 80.0),
    ];
    Table::new(cx.columns(columns), Rows::Ready(rows), "本期未报送督查记录。")
        .tab("督查发现问题")
        .headed(format!("督查发现问题及整改状态{told}"))
}

fn problem<'a>(cx: &Context<'a>, number: usize, outcome: &'a Outcome, at: usize, state: ProblemState) -> Vec<Item<'a>> {
    let visit = &outcome.corpus.returns.inspections[at];
    let row = &visit.row;
    let look = match state {
        ProblemState::Overdue => Look::Missing,
        ProblemState::Open => Look::Warning,
        ProblemState::PutRightLate => Look::Late,
        ProblemState::PutRight => Look::OnTime,
    };
    let place = row.head.place(Field::Deadline);
    let found = outcome.judgement.findings.iter().find(|f| f.code == Code::INS001 && f.place.as_ref() == Some(&place));
    let items = vec![
        Item::Count(number as u64 + 1),
        Item::text(&*visit.committee),
        Item::text(branch_name(outcome, visit.branch)),
        Item::Date(row.date),
        Item::center(&*row.method),
        Item::text(&*row.problem),
        Item::text(&*row.demand),
        Item::date(row.deadline),
        Item::date(row.done),
        Item::Marked(look, state.as_str().into()),
        found.map_or(Item::Blank, |f| Item::center(status_words(f.status))),
        Item::text(place.to_string()),
    ];
    cx.row(outcome, items)
}

/// The findings of INS001, those on problems of earlier visits among them.
fn overdue<'a>(cx: &'a Context<'a>) -> Table<'a> {
    let found = cx.findings(|f| f.code == Code::INS001);
    let open = found.iter().filter(|(_, f)| f.status != Status::Waived).count();
    let row = |(at, (outcome, f)): (usize, (&'a Outcome, &'a Finding))| {
        let items = vec![
            Item::Count(at as u64 + 1),
            Item::text(committee_of(outcome, f)),
            Item::text(branch_name(outcome, f.branch)),
            Item::center(span_words(f.span)),
            Item::center(status_words(f.status)),
            Item::text(f.say.message()),
            place_item(f.place.as_ref()),
            Item::center(f.code.as_str()),
            Item::center(f.level.chinese()),
        ];
        cx.row(outcome, items)
    };
    let columns = vec![
        col("序号", 7.0),
        col("上级党组织", 18.0),
        col("党支部", 26.0),
        col("期间", 12.0),
        col("状态", 12.0),
        col("说明", 38.0),
        col("出处", 30.0),
        col("规则", 12.0),
        col("级别", 12.0),
    ];
    Table::new(cx.columns(columns), Rows::Ready(found.into_iter().enumerate().map(row).collect()), "本期没有超过整改期限仍未整改的问题。")
        .tab("逾期未改问题")
        .headed(format!("逾期未改问题的判定（{} {}，计入评分的 {open} 条）", Code::INS001, cx.rule_name(Code::INS001)))
}

fn steps<'a>(cx: &'a Context<'a>) -> Table<'a> {
    let mut rows = Vec::new();
    for outcome in &cx.results.outcomes {
        for step in &outcome.escalated {
            rows.push(step_row(cx, rows.len(), outcome, step));
        }
    }
    let ladders: Vec<String> = cx.results.outcomes.iter().filter_map(|o| ladder(cx, o)).collect();
    let columns = vec![
        col("序号", 7.0),
        col("上级党组织", 18.0),
        col("党支部", 26.0),
        col("应采取\n措施", 12.0),
        col("累计问题\n月数", 12.0),
        col("问题月份及理由", 38.0),
        col("依据", 30.0),
        col("书记", 12.0),
        col("其中往期\n月数", 12.0),
    ];
    Table::new(cx.columns(columns), Rows::Ready(rows), "本期没有达到处置次数的党支部。")
        .tab("递进处置建议")
        .headed(format!("连续问题递进处置建议（{}；是否采取由组织部门核实后决定）", ladders.join("；")))
}

/// `近 12 个月累计 1 个月 提醒、2 个月 函询、3 个月 诫勉`.
pub(super) fn ladder(cx: &Context<'_>, outcome: &Outcome) -> Option<String> {
    let e = outcome.profile.escalation.as_ref()?;
    let name = if cx.several { format!("{}：", outcome.profile.name) } else { String::new() };
    let steps: Vec<String> = e.steps.iter().map(|(name, from)| format!("{from} 个月{name}")).collect();
    Some(format!("{name}近 {} 个月内问题月份累计{}", e.window_months, steps.join("、")))
}

fn step_row<'a>(cx: &Context<'a>, at: usize, outcome: &'a Outcome, e: &'a Escalated) -> Vec<Item<'a>> {
    let branch = outcome.corpus.branch(e.branch);
    let month = |(month, codes, own): &(_, Vec<Code>, bool)| {
        let codes: Vec<String> = codes.iter().map(|c| format!("{} {c}", cx.rule_name(*c))).collect();
        format!("{month} {}{}", codes.join("、"), if *own { "" } else { "（往期）" })
    };
    let look = if e.step == 0 { Look::Warning } else { Look::Error };
    let items = vec![
        Item::Count(at as u64 + 1),
        Item::text(&*branch.committee),
        Item::text(&*branch.name),
        Item::Marked(look, (*e.name).into()),
        Item::Count(e.months.len() as u64),
        Item::text(e.months.iter().map(month).collect::<Vec<_>>().join("；")),
        Item::text(e.basis.as_str()),
        Item::center(&*branch.secretary),
        Item::Count(e.months.iter().filter(|(.., own)| !own).count() as u64),
    ];
    cx.row(outcome, items)
}

fn follow_ups<'a>(cx: &'a Context<'a>) -> Table<'a> {
    let all: Vec<(&Outcome, &FollowUp)> = cx.results.outcomes.iter().flat_map(|o| o.follow_ups.iter().map(move |f| (o, f))).collect();
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for (_, f) in &all {
        *counts.entry(f.state).or_default() += 1;
    }
    let told: Vec<String> = counts.iter().map(|(state, n)| format!("{state} {n}")).collect();
    let told = if told.is_empty() { String::new() } else { format!("（{}）", told.join("，")) };
    let row = move |at: usize| {
        let (outcome, f) = all[at];
        let look = match f.state {
            "已整改" | "已说明" => Look::OnTime,
            "无法核对" => Look::Faint,
            _ => Look::Error,
        };
        let items = vec![
            Item::Count(at as u64 + 1),
            Item::text(f.committee.as_str()),
            Item::text(f.branch.as_str()),
            Item::center(f.period.as_str()),
            Item::center(f.month.as_str()),
            Item::text(format!("{} {}", cx.rule_name(f.code), f.code)),
            Item::text(f.member.as_str()),
            Item::Marked(look, f.state.into()),
            Item::Key(Look::Center, f.branch_id.as_str().into()),
        ];
        cx.row(outcome, items)
    };
    let columns = vec![
        col("序号", 7.0),
        col("上级党组织", 18.0),
        col("党支部", 26.0),
        col("往期\n统计期", 12.0),
        col("问题\n所属期间", 12.0),
        col("往期问题", 38.0),
        col("党员", 30.0),
        col("目前状态", 12.0),
        col("支部编号", 12.0),
    ];
    let count = cx.results.outcomes.iter().map(|o| o.follow_ups.len()).sum();
    Table::new(cx.columns(columns), Rows::Made(count, Box::new(row)), "没有可供跟踪的往期问题（首次运行，或往期没有问题）。")
        .tab("往期问题跟踪")
        .headed(format!("往期问题整改跟踪{told}"))
}
