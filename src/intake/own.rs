//! Files that the program itself wrote, or that are no tables at all: known by what they carry, never by their names, so that one that was renamed,
//! saved anew or packed is known as well. A property tells of a workbook what it is; older ones are told by author and title; a csv by its
//! heading line, a page by its maker. What goes out to be filled in is passed over only while it is exactly as it went out.

use std::io::Cursor;
use std::sync::LazyLock;

use quick_xml::events::Event;
use serde::Deserialize;
use serde::de::IgnoredAny;
use zip::ZipArchive;

use super::limits::Limits;
use super::package::{self, Package};
use super::xml;
use crate::model::book::{RawBook, Value};
use crate::model::own::{self, OwnKind, PROGRAM, PROPERTY, PROPERTY_PART, PartMark, Passed, REPORT_SHEETS, is_heading};

/// Largest part with properties that is looked at: a person's are some hundred bytes.
const PROPERTIES: u64 = 256 << 10;
/// How much of a text is searched for what is told of its making.
const HEAD: usize = 32 << 10;
/// Lines among which a table's headings are looked for: a line that tells of a trial may stand above them.
const HEADING_LINES: usize = 3;
/// Ends of the titles of workbooks that were written for reading before they carried a property.
const TITLES: [&str; 2] = ["汇总报告", "抽查名单"];

/// What a package of parts so named is, if it is to be passed over.
pub(super) fn package(zip: &mut Package<'_>, names: &[String], limits: &Limits) -> Option<Passed> {
    let has = |name: &str| names.iter().any(|n| n == name);
    if has(PROPERTY_PART)
        && let Some(value) = small(zip, PROPERTY_PART).and_then(|part| property(&part))
    {
        return by_property(zip, &value).filter(|passed| !limits.untouched || *passed != Passed::Untouched);
    }
    if has("docprops/core.xml") {
        return small(zip, "docprops/core.xml").and_then(|part| by_title(&part));
    }
    // OpenDocument
    let told = has("meta.xml").then(|| small(zip, "meta.xml")).flatten()?;
    markup(&String::from_utf8_lossy(&told))
}

/// The digest of the ledger that an untouched marked copy was made of.
pub(super) fn original(bytes: &[u8]) -> Option<String> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let value = small(&mut zip, PROPERTY_PART).and_then(|part| property(&part))?;
    let mut words = value.split_whitespace();
    let copy = words.next() == Some(OwnKind::MarkedCopy.word());
    words.nth(1).filter(|_| copy).map(str::to_owned)
}

fn by_property(zip: &mut Package<'_>, value: &str) -> Option<Passed> {
    let mut words = value.split_whitespace();
    let word = words.next()?;
    match OwnKind::ALL.into_iter().find(|kind| kind.word() == word)? {
        OwnKind::Report => Some(Passed::Output),
        OwnKind::Form | OwnKind::MarkedCopy => {
            let seal = words.next()?;
            (own::seal(parts(zip)?) == seal).then_some(Passed::Untouched)
        }
    }
}

/// All parts but the one with the property.
fn parts(zip: &mut Package<'_>) -> Option<Vec<PartMark>> {
    let mut parts = Vec::with_capacity(zip.len());
    for index in 0..zip.len() {
        let entry = zip.by_index_data(index).ok()?;
        if package::normalised(entry.name_raw()) != PROPERTY_PART {
            parts.push((entry.name_raw().to_vec(), entry.crc32(), entry.size()));
        }
    }
    Some(parts)
}

fn small(zip: &mut Package<'_>, name: &str) -> Option<Vec<u8>> {
    let index = package::find(zip, name)?;
    if zip.by_index_data(index).ok()?.size() > PROPERTIES {
        return None;
    }
    package::small_part(zip, name)
}

/// The text of our property among a package's own.
fn property(part: &[u8]) -> Option<String> {
    let mut ours = false;
    texts(part, |element, name, text| {
        if element == "property" {
            ours = name == Some(PROPERTY);
        }
        (ours && !text.trim().is_empty()).then(|| text.trim().to_owned())
    })
}

/// Workbooks of the time before the property: author and title together.
fn by_title(part: &[u8]) -> Option<Passed> {
    let (mut author, mut title) = (String::new(), String::new());
    texts::<()>(part, |element, _, text| {
        match element {
            "creator" => author.push_str(text),
            "title" => title.push_str(text),
            _ => {}
        }
        None
    });
    let ours = author.split_whitespace().next() == Some(PROGRAM);
    (ours && TITLES.iter().any(|end| title.trim().ends_with(end))).then_some(Passed::Output)
}

/// Calls back with each element's local name, its attribute `name` and what text stands in it, until there is an answer.
fn texts<T>(part: &[u8], mut take: impl FnMut(&str, Option<&str>, &str) -> Option<T>) -> Option<T> {
    let mut reader = xml::reader(part);
    let (mut buffer, mut element) = (Vec::new(), String::new());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(e)) => {
                element = e.local_name().as_ref().to_owned();
                let name = xml::attribute(&e, "name");
                if let Some(answer) = take(&element, name.as_deref(), "") {
                    return Some(answer);
                }
            }
            Ok(Event::Text(text)) => {
                if let Some(answer) = take(&element, None, &text) {
                    return Some(answer);
                }
            }
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

/// A workbook of the old binary kind that one of ours was saved as: its properties stand in a stream of their own.
pub(super) fn summary(stream: &[u8]) -> Option<Passed> {
    static WORDS: LazyLock<[[Vec<u8>; 2]; 2]> = LazyLock::new(|| {
        let wide = |word: &str| word.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        [PROPERTY, OwnKind::Report.word()].map(|word| [word.as_bytes().to_vec(), wide(word)])
    });
    let holds = |forms: &[Vec<u8>; 2]| forms.iter().any(|form| memchr::memmem::find(stream, form).is_some());
    WORDS.iter().all(holds).then_some(Passed::Output)
}

/// Markup: a page of ours, or a workbook of ours that was saved as one of the kinds that are one text.
pub(super) fn markup(text: &str) -> Option<Passed> {
    let head = start(text);
    for (at, word) in head.match_indices(PROPERTY) {
        let tag = head[..at].rfind('<').unwrap_or(at);
        let Some((inside, rest)) = head[tag..].split_once('>') else { continue };
        let generator = inside.to_ascii_lowercase();
        if generator.starts_with("<meta") && generator.contains("generator") {
            return Some(Passed::Output);
        }
        // <o:dangri …>report</o:dangri>, <meta:user-defined meta:name="dangri">report</…>
        let named = head[..at].ends_with(['<', ':', '"']) && !head[at + word.len()..].starts_with(|c: char| c.is_alphanumeric());
        if named && rest.split('<').next().map(str::trim) == Some(OwnKind::Report.word()) {
            return Some(Passed::Output);
        }
    }
    None
}

/// Text without markup: a table of ours, a json of ours, appointments.
pub(super) fn text(text: &str) -> Option<Passed> {
    if text.starts_with("BEGIN:VCALENDAR") {
        return Some(Passed::Calendar);
    }
    if text.starts_with(['{', '[']) {
        return json(text).then_some(Passed::Output);
    }
    let heading = |line: &str| [',', '\t', ';'].into_iter().any(|mark| is_heading(line.split(mark).map(|cell| cell.trim_matches('"'))));
    text.lines().filter(|line| !line.trim().is_empty()).take(HEADING_LINES).any(heading).then_some(Passed::Output)
}

/// What our json files have at their top.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Keys {
    program: Option<serde_json::Value>,
    rows_by_layout: Option<IgnoredAny>,
    profile_digest: Option<IgnoredAny>,
    frame_digest: Option<IgnoredAny>,
    drawn: Option<IgnoredAny>,
}

impl Keys {
    fn ours(&self) -> bool {
        let program = self.program.as_ref().and_then(|p| p.as_str()) == Some(PROGRAM);
        program || (self.rows_by_layout.is_some() && self.profile_digest.is_some()) || (self.frame_digest.is_some() && self.drawn.is_some())
    }
}

fn json(text: &str) -> bool {
    serde_json::from_str::<Keys>(text).is_ok_and(|keys| keys.ours())
        || serde_json::from_str::<Vec<Keys>>(text).is_ok_and(|all| !all.is_empty() && all.iter().all(Keys::ours))
}

/// Is it the list of sums by which a result of the first edition is known?
pub(super) fn is_summary(bytes: &[u8]) -> bool {
    serde_json::from_slice::<Keys>(bytes).is_ok_and(|keys| keys.rows_by_layout.is_some() && keys.profile_digest.is_some())
}

/// What tells a book by its cells: a table of ours saved as a workbook, 汇总报告 saved as a kind that keeps no properties.
pub(super) fn book(book: &RawBook) -> Option<Passed> {
    let names = book.sheets.iter().map(|sheet| &*sheet.name);
    let mut wanted = REPORT_SHEETS.iter();
    let mut next = wanted.next();
    let first = book.sheets.first().is_some_and(|sheet| Some(&&*sheet.name) == next);
    for name in names {
        if Some(&name) == next {
            next = wanted.next();
        }
    }
    if first && next.is_none() {
        return Some(Passed::Output);
    }
    let mut filled = book.sheets.iter().filter(|sheet| !sheet.cells.is_empty()).peekable();
    (filled.peek().is_some() && filled.all(|sheet| heads_table(&sheet.cells))).then_some(Passed::Output)
}

fn heads_table(cells: &[crate::model::book::RawCell]) -> bool {
    let mut rows = cells.chunk_by(|a, b| a.at.row == b.at.row).take(HEADING_LINES);
    rows.any(|row| {
        let text = |value: &Value| matches!(value, Value::Text(_));
        row.iter().all(|cell| text(&cell.value))
            && is_heading(row.iter().map(|cell| match &cell.value {
                Value::Text(text) => &**text,
                _ => "",
            }))
    })
}

/// The start of a text, cut where a character ends.
fn start(text: &str) -> &str {
    let mut end = text.len().min(HEAD);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_tell_a_word_and_a_seal() {
        let part = |name: &str| {
            format!(
                r#"<Properties xmlns:vt="x"><property pid="2" name="KSOProductBuildVer"><vt:lpwstr>2052</vt:lpwstr></property><property pid="3" name="{name}"><vt:lpwstr> form 12ab </vt:lpwstr></property></Properties>"#
            )
        };
        assert_eq!(property(part("dangri").as_bytes()).as_deref(), Some("form 12ab"));
        assert_eq!(property(part("dangri2").as_bytes()), None);
        assert_eq!(property(b"<Properties"), None);
    }

    #[test]
    fn older_workbooks_tell_by_author_and_title() {
        let part = |author: &str, title: &str| format!("<c><dc:title>{title}</dc:title><dc:creator>{author}</dc:creator></c>");
        assert_eq!(by_title(part("dangri 0.1.0", "池州市党员活动日汇总报告").as_bytes()), Some(Passed::Output));
        for (author, title) in [("dangri", "城东党支部督查记录"), ("张三", "党员活动日汇总报告"), ("dangrix", "汇总报告")]
        {
            assert_eq!(by_title(part(author, title).as_bytes()), None, "{author} {title}");
        }
    }

    #[test]
    fn texts_tell_by_their_start() {
        let page = r#"<html><head><META content="dangri 0.1.0" name=Generator></head>"#;
        for ours in [page, "<Workbook><CustomDocumentProperties><dangri dt:dt=\"string\">report</dangri></CustomDocumentProperties>"] {
            assert_eq!(markup(ours), Some(Passed::Output), "{ours}");
        }
        let cell = "<table><td>dangri</td><td>report</td></table><meta name=generator content=WPS>";
        for foreign in [cell, "<meta name=keywords content=\"dangri\">", "<o:dangri>form 12</o:dangri>"] {
            assert_eq!(markup(foreign), None, "{foreign}");
        }
        for ours in ["rule,level,month\nSUB001", "试算：x=1,,\n\"rule\";\"level\";\"month\"", r#"{"program": "dangri"}"#] {
            assert_eq!(text(ours), Some(Passed::Output), "{ours}");
        }
        for foreign in ["党支部名称,应到,实到\n", r#"{"program": "x", "rows_by_layout": {}}"#, "[]", "{"] {
            assert_eq!(text(foreign), None, "{foreign}");
        }
        assert_eq!(text("BEGIN:VCALENDAR\nEND:VCALENDAR"), Some(Passed::Calendar));
    }
}
