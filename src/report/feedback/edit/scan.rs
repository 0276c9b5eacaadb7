//! What a sheet's part holds, as places in its text: rows, cells, columns, merged ranges. Row and column numbers may be left out in the file;
//! they are counted then, as the office programs do.

use memchr::memmem;

use super::xml::{Tag, TagKind, attribute, each_inner_tag, each_tag, number, prefix};
use crate::model::cell::CellRef;

/// A cell.
#[derive(Clone, Copy, Debug)]
pub struct CellSpan {
    pub at: CellRef,
    pub start: usize,
    /// End of its opening tag.
    pub tag_end: usize,
    pub end: usize,
    /// It holds a value, a text or a formula.
    pub filled: bool,
}

/// A row with its cells (`from..to` in [`Scan::cells`]).
#[derive(Clone, Copy, Debug)]
pub struct RowSpan {
    pub row: u32,
    pub start: usize,
    pub tag_end: usize,
    /// Offset of its closing tag; `None` for an empty element.
    pub close: Option<usize>,
    pub from: usize,
    pub to: usize,
}

/// An element that holds others.
#[derive(Clone, Copy, Debug)]
pub struct Holder {
    pub start: usize,
    pub tag_end: usize,
    /// Offset of its closing tag; `None` for an empty element.
    pub close: Option<usize>,
}

/// A `<col>`: its tag, first and last column from 0.
#[derive(Clone, Copy, Debug)]
pub struct ColSpan {
    pub start: usize,
    pub end: usize,
    pub first: u32,
    pub last: u32,
}

/// A sheet.
#[derive(Debug, Default)]
pub struct Scan<'t> {
    /// Prefix of its elements, with the colon.
    pub prefix: &'t str,
    pub rows: Vec<RowSpan>,
    pub cells: Vec<CellSpan>,
    pub data: Option<Holder>,
    pub cols: Option<Holder>,
    pub col: Vec<ColSpan>,
    pub dimension: Option<(usize, usize)>,
    pub merges: Vec<(CellRef, CellRef)>,
}

/// Columns of the largest sheet.
pub const MOST_COLUMNS: u32 = 16_384;
/// Rows of the largest sheet.
const MOST_ROWS: u32 = 1_048_576;

/// Looks a sheet over. `None`: not a sheet that we can change.
pub fn scan(text: &str) -> Option<Scan<'_>> {
    let state = quick(text).or_else(|| thorough(text))?;
    let sorted = state.scan.rows.windows(2).all(|w| w[0].row < w[1].row);
    let scan = state.scan;
    let cells = scan.rows.iter().all(|r| scan.cells[r.from..r.to].windows(2).all(|w| w[0].at.col < w[1].at.col));
    (state.sound && sorted && cells && scan.data.is_some()).then_some(scan)
}

/// Tag by tag.
fn thorough(text: &str) -> Option<State<'_>> {
    let mut state = State::new(text);
    each_tag(text, |tag| {
        state.take(&tag);
        state.sound
    })?;
    Some(state)
}

/// The same of a sheet as nearly all programs write it, whose rows and cells need no more than a look at their ends: no prefix, no comments, no
/// sections of raw text. `None`: something else is in it.
fn quick(text: &str) -> Option<State<'_>> {
    const OPEN: &str = "<sheetData>";
    const CLOSE: &str = "</sheetData>";
    let finder = |needle: &'static str| memmem::Finder::new(needle);
    let start = finder(OPEN).find(text.as_bytes())?;
    let data = start + OPEN.len();
    let end = data + finder(CLOSE).find(&text.as_bytes()[data..])?;
    if finder("<!").find(text.as_bytes()).is_some() {
        return None;
    }
    let mut state = State::new(text);
    each_tag(&text[..data], |tag| {
        state.take(&tag);
        state.sound
    })?;
    rows(&mut state, data, end)?;
    let after = end + CLOSE.len();
    state.take(&Tag { name: "sheetData", kind: TagKind::End, start: end, end: after });
    each_inner_tag(&text[after..], |tag| {
        state.take(&Tag { start: after + tag.start, end: after + tag.end, ..tag });
        state.sound
    })?;
    Some(state)
}

/// Rows and cells of `from..to`, which holds nothing else.
fn rows(state: &mut State<'_>, from: usize, to: usize) -> Option<()> {
    let bytes = &state.text.as_bytes()[..to];
    let cell_end = memmem::Finder::new("</c>");
    let mut at = from;
    while at < to {
        let rest = &bytes[at..];
        if rest[0].is_ascii_whitespace() {
            at += 1;
            continue;
        }
        if rest.starts_with(b"</row>") {
            let end = at + "</row>".len();
            state.take(&Tag { name: "row", kind: TagKind::End, start: at, end });
            at = end;
            continue;
        }
        let (end, empty) = tag_end(rest)?;
        let kind = if empty { TagKind::Empty } else { TagKind::Start };
        let name = match rest {
            [b'<', b'r', b'o', b'w', b' ' | b'>' | b'/', ..] => "row",
            [b'<', b'c', b' ' | b'>' | b'/', ..] => "c",
            _ => return None,
        };
        state.take(&Tag { name, kind, start: at, end: at + end });
        at += end;
        if name == "c" && !empty {
            let close = cell_end.find(&bytes[at..])?;
            let inner = &bytes[at..at + close];
            let values: [&[u8]; 3] = [b"<v", b"<is", b"<f"];
            if values.iter().any(|name| inner.starts_with(name)) || values.iter().any(|name| memmem::find(inner, name).is_some()) {
                state.cell.as_mut()?.filled = true;
            }
            let end = at + close + "</c>".len();
            state.take(&Tag { name: "c", kind: TagKind::End, start: at + close, end });
            at = end;
        }
    }
    state.cell.is_none().then_some(())
}

/// Where the tag that a text begins with ends, and whether it is an empty element.
fn tag_end(text: &[u8]) -> Option<(usize, bool)> {
    let mut quote = None;
    for (at, byte) in text.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some((at + 1, text[at - 1] == b'/')),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    None
}

struct State<'t> {
    scan: Scan<'t>,
    text: &'t str,
    next_row: u32,
    next_col: u32,
    in_data: bool,
    cell: Option<CellSpan>,
    /// Everything makes sense so far.
    sound: bool,
}

impl<'t> State<'t> {
    fn new(text: &'t str) -> Self {
        State { scan: Scan::default(), text, next_row: 0, next_col: 0, in_data: false, cell: None, sound: true }
    }

    fn take(&mut self, tag: &Tag<'t>) {
        let raw = &self.text[tag.start..tag.end];
        match (tag.name, tag.kind) {
            ("sheetData", TagKind::End) => {
                self.in_data = false;
                self.scan.data = self.scan.data.map(|d| Holder { close: Some(tag.start), ..d });
            }
            ("sheetData", kind) => {
                self.in_data = kind == TagKind::Start;
                self.scan.prefix = prefix(raw);
                self.scan.data = Some(Holder { start: tag.start, tag_end: tag.end, close: None });
            }
            ("row", TagKind::End) if self.in_data => {
                let to = self.scan.cells.len();
                if let Some(row) = self.scan.rows.last_mut() {
                    (row.close, row.to) = (Some(tag.start), to);
                }
            }
            ("row", _) if self.in_data => self.row(tag, raw),
            ("c", TagKind::End) if self.in_data => {
                if let Some(cell) = self.cell.take() {
                    self.scan.cells.push(CellSpan { end: tag.end, ..cell });
                }
            }
            ("c", kind) if self.in_data => self.open(tag, raw, kind),
            ("v" | "is" | "f", kind) if self.in_data && kind != TagKind::End => {
                if let Some(cell) = &mut self.cell {
                    cell.filled = true;
                }
            }
            ("cols", TagKind::End) => self.scan.cols = self.scan.cols.map(|c| Holder { close: Some(tag.start), ..c }),
            ("cols", _) => self.scan.cols = Some(Holder { start: tag.start, tag_end: tag.end, close: None }),
            ("col", kind) if kind != TagKind::End => {
                let (first, last) = (number(raw, "min").unwrap_or(0), number(raw, "max").unwrap_or(0));
                // A column that is no empty element is unheard of.
                self.sound &= kind == TagKind::Empty && first >= 1 && first <= last;
                self.scan.col.push(ColSpan { start: tag.start, end: tag.end, first: first.max(1) - 1, last: last.max(1) - 1 });
            }
            ("dimension", TagKind::Empty) => self.scan.dimension = Some((tag.start, tag.end)),
            ("mergeCell", kind) if kind != TagKind::End => self.scan.merges.extend(attribute(raw, "ref").and_then(range)),
            _ => {}
        }
    }

    fn row(&mut self, tag: &Tag<'_>, raw: &str) {
        let row = match attribute(raw, "r") {
            Some(text) => text.trim().parse::<u32>().ok().and_then(|n| n.checked_sub(1)).unwrap_or(MOST_ROWS),
            None => self.next_row,
        };
        self.sound &= row < MOST_ROWS;
        (self.next_row, self.next_col) = (row + 1, 0);
        let at = self.scan.cells.len();
        self.scan.rows.push(RowSpan { row, start: tag.start, tag_end: tag.end, close: None, from: at, to: at });
    }

    fn open(&mut self, tag: &Tag<'_>, raw: &str, kind: TagKind) {
        let Some(row) = self.scan.rows.last().map(|r| r.row) else {
            self.sound = false;
            return;
        };
        let at = match attribute(raw, "r") {
            Some(text) => cell_ref(text).unwrap_or(CellRef::new(MOST_ROWS, 0)),
            None => CellRef::new(row, self.next_col),
        };
        self.sound &= at.row == row && at.col < MOST_COLUMNS;
        self.next_col = at.col + 1;
        let cell = CellSpan { at, start: tag.start, tag_end: tag.end, end: tag.end, filled: false };
        match kind {
            TagKind::Empty => self.scan.cells.push(cell),
            _ => self.cell = Some(cell),
        }
    }
}

/// `C7` → the cell.
pub fn cell_ref(text: &str) -> Option<CellRef> {
    let text = text.trim();
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    if letters == 0 || letters > 3 {
        return None;
    }
    let col = text[..letters].bytes().fold(0, |n, b| n * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = text[letters..].parse().ok()?;
    Some(CellRef::new(row.checked_sub(1)?, col - 1))
}

fn range(text: &str) -> Option<(CellRef, CellRef)> {
    let (from, to) = text.split_once(':').unwrap_or((text, text));
    Some((cell_ref(from)?, cell_ref(to)?))
}

impl Scan<'_> {
    /// The row, if the file has it.
    pub fn row(&self, row: u32) -> Option<&RowSpan> {
        self.rows.binary_search_by_key(&row, |r| r.row).ok().map(|at| &self.rows[at])
    }

    /// The cell, if the file has it.
    pub fn cell(&self, at: CellRef) -> Option<&CellSpan> {
        let row = self.row(at.row)?;
        let cells = &self.cells[row.from..row.to];
        cells.binary_search_by_key(&at.col, |c| c.at.col).ok().map(|i| &cells[i])
    }

    /// The format of a cell, or what it would have: its own, its row's, its column's.
    pub fn format(&self, text: &str, at: CellRef) -> u32 {
        if let Some(cell) = self.cell(at) {
            return number(&text[cell.start..cell.tag_end], "s").unwrap_or(0);
        }
        let of_row = self.row(at.row).map(|r| &text[r.start..r.tag_end]).filter(|tag| attribute(tag, "customFormat") == Some("1"));
        let of_col = || self.col.iter().find(|c| (c.first..=c.last).contains(&at.col)).map(|c| &text[c.start..c.end]);
        of_row.and_then(|tag| number(tag, "s")).or_else(|| of_col().and_then(|tag| number(tag, "style"))).unwrap_or(0)
    }

    /// The upper left cell of the merged range that holds a cell; else the cell.
    pub fn anchor(&self, at: CellRef) -> CellRef {
        let holds = |(from, to): &&(CellRef, CellRef)| (from.row..=to.row).contains(&at.row) && (from.col..=to.col).contains(&at.col);
        self.merges.iter().find(holds).map_or(at, |(from, _)| *from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As it is found either way.
    fn both(text: &str) -> (Option<String>, Option<String>) {
        let told = |state: State<'_>| if state.sound { format!("{:?}", state.scan) } else { "unsound".to_string() };
        (quick(text).map(told), thorough(text).map(told))
    }

    fn sheet(data: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><worksheet><dimension ref=\"A1:C9\"/><cols><col min=\"1\" max=\"2\" width=\"9\"/></cols><sheetData>{data}</sheetData>\
             <mergeCells count=\"1\"><mergeCell ref=\"A1:B1\"/></mergeCells></worksheet>"
        )
    }

    #[test]
    fn a_quick_look_finds_what_a_thorough_one_does() {
        for data in [
            "",
            "<row r=\"1\" spans=\"1:3\"><c r=\"A1\" s=\"1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"/></row>\n<row r=\"4\" ht=\"20\"/>",
            "<row><c><v>1</v></c><c/><c t=\"inlineStr\"><is><t>党支部 &lt;c&gt;</t></is></c></row><row ><c r=\"A2\"></c></row>",
            "<row r='2'><c r='C2' t='str'><f>IF(A1&gt;\"x\",1,2)</f><v></v></c></row>",
            "<row r=\"1\"><c r=\"A1\" note=\"a>b\"><extLst/></c></row>",
            "<row r=\"1\"><c r=\"B2\"><v>1</v></c></row>",
        ] {
            let (quick, thorough) = both(&sheet(data));
            assert!(quick.is_some(), "{data}");
            assert_eq!(quick, thorough, "{data}");
        }
    }

    #[test]
    fn what_is_unlike_others_is_looked_at_thoroughly() {
        for data in ["<!-- <c/> --><row r=\"1\"/>", "<row r=\"1\"><x/></row>", "<row r=\"1\"><c r=\"A1\"><v>1</v></row>", "<row r=\"1"] {
            assert_eq!(both(&sheet(data)).0, None, "{data}");
        }
        let prefixed =
            sheet("<row r=\"1\"/>").replace("<sheetData", "<x:sheetData").replace("</sheetData", "</x:sheetData").replace("<row", "<x:row");
        let (quick, thorough) = both(&prefixed);
        assert!(quick.is_none() && thorough.is_some());
        assert_eq!(scan(&prefixed).unwrap().prefix, "x:");
    }
}
