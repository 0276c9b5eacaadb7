//! Attendance sheets: a member a row, a month a column; or a column for each day of a meeting, a sheet for each month, a list that was signed.

use chrono::Datelike;

use super::Options;
use super::activities::{Sign, World};
use super::dice::Dice;
use super::grid::{Book, Container, Grid, Line, Val, text};
use super::shelf::Shelf;
use super::signs::Signs;
use crate::model::finding::Code;
use crate::model::time::Month;

const LAYOUT: &str = "attendance_matrix";

/// Columns of marks: whose month, under which heading.
type Columns = Vec<(Month, String)>;

/// How a branch's attendance is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    /// In its committee's workbook, a month a column.
    Months,
    /// In a workbook of its own, a day of a meeting a column.
    Days,
    /// In a workbook of its own with a sheet for each month and `10日` over its column.
    Grids,
    /// In a workbook of its own with a list for each month, in which those who came signed.
    Signed,
}

/// Writes a workbook for each committee and year, and those of branches that keep their own.
pub(super) fn books(world: &World, shelf: &mut Shelf, options: &Options) {
    let kept: Vec<Kept> = (0..world.branches.len()).map(|b| kept(world, b, options.seed)).collect();
    let years = world.period.first().year()..=world.period.last().year();
    for c in 0..world.committees.len() {
        let mut dice = Dice::new(options.seed, 3_000_000 + c as u64);
        let mut other = Dice::new(options.seed, 7_000_000 + c as u64);
        let name = &world.committees[c].name;
        let mine: Vec<usize> =
            (0..world.branches.len()).filter(|b| world.branches[*b].committee == c && !world.marks[*b].is_empty()).collect();
        let per_branch = world.mess >= 2 && dice.permille(350);
        let ring = world.mess >= 3 && dice.permille(300);
        for year in years.clone() {
            let path = format!("{name}/{name}{year}年考勤表.xlsx");
            let mut book = Book { path: path.clone(), archive: None, container: Container::Xlsx, grids: Vec::new() };
            let here: Vec<usize> = mine.iter().copied().filter(|b| kept[*b] == Kept::Months).collect();
            let mut sheet = |name: String, branches: &[usize], branch_col: bool, shelf: &mut Shelf| {
                let signs = if ring { Signs::RingCaughtUp } else { Signs::draw(world.mess, &mut other) };
                let title = if branch_col { world.committees[c].name.clone() } else { name.clone() };
                let title = format!("{title}{year}年党员参加{}考勤表", world.policy.system);
                let cols = (1..=12).filter_map(|m| Month::new(year, m)).map(|m| (m, format!("{}月", m.month()))).collect();
                let list = List { name, title, branches, branch_col, cols, signs, signed: false };
                book.grids.push(list.write(world, shelf, &path, &mut dice, &mut other));
            };
            if per_branch {
                // "attendance sheets may also take it from title, sheet or file name"
                here.iter().for_each(|b| sheet(world.branches[*b].name.clone(), &[*b], false, shelf));
            } else if !here.is_empty() {
                sheet(format!("{year}年"), &here, true, shelf);
            }
            if !book.grids.is_empty() {
                shelf.add(book);
            }
        }
        for b in mine {
            years.clone().for_each(|year| own(world, shelf, b, year, kept[b], options.seed));
        }
    }
}

fn kept(world: &World, b: usize, seed: u64) -> Kept {
    match Dice::new(seed, 8_000_000 + b as u64).below(1000) {
        _ if world.mess < 2 => Kept::Months,
        0..80 => Kept::Days,
        80..160 => Kept::Grids,
        160..240 => Kept::Signed,
        _ => Kept::Months,
    }
}

/// The workbook of a branch that keeps its own.
fn own(world: &World, shelf: &mut Shelf, b: usize, year: i32, kept: Kept, seed: u64) {
    if kept == Kept::Months {
        return;
    }
    let mut dice = Dice::new(seed, 9_000_000 + b as u64);
    let branch = &world.branches[b];
    let (name, system) = (&branch.name, world.policy.system);
    let marked = |m: &Month| m.year() == year && world.marks[b].iter().any(|of| of.contains_key(m));
    let months: Vec<Month> = world.period.months().filter(marked).collect();
    // On a list that was signed the others stand in words.
    let signs = if kept == Kept::Signed { Signs::Standing } else { Signs::draw(world.mess, &mut dice) };
    // A day of the month in which it was, whatever month it counts for.
    let day =
        |month: Month| world.entries.iter().find(|e| e.branch == b && e.month == month && e.counts()).map_or(1, |e| e.date.day().min(28));
    let what = if kept == Kept::Signed { "签到表" } else { "考勤表" };
    let path = format!("{}/{name}{year}年{what}.xlsx", world.committees[branch.committee].name);
    let mut book = Book { path: path.clone(), archive: None, container: Container::Xlsx, grids: Vec::new() };
    let sheets: Vec<(String, String, Columns)> = match kept {
        Kept::Days => {
            let cols: Columns = months.iter().map(|m| (*m, format!("{}月{}日", m.month(), day(*m)))).collect();
            let title = format!("{name}{year}年{system}{what}");
            if cols.is_empty() { Vec::new() } else { vec![(format!("{year}年"), title, cols)] }
        }
        _ => {
            let head = |m: Month| if kept == Kept::Signed { "签到".to_string() } else { format!("{}日", day(m)) };
            let title = |m: Month| format!("{name}{year}年{}月{system}{what}", m.month());
            months.iter().map(|m| (format!("{}月", m.month()), title(*m), vec![(*m, head(*m))])).collect()
        }
    };
    for (name, title, cols) in sheets {
        let list = List { name, title, branches: &[b], branch_col: false, cols, signs, signed: kept == Kept::Signed };
        let mut still = Dice::new(seed, 9_500_000 + b as u64);
        book.grids.push(list.write(world, shelf, &path, &mut still, &mut dice));
    }
    if !book.grids.is_empty() {
        shelf.add(book);
    }
}

/// How a mark is written on a sheet that keeps to the standing ones.
fn standing(sign: Sign, mess: u8, dice: &mut Dice) -> &'static str {
    let words: &[&'static str] = match sign {
        Sign::Present => &["√", "✓", "到", "出"],
        Sign::Absent => &["×", "缺", "旷", "✗"],
        Sign::Leave => &["假", "请假", "事假", "病假"],
        Sign::Official => &["出差", "公假", "公差", "产假"],
        Sign::CaughtUp => &["补", "补课"],
        Sign::Exempt => &["免", "流动"],
        Sign::Unknown => &["※"],
    };
    match sign {
        Sign::Leave | Sign::Official => dice.word(words),
        // A sheet keeps to one sign for the common case; only now and then another slips in.
        _ if mess >= 2 && dice.permille(30) => dice.word(words),
        _ => words[0],
    }
}

/// A sheet before it is written.
struct List<'a> {
    name: String,
    title: String,
    branches: &'a [usize],
    branch_col: bool,
    cols: Columns,
    signs: Signs,
    /// Who was there wrote his name.
    signed: bool,
}

impl List<'_> {
    fn write(&self, world: &World, shelf: &mut Shelf, path: &str, dice: &mut Dice, other: &mut Dice) -> Grid {
        let mut g = Grid::new(self.name.clone(), LAYOUT);
        let mut row = 0;
        let fixed = if self.branch_col { 3 } else { 2 };
        if world.mess >= 1 || !self.branch_col {
            g.ignored(0, &[&self.title]);
            g.merge(0, 0, 0, fixed + self.cols.len() as u32 - 1);
            row = 1;
        }
        let legend = self.signs.legend();
        let above = self.signs != Signs::RingCaughtUp && other.permille(400);
        if let Some(legend) = legend.filter(|_| above) {
            g.ignored(row, &[legend]);
            row += 1;
        }
        let mut heads = vec!["序号", "姓名"];
        heads.extend(self.branch_col.then_some("党支部"));
        heads.extend(self.cols.iter().map(|(_, head)| &**head));
        g.ignored(row, &heads);
        g.heads.push(row);
        row += 1;
        let mut serial = 0;
        for b in self.branches {
            for (n, member) in world.branches[*b].members.iter().enumerate() {
                // A list of one meeting names those of whom something is to be said.
                if let [(month, _)] = &self.cols[..]
                    && !world.marks[*b][n].contains_key(month)
                {
                    continue;
                }
                serial += 1;
                g.put(row, 0, Val::Int(serial));
                g.put(row, 1, text(&*member.name));
                if self.branch_col {
                    g.put(row, 2, text(&*world.branches[*b].name));
                }
                for (at, (month, _)) in (fixed..).zip(&self.cols) {
                    let Some(sign) = world.marks[*b][n].get(month) else { continue };
                    g.put(row, at, text(self.mark(world, shelf, (*b, n), *month, *sign, dice, other)));
                    if *sign == Sign::Unknown {
                        // "An unknown attendance mark: ING004 (warning level, row stays, that month has no record)."
                        shelf.warning(*b, *month, path, &self.name, (row, at));
                    }
                }
                g.lines.push(Line::Accepted);
                row += 1;
            }
        }
        if let Some(legend) = legend.filter(|_| !above) {
            g.ignored(row, &[legend]);
        }
        g
    }

    #[allow(clippy::too_many_arguments)]
    fn mark(
        &self,
        world: &World,
        shelf: &mut Shelf,
        (b, n): (usize, usize),
        month: Month,
        sign: Sign,
        dice: &mut Dice,
        other: &mut Dice,
    ) -> String {
        let plain = match self.signs {
            Signs::Standing => standing(sign, world.mess, dice),
            Signs::RingCaughtUp if sign != Sign::CaughtUp => standing(sign, world.mess, dice),
            signs => signs.of(sign),
        };
        if sign != Sign::Present {
            return plain.to_string();
        }
        // "迟到 and 早退 are present, and shown".
        if world.mess >= 2 && other.permille(12) {
            let early = other.permille(400);
            if month.year() == world.period.last().year() && world.day(b, month).in_force {
                shelf.tardy.entry((b, n)).or_default()[usize::from(early)] += 1;
            }
            return if early { "早退" } else { "迟到" }.to_string();
        }
        if self.signed { world.branches[b].members[n].name.clone() } else { plain.to_string() }
    }
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
