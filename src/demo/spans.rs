//! What a run must find over quarters, halves and years, and who may not be rated 优秀.

use std::collections::BTreeSet;

use super::activities::{Fate, Sign, World};
use super::calendar::july_window;
use super::oracle::{Oracle, signs};
use super::policy::{CHARTER, Every, LECTURE, ORG_LIFE, REVIEW};
use super::truth::{At, Expected};
use crate::model::finding::{Code, Status};
use crate::model::time::{Month, Period, Span};

impl Oracle<'_> {
    /// "Span rules (quarter, half, year; ACT002 too) speak when the period covers the span, the span is over on the as-of day, and the branch
    /// existed on every activity day of it"; "a span is asked if the document was in force on every activity day of it".
    pub fn speaks(&self, b: usize, span: Span) -> bool {
        self.world.as_of > span.last().last_day() && span.months().all(|m| self.world.asked(b, m))
    }

    /// "What is *owed* in a year is asked of the months in force, in proportion, rounded down (0 asks nothing)": these months from `from` on, of a
    /// span that is over, in each of which the branch exists.
    pub fn owing(&self, b: usize, span: Span, from: Month) -> Option<Owing> {
        let months = self.world.in_force(b, from.max(span.first()), span.last());
        let (first, last) = (*months.first()?, *months.last()?);
        let over = self.world.as_of > span.last().last_day() && months.iter().all(|m| self.world.exists(b, *m));
        over.then_some(Owing { first, last, months: months.len() as u32 })
    }

    /// Was anything held in the span, and is nothing of it open?
    fn answered(&self, b: usize, span: Span) -> bool {
        span.months().any(|m| !self.held(b, m).is_empty()) && !span.months().any(|m| self.pending(b, m))
    }

    /// "A span rule needs an activity in its span", and leaves out spans with a month that is 待核.
    pub fn hears(&self, b: usize, span: Span) -> bool {
        self.speaks(b, span) && self.answered(b, span)
    }

    /// Does any counting activity of the span show one of the words?
    fn shown(&self, b: usize, span: Span, words: &[&str]) -> bool {
        span.months().any(|m| self.held(b, m).iter().any(|n| self.entry(*n).shows(words)))
    }

    fn miss(&mut self, code: Code, b: usize, span: Span) {
        self.find(code, b, span, At::default());
    }

    /// SUB003, SUB005, ACT001–ACT004, ACT006, MEM001, MEM002.
    pub fn spans(&mut self) {
        let (period, policy) = (self.world.period, self.world.policy);
        for b in 0..self.world.branches.len() {
            for span in period.quarters() {
                if self.hears(b, span) {
                    if policy.lecture && !self.shown(b, span, LECTURE) {
                        self.miss(Code::ACT002, b, span);
                    }
                    self.items(b, span, Every::Quarter);
                }
            }
            for span in period.halves() {
                if policy.org_life {
                    self.org_life(b, span);
                }
            }
            for span in period.years() {
                self.number(b, span);
                if self.hears(b, span) {
                    self.year(b, span);
                }
            }
            self.july(b);
            self.members(b);
        }
    }

    fn items(&mut self, b: usize, span: Span, every: Every) {
        // "one finding per item and span"
        for item in self.world.policy.items.iter().filter(|i| i.every == every) {
            if !self.shown(b, span, item.words) {
                self.miss(Code::ACT001, b, span);
            }
        }
    }

    /// "a half without any → one finding with the half's span; wanted in the fourth quarter, half has one but Q4 none → one finding with the
    /// quarter's span".
    fn org_life(&mut self, b: usize, span: Span) {
        let Span::Half(year, half) = span else { return };
        // "组织生活会 every half year, one of them in the fourth quarter"; of offices every half year alone.
        let Some(anywhere) = self.world.policy.any_quarter(self.world.branches[b].kind) else { return };
        let fourth = Span::Quarter(year, 4);
        // The fourth quarter is a span of its own: what is still out of the third does not excuse it.
        if self.hears(b, span) && !self.shown(b, span, ORG_LIFE) {
            self.miss(Code::ACT003, b, span);
        } else if half == 2 && !anywhere && self.hears(b, fourth) && !self.shown(b, fourth, ORG_LIFE) {
            self.miss(Code::ACT003, b, fourth);
        }
    }

    /// "fewer activities in the year than the profile wants (whole-year periods only)"
    fn number(&mut self, b: usize, span: Span) {
        let Some(owing) = self.owing(b, span, span.first()).filter(|_| self.answered(b, span)) else { return };
        let count: usize = span.months().map(|m| self.held(b, m).len()).sum();
        if self.world.policy.plan_min.is_some_and(|least| (count as u32) < owing.share(least)) {
            self.miss(Code::SUB003, b, span);
        }
    }

    fn year(&mut self, b: usize, span: Span) {
        let (policy, Span::Year(year)) = (self.world.policy, span) else { return };
        self.items(b, span, Every::Year);
        if policy.review.is_some()
            && let Some(anywhere) = policy.any_quarter(self.world.branches[b].kind)
        {
            // "in_fourth_quarter: must lie in Q4; span is the year".
            let within = if anywhere { span } else { Span::Quarter(year, 4) };
            if !self.shown(b, within, REVIEW) {
                self.miss(Code::ACT004, b, span);
            }
        }
        if policy.charter && !self.shown(b, span, CHARTER) {
            self.miss(Code::ACT006, b, span);
        }
    }

    /// "Days around 1 July; the regular party day in that window serves only if it names 七一 or 建党." Spoken for July, in which the day lies.
    fn july(&mut self, b: usize) {
        let world = self.world;
        let Some(days) = world.policy.july_first else { return };
        for year in world.period.first().year()..=world.period.last().year() {
            let (Some((from, to)), Some(july)) = (july_window(year, days), Month::new(year, 7)) else { continue };
            let there = july.first_day();
            if !world.period.contains(july) || world.as_of <= to || !world.branches[b].exists_on(there) {
                continue;
            }
            // "In a month without an accepted activity only SUB001 speaks."
            if self.held(b, july).is_empty() {
                continue;
            }
            // A filed move may carry an activity of these days into a neighbouring month.
            let mut near = (-1..=1).flat_map(|n| self.held(b, july.plus(n)));
            let serves = near.any(|n| (from..=to).contains(&self.entry(*n).date) && world.serves_july(*n));
            // Without any June activity in the workspace nobody knows of its last days.
            let june = Month::of(from);
            let told = |fate: &Fate| !matches!(fate, Fate::Never | Fate::Empty | Fate::Stranger | Fate::BadDate(_) | Fate::Superseded);
            let known = june == july || world.entries.iter().any(|e| e.month == june && told(&e.fate));
            if !serves && known && !self.pending(b, june) {
                self.miss(Code::SUB005, b, Span::Month(july));
            }
        }
    }

    /// "MEM001/MEM002 count from 1 January to the period's end." "A member exempt in the roster is out."
    fn members(&mut self, b: usize) {
        let Some((remind, unqualified)) = self.world.policy.absent else { return };
        let world = self.world;
        let year = world.period.last().year();
        for (n, member) in world.branches[b].members.iter().enumerate().take(world.marks[b].len()) {
            let absent = signs(world, b, n).filter(|(m, s)| m.year() == year && matches!(s, Sign::Absent | Sign::Leave)).count() as u32;
            let code = match absent {
                a if a >= unqualified => Code::MEM002,
                a if a >= remind => Code::MEM001,
                _ => continue,
            };
            if member.exempt.is_empty() {
                let member = member.name.clone();
                self.out.push(Expected { branch: Some(b), member, span: Some(Span::Year(year)), ..Expected::of(code) });
            }
        }
    }
}

/// Of a span the months in which something is owed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Owing {
    pub first: Month,
    pub last: Month,
    months: u32,
}

impl Owing {
    /// A year's number in proportion.
    pub fn share(&self, of_year: u32) -> u32 {
        of_year * self.months / 12
    }
}

/// Grounds against 优秀, branch by branch: rule and count.
pub(super) fn grounds(world: &World, oracle: &Oracle) -> Vec<Vec<(String, u32)>> {
    // "A waived finding costs nothing and vetoes nothing": of those only the months of waived participation matter.
    let mut mine: Vec<Vec<&Expected>> = vec![Vec::new(); world.branches.len()];
    for finding in &oracle.out {
        if let Some(b) = finding.branch {
            mine[b].push(finding);
        }
    }
    mine.iter().enumerate().map(|(b, findings)| of_branch(world, oracle, b, findings)).collect()
}

fn of_branch(world: &World, oracle: &Oracle, b: usize, findings: &[&Expected]) -> Vec<(String, u32)> {
    let mut out = of_period(world, oracle, b, findings, world.period);
    // "grounds found in any quarter of a whole-year run also make ineligible"
    if world.policy.duties.quarterly && !world.period.years().is_empty() {
        // What the year's own grounds say already is not told again; each quarter that adds one is a ground of its own.
        let whole: Vec<Code> = out.iter().map(|(code, _)| *code).collect();
        for quarter in world.period.quarters() {
            let hidden = of_period(world, oracle, b, findings, Period::of(quarter));
            out.extend(hidden.into_iter().filter(|(code, _)| !whole.contains(code)));
        }
        out.sort();
    }
    let mut out: Vec<(String, u32)> = out.into_iter().map(|(code, n)| (code.to_string(), n)).collect();
    let failed = failed_months(world, findings);
    if world.policy.duties.steps && failed > 0 {
        out.push(("ESC".to_string(), failed));
    }
    out
}

fn of_period(world: &World, oracle: &Oracle, b: usize, findings: &[&Expected], period: Period) -> Vec<(Code, u32)> {
    // "A branch with no due month is eligible."
    if !period.months().any(|m| world.due(b, m)) {
        return Vec::new();
    }
    let open = |code: Code| findings.iter().filter(move |f| f.code == code && f.status != Status::Waived);
    let count = |code: Code| open(code).filter(|f| f.span.is_some_and(|s| period.covers(s))).count() as u32;
    let waived: Vec<Span> =
        findings.iter().filter(|f| f.code == Code::PAR001 && f.status == Status::Waived).filter_map(|f| f.span).collect();
    let low: Vec<Span> = open(Code::PAR001).filter_map(|f| f.span).collect();
    // "PAR001 costs no points in a month in which a branch with fewer than 10 due members had no more than 1 absence at any activity; …
    // and the month is left out of the rate that veto and grade ask for".
    let spared = |m: &Month| low.contains(&Span::Month(*m)) && small(oracle, oracle.held(b, *m));
    let (mut due, mut actual) = (0, 0);
    for month in period.months().filter(|m| !waived.contains(&Span::Month(*m)) && !spared(m)) {
        let (d, a) = oracle.sums(oracle.held(b, month));
        (due, actual) = (due + d, actual + a);
    }
    let below = u32::from(due > 0 && actual * 100 < due * u64::from(world.policy.floor));
    // "Default: one missing month, or participation below the floor over the whole period, or three or more months off the fixed day without
    // filing, or an inspection problem past its deadline."
    let found = [
        (Code::SUB001, 1, count(Code::SUB001)),
        (Code::PAR001, 1, below),
        (Code::DAY001, 3, if world.policy.day_informs { 0 } else { count(Code::DAY001) }),
        (Code::INS001, 1, count(Code::INS001)),
    ];
    found.into_iter().filter(|(_, from, n)| n >= from).map(|(code, _, n)| (code, n)).collect()
}

/// Fewer than ten were due (the largest count), and at no activity was more than one absent.
fn small(oracle: &Oracle, held: &[usize]) -> bool {
    let both = || held.iter().filter_map(|n| oracle.due(*n).zip(oracle.actual(*n)));
    held.iter().filter_map(|n| oracle.due(*n)).max().is_some_and(|due| due < 10) && both().all(|(due, actual)| due <= actual + 1)
}

/// "any step from 提醒 on is a ground": the first is reached by one failed month of the last twelve.
fn failed_months(world: &World, findings: &[&Expected]) -> u32 {
    let first = world.period.last().plus(-11);
    let failed = findings.iter().filter(|f| matches!(f.code, Code::SUB001 | Code::PAR001) && f.status != Status::Waived);
    let months: BTreeSet<Span> = failed.filter_map(|f| f.span).filter(|span| span.first() >= first).collect();
    let year = world.period.last().year();
    if months.iter().any(|span| span.first().year() == year) { months.len() as u32 } else { 0 }
}
