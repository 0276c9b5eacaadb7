//! The counts of a table's rows, added up against the totals that are printed in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::coerce::counts;
use super::issues::Sink;
use super::table::Row;
use super::words::Total;
use crate::model::cell::CellRef;
use crate::model::record::{Count, Field, OrgHint};

/// Sums of the counts of accepted rows, against the totals printed in the table.
#[derive(Default)]
pub struct Sums {
    /// By field: since the header, since the last 小计, and the largest.
    sums: BTreeMap<Field, (u64, u64, u64)>,
    rows: u32,
    /// A row was left out, or a count could not be read: nobody can say what the rows come to.
    unsure: bool,
    /// A 合计 has been printed.
    closed: bool,
    /// Totals printed before any row: judged at the end of the table.
    early: Vec<(CellRef, Field, u64)>,
}

impl Sums {
    /// The header comes again: after a 合计 a new table begins, else the page has turned.
    pub fn header_again(&mut self) {
        if std::mem::take(&mut self.closed) {
            self.sums.clear();
            self.rows = 0;
            self.unsure = false;
        }
    }

    /// So many rows came back.
    pub fn left_out(&mut self, rows: u64) {
        self.unsure |= rows > 0;
    }

    /// Takes in an accepted row.
    pub fn add(&mut self, due: &Count, actual: &Count) {
        self.rows += 1;
        for (field, count) in [(Field::Due, due), (Field::Actual, actual)] {
            self.unsure |= matches!(count, Count::Bad(_) | Count::Unread(..));
            if let Some(n) = count.value() {
                let sums = self.sums.entry(field).or_default();
                sums.0 += u64::from(n);
                sums.1 += u64::from(n);
                sums.2 = sums.2.max(u64::from(n));
            }
        }
    }

    /// Compares a total row.
    pub fn check(&mut self, kind: Total, row: &Row<'_>, sink: &mut Sink) {
        if matches!(kind, Total::Formula | Total::Mean) {
            return;
        }
        for (field, side) in [(Field::Due, counts::Side::Due), (Field::Actual, counts::Side::Actual)] {
            let Some(seen) = row.seen(field).filter(|s| s.at.row == row.line.row()) else { continue };
            let Count::Given(printed) = counts::read(seen.value, side) else { continue };
            let (all, since, _) = self.sums.get(&field).copied().unwrap_or_default();
            let summed = if kind == Total::Sub { since } else { all };
            if self.rows == 0 {
                if kind == Total::Grand {
                    self.early.push((seen.at, field, u64::from(printed)));
                }
            } else if summed != u64::from(printed) && !self.counts_otherwise(field, u64::from(printed)) {
                sink.total(seen.at, field, u64::from(printed), summed, &row.who);
            }
        }
        self.closed = self.closed || kind == Total::Grand && self.rows > 0;
        if kind == Total::Sub {
            self.sums.values_mut().for_each(|s| s.1 = 0);
        }
    }

    /// Is it no sum of what was read? Rows are missing, or it tells how many rows there are, or how many people there are at most.
    fn counts_otherwise(&self, field: Field, printed: u64) -> bool {
        let most = self.sums.get(&field).map_or(0, |sums| sums.2);
        self.unsure || printed == u64::from(self.rows) || (printed == most && self.rows > 1)
    }

    /// Compares the totals that stood above the rows.
    pub fn finish(self, who: &Arc<OrgHint>, sink: &mut Sink) {
        for (cell, field, printed) in self.early.iter().copied().filter(|_| self.rows > 0) {
            let summed = self.sums.get(&field).map_or(0, |s| s.0);
            if summed != printed && !self.counts_otherwise(field, printed) {
                sink.total(cell, field, printed, summed, who);
            }
        }
    }
}
