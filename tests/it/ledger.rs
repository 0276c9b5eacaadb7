//! One ledger, written in every format that a test can write by itself: office packages, text in its encodings, web pages. What office
//! programs wrote of the same ledger lies in `tests/data/formats` and `tests/data/encrypted`.

use std::fs;
use std::io::{Cursor, Write};

use rust_xlsxwriter::{Format, Workbook};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::door::root;

/// A cell of `ledger.tsv`.
pub enum Word {
    /// Days since 1899-12-30, and the day as written.
    Date(f64, String),
    /// Part of a day, and the time as written.
    Time(f64, String),
    Number(f64),
    Text(String),
}

impl Word {
    fn parse(word: &str) -> Self {
        match word.split_once(':') {
            Some(("d", day)) => {
                let date: chrono::NaiveDate = day.parse().unwrap();
                let start = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
                Word::Date((date - start).num_days() as f64, day.to_owned())
            }
            Some(("t", clock)) => {
                let (hours, minutes) = clock.split_once(':').unwrap();
                let minutes = hours.parse::<f64>().unwrap() * 60.0 + minutes.parse::<f64>().unwrap();
                Word::Time(minutes / 1440.0, clock.to_owned())
            }
            Some(("n", number)) => Word::Number(number.parse().unwrap()),
            _ => Word::Text(word.replace("\\n", "\n")),
        }
    }

    /// As a sheet shows it.
    pub fn shown(&self) -> String {
        match self {
            Word::Date(_, text) | Word::Time(_, text) | Word::Text(text) => text.clone(),
            Word::Number(number) => number.to_string(),
        }
    }

    /// The number behind it.
    fn serial(&self) -> Option<f64> {
        match self {
            Word::Date(n, _) | Word::Time(n, _) | Word::Number(n) => Some(*n),
            Word::Text(_) => None,
        }
    }
}

/// The rows.
pub fn rows() -> Vec<Vec<Word>> {
    let text = fs::read_to_string(root().join("tests/data/formats/ledger.tsv")).unwrap();
    text.lines().map(|line| line.split('\t').map(Word::parse).collect()).collect()
}

/// A file that an office program wrote, by its path below `tests/data`.
pub fn fixture(name: &str) -> Vec<u8> {
    fs::read(root().join("tests/data").join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// Transitional Office Open XML.
pub fn xlsx() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("台账").unwrap();
    let (day, clock) = (Format::new().set_num_format("yyyy-mm-dd"), Format::new().set_num_format("hh:mm"));
    for (r, row) in rows().iter().enumerate() {
        for (c, word) in row.iter().enumerate() {
            let (r, c) = (r as u32, c as u16);
            match word {
                Word::Date(n, _) => sheet.write_number_with_format(r, c, *n, &day).unwrap(),
                Word::Time(n, _) => sheet.write_number_with_format(r, c, *n, &clock).unwrap(),
                Word::Number(n) => sheet.write_number(r, c, *n).unwrap(),
                Word::Text(text) if text.is_empty() => continue,
                Word::Text(text) => sheet.write_string(r, c, text).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

/// A package with its parts changed: names and, of XML parts, text.
pub fn repacked(package: &[u8], name: impl Fn(&str) -> String, text: impl Fn(&str, String) -> String) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(package)).unwrap();
    let mut parts = Vec::new();
    for index in 0..from.len() {
        let mut part = from.by_index(index).unwrap();
        let mut xml = String::new();
        std::io::Read::read_to_string(&mut part, &mut xml).unwrap();
        let old = part.name().unwrap().into_owned();
        let changed = text(&old, xml);
        parts.push((name(&old), changed.into_bytes()));
    }
    zipped(&parts)
}

/// A zip of parts.
pub fn zipped(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        to.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        to.write_all(bytes).unwrap();
    }
    to.finish().unwrap().into_inner()
}

/// A zip whose one member is called by GBK bytes, without the flag for UTF-8, as Windows' own packer does.
pub fn gbk_zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let raw = encoding_rs::GBK.encode(name).0.into_owned();
    let stand_in = "n".repeat(raw.len());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(stand_in.as_str(), SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored)).unwrap();
    zip.write_all(bytes).unwrap();
    let mut zip = zip.finish().unwrap().into_inner();
    let places: Vec<usize> = (0..zip.len() - raw.len()).filter(|at| zip[*at..].starts_with(stand_in.as_bytes())).collect();
    assert_eq!(places.len(), 2, "a local header and an entry of the directory");
    for at in places {
        zip[at..at + raw.len()].copy_from_slice(&raw);
    }
    zip
}

/// ISO/IEC 29500 Strict: other namespaces, dates as ISO texts of type `d`.
pub fn strict() -> Vec<u8> {
    let main = "http://purl.oclc.org/ooxml/spreadsheetml/main";
    let rels = "http://purl.oclc.org/ooxml/officeDocument/relationships";
    let swap = |_: &str, xml: String| {
        xml.replace("http://schemas.openxmlformats.org/spreadsheetml/2006/main", main)
            .replace("http://schemas.openxmlformats.org/officeDocument/2006/relationships", rels)
    };
    let package = repacked(&xlsx(), str::to_owned, swap);
    // Dates and times of the one sheet as Strict writers put them.
    let mut sheet = String::new();
    for (r, row) in rows().iter().enumerate() {
        sheet.push_str(&format!(r#"<row r="{}">"#, r + 1));
        for (c, word) in row.iter().enumerate() {
            let at = format!("{}{}", (b'A' + c as u8) as char, r + 1);
            match word {
                Word::Date(_, day) => sheet.push_str(&format!(r#"<c r="{at}" s="1" t="d"><v>{day}</v></c>"#)),
                Word::Time(n, _) => sheet.push_str(&format!(r#"<c r="{at}" s="2"><v>{n}</v></c>"#)),
                Word::Number(n) => sheet.push_str(&format!(r#"<c r="{at}"><v>{n}</v></c>"#)),
                Word::Text(text) if text.is_empty() => {}
                Word::Text(text) => sheet.push_str(&format!(r#"<c r="{at}" t="inlineStr"><is><t>{}</t></is></c>"#, escaped(text))),
            }
        }
        sheet.push_str("</row>");
    }
    let sheet =
        format!(r#"<?xml version="1.0"?><worksheet xmlns="{main}" conformance="strict"><sheetData>{sheet}</sheetData></worksheet>"#);
    repacked(&package, str::to_owned, |name, xml| if name == "xl/worksheets/sheet1.xml" { sheet.clone() } else { xml })
}

/// Separated text; a field that needs it is quoted.
pub fn separated(separator: char) -> String {
    let field = |word: &Word| {
        let text = word.shown();
        if text.contains([separator, '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
    };
    let line = |row: &Vec<Word>| row.iter().map(field).collect::<Vec<_>>().join(&separator.to_string());
    rows().iter().map(|row| line(row) + "\r\n").collect()
}

/// UTF-16 in either byte order.
pub fn utf16(text: &str, little: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
}

/// GBK.
pub fn gbk(text: &str) -> Vec<u8> {
    let (bytes, _, lossy) = encoding_rs::GBK.encode(text);
    assert!(!lossy);
    bytes.into_owned()
}

/// A page as the systems of an office export it.
pub fn html(charset: &str) -> String {
    let cell = |word: &Word| format!("<td>{}</td>", escaped(&word.shown()).replace('\n', "<br>"));
    let row = |row: &Vec<Word>| format!("<tr>{}</tr>\n", row.iter().map(cell).collect::<String>());
    let rows: String = rows().iter().map(row).collect();
    format!(
        "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset={charset}\">\
         <xml><x:Name>台账</x:Name></xml></head><body><table border=1>\n{rows}</table></body></html>"
    )
}

/// Excel's binary package, put together record by record.
pub fn xlsb() -> Vec<u8> {
    let record = |id: u16, data: &[u8]| -> Vec<u8> {
        let id = if id < 0x80 { vec![id as u8] } else { vec![(id & 0x7F) as u8 | 0x80, (id >> 7) as u8] };
        let length =
            if data.len() < 0x80 { vec![data.len() as u8] } else { vec![(data.len() & 0x7F) as u8 | 0x80, (data.len() >> 7) as u8] };
        [id, length, data.to_vec()].concat()
    };
    let wide = |text: &str| [&(text.encode_utf16().count() as u32).to_le_bytes()[..], &utf16(text, true)].concat();
    let longs = |n: &[u32]| -> Vec<u8> { n.iter().flat_map(|n| n.to_le_bytes()).collect() };
    let mut cells = Vec::new();
    for (r, row) in rows().iter().enumerate() {
        cells.extend(record(0x00, &longs(&[r as u32, 0, 0, 0])));
        for (c, word) in row.iter().enumerate() {
            let style = match word {
                Word::Date(..) => 1,
                Word::Time(..) => 2,
                _ => 0,
            };
            let head = longs(&[c as u32, style]);
            match word.serial() {
                Some(number) => cells.extend(record(0x05, &[head, number.to_le_bytes().to_vec()].concat())),
                None if word.shown().is_empty() => {}
                None => cells.extend(record(0x06, &[head, wide(&word.shown())].concat())),
            }
        }
    }
    let xf = |format: u16| record(0x2F, &[&[0, 0][..], &format.to_le_bytes(), &[0; 12]].concat());
    let format = record(0x2C, &[164_u16.to_le_bytes().to_vec(), wide("yyyy-mm-dd")].concat());
    let styles =
        [record(0x267, &longs(&[1])), format, record(0x268, &[]), record(0x269, &longs(&[3])), xf(0), xf(164), xf(20), record(0x26A, &[])]
            .concat();
    let workbook = [record(0x9C, &[longs(&[0, 1]), wide("rId1"), wide("台账")].concat()), record(0x90, &[]), record(0x9D, &[])].concat();
    let sheet = [record(0x94, &longs(&[0, 10, 0, 12])), record(0x91, &[]), cells, record(0x92, &[])].concat();
    let rels = r#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>"#;
    zipped(&[
        ("[Content_Types].xml".into(), b"<Types/>".to_vec()),
        ("xl/_rels/workbook.bin.rels".into(), rels.into()),
        ("xl/workbook.bin".into(), workbook),
        ("xl/styles.bin".into(), styles),
        ("xl/worksheets/sheet1.bin".into(), sheet),
    ])
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
