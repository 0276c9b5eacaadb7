//! 督查记录: who was visited, what was found, and whether it was put right in time.

use chrono::{Days, NaiveDate};

use crate::model::time::Month;

use super::activities::World;
use super::dice::Dice;
use super::returns::VisitLine;

/// What stands in 发现问题 when nothing was found.
pub(super) const NOTHING: &[&str] = &["", "无", "未发现问题", "正常"];

const METHODS: &[&str] = &["实地查看", "随机抽查", "暗访", "查阅台账"];

/// Problem and what is demanded.
const PROBLEMS: &[(&str, &str)] = &[
    ("会议记录过于简单", "补充完善记录"),
    ("签到表与台账人数不一致", "核对后更正"),
    ("活动前未发通知", "建立提前通知制度"),
    ("党员请假手续不全", "补齐请假手续"),
    ("活动室牌子脱落", "尽快修复"),
    ("资料归档不及时", "限期整理归档"),
];

/// Draws them: every month two or three committees with some of their branches where the document says so, elsewhere now and then.
pub(super) fn visits(world: &World, seed: u64) -> Vec<VisitLine> {
    let mut dice = Dice::new(seed, 11);
    let mut out: Vec<VisitLine> = Vec::new();
    let count = world.committees.len();
    for month in world.period.months() {
        let monthly = world.policy.duties.monthly_visits;
        let rounds = if monthly { dice.range(2, 3).min(count as u32) } else { u32::from(dice.permille(700)) };
        let mut committees: Vec<usize> = (0..count).collect();
        dice.shuffle(&mut committees);
        for committee in committees.into_iter().take(rounds as usize) {
            let Some(date) = month.day(dice.range(6, 27)).filter(|d| *d <= world.as_of) else { continue };
            let mut branches: Vec<usize> = (0..world.branches.len()).filter(|b| world.branches[*b].committee == committee).collect();
            branches.retain(|b| world.branches[*b].whole_month(month));
            dice.shuffle(&mut branches);
            branches.truncate(if monthly { 2 } else { 3 });
            let method = dice.word(METHODS);
            let whom = branches.into_iter().map(Some).chain(monthly.then_some(None));
            for branch in whom {
                out.push(visit(world, branch, committee, date, method, &mut dice));
                // Two problems of one visit are two lines.
                if out.last().is_some_and(VisitLine::found) && dice.permille(150) {
                    let more = visit(world, branch, committee, date, method, &mut dice);
                    if out.last().is_some_and(|l| l.problem != more.problem) && more.found() {
                        out.push(more);
                    }
                }
            }
        }
    }
    overdue(world, &mut out, &mut dice);
    out
}

fn visit(world: &World, branch: Option<usize>, committee: usize, date: NaiveDate, method: &'static str, dice: &mut Dice) -> VisitLine {
    let nothing = VisitLine { branch, committee, date, method, problem: dice.word(NOTHING), demand: "", deadline: None, done: None };
    if !dice.permille(400) {
        return nothing;
    }
    let (problem, demand) = *dice.pick(PROBLEMS);
    let deadline = date + Days::new(u64::from(dice.range(10, 30)));
    // Put right in time, or late and right now all the same.
    let days = if dice.permille(120) { dice.range(31, 45) } else { dice.range(3, 10) };
    let done = Some(date + Days::new(u64::from(days))).filter(|d| *d <= world.as_of);
    VisitLine { problem, demand, deadline: Some(deadline).filter(|_| !dice.permille(60) || done.is_none()), done, ..nothing }
}

/// INS001: a few are never put right; of a branch and, where committees are visited as such, of a committee.
fn overdue(world: &World, visits: &mut [VisitLine], dice: &mut Dice) {
    let open = |v: &VisitLine| v.found() && v.deadline.is_some_and(|d| d < world.as_of && Month::of(d) <= world.period.last());
    for of_branch in [true, false] {
        let mut mine: Vec<usize> = (0..visits.len()).filter(|n| visits[*n].branch.is_some() == of_branch && open(&visits[*n])).collect();
        dice.shuffle(&mut mine);
        let some = mine.len().div_ceil(12);
        for n in mine.into_iter().take(some) {
            visits[n].done = None;
        }
    }
}
