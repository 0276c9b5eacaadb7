//! The common shape of a sheet: title, a line that says what it covers, notes, then one table or several below each other, each with a
//! header; frozen, filtered, wide enough, and ready to print on A4. Rows are written top to bottom, left to right, so that a sheet may
//! stream to disk.

use std::borrow::Cow;

use rayon::prelude::*;
use rust_xlsxwriter::{
    ChartEmptyCells, Color, ConditionalFormatDataBar, ConditionalFormatType, Sparkline, SparklineType, Worksheet, XlsxError,
};

use super::item::Item;
use super::long::{Long, PART, part};
use super::style::Styles;
use super::widths;

/// Most data rows of a table: Excel ends at 1,048,576 rows.
pub(super) const MOST_ROWS: usize = 1_000_000;
/// Title and notes are spread over columns of at most so many units, so that a screen shows them whole.
const SPREAD: f64 = 240.0;
/// Last row that may be frozen and repeated together with the title.
const MOST_FROZEN: u32 = 8;
/// Header rows are this high at least, in points: the filter's button stays clear of the heading.
const HEADER_HEIGHT: f64 = 34.0;
/// Most links on a sheet: Excel drops all of them beyond 65,530.
pub(super) const MOST_LINKS: usize = if cfg!(test) { 100 } else { 65_000 };

/// A column of a table.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// Heading; a line break where it may be broken.
    pub head: Cow<'static, str>,
    /// Widest that it may become; longer text is wrapped.
    pub cap: f64,
    /// Its cells carry a bar from 0 to 100 %.
    pub bar: bool,
    /// It is printed. Columns that only trace figures stand at the right and stay off the paper, or the rest would be too small to read.
    pub print: bool,
    /// Its cells carry a line of the rates in these columns (first, last) of the row.
    pub spark: Option<(u16, u16)>,
}

/// A column with its heading and its widest width.
pub(super) fn col(head: impl Into<Cow<'static, str>>, cap: f64) -> Column {
    Column { head: head.into(), cap, bar: false, print: true, spark: None }
}

/// A column of rates with bars.
pub(super) fn bar(head: impl Into<Cow<'static, str>>, cap: f64) -> Column {
    Column { bar: true, ..col(head, cap) }
}

/// A column for the screen alone; only such columns stand to its right.
pub(super) fn side(head: impl Into<Cow<'static, str>>, cap: f64) -> Column {
    Column { print: false, ..col(head, cap) }
}

/// A column of small lines that show how the rates in columns `first` to `last` went.
pub(super) fn spark(head: impl Into<Cow<'static, str>>, width: f64, first: u16, last: u16) -> Column {
    Column { spark: Some((first, last)), ..col(head, width) }
}

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
pub(super) struct Table<'a> {
    /// Heading above it, where a sheet has several.
    pub heading: Option<String>,
    pub columns: Vec<Column>,
    pub rows: Rows<'a>,
    /// Rows of sums below.
    pub totals: Vec<Vec<Item<'a>>>,
    /// What is said when there are no rows.
    pub empty: &'a str,
    /// Carries the sheet's filter (one table of a sheet).
    pub filter: bool,
}

/// A sheet.
pub(super) struct Sheet<'a> {
    pub name: String,
    pub title: String,
    /// Jurisdiction, period, as-of day, unit.
    pub subtitle: &'a str,
    pub notes: Vec<String>,
    pub tables: Vec<Table<'a>>,
    /// Freeze below the (only) table's header and behind so many columns; `None`: freeze the title alone.
    pub freeze: Option<u16>,
}

/// A sheet laid out, and what of it is still to be written.
pub(super) struct Laid<'s, 'a> {
    pub ws: Worksheet,
    pub long: Vec<Long<'s, 'a>>,
}

/// What is known of a sheet's rows before they are written.
struct Measured {
    /// Widths of the columns over all tables.
    widths: Vec<f64>,
    /// Links in each part of each table.
    links: Vec<Vec<usize>>,
}

impl<'a> Sheet<'a> {
    /// Writes the whole sheet on a fresh worksheet.
    pub fn write(&self, ws: Worksheet, styles: &Styles) -> Result<Worksheet, XlsxError> {
        Ok(self.lay(ws, styles, usize::MAX)?.ws)
    }

    /// Lays the sheet out on a fresh worksheet; the rows of tables of `long` and more are left out.
    pub fn lay<'s>(&'s self, mut ws: Worksheet, styles: &'s Styles, long: usize) -> Result<Laid<'s, 'a>, XlsxError> {
        ws.set_name(&self.name)?;
        let Measured { widths, links } = self.measure();
        for (at, width) in widths.iter().enumerate() {
            ws.set_column_width(at as u16, *width)?;
        }
        let mut pen =
            Pen { name: &self.name, row: 0, last_col: self.printed(), widths, styles, links: MOST_LINKS, least: long, long: Vec::new() };
        pen.line(&mut ws, &self.title, &styles.title, 30.0)?;
        pen.line(&mut ws, self.subtitle, &styles.subtitle, 0.0)?;
        for note in &self.notes {
            pen.line(&mut ws, note, &styles.note, 0.0)?;
        }
        let mut head_row = pen.row.saturating_sub(1);
        for (at, (table, links)) in self.tables.iter().zip(&links).enumerate() {
            let head = pen.table(&mut ws, table, links)?;
            if at == 0 && self.freeze.is_some() {
                head_row = head;
            }
        }
        // Many notes would leave no room for the rows that they stand above.
        if head_row <= MOST_FROZEN {
            ws.set_freeze_panes(head_row + 1, self.freeze.unwrap_or(0))?;
            ws.set_repeat_rows(0, head_row)?;
        } else {
            ws.set_freeze_panes(0, self.freeze.unwrap_or(0))?;
            ws.set_repeat_rows(head_row, head_row)?;
        }
        ws.set_print_area(0, 0, pen.row.saturating_sub(1), pen.last_col)?;
        styles.page(&mut ws);
        Ok(Laid { ws, long: pen.long })
    }

    /// Last column that is printed.
    fn printed(&self) -> u16 {
        let last = |t: &Table<'_>| t.columns.iter().rposition(|c| c.print).unwrap_or(0);
        self.tables.iter().map(last).max().unwrap_or(0) as u16
    }

    /// Looks all rows over. Long tables are made twice, once to be measured: by all threads.
    fn measure(&self) -> Measured {
        let count = self.tables.iter().map(|t| t.columns.len()).max().unwrap_or(1);
        let mut widths = vec![0.0_f64; count];
        let mut links = Vec::new();
        for table in &self.tables {
            let heads: Vec<usize> = table.columns.iter().map(|c| widths::units(&c.head)).collect();
            let full: Vec<usize> = table.columns.iter().map(|c| widths::full(c.cap)).collect();
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
            for (at, (column, units)) in table.columns.iter().zip(units).enumerate() {
                let width = if column.spark.is_some() { column.cap } else { widths::column(units, column.cap) };
                widths[at] = widths[at].max(width);
            }
            links.push(parts.into_iter().map(|(_, links)| links).collect());
        }
        Measured { widths, links }
    }
}

/// A light bar from 0 to 100 %, behind the number.
fn rate_bar() -> ConditionalFormatDataBar {
    ConditionalFormatDataBar::new()
        .set_minimum(ConditionalFormatType::Number, 0)
        .set_maximum(ConditionalFormatType::Number, 1)
        .set_fill_color(Color::RGB(0xC5D9EF))
        .set_solid_fill(true)
        .set_border_off(true)
}

/// A small line with its lowest point marked; gaps stay gaps.
fn rate_line() -> Sparkline {
    Sparkline::new()
        .set_type(SparklineType::Line)
        .set_sparkline_color(Color::RGB(0x0B4F8A))
        .set_line_weight(1.5)
        .show_markers(true)
        .set_markers_color(Color::RGB(0x0B4F8A))
        .show_low_point(true)
        .set_low_point_color(Color::RGB(0xB5460F))
        .show_empty_cells_as(ChartEmptyCells::Gaps)
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
    /// Links that the sheet still takes.
    links: usize,
    /// Fewest rows of a table that is left out.
    least: usize,
    /// Tables left out.
    long: Vec<Long<'s, 'a>>,
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
        let clean = super::text::clean(text);
        let height = if height > 0.0 { height } else { widths::height(widths::prose_lines(&clean, width)) };
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
    fn table(&mut self, ws: &mut Worksheet, table: &'s Table<'a>, links: &[usize]) -> Result<u32, XlsxError> {
        if let Some(heading) = &table.heading {
            self.row += 1;
            let format = &self.styles.section;
            self.line(ws, heading, format, 24.0)?;
        }
        let head = self.row;
        let lines = table.columns.iter().zip(&self.widths).map(|(c, w)| widths::lines(&c.head, *w)).max().unwrap_or(1);
        ws.set_row_height(head, widths::height(lines).max(HEADER_HEIGHT))?;
        for (at, column) in table.columns.iter().enumerate() {
            ws.write_string_with_format(head, at as u16, column.head.as_ref(), &self.styles.header)?;
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
        if table.filter && count > 0 && !table.columns.is_empty() {
            ws.autofilter(head, 0, self.row - 1, table.columns.len() as u16 - 1)?;
        }
        if count == 0 {
            self.line(ws, table.empty, &self.styles.note, 24.0)?;
        }
        if count > MOST_ROWS {
            let text = format!("本表共 {count} 行，超出工作表容量，以上为前 {MOST_ROWS} 行，其余见 data 目录下的数据文件。");
            self.line(ws, &text, &self.styles.note, 24.0)?;
        }
        for row in &table.totals {
            self.items(ws, row, true)?;
        }
        Ok(head)
    }

    /// Keeps the place of a long table's rows.
    fn leave_out(&mut self, ws: &mut Worksheet, table: &'s Table<'a>, count: usize, links: &[usize]) -> Result<(), XlsxError> {
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
        self.long.push(long);
        Ok(())
    }

    fn items(&mut self, ws: &mut Worksheet, row: &[Item<'_>], total: bool) -> Result<(), XlsxError> {
        let lines = row.iter().zip(&self.widths).map(|(item, w)| item.lines(*w)).max().unwrap_or(1);
        ws.set_row_height(self.row, widths::height(lines))?;
        for (at, item) in row.iter().enumerate() {
            match item.is_link() {
                true if self.links == 0 => item.unlinked().put(ws, self.row, at as u16, self.styles, total)?,
                link => {
                    self.links -= usize::from(link);
                    item.put(ws, self.row, at as u16, self.styles, total)?;
                }
            }
        }
        self.row += 1;
        Ok(())
    }
}
