//! Is it recorded: the record materials and the fields that the document wants filled in.

mod fields;
mod materials;

use super::rule::Rule;

/// The family's rules, by code.
pub const RULES: &[&dyn Rule] = &[&materials::Materials, &fields::Fields];
