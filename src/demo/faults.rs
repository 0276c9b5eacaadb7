//! What goes wrong, by rule. Each function plants one kind of fault in drawn branch-months; what follows from it is left to the oracle.

use std::collections::BTreeSet;

use chrono::Days;

use super::activities::{Entry, Fate, Num, World};
use super::deal::{Deal, Matter};
use super::july::JULY_THEME;
use super::policy::{CHARTER, Every, LECTURE, Needed, ORG_LIFE, REVIEW};
use super::tags::Tag;
use super::{moves, rituals, submissions};

const BAD_COUNTS: &[&str] = &["无", "1万", "1/2天", "-3", "27.5", "999999198001011234", "张德山等人", "#N/A"];

/// Plants everything that the jurisdiction and the mess level allow.
pub(super) fn plant(world: &mut World, seed: u64) {
    let mess = world.mess;
    let mut deal = Deal::new(world, seed);
    moves::committee_moves(&mut deal);
    moves::day_faults(&mut deal);
    submissions::plant(&mut deal, mess);
    counts(&mut deal);
    items(&mut deal);
    records(&mut deal);
    fields(&mut deal);
    late(&mut deal);
    short(&mut deal);
    spans(&mut deal);
    chronic(&mut deal);
    absentees(&mut deal);
    rituals::plant(&mut deal);
    if mess >= 2 {
        submissions::notations(&mut deal);
    }
}

/// PAR001, PAR002, PAR003, PAR004.
fn counts(deal: &mut Deal) {
    let floor = deal.world.policy.floor;
    for (b, m) in deal.cells(14, Matter::Counts, |_, _, _| true) {
        let e = deal.entry(b, m);
        low(&mut deal.world.entries[e], floor, deal.dice.range(45, floor - 3));
    }
    for (b, m) in deal.cells(4, Matter::Counts, |_, _, _| true) {
        let e = deal.entry(b, m);
        let more = deal.dice.range(1, 4);
        let entry = &mut deal.world.entries[e];
        entry.actual = Num::Given(entry.due.value().unwrap_or(10) + more);
    }
    for (b, m) in deal.cells(5, Matter::Counts, |w, b, _| w.branches[b].eligible() >= 10) {
        let e = deal.entry(b, m);
        let eligible = deal.world.branches[b].eligible();
        let due = if deal.dice.permille(600) { eligible * 6 / 10 } else { eligible * 16 / 10 };
        let entry = &mut deal.world.entries[e];
        (entry.due, entry.actual) = (Num::Given(due), Num::Given((due - due / 12).min(eligible)));
    }
    // "Where the reported due count still holds members whom the roster exempts … PAR003 says so whatever the tolerance."
    let some_exempt = |w: &World, b: usize, _| (w.branches[b].eligible() as usize) < w.branches[b].members.len();
    for (b, m) in deal.cells(5, Matter::Counts, some_exempt) {
        let e = deal.entry(b, m);
        let due = deal.world.branches[b].members.len() as u32;
        let entry = &mut deal.world.entries[e];
        (entry.due, entry.actual) = (Num::Given(due), Num::Given(due * 6 / 10));
    }
    for (b, m) in deal.cells(5, Matter::Counts, |_, _, _| true) {
        let e = deal.entry(b, m);
        let bad = if deal.world.mess >= 2 && deal.dice.permille(700) { Num::Bad(deal.dice.word(BAD_COUNTS)) } else { Num::Missing };
        let entry = &mut deal.world.entries[e];
        if deal.dice.permille(500) { entry.due = bad } else { entry.actual = bad }
    }
}

fn low(entry: &mut Entry, floor: u32, percent: u32) {
    let due = entry.due.value().unwrap_or(10).max(2);
    let highest = (due * floor).div_ceil(100).saturating_sub(1);
    entry.actual = Num::Given((due * percent / 100).min(highest));
}

/// ACT001 (monthly items) and ACT005.
fn items(deal: &mut Deal) {
    let policy = deal.world.policy;
    let monthly: Vec<_> = policy.items.iter().filter(|i| i.every == Every::Month).collect();
    if !monthly.is_empty() {
        for (b, m) in deal.cells(10, Matter::Items, |_, _, _| true) {
            let e = deal.entry(b, m);
            let item = monthly[deal.dice.below(monthly.len())];
            let denied = Tag::Dues.matches(item.words) && deal.dice.permille(600);
            deal.world.entries[e].tags.retain(|t| !t.matches(item.words));
            // Said not to have been done is not done.
            deal.world.entries[e].tags.extend(denied.then_some(Tag::DuesUnpaid));
        }
    }
    if policy.substitution {
        for (b, m) in deal.cells(4, Matter::Items, |_, _, _| true) {
            let e = deal.entry(b, m);
            let instead = *deal.dice.pick(&[Tag::WorkMeeting, Tag::Training, Tag::Volunteer]);
            deal.world.entries[e].tags = BTreeSet::from([instead]);
        }
        for (b, m) in deal.cells(5, Matter::Items, |w, b, m| w.day(b, m).in_force) {
            let e = deal.entry(b, m);
            let entry = &mut deal.world.entries[e];
            entry.study_alone = true;
            entry.tags.retain(|t| matches!(t, Tag::Study | Tag::Dues));
            entry.theme = Some("学习上级会议精神".to_string());
            entry.content = Some("全体党员集中学习文件原文".to_string());
        }
    }
}

/// REC001.
fn records(deal: &mut Deal) {
    if deal.world.policy.records.is_empty() {
        return;
    }
    let rate = if deal.world.policy.record_kinds.is_empty() { 10 } else { 4 };
    for (b, m) in deal.cells(rate, Matter::Records, |w, b, _| Deal::tabular(w, b) && !w.policy.records_of(w.branches[b].kind).is_empty()) {
        let e = deal.entry(b, m);
        let n = deal.world.policy.records.len();
        for _ in 0..deal.dice.range(1, 2) {
            let item = deal.dice.below(n);
            deal.world.entries[e].no_record.insert(item);
        }
    }
}

/// REC002. On a form the set content stands in 活动内容, which therefore stays filled.
fn fields(deal: &mut Deal) {
    let fields = deal.world.policy.fields;
    let on_form = |f: &Needed| matches!(f, Needed::Theme | Needed::Time | Needed::Place);
    if fields.is_empty() {
        return;
    }
    for (b, m) in deal.cells(8, Matter::Fields, |w, b, _| Deal::tabular(w, b) || w.policy.fields.iter().any(on_form)) {
        let e = deal.entry(b, m);
        let table = Deal::tabular(deal.world, b);
        let open: Vec<Needed> = fields.iter().copied().filter(|f| table || on_form(f)).collect();
        deal.world.entries[e].no_field.insert(open[deal.dice.below(open.len())]);
    }
}

/// SUB002.
fn late(deal: &mut Deal) {
    let Some(days) = deal.world.policy.report_days else { return };
    for (b, m) in deal.cells(15, Matter::Report, |_, _, _| true) {
        let e = deal.entry(b, m);
        let reported = deal.world.entries[e].date + Days::new(days as u64 + u64::from(deal.dice.range(1, 9)));
        if reported <= deal.world.as_of {
            deal.world.entries[e].reported = Some(reported);
        }
    }
}

/// DAY004.
fn short(deal: &mut Deal) {
    if deal.world.policy.min_minutes.is_none() {
        return;
    }
    for (b, m) in deal.cells(9, Matter::Length, |_, _, _| true) {
        let e = deal.entry(b, m);
        let entry = &mut deal.world.entries[e];
        (entry.minutes, entry.half_day) = (60 + 30 * deal.dice.range(0, 3), None);
    }
}

/// Quarterly, half-yearly and yearly duties left out by some branches, and the 七一 activity not held.
fn spans(deal: &mut Deal) {
    let policy = deal.world.policy;
    let first = deal.world.period.first().month();
    let quarter = |q: u32| (q * 3 - 2..=q * 3).collect::<Vec<u32>>();
    let all: Vec<u32> = (1..=12).collect();
    let q = if first == 1 { deal.dice.range(1, (deal.months.len() as u32 / 3).clamp(1, 4)) } else { 4 };
    if policy.lecture || policy.substitution {
        drop_tags(deal, &quarter(q), LECTURE);
    }
    if policy.org_life {
        drop_tags(deal, &all[..6], ORG_LIFE);
        drop_tags(deal, &quarter(4), ORG_LIFE);
    }
    if policy.review.is_some() {
        drop_tags(deal, &all, REVIEW);
    }
    if policy.charter {
        drop_tags(deal, &all, CHARTER);
    }
    for item in policy.items.iter().filter(|i| i.every == Every::Year) {
        drop_tags(deal, &all, item.words);
    }
    if policy.july_first.is_some() {
        let whose: BTreeSet<usize> = deal.branches(30, |_, _| true).into_iter().collect();
        let regular: BTreeSet<usize> = whose.iter().flat_map(|b| deal.world.regular_of(*b)).collect();
        for (n, entry) in deal.world.entries.iter_mut().enumerate().filter(|(_, e)| whose.contains(&e.branch)) {
            let extra = entry.theme.as_deref() == Some(JULY_THEME) && !regular.contains(&n);
            if extra && (6..=7).contains(&entry.month.month()) && entry.counts() {
                entry.fate = Fate::Never;
            }
        }
    }
}

fn drop_tags(deal: &mut Deal, months: &[u32], words: &[&str]) {
    let whose: BTreeSet<usize> = deal.branches(25, |_, _| true).into_iter().collect();
    for entry in deal.world.entries.iter_mut().filter(|e| whose.contains(&e.branch) && months.contains(&e.month.month())) {
        entry.tags.retain(|t| !t.matches(words));
    }
}

/// Branches with a low turnout throughout (veto by the period's rate), and where there is a day, branches that keep off it.
fn chronic(deal: &mut Deal) {
    let floor = deal.world.policy.floor;
    for b in deal.branches(12, |w, b| w.branches[b].eligible() >= 5) {
        for m in 0..deal.months.len() {
            if deal.free(b, m, Matter::Counts) && deal.world.day(b, deal.months[m]).in_force {
                deal.take(b, m, Matter::Counts);
                let e = deal.entry(b, m);
                low(&mut deal.world.entries[e], floor, deal.dice.range(floor - 25, floor - 4));
            }
        }
    }
    for b in deal.branches(15, |w, b| w.branches[b].founded.is_none()) {
        let mut left = deal.dice.range(3, 5);
        for m in 0..deal.months.len() {
            if left > 0 && moves::can_move(deal.world, b, deal.months[m]) && deal.free(b, m, Matter::Day) {
                deal.take(b, m, Matter::Day);
                moves::off_day(deal, b, m, false);
                left -= 1;
            }
        }
    }
}

/// Members who stay away three to five times, and some six times and more (MEM001, MEM002).
fn absentees(deal: &mut Deal) {
    if deal.world.policy.make_up {
        return;
    }
    for (permille, low, high) in [(60, 3, 5), (35, 6, 9)] {
        for b in deal.branches(permille, |w, b| w.branches[b].attendance && w.branches[b].eligible() >= 10) {
            let away = deal.dice.range(low, high);
            let open: Vec<usize> = (1..deal.world.branches[b].members.len())
                .filter(|n| deal.world.branches[b].members[*n].exempt.is_empty() && deal.world.branches[b].members[*n].stays_away == 0)
                .collect();
            let at = open[deal.dice.below(open.len())];
            deal.world.branches[b].members[at].stays_away = away;
            let floor = deal.world.policy.floor;
            for entry in deal.world.entries.iter_mut().filter(|e| e.branch == b) {
                if let (Num::Given(due), Num::Given(actual)) = (entry.due, entry.actual)
                    && due == actual
                    && (due - 1) * 100 >= due * floor
                {
                    entry.actual = Num::Given(due - 1);
                }
            }
        }
    }
}
