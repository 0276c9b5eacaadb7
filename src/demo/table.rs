//! Tables of the simpler kinds, one line a row: title, key line, header of one line or two, repeated headers, gaps, totals and notes, in the
//! styles of the ledgers.

use super::activities::World;
use super::dice::Dice;
use super::grid::{Book, Container, Grid, Line, Val, text};
use super::ledger::container;
use super::shelf::Shelf;
use super::style::Style;
use super::truth::At;
use crate::model::finding::Code;

/// A column: the headings that it goes by (the first is the standard one) and the group above it in a two-line header.
pub(super) struct Column {
    pub heads: &'static [&'static str],
    pub group: Option<&'static str>,
}

/// A column without a group.
pub(super) const fn col(heads: &'static [&'static str]) -> Column {
    Column { heads, group: None }
}

/// A column of a group.
pub(super) const fn of(group: &'static str, heads: &'static [&'static str]) -> Column {
    Column { heads, group: Some(group) }
}

/// A row to be written.
pub(super) struct Row {
    pub cells: Vec<Option<Val>>,
    pub line: Line,
    pub flaw: Option<Flaw>,
}

/// What cannot be understood in a row: the rule, the column, and whose row it is if that is clear.
pub(super) struct Flaw {
    pub code: Code,
    pub column: usize,
    pub branch: Option<usize>,
}

impl Row {
    /// An ordinary row.
    pub fn of(cells: Vec<Option<Val>>) -> Self {
        Row { cells, line: Line::Accepted, flaw: None }
    }

    /// A row that is left out.
    pub fn rejected(cells: Vec<Option<Val>>, code: Code, column: usize, branch: Option<usize>) -> Self {
        Row { cells, line: Line::Rejected, flaw: Some(Flaw { code, column, branch }) }
    }
}

/// A table to be written.
pub(super) struct Table {
    pub layout: &'static str,
    /// Path without its ending.
    pub stem: String,
    pub sheet: &'static str,
    pub title: String,
    pub unit: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// Column that a total is printed under.
    pub total: Option<usize>,
}

/// Puts the table on the shelf; says where each row went: a cell of row `n` is `at(n, column)`.
pub(super) struct Seats {
    file: String,
    sheet: String,
    rows: Vec<u32>,
    left: u32,
}

impl Seats {
    /// The cell of a row's column.
    pub fn at(&self, row: usize, column: usize) -> At {
        At { file: self.file.clone(), sheet: self.sheet.clone(), cell: Some((self.rows[row], self.left + column as u32)) }
    }
}

/// Writes it.
pub(super) fn put(world: &World, shelf: &mut Shelf, table: Table, dice: &mut Dice) -> Seats {
    let mut style = Style::draw(world.mess, dice);
    let container = container(world.mess, dice);
    if container != Container::Xlsx {
        style = style.for_text();
    }
    let ending = match container {
        Container::Xlsx => "xlsx",
        Container::Csv(_) | Container::CsvGbk => "csv",
        Container::TabXls | Container::HtmlXls => "xls",
    };
    let path = format!("{}.{ending}", table.stem);
    let sheet = if container == Container::Xlsx { table.sheet } else { "" };
    let mut grid = Grid::new(sheet, table.layout);
    let left = u32::from(style.serial_col);
    let width = table.columns.len() as u32 + left;
    let mut row = 0;
    if style.annex {
        grid.ignored(row, &["附件2"]);
        row += 1;
    }
    if style.title {
        grid.ignored(row, &[&table.title]);
        grid.merge(row, 0, row, width - 1);
        row += 1;
    }
    if style.key_line {
        grid.ignored(row, &[&format!("填报单位：{}", table.unit)]);
        row += 1;
    }
    row = header(&mut grid, row, left, &table.columns, &style);
    let mut seats = Seats { file: path.clone(), sheet: sheet.to_string(), rows: Vec::new(), left };
    for (n, line) in table.rows.iter().enumerate() {
        if n > 0 && style.repeat_header.is_some_and(|every| n % (every * 4) == 0) {
            row = header(&mut grid, row, left, &table.columns, &style);
        } else if n > 0 && style.blank_every.is_some_and(|every| n % (every * 4) == 0) {
            row += 1;
        }
        if left == 1 {
            grid.put(row, 0, Val::Int(n as i64 + 1));
        }
        for (at, value) in line.cells.iter().enumerate() {
            grid.put(row, left + at as u32, value.clone());
        }
        grid.lines.push(line.line);
        if let Some(flaw) = &line.flaw {
            shelf.issue(flaw.code, flaw.branch, None, &path, sheet, Some((row, left + flaw.column as u32)));
        }
        seats.rows.push(row);
        row += 1;
    }
    if let Some(at) = table.total.filter(|_| style.total) {
        let sum = table.rows.iter().map(|r| if let Some(Val::Int(n)) = r.cells[at] { n } else { 0 }).sum();
        grid.put(row, 0, text("合计"));
        grid.put(row, left + at as u32, Val::Int(sum));
        grid.lines.push(Line::Ignored);
        row += 1;
    }
    if style.notes {
        grid.ignored(row, &["注：本表按年归档，报上级党组织一份。"]);
        row += 1;
    }
    if style.ghosts {
        grid.ghosts = Some((row + 1, row + 20));
    }
    shelf.add(Book { path, archive: None, container, grids: vec![grid] });
    seats
}

/// One line, or two with the groups above.
fn header(grid: &mut Grid, top: u32, left: u32, columns: &[Column], style: &Style) -> u32 {
    let two = style.depth > 1 && columns.iter().any(|c| c.group.is_some());
    let last = top + u32::from(two);
    if left == 1 {
        grid.put(top, 0, text("序号"));
        grid.merge(top, 0, last, 0);
    }
    for (n, column) in columns.iter().enumerate() {
        let at = left + n as u32;
        let head = column.heads[style.variant % column.heads.len()];
        match column.group.filter(|_| two) {
            Some(group) => {
                let run = columns.iter().skip(n).take_while(|c| c.group == Some(group)).count() as u32;
                if n == 0 || columns[n - 1].group != Some(group) {
                    grid.put(top, at, text(group));
                    grid.merge(top, at, top, at + run - 1);
                }
                grid.put(last, at, text(head));
            }
            None => {
                grid.put(top, at, text(if style.noise && n % 2 == 1 { format!(" {head}\n") } else { head.to_string() }));
                grid.merge(top, at, last, at);
            }
        }
    }
    for row in top..=last {
        grid.heads.push(row);
        grid.lines.push(Line::Ignored);
    }
    last + 1
}
