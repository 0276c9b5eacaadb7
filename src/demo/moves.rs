//! Off the activity day: unfiled, filed, filed without the consent wanted, filed too far, filed for another date.

use chrono::{Days, NaiveDate, TimeDelta};

use crate::model::time::Month;

use super::activities::{Filing, World};
use super::deal::{Deal, Matter};
use super::policy::Consent;
use super::words as w;

/// Has the month a day that all readings of the contract agree on, and that can be missed?
pub(super) fn can_move(world: &World, b: usize, month: Month) -> bool {
    let day = world.day(b, month);
    day.in_force && day.valid.is_some() && !day.delicate && month.last_day() <= world.as_of
}

/// huiji: "by the 党(工)委, filed with the 区委组织部": a whole committee moves.
pub(super) fn committee_moves(deal: &mut Deal) {
    if deal.world.policy.adjust.is_none_or(|a| a.consent != Consent::Filing) || deal.world.committees.len() < 2 {
        return;
    }
    for committee in 0..deal.world.committees.len() {
        if !deal.dice.permille(350) {
            continue;
        }
        let m = deal.dice.below(deal.months.len());
        let month = deal.months[m];
        let members: Vec<usize> = (0..deal.world.branches.len()).filter(|b| deal.world.branches[*b].committee == committee).collect();
        let Some(&first) = members.iter().find(|b| can_move(deal.world, **b, month)) else { continue };
        let original = deal.world.day(first, month).existence;
        let shift = i64::from(deal.dice.range(1, 6)) * if deal.dice.permille(500) { 1 } else { -1 };
        let adjusted = original + TimeDelta::days(shift);
        for b in members {
            if deal.free(b, m, Matter::Day) && can_move(deal.world, b, month) {
                deal.take(b, m, Matter::Day);
                move_to(deal, b, m, adjusted);
            }
        }
        let (reason, consented) = (*deal.dice.pick(w::MOVES), !deal.dice.permille(160));
        let plain =
            Filing { branch: None, committee, original, adjusted, reason, consented, afterwards: false, own: false, stranger: None };
        deal.world.filings.push(plain);
    }
}

/// Single branches off the day.
pub(super) fn day_faults(deal: &mut Deal) {
    let Some(adjust) = deal.world.policy.adjust else {
        // "Where the document knows no change of date, DAY001 stands and its message names the filing."
        for (b, m) in deal.cells(12, Matter::Day, can_move) {
            let filed = deal.dice.permille(250);
            off_day(deal, b, m, filed);
        }
        return;
    };
    for (b, m) in deal.cells(11, Matter::Day, can_move) {
        off_day(deal, b, m, false);
    }
    for (b, m) in deal.cells(8, Matter::Day, can_move) {
        off_day(deal, b, m, true);
    }
    for (b, m) in deal.cells(4, Matter::Day, can_move) {
        off_day(deal, b, m, true);
        if let Some(filing) = deal.world.filings.last_mut() {
            filing.consented = false;
        }
    }
    // "Consent is dated on or before the day held (else DAY003)."
    for (b, m) in deal.cells(3, Matter::Day, can_move) {
        off_day(deal, b, m, true);
        if let Some(filing) = deal.world.filings.last_mut() {
            filing.afterwards = true;
        }
    }
    if adjust.by_committee {
        // "A row with the branch alone is the branch's own and does not count."
        // Without the committee only a name that is nobody else's leads to the branch.
        let clear = |w: &World, b: usize, m: Month| {
            let branch = &w.branches[b];
            can_move(w, b, m) && branch.name.starts_with(&w.committees[branch.committee].stem)
        };
        for (b, m) in deal.cells(4, Matter::Day, clear) {
            off_day(deal, b, m, true);
            if let Some(filing) = deal.world.filings.last_mut().filter(|f| f.branch == Some(b)) {
                filing.own = true;
            }
        }
    }
    // Filed, but held on yet another day: no match, so DAY001.
    for (b, m) in deal.cells(3, Matter::Day, can_move) {
        off_day(deal, b, m, true);
        let held = deal.world.entries[deal.entry(b, m)].date;
        if let Some(filing) = deal.world.filings.last_mut() {
            let valid = filing.original;
            filing.adjusted = [1, 2].into_iter().map(|d| held + Days::new(d)).find(|d| *d != valid).unwrap_or(held);
        }
    }
    if deal.world.mess >= 2 {
        unknown_filing(deal);
    }
    if let Some(limit) = adjust.within_days {
        for (b, m) in deal.cells(6, Matter::Day, can_move) {
            let original = deal.world.day(b, deal.months[m]).existence;
            let far = original + TimeDelta::days(limit + i64::from(deal.dice.range(1, 6)));
            if deal.world.busy(b, far) || far > deal.world.as_of {
                continue;
            }
            move_to(deal, b, m, far);
            if deal.dice.permille(500) {
                file(deal, b, original, far);
            }
        }
    } else {
        across_months(deal);
    }
}

/// A filing of a branch that the roster does not know (ING003): it silences nobody.
fn unknown_filing(deal: &mut Deal) {
    let month = deal.months[deal.dice.below(deal.months.len())];
    if let (Some(original), Some(adjusted)) = (month.day(8), month.day(11)) {
        let reason = *deal.dice.pick(w::MOVES);
        let stranger = Some(super::submissions::unknown_name(deal, 0));
        let (consented, afterwards, own) = (true, false, false);
        deal.world.filings.push(Filing { branch: None, committee: 0, original, adjusted, reason, consented, afterwards, own, stranger });
    }
}

/// "A filed move into another month keeps the month of 原定日期."
fn across_months(deal: &mut Deal) {
    for (b, m) in
        deal.cells(3, Matter::Structure, |w, b, month| can_move(w, b, month) && month > w.period.first() && w.branches[b].renamed.is_none())
    {
        let month = deal.months[m];
        let original = deal.world.day(b, month).existence;
        let Some(before) = month.plus(-1).day(27).filter(|d| !deal.world.busy(b, *d) && deal.world.branches[b].exists_on(*d)) else {
            continue;
        };
        move_to(deal, b, m, before);
        file(deal, b, original, before);
    }
}

/// Moves the regular activity to a day that is not valid, within what the document allows.
pub(super) fn off_day(deal: &mut Deal, b: usize, m: usize, filed: bool) {
    let month = deal.months[m];
    let day = deal.world.day(b, month);
    let valid = day.valid.unwrap_or_default();
    let near = deal.world.policy.adjust.and_then(|a| a.within_days);
    for _ in 0..60 {
        let Some(to) = month.day(deal.dice.range(1, 28)) else { continue };
        let close = near.is_none_or(|n| (to - day.existence).num_days().abs() <= n);
        if close && !valid.contains(&to) && !deal.world.busy(b, to) && to <= deal.world.as_of {
            move_to(deal, b, m, to);
            if filed {
                file(deal, b, day.existence, to);
            }
            return;
        }
    }
}

fn move_to(deal: &mut Deal, b: usize, m: usize, to: NaiveDate) {
    let e = deal.entry(b, m);
    let as_of = deal.world.as_of;
    let entry = &mut deal.world.entries[e];
    let lag = entry.reported.map(|r| r - entry.date);
    entry.date = to;
    entry.reported = lag.map(|l| (to + l).min(as_of));
}

fn file(deal: &mut Deal, b: usize, original: NaiveDate, adjusted: NaiveDate) {
    let committee = deal.world.branches[b].committee;
    let reason = *deal.dice.pick(w::MOVES);
    let (consented, afterwards, own) = (true, false, false);
    deal.world.filings.push(Filing { branch: Some(b), committee, original, adjusted, reason, consented, afterwards, own, stranger: None });
}
