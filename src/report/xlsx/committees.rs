//! 党委排名: how the committees stand, over the period and in each of its quarters.

use std::collections::BTreeMap;

use super::context::{Context, rank_item};
use super::item::{Item, fraction};
use super::sheet::{Rows, Sheet, Table, bar, col, spark};
use crate::model::assessment::{CommitteeAssessment, Outcome, PeriodAssessment};
use crate::model::figure::{Points, Rate};
use crate::model::time::{Month, Period};

/// Longest period whose months stand side by side.
const MOST_MONTHS: usize = 24;

/// The sheet.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let quarters = cx.quarters();
    let mut columns = vec![
        col("名次", 8.0),
        col("党委（党工委）", 30.0),
        col("支部数", 9.0),
        col("应开展\n月次", 9.0),
        col("已开展\n月次", 9.0),
        bar("完整率", 10.0),
        bar("按时率", 10.0),
        col("按时/\n有报送日期", 12.0),
        bar("参与率", 10.0),
        col("实到/应到", 16.0),
        col("得分", 9.0),
        col("得分算式", 20.0),
        col("错误", 8.0),
        col("警告", 8.0),
    ];
    columns.extend(quarters.iter().map(|q| col(format!("{q}\n得分"), 10.0)));
    let rows = cx.results.outcomes.iter().flat_map(|o| rows(cx, o, &quarters)).collect();
    let mut notes: Vec<String> = cx.unranked_note().into_iter().collect();
    notes.push(
        "说明：完整率＝已开展月次÷应开展月次；参与率＝实到人数之和÷应到人数之和，均舍去尾数、不进位；党委得分＝所属支部得分×应开展月次之和÷应开展月次之和。"
            .to_string(),
    );
    let ranks = Table::new(cx.columns(columns), Rows::Ready(rows), "本期没有可供汇总的党委。");
    let mut tables = vec![ranks];
    let months: Vec<Month> = cx.results.info.period.months().collect();
    if (2..=MOST_MONTHS).contains(&months.len()) && cx.results.outcomes.iter().any(|o| !o.assessed.committees.is_empty()) {
        tables.push(course(cx, &months));
    }
    Sheet { name: "党委排名".into(), title: cx.title("党委排名"), subtitle: &cx.subtitle, notes, tables, freeze: 2 + cx.lead() }
}

/// The committees' participation month by month, with the line that it draws.
fn course<'a>(cx: &'a Context<'a>, months: &[Month]) -> Table<'a> {
    let lead = cx.lead();
    let first = lead + 3;
    let mut columns = vec![col("名次", 8.0), col("党委（党工委）", 30.0), spark("走势", 18.0, first, first + months.len() as u16 - 1)];
    columns.extend(months.iter().map(|m| col(m.to_string(), 10.0)));
    let mut rows = Vec::new();
    for (unit, outcome) in cx.results.outcomes.iter().enumerate() {
        let of = |c: &CommitteeAssessment| {
            let line = cx.results.counts.committee_months.iter().find(|line| line.unit == unit && line.committee == c.committee);
            line.map(|line| line.months.as_slice()).unwrap_or_default()
        };
        // what is nought in a cell would be drawn as nought
        let rate = |r: &Rate| if r.applies() { Item::judged(*r, outcome.profile.base.participation.min) } else { Item::Blank };
        for c in &outcome.assessed.committees {
            let mut items = vec![rank_item(c.rank), Item::text(&*c.committee), Item::Blank];
            items.extend(of(c).iter().map(|sums| rate(&sums.participation)));
            rows.push(cx.row(outcome, items));
        }
    }
    Table::new(cx.columns(columns), Rows::Ready(rows), "")
        .tab("党委逐月参与率")
        .headed("各党委逐月参与率（▼ 低于规定下限；走势线上的橙色点为最低月份）")
}

fn rows<'a>(cx: &Context<'a>, outcome: &'a Outcome, quarters: &[Period]) -> Vec<Vec<Item<'a>>> {
    let by_quarter: Vec<BTreeMap<&str, &CommitteeAssessment>> = quarters.iter().map(|q| scores(outcome, *q)).collect();
    let of = |c: &'a CommitteeAssessment| {
        let mut items = vec![
            rank_item(c.rank),
            Item::text(&*c.committee),
            Item::Count(c.branches.into()),
            Item::Count(c.completeness.of),
            Item::Count(c.completeness.part),
            Item::Percent(c.completeness),
            Item::Percent(c.timeliness),
            Item::Fraction(c.timeliness),
            Item::Percent(c.participation),
            Item::Fraction(c.participation),
            score_item(c.score),
            Item::text(score_sum(c.score)),
            Item::Count(c.errors.into()),
            Item::Count(c.warnings.into()),
        ];
        let quarter =
            |map: &BTreeMap<&str, &CommitteeAssessment>| map.get(&*c.committee).map_or(Item::center("—"), |q| score_item(q.score));
        items.extend(by_quarter.iter().map(quarter));
        cx.row(outcome, items)
    };
    outcome.assessed.committees.iter().map(of).collect()
}

fn scores(outcome: &Outcome, quarter: Period) -> BTreeMap<&str, &CommitteeAssessment> {
    let found: Option<&PeriodAssessment> = outcome.quarters.iter().find(|q| q.period == quarter);
    found.into_iter().flat_map(|q| &q.committees).map(|c| (&*c.committee, c)).collect()
}

/// A committee's score, floored to hundredths; a dash when nothing was due.
pub(super) fn score_item<'a>(score: Rate) -> Item<'a> {
    match score.part.checked_div(score.of) {
        Some(hundredths) => Item::Points(Points::from_hundredths(hundredths as i64)),
        None => Item::center("—"),
    }
}

/// `9650÷100`: the sum of scores times due months, over due months.
fn score_sum(score: Rate) -> String {
    if fraction(score).is_empty() {
        return String::new();
    }
    format!("{}÷{}", Points::from_hundredths(score.part as i64), score.of)
}
