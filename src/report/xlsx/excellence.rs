//! 不得评优: branches that may not be rated 优秀, a row per ground; committees in a table of their own.

use super::column::{Column, branch, col, committee, serial, side};
use super::committees::score_item;
use super::context::{Context, place_item, points_item, rank_item};
use super::item::Item;
use super::sheet::{Note, Sheet, SheetTable};
use crate::model::assessment::{BranchAssessment, CommitteeAssessment, Ground, Outcome};
use crate::model::cell::Place;
use crate::model::finding::Status;
use crate::model::profile::VetoRule;
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
        col("得分", 9.0).of(|r: &Line<'a>| points_item(r.of.0.score)),
        col("规则名称", 16.0).of(|r: &Line<'a>| Item::text(veto_name(cx, r.of.1.rule))),
        col("次数", 8.0).of(|r: &Line<'a>| Item::Count(r.of.1.count.into())),
        col("理由", 46.0).of(|r: &Line<'a>| Item::text(r.of.1.reason.as_str())),
        col("依据", 34.0).of(|r: &Line<'a>| Item::text(r.of.1.basis.as_str())),
        col("规则", 10.0).of(|r: &Line<'a>| Item::center(r.of.1.rule.as_str())),
        side("首处出处", 80.0).of(move |r: &Line<'a>| place_item(first_place(r.outcome, r.of.0, r.of.1).or(of(r).place.as_ref()))),
    ];
    let barred = |o: &'a Outcome| o.assessed.branches.iter().filter(|b| !b.eligible).flat_map(|b| b.grounds.iter().map(move |g| (b, g)));
    let mut notes: Vec<Note> =
        vec!["说明：一个党支部有几项理由就列几行；已批准情况说明的问题不作为理由。名单供审核使用，以组织部门认定为准。".into()];
    notes.extend(cx.results.outcomes.iter().filter_map(|o| quarterly(cx, o)).map(Note::from));
    notes.extend(cx.results.outcomes.iter().filter_map(|o| year(cx, o)).map(Note::from));
    notes.extend(barred_committees(cx).map(Note::from));
    let mut tables = vec![SheetTable::of(cx, rows(cx.results, barred), fields, "本期没有因本办法不得评优的党支部。")];
    tables.extend(committees(cx));
    Sheet {
        name: "不得评优".into(),
        title: cx.title("不得评优名单"),
        subtitle: &cx.subtitle,
        notes,
        tables,
        freeze: 3 + cx.lead(),
        off_paper: false,
    }
}

/// Committees that may not be rated 优秀, with their secretaries, where any profile bars some.
fn committees<'a>(cx: &'a Context<'a>) -> Option<SheetTable<'a>> {
    type Line<'a> = Row<'a, (&'a CommitteeAssessment, &'a Ground)>;
    let all = || cx.results.outcomes.iter().flat_map(|o| &o.assessed.committees);
    all().any(|c| c.eligible.is_some()).then(|| {
        let fields = vec![
            serial(8.0),
            Column { head: "党委（党工委）".into(), ..committee(30.0) }.of(|r: &Line<'a>| Item::text(&*r.of.0.committee)),
            col("名次", 8.0).of(|r: &Line<'a>| rank_item(r.of.0.rank)),
            col("得分", 9.0).of(|r: &Line<'a>| score_item(r.of.0.score)),
            col("规则名称", 16.0).of(|r: &Line<'a>| Item::text(veto_name(cx, r.of.1.rule))),
            col("次数", 8.0).of(|r: &Line<'a>| Item::Count(r.of.1.count.into())),
            col("理由", 46.0).of(|r: &Line<'a>| Item::text(r.of.1.reason.as_str())),
            col("依据", 34.0).of(|r: &Line<'a>| Item::text(r.of.1.basis.as_str())),
            col("规则", 10.0).of(|r: &Line<'a>| Item::center(r.of.1.rule.as_str())),
        ];
        let barred = |o: &'a Outcome| o.assessed.committees.iter().flat_map(|c| c.grounds.iter().map(move |g| (c, g)));
        SheetTable::of(cx, rows(cx.results, barred), fields, "没有因自身问题不得评优的党委（党工委）。")
            .tab("党委不得评优")
            .headed("不得评优的党委（党工委）及其书记")
    })
}

/// Named on the first sheet too; their grounds stand in their own table.
fn barred_committees(cx: &Context<'_>) -> Option<String> {
    let barred = cx.results.outcomes.iter().flat_map(|o| &o.assessed.committees).filter(|c| c.eligible == Some(false));
    let names: Vec<&str> = barred.map(|c| &*c.committee).collect();
    (!names.is_empty()).then(|| format!("不得评优的党委（党工委）及其书记：{}；理由见“党委不得评优”。", names.join("、")))
}

/// What a veto's rule is called.
pub(super) fn veto_name<'a>(cx: &Context<'a>, rule: VetoRule) -> &'a str {
    match rule {
        VetoRule::Step => "递进处置",
        VetoRule::Rule(code) => cx.rule_name(code),
    }
}

/// Said where the year was looked at: from where its months are known, and of which nothing is.
fn year(cx: &Context<'_>, outcome: &Outcome) -> Option<String> {
    let words = outcome.assessed.year.as_ref()?.words();
    let name = if cx.several { format!("【{}】", outcome.profile.name) } else { String::new() };
    Some(format!("{name}{words}"))
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
        |f: &&crate::model::finding::Finding| f.branch == Some(branch.branch) && ground.rule == f.code && f.status != Status::Waived;
    outcome.judgement.findings.iter().filter(counted).find_map(|f| f.place.as_ref())
}
