//! What the page says before any table: key figures, and the numbers behind its charts.

use std::sync::Arc;

use super::views;
use crate::model::counts::{Counts, RuleCount};
use crate::model::figure::{Rate, Share};
use crate::model::finding::Code;
use crate::model::results::Results;
use crate::model::spoken;
use crate::report::xlsx::plain::shown;

/// A figure in large type.
pub(super) struct Card {
    pub label: &'static str,
    pub value: String,
    /// A fraction or a split.
    pub foot: String,
    /// The list behind it.
    pub href: &'static str,
}

/// Branches of a grade.
pub(super) struct Grade {
    pub name: String,
    pub count: u64,
    pub href: String,
}

/// The key figures.
pub(super) fn cards(results: &Results) -> Vec<Card> {
    let Counts { totals: total, committees, barred, drawn, files, rows, levels, .. } = &results.counts;
    let card = |label, value: String, foot: String, href| Card { label, value, foot, href };
    let rate = |label, rate: Rate, what: &str, href| {
        let foot = if rate.applies() { format!("{what} {}/{}", rate.part, rate.of) } else { what.to_string() };
        card(label, rate.percent(), foot, href)
    };
    vec![
        card("党支部", total.branches.to_string(), format!("分属 {committees} 个党委"), "#支部排名"),
        card("开展活动", total.activities.to_string(), "次（计入统计）".into(), "#活动/standing=计入"),
        rate("完整率", total.completeness, "已/应开展月次", "#月度矩阵"),
        rate("按时率", total.timeliness, "按时/有报送日期", "#问题/rule=SUB002"),
        rate("参与率", total.participation, "实到/应到", "#参与率"),
        card(
            "缺报月次",
            total.completeness.of.saturating_sub(total.completeness.part).to_string(),
            format!("到期未开展；待核 {}", total.pending),
            "#缺报",
        ),
        card("错误", levels.error.to_string(), "条（不含已批说明）".into(), "#问题/level=错误/status=待处理,说明待批,不扣分"),
        card(
            "警告",
            levels.warning.to_string(),
            format!("条，另有提示 {} 条", levels.info),
            "#问题/level=警告/status=待处理,说明待批,不扣分",
        ),
        card("退回数据行", rows.rejected.to_string(), format!("共 {} 行", rows.total), "#数据质量/handling=退回"),
        card(
            "报送文件",
            files.total.to_string(),
            format!("未识别 {}，无法读取 {}", files.unrecognised, files.unreadable),
            "#数据质量/输入文件清单",
        ),
        card("不得评优", barred.to_string(), "个党支部".into(), "#不得评优"),
        card("本期抽查", drawn.to_string(), "个单位".into(), "#抽查"),
    ]
}

/// Branches by grade as they are counted, those without one last; none where nobody is graded.
pub(super) fn grades(results: &Results) -> Vec<Grade> {
    let all = &results.counts.grades;
    if all.iter().all(|(name, count)| name.is_empty() || *count == 0) {
        return Vec::new();
    }
    let grade = |(name, count): &(Arc<str>, u64)| {
        let (shown, href) = if name.is_empty() { ("未定等次".to_string(), UNGRADED.to_string()) } else { (shown(name), shown(name)) };
        Grade { name: shown, count: *count, href: format!("#支部排名/grade={}", views::part(&href)) }
    };
    all.iter().filter(|(name, count)| !name.is_empty() || *count > 0).map(grade).collect()
}

/// What the ranking shows of a branch without a grade.
const UNGRADED: &str = "—";

/// What the period came to, in a few sentences of figures.
pub(super) fn conclusion(results: &Results) -> String {
    let Counts { totals: total, committees, barred, .. } = &results.counts;
    let (held, came) = (total.completeness, total.participation);
    let mut text = format!("{}，共有 {committees} 个党委（党工委）、{} 个党支部，", spoken::period(results.info.period), total.branches);
    if held.applies() {
        text.push_str(&format!("应开展活动 {} 个支部月次，已开展 {} 个，完整率 {}；", held.of, held.part, held.percent()));
    }
    text.push_str(&format!("参与率 {}。", came.shown()));
    let low = participation(results).iter().filter(|c| c.rate.below(c.floor)).count();
    text.push_str(&if low > 0 {
        format!("参与率低于规定下限的党委 {low} 个；")
    } else {
        "没有参与率低于规定下限的党委；".to_string()
    });
    text.push_str(&format!("存在不得评优情形的党支部 {barred} 个。"));
    text
}

/// Participation of a committee with the floor it is held against.
pub(super) struct Part {
    pub place: String,
    pub committee: String,
    pub rate: Rate,
    pub floor: Share,
}

/// Participation of every committee, lowest first.
pub(super) fn participation(results: &Results) -> Vec<Part> {
    let mut all = Vec::new();
    for outcome in &results.outcomes {
        for c in outcome.assessed.committees.iter().filter(|c| c.participation.applies()) {
            let (place, committee) = (shown(&outcome.profile.name), shown(&c.committee));
            all.push(Part { place, committee, rate: c.participation, floor: outcome.profile.base.floor() });
        }
    }
    all.sort_by(|a, b| a.rate.compare(b.rate).then_with(|| (&a.place, &a.committee).cmp(&(&b.place, &b.committee))));
    all
}

/// Rules with findings, those with most first.
pub(super) fn rules(results: &Results) -> Vec<(Code, &RuleCount)> {
    let mut all: Vec<_> =
        results.counts.rules.iter().filter(|(_, count)| count.level.is_some()).map(|(code, count)| (*code, count)).collect();
    all.sort_by(|a, b| b.1.findings.counting().cmp(&a.1.findings.counting()).then(a.0.cmp(&b.0)));
    all
}
