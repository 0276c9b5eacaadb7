//! 问题清单: every finding, in the order in which the run sorted them, each with a link to the activity that it is about.

use super::context::{Context, branch_name, committee_of, detail_column, level_item, place_columns, place_items, span_words, status_words};
use super::item::Item;
use super::sheet::{Column, Rows, Sheet, Table, col, side};
use crate::model::assessment::Outcome;
use crate::model::finding::Finding;

/// 问题清单.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let found = cx.findings(|_| true);
    let note = "说明：“待处理”计入扣分；“说明待批”已报情况说明、尚未批准，仍计入；“说明已批”只列出，不扣分、不影响评优。\
                “台账明细”栏可点击，跳到所涉活动所在行；规定要求、依据和出处列在右侧各栏，不打印。";
    Sheet {
        name: "问题清单".into(),
        title: cx.title("问题清单"),
        subtitle: &cx.subtitle,
        notes: vec![note.to_string()],
        tables: vec![table(cx, found)],
        freeze: 4 + cx.lead(),
    }
}

fn table<'a>(cx: &'a Context<'a>, found: Vec<(&'a Outcome, &'a Finding)>) -> Table<'a> {
    let rows = Rows::Made(found.len(), Box::new(move |at| row(cx, at, found[at].0, found[at].1)));
    let columns = cx.columns(columns());
    Table::new(columns, rows, "本期未发现问题。")
}

fn columns() -> Vec<Column> {
    let mut columns = vec![
        col("序号", 8.0),
        col("级别", 8.0),
        col("规则", 10.0),
        col("规则名称", 15.0),
        col("上级党组织", 15.0),
        col("党支部", 26.0),
        col("党员", 9.0),
        col("期间", 10.0),
        col("状态", 11.0),
        col("实际情况", 20.0),
        col("说明", 44.0),
        detail_column(),
        side("规定要求", 60.0),
        side("依据", 80.0),
    ];
    columns.extend(place_columns().map(|c| side(c.head, 2.0 * c.cap)));
    columns
}

fn row<'a>(cx: &Context<'a>, at: usize, outcome: &'a Outcome, finding: &'a Finding) -> Vec<Item<'a>> {
    let mut items = vec![
        Item::Count(at as u64 + 1),
        level_item(finding.level),
        Item::center(finding.code.as_str()),
        Item::text(cx.rule_name(finding.code)),
        Item::text(committee_of(outcome, finding)),
        Item::text(branch_name(outcome, finding.branch)),
        Item::center(finding.member.as_deref().unwrap_or("")),
        Item::center(span_words(finding.span)),
        Item::center(status_words(finding.status)),
        Item::text(finding.observed.as_str()),
        Item::text(finding.say.message()),
        cx.detail(outcome, finding),
        Item::text(finding.expected.as_str()),
        Item::text(finding.basis.as_str()),
    ];
    items.extend(place_items(finding.place.as_ref()));
    cx.row(outcome, items)
}
