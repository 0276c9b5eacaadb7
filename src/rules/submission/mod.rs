//! Was it handed in: in every due month, in time, often enough in the year, once, and on the unified day of July.

mod conflict;
mod july_first;
mod late_report;
mod missing_month;
mod yearly_number;

use super::rule::Rule;

/// The family's rules, by code.
pub const RULES: &[&dyn Rule] =
    &[&missing_month::MissingMonth, &late_report::LateReport, &yearly_number::YearlyNumber, &conflict::Conflict, &july_first::JulyFirst];
