//! Tables as typed columns. The only room that names polars; others hand over a table and get a file, or name
//! a file and get its rows.

mod columns;
mod error;
mod read;

pub use columns::write_parquet;
pub use error::FrameError;
pub use read::{Rows, Wanted, parse_parquet, read_csv, read_parquet};
