//! Charts as the template draws them: SVG with nothing computed but places. Lines differ by dash and marker, bars carry their number in words,
//! so that no chart speaks by colour alone. Every label is text of the page and scales with it.

use super::figures::{self, Part};
use super::tree::Tree;
use super::views;
use crate::model::counts::{MonthSums, RuleCount, TypeCount};
use crate::model::figure::Rate;
use crate::model::finding::{Code, Level};
use crate::model::org::BranchType;
use crate::model::results::Results;
use crate::model::spoken;
use crate::model::time::{Month, Span};

/// Bars of a chart at most; what is left out is said.
const MOST_BARS: usize = 20;
/// Drawing area of the line chart: left, right, top, bottom.
const AREA: [f64; 4] = [38.0, 392.0, 14.0, 176.0];

/// A bar with its words.
pub(super) struct Bar {
    pub label: String,
    pub value: String,
    /// Width in percent of the whole, one decimal.
    pub width: String,
    pub class: &'static str,
    /// Where the floor stands, in percent; empty for none.
    pub floor: String,
    /// The list behind it.
    pub href: String,
}

/// A chart of bars.
pub(super) struct Bars {
    pub id: &'static str,
    pub title: &'static str,
    pub note: String,
    pub bars: Vec<Bar>,
}

/// A point of a line: x, y.
pub(super) struct Dot {
    pub x: String,
    pub y: String,
}

/// A line of the line chart.
pub(super) struct Line {
    pub name: &'static str,
    pub class: &'static str,
    pub path: String,
    pub dots: Vec<Dot>,
}

/// A label: x, y, text.
pub(super) struct Label {
    pub x: String,
    pub y: String,
    pub text: String,
}

/// The months' rates.
pub(super) struct Months {
    pub lines: Vec<Line>,
    pub grid: Vec<Label>,
    pub names: Vec<Label>,
    /// Month, completeness, participation: the chart in words.
    pub rows: Vec<[String; 3]>,
}

fn tenth(value: f64) -> String {
    format!("{value:.1}")
}

fn share(rate: Rate) -> Option<f64> {
    rate.applies().then(|| (rate.part as f64 / rate.of as f64).min(1.0))
}

/// Completeness and participation over the months.
pub(super) fn months(results: &Results) -> Months {
    let all = &results.counts.months;
    let [left, right, top, bottom] = AREA;
    let step = (right - left) / all.len().max(1) as f64;
    let x = |at: usize| left + step * (at as f64 + 0.5);
    let y = |value: f64| bottom - (bottom - top) * value;
    let line = |name, class, pick: fn(&MonthSums) -> Rate| {
        let (mut path, mut dots, mut pen_up) = (String::new(), Vec::new(), true);
        for (at, (_, month)) in all.iter().enumerate() {
            let Some(value) = share(pick(month)) else {
                pen_up = true;
                continue;
            };
            let (px, py) = (tenth(x(at)), tenth(y(value)));
            path.push_str(&format!("{}{px} {py}", if pen_up { "M" } else { "L" }));
            pen_up = false;
            dots.push(Dot { x: px, y: py });
        }
        Line { name, class, path, dots }
    };
    let every = all.len().div_ceil(12).max(1);
    let name = |(at, (month, _)): (usize, &(Month, MonthSums))| {
        let text = if at == 0 || month.month() == 1 { spoken::span(Span::Month(*month)) } else { format!("{}月", month.month()) };
        Label { x: tenth(x(at)), y: tenth(bottom + if at == 0 || month.month() == 1 { 27.0 } else { 15.0 }), text }
    };
    Months {
        lines: vec![line("完整率", "held", |m| m.held), line("参与率", "part", |m| m.participation)],
        grid: (0..=5).map(|n| Label { x: tenth(left - 5.0), y: tenth(y(f64::from(n) / 5.0)), text: format!("{}%", n * 20) }).collect(),
        names: all.iter().enumerate().filter(|(at, _)| at % every == 0).map(name).collect(),
        rows: all.iter().map(|(month, sums)| [spoken::span(Span::Month(*month)), sums.held.shown(), sums.participation.shown()]).collect(),
    }
}

/// The charts of bars.
pub(super) fn bars(results: &Results, tree: &Tree) -> Vec<Bars> {
    vec![participation(results, tree), rules(results), types(results)]
}

fn cut(mut bars: Vec<Bar>, what: &str) -> (Vec<Bar>, String) {
    let all = bars.len();
    bars.truncate(MOST_BARS);
    let note = if all > MOST_BARS { format!("共 {all} 个，列出{what}的 {MOST_BARS} 个。") } else { String::new() };
    (bars, note)
}

fn participation(results: &Results, tree: &Tree) -> Bars {
    let several = results.outcomes.len() > 1;
    let bar = |Part { place, committee, rate, floor }: Part| {
        let low = rate.below(floor);
        Bar {
            href: tree.key(&place, &committee).map_or_else(String::new, |key| format!("#党委/{}", views::part(key))),
            label: if several { format!("{place}　{committee}") } else { committee },
            value: format!("{}{}", if low { "▼" } else { "" }, rate.shown()),
            width: tenth(share(rate).unwrap_or(0.0) * 100.0),
            class: if low { "low" } else { "part" },
            floor: tenth(f64::from(floor.parts()) / 100.0),
        }
    };
    let (bars, cut) = cut(figures::participation(results).into_iter().map(bar).collect(), "最低");
    Bars {
        id: "chart-participation", title: "各党委参与率（由低到高）", note: format!("竖线为规定下限，▼ 为低于下限。{cut}"), bars
    }
}

fn rules(results: &Results) -> Bars {
    let all = figures::rules(results);
    let most = all.iter().map(|(_, c)| c.findings.counting()).max().unwrap_or(0).max(1) as f64;
    let bar = |(code, count): (Code, &RuleCount)| {
        let level = count.level.unwrap_or(Level::Info);
        let (open, waived) = (count.findings.counting(), count.findings.waived);
        let waived = if waived > 0 { format!("，另说明已批 {waived}") } else { String::new() };
        Bar {
            href: format!("#问题/rule={code}"),
            label: code.name().to_string(),
            value: format!("{open} 条（{}{waived}）", level.chinese()),
            width: tenth(open as f64 / most * 100.0),
            class: level.as_str(),
            floor: String::new(),
        }
    };
    let (bars, note) = cut(all.into_iter().map(bar).collect(), "最多");
    Bars { id: "chart-rules", title: "各类问题条数", note, bars }
}

fn types(results: &Results) -> Bars {
    let all = &results.counts.types;
    let most = all.values().map(|t| t.branches).max().unwrap_or(0).max(1) as f64;
    let bar = |(kind, count): (&BranchType, &TypeCount)| Bar {
        href: format!("#支部排名/type={}", views::part(kind.as_str())),
        label: kind.as_str().to_string(),
        value: format!("{} 个，完整率 {}", count.branches, count.completeness.percent()),
        width: tenth(count.branches as f64 / most * 100.0),
        class: "held",
        floor: String::new(),
    };
    Bars { id: "chart-types", title: "党支部类型", note: String::new(), bars: all.iter().map(bar).collect() }
}
