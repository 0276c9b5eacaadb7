//! Why columns could not be made, written or read.

use std::path::PathBuf;

use polars::prelude::PolarsError;

use crate::model::io_words::io_words;

/// Why not.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The file system said no.
    #[error("无法读写“{}”：{}", path.display(), io_words(source))]
    Io {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A table that was written has not the columns that it should have.
    #[error("“{}”中没有“{column}”一栏，或者栏目的类型不同：可能是另一版本的程序写出的", path.display())]
    Column {
        /// The file.
        path: PathBuf,
        /// The column.
        column: String,
    },
    /// The frame library said no.
    #[error("{}", library_words(.0))]
    Library(#[from] PolarsError),
}

fn library_words(error: &PolarsError) -> String {
    match error {
        PolarsError::IO { error, .. } => io_words(error),
        _ => "列数据无法读写：文件可能已损坏，或属于程序问题，请反馈给程序维护人员".to_string(),
    }
}
