//! Whose row is it? Folding of names and the directory that leads from what a ledger writes to a branch of the roster. Floor 1.

mod directory;
mod fold;

pub use directory::{Directory, Unresolved};
pub use fold::{fold_branch, fold_committee};
