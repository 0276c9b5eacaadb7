//! 月度矩阵: every branch by month. What a colour says, a mark says too, so that a black-and-white print reads the same.

use std::collections::BTreeMap;

use super::column::{branch, col, committee, side};
use super::context::{Context, month_head, place_item};
use super::item::Item;
use super::sheet::{Sheet, SheetTable};
use super::style::Look;
use crate::model::assessment::{MatrixRow, MonthStatus, Outcome};
use crate::model::counts::MonthSums;
use crate::model::figure::Share;
use crate::model::finding::BranchIx;
use crate::model::org::Branch;
use crate::model::time::Month;
use crate::tables::{Row, rows};

/// A branch with its rows of the matrix, and their sums.
type Line<'a> = Row<'a, (BranchIx, Vec<&'a MatrixRow>, MonthSums)>;

/// The sheet.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let months: Vec<Month> = cx.results.info.period.months().collect();
    let mut fields = vec![
        branch(30.0).of(|r: &Line<'a>| Item::text(&*of(r).name)),
        committee(16.0).of(|r: &Line<'a>| Item::text(&*of(r).committee)),
        col("类型", 10.0).of(|r: &Line<'a>| Item::center(of(r).kind.as_str())),
    ];
    fields.extend(months.iter().map(|month| {
        let month = *month;
        col(month_head(month), 10.0).in_month(month).of(move |r: &Line<'a>| {
            let row = r.of.1.iter().rfind(|row| row.month == month);
            row.map_or(Item::Blank, |row| mark(row.status, row.participation.below(floor(r))))
        })
    }));
    fields.extend([
        col("已/应\n开展", 9.0).of(|r: &Line<'a>| Item::Fraction(r.of.2.held)),
        col("完整率", 9.0).of(|r: &Line<'a>| Item::Percent(r.of.2.held)),
        col("参与率", 9.0).of(|r: &Line<'a>| Item::judged(r.of.2.participation, floor(r))),
        side("应开展\n月次", 9.0).of(|r: &Line<'a>| Item::Count(r.of.2.held.of)),
        side("已开展\n月次", 9.0).of(|r: &Line<'a>| Item::Count(r.of.2.held.part)),
        side("实到/应到", 14.0).of(|r: &Line<'a>| Item::Fraction(r.of.2.participation)),
        side("花名册出处", 60.0).of(|r: &Line<'a>| place_item(of(r).place.as_ref())),
    ]);
    let branches = rows(cx.results, by_branch);
    let branches = cx.in_roster_order(branches, |r: &Line<'a>| (&*of(r).committee, Some(r.of.0)), |_| ());
    let totals = if branches.is_empty() { Vec::new() } else { totals(cx, &months) };
    Sheet {
        name: "月度矩阵".into(),
        title: cx.title("月度矩阵"),
        subtitle: &cx.subtitle,
        notes: vec![
            format!("图例：{}　▼ 当月参与率低于规定下限。", MonthStatus::legend()).into(),
            "说明：“已报”指没有报送日期或者文件没有规定报送期限；“待核”指有退回或未采用的内容可能属于该月，不计入应开展和已开展。".into(),
        ],
        tables: vec![SheetTable::of(cx, branches, fields, "本期没有应当统计的党支部。").totals(totals)],
        freeze: 1 + cx.lead(),
        off_paper: false,
    }
}

fn of<'a>(row: &Line<'a>) -> &'a Branch {
    row.outcome.corpus.branch(row.of.0)
}

fn floor(row: &Line<'_>) -> Share {
    row.outcome.profile.params(of(row).kind).floor()
}

/// The rows of each branch, in order of branches.
fn by_branch(outcome: &Outcome) -> impl Iterator<Item = (BranchIx, Vec<&MatrixRow>, MonthSums)> {
    let mut by_branch: BTreeMap<BranchIx, Vec<&MatrixRow>> = BTreeMap::new();
    for row in &outcome.matrix {
        by_branch.entry(row.branch).or_default().push(row);
    }
    by_branch.into_iter().map(|(ix, rows)| {
        let sums = MonthSums::of(rows.iter().copied());
        (ix, rows, sums)
    })
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
    let look = match (status, low) {
        (MonthStatus::OnTime, false) => Look::OnTime,
        (MonthStatus::OnTime, true) => Look::OnTimeLow,
        (MonthStatus::Late, false) => Look::Late,
        (MonthStatus::Late, true) => Look::LateLow,
        (MonthStatus::Reported, false) => Look::Reported,
        (MonthStatus::Reported, true) => Look::ReportedLow,
        (MonthStatus::Pending, _) => Look::Pending,
        (MonthStatus::Empty, _) => Look::Empty,
        (MonthStatus::Missing, _) => Look::Missing,
        (MonthStatus::NotYetDue | MonthStatus::NotApplicable, _) => Look::Faint,
    };
    // what nothing was held in is no rate's
    let low = low && !matches!(look, Look::Pending | Look::Empty | Look::Missing | Look::Faint);
    Item::Marked(look, format!("{}{}", status.sign(), if low { "▼" } else { "" }).into())
}
