//! The rules, one file each. A rule reads the corpus through a `Case` (one branch, its parameters, the period) and says what it found; it
//! knows no policy number and prints nothing. Level, basis, switches and order are the judge's. To add a rule: one file with its page
//! (`RuleDoc`), what it asks of the profile (a `Section`) and its check, and one line in its family's list.

pub mod activity;
pub mod cadre;
mod case;
mod day;
mod identify;
mod ingest;
mod inspection;
mod judge;
pub mod member;
mod page;
pub mod participation;
pub mod plan;
pub mod record;
mod rule;
mod submission;
mod waive;
mod words;

#[cfg(test)]
mod fixtures;

pub use case::{Case, Index};
pub use identify::identify;
pub use judge::{judge, sort};
pub use page::{Line, lines, page};
pub use rule::{Basis, Draft, Rule, RuleDoc, Seen, Terms};
pub use waive::idle_waivers;
pub use words::{CONTENT_FIELDS, content, folded, has_any, has_content};

use crate::model::finding::Code;
use crate::model::section::SectionKind;

/// The families in the order of the contract; within each, its rules by code.
const FAMILIES: &[&[&dyn Rule]] = &[
    submission::RULES,
    participation::RULES,
    day::RULES,
    activity::RULES,
    record::RULES,
    plan::RULES,
    member::RULES,
    cadre::RULES,
    inspection::RULES,
    ingest::RULES,
];

/// Every rule, in the order of the contract.
pub fn rules() -> impl Iterator<Item = &'static dyn Rule> {
    FAMILIES.iter().flat_map(|family| family.iter().copied())
}

/// The sections that the rules bring into a profile.
pub fn sections() -> impl Iterator<Item = SectionKind> {
    rules().filter_map(|rule| rule.doc().section)
}

/// The rule of a code; `None` for a code that no rule judges yet.
pub fn rule(code: Code) -> Option<&'static dyn Rule> {
    rules().find(|r| r.doc().code == code)
}

/// The page of a rule as data.
pub fn doc(code: Code) -> Option<&'static RuleDoc> {
    rule(code).map(Rule::doc)
}

/// Does a reason say only that nothing is there to be judged, and nothing of what would have to be handed in besides?
pub fn lacks_activities(reason: &str) -> bool {
    [case::NO_ACTIVITY, case::PENDING].contains(&reason)
}

/// The rule that a person means: its code (`SUB001`, any case) or its Chinese name (`缺报`).
pub fn named(text: &str) -> Option<Code> {
    Code::named(text).filter(|code| rule(*code).is_some())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_come_once_and_in_the_order_of_the_contract() {
        let codes: Vec<Code> = rules().map(|r| r.doc().code).collect();
        assert!(codes.is_sorted(), "{codes:?}");
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
    }

    #[test]
    fn every_page_is_complete_and_every_name_unique() {
        let mut names = BTreeSet::new();
        for doc in rules().map(|r| r.doc()) {
            assert!(names.insert(doc.name), "{} 重名", doc.name);
            for (part, text) in [("what", doc.what), ("why", doc.why), ("how", doc.how), ("example", doc.example)] {
                assert!(text.ends_with('。'), "{} {part}", doc.code);
            }
            assert_eq!(doc.name, doc.code.name());
            assert!((2..=12).contains(&doc.name.chars().count()), "{}", doc.name);
        }
    }

    #[test]
    fn every_section_is_brought_by_one_rule() {
        let keys: Vec<&str> = sections().map(|s| s.key).collect();
        assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len(), "{keys:?}");
    }

    #[test]
    fn a_rule_goes_by_code_and_by_name() {
        assert_eq!(named("sub001"), Some(Code::SUB001));
        assert_eq!(named(" 缺报 "), Some(Code::SUB001));
        assert_eq!(named("REC999"), None);
        assert_eq!(named("某规则"), None);
    }
}
