//! Is it recorded: the record materials and the fields that the document wants filled in.

mod fields;
mod materials;
pub mod same_picture;
pub mod same_text;

use super::rule::Rule;

/// The family's rules, by code.
pub const RULES: &[&dyn Rule] = &[&materials::Materials, &fields::Fields, &same_text::SameText, &same_picture::SamePicture];
