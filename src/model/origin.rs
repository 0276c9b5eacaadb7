//! Where a row comes from: the table it stands in, and all that it says about whose it is.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use super::cell::{CellRef, Place};
use super::field::{Field, Slot};
use super::once;

/// A text with the cell it came from, or none when it came from a sheet, file or folder name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// As written, trimmed.
    #[serde(with = "once")]
    pub text: ArcStr,
    /// Where it is written.
    pub cell: Option<CellRef>,
}

impl Named {
    /// The text, in the form in which names are held.
    pub fn name(&self) -> Arc<str> {
        Arc::from(&*self.text)
    }
}

/// A recognised table (or form): what its rows share.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SourceTable {
    /// Layout id (`activity_ledger`).
    #[serde(with = "once")]
    pub layout: Arc<str>,
    /// File.
    #[serde(with = "once")]
    pub file: Arc<str>,
    /// Sheet; empty for csv.
    #[serde(with = "once")]
    pub sheet: Arc<str>,
    /// Sheet position from 0: second sort key after the path.
    pub sheet_position: u32,
    /// Fields whose heading exists, and where.
    pub slots: BTreeMap<Field, Slot>,
    /// The profile's record items whose heading exists (standard item name → column), in column order.
    pub record_items: Vec<(Arc<str>, Slot)>,
    /// 填报单位 / 党组织 above the table, if written.
    pub unit: Option<Named>,
    /// Title lines above the header, joined by a blank.
    #[serde(with = "once")]
    pub title: Arc<str>,
}

impl SourceTable {
    /// Does the table have a heading for the field?
    pub fn has(&self, field: Field) -> bool {
        self.slots.contains_key(&field)
    }

    /// The cell of a slot in row `row` (from 0).
    pub fn cell(&self, slot: Slot, row: u32) -> CellRef {
        match slot {
            Slot::Column(col) => CellRef::new(row, col),
            Slot::Cell(cell) => cell,
        }
    }
}

/// What every row carries.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RowHead {
    /// The table it stands in.
    #[serde(with = "once")]
    pub table: Arc<SourceTable>,
    /// Row from 0 (a form: its first row).
    pub row: u32,
}

impl RowHead {
    /// The place of a field of this row; the row without a cell when the heading does not exist.
    pub fn place(&self, field: Field) -> Place {
        let cell = self.table.slots.get(&field).map(|slot| self.table.cell(*slot, self.row));
        Place { file: self.table.file.clone(), sheet: self.table.sheet.clone(), cell }
    }

    /// The cell of the first of these fields that has a heading.
    pub fn cell_of(&self, fields: &[Field]) -> Option<CellRef> {
        fields.iter().find_map(|field| self.table.slots.get(field)).map(|slot| self.table.cell(*slot, self.row))
    }

    /// The first of these fields that has a heading, as a place.
    pub fn place_of_first(&self, fields: &[Field]) -> Place {
        let field = fields.iter().find(|f| self.table.has(**f)).or(fields.first());
        field.map_or_else(|| self.line(), |f| self.place(*f))
    }

    /// The row as a whole: its first recognised column.
    pub fn line(&self) -> Place {
        Place { file: self.table.file.clone(), sheet: self.table.sheet.clone(), cell: self.first_cell() }
    }

    fn first_cell(&self) -> Option<CellRef> {
        self.table.slots.values().map(|slot| self.table.cell(*slot, self.row)).min()
    }

    /// Sheet row from 1, as shown.
    pub fn number(&self) -> u32 {
        self.row + 1
    }

    /// Order of submission where dates do not decide: path in byte order, sheet position, row.
    pub fn order(&self) -> (&str, u32, u32, Option<CellRef>) {
        (&self.table.file, self.table.sheet_position, self.row, self.first_cell())
    }

    /// Compares two rows by `order`.
    pub fn by_submission(&self, other: &RowHead) -> Ordering {
        // most rows that are compared stand in one table, where nothing but their number tells them apart
        if Arc::ptr_eq(&self.table, &other.table) { self.row.cmp(&other.row) } else { self.order().cmp(&other.order()) }
    }
}

/// All that a row says about whose it is. Resolution takes `branch` (else `unit`), and disambiguates by the nearest committee named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgHint {
    /// Branch as the row's own column (or a form's 党组织) writes it.
    pub branch: Option<Named>,
    /// Committee as the row's own column writes it.
    pub committee: Option<Named>,
    /// What stands around all rows of the table; rows come in millions, and share it.
    #[serde(with = "once")]
    pub around: Arc<Around>,
}

/// What the surroundings of a table say about whose it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Around {
    /// 填报单位 above the table: a branch or a committee.
    pub unit: Option<Named>,
    /// Title above the table.
    #[serde(with = "once")]
    pub title: Arc<str>,
    /// Sheet name.
    #[serde(with = "once")]
    pub sheet: Arc<str>,
    /// Path of the file.
    #[serde(with = "once")]
    pub file: Arc<str>,
    /// An attendance sheet, whose branch may also stand in title, sheet or file name alone.
    pub by_sheet: bool,
}
