//! What a run must find in plans, in the register of what was filed, in service, cadres' attendance and visits.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, TimeDelta};

use crate::model::finding::Code;
use crate::model::org::BranchType as Kind;
use crate::model::time::{Month, Span};

use super::activities::World;
use super::duties::{CadreDuty, PlanTerms, Volunteers, Words};
use super::oracle::Oracle;
use super::returns::{CadreLine, PlanLine};
use super::truth::At;

fn tells(text: &str, words: Words) -> bool {
    words.iter().any(|w| text.contains(w))
}

/// "Per counterpart where the ledger names them, else in all."
fn short(duty: &CadreDuty, lines: &[&CadreLine], min: u32, world: &World, (b, n): (usize, usize)) -> bool {
    let sum = |of: &dyn Fn(&CadreLine) -> bool| lines.iter().filter(|l| of(l)).map(|l| l.quantity.unwrap_or(1)).sum::<u32>();
    if duty.with_each && lines.iter().any(|l| !l.with.is_empty()) {
        let members = world.branches[b].members.iter().enumerate();
        let mut owed = members.filter(|(m, member)| *m != n && member.exempt.is_empty());
        return owed.any(|(m, _)| sum(&|l| l.with.contains(&m)) < min);
    }
    sum(&|_| true) < min
}

impl Oracle<'_> {
    /// PLN001–PLN005, MEM004, MEM005, CAD001, INS001, INS002.
    pub fn returns(&mut self) {
        let duties = self.world.policy.duties;
        if let Some(plan) = &duties.plan {
            self.plans(plan);
            self.filed(plan);
        }
        self.mobilised();
        self.summaries();
        self.programmes();
        if let Some(by) = duties.preview_by {
            self.announced(by);
        }
        if duties.volunteers != Volunteers::None {
            self.services();
        }
        self.cadres();
        self.visits();
        self.covered();
    }

    /// PLN001: "the branch's plan rows of the year: 0 → 未报年度计划; fewer than min → 计划N次", of the months from the exception's start on that are in
    /// force "in proportion, rounded down". Without any plan: not assessable.
    fn plans(&mut self, plan: &PlanTerms) {
        if self.world.returns.plans.is_empty() {
            return;
        }
        for year in self.years() {
            let (span, _) = plan.of(year);
            let (Some(min), Some(from)) = (plan.min, plan.from(year)) else { continue };
            if !self.world.period.covers(span) {
                continue;
            }
            for b in 0..self.world.branches.len() {
                let Some(owing) = self.owing(b, span, from) else { continue };
                let mine: Vec<_> =
                    self.plan_of(b, span).into_iter().filter(|(_, p)| owing.first <= p.month && p.month <= owing.last).collect();
                let at = mine.first().map(|(n, _)| self.shelf.spots.plans[*n].clone());
                if (mine.len() as u32) < owing.share(min) {
                    self.find(Code::PLN001, b, span, at.unwrap_or_default());
                }
            }
        }
    }

    fn plan_of(&self, b: usize, span: Span) -> Vec<(usize, PlanLine)> {
        let lines = self.plans.get(&b).into_iter().flatten().map(|n| (*n, &self.world.returns.plans[*n]));
        lines.filter(|(_, p)| span.first() <= p.month && p.month <= span.last()).map(|(n, p)| (n, p.clone())).collect()
    }

    fn years(&self) -> Vec<i32> {
        super::activities::years(self.world)
    }

    /// PLN002: "earliest 报送日期 > deadline → finding; none at all although somebody handed in a 报送登记 → finding"; "Also per branch: plan rows
    /// with 报备日期 all > deadline → branch finding"; "Speaks when the period covers the span and as_of > deadline".
    fn filed(&mut self, plan: &PlanTerms) {
        // "A deadline of the office itself, never a fault of townships or branches."
        if plan.of_county {
            return;
        }
        for year in self.years() {
            let (span, Some(due)) = plan.of(year) else { continue };
            if !self.world.period.covers(span) || self.world.as_of <= due {
                continue;
            }
            let about = |s: Span| s == span || s == Span::Year(year);
            self.registered(plan.words, about, span, due);
            for b in 0..self.world.branches.len() {
                let mine = self.plan_of(b, span);
                let dates: Vec<_> = mine.iter().filter(|(n, _)| self.shelf.spots.plan_heads[*n].1).filter_map(|(_, p)| p.filed).collect();
                if !dates.is_empty() && dates.iter().all(|d| *d > due) {
                    self.find(Code::PLN002, b, span, self.shelf.spots.plans[mine[0].0].clone());
                }
            }
        }
    }

    fn mobilised(&mut self) {
        let Some((due, words)) = self.world.policy.duties.mobilisation else { return };
        let Some(due) = super::duties::day(due) else { return };
        let span = Span::Year(due.year());
        if self.world.period.covers(span) && self.world.as_of > due {
            self.registered(words, |s| s == span, span, due);
        }
    }

    /// Each committee's entry in the register: late, or not there.
    fn registered(&mut self, words: Words, about: impl Fn(Span) -> bool, span: Span, due: chrono::NaiveDate) {
        let lines = &self.world.returns.registers;
        for c in 0..self.world.committees.len() {
            let mine = lines.iter().enumerate().filter(|(_, l)| l.committee == c && tells(&l.affair, words) && about(l.span));
            let first = mine.min_by_key(|(n, l)| (l.date, *n));
            if !lines.is_empty() && first.is_none_or(|(_, l)| l.date > due) {
                let at = first.map(|(n, _)| self.shelf.spots.registers[n].clone());
                self.find_above(self.register_code(words), Some(c), span, at.unwrap_or_default());
            }
        }
    }

    fn register_code(&self, words: Words) -> Code {
        let summary = self.world.policy.duties.summary.is_some_and(|(_, w)| w == words);
        if summary { Code::PLN004 } else { Code::PLN002 }
    }

    /// PLN004: "earliest 报送日期 > quarter's last day + within_days → finding; none → finding. Committees = those of branches that existed in the
    /// quarter."
    fn summaries(&mut self) {
        let Some((days, words)) = self.world.policy.duties.summary else { return };
        for span in self.world.period.quarters() {
            let due = span.last().last_day() + TimeDelta::days(days);
            if self.world.as_of > due {
                self.registered(words, |s| s == span, span, due);
            }
        }
    }

    /// PLN005: "each month's programme is vetted by the 党委 and filed with the county"; no date. Not assessable where nobody registered any.
    fn programmes(&mut self) {
        let Some(words) = self.world.policy.duties.programme else { return };
        let world = self.world;
        let told: Vec<_> = world.returns.registers.iter().filter(|l| tells(&l.affair, words)).collect();
        for c in (0..world.committees.len()).filter(|_| !told.is_empty()) {
            let asked = |m: &Month| (0..world.branches.len()).any(|b| world.branches[b].committee == c && world.due(b, *m));
            let filed = |m: &Month| told.iter().any(|l| l.committee == c && l.span.months().any(|of| of == *m));
            if world.period.months().any(|m| asked(&m) && !filed(&m)) {
                self.find_above(Code::PLN005, Some(c), self.whole(), At::default());
            }
        }
    }

    /// INS002: "full coverage … is the township's or department's duty": a committee with a branch of those kinds that no visit of the period names.
    fn covered(&mut self) {
        let world = self.world;
        let lines = &world.returns.visits;
        let visited = |b: usize| lines.iter().any(|v| v.branch == Some(b) && world.period.contains(Month::of(v.date)));
        for c in (0..world.committees.len()).filter(|_| !lines.is_empty()) {
            let missed = world.branches.iter().enumerate().any(|(b, branch)| {
                let there = branch.committee == c && branch.exists_on(world.period.last().last_day());
                there && world.policy.duties.coverage.contains(&branch.kind) && !visited(b)
            });
            if missed {
                self.find_above(Code::INS002, Some(c), self.whole(), At::default());
            }
        }
    }

    /// PLN003: "for due months that the branch planned or held": announced after the day, not at all, or "计划中没有该月" though "the branch has
    /// other plan rows in the period's year".
    fn announced(&mut self, by: u32) {
        for b in 0..self.world.branches.len() {
            for month in self.world.period.months() {
                if !self.world.due(b, month) || self.world.as_of <= month.last_day() {
                    continue;
                }
                let year = self.plan_of(b, Span::Year(month.year()));
                let Some((any, _)) = year.first().filter(|(n, _)| self.shelf.spots.plan_heads[*n].0) else { continue };
                let mine: Vec<_> = year.iter().filter(|(_, p)| p.month == month).collect();
                let wrong = match mine.first() {
                    None => !self.held(b, month).is_empty(),
                    Some((_, line)) => line.announced.is_none_or(|d| month.day(by).is_some_and(|last| d > last)),
                };
                if wrong {
                    let at = mine.first().map_or(*any, |(n, _)| *n);
                    self.find(Code::PLN003, b, Span::Month(month), self.shelf.spots.plans[at].clone());
                }
            }
        }
    }

    /// MEM004: "per member of the branch (not exempt in the roster), per duty: services of that member in the year whose 内容/成效 contains a word
    /// (no words: any) < min → ONE finding per member". MEM005: "a service row in the period lacking 时长, 内容 or 成效".
    fn services(&mut self) {
        let (world, duties) = (self.world, self.world.policy.duties);
        let lines = &world.returns.services;
        if lines.is_empty() {
            return;
        }
        let mut by: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for (n, line) in lines.iter().enumerate() {
            by.entry((line.branch, line.member)).or_default().push(n);
            let lacks = line.minutes.is_none() || line.content.is_empty() || line.effect.is_empty();
            if duties.service_fields && lacks && world.period.contains(Month::of(line.date)) {
                let name = world.branches[line.branch].members[line.member].name.clone();
                self.find_member(Code::MEM005, line.branch, &name, Span::Month(Month::of(line.date)), self.shelf.spots.services[n].clone());
            }
        }
        for span in world.period.years() {
            for b in 0..world.branches.len() {
                let mine = |kinds: &[Kind]| kinds.is_empty() || kinds.contains(&world.branches[b].kind);
                let asked: Vec<_> = duties.services.iter().filter(|d| mine(d.kinds)).collect();
                if asked.is_empty() || !self.speaks(b, span) {
                    continue;
                }
                for (n, member) in world.branches[b].members.iter().enumerate().filter(|(_, m)| m.exempt.is_empty()) {
                    let done: Vec<usize> = by.get(&(b, n)).into_iter().flatten().copied().collect();
                    let below = asked.iter().any(|duty| {
                        let count = done.iter().map(|l| &lines[*l]).filter(|l| Span::Year(l.date.year()) == span);
                        let counts =
                            count.filter(|l| duty.words.is_empty() || tells(&l.content, duty.words) || tells(&l.effect, duty.words));
                        (counts.count() as u32) < duty.min
                    });
                    if below {
                        let at = done.first().map(|l| self.shelf.spots.services[*l].clone());
                        self.find_member(Code::MEM004, b, &member.name, span, at.unwrap_or_default());
                    }
                }
            }
        }
    }

    /// CAD001: "cadres = names in 领导干部参加情况 plus roster members whose 职务级别 matches a duty's ranks"; "For each cadre and duty whose `ranks`
    /// is empty or matches: Σ quantity of rows in the year whose 事项 has a word < min"; "A duty with ranks empty applies to every name in the
    /// cadre tables only".
    fn cadres(&mut self) {
        let (world, duties) = (self.world, self.world.policy.duties.cadres);
        let lines = &world.returns.cadres;
        if lines.is_empty() {
            return;
        }
        let listed: BTreeSet<(usize, usize)> = lines.iter().map(|l| (l.branch, l.member)).collect();
        for span in world.period.years() {
            for b in 0..world.branches.len() {
                let Some(owing) = self.owing(b, span, span.first()) else { continue };
                let own: Vec<(usize, &CadreLine)> = self.cadres.get(&b).into_iter().flatten().map(|k| (*k, &lines[*k])).collect();
                for (n, member) in world.branches[b].members.iter().enumerate().filter(|(_, m)| m.exempt.is_empty()) {
                    for duty in duties.iter().filter(|d| d.asks(member.rank, listed.contains(&(b, n)))) {
                        let within = |l: &CadreLine| owing.first <= Month::of(l.date) && Month::of(l.date) <= owing.last;
                        let mine = own.iter().filter(|(_, l)| l.member == n && within(l) && duty.counts(l.affair));
                        let mine: Vec<_> = mine.map(|(k, l)| (*k, *l)).collect();
                        if short(duty, &mine.iter().map(|(_, l)| *l).collect::<Vec<_>>(), owing.share(duty.min), self.world, (b, n)) {
                            let at = mine.first().map(|(k, _)| self.shelf.spots.cadres[*k].clone());
                            self.find_member(Code::CAD001, b, &member.name, span, at.unwrap_or_default());
                        }
                    }
                }
            }
        }
    }

    /// INS001: "problem non-empty, 整改期限 < as_of, and (整改完成日期 blank or after as_of), deadline's month ≤ period.last → finding; branch or
    /// committee as visited; span = Month(max(deadline's month, period.first))".
    fn visits(&mut self) {
        let (period, as_of) = (self.world.period, self.world.as_of);
        for (n, visit) in self.world.returns.visits.iter().enumerate() {
            let Some(deadline) = visit.deadline.filter(|d| visit.found() && *d < as_of) else { continue };
            if visit.done.is_some_and(|d| d <= as_of) || Month::of(deadline) > period.last() {
                continue;
            }
            let (span, at) = (Span::Month(Month::of(deadline).max(period.first())), self.shelf.spots.visits[n].clone());
            match visit.branch {
                Some(b) => self.find(Code::INS001, b, span, at),
                None => self.find_above(Code::INS001, Some(visit.committee), span, at),
            }
        }
    }

    /// The period as a span, the year of its first month if it is none.
    pub fn whole(&self) -> Span {
        let period = self.world.period;
        let whole = [vec![Span::Month(period.first())], period.quarters(), period.halves(), period.years()].concat();
        let whole = whole.into_iter().find(|s| s.first() == period.first() && s.last() == period.last());
        whole.unwrap_or(Span::Year(period.first().year()))
    }

    fn find_member(&mut self, code: Code, b: usize, member: &str, span: Span, at: At) {
        self.find(code, b, span, at);
        if let Some(last) = self.out.last_mut() {
            last.member = member.to_string();
        }
    }
}
