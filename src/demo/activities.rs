//! What happened: one planned activity is one row (or form) with everything that a clerk would write, and the fate that the contract gives
//! it. First every branch gets a clean year; the faults come after.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};

use crate::model::org::BranchType as Kind;
use crate::model::time::{Month, Period};

use super::apart::Apart;
use super::calendar::{MonthDay, month_day};
use super::dice::Dice;
use super::july;
use super::org::{Branch, Committee};
use super::policy::{Needed, Policy};
use super::returns::Returns;
use super::tags::Tag;
use super::words as w;

/// A count as it will be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Num {
    Given(u32),
    Missing,
    Bad(&'static str),
}

impl Num {
    /// The number, if it is one.
    pub fn value(self) -> Option<u32> {
        match self {
            Num::Given(n) => Some(n),
            _ => None,
        }
    }
}

/// What the contract makes of the row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Accepted, enters sums and rules.
    Counts,
    /// Accepted, lost a conflict: "enter no sum and no other rule; SUB004 is raised once".
    Loser,
    /// "the newest wins … the others superseded".
    Superseded,
    /// The date cannot be understood: rejected (ING004). Holds which way of writing it.
    BadDate(u8),
    /// The roster does not know the name: rejected (ING003).
    Stranger,
    /// "One dated after as-of or before 成立日期 is accepted with an ING004 (warning) and enters no sum."
    OutOfTime,
    /// "a row that names its branch and month but has neither date, counts nor theme. It is not held".
    Empty,
    /// Handed in by another committee although the branch's own handed something in: accepted, "never supersede or conflict", enters nothing.
    Foreign,
    /// Names this branch beside the entry's own in one cell: "accepted for each …; the activity is held for each, its counts enter no rate".
    Joint(usize),
    /// Did not take place or was not handed in: no row at all.
    Never,
}

/// 补课情况.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum MakeUp {
    /// Blank.
    None,
    /// Names nobody, is filled in and no negation: covers all.
    All,
    /// A negation: covers nobody.
    Denied,
    /// Covers these members (indices).
    Names(Vec<usize>),
}

/// A row or form.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub branch: usize,
    /// The name as handed in.
    pub written: String,
    pub date: NaiveDate,
    pub until: Option<NaiveDate>,
    pub month: Month,
    /// In which month's ledger it is handed in.
    pub book: Month,
    pub fate: Fate,
    pub theme: Option<String>,
    /// The sentence of the content; `None`: the cell is blank.
    pub content: Option<String>,
    pub tags: BTreeSet<Tag>,
    /// Start in minutes of the day.
    pub start: u32,
    pub minutes: u32,
    /// 上午 / 下午 / 半天 instead of clock times.
    pub half_day: Option<&'static str>,
    pub due: Num,
    pub actual: Num,
    pub place: String,
    pub host: String,
    pub recorder: String,
    pub absentees: String,
    pub make_up: MakeUp,
    /// Nothing but study was held: what it says is of study alone.
    pub study_alone: bool,
    /// Record items that are blank or × (indices into the profile's list).
    pub no_record: BTreeSet<usize>,
    /// Required fields left empty.
    pub no_field: BTreeSet<Needed>,
    pub reported: Option<NaiveDate>,
    /// The weekday in the date cell contradicts the date: ING004 (warning), the row stays.
    pub wrong_weekday: bool,
    /// Where it is handed in, if not in the branch's own ledger.
    pub apart: Option<Apart>,
}

impl Entry {
    /// Does it enter sums and rules?
    pub fn counts(&self) -> bool {
        self.fate == Fate::Counts
    }

    /// Written as an ordinary day of the ledger's year: nothing about the date needs to be spelt out.
    pub fn plain_date(&self) -> bool {
        let ordinary = matches!(self.fate, Fate::Counts | Fate::Loser | Fate::Superseded | Fate::Stranger);
        ordinary && self.until.is_none() && !self.wrong_weekday && self.date.year() == self.book.year()
    }

    /// Does 规定动作, 活动主题 or 活动内容 show one of the words?
    pub fn shows(&self, words: &[&str]) -> bool {
        let content = self.content.as_deref().filter(|_| !self.no_field.contains(&Needed::Content));
        let told = |text: Option<&str>| text.is_some_and(|t| words.iter().any(|w| t.contains(w)));
        self.tags.iter().any(|t| t.matches(words)) || told(self.theme()) || told(content)
    }

    /// 活动主题 as it stands in the cell.
    pub fn theme(&self) -> Option<&str> {
        self.theme.as_deref().filter(|_| !self.no_field.contains(&Needed::Theme))
    }
}

/// A line of 活动日调整备案表.
#[derive(Clone, Debug)]
pub(super) struct Filing {
    /// `None`: the whole committee filed.
    pub branch: Option<usize>,
    pub committee: usize,
    pub original: NaiveDate,
    pub adjusted: NaiveDate,
    pub reason: &'static str,
    /// With the consent that the document wants.
    pub consented: bool,
    /// The consent is dated after the day held.
    pub afterwards: bool,
    /// The branch filed by itself: no row or line names the committee.
    pub own: bool,
    /// The branch column names somebody the roster does not know (ING003).
    pub stranger: Option<String>,
}

/// What a member's cell of the attendance sheet says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    Present,
    Absent,
    Leave,
    /// 公假, 出差 and the like, which are no absence.
    Official,
    CaughtUp,
    Exempt,
    /// A mark that nobody explains: ING004 (warning), no record.
    Unknown,
}

/// Everything decided.
#[derive(Debug)]
pub(super) struct World {
    /// Photographs in the records: an entry's number → the photograph's.
    pub photos: BTreeMap<usize, u64>,
    pub policy: &'static Policy,
    pub period: Period,
    pub as_of: NaiveDate,
    pub mess: u8,
    pub committees: Vec<Committee>,
    pub branches: Vec<Branch>,
    pub entries: Vec<Entry>,
    pub filings: Vec<Filing>,
    /// By branch, then member: month → mark. Empty without an attendance sheet.
    pub marks: Vec<Vec<BTreeMap<Month, Sign>>>,
    /// Plans, visits, service and the like.
    pub returns: Returns,
    /// Entry of the regular activity by branch and month of the period; `None` where there is none.
    pub regular: Vec<Vec<Option<usize>>>,
}

impl World {
    /// The month's day for a branch.
    pub fn day(&self, branch: usize, month: Month) -> MonthDay {
        let b = &self.branches[branch];
        month_day(self.policy, b.kind, b.own_day, month)
    }

    /// "the branch exists on the month's activity day".
    pub fn exists(&self, branch: usize, month: Month) -> bool {
        self.branches[branch].exists_on(self.day(branch, month).existence)
    }

    /// The branch exists, and the document was in force: "earlier months are 不适用 and enter no sum, as if outside the period".
    pub fn asked(&self, branch: usize, month: Month) -> bool {
        self.exists(branch, month) && self.day(branch, month).in_force
    }

    /// "as-of is later than the month's last day plus `report.within_days`".
    pub fn due(&self, branch: usize, month: Month) -> bool {
        let days = self.policy.report_days.unwrap_or(0);
        self.asked(branch, month) && self.as_of > month.last_day() + chrono::TimeDelta::days(days)
    }

    /// Months from `from` to `to` in which the document was in force for the branch.
    pub fn in_force(&self, branch: usize, from: Month, to: Month) -> Vec<Month> {
        let all = (0..=to.since(from)).map(|n| from.plus(n));
        all.filter(|month| self.day(branch, *month).in_force).collect()
    }

    /// Has the branch a row on that day already?
    pub fn busy(&self, branch: usize, day: NaiveDate) -> bool {
        self.entries.iter().rev().any(|e| e.branch == branch && e.date == day)
    }

    /// The name that a branch goes by on a day.
    pub fn name_on(&self, branch: usize, day: NaiveDate) -> String {
        let b = &self.branches[branch];
        match &b.renamed {
            Some((from, old)) if day < *from => old.clone(),
            _ => b.name.clone(),
        }
    }
}

/// A clean year for everybody.
pub(super) fn clean_year(world: &mut World, dice: &mut Dice) {
    let months: Vec<Month> = world.period.months().collect();
    for b in 0..world.branches.len() {
        let mut row = vec![None; months.len()];
        for (m, month) in months.iter().enumerate() {
            if !world.exists(b, *month) {
                continue;
            }
            let date = hold_on(world, b, *month, dice);
            if date > world.as_of || !world.branches[b].exists_on(date) {
                continue;
            }
            let entry = clean(world, b, *month, date, dice);
            row[m] = Some(world.entries.len());
            world.entries.push(entry);
        }
        world.regular.push(row);
        spread_span_items(world, b, dice);
    }
    july::hold(world, dice);
}

/// A day that satisfies DAY001 where there is one.
fn hold_on(world: &World, b: usize, month: Month, dice: &mut Dice) -> NaiveDate {
    let day = world.day(b, month);
    let branch = &world.branches[b];
    let habit = branch.habit as usize;
    if let Some(valid) = &day.valid {
        return valid[habit % valid.len()];
    }
    // Any day: the branch's habit, a few days up or down; never before it was founded.
    let wanted = (branch.habit + dice.range(0, 2)).min(28);
    let date = month.day(wanted).unwrap_or(month.first_day());
    [date, day.existence].into_iter().find(|d| branch.exists_on(*d)).unwrap_or(date)
}

/// A clean activity.
pub(super) fn clean(world: &World, b: usize, month: Month, date: NaiveDate, dice: &mut Dice) -> Entry {
    let (policy, branch) = (world.policy, &world.branches[b]);
    let village = matches!(branch.kind, Kind::Rural | Kind::Community | Kind::RuralOrCommunity);
    let season: Vec<&w::Theme> = w::THEMES.iter().filter(|t| t.fits(month.month(), village)).collect();
    let theme = season[dice.below(season.len())];
    let places = if village && dice.permille(600) { w::VILLAGE_PLACES } else { w::PLACES };
    let eligible = branch.eligible().max(1);
    // Due counts follow the roster within one; PAR003 tolerates two.
    let due = if eligible > 6 && dice.permille(150) { eligible - 1 } else { eligible };
    let allowed = due - (due * policy.floor).div_ceil(100);
    // Now and then exactly at the floor: "Exactly 80 % passes."
    let absent = if dice.permille(40) { allowed } else { dice.range(0, allowed.min(due.div_ceil(9))) };
    let morning = dice.permille(500);
    let minutes = match policy.min_minutes {
        Some(least) => least + 30 * dice.range(0, 2),
        None => 60 + 30 * dice.range(0, 4),
    };
    let half_day = (policy.min_minutes.is_some() && dice.permille(200)).then(|| *dice.pick(&["上午", "下午", "半天"]));
    let reported = match policy.report_days {
        Some(days) => Some(date + Days::new(u64::from(dice.range(0, days as u32)))),
        None => Some(date + Days::new(u64::from(dice.range(0, 9)))),
    };
    let mut tags: BTreeSet<Tag> = policy.usual.iter().copied().collect();
    if policy.items.is_empty() && dice.permille(400) {
        tags.clear();
    }
    Entry {
        branch: b,
        written: world.name_on(b, date),
        date,
        until: None,
        month,
        book: if world.period.contains(month) { month } else { world.period.first() },
        fate: Fate::Counts,
        theme: Some(theme.name.to_string()),
        content: Some(theme.content.to_string()),
        tags,
        start: if morning { 510 + 30 * dice.range(0, 1) } else { 840 + 30 * dice.range(0, 2) },
        minutes,
        half_day,
        due: Num::Given(due),
        actual: Num::Given(due - absent),
        place: dice.word(places).to_string(),
        host: branch.secretary.clone(),
        recorder: dice.pick(&branch.members).name.clone(),
        absentees: String::new(),
        make_up: MakeUp::None,
        study_alone: false,
        no_record: BTreeSet::new(),
        no_field: BTreeSet::new(),
        reported: reported.map(|r| r.min(world.as_of)),
        wrong_weekday: false,
        apart: None,
    }
}

/// Things wanted once a quarter, a half or a year, put into months of the branch.
fn spread_span_items(world: &mut World, b: usize, dice: &mut Dice) {
    let policy = world.policy;
    let review_any = policy.any_quarter(world.branches[b].kind) == Some(true);
    let mut put = |world: &mut World, months: &[u32], tag: Tag| {
        let held: Vec<usize> = world.regular_of(b).into_iter().filter(|e| months.contains(&world.entries[*e].month.month())).collect();
        for year in years(world) {
            let mine: Vec<usize> = held.iter().copied().filter(|e| world.entries[*e].month.year() == year).collect();
            if !mine.is_empty() {
                let at = mine[dice.below(mine.len())];
                world.entries[at].tags.insert(tag);
            }
        }
    };
    let quarters: [[u32; 3]; 4] = [[1, 2, 3], [4, 5, 6], [7, 8, 9], [10, 11, 12]];
    let year: Vec<u32> = (1..=12).collect();
    for quarter in &quarters {
        if policy.lecture || policy.substitution {
            put(world, quarter, Tag::Lecture);
        }
    }
    if policy.org_life {
        put(world, &year[..6], Tag::OrgLife);
        put(world, &quarters[3], Tag::OrgLife);
    }
    if policy.charter {
        put(world, &year, Tag::Charter);
    }
    if policy.review.is_some() {
        put(world, if review_any { &year } else { &quarters[3] }, Tag::Review);
    }
    let yearly: &[Tag] = match policy.id {
        "chizhou" => &[Tag::Analysis],
        "longyou" => &[Tag::LearnYearly, Tag::Council, Tag::Visit, Tag::Serve, Tag::PartyReview],
        _ => &[],
    };
    for tag in yearly {
        put(world, &year, *tag);
    }
}

/// Years that the period touches.
pub(super) fn years(world: &World) -> Vec<i32> {
    (world.period.first().year()..=world.period.last().year()).collect()
}

impl World {
    /// Regular entries of a branch.
    pub fn regular_of(&self, b: usize) -> Vec<usize> {
        self.regular[b].iter().flatten().copied().collect()
    }
}
