//! Attendance sheets: a member a row, a month a column.

use super::Options;
use super::activities::{Sign, World};
use super::dice::Dice;
use super::grid::{Book, Container, Grid, Line, Val, text};
use super::shelf::Shelf;
use crate::model::finding::Code;
use crate::model::time::Month;

const LAYOUT: &str = "attendance_matrix";

/// Writes a workbook for each committee and year.
pub(super) fn books(world: &World, shelf: &mut Shelf, options: &Options) {
    for c in 0..world.committees.len() {
        let mut dice = Dice::new(options.seed, 3_000_000 + c as u64);
        let name = &world.committees[c].name;
        let mine: Vec<usize> =
            (0..world.branches.len()).filter(|b| world.branches[*b].committee == c && !world.marks[*b].is_empty()).collect();
        let per_branch = world.mess >= 2 && dice.permille(350);
        let legend = world.mess >= 3 && dice.permille(300);
        for year in world.period.first().year()..=world.period.last().year() {
            let path = format!("{name}/{name}{year}年考勤表.xlsx");
            let mut book = Book { path: path.clone(), archive: None, container: Container::Xlsx, grids: Vec::new() };
            if per_branch {
                // "attendance sheets may also take it from title, sheet or file name"
                for b in &mine {
                    book.grids.push(sheet(world, shelf, &path, world.branches[*b].name.clone(), year, &[*b], false, legend, &mut dice));
                }
            } else if !mine.is_empty() {
                book.grids.push(sheet(world, shelf, &path, format!("{year}年"), year, &mine, true, legend, &mut dice));
            }
            if !book.grids.is_empty() {
                shelf.add(book);
            }
        }
    }
}

/// How a mark is written.
fn mark(sign: Sign, legend: bool, mess: u8, dice: &mut Dice) -> &'static str {
    let words: &[&'static str] = match sign {
        Sign::Present => &["√", "✓", "到", "出"],
        Sign::Absent => &["×", "缺", "旷", "✗"],
        Sign::Leave => &["假", "请假", "事假", "病假", "出差", "公假"],
        Sign::CaughtUp if legend => &["○"],
        Sign::CaughtUp => &["补", "补课"],
        Sign::Exempt => &["免", "流动"],
        Sign::Unknown => &["※"],
    };
    match sign {
        Sign::Leave => dice.word(words),
        // A sheet keeps to one sign for the common case; only now and then another slips in.
        _ if mess >= 2 && dice.permille(30) => dice.word(words),
        _ => words[0],
    }
}

#[allow(clippy::too_many_arguments)]
fn sheet(
    world: &World,
    shelf: &mut Shelf,
    path: &str,
    name: String,
    year: i32,
    branches: &[usize],
    branch_col: bool,
    legend: bool,
    dice: &mut Dice,
) -> Grid {
    let mut g = Grid::new(name.clone(), LAYOUT);
    let mut row = 0;
    if world.mess >= 1 || !branch_col {
        let whose = if branch_col { world.committees[world.branches[branches[0]].committee].name.clone() } else { name.clone() };
        g.ignored(0, &[&format!("{whose}{year}年党员参加{}考勤表", world.policy.system)]);
        g.merge(0, 0, 0, if branch_col { 14 } else { 13 });
        row = 1;
    }
    let mut heads: Vec<String> = vec!["序号".to_string(), "姓名".to_string()];
    if branch_col {
        heads.push("党支部".to_string());
    }
    let first = heads.len() as u32;
    heads.extend((1..=12).map(|m| format!("{m}月")));
    g.ignored(row, &heads.iter().map(String::as_str).collect::<Vec<_>>());
    g.heads.push(row);
    row += 1;
    let mut serial = 0;
    for b in branches {
        for (n, member) in world.branches[*b].members.iter().enumerate() {
            serial += 1;
            g.put(row, 0, Val::Int(serial));
            g.put(row, 1, text(&*member.name));
            if branch_col {
                g.put(row, 2, text(&*world.branches[*b].name));
            }
            for (month, sign) in world.marks[*b][n].iter().filter(|(m, _)| m.year() == year) {
                let at = first + month.month() - 1;
                g.put(row, at, text(mark(*sign, legend, world.mess, dice)));
                if *sign == Sign::Unknown {
                    // "An unknown attendance mark: ING004 (warning level, row stays, that month has no record)."
                    shelf.warning(*b, *month, path, &name, (row, at));
                }
            }
            g.lines.push(Line::Accepted);
            row += 1;
        }
    }
    if legend {
        g.ignored(row, &["图例：√=到 ×=缺 假=请假 ○=补课"]);
    }
    g
}

impl Shelf {
    /// ING004 at level warning: the row stays.
    fn warning(&mut self, branch: usize, month: Month, path: &str, sheet: &str, at: (u32, u32)) {
        self.issue(Code::ING004, Some(branch), Some(month), path, sheet, Some(at));
        if let Some(issue) = self.issues.last_mut() {
            issue.warning = true;
        }
    }
}
