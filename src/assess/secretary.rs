//! What a secretary's yearly review rests on beside the figures of his branch or committee: changes of date filed, the lecture, and what inspections
//! found and what became of it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::assessment::{InspectionFigures, Judgement, PeriodAssessment, ProblemState, Verdict};
use crate::model::corpus::Corpus;
use crate::model::finding::{BranchIx, Code};
use crate::model::paper_facts::SecretaryFigures;

/// Whose secretary: a committee, and a branch of it.
type Whose = (Arc<str>, Option<BranchIx>);

/// Problems found, put right, overdue.
type Problems = (u32, u32, u32);

/// Branches that are assessed, in order, then committees.
pub fn secretaries(
    corpus: &Corpus,
    judgement: &Judgement,
    assessed: &PeriodAssessment,
    inspections: &InspectionFigures,
) -> Vec<SecretaryFigures> {
    let mut moves: HashMap<Whose, u32> = HashMap::new();
    for filed in corpus.adjustments.iter().filter(|filed| corpus.period.contains(filed.row.month)) {
        *moves.entry((filed.committee.clone(), filed.branch)).or_default() += 1;
    }
    let mut problems: HashMap<Whose, Problems> = HashMap::new();
    for (at, state) in &inspections.problems {
        let visit = &corpus.returns.inspections[*at];
        let (found, right, overdue) = problems.entry((visit.committee.clone(), visit.branch)).or_default();
        *found += 1;
        *right += u32::from(matches!(state, ProblemState::PutRight | ProblemState::PutRightLate));
        *overdue += u32::from(matches!(state, ProblemState::Overdue | ProblemState::OverdueLater));
    }
    let lectures = judgement.verdicts.get(&Code::ACT007);
    let lecture = |branch: Option<BranchIx>| lectures.zip(branch).map_or(Verdict::NotApplicable, |(all, ix)| all.of(ix));
    let one = |whose: Whose| {
        let (found, put_right, overdue) = problems.get(&whose).copied().unwrap_or_default();
        let moves = moves.get(&whose).copied().unwrap_or_default();
        let (committee, branch) = whose;
        SecretaryFigures { committee, branch, moves, lecture: lecture(branch), problems: found, put_right, overdue }
    };
    let mut branches: Vec<BranchIx> = assessed.branches.iter().map(|b| b.branch).collect();
    branches.sort();
    let mut committees: Vec<Arc<str>> = assessed.committees.iter().map(|c| c.committee.clone()).collect();
    committees.sort();
    let of_branches = branches.into_iter().map(|ix| (corpus.branch(ix).committee.clone(), Some(ix)));
    of_branches.chain(committees.into_iter().map(|committee| (committee, None))).map(one).collect()
}
