//! Inspections: what they found and whether it was put right in time, and whether all were visited that must be.

mod coverage;
mod overdue;

use super::rule::Rule;

/// The family's rules, by code.
pub const RULES: &[&dyn Rule] = &[&overdue::Overdue, &coverage::Coverage];
