//! Volunteer service of members and attendance of cadres.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::model::org::BranchType as Kind;
use crate::model::time::Month;

use super::activities::{World, years};
use super::dice::Dice;
use super::duties::{CadreDuty, HEAD, Volunteers};
use super::plans::share;
use super::returns::{CadreLine, ServiceLine};

const SERVICES: &[(&str, &str)] = &[
    ("清扫村道和沟渠", "路面整洁"),
    ("看望独居老人", "老人满意"),
    ("路口文明劝导", "秩序良好"),
    ("宣讲惠民政策", "发放资料八十份"),
    ("帮助困难户收割", "当天收完"),
    ("巡查山林火源", "未见火情"),
];

const COMMUNITY: &[(&str, &str)] = &[("到社区清理楼道", "楼道整洁"), ("到社区辅导儿童作业", "家长好评"), ("参加社区夜间巡逻", "治安良好")];

const CLAIMS: &[(&str, &str)] = &[("认领社区环境整治岗位", "定期到岗"), ("认领社区课后辅导项目", "按月开展")];

const PAIRS: &[(&str, &str)] = &[("与困难群众结对", "上门两次"), ("与空巢老人结对", "定期看望")];

const PROPOSALS: &[(&str, &str)] = &[("提出道路亮化建议", "已转有关单位"), ("提出改进窗口工作的建议", "已采纳")];

/// 志愿服务记录.
pub(super) fn services(world: &World, seed: u64) -> Vec<ServiceLine> {
    let duties = world.policy.duties;
    let mut dice = Dice::new(seed, 12);
    let mut out = Vec::new();
    if duties.volunteers == Volunteers::None {
        return out;
    }
    let everybody = duties.volunteers == Volunteers::Everybody;
    let slack: BTreeSet<(usize, usize)> = if everybody { below(world, &mut dice) } else { BTreeSet::new() };
    for b in 0..world.branches.len() {
        let organ = everybody && world.branches[b].kind == Kind::Organ;
        for (n, member) in world.branches[b].members.iter().enumerate() {
            let takes_part = if everybody { member.exempt.is_empty() || dice.permille(100) } else { dice.permille(350) };
            for year in years(world).into_iter().filter(|_| takes_part) {
                let full = world.period.months().filter(|m| m.year() == year).count() == 12;
                let (ordinary, community, others) = match (organ, full) {
                    (true, _) => (0, dice.range(2, 3), 1),
                    (_, true) if everybody => (dice.range(2, 3), 0, 0),
                    _ => (dice.range(1, 3), 0, 0),
                };
                let mut days = BTreeSet::new();
                let kinds = [(SERVICES, ordinary), (COMMUNITY, community), (PROPOSALS, others), (CLAIMS, others), (PAIRS, others)];
                let mut mine = Vec::new();
                for (of, count) in kinds {
                    for _ in 0..count {
                        let another = (0..20).find_map(|_| some_day(world, b, year, &mut dice).filter(|d| days.insert(*d)));
                        let Some(date) = another else { continue };
                        let (content, effect) = *dice.pick(of);
                        let minutes = Some(30 * dice.range(2, 8));
                        mine.push(ServiceLine { branch: b, member: n, date, minutes, content: content.into(), effect: effect.into() });
                    }
                }
                if slack.contains(&(b, n)) && !mine.is_empty() {
                    mine.remove(dice.below(mine.len()));
                    mine.truncate(if organ { 4 } else { 1 });
                }
                out.extend(mine);
            }
        }
    }
    if duties.service_fields {
        gaps(&mut out, &mut dice);
    }
    out.sort_by_key(|s| (s.date, s.branch, s.member));
    out
}

/// MEM004: members who do not come up to the number.
fn below(world: &World, dice: &mut Dice) -> BTreeSet<(usize, usize)> {
    let all: usize = world.branches.iter().map(|b| b.members.len()).sum();
    let mut out = BTreeSet::new();
    for _ in 0..share(all, 12, dice) {
        let b = dice.below(world.branches.len());
        out.insert((b, dice.below(world.branches[b].members.len())));
    }
    out
}

/// A day of the year within the period, up to the as-of day, on which the branch exists and the document is in force.
fn some_day(world: &World, b: usize, year: i32, dice: &mut Dice) -> Option<NaiveDate> {
    let months: Vec<Month> = world.period.months().filter(|m| m.year() == year && world.day(b, *m).in_force).collect();
    if months.is_empty() {
        return None;
    }
    for _ in 0..40 {
        let day = months[dice.below(months.len())].day(dice.range(1, 28));
        if let Some(day) = day.filter(|d| *d <= world.as_of && world.branches[b].exists_on(*d)) {
            return Some(day);
        }
    }
    None
}

/// MEM005: no time, no content or no effect.
fn gaps(lines: &mut [ServiceLine], dice: &mut Dice) {
    for _ in 0..share(lines.len(), 25, dice) {
        let at = dice.below(lines.len());
        match dice.below(3) {
            0 => lines[at].minutes = None,
            1 => lines[at].content.clear(),
            _ => lines[at].effect.clear(),
        }
    }
}

/// 领导干部参加情况: those whose rank brings a duty, and those who are listed in any case.
pub(super) fn cadres(world: &World, seed: u64) -> Vec<CadreLine> {
    let duties = world.policy.duties.cadres;
    let mut out = Vec::new();
    if duties.is_empty() {
        return out;
    }
    let mut dice = Dice::new(seed, 13);
    let open = duties.iter().any(|d| d.ranks.is_empty());
    let mut who: Vec<(usize, usize)> = Vec::new();
    for (b, branch) in world.branches.iter().enumerate() {
        for (n, member) in branch.members.iter().enumerate().filter(|(_, m)| !m.rank.is_empty()) {
            if duties.iter().any(|d| d.asks(member.rank, false)) || (open && member.rank == "乡科级") {
                who.push((b, n));
            }
        }
    }
    let mut order: Vec<usize> = (0..who.len()).collect();
    dice.shuffle(&mut order);
    // Some do less than is asked, and of the ranked some are not in the table at all.
    let (short, gone) = (share(who.len(), 80, &mut dice), share(who.len(), 30, &mut dice));
    for (rank, at) in order.into_iter().enumerate() {
        let (b, n) = who[at];
        if rank >= short && rank < short + gone {
            continue;
        }
        let member = &world.branches[b].members[n];
        let mine = |d: &&CadreDuty| d.asks(member.rank, true);
        for year in years(world) {
            let skipped = (rank < short).then(|| dice.below(duties.iter().filter(mine).count()));
            if member.rank == HEAD && world.branches[b].members.len() <= 30 && dice.permille(500) {
                talks(world, b, n, year, skipped.is_some(), &mut dice, &mut out);
                continue;
            }
            for (k, duty) in duties.iter().filter(mine).enumerate() {
                let Some(min) = asked(world, b, year, duty) else { continue };
                let less = skipped == Some(k) && min > 0;
                let done = if less { min - dice.range(1, min.min(3)) } else { min + dice.range(0, 1) };
                spread(world, b, n, year, duty, done, &mut dice, &mut out);
                // What lies before the document counts nowhere.
                let before = world.period.first().day(dice.range(3, 25)).filter(|d| less && !world.day(b, Month::of(*d)).in_force);
                out.extend(before.map(|date| CadreLine {
                    branch: b,
                    member: n,
                    date,
                    affair: duty.affair,
                    with: Vec::new(),
                    quantity: Some(9),
                }));
            }
        }
    }
    out.sort_by_key(|c| (c.date, c.branch, c.member, c.affair));
    out
}

/// What is left of a year's number where the document came in force in its midst; `None` if nothing of the year lies in the period.
fn asked(world: &World, b: usize, year: i32, duty: &CadreDuty) -> Option<u32> {
    let (first, last) = (Month::new(year, 1)?, Month::new(year, 12)?);
    Some(duty.min * world.in_force(b, first, last).len() as u32 / 12)
}

/// A branch's head talks with everybody twice; `less`: with one only once.
fn talks(world: &World, b: usize, n: usize, year: i32, less: bool, dice: &mut Dice, out: &mut Vec<CadreLine>) {
    let members = world.branches[b].members.iter().enumerate();
    let all: Vec<usize> = members.filter(|(m, member)| *m != n && member.exempt.is_empty()).map(|(m, _)| m).collect();
    if all.is_empty() {
        return;
    }
    let left_out = less.then(|| all[dice.below(all.len())]);
    let mut days: BTreeSet<NaiveDate> = BTreeSet::new();
    for turn in 0..2 {
        let with: Vec<usize> = all.iter().copied().filter(|m| turn == 0 || Some(*m) != left_out).collect();
        // the same talk twice on one day would be a line and its copy
        let other_day = (0..200).map_while(|_| some_day(world, b, year, dice)).find(|date| !days.contains(date));
        if let Some(date) = other_day.filter(|_| !with.is_empty()) {
            days.insert(date);
            out.push(CadreLine { branch: b, member: n, date, affair: "谈心谈话", with, quantity: Some(1) });
        }
    }
}

/// Puts `done` on so many days; days' stay in one go.
#[allow(clippy::too_many_arguments)]
fn spread(world: &World, b: usize, n: usize, year: i32, duty: &CadreDuty, done: u32, dice: &mut Dice, out: &mut Vec<CadreLine>) {
    let mut days: BTreeSet<NaiveDate> = BTreeSet::new();
    let mut left = done;
    for _ in 0..200 {
        let Some(date) = some_day(world, b, year, dice).filter(|_| left > 0) else { return };
        if !days.insert(date) {
            continue;
        }
        let times = match duty.min {
            30.. => dice.range(6, 12).min(left),
            3.. => dice.range(1, 3).min(left),
            _ => 1,
        };
        left -= times;
        let quantity = if times == 1 && dice.permille(400) { None } else { Some(times) };
        out.push(CadreLine { branch: b, member: n, date, affair: duty.affair, with: Vec::new(), quantity });
    }
}
