//! Files built byte by byte, as they come in and as nobody should ever send them, read through the public functions.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Discovery, Limits, Loaded, Passwords, discover, read, silence_panics};
use crate::model::book::{RawSheet, Value};
use crate::model::cell::CellRef;
use crate::model::finding::Code;

mod binary;
mod formats;
mod hostile;
mod ledger;
mod lookalikes;
mod pictures;
mod sealed;
mod workspace;

/// A folder with the given files.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    dir
}

fn find(root: &Path) -> Discovery {
    discover(root, &[], &Limits::default()).unwrap()
}

/// Reads one file under a name, through discovery.
fn load(name: &str, bytes: &[u8]) -> Loaded {
    load_with(name, bytes, &Passwords::default())
}

fn load_with(name: &str, bytes: &[u8], passwords: &Passwords) -> Loaded {
    silence_panics();
    let dir = folder(&[(name, bytes)]);
    let found = find(dir.path());
    assert_eq!(found.inputs.len(), 1, "{name}: {:?} {:?}", found.skipped, found.issues);
    read(&found.inputs[0], &Limits::default(), passwords)
}

/// Reads one file that must come out whole.
fn good(name: &str, bytes: &[u8]) -> Vec<RawSheet> {
    let loaded = load(name, bytes);
    assert!(!loaded.unreadable && loaded.book.issues.is_empty(), "{name}: {:?}", loaded.book.issues);
    loaded.book.sheets
}

/// Reads one file that must come out as exactly one ING001, and returns its message.
fn refused(name: &str, bytes: &[u8]) -> String {
    let loaded = load(name, bytes);
    assert!(loaded.unreadable && loaded.book.sheets.is_empty(), "{name}: {:?}", loaded.book);
    assert_eq!(loaded.book.issues.len(), 1, "{name}");
    let issue = &loaded.book.issues[0];
    assert_eq!(issue.code, Code::ING001);
    assert_eq!(&*issue.place.file, name);
    assert!(issue.say.message().ends_with('。'), "{}", issue.say.message());
    issue.say.message().to_string()
}

fn value(sheet: &RawSheet, row: u32, col: u32) -> Option<Value> {
    sheet.cells.iter().find(|c| c.at == CellRef::new(row, col)).map(|c| c.value.clone())
}

fn text(value: &str) -> Option<Value> {
    Some(Value::Text(arcstr::ArcStr::from(value)))
}

/// A zip of the given parts, deflated.
fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A small xlsx around the XML of one sheet's rows.
fn xlsx_of(sheet_data: &str, strings: Option<&str>) -> Vec<u8> {
    let sheet = format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sheet_data}</sheetData></worksheet>"#
    );
    let mut parts: Vec<(&str, &[u8])> = XLSX_FRAME.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    parts.push(("xl/worksheets/sheet1.xml", sheet.as_bytes()));
    if let Some(strings) = strings {
        parts.push(("xl/sharedStrings.xml", strings.as_bytes()));
    }
    zipped(&parts)
}

const XLSX_FRAME: [(&str, &str); 4] = [
    ("[Content_Types].xml", r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#),
    (
        "_rels/.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="台账" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    ),
];
