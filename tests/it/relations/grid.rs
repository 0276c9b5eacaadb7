//! A workbook as a grid of cells: read with a reader that is not ours, changed, written back. What a change may do to a sheet is here: rows and
//! columns put in or moved with the merged cells that they carry, nothing of what the cells mean.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use calamine::{Data, Reader, SheetVisible, Xlsx};
use chrono::NaiveDate;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Cell {
    #[default]
    Blank,
    Text(String),
    Number(f64),
    Day(NaiveDate),
    Error,
}

impl Cell {
    /// As a text file holds it.
    pub fn text(&self) -> String {
        match self {
            Cell::Blank => String::new(),
            Cell::Text(t) => t.clone(),
            Cell::Number(n) => n.to_string(),
            Cell::Day(d) => d.to_string(),
            Cell::Error => "#N/A".to_string(),
        }
    }

    pub fn is_blank(&self) -> bool {
        *self == Cell::Blank
    }

    /// The text without anything that is blank, and without what stands in brackets.
    pub fn squeezed(&self) -> String {
        let mut depth = 0;
        self.text()
            .chars()
            .filter(|c| {
                depth += i32::from(matches!(c, '（' | '('));
                let keep = depth == 0 && !c.is_whitespace();
                depth -= i32::from(matches!(c, '）' | ')'));
                keep
            })
            .collect()
    }
}

/// A text cell; none for an empty text.
pub fn text(t: impl Into<String>) -> Cell {
    let t = t.into();
    if t.is_empty() { Cell::Blank } else { Cell::Text(t) }
}

/// First and last row and column of merged cells: top, left, bottom, right.
pub type Merge = [usize; 4];

/// A sheet.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Sheet {
    pub name: String,
    pub cells: Vec<Vec<Cell>>,
    pub merges: Vec<Merge>,
    pub hidden: bool,
    pub hidden_rows: BTreeSet<usize>,
    pub hidden_cols: BTreeSet<usize>,
    /// So many formatted rows without a value below the last.
    pub ghosts: usize,
    /// How days are shown.
    pub day_format: Option<&'static str>,
}

impl Sheet {
    pub fn named(name: &str, cells: Vec<Vec<Cell>>) -> Self {
        Sheet { name: name.to_string(), cells, ..Sheet::default() }
    }

    pub fn width(&self) -> usize {
        self.cells.iter().map(Vec::len).max().unwrap_or(0)
    }

    pub fn cell(&self, row: usize, col: usize) -> &Cell {
        self.cells.get(row).and_then(|r| r.get(col)).unwrap_or(&Cell::Blank)
    }

    pub fn put(&mut self, row: usize, col: usize, cell: Cell) {
        if self.cells.len() <= row {
            self.cells.resize(row + 1, Vec::new());
        }
        if self.cells[row].len() <= col {
            self.cells[row].resize(col + 1, Cell::Blank);
        }
        self.cells[row][col] = cell;
    }

    pub fn is_blank(&self) -> bool {
        self.cells.iter().flatten().all(Cell::is_blank)
    }

    pub fn insert_row(&mut self, at: usize, row: Vec<Cell>) {
        self.cells.insert(at.min(self.cells.len()), row);
        for [top, _, bottom, _] in &mut self.merges {
            *top += usize::from(*top >= at);
            *bottom += usize::from(*bottom >= at);
        }
    }

    /// A column before that one; merged cells that span the place grow, as they do in an office program.
    pub fn insert_col(&mut self, at: usize, value: impl Fn(usize) -> Cell) {
        for (n, row) in self.cells.iter_mut().enumerate() {
            let cell = value(n);
            if row.len() < at && cell.is_blank() {
                continue;
            }
            row.resize(row.len().max(at), Cell::Blank);
            row.insert(at, cell);
        }
        for [_, left, _, right] in &mut self.merges {
            *left += usize::from(*left >= at);
            *right += usize::from(*right >= at);
        }
    }

    pub fn remove_col(&mut self, at: usize) {
        for row in self.cells.iter_mut().filter(|r| r.len() > at) {
            row.remove(at);
        }
        self.merges.retain(|[_, left, _, right]| left != right || *left != at);
        for [_, left, _, right] in &mut self.merges {
            *left -= usize::from(*left > at);
            *right -= usize::from(*right >= at);
        }
        self.merges.retain(|[top, left, bottom, right]| top != bottom || left != right);
    }

    /// Puts the columns of these rows in another order (`order[new] = old`); false where merged cells would be torn.
    pub fn reorder(&mut self, rows: &[usize], order: &[usize]) -> bool {
        let place = |old: usize| order.iter().position(|o| *o == old).unwrap_or(old);
        let inside = |m: &Merge| rows.contains(&m[0]);
        let moved = |m: &Merge| {
            let mut to: Vec<usize> = (m[1]..=m[3]).map(place).collect();
            to.sort_unstable();
            [m[0], to[0], m[2], *to.last().unwrap()]
        };
        if self.merges.iter().any(|m| inside(m) && moved(m)[3] - moved(m)[1] != m[3] - m[1]) {
            return false;
        }
        let heads: Vec<(Merge, Cell)> =
            self.merges.iter().filter(|m| inside(m)).map(|m| (moved(m), self.cell(m[0], m[1]).clone())).collect();
        for row in rows {
            let old = std::mem::take(&mut self.cells[*row]);
            self.cells[*row] = order.iter().map(|o| old.get(*o).cloned().unwrap_or_default()).collect();
        }
        let to: Vec<Merge> = self.merges.iter().map(|m| if inside(m) { moved(m) } else { *m }).collect();
        self.merges = to;
        for ([top, left, _, right], cell) in heads {
            (left..=right).for_each(|col| self.put(top, col, Cell::Blank));
            self.put(top, left, cell);
        }
        true
    }

    /// Merged cells of these rows hold their value in each row.
    pub fn unmerge(&mut self, rows: &[usize]) {
        let (open, kept): (Vec<Merge>, Vec<Merge>) = self.merges.iter().partition(|m| rows.contains(&m[0]));
        self.merges = kept;
        for [top, left, bottom, right] in open {
            let value = self.cell(top, left).clone();
            (top..=bottom).for_each(|r| (left..=right).for_each(|c| self.put(r, c, value.clone())));
        }
    }
}

/// A workbook.
#[derive(Clone, Debug, PartialEq)]
pub struct Book {
    /// Below the workspace, with `/`.
    pub path: String,
    pub sheets: Vec<Sheet>,
}

impl Book {
    /// Reads a workbook; none where it holds pictures, which a change would lose.
    pub fn read(workspace: &Path, path: &str) -> Option<Self> {
        let bytes = fs::read(workspace.join(path)).unwrap();
        let names = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
        if names.file_names().any(|n| n.is_ok_and(|n| n.starts_with("xl/media/"))) {
            return None;
        }
        if is_more_than_values(&bytes) {
            return None;
        }
        let mut book = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let metadata: Vec<(String, bool)> =
            book.sheets_metadata().iter().map(|s| (s.name.clone(), s.visible != SheetVisible::Visible)).collect();
        let mut sheets = Vec::new();
        for (name, hidden) in metadata {
            let range = book.worksheet_range(&name).unwrap();
            let mut sheet = Sheet { name: name.clone(), hidden, ..Sheet::default() };
            let (top, left) = range.start().unwrap_or((0, 0));
            for (row, col, value) in range.used_cells() {
                sheet.put(row + top as usize, col + left as usize, cell(value));
            }
            if let Ok(all) = book.merge_cells_by_sheet_name(&name) {
                sheet.merges = all.iter().map(|d| [d.start.0, d.start.1, d.end.0, d.end.1].map(|n| n as usize)).collect();
                sheet.merges.sort_unstable();
            }
            sheets.push(sheet);
        }
        Some(Book { path: path.to_string(), sheets })
    }

    /// The packaged workbook.
    pub fn bytes(&self) -> Vec<u8> {
        let mut workbook = Workbook::new();
        let created = rust_xlsxwriter::ExcelDateTime::from_ymd(2017, 1, 1).unwrap();
        workbook.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&created));
        for sheet in &self.sheets {
            lay(workbook.add_worksheet(), sheet);
        }
        workbook.save_to_buffer().unwrap()
    }

    pub fn write(&self, workspace: &Path) {
        let path = workspace.join(&self.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, self.bytes()).unwrap();
    }

    /// The folder of the top level that it lies in; empty at the top.
    pub fn folder(&self) -> &str {
        self.path.split_once('/').map_or("", |(folder, _)| folder)
    }

    /// Its name without folders and ending.
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }
}

fn cell(value: &Data) -> Cell {
    match value {
        Data::Empty => Cell::Blank,
        Data::String(t) => text(t.clone()),
        Data::Float(n) => Cell::Number(*n),
        Data::Int(n) => Cell::Number(*n as f64),
        Data::DateTime(d) => Cell::Day(d.as_datetime().unwrap().date()),
        Data::Error(_) => Cell::Error,
        other => panic!("no workbook of ours holds {other:?}"),
    }
}

fn lay(ws: &mut Worksheet, sheet: &Sheet) {
    let plain = Format::new().set_text_wrap();
    let day = Format::new().set_num_format(sheet.day_format.unwrap_or("yyyy\\-mm\\-dd"));
    ws.set_name(&sheet.name).unwrap();
    ws.set_hidden(sheet.hidden);
    for [top, left, bottom, right] in &sheet.merges {
        ws.merge_range(*top as u32, *left as u16, *bottom as u32, *right as u16, "", &plain).unwrap();
    }
    for (r, row) in sheet.cells.iter().enumerate() {
        for (c, cell) in row.iter().enumerate() {
            let (r, c) = (r as u32, c as u16);
            match cell {
                Cell::Blank => continue,
                Cell::Text(t) => ws.write_string_with_format(r, c, t, &plain).unwrap(),
                Cell::Number(n) => ws.write_number(r, c, *n).unwrap(),
                Cell::Day(d) => ws.write_datetime_with_format(r, c, d, &day).unwrap(),
                Cell::Error => ws.write_formula(r, c, Formula::new("=NA()").set_result("#N/A")).unwrap(),
            };
        }
    }
    let border = Format::new().set_border(rust_xlsxwriter::FormatBorder::Thin);
    for row in 0..sheet.ghosts {
        for col in 0..sheet.width() {
            ws.write_blank((sheet.cells.len() + row) as u32, col as u16, &border).unwrap();
        }
    }
    for row in &sheet.hidden_rows {
        ws.set_row_hidden(*row as u32).unwrap();
    }
    for col in &sheet.hidden_cols {
        ws.set_column_hidden(*col as u16).unwrap();
    }
}

/// Does a workbook say more than what its cells hold: whose copy it is, or a formula that nobody has calculated? Writing it anew would lose that.
fn is_more_than_values(bytes: &[u8]) -> bool {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..zip.len()).any(|i| {
        let mut part = zip.by_index(i).unwrap();
        let name = part.name().unwrap().to_string();
        let mut xml = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut xml).unwrap();
        let xml = String::from_utf8_lossy(&xml);
        let uncalculated = || {
            xml.match_indices("</f>").any(|(at, _)| ["</c>", "<v></v>", "<v/>", "<v>0</v>"].iter().any(|v| xml[at + 4..].starts_with(v)))
        };
        name == "docProps/custom.xml" || name.starts_with("xl/worksheets/sheet") && uncalculated()
    })
}
