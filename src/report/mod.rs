//! What leaves the house: one finished result (`Results`), one trait (`Exporter`), one list (`exporters`). A format is a file or folder in
//! this room plus one line in that list. Writers judge nothing: they print what the assessment says. They write into the folder that they are
//! given; putting it in the place of an older result, whole or not at all, is the run's business.

pub mod data;
mod docx;
pub mod drawn;
mod error;
pub mod feedback;
pub mod file_name;
pub mod group;
pub mod html;
pub mod listing;
pub mod notice;
mod opened;
mod order;
pub mod palette;
mod paper;
pub mod papers;
pub mod rolled;
mod seal;
pub mod template;
pub mod xlsx;

use std::path::{Path, PathBuf};

pub use error::ReportError;

use crate::intake::Originals;
use crate::model::options::Format;
use crate::model::results::Results;

/// Compression of workbooks: the quickest. On 200 MB of rows the levels 1, 2 and 3 take 0.7, 1.25 and 1.75 s and leave 25, 20 and 17 MB; those that go
/// out by the hundred are small whatever is done.
pub(crate) const QUICK: u8 = 1;

/// What is to be written: results, where to, and the ledgers once more for those who mark them.
pub struct ExportJob<'a> {
    /// The results.
    pub results: &'a Results,
    /// A folder that exists.
    pub dir: &'a Path,
    /// The ledgers.
    pub originals: &'a Originals,
}

/// A format that results can be written in.
pub trait Exporter: Sync {
    /// The format that it belongs to.
    fn format(&self) -> Format;

    /// Writes below the job's folder, which exists; gives the files written, relative to it, in order.
    fn write(&self, job: &ExportJob<'_>) -> Result<Vec<PathBuf>, ReportError>;
}

/// The consolidated workbook.
struct Workbook;

impl Exporter for Workbook {
    fn format(&self) -> Format {
        Format::Xlsx
    }

    fn write(&self, job: &ExportJob<'_>) -> Result<Vec<PathBuf>, ReportError> {
        xlsx::write(job.results, job.dir).map(|_| vec![PathBuf::from(xlsx::FILE)])
    }
}

/// All formats, in the order in which they are written.
pub fn exporters() -> &'static [&'static dyn Exporter] {
    &[
        &Workbook,
        &feedback::Feedback,
        &papers::Papers,
        &html::Page,
        &drawn::DrawnUnits,
        &notice::Notices,
        &data::Csv,
        &data::Json,
        &data::Parquet,
    ]
}
