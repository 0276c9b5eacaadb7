//! What a run must find, month by month and activity by activity: each rule once more, from the contract's sentences and the plan alone.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::activities::{Entry, Fate, Sign, World};
use super::cells::Col;
use super::policy::{Every, Kept, Needed, STUDIES, SUBSTITUTION};
use super::shelf::{Placement, Shelf};
use super::truth::{At, Expected};
use crate::model::finding::{Code, Level};
use crate::model::time::{Month, Span};

/// Gathers expected findings.
pub(super) struct Oracle<'a> {
    pub world: &'a World,
    pub shelf: &'a Shelf,
    /// Counting entries by branch and month, in order of date.
    pub by_month: BTreeMap<(usize, Month), Vec<usize>>,
    /// Lines of the plans and of the cadres' tables, by branch.
    pub plans: BTreeMap<usize, Vec<usize>>,
    pub cadres: BTreeMap<usize, Vec<usize>>,
    /// Returned rows, by the branch whose they are.
    returned: BTreeMap<usize, Vec<usize>>,
    pub out: Vec<Expected>,
}

fn by_branch(branches: impl Iterator<Item = usize>) -> BTreeMap<usize, Vec<usize>> {
    let mut out: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    branches.enumerate().for_each(|(n, b)| out.entry(b).or_default().push(n));
    out
}

/// May a row of the month `own` be of `month`, by what its place says?
fn may_be(place: &Placement, own: Month, month: Month) -> bool {
    let told = |text: &str| text.contains(&format!("{}月", own.month())) || text.contains(&format!("-{:02}", own.month()));
    if place.month_shown || told(&place.sheet) || told(&place.file) {
        return own == month;
    }
    let year = |text: &str| text.contains(&format!("{}", own.year()));
    (!year(&place.sheet) && !year(&place.file)) || own.year() == month.year()
}

/// What the attendance sheets say of a member, month by month: "absences count from in_force".
pub(super) fn signs(world: &World, b: usize, member: usize) -> impl Iterator<Item = (Month, Sign)> {
    let marks = world.marks[b].get(member).into_iter().flatten();
    marks.filter(move |(month, _)| world.day(b, **month).in_force).map(|(month, sign)| (*month, *sign))
}

impl<'a> Oracle<'a> {
    /// Sorts the entries.
    pub fn new(world: &'a World, shelf: &'a Shelf) -> Self {
        let mut by_month: BTreeMap<(usize, Month), Vec<usize>> = BTreeMap::new();
        for (n, entry) in world.entries.iter().enumerate() {
            let whose = match entry.fate {
                Fate::Counts => vec![entry.branch],
                // "One row for several branches: accepted for each; the activity is held for each."
                Fate::Joint(other) => vec![entry.branch, other],
                _ => continue,
            };
            // "Earlier months are 不适用 and enter no sum."
            for b in whose.into_iter().filter(|b| world.day(*b, entry.month).in_force) {
                by_month.entry((b, entry.month)).or_default().push(n);
            }
        }
        by_month.values_mut().for_each(|ids| ids.sort_by_key(|n| (world.entries[*n].date, *n)));
        let plans = by_branch(world.returns.plans.iter().map(|p| p.branch));
        let cadres = by_branch(world.returns.cadres.iter().map(|c| c.branch));
        let mut returned: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (n, entry) in world.entries.iter().enumerate() {
            if matches!(entry.fate, Fate::BadDate(_)) {
                returned.entry(entry.branch).or_default().push(n);
            }
        }
        Oracle { world, shelf, by_month, plans, cadres, returned, out: Vec::new() }
    }

    /// Counting activities of a branch-month.
    pub fn held(&self, b: usize, month: Month) -> &[usize] {
        self.by_month.get(&(b, month)).map_or(&[], Vec::as_slice)
    }

    /// "While a row, file … that may belong to a branch's month is returned or unused, that month is 待核": a row belongs to its branch, and to its
    /// month, else to those that sheet or file tell; files that cannot be read lie in a committee's folder and tell no month.
    pub fn pending(&self, b: usize, month: Month) -> bool {
        let returned = |n: &usize| self.shelf.placements[*n].as_ref().is_some_and(|place| may_be(place, self.entry(*n).month, month));
        let open = || {
            self.shelf.open.iter().any(|o| o.holds(self.world, b, month))
                || self.returned.get(&b).is_some_and(|all| all.iter().any(returned))
        };
        self.world.due(b, month) && self.held(b, month).is_empty() && open()
    }

    /// The entry.
    pub fn entry(&self, n: usize) -> &'a Entry {
        &self.world.entries[n]
    }

    /// The cell of an entry's field.
    pub fn at(&self, n: usize, cols: &[Col]) -> At {
        let Some(place) = &self.shelf.placements[n] else { return At::default() };
        let cell = cols.iter().find_map(|c| place.cells.get(c)).or(place.cells.values().next());
        At { file: place.file.clone(), sheet: place.sheet.clone(), cell: cell.copied() }
    }

    /// Counts as far as they are understood: none "for whatever cause" (two columns that differ, a formula that was never calculated) is a number.
    pub fn due(&self, n: usize) -> Option<u32> {
        self.entry(n).due.value().filter(|_| !self.shelf.unread.contains_key(&(n, Col::Due)))
    }

    pub fn actual(&self, n: usize) -> Option<u32> {
        self.entry(n).actual.value().filter(|_| !self.shelf.unread.contains_key(&(n, Col::Actual)))
    }

    /// Is it one row of several branches?
    pub fn is_joint(&self, n: usize) -> bool {
        matches!(self.entry(n).fate, Fate::Joint(_))
    }

    /// "Above 党员人数 less the exempt, up to 党员人数": the due count still holds members whom the roster exempts.
    fn holds_exempt(&self, n: usize) -> bool {
        let branch = &self.world.branches[self.entry(n).branch];
        let (eligible, total) = (branch.eligible(), branch.members.len() as u32);
        self.due(n).is_some_and(|due| eligible < due && due <= total)
    }

    /// Both counts, if they enter rates.
    pub fn rated(&self, n: usize) -> Option<(u64, u64)> {
        let out = self.is_joint(n) || self.holds_exempt(n);
        self.due(n).zip(self.actual(n)).filter(|_| !out).map(|(due, actual)| (u64::from(due), u64::from(actual)))
    }

    /// What the sheet says of a member in a month that is asked for.
    pub fn sign(&self, b: usize, member: usize, month: Month) -> Option<Sign> {
        signs(self.world, b, member).find(|(m, _)| *m == month).map(|(_, sign)| sign)
    }

    /// Does the heading exist where the entry stands?
    pub fn has(&self, n: usize, col: Col) -> bool {
        self.shelf.placements[n].as_ref().is_some_and(|p| p.cells.contains_key(&col))
    }

    /// Adds a finding of a branch.
    pub fn find(&mut self, code: Code, b: usize, span: Span, at: At) {
        let informs = code == Code::DAY001 && self.world.policy.day_informs;
        let level = informs.then_some(Level::Info);
        self.out.push(Expected { branch: Some(b), span: Some(span), at, level, ..Expected::of(code) });
    }

    /// Adds a finding of a committee, or (`None`) of the whole jurisdiction.
    pub fn find_above(&mut self, code: Code, committee: Option<usize>, span: Span, at: At) {
        self.out.push(Expected { committee, span: Some(span), at, ..Expected::of(code) });
    }

    /// Everything that a month or an activity shows.
    pub fn months_and_activities(&mut self) {
        for b in 0..self.world.branches.len() {
            for month in self.world.period.months() {
                let held = self.held(b, month).to_vec();
                if held.is_empty() {
                    // "In a month without an accepted activity only SUB001 speaks". An empty report is not held.
                    if self.world.due(b, month) && !self.pending(b, month) {
                        let empty = self.empty_report(b, month);
                        self.find(Code::SUB001, b, Span::Month(month), empty.unwrap_or_default());
                    }
                    continue;
                }
                for n in &held {
                    self.activity(b, month, *n);
                }
                // "Month-span rules speak only when as-of is later than the month's last day".
                if self.world.as_of > month.last_day() {
                    self.month(b, month, &held);
                }
            }
        }
        self.conflicts_and_rejects();
        self.same_day();
    }

    fn empty_report(&self, b: usize, month: Month) -> Option<At> {
        let n = self.world.entries.iter().position(|e| e.branch == b && e.month == month && e.fate == Fate::Empty)?;
        Some(self.at(n, &[Col::Branch]))
    }

    /// "Nothing is asked for months before the document was in force": a blank count is none's fault there, but "a count that is not understood, for
    /// whatever cause, is PAR004", as a hint.
    pub fn counts_before_force(&mut self) {
        let world = self.world;
        for (n, entry) in world.entries.iter().enumerate() {
            let early = world.period.contains(entry.month) && !world.day(entry.branch, entry.month).in_force;
            for col in [Col::Due, Col::Actual] {
                if early && entry.fate == Fate::Counts && self.shelf.unread.contains_key(&(n, col)) {
                    let (at, span) = (self.at(n, &[col]), Some(Span::Month(entry.month)));
                    let level = Some(Level::Info);
                    self.out.push(Expected { branch: Some(entry.branch), span, at, level, ..Expected::of(Code::PAR004) });
                }
            }
        }
    }

    /// "SUB002 and timeliness judge the first submission of an activity": the earliest report of its branch and date that was handed in.
    fn first_report(&self, n: usize) -> Option<NaiveDate> {
        let own = self.entry(n);
        let theirs = own.reported?;
        let earlier =
            self.world.entries.iter().enumerate().filter(|(at, e)| {
                e.fate == Fate::Superseded && (e.branch, e.date) == (own.branch, own.date) && self.has(*at, Col::Reported)
            });
        earlier.filter_map(|(_, e)| e.reported).chain([theirs]).min()
    }

    fn activity(&mut self, b: usize, month: Month, n: usize) {
        let (policy, entry) = (self.world.policy, self.entry(n));
        let span = Span::Month(month);
        // "per activity; a report before the activity counts as day 0. Without `report.within_days` there is no SUB002."
        if let (Some(days), Some(reported)) = (policy.report_days, self.first_report(n))
            && self.has(n, Col::Reported)
            && (reported - entry.date).num_days() > days
        {
            self.find(Code::SUB002, b, span, self.at(n, &[Col::Reported]));
        }
        // "A bad count is PAR004 and the row stays", each of them.
        let joint = self.is_joint(n);
        for (count, col) in [(self.due(n), Col::Due), (self.actual(n), Col::Actual)] {
            if count.is_none() && !joint {
                self.find(Code::PAR004, b, span, self.at(n, &[col]));
            }
        }
        if !joint && self.due(n).zip(self.actual(n)).is_some_and(|(due, actual)| actual > due) {
            self.find(Code::PAR002, b, span, self.at(n, &[Col::Actual]));
        }
        // "tolerance max(2, 10 %) of 党员人数, less exempt members where there is a member roster" (there always is one here).
        if let Some(due) = self.due(n).filter(|_| !joint) {
            let branch = &self.world.branches[b];
            let off = u64::from(due.abs_diff(branch.eligible()));
            let total = branch.members.len() as u64;
            if self.holds_exempt(n) || (off > 2 && off * 10 > total) {
                self.find(Code::PAR003, b, span, self.at(n, &[Col::Due]));
            }
        }
        // "per activity; 时长 before times"; 上午, 下午, 半天 meet half a day.
        if policy.min_minutes.is_some_and(|least| entry.half_day.is_none() && entry.minutes < least) {
            self.find(Code::DAY004, b, span, self.at(n, &[Col::Duration, Col::Time, Col::Start]));
        }
        // "fields per profile", "one finding per activity, the fields listed".
        let col = |f: &Needed| match f {
            Needed::Theme => Col::Theme,
            Needed::Time => Col::Time,
            Needed::Place => Col::Place,
            Needed::Content => Col::Content,
            Needed::Host => Col::Host,
            Needed::Recorder => Col::Recorder,
        };
        if let Some(first) = entry.no_field.iter().find(|f| policy.fields.contains(f) && self.has(n, col(f))) {
            self.find(Code::REC002, b, span, self.at(n, &[col(first)]));
        }
    }

    fn month(&mut self, b: usize, month: Month, held: &[usize]) {
        let policy = self.world.policy;
        let (span, first) = (Span::Month(month), held[0]);
        // "participation of a branch-month = Σ actual ÷ Σ due over its accepted activities with both counts"; "below is strict".
        let (due, actual) = self.sums(held);
        if due > 0 && actual * 100 < due * u64::from(policy.floor) {
            self.find(Code::PAR001, b, span, self.at(first, &[Col::Actual]));
        }
        self.attendance(b, month, held);
        self.day(b, month, held);
        let members = self.world.branches[b].members.len();
        for item in policy.items.iter().filter(|i| i.every == Every::Month && i.min_members <= members) {
            if !held.iter().any(|n| self.entry(*n).shows(item.words)) {
                self.find(Code::ACT001, b, span, self.at(first, &[Col::SetActions, Col::Content]));
            }
        }
        // "the month's activities carry none of the profile's monthly items that are activities (dues is none), and match a substitution word".
        if policy.substitution {
            let monthly = || policy.items.iter().filter(|i| i.every == Every::Month && i.is_activity);
            let none = held.iter().all(|n| monthly().all(|i| !self.entry(*n).shows(i.words)));
            if none && held.iter().any(|n| self.entry(*n).shows(SUBSTITUTION)) {
                self.find(Code::ACT005, b, span, self.at(first, &[Col::SetActions, Col::Content]));
            }
            // "study and nothing else in the month is told as 学习日 (info)".
            if held.iter().all(|n| self.entry(*n).study_alone && self.entry(*n).shows(STUDIES)) {
                self.find(Code::ACT005, b, span, self.at(first, &[Col::SetActions, Col::Content]));
                self.informs();
            }
        }
        // "each item at least once among the month's activities", or with each of them, among items whose heading exists.
        let items = policy.records_of(self.world.branches[b].kind).len();
        let absent = (0..items).find(|i| {
            let col = Col::Record(*i as u8);
            let there: Vec<usize> = held.iter().copied().filter(|n| self.has(*n, col)).collect();
            let mut lacks = there.iter().map(|n| self.entry(*n).no_record.contains(i));
            match policy.kept {
                Kept::ByEach => lacks.any(|lacks| lacks),
                Kept::InTheMonth => !there.is_empty() && lacks.all(|lacks| lacks),
            }
        });
        if let Some(item) = absent {
            self.find(Code::REC001, b, span, self.at(first, &[Col::Record(item as u8)]));
        }
    }

    /// The last finding informs and no more.
    fn informs(&mut self) {
        if let Some(last) = self.out.last_mut() {
            last.level = Some(Level::Info);
        }
    }

    /// Σ due and Σ actual over rows with both counts that enter rates.
    pub fn sums(&self, held: &[usize]) -> (u64, u64) {
        let both = held.iter().filter_map(|n| self.rated(*n));
        both.fold((0, 0), |(d, a), (due, actual)| (d + due, a + actual))
    }

    /// SUB004 once per conflict; ING003 and ING004 of rejected and of late or early rows.
    fn conflicts_and_rejects(&mut self) {
        for (n, entry) in self.world.entries.iter().enumerate() {
            let Some(place) = &self.shelf.placements[n] else { continue };
            let month = Some(Span::Month(entry.month));
            let expected = |code, branch, span, at, warning: bool| {
                let level = warning.then_some(Level::Warning);
                Expected { branch, span, at, level, ..Expected::of(code) }
            };
            let date = self.at(n, &[Col::Date, Col::Day]);
            match entry.fate {
                Fate::Loser if self.world.period.contains(entry.month) => {
                    self.out.push(expected(Code::SUB004, Some(entry.branch), month, self.at(n, &[Col::Actual]), false));
                }
                // The row is rejected; its month is known only where 所属月份 says so.
                Fate::BadDate(_) => {
                    self.out.push(expected(Code::ING004, Some(entry.branch), month.filter(|_| place.month_shown), date, false));
                }
                Fate::Stranger => self.out.push(expected(Code::ING003, None, month, self.at(n, &[Col::Branch]), false)),
                Fate::OutOfTime => self.out.push(expected(Code::ING004, Some(entry.branch), month, date, true)),
                // "A weekday in the text that contradicts the date: the date stands, ING004 warning (row stays)."
                _ if entry.wrong_weekday => self.out.push(expected(Code::ING004, Some(entry.branch), month, date, true)),
                _ => {}
            }
        }
    }
}
