//! Committees, branches and members: who there is before anything happens.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::model::org::{BranchType as Kind, OwnDay};
use crate::model::time::{Month, Period};

use super::calendar::month_day;
use super::dice::Dice;
use super::policy::{Day, Holiday, Policy};
use super::words as w;
use super::{Options, Shape};

/// How a branch's activities are handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Medium {
    /// Rows of its committee's ledger.
    Table,
    /// One form per activity.
    Form,
    /// A workbook of its own with 填报单位 above the table.
    OwnBook,
}

/// A member.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub key: String,
    pub name: String,
    /// 入党日期; `None`: the cell is blank.
    pub joined: Option<NaiveDate>,
    /// 职务级别, empty if none.
    pub rank: &'static str,
    /// 免考勤, empty if not.
    pub exempt: &'static str,
    /// Months in which a habitual absentee stays away.
    pub stays_away: u32,
}

/// A branch.
#[derive(Clone, Debug)]
pub(super) struct Branch {
    pub id: String,
    pub name: String,
    pub committee: usize,
    pub kind: Kind,
    pub founded: Option<NaiveDate>,
    pub dissolved: Option<NaiveDate>,
    pub own_day: Option<OwnDay>,
    /// 曾用名, which its ledgers still use.
    pub former: Option<String>,
    /// Name before that day (a span of its own in the roster).
    pub renamed: Option<(NaiveDate, String)>,
    /// A name that only the alias table explains.
    pub alias: Option<String>,
    pub members: Vec<Member>,
    pub secretary: String,
    pub medium: Medium,
    /// An attendance sheet is kept.
    pub attendance: bool,
    /// Which of the profile's days, or which day of the month where any will do.
    pub habit: u32,
}

impl Branch {
    /// "A branch exists from 成立日期 on until the day before 撤销日期."
    pub fn exists_on(&self, day: NaiveDate) -> bool {
        self.founded.is_none_or(|f| f <= day) && self.dissolved.is_none_or(|d| day < d)
    }

    /// Does it exist throughout the month?
    pub fn whole_month(&self, month: Month) -> bool {
        self.exists_on(month.first_day()) && self.exists_on(month.last_day())
    }

    /// Months (1–12) in which members joined, those who are exempt left out.
    pub fn joining_months(&self) -> BTreeSet<u32> {
        self.members.iter().filter(|m| m.exempt.is_empty()).filter_map(|m| m.joined).map(|d| d.month()).collect()
    }

    /// Members that are not exempt: the denominator.
    pub fn eligible(&self) -> u32 {
        self.members.iter().filter(|m| m.exempt.is_empty()).count() as u32
    }
}

/// A committee.
#[derive(Clone, Debug)]
pub(super) struct Committee {
    pub name: String,
    /// 柳河镇: what branch names begin with.
    pub stem: String,
    /// Directly under the city: it owes concentrated theme activities of its own (ACT010).
    pub direct: bool,
}

/// Makes everybody.
pub(super) fn people(options: &Options, policy: &'static Policy, period: Period) -> (Vec<Committee>, Vec<Branch>) {
    let mut dice = Dice::new(options.seed, 1);
    let committees = committees(options, policy, &mut dice);
    let mut taken = BTreeSet::new();
    let mut branches: Vec<Branch> = (0..options.branches as usize)
        .map(|n| branch(n, n * committees.len() / options.branches as usize, &committees, options, policy, &mut taken, &mut dice))
        .collect();
    lives(&mut branches, policy, period, &mut dice);
    if options.mess >= 2 {
        names(&mut branches, &committees, period, &mut dice);
    }
    ranks(&mut branches, committees.len(), policy, period, &mut dice);
    (committees, branches)
}

/// 职务级别: in offices, and a few leaders in each committee, of branches that exist throughout.
fn ranks(branches: &mut [Branch], committees: usize, policy: &Policy, period: Period, dice: &mut Dice) {
    let (leader, next): (&'static str, &'static str) = match policy.id {
        "yangzhou" => ("县处级", "乡科级"),
        "huiji" => ("县处级", "科级"),
        "suizhou-gaoxin" => ("领导班子成员", "班子成员"),
        _ => ("乡科级", "科级"),
    };
    let whole = |b: &Branch| b.exists_on(period.first().first_day()) && b.exists_on(period.last().last_day());
    for branch in branches.iter_mut().filter(|b| b.kind == Kind::Organ && whole(b)) {
        for member in branch.members.iter_mut().skip(1).filter(|m| m.exempt.is_empty()) {
            member.rank = match dice.below(1000) {
                0..120 => next,
                120..300 => "科员",
                _ => "",
            };
        }
    }
    // Heads of branches owe talks alone, first secretaries a lecture.
    let among: Option<(usize, &'static str)> = match policy.id {
        "yangzhou" => Some((0, "支部书记")),
        "suizhou-gaoxin" => Some((1, "第一书记")),
        _ => None,
    };
    if let Some((at, rank)) = among {
        for branch in branches.iter_mut().filter(|b| whole(b) && b.kind != Kind::Organ) {
            let member = branch.members.get_mut(at).filter(|m| m.exempt.is_empty());
            if let Some(member) = member.filter(|_| dice.permille(200)) {
                member.rank = rank;
            }
        }
    }
    for c in 0..committees {
        let seat = branches.iter().position(|b| b.committee == c && whole(b) && b.kind == Kind::Organ);
        let seat = seat.or_else(|| branches.iter().position(|b| b.committee == c && whole(b) && b.eligible() >= 6));
        let Some(branch) = seat.map(|b| &mut branches[b]) else { continue };
        for (n, member) in branch.members.iter_mut().skip(1).filter(|m| m.exempt.is_empty()).take(4).enumerate() {
            member.rank = if n < 2 { leader } else { next };
        }
    }
}

fn committees(options: &Options, policy: &Policy, dice: &mut Dice) -> Vec<Committee> {
    let count = (options.branches as usize).div_ceil(14).clamp(2, w::TOWN_A.len() * w::TOWN_B.len()).min(options.branches.max(1) as usize);
    let mut stems: Vec<String> = w::TOWN_A.iter().flat_map(|a| w::TOWN_B.iter().map(move |b| format!("{a}{b}"))).collect();
    dice.shuffle(&mut stems);
    stems
        .into_iter()
        .take(count)
        .enumerate()
        .map(|(n, stem)| {
            if policy.duties.concentrated.is_some() && n % 4 == 1 {
                return Committee { name: format!("市直{stem}党委"), stem, direct: true };
            }
            let kind = if n % 7 == 6 { "街道" } else { ["镇", "镇", "乡"][n % 3] };
            let body = if kind == "街道" { "党工委" } else { "党委" };
            Committee { name: format!("{stem}{kind}{body}"), stem: format!("{stem}{kind}"), direct: false }
        })
        .collect()
}

fn branch(
    n: usize,
    committee: usize,
    committees: &[Committee],
    options: &Options,
    policy: &'static Policy,
    taken: &mut BTreeSet<String>,
    dice: &mut Dice,
) -> Branch {
    let kind = dice.weighted(policy.kinds);
    let stem = &committees[committee].stem;
    let mut name = format!("{stem}{}党支部", unit(kind, dice));
    while !taken.insert(name.clone()) {
        name = format!("{stem}{}党支部", unit(kind, dice));
        if taken.contains(&name) && dice.permille(300) {
            name = format!("{stem}第{}联合党支部", n + 1);
        }
    }
    let own_day = own_day(kind, policy, dice);
    let size = match kind {
        Kind::Rural | Kind::Community | Kind::RuralOrCommunity => dice.range(14, 52),
        _ if dice.permille(80) => dice.range(3, 5),
        _ => dice.range(6, 26),
    };
    let id = format!("Z{:05}", n + 1);
    let members = members(&id, size, dice);
    let medium = match options.shape {
        Shape::Forms => Medium::Form,
        Shape::Mixed if committee % 2 == 1 => Medium::Form,
        _ if options.mess >= 3 && dice.permille(60) => Medium::Form,
        _ if options.mess >= 2 && dice.permille(70) => Medium::OwnBook,
        _ => Medium::Table,
    };
    // Absences are counted where the document asks for it; elsewhere only some keep sheets.
    let share = if policy.absent.is_some() {
        1000
    } else if policy.make_up {
        800
    } else {
        300
    };
    Branch {
        secretary: members[0].name.clone(),
        id,
        name,
        committee,
        kind,
        founded: None,
        dissolved: None,
        own_day,
        former: None,
        renamed: None,
        alias: None,
        members,
        medium,
        attendance: dice.permille(share),
        habit: dice.range(4, 26),
    }
}

fn unit(kind: Kind, dice: &mut Dice) -> String {
    match kind {
        Kind::Rural | Kind::RuralOrCommunity => format!("{}{}村", dice.pick(w::VILLAGE_A), dice.pick(w::VILLAGE_B)),
        Kind::Community => format!("{}{}社区", dice.pick(w::VILLAGE_A), dice.pick(w::TOWN_B)),
        Kind::Organ | Kind::TownOrgan | Kind::Retired => dice.pick(w::OFFICES).to_string(),
        Kind::School => format!("{}{}学校", dice.pick(w::VILLAGE_A), dice.pick(w::VILLAGE_B)),
        Kind::Social => format!("{}{}协会", dice.pick(w::BRANDS), dice.pick(w::TRADES)),
        Kind::StateEnterprise => format!("{}{}国有公司", dice.pick(w::BRANDS), dice.pick(w::TRADES)),
        _ => format!("{}{}有限公司", dice.pick(w::BRANDS), dice.pick(w::TRADES)),
    }
}

/// A unit may fix its own day (chizhou); the two-new and state enterprises of longyou must, and some did not.
fn own_day(kind: Kind, policy: &Policy, dice: &mut Dice) -> Option<OwnDay> {
    let share = match policy.day_of(kind) {
        Some(Day::Own) => 800,
        Some(Day::Days(_)) if policy.holiday == Holiday::AnyDay => 80,
        _ => 0,
    };
    dice.permille(share).then(|| {
        if dice.permille(250) { OwnDay::NthWeekday(dice.range(1, 4), Weekday::Fri) } else { OwnDay::DayOfMonth(dice.range(11, 28)) }
    })
}

fn members(branch: &str, size: u32, dice: &mut Dice) -> Vec<Member> {
    let mut names = BTreeSet::new();
    let mut out = Vec::new();
    while out.len() < size as usize {
        let name = format!("{}{}{}", dice.pick(w::SURNAMES), dice.pick(w::GIVEN_A), dice.pick(w::GIVEN_B));
        if !names.insert(name.clone()) {
            continue;
        }
        let exempt = match (size >= 10 && !out.is_empty(), dice.below(100)) {
            (true, 0..4) => "年老体弱",
            (true, 4..6) => "长期患病",
            (true, 6..8) => "流动",
            _ => "",
        };
        let month = if dice.permille(800) { [6, 7, 7, 12][dice.below(4)] } else { dice.range(1, 12) };
        let joined = NaiveDate::from_ymd_opt(dice.range(1968, 2014) as i32, month, dice.range(1, 28));
        out.push(Member { key: format!("{branch}-{:02}", out.len() + 1), name, joined, rank: "", exempt, stays_away: 0 });
    }
    out
}

/// Some branches are founded or dissolved within the period. Days are kept out of months in which a holiday makes the activity day a matter
/// of reading, and away from June and July where the 七一 week is judged.
fn lives(branches: &mut [Branch], policy: &Policy, period: Period, dice: &mut Dice) {
    if period.last().since(period.first()) < 3 {
        return;
    }
    let count = (branches.len() as u32 * 25).div_ceil(1000).max(u32::from(branches.len() >= 20) * 2);
    for n in 0..count {
        let at = dice.below(branches.len());
        let month = period.first().plus(dice.range(1, period.last().since(period.first()) as u32 - 1) as i32);
        let branch = &mut branches[at];
        let days = month_day(policy, branch.kind, branch.own_day, month);
        if branch.founded.is_some()
            || branch.dissolved.is_some()
            || days.delicate
            || (policy.july_first.is_some() && (5..=8).contains(&month.month()))
        {
            continue;
        }
        let day = month.day(dice.range(1, 28)).unwrap_or(month.first_day());
        // Never on the activity day itself when several days could be meant.
        let day = if days.nominal.len() > 1 && day >= days.nominal[0] && day <= days.nominal[1] { month.first_day() } else { day };
        if n % 2 == 0 { branch.founded = Some(day) } else { branch.dissolved = Some(day) }
    }
    for branch in branches.iter_mut().filter(|b| b.founded.is_none()) {
        if dice.permille(150) {
            branch.founded =
                NaiveDate::from_ymd_opt(period.first().year() - dice.range(2, 40) as i32, dice.range(1, 12), dice.range(1, 28));
        }
    }
}

/// Former names, changed names, aliases, and one pair of namesakes under two committees.
fn names(branches: &mut [Branch], committees: &[Committee], period: Period, dice: &mut Dice) {
    let mut taken = BTreeSet::new();
    for branch in branches.iter_mut() {
        let stem = &committees[branch.committee].stem;
        let mut earlier = || {
            loop {
                let name = format!("{stem}{}{}片联合党支部", dice.pick(w::VILLAGE_A), dice.pick(w::TOWN_B));
                if taken.insert(name.clone()) || taken.len() > 200 {
                    return name;
                }
            }
        };
        let months = period.last().since(period.first());
        match branch.id.bytes().fold(7u32, |a, b| (a * 31 + u32::from(b)) % 97) {
            0 | 1 => branch.former = Some(earlier()),
            2 if months > 0 && branch.dissolved.is_none() && branch.founded.is_none() => {
                let old = earlier();
                branch.renamed = Some((period.first().plus(dice.range(1, months as u32) as i32).first_day(), old));
            }
            3 | 4 => branch.alias = Some(format!("{}支部（{}组）", branch.secretary, branch.id.trim_start_matches(['Z', '0']))),
            _ => {}
        }
    }
    let rural = |b: &&mut Branch| b.kind == Kind::Rural && b.former.is_none() && b.alias.is_none() && b.renamed.is_none();
    let mut first = None;
    for branch in branches.iter_mut().filter(rural) {
        match first {
            None => first = Some(branch.committee),
            Some(c) if c != branch.committee => {
                branch.name = "和平村党支部".to_string();
                first = Some(usize::MAX);
                break;
            }
            Some(_) => continue,
        }
    }
    if first == Some(usize::MAX)
        && let Some(branch) = branches.iter_mut().find(|b| rural(b))
    {
        branch.name = "和平村党支部".to_string();
    }
}

/// Day before, for spans in the roster.
pub(super) fn day_before(day: NaiveDate) -> NaiveDate {
    day - Days::new(1)
}

/// 固定活动日 as rosters write it.
pub(super) fn own_day_text(day: OwnDay, dice: &mut Dice) -> String {
    match day {
        OwnDay::DayOfMonth(d) => match dice.below(3) {
            0 => d.to_string(),
            1 => format!("{d}日"),
            _ => format!("每月{d}日"),
        },
        OwnDay::NthWeekday(n, _) => format!("每月第{}个周五", ["一", "二", "三", "四", "五"][(n as usize - 1).min(4)]),
    }
}

/// Ways to write a name that fold to the roster's: 中共, 中国共产党, 支部委员会, 支部, blanks.
pub(super) fn variants(name: &str, dice: &mut Dice) -> String {
    let core = name.trim_end_matches("党支部");
    match dice.below(5) {
        0 => format!("中共{core}支部委员会"),
        1 => format!("{core}支部"),
        2 => format!("{core} 党支部 "),
        3 => format!("中国共产党{core}支部委员会"),
        _ => format!("中共{core}党支部"),
    }
}
