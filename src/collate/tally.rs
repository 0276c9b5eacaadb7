//! Row accounting: every record lands in exactly one column of exactly one layout of exactly one file.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::record::{RowHead, RowTally};

/// Where a row ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Accepted,
    Rejected,
    Duplicate,
    Superseded,
}

/// Tallies by file and layout.
#[derive(Default)]
pub struct Outcomes {
    tallies: BTreeMap<(Arc<str>, Arc<str>), RowTally>,
}

impl Outcomes {
    /// Adds what the layout had counted already (ignored rows, rows it rejected).
    pub fn add_tally(&mut self, file: &Arc<str>, layout: &Arc<str>, tally: RowTally) {
        self.tallies.entry((file.clone(), layout.clone())).or_default().add(tally);
    }

    /// Counts one row.
    pub fn count(&mut self, head: &RowHead, fate: Fate) {
        let tally = self.tallies.entry((head.table.file.clone(), head.table.layout.clone())).or_default();
        tally.total += 1;
        match fate {
            Fate::Accepted => tally.accepted += 1,
            Fate::Rejected => tally.rejected += 1,
            Fate::Duplicate => tally.duplicate += 1,
            Fate::Superseded => tally.superseded += 1,
        }
    }

    /// Rows of one file.
    pub fn of_file(&self, file: &Arc<str>) -> RowTally {
        let mut sum = RowTally::default();
        let from = (file.clone(), Arc::from(""));
        for ((_, _), tally) in self.tallies.range(from..).take_while(|((f, _), _)| f == file) {
            sum.add(*tally);
        }
        sum
    }

    /// Rows by layout.
    pub fn by_layout(&self) -> BTreeMap<Arc<str>, RowTally> {
        let mut sums: BTreeMap<Arc<str>, RowTally> = BTreeMap::new();
        for ((_, layout), tally) in &self.tallies {
            sums.entry(layout.clone()).or_default().add(*tally);
        }
        sums
    }
}
