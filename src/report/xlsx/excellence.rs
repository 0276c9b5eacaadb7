//! 不得评优: branches that may not be rated 优秀, a row per ground.

use super::context::{Context, place_item, rank_item};
use super::item::Item;
use super::sheet::{Rows, Sheet, Table, col, side};
use crate::model::assessment::{BranchAssessment, Ground, Outcome};
use crate::model::cell::Place;
use crate::model::finding::Status;

/// The sheet.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let columns = vec![
        col("序号", 8.0),
        col("上级党组织", 22.0),
        col("党支部", 34.0),
        col("类型", 10.0),
        col("名次", 8.0),
        col("得分", 9.0),
        col("规则", 10.0),
        col("规则名称", 16.0),
        col("次数", 8.0),
        col("理由", 46.0),
        col("依据", 34.0),
        side("首处出处", 80.0),
    ];
    let mut rows = Vec::new();
    for outcome in &cx.results.outcomes {
        for branch in outcome.assessed.branches.iter().filter(|b| !b.eligible) {
            for ground in &branch.grounds {
                let at = rows.len();
                rows.push(row(cx, at, outcome, branch, ground));
            }
        }
    }
    let mut notes =
        vec!["说明：一个党支部有几项理由就列几行；已批准情况说明的问题不作为理由。名单供审核使用，以组织部门认定为准。".to_string()];
    notes.extend(cx.results.outcomes.iter().filter_map(|o| quarterly(cx, o)));
    Sheet {
        name: "不得评优".into(),
        title: cx.title("不得评优名单"),
        subtitle: &cx.subtitle,
        notes,
        tables: vec![Table::new(cx.columns(columns), Rows::Ready(rows), "本期没有因本办法不得评优的党支部。")],
        freeze: 3 + cx.lead(),
    }
}

fn row<'a>(cx: &Context<'a>, at: usize, outcome: &'a Outcome, branch: &BranchAssessment, ground: &'a Ground) -> Vec<Item<'a>> {
    let about = outcome.corpus.branch(branch.branch);
    let items = vec![
        Item::Count(at as u64 + 1),
        Item::text(&*about.committee),
        Item::text(&*about.name),
        Item::center(about.kind.as_str()),
        rank_item(branch.rank),
        Item::Points(branch.score),
        Item::center(ground.code.as_str()),
        Item::text(cx.rule_name(ground.code)),
        Item::Count(ground.count.into()),
        Item::text(ground.reason.as_str()),
        Item::text(ground.basis.as_str()),
        place_item(first_place(outcome, branch, ground).or(about.place.as_ref())),
    ];
    cx.row(outcome, items)
}

/// Said where the document assesses each quarter by itself.
fn quarterly(cx: &Context<'_>, outcome: &Outcome) -> Option<String> {
    let clause = outcome.profile.excellence.quarterly.as_ref()?;
    let name = if cx.several { format!("【{}】", outcome.profile.name) } else { String::new() };
    let basis = outcome.profile.basis(clause);
    let basis = if basis.is_empty() { String::new() } else { format!("（依据：{basis}）") };
    Some(format!("{name}按季度考核：任一季度出现所列情形的，全年不得评为优秀，理由注明所属季度{basis}。"))
}

/// Where the first finding that the ground counts was seen.
fn first_place<'a>(outcome: &'a Outcome, branch: &BranchAssessment, ground: &Ground) -> Option<&'a Place> {
    let counted =
        |f: &&crate::model::finding::Finding| f.branch == Some(branch.branch) && f.code == ground.code && f.status != Status::Waived;
    outcome.judgement.findings.iter().filter(counted).find_map(|f| f.place.as_ref())
}
