//! What becomes of rows before any rule sees them: not handed in, handed in empty, twice, corrected, under a name nobody knows, with a date
//! nobody can read; and spellings that look odd and are right.

use chrono::{Datelike, Days};

use crate::model::time::Month;

use super::activities::{Fate, Num, World, clean};
use super::deal::{Deal, Matter};
use super::org::{Medium, variants};
use super::words as w;

/// Plants them.
pub(super) fn plant(deal: &mut Deal, mess: u8) {
    missing(deal);
    empty(deal);
    extra(deal);
    if mess >= 2 {
        conflicts(deal);
        superseded(deal);
        strangers(deal);
        bad_dates(deal);
        out_of_time(deal);
    }
}

/// Odd spellings of dates and names, when all else is decided.
pub(super) fn notations(deal: &mut Deal) {
    ranges(deal);
    names(deal);
}

/// SUB001.
fn missing(deal: &mut Deal) {
    for (b, m) in deal.cells(12, Matter::Structure, |_, _, _| true) {
        let e = deal.entry(b, m);
        deal.world.entries[e].fate = Fate::Never;
    }
}

/// 空报: only a row with 所属月份 can say which month it is for.
fn empty(deal: &mut Deal) {
    for (b, m) in deal.cells(3, Matter::Structure, |w, b, _| Deal::tabular(w, b)) {
        let e = deal.entry(b, m);
        deal.world.entries[e].fate = Fate::Empty;
    }
}

/// A second activity: on another day, or on the same day with another theme at another time of day ("two activities, not a conflict").
fn extra(deal: &mut Deal) {
    for (b, m) in deal.cells(10, Matter::Structure, |_, _, _| true) {
        let e = deal.entry(b, m);
        let month = deal.months[m];
        let first = deal.world.entries[e].clone();
        let same_day = deal.dice.permille(400);
        let day = if same_day { Some(first.date) } else { month.day(deal.dice.range(1, 27)).filter(|d| !deal.world.busy(b, *d)) };
        let Some(day) = day.filter(|d| *d <= deal.world.as_of) else { continue };
        let mut second = clean(deal.world, b, month, day, &mut deal.dice);
        second.half_day = None;
        deal.world.entries[e].half_day = None;
        second.start = if first.start < 720 { 870 } else { 510 };
        second.reported = if same_day { first.reported } else { second.reported };
        if second.theme == first.theme {
            second.theme = Some("查看支部阵地建设".to_string());
        }
        deal.world.entries.push(second);
    }
}

/// SUB004: the same branch and date twice, different count, same 报送日期. The loser is written below the winner.
fn conflicts(deal: &mut Deal) {
    for (b, m) in deal.cells(4, Matter::Structure, |_, _, _| true) {
        let e = deal.entry(b, m);
        let mut loser = deal.world.entries[e].clone();
        loser.actual = Num::Given(loser.actual.value().unwrap_or(5).saturating_sub(2));
        loser.fate = Fate::Loser;
        deal.world.entries.push(loser);
    }
}

/// An older version of the row, with an older 报送日期 or none.
fn superseded(deal: &mut Deal) {
    for (b, m) in deal.cells(6, Matter::Structure, |_, _, _| true) {
        let e = deal.entry(b, m);
        let mut old = deal.world.entries[e].clone();
        old.fate = Fate::Superseded;
        old.actual = Num::Given(old.actual.value().unwrap_or(5).saturating_sub(1));
        old.content = old.content.map(|c| format!("{c}（初报）"));
        let first = old.date + Days::new(1);
        let newer = first + Days::new(u64::from(deal.dice.range(1, 5)));
        if newer > deal.world.as_of {
            continue;
        }
        old.reported = if deal.dice.permille(300) { None } else { Some(first) };
        deal.world.entries[e].reported = Some(newer);
        deal.world.entries.push(old);
    }
}

/// ING003: a misspelt branch (its month goes missing), and rows of branches that never were.
fn strangers(deal: &mut Deal) {
    let routed = |w: &World, b: usize, _: Month| w.branches[b].medium != Medium::OwnBook;
    for (b, m) in deal.cells(3, Matter::Structure, routed) {
        let e = deal.entry(b, m);
        let name = unknown_name(deal, b);
        let entry = &mut deal.world.entries[e];
        (entry.fate, entry.written) = (Fate::Stranger, name);
    }
    for (b, m) in deal.cells(2, Matter::Structure, routed) {
        let e = deal.entry(b, m);
        let mut other = deal.world.entries[e].clone();
        (other.fate, other.written) = (Fate::Stranger, unknown_name(deal, b));
        deal.world.entries.push(other);
    }
}

/// A village that the roster has not, and whose name is like none of its: nobody is a candidate.
pub(super) fn unknown_name(deal: &mut Deal, b: usize) -> String {
    let stem = &deal.world.committees[deal.world.branches[b].committee].stem;
    format!("{stem}{}村党支部", deal.dice.pick(w::STRANGERS))
}

/// ING004: the row is rejected, and the month goes missing with it.
fn bad_dates(deal: &mut Deal) {
    for (b, m) in deal.cells(4, Matter::Structure, |_, _, _| true) {
        let e = deal.entry(b, m);
        deal.world.entries[e].fate = Fate::BadDate(deal.dice.below(6) as u8);
    }
}

/// A year mistyped, a day before the branch was founded, and a row of the month before the period.
fn out_of_time(deal: &mut Deal) {
    let as_of = deal.world.as_of;
    for (b, m) in deal.cells(2, Matter::Structure, |w, b, m| {
        Month::new(m.year() + 1, m.month()).is_some_and(|n| n.first_day() > w.as_of && w.branches[b].medium == Medium::Table)
    }) {
        let e = deal.entry(b, m);
        let entry = &mut deal.world.entries[e];
        let Some(later) = entry.date.with_year(entry.date.year() + 1).filter(|d| *d > as_of) else { continue };
        (entry.date, entry.month, entry.fate) = (later, Month::of(later), Fate::OutOfTime);
    }
    let period = deal.world.period;
    for b in 0..deal.world.branches.len() {
        let Some(founded) = deal.world.branches[b].founded.filter(|f| period.contains(Month::of(*f)) && Month::of(*f) > period.first())
        else {
            continue;
        };
        let month = Month::of(founded).plus(-1);
        if deal.dice.permille(500)
            && let Some(date) = month.day(12)
        {
            let mut entry = clean(deal.world, b, month, date, &mut deal.dice);
            entry.fate = Fate::OutOfTime;
            deal.world.entries.push(entry);
        }
    }
    // "Activities outside the period are accepted and enter no sum of it."
    for (b, m) in deal.cells(2, Matter::Structure, |w, _, m| m == w.period.first()) {
        let month = deal.months[m].plus(-1);
        let Some(date) = month.day(17).filter(|d| deal.world.branches[b].exists_on(*d)) else { continue };
        let entry = clean(deal.world, b, month, date, &mut deal.dice);
        deal.world.entries.push(entry);
    }
}

/// A range of days in the date cell ("counts by its first day"), and in the worst mess a weekday that contradicts the date (warning).
fn ranges(deal: &mut Deal) {
    for (b, m) in deal.cells(5, Matter::Structure, |_, _, _| true) {
        let e = deal.entry(b, m);
        let entry = &mut deal.world.entries[e];
        if let Some(until) = entry.date.succ_opt().filter(|d| Month::of(*d) == Month::of(entry.date)) {
            entry.until = Some(until);
        }
    }
    if deal.world.mess >= 3 {
        for (b, m) in deal.cells(2, Matter::Structure, |_, _, _| true) {
            let e = deal.entry(b, m);
            deal.world.entries[e].wrong_weekday = true;
        }
    }
}

/// Former names, names that the alias table explains, and spellings that fold to the roster's name.
fn names(deal: &mut Deal) {
    for n in 0..deal.world.entries.len() {
        let entry = &deal.world.entries[n];
        let branch = &deal.world.branches[entry.branch];
        if entry.fate == Fate::Stranger || !entry.written.ends_with("党支部") {
            continue;
        }
        let written = match (&branch.former, &branch.alias) {
            (Some(former), _) if deal.dice.permille(600) => former.clone(),
            (_, Some(alias)) if deal.dice.permille(600) => alias.clone(),
            _ if deal.dice.permille(250) => variants(&entry.written, &mut deal.dice),
            _ => continue,
        };
        deal.world.entries[n].written = written;
    }
}
