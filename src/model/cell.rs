//! Where something stands: a cell of a sheet of a file. Every figure and every finding carries one of these, so that a clerk who
//! is asked "why?" can open the ledger and point at it. Positions are absolute in the sheet (never relative to a used range).

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::once;

/// An absolute cell of a sheet. `row` and `col` count from 0; shown as `C7` (column letters, row from 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CellRef {
    /// Row from 0.
    pub row: u32,
    /// Column from 0 (`A` = 0).
    pub col: u32,
}

impl CellRef {
    /// The cell in row `row` and column `col`, both from 0.
    pub fn new(row: u32, col: u32) -> Self {
        CellRef { row, col }
    }
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", column_letters(self.col), self.row as u64 + 1)
    }
}

/// Column letters of a column counted from 0: 0 → `A`, 26 → `AA`.
pub fn column_letters(col: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = col as u64 + 1;
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|b| *b as char).collect()
}

/// A place to point at: a file (workspace-relative, `/` between folders, `a.zip/b.xlsx` inside archives), a sheet (empty for csv
/// and whole-file matters) and a cell where there is one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Workspace-relative path.
    #[serde(with = "once")]
    pub file: Arc<str>,
    /// Sheet name; empty for csv and for a whole file.
    #[serde(with = "once")]
    pub sheet: Arc<str>,
    /// The cell, if one can be named.
    pub cell: Option<CellRef>,
}

impl Place {
    /// A whole file.
    pub fn file(file: &Arc<str>) -> Self {
        Place { file: file.clone(), sheet: Arc::from(""), cell: None }
    }

    /// The cell as written in outputs: `C7`, or empty.
    pub fn cell_text(&self) -> String {
        self.cell.map(|c| c.to_string()).unwrap_or_default()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if !self.sheet.is_empty() {
            write!(f, "｜{}", self.sheet)?;
        }
        if let Some(cell) = self.cell {
            write!(f, "｜{cell}")?;
        }
        Ok(())
    }
}
