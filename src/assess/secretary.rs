//! What a secretary's yearly review rests on beside the figures of his branch or committee: changes of date filed, the lecture, and what inspections
//! found and what became of it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::assessment::{InspectionFigures, Judgement, PeriodAssessment, ProblemState, Verdict};
use crate::model::corpus::Corpus;
use crate::model::finding::{BranchIx, Code};
use crate::model::paper_facts::{ProblemSums, SecretaryFigures};

/// Whose secretary: a committee, and a branch of it.
type Whose = (Arc<str>, Option<BranchIx>);

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
    // what was found in a branch is its committee's to answer for as well
    let (mut own, mut all): (HashMap<Whose, ProblemSums>, HashMap<Arc<str>, ProblemSums>) = Default::default();
    for (at, state) in &inspections.problems {
        let visit = &corpus.returns.inspections[*at];
        add(own.entry((visit.committee.clone(), visit.branch)).or_default(), *state);
        add(all.entry(visit.committee.clone()).or_default(), *state);
    }
    let lectures = judgement.verdicts.get(&Code::ACT007);
    let lecture = |branch: Option<BranchIx>| lectures.zip(branch).map_or(Verdict::NotApplicable, |(all, ix)| all.of(ix));
    let one = |whose: Whose| {
        let own_problems = own.get(&whose).copied().unwrap_or_default();
        let moves = moves.get(&whose).copied().unwrap_or_default();
        let (committee, branch) = whose;
        let problems = if branch.is_some() { own_problems } else { all.get(&committee).copied().unwrap_or_default() };
        SecretaryFigures { committee, branch, moves, lecture: lecture(branch), problems, own_problems }
    };
    let mut branches: Vec<BranchIx> = assessed.branches.iter().map(|b| b.branch).collect();
    branches.sort();
    let mut committees: Vec<Arc<str>> = assessed.committees.iter().map(|c| c.committee.clone()).collect();
    committees.sort();
    let of_branches = branches.into_iter().map(|ix| (corpus.branch(ix).committee.clone(), Some(ix)));
    of_branches.chain(committees.into_iter().map(|committee| (committee, None))).map(one).collect()
}

fn add(sums: &mut ProblemSums, state: ProblemState) {
    sums.found += 1;
    sums.put_right += u32::from(matches!(state, ProblemState::PutRight | ProblemState::PutRightLate));
    sums.overdue += u32::from(matches!(state, ProblemState::Overdue | ProblemState::OverdueLater));
}
