//! The list of the units that are expected: a csv with their codes and, where it has them, their names.

use std::collections::BTreeSet;
use std::path::Path;

use super::NotRolledUp;
use crate::files;
use crate::model::io_words::io_words;

/// No list is longer.
const LONGEST: u64 = 16 << 20;
/// Headings of the codes, and of the names.
const UNITS: [&str; 3] = ["unit", "单位代码", "单位"];
const NAMES: [&str; 3] = ["unit_name", "单位名称", "名称"];

/// A unit that is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Expected {
    /// Its code.
    pub(super) unit: String,
    /// Its name; empty where the list has none.
    pub(super) name: String,
}

/// Reads the list, in UTF-8 or GBK.
///
/// # Errors
/// It cannot be read, has no column of codes, or holds none or one twice.
pub(super) fn read(path: &Path) -> Result<Vec<Expected>, NotRolledUp> {
    let fail = |why: String| NotRolledUp::Expected { path: path.to_path_buf(), why };
    let bytes = files::read(path, LONGEST).map_err(|e| fail(io_words(&e)))?;
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text.to_string(),
        Err(_) => {
            let (text, _, wrong) = encoding_rs::GBK.decode(&bytes);
            if wrong {
                return Err(fail("既不是 UTF-8 编码，也不是 GBK 编码".to_string()));
            }
            text.into_owned()
        }
    };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let torn = |e: csv::Error| fail(format!("不是 CSV 表格（{}）", e.position().map_or(0, csv::Position::line)));
    let header = reader.headers().map_err(torn)?.clone();
    let column = |names: &[&str]| header.iter().position(|head| names.contains(&head.trim()));
    let Some(units) = column(&UNITS) else { return Err(fail(format!("首行没有“{}”一栏", UNITS.join("”或“")))) };
    let names = column(&NAMES);
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for record in reader.records() {
        let record = record.map_err(torn)?;
        let field = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or_default().trim().to_string();
        let unit = field(Some(units));
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if unit.is_empty() {
            return Err(fail(format!("第 {} 行没有单位代码", record.position().map_or(0, csv::Position::line))));
        }
        if !seen.insert(unit.clone()) {
            return Err(fail(format!("单位“{unit}”列了两次")));
        }
        all.push(Expected { unit, name: field(names) });
    }
    if all.is_empty() { Err(fail("其中没有单位".to_string())) } else { Ok(all) }
}
