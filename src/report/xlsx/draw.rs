//! 抽查名单: the draw, with all that somebody needs to check it by hand.

use super::context::Context;
use super::item::Item;
use super::sheet::{Rows, Sheet, Table, col};
use super::style::Look;
use crate::model::assessment::Outcome;
use crate::model::draw::{Draw, Drawn};

/// The sheet.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let mut notes = Vec::new();
    for outcome in &cx.results.outcomes {
        notes.extend(facts(cx, outcome));
    }
    if cx.results.outcomes.iter().any(|o| !o.draw.drawn.is_empty()) {
        notes.push(
            "核验方法：票号是“校验原文”的 SHA-256 值，可在任一台装有 sha256sum 的计算机上执行 printf '%s' '校验原文' | sha256sum 比对；\
             各层中票号最小者抽中。全部抽样框见 抽查 目录和 data/sample.json，整次抽查可用 dangri sample --verify data/sample.json 复核。"
                .to_string(),
        );
    }
    let weighted = cx.results.outcomes.iter().any(|o| o.draw.parameters.risk_weighted);
    let mut columns = vec![
        col("序号", 8.0),
        col("抽查单位", 18.0),
        col("上级党组织", 22.0),
        col("党支部", 34.0),
        col("层", 14.0),
        col("入选概率", 10.0),
        col("入选理由", 36.0),
        col("校验原文", 34.0),
        col("票号（SHA-256）", 42.0),
    ];
    if weighted {
        columns.extend([col("风险权重", 10.0), col("加权变量", 22.0)]);
    }
    let rows = cx.results.outcomes.iter().flat_map(|o| o.draw.drawn.iter().map(move |d| row(cx, o, d, weighted))).collect();
    Sheet {
        name: "抽查名单".into(),
        title: cx.title("抽查名单"),
        subtitle: &cx.subtitle,
        notes,
        tables: vec![Table::new(cx.columns(columns), Rows::Ready(rows), "本期没有抽取检查对象。")],
        freeze: 2 + cx.lead(),
    }
}

/// Frame, seed and parameters of one draw, a line each.
fn facts(cx: &Context<'_>, outcome: &Outcome) -> Vec<String> {
    let draw = &outcome.draw;
    if draw.frame.is_empty() {
        return Vec::new();
    }
    let name = if cx.several { format!("【{}】", outcome.profile.name) } else { String::new() };
    let mut lines = vec![
        format!(
            "{name}种子：{}　　抽取序号：{}　　抽样框：{} 个单位　　抽样框摘要（SHA-256）：{}",
            draw.seed,
            draw.draw_number,
            draw.frame.len(),
            draw.frame_digest
        ),
        format!("{name}{}", parameters(draw)),
    ];
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

fn row<'a>(cx: &Context<'a>, outcome: &'a Outcome, drawn: &'a Drawn, weighted: bool) -> Vec<Item<'a>> {
    let draw = &outcome.draw;
    let mut items = vec![
        Item::Count(drawn.order.into()),
        Item::Key(Look::Text, drawn.unit.unit.as_str().into()),
        Item::text(drawn.unit.committee.as_str()),
        Item::text(drawn.unit.branch.as_str()),
        Item::center(drawn.unit.stratum.as_str()),
        Item::center(drawn.probability.as_str()),
        Item::text(drawn.reason.as_str()),
        Item::Key(Look::Text, format!("{},{},{}", draw.seed, draw.draw_number, drawn.unit.unit).into()),
        Item::Key(Look::Text, drawn.ticket.as_str().into()),
    ];
    if weighted {
        items.extend([Item::Count(drawn.unit.weight.into()), Item::Key(Look::Center, drawn.variate.as_str().into())]);
    }
    cx.row(outcome, items)
}
