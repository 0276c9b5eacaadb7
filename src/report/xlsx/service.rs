//! Volunteer service on 党员预警: of the jurisdiction, each committee and each branch, then of each member who served; with whether the records
//! are complete.

use super::column::{branch, col, committee, serial};
use super::context::Context;
use super::item::Item;
use super::members::{Line as Member, lines};
use super::sheet::SheetTable;
use super::style::Look;
use crate::model::assessment::ServiceFigures;
use crate::model::figure::Rate;
use crate::model::finding::{Code, Status};
use crate::tables::{Row, rows};

type Unit<'a> = Row<'a, &'a ServiceFigures>;

/// Hours with one decimal, floored; empty for none.
pub(super) fn hours(minutes: u64) -> String {
    if minutes == 0 { String::new() } else { format!("{}.{}", minutes / 60, minutes % 60 * 10 / 60) }
}

/// The tables; a line that says so where there is no record.
pub(super) fn tables<'a>(cx: &'a Context<'a>) -> Vec<SheetTable<'a>> {
    let all = rows(cx.results, |o| &o.services);
    let members = (!all.is_empty()).then(|| members(cx));
    let fields = vec![
        col("级别", 7.0).of(|r: &Unit<'a>| Item::center(names(r).0)),
        committee(15.0).of(|r: &Unit<'a>| Item::text(names(r).1)),
        branch(25.0).of(|r: &Unit<'a>| Item::text(names(r).2)),
        col("服务\n人数", 9.0).of(|r: &Unit<'a>| Item::Count(r.of.persons.into())),
        col("记录情况", 11.0).of(|r: &Unit<'a>| state(r.of.complete, r.of.services)),
        col("服务\n人次", 9.0).of(|r: &Unit<'a>| Item::Count(r.of.services.into())),
        col("活动数\n（支部、日期、内容不同）", 12.0).of(|r: &Unit<'a>| Item::Count(r.of.activities.into())),
        col("完整\n记录", 7.0).of(|r: &Unit<'a>| Item::Count(r.of.complete.into())),
        col("缺项\n记录", 8.0).of(|r: &Unit<'a>| Item::Count(r.of.services.saturating_sub(r.of.complete).into())),
        col("记录\n完整率", 9.0).of(|r: &Unit<'a>| Item::Percent(Rate::new(r.of.complete.into(), r.of.services.into()))),
        col("时长\n（小时）", 7.0).of(|r: &Unit<'a>| Item::center(hours(r.of.minutes))),
    ];
    let none = "本期没有志愿服务记录；报送“志愿服务记录”表后可统计次数、人数、时长和记录是否完整。";
    let units = SheetTable::of(cx, all, fields, none).tab("志愿服务情况").headed("志愿服务情况（本期，按地区、党委、党支部）");
    std::iter::once(units).chain(members).collect()
}

/// Level, committee, branch.
fn names<'a>(row: &Unit<'a>) -> (&'static str, &'a str, &'a str) {
    match row.of.branch {
        Some(ix) => ("支部", &row.of.committee, &row.outcome.corpus.branch(ix).name),
        None if row.of.committee.is_empty() => ("全部", &row.outcome.profile.name, "合计"),
        None => ("党委", &row.of.committee, "小计"),
    }
}

/// 完整, or what is not.
fn state<'a>(complete: u32, all: u32) -> Item<'a> {
    if complete == all { Item::Marked(Look::OnTime, "完整".into()) } else { Item::Marked(Look::Warning, "不完整".into()) }
}

/// Every member with a service since January.
fn members<'a>(cx: &'a Context<'a>) -> SheetTable<'a> {
    let open = |r: &Member<'a>| r.of.told.iter().filter(|f| f.status != Status::Waived).count() as u64;
    let lacking = |r: &Member<'a>| r.of.figures.services.saturating_sub(r.of.figures.services_complete);
    let fields = vec![
        serial(7.0),
        committee(15.0).of(|r: &Member<'a>| Item::text(&*r.of.branch.committee)),
        branch(25.0).of(|r: &Member<'a>| Item::text(&*r.of.branch.name)),
        col("党员", 9.0).id("member").of(|r: &Member<'a>| Item::center(&*r.of.member.name)),
        col("记录情况", 11.0).of(|r: &Member<'a>| state(r.of.figures.services_complete, r.of.figures.services)),
        col("服务\n次数", 9.0).of(|r: &Member<'a>| Item::Count(r.of.figures.services.into())),
        col("时长\n（小时）", 9.0).of(|r: &Member<'a>| Item::center(hours(r.of.figures.service_minutes.into()))),
        col("缺项\n记录", 7.0).of(move |r: &Member<'a>| Item::Count(lacking(r).into())),
        col("待核实\n事项", 8.0).of(move |r: &Member<'a>| Item::Count(open(r))),
    ];
    let mut served = lines(cx, &[Code::MEM004, Code::MEM005]);
    served.retain(|r| r.of.figures.services > 0);
    SheetTable::of(cx, served, fields, "没有党员志愿服务记录。")
        .tab("党员志愿服务")
        .headed("党员志愿服务情况（自当年1月1日起；事项明细见“问题清单”）")
}
