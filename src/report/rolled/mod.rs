//! What is written of units put together: their tables as csv and Parquet, the sums as json, and one workbook for the desk.

mod book;
mod sheets;
mod summary;

use std::path::Path;

use rayon::prelude::*;

use super::ReportError;
use super::data;
use crate::model::rolled::Rolled;
use crate::tables::ROLLED;

pub use book::FILE;

/// Writes everything below a folder.
///
/// # Errors
/// Only those of writing.
pub fn write(rolled: &Rolled, dir: &Path) -> Result<(), ReportError> {
    ROLLED.par_iter().with_max_len(1).try_for_each(|make| data::write_table(&make(rolled), dir))?;
    data::write_summary(&summary::summary(rolled), dir)?;
    book::write(rolled, &dir.join(FILE))
}
