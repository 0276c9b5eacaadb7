//! What every paper needs: whose it is, of which period, what must be said before anything else, how it is signed; and the words that papers share.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::model::assessment::{BranchAssessment, Outcome};
use crate::model::figure::{Points, Rate};
use crate::model::finding::{BranchIx, Finding};
use crate::model::paper_facts::SecretaryFigures;
use crate::model::profile::OFFICE_SET;
use crate::model::results::Results;
use crate::model::spoken;
use crate::report::docx::{Document, Kind, Lie};
use crate::report::order::RosterOrder;

/// A day that the office sets when it signs.
pub const OPEN: &str = "×月×日";

/// Characters of a title that one line holds.
const LINE: usize = 20;

/// Most branches that have a page each in one file: no office program opens a paper of ten thousand pages, and a paper lies in memory while it is made.
const VOLUME: usize = 500;

/// One outcome as papers see it.
pub struct About<'a> {
    pub results: &'a Results,
    pub outcome: &'a Outcome,
    /// 2017年第三季度.
    pub period: String,
    /// Branches of each committee, in order.
    by_committee: BTreeMap<Arc<str>, Vec<&'a BranchAssessment>>,
    /// Findings of the period by committee, its own and those of its branches: looked through once, not by every paper.
    findings: BTreeMap<&'a str, Vec<&'a Finding>>,
    /// By committee, its own and those of its branches.
    secretaries: HashMap<(&'a str, Option<BranchIx>), &'a SecretaryFigures>,
}

impl<'a> About<'a> {
    /// Looks it over once.
    pub fn new(results: &'a Results, outcome: &'a Outcome) -> Self {
        let mut by_committee: BTreeMap<Arc<str>, Vec<&BranchAssessment>> = BTreeMap::new();
        for committee in &outcome.assessed.committees {
            by_committee.entry(committee.committee.clone()).or_default();
        }
        for branch in &outcome.assessed.branches {
            by_committee.entry(outcome.corpus.branch(branch.branch).committee.clone()).or_default().push(branch);
        }
        let order = RosterOrder::of(outcome);
        by_committee.values_mut().for_each(|branches| branches.sort_by_key(|b| order.branch(Some(b.branch))));
        let (corpus, assessed) = (&outcome.corpus, &outcome.assessed);
        let mut findings: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in outcome.judgement.findings.iter().filter(|f| f.in_period(corpus.period) && !assessed.looked_back(f)) {
            let own = finding.committee.as_deref();
            if let Some(committee) = own.or_else(|| finding.branch.map(|ix| &*corpus.branch(ix).committee)) {
                findings.entry(committee).or_default().push(finding);
            }
        }
        // what concerns the committee itself stands first; a branch's own stay as they follow each other
        findings.values_mut().for_each(|all| all.sort_by_key(|f| order.branch(f.branch)));
        let secretaries = outcome.papers.secretaries.iter().map(|figures| ((&*figures.committee, figures.branch), figures)).collect();
        About { results, outcome, period: spoken::period(results.info.period), by_committee, findings, secretaries }
    }

    /// Its committees by name.
    pub fn committees(&self) -> impl Iterator<Item = Arc<str>> + '_ {
        self.by_committee.keys().cloned()
    }

    /// Branches of a committee, in order.
    pub fn branches(&self, committee: &str) -> &[&'a BranchAssessment] {
        self.by_committee.get(committee).map(Vec::as_slice).unwrap_or_default()
    }

    /// Files that papers with a page for each branch of the committee take.
    pub fn volumes(&self, committee: &str) -> usize {
        self.branches(committee).len().div_ceil(VOLUME).max(1)
    }

    /// Branches of a committee that have their pages in one of these files, in order.
    pub fn volume(&self, committee: &str, number: usize) -> &[&'a BranchAssessment] {
        self.branches(committee).chunks(VOLUME).nth(number).unwrap_or_default()
    }

    /// Findings of the period of a committee and its branches, in order.
    pub fn findings(&self, committee: &str) -> &[&'a Finding] {
        self.findings.get(committee).map(Vec::as_slice).unwrap_or_default()
    }

    /// What the review of a secretary rests on: a branch's, or the committee's own.
    pub fn secretary(&self, committee: &str, branch: Option<BranchIx>) -> Option<&'a SecretaryFigures> {
        self.secretaries.get(&(committee, branch)).copied()
    }

    /// Is the branch one of the committee's?
    pub fn is_of(&self, branch: BranchIx, committee: &str) -> bool {
        *self.outcome.corpus.branch(branch).committee == *committee
    }

    /// Is anybody ranked?
    pub fn ranked(&self) -> bool {
        self.outcome.assessed.committees.iter().any(|c| c.rank.is_some())
    }

    /// Who makes the papers: the office, where it was said.
    pub fn office(&self) -> &'a str {
        office(self.results)
    }

    /// How much is still out, of the whole or of one committee.
    pub fn returned(&self, committee: Option<&str>) -> Option<String> {
        let returned = &self.results.counts.returned;
        committee.map_or_else(|| returned.sentence(), |committee| returned.sentence_of(0, committee))
    }

    /// A paper with the lines that stand before everything else and its title.
    pub fn paper(&self, title: &str, lie: Lie) -> Document {
        let mut doc = Document::new(title, self.outcome.corpus.as_of, lie);
        self.head(&mut doc, title);
        doc
    }

    /// What stands on the head of a page that is handed out by itself.
    pub fn head(&self, doc: &mut Document, title: &str) {
        mark(doc, self.results);
        doc.say(Kind::Title, &in_lines(title));
    }

    /// Unit, period and day, below a title.
    pub fn subtitle(&self, doc: &mut Document) {
        let outcome = self.outcome;
        doc.say(Kind::Subtitle, &format!("{}　统计期：{}　截至{}", outcome.profile.name, self.period, spoken::day(outcome.corpus.as_of)));
    }

    /// 落款 and 成文日期.
    pub fn sign(&self, doc: &mut Document) {
        doc.gap();
        doc.say(Kind::Sign, self.office());
        doc.say(Kind::Sign, &spoken::day(self.outcome.corpus.as_of));
    }
}

/// Who makes the papers.
pub fn office(results: &Results) -> &str {
    results.info.office.as_deref().unwrap_or("（印发单位）")
}

/// Says of a trial that it is one, before anything else.
pub fn mark(doc: &mut Document, results: &Results) {
    if results.info.is_trial() {
        doc.say(Kind::Mark, &format!("【试算：{}】只供比较，不对外印发", results.info.trial.join("，")));
    }
}

/// A title that one line does not hold, broken between its words.
pub fn in_lines(title: &str) -> String {
    if title.chars().count() > LINE { title.replacen("开展情况", "\n开展情况", 1) } else { title.to_string() }
}

/// `依据…，` before what is asked; what the office set itself does not pass for a document's.
pub fn by(basis: &str) -> String {
    match basis {
        "" => String::new(),
        basis if basis.starts_with(OFFICE_SET) => "按照本单位的规定，".to_string(),
        basis => format!("依据{basis}，"),
    }
}

/// What a committee is called, if it is called anything.
pub fn named(committee: &str) -> &str {
    if committee.trim().is_empty() { "未归属" } else { committee }
}

/// `甲、乙、丙等 8 个`: the first of them, and how many there are where not all are named. `measure` is their word (`个党支部`).
pub fn listed<'n>(names: impl ExactSizeIterator<Item = &'n str>, most: usize, measure: &str) -> String {
    let all = names.len();
    let first = names.take(most).collect::<Vec<_>>().join("、");
    if all > most { format!("{first}等{all}{measure}") } else { first }
}

/// Names that stand alone: a branch that has a namesake is told with its committee.
pub struct Names(BTreeSet<Arc<str>>);

impl Names {
    /// Looks for namesakes.
    pub fn of(outcome: &Outcome) -> Self {
        let mut seen: BTreeSet<&Arc<str>> = BTreeSet::new();
        Names(outcome.corpus.branches.iter().map(|b| &b.name).filter(|name| !seen.insert(name)).cloned().collect())
    }

    /// The branch's name, with its committee's where that is needed.
    pub fn name(&self, outcome: &Outcome, branch: BranchIx) -> String {
        let branch = outcome.corpus.branch(branch);
        if self.0.contains(&branch.name) { format!("{}{}", branch.committee, branch.name) } else { branch.name.to_string() }
    }
}

/// A mean of points, floored to hundredths; a dash where nothing was due.
pub fn mean(score: Rate) -> String {
    match score.part.checked_div(score.of) {
        Some(hundredths) => Points::from_hundredths(i64::try_from(hundredths).unwrap_or(i64::MAX)).to_string(),
        None => "—".to_string(),
    }
}

/// `24/30`, or a dash.
pub fn fraction(rate: Rate) -> String {
    if rate.applies() { format!("{}/{}", rate.part, rate.of) } else { "—".to_string() }
}

/// A text, or a dash.
pub fn or_dash(text: &str) -> &str {
    if text.trim().is_empty() { "—" } else { text }
}
