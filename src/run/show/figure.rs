//! Shapes that figures have in common: rates as two sums, points in hundredths, cells.

use super::facts::{Figure, Input};
use crate::frame::Rows;
use crate::model::figure::{Points, Rate};

/// The two sums of a rate; `None` where the table has none.
pub fn rate(rows: &Rows, row: usize, column: &str) -> Option<Rate> {
    let part = rows.int(row, &format!("{column}_part")).and_then(|n| u64::try_from(n).ok());
    let of = rows.int(row, &format!("{column}_of")).and_then(|n| u64::try_from(n).ok());
    Some(Rate::new(part?, of?))
}

/// A rate as a figure, with its two sums as numbers.
pub fn rate_figure(key: &str, name: &str, rate: Rate, formula: &str) -> Figure {
    Figure {
        key: key.to_string(),
        name: name.to_string(),
        value: rate.percent(),
        part: i64::try_from(rate.part).ok(),
        of: i64::try_from(rate.of).ok(),
        formula: formula.to_string(),
        numbers: if rate.applies() { format!("{}÷{}", rate.part, rate.of) } else { "没有可计入的，不适用".to_string() },
        ..Figure::default()
    }
}

/// Hundredths as points.
pub fn points(hundredths: i64) -> String {
    Points::from_hundredths(hundredths).to_string()
}

/// A plain number as a figure.
pub fn number_figure(key: &str, name: &str, value: Option<i64>, formula: &str) -> Figure {
    Figure {
        key: key.to_string(),
        name: name.to_string(),
        value: value.map_or_else(|| "无".to_string(), |n| n.to_string()),
        part: value,
        formula: formula.to_string(),
        ..Figure::default()
    }
}

/// What was lost by a rule, as an input of a score.
pub fn rule_input(rows: &Rows, row: usize) -> Input {
    let of = |column: &str| rows.int(row, column).unwrap_or_default();
    let cap = rows.int(row, "cap_part").map_or_else(String::new, |cap| format!("，封顶 {} 分", points(cap)));
    let code = rows.text(row, "rule");
    let (count, full) = (of("count"), points(of("points_part")));
    let stands = format!("{code} {}：{count} 个问题，共 {full} 分{cap}", super::rule_name(code));
    Input { what: "rule", value: points(of("applied_part")), stands, ..Input::default() }
}
