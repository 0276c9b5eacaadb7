//! Where the readers of all formats put their cells: one builder per file that keeps the budgets, interns the texts, and leaves every
//! sheet sorted, unique by position and with its merged ranges clipped to what is used.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use arcstr::ArcStr;
use rustc_hash::FxHashMap;

use super::fault::Fault;
use super::limits::Limits;
use super::read::Word;
use crate::model::book::{Merge, RawCell, RawSheet, Value};
use crate::model::cell::{CellRef, Place};
use crate::model::finding::{Code, Issue};

/// Rows of the largest sheet that an office program holds.
pub(super) const MAX_ROWS: u32 = 1_048_576;
/// Columns of the largest sheet that an office program holds.
pub(super) const MAX_COLS: u32 = 16_384;
/// Cells between two looks at the clock.
const CLOCK_EVERY: usize = 4096;
/// Merged ranges of a sheet that are taken note of.
const MAX_MERGES: usize = 500_000;
/// Bytes of content from which it is told how far reading is, and between two such words.
const TOLD_FROM: u64 = 64 << 20;
const TOLD_EVERY: u64 = 4 << 20;
/// Longer texts are rarely equal to another one; looking for their twin costs more than it saves.
const INTERN_UP_TO: usize = 256;

/// The sheets of one file, growing.
pub(super) struct BookBuilder<'l> {
    path: Arc<str>,
    limits: &'l Limits,
    sheets: Vec<RawSheet>,
    issues: Vec<Issue>,
    texts: HashSet<ArcStr>,
    /// Texts of the workbook's own table by address and length; the readers keep that table in place until they are done.
    shared: FxHashMap<(usize, usize), Option<ArcStr>>,
    text_bytes: usize,
    cells: usize,
    seen: usize,
    failed: usize,
    /// What was wrong with the first sheet that failed.
    first_fault: Option<Fault>,
    bad: usize,
    bad_at: Option<CellRef>,
    /// When reading must be done.
    end: Instant,
    /// Who is told how far reading is.
    teller: Option<Teller<'l>>,
}

/// How far reading is, and who is told.
struct Teller<'l> {
    say: &'l mut dyn FnMut(Word),
    total: u64,
    done: u64,
    told: u64,
}

impl<'l> BookBuilder<'l> {
    pub(super) fn new(path: &Arc<str>, limits: &'l Limits) -> Self {
        BookBuilder {
            path: path.clone(),
            limits,
            sheets: Vec::new(),
            issues: Vec::new(),
            texts: HashSet::new(),
            shared: FxHashMap::default(),
            text_bytes: 0,
            cells: 0,
            seen: 0,
            failed: 0,
            first_fault: None,
            bad: 0,
            bad_at: None,
            end: Instant::now() + limits.time(),
            teller: None,
        }
    }

    /// Tells on the way how much of so many bytes has been gone through.
    pub(super) fn telling(self, total: u64, say: &'l mut dyn FnMut(Word)) -> Self {
        let teller = (total >= TOLD_FROM).then_some(Teller { say, total, done: 0, told: 0 });
        BookBuilder { teller, ..self }
    }

    pub(super) fn limits(&self) -> &'l Limits {
        self.limits
    }

    /// Opens a sheet; `position` is its place in the workbook.
    pub(super) fn open(&mut self, name: &str, position: u32, hidden: bool) -> Result<RawSheet, Fault> {
        if self.sheets.len() + self.failed >= self.limits.sheets {
            return Err(Fault::Limit("工作表数", self.limits.sheets as u64));
        }
        self.bad = 0;
        self.bad_at = None;
        Ok(RawSheet { name: Arc::from(name), position, hidden, ..RawSheet::default() })
    }

    /// Counts a cell that was looked at, whether or not it holds anything.
    pub(super) fn tick(&mut self) -> Result<(), Fault> {
        self.seen += 1;
        if self.seen > self.limits.cells_seen {
            return Err(Fault::Limit("单元格数", self.limits.cells_seen as u64));
        }
        if self.seen.is_multiple_of(CLOCK_EVERY) { self.in_time() } else { Ok(()) }
    }

    /// A fault once the file has had its time. Asked for by readers between steps that count no cells.
    pub(super) fn in_time(&self) -> Result<(), Fault> {
        if Instant::now() > self.end {
            return Err(Fault::Time(self.limits.seconds));
        }
        Ok(())
    }

    /// Puts a value; positions outside of any sheet and numbers that are none count as bad cells.
    pub(super) fn put(&mut self, sheet: &mut RawSheet, row: u32, col: u32, value: Value) -> Result<(), Fault> {
        if row >= MAX_ROWS || col >= MAX_COLS {
            return self.bad(None);
        }
        let at = CellRef::new(row, col);
        let value = match value {
            Value::Number(n) | Value::Percent(n) | Value::Duration(n) if !n.is_finite() => return self.bad(Some(at)),
            Value::Number(n) => Value::Number(settled(n)),
            value => value,
        };
        if self.cells >= self.limits.cells {
            return Err(Fault::Limit("单元格数", self.limits.cells as u64));
        }
        self.cells += 1;
        sheet.cells.push(RawCell { at, value });
        Ok(())
    }

    /// Puts a text as typed; blank ones are left out, over-long ones are bad cells.
    pub(super) fn put_text(&mut self, sheet: &mut RawSheet, row: u32, col: u32, text: &str) -> Result<(), Fault> {
        match self.intern(text) {
            Ok(Some(text)) => self.put(sheet, row, col, Value::Text(text)),
            Ok(None) => Ok(()),
            Err(TextFault::TooLong) => self.bad((row < MAX_ROWS && col < MAX_COLS).then(|| CellRef::new(row, col))),
            Err(TextFault::Budget(fault)) => Err(fault),
        }
    }

    /// Puts a text out of the workbook's table of shared strings. The table must not move or go while the file is read.
    pub(super) fn put_shared(&mut self, sheet: &mut RawSheet, row: u32, col: u32, text: &str) -> Result<(), Fault> {
        let key = (text.as_ptr() as usize, text.len());
        let known = match self.shared.get(&key) {
            Some(known) => known.clone(),
            None => match self.intern(text) {
                Ok(known) => self.shared.entry(key).or_insert(known).clone(),
                Err(TextFault::TooLong) => return self.bad(Some(CellRef::new(row, col))),
                Err(TextFault::Budget(fault)) => return Err(fault),
            },
        };
        match known {
            Some(text) => self.put(sheet, row, col, Value::Text(text)),
            None => Ok(()),
        }
    }

    /// A text in shared form: `None` when it is blank.
    fn intern(&mut self, text: &str) -> Result<Option<ArcStr>, TextFault> {
        self.taken(text, text.len() <= INTERN_UP_TO)
    }

    fn taken(&mut self, text: &str, interned: bool) -> Result<Option<ArcStr>, TextFault> {
        if text.chars().all(|c| c.is_whitespace() || c == '\0' || c == '\u{feff}') {
            return Ok(None);
        }
        if text.len() > self.limits.cell_chars && text.chars().count() > self.limits.cell_chars {
            return Err(TextFault::TooLong);
        }
        if interned && let Some(known) = self.texts.get(text) {
            return Ok(Some(known.clone()));
        }
        self.text_bytes += text.len();
        if self.text_bytes > self.limits.string_bytes {
            return Err(TextFault::Budget(Fault::Limit("文字总量（字节）", self.limits.string_bytes as u64)));
        }
        let shared = ArcStr::from(text);
        if interned {
            self.texts.insert(shared.clone());
        }
        Ok(Some(shared))
    }

    /// A text as cells hold it, for readers that keep a table of texts of their own.
    pub(super) fn text(&mut self, text: &str) -> Result<Text, Fault> {
        match self.taken(text, false) {
            Ok(Some(text)) => Ok(Text::Of(text)),
            Ok(None) => Ok(Text::Blank),
            Err(TextFault::TooLong) => Ok(Text::TooLong),
            Err(TextFault::Budget(fault)) => Err(fault),
        }
    }

    /// Bytes beyond which a text is surely longer than a cell may be.
    pub(super) fn longest_text(&self) -> usize {
        self.limits.cell_chars.saturating_mul(4)
    }

    /// Counts bytes that texts take besides their letters.
    pub(super) fn spend(&mut self, bytes: usize) -> Result<(), Fault> {
        self.text_bytes += bytes;
        if self.text_bytes > self.limits.string_bytes {
            return Err(Fault::Limit("文字总量（字节）", self.limits.string_bytes as u64));
        }
        Ok(())
    }

    /// So many more bytes of the file's content have been gone through.
    pub(super) fn advance(&mut self, bytes: u64) -> Result<(), Fault> {
        if let Some(teller) = &mut self.teller {
            teller.done += bytes;
            if teller.done - teller.told >= TOLD_EVERY {
                teller.told = teller.done;
                (teller.say)(Word::At(teller.done.min(teller.total), teller.total));
            }
        }
        self.in_time()
    }

    /// Counts a cell that cannot be read.
    pub(super) fn bad(&mut self, at: Option<CellRef>) -> Result<(), Fault> {
        self.bad += 1;
        self.bad_at = self.bad_at.or(at);
        if self.bad > self.limits.bad_cells {
            return Err(Fault::damaged("无法读取的单元格过多"));
        }
        Ok(())
    }

    /// Takes a finished sheet: sorts, keeps the last of several cells at one position, clips merges to the used box.
    /// Gives its number among the closed ones.
    pub(super) fn close(&mut self, mut sheet: RawSheet) -> usize {
        if !sheet.cells.is_sorted_by(|a, b| a.at < b.at) {
            sheet.cells.sort_by_key(|c| c.at);
            let mut kept: Vec<RawCell> = Vec::with_capacity(sheet.cells.len());
            for cell in sheet.cells.drain(..) {
                match kept.last_mut() {
                    Some(last) if last.at == cell.at => *last = cell,
                    _ => kept.push(cell),
                }
            }
            sheet.cells = kept;
        }
        sheet.cells.shrink_to_fit();
        let (rows, cols) = used(&sheet);
        sheet.merges = clip(&sheet.merges, rows, cols);
        if self.bad > 0 {
            let place = Place { file: self.path.clone(), sheet: sheet.name.clone(), cell: self.bad_at };
            let say = say!("有 {} 个单元格的内容无法读取，已略过，其余照常读入；", self.bad; "请核对后用 WPS 或 Excel 重新打开并另存。");
            self.issues.push(Issue::new(Code::ING001, place, say));
        }
        self.sheets.push(sheet);
        self.sheets.len() - 1
    }

    /// A closed sheet, by its number.
    pub(super) fn closed(&mut self, number: usize) -> Option<&mut RawSheet> {
        self.sheets.get_mut(number)
    }

    /// A sheet that could not be read to its end: what it held so far is dropped, because half a table would be judged as a whole one.
    pub(super) fn fail(&mut self, sheet: RawSheet, fault: &Fault) {
        self.cells -= sheet.cells.len().min(self.cells);
        self.failed += 1;
        self.first_fault.get_or_insert_with(|| fault.clone());
        self.issues.push(fault.for_sheet(&self.path, &sheet.name));
    }

    /// Sheets and issues; a fault when sheets were there and none could be read.
    pub(super) fn finish(self) -> Result<(Vec<RawSheet>, Vec<Issue>), Fault> {
        match self.first_fault {
            Some(fault) if self.sheets.is_empty() => Err(fault),
            _ => Ok((self.sheets, self.issues)),
        }
    }
}

/// What a sheet hides, as ranges (ends not included): one line of a file may hide a million rows, and a million lines the same ones.
#[derive(Default)]
pub(super) struct Hidden {
    rows: Vec<(u32, u32)>,
    cols: Vec<(u32, u32)>,
}

impl Hidden {
    pub(super) fn rows(&mut self, from: u32, count: u32) {
        self.rows.push((from, from.saturating_add(count)));
    }

    pub(super) fn cols(&mut self, from: u32, count: u32) {
        self.cols.push((from, from.saturating_add(count)));
    }

    /// Notes in the sheet what is hidden of its used box.
    pub(super) fn apply(self, sheet: &mut RawSheet) {
        let (rows, cols) = used(sheet);
        sheet.hidden_rows.extend(spread(self.rows, rows));
        sheet.hidden_cols.extend(spread(self.cols, cols));
    }
}

/// Every number below `end` that lies in one of the ranges, once.
fn spread(mut ranges: Vec<(u32, u32)>, end: u32) -> Vec<u32> {
    ranges.sort_unstable();
    let mut numbers = Vec::new();
    let mut done = 0;
    for (from, to) in ranges {
        numbers.extend(from.max(done)..to.min(end));
        done = done.max(to.min(end));
    }
    numbers
}

/// Rows and columns of the box from A1 to the last used ones.
fn used(sheet: &RawSheet) -> (u32, u32) {
    let most = |of: fn(&RawCell) -> u32| sheet.cells.iter().map(of).max().map_or(0, |n| n + 1);
    (most(|c| c.at.row), most(|c| c.at.col))
}

/// Adds a merged range; past any sensible number they are left out.
pub(super) fn merge(sheet: &mut RawSheet, from: CellRef, to: CellRef) {
    if sheet.merges.len() < MAX_MERGES {
        sheet.merges.push(Merge { from, to });
    }
}

/// A number as it shows: what is a whole number but for the last bits that calculating left is shown as one.
fn settled(n: f64) -> f64 {
    let whole = n.round();
    if n != whole && (n - whole).abs() <= whole.abs() * NOISE { whole } else { n }
}

/// Share of a number that is less than the fifteen digits which an office program shows.
const NOISE: f64 = 5e-15;

/// A text that was taken in.
pub(super) enum Text {
    Blank,
    Of(ArcStr),
    /// Longer than a cell may be.
    TooLong,
}

/// Why a text was not taken.
enum TextFault {
    /// Longer than a cell may be.
    TooLong,
    /// The file's texts are too many.
    Budget(Fault),
}

/// Merged ranges within `rows` × `cols`, sorted, without those that shrink to one cell.
fn clip(merges: &[Merge], rows: u32, cols: u32) -> Vec<Merge> {
    let mut kept: Vec<Merge> = merges
        .iter()
        .filter(|m| m.from.row < rows && m.from.col < cols && m.from.row <= m.to.row && m.from.col <= m.to.col)
        .map(|m| Merge { from: m.from, to: CellRef::new(m.to.row.min(rows - 1), m.to.col.min(cols - 1)) })
        .filter(|m| m.from != m.to)
        .collect();
    kept.sort_by_key(|m| (m.from, m.to));
    kept.dedup();
    kept
}

#[cfg(test)]
mod tests;
