//! One thing said of one place, whether it comes as an issue or as a finding: what grouping looks at.

use crate::model::cell::CellRef;
use crate::model::corpus::Corpus;
use crate::model::finding::{BranchIx, Code, Facts, Finding, Issue, Level, Status};
use crate::model::say::Say;
use crate::model::time::Span;

/// One thing said of one place.
#[derive(Clone, Debug)]
pub struct Said<'a> {
    /// The rule.
    pub code: Code,
    /// How grave it is.
    pub level: Level,
    /// Where it stands with explanations.
    pub status: Status,
    /// File; empty when it was seen nowhere in particular.
    pub file: &'a str,
    /// The sheet.
    pub sheet: &'a str,
    /// The cell, if it is about one.
    pub cell: Option<CellRef>,
    /// Sheet row from 1, 0 for none.
    pub row: u32,
    /// The column's standard name; may be empty.
    pub field: &'a str,
    /// What was written there, or what was seen.
    pub raw: &'a str,
    /// What is wrong and what to do.
    pub say: &'a Say,
    /// What would be right, or what is asked; may be empty.
    pub expected: &'a str,
    /// Document and clause; may be empty.
    pub basis: &'a str,
    /// The branch; `None` where it concerns none.
    pub branch: Option<BranchIx>,
    /// Branch, else what the row says of itself, else the committee.
    pub name: &'a str,
    /// Name of the member; may be empty.
    pub member: &'a str,
    /// The month or span, if it is about one.
    pub span: Option<Span>,
    /// The row was left out because of it.
    pub returned: bool,
    /// What else the rule knows.
    pub facts: Option<&'a Facts>,
}

impl<'a> Said<'a> {
    /// An issue; `level` is its rule's where it has none of its own.
    pub fn of_issue(corpus: &'a Corpus, issue: &'a Issue, level: Level) -> Self {
        // In a line of sums the branch's column holds 合计.
        let who = issue.who.as_ref().filter(|_| issue.code != Code::ING005);
        let written = who.and_then(|w| w.branch.as_ref().or(w.around.unit.as_ref())).map_or("", |n| &*n.text);
        Said {
            code: issue.code,
            level: issue.level.unwrap_or(level),
            status: Status::Open,
            file: &issue.place.file,
            sheet: &issue.place.sheet,
            cell: issue.place.cell,
            row: issue.row,
            field: &issue.field,
            raw: &issue.raw,
            say: &issue.say,
            expected: &issue.expected,
            basis: "",
            branch: issue.branch,
            name: issue.branch.and_then(|ix| corpus.branches.get(ix.0)).map_or(written, |b| &*b.name),
            member: "",
            span: issue.month.map(Span::Month),
            returned: issue.rejects_row,
            facts: None,
        }
    }

    fn of_finding(corpus: &'a Corpus, finding: &'a Finding) -> Self {
        let place = finding.place.as_ref();
        let committee = finding.committee.as_deref().unwrap_or("");
        Said {
            code: finding.code,
            level: finding.level,
            status: finding.status,
            file: place.map_or("", |p| &*p.file),
            sheet: place.map_or("", |p| &*p.sheet),
            cell: place.and_then(|p| p.cell),
            row: place.and_then(|p| p.cell).map_or(0, |c| c.row + 1),
            field: "",
            raw: &finding.observed,
            say: &finding.say,
            expected: &finding.expected,
            basis: &finding.basis,
            branch: finding.branch,
            name: finding.branch.and_then(|ix| corpus.branches.get(ix.0)).map_or(committee, |b| &*b.name),
            member: finding.member.as_deref().unwrap_or(""),
            span: finding.span,
            returned: false,
            facts: finding.facts.as_deref(),
        }
    }
}

/// Findings, with what their issues know beside (row, column, whether the row was left out).
pub fn of_findings<'a>(corpus: &'a Corpus, findings: impl IntoIterator<Item = &'a Finding>) -> Vec<Said<'a>> {
    let said = |finding: &'a Finding| match finding.from.and_then(|ix| corpus.issue(ix)) {
        Some(issue) => Said {
            level: finding.level,
            status: finding.status,
            basis: &finding.basis,
            span: finding.span,
            ..Said::of_issue(corpus, issue, finding.level)
        },
        None => Said::of_finding(corpus, finding),
    };
    findings.into_iter().map(said).collect()
}
