//! What activities carry beyond the monthly content: themes that fit the guidance, birthdays, the secretary's lecture, concentrated and joint
//! activities, long accounts; and then where that is left out, or an account is copied.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};

use crate::model::time::Month;

use super::activities::{World, clean, years};
use super::cells::written_content;
use super::deal::{Deal, Matter};
use super::dice::Dice;
use super::duties::{Birthday, Themes};
use super::policy::{LECTURE, Needed};
use super::tags::Tag;
use super::words as w;

/// Gives everybody what the document asks.
pub(super) fn observe(world: &mut World, seed: u64) {
    let mut dice = Dice::new(seed, 8);
    let duties = world.policy.duties;
    if let Some(themes) = &duties.themes {
        guided(world, themes, &mut dice);
    }
    if let Some((when, _)) = duties.birthday {
        birthdays(world, when, &mut dice);
    }
    if duties.lecture.is_some() {
        secretaries(world, &mut dice);
    }
    if duties.concentrated.is_some() {
        concentrated(world, &mut dice);
    }
    let modes: &[Tag] = match world.policy.id {
        "huiji" | "kecheng" => &[Tag::Joint],
        "kaihua" => &[Tag::MutualLook, Tag::RedSites, Tag::MicroLecture],
        _ => &[],
    };
    for entry in world.entries.iter_mut() {
        for mode in modes {
            if dice.permille(25) {
                entry.tags.insert(*mode);
            }
        }
    }
}

/// Themes from the district's list, or one that will do in any month. Where the usual content fits already, or only a plan is to be met, any
/// theme will do here.
fn guided(world: &mut World, themes: &Themes, dice: &mut Dice) {
    let usual = world.policy.usual.iter().any(|t| t.matches(themes.any_month));
    for entry in &mut world.entries {
        let mut words: Vec<&str> = themes.of(entry.month).to_vec();
        if words.is_empty() || dice.permille(80) {
            words = themes.any_month.to_vec();
        }
        // These are set content, which tags alone decide on.
        words.retain(|w| !["党课", "三会一课"].iter().any(|set| w.contains(set)));
        if !usual && !words.is_empty() {
            entry.theme = Some(format!("开展{}活动", words[dice.below(words.len())]));
            entry.content = Some(dice.word(w::ACCOUNTS).to_string());
        }
    }
}

fn birthdays(world: &mut World, when: Birthday, dice: &mut Dice) {
    for b in 0..world.branches.len() {
        let regular = world.regular_of(b);
        if when == Birthday::JoiningMonthAndJuly {
            let mut months = world.branches[b].joining_months();
            months.insert(7);
            for e in regular {
                if months.contains(&world.entries[e].month.month()) {
                    world.entries[e].tags.insert(Tag::Birthday);
                }
            }
            continue;
        }
        for year in years(world) {
            let mine: Vec<usize> = regular.iter().copied().filter(|e| world.entries[*e].month.year() == year).collect();
            if !mine.is_empty() {
                world.entries[mine[dice.below(mine.len())]].tags.insert(Tag::Birthday);
            }
        }
    }
}

/// One of the year's lectures is the secretary's by its name; of the others other members of the committee give some.
fn secretaries(world: &mut World, dice: &mut Dice) {
    for b in 0..world.branches.len() {
        let lectures: Vec<usize> = world.regular_of(b).into_iter().filter(|e| world.entries[*e].shows(LECTURE)).collect();
        for year in years(world) {
            let mine: Vec<usize> = lectures.iter().copied().filter(|e| world.entries[*e].month.year() == year).collect();
            let Some(at) = (!mine.is_empty()).then(|| mine[dice.below(mine.len())]) else { continue };
            for e in mine {
                if e == at {
                    world.entries[e].tags.remove(&Tag::Lecture);
                    world.entries[e].tags.insert(Tag::SecretaryLecture);
                } else if dice.permille(500) {
                    let other = deputy(world, b);
                    world.entries[e].host = other;
                }
            }
        }
    }
}

fn deputy(world: &World, b: usize) -> String {
    let members = &world.branches[b].members;
    members.get(1).unwrap_or(&members[0]).name.clone()
}

/// Two months in which all branches hold one on the common day, and for each committee two days of its own, which no other committee has.
fn concentrated(world: &mut World, dice: &mut Dice) {
    let all: Vec<Month> = world.period.months().collect();
    for year in years(world) {
        let months: Vec<Month> = all.iter().copied().filter(|m| m.year() == year).collect();
        let common = [months[months.len() / 3], months[months.len() * 3 / 4]];
        for entry in world.entries.iter_mut().filter(|e| common.contains(&e.month)) {
            entry.tags.insert(Tag::Concentrated);
        }
        for c in 0..world.committees.len() {
            for turn in 0..2 {
                let serial = c * 2 + turn;
                let month = months[(serial * 5 + 2) % months.len()];
                let day = [3, 7, 11, 14, 17, 23, 26, 28][(serial / months.len()) % 8];
                let Some(day) = month.day(day) else { continue };
                let open: Vec<usize> = (0..world.branches.len()).filter(|b| world.branches[*b].committee == c).collect();
                for _ in 0..3.min(open.len()) {
                    own_day(world, open[dice.below(open.len())], day, dice);
                }
            }
        }
    }
}

fn own_day(world: &mut World, b: usize, day: NaiveDate, dice: &mut Dice) {
    let month = Month::of(day);
    if world.busy(b, day) || day > world.as_of || !world.branches[b].exists_on(day) || !world.exists(b, month) {
        return;
    }
    let mut entry = clean(world, b, month, day, dice);
    entry.tags.insert(Tag::Concentrated);
    world.entries.push(entry);
}

/// ACT007–ACT009, MEM006 and REC003.
pub(super) fn plant(deal: &mut Deal) {
    let duties = deal.world.policy.duties;
    if let Some(themes) = &duties.themes {
        misfits(deal, themes);
    }
    if duties.oath.is_some() {
        let wanted = |w: &World, b: usize, m: Month| m.month() == 7 || w.branches[b].joining_months().contains(&m.month());
        for (b, m) in deal.cells(6, Matter::Items, wanted) {
            let e = deal.entry(b, m);
            deal.world.entries[e].tags.remove(&Tag::Oath);
        }
    }
    match duties.birthday {
        Some((Birthday::Yearly, _)) => {
            for b in deal.some_branches(40, |_, _| true) {
                forget(deal.world, b, |_| true);
            }
        }
        Some((Birthday::JoiningMonthAndJuly, _)) => {
            for b in deal.some_branches(40, |_, _| true) {
                let month = deal.world.branches[b].joining_months().last().copied().unwrap_or(7);
                forget(deal.world, b, |m| m.month() == month);
            }
        }
        None => {}
    }
    if duties.lecture.is_some() {
        for b in deal.some_branches(40, |w, b| w.branches[b].members.len() > 2) {
            let other = deputy(deal.world, b);
            for entry in deal.world.entries.iter_mut().filter(|e| e.branch == b && e.shows(LECTURE)) {
                if entry.tags.remove(&Tag::SecretaryLecture) {
                    entry.tags.insert(Tag::Lecture);
                }
                entry.host.clone_from(&other);
            }
        }
    }
    if duties.concentrated.is_some() {
        own_days_left_out(deal);
    }
    copied(deal);
}

/// ACT010: one committee in six holds none of its own; whoever was off the common day there held none either.
fn own_days_left_out(deal: &mut Deal) {
    let count = deal.world.committees.len();
    let lacking = deal.dice.below(count);
    // One that owes some and holds none at all, on no day of the others either.
    let direct: Vec<usize> = (0..count).filter(|c| deal.world.committees[*c].direct).collect();
    if !direct.is_empty() && (direct.len() > 1 || deal.dice.permille(500)) {
        let none = direct[deal.dice.below(direct.len())];
        let World { branches, entries, .. } = &mut *deal.world;
        for entry in entries.iter_mut().filter(|e| branches[e.branch].committee == none) {
            entry.tags.remove(&Tag::Concentrated);
        }
    }
    let mut who: BTreeMap<NaiveDate, BTreeSet<usize>> = BTreeMap::new();
    let branches = &deal.world.branches;
    for entry in deal.world.entries.iter().filter(|e| e.tags.contains(&Tag::Concentrated)) {
        who.entry(entry.date).or_default().insert(branches[entry.branch].committee);
    }
    for entry in deal.world.entries.iter_mut() {
        let c = branches[entry.branch].committee;
        if c % 6 == lacking % 6 && who.get(&entry.date).is_some_and(|all| all.len() < 2) {
            entry.tags.remove(&Tag::Concentrated);
        }
    }
}

fn forget(world: &mut World, b: usize, month: impl Fn(Month) -> bool) {
    for entry in world.entries.iter_mut().filter(|e| e.branch == b && month(e.month)) {
        entry.tags.remove(&Tag::Birthday);
    }
}

/// ACT009: no theme, or one that neither guidance nor plan knows.
fn misfits(deal: &mut Deal, themes: &Themes) {
    for (b, m) in deal.cells(5, Matter::Theme, |_, _, _| true) {
        let e = deal.entry(b, m);
        deal.world.entries[e].theme = None;
    }
    let month_words = |month: Month| [themes.of(month), themes.any_month].concat();
    let judged = |w: &World, _: usize, m: Month| w.policy.duties.plans || !month_words(m).is_empty();
    for (b, m) in deal.cells(7, Matter::Theme, judged) {
        let e = deal.entry(b, m);
        let words = month_words(deal.months[m]);
        let open: Vec<&w::Theme> = w::THEMES
            .iter()
            .filter(|t| !words.iter().any(|w| t.name.contains(w) || t.content.contains(w)))
            .filter(|t| deal.world.entries[e].theme.as_deref() != Some(t.name))
            .collect();
        let theme = open[deal.dice.below(open.len())];
        let entry = &mut deal.world.entries[e];
        entry.theme = Some(theme.name.to_string());
        entry.content = Some(theme.content.to_string());
        entry.tags.retain(|t| !t.matches(&words));
    }
}

/// REC003: long accounts, most of them somebody's own, some handed on.
fn copied(deal: &mut Deal) {
    for (n, (b, m)) in deal.cells(12, Matter::Text, |_, _, _| true).into_iter().enumerate() {
        let e = deal.entry(b, m);
        if plain(deal.world, e) {
            let text = account(&mut deal.dice, n);
            deal.world.entries[e].content = Some(text);
        }
    }
    for (n, (b, m)) in deal.cells(3, Matter::Text, |_, _, _| true).into_iter().enumerate() {
        let first = deal.entry(b, m);
        if !plain(deal.world, first) {
            continue;
        }
        let text = account(&mut deal.dice, 5000 + n);
        deal.world.entries[first].content = Some(text.clone());
        let copies = if deal.dice.permille(250) { 2 } else { 1 };
        let whole = |e: usize, w: &World| written_content(w, &w.entries[e]);
        for _ in 0..copies {
            let Some(e) = twin(deal, first, b, m) else { continue };
            deal.world.entries[e].content = Some(text.clone());
            debug_assert_eq!(whole(e, deal.world), whole(first, deal.world));
            if deal.world.mess >= 2 && deal.dice.permille(400) {
                // Blanks and punctuation do not make another text of it.
                deal.world.entries[e].content = Some(text.replace('，', ", "));
            }
        }
    }
}

/// Nothing hangs on the words of its own content.
fn plain(world: &World, e: usize) -> bool {
    let entry = &world.entries[e];
    let words = world.policy.duties.themes.as_ref().map(|t| [t.of(entry.month), t.any_month].concat()).unwrap_or_default();
    let needs_content = words.iter().any(|w| entry.content.as_deref().is_some_and(|c| c.contains(w)));
    entry.counts() && !needs_content && !entry.no_field.contains(&Needed::Content)
}

/// Another branch-month with the same set content, so that the whole text comes out the same.
fn twin(deal: &mut Deal, first: usize, b: usize, m: usize) -> Option<usize> {
    for _ in 0..600 {
        let (x, y) = if deal.dice.permille(350) {
            (b, deal.dice.below(deal.months.len()))
        } else {
            (deal.dice.below(deal.world.branches.len()), deal.dice.below(deal.months.len()))
        };
        if (x, y) == (b, m) || !deal.free(x, y, Matter::Text) {
            continue;
        }
        let e = deal.entry(x, y);
        let world = &deal.world;
        let alike = |n: usize| (&world.entries[n].tags, Deal::tabular(world, world.entries[n].branch));
        if alike(e) == alike(first) && plain(world, e) && world.entries[e].content.as_ref().is_some_and(|c| c.chars().count() < 70) {
            deal.take(x, y, Matter::Text);
            return Some(e);
        }
    }
    None
}

/// Four sentences and two figures: longer than the length that is compared, and nobody else's.
fn account(dice: &mut Dice, n: usize) -> String {
    let mut all: Vec<&str> = w::SENTENCES.to_vec();
    dice.shuffle(&mut all);
    let base = NaiveDate::from_ymd_opt(2017, 1, 1).unwrap_or_default() + Days::new(n as u64 * 7 % 365);
    format!("{}，登记在册{}户，清单第{}号，联系点第{}组", all[..4].join("，"), 20 + n % 61, n * 37 % 9973, base.ordinal())
}
