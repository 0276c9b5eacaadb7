//! A workbook as intake hands it on: non-blank cells at absolute positions, merged ranges, what is hidden. Nothing is interpreted
//! here; an office date is still a date cell and a text is still what was typed.

use std::collections::BTreeSet;
use std::sync::Arc;

use arcstr::ArcStr;
use chrono::{Datelike, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::cell::CellRef;
use super::finding::Issue;
use super::once;
use super::own::Passed;
use crate::bulk::numbers;

/// Value of a non-blank cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// Text, as typed (untrimmed, never empty or only blanks).
    Text(#[serde(with = "once")] ArcStr),
    /// A finite number that is not formatted as a date.
    Number(f64),
    /// A number that the cell shows as a percentage: 1.0 is 100 %.
    Percent(f64),
    /// A number formatted as a date or date-time (1904 workbooks already shifted). The year may be 1900 when only month and day were typed. Midnight
    /// where the format shows no time of day.
    Date(#[serde(with = "numbers")] NaiveDateTime),
    /// A number formatted as a date of which the cell shows a part alone, such as 7月5日.
    Part(PartDate),
    /// A time of day or duration (`[h]:mm`, or a date format on a serial below 1), in days.
    Duration(f64),
    /// TRUE / FALSE.
    Bool(bool),
    /// `#N/A`, `#DIV/0!` …
    Error(#[serde(with = "once")] ArcStr),
    /// A formula without a cached value, or with the placeholder of a workbook that asks to be calculated when it is opened: must be recalculated and
    /// saved by the office program.
    Uncalculated,
}

/// A share as a percentage, in as few digits as say it.
pub fn percent_text(share: f64) -> String {
    let hundredths = (share * 1e8).round() / 1e6;
    format!("{hundredths}%")
}

/// A date of which a cell shows a part. What is not shown was never seen by anybody: it is kept to be told, not to be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartDate {
    /// The day that is stored.
    #[serde(with = "numbers")]
    pub day: NaiveDate,
    /// What of it the cell shows.
    pub shows: Shows,
}

/// What a cell shows of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shows {
    /// 7月5日.
    MonthDay,
    /// 2017年7月.
    YearMonth,
    /// 7月.
    Month,
    /// 5日.
    Day,
    /// 2017年.
    Year,
}

impl PartDate {
    /// What is shown, in one notation.
    pub fn text(&self) -> String {
        let (year, month, day) = (self.day.year(), self.day.month(), self.day.day());
        match self.shows {
            Shows::MonthDay => format!("{month}月{day}日"),
            Shows::YearMonth => format!("{year}年{month}月"),
            Shows::Month => format!("{month}月"),
            Shows::Day => format!("{day}日"),
            Shows::Year => format!("{year}年"),
        }
    }
}

/// One non-blank cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RawCell {
    /// Absolute position.
    pub at: CellRef,
    /// What it holds.
    pub value: Value,
}

/// A merged range, both corners included, clipped to the used box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// Upper left.
    pub from: CellRef,
    /// Lower right.
    pub to: CellRef,
}

/// A picture that stands on a sheet: where, and what tells it from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawPicture {
    /// The cell of its upper left corner.
    pub from: CellRef,
    /// The cell of its lower right corner; as `from` where the file does not say.
    pub to: CellRef,
    /// SHA-256 of its bytes.
    pub print: [u8; 32],
    /// Its bytes.
    pub bytes: u64,
}

/// One sheet: cells sorted by row, then column.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RawSheet {
    /// Name; empty for csv and text.
    pub name: Arc<str>,
    /// Place in the workbook, from 0.
    pub position: u32,
    /// Hidden or very hidden sheet: read like others, and noted.
    pub hidden: bool,
    /// Hidden rows (from 0): read like others, and noted.
    pub hidden_rows: BTreeSet<u32>,
    /// Hidden columns (from 0).
    pub hidden_cols: BTreeSet<u32>,
    /// Merged ranges.
    pub merges: Vec<Merge>,
    /// Non-blank cells in row-major order, at most one per position.
    pub cells: Vec<RawCell>,
    /// Pictures.
    pub pictures: Vec<RawPicture>,
    /// Rows (from 0) that the file itself makes totals of others: the totals row of a table, formulas that add up what stands above or below.
    pub totals: BTreeSet<u32>,
}

/// How a file came out, for the file counts of the summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FileOutcome {
    /// Every sheet with data was recognised.
    Read,
    /// Some sheets were recognised, some not (ING002) or not readable.
    Partly,
    /// No sheet was recognised (ING002), or nothing but blank sheets.
    Unrecognised,
    /// ING001.
    Unreadable,
    /// Lock files, pictures, documents, our own outputs.
    Skipped,
}

impl FileOutcome {
    /// read, partly, unrecognised, unreadable, skipped.
    pub fn word(self) -> &'static str {
        match self {
            FileOutcome::Read => "read",
            FileOutcome::Partly => "partly",
            FileOutcome::Unrecognised => "unrecognised",
            FileOutcome::Unreadable => "unreadable",
            FileOutcome::Skipped => "skipped",
        }
    }
}

/// A workbook read whole, and what was wrong with it. `issues` may be non-empty beside good sheets (bad cells, a sheet that failed).
#[derive(Clone, Debug)]
pub struct RawBook {
    /// Workspace-relative path (`a.zip/b.xlsx` inside archives).
    pub path: Arc<str>,
    /// Sheets in workbook order.
    pub sheets: Vec<RawSheet>,
    /// ING001 for the file or for a sheet of it.
    pub issues: Vec<Issue>,
    /// It is no ledger and was not read; sheets and issues are empty then.
    pub passed: Option<Passed>,
}
