//! Whose row is it? Folding of names and the directory that leads from what a ledger writes to a branch of the roster.

mod candidates;
mod directory;
mod essence;
mod fold;
mod key;
mod person;
mod place;

pub use candidates::{Candidate, Candidates};
pub use directory::{Alias, Directory, Likely, Unresolved};
pub use fold::{fold_branch, fold_committee};
pub use key::{branch_key, committee_key, key_of};
pub use person::{apart, confusable, fold_person};
