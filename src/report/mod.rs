//! What leaves the house: one finished result (`Results`), one trait (`Exporter`), one list (`exporters`). A format is a file or folder in
//! this room plus one line in that list. Writers judge nothing: they print what the assessment says. They write into the folder that they are
//! given; putting it in the place of an older result, whole or not at all, is the run's business.

pub mod data;
pub mod drawn;
mod error;
pub mod feedback;
pub mod file_name;
pub mod group;
pub mod html;
pub mod notice;
mod paper;
mod seal;
pub mod template;
pub mod xlsx;

use std::path::{Path, PathBuf};

pub use error::ReportError;

use crate::model::results::Results;

/// Compression of workbooks: the quickest. On 200 MB of rows the levels 1, 2 and 3 take 0.7, 1.25 and 1.75 s and leave 25, 20 and 17 MB; those that go
/// out by the hundred are small whatever is done.
pub(crate) const QUICK: u8 = 1;

/// A format that results can be written in.
pub trait Exporter: Sync {
    /// The word that `--format` knows it by.
    fn name(&self) -> &'static str;

    /// Writes below `dir`, which exists; gives the files written, relative to `dir`, in order.
    fn write(&self, results: &Results, dir: &Path) -> Result<Vec<PathBuf>, ReportError>;
}

/// The consolidated workbook.
struct Workbook;

impl Exporter for Workbook {
    fn name(&self) -> &'static str {
        "xlsx"
    }

    fn write(&self, results: &Results, dir: &Path) -> Result<Vec<PathBuf>, ReportError> {
        xlsx::write(results, dir).map(|_| vec![PathBuf::from(xlsx::FILE)])
    }
}

/// All formats, in the order in which they are written.
pub fn exporters() -> &'static [&'static dyn Exporter] {
    &[&Workbook, &html::Page, &drawn::DrawnUnits, &notice::Notices, &data::Csv, &data::Json, &data::Parquet]
}
