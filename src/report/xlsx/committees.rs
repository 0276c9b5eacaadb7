//! 党委排名: how the committees stand, over the period and in each of its quarters.

use super::branches::deductions;
use super::column::{Column, bar, col, committee, side, spark};
use super::context::{Context, month_head, quarter_words, rank_item};
use super::item::{Item, fraction};
use super::sheet::{Note, Sheet, SheetTable};
use crate::model::assessment::{CommitteeAssessment, Outcome};
use crate::model::counts::MonthSums;
use crate::model::figure::{Points, Rate};
use crate::model::time::{Month, Period};
use crate::tables::{Row, rows};

/// Longest period whose months stand side by side.
const MOST_MONTHS: usize = 24;

type Line<'a> = Row<'a, &'a CommitteeAssessment>;

/// The sheet.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let quarters = cx.quarters();
    let mut fields = vec![
        col("名次", 8.0).id("rank").readable().of(|r: &Line<'a>| rank_item(r.of.rank)),
        name().of(|r: &Line<'a>| Item::text(&*r.of.committee)),
        col("支部数", 9.0).of(|r: &Line<'a>| Item::Count(r.of.branches.into())),
        col("应开展\n月次", 9.0).of(|r: &Line<'a>| Item::Count(r.of.completeness.of)),
        col("已开展\n月次", 9.0).of(|r: &Line<'a>| Item::Count(r.of.completeness.part)),
        bar("完整率", 10.0).readable().of(|r: &Line<'a>| Item::Percent(r.of.completeness)),
        bar("按时率", 10.0).readable().of(|r: &Line<'a>| Item::Percent(r.of.timeliness)),
        col("按时/\n有报送日期", 12.0).minor().of(|r: &Line<'a>| Item::Fraction(r.of.timeliness)),
        bar("参与率", 10.0).readable().of(|r: &Line<'a>| Item::Percent(r.of.participation)),
        col("实到/应到", 16.0).of(|r: &Line<'a>| Item::Fraction(r.of.participation)),
        col("得分", 9.0).readable().of(|r: &Line<'a>| score_item(r.of.score)),
        col("错误", 8.0).minor().of(|r: &Line<'a>| Item::Count(r.of.errors.into())),
        col("警告", 8.0).minor().of(|r: &Line<'a>| Item::Count(r.of.warnings.into())),
    ];
    fields.extend(quarters.into_iter().map(|quarter| {
        let score = move |r: &Line<'a>| in_quarter(r.outcome, quarter, r.of).map_or(Item::center("—"), |q| score_item(q.score));
        col(format!("{}\n得分", quarter_words(cx.results.info.period, quarter)), 10.0).of(score)
    }));
    fields.push(side("得分算式", 24.0).of(|r: &Line<'a>| Item::text(score_sum(r.of))));
    fields.push(side("自身问题扣分", 24.0).of(|r: &Line<'a>| Item::text(deductions(cx, &r.of.deductions))));
    let mut notes: Vec<Note> = cx.unranked_note().into_iter().map(Note::from).collect();
    notes.push(
        "说明：完整率＝已开展月次÷应开展月次；参与率＝实到人数之和÷应到人数之和，均舍去尾数、不进位；党委得分＝所属支部得分×应开展月次之和÷应开展月次之和，再减去党委（党工委）自身问题的扣分，扣完为止。"
            .into(),
    );
    let mut tables = vec![SheetTable::of(cx, rows(cx.results, |o| &o.assessed.committees), fields, "本期没有可供汇总的党委。")];
    let months: Vec<Month> = cx.results.info.period.months().collect();
    if (2..=MOST_MONTHS).contains(&months.len()) && cx.results.outcomes.iter().any(|o| !o.assessed.committees.is_empty()) {
        tables.push(course(cx, &months));
    }
    Sheet {
        name: "党委排名".into(),
        title: cx.title("党委排名"),
        subtitle: &cx.subtitle,
        notes,
        tables,
        freeze: 2 + cx.lead(),
        off_paper: false,
    }
}

fn name() -> Column {
    Column { head: "党委（党工委）".into(), ..committee(30.0) }.readable()
}

/// The committees' participation month by month, with the line that it draws.
fn course<'a>(cx: &'a Context<'a>, months: &[Month]) -> SheetTable<'a> {
    type Course<'a> = Row<'a, (&'a CommitteeAssessment, &'a [MonthSums])>;
    let first = cx.lead() + 3;
    let mut fields = vec![
        col("名次", 8.0).id("rank").of(|r: &Course<'a>| rank_item(r.of.0.rank)),
        name().of(|r: &Course<'a>| Item::text(&*r.of.0.committee)),
        spark("走势", 18.0, first, first + months.len() as u16 - 1).of(|_: &Course<'a>| Item::Blank),
    ];
    fields.extend(months.iter().enumerate().map(|(at, month)| {
        // what is nought in a cell would be drawn as nought
        let rate = move |r: &Course<'a>| match r.of.1.get(at).map(|sums| sums.participation).filter(|rate| rate.applies()) {
            Some(rate) => Item::judged(rate, r.outcome.profile.base.floor()),
            None => Item::Blank,
        };
        col(month_head(*month), 10.0).in_month(*month).of(rate)
    }));
    let lines = &cx.results.counts.committee_months;
    let mut all = Vec::new();
    for (unit, outcome) in cx.results.outcomes.iter().enumerate() {
        for committee in &outcome.assessed.committees {
            let line = lines.iter().find(|line| line.unit == unit && line.committee == committee.committee);
            all.push(Row { outcome, of: (committee, line.map(|line| line.months.as_slice()).unwrap_or_default()) });
        }
    }
    SheetTable::of(cx, all, fields, "").tab("党委逐月参与率").headed("各党委逐月参与率（▼ 低于规定下限）")
}

/// A committee's figures in a quarter.
fn in_quarter<'a>(outcome: &'a Outcome, quarter: Period, committee: &CommitteeAssessment) -> Option<&'a CommitteeAssessment> {
    let found = outcome.quarters.iter().find(|q| q.period == quarter)?;
    found.committees.iter().find(|c| c.committee == committee.committee)
}

/// A committee's score, floored to hundredths; a dash when nothing was due.
pub(super) fn score_item<'a>(score: Rate) -> Item<'a> {
    match score.part.checked_div(score.of) {
        Some(hundredths) => Item::Points(Points::from_hundredths(hundredths as i64)),
        None => Item::center("—"),
    }
}

/// `9650÷100－4`: the sum of scores times due months, over due months, less what its own faults cost.
fn score_sum(committee: &CommitteeAssessment) -> String {
    let (mean, own) = (committee.mean, committee.own_cost());
    if fraction(mean).is_empty() {
        return String::new();
    }
    let own = if own == Points::default() { String::new() } else { format!("－{own}") };
    format!("{}÷{}{own}", Points::from_hundredths(mean.part as i64), mean.of)
}
