//! The nouns of the project. Every type that passes from one room to the next lives here; no room's code does. Floor 0: imports nothing
//! of the crate.

#[macro_use]
pub mod say;

pub mod assessment;
pub mod book;
pub mod cell;
pub mod conclusion;
pub mod corpus;
pub mod counts;
pub mod draw;
pub mod duties;
pub mod field;
pub mod figure;
pub mod finding;
#[cfg(test)]
pub mod fixture;
pub mod holiday;
pub mod identity;
pub mod io_words;
pub mod long_text;
pub mod org;
pub mod own;
pub mod points;
pub mod profile;
pub mod record;
pub mod results;
pub mod returns;
pub mod schema;
pub mod text;
pub mod time;
pub mod verdict;
