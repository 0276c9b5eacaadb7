//! Which months a set of ledgers is about, told by the ledgers themselves: for commands that are given files and no period.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::model::record::Records;
use crate::model::time::{Month, Period};

/// Months without any record that part two sets of records.
const GAP: i32 = 12;

/// The months of the records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataSpan {
    /// The months that most records are about, without gaps of more than a year.
    pub period: Period,
    /// Records in them.
    pub records: usize,
    /// Months of other records, up to the as-of month, each with its number of records.
    pub strays: BTreeMap<Month, usize>,
}

/// The months of activities and attendance marks up to the as-of day; `None` when there are none.
pub fn of<'a>(files: impl Iterator<Item = &'a Records>, as_of: NaiveDate) -> Option<DataSpan> {
    let mut months: BTreeMap<Month, usize> = BTreeMap::new();
    for records in files {
        let held = records.activities.iter().filter_map(|a| a.month.or(a.date.map(Month::of)));
        let marked = records.attendance.iter().flat_map(|a| a.marks.iter().map(|(month, _, _)| *month));
        for month in held.chain(marked).filter(|m| *m <= Month::of(as_of)) {
            *months.entry(month).or_default() += 1;
        }
    }
    let known: Vec<Month> = months.keys().copied().collect();
    let clusters = known.chunk_by(|a, b| b.since(*a) <= GAP);
    let weight = |cluster: &[Month]| cluster.iter().map(|m| months[m]).sum::<usize>();
    // The latest of the largest.
    let main = clusters.max_by_key(|c| (weight(c), c.last().copied()))?;
    let period = Period::new(*main.first()?, *main.last()?)?;
    let records = weight(main);
    let strays = months.iter().filter(|(m, _)| !period.contains(**m)).map(|(m, n)| (*m, *n)).collect();
    Some(DataSpan { period, records, strays })
}

/// Were the strays typed in a wrong year? Few beside many.
pub fn are_slips(span: &DataSpan) -> bool {
    let strays: usize = span.strays.values().sum();
    strays > 0 && strays * 5 <= span.records
}
