//! What a run must find of who was there and of the day on which it was: attendance sheets against ledgers, make-up, the activity day and its moves.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::activities::{MakeUp, Sign};
use super::cells::Col;
use super::oracle::Oracle;
use super::truth::At;
use crate::model::finding::Code;
use crate::model::time::{Month, Span};

impl Oracle<'_> {
    /// PAR005 and MEM003.
    pub fn attendance(&mut self, b: usize, month: Month, held: &[usize]) {
        let span = Span::Month(month);
        let all = 0..self.world.marks[b].len();
        let signs: Vec<(usize, Sign)> = all.filter_map(|n| self.sign(b, n, month).map(|s| (n, s))).collect();
        // "marks of kind *present*, against the largest actual count of the month".
        let own = held.iter().filter(|n| !self.is_joint(**n));
        let largest = own.filter_map(|n| self.actual(*n).map(|a| (a, *n))).max_by_key(|(a, n)| (*a, usize::MAX - n));
        if let (false, Some((actual, n))) = (signs.is_empty(), largest) {
            let present = signs.iter().filter(|(_, s)| *s == Sign::Present).count() as u32;
            if present != actual {
                self.find(Code::PAR005, b, span, self.at(n, &[Col::Actual]));
            }
        }
        if !self.world.policy.make_up || !self.world.policy.knows_make_up(self.world.branches[b].kind) {
            return;
        }
        // "Absent members (due − actual) without names, reason or make-up are *not recorded* and told as such of the branch."
        for n in held.iter().filter(|_| signs.is_empty()) {
            let entry = self.entry(*n);
            let named = self.has(*n, Col::Absentees) && !entry.absentees.is_empty();
            let made_up = self.has(*n, Col::MakeUp) && !matches!(entry.make_up, MakeUp::None | MakeUp::Denied);
            if self.rated(*n).is_some_and(|(due, actual)| actual < due) && !named && !made_up {
                self.find(Code::MEM003, b, span, self.at(*n, &[Col::Absentees, Col::MakeUp, Col::Actual]));
            }
        }
        if self.world.branches[b].attendance {
            // "without 补课 mark and without 补课情况 in that month's ledger rows that names the member or, naming nobody, is filled in and not a
            // negation". A leave counts as absent (`member.leave_counts`, true by default), an official one does not. Exempt members carry 免.
            for (member, _) in signs.iter().filter(|(_, s)| matches!(s, Sign::Absent | Sign::Leave)) {
                let covered = held.iter().any(|n| match &self.entry(*n).make_up {
                    MakeUp::All => true,
                    MakeUp::Names(who) => who.contains(member),
                    MakeUp::None | MakeUp::Denied => false,
                });
                if !covered {
                    self.find(Code::MEM003, b, span, self.at(held[0], &[Col::MakeUp]));
                    if let Some(last) = self.out.last_mut() {
                        last.member.clone_from(&self.world.branches[b].members[*member].name);
                    }
                }
            }
        } else {
            for n in held {
                let entry = self.entry(*n);
                if self.has(*n, Col::MakeUp) && !entry.absentees.is_empty() && entry.make_up == MakeUp::None {
                    self.find(Code::MEM003, b, span, self.at(*n, &[Col::MakeUp]));
                }
            }
        }
    }

    /// DAY001–DAY003.
    pub fn day(&mut self, b: usize, month: Month, held: &[usize]) {
        let day = self.world.day(b, month);
        let Some(valid) = day.valid else { return };
        // "The regular day always remains valid."
        if held.iter().any(|n| valid.contains(&self.entry(*n).date)) {
            return;
        }
        // "A filing matches when branch (or its committee), month of 原定日期 and 调整后日期 = date held."
        let committee = self.world.branches[b].committee;
        let filing_of = |n: usize| {
            self.world.filings.iter().find(|f| {
                let whose = f.branch.map_or(f.committee == committee, |x| x == b);
                let counts = !f.own || !self.world.policy.adjust.is_some_and(|a| a.by_committee);
                whose && counts && f.stranger.is_none() && Month::of(f.original) == month && f.adjusted == self.entry(n).date
            })
        };
        // "No activity of the month on the activity day, and no filing": a filed one speaks for the month.
        let n = held.iter().copied().find(|n| filing_of(*n).is_some()).unwrap_or(held[0]);
        let (date, span) = (self.entry(n).date, Span::Month(month));
        let at = self.at(n, &[Col::Date, Col::Day]);
        let far = |limit: Option<i64>| limit.is_some_and(|l| valid.iter().all(|v| (date - *v).num_days().abs() > l));
        let Some(adjust) = self.world.policy.adjust else {
            // "Where the document knows no change of date, DAY001 stands and its message names the filing."
            self.find(Code::DAY001, b, span, at);
            return;
        };
        match filing_of(n) {
            // "An unfiled move is DAY001, and DAY002 too beyond the window."
            None => self.find(Code::DAY001, b, span, at.clone()),
            // "A matching filing silences DAY001; DAY002 and DAY003 judge filed moves."
            // "Consent is dated on or before the day held (else DAY003)."
            Some(f) if !f.consented || f.afterwards => {
                self.find(Code::DAY003, b, span, at.clone());
            }
            Some(_) => {}
        }
        if far(adjust.within_days) {
            self.find(Code::DAY002, b, span, at);
        }
    }

    /// DAY005: "branches of one committee meet on the same day": of those that met in a month that is over, no day is common to all.
    pub fn same_day(&mut self) {
        let world = self.world;
        for c in (0..world.committees.len()).filter(|_| world.policy.same_day) {
            for month in world.period.months().filter(|m| world.as_of > m.last_day()) {
                let mine = (0..world.branches.len()).filter(|b| world.branches[*b].committee == c);
                let days = |b| self.held(b, month).iter().map(|n| self.entry(*n).date).collect::<BTreeSet<NaiveDate>>();
                let met: Vec<BTreeSet<NaiveDate>> = mine.map(days).filter(|days| !days.is_empty()).collect();
                let common = met.iter().flatten().any(|day| met.iter().all(|days| days.contains(day)));
                if met.len() > 1 && !common {
                    self.find_above(Code::DAY005, Some(c), Span::Month(month), At::default());
                }
            }
        }
    }
}
