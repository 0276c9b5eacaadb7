//! A sheet as its reader sees it: rows of cells, where a merged range shows its value in every cell that it spans. Rows that hold no
//! cell of their own do not exist here, so a million merely formatted rows cost nothing.

use std::collections::HashMap;

use crate::model::book::{Merge, RawSheet, Value};
use crate::model::cell::CellRef;
use crate::model::text::print;

/// Most cells that merged ranges may fill on one sheet; beyond it merges are left as their upper left cell (a damaged or hostile file).
const MOST_FILLED: u64 = 4_000_000;

#[derive(Clone, Copy, Debug)]
struct Cell {
    col: u32,
    ix: u32,
}

#[derive(Clone, Copy, Debug)]
struct Span {
    row: u32,
    from: usize,
    to: usize,
}

/// The sheet.
pub struct Grid<'a> {
    sheet: &'a RawSheet,
    /// Own cells and those that merged ranges fill; nothing where none does, since the sheet's cells stand for themselves then.
    cells: Vec<Cell>,
    rows: Vec<Span>,
    merges: HashMap<CellRef, Merge>,
}

/// A cell seen at a column: the value may stand at another position, the merged range's upper left one.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    pub col: u32,
    /// Where the value is written.
    pub at: CellRef,
    pub value: &'a Value,
}

/// One non-blank row.
#[derive(Clone, Copy)]
pub struct Line<'g> {
    grid: &'g Grid<'g>,
    span: Span,
}

impl<'a> Grid<'a> {
    /// Lays the merged ranges out.
    pub fn new(sheet: &'a RawSheet) -> Self {
        let mut rows: Vec<Span> = Vec::new();
        for (ix, cell) in sheet.cells.iter().enumerate() {
            match rows.last_mut() {
                Some(last) if last.row == cell.at.row => last.to = ix + 1,
                _ => rows.push(Span { row: cell.at.row, from: ix, to: ix + 1 }),
            }
        }
        let mut grid = Grid { sheet, cells: Vec::new(), rows, merges: HashMap::new() };
        let fills = grid.fills();
        if !fills.is_empty() {
            grid.lay(fills);
        }
        grid
    }

    /// Cells that merged ranges fill, sorted by row and column: (index of row, column, index of cell).
    fn fills(&mut self) -> Vec<(usize, u32, u32)> {
        let mut fills = Vec::new();
        let mut budget = MOST_FILLED;
        for merge in &self.sheet.merges {
            let Some(ix) = self.own(merge.from) else { continue };
            if merge.from == merge.to || merge.to.row < merge.from.row || merge.to.col < merge.from.col {
                continue;
            }
            self.merges.insert(merge.from, *merge);
            let first = self.rows.partition_point(|s| s.row < merge.from.row);
            let last = self.rows.partition_point(|s| s.row <= merge.to.row);
            let area = (last - first) as u64 * u64::from(merge.to.col - merge.from.col + 1);
            if area > budget {
                continue;
            }
            budget -= area;
            for row in first..last {
                for col in merge.from.col..=merge.to.col {
                    fills.push((row, col, ix));
                }
            }
        }
        fills.sort_unstable();
        fills
    }

    fn own(&self, at: CellRef) -> Option<u32> {
        let found = self.sheet.cells.binary_search_by(|c| c.at.cmp(&at)).ok()?;
        u32::try_from(found).ok()
    }

    /// Puts fills and own cells together; a merged value hides what lies under it.
    fn lay(&mut self, fills: Vec<(usize, u32, u32)>) {
        let mut cells = Vec::with_capacity(self.sheet.cells.len() + fills.len());
        let mut fills = fills.into_iter().peekable();
        for (row, span) in self.rows.iter_mut().enumerate() {
            let from = cells.len();
            let own = self.sheet.cells[span.from..span.to].iter().enumerate();
            let mut own = own.map(|(at, c)| Cell { col: c.at.col, ix: (span.from + at) as u32 }).peekable();
            loop {
                let fill = fills.peek().filter(|f| f.0 == row).copied();
                match (own.peek().copied(), fill) {
                    (Some(cell), Some((_, col, _))) if cell.col < col => {
                        cells.push(cell);
                        own.next();
                    }
                    (cell, Some((_, col, ix))) => {
                        if cell.is_some_and(|c| c.col == col) {
                            own.next();
                        }
                        if cells[from..].last().is_none_or(|c: &Cell| c.col < col) {
                            cells.push(Cell { col, ix });
                        }
                        fills.next();
                    }
                    (Some(cell), None) => {
                        cells.push(cell);
                        own.next();
                    }
                    (None, None) => break,
                }
            }
            (span.from, span.to) = (from, cells.len());
        }
        self.cells = cells;
    }

    /// A cell by its place in the rows' spans.
    fn cell(&self, place: usize) -> Cell {
        self.cells.get(place).copied().unwrap_or_else(|| Cell { col: self.sheet.cells[place].at.col, ix: place as u32 })
    }

    /// Number of non-blank rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The `ix`-th non-blank row.
    pub fn line(&self, ix: usize) -> Line<'_> {
        Line { grid: self, span: self.rows[ix] }
    }

    /// Does nothing blank stand between a line and the one before it? The rows of a text file are its lines, and a record with line breaks in its fields
    /// takes several.
    pub fn adjoins(&self, ix: usize) -> bool {
        let Some(before) = ix.checked_sub(1) else { return false };
        let gap = self.rows[ix].row - self.rows[before].row - 1;
        let breaks = |s: Seen<'_>| if let Value::Text(text) = s.value { text.bytes().filter(|b| *b == b'\n').count() as u32 } else { 0 };
        gap == 0 || self.sheet.name.is_empty() && self.line(before).cells(0, u32::MAX).map(breaks).sum::<u32>() >= gap
    }

    /// The row so numbered (from 0), unless it is blank.
    pub fn at(&self, row: u32) -> Option<Line<'_>> {
        let ix = self.rows.partition_point(|span| span.row < row);
        self.rows.get(ix).filter(|span| span.row == row).map(|_| self.line(ix))
    }

    /// The merged range that begins here, or the cell alone.
    pub fn extent(&self, at: CellRef) -> Merge {
        self.merges.get(&at).copied().unwrap_or(Merge { from: at, to: at })
    }
}

impl<'g> Line<'g> {
    /// Row from 0.
    pub fn row(&self) -> u32 {
        self.span.row
    }

    /// Another line of the sheet.
    pub fn other(&self, row: u32) -> Option<Line<'g>> {
        self.grid.at(row)
    }

    /// See [`Grid::extent`].
    pub fn extent(&self, at: CellRef) -> Merge {
        self.grid.extent(at)
    }

    fn seen(&self, cell: Cell) -> Seen<'g> {
        let raw = &self.grid.sheet.cells[cell.ix as usize];
        Seen { col: cell.col, at: raw.at, value: &raw.value }
    }

    /// Place of the first cell at this column or behind it.
    fn place(&self, col: u32) -> usize {
        let (mut from, mut to) = (self.span.from, self.span.to);
        while from < to {
            let middle = from + (to - from) / 2;
            if self.grid.cell(middle).col < col { from = middle + 1 } else { to = middle }
        }
        from
    }

    /// The cell seen in a column.
    pub fn get(&self, col: u32) -> Option<Seen<'g>> {
        let place = self.place(col);
        (place < self.span.to).then(|| self.grid.cell(place)).filter(|cell| cell.col == col).map(|cell| self.seen(cell))
    }

    /// The last column in which a cell is seen.
    pub fn last_col(&self) -> Option<u32> {
        (self.span.from < self.span.to).then(|| self.grid.cell(self.span.to - 1).col)
    }

    /// Cells seen in the columns `from..=to`, fills included.
    pub fn cells(&self, from: u32, to: u32) -> impl Iterator<Item = Seen<'g>> + use<'g> {
        let line = *self;
        let start = if from == 0 { self.span.from } else { self.place(from) };
        (start..self.span.to).map(move |place| line.grid.cell(place)).take_while(move |c| c.col <= to).map(move |c| line.seen(c))
    }

    /// Cells seen in these columns, each merged range once.
    pub fn distinct(&self, from: u32, to: u32) -> impl Iterator<Item = Seen<'g>> + use<'g> {
        let mut last = None;
        self.cells(from, to).filter(move |s| last.replace(s.at) != Some(s.at))
    }

    /// A print of what stands in the row, whatever the order of its columns.
    pub fn print(&self) -> u64 {
        let texts: Vec<_> = self.distinct(0, u32::MAX).map(|seen| super::coerce::text_of(seen.value)).collect();
        print(texts.iter().map(|text| &**text))
    }

    /// Does the row hold a cell of its own in these columns (not only fills from above)?
    pub fn has_own(&self, from: u32, to: u32) -> bool {
        self.cells(from, to).any(|s| s.at.row == self.span.row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::testing::{grid_sheet, merge};

    #[test]
    fn merged_ranges_show_everywhere_and_count_once() {
        let mut sheet = grid_sheet("s", &[&["题", "", ""], &["甲", "1", "x"], &["", "2", ""], &["", "", ""]]);
        sheet.merges = vec![merge("A1:C1"), merge("A2:A4")];
        let grid = Grid::new(&sheet);
        assert_eq!(grid.len(), 3);
        assert_eq!(grid.line(0).cells(0, 9).count(), 3);
        assert_eq!(grid.line(0).distinct(0, 9).count(), 1);
        assert_eq!(grid.line(2).get(0).map(|s| s.at), Some(CellRef::new(1, 0)));
        assert!(grid.line(2).get(2).is_none());
        assert!(grid.line(2).has_own(0, 1) && !grid.line(2).has_own(0, 0));
    }

    #[test]
    fn a_hostile_merge_is_left_alone() {
        let mut sheet = grid_sheet("s", &[&["题", "x"], &["a", "b"]]);
        sheet.merges = vec![Merge { from: CellRef::new(0, 0), to: CellRef::new(1_048_575, 4_000_000) }];
        assert_eq!(Grid::new(&sheet).line(1).distinct(0, 9).count(), 2);
    }
}
