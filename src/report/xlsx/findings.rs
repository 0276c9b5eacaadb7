//! 问题清单: every finding, by unit (committee and branch as the roster names them) and month, each with a link to the activity that it is about.

use super::column::{Field, col, serial, side};
use super::context::{Context, level_item, status_words, whose};
use super::item::Item;
use super::sheet::{Note, Sheet, SheetTable};
use crate::model::cell::Place;
use crate::model::finding::Finding;
use crate::tables::Row;

/// A finding and whose it is.
pub(super) type Line<'a> = Row<'a, &'a Finding>;

/// 问题清单.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let told = "说明：“待处理”计入扣分；“说明待批”已报情况说明、尚未批准，仍计入；“说明已批”只列出，不扣分、不影响评优；“期外”在统计期以外，不计分；“不扣分”为人数少、缺席不超过规定人数的支部，问题列出而不扣分。";
    Sheet {
        name: "问题清单".into(),
        title: cx.title("问题清单"),
        subtitle: &cx.subtitle,
        notes: vec![Note::with_workbook(told, "“台账明细”栏可点击，跳到所涉活动所在行；规定要求、依据列在右侧各栏，不打印。")],
        tables: vec![SheetTable::of(cx, lines(cx), fields(cx), "本期未发现问题。")],
        freeze: 3 + cx.lead(),
        off_paper: false,
    }
}

/// Every finding as the sheet lists them.
pub(super) fn lines<'a>(cx: &Context<'a>) -> Vec<Line<'a>> {
    cx.by_unit(cx.all_findings())
}

fn fields<'a>(cx: &'a Context<'a>) -> Vec<Field<'a, Line<'a>>> {
    let [committee, branch] = whose([15.0, 26.0]);
    vec![
        serial(8.0),
        committee,
        branch,
        col("期间", 10.0).id("month").of(|r: &Line<'a>| Item::span(r.of.span)),
        col("级别", 8.0).id("level").of(|r: &Line<'a>| level_item(r.of.level)),
        col("规则名称", 15.0).id("rule_name").of(|r: &Line<'a>| Item::text(cx.rule_name(r.of.code))),
        col("党员", 9.0).id("member").of(|r: &Line<'a>| Item::center(r.of.member.as_deref().unwrap_or(""))),
        col("状态", 9.0).id("status").of(|r: &Line<'a>| Item::center(stands(r))),
        col("实际情况", 20.0).id("observed").of(|r: &Line<'a>| Item::text(r.of.observed.as_str())),
        col("说明", 40.0).id("message").of(|r: &Line<'a>| Item::text(r.of.say.message())),
        col("文件", 30.0).id("file").of(|r: &Line<'a>| part(r, |p| Item::text(&*p.file))),
        col("单元格", 10.0).id("cell").of(|r: &Line<'a>| part(r, |p| Item::center(p.cell_text()))),
        col("规则", 9.0).id("rule").of(|r: &Line<'a>| Item::center(r.of.code.as_str())),
        side("台账\n明细", 11.0).shown().of(|r: &Line<'a>| cx.detail(r.outcome, r.of)),
        side("工作表", 32.0).id("sheet").shown().of(|r: &Line<'a>| part(r, |p| Item::text(&*p.sheet))),
        side("规定要求", 60.0).id("expected").shown().of(|r: &Line<'a>| Item::text(r.of.expected.as_str())),
        side("依据", 80.0).id("basis").shown().of(|r: &Line<'a>| Item::text(r.of.basis.as_str())),
    ]
}

/// Where it stands with explanations, or that it stands outside the period, or that it costs a small branch nothing.
fn stands(row: &Line<'_>) -> &'static str {
    match row.outcome.assessed.spares(row.of) {
        _ if !row.of.in_period(row.outcome.corpus.period) => "期外",
        true => "不扣分",
        false => status_words(row.of.status),
    }
}

fn part<'a>(row: &Line<'a>, of: impl Fn(&'a Place) -> Item<'a>) -> Item<'a> {
    row.of.place.as_ref().map_or(Item::Blank, of)
}
