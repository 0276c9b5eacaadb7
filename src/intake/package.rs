//! The zip of an office document, looked over before any reader gets it: declared sizes (which unpacking then enforces), the promise in the
//! head of the shared strings, encryption, and which part holds which sheet.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Cursor, Read};

use quick_xml::events::Event;
use zip::ZipArchive;

use super::archive::zip_fault;
use super::at_once::at_once;
use super::depth::Depth;
use super::fault::Fault;
use super::limits::Limits;
use super::workbook::as_utf8;
use super::xml;

/// The archive type of all workbook readers.
pub(super) type Package<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// Strings that may be promised without a look at the size of the part.
const HARMLESS_PROMISE: u64 = 100_000;
/// Fewest bytes of a shared string (`<si/>`).
const LEAST_STRING: u64 = 5;
/// Size and ratio from which a part's levels are counted before anybody parses it. Tables pack some 10 : 1; what opens millions of elements
/// packs hundreds to one.
const SUSPECT_FROM: u64 = 1 << 20;
const SUSPECT_RATIO: u64 = 40;
/// How far into the shared strings their head may be.
const HEAD_BYTES: u64 = 1 << 20;
/// Largest part of those that describe a workbook (relationships, manifest).
const SMALL_PART: u64 = 32 << 20;

/// A part's name as readers compare it: `/` between folders, lower case.
pub(super) fn normalised(raw: &[u8]) -> String {
    String::from_utf8_lossy(raw).replace('\\', "/").to_ascii_lowercase()
}

/// Does the name end so, whatever its case?
fn ends_like(raw: &[u8], end: &[u8]) -> bool {
    raw.len().checked_sub(end.len()).is_some_and(|at| raw[at..].eq_ignore_ascii_case(end))
}

/// Entries, sizes, ratio and nesting of a zip of so many bytes; gives the bytes that all parts declare to unpack to. Every part counts, whatever it is called: the workbook itself says which of
/// them are sheets.
pub(super) fn check_sizes(zip: &mut Package<'_>, length: u64, limits: &Limits) -> Result<u64, Fault> {
    if zip.len() > limits.workbook_entries {
        return Err(Fault::Limit("文件内部件数", limits.workbook_entries as u64));
    }
    let (mut inflated, mut packed) = (0_u64, 0_u64);
    let mut suspects = Vec::new();
    for index in 0..zip.len() {
        let entry = zip.by_index_data(index).map_err(|e| zip_fault(&e))?;
        if entry.encrypted() {
            return Err(Fault::Locked);
        }
        inflated = inflated.saturating_add(entry.size());
        packed = packed.saturating_add(entry.compressed_size());
        if inflated > limits.inflated_bytes {
            return Err(Fault::Limit("解压后的大小（字节）", limits.inflated_bytes));
        }
        if entry.size() > SUSPECT_FROM && entry.size() / entry.compressed_size().max(1) > SUSPECT_RATIO {
            let name = normalised(entry.name_raw());
            if name.ends_with(".xml") || name.ends_with(".rels") {
                suspects.push(index);
            }
        }
        if entry.size() > limits.shared_strings_bytes && normalised(entry.name_raw()).contains("sharedstrings") {
            return Err(Fault::Limit("共享文字的大小（字节）", limits.shared_strings_bytes));
        }
    }
    // Parts may share their packed bytes; then there are fewer of them than the parts say.
    if inflated > limits.ratio_from && inflated / packed.min(length).max(1) > limits.ratio {
        return Err(Fault::Limit("压缩比", limits.ratio));
    }
    suspects.into_iter().try_for_each(|part| check_depth(zip, part, limits))?;
    Ok(inflated)
}

/// Levels of elements in a part that packs suspiciously well.
fn check_depth(zip: &mut Package<'_>, part: usize, limits: &Limits) -> Result<(), Fault> {
    let mut file = zip.by_index(part).map_err(|e| zip_fault(&e))?;
    let mut scan = Depth::new(limits.xml_depth);
    let mut piece = vec![0_u8; 64 << 10];
    loop {
        match file.read(&mut piece) {
            // What is damaged is for the reader to say.
            Ok(0) | Err(_) => return Ok(()),
            Ok(got) if scan.take(&piece[..got]) => {}
            Ok(_) => return Err(too_deep(limits)),
        }
    }
}

/// The same for markup that is a file of its own.
pub(super) fn check_text_depth(text: &str, limits: &Limits) -> Result<(), Fault> {
    if Depth::new(limits.xml_depth).take(text.as_bytes()) { Ok(()) } else { Err(too_deep(limits)) }
}

fn too_deep(limits: &Limits) -> Fault {
    Fault::Limit("XML 嵌套层数", limits.xml_depth as u64)
}

/// The reader of shared strings makes room for as many as the head promises. A promise that the part cannot keep would ask for all memory.
pub(super) fn check_shared_strings(zip: &mut Package<'_>, limits: &Limits) -> Result<(), Fault> {
    let parts: Vec<usize> =
        (0..zip.len()).filter(|i| zip.by_index_data(*i).is_ok_and(|e| ends_like(e.name_raw(), b"sharedstrings.xml"))).collect();
    for index in parts {
        let whole = at_once(zip, index);
        let part = zip.by_index(index).map_err(|e| zip_fault(&e))?;
        let size = part.size().min(limits.shared_strings_bytes);
        let head: Box<dyn BufRead> = match &whole {
            Some(whole) => Box::new(whole.as_slice()),
            None => Box::new(BufReader::with_capacity(512, part.take(HEAD_BYTES))),
        };
        let mut reader = xml::reader(head);
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer) {
                Ok(Event::Start(e)) if e.local_name().as_ref() == "sst" => {
                    let mut promises = e.html_attributes();
                    let most = promises
                        .with_checks(false)
                        .filter_map(Result::ok)
                        .filter(|a| a.key.local_name().as_ref() == "uniqueCount")
                        .filter_map(|a| a.value.trim().trim_start_matches('+').parse::<u64>().ok())
                        .max();
                    if most.is_some_and(|n| n > HARMLESS_PROMISE && n > size / LEAST_STRING) {
                        return Err(Fault::damaged("共享文字的数目与内容不符"));
                    }
                    break;
                }
                Ok(Event::Eof) | Err(_) => return Err(Fault::damaged("共享文字部分无法解析")),
                Ok(_) => {}
            }
        }
    }
    Ok(())
}

/// An OpenDocument package: a spreadsheet.
pub(super) fn check_open_document(zip: &mut Package<'_>) -> Result<(), Fault> {
    match small_part(zip, "mimetype").map(|m| String::from_utf8_lossy(&m).into_owned()) {
        Some(kind) if kind.contains("opendocument.text") => Err(Fault::NotWorkbook("内容为文字文档")),
        Some(kind) if kind.contains("opendocument.presentation") => Err(Fault::NotWorkbook("内容为演示文稿")),
        _ => Ok(()),
    }
}

/// The parts of the sheets, by position in the workbook; `None` where the package does not say.
pub(super) fn sheet_parts(zip: &mut Package<'_>) -> Vec<Option<usize>> {
    let workbook = root_part(zip).unwrap_or_else(|| "xl/workbook.xml".to_owned());
    let targets: BTreeMap<String, String> = related(zip, &workbook).into_iter().map(|r| (r.id, r.target)).collect();
    let Some(part) = small_part(zip, &workbook) else { return Vec::new() };
    let mut parts = Vec::new();
    each_start(&part, |e| {
        if e.local_name().as_ref() == "sheet" {
            parts.push(xml::attribute(e, "id").and_then(|id| targets.get(&id)).cloned());
        }
    });
    parts.into_iter().map(|name| name.and_then(|name| find(zip, &name))).collect()
}

/// What the workbook part is related to, each target as the full name of a part.
pub(super) fn related(zip: &mut Package<'_>, workbook: &str) -> Vec<Relationship> {
    let (folder, name) = workbook.rsplit_once('/').map_or(("", workbook), |(f, n)| (f, n));
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let Some(part) = small_part(zip, &format!("{prefix}_rels/{name}.rels")) else { return Vec::new() };
    let mut found = relationships(&part);
    for relationship in &mut found {
        relationship.target = match relationship.target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("{prefix}{}", relationship.target),
        };
    }
    found
}

/// The workbook part that the package's relationships name.
pub(super) fn root_part(zip: &mut Package<'_>) -> Option<String> {
    let part = small_part(zip, "_rels/.rels")?;
    let found = relationships(&part).into_iter().find(|r| r.kind.ends_with("/relationships/officeDocument"))?;
    Some(found.target.trim_start_matches('/').to_owned())
}

/// A line of a `.rels` part.
pub(super) struct Relationship {
    pub(super) id: String,
    /// Its type, an address whose last word tells.
    pub(super) kind: String,
    pub(super) target: String,
}

fn relationships(part: &[u8]) -> Vec<Relationship> {
    let mut found = Vec::new();
    each_start(part, |e| {
        if e.local_name().as_ref() == "Relationship" {
            let get = |name| xml::attribute(e, name).unwrap_or_default();
            found.push(Relationship { id: get("Id"), kind: get("Type"), target: get("Target") });
        }
    });
    found
}

/// Calls back with every element's start, up to the first fault in the XML.
pub(super) fn each_start(part: &[u8], mut take: impl FnMut(&quick_xml::events::BytesStart<'_>)) {
    let mut reader = xml::reader(part);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(e)) => take(&e),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// The index of a part, its name compared as readers do.
pub(super) fn find(zip: &Package<'_>, name: &str) -> Option<usize> {
    if let Some(index) = zip.index_for_name(name) {
        return Some(index);
    }
    let wanted = normalised(name.as_bytes());
    (0..zip.len()).find(|i| zip.by_index_data(*i).is_ok_and(|e| normalised(e.name_raw()) == wanted))
}

/// A part that describes the workbook, whole; `None` if it is not there, too large or damaged.
pub(super) fn small_part(zip: &mut Package<'_>, name: &str) -> Option<Vec<u8>> {
    let index = find(zip, name)?;
    if let Some(whole) = at_once(zip, index) {
        return Some(as_utf8(whole));
    }
    let part = zip.by_index(index).ok()?;
    let mut bytes = Vec::new();
    part.take(SMALL_PART + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= SMALL_PART).then(|| as_utf8(bytes))
}
