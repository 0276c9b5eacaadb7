//! The lists beside the ledgers: rosters, filings of changed dates, the alias table.

use super::activities::World;
use super::cells::DayStyle;
use super::dice::Dice;
use super::grid::{Book, Container, Grid, Line, Val, text};
use super::org::{Branch, day_before, own_day_text};
use super::policy::Consent;
use super::shelf::Shelf;
use crate::model::finding::Code;
use crate::model::org::BranchType as Kind;
use crate::model::time::Month;

/// Writes them.
pub(super) fn books(world: &World, shelf: &mut Shelf, seed: u64) {
    let mut dice = Dice::new(seed, 5);
    roster(world, shelf, &mut dice);
    for c in 0..world.committees.len() {
        members(world, shelf, c, &mut dice);
    }
    if !world.filings.is_empty() {
        filings(world, shelf);
    }
    aliases(world, shelf);
}

fn book(shelf: &mut Shelf, path: String, grid: Grid) {
    shelf.add(Book { path, archive: None, container: Container::Xlsx, grids: vec![grid] });
}

/// Title (from level 1 on) and header; returns the first row of data.
fn top(grid: &mut Grid, world: &World, title: &str, heads: &[&str]) -> u32 {
    let mut row = 0;
    if world.mess >= 1 {
        grid.ignored(0, &[title]);
        grid.merge(0, 0, 0, heads.len() as u32 - 1);
        row = 1;
    }
    grid.ignored(row, heads);
    grid.heads.push(row);
    row + 1
}

fn roster(world: &World, shelf: &mut Shelf, dice: &mut Dice) {
    let mut g = Grid::new("花名册", "branch_roster");
    let heads = [
        "编号",
        "党支部名称",
        "上级党组织",
        "类型",
        "党员人数",
        "书记",
        "成立日期",
        "撤销日期",
        "固定活动日",
        "曾用名",
        "生效日期",
        "失效日期",
    ];
    let mut row = top(&mut g, world, &format!("{}党组织花名册", world.policy.name), &heads);
    for branch in &world.branches {
        let spans: Vec<(String, Option<Val>, Option<Val>)> = match &branch.renamed {
            // "a branch that changes its name or committee has a row for each span"
            Some((from, old)) => {
                vec![(old.clone(), None, Some(Val::Date(day_before(*from)))), (branch.name.clone(), Some(Val::Date(*from)), None)]
            }
            None => vec![(branch.name.clone(), None, None)],
        };
        for (name, from, to) in spans {
            g.put(row, 0, text(&*branch.id));
            g.put(row, 1, text(name));
            g.put(row, 2, text(&*world.committees[branch.committee].name));
            g.put(row, 3, text(kind_word(branch.kind, world.mess, dice)));
            g.put(row, 4, Val::Int(branch.members.len() as i64));
            g.put(row, 5, text(&*branch.secretary));
            g.put(row, 6, branch.founded.map(Val::Date));
            g.put(row, 7, branch.dissolved.map(Val::Date));
            g.put(row, 8, branch.own_day.and_then(|d| text(own_day_text(d, dice))));
            g.put(row, 9, branch.former.clone().and_then(text));
            g.put(row, 10, from);
            g.put(row, 11, to);
            g.lines.push(Line::Accepted);
            row += 1;
        }
    }
    book(shelf, "党组织花名册.xlsx".to_string(), g);
}

fn kind_word(kind: Kind, mess: u8, dice: &mut Dice) -> &'static str {
    let other = match kind {
        Kind::Rural => "行政村",
        Kind::Community => "居委会",
        Kind::Organ => "党政机关",
        Kind::Private => "非公企业",
        Kind::StateEnterprise => "国有企业",
        Kind::TownOrgan => "街道机关",
        Kind::RuralOrCommunity => "农村（社区）",
        _ => kind.as_str(),
    };
    match kind {
        Kind::RuralOrCommunity if mess == 0 || !dice.permille(200) => return "村（社区）",
        // A word that says nothing of the kind.
        Kind::Unknown => return "综合",
        _ => {}
    }
    if mess >= 1 && dice.permille(200) { other } else { kind.as_str() }
}

fn members(world: &World, shelf: &mut Shelf, c: usize, dice: &mut Dice) {
    let name = &world.committees[c].name;
    let mut g = Grid::new("党员", "member_roster");
    // One committee keys its members by identity number. The region code 999999 does not exist.
    let by_identity = world.mess >= 2 && c == 0;
    let dates = DayStyle::draw(world.mess, dice);
    let heads = [if by_identity { "身份证号" } else { "编号" }, "姓名", "所在党支部", "党员类型", "入党日期", "职务级别", "免考勤"];
    let mut row = top(&mut g, world, &format!("{name}党员花名册"), &heads);
    let mine: Vec<(usize, &Branch)> = world.branches.iter().enumerate().filter(|(_, b)| b.committee == c).collect();
    for (b, branch) in mine {
        for (n, member) in branch.members.iter().enumerate() {
            let key = if by_identity { format!("9999991960{:04}{:04}", b % 10_000, n) } else { member.key.clone() };
            g.put(row, 0, text(key));
            g.put(row, 1, text(&*member.name));
            g.put(row, 2, text(&*branch.name));
            g.put(row, 3, text(if n + 1 == branch.members.len() && n > 8 { "预备党员" } else { "正式党员" }));
            g.put(row, 4, member.joined.map(|d| dates.of(d)));
            g.put(row, 5, text(member.rank));
            g.put(row, 6, text(member.exempt));
            g.lines.push(Line::Accepted);
            row += 1;
        }
    }
    book(shelf, format!("{name}/{name}党员花名册.xlsx"), g);
}

fn filings(world: &World, shelf: &mut Shelf) {
    let mut g = Grid::new("调整备案", "adjustment");
    let heads = ["党委", "党支部名称", "原定日期", "调整后日期", "原因", "备案日期", "批准单位", "批准日期"];
    let path = "活动日调整备案表.xlsx".to_string();
    let first = top(&mut g, world, &format!("{}{}活动日调整备案表", world.policy.name, world.policy.system), &heads);
    let needs = world.policy.adjust.map(|a| a.consent);
    for (row, filing) in (first..).zip(&world.filings) {
        let committee = &world.committees[filing.committee].name;
        let name = filing.branch.map(|b| world.name_on(b, filing.original));
        let before = filing.original.min(filing.adjusted) - chrono::TimeDelta::days(4);
        let dated = if filing.afterwards { filing.adjusted + chrono::TimeDelta::days(3) } else { before };
        let filed = filing.consented || needs != Some(Consent::Filing);
        let approved = filing.consented && needs == Some(Consent::Approval);
        g.put(row, 0, text(&**committee).filter(|_| !filing.own));
        g.put(row, 1, filing.stranger.clone().or(name).and_then(text));
        g.put(row, 2, Val::Date(filing.original));
        g.put(row, 3, Val::Date(filing.adjusted));
        g.put(row, 4, text(filing.reason));
        g.put(row, 5, Some(Val::Date(if needs == Some(Consent::Filing) { dated } else { before })).filter(|_| filed));
        // Consent is the superior's: without it both cells stay blank.
        g.put(row, 6, text(&**committee).filter(|_| approved));
        g.put(row, 7, Some(Val::Date(dated)).filter(|_| approved));
        if filing.stranger.is_some() {
            g.lines.push(Line::Rejected);
            shelf.issue(Code::ING003, None, Some(Month::of(filing.original)), &path, &g.name, Some((row, 1)));
        } else {
            g.lines.push(Line::Accepted);
        }
    }
    book(shelf, path, g);
}

fn aliases(world: &World, shelf: &mut Shelf) {
    let known: Vec<&Branch> = world.branches.iter().filter(|b| b.alias.is_some()).collect();
    if known.is_empty() {
        return;
    }
    let mut g = Grid::new("对照表", "alias");
    let first = top(&mut g, world, "名称对照表", &["填报名称", "花名册名称"]);
    for (row, branch) in (first..).zip(known) {
        g.put(row, 0, branch.alias.clone().and_then(text));
        g.put(row, 1, text(&*branch.name));
        g.lines.push(Line::Accepted);
    }
    book(shelf, "名称对照表.xlsx".to_string(), g);
}
