//! What the page says before any table: key figures, and the numbers behind its charts.

use crate::model::counts::{Counts, RuleCount};
use crate::model::figure::{Rate, Share};
use crate::model::finding::Code;
use crate::model::results::Results;
use crate::report::xlsx::plain::shown;

/// A figure in large type.
pub(super) struct Card {
    pub label: &'static str,
    pub value: String,
    /// A fraction or a split.
    pub foot: String,
}

/// The key figures.
pub(super) fn cards(results: &Results) -> Vec<Card> {
    let Counts { totals: total, committees, barred, drawn, files, rows, levels, .. } = &results.counts;
    let card = |label, value: String, foot: String| Card { label, value, foot };
    let rate = |label, rate: Rate, what: &str| {
        let foot = if rate.applies() { format!("{what} {}/{}", rate.part, rate.of) } else { what.to_string() };
        card(label, rate.percent(), foot)
    };
    vec![
        card("党支部", total.branches.to_string(), format!("分属 {committees} 个党委")),
        card("开展活动", total.activities.to_string(), "次（计入统计）".into()),
        rate("完整率", total.completeness, "已/应开展月次"),
        rate("按时率", total.timeliness, "按时/有报送日期"),
        rate("参与率", total.participation, "实到/应到"),
        card(
            "缺报月次",
            total.completeness.of.saturating_sub(total.completeness.part).to_string(),
            format!("到期未开展；待核 {}", total.pending),
        ),
        card("错误", levels.error.to_string(), "条（不含已批说明）".into()),
        card("警告", levels.warning.to_string(), format!("条，另有提示 {} 条", levels.info)),
        card("退回数据行", rows.rejected.to_string(), format!("共 {} 行", rows.total)),
        card("报送文件", files.total.to_string(), format!("未识别 {}，无法读取 {}", files.unrecognised, files.unreadable)),
        card("不得评优", barred.to_string(), "个党支部".into()),
        card("本期抽查", drawn.to_string(), "个单位".into()),
    ]
}

/// Participation of every committee, lowest first, with the floor it is held against.
pub(super) fn participation(results: &Results) -> Vec<(String, Rate, Share)> {
    let several = results.outcomes.len() > 1;
    let mut all = Vec::new();
    for outcome in &results.outcomes {
        for committee in outcome.assessed.committees.iter().filter(|c| c.participation.applies()) {
            let lead = if several { format!("{}　", outcome.profile.name) } else { String::new() };
            all.push((shown(&format!("{lead}{}", committee.committee)), committee.participation, outcome.profile.base.floor()));
        }
    }
    all.sort_by(|a, b| a.1.compare(b.1).then_with(|| a.0.cmp(&b.0)));
    all
}

/// Rules with findings, those with most first.
pub(super) fn rules(results: &Results) -> Vec<(Code, &RuleCount)> {
    let mut all: Vec<_> =
        results.counts.rules.iter().filter(|(_, count)| count.level.is_some()).map(|(code, count)| (*code, count)).collect();
    all.sort_by(|a, b| b.1.findings.counting().cmp(&a.1.findings.counting()).then(a.0.cmp(&b.0)));
    all
}
