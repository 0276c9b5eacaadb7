//! What a bulletin tells of a period: the whole against the period before, who did well, who did not, and the problems by kind and unit. Counted are the
//! findings that cost something, in the period; what could not be read is no problem of a unit and stands elsewhere. Of members only numbers are told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::assessment::{BranchAssessment, CommitteeAssessment, Judgement, PeriodAssessment, Totals};
use crate::model::corpus::Corpus;
use crate::model::figure::Rate;
use crate::model::finding::{BranchIx, Code, Finding};
use crate::model::paper_facts::{BulletinLine, BulletinPart, Previous};
use crate::model::profile::Profile;
use crate::model::time::{Month, Period, Span};

/// The lines of a period, in the order in which a bulletin tells them.
pub fn bulletin(
    corpus: &Corpus,
    profile: &Profile,
    judgement: &Judgement,
    assessed: &PeriodAssessment,
    previous: Option<&Previous>,
) -> Vec<BulletinLine> {
    let empty = |part| line(part, corpus.period);
    let mut lines = vec![whole(BulletinPart::Whole, corpus.period, &assessed.total)];
    lines.extend(previous.map(|before| whole(BulletinPart::Previous, before.period, &before.total)));
    let mut committees: Vec<&CommitteeAssessment> = assessed.committees.iter().collect();
    committees.sort_by_key(|c| &c.committee);
    let mut branches: Vec<&BranchAssessment> = assessed.branches.iter().collect();
    branches.sort_by_key(|b| b.branch);
    let of_committee = |part, c: &CommitteeAssessment| BulletinLine {
        committee: c.committee.clone(),
        count: c.branches.into(),
        completeness: c.completeness,
        timeliness: c.timeliness,
        participation: c.participation,
        ..empty(part)
    };
    let of_branch = |part, b: &BranchAssessment| BulletinLine {
        committee: corpus.branch(b.branch).committee.clone(),
        branch: Some(b.branch),
        count: 1,
        completeness: b.completeness,
        timeliness: b.timeliness,
        participation: b.participation,
        ..empty(part)
    };
    let floor = profile.base.floor();
    let floor_of = |b: &BranchAssessment| profile.params(corpus.branch(b.branch).kind).floor();
    let missing = |rate: Rate| rate.part < rate.of;
    lines.extend(committees.iter().filter(|c| did_well(c, profile)).map(|c| of_committee(BulletinPart::Commended, c)));
    lines.extend(branches.iter().filter(|b| branch_did_well(b, profile, corpus)).map(|b| of_branch(BulletinPart::Commended, b)));
    lines.extend(committees.iter().filter(|c| missing(c.completeness)).map(|c| of_committee(BulletinPart::Incomplete, c)));
    lines.extend(branches.iter().filter(|b| missing(b.completeness)).map(|b| of_branch(BulletinPart::Incomplete, b)));
    lines.extend(committees.iter().filter(|c| c.participation.below(floor)).map(|c| of_committee(BulletinPart::BelowFloor, c)));
    lines.extend(branches.iter().filter(|b| b.participation.below(floor_of(b))).map(|b| of_branch(BulletinPart::BelowFloor, b)));
    lines.extend(problems(corpus, judgement, assessed));
    lines
}

fn line(part: BulletinPart, period: Period) -> BulletinLine {
    BulletinLine {
        part,
        committee: Arc::default(),
        branch: None,
        rule: None,
        period,
        count: 0,
        branches: 0,
        months: Vec::new(),
        completeness: Rate::default(),
        timeliness: Rate::default(),
        participation: Rate::default(),
    }
}

fn whole(part: BulletinPart, period: Period, total: &Totals) -> BulletinLine {
    BulletinLine {
        count: total.branches.into(),
        branches: total.branches.into(),
        completeness: total.completeness,
        timeliness: total.timeliness,
        participation: total.participation,
        ..line(part, period)
    }
}

/// Every due month held, none 待核.
fn complete(rate: Rate, pending: u32) -> bool {
    rate.applies() && rate.part == rate.of && pending == 0
}

fn did_well(c: &CommitteeAssessment, profile: &Profile) -> bool {
    let clean = c.errors == 0 && c.warnings == 0 && c.eligible != Some(false);
    clean && complete(c.completeness, c.pending) && c.participation.applies() && !c.participation.below(profile.base.floor())
}

fn branch_did_well(b: &BranchAssessment, profile: &Profile, corpus: &Corpus) -> bool {
    let floor = profile.params(corpus.branch(b.branch).kind).floor();
    let clean = b.errors == 0 && b.warnings == 0 && b.eligible;
    clean && complete(b.completeness, b.pending) && b.participation.applies() && !b.participation.below(floor)
}

/// Does a bulletin tell it?
fn is_told(finding: &Finding, corpus: &Corpus, assessed: &PeriodAssessment) -> bool {
    finding.counts() && finding.in_period(corpus.period) && !assessed.looked_back(finding) && !finding.code.is_about_reading()
}

/// Of one unit: how many, and in which months.
type Of = (u64, BTreeSet<Month>);

/// By committee and branch; a committee's own stand before those of its branches.
type Units = BTreeMap<(Arc<str>, Option<BranchIx>), Of>;

fn problems(corpus: &Corpus, judgement: &Judgement, assessed: &PeriodAssessment) -> Vec<BulletinLine> {
    let mut found: BTreeMap<Code, Units> = BTreeMap::new();
    for finding in judgement.findings.iter().filter(|f| is_told(f, corpus, assessed)) {
        let committee = match (&finding.committee, finding.branch) {
            (Some(committee), _) => committee.clone(),
            (None, Some(ix)) => corpus.branch(ix).committee.clone(),
            (None, None) => Arc::default(),
        };
        let (count, months) = found.entry(finding.code).or_default().entry((committee, finding.branch)).or_default();
        *count += 1;
        if let Some(Span::Month(month)) = finding.span {
            months.insert(month);
        }
    }
    let mut kinds: Vec<(u64, Code, Units)> =
        found.into_iter().map(|(code, units)| (units.values().map(|(count, _)| count).sum(), code, units)).collect();
    kinds.sort_by_key(|(count, code, _)| (std::cmp::Reverse(*count), *code));
    let mut lines = Vec::new();
    for (count, code, units) in kinds {
        let branches = units.keys().filter(|(_, branch)| branch.is_some()).count() as u64;
        lines.push(BulletinLine { rule: Some(code), count, branches, ..line(BulletinPart::Problem, corpus.period) });
        lines.extend(units.into_iter().map(|((committee, branch), (count, months))| BulletinLine {
            committee,
            branch,
            rule: Some(code),
            count,
            branches: branch.is_some().into(),
            months: months.into_iter().collect(),
            ..line(BulletinPart::ProblemOf, corpus.period)
        }));
    }
    lines
}
