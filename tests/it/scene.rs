//! What a scene can expect of the files that a run wrote: rows of a table, values in a json, words on a sheet, a file that is there.

use std::collections::BTreeMap;
use std::path::Path;

use calamine::{Data, Reader, open_workbook_auto};
use serde::Deserialize;

use crate::door::{csv_rows, json};

/// One expectation; exactly one of `table`, `json`, `sheet` and `file` is given.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// A csv below `data/`: so many rows (`count`) hold these values (`row`); a value that begins with `~` need only be contained.
    table: Option<String>,
    #[serde(default)]
    row: BTreeMap<String, String>,
    /// Exactly so many; at least one when left out.
    count: Option<usize>,
    /// A path in `data/summary.json` (`rows_by_layout.volunteer.accepted`) with its value as json prints it.
    json: Option<String>,
    /// A sheet of 汇总报告.xlsx that contains (or, with `not`, does not contain) `says` in some cell.
    sheet: Option<String>,
    /// A folder below the result: some workbook in it contains `says` in some cell.
    workbooks: Option<String>,
    /// A file or folder below the result.
    file: Option<String>,
    /// The value at `json`, or the words on the sheet or in the file.
    says: Option<String>,
    #[serde(default)]
    not: bool,
}

/// The error says what is otherwise.
pub fn check(e: &Expectation, out: &Path) -> Result<(), String> {
    if let Some(name) = &e.table {
        let path = out.join("data").join(name);
        if !path.exists() {
            return Err(format!("there is no {name}"));
        }
        let rows = csv_rows(&path, true);
        if let (Some(first), Some(column)) = (rows.first(), e.row.keys().find(|c| rows.first().is_some_and(|r| !r.contains_key(*c)))) {
            return Err(format!("{name} has no column {column}, only {:?}", first.keys().collect::<Vec<_>>()));
        }
        let fits = |cell: &str, want: &str| want.strip_prefix('~').map_or(cell == want, |part| cell.contains(part));
        let found = rows.iter().filter(|r| e.row.iter().all(|(k, v)| fits(&r[k], v))).count();
        let good = e.count.map_or(found > 0, |n| n == found);
        return good.then_some(()).ok_or_else(|| format!("{name}: {found} rows with {:?}, wanted {:?}; {rows:?}", e.row, e.count));
    }
    let says = e.says.as_deref().unwrap_or_default();
    if let Some(path) = &e.json {
        let whole = json(&out.join("data/summary.json"));
        let value = path.split('.').fold(&whole, |v, key| key.parse::<usize>().map_or_else(|_| &v[key], |n| &v[n]));
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_string);
        return ((text == says) != e.not).then_some(()).ok_or_else(|| format!("{path} is {text}, wanted {says}"));
    }
    if let Some(name) = &e.sheet {
        let mut book = open_workbook_auto(out.join("汇总报告.xlsx")).map_err(|x| x.to_string())?;
        let range = book.worksheet_range(name).map_err(|x| x.to_string())?;
        let text = |d: &Data| d.to_string();
        let found = range.used_cells().any(|(_, _, d)| text(d).contains(says));
        let cells = || range.used_cells().map(|(_, _, d)| text(d)).collect::<Vec<_>>().join("｜");
        return (found != e.not).then_some(()).ok_or_else(|| format!("“{says}” on {name}: {}", cells()));
    }
    if let Some(name) = &e.workbooks {
        let folder = std::fs::read_dir(out.join(name)).map_err(|x| format!("{name}: {x}"))?;
        let mut paths: Vec<_> = folder.map(|entry| entry.unwrap().path()).filter(|p| p.extension().is_some_and(|x| x == "xlsx")).collect();
        paths.sort();
        let holds = |path: &std::path::PathBuf| {
            let mut book = open_workbook_auto(path).unwrap();
            book.worksheets().iter().any(|(_, range)| range.used_cells().any(|(_, _, d)| d.to_string().contains(says)))
        };
        return (paths.iter().any(holds) != e.not).then_some(()).ok_or_else(|| format!("“{says}” in {name}: {} workbooks", paths.len()));
    }
    if let Some(name) = &e.file {
        let path = out.join(name);
        if path.exists() == e.not {
            return Err(format!("{name} exists: {}", path.exists()));
        }
        if !says.is_empty() && !std::fs::read_to_string(&path).map_err(|x| x.to_string())?.contains(says) {
            return Err(format!("{name} does not say “{says}”"));
        }
        return Ok(());
    }
    Err("an expectation of nothing".to_string())
}
