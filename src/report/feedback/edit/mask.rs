//! Identity numbers in the parts of a package: in texts, in cells that hold them as text or as a number, and wherever else they stand. What
//! cannot be masked without breaking the part is told by `None`, and then the package is not handed on.

use std::borrow::Cow;

use memchr::memmem;

use super::xml::{Splices, TagKind, attribute, each_tag, escaped, with_attribute};
use crate::model::identity::{mask_identity, may_hold};

/// Fewest digits of an identity number.
const SHORTEST: usize = 15;
/// Digits of one of today's.
const LENGTH: usize = 18;

/// Does the text hold a run of digits that is worth a look?
pub fn suspicious(text: &str) -> bool {
    let bytes = text.as_bytes();
    // a run that long covers one of these places
    (SHORTEST - 1..bytes.len()).step_by(SHORTEST).filter(|at| bytes[*at].is_ascii_digit()).any(|at| {
        let before = bytes[..at].iter().rev().take(SHORTEST).take_while(|b| b.is_ascii_digit()).count();
        let after = bytes[at + 1..].iter().take(SHORTEST).take_while(|b| b.is_ascii_digit()).count();
        before + 1 + after >= SHORTEST
    })
}

/// Masks identity numbers of today's form by as many characters, in markup of any kind. `None` where one stands for a number.
pub fn plain(text: &str) -> Option<Cow<'_, str>> {
    if !suspicious(text) {
        return Some(Cow::Borrowed(text));
    }
    let bytes = text.as_bytes();
    let (mut out, mut from, mut at) = (String::new(), 0, 0);
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let run = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        let x = bytes.get(at + run).is_some_and(|b| matches!(b, b'x' | b'X')) as usize;
        let end = at + run + x;
        let apart = at.checked_sub(1).is_none_or(|i| bytes[i] != b'.') && bytes.get(end).is_none_or(|b| *b != b'.');
        if run + x == LENGTH && apart && born(&text[at + 6..at + 14]) {
            let before = &text[..at];
            if before.ends_with("v>") || before.ends_with("<n v=\"") || before.ends_with(":n v=\"") {
                return None;
            }
            out.push_str(&text[from..at]);
            out.push_str(&mask_identity(&text[at..end]));
            from = end;
        }
        at = end;
    }
    out.push_str(&text[from..]);
    Some(Cow::Owned(out))
}

/// Could the eight digits be a day of birth?
fn born(digits: &str) -> bool {
    let number = |at: std::ops::Range<usize>| digits.get(at).and_then(|t| t.parse::<u32>().ok()).unwrap_or(0);
    (1900..2100).contains(&number(0..4)) && (1..=12).contains(&number(4..6)) && (1..=31).contains(&number(6..8))
}

/// The shared strings with every text masked. A text whose number is spread over several formats loses these.
pub fn strings(text: &str) -> Option<Cow<'_, str>> {
    // with a prefix there is but one piece, and it is looked at
    let mut from = 0;
    let ends = memmem::find_iter(text.as_bytes(), "</si>").chain([text.len()]);
    if !ends.into_iter().any(|end| may_hold(&text[std::mem::replace(&mut from, end)..end])) {
        return Some(Cow::Borrowed(text));
    }
    let mut splices = Splices::default();
    let mut from = 0;
    each_tag(text, |tag| {
        match (tag.name, tag.kind) {
            ("si", TagKind::Start) => from = tag.end,
            ("si", TagKind::End) => {
                if let Some(new) = item(&text[from..tag.start]) {
                    splices.put(from, tag.start, new);
                }
            }
            _ => {}
        }
        true
    })?;
    splices.apply(text).map(Cow::Owned)
}

/// What stands inside an item of text, masked; `None` where nothing is to be masked.
fn item(inner: &str) -> Option<String> {
    if !may_hold(inner) {
        return None;
    }
    // digits may be spread over runs of formats, and full-width digits are digits
    let (mut said, mut open, mut phonetic) = (String::new(), None, false);
    let mut prefix = "";
    each_tag(inner, |tag| {
        match (tag.name, tag.kind) {
            ("rPh", TagKind::Start) => phonetic = true,
            ("rPh", TagKind::End) => phonetic = false,
            ("t", TagKind::Start) if !phonetic => {
                open = Some(tag.end);
                prefix = super::xml::prefix(&inner[tag.start..]);
            }
            ("t", TagKind::End) => {
                if let Some(from) = open.take() {
                    said.push_str(&unescaped(&inner[from..tag.start]));
                }
            }
            _ => {}
        }
        true
    })?;
    let masked = mask_identity(&said);
    (masked != said).then(|| format!("<{prefix}t xml:space=\"preserve\">{}</{prefix}t>", escaped(&masked)))
}

fn unescaped(text: &str) -> Cow<'_, str> {
    quick_xml::escape::unescape(text).unwrap_or(Cow::Borrowed(text))
}

/// What becomes of a cell.
#[derive(Debug, PartialEq, Eq)]
pub enum Masked {
    /// Nothing to mask.
    Same,
    /// Its tag and all that it holds, up to its end.
    New(String, String),
    /// An identity number in a formula: masking would break it.
    No,
}

/// Masks a cell: `tag` opens it, `inner` is all from there to its end (closing tag included).
pub fn cell(tag: &str, inner: &str) -> Masked {
    if !may_hold(inner) {
        return Masked::Same;
    }
    let mut spans: Vec<(&str, usize, usize, usize, usize)> = Vec::new();
    let mut open: Option<(&str, usize, usize)> = None;
    // the closing tag of the cell is outside of what is looked at
    let Some(body) = inner.rfind("</").map(|at| &inner[..at]) else { return Masked::Same };
    let whole = each_tag(body, |tag| {
        match (tag.name, tag.kind, open) {
            ("f" | "v" | "is", TagKind::Start, None) => open = Some((tag.name, tag.start, tag.end)),
            (name, TagKind::End, Some((opened, start, from))) if name == opened => {
                spans.push((opened, start, from, tag.start, tag.end));
                open = None;
            }
            _ => {}
        }
        true
    });
    if whole.is_none() {
        return Masked::No;
    }
    let kind = attribute(tag, "t").unwrap_or("n");
    let formula = spans.iter().any(|s| s.0 == "f");
    let mut splices = Splices::default();
    let mut new_tag = tag.to_string();
    let mut changed = false;
    let p = super::xml::prefix(tag);
    for (name, start, from, to, end) in spans {
        let said = unescaped(&body[from..to]).into_owned();
        match name {
            "is" => {
                if let Some(new) = item(&body[from..to]) {
                    splices.put(from, to, new);
                    changed = true;
                }
            }
            "f" => {
                let masked = mask_identity(&said);
                if masked != said {
                    if !quoted(&said) {
                        return Masked::No;
                    }
                    splices.put(from, to, escaped(&masked));
                    changed = true;
                }
            }
            _ if kind == "str" => {
                let masked = mask_identity(&said);
                if masked != said {
                    splices.put(from, to, escaped(&masked));
                    changed = true;
                }
            }
            _ if kind == "n" => {
                let Some(masked) = number(&said) else { continue };
                if formula {
                    splices.put(from, to, masked);
                    new_tag = with_attribute(&new_tag, "t", "str");
                } else {
                    splices.put(start, end, format!("<{p}is><{p}t>{masked}</{p}t></{p}is>"));
                    new_tag = with_attribute(&new_tag, "t", "inlineStr");
                }
                changed = true;
            }
            _ => {}
        }
    }
    match (changed, splices.apply(body)) {
        (false, _) => Masked::Same,
        (true, Some(new)) => Masked::New(new_tag, format!("{new}{}", &inner[body.len()..])),
        (true, None) => Masked::No,
    }
}

/// An identity number that was typed as a number, masked.
pub fn number(text: &str) -> Option<String> {
    let value: f64 = text.trim().parse().ok()?;
    let whole = value.fract() == 0.0 && (1e14..1e18).contains(&value);
    // digits as they are written, where they are: a float no longer knows the last ones
    let written = text.trim();
    let digits = if written.bytes().all(|b| b.is_ascii_digit()) { written.to_string() } else { format!("{value:.0}") };
    whole.then(|| mask_identity(&digits))
}

/// Do all long runs of digits in a formula stand in quotes?
fn quoted(formula: &str) -> bool {
    formula.split('"').step_by(2).all(|outside| !suspicious(outside))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "320102199001011234";

    #[test]
    fn a_long_run_of_digits_is_seen_wherever_it_stands() {
        for (before, run, after) in (0..40).flat_map(|b| (13..33).flat_map(move |r| [0, 1, 20].map(|a| (b, r, a)))) {
            let text = format!("{}{}{}", "<".repeat(before), "7".repeat(run), "v".repeat(after));
            assert_eq!(suspicious(&text), run >= SHORTEST, "{text}");
        }
        assert!(!suspicious("1234567 1234567 1234567 12345678901234 1"));
    }

    #[test]
    fn texts_are_masked_however_they_are_formatted() {
        let text =
            format!("<sst><si><t>甲{ID}</t></si><si><r><t>320102</t></r><r><t>199001011234</t></r></si><si><t>乙&amp;</t></si></sst>");
        let masked = strings(&text).unwrap();
        assert_eq!(masked.matches("320***********1234").count(), 2, "{masked}");
        assert!(masked.contains("<si><t>乙&amp;</t></si>") && !masked.contains("199001"));
    }

    #[test]
    fn cells_are_masked_by_what_they_hold() {
        let new = |tag: &str, inner: String| match cell(tag, &inner) {
            Masked::New(tag, inner) => format!("{tag}{inner}"),
            other => panic!("{other:?}"),
        };
        assert_eq!(
            new("<c r=\"A1\" s=\"2\">", format!("<v>{ID}</v></c>")),
            "<c r=\"A1\" s=\"2\" t=\"inlineStr\"><is><t>320***********1234</t></is></c>"
        );
        assert_eq!(
            new("<c r=\"A1\" t=\"str\">", format!("<f>B1</f><v>{ID}</v></c>")),
            "<c r=\"A1\" t=\"str\"><f>B1</f><v>320***********1234</v></c>"
        );
        assert!(new("<c r=\"A1\">", "<v>3.2010219900101123E+17</v></c>".into()).contains("320***********"));
        assert_eq!(cell("<c r=\"A1\">", "<v>0.83333333333333337</v></c>"), Masked::Same);
        assert_eq!(cell("<c r=\"A1\">", &format!("<f>{ID}+1</f><v>1</v></c>")), Masked::No);
    }

    #[test]
    fn elsewhere_todays_form_alone_is_masked() {
        let text = format!("<t>{ID}</t> 0.{ID} 123456789012345678 width=\"13.28515625000000001\"");
        let masked = plain(&text).unwrap();
        assert_eq!(masked, format!("<t>320***********1234</t> 0.{ID} 123456789012345678 width=\"13.28515625000000001\""));
        assert!(plain(&format!("<c:v>{ID}</c:v>")).is_none());
    }
}
