//! Long tables. The library lays out their sheets with a placeholder where the rows go; the rows are made as markup by all threads, in parts whose
//! borders depend on nothing but the number of a row, and put there when the workbook is packed.

use std::ops::Range;

use rust_xlsxwriter::{Url, Worksheet, XlsxError};

use super::markup::{Columns, Markup};
use super::sheet::Rows;
use super::style::{Look, Styles};
use crate::model::cell::column_letters;

/// Fewest rows of a table that is written this way; more than the looks that its placeholder shows.
pub(super) const LONG: usize = if cfg!(test) { 24 } else { 512 };
/// Rows of a part.
pub(super) const PART: usize = if cfg!(test) { 10 } else { 1024 };

/// A table whose rows are still to be written.
pub(super) struct Long<'s, 'a> {
    pub rows: &'s Rows<'a>,
    pub count: usize,
    /// Sheet row of the first one, from 0.
    pub first: u32,
    /// Widths of the table's columns.
    pub widths: Vec<f64>,
    /// Links that each part may carry.
    pub links: Vec<usize>,
}

impl Long<'_, '_> {
    fn last(&self) -> u32 {
        self.first + self.count as u32 - 1
    }

    /// Cell of the placeholder that has the look of that number.
    fn cell(&self, at: usize) -> (u32, u16) {
        let columns = self.widths.len().max(1);
        (self.first + (at / columns) as u32, (at % columns) as u16)
    }

    fn name(&self, at: usize) -> String {
        let (row, col) = self.cell(at);
        format!("{}{}", column_letters(col.into()), row + 1)
    }

    /// Writes the placeholder: a cell of every look, a link if there will be any, and the last cell, by which the sheet's size is known.
    pub fn hold(&self, ws: &mut Worksheet, styles: &Styles) -> Result<(), XlsxError> {
        for look in Look::ALL {
            let (row, col) = self.cell(*look as usize);
            ws.write_blank(row, col, styles.look(*look, false))?;
        }
        if self.links.iter().any(|n| *n > 0) {
            let (row, col) = self.cell(Look::Jump as usize);
            let link = Url::new("internal:A1").set_text("1");
            ws.write_url_with_format(row, col, link, styles.look(Look::Jump, false))?;
        }
        ws.write_blank(self.last(), self.widths.len().max(1) as u16 - 1, styles.look(Look::Text, false))?;
        Ok(())
    }

    /// Where the placeholder's rows and its link stand in the sheet, and what its cells need to know.
    fn found(&self, xml: &str) -> Option<(Range<usize>, Option<Range<usize>>, Columns)> {
        let start = xml.find(&format!("<row r=\"{}\"", self.first + 1))?;
        let last = start + xml[start..].find(&format!("<row r=\"{}\"", self.last() + 1))?;
        let end = last + xml[last..].find("</row>")? + "</row>".len();
        let held = &xml[start..end];
        let format = |look: &Look| {
            let open = format!("<c r=\"{}\" s=\"", self.name(*look as usize));
            let at = held.find(&open)? + open.len();
            held[at..].split('"').next().map(str::to_string)
        };
        let link = xml[end..].find(&format!("<hyperlink ref=\"{}\"", self.name(Look::Jump as usize))).map(|at| end + at);
        let link = link.and_then(|at| Some(at..at + xml[at..].find("/>")? + "/>".len()));
        let letters = (0..self.widths.len()).map(|c| column_letters(c as u32)).collect();
        let columns = Columns { formats: Look::ALL.iter().map(format).collect::<Option<_>>()?, letters, widths: self.widths.clone() };
        Some((start..end, link, columns))
    }

    /// Number of parts.
    pub fn parts(&self) -> usize {
        self.count.div_ceil(PART)
    }

    /// A part of the table.
    pub fn part(&self, at: usize, columns: &Columns) -> Markup {
        let mut markup = Markup::with_room(part(at, self.count).len(), self.widths.len());
        let mut links = self.links.get(at).copied().unwrap_or(0);
        for n in part(at, self.count) {
            self.rows.with(n, |items| columns.row(&mut markup, self.first + n as u32 + 1, items, &mut links));
        }
        markup
    }
}

/// Rows of a part of a table of so many.
pub(super) fn part(at: usize, count: usize) -> Range<usize> {
    at * PART..((at + 1) * PART).min(count)
}

/// A worksheet's layout without its placeholder.
pub(super) struct Cut<'x> {
    /// What stands before the rows, between them and the links (if there are any), and behind.
    pub before: &'x str,
    pub between: Option<&'x str>,
    pub behind: &'x str,
    /// What the rows' cells need to know.
    pub columns: Columns,
}

impl Long<'_, '_> {
    /// Cuts the placeholder out of the layout. `None` if it is not where it was put.
    pub fn cut<'x>(&self, xml: &'x str) -> Option<Cut<'x>> {
        let (rows, link, columns) = self.found(xml)?;
        let end = link.as_ref().map_or(rows.end, |link| link.end);
        let between = link.map(|link| &xml[rows.end..link.start]);
        Some(Cut { before: &xml[..rows.start], between, behind: &xml[end..], columns })
    }
}
