//! One sheet's part with its marks: faulty cells get the twin of their format, remarks a column of their own right of everything, at the row of
//! the fault. Rows and cells that the file does not have are put in where they belong.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::mask::{self, Masked};
use super::print;
use super::scan::{CellSpan, ColSpan, MOST_COLUMNS, RowSpan, Scan};
use super::styles::{REMARK_SIZE, Styled};
use super::xml::{Splices, attribute, escaped, number, with_attribute};
use crate::model::cell::{CellRef, column_letters};
use crate::report::feedback::marks::{HEADING, Keys, SheetMarks};
use crate::report::feedback::paper;

/// Width of the column of remarks.
pub const REMARK_WIDTH: f64 = 60.0;
/// Merged ranges that end beyond are decoration, not content.
const WIDEST_MERGE: u32 = 256;

/// What is put into a cell.
enum Edit<'m> {
    /// The twin of its format.
    Mark,
    /// A remark.
    Remark(&'m str),
    /// The heading above the remarks.
    Heading,
}

/// Formats (numbers) of the cells to be marked.
pub fn bases(text: &str, scan: &Scan<'_>, marks: &SheetMarks<'_>) -> Vec<u32> {
    marks.cells.keys().map(|at| scan.format(text, scan.anchor(*at))).collect()
}

/// The part with its marks, and with identity numbers masked. `None`: it cannot be done without breaking something.
pub fn edit(
    text: &str,
    scan: &Scan<'_>,
    marks: Option<&SheetMarks<'_>>,
    (styled, letters): (&Styled, &[f64]),
    keys: &Keys,
) -> Option<String> {
    let mut splices = Splices::default();
    let mut new_cells: BTreeMap<CellRef, (String, String)> = BTreeMap::new();
    for cell in &scan.cells {
        let (tag, inner) = (&text[cell.start..cell.tag_end], &text[cell.tag_end..cell.end]);
        match mask::cell(tag, inner, keys) {
            Masked::Same => {}
            Masked::No => return None,
            Masked::New(tag, inner) => drop(new_cells.insert(cell.at, (tag, inner))),
        }
    }
    if let Some(marks) = marks {
        let mut pen = Pen { text, scan, styled, splices: &mut splices, new_cells: &mut new_cells, column: free_column(scan)? };
        pen.marks(marks)?;
        let column = pen.column;
        print::turn(text, scan, (column, REMARK_WIDTH), smallest(text, scan, letters), &mut splices);
    }
    for (at, (tag, inner)) in new_cells {
        let cell = scan.cell(at)?;
        splices.put(cell.start, cell.end, format!("{tag}{inner}"));
    }
    let new = splices.apply(text)?;
    Some(match mask::around_cells(&new, keys)? {
        Cow::Owned(masked) => masked,
        Cow::Borrowed(_) => new,
    })
}

/// Size of the smallest letters that a cell of the sheet or a remark is written in.
fn smallest(text: &str, scan: &Scan<'_>, letters: &[f64]) -> f64 {
    // as a rule no format has smaller ones, and no cell needs to be asked
    if letters.iter().all(|size| *size >= REMARK_SIZE) {
        return REMARK_SIZE;
    }
    let used = scan.cells.iter().filter(|cell| cell.filled).map(|cell| number(&text[cell.start..cell.tag_end], "s").unwrap_or(0));
    used.filter_map(|format| letters.get(format as usize)).copied().fold(REMARK_SIZE, f64::min)
}

/// The first column right of everything.
fn free_column(scan: &Scan<'_>) -> Option<u32> {
    let filled = scan.cells.iter().filter(|c| c.filled).map(|c| c.at.col);
    let merged = scan.merges.iter().map(|(_, to)| to.col).filter(|col| *col < WIDEST_MERGE);
    let column = filled.chain(merged).max().map_or(0, |col| col + 1);
    (column < MOST_COLUMNS).then_some(column)
}

/// Where the last remark will stand.
pub fn last_remark(scan: &Scan<'_>, marks: &SheetMarks<'_>) -> Option<CellRef> {
    Some(CellRef::new(*marks.remarks().keys().next_back()?, free_column(scan)?))
}

/// Where the heading of the remarks goes: beside the line above the first fault that has the most cells, which is the table's header nearly always.
pub fn heading_row(filled: impl Iterator<Item = u32>, first: u32) -> Option<u32> {
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    filled.filter(|row| *row < first).for_each(|row| *counts.entry(row).or_default() += 1);
    counts.into_iter().max_by_key(|(row, count)| (*count, std::cmp::Reverse(*row))).map(|(row, _)| row)
}

struct Pen<'p, 't> {
    text: &'t str,
    scan: &'p Scan<'t>,
    styled: &'p Styled,
    splices: &'p mut Splices,
    /// Cells whose content was masked: tag and rest.
    new_cells: &'p mut BTreeMap<CellRef, (String, String)>,
    /// Column of the remarks.
    column: u32,
}

impl Pen<'_, '_> {
    fn marks(&mut self, marks: &SheetMarks<'_>) -> Option<()> {
        let remarks = marks.remarks();
        let mut edits: BTreeMap<u32, BTreeMap<u32, Edit<'_>>> = BTreeMap::new();
        for at in marks.cells.keys() {
            let at = self.scan.anchor(*at);
            edits.entry(at.row).or_default().insert(at.col, Edit::Mark);
        }
        for (row, text) in &remarks {
            edits.entry(*row).or_default().insert(self.column, Edit::Remark(text));
        }
        let filled = self.scan.cells.iter().filter(|c| c.filled).map(|c| c.at.row);
        if let Some(row) = heading_row(filled, *remarks.keys().next()?) {
            edits.entry(row).or_default().insert(self.column, Edit::Heading);
        }
        for (row, edits) in &edits {
            match self.scan.row(*row) {
                Some(span) => self.old_row(span, edits)?,
                None => self.new_row(*row, edits)?,
            }
        }
        self.widen();
        self.dimension(*edits.keys().next_back()?);
        Some(())
    }

    /// A cell that is put in.
    fn cell(&self, at: CellRef, edit: &Edit<'_>) -> Option<String> {
        let p = self.scan.prefix;
        let string = |style: u32, text: &str| {
            format!(
                "<{p}c r=\"{at}\" s=\"{style}\" t=\"inlineStr\"><{p}is><{p}t xml:space=\"preserve\">{}</{p}t></{p}is></{p}c>",
                escaped(text)
            )
        };
        Some(match edit {
            Edit::Mark => format!("<{p}c r=\"{at}\" s=\"{}\"/>", self.twin(at)?),
            Edit::Remark(text) => string(self.styled.remark, &paper::clean(text)),
            Edit::Heading => string(self.styled.heading, HEADING),
        })
    }

    fn twin(&self, at: CellRef) -> Option<u32> {
        self.styled.marked.get(&self.scan.format(self.text, at)).copied()
    }

    fn old_row(&mut self, row: &RowSpan, edits: &BTreeMap<u32, Edit<'_>>) -> Option<()> {
        let tag = self.row_tag(&self.text[row.start..row.tag_end], edits);
        let Some(close) = row.close else {
            let mut cells = String::new();
            for (col, edit) in edits {
                cells.push_str(&self.cell(CellRef::new(row.row, *col), edit)?);
            }
            let open = format!("{}>", tag.trim_end_matches('>').trim_end_matches('/').trim_end());
            self.splices.put(row.start, row.tag_end, format!("{open}{cells}</{}row>", self.scan.prefix));
            return Some(());
        };
        self.splices.put(row.start, row.tag_end, tag);
        let cells = &self.scan.cells[row.from..row.to];
        for (col, edit) in edits {
            let at = CellRef::new(row.row, *col);
            match cells.binary_search_by_key(col, |c| c.at.col) {
                Ok(i) => self.old_cell(&cells[i], edit)?,
                Err(i) => {
                    let place = cells.get(i).map_or(close, |c| c.start);
                    let new = self.cell(at, edit)?;
                    self.splices.put(place, place, new);
                }
            }
        }
        Some(())
    }

    fn old_cell(&mut self, cell: &CellSpan, edit: &Edit<'_>) -> Option<()> {
        if !matches!(edit, Edit::Mark) {
            // blank, merely formatted: everything filled lies further left
            let new = self.cell(cell.at, edit)?;
            self.new_cells.remove(&cell.at);
            self.splices.put(cell.start, cell.end, new);
            return Some(());
        }
        let twin = self.twin(cell.at)?.to_string();
        match self.new_cells.get_mut(&cell.at) {
            Some((tag, _)) => *tag = with_attribute(tag, "s", &twin),
            None => {
                let tag = with_attribute(&self.text[cell.start..cell.tag_end], "s", &twin);
                self.splices.put(cell.start, cell.tag_end, tag);
            }
        }
        Some(())
    }

    /// The row's tag: its span of columns reaches the remarks, and it is high enough for them.
    fn row_tag(&self, tag: &str, edits: &BTreeMap<u32, Edit<'_>>) -> String {
        let mut tag = tag.to_string();
        if let Some((from, to)) = attribute(&tag, "spans").and_then(|s| s.split_once(':')) {
            let (from, to) = (from.parse().unwrap_or(1), to.parse().unwrap_or(1));
            let first = edits.keys().next().map_or(from, |c| (c + 1).min(from));
            let last = edits.keys().next_back().map_or(to, |c| (c + 1).max(to));
            tag = with_attribute(&tag, "spans", &format!("{first}:{last}"));
        }
        let needed = edits.values().map(|e| if let Edit::Remark(text) = e { height(text) } else { 0.0 }).fold(0.0, f64::max);
        let present: f64 = attribute(&tag, "ht").and_then(|h| h.parse().ok()).unwrap_or(15.0);
        if needed > present {
            tag = with_attribute(&with_attribute(&tag, "ht", &format!("{needed}")), "customHeight", "1");
        }
        tag
    }

    fn new_row(&mut self, row: u32, edits: &BTreeMap<u32, Edit<'_>>) -> Option<()> {
        let p = self.scan.prefix;
        let tag = self.row_tag(&format!("<{p}row r=\"{}\">", row + 1), edits);
        let mut new = tag;
        for (col, edit) in edits {
            new.push_str(&self.cell(CellRef::new(row, *col), edit)?);
        }
        new.push_str(&format!("</{p}row>"));
        let data = self.scan.data?;
        // An empty sheet has no cell that could be at fault.
        let close = data.close?;
        let next = self.scan.rows.partition_point(|r| r.row < row);
        let place = self.scan.rows.get(next).map_or(close, |r| r.start);
        self.splices.put(place, place, new);
        Some(())
    }

    /// The column of remarks is shown, and wide.
    fn widen(&mut self) {
        let p = self.scan.prefix;
        let own = format!("<{p}col min=\"{0}\" max=\"{0}\" width=\"{REMARK_WIDTH}\" customWidth=\"1\"/>", self.column + 1);
        let Some(cols) = self.scan.cols else {
            if let Some(data) = self.scan.data {
                self.splices.put(data.start, data.start, format!("<{p}cols>{own}</{p}cols>"));
            }
            return;
        };
        let over = self.scan.col.iter().find(|c| (c.first..=c.last).contains(&self.column));
        match (over, cols.close) {
            (Some(over), _) => {
                let split = self.split(over, &own);
                self.splices.put(over.start, over.end, split);
            }
            (None, Some(close)) => {
                let place = self.scan.col.iter().find(|c| c.first > self.column).map_or(close, |c| c.start);
                self.splices.put(place, place, own);
            }
            (None, None) => self.splices.put(cols.start, cols.tag_end, format!("<{p}cols>{own}</{p}cols>")),
        }
    }

    /// A `<col>` over several columns, cut around ours.
    fn split(&self, over: &ColSpan, own: &str) -> String {
        let tag = &self.text[over.start..over.end];
        let part = |first: u32, last: u32| {
            let tag = with_attribute(tag, "min", &(first + 1).to_string());
            with_attribute(&tag, "max", &(last + 1).to_string())
        };
        let before = if over.first < self.column { part(over.first, self.column - 1) } else { String::new() };
        let after = if over.last > self.column { part(self.column + 1, over.last) } else { String::new() };
        format!("{before}{own}{after}")
    }

    /// The used range reaches the remarks.
    fn dimension(&mut self, last_row: u32) {
        let Some((start, end)) = self.scan.dimension else { return };
        let tag = &self.text[start..end];
        let Some(written) = attribute(tag, "ref") else { return };
        let (from, to) = written.split_once(':').unwrap_or((written, written));
        let (Some(from), Some(to)) = (super::scan::cell_ref(from), super::scan::cell_ref(to)) else { return };
        let first = self.scan.rows.first().map_or(from.row, |r| r.row.min(from.row));
        let new =
            format!("{}{}:{}{}", column_letters(from.col), first + 1, column_letters(to.col.max(self.column)), to.row.max(last_row) + 1);
        self.splices.put(start, end, with_attribute(tag, "ref", &new));
    }
}

/// Height in points of a row with that remark, rounded to halves.
pub fn height(remark: &str) -> f64 {
    (paper::height(paper::lines(remark, REMARK_WIDTH)) * 2.0).round() / 2.0
}
