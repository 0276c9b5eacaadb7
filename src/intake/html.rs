//! Tables of a page, as many systems export them under the name of xls. Read tolerantly: unclosed cells and rows are the rule there. All tables
//! of the page stand below one another on one sheet, and lines of text between them (titles, units) take a row each, as in the office programs.

use super::fault::Fault;
use super::sheet::{BookBuilder, merge};
use crate::model::book::RawSheet;
use crate::model::cell::CellRef;

const MAX_COLSPAN: u32 = 1_000;
const MAX_ROWSPAN: u32 = 65_535;
/// Elements whose content is no text of the page.
const SILENT: [&str; 5] = ["style", "script", "title", "xml", "noscript"];

/// Reads the decoded page; `name` is the sheet's name unless the page gives one.
pub(super) fn read(text: &str, name: &str, book: &mut BookBuilder<'_>) -> Result<(), Fault> {
    let given = between(text, "<x:Name>", "</x:Name>").map(str::trim).filter(|n| !n.is_empty());
    let sheet = book.open(&entities(given.unwrap_or(name)), 0, false)?;
    let mut page = Page { sheet, next_row: 0, row: None, col: 0, below: Vec::new(), cell: None, loose: String::new(), depth: 0, tables: 0 };
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        page.text(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let Some(end) = tag_end(rest) else { break };
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        let element = tag_name(tag);
        if SILENT.contains(&element.as_str()) && !tag.ends_with('/') {
            rest = after_close(rest, &element);
            continue;
        }
        page.tag(&element, tag, book)?;
    }
    if !rest.starts_with('<') {
        page.text(rest);
    }
    page.end_row(book)?;
    page.end_loose(book)?;
    if page.tables == 0 {
        return Err(Fault::NotWorkbook("网页中没有表格"));
    }
    book.close(page.sheet);
    Ok(())
}

struct Page {
    sheet: RawSheet,
    next_row: u32,
    /// The row at hand.
    row: Option<u32>,
    col: u32,
    /// Rows for which each column is still taken by a cell from above.
    below: Vec<u32>,
    cell: Option<Open>,
    /// Text outside of tables, until a line ends.
    loose: String,
    /// Tables within tables are text of the outer cell.
    depth: u32,
    tables: u32,
}

/// A cell whose end has not come.
struct Open {
    at: CellRef,
    text: String,
}

impl Page {
    fn tag(&mut self, element: &str, tag: &str, book: &mut BookBuilder<'_>) -> Result<(), Fault> {
        match element {
            "table" => {
                if self.depth == 0 {
                    self.end_loose(book)?;
                    self.below.clear();
                    self.tables += 1;
                }
                self.depth += 1;
            }
            "/table" => {
                if self.depth == 1 {
                    self.end_row(book)?;
                }
                self.depth = self.depth.saturating_sub(1);
            }
            "tr" if self.depth == 1 => {
                self.end_row(book)?;
                self.start_row(book)?;
            }
            "/tr" if self.depth == 1 => self.end_row(book)?,
            "td" | "th" if self.depth == 1 => {
                self.end_cell(book)?;
                self.start_cell(tag, book)?;
            }
            "/td" | "/th" if self.depth == 1 => self.end_cell(book)?,
            "td" | "th" => self.push(" "),
            "br" | "br/" | "p" | "/p" | "div" | "/div" | "li" | "tr" => self.line(book)?,
            "h1" | "/h1" | "h2" | "/h2" | "h3" | "/h3" | "caption" | "/caption" | "center" | "/center" | "body" => self.line(book)?,
            _ => {}
        }
        Ok(())
    }

    /// A line ends: within a cell a line break, outside of tables a row of its own.
    fn line(&mut self, book: &mut BookBuilder<'_>) -> Result<(), Fault> {
        match &mut self.cell {
            Some(open) => {
                let kept = open.text.trim_end_matches(' ').len();
                open.text.truncate(kept);
                if !open.text.is_empty() && !open.text.ends_with('\n') {
                    open.text.push('\n');
                }
                Ok(())
            }
            None => self.end_loose(book),
        }
    }

    fn text(&mut self, raw: &str) {
        if !raw.is_empty() {
            let text = entities(raw);
            self.push(&text);
        }
    }

    /// Adds text with runs of ASCII blanks as one.
    fn push(&mut self, text: &str) {
        let target = match &mut self.cell {
            Some(open) => &mut open.text,
            None => &mut self.loose,
        };
        for c in text.chars() {
            if !c.is_ascii_whitespace() {
                target.push(c);
            } else if !(target.is_empty() || target.ends_with([' ', '\n'])) {
                target.push(' ');
            }
        }
    }

    fn end_loose(&mut self, book: &mut BookBuilder<'_>) -> Result<(), Fault> {
        let text = std::mem::take(&mut self.loose);
        // Between the rows of a table there is nothing but layout.
        if self.depth == 0 && !text.trim().is_empty() {
            book.put_text(&mut self.sheet, self.next_row, 0, text.trim())?;
            self.next_row = self.next_row.saturating_add(1);
        }
        Ok(())
    }

    fn start_row(&mut self, book: &mut BookBuilder<'_>) -> Result<(), Fault> {
        book.tick()?;
        self.row = Some(self.next_row);
        self.next_row = self.next_row.saturating_add(1);
        self.col = 0;
        Ok(())
    }

    fn end_row(&mut self, book: &mut BookBuilder<'_>) -> Result<(), Fault> {
        self.end_cell(book)?;
        if self.row.take().is_some() {
            self.below.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        }
        Ok(())
    }

    fn start_cell(&mut self, tag: &str, book: &mut BookBuilder<'_>) -> Result<(), Fault> {
        book.tick()?;
        if self.row.is_none() {
            self.start_row(book)?;
        }
        let row = self.row.unwrap_or(0);
        while self.below.get(self.col as usize).is_some_and(|rows| *rows > 0) {
            self.col += 1;
        }
        let cols = number(tag, "colspan").unwrap_or(1).clamp(1, MAX_COLSPAN);
        let rows = number(tag, "rowspan").unwrap_or(1).clamp(1, MAX_ROWSPAN);
        let at = CellRef::new(row, self.col);
        let end = self.col.saturating_add(cols);
        if cols > 1 || rows > 1 {
            merge(&mut self.sheet, at, CellRef::new(row.saturating_add(rows - 1), end - 1));
        }
        if end < super::sheet::MAX_COLS {
            if self.below.len() < end as usize {
                self.below.resize(end as usize, 0);
            }
            self.below[self.col as usize..end as usize].fill(rows);
        }
        self.col = end;
        self.cell = Some(Open { at, text: String::new() });
        Ok(())
    }

    fn end_cell(&mut self, book: &mut BookBuilder<'_>) -> Result<(), Fault> {
        if let Some(open) = self.cell.take() {
            let text = open.text.trim_matches([' ', '\n', '\u{a0}']);
            book.put_text(&mut self.sheet, open.at.row, open.at.col, text)?;
        }
        self.loose.clear();
        Ok(())
    }
}

/// The end of the tag that the text begins with; a `>` in quotes is none, unless the quotes never end.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().take(4096) {
        match (byte, quote) {
            (b'>', None) => return Some(at),
            (b'"' | b'\'', None) => quote = Some(byte),
            (_, Some(open)) if open == byte => quote = None,
            _ => {}
        }
    }
    text.find('>')
}

/// The element's name in lower case, with the slash of an end tag.
fn tag_name(tag: &str) -> String {
    let name = tag.split(|c: char| c.is_ascii_whitespace()).next().unwrap_or(tag);
    name.to_ascii_lowercase()
}

/// What follows the end tag of an element.
fn after_close<'t>(text: &'t str, element: &str) -> &'t str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        rest = &rest[at + 2..];
        if rest.get(..element.len()).is_some_and(|name| name.eq_ignore_ascii_case(element)) {
            return rest.split_once('>').map_or("", |(_, after)| after);
        }
    }
    ""
}

/// A whole-number attribute, quoted or not.
fn number(tag: &str, name: &str) -> Option<u32> {
    let at = tag.to_ascii_lowercase().find(&format!("{name}="))?;
    let value = tag.get(at + name.len() + 1..)?.trim_start_matches(['"', '\'', ' ']);
    let digits = value.find(|c: char| !c.is_ascii_digit()).map_or(value, |end| &value[..end]);
    digits.parse().ok()
}

fn between<'t>(text: &'t str, open: &str, close: &str) -> Option<&'t str> {
    text.split_once(open)?.1.split_once(close).map(|(inside, _)| inside)
}

/// Character references resolved; an unknown one stays as written.
fn entities(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|b| b == b';');
        match end.and_then(|end| entity(&rest[1..end]).map(|c| (c, end))) {
            Some((c, end)) => {
                text.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                text.push('&');
                rest = &rest[1..];
            }
        }
    }
    text.push_str(rest);
    text
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "times" => '×',
        "radic" => '√',
        "middot" => '·',
        "mdash" => '—',
        "ensp" => '\u{2002}',
        "emsp" => '\u{2003}',
        _ => return None,
    })
}
