//! A file of `schemas/layouts/`: a layout, or what is added to one (`extends`). Read whole, and every fault told at its line.

mod added;
mod lint;
mod raw;

use std::sync::Arc;

use toml::de::DeTable;

use super::fault::Fault;
use crate::model::schema::LayoutSchema;
use lint::Check;

pub use added::Addition;
pub use raw::RawLayout;

/// What a file that adds to a layout may hold.
pub const ADDED_KEYS: &[&str] = &["extends", "title_words", "not_words", "not_titles", "signs", "column"];

/// A file of layouts: a whole layout, or what is added to one.
#[derive(Debug)]
pub enum Parsed {
    /// With the place of its id.
    Whole(LayoutSchema, Spot),
    /// What is added.
    Added(Addition),
}

/// The lists of words of a layout, folded.
#[derive(Debug, Default)]
struct Words {
    title: Vec<Arc<str>>,
    not: Vec<Arc<str>>,
    not_titles: Vec<Arc<str>>,
    signs: Vec<Arc<str>>,
}

/// A place in a file.
#[derive(Clone, Debug)]
pub struct Spot {
    file: String,
    line: usize,
}

impl Spot {
    /// A fault there.
    pub fn fault(&self, message: String) -> Fault {
        Fault { file: self.file.clone(), line: self.line, message }
    }
}

/// Reads one file. On failure every fault of the file, in order of lines.
pub fn parse(file_name: &str, text: &str) -> Result<Parsed, Vec<Fault>> {
    let mut check = Check { file: file_name, text, faults: Vec::new() };
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        check.fault(error.span().unwrap_or(0..0), format!("TOML 写法有误：{}", error.message()));
    }
    if !errors.is_empty() {
        return Err(check.sorted());
    }
    check.unknown_keys(document.get_ref());
    let parsed = match toml::from_str::<RawLayout>(text) {
        Ok(raw) => match &raw.extends {
            Some(base) => Some(Parsed::Added(check.addition(base, &raw))),
            None => {
                let spot = check.spot(raw.id.as_ref().map_or(0..0, |id| id.span()));
                Some(Parsed::Whole(check.layout(&raw), spot))
            }
        },
        Err(error) => {
            check.fault(error.span().unwrap_or(0..0), format!("内容的类型不符：{}", error.message()));
            None
        }
    };
    match parsed {
        Some(parsed) if check.faults.is_empty() => Ok(parsed),
        _ => Err(check.sorted()),
    }
}

/// Does the file add to a layout?
pub fn adds(text: &str) -> bool {
    DeTable::parse_recoverable(text).0.get_ref().contains_key("extends")
}

/// The id of the layout that the file is, or adds to.
pub fn id(text: &str) -> Option<String> {
    let (document, _) = DeTable::parse_recoverable(text);
    ["extends", "id"].iter().find_map(|key| document.get_ref().get(*key)?.get_ref().as_str().map(str::to_string))
}

/// Is the text that of a layout, by its keys?
pub fn is_layout(text: &str) -> bool {
    let (document, _) = DeTable::parse_recoverable(text);
    ["extends", "column", "record"].iter().any(|key| document.get_ref().contains_key(*key))
}
