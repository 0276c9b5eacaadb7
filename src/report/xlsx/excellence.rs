//! 不得评优: branches that may not be rated 优秀, a row per ground.

use super::column::{branch, col, committee, serial, side};
use super::context::{Context, place_item, rank_item};
use super::item::Item;
use super::sheet::{Note, Sheet, SheetTable};
use crate::model::assessment::{BranchAssessment, Ground, Outcome};
use crate::model::cell::Place;
use crate::model::finding::Status;
use crate::tables::{Row, rows};

type Line<'a> = Row<'a, (&'a BranchAssessment, &'a Ground)>;

/// The sheet.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let of = |r: &Line<'a>| r.outcome.corpus.branch(r.of.0.branch);
    let fields = vec![
        serial(8.0),
        committee(22.0).of(move |r: &Line<'a>| Item::text(&*of(r).committee)),
        branch(34.0).of(move |r: &Line<'a>| Item::text(&*of(r).name)),
        col("类型", 10.0).of(move |r: &Line<'a>| Item::center(of(r).kind.as_str())),
        col("名次", 8.0).of(|r: &Line<'a>| rank_item(r.of.0.rank)),
        col("得分", 9.0).of(|r: &Line<'a>| Item::Points(r.of.0.score)),
        col("规则", 10.0).of(|r: &Line<'a>| Item::center(r.of.1.code.as_str())),
        col("规则名称", 16.0).of(|r: &Line<'a>| Item::text(cx.rule_name(r.of.1.code))),
        col("次数", 8.0).of(|r: &Line<'a>| Item::Count(r.of.1.count.into())),
        col("理由", 46.0).of(|r: &Line<'a>| Item::text(r.of.1.reason.as_str())),
        col("依据", 34.0).of(|r: &Line<'a>| Item::text(r.of.1.basis.as_str())),
        side("首处出处", 80.0).of(move |r: &Line<'a>| place_item(first_place(r.outcome, r.of.0, r.of.1).or(of(r).place.as_ref()))),
    ];
    let barred = |o: &'a Outcome| o.assessed.branches.iter().filter(|b| !b.eligible).flat_map(|b| b.grounds.iter().map(move |g| (b, g)));
    let mut notes: Vec<Note> =
        vec!["说明：一个党支部有几项理由就列几行；已批准情况说明的问题不作为理由。名单供审核使用，以组织部门认定为准。".into()];
    notes.extend(cx.results.outcomes.iter().filter_map(|o| quarterly(cx, o)).map(Note::from));
    Sheet {
        name: "不得评优".into(),
        title: cx.title("不得评优名单"),
        subtitle: &cx.subtitle,
        notes,
        tables: vec![SheetTable::of(cx, rows(cx.results, barred), fields, "本期没有因本办法不得评优的党支部。")],
        freeze: 3 + cx.lead(),
    }
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
