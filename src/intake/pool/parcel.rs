//! A book on its way between processes: sheets, each followed by its cells in batches, and each text once. What arrives is checked like a file: the
//! reading process has looked into something hostile, and may have been taken over by it.

use std::borrow::Cow;
use std::io::{self, Write};
use std::mem::take;
use std::sync::Arc;

use super::super::limits::Limits;
use super::super::sheet::{MAX_COLS, MAX_ROWS};
use super::wire::{Reply, Sender, nonsense};
use crate::model::book::{RawBook, RawCell, RawSheet, Value};
use crate::model::cell::CellRef;
use crate::model::finding::Issue;
use crate::model::once::{Said, Shared};
use crate::model::own::Passed;

/// Cells of a batch.
const BATCH_CELLS: usize = 4_096;
/// Bytes of texts from which a batch is full.
const BATCH_BYTES: usize = 256 << 10;
/// Issues of one file that are taken.
const MOST_ISSUES: usize = 100_000;

/// Sends a book and the end of it. Gives the bytes sent.
pub(super) fn send<W: Write>(to: &mut Sender<W>, book: RawBook, unreadable: bool) -> io::Result<usize> {
    let RawBook { path: _, sheets, mut issues, passed } = book;
    issues.truncate(MOST_ISSUES);
    Said::default().during(|| {
        let mut sent = 0;
        for mut sheet in sheets {
            let mut cells = take(&mut sheet.cells).into_iter();
            sent += to.queue(&Reply::Sheet(sheet, cells.len()))?;
            // What has gone is let go: the other side is building it up meanwhile.
            while !cells.as_slice().is_empty() {
                let length = batch(cells.as_slice());
                sent += to.queue(&Reply::Cells(Cow::Borrowed(&cells.as_slice()[..length])))?;
                cells.by_ref().take(length).for_each(drop);
            }
        }
        Ok(sent + to.send(&Reply::Done { unreadable, passed, issues })?)
    })
}

/// How many of these cells make a batch.
fn batch(cells: &[RawCell]) -> usize {
    let mut bytes = 0;
    let full = cells.iter().take(BATCH_CELLS).position(|cell| {
        bytes += text_bytes(&cell.value);
        bytes >= BATCH_BYTES
    });
    full.map_or(cells.len().min(BATCH_CELLS), |last| last + 1)
}

fn text_bytes(value: &Value) -> usize {
    match value {
        Value::Text(text) | Value::Error(text) => text.len(),
        _ => 0,
    }
}

/// A book as it arrives.
pub(super) struct Arrival<'l> {
    limits: &'l Limits,
    book: RawBook,
    /// For whatever is taken in for this book.
    pub(super) said: Said,
    texts: usize,
    text_bytes: usize,
    cells: usize,
    /// Cells that were announced, of all sheets so far.
    announced: usize,
    pictures: usize,
}

impl<'l> Arrival<'l> {
    pub(super) fn new(path: &Arc<str>, limits: &'l Limits) -> Self {
        let book = RawBook { path: path.clone(), sheets: Vec::new(), issues: Vec::new(), passed: None };
        Arrival { limits, book, said: Said::default(), texts: 0, text_bytes: 0, cells: 0, announced: 0, pictures: 0 }
    }

    /// A sheet begins, of so many cells: room for them is made once, since a list that grows is held twice while it moves.
    pub(super) fn sheet(&mut self, mut sheet: RawSheet, cells: usize) -> io::Result<()> {
        let wrong = |from: CellRef, to: CellRef| to.row >= MAX_ROWS || to.col >= MAX_COLS || from.row > to.row || from.col > to.col;
        self.pictures += sheet.pictures.len();
        let wrong_picture = self.pictures > self.limits.pictures || sheet.pictures.iter().any(|p| wrong(p.from, p.to));
        let wrong_merge = sheet.merges.iter().any(|m| wrong(m.from, m.to));
        if self.book.sheets.len() >= self.limits.sheets || wrong_merge || wrong_picture || !sheet.cells.is_empty() {
            return Err(nonsense());
        }
        self.end_sheet()?;
        self.announced = self.announced.saturating_add(cells);
        if self.announced > self.limits.cells {
            return Err(nonsense());
        }
        // announced by a process that may have been taken over: no room is no reason to end with it
        sheet.cells.try_reserve_exact(cells).map_err(|_| nonsense())?;
        self.book.sheets.push(sheet);
        Ok(())
    }

    /// Some cells of it: in order, within a sheet, of so much text.
    pub(super) fn cells(&mut self, batch: Vec<RawCell>) -> io::Result<()> {
        let texts = self.said.row_texts();
        let alone = batch.iter().filter_map(|cell| match &cell.value {
            Value::Text(text) | Value::Error(text) if text.is_alone() => Some(text.len()),
            _ => None,
        });
        self.text_bytes += texts[self.texts..].iter().map(|text| text.len()).chain(alone).sum::<usize>();
        self.texts = texts.len();
        self.cells += batch.len();
        if self.text_bytes > self.limits.string_bytes.saturating_mul(2) || self.cells > self.announced {
            return Err(nonsense());
        }
        let sheet = self.book.sheets.last_mut().ok_or_else(nonsense)?;
        for cell in batch {
            let CellRef { row, col } = cell.at;
            let wrong_number = matches!(cell.value, Value::Number(n) | Value::Duration(n) if !n.is_finite());
            if row >= MAX_ROWS || col >= MAX_COLS || sheet.cells.last().is_some_and(|last| last.at >= cell.at) || wrong_number {
                return Err(nonsense());
            }
            sheet.cells.push(cell);
        }
        Ok(())
    }

    /// The book, with what was wrong with it. Intake knows of an issue neither whose it is nor of which month.
    pub(super) fn done(self, passed: Option<Passed>, issues: Vec<Issue>) -> io::Result<RawBook> {
        self.end_sheet()?;
        let known = |issue: &Issue| issue.who.is_some() || issue.branch.is_some() || issue.month.is_some();
        if issues.iter().any(|issue| issue.place.file != self.book.path || known(issue)) {
            return Err(nonsense());
        }
        Ok(RawBook { passed, issues, ..self.book })
    }

    /// Nothing of the sheet at hand was lost.
    fn end_sheet(&self) -> io::Result<()> {
        if self.cells == self.announced { Ok(()) } else { Err(nonsense()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::pool::wire::Receiver;
    use crate::model::book::{Merge, RawPicture};
    use crate::model::cell::Place;
    use crate::model::finding::{BranchIx, Code};

    const PATH: &str = "台账.xlsx";

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    fn cell(row: u32, col: u32, value: Value) -> RawCell {
        RawCell { at: CellRef::new(row, col), value }
    }

    fn issue() -> Issue {
        let place = Place { file: PATH.into(), sheet: "表".into(), cell: None };
        Issue::new(Code::ING001, place, say!("有 1 个单元格无法读取。"))
    }

    fn book(cells: Vec<RawCell>) -> RawBook {
        let at = |row, col| CellRef::new(row, col);
        let sheet = RawSheet {
            name: "表".into(),
            position: 3,
            hidden: true,
            hidden_rows: [1, 7].into(),
            hidden_cols: [2].into(),
            merges: vec![Merge { from: at(0, 0), to: at(1, 5) }],
            cells,
            pictures: vec![RawPicture { from: at(1, 1), to: at(2, 2), print: [7; 32], bytes: 99 }],
            totals: [2].into(),
        };
        let rest = RawSheet { name: "空".into(), ..RawSheet::default() };
        RawBook { path: PATH.into(), sheets: vec![sheet, rest], issues: vec![issue()], passed: Some(Passed::Data) }
    }

    fn arrive(bytes: &[u8], limits: &Limits) -> io::Result<RawBook> {
        let mut from = Receiver::new(bytes);
        let mut arrival = Arrival::new(&PATH.into(), limits);
        loop {
            match arrival.said.during(|| from.receive())? {
                Reply::Sheet(sheet, cells) => arrival.sheet(sheet, cells)?,
                Reply::Cells(batch) => arrival.cells(batch.into_owned())?,
                Reply::Done { passed, issues, .. } => return arrival.done(passed, issues),
                _ => return Err(nonsense()),
            }
        }
    }

    fn sent(book: RawBook) -> Vec<u8> {
        let mut bytes = Vec::new();
        send(&mut Sender::new(&mut bytes), book, false).unwrap();
        bytes
    }

    /// Ten thousand cells of every kind, some texts twice and some very long.
    fn many() -> Vec<RawCell> {
        let twice = text("党员活动室");
        let day = chrono::NaiveDate::from_ymd_opt(2017, 7, 5).unwrap();
        let value = |row: u32| match row % 8 {
            0 => twice.clone(),
            1 => text(&format!("第{row}次")),
            2 => Value::Number(-1.5e300),
            3 => Value::Date(day.and_hms_nano_opt(9, 30, 59, 1_999_999_999).unwrap()),
            4 => Value::Duration(0.375),
            5 => Value::Bool(row > 5_000),
            6 if row % 400 == 6 => text(&"很长".repeat(20_000)),
            6 => Value::Error("#N/A".into()),
            _ => Value::Uncalculated,
        };
        (0..10_000).map(|row| cell(row, 3, value(row))).collect()
    }

    #[test]
    fn a_book_arrives_as_it_was_sent_and_shares_what_it_shared() {
        let want = book(many());
        let got = arrive(&sent(want.clone()), &Limits::default()).unwrap();
        assert_eq!(format!("{got:?}"), format!("{want:?}"));
        let [Value::Text(a), Value::Text(b)] = [0, 8].map(|at| got.sheets[0].cells[at].value.clone()) else { panic!("texts") };
        assert!(arcstr::ArcStr::ptr_eq(&a, &b));
        let counts: Vec<usize> = std::iter::successors(Some(&want.sheets[0].cells[..]), |rest| Some(&rest[batch(rest)..]))
            .map_while(|rest| (!rest.is_empty()).then(|| batch(rest)))
            .collect();
        assert!(counts.iter().all(|cells| *cells <= BATCH_CELLS) && counts.len() > 8, "{counts:?}");
    }

    #[test]
    fn a_book_cut_short_or_damaged_does_no_harm() {
        let bytes = sent(book(many().into_iter().take(60).filter(|c| text_bytes(&c.value) < 100).collect()));
        assert!((0..bytes.len()).all(|end| arrive(&bytes[..end], &Limits::default()).is_err()));
        for at in 0..bytes.len() {
            for change in [1, 0x80, 0xff] {
                let mut damaged = bytes.clone();
                damaged[at] ^= change;
                drop(arrive(&damaged, &Limits::default()));
            }
        }
    }

    #[test]
    fn what_no_honest_process_sends_is_refused() {
        let little = Limits { cells: 3, sheets: 2, pictures: 1, string_bytes: 8, ..Limits::default() };
        let refused = |book: RawBook| arrive(&sent(book), &little).is_err();
        let with = |change: fn(&mut RawSheet)| {
            let mut book = book(vec![cell(0, 0, text("甲")), cell(0, 1, text("乙"))]);
            change(&mut book.sheets[0]);
            book
        };
        assert!(!refused(with(|_| {})));
        assert!(refused(with(|s| s.cells.reverse())), "cells out of order");
        assert!(refused(with(|s| s.cells[1].at = s.cells[0].at)), "two cells in a place");
        assert!(refused(with(|s| s.cells[1].at.row = MAX_ROWS)), "a row too far");
        assert!(refused(with(|s| s.cells[1].at.col = MAX_COLS)), "a column too far");
        assert!(refused(with(|s| s.cells[1].value = Value::Number(f64::NAN))), "no number");
        assert!(refused(with(|s| s.cells[1].value = Value::Duration(f64::INFINITY))), "no duration");
        assert!(refused(with(|s| s.cells[1].value = text("十七个字节以上"))), "too much text");
        assert!(refused(with(|s| s.cells[1].value = Value::Error("十七个字节以上".into()))), "too much text in errors");
        assert!(refused(with(|s| s.cells.extend([2, 3].map(|col| cell(0, col, Value::Uncalculated))))), "too many cells");
        assert!(refused(with(|s| s.merges[0].to.row = MAX_ROWS)), "a merge too far");
        assert!(refused(with(|s| s.merges[0].from.col = 6)), "a merge upside down");
        assert!(refused(with(|s| s.pictures[0].to.col = MAX_COLS)), "a picture too far");
        assert!(refused(with(|s| s.pictures.push(s.pictures[0]))), "too many pictures");

        let whole = |change: fn(&mut RawBook)| {
            let mut book = with(|_| {});
            change(&mut book);
            book
        };
        assert!(refused(whole(|b| b.sheets.push(RawSheet::default()))), "too many sheets");
        assert!(refused(whole(|b| b.issues[0].place.file = "别的.xlsx".into())), "an issue of another file");
        assert!(refused(whole(|b| b.issues[0].branch = Some(BranchIx(usize::MAX)))), "a branch that intake cannot know");
        assert!(!refused(whole(|b| b.issues[0].code = Code::ING004)));
    }

    #[test]
    fn frames_in_a_wrong_order_are_refused() {
        let frames = |replies: &[Reply<'_>]| {
            let mut bytes = Vec::new();
            let mut to = Sender::new(&mut bytes);
            Said::default().during(|| replies.iter().for_each(|reply| assert!(to.send(reply).is_ok())));
            arrive(&bytes, &Limits::default())
        };
        let done = || Reply::Done { unreadable: false, passed: None, issues: Vec::new() };
        let cells = || vec![cell(0, 0, text("甲"))];
        let sheet = |cells| Reply::Sheet(RawSheet::default(), cells);
        assert!(frames(&[sheet(1), Reply::Cells(cells().into()), done()]).is_ok());
        assert!(frames(&[sheet(2), Reply::Cells(cells().into()), done()]).is_err(), "a cell that was lost");
        assert!(frames(&[sheet(2), Reply::Cells(cells().into()), sheet(0), done()]).is_err(), "a cell that was lost before the next sheet");
        assert!(frames(&[sheet(0), Reply::Cells(cells().into()), done()]).is_err(), "a cell that was not announced");
        assert!(frames(&[sheet(usize::MAX), done()]).is_err(), "more cells than any file may have");
        assert!(frames(&[Reply::Cells(cells().into()), done()]).is_err(), "cells of no sheet");
        let full = RawSheet { cells: cells(), ..RawSheet::default() };
        assert!(frames(&[Reply::Sheet(full, 0), done()]).is_err(), "cells that nobody counted");
        assert!(frames(&[Reply::Ready("x"), done()]).is_err());
        // a text by a number that was never given to this book
        let mut bytes = Vec::new();
        let mut to = Sender::new(&mut bytes);
        let twice = cells();
        let _shared = twice.clone();
        Said::default().during(|| [&twice, &twice].map(|cells| to.send(&Reply::Cells(cells.into())).unwrap()));
        let first = u32::from_le_bytes(bytes[..4].try_into().unwrap()) as usize + 4;
        let limits = Limits::default();
        let mut arrival = Arrival::new(&PATH.into(), &limits);
        assert!(arrival.said.during(|| Receiver::new(&bytes[first..]).receive::<Reply<'_>>().map(drop)).is_err());
    }
}
