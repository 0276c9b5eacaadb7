//! 督查整改: what inspections came to, in the counts that a bulletin prints; every problem with its state; the rule's findings on those past their
//! deadline; steps against those in charge of branches that fail again and again; and what became of the findings of earlier runs.

use super::column::{bar, branch, col, committee, serial, side};
use super::context::{Context, branch_name, place_item, status_words, whose};
use super::item::Item;
use super::sheet::{Note, Sheet, SheetTable};
use super::style::Look;
use crate::model::assessment::{Escalated, FollowState, FollowUp, InspectionCounts, Outcome, ProblemState};
use crate::model::figure::Rate;
use crate::model::finding::{Code, Finding, Status};
use crate::model::record::Field;
use crate::model::returns::Inspection;
use crate::model::spoken;
use crate::model::time::Month;
use crate::tables::{Row, rows};

/// The sheet.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let outcomes = || cx.results.outcomes.iter();
    let mut notes: Vec<Note> = outcomes().filter_map(|o| bulletin(cx, o)).map(Note::from).collect();
    if notes.is_empty() {
        notes.push("本期没有督查记录；报送“督查记录”表后可统计督查次数、发现问题和整改情况。".into());
    }
    let mut tables = Vec::new();
    if outcomes().any(|o| !o.inspections.committees.is_empty()) {
        tables.push(committees(cx));
    }
    tables.push(problems(cx));
    tables.push(overdue(cx));
    if outcomes().any(|o| o.profile.escalation.is_some()) {
        tables.push(steps(cx));
    }
    tables.push(follow_ups(cx));
    Sheet {
        name: "督查整改".into(),
        title: cx.title("督查整改情况"),
        subtitle: &cx.subtitle,
        notes,
        tables,
        freeze: cx.lead(),
        off_paper: false,
    }
}

/// The sentence of a bulletin.
fn bulletin(cx: &Context<'_>, outcome: &Outcome) -> Option<String> {
    let c = &outcome.inspections.total;
    let name = if cx.several { format!("【{}】", outcome.profile.name) } else { String::new() };
    (c.visits > 0 || c.left_over > 0).then(|| {
        format!(
            "{name}本期共督查 {} 次（同一党委同一天为一次），到访 {} 单位次，涉及 {} 个单位，协调解决事项 {} 件；发现问题 {} 个，{}，整改率 {}。{}",
            c.trips,
            c.visits,
            c.units,
            c.settled,
            c.problems,
            standing(c),
            Rate::new(c.put_right.into(), c.problems.into()).percent(),
            told_overdue(c)
        )
    })
}

/// What INS001 tells, of which visits: here and there the same problems are counted.
fn told_overdue(c: &InspectionCounts) -> String {
    if c.left_over == 0 && c.overdue_later == 0 {
        return String::new();
    }
    let later = if c.overdue_later > 0 {
        format!("“期后逾期”指整改期限在统计期以后、截至日期已过期限未改，由期限所在统计期的“{}”判定。", Code::INS001.name())
    } else {
        String::new()
    };
    format!(
        "“{}”所列逾期未改共 {} 个：本期督查发现的 {} 个，以往督查遗留的 {} 个（不计入发现问题数和整改率）。{later}",
        Code::INS001.name(),
        c.overdue + c.left_over,
        c.overdue,
        c.left_over
    )
}

fn standing(c: &InspectionCounts) -> String {
    let late = if c.put_right_late > 0 { format!("（其中逾期整改 {} 个）", c.put_right_late) } else { String::new() };
    let later = if c.overdue_later > 0 { format!("，期后逾期 {} 个", c.overdue_later) } else { String::new() };
    format!("已整改 {} 个{late}，整改中 {} 个，逾期未改 {} 个{later}", c.put_right, c.open, c.overdue)
}

fn committees<'a>(cx: &'a Context<'a>) -> SheetTable<'a> {
    type Line<'a> = Row<'a, (&'a str, &'a InspectionCounts)>;
    let count = |of: fn(&InspectionCounts) -> u32| move |r: &Line<'a>| Item::Count(of(r.of.1).into());
    let fields = vec![
        serial(7.0),
        committee(18.0).of(|r: &Line<'a>| Item::text(r.of.0)),
        col("督查单位数", 26.0).of(count(|c| c.units)),
        col("督查\n次数", 12.0).of(count(|c| c.trips)),
        col("到访\n单位次", 12.0).of(count(|c| c.visits)),
        col("发现问题", 12.0).of(count(|c| c.problems)),
        col("整改情况", 38.0)
            .of(|r: &Line<'a>| Item::text(if r.of.1.problems > 0 { standing(r.of.1) } else { "未发现问题".to_string() })),
        bar("整改率", 30.0).of(|r: &Line<'a>| Item::Percent(Rate::new(r.of.1.put_right.into(), r.of.1.problems.into()))),
        col("已整改", 12.0).of(count(|c| c.put_right)),
        col("其中：\n逾期整改", 12.0).of(count(|c| c.put_right_late)),
        col("整改中", 11.0).of(count(|c| c.open)),
        col("逾期\n未改", 11.0).of(count(|c| c.overdue)),
        col("往期遗留\n逾期未改", 11.0).of(count(|c| c.left_over)),
        col("协调解决\n事项", 10.0).of(count(|c| c.settled)),
    ];
    let all = rows(cx.results, |o| o.inspections.committees.iter().map(|(name, counts)| (&**name, counts)));
    let all = cx.in_roster_order(all, |r| (r.of.0, None), |_| ());
    SheetTable::of(cx, all, fields, "本期未报送督查记录。").headed("督查情况（按党委）")
}

/// How many of each, in order: `（逾期未改 1，按期整改 2）`.
fn told<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let mut counts: Vec<(&str, u64)> = Vec::new();
    for word in words {
        match counts.iter_mut().find(|(known, _)| *known == word) {
            Some((_, count)) => *count += 1,
            None => counts.push((word, 1)),
        }
    }
    let all: Vec<String> = counts.iter().map(|(word, n)| format!("{word} {n}")).collect();
    if all.is_empty() { String::new() } else { format!("（{}）", all.join("，")) }
}

fn problems<'a>(cx: &'a Context<'a>) -> SheetTable<'a> {
    type Line<'a> = Row<'a, (&'a Inspection, ProblemState)>;
    let found = |r: &Line<'a>| {
        let place = r.of.0.row.head.place(Field::Deadline);
        r.outcome.judgement.findings.iter().find(|f| f.code == Code::INS001 && f.place.as_ref() == Some(&place))
    };
    let fields = vec![
        serial(7.0),
        committee(18.0).of(|r: &Line<'a>| Item::text(&*r.of.0.committee)),
        branch(26.0).of(|r: &Line<'a>| Item::text(branch_name(r.outcome, r.of.0.branch))),
        col("督查日期", 12.0).of(|r: &Line<'a>| Item::Date(r.of.0.row.date)),
        col("方式", 12.0).of(|r: &Line<'a>| Item::center(&*r.of.0.row.method)),
        col("发现问题", 38.0).of(|r: &Line<'a>| Item::text(&*r.of.0.row.problem)),
        col("整改要求", 30.0).of(|r: &Line<'a>| Item::text(&*r.of.0.row.demand)),
        col("整改期限", 12.0).of(|r: &Line<'a>| Item::date(r.of.0.row.deadline)),
        col("整改完成\n日期", 12.0).of(|r: &Line<'a>| Item::date(r.of.0.row.done)),
        col("整改状态", 11.0).of(|r: &Line<'a>| {
            let look = match r.of.1 {
                ProblemState::Overdue => Look::Missing,
                ProblemState::Open | ProblemState::OverdueLater => Look::Warning,
                ProblemState::PutRightLate => Look::Late,
                ProblemState::PutRight => Look::OnTime,
            };
            Item::Marked(look, r.of.1.as_str().into())
        }),
        col("逾期问题\n处理", 11.0).of(move |r: &Line<'a>| found(r).map_or(Item::Blank, |f| Item::center(status_words(f.status)))),
        col("往期\n遗留", 9.0).of(|r: &Line<'a>| {
            let earlier = Month::of(r.of.0.row.date) < r.outcome.corpus.period.first();
            if earlier { Item::center("往期") } else { Item::Blank }
        }),
        side("出处", 80.0).of(|r: &Line<'a>| Item::text(r.of.0.row.head.place(Field::Deadline).to_string())),
    ];
    let all = rows(cx.results, |o| o.inspections.problems.iter().map(|(at, state)| (&o.corpus.returns.inspections[*at], *state)));
    let all = cx.in_roster_order(all, |r| (&*r.of.0.committee, r.of.0.branch), |r| r.of.0.row.date);
    let mut states: Vec<ProblemState> = all.iter().map(|r| r.of.1).collect();
    states.sort();
    let told = told(states.iter().map(|state| state.as_str()));
    SheetTable::of(cx, all, fields, "本期未报送督查记录。").tab("督查发现问题").headed(format!("督查发现问题及整改状态{told}"))
}

/// The findings of INS001, those on problems of earlier visits among them.
fn overdue<'a>(cx: &'a Context<'a>) -> SheetTable<'a> {
    type Line<'a> = Row<'a, &'a Finding>;
    let found = cx.findings(|f| f.code == Code::INS001);
    let open = found.iter().filter(|r| r.of.status != Status::Waived).count();
    let [committee, branch] = whose([18.0, 26.0]);
    let fields = vec![
        serial(7.0),
        committee,
        branch,
        col("期间", 12.0).of(|r: &Line<'a>| Item::span(r.of.span)),
        col("状态", 12.0).of(|r: &Line<'a>| Item::center(status_words(r.of.status))),
        col("说明", 38.0).of(|r: &Line<'a>| Item::text(r.of.say.message())),
        col("出处", 30.0).of(|r: &Line<'a>| place_item(r.of.place.as_ref())),
        col("级别", 12.0).of(|r: &Line<'a>| Item::center(r.of.level.chinese())),
        col("规则", 9.0).of(|r: &Line<'a>| Item::center(r.of.code.as_str())),
    ];
    let heading = format!("逾期未改问题的判定（{}，计入评分的 {open} 条）", cx.rule_name(Code::INS001));
    SheetTable::of(cx, found, fields, "本期没有超过整改期限仍未整改的问题。").tab("逾期未改问题").headed(heading)
}

fn steps<'a>(cx: &'a Context<'a>) -> SheetTable<'a> {
    type Line<'a> = Row<'a, &'a Escalated>;
    let of = |r: &Line<'a>| r.outcome.corpus.branch(r.of.branch);
    let fields = vec![
        serial(7.0),
        committee(18.0).of(move |r: &Line<'a>| Item::text(&*of(r).committee)),
        branch(26.0).of(move |r: &Line<'a>| Item::text(&*of(r).name)),
        col("应采取\n措施", 12.0)
            .of(|r: &Line<'a>| Item::Marked(if r.of.step == 0 { Look::Warning } else { Look::Error }, (*r.of.name).into())),
        col("累计问题\n月数", 12.0).of(|r: &Line<'a>| Item::Count(r.of.months.len() as u64)),
        col("问题月份及理由", 38.0).of(|r: &Line<'a>| Item::text(reasons(cx, r.of))),
        col("依据", 30.0).of(|r: &Line<'a>| Item::text(r.of.basis.as_str())),
        col("书记", 12.0).minor().of(move |r: &Line<'a>| Item::center(&*of(r).secretary)),
        col("其中往期\n月数", 12.0).of(|r: &Line<'a>| Item::Count(r.of.months.iter().filter(|(.., own)| !own).count() as u64)),
    ];
    let ladders: Vec<String> = cx.results.outcomes.iter().filter_map(|o| ladder(cx, o)).collect();
    SheetTable::of(cx, rows(cx.results, |o| &o.escalated), fields, "本期没有达到处置次数的党支部。")
        .tab("递进处置建议")
        .headed(format!("连续问题递进处置建议（{}；是否采取由组织部门核实后决定）", ladders.join("；")))
}

/// `2017年2月缺报（往期）；2017年4月缺报`.
fn reasons(cx: &Context<'_>, e: &Escalated) -> String {
    let month = |(month, codes, own): &(_, Vec<Code>, bool)| {
        let codes: Vec<&str> = codes.iter().map(|c| cx.rule_name(*c)).collect();
        format!("{}{}{}", spoken::month(*month), codes.join("、"), if *own { "" } else { "（往期）" })
    };
    e.months.iter().map(month).collect::<Vec<_>>().join("；")
}

/// `近 12 个月累计 1 个月 提醒、2 个月 函询、3 个月 诫勉`.
pub(super) fn ladder(cx: &Context<'_>, outcome: &Outcome) -> Option<String> {
    let e = outcome.profile.escalation.as_ref()?;
    let name = if cx.several { format!("{}：", outcome.profile.name) } else { String::new() };
    let steps: Vec<String> = e.steps.iter().map(|step| format!("{} 个月{}", step.count, step.name)).collect();
    Some(format!("{name}近 {} 个月内问题月份累计{}", e.window_months, steps.join("、")))
}

fn follow_ups<'a>(cx: &'a Context<'a>) -> SheetTable<'a> {
    type Line<'a> = Row<'a, &'a FollowUp>;
    let fields = vec![
        serial(7.0),
        committee(18.0).of(|r: &Line<'a>| Item::text(r.of.committee.as_str())),
        branch(26.0).of(|r: &Line<'a>| Item::text(r.of.branch.as_str())),
        col("往期\n统计期", 12.0).of(|r: &Line<'a>| Item::written(&r.of.period)),
        col("问题\n所属期间", 12.0).of(|r: &Line<'a>| Item::written(&r.of.month)),
        col("往期问题", 38.0).of(|r: &Line<'a>| Item::text(cx.rule_name(r.of.code))),
        col("党员", 30.0).id("member").of(|r: &Line<'a>| Item::text(r.of.member.as_str())),
        col("目前状态", 12.0).of(|r: &Line<'a>| {
            let look = match r.of.state {
                FollowState::PutRight | FollowState::Explained => Look::OnTime,
                FollowState::Unknown => Look::Faint,
                FollowState::Still => Look::Error,
            };
            Item::Marked(look, r.of.state.as_str().into())
        }),
        col("支部编号", 12.0).minor().of(|r: &Line<'a>| Item::Key(Look::Center, r.of.branch_id.as_str().into())),
    ];
    let all = rows(cx.results, |o| &o.follow_ups);
    let mut states: Vec<FollowState> = all.iter().map(|r| r.of.state).collect();
    states.sort();
    let told = told(states.iter().map(|state| state.as_str()));
    SheetTable::of(cx, all, fields, "没有可供跟踪的往期问题（首次运行，或往期没有问题）。")
        .tab("往期问题跟踪")
        .headed(format!("往期问题整改跟踪{told}"))
}
