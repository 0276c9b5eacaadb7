//! Attendance sheets, drawn from the final counts: as many present marks as the ledger says were there, absences dealt round the branch so
//! that few members collect three of them by accident, and the planted differences (PAR005, MEM003, unknown marks).

use std::collections::BTreeMap;

use crate::model::time::Month;

use super::activities::{Entry, MakeUp, Num, Sign, World};
use super::dice::Dice;
use super::org::Medium;
use super::words as w;

/// Fills `world.marks` and the ledger's 缺席 and 补课 texts.
pub(super) fn fill(world: &mut World, seed: u64) {
    let mut dice = Dice::new(seed, 4);
    world.marks = vec![Vec::new(); world.branches.len()];
    let mut by_branch: Vec<Vec<usize>> = vec![Vec::new(); world.branches.len()];
    for (n, entry) in world.entries.iter().enumerate().filter(|(_, e)| e.counts()) {
        by_branch[entry.branch].push(n);
    }
    for (b, entries) in by_branch.iter().enumerate() {
        if world.branches[b].attendance {
            world.marks[b] = branch(world, b, entries, &mut dice);
        } else {
            texts_without_sheet(world, b, entries, &mut dice);
        }
    }
}

fn branch(world: &mut World, b: usize, entries: &[usize], dice: &mut Dice) -> Vec<BTreeMap<Month, Sign>> {
    let members = world.branches[b].members.clone();
    let mut marks: Vec<BTreeMap<Month, Sign>> = vec![BTreeMap::new(); members.len()];
    let eligible: Vec<usize> = (0..members.len()).filter(|n| members[*n].exempt.is_empty()).collect();
    let mut away: Vec<u32> = members.iter().map(|m| m.stays_away).collect();
    let mut turn = dice.below(eligible.len());
    for month in world.period.months() {
        let held: Vec<usize> = entries.iter().copied().filter(|e| world.entries[*e].month == month).collect();
        // Where no row is accepted nothing is marked: "blank = no record".
        let Some(&main) = held.iter().max_by_key(|e| (world.entries[**e].actual.value(), usize::MAX - **e)) else { continue };
        let due = world.entries[main].due.value().unwrap_or(eligible.len() as u32).min(eligible.len() as u32);
        let actual = world.entries[main].actual.value().unwrap_or(due).min(eligible.len() as u32);
        let present = if !dice.permille(6) {
            actual
        } else if actual + 2 <= eligible.len() as u32 && dice.permille(300) {
            actual + 2
        } else {
            actual.saturating_sub(2)
        };
        let absent = due.max(actual).max(present) - present;
        // Whoever stays away stays away in months that count.
        let mut nobody = vec![0; members.len()];
        let habit = if world.day(b, month).in_force { &mut away } else { &mut nobody };
        let mut missing = pick_absent(&eligible, habit, &mut turn, absent as usize);
        missing.sort_unstable();
        let mut left = present as usize;
        for n in &eligible {
            if missing.contains(n) {
                marks[*n].insert(month, absence(world, b, members[*n].stays_away > 0, dice));
            } else if left > 0 {
                marks[*n].insert(month, Sign::Present);
                left -= 1;
            }
        }
        for (n, _) in members.iter().enumerate().filter(|(_, m)| !m.exempt.is_empty()) {
            marks[n].insert(month, Sign::Exempt);
        }
        let caught: Vec<(usize, Sign)> = missing.iter().map(|n| (*n, marks[*n].get(&month).copied().unwrap_or(Sign::Absent))).collect();
        texts(world, main, &caught, dice);
    }
    if world.mess >= 2 && dice.permille(60) {
        one_unknown(&mut marks, dice);
    }
    marks
}

/// Habitual absentees first, then whoever's turn it is.
fn pick_absent(eligible: &[usize], away: &mut [u32], turn: &mut usize, count: usize) -> Vec<usize> {
    let mut out = Vec::new();
    for n in eligible {
        if out.len() < count && away[*n] > 0 {
            away[*n] -= 1;
            out.push(*n);
        }
    }
    for step in 0..eligible.len() * 2 {
        if out.len() >= count {
            break;
        }
        let n = eligible[*turn % eligible.len()];
        *turn += 1;
        // The secretary presides and is absent last of all.
        if !out.contains(&n) && (n > 0 || step >= eligible.len()) {
            out.push(n);
        }
    }
    out
}

fn absence(world: &World, b: usize, habitual: bool, dice: &mut Dice) -> Sign {
    // A form has no 补课情况: there the sheet alone can show the make-up.
    let on_form = world.branches[b].medium == Medium::Form;
    match (world.policy.make_up, habitual) {
        (true, _) if on_form || dice.permille(600) => Sign::CaughtUp,
        (false, false) if dice.permille(150) => Sign::CaughtUp,
        _ if dice.permille(110) => Sign::Official,
        _ if dice.permille(550) => Sign::Leave,
        _ => Sign::Absent,
    }
}

/// 缺席人员及原因 and 补课情况 of the month's main row.
fn texts(world: &mut World, main: usize, missing: &[(usize, Sign)], dice: &mut Dice) {
    let b = world.entries[main].branch;
    let names: Vec<String> =
        missing.iter().take(4).map(|(n, _)| format!("{}（{}）", world.branches[b].members[*n].name, dice.pick(w::EXCUSES))).collect();
    let tail = if missing.len() > 4 { format!("等{}人", missing.len()) } else { String::new() };
    let open: Vec<usize> = missing.iter().filter(|(_, s)| matches!(s, Sign::Absent | Sign::Leave)).map(|(n, _)| *n).collect();
    let make_up = world.policy.make_up;
    let here = |n: &usize| !missing.iter().any(|(m, _)| m == n);
    let members = &world.branches[b].members;
    let recorder = members.iter().position(|m| m.name == world.entries[main].recorder).filter(here);
    let recorder = recorder.or_else(|| (0..members.len()).rev().find(here)).map(|n| members[n].name.clone());
    let entry: &mut Entry = &mut world.entries[main];
    entry.absentees = format!("{}{tail}", names.join("、"));
    entry.recorder = recorder.unwrap_or_else(|| entry.recorder.clone());
    if !make_up || missing.is_empty() {
        return;
    }
    entry.make_up = match dice.below(1000) {
        0..30 => MakeUp::None,
        30..45 => MakeUp::Denied,
        45..65 if open.len() > 1 => MakeUp::Names(open[1..].to_vec()),
        65..500 => MakeUp::All,
        _ if open.is_empty() => MakeUp::All,
        _ => MakeUp::Names(open),
    };
}

/// "Without any attendance sheet for the branch: ledger rows with 缺席人员及原因 filled and 补课情况 blank → one finding for the row".
fn texts_without_sheet(world: &mut World, b: usize, entries: &[usize], dice: &mut Dice) {
    for e in entries {
        let (Num::Given(due), Num::Given(actual)) = (world.entries[*e].due, world.entries[*e].actual) else { continue };
        let absent = due.saturating_sub(actual) as usize;
        // Some leave out who was absent, and why: "not recorded".
        if absent == 0 || (world.policy.make_up && dice.permille(40)) {
            continue;
        }
        let members = &world.branches[b].members;
        let host = (&world.entries[*e].host, &world.entries[*e].recorder);
        let others: Vec<&str> =
            members.iter().filter(|m| m.exempt.is_empty()).map(|m| m.name.as_str()).filter(|n| n != host.0 && n != host.1).collect();
        if others.is_empty() {
            continue;
        }
        let start = dice.below(others.len());
        let names: Vec<String> = (0..absent.min(3).min(others.len()))
            .map(|n| format!("{}（{}）", others[(start + n) % others.len()], dice.pick(w::EXCUSES)))
            .collect();
        let tail = if absent > 3 { format!("等{absent}人") } else { String::new() };
        world.entries[*e].absentees = format!("{}{tail}", names.join("、"));
        if world.policy.make_up {
            world.entries[*e].make_up = if dice.permille(40) { MakeUp::None } else { MakeUp::All };
        }
    }
}

/// One absence is marked with a sign that nobody explains. A present mark is left alone, so that PAR005 does not move.
fn one_unknown(marks: &mut [BTreeMap<Month, Sign>], dice: &mut Dice) {
    let open: Vec<(usize, Month)> = marks
        .iter()
        .enumerate()
        .flat_map(|(n, row)| row.iter().filter(|(_, s)| matches!(s, Sign::Absent | Sign::Leave)).map(move |(m, _)| (n, *m)))
        .collect();
    if !open.is_empty() {
        let (n, month) = open[dice.below(open.len())];
        marks[n].insert(month, Sign::Unknown);
    }
}
