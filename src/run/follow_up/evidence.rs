//! Is what once showed a finding still in the workspace? An office may keep one folder for the year, or a new one for every month; in a folder
//! that holds nothing of an earlier period, nothing of it can be said to have been put right.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::assessment::{Judgement, Verdict};
use crate::model::corpus::{BranchMonth, Corpus};
use crate::model::finding::{BranchIx, Code, Family, Finding, Status};
use crate::model::identity::mask_identity;
use crate::model::profile::{MemberParams, Profile};
use crate::model::returns::Inspection;
use crate::model::time::{Month, Span};

use super::super::history::{self, PastFinding, PastRun};
use super::Who;

/// The earlier period as the workspace holds it today, and what was missing already then.
pub struct Evidence<'a> {
    corpus: &'a Corpus,
    judgement: &'a Judgement,
    profile: &'a Profile,
    /// Of the earlier run's file.
    version: u32,
    /// The workspace holds an accepted activity of the period.
    anything: bool,
    /// Branch-months of which the earlier run held nothing, by id of the branch.
    missing_then: BTreeSet<(String, String)>,
    /// Branch-months off the activity day without a filing, then.
    off_day_then: BTreeSet<(String, String)>,
    /// The same, now.
    off_day_now: BTreeSet<(BranchIx, Month)>,
    /// Attendance by branch and month: names that have a mark.
    marked: BTreeMap<(BranchIx, Month), BTreeSet<String>>,
}

impl<'a> Evidence<'a> {
    /// `corpus` and `judgement` are of the earlier run's period.
    pub fn new(corpus: &'a Corpus, judgement: &'a Judgement, profile: &'a Profile, run: &PastRun) -> Self {
        let then = |code: Code| {
            let of_rule = run.findings.iter().filter(move |f| f.code == code);
            of_rule.filter_map(|f| Some((run.units.get(f.unit)?.id.clone(), f.span.clone()))).collect()
        };
        let off_day = |f: &Finding| match (f.code, f.branch, f.span) {
            (Code::DAY001, Some(ix), Some(Span::Month(month))) if f.status != Status::Waived => Some((ix, month)),
            _ => None,
        };
        let mut marked: BTreeMap<(BranchIx, Month), BTreeSet<String>> = BTreeMap::new();
        for marks in &corpus.attendance {
            let Some(member) = corpus.members.get(marks.member) else { continue };
            for month in marks.marks.keys() {
                marked.entry((member.branch, *month)).or_default().insert(mask_identity(&member.name));
            }
        }
        Evidence {
            corpus,
            judgement,
            profile,
            version: run.version,
            anything: corpus.activities.iter().any(|a| corpus.period.contains(a.month)),
            missing_then: then(Code::SUB001),
            off_day_then: then(Code::DAY001),
            off_day_now: judgement.findings.iter().filter_map(off_day).collect(),
            marked,
        }
    }

    /// Does the workspace still hold what it held of the span? A month that is missing today and was not then has been left out. A month
    /// missing itself needs no more than a workspace that holds the period at all.
    pub fn holds_ledgers(&self, who: &Who, code: Code, span: Span) -> bool {
        let Who::Branch(ix) = who else { return self.anything };
        // what was returned may show it still
        if self.months(*ix, span).any(BranchMonth::pending) {
            return false;
        }
        let by_sheet = matches!(code, Code::MEM001 | Code::MEM002 | Code::INS001) || code.family() == Family::Filing;
        self.anything && (code == Code::SUB001 || by_sheet || !self.months(*ix, span).any(|m| self.left_out(m)))
    }

    /// The finding is gone: would it show, had nothing been put right?
    pub fn shows(&self, who: &Who, finding: &PastFinding, span: Span) -> bool {
        let has = |layout: &str| self.corpus.returns.has(layout);
        match who {
            Who::Branch(ix) => {
                let of_sheet = match finding.code {
                    Code::INS001 => return self.put_right(span, |i| i.branch == Some(*ix)),
                    Code::MEM001 | Code::MEM002 => self.as_often_marked(*ix, finding),
                    Code::MEM003 if !finding.member.is_empty() => self.is_marked(*ix, span, Some(&finding.member)),
                    Code::PAR005 => self.is_marked(*ix, span, None),
                    Code::DAY002 | Code::DAY003 => !self.filing_left_out(*ix, span),
                    Code::PLN002 | Code::PLN004 => has("filing") || has("annual_plan"),
                    _ => true,
                };
                of_sheet && self.judged(*ix, finding.code)
            }
            Who::Committee(name) => match finding.code {
                Code::INS001 => {
                    self.put_right(span, |i| i.branch.is_none() && history::committee_name(&i.committee, self.version) == *name)
                }
                code if code.family() == Family::Filing => has("filing"),
                Code::CAD001 => has("cadre"),
                _ => true,
            },
        }
    }

    /// Could the rule be judged of the branch?
    fn judged(&self, ix: BranchIx, code: Code) -> bool {
        let verdict = self.judgement.verdicts.get(&code).map(|all| all.of(ix));
        matches!(verdict, Some(Verdict::Passed | Verdict::Failed))
    }

    fn months(&self, ix: BranchIx, span: Span) -> impl Iterator<Item = &BranchMonth> {
        self.corpus.months_of(ix).iter().filter(move |m| span.first() <= m.month && m.month <= span.last())
    }

    fn left_out(&self, month: &BranchMonth) -> bool {
        month.due && !month.held() && !self.missing_then.contains(&self.then(month.branch, month.month))
    }

    /// A moved activity whose filing is no longer there counts as off its day, which it did not before.
    fn filing_left_out(&self, ix: BranchIx, span: Span) -> bool {
        span.months().any(|m| self.off_day_now.contains(&(ix, m)) && !self.off_day_then.contains(&self.then(ix, m)))
    }

    /// A branch-month as the earlier run wrote it.
    fn then(&self, ix: BranchIx, month: Month) -> (String, String) {
        (history::branch_id(self.corpus.branch(ix), self.version), month.to_string())
    }

    fn is_marked(&self, ix: BranchIx, span: Span, member: Option<&str>) -> bool {
        let named = |names: &BTreeSet<String>| member.is_none_or(|m| names.contains(m));
        span.months().any(|month| self.marked.get(&(ix, month)).is_some_and(named))
    }

    /// Does the member still have as many marks in the year as the step that was reached asks for absences?
    fn as_often_marked(&self, ix: BranchIx, finding: &PastFinding) -> bool {
        let params = self.profile.params(self.corpus.branch(ix).kind).the::<MemberParams>();
        let step = if finding.code == Code::MEM002 { params.absent_unqualified } else { params.absent_remind };
        let last = self.corpus.period.last();
        let january = last.plus(1 - last.month() as i32);
        let marks = (0..last.month() as i32).filter(|n| {
            let names = self.marked.get(&(ix, january.plus(*n)));
            names.is_some_and(|names| names.contains(&finding.member))
        });
        step.is_some_and(|step| marks.count() as u32 >= step)
    }

    /// A problem with a deadline in the month is on record as done.
    fn put_right(&self, span: Span, of_unit: impl Fn(&Inspection) -> bool) -> bool {
        let due = |i: &Inspection| i.row.deadline.is_some_and(|d| Month::of(d) <= span.last());
        let done = |i: &Inspection| !i.row.problem.is_empty() && i.row.done.is_some_and(|d| d <= self.corpus.as_of);
        self.corpus.returns.inspections.iter().any(|i| of_unit(i) && due(i) && done(i))
    }
}
