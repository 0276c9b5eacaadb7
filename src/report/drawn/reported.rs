//! What a drawn unit reported in the period, in the words of a form: its activities month by month, its figures, its open findings.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::draw::{branch_unit, committee_unit};
use crate::model::assessment::{BranchAssessment, MatrixRow, MonthStatus, Outcome};
use crate::model::corpus::{Activity, BranchMonth, Standing};
use crate::model::draw::Drawn;
use crate::model::figure::Rate;
use crate::model::finding::{BranchIx, Finding, Level, Status};
use crate::model::profile::DrawUnit;
use crate::model::record::Count;
use crate::model::spoken;

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

/// What an outcome holds of its drawn units, looked up once for all their forms: there may be hundreds, and tens of thousands of branches.
pub struct Reported<'o> {
    pub outcome: &'o Outcome,
    /// Branches of the drawn units, by these, in order.
    branches: BTreeMap<&'o str, Vec<BranchIx>>,
    months: BTreeMap<BranchIx, Vec<(&'o BranchMonth, &'o MatrixRow)>>,
    figures: BTreeMap<BranchIx, &'o BranchAssessment>,
    /// Open findings that a form may list, with their places in the order of all.
    findings: BTreeMap<BranchIx, Vec<(usize, &'o Finding)>>,
    /// The same of committees as such, by their keys in the frame.
    committees: BTreeMap<String, Vec<(usize, &'o Finding)>>,
}

impl<'o> Reported<'o> {
    pub fn new(outcome: &'o Outcome) -> Self {
        let corpus = &outcome.corpus;
        let mut branches: BTreeMap<&str, Vec<BranchIx>> = outcome.draw.drawn.iter().map(|d| (d.unit.unit.as_str(), Vec::new())).collect();
        let place = outcome.draw.unit.as_str();
        for (at, branch) in corpus.branches.iter().enumerate() {
            let unit = match outcome.profile.sampling.unit {
                DrawUnit::Branch => branch_unit(place, branch),
                DrawUnit::Committee => committee_unit(place, &branch.committee),
            };
            if let Some(all) = branches.get_mut(unit.as_str()) {
                all.push(BranchIx(at));
            }
        }
        let mut it = Reported {
            outcome,
            branches,
            months: BTreeMap::new(),
            figures: BTreeMap::new(),
            findings: BTreeMap::new(),
            committees: BTreeMap::new(),
        };
        let mut ours = vec![false; corpus.branches.len()];
        outcome.draw.drawn.iter().flat_map(|d| it.branches(d)).for_each(|ix| ours[ix.0] = true);
        let ours = |ix: BranchIx| ours.get(ix.0).copied().unwrap_or(false);
        for (month, row) in corpus.months.iter().zip(&outcome.matrix).filter(|(m, _)| ours(m.branch)) {
            it.months.entry(month.branch).or_default().push((month, row));
        }
        for figures in outcome.assessed.branches.iter().filter(|b| ours(b.branch)) {
            it.figures.entry(figures.branch).or_insert(figures);
        }
        let open = |f: &Finding| f.status != Status::Waived && f.level > Level::Info;
        for (at, finding) in outcome.judgement.findings.iter().enumerate().filter(|(_, f)| open(f)) {
            match (finding.branch, &finding.committee) {
                (Some(ix), _) if ours(ix) => it.findings.entry(ix).or_default().push((at, finding)),
                (None, Some(committee)) => it.committees.entry(committee_unit(place, committee)).or_default().push((at, finding)),
                _ => {}
            }
        }
        it
    }

    /// The branches of a unit.
    pub fn branches(&self, drawn: &Drawn) -> Vec<BranchIx> {
        self.branches.get(drawn.unit.unit.as_str()).cloned().unwrap_or_default()
    }

    /// A branch's months, with an activity each or what became of the month.
    pub fn lines(&self, ix: BranchIx) -> Vec<Line> {
        let corpus = &self.outcome.corpus;
        let mut lines = Vec::new();
        for (month, row) in self.months.get(&ix).into_iter().flatten() {
            if month.activities.is_empty() {
                if row.status == MonthStatus::NotApplicable {
                    continue;
                }
                let mut line = Line { status: row.status.as_str().to_string(), ..blank(spoken::month(month.month)) };
                if row.status == MonthStatus::Pending {
                    line.theme = "报送的内容已退回或未采用，待更正重报".to_string();
                }
                lines.push(line);
            }
            for activity in month.activities.iter().map(|a| corpus.activity(*a)).filter(|a| a.standing == Standing::Counts) {
                lines.push(line(activity, row.status));
            }
        }
        lines
    }

    /// What a branch's figures are, by the run.
    pub fn figures(&self, ix: BranchIx) -> Option<&'o BranchAssessment> {
        self.figures.get(&ix).copied()
    }

    /// Open findings of these branches (or of the committee that was drawn itself), gravest first.
    pub fn findings(&self, branches: &[BranchIx], committee: Option<&str>) -> Vec<&'o Finding> {
        let of_committee = committee.and_then(|c| self.committees.get(c));
        let all = branches.iter().filter_map(|ix| self.findings.get(ix)).chain(of_committee);
        let mut all: Vec<(usize, &Finding)> = all.flatten().copied().collect();
        all.sort_by_key(|(at, f)| (std::cmp::Reverse(f.level), *at));
        all.into_iter().map(|(_, f)| f).collect()
    }
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
    let rate = match (row.due.value(), row.actual.value()) {
        (Some(due), Some(actual)) => Rate::new(actual.into(), due.into()).percent(),
        _ => "—".to_string(),
    };
    let table = &row.head.table;
    let file = table.file.rsplit('/').next().unwrap_or_default();
    let sheet = if table.sheet.is_empty() { String::new() } else { format!("·{}", table.sheet) };
    Line {
        month: spoken::month(activity.month),
        date: activity.date.to_string(),
        time: or_dash(&row.time_text),
        theme: or_dash(&super::brief(&row.theme, 60)),
        counts: format!("{}/{}", count(&row.actual), count(&row.due)),
        content: or_dash(&super::brief(&row.content.text().replace('\n', " "), 70)),
        rate,
        status: status.as_str().to_string(),
        source: super::brief(&format!("{file}{sheet}·第{}行", row.head.number()), 60),
    }
}

/// A count that is filled in and was not understood is not one that is missing.
fn count(of: &Count) -> String {
    match of {
        Count::Given(n) => n.to_string(),
        Count::Missing => "未填".to_string(),
        Count::Bad(_) | Count::Unread(..) => "无法识别".to_string(),
    }
}

fn or_dash(text: &str) -> String {
    if text.trim().is_empty() { "—".to_string() } else { text.to_string() }
}

/// Where a finding was seen.
pub fn place(finding: &Finding) -> String {
    let Some(place) = &finding.place else { return "—".to_string() };
    let file: &str = place.file.rsplit('/').next().unwrap_or_default();
    let parts: Vec<Arc<str>> =
        [Arc::from(file), place.sheet.clone(), Arc::from(place.cell_text())].into_iter().filter(|p| !p.is_empty()).collect();
    super::brief(&parts.join("·"), 70)
}
