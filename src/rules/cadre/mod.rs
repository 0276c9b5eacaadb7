//! Leading cadres: what they must attend in the year. What is said here is a prompt to verify (提示核实), never a conclusion on a person.

pub mod yearly_count;

use super::rule::Rule;

/// The family's rules, by code.
pub const RULES: &[&dyn Rule] = &[&yearly_count::YearlyCount];
