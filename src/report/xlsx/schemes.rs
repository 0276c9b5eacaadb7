//! What scores, grades, points and steps are made of, as the profiles have it: tables of 规则说明.

use super::column::{Column, col};
use super::context::Context;
use super::inspections::ladder;
use super::item::Item;
use super::sheet::{Rows, SheetTable};
use crate::model::assessment::Outcome;
use crate::model::figure::Points;
use crate::model::finding::Code;
use crate::model::profile::{Grade, PointRule, Profile, Veto};

fn columns(heads: [&'static str; 6]) -> Vec<Column> {
    heads.into_iter().zip([10.0, 20.0, 8.0, 10.0, 40.0, 40.0]).map(|(head, cap)| col(head, cap)).collect()
}

fn table<'a>(
    cx: &'a Context<'a>,
    tab: &'static str,
    heads: [&'static str; 6],
    rows: Vec<Vec<Item<'a>>>,
    empty: &'static str,
) -> SheetTable<'a> {
    SheetTable::new(cx.columns(columns(heads)), Rows::Ready(rows), empty).headed(tab).tab(tab)
}

/// A row, led by its jurisdiction where there are several.
fn led<'a>(cx: &Context<'a>, outcome: &'a Outcome, items: Vec<Item<'a>>) -> Vec<Item<'a>> {
    cx.several.then(|| Item::text(&*outcome.profile.name)).into_iter().chain(items).collect()
}

/// Base, deductions, grades.
pub(super) fn scores<'a>(cx: &'a Context<'a>) -> SheetTable<'a> {
    let mut rows = Vec::new();
    for outcome in &cx.results.outcomes {
        let (profile, score) = (&outcome.profile, &outcome.profile.score);
        let basis = || Item::text(profile.basis(&score.clause));
        let base = format!("每个党支部以 {} 分为基数，按下列各项逐条扣分，各项分别封顶，扣完为止", score.base);
        let lead = |name: &'static str, words: String| {
            vec![Item::center("—"), Item::text(name), Item::center("—"), Item::center("—"), Item::text(words), basis()]
        };
        rows.push(led(cx, outcome, lead("基数", base)));
        for (code, d) in &score.deductions {
            let (cap, words) = match d.cap {
                Some(cap) => (Item::Points(cap), format!("每条扣 {} 分，最多扣 {cap} 分", d.points)),
                None => (Item::center("不封顶"), format!("每条扣 {} 分", d.points)),
            };
            let items =
                vec![Item::center(code.as_str()), Item::text(cx.rule_name(*code)), Item::Points(d.points), cap, Item::text(words), basis()];
            rows.push(led(cx, outcome, items));
        }
        let grades: Vec<String> = score.grades.iter().map(|grade| format!("{} {} 分及以上", grade.name, grade.min)).collect();
        if !grades.is_empty() {
            rows.push(led(cx, outcome, lead("等次", grades.join("，"))));
        }
    }
    table(cx, "评分与等次", ["规则", "名称", "每条\n扣分", "封顶", "办法", "依据条款"], rows, "没有评分办法。")
}

/// What bars from the best grade, and how many may have it.
pub(super) fn excellence<'a>(cx: &'a Context<'a>) -> SheetTable<'a> {
    let mut rows = Vec::new();
    for outcome in &cx.results.outcomes {
        let (profile, terms) = (&outcome.profile, &outcome.profile.excellence);
        for Veto { rule: code, count } in &terms.veto {
            let words = match code {
                Code::PAR001 => "统计期内参与率低于规定下限的".to_string(),
                _ => format!("统计期内此项问题达到 {count} 条的"),
            };
            let items = [Item::center(code.as_str()), Item::text(cx.rule_name(*code)), Item::center("—"), Item::Count((*count).into())];
            let tail = [Item::text(format!("{words}，不得评为优秀")), Item::text(profile.basis(&terms.clause))];
            rows.push(led(cx, outcome, items.into_iter().chain(tail).collect()));
        }
        let lead = |name: &'static str, words: String, basis: String| {
            vec![Item::center("—"), Item::text(name), Item::center("—"), Item::center("—"), Item::text(words), Item::text(basis)]
        };
        if let Some(clause) = &terms.quarterly {
            let words = "各季度单独考核，任一季度出现上列情形的，全年不得评为优秀".to_string();
            rows.push(led(cx, outcome, lead("按季度考核", words, profile.basis(clause))));
        }
        if let Some(quota) = terms.quota {
            let words = format!("优秀等次不超过参加排名党支部的 {quota}");
            rows.push(led(cx, outcome, lead("优秀比例", words, profile.basis(&terms.quota_clause))));
        }
    }
    table(cx, "评优条件", ["规则", "名称", "", "条数", "办法", "依据条款"], rows, "没有评优限制。")
}

/// Members' points, where a profile has a scheme.
pub(super) fn points<'a>(cx: &'a Context<'a>) -> Option<SheetTable<'a>> {
    let mut rows = Vec::new();
    for outcome in &cx.results.outcomes {
        let Some(scheme) = &outcome.profile.points else { continue };
        let bounds = [scheme.floor.map(|p| format!("，最低 {p} 分")), scheme.ceiling.map(|p| format!("，最高 {p} 分"))];
        let base = format!("年初基数 {} 分{}", scheme.base, bounds.into_iter().flatten().collect::<String>());
        let lead = |name: String, words: String| {
            let basis = Item::text(outcome.profile.basis(&scheme.clause));
            vec![Item::center("—"), Item::text(name), Item::center("—"), Item::center("—"), Item::text(words), basis]
        };
        rows.push(led(cx, outcome, lead(scheme.name.to_string(), base)));
        rows.extend(scheme.rules.iter().enumerate().map(|(at, rule)| led(cx, outcome, point_row(&outcome.profile, at, rule))));
        if !scheme.bands.is_empty() {
            let last = scheme.bands.len() - 1;
            let band = |(at, Grade { name, min }): (usize, &Grade)| match at == last && at > 0 {
                true => format!("{name} 其余"),
                false => format!("{name} {min} 分及以上"),
            };
            let bands: Vec<String> = scheme.bands.iter().enumerate().map(band).collect();
            rows.push(led(cx, outcome, lead("年度等次".into(), bands.join("，"))));
        }
    }
    let heads = ["序号", "计分事项", "分值", "第几次\n起", "办法", "依据条款"];
    (!rows.is_empty()).then(|| table(cx, "党员积分办法", heads, rows, ""))
}

fn point_row<'a>(profile: &Profile, at: usize, rule: &PointRule) -> Vec<Item<'a>> {
    let verb = if rule.points.hundredths() < 0 { "扣" } else { "加" };
    let each = positive(rule.points);
    let caps = [
        rule.cap_month.map(|cap| format!("，每月最多 {} 分", positive(cap))),
        rule.cap_year.map(|cap| format!("，每年最多 {} 分", positive(cap))),
    ];
    let words = format!("每次{verb} {each} 分{}", caps.into_iter().flatten().collect::<String>());
    vec![
        Item::Count(at as u64 + 1),
        Item::text(rule.event.name()),
        Item::Points(rule.points),
        Item::Count(rule.from.max(1).into()),
        Item::text(words),
        Item::text(profile.basis(&rule.clause)),
    ]
}

fn positive(points: Points) -> Points {
    Points::from_hundredths(points.hundredths().abs())
}

/// Steps against those in charge, where a profile has them.
pub(super) fn steps<'a>(cx: &'a Context<'a>) -> Option<SheetTable<'a>> {
    let of = |outcome: &'a Outcome| {
        let e = outcome.profile.escalation.as_ref()?;
        let rules: Vec<String> = e.rules.iter().map(|c| format!("{} {c}", cx.rule_name(*c))).collect();
        let words = format!("{}；计入的问题：{}", ladder(cx, outcome)?, rules.join("、"));
        let items = vec![
            Item::center("—"),
            Item::text(e.steps.iter().map(|step| &*step.name).collect::<Vec<_>>().join("→")),
            Item::center("—"),
            Item::Count(e.window_months.into()),
            Item::text(words),
            Item::text(outcome.profile.basis(&e.clause)),
        ];
        Some(led(cx, outcome, items))
    };
    let rows: Vec<_> = cx.results.outcomes.iter().filter_map(of).collect();
    (!rows.is_empty()).then(|| table(cx, "递进处置办法", ["", "措施", "", "回看\n月数", "办法", "依据条款"], rows, ""))
}
