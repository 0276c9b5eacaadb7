//! Why an output could not be written, in words of the office whatever library says it.

use std::path::{Path, PathBuf};

use rust_xlsxwriter::XlsxError;
use zip::result::ZipError;

use crate::frame::FrameError;
use crate::model::io_words::io_words;

/// Said of what no system refused: then the program is wrong.
const OURS: &str = "内容无法生成，属于程序问题，请反馈给程序维护人员";

/// Why an output could not be written. Nothing here is about the ledgers: those speak in findings.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The file system said no.
    #[error("无法写入“{}”：{}", path.display(), io_words(source))]
    Io {
        /// What was being written.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A csv table could not be written.
    #[error("无法写入表格“{}”：{}", path.display(), csv_words(source))]
    Csv {
        /// The table.
        path: PathBuf,
        /// Why not.
        source: csv::Error,
    },
    /// A json file could not be written.
    #[error("无法写入“{}”：{}", path.display(), json_words(source))]
    Json {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: serde_json::Error,
    },
    /// The page could not be laid out.
    #[error("无法生成网页“{}”：{}", path.display(), page_words(source))]
    Page {
        /// The page.
        path: PathBuf,
        /// Why not.
        source: askama::Error,
    },
    /// The columns could not be written.
    #[error("无法写入“{}”：{source}", path.display())]
    Frame {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: FrameError,
    },
    /// A workbook could not be written.
    #[error("无法写入工作簿“{}”：{}", path.display(), xlsx_words(source))]
    Xlsx {
        /// The workbook.
        path: PathBuf,
        /// Why not.
        source: rust_xlsxwriter::XlsxError,
    },
}

fn csv_words(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Io(error) => io_words(error),
        _ => OURS.to_string(),
    }
}

fn json_words(error: &serde_json::Error) -> String {
    error.io_error_kind().map_or_else(|| OURS.to_string(), |kind| io_words(&kind.into()))
}

fn xlsx_words(error: &XlsxError) -> String {
    match error {
        XlsxError::IoError(error) | XlsxError::ZipError(ZipError::Io(error)) => io_words(error),
        _ => OURS.to_string(),
    }
}

fn page_words(error: &askama::Error) -> String {
    match error {
        askama::Error::Custom(error) => error.downcast_ref().map_or_else(|| OURS.to_string(), io_words),
        _ => OURS.to_string(),
    }
}

impl ReportError {
    /// The same of the folder that the user knows: what is being written lies beside it under another name.
    pub fn told_of(mut self, written: &Path, target: &Path) -> Self {
        let path = match &mut self {
            ReportError::Io { path, .. }
            | ReportError::Csv { path, .. }
            | ReportError::Json { path, .. }
            | ReportError::Page { path, .. }
            | ReportError::Frame { path, .. }
            | ReportError::Xlsx { path, .. } => path,
        };
        if let Ok(below) = path.strip_prefix(written) {
            *path = target.join(below);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_in_chinese_whoever_notices_it() {
        let full = || std::io::Error::from_raw_os_error(28);
        let path = PathBuf::from("/x/.结果-写入中-1-0/data/a");
        let errors = [
            ReportError::Io { path: path.clone(), source: full() },
            ReportError::Csv { path: path.clone(), source: full().into() },
            ReportError::Json { path: path.clone(), source: serde_json::Error::io(full()) },
            ReportError::Xlsx { path: path.clone(), source: XlsxError::IoError(full()) },
            ReportError::Xlsx { path: path.clone(), source: XlsxError::ZipError(ZipError::Io(full())) },
        ];
        for error in errors {
            let told = error.told_of(Path::new("/x/.结果-写入中-1-0"), Path::new("/x/结果")).to_string();
            assert!(told.contains("“/x/结果/data/a”") && told.ends_with("磁盘空间不足"), "{told}");
        }
    }
}
