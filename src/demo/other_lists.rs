//! Lists that offices keep in the same folders and that are none of those that are asked: of secretaries' telephones, of marks given to branches, of
//! activists, of members in need, of members who moved away, of who wants to take part. "A roster is never guessed": each is told, and changes nothing.

use super::activities::World;
use super::dice::Dice;
use super::grid::{Book, Container, Grid, Val, text};
use super::org::{Branch, Member};
use super::shelf::Shelf;
use super::words as w;
use crate::model::finding::Code;

/// A list: its name, its headings.
type List = (&'static str, &'static [&'static str]);

/// With a branch in every row.
const OF_BRANCHES: &[List] = &[
    ("党支部书记通讯录", &["序号", "党支部名称", "上级党组织", "书记", "联系电话"]),
    ("党支部工作考核表", &["序号", "党支部名称", "党员人数", "书记", "得分", "等次"]),
    ("先进党支部推荐名单", &["序号", "党支部名称", "类型", "党员人数", "主要事迹"]),
];

/// With a person in every row.
const OF_PEOPLE: &[List] = &[
    ("入党积极分子名册", &["序号", "姓名", "性别", "所在党支部", "确定日期"]),
    ("困难党员慰问名册", &["序号", "姓名", "所在党支部", "慰问日期", "慰问金额"]),
    ("党员组织关系转出名单", &["序号", "姓名", "所在党支部", "转往单位", "转出日期"]),
    ("党务培训班报名表", &["序号", "姓名", "党支部", "职务", "联系电话"]),
];

/// Puts two or three of them into folders.
pub(super) fn books(world: &World, shelf: &mut Shelf, seed: u64) {
    let mut dice = Dice::new(seed, 21);
    let mut open: Vec<(bool, List)> = OF_BRANCHES.iter().map(|l| (true, *l)).chain(OF_PEOPLE.iter().map(|l| (false, *l))).collect();
    dice.shuffle(&mut open);
    let year = world.period.first().year();
    for (of_branches, (name, heads)) in open.into_iter().take(dice.range(2, 3) as usize) {
        let c = dice.below(world.committees.len());
        let unit = &world.committees[c].name;
        let folder = if dice.permille(700) { format!("{unit}/") } else { String::new() };
        let title = format!("{unit}{year}年{name}");
        let mut grid = Grid { name: "Sheet1".to_string(), ..Grid::default() };
        grid.put(0, 0, text(&*title));
        grid.merge(0, 0, 0, heads.len() as u32 - 1);
        for (col, head) in heads.iter().enumerate() {
            grid.put(1, col as u32, text(*head));
        }
        let mine: Vec<&Branch> = world.branches.iter().filter(|b| b.committee == c).collect();
        for n in 0..dice.range(4, 9) {
            let branch = *dice.pick(&mine);
            for (col, head) in heads.iter().enumerate() {
                grid.put(n + 2, col as u32, cell(world, head, n, of_branches, branch, &mut dice));
            }
        }
        let path = format!("{folder}{title}.xlsx");
        shelf.issue(Code::ING002, None, None, &path, "Sheet1", None);
        shelf.add(Book { path, archive: None, container: Container::Xlsx, grids: vec![grid] });
    }
}

/// What stands under a heading. Some branches and persons are in no roster.
fn cell(world: &World, head: &str, n: u32, of_branches: bool, branch: &Branch, dice: &mut Dice) -> Option<Val> {
    let member: &Member = dice.pick(&branch.members);
    let strange = n == 3;
    let day = world.period.first().day(dice.range(2, 20)).map(Val::Date);
    match head {
        "序号" => Some(Val::Int(i64::from(n) + 1)),
        "党支部名称" | "所在党支部" | "党支部" if strange && of_branches => {
            text(format!("{}{}村党支部", world.committees[branch.committee].stem, w::STRANGERS[0]))
        }
        "党支部名称" | "所在党支部" | "党支部" => text(&*branch.name),
        "上级党组织" => text(&*world.committees[branch.committee].name),
        "类型" => text(branch.kind.as_str()),
        "党员人数" => Some(Val::Int(branch.members.len() as i64 + 7)),
        "书记" => text(&*branch.secretary),
        "姓名" if strange => text("欧阳不凡"),
        "姓名" => text(&*member.name),
        "性别" => text(*dice.pick(&["男", "女"])),
        "联系电话" => text(format!("2{:06}", dice.below(1_000_000))),
        "得分" => Some(Val::Int(i64::from(dice.range(70, 99)))),
        "等次" => text(*dice.pick(&["优秀", "良好"])),
        "慰问金额" => Some(Val::Int(500)),
        "转往单位" => text("外市某街道"),
        "职务" => text("组织委员"),
        "主要事迹" => text("班子团结，成绩突出"),
        _ => day,
    }
}
