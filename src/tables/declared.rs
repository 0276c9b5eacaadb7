//! What the tables are called and how their columns are stored, without a result: for whoever reads one that was written.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::table::StoredColumn;
use super::{Kind, TABLES};
use crate::model::results::{Results, RunInfo};
use crate::model::time::{Month, Period, Span};

/// A table as it is declared.
#[derive(Clone, Debug)]
pub struct Declared {
    /// Name of its files, without ending.
    pub name: &'static str,
    /// Its stored columns, with what they hold.
    pub columns: Vec<(StoredColumn, Kind)>,
}

/// All tables.
pub fn declared() -> Vec<Declared> {
    let nothing = Results::new(no_run(), Vec::new(), Vec::new());
    let of = |make: &super::Make| {
        let table = make(&nothing);
        let columns = table.stored().into_iter().map(|column| {
            let kind = table.heads()[column.at].kind;
            (column, kind)
        });
        Declared { name: table.name, columns: columns.collect() }
    };
    TABLES.iter().map(of).collect()
}

fn no_run() -> RunInfo {
    let month = Month::of(NaiveDate::default());
    RunInfo {
        version: String::new(),
        run_id: String::new(),
        period: Period::of(Span::Month(month)),
        as_of: month.first_day(),
        options: BTreeMap::new(),
        schemas: BTreeMap::new(),
        trial: Vec::new(),
        office: None,
        files: Vec::new(),
        notes: Vec::new(),
    }
}
