//! Plans of the year, branch by branch, and the register of what committees filed; with what is missing, short or late.

use chrono::{Datelike, Days, NaiveDate};

use crate::model::time::{Month, Span};

use super::activities::{World, years};
use super::dice::Dice;
use super::returns::{PlanLine, RegisterLine};
use super::words as w;

/// At least one of `n` in a workspace of some size.
pub(super) fn share(n: usize, permille: usize, dice: &mut Dice) -> usize {
    let exact = n * permille;
    let by_chance = exact / 1000 + usize::from(dice.permille((exact % 1000) as u32));
    if n >= 12 { by_chance.max(1) } else { by_chance }
}

/// 年度活动计划.
pub(super) fn plans(world: &World, seed: u64) -> Vec<PlanLine> {
    let duties = world.policy.duties;
    let mut out = Vec::new();
    if !duties.plans {
        return out;
    }
    let mut dice = Dice::new(seed, 9);
    let mut order: Vec<usize> = (0..world.branches.len()).collect();
    dice.shuffle(&mut order);
    // Where no number is wanted a missing plan is no fault, and leaves the announcements open: few do without.
    let none = share(order.len(), if duties.plan.is_some() { 15 } else { 8 }, &mut dice);
    let short = if duties.plan.is_some() { share(order.len(), 25, &mut dice) } else { 0 };
    let late = share(order.len(), 25, &mut dice);
    for (rank, &b) in order.iter().enumerate() {
        if rank < none {
            continue;
        }
        for year in years(world) {
            let (span, due) = duties.plan.as_ref().map_or((Span::Year(year), None), |p| p.of(year));
            let mut months: Vec<Month> = span.months().filter(|m| world.branches[b].exists_on(m.last_day())).collect();
            if rank < none + short {
                for _ in 0..dice.range(1, 2).min(months.len() as u32) {
                    months.remove(dice.below(months.len()));
                }
            }
            let is_late = (none + short..none + short + late).contains(&rank);
            let filed = due.map(|due| {
                let days = u64::from(dice.range(1, 12));
                if is_late { due + Days::new(days) } else { due - Days::new(days) }
            });
            for month in months {
                out.push(line(world, b, month, filed, &mut dice));
            }
        }
    }
    out.sort_by_key(|p| (p.branch, p.month));
    if let Some(day) = duties.preview_by {
        announcements(world, &mut out, day, &mut dice);
    }
    out
}

fn line(world: &World, b: usize, month: Month, filed: Option<NaiveDate>, dice: &mut Dice) -> PlanLine {
    let held = if world.period.contains(month) { world.regular[b][month.since(world.period.first()) as usize] } else { None };
    let theme = match held.and_then(|e| world.entries[e].theme.clone()) {
        // A plan may say it more shortly.
        Some(theme) if world.mess >= 1 && dice.permille(150) => theme.chars().take(6).collect(),
        Some(theme) => theme,
        None => dice.pick(w::THEMES).name.to_string(),
    };
    let planned = world.day(b, month).nominal.first().copied().filter(|_| dice.permille(800));
    let announced = world.policy.duties.preview_by.and_then(|by| {
        let early = dice.permille(200);
        let day = if early { dice.range(20, 28) } else { dice.range(1, by) };
        if early { month.plus(-1).day(day) } else { month.day(day) }
    });
    PlanLine { branch: b, month, planned, theme, filed, announced }
}

/// PLN003: announced too late, not at all, or the month is not in the plan.
fn announcements(world: &World, plans: &mut Vec<PlanLine>, by: u32, dice: &mut Dice) {
    let mut open: Vec<usize> = (0..plans.len()).filter(|n| world.period.contains(plans[*n].month)).collect();
    dice.shuffle(&mut open);
    let n = open.len();
    let (late, blank, gone) = (share(n, 8, dice), share(n, 4, dice), share(n, 4, dice));
    for at in open.iter().take(late) {
        let month = plans[*at].month;
        plans[*at].announced = month.day(dice.range(by + 1, month.last_day().day()));
    }
    for at in open.iter().skip(late).take(blank) {
        plans[*at].announced = None;
    }
    let gone: Vec<usize> = open.into_iter().skip(late + blank).take(gone).collect();
    let mut n = 0;
    plans.retain(|_| {
        n += 1;
        !gone.contains(&(n - 1))
    });
}

/// 报送登记, as the superior office keeps it.
pub(super) fn registers(world: &World, seed: u64) -> Vec<RegisterLine> {
    let duties = world.policy.duties;
    let mut out = Vec::new();
    if !duties.registers {
        return out;
    }
    let mut dice = Dice::new(seed, 10);
    let count = world.committees.len();
    // Whose turn it is to be late or to file nothing: one committee in eight of each, and never nobody.
    let (late, missing) = (dice.below(count), dice.below(count));
    for committee in 0..count {
        let (is_late, is_missing) = (committee % 8 == late % 8, count > 2 && committee % 8 == missing % 8 && committee != late);
        let mut put = |affair: String, span: Span, due: NaiveDate, behind: bool, nothing: bool| {
            let days = u64::from(dice.range(1, 9));
            let date = if behind { due + Days::new(days) } else { due - Days::new(days) };
            if !nothing && date <= world.as_of {
                out.push(RegisterLine { committee, affair, span, date });
            }
        };
        for year in years(world) {
            if let Some(plan) = &duties.plan
                && let (span, Some(due)) = plan.of(year)
            {
                let affair = if committee % 3 == 1 { "年度计划".to_string() } else { format!("{year}年度计划") };
                // The half of the exception is written as such, or under its year.
                let span = if committee % 4 == 3 { Span::Year(year) } else { span };
                put(affair, span, due, is_late, is_missing);
            }
            if let Some((due, _)) = duties.mobilisation
                && let Some(due) = super::duties::day(due).filter(|d| d.year() == year)
            {
                put("动员大会".to_string(), Span::Year(year), due, committee % 8 == (late + 3) % 8, false);
            }
            if duties.programme.is_some() {
                // Every committee files most months; one in eight leaves one out.
                let gap = (committee % 8 == late % 8).then_some((committee as u32 * 5 + late as u32) % 12 + 1);
                for m in (1..=12).filter_map(|m| Month::new(year, m)).filter(|m| world.period.contains(*m)) {
                    put("活动方案".to_string(), Span::Month(m), m.last_day(), false, gap == Some(m.month()));
                }
            }
            if let Some((days, _)) = duties.summary {
                for quarter in 1..=4 {
                    let span = Span::Quarter(year, quarter);
                    let due = span.last().last_day() + Days::new(days as u64);
                    let affair = if committee % 2 == 0 { "季度总结" } else { "季度活动总结报告" };
                    put(
                        affair.to_string(),
                        span,
                        due,
                        (committee + quarter as usize) % 9 == late % 9,
                        (committee * 5 + quarter as usize) % 11 == 3,
                    );
                }
            }
        }
    }
    out
}
