//! What a drawn unit reported in the period, in the words of a form: its activities month by month, its figures, its open findings.

use std::sync::Arc;

use crate::model::assessment::{BranchAssessment, MonthStatus, Outcome};
use crate::model::corpus::{Activity, Standing};
use crate::model::draw::Drawn;
use crate::model::figure::Rate;
use crate::model::finding::{BranchIx, Finding, Level, Status};

/// A line of the table of activities.
pub struct Line {
    pub month: String,
    pub date: String,
    pub time: String,
    pub theme: String,
    pub counts: String,
    pub content: String,
    pub rate: String,
    pub status: String,
    pub source: String,
}

/// The branches of a unit.
pub fn branches(outcome: &Outcome, drawn: &Drawn) -> Vec<BranchIx> {
    let all = outcome.corpus.branches.iter().enumerate();
    let ours = all.filter(|(_, b)| match drawn.unit.branch.is_empty() {
        true => *b.committee == *drawn.unit.committee,
        false => *b.id == *drawn.unit.branch_id && *b.committee == *drawn.unit.committee,
    });
    ours.map(|(i, _)| BranchIx(i)).collect()
}

/// A branch's months, with an activity each or what became of the month.
pub fn lines(outcome: &Outcome, ix: BranchIx) -> Vec<Line> {
    let corpus = &outcome.corpus;
    let mut lines = Vec::new();
    let at = corpus.months.iter().zip(&outcome.matrix).filter(|(m, _)| m.branch == ix);
    for (month, row) in at {
        if month.activities.is_empty() {
            if row.status == MonthStatus::NotApplicable {
                continue;
            }
            lines.push(Line { status: row.status.as_str().to_string(), ..blank(month.month.to_string()) });
        }
        for activity in month.activities.iter().map(|a| corpus.activity(*a)).filter(|a| a.standing == Standing::Counts) {
            lines.push(line(activity, row.status));
        }
    }
    lines
}

fn blank(month: String) -> Line {
    let dash = || "—".to_string();
    Line {
        month,
        date: dash(),
        time: dash(),
        theme: "台账中没有活动记录".to_string(),
        counts: dash(),
        content: dash(),
        rate: dash(),
        status: String::new(),
        source: dash(),
    }
}

fn line(activity: &Activity, status: MonthStatus) -> Line {
    let row = &activity.row;
    let count = |c: &crate::model::record::Count| c.value().map_or_else(|| "未填".to_string(), |n| n.to_string());
    let rate = match (row.due.value(), row.actual.value()) {
        (Some(due), Some(actual)) => Rate::new(actual.into(), due.into()).percent(),
        _ => "—".to_string(),
    };
    let table = &row.head.table;
    let file = table.file.rsplit('/').next().unwrap_or_default();
    let sheet = if table.sheet.is_empty() { String::new() } else { format!("·{}", table.sheet) };
    Line {
        month: activity.month.to_string(),
        date: activity.date.to_string(),
        time: or_dash(&row.time_text),
        theme: or_dash(&super::clean(&row.theme, 60)),
        counts: format!("{}/{}", count(&row.due), count(&row.actual)),
        content: or_dash(&super::clean(&row.content.text().replace('\n', " "), 70)),
        rate,
        status: status.as_str().to_string(),
        source: super::clean(&format!("{file}{sheet}·第{}行", row.head.number()), 60),
    }
}

fn or_dash(text: &str) -> String {
    if text.trim().is_empty() { "—".to_string() } else { text.to_string() }
}

/// What the unit's figures are, by the run.
pub fn figures(outcome: &Outcome, ix: BranchIx) -> Option<&BranchAssessment> {
    outcome.assessed.branches.iter().find(|b| b.branch == ix)
}

/// Open findings of these branches (or of the committee itself), gravest first.
pub fn findings<'o>(outcome: &'o Outcome, branches: &[BranchIx], committee: Option<&str>) -> Vec<&'o Finding> {
    let ours = |f: &&Finding| match f.branch {
        Some(ix) => branches.contains(&ix),
        None => committee.is_some() && f.committee.as_deref() == committee,
    };
    let mut all: Vec<&Finding> =
        outcome.judgement.findings.iter().filter(ours).filter(|f| f.status != Status::Waived && f.level > Level::Info).collect();
    all.sort_by_key(|f| std::cmp::Reverse(f.level));
    all
}

/// Where a finding was seen.
pub fn place(finding: &Finding) -> String {
    let Some(place) = &finding.place else { return "—".to_string() };
    let file: &str = place.file.rsplit('/').next().unwrap_or_default();
    let parts: Vec<Arc<str>> =
        [Arc::from(file), place.sheet.clone(), Arc::from(place.cell_text())].into_iter().filter(|p| !p.is_empty()).collect();
    super::clean(&parts.join("·"), 70)
}
