//! What scores, grades, points and steps are made of, as the profiles have it: tables of 规则说明.

use super::column::{Column, col};
use super::context::Context;
use super::excellence::veto_name;
use super::inspections::ladder;
use super::item::Item;
use super::sheet::{Rows, SheetTable};
use crate::model::assessment::Outcome;
use crate::model::figure::Points;
use crate::model::finding::Code;
use crate::model::profile::{Deduction, Grade, NeededRate, OFFICE_SET, PointRule, Profile, Score, Veto, VetoRule, VetoSpan};

fn columns(heads: [&'static str; 6]) -> Vec<Column> {
    heads.into_iter().zip([20.0, 8.0, 10.0, 40.0, 40.0, 10.0]).map(|(head, cap)| col(head, cap)).collect()
}

fn table<'a>(
    cx: &'a Context<'a>,
    tab: &'static str,
    heads: [&'static str; 6],
    rows: Vec<Vec<Item<'a>>>,
    empty: &'static str,
) -> SheetTable<'a> {
    // codes stand last: what is to be read are the names
    let lead = usize::from(cx.lead());
    let mut rows = rows;
    rows.iter_mut().for_each(|row| row[lead..].rotate_left(1));
    let mut heads = heads;
    heads.rotate_left(1);
    // a column that this table has nothing for
    let told: Vec<bool> = std::iter::repeat_n(true, lead).chain(heads.iter().map(|head| !head.is_empty())).collect();
    let keep = |row: Vec<Item<'a>>| row.into_iter().zip(&told).filter(|(_, told)| **told).map(|(item, _)| item).collect();
    let rows = rows.into_iter().map(keep).collect();
    let columns = columns(heads).into_iter().zip(&told[lead..]).filter(|(_, told)| **told).map(|(column, _)| column).collect();
    SheetTable::new(cx.columns(columns), Rows::Ready(rows), empty).headed(tab).tab(tab)
}

/// A row, led by its jurisdiction where there are several.
fn led<'a>(cx: &Context<'a>, outcome: &'a Outcome, items: Vec<Item<'a>>) -> Vec<Item<'a>> {
    cx.several.then(|| Item::text(&*outcome.profile.name)).into_iter().chain(items).collect()
}

/// Base, deductions, grades with what they ask besides.
pub(super) fn scores<'a>(cx: &'a Context<'a>) -> SheetTable<'a> {
    let mut rows = Vec::new();
    for outcome in &cx.results.outcomes {
        let (profile, score) = (&outcome.profile, &outcome.profile.score);
        let lead = |name: &'static str, words: String, clause: &str| {
            let basis = Item::text(profile.basis(clause));
            led(cx, outcome, vec![Item::center("—"), Item::text(name), Item::center("—"), Item::center("—"), Item::text(words), basis])
        };
        let base = format!("每个党支部以 {} 分为基数，按下列各项逐条扣分，各项分别封顶，扣完为止", score.base);
        rows.push(lead("基数", base, &score.clause));
        rows.extend(score.deductions.iter().map(|(code, d)| led(cx, outcome, cost(cx, profile, *code, *d, "", &score.clause))));
        let small = &score.small_branch;
        if small.members > 0 && score.deductions.contains_key(&Code::PAR001) {
            let over = if small.over_allowed { " 下限所允许的人数再加" } else { "" };
            let words = format!(
                "当月应到不足 {} 人、每次活动缺席都不超过{over} {} 人的，参与率不达标照列而不扣分，该月不计入评优和等次所看的参与率",
                small.members, small.absences
            );
            rows.push(lead("小支部", words, &small.clause));
        }
        let grades: Vec<String> = score.grades.iter().map(|grade| format!("{} {} 分及以上", grade.name, grade.min)).collect();
        rows.push(lead("等次", grades.join("，"), &score.clause));
        rows.extend(conditions(score).map(|words| lead("等次条件", words, &score.conditions.clause)));
        if let Some(committee) = &score.committee {
            let of = |(code, d): (&Code, &Deduction)| {
                led(cx, outcome, cost(cx, profile, *code, *d, "党委（党工委）自身问题，", &committee.clause))
            };
            rows.extend(committee.deductions.iter().map(of));
        }
    }
    table(cx, "评分与等次", ["规则", "规则名称", "每条\n扣分", "封顶", "办法", "依据条款"], rows, "没有评分办法。")
}

fn cost<'a>(cx: &Context<'a>, profile: &Profile, code: Code, d: Deduction, whose: &str, clause: &str) -> Vec<Item<'a>> {
    let (cap, words) = match d.cap {
        Some(cap) => (Item::Points(cap), format!("{whose}每条扣 {} 分，最多扣 {cap} 分", d.points)),
        None => (Item::center("不封顶"), format!("{whose}每条扣 {} 分", d.points)),
    };
    let name = Item::text(cx.rule_name(code));
    vec![Item::center(code.as_str()), name, Item::Points(d.points), cap, Item::text(words), Item::text(profile.basis(clause))]
}

/// What grades ask besides points, from the lowest up; `None` where they ask nothing.
fn conditions(score: &Score) -> Option<String> {
    let of_grade = |at: usize| {
        let needs = score.needs(at);
        let completeness = needs.completeness.map(|share| format!("完整率不低于{share}"));
        let participation = needs.participation.map(|NeededRate::Floor| "参与率不低于规定下限".to_string());
        let asked: Vec<String> = [completeness, participation].into_iter().flatten().collect();
        (!asked.is_empty()).then(|| format!("{}：{}", score.grades[at].name, asked.join("、")))
    };
    let asked: Vec<String> = (0..score.grades.len()).rev().filter_map(of_grade).collect();
    let from = score.conditions.months;
    (!asked.is_empty()).then(|| {
        format!("应开展 {from} 个月及以上的党支部，除得分外还须达到（高等次须同时达到低等次的条件，不适用的不影响）：{}", asked.join("；"))
    })
}

/// What bars from the best grade, and how many may have it.
pub(super) fn excellence<'a>(cx: &'a Context<'a>) -> SheetTable<'a> {
    let mut rows = Vec::new();
    for outcome in &cx.results.outcomes {
        let (profile, terms) = (&outcome.profile, &outcome.profile.excellence);
        let within = if terms.span == VetoSpan::Year { "当年 1 月（或文件施行）至统计期末" } else { "统计期内" };
        for Veto { rule, count } in &terms.veto {
            let words = match rule {
                VetoRule::Step => "连续问题达到递进处置任一措施的".to_string(),
                VetoRule::Rule(Code::PAR001) => format!("{within}参与率低于规定下限的"),
                VetoRule::Rule(_) => format!("{within}此项问题达到 {count} 条的"),
            };
            let items = [Item::center(rule.as_str()), Item::text(veto_name(cx, *rule)), Item::center("—"), Item::Count((*count).into())];
            let tail = [Item::text(format!("{words}，不得评为优秀")), Item::text(profile.basis(&terms.clause))];
            rows.push(led(cx, outcome, items.into_iter().chain(tail).collect()));
        }
        let lead = |name: &'static str, words: String, basis: String| {
            vec![Item::center("—"), Item::text(name), Item::center("—"), Item::center("—"), Item::text(words), Item::text(basis)]
        };
        if terms.span == VetoSpan::Year {
            let words = format!(
                "统计期以前的月份，有活动记录的党支部达到应开展党支部 {} 的，按工作目录中的台账认定，其余按以前统计期的运行记录认定，都没有的不作认定",
                terms.year_ledgers
            );
            rows.push(led(cx, outcome, lead("看当年", words, OFFICE_SET.to_string())));
        }
        if let Some(committee) = &terms.committee {
            let rules: Vec<&str> = committee.rules.iter().map(|code| cx.rule_name(*code)).collect();
            let words = format!(
                "党委（党工委）当年自身问题（{}）合计达到 {} 项的，党委（党工委）及其书记不得评为优秀",
                rules.join("、"),
                committee.count
            );
            rows.push(led(cx, outcome, lead("党委（党工委）", words, profile.basis(&committee.clause))));
        }
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
        let rules: Vec<&str> = e.rules.iter().map(|c| cx.rule_name(*c)).collect();
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
