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

/// Gives every finding of a unit its id: the first half of a SHA-256 over unit, rule, committee, branch, member, month, item and record. The month is
/// that of the matter itself, whatever month of a run's period it is listed under. Findings alike in all of these are numbered in their order.
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
    let span = finding.facts.as_ref().and_then(|f| f.known_by).or(finding.span).map(|s| s.to_string()).unwrap_or_default();
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::corpus::Standing;
    use crate::model::finding::Code;
    use crate::model::profile::InspectionTerms;
    use crate::model::record::Count;
    use crate::rules::fixtures::{Act, Town};

    /// The ids of a rule's findings of July.
    fn ids(town: &mut Town, code: Code) -> BTreeSet<FindingId> {
        let mut said = town.judge();
        identify(&mut said.judgement, &town.corpus, "县");
        said.judgement.findings.iter().filter(|f| f.code == code).map(|f| f.id).collect()
    }

    fn town() -> Town {
        Town::new("2017-07", "2017-10-15")
    }

    #[test]
    fn each_count_of_each_activity_is_known_again_whatever_stands_before_it() {
        let bad = |date: &str, theme: &str| Act::on(date).theme(theme).due(Count::Missing).actual(Count::Bad("甲".into()));
        let mut later = town();
        later.hold(bad("2017-07-12", "学习"));
        let known = ids(&mut later, Code::PAR004);
        let mut both = town();
        both.hold(bad("2017-07-05", "学习"));
        both.hold(bad("2017-07-12", "学 习"));
        let all = ids(&mut both, Code::PAR004);
        assert_eq!((known.len(), all.len()), (2, 4));
        assert!(all.is_superset(&known), "rows and blanks make no other finding");
        let mut other = town();
        other.hold(bad("2017-07-12", "参观"));
        assert!(ids(&mut other, Code::PAR004).is_disjoint(&known));
    }

    #[test]
    fn a_returned_cell_is_known_by_its_field_and_what_is_written_there() {
        let mut alone = town();
        alone.issue(Code::ING004, "2017-07", 7).raw = "6.3".into();
        let known = ids(&mut alone, Code::ING004);
        let mut several = town();
        several.issue(Code::ING004, "2017-07", 2);
        several.issue(Code::ING004, "2017-07", 3).raw = "6.3".into();
        several.issue(Code::ING004, "2017-07", 4).field = "报送日期".into();
        let all = ids(&mut several, Code::ING004);
        assert!(all.len() == 3 && all.is_superset(&known));
    }

    #[test]
    fn a_problem_left_over_is_known_again_in_whatever_period_it_is_listed() {
        let judged = |period: &str, deadline: &str| {
            let mut town = Town::new(period, "2017-10-15");
            town.params().set(InspectionTerms { clause: "二".into() });
            town.inspection("2017-03-01", "台账缺页").row.deadline = deadline.parse().ok();
            let month = town.judge().of(Code::INS001)[0].month();
            (month, ids(&mut town, Code::INS001))
        };
        let (own, later) = (judged("2017-04", "2017-04-01"), judged("2017Q3", "2017-04-01"));
        // listed in the first month of the run, and the same problem all the same
        assert_eq!((own.0.as_str(), later.0.as_str()), ("2017-04", "2017-07"));
        assert_eq!(own.1, later.1);
        assert_eq!(own.1, judged("2017", "2017-04-01").1);
        assert_ne!(own.1, judged("2017Q3", "2017-05-01").1);
    }

    #[test]
    fn a_conflict_is_known_by_the_day_and_theme_of_the_row_that_lost() {
        let conflict = |raw: &str, theme: &str| {
            let mut town = town();
            town.hold(Act::on("2017-07-05").theme(theme));
            town.corpus.activities[0].standing = Standing::Conflict;
            let (head, ix) = (town.corpus.activities[0].row.head.clone(), town.ix());
            let issue = town.issue(Code::SUB004, "2017-07", head.row);
            (issue.branch, issue.raw, issue.place) = (Some(ix), raw.into(), head.line());
            ids(&mut town, Code::SUB004)
        };
        assert_eq!(conflict("20／22", "学习"), conflict("20／21", "学习"));
        assert_ne!(conflict("20／22", "学习"), conflict("20／22", "参观"));
    }
}
