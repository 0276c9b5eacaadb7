//! 月度矩阵: every branch by month. What a colour says, a mark says too, so that a black-and-white print reads the same.

use std::collections::BTreeMap;

use super::context::{Context, place_item};
use super::item::Item;
use super::sheet::{Rows, Sheet, Table, col, side};
use super::style::Look;
use crate::model::assessment::{MatrixRow, MonthStatus, Outcome};
use crate::model::counts::MonthSums;
use crate::model::finding::BranchIx;
use crate::model::time::Month;

/// The sheet.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let months: Vec<Month> = cx.results.info.period.months().collect();
    let mut columns = vec![col("党支部", 30.0), col("上级党组织", 16.0), col("类型", 10.0)];
    columns.extend(months.iter().map(|m| col(m.to_string(), 10.0)));
    columns.extend([
        col("已/应\n开展", 9.0),
        col("完整率", 9.0),
        col("参与率", 9.0),
        side("应开展\n月次", 9.0),
        side("已开展\n月次", 9.0),
        side("实到/应到", 14.0),
        side("花名册出处", 60.0),
    ]);
    let branches: Vec<_> = cx.results.outcomes.iter().flat_map(|o| by_branch(o).map(move |(ix, rows)| (o, ix, rows))).collect();
    let count = branches.len();
    let totals = if branches.is_empty() { Vec::new() } else { totals(cx, &months) };
    let made = move |at: usize| row(cx, branches[at].0, branches[at].1, &branches[at].2, &months);
    Sheet {
        name: "月度矩阵".into(),
        title: cx.title("月度矩阵"),
        subtitle: &cx.subtitle,
        notes: vec!["图例：✓ 按时　迟 迟报　空 空报　缺 缺报　· 未到期　— 不适用　▼ 当月参与率低于规定下限。".to_string()],
        tables: vec![Table::new(cx.columns(columns), Rows::Made(count, Box::new(made)), "本期没有应当统计的党支部。").totals(totals)],
        freeze: 1 + cx.lead(),
    }
}

/// The rows of each branch, in order of branches.
fn by_branch(outcome: &Outcome) -> impl Iterator<Item = (BranchIx, Vec<&MatrixRow>)> {
    let mut by_branch: BTreeMap<BranchIx, Vec<&MatrixRow>> = BTreeMap::new();
    for row in &outcome.matrix {
        by_branch.entry(row.branch).or_default().push(row);
    }
    by_branch.into_iter()
}

fn row<'a>(cx: &Context<'a>, outcome: &'a Outcome, ix: BranchIx, rows: &[&'a MatrixRow], months: &[Month]) -> Vec<Item<'a>> {
    let branch = outcome.corpus.branch(ix);
    let floor = outcome.profile.params(branch.kind).participation.min;
    let of = |month: &Month| rows.iter().rfind(|r| r.month == *month);
    let mut items = vec![Item::text(&*branch.name), Item::text(&*branch.committee), Item::center(branch.kind.as_str())];
    items.extend(months.iter().map(|m| of(m).map_or(Item::Blank, |r| mark(r.status, r.participation.below(floor)))));
    let MonthSums { held, participation, .. } = MonthSums::of(rows.iter().copied());
    items.extend([
        Item::Fraction(held),
        Item::Percent(held),
        Item::judged(participation, floor),
        Item::Count(held.of),
        Item::Count(held.part),
        Item::Fraction(participation),
        place_item(branch.place.as_ref()),
    ]);
    cx.row(outcome, items)
}

fn totals<'a>(cx: &Context<'a>, months: &[Month]) -> Vec<Vec<Item<'a>>> {
    let by_month = &cx.results.counts.months;
    let of_month = |m: Month| by_month.iter().find(|(month, _)| *month == m).map(|(_, sums)| *sums).unwrap_or_default();
    let (held, participation) = (cx.results.counts.totals.completeness, cx.results.counts.totals.participation);
    let line = |name: &'static str, cells: Vec<Item<'a>>, tail: [Item<'a>; 7]| {
        let mut items: Vec<Item<'a>> = Vec::new();
        if cx.several {
            items.push(Item::text("全部"));
        }
        items.extend([Item::text(name), Item::Blank, Item::Blank]);
        items.extend(cells);
        items.extend(tail);
        items
    };
    let blank = || Item::Blank;
    vec![
        line(
            "已开展/应开展",
            months.iter().map(|m| Item::Fraction(of_month(*m).held)).collect(),
            [Item::Fraction(held), Item::Percent(held), blank(), Item::Count(held.of), Item::Count(held.part), blank(), blank()],
        ),
        line(
            "参与率",
            months.iter().map(|m| Item::Percent(of_month(*m).participation)).collect(),
            [blank(), blank(), Item::Percent(participation), blank(), blank(), Item::Fraction(participation), blank()],
        ),
    ]
}

/// The mark of a month.
fn mark<'a>(status: MonthStatus, low: bool) -> Item<'a> {
    let (look, text) = match (status, low) {
        (MonthStatus::OnTime, false) => (Look::OnTime, "✓"),
        (MonthStatus::OnTime, true) => (Look::OnTimeLow, "✓▼"),
        (MonthStatus::Late, false) => (Look::Late, "迟"),
        (MonthStatus::Late, true) => (Look::LateLow, "迟▼"),
        (MonthStatus::Empty, _) => (Look::Empty, "空"),
        (MonthStatus::Missing, _) => (Look::Missing, "缺"),
        (MonthStatus::NotYetDue, _) => (Look::Faint, "·"),
        (MonthStatus::NotApplicable, _) => (Look::Faint, "—"),
    };
    Item::Marked(look, text.into())
}
