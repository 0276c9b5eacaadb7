//! What a file is, by its bytes.

use std::io::Cursor;

use zip::ZipArchive;

use super::archive::{promised, zip_fault};
use super::cfb::Compound;
use super::crypt::{self, Sealed};
use super::fault::Fault;
use super::limits::Limits;
use super::own;
use super::package;
use super::text;
use crate::model::own::Passed;

/// A format with a reader, and what sniffing already made of the bytes.
pub(super) enum Kind {
    /// A document that must be decrypted before its format can be told.
    Sealed(Sealed),
    /// Office Open XML (xlsx, xlsm, xltx), transitional or strict, and the bytes that its parts declare to unpack to.
    Xlsx(u64),
    /// Office Open XML with binary parts.
    Xlsb,
    /// OpenDocument spreadsheet.
    Ods,
    /// The same as one XML file.
    FlatOds(String),
    /// BIFF5/8 (xls, et): the workbook stream.
    Xls(Vec<u8>),
    /// A page with a table.
    Html(String),
    /// Excel 2003 XML.
    SpreadsheetMl(String),
    /// Comma, semicolon or tab separated.
    Text(String),
    /// No ledger, and nothing wrong with it: of our own writing, or columns for machines.
    Passed(Passed),
}

/// The stream of a workbook that holds what people say of it.
const PROPERTIES: &str = "\u{5}DocumentSummaryInformation";
const CFB: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// Longest line of a text that is looked at.
const LONGEST_LINE: usize = 32 << 20;
/// First and last bytes of a Parquet file.
const COLUMNS: &[u8] = b"PAR1";
const PACKED: &[&[u8]] = &[b"Rar!\x1A\x07", b"7z\xBC\xAF\x27\x1C", b"\x1F\x8B\x08", b"BZh9", b"\xFD7zXZ\0", b"MSCF\0"];
const OTHER: &[(&[u8], &str)] = &[
    (b"%PDF", "内容为 PDF"),
    (b"\xFF\xD8\xFF", "内容为图片"),
    (b"\x89PNG", "内容为图片"),
    (b"GIF8", "内容为图片"),
    (b"{\\rtf", "内容为文字文档"),
    (b"SQLite format 3", "内容为数据库"),
    (b"MZ", "内容为程序"),
    (b"MIME-Version:", "内容为单个文件网页"),
    (b"ID;P", "内容为 SYLK 数据"),
    (b"TABLE\r\n0,1", "内容为 DIF 数据"),
    (b"TABLE\n0,1", "内容为 DIF 数据"),
];

/// Tells the format.
pub(super) fn sniff(bytes: &[u8], limits: &Limits) -> Result<Kind, Fault> {
    if bytes.iter().all(|b| *b == 0) {
        return Err(if bytes.is_empty() { Fault::Empty } else { Fault::damaged("内容全部为空字节") });
    }
    if bytes.starts_with(CFB) {
        return compound(bytes);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zipped(bytes, limits);
    }
    if bytes.starts_with(COLUMNS) && bytes.ends_with(COLUMNS) {
        return Ok(Kind::Passed(Passed::Data));
    }
    if PACKED.iter().any(|magic| bytes.starts_with(magic)) {
        return Err(Fault::Packed);
    }
    match bytes {
        // BIFF without its container: BOF of version 5 or 8, then of 2, 3 or 4.
        [0x09, 0x08, _, 0x00, 0x00, 0x05 | 0x06, ..] => return Ok(Kind::Xls(bytes.to_vec())),
        [0x09, 0x00 | 0x02 | 0x04, 0x04 | 0x06 | 0x08, 0x00, ..] => return Err(Fault::TooOld),
        _ => {}
    }
    if let Some((_, what)) = OTHER.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(Fault::NotWorkbook(what));
    }
    if !bytes.trim_ascii_start().starts_with(b"<") && longest_line(bytes) > LONGEST_LINE {
        return Err(Fault::Limit("一行的长度（字节）", LONGEST_LINE as u64));
    }
    let Some(text) = text::decode(bytes) else {
        // Junk before a zip is no hindrance to the office programs, so it is none here.
        return match ZipArchive::new(Cursor::new(bytes)) {
            Ok(_) => zipped(bytes, limits),
            Err(_) => Err(Fault::NotWorkbook("内容无法识别")),
        };
    };
    let kind = by_markup(text);
    let passed = match &kind {
        Kind::Html(text) | Kind::FlatOds(text) | Kind::SpreadsheetMl(text) => own::markup(text),
        Kind::Text(text) => own::text(text),
        _ => None,
    };
    if let Some(passed) = passed {
        return Ok(Kind::Passed(passed));
    }
    if let Kind::FlatOds(text) | Kind::SpreadsheetMl(text) = &kind {
        package::check_text_depth(text, limits)?;
    }
    Ok(kind)
}

/// Bytes of the longest line. A line is held in memory whole, and more than once.
fn longest_line(bytes: &[u8]) -> usize {
    let mut start = 0;
    let mut longest = 0;
    for end in memchr::memchr2_iter(b'\n', b'\r', bytes).chain([bytes.len()]) {
        longest = longest.max(end - start);
        start = end + 1;
    }
    longest
}

fn by_markup(text: String) -> Kind {
    let head: String = text.trim_start().chars().take(8192).collect::<String>().to_ascii_lowercase();
    if !head.starts_with('<') {
        return Kind::Text(text);
    }
    if head.contains("urn:schemas-microsoft-com:office:spreadsheet") && head.contains("workbook") && !head.contains("<html") {
        return Kind::SpreadsheetMl(text);
    }
    if head.contains("<office:document") && text.contains("<office:spreadsheet") {
        return Kind::FlatOds(text);
    }
    let is_tag =
        |tag: &str| head.match_indices(tag).any(|(at, _)| !head[at + tag.len()..].starts_with(|c: char| c.is_alphanumeric() || c == ':'));
    if ["<html", "<table", "<!doctype html", "<body", "<head", "<meta", "<style"].into_iter().any(is_tag) {
        return Kind::Html(text);
    }
    Kind::Text(text)
}

fn compound(bytes: &[u8]) -> Result<Kind, Fault> {
    let file = Compound::parse(bytes)?;
    if let Some(sealed) = crypt::sealed_package(&file)? {
        return Ok(Kind::Sealed(sealed));
    }
    for name in ["Workbook", "Book"] {
        if file.has(name) {
            let about = if file.has(PROPERTIES) { file.stream(PROPERTIES).ok() } else { None };
            return match about.and_then(|stream| own::summary(&stream)) {
                Some(passed) => Ok(Kind::Passed(passed)),
                None => Ok(Kind::Xls(file.stream(name)?)),
            };
        }
    }
    Err(Fault::NotWorkbook(if file.has("WordDocument") {
        "内容为文字文档"
    } else if file.has("PowerPoint Document") {
        "内容为演示文稿"
    } else {
        "文件中没有工作簿"
    }))
}

fn zipped(bytes: &[u8], limits: &Limits) -> Result<Kind, Fault> {
    let mut source = Cursor::new(bytes);
    if promised(&mut source).map_err(|e| Fault::io(&e))? > limits.workbook_entries as u64 {
        return Err(Fault::Limit("文件内部件数", limits.workbook_entries as u64));
    }
    let mut zip = ZipArchive::new(source).map_err(|e| zip_fault(&e))?;
    let names: Vec<String> = zip.file_names_raw().map(package::normalised).collect();
    let has = |name: &str| names.iter().any(|n| n == name);
    let under = |folder: &str| names.iter().any(|n| n.starts_with(folder));
    let document = has("[content_types].xml") || under("xl/") || has("mimetype");
    if !document {
        return Err(Fault::NestedArchive);
    }
    let inflated = package::check_sizes(&mut zip, bytes.len() as u64, limits)?;
    if let Some(passed) = own::package(&mut zip, &names, limits) {
        return Ok(Kind::Passed(passed));
    }
    if has("xl/workbook.bin") {
        Ok(Kind::Xlsb)
    } else if let Some(sealed) = crypt::sealed_document(&mut zip, limits)? {
        Ok(Kind::Sealed(sealed))
    } else if has("content.xml") {
        package::check_open_document(&mut zip)?;
        Ok(Kind::Ods)
    } else if under("word/") {
        Err(Fault::NotWorkbook("内容为文字文档"))
    } else if under("ppt/") {
        Err(Fault::NotWorkbook("内容为演示文稿"))
    } else {
        package::check_shared_strings(&mut zip, limits)?;
        Ok(Kind::Xlsx(inflated))
    }
}
