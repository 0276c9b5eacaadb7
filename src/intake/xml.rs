//! Small helpers over quick-xml, set as tolerant as the office programs are.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart};

/// A tolerant reader: empty elements come as start and end, end names are not compared.
pub(super) fn reader<R: BufRead>(source: R) -> Reader<R> {
    let mut reader = Reader::from_reader(source);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

/// An attribute by its local name, unescaped.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.html_attributes().with_checks(false).filter_map(Result::ok).find(|a| a.key.local_name().as_ref() == name)?;
    Some(match quick_xml::escape::unescape(&attribute.value) {
        Ok(text) => text.into_owned(),
        Err(_) => attribute.value.into_owned(),
    })
}

/// A whole-number attribute.
pub(super) fn number<T: std::str::FromStr>(element: &BytesStart<'_>, name: &str) -> Option<T> {
    attribute(element, name)?.trim().parse().ok()
}

/// A true-or-false attribute: 1 and true are true.
pub(super) fn flag(element: &BytesStart<'_>, name: &str) -> bool {
    matches!(attribute(element, name).as_deref(), Some("1" | "true"))
}

/// Adds what a reference (`&amp;`, `&#10;`) stands for; an unknown one stands for nothing.
pub(super) fn push_reference(reference: &BytesRef<'_>, text: &mut String) {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => text.push(c),
        _ => {
            if let Some(known) = quick_xml::escape::resolve_predefined_entity(&reference.xml10_content()) {
                text.push_str(known);
            }
        }
    }
}
