//! Tables as typed columns. The only room that names polars; others hand over a table and get a file.

mod columns;
mod error;

pub use columns::write_parquet;
pub use error::FrameError;
