//! The two sheets that are laid out by hand: 总览, the page that says how the period went (`brief`), and 情况分析, the figures, charts and sums behind it.

mod board;
pub(super) mod brief;
mod charts;
mod figures;
mod plot;
mod remarks;
mod sections;

use rust_xlsxwriter::{Worksheet, XlsxError};

use self::board::Board;
use super::context::Context;
use super::style::{Look, Styles};
use crate::report::paper::Ink;
use crate::report::paper::style::Sheet as Paper;

/// Name of the sheet of figures and charts.
pub(super) const ANALYSIS: &str = "情况分析";
/// Units of each of its board's columns, so that all of them fill A4 across.
const WIDTH: f64 = 11.0;
/// Programs set rows a little higher or lower: so much of a page is filled.
const SPARE: f64 = 0.97;

/// A sheet of the workbook for the table of contents.
pub(super) struct Entry {
    /// Name.
    pub name: String,
    /// What it holds.
    pub about: String,
}

/// 情况分析.
pub(super) fn analysis(cx: &Context<'_>, styles: &Styles) -> Result<Worksheet, XlsxError> {
    let mut board = Board::new(ANALYSIS, styles, WIDTH)?;
    board.line(&cx.title("情况分析"), &styles.ink[Ink::Title], 32.0)?;
    board.line(&cx.subtitle, styles.look(Look::Subtitle, false), 0.0)?;
    board.paged(Paper::Across.room().1 * SPARE);
    sections::cards(cx, &mut board)?;
    charts::section(cx, &mut board)?;
    // figures and charts are the first page; the tables begin on the second
    board.turn();
    sections::months(cx, &mut board)?;
    sections::quarters(cx, &mut board)?;
    if cx.several {
        sections::jurisdictions(cx, &mut board)?;
    }
    sections::attention(cx, &mut board)?;
    sections::rules(cx, &mut board)?;
    remarks::section(cx, &mut board)?;
    sections::inputs(cx, &mut board)?;
    board.bind()?;
    let Board { mut ws, row, .. } = board;
    ws.set_freeze_panes(2, 0)?;
    ws.set_repeat_rows(0, 1)?;
    ws.set_print_area(0, 0, row.saturating_sub(1), board::COLUMNS - 1)?;
    styles.page(&mut ws, Paper::Across);
    Ok(ws)
}
