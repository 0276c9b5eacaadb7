//! The figures of a committee: sums over its branches.

use super::Tables;
use super::facts::{Figure, Input};
use super::figure::{number_figure, points, rate, rate_figure, rule_input};
use crate::frame::Rows;
use crate::model::figure::Rate;
use crate::run::finished::Subject;

/// All figures.
pub(super) fn figures(committees: &Rows, subject: &Subject, tables: &Tables) -> Vec<Figure> {
    let own = |row: &usize| committees.text(*row, "unit") == subject.unit && committees.text(*row, "committee") == subject.committee;
    let Some(row) = (0..committees.len()).find(own) else { return Vec::new() };
    let rates = [
        ("completeness", "完整率", "所属党支部已开展的应开展月份之和÷应开展月份之和"),
        ("timeliness", "按时率", "所属党支部按期报送的月份之和÷知道报送日期的月份之和"),
        ("participation", "参与率", "所属党支部实到人数之和÷应到人数之和；舍去尾数"),
    ];
    let mut all: Vec<Figure> = rates.map(|(key, name, formula)| summed(tables, committees, row, key, (name, formula))).into();
    all.push(score(committees, row, tables));
    let mut rank = number_figure("rank", "名次", committees.int(row, "rank"), "依次比较得分、完整率、参与率，三项都相同的并列");
    let ranked = (0..committees.len()).filter(|r| committees.text(*r, "unit") == subject.unit && committees.int(*r, "rank").is_some());
    rank.numbers = format!("{} 个党委参加排名", ranked.count());
    all.push(rank);
    for (key, name) in [("branches", "党支部数"), ("errors", "错误数"), ("warnings", "警告数"), ("months_pending", "待核月份")]
    {
        all.push(number_figure(key, name, committees.int(row, key), "所属党支部之和；错误、警告另加党委自身的问题"));
    }
    all
}

/// Branches of the committee, as rows of the ranking.
fn branches(tables: &Tables) -> impl Iterator<Item = usize> {
    0..tables.ranking.len()
}

fn named(tables: &Tables, row: usize, value: String) -> Input {
    Input { what: "branch", value, stands: tables.ranking.text(row, "branch").to_string(), ..Input::default() }
}

fn summed(tables: &Tables, committees: &Rows, row: usize, key: &str, (name, formula): (&str, &str)) -> Figure {
    let given = rate(committees, row, key).unwrap_or_default();
    let mut figure = rate_figure(key, name, given, formula);
    let mut sum = Rate::default();
    for branch in branches(tables) {
        let of = rate(&tables.ranking, branch, key).unwrap_or_default();
        sum += of;
        figure.inputs.push(named(tables, branch, of.shown()));
    }
    figure.agrees = Some(sum == given);
    figure
}

/// The mean of its branches, weighted by due months, less what its own faults cost, never under 0.
fn score(committees: &Rows, row: usize, tables: &Tables) -> Figure {
    // Σ hundredths·months ÷ (100·Σ months)
    let given = committees.int(row, "score_part").zip(committees.int(row, "score_of"));
    let (mut sum, mut months) = (0i64, 0i64);
    let mut inputs = Vec::new();
    for branch in branches(tables) {
        let due = tables.ranking.int(branch, "months_due").unwrap_or_default();
        let score = tables.ranking.int(branch, "score_part").unwrap_or_default();
        sum += score * due;
        months += due;
        inputs.push(named(tables, branch, format!("{}分×{due}个月", points(score))));
    }
    let mut numbers = format!("{}÷{months}", points(sum));
    let rows = &tables.deductions;
    let mut cost = 0;
    // of the committee's rows those of its branches are told with each of them
    for own in (0..rows.len()).filter(|row| rows.text(*row, "branch_key").is_empty()) {
        let lost = rule_input(rows, own);
        cost += rows.int(own, "applied_part").unwrap_or_default();
        numbers.push_str(&format!("－{}", lost.value));
        inputs.push(lost);
    }
    let shown = |(part, of): (i64, i64)| if of == 0 { "不适用".to_string() } else { points((part * 100).div_euclid(of)) };
    Figure {
        key: "score".to_string(),
        name: "得分".to_string(),
        value: given.map_or_else(|| "无".to_string(), shown),
        part: given.map(|g| g.0),
        of: given.map(|g| g.1),
        formula: "所属党支部得分按应开展月份数加权平均，减去党委自身问题的扣分（每项不超过封顶），不低于 0 分；舍去尾数".to_string(),
        numbers,
        basis: tables.terms.basis("score.base", tables.kind),
        inputs,
        agrees: given.map(|given| given == ((sum - cost.max(0) * months).max(0), months * 100)),
    }
}
