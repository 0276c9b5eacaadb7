//! Changes of what a list is saved as: text in several encodings, pages, older and foreign formats, another ending.

use std::fmt::Write as _;
use std::io::Write as _;

use encoding_rs::{GB18030, GBK};

use super::grid::{Book, Cell, Sheet};
use super::harness::{Change, Scene};
use super::tables::{Kind, Table};

/// Kinds that are handed in as one plain table.
const PLAIN: [Kind; 10] = [
    Kind::Ledger,
    Kind::Attendance,
    Kind::Plan,
    Kind::Roster,
    Kind::Members,
    Kind::Visits,
    Kind::Service,
    Kind::Cadres,
    Kind::Filings,
    Kind::Waivers,
];

/// Lines of text; a blank row is an empty line.
fn delimited(sheet: &Sheet, separator: &str) -> String {
    let mut out = String::new();
    for row in &sheet.cells {
        let cells: Vec<String> = row
            .iter()
            .map(|c| {
                let t = c.text();
                if t.contains([',', ';', '\t', '"', '\n']) { format!("\"{}\"", t.replace('"', "\"\"")) } else { t }
            })
            .collect();
        out += cells.join(separator).trim_end_matches(separator);
        out += "\r\n";
    }
    out
}

fn escaped(t: &str) -> String {
    t.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The place in the merged cells: (rows, columns) that a cell spans, none where another covers it.
fn span(sheet: &Sheet, row: usize, col: usize) -> Option<(usize, usize)> {
    let covering = sheet.merges.iter().find(|m| (m[0]..=m[2]).contains(&row) && (m[1]..=m[3]).contains(&col));
    match covering {
        Some(m) if m[0] == row && m[1] == col => Some((m[2] - m[0] + 1, m[3] - m[1] + 1)),
        Some(_) => None,
        None => Some((1, 1)),
    }
}

fn html(sheet: &Sheet) -> String {
    let mut out = String::from("<html><head><meta charset=\"utf-8\"></head><body><table border=\"1\">\n");
    for row in 0..sheet.cells.len() {
        out += "<tr>";
        for col in 0..sheet.width() {
            let Some((rows, cols)) = span(sheet, row, col) else { continue };
            let text = escaped(&sheet.cell(row, col).text()).replace('\n', "<br>");
            let _ = write!(out, "<td rowspan=\"{rows}\" colspan=\"{cols}\">{text}</td>");
        }
        out += "</tr>\n";
    }
    out + "</table></body></html>\n"
}

fn spreadsheetml(book: &Book) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
         xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Styles><Style ss:ID=\"d\"><NumberFormat ss:Format=\"Short Date\"/></Style></Styles>",
    );
    for sheet in &book.sheets {
        let _ = write!(out, "<Worksheet ss:Name=\"{}\"><Table>", escaped(&sheet.name));
        for (r, row) in sheet.cells.iter().enumerate() {
            let _ = write!(out, "<Row ss:Index=\"{}\">", r + 1);
            for (c, cell) in row.iter().enumerate().filter(|(_, c)| !c.is_blank()) {
                let (rows, cols) = span(sheet, r, c).unwrap_or((1, 1));
                let merged = format!(" ss:MergeDown=\"{}\" ss:MergeAcross=\"{}\"", rows - 1, cols - 1);
                let (kind, style, text) = match cell {
                    Cell::Number(n) => ("Number", "", n.to_string()),
                    Cell::Day(d) => ("DateTime", " ss:StyleID=\"d\"", format!("{d}T00:00:00.000")),
                    other => ("String", "", escaped(&other.text()).replace('\n', "&#10;")),
                };
                let _ = write!(out, "<Cell ss:Index=\"{}\"{merged}{style}><Data ss:Type=\"{kind}\">{text}</Data></Cell>", c + 1);
            }
            out += "</Row>";
        }
        out += "</Table></Worksheet>";
    }
    out + "</Workbook>\n"
}

fn ods(book: &Book) -> Vec<u8> {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
         office:version=\"1.2\"><office:body><office:spreadsheet>",
    );
    for sheet in &book.sheets {
        let _ = write!(out, "<table:table table:name=\"{}\">", escaped(&sheet.name));
        for row in 0..sheet.cells.len() {
            out += "<table:table-row>";
            for col in 0..sheet.width() {
                let Some((rows, cols)) = span(sheet, row, col) else {
                    out += "<table:covered-table-cell/>";
                    continue;
                };
                let cell = sheet.cell(row, col);
                let value = match cell {
                    Cell::Blank => String::new(),
                    Cell::Number(n) => format!(" office:value-type=\"float\" office:value=\"{n}\""),
                    Cell::Day(d) => format!(" office:value-type=\"date\" office:date-value=\"{d}\""),
                    _ => " office:value-type=\"string\"".to_string(),
                };
                let lines: String = cell.text().split('\n').map(|l| format!("<text:p>{}</text:p>", escaped(l))).collect();
                let _ = write!(
                    out,
                    "<table:table-cell{value} table:number-rows-spanned=\"{rows}\" table:number-columns-spanned=\"{cols}\">{}</table:table-cell>",
                    if cell.is_blank() { "" } else { &lines }
                );
            }
            out += "</table:table-row>";
        }
        out += "</table:table>";
    }
    out += "</office:spreadsheet></office:body></office:document-content>";
    let manifest = "<?xml version=\"1.0\"?><manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\">\
                    <manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/>\
                    <manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>";
    let mut pack = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let parts =
        [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &out), ("META-INF/manifest.xml", manifest)];
    for (name, text) in parts {
        pack.start_file(name, stored).unwrap();
        pack.write_all(text.as_bytes()).unwrap();
    }
    pack.finish().unwrap().into_inner()
}

/// Saves each sheet of plain tables as a file of its own; what a text file cannot say (two lines of headings) stays a workbook.
fn sheets(scene: &mut Scene, ending: &str, write: impl Fn(&Sheet) -> Vec<u8>) -> usize {
    let mut count = 0;
    let mut rest = Vec::new();
    for book in std::mem::take(&mut scene.books) {
        let filled: Vec<&Sheet> = book.sheets.iter().filter(|s| !s.is_blank()).collect();
        let tables: Option<Vec<Table>> = filled.iter().map(|s| Table::of(&book, s)).collect();
        let Some(tables) = tables.filter(|all| all.iter().all(|t| PLAIN.contains(&t.kind) && t.depth == 1)) else {
            rest.push(book);
            continue;
        };
        for (sheet, table) in filled.iter().zip(&tables) {
            let mut sheet = (*sheet).clone();
            sheet.unmerge(&table.body);
            let stem = book.path.trim_end_matches(".xlsx");
            let path = if filled.len() == 1 { format!("{stem}.{ending}") } else { format!("{stem}-{}.{ending}", sheet.name.trim()) };
            scene.lay(&path, &write(&sheet));
            count += 1;
        }
        scene.kinds.extend(tables.iter().map(|t| t.kind));
    }
    scene.books = rest;
    count
}

/// Saves each book under another ending.
fn books(scene: &mut Scene, ending: &str, write: impl Fn(&Book) -> Vec<u8>) -> usize {
    let all = std::mem::take(&mut scene.books);
    for book in &all {
        scene.kinds.extend(book.sheets.iter().filter_map(|s| Table::of(book, s)).map(|t| t.kind));
        scene.lay(&format!("{}.{ending}", book.path.trim_end_matches(".xlsx")), &write(book));
    }
    all.len()
}

fn utf16(t: &str) -> Vec<u8> {
    [0xfeff].into_iter().chain(t.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

pub fn changes() -> Vec<Change> {
    vec![
        Change::new("as UTF-8 text", |s| sheets(s, "csv", |x| delimited(x, ",").into_bytes())),
        Change::new("as UTF-8 text with its mark", |s| sheets(s, "csv", |x| format!("\u{feff}{}", delimited(x, ",")).into_bytes())),
        Change::new("as GBK text", |s| {
            sheets(s, "csv", |x| {
                // what GBK has no sign for is saved in the encoding that has
                let text = delimited(x, ",").replace('✓', "√").replace('✗', "×");
                let (gbk, _, lossy) = GBK.encode(&text);
                if lossy { GB18030.encode(&text).0.into_owned() } else { gbk.into_owned() }
            })
        }),
        Change::new("as GB18030 text between tabs", |s| sheets(s, "txt", |x| GB18030.encode(&delimited(x, "\t")).0.into_owned())),
        Change::new("as UTF-16 text between tabs", |s| sheets(s, "txt", |x| utf16(&delimited(x, "\t")))),
        Change::new("as text between semicolons", |s| sheets(s, "csv", |x| delimited(x, ";").into_bytes())),
        Change::new("as tab text that says xls", |s| sheets(s, "xls", |x| GB18030.encode(&delimited(x, "\t")).0.into_owned())),
        Change::new("as a page that says xls", |s| sheets(s, "xls", |x| html(x).into_bytes())),
        Change::new("as SpreadsheetML", |s| books(s, "xml", |b| spreadsheetml(b).into_bytes())),
        Change::new("as SpreadsheetML that says xls", |s| books(s, "xls", |b| spreadsheetml(b).into_bytes())),
        Change::new("as an OpenDocument table", |s| books(s, "ods", ods)),
        Change::new("as a workbook that says et", |s| books(s, "et", Book::bytes)),
        Change::new("as a workbook that says xls", |s| books(s, "xls", Book::bytes)),
    ]
}
