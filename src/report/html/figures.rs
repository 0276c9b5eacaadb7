//! What the page says before any table: key figures, and the numbers behind its charts.

use std::collections::BTreeMap;

use crate::model::assessment::{MatrixRow, Totals};
use crate::model::corpus::FileCounts;
use crate::model::figure::{Rate, Share};
use crate::model::finding::{Code, Level, Status};
use crate::model::org::BranchType;
use crate::model::time::Month;
use crate::report::Results;
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
    let mut total = Totals::default();
    let mut levels = [0_u64; 3];
    let (mut committees, mut barred, mut drawn) = (0, 0, 0);
    for outcome in &results.outcomes {
        let t = outcome.assessed.total;
        total.branches += t.branches;
        total.completeness += t.completeness;
        total.timeliness += t.timeliness;
        total.participation += t.participation;
        total.activities += t.activities;
        for finding in outcome.judgement.findings.iter().filter(|f| f.status != Status::Waived) {
            levels[finding.level as usize] += 1;
        }
        committees += outcome.assessed.committees.len();
        barred += outcome.assessed.branches.iter().filter(|b| !b.eligible).count();
        drawn += outcome.draw.drawn.len();
    }
    let (files, rows) = (FileCounts::of(results.files()), results.rows());
    let card = |label, value: String, foot: String| Card { label, value, foot };
    let rate = |label, rate: Rate, what: &str| {
        let foot = if rate.applies() { format!("{what} {}/{}", rate.part, rate.of) } else { what.to_string() };
        card(label, rate.percent(), foot)
    };
    let [infos, warnings, errors] = levels;
    vec![
        card("党支部", total.branches.to_string(), format!("分属 {committees} 个党委")),
        card("开展活动", total.activities.to_string(), "次（计入统计）".into()),
        rate("完整率", total.completeness, "已/应开展月次"),
        rate("按时率", total.timeliness, "按时/有报送日期"),
        rate("参与率", total.participation, "实到/应到"),
        card("缺报月次", total.completeness.of.saturating_sub(total.completeness.part).to_string(), "到期未开展".into()),
        card("错误", errors.to_string(), "条（不含已批说明）".into()),
        card("警告", warnings.to_string(), format!("条，另有提示 {infos} 条")),
        card("退回数据行", rows.rejected.to_string(), format!("共 {} 行", rows.total)),
        card("报送文件", files.total.to_string(), format!("未识别 {}，无法读取 {}", files.unrecognised, files.unreadable)),
        card("不得评优", barred.to_string(), "个党支部".into()),
        card("本期抽查", drawn.to_string(), "个单位".into()),
    ]
}

/// Held of due months and participation of some rows.
fn sums<'a>(rows: impl Iterator<Item = &'a MatrixRow>) -> (Rate, Rate) {
    let (mut held, mut participation) = (Rate::default(), Rate::default());
    for row in rows {
        if row.due {
            held += Rate::new(u64::from(row.held), 1);
        }
        participation += row.participation;
    }
    (held, participation)
}

/// Completeness and participation of every month of the period.
pub(super) fn months(results: &Results) -> Vec<(Month, Rate, Rate)> {
    let of = |month| {
        let (held, participation) = sums(results.outcomes.iter().flat_map(|o| &o.matrix).filter(|r| r.month == month));
        (month, held, participation)
    };
    results.info.period.months().map(of).collect()
}

/// Completeness of every committee in every month: jurisdiction and committee, then a rate each.
pub(super) fn committee_months(results: &Results) -> Vec<(String, String, Vec<Rate>)> {
    let months: Vec<Month> = results.info.period.months().collect();
    let mut lines = Vec::new();
    for outcome in &results.outcomes {
        let mut by_committee: BTreeMap<&str, Vec<Rate>> = BTreeMap::new();
        for row in &outcome.matrix {
            let committee = &*outcome.corpus.branch(row.branch).committee;
            let rates = by_committee.entry(committee).or_insert_with(|| vec![Rate::default(); months.len()]);
            if let (true, Some(at)) = (row.due, months.iter().position(|m| *m == row.month)) {
                rates[at] += Rate::new(u64::from(row.held), 1);
            }
        }
        lines.extend(by_committee.into_iter().map(|(c, rates)| (outcome.profile.name.to_string(), c.to_string(), rates)));
    }
    lines
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

/// A rule's findings.
#[derive(Default)]
pub(super) struct RuleCount {
    pub level: Option<Level>,
    /// Not waived.
    pub open: u64,
    pub waived: u64,
}

/// Findings by rule, most first.
pub(super) fn rules(results: &Results) -> Vec<(Code, RuleCount)> {
    let mut counts: BTreeMap<Code, RuleCount> = BTreeMap::new();
    for finding in results.outcomes.iter().flat_map(|o| &o.judgement.findings) {
        let count = counts.entry(finding.code).or_default();
        count.level = count.level.max(Some(finding.level));
        match finding.status {
            Status::Waived => count.waived += 1,
            Status::Open | Status::Requested => count.open += 1,
        }
    }
    let mut all: Vec<_> = counts.into_iter().collect();
    all.sort_by(|a, b| b.1.open.cmp(&a.1.open).then(a.0.cmp(&b.0)));
    all
}

/// Branches by type with their completeness.
pub(super) fn types(results: &Results) -> Vec<(BranchType, u64, Rate)> {
    let mut counts: BTreeMap<BranchType, (u64, Rate)> = BTreeMap::new();
    for outcome in &results.outcomes {
        for branch in &outcome.assessed.branches {
            let count = counts.entry(outcome.corpus.branch(branch.branch).kind).or_default();
            count.0 += 1;
            count.1 += branch.completeness;
        }
    }
    counts.into_iter().map(|(kind, (count, rate))| (kind, count, rate)).collect()
}
