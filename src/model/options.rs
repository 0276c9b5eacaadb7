//! What a run may be asked for, as values and no longer as words.

use schemars::JsonSchema;
use serde::Deserialize;

use super::finding::Level;

/// An output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Format {
    Xlsx,
    Docx,
    Html,
    Csv,
    Json,
    Parquet,
}

impl Format {
    /// All of them, in the order of the contract.
    pub const ALL: [Format; 6] = [Format::Xlsx, Format::Docx, Format::Html, Format::Csv, Format::Json, Format::Parquet];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Docx => "docx",
            Format::Html => "html",
            Format::Csv => "csv",
            Format::Json => "json",
            Format::Parquet => "parquet",
        }
    }

    /// The words for several, with that between them.
    pub fn words(formats: &[Format], between: &str) -> String {
        formats.iter().map(|f| f.word()).collect::<Vec<_>>().join(between)
    }

    /// The format of a word.
    pub fn named(word: &str) -> Option<Self> {
        Format::ALL.into_iter().find(|f| f.word() == word.trim())
    }
}

/// From which level on findings make the exit code 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum FailOn {
    Info,
    Warning,
    Error,
    #[default]
    Never,
}

impl FailOn {
    /// The level; `None` for never.
    pub fn level(self) -> Option<Level> {
        match self {
            FailOn::Info => Some(Level::Info),
            FailOn::Warning => Some(Level::Warning),
            FailOn::Error => Some(Level::Error),
            FailOn::Never => None,
        }
    }

    /// What a word asks for.
    pub fn named(word: &str) -> Option<Self> {
        match word {
            "info" => Some(FailOn::Info),
            "warning" => Some(FailOn::Warning),
            "error" => Some(FailOn::Error),
            "never" => Some(FailOn::Never),
            _ => None,
        }
    }
}
