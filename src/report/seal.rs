//! What each workbook of ours says of itself, in a document property that stays with it wherever it is copied or saved: what it is and, where it
//! goes out to be filled in, a seal over all its other parts. By that intake knows a report for what it is, and a form that nobody has touched.
//! Every writer of workbooks goes through here: those that the library writes whole by `told`, those printed from a layout by `part`, and all
//! others, packages of other people's making too, by `sealed`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Write};

use rust_xlsxwriter::{DocProperties, XlsxError};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::feedback::xml::{Splices, TagKind, attribute, each_tag, prefix};
use super::opened::{Opened, Zip};
use super::paper::package::unlike;
use crate::model::own::{OwnKind, PROPERTY, PROPERTY_PART, PartMark, seal};

/// Name of the part as we write it.
pub const PART: &str = "docProps/custom.xml";
const CONTENT: &str = "application/vnd.openxmlformats-officedocument.custom-properties+xml";
const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties";
const START: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" ",
    "xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\">"
);
const END: &str = "</Properties>";

/// Properties that say what the workbook is. To a form or copy the seal is still to be put.
pub fn told(properties: DocProperties, kind: OwnKind) -> DocProperties {
    properties.set_custom_property(PROPERTY, kind.word())
}

/// The text of the part, for a workbook of ours with these other parts.
pub fn part(kind: OwnKind, others: Vec<PartMark>) -> String {
    format!("{START}{}{END}", element(2, &said(kind, others, "")))
}

fn said(kind: OwnKind, others: Vec<PartMark>, of: &str) -> String {
    match kind {
        OwnKind::Report => kind.word().to_string(),
        OwnKind::Form | OwnKind::MarkedCopy => format!("{} {} {of}", kind.word(), seal(others)).trim_end().to_string(),
    }
}

fn element(pid: u32, value: &str) -> String {
    // with its own name space, so that it may stand in a part that declares none
    format!(
        "<property xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" \
         fmtid=\"{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}\" pid=\"{pid}\" name=\"{PROPERTY}\">\
         <vt:lpwstr xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\">{value}</vt:lpwstr></property>"
    )
}

/// A workbook of our own making with its seal.
///
/// # Errors
/// It is no package as the library writes them.
pub fn sealed_own(package: &[u8], kind: OwnKind) -> Result<Vec<u8>, XlsxError> {
    sealed(package, kind, "").ok_or_else(unlike)
}

/// A package with its property and seal; the properties that it has already stay. `of`: digest of the ledger that it is a copy of, or empty.
/// `None`: it cannot be done without breaking it.
pub fn sealed(package: &[u8], kind: OwnKind, of: &str) -> Option<Vec<u8>> {
    written_sealed(&mut Opened::new(package)?, BTreeMap::new(), BTreeSet::new(), kind, of)
}

/// A package with these parts changed or left out, its property and seal with them, in one writing. `None`: it cannot be done without breaking it.
pub fn written_sealed(
    opened: &mut Opened<'_>,
    mut changed: BTreeMap<usize, String>,
    mut dropped: BTreeSet<usize>,
    kind: OwnKind,
    of: &str,
) -> Option<Vec<u8>> {
    let find = |zip: &Zip<'_>, name: &str| zip.file_names_raw().position(|raw| lower(raw) == name);
    let (types, relations) = (find(&opened.zip, "[content_types].xml")?, find(&opened.zip, "_rels/.rels")?);
    let own = find(&opened.zip, PROPERTY_PART).filter(|own| !dropped.contains(own));
    let old = match own {
        Some(index) => Some(opened.now(index, &changed)?),
        None => None,
    };
    let kinds = opened.now(types, &changed)?;
    if !kinds.contains(CONTENT) {
        let add = |prefix: &str| format!("<{prefix}Override PartName=\"/{PART}\" ContentType=\"{CONTENT}\"/>");
        changed.insert(types, with_last(&kinds, "Types", add)?);
    }
    let related = opened.now(relations, &changed)?;
    if !related.contains("/custom-properties\"") {
        let add = |prefix: &str| format!("<{prefix}Relationship Id=\"{PROPERTY}Own\" Type=\"{RELATION}\" Target=\"{PART}\"/>");
        changed.insert(relations, with_last(&related, "Relationships", add)?);
    }
    dropped.extend(own);
    let value = said(kind, marks(&mut opened.zip, &changed, &dropped)?, of);
    let part = match old {
        Some(old) => with_property(&old, &value)?,
        None => format!("{START}{}{END}", element(2, &value)),
    };
    written(&mut opened.zip, &changed, &dropped, Some(&part))
}

fn lower(raw: &[u8]) -> String {
    String::from_utf8_lossy(raw).replace('\\', "/").to_ascii_lowercase()
}

/// Other parts as they will lie in the finished package: what intake will see.
fn marks(zip: &mut Zip<'_>, changed: &BTreeMap<usize, String>, dropped: &BTreeSet<usize>) -> Option<Vec<PartMark>> {
    let indices = 0..zip.len();
    let mut mark = |index: usize| {
        let entry = zip.by_index_raw(index).ok()?;
        Some(match changed.get(&index) {
            Some(text) => (entry.name().ok()?.into_owned().into_bytes(), crc32fast::hash(text.as_bytes()), text.len() as u64),
            None => (entry.name_raw().to_vec(), entry.crc32(), entry.size()),
        })
    };
    indices.filter(|index| !dropped.contains(index)).map(&mut mark).collect()
}

/// The package without what is dropped, with the changed texts, and with `part` in its end.
fn written(zip: &mut Zip<'_>, changed: &BTreeMap<usize, String>, dropped: &BTreeSet<usize>, part: Option<&str>) -> Option<Vec<u8>> {
    let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(4096)));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(i64::from(super::QUICK)))
        .last_modified_time(DateTime::default());
    for index in (0..zip.len()).filter(|index| !dropped.contains(index)) {
        let entry = zip.by_index_raw(index).ok()?;
        match changed.get(&index) {
            Some(text) => {
                let options = options.last_modified_time(entry.last_modified().unwrap_or_default());
                let name = entry.name().ok()?.into_owned();
                drop(entry);
                out.start_file(name, options).ok()?;
                out.write_all(text.as_bytes()).ok()?;
            }
            None => out.raw_copy_file(entry).ok()?,
        }
    }
    if let Some(part) = part {
        out.start_file(PART, options).ok()?;
        out.write_all(part.as_bytes()).ok()?;
    }
    out.finish().ok().map(Cursor::into_inner)
}

/// A part with an element put in as the last one of its root, which is so called; `add` is told the root's prefix.
fn with_last(text: &str, root: &str, add: impl Fn(&str) -> String) -> Option<String> {
    let mut splices = Splices::default();
    let mut found = false;
    each_tag(text, |tag| {
        let whole = &text[tag.start..tag.end];
        match tag.kind {
            TagKind::End if tag.name == root => {
                splices.put(tag.start, tag.start, add(prefix(whole)));
                found = true;
            }
            // <Relationships/>: nothing in it yet
            TagKind::Empty if tag.name == root => {
                let open = whole.trim_end_matches('>').trim_end_matches('/');
                let name = format!("{}{root}", prefix(whole));
                splices.put(tag.start, tag.end, format!("{open}>{}</{name}>", add(prefix(whole))));
                found = true;
            }
            _ => {}
        }
        true
    })?;
    found.then(|| splices.apply(text)).flatten()
}

/// The part with our property in it, an older one of ours taken out.
fn with_property(old: &str, value: &str) -> Option<String> {
    let (mut splices, mut begun, mut last) = (Splices::default(), None, 1);
    each_tag(old, |tag| {
        let whole = &old[tag.start..tag.end];
        if tag.name == "property" && tag.kind == TagKind::Start {
            match attribute(whole, "name") {
                Some(PROPERTY) => begun = Some(tag.start),
                _ => last = attribute(whole, "pid").and_then(|pid| pid.parse().ok()).unwrap_or(0).max(last),
            }
        } else if tag.name == "property"
            && tag.kind == TagKind::End
            && let Some(start) = begun.take()
        {
            splices.put(start, tag.end, "");
        }
        true
    })?;
    let rest = splices.apply(old)?;
    with_last(&rest, "Properties", |_| element(u32::min(last, i32::MAX as u32 - 1) + 1, value))
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::Workbook;

    use super::*;
    use crate::intake::{Limits, read_bytes};
    use crate::model::own::Passed;

    fn book(properties: Option<DocProperties>) -> Vec<u8> {
        let mut book = Workbook::new();
        if let Some(properties) = properties {
            book.set_properties(&properties);
        }
        book.add_worksheet().write(0, 0, "党支部名称").unwrap();
        book.save_to_buffer().unwrap()
    }

    fn passed(bytes: Vec<u8>) -> Option<Passed> {
        let loaded = read_bytes("a.xlsx", bytes, &Limits::default());
        assert!(loaded.book.issues.is_empty(), "{:?}", loaded.book.issues);
        loaded.book.passed
    }

    fn changed(package: &[u8], name: &str, from: &str, to: &str) -> Vec<u8> {
        let mut opened = Opened::new(package).unwrap();
        let index = opened.zip.index_for_name(name).unwrap();
        let old = opened.text(index).unwrap();
        assert!(old.contains(from), "{old}");
        written(&mut opened.zip, &BTreeMap::from([(index, old.replace(from, to))]), &BTreeSet::new(), None).unwrap()
    }

    #[test]
    fn what_goes_out_is_known_until_somebody_writes_in_it() {
        for properties in [
            None,
            Some(DocProperties::new().set_custom_property("KSOProductBuildVer", "2052-11.1")),
            Some(told(DocProperties::new(), OwnKind::Form)),
        ] {
            let package = book(properties);
            for kind in [OwnKind::Form, OwnKind::MarkedCopy] {
                let sent = sealed(&package, kind, "").unwrap();
                assert_eq!(sent, sealed(&package, kind, "").unwrap());
                assert_eq!(passed(sent.clone()), Some(Passed::Untouched));
                assert_eq!(passed(changed(&sent, "xl/sharedStrings.xml", "名称", "全称")), None);
                // it went out once more, as another copy
                let again = sealed(&changed(&sent, "xl/sharedStrings.xml", "名称", "全称"), kind, "ab").unwrap();
                assert_eq!(passed(again), Some(Passed::Untouched));
            }
            assert_eq!(
                passed(changed(&sealed(&package, OwnKind::Report, "").unwrap(), "xl/sharedStrings.xml", "名称", "全称")),
                Some(Passed::Output)
            );
            assert_eq!(passed(package), None);
        }
        assert_eq!(passed(book(Some(told(DocProperties::new(), OwnKind::Report)))), Some(Passed::Output));
    }

    #[test]
    fn properties_of_others_stay() {
        let theirs = DocProperties::new().set_custom_property("KSOProductBuildVer", "2052-11.1").set_custom_property("乙", 7);
        let sent = sealed(&sealed(&book(Some(theirs)), OwnKind::Form, "").unwrap(), OwnKind::MarkedCopy, "").unwrap();
        let mut opened = Opened::new(sent.as_slice()).unwrap();
        let index = opened.zip.index_for_name(PART).unwrap();
        let part = opened.text(index).unwrap();
        assert!(part.contains("2052-11.1") && part.contains("乙") && part.contains("pid=\"4\""), "{part}");
        assert_eq!(part.matches("name=\"dangri\"").count(), 1, "{part}");
        assert_eq!(opened.zip.file_names_raw().filter(|name| lower(name) == PROPERTY_PART).count(), 1);
    }

    #[test]
    fn roots_with_a_prefix_or_nothing_in_them() {
        let add = |prefix: &str| format!("<{prefix}a/>");
        assert_eq!(with_last("<p:Types x=\"1\"><p:b/></p:Types>", "Types", add).unwrap(), "<p:Types x=\"1\"><p:b/><p:a/></p:Types>");
        assert_eq!(with_last("<Types x=\"1\"/>", "Types", add).unwrap(), "<Types x=\"1\"><a/></Types>");
        assert_eq!(with_last("<b/>", "Types", add), None);
    }
}
