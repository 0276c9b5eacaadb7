//! Tables of a document: columns of relative width, a heading row that is repeated on every page, rows that no page breaks.

use super::{Weight, run};
use crate::report::paper::clean;

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Align {
    Left,
    Center,
    Right,
}

/// A column.
pub struct Col {
    head: &'static str,
    /// Part of the table's width.
    width: u32,
    align: Align,
}

impl Col {
    /// Words, set to the left.
    pub fn left(head: &'static str, width: u32) -> Self {
        Col { head, width, align: Align::Left }
    }

    /// Short words, in the middle.
    pub fn center(head: &'static str, width: u32) -> Self {
        Col { head, width, align: Align::Center }
    }

    /// Numbers.
    pub fn right(head: &'static str, width: u32) -> Self {
        Col { head, width, align: Align::Right }
    }
}

/// What stands in a cell.
pub struct Cell {
    text: String,
    strong: bool,
}

impl Cell {
    /// Text; identity numbers in it are masked.
    pub fn text(text: impl AsRef<str>) -> Self {
        Cell { text: clean(text.as_ref()).into_owned(), strong: false }
    }

    /// A number, or whatever else this program makes.
    pub fn of(value: impl ToString) -> Self {
        Cell { text: value.to_string(), strong: false }
    }

    /// The same, or a dash.
    pub fn or_dash(value: Option<impl ToString>) -> Self {
        value.map_or_else(|| Cell::of("—"), Cell::of)
    }

    /// A number, and nothing for none of it: rows of noughts hide what there is.
    pub fn some(value: u32) -> Self {
        if value == 0 { Cell::of("") } else { Cell::of(value) }
    }

    /// What the row is about: a label.
    pub fn label(text: impl AsRef<str>) -> Self {
        Cell { strong: true, ..Cell::text(text) }
    }
}

/// A table.
pub struct Grid {
    cols: Vec<Col>,
    rows: Vec<Vec<Cell>>,
    heads: bool,
    tight: bool,
    /// Height of a row at least, in twentieths of a point.
    least: u32,
}

impl Grid {
    /// A table with headings.
    pub fn new(cols: Vec<Col>, rows: Vec<Vec<Cell>>) -> Self {
        Grid { cols, rows, heads: true, tight: false, least: 0 }
    }

    /// A form: labels and what belongs to them, without headings.
    pub fn form(widths: &[u32], rows: Vec<Vec<Cell>>) -> Self {
        let cols = widths.iter().map(|width| Col::left("", *width)).collect();
        Grid { cols, rows, heads: false, tight: false, least: 480 }
    }

    /// In small letters, for many columns.
    pub fn tight(self) -> Self {
        Grid { tight: true, ..self }
    }

    /// Prints the markup of a table so wide.
    pub(super) fn print(&self, out: &mut String, width: u32) {
        let sum: u32 = self.cols.iter().map(|col| col.width).sum::<u32>().max(1);
        let widths: Vec<u32> = self.cols.iter().map(|col| col.width * width / sum).collect();
        out.push_str("<w:tbl><w:tblPr><w:tblStyle w:val=\"Grid\"/><w:tblW w:w=\"");
        out.push_str(&widths.iter().sum::<u32>().to_string());
        out.push_str("\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>");
        for width in &widths {
            out.push_str(&format!("<w:gridCol w:w=\"{width}\"/>"));
        }
        out.push_str("</w:tblGrid>");
        // the same for every row: properties of a cell up to its text
        let leads: Vec<String> = self.cols.iter().zip(&widths).map(|(col, width)| self.lead(*width, col.align)).collect();
        if self.heads {
            out.push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
            for (col, width) in self.cols.iter().zip(&widths) {
                out.push_str(&self.lead(*width, Align::Center));
                run(out, Weight::Strong, col.head);
                out.push_str("</w:p></w:tc>");
            }
            out.push_str("</w:tr>");
        }
        for row in &self.rows {
            out.push_str("<w:tr><w:trPr><w:cantSplit/>");
            if self.least > 0 {
                out.push_str(&format!("<w:trHeight w:val=\"{}\" w:hRule=\"atLeast\"/>", self.least));
            }
            out.push_str("</w:trPr>");
            let last = row.len().min(leads.len()).saturating_sub(1);
            for (at, (cell, lead)) in row.iter().zip(&leads).enumerate() {
                let rest = self.cols.len() - at;
                match at == last && rest > 1 {
                    // a short row ends with a cell over all that is left
                    true => out.push_str(&self.spanning(widths[at..].iter().sum(), rest, self.cols[at].align)),
                    false => out.push_str(lead),
                }
                if !cell.text.is_empty() {
                    run(out, if cell.strong { Weight::Strong } else { Weight::Plain }, &cell.text);
                }
                out.push_str("</w:p></w:tc>");
            }
            out.push_str("</w:tr>");
        }
        out.push_str("</w:tbl>");
    }

    fn lead(&self, width: u32, align: Align) -> String {
        self.spanning(width, 1, align)
    }

    fn spanning(&self, width: u32, over: usize, align: Align) -> String {
        let span = if over > 1 { format!("<w:gridSpan w:val=\"{over}\"/>") } else { String::new() };
        let style = if self.tight { "CellTight" } else { "Cell" };
        let align = match align {
            Align::Left => "",
            Align::Center => "<w:jc w:val=\"center\"/>",
            Align::Right => "<w:jc w:val=\"right\"/>",
        };
        format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{span}<w:vAlign w:val=\"center\"/></w:tcPr>\
             <w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{align}</w:pPr>"
        )
    }
}
