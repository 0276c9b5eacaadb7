//! 抽查名单: the draw and how it was made; what somebody needs to check it by hand stands on 技术信息.

use super::column::{branch, col, committee};
use super::context::Context;
use super::item::Item;
use super::sheet::{Note, Sheet, SheetTable};
use crate::model::assessment::Outcome;
use crate::model::draw::{Draw, Drawn};
use crate::tables::{Row, rows};

type Line<'a> = Row<'a, &'a Drawn>;

/// The sheet.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let mut notes = Vec::new();
    for outcome in &cx.results.outcomes {
        notes.extend(facts(cx, outcome));
    }
    if cx.results.outcomes.iter().any(|o| !o.draw.drawn.is_empty()) {
        notes.push("说明：抽样名册、抽取方法和结果可由任何人复核，复核所需的全部数据见“技术信息”。".to_string());
    }
    let mut fields = vec![
        col("序号", 8.0).of(|r: &Line<'a>| Item::Count(r.of.order.into())),
        committee(22.0).of(|r: &Line<'a>| Item::text(r.of.unit.committee.as_str())),
        branch(34.0).of(|r: &Line<'a>| Item::text(r.of.unit.branch.as_str())),
        col("分层", 14.0).of(|r: &Line<'a>| Item::center(r.of.unit.stratum.as_str())),
        col("入选概率", 10.0).of(|r: &Line<'a>| Item::center(r.of.probability.as_str())),
        col("入选理由", 36.0).of(|r: &Line<'a>| Item::text(r.of.reason.as_str())),
    ];
    if cx.results.outcomes.iter().any(|o| o.draw.parameters.risk_weighted) {
        fields.push(col("风险权重", 10.0).of(|r: &Line<'a>| Item::Count(r.of.unit.weight.into())));
    }
    Sheet {
        name: "抽查名单".into(),
        title: cx.title("抽查名单"),
        subtitle: &cx.subtitle,
        notes: notes.into_iter().map(Note::from).collect(),
        tables: vec![SheetTable::of(cx, rows(cx.results, |o| &o.draw.drawn), fields, "本期没有抽取检查对象。")],
        freeze: 2 + cx.lead(),
        off_paper: false,
    }
}

/// Frame and parameters of one draw, and what it stepped back from.
fn facts(cx: &Context<'_>, outcome: &Outcome) -> Vec<String> {
    let draw = &outcome.draw;
    if draw.frame.is_empty() {
        return Vec::new();
    }
    let name = if cx.several { format!("【{}】", outcome.profile.name) } else { String::new() };
    let mut lines = vec![format!("{name}第 {} 次抽取　　抽样名册：{} 个单位　　{}", draw.draw_number, draw.frame.len(), parameters(draw))];
    if !draw.history.is_empty() {
        lines.push(format!("{name}避让依据的往期抽查：{}", draw.history.join("、")));
    }
    lines
}

/// The parameters in words.
fn parameters(draw: &Draw) -> String {
    let p = &draw.parameters;
    let mut parts = vec![format!("抽样单位：{}", unit_words(&p.unit)), format!("分层：{}", strata_words(&p.strata))];
    let scope = if p.per_stratum { "每层" } else { "共" };
    parts.push(match p.max {
        Some(max) if max == p.min => format!("{scope}抽取 {max} 个"),
        Some(max) => format!("{scope}抽取 {}—{max} 个", p.min),
        None => format!("{scope}至少抽取 {} 个", p.min),
    });
    if let Some(share) = p.share_parts {
        parts.push(format!("抽取比例 {}", crate::model::figure::Rate::new(share.into(), 10_000).percent()));
    }
    if p.rest_months > 0 {
        parts.push(format!("{} 个月内已抽单位轮休", p.rest_months));
    }
    if p.risk_weighted {
        parts.push("按风险加权".to_string());
    }
    if !p.basis.is_empty() {
        parts.push(format!("依据：{}", p.basis));
    }
    parts.join("　　")
}

fn unit_words(unit: &str) -> &str {
    match unit {
        "branch" => "党支部",
        "committee" => "党委",
        other => other,
    }
}

fn strata_words(strata: &str) -> &str {
    match strata {
        "none" | "" => "不分层",
        "type" => "按支部类型",
        "committee" => "按上级党组织",
        other => other,
    }
}
