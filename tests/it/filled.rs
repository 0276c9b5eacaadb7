//! Filling in a workbook the way a person's program would: cells of the package are changed, everything else stays as it was written. Nothing
//! of the program's own writer is used.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use calamine::{Data, Reader, open_workbook_auto};
use chrono::NaiveDate;

/// All cells of a sheet as text, rows from 0; merged cells show in their first cell alone.
pub fn cells(path: &Path, sheet: &str) -> Vec<Vec<String>> {
    let mut book = open_workbook_auto(path).expect("a workbook");
    let range = book.worksheet_range(sheet).unwrap_or_else(|e| panic!("{}: {sheet}: {e}", path.display()));
    let (rows, cols) = range.end().map_or((0, 0), |(r, c)| (r + 1, c + 1));
    let text = |r: u32, c: u32| match range.get_value((r, c)) {
        Some(Data::DateTime(d)) => d.as_datetime().map_or_else(String::new, |d| d.format("%Y-%m-%d").to_string()),
        Some(value) => value.to_string(),
        None => String::new(),
    };
    (0..rows).map(|r| (0..cols).map(|c| text(r, c)).collect()).collect()
}

/// Names of the sheets.
pub fn sheets(path: &Path) -> Vec<String> {
    open_workbook_auto(path).expect("a workbook").sheet_names()
}

/// Row (from 0) of the first row that holds the heading, and its column.
pub fn find(cells: &[Vec<String>], heading: &str) -> (u32, u32) {
    let at = cells.iter().enumerate().find_map(|(r, row)| row.iter().position(|c| c == heading).map(|c| (r as u32, c as u32)));
    at.unwrap_or_else(|| panic!("no “{heading}” in {:?}", cells.iter().take(8).collect::<Vec<_>>()))
}

/// A date as spreadsheets store it.
pub fn serial(date: &str) -> String {
    let day = NaiveDate::parse_from_str(date, "%Y-%m-%d").expect("a date");
    (day - NaiveDate::from_ymd_opt(1899, 12, 30).expect("a date")).num_days().to_string()
}

/// The parts of a workbook's package.
pub fn parts(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(fs::read(path).expect("a file"))).expect("a package");
    (0..zip.len())
        .map(|i| {
            let mut part = zip.by_index(i).expect("a part");
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("a part's bytes");
            (part.name().expect("a name").to_string(), bytes)
        })
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// What a column (from 0) is called.
fn letters(col: u32) -> String {
    let last = char::from(b'A' + u8::try_from(col % 26).expect("a letter"));
    if col < 26 { last.to_string() } else { format!("{}{last}", letters(col / 26 - 1)) }
}

/// Writes values into cells (row and column from 0) of the sheet; they must be there already. A whole number is written as one.
pub fn fill(path: &Path, sheet: &str, values: &[((u32, u32), String)]) {
    let position = sheets(path).iter().position(|n| n == sheet).unwrap_or_else(|| panic!("no sheet {sheet}")) + 1;
    let wanted = format!("xl/worksheets/sheet{position}.xml");
    let mut parts = parts(path);
    let (_, bytes) = parts.iter_mut().find(|(name, _)| *name == wanted).expect("the sheet's part");
    let mut xml = String::from_utf8(std::mem::take(bytes)).expect("UTF-8");
    for ((row, col), value) in values {
        let letter = letters(*col);
        let open = format!("<c r=\"{letter}{}\"", row + 1);
        let from = xml.find(&open).unwrap_or_else(|| panic!("{}: {sheet} has no cell {open}", path.display()));
        let tag = from + xml[from..].find('>').expect("the tag's end") + 1;
        let blank = xml[..tag].ends_with("/>");
        let end = if blank { tag } else { tag + xml[tag..].find("</c>").expect("the cell's end") + 4 };
        let style = xml[from..tag].find("s=\"").map(|s| {
            let rest = &xml[from + s + 3..tag];
            rest[..rest.find('"').expect("a quote")].to_string()
        });
        let style = style.map(|style| format!(" s=\"{style}\"")).unwrap_or_default();
        let cell = match value.parse::<u64>() {
            Ok(number) => format!("{open}{style}><v>{number}</v></c>"),
            Err(_) => format!("{open}{style} t=\"inlineStr\"><is><t>{}</t></is></c>", escaped(value)),
        };
        xml.replace_range(from..end, &cell);
    }
    *bytes = xml.into_bytes();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in &parts {
        out.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        out.write_all(bytes).expect("bytes");
    }
    fs::write(path, out.finish().expect("a package").into_inner()).expect("a file");
}

/// Fills the row of a table, `line` rows below its header, by heading.
pub fn fill_row(path: &Path, sheet: &str, line: u32, values: &[(&str, &str)]) {
    let all = cells(path, sheet);
    let (header, _) = find(&all, "填报自查");
    let at = |heading: &str| {
        let col = all[header as usize].iter().position(|c| c == heading).unwrap_or_else(|| panic!("no column {heading}"));
        (header + line, col as u32)
    };
    let values: Vec<_> = values.iter().map(|(heading, value)| (at(heading), value.to_string())).collect();
    fill(path, sheet, &values);
}

/// Saves every workbook of ours below a folder as an office program does that is told to save: nothing is typed in it, and yet it is another file.
pub fn saved_anew(dir: &Path) {
    for entry in fs::read_dir(dir).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            saved_anew(&path);
        } else if path.extension().is_some_and(|e| e == "xlsx") {
            let mut parts = parts(&path);
            if let Some((_, bytes)) = parts.iter_mut().find(|(name, _)| name == "docProps/app.xml") {
                bytes.push(b'\n');
                fs::write(&path, crate::ledger::zipped(&parts)).expect("a file");
            }
        }
    }
}
