//! What a run must find of what activities carry: themes, oaths, birthdays, the secretary's lecture, concentrated and joint ones, copied text.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::model::finding::Code;
use crate::model::time::{Month, Span};

use super::activities::World;
use super::cells::{Col, written_content};
use super::duties::{Birthday, LectureTerms, SAME_TEXT};
use super::oracle::Oracle;
use super::org::Medium;
use super::policy::Needed;
use super::truth::At;

impl Oracle<'_> {
    /// ACT007–ACT011, MEM006, REC003.
    pub fn rites(&mut self) {
        let (period, duties) = (self.world.period, self.world.policy.duties);
        for b in 0..self.world.branches.len() {
            for month in period.months().filter(|m| self.world.as_of > m.last_day()) {
                let held = self.held(b, month).to_vec();
                if !held.is_empty() {
                    self.theme(b, month, &held);
                    self.oath(b, month, &held);
                }
            }
            for span in period.years() {
                if self.hears(b, span) {
                    self.birthday(b, span);
                    if let Some(terms) = &duties.lecture {
                        self.secretary(b, span, terms);
                    }
                }
            }
            self.modes(b);
        }
        self.concentrated();
        self.same_text();
        self.same_picture();
    }

    /// ACT009: "Theme blank in all of them → finding. Otherwise fits if any activity's theme/content/规定动作 contains a guidance word of that
    /// month, or an any_month word, or the branch's plan row(s) for the month have a theme that equals / contains / is contained."
    fn theme(&mut self, b: usize, month: Month, held: &[usize]) {
        let Some(themes) = &self.world.policy.duties.themes else { return };
        let at = self.at(held[0], &[Col::Theme]);
        let named: Vec<&str> = held.iter().filter_map(|n| self.entry(*n).theme()).collect();
        if named.is_empty() {
            self.find(Code::ACT009, b, Span::Month(month), at);
            return;
        }
        let words = [themes.of(month), themes.any_month].concat();
        if held.iter().any(|n| self.entry(*n).shows(&words)) {
            return;
        }
        let plans = self.plans.get(&b).into_iter().flatten().map(|n| &self.world.returns.plans[*n]);
        let plans = plans.filter(|p| themes.own_by_plan && p.month == month);
        let planned: Vec<&str> = plans.map(|p| p.theme.as_str()).collect();
        let meets = |t: &&str| planned.iter().any(|p| p.contains(*t) || t.contains(p));
        if named.iter().any(meets) {
            return;
        }
        // With neither words nor a plan for the month there is nothing to compare with.
        if !words.is_empty() || !planned.is_empty() {
            self.find(Code::ACT009, b, Span::Month(month), at);
        }
    }

    /// ACT008: "a month in which at least one member of the branch joined, and the month is held: no activity of the month shows the words";
    /// "`july`: in July likewise. A month wanted by both is one finding."
    fn oath(&mut self, b: usize, month: Month, held: &[usize]) {
        let Some(words) = self.world.policy.duties.oath else { return };
        let wanted = month.month() == 7 || self.world.branches[b].joining_months().contains(&month.month());
        if wanted && !held.iter().any(|n| self.entry(*n).shows(words)) {
            self.find(Code::ACT008, b, Span::Month(month), self.at(held[0], &[Col::SetActions, Col::Content]));
        }
    }

    /// MEM006: "no counting activity of the year shows the words → one finding"; by joining months "ONE finding per branch and year".
    fn birthday(&mut self, b: usize, span: Span) {
        let Some((when, words)) = self.world.policy.duties.birthday else { return };
        let shows = |m: Month| self.held(b, m).iter().any(|n| self.entry(*n).shows(words));
        let never = !span.months().any(shows);
        let joined = self.world.branches[b].joining_months();
        let due = |m: Month| m.month() == 7 || joined.contains(&m.month());
        let left_out = when == Birthday::JoiningMonthAndJuly && span.months().any(|m| due(m) && !self.held(b, m).is_empty() && !shows(m));
        if never || left_out {
            self.find(Code::MEM006, b, span, At::default());
        }
    }

    /// ACT007: "An activity counts if it shows a `by_secretary` word, or shows a `words` word and its 主持人 equals the roster's 书记"; "a cadre
    /// row with the secretary's name (same branch) whose 事项 has a `words` word counts with its quantity".
    fn secretary(&mut self, b: usize, span: Span, terms: &LectureTerms) {
        let branch = &self.world.branches[b];
        let presides = |n: usize| {
            let entry = self.entry(n);
            let shown = branch.medium != Medium::Form && !entry.no_field.contains(&Needed::Host);
            shown && entry.host == branch.secretary
        };
        let held = span.months().flat_map(|m| self.held(b, m).to_vec());
        let given =
            held.filter(|n| self.entry(*n).shows(terms.by_secretary) || (self.entry(*n).shows(terms.words) && presides(*n))).count() as u32;
        let as_cadre: u32 = self
            .cadres
            .get(&b)
            .into_iter()
            .flatten()
            .map(|n| &self.world.returns.cadres[*n])
            .filter(|c| branch.members[c.member].name == branch.secretary)
            .filter(|c| span.months().any(|m| m.contains(c.date)) && terms.words.iter().any(|w| c.affair.contains(w)))
            .map(|c| c.quantity.unwrap_or(1))
            .sum();
        if given + as_cadre < terms.min {
            self.find(Code::ACT007, b, span, At::default());
        }
    }

    /// ACT011: "per branch and whole period: for each mode with count ≥ 1 in the period's months one finding (span: the period's span if it is a
    /// month/quarter/half/year, else the year of its first month)".
    fn modes(&mut self, b: usize) {
        let (period, span) = (self.world.period, self.whole());
        for words in self.world.policy.duties.modes {
            let mut held = period.months().flat_map(|m| self.held(b, m).to_vec());
            // "一行写明几个党支部的": what several held together is joint whatever it says.
            let together = words.contains(&"共建");
            if let Some(first) = held.find(|n| self.entry(*n).shows(words) || (together && self.is_joint(*n))) {
                self.find(Code::ACT011, b, span, self.at(first, &[Col::SetActions, Col::Content]));
            }
        }
    }

    /// ACT010: "number of distinct dates in the year on which activities showing the words were held, counting a date only if at least two
    /// committees held one on it (a single committee: one)"; "by level: the city, and each 县(市、区) or 市直属党委; townships have no such duty. A date
    /// that others share counts for each that held it".
    fn concentrated(&mut self) {
        let World { policy, period, as_of, committees, branches, entries, .. } = self.world;
        let Some(terms) = &policy.duties.concentrated else { return };
        for span in period.years().into_iter().filter(|s| *as_of > s.last().last_day()) {
            let mut days: BTreeMap<NaiveDate, BTreeSet<usize>> = BTreeMap::new();
            for entry in entries.iter().filter(|e| e.counts() && span.months().any(|m| m == e.month) && e.shows(terms.words)) {
                days.entry(entry.date).or_default().insert(branches[entry.branch].committee);
            }
            let waiting = |c: Option<usize>| {
                let of = |b: &usize| c.is_none_or(|c| branches[*b].committee == c);
                (0..branches.len()).filter(of).any(|b| span.months().any(|m| self.pending(b, m)))
            };
            let waits: Vec<bool> = (0..committees.len()).map(|c| waiting(Some(c))).collect();
            let all_wait = waiting(None);
            let common = |who: &BTreeSet<usize>| who.len() >= 2.min(committees.len());
            if !all_wait && days.values().filter(|who| common(who)).count() < terms.jurisdiction {
                self.find_above(Code::ACT010, None, span, At::default());
            }
            for (c, waits) in waits.into_iter().enumerate().filter(|(c, _)| committees[*c].direct) {
                if !waits && days.values().filter(|who| who.contains(&c)).count() < terms.committee {
                    self.find_above(Code::ACT010, Some(c), span, At::default());
                }
            }
        }
    }

    /// REC003: "normalised (half-width, blanks and punctuation removed), at least min_chars characters: identical in two different branches or
    /// two different months of one branch → for every occurrence but the first (order: date, branch id, place) one finding".
    fn same_text(&mut self) {
        let world = self.world;
        // A row of several branches is one text of each of them, and no copy of itself.
        let mut texts: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
        for ((b, _), held) in self.by_month.iter().filter(|((_, month), _)| world.period.contains(*month)) {
            for n in held.iter().filter(|n| !self.entry(**n).no_field.contains(&Needed::Content)) {
                let text: String = written_content(world, self.entry(*n)).chars().filter(|c| c.is_alphanumeric()).collect();
                if text.chars().count() >= SAME_TEXT {
                    texts.entry(text).or_default().push((*n, *b));
                }
            }
        }
        for mut group in texts.into_values().filter(|g| g.len() > 1) {
            group.sort_by_key(|(n, b)| (self.entry(*n).date, &world.branches[*b].id, *n));
            let (first, whose) = group[0];
            let mut told = BTreeSet::from([(whose, self.entry(first).month)]);
            for (n, b) in group.iter().filter(|(n, _)| *n != first) {
                let month = self.entry(*n).month;
                if told.insert((*b, month)) {
                    self.find(Code::REC003, *b, Span::Month(month), self.at(*n, &[Col::Content]));
                }
            }
        }
    }

    /// REC004: the same picture in the records of two branches, or of two months of one: every occurrence but the first (order: date, branch id,
    /// place), one finding a branch and month. Text files hold no pictures.
    fn same_picture(&mut self) {
        let world = self.world;
        let mut shown: BTreeMap<u64, Vec<(usize, usize)>> = BTreeMap::new();
        for ((b, _), held) in self.by_month.iter().filter(|((_, month), _)| world.period.contains(*month)) {
            for n in held {
                let photo = world.photos.get(n).filter(|_| self.at(*n, &[Col::Date]).file.ends_with(".xlsx"));
                photo.into_iter().for_each(|photo| shown.entry(*photo).or_default().push((*n, *b)));
            }
        }
        let mut told = BTreeSet::new();
        for mut group in shown.into_values() {
            group.sort_by_key(|(n, b)| (self.entry(*n).date, &world.branches[*b].id, *n));
            let (first, whose) = group[0];
            for (n, b) in group.iter().filter(|(n, _)| *n != first) {
                let month = (*b, self.entry(*n).month);
                if month != (whose, self.entry(first).month) && told.insert(month) {
                    self.find(Code::REC004, *b, Span::Month(month.1), self.at(*n, &[Col::Date]));
                }
            }
        }
    }
}
