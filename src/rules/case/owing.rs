//! What is owed in a year: asked of the months in which the document was in force, in proportion, rounded down. Thresholds of fault stay what they are.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Case, NO_ROSTER};
use crate::model::corpus::{BranchMonth, Corpus};
use crate::model::spoken;
use crate::model::time::{Month, Span};
use crate::rules::rule::Seen;

/// A span of which something is owed, and the months of it in which the document was in force.
#[derive(Clone, Copy, Debug)]
pub struct Owing {
    pub span: Span,
    /// First month in force.
    pub first: Month,
    pub last: Month,
    /// Months in force (1–12).
    pub months: u32,
}

impl Owing {
    /// A year's number in proportion to the months in force, rounded down; 0 asks nothing.
    pub fn share(&self, of_year: u32) -> u32 {
        of_year * self.months / 12
    }

    /// The same for somebody who came in the midst of them: of the months from that day's on.
    pub fn share_from(&self, of_year: u32, from: Option<NaiveDate>) -> u32 {
        let late = from.map_or(0, |from| Month::of(from).since(self.first).max(0) as u32);
        of_year * self.months.saturating_sub(late) / 12
    }

    /// The day on which the first of these months begins, and that on which the last of them ends.
    pub fn days(&self) -> (NaiveDate, NaiveDate) {
        (self.first.first_day(), self.last.last_day())
    }

    /// The same where no branch is asked: the months of a span that is over in which the document was in force for anybody.
    pub fn of_all(corpus: &Corpus, span: Span) -> Option<Self> {
        let within = |m: &&BranchMonth| span.first() <= m.month && m.month <= span.last();
        let months: BTreeSet<Month> = corpus.months.iter().filter(|m| m.in_force).filter(within).map(|m| m.month).collect();
        let (first, last) = (*months.first()?, *months.last()?);
        (corpus.as_of > span.last().last_day()).then_some(Owing { span, first, last, months: months.len() as u32 })
    }

    fn is_whole(&self) -> bool {
        self.span.first() == self.first && self.span.last() == self.last
    }

    /// 全年, or the months that are in force.
    pub fn year_words(&self) -> String {
        if self.is_whole() { "全年".to_string() } else { self.words() }
    }

    /// The span, or the months of it that are in force, in words.
    pub fn words(&self) -> String {
        match self.is_whole() {
            true => spoken::span(self.span),
            false => format!("{}年{}月至{}月", self.first.year(), self.first.month(), self.last.month()),
        }
    }
}

impl Case<'_> {
    /// What is owed in a year is asked of the months in which the document was in force: how many these are, from `from` on, of a span that is over,
    /// in each of which the branch existed. `None` where nothing is owed, or nobody can say.
    pub fn owing(&self, span: Span, from: Month, seen: &mut Seen) -> Option<Owing> {
        let months: Vec<&BranchMonth> = self.months_in(span).filter(|m| m.in_force && from <= m.month).collect();
        let (first, last) = (months.first()?.month, months.last()?.month);
        if !self.is_over(span) || !months.iter().all(|m| m.exists) {
            return None;
        }
        if !self.corpus.has_roster && !months.iter().all(|m| m.held()) {
            seen.lacks(NO_ROSTER);
            return None;
        }
        Some(Owing { span, first, last, months: months.len() as u32 })
    }

    /// Years of the period of which something is owed.
    pub fn owing_years(&self, seen: &mut Seen) -> Vec<Owing> {
        self.corpus.period.years().into_iter().filter_map(|year| self.owing(year, year.first(), seen)).collect()
    }
}
