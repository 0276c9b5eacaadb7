//! What a finding is known by: the same in every run that finds the same, whatever file or row it was seen in, so that two results can be held
//! against each other.

use std::borrow::Cow;
use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::model::assessment::Judgement;
use crate::model::corpus::Corpus;
use crate::model::finding::{Finding, FindingId};
use crate::names::{branch_key, committee_key};

use super::words::folded;

/// Gives every finding of a unit its id: the first half of a SHA-256 over unit, rule, committee, branch, member, month, item and record. Findings
/// alike in all of these are numbered in their order.
pub fn identify(judgement: &mut Judgement, corpus: &Corpus, unit: &str) {
    let keys: Vec<String> = corpus.branches.iter().map(branch_key).collect();
    let mut seen: HashMap<FindingId, u32> = HashMap::new();
    for finding in &mut judgement.findings {
        let first = id(finding, corpus, &keys, unit, 0);
        let alike = seen.entry(first).or_default();
        finding.id = if *alike == 0 { first } else { id(finding, corpus, &keys, unit, *alike) };
        *alike += 1;
    }
}

fn id(finding: &Finding, corpus: &Corpus, keys: &[String], unit: &str, number: u32) -> FindingId {
    let branch = finding.branch.map_or("", |ix| &keys[ix.0]);
    let committee = finding.branch.map_or_else(|| finding.committee.as_deref().unwrap_or_default(), |ix| &corpus.branch(ix).committee);
    let span = finding.span.map(|s| s.to_string()).unwrap_or_default();
    let member = finding.member.as_deref().unwrap_or_default();
    let item = item(finding, corpus);
    let record = finding.facts.as_ref().and_then(|f| f.record.as_ref()).map(|(day, theme)| format!("{day} {}", folded(theme)));
    let mut hash = Sha256::new();
    for part in [unit, finding.code.as_str(), &committee_key(committee), branch, member, &span, &item, &record.unwrap_or_default()] {
        // with its length, so that no two lists of parts read the same
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    if number > 0 {
        hash.update(number.to_le_bytes());
    }
    let digest = hash.finalize();
    FindingId(digest[..8].iter().fold(0, |id, byte| id << 8 | u64::from(*byte)))
}

/// Which of several things that its rule asks; of a cell that was returned, its field and what is written there.
fn item<'f>(finding: &'f Finding, corpus: &Corpus) -> Cow<'f, str> {
    match (&finding.facts, finding.from.and_then(|ix| corpus.issue(ix))) {
        (Some(facts), _) => Cow::Borrowed(&facts.item),
        (None, Some(issue)) => Cow::Owned(format!("{} {}", issue.field, issue.raw)),
        (None, None) => Cow::default(),
    }
}
