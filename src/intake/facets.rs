//! Merged ranges and hidden rows and columns of an xlsx sheet. The part is unpacked a second time and only searched for the few tags that
//! matter: that costs a fraction of parsing it again, however many cells it has.

use std::io::Read;

use super::package::Package;
use super::sheet::{Hidden, MAX_COLS, MAX_ROWS, merge};
use crate::model::book::RawSheet;
use crate::model::cell::CellRef;

const CHUNK: usize = 256 << 10;
/// Longest run without a `>` that is looked through.
const MAX_CHUNK: usize = 64 << 20;

/// Adds to the sheet what the part says. What cannot be read is left out: the cells are what counts.
pub(super) fn add(zip: &mut Package<'_>, part: usize, sheet: &mut RawSheet) {
    let Ok(file) = zip.by_index(part) else { return };
    let mut hidden = Hidden::default();
    // One byte more than it declares, so that a small part is one chunk.
    let room = usize::try_from(file.size()).unwrap_or(CHUNK).clamp(1 << 10, CHUNK - 1) + 1;
    each_chunk(file, room, |chunk| {
        each_tag(chunk, "mergeCell ", |tag| {
            if let Some((from, to)) = value(tag, "ref").and_then(range).filter(|_| local_name(tag) == "mergeCell") {
                merge(sheet, from, to);
            }
        });
        each_tag(chunk, "hidden=", |tag| {
            if matches!(value(tag, "hidden"), Some("1" | "true")) {
                hide(tag, &mut hidden);
            }
        });
    });
    hidden.apply(sheet);
}

/// Adds merged ranges as calamine gives them.
pub(super) fn add_merges(merges: &[calamine::Dimensions], sheet: &mut RawSheet) {
    let cell = |(row, col)| CellRef::new(row, col);
    merges.iter().for_each(|m| merge(sheet, cell(m.start), cell(m.end)));
}

fn hide(tag: &str, hidden: &mut Hidden) {
    let number = |name| value(tag, name).and_then(|v| v.parse::<u32>().ok()).filter(|n| *n > 0);
    match local_name(tag) {
        "row" => number("r").into_iter().for_each(|row| hidden.rows(row - 1, 1)),
        "col" => {
            if let (Some(first), Some(last)) = (number("min"), number("max")) {
                hidden.cols(first - 1, (last + 1).saturating_sub(first));
            }
        }
        _ => {}
    }
}

/// Calls back with pieces that end with a `>`, so that no tag is cut. Stops at whatever is no UTF-8.
fn each_chunk(mut source: impl Read, room: usize, mut take: impl FnMut(&str)) {
    let mut buffer = vec![0_u8; room];
    let mut filled = 0;
    loop {
        if filled == buffer.len() {
            if buffer.len() >= MAX_CHUNK {
                return;
            }
            buffer.resize(buffer.len() * 2, 0);
        }
        let got = match source.read(&mut buffer[filled..]) {
            Ok(0) | Err(_) => return,
            Ok(got) => got,
        };
        filled += got;
        // Small reads are gathered: a chunk is worth looking at when the buffer is nearly full or the tag at hand ends.
        let Some(end) = buffer[..filled].iter().rposition(|b| *b == b'>') else { continue };
        let Ok(chunk) = std::str::from_utf8(&buffer[..=end]) else { return };
        take(chunk);
        buffer.copy_within(end + 1..filled, 0);
        filled -= end + 1;
    }
}

/// Calls back once with the inside of each tag that holds `needle`; where it stands in text it means nothing.
fn each_tag(chunk: &str, needle: &str, mut take: impl FnMut(&str)) {
    let mut from = 0;
    while let Some(at) = chunk[from..].find(needle).map(|hit| from + hit) {
        let start = chunk[from..at].rfind(['<', '>']).map(|back| from + back);
        let rest = match start.filter(|start| chunk[*start..].starts_with('<')) {
            Some(start) => {
                let end = chunk[at..].find('>').map_or(chunk.len(), |end| at + end);
                take(&chunk[start + 1..end]);
                end
            }
            // From text straight to the next tag: a text full of needles is passed over in one step.
            None => chunk[at..].find('<').map_or(chunk.len(), |next| at + next),
        };
        from = rest;
    }
}

fn local_name(tag: &str) -> &str {
    let name = tag.split(|c: char| c.is_ascii_whitespace() || c == '/').next().unwrap_or(tag);
    name.rsplit(':').next().unwrap_or(name)
}

/// An attribute that holds no escapes (numbers, references).
fn value<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    tag.match_indices(name).find_map(|(at, _)| {
        let rest = tag[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        tag[..at].ends_with(|c: char| c.is_ascii_whitespace()).then(|| rest[1..].split(quote).next())?
    })
}

/// `A1:C3`.
fn range(text: &str) -> Option<(CellRef, CellRef)> {
    let (from, to) = text.split_once(':')?;
    cell(from).zip(cell(to))
}

fn cell(text: &str) -> Option<CellRef> {
    let text = text.trim_start_matches('$');
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let letters = text[..digits].trim_end_matches('$');
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut col = 0_u32;
    for letter in letters.bytes() {
        if !letter.is_ascii_alphabetic() {
            return None;
        }
        col = col * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1;
    }
    let row = text[digits..].parse::<u32>().ok().filter(|r| (1..=MAX_ROWS).contains(r))?;
    (col <= MAX_COLS).then(|| CellRef::new(row - 1, col - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags() {
        let chunk = r#"<x:row r="7" hidden="1"><c><is><t>hidden="1"</t></is></c></x:row><mergeCell  ref="B2:D9"/>"#;
        let mut hits = Vec::new();
        each_tag(chunk, "hidden=", |tag| hits.push(tag.to_owned()));
        assert_eq!(hits, [r#"x:row r="7" hidden="1""#]);
        assert_eq!(local_name(&hits[0]), "row");
        assert_eq!(value(&hits[0], "r"), Some("7"));
        assert_eq!(range("B2:AA9"), Some((CellRef::new(1, 1), CellRef::new(8, 26))));
        assert_eq!(range("B0:AA9"), None);
        assert_eq!(range("XFE1:XFF2"), None);
    }

    #[test]
    fn chunks_never_cut_a_tag() {
        let text = "<a b=\"1\">x</a>".repeat(50_000);
        let (mut seen, mut all) = (0, true);
        each_chunk(text.as_bytes(), CHUNK, |chunk| {
            seen += chunk.len();
            all &= chunk.starts_with(['<', 'x']) && chunk.ends_with('>');
        });
        assert_eq!(seen, text.len());
        assert!(all);
    }
}
