//! The tables that are handed out: 台账, 计划表, 备案表, 督查记录, 情况说明. Which columns there are follows from what the profile asks.

pub mod activity;
pub mod others;

use chrono::NaiveDate;

use super::cells::{BlankCell, Check};
use super::sheet::{BlankTable, Given, locked};
use super::words::{hint, period_words};
use super::{Blank, BranchLine, Kind, Per};
use crate::model::record::Field;
use crate::model::time::Month;
use crate::report::paper::style::Set;

/// The sheets of a ledger that is a table.
pub fn tables(blank: &Blank<'_>) -> Vec<BlankTable> {
    match blank.kind {
        Kind::Plan => vec![others::plan(blank)],
        Kind::Adjustment => vec![others::adjustment(blank)],
        Kind::Inspection => vec![others::inspection(blank)],
        Kind::Waiver => vec![others::waiver(blank)],
        _ => activity::tables(blank),
    }
}

/// The layout's own first heading of a field.
pub fn heading(blank: &Blank<'_>, field: Field) -> String {
    let layout = blank.layouts.iter().find(|l| *l.id == *blank.kind.layout());
    let own = layout.and_then(|l| l.column(field)).and_then(|c| c.headings.first());
    own.map_or_else(|| field.name().to_string(), ToString::to_string)
}

fn month_words(month: Month) -> String {
    format!("{}年{}月", month.year(), month.month())
}

fn first_day(blank: &Blank<'_>) -> NaiveDate {
    blank.period.first().first_day()
}

fn last_day(blank: &Blank<'_>) -> NaiveDate {
    blank.period.last().last_day()
}

/// A date that may lie well before or after the period (a filing, an approval, a deadline).
fn around(blank: &Blank<'_>) -> Check {
    Check::Date(blank.period.first().plus(-12).first_day(), blank.period.last().plus(12).last_day())
}

/// 序号 and 党支部名称, with the branches to choose from in spare lines.
fn who(blank: &Blank<'_>) -> Vec<BlankCell> {
    let names: Vec<String> = blank.branches.iter().map(|b| b.name.clone()).collect();
    vec![
        locked(&heading(blank, Field::Serial), 5.5, Set::Center),
        BlankCell::new(heading(blank, Field::Branch), 19.0, Set::Left, Check::OneOf(names), "请从下拉列表中选择党支部。"),
    ]
}

fn months(blank: &Blank<'_>, field: Field) -> BlankCell {
    let all: Vec<String> = blank.period.months().map(month_words).collect();
    BlankCell::new(heading(blank, field), 11.0, Set::Center, Check::OneOf(all), "")
}

fn self_check(blank: &Blank<'_>) -> BlankCell {
    locked(&heading(blank, Field::SelfCheck), 10.0, Set::Center)
}

fn table(blank: &Blank<'_>, name: String, period: &str, cells: Vec<BlankCell>, rows: Vec<Vec<Given>>) -> BlankTable {
    let lead = match blank.per {
        Per::Committee => format!("填报单位：{}", blank.unit),
        Per::Branch => {
            let secretary = blank.branches.first().map(|b| b.secretary.as_str()).filter(|s| !s.is_empty());
            let secretary = secretary.map(|s| format!("　　党支部书记：{s}")).unwrap_or_default();
            format!("填报单位：{}　　上级党组织：{}{secretary}", blank.unit, blank.committee)
        }
    };
    BlankTable {
        name,
        title: format!("{}{period}{}", blank.unit, blank.kind.title(blank.profile)),
        lead,
        hint: hint(),
        cells,
        rows,
        row_height: 36.0,
    }
}

/// The formula of 填报自查: nothing yet, what is amiss first, or 已填.
fn verdict(branch: &str, faults: &[(String, &str)], given: bool) -> Given {
    let mut formula = String::from("IF(COUNTA({*})=0,");
    formula.push_str(if given { "\"未填\"" } else { "\"—\"" });
    for (test, says) in faults {
        formula.push_str(&format!(",IF({test},\"{says}\""));
    }
    formula.push_str(&format!(",IF({{{branch}}}=\"\",\"缺党支部\",\"已填\")"));
    formula.push_str(&")".repeat(faults.len() + 1));
    Given::formula(formula, if given { "未填" } else { "—" })
}

fn blank_of(heading: &str) -> String {
    format!("{{{heading}}}=\"\"")
}

/// Lines of a table: one for each branch and month of the period.
fn each_month<'b>(blank: &Blank<'b>) -> impl Iterator<Item = (&'b BranchLine, &'b super::MonthLine)> {
    let branches = blank.branches;
    branches.iter().flat_map(|b| b.months.iter().map(move |m| (b, m)))
}

/// The period in the title and on the sheet's tab.
fn whole(blank: &Blank<'_>) -> String {
    period_words(blank.period)
}
