//! What a rule is, what it says about itself, and what it says about a branch.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::assessment::Verdict;
use crate::model::cell::Place;
use crate::model::corpus::{Activity, Corpus};
use crate::model::finding::{BranchIx, Code, Facts, IssueIx, Level};
use crate::model::profile::{Clause, Params, Profile};
use crate::model::say::Say;
use crate::model::section::SectionKind;
use crate::model::time::Span;

use super::case::{Case, NO_ACTIVITY, PENDING};

/// A rule. One that judges branches has `terms` and `check`; one that judges what no single branch owns (files, committees) has `sweep`.
pub trait Rule: Sync {
    /// The rule's page: code, name, level, meaning.
    fn doc(&self) -> &'static RuleDoc;

    /// What the parameters ask of a branch, and on what clause; `None` when they ask nothing and the rule does not apply.
    fn terms(&self, params: &Params) -> Option<Terms>;

    /// Looks at one branch to which the rule applies.
    fn check(&self, case: &Case<'_>, seen: &mut Seen);

    /// Looks at the corpus as a whole, after the branches.
    fn sweep(&self, _corpus: &Corpus, _profile: &Profile) -> Vec<Draft> {
        Vec::new()
    }
}

/// A rule's page, in Chinese.
#[derive(Debug)]
pub struct RuleDoc {
    /// The code.
    pub code: Code,
    /// Short name (缺报).
    pub name: &'static str,
    /// Level, unless the profile gives another.
    pub level: Level,
    /// What it says is wrong.
    pub what: &'static str,
    /// Why it is asked.
    pub why: &'static str,
    /// How it is computed, with its limits.
    pub how: &'static str,
    /// Keys of the profile with what they mean.
    pub parameters: &'static [(&'static str, &'static str)],
    /// The section that it brings into the profile; rules that share one leave it to the first of them.
    pub section: Option<SectionKind>,
    /// An example.
    pub example: &'static str,
}

/// What a profile asks by a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The parameters as people read them (`活动后 3 日内报送`).
    pub text: String,
    /// On what it stands.
    pub basis: Basis,
}

impl Terms {
    /// Asked by a clause of the document.
    pub fn clause(text: impl Into<String>, clause: &Clause) -> Self {
        Terms { text: text.into(), basis: Basis::Clause(clause.clone()) }
    }

    /// Asked of everybody, whatever the document says.
    pub fn uniform(text: impl Into<String>) -> Self {
        Terms { text: text.into(), basis: Basis::Uniform }
    }

    /// Asked so that the figures can be trusted.
    pub fn data_quality(text: impl Into<String>) -> Self {
        Terms { text: text.into(), basis: Basis::DataQuality }
    }
}

/// On what a rule stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// A clause of the jurisdiction's document.
    Clause(Clause),
    /// Asked of everybody.
    Uniform,
    /// Asked so that the figures can be trusted.
    DataQuality,
}

/// A finding as a rule tells it, before level, basis and order.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The branch; the judge fills it in for what `check` found.
    pub branch: Option<BranchIx>,
    /// The committee, where no branch is known.
    pub committee: Option<Arc<str>>,
    /// Member's name.
    pub member: Option<Arc<str>>,
    /// Month or span.
    pub span: Option<Span>,
    /// What was seen.
    pub observed: String,
    /// What is asked.
    pub expected: String,
    /// What is wrong, why, what to do.
    pub say: Say,
    /// About which of several things.
    pub facts: Option<Box<Facts>>,
    /// The issue that it tells.
    pub from: Option<IssueIx>,
    /// Where.
    pub place: Option<Place>,
    /// Clause instead of the terms' (items have clauses of their own).
    pub clause: Option<Clause>,
    /// Level instead of the rule's (a cell that could not be understood in a row that stays).
    pub level: Option<Level>,
}

impl Draft {
    /// A finding of a span.
    pub fn new(span: Span, observed: impl Into<String>, expected: impl Into<String>, say: Say) -> Self {
        Draft { span: Some(span), observed: observed.into(), expected: expected.into(), say, ..Draft::default() }
    }

    /// Seen there.
    pub fn at(mut self, place: impl Into<Option<Place>>) -> Self {
        self.place = place.into();
        self
    }

    /// About a member.
    pub fn of(mut self, member: &Arc<str>) -> Self {
        self.member = Some(member.clone());
        self
    }

    /// About one activity, by which it is known again.
    pub fn about<'a>(self, activity: impl Into<Option<&'a Activity>>) -> Self {
        match activity.into() {
            Some(activity) => self.about_record(activity.date, &activity.row.theme),
            None => self,
        }
    }

    /// About the one record of a day.
    pub fn about_record(mut self, date: NaiveDate, theme: &str) -> Self {
        self.facts().record = Some((date, theme.into()));
        self
    }

    /// About one of several things that the rule asks: told apart from the others.
    pub fn item(mut self, name: &str) -> Self {
        self.facts().item = name.to_string();
        self.say = self.say.apart(name);
        self
    }

    /// What is known beside.
    pub fn facts(&mut self) -> &mut Facts {
        self.facts.get_or_insert_default()
    }

    /// On a clause of its own.
    pub fn on(mut self, clause: &Clause) -> Self {
        self.clause = Some(clause.clone());
        self
    }
}

/// What a rule saw of a branch: findings, whether it could look at all, and what it lacked.
#[derive(Debug, Default)]
pub struct Seen {
    findings: Vec<Draft>,
    looked: bool,
    committee_failed: bool,
    lacking: Option<Cow<'static, str>>,
}

impl Seen {
    /// Something was there to judge, and was judged.
    pub fn looks(&mut self) {
        self.looked = true;
    }

    /// Something that the rule needs was not handed in. The first reason is the one that is shown; that some month held nothing gives way
    /// to what was returned, and both to what was lacking in a month that did.
    pub fn lacks(&mut self, reason: impl Into<Cow<'static, str>>) {
        let weight = |reason: &str| match reason {
            NO_ACTIVITY => 0,
            PENDING => 1,
            _ => 2,
        };
        let reason = reason.into();
        if self.lacking.as_deref().is_none_or(|known| weight(known) < weight(&reason)) {
            self.lacking = Some(reason);
        }
    }

    /// Found wanting.
    pub fn finds(&mut self, draft: Draft) {
        self.looked = true;
        self.findings.push(draft);
    }

    /// The committee failed in a duty that is its own: the finding is the committee's (`sweep` raises it) and costs the branch nothing, but the
    /// branch's verdict follows it.
    pub fn committee_fails(&mut self) {
        self.looked = true;
        self.committee_failed = true;
    }

    /// Failed if anything was found; passed if anything could be judged; not assessable if data were lacking throughout; else there was
    /// nothing to judge.
    pub fn verdict(&self) -> Verdict {
        match (&self.findings[..], self.looked, &self.lacking) {
            _ if self.committee_failed => Verdict::Failed,
            ([_, ..], ..) => Verdict::Failed,
            (_, true, _) => Verdict::Passed,
            (_, _, Some(reason)) => Verdict::NotAssessable(Arc::from(&**reason)),
            _ => Verdict::NotApplicable,
        }
    }

    /// What was found.
    pub fn into_findings(self) -> Vec<Draft> {
        self.findings
    }
}
