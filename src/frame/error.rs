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
    /// The frame library said no.
    #[error("{}", library_words(.0))]
    Library(#[from] PolarsError),
}

fn library_words(error: &PolarsError) -> String {
    match error {
        PolarsError::IO { error, .. } => io_words(error),
        _ => "列数据无法写出，属于程序问题，请反馈给程序维护人员".to_string(),
    }
}
