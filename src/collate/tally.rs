//! Row accounting: every record lands in exactly one column of exactly one layout of exactly one file.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::record::{RowHead, RowTally, SourceTable};

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
    /// What has been counted of one table and is not among the tallies yet: rows come table by table, and paths are long to compare.
    open: Option<(Arc<SourceTable>, RowTally)>,
}

impl Outcomes {
    /// Adds what the layout had counted already (ignored rows, rows it rejected).
    pub fn add_tally(&mut self, file: &Arc<str>, layout: &Arc<str>, tally: RowTally) {
        self.tallies.entry((file.clone(), layout.clone())).or_default().add(tally);
    }

    /// Counts one row.
    pub fn count(&mut self, head: &RowHead, fate: Fate) {
        match &mut self.open {
            Some((table, tally)) if Arc::ptr_eq(table, &head.table) => note(tally, fate),
            _ => {
                self.close();
                let mut tally = RowTally::default();
                note(&mut tally, fate);
                self.open = Some((head.table.clone(), tally));
            }
        }
    }

    /// A row that was counted as returned came to another end after all.
    pub fn shift(&mut self, file: &Arc<str>, layout: &Arc<str>, to: Fate) {
        self.close();
        let Some(tally) = self.tallies.get_mut(&(file.clone(), layout.clone())).filter(|tally| tally.rejected > 0) else { return };
        tally.rejected -= 1;
        tally.total -= 1;
        note(tally, to);
    }

    /// Puts what was counted of the last table among the tallies.
    fn close(&mut self) {
        if let Some((table, tally)) = self.open.take() {
            self.add_tally(&table.file, &table.layout, tally);
        }
    }

    /// Rows of one file.
    pub fn of_file(&mut self, file: &Arc<str>) -> RowTally {
        self.close();
        let mut sum = RowTally::default();
        let from = (file.clone(), Arc::from(""));
        for ((_, _), tally) in self.tallies.range(from..).take_while(|((f, _), _)| f == file) {
            sum.add(*tally);
        }
        sum
    }

    /// Rows by layout.
    pub fn by_layout(&mut self) -> BTreeMap<Arc<str>, RowTally> {
        self.close();
        let mut sums: BTreeMap<Arc<str>, RowTally> = BTreeMap::new();
        for ((_, layout), tally) in &self.tallies {
            sums.entry(layout.clone()).or_default().add(*tally);
        }
        sums
    }
}

fn note(tally: &mut RowTally, fate: Fate) {
    tally.total += 1;
    match fate {
        Fate::Accepted => tally.accepted += 1,
        Fate::Rejected => tally.rejected += 1,
        Fate::Duplicate => tally.duplicate += 1,
        Fate::Superseded => tally.superseded += 1,
    }
}
