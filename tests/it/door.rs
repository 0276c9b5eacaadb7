//! The door: starting the program and reading what it wrote, with nothing of the program's own code.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;

/// The project's folder.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Starts the program.
pub fn dangri<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dangri")).args(args).output().expect("the program starts")
}

/// Starts the program and wants exit status 0.
pub fn dangri_ok<S: AsRef<std::ffi::OsStr> + std::fmt::Debug>(args: &[S]) -> String {
    let output = dangri(args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8 on stdout")
}

/// A csv file as rows by column name, the id of the run apart (that of its question, which tests change as they like). Wants a byte order mark where `bom` is set.
pub fn csv_rows(path: &Path, bom: bool) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let body = match text.strip_prefix('\u{feff}') {
        Some(body) => body,
        None => {
            assert!(!bom, "{} has no byte order mark", path.display());
            &text
        }
    };
    let mut reader = csv::ReaderBuilder::new().from_reader(body.as_bytes());
    let header = reader.headers().expect("a header").clone();
    reader
        .records()
        .map(|record| {
            let record = record.expect("a row");
            header.iter().zip(record.iter()).filter(|(name, _)| *name != "run_id").map(|(k, v)| (k.to_string(), v.to_string())).collect()
        })
        .collect()
}

/// A json file.
pub fn json(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))).expect("json")
}

/// Every file below a folder with its bytes, by path.
pub fn tree(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(dir: &Path, base: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(dir).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, base, found);
            } else {
                let name = path.strip_prefix(base).expect("below").to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(dir, dir, &mut found);
    found
}

/// Writes a workbook of text cells; a cell that is a number is written as one (no identity or serial number).
pub fn book(path: &Path, sheets: &[(&str, &[&[&str]])]) {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).expect("a sheet name");
        for (r, row) in rows.iter().enumerate() {
            for (c, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                let (r, c) = (r as u32, c as u16);
                match cell.parse::<f64>() {
                    Ok(number) if cell.len() < 15 && !cell.starts_with('0') => sheet.write_number(r, c, number).expect("a number"),
                    _ => sheet.write_string(r, c, *cell).expect("a text"),
                };
            }
        }
    }
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    workbook.save(path).expect("a workbook");
}

/// A workspace made by hand, judged.
pub struct Judged {
    /// Keeps the folder alive.
    pub dir: tempfile::TempDir,
}

impl Judged {
    /// Runs a workspace that `fill` writes.
    pub fn run(fill: impl FnOnce(&Path), options: &[&str]) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let workspace = dir.path().join("台账");
        fs::create_dir_all(&workspace).expect("a folder");
        fill(&workspace);
        let out = dir.path().join("结果");
        let args = [&["run", workspace.to_str().expect("UTF-8"), "-o", out.to_str().expect("UTF-8"), "--format", "csv,json"][..], options];
        dangri_ok(&args.concat());
        Judged { dir }
    }

    /// A table of the result.
    pub fn table(&self, name: &str) -> Vec<BTreeMap<String, String>> {
        csv_rows(&self.dir.path().join("结果/data").join(name), true)
    }

    /// Findings of a rule, as `branch month cell`.
    pub fn findings(&self, rule: &str) -> Vec<String> {
        let rows = self.table("findings.csv").into_iter().filter(|r| r["rule"] == rule);
        rows.map(|r| format!("{} {} {}", r["branch"], r["month"], r["cell"])).collect()
    }

    /// `summary.json`.
    pub fn summary(&self) -> serde_json::Value {
        json(&self.dir.path().join("结果/data/summary.json"))
    }
}

/// The csv and json of a result's `data/`, with the id of its run put aside: it is that of the question, formats and schemas included.
pub fn data_without_id(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let id = json(&out.join("结果清单.json"))["run_id"].as_str().unwrap().to_string();
    assert_eq!(id.len(), 16);
    let texts = tree(&out.join("data")).into_iter().filter(|(name, _)| !name.ends_with(".parquet"));
    texts.map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap().replace(&id, "run_id").into_bytes())).collect()
}
