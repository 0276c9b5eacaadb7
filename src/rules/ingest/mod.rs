//! What was wrong while data came in. Intake, layout and collation see it and raise issues; here they become findings, so that each has a
//! rule, a level and a basis like any other.

mod bad_cell;
mod foreign_rows;
mod printed_total;
mod unknown_branch;
mod unknown_sheet;
mod unreadable_file;
mod unused_column;

use super::rule::{Draft, Rule, RuleDoc};
use crate::model::corpus::Corpus;
use crate::model::finding::{Code, Issue, IssueIx};
use crate::model::identity::mask_identity;
use crate::model::time::Span;

/// The family's rules, by code.
pub const RULES: &[&dyn Rule] = &[
    &unreadable_file::UnreadableFile,
    &unknown_sheet::UnknownSheet,
    &unknown_branch::UnknownBranch,
    &bad_cell::BadCell,
    &printed_total::PrintedTotal,
    &unused_column::UnusedColumn,
    &foreign_rows::ForeignRows,
];

/// The issues of a code as findings, in the corpus's order.
pub fn drafts(corpus: &Corpus, code: Code) -> Vec<Draft> {
    let issues = (0..).map(IssueIx).zip(&corpus.issues);
    issues.filter(|(_, issue)| issue.code == code).map(|(ix, issue)| draft(ix, issue)).collect()
}

fn draft(ix: IssueIx, issue: &Issue) -> Draft {
    Draft {
        branch: issue.branch,
        committee: issue.committee.clone(),
        span: issue.month.map(Span::Month),
        observed: mask_identity(&issue.raw),
        expected: issue.expected.clone(),
        say: issue.say.clone(),
        from: Some(ix),
        place: Some(issue.place.clone()),
        level: issue.level,
        ..Draft::default()
    }
}

/// Every rule of this family is the same but for its page and what it asks.
macro_rules! issue_rule {
    ($name:ident, $doc:ident, $asks:literal) => {
        impl crate::rules::rule::Rule for $name {
            fn doc(&self) -> &'static crate::rules::rule::RuleDoc {
                &$doc
            }

            fn terms(&self, _: &crate::model::profile::Params) -> Option<crate::rules::rule::Terms> {
                Some(crate::rules::rule::Terms::data_quality($asks))
            }

            fn check(&self, _: &crate::rules::case::Case<'_>, seen: &mut crate::rules::rule::Seen) {
                seen.looks();
            }

            fn sweep(&self, corpus: &crate::model::corpus::Corpus, _: &crate::model::profile::Profile) -> Vec<crate::rules::rule::Draft> {
                crate::rules::ingest::drafts(corpus, $doc.code)
            }
        }
    };
}
use issue_rule;
