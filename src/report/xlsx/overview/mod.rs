//! 总览: one or two pages from which a reader sees how the period went, where to look, and on which sheet.

mod board;
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

/// A sheet of the workbook for the table of contents.
pub(super) struct Entry {
    /// Name.
    pub name: String,
    /// What it holds.
    pub about: String,
}

/// The sheet.
pub(super) fn write(cx: &Context<'_>, styles: &Styles, entries: &[Entry]) -> Result<Worksheet, XlsxError> {
    let mut board = Board::new("总览", styles)?;
    board.line(&cx.title("情况总览"), &styles.ink[Ink::Title], 32.0)?;
    board.line(&cx.subtitle, styles.look(Look::Subtitle, false), 0.0)?;
    sections::cards(cx, &mut board)?;
    let second_page = charts::section(cx, &mut board)?;
    sections::months(cx, &mut board)?;
    sections::quarters(cx, &mut board)?;
    if cx.several {
        sections::jurisdictions(cx, &mut board)?;
    }
    sections::attention(cx, &mut board)?;
    sections::rules(cx, &mut board)?;
    remarks::section(cx, &mut board)?;
    sections::inputs(cx, &mut board)?;
    sections::contents(entries, &mut board)?;
    let Board { mut ws, row, .. } = board;
    ws.set_freeze_panes(2, 0)?;
    ws.set_repeat_rows(0, 1)?;
    ws.set_print_area(0, 0, row.saturating_sub(1), board::COLUMNS - 1)?;
    styles.page(&mut ws, crate::report::paper::style::Sheet::Across);
    if let Some(row) = second_page {
        ws.set_page_breaks(&[row])?;
    }
    Ok(ws)
}
