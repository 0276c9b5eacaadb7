//! The common shape of a sheet: title, a line that says what it covers, notes, then its table; frozen, filtered, wide enough, and ready to print on
//! A4. Where a sheet has several tables each has a worksheet of its own, for a worksheet repeats one heading on all its pages. Rows are written top to bottom, left to right, so that a sheet may
//! stream to disk.

use std::borrow::Cow;

use rayon::prelude::*;
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::column::{Column, Field, MakeItem};
use super::context::Context;
use super::inline::{rate_bar, rate_line};
use super::item::Item;
use super::long::{Long, PART, part};
use super::style::{Look, Styles};
use crate::report::paper::style::{FORM, Ink, Sheet as Paper, TABLE};
use crate::report::paper::{self, measure, paging};
use crate::tables::Row;

/// Most data rows of a table: Excel ends at 1,048,576 rows.
pub(super) const MOST_ROWS: usize = 1_000_000;
/// Title and notes are spread over columns of at most so many units, so that a screen shows them whole.
const SPREAD: f64 = 240.0;
/// Last row that may be frozen and repeated together with the title.
const MOST_FROZEN: u32 = 8;
/// Title, notes and headings are repeated on each page where they take no more than this of it; else the headings alone.
const MOST_REPEATED: f64 = 0.25;
/// Points that the first row below a heading is given on its page.
const FIRST_ROW: f64 = 60.0;
/// Header rows are this high at least, in points: the filter's button stays clear of the heading.
const HEADER_HEIGHT: f64 = 34.0;
/// A row that nobody gave a height.
const LINE: f64 = 15.0;
/// Most links on a sheet: Excel drops all of them beyond 65,530.
pub(super) const MOST_LINKS: usize = if cfg!(test) { 100 } else { 65_000 };

/// Rows of a table.
pub(super) enum Rows<'a> {
    /// At hand.
    Ready(Vec<Vec<Item<'a>>>),
    /// Made one by one, for tables that are too long to hold.
    Made(usize, Box<dyn Fn(usize) -> Vec<Item<'a>> + Send + Sync + 'a>),
}

impl<'a> Rows<'a> {
    /// How many.
    pub fn count(&self) -> usize {
        match self {
            Rows::Ready(rows) => rows.len(),
            Rows::Made(count, _) => *count,
        }
    }

    /// Does something with one of them.
    pub fn with<T>(&self, at: usize, f: impl FnOnce(&[Item<'a>]) -> T) -> T {
        match self {
            Rows::Ready(rows) => f(&rows[at]),
            Rows::Made(_, make) => f(&make(at)),
        }
    }
}

/// A table.
pub(super) struct SheetTable<'a> {
    /// Worksheet of its own, where its sheet has several tables: so each prints under its own headings.
    pub tab: &'static str,
    /// Heading above it, where a sheet has several.
    pub heading: Option<String>,
    pub columns: Vec<Column>,
    pub rows: Rows<'a>,
    /// Rows of sums below.
    pub totals: Vec<Vec<Item<'a>>>,
    /// What is said when there are no rows.
    pub empty: &'a str,
}

impl<'a> SheetTable<'a> {
    /// A table without heading and sums.
    pub fn new(columns: Vec<Column>, rows: Rows<'a>, empty: &'a str) -> Self {
        SheetTable { tab: "", heading: None, columns, rows, totals: Vec::new(), empty }
    }

    /// A table of rows of units, led by the unit's name where there are several.
    pub fn of<T: Send + Sync + 'a>(cx: &Context<'a>, rows: Vec<Row<'a, T>>, fields: Vec<Field<'a, Row<'a, T>>>, empty: &'a str) -> Self {
        let several = cx.several;
        let (columns, items): (Vec<Column>, Vec<MakeItem<'a, Row<'a, T>>>) = fields.into_iter().map(|f| (f.column, f.item)).unzip();
        let count = rows.len();
        let make = move |at: usize| {
            let row = &rows[at];
            let lead = several.then(|| Item::text(&*row.outcome.profile.name));
            lead.into_iter().chain(items.iter().map(|item| item(at, row))).collect()
        };
        SheetTable::new(cx.columns(columns), Rows::Made(count, Box::new(make)), empty)
    }

    /// With a heading above it.
    pub fn headed(self, heading: impl Into<String>) -> Self {
        SheetTable { heading: Some(heading.into()), ..self }
    }

    /// On a worksheet of its own, once it has rows.
    pub fn tab(self, tab: &'static str) -> Self {
        SheetTable { tab, ..self }
    }

    /// With rows of sums below.
    pub fn totals(self, totals: Vec<Vec<Item<'a>>>) -> Self {
        SheetTable { totals, ..self }
    }
}

/// A line above a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Note {
    /// What it says.
    pub text: String,
    /// What it says besides of the workbook alone: what is printed, where to click.
    pub workbook: &'static str,
}

impl Note {
    /// With a part that holds for the workbook alone.
    pub fn with_workbook(text: &str, workbook: &'static str) -> Self {
        Note { text: text.to_string(), workbook }
    }
}

impl<T: Into<String>> From<T> for Note {
    fn from(text: T) -> Self {
        Note { text: text.into(), workbook: "" }
    }
}

/// A sheet.
pub(super) struct Sheet<'a> {
    pub name: String,
    pub title: String,
    /// Jurisdiction, period, as-of day, unit.
    pub subtitle: &'a str,
    pub notes: Vec<Note>,
    pub tables: Vec<SheetTable<'a>>,
    /// It never goes on paper.
    pub off_paper: bool,
    /// Freeze below the table's header and behind so many columns.
    pub freeze: u16,
}

/// A worksheet: a sheet's first table with all that stands above it, or another of its tables.
pub(super) struct Leaf<'s, 'a> {
    /// Its name.
    pub name: &'s str,
    sheet: &'s Sheet<'a>,
    table: &'s SheetTable<'a>,
    /// What stands above the table.
    notes: Vec<Cow<'s, str>>,
}

/// A sheet laid out, and what of it is still to be written.
pub(super) struct Laid<'s, 'a> {
    pub ws: Worksheet,
    pub long: Option<Long<'s, 'a>>,
}

/// What is known of a sheet's rows before they are written.
struct Measured {
    /// Widths of the columns.
    widths: Vec<f64>,
    /// The paper that they fit on.
    paper: Paper,
    /// Links in each part.
    links: Vec<usize>,
}

impl<'a> Sheet<'a> {
    /// Writes the first table on a fresh worksheet.
    pub fn write(&self, ws: Worksheet, styles: &Styles) -> Result<Worksheet, XlsxError> {
        let none = || XlsxError::ParameterError("工作表没有表格".to_string());
        Ok(self.leaves().first().ok_or_else(none)?.lay(ws, styles, usize::MAX)?.ws)
    }

    /// Its worksheets: one for the first table, then one for each other that has rows. Of those that have none the first says so.
    pub fn leaves(&self) -> Vec<Leaf<'_, 'a>> {
        let said = self.notes.iter().map(|note| Cow::Owned(format!("{}{}", note.text, note.workbook)));
        let empty = |t: &&SheetTable<'a>| t.rows.count() == 0 && t.totals.is_empty();
        let (without, with): (Vec<&SheetTable<'_>>, Vec<&SheetTable<'_>>) = self.tables.iter().skip(1).partition(empty);
        let nothing = without.into_iter().map(|t| Cow::Owned(format!("{}：{}", t.heading.as_deref().unwrap_or(t.tab), t.empty)));
        let first = self.tables.first().map(|table| (self.name.as_str(), table, said.chain(nothing).collect()));
        let others = with.into_iter().map(|table| (table.tab, table, Vec::new()));
        first.into_iter().chain(others).map(|(name, table, notes)| Leaf { name, sheet: self, table, notes }).collect()
    }
}

impl<'s, 'a> Leaf<'s, 'a> {
    /// What a table of contents says of it, if it is not the sheet's first.
    pub fn about(&self) -> Option<&'s str> {
        (self.name != self.sheet.name).then(|| self.table.heading.as_deref().unwrap_or_default())
    }

    /// Lays the table out on a fresh worksheet; its rows are left out if they are as many as `long`.
    pub fn lay(&self, mut ws: Worksheet, styles: &'s Styles, long: usize) -> Result<Laid<'s, 'a>, XlsxError> {
        ws.set_name(self.name)?;
        let Measured { widths, paper, links } = self.measure();
        for (at, width) in widths.iter().enumerate() {
            ws.set_column_width(at as u16, *width)?;
        }
        let pages = paging::heights(paper, &widths[..usize::from(self.printed()) + 1]);
        let mut pen = Pen {
            name: self.name,
            row: 0,
            last_col: self.printed(),
            widths,
            styles,
            above: 0.0,
            links: MOST_LINKS,
            least: long,
            long: None,
        };
        pen.line(&mut ws, &self.sheet.title, &styles.ink[Ink::Title], 30.0)?;
        pen.line(&mut ws, self.sheet.subtitle, styles.look(Look::Subtitle, false), 0.0)?;
        for note in &self.notes {
            pen.line(&mut ws, note, &styles.ink[Ink::Lead], 0.0)?;
        }
        let head_row = pen.table(&mut ws, self.table, &links)?;
        // Many notes would leave no room for the rows that they stand above.
        ws.set_freeze_panes(if head_row <= MOST_FROZEN { head_row + 1 } else { 0 }, self.sheet.freeze)?;
        if !self.sheet.off_paper {
            ws.set_repeat_rows(if pen.above <= pages[0] * MOST_REPEATED { 0 } else { head_row }, head_row)?;
        }
        // a heading is never left alone at the foot of a page
        if pages.iter().any(|page| pen.above % page > page - FIRST_ROW) {
            ws.set_page_breaks(&[head_row - u32::from(self.table.heading.is_some())])?;
        }
        if self.sheet.off_paper {
            // an empty cell: programs that print hidden sheets as well leave out empty pages
            ws.set_hidden(true);
            let beside = self.table.columns.len() as u16 + 1;
            ws.set_print_area(pen.row + 1, beside, pen.row + 1, beside)?;
        } else {
            ws.set_print_area(0, 0, pen.row.saturating_sub(1), pen.last_col)?;
        }
        styles.page(&mut ws, paper);
        Ok(Laid { ws, long: pen.long })
    }

    /// Last column that is printed.
    fn printed(&self) -> u16 {
        self.table.columns.iter().rposition(|c| c.print).unwrap_or(0) as u16
    }

    /// Looks all rows over. Long tables are made twice, once to be measured: by all threads.
    fn measure(&self) -> Measured {
        let table = self.table;
        let heads: Vec<usize> = table.columns.iter().map(|c| measure::units(&c.head)).collect();
        let full: Vec<usize> = table.columns.iter().map(|c| measure::full(c.cap)).collect();
        let see = |units: &mut Vec<usize>, row: &[Item<'_>]| {
            for ((most, full), item) in units.iter_mut().zip(&full).zip(row) {
                // a column that is as wide as it may be need not be looked at
                if *most < *full {
                    *most = (*most).max(item.units());
                }
            }
        };
        let rows = table.rows.count().min(MOST_ROWS);
        let look = |at: usize| {
            let (mut units, mut links) = (heads.clone(), 0);
            for n in part(at, rows) {
                table.rows.with(n, |row| {
                    see(&mut units, row);
                    links += row.iter().filter(|item| item.is_link()).count();
                });
            }
            (units, links)
        };
        let parts: Vec<(Vec<usize>, usize)> = (0..rows.div_ceil(PART)).into_par_iter().with_max_len(1).map(look).collect();
        let wider = |a: Vec<usize>, b: &Vec<usize>| a.into_iter().zip(b).map(|(a, b)| a.max(*b)).collect();
        let mut units = parts.iter().fold(heads.clone(), |units, (more, _)| wider(units, more));
        table.totals.iter().for_each(|row| see(&mut units, row));
        let width =
            |(column, units): (&Column, usize)| if column.spark.is_some() { column.cap } else { measure::column(units, column.cap) };
        let mut widths: Vec<f64> = table.columns.iter().zip(units).map(width).collect();
        let paper = paging::choose(&mut widths, usize::from(self.printed()) + 1);
        Measured { widths, paper, links: parts.into_iter().map(|(_, links)| links).collect() }
    }
}

/// Where the next row goes.
struct Pen<'s, 'a> {
    /// The sheet's name.
    name: &'s str,
    row: u32,
    /// Last column on paper.
    last_col: u16,
    widths: Vec<f64>,
    styles: &'s Styles,
    /// Points of the rows so far, of those that are not the table's own.
    above: f64,
    /// Links that the sheet still takes.
    links: usize,
    /// Fewest rows of a table that is left out.
    least: usize,
    /// The table, if it is left out.
    long: Option<Long<'s, 'a>>,
}

impl<'s, 'a> Pen<'s, 'a> {
    /// Last column of title and notes, and the units up to it.
    fn spread(&self) -> (u16, f64) {
        let (mut last, mut sum) = (0, 0.0);
        for (at, width) in self.widths.iter().enumerate().take(usize::from(self.last_col) + 1) {
            if at > 0 && sum + width > SPREAD {
                break;
            }
            (last, sum) = (at as u16, sum + width);
        }
        (last, sum)
    }

    /// A line over the whole width. `height` 0: as high as its text needs.
    fn line(&mut self, ws: &mut Worksheet, text: &str, format: &rust_xlsxwriter::Format, height: f64) -> Result<(), XlsxError> {
        let (last, width) = self.spread();
        let clean = paper::clean(text);
        let height = if height > 0.0 { height } else { measure::tall(&clean, width, FORM) };
        self.above += height;
        ws.set_row_height(self.row, height)?;
        if last == 0 {
            ws.write_string_with_format(self.row, 0, clean, format)?;
        } else {
            ws.merge_range(self.row, 0, self.row, last, &clean, format)?;
        }
        self.row += 1;
        Ok(())
    }

    /// A table; gives its header row.
    fn table(&mut self, ws: &mut Worksheet, table: &'s SheetTable<'a>, links: &[usize]) -> Result<u32, XlsxError> {
        if let Some(heading) = &table.heading {
            self.row += 1;
            self.above += LINE;
            let format = &self.styles.ink[Ink::Section];
            self.line(ws, heading, format, 24.0)?;
        }
        let head = self.row;
        let heads = table.columns.iter().zip(&self.widths).map(|(c, w)| (&*c.head, *w));
        let height = measure::heads(heads, TABLE).max(HEADER_HEIGHT);
        self.above += height;
        ws.set_row_height(head, height)?;
        for (at, column) in table.columns.iter().enumerate() {
            ws.write_string_with_format(head, at as u16, column.head.as_ref(), &self.styles.ink[Ink::Head])?;
        }
        self.row += 1;
        let count = table.rows.count();
        let shown = count.min(MOST_ROWS);
        if shown >= self.least {
            self.leave_out(ws, table, shown, links)?;
        } else {
            for at in 0..shown {
                table.rows.with(at, |row| self.items(ws, row, false))?;
            }
        }
        if count > 0 {
            for (at, _) in table.columns.iter().enumerate().filter(|(_, c)| c.bar) {
                ws.add_conditional_format(head + 1, at as u16, self.row - 1, at as u16, &rate_bar())?;
            }
            for (at, (first, last)) in table.columns.iter().enumerate().filter_map(|(at, c)| c.spark.map(|s| (at, s))) {
                for row in head + 1..self.row {
                    let line = rate_line().set_range((self.name, row, first, row, last));
                    ws.add_sparkline(row, at as u16, &line)?;
                }
            }
        }
        if count > 0 && !table.columns.is_empty() {
            ws.autofilter(head, 0, self.row - 1, table.columns.len() as u16 - 1)?;
        }
        if count == 0 {
            self.line(ws, table.empty, &self.styles.ink[Ink::Lead], 24.0)?;
        }
        if count > MOST_ROWS {
            let text = format!("本表共 {count} 行，超出工作表容量，以上为前 {MOST_ROWS} 行，其余见 data 目录下的数据文件。");
            self.line(ws, &text, &self.styles.ink[Ink::Lead], 24.0)?;
        }
        for row in &table.totals {
            self.items(ws, row, true)?;
        }
        Ok(head)
    }

    /// Keeps the place of a long table's rows.
    fn leave_out(&mut self, ws: &mut Worksheet, table: &'s SheetTable<'a>, count: usize, links: &[usize]) -> Result<(), XlsxError> {
        let mut take = |wanted: &usize| {
            let taken = self.links.min(*wanted);
            self.links -= taken;
            taken
        };
        let links = links.iter().map(&mut take).collect();
        let widths = self.widths[..table.columns.len()].to_vec();
        let long = Long { rows: &table.rows, count, first: self.row, widths, links };
        long.hold(ws, self.styles)?;
        self.row += count as u32;
        self.long = Some(long);
        Ok(())
    }

    fn items(&mut self, ws: &mut Worksheet, row: &[Item<'_>], total: bool) -> Result<(), XlsxError> {
        let lines = row.iter().zip(&self.widths).map(|(item, w)| item.lines(*w)).max().unwrap_or(1);
        ws.set_row_height(self.row, measure::height(lines))?;
        for (at, item) in row.iter().enumerate() {
            let link = item.is_link() && self.links > 0;
            self.links -= usize::from(link);
            item.put(ws, (self.row, at as u16), self.styles, total, link)?;
        }
        self.row += 1;
        Ok(())
    }
}
