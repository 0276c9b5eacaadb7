//! A book on its way between processes: sheets and batches of cells, each text once. What arrives is checked like a file: the reading process
//! has looked into something hostile, and may have been taken over by it.

use std::io::{self, Write};
use std::sync::Arc;

use arcstr::ArcStr;
use chrono::DateTime;
use rustc_hash::FxHashMap;

use super::super::limits::Limits;
use super::super::sheet::{MAX_COLS, MAX_ROWS};
use super::wire::{Batch, Cell, Head, Note, Reply, Sender, nonsense};
use crate::model::book::{Merge, RawBook, RawCell, RawPicture, RawSheet, Value};
use crate::model::cell::{CellRef, Place};
use crate::model::finding::Issue;
use crate::model::own::Passed;

/// Cells of a batch.
const BATCH_CELLS: usize = 4_096;
/// Bytes of texts from which a batch is full.
const BATCH_BYTES: usize = 256 << 10;
/// Issues of one file that are taken.
const MOST_ISSUES: usize = 100_000;

/// Texts sent so far, by where they lie: equal ones that share their place go once.
#[derive(Default)]
struct Texts<'a> {
    known: FxHashMap<(*const u8, usize), u32>,
    fresh: Vec<&'a str>,
    bytes: usize,
}

impl<'a> Texts<'a> {
    fn number(&mut self, text: &'a ArcStr) -> u32 {
        let next = self.known.len() as u32;
        *self.known.entry((text.as_ptr(), text.len())).or_insert_with(|| {
            self.fresh.push(text);
            self.bytes += text.len();
            next
        })
    }
}

/// Sends a book and the end of it. Gives the bytes sent.
pub(super) fn send<W: Write>(to: &mut Sender<W>, book: &RawBook, unreadable: bool) -> io::Result<usize> {
    let mut texts = Texts::default();
    let mut sent = 0;
    for sheet in &book.sheets {
        // Named one by one, so that a field that is added is not forgotten here.
        let RawSheet { name, position, hidden, hidden_rows, hidden_cols, merges, cells, pictures } = sheet;
        sent += to.queue(&Reply::Sheet(Head {
            name,
            position: *position,
            hidden: *hidden,
            hidden_rows: hidden_rows.iter().copied().collect(),
            hidden_cols: hidden_cols.iter().copied().collect(),
            merges: merges.iter().map(|m| [m.from.row, m.from.col, m.to.row, m.to.col]).collect(),
            pictures: pictures.iter().map(|p| ([p.from.row, p.from.col, p.to.row, p.to.col], p.print, p.bytes)).collect(),
        }))?;
        let mut batch = Batch::default();
        for (ix, RawCell { at, value }) in cells.iter().enumerate() {
            batch.cells.push((at.row, at.col, cell(value, &mut texts)));
            if batch.cells.len() == BATCH_CELLS || texts.bytes >= BATCH_BYTES || ix + 1 == cells.len() {
                batch.texts = std::mem::take(&mut texts.fresh);
                texts.bytes = 0;
                sent += to.queue(&Reply::Cells(std::mem::take(&mut batch)))?;
            }
        }
    }
    let issues = book.issues.iter().take(MOST_ISSUES).map(note).collect();
    Ok(sent + to.send(&Reply::Done { unreadable, passed: book.passed, issues })?)
}

fn cell<'a>(value: &'a Value, texts: &mut Texts<'a>) -> Cell {
    match value {
        Value::Text(text) => Cell::Text(texts.number(text)),
        Value::Number(number) => Cell::Number(*number),
        Value::Date(when) => Cell::Date(when.and_utc().timestamp(), when.and_utc().timestamp_subsec_nanos()),
        Value::Duration(days) => Cell::Duration(*days),
        Value::Bool(truth) => Cell::Bool(*truth),
        Value::Error(text) => Cell::Error(texts.number(text)),
        Value::Uncalculated => Cell::Uncalculated,
    }
}

fn note(issue: &Issue) -> Note<'_> {
    Note {
        code: issue.code,
        sheet: &issue.place.sheet,
        cell: issue.place.cell,
        row: issue.row,
        field: &issue.field,
        raw: &issue.raw,
        say: issue.say.clone(),
        expected: &issue.expected,
        level: issue.level,
        rejects_row: issue.rejects_row,
    }
}

/// A book as it arrives.
pub(super) struct Arrival<'l> {
    limits: &'l Limits,
    book: RawBook,
    texts: Vec<ArcStr>,
    text_bytes: usize,
    cells: usize,
    pictures: usize,
}

impl<'l> Arrival<'l> {
    pub(super) fn new(path: &Arc<str>, limits: &'l Limits) -> Self {
        let book = RawBook { path: path.clone(), sheets: Vec::new(), issues: Vec::new(), passed: None };
        Arrival { limits, book, texts: Vec::new(), text_bytes: 0, cells: 0, pictures: 0 }
    }

    /// A sheet begins.
    pub(super) fn sheet(&mut self, head: Head<'_>) -> io::Result<()> {
        let wrong = |m: &[u32; 4]| m[2] >= MAX_ROWS || m[3] >= MAX_COLS || m[0] > m[2] || m[1] > m[3];
        self.pictures += head.pictures.len();
        let wrong_picture = self.pictures > self.limits.pictures || head.pictures.iter().any(|(corners, ..)| wrong(corners));
        if self.book.sheets.len() >= self.limits.sheets || head.merges.iter().any(wrong) || wrong_picture {
            return Err(nonsense());
        }
        self.end_sheet();
        self.book.sheets.push(RawSheet {
            name: Arc::from(head.name),
            position: head.position,
            hidden: head.hidden,
            hidden_rows: head.hidden_rows.into_iter().collect(),
            hidden_cols: head.hidden_cols.into_iter().collect(),
            merges: head.merges.iter().map(|m| Merge { from: CellRef::new(m[0], m[1]), to: CellRef::new(m[2], m[3]) }).collect(),
            cells: Vec::new(),
            pictures: head.pictures.iter().map(|(c, print, bytes)| picture(c, *print, *bytes)).collect(),
        });
        Ok(())
    }

    /// Some cells of it: in order, within a sheet, of known texts.
    pub(super) fn cells(&mut self, batch: &Batch<'_>) -> io::Result<()> {
        self.text_bytes += batch.texts.iter().map(|t| t.len()).sum::<usize>();
        self.cells += batch.cells.len();
        if self.text_bytes > self.limits.string_bytes.saturating_mul(2) || self.cells > self.limits.cells {
            return Err(nonsense());
        }
        self.texts.extend(batch.texts.iter().map(|t| ArcStr::from(*t)));
        let sheet = self.book.sheets.last_mut().ok_or_else(nonsense)?;
        for (row, col, cell) in &batch.cells {
            let at = CellRef::new(*row, *col);
            if *row >= MAX_ROWS || *col >= MAX_COLS || sheet.cells.last().is_some_and(|last| last.at >= at) {
                return Err(nonsense());
            }
            let text = |number: u32| self.texts.get(number as usize).cloned();
            let value = match *cell {
                Cell::Text(number) => text(number).map(Value::Text),
                Cell::Error(number) => text(number).map(Value::Error),
                Cell::Number(number) => number.is_finite().then_some(Value::Number(number)),
                Cell::Duration(days) => days.is_finite().then_some(Value::Duration(days)),
                Cell::Date(seconds, nanos) => DateTime::from_timestamp(seconds, nanos).map(|when| Value::Date(when.naive_utc())),
                Cell::Bool(truth) => Some(Value::Bool(truth)),
                Cell::Uncalculated => Some(Value::Uncalculated),
            };
            sheet.cells.push(RawCell { at, value: value.ok_or_else(nonsense)? });
        }
        Ok(())
    }

    /// The book, with what was wrong with it.
    pub(super) fn done(mut self, passed: Option<Passed>, issues: &[Note<'_>]) -> RawBook {
        self.end_sheet();
        let path = self.book.path.clone();
        self.book.passed = passed;
        self.book.issues = issues.iter().map(|note| issue(note, &path)).collect();
        self.book
    }

    fn end_sheet(&mut self) {
        if let Some(last) = self.book.sheets.last_mut() {
            last.cells.shrink_to_fit();
        }
    }
}

fn picture(corners: &[u32; 4], print: [u8; 32], bytes: u64) -> RawPicture {
    RawPicture { from: CellRef::new(corners[0], corners[1]), to: CellRef::new(corners[2], corners[3]), print, bytes }
}

fn issue(note: &Note<'_>, path: &Arc<str>) -> Issue {
    Issue {
        code: note.code,
        place: Place { file: path.clone(), sheet: Arc::from(note.sheet), cell: note.cell },
        row: note.row,
        field: Arc::from(note.field),
        raw: Arc::from(note.raw),
        say: note.say.clone(),
        expected: note.expected.to_owned(),
        level: note.level,
        who: None,
        branch: None,
        month: None,
        rejects_row: note.rejects_row,
    }
}
