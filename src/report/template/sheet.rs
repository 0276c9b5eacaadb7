//! A table as a sheet: title, who fills it in, one line on how, the header, rows, and what guards them.

use rust_xlsxwriter::{ProtectionOptions, Worksheet, XlsxError};

use super::cells::{BlankCell, Check};
use super::lists::Lists;
use crate::model::cell::column_letters;
use crate::report::paper::markup::Value;
use crate::report::paper::measure;
use crate::report::paper::style::{self, FORM, Ink, Set};

/// What is filled in beforehand. In a formula `{活动日期}` stands for that column's cell of the row and `{*}` for all cells to be filled in.
pub type Given = Value<'static>;

/// A sheet with a table.
#[derive(Clone, Debug)]
pub struct BlankTable {
    pub name: String,
    pub title: String,
    pub lead: String,
    pub hint: String,
    pub cells: Vec<BlankCell>,
    /// Parallel to `cells`.
    pub rows: Vec<Vec<Given>>,
    /// Points.
    pub row_height: f64,
}

/// Line of the header.
const HEADER: u32 = 3;
/// Width of 填表说明.
const NOTES: f64 = 88.0;

/// Writes the table.
pub fn write(table: &BlankTable, lists: &mut Lists) -> Result<Worksheet, XlsxError> {
    let mut ws = Worksheet::new();
    ws.set_name(&table.name)?;
    let last = table.cells.len().saturating_sub(1) as u16;
    for (row, (text, format, height)) in
        [(&table.title, Ink::Title.format(), 34.0), (&table.lead, Ink::Lead.format(), 20.0), (&table.hint, Ink::Lead.format(), 20.0)]
            .iter()
            .enumerate()
    {
        ws.merge_range(row as u32, 0, row as u32, last, text, format)?;
        ws.set_row_height(row as u32, *height)?;
    }
    let first = HEADER + 1;
    let end = HEADER + table.rows.len().max(1) as u32;
    ws.set_row_height(HEADER, measure::heads(table.cells.iter().map(|c| (c.heading.as_str(), c.width)), FORM))?;
    for (col, cell) in table.cells.iter().enumerate() {
        ws.set_column_width(col as u16, cell.width)?;
        ws.write_string_with_format(HEADER, col as u16, &cell.heading, &Ink::Label.format())?;
        let own = format!("{}{}", column_letters(col as u32), first + 1);
        let of = |heading: &str| {
            table.cells.iter().position(|c| c.heading == heading).map(|at| format!("{}{}", column_letters(at as u32), first + 1))
        };
        if let Some(rule) = cell.rule(&own, &of, lists)? {
            ws.add_data_validation(first, col as u16, end, col as u16, &rule)?;
        }
    }
    let formats: Vec<_> = table.cells.iter().map(|c| (style::given(c.look), style::open(c.look))).collect();
    for (at, row) in table.rows.iter().enumerate() {
        let line = first + at as u32;
        ws.set_row_height(line, table.row_height.max(height(table, row)))?;
        for (col, (cell, value)) in table.cells.iter().zip(row).enumerate() {
            let (given, open) = &formats[col];
            let locked = matches!(cell.check, Check::Locked) || *value != Given::Blank && !cell.open;
            let value = match value {
                Given::Formula(both) => Given::formula(placed(table, row, line, &both[0]), both[1].clone()),
                other => other.clone(),
            };
            value.put(&mut ws, (line, col as u16), if locked { given } else { open })?;
        }
    }
    finish(&mut ws, true);
    ws.set_repeat_rows(0, HEADER)?;
    ws.set_freeze_panes(first, 0)?;
    let start = table.cells.iter().position(|c| !matches!(c.check, Check::Locked) && !c.open).unwrap_or(0) as u16;
    ws.set_selection(first, start, first, start)?;
    Ok(ws)
}

/// A formula with the cells of its line in the places of their headings.
fn placed(table: &BlankTable, row: &[Given], line: u32, formula: &str) -> String {
    let name = |at: usize| format!("{}{}", column_letters(at as u32), line + 1);
    let named = |formula: String, (at, cell): (usize, &BlankCell)| formula.replace(&format!("{{{}}}", cell.heading), &name(at));
    let open = |at: &usize| !matches!(table.cells[*at].check, Check::Locked) && row.get(*at) == Some(&Given::Blank);
    let open: Vec<String> = (0..table.cells.len()).filter(open).map(name).collect();
    table.cells.iter().enumerate().fold(formula.to_string(), named).replace("{*}", &open.join(","))
}

/// Points that the given texts of a row take.
fn height(table: &BlankTable, row: &[Given]) -> f64 {
    let points = table.cells.iter().zip(row).map(|(cell, value)| match value {
        Given::Text(text) => measure::tall(text, cell.width, FORM),
        _ => 0.0,
    });
    points.fold(0.0, f64::max)
}

/// Paper, page numbers, and the lock.
pub fn finish(ws: &mut Worksheet, landscape: bool) {
    style::page(ws, landscape, [""; 2]);
    lock(ws);
}

/// The lock without a password: a hint for the hand, no secret.
pub fn lock(ws: &mut Worksheet) {
    ws.protect_with_options(&ProtectionOptions {
        format_cells: true,
        format_columns: true,
        format_rows: true,
        sort: true,
        use_autofilter: true,
        ..ProtectionOptions::new()
    });
}

/// 填表说明: one text to a row, so that it is told from a ledger.
pub fn notes(lines: &[String]) -> Result<Worksheet, XlsxError> {
    let mut ws = Worksheet::new();
    ws.set_name("填表说明")?;
    ws.set_column_width(0, NOTES)?;
    for (row, text) in lines.iter().enumerate() {
        let format = if row == 0 { Ink::Title.format() } else { Ink::Lead.format() };
        ws.write_string_with_format(row as u32, 0, text, &format)?;
        ws.set_row_height(row as u32, if row == 0 { 34.0 } else { measure::tall(text, NOTES, FORM) })?;
    }
    finish(&mut ws, false);
    Ok(ws)
}

/// A column of formulas, locked.
pub fn locked(heading: &str, width: f64, look: Set) -> BlankCell {
    BlankCell::new(heading, width, look, Check::Locked, "")
}
