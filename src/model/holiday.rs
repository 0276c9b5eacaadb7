//! Days off and exchange working days as the State Council's notices publish them, year by year.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

/// One year's notice.
#[derive(Clone, Debug, Default)]
pub struct HolidayYear {
    /// Number of the notice (国办发明电〔2016〕17号).
    pub notice: Arc<str>,
    /// Days off by the notice, exchange days off included, with the festival's name.
    pub off: BTreeMap<NaiveDate, Arc<str>>,
    /// Weekend days that the notice makes working days.
    pub worked: BTreeSet<NaiveDate>,
}

/// All published years.
#[derive(Clone, Debug, Default)]
pub struct Holidays {
    /// By calendar year of the day (a notice may name days of the year before; they are kept under their own year).
    pub years: BTreeMap<i32, HolidayYear>,
}
