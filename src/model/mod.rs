//! The nouns of the project. Every type that passes from one room to the next lives here; no room's code does. Of the crate it
//! imports `bulk` alone.

#[macro_use]
pub mod say;

pub mod activity_day;
pub mod assessment;
pub mod book;
pub mod cell;
pub mod conclusion;
pub mod corpus;
pub mod counts;
pub mod draw;
pub mod duties;
pub mod excellence;
pub mod field;
pub mod figure;
pub mod finding;
#[cfg(test)]
pub mod fixture;
pub mod grounds;
pub mod head_count;
pub mod holiday;
pub mod identity;
pub mod io_words;
pub mod kind;
pub mod lanes;
pub mod mark;
pub mod member_duties;
pub mod needle;
pub mod once;
pub mod options;
pub mod org;
pub mod origin;
pub mod own;
pub mod paper_facts;
pub mod period_words;
pub mod points;
pub mod profile;
pub mod record;
pub mod record_duties;
pub mod results;
pub mod returned;
pub mod returns;
pub mod rolled;
pub mod schema;
pub mod scheme;
pub mod score;
pub mod section;
pub mod spoken;
pub mod standing;
pub mod statistic;
pub mod text;
pub mod time;
pub mod understood;
pub mod verdict;
pub mod words;
