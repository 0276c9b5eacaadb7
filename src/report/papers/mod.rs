//! x
use std::path::PathBuf;
use super::{ExportJob, Exporter, ReportError};
use crate::model::options::Format;
pub struct Papers;
impl Exporter for Papers {
    fn format(&self) -> Format { Format::Docx }
    fn write(&self, _: &ExportJob<'_>) -> Result<Vec<PathBuf>, ReportError> { Ok(Vec::new()) }
}
