//! Volunteer service on 党员预警: of the jurisdiction, each committee and each branch, then of each member who served; with whether the records
//! are complete.

use super::context::Context;
use super::item::Item;
use super::members::by_member;
use super::sheet::{Column, Rows, Table, col};
use super::style::Look;
use crate::model::assessment::{MemberFigures, Outcome, ServiceFigures};
use crate::model::figure::Rate;
use crate::model::finding::{Code, Finding, Status};

/// Hours with one decimal, floored; empty for none.
pub(super) fn hours(minutes: u64) -> String {
    if minutes == 0 { String::new() } else { format!("{}.{}", minutes / 60, minutes % 60 * 10 / 60) }
}

/// The tables; a line that says so where there is no record.
pub(super) fn tables<'a>(cx: &'a Context<'a>) -> Vec<Table<'a>> {
    let mut rows = Vec::new();
    for outcome in &cx.results.outcomes {
        rows.extend(outcome.services.iter().map(|s| unit(cx, outcome, s)));
    }
    let none = rows.is_empty();
    let units = Table::new(
        cx.columns(unit_columns()),
        Rows::Ready(rows),
        "本期没有志愿服务记录；报送“志愿服务记录”表后可统计次数、人数、时长和记录是否完整。",
    )
    .tab("志愿服务情况")
    .headed("志愿服务情况（本期，按地区、党委、党支部）");
    if none { vec![units] } else { vec![units, members(cx)] }
}

/// 完整, or what is not.
fn state<'a>(complete: u32, all: u32) -> Item<'a> {
    if complete == all { Item::Marked(Look::OnTime, "完整".into()) } else { Item::Marked(Look::Warning, "不完整".into()) }
}

fn unit_columns() -> Vec<Column> {
    vec![
        col("级别", 7.0),
        col("上级党组织", 15.0),
        col("党支部", 25.0),
        col("服务\n人数", 9.0),
        col("记录情况", 11.0),
        col("服务\n人次", 9.0),
        col("活动数", 9.0),
        col("完整\n记录", 7.0),
        col("缺项\n记录", 8.0),
        col("记录\n完整率", 9.0),
        col("时长\n（小时）", 7.0),
    ]
}

fn unit<'a>(cx: &Context<'a>, outcome: &'a Outcome, s: &'a ServiceFigures) -> Vec<Item<'a>> {
    let (level, committee, branch) = match s.branch {
        Some(ix) => ("支部", &*s.committee, &*outcome.corpus.branch(ix).name),
        None if s.committee.is_empty() => ("全部", &*outcome.profile.name, "合计"),
        None => ("党委", &*s.committee, "小计"),
    };
    let items = vec![
        Item::center(level),
        Item::text(committee),
        Item::text(branch),
        Item::Count(s.persons.into()),
        state(s.complete, s.services),
        Item::Count(s.services.into()),
        Item::Count(s.activities.into()),
        Item::Count(s.complete.into()),
        Item::Count(s.services.saturating_sub(s.complete).into()),
        Item::Percent(Rate::new(s.complete.into(), s.services.into())),
        Item::center(hours(s.minutes)),
    ];
    cx.row(outcome, items)
}

/// Every member with a service since January.
fn members<'a>(cx: &'a Context<'a>) -> Table<'a> {
    let mut rows = Vec::new();
    for outcome in &cx.results.outcomes {
        let found = by_member(outcome, &[Code::MEM004, Code::MEM005]);
        for figures in outcome.members.iter().filter(|m| m.services > 0) {
            let Some(member) = outcome.corpus.members.get(figures.member) else { continue };
            let told = found.get(&(member.branch.0, &*member.name)).map(Vec::as_slice).unwrap_or_default();
            rows.push(member_row(cx, rows.len(), outcome, figures, told));
        }
    }
    let columns = vec![
        col("序号", 7.0),
        col("上级党组织", 15.0),
        col("党支部", 25.0),
        col("党员", 9.0),
        col("记录情况", 11.0),
        col("服务\n次数", 9.0),
        col("时长\n（小时）", 9.0),
        col("缺项\n记录", 7.0),
        col("待核实\n事项", 8.0),
    ];
    Table::new(cx.columns(columns), Rows::Ready(rows), "没有党员志愿服务记录。")
        .tab("党员志愿服务")
        .headed("党员志愿服务情况（自当年1月1日起；事项明细见“问题清单” MEM004、MEM005）")
}

fn member_row<'a>(cx: &Context<'a>, at: usize, outcome: &'a Outcome, m: &MemberFigures, told: &[&'a Finding]) -> Vec<Item<'a>> {
    let Some(member) = outcome.corpus.members.get(m.member) else { return Vec::new() };
    let branch = outcome.corpus.branch(member.branch);
    let lacking = m.services.saturating_sub(m.services_complete);
    let open = told.iter().filter(|f| f.status != Status::Waived).count() as u64;
    let items = vec![
        Item::Count(at as u64 + 1),
        Item::text(&*branch.committee),
        Item::text(&*branch.name),
        Item::center(&*member.name),
        state(m.services_complete, m.services),
        Item::Count(m.services.into()),
        Item::center(hours(m.service_minutes.into())),
        Item::Count(lacking.into()),
        Item::Count(open),
    ];
    cx.row(outcome, items)
}
